"""``intentshield sessions``, ``stats`` and ``replay``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intentshield import Shield
from intentshield.cli import main

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def shield(here: Path) -> Shield:
    made = Shield("coding", data_dir=here / "data", workspace="/work/repo", home="/home/user", enable_trail=True)
    session = made.session("tidy the build", agent="agent-7", user="maria", id="s1")
    session.record()
    session.audit("Bash", "git status")
    session.audit("Bash", "rm -rf /")
    session.audit("Bash", f"echo {TOKEN}\x1b[2J")
    made.session("something else", user="otto", id="s2")
    return made


def test_list_and_show(shield: Shield, capsys: Any) -> None:
    assert main(["sessions"]) == 0
    text = capsys.readouterr().out
    assert "s1" in text
    assert "agent-7 for maria" in text
    assert "tidy the build" in text
    assert main(["sessions", "list", "--user", "otto", "--json"]) == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == ["s2"]
    assert main(["sessions", "show", "s1"]) == 0
    text = capsys.readouterr().out
    assert "allowed    2" in text
    assert "denied     1" in text
    assert main(["sessions", "show", "nobody"]) == 1
    assert main(["sessions", "list", "--status", "suspended"]) == 0
    assert capsys.readouterr().out == ""


def test_states(shield: Shield, capsys: Any) -> None:
    session = shield.session(id="s1")
    assert main(["sessions", "suspend", "s1"]) == 0
    assert session.audit("Bash", "ls").reason == "[Session] The session s1 is suspended."
    assert main(["sessions", "reactivate", "s1"]) == 0
    assert session.audit("Bash", "ls").allowed
    assert main(["sessions", "terminate", "s1"]) == 0
    assert main(["sessions", "reactivate", "s1"]) == 1
    assert "is terminated, so it cannot be active" in capsys.readouterr().err
    assert main(["sessions", "terminate", "nobody", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [{"id": "nobody", "done": False, "reason": "Session not found."}]


def test_playing_back(shield: Shield, capsys: Any) -> None:
    assert main(["sessions", "replay", "s1"]) == 0
    text = capsys.readouterr().out
    assert "allow: Bash git status" in text
    assert "deny: Bash rm -rf /" in text
    assert TOKEN not in text
    assert "\x1b" not in text
    assert main(["sessions", "replay", "s1", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["type"] for event in events] == ["begin", "audit", "audit", "audit"]
    assert main(["sessions", "replay", "s2"]) == 1
    assert "no recording" in capsys.readouterr().err


def test_purging_reaches_recordings(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["sessions", "purge", "--user", "maria", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sessions": ["s1"], "recordings": 1}
    assert not list((here / "data" / "recordings").iterdir())
    assert main(["sessions", "purge", "--older-than", "1d"]) == 0
    assert "0 sessions and 0 recordings" in capsys.readouterr().out


def test_purging_takes_no_recording_of_a_session_that_stays(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["sessions", "purge", "s1", "--user", "otto"]) == 0
    assert "0 sessions and 0 recordings" in capsys.readouterr().out
    alone = shield.session()
    alone.record()
    assert main(["sessions", "purge", alone.id]) == 0
    assert "0 sessions and 1 recordings" in capsys.readouterr().out


def test_what_people_do_is_in_the_trail(shield: Shield, capsys: Any) -> None:
    assert main(["sessions", "suspend", "s1"]) == 0
    assert main(["sessions", "purge", "s2"]) == 0
    assert shield.trail is not None
    (suspended,) = shield.trail.found(kind="session_suspended")
    (deleted,) = shield.trail.found(kind="session_deleted")
    assert (suspended.kind, suspended.session, suspended.body["channel"]) == ("session_suspended", "s1", "cli")
    assert (deleted.kind, deleted.session) == ("session_deleted", "s2")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["sessions", "show"], "show needs an ID"),
        (["sessions", "list", "x"], "did you mean: show x"),
        (["sessions", "purge"], "needs an ID, --user or --older-than"),
        (["sessions", "--limit", "0"], "at least 1"),
        (["sessions", "purge", "--user", "x", "--status", "active"], "--status does not go with purge"),
        (["replay"], "name the other policy"),
    ],
)
def test_usage_errors(words: list[str], problem: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 1
    assert problem in capsys.readouterr().err


def test_nothing_there(here: Path, capsys: Any) -> None:
    for words in (["sessions"], ["stats"], ["replay", "--profile", "strict"]):
        assert main(words) == 1
        assert "name the shield's data_dir" in capsys.readouterr().err


def test_stats(shield: Shield, capsys: Any) -> None:
    assert main(["stats"]) == 0
    text = capsys.readouterr().out
    assert "3 actions of 1 sessions" in text
    assert "66.7%" in text
    assert main(["stats", "--json", "--since", "1h"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["decisions"] == {"allow": 2, "escalate": 0, "deny": 1}
    assert found["actions"] == {"Bash": 3}
    assert found["actors"] == {"agent-7": 3}
    assert found["rules"]
    assert found["latency_us"]["p50"] > 0


def test_replay_under_another_policy(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["replay", "--profile", "coding"]) == 0
    assert "3 actions judged again, 0 would be decided otherwise" in capsys.readouterr().out
    assert main(["replay", "--profile", "strict"]) == 3
    text = capsys.readouterr().out
    assert "allow -> deny" in text
    assert "2 would be decided otherwise" in text
    assert "\x1b" not in text
    assert main(["trail", "export"]) == 0
    (here / "trail.jsonl").write_text(capsys.readouterr().out)
    assert main(["replay", "trail.jsonl", "--profile", "strict", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["changes"] == {"allow -> deny": 2}
    (here / "new.json").write_text('{"version": 1, "extends": "coding", "tool_preferences": {"Bash": "escalate"}}')
    assert main(["replay", "s1", "--policy", "new.json"]) == 3
    assert "allow -> escalate" in capsys.readouterr().out
    shield.session(id="s2").audit("Bash", "ls")
    assert main(["replay", "s2", "--policy", "new.json", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["replayed"] == 1
    assert main(["replay", "nobody", "--profile", "strict"]) == 1
    assert "neither an exported trail nor a session" in capsys.readouterr().err
    assert main(["replay", "--policy", "missing.json"]) == 1
