"""Text as people read it, not as it is encoded.

Attackers write ``K\u0456LL``, ``k1ll``, ``k.i.l.l`` or hide words behind zero-width
characters.  Patterns are matched against *forms* of a text in which that is
undone:

``raw``       the text itself
``plain``     lower case, compatibility characters and look-alikes folded to ASCII, combining marks
              and invisible characters removed (:func:`plain`)
``skeleton``  ``plain`` with leetspeak, spelled-out words and separators inside words undone
              (:func:`skeleton`)
``words``     the set of alphabetic words in ``plain`` and ``skeleton``
``web``       ``plain`` with the encodings undone that web servers, browsers and databases undo (:func:`web`)

All of them are linear, ``plain`` and ``skeleton`` idempotent.  Sources: Unicode NFKD (UAX #15), default-ignorable
code points (UAX #44), a selection of UTS #39 confusables; RFC 3986 2.1, RFC 3629 (overlong forms), the WHATWG HTML
standard (character references), MySQL's manual (comment syntax).
"""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, List, Optional, Set, Tuple
from unicodedata import combining, normalize

__all__ = ["Forms", "plain", "skeleton", "split_name", "web"]

# Default-ignorable and other invisible characters, and control characters that are not white space.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")

# Letters of other scripts that look like an ASCII letter, after casefolding and NFKD.
_LOOKALIKES = (
    ("a", "аɑαꭺ⍺ᴀ"),
    ("b", "ьƅʙβᏼв"),
    ("c", "сϲᴄⲥꮯ"),
    ("d", "ԁɗᴅꮷժ"),
    ("e", "еҽɛεєᴇꬲə"),
    ("f", "ғƒꞙꬵϝ"),
    ("g", "ɡցɢᶃǥ"),
    ("h", "һհʜԋ"),
    ("i", "іıɩιɪӏꙇᎥ"),
    ("j", "јϳᴊյ"),
    ("k", "кκᴋⲕқ"),
    ("l", "ⅼʟɭłⳑ"),
    ("m", "мᴍⅿʍ"),
    ("n", "ոռɴηп"),
    ("o", "оοօᴏσჿ൦ဝ౦०੦૦௦๐໐ø"),
    ("p", "рρᴘⲣ"),
    ("q", "ԛգզ"),
    ("r", "гʀᴦꭇⲅя"),
    ("s", "ѕꜱƽꮪ"),
    ("t", "тτᴛƭ"),
    ("u", "սυᴜʋցц"),
    ("v", "ѵνᴠⅴᶌ"),
    ("w", "ԝᴡɯѡաω"),
    ("x", "хⅹᕁχ"),
    ("y", "уүʏγყ"),
    ("z", "ᴢʐꮓ"),
)
_CONFUSABLES: Dict[int, str] = {ord(ch): letter for letter, group in _LOOKALIKES for ch in group}
_CONFUSABLES.update({ord("\u2010"): "-", ord("\u2011"): "-", ord("\u2012"): "-", ord("\u2013"): "-"})
_CONFUSABLES.update({ord("\u2014"): "-", ord("\u2212"): "-", ord("\u2018"): "'", ord("\u2019"): "'"})
_CONFUSABLES.update({ord("\u02bc"): "'", ord("\u201c"): '"', ord("\u201d"): '"', ord("\u2044"): "/"})
_CONFUSABLES.update({ord("\u2215"): "/", ord("\u29f8"): "\\", ord("\u2216"): "\\", ord("\u3002"): "."})
for _start in (0x1F130, 0x1F150, 0x1F170):  # squared and negative circled letters, regional look-alikes
    _CONFUSABLES.update({_start + i: chr(97 + i) for i in range(26)})
_CONFUSABLES.update({0x1F1E6 + i: chr(97 + i) for i in range(26)})

_ROUNDS = 4  # folding reaches its fixed point in two rounds on everything seen; four is the bound


def _fold(text: str) -> str:
    text = normalize("NFKD", _INVISIBLE.sub("", text).casefold())
    text = "".join([ch for ch in text if not combining(ch)]).translate(_CONFUSABLES)
    return normalize("NFC", text)


def plain(text: str) -> str:
    """Lower-case ASCII where the text can be read as ASCII.

    >>> plain("Ｋ\\u0456\\u200bLL")
    'kill'
    """
    if text.isascii():
        text = text.lower()
        return _CONTROL.sub("", text) if _CONTROL.search(text) else text
    for _ in range(_ROUNDS):
        folded = _fold(text)
        if folded == text:
            break
        text = folded
    return text


_LEET = str.maketrans("013457891@$!|+", "oieastbgiasiit")
# A token in which letters and leet characters mix, looked for from its start.
_LEET_TOKEN = re.compile(r"(?<![a-z0-9@$!|+])(?:[a-z]+[0-9@$!|+]|[0-9@$!|+]+[a-z])[a-z0-9@$!|+]*")
_LEET_SIGN = re.compile(r"[a-z][0-9@$!|+]|[0-9@$!|+][a-z]")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z](?:[ \t._*~|/\\+-]{1,3}[a-z](?![a-z0-9])){2,}")
_INNER = re.compile(r"[._*~'`^|\\+-]{1,3}")
_NON_LETTERS = re.compile(r"[^a-z]+")
# Words of two letters and more with single blanks between them: nothing to undo.
_UNBENT = re.compile(r"[a-z]{2,}(?: [a-z]{2,})*\Z")


def _unleet(match: re.Match[str]) -> str:
    return match.group().replace("11", "ll").translate(_LEET)


def _join(match: re.Match[str]) -> str:
    return _NON_LETTERS.sub("", match.group())


def _close(match: re.Match[str]) -> str:
    """Separators with a letter on both sides vanish."""
    text, (start, end) = match.string, match.span()
    if start and end < len(text) and "a" <= text[start - 1] <= "z" and "a" <= text[end] <= "z":
        return ""
    return match.group()


def skeleton(text: str) -> str:
    """``plain`` with leetspeak, spelled-out words and separators inside words undone.

    >>> skeleton("h4ck the p.l.a.n.e.t and by-pass")
    'hack the planet and bypass'
    """
    text = plain(text)
    if _UNBENT.match(text):
        return text
    for _ in range(_ROUNDS):
        before = text
        if _LEET_SIGN.search(text):
            text = _LEET_TOKEN.sub(_unleet, text)
        text = _SPELLED.sub(_join, text)
        text = _INNER.sub(_close, text)
        if text == before:
            break
    return text


#: Stands for a null byte in the form ``web``.
NULL = "\u2400"

_PERCENT_RUN = re.compile(r"(?:%[0-9a-f]{2})+")
_PERCENT_U = re.compile(r"%u([0-9a-f]{4})")
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?|([a-z]{2,8});)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})")
_COMMENT = re.compile(r"/\*!\d{0,6}|/\*.{0,200}?\*/", re.DOTALL)
_OVERLONG = re.compile(
    "[\udcc0\udcc1][\udc80-\udcbf]|\udce0[\udc80-\udc9f][\udc80-\udcbf]|\udcf0[\udc80-\udc8f][\udc80-\udcbf]{2}"
)
#: Bytes that are no UTF-8, as Latin-1, and the null byte.
_BYTES = {0: NULL, **{0xDC00 + byte: chr(byte) for byte in range(0x80, 0x100)}}
_ENTITIES = dict(
    zip(
        "lt gt quot apos amp colon newline tab lpar rpar sol bsol semi grave nbsp equals lbrace rbrace dollar num".split(),
        "<>\"'&:\n\t()/\\;` ={}$#",
    )
)


def _overlong(match: re.Match[str]) -> str:
    """The character that UTF-8 bytes in a longer form than allowed stand for."""
    code = 0
    for ch in match.group():
        byte = ord(ch) - 0xDC00
        code = code << 6 | (byte & 0x3F)
    return _char(code & 0xFFF)


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else NULL if code == 0 else ""


def _percent(match: re.Match[str]) -> str:
    text = bytes.fromhex(match.group().replace("%", "")).decode("utf-8", "surrogateescape")
    return _OVERLONG.sub(_overlong, text).translate(_BYTES)


def _hexadecimal(match: re.Match[str]) -> str:
    return _char(int(next(filter(None, match.groups())), 16))


def _reference(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _ENTITIES.get(name, match.group())
    return _char(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _decoded(text: str) -> str:
    """``text`` (lower case) with one layer of every encoding undone."""
    if "%" in text:
        text = _PERCENT_RUN.sub(_percent, _PERCENT_U.sub(_hexadecimal, text))
    if "&" in text:
        text = _REFERENCE.sub(_reference, text)
    if "\\" in text:
        text = _ESCAPE.sub(_hexadecimal, text)
    return text


def web(text: str) -> str:
    """``plain`` with what web servers, browsers and databases undo: percent-encoding (repeated, overlong UTF-8,
    ``%uXXXX``), character references, ``\\xXX`` and ``\\uXXXX``, ``+`` for a blank, SQL comments.

    >>> web("%2553ELECT/**/1"), web("..%c0%af"), web("&#x3C;Script")
    ('select 1', '../', '<script')
    """
    text = plain(text.replace("\0", NULL) if "\0" in text else text)
    for _ in range(_ROUNDS):
        if "%" not in text and "&" not in text and "\\" not in text:
            break
        decoded = _decoded(text)
        if decoded == text:
            break
        text = plain(decoded)
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    if "+" in text and " " not in text:
        text = text.replace("+", " ")
    return text


_WORD = re.compile(r"[a-z]+")
# What :func:`web` changes; a text without it is left alone.
_ENCODED = re.compile(r"[%&\\+\0]|/\*")
_SHORT = 160


class Forms:
    """The forms of one text, each computed once and only when a pattern asks for it."""

    __slots__ = ("_grams", "_plain", "_skeleton", "_web", "_words", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._plain: Optional[str] = None
        self._skeleton: Optional[str] = None
        self._web: Optional[str] = None
        self._words: Optional[FrozenSet[str]] = None
        self._grams: Dict[str, Set[str]] = {}

    @property
    def plain(self) -> str:
        """See :func:`plain`."""
        if self._plain is None:
            self._plain = plain(self.raw)
        return self._plain

    @property
    def skeleton(self) -> str:
        """See :func:`skeleton`."""
        if self._skeleton is None:
            self._skeleton = skeleton(self.plain)
        return self._skeleton

    @property
    def web(self) -> str:
        """See :func:`web`."""
        if self._web is None:
            self._web = web(self.raw) if _ENCODED.search(self.raw) else self.plain
        return self._web

    def grams(self, text: str) -> Optional[Set[str]]:
        """The characters and runs of three characters of one form of a short text; None when it is long."""
        if len(text) > _SHORT:
            return None
        grams = self._grams.get(text)
        if grams is None:
            grams = self._grams[text] = {*text, *map("".join, zip(text, text[1:], text[2:]))}
        return grams

    @property
    def words(self) -> FrozenSet[str]:
        """The words of ``plain`` and of ``skeleton``; where leet ``1``, ``!`` or ``|`` may be i or l, both readings."""
        if self._words is None:
            words = set(_WORD.findall(self.plain))
            bent = set(_WORD.findall(self.skeleton)) - words
            words |= bent
            words.update([w.replace("i", "l") for w in bent if "i" in w])
            self._words = frozenset(words)
        return self._words

    def get(self, form: str) -> str:
        """The text form called ``form`` (``raw``, ``plain``, ``web`` or ``skeleton``)."""
        if form == "plain":
            return self.plain
        if form == "web":
            return self.web
        return self.raw if form == "raw" else self.skeleton


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def split_name(name: str) -> Tuple[str, ...]:
    """The lower-case words of an identifier in any spelling.

    >>> split_name("sendEMail"), split_name("mcp__git__git_log"), split_name("GET-CONTENT")
    (('send', 'e', 'mail'), ('mcp', 'git', 'git', 'log'), ('get', 'content'))
    """
    words: List[str] = _SEPARATORS.split(plain(_CAMEL.sub(" ", name)))
    return tuple([w for w in words if w])
