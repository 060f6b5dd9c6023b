"""Runs the rules of one layer over effects and strings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from ..model import Analysis, Effect, Finding, Kind, Part, Role, Severity, Span, Target, Verb
from ..policy import Policy
from ..text import Forms
from . import HEARS, EffectRule, Rule, TextRule, VocabularyRule
from .catalogue import rules_of
from .secrets import SecretRule, leaks

__all__ = ["RuleSet", "ruleset"]

_GAPS = re.compile(r"[\W_]+")
#: How many short strings are remembered for each role, and how short they are.
REMEMBERED, MAX_REMEMBERED = 2048, 64
_FREQUENCY = "etaoinsrhldcumfpgwybvkxjqz"  # English letters, the most frequent first


def _rarity(text: str) -> int:
    return sum([_FREQUENCY.find(ch) if ch in _FREQUENCY else 50 for ch in text])


def _gram(literal: str) -> str:
    """The rarest three characters in a row (of a shorter literal: the rarest character), without which it cannot
    occur."""
    size = 3 if len(literal) >= 3 else 1
    return max([literal[i : i + size] for i in range(len(literal) - size + 1)], key=_rarity)


class _TextIndex:
    """Text rules that look at one form, found by what must occur in a text for them to match."""

    __slots__ = ("always", "by_gram", "form", "rules")

    def __init__(self, form: str, rules: Sequence[TextRule]) -> None:
        self.form = form
        self.rules = tuple(rules)
        self.by_gram: Dict[str, Set[int]] = {}
        always = []
        for number, rule in enumerate(self.rules):
            if not rule.needs:
                always.append(number)
            for literal in rule.needs:
                self.by_gram.setdefault(_gram(literal), set()).add(number)
        self.always = tuple(always)

    def candidates(self, forms: Forms) -> Sequence[TextRule]:
        """The rules that could match, in their order."""
        numbers = set(self.always)
        texts = [forms.get(self.form)]
        if self.form == "plain" and forms.skeleton != texts[0]:
            texts.append(forms.skeleton)
        for text in texts:
            grams = forms.grams(text)
            if grams is None:
                return self.rules
            for gram in self.by_gram.keys() & grams:
                numbers |= self.by_gram[gram]
        return [self.rules[number] for number in sorted(numbers)] if numbers else ()


_Hits = Tuple[Tuple[TextRule, Optional[Span]], ...]


class _Texts:
    """The text rules for strings of one role that are heard in one way.

    What they find in short strings is remembered: names, states and options come again with every action.
    """

    __slots__ = ("indices", "known")

    def __init__(self, rules: Sequence[TextRule]) -> None:
        forms = dict.fromkeys(r.form for r in rules)
        self.indices = tuple(_TextIndex(form, [r for r in rules if r.form == form]) for form in forms)
        self.known: Dict[str, _Hits] = {}

    def hits(self, forms: Forms) -> _Hits:
        """The rules that match, with the place where they do."""
        raw = forms.raw
        if not self.indices:
            return ()
        if len(raw) > MAX_REMEMBERED:
            return tuple(self.search(forms))
        found = self.known.get(raw)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[raw] = tuple(self.search(forms))
        return found

    def search(self, forms: Forms) -> Iterator[Tuple[TextRule, Optional[Span]]]:
        for index in self.indices:
            for rule in index.candidates(forms):
                text = forms.get(rule.form)
                match = rule.search(text)
                if match is None and rule.form == "plain" and forms.skeleton != text:
                    match = rule.search(forms.skeleton)
                    text = forms.skeleton
                if match is not None:
                    yield rule, Span(*match.span()) if len(text) == len(forms.raw) else None


class RuleSet:
    """The rules of one layer under one policy, indexed by what they look at."""

    __slots__ = (
        "by_sort",
        "effect_rules",
        "messages",
        "policy",
        "secret_rules",
        "severities",
        "spoken",
        "texts",
        "vocabulary",
    )

    def __init__(self, policy: Policy, layer: str) -> None:
        mine = [r for r in rules_of(policy) if r.layer == layer]
        self.policy = policy
        self.severities: Mapping[str, Optional[Severity]] = policy.severities
        self.messages: Mapping[str, str] = policy.messages
        effect_rules = [r for r in mine if isinstance(r, EffectRule)]
        self.effect_rules = tuple(effect_rules)
        self.by_sort: Dict[Tuple[Verb, Target], Tuple[Tuple[EffectRule, ...], Tuple[EffectRule, ...]]] = {}
        texts = [r for r in mine if isinstance(r, TextRule)]
        self.texts = {
            (hears, role): _Texts([r for r in texts if hears in r.hears and (not r.roles or role in r.roles)])
            for hears in HEARS
            for role in Role
        }
        self.secret_rules = tuple(r for r in mine if isinstance(r, SecretRule))
        self.spoken: Dict[str, Tuple[VocabularyRule, ...]] = {}
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

    def judge_secrets(self, kind: Kind, parts: Sequence[Part], analysis: Analysis, out: List[Finding]) -> None:
        """Add a finding for every literal credential that leaves, each rule once per target."""
        if not self.secret_rules:
            return
        seen = set()
        for leak in leaks(kind, parts, analysis, self.policy.profile):
            for rule in self.secret_rules:
                if rule.own is leak.own and (rule.id, leak.effect.target) not in seen:
                    seen.add((rule.id, leak.effect.target))
                    found = self.finding(rule, leak.part, leak.effect.span, leak.effect.target)
                    out.append(found._replace(reason=found.reason.replace("{kind}", leak.kind)))

    def judge_text(self, role: Role, forms: Forms, part: str, hears: str, out: List[Finding]) -> None:
        """Add a finding for every text rule that matches one string."""
        for rule, span in self.texts[hears, role].hits(forms):
            out.append(self.finding(rule, part, span, ""))

    def judge_words(self, forms: Forms, part: str, exempt: bool, out: List[Finding]) -> None:
        """Add a finding for every vocabulary that has a word or phrase in one string."""
        raw = forms.raw
        found = self.spoken.get(raw)
        if found is None:
            found = tuple(self._vocabularies(forms))
            if len(raw) <= MAX_REMEMBERED:
                if len(self.spoken) >= REMEMBERED:
                    self.spoken.clear()
                self.spoken[raw] = found
        out += [self.finding(rule, part, None, "") for rule in found if not (exempt and rule.exemptible)]

    def _vocabularies(self, forms: Forms) -> Iterator[VocabularyRule]:
        spaced = ""
        for rule in self.vocabulary:
            hit = not rule.words.isdisjoint(forms.words)
            if not hit and rule.phrases:
                if not spaced:
                    spaced = f" {_GAPS.sub(' ', forms.plain)} {_GAPS.sub(' ', forms.skeleton)} "
                hit = any(phrase in spaced for phrase in rule.phrases)
            if hit:
                yield rule


@lru_cache(maxsize=64)
def ruleset(policy: Policy, layer: str) -> RuleSet:
    """The compiled rules of ``layer`` under ``policy``."""
    return RuleSet(policy, layer)
