"""``intentshield demo``."""

from __future__ import annotations

from typing import Sequence

from .common import parser


def run(command: str, argv: Sequence[str]) -> int:
    """Show the demonstration; exits with 1 on a surprise."""
    parser(command, "Show attacks and ordinary work being judged. Nothing is run.", "  intentshield demo\n").parse_args(
        argv
    )
    from ..demo import show  # noqa: PLC0415 - --help should not load it

    return show()
