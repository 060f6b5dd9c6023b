"""Expansion of words: braces, tildes, parameters, substitutions, field splitting.  Globs stay patterns.

Source: POSIX.1-2017 XCU 2.6; GNU Bash Reference Manual 5.2, section 3.5.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import partial
from itertools import islice, product
from typing import Callable, Dict, FrozenSet, Iterator, List, Optional, Sequence, Tuple

from . import arithmetic, nodes
from .nodes import Piece, Word
from .parse import ansi
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, is_number, known_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .tree import Tree

__all__ = ["compute", "expand_fields", "expand_text", "expand_value", "index_of", "variants"]

MAX_FIELDS = 512
MAX_ALTERNATIVES = 16
_GLOB = re.compile(r"[*?\[]")
_BLANK = re.compile(r"[ \t\n]+")


class _Builder:
    """Collects the fields of one word."""

    __slots__ = (
        "current",
        "fields",
        "glob",
        "hints",
        "labels",
        "loose",
        "maybe",
        "open",
        "separators",
        "sink",
        "stream",
    )

    def __init__(self, separators: str) -> None:
        self.fields: List[str] = []
        self.current: List[str] = []
        self.open = False
        self.labels: FrozenSet[str] = NOTHING
        self.glob = False
        self.loose = False
        self.maybe = False
        self.stream: Optional[Stream] = None
        self.sink: Optional[nodes.Sequence] = None
        self.hints: Tuple[str, ...] = ()
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
            if self.labels or self.glob or self.loose or self.maybe or self.stream is not None or self.hints:
                field = Field(text)
                field.labels, field.glob, field.loose, field.stream = self.labels, self.glob, self.loose, self.stream
                field.maybe, field.hints, field.sink = self.maybe, self.hints, self.sink
                self.fields.append(field)
            else:
                self.fields.append(text)
        self.current, self.open, self.glob, self.loose, self.stream = [], False, False, False, None
        self.maybe, self.sink = False, None


def expand_fields(shell: Tree, word: Word) -> List[str]:
    """The words that ``word`` becomes."""
    if word.text is not None:
        return [word.text]
    alternatives = _braces(word.pieces)
    if len(alternatives) == 1:
        return _fields(shell, alternatives[0])
    if shell.crowded(len(alternatives)):
        return [HOLE]
    out: List[str] = []
    for pieces in alternatives:
        out += _fields(shell, pieces)
        if len(out) > MAX_FIELDS + 1:
            return [*out[:MAX_FIELDS], HOLE]
    return out


def expand_text(shell: Tree, word: Optional[Word]) -> Stream:
    """The text that ``word`` becomes where no splitting takes place (assignments, here-documents, ``case``)."""
    if word is None:
        return Stream("")
    if word.text is not None:
        return Stream(word.text)
    builder = _Builder("")
    for piece in word.pieces:
        _piece(shell, _quote(piece), builder)
    return Stream("".join(builder.current), builder.labels, builder.hints)


def _quote(piece: Piece) -> Piece:
    """The same piece inside double quotes."""
    kind = piece[0]
    if kind == "var":
        return (*piece[:4], True, piece[5])
    if kind in ("cmd", "math"):
        return (kind, piece[1], True)
    if kind in ("brace", "range"):
        return ("str", HOLE)
    return piece


def _braces(pieces: List[Piece]) -> List[List[Piece]]:
    """All combinations of the alternatives in braces; beyond a bound, one more with unknown parts for the others."""
    for piece in pieces:
        if piece[0] in ("brace", "range"):
            break
    else:
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
        choices.append(options)
    out = [[piece for part in combination for piece in part] for combination in islice(product(*choices), MAX_FIELDS)]
    if total > MAX_FIELDS:
        out.append([("str", HOLE) if piece[0] in ("brace", "range") else piece for piece in pieces])
    return out


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


def _fields(shell: Tree, pieces: Sequence[Piece]) -> List[str]:
    """The words that ``pieces`` become; where a variable may hold several texts, the words for each of them."""
    for piece in pieces:
        if piece[0] == "var" and _varies(shell, piece):
            break
    else:
        return _split(shell, pieces)
    seen: Dict[str, Field] = {}
    for _ in _alternatives(shell, pieces):
        for word in _split(shell, pieces):
            seen[word] = _perhaps(word)
    return list(seen.values())


def _perhaps(word: str) -> Field:
    field = Field(word)
    if isinstance(word, Field):
        field.__dict__.update(word.__dict__)
    field.maybe = True
    return field


def variants(shell: Tree, words: Sequence[Word]) -> Optional[List[List[str]]]:
    """The words of a command for each combination of the texts its variables may hold; None where there is one."""
    pieces = [p for word in words for p in word.pieces if p[0] == "var" and _varies(shell, p)]
    if not pieces:
        return None
    out: Dict[Tuple[str, ...], List[str]] = {}
    for _ in _alternatives(shell, pieces):
        argv = [field for word in words for field in expand_fields(shell, word)]
        out.setdefault(tuple(argv), argv)
    if len(out) > 1:
        return [[_perhaps(word) for word in argv] for argv in out.values()]
    return list(out.values())


def _split(shell: Tree, pieces: Sequence[Piece]) -> List[str]:
    builder = _Builder(shell.separators())
    for piece in pieces:
        _piece(shell, piece, builder)
    builder.close()
    return builder.fields


def _varies(shell: Tree, piece: Piece) -> bool:
    """Whether a parameter may hold several texts, or whether it depends on one that may not be set at all."""
    name = piece[1]
    if shell.state.varied and shell.variable(name).others:
        return True
    return piece[2][-1:] == "+" and not shell.is_set(name) and not shell.is_unset(name)


def _alternatives(shell: Tree, pieces: Sequence[Piece]) -> Iterator[None]:
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


def expand_value(shell: Tree, word: Optional[Word]) -> Value:
    """The text that ``word`` becomes when it is assigned, with the other texts it may become instead."""
    if word is None or word.text is not None or not any(p[0] == "var" and _varies(shell, p) for p in word.pieces):
        stream = expand_text(shell, word)
        return Value(stream.text, stream.labels)
    streams = [expand_text(shell, word) for _ in _alternatives(shell, word.pieces)]
    texts = list(dict.fromkeys(s.text for s in streams))
    return Value(texts[0], NOTHING.union(*[s.labels for s in streams]), tuple(texts[1:]))


def _piece(shell: Tree, piece: Piece, builder: _Builder) -> None:
    kind = piece[0]
    if kind == "lit":
        builder.literal(piece[1], False)
    elif kind == "str":
        builder.literal(piece[1], True)
    elif kind == "var":
        _parameter(shell, piece, builder)
    elif kind == "cmd":
        stream = shell.substitute(piece[1])
        builder.hints += stream.hints
        builder.value(stream.text.rstrip("\n"), stream.labels, piece[2])
    elif kind == "math":
        number = compute(shell, piece[1])
        builder.value(HOLE if number is None else str(number), NOTHING, piece[2])
    elif kind == "tilde":
        builder.literal(shell.home(piece[1]), True)
    elif kind == "proc":
        if piece[1] == ">":
            builder.sink = piece[2]
        stream = shell.substitute(piece[2], EMPTY if piece[1] == "<" else UNKNOWN)
        builder.literal("/dev/fd/63", True)
        builder.stream = stream
        builder.labels |= stream.labels
    else:
        builder.literal(HOLE, True)


class _Variables:
    """The shell's variables, as arithmetic sees them."""

    def __init__(self, shell: Tree) -> None:
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


def compute(shell: Tree, pieces: Sequence[Piece]) -> Optional[int]:
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


def _parameter(shell: Tree, piece: Piece, builder: _Builder) -> None:
    _, name, op, argument, quoted, index = piece
    if name in ("@", "*") or index is not None:
        _several(shell, piece, builder)
        return
    value = shell.variable(name)
    if op == "":
        builder.value(value.text, value.labels, quoted)
        return
    text, labels = _operate(shell, name, value, op, argument)
    builder.value(text, labels, quoted)


def _several(shell: Tree, piece: Piece, builder: _Builder) -> None:
    """``$@``, ``$*`` and the elements of arrays, each with the operator applied to it."""
    _, name, op, argument, quoted, index = piece
    key = name if index is None else index_of(shell, name, index)
    items = shell.arguments() if index is None else shell.elements(name, key)
    if op[:1] in ("#", "!") and (argument is None or op[:1] == "!"):
        if op[:1] == "!" and items is not None:
            _put(shell.keys(name), key, "", quoted, builder, shell)
            return
        size: Optional[int] = None
        if key in ("@", "*"):
            size = len(items) if items is not None and known_words(items) is not None else None
        elif items and HOLE not in items[0]:
            size = len(items[0])
        builder.value(HOLE if size is None else str(size), NOTHING, quoted)
        return
    if op == ":" and key in ("@", "*"):
        items = _part(shell, items, index is None, argument)
    elif op and items is not None:
        items = _each(shell, name, items, op, argument)
    _put(items, key, name, quoted, builder, shell)


def _put(items: Optional[List[str]], key: str, name: str, quoted: bool, builder: _Builder, shell: Tree) -> None:
    """Add the items to the word: one field each, or one for all of them."""
    if items is None:
        builder.value(HOLE, shell.labels_in(name), quoted)
        return
    if quoted and key == "*":
        builder.labels |= shell.labels_in(name)
        separators = shell.variable("IFS").text if shell.is_set("IFS") else " "
        builder.literal(separators[:1].join(items) if HOLE not in separators else HOLE, True)
        return
    for i, item in enumerate(items):
        if i:
            builder.close()
        builder.value(item, item.labels if isinstance(item, Field) else NOTHING, quoted)
        if isinstance(item, Field):
            builder.loose, builder.maybe = builder.loose or item.loose, builder.maybe or item.maybe


def index_of(shell: Tree, name: str, index: Word) -> str:
    """The key that a subscript means: ``@``, ``*``, a number, or the text of an associative array's key."""
    text = expand_text(shell, index).text
    if text in ("@", "*") or shell.is_associative(name):
        return text[1:-1] if text[:1] in "'\"" and text[:1] == text[-1:] and len(text) > 1 else text
    if is_number(text):
        return str(int(text))
    number = compute(shell, index.pieces)
    return HOLE if number is None else str(number)


def _part(shell: Tree, items: Optional[List[str]], arguments: bool, argument: Optional[Word]) -> Optional[List[str]]:
    """``${@:first:length}``."""
    if items is None or known_words(items) is None or argument is None:
        return None
    first, colon, length = expand_text(shell, argument).text.partition(":")
    numbers = [_number(shell, text) for text in ([first, length] if colon else [first])]
    if None in numbers:
        return None
    start = int(numbers[0] or 0)
    whole = [shell.variable("0").text, *items] if arguments else items
    start = max(len(whole) + start, 0) if start < 0 else start
    return whole[start : start + int(numbers[1] or 0)] if colon else whole[start:]


def _number(shell: Tree, text: str) -> Optional[int]:
    if re.match(r"\s*-?\d{1,9}\s*$", text):
        return int(text)
    return compute(shell, [("str", text)])


def _each(shell: Tree, name: str, items: List[str], op: str, argument: Optional[Word]) -> List[str]:
    out: List[str] = []
    for item in items:
        labels = item.labels if isinstance(item, Field) else NOTHING
        text, more = _operate(shell, name, Value(item, labels), op, argument)
        field = Field(text)
        field.labels = labels | more
        field.loose = isinstance(item, Field) and item.loose
        out.append(field)
    return out


def _operate(shell: Tree, name: str, value: Value, op: str, argument: Optional[Word]) -> Tuple[str, FrozenSet[str]]:
    if op[:1] == "!":
        if not value.text or HOLE in value.text or not (value.text.isidentifier() or is_number(value.text)):
            return HOLE, value.labels
        inner = shell.variable(value.text)
        return _operate(shell, value.text, inner, op[1:], argument) if op[1:] else (inner.text, inner.labels)
    if op == "#" and argument is None:
        return (str(len(value.text)) if HOLE not in value.text else HOLE), NOTHING
    kind = op.lstrip(":")[:1]
    if kind in "-=+?" and kind:
        return _default(shell, name, value, op, argument)
    if op[:1] == "@":
        return _transform(shell, value, op), value.labels
    word = expand_text(shell, argument)
    if op == ":":
        word = Stream(_bounds(shell, word.text))
        first, _, size = word.text.partition(":")
        if is_number(first) and is_number(size) and HOLE in value.text[int(first) + int(size) :]:
            return value.text[int(first) : int(first) + int(size)], value.labels
    if HOLE in value.text or HOLE in word.text or len(value.text) > 4096:
        return HOLE, value.labels | word.labels
    function = _TRANSFORMS.get(op[0])
    return (HOLE if function is None else function(value.text, op, argument, word.text)), value.labels


def _bounds(shell: Tree, text: str) -> str:
    """``first:length`` with both computed."""
    return ":".join(
        [HOLE if number is None else str(number) for number in map(partial(_number, shell), text.split(":", 1))]
    )


def _transform(shell: Tree, value: Value, op: str) -> str:
    """``${name@U}`` and its relatives."""
    text = value.text
    if op == "@P" and ("$(" in text or "`" in text):
        shell.nested(f'echo "{text}"')  # a prompt string is expanded again
        return HOLE
    if HOLE in text:
        return HOLE
    function = _LETTERS.get(op[1:2])
    return HOLE if function is None else function(text)


_LETTERS: Dict[str, Callable[[str], str]] = {
    "U": str.upper,
    "L": str.lower,
    "u": lambda text: text[:1].upper() + text[1:],
    "E": ansi,
    "P": lambda text: text,
}


def _default(shell: Tree, name: str, value: Value, op: str, argument: Optional[Word]) -> Tuple[str, FrozenSet[str]]:
    """``:-`` and its relatives.  A variable nobody set may come from the environment; the default is what shows."""
    known = shell.is_set(name) and HOLE not in value.text
    word = expand_text(shell, argument)
    filled = known and (value.text != "" or op[0] != ":")
    if op[-1] == "+":
        missing = (known and not filled) or shell.is_unset(name)
        return ("", NOTHING) if missing else (word.text, word.labels)
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
    front, back = "", ""
    if op == "/" and pattern[:1] == "#":
        front, pattern = r"\A", pattern[1:]
    elif op == "/" and pattern[:1] == "%":
        back, pattern = r"\Z", pattern[1:]
    if not pattern:
        return replacement + text if front else text + replacement if back else text
    regex = "(?s)" + front + _glob_regex(pattern, True) + back
    return re.sub(regex, lambda _: replacement, text, count=0 if op == "//" else 1)


def _upper(text: str, op: str, argument: Optional[Word], word: str) -> str:
    if op[0] == "~":
        return text.swapcase() if op == "~~" else text[:1].swapcase() + text[1:]
    if op[0] == "^":
        return text.upper() if op == "^^" else text[:1].upper() + text[1:]
    return text.lower() if op == ",," else text[:1].lower() + text[1:]


def _slice(text: str, op: str, argument: Optional[Word], word: str) -> str:
    first, colon, length = word.partition(":")
    if (
        len(word) > 32
        or not re.match(r"^\s*\(?-?\d+\)?\s*$", first)
        or (colon and not re.match(r"^\s*-?\d+\s*$", length))
    ):
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
    "~": _upper,
    ":": _slice,
}
