"""What programs print that say where something is: known where the command line and its context decide it.

Names that a program lists are unknown, but where they come from is not: the label ``listing:directory``.
"""

from __future__ import annotations

from typing import Callable, Dict, List, Optional

from ...programs import find_row
from .values import HOLE, TEMPORARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["ANSWERS", "LISTS", "listed"]

Answer = Callable[["Shell", List[str]], Optional[str]]


def _operands(argv: List[str]) -> List[str]:
    return [word for word in argv[1:] if word[:1] != "-"]


def _program(shell: Shell, argv: List[str]) -> Optional[str]:
    """``which``, ``command -v``, ``type -p``: programs of the system lie where the system keeps them."""
    names = _operands(argv)
    if not names or any(HOLE in name or find_row(name) is None for name in names):
        return None
    return "".join(f"/usr/bin/{name}\n" for name in names)


def _real(shell: Shell, argv: List[str]) -> Optional[str]:
    """``realpath`` and ``readlink -f``: links are followed later, when the effect is judged."""
    paths = _operands(argv)
    if not paths or any(HOLE in path for path in paths) or HOLE in shell.state.cwd:
        return None
    if argv[0] == "readlink" and not any(flag in argv for flag in ("-f", "-e", "-m", "--canonicalize")):
        return None
    return "".join(shell.place(path).path + "\n" for path in paths)


def _git(shell: Shell, argv: List[str]) -> Optional[str]:
    """``git rev-parse --show-toplevel``: the workspace."""
    if argv[1:] == ["rev-parse", "--show-toplevel"] and shell.context.workspace:
        return shell.context.workspace + "\n"
    return None


def _list(shell: Shell, argv: List[str]) -> Optional[str]:
    """``ls -d path`` and ``ls file``: the names themselves, when they are given."""
    paths = _operands(argv)
    named = any("d" in word for word in argv[1:] if word[:1] == "-" and word[:2] != "--")
    if not paths or not (named or all(find_row(path.rsplit("/", 1)[-1]) for path in paths if "/" in path)):
        return None
    return "".join(path + "\n" for path in paths) if HOLE not in "".join(paths) else None


def _named(shell: Shell, argv: List[str]) -> Optional[str]:
    """``stat -c %n path``."""
    return _operands(argv)[-1] + "\n" if argv[1:3] == ["-c", "%n"] and len(argv) == 4 else None


def _temporary(shell: Shell, argv: List[str]) -> Optional[str]:
    """``mktemp``: a new path among the temporary files, of which only that is known."""
    return f"{shell.context.scratch[0]}/{TEMPORARY}\n" if shell.context.scratch else None


ANSWERS: Dict[str, Answer] = {
    "mktemp": _temporary,
    "which": _program,
    "type": _program,
    "realpath": _real,
    "readlink": _real,
    "git": _git,
    "ls": _list,
    "stat": _named,
}


def listed(shell: Shell, argv: List[str]) -> Optional[str]:
    """The directory whose entries ``ls``, ``find``, ``git ls-files`` and their like print; None for a selection."""
    words = argv[1:]
    if argv[0] in ("echo", "printf"):
        return shell.state.cwd if any(word in _EVERYTHING for word in words) else None
    if argv[0] == "git":
        if words[:1] != ["ls-files"]:
            return None
        words = words[1:]
    elif argv[0] == "compgen" and words != ["-G", "*"]:
        return None
    paths = [word for word in words if word[:1] != "-"]
    if argv[0] == "compgen":
        paths = []
    elif argv[0] == "find" and not _ALL_FOUND.issuperset(w for w in words if w[:1] == "-" or w in paths[1:]):
        return None
    if len(paths) > 1 and argv[0] != "find":
        return None
    path = paths[0] if paths else "."
    return None if HOLE in path or "*" in path else shell.place(path).path


LISTS = frozenset({"ls", "find", "fd", "git", "compgen", "gls", "gfind", "tree", "dir", "echo", "printf"})
_EVERYTHING = frozenset({"*", "./*", ".*", "**", "**/*"})
#: Words of find that leave (nearly) everything in.
_ALL_FOUND = frozenset({"-type", "f", "d", "-print", "-print0", "-mindepth", "-maxdepth", "1", "-depth", "-not", "-L"})
