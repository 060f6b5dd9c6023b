"""The shell front end: a command line to effects, without running anything.

``parse`` turns text into a tree, ``run`` walks it as a shell would, ``expand`` expands words, ``behave`` and
``readers`` read each command with the help of :mod:`intentshield.programs`, ``fold`` computes what harmless programs
print.  Not seen: what the environment holds, what files hold that the agent did not write, what programs do beyond
their tables, languages other than shell at more than the level of tokens (Python has its own front end).
"""

from __future__ import annotations

from typing import Callable, Mapping

from ...context import Context
from ...model import Analysis, Part, Role
from ...protocols import FrontEnd
from .run import Shell
from .script import read_script

__all__ = ["PowerShellFrontEnd", "ScriptFrontEnd", "ShellFrontEnd"]


class ShellFrontEnd:
    """Lowers command lines.  ``front_ends`` are those for code and statements inside commands."""

    def __init__(self, front_ends: Mapping[Role, FrontEnd]) -> None:
        self.front_ends = front_ends

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Effects, flows and commands of one command line."""
        Shell(context, analysis, self.front_ends).run(part.value)


class PowerShellFrontEnd:
    """Lowers PowerShell or cmd.exe command lines with ``reader``."""

    def __init__(self, front_ends: Mapping[Role, FrontEnd], reader: Callable[[Shell, str], None]) -> None:
        self.front_ends = front_ends
        self.reader = reader

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Effects of one command line."""
        self.reader(Shell(context, analysis, self.front_ends), part.value)


class ScriptFrontEnd:
    """Lowers programs in ``language`` (a role of :mod:`intentshield.programs`) at the level of tokens."""

    def __init__(self, front_ends: Mapping[Role, FrontEnd], language: str) -> None:
        self.front_ends = front_ends
        self.language = language

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Effects of one program."""
        read_script(Shell(context, analysis, self.front_ends), self.language, part.value)
