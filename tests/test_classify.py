"""Names to kinds, payloads to typed strings."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.classify import classify, classify_name
from intentshield.model import Kind, Role, Verb


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SHELL_EXEC", Kind.SHELL),
        ("Bash", Kind.SHELL),
        ("run_shell_command", Kind.SHELL),
        ("shellExec", Kind.SHELL),
        ("run-terminal-cmd", Kind.SHELL),
        ("mcp__desktop-commander__execute_command", Kind.SHELL),
        ("local_shell", Kind.SHELL),
        ("DELETE_FILE", Kind.DELETE),
        ("WRITE_FILE", Kind.WRITE),
        ("create_file", Kind.WRITE),
        ("READ_FILE", Kind.READ),
        ("CAT", Kind.READ),
        ("TYPE", Kind.READ),
        ("GET_CONTENT", Kind.READ),
        ("read_many_files", Kind.READ),
        ("Read", Kind.READ),
        ("Write", Kind.WRITE),
        ("Edit", Kind.EDIT),
        ("MultiEdit", Kind.EDIT),
        ("apply_patch", Kind.EDIT),
        ("str_replace_based_edit_tool", Kind.EDIT),
        ("Glob", Kind.LIST),
        ("Grep", Kind.LIST),
        ("list_directory", Kind.LIST),
        ("BROWSE", Kind.FETCH),
        ("WebFetch", Kind.FETCH),
        ("fetch", Kind.FETCH),
        ("browser_navigate", Kind.FETCH),
        ("WebSearch", Kind.SEARCH),
        ("google_web_search", Kind.SEARCH),
        ("ANSWER", Kind.SAY),
        ("REPLY", Kind.SAY),
        ("SAY", Kind.SAY),
        ("THINK", Kind.THINK),
        ("TodoWrite", Kind.THINK),
        ("NotebookEdit", Kind.PYTHON),
        ("execute_code", Kind.PYTHON),
        ("run_sql", Kind.SQL),
        ("filesystem__write_file", Kind.WRITE),
        ("filesystem:read_text_file", Kind.READ),
        ("mcp__filesystem__move_file", Kind.MOVE),
        ("mcp__postgres__query", Kind.SQL),
        ("fetch__fetch", Kind.FETCH),
        ("memory.create_entities", Kind.TOOL),
        ("send_email", Kind.TOOL),
        ("frobnicate", Kind.TOOL),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert classify_name(name).kind is kind


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("send_email", Verb.SEND),
        ("gmail__sendMessage", Verb.SEND),
        ("delete-calendar-event", Verb.DELETE),
        ("transferFunds", Verb.PAY),
        ("grant_access", Verb.PERMIT),
        ("publish_post", Verb.SEND),
        ("inviteUser", Verb.SEND),
        ("get_balance", Verb.READ),
        ("listIssues", Verb.READ),
        ("create_event", Verb.WRITE),
        ("frobnicate", None),
        ("ueberweisen", Verb.PAY),
        ("enviarCorreo", Verb.SEND),
        ("mcp__memory__delete_entities", Verb.DELETE),
        ("memory__read_graph", Verb.READ),
        ("git__git_commit", Verb.WRITE),
        ("DEPLOY", Verb.CONFIGURE),
        ("read_and_delete", Verb.DELETE),
        ("fetchThenExecute", Verb.EXECUTE),
        ("list_deleted_files", Verb.READ),
        ("status_update", Verb.WRITE),
        ("history-clear", Verb.DELETE),
        ("message_delete", Verb.DELETE),
        ("commentDelete", Verb.DELETE),
        ("order_list", Verb.PAY),
        ("list_orders", Verb.READ),
        ("send_status_update", Verb.SEND),
        ("crearEvento", Verb.WRITE),
        ("eliminar-archivo", Verb.DELETE),
        ("loescheDatei", Verb.DELETE),
        ("supprimer_fichier", Verb.DELETE),
        ("rechercherDocument", None),
        ("apagar_conta", Verb.DELETE),
        ("cancellare_ordine", Verb.DELETE),
        ("trasferire-fondi", Verb.PAY),
        ("conceder_acceso", Verb.PERMIT),
        ("freigeben", Verb.PERMIT),
        ("deployer_service", Verb.CONFIGURE),
        ("verwijderenBestand", Verb.DELETE),
        ("mandar_mensaje", Verb.SEND),
        ("shred_documents", Verb.DELETE),
        ("elevate_user", Verb.PERMIT),
        ("disburse", Verb.PAY),
    ],
)
def test_verbs(name: str, verb: Any) -> None:
    assert classify_name(name).verb is verb


def _roles(name: str, payload: Any) -> dict[str, Role]:
    return {p.where: p.role for p in classify(name, payload).parts}


def test_roles_by_key_and_shape() -> None:
    roles = _roles(
        "frob",
        {
            "path": "x",
            "url": "y",
            "to": "a@example.com",
            "iban": "DE0",
            "command": "ls",
            "sql": "select",
            "notes": "hi",
            "thing": "https://example.com/",
            "other": "/etc/passwd",
            "unknown": "hello",
            "input": "hello",
        },
    )
    assert roles == {
        "path": Role.PATH,
        "url": Role.URL,
        "to": Role.MAIL,
        "iban": Role.ACCOUNT,
        "command": Role.COMMAND,
        "sql": Role.SQL,
        "notes": Role.TEXT,
        "thing": Role.URL,
        "other": Role.PATH,
        "unknown": Role.UNTYPED,
        "input": Role.UNTYPED,
    }


def test_every_nested_string_is_reached() -> None:
    payload = {"a": [{"b": ("x", {"c": "y"})}, "z"], "d": {"e": {"f": ["w"]}}}
    assert sorted(p.value for p in classify("frob", payload).parts) == ["w", "x", "y", "z"]


def test_argument_vectors_become_one_command() -> None:
    assert classify("shell", {"command": ["bash", "-lc", "ls | wc"]}).parts[0].value == "bash -lc 'ls | wc'"
    assert classify("run", {"command": "git", "args": ["log", "a b"]}).parts[0].value == "git log 'a b'"
    assert classify("Bash", ["ls", "-l"]).parts[0].value == "ls -l"


def test_a_patch_names_its_files() -> None:
    patch = "*** Begin Patch\n*** Update File: a.py\n@@\n*** Delete File: b.py\n*** Add File: c.py\n+x\n*** End Patch"
    paths = [(p.path[-1], p.value) for p in classify("apply_patch", {"input": patch}).parts if p.role is Role.PATH]
    assert paths == [("Update", "a.py"), ("Delete", "b.py"), ("Add", "c.py")]
    diff = "--- a/x.py\n+++ b/y.py\n@@ -1 +1 @@\n"
    assert [p.value for p in classify("apply_diff", {"diff": diff}).parts if p.role is Role.PATH] == ["x.py", "y.py"]


def test_problems_are_reported() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert classify("frob", cyclic).problems == ("cyclic",)
    assert classify("frob", deep).problems == ("nested deeper than 32",)
    assert classify("frob", "x" * 2000, limit=1024).problems == ("larger than payload_limit",)
    assert classify("frob", ["x"] * 20_000).problems == ("more than 10000 strings",)
    assert classify("", "x").problems == ("the action has no name",)


def test_what_could_not_be_read_is_not_allowed(strict: Any, coding: Any) -> None:
    for shield in (strict, coding):
        assert not shield.audit("ANSWER", ["x"] * 20_000).allowed
        assert not shield.audit("ANSWER", "x" * 1_100_000).allowed


_PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(st.text() | st.none() | st.integers(), _PAYLOADS)
def test_classify_takes_anything(name: Any, payload: Any) -> None:
    action = classify(name, payload)
    assert all(isinstance(p.value, str) for p in action.parts)


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("Bash", '{"command": "rm -rf /home/user"}'),
        ("Bash", '["rm", "-rf", "/home/user"]'),
        ("Bash", ("rm -rf /home/user",)),
        ("Bash", {"rm -rf /home/user"}),
        ("frobnicate", '{"command": "rm -rf /home/user"}'),
        ("write_file", '{"path": "/etc/sudoers.d/x", "content": "a"}'),
        ("query", '{"sql": "DROP DATABASE x"}'),
        ("find", {"command": "rm -rf /home/user"}),
        ("grep", {"script": "rm -rf /home/user"}),
        ("list_files", {"cmd": "rm -rf /home/user"}),
    ],
)
def test_other_forms_of_the_same_arguments(coding: Any, action: str, payload: Any) -> None:
    assert coding.audit(action, payload).denied


def test_objects(coding: Any) -> None:
    @dataclasses.dataclass
    class Target:
        path: str

    assert coding.audit("delete_file", Target("/etc/passwd")).denied
    assert not coding.audit("Read", object()).allowed
    assert not coding.audit(None, object()).allowed


@pytest.mark.parametrize(("action", "payload"), [("ANSWER", '{"a": 1}'), ("python", '{"a": 1}'), ("Bash", "{ ls; }")])
def test_text_that_looks_like_arguments_stays_text(coding: Any, action: str, payload: Any) -> None:
    assert coding.audit(action, payload).allowed
