"""Scheme, Common Lisp, Clojure and Emacs Lisp: forms, evaluated from the inside out."""

from __future__ import annotations

import re
from typing import Dict, List, Tuple

from ..values import HOLE, NOTHING
from .calls import NOTHING_TERM, UNKNOWN_TERM, Program, Term, unescape

__all__ = ["LispProgram"]

MAX_DEPTH = 60
_TOKEN = re.compile(
    r"\s+|;[^\n]*|(?P<string>(?:#[pP])?\"(?:[^\"\\]|\\[\s\S])*(?:\"|\\?\Z))|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<mark>['`,@^]|#['_@?]?)|(?P<atom>[^\s()\[\]{}\"';`,]+)|(?P<other>[\s\S])"
)
_DEFINES = frozenset("define setq set! setf def defvar defparameter let let* if-let when-let defconst".split())


class LispProgram(Program):
    """Reads one script."""

    def code(self, text: str) -> None:
        """Read all forms of a text."""
        self.tokens: List[Tuple[str, str]] = [
            (m.lastgroup, m.group()) for m in _TOKEN.finditer(text) if m.lastgroup and m.lastgroup != "other"
        ]
        tokens, at, size = self.tokens, 0, len(self.tokens)
        while at < size:
            _, at = self.form(tokens, at, 0)

    def form(self, tokens: List[Tuple[str, str]], at: int, depth: int) -> Tuple[Term, int]:
        """(value, place behind it) of the form at ``at``."""
        kind, text = tokens[at]
        if kind == "string":
            body = text[text.index('"') + 1 : -1 if len(text) > 1 and text.endswith('"') else None]
            literal = unescape(body)
            self.literals[literal] = None
            return Term(literal), at + 1
        if kind == "atom":
            if text in self.variables:
                return self.variables[text], at + 1
            number = re.match(r"-?#?o?\d+$", text)
            return (Term(text) if number else Term(HOLE, NOTHING, text, None, {}, text)), at + 1
        if kind == "mark":
            return self.form(tokens, at + 1, depth) if at + 1 < len(tokens) else (NOTHING_TERM, at + 1)
        if kind == "close":
            return NOTHING_TERM, at + 1
        if depth > MAX_DEPTH:
            self.shell.opaque("code nested too deeply", "")
            return UNKNOWN_TERM, len(tokens)
        items: List[Term] = []
        at += 1
        while at < len(tokens) and tokens[at][0] != "close":
            value, at = self.form(tokens, at, depth + 1)
            items.append(value)
            self._bind(items)
        return self._apply(items, text), at + 1

    def _bind(self, items: List[Term]) -> None:
        """``(define name value)`` and the pairs of ``let``."""
        if len(items) == 3 and items[0].ref in _DEFINES and items[1].ref:
            self.variables[items[1].ref] = items[2]
        elif len(items) == 2 and items[0].ref and items[0].name == items[0].ref and items[1].text != HOLE:
            if not self.act_of(items[0].ref):
                self.variables[items[0].ref] = items[1]

    def _apply(self, items: List[Term], opening: str) -> Term:
        if not items:
            return NOTHING_TERM
        head = items[0]
        if opening != "(" or not head.name:
            return Term(HOLE, NOTHING, "", tuple(items))
        words: List[Term] = []
        fields: Dict[str, Term] = {}
        for previous, term in zip(items, items[1:]):
            if term.name[:1] == ":":
                continue
            if previous.name[:1] == ":":
                fields[previous.name[1:]] = term
            else:
                words.append(term)
        if self.act_of(head.name) in ("remove", "rmtree") and len(words) > 1 and words[1].name in ("t", "#t", "true"):
            fields["recursive"] = words[1]
        return self.call(head, words, fields)
