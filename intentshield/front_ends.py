"""Which front end reads which role; the one place where they are put together."""

from __future__ import annotations

from typing import Dict

from .effects.shell import ShellFrontEnd
from .effects.sql import SqlFrontEnd
from .model import Role
from .protocols import FrontEnd

__all__ = ["default_front_ends"]


def default_front_ends() -> Dict[Role, FrontEnd]:
    """The built-in front ends for commands, code and statements."""
    ends: Dict[Role, FrontEnd] = {}
    ends[Role.COMMAND] = ShellFrontEnd(ends)
    ends[Role.SQL] = SqlFrontEnd(ends)
    return ends
