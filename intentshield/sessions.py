"""Sessions in the shared store: several processes can be one session, and lose nothing of it.

A session that was begun with an id of the caller's is kept there: its state, what the user asked for, the files the
agent left behind, the findings in what it was shown, its counters and the times of its actions.  Every fact is a row
of its own, so that processes add to a session at the same time.  Secrets are taken out of what is kept.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from .errors import PolicyError, StoreError
from .limits import WINDOW, Refusal, interval_refusal, window_refusal
from .model import FileFact, Finding
from .redact import Redactor
from .session_state import MAX_FILES, MAX_OBSERVED, MAX_SAID, TRANSITIONS, Fact, SessionState, SessionStatus
from .store import Store, Transaction

__all__ = ["IDLE_AFTER", "MAX_PER_USER", "SessionInfo", "Sessions"]

#: Seconds without an action after which an active session counts as idle.
IDLE_AFTER = 1_800.0
#: Sessions that are kept for one user; the oldest are deleted first.
MAX_PER_USER = 10_000
_BOUNDS = {"file": MAX_FILES, "observed": MAX_OBSERVED, "said": MAX_SAID}
_LONGEST_ID = 200


class SessionInfo(NamedTuple):
    """A session as people see it; times are seconds since the epoch."""

    id: str
    status: str
    created: float
    updated: float
    parent: str
    user: str
    agent: str
    intention: str
    allowed: int
    escalated: int
    denied: int

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return self._asdict()


_COLUMNS = "id, status, created, updated, parent, owner, agent, intention, allowed, escalated, denied"


class Sessions:
    """The sessions of one store.  Thread-safe; other processes may share the store.

    ``clock``  seconds since the epoch.  Every method raises :class:`~intentshield.errors.StoreError`.
    """

    def __init__(self, store: Store, redactor: Redactor, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self._redactor = redactor
        self._clock = clock

    # -- for the shield

    def begin(self, state: SessionState) -> bool:
        """Begin a session, or go on with the one that has its id; whether it is new.

        Raises :class:`PolicyError` for an id that cannot be one, and when the session is another user's or stands
        below another session.
        """
        if not state.ident.strip() or len(state.ident) > _LONGEST_ID or not state.ident.isprintable():
            raise PolicyError(f"session(id=...): 1 to {_LONGEST_ID} printable characters, got {state.ident[:40]!r}")
        now = self._clock()
        parent = state.parent.ident if state.parent and state.parent.journal is not None else ""
        wish = state.intention or ""
        with self.store.transaction() as db:
            made = db.change(
                "INSERT INTO sessions (id, status, created, updated, parent, owner, agent, intention, allowed,"
                " escalated, denied, revision) VALUES (?, 'active', ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)"
                " ON CONFLICT (id) DO NOTHING",
                *(state.ident, now, now, parent, _plain(state.user), _plain(state.agent), self._storable(wish)),
            )
            if made:
                self._keep_quota(db, _plain(state.user), state.ident)
            else:
                self._adopt(db, state, parent)
            self._load(db, state)
        if wish and self._storable(wish) != (state.intention or ""):
            state.say(wish)
            self.save(state)
        return bool(made)

    def _adopt(self, db: Transaction, state: SessionState, parent: str) -> None:
        """Take over what an existing session is, and add what it was not told so far."""
        owner, agent, intention, above = db.rows(
            "SELECT owner, agent, intention, parent FROM sessions WHERE id = ?", state.ident
        )[0]
        if state.user and owner and owner != _plain(state.user):
            raise PolicyError(f"session(id={state.ident!r}): this session belongs to another user")
        if parent and above and parent != above:
            raise PolicyError(f"session(id={state.ident!r}): this session stands below {above!r}")
        db.change(
            "UPDATE sessions SET owner = ?, agent = ?, parent = ? WHERE id = ?",
            *(owner or _plain(state.user), agent or _plain(state.agent), above or parent, state.ident),
        )
        state.user, state.agent, state.intention = state.user or owner, state.agent or agent, intention or None
        state.forget()

    def refresh(self, state: SessionState) -> None:
        """Learn what other processes added since, also to the sessions above."""
        for one in state.lineage():
            if one.journal is not None:
                with self.store.transaction(write=False) as db:
                    self._load(db, one)

    def save(self, state: SessionState, decision: str = "") -> None:
        """Keep what this process learned, and count a verdict.  Nothing is forgotten when that fails."""
        journal = list(state.journal or ())
        now = self._clock()
        with self.store.transaction(durable=False) as db:
            if not db.change(
                "UPDATE sessions SET updated = ?, revision = revision + ?, allowed = allowed + ?,"
                " escalated = escalated + ?, denied = denied + ? WHERE id = ?",
                *(now, int(bool(journal)), *(int(decision == one) for one in ("allow", "escalate", "deny"))),
                state.ident,
            ):
                state.status = SessionStatus.TERMINATED  # it was deleted
                return
            if journal:
                revision = db.rows("SELECT revision FROM sessions WHERE id = ?", state.ident)[0][0]
                self._write(db, state.ident, journal, now, revision)
        if journal:
            del state.journal[: len(journal)]  # type: ignore[union-attr]
            born, loaded = state.loaded
            if revision == loaded + 1:
                state.loaded = born, revision

    def _write(self, db: Transaction, ident: str, journal: Sequence[Fact], now: float, revision: int) -> None:
        for number, fact in enumerate(journal):
            name = json.dumps(fact.key) if fact.key else f"{now:017.6f}-{number:03d}-{os.urandom(4).hex()}"
            db.change(
                "INSERT INTO session_facts (session, kind, name, at, revision, value) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (session, kind, name) DO UPDATE"
                " SET at = excluded.at, revision = excluded.revision, value = excluded.value",
                *(ident, fact.kind, name, now + number * 1e-6, revision, self._text(fact)),
            )
        for kind in {fact.kind for fact in journal}:
            db.change(
                "DELETE FROM session_facts WHERE session = ? AND kind = ? AND name NOT IN"
                " (SELECT name FROM session_facts WHERE session = ? AND kind = ? ORDER BY at DESC LIMIT ?)",
                *(ident, kind, ident, kind, _BOUNDS[kind]),
            )

    def take(self, ident: str, min_interval: Optional[float], max_per_minute: Optional[int]) -> Optional[Refusal]:
        """Count one allowed action against the limits of a session that processes share."""
        now = self._clock()
        with self.store.transaction() as db:
            if not db.rows("SELECT 1 FROM sessions WHERE id = ?", ident):
                return Refusal("The session was deleted.", None)
            db.change(
                "DELETE FROM session_facts WHERE session = ? AND kind = 'run' AND (at <= ? OR at > ?)",
                *(ident, now - max(WINDOW, min_interval or 0), now + WINDOW),
            )
            rows = db.rows("SELECT at FROM session_facts WHERE session = ? AND kind = 'run' ORDER BY at", ident)
            at = [row[0] for row in rows]
            recent = [one for one in at if one > now - WINDOW]
            refusal = interval_refusal(at[-1] if at else None, min_interval, now) or window_refusal(
                len(recent), recent[0] if recent else now, max_per_minute, now
            )
            if refusal is None:
                db.change(
                    "INSERT INTO session_facts (session, kind, name, at, revision, value) VALUES (?, 'run', ?, ?, 0, '')",
                    *(ident, os.urandom(8).hex(), now),
                )
            return refusal

    # -- for people

    def move(self, ident: str, status: str) -> Tuple[bool, str]:
        """Change a session's state: (done, why not)."""
        now = self._clock()
        before = [one for one, then in TRANSITIONS.items() if status in then] or [""]
        with self.store.transaction() as db:
            places = ", ".join("?" * len(before))
            if db.change(
                f"UPDATE sessions SET status = ?, updated = ? WHERE id = ? AND status IN ({places})",  # noqa: S608
                *(status, now, ident, *before),
            ):
                return True, f"Session {status}."
            found = db.rows("SELECT status FROM sessions WHERE id = ?", ident)
        return False, f"The session is {found[0][0]}, so it cannot be {status}." if found else "Session not found."

    def get(self, ident: str) -> Optional[SessionInfo]:
        """One session; None when there is none."""
        with self.store.transaction(write=False) as db:
            rows = db.rows(f"SELECT {_COLUMNS} FROM sessions WHERE id = ?", ident)  # noqa: S608
        return self._info(rows[0]) if rows else None

    def recent(self, limit: int = 50, *, user: str = "", status: str = "") -> List[SessionInfo]:
        """The sessions that acted last, the latest at the end."""
        where, values = ["1 = 1"], []  # type: List[str], List[Any]
        if user:
            where.append("owner = ?")
            values.append(user)
        if status:
            where.append("CASE WHEN status = 'active' AND updated < ? THEN 'idle' ELSE status END = ?")
            values += (self._clock() - IDLE_AFTER, status)
        with self.store.transaction(write=False) as db:
            rows = db.rows(
                f"SELECT {_COLUMNS} FROM sessions WHERE {' AND '.join(where)}"  # noqa: S608
                " ORDER BY updated DESC LIMIT ?",
                *(*values, limit),
            )
        return [self._info(row) for row in reversed(rows)]

    def purge(self, *, before: Optional[float] = None, user: str = "", ids: Iterable[str] = ()) -> List[str]:
        """Delete sessions that did not act since a time, or all of a user's, or some by id; which ones."""
        where, values = [], []  # type: List[str], List[Any]
        if before is not None:
            where.append("updated < ?")
            values.append(before)
        if user:
            where.append("owner = ?")
            values.append(user)
        listed = list(ids)
        if listed:
            where.append(f"id IN ({', '.join('?' * len(listed))})")
            values += listed
        if not where:
            return []
        with self.store.transaction() as db:
            rows = db.rows(f"SELECT id FROM sessions WHERE {' AND '.join(where)}", *values)  # noqa: S608
            return self._delete(db, [str(row[0]) for row in rows])

    # -- inside

    def _storable(self, text: str) -> str:
        """A text without secrets and without what databases refuse."""
        return _plain(self._redactor.text(text))

    def _delete(self, db: Transaction, idents: Sequence[str]) -> List[str]:
        for ident in idents:
            db.change("DELETE FROM session_facts WHERE session = ?", ident)
            db.change("DELETE FROM sessions WHERE id = ?", ident)
        return list(idents)

    def _keep_quota(self, db: Transaction, user: str, ident: str) -> None:
        """Delete a user's oldest sessions beyond :data:`MAX_PER_USER`, but none that somebody stopped."""
        count = db.rows("SELECT COUNT(*) FROM sessions WHERE owner = ?", user)[0][0] if user else 0
        if count > MAX_PER_USER:
            rows = db.rows(
                "SELECT id FROM sessions WHERE owner = ? AND id <> ? AND status IN ('active', 'completed')"
                " ORDER BY CASE status WHEN 'completed' THEN 0 ELSE 1 END, updated LIMIT ?",
                *(user, ident, count - MAX_PER_USER),
            )
            self._delete(db, [str(row[0]) for row in rows])

    def _load(self, db: Transaction, state: SessionState) -> None:
        """Learn what is new in the store."""
        rows = db.rows(
            "SELECT created, revision, status, allowed, escalated, denied, parent FROM sessions WHERE id = ?",
            state.ident,
        )
        if not rows:
            state.status = SessionStatus.TERMINATED  # it was deleted
            return
        born, revision, state.status, allowed, escalated, denied, parent = rows[0]
        state.counts = {"allow": int(allowed), "escalate": int(escalated), "deny": int(denied)}
        if parent and (state.parent is None or state.parent.ident != parent):
            state.parent = SessionState(str(parent), shared=True)
        before = state.loaded
        if (born, revision) == before:
            return
        if born != before[0] or revision < before[1]:
            state.forget()
            before = born, 0
            for fact in state.journal or ():
                state.take(fact)
        found = db.rows(
            "SELECT kind, name, value FROM session_facts"
            " WHERE session = ? AND kind <> 'run' AND revision > ? ORDER BY at, name",
            *(state.ident, before[1]),
        )
        for kind, name, value in found:
            state.take(_fact(kind, name, value))
        state.loaded = born, int(revision)

    def _text(self, fact: Fact) -> str:
        value = fact.value
        if isinstance(value, FileFact):
            text = value.text if value.text is None else self._redactor.text(value.text)
            return json.dumps({"labels": sorted(value.labels), "text": text})
        if isinstance(value, Finding):
            return json.dumps(value.redacted(self._redactor).to_dict())
        return json.dumps(self._redactor.text(value))

    def _info(self, row: Sequence[Any]) -> SessionInfo:
        info = SessionInfo(*row)
        idle = info.status == SessionStatus.ACTIVE and info.updated < self._clock() - IDLE_AFTER
        return info._replace(status=SessionStatus.IDLE) if idle else info


def _plain(text: str) -> str:
    """A text without what databases refuse."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _fact(kind: str, name: str, text: str) -> Fact:
    """A fact as it was kept.  Raises :class:`StoreError`."""
    try:
        value = json.loads(text)
        if kind == "file":
            return Fact(kind, json.loads(name), FileFact(frozenset(value["labels"]), value["text"]))
        return Fact(kind, "", Finding.from_dict(value) if kind == "observed" else str(value))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"what a session knows cannot be read: {kind} {name[:40]}: {error!r}") from error
