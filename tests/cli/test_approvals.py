"""``intentshield approvals``: what people see, what they can do, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

from intentshield import Shield
from intentshield.cli import main
from intentshield.hitl import HITLApproval
from intentshield.store import Store
from tests.conftest import ROOT

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def shield(here: Path) -> Shield:
    return Shield("coding", data_dir=here / "data", workspace=here, home="/home/user", enable_hitl=True)


def _mail(shield: Shield, to: str = "a@example.com", **more: Any) -> str:
    return shield.audit("SEND_EMAIL", {"to": to, "body": f"the token is {TOKEN}"}, **more).approval_id


def test_list_says_who_wants_what_and_why(shield: Shield, capsys: Any) -> None:
    ident = _mail(shield, invoker_role="agent-7")
    assert main(["approvals"]) == 0
    text = capsys.readouterr().out
    for part in (ident, "agent-7", "SEND_EMAIL", "a@example.com", "github-token", "send person"):
        assert part in text
    assert "4:5" in text, "time left"
    assert TOKEN not in text
    assert "\x1b" not in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_show_says_everything(shield: Shield, capsys: Any) -> None:
    ident = _mail(shield)
    assert main(["approvals", "show", ident]) == 0
    text = capsys.readouterr().out
    for part in ("status     pending", "time left", "directory", "found      medium message.send", "does       send"):
        assert part in text
    assert main(["approvals", "show", ident, "--json"]) == 0
    [data] = json.loads(capsys.readouterr().out)
    assert (data["id"], data["status"], data["decision"]) == (ident, "pending", {})
    assert TOKEN not in json.dumps(data)


def test_approve_and_deny(shield: Shield, capsys: Any) -> None:
    one, two, three = (_mail(shield, f"{n}@example.com") for n in "abc")
    assert main(["approvals", "approve", one, "--by", "maria", "--note", "release day"]) == 0
    assert capsys.readouterr().out == f"{one}  Approved.\n"
    found = shield.hitl.get(one)
    assert found is not None
    assert (found.decision["by"], found.decision["note"], found.decision["channel"]) == ("maria", "release day", "cli")
    assert main(["approvals", "deny", one]) == 1
    assert "Request already approved." in capsys.readouterr().err
    assert main(["approvals", "deny", "--all", "--json"]) == 0
    assert [answer["id"] for answer in json.loads(capsys.readouterr().out)] == [two, three]
    assert main(["approvals", "deny", "--all"]) == 0
    assert "Nothing waits" in capsys.readouterr().out
    assert main(["approvals", "list", "--all"]) == 0
    text = capsys.readouterr().out
    assert text.count("denied") == 2
    assert main(["approvals", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_who_asks_does_not_approve(shield: Shield, capsys: Any) -> None:
    ident = _mail(shield, invoker_role="agent-7")
    assert main(["approvals", "approve", ident, "--by", "agent-7"]) == 1
    assert "cannot approve" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        ["approve"],
        ["show"],
        ["list", "abc"],
        ["approve", "--all"],
        ["deny", "abc", "--all"],
        ["nonsense"],
        ["list", "--data-dir", "nowhere"],
        ["show", "nonsense"],
        ["approve", "nonsense"],
    ],
)
def test_mistakes_exit_with_1(shield: Shield, args: list[str], capsys: Any) -> None:
    _mail(shield)
    try:
        assert main(["approvals", *args]) == 1
    except SystemExit as stop:
        assert stop.code == 1
    assert capsys.readouterr().err
    assert not Path("nowhere").exists()


def test_a_damaged_store_says_so(here: Path, capsys: Any) -> None:
    (here / "data").mkdir()
    (here / "data" / "state.db").write_bytes(b"no database" * 100)
    assert main(["approvals"]) == 1
    assert "nothing was changed" in capsys.readouterr().err


def test_nothing_in_a_request_drives_the_terminal(shield: Shield, capsys: Any) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202e\r\n  status     approved"
    request = HITLApproval(store=Store(str(Path("data").resolve()))).request(
        evil, {evil: evil}, requester=evil, cwd=evil, reason=evil
    )
    for args in ([], ["show", request.id]):
        assert main(["approvals", *args]) == 0
        text = capsys.readouterr().out
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
        assert [line for line in text.splitlines() if line.startswith("  status     a")] == []


def test_colours_respect_no_color(shield: Shield, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _mail(shield)
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["approvals"])
    assert "\x1b[1mID" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["approvals"])
    assert "\x1b" not in capsys.readouterr().out


def test_help_has_examples(capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["approvals", "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert "intentshield approvals approve a1b2c3d4e5f6" in text
    assert "another user" in text


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Children inherit that Ctrl-C is ignored, as it is where a shell started the tests with ``&``."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently")
@pytest.mark.usefixtures("interruptible")
def test_watch_shows_new_requests_and_ends_cleanly(shield: Shield, here: Path) -> None:
    first = _mail(shield)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "intentshield", "approvals", "watch", "--json"]
    with subprocess.Popen(
        command,
        cwd=here,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["id"] == first
            second = _mail(shield, "b@example.com")
            assert json.loads(process.stdout.readline())["id"] == second
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out.strip(), err) == (0, "", "")
