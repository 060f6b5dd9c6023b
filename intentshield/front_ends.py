"""Which front end reads which role; the one place where they are put together."""

from __future__ import annotations

from typing import Dict

from .effects.python import PythonFrontEnd
from .effects.shell import PowerShellFrontEnd, ScriptFrontEnd, ShellFrontEnd
from .effects.shell.powershell import run_cmd, run_powershell
from .effects.sql import SqlFrontEnd
from .model import Role
from .protocols import FrontEnd

__all__ = ["default_front_ends"]


def default_front_ends() -> Dict[Role, FrontEnd]:
    """The built-in front ends for commands, code and statements."""
    ends: Dict[Role, FrontEnd] = {}
    ends[Role.COMMAND] = ShellFrontEnd(ends)
    ends[Role.POWERSHELL] = PowerShellFrontEnd(ends, run_powershell)
    ends[Role.CMD] = PowerShellFrontEnd(ends, run_cmd)
    ends[Role.SCRIPT] = ScriptFrontEnd(ends, "js")
    ends[Role.CODE] = PythonFrontEnd(ends)
    ends[Role.SQL] = SqlFrontEnd(ends)
    return ends
