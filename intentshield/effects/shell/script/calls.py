"""What the calls of a script do, in whichever language it is written.

A :class:`Program` is one script being read.  Its acts lower a call to the command that does the same (``rm -r``, ``cat``,
``curl``), so that places, flows and rules are those of the shell front end.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from typing import Callable, Dict, FrozenSet, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from ....model import Target, Verb
from ...url import looks_like_url
from ..fold import fold
from ..parse import ansi
from ..values import EMPTY, HOLE, NOTHING, Field, Stream
from .languages import Syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["ENVIRONMENT_METHODS", "Arguments", "Program", "Term", "all_labels", "quoted", "unescape"]

_LEAKS = frozenset({"secret", "environment"})
_SHELL_WORD = re.compile(r"(?:/bin/|\b)(?:ba|z|da|k|c)?sh\b|cmd\.exe|powershell", re.IGNORECASE)
_HOST = re.compile(r"(?:\w+://)?((?:[\w-]+\.)+[\w-]+)(?::\d+)?$")
_RECURSIVE_WORDS = frozenset({"rf", "recursive", "-rf", "-r", "s", "t"})
ENVIRONMENT_METHODS = frozenset(
    "to_h to_a to_s to_hash inspect each map sort entries toObject items keys values toString stringify collect".split()
)
_PERL_MODE = re.compile(r"\s*(\+?[<>]{1,2}|\||-\||\|-)[\s&]*(?::\w+(?:\([\w-]+\))?)?\s*")


class Term(NamedTuple):
    """What an expression is known to be.

    ``name``: the dotted name it stands for, if it is a function, a module or not known.  ``ref``: the variable it was
    spelled as.  ``receiver``: the value it is a method of.
    """

    text: str = HOLE
    labels: FrozenSet[str] = NOTHING
    name: str = ""
    items: Optional[Tuple[Term, ...]] = None
    fields: Mapping[str, Term] = {}
    ref: str = ""
    receiver: Optional[Term] = None


UNKNOWN_TERM = Term()
NOTHING_TERM = Term("")
_ENVIRONMENT = Term(HOLE, frozenset({"environment"}), "@env")


class Arguments(NamedTuple):
    """The arguments of one call; ``fields`` are those with a name."""

    name: str
    items: Sequence[Term]
    fields: Mapping[str, Term]
    receiver: Optional[Term]

    def words(self) -> List[Term]:
        """All texts, with lists taken apart."""
        return flat([*self.items, *(self.fields[k] for k in _WORD_FIELDS if k in self.fields)])

    def labels(self) -> FrozenSet[str]:
        """Where any of it comes from."""
        terms = [*self.items, *self.fields.values(), *([self.receiver] if self.receiver else [])]
        return all_labels(terms)

    def flag(self, *names: str) -> bool:
        """Whether a named argument is on."""
        for fields in (self.fields, *(term.fields for term in self.items)):
            for name in names:
                value = fields.get(name)
                if value is not None and (value.name or value.text).lower() not in ("false", "0", "nil", "f", "null"):
                    return True
        return False


#: Named arguments that hold a program or its words.
_WORD_FIELDS = ("file", "command", "cmd", "executable", "args", "argv", "arguments", "path", "atPath", "contentsOfFile")


def flat(terms: Sequence[Term], depth: int = 0) -> List[Term]:
    """Terms with lists, and the words in objects, taken apart."""
    out: List[Term] = []
    for term in terms:
        if term.items is not None and depth < 4:
            out += flat(term.items, depth + 1)
        elif term.fields:
            if depth < 4:
                out += flat([term.fields[k] for k in _WORD_FIELDS if k in term.fields], depth + 1)
        else:
            out.append(term)
    return out


def all_labels(terms: Sequence[Term], depth: int = 0) -> FrozenSet[str]:
    """The labels of all terms and what they hold."""
    out: Set[str] = set()
    for term in terms:
        out |= term.labels
        if depth < 4 and (term.items or term.fields):
            out |= all_labels([*(term.items or ()), *term.fields.values()], depth + 1)
    return frozenset(out)


#: Named arguments of a request that authenticate it, as they should.
_AUTHENTICATES = frozenset(
    {"headers", "header", "Authorization", "authorization", "auth", "bearer", "X-Api-Key", "x-api-key"}
)


def sent_labels(terms: Sequence[Term], depth: int = 0) -> FrozenSet[str]:
    """The labels of what a request carries beside its headers."""
    out: Set[str] = set()
    for term in terms:
        fields = {k: v for k, v in term.fields.items() if k not in _AUTHENTICATES}
        out |= term.labels
        if depth < 4 and (term.items or fields):
            out |= sent_labels([*(term.items or ()), *fields.values()], depth + 1)
    return frozenset(out)


def quoted(word: str) -> str:
    """A word as it stands in a command line."""
    return word if HOLE in word else shlex.quote(word)


def _field(text: str, labels: FrozenSet[str]) -> Field:
    field = Field(text)
    field.labels = labels
    return field


class Program:
    """One script being read: what it knows, and what it does."""

    def __init__(self, shell: Shell, language: str, syntax: Syntax, stdin: Stream, args: Sequence[str]) -> None:
        self.shell = shell
        self.language = language
        self.syntax = syntax
        self.stdin = stdin
        self.args = [Term(str(a), a.labels if isinstance(a, Field) else NOTHING) for a in args]
        self.variables: Dict[str, Term] = {}
        self.literals: Dict[str, None] = {}
        self.started: Set[str] = set()
        self.taken: Set[str] = set()
        self.printed: Set[str] = set()
        self.connects: List[Tuple[str, FrozenSet[str]]] = []
        self.sockets = False
        self.listens = False
        self.hosts: List[str] = []
        self.shells = False
        self.evaluates = False
        self.starts_unknown = False

    # -- finding the act

    def act_of(self, name: str) -> str:
        """What a call of ``name`` does; "" if nothing is known of it."""
        if not name or len(name) > 200:
            return ""
        table = self.syntax.table
        if "caseless" in self.syntax.features:
            name = name.lower()
        for mark in ("->", "::", "?.", "&.", ":", "\\"):
            if mark in name:
                name = name.replace(mark, ".")
        name = name.lstrip(".")
        while name:
            act = table.get(name)
            if act is not None:
                return act
            name = name.partition(".")[2]
        return ""

    def call(self, callee: Term, items: Sequence[Term], fields: Mapping[str, Term]) -> Term:
        """One call; what it returns."""
        name = callee.name or (callee.text if callee.text != HOLE and len(callee.text) < 80 else "")
        last = re.split(r"\.|->|::|:", name)[-1] if name else ""
        receiver = callee.receiver
        if receiver is not None and last in ("call", "apply", "bind", "()") and self.act_of(receiver.name):
            rest = list(items) if self.language == "rb" else list(items[1:])
            flattened = rest[0].items if len(rest) == 1 and rest[0].items is not None else rest
            return receiver if last == "bind" else self.call(receiver, flattened, fields)
        act = self.act_of(name)
        if any(term.name == "@env" for term in (*items, *fields.values())):
            self.taken.add("environment")
        if receiver is not None and not receiver.name.startswith("@"):
            method = self.syntax.table.get("~" + last)
            if method is not None and (not act or receiver.text != HOLE or receiver.items is not None):
                act, items = method, [receiver, *items]
        elif receiver is not None and receiver.name == "@env":
            if last not in ENVIRONMENT_METHODS:
                return self.environment(items)
            self.taken.add("environment")
            return _ENVIRONMENT
        arguments = Arguments(name, items, fields, receiver)
        function = _ACTS.get(act)
        if function is None:
            return Term(HOLE, arguments.labels())
        return function(self, arguments)

    def environment(self, items: Sequence[Term]) -> Term:
        """All environment variables, or the one that is asked for."""
        if not items or items[0].text == HOLE:
            return _ENVIRONMENT
        return self.variable(items[0].text)

    def variable(self, name: str) -> Term:
        """One environment variable."""
        if name in ("HOME", "USERPROFILE", "user.home"):
            return Term(self.shell.home(""))
        value = self.shell.variable(name) if name.isidentifier() else None
        return Term(value.text, value.labels) if value is not None else UNKNOWN_TERM

    # -- what acts are made of

    def command(self, words: Sequence[str], stdin: Stream = EMPTY) -> Stream:
        """Do what a command does."""
        from ..behave import behave  # noqa: PLC0415 - behave reads scripts itself

        shell = self.shell
        argv = shell.argv
        out = behave(shell, list(words), stdin, quiet=True)
        shell.argv = argv
        return out

    def path(self, term: Term) -> str:
        """A path as the language's functions understand it."""
        text = term.text
        if text[:1] == "~" and (text[1:2] in ("", "/")) and "tilde" in self.syntax.features:
            return self.shell.home("") + text[1:]
        return text[7:] if text.startswith("file://") else text

    def start(self, command: str, labels: FrozenSet[str] = NOTHING) -> Term:
        """A program started through the interpreter."""
        if not command.strip():
            return UNKNOWN_TERM
        shell = self.shell
        self.started.add(command)
        self.shells = self.shells or _SHELL_WORD.search(command) is not None
        self.starts_unknown = self.starts_unknown or command.startswith(HOLE)
        shell.executes(command, labels)
        extra = shell.extra
        shell.extra = extra | {"escape"}
        out = shell.nested(command)
        shell.extra = extra
        return Term(out.text, out.labels | (labels & {"network", "decoded"}))

    def evaluate(self, text: str, labels: FrozenSet[str]) -> Term:
        """Code in the same language that is made at run time."""
        if HOLE in text and not labels:
            self.evaluates = True
        self.shell.executes(text, labels, Target.INLINE)
        if text.strip(HOLE).strip():
            self.started.add(text)
            self.code(text)
        return UNKNOWN_TERM

    def run(self, text: str) -> None:
        """Read a whole script."""
        self.code(text)

    def code(self, text: str) -> None:
        """Read further code of the language with the same variables."""
        raise NotImplementedError

    def fetch(self, url: str, labels: FrozenSet[str]) -> Term:
        """A connection, made when everything that the script takes is known."""
        self.connects.append((url, labels))
        return Term(HOLE, frozenset({"network"}))

    def take(self, path: str) -> Term:
        """Read a file."""
        stream = self.shell.read_file(path)
        self.taken |= stream.labels
        return Term(stream.text, stream.labels)

    def finish(self) -> Stream:
        """What can only be said at the end; the script's output."""
        leaks = frozenset(self.taken & _LEAKS)
        for url, labels in self.connects:
            self._send(url, labels | leaks)
        if self.sockets or self.listens:
            self._socket(leaks)
        if self.evaluates and self.connects:
            self.shell.executes(HOLE, frozenset({"network"}), Target.INLINE)
        return Stream(HOLE, leaks.union(self.printed))

    def _send(self, url: str, labels: FrozenSet[str]) -> None:
        body = labels & (_LEAKS | {"private", "clipboard", "local"})
        words: List[str] = ["curl", _field(url, labels)]
        self.command([*words, "-d", _field(HOLE, body)] if body else words)

    def _socket(self, leaks: FrozenSet[str]) -> None:
        reverse = self.shells or self.starts_unknown
        literals = [*self.hosts, *self.literals]
        host = next((m.group(1) for m in map(_HOST.match, literals) if m is not None), "")
        if reverse:
            self.shell.effect(Verb.CONNECT, host or "a socket", Target.PUBLIC, ("reverse",))
        elif not self.sockets:
            self.shell.effect(Verb.LISTEN, "a socket", Target.LOOPBACK)
        elif host:
            self._send("tcp://" + host, leaks)
        else:
            self.shell.effect(Verb.CONNECT, "a socket", Target.UNKNOWN)


# -- one function an act

_Act = Callable[[Program, Arguments], Term]


def _shell(program: Program, call: Arguments) -> Term:
    """The first argument is a command line, or a list of words."""
    first = next((t for t in call.items if not (t.fields and not t.items)), None)
    if first is None:
        return _spawn(program, call) if call.fields or call.items else program.start(HOLE)
    if first.items is not None:
        return program.start(" ".join(quoted(t.text) for t in flat([first])), all_labels([first]))
    if first.text == HOLE and first.name and not first.labels:
        return program.start(HOLE)
    return program.start(first.text, first.labels)


def _spawn(program: Program, call: Arguments) -> Term:
    """A program and its words, in a list or one by one; one alone is a command line."""
    terms = call.words()
    if not terms:
        return program.start(HOLE) if not call.items else UNKNOWN_TERM
    labels = all_labels(terms)
    if len(terms) == 1:
        return program.start(terms[0].text, labels)
    return program.start(" ".join(quoted(t.text) for t in terms), labels)


def _port(program: Program, call: Arguments) -> Term:
    """``open_port({spawn, "command"}, [])``."""
    words = [t for t in flat(call.items[:1]) if not t.name and t.text not in ("spawn", "spawn_executable")]
    return program.start(words[0].text if words else HOLE)


def _delete(program: Program, call: Arguments) -> Term:
    return _remove(program, call, call.flag("recursive", "force"), call.words())


def _rmtree(program: Program, call: Arguments) -> Term:
    return _remove(program, call, True, call.words())


def _unlink(program: Program, call: Arguments) -> Term:
    """``unlink(x, recursive = TRUE)`` and ``delete(x, "rf")``: flags stand behind the path."""
    recursive = call.flag("recursive") or any(t.text in _RECURSIVE_WORDS for t in call.items[1:])
    return _remove(program, call, recursive, flat(call.items[:1]))


def _remove(program: Program, call: Arguments, recursive: bool, terms: Sequence[Term]) -> Term:
    paths = [program.path(t) for t in terms if t.text and not (t.name and t.text == HOLE and len(terms) > 1)]
    if paths:
        program.command(["rm", *(["-r"] if recursive else []), "-f", "--", *paths])
    return UNKNOWN_TERM


def _write(program: Program, call: Arguments) -> Term:
    words = call.words()
    if words:
        content = words[1] if len(words) > 1 else UNKNOWN_TERM
        append = "append" in call.name.lower() or call.flag("append") or content.name == "FILE_APPEND"
        program.shell.write_file(
            program.path(words[0]), Stream(content.text, content.labels), ("append",) if append else ()
        )
    return UNKNOWN_TERM


def _put(program: Program, call: Arguments) -> Term:
    """The content comes first, the path behind it."""
    words = [*call.items[1:2], *(call.fields[k] for k in ("con", "file", "path") if k in call.fields)]
    for term in words:
        if term.text != HOLE and not looks_like_url(term.text):
            content = flat(call.items[:1])
            text = "\n".join(t.text for t in content) if content else HOLE
            program.shell.write_file(program.path(term), Stream(text, all_labels(call.items[:1])))
    return UNKNOWN_TERM


def _two(program: Program, call: Arguments, command: str) -> Term:
    words = [program.path(t) for t in call.words() if t.text and t.text not in ("rf",)]
    if len(words) >= 2:
        program.command([command, *(["-r"] if command == "cp" else []), "--", *words[:-1], words[-1]])
    return UNKNOWN_TERM


def _copy(program: Program, call: Arguments) -> Term:
    return _two(program, call, "cp")


def _move(program: Program, call: Arguments) -> Term:
    return _two(program, call, "mv")


def _link(program: Program, call: Arguments) -> Term:
    words = [program.path(t) for t in call.words()]
    if len(words) == 2:
        program.command(["ln", "-s", "--", *words])
    return UNKNOWN_TERM


_MODE = re.compile(r"0?o?([0-7]{3,5})$|[ugoa]*[-+=][rwxstX]+$")


def _chmod(program: Program, call: Arguments) -> Term:
    words = call.words()
    mode = next((t.text for t in words if _MODE.match(t.text)), None)
    paths = [program.path(t) for t in words if t.text not in (mode, HOLE)]
    if mode is not None and paths:
        found = _MODE.match(mode)
        recursive = ["-R"] if call.name.endswith("_R") else []
        program.command(["chmod", *recursive, (found.group(1) if found else "") or mode, *paths])
    return UNKNOWN_TERM


def _read(program: Program, call: Arguments) -> Term:
    words = [t for t in call.words() if not t.name]
    if not words:
        return Term(HOLE, call.labels())
    if looks_like_url(words[0].text):
        return _connect(program, call)
    if call.name.endswith("s.foreach") or words[0].text == HOLE:
        return Term(HOLE, call.labels())
    if words[0].text in ("php://input", "php://stdin", "/dev/stdin"):
        return Term(program.stdin.text, program.stdin.labels)
    return program.take(program.path(words[0]))


def _open(program: Program, call: Arguments) -> Term:
    """Opening a file, a pipe or a URL."""
    terms = list(call.items)
    if program.syntax.name == "pl" and len(terms) > 1:
        terms = terms[1:]
    words = [t for t in flat(terms) if t.text != HOLE or t.labels]
    if not words:
        return UNKNOWN_TERM
    first = words[0].text
    if looks_like_url(first):
        return program.fetch(first, call.labels())
    mode = words[1].text if len(words) > 1 else "r"
    if program.syntax.name == "pl":
        return _open_perl(program, words)
    if first[:1] == "|":
        return program.start(first[1:])
    if mode[:1] in "wax" or "+" in mode:
        append = ("append",) if mode[:1] == "a" else ()
        program.shell.write_file(program.path(words[0]), Stream(HOLE, call.labels()), append)
        return UNKNOWN_TERM
    return program.take(program.path(words[0]))


def _open_perl(program: Program, words: Sequence[Term]) -> Term:
    first = words[0].text
    mode = _PERL_MODE.match(first)
    if "|" in first[:2] or first.rstrip()[-1:] == "|":
        rest = words[1:] if len(words) > 1 else [Term(first.strip("| -"))]
        return program.start(" ".join(t.text if len(rest) == 1 else quoted(t.text) for t in rest))
    if first.lstrip("+<>")[:1] == "&" or (mode is not None and "&" in mode.group()):
        program.sockets = program.sockets or "S" in first
        program.shells = True
        return UNKNOWN_TERM
    path = words[1] if len(words) > 1 else Term(first[mode.end() :] if mode else first)
    if mode is not None and ">" in mode.group(1):
        program.shell.write_file(path.text, Stream(HOLE), ("append",) if ">>" in first else ())
        return UNKNOWN_TERM
    return program.take(path.text) if path.text else UNKNOWN_TERM


def _connect(program: Program, call: Arguments) -> Term:
    words = [*flat(call.items), *flat([v for k, v in call.fields.items() if k in ("url", "uri", "host", "hostname")])]
    for term in list(call.items):
        words += flat([term.fields[k] for k in ("url", "uri", "host", "hostname") if k in term.fields])
    if call.name.endswith("print"):
        program.printed.add("network")
    url = next((t for t in words if looks_like_url(t.text.partition(HOLE)[0]) or t.text.startswith("//")), None)
    if url is None:
        url = next((t for t in words if _HOST.match(t.text)), None)
    if url is None:
        return Term(HOLE, call.labels() | {"network"}) if program.syntax.name == "js" else Term(HOLE, call.labels())
    named = Term(HOLE, NOTHING, "", tuple(call.items), call.fields)
    return program.fetch(url.text, sent_labels([named, *([call.receiver] if call.receiver is not None else [])]))


def _save(program: Program, call: Arguments) -> Term:
    """``getstore(url, file)``."""
    _connect(program, call)
    paths = [t for t in call.words()[1:] if not t.name and t.text != HOLE]
    if paths:
        program.shell.write_file(program.path(paths[0]), Stream(HOLE, frozenset({"network"})))
    return UNKNOWN_TERM


def _dns(program: Program, call: Arguments) -> Term:
    words = call.words()
    if words and "." in words[0].text:
        host = words[0].text.rstrip(".").rsplit(HOLE, 1)[-1].strip(".")
        program.connects.append((("http://" + host) if host else HOLE, call.labels()))
    return UNKNOWN_TERM


def _socket(program: Program, call: Arguments) -> Term:
    program.sockets = True
    for term in [*call.words(), *call.fields.values()]:
        if term.text != HOLE:
            program.hosts.append(term.text)
    return Term(HOLE, frozenset({"network", "socket"}), "@socket")


def _listen(program: Program, call: Arguments) -> Term:
    program.listens = True
    return Term(HOLE, frozenset({"network"}), "@socket")


def _eval(program: Program, call: Arguments) -> Term:
    terms = [t for t in flat(call.items) if t.text != HOLE or t.labels]
    if not terms:
        program.evaluates = True
        return UNKNOWN_TERM
    last = terms[-1] if call.name.endswith("Function") else terms[0]
    return program.evaluate(last.text, all_labels(terms))


def _vimscript(program: Program, call: Arguments) -> Term:
    from .editors import run_vim  # noqa: PLC0415 - editors read expressions with this

    for term in flat(call.items):
        if term.text != HOLE:
            run_vim(program.shell, term.text)
    return UNKNOWN_TERM


def _source(program: Program, call: Arguments) -> Term:
    for term in call.words()[:1]:
        if looks_like_url(term.text):
            program.fetch(term.text, NOTHING)
            program.shell.effect(Verb.EXECUTE, term.text[:200], Target.INLINE, ("from:network",))
        elif term.labels & {"network", "decoded"}:
            program.shell.executes(term.text, term.labels, Target.INLINE)
        elif term.text != HOLE and re.search(r"[/.]", term.text):
            program.shell.execute_file(program.path(term), program.language)
    return UNKNOWN_TERM


def _module(program: Program, call: Arguments) -> Term:
    words = call.words()
    if not words or words[0].text == HOLE:
        return UNKNOWN_TERM
    name = words[0].text
    if looks_like_url(name):
        return _source(program, call)
    if name.startswith("data:"):
        return program.evaluate(HOLE, frozenset({"decoded"}))
    name = name[5:] if name.startswith("node:") else name
    return Term(HOLE, NOTHING, name.replace("/", "."))


def _apply(program: Program, call: Arguments) -> Term:
    """A function named by its first argument."""
    if not call.items:
        return UNKNOWN_TERM
    first, rest = call.items[0], list(call.items[1:])
    if program.language in ("ex", "erl"):
        first = Term(HOLE, NOTHING, ".".join((t.text if t.text != HOLE else t.name) for t in call.items[:2]))
        rest = list(call.items[2:])
    elif call.name.startswith("Reflect"):
        rest = rest[1:]
    arguments = [u for t in rest for u in (t.items if t.items is not None else (t,))]
    return program.call(first._replace(receiver=None), arguments, call.fields)


def _ref(program: Program, call: Arguments) -> Term:
    return Term(HOLE, NOTHING, call.items[0].text if call.items else "")


def _env(program: Program, call: Arguments) -> Term:
    return program.environment(call.items)


def _getenv(program: Program, call: Arguments) -> Term:
    return program.variable(call.items[0].text) if call.items else UNKNOWN_TERM


def _home(program: Program, call: Arguments) -> Term:
    words = call.words()
    if words and words[0].text not in (HOLE, "user.home", "HOME", "~"):
        return UNKNOWN_TERM
    return Term(program.shell.home(""))


def _args(program: Program, call: Arguments) -> Term:
    return Term(HOLE, NOTHING, "", tuple(program.args)) if program.args else UNKNOWN_TERM


def _same(program: Program, call: Arguments) -> Term:
    """Functions that give back what they get."""
    terms = list(call.items) or list(call.fields.values())
    if call.receiver is not None and call.receiver.text != HOLE:
        terms = [call.receiver]
    if not terms:
        return call.receiver or UNKNOWN_TERM
    if len(terms) == 2 and terms[1].text in ("base64", "hex") and terms[0].text != HOLE:
        return _decoded(program, terms[0].text, terms[1].text)
    known = [t for t in terms if not t.fields]
    if len(known) > 1 and call.name.endswith(("resolve", "paste0", "Paths.get", "Path.of", "normalize")):
        return _path(program, call) if "paste" not in call.name else _concat(program, call)
    first = terms[0]
    return Term(first.text, call.labels(), "", first.items)


def _list(program: Program, call: Arguments) -> Term:
    return Term(HOLE, call.labels(), "", tuple(call.items))


def _decoded(program: Program, text: str, kind: str) -> Term:
    labels = frozenset({"decoded"})
    try:
        if kind == "hex":
            return Term(bytes.fromhex(re.sub(r"\s", "", text)).decode("utf-8", "replace"), labels)
        raw = re.sub(r"[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/"))
        return Term(base64.b64decode(raw + "=" * (-len(raw) % 4)).decode("utf-8", "replace"), labels)
    except (ValueError, binascii.Error):
        return Term(HOLE, labels)


def _base64(program: Program, call: Arguments) -> Term:
    words = call.words()
    if not words or words[0].text == HOLE:
        return Term(HOLE, call.labels() | {"decoded"})
    return _decoded(program, words[0].text, "base64")


def _hex(program: Program, call: Arguments) -> Term:
    known = [t.text for t in call.words() if re.match(r"[0-9a-fA-F]{6,}$", t.text)]
    return _decoded(program, known[0], "hex") if known else Term(HOLE, call.labels() | {"decoded"})


def _reverse(program: Program, call: Arguments) -> Term:
    words = call.words()
    if not words or HOLE in words[0].text:
        return Term(HOLE, call.labels())
    return Term(words[0].text[::-1], call.labels() | {"decoded"})


def _chars(program: Program, call: Arguments) -> Term:
    codes = [t.text for t in call.words()]
    try:
        return Term("".join(chr(int(c, 0) if c[:1] != "0" or len(c) < 2 else int(c, 16)) for c in codes))
    except (ValueError, OverflowError):
        return Term(HOLE, frozenset({"decoded"}))


def _concat(program: Program, call: Arguments) -> Term:
    terms = [*([call.receiver] if call.receiver and call.receiver.text != HOLE else []), *flat(call.items)]
    return Term("".join(t.text for t in terms), call.labels())


def _paste(program: Program, call: Arguments) -> Term:
    return Term(" ".join(t.text for t in flat(call.items)), call.labels())


def _join(program: Program, call: Arguments) -> Term:
    """``join(separator, list)`` and ``list.join(separator)``."""
    lists = [t for t in call.items if t.items is not None]
    plain = [t for t in call.items if t.items is None]
    if call.receiver is None and program.syntax.name == "pl":
        plain, rest = plain[:1], [*plain[1:], *lists]
        return Term((plain[0].text if plain else "").join(t.text for t in flat(rest)), call.labels())
    if not lists:
        return Term(HOLE, call.labels())
    separator = plain[0].text if plain else {"js": ",", "ex": ""}.get(program.syntax.name, "")
    return Term(separator.join(t.text for t in flat(lists[:1])), call.labels())


def _path(program: Program, call: Arguments) -> Term:
    parts = [t.text for t in flat(call.items)]
    return Term(re.sub(r"//+", "/", "/".join(parts)), call.labels()) if parts else UNKNOWN_TERM


def _expand(program: Program, call: Arguments) -> Term:
    words = call.words()
    if not words:
        return UNKNOWN_TERM
    text = words[0].text
    home = program.shell.home("")
    if text[:1] == "~" and text[1:2] in ("", "/"):
        return Term(home + text[1:])
    if text in ("$HOME", "${HOME}") or text.startswith("$HOME/"):
        return Term(home + text[5:])
    return Term("/".join([words[1].text, text]) if len(words) > 1 and text[:1] != "/" else text, call.labels())


def _format(program: Program, call: Arguments) -> Term:
    texts = [t.text for t in flat(call.items)]
    out = fold("printf", texts, "") if texts and texts[0] != HOLE else None
    return Term(HOLE if out is None else out, call.labels())


def _glob(program: Program, call: Arguments) -> Term:
    words = call.words()
    return Term(words[0].text if words else HOLE, call.labels())


def _paths(program: Program, call: Arguments) -> Term:
    """The files in a directory, by their full names."""
    words = call.words()
    if words and call.flag("full.names", "join"):
        return Term(f"{program.path(words[0])}/{HOLE}")
    return UNKNOWN_TERM


def _kill(program: Program, call: Arguments) -> Term:
    numbers = [t.text for t in call.words() if re.match(r"-?\d+$", t.text)]
    if numbers:
        program.command(["kill", "-9", *numbers])
    return UNKNOWN_TERM


def _print(program: Program, call: Arguments) -> Term:
    program.printed |= call.labels()
    return Term(HOLE, call.labels())


def _call_process(program: Program, call: Arguments) -> Term:
    """Emacs: ``(call-process program infile buffer display words...)``."""
    return _spawn(program, call._replace(items=[*call.items[:1], *call.items[4:]]))


def _start_process(program: Program, call: Arguments) -> Term:
    """Emacs: ``(start-process name buffer program words...)``."""
    return _spawn(program, call._replace(items=call.items[2:]))


def _region(program: Program, call: Arguments) -> Term:
    """Emacs: ``(write-region start end file)``."""
    return _write(program, call._replace(items=call.items[2:3]))


_ACTS: Dict[str, _Act] = {
    "shell": _shell,
    "spawn": _spawn,
    "port": _port,
    "delete": _delete,
    "rmtree": _rmtree,
    "remove": _unlink,
    "write": _write,
    "put": _put,
    "copy": _copy,
    "move": _move,
    "link": _link,
    "chmod": _chmod,
    "read": _read,
    "open": _open,
    "connect": _connect,
    "save": _save,
    "dns": _dns,
    "socket": _socket,
    "listen": _listen,
    "eval": _eval,
    "vimscript": _vimscript,
    "source": _source,
    "module": _module,
    "apply": _apply,
    "ref": _ref,
    "env": _env,
    "getenv": _getenv,
    "home": _home,
    "args": _args,
    "same": _same,
    "list": _list,
    "base64": _base64,
    "hex": _hex,
    "reverse": _reverse,
    "chars": _chars,
    "concat": _concat,
    "paste": _paste,
    "join": _join,
    "path": _path,
    "expand": _expand,
    "format": _format,
    "glob": _glob,
    "kill": _kill,
    "paths": _paths,
    "print": _print,
    "callprocess": _call_process,
    "startprocess": _start_process,
    "region": _region,
}


def unescape(text: str) -> str:
    """The text of a string literal with C-like escapes."""
    if "\\" not in text:
        return text
    return ansi(text.replace("\\/", "/").replace("\\$", "$").replace("\\@", "@").replace("\\#", "#"))
