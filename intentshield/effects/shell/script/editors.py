"""What the command languages of vi, ex, Vim and ed do to files and the machine. Sources: POSIX.1-2017; Vim 9 help."""

from __future__ import annotations

import re
from typing import Sequence

from ....model import Role, Verb
from ..values import EMPTY, HOLE, Stream
from .lines import outward

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["run_ed", "run_vim"]

_MODIFIERS = re.compile(
    r"[\s:]*(?:(?:sil|silent|verbose|keepalt|noautocmd|noau|vert|vertical|tab|tabdo|bufdo|windo|argdo|cdo|lockmarks)!?\s+)*[\s:]*"
)
_RANGE = re.compile(r"(?:%|\.|\$|\d+|'[\w<>]|[,;+-]|/(?:[^/\\\n]|\\.)*/|\?(?:[^?\\\n]|\\.)*\?)*\s*")
_WORD = re.compile(r"[a-zA-Z]+\d*")
_WRITES = frozenset("w write wq x xit wall wa up update sav saveas wn wnext".split())
_ORDERS = frozenset("g global v vglobal norm normal".split())
_EXPRESSIONS = frozenset("call cal let echo echom echomsg exe execute if put pu return eval unlet".split())
_CODE = {
    "py": "py",
    "py3": "py",
    "python": "py",
    "python3": "py",
    "pyx": "py",
    "lua": "lua",
    "perl": "pl",
    "perldo": "pl",
    "ruby": "rb",
    "rubydo": "rb",
    "tcl": "tcl",
    "luado": "lua",
    "pydo": "py",
}
_SOURCES = frozenset("so source luafile py3file pyfile pyxfile rubyfile runtime".split())
_TERMINALS = frozenset("ter term terminal grep make vimgrep cexpr lgrep".split())
_BAR = re.compile(r"(?<!\\)\|(?!\|)")


def run_vim(shell: Shell, text: str, files: Sequence[str] = ()) -> None:
    """Ex commands, one a line or separated by bars; ``files`` are those being edited."""
    start = _MODIFIERS.match(text)
    first = _WORD.match(text, start.end() if start else 0)
    if first is not None and first.group() in _CODE and "\n" in text:
        _script(shell, _CODE[first.group()], text[first.end() :].lstrip("! "))
        return
    for line in text.split("\n"):
        rest = line.strip().rstrip("\r")
        while rest:
            rest = _ex(shell, rest, files)


def _ex(shell: Shell, line: str, files: Sequence[str]) -> str:
    """One Ex command; what follows behind a bar."""
    start = _MODIFIERS.match(line)
    place = _RANGE.match(line, start.end() if start else 0)
    rest = line[place.end() if place else 0 :]
    if rest[:1] == "!":
        outward(shell, rest.lstrip("! "))
        return ""
    if rest[:1] == '"' or not rest:
        return ""
    match = _WORD.match(rest)
    if match is None:
        bar = _BAR.search(rest)
        return rest[bar.end() :] if bar else ""
    name, tail = match.group(), rest[match.end() :].lstrip("!").strip()
    if name in _CODE or name in _EXPRESSIONS or name in _ORDERS:
        _whole(shell, name, tail, files)
        return ""
    if name in ("s", "substitute") and "\\=" in tail:
        _script(shell, "vimexpr", tail.split("\\=", 1)[1])
        return ""
    if tail[:1] == "!" and rest[match.end() : match.end() + 1] != "!":
        outward(shell, tail.lstrip("! "))
        return ""
    bar = _BAR.search(tail)
    _file(shell, name, (tail[: bar.start()] if bar else tail).strip(), files)
    return tail[bar.end() :] if bar else ""


def _whole(shell: Shell, name: str, tail: str, files: Sequence[str]) -> None:
    """Commands that take the rest of the line."""
    if name in _ORDERS:
        inner = re.sub(r"^(.)(?:\\.|(?!\1).)*\1", "", tail, count=1) if name[:1] in "gv" else tail.lstrip(":")
        if inner != tail and inner:
            _ex(shell, inner, files)
    elif name in _EXPRESSIONS:
        _script(shell, "vimexpr", f"execute({tail})" if name in ("exe", "execute") else tail)
    else:
        _script(shell, _CODE[name], tail)


def _script(shell: Shell, language: str, code: str) -> None:
    from . import read_script  # noqa: PLC0415 - the package reads these languages

    if language == "py":
        shell.code(Role.CODE, code)
    else:
        read_script(shell, language, code)


def _file(shell: Shell, name: str, operand: str, files: Sequence[str]) -> None:
    """Commands on files."""
    path = operand.lstrip(">").strip()
    if path[:2] == "~/":
        path = shell.home("") + path[1:]
    if name in _WRITES:
        for target in [path] if path else files:
            if not target.startswith(("+", "-")):
                shell.write_file(target, Stream(HOLE), ("append",) if operand[:2] == ">>" else ())
    elif name in _SOURCES and path:
        shell.execute_file(path, "vim")
    elif name in _TERMINALS and path:
        outward(shell, path)
    elif name in ("sh", "shell", "ter", "term", "terminal"):
        outward(shell, "sh")
    elif name in ("r", "read", "e", "edit", "vi", "visual", "tabe", "tabedit", "sp", "vs") and path:
        shell.read_file(path)


_ED = re.compile(r"(?m:^[ \t]*(?:[\d,;.$%+-]|/(?:[^/\\\n]|\\.)*/|'\w)*[ \t]*(?P<name>[wWreEf!])(?P<rest>[^\n]*))")


def run_ed(shell: Shell, text: str, files: Sequence[str] = ()) -> None:
    """Commands for ed, one a line."""
    for match in _ED.finditer(text):
        name, rest = match.group("name"), match.group("rest")
        if name != "!" and rest[:1].strip() and rest[:1] != "q":
            continue
        operand = rest.lstrip("q").strip() if name != "!" else rest
        if name == "!" or operand[:1] == "!":
            outward(shell, operand.lstrip("! "))
        elif name in "wW":
            for path in [operand] if operand else files:
                if path[:1] != "-":
                    shell.write_file(path, EMPTY._replace(text=HOLE), ("append",) if name == "W" else ())
        elif name in "reE" and operand:
            shell.touch(Verb.READ, operand)
