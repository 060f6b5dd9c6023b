"""Shells, interpreters, build tools and editors: what they run from words, files and standard input."""

from __future__ import annotations

from typing import Dict, List, Sequence, Set, Tuple

from ....model import Target, Verb
from ....programs import Row
from ..arguments import parse_arguments, read_flags
from ..behave import run_row
from ..call import ROLE_READERS, Call
from ..script.make import MAKEFILES, run_makefile, run_scripts
from ..script.net import caught
from ..values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, joined, known_words
from .common import Reader, plain_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

_COMMAND_OPTIONS = frozenset({"--command", "--commands", "--init-command", "--execute", "-C", "-e"})


_INSTALLS = ("preinstall", "install", "postinstall", "prepare")


_EX_MODE = frozenset({"-e", "-es", "-E", "-Es", "-se"})


_NO_FILE = frozenset({"NONE", "NORC", "DEFAULTS", ""})


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


#: Flags of interpreters that only print something.
_ASKS = frozenset({"-V", "-v", "--version", "-h", "--help"})


def _interpreter(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Interpreters: code among the flags, or a script; what follows are its arguments."""
    plain = plain_row(row)
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
    if not inline and end >= len(argv) and stdin is EMPTY and "elevated" in shell.extra and not letters & _ASKS:
        shell.effect(Verb.EXECUTE, row.name, Target.SHELL, ("interactive",))
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
    plain = plain_row(row)
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


def _scripts(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``npm test`` and relatives: the scripts of a package.json whose text is known."""
    plain = plain_row(row)
    out = run_row(shell, plain, argv[0], argv, stdin, start)
    content = shell.contents(shell.place("package.json"))
    if HOLE not in content.text:
        name = row.name.rpartition(" ")[2]
        operands = parse_arguments(plain, argv, start).operands
        installs = any(role == "package" for role, _ in row.operands)
        names = _INSTALLS if installs else operands[:1] if name in ("run", "run-script") else [name]
        run_scripts(shell, content, [{"t": "test"}.get(n, n) for n in names])
    return out


def _vim(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``vim``, ``vi`` and ``ex``: commands from flags, from ``+command``, from a script or from standard input."""
    plain = plain_row(row)
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


def _powershell(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from ..powershell import powershell_arguments  # noqa: PLC0415 - rarely needed

    return powershell_arguments(shell, argv[start:], stdin)


def _cmd_exe(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from ..powershell import run_cmd  # noqa: PLC0415 - rarely needed

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
    "powershell": _powershell,
    "cmdexe": _cmd_exe,
}
