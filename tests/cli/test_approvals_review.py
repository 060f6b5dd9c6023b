"""``intentshield approvals``: changing, remembering, revoking, forgetting, signing; on PostgreSQL too."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any, Callable

import pytest

from intentshield import Shield, grants
from intentshield.cli import main
from intentshield.cli.common import duration
from intentshield.signing import KEY_FILE_VARIABLE
from tests.stores import opened, specs

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"
MAIL = {"to": "a@example.com", "body": "hi"}
PUSH = {"command": "git push --force origin gh-pages"}
KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "VISUAL", "EDITOR", KEY_FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def _shield(here: Path, **more: Any) -> Shield:
    return Shield("coding", data_dir=here / "data", workspace=here, home="/home/user", enable_hitl=True, **more)


@pytest.fixture
def shield(here: Path) -> Shield:
    return _shield(here)


Editor = Callable[[str], None]


@pytest.fixture
def editor(here: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Sets ``$EDITOR`` to a script that gets the file's name in ``path``."""

    def use(code: str) -> None:
        script = here / "my editor.py"
        script.write_text(f"import json, os, stat, sys\npath = sys.argv[-1]\n{code}", encoding="utf-8")
        monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}' --wait")

    return use


def _replaced(old: str, new: str) -> str:
    return f"text = open(path).read(); open(path, 'w').write(text.replace({old!r}, {new!r}))"


# -- changing


def test_edit(shield: Shield, editor: Editor, here: Path, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    seen = here / "seen"
    editor(
        f"open({str(seen)!r}, 'w').write(path + ' ' + oct(stat.S_IMODE(os.stat(path).st_mode)))\n"
        + _replaced('"hi"', '"good day"')
    )
    assert main(["approvals", "approve", ident, "--edit", "--by", "maria"]) == 0
    assert capsys.readouterr().out == f"{ident}  Approved with changes.\n"
    path, mode = seen.read_text().split()
    assert mode == oct(0o600) or os.name == "nt"
    assert path.endswith(".json")
    assert not os.path.exists(path)
    verdict = shield.execute_approved(ident, "SEND_EMAIL", MAIL)
    assert verdict.edited == {"to": "a@example.com", "body": "good day"}
    assert shield.execute_approved(ident, "SEND_EMAIL", verdict.edited)
    main(["approvals", "show", ident])
    text = capsys.readouterr().out
    assert "maria (cli)" in text
    assert 'changed to {"to": "a@example.com", "body": "good day"}' in text


def test_visual_comes_first(shield: Shield, editor: Editor, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    editor(_replaced("hi", "good day"))
    monkeypatch.setenv("VISUAL", "/nonexistent/editor")
    assert main(["approvals", "approve", ident, "--edit"]) == 1
    assert "/nonexistent/editor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "nothing was changed"),
        ("sys.exit(3)", "ended with 3"),
        ("open(path, 'w').write('{')", "not JSON"),
        ("open(path, 'w').write('null')", "null is no payload"),
        ("open(path, 'w').write('[' * 100000)", "not JSON"),
        ("os.unlink(path)\nos.mkdir(path)\nos.rmdir(path)\nopen(path, 'wb').write(b'\\xff')", "approved"),
        (_replaced("hi", TOKEN), "secret"),
    ],
)
def test_edits_that_approve_nothing(shield: Shield, editor: Editor, code: str, words: str, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    editor(code)
    assert main(["approvals", "approve", ident, "--edit"]) == 1
    assert words in capsys.readouterr().err
    assert [one.id for one in shield.hitl.pending()] == [ident]


def test_what_was_taken_out_cannot_be_approved_like_that(shield: Shield, editor: Editor, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", {**MAIL, "body": f"the token is {TOKEN}"}).approval_id
    editor(_replaced("a@example.com", "b@example.com"))
    assert main(["approvals", "approve", ident, "--edit"]) == 1
    assert "[REDACTED:...]" in capsys.readouterr().err
    editor("payload = json.load(open(path)); payload['body'] = 'no token'; json.dump(payload, open(path, 'w'))")
    assert main(["approvals", "approve", ident, "--edit"]) == 0


def test_what_is_not_shown_whole_is_not_edited(shield: Shield, editor: Editor, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", {**MAIL, "body": "x " * 20_000}).approval_id
    editor(_replaced("x", "y"))
    assert main(["approvals", "approve", ident, "--edit"]) == 1
    assert "too long" in capsys.readouterr().err


def test_what_is_over_is_not_edited(shield: Shield, editor: Editor, here: Path, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    shield.deny_action(ident)
    editor(f"open({str(here / 'opened')!r}, 'w')")
    for name in (ident, "nonsense"):
        assert main(["approvals", "approve", name, "--edit"]) == 1
    text = capsys.readouterr().err
    assert "already denied" in text
    assert "not found" in text
    assert not (here / "opened").exists()


@pytest.mark.parametrize("stdin", [True, False])
def test_a_payload_from_a_machine(
    shield: Shield, here: Path, stdin: bool, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    text = json.dumps({**MAIL, "body": "good day"})
    (here / "payload.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert main(["approvals", "approve", ident, "--payload", "-" if stdin else "payload.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"id": ident, "done": True, "reason": "Approved with changes."}]
    assert shield.execute_approved(ident, "SEND_EMAIL", {**MAIL, "body": "good day"})


@pytest.mark.parametrize("name", ["", "missing", ".", "bad.json"])
def test_payloads_that_cannot_be_read_approve_nothing(shield: Shield, here: Path, name: str, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    (here / "bad.json").write_bytes(b"\xff")
    assert main(["approvals", "approve", ident, "--payload", name]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert len(shield.hitl.pending()) == 1


def test_a_second_person_sees_what_the_first_changed(here: Path, editor: Editor, capsys: Any) -> None:
    shield = _shield(here, hitl_approvers=2)
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    editor(_replaced("hi", "good day"))
    assert main(["approvals", "approve", ident, "--edit", "--by", "maria"]) == 0
    assert "1 of 2 people" in capsys.readouterr().out
    assert main(["approvals", "show", ident]) == 0
    text = capsys.readouterr().out
    assert "needs      2 people" in text
    assert "good day" in text
    editor("")
    assert main(["approvals", "approve", ident, "--edit", "--by", "jan"]) == 0
    assert capsys.readouterr().out == f"{ident}  Approved with changes.\n"


# -- remembering and forgetting


def test_remember_list_and_revoke(shield: Shield, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(grants, "FRESH", 0.0)
    assert main(["approvals", "grants", "--data-dir", "nowhere"]) == 1
    ident = shield.audit("Bash", PUSH).approval_id
    assert main(["approvals", "approve", ident, "--remember", "workspace", "--for", "90s", "--by", "maria"]) == 0
    grant = capsys.readouterr().out.split()[-1].rstrip(".")
    assert shield.audit("Bash", PUSH).path == "grant"
    assert main(["approvals", "grants"]) == 0
    text = capsys.readouterr().out
    for part in (grant, "maria", f"workspace {here}", "gh-pages", '"action": "bash"'):
        assert part in text
    assert "1:2" in text or "1:30" in text, "time left"
    assert main(["approvals", "grants", "--json"]) == 0
    [data] = json.loads(capsys.readouterr().out)
    assert (data["id"], data["by"], data["revoked"]) == (grant, "maria", None)
    assert 0 < data["expires"] - time.time() <= 90
    assert main(["approvals", "revoke", grant, "--by", "jan"]) == 0
    assert main(["approvals", "revoke", grant]) == 1
    assert main(["approvals", "grants"]) == 0
    assert "Nothing is remembered." in capsys.readouterr().out
    assert main(["approvals", "grants", "--all"]) == 0
    assert "revoked" in capsys.readouterr().out


def test_what_cannot_be_remembered_says_why(shield: Shield, capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    assert main(["approvals", "approve", ident, "--remember", "workspace"]) == 1
    assert "narrow enough" in capsys.readouterr().err
    assert main(["approvals", "approve", ident, "--remember", "workspace", "--for", "31d"]) == 1
    assert "30 days" in capsys.readouterr().err


def test_purge(shield: Shield, capsys: Any) -> None:
    for n in range(3):
        shield.deny_action(shield.audit("SEND_EMAIL", {**MAIL, "body": str(n)}).approval_id)
    waiting = shield.audit("SEND_EMAIL", MAIL).approval_id
    assert main(["approvals", "purge"]) == 0
    assert capsys.readouterr().out.startswith("0 finished requests")
    assert main(["approvals", "purge", "--older-than", "0s", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"purged": 3}
    assert [one.id for one in shield.hitl.recent()] == [waiting]


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("8h", 28_800), ("30d", 2_592_000), ("1.5H", 5400), ("0s", 0)]
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "args",
    [
        ["list", "--edit"],
        ["deny", "abc", "--payload", "x"],
        ["deny", "abc", "--remember", "session"],
        ["approve", "abc", "--for", "8h"],
        ["approve", "abc", "--remember", "universe"],
        ["approve", "abc", "--edit", "--payload", "x"],
        ["approve", "abc", "def", "--edit"],
        ["approve", "abc", "--older-than", "3d"],
        ["approve", "abc", "--remember", "session", "--for", "nan" + "d"],
        ["purge", "--older-than", "3"],
        ["purge", "--older-than", ""],
        ["purge", "--older-than", "-3d"],
        ["purge", "abc"],
        ["purge", "--all"],
        ["grants", "abc"],
        ["revoke"],
        ["revoke", "--all"],
        ["list", "--connect", "no_such_module:connect"],
        ["list", "--connect", "json:no_such_function"],
        ["list", "--connect", "json"],
        ["list", "--connect", ":x"],
        ["list", "--connect", "json:__name__"],
        ["list", "--connect", "json:dumps"],
        ["list", "--key-file", "missing"],
        ["list", "--policy", "missing.json"],
    ],
)
def test_mistakes_exit_with_1(shield: Shield, args: list[str], capsys: Any) -> None:
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    try:
        assert main(["approvals", *[ident if arg == "abc" else arg for arg in args]]) == 1
    except SystemExit as stop:
        assert stop.code == 1
    assert capsys.readouterr().err
    assert len(shield.hitl.pending()) == 1


# -- signing


def test_with_the_reviewers_key(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    shield = _shield(here, approval_key=KEY)
    one, two = (shield.audit("SEND_EMAIL", {**MAIL, "body": body}).approval_id for body in ("a", "b"))
    assert main(["approvals", "approve", one]) == 1
    assert "reviewers' key" in capsys.readouterr().err
    key = here / "reviewers.key"
    key.write_bytes(KEY)
    key.chmod(0o600)
    assert main(["approvals", "approve", one, "--key-file", str(key)]) == 0
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(key))
    assert main(["approvals", "approve", two]) == 0
    for ident, body in ((one, "a"), (two, "b")):
        assert shield.execute_approved(ident, "SEND_EMAIL", {**MAIL, "body": body})
    if os.name != "nt":
        key.chmod(0o644)
        assert main(["approvals"]) == 1
        assert "others may read" in capsys.readouterr().err


# -- telling the SIEM


def test_answers_given_here_are_told_too(here: Path) -> None:
    policy = {"version": 1, "extends": "coding", "enable_hitl": True, "enable_siem": True}
    (here / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    shield = Shield("policy.json", data_dir="data", workspace=here, home="/home/user")
    one, two, three = (
        shield.audit("Bash", {"command": f"git push --force origin {branch}"}).approval_id for branch in "abc"
    )
    log = here / "data" / "security_events.log"
    before = len(log.read_text(encoding="utf-8").splitlines())
    assert main(["approvals", "approve", one, "--by", "maria"]) == 0, "no policy, nobody told"
    assert len(log.read_text(encoding="utf-8").splitlines()) == before
    named = ["--policy", "policy.json", "--by", "maria"]
    assert main(["approvals", "approve", two, "--remember", "workspace", *named]) == 0
    assert main(["approvals", "deny", three, *named]) == 0
    assert main(["approvals", "revoke", shield.hitl.grants.list()[0].id, *named]) == 0
    told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()[before:]]
    assert [line["event_type"] for line in told] == ["approval_granted", "approval_denied", "grant_revoked"]
    assert [line["approval_id"] for line in told[:2]] == [two, three]
    assert all("maria" in line["reason"] for line in told)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600 or os.name == "nt"


# -- PostgreSQL


@pytest.mark.full
def test_everything_goes_through_a_connection_factory(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for spec in specs("postgresql", here):
        (here / "agents_db.py").write_text(
            f"import psycopg\ndef connect():\n    return psycopg.connect({spec.partition(':')[2]!r})\n",
            encoding="utf-8",
        )
        monkeypatch.syspath_prepend(str(here))
        shield = _shield(here, store=opened(spec))
        idents = [
            shield.audit("Bash", {"command": f"git push --force origin {branch}"}).approval_id for branch in "abcd"
        ]

        def run(*args: str) -> str:
            assert main(["approvals", *args, "--connect", "agents_db:connect"]) == 0
            return str(capsys.readouterr().out)

        assert all(ident in run("list") for ident in idents)
        assert "gh-pages" not in run("show", idents[0])
        run("approve", idents[0])
        run("deny", idents[1])
        grant = run("approve", idents[2], "--remember", "workspace").split()[-1].rstrip(".")
        assert grant in run("grants")
        run("revoke", grant)
        (here / "p.json").write_text('{"command": "git status"}', encoding="utf-8")
        run("approve", idents[3], "--payload", "p.json")
        assert json.loads(run("purge", "--older-than", "0s", "--json")) == {"purged": 2}
        assert shield.execute_approved(idents[3], "Bash", {"command": "git status"})
        assert not (here / "data" / "state.db").exists()
