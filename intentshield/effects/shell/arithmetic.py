"""Shell arithmetic over known integers: ``$((...))``, ``((...))`` and ``let``.

Names are read and assigned through the :class:`Names` given.  What cannot be computed raises :class:`Unknown`; the
names such an expression may assign are then unknown too (:func:`assigned`).
Source: GNU Bash Reference Manual 5.2, section 6.5 (the operators and precedences of C).
"""

from __future__ import annotations

import re
from typing import Callable, Dict, Iterator, List, Protocol, Tuple

__all__ = ["Names", "Unknown", "assigned", "evaluate"]

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9A-Fa-f]+|\d+)|([A-Za-z_]\w*)|(\*\*|<<=|>>=|\+\+|--|<=|>=|==|!=|&&|\|\||<<|>>|[-+*/%&|^]=|[-+*/%()<>=!~&|^?:,]))"
)
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)\s*(?:(?:<<|>>|[-+*/%&|^])?=(?!=)|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)")
_LIMIT = 1 << 63
_MAX_TOKENS = 64


class Unknown(ValueError):
    """The value of an expression is not known."""


class Names(Protocol):
    """The variables an expression sees."""

    def get(self, name: str) -> str:
        """The text of a variable."""

    def set(self, name: str, value: int) -> None:
        """Give a variable a value."""


def assigned(text: str) -> Iterator[str]:
    """The names that an expression may assign."""
    for match in _ASSIGNED.finditer(text):
        yield match.group(1) or match.group(2)


def evaluate(text: str, names: Names) -> int:
    """The value of an expression.

    Raises:
        Unknown: it holds something that is not a known integer, or is not an expression.
    """
    return _Evaluator(text, names).whole()


def _divide(a: int, b: int) -> int:
    if b == 0:
        raise Unknown("division by zero")
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def _power(a: int, b: int) -> int:
    if not 0 <= b <= 63:
        raise Unknown("exponent")
    return int(a**b)


def _shift(a: int, b: int) -> int:
    if not 0 <= b <= 63:
        raise Unknown("shift")
    return a << b


_BINARY: Dict[str, Tuple[int, Callable[[int, int], int]]] = {
    "||": (1, lambda a, b: int(bool(a) or bool(b))),
    "&&": (2, lambda a, b: int(bool(a) and bool(b))),
    "|": (3, lambda a, b: a | b),
    "^": (4, lambda a, b: a ^ b),
    "&": (5, lambda a, b: a & b),
    "==": (6, lambda a, b: int(a == b)),
    "!=": (6, lambda a, b: int(a != b)),
    "<": (7, lambda a, b: int(a < b)),
    ">": (7, lambda a, b: int(a > b)),
    "<=": (7, lambda a, b: int(a <= b)),
    ">=": (7, lambda a, b: int(a >= b)),
    "<<": (8, _shift),
    ">>": (8, lambda a, b: a >> min(max(b, 0), 64)),
    "+": (9, lambda a, b: a + b),
    "-": (9, lambda a, b: a - b),
    "*": (10, lambda a, b: a * b),
    "/": (10, _divide),
    "%": (10, lambda a, b: a - b * _divide(a, b)),
    "**": (11, _power),
}
_ASSIGNMENTS = frozenset("= += -= *= /= %= &= |= ^= <<= >>=".split())


class _Evaluator:
    """Precedence climbing; one method a production."""

    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.tokens: List[str] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or len(self.tokens) > _MAX_TOKENS:
                raise Unknown(text[:40])
            self.tokens.append(match.group().strip())
            at = match.end()
        self.at = 0

    def whole(self) -> int:
        if not self.tokens:
            return 0
        value = self.comma()
        if self.peek():
            raise Unknown(self.peek())
        return value

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def comma(self) -> int:
        value = self.assignment()
        while self.peek() == ",":
            self.at += 1
            value = self.assignment()
        return value

    def assignment(self) -> int:
        name, following = self.peek(), self.tokens[self.at + 1 : self.at + 2]
        if following and following[0] in _ASSIGNMENTS and _is_name(name):
            self.at += 2
            value = self.assignment()
            if following[0] != "=":
                value = _BINARY[following[0][:-1]][1](self.value_of(name), value)
            return self.store(name, value)
        return self.choice()

    def choice(self) -> int:
        condition = self.binary(1)
        if self.peek() != "?":
            return condition
        if any(t in _ASSIGNMENTS or t in ("++", "--") for t in self.tokens):
            raise Unknown("an assignment that may not take place")
        self.at += 1
        first = self.comma()
        if self.take() != ":":
            raise Unknown("?")
        second = self.choice()
        return first if condition else second

    def binary(self, level: int) -> int:
        left = self.unary()
        while True:
            found = _BINARY.get(self.peek())
            if found is None or found[0] < level:
                return left
            operator = self.take()
            if operator in ("&&", "||") and any(t in _ASSIGNMENTS or t in ("++", "--") for t in self.tokens):
                raise Unknown("an assignment that may not take place")
            right = self.binary(found[0] + (operator != "**"))
            left = found[1](left, right)
            if abs(left) >= _LIMIT:
                raise Unknown("overflow")

    def unary(self) -> int:
        token = self.take()
        if token in ("++", "--") and _is_name(self.peek()):
            name = self.take()
            return self.store(name, self.value_of(name) + (1 if token == "++" else -1))  # noqa: S105 - an operator
        if token in _UNARY:
            return _UNARY[token](self.unary())
        if token == "(":  # noqa: S105 - a parenthesis
            value = self.comma()
            if self.take() != ")":
                raise Unknown("(")
            return value
        if _is_name(token):
            value = self.value_of(token)
            if self.peek() in ("++", "--"):
                self.store(token, value + (1 if self.take() == "++" else -1))
            return value
        return _number(token)

    def value_of(self, name: str) -> int:
        text = self.names.get(name).strip()
        return _number(text) if text else 0

    def store(self, name: str, value: int) -> int:
        self.names.set(name, value)
        return value


_UNARY: Dict[str, Callable[[int], int]] = {
    "-": lambda a: -a,
    "+": lambda a: a,
    "!": lambda a: int(not a),
    "~": lambda a: ~a,
}


def _is_name(token: str) -> bool:
    return token[:1].isalpha() or token[:1] == "_"


def _number(text: str) -> int:
    try:
        if re.match(r"-?0\d", text):
            return int(text, 8)
        return int(text, 0)
    except ValueError:
        raise Unknown(text[:40]) from None
