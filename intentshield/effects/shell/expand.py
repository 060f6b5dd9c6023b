"""Expansion of words: braces, tildes, parameters, substitutions, field splitting.  Globs stay patterns.

Source: POSIX.1-2017 XCU 2.6; GNU Bash Reference Manual 5.2, section 3.5.
"""

from __future__ import annotations

import re
from fnmatch import translate
from itertools import islice, product
from typing import Callable, Dict, FrozenSet, Iterator, List, Optional, Sequence, Tuple

from . import arithmetic
from .nodes import Piece, Word
from .values import HOLE, NOTHING, Field, Stream, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["compute", "expand_fields", "expand_text", "expand_value"]

MAX_FIELDS = 512
MAX_ALTERNATIVES = 8
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
    """The words that ``pieces`` become; where a variable may hold several texts, the words for each of them."""
    if not any(p[0] == "var" and _varies(shell, p) for p in pieces):
        return _split(shell, pieces)
    seen: Dict[str, Field] = {}
    for _ in _alternatives(shell, pieces):
        for word in _split(shell, pieces):
            field = seen[word] = Field(word)
            if isinstance(word, Field):
                field.__dict__.update(word.__dict__)
            field.maybe = True
    return list(seen.values())


def _split(shell: Shell, pieces: Sequence[Piece]) -> List[str]:
    builder = _Builder(shell.separators())
    for piece in pieces:
        _piece(shell, piece, builder)
    builder.close()
    return builder.fields


def _varies(shell: Shell, piece: Piece) -> bool:
    """Whether a parameter may hold several texts, or whether it depends on one that may not be set at all."""
    return bool(shell.variable(piece[1]).others) or (piece[2][-1:] == "+" and not shell.is_set(piece[1]))


def _alternatives(shell: Shell, pieces: Sequence[Piece]) -> Iterator[None]:
    """Give the variables in ``pieces`` each combination of the texts they may hold, up to a bound."""
    names: Dict[str, Tuple[Value, ...]] = {}
    for piece in pieces:
        if piece[0] == "var" and _varies(shell, piece):
            value = shell.variable(piece[1])
            texts = [value.text, *value.others]
            if piece[2][-1:] == "+" and HOLE in texts:
                texts = ["1" if t == HOLE else t for t in texts] + [""]
            names[piece[1]] = tuple(Value(text, value.labels) for text in texts)
    variables = shell.state.variables
    saved = {name: variables[name] for name in names if name in variables}
    for values in islice(product(*names.values()), MAX_ALTERNATIVES):
        variables.update(zip(names, values))
        yield
    for name in names:
        variables.pop(name, None)
    variables.update(saved)


def expand_value(shell: Shell, word: Optional[Word]) -> Value:
    """The text that ``word`` becomes when it is assigned, with the other texts it may become instead."""
    if word is None or word.text is not None or not any(p[0] == "var" and _varies(shell, p) for p in word.pieces):
        stream = expand_text(shell, word)
        return Value(stream.text, stream.labels)
    streams = [expand_text(shell, word) for _ in _alternatives(shell, word.pieces)]
    texts = list(dict.fromkeys(s.text for s in streams))
    return Value(texts[0], NOTHING.union(*[s.labels for s in streams]), tuple(texts[1:]))


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
        number = compute(shell, piece[1])
        builder.value(HOLE if number is None else str(number), NOTHING, piece[2])
    elif kind == "tilde":
        builder.literal(shell.home(piece[1]), True)
    elif kind == "proc":
        stream = shell.substitute(piece[2]) if piece[1] == "<" else shell.feed(piece[2])
        builder.literal("/dev/fd/63", True)
        builder.stream = stream
        builder.labels |= stream.labels
    else:
        builder.literal(HOLE, True)


class _Variables:
    """The shell's variables, as arithmetic sees them."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def get(self, name: str) -> str:
        value = self.shell.variable(name)
        if "$(" in value.text or "`" in value.text:
            self.shell.nested(f'echo "{value.text}"')  # bash evaluates the text of a variable as an expression
        if HOLE in value.text or value.others:
            raise arithmetic.Unknown(name)
        return value.text

    def set(self, name: str, value: int) -> None:
        self.shell.assign(name, Value(str(value)))


def compute(shell: Shell, pieces: Sequence[Piece]) -> Optional[int]:
    """The value of an arithmetic expression, None when it is not known; its assignments take place."""
    builder = _Builder("")
    for piece in pieces:
        _piece(shell, _quote(piece), builder)
    text = "".join(builder.current)
    try:
        return arithmetic.evaluate(text, _Variables(shell))
    except arithmetic.Unknown:
        for name in arithmetic.assigned(text):
            shell.assign(name, Value(HOLE))
        return None


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
