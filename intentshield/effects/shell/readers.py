"""Special readers, for programs whose words do not fit a row of the table.

A reader gets the row, the whole argument vector and the index of the first word that is its own.
"""

from __future__ import annotations

import re
import shlex
from itertools import islice, product
from typing import Callable, Dict, List, Match, Optional, Sequence, Set, Tuple

from ...model import Target, Verb
from ...programs import Row, find_row
from .behave import ROLE_READERS, Call, behave, parse_arguments, read_flags, row_of, run_row
from .script.make import MAKEFILES, run_makefile, run_scripts
from .script.net import caught
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, joined, known_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["READERS"]

Reader = Callable[["Shell", Row, List[str], Stream, int], Stream]


def _plain_row(row: Row) -> Row:
    """The same row without its reader."""
    return row._replace(attributes={k: v for k, v in row.attributes.items() if k != "by"})


# -- shells and interpreters


_COMMAND_OPTIONS = frozenset({"--command", "--commands", "--init-command", "--execute", "-C", "-e"})


def _shell(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``sh``, ``bash`` and relatives: ``-c code``, a script, or standard input."""
    i, code, script, from_input = start, False, False, False
    commands: List[str] = []
    while i < len(argv):
        word = argv[i]
        name, equals, value = word.partition("=")
        if name in _COMMAND_OPTIONS and (name != "-e" or row.name == "nu") and (name != "-C" or row.name == "fish"):
            commands.append(value if equals else argv[i + 1] if i + 1 < len(argv) else "")
            i += not equals
        elif word in ("--rcfile", "--init-file"):
            shell.execute_file(argv[i + 1] if i + 1 < len(argv) else HOLE, "shell")
            i += 1
        elif word[:2] == "--" or word == "-":
            script = script or word == "--"
        elif word[:1] in "-+" and len(word) > 1:
            code = code or "c" in word
            from_input = from_input or "s" in word
            i += word.count("o") + word.count("O")
        else:
            break
        i += 1
    for text in commands:
        _command_string(shell, [text], stdin)
    rest = argv[i:]
    if shell.socket:
        shell.effect(Verb.EXECUTE, "a shell for a remote host", Target.SHELL, ("reverse", "interactive"))
    if code:
        return _command_string(shell, rest, stdin)
    if rest and not from_input:
        return shell.execute_file(rest[0], "shell", stdin, rest[1:])
    if stdin is EMPTY or commands:
        if "elevated" in shell.extra or "escape" in shell.extra or "reverse" in shell.extra:
            shell.effect(Verb.EXECUTE, row.name, Target.SHELL, ("interactive",))
        return UNKNOWN
    return shell.execute_text(stdin, "shell", rest)


def _command_string(shell: Shell, rest: List[str], stdin: Stream) -> Stream:
    if not rest:
        return EMPTY
    labels = rest[0].labels if isinstance(rest[0], Field) else NOTHING
    shell.executes(rest[0], labels)
    words = known_words(rest[1:])
    if words is None:
        return shell.child(rest[0], None, HOLE, stdin)
    return shell.child(rest[0], words[1:], words[0] if words else "bash", stdin)


def _interpreter(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Interpreters: code among the flags, or a script; what follows are its arguments."""
    plain = _plain_row(row)
    end, inline = start, False
    letters: Set[str] = set()
    while end < len(argv):
        word = argv[end]
        if word[:1] != "-" or len(word) < 2:
            break
        found = read_flags(plain, word)
        letters.update(name for name, _, _ in found)
        flags = [flag for _, flag, _ in found if flag is not None]
        valued = next((f for f in flags if f.role), None)
        end += 2 if valued is not None and not valued.attached and found[-1][2] is None else 1
        inline = inline or any(f.stands_in for f in flags)
        if word == "--" or (inline and row.attributes["in"] == "py"):
            break
    if not inline:
        return run_row(shell, plain, row.name, argv[: end + 1], stdin, start)
    words = parse_arguments(plain, argv[:end], start)
    call = Call(plain, row.name, stdin, words.traits, argv[end:])
    extra = shell.extra
    shell.extra = extra | words.traits
    if letters & {"-n", "-p"} and row.attributes["in"] in ("pl", "rb"):
        for path in argv[end:]:
            ROLE_READERS["read"](shell, path, call)
        call.stdin = joined(call.read) if call.read else stdin
    _inline(shell, words.values, call)
    shell.extra = extra
    return Stream(HOLE, call.stdin.labels | call.taken)


def _inline(shell: Shell, values: Sequence[Tuple[str, str]], call: Call) -> None:
    """Code from flags; several pieces of a language are one program."""
    pieces: Dict[str, List[str]] = {}
    for role, value in values:
        if role == "text":
            if ";" in value and call.row.name == "perl":
                ROLE_READERS["pl"](shell, value, call)
        elif role in ("exec", "load"):
            ROLE_READERS[role](shell, value, call)
        elif role in ROLE_READERS:
            pieces.setdefault(role, []).append(value)
    for role, codes in pieces.items():
        code = Field("\n".join(codes))
        code.labels = NOTHING.union(*[c.labels for c in codes if isinstance(c, Field)])
        ROLE_READERS[role](shell, code, call)


def _make(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``make``: what a makefile whose text is known would run, and variables that hold a command."""
    plain = _plain_row(row)
    words = parse_arguments(plain, argv, start)
    out = run_row(shell, plain, row.name, argv, stdin, start)
    variables = {
        name: value for name, _, value in (w.partition("=") for w in argv[start:]) if value and name.isidentifier()
    }
    caught(shell, variables.values())
    if words.flags & {"-n", "--dry-run", "--just-print", "--recon", "-q", "--question"}:
        return Stream(HOLE, frozenset({"environment"}) if words.flags & {"-p", "--print-data-base"} else NOTHING)
    cwd = shell.state.cwd
    for role, value in words.values:
        if role == "cd":
            ROLE_READERS["cd"](shell, value, Call(plain, "make", stdin, NOTHING, ()))
    goals = [w for w in words.operands if "=" not in w]
    for i, word in enumerate(argv):
        if word.startswith("--eval"):
            run_makefile(shell, Stream(word[7:] or "".join(argv[i + 1 : i + 2])), goals, variables)
    for name in [value for role, value in words.values if role == "list"] or MAKEFILES:
        known = stdin if name in ("-", "/dev/stdin") else None
        if isinstance(name, Field) and name.stream is not None:
            known = name.stream
        content = known or shell.contents(shell.place(name))
        shell.executes(content.text, content.labels & {"network", "decoded", "socket"})
        if HOLE not in content.text:
            run_makefile(shell, content, goals, variables)
            break
    shell.state.cwd = cwd
    return Stream(
        HOLE, out.labels | (frozenset({"environment"}) if words.flags & {"-p", "--print-data-base"} else NOTHING)
    )


_INSTALLS = ("preinstall", "install", "postinstall", "prepare")


def _scripts(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``npm test`` and relatives: the scripts of a package.json whose text is known."""
    plain = _plain_row(row)
    out = run_row(shell, plain, argv[0], argv, stdin, start)
    content = shell.contents(shell.place("package.json"))
    if HOLE not in content.text:
        name = row.name.rpartition(" ")[2]
        operands = parse_arguments(plain, argv, start).operands
        installs = any(role == "package" for role, _ in row.operands)
        names = _INSTALLS if installs else operands[:1] if name in ("run", "run-script") else [name]
        run_scripts(shell, content, [{"t": "test"}.get(n, n) for n in names])
    return out


_EX_MODE = frozenset({"-e", "-es", "-E", "-Es", "-se"})
_NO_FILE = frozenset({"NONE", "NORC", "DEFAULTS", ""})


def _vim(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``vim``, ``vi`` and ``ex``: commands from flags, from ``+command``, from a script or from standard input."""
    plain = _plain_row(row)
    reads = row.name == "ex" or any(word in _EX_MODE for word in argv)
    silent = _EX_MODE | ({"-s", "-"} if reads else set())
    rest = [w for w in argv[start:] if w not in silent]
    words = parse_arguments(plain, ["vim", *(w for w in rest if w[:1] != "+")])
    call = Call(plain, row.name, stdin, NOTHING, words.operands)
    for path in words.operands:
        ROLE_READERS["guess"](shell, path, call)
    commands = [("vim", w[1:]) for w in rest if w[:1] == "+" and not w[1:].isdigit()]
    for role, value in [*words.values, *commands]:
        if role == "load" and value == "-":
            reads = True
        elif role == "load" and value not in _NO_FILE:
            shell.execute_file(value, "vim", stdin)
        elif role == "vim":
            ROLE_READERS[role](shell, value, call)
    if reads and stdin is not EMPTY:
        ROLE_READERS["vim"](shell, _labelled(stdin), call)
    return Stream(HOLE, frozenset(call.taken))


def _labelled(stream: Stream) -> Field:
    """A stream's text as a word."""
    field = Field(stream.text)
    field.labels = stream.labels
    return field


def _options(row: Row, argv: Sequence[str], start: int) -> Tuple[Dict[str, str], int]:
    """The flags before the first operand with their values, and where that operand stands."""
    out: Dict[str, str] = {}
    i = start
    while i < len(argv) and argv[i][:1] == "-" and len(argv[i]) > 1:
        if argv[i] == "--":
            return out, i + 1
        for name, flag, value in read_flags(row, argv[i]):
            if flag is not None and flag.role and value is None and not flag.attached:
                i += 1
                value = argv[i] if i < len(argv) else ""
            out[name] = value or ""
        i += 1
    return out, i


def _first(options: Dict[str, str], *names: str) -> Optional[str]:
    """The value of the first of these flags that is there."""
    return next((options[name] for name in names if name in options), None)


def _env(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``env [-i] [name=value]... command``; alone it prints the environment."""
    options, i = _options(row, argv, start)
    variables: Dict[str, Value] = {}
    while i < len(argv) and "=" in argv[i]:
        word = argv[i]
        name, _, value = word.partition("=")
        variables[name] = Value(value, word.labels if isinstance(word, Field) else NOTHING)
        shell.environment(name, variables[name])
        i += 1
    line, directory = _first(options, "-S", "--split-string"), _first(options, "-C", "--chdir")
    if row.name == "printenv" and i < len(argv):
        found = shell.variable(argv[i])
        return Stream(found.text, found.labels)
    if i >= len(argv) and line is None:
        return Stream(HOLE, frozenset({"environment"}))
    cwd = shell.state.cwd
    if directory is not None:
        shell.state.cwd = HOLE if HOLE in directory else shell.place(directory).path
    if line is not None:
        out = shell.nested(" ".join([line, *argv[i:]]), NOTHING, stdin)
    else:
        out = shell.invoke_with(variables, argv[i:], stdin)
    shell.state.cwd = cwd
    return out


# -- find, xargs


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
    found = _below(paths) if not whole else [f"{path.rstrip('/')}/*" for path in paths] if inside else [*paths]
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


_EVERY_NAME = frozenset({"*", "**", ".*", "?*", "./*"})


def _narrowed(expression: Sequence[str]) -> bool:
    """Whether a test picks some of the files; one that leaves some out does not."""
    for i, word in enumerate(expression):
        if word in _FIND_FILTERS or word in _FIND_FLAGS:
            negated = i > 0 and expression[i - 1] in ("!", "-not", "\\!")
            if not negated and (i + 1 == len(expression) or expression[i + 1] not in _EVERY_NAME):
                return True
    return False


def _below(paths: Sequence[str]) -> List[str]:
    """Some file below each path."""
    return [path.rstrip("/") + "/" + HOLE if path != HOLE else HOLE for path in paths]


def _find_exec(shell: Shell, expression: Sequence[str], start: int, found: Sequence[str]) -> int:
    """One ``-exec``: the index of its terminator."""
    end = start
    while end < len(expression) and expression[end] not in (";", "+", "\\;"):
        end += 1
    words = list(expression[start:end])
    if words:
        _each(shell, words, found, "{}")
    return end


#: How many of the things found a command is tried with, and which of them come first.
_TRIES = 32
_TELLING = ("/", "~", ".", "-", "$", HOLE)


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
    words = parse_arguments(_plain_row(row), argv, start)
    paths = words.operands[1:] or ["."]
    narrowed = words.operands[:1] not in ([], ["."], [""]) or bool(words.flags & {"-e", "--extension", "-g", "--glob"})
    found = _below(paths) if narrowed else paths
    if words.command:
        command = words.command if any("{" in w for w in words.command) else [*words.command, "{}"]
        _each(shell, command, found, "{}")
    return Stream("".join(f"{p}\n" for p in _below(paths)))


def _xargs(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``xargs command``: the items of standard input become operands."""
    options, i = _options(row, argv, start)
    words = argv[i:]
    if not words:
        return Stream(stdin.text, stdin.labels)
    mark = next((options[n] or "{}" for n in ("-I", "-J", "-i", "--replace") if n in options), "")
    source = _first(options, "-a", "--arg-file")
    if source is not None:
        stdin = shell.read_file(source)
    delimiter = "\0" if "-0" in options or "--null" in options else _first(options, "-d", "--delimiter")
    if stdin is EMPTY:
        return _each(shell, words, [HOLE], mark)
    return _each(shell, words, _items(stdin, delimiter, bool(mark)), mark)


MAX_ITEMS = 8192
_ESCAPES = {"\\n": "\n", "\\0": "\0", "\\t": "\t"}


def _items(stdin: Stream, delimiter: Optional[str], lines: bool) -> List[str]:
    """The items of standard input, with its labels: words as a shell would split them, or lines of such words."""
    text = stdin.text.replace("\\0", "\0")
    if delimiter is not None:
        mark = _ESCAPES.get(delimiter, delimiter)
        items = re.split("[\0\n]", text) if mark == "\0" else text.split(mark or "\n")
    elif lines:
        items = [
            " ".join(_split(line)) if "'" in line or '"' in line or "\\" in line else line.strip()
            for line in text.splitlines()
        ]
    else:
        items = _split(text.replace("\0", "\n"))
    out: List[str] = []
    for item in [i for i in items if i][:MAX_ITEMS]:
        field = Field(item)
        field.labels = stdin.labels
        out.append(field)
    return out


def _split(text: str) -> List[str]:
    if "'" not in text and '"' not in text and "\\" not in text:
        return text.split()
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


_PLACEHOLDER = re.compile(r"\{(\d*)[./]*\}|\{[#%]\}")


def _parallel(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``parallel command ::: items``: the command is shell code."""
    options, i = _options(row, argv, start)
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
    separator = _first(options, "-C", "--colsep")
    cwd, remote = shell.state.cwd, shell.remote
    directory = _first(options, "--wd", "--workdir")
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


# -- tar


_TAR_LONG_VALUE = {
    "--file": "f",
    "--directory": "C",
    "--cd": "C",
    "--files-from": "T",
    "--exclude-from": "X",
    "--use-compress-program": "I",
    "--to-command": "!",
    "--info-script": "!",
    "--new-volume-script": "!",
    "--rsh-command": "!",
    "--rmt-command": "!",
    "--checkpoint-action": "c!",
    "--listed-incremental": "g",
    "--one-top-level": "top",
}
_TAR_LONG = {
    "--extract": "x",
    "--get": "x",
    "--create": "c",
    "--append": "r",
    "--update": "u",
    "--list": "t",
    "--to-stdout": "O",
}


def _tar_long(name: str) -> str:
    """The full name of a long option, which may be abbreviated."""
    names = [full for full in (*_TAR_LONG_VALUE, *_TAR_LONG) if full.startswith(name)]
    return names[0] if len(names) == 1 else name


_TAR_SHORT_VALUE = "fCTXIFHgbNKLVU"


def _tar(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tar xzf archive``, ``tar -czf - dir | ...``, and the options that run programs."""
    options, values, operands = _tar_words(argv, start)
    cwd = shell.state.cwd
    call = Call(_plain_row(row), "tar", stdin, NOTHING, operands)
    for kind, value in values:
        if kind in {"!", "I", "F"}:
            ROLE_READERS["program"](shell, value, call)
        elif kind == "c!" and value.startswith("exec="):
            ROLE_READERS["program"](shell, value[5:], call)
        elif kind == "g":
            shell.touch(Verb.WRITE, value)
    archive = next((v for k, v in values if k == "f"), "-")
    creates = any(o in options for o in "cruA")
    for kind, value in values:
        if kind in {"C", "top"}:
            shell.state.cwd = HOLE if value.startswith(HOLE) else shell.place(value).path
    if creates:
        for path in operands:
            call.taken |= shell.read_file(path, ("recursive",)).labels
            if "--remove-files" in argv:
                shell.touch(Verb.DELETE, path, ("recursive",))
        shell.state.cwd = cwd
        out = Stream(HOLE, frozenset(call.taken))
        if archive != "-":
            shell.write_file(archive, out)
            return EMPTY
        return out
    target = shell.state.cwd
    shell.state.cwd = cwd
    labels = stdin.labels if archive == "-" else shell.read_file(archive).labels
    if "x" in options and "O" not in options:
        shell.write_file(f"{target}/", Stream(HOLE, labels))
    return Stream(HOLE, labels | {"decoded"} if "O" in options else labels)


def _tar_words(argv: List[str], start: int) -> Tuple[str, List[Tuple[str, str]], List[str]]:
    """(option letters, (letter, value) pairs, operands)."""
    letters: List[str] = []
    values: List[Tuple[str, str]] = []
    operands: List[str] = []
    i = start
    while i < len(argv):
        word = argv[i]
        if word[:2] == "--":
            name, equals, value = word.partition("=")
            name = _tar_long(name)
            kind = _TAR_LONG_VALUE.get(name)
            if kind and (equals or kind != "top"):
                if not equals:
                    i += 1
                    value = argv[i] if i < len(argv) else ""
                values.append((kind, value))
            elif name in _TAR_LONG:
                letters.append(_TAR_LONG[name])
        elif (word[:1] == "-" and len(word) > 1) or i == start:
            body = word.lstrip("-")
            letters.append(body)
            for at, letter in enumerate(body):
                if letter in _TAR_SHORT_VALUE:
                    if word[:1] == "-" and at + 1 < len(body):
                        values.append((letter, body[at + 1 :]))
                        break
                    i += 1
                    values.append((letter, argv[i] if i < len(argv) else ""))
        else:
            operands.append(word)
        i += 1
    return "".join(letters), values, operands


# -- git


_NAMED_FILE = re.compile(
    r"(?:[^*?\[\]]*/)?(?:[\w@+-]+(?:\.[\w+-]+)+|\.\w+(?:ignore|attributes|modules|rc)|[A-Z][A-Za-z]*[A-Za-z])$"
)


def _git_checkout(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``checkout``, ``switch`` and ``restore``: do they throw local changes away?  Files one by one are a change."""
    words = parse_arguments(_plain_row(row), argv, start)
    flags, operands = words.flags, words.operands
    if flags & {"-p", "--patch"}:
        return EMPTY
    paths: Sequence[str] = ()
    if "restore" in row.name:
        if not flags & {"-S", "--staged"} or flags & {"-W", "--worktree"}:
            paths = operands
    elif "--" in argv[start:]:
        paths = argv[argv.index("--", start) + 1 :]
    elif "checkout" in row.name and not flags & {"-b", "-B", "--orphan"}:
        paths = operands[1:] or [o for o in operands if o in (".", "./") or o[:1] == ":" or o[-1:] == "/"]
    whole = bool(flags & {"-f", "--force", "--discard-changes", "--pathspec-from-file"}) and "restore" not in row.name
    if whole or any(_NAMED_FILE.match(path) is None for path in paths):
        shell.effect(Verb.DELETE, "local changes: " + " ".join(argv)[:120], Target.REPOSITORY, ("destroy",))
    else:
        for path in paths:
            shell.touch(Verb.WRITE, path)
    return EMPTY


def _git_index(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``checkout-index -f -a``: everything as it was added last."""
    words = parse_arguments(_plain_row(row), argv, start)
    if words.flags & {"-f", "--force"} and words.flags & {"-a", "--all"} and "--prefix" not in words.flags:
        shell.effect(Verb.DELETE, "local changes: " + " ".join(argv)[:120], Target.REPOSITORY, ("destroy",))
    return EMPTY


def _git_branch(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``branch``: one that is deleted with its commits, or made to point elsewhere."""
    words = parse_arguments(_plain_row(row), argv, start)
    force = bool(words.flags & {"-f", "--force"})
    target = " ".join(argv)[:120]
    if "-D" in words.flags or (force and words.flags & {"-d", "--delete"}):
        shell.effect(Verb.DELETE, target, Target.REPOSITORY, ("force",))
    elif (force and words.operands) or (words.flags & {"-M", "-C"} and len(words.operands) > 1):
        shell.effect(Verb.WRITE, target, Target.REPOSITORY, ("force", "history-rewrite"))
    return UNKNOWN


def _git_push(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``push``: refspecs that force or delete, and places that are no configured remote."""
    mark = len(shell.analysis.effects)
    out = run_row(shell, _plain_row(row), "git", argv, stdin, start)
    for effect in shell.analysis.effects[mark:]:
        if effect.verb is Verb.CONNECT:
            shell.effect(Verb.SEND, effect.target, effect.cls, ("outward",))
    for word in parse_arguments(_plain_row(row), argv, start).operands[1:]:
        if word[:1] == "+":
            shell.effect(Verb.WRITE, " ".join(argv)[:120], Target.REPOSITORY, ("force", "history-rewrite", "outward"))
        elif word[:1] == ":" and len(word) > 1:
            shell.effect(Verb.DELETE, " ".join(argv)[:120], Target.REPOSITORY, ("outward",))
    return out


#: Commands that everybody lets git run.
_TAME = re.compile(
    r"(?:vim?|nvim|nano|emacs|code|subl|micro|hx|less|more|cat|delta|bat|diff-so-fancy|true|store|cache|osxkeychain"
    r"|manager(?:-core)?|libsecret|wincred|vimdiff|nvimdiff|meld|git-lfs|!?(?:/usr/bin/)?gh auth git-credential)"
    r"(?: [-\w./=~%\"$@]+)*$"
)


def _git_config(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``config key value``: some keys name commands that git will run."""
    words = parse_arguments(_plain_row(row), argv, start)
    operands = words.operands[1:] if words.operands[:1] in (["set"], ["add"]) else words.operands
    if len(operands) >= 2 and "dry-run" not in words.traits and operands[0] not in ("get", "unset", "list"):
        mark = len(shell.analysis.effects)
        ROLE_READERS["setting"](shell, "=".join(operands[:2]), Call(row, "git", stdin, NOTHING, words.operands))
        runs = any(effect.verb is Verb.EXECUTE for effect in shell.analysis.effects[mark:])
        if runs and _TAME.match(operands[1]) is None:
            shell.effect(Verb.EXECUTE, "=".join(operands[:2])[:160], Target.STARTUP, ("hooks",))
    return EMPTY


# -- processes, services


_EVERYTHING = re.compile(r"^(?:\.\*?|\^|\*|\.\+|\[a-z\].*|'')$")
_VITAL = frozenset(
    "init systemd launchd sshd dockerd containerd kubelet dbus-daemon networkmanager winlogon lsass csrss explorer".split()
)


def _kill(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``kill`` and relatives: one process, or all there are."""
    words = argv[start:]
    operands = [w for w in words if not re.match(r"-(?:[A-Za-z]|\d{1,2}$)", w) or w == "-1"]
    if row.name == "kill":
        if words and words[0] == "-1" and len(words) > 1:
            operands = [w for w in words[1:] if w == "-1" or w[:1] != "-"]
        everything = any(w in ("-1", "0") or (w[:1] == "-" and w[1:].isdigit() and w == "-1") for w in operands)
        vital = "1" in operands
    else:
        everything = any(_EVERYTHING.match(w) for w in operands) or (
            any(w in ("-u", "-U", "--user") for w in words) and len(operands) <= 1
        )
        vital = any(w.lower() in _VITAL for w in operands)
    if "-l" in words or "-L" in words:
        return EMPTY
    shell.effect(
        Verb.SIGNAL,
        " ".join(argv)[:120].replace(HOLE, "*"),
        Target.PROCESS,
        ("all",) if everything else ("destroy",) if vital else (),
    )
    return EMPTY


_DEFENCES = re.compile(
    r"audit|syslog|rsyslog|journald|firewall|ufw|iptables|nftables|fail2ban|apparmor|selinux|clam|falco|osquery|crowdstrike|falcon|sentinel"
    r"|wazuh|ossec|mdatp|sophos|carbonblack|cbdaemon|ds_agent|snort|suricata|tripwire|aide|littlesnitch|defender|sysmon|socketfilterfw",
    re.IGNORECASE,
)
_SERVICE_STOPS = frozenset(
    "stop disable mask kill unload remove bootout delete halt poweroff reboot kexec suspend hibernate emergency rescue isolate".split()
)
_SERVICE_ENABLES = frozenset(
    "enable reenable link preset load bootstrap edit set-property startup save import-environment set-environment submit".split()
)
_MACHINE_WORDS = frozenset("halt poweroff reboot kexec suspend hibernate emergency rescue isolate".split())


def _service(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Service managers: what is done to which unit."""
    words = list(parse_arguments(_plain_row(row), argv, start).operands)
    operations = [w for w in words if w in _SERVICE_STOPS or w in _SERVICE_ENABLES]
    target = " ".join(argv)[:120]
    if any(w in _MACHINE_WORDS for w in operations):
        shell.effect(Verb.CONFIGURE, target, Target.MACHINE, ("destroy",))
        return EMPTY
    traits: List[str] = []
    if any(w in _SERVICE_STOPS for w in operations) and any(_DEFENCES.search(w) for w in words):
        traits.append("bypass")
    if any(w in _SERVICE_ENABLES for w in operations):
        traits.append("hooks")
    if words:
        shell.effect(Verb.CONFIGURE, target, Target.SERVICE, traits)
    for word in words:
        if word[:1] in "/~." and "load" in operations:
            shell.touch(Verb.READ, word)
    return UNKNOWN


# -- clouds, clusters, containers: the word that names the operation


_DESTROYS = frozenset(
    "delete remove rm destroy terminate purge drop erase deregister wipe nuke prune reset rb flushall flushdb undeploy"
    " uninstall teardown del deletecollection deallocate detach revoke disassociate release shutdown kill rmi down"
    " delete-bucket deprovision disable cancel forget evict drain".split()
)
_READS = frozenset(
    "get list describe ls show view info status logs log read head inspect ps version help diff top events explain"
    " search query test validate plan preview whoami docs check wait history stats cat tail print env config".split()
)
_SECRET_WORDS = frozenset(
    "secret secrets secretsmanager get-secret-value decrypt access-token print-access-token print-identity-token"
    " get-access-token get-parameter get-parameters credentials keyvault get-credentials get-login-password export-credentials"
    " get-session-token assume-role create-access-key get-password-data dumpprivkey dumpwallet auth-token kubeadmin".split()
)
_PAYS = frozenset("sendtoaddress sendmany transfer send pay withdraw sweep buy trade sendrawtransaction".split())
_GRANTS = frozenset(
    "put-user-policy attach-user-policy attach-role-policy create-user create-role create-access-key add-user-to-group"
    " put-role-policy put-group-policy attach-group-policy create-login-profile update-assume-role-policy add-iam-policy-binding"
    " set-iam-policy create-policy-version put-bucket-policy put-bucket-acl clusterrolebinding rolebinding authorize-security-group-ingress"
    " put-key-policy create-grant modify-image-attribute modify-snapshot-attribute add-permission update-access-key".split()
)


_ONLY_SHOWN = re.compile(r"--(?:help|(?:dry-?run|what-?if)(?:=(?!none$|false$|no$|off$).*)?)$")


def _operation(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """The first words of a command say what it does to which kind of thing."""
    words = [w for w in argv[start:] if w[:1] != "-" and w]
    cls = Target(row.attributes.get("class", "cluster"))
    target = " ".join(argv)[:160].replace(HOLE, "*")
    lower = [part for w in words[:4] for part in re.split(r"[/,]", w.lower())]
    out = Stream(HOLE, frozenset({row.attributes["out"]}) if row.attributes.get("out") else NOTHING)
    if _SECRET_WORDS.intersection(lower) and not {"create", "delete", "set", "put"}.intersection(lower):
        if _reveals(argv, lower):
            shell.effect(Verb.READ, target, Target.SECRET, ("expose",))
            return Stream(HOLE, frozenset({"secret"}))
        return out
    verb = next((v for v in (_verb_of(w) for w in lower) if v), "")
    if any(_ONLY_SHOWN.match(w) for w in argv) or ("-h" in argv and "-h" not in row.flags):
        return out
    if cls is Target.ACCOUNT and _PAYS.intersection(lower):
        shell.effect(Verb.PAY, target, Target.ACCOUNT, ("outward",))
    elif _GRANTS.intersection(lower):
        shell.effect(Verb.PERMIT, target, Target.ACCOUNT, ("outward",))
    elif verb == "destroy":
        broad = any(
            w in ("--all", "--force", "-A", "--recursive", "-f", "--quiet", "-y", "--yes", "--volumes") for w in argv
        )
        shell.effect(Verb.DELETE, target, cls, ("force",) if broad else ())
    elif verb == "" and words:
        shell.effect(Verb.CONFIGURE, target, Target.SERVICE)
    return out


def _verb_of(word: str) -> str:
    head = re.split(r"[-:_.]", word, maxsplit=1)[0]
    if word in _DESTROYS or head in _DESTROYS:
        return "destroy"
    return "read" if word in _READS or head in _READS else ""


def _reveals(argv: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the output holds the secret and not only its name."""
    if "get" in lower and ("secret" in lower or "secrets" in lower):
        return any(
            w in ("-o", "--output") or w.startswith(("-o", "--output=", "--template", "-ojson", "-oyaml")) for w in argv
        )
    return "list" not in lower and "ls" not in lower and "describe" not in lower


# -- the rest


_SOCAT_RUNS = re.compile(r"^(?:EXEC|SYSTEM|SHELL):(.*)$", re.IGNORECASE | re.DOTALL)
_SOCAT_CONNECTS = re.compile(
    r"^(?:TCP[46]?|UDP[46]?|OPENSSL|SSL|SCTP|TCP[46]?-CONNECT|SOCKS4A?|PROXY)(?:-CONNECT)?:([^:,]+)", re.IGNORECASE
)
_SOCAT_LISTENS = re.compile(r"^(?:TCP|UDP|OPENSSL|SSL|SCTP|VSOCK)[46]?-?L(?:ISTEN)?:", re.IGNORECASE)
_SOCAT_FILES = re.compile(r"^(?:FILE|OPEN|CREATE|GOPEN|PIPE|UNIX-CONNECT|UNIX)?:?(/[^,]+)", re.IGNORECASE)


def _socat(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``socat address address``."""
    addresses = [w for w in argv[start:] if w[:1] != "-" or w in ("-", "--")][-2:]
    connects = any(_SOCAT_CONNECTS.match(a) for a in addresses)
    listens = any(_SOCAT_LISTENS.match(a) for a in addresses)
    for address in addresses:
        program = _SOCAT_RUNS.match(address)
        host = _SOCAT_CONNECTS.match(address)
        if program:
            extra = shell.extra
            shell.extra = extra | {"escape", *(("reverse",) if connects or listens else ())}
            shell.nested(program.group(1).split(",")[0].strip("'\""))
            shell.extra = extra
        elif host:
            behave(shell, ["nc", host.group(1)], stdin, quiet=True)
            shell.argv = tuple(argv)
        elif listens and _SOCAT_LISTENS.match(address):
            shell.effect(Verb.LISTEN, address[:80], Target.PUBLIC)
        else:
            path = _SOCAT_FILES.match(address)
            if path:
                shell.touch(Verb.READ if connects else Verb.WRITE, path.group(1))
    return Stream(HOLE, frozenset({"network"}) if connects else NOTHING)


def _after_dashes(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tool ... -- command``."""
    if "--" in argv[start:]:
        at = argv.index("--", start)
        if argv[at + 1 :]:
            return shell.invoke(argv[at + 1 :], stdin)
    return UNKNOWN


def _runner(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``npx package arguments``: a package is installed, and the program of its name is run."""
    plain = _plain_row(row)
    _, i = _options(plain, argv, start)
    out = run_row(shell, plain, row.name, argv[: i + 1], stdin, start)
    if i < len(argv):
        name = re.sub(r"(?<=\w)@[^/]*$", "", argv[i])
        known, _ = row_of(shell.context.policy.programs, name)
        if known is not None:
            return shell.invoke([name, *argv[i + 1 :]], stdin)
    return out


_LOOKS = frozenset(
    "-l --list -p --print -i --info -v --verify -L --list-types -d --dump -J --json -V --version -E -F -h --help".split()
)
_HARMLESS = frozenset("-s --script -a --align -m --machine -u -o -b -t -f -S --show -w -g -r -P".split())


def _partition(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Partition tables: only looked at, or changed."""
    words = parse_arguments(_plain_row(row), argv, start)
    known = _LOOKS - {"-d", "-l"} if row.name == "sgdisk" else _LOOKS
    looks = bool(words.flags & known) or words.operands[1:2] in (["print"], ["p"], ["unit"], ["help"])
    changes = row.name == "sgdisk" and bool(words.flags - known - _HARMLESS)
    if words.operands and (changes or not looks):
        ROLE_READERS["format"](shell, words.operands[0], Call(row, row.name, stdin, NOTHING, words.operands))
    return UNKNOWN


def _daemon(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``start-stop-daemon --start --exec program -- arguments``."""
    options, i = _options(row, argv, start)
    program = _first(options, "-a", "--startas", "-x", "--exec")
    shell.effect(Verb.CONFIGURE, " ".join(argv)[:120], Target.SERVICE)
    if program is not None and not {"-K", "--stop", "-T", "--status"} & set(options):
        return shell.invoke([program, *argv[i:]], stdin)
    return UNKNOWN


_TMUX_FORMAT = re.compile(r"#\(([^)]{1,400})\)")


def _tmux(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tmux command ; command``, also where one is bound to a key or a hook."""
    words = parse_arguments(_plain_row(row), argv, start)
    for role, value in words.values:
        if role in ROLE_READERS:
            ROLE_READERS[role](shell, value, Call(row, "tmux", stdin, NOTHING, ()))
    tail = words.operands[1:] if " " in row.name else words.operands
    for word in argv[start:]:
        for match in _TMUX_FORMAT.finditer(word):
            shell.nested(match.group(1))
    if len(tail) == 1 and " " in tail[0]:
        tail = _split(tail[0])
    line: List[str] = []
    for word in [*tail, ";"]:
        if word not in (";", "\\;"):
            line.append(word)
        elif line:
            sub = find_row(f"tmux {line[0]}")
            if sub is not None:
                run_row(shell, sub, "tmux", ["tmux", *line], stdin, 2)
            line = []
    return UNKNOWN


def _powershell(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from .powershell import powershell_arguments  # noqa: PLC0415 - rarely needed

    return powershell_arguments(shell, argv[start:], stdin)


def _cmd_exe(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from .powershell import run_cmd  # noqa: PLC0415 - rarely needed

    words = argv[start:]
    while words and words[0][:1] == "/":
        switch = words.pop(0).lower()
        if switch[:2] in ("/c", "/k", "/r"):
            run_cmd(shell, " ".join([*([switch[2:]] if len(switch) > 2 else []), *words]))
            break
    return UNKNOWN


READERS: Dict[str, Reader] = {
    "shell": _shell,
    "interpreter": _interpreter,
    "make": _make,
    "scripts": _scripts,
    "vim": _vim,
    "env": _env,
    "find": _find,
    "fd": _fd,
    "xargs": _xargs,
    "parallel": _parallel,
    "tar": _tar,
    "gitcheckout": _git_checkout,
    "gitpush": _git_push,
    "gitbranch": _git_branch,
    "gitindex": _git_index,
    "gitconfig": _git_config,
    "kill": _kill,
    "service": _service,
    "operation": _operation,
    "socat": _socat,
    "afterdashes": _after_dashes,
    "runner": _runner,
    "partition": _partition,
    "daemon": _daemon,
    "tmux": _tmux,
    "powershell": _powershell,
    "cmdexe": _cmd_exe,
}
