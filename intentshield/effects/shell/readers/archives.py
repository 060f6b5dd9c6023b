"""tar: its options may run programs, and what it takes or unpacks are files."""

from __future__ import annotations

from typing import Dict, List, Tuple

from ....model import Verb
from ....programs import Row
from ..call import ROLE_READERS, Call
from ..values import EMPTY, HOLE, NOTHING, Stream
from .common import Reader, plain_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

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


_TAR_SHORT_VALUE = "fCTXIFHgbNKLVU"


def _tar(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tar xzf archive``, ``tar -czf - dir | ...``, and the options that run programs."""
    options, values, operands = _tar_words(argv, start)
    cwd = shell.state.cwd
    call = Call(plain_row(row), "tar", stdin, NOTHING, operands)
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


def _tar_long(name: str) -> str:
    """The full name of a long option, which may be abbreviated."""
    names = [full for full in (*_TAR_LONG_VALUE, *_TAR_LONG) if full.startswith(name)]
    return names[0] if len(names) == 1 else name


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


READERS: Dict[str, Reader] = {
    "tar": _tar,
}
