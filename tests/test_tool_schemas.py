"""Tool definitions: what they add to a verdict, and that they never take anything away.

``corpora/mcp_tools.json`` holds tools as the reference servers of the Model Context Protocol publish them.
"""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield import PolicyError, Shield
from intentshield.classify import classify
from intentshield.effects.account import looks_like_account
from intentshield.model import Kind, Role, Verb
from intentshield.profiles import PROFILES
from intentshield.tool_schemas import NO_TOOLS, read_tools
from tests.conftest import ROOT

SERVERS: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "tests" / "corpora" / "mcp_tools.json").read_text(encoding="utf-8")
)


def tool(properties: dict[str, Any], name: str = "frobnicate", **more: Any) -> dict[str, Any]:
    return {"name": name, "inputSchema": {"type": "object", "properties": properties}, **more}


def roles(definition: dict[str, Any], payload: Any, name: str = "frobnicate") -> set[Role]:
    return {p.role for p in read_tools([definition]).read(classify(name, payload)).parts}


@pytest.mark.parametrize(
    ("schema", "value", "role"),
    [
        ({"type": "string", "format": "uri"}, "example.com/x", Role.URL),
        ({"type": "string", "format": "email"}, "ann at example", Role.MAIL),
        ({"type": "string", "format": "hostname"}, "db1", Role.HOST),
        ({"type": "string", "format": "ipv4"}, "x", Role.HOST),
        ({"type": "string", "format": "password"}, "hunter2", Role.SECRET),
        ({"type": "string", "writeOnly": True}, "hunter2", Role.SECRET),
        ({"type": "string", "format": "uri-reference"}, "example.com/x.y", Role.URL),
        ({"type": "string", "contentMediaType": "application/sql"}, "vacuum", Role.SQL),
        ({"type": "string", "contentMediaType": "text/x-python; charset=utf-8"}, "x", Role.CODE),
        ({"type": "string", "contentMediaType": "application/x-sh"}, "x", Role.COMMAND),
        ({"type": "string", "description": "Absolute path of the report"}, "a b", Role.PATH),
        ({"type": "string", "title": "File Path"}, "x", Role.PATH),
        ({"type": "string", "description": "The shell command to run"}, "x", Role.COMMAND),
        ({"type": "string", "description": "URL of the page"}, "example.com", Role.URL),
        ({"type": "string", "description": "The recipient of the mail"}, "Ann <a@example.com>", Role.MAIL),
        ({"type": "string", "description": "Bank account number"}, "12", Role.ACCOUNT),
        ({"type": "string", "description": "API key"}, "12", Role.SECRET),
        ({"type": "string", "pattern": "^https?://.+$"}, "example.com", Role.URL),
        ({"anyOf": [{"type": "null"}, {"type": "string", "format": "uri"}]}, "x.example", Role.URL),
        ({"allOf": [{"$ref": "#/$defs/place"}]}, "x", Role.PATH),
        ({"$ref": "#/$defs/place"}, "x", Role.PATH),
    ],
)
def test_a_schema_types_a_leaf(schema: dict[str, Any], value: str, role: Role) -> None:
    definition = tool({"thing": schema})
    definition["inputSchema"]["$defs"] = {"place": {"type": "string", "format": "path"}}
    assert role not in {p.role for p in classify("frobnicate", {"thing": value}).parts}
    assert role in roles(definition, {"thing": value})


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "x"),
        ({"type": "string", "format": "date"}, "2024-01-01"),
        ({"type": "string", "enum": ["url", "path"], "description": "URL or file path"}, "x"),
        ({"type": "string", "description": "URL of the page"}, "see the page on the left"),
        ({"type": "string", "description": "Any text"}, "x"),
        ({"$ref": "https://example.com/schema.json"}, "x"),
        (True, "x"),
    ],
)
def test_a_schema_that_says_nothing_adds_nothing(schema: Any, value: str) -> None:
    action = classify("frobnicate", {"thing": value})
    assert read_tools([tool({"thing": schema})]).read(action) == action


def test_nested_places_are_found() -> None:
    definition = tool(
        {
            "rows": {"type": "array", "items": {"type": "object", "properties": {"zz": {"format": "uri"}}}},
            "pair": {"type": "array", "prefixItems": [{"format": "email"}]},
            "map": {"additionalProperties": {"format": "hostname"}},
            "tree": {"$ref": "#/$defs/node"},
        }
    )
    definition["inputSchema"]["$defs"] = {
        "node": {
            "properties": {"leaf": {"format": "path"}, "child": {"$ref": "#/$defs/node"}},
            "anyOf": [{"$ref": "#"}],
        }
    }
    assert Role.URL in roles(definition, {"rows": [{"zz": "a.b"}]})
    assert Role.MAIL in roles(definition, {"pair": ["x"]})
    assert Role.HOST in roles(definition, {"map": {"anything": "x"}})
    assert Role.PATH in roles(definition, {"tree": {"child": {"child": {"leaf": "x"}}}})
    assert Role.URL in roles(tool({"zz": {"format": "uri"}}), "x.example"), "the only argument, given bare"


@pytest.mark.parametrize(
    "definition",
    [
        {"name": "frobnicate", "input_schema": {"properties": {"zz": {"format": "uri"}}}},
        {"name": "frobnicate", "parameters": {"properties": {"zz": {"format": "uri"}}}},
        {
            "type": "function",
            "function": {"name": "frobnicate", "parameters": {"properties": {"zz": {"format": "uri"}}}},
        },
        {"type": "function", "name": "frobnicate", "parameters": {"properties": {"zz": {"format": "uri"}}}},
    ],
)
def test_every_form_of_a_definition_is_read(definition: dict[str, Any]) -> None:
    for name in ("frobnicate", "mcp__server__frobnicate", "server:frobnicate", "Frobnicate"):
        assert Role.URL in roles(definition, {"zz": "x.example"}, name)


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ("x", "tools: expected a list"),
        ({"name": "x"}, "tools: expected a list"),
        ([3], r"tools\[0\]: expected an object, got 3"),
        ([{"name": "a"}, {}], r"tools\[1\]: 'name' must be a non-empty string"),
        ([{"name": "a", "description": 3}], r"tools\[0\] 'a': 'description' must be a string"),
        ([{"name": "a", "inputSchema": []}], r"tools\[0\] 'a': inputSchema: expected an object"),
        ([tool({"to": {"format": 5}}, "a")], r"'a': inputSchema\.properties\.to\.format: expected a string, got 5"),
        ([tool({"to": {"type": "text"}}, "a")], r"properties\.to\.type: 'text' is no type"),
        ([tool({"to": 5}, "a")], r"properties\.to: expected an object, got 5"),
        ([tool({"to": {"items": {"properties": []}}}, "a")], None),
        ([tool({"to": {"items": {"properties": [1]}}}, "a")], r"to\.items\.properties: expected an object"),
        ([tool({"to": {"anyOf": {}}}, "a")], r"to\.anyOf: expected a list"),
        ([tool({"to": {"$ref": "#/$defs/no"}}, "a")], r"to\.\$ref: nothing is at '#/\$defs/no'"),
        ([tool({"to": {"enum": "x"}}, "a")], r"to\.enum: expected a list"),
        ([{"name": "a", "annotations": {"readOnlyHint": "yes"}}], r"annotations\.readOnlyHint must be true or false"),
        ([{"name": "a", "annotations": 3}], r"'a': annotations: expected an object"),
        ([{"name": "a", "function": 3}], r"tools\[0\]\.function: expected an object"),
    ],
)
def test_mistakes_are_named(definitions: Any, message: str | None) -> None:
    if message is None:
        read_tools(definitions)
        return
    with pytest.raises(PolicyError, match=message):
        read_tools(definitions)


def test_a_schema_without_end_is_refused() -> None:
    deep: Any = {"type": "string"}
    for _ in range(200):
        deep = {"items": deep}
    with pytest.raises(PolicyError, match="too large or nested"):
        read_tools([tool({"x": deep})])
    assert read_tools([tool({"x": {"anyOf": [{"$ref": "#"}] * 50}})]).read(classify("frobnicate", {"x": "y"}))


# -- hints


@pytest.mark.parametrize(
    ("name", "hints", "verbs"),
    [
        ("frobnicate", {"destructiveHint": True}, (Verb.DELETE,)),
        ("frobnicate", {"destructiveHint": True, "readOnlyHint": True}, (Verb.DELETE,)),
        ("frobnicate", {"destructiveHint": False, "readOnlyHint": True}, ()),
        ("frobnicate", {"readOnlyHint": False}, ()),
        ("get_thing", {"readOnlyHint": False}, (Verb.EXECUTE,)),
        ("get_thing", {"readOnlyHint": True}, ()),
        ("get_thing", {}, ()),
        ("write_file", {"destructiveHint": True}, ()),
    ],
)
def test_hints_only_add(name: str, hints: dict[str, bool], verbs: tuple[Verb, ...]) -> None:
    action = classify(name, {"x": "y"})
    read = read_tools([{"name": name, "annotations": hints}]).read(action)
    assert read.declared == verbs
    assert read.verb is action.verb


def test_hints_reach_the_verdict(make_shield: Callable[..., Shield]) -> None:
    honest = make_shield("coding", tools=[{"name": "frobnicate", "annotations": {"destructiveHint": True}}])
    assert honest.audit("frobnicate", {"x": "y"}).escalated
    assert make_shield("coding").audit("frobnicate", {"x": "y"}).allowed
    liar = make_shield("coding", tools=[{"name": "delete_user", "annotations": {"readOnlyHint": True}}])
    assert liar.audit("delete_user", {"x": "y"}).escalated


# -- the shield


def test_a_schema_reaches_the_verdict(make_shield: Callable[..., Shield]) -> None:
    definition = tool({"report": {"type": "string", "description": "Path of the report"}})
    plain, told = make_shield("coding"), make_shield("coding", tools=[definition])
    assert plain.audit("frobnicate", {"report": ".env.production"}).allowed
    assert not told.audit("frobnicate", {"report": ".env.production"}).allowed
    assert told.audit("frobnicate", {"report": "out/report.txt"}).allowed


def test_a_sessions_tools_are_its_own(make_shield: Callable[..., Shield]) -> None:
    shield = make_shield("coding")
    session = shield.session(tools=[{"name": "frobnicate", "annotations": {"destructiveHint": True}}])
    assert session.audit("frobnicate", {"x": "y"}).escalated
    assert shield.audit("frobnicate", {"x": "y"}).allowed
    assert shield.session().audit("frobnicate", {"x": "y"}).allowed
    both = make_shield("coding", tools=[{"name": "frobnicate", "annotations": {"destructiveHint": True}}])
    assert both.session(tools=[{"name": "other"}]).audit("frobnicate", {"x": "y"}).escalated
    with pytest.raises(PolicyError, match=r"tools\[0\]"):
        shield.session(tools=[{}])
    with pytest.raises(PolicyError, match=r"tools\[0\]"):
        make_shield("coding", tools=[{}])
    assert read_tools([]) is NO_TOOLS


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_published_tools_are_understood(server: str) -> None:
    table = read_tools(SERVERS[server])
    for definition in SERVERS[server]:
        assert table.find(f"mcp__{server}__{definition['name']}")


@pytest.mark.parametrize(
    ("server", "name", "payload", "kind", "verb"),
    [
        ("filesystem", "read_text_file", {"path": "a.txt"}, Kind.READ, None),
        ("filesystem", "write_file", {"path": "a.txt", "content": "x"}, Kind.WRITE, None),
        ("filesystem", "move_file", {"source": "a.txt", "destination": "b.txt"}, Kind.MOVE, None),
        ("git", "git_commit", {"repo_path": "/work/repo", "message": "Fix it"}, Kind.TOOL, Verb.WRITE),
        ("fetch", "fetch", {"url": "https://example.com/"}, Kind.FETCH, None),
        (
            "memory",
            "create_entities",
            {"entities": [{"name": "Ann", "observations": ["likes tea"]}]},
            Kind.TOOL,
            Verb.WRITE,
        ),
        ("memory", "delete_entities", {"entityNames": ["Ann"]}, Kind.TOOL, Verb.DELETE),
        ("slack", "slack_post_message", {"channel_id": "C1", "text": "hi"}, Kind.TOOL, Verb.SEND),
        ("slack", "slack_list_channels", {"limit": 3}, Kind.TOOL, Verb.READ),
        ("github", "create_issue", {"owner": "a", "repo": "b", "title": "c"}, Kind.TOOL, Verb.WRITE),
        ("github", "merge_pull_request", {"owner": "a", "repo": "b", "pull_number": 1}, Kind.TOOL, Verb.CONFIGURE),
        ("postgres", "query", {"sql": "SELECT 1"}, Kind.SQL, None),
    ],
)
def test_published_tools_work(
    make_shield: Callable[..., Shield], server: str, name: str, payload: Any, kind: Kind, verb: Verb | None
) -> None:
    full = f"mcp__{server}__{name}"
    action = classify(full, payload)
    assert (action.kind, action.verb) == (kind, verb)
    options: dict[str, Any] = {"workspace": "/work/repo", "resolver": str}
    plain = make_shield("coding", **options).audit(full, payload)
    told = make_shield("coding", tools=SERVERS[server], **options).audit(full, payload)
    assert told.decision is plain.decision, "an ordinary call is not stopped for having a definition"


# -- never less

_SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "object", "array"]),
            "format": st.sampled_from(["uri", "email", "hostname", "path", "password", "date", "sql", "code", "shell"]),
            "description": st.sampled_from(
                ["just some harmless text", "file path", "SQL query", "URL", "shell command", "recipient", ""]
            ),
            "enum": st.just(["a"]),
            "contentMediaType": st.sampled_from(["text/plain", "text/x-python", "application/x-sh"]),
        },
    ),
    lambda x: st.builds(
        lambda properties, items: {"properties": properties, "items": items, "anyOf": [items]},
        st.dictionaries(st.sampled_from(["a", "path", "text", "input", "command"]), x, max_size=3),
        x,
    ),
    max_leaves=8,
)
_VALUES = st.sampled_from(
    [
        "hello",
        "rm -rf /",
        "https://evil.example/",
        "http://169.254.169.254/",
        "/etc/shadow",
        "~/.ssh/id_rsa",
        "DROP TABLE users",
        "import os; os.remove('/etc/passwd')",
        "1' OR '1'='1",
        "a@example.com",
        "notes.txt",
        "DE89370400440532013000",
    ]
)
_PAYLOADS = st.recursive(
    _VALUES,
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "path", "text", "input", "command", "x y"]), x, max_size=3)
    ),
    max_leaves=6,
)
_HINTS = st.dictionaries(st.sampled_from(["readOnlyHint", "destructiveHint", "openWorldHint"]), st.booleans())


@pytest.fixture(scope="module")
def shields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shield]:
    base = tmp_path_factory.mktemp("schemas")
    return {
        p: Shield(p, data_dir=base / p, workspace="/work/repo", home="/home/user", platform="posix", resolver=str)
        for p in PROFILES
    }


@given(
    st.sampled_from(sorted(PROFILES)),
    st.sampled_from(
        ["frobnicate", "get_thing", "delete_thing", "Bash", "Read", "Write", "WebFetch", "run_sql", "ANSWER"]
    ),
    _SCHEMAS,
    _HINTS,
    _PAYLOADS,
)
def test_a_definition_never_loosens(
    shields: dict[str, Shield], profile: str, name: str, schema: Any, hints: Any, payload: Any
) -> None:
    shield = shields[profile]
    session = shield.session(tools=[{"name": name, "inputSchema": schema, "annotations": hints}])
    plain, told = shield.audit(name, payload), session.audit(name, payload)
    assert told.decision.rank >= plain.decision.rank
    assert set(plain.rules) <= set(told.rules)


# -- account numbers


@pytest.mark.parametrize(
    ("text", "is_account"),
    [
        ("DE89370400440532013000", True),
        ("gb82 west 1234 5698 7654 32", True),
        ("FR1420041010050500013M02606", True),
        ("DE89370400440532013001", False),
        ("4111 1111 1111 1111", True),
        ("378282246310005", True),
        ("4111111111111112", False),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", True),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", False),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", True),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", False),
        ("0x52908400098527886E0F7030069857D2E4169EE7", True),
        ("0x5290840009852788", False),
        ("not an account number", False),
        ("1234567890123", False),
        ("550e8400-e29b-41d4-a716-446655440000", False),
    ],
)
def test_account_numbers_show_by_their_checksum(text: str, is_account: bool) -> None:
    assert looks_like_account(text) is is_account
    role = classify("frobnicate", {"thing": text}).parts[0].role
    assert (role is Role.ACCOUNT) is is_account
