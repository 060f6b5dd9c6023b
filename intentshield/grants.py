"""Approvals that people asked to remember: exceptions for a session or a workspace, for a limited time, revocable.

One holds for what :func:`~intentshield.decide.exception_for` would except of the action that was approved, and nothing
wider: in a session for exactly that action (by its digest), in a workspace for the same words of the same programs,
given to the same tool and run in a directory there.  It lifts neither a critical finding nor a prohibition, and what ``hitl_actions`` lists is asked
about each time.
"""

from __future__ import annotations

import json
import os
import time
from typing import AbstractSet, Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from .errors import PolicyError, StoreError
from .forks import ForkLock
from .policy import Grant
from .signing import binding, is_signed, signature
from .store import Store, Transaction

__all__ = ["SCOPES", "Grants", "Remembered"]

SCOPES = ("session", "workspace")
MAX_GRANTS = 1_000
MAX_SECONDS = 30 * 86_400.0
#: Seconds between two looks at the store: what another process revokes ends here after that long.
FRESH = 0.5


class Remembered(NamedTuple):
    """One remembered approval.

    ``place``   the session's id, or the workspace's path
    ``digest``  of the action that was approved
    ``grants``  the exceptions it consists of
    """

    id: str
    scope: str
    place: str
    digest: str
    by: str
    created: float
    expires: float
    grants: Tuple[Grant, ...]
    revoked: Optional[float]
    revoked_by: str
    mac: str

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {**self._asdict(), "grants": [grant.to_dict() for grant in self.grants]}

    def signed(self) -> Tuple[Any, ...]:
        """What the signature is about."""
        return ("grant", *self[:7], [grant.to_dict() for grant in self.grants])

    def covers(self, session: str, workspace: Optional[str], directories: AbstractSet[str]) -> bool:
        """Whether it belongs to this session, or to this workspace and the directories lie there."""
        if self.scope == "session":
            return bool(session) and self.place == session
        inside = self.place.rstrip("/") + "/"
        return self.place == workspace and all((one + "/").startswith(inside) for one in directories)


class Grants:
    """The remembered approvals of one store.  Thread-safe; other processes may share the store."""

    def __init__(self, store: Store, key: Optional[bytes] = None, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self._key = key
        self._clock = clock
        self._lock = ForkLock()
        self._known: Tuple[Remembered, ...] = ()
        self._look_at = 0.0

    def remember(
        self, db: Transaction, request: Mapping[str, Any], digest: str, scope: str, seconds: float, by: str
    ) -> Tuple[bool, str]:
        """Remember the approval of a request, in the transaction that approves it: (done, its id or why not)."""
        grants = request.get("grants")
        place = request.get(scope)
        if not grants:
            return False, "This cannot be remembered: no exception that would let it pass is narrow enough."
        if scope == "workspace" and not all("args" in grant for grant in grants):
            return False, "This can be remembered for a session only: it is more than the words of commands."
        if not isinstance(place, str) or not place:
            return False, f"This cannot be remembered: it belongs to no {scope}."
        now = self._clock()
        if db.rows(f"SELECT COUNT(*) FROM grants WHERE {_LIVE}", now)[0][0] >= MAX_GRANTS:  # noqa: S608
            return False, f"{MAX_GRANTS} approvals are remembered already: revoke some first."
        parsed = tuple(Grant.parse("grants", grant) for grant in grants)
        made = Remembered(os.urandom(6).hex(), scope, place, digest, by[:256], now, now + seconds, parsed, None, "", "")
        if self._key is not None:
            made = made._replace(mac=signature(self._key, *made.signed()))
        db.change(
            f"INSERT INTO grants ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            *made._replace(grants=json.dumps(made.to_dict()["grants"])),  # type: ignore[arg-type]
        )
        self._look_at = 0.0
        return True, made.id

    def list(self, ended: bool = False) -> List[Remembered]:
        """Those in force, oldest first; with ``ended`` also the revoked and expired.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            return self._select(db, "1 = 1") if ended else self._select(db, _LIVE, self._clock())

    def revoke(self, grant_id: str, by: str = "admin") -> Tuple[bool, str]:
        """End one: (done, why not).  Raises :class:`StoreError`."""
        now = self._clock()
        with self.store.transaction() as db:
            done = db.change(
                f"UPDATE grants SET revoked = ?, revoked_by = ? WHERE id = ? AND {_LIVE}",  # noqa: S608
                now,
                by[:256],
                grant_id,
                now,
            )
            found = self._select(db, "id = ?", grant_id)
        self._look_at = 0.0
        if done:
            return True, "Revoked."
        if not found:
            return False, "Grant ID not found."
        return False, "This was revoked already." if found[0].revoked is not None else "This has expired already."

    def purge(self, db: Transaction, before: float) -> int:
        """Forget those that ended and were made before a time; how many."""
        return db.change(f"DELETE FROM grants WHERE NOT ({_LIVE}) AND created <= ?", self._clock(), before)  # noqa: S608

    def covering(
        self,
        action: object,
        payload: Any,
        cwd: str,
        session: str,
        workspace: Optional[str],
        directories: AbstractSet[str] = frozenset(),
    ) -> List[Tuple[str, Tuple[Grant, ...]]]:
        """The ids and exceptions that may hold for an action, whose commands run in ``directories``.

        Raises :class:`StoreError`.
        """
        now = self._clock()
        places = {cwd, *directories}
        found = [g for g in self._current() if now < g.expires and g.covers(session, workspace, places)]
        if any(one.scope == "session" for one in found):
            digest = binding(action, payload, cwd, session)
            found = [one for one in found if one.scope != "session" or one.digest == digest]
        return [(one.id, one.grants) for one in found]

    def _current(self) -> Tuple[Remembered, ...]:
        """Those in force and signed, as they were :data:`FRESH` seconds ago or later."""
        with self._lock:
            if time.monotonic() >= self._look_at:
                self._known = tuple(g for g in self.list() if is_signed(self._key, g.mac, *g.signed()))
                self._look_at = time.monotonic() + FRESH
            return self._known

    def _select(self, db: Transaction, where: str, *values: Any) -> List[Remembered]:
        rows = db.rows(f"SELECT {_COLUMNS} FROM grants WHERE {where} ORDER BY created", *values)  # noqa: S608
        return [_remembered(row) for row in rows]


_COLUMNS = "id, scope, place, digest, made_by, created, expires, grants, revoked, revoked_by, mac"
_LIVE = "revoked IS NULL AND expires > ?"


def _remembered(row: Tuple[Any, ...]) -> Remembered:
    try:
        grants = tuple(Grant.parse("grants", grant) for grant in json.loads(row[7]))
        return Remembered._make((*row[:7], grants, *row[8:]))
    except (ValueError, TypeError, PolicyError) as error:
        raise StoreError(f"the remembered approval {row[0]!r} cannot be read: {error}") from error
