"""Every built-in rule, in the order people read them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Tuple

from ..errors import PolicyError
from ..model import Severity
from ..policy import Policy
from ..text import plain
from . import (
    SPOKEN,
    Rule,
    TextRule,
    commands,
    conscience,
    database,
    files,
    injection,
    network,
    rule_from_dict,
    secrets,
    syntax,
    web,
)

__all__ = ["BUILT_IN", "by_id", "rules_of"]

#: All built-in rules.
BUILT_IN: Tuple[Rule, ...] = (
    *files.RULES,
    *network.RULES,
    *commands.RULES,
    *secrets.RULES,
    *database.RULES,
    *syntax.RULES,
    *web.RULES,
    *conscience.RULES,
    *injection.RULES,
)


@lru_cache(maxsize=1)
def by_id() -> Dict[str, Rule]:
    """Rule id -> built-in rule."""
    return {rule.id: rule for rule in BUILT_IN}


@lru_cache(maxsize=64)
def rules_of(policy: Policy) -> Tuple[Rule, ...]:
    """The rules in force under ``policy``: the profile's, then the policy's own.

    Raises :class:`~intentshield.errors.PolicyError` for a malformed or duplicate rule, for a severity that is
    given to a rule nobody knows, and for an attempt to soften a critical one.
    """
    own = tuple(rule_from_dict(data, f"policy field 'rules[{i}]'") for i, data in enumerate(policy.rules))
    known = dict(by_id())
    for rule in own:
        if rule.id in known:
            raise PolicyError(f"policy field 'rules': the id {rule.id!r} is taken")
        known[rule.id] = rule
    for field in ("severities", "messages"):
        for ident in getattr(policy, field):
            if ident not in known:
                raise PolicyError(f"policy field {field!r}: there is no rule {ident!r}; see 'intentshield rules'")
            if field == "severities" and known[ident].severity.word == "critical":
                raise PolicyError(f"policy field 'severities': {ident!r} is critical and cannot be changed")
    if policy.exfiltration_signals:
        own = (*own, _signals(policy.exfiltration_signals))
    off = {ident for ident, severity in policy.severities.items() if severity is None}
    return tuple(r for r in (*BUILT_IN, *own) if r.in_force(policy.profile) and r.id not in off)


def _signals(phrases: Tuple[str, ...]) -> TextRule:
    """The policy's own phrases that give away internals."""
    literals = [plain(phrase) for phrase in phrases]
    return TextRule(
        "text.exfiltration.signals",
        Severity.HIGH,
        "Says a phrase that the policy lists as giving away internals",
        [re.escape(literal) for literal in literals],
        anchors=literals,
        roles=SPOKEN,
        reason="Cannot reveal internal architecture.",
        references=("CWE-200",),
    )
