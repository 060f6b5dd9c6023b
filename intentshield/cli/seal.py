"""``intentshield seal`` and ``intentshield verify``."""

from __future__ import annotations

import os
import sys
from typing import Sequence

from ..shield import SEAL_KEY_VARIABLE, Shield
from .common import parser, to_json
from .style import Style, out

_EXAMPLES = f"""  intentshield seal --data-dir ./data
  intentshield verify --data-dir ./data
  {SEAL_KEY_VARIABLE}=... intentshield seal --data-dir ./data      # signed with a key
"""


def run(command: str, argv: Sequence[str]) -> int:
    """Record or compare the package's hashes; verify exits with 2 when they differ."""
    description = "Record the package's hashes." if command == "seal" else "Compare the package with its seal."
    options = parser(command, description, _EXAMPLES)
    options.add_argument("--data-dir", default="data", metavar="DIR", help="where the seal lies (default: data)")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args(argv)
    shield = Shield("strict", data_dir=args.data_dir)
    seal = shield.seal
    if command == "seal":
        seal.seal()
    elif not os.path.exists(seal.path):
        out(f"intentshield: there is no seal at {seal.path}; 'intentshield seal' makes one", sys.stderr)
        return 1
    else:
        seal.initialize()
    if args.json:
        out(to_json({"seal": seal.path, "intact": seal.broken is None, "reason": seal.broken}))
    else:
        style = Style(sys.stdout)
        state = (
            style.paint("broken", "red")
            if seal.broken
            else style.paint("sealed" if command == "seal" else "intact", "green")
        )
        out(f"{state}  {seal.path}" + (f": {seal.broken}" if seal.broken else ""))
    return 2 if seal.broken else 0
