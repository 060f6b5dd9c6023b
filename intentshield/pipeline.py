"""One audit, without input or output: a generator that says what it needs and is told.

It yields :class:`Resolve`, :class:`Recall`, :class:`Ask`, :class:`Redeem` and :class:`Take` requests; whoever drives it
(``Shield.audit`` with blocking calls, ``Shield.aaudit`` in an event loop, a test with canned answers) sends the answers
back.  It returns the :class:`~intentshield.model.Verdict`.
"""

from __future__ import annotations

from typing import (
    Any,
    Dict,
    FrozenSet,
    Generator,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from .classify import classify
from .conscience import Conscience
from .context import Context
from .core_safety import CoreSafety
from .decide import AUTHORIZED, Ruling, decide, exception_for, worst_first
from .effects.lower import FrontEnds, lower, probe
from .effects.path import locate, path_traits, target_class
from .errors import PolicyError
from .limits import Refusal
from .model import Action, Analysis, Decision, Effect, Finding, Part, Role, Severity, Verb, Verdict
from .policy import Grant, Policy
from .protocols import Layer
from .redact import Redactor
from .session_state import SessionState
from .text import Forms

__all__ = ["APPROVED", "Ask", "Objection", "Pipeline", "Recall", "Redeem", "Request", "Resolve", "Take"]


class Resolve(NamedTuple):
    """Where do these absolute paths really lead?  Answer: path -> real path; what is missing is itself."""

    paths: Tuple[str, ...]


class Take(NamedTuple):
    """Count one allowed action of a session, one that processes share or not.

    Answer: a :class:`~intentshield.limits.Refusal` or None.
    """

    session: str
    shared: bool


class Ask(NamedTuple):
    """Let a human decide about an escalated action.  Answer: the id of the request.

    ``grants``: what would let the same action pass, and hardly another; none where nothing is narrow enough.
    """

    verdict: Verdict
    grants: Tuple[Grant, ...]


class Recall(NamedTuple):
    """Which remembered approvals may hold for an action whose commands run in these directories (``""``: who knows)?

    Answer: the id and the Grants of each.
    """

    directories: FrozenSet[str]


class Redeem(NamedTuple):
    """May the action run under this approval?  ``spend`` uses it up.  Answer: an :class:`Objection` or None."""

    approval: str
    spend: bool


class Objection(NamedTuple):
    """Why an action cannot run under an approval; ``edited`` is the payload it was approved with instead."""

    reason: str
    edited: Any = None


APPROVED = "Action authorized via human approval."

Request = Union[Resolve, Take, Recall, Ask, Redeem]
Steps = Generator[Request, Any, Verdict]

_FILE_VERBS = frozenset({Verb.READ, Verb.WRITE, Verb.DELETE, Verb.EXECUTE, Verb.PERMIT, Verb.SEND})
_CACHE_SIZE = 512
_CACHE_TEXT = 4096
_SHORT = 64


class _Judged(NamedTuple):
    """What is known of an action once its paths were resolved; the same for every repetition."""

    resolved: Tuple[Tuple[str, str], ...]
    action: Action
    analysis: Analysis
    verdict: Verdict


class Pipeline:
    """Front ends and layers, put together once."""

    def __init__(
        self, front_ends: FrontEnds, layers: Sequence[Layer] = (), built_in: Sequence[Any] = (CoreSafety, Conscience)
    ) -> None:
        self.front_ends = front_ends
        self.layers = tuple(layers)
        self.built_in = tuple(built_in)
        self._cache: Dict[Tuple[Any, ...], _Judged] = {}
        self._guessed: Dict[Tuple[Any, ...], Tuple[Finding, ...]] = {}

    def run(
        self,
        name: object,
        payload: object,
        context: Context,
        state: SessionState,
        *,
        limited: bool,
        asks: bool = False,
        approval: str = "",
    ) -> Steps:
        """Judge one action of a session.

        ``limited``: limits are counted; ``asks``: a human decides about what escalates; ``approval``: the id of the
        approval that the action is to run under.
        """
        key = self._key(name, payload, context, state)
        known = self._cache.get(key) if key is not None else None
        if known is None or (known.resolved and not (yield from _unchanged(known))):
            known = yield from self._judge(name, payload, context, state)
            if key is not None:
                if len(self._cache) >= _CACHE_SIZE:
                    self._cache.clear()
                self._cache[key] = known
        verdict = known.verdict
        if approval and verdict.decision is not Decision.DENY:
            verdict = yield from _approved(verdict, approval, state, limited)
        elif asks and verdict.decision is Decision.ESCALATE:
            grants = _grants_for(known, context.policy, state)
            if grants:
                verdict = yield from _recalled(known, context.policy, state)
            if verdict.decision is Decision.ESCALATE:
                ident = yield Ask(verdict, grants)
                return verdict.replace(reason=f"[HITL] approval_required:{ident}", approval_id=ident)
        if limited and not approval and verdict.decision is Decision.ALLOW:
            verdict = yield from _counted(verdict, state)
        if verdict.decision is Decision.ALLOW and known.analysis.files:
            state.learn(known.analysis.files)
        return verdict

    def _key(self, name: object, payload: object, context: Context, state: SessionState) -> Optional[Tuple[Any, ...]]:
        """A key for actions that are judged alike; None for those that are not kept."""
        if self.layers or not isinstance(name, str) or state.grants:
            return None
        if isinstance(payload, str):
            text = payload
        elif type(payload) is dict and len(payload) <= 4:
            items: List[str] = []
            for field, value in payload.items():
                if type(field) is not str or type(value) is not str:
                    return None
                items += (field, value)
            if sum(map(len, items)) > _CACHE_TEXT:
                return None
            return (name, tuple(items), context.cwd, state.memory, state.tools)
        else:
            return None
        if len(text) > _CACHE_TEXT:
            return None
        return (name, text, context.cwd, state.memory, state.tools)

    def _judge(
        self, name: object, payload: object, context: Context, state: SessionState
    ) -> Generator[Request, Any, _Judged]:
        if state.files:
            context = context.knowing(state.files)
        action = classify(name, payload, context.policy.payload_limit)
        if state.tools:
            action = state.tools.read(action)
        analysis = lower(action, context, self.front_ends)
        paths = tuple(dict.fromkeys(e.target for e in analysis.effects if _has_real_path(e)))
        resolved: Tuple[Tuple[str, str], ...] = ()
        if paths:
            answer: Mapping[str, str] = yield Resolve(paths)
            resolved = tuple((p, answer.get(p, p)) for p in paths)
            _follow(analysis, dict(resolved), context)
        findings = self._findings(action, analysis, context, state.memory)
        effects = tuple(analysis.effects)
        ruling = decide(context.policy, action, effects, findings, grants=state.grants)
        return _Judged(resolved, action, analysis, _verdict(context, action, analysis, effects, findings, ruling))

    def _findings(
        self, action: Action, analysis: Analysis, context: Context, memory: Optional[object]
    ) -> Tuple[Finding, ...]:
        forms = [Forms(part.value) for part in action.parts]
        found: List[Finding] = list(analysis.findings)
        for built_in in self.built_in:
            found += built_in.judge(action, analysis, context, forms)
        if CoreSafety in self.built_in:
            for part in action.parts:
                if part.role is Role.UNTYPED:
                    found += self._guesses(part, context, memory)
        for layer in self.layers:
            found += _ask(layer, action, analysis, context)
        return worst_first(found)

    def _guesses(self, part: Part, context: Context, memory: Optional[object]) -> Iterable[Finding]:
        """What an untyped string would do if it were run, opened or fetched; short ones come again and again.

        ``memory`` stands for what the session knows, which the answer may depend on.
        """
        if len(part.value) > _SHORT:
            return CoreSafety.judge_probe(probe(part, context, self.front_ends), part, context)
        key = (part.value, part.path[-1:], context.cwd, memory)
        found = self._guessed.get(key)
        if found is None:
            if len(self._guessed) >= _CACHE_SIZE:
                self._guessed.clear()
            guess = probe(part, context, self.front_ends)
            found = self._guessed[key] = tuple(CoreSafety.judge_probe(guess, part, context))
        return [f._replace(part=part.where) for f in found] if found else ()


def _ask(layer: Layer, action: Action, analysis: Analysis, context: Context) -> List[Finding]:
    """A user's layer; whatever goes wrong in it is a critical finding."""
    name = str(getattr(layer, "name", type(layer).__name__))
    try:
        found = list(layer.judge(action, analysis, context))
        if all(isinstance(f, Finding) and isinstance(f.severity, Severity) for f in found):
            return found
        problem = "answered something that is not a Finding"
    except Exception as error:  # noqa: BLE001 - fail closed, whatever it is
        problem = f"failed: {type(error).__name__}: {error}"
    return [Finding("layer.failed", Severity.CRITICAL, name, f"The layer {problem}.")]


def _has_real_path(effect: Effect) -> bool:
    return effect.verb in _FILE_VERBS and effect.target[:1] == "/" and "glob" not in effect.traits


def _unchanged(known: _Judged) -> Generator[Request, Any, bool]:
    answer: Mapping[str, str] = yield Resolve(tuple([path for path, _ in known.resolved]))
    return all(answer.get(path, path) == real for path, real in known.resolved)


def _follow(analysis: Analysis, resolved: Mapping[str, str], context: Context) -> None:
    """Add, for every path that leads elsewhere, the same effect on the place it leads to."""
    for effect in tuple(analysis.effects):
        real = resolved.get(effect.target, effect.target)
        if real != effect.target and _has_real_path(effect):
            place = locate(real, context)
            cls = target_class(place, effect.verb)
            if cls is not effect.cls:
                analysis.effects.append(
                    effect._replace(target=place.path, cls=cls, traits=effect.traits | path_traits(place))
                )
                analysis.notes.append(f"{effect.target} is a link to {place.path}")


def _verdict(
    context: Context,
    action: Action,
    analysis: Analysis,
    effects: Tuple[Effect, ...],
    findings: Tuple[Finding, ...],
    ruling: Ruling,
) -> Verdict:
    policy = context.policy
    exception = None if ruling.decision is Decision.ALLOW else exception_for(policy, action, analysis, findings)
    verdict = Verdict(
        ruling.decision,
        ruling.reason,
        action=action.name,
        kind=action.kind.value,
        path=ruling.path,
        findings=findings,
        effects=effects,
        exception=exception,
        redactor=Redactor(policy.redact_pii, _sources(action)),
        analysis=analysis,
    )
    if policy.mode == "observe" and ruling.decision is not Decision.ALLOW:
        return verdict.replace(
            decision=Decision.ALLOW, would=ruling.decision, reason=f"{AUTHORIZED} (observe mode: {verdict.reason})"
        )
    return verdict


def _sources(action: Action) -> Iterator[Tuple[str, str]]:
    """The strings that everything a verdict shows comes from, with their keys."""
    yield "", action.name
    names = {part.path[:-1]: part.value for part in action.parts if part.path and part.path[-1] == "name"}
    for part in action.parts:
        key = part.path[-1] if part.path else ""
        yield names.get(part.path[:-1], "") if key == "value" else str(key), part.value


def _counted(verdict: Verdict, state: SessionState) -> Steps:
    """The verdict, once the limits have counted the action."""
    refusal = yield Take(state.ident, state.journal is not None)
    return verdict if refusal is None else _limited(verdict, refusal)


def _lift(known: _Judged, policy: Policy, state: SessionState, grants: Iterable[Grant]) -> bool:
    """Whether an escalated action would be allowed with these Grants."""
    verdict = known.verdict
    ruling = decide(policy, known.action, verdict.effects, verdict._findings, grants=(*state.grants, *grants))
    return ruling.decision is Decision.ALLOW


def _grants_for(known: _Judged, policy: Policy, state: SessionState) -> Tuple[Grant, ...]:
    """The Grants that an approval of this action may be remembered as.

    Only those that let it pass: not where a tool is asked about in any case, nor where secrets were taken out of them.
    """
    exception = known.verdict.exception
    if exception is None or not known.action.key:
        return ()
    entries = [{"action": known.action.key, **entry} for entry in exception.get("grants", ())]
    try:
        grants = tuple(Grant.parse("grants", entry) for entry in entries)
    except PolicyError:  # an empty word or target, which no Grant can name
        return ()
    return grants if grants and _lift(known, policy, state, grants) else ()


def _recalled(known: _Judged, policy: Policy, state: SessionState) -> Steps:
    """The verdict, lifted where one remembered approval covers the whole action."""
    for ident, grants in (yield Recall(frozenset(command.cwd for command in known.analysis.commands))):
        if _lift(known, policy, state, grants):
            reason = f"{AUTHORIZED} (A human approved it before: {ident}.)"
            return known.verdict.replace(decision=Decision.ALLOW, reason=reason, path="grant", exception=None)
    return known.verdict


def _approved(verdict: Verdict, approval: str, state: SessionState, limited: bool) -> Steps:
    """The verdict under an approval, which is used up only if the limits let the action run."""
    objection = yield Redeem(approval, False)
    if objection is None:
        verdict = verdict.replace(decision=Decision.ALLOW, reason=APPROVED, path="approval", approval_id=approval)
        if limited:
            verdict = yield from _counted(verdict, state)
        if verdict.decision is not Decision.ALLOW:
            return verdict
        objection = yield Redeem(approval, True)
    if objection is None:
        return verdict
    return verdict.replace(
        decision=Decision.DENY,
        reason=objection.reason,
        path="approval",
        approval_id=approval,
        edited=objection.edited,
    )


def _limited(verdict: Verdict, refusal: Refusal) -> Verdict:
    return verdict.replace(
        decision=Decision.DENY, reason=f"[CoreSafety] {refusal.reason}", path="limit", retry_after=refusal.retry_after
    )
