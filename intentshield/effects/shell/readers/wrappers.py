"""env, socat, tmux and other programs that run the command behind their own words."""

from __future__ import annotations

import re
from typing import Dict, List

from ....model import Target, Verb
from ....programs import Row, find_row
from ..arguments import parse_arguments
from ..behave import behave, row_of, run_row
from ..call import ROLE_READERS, Call
from ..values import HOLE, NOTHING, UNKNOWN, Field, Stream, Value
from .common import Reader, first_of, options_of, plain_row, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

_SOCAT_RUNS = re.compile(r"^(?:EXEC|SYSTEM|SHELL):(.*)$", re.IGNORECASE | re.DOTALL)


_SOCAT_CONNECTS = re.compile(
    r"^(?:TCP[46]?|UDP[46]?|OPENSSL|SSL|SCTP|TCP[46]?-CONNECT|SOCKS4A?|PROXY)(?:-CONNECT)?:([^:,]+)", re.IGNORECASE
)


_SOCAT_LISTENS = re.compile(r"^(?:TCP|UDP|OPENSSL|SSL|SCTP|VSOCK)[46]?-?L(?:ISTEN)?:", re.IGNORECASE)


_SOCAT_FILES = re.compile(r"^(?:FILE|OPEN|CREATE|GOPEN|PIPE|UNIX-CONNECT|UNIX)?:?(/[^,]+)", re.IGNORECASE)


_TMUX_FORMAT = re.compile(r"#\(([^)]{1,400})\)")


def _env(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``env [-i] [name=value]... command``; alone it prints the environment."""
    options, i = options_of(row, argv, start)
    variables: Dict[str, Value] = {}
    while i < len(argv) and "=" in argv[i]:
        word = argv[i]
        name, _, value = word.partition("=")
        variables[name] = Value(value, word.labels if isinstance(word, Field) else NOTHING)
        shell.environment(name, variables[name])
        i += 1
    line, directory = first_of(options, "-S", "--split-string"), first_of(options, "-C", "--chdir")
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


#: What names the version or the extras of a package: ``name@1``, ``name==1``, ``name[extra]``.
_VERSION = re.compile(r"(?<=\w)(?:@[^/]*|\[.*|[=<>~!]=.*)$")


def _runner(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``npx package arguments``: a package is installed, and the program of its name is run."""
    plain = plain_row(row)
    _, i = options_of(plain, argv, start)
    out = run_row(shell, plain, row.name, argv[: i + 1], stdin, start)
    if i < len(argv):
        name = _VERSION.sub("", argv[i])
        known, _ = row_of(shell.context.policy.programs, name)
        if known is not None:
            return shell.invoke([name, *argv[i + 1 :]], stdin)
    return out


def _tmux(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tmux command ; command``, also where one is bound to a key or a hook."""
    words = parse_arguments(plain_row(row), argv, start)
    for role, value in words.values:
        if role in ROLE_READERS:
            ROLE_READERS[role](shell, value, Call(row, "tmux", stdin, NOTHING, ()))
    tail = words.operands[1:] if " " in row.name else words.operands
    for word in argv[start:]:
        for match in _TMUX_FORMAT.finditer(word):
            shell.nested(match.group(1))
    if len(tail) == 1 and " " in tail[0]:
        tail = split_words(tail[0])
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


READERS: Dict[str, Reader] = {
    "env": _env,
    "socat": _socat,
    "afterdashes": _after_dashes,
    "runner": _runner,
    "tmux": _tmux,
}
