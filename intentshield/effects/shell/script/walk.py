"""Expressions of the infix languages, evaluated while they are read.

One pass over the tokens: calls, member access, assignments, lists and concatenation are understood alike in every
language; whatever else there is (conditions, loops, definitions) is passed over, so that its parts are still seen.
"""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, List, Optional, Sequence, Tuple

from ..fold import fold
from ..values import HOLE, NOTHING, Stream
from .calls import ENVIRONMENT_METHODS, NOTHING_TERM, UNKNOWN_TERM, Program, Term, all_labels, quoted, unescape
from .tokens import END, KEYWORDS, Token, tokenize

__all__ = ["Walker"]

MAX_DEPTH = 60
MAX_EVALUATIONS = 12
MAX_TEXT = 65_536

_CLOSERS = frozenset({")", "]", "}"})
_ENDS = _CLOSERS | {",", ":", "(", "[", "{"}
_ASSIGNS = frozenset({"=", "<-", ":=", "+=", ".=", "..=", "||=", "//=", "??=", "~=", "<<="})
_PREFIXES = frozenset(
    "new await return const let var yield typeof void throw my our local val def lazy try final static export default"
    " async not and or do then else delete? in goto state say_ unless if while until".split()
)
_BINDERS = frozenset({"in", "of", "as"})
_STRINGS = frozenset({"s", "e", "q", "c"})
_OPERANDS = _STRINGS | {"w", "d", "h", "r"}
_NAME_OPERATORS = frozenset({"eq", "ne", "lt", "gt", "le", "ge", "cmp", "x", "and", "or", "xor"})
#: awk's pipes and redirections.
_STREAMS = frozenset({"|", "|&", ">", ">>", "<"})
_MENTIONED = frozenset({"env", "home", "args"})
_IMPORT = re.compile(
    r"\bimport\s+(?:\*\s*as\s+([\w$]+)|([\w$]+)?\s*,?\s*(?:\{([^{}]{0,2000})\})?)\s*from\s*[\"']([^\"'\n]+)[\"']"
)
_VARIABLE = re.compile(r"[$@]?[A-Za-z_]\w*$")


class Walker(Program):
    """Reads one script in an infix language."""

    tokens: List[Token]
    at = 0
    depth = 0
    quiet = 0
    evaluations = 0
    subject: Term = UNKNOWN_TERM
    piped: Optional[Term] = None
    printing = False

    def run(self, text: str) -> None:
        """Read a whole script."""
        if self.syntax.name == "js" and "import" in text:
            self._imports(text)
        self.code(text)

    def code(self, text: str) -> None:
        """Read code with the variables there are."""
        self._evaluate(text)

    def _evaluate(self, text: str) -> Term:
        """Read code; the value of its last expression."""
        if self.evaluations > MAX_EVALUATIONS:
            self.shell.opaque("code nested too deeply", text)
            return UNKNOWN_TERM
        self.evaluations += 1
        outer = self.__dict__.get("tokens", []), self.at
        self.tokens, self.at = tokenize(text, self.syntax), 0
        last = UNKNOWN_TERM
        size = len(self.tokens)
        while self.at < size:
            before = self.at
            last = self.expression()
            if self.at == before:
                self.at += 1
        self.tokens, self.at = outer
        self.evaluations -= 1
        return last

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one behind it."""
        try:
            return self.tokens[self.at + ahead]
        except IndexError:
            return END

    def is_operator(self, text: str, ahead: int = 0) -> bool:
        kind, found, _ = self.peek(ahead)
        return kind == "o" and found == text

    # -- expressions

    def expression(self) -> Term:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.shell.opaque("code nested too deeply", "")
            self.at = len(self.tokens)
            self.depth -= 1
            return UNKNOWN_TERM
        left = self.operand()
        while True:
            kind, text, _ = self.peek()
            if kind == "o":
                if text in _ENDS or (text == "=>" and "arrow" not in self.syntax.features):
                    break
                if self.printing and text in _STREAMS and text != "<":
                    break
                left = self.operator(left, text)
            elif kind == "n" and (text in _BINDERS or text in _NAME_OPERATORS):
                left = self.word_operator(left, text)
            elif "juxtapose" in self.syntax.features and self.joins(left, kind, text):
                left = self.combine(".", left, self.operand())
            else:
                break
        self.depth -= 1
        return left

    def joins(self, left: Term, kind: str, text: str) -> bool:
        """Whether two things side by side are one text."""
        if "awk" not in self.syntax.features:
            return kind in ("s", "e", "q") and left.text != HOLE and not left.name
        return kind in ("e", "d") or (kind == "n" and text not in KEYWORDS and text not in ("getline", "else"))

    def operator(self, left: Term, text: str) -> Term:
        """One infix operator and what stands behind it."""
        if text in _ASSIGNS:
            self.at += 1
            return self.assign(left, text, self.expression())
        if text == "=>":
            self.at += 1
            for term in left.items if left.items is not None else (left,):
                if term.ref:
                    self.variables[term.ref] = self.subject._replace(ref=term.ref)
            return self.expression()._replace(text=HOLE, name="")
        if "awk" in self.syntax.features and text in _STREAMS:
            return self.awk_stream(left, text)
        self.at += 1
        if text == "|>":
            self.piped = left
            right = self.operand()
            left_over = self.take_piped()
            return right if left_over is None else self.call(right, [left_over], {})
        return self.combine(text, left, self.operand())

    def take_piped(self) -> Optional[Term]:
        """The value that a pipe hands to the next call, if none has taken it yet."""
        piped, self.piped = self.piped, None
        return piped

    def word_operator(self, left: Term, text: str) -> Term:
        """``for x in list``, ``list as x``, ``a or b``."""
        self.at += 1
        right = self.operand()
        if text == "as":
            if right.ref:
                self.variables[right.ref] = left._replace(ref=right.ref)
            return left
        if text in _BINDERS and left.ref:
            self.variables[left.ref] = right._replace(ref=left.ref)
            return right
        return self.combine(text, left, right)

    def redirected(self, statement: Term) -> Term:
        """awk's print statement, with the pipe or redirection behind it."""
        token = self.peek()
        return self.awk_stream(statement, token[1]) if token[0] == "o" and token[1] in _STREAMS else statement

    def awk_stream(self, left: Term, text: str) -> Term:
        """awk's pipes and redirections."""
        self.at += 1
        if text == "<":
            right = self.operand()
            if left.name == "getline":
                return self.take(right.text) if not right.text.startswith("/inet") else self.inet(right.text)
            return UNKNOWN_TERM
        if text in ("|", "|&") and self.peek()[1] == "getline":
            self.at += 1
            if self.peek()[0] == "n" and self.peek()[1] not in KEYWORDS:
                self.at += 1
            return self.inet(left.text) if left.text.startswith("/inet") else self.start(left.text, left.labels)
        if left.name != "@print":
            return self.combine(text, left, self.operand())
        target = self.operand()
        while self.joins(target, self.peek()[0], self.peek()[1]):
            target = self.combine(".", target, self.operand())
        if target.text.startswith("/inet"):
            self.inet(target.text)
        elif text in ("|", "|&"):
            self.start_with(target.text, left)
        elif target.text != HOLE:
            append = ("append",) if text == ">>" else ()
            self.shell.write_file(target.text, left_stream(left), append)
        return UNKNOWN_TERM

    def start_with(self, command: str, printed: Term) -> None:
        """A command that gets what the script prints as its input."""
        self.started.add(command)
        self.shells = self.shells or re.search(r"\bsh\b", command) is not None
        extra = self.shell.extra
        self.shell.extra = extra | {"escape"}
        self.shell.nested(command, NOTHING, left_stream(printed))
        self.shell.extra = extra

    def inet(self, address: str) -> Term:
        """gawk's ``/inet/tcp/0/host/port``."""
        parts = address.split("/")
        self.sockets = True
        self.hosts += parts[4:5]
        return Term(HOLE, frozenset({"network", "socket"}), "@socket")

    def combine(self, text: str, left: Term, right: Term) -> Term:
        """The value of ``left text right``."""
        labels = left.labels | right.labels
        concat = self.syntax.concat
        if text in concat or (text == "." and "juxtapose" in self.syntax.features):
            if left.items is not None:
                items = (*left.items, *(right.items if right.items is not None else (right,)))
                return Term(HOLE, labels, "", items)
            joint = left.text + right.text
            out = Term(joint if len(joint) <= MAX_TEXT else HOLE, labels)
            if text == "<<" and left.ref:
                self.variables[left.ref] = out._replace(ref=left.ref)
            return out
        if text == "%" and left.text != HOLE and not left.name:
            out_text = fold("printf", [left.text, *(t.text for t in (right.items or (right,)))], "")
            return Term(HOLE if out_text is None else out_text, labels)
        if text in ("||", "or", "??", "?:", "//", "&&", "and"):
            known = [t for t in (left, right) if t.text != HOLE or t.items is not None]
            return (
                (known[-1] if text in ("&&", "and") else known[0])._replace(labels=labels)
                if known
                else Term(HOLE, labels)
            )
        return Term(HOLE, labels)

    def assign(self, left: Term, text: str, right: Term) -> Term:
        """``left = right``, also with a pattern on the left."""
        if text not in ("=", "<-", ":=", "||=", "//=", "??="):
            right = self.combine(text[:-1], left, right)
        if left.items is not None and not left.ref:
            sources = right.items if right.items is not None else (right,) * len(left.items)
            if len(left.items) == 1 and right.items is not None and len(right.items) != 1:
                sources = (right,)
            for target, source in zip(left.items, sources):
                self.set(target.ref, source)
        if not left.ref:
            for key, target in left.fields.items():
                self.set(target.ref, self.member(right, key))
            for target in (left.items or ()) if right.name else ():
                self.set(target.ref, self.member(right, target.ref))
        self.set(left.ref, right)
        return right

    def set(self, ref: str, value: Term) -> None:
        if ref:
            self.variables[ref] = value._replace(ref=ref)
            if value.text != HOLE and not self.quiet:
                self.literals[value.text] = None

    # -- operands

    def operand(self) -> Term:
        negative = False
        while True:
            kind, text, _ = self.peek()
            if kind == "o":
                if text in ("(", "[", "{"):
                    return self.bracket(text)
                if text in _ENDS:
                    return NOTHING_TERM
                negative = text == "-"
                self.at += 1
            elif kind == "n" and text in _PREFIXES and self.peek(1)[1] not in (".", "=", ":", "=>", ")", ","):
                self.at += 1
            else:
                break
        if kind in ("", ";"):
            return NOTHING_TERM
        self.at += 1
        if kind == "n" and text == "getline":
            self.at += self.peek()[0] == "n" and self.peek()[1] not in KEYWORDS
            return Term(HOLE, NOTHING, "getline")
        if kind == "n":
            return self.name(text)
        if kind == "d":
            return self.postfix(Term(("-" if negative else "") + text))
        return self.literal(kind, text)

    def literal(self, kind: str, text: str) -> Term:
        if kind == "w":
            term = Term(HOLE, NOTHING, "", tuple(Term(w) for w in text.split()))
            self.note(" ".join(quoted(w) for w in text.split()))
        elif kind == "h":
            term = self.input(text)
        elif kind == "r":
            if '"' in text or "'" in text or "`" in text:
                self._evaluate(text)
            term = Term(HOLE, NOTHING, "")
        elif kind == "c":
            command = self.string("s", text)
            term = self.start(command.text, command.labels)
        else:
            term = self.string(kind, text)
            self.note(term.text)
        return self.postfix(term)

    def note(self, text: str) -> None:
        """Remember a literal that no message consists of."""
        if not self.quiet and len(text) > 3:
            self.literals[text] = None

    def input(self, handle: str) -> Term:
        """``<>``, ``<STDIN>``, ``<$file>``, ``<*.c>``."""
        if "*" in handle or "/" in handle:
            return Term(handle)
        names = self.variables.get("$ARGV")
        if handle in ("", "STDIN", "ARGV") and names is not None:
            terms = [self.take(t.text) for t in (names.items or (names,))]
            return Term(HOLE, all_labels(terms))
        if handle in ("", "STDIN", "ARGV"):
            return Term(self.stdin.text, self.stdin.labels) if self.stdin.text or self.stdin.labels else UNKNOWN_TERM
        return Term(HOLE, frozenset(self.taken & {"secret", "private", "network"}))

    def string(self, kind: str, text: str) -> Term:
        """A string literal with what is interpolated into it."""
        if kind == "q":
            return Term(text.replace("\\'", "'").replace("\\\\", "\\") if "\\" in text else text)
        pattern = self.syntax.interpolation
        if kind == "e" or pattern is None or not any(c in text for c in "$#@{\\"):
            return Term(unescape(text))
        parts: List[str] = []
        labels: FrozenSet[str] = NOTHING
        last = 0
        for match in pattern.finditer(text):
            if match.start() and text[match.start() - 1] == "\\" and self.syntax.name != "swift":
                continue
            parts.append(unescape(text[last : match.start()]))
            value = self.interpolated(next((g for g in match.groups() if g), match.group()))
            parts.append(value.text)
            labels |= value.labels
            last = match.end()
        parts.append(unescape(text[last:]))
        joint = "".join(parts)
        return Term(joint if len(joint) <= MAX_TEXT else HOLE, labels)

    def interpolated(self, text: str) -> Term:
        if self.syntax.name in ("jl", "jvm") and _VARIABLE.match(text):
            return self.variables.get(text, UNKNOWN_TERM)
        text = text.replace("${", "$").replace("@", "$") if text[:2] in ("${", "@{") else text
        value = self._evaluate(text.rstrip("}") if text[:1] == "$" and "{" not in text else text)
        if value.items is not None and value.text == HOLE:
            return Term(" ".join(t.text for t in value.items), value.labels)
        return value if not value.name or value.text != HOLE else Term(HOLE, value.labels)

    def bracket(self, opening: str) -> Term:
        """Parentheses, a list, or braces: an object or a block."""
        self.at += 1
        items, fields = self.listing({"(": ")", "[": "]", "{": "}"}[opening])
        if opening == "(" and len(items) == 1 and not fields:
            term = items[0]
        else:
            if opening == "{" and len(items) == 1 and not fields and items[0].text != HOLE:
                return self.postfix(items[0]._replace(ref=""))
            term = Term(HOLE, NOTHING, "", tuple(items) if items or opening != "{" else None, fields)
            if opening != "{" and len(items) > 1 and all(t.text != HOLE for t in items):
                self.note(" ".join(quoted(t.text) for t in items))
        return self.postfix(term)

    def listing(self, closing: str) -> Tuple[List[Term], Dict[str, Term]]:
        """What stands between brackets, up to and with the closing one."""
        items: List[Term] = []
        fields: Dict[str, Term] = {}
        named = "named" in self.syntax.features and closing == ")"
        while True:
            kind, text, _ = self.peek()
            if kind == "":
                break
            if kind == "o" and text in _CLOSERS:
                self.at += 1
                if text == closing:
                    break
                continue
            if kind == ";" or (kind == "o" and text in (",", ":")):
                self.at += 1
                continue
            if named and kind == "n" and self.is_operator("=", 1):
                self.at += 2
                fields[text] = self.expression()
                continue
            before = self.at
            value = self.expression()
            after = self.peek()
            if after[0] == "o" and after[1] in (":", "=>") and (value.ref or value.text != HOLE):
                self.at += 1
                fields[value.ref or value.text] = self.expression()
            elif self.at == before:
                self.at += 1
            else:
                items.append(value)
        return items, fields

    def each(self) -> bool:
        """Perl's ``for my $x (list)``: the variable is one of the list."""
        skip = self.peek()[1] in ("my", "our", "local")
        kind, variable, _ = self.peek(skip)
        if kind != "n" or variable[:1] != "$" or not self.is_operator("(", skip + 1):
            return False
        self.at += skip + 2
        items, _ = self.listing(")")
        self.variables[variable] = (items[0] if len(items) == 1 else Term(HOLE, NOTHING, "", tuple(items)))._replace(
            ref=variable
        )
        return True

    def name(self, text: str) -> Term:
        if text in ("for", "foreach") and "topic" in self.syntax.features and self.each():
            return UNKNOWN_TERM
        known = self.variables.get(text)
        if known is None:
            known = self.constant(text)
        return self.postfix(known)

    def constant(self, text: str) -> Term:
        """A name that nothing was assigned to."""
        syntax = self.syntax
        if text[:1] == "$" and (syntax.name == "awk" or (text == "$_" and syntax.name in ("pl", "rb", "raku"))):
            whole = text in ("$0", "$_") and self.stdin.text
            return Term(self.stdin.text if whole else HOLE, self.stdin.labels, "", None, {}, text)
        if syntax.table.get(text.lower() if "caseless" in syntax.features else text) == "env" and not self.is_operator(
            "("
        ):
            return self.environment(())._replace(ref=text)
        if syntax.table.get(text) == "args" and self.args:
            return Term(HOLE, NOTHING, "", tuple(self.args), {}, text)
        return Term(HOLE, NOTHING, text, None, {}, text)

    # -- what follows an operand

    def postfix(self, term: Term) -> Term:
        syntax = self.syntax
        while True:
            kind, text, spaced = self.peek()
            if kind != "o":
                break
            if text in syntax.members and self.peek(1)[0] in ("n", "q", "e"):
                term = self.member(term, self.peek(1)[1], text)
                self.at += 2
            elif text in syntax.members and self.peek(1)[1] in ("!", "!!", "$"):
                self.at += 2
                term = self.call(self.member(term, self.peek(-1)[1]), [], {})
            elif text in syntax.members and self.peek(1)[1] in ("[", "{", "(") and self.peek(1)[0] == "o":
                self.at += 1
            elif text == "(" and self.callable(term, spaced):
                term = self.called(term)
            elif (
                text == "["
                and not (spaced and "bare" in syntax.features)
                and (term.name or term.ref or term.items is not None)
            ):
                self.at += 1
                items, _ = self.listing("]")
                term = self.index(term, items)
            elif text == "{" and syntax.name in ("pl", "raku") and not spaced and term.ref[:1] == "$":
                self.at += 1
                items, _ = self.listing("}")
                term = self.index(term, [t if t.text != HOLE else t._replace(text=t.name or HOLE) for t in items])
            elif text in ("++", "--"):
                self.at += 1
            else:
                break
        return self.without_parentheses(term)

    def callable(self, term: Term, spaced: bool) -> bool:
        if term.name or term.receiver is not None:
            return True
        return term.text != HOLE and not spaced and not term.text[:1].isdigit()

    def called(self, term: Term) -> Term:
        """``term(...)``, and the block behind it."""
        self.at += 1
        act = self.act_of(term.name)
        outer, piped = self.subject, self.take_piped()
        if term.receiver is not None:
            self.subject = term.receiver
        self.quiet += act == "print"
        items, fields = self.listing(")")
        self.quiet -= act == "print"
        self.subject = outer
        if piped is not None:
            items = [piped, *items]
        if self.syntax.name == "awk" and act == "print":
            return self.redirected(printed(items, self.call(term, items, fields)))
        if term.name in ("for", "foreach") and "topic" in self.syntax.features and items:
            self.variables["$_"] = items[-1]._replace(ref="$_")
        out = self.call(term, items, fields)
        self.bind_block(term.receiver if term.receiver is not None and term.receiver.text != HOLE else out)
        return out

    def bind_block(self, subject: Term) -> None:
        """Ruby's ``{ |x| ... }`` and ``do |x|``: the parameter is one of what the call gives."""
        if not (self.is_operator("{") or self.peek()[1] == "do") or not self.is_operator("|", 1):
            return
        at = self.at + 2
        while at < len(self.tokens) and self.tokens[at][1] != "|":
            if self.tokens[at][0] == "n":
                self.variables[self.tokens[at][1]] = subject._replace(ref=self.tokens[at][1], name="")
            at += 1

    def member(self, term: Term, name: str, operator: str = ".") -> Term:
        """``term.name``."""
        ref = f"{term.ref}.{name}" if term.ref else ""
        known = self.variables.get(ref) if ref else None
        if known is not None:
            return known
        if name in term.fields:
            return term.fields[name]
        if (
            term.name == "@env"
            and name not in ("fetch", "get")
            and not self.is_operator("(", 2)
            and not self.bare_ahead()
        ):
            from_env = self.environment([Term(name)]) if name not in ENVIRONMENT_METHODS else term
            return from_env._replace(ref=ref)
        base = term.name or (term.text if term.text != HOLE and len(term.text) < 80 else "")
        full = f"{base}.{name}" if base else ("->" if operator == "->" else "") + name
        act = self.act_of(full)
        if act in _MENTIONED and not self.is_operator("(", 2) and not term.labels:
            value = self.call(Term(HOLE, NOTHING, full), [], {})
            return value._replace(ref=ref)
        return Term(HOLE, term.labels, full, None, {}, ref, term)

    def bare_ahead(self) -> bool:
        return "bare" in self.syntax.features and self.peek(2)[0] in _STRINGS

    def index(self, term: Term, items: Sequence[Term]) -> Term:
        key = items[0] if items else UNKNOWN_TERM
        if term.name == "@env":
            return self.environment([key])
        if term.name == "Dir" or term.name.endswith(".Dir"):
            return Term(key.text, key.labels)
        if term.items is not None and key.text.isdecimal() and len(key.text) < 10 and int(key.text) < len(term.items):
            return term.items[int(key.text)]
        if key.text in term.fields:
            return term.fields[key.text]
        if key.text != HOLE and not key.text.isdigit():
            return self.member(term, key.text)
        return Term(HOLE, term.labels | all_labels(term.items or ()))

    def without_parentheses(self, term: Term) -> Term:
        """A call whose arguments stand behind it without parentheses; else a name that is only mentioned."""
        kind, text, spaced = self.peek()
        bare = "bare" in self.syntax.features
        if text in ("{", "do") and "symbols" in self.syntax.features and term.receiver is not None:
            self.bind_block(term.receiver)
            return term
        variable = term.ref[:1] == "$" and "." not in term.name and "->" not in term.name
        if term.name and term.name[:1] != "@" and not variable:
            if kind in _STRINGS or (bare and self.starts_operand(kind, text, spaced)):
                return self.command_call(term)
            if self.syntax.name == "awk" and term.name in ("print", "printf"):
                whole = self.constant("$0")
                return self.redirected(printed([whole], self.call(term, [whole], {})))
            return self.mentioned(term, kind, text)
        if term.receiver is not None and bare and kind in _STRINGS:
            return self.command_call(term)
        return term

    def starts_operand(self, kind: str, text: str, spaced: bool) -> bool:
        if kind in ("w", "d", "h", "r"):
            return True
        if kind == "n":
            return text not in KEYWORDS or text in ("glob", "join", "map", "grep", "split")
        if kind != "o" or not spaced:
            return False
        if text in ("[", "\\", "->"):
            return True
        if text == "(":
            return True
        if text == "{":
            return self.syntax.name in ("pl", "erl", "hs", "ml") and not self.is_operator("|", 1)
        return text in ("-", "*", "&", ":", "@", "%") and not self.peek(1)[2]

    def command_call(self, term: Term) -> Term:
        """``name argument, argument``."""
        act = self.act_of(term.name)
        self.quiet += act == "print"
        outer, self.printing = self.printing, "awk" in self.syntax.features and act == "print"
        items: List[Term] = []
        fields: Dict[str, Term] = {}
        if self.is_operator("{"):
            self.bracket("{")
            if self.is_operator(","):
                self.at += 1
        while True:
            before = self.at
            value = self.expression()
            token = self.peek()
            if token[0] == "o" and token[1] in (":", "=>") and (value.ref or value.text != HOLE):
                self.at += 1
                fields[value.ref or value.text] = self.expression()
            elif self.at > before:
                items.append(value)
            applied = self.syntax.name in ("hs", "ml") and self.peek()[0] in (*_OPERANDS, "o") and self.at > before
            if self.is_operator(","):
                self.at += 1
            elif not (applied and self.peek()[1] in ("[", "(", self.peek()[1] if self.peek()[0] != "o" else "")):
                break
        self.quiet -= act == "print"
        self.printing = outer
        if self.syntax.name == "awk" and act == "print":
            return self.redirected(printed(items, self.call(term, items, fields)))
        out = self.call(term, items, fields)
        self.bind_block(out)
        return out

    def mentioned(self, term: Term, kind: str, text: str) -> Term:
        """A name without arguments: a constant, a callback, or a call that needs none."""
        features = self.syntax.features
        receiver = term.receiver
        if receiver is not None and receiver.text != HOLE and ("bare" in features or self.syntax.name == "jvm"):
            if "~" + term.name.rpartition(".")[2] in self.syntax.table and text not in ("(", "="):
                return self.call(term, [], {})
        act = self.act_of(term.name)
        if not act:
            return term
        if "topic" in features and kind == "n" and text in ("for", "foreach"):
            self.at += 1
            return self.call(term, [self.expression()], {})
        if (
            "topic" in features
            and act in ("delete", "rmtree", "eval", "shell", "spawn", "source")
            and kind in ("", ";", "o")
        ):
            if text in ("=>", "=", "->", "(", ".") or term.ref[:1] == "$":
                return term
            terms = self.args if act == "rmtree" and self.args else [self.variables.get("$_") or self.constant("$_")]
            return self.call(term, terms, {})
        if act == "eval" and text in (")", ",") and term.receiver is None:
            self.evaluates = True
        elif (
            act in ("home", "env", "args", "read")
            and (term.receiver is not None or act != "read")
            and text not in ("=", "(")
        ):
            if act == "read" and self.syntax.name not in ("jvm", "rb"):
                return term
            return self.call(term, [], {})._replace(ref=term.ref)
        return term

    def _imports(self, text: str) -> None:
        """``import {a as b} from "module"``."""
        for star, default, names, module in _IMPORT.findall(text):
            base = (module[5:] if module.startswith("node:") else module).replace("/", ".")
            for name in (star, default):
                if name:
                    self.variables[name] = Term(HOLE, NOTHING, base, None, {}, name)
            for item in names.split(","):
                original, _, alias = (part.strip() for part in item.partition(" as "))
                ref = alias or original
                if original:
                    self.variables[ref] = Term(HOLE, NOTHING, f"{base}.{original}", None, {}, ref)


def printed(items: Sequence[Term], result: Term) -> Term:
    """What awk's print writes, for the redirection behind it."""
    return Term(HOLE, result.labels, "@print", tuple(items))


def left_stream(left: Term) -> Stream:
    """What a print statement writes."""
    return Stream(" ".join(t.text for t in left.items or ()) + "\n", left.labels)
