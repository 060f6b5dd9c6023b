"""What one command does: its words read with the help of the program's row, its roles turned into effects."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from typing import Dict, FrozenSet, List, Optional, Sequence, Tuple

from ...model import Target, Verb
from ...programs import EffectSpec, Row, declared, find_row
from ..url import looks_like_url
from .arguments import Arguments, assign_roles, parse_arguments
from .call import (
    CARRIES,
    CREDENTIAL_PATH,
    PRECIOUS,
    SYSTEM_BIN,
    UNKNOWN_ROW,
    Call,
    labels_of,
    leaving,
    tell,
)
from .fold import DECODERS, FOLDS, fold
from .roles import ROLE_READERS
from .roles.code import CODE, COMMANDED, standard_input
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["behave", "row_of", "run_row"]

_VERSION = re.compile(r"-?\d+(?:\.\d+)*$")


def behave(shell: Shell, argv: List[str], stdin: Stream, quiet: bool = False) -> Stream:
    """Understand one command.  ``quiet`` commands are part of another and not reported by themselves."""
    name = argv[0]
    shell.argv = tuple(argv)
    if not quiet:
        shell.record(argv)
    if HOLE in name:
        return _dynamic(shell, argv, stdin)
    row, base = row_of(shell.context.policy.programs, name)
    if row is None and "/" in name:
        row, base = _by_path(shell, name)
    if row is None:
        if looks_like_url(name):
            ROLE_READERS["exec"](shell, name, Call(UNKNOWN_ROW, base, stdin, NOTHING, ()))
            out = UNKNOWN
        elif "/" in name:
            out = shell.execute_file(name, "shell", stdin, argv[1:])
        else:
            if not quiet:
                shell.effect(Verb.EXECUTE, base, Target.PROGRAM, ("unknown-program",))
            out = run_row(shell, UNKNOWN_ROW, base, argv, stdin)
        _suspect(shell, argv, stdin)
        return out
    if not quiet:
        shell.effect(Verb.EXECUTE, base, Target.PROGRAM)
    if row.silent and stdin is EMPTY and base not in FOLDS and not _may_name_credentials(argv):
        return UNKNOWN
    return run_row(shell, row, base, argv, stdin)


def _may_name_credentials(words: Sequence[str]) -> bool:
    """A quick look for the words that :func:`_any` has to look at."""
    for word in words:  # noqa: SIM110 - a generator would cost three times as much here
        if "/" in word and CREDENTIAL_PATH.search(word):
            return True
    return False


def _dynamic(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    """A command whose name is not known."""
    name = argv[0]
    labels = name.labels if isinstance(name, Field) else NOTHING
    text = " ".join(argv).replace(HOLE, "*")
    if labels & {"network", "decoded", "secret", "local", "private"}:
        from .run import from_traits  # noqa: PLC0415 - run imports this module

        shell.effect(Verb.EXECUTE, text[:200], Target.SHELL, from_traits(labels, True) or ["from:input"])
    else:
        shell.effect(Verb.EXECUTE, text[:200], Target.PROGRAM, ("maybe", "unknown-program"))
    if "/" not in name.rpartition(HOLE)[2]:
        _suspect_name(shell, argv)
    return run_row(shell, UNKNOWN_ROW, "*", argv, stdin)


def _suspect_name(shell: Shell, argv: List[str]) -> None:
    """A program of which nothing is known may be one that deletes, or a shell: that counts where it would be grave."""
    for i, word in enumerate(argv[1:], 1):
        if word[:1] == "-" and word[1:2] != "-" and ("r" in word.lower() or HOLE in word):
            shell.suspect(partial(behave, shell, ["rm", *argv[1:]], EMPTY, quiet=True))
            return
        if word == "-c" and i + 1 < len(argv):
            shell.suspect(partial(shell.nested, argv[i + 1]))
            return
        if word[:1] != "-":
            break
    if len(argv) == 1 and isinstance(argv[0], Field):
        shell.suspect_texts(argv[0].hints)


def _by_path(shell: Shell, name: str) -> Tuple[Optional[Row], str]:
    """The row of a program that a path leads to: another spelling of its place, a pattern, or a copy of it."""
    if isinstance(name, Field) and name.glob:
        base = next((p for p in sorted(_RECOGNISED) if fnmatchcase(f"/bin/{p}", name)), None) or next(
            (p for p in sorted(_RECOGNISED) if fnmatchcase(f"/usr/bin/{p}", name)), None
        )
    else:
        place = shell.place(name)
        row, base = row_of(shell.context.policy.programs, place.path)
        if row is not None:
            return row, base
        base = next((label[8:] for label in shell.contents(place).labels if label[:8] == "program:"), None)
    return (None, name) if base is None else row_of(shell.context.policy.programs, base)


#: Programs whose name among the words of an unknown program tells that this one runs commands.
_RECOGNISED = frozenset(
    "rm rmdir unlink shred srm dd mv cp ln tee truncate chmod chown chgrp chattr find xargs sh bash dash zsh ksh"
    " python python3 perl ruby node awk rsync curl wget nc ncat socat mkfs wipefs sed env busybox tar".split()
)


_COMMAND_FLAG = re.compile(r"--?(?:c|e|x|exec|execute|command|cmd|run|shell)(?:$|(?==))")


def _suspect(shell: Shell, argv: List[str], stdin: Stream) -> None:
    """An unknown program may be a wrapper: of a command among its words, only what is grave counts."""
    for i in range(1, len(argv)):
        word = argv[i]
        flag = _COMMAND_FLAG.match(argv[i - 1]) or _COMMAND_FLAG.match(word) if " " in word else None
        if flag is not None:
            text = word.partition("=")[2] if flag.string is word else word
            if text and _program_name(text.split(None, 1)[0]) in _RECOGNISED:
                shell.suspect(partial(shell.nested, text))
        elif i + 1 < len(argv) and _program_name(word) in _RECOGNISED:
            shell.suspect(partial(behave, shell, argv[i:], stdin, quiet=True))
            return


def _program_name(word: str) -> str:
    return word.rsplit("/", 1)[-1].partition(".")[0]


@lru_cache(maxsize=4096)
def row_of(programs: Tuple[str, ...], name: str) -> Tuple[Optional[Row], str]:
    """The row of a program as a command names it, and its name without directory; ``programs`` are the policy's own."""
    own = declared(programs)
    row = own.get(name) or find_row(name)
    if row is not None:
        return row, name
    base = name
    if "/" in name or "\\" in name:
        if not SYSTEM_BIN.match(name.replace("\\", "/")):
            return None, name
        base = name.replace("\\", "/").rsplit("/", 1)[-1]
    if base[-4:].lower() == ".exe":
        base = base[:-4].lower()
    row = own.get(base) or find_row(base)
    if row is None:
        short = _VERSION.sub("", base)
        row = find_row(short) if short and short != base else None
    return row, base


def run_row(
    shell: Shell,
    row: Row,
    base: str,
    argv: List[str],
    stdin: Stream,
    start: int = 1,
    inherited: FrozenSet[str] = NOTHING,
) -> Stream:
    """Work through one row: a program's, or a subcommand's with ``start`` behind its name."""
    if row.attributes.get("by") and not row.has_sub:
        return _special(shell, row, argv, stdin, start)
    words = parse_arguments(row, argv, start)
    traits = words.traits | inherited
    if row.has_sub:
        found = _subcommand(shell, row, base, argv, stdin, words, traits)
        if found is not None:
            return found
    call = Call(row, base, stdin, traits, words.operands)
    extra, mark, cwd = shell.extra, len(shell.analysis.effects), shell.state.cwd
    if traits:
        shell.extra = extra | traits
    out = _work(shell, call, words)
    shell.extra = extra
    shell.state.cwd = cwd
    if "dry-run" in traits:
        kept = [e for e in shell.analysis.effects[mark:] if e.verb in (Verb.READ, Verb.CONNECT, Verb.EXECUTE)]
        shell.analysis.effects[mark:] = kept
    return out


def _subcommand(
    shell: Shell, row: Row, base: str, argv: List[str], stdin: Stream, words: Arguments, traits: FrozenSet[str]
) -> Optional[Stream]:
    """Run the row of the subcommand, if there is one."""
    index = next(i for i, (role, _) in enumerate(row.operands) if role == "sub")
    if index >= len(words.operands):
        return None
    sub, count = _find_sub(shell, row, words.operands[index : index + 4])
    if sub is None:
        if row.attributes.get("by"):
            for spec in words.effects:
                _emit(shell, Call(row, base, stdin, traits, words.operands), spec)
            return _special(shell, row, argv, stdin, words.rest)
        return None
    cwd = shell.state.cwd
    if words.values:
        call = Call(row, base, stdin, traits, words.operands)
        for role, value in words.values:
            _value(shell, call, role, value)
    out = run_row(shell, sub, base, argv, stdin, words.rest + index + count, traits)
    shell.state.cwd = cwd
    return out


def _find_sub(shell: Shell, row: Row, words: Sequence[str]) -> Tuple[Optional[Row], int]:
    """The row of a subcommand and how many words name it: one, or several where a reader judges all others."""
    own = declared(shell.context.policy.programs)
    name = row.name
    for count, word in enumerate(words if "by" in row.attributes else words[:1], 1):
        name = f"{name} {word}"
        sub = own.get(name) or find_row(name)
        if sub is not None:
            return sub, count
    return None, 0


def _special(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """A row with a reader of its own."""
    from .readers import READERS  # noqa: PLC0415 - readers use rows themselves

    by = row.attributes["by"]
    out = READERS[by](shell, row, argv, stdin, start)
    if by == "operation" and argv[start : start + 1] != ["login"]:
        _hand_over(shell, row, argv, stdin, start)
    return out


def _hand_over(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> None:
    """What the command of a cloud or database is given goes there, except the values of flags that the row knows."""
    call = Call(row, argv[0], stdin, NOTHING, ())
    for before, word in zip(["", *argv[start:]], argv[start:]):
        if before not in row.flags and word.partition("=")[0] not in row.flags:
            ROLE_READERS["any"](shell, word, call)
    carries = [CARRIES[label] for label in (call.taken | stdin.labels) & {"secret", "environment"}]
    if carries:
        shell.effect(Verb.SEND, " ".join(argv)[:160].replace(HOLE, "*"), Target.SERVICE, ("upload",), carries)


def _value(shell: Shell, call: Call, role: str, value: str) -> None:
    function = ROLE_READERS.get(role)
    if function is not None:
        function(shell, value, call)
    else:
        tell(value, call)


_LATE = frozenset({"url", "host", "dest", "argv", "rest", "exec", "item"})


_SILENT = frozenset({"text", "num", "pattern", "list"})


def _work(shell: Shell, call: Call, words: Arguments) -> Stream:
    row = call.row
    assigned = assign_roles(row, words.operands, words.skip_first)
    late: List[Tuple[str, str]] = []
    command: Optional[Tuple[str, List[str]]] = None
    for role, value in words.values:
        if role in _LATE:
            late.append((role, value))
        else:
            _value(shell, call, role, value)
    for role, values in assigned:
        if role in ("argv", "rest"):
            command = (role, values)
        elif role in _LATE:
            late += [(role, value) for value in values]
        elif role not in _SILENT or call.stdin is not EMPTY or any(type(v) is not str for v in values):
            for value in values:
                _value(shell, call, role, value)
    if "sends" in row.attributes:
        call.carried |= call.stdin.labels
        call.sends = True
    elif "remote" in row.attributes:
        call.carried |= call.stdin.labels & PRECIOUS
    call.carried |= leaving(call.told)
    for role, value in late:
        _value(shell, call, role, value)
    for spec in row.effects:
        _emit(shell, call, spec)
    for spec in words.effects:
        _emit(shell, call, spec)
    if words.command:
        command = ("argv", words.command)
    if command is not None and command[1]:
        inner = _inner(shell, call, *command)
        for path, path_traits in call.outputs:
            shell.write_file(path, Stream(HOLE, inner.labels), path_traits)
        return inner
    if (
        (not words.operands or row.attributes.get("in") in COMMANDED)
        and "in" in row.attributes
        and not any(role in CODE for role, _ in words.values)
    ):
        standard_input(shell, call, row.attributes["in"])
    return _output(shell, call, words)


def _emit(shell: Shell, call: Call, spec: EffectSpec) -> None:
    """An effect that the row states, with what the command has shown so far."""
    verb = spec.verb
    more: Sequence[str] = ()
    if verb is Verb.SEND:
        more = [CARRIES[label] for label in call.carried | call.stdin.labels if label in CARRIES]
    elif verb is Verb.READ and spec.cls is Target.SECRET:
        call.taken.add("secret")
    elif verb is Verb.INSTALL and (call.network or "network" in call.taken):
        more = ("unpinned",)
    shell.effect(verb, spec.target or " ".join(shell.argv)[:160].replace(HOLE, "*"), spec.cls, spec.traits, more)


def _inner(shell: Shell, call: Call, role: str, words: List[str]) -> Stream:
    """The command that a wrapper runs."""
    attributes = call.row.attributes
    remote, extra = shell.remote, shell.extra
    if "remote" in attributes:
        shell.remote = True
    if "elevated" in attributes:
        shell.extra = extra | {"elevated"}
    variables: Dict[str, Value] = {}
    if words[0] == "--":
        words = words[1:]
    while words and role == "argv" and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words[0].partition("=")
        variables[name] = Value(value, labels_of(words[0]))
        shell.environment(name, variables[name])
        words = words[1:]
    if not words:
        out = EMPTY
    elif role == "rest" or (len(words) == 1 and " " in words[0]):
        out = shell.nested(" ".join(words), NOTHING, call.stdin)
    elif words[0] == "-c" and len(words) > 1:
        out = shell.nested(words[1], NOTHING, call.stdin)
    else:
        argv, span = shell.argv, shell.span
        shell.depth += 1
        out = shell.invoke_with(variables, list(words), call.stdin)
        shell.depth -= 1
        shell.argv, shell.span = argv, span
    shell.remote, shell.extra = remote, extra
    label = attributes.get("out")
    return Stream(out.text, out.labels | {label}) if label else out


def _output(shell: Shell, call: Call, words: Arguments) -> Stream:
    """What the command prints, and into which files its flags send it."""
    base = call.base.rsplit("/", 1)[-1]
    attributes = call.row.attributes
    if base not in FOLDS and not (call.outputs or call.taken or call.traits or attributes) and call.stdin is EMPTY:
        return UNKNOWN
    source = joined(call.read) if call.read else call.stdin
    labels = frozenset(call.taken)
    if "digest" not in attributes and (not call.read or call.uses_stdin):
        labels |= call.stdin.labels
    label = attributes.get("out")
    if label and (label != "network" or call.network or not call.hosts):
        labels |= {label, "socket"} if "sends" in call.row.attributes else {label}
    text = HOLE
    if base in FOLDS and not any(isinstance(a, Field) and a.maybe for a in shell.argv):
        files = set(words.operands) if base in _FILTERS else ()
        folded = fold(base, [_spelled(a) for a in shell.argv[1:] if a not in files or a[:1] == "-"], source.text)
        if folded is not None:
            text = folded
    if base in DECODERS and text != source.text:
        labels |= {"decoded"}
    if "encoded" in call.traits:
        labels |= {"decoded"}
    out = Stream(text, labels)
    for path, traits in call.outputs:
        for name in _landing(path, call) if path in (".", "..") or path[-1:] == "/" else (path,):
            shell.write_file(name, out, traits)
    return out


def _landing(directory: str, call: Call) -> List[str]:
    """The files that appear in ``directory`` when the other operands are put there."""
    names = [word.rstrip("/").rsplit("/", 1)[-1].rpartition(":")[2] for word in call.operands if word != directory]
    return [f"{directory.rstrip('/')}/{name}" for name in names if name] or [directory]


def _spelled(word: str) -> str:
    """The text of a word; of a pattern, what comes before the first wildcard."""
    return re.split(r"[*?\[]", word, maxsplit=1)[0] + HOLE if isinstance(word, Field) and word.glob else str(word)


#: Programs of :mod:`.fold` whose operands are files.
_FILTERS = frozenset({"cat", "head", "tail", "base64", "base32", "tac", "rev", "xxd", "sort", "cut"})
