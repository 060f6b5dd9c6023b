"""SQL as tokens and statements, and conditions that hold for every row.

Dialects disagree about what a backslash in a string, ``#``, ``--`` without a blank and a comment inside a comment mean.
Where a text uses one of these, it is read in every way, so that nothing hides in the reading of another dialect.

Sources: the lexical chapters of the manuals of PostgreSQL 17 (4.1), MySQL 8.4 (11), SQLite 3, SQL Server 2022, Oracle 19.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, FrozenSet, List, NamedTuple, Optional, Tuple

__all__ = ["Token", "always_true", "fold", "readings", "split", "tokenize"]


class Token(NamedTuple):
    """``kind``: ``word``, ``name`` (a quoted identifier), ``text`` (a string), ``number``, ``mark``."""

    kind: str
    value: str


_SCAN = re.compile(
    r"""\s*(?:
      (?P<string>(?:[NnEeBbXxRrUu]&?)?')
    | (?P<word>(?:[@:]{0,2}|\#{1,2})[^\W\d][\w$\#]*)
    | (?P<mark>[(),.;=]|\*(?!/))
    | (?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<name>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]\n]{1,128}\])
    | (?P<line>--|\#(?![>-]))
    | (?P<version>/\*M?!\d{0,6}|\*/)
    | (?P<comment>/\*)
    | (?P<dollar>\$(?:[A-Za-z_]\w*|)\$)
    | (?P<other><=>|[<>!=]=|<>|\|\||::|:=|\S)
    )""",
    re.VERBOSE | re.DOTALL,
)
#: What stands before the name of a temporary table of SQL Server; behind anything else ``#x`` is a comment of MySQL.
_BEFORE_TEMPORARY: FrozenSet[str] = frozenset(
    "from into table join update delete exists on where and or select by using = < > <> , ( .".split()
)
_ENDS = re.compile(r"/\*|\*/")
_ESCAPED = re.compile(r"(?:[^'\\]|''|\\.)*'?", re.DOTALL)
_PLAIN = re.compile(r"(?:[^']|'')*'?")


def tokenize(text: str, other: str = "", seen: Optional[Dict[str, bool]] = None) -> List[Token]:
    """The tokens of ``text`` without comments and blanks.  Linear; unclosed quotes run to the end.

    ``other`` names one point to read as other dialects do; ``seen`` collects the points where they would differ.
    """
    out: List[Token] = []
    add, scan, new = out.append, _SCAN.match, tuple.__new__
    notes: Dict[str, bool] = {} if seen is None else seen
    at, size = 0, len(text)
    while at < size:
        match = scan(text, at)
        if match is None:
            break
        kind = match.lastgroup
        at = match.end()
        if kind == "word":
            value = match.group(kind).lower()
            if value[0] == "#" and out and out[-1].value not in _BEFORE_TEMPORARY:
                at = _line_end(text, match.start(kind) + 1, "#", other, notes)
            else:
                add(new(Token, ("word", value)))
        elif kind in ("mark", "other"):
            add(new(Token, ("mark", match.group(kind))))
        elif kind == "number":
            add(Token("number", match.group(kind)))
        elif kind == "string":
            start, at = at, _string_end(text, at, match.group(kind), other, notes)
            body = text[start:at]
            add(Token("text", (body[:-1] if body[-1:] == "'" else body).replace("''", "'")))
        elif kind == "name":
            add(Token("name", match.group(kind)[1:-1].lower()))
        elif kind == "line":
            at = _line_end(text, at, match.group(kind), other, notes)
        elif kind == "comment":
            at = _comment_end(text, at, other, notes)
        elif kind == "dollar":
            close = text.find(match.group(kind), at)
            close = size if close < 0 else close
            add(Token("text", text[at:close]))
            at = close + len(match.group(kind))
    return out


def _string_end(text: str, at: int, opening: str, other: str, notes: Dict[str, bool]) -> int:
    """Behind a string; a backslash escapes in MySQL and in ``E''``, not elsewhere."""
    plain = _PLAIN.match(text, at)
    end = plain.end() if plain is not None else len(text)
    if opening[0] in "Ee" or "\\" not in text[at:end]:
        pattern = _ESCAPED if opening[0] in "Ee" else _PLAIN
    else:
        notes["backslash"] = True
        pattern = _PLAIN if other == "backslash" else _ESCAPED
    match = pattern.match(text, at)
    return match.end() if match is not None and match.end() > at else min(at + 1, len(text))


def _line_end(text: str, at: int, opening: str, other: str, notes: Dict[str, bool]) -> int:
    """Behind a comment to the end of the line; ``#`` and ``--x`` are operators in some dialects."""
    name = "hash" if opening == "#" else "" if text[at : at + 1].isspace() else "dashes"
    if name:
        notes[name] = True
        if other == name:
            return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _comment_end(text: str, at: int, other: str, notes: Dict[str, bool]) -> int:
    """Behind a comment that began before ``at``; comments nest in PostgreSQL and SQL Server only."""
    depth = 1
    for match in _ENDS.finditer(text, at):
        if match.group() == "/*":
            notes["nesting"] = True
            depth += other != "nesting"
        else:
            depth -= 1
        if depth == 0:
            return match.end()
    return len(text)


#: Two words that only begin a statement: T-SQL and procedural blocks need no semicolon between statements.
_OBJECTS: FrozenSet[str] = frozenset("table database schema view user login role index procedure function".split())
_PAIRS: Dict[str, FrozenSet[str]] = {
    "drop": _OBJECTS,
    "truncate": frozenset(["table"]),
    "alter": _OBJECTS | {"system"},
    "delete": frozenset(["from", "top"]),
    "insert": frozenset(["into"]),
    "execute": frozenset(["immediate", "as"]),
    "waitfor": frozenset(["delay", "time"]),
    "backup": frozenset(["database", "log"]),
    "restore": frozenset(["database", "log"]),
    "create": _OBJECTS | {"or"},
}
_RUNS = frozenset(["exec", "execute"])
_OPENERS = frozenset("begin then else loop do go transaction tran work commit end".split())
_VERBS = frozenset(
    "select insert update delete drop truncate alter create grant revoke exec execute call merge copy load shutdown kill with set perform".split()
)
_STARTS = _VERBS | _PAIRS.keys()
#: Statements that hold such words without beginning another one.
_WHOLE = frozenset("create alter grant revoke deny comment merge with explain replace analyze describe show".split())


def split(tokens: List[Token]) -> List[List[Token]]:
    """The statements: divided by semicolons, and where a statement can only begin."""
    out: List[List[Token]] = []
    current: List[Token] = []
    depth = 0
    last = len(tokens) - 1
    for i, token in enumerate(tokens):
        value = token.value
        if token.kind == "mark":
            if value == ";":
                if current:
                    out.append(current)
                current, depth = [], 0
                continue
            depth += (value == "(") - (value == ")")
        elif current and token.kind == "word" and depth <= 0 and value in _STARTS:
            if current[0].value not in _WHOLE and _begins(value, tokens[i - 1], tokens[i + 1] if i < last else None):
                out.append(current)
                current = []
        current.append(token)
    if current:
        out.append(current)
    return out


def _begins(value: str, before: Token, after: Optional[Token]) -> bool:
    if before.kind == "word" and before.value in _OPENERS:
        return value in _VERBS and not (before.value == "do" and value == "update")
    if after is None or before.value in (".", ",", "for", "on", "instead", "key"):
        return False
    if value in _RUNS and (after.value[:3] in ("sp_", "xp_") or after.value in ("(", "master")):
        return True
    return after.kind == "word" and after.value in _PAIRS.get(value, ())


def readings(text: str) -> List[List[Token]]:
    """The statements of ``text``, then those that only other dialects see in it."""
    seen: Dict[str, bool] = {}
    statements = split(tokenize(text, "", seen))
    if not seen:
        return statements
    known = {tuple(s) for s in statements}
    extra: List[List[Token]] = []
    for other in list(seen):
        found = split(tokenize(text, other))
        extra += [s for s in found[min(1, len(statements)) :] if s[0].value in _STARTS and tuple(s) not in known]
    return statements + extra


# -- text that is put together

_WRAPPERS = frozenset("concat cast convert nvarchar varchar text as lower upper quote unhex".split())


def fold(tokens: List[Token], variables: Dict[str, str]) -> str:
    """The text that an expression of strings, variables, ``||``, ``+``, ``CONCAT``, ``CHAR`` and ``REVERSE`` gives."""
    out: List[str] = []
    backwards = False
    character = False
    for i, token in enumerate(tokens):
        kind, value = token
        if kind == "text" or (kind == "name" and i < 2):
            out.append(value)
        elif kind == "word":
            if value in variables:
                out.append(variables[value])
            character = value in ("char", "chr", "nchar")
            backwards = backwards or value == "reverse"
            if out and not character and value not in _WRAPPERS and value not in variables:
                break
        elif kind == "number":
            out += [_number(value, character)]
        elif kind == "mark" and value == ";":
            break
    joined = "".join(out)
    return joined[::-1] if backwards else joined


def _number(value: str, character: bool) -> str:
    if character and value.isdecimal() and len(value) < 7 and int(value) < 0x110000:
        return chr(int(value))
    if value[:2].lower() == "0x" and len(value) % 2 == 0:
        return bytes.fromhex(value[2:]).decode("utf-8", "replace").replace("\0", "")
    return ""


# -- conditions

_COMPARE: Dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "<=>": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
_OPPOSITE = {"=": ("<>", "!="), "<>": ("=",), "!=": ("=",), "<": (">=",), ">=": ("<",), ">": ("<=",), "<=": (">",)}
_ARITHMETIC = frozenset("+-*/")
_SAME = frozenset(["=", "==", "<=>", "<=", ">=", "like", "ilike"])
_NEUTRAL = frozenset([("+", "0"), ("-", "0"), ("*", "1"), ("/", "1"), ("||", "")])
_MAX_DEPTH = 12


def always_true(tokens: List[Token], depth: int = 0) -> bool:
    """Whether a condition holds for every row, whatever the data."""
    tokens = _bare(tokens)
    if depth > _MAX_DEPTH or not tokens or len(tokens) > 400:
        return False
    if any(_single(piece) for piece in _divide(tokens, "||")[1:] if piece):  # MySQL's OR
        return True
    alternatives = _divide(tokens, "or")
    if len(alternatives) > 1:
        return any(always_true(a, depth + 1) for a in alternatives) or _complementary(alternatives)
    parts = _divide(tokens, "and")
    if len(parts) > 1:
        if len(parts) == 2 and any(t.value == "between" for t in parts[0]):
            return _between(parts[0], parts[1])
        return all(always_true(p, depth + 1) for p in parts)
    if tokens[0].value in ("not", "!"):
        return _never_true(tokens[1:], depth + 1)
    return _single(tokens) or (_constant(tokens) and not _refuted(tokens))


#: Words of a condition that name no column.
_KEYWORDS = frozenset(
    "and or not true false null is in between like case when then else end select as cast escape exists unknown distinct xor".split()
)
_NOTHING = Token("mark", "")


def _constant(tokens: List[Token]) -> bool:
    """Whether a condition names no column, variable or parameter, so that it holds for all rows or for none."""
    for before, token, after in zip([_NOTHING, *tokens], tokens, [*tokens[1:], _NOTHING]):
        column = token.kind == "word" and token.value not in _KEYWORDS and after.value != "("
        column = column and before.value != "as" and token.value[:2] != "::"
        if column or token.kind == "name" or token.value in ("?", "$", "%", ":", "@", "{"):
            return False
    return True


def _refuted(tokens: List[Token]) -> bool:
    """Whether the opposite holds."""
    if len(tokens) == 1:
        return tokens[0].value in ("false", "0", "null")
    return any(
        _single([*tokens[:i], Token("mark", other), *tokens[i + 1 :]])
        for i, token in enumerate(tokens)
        for other in _OPPOSITE.get(token.value, ())
        if i
    )


def _bare(tokens: List[Token]) -> List[Token]:
    """Without parentheses around the whole."""
    while len(tokens) > 2 and tokens[0].value == "(" and tokens[-1].value == ")":
        depth = 0
        for i, token in enumerate(tokens):
            depth += (token.value == "(") - (token.value == ")")
            if depth == 0 and i < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def _divide(tokens: List[Token], word: str) -> List[List[Token]]:
    out: List[List[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "mark":
            depth += (token.value == "(") - (token.value == ")")
        if depth == 0 and token.value == word and token.kind != "text":
            out.append([])
        else:
            out[-1].append(token)
    return out


def _single(tokens: List[Token]) -> bool:
    """One comparison or constant."""
    first = tokens[0]
    if len(tokens) == 1:
        return first.value == "true" or (first.kind == "number" and _value(tokens) not in (None, 0.0))
    if first.value == "exists":
        return _every(tokens[1:])
    for i, token in enumerate(tokens[:-1]):
        if token.value in _COMPARE or token.value in ("like", "ilike", "regexp", "rlike", "~", "glob"):
            return _compare(tokens[:i], token.value, tokens[i + 1 :])
        if token.value == "in" and i:
            return _inside(tokens[:i], tokens[i + 1 :])
        if token.value == "similar" and tokens[i + 1].value == "to":
            return _compare(tokens[:i], "like", tokens[i + 2 :])
        if token.value == "is" and [t.value for t in tokens[i + 1 : i + 4]] == ["not", "distinct", "from"]:
            return tokens[:i] == tokens[i + 4 :]
        if token.value == "is":
            return [t.value for t in tokens[i + 1 :]] == ["not", "null"] and tokens[0].kind in ("number", "text")
    return False


def _compare(left: List[Token], operator: str, right: List[Token]) -> bool:
    left, right = _plain(left), _plain(right)
    if left == right and operator in _SAME:
        return bool(left)
    if operator in ("like", "ilike", "glob"):
        return len(right) == 1 and right[0].kind == "text" and set(right[0].value) in ({"%"}, {"*"})
    if operator in ("regexp", "rlike", "~"):
        return len(right) == 1 and right[0].value in (".*", "", "^", "$", ".*?")
    a, b = _value(left), _value(right)
    if a is not None and b is not None:
        return _COMPARE[operator](a, b)
    x, y = _text(left), _text(right)
    if x is not None and y is not None:
        return (x == y) == (operator in ("=", "==", "<=>")) if operator in _OPPOSITE else False
    return False


def _plain(tokens: List[Token]) -> List[Token]:
    """Without parentheses and without arithmetic that changes nothing."""
    tokens = _bare(tokens)
    while len(tokens) > 2 and (tokens[-2].value, tokens[-1].value) in _NEUTRAL:
        tokens = _bare(tokens[:-2])
    return tokens


def _value(tokens: List[Token]) -> Optional[float]:
    """The number that constants give."""
    tokens = _bare(tokens)
    if len(tokens) == 3 and tokens[1].value == "*" and "0" in (tokens[0].value, tokens[2].value):
        return 0.0
    if tokens[:1] and tokens[0].value in ("select", "length", "char_length", "len"):
        inner = _bare(tokens[1:])
        if len(inner) != 1:
            return None
        return float(len(inner[0].value)) if inner[0].kind == "text" and tokens[0].value != "select" else _value(inner)
    total: Optional[float] = None
    sign = "+"
    for token in tokens:
        if token.kind == "mark" and token.value in _ARITHMETIC:
            sign = token.value
            continue
        number = _plain_number(token)
        if number is None:
            return None
        total = number if total is None and sign != "-" else _applied(total or 0.0, sign, number)
        sign = "+"
    return total


def _plain_number(token: Token) -> Optional[float]:
    if token.kind == "number":
        if token.value[:2].lower() == "0x":
            return float(int(_number(token.value, False) or "-1")) if _number(token.value, False).isdecimal() else None
        return float(token.value) if len(token.value) < 20 else None
    if token.kind == "text" and token.value.isdecimal() and len(token.value) < 20:
        return float(token.value)
    return None


def _applied(total: float, sign: str, number: float) -> float:
    if sign == "/":
        return total / number if number else 0.0
    return total + number if sign == "+" else total - number if sign == "-" else total * number


def _text(tokens: List[Token]) -> Optional[str]:
    """The string that constants give."""
    if not tokens or any(t.kind != "text" and t.value not in ("||", "+") for t in tokens):
        return None
    return "".join(t.value for t in tokens if t.kind == "text")


def _between(head: List[Token], high: List[Token]) -> bool:
    at = next(i for i, t in enumerate(head) if t.value == "between")
    if head[:at] == head[at + 1 :] == high:
        return True
    value, low, top = _value(head[:at]), _value(head[at + 1 :]), _value(high)
    return value is not None and low is not None and top is not None and low <= value <= top


def _inside(left: List[Token], right: List[Token]) -> bool:
    """``1 IN (1, 2)``, ``id IN (0, id)``."""
    value = _value(left)
    items = _divide(_bare(right), ",")
    return left in items or (value is not None and any(_value(item) == value for item in items))


def _every(tokens: List[Token]) -> bool:
    """Whether a subquery gives rows whatever they hold."""
    inner = _bare(tokens)
    values = [t.value for t in inner]
    return values[:1] == ["select"] and not {"where", "having", "join", "limit"}.intersection(values)


def _never_true(tokens: List[Token], depth: int) -> bool:
    tokens = _bare(tokens)
    if len(tokens) == 1:
        return tokens[0].value in ("false", "0")
    if depth > _MAX_DEPTH:
        return False
    for i, token in enumerate(tokens):
        for other in _OPPOSITE.get(token.value, ()):
            if i and always_true([*tokens[:i], Token("mark", other), *tokens[i + 1 :]], depth + 1):
                return True
    return False


def _complementary(alternatives: List[List[Token]]) -> bool:
    """``a = 1 OR a <> 1``, ``a IS NULL OR a IS NOT NULL``, ``a < 9 OR a > 2``."""
    bare = [_bare(a) for a in alternatives[:16]]
    if any(a[:1] == [Token("word", "not")] and _bare(a[1:]) in bare for a in bare):
        return True
    seen: List[Tuple[List[Token], str, List[Token]]] = []
    for tokens in bare:
        for i, token in enumerate(tokens):
            if token.value == "is" or token.value in _OPPOSITE:
                operator, rest = token.value, tokens[i + 1 :]
                if operator == "is" and rest[:1] and rest[0].value == "not":
                    operator, rest = "is not", rest[1:]
                if any(left == tokens[:i] and _opposed(o, operator, known, rest) for left, o, known in seen):
                    return True
                seen.append((tokens[:i], operator, rest))
                break
    return False


def _opposed(first: str, second: str, one: List[Token], other: List[Token]) -> bool:
    """Whether every value fulfils ``first one`` or ``second other``."""
    if one == other:
        return {first, second} == {"is", "is not"} or second in _OPPOSITE.get(first, ())
    a, b = _value(one), _value(other)
    if a is None or b is None or a == b:
        return False
    if first == second:
        return first in ("<>", "!=")
    below = first[0] == "<" and first != "<>" and second[0] == ">"
    above = first[0] == ">" and second[0] == "<" and second != "<>"
    return (below and a > b) or (above and b > a)
