"""What another policy would have decided about what was recorded.

From a trail the *effects* are judged again: the table, the rules over effects, grants, prohibitions and severities.
Rules that look at the text of an action found what they found; their findings are weighed anew.  From a session's
recording the actions themselves go through the front ends again.

Each is first judged under the policy it was recorded under.  What does not come out as it was recorded (a limit, an
approval, a file that was another one) cannot be replayed, and is counted rather than compared.
"""

from __future__ import annotations

from typing import AbstractSet, Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .classify import action_key
from .context import Context
from .decide import decide, worst_first
from .front_ends import default_front_ends
from .integrity import package_directory
from .model import Action, Decision, Effect, Finding, Kind, Severity, Span, Target, Verb, Verdict
from .pipeline import Pipeline
from .policy import Policy
from .rules import EffectRule
from .rules.catalogue import by_id, rules_of
from .rules.engine import ruleset
from .session_state import SessionState
from .surroundings import normal, scratch_directories

__all__ = ["Difference", "Outcome", "replay_recording", "replay_trail"]

#: Steps of the chain that depend on more than the action.
_ELSEWHERE = frozenset({"limit", "integrity", "trail", "session", "error", "approval", "endorsed", "evaluator"})
#: Fields of a policy that say which class an effect has: effects that were recorded keep theirs.
_CLASSIFIES = (
    "restricted_domains",
    "allowed_domains",
    "protected_files",
    "programs",
    "payload_limit",
    "exfiltration_signals",
)


class Difference(NamedTuple):
    """An action that would be decided otherwise: where it was recorded, what it was, and both decisions."""

    where: str
    action: str
    before: str
    after: str
    reason: str


class Outcome(NamedTuple):
    """What a replay found.  ``skipped``: why -> how many; ``notes``: what limits the comparison."""

    replayed: int
    differences: Tuple[Difference, ...]
    skipped: Mapping[str, int]
    notes: Tuple[str, ...]

    def changes(self) -> Dict[str, int]:
        """``before -> after``: how many."""
        counts: Dict[str, int] = {}
        for one in self.differences:
            change = f"{one.before} -> {one.after}"
            counts[change] = counts.get(change, 0) + 1
        return counts

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {
            "replayed": self.replayed,
            "changes": self.changes(),
            "differences": [one._asdict() for one in self.differences],
            "skipped": dict(self.skipped),
            "notes": list(self.notes),
        }


class _Comparison:
    """Collects what a replay finds."""

    def __init__(self) -> None:
        self._replayed = 0
        self._differences: List[Difference] = []
        self._skipped: Dict[str, int] = {}
        self.notes: Dict[str, None] = {}

    def skip(self, why: str) -> None:
        self._skipped[why] = self._skipped.get(why, 0) + 1

    def compare(self, where: str, action: str, recorded: str, old: Decision, new: Tuple[Decision, str]) -> None:
        """One action: as it was recorded, judged again under its own policy, and under the new one."""
        if old.value != recorded:
            self.skip("does not come out again as it was recorded")
            return
        self._replayed += 1
        if new[0] is not old:
            self._differences.append(Difference(where, action, recorded, new[0].value, new[1]))

    def outcome(self) -> Outcome:
        return Outcome(self._replayed, tuple(self._differences), self._skipped, tuple(self.notes))


# -- a trail


def replay_trail(
    records: Iterable[Tuple[str, Mapping[str, Any]]], policies: Callable[[str], Optional[Policy]], new: Policy
) -> Outcome:
    """Judge recorded effects again.

    ``records``   name and body of each record, in any order; those that are no verdicts are passed over
    ``policies``  finds a policy by the beginning of its digest
    """
    found = _Comparison()
    for where, body in records:
        if body.get("kind") == "verdict":
            _replay_record(found, where, body, policies, new)
    return found.outcome()


def _replay_record(
    found: _Comparison,
    where: str,
    body: Mapping[str, Any],
    policies: Callable[[str], Optional[Policy]],
    new: Policy,
) -> None:
    if body.get("path") in _ELSEWHERE:
        found.skip(f"was decided by: {body['path']}")
        return
    old = policies(str(body.get("policy", "")))
    if old is None:
        found.skip("its policy is not known")
        return
    try:
        effects, findings = _effects(body), _findings(body)
        kind = Kind(body["classification"])
    except (KeyError, ValueError, TypeError, StopIteration):
        found.skip("cannot be read")
        return
    for field in _CLASSIFIES:
        if getattr(old, field) != getattr(new, field):
            found.notes[f"{field} differs: effects keep the class they were recorded with"] = None
    if old.profile != new.profile:
        found.notes["another profile: rules over text that only the new one has found nothing in what was recorded"] = (
            None
        )
    name = str(body.get("action", ""))
    action = Action(name, action_key(name), kind, ())
    recorded = str(body.get("would") or body["decision"])
    ours = {*by_id(), *(rule["id"] for policy in (old, new) for rule in policy.rules)}
    before = decide(old, action, effects, _weighed(old, effects, findings, ours))
    after = decide(new, action, effects, _weighed(new, effects, findings, ours))
    found.compare(
        where, _shown(name, body.get("arguments", "")), recorded, before.decision, (after.decision, after.reason)
    )


def _effects(body: Mapping[str, Any]) -> Tuple[Effect, ...]:
    return tuple(
        Effect(
            Verb(form["verb"]),
            form["target"],
            Target(form["class"]),
            frozenset(form["traits"]),
            tuple(form["argv"]),
            Span(*form["span"]) if form["span"] else None,
        )
        for form in body.get("effects", ())
    )


def _findings(body: Mapping[str, Any]) -> List[Finding]:
    return [
        Finding(
            form["rule"],
            next(one for one in Severity if one.word == form["severity"]),
            form["layer"],
            form["reason"],
            form["part"],
            Span(*form["span"]) if form["span"] else None,
            form["target"],
        )
        for form in body.get("findings", ())
    ]


def _weighed(
    policy: Policy, effects: Tuple[Effect, ...], recorded: List[Finding], ours: AbstractSet[str]
) -> Tuple[Finding, ...]:
    """The findings under a policy: of its rules over effects, and of what was recorded the others.

    ``ours``: the ids of all rules that either policy has, in force or not.
    """
    rules = ruleset(policy, "CoreSafety")
    found: List[Finding] = []
    rules.judge_effects(effects, found)
    known = {rule.id: rule for rule in rules_of(policy)}
    for finding in recorded:
        rule = known.get(finding.rule)
        if rule is None:
            if finding.rule not in ours:
                found.append(finding)  # a layer of the caller's
        elif not isinstance(rule, EffectRule) or finding.part:
            if policy.conscience != "off" or finding.layer != "Conscience":
                found.append(finding._replace(severity=policy.severities.get(rule.id) or rule.severity))
    return worst_first(found)


def _shown(name: str, arguments: Any) -> str:
    text = f"{name} {arguments}".replace("\n", " ")
    return text if len(text) <= 200 else f"{text[:197]}..."


# -- a recording


def replay_recording(events: Iterable[Mapping[str, Any]], new: Policy, own: Sequence[str] = ()) -> Outcome:
    """Judge recorded actions again, through the front ends.

    ``own``: what belongs to the shield that judged, its ``data_dir`` above all.  Raises
    :class:`~intentshield.errors.PolicyError` when the recorded policy cannot be read.
    """
    found = _Comparison()
    judges: List[_Judge] = []
    for number, event in enumerate(events):
        kind = event.get("type")
        if kind == "begin" and not judges:
            policies = Policy.from_dict(event["policy"], "the recorded policy"), new
            judges = [_Judge(policy, event, own) for policy in policies]
        elif kind == "damaged":
            found.skip("cannot be read")
        elif kind == "audit" and not judges:
            found.skip("the beginning of the recording is missing")
        elif kind == "audit":
            _replay_event(found, number, event, judges)
        elif kind == "said":
            for judge in judges:
                judge.state.say(str(event["text"]))
    return found.outcome()


class _Judge:
    """One policy, and the memory of the session that is replayed under it.  It reads and writes nothing."""

    def __init__(self, policy: Policy, begin: Mapping[str, Any], own: Sequence[str]) -> None:
        platform = begin["platform"]
        self._pipeline = Pipeline(default_front_ends())
        self._context = Context(
            policy,
            platform=platform,
            cwd=begin["cwd"],
            workspace=begin["workspace"],
            home=begin["home"],
            scratch=scratch_directories(platform),
            own=tuple(map(normal, (package_directory(), *own))),
        )
        self.state = SessionState(str(begin["session"]))
        for text in begin["said"]:
            self.state.say(text)

    def audit(self, name: str, payload: Any, cwd: Optional[str]) -> Verdict:
        """Judge one action, no limits counted and nobody asked."""
        context = self._context.at(cwd or self._context.cwd)
        steps = self._pipeline.run(name, payload, context, self.state, limited=False)
        answer: Any = None
        try:
            while True:
                steps.send(answer)
                answer = {}  # every path is itself
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]


def _replay_event(found: _Comparison, number: int, event: Mapping[str, Any], judges: Sequence[_Judge]) -> None:
    recorded = event["verdict"]
    name, payload = str(event["action"]), event["payload"]
    before, after = (judge.audit(name, payload, event["cwd"]) for judge in judges)
    if recorded["path"] in _ELSEWHERE:
        found.skip(f"was decided by: {recorded['path']}")
        return
    after_reason = after.would, after.reason
    found.compare(f"event {number}", _shown(name, payload), recorded["would"], before.would, after_reason)
