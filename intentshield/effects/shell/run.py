"""Walks the syntax tree as a shell would, without running anything: variables, directories, pipes, files.

Both branches of every condition are taken, loops over known words are unrolled, functions and aliases are called,
and what a command prints is computed where :mod:`.fold` knows how.  Unknown stays unknown.  The result are effects,
flows and the commands that would run, in the :class:`~intentshield.model.Analysis`.
"""

from __future__ import annotations

import shlex
from typing import Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from ...context import Context
from ...model import Analysis, Command, Effect, FileFact, Role, Span, Target, Verb
from ..path import Place, locate, path_traits, target_class
from . import nodes
from .behave import behave
from .expand import compute, expand_fields, expand_text, expand_value
from .parse import Unparsable, parse
from .truth import TESTS, truth
from .values import EMPTY, HOLE, MAX_KNOWN, NOTHING, UNKNOWN, Field, Stream, Value, joined, known_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..lower import FrontEnds

__all__ = ["Shell"]

MAX_COMMANDS = 20_000
MAX_CALLS = 12
MAX_NESTING = 16
MAX_UNROLLED = 64
MAX_TURNS = 24
MAX_KEPT_TEXT = 16_384

_ENVIRONMENT = {
    "SHELL": "/bin/bash",
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
#: Environment variables whose value is run by programs that see them.
_HOOK_VARIABLES = frozenset(
    "GIT_SSH_COMMAND GIT_SSH GIT_PAGER GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_EXTERNAL_DIFF GIT_ASKPASS GIT_PROXY_COMMAND"
    " PAGER MANPAGER LESSOPEN LESSCLOSE EDITOR VISUAL BROWSER SSH_ASKPASS SUDO_ASKPASS RSYNC_RSH RSH CVS_RSH SVN_SSH"
    " PROMPT_COMMAND PS4 FZF_DEFAULT_COMMAND TAR_OPTIONS MAKEFLAGS SHELLOPTS".split()
)
#: ... and those that name code to load into every program.
_LOAD_VARIABLES = frozenset(
    "LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES BASH_ENV ENV PYTHONSTARTUP PERL5DB PERL5OPT RUBYOPT NODE_OPTIONS"
    " JAVA_TOOL_OPTIONS _JAVA_OPTIONS GCONV_PATH PYTHONINSPECT".split()
)


_DIRECTORIES = frozenset({Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT})


class _State:
    """What a subshell gets a copy of."""

    __slots__ = ("aliases", "args", "arrays", "cwd", "exported", "functions", "variables")

    def __init__(self, cwd: str) -> None:
        self.variables: Dict[str, Value] = {}
        self.arrays: Dict[str, List[str]] = {}
        self.functions: Dict[str, Tuple[nodes.Compound, ...]] = {}
        self.exported: FrozenSet[str] = NOTHING
        self.aliases: Dict[str, str] = {}
        self.args: Optional[List[str]] = None
        self.cwd = cwd

    def copy(self) -> _State:
        twin = _State(self.cwd)
        twin.variables = dict(self.variables)
        twin.arrays = dict(self.arrays)
        twin.functions = dict(self.functions)
        twin.aliases = dict(self.aliases)
        twin.args = self.args
        twin.exported = self.exported
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
        if self.remote and cls not in (Target.ROOT, Target.SYSTEM_ROOT, Target.DEVICE, Target.HOME_ROOT):
            cls = Target.REMOTE
        self.effect(verb, place.path.replace(HOLE, "*"), cls, traits, extra)
        return place

    def read_file(self, path: str, traits: Iterable[str] = ()) -> Stream:
        """What reading a file gives; adds the effect."""
        if isinstance(path, Field) and path.stream is not None:
            return path.stream
        place = self.touch(Verb.READ, path, traits)
        return self.contents(place)

    def contents(self, place: Place) -> Stream:
        """What is known of a file's content."""
        known = self.files.get(place.path)
        if known is not None:
            return known
        fact = self.context.files.get(place.path)
        labels = NOTHING if fact is None else fact.labels
        if place.secret:
            labels |= {"secret"}
        elif place.place in (Target.HOME, Target.HOME_ROOT) or place.cls in (Target.HISTORY, Target.ACCOUNTS):
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
            items = self.state.arrays[name]
            return Value(items[0] if items else "")
        if name == "HOME":
            return Value(self.home(""))
        if name == "PWD":
            return Value(self.state.cwd)
        if name in ("TMPDIR", "TEMP", "TMP"):
            return Value(self.context.scratch[0] if self.context.scratch else HOLE)
        if name in ("USER", "LOGNAME"):
            return Value(self.context.home.rsplit("/", 1)[-1] or HOLE)
        return Value(_ENVIRONMENT.get(name, HOLE))

    def is_set(self, name: str) -> bool:
        """Whether the command line itself gave the variable a value."""
        if name.isdigit():
            return self.state.args is not None and int(name) <= len(self.state.args)
        return name in self.state.variables or name in self.state.arrays or name in ("HOME", "PWD", "IFS", "0")

    def assign(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        base = name.partition("[")[0]
        if base != name:
            self.state.arrays.setdefault(base, []).append(value.text)
            return
        self.state.variables[name] = value

    def array(self, name: str) -> Optional[List[str]]:
        """The elements of an array; None when unknown."""
        items = self.state.arrays.get(name)
        if items is None and name in self.state.variables:
            return [self.state.variables[name].text]
        return items

    def arguments(self) -> Optional[List[str]]:
        """The positional parameters; None when unknown."""
        return self.state.args

    def separators(self) -> str:
        """The field separators in force."""
        value = self.state.variables.get("IFS")
        if value is None:
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
            return self.sequence(body, EMPTY)
        finally:
            self.depth -= 1
            self.state, self.argv, self.span, self.extra, self.fixed_span = state, argv, span, extra, fixed

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
            stream = self.pipeline(pipeline, stdin)
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
            stdin = self.command(command, stdin)
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
            return self.invoke(tree.plain, stdin)
        argv: List[str] = []
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
        if not argv:
            for assignment in tree.assignments:
                self.assignment(assignment)
            out = EMPTY if not tree.redirects or tree.words else stdin
        elif tree.assignments:
            out = self.invoke_with({a.name: self.temporary(a) for a in tree.assignments}, argv, stdin)
        else:
            out = self.invoke(argv, stdin)
        self.socket = NOTHING
        return self.drain(out, sinks) if sinks else out

    def drain(self, out: Stream, sinks: Sequence[Tuple[str, FrozenSet[str]]]) -> Stream:
        """Send what a command prints into the files its redirections name."""
        for path, traits in sinks:
            if path:
                self.write_file(path, out, traits)
        return EMPTY

    def redirects(
        self, trees: Sequence[nodes.Redirect], stdin: Stream
    ) -> Tuple[Stream, List[Tuple[str, FrozenSet[str]]]]:
        """(standard input, files that standard output goes to) after the redirections."""
        sinks: List[Tuple[str, FrozenSet[str]]] = []
        for tree in trees:
            op = tree.op
            if op in ("<<", "<<-"):
                stdin = expand_text(self, tree.body)
                continue
            if op == "<<<":
                text = expand_text(self, tree.target)
                stdin = Stream(text.text + "\n", text.labels)
                continue
            for field in expand_fields(self, tree.target):
                if op in (">&", "<&") and (field.rstrip("-").isdigit() or field == "-"):
                    if op == "<&" and field in self.sockets:
                        stdin = Stream(HOLE, frozenset({"network", "socket"}))
                    continue
                if field.startswith(("/dev/tcp/", "/dev/udp/")):
                    stdin = self.open_socket(field, op, stdin)
                    self.sockets.add(tree.fd)
                elif op in ("<", "<>", "<&"):
                    stdin = self.read_file(field)
                    if op == "<>":
                        self.touch(Verb.WRITE, field)
                elif tree.fd in ("", "1") or op in ("&>", "&>>"):
                    sinks.append((field, frozenset({"append"}) if ">>" in op else NOTHING))
                else:
                    self.write_file(field, Stream(HOLE), ("append",) if ">>" in op else ())
        return stdin, sinks

    def open_socket(self, field: str, op: str, stdin: Stream) -> Stream:
        """bash's ``/dev/tcp/host/port``."""
        host = field.split("/")[3] if field.count("/") >= 3 else ""
        behave(self, ["nc", host or HOLE], stdin, quiet=True)
        self.socket = frozenset({"reverse"})
        return Stream(HOLE, frozenset({"network", "socket"}))

    def assignment(self, tree: nodes.Assignment) -> None:
        if tree.values is not None:
            items = [field for word in tree.values for field in expand_fields(self, word)]
            if known_words(items) is None:
                items = [_any_words()]
            self.state.arrays[tree.name] = (self.state.arrays.get(tree.name, []) if tree.append else []) + items
            self.state.variables.pop(tree.name, None)
            return
        value = expand_value(self, tree.value)
        text = value.text
        if tree.append and "[" not in tree.name:
            before = self.variable(tree.name)
            text = before.text + text
            value = Value(text, value.labels | before.labels, tuple(b + value.text for b in before.others))
        self.assign(tree.name, value if len(text) <= MAX_KNOWN else Value(HOLE, value.labels))
        if tree.name in ("PROMPT_COMMAND", "BASH_ENV", "ENV"):
            self.nested(text)
        elif tree.name in ("HISTFILE", "HISTSIZE", "HISTFILESIZE", "HISTCONTROL"):
            self.hide_history(text)

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
        if name in _HOOK_VARIABLES:
            if stream.text.strip():
                self.nested(stream.text)
        elif name in _LOAD_VARIABLES:
            self.effect(
                Verb.EXECUTE,
                stream.text[:200],
                self.place(stream.text.split()[0]).cls if stream.text.split() else Target.UNKNOWN,
                ("hooks",),
            )
        elif name in ("HISTFILE", "HISTSIZE"):
            self.hide_history(stream.text)

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

    def invoke(self, argv: List[str], stdin: Stream) -> Stream:
        """Run the command that ``argv`` names."""
        name = argv[0]
        state = self.state
        if name in state.aliases and name not in self.calls:
            self.calls.append(name)
            self.run(" ".join([state.aliases[name], *map(_quoted, argv[1:])]), stdin, self.span)
            self.calls.pop()
        functions = state.functions.get(name)
        if functions is not None:
            return joined([self.call(name, function, argv, stdin) for function in functions])
        self.argv = tuple(argv)
        self.status = truth(argv) if name in TESTS else None
        builtin = _BUILTINS.get(name)
        if builtin is not None:
            self.record(argv)
            return builtin(self, argv, stdin)
        return behave(self, argv, stdin)

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
            if self.calls.count(name) >= 3 or len(self.calls) >= MAX_CALLS:
                return UNKNOWN
        args, forks = self.state.args, self.forks
        self.calls.append(name)
        self.state.args, self.forks = known_words(argv[1:]), 0
        out = self.sequence(function.bodies[0], stdin)
        self.calls.pop()
        self.state.args, self.forks = args, forks
        return out

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
        return EMPTY

    def branches(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``if`` and ``case``: every branch, each from the same state; afterwards any of their values may hold."""
        if tree.words:
            expand_text(self, tree.words[0])
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
        return joined(out) if len({s.text for s in out}) == 1 else Stream(HOLE, NOTHING.union(*[s.labels for s in out]))

    def loop(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``while`` and ``until``: unrolled while the condition is known, then once with what changes unknown."""
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
        """A loop whose end is not known: once as it stands, once with what the body changes unknown."""
        before = dict(self.state.variables)
        out = [*out, *[self.sequence(body, stdin) for body in bodies]]
        if self._forget(before):
            more = [self.sequence(body, Stream(HOLE, stdin.labels)) for body in bodies]
            return Stream(HOLE, NOTHING.union(*[s.labels for s in [*out, *more]]))
        return joined(out)

    def count(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``for ((first; condition; step))``."""
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
            rest = Field(HOLE)
            rest.labels = NOTHING.union(*[f.labels for f in fields if isinstance(f, Field)])
            common = _common(fields[MAX_UNROLLED // 2 :])
            fields = [*fields[: MAX_UNROLLED // 2], common if common else rest]
        out: List[Stream] = []
        for field in fields:
            self.state.variables[tree.name] = Value(str(field), field.labels if isinstance(field, Field) else NOTHING)
            out.append(self.sequence(tree.bodies[0], stdin))
        return joined(out)

    def test(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``[[ ... ]]``."""
        self.status = truth(["[[", *[expand_text(self, word).text for word in tree.words or ()]])
        return EMPTY

    def math(self, tree: nodes.Compound, stdin: Stream) -> Stream:
        """``(( ... ))``."""
        for word in tree.words or ():
            number = compute(self, word.pieces)
            self.status = None if number is None else number != 0
        return EMPTY

    # -- builtins that change the state

    def change_directory(self, argv: List[str], stdin: Stream) -> Stream:
        operands = [a for a in argv[1:] if a[:1] != "-" or a == "-"]
        target = operands[0] if operands else self.home("")
        if argv[0] == "popd" or target == "-" or target[:1] == "+":
            self.state.cwd = HOLE
        elif HOLE in target and target[:1] != "/":
            self.state.cwd = HOLE if target.startswith(HOLE) else f"{self.state.cwd}/{target}"
        else:
            self.state.cwd = self.place(target).path
        return EMPTY

    def export(self, argv: List[str], stdin: Stream) -> Stream:
        names = [a for a in argv[1:] if a[:1] not in "-+"]
        if not names and argv[0] in ("export", "declare", "typeset", "set"):
            return Stream(HOLE, frozenset({"environment"}))
        for item in names:
            name, equals, value = item.partition("=")
            if argv[0] != "local" and argv[0] != "readonly":
                self.state.exported |= {name}
            if equals:
                labels = item.labels if isinstance(item, Field) else NOTHING
                self.assign(name.rstrip("+"), Value(value, labels))
                if name in _LOAD_VARIABLES:
                    self.effect(Verb.EXECUTE, value[:200], Target.UNKNOWN, ("hooks",))
                elif name in ("PROMPT_COMMAND", "BASH_ENV"):
                    self.nested(value)
                elif name in ("HISTFILE", "HISTSIZE", "HISTFILESIZE", "HISTCONTROL"):
                    self.hide_history(value)
        return EMPTY

    def unset(self, argv: List[str], stdin: Stream) -> Stream:
        for name in argv[1:]:
            self.state.variables[name] = Value("")
            self.state.functions.pop(name, None)
            if name in ("HISTFILE", "HISTSIZE"):
                self.hide_history("")
        return EMPTY

    def set_arguments(self, argv: List[str], stdin: Stream) -> Stream:
        if len(argv) == 1:
            return Stream(HOLE, frozenset({"environment"}))
        if "--" in argv:
            self.state.args = known_words(argv[argv.index("--") + 1 :])
        elif argv[1][:1] not in "-+":
            self.state.args = known_words(argv[1:])
        if argv[1:3] == ["+o", "history"]:
            self.hide_history("")
        return EMPTY

    def shift(self, argv: List[str], stdin: Stream) -> Stream:
        if self.state.args is not None:
            count = int(argv[1]) if len(argv) > 1 and argv[1].isdigit() else 1
            self.state.args = self.state.args[count:]
        return EMPTY

    def read(self, argv: List[str], stdin: Stream) -> Stream:
        names = _operands(argv[1:], "dinNptu") or ["REPLY"]
        line, _, _ = stdin.text.partition("\n")
        labels = stdin.labels if stdin is not EMPTY else frozenset({"input"})
        if HOLE in line or stdin is EMPTY:
            words = [HOLE] * len(names)
        else:
            words = line.split(None, len(names) - 1)
            words += [""] * (len(names) - len(words))
        for name, word in zip(names, words):
            self.assign(name, Value(word.rstrip(), labels))
        return EMPTY

    def read_lines(self, argv: List[str], stdin: Stream) -> Stream:
        names = _operands(argv[1:], "dnOsuCc") or ["MAPFILE"]
        self.state.arrays[names[0]] = [HOLE] if HOLE in stdin.text else stdin.text.splitlines()
        return EMPTY

    def evaluate(self, argv: List[str], stdin: Stream) -> Stream:
        words = argv[1:]
        labels = NOTHING.union(*[w.labels for w in words if isinstance(w, Field)])
        text = " ".join(words)
        self.executes(text, labels)
        return self.nested(text, labels, stdin)

    def executes(self, text: str, labels: FrozenSet[str], cls: Target = Target.SHELL) -> None:
        """The effect of running code that came from somewhere."""
        traits = from_traits(labels, HOLE in text)
        if traits:
            self.effect(Verb.EXECUTE, text.replace(HOLE, "*").strip()[:200], cls, traits)

    def source(self, argv: List[str], stdin: Stream) -> Stream:
        if len(argv) < 2:
            return EMPTY
        args = self.state.args
        if len(argv) > 2:
            self.state.args = argv[2:]
        self.execute_file(argv[1], "shell", stdin)
        self.state.args = args
        return EMPTY

    def execute_file(self, path: str, language: str, stdin: Stream = EMPTY, args: Sequence[str] = ()) -> Stream:
        """A file that is run as a script; its content is read too, when it is known."""
        if isinstance(path, Field) and path.stream is not None:
            return self.execute_text(path.stream, language)
        place = self.place(path)
        content = self.contents(place)
        cls = Target.PROJECT if place.cls in (Target.WORKSPACE, Target.WORKSPACE_ROOT, Target.VCS) else place.cls
        labels = content.labels - {"local", "private", "secret"}
        traits = from_traits(labels, False) | ({"from:scratch"} if place.cls is Target.SCRATCH else NOTHING)
        self.effect(Verb.EXECUTE, place.path.replace(HOLE, "*"), cls, traits)
        if HOLE in content.text:
            return UNKNOWN
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
        return self.run_text(content, language, EMPTY, list(args))

    def run_text(self, content: Stream, language: str, stdin: Stream, args: List[str]) -> Stream:
        if language == "shell" and content.text != HOLE:
            return self.child(content.text, args, self.name or "bash", stdin)
        if language == "python" and HOLE not in content.text:
            self.code(Role.CODE, content.text)
        return Stream(HOLE, content.labels | {"shell"})

    def execute(self, argv: List[str], stdin: Stream) -> Stream:
        """``exec``, ``command`` and ``builtin``: run what follows."""
        rest = argv[1:]
        while rest and rest[0][:1] == "-" and len(rest[0]) > 1:
            if argv[0] == "command" and rest[0] in ("-v", "-V"):
                return Stream(HOLE)
            rest = rest[2 if rest[0] == "-a" else 1 :]
        return self.invoke(rest, stdin) if rest else EMPTY

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

    def printf(self, argv: List[str], stdin: Stream) -> Stream:
        if argv[1:2] == ["-v"] and len(argv) > 3:
            out = behave(self, ["printf", *argv[3:]], stdin, quiet=True)
            self.assign(argv[2], Value(out.text, out.labels))
            return EMPTY
        return behave(self, argv, stdin, quiet=True)

    def print_directory(self, argv: List[str], stdin: Stream) -> Stream:
        return Stream(self.state.cwd + "\n")


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


#: Special built-ins: some shells keep the assignments in front of them (POSIX.1-2017 XCU 2.14).
_SPECIAL = frozenset(": . eval exec export readonly set trap unset".split())
_STATEFUL = frozenset(
    "cd chdir pushd popd export declare typeset local readonly setenv unset set shift read mapfile readarray eval source . exec alias printf".split()
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


def _common(fields: Sequence[str]) -> str:
    """The common beginning of words, with the rest unknown; "" if there is none."""
    first, last = min(fields), max(fields)
    size = 0
    while size < len(first) and size < len(last) and first[size] == last[size]:
        size += 1
    return first[:size] + HOLE if size else ""


def _merge(state: _State, ends: Sequence[_State]) -> None:
    """Bring the states at the ends of several branches together."""
    names = set().union(*[end.variables for end in ends])
    for name in names:
        missing = Value(_ENVIRONMENT.get(name, HOLE))
        values = list(dict.fromkeys([end.variables.get(name, missing) for end in ends]))
        if len(values) == 1:
            state.variables[name] = values[0]
            continue
        texts = list(dict.fromkeys([t for v in reversed(values) for t in (v.text, *v.others)]))[:4]
        labels = NOTHING.union(*[v.labels for v in values])
        state.variables[name] = Value(texts[0], labels, tuple(texts[1:]))
    for end in ends:
        for name, functions in end.functions.items():
            state.functions[name] = tuple(dict.fromkeys((*functions, *state.functions.get(name, ()))))
        state.aliases.update(end.aliases)
        for array, items in end.arrays.items():
            state.arrays[array] = items if all(other.arrays.get(array) == items for other in ends) else [_any_words()]
        if end.args != state.args:
            state.args = None
    if len({end.cwd for end in ends}) > 1:
        state.cwd = next((end.cwd for end in ends if end.cwd != state.cwd), state.cwd)


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
    "coproc": Shell.group,
}
