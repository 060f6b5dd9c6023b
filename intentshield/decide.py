"""The chain: from effects and findings to a decision.  Pure.

In this order:

1.  prohibitions (``deny``) and tool preferences ``deny`` -> deny
2.  a critical finding -> deny; nothing below lifts it
3.  nothing found and every effect allowed by the table -> allow (``fast`` when all of it is reading)
4.  the policy's table, effect by effect: the strictest cell counts; a grant lifts what it covers
5.  findings, by severity; a grant lifts what it covers
6.  a tool preference ``escalate`` makes anything milder an escalation
7.  what is still undecided: a tool preference ``allow``, an endorsement by provenance, an evaluator's answer, else the
    policy's ``default``, which counts when it is stricter than what steps 4 and 5 found of the rest
8.  what ``hitl_actions`` lists is decided by a human, whatever steps 3 to 7 say
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import AbstractSet, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from .model import Action, Analysis, Decision, Effect, Finding, Severity, Target, Verb
from .policy import Grant, Policy

__all__ = ["AUTHORIZED", "Ruling", "decide", "exception_for", "grant_covers"]

AUTHORIZED = "Action authorized."

_READING = frozenset({Verb.READ, Verb.SPEAK})
_HOSTS = frozenset({Verb.CONNECT, Verb.SEND, Verb.LISTEN})


class Ruling(NamedTuple):
    """A decision, the step of the chain that made it, and why."""

    decision: Decision
    path: str
    reason: str


def grant_covers(grant: Grant, action: Action, effect: Optional[Effect], finding: Optional[Finding]) -> bool:
    """Whether every field that ``grant`` sets matches."""
    if grant.action is not None and not fnmatchcase(action.key, re.sub(r"[^a-z0-9*?\[\]!]", "", grant.action.lower())):
        return False
    if grant.rule is not None and (finding is None or not fnmatchcase(finding.rule, grant.rule)):
        return False
    if grant.verb is not None and (effect is None or effect.verb.value != grant.verb):
        return False
    if grant.program is not None and (effect is None or not _program(grant, effect)):
        return False
    if grant.path is not None and (
        effect is None or effect.verb in _HOSTS or not fnmatchcase(effect.target, grant.path)
    ):
        return False
    return grant.host is None or (
        effect is not None and effect.verb in _HOSTS and fnmatchcase(effect.target, grant.host.lower())
    )


def _program(grant: Grant, effect: Effect) -> bool:
    argv = effect.argv
    if not argv or not fnmatchcase(argv[0].rsplit("/", 1)[-1], grant.program or ""):
        return False
    if grant.args is None:
        return True
    patterns, words = list(grant.args), list(argv[1:])
    if patterns and patterns[-1] == "*":
        patterns.pop()
        words = words[: len(patterns)]
    return len(words) == len(patterns) and all(map(fnmatchcase, words, patterns))


def _effect_of(finding: Finding, effects: Sequence[Effect]) -> Optional[Effect]:
    """The effect a finding speaks of."""
    for effect in effects:
        if effect.target == finding.target and effect.span == finding.span:
            return effect
    return None


def _prohibited(
    policy: Policy, action: Action, effects: Sequence[Effect], findings: Sequence[Finding]
) -> Optional[Ruling]:
    if policy.tool_preferences.get(action.key) == "deny":
        return Ruling(Decision.DENY, "preference", f"[Policy] The tool {action.name} is denied.")
    for entry in policy.deny:
        hit = any(grant_covers(entry, action, e, None) for e in effects or (None,)) or any(
            grant_covers(entry, action, _effect_of(f, effects), f) for f in findings
        )
        if hit:
            return Ruling(
                Decision.DENY, "deny-list", f"[Policy] {entry.reason or 'Prohibited by the policy: ' + _short(entry)}"
            )
    return None


def _short(entry: Grant) -> str:
    return ", ".join(f"{k} {v!r}" for k, v in entry.to_dict().items() if k != "reason")


def _granted(
    policy: Policy, action: Action, effect: Optional[Effect], finding: Optional[Finding], extra: Iterable[Grant]
) -> bool:
    return any(grant_covers(g, action, effect, finding) for g in (*policy.grants, *extra))


def decide(
    policy: Policy,
    action: Action,
    effects: Sequence[Effect],
    findings: Sequence[Finding],
    *,
    grants: Sequence[Grant] = (),
    endorsed: bool = False,
) -> Ruling:
    """Run the chain; ``grants`` are further exceptions (a session's), ``endorsed`` is provenance's word."""
    if policy.deny or policy.tool_preferences:
        ruling = _prohibited(policy, action, effects, findings)
        if ruling is not None:
            return ruling
    for finding in findings:
        if finding.severity is Severity.CRITICAL:
            return Ruling(Decision.DENY, "critical", f"[{finding.layer}] {finding.reason}")
    ruling = _weighed(policy, action, effects, findings, grants, endorsed)
    if action.key in policy.asked_keys and ruling.decision is not Decision.ESCALATE:
        allowed = ruling.decision is Decision.ALLOW
        return Ruling(Decision.ESCALATE, "preference", _needs_approval(action) if allowed else ruling.reason)
    return ruling


def _needs_approval(action: Action) -> str:
    return f"[Policy] The tool {action.name} needs approval."


def _weighed(
    policy: Policy,
    action: Action,
    effects: Sequence[Effect],
    findings: Sequence[Finding],
    grants: Sequence[Grant],
    endorsed: bool,
) -> Ruling:
    """Steps 3 to 7 of the chain, without what a human is asked about in any case."""
    worst = Ruling(Decision.ALLOW, "table", AUTHORIZED)
    undecided, reading, lifted = not effects, True, False
    for effect in effects:
        cell = policy.cell(effect.verb, effect.cls)
        reading = reading and effect.verb in _READING
        if cell is Decision.ALLOW:
            continue
        if _granted(policy, action, effect, None, grants):
            lifted = True
        elif cell is None:
            undecided = True
        elif cell.rank > worst.decision.rank:
            worst = Ruling(cell, "table", _table_reason(effect, cell))
    for finding in findings:
        decision = policy.on_finding[finding.severity]
        if decision.rank < worst.decision.rank or decision is Decision.ALLOW:
            continue
        if _granted(policy, action, _effect_of(finding, effects), finding, grants):
            lifted = True
        elif decision.rank > worst.decision.rank or worst.path == "table":
            worst = Ruling(decision, "finding", f"[{finding.layer}] {finding.reason}")
    settled = "" if undecided else "grant" if lifted else "fast" if reading and not findings else "table"
    rest = _rest(policy, action, settled, endorsed)
    return rest if rest.decision.rank > worst.decision.rank or worst.decision is Decision.ALLOW else worst


def _rest(policy: Policy, action: Action, settled: str, endorsed: bool) -> Ruling:
    """Steps 6 and 7: what holds where nothing asked or denied; ``settled`` is the step that decided all of it, if so."""
    preference = policy.tool_preferences.get(action.key)
    if preference == "escalate":
        return Ruling(Decision.ESCALATE, "preference", _needs_approval(action))
    if settled:
        return Ruling(Decision.ALLOW, settled, AUTHORIZED)
    if preference == "allow":
        return Ruling(Decision.ALLOW, "preference", AUTHORIZED)
    if endorsed:
        return Ruling(Decision.ALLOW, "endorsed", AUTHORIZED)
    return _default(policy, action)


def _default(policy: Policy, action: Action) -> Ruling:
    decision = Decision(policy.default)
    if decision is Decision.ALLOW:
        return Ruling(decision, "default", AUTHORIZED)
    verb = "is not allowed" if decision is Decision.DENY else "needs approval"
    return Ruling(
        decision, "default", f"[Policy] {action.name or 'An action without a name'} {verb}: nothing permits it."
    )


_VERB_PHRASES = {
    Verb.READ: "reading",
    Verb.WRITE: "writing",
    Verb.DELETE: "deleting",
    Verb.EXECUTE: "running",
    Verb.CONNECT: "connecting to",
    Verb.LISTEN: "listening on",
    Verb.SEND: "sending to",
    Verb.INSTALL: "installing",
    Verb.PERMIT: "changing the rights of",
    Verb.SIGNAL: "ending",
    Verb.CONFIGURE: "changing",
    Verb.PAY: "paying with",
    Verb.SPEAK: "saying",
    Verb.OPAQUE: "what cannot be analysed:",
}


def _table_reason(effect: Effect, cell: Decision) -> str:
    """One sentence that names the target."""
    target = effect.target if len(effect.target) <= 120 else effect.target[:117] + "..."
    verb = "is not allowed" if cell is Decision.DENY else "needs approval"
    if effect.verb is Verb.OPAQUE:
        return f"[Policy] What cannot be analysed {verb}: {target}"
    kind = f" ({effect.cls})" if effect.cls is not Target.UNKNOWN else ""
    return f"[Policy] {_VERB_PHRASES[effect.verb].capitalize()} {target}{kind} {verb}."


def exception_for(
    policy: Policy, action: Action, analysis: Analysis, findings: Sequence[Finding]
) -> Optional[Dict[str, Any]]:
    """A policy snippet that would let this action pass and hardly another; None when there is none.

    Critical findings are never excepted.  A command is excepted by its words, so one whose effect depends on more
    than them (what a pipe or a substitution brings, a machine it is sent to) has no snippet.
    """
    effects = analysis.effects
    if len(effects) > MAX_EXCEPTED or any(f.severity is Severity.CRITICAL for f in findings):
        return None
    asked: List[Tuple[Optional[Effect], Optional[Finding]]] = [
        (_effect_of(finding, effects), finding)
        for finding in findings
        if policy.on_finding[finding.severity] is not Decision.ALLOW
    ]
    asked += [(e, None) for e in effects if policy.cell(e.verb, e.cls) not in (Decision.ALLOW, None)]
    if not asked:
        return {"tool_preferences": {action.key: "allow"}} if action.key else None
    own = {command.argv for command in analysis.commands if command.depth <= 1}
    grants: List[Dict[str, Any]] = []
    for effect, finding in asked:
        grant = _grant_for(action, effect, finding, own)
        if grant is None:
            return None
        if grant not in grants:
            grants.append(grant)
    return {"grants": grants}


#: An action with more effects than this has no snippet: its Grants would be more than a person can check.
MAX_EXCEPTED = 100
_ELSEWHERE = frozenset({"from:network", "from:decoded", "from:input", "carries:input", "maybe", "escape"})


def _grant_for(
    action: Action, effect: Optional[Effect], finding: Optional[Finding], own: AbstractSet[Tuple[str, ...]]
) -> Optional[Dict[str, Any]]:
    grant: Dict[str, Any] = {}
    if finding is not None:
        grant["rule"] = finding.rule
    if effect is None:
        grant["action"] = action.key
        return grant
    grant["verb"] = str(effect.verb)
    if effect.argv:
        name = effect.target.rsplit("/", 1)[-1]
        if effect.verb in _CHANGES and not any(name in word for word in effect.argv[1:]):
            grant["path"] = _literal(effect.target)  # a redirection
            return grant if effect.target[:1] == "/" and "*" not in effect.target else None
        certain = effect.argv in own and not any(_UNKNOWN in word for word in effect.argv)
        if not certain or not _ELSEWHERE.isdisjoint(effect.traits) or len(effect.argv) < 2:
            return None
        grant["program"] = effect.argv[0].rsplit("/", 1)[-1]
        grant["args"] = [_literal(word) for word in effect.argv[1:]]
        return grant
    grant["host" if effect.verb in _HOSTS else "path"] = _literal(effect.target)
    return grant


_CHANGES = frozenset({Verb.WRITE, Verb.DELETE, Verb.READ, Verb.PERMIT})
#: Stands for what is not known in the words of a command (:data:`~.effects.shell.values.HOLE`).
_UNKNOWN = "\ue000"


def _literal(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def worst_first(findings: Iterable[Finding]) -> Tuple[Finding, ...]:
    """Findings by falling severity, otherwise in the order found."""
    return tuple(sorted(findings, key=lambda f: -f.severity))
