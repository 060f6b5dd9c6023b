"""Walks the syntax tree: lists, pipelines, redirections, assignments, compound commands."""

from __future__ import annotations

import re
from functools import partial
from typing import Callable, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from ...model import Span, Target, Verb
from ...programs import find_row
from . import nodes
from .expand import compute, expand_fields, expand_text, expand_value, index_of, variants
from .memory import Memory
from .state import State, any_words, merge
from .truth import truth
from .values import EMPTY, HOLE, MAX_HINTS, MAX_KNOWN, NOTHING, UNKNOWN, Field, Stream, Value, joined, known_words

__all__ = ["MAX_NESTING", "MAX_TURNS", "Tree"]

MAX_COMMANDS = 6_000
MAX_NESTING = 16
MAX_UNROLLED = 32
MAX_TURNS = 24
_STANDARD_OUTPUT = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"})
#: Functions that a shell calls by itself.
_CALLED_BY_SHELL = frozenset(
    "command_not_found_handle command_not_found_handler TRAPEXIT TRAPINT TRAPDEBUG TRAPZERR precmd preexec chpwd"
    " periodic zshexit zshaddhistory fish_prompt fish_command_not_found".split()
)
_STATEFUL = frozenset(
    "cd chdir pushd popd export declare typeset local readonly setenv unset set shift read mapfile readarray eval source"
    " . exec alias printf break continue return hash".split()
)


_PATTERN = re.compile(r"[*?]+|\[[^\]/]*\]")
_WHOLE = frozenset({"*", ".*", "**", "*.*", "?*", ".[!.]*", ".??*", "{.,}*"})


class Tree(Memory):
    """Follows a tree.  Both branches of every condition are taken; loops over known words are unrolled."""

    def invoke(self, argv: List[str], stdin: Stream, functions: bool = True) -> Stream:
        """Run the command that ``argv`` names."""
        raise NotImplementedError

    def invoke_with(self, environment: Mapping[str, Value], argv: List[str], stdin: Stream) -> Stream:
        """Run a command that has further variables in its environment."""
        raise NotImplementedError

    def environment(self, name: str, value: Value) -> None:
        """What it does to a command to find ``name`` in its environment."""
        raise NotImplementedError

    def spring(self) -> None:
        """Run the traps that were set."""
        raise NotImplementedError

    def perform(self, argv: List[str], stdin: Stream) -> Stream:
        """What the current command does as another would."""
        raise NotImplementedError

    def call(self, name: str, function: nodes.Compound, argv: List[str], stdin: Stream) -> Stream:
        """Call a function."""
        raise NotImplementedError

    def substitute(self, body: nodes.Sequence, stdin: Stream = EMPTY) -> Stream:
        """What ``$(body)`` prints; ``>(body)`` has a standard input of its own."""
        state, self.state = self.state, self.state.copy()
        argv, span, extra, fixed = self.argv, self.span, self.extra, self.fixed_span
        if body.foreign and fixed is None:
            self.fixed_span = span
        self.depth += 1
        try:
            if self.depth >= MAX_NESTING:
                self.opaque("nested too deeply", "$(...)")
                return UNKNOWN
            mark = len(self.analysis.commands)
            return self.hinted(self.sequence(body, stdin), mark, EMPTY)
        finally:
            self.depth -= 1
            self.state, self.argv, self.span, self.extra, self.fixed_span = state, argv, span, extra, fixed

    def hinted(self, out: Stream, mark: int, stdin: Stream) -> Stream:
        """Output that is not known, with the texts that went into it since ``mark``."""
        if HOLE not in out.text:
            return out
        hints = [w for command in self.analysis.commands[mark:] for w in command.argv[1:] if " " in w and HOLE not in w]
        if " " in stdin.text and HOLE not in stdin.text:
            hints.append(stdin.text)
        return out._replace(hints=(*stdin.hints, *hints)[:MAX_HINTS]) if hints or stdin.hints else out

    def sequence(self, tree: nodes.Sequence, stdin: Stream) -> Stream:
        """Run pipelines one after the other; what they print together."""
        out: List[Stream] = []
        joint = ";"
        chain: Optional[State] = None
        for pipeline, separator in tree.items:
            before = self.state
            linked = joint in ("&&", "||")
            sure = linked and self.status is not None
            if not sure or self.status is (joint == "&&"):
                if linked and not sure and _may_change(pipeline):
                    self.state = before.copy()
                    if chain is None:
                        chain = before
                stream, stdin = self.item(pipeline, separator, stdin)
                if linked and not sure:
                    self.status = None
                if stream is not EMPTY:
                    out.append(stream)
                if joint == "||" and not sure and self.state is not before:
                    merge(before, [before.copy(), self.state])
                    self.state = before
                if not linked and separator == ";" and self.leaves(pipeline):
                    break
            joint = separator
            if chain is not None and separator not in ("&&", "||"):
                if self.state is not chain:
                    merge(chain, [self.state, chain.copy()])
                    self.state = chain
                chain = None
        if chain is not None and self.state is not chain:
            merge(chain, [self.state, chain.copy()])
            self.state = chain
        return joined(out)

    def item(self, tree: nodes.Pipeline, separator: str, stdin: Stream) -> Tuple[Stream, Stream]:
        """One pipeline of a list: what it prints, and what it leaves of the list's input."""
        state = self.state
        if separator == "&":
            self.forks += 1
            self.state = state.copy()
        stream = self.pipeline(tree, stdin)
        if self.unread is not None:
            stdin, self.unread = self.unread, None
        if separator == "&":
            self.state, self.status = state, None
        if tree.negated and self.status is not None:
            self.status = not self.status
        return stream, stdin

    def leaves(self, tree: nodes.Pipeline) -> bool:
        """Whether control never comes back from a ``break``, ``continue`` or ``return``."""
        command = tree.commands[0]
        if len(tree.commands) > 1 or not isinstance(command, nodes.Simple):
            return False
        name = command.plain[0] if command.plain else command.words[0].text if command.words else None
        return (name == "return" and bool(self.calls)) or (name in ("break", "continue") and self.looping > 0)

    def pipeline(self, tree: nodes.Pipeline, stdin: Stream) -> Stream:
        commands = tree.commands
        if len(commands) == 1:
            return self.command(commands[0], stdin)
        self.forks += 1
        state = self.state
        for command in commands:
            self.state = state.copy()
            mark = len(self.analysis.commands)
            stdin = self.hinted(self.command(command, stdin), mark, stdin)
        if _changes(commands[-1]):
            merge(state, [state.copy(), self.state])  # the last part is a subshell in bash and not in zsh
        self.state, self.status = state, None
        return stdin

    def command(self, tree: nodes.Command, stdin: Stream) -> Stream:
        self.commands += 1
        if self.commands > MAX_COMMANDS:
            if self.commands == MAX_COMMANDS + 1:
                self.opaque("more commands than can be followed", "")
            return UNKNOWN
        if isinstance(tree, nodes.Simple):
            return self.simple(tree, stdin)
        return self.compound(tree, stdin)

    # -- simple commands

    def simple(self, tree: nodes.Simple, stdin: Stream) -> Stream:
        self.span = self.fixed_span or Span(tree.start, tree.end)
        if tree.plain is not None and not self.state.fds:
            out = self.invoke(tree.plain, stdin)
            self.last = tree.plain[-1]
            return out
        argv: List[str] = list(tree.plain or ())
        choices: Optional[List[List[str]]] = None
        for word in tree.words:
            if word.text is None:
                choices = variants(self, tree.words)
                break
        if choices is not None:
            argv = choices[0]
        else:
            for word in tree.words:
                if word.text is not None:
                    argv.append(word.text)
                else:
                    argv += expand_fields(self, word)
        sinks: List[Tuple[str, FrozenSet[str]]] = []
        self.socket = NOTHING
        if tree.redirects:
            self.argv = tuple(argv)
            stdin, sinks = self.redirects(tree.redirects, stdin)
            if argv[:1] == ["exec"] and len(argv) == 1:
                self.standing(tree.redirects, stdin, sinks)
        if choices is not None and len(choices) > 1:
            out = self.one_of(choices, tree.assignments, stdin)
        elif not argv:
            self.status = None
            for assignment in tree.assignments:
                self.assignment(assignment)
            out = EMPTY if not tree.redirects or tree.words else stdin
        else:
            out = self.one(argv, tree.assignments, stdin)
        self.socket = NOTHING
        if tree.redirects and HOLE in out.text and " " in stdin.text and HOLE not in stdin.text:
            out = out._replace(hints=(*out.hints, stdin.text)[:MAX_HINTS])
        if not sinks and "1" in self.state.fds:
            sinks = [(path, NOTHING) for path in self.state.fds["1"].hints[:1]]
        return self.drain(out, sinks) if sinks else out

    def one(self, argv: List[str], assignments: Sequence[nodes.Assignment], stdin: Stream) -> Stream:
        """A command whose words are settled."""
        if assignments:
            out = self.invoke_with({a.name: self.temporary(a) for a in assignments}, argv, stdin)
        else:
            out = self.invoke(argv, stdin)
        self.last = argv[-1]
        return out

    def one_of(self, choices: Sequence[List[str]], assignments: Sequence[nodes.Assignment], stdin: Stream) -> Stream:
        """A command that is one of several, because of what a variable may hold."""
        before, ends, out = self.state, [], []
        for argv in choices:
            self.state = before.copy()
            out.append(self.one(argv, assignments, stdin) if argv else EMPTY)
            ends.append(self.state)
        self.state = before
        merge(before, ends)
        return _either(out)

    def drain(self, out: Stream, sinks: Sequence[Tuple[str, FrozenSet[str]]]) -> Stream:
        """Send what a command prints into the files its redirections name."""
        printed: List[Stream] = []
        for path, traits in sinks:
            if path in _STANDARD_OUTPUT:
                printed.append(out)
            elif path.startswith(("/dev/tcp/", "/dev/udp/")):
                self.perform(["nc", path.split("/")[3] or HOLE], out)
            elif path:
                self.write_file(path, out, traits)
        return joined(printed)

    def redirects(
        self, trees: Sequence[nodes.Redirect], stdin: Stream
    ) -> Tuple[Stream, List[Tuple[str, FrozenSet[str]]]]:
        """(standard input, files that standard output goes to) after the redirections."""
        sinks: List[Tuple[str, FrozenSet[str]]] = []
        fds = self.state.fds
        for tree in trees:
            op, fd = tree.op, tree.fd
            if fd[:1] == "{":
                self.assign(fd.strip("{}"), Value(str(10 + len(fds))))
                fd = str(10 + len(fds))
            if op in ("<<", "<<-", "<<<"):
                content = expand_text(self, tree.body if op != "<<<" else tree.target)
                if op == "<<<":
                    content = Stream(content.text + "\n", content.labels, content.hints)
                stdin = self.opened(fd, content, stdin)
                continue
            for field in expand_fields(self, tree.target):
                if op in (">&", "<&") and (field.rstrip("-") in fds or field.rstrip("-").isdigit() or field == "-"):
                    source = fds.get(field.rstrip("-"))
                    if op == "<&" and source is not None:
                        stdin = self.opened(fd, source, stdin)
                    elif op == ">&" and source is not None and "socket" in source.labels and fd in ("", "1"):
                        sinks += [(path, NOTHING) for path in source.hints[:1]]
                elif field.startswith(("/dev/tcp/", "/dev/udp/")):
                    stdin = self.opened(fd if "<" in op else "1", self.open_socket(field, stdin), stdin)
                    fds[fd or "0"] = Stream(HOLE, frozenset({"network", "socket"}), (field,))
                    if ">" in op and fd in ("", "1"):
                        sinks.append((field, NOTHING))
                elif op in ("<", "<>", "<&"):
                    self.stdin = stdin
                    stdin = self.opened(fd, self.read_file(field), stdin)
                    if op == "<>":
                        self.touch(Verb.WRITE, field)
                elif fd in ("", "1") or op in ("&>", "&>>"):
                    sinks.append((field, frozenset({"append"}) if ">>" in op else NOTHING))
                else:
                    self.write_file(field, Stream(HOLE), ("append",) if ">>" in op else ())
        return stdin, sinks

    def opened(self, fd: str, content: Stream, stdin: Stream) -> Stream:
        """Standard input after ``fd`` was opened for reading ``content``."""
        if fd in ("", "0"):
            return content
        self.state.fds[fd] = content
        return stdin

    def standing(
        self, trees: Sequence[nodes.Redirect], stdin: Stream, sinks: Sequence[Tuple[str, FrozenSet[str]]]
    ) -> None:
        """``exec`` without a command: its redirections stay."""
        if any(tree.fd in ("", "0") and tree.op[:1] == "<" for tree in trees):
            self.state.fds["0"] = stdin
        for path, _ in sinks:
            if path.startswith(("/dev/tcp/", "/dev/udp/")) or (isinstance(path, Field) and path.sink is not None):
                self.state.fds["1"] = Stream(HOLE, frozenset({"socket"}), (path,))

    def open_socket(self, field: str, stdin: Stream) -> Stream:
        """bash's ``/dev/tcp/host/port``."""
        host = field.split("/")[3] if field.count("/") >= 3 else ""
        self.perform(["nc", host or HOLE], stdin)
        self.socket = frozenset({"reverse"})
        return Stream(HOLE, frozenset({"network", "socket"}), (field,))

    def assignment(self, tree: nodes.Assignment) -> None:
        if tree.values is not None:
            self.array_value(tree)
            return
        value = expand_value(self, tree.value)
        text = value.text
        if tree.index is not None:
            self.assign_element(self.referred(tree.name), index_of(self, tree.name, tree.index), text)
            return
        if tree.append:
            before = self.variable(tree.name)
            text = before.text + text
            value = Value(text, value.labels | before.labels, tuple(b + value.text for b in before.others))
        self.assign(tree.name, value if len(text) <= MAX_KNOWN else Value(HOLE, value.labels))
        if tree.name in ("PROMPT_COMMAND", "BASH_ENV", "ENV"):
            self.nested(text)
        elif tree.name in ("PS0", "PS1", "PS4"):
            self.subscript(text)
        elif tree.name in ("HISTFILE", "HISTSIZE", "HISTFILESIZE", "HISTCONTROL"):
            self.hide_history(text)
        elif tree.name == "PATH":
            self.environment("PATH", value)

    def array_value(self, tree: nodes.Assignment) -> None:
        """``name=(values)``."""
        name = self.referred(tree.name)
        items = dict(self.state.arrays.get(name, {})) if tree.append else {}
        for word in tree.values or ():
            index = None if word.index is None else index_of(self, name, word.index)
            for field in expand_fields(self, word):
                key = str(len(items)) if index is None else index
                if known_words([field]) is None:
                    key, field = HOLE, any_words(field.labels if isinstance(field, Field) else NOTHING)
                items[key] = field
        self.state.arrays[name] = items
        self.state.variables.pop(name, None)

    def hide_history(self, text: str) -> None:
        """Switching the shell's history off."""
        if text in ("", "0", "/dev/null", "ignoreboth", "ignorespace"):
            self.effect(Verb.DELETE, "the shell's history", Target.HISTORY)

    def temporary(self, tree: nodes.Assignment) -> Value:
        """``name=value command``: some names make the command run code."""
        value = expand_value(self, tree.value)
        self.environment(tree.name, value)
        return value

    # -- compound commands

    def compound(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        sinks: List[Tuple[str, FrozenSet[str]]] = []
        if tree.redirects:
            self.span = self.fixed_span or Span(tree.start, tree.end)
            self.argv = ()
            stdin, sinks = self.redirects(tree.redirects, stdin)
        out = _COMPOUNDS[tree.kind](self, tree, stdin)
        return self.drain(out, sinks) if sinks else out

    def subshell(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        state, self.state = self.state, self.state.copy()
        traps, self.traps = self.traps, {}
        out = self.sequence(tree.bodies[0], stdin)
        self.spring()
        self.state, self.traps = state, traps
        return out

    def group(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        return self.sequence(tree.bodies[0], stdin)

    def define(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        self.state.functions[tree.name] = (tree,)
        self.status = None
        if tree.name in _CALLED_BY_SHELL:
            self.call(tree.name, tree, [tree.name], EMPTY)
        return EMPTY

    def cases(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``case``: every branch, each from the same state; afterwards any of their values may hold."""
        for word in tree.words or ():
            expand_text(self, word)
        before = self.state
        ends, out = [before.copy()], []
        for body in tree.bodies:
            self.state = before.copy()
            out.append(self.sequence(body, stdin))
            ends.append(self.state)
        self.state, self.status = before, None
        merge(before, ends)
        return _either(out)

    def conditional(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``if``: the branch that is taken where the conditions are known, otherwise all that may be."""
        before, bodies = self.state, list(tree.bodies)
        ends: List[State] = []
        out: List[Stream] = []
        certain = False
        while len(bodies) > 1 and not certain:
            self.state, self.status = before, None
            out.append(self.sequence(bodies.pop(0), stdin))
            certain = self.status is True
            body = bodies.pop(0)
            if self.status is not False:
                self.state = before.copy()
                out.append(self.sequence(body, stdin))
                ends.append(self.state)
        if bodies and not certain:
            self.state, certain = before.copy(), True
            out.append(self.sequence(bodies[0], stdin))
            ends.append(self.state)
        self.state, self.status = before, None
        merge(before, ends if certain else [before.copy(), *ends])
        return _either(out)

    def loop(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``while`` and ``until``: unrolled while the condition is known, then once with what changes unknown."""
        exits, self.exits = self.exits, []
        self.looping += 1
        out = self.turns(tree, stdin)
        self.looping -= 1
        self.left(exits)
        return out

    def turns(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        condition, body = tree.bodies
        lines = _lines(condition, stdin)
        out: List[Stream] = []
        for turn in range(MAX_TURNS):
            if lines is not None:
                if turn == len(lines) and turn:
                    return joined(out)
                stdin = Stream("".join(lines[turn:]), stdin.labels)
            self.status = None
            self.sequence(condition, stdin)
            known = self.status if lines is None else turn < len(lines)
            if known is None or (known is (tree.kind == "until") and not turn):
                break
            if known is (tree.kind == "until"):
                return joined(out)
            before = dict(self.state.variables)
            out.append(self.sequence(body, stdin))
            if lines is None and before == self.state.variables:
                break
        return self.again(tree.bodies, stdin, out)

    def again(self, bodies: Sequence[nodes.Sequence], stdin: Stream, out: List[Stream]) -> Stream:
        """A loop whose end is not known: once as it stands, once with what the body changes unknown, or never."""
        never = self.state
        self.state = never.copy()
        before = dict(never.variables)
        out = [*out, *[self.sequence(body, stdin) for body in bodies]]
        changed = self._forget(before)
        if changed:
            out += [self.sequence(body, Stream(HOLE, stdin.labels)) for body in bodies]
        merge(never, [self.state, never.copy()])
        self.state = never
        return Stream(HOLE, NOTHING.union(*[s.labels for s in out])) if changed else joined(out)

    def count(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``for ((first; condition; step))``."""
        exits, self.exits = self.exits, []
        self.looping += 1
        out = self.counted(tree, stdin)
        self.looping -= 1
        self.left(exits)
        return out

    def counted(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        first, condition, step = (*[word.pieces for word in tree.words or ()], [], [], [])[:3]
        compute(self, first)
        out: List[Stream] = []
        for turn in range(MAX_TURNS):
            known = compute(self, condition) if condition else None
            if known is None or (not known and not turn):
                break
            if not known:
                return joined(out)
            out.append(self.sequence(tree.bodies[0], stdin))
            compute(self, step)
        before = dict(self.state.variables)
        compute(self, step)
        self._forget(before)
        return self.again(tree.bodies, stdin, out)

    def left(self, outer: List[State]) -> None:
        """The end of a loop or function, which may have been left before."""
        if self.exits:
            merge(self.state, [self.state.copy(), *self.exits])
        self.exits, self.status = outer, None

    def _forget(self, before: Mapping[str, Value]) -> bool:
        """Make unknown whatever differs from ``before``; whether anything did."""
        changed = False
        for name, value in list(self.state.variables.items()):
            if before.get(name) != value:
                changed = self.state.varied = True
                self.state.variables[name] = Value(HOLE, value.labels, (value.text,) if HOLE not in value.text else ())
        return changed

    def each(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``for`` and ``select``: unrolled over known words."""
        if not tree.name:
            return self.count(tree, stdin)
        if tree.words is None:
            fields: List[str] = [HOLE] if self.state.args is None else list(self.state.args)
        else:
            fields = [field for word in tree.words for field in expand_fields(self, word)]
        if len(fields) > MAX_UNROLLED:
            fields = _fewer(fields)
        out: List[Stream] = []
        exits, self.exits = self.exits, []
        self.looping += 1
        for field in fields:
            self.state.variables[tree.name] = self.matched(field)
            out.append(self.sequence(tree.bodies[0], stdin))
        self.looping -= 1
        self.left(exits)
        return joined(out)

    def matched(self, field: str) -> Value:
        """A word of a loop; of a pattern it is one of the files that match."""
        if not isinstance(field, Field):
            return Value(field)
        if not field.glob:
            return Value(str(field), field.labels)
        directory, _, name = field.rpartition("/")
        labels = field.labels
        if name in _WHOLE:
            labels |= {"listing:" + self.place(directory or ("/" if field[:1] == "/" else ".")).path}
        return Value(_PATTERN.sub(HOLE, field), labels)

    def test(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``[[ ... ]]``."""
        texts = [expand_text(self, word).text for word in tree.words or ()]
        for text in texts:
            self.subscript(text)
        self.status = truth(["[[", *texts])
        return EMPTY

    def math(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``(( ... ))``."""
        for word in tree.words or ():
            number = compute(self, word.pieces)
            self.status = None if number is None else number != 0
            text = expand_text(self, word).text
            if find_row(text.split(None, 1)[0]) if " " in text.strip() else None:
                self.suspect(partial(self.nested, text))  # two subshells, for shells without arithmetic
        return EMPTY


def _changes(tree: nodes.Command) -> bool:
    """Whether a command can change the shell's state."""
    if isinstance(tree, nodes.Compound):
        return tree.kind != "subshell"
    if tree.plain is not None:
        return tree.plain[0] in _STATEFUL
    return not tree.words or tree.words[0].text is None or tree.words[0].text in _STATEFUL or bool(tree.assignments)


def _may_change(tree: nodes.Pipeline) -> bool:
    return len(tree.commands) == 1 and _changes(tree.commands[0])


def _lines(condition: nodes.Sequence, stdin: Stream) -> Optional[List[str]]:
    """The lines that ``while read`` takes from a known input, one a turn; None when that is not what happens."""
    if len(condition.items) != 1 or stdin is EMPTY or HOLE in stdin.text:
        return None
    command = condition.items[0][0].commands[0]
    if not isinstance(command, nodes.Simple) or command.redirects:
        return None
    words: Sequence[Optional[str]] = command.plain or [word.text for word in command.words]
    if words[:1] != ["read"] or not {w for w in words if w is None or w[:1] == "-"} <= {"-r"}:
        return None
    lines = stdin.text.splitlines(keepends=True)
    return lines if len(lines) < MAX_TURNS else None


def _fewer(fields: Sequence[str]) -> List[str]:
    """Words that stand for many: the first, those that look like paths or flags, and one unknown for the others."""
    first = list(fields[: MAX_UNROLLED // 2])
    special = [f for f in fields[len(first) :] if f[:1] in "/-~." or HOLE in f][: MAX_UNROLLED // 2]
    rest = Field(HOLE)
    rest.labels = NOTHING.union(*[f.labels for f in fields if isinstance(f, Field)])
    return [*first, *dict.fromkeys(special), rest]


def _either(out: Sequence[Stream]) -> Stream:
    """What one of several commands prints."""
    if len({s.text for s in out}) == 1:
        return Stream(out[0].text, NOTHING.union(*[s.labels for s in out]), out[0].hints)
    hints = tuple([hint for s in out for hint in (*s.hints, *([] if HOLE in s.text else [s.text]))])
    return Stream(HOLE, NOTHING.union(*[s.labels for s in out]), hints[:MAX_HINTS])


_COMPOUNDS: Dict[str, Callable[[Tree, nodes.Compound, Stream], Stream]] = {
    "subshell": Tree.subshell,
    "group": Tree.group,
    "function": Tree.define,
    "if": Tree.conditional,
    "case": Tree.cases,
    "while": Tree.loop,
    "until": Tree.loop,
    "for": Tree.each,
    "select": Tree.each,
    "test": Tree.test,
    "math": Tree.math,
    "coproc": Tree.subshell,
}
