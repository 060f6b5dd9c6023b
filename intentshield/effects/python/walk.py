"""Abstract evaluation of Python syntax trees: values where they are known, unknown where they are not."""

from __future__ import annotations

import ast
from typing import Callable, Dict, FrozenSet, List, Optional, Sequence, Tuple, Type

from ...model import Target, Verb
from ..shell.run import Shell
from ..shell.values import HOLE, NOTHING
from .behave import Behaviour
from .higher import CALLABLE_OBJECTS
from .values import UNKNOWN, V, const, labels_of, obj, ref, text_of, unknown

__all__ = ["Walker"]

MAX_STEPS = 60_000
MAX_UNROLLED = 48
MAX_CALLS = 6
MAX_TEXT = 65_536

_BUILTINS = frozenset(
    "open eval exec compile __import__ getattr setattr globals locals vars print input list tuple dict set str bytes int float chr ord len range"
    " map filter zip enumerate sorted reversed hex bin oct repr format type bytearray iter next any all sum min max abs round isinstance super"
    " object help dir id hash callable memoryview frozenset bool complex slice staticmethod classmethod property hasattr delattr breakpoint execfile".split()
)
_DUNDERS = frozenset(
    "__subclasses__ __globals__ __builtins__ __mro__ __bases__ __base__ __code__ __closure__ __getattribute__ __reduce_ex__ __loader__ __traceback__ tb_frame f_globals f_locals f_back f_builtins gi_frame cr_frame func_globals co_consts co_code".split()
)
_MODULE_ALIASES = {
    "posix": "os",
    "nt": "os",
    "posixpath": "os.path",
    "ntpath": "os.path",
    "cPickle": "pickle",
    "_pickle": "pickle",
    "builtins": "",
    "__builtin__": "",
    "__builtins__": "",
    "_io": "io",
    "_socket": "socket",
    "_subprocess": "subprocess",
}

Env = Dict[str, V]


class Walker:
    """One program being evaluated."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.behaviour = Behaviour(self)
        self.env: Env = {}
        self.steps = 0
        self.calls: List[str] = []
        self.functions: Dict[str, ast.AST] = {}
        self.called: set[str] = set()
        self.returned: List[V] = []
        self.in_loop = 0
        self.owners: Dict[str, V] = {}
        self.shared: set[str] = set()
        self.yielded: List[V] = []

    # -- programs

    def module(self, tree: ast.Module) -> None:
        """Evaluate a whole program, then the functions it defined and did not call."""
        self.body(tree.body)
        for name, node in list(self.functions.items()):
            if name not in self.called:
                owner = self.owners.get(name)
                self.invoke(V("func", node, NOTHING, {"self": owner} if owner is not None else None), [], {})

    def body(self, nodes: Sequence[ast.stmt]) -> None:
        """Evaluate statements in order."""
        for node in nodes:
            self.steps += 1
            if self.steps > MAX_STEPS:
                if self.steps == MAX_STEPS + 1:
                    self.shell.opaque("more Python than can be followed", "")
                return
            handler = _STATEMENTS.get(type(node))
            if handler is not None:
                handler(self, node)
            else:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.value(child)
                    elif isinstance(child, ast.stmt):
                        self.body([child])

    def source(self, text: str, labels: FrozenSet[str] = NOTHING) -> V:
        """Evaluate source text that the program evaluates."""
        if len(self.calls) > MAX_CALLS:
            return UNKNOWN
        try:
            tree = ast.parse(text.strip())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.shell.opaque("Python that cannot be parsed", text)
            return UNKNOWN
        self.calls.append("<source>")
        result = UNKNOWN
        if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
            result = self.value(tree.body[0].value)
        else:
            self.body(tree.body)
        self.calls.pop()
        return result.with_labels(labels)

    # -- statements

    def _import(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Import)
        for alias in node.names:
            if alias.asname:
                self.env[alias.asname] = ref(_canonical(alias.name))
            else:
                top = alias.name.split(".")[0]
                self.env[top] = ref(_canonical(top))
                self._written_module(top)

    def _written_module(self, name: str) -> None:
        """A module that this program wrote before it imports it."""
        for path, content in list(self.shell.files.items()):
            if path.endswith(f"/{name}.py") and HOLE not in content.text:
                self.source(content.text)

    def _import_from(self, node: ast.AST) -> None:
        assert isinstance(node, ast.ImportFrom)
        module = _canonical(node.module or "")
        for alias in node.names:
            if alias.name == "*":
                for name in _STARS.get(module, ()):
                    self.env[name] = ref(f"{module}.{name}")
            elif node.level == 0:
                self.env[alias.asname or alias.name] = ref(f"{module}.{alias.name}" if module else alias.name)
            else:
                self.env[alias.asname or alias.name] = UNKNOWN

    def _assign(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            value = self.value(node.value)
            for target in node.targets:
                self.bind(target, value)
        elif isinstance(node, ast.AnnAssign):
            self._annotation(node.annotation)
            if node.value is not None:
                self.bind(node.target, self.value(node.value))
        elif isinstance(node, ast.AugAssign):
            old = self.value(node.target)
            new = self.binary(node.op, old, self.value(node.value))
            self.bind(node.target, unknown(old.labels | new.labels) if self.in_loop else new)

    def _annotation(self, node: Optional[ast.expr]) -> None:
        """Annotations are expressions; only calls matter."""
        if isinstance(node, (ast.Call, ast.BinOp, ast.Subscript)):
            self.value(node)

    def set_attribute(self, base: V, name: str, value: V) -> None:
        """``base.name = value``; parts of the library and of this guard that are replaced are worth a question."""
        if base.kind == "obj" or "methods" in base.data:
            base.data[name] = value
        elif base.kind == "ref":
            top = base.val.split(".")[0]
            if top in _GUARDED or (not base.val and name in _BUILTINS):
                self.shell.effect(Verb.EXECUTE, f"replaces {base.val}.{name}"[:120], Target.INLINE, ("escape",))
            elif value.kind == "func" and name.endswith(("hook", "Hook")):
                self.invoke(value, [], {})

    def bind(self, target: ast.expr, value: V) -> None:
        """Give a target a value."""
        if isinstance(target, ast.Name):
            self.env[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = value.val if value.kind == "list" else None
            for i, item in enumerate(target.elts):
                inner = item.value if isinstance(item, ast.Starred) else item
                known = items is not None and i < len(items) and not isinstance(item, ast.Starred)
                self.bind(inner, items[i] if known and items is not None else unknown(value.labels))
        elif isinstance(target, ast.Attribute):
            self.set_attribute(self.value(target.value), target.attr, value)
        elif isinstance(target, ast.Subscript):
            base = self.value(target.value)
            key = self.value(target.slice)
            if base.kind == "dict" and key.kind == "const":
                base.val[key.val] = value
            elif base.kind == "ref" and base.val == "os.environ":
                self.behaviour.set_environment(key.string, value)
            elif base.kind == "ref" and base.val == "sys.modules" and key.string is not None:
                self.set_attribute(ref(key.string), "", value)

    def _if(self, node: ast.AST) -> None:
        assert isinstance(node, ast.If)
        self.value(node.test)
        before = dict(self.env)
        self.body(node.body)
        after = self.env
        self.env = before
        self.body(node.orelse)
        self.env = _merged(after, self.env)

    def _for(self, node: ast.AST) -> None:
        assert isinstance(node, (ast.For, ast.AsyncFor))
        iterated = self.value(node.iter)
        items = self.items(iterated)
        known = (
            len(items) > 1 and items[-1].kind != "unknown" and (iterated.kind == "list" or iterated.string is not None)
        )
        self.in_loop += not known
        for item in items:
            self.bind(node.target, item)
            self.body(node.body)
        self.in_loop -= not known
        self.body(node.orelse)

    def items(self, value: V) -> List[V]:
        """What iterating over a value gives: its items, or one unknown that stands for all."""
        if value.kind == "list" and value.val:
            items: List[V] = value.val
            return items if len(items) <= MAX_UNROLLED else [*items[:MAX_UNROLLED], unknown(labels_of(items))]
        if value.kind == "dict" and value.val:
            return [const(key) for key in list(value.val)[:MAX_UNROLLED]]
        if value.kind == "const" and isinstance(value.val, (str, bytes)) and 0 < len(value.val) <= 4 * MAX_UNROLLED:
            return [const(piece, value.labels) for piece in value.val]
        if value.kind == "obj" and value.val == "walk":
            root = value.data["path"]
            first = (
                obj("path", value.labels, path=root + "/" + HOLE)
                if "objects" in value.data
                else const(root + "/" + HOLE)
            )
            return [V("list", [first, V("list", [const(HOLE)]), V("list", [const(HOLE)])])]
        if value.kind == "obj" and value.val == "children":
            return [obj("path", value.labels, path=value.data["path"] + "/" + HOLE)]
        return [unknown(value.labels)]

    def _while(self, node: ast.AST) -> None:
        assert isinstance(node, ast.While)
        test = self.value(node.test)
        self.in_loop += 1
        forever = test.kind == "const" and bool(test.val)
        if forever and any(isinstance(n, ast.Call) and self.value(n.func).val == "os.fork" for n in ast.walk(node)):
            self.shell.effect(Verb.SIGNAL, "the machine", Target.MACHINE, ("destroy", "all"))
        self.body(node.body)
        self.in_loop -= 1
        self.body(node.orelse)

    def _with(self, node: ast.AST) -> None:
        assert isinstance(node, (ast.With, ast.AsyncWith))
        for item in node.items:
            value = self.value(item.context_expr)
            if value.val == "instance":
                value = self.special_method(value, "__enter__", []) or value
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        self.body(node.body)

    def _try(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Try) or type(node).__name__ == "TryStar"
        self.body(node.body)  # type: ignore[attr-defined]
        for handler in node.handlers:  # type: ignore[attr-defined]
            before = dict(self.env)
            if handler.name:
                self.env[handler.name] = UNKNOWN
            self.body(handler.body)
            self.env = _merged(before, self.env)
        self.body(node.orelse)  # type: ignore[attr-defined]
        self.body(node.finalbody)  # type: ignore[attr-defined]

    def _function(self, node: ast.AST) -> None:
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for default in [*node.args.defaults, *[d for d in node.args.kw_defaults if d is not None]]:
            self.value(default)
        if any(a.annotation is not None for a in node.args.args) or node.returns is not None:
            for argument in node.args.args:
                self._annotation(argument.annotation)
            self._annotation(node.returns)
        self.functions[node.name] = node
        self.env[node.name] = self._decorated(V("func", node), node.decorator_list)

    def _decorated(self, value: V, decorators: Sequence[ast.expr]) -> V:
        """What known decorators make of a function or class."""
        for decorator in reversed(decorators):
            made = self.value(decorator)
            called = (
                made.kind == "func"
                or made.val in CALLABLE_OBJECTS
                or (made.kind == "bound" and made.val.kind == "const")
                or (made.kind == "ref" and self.behaviour.runs_something(made.val))
            )
            if called:
                result = self.invoke(made, [value], {})
                value = result if result.kind != "unknown" and result.val is not None else value
        return value

    def _class(self, node: ast.AST) -> None:
        assert isinstance(node, ast.ClassDef)
        env = dict(self.env)
        members: Dict[str, V] = {}
        for child in node.body:
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                kinds = {d.id for d in child.decorator_list if isinstance(d, ast.Name)}
                for decorator in child.decorator_list:
                    if isinstance(decorator, ast.Call):
                        self.value(decorator)
                members[child.name] = V("func", child, NOTHING, {"static": True} if "staticmethod" in kinds else None)
                if "property" in kinds:
                    members[child.name].data["property"] = True
                self.functions[f"{node.name}.{child.name}"] = child
            else:
                before = dict(self.env)
                self.body([child])
                members.update({k: v for k, v in self.env.items() if before.get(k) is not v})
        bases = [self.value(base) for base in node.bases]
        keywords = {k.arg: self.value(k.value) for k in node.keywords if k.arg is not None}
        self.env = env
        made = self.make_class(node.name, bases, members, keywords)
        self.env[node.name] = made
        self._decorated(made, node.decorator_list)

    def make_class(self, name: str, bases: Sequence[V], members: Dict[str, V], keywords: Optional[Env] = None) -> V:
        """A class of the program; ``methods`` are its members, those of its bases included."""
        keywords = keywords or {}
        methods: Dict[str, V] = {}
        for base in bases:
            methods.update(base.data.get("methods", {}))
        subclassed = methods.get("__init_subclass__")
        methods.update(members)
        made = V("unknown", None, NOTHING, {"methods": methods, "class": name})
        parent = next((b for b in bases if b.kind == "ref" and self.behaviour.runs_something(b.val)), None)
        if parent is not None:
            made.data["parent"] = parent
        if "metaclass" in keywords:
            made.data["meta"] = keywords.pop("metaclass").data.get("methods", {})
        instance = self.instance(made, NOTHING)
        for key in members:
            self.owners[f"{name}.{key}"] = instance
        if subclassed is not None:
            self.invoke(subclassed, [made], keywords)
        if "__reduce__" in members:
            reduced = self.special_method(instance, "__reduce__", [])
            if reduced is not None and reduced.kind == "list" and len(reduced.val) > 1:
                given = reduced.val[1]
                self.invoke(reduced.val[0], list(given.val) if given.kind == "list" else [given], {})
        return made

    def instance(self, made: V, labels: FrozenSet[str]) -> V:
        """An object of a class of the program."""
        return V("obj", "instance", labels, {"methods": made.data["methods"], "of": made})

    def special_method(self, base: V, name: str, args: List[V]) -> Optional[V]:
        """What ``base.__name__(*args)`` gives when the program defines it."""
        method = base.data.get("methods", {}).get(name)
        if method is None:
            return None
        bound = method.kind == "func" and base.val == "instance"
        return self.invoke(method, [base, *args] if bound else args, {})

    def _return(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Return)
        self.returned.append(self.value(node.value) if node.value is not None else const(None))

    def _delete(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Delete)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.env.pop(target.id, None)
            elif isinstance(target, ast.Subscript) and self.value(target.value).val == "sys.modules":
                self.set_attribute(ref(text_of(self.value(target.slice))), "", UNKNOWN)
            elif isinstance(target, ast.Attribute):
                self.set_attribute(self.value(target.value), target.attr, UNKNOWN)

    def _match(self, node: ast.AST) -> None:
        subject = self.value(node.subject)  # type: ignore[attr-defined]
        merged: Optional[Env] = None
        before = dict(self.env)
        for case in node.cases:  # type: ignore[attr-defined]
            self.env = dict(before)
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.value(case.guard)
            self.body(case.body)
            merged = self.env if merged is None else _merged(merged, self.env)
        self.env = before if merged is None else _merged(merged, before)

    def _pattern(self, pattern: ast.AST, subject: V) -> None:
        """The names that a pattern gives to parts of its subject."""
        inner = list(getattr(pattern, "patterns", ())) or list(getattr(pattern, "kwd_patterns", ()))
        items = subject.val if subject.kind == "list" else []
        for i, child in enumerate(inner):
            whole = type(pattern).__name__ == "MatchOr"
            self._pattern(child, subject if whole else items[i] if i < len(items) else unknown(subject.labels))
        nested = getattr(pattern, "pattern", None)
        if nested is not None:
            self._pattern(nested, subject)
        name = getattr(pattern, "name", None)
        if isinstance(name, str):
            self.env[name] = subject

    def _global(self, node: ast.AST) -> None:
        assert isinstance(node, (ast.Global, ast.Nonlocal))
        self.shared.update(node.names)

    # -- expressions

    def value(self, node: Optional[ast.AST]) -> V:
        """The value of an expression."""
        if node is None:
            return UNKNOWN
        self.steps += 1
        if self.steps > MAX_STEPS:
            return UNKNOWN
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node)
        labels = NOTHING
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                labels |= self.value(child).labels
        return unknown(labels)

    def _constant(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Constant)
        return const(node.value)

    def _name(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Name)
        value = self.env.get(node.id)
        if value is not None:
            return value
        if node.id in _BUILTINS:
            return ref(node.id)
        if node.id == "__builtins__":
            return ref("")
        return ref(node.id) if node.id in _COMMON_MODULES else UNKNOWN

    def _attribute(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Attribute)
        base = self.value(node.value)
        return self.attribute(base, node.attr)

    def attribute(self, base: V, name: str) -> V:
        """``base.name``."""
        if name in _DUNDERS:
            self.shell.effect(Verb.EXECUTE, f"reaches for {name}", Target.INLINE, ("escape",))
            return (
                ref("")
                if name in ("__builtins__", "__globals__", "f_globals", "f_builtins", "func_globals")
                else unknown(base.labels)
            )
        if name == "__dict__":
            return V("obj", "namespace", base.labels, {"of": base})
        if base.kind == "ref":
            if (
                base.val
                and name.lstrip("_") in _REACHABLE
                and base.val != name
                and base.val.split(".")[0] not in _OWN_SUBMODULES
            ):
                return ref(_canonical(name.lstrip("_")))
            dotted = _canonical(f"{base.val}.{name}" if base.val else name)
            return self.behaviour.constant(dotted) or ref(dotted)
        if base.kind == "obj" and name in base.data and isinstance(base.data[name], V):
            known: V = base.data[name]
            return known
        if base.kind == "obj":
            found = self.behaviour.property(base, name)
            if found is not None:
                return found
        methods = base.data.get("methods")
        if methods and name in methods:
            return self._member(base, methods[name])
        if methods and "__getattr__" in methods and base.val == "instance":
            return self.special_method(base, "__getattr__", [const(name)]) or UNKNOWN
        return V("bound", base, base.labels, {"name": name})

    def _member(self, base: V, member: V) -> V:
        """A member of a class or of its instance."""
        if member.kind != "func" or base.val != "instance" or "static" in member.data:
            return member
        bound = V("func", member.val, base.labels, {"self": base})
        return self.invoke(bound, [], {}) if "property" in member.data else bound

    def _subscript(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Subscript)
        base = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            return self._slice(base, node.slice)
        return self.item(base, self.value(node.slice))

    def _slice(self, base: V, node: ast.Slice) -> V:
        bounds = [None if part is None else self.value(part) for part in (node.lower, node.upper, node.step)]
        if base.kind in ("const", "list") and all(
            b is None or (b.kind == "const" and isinstance(b.val, int)) for b in bounds
        ):
            if base.kind == "list" or isinstance(base.val, (str, bytes)):
                try:
                    piece = base.val[slice(*[None if b is None else b.val for b in bounds])]
                except (ValueError, TypeError):
                    return unknown(base.labels)
                reverse = bounds[2] is not None and bounds[2].val < 0
                labels = base.labels | ({"decoded"} if reverse and base.kind == "const" else NOTHING)
                return V(base.kind, piece, frozenset(labels))
        return unknown(base.labels)

    def item(self, base: V, key: V) -> V:
        """``base[key]``."""
        if "methods" in base.data:
            found = self.special_method(base, "__getitem__" if base.val == "instance" else "__class_getitem__", [key])
            meta = base.data.get("meta", {}).get("__getitem__")
            if found is None and meta is not None:
                found = self.invoke(meta, [base, key] if meta.kind == "func" else [key], {})
            return found or UNKNOWN
        if base.kind == "ref" and base.val == "plumbum.local" and key.string is not None:
            return ref("sh." + key.string)
        if base.kind == "ref" and base.val in ("ctypes.cdll", "ctypes.windll"):
            return obj("native")
        if base.kind == "obj" and base.val == "parents":
            levels = key.val + 1 if key.kind == "const" and isinstance(key.val, int) else 1
            path = base.data["path"]
            for _ in range(min(levels, 32)):
                path = path.rpartition("/")[0] or "/"
            return obj("path", base.labels, path=path)
        if key.kind == "const":
            try:
                if base.kind == "dict":
                    return base.val.get(key.val, unknown(base.labels))  # type: ignore[no-any-return]
                if base.kind == "list":
                    return base.val[key.val]  # type: ignore[no-any-return]
                if base.kind == "const" and isinstance(base.val, (str, bytes)):
                    return const(base.val[key.val], base.labels)
            except (TypeError, IndexError, KeyError):
                return unknown(base.labels)
        if base.kind == "ref" and key.string is not None:
            if base.val in ("", "globals", "locals", "vars", "sys.modules"):
                return self.env.get(key.string) or ref(_canonical(key.string))
            if base.val == "os.environ":
                return self.behaviour.environment(key.string)
        if base.kind == "obj" and base.val == "namespace" and key.string is not None:
            return self.attribute(base.data["of"], key.string)
        return unknown(base.labels | key.labels)

    def _unary(self, node: ast.AST) -> V:
        assert isinstance(node, ast.UnaryOp)
        value = self.value(node.operand)
        if isinstance(node.op, ast.USub) and value.kind == "const" and isinstance(value.val, (int, float)):
            return const(-value.val, value.labels)
        return unknown(value.labels)

    def _binary(self, node: ast.AST) -> V:
        assert isinstance(node, ast.BinOp)
        return self.binary(node.op, self.value(node.left), self.value(node.right))

    def binary(self, op: ast.operator, left: V, right: V) -> V:
        """``left op right``."""
        labels = left.labels | right.labels
        if left.val == "instance":
            found = self.special_method(left, _OPERATORS.get(type(op), ""), [right])
            if found is not None:
                return found
        if isinstance(op, ast.Div) and (
            (left.kind == "obj" and left.val == "path") or (right.kind == "obj" and right.val == "path")
        ):
            return obj("path", labels, path=_join(text_of(left), text_of(right)))
        if isinstance(op, ast.Add):
            if left.kind == "list" and right.kind == "list":
                return V("list", [*left.val, *right.val], labels)
            if left.string is not None or right.string is not None:
                joined = text_of(left) + text_of(right)
                return const(joined[:MAX_TEXT], labels)
        if isinstance(op, ast.Mod) and left.string is not None:
            return const(_percent(left.string, right), labels | labels_of([right]))
        if isinstance(op, ast.Mult) and left.kind == "const" and right.kind == "const":
            if (
                isinstance(left.val, (str, bytes))
                and isinstance(right.val, int)
                and 0 <= right.val * len(left.val) <= MAX_TEXT
            ):
                return const(left.val * right.val, labels)
        if left.kind == "const" and right.kind == "const" and _numbers(left.val, right.val):
            function = _NUMERIC.get(type(op))
            if function is not None:
                try:
                    return const(function(left.val, right.val), labels)
                except (ArithmeticError, ValueError):
                    return unknown(labels)
        return unknown(labels)

    def _joined(self, node: ast.AST) -> V:
        assert isinstance(node, ast.JoinedStr)
        out: List[str] = []
        labels = NOTHING
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part)
            labels |= labels_of([value])
            out.append(text_of(value))
        return const("".join(out)[:MAX_TEXT], labels)

    def _sequence(self, node: ast.AST) -> V:
        assert isinstance(node, (ast.List, ast.Tuple, ast.Set))
        out: List[V] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                inner = self.value(item.value)
                out += inner.val if inner.kind == "list" else [unknown(inner.labels)]
            else:
                out.append(self.value(item))
        return V("list", out)

    def _dict(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Dict)
        out: Dict[object, V] = {}
        labels = NOTHING
        for key, item in zip(node.keys, node.values):
            value = self.value(item)
            if key is None:
                if value.kind == "dict":
                    out.update(value.val)
                labels |= value.labels
                continue
            known = self.value(key)
            if known.kind == "const" and known.val.__hash__ is not None:
                out[known.val] = value
            else:
                labels |= labels_of([value])
        return V("dict", out, labels)

    def _lambda(self, node: ast.AST) -> V:
        return V("func", node)

    def _choice(self, node: ast.AST) -> V:
        assert isinstance(node, ast.IfExp)
        self.value(node.test)
        first, second = self.value(node.body), self.value(node.orelse)
        return _either(first, second)

    def _bool(self, node: ast.AST) -> V:
        assert isinstance(node, ast.BoolOp)
        values = [self.value(v) for v in node.values]
        known = [v for v in values if v.kind != "unknown"]
        return known[-1] if known else unknown(labels_of(values))

    def _comprehension(self, node: ast.AST) -> V:
        assert isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))
        env = dict(self.env)
        out = self._generate(node.generators, 0, node.elt if not isinstance(node, ast.DictComp) else node.value)
        self.env = env
        return V("list", out, labels_of(out))

    def _generate(self, generators: Sequence[ast.comprehension], depth: int, element: ast.expr) -> List[V]:
        if depth == len(generators):
            return [self.value(element)]
        out: List[V] = []
        iterated = self.value(generators[depth].iter)
        items = self.items(iterated)
        if iterated.kind == "list" and len(iterated.val) <= 512 and len(generators) == 1:
            items = iterated.val
        elif iterated.string is not None and iterated.kind == "const" and len(iterated.val) <= 512:
            items = [const(piece, iterated.labels) for piece in iterated.val]
        for item in items:
            self.bind(generators[depth].target, item)
            for condition in generators[depth].ifs:
                self.value(condition)
            out += self._generate(generators, depth + 1, element)
            if len(out) > 4096:
                break
        return out

    def _walrus(self, node: ast.AST) -> V:
        value = self.value(node.value)  # type: ignore[attr-defined]
        self.bind(node.target, value)  # type: ignore[attr-defined]
        return value

    def _yield(self, node: ast.AST) -> V:
        value = self.value(node.value)  # type: ignore[attr-defined]
        if isinstance(node, ast.YieldFrom):
            self.yielded += self.items(value)
        else:
            self.yielded.append(value)
        return UNKNOWN

    def _inner(self, node: ast.AST) -> V:
        return self.value(node.value)  # type: ignore[attr-defined]

    # -- calls

    def _call(self, node: ast.AST) -> V:
        assert isinstance(node, ast.Call)
        callee = self.value(node.func)
        args: List[V] = []
        for arg in node.args:
            if isinstance(arg, ast.Starred):
                inner = self.value(arg.value)
                args += inner.val if inner.kind == "list" else [unknown(inner.labels)]
            else:
                args.append(self.value(arg))
        keywords: Dict[str, V] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif value.kind == "dict":
                keywords.update({str(k): v for k, v in value.val.items()})
        return self.invoke(callee, args, keywords)

    def invoke(self, callee: V, args: List[V], keywords: Dict[str, V]) -> V:
        """Call a value."""
        if callee.kind == "func":
            return self.function(callee, args, keywords)
        if callee.kind == "ref":
            return self.behaviour.call(callee.val, args, keywords)
        if callee.kind == "bound":
            return self.behaviour.method(callee.val, callee.data["name"], args, keywords)
        if callee.kind == "obj" and callee.val in CALLABLE_OBJECTS:
            return CALLABLE_OBJECTS[callee.val](self.behaviour, callee, args, keywords)
        if callee.val == "instance":
            return self.special_method(callee, "__call__", args) or UNKNOWN
        if "methods" in callee.data:
            if "parent" in callee.data:
                self.invoke(callee.data["parent"], args, keywords)
            made = self.instance(callee, labels_of(args))
            self.owners.update({k: made for k in self.owners if k.startswith(callee.data["class"] + ".")})
            init = callee.data["methods"].get("__init__")
            if init is not None:
                self.invoke(init, [made, *args], keywords)
            return made
        return unknown(callee.labels | labels_of([*args, *keywords.values()]))

    def function(self, callee: V, args: List[V], keywords: Dict[str, V]) -> V:
        """Call a function of the program."""
        node = callee.val
        name = getattr(node, "name", "<lambda>")
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for key, known in self.functions.items():
                if known is node:
                    self.called.add(key)
        if self.calls.count(name) > (not isinstance(node, ast.Lambda)) or len(self.calls) > MAX_CALLS:
            return UNKNOWN
        if "self" in callee.data:
            args = [callee.data["self"], *args]
        env, self.env = self.env, dict(self.env)
        returned, self.returned = self.returned, []
        yielded, self.yielded = self.yielded, []
        shared, self.shared = self.shared, set()
        self.calls.append(name)
        self._parameters(node.args, args, keywords)
        if isinstance(node, ast.Lambda):
            result = self.value(node.body)
        else:
            self.body(node.body)
            result = self.returned[-1] if self.returned else const(None)
        if self.yielded:
            result = V("list", self.yielded[:64], labels_of(self.yielded))
        self.calls.pop()
        env.update({key: self.env[key] for key in self.shared if key in self.env})
        self.env, self.returned, self.yielded, self.shared = env, returned, yielded, shared
        return result

    def _parameters(self, spec: ast.arguments, args: List[V], keywords: Dict[str, V]) -> None:
        names = [a.arg for a in [*getattr(spec, "posonlyargs", []), *spec.args]]
        defaults: Dict[str, ast.expr] = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults))
        for i, name in enumerate(names):
            if i < len(args):
                self.env[name] = args[i]
            elif name in keywords:
                self.env[name] = keywords[name]
            else:
                self.env[name] = self.value(defaults[name]) if name in defaults else UNKNOWN
        for only, default in zip(spec.kwonlyargs, spec.kw_defaults):
            self.env[only.arg] = keywords.get(only.arg) or (self.value(default) if default is not None else UNKNOWN)
        if spec.vararg:
            self.env[spec.vararg.arg] = V("list", args[len(names) :]) if len(args) > len(names) else UNKNOWN
        if spec.kwarg:
            self.env[spec.kwarg.arg] = V("dict", {k: v for k, v in keywords.items() if k not in names})


def _canonical(name: str) -> str:
    """The usual spelling of a dotted name."""
    top, dot, rest = name.partition(".")
    alias = _MODULE_ALIASES.get(top)
    if alias is None:
        return name
    return rest if not alias else alias + dot + rest


def _merged(first: Env, second: Env) -> Env:
    """The variables after two branches: what the first gave, unless only the second knows."""
    out = dict(second)
    for name, value in first.items():
        other = second.get(name)
        if other is None or other.kind == "unknown" or other is value:
            out[name] = value
        elif value.kind != "unknown":
            out[name] = _either(value, other).with_labels(other.labels)
    return out


def _either(first: V, second: V) -> V:
    """What is one of two values; the second is kept beside the first."""
    if first.kind == "unknown" or second.kind == "unknown" or first is second or first.val == second.val:
        return first if first.kind != "unknown" else second
    if second.data.get("else") is first or first.kind in ("list", "dict", "func"):
        return first
    return V(first.kind, first.val, first.labels, {**first.data, "else": second})


def _join(left: str, right: str) -> str:
    if right.startswith("/"):
        return right
    return left.rstrip("/") + "/" + right if left else right


def _percent(template: str, right: V) -> str:
    """``template % right`` with holes for what is not known."""
    values = [text_of(v) for v in right.val] if right.kind == "list" else [text_of(right)]
    out: List[str] = []
    pieces = template.split("%%")
    for piece in pieces:
        parts = piece.split("%")
        text = parts[0]
        for part in parts[1:]:
            body = part.lstrip("-+ #0123456789.")
            if body[:1] == "(":
                close = body.find(")")
                key = body[1:close]
                value = text_of(right.val[key]) if right.kind == "dict" and key in right.val else HOLE
                text += value + body[close + 2 :]
            else:
                text += (values.pop(0) if values else HOLE) + body[1:]
        out.append(text)
    return "%".join(out)[:MAX_TEXT]


def _numbers(left: object, right: object) -> bool:
    return isinstance(left, int) and isinstance(right, int) and abs(left) < 1 << 62 and abs(right) < 1 << 62


_NUMERIC: Dict[Type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.BitXor: lambda a, b: a ^ b,
    ast.BitOr: lambda a, b: a | b,
    ast.BitAnd: lambda a, b: a & b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
}
_STARS: Dict[str, Tuple[str, ...]] = {
    "os": (
        "system",
        "popen",
        "remove",
        "unlink",
        "rmdir",
        "removedirs",
        "rename",
        "replace",
        "kill",
        "environ",
        "getenv",
        "listdir",
        "walk",
        "chmod",
        "execv",
        "execl",
        "fork",
        "path",
    ),
    "subprocess": ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"),
    "shutil": ("rmtree", "move", "copy", "copy2", "copyfile", "copytree"),
    "socket": ("socket", "create_connection", "gethostbyname"),
    "pathlib": ("Path", "PurePath", "PosixPath"),
    "requests": ("get", "post", "put", "delete", "request", "Session"),
    "urllib.request": ("urlopen", "urlretrieve", "Request"),
    "ctypes": ("CDLL", "cdll", "windll", "memmove", "string_at"),
}
_COMMON_MODULES = frozenset(
    "os sys subprocess shutil socket requests urllib pathlib base64 pickle marshal ctypes np pd plt json re time random math datetime glob tempfile sqlite3 get_ipython".split()
)

#: Modules that other modules hold as attributes.
_REACHABLE = frozenset("os sys shutil subprocess socket builtins importlib posix pickle ctypes pty runpy".split())
_OWN_SUBMODULES = frozenset("asyncio trio anyio eventlet gevent curio tornado multiprocessing sys http".split())
_GUARDED = frozenset(["intentshield"])
_OPERATORS: Dict[Type[ast.AST], str] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.Mod: "__mod__",
    ast.BitOr: "__or__",
    ast.BitAnd: "__and__",
    ast.BitXor: "__xor__",
    ast.MatMult: "__matmul__",
    ast.LShift: "__lshift__",
    ast.RShift: "__rshift__",
    ast.FloorDiv: "__floordiv__",
    ast.Pow: "__pow__",
}

_STATEMENTS: Dict[Type[ast.AST], Callable[[Walker, ast.AST], None]] = {
    ast.Import: Walker._import,
    ast.ImportFrom: Walker._import_from,
    ast.Assign: Walker._assign,
    ast.AnnAssign: Walker._assign,
    ast.AugAssign: Walker._assign,
    ast.If: Walker._if,
    ast.For: Walker._for,
    ast.AsyncFor: Walker._for,
    ast.While: Walker._while,
    ast.With: Walker._with,
    ast.AsyncWith: Walker._with,
    ast.Try: Walker._try,
    ast.FunctionDef: Walker._function,
    ast.AsyncFunctionDef: Walker._function,
    ast.ClassDef: Walker._class,
    ast.Return: Walker._return,
    ast.Delete: Walker._delete,
    ast.Global: Walker._global,
    ast.Nonlocal: Walker._global,
}
if hasattr(ast, "Match"):
    _STATEMENTS[ast.Match] = Walker._match
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = Walker._try
_EXPRESSIONS: Dict[Type[ast.AST], Callable[[Walker, ast.AST], V]] = {
    ast.Constant: Walker._constant,
    ast.Name: Walker._name,
    ast.Attribute: Walker._attribute,
    ast.Subscript: Walker._subscript,
    ast.BinOp: Walker._binary,
    ast.UnaryOp: Walker._unary,
    ast.JoinedStr: Walker._joined,
    ast.List: Walker._sequence,
    ast.Tuple: Walker._sequence,
    ast.Set: Walker._sequence,
    ast.Dict: Walker._dict,
    ast.Lambda: Walker._lambda,
    ast.IfExp: Walker._choice,
    ast.BoolOp: Walker._bool,
    ast.ListComp: Walker._comprehension,
    ast.SetComp: Walker._comprehension,
    ast.GeneratorExp: Walker._comprehension,
    ast.DictComp: Walker._comprehension,
    ast.NamedExpr: Walker._walrus,
    ast.Await: Walker._inner,
    ast.Yield: Walker._yield,
    ast.YieldFrom: Walker._yield,
    ast.Starred: Walker._inner,
    ast.Call: Walker._call,
}
if hasattr(ast, "Index"):
    _EXPRESSIONS[ast.Index] = Walker._inner
