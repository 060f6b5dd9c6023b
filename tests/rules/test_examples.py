"""Every rule finds its ``matches`` and leaves its ``passes`` alone."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from intentshield import Policy, PolicyError, Shield
from intentshield.model import TRAITS, Decision, Severity
from intentshield.profiles import PROFILES
from intentshield.rules import EffectRule, Rule, TextRule, rule_from_dict
from intentshield.rules.catalogue import BUILT_IN, rules_of


def _examples(sort: str) -> list[Any]:
    out = []
    for rule in BUILT_IN:
        for action, payload in rule.examples(sort):
            for profile in sorted(rule.profiles) or [rule.example_profile]:
                out.append(pytest.param(rule, profile, action, payload, id=f"{rule.id}-{profile}-{len(out)}"))
    return out


@pytest.fixture(scope="module")
def shields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shield]:
    base = tmp_path_factory.mktemp("rules")
    return {
        name: Shield(
            name, data_dir=base / name, workspace="/work/repo", home="/home/user", platform="posix", resolver=str
        )
        for name in PROFILES
    }


def _rules(shield: Shield, action: str, payload: Any) -> tuple[tuple[str, ...], Any]:
    if action == "OBSERVE":
        found = shield.session().observe(payload)
        return tuple(f.rule for f in found), None
    verdict = shield.audit(action, payload)
    return verdict.rules, verdict


@pytest.mark.parametrize(("rule", "profile", "action", "payload"), _examples("matches"))
def test_matches(shields: dict[str, Shield], rule: Rule, profile: str, action: str, payload: Any) -> None:
    found, verdict = _rules(shields[profile], action, payload)
    assert rule.id in found
    if verdict is None:
        return
    if rule.severity is Severity.CRITICAL:
        assert verdict.denied
    elif shields[profile].policy.on_finding[rule.severity] is not Decision.ALLOW:
        assert not verdict.allowed


@pytest.mark.parametrize(("rule", "profile", "action", "payload"), _examples("passes"))
def test_passes(shields: dict[str, Shield], rule: Rule, profile: str, action: str, payload: Any) -> None:
    found, _ = _rules(shields[profile], action, payload)
    assert rule.id not in found


@pytest.mark.parametrize("rule", BUILT_IN, ids=lambda r: r.id)
def test_form(rule: Rule) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.references, "a rule cites CWE, ATT&CK, ATLAS or OWASP"
    assert rule.matches or rule.id in ("file.protected", "file.own.change", "file.own.read"), (
        "those need a policy; tested elsewhere"
    )
    assert rule.profiles <= set(PROFILES)
    if isinstance(rule, EffectRule):
        assert rule.all_of | rule.any_of | rule.none_of <= set(TRAITS)
    if isinstance(rule, TextRule):
        assert rule.compiled


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in BUILT_IN]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"id": "X"}, "'id' must be"),
        ({"id": "team.x", "severity": "big", "pattern": "x"}, "'severity' must be one of"),
        ({"id": "team.x"}, "needs 'pattern'"),
        ({"id": "team.x", "pattern": "("}, "not a regular expression"),
        ({"id": "team.x", "pattern": "a", "colour": 1}, "unknown key 'colour'"),
        ({"id": "team.x", "effect": {"verb": "fly"}}, "fly"),
        ({"id": "team.x", "effect": {"any_of": "odd"}}, "unknown trait 'odd'"),
        ({"id": "team.x", "pattern": "a", "form": "odd"}, "'form' must be"),
        ({"id": "team.x", "pattern": "a", "roles": ["odd"]}, "unknown role 'odd'"),
    ],
)
def test_mistakes_in_policy_rules_are_named(data: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        rule_from_dict(data)


def test_policy_rules_work(make_shield: Callable[..., Shield]) -> None:
    shield = make_shield(
        "coding",
        rules=[
            {"id": "team.codename", "severity": "high", "pattern": r"\bproject aurora\b", "reason": "Secret project."},
            {"id": "team.no-prod", "effect": {"verb": "connect", "target": "*.prod.example"}, "severity": "critical"},
            {"id": "team.words", "words": ["frobozz"], "severity": "medium"},
        ],
        messages={"net.metadata": "Ask the platform team."},
        severities={"net.dead-drop": "off"},
    )
    assert shield.audit("ANSWER", "All about Project  Aurora").rules == ()
    assert shield.audit("ANSWER", "All about Project Aurora").rules == ("team.codename",)
    assert shield.audit("WebFetch", {"url": "https://db.prod.example/x"}).denied
    assert shield.audit("ANSWER", "a FROBOZZ appears").rules == ("team.words",)
    assert shield.audit("WebFetch", {"url": "http://169.254.169.254/"}).reason.endswith("Ask the platform team.")
    assert "net.dead-drop" not in shield.audit("WebFetch", {"url": "https://webhook.site/1"}).rules


def test_critical_rules_cannot_be_softened() -> None:
    with pytest.raises(PolicyError, match="cannot be changed"):
        rules_of(Policy("coding", severities={"file.accounts.change": "low"}))
    with pytest.raises(PolicyError, match=r"no rule 'file\.acounts'"):
        rules_of(Policy("coding", severities={"file.acounts": "low"}))
