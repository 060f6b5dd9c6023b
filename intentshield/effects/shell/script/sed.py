"""sed scripts: which files they read and write, and what they run. Source: GNU sed 4.9."""

from __future__ import annotations

import re
from typing import Tuple

from ....model import Target, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["run_sed"]

_ADDRESS = re.compile(r"[\s;{}]*(?:(?:\d+(?:~\d+)?|\$|[+~]\d+)[IM]*[\s,]*)*[\s!]*")
_REST = re.compile(r"[^\n]*")
_FLAGS = re.compile(r"[gpiImMe0-9]*")
_TEXT_COMMANDS = "aic"


def _delimited(text: str, at: int, delimiter: str) -> int:
    """The index behind the next delimiter that is not escaped."""
    size = len(text)
    while at < size and text[at] != delimiter:
        if text[at] == "\\":
            at += 1
        elif text[at] == "[" and delimiter != "[":
            close = text.find("]", at + 2)
            newline = text.find(delimiter, at)
            at = close if close >= 0 and (newline < 0 or close < newline or text[close - 1] == delimiter) else at
        at += 1
    return at + 1


def _addresses(text: str, at: int) -> int:
    """The index of the command letter behind the addresses."""
    while True:
        match = _ADDRESS.match(text, at)
        at = match.end() if match else at
        if text[at : at + 1] == "/":
            at = _delimited(text, at + 1, "/")
        elif text[at : at + 1] == "\\" and at + 1 < len(text):
            at = _delimited(text, at + 2, text[at + 1])
        elif text[at : at + 1] in ("I", "M", ","):
            at += 1
        else:
            return at


def run_sed(shell: Shell, text: str) -> None:
    """Add what a sed script would do."""
    at, size = 0, len(text)
    while at < size:
        at = _addresses(text, at)
        if at >= size:
            break
        at = _command(shell, text, at)


def _command(shell: Shell, text: str, at: int) -> int:
    """One command; the index behind it."""
    letter = text[at]
    at += 1
    if letter in "wWrR":
        path, at = _rest(text, at)
        _touch(shell, letter, path)
    elif letter == "e":
        command, at = _rest(text, at)
        _execute(shell, command)
    elif letter == "s" and at < len(text):
        return _substitute(shell, text, at)
    elif letter == "y" and at < len(text):
        return _delimited(text, _delimited(text, at + 1, text[at]), text[at])
    elif letter in _TEXT_COMMANDS or letter in "#:btTvF":
        end = text.find("\n", at)
        if letter in ":btT" and ";" in text[at : end if end >= 0 else len(text)]:
            return text.index(";", at)
        while letter in _TEXT_COMMANDS and end > 0 and text[end - 1] == "\\":
            end = text.find("\n", end + 1)
        return len(text) if end < 0 else end
    return at


def _rest(text: str, at: int) -> Tuple[str, int]:
    match = _REST.match(text, at)
    return (match.group().strip(), match.end()) if match else ("", len(text))


def _touch(shell: Shell, letter: str, path: str) -> None:
    path = path.rstrip("}; ") if path.endswith("}") else path
    if path and path != "/dev/stdout":
        shell.touch(Verb.READ if letter in "rR" else Verb.WRITE, path)


def _execute(shell: Shell, command: str) -> None:
    if command and command != "}":
        extra = shell.extra
        shell.extra = extra | {"escape"}
        shell.nested(command)
        shell.extra = extra
    else:
        shell.effect(Verb.EXECUTE, "the lines that sed reads", Target.SHELL, ("from:input",))


def _substitute(shell: Shell, text: str, at: int) -> int:
    """``s/pattern/replacement/flags``."""
    start = _delimited(text, at + 1, text[at])
    end = _delimited(text, start, text[at])
    match = _FLAGS.match(text, end)
    flags = match.group() if match else ""
    at = end + len(flags)
    if "e" in flags:
        replacement = text[start : end - 1]
        if "&" not in replacement and "\\" not in replacement:
            _execute(shell, replacement)
        shell.effect(Verb.EXECUTE, "the lines that sed reads", Target.SHELL, ("from:input",))
    if text[at : at + 1] in ("w", "W"):
        path, at = _rest(text, at + 1)
        _touch(shell, "w", path)
    return at
