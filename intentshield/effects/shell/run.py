"""Understands a command line as a shell would, without running anything: what is run, called and nested.

Layers, each in a module: :mod:`.world` (places, files, effects), :mod:`.memory` (variables), :mod:`.tree` (the syntax
tree), and here :class:`Shell`: commands, functions, scripts and texts that are run.  What a command prints is computed
where :mod:`.fold` knows how.  Unknown stays unknown.  The result are effects, flows and the commands that would run,
in the :class:`~intentshield.model.Analysis`.
"""

from __future__ import annotations

import fnmatch
import re
import shlex
from functools import partial
from typing import Callable, FrozenSet, Iterable, List, Mapping, Optional, Sequence

from ...model import Analysis, Command, Effect, Role, Span, Target, Verb
from ...programs import find_row
from ..places import PROJECT_FILES
from . import nodes
from .answers import ANSWERS, LISTS, listed
from .behave import behave
from .builtins import BUILTINS
from .parse import Unparsable, parse
from .script import read_script
from .state import ENVIRONMENT
from .tree import MAX_NESTING, Tree
from .truth import TESTS, truth
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, joined, known_words
from .variables import environment
from .world import MAX_KEPT_TEXT

__all__ = ["Shell", "from_traits"]

MAX_CALLS = 12
#: Commands that run one another, as ``sudo env nice`` do.
MAX_RUNNING = 32
_QUOTED_TEXT = re.compile(r"\"[^\"\n]{4,4096}\"|'[^'\n]{4,4096}'")
#: Special built-ins: some shells keep the assignments in front of them (POSIX.1-2017 XCU 2.14).
_SPECIAL = frozenset(": . eval exec export readonly set trap unset".split())


class Shell(Tree):
    """One command line being understood."""

    # -- entry points

    def run(self, text: str, stdin: Stream = EMPTY, span: Optional[Span] = None) -> Stream:
        """Understand a whole command line.  ``span`` is where it stands, when it is part of another text."""
        if self.depth >= MAX_NESTING:
            self.opaque("nested too deeply", text)
            return UNKNOWN
        before = self.fixed_span
        if span is not None:
            self.fixed_span = span
        self.depth += 1
        try:
            out = self.sequence(parse(text), stdin)
            if self.depth == 1:
                self.ended()
            return out
        except Unparsable as error:
            self.opaque(f"the command line cannot be read: {error}", text)
            return UNKNOWN
        finally:
            self.depth -= 1
            self.fixed_span = before

    def ended(self) -> None:
        """The end of the command line: traps run, and functions that only a later one may call are looked at."""
        self.spring()
        for name, functions in self.state.functions.items():
            if name not in self.called:
                for function in functions:
                    self.argv, self.span = (name,), Span(function.start, function.end)
                    self.suspect(partial(self.sequence, function.bodies[0], EMPTY))

    def spring(self) -> None:
        """Run the traps that were set, with what the variables hold at the end."""
        for handler, where in list(self.traps.items()):
            self.argv, self.span = ("trap", handler), where
            self.nested(handler)

    def nested(self, text: str, labels: FrozenSet[str] = NOTHING, stdin: Stream = EMPTY) -> Stream:
        """A command line inside an argument of the current command."""
        if not text.strip():
            return EMPTY
        argv, span, extra = self.argv, self.span, self.extra
        out = self.run(text, stdin, self.span)
        self.argv, self.span, self.extra = argv, span, extra
        return Stream(out.text, out.labels | labels)

    def child(self, text: str, args: Optional[List[str]], name: str, stdin: Stream) -> Stream:
        """A command line for another shell, which has the exported variables for certain and no functions."""
        state, before = self.state, self.name
        self.state = state.copy()
        self.state.functions = {n: f for n, f in state.functions.items() if n in state.exported}
        self.state.aliases, self.state.arrays = {}, {}
        for variable, value in state.variables.items():
            if variable not in state.exported and HOLE not in (value.text, *value.others):
                outside = ENVIRONMENT.get(variable, HOLE)
                self.state.variables[variable] = value._replace(others=(*value.others, outside))
                self.state.varied = True
        self.state.args, self.name = args, name
        out = self.nested(text, NOTHING, stdin)
        self.state, self.name = state, before
        return out

    def suspect(self, reading: Callable[[], object]) -> None:
        """Follow what is only perhaps a command; of what it would do, only what is grave counts, as ``maybe``."""
        if self.suspecting:
            return
        analysis, state, files, traps = self.analysis, self.state, dict(self.files), dict(self.traps)
        argv, span, extra, status = self.argv, self.span, self.extra, self.status
        self.analysis, self.state, self.suspecting = Analysis(), state.copy(), True
        try:
            reading()
            found = self.analysis.effects
        finally:
            self.analysis, self.state, self.files, self.traps, self.suspecting = analysis, state, files, traps, False
            self.argv, self.span, self.extra, self.status = argv, span, extra, status
        for effect in found:
            if is_grave(effect):
                analysis.effects.append(
                    effect._replace(traits=effect.traits | {"maybe"}, span=self.span, argv=self.argv or effect.argv)
                )

    def code(self, role: Role, text: str) -> None:
        """Code in another language, for the front end of its role."""
        from ...model import Part  # noqa: PLC0415 - only when there is code

        front_end = self.front_ends.get(role)
        if front_end is None:
            self.opaque(f"no front end reads this {role}", text)
            return
        inner = Analysis()
        front_end.lower(
            Part((), role, text),
            self.context.at(self.state.cwd if HOLE not in self.state.cwd else self.context.cwd),
            inner,
        )
        for effect in inner.effects:
            self.analysis.effects.append(
                effect._replace(argv=self.argv, span=self.span, traits=effect.traits | self.extra)
            )
        self.analysis.notes += inner.notes
        self.analysis.files.update(inner.files)

    def project_code(self, directory: str = "") -> None:
        """What the project's own tools run by themselves, of what the agent wrote or fetched."""
        directory = directory or self.state.cwd
        if self.suspecting:
            return
        for name in PROJECT_FILES:
            path = f"{directory}/{name}"
            if path not in self.files and path not in self.context.files:
                continue
            content = self.contents(self.place(path))
            if "network" in content.labels:
                self.effect(Verb.EXECUTE, path, Target.INLINE, ("from:network",))
            if name.endswith(".py") and HOLE not in content.text:
                self.suspect(partial(self.code, Role.CODE, content.text))

    # -- commands and functions

    def invoke(self, argv: List[str], stdin: Stream, functions: bool = True) -> Stream:
        """Run the command that ``argv`` names; ``functions``: which may be one of the shell's own."""
        if self.running >= MAX_RUNNING:
            self.opaque("nested too deeply", " ".join(argv))
            return UNKNOWN
        self.running += 1
        out = self._invoke(argv, stdin, functions)
        self.running -= 1
        return out

    def _invoke(self, argv: List[str], stdin: Stream, functions: bool) -> Stream:
        name = argv[0]
        state = self.state
        if functions and name in state.aliases and name not in self.calls:
            self.calls.append(name)
            self.run(" ".join([state.aliases[name], *map(_quoted, argv[1:])]), stdin, self.span)
            self.calls.pop()
        if functions and name in state.functions:
            return joined([self.call(name, function, argv, stdin) for function in state.functions[name]])
        if stdin is EMPTY and "0" in state.fds:
            stdin = state.fds["0"]
        self.stdin = stdin
        self.argv = tuple(argv)
        if self.files and "/" in name:
            content = self.files.get(self.place(name).path)
            if content is not None and not any(label[:8] == "program:" for label in content.labels):
                self.record(argv)
                return self.execute_file(name, "shell", stdin, argv[1:])
        self.status = None
        builtin = BUILTINS.get(name)
        if builtin is not None:
            self.record(argv)
            out = builtin(self, argv, stdin)
        else:
            if name[:1] == "=" and len(name) > 1:
                argv = [name[1:], *argv[1:]]  # zsh: the program's path
            out = behave(self, argv, stdin)
        if builtin is None or name in TESTS:
            self.status = truth(argv) if name in TESTS else None
        answer = ANSWERS.get(name)
        if answer is not None and HOLE in out.text:
            text = answer(self, argv)
            out = out if text is None else out._replace(text=text)
        if name in LISTS and out.text.strip() == HOLE:
            directory = listed(self, argv)
            if directory is not None:
                out = out._replace(labels=out.labels | {"listing:" + directory})
        return out

    def invoke_with(self, environment: Mapping[str, Value], argv: List[str], stdin: Stream) -> Stream:
        """Run a command that has further variables in its environment."""
        state = self.state
        variables, exported = state.variables, state.exported
        state.variables = {**variables, **environment}
        state.exported = exported.union(environment)
        out = self.invoke(argv, stdin)
        for name, value in environment.items():
            if state.variables.get(name) == value and argv[0] not in _SPECIAL:
                if name in variables:
                    state.variables[name] = variables[name]
                else:
                    del state.variables[name]
        state.exported = exported
        return out

    def environment(self, name: str, value: Value) -> None:
        """What it does to a command to find ``name`` in its environment."""
        environment(self, name, value)

    def perform(self, argv: List[str], stdin: Stream) -> Stream:
        """What the current command does as another would."""
        if self.depth >= MAX_NESTING:
            self.opaque("nested too deeply", " ".join(argv))
            return UNKNOWN
        self.depth += 1
        out = behave(self, argv, stdin, quiet=True)
        self.depth -= 1
        return out

    def record(self, argv: Sequence[str]) -> None:
        """Note that a command would run."""
        certain = True
        for word in argv:
            if HOLE in word or (type(word) is Field and (word.glob or word.maybe or word.stream is not None)):
                certain = False
        cwd = self.state.cwd if HOLE not in self.state.cwd and not self.state.elsewhere else ""
        self.analysis.commands.append(Command(tuple(argv), certain, self.span, self.depth, cwd))

    def call(self, name: str, function: nodes.Compound, argv: List[str], stdin: Stream) -> Stream:
        """Call a function; one that multiplies by calling itself is a fork bomb."""
        if name in self.calls:
            if self.forks > 0:
                self.effect(Verb.SIGNAL, "the machine", Target.MACHINE, ("destroy", "all"))
                self.analysis.notes.append(f"{name} starts itself again and again")
                self.status = None
                return EMPTY
            if len(self.calls) >= MAX_CALLS:
                self._forget({})
                self.status = None
                return UNKNOWN
        self.called.add(name)
        args, forks, exits, looping = self.state.args, self.forks, self.exits, self.looping
        self.looping = 0
        self.calls.append(name)
        self.state.args, self.forks, self.exits = known_words(argv[1:]), 0, []
        out = self.sequence(function.bodies[0], stdin)
        self.calls.pop()
        status, left = self.status, bool(self.exits)
        self.left(exits)
        self.looping, self.status = looping, None if left else status
        self.state.args, self.forks = args, forks
        return out

    # -- code that comes from somewhere

    def executes(
        self, text: str, labels: FrozenSet[str], cls: Target = Target.SHELL, hints: Iterable[str] = ()
    ) -> None:
        """The effect of running code that came from somewhere."""
        traits = from_traits(labels, HOLE in text)
        if traits:
            self.effect(Verb.EXECUTE, text.replace(HOLE, "*").strip()[:200], cls, traits)
        if HOLE in text:
            self.suspect_texts(hints or (text.hints if isinstance(text, Field) else ()))

    def suspect_texts(self, hints: Iterable[str]) -> None:
        """Texts that may become part of code that is not known: those that read like commands."""
        for hint in hints:
            for text in dict.fromkeys([hint, *[m.group()[1:-1] for m in _QUOTED_TEXT.finditer(hint[:MAX_KEPT_TEXT])]]):
                text = text.lstrip("+ ") if text[:1] in "+ " else text.partition("=")[2] if text[:2] == "--" else text
                if find_row(text.split(None, 1)[0].rsplit("/", 1)[-1] if text.strip() else ""):
                    self.suspect(partial(self.nested, text))

    def execute_file(self, path: str, language: str, stdin: Stream = EMPTY, args: Sequence[str] = ()) -> Stream:
        """A file that is run as a script; its content is read too, when it is known."""
        if isinstance(path, Field) and path.stream is not None:
            return self.execute_text(path.stream, language)
        if path[:9] in ("/dev/tcp/", "/dev/udp/"):
            return self.execute_text(self.open_socket(path, stdin), language)
        place = self.place(path)
        if self.files and place.path not in self.files and (place.glob or HOLE in place.path):
            for known in fnmatch.filter(list(self.files), place.path.replace(HOLE, "*")):
                self.execute_file(known, language, stdin, args)
        content = self.contents(place)
        cls = Target.PROJECT if place.cls in (Target.WORKSPACE, Target.WORKSPACE_ROOT, Target.VCS) else place.cls
        labels = content.labels - {"local", "private", "secret"}
        traits = from_traits(labels, False) | ({"from:scratch"} if place.cls is Target.SCRATCH else NOTHING)
        self.effect(Verb.EXECUTE, place.path.replace(HOLE, "*"), cls, traits)
        if HOLE in content.text:
            return UNKNOWN
        if language == "shell" and content.text[:2] == "#!":
            language = _interpreter_of(content.text)
        return self.run_text(content, language, stdin, list(args))

    def execute_text(self, content: Stream, language: str, args: Sequence[str] = ()) -> Stream:
        """Code that comes out of a pipe."""
        if content is EMPTY:
            return UNKNOWN
        traits = from_traits(content.labels, HOLE in content.text)
        self.effect(
            Verb.EXECUTE,
            content.text.replace(HOLE, "*").strip()[:200],
            Target.SHELL if language == "shell" else Target.INLINE,
            traits,
        )
        if content.hints and language == "shell":
            self.suspect_texts(content.hints)
        return self.run_text(content, language, EMPTY, list(args))

    def run_text(self, content: Stream, language: str, stdin: Stream, args: List[str]) -> Stream:
        if language == "shell" and content.text != HOLE:
            return self.child(content.text, args, self.name or "bash", stdin)
        if language == "python" and HOLE not in content.text:
            self.code(Role.CODE, content.text)
        elif language != "python" and content.text != HOLE:
            read_script(self, language, content.text, stdin, args)
        return Stream(HOLE, content.labels | {"shell"})


_GRAVE_TRAITS = frozenset(
    "reverse bind destroy setuid from:network from:decoded carries:secret carries:environment carries:private".split()
)


_LASTING = frozenset({Target.ROOT, Target.SYSTEM_ROOT, Target.SYSTEM, Target.DEVICE, Target.ACCOUNTS, Target.STARTUP})


_KEPT = _LASTING | {Target.HOME_ROOT, Target.WORKSPACE_ROOT, Target.VCS, Target.SECRET}


def is_grave(effect: Effect) -> bool:
    """Whether an effect is worth an interruption even if it is not sure that it would happen."""
    if not _GRAVE_TRAITS.isdisjoint(effect.traits):
        return True
    if effect.verb is Verb.DELETE:
        whole = effect.cls in (Target.HOME, Target.OUTSIDE) and "recursive" in effect.traits
        return whole or effect.cls in _KEPT
    return effect.verb in (Verb.WRITE, Verb.PERMIT) and effect.cls in _LASTING


_SHEBANG = re.compile(r"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(\S+)")


def _interpreter_of(text: str) -> str:
    """The language that the first line of a script names."""
    match = _SHEBANG.match(text)
    row = find_row(match.group(1).rsplit("/", 1)[-1]) if match else None
    language = row.attributes.get("in", "shell") if row is not None else "shell"
    return "python" if language == "py" else language


def from_traits(labels: FrozenSet[str], unknown: bool) -> FrozenSet[str]:
    """What it says of code that it comes from data with these labels."""
    traits = set()
    if "network" in labels:
        traits.add("from:network")
    if "socket" in labels:
        traits.add("reverse")
    if "decoded" in labels:
        traits.add("from:decoded")
    if "written" in labels:
        traits.add("from:written")
    if "input" in labels and unknown:
        traits.add("from:input")
    return frozenset(traits)


def _quoted(word: str) -> str:
    return word if HOLE in word else shlex.quote(word)
