"""What another policy would have decided about what was recorded.

From a trail the *effects* are judged again: the table, the rules over effects, grants, prohibitions and severities.
Rules that look at the text of an action found what they found; their findings are weighed anew.  From a session's
recording the actions themselves go through the front ends again.

Each is first judged under the policy it was recorded under.  What does not come out as it was recorded (a limit, an
approval, a file that was another one) cannot be replayed, and is counted rather than compared.
"""

from __future__ import annotations

from typing import (
    AbstractSet,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

from .classify import action_key
from .context import Context
from .decide import decide, worst_first
from .front_ends import default_front_ends
from .integrity import package_directory
from .model import Action, Decision, Effect, Finding, Kind, Verdict
from .pipeline import Pipeline
from .policy import FIELDS, Policy
from .redact import MARK as _MARK
from .rules import EffectRule
from .rules.catalogue import by_id, rules_of
from .rules.engine import ruleset
from .session_state import SessionState
from .surroundings import normal, scratch_directories

__all__ = ["Difference", "Outcome", "replay_recording", "replay_trail"]

#: Steps of the chain that depend on more than the action.
_ELSEWHERE = frozenset({"limit", "integrity", "trail", "session", "error", "approval", "endorsed", "evaluator"})
#: Fields of a policy that a replay of effects judges by as an audit would.
_EXACT = frozenset(
    "table on_finding default grants deny tool_preferences severities messages write_suffixes read_sources mode"
    " enable_hitl hitl_actions".split()
)
#: Fields that say what is kept and who is asked, not what is decided.
_NEUTRAL = frozenset(
    "enable_trail audit_required enable_siem siem_path siem_format siem_outputs hitl_ttl hitl_approvers on_tamper"
    " verify_interval redact_pii".split()
)
_LIMITS = frozenset({"min_interval", "max_per_minute", "max_per_day"})
_ODD = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


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
        self._noted: List[Any] = []

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

    def note(self, notes: Iterator[str], about: Any) -> None:
        """What limits the comparison, once for each policy."""
        if about not in self._noted:
            self._noted.append(about)
            self.notes.update(dict.fromkeys(notes))

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


def _notes(old: Policy, new: Policy, through_front_ends: bool) -> Iterator[str]:
    """What of the difference between two policies a replay does not show."""
    differs = {name for name in FIELDS if getattr(old, name) != getattr(new, name)}
    for name in sorted(differs & _LIMITS):
        yield f"{name} differs: limits are not replayed"
    if through_front_ends:
        return
    if old.profile != new.profile:
        yield "another profile: what only its rules over text would find is not seen"
    off = {rule.id for rule in rules_of(new) if not isinstance(rule, EffectRule)} - {rule.id for rule in rules_of(old)}
    if off and old.profile == new.profile:
        yield f"rules over text that were not in force are not seen: {', '.join(sorted(off)[:5])}"
    for name in sorted(differs - _EXACT - _NEUTRAL - _LIMITS):
        yield f"{name} differs: effects and findings are those that were recorded"


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
    if "effects_cut" in body or "findings_cut" in body:
        found.skip("was too long to be kept whole")
        return
    found.note(_notes(old, new, False), old)
    try:
        effects = tuple(map(Effect.from_dict, body.get("effects", ())))
        findings = list(map(Finding.from_dict, body.get("findings", ())))
        name, recorded = str(body.get("action", "")), body["decision"]
        action = Action(name, action_key(name), Kind(body["classification"]), ())
        if any(_MARK in text for effect in effects for text in (effect.target, *effect.argv)):
            found.notes["some effects had secrets taken out: rules and grants that name these do not see them"] = None
    except _ODD:
        found.skip("cannot be read")
        return
    ours = {*by_id(), *(rule["id"] for policy in (old, new) for rule in policy.rules)}
    before, after = (
        decide(policy, action, effects, _weighed(policy, effects, findings, ours)) for policy in (old, new)
    )
    shown = _shown(name, body.get("arguments", ""))
    found.compare(where, shown, recorded, _held(old, before.decision), (_held(new, after.decision), after.reason))


def _held(policy: Policy, decision: Decision) -> Decision:
    """What comes of a decision in the policy's mode."""
    return Decision.ALLOW if policy.mode == "observe" else decision


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
        try:
            if kind == "begin" and not judges:
                old = Policy.from_dict(event["policy"], "the recorded policy")
                judges = [_Judge(policy, event, own) for policy in (old, new)]
                found.note(_notes(old, new, True), old)
                found.note(_notes_on(event), number)
            elif kind == "damaged":
                found.skip("cannot be read")
            elif kind == "audit" and not judges:
                found.skip("the beginning of the recording is missing")
            elif kind == "audit":
                _replay_event(found, number, event, judges)
        except _ODD:
            found.skip("cannot be read")
    return found.outcome()


def _notes_on(begin: Mapping[str, Any]) -> Iterator[str]:
    yield "layers and tool definitions of the shield, and symbolic links, are not replayed"
    if begin["redacted"]:
        yield "secrets were taken out of the recording: rules about them find nothing"
    if begin["knows"]:
        yield "the session had files before it was recorded; what it knew of them is missing"


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
        self._state = SessionState(str(begin["session"]))

    def audit(self, name: str, payload: Any, cwd: Optional[str]) -> Verdict:
        """Judge one action, no limits counted and nobody asked."""
        context = self._context.at(cwd or self._context.cwd)
        steps = self._pipeline.run(name, payload, context, self._state, limited=False)
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
    then = after.decision, after.reason
    found.compare(f"event {number}", _shown(name, payload), recorded["decision"], before.decision, then)
