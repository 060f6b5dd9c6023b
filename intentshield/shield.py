"""The facade: one object that judges actions.

>>> shield = Shield("coding", workspace=".")          # doctest: +SKIP
>>> shield.audit("SHELL_EXEC", "git status")          # doctest: +SKIP
Verdict(allow, 'Action authorized.')
"""

from __future__ import annotations

import os
import time
import uuid
from difflib import get_close_matches
from functools import partial
from types import TracebackType
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Type,
    TypeVar,
    Union,
    overload,
)

from . import decide as _decide
from . import pipeline as _pipeline
from .conscience import Conscience
from .context import Context
from .core_safety import CoreSafety
from .effects import lower as _lower
from .errors import ActionDenied, ActionEscalated, IntegrityError, PolicyError, StoreError
from .events import JsonLinesSink
from .front_ends import default_front_ends
from .integrity import SEAL_KEY_VARIABLE, Seal, package_directory
from .limits import Limits
from .model import Decision, Role, Verdict
from .pipeline import Ask, Objection, Pipeline, Recall, Redeem, Request, Resolve, Take
from .policy import FIELDS, Policy
from .programs import declared
from .protocols import EventSink, FrontEnd, Layer
from .recorder import Recorder
from .redact import Redactor
from .rules import engine as _engine
from .rules.catalogue import rules_of
from .session import Session
from .session_state import TRANSITIONS, SessionState, SessionStatus
from .store import Store
from .surroundings import (
    default_workspace,
    home_directory,
    normal,
    platform_name,
    resolver,
    scratch_directories,
    too_wide,
)
from .tool_schemas import read_tools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .guard import OnStop
    from .hitl import HITLApproval
    from .sessions import Sessions
    from .siem import SIEMLogger
    from .trail import Trail

__all__ = ["IntentShield", "Shield"]

F = TypeVar("F", bound=Callable[..., Any])

_OWN_KEYWORDS = (
    "data_dir",
    "workspace",
    "home",
    "platform",
    "layers",
    "front_ends",
    "event_sink",
    "resolver",
    "clock",
    "seal_key",
    "tools",
    "store",
    "approval_key",
)


class Shield:
    """Judges proposed actions before they run.  Thread-safe.

    ``policy``      a profile's name (``strict``, ``coding``, ``assistant``), a policy file's path, or a Policy
    ``data_dir``    directory for the seal, the events and shared state; created when first needed
    ``store``       shared state elsewhere: :class:`Store(connect=...) <intentshield.store.Store>`
    ``workspace``   directory the agent works on; default: the current directory, unless it is a root or home
    ``layers``      further layers, run after the built-in ones; they can only make verdicts stricter
    ``front_ends``  role -> front end, replacing built-in ones
    ``event_sink``  receives security events; default: one JSON line each in ``data_dir/events.jsonl``
    ``resolver``    follows symbolic links; default: the file system
    ``clock``       monotonic seconds
    ``seal_key``    key for the HMAC of the seal and the trail; default: the environment variable
                    ``INTENTSHIELD_SEAL_KEY``
    ``tools``       MCP, OpenAI or Anthropic definitions of the tools the agent may call; they can only make verdicts
                    stricter (see :mod:`intentshield.tool_schemas`)
    ``approval_key``  signs requests and approvals; then only signed ones count.  Default: the file, outside
                    ``data_dir``, that the environment variable ``INTENTSHIELD_APPROVAL_KEY_FILE`` names
    ``home``, ``platform``  for judging on behalf of another machine

    Every field of the policy may be given as a keyword.  Anything else raises
    :class:`~intentshield.errors.PolicyError`.
    """

    def __init__(
        self,
        policy: Union[str, os.PathLike[str], Policy] = "strict",
        *,
        data_dir: Union[str, os.PathLike[str]] = "data",
        workspace: Union[str, os.PathLike[str], None] = None,
        home: Optional[str] = None,
        platform: Optional[str] = None,
        layers: Sequence[Layer] = (),
        front_ends: Optional[Mapping[Role, FrontEnd]] = None,
        event_sink: Optional[EventSink] = None,
        resolver: Optional[Callable[[str], str]] = None,
        clock: Callable[[], float] = time.monotonic,
        seal_key: Optional[bytes] = None,
        tools: Sequence[Mapping[str, Any]] = (),
        store: Optional[Store] = None,
        approval_key: Optional[bytes] = None,
        **fields: Any,
    ) -> None:
        self.policy = _policy(policy, fields)
        rules_of(self.policy)
        declared(self.policy.programs)
        self.data_dir = os.path.abspath(os.fspath(data_dir))
        self._events: EventSink = event_sink or JsonLinesSink(self.data_dir)
        self._store = store or Store(self.data_dir)
        key = _key(seal_key)
        self._recorder = Recorder(self.policy, self.data_dir, self._store, self._events, key)
        self._hitl: Optional[HITLApproval] = None
        self._sessions: Optional[Sessions] = None
        self._approval_key, key_files = self._reviewers_key(approval_key)
        self._limits = Limits(self.policy, self._store, clock)
        ends = {**default_front_ends(), **(front_ends or {})}
        self._pipeline = Pipeline(ends, layers)
        self.context = self._surroundings(workspace, home, platform, key_files)
        self._resolve = resolver or _default_resolver(self.context)
        self._seal = self._make_seal(clock, key)
        self._state = SessionState("", tools=read_tools(tools))
        self._contexts: Dict[str, Context] = {self.context.cwd: self.context}

    @property
    def redactor(self) -> Redactor:
        """What takes secrets out of whatever is kept."""
        return self._recorder.redactor

    def surroundings(self, cwd: Optional[str] = None) -> Dict[str, Any]:
        """The policy and the surroundings that actions are judged under, as JSON."""
        context = self._at(cwd)
        return {
            "policy": self.policy.to_dict(),
            "cwd": context.cwd,
            "workspace": context.workspace,
            "home": context.home,
            "platform": context.platform,
        }

    def _surroundings(
        self,
        workspace: Union[str, os.PathLike[str], None],
        home: Optional[str],
        platform: Optional[str],
        key_files: Tuple[str, ...],
    ) -> Context:
        platform = platform or platform_name()
        if platform not in ("posix", "macos", "windows"):
            raise PolicyError(f"platform must be posix, macos or windows, got {platform!r}")
        home = home_directory() if home is None else home.rstrip("/\\").replace("\\", "/")
        root: Optional[str]
        if workspace is None:
            root = default_workspace(home)
        else:
            root = normal(os.fspath(workspace))
            if too_wide(root, home):
                raise PolicyError(f"workspace={root!r} is a root, home or system directory; name the project's own")
        try:
            cwd = root or normal(os.getcwd())
        except OSError:
            cwd = "/"
        return Context(
            self.policy,
            platform=platform,
            cwd=cwd,
            workspace=root,
            home=home,
            scratch=scratch_directories(platform),
            own=(normal(package_directory()), normal(self.data_dir), *map(normal, (*self._store.files, *key_files))),
        )

    # -- judging

    def audit(
        self,
        action_type: str,
        payload: Any = "",
        invoker_role: str = "Unknown",
        *,
        cwd: Optional[str] = None,
        _state: Optional[SessionState] = None,
    ) -> Verdict:
        """Judge one action before it runs.

        ``payload`` may be anything: a string, a mapping of arguments, nested values.  ``cwd`` is the directory
        the action would run in.  Never raises for any payload (with ``on_tamper="raise"`` a broken seal raises
        :class:`~intentshield.errors.IntegrityError`).
        """
        return self._audited(action_type, payload, invoker_role, cwd, _state or self._state)

    def _audited(
        self, action_type: str, payload: Any, invoker_role: str, cwd: Optional[str], state: SessionState, used: str = ""
    ) -> Verdict:
        """Judge one action and write the verdict down; ``used`` is the approval that the action is to run under."""
        began = time.perf_counter()
        verdict = self._in_session(action_type, payload, invoker_role, cwd, state, used)
        if self._recorder.active:
            where, took = self._where(cwd), time.perf_counter() - began
            verdict = self._recorder.verdict(verdict, payload, invoker_role, where, state, took)
        if state.recording is not None:
            asked = {"action": action_type, "payload": payload, "role": invoker_role, "cwd": cwd, "approval": used}
            state.recording.write("audit", {**asked, "verdict": verdict.to_dict()})
        return verdict

    def _in_session(
        self, action_type: str, payload: Any, invoker_role: str, cwd: Optional[str], state: SessionState, used: str
    ) -> Verdict:
        """Judge one action of a session, if the session may act; what processes share is read before, kept after."""
        if state.parent is None and state.journal is None and state.status == SessionStatus.ACTIVE:
            verdict = self._judge(action_type, payload, invoker_role, cwd, state, used)
            state.counts[verdict.decision.value] += 1
            return verdict
        try:
            with state.lock:
                if any(one.journal is not None for one in state.lineage()):
                    self.sessions.refresh(state)
                for one in state.lineage():
                    if one.status != SessionStatus.ACTIVE:
                        reason = f"The session {one.ident} is {one.status}."
                        return _failed(action_type, reason, "[Session]", "session")
                verdict = self._judge(action_type, payload, invoker_role, cwd, state, used)
                state.counts[verdict.decision.value] += 1
                if state.journal is not None:
                    self.sessions.save(state, verdict.decision.value)
                return verdict
        except StoreError as error:
            return _failed(action_type, f"The session cannot be kept, so nothing is allowed: {error}", "[Session]")

    @property
    def trail(self) -> Optional[Trail]:
        """The trail; None without ``enable_trail``."""
        return self._recorder.trail

    @property
    def siem(self) -> Optional[SIEMLogger]:
        """The SIEM's log, with its ``stats``; None without ``enable_siem``."""
        return self._recorder.siem

    def _judge(
        self, action_type: str, payload: Any, invoker_role: str, cwd: Optional[str], state: SessionState, used: str = ""
    ) -> Verdict:
        """Drive one audit; ``used`` is the approval that the action is to run under."""
        if not self._seal.intact():
            return self._refuse(action_type)
        try:
            context = self._at(cwd)
            steps = self._pipeline.run(
                action_type,
                payload,
                context,
                state,
                limited=self._limits.active,
                asks=self.policy.enable_hitl,
                approval=used,
            )
            answer: Any = None
            while True:
                request = steps.send(answer)
                if isinstance(request, Resolve):
                    answer = {path: self._resolve(path) for path in request.paths}
                else:
                    answer = self._answer(request, action_type, payload, invoker_role, context.cwd, state)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        except RecursionError:
            return _failed(action_type, "The action could not be judged: nested too deeply to be judged")
        except StoreError as error:
            return _failed(action_type, f"Human approval is not possible, so nothing is allowed: {error}", "[HITL]")
        except Exception as error:  # noqa: BLE001 - the gate fails closed, whatever it is
            return _failed(action_type, f"The action could not be judged: {type(error).__name__}: {error}")

    def _answer(
        self, request: Request, action_type: str, payload: Any, invoker_role: str, cwd: str, state: SessionState
    ) -> Any:
        """What a step of the audit asks for beyond the file system.  Raises :class:`StoreError`."""
        if isinstance(request, Recall):
            return self.hitl.grants.covering(
                action_type, payload, cwd, state.ident, self.context.workspace, request.directories
            )
        if isinstance(request, Ask):
            verdict = request.verdict
            return self.hitl.request(
                action_type,
                payload,
                cwd=cwd,
                session=state.ident,
                requester=state.agent if invoker_role == "Unknown" else invoker_role,
                redactor=verdict.redactor,
                workspace=self.context.workspace or "",
                grants=tuple(grant.to_dict() for grant in request.grants),
                **{key: value for key, value in verdict.to_dict().items() if key in _SHOWN},
            ).id
        if isinstance(request, Redeem):
            from .signing import binding  # noqa: PLC0415 - needed by approved actions only

            digest = binding(action_type, payload, cwd, state.ident)
            problem = (self.hitl.consume if request.spend else self.hitl.problem)(request.approval, digest)
            return None if problem is None else Objection(problem, self.hitl.edited(request.approval, digest))
        assert isinstance(request, Take)
        if not request.shared:
            return self._limits.take(request.session)
        limits = self._limits
        return self.sessions.take(request.session, limits.min_interval, limits.max_per_minute) or limits.per_day()

    async def aaudit(
        self,
        action_type: str,
        payload: Any = "",
        invoker_role: str = "Unknown",
        *,
        cwd: Optional[str] = None,
        _state: Optional[SessionState] = None,
    ) -> Verdict:
        """:meth:`audit` for event loops.

        The deterministic layers take microseconds and run in place; where the audit may wait for a disk or another
        process, it runs in a thread of the loop's executor.
        """
        judge = partial(self.audit, action_type, payload, invoker_role, cwd=cwd, _state=_state)
        shared = _state is not None and any(one.journal is not None for one in _state.lineage())
        if not (shared or self.policy.enable_hitl or self.policy.max_per_day or self._recorder.trail):
            return judge()
        import asyncio  # noqa: PLC0415 - whoever awaits this has it

        return await asyncio.get_running_loop().run_in_executor(None, judge)

    def enforce(
        self,
        action_type: str,
        payload: Any = "",
        invoker_role: str = "Unknown",
        *,
        cwd: Optional[str] = None,
        on_escalate: str = "raise",
    ) -> Verdict:
        """:meth:`audit`, but raise :class:`ActionDenied` or :class:`ActionEscalated` unless the action may run.

        ``on_escalate="wait"`` waits for a human first, up to ``hitl_ttl`` seconds; it needs ``enable_hitl=True``.
        """
        if on_escalate not in ("raise", "wait"):
            raise PolicyError(f"enforce(on_escalate=...): expected 'raise' or 'wait', got {on_escalate!r}")
        if on_escalate == "wait":
            self.require_hitl()
        verdict = self.audit(action_type, payload, invoker_role, cwd=cwd)
        if verdict.escalated and on_escalate == "wait":
            verdict = self.resume(verdict, action_type, payload, cwd=cwd)
        if verdict.decision is Decision.ALLOW:
            return verdict
        raise (ActionDenied if verdict.denied else ActionEscalated)(verdict)

    def session(
        self,
        intention: Optional[str] = None,
        parent: Optional[Session] = None,
        cwd: Optional[str] = None,
        agent: Optional[str] = None,
        user: Optional[str] = None,
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        id: Optional[str] = None,
    ) -> Session:
        """Begin a session: its audits share memory and limits of their own.

        ``intention`` is what the user asked for; ``tools`` are definitions of tools, added to the shield's; a session
        with a ``parent`` acts only while that one may.  With an ``id`` the session is kept in the store: whoever
        names the same id, in whatever process, goes on with it.

        Raises :class:`~intentshield.errors.PolicyError` for a malformed definition or id, and
        :class:`~intentshield.errors.StoreError` when the session cannot be kept.
        """
        for name, value in (("id", id), ("intention", intention), ("agent", agent), ("user", user)):
            if value is not None and not isinstance(value, str):
                raise PolicyError(f"session({name}=...): expected a string, got {type(value).__name__}")
        if parent is not None and not isinstance(parent, Session):
            raise PolicyError(f"session(parent=...): expected a Session, got {type(parent).__name__}")
        state = SessionState(
            uuid.uuid4().hex if id is None else id,
            intention,
            self._state.tools.joined(read_tools(tools or ())),
            agent or "",
            user=user or "",
            parent=parent._state if parent else None,
            shared=id is not None,
        )
        list(state.lineage())
        if id is not None and not self.sessions.begin(state):
            return Session(self, state, cwd=cwd, tools=tools or ())
        begun = {"agent": state.agent, "user": state.user, "parent": state.parent.ident if state.parent else ""}
        self._recorder.event("session_started", {**begun, "intention": intention or ""}, state.ident)
        return Session(self, state, cwd=cwd, tools=tools or ())

    @property
    def sessions(self) -> Sessions:
        """The sessions that processes share."""
        if self._sessions is None:
            from .sessions import Sessions  # noqa: PLC0415 - needed by sessions with an id

            self._sessions = Sessions(self._store, self.redactor)
        return self._sessions

    def _move(self, state: SessionState, status: str) -> Tuple[bool, str]:
        """Change the state of a session."""
        if state.journal is not None:
            answer = self.sessions.move(state.ident, status)
            self.sessions.refresh(state)
        elif status in TRANSITIONS[state.status]:
            state.status = status
            answer = True, f"Session {status}."
        else:
            answer = False, f"The session is {state.status}, so it cannot be {status}."
        if answer[0]:
            self._recorder.event(f"session_{status}", {}, state.ident)
            if state.recording is not None:
                state.recording.write("status", {"status": status})
                if not TRANSITIONS[status]:
                    state.recording.close()
        return answer

    @overload
    def guard(self, action: F) -> F: ...

    @overload
    def guard(
        self, action: Optional[str] = None, *, on_deny: OnStop = "raise", on_escalate: Optional[OnStop] = None
    ) -> Callable[[F], F]: ...

    def guard(self, action: Any = None, *, on_deny: OnStop = "raise", on_escalate: Optional[OnStop] = None) -> Any:
        """A decorator that audits every call of a function; see :func:`intentshield.guard.guard`."""
        from .guard import guard  # noqa: PLC0415 - inspect and functools are needed by decorated code only

        return guard(self, action, on_deny=on_deny, on_escalate=on_escalate)

    # -- human approval

    @property
    def hitl(self) -> HITLApproval:
        """The approval requests of this shield's store."""
        if self._hitl is None:
            from .hitl import HITLApproval  # noqa: PLC0415 - needed when somebody is asked

            policy = self.policy
            self._hitl = HITLApproval(
                policy.hitl_actions or None,
                policy.hitl_ttl,
                store=self._store,
                approvers=policy.hitl_approvers,
                key=self._approval_key,
            )
        return self._hitl

    def require_hitl(self) -> None:
        """Raise :class:`~intentshield.errors.PolicyError` unless ``enable_hitl=True``."""
        if not self.policy.enable_hitl:
            raise PolicyError("on_escalate='wait' needs Shield(..., enable_hitl=True)")

    def _reviewers_key(self, given: Optional[bytes]) -> Tuple[Optional[bytes], Tuple[str, ...]]:
        """The key that signs approvals, and the file it is in.  Raises :class:`PolicyError`."""
        if given is None and not self.policy.enable_hitl:
            return None, ()
        from .signing import KEY_FILE_VARIABLE, checked_key, read_key  # noqa: PLC0415 - where somebody is asked

        path = os.environ.get(KEY_FILE_VARIABLE)
        if given is not None:
            return checked_key(given), ()
        return (read_key(path, self.data_dir), (os.path.realpath(path),)) if path else (None, ())

    def approve_action(
        self, approval_id: str, approved_by: str = "admin", note: str = "", *, channel: str = "api", **how: Any
    ) -> Tuple[bool, str]:
        """Approve a pending request: (done, why not).  The caller is trusted to speak for a human.

        ``how``: ``payload`` approves the action with another payload instead, ``remember`` and ``seconds`` make the
        approval a standing exception; see :meth:`HITLApproval.approve <intentshield.hitl.HITLApproval.approve>`.
        Raises :class:`~intentshield.errors.StoreError`.
        """
        answer = self.hitl.approve(approval_id, approved_by, note=note, channel=channel, **how)
        kind = "approval_granted" if answer[1].startswith("Approved") else "approval_vote"
        return self._decided(kind, approval_id, approved_by, answer)

    def deny_action(
        self, approval_id: str, denied_by: str = "admin", note: str = "", *, channel: str = "api"
    ) -> Tuple[bool, str]:
        """Deny a pending request: (done, why not).  Raises :class:`~intentshield.errors.StoreError`."""
        answer = self.hitl.deny(approval_id, denied_by, note=note, channel=channel)
        return self._decided("approval_denied", approval_id, denied_by, answer)

    def revoke_grant(self, grant_id: str, revoked_by: str = "admin") -> Tuple[bool, str]:
        """End a remembered approval: (done, why not).  Raises :class:`~intentshield.errors.StoreError`."""
        return self._decided("grant_revoked", grant_id, revoked_by, self.hitl.grants.revoke(grant_id, revoked_by))

    def _decided(self, kind: str, approval_id: str, by: str, answer: Tuple[bool, str]) -> Tuple[bool, str]:
        """Write down who decided."""
        if answer[0]:
            reason = f"{answer[1]} By {by}."
            body = {"source_component": "HITL", "reason": reason, "approval_id": approval_id, "invoker_role": by}
            self._recorder.event(kind, body)
        return answer

    def execute_approved(
        self,
        approval_id: str,
        action_type: str,
        payload: Any = "",
        *,
        session: Optional[Session] = None,
        cwd: Optional[str] = None,
    ) -> Verdict:
        """Judge an action again and use its approval up: may it run now?

        It may when the approval is for exactly this action, not used and not expired, and no layer denies the action
        by now.  Never raises for any payload.
        """
        state = self._state if session is None else session._state
        if session is not None and cwd is None:
            cwd = session._cwd
        return self._audited(action_type, payload, "Unknown", cwd, state, approval_id)

    def resume(
        self,
        verdict: Verdict,
        action_type: str,
        payload: Any = "",
        *,
        session: Optional[Session] = None,
        cwd: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Verdict:
        """Wait for the human's answer to an escalated ``verdict``; the verdict under which the action may run or not.

        ``timeout``: seconds; default: until the request expires.
        """
        try:
            status = self.hitl.wait(verdict.approval_id, timeout)
        except StoreError as error:
            return _failed(action_type, f"Human approval is not possible, so nothing is allowed: {error}", "[HITL]")
        return self._answered(status, verdict, action_type, payload, session, cwd)

    async def aresume(
        self,
        verdict: Verdict,
        action_type: str,
        payload: Any = "",
        *,
        session: Optional[Session] = None,
        cwd: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Verdict:
        """:meth:`resume` for event loops."""
        try:
            status = await self.hitl.await_(verdict.approval_id, timeout)
        except StoreError as error:
            return _failed(action_type, f"Human approval is not possible, so nothing is allowed: {error}", "[HITL]")
        return self._answered(status, verdict, action_type, payload, session, cwd)

    def _answered(
        self,
        status: str,
        verdict: Verdict,
        action_type: str,
        payload: Any,
        session: Optional[Session],
        cwd: Optional[str],
    ) -> Verdict:
        if status in ("approved", "consumed"):
            return self.execute_approved(verdict.approval_id, action_type, payload, session=session, cwd=cwd)
        if status == "denied":
            reason = f"[HITL] A human denied this: {verdict.approval_id}"
            verdict = verdict.replace(decision=Decision.DENY, reason=reason, path="approval")
        else:
            reason = f"[HITL] Nobody approved this in time: {verdict.approval_id}"
            verdict = verdict.replace(reason=reason, path="approval")
        state = self._state if session is None else session._state
        return self._recorder.verdict(verdict, payload, "Unknown", self._where(cwd), state, 0.0)

    # -- the seal

    def initialize(self) -> Shield:
        """Seal the package in ``data_dir``, or verify the earlier seal.  Call once at start-up; safe to repeat.

        Raises :class:`~intentshield.errors.IntegrityError` when sealing is impossible, and for a broken seal
        under ``on_tamper="raise"``.
        """
        if self._seal.sealed or self._seal.broken:
            self._seal.verify()
        else:
            self._seal.initialize()
        return self

    def verify(self) -> bool:
        """Hash the package now and compare with the seal; True when it holds or none was made."""
        return self._seal.verify()

    @property
    def seal(self) -> Seal:
        """The seal, for the command line and for tests."""
        return self._seal

    def __enter__(self) -> Shield:
        return self.initialize()

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        return None

    # -- inside

    def _at(self, cwd: Optional[str]) -> Context:
        if cwd is None:
            return self.context
        known = self._contexts.get(cwd)
        if known is None:
            known = self.context.at(_absolute(cwd, self.context.cwd))
            if len(self._contexts) > 256:
                self._contexts.clear()
            self._contexts[cwd] = known
        return known

    def _where(self, cwd: Optional[str]) -> str:
        """The directory that an action runs in; empty when what was given is none."""
        try:
            return self._at(cwd).cwd
        except Exception:  # noqa: BLE001 - the verdict says what is wrong with it
            return ""

    def _make_seal(self, clock: Callable[[], float], key: Optional[bytes]) -> Seal:
        events = self._events
        return Seal(
            self.data_dir,
            self._recorder.sink,
            on_tamper=self._tampered,
            key=key,
            verify_interval=self.policy.verify_interval,
            watch=_WATCH,
            clock=clock,
            was_sealed=lambda: isinstance(events, JsonLinesSink) and events.mentions("seal_created"),
        )

    def _tampered(self, reason: str) -> None:
        action = self.policy.on_tamper
        if callable(action):
            action(reason)
        elif action == "raise":
            raise IntegrityError(reason)
        elif action == "exit":
            if self.siem is not None:
                self.siem.close()
            os._exit(1)

    def _refuse(self, action_type: object) -> Verdict:
        return Verdict(
            Decision.DENY, f"[Integrity] {self._seal.broken}", action=str(action_type)[:256], path="integrity"
        )


def _key(given: Optional[bytes]) -> Optional[bytes]:
    """The key for the seal and the trail.  Raises :class:`PolicyError`."""
    if given is not None and not isinstance(given, bytes):
        raise PolicyError(f"seal_key: expected bytes, got {type(given).__name__}")
    return os.environ.get(SEAL_KEY_VARIABLE, "").encode() or None if given is None else given or None


def _default_resolver(context: Context) -> Callable[[str], str]:
    return resolver(context.workspace) if context.platform == platform_name() else (lambda path: path)


def _absolute(cwd: str, base: str) -> str:
    return normal(os.path.join(base, os.path.expanduser(cwd)))


#: What a request shows of the verdict that led to it.
_SHOWN = frozenset({"reason", "rules", "risk", "effects", "findings"})


def _failed(action_type: object, problem: str, source: str = "[IntentShield]", path: str = "error") -> Verdict:
    try:
        name = str(action_type)[:256]
    except Exception:  # noqa: BLE001 - a foreign __str__
        name = ""
    return Verdict(Decision.DENY, f"{source} {problem}", action=name, path=path)


def _policy(source: Union[str, os.PathLike[str], Policy], fields: Dict[str, Any]) -> Policy:
    if not isinstance(source, (str, os.PathLike, Policy)):
        raise PolicyError(f"policy: got {type(source).__name__}, expected a profile's name, a path or a Policy")
    for name in fields:
        if name not in FIELDS:
            close = get_close_matches(name, [*FIELDS, *_OWN_KEYWORDS], 1, 0.5)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise PolicyError(f"Shield() got an unknown keyword {name!r}{hint}")
    given = {k: v for k, v in fields.items() if v is not None or FIELDS[k].default is None}
    policy = Policy.of(source)
    return policy.replace(**given) if given else policy


#: The objects whose identity every audit compares.
_WATCH: Tuple[Tuple[Mapping[str, Any], str], ...] = (
    (CoreSafety.__dict__, "judge"),
    (CoreSafety.__dict__, "judge_probe"),
    (Conscience.__dict__, "judge"),
    (Conscience.__dict__, "hear"),
    (_decide.__dict__, "decide"),
    (_pipeline.__dict__, "decide"),
    (_pipeline.__dict__, "lower"),
    (_pipeline.__dict__, "classify"),
    (_pipeline.__dict__, "CoreSafety"),
    (_pipeline.__dict__, "Conscience"),
    (Pipeline.__dict__, "run"),
    (Pipeline.__dict__, "_judge"),
    (Pipeline.__dict__, "_findings"),
    (_lower.__dict__, "lower"),
    (_engine.RuleSet.__dict__, "judge_effects"),
    (_engine.RuleSet.__dict__, "judge_secrets"),
    (_engine.RuleSet.__dict__, "judge_text"),
    (_engine.RuleSet.__dict__, "judge_words"),
    (Verdict.__dict__, "__bool__"),
    (Verdict.__dict__, "__new__"),
    (Policy.__dict__, "cell"),
)


class IntentShield(Shield):
    """The constructor of the IntentShield 1.2 API: profile ``strict``, one action per half second, a broken seal
    ends the process."""

    def __init__(
        self,
        data_dir: Union[str, os.PathLike[str]] = "data",
        restricted_domains: Optional[Iterable[str]] = None,
        protected_files: Optional[Iterable[str]] = None,
        exempt_actions: Optional[Iterable[str]] = None,
        enable_hitl: bool = False,
        hitl_actions: Optional[Iterable[str]] = None,
        hitl_ttl: float = 300,
        enable_siem: bool = False,
        siem_path: Optional[str] = None,
        siem_format: str = "json",
        **more: Any,
    ) -> None:
        fields: Dict[str, Any] = {
            "restricted_domains": tuple(restricted_domains or ()),
            "protected_files": tuple(protected_files or ()),
            "exempt_actions": tuple(exempt_actions or ()),
            "enable_hitl": enable_hitl,
            "hitl_actions": tuple(hitl_actions or ()),
            "hitl_ttl": hitl_ttl,
            "enable_siem": enable_siem,
            "siem_path": siem_path,
            "siem_format": siem_format,
            "min_interval": 0.5,
            "on_tamper": "exit",
        }
        fields.update(more)
        super().__init__(fields.pop("policy", "strict"), data_dir=data_dir, **fields)
