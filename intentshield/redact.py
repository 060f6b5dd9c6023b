"""Takes secrets out of whatever is kept or shown.

>>> Redactor().text("export DB_PASSWORD=hunter2")
'export DB_PASSWORD=[REDACTED:password]'

Three things give a secret away: its own shape (``ghp_...``, a key block), the key it belongs to (``password=``,
``"api_key": ...``, ``Authorization:``), or its place (``https://user:HERE@host``, ``curl -u user:HERE``).  Values that
look like tests, templates or code (``changeme``, ``${TOKEN}``, ``getpass()``) stay.

Everything is linear in the text; patterns are compiled when a literal that they need turns up.  JSON text stays JSON,
and redacting twice changes nothing more.
"""

from __future__ import annotations

import base64
import re
import zlib
from functools import lru_cache
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from .tokens import (
    ANCHORED,
    IBAN_LENGTHS,
    KEY_QUALIFIERS,
    KEY_WORDS,
    OPTIONS,
    PLACEHOLDER_WORDS,
    PREFIXES,
    PUBLIC_WORDS,
    TRAILING_WORDS,
    expand,
)

__all__ = ["GENERIC", "MARK", "Redactor", "Secret", "issuer_of"]

#: What stands where a secret was begins with this; its kind and a bracket follow.
MARK = "[REDACTED:"
MAX_DEPTH = 64
MAX_VALUE = 4096
#: Texts without a word of this length hold no token that its shape gives away.
SHORTEST = 16
_LONGEST_NUMBER = 10**40
#: How many letters and digits in a row give a secret away.
PIECE = 8

#: Kinds known by their key or place only; nobody can tell who issued them.
GENERIC = frozenset({*KEY_WORDS.values(), "bearer-token", "basic-auth", "url-password", "url-token"})
_PERSONAL = frozenset({"card-number", "iban", "mail-address"})
_NO_ISSUER = GENERIC | _PERSONAL | {"jwt", "private-key", "password-hash", "seed-phrase", "encoded-private-key"}


class Secret(NamedTuple):
    """A secret in a text: ``text[start:end]``."""

    kind: str
    start: int
    end: int


def issuer_of(kind: str) -> str:
    """Who issues secrets of a kind; empty when the kind does not say."""
    return "" if kind in _NO_ISSUER else kind.partition("-")[0]


#: Short texts, without and with personal data searched for, in which no secret was found; no secret is ever kept.
_CLEAN: Tuple[Set[str], Set[str]] = (set(), set())
_CLEAN_SIZE = 8192
_CLEAN_TEXT = 256
#: Characters of sources in which a text is looked up before it is searched.
_QUOTED = 4_096


class Redactor:
    """Finds and replaces secrets.

    ``pii``      also card numbers, IBANs and mail addresses
    ``sources``  what the texts to be shown are made from, as (key, text).  A secret in there is found again wherever
                 it turns up: alone, in lower case, cut off or taken apart, when nothing else gives it away
    """

    __slots__ = ("_known", "_quotable", "pii", "sources")

    def __init__(self, pii: bool = False, sources: Iterable[Tuple[str, str]] = ()) -> None:
        self.pii = pii
        self.sources = tuple(sources)
        self._known: Optional[Dict[str, str]] = None
        self._quotable = False

    def __reduce__(self) -> Tuple[Any, ...]:
        return Redactor, (self.pii,)

    def find(self, text: str) -> List[Secret]:
        """The secrets in ``text``, in order, none overlapping another."""
        clean = _CLEAN[self.pii]
        pieces = self._pieces() if self.sources else None
        if not pieces and type(text) is str and (text in clean or (self._quotable and self._quotes(text))):
            return []
        found = self._search(text, pieces)
        if not found and len(text) <= _CLEAN_TEXT and type(text) is str:
            if len(clean) >= _CLEAN_SIZE:
                clean.clear()
            clean.add(text)
        return found

    def _quotes(self, text: str) -> bool:
        """Whether ``text`` stands in a source, none of which has a secret; or its end does, below a clean directory."""
        for _, source in self.sources:
            if text in source:
                return True
        above, slash, name = text.rpartition("/")
        return bool(slash) and any(name in source for _, source in self.sources) and not _PLAIN[self.pii].find(above)

    def _search(self, text: str, pieces: Optional[Mapping[str, str]]) -> List[Secret]:
        lower = _lowered(text)
        found: List[Secret] = []
        if len(text) >= SHORTEST or not text.replace("-", "").isalnum():
            found += (*_formed(text, lower), *_keyed(text, lower), *_in_urls(text), *_in_options(text))
        if self.pii:
            found += _personal(text)
        if pieces:
            found += _again(lower, pieces)
        return _merged(found) if len(found) > 1 else found

    def _pieces(self) -> Dict[str, str]:
        """Every piece of a secret in the sources, and the secret's kind."""
        if self._known is None:
            self._known = {}
            plain = Redactor(self.pii)
            self._quotable = sum([len(text) for _, text in self.sources]) <= _QUOTED
            for key, text in self.sources:
                kind = kind_of_key(key)
                found = plain.find(text) + [
                    Secret(kind, *span) for span in (_credentials(kind, text, True) if kind else ())
                ]
                self._quotable = self._quotable and not found
                for secret in found:
                    letters = "".join(filter(str.isalnum, text[secret.start : secret.end].lower()))
                    if len(letters) >= 12 or _has_both(letters):
                        size = min(PIECE, len(letters))
                        self._known.update((letters[i : i + size], secret.kind) for i in range(len(letters) - size + 1))
        return self._known

    def tokens(self, text: str) -> List[Secret]:
        """The secrets in ``text`` that their own form gives away."""
        return _merged(_formed(text, _lowered(text)))

    def text(self, text: str) -> str:
        """``text`` with every secret replaced by ``[REDACTED:kind]``."""
        found = self.find(text)
        if not found:
            return text
        out: List[str] = []
        last = 0
        for kind, start, end in found:
            quote = _quote_for(text, start, end)
            out += (text[last:start], f"{quote}{MARK}{kind}]{quote}")
            last = end
        return "".join(out) + text[last:]

    def words(self, argv: Sequence[str]) -> List[str]:
        """The words of a command with every secret in them replaced."""
        clean = _CLEAN[self.pii]
        if len(argv) != 2 or not kind_of_key(argv[0]):
            if not (self.sources and self._pieces()):
                line = " ".join(argv)
                if (line in clean and clean.issuperset(argv)) or (self._quotable and self._quotes(line)):
                    return list(argv)
        return self._sequence(argv, "", ())

    def value(self, value: Any) -> Any:
        """A JSON-like value with every secret in it replaced; what is not JSON becomes its text."""
        return self._value(value, "", ())

    def _value(self, value: Any, key: str, above: Tuple[int, ...]) -> Any:
        if isinstance(value, str):
            return self._keyed_text(key, value)
        if value is None or isinstance(value, (bool, float)):
            return value
        if isinstance(value, int) and abs(value) < _LONGEST_NUMBER:
            shown = self._keyed_text(key, str(value))
            return shown if shown[:1] == "[" else value
        if isinstance(value, (Mapping, list, tuple, set, frozenset)):
            if id(value) in above or len(above) >= MAX_DEPTH:
                return "..."
            above = (*above, id(value))
            return self._mapping(value, above) if isinstance(value, Mapping) else self._sequence(value, key, above)
        if isinstance(value, (bytes, bytearray)):
            return self._keyed_text(key, bytes(value).decode("utf-8", "replace"))
        if isinstance(value, int):
            return value
        try:
            return self._keyed_text(key, str(value))
        except Exception:  # noqa: BLE001 - whatever a foreign __str__ raises
            return f"<{type(value).__name__}>"

    def _keyed_text(self, key: str, text: str) -> str:
        kind = kind_of_key(key) if key else ""
        spans = _credentials(kind, text, True) if kind else []
        for start, end in reversed(spans):
            text = f"{text[:start]}{MARK}{kind}]{text[end:]}"
        return text if spans else self.text(text)

    def _mapping(self, value: Mapping[Any, Any], above: Tuple[int, ...]) -> Dict[str, Any]:
        out: Dict[str, Any] = {}
        named = next((value[k] for k in ("name", "Name", "key", "Key") if isinstance(value.get(k), str)), "")
        program = next((value[k] for k in ("program", "command", "cmd") if isinstance(value.get(k), str)), "")
        for key, item in value.items():
            name = _SHAPES_ONLY.text(key if isinstance(key, str) else str(key))
            while name in out:
                name += "'"
            if key in ("value", "Value") and named:
                out[name] = self._value(item, named, above)
            elif key in ("args", "arguments") and program and isinstance(item, (list, tuple)):
                out[name] = self._sequence([program, *item], "", above)[1:]
            else:
                out[name] = self._value(item, key if isinstance(key, str) else "", above)
        return out

    def _sequence(self, value: Any, key: str, above: Tuple[int, ...]) -> List[Any]:
        items = list(value)
        if not all(isinstance(item, str) for item in items):
            return [self._value(item, key, above) for item in items]
        if len(items) == 2 and kind_of_key(items[0]):
            return [items[0], self._keyed_text(items[0], items[1])]
        return [self._keyed_text(key, word) for word in self._words(items)]

    def _words(self, words: Sequence[str]) -> List[str]:
        """Words that may be a command line: what only their neighbours give away is replaced too."""
        out = list(words)
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word) + 1)
        at = len(words) - 1
        for kind, start, end in reversed(self.find(" ".join(words))):
            while starts[at] > start:
                at -= 1
            first = start - starts[at]
            for i in range(at, len(words)):
                if starts[i] >= end:
                    break
                begin = first if i == at else 0
                stop = len(words[i]) if begin == 0 else min(end - starts[i], len(words[i]))
                out[i] = f"{out[i][:begin]}{MARK}{kind}]{out[i][stop:] if stop < len(words[i]) else ''}"
        return out


_BARE_NUMBER = re.compile(r"(\\{0,7}\")\s{0,9}:\s{0,9}$")


def _quote_for(text: str, start: int, end: int) -> str:
    """The quotes that a mark needs where a number stood under a quoted key, so that JSON stays JSON."""
    if not text[start:end].isdigit():
        return ""
    key = _BARE_NUMBER.search(text[max(0, start - 20) : start])
    return key.group(1) if key else ""


_PLAIN = (Redactor(), Redactor(pii=True))
_SHAPES_ONLY = _PLAIN[0]


def _again(lower: str, pieces: Mapping[str, str]) -> Iterator[Secret]:
    """Where pieces of known secrets turn up, whatever stands between their letters."""
    places = [i for i, ch in enumerate(lower) if ch.isalnum()]
    letters = "".join([lower[i] for i in places])
    for size in {len(piece) for piece in pieces}:
        for i in range(len(letters) - size + 1):
            kind = pieces.get(letters[i : i + size])
            if kind is not None:
                yield Secret(kind, places[i], places[i + size - 1] + 1)


def _lowered(text: str) -> str:
    """``text`` in lower case, every character in its place."""
    return text.replace("\u0130", "I").lower()


def _formed(text: str, lower: str) -> List[Secret]:
    found = list(_anchored(text, lower))
    if max(map(len, text.split()), default=0) >= SHORTEST:
        found += _shaped(text)
    if "-----begin" in lower:
        found += _blocks(text, lower)
    return found


def _merged(found: List[Secret]) -> List[Secret]:
    """Overlapping secrets as one; a kind that says whose it is wins."""
    out: List[Secret] = []
    for secret in sorted(found, key=lambda s: (s.start, -s.end, s.kind in GENERIC)):
        if out and secret.start < out[-1].end:
            last = out[-1]
            kind = secret.kind if last.kind in GENERIC and secret.kind not in GENERIC else last.kind
            out[-1] = Secret(kind, last.start, max(last.end, secret.end))
        else:
            out.append(secret)
    return out


# -- tokens with a shape of their own


def _trie(words: Sequence[str]) -> str:
    """A regular expression for the longest of some literals at a place."""
    heads: Dict[str, List[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    branches = [re.escape(head) + _trie(tails) for head, tails in sorted(heads.items(), key=lambda h: not h[0]) if head]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in heads else joined


#: No letter or digit before it, unless that is the end of an escaped line break or tab.
_START = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"


@lru_cache(maxsize=1)
def _prefixes() -> re.Pattern[str]:
    return re.compile(_START + _trie(list(PREFIXES)))


@lru_cache(maxsize=1024)
def _bodies(prefix: str) -> Tuple[Tuple[str, int, re.Pattern[str]], ...]:
    """Kind, length of its prefix and pattern of every token that may start with ``prefix``; longest prefix first."""
    return tuple(
        (kind, n, re.compile(re.escape(prefix[:n]) + body + r"(?![A-Za-z0-9])", re.ASCII))
        for n in range(len(prefix), 0, -1)
        for kind, body in PREFIXES.get(prefix[:n], ())
    )


#: What is left of a token that was cut off, at the end of a text or before an ellipsis.
_CUT = re.compile(r"[\w=+/%$!~-]{1,400}(?:\.[\w=+/%$!~-]{1,400}){0,4}(?=\.{3}|\u2026|[\"']?$)", re.ASCII)


def _shaped(text: str) -> Iterator[Secret]:
    pos = 0
    search = _prefixes().search
    while True:
        head = search(text, pos)
        if head is None:
            return
        pos = head.end()
        for kind, skip, pattern in _bodies(head.group()):
            match = pattern.match(text, head.start())
            if match is not None and _is_token(match.group(), skip, kind):
                yield Secret(kind, *match.span())
                pos = match.end()
                break
        else:
            cut = _CUT.match(text, head.end())
            if cut is not None and _looks_random(cut.group()) and not is_placeholder(cut.group()):
                yield Secret(PREFIXES[head.group()][0][0], head.start(), cut.end())


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def has_checksum(token: str) -> bool:
    """Whether a classic GitHub or npm token ends in the CRC-32 of its body, in base 62."""
    number, digits = zlib.crc32(token[4:-6].encode("ascii", "replace")), ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return token[-6:] == digits.rjust(6, "0")


def _is_token(token: str, skip: int, kind: str) -> bool:
    """Whether what has the shape of a token is one, not a placeholder or an identifier."""
    if len(token) == 40 and token[:4] in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_") and has_checksum(token):
        return True
    body = token[skip:]
    if kind == "jwt" or len(body) > 400:
        return True
    return not (body.islower() and body.isalpha()) and not is_placeholder(body)


# -- tokens that a literal in their middle gives away


@lru_cache(maxsize=len(ANCHORED))
def _anchor(row: int) -> re.Pattern[str]:
    return re.compile(expand(ANCHORED[row][3]), re.ASCII)


_ANCHORS = tuple((row, literal) for row, (_, literal, _, _) in enumerate(ANCHORED))


def _anchored(text: str, lower: str) -> Iterator[Secret]:
    for row in [row for row, literal in _ANCHORS if literal in lower]:
        kind, literal, back, _ = ANCHORED[row]
        pattern = _anchor(row)
        at, done = lower.find(literal), 0
        while at >= 0:
            match = _near(pattern, text, max(done, at - back), at)
            if match is not None:
                value = match.group(pattern.groups and 1)
                if not is_placeholder(value) and (kind != "basic-auth" or _is_basic(value)):
                    yield Secret(kind, *match.span(pattern.groups and 1))
                done = match.end()
            at = lower.find(literal, max(at + len(literal), done))


def _near(pattern: re.Pattern[str], text: str, first: int, last: int) -> Optional[re.Match[str]]:
    """A match that starts between two places."""
    if last - first > 20:
        return pattern.search(text, first, last + 400)
    for start in range(first, last + 1):
        match = pattern.match(text, start)
        if match is not None:
            return match
    return None


def _is_basic(value: str) -> bool:
    """Whether a value is ``user:password`` in base 64 (RFC 7617)."""
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        return False


# -- values whose key says what they are

_STEMS = ("pass", "pw", "secret", "token", "key", "cred", "auth", "cookie", "jwt", "pat", "sess", "kennwort", "senha")
_KEY_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
_AFTER = re.compile(
    r"""(?P<tail>[A-Za-z0-9_-]{0,24})
    (?P<close>\\{0,7}["'`]?\]?)
    (?: \s{0,3} (?: (?P<typed>:\s?[A-Za-z_][\w.<>\[\]|?]{0,40}\s{0,2}=(?=\s{0,2}\\{0,7}["'`])) | (?P<sep>=>|:=|[=!]==?|=|:(?![:=])|%3[dD]) )
      | (?P<tag>>)
      | (?P<pair>["']?(?:[,\s]|\\{1,7}n)\s{0,20}\\{0,7}["']?[vV]alue\\{0,7}["']?\s{0,3}[:=])
      | (?P<comma>,)(?=\s{0,2}\\{0,7}["'])
      | (?P<gap>[ \t]{1,4})(?=\S)
    )""",
    re.VERBOSE | re.ASCII,
)
_OPENING = re.compile(r"[ \t]{0,8}(?:\[\s{0,2})?(?:[A-Za-z@$]{1,2}(?=[\"']))?(\\{0,7}(?:\"\"\"|'''|[\"'`]))")
_INSIDE = {q: re.compile(rf"(?:[^{q}\\\n]|\\.){{0,{MAX_VALUE}}}") for q in "\"'`"}
_BARE = re.compile(r"[ \t]{0,8}([^\s\"'`,;&|<>(){}\[\]\\]{1,512})")
_LINE = re.compile(r"[ \t]{0,8}((?:[^\s\"'`\\]|\\(?![\\\"'nrt])){1,512})")
_LINE_START = re.compile(
    r"(?:^|[\n;&|]|\\[nrt]|\b(?:export|set|env|ENV|ARG|setx|declare)|(?:-e|--env|-D))[ \t]{0,40}(?:- )?$"
)
_CODE = frozenset("([{")
_HEADER = re.compile(rf"[^\n\"'`]{{0,{MAX_VALUE}}}")
_PROSE = re.compile(r"(?:is|was)[ \t:]{1,3}")
_GLUED = ("password", "passwd", "passphrase")
_KEY_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


@lru_cache(maxsize=4096)
def kind_of_key(key: str) -> str:
    """What the value under a key is, ``""`` when the key says nothing.

    >>> kind_of_key("X-Api-Key"), kind_of_key("DB_PASSWORD"), kind_of_key("max_tokens"), kind_of_key("password_file")
    ('api-key', 'password', '', '')
    """
    key = key[:80].rsplit(".", 1)[-1] if key[-1:] != "." else key[:80]
    words = [w.lower() for w in _KEY_PARTS.findall(key)]
    while len(words) > 1 and (words[-1] in TRAILING_WORDS or words[-1].isdigit()):
        words.pop()
    if not words or not PUBLIC_WORDS.isdisjoint(words[:-1]):
        return ""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in ("key", "keys") and before in KEY_QUALIFIERS:
        return "secret-key" if before in ("private", "signing", "encryption", "ssh") else "api-key"
    if last == "id" and before == "session":
        return "session"
    if last in ("pat", "pw", "credentials", "creds", "credential") and not before:
        return ""
    return KEY_WORDS.get(last, "") or ("password" if last.endswith(_GLUED) else "")


def _keyed(text: str, lower: str) -> Iterator[Secret]:
    hits: List[int] = []
    for stem in _STEMS:
        at = lower.find(stem)
        while at >= 0:
            hits.append(at + len(stem))
            at = lower.find(stem, at + len(stem))
    done = -1
    for stop in sorted(hits):
        after = _AFTER.match(text, stop) if stop > done else None
        if after is None:
            continue
        start = stop
        while start > 0 and stop - start < 64 and text[start - 1] in _KEY_CHARACTERS:
            start -= 1
        if text[start : start + 1] in ("n", "r", "t") and text[start - 1 : start] == "\\":
            start += 1
        if text[max(0, start - len(MARK)) : start] == MARK and text.find("]", stop, stop + 64) >= 0:
            continue  # the name of what stood here
        kind = kind_of_key(text[start : after.end("tail")])
        value = _value_of(text, start, after, kind) if kind else None
        if value is not None:
            for first, last in _credentials(kind, text[value.start : value.end], value.literal, value.strict):
                done = value.start + last
                yield Secret(kind, value.start + first, done)
            if kind == "cookie":
                done = value.end


class _Value(NamedTuple):
    """Where the value of a key stands.

    ``literal``: it stands for itself and is no name in a program.  ``strict``: only what looks random counts.
    """

    start: int
    end: int
    literal: bool
    strict: bool = False


def _value_of(text: str, start: int, after: re.Match[str], kind: str) -> Optional[_Value]:
    """The value that the key at ``start`` is given, by what follows it; None when nothing is given."""
    key, before = text[start : after.end("tail")], text[max(0, start - 40) : start]
    form, pos, flag = after.lastgroup, after.end(), key[:1] == "-"
    opening = _OPENING.match(text, pos)
    if before[-1:] == ":" and after.group("sep") == ":":
        return None
    if form == "tag" and before[-1:] != "<":
        return None
    if form == "comma" and not (opening and before[-1:] == after.group("close")[-1:]):
        return None
    if form == "gap" and not flag and not _is_directive(before):
        prose = _PROSE.match(text, pos) if kind == "password" else None
        if prose is not None:
            value = _BARE.match(text, prose.end())
            return _Value(*value.span(1), False, True) if value else None
        if not opening or kind not in ("password", "secret") or key.lower() == "pass":
            return None
    if opening is not None:
        return _Value(*_between(text, opening.group(1), opening.end()), True, form == "comma")
    if kind in ("authorization", "cookie"):
        line = _HEADER.match(text, pos)
        return _Value(*line.span(), False) if line else None
    inline = before[-1:] in ("?", "&", ";", "<")
    literal = inline or flag or form in ("gap", "pair") or _is_line(text, start, after, before)
    value = (_LINE if literal and not inline else _BARE).match(text, pos)
    if value is None or (not literal and text[value.end() : value.end() + 1] in _CODE):
        return None
    number = value.group(1).isdigit() and bool(after.group("close"))
    return _Value(*value.span(1), literal or number, not literal)


def _is_directive(before: str) -> bool:
    """Whether a key follows a word after which keys and values are separated by blanks."""
    return re.search(r"(?:\bENV|\bsetx|\bset|_authToken|login\s\S{1,9})\s{1,3}$", before) is not None


def _is_line(text: str, start: int, after: re.Match[str], before: str) -> bool:
    """Whether ``key=value`` is a setting (environment, properties, YAML) rather than code."""
    sep, pos = after.group("sep"), after.end()
    if not _LINE_START.search(before):
        return False
    if sep == "=":
        tight = text[after.start("sep") - 1] not in " \t" and text[pos : pos + 1] not in (" ", "\t", "(", "")
        return tight and (text[start : after.end("tail")].isupper() or _whole_line(text, pos))
    return sep == ":" and _whole_line(text, pos)


def _whole_line(text: str, pos: int) -> bool:
    value = _LINE.match(text, pos)
    return value is not None and text[value.end() : value.end() + 1] in ("", "\n", "\r", "\\")


def _between(text: str, quote: str, pos: int) -> Tuple[int, int]:
    """What lies between quotes; to the end of the line when they are not closed."""
    if len(quote) == 1:
        inside = _INSIDE[quote].match(text, pos)
        return inside.span() if inside else (pos, pos)
    end = text.find(quote, pos, pos + MAX_VALUE)
    if end < 0:
        end = text.find("\n", pos, pos + MAX_VALUE)
    return pos, end if end >= 0 else min(len(text), pos + MAX_VALUE)


_SCHEME = re.compile(
    r"\s{0,3}(?:[A-Z][A-Za-z0-9-]{2,20}|basic|bearer|token|digest|apikey)\s{1,3}(?:[Tt]oken=|[Kk]ey=)?"
)
_TOKEN = re.compile(r"[^\s\"'\\,;<>]+")
_COOKIE = re.compile(r"(?:^|;)\s{0,3}[\w.$-]{1,80}=([^\s;,\"'\\]{8,4000})")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*\??")
_CALL = re.compile(r"[A-Za-z_][\w.]*\(")
_PLACE = re.compile(
    r"(?:[a-z][a-z+.-]{1,20}://|\.{0,2}/[\w.-]*(?:/|$)|~/|[A-Za-z]:\\)|.*\.(?:txt|pem|json|ya?ml|key|py|env|crt|ini|html|js|ts)$",
    re.DOTALL,
)


def _credentials(kind: str, value: str, literal: bool, strict: bool = False) -> List[Tuple[int, int]]:
    """The places of the secrets in the value of a key of some kind (see :class:`_Value`)."""
    if kind == "cookie":
        return [
            m.span(1) for m in _COOKIE.finditer(value) if _looks_random(m.group(1)) and not is_placeholder(m.group(1))
        ]
    if kind == "authorization":
        scheme = _SCHEME.match(value)
        token = _TOKEN.match(value, scheme.end() if scheme else len(value) - len(value.lstrip()))
        if token is None or is_placeholder(token.group()):
            return []
        good = len(token.group()) >= 8 and not token.group().isalpha() if scheme else _looks_random(token.group())
        return [token.span()] if good else []
    start = len(value) - len(value.lstrip())
    end = len(value.rstrip(" \t" if literal else " \t,;."))
    return [(start, end)] if _is_secret(kind, value[start:end], literal, strict) else []


def _is_secret(kind: str, value: str, literal: bool, strict: bool) -> bool:
    if len(value) < 4 or value[:10] == MARK or is_placeholder(value):
        return False
    if _PLACE.match(value) and not _looks_random(value):
        return False
    words = value.split()
    if len(words) > 1 and (strict or kind != "password" or len(words) > 4 or not any(map(_has_both, words))):
        return False
    if _CALL.match(value):
        return False
    if strict and (_IDENTIFIER.fullmatch(value) or value[0] in ":&*-=.,/!"):
        return _has_both(value) and (_looks_random(value) or (kind == "password" and _ends_odd(value)))
    if kind == "password":
        return literal or not value.isalnum() or _has_both(value)
    if kind == "secret":
        return len(value) >= 6 and not value.isalpha() and not value.isdigit()
    return _looks_random(value) or (literal and len(value) >= 12 and _has_both(value))


def _has_both(value: str) -> bool:
    return any(ch.isdigit() for ch in value) and any(ch.isalpha() for ch in value)


def _ends_odd(value: str) -> bool:
    """``hunter2`` rather than ``password1`` or ``next_token``: a lone word with a digit."""
    return "_" not in value and "." not in value and _has_both(value) and len(value) >= 6


_UUID = re.compile(expand("@uuid"))
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_SORTS = {ch: i for i, chars in enumerate(("0123456789", _LOWER, _LOWER.upper())) for ch in chars}


def _looks_random(value: str) -> bool:
    """Letters and digits (or capitals) that keep alternating, as in no word, number or identifier."""
    if len(value) < 8:
        return False
    if _UUID.fullmatch(value):
        return True
    sorts = [_SORTS.get(ch, 3) for ch in value[:200]]
    changes = sum(1 for a, b in zip(sorts, sorts[1:]) if a != b and a < 3 and b < 3 and not (a == 2 and b == 1))
    enough = 2 + len(sorts) // (12 if 0 in sorts else 5)
    return changes >= enough and len(set(value)) >= 6


_TEMPLATE = re.compile(
    r"\$\{|\$\(|\{\{|<[^<>]{0,60}>|%[sdrv](?![A-Za-z0-9])|%\(|^\$[A-Za-z_]\w*$|^%\w+%$|^\{[^{}]{0,80}\}|\{[\w.!\[\]\"']{0,60}\}|\*{3}"
    r"|\.{3}|\u2026|^\[.{0,60}\]$|^\$\$?$|[xX]{5}|^#\{|^@[\w.]+@$|^\$env:|^[&*][A-Za-z_][\w-]*$|^__\w+__$|\$[A-Z_]{3,}\b"
)
_MARKERS = re.compile(
    r"(?i:example|placeholder|change.?me|redacted|deadbeef|not.?a.?real|insert.?(?:your|here)|replace.?(?:me|with)"
    r"|goes.?here|my.?(?:secret|token|password|api.?key))"
    r"|(?<![A-Za-z])(?:[Yy]our|YOUR|[Dd]ummy|DUMMY|[Ff]ake|FAKE|[Ss]ample|SAMPLE|[Ll]orem)(?![0-9])"
)
_ALPHA = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret instead of being one: a template, a description or a test.

    >>> [is_placeholder(v) for v in ("${TOKEN}", "your-api-key", "xxxxxxxx", "password123", "hunter2")]
    [True, True, True, True, False]
    """
    kept = value.rstrip(".\u2026")
    value = kept if len(kept) >= 8 else value
    if _TEMPLATE.search(value) or _MARKERS.search(value):
        return True
    if len(value) >= 6 and (len(set(value)) <= 3 or _is_sequence(value)):
        return True
    words = _ALPHA.findall(value)
    return bool(words) and len(words) <= 12 and all(w.lower() in PLACEHOLDER_WORDS for w in words)


def _is_sequence(value: str) -> bool:
    """Whether most characters follow, or repeat, the one before: 1234567890, abcdefgh, 00001111."""
    codes = [ord(ch) for ch in value[:200].lower()]
    return sum(1 for a, b in zip(codes, codes[1:]) if 0 <= b - a <= 1 or (a, b) == (57, 48)) * 10 >= 7 * (
        len(codes) - 1
    )


# -- places


_USERINFO = re.compile(r"://([^\s/?#\"'<>@:\\]{0,256})(?::([^\s/?#\"'<>\\]{1,256}))?@")


def _in_urls(text: str) -> Iterator[Secret]:
    """Passwords, and tokens in the user's place, in URLs of any scheme (RFC 3986, section 3.2.1)."""
    at = text.find("://")
    while at >= 0:
        match = _USERINFO.match(text, at)
        if match is not None and match.group(1) != "[REDACTED":
            password = match.group(2)
            if password is not None:
                if len(password) >= 3 and not is_placeholder(password):
                    yield Secret("url-password", *match.span(2))
            elif len(match.group(1)) >= 16 and _looks_random(match.group(1)) and not is_placeholder(match.group(1)):
                yield Secret("url-token", *match.span(1))
        at = text.find("://", at + 3)


@lru_cache(maxsize=1)
def _programs() -> Dict[str, List[Tuple[str, str]]]:
    table: Dict[str, List[Tuple[str, str]]] = {}
    for line in OPTIONS.strip().splitlines():
        names, options, form = line.split(" : ")
        for name in names.split():
            table.setdefault(name, []).append((options, form))
    return table


@lru_cache(maxsize=1)
def _program_names() -> re.Pattern[str]:
    return re.compile(r"(?:(?<![\w.-])|(?<=\\[nrt]))(?:" + _trie(list(_programs())) + r")(?=\s)")


@lru_cache(maxsize=128)
def _option(options: str, form: str) -> re.Pattern[str]:
    names = "|".join(re.escape(o) for o in options.split())
    gap = {"attached": "", "second": r"\s{1,3}\S{1,64}\s{1,3}"}.get(form, r"(?:\s{1,3}|=)")
    value = (
        r"[^\s:%,\"'\\]{0,128}[:%,](?P<v>[^\s\"'\\|;&]{1,200})"
        if form == "pair"
        else r"(?P<v>[^\s\"'\\|;&-][^\s\"'\\|;&]{1,200})"
    )
    return re.compile(rf"(?<=\s)(?:{names}){gap}\\{{0,3}}[\"']?{value}")


_OPTION_SIGNS = (" -", " /p:", " login ", " add_user ", " change_password ")


def _in_options(text: str) -> Iterator[Secret]:
    """Credentials in the options of programs known to take them: ``curl -u user:HERE``, ``mysql -pHERE``."""
    if not any(sign in text for sign in _OPTION_SIGNS):
        return
    pos = 0
    names = _program_names()
    while True:
        name = names.search(text, pos)
        if name is None:
            return
        end = _end_of_command(text, name.end())
        for options, form in _programs()[name.group()]:
            for match in _option(options, form).finditer(text, name.end(), end):
                if not is_placeholder(match.group("v")):
                    yield Secret("password", *match.span("v"))
        pos = end


_COMMAND_END = re.compile(r"(?<!\\)\n|[|;&]\s")


def _end_of_command(text: str, pos: int) -> int:
    end = _COMMAND_END.search(text, pos, pos + 2000)
    return end.start() if end else min(len(text), pos + 2000)


# -- key blocks (RFC 7468, RFC 4880, OpenSSH)

_HEAD = r"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash): [\w,.: ()/-]{1,120}"
_BEGIN = re.compile(r"-----BEGIN [A-Za-z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|Static key V1)-----")
_BLOCK = re.compile(rf"(?:{_HEAD}|[A-Za-z0-9+/=\s\"',.\\#*>|]){{16,20000}}-----END [A-Za-z0-9 ]{{0,60}}-----", re.ASCII)
_CUT_END = re.compile(r"(?:(?:\s|\\[nr]){0,4}-----(?:END[A-Z ]{0,40})?)?")
_BODY = re.compile(rf"(?:{_HEAD}|[A-Za-z0-9+/=\s]|\\{{1,4}}[nrt]){{0,20000}}", re.ASCII)
_BLOCK_RUN = re.compile(r"[A-Za-z0-9+/=]{16,}")


def _blocks(text: str, lower: str) -> Iterator[Secret]:
    at = lower.find("-----begin")
    while at >= 0:
        begin = _BEGIN.match(text, at)
        following = lower.find("-----begin", at + 10)
        if begin is not None:
            limit = min(following if following >= 0 else len(text), at + 40_000)
            block = _BLOCK.match(text, begin.end(), limit)
            stop = block.end() if block else _cut_block(text, begin.end(), limit)
            if stop and _BLOCK_RUN.search(text, begin.end(), stop):
                yield Secret("private-key", begin.start(), stop)
        at = following


def _cut_block(text: str, start: int, limit: int) -> int:
    """Where a block without its end line ends; 0 when it has no body."""
    body = _BODY.match(text, start, limit)
    runs = [run.end() for run in _BLOCK_RUN.finditer(text, start, body.end() if body else start)]
    return _CUT_END.match(text, runs[-1]).end() if runs else 0  # type: ignore[union-attr]


# -- personal data

_CARD = re.compile(r"(?<![\w.+-])[2-6][0-9](?:[ -]?[0-9]){11,17}(?![\w-]|\.[0-9])", re.ASCII)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}", re.ASCII)
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = [int(ch) for ch in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def _iban_end(match: re.Match[str]) -> Optional[int]:
    """Where an IBAN with a right checksum (ISO 7064, modulo 97) ends; None when it is none."""
    text, start = match.string, match.start()
    length = IBAN_LENGTHS.get(text[start : start + 2], 0)
    compact, pos = "", start
    while pos < match.end() and len(compact) < length:
        compact += text[pos] if text[pos] != " " else ""
        pos += 1
    if not length or len(compact) != length:
        return None
    number = "".join(str(int(ch, 36)) for ch in compact[4:] + compact[:4])
    return pos if int(number) % 97 == 1 else None


def _personal(text: str) -> Iterator[Secret]:
    for match in _CARD.finditer(text):
        number = re.sub("[ -]", "", match.group())
        if 13 <= len(number) <= 19 and len(set(number)) > 1 and _luhn(number):
            yield Secret("card-number", *match.span())
    for match in _IBAN.finditer(text):
        end = _iban_end(match)
        if end is not None:
            yield Secret("iban", match.start(), end)
    at = text.find("@")
    while at >= 0:
        begin = at
        while begin > 0 and at - begin < 64 and (text[begin - 1].isalnum() or text[begin - 1] in ".!#$%&*+=?^_`{|}~-"):
            begin -= 1
        mail = _MAIL.match(text, begin) if begin < at else None
        if mail is not None:
            yield Secret("mail-address", *mail.span())
        at = text.find("@", max(at + 1, mail.end() if mail else 0))
