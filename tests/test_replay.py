"""Replay: recorded effects and actions under another policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intentshield import Policy, PolicyError, Shield
from intentshield.recording import events_of
from intentshield.replay import Outcome, replay_recording, replay_trail
from tests.test_everyday import ROWS as EVERYDAY

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"
ACTIONS: list[tuple[str, Any]] = [
    ("Bash", "ls -la src"),
    ("Bash", "rm -rf /"),
    ("Bash", "git push --force origin main"),
    ("Bash", "pip install requests"),
    ("Bash", f"curl -H 'Authorization: Bearer {TOKEN}' https://api.github.com/user"),
    ("Read", {"file_path": "/home/user/.ssh/id_rsa"}),
    ("Write", {"file_path": "/work/repo/a.py", "content": "print(1)"}),
    ("send_email", {"to": "a@example.com", "body": "hello"}),
    ("frobnicate", {"x": "1; DROP TABLE users"}),
    ("sql_query", {"query": "DELETE FROM users"}),
    ("python", {"code": "import os; os.system('rm -rf /')"}),
]


def shield(directory: Path, policy: str = "coding", **fields: Any) -> Shield:
    return Shield(policy, data_dir=directory, workspace="/work/repo", home="/home/user", enable_trail=True, **fields)


def from_trail(made: Shield, new: Policy) -> Outcome:
    trail = made.trail
    assert trail is not None
    known = {digest: Policy.from_dict(form) for digest, form in trail.policies().items()}
    records = [(one.ref, one.body) for one in trail.recent(100_000)]
    return replay_trail(records, lambda start: next((p for d, p in known.items() if d.startswith(start)), None), new)


@pytest.mark.parametrize("profile", ["strict", "coding", "assistant"])
def test_the_same_policy_changes_nothing(tmp_path: Path, profile: str) -> None:
    made = shield(tmp_path, profile)
    for action, payload in ACTIONS:
        made.audit(action, payload)
    outcome = from_trail(made, made.policy)
    assert outcome.differences == ()
    assert outcome.replayed == len(ACTIONS)
    assert not outcome.skipped


def test_everyday_work_comes_out_as_it_was(tmp_path: Path) -> None:
    made = shield(tmp_path)
    for row in EVERYDAY:
        made.audit("Bash", {"command": row["command"]})
    outcome = from_trail(made, made.policy)
    assert outcome.replayed == len(EVERYDAY)
    assert outcome.differences == ()


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"table": {"write workspace": "escalate"}}, {"allow -> escalate"}),
        ({"deny": [{"program": "git", "args": ["push", "*"]}]}, {"escalate -> deny", "allow -> deny"}),
        ({"tool_preferences": {"Write": "deny"}}, {"allow -> deny"}),
    ],
)
def test_what_would_change(tmp_path: Path, change: dict[str, Any], differs: set[str]) -> None:
    made = shield(tmp_path)
    for action, payload in ACTIONS:
        made.audit(action, payload)
    new = made.policy.replace(**change)
    outcome = from_trail(made, new)
    assert outcome.differences
    assert set(outcome.changes()) <= differs
    fresh = shield(tmp_path / "new", new)  # type: ignore[arg-type]
    now = [fresh.audit(action, payload).decision.value for action, payload in ACTIONS]
    then = [made.audit(action, payload).decision.value for action, payload in ACTIONS]
    assert len(outcome.differences) == sum(a != b for a, b in zip(then, now))


def test_a_rule_that_is_turned_off_finds_nothing(tmp_path: Path) -> None:
    made = shield(tmp_path)
    verdict = made.audit("Bash", "git push --force origin main")
    rules = {finding.rule for finding in verdict.findings if finding.severity.word != "critical"}
    if not rules:
        pytest.skip("nothing was found that may be turned off")
    outcome = from_trail(made, made.policy.replace(severities=dict.fromkeys(rules, "off")))
    after = shield(tmp_path / "new", severities=dict.fromkeys(rules, "off")).audit(
        "Bash", "git push --force origin main"
    )
    assert [one.after for one in outcome.differences] == [after.decision.value] * (
        after.decision is not verdict.decision
    )


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"restricted_domains": ["api.github.com"]}, "restricted_domains differs"),
        ({"max_per_minute": 1}, "limits are not replayed"),
        ({"rules": [{"id": "own.word", "severity": "high", "title": "t", "words": ["build"]}]}, "rules over text"),
        ({"exempt_actions": ["ANSWER"]}, "exempt_actions differs"),
    ],
)
def test_what_cannot_be_seen_is_said(tmp_path: Path, fields: dict[str, Any], note: str) -> None:
    made = shield(tmp_path)
    made.audit("Bash", "npm run build")
    try:
        new = made.policy.replace(**fields)
        outcome = from_trail(made, new)
    except PolicyError as error:
        pytest.fail(str(error))
    assert any(note in one for one in outcome.notes), outcome.notes
    assert not from_trail(made, made.policy.replace(enable_siem=True)).notes


def test_rules_that_were_off_are_said(tmp_path: Path) -> None:
    made = shield(tmp_path, severities={"injection.override": "off"})
    made.audit("Bash", "ls")
    assert any("injection.override" in one for one in from_trail(made, Policy("coding")).notes)


def test_the_mode_counts(tmp_path: Path) -> None:
    made = shield(tmp_path, mode="observe")
    assert made.audit("Bash", "rm -rf /").allowed
    assert from_trail(made, made.policy.replace(mode="enforce")).changes() == {"allow -> deny": 1}
    enforced = shield(tmp_path / "2")
    enforced.audit("Bash", "rm -rf /")
    assert from_trail(enforced, enforced.policy.replace(mode="observe")).changes() == {"deny -> allow": 1}


def test_what_depends_on_more_is_counted(tmp_path: Path) -> None:
    made = shield(tmp_path, max_per_minute=1)
    for _ in range(3):
        made.audit("Bash", "ls")
    outcome = from_trail(made, Policy("strict"))
    assert outcome.skipped == {"was decided by: limit": 2}
    assert outcome.changes() == {"allow -> deny": 1}
    assert any("another profile" in note for note in outcome.notes)


def test_bad_records_are_counted() -> None:
    records: list[tuple[str, dict[str, Any]]] = [
        ("a:1", {"kind": "verdict", "policy": "abc"}),
        ("a:2", {"kind": "verdict", "policy": "f", "classification": "nonsense"}),
        ("a:3", {"kind": "verdict", "policy": "f", "classification": "shell", "effects": [{"verb": 5}]}),
        ("a:4", {"kind": "chain_started"}),
    ]
    outcome = replay_trail(records, lambda start: Policy("coding") if start == "f" else None, Policy("strict"))
    assert outcome.skipped == {"its policy is not known": 1, "cannot be read": 2}
    assert outcome.replayed == 0


@pytest.mark.parametrize("redact", [True, False])
def test_a_recording_is_judged_through_the_front_ends(tmp_path: Path, redact: bool) -> None:
    made = shield(tmp_path)
    with made.session("tidy up") as session:
        session.record(redact=redact)
        session.audit("Write", {"file_path": "a.sh", "content": "rm -rf /home/user"})
        session.audit("Bash", "sh a.sh")
        for action, payload in ACTIONS:
            session.audit(action, payload)
    same = replay_recording(events_of(str(tmp_path), session.id), made.policy, [str(tmp_path)])
    assert same.differences == ()
    assert same.replayed == len(ACTIONS) + 2
    new = made.policy.replace(restricted_domains=["api.github.com"])
    other = replay_recording(events_of(str(tmp_path), session.id), new, [str(tmp_path)])
    assert [one.action.split()[0] for one in other.differences] == ["Bash"]
    assert "curl" in other.differences[0].action
    assert TOKEN not in other.differences[0].action or not redact


def test_a_recording_without_its_beginning_is_counted(tmp_path: Path) -> None:
    made = shield(tmp_path)
    session = made.session()
    session.record()
    session.audit("Bash", "ls")
    events = list(events_of(str(tmp_path), session.id))[1:]
    odd: list[dict[str, Any]] = [{"type": "damaged"}, {"type": "begin"}, {}, {"type": "audit"}]
    outcome = replay_recording([*events, *odd], Policy("strict"))
    assert outcome.skipped == {"the beginning of the recording is missing": 2, "cannot be read": 2}
    whole = list(events_of(str(tmp_path), session.id))
    assert replay_recording([*whole, {"type": "audit", "verdict": 5}], made.policy).skipped == {"cannot be read": 1}
    assert any("secrets were taken out" in note for note in replay_recording(whole, made.policy).notes)
