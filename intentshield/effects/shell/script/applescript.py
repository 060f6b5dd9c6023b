"""AppleScript: its expressions, and the sentences that tell other programs to do something."""

from __future__ import annotations

import re
from typing import Sequence

from ....model import Target, Verb
from ..values import Stream
from .languages import syntax_of
from .walk import Walker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["run_applescript"]

_SHELL = re.compile(r"\bdo\s+shell\s+script\b", re.IGNORECASE)
_SET = re.compile(r"\bset\s+(\w+)\s+to\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?P<power>\b(?:shut[ \t]+down|restart|log[ \t]+out)\b)"
    r"|(?P<delete>\bdelete[ \t]+(?:every|all|the|folder|item|file|disk|home)|\bempty[ \t]+(?:the[ \t]+)?trash)"
    r"|(?P<observe>\bwith[ \t]+hidden[ \t]+answer\b|\bkeystroke\b|\bkey[ \t]+code\b)"
    r"|(?P<login>\bmake[ \t]+(?:new[ \t]+)?login[ \t]+item)|(?P<clipboard>\bthe[ \t]+clipboard\b)",
    re.IGNORECASE,
)


def run_applescript(shell: Shell, text: str, stdin: Stream, args: Sequence[str]) -> Stream:
    """Read one script."""
    code = _SET.sub(r"\1 =", _SHELL.sub("doShellScript", text))
    walker = Walker(shell, "applescript", syntax_of("applescript"), stdin, args)
    walker.run(code)
    out = walker.finish()
    tells = "tell" in text.lower()
    for match in _SENTENCE.finditer(text):
        kind, words = match.lastgroup, match.group()
        if kind == "power" and tells:
            shell.effect(Verb.CONFIGURE, words, Target.MACHINE, ("destroy",))
        elif kind == "delete" and tells:
            shell.effect(Verb.DELETE, text[match.start() : match.start() + 80], Target.HOME, ("recursive",))
        elif kind == "observe":
            shell.effect(Verb.READ, words, Target.MACHINE)
        elif kind == "login":
            shell.effect(Verb.EXECUTE, words, Target.STARTUP, ("hooks",))
        elif kind == "clipboard":
            out = Stream(out.text, out.labels | {"clipboard"})
    return out
