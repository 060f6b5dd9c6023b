"""Walks the syntax tree as a shell would, without running anything: variables, directories, pipes, files.

Both branches of every condition are taken, loops over known words are unrolled, functions and aliases are called,
and what a command prints is computed where :mod:`.fold` knows how.  Unknown stays unknown.  The result are effects,
flows and the commands that would run, in the :class:`~intentshield.model.Analysis`.
"""

from __future__ import annotations

import fnmatch
import re
import shlex
from functools import partial
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from ...context import Context
from ...model import Analysis, Command, Effect, FileFact, Role, Span, Target, Verb
from ...programs import find_row
from ..credentials import credential_labels
from ..path import Place, locate, path_traits, target_class
from ..places import PROJECT_FILES
from . import nodes
from .answers import ANSWERS, LISTS, listed
from .behave import behave
from .expand import compute, expand_fields, expand_text, expand_value, index_of, variants
from .parse import Unparsable, parse
from .script import read_script
from .truth import TESTS, truth
from .values import EMPTY, HOLE, MAX_HINTS, MAX_KNOWN, NOTHING, UNKNOWN, Field, Stream, Value, joined, known_words
from .variables import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..lower import FrontEnds

__all__ = ["Shell"]

MAX_COMMANDS = 20_000
MAX_CALLS = 12
MAX_NESTING = 16
MAX_UNROLLED = 64
MAX_TURNS = 24
MAX_TEXTS = 12
MAX_KEPT_TEXT = 16_384

_ENVIRONMENT = {
    "SHELL": "/bin/bash",
    "BASH": "/bin/bash",
    "PATH": "/" + HOLE,
    "IFS": " \t\n",
    "?": HOLE,
    "$": HOLE,
    "!": HOLE,
    "#": HOLE,
    "-": HOLE,
    "_": HOLE,
    "0": "bash",
}
_COMMAND_VARIABLES = frozenset(
    "CC CXX CPP LD AR MAKE PYTHON PYTHON3 PYTHON_BIN NODE NPM JAVA RUBY PERL PHP GO CARGO EDITOR VISUAL PAGER BROWSER"
    " SHELL PIP GIT DOCKER KUBECTL COMPOSE SUDO CMD CMAKE CTEST RUSTC GREP SED AWK TAR CURL WGET VIRTUAL_ENV".split()
)


_DIRECTORIES = frozenset({Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT})


class _State:
    """What a subshell gets a copy of.

    ``elsewhere``: further directories it may be in.  ``attributes``: of variables, as ``declare`` gives them.
    """

    __slots__ = (
        "aliases",
        "args",
        "arrays",
        "attributes",
        "cwd",
        "elsewhere",
        "exported",
        "fds",
        "functions",
        "stack",
        "variables",
    )

    def __init__(self, cwd: str) -> None:
        self.variables: Dict[str, Value] = {}
        self.arrays: Dict[str, Dict[str, str]] = {}
        self.attributes: Dict[str, str] = {}
        self.functions: Dict[str, Tuple[nodes.Compound, ...]] = {}
        self.exported: FrozenSet[str] = NOTHING
        self.aliases: Dict[str, str] = {}
        self.args: Optional[List[str]] = None
        self.cwd = cwd
        self.elsewhere: Tuple[str, ...] = ()
        self.stack: Tuple[str, ...] = ()
        self.fds: Dict[str, Stream] = {}

    def copy(self) -> _State:
        twin = _State(self.cwd)
        twin.variables = dict(self.variables)
        twin.arrays = dict(self.arrays)
        twin.attributes = dict(self.attributes)
        twin.functions = dict(self.functions)
        twin.aliases = dict(self.aliases)
        twin.args = self.args
        twin.exported = self.exported
        twin.elsewhere = self.elsewhere
        twin.stack = self.stack
        twin.fds = dict(self.fds)
        return twin


class Shell:
    """One command line being understood.

    ``status``: whether the last command succeeded, None when that is not known.
    ``socket``: ``{"reverse"}`` while the current command's input or output is a network socket; ``sockets``: file
    descriptors that are one.
    """

    def __init__(self, context: Context, analysis: Analysis, front_ends: FrontEnds) -> None:
        self.context = context
        self.analysis = analysis
        self.front_ends = front_ends
        self.state = _State(context.cwd)
        self.files: Dict[str, Stream] = {}
        self.commands = 0
        self.depth = 0
        self.calls: List[str] = []
        self.status: Optional[bool] = None
        self.traps: Dict[str, Optional[Span]] = {}
        self.forks = 0
        self.suspecting = False
        self.stdin = EMPTY
        self.unread: Optional[Stream] = None
        self.last = HOLE
        self.exits: List[_State] = []
        self.fixed_span: Optional[Span] = None
        self.span: Optional[Span] = None
        self.argv: Tuple[str, ...] = ()
        self.extra: FrozenSet[str] = NOTHING
        self.remote = False
        self.socket: FrozenSet[str] = NOTHING
        self.sockets: Set[str] = set()
        self.name: Optional[str] = None
        self.places: Dict[Tuple[str, str], Place] = {}

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
                for handler, where in list(self.traps.items()):
                    self.argv, self.span = ("trap", handler), where
                    self.nested(handler)
            return out
        except Unparsable as error:
            self.opaque(f"the command line cannot be read: {error}", text)
            return UNKNOWN
        finally:
            self.depth -= 1
            self.fixed_span = before

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
        self.state.functions, self.state.aliases, self.state.arrays = {}, {}, {}
        for variable, value in state.variables.items():
            if variable not in state.exported and HOLE not in (value.text, *value.others):
                outside = _ENVIRONMENT.get(variable, HOLE)
                self.state.variables[variable] = value._replace(others=(*value.others, outside))
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

    # -- what the rest of the front end calls

    def effect(
        self, verb: Verb, target: str, cls: Target, traits: Iterable[str] = (), extra: Iterable[str] = ()
    ) -> None:
        """Add an effect of the current command."""
        self.analysis.effects.append(Effect(verb, target, cls, self.extra.union(traits, extra), self.argv, self.span))
        if cls is Target.PROJECT and verb is Verb.EXECUTE and (self.files or self.context.files):
            self.project_code()

    def project_code(self) -> None:
        """What the project's own tools run by themselves, of what the agent wrote or fetched."""
        if self.suspecting or HOLE in self.state.cwd:
            return
        for name in PROJECT_FILES:
            path = f"{self.state.cwd}/{name}"
            if path not in self.files and path not in self.context.files:
                continue
            content = self.contents(self.place(path))
            if "network" in content.labels:
                self.effect(Verb.EXECUTE, path, Target.INLINE, ("from:network",))
            if name.endswith(".py") and HOLE not in content.text:
                self.suspect(partial(self.code, Role.CODE, content.text))

    def opaque(self, reason: str, text: str) -> None:
        """Something that cannot be analysed."""
        self.analysis.effects.append(
            Effect(Verb.OPAQUE, f"{reason}: {text[:80]}", Target.UNKNOWN, NOTHING, self.argv, self.span)
        )

    def place(self, path: str) -> Place:
        """Where a path of the command line leads, seen from the current directory."""
        key = (path, self.state.cwd)
        known = self.places.get(key)
        if known is None:
            known = self.places[key] = self._locate(path)
        return known

    def _locate(self, path: str) -> Place:
        cwd = self.state.cwd
        if path[:1] == "~":
            path = "./" + path
        if HOLE not in path and (HOLE not in cwd or path[:1] == "/"):
            return locate(path, self.context if cwd == self.context.cwd or HOLE in cwd else self.context.at(cwd))
        if path[:1] != "/":
            path = f"{cwd}/{path}"
        if path.startswith(HOLE):
            tail = path.rsplit(HOLE, 1)[1].lstrip("/")
            place = locate("/srv/data/unknown/" + tail, self.context) if tail else None
            special = place is not None and place.cls is not place.place
            cls = place.cls if place is not None and special else Target.UNKNOWN
            return Place(
                path,
                cls,
                Target.UNKNOWN,
                bool(place and place.secret),
                (),
                bool(place and place.whole),
                bool(place and place.glob),
            )
        place = locate(path, self.context)
        if HOLE in place.path.split("/", 2)[1]:
            return place._replace(cls=Target.SYSTEM, place=Target.SYSTEM)
        return place

    def touch(self, verb: Verb, path: str, traits: Iterable[str] = ()) -> Place:
        """An effect on a file; writing to a directory is writing something into it."""
        place = self.place(path)
        if verb is Verb.WRITE and (place.cls in _DIRECTORIES or path[-1:] == "/" or place.path in self.context.scratch):
            place = self.place(path.rstrip("/") + "/" + HOLE)
        cls = target_class(place, verb)
        extra = path_traits(place) if place.glob or place.problems else NOTHING
        if HOLE in path:
            extra |= {"maybe"}
        shown = cls is Target.SECRET and verb is Verb.READ
        if self.remote and not shown and cls not in (Target.ROOT, Target.SYSTEM_ROOT, Target.DEVICE, Target.HOME_ROOT):
            cls = Target.REMOTE
        self.effect(verb, place.path.replace(HOLE, "*"), cls, traits, extra)
        if self.state.elsewhere and path[:1] not in "/~" and verb is not Verb.READ:
            self._touch_elsewhere(verb, path, traits)
        if isinstance(path, Field) and path == HOLE and verb is not Verb.READ:
            for label in path.labels:
                if label[:8] == "listing:":
                    self.suspect(partial(self.touch, verb, label[8:] + "/*", traits))
        return place

    def _touch_elsewhere(self, verb: Verb, path: str, traits: Iterable[str]) -> None:
        """The same from the other directories that the command line may be in."""
        cwd, elsewhere = self.state.cwd, self.state.elsewhere
        self.state.elsewhere = ()
        for directory in elsewhere:
            self.state.cwd = directory
            self.suspect(partial(self.touch, verb, path, traits))
        self.state.cwd, self.state.elsewhere = cwd, elsewhere

    def read_file(self, path: str, traits: Iterable[str] = ()) -> Stream:
        """What reading a file gives; adds the effect."""
        if isinstance(path, Field) and path.stream is not None:
            return path.stream
        place = self.touch(Verb.READ, path, traits)
        return self.contents(place)

    def contents(self, place: Place) -> Stream:
        """What is known of a file's content."""
        descriptor = _DESCRIPTOR.match(place.path) if place.path[:5] in ("/dev/", "/proc") else None
        if descriptor is not None:
            number = descriptor.group(1) or descriptor.group(2) or "0"
            return self.stdin if number == "0" else self.state.fds.get(number, UNKNOWN)
        known = self.files.get(place.path)
        if known is not None:
            return known
        fact = self.context.files.get(place.path)
        labels = NOTHING if fact is None else fact.labels
        if place.secret:
            labels |= {"secret"}
        elif place.place in (Target.HOME, Target.HOME_ROOT, Target.WORKSPACE_ROOT) or place.cls in (
            Target.HISTORY,
            Target.ACCOUNTS,
        ):
            labels |= {"private"}
        elif place.place is not Target.STDIO:
            labels |= {"local"}
        text = HOLE if fact is None or fact.text is None else fact.text
        return Stream(text, labels)

    def write_file(self, path: str, content: Stream, traits: Iterable[str] = ()) -> None:
        """An effect of writing, and what the file holds afterwards."""
        place = self.touch(Verb.WRITE, path, traits)
        if place.place is Target.STDIO or self.remote or HOLE in place.path:
            return
        if "append" in traits:
            content = joined(
                [
                    self.files.get(place.path, EMPTY if place.path not in self.context.files else self.contents(place)),
                    content,
                ]
            )
        self.files[place.path] = content
        text = content.text if HOLE not in content.text and len(content.text) <= MAX_KEPT_TEXT else None
        self.analysis.files[place.path] = FileFact((content.labels - {"local"}) | {"written"}, text)

    # -- variables

    def variable(self, name: str) -> Value:
        """The value of a variable or parameter."""
        name = self.referred(name)
        value = self.state.variables.get(name)
        if value is not None:
            return value
        if name.isdigit() and name != "0":
            args = self.state.args
            if args is None:
                return Value(HOLE, frozenset({"input"}))
            index = int(name) - 1
            arg = args[index] if index < len(args) else ""
            return Value(arg, arg.labels if isinstance(arg, Field) else NOTHING)
        if name == "#" and self.state.args is not None:
            return Value(str(len(self.state.args)))
        if name == "0" and self.name is not None:
            return Value(self.name)
        if name in self.state.arrays:
            return Value(self.state.arrays[name].get("0", ""))
        return Value(self._preset(name), credential_labels(name))

    def _preset(self, name: str) -> str:
        """What a variable holds that the command line did not set."""
        if name == "HOME":
            return self.home("")
        if name == "PWD":
            return self.state.cwd
        if name == "_":
            return self.last
        if name in ("TMPDIR", "TEMP", "TMP"):
            return self.context.scratch[0] if self.context.scratch else HOLE
        if name in ("USER", "LOGNAME"):
            return self.context.home.rsplit("/", 1)[-1] or HOLE
        return _ENVIRONMENT.get(name, HOLE)

    def referred(self, name: str) -> str:
        """The variable that a name reference (``declare -n``) leads to."""
        attributes = self.state.attributes
        if "n" in attributes.get(name, ""):
            target = self.state.variables.get(name)
            return target.text if target is not None and target.text != name else name
        return name

    def is_set(self, name: str) -> bool:
        """Whether the command line itself gave the variable a value."""
        if name.isdigit():
            return self.state.args is not None and int(name) <= len(self.state.args)
        if name in ("HOME", "PWD", "IFS", "0"):
            return True
        if self.is_unset(name):
            return False
        return name in self.state.variables or name in self.state.arrays

    def is_unset(self, name: str) -> bool:
        """Whether the command line itself took the variable away."""
        return "-" in self.state.attributes.get(name, "")

    def assign(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        base, bracket, rest = name.partition("[")
        base = self.referred(base)
        attributes = self.state.attributes.get(base)
        if attributes is not None:
            if "r" in attributes:
                return
            value = _cased(value, attributes)
            if "-" in attributes:
                self.state.attributes[base] = attributes.replace("-", "")
        if bracket:
            self.assign_element(base, rest.rstrip("]"), value.text)
        elif base in self.state.arrays:
            self.assign_element(base, "0", value.text)
        else:
            self.state.variables[base] = value

    def assign_element(self, name: str, key: str, text: str) -> None:
        """Give one element of an array a value."""
        self.subscript(key)
        items = dict(self.state.arrays.get(name, {}))
        if not items and name in self.state.variables:
            items["0"] = self.state.variables.pop(name).text
        if key.isdigit() or self.is_associative(name):
            items[key] = text
        else:
            items[HOLE] = _any_words()
        self.state.arrays[name] = items

    def subscript(self, text: str) -> None:
        """A subscript is evaluated, whoever names the variable: substitutions in it run."""
        if "$(" in text or "`" in text:
            self.nested(f': "{text}"')

    def is_associative(self, name: str) -> bool:
        """Whether an array was declared with ``-A``."""
        return "A" in self.state.attributes.get(name, "")

    def elements(self, name: str, key: str) -> Optional[List[str]]:
        """The elements that ``name[key]`` stands for; None when that is unknown."""
        name = self.referred(name)
        items = self.state.arrays.get(name)
        if items is None:
            if name not in self.state.variables:
                return None
            items = {"0": self.state.variables[name].text}
        if key in ("@", "*"):
            return _in_order(items)
        if HOLE in items or HOLE in key:
            return None
        if key[:1] == "-" and key[1:].isdigit() and int(key[1:]) <= len(items):
            return [_in_order(items)[int(key)]]
        return [items.get(key, "")]

    def keys(self, name: str) -> Optional[List[str]]:
        """The keys of an array; None when they are unknown."""
        items = self.state.arrays.get(self.referred(name))
        return None if items is None or HOLE in items else list(items)

    def arguments(self) -> Optional[List[str]]:
        """The positional parameters; None when unknown."""
        return self.state.args

    def separators(self) -> str:
        """The field separators in force."""
        value = self.state.variables.get("IFS")
        if value is None or self.is_unset("IFS"):
            return " \t\n"
        texts = (value.text, *value.others)
        return value.text if len(texts) == 1 and HOLE not in value.text else HOLE + " \t\n" + "".join(texts)

    def home(self, user: str) -> str:
        """The directory that ``~user`` stands for."""
        own = self.context.home or "/home/user"
        if not user or user == own.rsplit("/", 1)[-1]:
            value = self.state.variables.get("HOME")
            return own if value is None or user else value.text
        if user in ("+", "-"):
            return self.state.cwd if user == "+" else HOLE
        return "/root" if user == "root" else f"/home/{user}"

    # -- the tree

    def substitute(self, body: nodes.Sequence) -> Stream:
        """What ``$(body)`` prints."""
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
            return self.hinted(self.sequence(body, EMPTY), mark, EMPTY)
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

    def feed(self, body: nodes.Sequence) -> Stream:
        """``>(body)``: it reads what the command writes, which is not known here."""
        self.substitute(body)
        return UNKNOWN

    def sequence(self, tree: nodes.Sequence, stdin: Stream) -> Stream:
        """Run pipelines one after the other; what they print together."""
        out: List[Stream] = []
        joint = ";"
        chain: Optional[_State] = None
        for pipeline, separator in tree.items:
            before = self.state
            if joint in ("&&", "||") and _may_change(pipeline):
                self.state = before.copy()
                if chain is None:
                    chain = before
            if separator == "&":
                self.forks += 1
                self.state = self.state.copy()
            stream = self.pipeline(pipeline, stdin)
            if self.unread is not None:
                stdin, self.unread = self.unread, None
            if separator == "&":
                self.state = before
            if pipeline.negated and self.status is not None:
                self.status = not self.status
            if joint in ("&&", "||"):
                self.status = None
            if stream is not EMPTY:
                out.append(stream)
            if joint == "||" and self.state is not before:
                _merge(before, [before.copy(), self.state])
                self.state = before
            joint = separator
            if chain is not None and separator not in ("&&", "||"):
                if self.state is not chain:
                    _merge(chain, [self.state, chain.copy()])
                    self.state = chain
                chain = None
        if chain is not None and self.state is not chain:
            _merge(chain, [self.state, chain.copy()])
            self.state = chain
        return joined(out)

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
            _merge(state, [state.copy(), self.state])  # the last part is a subshell in bash and not in zsh
        self.state = state
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
        if tree.plain is not None:
            out = self.invoke(tree.plain, stdin)
            self.last = tree.plain[-1]
            return out
        argv: List[str] = []
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
                self.standing(tree.redirects, stdin)
        if choices is not None and len(choices) > 1:
            out = self.one_of(choices, tree.assignments, stdin)
        elif not argv:
            for assignment in tree.assignments:
                self.assignment(assignment)
            out = EMPTY if not tree.redirects or tree.words else stdin
        else:
            out = self.one(argv, tree.assignments, stdin)
        self.socket = NOTHING
        if tree.redirects and HOLE in out.text and " " in stdin.text and HOLE not in stdin.text:
            out = out._replace(hints=(*out.hints, stdin.text)[:MAX_HINTS])
        if not sinks and "1" in self.state.fds:
            sinks = [(self.state.fds["1"].hints[0], NOTHING)]
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
        _merge(before, ends)
        return _either(out)

    def drain(self, out: Stream, sinks: Sequence[Tuple[str, FrozenSet[str]]]) -> Stream:
        """Send what a command prints into the files its redirections name."""
        printed: List[Stream] = []
        for path, traits in sinks:
            if path in _STANDARD_OUTPUT:
                printed.append(out)
            elif path.startswith(("/dev/tcp/", "/dev/udp/")):
                behave(self, ["nc", path.split("/")[3] or HOLE], out, quiet=True)
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
                        sinks.append((source.hints[0], NOTHING))
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

    def standing(self, trees: Sequence[nodes.Redirect], stdin: Stream) -> None:
        """``exec`` without a command: its redirections stay."""
        if any(tree.fd in ("", "0") and tree.op[:1] == "<" for tree in trees):
            self.state.fds["0"] = stdin
        for tree in trees:
            if tree.fd in ("", "1") and tree.op in (">", ">>", "<>", ">|", "&>") and tree.target.text is not None:
                if tree.target.text.startswith(("/dev/tcp/", "/dev/udp/")):
                    self.state.fds["1"] = Stream(HOLE, frozenset({"socket"}), (tree.target.text,))

    def open_socket(self, field: str, stdin: Stream) -> Stream:
        """bash's ``/dev/tcp/host/port``."""
        host = field.split("/")[3] if field.count("/") >= 3 else ""
        behave(self, ["nc", host or HOLE], stdin, quiet=True)
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
                    key, field = HOLE, _any_words()
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

    def environment(self, name: str, stream: Value) -> None:
        """What it does to a command to find ``name`` in its environment."""
        environment(self, name, stream)

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

    def invoke(self, argv: List[str], stdin: Stream, functions: bool = True) -> Stream:
        """Run the command that ``argv`` names; ``functions``: which may be one of the shell's own."""
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
        self.status = truth(argv) if name in TESTS else None
        builtin = _BUILTINS.get(name)
        if builtin is not None:
            self.record(argv)
            out = builtin(self, argv, stdin)
        else:
            if name[:1] == "=" and len(name) > 1:
                argv = [name[1:], *argv[1:]]  # zsh: the program's path
            out = behave(self, argv, stdin)
        answer = ANSWERS.get(name)
        if answer is not None and HOLE in out.text:
            text = answer(self, argv)
            out = out if text is None else out._replace(text=text)
        if name in LISTS and out.text.strip() == HOLE:
            directory = listed(self, argv)
            if directory is not None:
                out = out._replace(labels=out.labels | {"listing:" + directory})
        return out

    def record(self, argv: Sequence[str]) -> None:
        """Note that a command would run."""
        certain = not any(
            HOLE in word or (isinstance(word, Field) and (word.glob or word.maybe or word.stream is not None))
            for word in argv
        )
        self.analysis.commands.append(Command(tuple(argv), certain, self.span, self.depth))

    def call(self, name: str, function: nodes.Compound, argv: List[str], stdin: Stream) -> Stream:
        """Call a function; one that multiplies by calling itself is a fork bomb."""
        if name in self.calls:
            if self.forks > 0:
                self.effect(Verb.SIGNAL, "the machine", Target.MACHINE, ("destroy", "all"))
                self.analysis.notes.append(f"{name} starts itself again and again")
                return EMPTY
            if len(self.calls) >= MAX_CALLS:
                self._forget({})
                return UNKNOWN
        args, forks, exits = self.state.args, self.forks, self.exits
        self.calls.append(name)
        self.state.args, self.forks, self.exits = known_words(argv[1:]), 0, []
        out = self.sequence(function.bodies[0], stdin)
        self.calls.pop()
        self.left(exits)
        self.state.args, self.forks = args, forks
        return out

    def leave(self, argv: List[str], stdin: Stream) -> Stream:
        """``break``, ``continue``, ``return``: what follows may not be reached."""
        if len(self.exits) < MAX_TURNS:
            self.exits.append(self.state.copy())
        return EMPTY

    def left(self, outer: List[_State]) -> None:
        """The end of a loop or function, which may have been left before."""
        if self.exits:
            _merge(self.state, [self.state.copy(), *self.exits])
        self.exits = outer

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
        out = self.sequence(tree.bodies[0], stdin)
        self.state = state
        return out

    def group(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        return self.sequence(tree.bodies[0], stdin)

    def define(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        self.state.functions[tree.name] = (tree,)
        if tree.name in _CALLED_BY_SHELL:
            self.call(tree.name, tree, [tree.name], EMPTY)
        return EMPTY

    def branches(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``if`` and ``case``: every branch, each from the same state; afterwards any of their values may hold."""
        for word in tree.words or ():
            expand_text(self, word)
        out: List[Stream] = []
        before = self.state
        ends = [before]
        for i, body in enumerate(tree.bodies):
            is_condition = tree.kind == "if" and i % 2 == 0 and i < len(tree.bodies) - 1
            self.state = before if is_condition else before.copy()
            out.append(self.sequence(body, stdin))
            if not is_condition:
                ends.append(self.state)
        self.state = before
        _merge(before, ends)
        return _either(out)

    def loop(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``while`` and ``until``: unrolled while the condition is known, then once with what changes unknown."""
        exits, self.exits = self.exits, []
        out = self.turns(tree, stdin)
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
        _merge(never, [self.state, never.copy()])
        self.state = never
        return Stream(HOLE, NOTHING.union(*[s.labels for s in out])) if changed else joined(out)

    def count(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``for ((first; condition; step))``."""
        exits, self.exits = self.exits, []
        out = self.counted(tree, stdin)
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

    def _forget(self, before: Mapping[str, Value]) -> bool:
        """Make unknown whatever differs from ``before``; whether anything did."""
        changed = False
        for name, value in list(self.state.variables.items()):
            if before.get(name) != value:
                changed = True
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
        for field in fields:
            self.state.variables[tree.name] = Value(str(field), field.labels if isinstance(field, Field) else NOTHING)
            out.append(self.sequence(tree.bodies[0], stdin))
        self.left(exits)
        return joined(out)

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

    # -- builtins that change the state

    def change_directory(self, argv: List[str], stdin: Stream) -> Stream:
        operands = [a for a in argv[1:] if a[:1] != "-" or a == "-"]
        target = operands[0] if operands else "" if argv[0] in ("popd", "pushd") else self.home("")
        state = self.state
        before = state.cwd
        if argv[0] == "popd" or (argv[0] == "pushd" and not target):
            state.cwd = state.stack[-1] if state.stack and not target else HOLE
            state.stack = (*state.stack[:-1], before) if argv[0] == "pushd" else state.stack[:-1]
        elif target == "-":
            state.cwd = self.variable("OLDPWD").text
        elif target[:1] == "+":
            state.cwd = HOLE
        elif HOLE in target and target[:1] != "/":
            state.cwd = HOLE if target.startswith(HOLE) else f"{before}/{target}"
        else:
            self.enter(target)
        if argv[0] == "pushd" and target:
            state.stack = (*state.stack, before)
        state.variables["OLDPWD"] = Value(before)
        return EMPTY

    def enter(self, target: str) -> None:
        """``cd target``; a ``CDPATH`` may lead somewhere else."""
        state = self.state
        bases = self.variable("CDPATH").text if self.is_set("CDPATH") and target[:1] not in "/." else ""
        others = [self.place(f"{base}/{target}").path for base in bases.split(":") if base and HOLE not in base]
        here = [directory for directory in state.elsewhere if target[:1] != "/"]
        elsewhere = [locate(target, self.context.at(directory)).path for directory in here if HOLE not in directory]
        state.cwd = self.place(target).path
        state.elsewhere = (*others, *elsewhere)[:MAX_TEXTS]

    def export(self, argv: List[str], stdin: Stream) -> Stream:
        names = [a for a in argv[1:] if a[:1] not in "-+"]
        if not names and argv[0] in ("export", "declare", "typeset", "set"):
            return Stream(HOLE, frozenset({"environment"}))
        letters = "".join([a[1:] for a in argv[1:] if a[:1] == "-"]) + ("r" if argv[0] == "readonly" else "")
        if argv[0] in ("export", "setenv"):
            letters = ""
        before = dict(self.state.attributes) if "r" in letters else None
        for item in names:
            name, equals, value = item.partition("=")
            self.declare(name.rstrip("+").partition("[")[0], letters.replace("r", ""), bool(equals))
            if argv[0] != "local" and argv[0] != "readonly":
                self.state.exported |= {name}
            if equals:
                labels = item.labels if isinstance(item, Field) else NOTHING
                if "n" in letters:
                    self.state.variables[name] = Value(value, labels)
                else:
                    self.assign(name.rstrip("+"), Value(value, labels))
                if name in ("HISTFILESIZE", "HISTCONTROL"):
                    self.hide_history(value)
            known = self.state.variables.get(name.rstrip("+"))
            if known is not None and name in self.state.exported:
                self.environment(name, known)
        if before is not None:
            for item in names:
                name = item.partition("=")[0]
                self.state.attributes[name] = before.get(name, "") + "r"
        return EMPTY

    def declare(self, name: str, letters: str, assigned: bool) -> None:
        """Attributes that change what a variable means (``-A``, ``-l``, ``-n``, ``-u``)."""
        kept = "".join([c for c in letters if c in "Alnu"])
        if kept:
            if "n" in kept and assigned:
                self.state.variables.pop(name, None)
                self.state.attributes.pop(name, None)
            self.state.attributes[name] = self.state.attributes.get(name, "") + kept

    def unset(self, argv: List[str], stdin: Stream) -> Stream:
        for name in argv[1:]:
            if name[:1] == "-":
                continue
            self.subscript(name)
            self.state.variables[name] = Value("")
            self.state.attributes[name] = self.state.attributes.get(name, "") + "-"
            self.state.arrays.pop(name, None)
            if "-v" not in argv:
                self.state.functions.pop(name, None)
            if name in ("HISTFILE", "HISTSIZE"):
                self.hide_history("")
        return EMPTY

    def set_arguments(self, argv: List[str], stdin: Stream) -> Stream:
        if len(argv) == 1:
            return Stream(HOLE, frozenset({"environment"}))
        i = 1
        while i < len(argv) and argv[i][:1] in ("-", "+") and argv[i] not in ("--", "-"):
            i += 2 if argv[i] in ("-o", "+o") else 1
        if i < len(argv):
            self.state.args = known_words(argv[i + 1 :] if argv[i] in ("--", "-") else argv[i:])
        if argv[1:3] == ["+o", "history"]:
            self.hide_history("")
        return EMPTY

    def shift(self, argv: List[str], stdin: Stream) -> Stream:
        if self.state.args is not None:
            count = int(argv[1]) if len(argv) > 1 and argv[1].isdigit() else 1
            self.state.args = self.state.args[count:]
        return EMPTY

    def read(self, argv: List[str], stdin: Stream) -> Stream:
        names = _operands(argv[1:], "dinNptua") or ["REPLY"]
        flags = "".join([a[1:] for a in argv[1:] if a[:1] == "-"])
        end = argv[argv.index("-d") + 1] if "-d" in argv[1:-1] else "\n"
        line, _, rest = stdin.text.partition(end) if end else (stdin.text, "", "")
        if stdin is not EMPTY:
            self.unread = Stream(rest, stdin.labels)
        labels = stdin.labels if stdin is not EMPTY else frozenset({"input"})
        known = HOLE not in line and stdin is not EMPTY and not set("nN") & set(flags)
        if "a" in flags:
            array = argv[next(i for i, a in enumerate(argv) if a[:1] == "-" and "a" in a) + 1 :][:1] or ["REPLY"]
            words = self.split(line, 0) if known else [_any_words()]
            self.state.arrays[array[0]] = {str(i) if known else HOLE: word for i, word in enumerate(words)}
            return EMPTY
        words = self.split(line, len(names)) if known else [HOLE] * len(names)
        for name, word in zip(names, [*words, *[""] * len(names)]):
            self.assign(name, Value(word, labels))
        return EMPTY

    def split(self, line: str, count: int) -> List[str]:
        """A line as ``read`` splits it: into ``count`` words, the last of which takes the rest; 0: into all."""
        separators = self.separators()
        if separators[:1] == HOLE:
            return [HOLE] * max(count, 1)
        if count == 1:
            return [line.strip("".join([c for c in separators if c in " \t\n"]))]
        if not separators.strip():
            return line.split(None, count - 1) if separators else [line]
        return re.split("[" + re.escape(separators) + "]", line, maxsplit=max(count - 1, 0))

    def read_lines(self, argv: List[str], stdin: Stream) -> Stream:
        names = _operands(argv[1:], "dnOsuCc") or ["MAPFILE"]
        lines = [_any_words()] if HOLE in stdin.text else stdin.text.splitlines()
        for line in lines:
            if isinstance(line, Field):
                line.labels = stdin.labels
        self.state.arrays[names[0]] = {
            HOLE if isinstance(line, Field) else str(i): line for i, line in enumerate(lines)
        }
        for flag, value in zip(argv, argv[1:]):
            if flag == "-C":
                self.nested(value)
        return EMPTY

    def evaluate(self, argv: List[str], stdin: Stream) -> Stream:
        words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
        labels = NOTHING.union(*[w.labels for w in words if isinstance(w, Field)])
        text = " ".join(words)
        self.executes(text, labels, hints=[hint for w in words if isinstance(w, Field) for hint in w.hints])
        return self.nested(text, labels, stdin)

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

    def source(self, argv: List[str], stdin: Stream) -> Stream:
        words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
        if not words:
            return EMPTY
        args = self.state.args
        if len(words) > 1:
            self.state.args = words[1:]
        self.execute_file(words[0], "shell", stdin)
        self.state.args = args
        return EMPTY

    def execute_file(self, path: str, language: str, stdin: Stream = EMPTY, args: Sequence[str] = ()) -> Stream:
        """A file that is run as a script; its content is read too, when it is known."""
        if isinstance(path, Field) and path.stream is not None:
            return self.execute_text(path.stream, language)
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

    def execute(self, argv: List[str], stdin: Stream) -> Stream:
        """``exec``, ``command`` and ``builtin``: run what follows."""
        rest = argv[1:]
        while rest and rest[0][:1] == "-" and len(rest[0]) > 1:
            if argv[0] == "command" and rest[0] in ("-v", "-V"):
                return Stream(HOLE)
            rest = rest[2 if rest[0] == "-a" else 1 :]
        return self.invoke(rest, stdin, functions=False) if rest else EMPTY

    def trap(self, argv: List[str], stdin: Stream) -> Stream:
        words = argv[2:] if argv[1:2] == ["--"] else argv[1:]
        if len(words) > 1 and words[0][:1] != "-":
            self.nested(words[0])
            self.traps[words[0]] = self.span
        return EMPTY

    def alias(self, argv: List[str], stdin: Stream) -> Stream:
        for item in argv[1:]:
            name, equals, value = item.partition("=")
            if equals:
                self.state.aliases[name] = value
        return EMPTY

    def test_words(self, argv: List[str], stdin: Stream) -> Stream:
        """``test`` and ``let``: subscripts in their words are evaluated."""
        for word in argv[1:]:
            self.subscript(word)
        return behave(self, argv, stdin, quiet=True)

    def remember(self, argv: List[str], stdin: Stream) -> Stream:
        """``hash -p path name``: the name means another program from now on."""
        if argv[1:2] == ["-p"] and len(argv) > 3:
            self.state.aliases[argv[3]] = argv[2]
        return EMPTY

    def printf(self, argv: List[str], stdin: Stream) -> Stream:
        if argv[1:2] == ["-v"] and len(argv) > 3:
            out = behave(self, ["printf", *argv[3:]], stdin, quiet=True)
            self.assign(argv[2], Value(out.text.rstrip("\n") if HOLE in out.text else out.text, out.labels))
            return EMPTY
        return behave(self, argv, stdin, quiet=True)

    def print_directory(self, argv: List[str], stdin: Stream) -> Stream:
        return Stream(self.state.cwd + "\n")


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


_DESCRIPTOR = re.compile(r"/dev/stdin$|/dev/fd/(\d+)$|/proc/(?:self|\d+)/fd/(\d+)$")
_STANDARD_OUTPUT = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"})
_QUOTED_TEXT = re.compile(r"\"[^\"\n]{4,4096}\"|'[^'\n]{4,4096}'")
#: Functions that a shell calls by itself.
_CALLED_BY_SHELL = frozenset(
    "command_not_found_handle command_not_found_handler TRAPEXIT TRAPINT TRAPDEBUG TRAPZERR precmd preexec chpwd"
    " periodic zshexit zshaddhistory fish_prompt fish_command_not_found".split()
)
#: Special built-ins: some shells keep the assignments in front of them (POSIX.1-2017 XCU 2.14).
_SPECIAL = frozenset(": . eval exec export readonly set trap unset".split())
_STATEFUL = frozenset(
    "cd chdir pushd popd export declare typeset local readonly setenv unset set shift read mapfile readarray eval source"
    " . exec alias printf break continue return hash".split()
)


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


def _quoted(word: str) -> str:
    return word if HOLE in word else shlex.quote(word)


def _any_words() -> Field:
    """A word that stands for any number of words."""
    hole = Field(HOLE)
    hole.loose = True
    return hole


def _operands(words: Sequence[str], with_value: str) -> List[str]:
    """Operands behind short options, of which some take a value."""
    out: List[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word[:1] == "-" and len(word) > 1:
            skip = word[-1] in with_value and len(word) == 2
        else:
            out.append(word)
    return out


def _fewer(fields: Sequence[str]) -> List[str]:
    """Words that stand for many: the first, those that look like paths or flags, and one unknown for the others."""
    first = list(fields[: MAX_UNROLLED // 2])
    special = [f for f in fields[len(first) :] if f[:1] in "/-~." or HOLE in f][: MAX_UNROLLED // 2]
    rest = Field(HOLE)
    rest.labels = NOTHING.union(*[f.labels for f in fields if isinstance(f, Field)])
    return [*first, *dict.fromkeys(special), rest]


def _in_order(items: Mapping[str, str]) -> List[str]:
    """The elements of an array: by index, where the keys are indices."""
    if all(map(str.isdigit, items)):
        return [items[key] for key in sorted(items, key=int)]
    return list(items.values())


def _cased(value: Value, attributes: str) -> Value:
    """What ``declare -l`` and ``-u`` make of a value."""
    if "l" in attributes or "u" in attributes:
        change = str.lower if "l" in attributes else str.upper
        return value._replace(text=change(value.text), others=tuple(map(change, value.others)))
    return value


def _either(out: Sequence[Stream]) -> Stream:
    """What one of several commands prints."""
    if len({s.text for s in out}) == 1:
        return Stream(out[0].text, NOTHING.union(*[s.labels for s in out]), out[0].hints)
    hints = tuple([hint for s in out for hint in (*s.hints, *([] if HOLE in s.text else [s.text]))])
    return Stream(HOLE, NOTHING.union(*[s.labels for s in out]), hints[:MAX_HINTS])


def _merge(state: _State, ends: Sequence[_State]) -> None:
    """Bring the states at the ends of several branches together."""
    names = set().union(*[end.variables for end in ends])
    for name in names:
        missing = Value(_ENVIRONMENT.get(name, HOLE))
        values = list(dict.fromkeys([end.variables.get(name, missing) for end in ends]))
        if len(values) == 1:
            state.variables[name] = values[0]
            continue
        texts = list(dict.fromkeys([t for v in reversed(values) for t in (v.text, *v.others)]))[:MAX_TEXTS]
        labels = NOTHING.union(*[v.labels for v in values])
        state.variables[name] = Value(texts[0], labels, tuple(texts[1:]))
    for end in ends:
        for name, functions in end.functions.items():
            state.functions[name] = tuple(dict.fromkeys((*functions, *state.functions.get(name, ()))))
        state.aliases.update(end.aliases)
        state.fds.update(end.fds)
        for array, items in end.arrays.items():
            same = all(other.arrays.get(array) == items for other in ends)
            state.arrays[array] = items if same else _perhaps([other.arrays.get(array, {}) for other in ends])
        if end.args != state.args:
            state.args = None
    directories = list(dict.fromkeys([d for end in ends for d in (end.cwd, *end.elsewhere)]))
    state.cwd = next((end.cwd for end in ends if end.cwd != state.cwd), state.cwd)
    state.elsewhere = tuple([d for d in directories if d != state.cwd])[:MAX_TEXTS]


def _perhaps(arrays: Sequence[Mapping[str, str]]) -> Dict[str, str]:
    """An array that is one of several: any of their elements may be there."""
    out: Dict[str, str] = {HOLE: _any_words()}
    for text in dict.fromkeys([item for items in arrays for item in items.values() if HOLE not in item]):
        field = Field(text)
        field.maybe = True
        out[f"{HOLE}{len(out)}"] = field
    return out


_Builtin = Callable[[Shell, List[str], Stream], Stream]
_BUILTINS: Dict[str, _Builtin] = {
    "cd": Shell.change_directory,
    "chdir": Shell.change_directory,
    "pushd": Shell.change_directory,
    "popd": Shell.change_directory,
    "pwd": Shell.print_directory,
    "export": Shell.export,
    "declare": Shell.export,
    "typeset": Shell.export,
    "local": Shell.export,
    "readonly": Shell.export,
    "setenv": Shell.export,
    "unset": Shell.unset,
    "set": Shell.set_arguments,
    "shift": Shell.shift,
    "read": Shell.read,
    "mapfile": Shell.read_lines,
    "readarray": Shell.read_lines,
    "eval": Shell.evaluate,
    "source": Shell.source,
    ".": Shell.source,
    "exec": Shell.execute,
    "command": Shell.execute,
    "builtin": Shell.execute,
    "trap": Shell.trap,
    "alias": Shell.alias,
    "break": Shell.leave,
    "continue": Shell.leave,
    "return": Shell.leave,
    "hash": Shell.remember,
    "let": Shell.test_words,
    "test": Shell.test_words,
    "[": Shell.test_words,
    "printf": Shell.printf,
}
_COMPOUNDS: Dict[str, Callable[[Shell, nodes.Compound, Stream], Stream]] = {
    "subshell": Shell.subshell,
    "group": Shell.group,
    "function": Shell.define,
    "if": Shell.branches,
    "case": Shell.branches,
    "while": Shell.loop,
    "until": Shell.loop,
    "for": Shell.each,
    "select": Shell.each,
    "test": Shell.test,
    "math": Shell.math,
    "coproc": Shell.subshell,
}
