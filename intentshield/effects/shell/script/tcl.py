"""Tcl and Expect: commands made of words, like a shell's."""

from __future__ import annotations

import re
from typing import List, Pattern, Sequence, Tuple

from ..values import HOLE, NOTHING
from .calls import NOTHING_TERM, Program, Term, all_labels, unescape

__all__ = ["TclProgram"]

MAX_DEPTH = 24
_BARE = re.compile(r"[^\s;\[\]\"{}$\\]+")
_VARIABLE = re.compile(r"\$(?:\{([^}]{0,200})\}|((?:\w|::)+)(?:\(([^)\s]{0,200})\))?)")
_SUBSTITUTION = re.compile(r"[\[$]")
_ENSEMBLES = frozenset({"file", "string", "http", "info", "array", "dict", "socket"})


class TclProgram(Program):
    """Reads one script."""

    depth = 0

    def code(self, text: str) -> None:
        self.script(text)

    def script(self, text: str) -> Term:
        """Run every command of a script; what the last one gives."""
        if self.depth > MAX_DEPTH:
            self.shell.opaque("code nested too deeply", text)
            return NOTHING_TERM
        self.depth += 1
        at, size, last = 0, len(text), NOTHING_TERM
        while at < size:
            words, at = self.words(text, at)
            if words:
                last = self.invoke(words)
        self.depth -= 1
        return last

    def words(self, text: str, at: int) -> Tuple[List[Term], int]:
        """The words of one command, and the place behind its end."""
        words: List[Term] = []
        size = len(text)
        while at < size:
            char = text[at]
            if char in ";\n":
                return words, at + 1
            if char == "\\" and text[at + 1 : at + 2] == "\n":
                at += 2
            elif char.isspace():
                at += 1
            elif char == "#" and not words:
                end = text.find("\n", at)
                return words, size if end < 0 else end + 1
            else:
                word, at = self.word(text, at)
                words.append(word)
        return words, at

    def word(self, text: str, at: int) -> Tuple[Term, int]:
        """One word: braces, quotes, or pieces side by side."""
        if text[at] == "{":
            end = _matching(text, at, _BRACES)
            return Term(text[at + 1 : end]), end + 1
        parts: List[Term] = []
        while at < len(text) and text[at] not in " \t\r\n;":
            bare = _BARE.match(text, at)
            if text[at] == '"':
                end = _matching(text, at, _QUOTES)
                parts.append(self.substitute(text[at + 1 : end]))
                at = end + 1
            elif text[at] == "[":
                end = _matching(text, at, _BRACKETS)
                parts.append(self.script(text[at + 1 : end]))
                at = end + 1
            elif text[at] == "$" and _VARIABLE.match(text, at):
                match = _VARIABLE.match(text, at)
                parts.append(self.value(match.groups() if match else ("", "", "")))
                at = match.end() if match else at + 1
            elif bare is not None:
                parts.append(Term(bare.group()))
                at = bare.end()
            else:
                at += 1
        term = Term("".join(p.text for p in parts), all_labels(parts))
        return (parts[0] if len(parts) == 1 else term), at

    def value(self, groups: Sequence[str]) -> Term:
        name, plain, key = groups
        name = name or plain or ""
        if name in ("env", "::env"):
            return self.environment([Term(key)] if key else [])
        return self.variables.get(name, Term())

    def substitute(self, text: str) -> Term:
        """The value of a quoted word."""
        parts: List[Term] = []
        at = 0
        while at < len(text):
            match = _VARIABLE.match(text, at) if text[at] == "$" else None
            if match is not None:
                parts.append(self.value(match.groups()))
                at = match.end()
            elif text[at] == "[":
                end = _matching(text, at, _BRACKETS)
                parts.append(self.script(text[at + 1 : end]))
                at = end + 1
            else:
                stop = _SUBSTITUTION.search(text, at + 1)
                end = stop.start() if stop else len(text)
                parts.append(Term(unescape(text[at:end])))
                at = end
        return Term("".join(p.text for p in parts), all_labels(parts))

    def invoke(self, words: List[Term]) -> Term:
        """One command."""
        name, rest = words[0].text.lstrip(":"), words[1:]
        for term in rest:
            if " " in term.text:
                self.literals[term.text] = None
        if name in ("set", "variable") and len(rest) > 1:
            self.variables[rest[0].text] = rest[1]
            return rest[1]
        if name in _ENSEMBLES and rest and rest[0].text.isalpha():
            name, rest = f"{name}.{rest[0].text}", rest[1:]
        act = self.act_of(name.replace("::", "."))
        if name == "open" and rest and rest[0].text[:1] == "|":
            return self.start(rest[0].text[1:], rest[0].labels)
        if name.startswith("socket") and any(t.text == "-server" for t in words):
            act, name = "listen", "socket_server"
        if act:
            known = [t for t in rest if not re.match(r"-[a-z]+$|--$", t.text) or act in ("spawn", "print")]
            while (
                act == "spawn"
                and known
                and known[0].text in ("-noecho", "-ignore", "-keepnewline", "--", "-ignorestderr")
            ):
                known = known[1:]
            return self.call(Term(HOLE, NOTHING, name.replace("::", ".")), known, {})
        for term in rest:
            if "\n" in term.text or " " in term.text or term.text[:1] == "[":
                self.script(term.text)
        return Term(HOLE, all_labels(rest))


def _matching(text: str, at: int, pieces: Pattern[str]) -> int:
    """The index of the brace, bracket or quote that closes the one at ``at``; the end of the text if none does."""
    depth = 0
    for match in pieces.finditer(text, at):
        piece = match.group()
        depth += 1 if piece in ("{", "[") or (piece == '"' and match.start() == at) else -(len(piece) == 1)
        if not depth:
            return match.start()
    return len(text)


_BRACES = re.compile(r"\\[\s\S]|[{}]")
_BRACKETS = re.compile(r"\\[\s\S]|[\[\]]")
_QUOTES = re.compile(r"\\[\s\S]|\"")
