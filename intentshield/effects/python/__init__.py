"""The Python front end: source code to effects, without running it.

:mod:`.walk` evaluates the syntax tree abstractly: imports and aliases, constant folding, straight-line variables, both
branches of conditions, functions when they are called.  :mod:`.behave` knows what callables do, mostly from the table in
:mod:`.calls`; files, programs and connections go through the shell front end's machinery, so that both speak of the
same effects.  :mod:`.higher` follows callables that are made or handed over, :mod:`.notebook` reads IPython's cells.

What is not seen: objects loaded from a file (``pickle.load``, models); values that only exist at run time (a path from
``sys.argv``); rows that an object-relational mapper deletes without SQL; memory and processes used up without a known
call; what imported project code and C extensions do.
"""

from __future__ import annotations

import ast
import textwrap
import warnings
from typing import Optional

from ...context import Context
from ...model import Part
from ..shell.run import Shell
from .notebook import is_notebook, plain
from .walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...model import Analysis
    from ..lower import FrontEnds

__all__ = ["PythonFrontEnd"]

MAX_TEXT = 262_144


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
        tree = _parse(text)
        if tree is None and is_notebook(text):
            text = plain(text)
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
