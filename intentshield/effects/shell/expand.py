"""Expansion of words: braces, tildes, parameters, substitutions, field splitting.  Globs stay patterns.

Source: POSIX.1-2017 XCU 2.6; GNU Bash Reference Manual 5.2, section 3.5.
"""

from __future__ import annotations

import re
from fnmatch import translate
from itertools import product
from typing import Callable, Dict, FrozenSet, List, Optional, Sequence, Tuple

from .nodes import Piece, Word
from .values import HOLE, NOTHING, Field, Stream, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["expand_fields", "expand_text"]

MAX_FIELDS = 512
_GLOB = re.compile(r"[*?\[]")
_BLANK = re.compile(r"[ \t\n]+")


class _Builder:
    """Collects the fields of one word."""

    __slots__ = ("current", "fields", "glob", "labels", "loose", "open", "separators", "stream")

    def __init__(self, separators: str) -> None:
        self.fields: List[str] = []
        self.current: List[str] = []
        self.open = False
        self.labels: FrozenSet[str] = NOTHING
        self.glob = False
        self.loose = False
        self.stream: Optional[Stream] = None
        self.separators = separators

    def literal(self, text: str, quoted: bool) -> None:
        self.open = self.open or quoted or bool(text)
        self.current.append(text)
        if not quoted and not self.glob and _GLOB.search(text):
            self.glob = True

    def value(self, text: str, labels: FrozenSet[str], quoted: bool) -> None:
        """The result of an expansion: split at separators unless quoted."""
        if labels:
            self.labels |= labels
        if not quoted and HOLE in text:
            self.loose = True
        if quoted or not any(ch in text for ch in self.separators):
            self.literal(text, quoted)
            return
        if self.separators[:1] == HOLE:
            self.loose = True
            self.literal(HOLE, False)
            return
        parts = (
            _BLANK.split(text) if self.separators == " \t\n" else re.split("[" + re.escape(self.separators) + "]", text)
        )
        for i, part in enumerate(parts):
            if i:
                self.close()
            if part:
                self.literal(part, False)

    def close(self) -> None:
        """End the current field, if there is one."""
        if self.open:
            text = "".join(self.current)
            if self.labels or self.glob or self.loose or self.stream is not None:
                field = Field(text)
                field.labels, field.glob, field.loose, field.stream = self.labels, self.glob, self.loose, self.stream
                self.fields.append(field)
            else:
                self.fields.append(text)
        self.current, self.open, self.glob, self.loose, self.stream = [], False, False, False, None


def expand_fields(shell: Shell, word: Word) -> List[str]:
    """The words that ``word`` becomes."""
    if word.text is not None:
        return [word.text]
    variants = _braces(word.pieces)
    out: List[str] = []
    for pieces in variants:
        out += _fields(shell, pieces)
        if len(out) > MAX_FIELDS:
            return [*out[:MAX_FIELDS], HOLE]
    return out


def expand_text(shell: Shell, word: Optional[Word]) -> Stream:
    """The text that ``word`` becomes where no splitting takes place (assignments, here-documents, ``case``)."""
    if word is None:
        return Stream("")
    if word.text is not None:
        return Stream(word.text)
    builder = _Builder("")
    for piece in word.pieces:
        _piece(shell, _quote(piece), builder)
    return Stream("".join(builder.current), builder.labels)


def _quote(piece: Piece) -> Piece:
    """The same piece inside double quotes."""
    kind = piece[0]
    if kind == "var":
        return (*piece[:4], True)
    if kind in ("cmd", "math"):
        return (kind, piece[1], True)
    if kind in ("brace", "range"):
        return ("str", HOLE)
    return piece


def _braces(pieces: List[Piece]) -> List[List[Piece]]:
    """All combinations of the alternatives in braces."""
    if not any(p[0] in ("brace", "range") for p in pieces):
        return [pieces]
    choices: List[List[List[Piece]]] = []
    total = 1
    for piece in pieces:
        if piece[0] == "brace":
            options = [variant for alternative in piece[1] for variant in _braces(alternative)]
        elif piece[0] == "range":
            options = [[("lit", item)] for item in _range(*piece[1:])]
        else:
            options = [[piece]]
        total *= len(options)
        if total > MAX_FIELDS:
            return [[("str", HOLE)]]
        choices.append(options)
    return [[piece for part in combination for piece in part] for combination in product(*choices)]


def _range(first: str, last: str, step: Optional[str]) -> List[str]:
    if first.lstrip("-").isdigit() != last.lstrip("-").isdigit():
        return ["{" + first + ".." + last + "}"]
    stride = abs(int(step)) or 1 if step else 1
    if first.lstrip("-").isdigit():
        low, high = int(first), int(last)
        width = (
            max(len(first.lstrip("-")), len(last.lstrip("-")))
            if re.match(r"-?0\d", first) or re.match(r"-?0\d", last)
            else 0
        )
        numbers = range(low, high + 1, stride) if low <= high else range(low, high - 1, -stride)
        return [f"{n:0{width}d}" if width else str(n) for n in numbers[: MAX_FIELDS + 1]]
    low, high = ord(first), ord(last)
    codes = range(low, high + 1, stride) if low <= high else range(low, high - 1, -stride)
    return [chr(c) for c in codes]


def _fields(shell: Shell, pieces: Sequence[Piece]) -> List[str]:
    builder = _Builder(shell.separators())
    for piece in pieces:
        _piece(shell, piece, builder)
    builder.close()
    out = builder.fields
    if len(pieces) == 1 and pieces[0][0] == "var" and pieces[0][2] == "":
        value = shell.variable(pieces[0][1])
        for other in value.others:
            out += [other] if pieces[0][4] else _BLANK.split(other.strip(" \t\n")) if other.strip() else []
    return out


def _piece(shell: Shell, piece: Piece, builder: _Builder) -> None:
    kind = piece[0]
    if kind == "lit":
        builder.literal(piece[1], False)
    elif kind == "str":
        builder.literal(piece[1], True)
    elif kind == "var":
        _parameter(shell, piece, builder)
    elif kind == "cmd":
        stream = shell.substitute(piece[1])
        builder.value(stream.text.rstrip("\n"), stream.labels, piece[2])
    elif kind == "math":
        builder.value(_arithmetic(shell, piece[1]), NOTHING, piece[2])
    elif kind == "tilde":
        builder.literal(shell.home(piece[1]), True)
    elif kind == "proc":
        stream = shell.substitute(piece[2]) if piece[1] == "<" else shell.feed(piece[2])
        builder.literal("/dev/fd/63", True)
        builder.stream = stream
        builder.labels |= stream.labels
    else:
        builder.literal(HOLE, True)


_NUMBER = re.compile(r"^[\s\d+*()%-]{1,60}$")


def _arithmetic(shell: Shell, pieces: Sequence[Piece]) -> str:
    """The value of an arithmetic expression of known integers; else unknown digits."""
    builder = _Builder("")
    for piece in pieces:
        _piece(shell, _quote(piece), builder)
    text = "".join(builder.current)
    text = re.sub(r"[A-Za-z_]\w*", lambda m: shell.variable(m.group()).text or "0", text)
    if not _NUMBER.match(text) or "**" in text:
        return HOLE
    try:
        return str(_Sum(text).value())
    except (ValueError, IndexError, ZeroDivisionError):
        return HOLE


class _Sum:
    """A calculator for ``+ - * %`` and parentheses over integers."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"\d+|[-+*%()]", text)
        self.at = 0

    def value(self) -> int:
        result = self.sum()
        if self.at != len(self.tokens):
            raise ValueError(self.at)
        return result

    def sum(self) -> int:
        result = self.product()
        while self.at < len(self.tokens) and self.tokens[self.at] in "+-":
            sign = self.tokens[self.at]
            self.at += 1
            result += self.product() if sign == "+" else -self.product()
        return result

    def product(self) -> int:
        result = self.atom()
        while self.at < len(self.tokens) and self.tokens[self.at] in "*%":
            sign = self.tokens[self.at]
            self.at += 1
            other = self.atom()
            result = result * other if sign == "*" else int(result - other * int(result / other))
        if abs(result) > 1 << 63:
            raise ValueError(result)
        return result

    def atom(self) -> int:
        token = self.tokens[self.at]
        self.at += 1
        if token == "-":  # noqa: S105 - an operator
            return -self.atom()
        if token == "+":  # noqa: S105
            return self.atom()
        if token == "(":  # noqa: S105
            result = self.sum()
            if self.tokens[self.at] != ")":
                raise ValueError(token)
            self.at += 1
            return result
        return int(token)


# -- parameters


def _parameter(shell: Shell, piece: Piece, builder: _Builder) -> None:
    _, name, op, argument, quoted = piece
    if name in ("@", "*") and op == "":
        _arguments(shell, name, quoted, builder)
        return
    if "[" in name:
        _element(shell, name, op, quoted, builder)
        return
    value = shell.variable(name)
    if op == "":
        builder.value(value.text, value.labels, quoted)
        return
    text, labels = _operate(shell, name, value, op, argument)
    builder.value(text, labels, quoted)


def _arguments(shell: Shell, name: str, quoted: bool, builder: _Builder) -> None:
    args = shell.arguments()
    if args is None:
        builder.value(HOLE, NOTHING, quoted)
        return
    if quoted and name == "*":
        builder.literal(" ".join(args), True)
        return
    for i, arg in enumerate(args):
        if i:
            builder.close()
        builder.value(arg, arg.labels if isinstance(arg, Field) else NOTHING, quoted)


def _element(shell: Shell, name: str, op: str, quoted: bool, builder: _Builder) -> None:
    base, _, index = name.rstrip("]").partition("[")
    values = shell.array(base)
    uncertain = values is None or any(isinstance(v, Field) and v.loose for v in values)
    if op in ("#", "!") or values is None:
        builder.value(HOLE if values is None or uncertain or op != "#" else str(len(values)), NOTHING, quoted)
    elif index in ("@", "*"):
        for i, value in enumerate(values):
            if i:
                builder.close()
            builder.value(value, NOTHING, quoted)
            builder.loose = builder.loose or uncertain
    elif uncertain:
        builder.value(HOLE, NOTHING, quoted)
    elif index.lstrip("-").isdigit() and -len(values) <= int(index) < len(values):
        builder.value(values[int(index)], NOTHING, quoted)
    else:
        builder.value(HOLE if not index.isdigit() else "", NOTHING, quoted)


def _operate(shell: Shell, name: str, value: Value, op: str, argument: Optional[Word]) -> Tuple[str, FrozenSet[str]]:
    if op[:1] == "!":
        if value.text and HOLE not in value.text and op == "!":
            inner = shell.variable(value.text)
            return inner.text, inner.labels
        return HOLE, value.labels
    if op == "#" and argument is None:
        return (str(len(value.text)) if HOLE not in value.text else HOLE), NOTHING
    kind = op.lstrip(":")[:1]
    if kind in "-=+?" and kind:
        return _default(shell, name, value, op, argument)
    word = expand_text(shell, argument)
    if HOLE in value.text or HOLE in word.text or len(value.text) > 4096:
        return HOLE, value.labels | word.labels
    function = _TRANSFORMS.get(op[0])
    return (HOLE if function is None else function(value.text, op, argument, word.text)), value.labels


def _default(shell: Shell, name: str, value: Value, op: str, argument: Optional[Word]) -> Tuple[str, FrozenSet[str]]:
    """``:-`` and its relatives.  A variable nobody set may come from the environment; the default is what shows."""
    known = shell.is_set(name) and HOLE not in value.text
    word = expand_text(shell, argument)
    filled = known and (value.text != "" or op[0] != ":")
    if op[-1] == "+":
        return ("", NOTHING) if known and not filled else (word.text, word.labels)
    if filled or (shell.is_set(name) and not known):
        return value.text, value.labels
    if op[-1] == "?":
        return value.text, value.labels
    if op[-1] == "=":
        shell.assign(name, Value(word.text, word.labels))
    return word.text, word.labels


def _glob_regex(pattern: str, greedy: bool) -> str:
    text = translate(pattern)
    text = text.replace("(?s:", "").replace(r")\Z", "").replace(r")\z", "")
    return text if greedy else text.replace(".*", ".*?")


def _strip_front(text: str, op: str, argument: Optional[Word], word: str) -> str:
    match = re.match("(?s)" + _glob_regex(word, op == "##"), text)
    return text[match.end() :] if match else text


def _strip_back(text: str, op: str, argument: Optional[Word], word: str) -> str:
    pattern = re.compile("(?s)" + _glob_regex(word, True) + r"\Z")
    starts = range(len(text) + 1) if op == "%%" else range(len(text), -1, -1)
    for start in starts:
        if pattern.match(text, start):
            return text[:start]
    return text


def _replace(text: str, op: str, argument: Optional[Word], word: str) -> str:
    pattern, _, replacement = word.partition("/")
    if not pattern:
        return text
    return re.sub("(?s)" + _glob_regex(pattern, True), lambda _: replacement, text, count=0 if op == "//" else 1)


def _upper(text: str, op: str, argument: Optional[Word], word: str) -> str:
    if op[0] == "^":
        return text.upper() if op == "^^" else text[:1].upper() + text[1:]
    return text.lower() if op == ",," else text[:1].lower() + text[1:]


def _slice(text: str, op: str, argument: Optional[Word], word: str) -> str:
    first, colon, length = word.partition(":")
    if not re.match(r"^\s*\(?-?\d+\)?\s*$", first) or (colon and not re.match(r"^\s*-?\d+\s*$", length)):
        return HOLE
    start = int(first.strip(" ()"))
    start = max(len(text) + start, 0) if start < 0 else start
    if not colon:
        return text[start:]
    size = int(length)
    return text[start : len(text) + size] if size < 0 else text[start : start + size]


_TRANSFORMS: Dict[str, Callable[[str, str, Optional[Word], str], str]] = {
    "#": _strip_front,
    "%": _strip_back,
    "/": _replace,
    "^": _upper,
    ",": _upper,
    ":": _slice,
}
