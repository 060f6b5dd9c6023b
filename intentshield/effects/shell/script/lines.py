"""Little languages whose programs have a way out to the shell: dc, m4, gdb, TeX, PostScript, ...

Each is a pattern that finds the ways out; a match's named group says what stands there: ``sh`` a command line, ``read``
``write`` ``delete`` ``load`` a file, ``py`` ``lua`` ``pl`` code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Callable, Dict, FrozenSet, List, Pattern

from ....model import Role, Verb
from ..values import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["LINES", "outward", "run_lines"]

_BALANCED = r"(?:[^()]|\([^()]*\))*"
_PATTERNS: Dict[str, str] = {
    "dc": r"!(?![<>=])(?P<sh>[^\n]+)",
    "bang": r"(?m:^[ \t]*(?:!|\\!|system[ \t]+|\.shell[ \t]+|\.system[ \t]+)[ \t]*(?P<sh>[^\n;]+))",
    "m4": rf"\b(?:esyscmd|syscmd)\((?P<sh>{_BALANCED})\)|\bs?include\((?P<read>[^()\n]+)\)",
    "gdb": r"(?m:^[ \t]*(?:shell|!|platform[ \t]+shell|process[ \t]+shell)[ \t]*(?P<sh>[^\n]+))"
    r"|(?m:^[ \t]*(?:pipe|\|)[^|\n]*\|[ \t]*(?P<sh2>[^\n]+))|(?m:^[ \t]*(?P<sh3>make(?:[ \t][^\n]*)?)$)"
    r"|(?m:^[ \t]*(?:python|py|script)[ \t]+(?P<py>[^\n]+))|(?m:^[ \t]*(?:source|command[ \t]+source)[ \t]+(?P<load>\S+))"
    r"|\b(?:system|popen|execl|execlp)[ \t]*\([ \t]*\"(?P<sh4>(?:[^\"\\]|\\.)*)\"|(?P<env>show[ \t]+environment)",
    "tex": r"\\write18[ \t]*\{(?P<sh>[^{}]*)\}|\\input[ \t]*\{?[ \t]*\|[ \t]*\"?(?P<sh2>[^\"{}\n]+)"
    r"|\\(?:ShellEscape|immediate\\write18)[ \t]*\{(?P<sh3>[^{}]*)\}|\\directlua[ \t]*\{(?P<lua>(?:[^{}]|\{[^{}]*\})*)\}"
    r"|\\openout[^=\n]{0,40}=[ \t]*(?P<write>[^\s\\]+)|\\(?:input|include|verbatiminput|lstinputlisting)[ \t]*\{(?P<read>[^{}|\n]+)\}",
    "gs": r"\(%pipe%(?P<sh>[^()]*)\)|\((?P<delete>[^()%\n]*)\)[ \t\n]*deletefile|\((?P<read>[^()%\n]*)\)[ \t\n]*\(r\)[ \t\n]*file"
    r"|\((?P<write>[^()%\n]*)\)[ \t\n]*\(w\)[ \t\n]*file|\((?P<load>[^()%\n]*)\)[ \t\n]*run\b",
}


@lru_cache(maxsize=32)
def _pattern(name: str) -> Pattern[str]:
    return re.compile(_PATTERNS[name])


def outward(shell: Shell, command: str) -> None:
    """A command line that a program runs for its script."""
    if command.strip():
        extra = shell.extra
        shell.extra = extra | {"escape"}
        shell.nested(command)
        shell.extra = extra


def _load(shell: Shell, path: str) -> None:
    shell.execute_file(path, "other")


def _lua(shell: Shell, code: str) -> None:
    from . import read_script  # noqa: PLC0415 - the package reads these languages

    read_script(shell, "lua", code)


_HANDLERS: Dict[str, Callable[[Shell, str], object]] = {
    "sh": outward,
    "py": lambda shell, text: shell.code(Role.CODE, text),
    "lua": _lua,
    "load": _load,
    "read": lambda shell, text: shell.read_file(text),
    "write": lambda shell, text: shell.touch(Verb.WRITE, text),
    "delete": lambda shell, text: shell.touch(Verb.DELETE, text),
}
LINES = frozenset(_PATTERNS)


def run_lines(shell: Shell, language: str, text: str) -> FrozenSet[str]:
    """Follow every way out of a script in a little language; the labels of what it prints."""
    labels: List[str] = []
    if language == "tex" and "\\" not in text and text.endswith(".tex"):
        known = shell.contents(shell.place(text)).text
        text = "" if HOLE in known else known
    for match in _pattern(language).finditer(text):
        for group, value in match.groupdict().items():
            if value is None or not value.strip():
                continue
            kind = group.rstrip("0123456789")
            if kind == "env":
                labels.append("environment")
                continue
            value = value.strip()
            if language == "m4":
                value = value.strip("`'").strip()
            _HANDLERS[kind](shell, value)
    return frozenset(labels)
