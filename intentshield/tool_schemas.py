"""What tools say about themselves: MCP, OpenAI and Anthropic tool definitions, used to judge more, never less.

A definition comes from a server, and a server may lie.  So a schema only *adds* readings to a string: what its key
and its shape make of it stays, and the type that the schema declares is judged as well.  In the same way hints only
tighten, and only for tools that no table of :mod:`intentshield.classify` knows:

``destructiveHint: true``   the tool also deletes (effect ``delete tool``)
``readOnlyHint: false``     a name that reads (``get_...``) is not believed: the tool also runs something (``execute tool``)
``readOnlyHint: true``, ``destructiveHint: false``, a missing hint, every other hint   change nothing

A missing hint is neither a promise nor a confession: the verdict is the one without a definition.

Sources: Model Context Protocol specification 2025-06-18 (Tool, ToolAnnotations); JSON Schema 2020-12, Validation
(formats) and Core (``$ref``, ``$defs``); OpenAI function calling; Anthropic tool use.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Sequence, Tuple, Union

from .classify import action_key
from .effects.url import looks_like_url
from .errors import PolicyError
from .model import Action, Kind, Part, Role, Verb

__all__ = ["NO_TOOLS", "ToolTable", "read_tools"]

MAX_NODES = 20_000
MAX_NESTING = 64

#: ``format`` of a JSON Schema -> what the string is.
_FORMATS: Dict[str, Role] = {
    **dict.fromkeys(("uri", "iri", "url"), Role.URL),
    **dict.fromkeys(("email", "idn-email"), Role.MAIL),
    **dict.fromkeys(("hostname", "idn-hostname", "ipv4", "ipv6"), Role.HOST),
    **dict.fromkeys(("path", "file-path", "filepath", "directory-path", "file", "directory"), Role.PATH),
    **dict.fromkeys(("password", "secret"), Role.SECRET),
    **dict.fromkeys(("iban", "credit-card", "bic"), Role.ACCOUNT),
    **dict.fromkeys(("sql",), Role.SQL),
    **dict.fromkeys(("shell", "bash"), Role.COMMAND),
    **dict.fromkeys(("code", "python"), Role.CODE),
}
_MEDIA_TYPES: Dict[str, Role] = {
    "application/sql": Role.SQL,
    "text/x-python": Role.CODE,
    "application/x-python": Role.CODE,
    "application/x-python-code": Role.CODE,
    "application/javascript": Role.CODE,
    "text/javascript": Role.CODE,
    "application/x-sh": Role.COMMAND,
    "text/x-shellscript": Role.COMMAND,
    "text/uri-list": Role.URL,
}
#: Words of a title, description or ``pattern`` that say what a string is.
_WORDS: Tuple[Tuple[Role, "re.Pattern[str]"], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.SQL, r"\bsql\b"),
        (Role.COMMAND, r"\b(?:shell|bash|terminal|system|cli) command|\bcommand (?:line|to (?:run|execute|be executed))"),
        (Role.CODE, r"\b(?:python|javascript|source) code\b|\b(?:code|script|javascript) to (?:run|execute|evaluate)"),
        (Role.PATH, r"\b(?:file|directory|folder)[ -]?(?:path|name|location)s?\b|\bpaths? (?:to|of|for)\b|\b(?:absolute|relative|full|local) paths?\b"),
        (Role.URL, r"\bur[li]s?\b|\bwebhook\b|\bweb ?(?:site|page) address|\bendpoint\b"),
        (Role.MAIL, r"\be-?mail address|\brecipients?\b|\battendees?\b|\be-?mails? of\b"),
        (Role.HOST, r"\bhost ?names?\b|\bip address|\bserver address|\bdomain name"),
        (Role.ACCOUNT, r"\biban\b|\baccount (?:number|no\b)|\bwallet address|\bcard number|\brouting number"),
        (Role.SECRET, r"\b(?:password|passphrase|api[ -]?key|access token|secret key|private key|credentials?)\b"),
    )
)  # fmt: skip
_PATTERNS: Tuple[Tuple[str, Role], ...] = (
    ("http", Role.URL),
    ("://", Role.URL),
    ("@", Role.MAIL),
    ("^/", Role.PATH),
    (r"^\/", Role.PATH),
)
_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
#: Roles to which a declared format adds a reading; words add one where the key says even less.
_OPEN = frozenset({Role.UNTYPED, Role.NAME, Role.QUERY, Role.TEXT, Role.CONTENT, Role.AMOUNT})
_VAGUE = frozenset({Role.UNTYPED, Role.NAME, Role.QUERY})

Path = Sequence[Union[str, int]]


class _Node:
    """One place of a schema: ``declared`` roles by format, ``worded`` roles by title and description."""

    __slots__ = ("alternatives", "declared", "extra", "items", "properties", "worded")

    def __init__(self) -> None:
        self.declared: Tuple[Role, ...] = ()
        self.worded: Tuple[Role, ...] = ()
        self.properties: Dict[str, _Node] = {}
        self.items: List[_Node] = []
        self.extra: List[_Node] = []
        self.alternatives: List[_Node] = []

    def at(self, path: Path) -> List[_Node]:
        """Every node that describes the value at ``path``, alternatives and references included."""
        level = _closed([self])
        for step in path:
            below: List[_Node] = []
            for node in level:
                if isinstance(step, int):
                    below += node.items
                elif step in node.properties:
                    below.append(node.properties[step])
                else:
                    below += node.extra
            level = _closed(below)
        return level


def _closed(nodes: List[_Node]) -> List[_Node]:
    """``nodes`` with their alternatives, each once; schemas may refer to themselves."""
    found = {id(node): node for node in nodes}
    waiting = list(found.values())
    while waiting:
        for other in waiting.pop().alternatives:
            if id(other) not in found:
                found[id(other)] = other
                waiting.append(other)
    return list(found.values())


class Tool(NamedTuple):
    """One definition: its name, its schema, and the verbs that its hints add."""

    name: str
    root: _Node
    hints: Tuple[Verb, ...]
    writes: bool


class ToolTable:
    """Tool definitions by name; those that share a name all apply."""

    __slots__ = ("by_key", "tools")

    def __init__(self, tools: Sequence[Tool] = ()) -> None:
        self.tools = tuple(tools)
        self.by_key: Dict[str, List[Tool]] = {}
        for tool in self.tools:
            self.by_key.setdefault(action_key(tool.name), []).append(tool)

    def __bool__(self) -> bool:
        return bool(self.tools)

    def joined(self, other: ToolTable) -> ToolTable:
        """Both tables together."""
        return ToolTable((*self.tools, *other.tools)) if other and self else self or other

    def find(self, name: str) -> List[Tool]:
        """The definitions of a tool, called by its own name or with its server's in front (``mcp__mail__send``)."""
        found = self.by_key.get(action_key(name))
        if found is None:
            tail = re.split(r"__|[:/.]", name)[-1]
            found = self.by_key.get(action_key(tail), [])
        return found

    def read(self, action: Action) -> Action:
        """``action`` with the readings and verbs that its definitions add."""
        tools = self.find(action.name)
        if not tools:
            return action
        more: Dict[Part, None] = {}
        for part in action.parts:
            for tool in tools:
                for node in tool.root.at([step for step in part.path if step != "<key>"]):
                    more.update(dict.fromkeys(_readings(part, node, action.kind)))
        verbs = [verb for tool in tools for verb in tool.hints]
        if action.verb is Verb.READ and any(tool.writes for tool in tools):
            verbs.append(Verb.EXECUTE)
        return action._replace(
            parts=(*action.parts, *[part for part in more if part not in action.parts]),
            declared=tuple(dict.fromkeys(verbs)) if action.kind is Kind.TOOL else (),
        )


def _readings(part: Part, node: _Node, kind: Kind) -> Iterator[Part]:
    """Further parts for one string.  Actions with a table of their own keep to it where a key is known."""
    known = kind is not Kind.TOOL
    if part.role in (_OPEN if not known else (Role.UNTYPED,)):
        for role in node.declared:
            yield part._replace(role=role)
    if part.role in (_VAGUE if not known else (Role.UNTYPED,)):
        for role in node.worded:
            if _may_be(role, part.value):
                yield part._replace(role=role)


def _may_be(role: Role, value: str) -> bool:
    """Whether a string can be what a description says; prose under a vague description stays prose."""
    if role is Role.URL:
        return looks_like_url(value) or ("." in value and " " not in value)
    if role is Role.MAIL:
        return "@" in value
    if role is Role.HOST:
        return len(value) < 256 and " " not in value
    return role is not Role.PATH or (len(value) < 1024 and "\n" not in value)


# -- reading definitions


def read_tools(definitions: object, source: str = "tools") -> ToolTable:
    """Read a list of tool definitions.

    Each is ``{"name": ..., "description": ..., "inputSchema": {...}, "annotations": {...}}`` (MCP), the same with
    ``input_schema`` (Anthropic) or ``parameters`` (OpenAI), or ``{"type": "function", "function": {...}}``.
    Raises :class:`~intentshield.errors.PolicyError` that says which tool, where and what.
    """
    if isinstance(definitions, (str, bytes, Mapping)) or not isinstance(definitions, (list, tuple)):
        raise PolicyError(f"{source}: expected a list of tool definitions, got {type(definitions).__name__}")
    if not definitions:
        return NO_TOOLS
    return ToolTable([_tool(item, f"{source}[{i}]") for i, item in enumerate(definitions)])


def _tool(item: object, where: str) -> Tool:
    entry = _object(item, where)
    if "function" in entry:
        entry = _object(entry["function"], f"{where}.function")
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise PolicyError(f"{where}: 'name' must be a non-empty string, got {_shown(name)}")
    where = f"{where} {name!r}"
    if "description" in entry and not isinstance(entry["description"], (str, type(None))):
        raise PolicyError(f"{where}: 'description' must be a string, got {_shown(entry['description'])}")
    key = next((k for k in ("inputSchema", "input_schema", "parameters") if entry.get(k) is not None), "")
    root = _Reader(_object(entry[key], f"{where}: {key}"), f"{where}: {key}").root() if key else _Node()
    hints = _object(entry.get("annotations") or {}, f"{where}: annotations")
    for hint in ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"):
        if not isinstance(hints.get(hint), (bool, type(None))):
            raise PolicyError(f"{where}: annotations.{hint} must be true or false, got {_shown(hints[hint])}")
    verbs = (Verb.DELETE,) if hints.get("destructiveHint") is True else ()
    return Tool(name, root, verbs, hints.get("readOnlyHint") is False)


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise PolicyError(f"{where}: expected an object, got {_shown(value)}")
    return value


def _shown(value: object) -> str:
    return repr(value)[:80]


class _Reader:
    """Turns one JSON Schema into nodes; references inside it are followed, each once."""

    def __init__(self, schema: Mapping[str, Any], where: str) -> None:
        self.schema = schema
        self.where = where
        self.known: Dict[str, _Node] = {}
        self.count = 0

    def root(self) -> _Node:
        """The node of the whole schema; a tool with one string takes it bare, too."""
        root = self.node(self.schema, self.where, 0)
        texts = [node for node in root.properties.values() if node.declared or node.worded]
        if len(root.properties) == 1 and texts:
            root.declared, root.worded = texts[0].declared, texts[0].worded
        return root

    def node(self, schema: object, where: str, depth: int) -> _Node:
        node = _Node()
        if isinstance(schema, bool):
            return node
        self.fill(node, _object(schema, where), where, depth)
        return node

    def fill(self, node: _Node, schema: Mapping[str, Any], where: str, depth: int) -> None:
        self.count += 1
        if self.count > MAX_NODES or depth > MAX_NESTING:
            raise PolicyError(f"{where}: the schema is too large or nested too deeply")
        if "$ref" in schema:
            node.alternatives.append(self.reference(schema["$ref"], f"{where}.$ref", depth))
        types = schema.get("type", ())
        for name in (types,) if isinstance(types, str) else _list(types, f"{where}.type"):
            if name not in _TYPES:
                raise PolicyError(f"{where}.type: {_shown(name)} is no type of JSON Schema")
        node.declared, node.worded = _declared(schema, where), _worded(schema, where)
        for key in ("properties", "patternProperties"):
            for name, below in _object(schema.get(key) or {}, f"{where}.{key}").items():
                child = self.node(below, f"{where}.{key}.{name}", depth + 1)
                if key == "properties":
                    node.properties[name] = child
                else:
                    node.extra.append(child)
        if isinstance(schema.get("additionalProperties"), Mapping):
            node.extra.append(self.node(schema["additionalProperties"], f"{where}.additionalProperties", depth + 1))
        items = schema.get("items")
        if items is not None and not isinstance(items, (list, tuple)):
            node.items.append(self.node(items, f"{where}.items", depth + 1))
        for key, into in (
            ("items", node.items),
            ("prefixItems", node.items),
            ("anyOf", node.alternatives),
            ("oneOf", node.alternatives),
            ("allOf", node.alternatives),
        ):
            below = schema.get(key)
            if below is None or (key == "items" and not isinstance(below, (list, tuple))):
                continue
            for i, item in enumerate(_list(below, f"{where}.{key}")):
                into.append(self.node(item, f"{where}.{key}[{i}]", depth + 1))

    def reference(self, pointer: object, where: str, depth: int) -> _Node:
        """The node that a reference inside the definition leads to; one that leads outside describes nothing."""
        if not isinstance(pointer, str):
            raise PolicyError(f"{where}: expected a string, got {_shown(pointer)}")
        if pointer[:1] != "#":
            return _Node()
        if pointer in self.known:
            return self.known[pointer]
        target: Any = self.schema
        for step in pointer[1:].strip("/").split("/") if pointer.strip("#/") else ():
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(target, (list, tuple)) and step.isdigit() and int(step) < len(target):
                target = target[int(step)]
            elif isinstance(target, Mapping) and step in target:
                target = target[step]
            else:
                raise PolicyError(f"{where}: nothing is at {pointer!r}")
        node = self.known[pointer] = _Node()
        if not isinstance(target, bool):
            self.fill(node, _object(target, where), f"{where}({pointer})", depth + 1)
        return node


def _list(value: object, where: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise PolicyError(f"{where}: expected a list, got {_shown(value)}")
    return value


def _text(schema: Mapping[str, Any], key: str, where: str) -> str:
    value = schema.get(key)
    if not isinstance(value, (str, type(None))):
        raise PolicyError(f"{where}.{key}: expected a string, got {_shown(value)}")
    return value or ""


def _declared(schema: Mapping[str, Any], where: str) -> Tuple[Role, ...]:
    """Roles by ``format``, ``contentMediaType`` and ``writeOnly``."""
    roles = [
        _FORMATS.get(_text(schema, "format", where).lower()),
        _MEDIA_TYPES.get(_text(schema, "contentMediaType", where).partition(";")[0].strip().lower()),
        Role.SECRET if schema.get("writeOnly") is True else None,
    ]
    return tuple(dict.fromkeys(role for role in roles if role is not None))


def _worded(schema: Mapping[str, Any], where: str) -> Tuple[Role, ...]:
    """Roles by the words of title and description, by references to a URL, and by a ``pattern`` (never compiled)."""
    texts = [_text(schema, key, where)[:400].lower() for key in ("title", "description")]
    roles = [role for role, words in _WORDS if any(words.search(text) for text in texts)]
    pattern = _text(schema, "pattern", where)
    roles += [role for sign, role in _PATTERNS if sign in pattern]
    if schema.get("format") in ("uri-reference", "iri-reference", "uri-template"):
        roles.append(Role.URL)
    if schema.get("enum") is not None:
        _list(schema["enum"], f"{where}.enum")
        return ()
    return tuple(dict.fromkeys(roles))


#: No definitions.
NO_TOOLS = ToolTable()
