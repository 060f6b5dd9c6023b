"""What one command does: its words read with the help of the program's row, its roles turned into effects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Callable, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set, Tuple

from ...model import Role, Target, Verb
from ...programs import EffectSpec, Flag, Row, declared, find_row
from ..path import looks_like_path
from ..url import inspect_url, looks_like_url
from .fold import DECODERS, FOLDS, fold
from .script import read_script
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
    r"^(?:/usr(?:/local)?)?/s?bin/[^/]+$|^/opt/[^*]*/bin/[^/]+$|^/(?:snap|nix|run)/.*bin/[^/]+$|.*/(?:\.?venv|env|node_modules/\.bin|\.local/bin|\.cargo/bin|go/bin|\.pyenv/shims|vendor/bin|\.bin|Scripts|bin)/[^/]+$"
)
_VERSION = re.compile(r"-?\d+(?:\.\d+)*$")
_REMOTE_SPEC = re.compile(
    r"^(?:[\w.-]+@)?(\[[0-9a-fA-F:]+\]|[\w.-]{2,}):(?!\\)|^(?:rsync|s3|gs|ssh|sftp|scp|az|abfss?|hdfs|docker)://"
)
_HOST = re.compile(r"^(?:[\w.+-]+@)?(\[?[\w.:*%-]+\]?)$")
_WORLD = re.compile(r"(?:^|,)[ugoa]*(?:o|a)[ugoa]*[+=][rxXst]*w|^\+[rxXst]*w$|^[0-7]?[0-7]?[0-7][2367]$")
_SETUID = re.compile(r"(?:^|,)[ugoa]*\+[rwxX]*s|^0?[2467][0-7]{3}$|cap_[a-z_]+[+=]|=e?i?p$", re.IGNORECASE)
_HOOK_KEYS = re.compile(
    r"pager|editor|sshcommand|fsmonitor|hookspath|external|textconv|\.cmd$|helper|program|askpass|proxy|clean|smudge|driver|command|invoke|use_askpass|browser|^alias\.",
    re.IGNORECASE,
)
_CAPABILITIES = re.compile(
    r"sys_admin|^(?:cap_)?all$|sys_ptrace|sys_module|dac_read_search|dac_override|net_admin|sys_rawio|unconfined|label[=:]disable",
    re.IGNORECASE,
)


class Call:
    """One command while its roles are worked through.

    ``taken``: labels of everything it read.  ``carried``: labels of what it sends.  ``read``: what its files hold.
    """

    __slots__ = (
        "base",
        "carried",
        "hosts",
        "network",
        "operands",
        "outputs",
        "read",
        "row",
        "sends",
        "stdin",
        "taken",
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
        self.carried: Set[str] = set()
        self.read: List[Stream] = []
        self.outputs: List[Tuple[str, FrozenSet[str]]] = []
        self.hosts: List[str] = []
        self.network = False
        self.sends = False
        self.uses_stdin = False


class Arguments(NamedTuple):
    """The words of a command, sorted."""

    values: List[Tuple[str, str]]
    operands: List[str]
    flags: Set[str]
    traits: FrozenSet[str]
    effects: List[EffectSpec]
    skip_first: bool
    rest: int


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
    if row is None:
        if "/" in name:
            return shell.execute_file(name, "shell", stdin, argv[1:])
        if not quiet:
            shell.effect(Verb.EXECUTE, base, Target.PROGRAM, ("unknown-program",))
        return run_row(shell, _UNKNOWN_ROW, base, argv, stdin)
    if not quiet:
        shell.effect(Verb.EXECUTE, base, Target.PROGRAM)
    if row.silent and stdin is EMPTY and base not in FOLDS:
        return UNKNOWN
    return run_row(shell, row, base, argv, stdin)


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
    return run_row(shell, _UNKNOWN_ROW, "*", argv, stdin)


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
    values: List[Tuple[str, str]] = []
    operands: List[str] = []
    seen: Set[str] = set()
    traits = set(row.traits)
    effects: List[EffectSpec] = []
    skip_first, stop = False, "stop" in row.attributes
    i, size, rest = start, len(argv), start
    while i < size:
        word = argv[i]
        if len(word) < 2 or word[0] != "-" or word[0:2] == "-" + HOLE:
            found = _key(row, word)
            if found is not None:
                values.append((found.role, word.partition("=")[2]))
            else:
                if not operands:
                    rest = i
                operands.append(word)
                if (stop or row.has_sub) and not (row.has_sub and _leads(row, len(operands))):
                    operands.extend(argv[i + 1 :])
                    break
            i += 1
            continue
        if word == "--":
            rest = i + 1 if not operands else rest
            operands.extend(argv[i + 1 :])
            break
        for name, flag, value in read_flags(row, word):
            seen.add(name)
            if flag is None:
                continue
            traits |= flag.traits
            effects.extend(flag.effects)
            skip_first = skip_first or flag.stands_in
            if flag.role:
                if value is None and not flag.attached:
                    i += 1
                    value = argv[i] if i < size else ""
                if value is not None:
                    values.append((flag.role, value))
        i += 1
    return Arguments(values, operands, seen, frozenset(traits), effects, skip_first, rest)


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
        known = flags.get(name)
        if known is None and word[1] == "-" and len(name) > 3:
            close = {flags[f] for f in flags if f.startswith(name)}
            known = close.pop() if len(close) == 1 else None
        carried: Optional[str] = _slice(word, len(name) + 1) if equals else None
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
        from .readers import READERS  # noqa: PLC0415 - readers use rows themselves

        return READERS[row.attributes["by"]](shell, row, argv, stdin, start)
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
    name = words.operands[index]
    sub = declared(shell.context.policy.programs).get(f"{row.name} {name}") or find_row(f"{row.name} {name}")
    if sub is None:
        if row.attributes.get("by"):
            from .readers import READERS  # noqa: PLC0415 - readers use rows themselves

            return READERS[row.attributes["by"]](shell, row, argv, stdin, words.rest)
        return None
    cwd = shell.state.cwd
    if words.values:
        call = Call(row, base, stdin, traits, words.operands)
        for role, value in words.values:
            _value(shell, call, role, value)
    out = run_row(shell, sub, base, argv, stdin, words.rest + index + 1, traits)
    shell.state.cwd = cwd
    return out


def _value(shell: Shell, call: Call, role: str, value: str) -> None:
    function = ROLE_READERS.get(role)
    if function is not None:
        function(shell, value, call)
    elif isinstance(value, Field):
        call.taken |= value.labels


_LATE = frozenset({"url", "host", "dest", "argv", "rest", "exec"})
_SILENT = frozenset({"any", "text", "num", "pattern", "list"})


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
    for role, value in late:
        _value(shell, call, role, value)
    for spec in row.effects:
        _emit(shell, call, spec)
    for spec in words.effects:
        _emit(shell, call, spec)
    if command is not None and command[1]:
        return _inner(shell, call, *command)
    if not words.operands and "in" in row.attributes and not any(role in _CODE for role, _ in words.values):
        _standard_input(shell, call, row.attributes["in"])
    return _output(shell, call, words)


def _emit(shell: Shell, call: Call, spec: EffectSpec) -> None:
    carries = (
        [_CARRIES[label] for label in call.carried | call.stdin.labels if label in _CARRIES]
        if spec.verb is Verb.SEND
        else ()
    )
    shell.effect(
        spec.verb, spec.target or " ".join(shell.argv)[:160].replace(HOLE, "*"), spec.cls, spec.traits, carries
    )


def _inner(shell: Shell, call: Call, role: str, words: List[str]) -> Stream:
    """The command that a wrapper runs."""
    attributes = call.row.attributes
    remote, extra = shell.remote, shell.extra
    if "remote" in attributes:
        shell.remote = True
    if "elevated" in attributes:
        shell.extra = extra | {"elevated"}
    variables: Dict[str, Value] = {}
    while words and role == "argv" and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words[0].partition("=")
        variables[name] = Value(value, _labels(words[0]))
        words = words[1:]
    if not words:
        out = EMPTY
    elif role == "rest":
        out = shell.nested(" ".join(words), NOTHING, call.stdin)
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
        shell.write_file(path, out, traits)
    return out


def _spelled(word: str) -> str:
    """The text of a word; of a pattern, what comes before the first wildcard."""
    return re.split(r"[*?\[]", word, maxsplit=1)[0] + HOLE if isinstance(word, Field) and word.glob else str(word)


#: Programs of :mod:`.fold` whose operands are files.
_FILTERS = frozenset({"cat", "head", "tail", "base64", "base32", "tac", "rev", "xxd", "sort", "cut"})


# -- one function a role

_RoleReader = Callable[["Shell", str, Call], None]


def _labels(value: str) -> FrozenSet[str]:
    return value.labels if isinstance(value, Field) else NOTHING


def _read(shell: Shell, value: str, call: Call) -> None:
    if value == "-":
        call.read.append(call.stdin)
        call.uses_stdin = True
        return
    stream = shell.read_file(value)
    call.taken |= stream.labels
    call.read.append(stream)
    if "inplace" in call.traits:
        shell.write_file(value, Stream(HOLE, stream.labels & {"network", "decoded"}))


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


def _delete(shell: Shell, value: str, call: Call) -> None:
    place = shell.touch(Verb.DELETE, value)
    shell.files.pop(place.path, None)


def _take(shell: Shell, value: str, call: Call) -> None:
    """Moved away: its content goes along, unless it goes nowhere."""
    place = shell.place(value)
    nowhere = bool(call.operands) and call.operands[-1] == "/dev/null"
    whole = place.cls in (Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT)
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
    shell.touch(Verb.PERMIT, value, call.traits)


def _mode(shell: Shell, value: str, call: Call) -> None:
    added = {t for t, pattern in (("world", _WORLD), ("setuid", _SETUID)) if pattern.search(value)}
    if added:
        call.traits |= added


def _cd(shell: Shell, value: str, call: Call) -> None:
    shell.state.cwd = HOLE if value.startswith(HOLE) else shell.place(value).path


def _exec(shell: Shell, value: str, call: Call) -> None:
    if value == "-":
        _standard_input(shell, call, call.row.attributes.get("in", "shell"))
    elif looks_like_url(value):
        _url(shell, value, call)
        shell.effect(Verb.EXECUTE, value[:200], Target.INLINE, ("from:network",))
    else:
        language = {"py": "python", "shell": "shell"}.get(call.row.attributes.get("in", ""), "other")
        shell.execute_file(value, language, call.stdin)


def _connect(shell: Shell, value: str, call: Call) -> None:
    """A connection to the host that a URL or name leads to, with whatever is sent along."""
    labels = _labels(value)
    call.carried |= labels & set(_CARRIES)
    known = value.partition(HOLE)[0]
    site = inspect_url(known if HOLE in value else value, shell.context.policy)
    if site.scheme == "file":
        stream = shell.read_file(site.path or "/")
        call.taken |= stream.labels
        return
    carries = [_CARRIES[label] for label in call.carried if label in _CARRIES]
    sends = call.sends or bool(call.carried - {"input"})
    traits: Set[str] = set(site.problems)
    if site.credentials:
        traits.add("credentials")
    if sends:
        traits.add("upload")
    cls, host = site.cls, site.host
    if HOLE in value and (not host or "/" not in known.partition("//")[2]):
        cls, host = Target.UNKNOWN, value.replace(HOLE, "*")[:120]
        traits -= {"malformed", "disguised-host", "mixed-script"}
    call.hosts.append(host)
    call.network = call.network or cls is not Target.LOOPBACK
    if "shell" in call.carried and "sends" in call.row.attributes:
        traits.add("reverse")
    shell.effect(Verb.SEND if sends else Verb.CONNECT, host or value[:120], cls, traits, (*carries, *shell.socket))


def _url(shell: Shell, value: str, call: Call) -> None:
    if value.startswith("ext::"):
        _program(shell, value[5:].replace("%S", "git"), call)
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
    name = (
        value.split("?", 1)[0].split("#", 1)[0].rstrip("/").rsplit("/", 1)[-1] if value.count("/") > 2 else "index.html"
    )
    call.outputs.append((name or HOLE, NOTHING))


def _host(shell: Shell, value: str, call: Call) -> None:
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
        if "destroy" in call.traits:
            shell.touch(Verb.DELETE, value)


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


def _header(shell: Shell, value: str, call: Call) -> None:
    if value[:1] == "@":
        call.carried |= shell.read_file(value[1:]).labels


def _shell(shell: Shell, value: str, call: Call) -> None:
    shell.executes(value, _labels(value))
    shell.nested(value, NOTHING, call.stdin)


def _program(shell: Shell, value: str, call: Call) -> None:
    """A command that a program runs for its own purposes."""
    extra = shell.extra
    shell.extra = extra | {"escape"} | call.traits
    shell.nested(value)
    shell.extra = extra


_EDITOR_COMMAND = re.compile(
    r"(?:^|[|:\s\"'])!+\s*([^\n|]+)|\b(?:system|os\.execute|os\.system|shell-command|start-process)\s*\(?\s*\"([^\"]+)\"|^(?:shell|python[3]?)\s+(.+)"
)


def _editor(shell: Shell, value: str, call: Call) -> None:
    for match in _EDITOR_COMMAND.finditer(value):
        text = next((g for g in match.groups() if g), "")
        if text.strip():
            _program(shell, text.strip(":'\" "), call)


_CODE = frozenset({"py", "js", "pl", "rb", "php", "awk", "sed", "sql", "lua", "ps", "applescript", "shell"})


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
    elif role == "applescript":
        for match in re.finditer(r"do shell script \"((?:[^\"\\]|\\.)*)\"", text):
            _program(shell, match.group(1).replace('\\"', '"'), call)
    else:
        read_script(shell, role, text)


def _sql(shell: Shell, value: str, call: Call) -> None:
    if value.strip() and value != HOLE:
        shell.code(Role.SQL, value)


def _package(shell: Shell, value: str, call: Call) -> None:
    """Something to install: by name from a registry, from a URL, or from here."""
    if (
        looks_like_url(value)
        or value.startswith(("git+", "github:", "gitlab:", "bitbucket:", "git@"))
        or "@git+" in value
        or "@http" in value
    ):
        url = value.rsplit("git+", maxsplit=1)[-1].rsplit("@http", maxsplit=1)[-1]
        _connect(shell, url if "://" in url else "https://github.com/", call)
        shell.effect(Verb.INSTALL, value[:160], Target.PACKAGE, ("unpinned",))
    elif value[:1] in "./~" or value.endswith((".whl", ".tar.gz", ".tgz", ".deb", ".rpm", ".zip", ".gem")):
        place = shell.place(value)
        labels = shell.contents(place).labels
        shell.effect(Verb.INSTALL, place.path, Target.PACKAGE, ("unpinned",) if "network" in labels else ())
    else:
        shell.effect(Verb.INSTALL, value[:160].replace(HOLE, "*"), Target.PACKAGE)


def _setting(shell: Shell, value: str, call: Call) -> None:
    """``key=value`` of a configuration; some keys name a command."""
    key, _, text = value.partition("=")
    if not text or not _HOOK_KEYS.search(key):
        return
    if key.lower().endswith("hookspath"):
        shell.effect(Verb.EXECUTE, text[:160], shell.place(text).cls, ("hooks",))
    elif not key.startswith("alias.") or text[:1] == "!":
        if key.lower() not in ("http.proxy", "https.proxy", "core.gitproxy") and text not in (
            "true",
            "false",
            "",
            "cat",
        ):
            _program(shell, text.lstrip("!:"), call)


def _sshoption(shell: Shell, value: str, call: Call) -> None:
    key, _, text = value.replace(" ", "=", 1).partition("=") if "=" not in value else value.partition("=")
    if key.lower() in ("proxycommand", "localcommand", "knownhostscommand", "remotecommand") and text.lower() != "none":
        _program(shell, text, call)


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


def _socket(shell: Shell, value: str, call: Call) -> None:
    shell.touch(Verb.WRITE, value)


def _guess(shell: Shell, value: str, call: Call) -> None:
    """An operand of unknown meaning: what its shape shows."""
    if value[:1] == "-":
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
    "read": _read,
    "write": _write,
    "append": _append,
    "edit": _edit,
    "new": _new,
    "delete": _delete,
    "take": _take,
    "destroy": _destroy,
    "format": _format,
    "permit": _permit,
    "mode": _mode,
    "cd": _cd,
    "exec": _exec,
    "url": _url,
    "host": _host,
    "source": _source,
    "dest": _dest,
    "body": _body,
    "form": _form,
    "upload": _upload,
    "header": _header,
    "shell": _shell,
    "program": _program,
    "editor": _editor,
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
    "media": _media,
    "module": _module,
    "apimethod": _apimethod,
    **{role: _code_reader(role) for role in ("py", "js", "pl", "rb", "php", "awk", "sed", "lua", "ps", "applescript")},
}
