"""Callables made from callables, handed over to be called later, and what iteration over known values gives."""

from __future__ import annotations

import re
from typing import Callable, Dict, List, Optional

from ...model import Role, Target, Verb
from ..shell.values import HOLE, NOTHING, Stream
from .values import UNKNOWN, V, const, labels_of, obj, ref, text_of, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .behave import Behaviour

__all__ = ["CALLABLE_OBJECTS", "OBJECTS", "SPECIAL", "alternatives", "hand_over"]

_Special = Callable[["Behaviour", List[V], Dict[str, V]], V]
_CALLABLE = frozenset(["func", "ref", "bound"])
_SHELLS = frozenset("bash sh script system sx zsh ! dash".split())
_SCRIPTS = {"perl": "perl", "ruby": "ruby", "javascript": "javascript", "js": "javascript", "node": "javascript"}
_SHELL_MAGICS = frozenset("pip pip3 conda uv cd ls mkdir rm cp mv cat pwd env sx system sh bash mamba rmdir".split())


def alternatives(value: V) -> List[V]:
    """A value and those that other branches may have given instead."""
    out = [value]
    while "else" in value.data and len(out) < 6:
        value = value.data["else"]
        out.append(value)
    return out


def _callable(value: V) -> bool:
    return value.kind in _CALLABLE or (value.kind == "obj" and value.val in CALLABLE_OBJECTS)


def hand_over(b: Behaviour, args: List[V], keywords: Dict[str, V], always: bool = False) -> None:
    """Functions handed to a call may be called by it, with the arguments that come with them."""
    for at, value in enumerate(args):
        if _callable(value):
            _deliver(b, value, args[at + 1 :], args[:at], keywords, always)
    for name, value in keywords.items():
        if name in ("target", "function", "func", "key", "default", "callback", "initializer") and _callable(value):
            _deliver(b, value, [], args if name == "key" else [], keywords, always)


def _deliver(b: Behaviour, target: V, after: List[V], before: List[V], keywords: Dict[str, V], always: bool) -> None:
    given = [keywords[k] for k in ("args", "initargs", "argument") if k in keywords]
    named = keywords.get("kwargs")
    rest = [*given, *after] or [v for v in before if v.kind == "list"]
    by_name = {str(k): v for k, v in named.val.items()} if named is not None and named.kind == "dict" else {}
    known = [v for v in rest if v.kind != "unknown" and not _callable(v)]
    if not known and not by_name:
        if always or target.kind == "func" or (target.kind == "obj" and target.val == "partial"):
            b.walker.invoke(target, [], {})
        return
    lists = [v for v in known if v.kind == "list"]
    if lists:
        items: List[V] = lists[0].val
        b.walker.invoke(target, list(items), by_name)
        for item in items[:8]:
            b.walker.invoke(target, list(item.val) if item.kind == "list" else [item], by_name)
    else:
        b.walker.invoke(target, [v for v in rest if not _callable(v)], by_name)


# -- callables made from others


def _partial(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return obj("partial", labels_of(args), function=args[0], args=args[1:], keywords=keywords) if args else UNKNOWN


def _getter(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return obj("attrgetter", NOTHING, name=text_of(args[0])) if args else UNKNOWN


def _method_caller(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return obj("methodcaller", NOTHING, name=text_of(args[0]), args=args[1:], keywords=keywords) if args else UNKNOWN


def _call_partial(b: Behaviour, made: V, args: List[V], keywords: Dict[str, V]) -> V:
    return b.walker.invoke(made.data["function"], [*made.data["args"], *args], {**made.data["keywords"], **keywords})


def _call_getter(b: Behaviour, made: V, args: List[V], keywords: Dict[str, V]) -> V:
    value = args[0] if args else UNKNOWN
    for name in str(made.data["name"]).split("."):
        value = b.walker.attribute(value, name)
    return value


def _call_method(b: Behaviour, made: V, args: List[V], keywords: Dict[str, V]) -> V:
    base = args[0] if args else UNKNOWN
    return b.walker.invoke(b.walker.attribute(base, made.data["name"]), made.data["args"], made.data["keywords"])


#: Objects that can be called.
CALLABLE_OBJECTS: Dict[str, Callable[[Behaviour, V, List[V], Dict[str, V]], V]] = {
    "partial": _call_partial,
    "attrgetter": _call_getter,
    "methodcaller": _call_method,
}


def _map(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """``map(f, xs)``: the results, where the items are known."""
    if len(args) < 2:
        return UNKNOWN
    items = b.walker.items(args[1])
    results = [b.walker.invoke(args[0], [item], {}) for item in items[:256]]
    return V("list", results, labels_of(args))


def _reduce(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    if len(args) < 2:
        return UNKNOWN
    items = [*args[2:3], *b.walker.items(args[1])][:64]
    total = items[0] if items else UNKNOWN
    for item in items[1:]:
        total = b.walker.invoke(args[0], [total, item], {})
    return total


def _call_first(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return b.walker.invoke(args[0], args[1:], keywords) if args else UNKNOWN


def _given(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    return args[0] if args else UNKNOWN


def _resolve(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """``pkgutil.resolve_name("os:system")``, ``pydoc.locate("os.system")``."""
    name = text_of(args[0] if args else UNKNOWN)
    return ref(name.replace(":", ".")) if HOLE not in name else unknown(labels_of(args))


def _setattr(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    if len(args) > 2 and args[1].string is not None:
        b.walker.set_attribute(args[0], args[1].string, args[2])
    return UNKNOWN


def _make_class(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """``type(name, bases, namespace)``."""
    if len(args) == 3 and args[2].kind == "dict":
        return b.walker.make_class(text_of(args[0]), args[1].val if args[1].kind == "list" else [], dict(args[2].val))
    return UNKNOWN


# -- iteration


def _enumerate(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    items = b.walker.items(args[0]) if args else []
    return V("list", [V("list", [const(i), item]) for i, item in enumerate(items)], labels_of(args))


def _zip(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    columns = [b.walker.items(a) for a in args]
    return V("list", [V("list", list(row)) for row in zip(*columns)], labels_of(args))


def _iterate(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    """``list(xs)``, ``sorted(xs)``, ``iter(xs)``: the items; a ``key`` function sees each."""
    if "key" in keywords:
        hand_over(b, args, keywords)
    value = args[0] if args else UNKNOWN
    if value.kind in ("list", "dict") or (value.kind == "obj" and value.val in ("walk", "children")):
        return V("list", list(b.walker.items(value)), value.labels)
    return unknown(labels_of(args))


def _first(b: Behaviour, args: List[V], keywords: Dict[str, V]) -> V:
    value = args[0] if args else UNKNOWN
    hand_over(b, args, keywords)
    if value.kind == "list" and value.val:
        item: V = value.val[0]
        return item
    return unknown(labels_of(args))


# -- notebooks


def _system(b: Behaviour, args: List[V]) -> V:
    """A command line in which ``$name`` and ``{name}`` are variables of the program."""

    def known(match: re.Match[str]) -> str:
        value = b.walker.env.get(match.group(1) or match.group(2) or "")
        if value is None and match.group(1) is not None:
            return match.group()
        return text_of(value) if value is not None else HOLE

    text = re.sub(r"\$(\w{1,64})|\{([^{}\n]{1,200})\}", known, text_of(args[0] if args else UNKNOWN))
    b._shell(const(text), NOTHING)
    return unknown()


def _ipython_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("system", "getoutput", "getoutput", "system_raw", "system_piped"):
        return _system(b, args)
    if name in ("run_line_magic", "magic", "run_magic"):
        text = " ".join(text_of(a) for a in args)
        magic, _, line = text.lstrip("%! ").partition(" ")
        if magic == "sql":
            b.shell.code(Role.SQL, line)
        elif magic in _SHELL_MAGICS:
            _system(b, [const(line if magic in ("sx", "system", "sh", "bash") else f"{magic} {line}")])
        elif magic in ("run", "load", "loadpy"):
            b.shell.execute_file(line.split(" ")[0], "python")
        return UNKNOWN
    if name == "run_cell_magic" and len(args) > 2:
        return _cell(b, *(text_of(a) for a in args[:3]))
    if name in ("run_cell", "ex", "ev", "run_code", "runcode", "run_cell_async"):
        b._code(args[0] if args else UNKNOWN, NOTHING)
    return UNKNOWN


def _cell(b: Behaviour, magic: str, line: str, body: str) -> V:
    word = line.partition(" ")[0].rsplit("/", 1)[-1]
    language = word if magic == "script" else magic
    if language in _SHELLS:
        b.shell.run(body)
    elif language in ("writefile", "file"):
        target = re.sub(r"^-a\s+", "", line).strip()
        b._roles["append" if line.startswith("-a") else "write"](const(target), NOTHING)
    elif language == "sql":
        b.shell.code(Role.SQL, body)
    elif language.startswith(("python", "pypy")):
        b._code(const(body), NOTHING)
    elif language in _SCRIPTS:
        b.shell.run_text(Stream(body), _SCRIPTS[language], Stream(""), [])
    elif language not in ("html", "markdown", "latex", "svg", "css", "mermaid"):
        b.shell.effect(Verb.OPAQUE, f"a cell of {language}"[:80], Target.UNKNOWN)
    return UNKNOWN


# -- programs that read their input


def _process_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("communicate", "write", "writelines", "sendline", "send") and (args or "input" in keywords):
        fed = args[0] if args else keywords["input"]
        text = "".join(text_of(v) for v in fed.val) if fed.kind == "list" else text_of(fed)
        if text != HOLE or fed.labels:
            b.feed(base.data["first"], Stream(text, labels_of([fed])))
    return unknown(frozenset({"local"}))


def _interpreter_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("push", "runsource", "runcode", "run", "runctx", "runeval", "timeit", "repeat", "interact") and args:
        b._code(args[0], NOTHING)
    return UNKNOWN


def _runner_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name in ("run", "sudo", "local") and args:
        b._shell(args[0], NOTHING)
    return UNKNOWN


def _config_method(b: Behaviour, base: V, name: str, args: List[V], keywords: Dict[str, V]) -> Optional[V]:
    if name == "read" and args:
        for value in args[0].val if args[0].kind == "list" else [args[0]]:
            b._read(value, NOTHING)
    return unknown(frozenset({"local"}))


OBJECTS: Dict[str, Callable[[Behaviour, V, str, List[V], Dict[str, V]], Optional[V]]] = {
    "ipython": _ipython_method,
    "process": _process_method,
    "interpreter": _interpreter_method,
    "runner": _runner_method,
    "config": _config_method,
}
SPECIAL: Dict[str, _Special] = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "operator.attrgetter": _getter,
    "operator.methodcaller": _method_caller,
    "operator.call": _call_first,
    "map": _map,
    "filter": _map,
    "functools.reduce": _reduce,
    "pkgutil.resolve_name": _resolve,
    "pydoc.locate": _resolve,
    "setattr": _setattr,
    "staticmethod": _given,
    "classmethod": _given,
    "property": _given,
    "type": _make_class,
    "enumerate": _enumerate,
    "zip": _zip,
    "list": _iterate,
    "tuple": _iterate,
    "set": _iterate,
    "sorted": _iterate,
    "iter": _iterate,
    "min": _first,
    "max": _first,
    "next": _first,
    "get_ipython": lambda b, args, keywords: obj("ipython"),
    "IPython.get_ipython": lambda b, args, keywords: obj("ipython"),
}
