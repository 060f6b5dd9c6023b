"""A session: one task of one agent, with what it has seen and done."""

from __future__ import annotations

from types import TracebackType
from typing import Any, List, Mapping, Optional, Sequence, Tuple, Type

from .conscience import Conscience
from .model import Finding, Verdict
from .session_state import SessionState, SessionStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .recording import Recording
    from .shield import Shield

__all__ = ["Session"]


class Session:
    """A handle on one session of a :class:`~intentshield.shield.Shield`; also a context manager.

    Audits through a session count against its own limits and know what earlier actions of the session did.  Leaving
    the ``with`` block completes the session, unless it has an id of the caller's: other processes may go on with it.
    """

    def __init__(
        self, shield: Shield, state: SessionState, *, cwd: Optional[str], tools: Sequence[Mapping[str, Any]]
    ) -> None:
        self._shield = shield
        self._state = state
        self._cwd = cwd
        self.tools = tuple(tools)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._state.journal is None:
            self.complete()

    @property
    def id(self) -> str:
        """The session's identifier."""
        return self._state.ident

    @property
    def intention(self) -> Optional[str]:
        """What the user asked for when the session began."""
        return self._state.intention

    @property
    def observations(self) -> Tuple[Finding, ...]:
        """Findings in what the agent was shown, oldest first."""
        return tuple(self._state.observed)

    @property
    def status(self) -> str:
        """active, idle, completed, suspended or terminated, as this process knows it."""
        return self._state.status

    @property
    def counts(self) -> Mapping[str, int]:
        """Decision -> how many verdicts."""
        return dict(self._state.counts)

    def suspend(self) -> Tuple[bool, str]:
        """Let nothing of this session and the sessions below it pass until it is reactivated: (done, why not)."""
        return self._shield._move(self._state, SessionStatus.SUSPENDED)

    def reactivate(self) -> Tuple[bool, str]:
        """Let a suspended session act again: (done, why not)."""
        return self._shield._move(self._state, SessionStatus.ACTIVE)

    def complete(self) -> Tuple[bool, str]:
        """End the session, its task being done: (done, why not).  It never begins again."""
        return self._shield._move(self._state, SessionStatus.COMPLETED)

    def terminate(self) -> Tuple[bool, str]:
        """End the session by force: (done, why not).  It never begins again."""
        return self._shield._move(self._state, SessionStatus.TERMINATED)

    def record(self, *, redact: bool = True, client: Any = None, bucket: str = "", prefix: str = "") -> Recording:
        """Keep every event of this session from now on, in ``data_dir/recordings``; see :mod:`intentshield.recording`.

        ``redact=False`` keeps secrets too: only so can every action be judged again exactly as it was.  ``client``
        puts finished files into ``bucket``.  Raises :class:`~intentshield.errors.StoreError`.
        """
        from .recording import Recording  # noqa: PLC0415 - by choice only

        shield, state = self._shield, self._state
        if state.recording is not None:
            state.recording.close()
        hide = shield.redactor.value if redact else None
        recording = Recording(shield.data_dir, state.ident, hide, client=client, bucket=bucket, prefix=prefix)
        begin = {"session": state.ident, "said": list(state.said), "redacted": redact, "knows": len(state.files)}
        recording.write("begin", {**shield.surroundings(self._cwd), **begin})
        state.recording = recording
        return recording

    def audit(
        self, action_type: str, payload: Any = "", invoker_role: str = "Unknown", *, cwd: Optional[str] = None
    ) -> Verdict:
        """Judge one action; see :meth:`Shield.audit <intentshield.shield.Shield.audit>`."""
        return self._shield.audit(action_type, payload, invoker_role, cwd=cwd or self._cwd, _state=self._state)

    async def aaudit(
        self, action_type: str, payload: Any = "", invoker_role: str = "Unknown", *, cwd: Optional[str] = None
    ) -> Verdict:
        """:meth:`audit` for event loops."""
        return await self._shield.aaudit(action_type, payload, invoker_role, cwd=cwd or self._cwd, _state=self._state)

    def require_hitl(self) -> None:
        """See :meth:`Shield.require_hitl <intentshield.shield.Shield.require_hitl>`."""
        self._shield.require_hitl()

    def execute_approved(
        self, approval_id: str, action_type: str, payload: Any = "", *, cwd: Optional[str] = None
    ) -> Verdict:
        """Use an approval up; see :meth:`Shield.execute_approved <intentshield.shield.Shield.execute_approved>`."""
        return self._shield.execute_approved(approval_id, action_type, payload, session=self, cwd=cwd)

    def resume(
        self,
        verdict: Verdict,
        action_type: str,
        payload: Any = "",
        *,
        cwd: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Verdict:
        """Wait for a human; see :meth:`Shield.resume <intentshield.shield.Shield.resume>`."""
        return self._shield.resume(verdict, action_type, payload, session=self, cwd=cwd, timeout=timeout)

    async def aresume(
        self,
        verdict: Verdict,
        action_type: str,
        payload: Any = "",
        *,
        cwd: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Verdict:
        """:meth:`resume` for event loops."""
        return await self._shield.aresume(verdict, action_type, payload, session=self, cwd=cwd, timeout=timeout)

    def guard(self, action: Any = None, **options: Any) -> Any:
        """A decorator whose audits belong to this session; see :func:`intentshield.guard.guard`."""
        from .guard import guard  # noqa: PLC0415 - inspect and functools are needed by decorated code only

        return guard(self, action, **options)

    def user_says(self, text: str) -> None:
        """Record what the user wrote."""
        with self._state.lock:
            self._state.say(text)
            self._keep()
        if self._state.recording is not None:
            self._state.recording.write("said", {"text": text})

    def observe(
        self, output: Any, source: str = "tool", trusted: bool = False, of: Optional[Verdict] = None
    ) -> List[Finding]:
        """Show the session what a tool returned; reports instructions hidden in it.

        ``source`` says where it came from (``tool:read_email``), ``of`` the verdict of the action that fetched
        it.  Trusted output is not searched.  Every string inside ``output`` is read.
        """
        if self._state.recording is not None:
            self._state.recording.write("observed", {"output": output, "source": source, "trusted": trusted})
        if trusted:
            return []
        from .classify import classify  # noqa: PLC0415 - the same walk over nested values that audits use

        context = self._shield.context
        action = classify("OBSERVE", output, context.policy.payload_limit)
        found: List[Finding] = []
        for part in action.parts:
            where = f"{source}: {part.where}" if part.path else source
            found += [f._replace(part=where) for f in Conscience.hear(part.value, context)]
        with self._state.lock:
            self._state.note(found)
            self._keep()
        return found

    def _keep(self) -> None:
        """Share what was learned.  Raises :class:`~intentshield.errors.StoreError`."""
        if self._state.journal:
            self._shield.sessions.save(self._state)
