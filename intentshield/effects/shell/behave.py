"""What one command does: its words read with the help of the program's row, its roles turned into effects."""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from typing import AbstractSet, Callable, Dict, FrozenSet, List, Optional, Sequence, Set, Tuple

from ...model import Role, Target, Verb
from ...programs import EffectSpec, Flag, Row, declared, find_row
from ..credentials import PREFIX, is_issuer
from ..path import looks_like_path
from ..places import DATABASE_SUFFIXES, PERSONAL_DIRS
from ..url import inspect_url, looks_like_url
from .fold import DECODERS, FOLDS, fold
from .script import read_script
from .script.net import caught, literals_of
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["Call", "behave", "parse_arguments", "read_flags", "run_row"]

_CARRIES = {
    "secret": "carries:secret",
    "environment": "carries:environment",
    "clipboard": "carries:clipboard",
    "private": "carries:private",
    "local": "carries:local",
    "input": "carries:input",
}
_SYSTEM_BIN = re.compile(
    r"^(?:/usr(?:/local)?)?/s?bin/[^/]+$|^(?:/usr)?/lib(?:32|64|x32)?/(?:[\w-]+/)?ld[\w-]*\.so[.\d]*$|^/opt/[^*]*/bin/[^/]+$|^/(?:snap|nix|run)/.*bin/[^/]+$|.*/(?:\.?venv|env|node_modules/\.bin|\.local/bin|\.cargo/bin|go/bin|\.pyenv/shims|vendor/bin|\.bin|Scripts|bin)/[^/]+$"
)
_VERSION = re.compile(r"-?\d+(?:\.\d+)*$")
_REMOTE_SPEC = re.compile(
    r"^(?:[\w.-]+@)?(\[[0-9a-fA-F:]+\]|[\w.-]{2,}):(?!\\)|^(?:rsync|s3|gs|ssh|sftp|scp|az|abfss?|hdfs|docker)://"
)
_HOST = re.compile(r"^(?:[\w.+*-]+@)?(\[?[\w.:*%-]+\]?)$")
_WORLD = re.compile(r"(?:^|,)[ugoa]*(?:o|a)[ugoa]*[+=][rxXst]*w|^\+[rxXst]*w$|^[0-7]?[0-7]?[0-7][2367]$")
_SETUID = re.compile(
    r"(?:^|,)[ugoa]*(?:-[rwxXst]*)?[+=][rwxXt]*s|^0{0,4}[2-7][0-7]{3}$|cap_[a-z_]+[+=]|=e?i?p$", re.IGNORECASE
)
_OWNER_ONLY = re.compile(r"0{0,4}[0-7]00$|(?:go|og)=$|(?:go|og)-[rwx]+$")
_HOOK_KEYS = re.compile(
    r"pager|editor|sshcommand|fsmonitor|hookspath|external|textconv|cmd$|helper|program|askpass|\.clean$|smudge|driver|command|invoke|use_askpass|browser|^alias\.|uploadpack|receivepack|^hooks\.|tunnels|^submodule\..*\.update$|^scripts\.|script-shell",
    re.IGNORECASE,
)
_CAPABILITIES = re.compile(
    r"sys_admin|^(?:cap_)?all$|sys_ptrace|sys_module|dac_read_search|dac_override|net_admin|sys_rawio|unconfined|label[=:]disable",
    re.IGNORECASE,
)


#: A path of which :func:`_any` asks whether it leads to credentials.
_CREDENTIAL_PATH = re.compile(
    r"/\.|/(?:etc|proc|run|root)/|/var/lib/|/Library/|/id_|\.(?:pem|key|p12|pfx|p8|jks|kdbx|ppk)\b|credential|secret"
)
_PATH_IN_WORD = re.compile(r"(?:^|[=@,:\"'])(~?/[^=@,:\"'\s]+)")


class Call:
    """One command while its roles are worked through.

    ``taken``: labels of everything it read.  ``told``: labels of its own words.  ``carried``: labels of what it sends.
    ``read``: what its files hold.  ``directory``: where it saves what it fetches.
    """

    __slots__ = (
        "base",
        "carried",
        "directory",
        "hosts",
        "narrows",
        "network",
        "operands",
        "outputs",
        "read",
        "row",
        "sends",
        "stdin",
        "taken",
        "told",
        "traits",
        "uses_stdin",
    )

    def __init__(self, row: Row, base: str, stdin: Stream, traits: FrozenSet[str], operands: Sequence[str]) -> None:
        self.row = row
        self.base = base
        self.stdin = stdin
        self.traits = traits
        self.operands = operands
        self.taken: Set[str] = set()
        self.told: Set[str] = set()
        self.carried: Set[str] = set()
        self.directory = ""
        self.read: List[Stream] = []
        self.outputs: List[Tuple[str, FrozenSet[str]]] = []
        self.hosts: List[str] = []
        self.narrows = False
        self.network = False
        self.sends = False
        self.uses_stdin = False


class Arguments:
    """The words of a command, sorted.  ``command`` are the words of another one that a flag introduces."""

    __slots__ = ("command", "effects", "flags", "operands", "rest", "skip_first", "traits", "values")

    def __init__(self, row: Row, start: int) -> None:
        self.values: List[Tuple[str, str]] = []
        self.operands: List[str] = []
        self.flags: Set[str] = set()
        self.traits = row.traits
        self.effects: List[EffectSpec] = []
        self.skip_first = False
        self.rest = start
        self.command: List[str] = []

    def take(self, row: Row, argv: Sequence[str], i: int) -> int:
        """Sort the flags of one word; the index of the last word that belongs to them."""
        for name, flag, value in read_flags(row, argv[i]):
            self.flags.add(name)
            if flag is None:
                if name[:5] == "--no-" and "--" + name[5:] in row.flags:
                    self.traits -= row.flags["--" + name[5:]].traits
                if value:
                    self.values.append(("any", value))
                continue
            if value in _OFF and not flag.role:
                continue
            if flag.role == "argv":
                self.command = [*([] if value is None else [value]), *argv[i + 1 :]]
                return len(argv)
            self.skip_first = self.skip_first or flag.stands_in
            if flag.role:
                if value is None and not flag.attached:
                    i += 1
                    value = argv[i] if i < len(argv) else ""
                if flag.role in ("pair", "named"):
                    i += 1
                    if flag.role == "named" and i < len(argv):
                        self.values.append(("read", argv[i]))
                elif value is not None:
                    self.values.append((flag.role, value))
            if not flag.when or any(w in (value or "").lower() for w in flag.when):
                self.traits |= flag.traits
                self.effects.extend(flag.effects)
        return i


#: Values that switch a flag off.
_OFF = frozenset({"false", "no", "none", "off", "0"})


_UNKNOWN_ROW = Row("", {}, {}, (("guess", "*"),), (), {}, NOTHING, False, False)


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
            _exec(shell, name, Call(_UNKNOWN_ROW, base, stdin, NOTHING, ()))
            out = UNKNOWN
        elif "/" in name:
            out = shell.execute_file(name, "shell", stdin, argv[1:])
        else:
            if not quiet:
                shell.effect(Verb.EXECUTE, base, Target.PROGRAM, ("unknown-program",))
            out = run_row(shell, _UNKNOWN_ROW, base, argv, stdin)
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
        if "/" in word and _CREDENTIAL_PATH.search(word):
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
    return run_row(shell, _UNKNOWN_ROW, "*", argv, stdin)


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
        if not _SYSTEM_BIN.match(name.replace("\\", "/")):
            return None, name
        base = name.replace("\\", "/").rsplit("/", 1)[-1]
    if base[-4:].lower() == ".exe":
        base = base[:-4].lower()
    row = own.get(base) or find_row(base)
    if row is None:
        short = _VERSION.sub("", base)
        row = find_row(short) if short and short != base else None
    return row, base


# -- words to roles


def parse_arguments(row: Row, argv: Sequence[str], start: int = 1) -> Arguments:
    """Sort the words behind a program's name into flags, values and operands."""
    out = Arguments(row, start)
    operands, stop = out.operands, "stop" in row.attributes
    i, size = start, len(argv)
    while i < size:
        word = argv[i]
        if word == "--":
            out.rest = out.rest if operands else i + 1
            operands.extend(argv[i + 1 :])
            break
        if len(word) > 1 and word[0] == "-" and word[1] != HOLE:
            i = out.take(row, argv, i) + 1
            continue
        found = _key(row, word)
        if found is not None:
            out.values.append((found.role, word.partition("=")[2]))
        else:
            if not operands:
                out.rest = i
            operands.append(word)
            if (stop or row.has_sub) and not (row.has_sub and _leads(row, len(operands))):
                operands.extend(argv[i + 1 :])
                break
        i += 1
    return out


def _leads(row: Row, count: int) -> bool:
    """Whether roles before the subcommand still want operands."""
    for i, (role, _) in enumerate(row.operands):
        if role == "sub":
            return count <= i
    return False


def _key(row: Row, word: str) -> Optional[Flag]:
    return row.keys.get(word.partition("=")[0]) if row.keys and "=" in word else None


def read_flags(row: Row, word: str) -> List[Tuple[str, Optional[Flag], Optional[str]]]:
    """(name, meaning, attached value) of each flag in one word."""
    flags = row.flags
    known = flags.get(word)
    if known is not None:
        return [(word, known, None)]
    if word[1] == "-" or "long" in row.attributes:
        name, equals, _ = word.partition("=")
        known, skipped = flags.get(name), len(name)
        if known is None and word[1] == "-" and len(name) > 3:
            close = [f for f in flags if f.startswith(name)]
            if close:
                shortest = min(close, key=len)
                if all(flags[f] is flags[shortest] or f.startswith(shortest) for f in close):
                    name, known, skipped = shortest, flags[shortest], len(name)
        carried: Optional[str] = _slice(word, skipped + 1) if equals else None
        return [(name, known, carried)]
    out: List[Tuple[str, Optional[Flag], Optional[str]]] = []
    for i in range(1, len(word)):
        name = "-" + word[i]
        known = flags.get(name)
        if known is not None and known.role:
            return [*out, (name, known, _slice(word, i + 1) if i + 1 < len(word) else None)]
        out.append((name, known, None))
        if known is not None and known.attached:
            break
    return out


def _slice(word: str, start: int) -> str:
    """The end of a word, which keeps its labels."""
    if not isinstance(word, Field):
        return word[start:]
    field = Field(word[start:])
    field.labels, field.glob, field.stream = word.labels, word.glob, word.stream
    return field


def _assign(row: Row, operands: List[str], skip_first: bool) -> List[Tuple[str, List[str]]]:
    """Roles and the operands they get, in order."""
    if not operands:
        return []
    if len(row.operands) == 1 and not skip_first and row.operands[0][1] in ("*", "+"):
        return [(row.operands[0][0], operands)]
    roles = list(row.operands[1:] if skip_first else row.operands)
    out: List[Tuple[str, List[str]]] = []
    left = list(operands)
    after = 0
    for i, (_, quantity) in enumerate(roles):
        if quantity in ("*", "+"):
            after = sum(1 for _, q in roles[i + 1 :] if q != "?")
    for role, quantity in roles:
        if role in ("argv", "rest"):
            out.append((role, left))
            return out
        if quantity in ("*", "+"):
            keep = len(left) - after
            if keep < 1 and quantity == "+" and left:
                keep = 1
            out.append((role, left[: max(keep, 0)]))
            left = left[max(keep, 0) :]
        elif left and (quantity != "?" or len(left) >= 1):
            out.append((role, [left.pop(0)]))
    return out


# -- roles to effects


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
            _any(shell, word, call)
    carries = [_CARRIES[label] for label in (call.taken | stdin.labels) & {"secret", "environment"}]
    if carries:
        shell.effect(Verb.SEND, " ".join(argv)[:160].replace(HOLE, "*"), Target.SERVICE, ("upload",), carries)


def _value(shell: Shell, call: Call, role: str, value: str) -> None:
    function = ROLE_READERS.get(role)
    if function is not None:
        function(shell, value, call)
    else:
        _tell(value, call)


def _leaving(labels: AbstractSet[str]) -> Set[str]:
    """Those labels that matter when what has them leaves the machine."""
    return {label for label in labels if label in _CARRIES or label.startswith(PREFIX)}


_LATE = frozenset({"url", "host", "dest", "argv", "rest", "exec", "item"})
_SILENT = frozenset({"text", "num", "pattern", "list"})
#: Labels of data that must not leave through whatever part of a connection.
_PRECIOUS = frozenset({"secret", "environment", "private", "clipboard"})


def _work(shell: Shell, call: Call, words: Arguments) -> Stream:
    row = call.row
    assigned = _assign(row, words.operands, words.skip_first)
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
        call.carried |= call.stdin.labels & _PRECIOUS
    call.carried |= _leaving(call.told)
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
        (not words.operands or row.attributes.get("in") in _COMMANDED)
        and "in" in row.attributes
        and not any(role in _CODE for role, _ in words.values)
    ):
        _standard_input(shell, call, row.attributes["in"])
    return _output(shell, call, words)


def _emit(shell: Shell, call: Call, spec: EffectSpec) -> None:
    """An effect that the row states, with what the command has shown so far."""
    verb = spec.verb
    more: Sequence[str] = ()
    if verb is Verb.SEND:
        more = [_CARRIES[label] for label in call.carried | call.stdin.labels if label in _CARRIES]
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
        variables[name] = Value(value, _labels(words[0]))
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


def _standard_input(shell: Shell, call: Call, role: str) -> None:
    """What a program does with its input when it has no operands."""
    if call.stdin is EMPTY or role == "any":
        return
    if role == "sql":
        _sql(shell, call.stdin.text, call)
    elif role in ("transfer", "names"):
        for line in call.stdin.text.splitlines():
            ROLE_READERS["read" if role == "names" else role](shell, line, call)
    else:
        _run_code(shell, role, call.stdin, call)


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


# -- one function a role

_RoleReader = Callable[["Shell", str, Call], None]


def _labels(value: str) -> FrozenSet[str]:
    return value.labels if isinstance(value, Field) else NOTHING


def _any(shell: Shell, value: str, call: Call) -> None:
    """A word of no meaning to the row: a credential file that it names, and nothing else mentions, may be read."""
    _tell(value, call)
    if "/" not in value or " " in value or _CREDENTIAL_PATH.search(value) is None:
        return
    if looks_like_url(value) and value[:5] != "file:":
        return
    for path in _PATH_IN_WORD.findall(value.replace("file://", "=")):
        place = shell.place(path)
        named = any(effect.target == place.path for effect in shell.analysis.effects[-8:])
        if place.secret and place.place not in _OWN_PLACES and not named:
            labels = shell.read_file(path, ("maybe",)).labels
            call.taken |= labels
            call.told |= labels


def _tell(value: str, call: Call) -> None:
    """Note where a word comes from that the program is told."""
    if isinstance(value, Field) and value.stream is None:
        call.taken |= value.labels
        call.told |= value.labels


_OWN_PLACES = frozenset({Target.WORKSPACE, Target.WORKSPACE_ROOT, Target.SCRATCH})


def _read(shell: Shell, value: str, call: Call) -> None:
    if value == "-":
        call.read.append(call.stdin)
        call.uses_stdin = True
        return
    if not value:
        return
    stream = _with_program(value, shell.read_file(value))
    call.taken |= stream.labels
    call.read.append(stream)
    if "destroy" in call.traits:
        extra, shell.extra = shell.extra, shell.extra - {"destroy"}
        shell.touch(Verb.DELETE, value, ("recursive",))
        shell.extra = extra
    if "inplace" in call.traits:
        text = fold(call.base, list(shell.argv[1:]), stream.text) if call.base in FOLDS else None
        shell.write_file(value, Stream(HOLE if text is None else text, stream.labels & {"network", "decoded"}))


def _write(shell: Shell, value: str, call: Call) -> None:
    if value != "-":
        call.outputs.append((value, frozenset({"append"}) if "append" in call.traits else NOTHING))


def _append(shell: Shell, value: str, call: Call) -> None:
    call.outputs.append((value, frozenset({"append"})))


def _edit(shell: Shell, value: str, call: Call) -> None:
    stream = shell.read_file(value)
    shell.write_file(value, Stream(HOLE, stream.labels & {"network", "decoded"}))


def _new(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    if place.cls is Target.SECRET:
        shell.effect(Verb.WRITE, place.path, place.place, ("new",))
    else:
        shell.touch(Verb.WRITE, value, ("new",))
    if call.read:
        shell.files[place.path] = joined(call.read)


def _link(shell: Shell, value: str, call: Call) -> None:
    """A file that gets a further name."""
    call.read.append(_with_program(value, shell.contents(shell.place(value))))


def _with_program(path: str, stream: Stream) -> Stream:
    """What a file holds; a program of the system is recognised by its copies."""
    if "/" not in path or not _SYSTEM_BIN.match(path):
        return stream
    return stream._replace(labels=stream.labels | {"program:" + path.rsplit("/", 1)[-1]})


def _delete(shell: Shell, value: str, call: Call) -> None:
    place = shell.touch(Verb.DELETE, value)
    shell.files.pop(place.path, None)


def _take(shell: Shell, value: str, call: Call) -> None:
    """Moved away: its content goes along, unless it goes nowhere."""
    place = shell.place(value)
    nowhere = bool(call.operands) and call.operands[-1] == "/dev/null"
    whole = place.cls in (Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT)
    if whole and place.whole and place.cls is Target.WORKSPACE_ROOT and len(call.operands) > 1:
        whole = shell.place(call.operands[-1]).place is not Target.WORKSPACE
    shell.touch(Verb.DELETE if nowhere or whole else Verb.WRITE, value, ("recursive",) if whole else ())
    stream = shell.contents(place)
    call.taken |= stream.labels - {"local", "private"}
    call.read.append(stream)
    shell.files.pop(place.path, None)


def _destroy(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    shell.touch(Verb.WRITE if place.cls is Target.DEVICE else Verb.DELETE, value, ("destroy",))


def _format(shell: Shell, value: str, call: Call) -> None:
    shell.touch(Verb.WRITE, value, ("destroy",))


def _permit(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value)
    if call.narrows and place.cls is Target.SECRET:
        shell.effect(Verb.PERMIT, place.path, place.place, call.traits)
    else:
        shell.touch(Verb.PERMIT, value, call.traits)


def _mode(shell: Shell, value: str, call: Call) -> None:
    added = {t for t, pattern in (("world", _WORLD), ("setuid", _SETUID)) if pattern.search(value)}
    call.narrows = _OWNER_ONLY.match(value) is not None
    if added:
        call.traits |= added
        if "setuid" in added and all(role != "permit" for role, _ in call.row.operands):
            shell.effect(Verb.PERMIT, " ".join(shell.argv)[:160].replace(HOLE, "*"), Target.UNKNOWN, added)


def _cd(shell: Shell, value: str, call: Call) -> None:
    shell.state.cwd = HOLE if value.startswith(HOLE) else shell.place(value).path


def _exec(shell: Shell, value: str, call: Call) -> None:
    attributes = call.row.attributes
    language = attributes.get("in") or attributes.get("code", "other")
    if value == "-":
        _standard_input(shell, call, language if language != "other" else "shell")
    elif looks_like_url(value):
        _url(shell, value, call)
        shell.effect(Verb.EXECUTE, value[:200], Target.INLINE, ("from:network",))
    else:
        shell.execute_file(value, "python" if language == "py" else language, call.stdin, call.operands[1:])


def _connect(shell: Shell, value: str, call: Call) -> None:
    """A connection to the host that a URL or name leads to, with whatever is sent along."""
    labels = _labels(value)
    call.carried |= _leaving(labels)
    if HOLE in value:
        value = _USER_IN_URL.sub("", value)
    known = value.partition(HOLE)[0]
    site = inspect_url(known if HOLE in value else value, shell.context.policy)
    if site.scheme == "file":
        stream = shell.read_file(site.path or "/")
        call.taken |= stream.labels
        return
    carries = [_CARRIES[label] for label in call.carried if label in _CARRIES]
    sends = call.sends or any(label in _CARRIES and label != "input" for label in call.carried)
    traits: Set[str] = set(site.problems)
    if site.credentials:
        traits.add("credentials")
    if sends:
        traits.add("upload")
    cls, host = site.cls, site.host
    if HOLE in value and (not host or "/" not in known.partition("//")[2]):
        cls, host = Target.UNKNOWN, value.replace(HOLE, "*")[:120]
        traits -= {"malformed", "disguised-host", "mixed-script"}
    if _misplaced(call, value, labels, cls, host):
        traits.add("carries:token")
    call.hosts.append(host)
    call.network = call.network or cls is not Target.LOOPBACK
    if "shell" in call.carried and "sends" in call.row.attributes:
        traits.add("reverse")
    shell.effect(Verb.SEND if sends else Verb.CONNECT, host or value[:120], cls, traits, (*carries, *shell.socket))


_USER_IN_URL = re.compile(r"(?<=://)[^/@?#]*@")
_TOKEN_IN_NAME = re.compile(rf"^(?:\w+://)?[\w.-]*{HOLE}[\w-]*\.[\w.-]")


def _misplaced(call: Call, value: str, labels: AbstractSet[str], cls: Target, host: str) -> bool:
    """Whether a credential goes to somebody who did not issue it, or to whoever listens."""
    tokens = [label for label in call.carried if label.startswith(PREFIX)]
    if not tokens or cls in (Target.LOOPBACK, Target.PRIVATE):
        return False
    row = call.row
    raw = "sends" in row.attributes or (
        any(role == "host" for role, _ in row.operands) and "remote" not in row.attributes
    )
    if raw or (_TOKEN_IN_NAME.match(value) and not labels.isdisjoint(tokens)):
        return True
    return cls is not Target.UNKNOWN and any(label != PREFIX and not is_issuer(label, host) for label in tokens)


#: Addresses of websocat's that are commands.
_URL_THAT_RUNS = re.compile(r"(?:sh-c|exec|cmd):(.*)", re.DOTALL)


def _url(shell: Shell, value: str, call: Call) -> None:
    if value.startswith("ext::"):
        words = [word.replace("% ", " ").replace("%S", "git") for word in re.split("(?<!%) ", value[5:])]
        _program(shell, value[5:] if "% " not in value else " ".join(map(shlex.quote, words)), call)
        return
    runs = _URL_THAT_RUNS.match(value)
    if runs is not None:
        call.traits |= {"reverse"}
        _program(shell, runs.group(1), call)
        return
    if HOLE not in value and not looks_like_url(value) and _REMOTE_SPEC.match(value):
        value = "ssh://" + value.rpartition("@")[2].replace(":", "/", 1)
    elif looks_like_path(value) and call.base == "git":
        _read(shell, value, call)
        return
    _connect(shell, value, call)
    if "saves" in call.row.attributes and not call.outputs:
        _saved(shell, value, call)


def _saved(shell: Shell, value: str, call: Call) -> None:
    """The file that a download leaves in the current directory."""
    only_with = call.row.attributes["saves"]
    if only_with and not any(
        flag in shell.argv or any(a[:1] == "-" and a[1:2] != "-" and flag[1:] in a for a in shell.argv)
        for flag in only_with.split(",")
    ):
        return
    path = value.partition("://")[2].split("?", 1)[0].split("#", 1)[0]
    name = path.rsplit("/", 1)[-1] if "/" in path.rstrip("/") else "index.html"
    call.outputs.append((call.directory + (name or HOLE), NOTHING))


def _into(shell: Shell, value: str, call: Call) -> None:
    call.directory = value.rstrip("/") + "/"


_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_UPLOADED_ITEM = re.compile(r"[\w.\[\]-]*:?=?@(.+)")


def _item(shell: Shell, value: str, call: Call) -> None:
    """A word of HTTPie: a method, the URL, then headers and data.  The connection comes last, with all of it."""
    words = [word for word in call.operands if word.lower() not in _METHODS]
    if words and value is not words[0] and value.lower() not in _METHODS:
        upload = _UPLOADED_ITEM.match(value)
        if upload is not None:
            _upload(shell, upload.group(1), call)
        elif not _AUTHENTICATES.match(value):
            call.sends = call.sends or "=" in value
            call.carried |= _labels(value) & _PRECIOUS
    if words and value is call.operands[-1]:
        call.carried |= call.stdin.labels
        call.sends = call.sends or call.stdin is not EMPTY
        _url(shell, words[0], call)


_PUTS = re.compile(r"\b(?:m?put|reput|send|append|mirror\s+-R)\s+(?:-\S+\s+){0,8}([^\s;]+)")


def _transfer(shell: Shell, value: str, call: Call) -> None:
    """Commands of ftp and its relatives: what is put there."""
    _language(shell, "bang", value, call)
    for path in _PUTS.findall(value):
        _upload(shell, path, call)


_ALL_VARIABLES = re.compile(r"(?:\$ENV|(?<![.\w\"'$])env)\b(?![.\[\w])")


def _filter(shell: Shell, value: str, call: Call) -> None:
    """A filter of jq's, which can print the environment."""
    if _ALL_VARIABLES.search(value):
        call.taken.add("environment")


_SECRET_KEY = re.compile(r"token|passw|secret|extraheader|_auth\b|credential|apikey|api_key", re.IGNORECASE)


def _shown(shell: Shell, value: str, call: Call) -> None:
    """The name of a setting that is printed."""
    if _SECRET_KEY.search(value):
        shell.effect(Verb.READ, value[:160].replace(HOLE, "*"), Target.SECRET, ("expose",))
        call.taken.add("secret")


def _forward(shell: Shell, value: str, call: Call) -> None:
    """Where a tunnel, proxy or override of a name really leads: only what must not be reached matters."""
    for path in re.findall(r"(?:^|:)(/[^:]+)", value):
        if shell.place(path).cls is Target.MACHINE:
            shell.touch(Verb.WRITE, path)
    for host in re.findall(r"\[[^\]]+\]|[\w.-]+", value):
        if not host.isdigit() and inspect_url(host, shell.context.policy).cls is Target.METADATA:
            _connect(shell, host, call)


def _recipe(shell: Shell, value: str, call: Call) -> None:
    """Something that another program carries out: a manifest, a playbook, a list of packages."""
    if looks_like_url(value):
        _url(shell, value, call)
        labels = frozenset({"network"})
    elif value == "-":
        labels = call.stdin.labels
        call.carried |= labels & _PRECIOUS
    else:
        labels = shell.read_file(value, ("recursive",)).labels
        call.taken |= labels - {"network"}
    if "network" in labels:
        shell.effect(Verb.EXECUTE, value[:160].replace(HOLE, "*"), Target.SERVICE, ("from:network",))


def _host(shell: Shell, value: str, call: Call) -> None:
    if value[:1] == "/":
        _socket(shell, value, call)
        return
    match = _HOST.match(value.replace(HOLE, "*").lstrip("@"))
    if match is None or value.isdigit() or (call.hosts and not isinstance(value, Field) and "." not in value):
        call.carried |= _labels(value)
        return
    _connect(shell, value if HOLE in value else match.group(1), call)


def _source(shell: Shell, value: str, call: Call) -> None:
    if _is_remote(value):
        call.network = True
        call.taken.add("network")
        shell.effect(Verb.CONNECT, value.partition(":")[0].rpartition("@")[2], Target.REMOTE)
        call.read.append(UNKNOWN)
    else:
        _read(shell, value, call)
        if not _is_personal(shell, value):
            call.taken.discard("private")
        if "destroy" in call.traits:
            shell.touch(Verb.DELETE, value)


def _is_personal(shell: Shell, value: str) -> bool:
    """Whether what is copied is somebody's own: a home, its documents, an account file, a history."""
    place = shell.place(value)
    return place.cls in (Target.HOME_ROOT, Target.HISTORY, Target.ACCOUNTS) or not PERSONAL_DIRS.isdisjoint(
        place.path.split("/")[3:4] if place.place is Target.HOME else ()
    )


def _is_remote(value: str) -> bool:
    return _REMOTE_SPEC.match(value) is not None and not re.match(r"^[A-Za-z]:[\\/]", value)


def _dest(shell: Shell, value: str, call: Call) -> None:
    if _is_remote(value):
        carries = [_CARRIES[label] for label in call.taken | call.stdin.labels if label in _CARRIES]
        shell.effect(Verb.SEND, value.partition(":")[0].rpartition("@")[2], Target.REMOTE, ("upload",), carries)
        return
    if "mirror" in call.traits:
        shell.touch(Verb.DELETE, value, ("recursive",))
    call.outputs.append((value, NOTHING))


def _body(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    name, at, path = value.partition("@")
    if at and (not name or re.match(r"^\w*$", name)) and path:
        _upload(shell, _slice(value, len(name) + 1), call)
    else:
        call.carried |= _labels(value)


def _form(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    _, equals, content = value.partition("=")
    if equals and content[:1] in "@<" and content:
        _upload(shell, content[1:].split(";", 1)[0], call)
    call.carried |= _labels(value)


def _upload(shell: Shell, value: str, call: Call) -> None:
    call.sends = True
    if value in ("-", "."):
        call.carried |= call.stdin.labels
    else:
        call.carried |= shell.read_file(value).labels
        if value.endswith(DATABASE_SUFFIXES):
            call.carried.add("private")


_AUTHENTICATES = re.compile(r"[\w-]{0,40}(?:auth|token|key|secret|cookie|credential)[\w-]{0,40}:", re.IGNORECASE)


def _header(shell: Shell, value: str, call: Call) -> None:
    if value[:1] == "@":
        call.carried |= shell.read_file(value[1:]).labels
    elif _AUTHENTICATES.match(value):
        _secret(shell, value, call)
    else:
        call.carried |= _leaving(_labels(value)) - {"local", "input"}


def _secret(shell: Shell, value: str, call: Call) -> None:
    """A credential, which is there to be shown to the host; a whole environment is none."""
    call.carried |= {label for label in _labels(value) if label == "environment" or label.startswith(PREFIX)}


def _shell(shell: Shell, value: str, call: Call) -> None:
    shell.executes(value, _labels(value))
    shell.nested(value, NOTHING, call.stdin)


def _program(shell: Shell, value: str, call: Call) -> None:
    """A command that a program runs for its own purposes."""
    if "/" in value.partition(" ")[0]:
        _load(shell, value.partition(" ")[0], call)
    extra = shell.extra
    shell.extra = extra | {"escape"} | call.traits
    shell.nested(value)
    shell.extra = extra


_LANGUAGES = (
    "py js pl rb php awk sed lua ps r jl jvm swift ex erl m gp ml hs raku lisp tcl applescript vim ed dc m4 gdb tex gs"
    " bang code"
).split()
_CODE = frozenset({*_LANGUAGES, "sql", "shell"})
#: Languages of commands, which a program reads from its input whatever its operands are.
_COMMANDED = frozenset({"transfer", "sql", "vim", "ed", "dc", "gdb", "gs", "tex", "bang"})


def _run_code(shell: Shell, role: str, code: Stream, call: Call) -> None:
    """Code in the language ``role`` from standard input."""
    if role == "shell":
        shell.execute_text(code, "shell")
        return
    shell.executes(code.text, code.labels, Target.INLINE)
    if code.text != HOLE:
        _language(shell, role, code.text, call)


def _code_reader(role: str) -> _RoleReader:
    def reader(shell: Shell, value: str, call: Call) -> None:
        shell.executes(value, _labels(value), Target.INLINE)
        _language(shell, role, value, call)

    return reader


def _language(shell: Shell, role: str, text: str, call: Call) -> None:
    if role == "py":
        shell.code(Role.CODE, text)
    elif role == "ps":
        from .powershell import run_powershell  # noqa: PLC0415 - rarely needed

        run_powershell(shell, text)
    else:
        call.taken |= read_script(shell, role, text, call.stdin, call.operands).labels


_CLIENT_COMMAND = re.compile(r"\s*[\\.](!|[a-z]+)[ \t]*([^\n]*)\n?")
_CLIENT_PROGRAM = re.compile(r"\bprogram\s+'([^']+)'|\|\s*(\S.*)", re.IGNORECASE)


def _sql(shell: Shell, value: str, call: Call) -> None:
    """Statements, and the commands of a client itself (``\\dt``, ``.tables``), of which some run programs."""
    call.told |= _labels(value)
    command = _CLIENT_COMMAND.match(value)
    while command is not None:
        name, rest = command.groups()
        program = _CLIENT_PROGRAM.search(rest)
        if name in ("!", "shell", "system"):
            _program(shell, rest, call)
        elif name in ("i", "ir", "include", "read", "import"):
            _read(shell, rest.split(" ", 1)[0], call)
        elif program is not None:
            _program(shell, program.group(1) or program.group(2), call)
        elif name == "copy":
            for source in re.findall(r"\bfrom\s+'?([^'\s]+)", rest, re.IGNORECASE):
                _read(shell, source, call)
        value = value[command.end() :]
        command = _CLIENT_COMMAND.match(value)
    if value.strip() and value != HOLE:
        shell.code(Role.SQL, value)


_FROM_ELSEWHERE = re.compile(r"^(?:git[+@]|github:|gitlab:|bitbucket:|gist:|git::)|@(?:git\+|https?:)")
_NODE = frozenset({"npm", "pnpm", "yarn", "bun", "npx", "bunx", "pnpx"})
_REPOSITORY = re.compile(r"[\w-][\w.-]*/[\w.-]+(?:#\S+)?$")


def _package(shell: Shell, value: str, call: Call) -> None:
    """Something to install: by name from a registry, from a URL, or from here."""
    value = value.replace(" ", "")
    if looks_like_url(value) or _FROM_ELSEWHERE.search(value) or (call.base in _NODE and _REPOSITORY.match(value)):
        url = re.search(r"\w{2,10}://\S+", value)
        _connect(shell, url.group() if url else "https://github.com/", call)
        shell.effect(Verb.INSTALL, value[:160], Target.PACKAGE, ("unpinned",))
    elif value[:1] in "./~" or value.endswith((".whl", ".tar.gz", ".tgz", ".deb", ".rpm", ".zip", ".gem")):
        place = shell.place(value)
        labels = shell.contents(place).labels
        shell.effect(Verb.INSTALL, place.path, Target.PACKAGE, ("unpinned",) if "network" in labels else ())
        if value in (".", "./"):
            shell.project_code()
    else:
        shell.effect(Verb.INSTALL, value[:160].replace(HOLE, "*"), Target.PACKAGE)


def _registry(shell: Shell, value: str, call: Call) -> None:
    """Where packages come from, when it is a URL: one of the well-known places, one's own, or a stranger's."""
    url = value if looks_like_url(value) else value.partition("=")[2]
    if looks_like_url(url):
        if inspect_url(url, shell.context.policy).cls not in (Target.REGISTRY, Target.LOOPBACK, Target.PRIVATE):
            shell.extra |= {"unpinned"}
        _connect(shell, url, call)


def _remote(shell: Shell, value: str, call: Call) -> None:
    """The name of a remote repository, or its URL."""
    if value.startswith("ext::") or looks_like_url(value) or (_REMOTE_SPEC.match(value) and HOLE not in value):
        _url(shell, value, call)


_FILE_KEYS = re.compile(r"(?:include|includeif\..*)\.path$|init\.templatedir$", re.IGNORECASE)
_TRUST_KEYS = re.compile(
    r"\.sslverify$|\.?proxy$|\.(?:push)?insteadof$|^protocol\.ext\.allow$|^clean\.requireforce$", re.IGNORECASE
)


def _trust(shell: Shell, key: str, text: str) -> None:
    """Settings that say where git connects, and what it checks first."""
    from .variables import redirect  # noqa: PLC0415 - variables use roles themselves

    name = key.rpartition(".")[2].lower()
    if name == "sslverify" and text.lower() in ("false", "0", "no", "off"):
        shell.effect(Verb.CONFIGURE, f"{key}={text}", Target.SERVICE, ("insecure",))
    elif name.endswith("proxy"):
        redirect(shell, text)
    elif name.endswith("insteadof"):
        base = key.partition(".")[2].rpartition(".")[0]
        policy = shell.context.policy
        if inspect_url(base, policy).host != inspect_url(text, policy).host:
            redirect(shell, base)
    elif name == "allow" and text != "never":
        shell.effect(Verb.EXECUTE, f"{key}={text}", Target.PROGRAM, ("hooks",))
    elif name == "requireforce" and text.lower() in ("false", "0", "no", "off"):
        shell.effect(Verb.DELETE, f"{key}={text}", Target.REPOSITORY, ("force",))


def _setting(shell: Shell, value: str, call: Call) -> None:
    """``key=value`` of a configuration; some keys name a command."""
    cut = value.lower().find("insteadof=")
    key, _, text = value.partition("=") if cut < 0 else (value[: cut + 9], "=", value[cut + 10 :])
    if not text:
        return
    if _FILE_KEYS.search(key):
        _load(shell, text, call)
    elif _TRUST_KEYS.search(key):
        _trust(shell, key, text)
    if not _HOOK_KEYS.search(key):
        return
    if key.lower().endswith("hookspath"):
        shell.effect(Verb.EXECUTE, text[:160], shell.place(text).cls, ("hooks",))
    elif not key.startswith(("alias.", "submodule.")) or text[:1] == "!":
        if text not in ("true", "false", "cat"):
            _program(shell, text.lstrip("!:"), call)


def _sshoption(shell: Shell, value: str, call: Call) -> None:
    key, _, text = value.replace(" ", "=", 1).partition("=") if "=" not in value else value.partition("=")
    if key.lower() == "remoteforward":
        shell.effect(Verb.LISTEN, text, Target.PUBLIC, ("reverse",))
    name = key.lower()
    if name in ("proxycommand", "localcommand", "knownhostscommand", "remotecommand") and text.lower() != "none":
        _program(shell, text, call)
    elif name == "match" and "exec" in text:
        _program(shell, text.partition("exec")[2].strip(" \"'"), call)
    elif name in ("pkcs11provider", "securitykeyprovider", "include", "xauthlocation"):
        _load(shell, text, call)


def _mount(shell: Shell, value: str, call: Call) -> None:
    """``host path:container path[:ro]`` or ``type=bind,source=...``."""
    fields = dict(part.partition("=")[::2] for part in value.split(",")) if "=" in value.split(":", 1)[0] else {}
    path = fields.get("source") or fields.get("src") or ("" if fields else value.split(":", maxsplit=1)[0])
    if not path or path[:1] not in f"/.~{HOLE}":
        return
    read_only = "ro" in value.split(":")[2:3] or "readonly" in fields or "ro" in fields
    remote, shell.remote = shell.remote, False
    shell.touch(Verb.READ if read_only else Verb.WRITE, path)
    shell.remote = remote


def _device(shell: Shell, value: str, call: Call) -> None:
    place = shell.place(value.split(":", maxsplit=1)[0])
    if place.cls is Target.DEVICE:
        shell.effect(Verb.CONFIGURE, place.path, Target.MACHINE, ("elevated",))


def _capability(shell: Shell, value: str, call: Call) -> None:
    if _CAPABILITIES.search(value):
        shell.effect(Verb.CONFIGURE, value, Target.MACHINE, ("elevated", "bypass"))


def _namespace(shell: Shell, value: str, call: Call) -> None:
    if value == "host":
        shell.effect(Verb.CONFIGURE, "the host's name space", Target.MACHINE, ("elevated",))


def _load(shell: Shell, value: str, call: Call) -> None:
    """Code or settings that decide what a program runs: whoever can write there decides."""
    if not value or HOLE in value:
        return
    place = shell.place(value)
    strange = place.cls is Target.SCRATCH or not shell.contents(place).labels.isdisjoint(("network", "decoded"))
    shell.effect(Verb.EXECUTE, place.path, place.cls, ("hooks",) if strange else ())


def _words(shell: Shell, value: str, call: Call) -> None:
    """Keys that are typed into another shell; a line of them is worked through at the last one."""
    if value is call.operands[-1]:
        text = "".join(_KEYS.get(word, word) for word in call.operands)
        shell.nested(text.replace("\\n", "\n").replace("^M", "\n"))


_BOUND = re.compile(
    r'^"[^"]*":\s*(.+)|'
    r"(?:execute(?:-silent|-multi)?|become|reload(?:-sync)?|transform[\w-]*|preview)(?:\(([^)]*)\)|:(.+))"
)


def _bind(shell: Shell, value: str, call: Call) -> None:
    """``key:action`` of fzf, where some actions run a command, or ``"key":command`` of readline."""
    for match in _BOUND.finditer(value):
        shell.nested(next((g for g in match.groups() if g), "").replace("{", HOLE).replace("}", ""))


def _unpack(shell: Shell, value: str, call: Call) -> None:
    call.outputs.append((f"{value.rstrip('/')}/{HOLE}", NOTHING))


_MONGO_LOSES = re.compile(
    r"\.\s*(?:dropDatabase|drop|dropUser|dropAllUsersFromDatabase|shutdownServer)\s*\(|(?:deleteMany|remove)\s*\(\s*(?:\{\s*\})?\s*[),]"
)


def _mongo(shell: Shell, value: str, call: Call) -> None:
    if _MONGO_LOSES.search(value):
        shell.effect(Verb.DELETE, value[:160], Target.DATABASE, ("destroy",))
    ROLE_READERS["js"](shell, value, call)


def _container(shell: Shell, value: str, call: Call) -> None:
    """A container or image that is removed: one by name is made again, a list from elsewhere is all there are."""
    every = HOLE in value
    shell.effect(Verb.DELETE if every else Verb.CONFIGURE, value.replace(HOLE, "*"), Target.SERVICE)


_KEYS = {"Space": " ", "Enter": "\n", "C-m": "\n", "KPEnter": "\n", "Tab": "\t"}


def _socket(shell: Shell, value: str, call: Call) -> None:
    shell.touch(Verb.WRITE, value)


def _guess(shell: Shell, value: str, call: Call) -> None:
    """An operand of unknown meaning: what its shape shows."""
    if call.row is _UNKNOWN_ROW and ('"' in value or "'" in value):
        caught(shell, literals_of(value))
    if value[:1] == "-":
        return
    if value[:1] == "|" and len(value) > 2:
        _program(shell, value[1:], call)
        return
    if looks_like_url(value):
        _connect(shell, value, call)
        return
    name, equals, tail = value.partition("=")
    candidate = _slice(value, len(name) + 1) if equals and tail[:1] in "/~." else value
    if isinstance(candidate, Field) and candidate.stream is not None:
        call.taken |= candidate.labels
        return
    if re.search(r"[/.~\\]|^id_|_history$", candidate) and " " not in candidate and len(candidate) < 1024:
        place = shell.place(candidate)
        special = place.secret or place.cls not in (place.place, Target.STARTUP, Target.VCS, Target.AGENT_CONFIG)
        if special:
            call.taken |= shell.read_file(candidate).labels
        else:
            call.taken |= shell.contents(place).labels
    call.taken |= _labels(value)


def _media(shell: Shell, value: str, call: Call) -> None:
    (_connect if looks_like_url(value) else _read)(shell, value, call)


_MODULE_LISTENS = frozenset({"http.server", "SimpleHTTPServer", "CGIHTTPServer", "pyftpdlib", "smtpd", "aiosmtpd"})


def _module(shell: Shell, value: str, call: Call) -> None:
    """``python -m``: a program of its own, or a module of the project."""
    words = list(shell.argv)
    try:
        at = next(i for i, w in enumerate(words) if w == value or w.endswith("m" + value))
    except StopIteration:
        at = len(words) - 1
    if value in _MODULE_LISTENS:
        shell.effect(Verb.LISTEN, value, Target.LOOPBACK)
    elif find_row(value) is not None:
        behave(shell, [value, *words[at + 1 :]], call.stdin, quiet=True)
        shell.argv = tuple(words)
    else:
        shell.effect(Verb.EXECUTE, value[:160], Target.PROJECT)


def _apimethod(shell: Shell, value: str, call: Call) -> None:
    method = value.upper()
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        verb = Verb.DELETE if method == "DELETE" else Verb.WRITE
        shell.effect(
            verb,
            " ".join(shell.argv)[:160],
            Target.REPOSITORY,
            ("outward", *(("destroy",) if method == "DELETE" else ())),
        )


ROLE_READERS: Dict[str, _RoleReader] = {
    "any": _any,
    "read": _read,
    "write": _write,
    "append": _append,
    "edit": _edit,
    "new": _new,
    "link": _link,
    "delete": _delete,
    "take": _take,
    "destroy": _destroy,
    "format": _format,
    "permit": _permit,
    "mode": _mode,
    "cd": _cd,
    "exec": _exec,
    "url": _url,
    "remote": _remote,
    "host": _host,
    "into": _into,
    "item": _item,
    "forward": _forward,
    "key": _shown,
    "transfer": _transfer,
    "filter": _filter,
    "recipe": _recipe,
    "registry": _registry,
    "source": _source,
    "dest": _dest,
    "body": _body,
    "form": _form,
    "upload": _upload,
    "header": _header,
    "secret": _secret,
    "shell": _shell,
    "program": _program,
    "sql": _sql,
    "package": _package,
    "setting": _setting,
    "sshoption": _sshoption,
    "mount": _mount,
    "device": _device,
    "capability": _capability,
    "namespace": _namespace,
    "socket": _socket,
    "guess": _guess,
    "sub": _guess,
    "media": _media,
    "load": _load,
    "words": _words,
    "bind": _bind,
    "container": _container,
    "unpack": _unpack,
    "mongo": _mongo,
    "module": _module,
    "apimethod": _apimethod,
    **{role: _code_reader(role) for role in _LANGUAGES},
}
