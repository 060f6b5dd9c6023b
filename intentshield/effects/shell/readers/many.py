"""Programs that run a command for each of many items: find, fd, xargs, parallel."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import Dict, List, Match, Optional, Sequence

from ....model import Verb
from ....programs import Row
from ..arguments import parse_arguments
from ..values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, joined
from .common import Reader, first_of, options_of, plain_row, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

_FIND_TESTS_WITH_VALUE = frozenset(
    "-name -iname -path -ipath -wholename -iwholename -regex -iregex -type -xtype -size -mtime -atime -ctime -mmin"
    " -amin -cmin -newer -anewer -cnewer -user -group -uid -gid -perm -links -inum -samefile -fstype -lname -ilname -used"
    " -maxdepth -mindepth -regextype -context -newermt -newerat -newerct -printf -D".split()
)


_FIND_FILTERS = _FIND_TESTS_WITH_VALUE - {
    "-maxdepth",
    "-mindepth",
    "-regextype",
    "-printf",
    "-D",
    "-type",
    "-xtype",
    "-fstype",
}


_FIND_FLAGS = frozenset({"-empty", "-executable", "-readable", "-writable", "-nouser", "-nogroup"})


_EVERY_NAME = frozenset({"*", "**", ".*", "?*", "./*"})


#: How many of the things found a command is tried with, and which of them come first.
_TRIES = 32


_TELLING = ("/", "~", ".", "-", "$", HOLE)


MAX_ITEMS = 8192


_ESCAPES = {"\\n": "\n", "\\0": "\0", "\\t": "\t"}


_PLACEHOLDER = re.compile(r"\{(\d*)[./]*\}|\{[#%]\}")


def _find(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``find [paths] [expression]`` with its actions."""
    i = start
    while i < len(argv) and argv[i] in ("-H", "-L", "-P", "-O1", "-O2", "-O3"):
        i += 1
    paths: List[str] = []
    while i < len(argv) and argv[i][:1] not in "-(!" and argv[i] != "\\(":
        paths.append(argv[i])
        i += 1
    paths = paths or ["."]
    expression = argv[i:]
    whole = not _narrowed(expression)
    inside = any(w in ("-type", "-mindepth") for w in expression)
    found = (
        _below(paths, _wanted(expression))
        if not whole
        else [f"{path.rstrip('/')}/*" for path in paths]
        if inside
        else [*paths]
    )
    j = 0
    while j < len(expression):
        word = expression[j]
        if word in ("-exec", "-execdir", "-ok", "-okdir"):
            j = _find_exec(shell, expression, j + 1, paths if whole else found)
        elif word == "-delete":
            for path in paths if whole else found:
                shell.touch(Verb.DELETE, path, ("recursive",) if whole else ())
        elif word in ("-fprint", "-fprint0", "-fls", "-fprintf"):
            shell.touch(Verb.WRITE, expression[j + 1] if j + 1 < len(expression) else HOLE)
            j += 1
        elif word in _FIND_TESTS_WITH_VALUE:
            if word in ("-newer", "-samefile") and j + 1 < len(expression):
                shell.place(expression[j + 1])
            j += 1
        j += 1
    return Stream((f"{HOLE}\n" if whole else "") + "".join(f"{path}\n" for path in found))


def _narrowed(expression: Sequence[str]) -> bool:
    """Whether a test picks some of the files; one that leaves some out does not."""
    for i, word in enumerate(expression):
        if word in ("-type", "-xtype") and set(expression[i + 1 : i + 2]) <= {"l", "p", "s"}:
            return True  # links, pipes and sockets only
        if word in _FIND_FILTERS or word in _FIND_FLAGS:
            negated = i > 0 and expression[i - 1] in ("!", "-not", "\\!")
            if not negated and (i + 1 == len(expression) or expression[i + 1] not in _EVERY_NAME):
                return True
    return False


def _below(paths: Sequence[str], name: str = HOLE) -> List[str]:
    """Some file below each path, and the one of that name."""
    out = [path.rstrip("/") + "/" + HOLE if path != HOLE else HOLE for path in paths]
    if name != HOLE:
        for path in paths:
            named = Field(f"{path.rstrip('/')}/{name}")
            named.glob = named.maybe = True
            out.append(named)
    return out


def _wanted(expression: Sequence[str]) -> str:
    """The name that find looks for, when it is one."""
    names = [value for test, value in zip(expression, expression[1:]) if test in ("-name", "-iname")]
    return names[0] if len(names) == 1 and len(names[0]) > 3 else HOLE


def _find_exec(shell: Shell, expression: Sequence[str], start: int, found: Sequence[str]) -> int:
    """One ``-exec``: the index of its terminator."""
    end = start
    while end < len(expression) and expression[end] not in (";", "+", "\\;"):
        end += 1
    words = list(expression[start:end])
    if words:
        _each(shell, words, found, "{}")
    return end


def _telling(items: Sequence[str]) -> List[str]:
    """Items to try: all there are, or of many those that lead elsewhere and some others."""
    if len(items) <= _TRIES:
        return list(items)
    first = [item for item in items if item.startswith(_TELLING) or not item.replace("/", "a").isalnum()]
    return [*first[: 4 * _TRIES], *items[:_TRIES]]


def _each(shell: Shell, words: Sequence[str], found: Sequence[str], mark: str) -> Stream:
    """Run a command for what was found: with each mark in its words replaced, or with the items appended."""
    argv, span, extra = shell.argv, shell.span, shell.extra
    shell.depth += 1
    if mark and any(mark in word for word in words):
        out = joined([shell.invoke([_filled(w, mark, item) for w in words], EMPTY) for item in _telling(found)])
    else:
        out = shell.invoke([*words, *(() if mark else found)], EMPTY)
    shell.depth -= 1
    shell.argv, shell.span, shell.extra = argv, span, extra
    return out


def _filled(word: str, mark: str, item: str) -> str:
    """A word with an item in the place of each mark, which keeps the item's labels."""
    if mark not in word:
        return word
    field = Field(word.replace(mark, item))
    field.labels = item.labels if isinstance(item, Field) else NOTHING
    return field


def _fd(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``fd pattern paths -x command``: everything behind ``-x`` is the command."""
    words = parse_arguments(plain_row(row), argv, start)
    paths = words.operands[1:] or ["."]
    narrowed = words.operands[:1] not in ([], ["."], [""]) or bool(words.flags & {"-e", "--extension", "-g", "--glob"})
    found = _below(paths) if narrowed else paths
    if words.command:
        command = words.command if any("{" in w for w in words.command) else [*words.command, "{}"]
        _each(shell, command, found, "{}")
    return Stream("".join(f"{p}\n" for p in _below(paths)))


def _xargs(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``xargs command``: the items of standard input become operands."""
    options, i = options_of(row, argv, start)
    words = argv[i:]
    mark = next((options[n] or "{}" for n in ("-I", "-J", "-i", "--replace") if n in options), "")
    source = first_of(options, "-a", "--arg-file")
    if source is not None:
        stdin = shell.read_file(source)
    if not words:
        return Stream(stdin.text, stdin.labels)
    delimiter = "\0" if "-0" in options or "--null" in options else first_of(options, "-d", "--delimiter")
    if stdin is EMPTY:
        return _each(shell, words, [HOLE], mark)
    return _each(shell, words, _items(stdin, delimiter, bool(mark)), mark)


def _items(stdin: Stream, delimiter: Optional[str], lines: bool) -> List[str]:
    """The items of standard input, with its labels: words as a shell would split them, or lines of such words."""
    text = stdin.text.replace("\\0", "\0")
    if delimiter is not None:
        mark = _ESCAPES.get(delimiter, delimiter)
        items = re.split("[\0\n]", text) if mark == "\0" else text.split(mark or "\n")
    elif lines:
        items = [
            " ".join(split_words(line)) if "'" in line or '"' in line or "\\" in line else line.strip()
            for line in text.splitlines()
        ]
    else:
        items = split_words(text.replace("\0", "\n"))
    out: List[str] = []
    for item in [i for i in items if i][:MAX_ITEMS]:
        field = Field(item)
        field.labels = stdin.labels
        out.append(field)
    return out


def _parallel(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``parallel command ::: items``: the command is shell code."""
    options, i = options_of(row, argv, start)
    sources: List[List[str]] = []
    command: List[str] = []
    target = command
    for word in argv[i:]:
        if word in (":::", ":::+", "::::", "::::+"):
            target = [] if word[:4] != "::::" else [HOLE]
            sources.append(target)
        else:
            target.append(word)
    if not sources and "--semaphore" not in options and row.name != "sem":
        sources.append(list(_items(stdin, "\n", False)) or [HOLE])
    separator = first_of(options, "-C", "--colsep")
    cwd, remote = shell.state.cwd, shell.remote
    directory = first_of(options, "--wd", "--workdir")
    if directory is not None:
        shell.state.cwd = HOLE if HOLE in directory else shell.place(directory).path
    shell.remote = remote or bool({"-S", "--sshlogin", "--slf"} & set(options))
    for values in islice(product(*map(_telling, sources)), 4 * _TRIES):
        columns = [part for v in values for part in (re.split(separator, v) if separator else [v])]
        shell.nested(_line(" ".join(command), columns))
    shell.state.cwd, shell.remote = cwd, remote
    return UNKNOWN


def _line(text: str, columns: Sequence[str]) -> str:
    """A command line with values in its place holders, or behind it."""

    def fill(match: Match[str]) -> str:
        number = match.group(1)
        if number:
            return columns[int(number) - 1] if int(number) <= len(columns) else ""
        return " ".join(columns) if number is not None else HOLE

    return _PLACEHOLDER.sub(fill, text) if _PLACEHOLDER.search(text) else " ".join([text, *columns])


READERS: Dict[str, Reader] = {
    "find": _find,
    "fd": _fd,
    "xargs": _xargs,
    "parallel": _parallel,
}
