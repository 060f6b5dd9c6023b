"""Text in a script language to tokens, in one pass.

An unclosed literal reaches to the end of the text, so that the time stays linear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, Match, Optional, Pattern, Tuple

from .languages import Syntax, syntax_of

__all__ = ["END", "KEYWORDS", "Token", "tokenize"]


#: (kind, text, whether a space stands before it).  Kinds: ``n`` name, ``d`` number, ``o`` operator, ``;`` end of a
#: statement, ``w`` list of words, ``r`` regular expression, ``h`` input (``<STDIN>``), or a string: ``s`` ``e`` ``q`` ``c``
#: as in :class:`.languages.Syntax`.  (A plain tuple: there are many.)
Token = Tuple[str, str, bool]
END: Token = ("", "", True)
#: Words that end an expression, or that an operand follows.
KEYWORDS = frozenset(
    "if unless while until for foreach and or not xor do then else elsif elseif elif end eq ne lt gt le ge cmp x in of as"
    " return when case split grep map print puts say is rescue begin".split()
)
_CLOSERS = frozenset(")]}")
_OPERATORS = (
    r"<=>|\*\*=?|\|\|=?|&&=?|\?\?=?|//=|\.\.=|\.\.\.?|=>|->|::|\?->|\?\.|&\.|===?|!==?|=~|!~|<>|<<=?|>>|\|>|\|&|:=|<-"
    r"|[-+*/%.&|^<>~]=|[\s\S]"
)
_BODY = {
    '"': r'"(?:[^"\\]|\\[\s\S])*(?:"|\\?\Z)',
    "'": r"'(?:[^'\\]|\\[\s\S])*(?:'|\\?\Z)",
    "`": r"`(?:[^`\\]|\\[\s\S])*(?:`|\\?\Z)",
    '"""': r'"""(?:(?!""")[\s\S])*(?:"""|\Z)',
    "'''": r"'''(?:(?!''')[\s\S])*(?:'''|\Z)",
    "[[": r"\[\[(?:(?!\]\])[\s\S])*(?:\]\]|\Z)",
    "[=[": r"\[=\[(?:(?!\]=\])[\s\S])*(?:\]=\]|\Z)",
}
#: Languages that nobody tabulated: an apostrophe may stand in a comment.
_ON_ONE_LINE = r"'(?:[^'\\\n]|\\.)*'"
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_QUOTING = {"q": "q", "qq": "s", "qw": "w", "qx": "c", "m": "r", "qr": "r", "s": "r", "y": "r", "tr": "r"}
_PERCENT = {"q": "q", "Q": "s", "": "s", "w": "w", "W": "w", "i": "w", "x": "c", "r": "r"}
_SIGILS = {"s": "s", "S": "q", "c": "s", "C": "q", "w": "w", "W": "w", "r": "r", "R": "r"}
_PERCENT_OPEN = re.compile(r"%([qQwWixr]?)([^\w\s=])")
_SIGIL_OPEN = re.compile(r"~([sScCwWrR])([\"'(\[{</|])")
_SYMBOL = re.compile(r":(\w+[!?]?|\"[^\"\n]*\")")
_HANDLE = re.compile(r"<(\$?\w*|[^<>\s=;]{1,80})>")
_PREFIXED = re.compile(r"[@%&](?:\$)?(\w+(?:::\w+)*)")
_REGEX = re.compile(r"/((?:[^/\\\n\[]|\\.|\[(?:\\.|[^\]\\\n])*\])+)/[a-z]*")
_HEREDOC = re.compile(r"<<[~-]?([\"'`]?)([A-Za-z_]\w*)\1|<<<[ \t]*([\"']?)([A-Za-z_]\w*)\3")
_SPACE = re.compile(r"[ \t\r\f\v]*")


@lru_cache(maxsize=64)
def _master(name: str) -> Pattern[str]:
    syntax = syntax_of(name)
    quotes = sorted(syntax.quotes, key=len, reverse=True)
    bodies = [_ON_ONE_LINE if q == "'" and syntax.name == "code" else _BODY[q] for q in quotes]
    parts = [r"(?P<line>\n)", r"(?P<space>\\\r?\n)"]
    if syntax.comments:
        parts.append(f"(?P<comment>{syntax.comments})")
    parts += [
        f"(?P<string>{'|'.join(bodies)})",
        f"(?P<name>{syntax.names})",
        r"(?P<number>\d\w*(?:\.\d\w*)?)",
        f"(?P<operator>{_OPERATORS}|\\Z)",
    ]
    return re.compile(rf"[ \t\r\f\v]*(?:{'|'.join(parts)})")


class _Lexer:
    def __init__(self, text: str, syntax: Syntax) -> None:
        self.text = text
        self.syntax = syntax
        self.at = 0
        self.out: List[Token] = []
        self.spaced = False
        self.no_regex_before = 0
        self.heredocs: List[Tuple[int, str, bool]] = []
        features = syntax.features
        self.quoting = "quoting" in features
        self.special = bool(features & {"regex", "percent", "sigils", "symbols", "quoting", "handles"})
        self.heredoc = syntax.name in ("pl", "rb", "php")

    def add(self, kind: str, text: str) -> None:
        self.out.append((kind, text, self.spaced))
        self.spaced = False

    def run(self) -> List[Token]:
        """All tokens of the text."""
        match_at = _master(self.syntax.name).match
        text, size, lines = self.text, len(self.text), "lines" in self.syntax.features
        marks = "/%~:<@&" if self.special else ""
        ends = (";", "|") if "bars" in self.syntax.features else (";",)
        out = self.out
        while self.at < size:
            match = match_at(text, self.at)
            if match is None:
                break
            kind = match.lastgroup or ""
            start, end = match.span(kind)
            self.spaced = self.spaced or start > self.at
            if start < size and text[start] in marks:
                self.at = start
                if self._special(text[start]):
                    continue
            piece, self.at = text[start:end], end
            if kind == "name":
                if not (self.quoting and piece in _QUOTING and self._quoted(piece)):
                    out.append(("n", piece, self.spaced))
            elif kind == "operator":
                if not piece:
                    break
                out.append((";" if piece in ends else "o", piece, self.spaced))
            elif kind == "string":
                self._string(piece)
            elif kind == "number":
                out.append(("d", piece, self.spaced))
            elif kind == "line":
                self._line(lines)
                continue
            else:
                self.spaced = True
                continue
            self.spaced = False
        return out

    def _line(self, lines: bool) -> None:
        if self.heredocs:
            self._heredoc_bodies()
        if lines and not self._operand_follows():
            self.add(";", "\n")
        self.spaced = True

    def _string(self, piece: str) -> None:
        for opening, kind in self.syntax.quotes.items():
            if piece.startswith(opening) and (len(opening) > 1 or not piece.startswith(opening * 3) or len(piece) < 6):
                size = len(opening)
                closed = len(piece) >= 2 * size
                self.add(kind, piece[size:-size] if closed else piece[size:])
                return

    def _operand_follows(self) -> bool:
        """Whether an operand, not an operator, stands at this place."""
        if not self.out:
            return True
        kind, text, _ = self.out[-1]
        if kind == "o":
            return text not in _CLOSERS
        return kind == ";" or (kind == "n" and text in KEYWORDS)

    def _special(self, char: str) -> bool:
        """A literal that looks like an operator."""
        features, text, at = self.syntax.features, self.text, self.at
        bare = bool(self.out) and self.spaced and self.out[-1][0] == "n" and text[at + 1 : at + 2] not in ("", " ", "=")
        operand = self._operand_follows() or ("bare" in features and bare)
        if char == "<" and self.heredoc and text.startswith("<<", at):
            return self._heredoc()
        if not operand:
            return False
        match = None
        if char == "/" and "regex" in features and at >= self.no_regex_before and text[at : at + 2] not in ("//", "/*"):
            match = _REGEX.match(text, at)
            if match is None:
                self.no_regex_before = (text.find("\n", at) + 1) or len(text)
            else:
                self.add("r", match.group(1))
        elif char == "%" and "percent" in features:
            return self._delimited_at(_PERCENT_OPEN.match(text, at), _PERCENT)
        elif char == "~" and "sigils" in features:
            return self._delimited_at(_SIGIL_OPEN.match(text, at), _SIGILS)
        elif char == ":" and "symbols" in features:
            match = _SYMBOL.match(text, at)
            if match is not None:
                self.add("q", match.group(1).strip('"'))
        elif char == "<" and "handles" in features:
            match = _HANDLE.match(text, at)
            if match is not None:
                self.add("h", match.group(1))
        elif char in "@%&" and "topic" in features:
            match = _PREFIXED.match(text, at)
            if match is not None:
                self.add("n", ("" if char == "&" else "$") + match.group(1))
        if match is None:
            return False
        self.at = match.end()
        return True

    def _delimited_at(self, match: Optional[Match[str]], kinds: Dict[str, str]) -> bool:
        if match is None:
            return False
        body, self.at = _delimited(self.text, match.end() - 1)
        self.add(kinds[match.group(1)], body)
        return True

    def _quoted(self, name: str) -> bool:
        """``q(...)``, ``qq{...}``, ``qw/.../``, ``m!...!``, ``s{...}{...}``; False when the name is an ordinary one."""
        text = self.text
        space = _SPACE.match(text, self.at)
        start = space.end() if space else self.at
        char = text[start : start + 1]
        if not char or char.isalnum() or char in "_,;)\n" or text[start : start + 2] == "=>":
            return False
        if (char == "=" and text[start + 1 : start + 2] in " =~") or (char == "#" and start > self.at):
            return False
        if self.out and self.out[-1][1] in ("->", "{") and char in "}([":
            return False
        body, self.at = _delimited(text, start)
        if name in ("s", "y", "tr"):
            second = self.at - 1
            if char in _PAIRS:
                space = _SPACE.match(text, self.at)
                second = space.end() if space else self.at
            more, self.at = _delimited(text, second)
            body += "\n" + more
        self.add(_QUOTING[name], body)
        return True

    def _heredoc(self) -> bool:
        match = _HEREDOC.match(self.text, self.at)
        if match is None or len(self.heredocs) > 8:
            return False
        raw = "'" in (match.group(1), match.group(3))
        self.heredocs.append((len(self.out), match.group(2) or match.group(4), raw))
        self.add("q" if raw else "s", "")
        self.at = match.end()
        return True

    def _heredoc_bodies(self) -> None:
        for index, name, _ in self.heredocs:
            end = re.compile(rf"^[ \t]*{name}\b", re.MULTILINE).search(self.text, self.at)
            stop = end.start() if end else len(self.text)
            self.out[index] = (self.out[index][0], self.text[self.at : stop], True)
            self.at = end.end() if end else len(self.text)
        self.heredocs = []


def _delimited(text: str, start: int) -> Tuple[str, int]:
    """(body, end) of a literal whose opening delimiter stands at ``start``; brackets nest."""
    opening = text[start : start + 1]
    closing = _PAIRS.get(opening, opening)
    depth, at = 0, start
    for match in re.compile(rf"\\[\s\S]|{re.escape(opening)}|{re.escape(closing)}").finditer(text, start):
        piece = match.group()
        at = match.end()
        if piece == opening and (closing != opening or at == start + 1):
            depth += 1
        elif piece == closing:
            depth -= 1
            if not depth:
                return text[start + 1 : match.start()], at
    return text[start + 1 :], len(text)


def tokenize(text: str, syntax: Syntax) -> List[Token]:
    """The tokens of ``text``."""
    return _Lexer(text, syntax).run()
