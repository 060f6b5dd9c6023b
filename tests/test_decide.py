"""The chain of decisions, step by step, and its monotonicity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.decide import decide
from intentshield.model import Action, Decision, Effect, Finding, Kind, Severity, Target, Verb
from intentshield.policy import Grant, Policy

ACTION = Action("frob", "frob", Kind.TOOL, ())
A, E, D = Decision.ALLOW, Decision.ESCALATE, Decision.DENY


def effect(verb: Verb, cls: Target, target: str = "/x", **more: Any) -> Effect:
    return Effect(verb, target, cls, **more)


def finding(severity: Severity, rule: str = "a.b", target: str = "") -> Finding:
    return Finding(rule, severity, "CoreSafety", "why.", target=target)


READ = effect(Verb.READ, Target.WORKSPACE)
WRITE = effect(Verb.WRITE, Target.HOME)


@pytest.mark.parametrize(
    ("fields", "effects", "findings", "decision", "path"),
    [
        ({}, [READ], [], A, "fast"),
        ({}, [effect(Verb.WRITE, Target.WORKSPACE)], [], A, "table"),
        ({}, [READ, WRITE], [], E, "table"),
        ({}, [READ], [finding(Severity.LOW)], A, "table"),
        ({}, [READ], [finding(Severity.MEDIUM)], E, "finding"),
        ({}, [READ], [finding(Severity.CRITICAL)], D, "critical"),
        ({"tool_preferences": {"frob": "deny"}}, [READ], [], D, "preference"),
        ({"tool_preferences": {"Frob": "escalate"}}, [READ], [], E, "preference"),
        ({"tool_preferences": {"frob": "allow"}}, [WRITE], [], E, "table"),
        ({"default": "deny"}, [], [], D, "default"),
        ({"default": "deny", "tool_preferences": {"frob": "allow"}}, [], [], A, "preference"),
        ({"deny": [{"action": "FROB"}]}, [READ], [], D, "deny-list"),
        ({"deny": [{"verb": "read", "path": "/x*"}]}, [READ], [], D, "deny-list"),
        ({"deny": [{"rule": "a.*"}]}, [READ], [finding(Severity.LOW)], D, "deny-list"),
        ({"grants": [{"verb": "write", "path": "/x"}]}, [WRITE], [], A, "grant"),
        ({"grants": [{"path": "/y"}]}, [WRITE], [], E, "table"),
        ({"grants": [{"rule": "a.b"}]}, [READ], [finding(Severity.HIGH)], A, "grant"),
        ({"grants": [{"rule": "a.b"}]}, [READ], [finding(Severity.CRITICAL)], D, "critical"),
        ({"grants": [{"path": "/x"}], "deny": [{"path": "/x"}]}, [WRITE], [], D, "deny-list"),
    ],
)
def test_steps(
    fields: dict[str, Any], effects: list[Effect], findings: list[Finding], decision: Decision, path: str
) -> None:
    ruling = decide(Policy("coding", **fields), ACTION, effects, findings)
    assert (ruling.decision, ruling.path) == (decision, path)


def test_program_grants_match_words_not_text() -> None:
    policy = Policy("coding", grants=[{"program": "npm", "args": ["run", "*"]}])
    install = effect(Verb.CONFIGURE, Target.MACHINE, argv=("npm", "run", "build"))
    other = effect(Verb.CONFIGURE, Target.MACHINE, argv=("rm", "-rf", "/"))
    assert decide(policy, ACTION, [install], []).decision is A
    assert decide(policy, ACTION, [install, other], []).decision is E
    assert decide(policy, ACTION, [effect(Verb.CONFIGURE, Target.MACHINE, argv=("npm", "publish"))], []).decision is E


def test_endorsement_settles_only_what_is_undecided() -> None:
    policy = Policy("assistant")
    send = effect(Verb.SEND, Target.PERSON)
    assert decide(policy, ACTION, [send], []).decision is E
    assert decide(policy, ACTION, [send], [], endorsed=True).decision is A
    assert decide(policy, ACTION, [send], [finding(Severity.HIGH)], endorsed=True).decision is E


_EFFECTS = st.lists(st.builds(effect, st.sampled_from(list(Verb)), st.sampled_from(list(Target))), max_size=4)
_FINDINGS = st.lists(st.builds(finding, st.sampled_from(list(Severity))), max_size=3)
_PROFILES = st.sampled_from(["strict", "coding", "assistant"])


@given(_PROFILES, _EFFECTS, _FINDINGS, st.builds(finding, st.sampled_from(list(Severity))))
def test_a_further_finding_never_loosens(
    profile: str, effects: list[Effect], findings: list[Finding], more: Finding
) -> None:
    policy = Policy(profile)
    before = decide(policy, ACTION, effects, findings).decision
    assert decide(policy, ACTION, effects, [*findings, more]).decision.rank >= before.rank


@given(
    _PROFILES,
    _EFFECTS.filter(bool),
    _FINDINGS,
    st.builds(effect, st.sampled_from(list(Verb)), st.sampled_from(list(Target))),
)
def test_a_further_effect_never_loosens(
    profile: str, effects: list[Effect], findings: list[Finding], more: Effect
) -> None:
    policy = Policy(profile)
    before = decide(policy, ACTION, effects, findings).decision
    assert decide(policy, ACTION, [*effects, more], findings).decision.rank >= before.rank


@given(_EFFECTS, _FINDINGS)
def test_a_prohibition_beats_every_grant(effects: list[Effect], findings: list[Finding]) -> None:
    policy = Policy("coding", grants=[{"action": "*"}], deny=[{"action": "frob"}])
    assert decide(policy, ACTION, effects, findings, grants=[Grant(action="*")]).decision is D
