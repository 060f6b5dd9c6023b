"""``intentshield version``."""

from __future__ import annotations

import platform
from typing import Sequence

from ..version import __version__
from .common import parser, to_json
from .style import out


def run(command: str, argv: Sequence[str]) -> int:
    """Print the version."""
    options = parser(command, "Print the version.", "  intentshield version --json\n")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args(argv)
    if args.json:
        out(
            to_json({"intentshield": __version__, "python": platform.python_version(), "platform": platform.platform()})
        )
    else:
        out(f"intentshield {__version__}")
    return 0
