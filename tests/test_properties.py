"""What holds for every input."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield import Shield
from intentshield.model import Finding, Kind, Severity
from intentshield.profiles import PROFILES
from intentshield.rules.catalogue import BUILT_IN

_NAMES = (
    st.sampled_from(
        ["SHELL_EXEC", "READ_FILE", "Write", "BROWSE", "ANSWER", "frobnicate", "run_sql", "send_email", "python"]
    )
    | st.text()
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.binary(max_size=30)
_PAYLOADS = st.recursive(
    _LEAVES, lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=8), x, max_size=4), max_leaves=12
)


@pytest.fixture(scope="module")
def shields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shield]:
    base = tmp_path_factory.mktemp("properties")
    return {
        p: Shield(p, data_dir=base / p, workspace="/work/repo", home="/home/user", platform="posix") for p in PROFILES
    }


@given(st.sampled_from(sorted(PROFILES)), _NAMES, _PAYLOADS)
def test_audit_never_raises(shields: dict[str, Shield], profile: str, name: Any, payload: Any) -> None:
    verdict = shields[profile].audit(name, payload)
    assert verdict.allowed == (verdict.decision == "allow")
    assert verdict.path != "error"
    verdict.explain()
    verdict.to_dict()


@given(st.sampled_from(sorted(PROFILES)), _NAMES, _PAYLOADS)
def test_audit_and_aaudit_agree(shields: dict[str, Shield], profile: str, name: Any, payload: Any) -> None:
    shield = shields[profile]
    assert asyncio.run(shield.aaudit(name, payload)).to_dict() == shield.audit(name, payload).to_dict()


class _Says:
    name = "says"

    def __init__(self, severity: Severity) -> None:
        self.severity = severity

    def judge(self, action: Any, analysis: Any, context: Any) -> list[Finding]:
        return [Finding("x.y", self.severity, "says", "so")]


@given(st.sampled_from(sorted(PROFILES)), _NAMES, _PAYLOADS, st.sampled_from(list(Severity)))
def test_a_further_layer_never_loosens(
    tmp_path_factory: Any, profile: str, name: Any, payload: Any, severity: Severity
) -> None:
    base = tmp_path_factory.getbasetemp()
    plain = Shield(profile, data_dir=base, workspace="/work/repo", home="/home/user", platform="posix")
    more = Shield(
        profile, data_dir=base, workspace="/work/repo", home="/home/user", platform="posix", layers=[_Says(severity)]
    )
    assert more.audit(name, payload).decision.rank >= plain.audit(name, payload).decision.rank


def _dangerous() -> list[Any]:
    out = []
    for rule in BUILT_IN:
        for action, payload in rule.examples("matches"):
            if (
                rule.severity >= Severity.HIGH
                and isinstance(payload, str)
                and action in ("ANSWER", "BROWSE", "SHELL_EXEC", "SEARCH")
            ):
                for profile in sorted(rule.profiles) or [rule.example_profile]:
                    if rule.id not in ("shell.disabled", "net.local-file"):
                        out.append(pytest.param(profile, payload, id=f"{rule.id}-{len(out)}"))
    return out


@pytest.mark.parametrize(("profile", "payload"), _dangerous())
@pytest.mark.parametrize("wrap", ["bare", "value", "nested"])
def test_an_unknown_name_does_not_help(shields: dict[str, Shield], profile: str, payload: str, wrap: str) -> None:
    wrapped: Any = {"bare": payload, "value": {"value": payload}, "nested": {"q7": [{"zz": payload}]}}[wrap]
    verdict = shields[profile].audit("frobnicate_the_widget", wrapped)
    assert not verdict.allowed
    assert Kind.TOOL
