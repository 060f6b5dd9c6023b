"""Policies: round trips, merging, mistakes."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from intentshield import Policy, PolicyError, Shield
from intentshield.model import Decision, Target, Verb
from intentshield.policy import FIELDS
from intentshield.profiles import PROFILES


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_round_trip_of_profiles(profile: str) -> None:
    policy = Policy(profile)
    assert policy.to_dict() == {"version": 1, "extends": profile}
    assert Policy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy


_FULL: dict[str, Any] = {
    "default": "escalate",
    "table": {"write home": "undecided", "* secret": "deny"},
    "on_finding": {"medium": "deny"},
    "conscience": "off",
    "write_suffixes": [".txt"],
    "read_sources": False,
    "restricted_domains": ["bad.example"],
    "allowed_domains": ["nas.lan"],
    "protected_files": ["plan.txt"],
    "exempt_actions": ["REFLECT"],
    "exfiltration_signals": ["blue lagoon"],
    "tool_preferences": {"Bash": "escalate"},
    "grants": [{"program": "npm", "args": ["run", "*"], "reason": "scripts"}],
    "deny": [{"action": "deploy"}],
    "rules": [{"id": "team.x", "pattern": "x"}],
    "severities": {"net.dead-drop": "off", "file.system.change": "medium"},
    "messages": {"net.dead-drop": "No."},
    "min_interval": 0.25,
    "max_per_minute": 10,
    "max_per_day": 100,
    "payload_limit": 2048,
    "mode": "observe",
    "on_tamper": "raise",
    "verify_interval": 5,
}


def test_round_trip_of_every_field() -> None:
    policy = Policy("coding", **_FULL)
    data = json.loads(json.dumps(policy.to_dict()))
    assert Policy.from_dict(data) == policy
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert {k for k in data if k not in ("version", "extends")} == set(_FULL)


def test_tables_are_merged_and_most_specific_wins() -> None:
    policy = Policy("coding", table={"write home": "allow"}).replace(table={"write outside": "deny"})
    assert policy.cell(Verb.WRITE, Target.HOME) is Decision.ALLOW
    assert policy.cell(Verb.WRITE, Target.OUTSIDE) is Decision.DENY
    assert policy.cell(Verb.WRITE, Target.SYSTEM) is Decision.ESCALATE
    assert policy.cell(Verb.READ, Target.PROTECTED) is Decision.DENY


def test_restricted_domains_are_added() -> None:
    assert Policy("strict", restricted_domains=["x.example"]).restricted_hosts >= {"x.example", ".onion"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"tabel": {}}, "unknown policy field 'tabel'; did you mean 'table'"),
        ({"table": {"wirte home": "allow"}}, "unknown verb 'wirte'; did you mean 'write'"),
        ({"table": {"write hom": "allow"}}, "unknown target class 'hom'; did you mean 'home'"),
        ({"table": {"write home": "alow"}}, "expected allow, undecided, escalate or deny"),
        ({"table": []}, "expected an object"),
        ({"on_finding": {"critical": "allow"}}, "always denied"),
        ({"on_finding": {"hi": "deny"}}, "unknown severity"),
        ({"default": "maybe"}, "expected one of allow, escalate, deny"),
        ({"max_per_minute": -1}, "at least 1"),
        ({"max_per_minute": True}, "whole number"),
        ({"min_interval": "1"}, "a number"),
        ({"min_interval": float("nan")}, "a number"),
        ({"restricted_domains": "x"}, "a list of strings"),
        ({"restricted_domains": [""]}, "non-empty strings"),
        ({"grants": [{"progam": "x"}]}, "unknown key 'progam'; did you mean 'program'"),
        ({"grants": [{"args": ["x"]}]}, "'args' needs a 'program'"),
        ({"grants": [{"reason": "x"}]}, "at least one of"),
        ({"grants": {"program": "x"}}, "a list of objects"),
        ({"tool_preferences": {"x": "yes"}}, "one of allow, evaluate, escalate, deny"),
        ({"severities": {"x": "loud"}}, "off, low, medium"),
        ({"payload_limit": 10}, "at least 1024"),
        ({"mode": "observ"}, "did you mean 'observe'"),
    ],
)
def test_mistakes_are_named(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        Policy("coding", **fields)


def test_unknown_profiles_and_keywords(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="did you mean 'strict'"):
        Policy("strikt")
    with pytest.raises(PolicyError, match="did you mean 'coding'"):
        Policy.of("codin")
    with pytest.raises(PolicyError, match="did you mean 'workspace'"):
        Shield("coding", data_dir=tmp_path, worksapce=".")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"policy.json:1:\d+: not JSON"),
        ("[]", "expected a JSON object"),
        ("{}", '"version" is None'),
        ('{"version": 2}', "reads version 1"),
        ('{"version": 1, "extends": "x"}', "unknown profile"),
        ('{"version": 1, "max_per_day": 1, "max_per_day": 2}', "appears twice"),
    ],
)
def test_files_with_mistakes(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        Policy.load(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Policy.load(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match="not UTF-8"):
        Policy.load(tmp_path / "latin.json")


def test_a_policy_is_immutable() -> None:
    policy = Policy("coding")
    with pytest.raises(AttributeError, match="immutable"):
        policy.default = "allow"
    with pytest.raises(AttributeError, match="did you mean 'default'"):
        policy.defalt  # noqa: B018


def test_every_field_is_documented() -> None:
    assert all(field.doc for field in FIELDS.values())
