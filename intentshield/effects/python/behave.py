"""What callables, methods and properties do, as seen by the evaluator in :mod:`.walk`."""

from __future__ import annotations

import ast
import base64
import binascii
import bz2
import codecs
import json
import lzma
import quopri
import re
import shlex
import zlib
from functools import partial
from typing import Any, Callable, Dict, FrozenSet, List, Optional
from urllib.parse import quote, unquote

from ...model import Target, Verb
from ..shell.behave import behave
from ..shell.run import Shell, from_traits
from ..shell.values import EMPTY, HOLE, NOTHING, Field, Stream
from ..sql import looks_like_sql
from ..url import looks_like_url
from .calls import METHODS, CallSpec, call_spec
from .higher import OBJECTS, SPECIAL, alternatives, hand_over
from .values import UNKNOWN, V, const, labels_of, obj, ref, text_of, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .walk import Walker

__all__ = ["Behaviour"]

MAX_DECODED = 262_144
_LABELS_THAT_LEAVE = frozenset({"secret", "environment", "private", "clipboard", "local"})


def field(value: V) -> str:
    """A value's text for the shell's machinery, with its labels."""
    text = Field(text_of(value))
    text.labels = labels_of([value])
    return text


class Behaviour:
    """The library, as far as it matters."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.shell: Shell = walker.shell
        self.connected = False
        self.redirected = False
        self.result = UNKNOWN
        self._roles: Dict[str, Callable[[V, FrozenSet[str]], None]] = {
            "read": self._read,
            "readurl": self._read_or_fetch,
            "write": self._write,
            "append": lambda v, t: self._write(v, t | {"append"}),
            "edit": self._write,
            "new": lambda v, t: self._write(v, t | {"new"}),
            "delete": self._delete,
            "take": self._take,
            "permit": lambda v, t: self._touch(Verb.PERMIT, v, t),
            "exec": self._exec,
            "shell": self._shell,
            "spawn": self._shell,
            "argv": self._argv,
            "code": self._code,
            "sql": self._sql,
            "url": self._connect,
            "host": self._connect,
            "cd": self._cd,
            "opaque": self._opaque,
            "pip": self._pip,
            "expression": self._expression,
            "statement": lambda v, t: self._code(v, t) if v.string is not None else hand_over(self, [v], {}, True),
            "template": self._template,
            "yaml": self._yaml,
            "readdb": self._read_database,
            "hook": lambda v, t: self.shell.effect(Verb.EXECUTE, text_of(v)[:160], Target.INLINE, ("escape",)),
        }

    # -- names

    def constant(self, name: str) -> Optional[V]:
        """Attributes of modules that are values."""
        if name == "sys.executable":
            return const("python3")
        if name in ("os.sep", "os.path.sep"):
            return const("/")
        if name in ("os.linesep", "os.devnull", "os.curdir", "os.pardir"):
            return const({"os.linesep": "\n", "os.devnull": "/dev/null", "os.curdir": ".", "os.pardir": ".."}[name])
        if name.startswith("string."):
            return const(_STRING_CONSTANTS.get(name[7:], HOLE))
        if name == "intentshield.__file__":
            return const("/usr/lib/python3/site-packages/intentshield/__init__.py")
        if name == "sys.argv":
            return unknown(frozenset({"input"}))
        return None

    def environment(self, name: str) -> V:
        """``os.environ[name]``."""
        value = self.shell.variable(name)
        return const(value.text, value.labels)

    def set_environment(self, name: Optional[str], value: V) -> None:
        """``os.environ[name] = value``: variables that make other programs run something."""
        if name in ("LD_PRELOAD", "PYTHONSTARTUP", "BASH_ENV", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "PERL5OPT"):
            self.shell.effect(Verb.EXECUTE, text_of(value)[:160], Target.UNKNOWN, ("hooks",))

    def runs_something(self, name: str) -> bool:
        """Whether a callable of the library does something with what it is given."""
        spec = call_spec(name)
        return spec is not None and bool(_RUNNING.intersection(spec.roles))

    def property(self, base: V, name: str) -> Optional[V]:
        """Attributes of objects of a known sort."""
        sort = base.val
        if sort == "path":
            path = base.data["path"]
            if name == "parent":
                return obj("path", base.labels, path=path.rpartition("/")[0] or "..")
            if name == "parents":
                return obj("parents", base.labels, path=path)
            if name in ("path", "_path"):
                return const(path, base.labels)
            if name in ("name", "stem", "suffix"):
                return const(path.rsplit("/", 1)[-1], base.labels)
        if sort in ("response", "data") and name in ("text", "content", "raw", "body", "values", "data"):
            return unknown(base.labels)
        if sort == "account" and name == "pw_dir":
            return const(self.shell.home(""))
        if sort == "process" and name in ("stdin", "stdout", "stderr"):
            return base if name == "stdin" else unknown(frozenset({"local"}))
        if sort == "native":
            return V("bound", base, base.labels, {"name": name})
        if sort == "cloud":
            return V("bound", base, base.labels, {"name": name})
        return None

    # -- calls by name

    def call(self, name: str, args: List[V], keywords: Dict[str, V]) -> V:
        """Call something of the library by its dotted name."""
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, args, keywords)
        spec = call_spec(name)
        if spec is not None:
            return self._by_spec(name, spec, args, keywords)
        pure = _PURE.get(name)
        if pure is not None:
            return self._pure(pure, args)
        if name.startswith(("ctypes.windll", "ctypes.cdll", "windll", "ctypes.oledll", "ctypes.pythonapi")):
            self.shell.effect(Verb.EXECUTE, name[:120], Target.PROCESS, ("escape",))
        if name.startswith("sh.") and name.count(".") == 1:
            behave(self.shell, [name[3:], *map(field, args)], EMPTY)
        tail = name.rsplit(".", 1)[-1]
        if tail in METHODS and "." in name and METHODS[tail] in ("write", "sql"):
            self._roles[METHODS[tail]](args[0] if args else UNKNOWN, NOTHING)
        self._guard(name, args, keywords)
        hand_over(self, args, keywords)
        return unknown(labels_of([*args, *keywords.values()]))

    def _guard(self, name: str, args: List[V], keywords: Dict[str, V]) -> None:
        """Calls that replace parts of this guard, and keywords by which a library runs code that it downloads."""
        if name.startswith(("unittest.mock.patch", "mock.patch", "importlib.reload")) and args:
            first = args[0].val
            if isinstance(first, str) and first.split(".")[0] in ("intentshield", "builtins"):
                self.shell.effect(Verb.EXECUTE, f"{name} {first}"[:120], Target.INLINE, ("escape",))
        self.trusts(keywords)

    def trusts(self, keywords: Dict[str, V]) -> None:
        """``trust_remote_code=True``."""
        for key in ("trust_remote_code", "trust_repo"):
            if key in keywords and keywords[key].kind == "const" and keywords[key].val:
                self.shell.effect(Verb.EXECUTE, key, Target.INLINE, ("from:network",))

    def _by_spec(self, name: str, spec: CallSpec, args: List[V], keywords: Dict[str, V]) -> V:
        pairs = [*zip(spec.roles, args), *[(spec.keywords[k], v) for k, v in keywords.items() if k in spec.keywords]]
        if spec.roles and spec.roles[0] == "argvs":
            pairs = [("argv", V("list", args))]
        elif spec.roles and spec.roles[0] == "execl":
            pairs = [("argv", V("list", args[1:]))]
        elif spec.roles and spec.roles[0] == "spawnl":
            pairs = [("argv", V("list", args[2:]))]
        elif spec.roles and spec.roles[0] == "spawn" and len(args) > 1 and args[1].kind == "list":
            pairs = [("argv", V("list", [args[0], *args[1].val]))]
        elif spec.roles and spec.roles[0] == "call":
            self._call_value(args, keywords)
            pairs = []
        extra = self.shell.extra
        self.shell.extra = extra | spec.traits
        if "mode" in spec.roles or "mode" in spec.keywords.values():
            mode = next((v for role, v in pairs if role == "mode"), UNKNOWN)
            self.shell.extra |= _mode_traits(mode)
        bodies = labels_of([v for role, v in pairs if role == "body"])
        sends = any(role == "body" for role, _ in pairs)
        for role, value in [(role, each) for role, given in pairs for each in alternatives(given)]:
            if role in ("url", "host"):
                self._connect(value, NOTHING, bodies, sends)
            elif role == "kill":
                self._kill(args)
            elif role == "argv":
                self._argv(value, NOTHING, keywords.get("shell"), keywords.get("stdin"))
                self._fed(value, keywords)
            else:
                function = self._roles.get(role)
                if function is not None:
                    function(value, NOTHING)
        for verb, cls, traits in spec.effects:
            self.shell.effect(verb, name, cls, traits)
        self.shell.extra = extra
        return self._result(spec, args, keywords)

    def _result(self, spec: CallSpec, args: List[V], keywords: Dict[str, V]) -> V:
        labels = labels_of(args) & (_LABELS_THAT_LEAVE | {"decoded", "network", "input"})
        if spec.label == "file":
            labels |= {"local"}
        elif spec.label:
            labels |= {spec.label}
        if spec.returns == "scratch":
            scratch = self.shell.context.scratch
            return obj("path", NOTHING, path=(scratch[0] if scratch else "/tmp") + "/" + HOLE)  # noqa: S108
        if spec.returns == "compiled":
            return args[0] if args else UNKNOWN
        if spec.returns == "value":
            found, self.result = self.result, UNKNOWN
            return found
        if spec.returns == "first":
            return args[0] if args else UNKNOWN
        if spec.returns == "request":
            return obj("request", labels, url=args[0] if args else keywords.get("url", UNKNOWN))
        if spec.returns:
            first = args[0] if args else keywords.get("args", keywords.get("cmd", UNKNOWN))
            return obj(spec.returns, frozenset(labels), first=first)
        return unknown(frozenset(labels))

    def _call_value(self, args: List[V], keywords: Dict[str, V]) -> None:
        """``Thread(target=f, args=(x,))``: something that calls a function it is given."""
        hand_over(self, args, keywords, always=True)

    def _fed(self, value: V, keywords: Dict[str, V]) -> None:
        """``executable=`` is the program whatever the first word says; ``input=`` is what it reads."""
        program = keywords.get("executable")
        if program is not None and program.string and value.kind == "list" and value.val:
            self._run_words([field(program), *map(field, value.val[1:])])
        fed = keywords.get("input")
        if fed is not None:
            self.feed(value, Stream(text_of(fed), labels_of([fed])))

    def feed(self, program: V, stdin: Stream) -> None:
        """Run a program again, now with what it reads."""
        words: List[str] = list(map(field, program.val)) if program.kind == "list" else [*_shlex(text_of(program))]
        if words and words[0] != HOLE:
            self._run_words(words, stdin)

    # -- roles

    def _touch(self, verb: Verb, value: V, traits: FrozenSet[str]) -> None:
        if value.kind == "list":
            for item in value.val[:64]:
                self._touch(verb, item, traits)
        elif value.kind != "const" or not isinstance(value.val, int):
            self.shell.touch(verb, field(value), traits)

    def _read(self, value: V, traits: FrozenSet[str]) -> None:
        if value.kind == "list":
            for item in value.val[:64]:
                self._read(item, traits)
        if value.string is not None:
            self.shell.read_file(field(value))

    def _read_database(self, value: V, traits: FrozenSet[str]) -> None:
        """A file, or a ``file:`` address of one."""
        if value.string is not None and value.string != ":memory:":
            text = value.string[5:].partition("?")[0] if value.string.startswith("file:") else value.string
            self._read(const(text, value.labels), traits)

    def _read_or_fetch(self, value: V, traits: FrozenSet[str]) -> None:
        if value.string is not None:
            self._connect(value, traits) if looks_like_url(value.string) else self._read(value, traits)

    def _write(self, value: V, traits: FrozenSet[str]) -> None:
        if value.string is not None:
            self.shell.write_file(field(value), Stream(HOLE, value.labels & {"network", "decoded"}), traits)

    def _delete(self, value: V, traits: FrozenSet[str]) -> None:
        self._touch(Verb.DELETE, value, traits)

    def _take(self, value: V, traits: FrozenSet[str]) -> None:
        place = self.shell.place(text_of(value))
        whole = place.cls in (Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT)
        self._touch(Verb.DELETE if whole else Verb.WRITE, value, traits)

    def _cd(self, value: V, traits: FrozenSet[str]) -> None:
        text = text_of(value)
        self.shell.state.cwd = HOLE if text.startswith(HOLE) else self.shell.place(text).path

    def _exec(self, value: V, traits: FrozenSet[str]) -> None:
        self.shell.execute_file(field(value), "python")

    def _shell(self, value: V, traits: FrozenSet[str]) -> None:
        if value.kind == "list":
            self._argv(value, traits)
            return
        text = text_of(value)
        labels = labels_of([value])
        self._before_program()
        self.shell.executes(text, labels)
        if HOLE in text and text.strip(HOLE + " ") == "":
            self.shell.effect(
                Verb.EXECUTE, "a command that is not known", Target.SHELL, from_traits(labels, True) or ("from:input",)
            )
        else:
            self._escaped(partial(self.shell.nested, text))

    def _escaped(self, run: Callable[[], object]) -> None:
        """A program that is started through the interpreter: a bare shell is a way out of it."""
        extra = self.shell.extra
        self.shell.extra = extra | {"escape"}
        run()
        self.shell.extra = extra

    def _argv(self, value: V, traits: FrozenSet[str], in_shell: Optional[V] = None, stdin: Optional[V] = None) -> None:
        """A list of words, or one string that is a program or (``shell=True``) a command line."""
        if stdin is not None and (stdin.val == "socket" or "socket" in stdin.labels):
            self.redirected = True
        self._before_program()
        if value.kind == "list":
            words = [field(v) for v in value.val]
            if in_shell is not None and in_shell.kind == "const" and in_shell.val and words:
                self.shell.nested(words[0])
            elif words and stdin is None and len(words) <= 2:
                self._escaped(partial(self._run_words, words))
            elif words:
                self._run_words(words)
            return
        text = text_of(value)
        if value.string is None:
            labels = labels_of([value])
            traits = from_traits(labels, True) or frozenset({"from:input"})
            self.shell.effect(Verb.EXECUTE, "a command that is not known", Target.SHELL, traits)
            return
        self.shell.executes(text, labels_of([value]))
        self.shell.nested(text)

    def _run_words(self, words: List[str], stdin: Stream = EMPTY) -> None:
        argv, span = self.shell.argv, self.shell.span
        self.shell.depth += 1
        if self.shell.depth < 24:
            labels = words[0].labels if isinstance(words[0], Field) else NOTHING
            if words[0] == HOLE and labels & {"network", "decoded"}:
                self.shell.executes(" ".join(words), labels)
            self.shell.invoke([str(words[0]), *words[1:]] if HOLE not in words[0] else words, stdin)
        self.shell.depth -= 1
        self.shell.argv, self.shell.span = argv, span

    def _before_program(self) -> None:
        """A shell whose input is a socket serves whoever is at the other end."""
        if self.redirected and self.connected:
            self.shell.effect(Verb.EXECUTE, "a shell for a remote host", Target.SHELL, ("reverse", "interactive"))

    def _code(self, value: V, traits: FrozenSet[str]) -> None:
        text = value.string
        labels = labels_of([value])
        if text is None:
            if value.kind != "func":
                self.shell.effect(
                    Verb.EXECUTE, "code that is not known", Target.INLINE, from_traits(labels, True) or ("from:input",)
                )
            return
        if labels & {"decoded", "network"} or HOLE in text:
            self.shell.effect(
                Verb.EXECUTE, text.replace(HOLE, "*")[:160], Target.INLINE, from_traits(labels, HOLE in text)
            )
        self.result = self.walker.source(text) if HOLE not in text else UNKNOWN

    def _expression(self, value: V, traits: FrozenSet[str]) -> None:
        """An expression of a library that evaluates it as Python."""
        text = value.string
        if text is not None and "__" in text:
            self.shell.effect(Verb.EXECUTE, text[:160].replace(HOLE, "*"), Target.INLINE, ("escape",))
            self._code(const(text.replace("@__", "__")), traits)

    def _template(self, value: V, traits: FrozenSet[str]) -> None:
        text = value.string
        if text is not None and "__" in text and _DUNDER.search(text):
            self.shell.effect(Verb.EXECUTE, text[:160].replace(HOLE, "*"), Target.INLINE, ("escape",))

    def _yaml(self, value: V, traits: FrozenSet[str]) -> None:
        if value.string is not None and "!!python/" in value.string:
            self.shell.effect(Verb.EXECUTE, value.string[:160].replace(HOLE, "*"), Target.INLINE, ("escape",))

    def _sql(self, value: V, traits: FrozenSet[str]) -> None:
        text = value.string
        certain = "statement" in traits and text is not None and ";" in text
        if text is not None and (certain or looks_like_sql(text.replace(HOLE, "x"))):
            from ...model import Role  # noqa: PLC0415 - only for statements

            self.shell.code(Role.SQL, text.replace(HOLE, "?"))

    def _connect(
        self, value: V, traits: FrozenSet[str], carried: FrozenSet[str] = NOTHING, sends: bool = False
    ) -> None:
        if value.kind == "list" and value.val:
            value = value.val[0]
        if value.kind == "obj" and value.val == "request":
            value = value.data["url"]
        labels = (carried | labels_of([value])) & _LABELS_THAT_LEAVE
        argv = ["curl"]
        if sends or labels:
            body = Field("x")
            body.labels = frozenset(labels)
            argv += ["-d", body]
        target = field(value)
        if not target:
            return
        before = self.shell.argv
        behave(self.shell, [*argv, target], EMPTY, quiet=True)
        self.shell.argv = before
        self.connected = True

    def _opaque(self, value: V, traits: FrozenSet[str]) -> None:
        if value.labels & {"network", "input", "decoded"}:
            self.shell.effect(
                Verb.EXECUTE,
                "an object that runs code when it is loaded",
                Target.INLINE,
                from_traits(value.labels, True) or ("from:input",),
            )
        elif value.kind != "unknown":
            self.shell.opaque("a serialized object that may run code", text_of(value)[:60])

    def _pip(self, value: V, traits: FrozenSet[str]) -> None:
        if value.kind == "list":
            behave(self.shell, ["pip", *map(field, value.val)], EMPTY)

    def _kill(self, args: List[V]) -> None:
        pid = args[0] if args else UNKNOWN
        everything = pid.kind == "const" and pid.val in (-1, 0)
        vital = (pid.kind == "const" and pid.val == 1) or "parent" in pid.labels
        self.shell.effect(
            Verb.SIGNAL,
            f"process {text_of(pid).replace(HOLE, '*')}",
            Target.PROCESS,
            ("all",) if everything or "parent" in pid.labels else ("destroy",) if vital else (),
        )

    # -- methods

    def method(self, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> V:
        """``base.name(args)``."""
        labels = base.labels | labels_of([*args, *keywords.values()])
        if base.kind in {"const", "list"}:
            return self._of_constant(base, name, args, frozenset(labels), keywords)
        if base.kind == "obj":
            handler = _OBJECTS.get(base.val)
            if handler is not None:
                found = handler(self, base, name, args, keywords)
                if found is not None:
                    return found
        if base.kind == "dict" and name in ("get", "pop", "setdefault") and args and args[0].kind == "const":
            return base.val.get(args[0].val) or (args[1] if len(args) > 1 else UNKNOWN)
        if base.kind == "dict" and name in ("items", "values", "keys"):
            return self._of_dict(base, name)
        role = METHODS.get(name)
        if role in ("write", "sql", "shell", "expression") and args:
            self._roles[role](args[0], NOTHING)
        elif role == "remote" and args:
            remote, self.shell.remote = self.shell.remote, True
            self._shell(args[0], NOTHING)
            self.shell.remote = remote
        elif role == "mail":
            self.shell.effect(
                Verb.SEND,
                text_of(args[1] if len(args) > 1 else UNKNOWN).replace(HOLE, "*"),
                Target.PERSON,
                ("outward",),
            )
        elif role == "later" and args:
            if name == "subprocess_shell":
                self._shell(args[1] if len(args) > 1 else UNKNOWN, NOTHING)
            else:
                self._argv(V("list", args[1:]), NOTHING)
        elif role == "destroy":
            self.shell.effect(Verb.DELETE, name, Target.DATABASE, ("destroy",))
        elif role == "own":
            self.shell.effect(Verb.EXECUTE, name, Target.OWN)
        self.trusts(keywords)
        hand_over(self, args, keywords)
        return unknown(frozenset(labels))

    def _of_dict(self, base: V, name: str) -> V:
        pairs = list(base.val.items())[:256]
        if name == "keys":
            return V("list", [const(k) for k, _ in pairs], base.labels)
        if name == "values":
            return V("list", [v for _, v in pairs], base.labels)
        return V("list", [V("list", [const(k), v]) for k, v in pairs], base.labels)

    def _of_constant(
        self, base: V, name: str, args: List[V], labels: FrozenSet[str], keywords: Optional[Dict[str, V]] = None
    ) -> V:
        """Methods of strings, bytes and lists, computed where everything is known."""
        if name == "join" and base.string is not None and args:
            items = args[0]
            if items.kind == "list":
                return const(
                    base.string.join(text_of(v) for v in items.val)[:MAX_DECODED], labels | labels_of(items.val)
                )
            return const(text_of(items), labels) if items.kind == "const" else unknown(labels)
        if name == "format" and base.string is not None:
            self._template(base, NOTHING)
            return const(_format(base.string, args, keywords or {}), labels)
        if base.kind == "list":
            if name in ("append", "extend", "insert") and args:
                if len(base.val) < 4096:
                    base.val.extend(args[-1].val if name == "extend" and args[-1].kind == "list" else [args[-1]])
                return const(None)
            if name in ("pop", "copy"):
                return base.val[-1] if base.val and name == "pop" else base
            return unknown(labels)
        if name == "to_bytes" and isinstance(base.val, int) and args and args[0].kind == "const":
            size, order = args[0].val, text_of(args[1]) if len(args) > 1 else "big"
            if isinstance(size, int) and 0 <= size < 65_536 and order in ("big", "little") and base.val >= 0:
                return const((base.val & ((1 << 8 * size) - 1)).to_bytes(size, order), labels | {"decoded"})  # type: ignore[arg-type]
        if name not in _TEXT_METHODS or any(a.kind != "const" for a in args):
            return unknown(labels)
        if (
            isinstance(base.val, str)
            and HOLE in base.val
            and name not in ("encode", "decode", "strip", "rstrip", "lstrip", "lower", "upper")
        ):
            return unknown(labels)
        try:
            result = getattr(base.val, name)(*[a.val for a in args])
        except Exception:  # noqa: BLE001 - whatever a method of a constant raises, the value is unknown
            return unknown(labels)
        if isinstance(result, (list, tuple)):
            return V("list", [const(item, labels) for item in result[:4096]], labels)
        changed = name in ("translate", "replace", "swapcase") and len(text_of(base)) > 8
        return const(
            result if not isinstance(result, (str, bytes)) else result[:MAX_DECODED],
            labels | ({"decoded"} if changed and name != "replace" else NOTHING),
        )

    def _pure(self, function: Callable[..., Any], args: List[V]) -> V:
        """Decoders and conversions of constants."""
        labels = labels_of(args)
        if any(a.kind not in ("const", "list") for a in args) or any(
            HOLE in text_of(a) for a in args if a.kind == "const"
        ):
            return unknown(labels | ({"decoded"} if function in _DECODING else NOTHING))
        values = [[v.val for v in a.val] if a.kind == "list" else a.val for a in args]
        try:
            result = function(*values)
        except Exception:  # noqa: BLE001 - whatever a pure function of constants raises, the value is unknown
            return unknown(labels)
        if isinstance(result, (str, bytes)) and len(result) > MAX_DECODED:
            return unknown(labels)
        if isinstance(result, (list, tuple, range)):
            return V("list", [const(x) for x in list(result)[:4096]], labels)
        return const(result, labels | ({"decoded"} if function in _DECODING else NOTHING))


# -- special calls

_Special = Callable[[Behaviour, List[V], Dict[str, V]], V]


def _open(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    path = args[0] if args else keywords.get("file", UNKNOWN)
    mode = text_of(args[1] if len(args) > 1 else keywords.get("mode", const("r")))
    if path.kind == "const" and isinstance(path.val, int):
        return UNKNOWN
    if path.string is None:
        if any(c in mode for c in "wax+"):
            b.shell.touch(Verb.WRITE, HOLE)
        return obj("file", path.labels, path=HOLE, mode=mode)
    name = field(path)
    labels = NOTHING
    if any(c in mode for c in "wx") or "a" in mode or "+" in mode:
        b.shell.write_file(name, Stream(HOLE), ("append",) if "a" in mode or "+" in mode else ())
    if "r" in mode or "+" in mode:
        labels = b.shell.read_file(name).labels
    return obj("file", labels, path=str(name), mode=mode)


def _path(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    text = ""
    for arg in args:
        piece = text_of(arg)
        text = piece if piece.startswith("/") or not text else text.rstrip("/") + "/" + piece
    return obj("path", labels_of(args), path=text or ".")


def _join_path(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return const(_path(b, args, keywords).data["path"], labels_of(args))


def _expand_user(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    text = text_of(args[0] if args else UNKNOWN)
    if text == "~" or text.startswith("~/"):
        text = b.shell.home("") + text[1:]
    return const(text, labels_of(args))


def _same(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return args[0] if args else UNKNOWN


def _import_module(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    args = args or [v for k, v in keywords.items() if k == "name"]
    name = args[0].string if args else None
    if name is None or HOLE in name:
        return unknown(labels_of(args))
    from .walk import _canonical  # noqa: PLC0415 - walk imports this module

    return ref(_canonical(name if len(args) < 4 else name.split(".")[0]))


def _getattr(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    if len(args) < 2:
        return UNKNOWN
    name = args[1].string
    if name is not None and HOLE not in name:
        return b.walker.attribute(args[0], name)
    if args[0].kind == "ref" and args[0].val in (
        "os",
        "subprocess",
        "shutil",
        "",
        "sys",
        "socket",
        "ctypes",
        "importlib",
    ):
        b.shell.effect(
            Verb.EXECUTE, f"something of {args[0].val or 'builtins'} that is not known", Target.INLINE, ("escape",)
        )
    return unknown(labels_of(args))


def _namespace(name: str) -> _Special:
    return lambda b, args, keywords: ref("globals") if not args else V("obj", "namespace", NOTHING, {"of": args[0]})


def _scan(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    path = text_of(args[0] if args else const("."))
    return V("list", [obj("path", labels_of(args), path=path.rstrip("/") + "/" + HOLE)])


def _update_environment(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    given = dict(keywords)
    if args and args[0].kind == "dict":
        given.update({str(k): v for k, v in args[0].val.items()})
    elif len(args) > 1:
        given[text_of(args[0])] = args[1]
    for name, value in given.items():
        b.set_environment(name, value)
    return UNKNOWN


def _loads(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """JSON and literals that are known."""
    value = args[0] if args else UNKNOWN
    if value.string is None or HOLE in value.string or len(value.string) > MAX_DECODED:
        return unknown(labels_of(args))
    try:
        found = json.loads(value.string)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(value.string)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return unknown(labels_of(args))
    return _lifted(found, labels_of(args), 0)


def _lifted(value: Any, labels: FrozenSet[str], depth: int) -> V:
    if depth < 8 and isinstance(value, (list, tuple)):
        return V("list", [_lifted(v, labels, depth + 1) for v in value[:256]], labels)
    if depth < 8 and isinstance(value, dict):
        return V("dict", {k: _lifted(v, labels, depth + 1) for k, v in list(value.items())[:256]}, labels)
    return const(value, labels)


def _read_method_text(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """``str.join(sep, words)``."""
    return b._of_constant(args[0], "join", args[1:], labels_of(args)) if args else UNKNOWN


def _walk(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    path = args[0] if args else const(".")
    return obj("walk", labels_of(args), path=text_of(path))


def _list_directory(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return V("list", [const(HOLE)])


def _glob(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return V("list", [const(text_of(args[0] if args else UNKNOWN))])


def _getenv(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    name = args[0].string if args else None
    return b.environment(name) if name is not None else UNKNOWN


def _environment(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """A copy or text of the whole environment when one is given, else what conversions of constants give."""
    value = args[0] if args else UNKNOWN
    if value.kind == "ref" and value.val == "os.environ":
        return unknown(frozenset({"environment"}))
    if not args and keywords:
        return V("dict", dict(keywords), labels_of([*keywords.values()]))
    if value.kind in ("list", "dict"):
        return value
    return unknown(labels_of(args))


def _dup2(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    b.redirected = True
    return UNKNOWN


def _fork(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return UNKNOWN


def _chain(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return V("list", [v for a in args if a.kind == "list" for v in a.val], labels_of(args))


def _str(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    value = args[0] if args else const("")
    if value.kind == "ref" and value.val == "os.environ":
        return unknown(frozenset({"environment"}))
    if value.kind == "const" and isinstance(value.val, bytes) and len(args) > 1:
        return const(value.val.decode("utf-8", "replace"), value.labels)
    if value.kind == "const":
        return const(str(value.val), value.labels)
    return const(value.string, value.labels) if value.string is not None else unknown(labels_of(args))


def _print(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    target = keywords.get("file")
    if target is not None and target.kind == "obj" and target.val == "file":
        _file_method(b, target, "write", args, {})
    return const(None)


_SPECIAL: Dict[str, _Special] = {
    "open": _open,
    "io.open": _open,
    "codecs.open": _open,
    "os.fdopen": lambda b, a, k: UNKNOWN,
    "pathlib.Path": _path,
    "pathlib.PosixPath": _path,
    "pathlib.PurePath": _path,
    "pathlib.PurePosixPath": _path,
    "pathlib.WindowsPath": _path,
    "pathlib.Path.home": lambda b, a, k: obj("path", NOTHING, path=b.shell.home("")),
    "pathlib.Path.cwd": lambda b, a, k: obj("path", NOTHING, path="."),
    "os.getcwd": lambda b, a, k: const("."),
    "os.path.join": _join_path,
    "os.path.expanduser": _expand_user,
    "os.path.expandvars": _expand_user,
    "os.path.abspath": _same,
    "os.path.realpath": _same,
    "os.path.normpath": _same,
    "os.fspath": _same,
    "os.fsencode": _same,
    "os.fsdecode": _same,
    "os.path.dirname": lambda b, a, k: const(text_of(a[0] if a else UNKNOWN).rpartition("/")[0] or ".", labels_of(a)),
    "os.path.basename": lambda b, a, k: const(text_of(a[0] if a else UNKNOWN).rsplit("/", 1)[-1], labels_of(a)),
    "__import__": _import_module,
    "importlib.import_module": _import_module,
    "importlib.__import__": _import_module,
    "importlib.util.find_spec": lambda b, a, k: UNKNOWN,
    "getattr": _getattr,
    "operator.attrgetter": lambda b, a, k: UNKNOWN,
    "globals": _namespace("globals"),
    "locals": _namespace("locals"),
    "vars": _namespace("vars"),
    "os.walk": _walk,
    "os.listdir": _list_directory,
    "glob.glob": _glob,
    "glob.iglob": _glob,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.copy": lambda b, a, k: unknown(frozenset({"environment"})),
    "os.environ.items": lambda b, a, k: unknown(frozenset({"environment"})),
    "os.environ.values": lambda b, a, k: unknown(frozenset({"environment"})),
    "dict": _environment,
    "json.dumps": _environment,
    "pprint.pformat": _environment,
    "repr": _str,
    "str": _str,
    "print": _print,
    "input": lambda b, a, k: unknown(frozenset({"input"})),
    "raw_input": lambda b, a, k: unknown(frozenset({"input"})),
    "sys.stdin.read": lambda b, a, k: unknown(frozenset({"input"})),
    "os.dup2": _dup2,
    "os.fork": _fork,
    "itertools.chain": _chain,
    "os.scandir": _scan,
    "os.environ.update": _update_environment,
    "os.environ.setdefault": _update_environment,
    "os.putenv": _update_environment,
    "os.getppid": lambda b, a, k: unknown(frozenset({"parent"})),
    "pwd.getpwuid": lambda b, a, k: obj("account"),
    "pwd.getpwnam": lambda b, a, k: obj("account"),
    "site.getsitepackages": lambda b, a, k: V("list", [const("/usr/lib/python3/site-packages")]),
    "site.getusersitepackages": lambda b, a, k: const("/usr/lib/python3/site-packages"),
    "sysconfig.get_path": lambda b, a, k: const("/usr/lib/python3/site-packages"),
    "str.join": _read_method_text,
    "ast.literal_eval": _loads,
    "ast.parse": _same,
    "textwrap.dedent": lambda b, a, k: b._of_constant(a[0], "strip", [], labels_of(a)) if a else UNKNOWN,
    "shlex.split": lambda b, a, k: V("list", [const(w) for w in _shlex(text_of(a[0] if a else UNKNOWN))]),
    "shlex.quote": _same,
    "json.loads": _loads,
    **SPECIAL,
    "os.path.splitext": lambda b, a, k: V("list", [a[0] if a else UNKNOWN, UNKNOWN]),
}


def _shlex(text: str) -> List[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


# -- objects


def _path_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    path = Field(base.data["path"])
    path.labels = base.labels
    if name in ("read_text", "read_bytes"):
        return unknown(b.shell.read_file(path).labels)
    if name in ("write_text", "write_bytes"):
        content = args[0] if args else UNKNOWN
        b.shell.write_file(path, Stream(text_of(content), labels_of([content])))
        return UNKNOWN
    if name == "open":
        return _open(b, [base, *args], keywords)
    if name in ("unlink", "rmdir"):
        b.shell.touch(Verb.DELETE, path)
        return UNKNOWN
    if name in ("mkdir", "touch"):
        b.shell.touch(Verb.WRITE, path, ("new",))
        return UNKNOWN
    if name in ("rename", "replace", "symlink_to", "hardlink_to"):
        b._write(args[0] if args else UNKNOWN, NOTHING)
        b._take(base, NOTHING)
        return UNKNOWN
    if name == "chmod":
        b.shell.touch(Verb.PERMIT, path, _mode_traits(args[0] if args else UNKNOWN))
        return UNKNOWN
    if name in ("joinpath", "__truediv__"):
        return _path(b, [base, *args], {})
    if name == "walk":
        return obj("walk", base.labels, path=str(path), objects=True)
    if name in ("glob", "rglob", "iterdir"):
        return obj("children", base.labels, path=str(path))
    if name in ("resolve", "absolute", "expanduser", "as_posix", "with_suffix", "with_name", "__str__", "relative_to"):
        return _expand_user(b, [const(str(path), base.labels)], {}) if name == "expanduser" else base
    return None


def _file_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("write", "writelines") and args:
        path = base.data["path"]
        if path != HOLE:
            content = Stream(
                "".join(text_of(v) for v in args[0].val) if args[0].kind == "list" else text_of(args[0]),
                labels_of(args),
            )
            place = b.shell.place(path)
            b.shell.files[place.path] = content
            from ...model import FileFact  # noqa: PLC0415 - only for known contents

            known = content.text if HOLE not in content.text and len(content.text) < 16_384 else None
            if place.place is not Target.STDIO:
                b.shell.analysis.files[place.path] = FileFact(content.labels - {"local"} | {"written"}, known)
        return UNKNOWN
    if name in ("read", "readline", "readlines", "__iter__"):
        written = b.shell.files.get(b.shell.place(base.data["path"]).path)
        if written is not None and name == "read" and HOLE not in written.text and written.text:
            return const(written.text, base.labels | written.labels)
        return unknown(base.labels)
    return None


def _socket_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("connect", "connect_ex") and args:
        b._connect(args[0], NOTHING)
        return UNKNOWN
    if name in ("send", "sendall", "sendto"):
        labels = labels_of(args) & _LABELS_THAT_LEAVE
        if labels:
            b._connect(const("socket.invalid"), NOTHING, frozenset(labels), True)
        return UNKNOWN
    if name == "bind" and args:
        host = args[0].val[0] if args[0].kind == "list" and args[0].val else args[0]
        local = text_of(host) in ("127.0.0.1", "localhost", "::1")
        b.shell.effect(
            Verb.LISTEN,
            text_of(host).replace(HOLE, "*") or "every interface",
            Target.LOOPBACK if local else Target.PUBLIC,
        )
        b.connected = b.connected or not local
        return UNKNOWN
    if name in ("recv", "recvfrom", "makefile", "read", "readline"):
        return unknown(frozenset({"network", "socket"}))
    if name == "accept":
        return V("list", [obj("socket", frozenset({"network"})), UNKNOWN])
    if name == "fileno":
        return obj("socket", base.labels)
    return None


def _http_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("get", "head", "options", "post", "put", "patch", "delete", "request", "stream", "urlopen", "goto"):
        urls = args[1:] if name in ("request", "stream") and len(args) > 1 else args
        bodies = [
            v for k, v in keywords.items() if k in ("data", "json", "params", "files", "content", "fields", "body")
        ]
        target = urls[0] if urls else keywords.get("url", UNKNOWN)
        if target.string is not None and target.string.startswith("/"):
            target = base.data.get("first", UNKNOWN)
        b._connect(target, NOTHING, labels_of([*bodies, *urls[1:]]), bool(bodies) or name in ("post", "put", "patch"))
        return obj("response", frozenset({"network"}))
    return None


def _response_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    return unknown(base.labels)


def _ssh_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name == "connect" and args:
        b._connect(args[0], NOTHING)
        return UNKNOWN
    if name == "local":
        b._shell(args[0] if args else UNKNOWN, NOTHING)
        return UNKNOWN
    if name in ("put", "putfo"):
        b._read(args[0] if args else UNKNOWN, NOTHING)
        labels = b.shell.contents(b.shell.place(text_of(args[0]))).labels if args else NOTHING
        b._connect(const("ssh.invalid"), NOTHING, labels, True)
        return UNKNOWN
    return None


def _remote_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name.startswith(("stor", "put", "upload")):
        b._connect(base.data.get("first", UNKNOWN), NOTHING, labels_of(args), True)
    return unknown(frozenset({"network"}))


def _mail_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("sendmail", "send_message"):
        carries = [
            f"carries:{x}" for x in labels_of(args) if x in ("secret", "environment", "private", "local", "clipboard")
        ]
        b.shell.effect(
            Verb.SEND,
            text_of(args[1] if len(args) > 1 else UNKNOWN).replace(HOLE, "*"),
            Target.PERSON,
            ("outward", *carries),
        )
    return UNKNOWN


def _people_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if re.match(r"chat_post|send|post|create|update_status|tweet|files_upload", name):
        b.shell.effect(Verb.SEND, name, Target.PERSON, ("outward",))
    return V("bound", base, NOTHING, {"name": name})


_CLOUD_DESTROYS = re.compile(
    r"^(?:delete|terminate|destroy|remove|purge|deregister|kill|prune|drop)|^batch_delete|_delete$"
)
_CLOUD_SECRETS = re.compile(
    r"secret_value|get_parameter|decrypt|get_secret|access_secret|create_access_key|get_password_data|read_namespaced_secret"
)
_CLOUD_GRANTS = re.compile(
    r"put_user_policy|attach_\w+_policy|create_user|create_role|add_user_to_group|set_iam_policy|put_bucket_(?:policy|acl)|authorize_security_group"
)


def _cloud_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name.startswith("upload") and args:
        b._read(args[0], NOTHING)
        labels = b.shell.contents(b.shell.place(text_of(args[0]))).labels
        b._connect(const("storage.invalid"), NOTHING, labels, True)
    if _CLOUD_SECRETS.search(name):
        b.shell.effect(Verb.READ, name, Target.SECRET, ("expose",))
        return unknown(frozenset({"secret"}))
    if _CLOUD_DESTROYS.search(name):
        b.shell.effect(Verb.DELETE, name, Target.CLUSTER)
    elif _CLOUD_GRANTS.search(name):
        b.shell.effect(Verb.PERMIT, name, Target.ACCOUNT, ("outward",))
    return obj("cloud", frozenset({"network"}))


def _database_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in (
        "execute",
        "executemany",
        "executescript",
        "exec_driver_sql",
        "query",
        "sql",
        "raw",
        "fetch",
        "fetchrow",
        "fetchval",
    ):
        b._sql(args[0] if args else keywords.get("query", UNKNOWN), frozenset({"statement"}))
        return obj("database", frozenset({"local"}))
    if name in ("cursor", "connect", "begin", "connection", "raw_connection", "execution_options", "__enter__"):
        return base
    if name in ("load_extension", "enable_load_extension"):
        b.shell.effect(Verb.EXECUTE, name, Target.PROCESS, ("escape",))
    return unknown(frozenset({"local"}))


_STORE_DESTROYS = re.compile(r"^(?:drop|drop_database|drop_collection|delete_many|flushall|flushdb|remove|shutdown)$")


def _store_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    everything = name in ("delete_many", "remove") and (not args or (args[0].kind == "dict" and not args[0].val))
    if _STORE_DESTROYS.match(name) and (name not in ("delete_many", "remove") or everything):
        b.shell.effect(Verb.DELETE, name, Target.DATABASE, ("destroy",))
    return base


def _native_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("system", "popen") and args:
        b._shell(args[0], NOTHING)
    else:
        b.shell.effect(Verb.EXECUTE, f"native code: {name}", Target.PROCESS, ("escape",))
    return UNKNOWN


def _archive_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("extractall", "extract"):
        target = keywords.get("path") or (
            args[0 if name == "extractall" else 1] if len(args) > (0 if name == "extractall" else 1) else const(".")
        )
        b.shell.write_file(text_of(target).rstrip("/") + "/", Stream(HOLE, base.labels))
        return UNKNOWN
    if name in ("add", "write", "addfile") and args:
        b._read(args[0], NOTHING)
        return UNKNOWN
    return unknown(base.labels)


_OBJECTS: Dict[str, Callable[[Behaviour, V, str, List[V], Dict[str, V]], Optional[V]]] = {
    "path": _path_method,
    "file": _file_method,
    "socket": _socket_method,
    "http": _http_method,
    "response": _response_method,
    "ssh": _ssh_method,
    "remote": _remote_method,
    "mail": _mail_method,
    "people": _people_method,
    "cloud": _cloud_method,
    "database": _database_method,
    "store": _store_method,
    "native": _native_method,
    "archive": _archive_method,
    **OBJECTS,
}
_RUNNING = frozenset("shell argv argvs exec code call execl spawnl delete".split())
_DUNDER = re.compile(r"__(?:globals|class|init|subclasses|builtins|mro|base|import)__")


def _mode_traits(value: V) -> FrozenSet[str]:
    """What a number of rights gives."""
    if value.kind != "const" or not isinstance(value.val, int):
        return NOTHING
    traits = {name for name, bit in (("setuid", 0o6000), ("world", 0o002)) if value.val & bit}
    return frozenset(traits)


_FORMAT = re.compile(r"\{([^{}]*)\}")


def _format(template: str, args: List[V], keywords: Dict[str, V]) -> str:
    values = list(args)

    def one(match: re.Match[str]) -> str:
        key = match.group(1).partition(":")[0].partition("!")[0]
        if key == "" and values:
            return text_of(values.pop(0))
        if key.isdecimal() and len(key) < 10 and int(key) < len(args):
            return text_of(args[int(key)])
        if key in keywords:
            return text_of(keywords[key])
        return HOLE

    return (
        _FORMAT.sub(one, template.replace("{{", "\0").replace("}}", "\1"))
        .replace("\0", "{")
        .replace("\1", "}")[:MAX_DECODED]
    )


def _inflate(data: bytes, *rest: Any) -> bytes:
    return zlib.decompressobj(rest[0] if rest else 15).decompress(data, MAX_DECODED)


def _gunzip(data: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(data, MAX_DECODED)


def _bunzip(data: bytes) -> bytes:
    return bz2.BZ2Decompressor().decompress(data, MAX_DECODED)


def _unxz(data: bytes) -> bytes:
    return lzma.LZMADecompressor().decompress(data, MAX_DECODED)


def _unescape(text: str) -> str:
    from html import unescape  # noqa: PLC0415 - brings a large table of names

    return unescape(text)


def _b64(data: Any, *rest: Any) -> bytes:
    return base64.b64decode(data)


def _codec(data: Any, name: str = "utf-8", *rest: Any) -> Any:
    known = {
        "rot13",
        "rot_13",
        "hex",
        "base64",
        "utf-8",
        "utf8",
        "ascii",
        "latin-1",
        "latin1",
        "unicode_escape",
        "rot-13",
    }
    if name.lower() not in known:
        raise ValueError(name)
    return codecs.decode(data, name)


_PURE: Dict[str, Callable[..., Any]] = {
    "base64.b64decode": _b64,
    "base64.standard_b64decode": _b64,
    "base64.decodebytes": base64.decodebytes,
    "base64.urlsafe_b64decode": base64.urlsafe_b64decode,
    "base64.b32decode": base64.b32decode,
    "base64.b16decode": base64.b16decode,
    "base64.b85decode": base64.b85decode,
    "base64.a85decode": base64.a85decode,
    "binascii.unhexlify": binascii.unhexlify,
    "binascii.a2b_base64": binascii.a2b_base64,
    "binascii.a2b_hex": binascii.a2b_hex,
    "bytes.fromhex": bytes.fromhex,
    "bytearray.fromhex": bytes.fromhex,
    "codecs.decode": _codec,
    "codecs.encode": _codec,
    "quopri.decodestring": quopri.decodestring,
    "str.maketrans": str.maketrans,
    "memoryview": bytes,
    "zlib.decompress": _inflate,
    "gzip.decompress": _gunzip,
    "bz2.decompress": _bunzip,
    "lzma.decompress": _unxz,
    "chr": chr,
    "ord": ord,
    "int": int,
    "hex": hex,
    "len": len,
    "bytes": lambda x=b"", *rest: (
        bytes(x) if not isinstance(x, (str, int)) else x.encode() if isinstance(x, str) else b""
    ),
    "bytearray": lambda x=b"": bytes(x) if not isinstance(x, int) else b"",
    "range": lambda *a: list(range(*a))[:4096],
    "reversed": lambda x: x[::-1],
    "urllib.parse.unquote": unquote,
    "urllib.parse.quote": quote,
    "html.unescape": _unescape,
}
_DECODING = frozenset(
    f
    for n, f in _PURE.items()
    if n.startswith(("base64", "binascii", "bytes.from", "bytearray.from", "codecs", "zlib", "gzip", "bz2", "lzma"))
)
_TEXT_METHODS = frozenset(
    "lower upper strip lstrip rstrip replace split rsplit splitlines encode decode title capitalize swapcase translate removeprefix removesuffix"
    " partition rpartition startswith endswith find index count zfill ljust rjust center casefold isdigit hex expandtabs".split()
)
_STRING_CONSTANTS = {
    "ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789",
}
