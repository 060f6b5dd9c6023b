"""Human approval: requests that somebody answers, each used once, for one action, for a limited time.

A request is pending, then approved or denied; an approved one is consumed by the action that runs.  What nobody
answers or uses in time has expired.  Every step is one conditional ``UPDATE``, so that of many who try one succeeds.

A request belongs to the SHA-256 of the action as it was proposed, secrets included: its name, payload, directory and
session.  What is stored to be shown to people has the secrets taken out.

Clocks: a clock that jumps forward lets requests expire early; one that falls behind the time of a request makes it
invalid.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from concurrent.futures import Future
from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .classify import action_key
from .errors import StoreError
from .pipeline import APPROVED
from .policy import HIGH_IMPACT
from .redact import Redactor
from .store import Store, Transaction

__all__ = ["Approval", "ApprovalStatus", "HITLApproval", "binding"]

MAX_PENDING = 1_000
MAX_SHOWN = 20_000
MAX_LISTED = 50
POLL = 0.25
#: Seconds by which the clocks of machines that share a store may differ.
SKEW = 60.0


class ApprovalStatus:
    """The states of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    CONSUMED = "consumed"


class Approval(NamedTuple):
    """One request.

    ``request``   action, payload (redacted), cwd, session, requester, reason, rules, effects
    ``decision``  by, at, note, channel; empty until somebody decides
    """

    id: str
    status: str
    digest: str
    created: float
    expires: float
    request: Mapping[str, Any]
    decision: Mapping[str, Any]
    consumed: Optional[float]

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {**self._asdict(), "request": dict(self.request), "decision": dict(self.decision)}


def binding(action: object, payload: Any, cwd: str = "", session: str = "") -> str:
    """The SHA-256 that ties an approval to one action.  Raises what reading a foreign object raises."""
    form = [str(action).upper(), _canonical(payload), cwd, session]
    return hashlib.sha256(json.dumps(form, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    """A JSON value that differs wherever the payload does, types included."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, Mapping):
        return {"object": sorted(([_canonical(k), _canonical(v)] for k, v in value.items()), key=json.dumps)}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((_canonical(item) for item in value), key=json.dumps)}
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    fields = getattr(type(value), "__dataclass_fields__", None)
    if isinstance(fields, Mapping):
        return {kind: [[name, _canonical(getattr(value, name, None))] for name in fields]}
    return {kind: str(value)}


class HITLApproval:
    """The requests of one store.  Thread-safe; other processes may share the store.

    ``high_impact_actions``   what :meth:`check_action` asks about; default: the list of the 1.2 API
    ``approval_ttl_seconds``  how long a request, and the approval of it, is valid
    ``ledger_path``           a file name of the 1.2 API; the requests are kept in ``state.db`` beside it
    ``store``                 where the requests are kept, instead of ``ledger_path``
    ``clock``                 seconds since the epoch
    """

    def __init__(
        self,
        high_impact_actions: Optional[Iterable[str]] = None,
        approval_ttl_seconds: float = 300,
        ledger_path: str = os.path.join("data", "hitl_ledger.json"),
        *,
        store: Optional[Store] = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.actions = frozenset(map(action_key, HIGH_IMPACT if high_impact_actions is None else high_impact_actions))
        self.ttl = float(approval_ttl_seconds)
        self.store = store or Store(os.path.abspath(os.path.dirname(ledger_path)))
        self._clock = clock
        self._waiters = _Waiters(self._statuses)

    # -- asking

    def request(
        self,
        action: object,
        payload: Any = "",
        *,
        cwd: str = "",
        session: str = "",
        requester: str = "",
        redactor: Optional[Redactor] = None,
        **why: Any,
    ) -> Approval:
        """Ask for approval of one action; the same action asked for again is the same request while it is pending.

        ``why``: JSON values to show to whoever decides (``reason``, ``rules``, ``effects``), free of secrets.
        Raises :class:`StoreError`, also when :data:`MAX_PENDING` requests wait.
        """
        now = self._clock()
        digest = binding(action, payload, cwd, session)
        hide = redactor or Redactor()
        shown = {
            "action": hide.text(str(action))[:256],
            "payload": _shortened(hide.value(payload)),
            "cwd": cwd,
            "session": session,
            "requester": "" if requester == "Unknown" else requester,
            **{key: value[:MAX_LISTED] if isinstance(value, list) else value for key, value in why.items()},
        }
        with self.store.transaction() as db:
            for found in self._select(db, "digest = ? AND status = 'pending'", digest):
                if self._status(found, now) == "pending" and found.request.get("requester") == shown["requester"]:
                    return found
            waiting = db.rows("SELECT COUNT(*) FROM approvals WHERE status = 'pending' AND expires > ?", now)[0][0]
            if waiting >= MAX_PENDING:
                raise StoreError(f"{waiting} approval requests wait for an answer: answer or deny some first")
            made = Approval(os.urandom(6).hex(), "pending", digest, now, now + self.ttl, shown, {}, None)
            db.change(
                "INSERT INTO approvals (id, status, digest, created, expires, request) VALUES (?, ?, ?, ?, ?, ?)",
                *made[:5],
                _json(shown),
            )
        return made

    def check_action(self, action_type: str, payload: Any, invoker: str = "Unknown") -> Dict[str, Any]:
        """Whether an action is on the list, and if so a request for it, in the form of the 1.2 API."""
        if action_key(str(action_type)) not in self.actions:
            return {"status": "allowed", "approval_id": None, "action_details": None, "parameter_hash": None}
        made = self.request(action_type, payload, requester=invoker)
        return {
            "status": "approval_required",
            "approval_id": made.id,
            "action_details": {
                "action_type": made.request["action"],
                "payload": made.request["payload"],
                "invoker": invoker,
                "expires_in_seconds": self.ttl,
            },
            "parameter_hash": made.digest,
        }

    # -- deciding

    def approve(
        self, approval_id: str, approved_by: str = "admin", *, note: str = "", channel: str = "api"
    ) -> Tuple[bool, str]:
        """Approve a pending request: (done, why not).  Who asked cannot approve.  Raises :class:`StoreError`."""
        return self._decide(approval_id, ApprovalStatus.APPROVED, approved_by, note, channel)

    def deny(
        self, approval_id: str, denied_by: str = "admin", *, note: str = "", channel: str = "api"
    ) -> Tuple[bool, str]:
        """Deny a pending request: (done, why not).  Raises :class:`StoreError`."""
        return self._decide(approval_id, ApprovalStatus.DENIED, denied_by, note, channel)

    def deny_all(self, denied_by: str = "admin", *, note: str = "", channel: str = "api") -> int:
        """Deny every pending request; how many.  Raises :class:`StoreError`."""
        return sum(self.deny(found.id, denied_by, note=note, channel=channel)[0] for found in self.pending())

    def cancel(self, approval_id: str, cancelled_by: str = "requester") -> Tuple[bool, str]:
        """Withdraw a pending request; it counts as denied.  Raises :class:`StoreError`."""
        return self.deny(approval_id, cancelled_by, note="cancelled", channel="cancel")

    def _decide(self, ident: str, status: str, by: str, note: str, channel: str) -> Tuple[bool, str]:
        if not by.strip():
            return False, "Nobody was named who decides."
        now = self._clock()
        decision = _json({"by": by[:256], "at": now, "note": Redactor().text(note)[:1000], "channel": channel})
        with self.store.transaction() as db:
            found = self._settled(db, ident, now)
            if found is None:
                return False, "Approval ID not found."
            requester = str(found.request.get("requester", ""))
            if status == ApprovalStatus.APPROVED and requester and _same(requester, by):
                return False, "Who asked for an action cannot approve it."
            done = db.change(
                "UPDATE approvals SET status = ?, decision = ? WHERE id = ? AND status = 'pending'",
                status,
                decision,
                ident,
            )
            if not done:
                return False, self._refusal(db, ident)
        self._waiters.wake()
        return True, "Approved." if status == ApprovalStatus.APPROVED else "Denied."

    def _refusal(self, db: Transaction, ident: str) -> str:
        status = self._select(db, "id = ?", ident)[0].status
        return "Approval request has expired." if status == "expired" else f"Request already {status}."

    # -- using

    def problem(self, approval_id: str, digest: str) -> Optional[str]:
        """Why the action with this digest cannot run under this approval; None when it can."""
        with self.store.transaction(write=False) as db:
            found = self._select(db, "id = ?", approval_id)
        return _problem(found[0]._replace(status=self._status(found[0], self._clock())) if found else None, digest)

    def consume(self, approval_id: str, digest: str) -> Optional[str]:
        """Use an approval up for the action with this digest; None, or why not.  One caller succeeds."""
        now = self._clock()
        with self.store.transaction() as db:
            found = self._settled(db, approval_id, now)
            if db.change(
                "UPDATE approvals SET status = 'consumed', consumed = ?"
                " WHERE id = ? AND digest = ? AND status = 'approved'",
                now,
                approval_id,
                digest,
            ):
                return None
            again = self._select(db, "id = ?", approval_id) if found else []
        return _problem(again[0] if again else None, digest)

    def execute_approved(self, approval_id: str, action_type: str, payload: Any) -> Tuple[bool, str]:
        """Use an approval of :meth:`check_action` up: (allowed, reason).  Raises :class:`StoreError`."""
        problem = self.consume(approval_id, binding(action_type, payload))
        return (True, APPROVED) if problem is None else (False, problem)

    # -- looking and waiting

    def get(self, approval_id: str) -> Optional[Approval]:
        """One request, in its state now; None when there is none.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            found = self._now(self._select(db, "id = ?", approval_id))
        return found[0] if found else None

    def pending(self) -> List[Approval]:
        """The requests that wait for an answer, oldest first.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            found = self._select(db, "status = 'pending' AND expires > ?", self._clock())
        return [one for one in self._now(found) if one.status == ApprovalStatus.PENDING]

    def recent(self, limit: int = 50) -> List[Approval]:
        """The last requests in any state, oldest first.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            rows = db.rows(f"SELECT {_COLUMNS} FROM approvals ORDER BY created DESC LIMIT ?", limit)  # noqa: S608
        return self._now([_approval(row) for row in reversed(rows)])

    def get_pending(self) -> List[Dict[str, Any]]:
        """:meth:`pending` as dictionaries, for the 1.2 API."""
        now = self._clock()
        return [
            {
                **one.to_dict(),
                "approval_id": one.id,
                "action_type": one.request["action"],
                "payload": one.request["payload"],
                "invoker": one.request["requester"] or "Unknown",
                "expires_in_seconds": one.expires - now,
            }
            for one in self.pending()
        ]

    def stats(self) -> Dict[str, int]:
        """How many requests there are in each state, and ``total``.  Raises :class:`StoreError`."""
        now = self._clock()
        with self.store.transaction(write=False) as db:
            rows = db.rows(
                "SELECT CASE WHEN status IN ('pending', 'approved') AND (expires <= ? OR created > ?) THEN 'expired'"
                " ELSE status END AS state, COUNT(*) FROM approvals GROUP BY state",
                now,
                now + SKEW,
            )
        counts = dict.fromkeys(("pending", "approved", "denied", "expired", "consumed"), 0)
        counts.update((str(state), int(count)) for state, count in rows)
        return {**counts, "total": sum(counts.values())}

    def wait(self, approval_id: str, timeout: Optional[float] = None) -> str:
        """Wait until somebody decides, or the request expires: its state; ``pending`` after ``timeout`` seconds.

        Raises :class:`StoreError`, also for an unknown id.
        """
        from concurrent.futures import TimeoutError as Late  # noqa: PLC0415 - another class before Python 3.11

        future = self._waiters.add(approval_id)
        try:
            return future.result(timeout)
        except Late:
            return ApprovalStatus.PENDING
        finally:
            self._waiters.discard(approval_id, future)

    async def await_(self, approval_id: str, timeout: Optional[float] = None) -> str:
        """:meth:`wait` for event loops; may be cancelled."""
        import asyncio  # noqa: PLC0415 - only those who have an event loop need it

        future = self._waiters.add(approval_id)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), timeout)
        except asyncio.TimeoutError:
            return ApprovalStatus.PENDING
        finally:
            self._waiters.discard(approval_id, future)

    # -- inside

    def _statuses(self, idents: Sequence[str]) -> Dict[str, str]:
        places = ", ".join("?" * len(idents))
        with self.store.transaction(write=False) as db:
            found = self._select(db, f"id IN ({places})", *idents)
        return {one.id: one.status for one in self._now(found)}

    def _status(self, found: Approval, now: float) -> str:
        """The state a request is in at ``now``, whether or not that was written down yet."""
        over = found.expires <= now or found.created > now + SKEW
        return "expired" if over and found.status in ("pending", "approved") else found.status

    def _now(self, found: Iterable[Approval]) -> List[Approval]:
        now = self._clock()
        return [one._replace(status=self._status(one, now)) for one in found]

    def _settled(self, db: Transaction, ident: str, now: float) -> Optional[Approval]:
        """One request, after writing down that it has expired, if so."""
        db.change(
            "UPDATE approvals SET status = 'expired'"
            " WHERE id = ? AND status IN ('pending', 'approved') AND (expires <= ? OR created > ?)",
            ident,
            now,
            now + SKEW,
        )
        found = self._select(db, "id = ?", ident)
        return found[0] if found else None

    def _select(self, db: Transaction, where: str, *values: Any) -> List[Approval]:
        rows = db.rows(f"SELECT {_COLUMNS} FROM approvals WHERE {where} ORDER BY created", *values)  # noqa: S608
        return [_approval(row) for row in rows]


_COLUMNS = "id, status, digest, created, expires, request, decision, consumed"


def _approval(row: Tuple[Any, ...]) -> Approval:
    ident, status, digest, created, expires, request, decision, consumed = row
    try:
        return Approval(
            ident, status, digest, created, expires, json.loads(request), json.loads(decision or "{}"), consumed
        )
    except (ValueError, TypeError) as error:
        raise StoreError(f"the approval request {ident!r} cannot be read: {error}") from error


def _problem(found: Optional[Approval], digest: str) -> Optional[str]:
    """Why an action cannot run under an approval, in the words of the 1.2 API."""
    if found is None:
        return "Approval ID not found."
    if found.status == ApprovalStatus.CONSUMED:
        return "Approval already consumed. Cannot replay."
    if found.status == ApprovalStatus.EXPIRED:
        return "Approval has expired."
    if found.status != ApprovalStatus.APPROVED:
        return f"Request status is '{found.status}', not approved."
    if found.digest != digest:
        return "Parameter mismatch: action parameters differ from what was approved. Possible substitution attack."
    return None


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, default=str)


def _shortened(payload: Any) -> Any:
    """A redacted payload as it is shown; a long one as the beginning of its JSON text."""
    text = _json(payload)
    return payload if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}... ({len(text)} characters)"


class _Waiters:
    """Those who wait for a decision, served by one thread while there are any.

    Decisions of this process wake the thread at once; those of others it finds by looking :data:`POLL` seconds apart.
    """

    def __init__(self, statuses: Callable[[Sequence[str]], Mapping[str, str]]) -> None:
        self._statuses = statuses
        self._reset()

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._changed = threading.Condition()
        self._look = False
        self._running = False
        self._futures: Dict[str, List[Future[str]]] = {}

    def add(self, ident: str) -> Future[str]:
        """A future for the state that a request leaves ``pending`` for."""
        if self._pid != os.getpid():
            self._reset()
        future: Future[str] = Future()
        with self._changed:
            self._futures.setdefault(ident, []).append(future)
            self._look = True
            self._changed.notify_all()
            if not self._running:
                self._running = True
                threading.Thread(target=self._serve, name="intentshield-approvals", daemon=True).start()
        return future

    def discard(self, ident: str, future: Future[str]) -> None:
        """Stop waiting."""
        future.cancel()
        with self._changed:
            left = [one for one in self._futures.pop(ident, ()) if one is not future]
            if left:
                self._futures[ident] = left
            self._changed.notify_all()

    def wake(self) -> None:
        """Look now: something was decided here."""
        if self._pid == os.getpid():
            with self._changed:
                self._look = True
                self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            with self._changed:
                deadline = time.monotonic() + POLL
                while self._futures and not self._look and time.monotonic() < deadline:
                    self._changed.wait(POLL)
                self._look = False
                if not self._futures:
                    self._running = False
                    return
                idents = list(self._futures)
            self._answer(idents)

    def _answer(self, idents: Sequence[str]) -> None:
        failure: Optional[StoreError] = None
        states: Mapping[str, str] = {}
        try:
            states = self._statuses(idents)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            failure = error if isinstance(error, StoreError) else StoreError(f"requests cannot be read: {error}")
        for ident in idents:
            state = states.get(ident)
            if failure is None and state == ApprovalStatus.PENDING:
                continue
            with self._changed:
                waiting = self._futures.pop(ident, [])
            for future in waiting:
                if not future.set_running_or_notify_cancel():
                    continue
                if state is not None:
                    future.set_result(state)
                else:
                    future.set_exception(failure or StoreError(f"there is no approval request {ident!r}"))
