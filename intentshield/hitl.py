"""Human approval: requests that somebody answers, each used once, for one action, for a limited time.

A request is pending, then approved or denied; an approved one is consumed by the action that runs.  What nobody
answers or uses in time has expired.  Every step is one transaction that locks the request before it looks, so that of
many who try one succeeds.

A request belongs to the SHA-256 of the action as it was proposed, secrets included: its name, payload, directory and
session.  What is stored to be shown to people has the secrets taken out.  Who approves may change the payload: then the
approval belongs to the changed action, and the proposed one cannot run under it.

Each yes is a vote.  A request is approved when as many different people as it needs, none of them who asked, voted for
the same action; one no denies it.  With a key, the request and each vote carry its signature and count only with it.

Clocks: a clock that jumps forward lets requests expire early; one that falls behind the time of a request makes it
invalid.
"""

from __future__ import annotations

import json
import os
import threading
import time
from concurrent.futures import Future
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .classify import action_key
from .errors import StoreError
from .grants import MAX_SECONDS, SCOPES, Grants
from .pipeline import APPROVED
from .policy import HIGH_IMPACT
from .redact import MARK, Redactor
from .signing import binding, is_signed, signature
from .store import Store, Transaction

__all__ = ["Approval", "ApprovalStatus", "HITLApproval", "binding"]

MAX_PENDING = 1_000
MAX_SHOWN = 20_000
MAX_LISTED = 50
MAX_EDITED = 100_000
#: So many finished requests are kept, and a tenth more before the older ones are forgotten.
MAX_FINISHED = 10_000
POLL = 0.25
#: Seconds by which the clocks of machines that share a store may differ.
SKEW = 60.0
#: Seconds for which an approval is remembered when nobody says otherwise.
REMEMBERED = 8 * 3600.0


class ApprovalStatus:
    """The states of a request."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    CONSUMED = "consumed"


class Approval(NamedTuple):
    """One request.

    ``request``   action, payload (redacted), cwd, session, requester, approvers (how many it needs), reason, rules,
                  effects
    ``decision``  by, at, note, channel, payload (if it was changed); empty until it is decided
    ``votes``     the same for everybody who said yes, and digest (if the payload was changed), mac (if there is a key)
    ``approved``  the digest of the action that was approved, ``""`` until then
    ``mac``       signature of the request, ``""`` without a key
    """

    id: str
    status: str
    digest: str
    created: float
    expires: float
    request: Mapping[str, Any]
    decision: Mapping[str, Any]
    consumed: Optional[float]
    votes: Tuple[Mapping[str, Any], ...] = ()
    approved: str = ""
    mac: str = ""

    @property
    def approvers(self) -> int:
        """How many people must approve."""
        return int(self.request.get("approvers", 1))

    @property
    def requester(self) -> str:
        """Who asked, ``""`` when that is not known."""
        return str(self.request.get("requester", ""))

    def signed(self) -> Tuple[Any, ...]:
        """What the request's signature is about."""
        return ("request", self.id, self.digest, self.created, self.expires, self.request)

    def signed_vote(self, vote: Mapping[str, Any]) -> Tuple[Any, ...]:
        """What a vote's signature is about."""
        said = [vote.get(name) for name in ("by", "at", "channel", "note")]
        return ("vote", self.id, self.digest, self.expires, self.voted(vote), *said)

    def voted(self, vote: Mapping[str, Any]) -> object:
        """The digest of the action that a vote approves."""
        return vote.get("digest", self.digest)

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {
            **self._asdict(),
            "request": dict(self.request),
            "decision": dict(self.decision),
            "votes": list(self.votes),
        }


class HITLApproval:
    """The requests of one store.  Thread-safe; other processes may share the store.

    ``high_impact_actions``   what :meth:`check_action` asks about; default: the list of the 1.2 API
    ``approval_ttl_seconds``  how long a request, and the approval of it, is valid
    ``ledger_path``           a file name of the 1.2 API; the requests are kept in ``state.db`` beside it
    ``store``                 where the requests are kept, instead of ``ledger_path``
    ``approvers``             how many different people must approve
    ``key``                   signs requests and votes; then what is not signed with it does not count
    ``clock``                 seconds since the epoch
    """

    def __init__(
        self,
        high_impact_actions: Optional[Iterable[str]] = None,
        approval_ttl_seconds: float = 300,
        ledger_path: str = os.path.join("data", "hitl_ledger.json"),
        *,
        store: Optional[Store] = None,
        approvers: int = 1,
        key: Optional[bytes] = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.actions = frozenset(map(action_key, HIGH_IMPACT if high_impact_actions is None else high_impact_actions))
        self.ttl = float(approval_ttl_seconds)
        self.store = store or Store(os.path.abspath(os.path.dirname(ledger_path)))
        self.approvers = approvers
        self.grants = Grants(self.store, key, clock)
        self._key = key
        self._used: Dict[str, None] = {}
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

        ``why``: JSON values to show to whoever decides (``reason``, ``rules``, ``effects``), free of secrets; for an
        approval that is to be remembered also ``workspace`` and ``grants``.
        Raises :class:`StoreError`, also when :data:`MAX_PENDING` requests wait.
        """
        now = self._clock()
        digest = binding(action, payload, cwd, session)
        hide = redactor or Redactor()
        payload = hide.value(payload)
        text = _json(payload)
        shown = {
            "action": hide.text(str(action))[:256],
            "payload": payload if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}... ({len(text)} characters)",
            "shortened": len(text) > MAX_SHOWN,
            "cwd": cwd,
            "session": session,
            "requester": "" if requester == "Unknown" else requester,
            "approvers": self.approvers,
            **{key: value[:MAX_LISTED] if isinstance(value, list) else value for key, value in why.items()},
        }
        made = self._signed(Approval("", "pending", digest, now, now + self.ttl, json.loads(_json(shown)), {}, None))
        with self.store.transaction() as db:
            for found in self._select(db, "digest = ? AND status = 'pending'", digest):
                if self._status(found, now) == "pending" and self._asks_alike(found, made):
                    return found
            waiting = db.rows("SELECT COUNT(*) FROM approvals WHERE status = 'pending' AND expires > ?", now)[0][0]
            if waiting >= MAX_PENDING:
                raise StoreError(f"{waiting} approval requests wait for an answer: answer or deny some first")
            db.change(
                "INSERT INTO approvals (id, status, digest, created, expires, request, mac)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *made[:5],
                _json(made.request),
                made.mac,
            )
            self._forget_the_oldest(db, now)
        return made

    def _signed(self, made: Approval) -> Approval:
        """A new request with an id and, where there is a key, a signature."""
        made = made._replace(id=os.urandom(6).hex())
        return made if self._key is None else made._replace(mac=signature(self._key, *made.signed()))

    def _asks_alike(self, found: Approval, made: Approval) -> bool:
        """Whether an answer to a pending request is an answer to this one."""
        alike = (found.requester, found.approvers) == (made.requester, made.approvers)
        return alike and is_signed(self._key, found.mac, *found.signed())

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
        self,
        approval_id: str,
        approved_by: str = "admin",
        *,
        note: str = "",
        channel: str = "api",
        payload: Any = None,
        remember: str = "",
        seconds: float = REMEMBERED,
    ) -> Tuple[bool, str]:
        """Vote for a pending request: (done, why not).  Who asked cannot approve.  Raises :class:`StoreError`.

        ``payload``   approve this action with another payload, JSON values without secrets, instead of the proposed one
        ``remember``  ``session`` or ``workspace``: make the approval a standing exception there, for ``seconds``
        """

        def act(db: Transaction, found: Approval, decision: Dict[str, Any]) -> Tuple[bool, str]:
            problem = self._change(found, decision, payload) or _unfit(found, payload, remember, seconds)
            if problem:
                return False, problem
            done, reason = self._vote(db, found, decision)
            if done and remember:
                done, said = self.grants.remember(db, found.request, found.digest, remember, seconds, approved_by)
                if not done:
                    raise _Refused(said)
                reason += f" Remembered as {said}."
            return done, reason

        return self._decide(approval_id, approved_by, note, channel, act)

    def deny(
        self, approval_id: str, denied_by: str = "admin", *, note: str = "", channel: str = "api"
    ) -> Tuple[bool, str]:
        """Deny a pending request: (done, why not).  Raises :class:`StoreError`."""

        def act(db: Transaction, found: Approval, decision: Dict[str, Any]) -> Tuple[bool, str]:
            db.change("UPDATE approvals SET status = 'denied', decision = ? WHERE id = ?", _json(decision), found.id)
            return True, "Denied."

        return self._decide(approval_id, denied_by, note, channel, act)

    def deny_all(self, denied_by: str = "admin", *, note: str = "", channel: str = "api") -> int:
        """Deny every pending request; how many.  Raises :class:`StoreError`."""
        return sum(self.deny(found.id, denied_by, note=note, channel=channel)[0] for found in self.pending())

    def cancel(self, approval_id: str, cancelled_by: str = "requester") -> Tuple[bool, str]:
        """Withdraw a pending request; it counts as denied.  Raises :class:`StoreError`."""
        return self.deny(approval_id, cancelled_by, note="cancelled", channel="cancel")

    def _decide(self, ident: str, by: str, note: str, channel: str, act: _Act) -> Tuple[bool, str]:
        """Answer a request that is pending and stays so, and locked, until ``act`` has written the answer down."""
        if not by.strip():
            return False, "Nobody was named who decides."
        now = self._clock()
        decision = {"by": by[:256], "at": now, "note": Redactor().text(note)[:1000], "channel": channel}
        try:
            with self.store.transaction() as db:
                found = self._settled(db, ident, now)
                if found is None:
                    return False, "Approval ID not found."
                if found.status == ApprovalStatus.EXPIRED:
                    return False, "Approval request has expired."
                if found.status != ApprovalStatus.PENDING:
                    return False, f"Request already {found.status}."
                answer = act(db, found, decision)
        except _Refused as refusal:
            return False, str(refusal)
        if answer[0]:
            self._waiters.wake()
        return answer

    def _change(self, found: Approval, decision: Dict[str, Any], payload: Any) -> str:
        """Make a decision one for another payload; why it cannot be, or ``""``."""
        if payload is None:
            return ""
        text = _json(payload)
        action, cwd, session = (str(found.request.get(key, "")) for key in ("action", "cwd", "session"))
        digest = binding(action, payload, cwd, session)
        if digest != binding(action, json.loads(text), cwd, session):
            return "The changed payload must consist of JSON values: the agent is told of it as JSON."
        if len(text) > MAX_EDITED:
            return f"The changed payload has more than {MAX_EDITED} characters."
        if MARK in text:
            return f"The changed payload contains {MARK}...]: what was taken out of it would run like that."
        if Redactor().value(json.loads(text)) != json.loads(text):
            return "The changed payload contains a secret; it would be kept, and secrets are not kept."
        if digest != found.digest:
            decision.update(payload=payload, digest=digest)
        return ""

    def _vote(self, db: Transaction, found: Approval, vote: Dict[str, Any]) -> Tuple[bool, str]:
        """Count one yes: (done, why not)."""
        if found.requester and _same(found.requester, vote["by"]):
            return False, "Who asked for an action cannot approve it."
        if self._key is None and found.mac:
            return False, "This request needs an approval signed with the reviewers' key; name its file."
        if not is_signed(self._key, found.mac, *found.signed()):
            return False, "This request was changed after it was asked, or asked without the key."
        if self._key is not None:
            vote["mac"] = signature(self._key, *found.signed_vote(vote))
        before = self._people(found, found.voted(vote))
        if _name(vote["by"]) in before:
            return False, f"You have approved this already; {_count(before, found.approvers)}."
        votes = [one for one in found.votes if not _same(str(one.get("by")), vote["by"])]
        found = found._replace(votes=(*votes, vote))
        people = self._people(found, found.voted(vote))
        if len(people) < found.approvers:
            db.change("UPDATE approvals SET votes = ? WHERE id = ?", _json(found.votes), found.id)
            return True, f"Counted: {_count(people, found.approvers)}."
        db.change(
            "UPDATE approvals SET status = 'approved', approved = ?, decision = ?, votes = ? WHERE id = ?",
            found.voted(vote),
            _json({key: value for key, value in vote.items() if key not in ("digest", "mac")}),
            _json(found.votes),
            found.id,
        )
        return True, "Approved with changes." if "payload" in vote else "Approved."

    def _people(self, found: Approval, digest: object) -> FrozenSet[str]:
        """Who voted for the action with a digest; who asked, and what is not signed, does not count."""
        names = {
            _name(vote.get("by"))
            for vote in found.votes
            if found.voted(vote) == digest and is_signed(self._key, vote.get("mac"), *found.signed_vote(vote))
        }
        return frozenset(names - {_name(found.requester), ""})

    # -- using

    def problem(self, approval_id: str, digest: str) -> Optional[str]:
        """Why the action with this digest cannot run under this approval; None when it can."""
        with self.store.transaction(write=False) as db:
            found = self._select(db, "id = ?", approval_id)
        return self._problem(self._now(found), digest)

    def consume(self, approval_id: str, digest: str) -> Optional[str]:
        """Use an approval up for the action with this digest; None, or why not.  One caller succeeds."""
        now = self._clock()
        with self.store.transaction() as db:
            found = self._settled(db, approval_id, now)
            problem = self._problem([found] if found else [], digest)
            if problem is None:
                db.change("UPDATE approvals SET status = 'consumed', consumed = ? WHERE id = ?", now, approval_id)
        if problem is None and self._key is not None:
            self._used[approval_id] = None  # the row says so too, as long as nobody changes it
            if len(self._used) > MAX_FINISHED:
                del self._used[next(iter(self._used))]
        return problem

    def edited(self, approval_id: str, digest: str) -> Any:
        """The payload with which the action with this digest was approved instead of its own; None when it was not."""
        found = self.get(approval_id)
        changed = found is not None and found.digest == digest and found.approved not in ("", digest)
        return found.decision.get("payload") if found is not None and changed else None

    def _problem(self, found: Sequence[Approval], digest: str) -> Optional[str]:
        """Why an action cannot run under an approval, in the words of the 1.2 API."""
        if not found:
            return "Approval ID not found."
        one = found[0]
        if one.status == ApprovalStatus.CONSUMED or one.id in self._used:
            return "Approval already consumed. Cannot replay."
        if one.status == ApprovalStatus.EXPIRED:
            return "Approval has expired."
        if one.status != ApprovalStatus.APPROVED:
            return f"Request status is '{one.status}', not approved."
        if one.approved != digest:
            return CHANGED if one.digest == digest else _MISMATCH
        people = self._people(one, digest)
        needed = max(self.approvers, one.approvers)
        signed = ", signed with the reviewers' key" if self._key else ""
        return f"This approval does not count: {_count(people, needed)}{signed}." if len(people) < needed else None

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

    # -- forgetting

    def purge(self, older_than: float) -> int:
        """Forget what was asked, or remembered, more than so many seconds ago and is over: how many.

        Raises :class:`StoreError`.
        """
        now = self._clock()
        with self.store.transaction() as db:
            gone = db.change(f"DELETE FROM approvals WHERE {_FINISHED} AND created <= ?", now, now - older_than)  # noqa: S608
            return gone + self.grants.purge(db, now - older_than)

    def _forget_the_oldest(self, db: Transaction, now: float) -> None:
        """Keep :data:`MAX_FINISHED` finished requests."""
        if db.rows(f"SELECT COUNT(*) FROM approvals WHERE {_FINISHED}", now)[0][0] <= MAX_FINISHED * 1.1:  # noqa: S608
            return
        [(oldest,)] = db.rows(
            f"SELECT created FROM approvals WHERE {_FINISHED} ORDER BY created DESC LIMIT 1 OFFSET ?",  # noqa: S608
            now,
            MAX_FINISHED,
        )
        db.change(f"DELETE FROM approvals WHERE {_FINISHED} AND created <= ?", now, oldest)  # noqa: S608

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
        """One request, locked until the transaction ends, after writing down that it has expired, if so."""
        db.change(
            "UPDATE approvals SET status = CASE WHEN status IN ('pending', 'approved')"
            " AND (expires <= ? OR created > ?) THEN 'expired' ELSE status END WHERE id = ?",
            now,
            now + SKEW,
            ident,
        )
        found = self._select(db, "id = ?", ident)
        return found[0] if found else None

    def _select(self, db: Transaction, where: str, *values: Any) -> List[Approval]:
        rows = db.rows(f"SELECT {_COLUMNS} FROM approvals WHERE {where} ORDER BY created", *values)  # noqa: S608
        return [_approval(row) for row in rows]


_COLUMNS = "id, status, digest, created, expires, request, decision, consumed, votes, approved, mac"
_FINISHED = "(status IN ('denied', 'consumed', 'expired') OR expires <= ?)"
_MISMATCH = "Parameter mismatch: action parameters differ from what was approved. Possible substitution attack."
CHANGED = "A human approved this with changes only: propose the changed payload, and run that under this approval."


_Act = Callable[[Transaction, Approval, Dict[str, Any]], Tuple[bool, str]]


class _Refused(Exception):
    """Undoes a transaction, with the reason."""


def _approval(row: Tuple[Any, ...]) -> Approval:
    try:
        request, decision, votes = (json.loads(text) for text in (row[5], row[6] or "{}", row[8]))
        if not all(isinstance(one, dict) for one in (request, decision, *votes)):
            raise TypeError("expected JSON objects")
        int(request.get("approvers", 1))
    except (ValueError, TypeError) as error:
        raise StoreError(f"the approval request {row[0]!r} cannot be read: {error}") from error
    return Approval._make((*row[:5], request, decision, row[7], tuple(votes), *row[9:]))


def _name(person: object) -> str:
    return str(person or "").strip().casefold()


def _same(one: str, other: str) -> bool:
    return _name(one) == _name(other)


def _count(people: FrozenSet[str], needed: int) -> str:
    return f"{len(people)} of {needed} people have approved it"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, default=str)


def _unfit(found: Approval, payload: Any, remember: str, seconds: float) -> str:
    """Why the approval of a request cannot be remembered, or ``""``."""
    if not remember:
        return ""
    if remember not in SCOPES:
        return f"An approval is remembered for a {' or a '.join(SCOPES)}, not for {remember!r}."
    if not 0 < seconds <= MAX_SECONDS:
        return f"An approval is remembered for at most {MAX_SECONDS / 86_400:g} days."
    if payload is not None:
        return "A changed action is not remembered: the next one would be proposed unchanged."
    return "" if found.approvers == 1 else "What needs more than one person each time is not remembered."


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
