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

Both functions are idempotent and linear.  Sources: Unicode NFKD (UAX #15), default-ignorable code
points (UAX #44), a selection of UTS #39 confusables.
"""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, List, Optional, Tuple
from unicodedata import combining, normalize

__all__ = ["Forms", "plain", "skeleton", "split_name"]

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
    for _ in range(_ROUNDS):
        before = text
        if _LEET_SIGN.search(text):
            text = _LEET_TOKEN.sub(_unleet, text)
        text = _SPELLED.sub(_join, text)
        text = _INNER.sub(_close, text)
        if text == before:
            break
    return text


_WORD = re.compile(r"[a-z]+")


class Forms:
    """The forms of one text, each computed once and only when a pattern asks for it."""

    __slots__ = ("_plain", "_skeleton", "_words", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._plain: Optional[str] = None
        self._skeleton: Optional[str] = None
        self._words: Optional[FrozenSet[str]] = None

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
        """The text form called ``form`` (``raw``, ``plain`` or ``skeleton``)."""
        if form == "plain":
            return self.plain
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
