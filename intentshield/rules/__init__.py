"""The rule catalogue: what is dangerous, each rule with its severity, its references and its own tests.

A rule is data.  There are three sorts:

:class:`TextRule`        regular expressions over a form of a string (see :mod:`intentshield.text`)
:class:`VocabularyRule`  words and phrases, matched on word boundaries after normalisation
:class:`EffectRule`      verbs, target classes and traits of an effect

Every rule carries ``matches`` (examples it must find) and ``passes`` (near misses it must leave alone); the
test-suite is generated from them.  An example is a string (the payload of the rule's ``example_action``) or a
pair ``(action, payload)``.  Identifiers are stable: ``family.subject.detail``.

A policy file adds rules in the same form (see :func:`rule_from_dict`).
"""

from __future__ import annotations

import re
from fnmatch import translate
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Tuple, Union

from ..errors import PolicyError
from ..model import TRAITS, Effect, Role, Severity, Target, Verb
from ..policy import Policy

__all__ = [
    "HEARS",
    "EffectRule",
    "Example",
    "Rule",
    "TextRule",
    "VocabularyRule",
    "rule_from_dict",
]

Example = Union[str, Tuple[str, Any]]

#: The ways in which a text rule can hear a string: said by the agent, passed on to something that interprets it (a
#: URL, a path, a form field, an argument of a tool), read by the agent.
HEARS: Tuple[str, ...] = ("said", "passed", "read")

#: Roles of strings that are said or thought, as opposed to run, written or looked up.
SPOKEN: FrozenSet[Role] = frozenset({Role.TEXT, Role.QUERY, Role.UNTYPED, Role.NAME})


class Rule:
    """What the three sorts have in common.

    ``profiles`` are the profiles in which the rule is in force; empty means all.
    ``example_action`` and ``example_profile`` are what its examples are tried under.
    ``reason`` is what the verdict says; ``{target}`` in it becomes the effect's target.
    ``layer`` is who reports it: ``CoreSafety`` or ``Conscience``.
    """

    __slots__ = (
        "example_action",
        "example_profile",
        "id",
        "layer",
        "matches",
        "passes",
        "profiles",
        "reason",
        "references",
        "severity",
        "title",
    )

    def __init__(
        self,
        id: str,
        severity: Severity,
        title: str,
        *,
        reason: str = "",
        layer: str = "CoreSafety",
        references: Iterable[str] = (),
        profiles: Iterable[str] = (),
        matches: Iterable[Example] = (),
        passes: Iterable[Example] = (),
        example_action: str = "",
        example_profile: str = "",
    ) -> None:
        self.id = id
        self.severity = severity
        self.title = title
        self.reason = reason or f"{title}."
        self.layer = layer
        self.references = tuple(references)
        self.profiles = frozenset(profiles)
        self.matches = tuple(matches)
        self.passes = tuple(passes)
        self.example_action = example_action
        self.example_profile = example_profile or min(self.profiles, default="coding")

    def in_force(self, profile: str) -> bool:
        """Whether the rule belongs to a profile."""
        return not self.profiles or profile in self.profiles

    def examples(self, sort: str) -> List[Tuple[str, Any]]:
        """``matches`` or ``passes`` as (action, payload) pairs."""
        return [e if isinstance(e, tuple) else (self.example_action, e) for e in getattr(self, sort)]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


Pattern = Union[str, Tuple[Union[str, Tuple[str, ...]], str]]


class TextRule(Rule):
    """Regular expressions over one form of a string.

    ``patterns``: each a regular expression, or a pair of ``"literal|literal|..."`` (or a tuple of literals) and a
    regular expression that can only match where one of the literals occurs (a cheap filter).
    ``anchors``: literals of which one must occur for any pattern to match.
    ``at_least``: how many different patterns must match.
    ``roles``: the parts it looks at; empty means all.
    ``hears``: some of :data:`HEARS`; only ``said`` by default.
    ``needs``: literals of which one occurs in every text that matches; empty when nothing is known.
    """

    __slots__ = ("_compiled", "anchors", "at_least", "filters", "form", "hears", "needs", "patterns", "roles")

    def __init__(
        self,
        id: str,
        severity: Severity,
        title: str,
        patterns: Iterable[Pattern],
        *,
        anchors: Iterable[str] = (),
        at_least: int = 1,
        form: str = "plain",
        roles: Iterable[Role] = (),
        hears: Iterable[str] = ("said",),
        **common: Any,
    ) -> None:
        common.setdefault("example_action", "ANSWER")
        super().__init__(id, severity, title, **common)
        pairs = [("", p) if isinstance(p, str) else p for p in patterns]
        self.filters = tuple(f if isinstance(f, tuple) else tuple(f.split("|")) if f else () for f, _ in pairs)
        self.patterns = tuple(p for _, p in pairs)
        self.anchors = tuple(anchors)
        needs = self.anchors or tuple(f for group in self.filters for f in group or ("",))
        self.needs = needs if all(needs) else ()
        self.at_least = at_least
        self.form = form
        self.roles = frozenset(roles)
        self.hears = frozenset(hears)
        self._compiled: Optional[Tuple[re.Pattern[str], ...]] = None

    @property
    def compiled(self) -> Tuple[re.Pattern[str], ...]:
        """The patterns, compiled when first needed."""
        if self._compiled is None:
            self._compiled = tuple(re.compile(p) for p in self.patterns)
        return self._compiled

    def search(self, text: str) -> Optional[re.Match[str]]:
        """The first match in ``text`` (already in this rule's form) once enough patterns match, or None."""
        if self.anchors and not _any_in(self.anchors, text):
            return None
        first: Optional[re.Match[str]] = None
        missing = self.at_least
        for literals, pattern in zip(self.filters, self.compiled):
            if literals and not _any_in(literals, text):
                continue
            match = pattern.search(text)
            if match is not None:
                first = first or match
                missing -= 1
                if missing == 0:
                    return first
        return None


def _any_in(literals: Tuple[str, ...], text: str) -> bool:
    for literal in literals:  # noqa: SIM110 - a generator would cost three times as much here
        if literal in text:
            return True
    return False


class VocabularyRule(Rule):
    """Words and phrases on word boundaries, in text that was normalised first.

    ``exemptible``: whether ``Policy.exempt_actions`` lifts it.
    ``stems``: words that also match with the endings ``s``, ``ed``, ``ing``, ``er`` ...
    """

    __slots__ = ("exemptible", "phrases", "words")

    def __init__(
        self,
        id: str,
        severity: Severity,
        title: str,
        *,
        stems: str = "",
        words: str = "",
        phrases: Iterable[str] = (),
        exemptible: bool = False,
        **common: Any,
    ) -> None:
        common.setdefault("example_action", "ANSWER")
        common.setdefault("layer", "Conscience")
        super().__init__(id, severity, title, **common)
        self.words = frozenset(words.split()) | frozenset(w for stem in stems.split() for w in _inflect(stem))
        self.phrases = tuple(f" {phrase} " for phrase in phrases)
        self.exemptible = exemptible


def _inflect(stem: str) -> List[str]:
    """Regular English forms of a verb or noun."""
    forms = [stem, stem + "s", stem + "ed", stem + "ing", stem + "er", stem + "ers"]
    if stem.endswith("e"):
        forms += [stem + "d", stem[:-1] + "ing", stem + "r", stem + "rs"]
    if stem.endswith("y"):
        forms += [stem[:-1] + "ies", stem[:-1] + "ied"]
    if re.search(r"[aeiou][bgmnprt]$", stem):
        forms += [stem + stem[-1] + ending for ending in ("ed", "ing", "er", "ers")]
    if stem.endswith(("s", "x", "ch", "sh")):
        forms.append(stem + "es")
    return forms


class EffectRule(Rule):
    """Verbs, target classes and traits of one effect.

    ``verbs``, ``classes``: the effect must have one of them (empty: any).
    ``all_of``: traits it must all have; ``any_of``: traits of which it must have one; ``none_of``: must have none.
    ``where``: a further pure test on the effect and the policy in force.
    """

    __slots__ = ("all_of", "any_of", "classes", "none_of", "verbs", "where")

    def __init__(
        self,
        id: str,
        severity: Severity,
        title: str,
        verbs: Iterable[Verb] = (),
        classes: Iterable[Target] = (),
        *,
        all_of: Iterable[str] = (),
        any_of: Iterable[str] = (),
        none_of: Iterable[str] = (),
        where: Optional[Callable[[Effect, Policy], bool]] = None,
        **common: Any,
    ) -> None:
        common.setdefault("example_action", "SHELL_EXEC")
        common["reason"] = common.get("reason") or f"{title}: {{target}}"
        super().__init__(id, severity, title, **common)
        self.verbs = frozenset(verbs)
        self.classes = frozenset(classes)
        self.all_of = frozenset(all_of)
        self.any_of = frozenset(any_of)
        self.none_of = frozenset(none_of)
        self.where = where

    def holds(self, effect: Effect, policy: Policy) -> bool:
        """Whether the rule matches ``effect``; its verb and class were checked by the caller's index."""
        traits = effect.traits
        if self.all_of and not self.all_of <= traits:
            return False
        if self.any_of and self.any_of.isdisjoint(traits):
            return False
        if self.none_of and not self.none_of.isdisjoint(traits):
            return False
        return self.where is None or self.where(effect, policy)


_KEYS = (
    "id",
    "severity",
    "title",
    "reason",
    "references",
    "matches",
    "passes",
    "action",
    "pattern",
    "patterns",
    "form",
    "roles",
    "hears",
    "anchors",
    "words",
    "phrases",
    "effect",
)
_EFFECT_KEYS = ("verb", "class", "all_of", "any_of", "none_of", "target", "program")
_ID = re.compile(r"^[a-z0-9][a-z0-9._-]{2,80}$")


def rule_from_dict(data: Mapping[str, Any], source: str = "rule") -> Rule:
    """A rule from a policy file.

    ``{"id": "team.no-prod", "severity": "high", "title": "...", "pattern": "...", "form": "plain"}`` or
    ``{"id": ..., "effect": {"verb": ["connect"], "target": "*.prod.example"}}`` or ``{"id": ..., "words": [...]}``.
    Raises :class:`~intentshield.errors.PolicyError` that begins with ``source``.
    """
    for key in data:
        if key not in _KEYS:
            raise PolicyError(f"{source}: unknown key {key!r}; valid are {', '.join(_KEYS)}")
    ident = data.get("id")
    if not isinstance(ident, str) or not _ID.match(ident):
        raise PolicyError(f"{source}: 'id' must be lower case letters, digits, dots and dashes, got {ident!r}")
    source = f"{source} {ident!r}"
    severities = {s.word: s for s in Severity}
    severity = severities.get(str(data.get("severity", "high")))
    if severity is None:
        raise PolicyError(f"{source}: 'severity' must be one of {', '.join(severities)}")
    sorts = [k for k in ("pattern", "patterns", "words", "phrases", "effect") if k in data]
    if not sorts:
        raise PolicyError(f"{source}: needs 'pattern', 'words', 'phrases' or 'effect'")
    common: Dict[str, Any] = {
        "reason": str(data.get("reason", "")),
        "references": _strings(data, "references", source),
        "matches": _examples(data, "matches", source),
        "passes": _examples(data, "passes", source),
    }
    if data.get("action"):
        common["example_action"] = str(data["action"])
    title = str(data.get("title") or data.get("reason") or ident)
    if "effect" in sorts:
        return _effect_rule(ident, severity, title, data["effect"], common, source)
    if "words" in sorts or "phrases" in sorts:
        return VocabularyRule(
            ident,
            severity,
            title,
            words=" ".join(_strings(data, "words", source)).lower(),
            phrases=[p.lower() for p in _strings(data, "phrases", source)],
            **common,
        )
    return _text_rule(ident, severity, title, data, common, source)


def _text_rule(
    ident: str, severity: Severity, title: str, data: Mapping[str, Any], common: Dict[str, Any], source: str
) -> TextRule:
    patterns = [data["pattern"]] if "pattern" in data else list(_strings(data, "patterns", source))
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            raise PolicyError(f"{source}: not a regular expression: {pattern!r}: {error}") from None
    form = data.get("form", "plain")
    if form not in ("raw", "plain", "web", "skeleton"):
        raise PolicyError(f"{source}: 'form' must be raw, plain, web or skeleton, got {form!r}")
    roles = _strings(data, "roles", source)
    valid = {str(r) for r in Role}
    for role in roles:
        if role not in valid:
            raise PolicyError(f"{source}: unknown role {role!r}; valid are {', '.join(sorted(valid))}")
    hears = _strings(data, "hears", source) or ("said",)
    if not set(hears) <= set(HEARS):
        raise PolicyError(f"{source}: 'hears' may hold {', '.join(HEARS)}, got {hears!r}")
    return TextRule(
        ident,
        severity,
        title,
        patterns,
        anchors=_strings(data, "anchors", source),
        form=form,
        roles=[Role(r) for r in roles],
        hears=hears,
        **common,
    )


def _effect_rule(
    ident: str, severity: Severity, title: str, effect: Any, common: Dict[str, Any], source: str
) -> EffectRule:
    if not isinstance(effect, Mapping):
        raise PolicyError(f"{source}: 'effect' must be an object")
    for key in effect:
        if key not in _EFFECT_KEYS:
            raise PolicyError(f"{source}: unknown key {key!r} in 'effect'; valid are {', '.join(_EFFECT_KEYS)}")
    try:
        verbs = [Verb(v) for v in _strings(effect, "verb", source)]
        classes = [Target(c) for c in _strings(effect, "class", source)]
    except ValueError as error:
        raise PolicyError(f"{source}: {error}") from None
    traits = {key: _strings(effect, key, source) for key in ("all_of", "any_of", "none_of")}
    for key, names in traits.items():
        for name in names:
            if name not in TRAITS:
                raise PolicyError(f"{source}: unknown trait {name!r} in {key!r}")
    globs = [re.compile(translate(g)) for g in _strings(effect, "target", source)]
    programs = frozenset(_strings(effect, "program", source))

    def where(candidate: Effect, policy: Policy) -> bool:
        if programs and candidate.program not in programs:
            return False
        return not globs or any(g.match(candidate.target) for g in globs)

    return EffectRule(
        ident, severity, title, verbs, classes, where=where if globs or programs else None, **traits, **common
    )


def _strings(data: Mapping[str, Any], key: str, source: str) -> Tuple[str, ...]:
    value = data.get(key, ())
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise PolicyError(f"{source}: {key!r} must be a string or a list of strings")
    return tuple(value)


def _examples(data: Mapping[str, Any], key: str, source: str) -> Tuple[Example, ...]:
    out: List[Example] = []
    for item in data.get(key, ()):
        if isinstance(item, str):
            out.append(item)
        elif isinstance(item, (list, tuple)) and len(item) == 2 and isinstance(item[0], str):
            out.append((item[0], item[1]))
        else:
            raise PolicyError(f"{source}: {key!r} holds strings and [action, payload] pairs, got {item!r}")
    return tuple(out)
