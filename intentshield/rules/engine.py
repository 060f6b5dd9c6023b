"""Runs the rules of one layer over effects and strings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from ..model import Effect, Finding, Part, Role, Severity, Span, Target, Verb
from ..policy import Policy
from ..text import Forms
from . import EffectRule, Rule, TextRule, VocabularyRule
from .catalogue import rules_of

__all__ = ["RuleSet", "ruleset"]

_GAPS = re.compile(r"[\W_]+")


class RuleSet:
    """The rules of one layer under one policy, indexed by what they look at."""

    __slots__ = ("by_sort", "effect_rules", "messages", "policy", "severities", "texts", "vocabulary")

    def __init__(self, policy: Policy, layer: str) -> None:
        mine = [r for r in rules_of(policy) if r.layer == layer]
        self.policy = policy
        self.severities: Mapping[str, Optional[Severity]] = policy.severities
        self.messages: Mapping[str, str] = policy.messages
        effect_rules = [r for r in mine if isinstance(r, EffectRule)]
        self.effect_rules = tuple(effect_rules)
        self.by_sort: Dict[Tuple[Verb, Target], Tuple[Tuple[EffectRule, ...], Tuple[EffectRule, ...]]] = {}
        self.texts: Dict[str, Dict[Role, Tuple[TextRule, ...]]] = {
            hears: {
                role: tuple(
                    r for r in mine if isinstance(r, TextRule) and hears in r.hears and (not r.roles or role in r.roles)
                )
                for role in Role
            }
            for hears in ("said", "read")
        }
        self.vocabulary: Tuple[VocabularyRule, ...] = tuple(r for r in mine if isinstance(r, VocabularyRule))

    def finding(self, rule: Rule, part: str, span: Optional[Span], target: str) -> Finding:
        """A finding of ``rule`` with the policy's severity and message."""
        severity = self.severities.get(rule.id) or rule.severity
        advice = self.messages.get(rule.id)
        reason = rule.reason
        if "{target}" in reason:
            reason = reason.replace("{target}", target if len(target) <= 160 else f"{target[:157]}...")
        if advice:
            reason = f"{reason} {advice}"
        return Finding(rule.id, severity, rule.layer, reason, part, span, target)

    def judge_effects(self, effects: Iterable[Effect], out: List[Finding]) -> None:
        """Add a finding for every effect rule that holds, each rule once per target."""
        seen = set()
        for effect in effects:
            sort = (effect.verb, effect.cls)
            rules = self.by_sort.get(sort)
            if rules is None:
                rules = self.by_sort[sort] = self._rules_for(*sort)
            for rule in rules[1] if effect.traits else rules[0]:
                if rule.holds(effect, self.policy) and (rule.id, effect.target) not in seen:
                    seen.add((rule.id, effect.target))
                    out.append(self.finding(rule, "", effect.span, effect.target))

    def _rules_for(self, verb: Verb, cls: Target) -> Tuple[Tuple[EffectRule, ...], Tuple[EffectRule, ...]]:
        """The rules that can hold for an effect of this sort without any trait, and with some."""
        fitting = tuple(
            r for r in self.effect_rules if (not r.verbs or verb in r.verbs) and (not r.classes or cls in r.classes)
        )
        return tuple(r for r in fitting if not r.all_of and not r.any_of), fitting

    def judge_text(self, role: Role, forms: Forms, part: str, hears: str, out: List[Finding]) -> None:
        """Add a finding for every text rule that matches one string."""
        for rule in self.texts[hears][role]:
            text = forms.get(rule.form)
            match = rule.search(text)
            if match is None and rule.form == "plain" and forms.skeleton != text:
                match = rule.search(forms.skeleton)
                text = forms.skeleton
            if match is not None:
                span = Span(*match.span()) if len(text) == len(forms.raw) else None
                out.append(self.finding(rule, part, span, ""))

    def judge_words(self, forms: Forms, part: str, exempt: bool, out: List[Finding]) -> None:
        """Add a finding for every vocabulary that has a word or phrase in one string."""
        spaced = ""
        for rule in self.vocabulary:
            if exempt and rule.exemptible:
                continue
            hit = not rule.words.isdisjoint(forms.words)
            if not hit and rule.phrases:
                if not spaced:
                    spaced = f" {_GAPS.sub(' ', forms.plain)} {_GAPS.sub(' ', forms.skeleton)} "
                hit = any(phrase in spaced for phrase in rule.phrases)
            if hit:
                out.append(self.finding(rule, part, None, ""))


@lru_cache(maxsize=64)
def ruleset(policy: Policy, layer: str) -> RuleSet:
    """The compiled rules of ``layer`` under ``policy``."""
    return RuleSet(policy, layer)


def forms_of(parts: Sequence[Part]) -> List[Forms]:
    """The text forms of each part, shared by the layers."""
    return [Forms(part.value) for part in parts]
