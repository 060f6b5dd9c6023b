"""From the text of a command line to its syntax tree: one function a production.

The language is POSIX sh with the extensions of bash.  The parser is bounded (``MAX_TEXT`` characters, ``MAX_DEPTH``
levels of nesting, ``MAX_NODES`` nodes) and looks at every character a bounded number of times.  Whatever it cannot
read raises :class:`Unparsable`, which the front end turns into an effect that escalates.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, FrozenSet, List, Optional, Set, Tuple

from .nodes import Assignment, Command, Compound, Piece, Pipeline, Redirect, Sequence, Simple, Word

__all__ = ["MAX_DEPTH", "MAX_NODES", "MAX_TEXT", "Unparsable", "parse"]

MAX_TEXT = 262_144
MAX_DEPTH = 40
MAX_NODES = 40_000


class Unparsable(Exception):
    """The text is not a command line, or is over a bound."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(f"{reason} at character {at}")
        self.reason = reason
        self.at = at


#: A whole command of words without anything to expand, up to what ends a command.
_QUICK = re.compile(r"([A-Za-z_./][A-Za-z0-9_./:@%+,-]*(?:[ \t]+[A-Za-z0-9_./:@%+,=^-]+)*)[ \t]*(?=[;\n|)]|&(?!>)|$)")
_RESERVED_WORDS = frozenset(
    "if then elif else fi for while until do done case esac select function time coproc in".split()
)
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=^-]+")
_LITERAL = re.compile(r"(?:[^ \t\r\n;|&()<>'\"`$\\{},~]|\r(?!\n))+")
_BLANKS = re.compile(r"(?:[ \t]|\r(?=\n)|\\\r?\n)+")
_QUOTED = re.compile(r"[^\"$`\\]+")
_UNCLOSED = re.compile(r"[^$`\\]+")
_DOLLAR_QUOTED = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_BACKQUOTED = re.compile(r"`([^`\\]*(?:\\.[^`\\]*)*)`", re.DOTALL)
_IN_BACKQUOTES = re.compile(r"\\([$`\\])")
_IN_QUOTED_BACKQUOTES = re.compile(r"\\([$`\\\"])")
_IN_BRACES = re.compile(r"[^\"$`\\}]+")
_TILDE = re.compile(r"~([A-Za-z0-9_.-]*|[+])(?=/|$|[\s;|&()<>:,{}])")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*\+?=(?:[^\s~]*:)?$")
_FUNCTION_NAME = re.compile(r"[^\s;|&()<>'\"`$\\{}]+")
_BRACKET = re.compile(r"[\[\]()\n]")
_PARENTHESIS = re.compile(r"[()\n]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:(\+?)=|(?=\[))")
_REDIRECT = re.compile(r"(\d{0,9}|\{[A-Za-z_]\w*\})(&>>|&>|>>|>\||>&|<>|<<<|<<-|<<|<&|<|>)")
_RESERVED = re.compile(
    r"(if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|time|coproc|in|\{|\}|!|\[\[)(?=[\s;&|()<>]|$)"
)
_FUNCTION = re.compile(r"([^\s;|&()<>'\"`$\\{}=]+)[ \t]*\([ \t]*\)")
_RANGE = re.compile(r"\{(-?\d{1,9}|[A-Za-z])\.\.(-?\d{1,9}|[A-Za-z])(?:\.\.(-?\d{1,9}))?\}")
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!_-]")
_BRACED_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!_-]")
_OPERATOR = re.compile(r":?[-=?+]|##?|%%?|//?|\^\^?|,,?|:|@[A-Za-z]|~~?")
_ANSI = re.compile(
    r"\\(?:([abeEfnrtv\\'\"?])|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.))"
)
_ANSI_NAMED = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORD_END: FrozenSet[str] = frozenset(" \t\n;|&()<>")
_LIST_END: FrozenSet[str] = frozenset(")")


def parse(text: str) -> Sequence:
    """The tree of a whole command line.  Raises :class:`Unparsable`."""
    if len(text) > MAX_TEXT:
        raise Unparsable("longer than the parser's bound", MAX_TEXT)
    if "\0" in text:
        raise Unparsable("a null byte", text.index("\0"))
    parser = _Parser(text)
    tree = parser.sequence(())
    if parser.at < len(text):
        raise Unparsable(f"unexpected {text[parser.at]!r}", parser.at)
    return tree


def ansi(text: str) -> str:
    """What ``$'...'`` means."""

    def one(match: re.Match[str]) -> str:
        named, hexa, octal, short, long, control = match.groups()
        if named is not None:
            return _ANSI_NAMED.get(named, named)
        if control is not None:
            return chr(ord(control) & 0x1F)
        code = int(hexa or short or long or "0", 16) if octal is None else int(octal, 8) & 0xFF
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""

    return _ANSI.sub(one, text) if "\\" in text else text


class _Parser:
    """A recursive-descent parser over ``text``; ``at`` is the place it has reached."""

    __slots__ = ("at", "depth", "end", "heredocs", "in_value", "nodes", "not_braces", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.end = len(text)
        self.depth = 0
        self.nodes = 0
        self.heredocs: List[Tuple[Redirect, str, bool, bool]] = []
        self.not_braces: Set[int] = set()
        self.in_value = False

    # -- bounds and blanks

    def fail(self, reason: str) -> Unparsable:
        return Unparsable(reason, self.at)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("nested too deeply")

    def count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.fail("too many parts")

    def blanks(self) -> str:
        """Skip blanks, line continuations and a comment; the character now reached, "" at the end."""
        text, at = self.text, self.at
        if at < self.end and text[at] in " \t\r\\":
            match = _BLANKS.match(text, at)
            if match:
                at = self.at = match.end()
        if at >= self.end:
            return ""
        char = text[at]
        if char == "#":
            line = text.find("\n", at)
            self.at = self.end if line < 0 else line
            return "" if line < 0 else "\n"
        return char

    def newlines(self) -> str:
        """Skip blanks, comments and line ends."""
        char = self.blanks()
        while char == "\n":
            self.at += 1
            self.read_heredocs()
            char = self.blanks()
        return char

    def reserved(self) -> str:
        """The reserved word that starts here, or ""."""
        match = _RESERVED.match(self.text, self.at)
        return match.group(1) if match else ""

    def expect(self, word: str) -> None:
        """Skip a reserved word that must stand here."""
        self.newlines()
        if self.reserved() != word:
            raise self.fail(f"expected {word!r}")
        self.at += len(word)

    # -- lists

    def sequence(self, stops: Tuple[str, ...]) -> Sequence:
        """list: pipelines up to a reserved word in ``stops``, a ``)`` or the end."""
        self.enter()
        tree = Sequence()
        while True:
            char = self.newlines()
            if char == "" or char in _LIST_END or (stops and self.reserved() in stops):
                break
            if char == ";" and self.text.startswith(";;", self.at):
                break
            if char in ";&|":
                raise self.fail(f"unexpected {char!r}")
            pipeline = self.pipeline()
            tree.items.append((pipeline, self.separator()))
        self.depth -= 1
        return tree

    def separator(self) -> str:
        char = self.blanks()
        text, at = self.text, self.at
        if char == "&":
            if text.startswith("&&", at):
                self.at = at + 2
                self.newlines()
                return "&&"
            self.at = at + 1
            return "&"
        if char == "|" and text.startswith("||", at):
            self.at = at + 2
            self.newlines()
            return "||"
        if char == ";" and not text.startswith(";;", at):
            self.at = at + 1
        return ";"

    def pipeline(self) -> Pipeline:
        """pipeline: commands joined by ``|`` or ``|&``, with ``!`` and ``time`` before them."""
        negated = False
        first: Optional[Command] = self.quick()
        while first is None:
            word = self.reserved()
            if word not in ("!", "time"):
                first = self.command()
                break
            negated = negated or word == "!"
            self.at += len(word)
            while self.blanks() == "-" and word == "time" and self.text.startswith(("-p ", "--"), self.at):
                self.at += 2
        commands = [first]
        while self.blanks() == "|" and not self.text.startswith("||", self.at):
            self.at += 2 if self.text.startswith("|&", self.at) else 1
            if self.newlines() == "":
                raise self.fail("a pipe that leads nowhere")
            commands.append(self.quick() or self.command())
        return Pipeline(commands, negated)

    def quick(self) -> Optional[Simple]:
        """A simple command of plain words, read in one go; None when it is anything else."""
        match = _QUICK.match(self.text, self.at)
        if match is None:
            return None
        words = match.group(1).split()
        if words[0] in _RESERVED_WORDS:
            return None
        self.nodes += len(words)
        self.count()
        node = Simple(self.at)
        node.plain = words
        node.end = match.end(1)
        self.at = match.end()
        return node

    # -- commands

    def command(self) -> Command:
        """command: compound, function definition or simple command."""
        self.count()
        char = self.blanks()
        if char == "(":
            return self.parenthesis()
        word = self.reserved()
        if word:
            production = _COMPOUND.get(word)
            if production is None:
                if word != "in":
                    raise self.fail(f"unexpected {word!r}")
            else:
                return production(self)
        if char and char not in "$'\"\\`<>":
            match = _FUNCTION.match(self.text, self.at)
            if match:
                self.at = match.end()
                return self.function_body(match.group(1), match.start())
        return self.simple()

    def finish(self, node: Compound) -> Compound:
        """The redirections behind a compound command."""
        node.end = self.at
        while True:
            char = self.blanks()
            if not (char in ("<", ">") or char.isdigit() or (char == "&" and self.text.startswith("&>", self.at))):
                return node
            redirect = self.redirect()
            if redirect is None:
                return node
            node.redirects.append(redirect)
            node.end = self.at

    def parenthesis(self) -> Command:
        """subshell ``( list )`` or arithmetic ``(( expression ))``."""
        start = self.at
        if self.text.startswith("((", start):
            close = self.arithmetic_end(start + 2)
            if close > 0:
                return self.math(start, start + 2, close)
        node = Compound("subshell", start)
        self.at += 1
        node.bodies.append(self.sequence(()))
        if self.at >= self.end or self.text[self.at] != ")":
            raise self.fail("a parenthesis that is not closed")
        self.at += 1
        return self.finish(node)

    def math(self, start: int, begin: int, close: int) -> Command:
        node = Compound("math", start)
        self.at = begin
        node.words = [Word(self.pieces_until(close), begin, close)]
        self.at = close + 2
        return self.finish(node)

    def arithmetic_end(self, begin: int) -> int:
        """Where the ``))`` stands that closes what opened before ``begin``; -1 if there is none."""
        depth = 0
        for match in _PARENTHESIS.finditer(self.text, begin, min(self.end, begin + 4096)):
            char = match.group()
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return match.start() if self.text.startswith("))", match.start()) else -1
                depth -= 1
        return -1

    def group(self) -> Command:
        node = Compound("group", self.at)
        self.at += 1
        node.bodies.append(self.sequence(("}",)))
        self.expect("}")
        return self.finish(node)

    def if_clause(self) -> Command:
        node = Compound("if", self.at)
        self.at += 2
        node.bodies.append(self.sequence(("then",)))
        self.expect("then")
        node.bodies.append(self.sequence(("elif", "else", "fi")))
        while True:
            word = self.reserved()
            self.at += len(word)
            if word == "fi":
                return self.finish(node)
            if word == "elif":
                node.bodies.append(self.sequence(("then",)))
                self.expect("then")
                node.bodies.append(self.sequence(("elif", "else", "fi")))
            elif word == "else":
                node.bodies.append(self.sequence(("fi",)))
            else:
                raise self.fail("an 'if' without 'fi'")

    def loop(self) -> Command:
        kind = self.reserved()
        node = Compound(kind, self.at)
        self.at += len(kind)
        node.bodies.append(self.sequence(("do",)))
        node.bodies.append(self.do_group())
        return self.finish(node)

    def do_group(self) -> Sequence:
        self.expect("do")
        body = self.sequence(("done",))
        self.expect("done")
        return body

    def for_clause(self) -> Command:
        kind = self.reserved()
        node = Compound(kind, self.at)
        self.at += len(kind)
        self.blanks()
        if self.text.startswith("((", self.at):
            close = self.arithmetic_end(self.at + 2)
            if close < 0:
                raise self.fail("arithmetic that is not closed")
            node.words = self.three_expressions(close)
        else:
            match = _NAME.match(self.text, self.at)
            if match is None:
                raise self.fail("a loop without a variable")
            node.name = match.group()
            self.at = match.end()
            self.newlines()
            if self.reserved() == "in":
                self.at += 2
                node.words = self.words()
        if self.newlines() == ";":
            self.at += 1
            self.newlines()
        if self.reserved() == "{":
            self.at += 1
            node.bodies.append(self.sequence(("}",)))
            self.expect("}")
        else:
            node.bodies.append(self.do_group())
        return self.finish(node)

    def three_expressions(self, close: int) -> List[Word]:
        """What stands in ``for ((first; condition; step))``."""
        out: List[Word] = []
        begin = self.at + 2
        while begin <= close:
            end = self.text.find(";", begin, close)
            end = close if end < 0 or len(out) == 2 else end
            self.at = begin
            out.append(Word(self.pieces_until(end), begin, end))
            begin = end + 1
        self.at = close + 2
        return out

    def words(self) -> List[Word]:
        """Words up to the end of the command."""
        out: List[Word] = []
        while True:
            char = self.blanks()
            if char == "" or char in "\n;&|)":
                return out
            out.append(self.word())

    def case_clause(self) -> Command:
        node = Compound("case", self.at)
        self.at += 4
        self.blanks()
        node.words = [self.word()]
        self.expect("in")
        while True:
            char = self.newlines()
            if self.reserved() == "esac":
                self.at += 4
                return self.finish(node)
            if char == "(":
                self.at += 1
            self.case_patterns(node.words)
            node.bodies.append(self.sequence(("esac",)))
            if self.text.startswith(";", self.at):
                self.at += 3 if self.text.startswith(";;&", self.at) else 2
            elif self.reserved() != "esac":
                raise self.fail("a 'case' without 'esac'")

    def case_patterns(self, words: List[Word]) -> None:
        while True:
            self.blanks()
            words.append(self.word())
            char = self.blanks()
            self.at += 1
            if char == ")":
                return
            if char != "|":
                raise self.fail("a pattern without ')'")

    def function_clause(self) -> Command:
        start = self.at
        self.at += len("function")
        self.blanks()
        match = _FUNCTION_NAME.match(self.text, self.at)
        if match is None:
            raise self.fail("a function without a name")
        self.at = match.end()
        self.blanks()
        if self.text.startswith("(", self.at) and not self.text.startswith("((", self.at):
            self.at += 1
            if self.blanks() != ")":
                raise self.fail("expected ')'")
            self.at += 1
        return self.function_body(match.group(), start)

    def function_body(self, name: str, start: int) -> Command:
        node = Compound("function", start)
        node.name = name
        self.newlines()
        self.enter()
        body = Sequence()
        body.items.append((Pipeline([self.command()], False), ";"))
        self.depth -= 1
        node.bodies.append(body)
        node.end = self.at
        return node

    def test_clause(self) -> Command:
        """``[[ ... ]]``: its words, which may hold substitutions."""
        node = Compound("test", self.at)
        self.at += 2
        node.words = []
        while True:
            char = self.newlines()
            if char == "":
                raise self.fail("a '[[' that is not closed")
            if self.text.startswith("]]", self.at):
                self.at += 2
                return self.finish(node)
            if char in ";|&()<>":
                self.at += 1
            else:
                node.words.append(self.word())

    def coproc(self) -> Command:
        node = Compound("coproc", self.at)
        self.at += len("coproc")
        self.blanks()
        match = _NAME.match(self.text, self.at)
        if match and re.match(r"[ \t]+[{(]", self.text[match.end() : match.end() + 80]):
            self.at = match.end()
            self.blanks()
        body = Sequence()
        body.items.append((Pipeline([self.command()], False), "&"))
        node.bodies.append(body)
        return self.finish(node)

    # -- simple commands

    def simple(self) -> Simple:
        """simple command: assignments and redirections anywhere before, redirections anywhere among the words."""
        text = self.text
        node = Simple(self.at)
        words = node.words
        while True:
            char = self.blanks()
            if char == "" or char in "\n;|)":
                break
            if char == "&":
                if not text.startswith("&>", self.at):
                    break
                node.redirects.append(self.must_redirect())
            elif char in "<>" or (char.isdigit() or char == "{"):
                redirect = None if text.startswith(("<(", ">("), self.at) else self.redirect()
                if redirect is not None:
                    node.redirects.append(redirect)
                else:
                    words.append(self.word())
            elif char == "(":
                raise self.fail("unexpected '('")
            else:
                assignment = self.assignment() if not words else None
                if assignment is not None:
                    node.assignments.append(assignment)
                else:
                    words.append(self.word())
        node.end = max([w.end for w in words[-1:]] + [r.end for r in node.redirects[-1:]], default=self.at)
        if not words and not node.assignments and not node.redirects:
            raise self.fail("a command was expected")
        return node

    def assignment(self) -> Optional[Assignment]:
        match = _ASSIGN.match(self.text, self.at)
        if match is None:
            return None
        start = self.at
        self.at = match.end()
        name, append, index = match.group(1), bool(match.group(2)), None
        if match.group(2) is None:
            index = self.subscript()
            found = re.compile(r"\+?=").match(self.text, self.at)
            if index is None or found is None:
                self.at = start
                return None
            append, self.at = found.group() == "+=", found.end()
        if self.text.startswith("(", self.at) and index is None:
            self.at += 1
            values: List[Word] = []
            while True:
                char = self.newlines()
                if char == "":
                    raise self.fail("an array that is not closed")
                if char == ")":
                    self.at += 1
                    return Assignment(name, append, None, values)
                values.append(self.element())
        if self.at >= self.end or self.text[self.at] in _WORD_END:
            return Assignment(name, append, Word([], self.at, self.at, ""), None, index)
        return Assignment(name, append, self.value(), None, index)

    def value(self) -> Word:
        """The value of an assignment; ``~`` is expanded behind its colons too."""
        self.in_value = True
        word = self.word()
        self.in_value = False
        return word

    def element(self) -> Word:
        """One element of an array; ``[index]=`` before it becomes its ``index``."""
        start = self.at
        if not self.text.startswith("[", start):
            return self.word()
        index = self.subscript()
        if index is None or not self.text.startswith("=", self.at):
            self.at = start
            return self.word()
        self.at += 1
        word = (
            Word([], self.at, self.at, "")
            if self.at >= self.end or self.text[self.at] in _WORD_END
            else Word(self.pieces(_WORD_END), self.at, self.at)
        )
        word.index = index
        return word

    def subscript(self) -> Optional[Word]:
        """``[index]`` here; None when it is not closed on this line."""
        close = self.closing_bracket()
        if close < 0:
            return None
        begin, self.at = self.at + 1, self.at + 1
        word = Word(self.pieces_until(close), begin, close)
        self.at = close + 1
        return word

    def closing_bracket(self) -> int:
        """Where the bracket ends that opens here; -1 if it does not."""
        depth, parentheses = 0, 0
        for match in _BRACKET.finditer(self.text, self.at, min(self.end, self.at + 4096)):
            char = match.group()
            if char == "\n":
                return -1
            if char in "()":
                parentheses += 1 if char == "(" else -1
            elif parentheses <= 0:
                depth += 1 if char == "[" else -1
                if depth == 0:
                    return match.start()
        return -1

    def must_redirect(self) -> Redirect:
        redirect = self.redirect()
        if redirect is None:
            raise self.fail("a redirection was expected")
        return redirect

    def redirect(self) -> Optional[Redirect]:
        """A redirection here, or None when this is a word that merely starts like one."""
        match = _REDIRECT.match(self.text, self.at)
        if match is None:
            return None
        start = self.at
        fd, op = match.groups()
        self.at = match.end()
        char = self.blanks()
        if char == "" or char in "\n;|&)":
            raise self.fail(f"nothing behind {op!r}")
        target = self.word()
        redirect = Redirect(op, fd, target, start, self.at)
        if op in ("<<", "<<-"):
            quoted = any(p[0] == "str" for p in target.pieces) or "\\" in self.text[target.start : target.end]
            tag = "".join(
                [p[1] if p[0] in ("lit", "str") else self.text[target.start : target.end] for p in target.pieces]
            )
            tag = target.text if target.text is not None else tag
            if self.text.startswith("\r\n", self.at):
                tag += "\r"
            self.heredocs.append((redirect, tag, quoted, op == "<<-"))
        return redirect

    def read_heredocs(self) -> None:
        """Take the bodies of the here-documents that were announced on the line that ended here."""
        while self.heredocs:
            redirect, tag, quoted, strip = self.heredocs.pop(0)
            start = self.at
            lines: List[str] = []
            while self.at < self.end:
                line = self.heredoc_line(strip, quoted)
                if line == tag:
                    break
                lines.append(line + "\n")
            body = "".join(lines)
            if quoted or not ("$" in body or "`" in body or "\\" in body):
                redirect.body = Word([("str", body)], start, self.at, body)
            else:
                redirect.body = self.heredoc_word(body, start)

    def heredoc_line(self, strip: bool, quoted: bool) -> str:
        """One line of a here-document, with those joined to it that a backslash continues."""
        out = ""
        while True:
            stop = self.text.find("\n", self.at)
            stop = self.end if stop < 0 else stop
            line = self.text[self.at : stop]
            self.at = min(stop + 1, self.end)
            if strip and not out:
                line = line.lstrip("\t")
            out += line
            backslashes = len(out) - len(out.rstrip("\\"))
            if quoted or backslashes % 2 == 0 or self.at >= self.end:
                return out
            out = out[:-1]

    def heredoc_word(self, body: str, start: int) -> Word:
        inner = _Parser(body)
        inner.depth, inner.nodes = self.depth + 1, self.nodes
        if inner.depth > MAX_DEPTH:
            raise self.fail("nested too deeply")
        pieces = inner.quoted_pieces("")
        self.nodes = inner.nodes
        return Word(pieces, start, self.at)

    # -- words

    def word(self) -> Word:
        """word: everything up to an unquoted blank or operator."""
        self.count()
        text, start = self.text, self.at
        match = _PLAIN.match(text, start)
        if match:
            end = match.end()
            if end >= self.end or text[end] in _WORD_END or text.startswith("\r\n", end):
                self.at = end
                return Word([], start, end, match.group())
        pieces = self.pieces(_WORD_END)
        if self.at == start:
            raise self.fail(f"unexpected {text[start : start + 1]!r}")
        only = pieces[0] if len(pieces) == 1 else None
        literal = None
        if only is not None and only[0] == "lit" and not re.search(r"[*?\[]", only[1]):
            literal = only[1]
        return Word(pieces, start, self.at, literal)

    def pieces(self, stops: FrozenSet[str]) -> List[Piece]:
        """The pieces of an unquoted word up to a character in ``stops``."""
        text = self.text
        out: List[Piece] = []
        start = self.at
        while self.at < self.end:
            char = text[self.at]
            if char == "~" and (self.at == start or self.assigned(start)):
                tilde = _TILDE.match(text, self.at)
                if tilde:
                    out.append(("tilde", tilde.group(1)))
                    self.at = tilde.end()
                    continue
            if char == "\r" and text.startswith("\r\n", self.at):
                break
            if char in stops:
                if char in "<>" and text.startswith("(", self.at + 1) and stops is _WORD_END:
                    out.append(self.process_substitution())
                    continue
                break
            match = _LITERAL.match(text, self.at)
            if match and not (stops is _BRACE_END and char in _BRACE_END):
                out.append(("lit", match.group()))
                self.at = match.end()
            elif not self.special(char, out):
                out.append(("lit", char))
                self.at += 1
        return out

    def assigned(self, start: int) -> bool:
        """Whether a ``~`` here is expanded because it stands behind ``name=`` or a ``:`` after it."""
        text = self.text
        if text[self.at - 1] not in "=:":
            return False
        return self.in_value or (self.at - start < 256 and _ASSIGNED.match(text[start : self.at]) is not None)

    def special(self, char: str, out: List[Piece]) -> bool:
        """A quote, expansion, escape or brace here; False when the character stands for itself."""
        if char == "'":
            self.single_quoted(out)
        elif char == '"':
            self.at += 1
            out.extend(self.quoted_pieces('"') or [("str", "")])
        elif char == "\\":
            self.escape(out)
        elif char == "$":
            return self.dollar(out, False)
        elif char == "`":
            out.append(self.backquoted(False))
        elif char == "{":
            return self.brace(out)
        else:
            return False
        return True

    def single_quoted(self, out: List[Piece]) -> None:
        close = self.text.find("'", self.at + 1)
        if close < 0:
            raise self.fail("a quote that is not closed")
        out.append(("str", self.text[self.at + 1 : close]))
        self.at = close + 1

    def escape(self, out: List[Piece]) -> None:
        if self.text.startswith(("\\\n", "\\\r\n"), self.at):
            self.at += 3 if self.text[self.at + 1] == "\r" else 2
            return
        out.append(("str", self.text[self.at + 1 : self.at + 2] or "\\"))
        self.at = min(self.at + 2, self.end)

    def quoted_pieces(self, close: str) -> List[Piece]:
        """The pieces up to ``close`` (a double quote, or "" for the end), inside double quotes."""
        text = self.text
        out: List[Piece] = []
        while True:
            match = (_QUOTED if close else _UNCLOSED).match(text, self.at, self.end)
            if match:
                out.append(("str", match.group()))
                self.at = match.end()
            if self.at >= self.end:
                if close:
                    raise self.fail("a quote that is not closed")
                return out
            char = text[self.at]
            if char == close:
                self.at += 1
                return out
            if char == "\\":
                following = text[self.at + 1 : self.at + 2]
                if following == "\n":
                    pass
                elif following in ("$", "`", "\\") or following == close:
                    out.append(("str", following))
                else:
                    out.append(("str", "\\" + following))
                self.at += 2
            elif char == "`":
                out.append(self.backquoted(True))
            elif char != "$" or not self.dollar(out, True):
                out.append(("str", char))
                self.at += 1

    def pieces_until(self, close: int) -> List[Piece]:
        """The pieces of an arithmetic expression that ends at ``close``: substitutions inside are run."""
        end, self.end = self.end, close
        try:
            return self.quoted_pieces("")
        finally:
            self.end = end

    def dollar(self, out: List[Piece], quoted: bool) -> bool:
        """``$...`` here; False when the dollar stands for itself."""
        text, at = self.text, self.at
        following = text[at + 1 : at + 2] if at + 1 < self.end else ""
        if following == "(":
            if text.startswith("$((", at):
                close = self.arithmetic_end(at + 3)
                if close >= 0:
                    self.at = at + 3
                    out.append(("math", self.pieces_until(close), quoted))
                    self.at = close + 2
                    return True
            out.append(self.substitution(quoted))
        elif following == "{":
            out.append(self.braced_parameter(quoted))
        elif following == "'" and not quoted:
            match = _DOLLAR_QUOTED.match(text, at, self.end)
            if match is None:
                raise self.fail("a quote that is not closed")
            out.append(("str", ansi(match.group(1))))
            self.at = match.end()
        elif following == '"' and not quoted:
            self.at = at + 2
            out.extend(self.quoted_pieces('"') or [("str", "")])
        else:
            found = _PARAMETER.match(text, at + 1, self.end)
            if found is None:
                return False
            out.append(("var", found.group(), "", None, quoted, None))
            self.at = found.end()
        return True

    def substitution(self, quoted: bool) -> Piece:
        """``$( list )``."""
        self.count()
        self.at += 2
        pending, self.heredocs = self.heredocs, []
        body = self.sequence(())
        self.heredocs = pending
        if self.at >= self.end or self.text[self.at] != ")":
            raise self.fail("a substitution that is not closed")
        self.at += 1
        return ("cmd", body, quoted)

    def process_substitution(self) -> Piece:
        direction = self.text[self.at]
        piece = self.substitution(False)
        return ("proc", direction, piece[1])

    def backquoted(self, quoted: bool) -> Piece:
        self.count()
        match = _BACKQUOTED.match(self.text, self.at, self.end)
        if match is None:
            raise self.fail("a backquote that is not closed")
        inner = _Parser((_IN_QUOTED_BACKQUOTES if quoted else _IN_BACKQUOTES).sub(r"\1", match.group(1)))
        inner.depth, inner.nodes = self.depth + 1, self.nodes
        if inner.depth > MAX_DEPTH:
            raise self.fail("nested too deeply")
        body = inner.sequence(())
        if inner.at < inner.end:
            raise self.fail("unexpected text in backquotes")
        self.nodes = inner.nodes
        self.at = match.end()
        body.foreign = True
        return ("cmd", body, quoted)

    def braced_parameter(self, quoted: bool) -> Piece:
        """``${name}``, ``${name op word}``, ``${#name}``, ``${!name}``, ``${name[index]}``."""
        text = self.text
        self.enter()
        at = self.at + 2
        prefix = text[at] if text[at : at + 1] in ("!", "#") and _BRACED_NAME.match(text, at + 1) else ""
        match = _BRACED_NAME.match(text, at + len(prefix))
        if match is None:
            raise self.fail("an expansion that cannot be read")
        self.at = match.end()
        name, index = match.group(), None
        if text.startswith("[", self.at):
            index = self.subscript()
            if index is None:
                raise self.fail("an index that is not closed")
        operator = _OPERATOR.match(text, self.at)
        op, argument = "", None
        if operator:
            op = operator.group()
            self.at = operator.end()
            start = self.at
            pieces = self.pieces(_CLOSING) if not quoted else self.quoted_argument()
            argument = Word(pieces, start, self.at)
        if not text.startswith("}", self.at):
            raise self.fail("an expansion that is not closed")
        self.at += 1
        self.depth -= 1
        return ("var", name, prefix + op, argument, quoted, index)

    def quoted_argument(self) -> List[Piece]:
        """The word behind an operator of a parameter expansion inside double quotes."""
        out: List[Piece] = []
        while self.at < self.end:
            char = self.text[self.at]
            if char == "}":
                break
            match = _IN_BRACES.match(self.text, self.at, self.end)
            if match:
                out.append(("str", match.group()))
                self.at = match.end()
            elif not self.special(char, out):
                out.append(("str", char))
                self.at += 1
        return out

    def brace(self, out: List[Piece]) -> bool:
        """``{a,b}`` or ``{1..9}`` here; False when the brace stands for itself."""
        match = _RANGE.match(self.text, self.at)
        if match:
            out.append(("range", *match.groups()))
            self.at = match.end()
            return True
        start = self.at
        if start in self.not_braces:
            return False
        self.enter()
        alternatives: List[List[Piece]] = []
        self.at += 1
        while True:
            alternatives.append(self.pieces(_BRACE_END))
            char = self.text[self.at : self.at + 1]
            if char == ",":
                self.at += 1
                continue
            self.depth -= 1
            if char == "}" and len(alternatives) > 1:
                self.at += 1
                out.append(("brace", tuple(alternatives)))
                return True
            self.not_braces.add(start)
            self.at = start
            return False


_BRACE_END: FrozenSet[str] = _WORD_END | {",", "}"}
_CLOSING: FrozenSet[str] = frozenset("}")

_COMPOUND: Dict[str, Callable[[_Parser], Command]] = {
    "{": _Parser.group,
    "if": _Parser.if_clause,
    "while": _Parser.loop,
    "until": _Parser.loop,
    "for": _Parser.for_clause,
    "select": _Parser.for_clause,
    "case": _Parser.case_clause,
    "function": _Parser.function_clause,
    "[[": _Parser.test_clause,
    "coproc": _Parser.coproc,
}
