"""The built-in commands that change what a shell remembers, or run text.  Source: GNU Bash Reference Manual 5.2."""

from __future__ import annotations

import re
from functools import partial
from typing import Callable, Dict, List, Sequence

from ..path import locate
from .behave import behave
from .state import MAX_TEXTS, any_words
from .tree import MAX_TURNS
from .values import EMPTY, HOLE, NOTHING, Field, Stream, Value, is_number, known_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["BUILTINS"]

Builtin = Callable[["Shell", List[str], Stream], Stream]


def _change_directory(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    operands = [a for a in argv[1:] if a[:1] != "-" or a == "-"]
    target = operands[0] if operands else "" if argv[0] in ("popd", "pushd") else shell.home("")
    state = shell.state
    before = state.cwd
    if argv[0] == "popd" or (argv[0] == "pushd" and not target):
        state.cwd = state.stack[-1] if state.stack and not target else HOLE
        state.stack = (*state.stack[:-1], before) if argv[0] == "pushd" else state.stack[:-1]
    elif target == "-":
        state.cwd = shell.variable("OLDPWD").text
    elif target[:1] == "+":
        state.cwd = HOLE
    elif HOLE in target and target[:1] != "/":
        state.cwd = HOLE if target.startswith(HOLE) else f"{before}/{target}"
    else:
        _enter(shell, target)
    if argv[0] == "pushd" and target:
        state.stack = (*state.stack, before)
    state.variables["OLDPWD"] = Value(before)
    return EMPTY


def _enter(shell: Shell, target: str) -> None:
    """``cd target``; a ``CDPATH`` may lead somewhere else."""
    state = shell.state
    bases = shell.variable("CDPATH").text if shell.is_set("CDPATH") and target[:1] not in "/." else ""
    others = [shell.place(f"{base}/{target}").path for base in bases.split(":") if base and HOLE not in base]
    here = [directory for directory in state.elsewhere if target[:1] != "/"]
    elsewhere = [locate(target, shell.context.at(directory)).path for directory in here if HOLE not in directory]
    state.cwd = shell.place(target).path
    state.elsewhere = (*others, *elsewhere)[:MAX_TEXTS]


def _export(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    names = [a for a in argv[1:] if a[:1] not in "-+"]
    if not names and argv[0] in ("export", "declare", "typeset", "set"):
        return Stream(HOLE, frozenset({"environment"}))
    letters = "".join([a[1:] for a in argv[1:] if a[:1] == "-"]) + ("r" if argv[0] == "readonly" else "")
    if argv[0] in ("export", "setenv"):
        letters = ""
    before = dict(shell.state.attributes) if "r" in letters else None
    for item in names:
        name, equals, value = item.partition("=")
        _declare(shell, name.rstrip("+").partition("[")[0], letters.replace("r", ""), bool(equals))
        if argv[0] != "local" and argv[0] != "readonly":
            shell.state.exported |= {name}
        if equals:
            labels = item.labels if isinstance(item, Field) else NOTHING
            if "n" in letters:
                shell.state.variables[name] = Value(value, labels)
            else:
                shell.assign(name.rstrip("+"), Value(value, labels))
            if name in ("HISTFILESIZE", "HISTCONTROL"):
                shell.hide_history(value)
        known = shell.state.variables.get(name.rstrip("+"))
        if known is not None and name in shell.state.exported:
            shell.environment(name, known)
    if before is not None:
        for item in names:
            name = item.partition("=")[0]
            shell.state.attributes[name] = before.get(name, "") + "r"
    return EMPTY


def _declare(shell: Shell, name: str, letters: str, assigned: bool) -> None:
    """Attributes that change what a variable means (``-A``, ``-l``, ``-n``, ``-u``)."""
    kept = "".join([c for c in letters if c in "Alnu"])
    if kept:
        if "n" in kept and assigned:
            shell.state.variables.pop(name, None)
            shell.state.attributes.pop(name, None)
        shell.state.attributes[name] = shell.state.attributes.get(name, "") + kept


def _unset(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    for name in argv[1:]:
        if name[:1] == "-":
            continue
        shell.subscript(name)
        shell.state.variables[name] = Value("")
        shell.state.attributes[name] = shell.state.attributes.get(name, "") + "-"
        shell.state.arrays.pop(name, None)
        if "-v" not in argv:
            shell.state.functions.pop(name, None)
        if name in ("HISTFILE", "HISTSIZE"):
            shell.hide_history("")
    return EMPTY


def _set_arguments(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    if len(argv) == 1:
        return Stream(HOLE, frozenset({"environment"}))
    i = 1
    while i < len(argv) and argv[i][:1] in ("-", "+") and argv[i] not in ("--", "-"):
        i += 2 if argv[i] in ("-o", "+o") else 1
    if i < len(argv):
        shell.state.args = known_words(argv[i + 1 :] if argv[i] in ("--", "-") else argv[i:])
    if argv[1:3] == ["+o", "history"]:
        shell.hide_history("")
    return EMPTY


def _shift(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    if shell.state.args is not None:
        count = int(argv[1]) if len(argv) > 1 and is_number(argv[1]) else 1
        shell.state.args = shell.state.args[count:]
    return EMPTY


def _read(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    names = _operands(argv[1:], "dinNptua") or ["REPLY"]
    flags = "".join([a[1:] for a in argv[1:] if a[:1] == "-"])
    end = argv[argv.index("-d") + 1] if "-d" in argv[1:-1] else "\n"
    line, _, rest = stdin.text.partition(end) if end else (stdin.text, "", "")
    if stdin is not EMPTY:
        shell.unread = Stream(rest, stdin.labels)
    labels = stdin.labels if stdin is not EMPTY else frozenset({"input"})
    known = HOLE not in line and stdin is not EMPTY and not set("nN") & set(flags)
    if "a" in flags:
        array = argv[next(i for i, a in enumerate(argv) if a[:1] == "-" and "a" in a) + 1 :][:1] or ["REPLY"]
        words = _split(shell, line, 0) if known else [any_words()]
        shell.state.arrays[array[0]] = {str(i) if known else HOLE: word for i, word in enumerate(words)}
        return EMPTY
    words = _split(shell, line, len(names)) if known else [HOLE] * len(names)
    for name, word in zip(names, [*words, *[""] * len(names)]):
        shell.assign(name, Value(word, labels))
    return EMPTY


def _split(shell: Shell, line: str, count: int) -> List[str]:
    """A line as ``read`` splits it: into ``count`` words, the last of which takes the rest; 0: into all."""
    separators = shell.separators()
    if separators[:1] == HOLE:
        return [HOLE] * max(count, 1)
    if count == 1:
        return [line.strip("".join([c for c in separators if c in " \t\n"]))]
    if not separators.strip():
        return line.split(None, count - 1) if separators else [line]
    return re.split("[" + re.escape(separators) + "]", line, maxsplit=max(count - 1, 0))


def _read_lines(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    names = _operands(argv[1:], "dnOsuCc") or ["MAPFILE"]
    lines = [any_words()] if HOLE in stdin.text else stdin.text.splitlines()
    for line in lines:
        if isinstance(line, Field):
            line.labels = stdin.labels
    shell.state.arrays[names[0]] = {HOLE if isinstance(line, Field) else str(i): line for i, line in enumerate(lines)}
    for flag, value in zip(argv, argv[1:]):
        if flag == "-C":
            shell.nested(value)
    return EMPTY


def _evaluate(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
    labels = NOTHING.union(*[w.labels for w in words if isinstance(w, Field)])
    text = " ".join(words)
    shell.executes(text, labels, hints=[hint for w in words if isinstance(w, Field) for hint in w.hints])
    return shell.nested(text, labels, stdin)


def _source(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
    if not words:
        return EMPTY
    args = shell.state.args
    if len(words) > 1:
        shell.state.args = words[1:]
    shell.execute_file(words[0], "shell", stdin)
    shell.state.args = args
    return EMPTY


def _execute(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    """``exec``, ``command`` and ``builtin``: run what follows."""
    rest = argv[1:]
    while rest and rest[0][:1] == "-" and len(rest[0]) > 1:
        if argv[0] == "command" and rest[0] in ("-v", "-V"):
            return Stream(HOLE)
        rest = rest[2 if rest[0] == "-a" else 1 :]
    return shell.invoke(rest, stdin, functions=False) if rest else EMPTY


def _trap(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
    if len(words) > 1 and words[0][:1] != "-":
        shell.nested(words[0])
        shell.traps[words[0]] = shell.span
    return EMPTY


def _alias(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    for item in argv[1:]:
        name, equals, value = item.partition("=")
        if equals:
            shell.state.aliases[name] = value
            shell.suspect(partial(shell.nested, value))
    return EMPTY


def _leave(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    """``break``, ``continue``, ``return``: what follows may not be reached."""
    if len(shell.exits) < MAX_TURNS:
        shell.exits.append(shell.state.copy())
    return EMPTY


def _test_words(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    """``test`` and ``let``: subscripts in their words are evaluated."""
    for word in argv[1:]:
        shell.subscript(word)
    return behave(shell, argv, stdin, quiet=True)


def _remember(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    """``hash -p path name``: the name means another program from now on."""
    if argv[1:2] == ["-p"] and len(argv) > 3:
        shell.state.aliases[argv[3]] = argv[2]
    return EMPTY


def _printf(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    if argv[1:2] == ["-v"] and len(argv) > 3:
        out = behave(shell, ["printf", *argv[3:]], stdin, quiet=True)
        shell.assign(argv[2], Value(out.text.rstrip("\n") if HOLE in out.text else out.text, out.labels))
        return EMPTY
    return behave(shell, argv, stdin, quiet=True)


def _print_directory(shell: Shell, argv: List[str], stdin: Stream) -> Stream:
    return Stream(shell.state.cwd + "\n")


def _operands(words: Sequence[str], with_value: str) -> List[str]:
    """Operands behind short options, of which some take a value."""
    out: List[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word[:1] == "-" and len(word) > 1:
            skip = word[-1] in with_value and len(word) == 2
        else:
            out.append(word)
    return out


BUILTINS: Dict[str, Builtin] = {
    "cd": _change_directory,
    "chdir": _change_directory,
    "pushd": _change_directory,
    "popd": _change_directory,
    "pwd": _print_directory,
    "export": _export,
    "declare": _export,
    "typeset": _export,
    "local": _export,
    "readonly": _export,
    "setenv": _export,
    "unset": _unset,
    "set": _set_arguments,
    "shift": _shift,
    "read": _read,
    "mapfile": _read_lines,
    "readarray": _read_lines,
    "eval": _evaluate,
    "source": _source,
    ".": _source,
    "exec": _execute,
    "command": _execute,
    "builtin": _execute,
    "trap": _trap,
    "alias": _alias,
    "break": _leave,
    "continue": _leave,
    "return": _leave,
    "hash": _remember,
    "let": _test_words,
    "test": _test_words,
    "[": _test_words,
    "printf": _printf,
}
