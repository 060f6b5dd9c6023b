"""The Python front end: source code to effects, without running it.

:mod:`.walk` evaluates the syntax tree abstractly: imports and aliases, constant folding, straight-line variables, both
branches of conditions, functions when they are called.  :mod:`.behave` knows what callables do, mostly from the table in
:mod:`.calls`; files, programs and connections go through the shell front end's machinery, so that both speak of the
same effects.  Not seen: what imported project code does, values that only exist at run time, attribute tricks through
metaclasses, C extensions.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from typing import Optional

from ...context import Context
from ...model import Part
from ..shell.run import Shell
from .walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model import Analysis
    from ..lower import FrontEnds

__all__ = ["PythonFrontEnd"]

MAX_TEXT = 262_144
_MAGIC = re.compile(r"^\s*[%!]|^\s*\?|\?\s*$|=\s*[!%]", re.MULTILINE)
_CELL_SHELL = re.compile(r"^\s*%%(?:bash|sh|script|system|!)[^\n]*\n")
_PIP = re.compile(r"^(?:pip3?|conda|uv|cd|ls|mkdir|rm|cp|mv|cat|pwd|env|sx|system)\b")


class PythonFrontEnd:
    """Lowers Python source."""

    def __init__(self, front_ends: FrontEnds) -> None:
        self.front_ends = front_ends

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Effects of one program, cell or expression."""
        shell = Shell(context, analysis, self.front_ends)
        text = part.value
        if len(text) > MAX_TEXT:
            shell.opaque("Python longer than can be read", text)
            return
        if _CELL_SHELL.match(text):
            shell.run(_CELL_SHELL.sub("", text))
            return
        tree = _parse(text)
        if tree is None and _MAGIC.search(text):
            text = _magics(text, shell)
            tree = _parse(text)
        if tree is None:
            shell.opaque("Python that cannot be parsed", text.strip())
            return
        try:
            Walker(shell).module(tree)
        except RecursionError:
            shell.opaque("Python nested too deeply", text.strip())


def _parse(text: str) -> Optional[ast.Module]:
    for source in (text, textwrap.dedent(text)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _magics(text: str, shell: Shell) -> str:
    """IPython's ``!command`` and ``%magic`` lines, run as commands; the rest of the cell without them."""
    kept = []
    for line in text.split("\n"):
        stripped = line.strip()
        assigned = re.match(r"^\s*\w+\s*=\s*([!%].*)$", line)
        if assigned:
            stripped = assigned.group(1)
        if stripped[:1] == "!":
            shell.run(re.sub(r"\{[^{}]*\}", "\ue000", stripped.lstrip("!")))
            kept.append(line[: len(line) - len(line.lstrip())] + "pass")
        elif stripped[:1] == "%":
            command = stripped.lstrip("%")
            if _PIP.match(command):
                shell.run(command)
            kept.append(line[: len(line) - len(line.lstrip())] + "pass")
        elif stripped[:1] == "?" or stripped[-1:] == "?":
            kept.append("pass")
        else:
            kept.append(line)
    return "\n".join(kept)
