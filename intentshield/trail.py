"""The trail: what was judged and decided, in hash chains that show whether anything was changed afterwards.

Every writing process has a chain of its own, so that nobody queues for another's.  A record is canonical JSON.
Checkpoints hold the heads of all chains that grew since the checkpoint before, whose hash they contain; kept
elsewhere, one pins everything before it.

``hash`` is the SHA-256 of a record's text, which contains the hash of the record before it; with a key there is also
``mac``, the HMAC-SHA256 of that text.

A record is in the database when :meth:`Trail.append` returns: it survives the end of the process at any instant.  When
the machine itself goes down, the last records may be gone; what is left still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import platform
import time
from typing import Any, Callable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .errors import StoreError
from .forks import ForkLock
from .store import Store, Transaction
from .version import __version__

__all__ = ["Checkpoint", "Record", "Trail", "canonical", "hash_of", "key_id", "mac_of"]

#: Seconds after which a process begins another chain, and whoever begins one adds a checkpoint.
DAY = 86_400.0
_PAGE = 2_000

#: JSON as :rfc:`8785` has it, but for numbers: Python's own form.  Raises :class:`ValueError` for what JSON has not.
canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str, allow_nan=False
).encode


def hash_of(text: str) -> str:
    """The SHA-256 of a record's or checkpoint's text; hexadecimal."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def mac_of(text: str, key: Optional[bytes]) -> str:
    """Its HMAC-SHA256, ``""`` without a key; hexadecimal."""
    return hmac.new(key, _bytes(text), hashlib.sha256).hexdigest() if key else ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def key_id(key: bytes) -> str:
    """A name for a key that says nothing about it."""
    return hmac.new(key, b"IntentShield trail", hashlib.sha256).hexdigest()[:16]


_COLUMNS = "chain, seq, time, kind, session, decision, record, hash, mac"
_INSERT = f"INSERT INTO trail ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


class Record(NamedTuple):
    """One record: its text (canonical JSON), its hash and signature, and what of it the database searches by."""

    chain: str
    seq: int
    time: float
    kind: str
    session: str
    decision: str
    text: str
    hash: str
    mac: str

    @property
    def ref(self) -> str:
        """How people name it: ``chain:seq``."""
        return f"{self.chain}:{self.seq}"

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says.  Raises :class:`StoreError` when it cannot be read."""
        try:
            body = json.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise StoreError(f"the record {self.ref} cannot be read: {error}") from error
        if not isinstance(body, dict):
            raise StoreError(f"the record {self.ref} is not an object")
        return body


class Checkpoint(NamedTuple):
    """The heads of chains at a time; ``pruned``: the records it covers were deleted on purpose."""

    number: int
    time: float
    text: str
    hash: str
    mac: str
    pruned: bool

    @property
    def heads(self) -> List[Tuple[str, int, str]]:
        """Chain, sequence number and hash of the last record of every chain that grew.

        Raises :class:`StoreError` when it cannot be read.
        """
        try:
            return [(str(c), int(n), str(h)) for c, n, h in json.loads(self.text)["heads"]]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise StoreError(f"the checkpoint {self.number} cannot be read: {error!r}") from error


class _Head(NamedTuple):
    """Where this process's chain stands."""

    pid: int
    started: float
    chain: str
    seq: int
    hash: str

    def goes_on(self, now: float) -> bool:
        """Whether this process may add to it; one inherited by fork or a day old has ended."""
        return self.pid == os.getpid() and self.started <= now < self.started + DAY


class Trail:
    """The trail in one store.  Thread-safe; other processes may share the store.

    ``key``     signs the records (HMAC); without one the chains only show what was not recomputed
    ``policy``  the policy that the verdicts are given under: its digest and its JSON form
    ``clock``   seconds since the epoch
    """

    def __init__(
        self,
        store: Store,
        key: Optional[bytes] = None,
        policy: Tuple[str, str] = ("", ""),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self._key = key = key or None
        self._signature = {"key": key_id(key)} if key else {}
        self._policy = policy
        self._clock = clock
        self._lock = ForkLock()
        self._head: Optional[_Head] = None
        self._counts = {"written": 0, "failed": 0}
        self._failure = ""

    # -- writing

    def append(self, kind: str, body: Mapping[str, Any], *, session: str = "", decision: str = "") -> str:
        """Add one record and return its name, ``chain:seq``.  ``body`` is JSON, free of secrets.

        Raises :class:`StoreError`; then nothing was added, and the next record begins a new chain.
        """
        failed = self._counts["failed"]
        with self._lock:
            if self._counts["failed"] != failed:  # while this one waited: the database would make it wait as long again
                self._counts["failed"] += 1
                raise StoreError(self._failure)
            head, self._head = self._head, None  # an append that is broken off ends the chain
            try:
                head = self._append(head, kind, body, session, decision)
            except Exception as error:
                self._counts["failed"] += 1
                self._failure = str(error)
                raise
            self._head = head
            self._counts["written"] += 1
            return f"{head.chain}:{head.seq}"

    def _append(self, head: Optional[_Head], kind: str, body: Mapping[str, Any], session: str, decision: str) -> _Head:
        now = self._now()
        if head is not None and head.goes_on(now):
            head, values = self._next(head, now, kind, body, session, decision)
            self.store.single(_INSERT, *values)
            return head
        with self.store.transaction(durable=False) as db:
            return self._insert(db, self._begin(db, now), now, kind, body, session, decision)

    def _now(self) -> float:
        return round(self._clock(), 6)

    def _begin(self, db: Transaction, now: float) -> _Head:
        """Start a chain, and say when the policy is another one than the last writer's."""
        digest, form = self._policy
        before = db.rows("SELECT policy FROM chains WHERE policy <> '' ORDER BY started DESC LIMIT 1")
        head = _Head(os.getpid(), now, f"{int(now * 1000):012x}{os.urandom(6).hex()}", -1, "")
        db.change("INSERT INTO chains (chain, started, policy, covered) VALUES (?, ?, ?, -1)", head.chain, now, digest)
        start = {
            "format": 1,
            "host": platform.node(),
            "pid": head.pid,
            "policy": digest,
            "version": __version__,
        }
        head = self._insert(db, head, now, "chain_started", start, "", "")
        if digest:
            db.change("INSERT INTO policies (digest, form) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING", digest, form)
        if digest and before and before[0][0] != digest:
            change = {"policy": digest, "policy_before": before[0][0]}
            head = self._insert(db, head, now, "policy_changed", change, "", "")
        self._checkpoint_if_due(db, now)
        return head

    def _insert(
        self,
        db: Transaction,
        head: _Head,
        now: float,
        kind: str,
        body: Mapping[str, Any],
        session: str,
        decision: str,
    ) -> _Head:
        head, values = self._next(head, now, kind, body, session, decision)
        db.change(_INSERT, *values)
        return head

    def _next(
        self, head: _Head, now: float, kind: str, body: Mapping[str, Any], session: str, decision: str
    ) -> Tuple[_Head, Tuple[Any, ...]]:
        """The head after one more record, and that record's columns."""
        pid, started, chain, seq, before = head
        own = {"chain": chain, "seq": seq + 1, "prev": before, "time": now, "kind": kind, **self._signature}
        text = canonical({**body, **own, "session": session, "decision": decision})
        digest = hash_of(text)
        values = (chain, seq + 1, now, kind, session, decision, text, digest, mac_of(text, self._key))
        return _Head(pid, started, chain, seq + 1, digest), values

    # -- checkpoints and retention

    def checkpoint(self) -> Checkpoint:
        """Add a checkpoint.  Raises :class:`StoreError`, also for one without the key of a signed trail."""
        with self.store.transaction() as db:
            self._need_key(db)
            return self._checkpoint(db, self._now())

    def _need_key(self, db: Transaction) -> None:
        if self._key is None and self._is_signed(db):
            raise StoreError("this trail is signed: give its key")

    def _is_signed(self, db: Transaction) -> bool:
        last = db.rows("SELECT mac FROM trail ORDER BY time DESC, seq DESC LIMIT 1")
        return bool(last and last[0][0])

    def _checkpoint_if_due(self, db: Transaction, now: float) -> None:
        found = db.rows("SELECT time FROM checkpoints ORDER BY number DESC LIMIT 1")
        found = found or db.rows("SELECT started FROM chains ORDER BY started LIMIT 1")
        if now - found[0][0] > DAY and (self._key or not self._is_signed(db)):
            self._checkpoint(db, now)

    def _checkpoint(self, db: Transaction, now: float) -> Checkpoint:
        heads = db.rows(
            "SELECT trail.chain, trail.seq, trail.hash FROM chains JOIN trail ON trail.chain = chains.chain"
            " WHERE trail.seq > chains.covered"
            " AND trail.seq = (SELECT MAX(seq) FROM trail WHERE trail.chain = chains.chain) ORDER BY trail.chain"
        )
        while True:
            last = db.rows("SELECT number, hash FROM checkpoints ORDER BY number DESC LIMIT 1")
            number, before = (last[0][0] + 1, last[0][1]) if last else (1, "")
            form = {"number": number, "time": now, "prev": before, "heads": [list(head) for head in heads]}
            text = canonical({**form, "kind": "checkpoint", **self._signature})
            made = Checkpoint(number, now, text, hash_of(text), mac_of(text, self._key), False)
            if db.change(
                "INSERT INTO checkpoints (number, time, record, hash, mac, pruned) VALUES (?, ?, ?, ?, ?, 0)"
                " ON CONFLICT (number) DO NOTHING",
                *made[:5],
            ):
                break
        for chain, seq, _ in heads:
            db.change("UPDATE chains SET covered = ? WHERE chain = ?", seq, chain)
        return made

    def prune(self, before: float) -> int:
        """Delete the records up to the last checkpoint made before a time; how many.

        Raises :class:`StoreError`, also without the key of a signed trail.  The checkpoints stay, and the deletion is a record itself, so that the rest still verifies.
        """
        now = self._now()
        with self._lock, self.store.transaction() as db:
            self._need_key(db)
            covered = [one for one in _checkpoints(db) if one.time < before]
            if not covered or covered[-1].pruned:
                return 0
            last = covered[-1]
            heads = {chain: seq for one in covered if not one.pruned for chain, seq, _ in one.heads}
            count = sum(db.change("DELETE FROM trail WHERE chain = ? AND seq <= ?", *head) for head in heads.items())
            db.change("UPDATE checkpoints SET pruned = 1 WHERE number <= ?", last.number)
            db.change(
                "DELETE FROM chains WHERE started < ?"  # older ones are not added to any more
                " AND NOT EXISTS (SELECT 1 FROM trail WHERE trail.chain = chains.chain)",
                last.time - DAY,
            )
            note = {"checkpoint": last.number, "checkpoint_hash": last.hash, "records": count}
            self._insert(db, self._begin(db, now), now, "trail_pruned", note, "", "")
        return count

    # -- reading

    def get(self, ref: str) -> Optional[Record]:
        """One record by its name; None when there is none.  Raises :class:`StoreError`."""
        chain, _, seq = ref.partition(":")
        if not seq.isascii() or not seq.isdigit() or len(seq) > 15:
            return None
        with self.store.transaction(write=False) as db:
            found = db.rows(f"SELECT {_COLUMNS} FROM trail WHERE chain = ? AND seq = ?", chain, int(seq))  # noqa: S608
        return Record(*found[0]) if found else None

    def recent(self, limit: int = 50, **search: Any) -> List[Record]:
        """The last records that fit, oldest first; ``search`` as for :meth:`found`.  Raises :class:`StoreError`."""
        where, values = _search(**search)
        with self.store.transaction(write=False) as db:
            rows = db.rows(
                f"SELECT {_COLUMNS} FROM trail WHERE {where} ORDER BY time DESC, seq DESC LIMIT ?",  # noqa: S608
                *values,
                limit,
                damaged=True,
            )
        return [Record._make(row) for row in reversed(rows)]

    def found(self, **search: Any) -> Iterator[Record]:
        """Every record that fits, oldest first, read page by page.

        ``since``    not older than this, seconds since the epoch
        ``session``  of this session
        ``stopped``  verdicts that denied or escalated
        ``kind``     of this kind
        Raises :class:`StoreError`.
        """
        where, values = _search(**search)
        after: Tuple[Any, ...] = ()
        while True:
            with self.store.transaction(write=False) as db:
                page = db.rows(
                    f"SELECT {_COLUMNS} FROM trail WHERE {where}"  # noqa: S608
                    f"{' AND (time, seq, chain) > (?, ?, ?)' if after else ''} ORDER BY time, seq, chain LIMIT ?",
                    *values,
                    *after,
                    _PAGE,
                    damaged=True,
                )
            yield from map(Record._make, page)
            if len(page) < _PAGE:
                return
            chain, seq, at = page[-1][:3]
            after = at, seq, chain

    def records(self) -> Iterator[Record]:
        """Every record, chain by chain; read page by page, so that writers are not held up.

        Raises :class:`StoreError`.
        """
        after: Tuple[Any, ...] = ()
        while True:
            with self.store.transaction(write=False) as db:
                page = db.rows(
                    f"SELECT {_COLUMNS} FROM trail"  # noqa: S608
                    f"{' WHERE (chain, seq) > (?, ?)' if after else ''} ORDER BY chain, seq LIMIT ?",
                    *after,
                    _PAGE,
                    damaged=True,
                )
            yield from map(Record._make, page)
            if len(page) < _PAGE:
                return
            after = page[-1][:2]

    def checkpoints(self) -> List[Checkpoint]:
        """Every checkpoint, oldest first.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            return _checkpoints(db)

    def chains(self) -> List[str]:
        """The chains that writers began and nobody pruned, oldest first.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            return [str(row[0]) for row in db.rows("SELECT chain FROM chains ORDER BY started")]

    def policies(self) -> Mapping[str, Mapping[str, Any]]:
        """Digest -> JSON form of every policy that some writer judged under.  Raises :class:`StoreError`."""
        with self.store.transaction(write=False) as db:
            return {str(digest): json.loads(form) for digest, form in db.rows("SELECT digest, form FROM policies")}

    @property
    def stats(self) -> Mapping[str, Any]:
        """What was written and what failed so far, and where to."""
        return {**self._counts, "where": self.store.where, "last_error": self._failure}


def _search(since: float = 0.0, session: str = "", stopped: bool = False, kind: str = "") -> Tuple[str, List[Any]]:
    """The condition, and the values in it, of a search."""
    where, values = ["time >= ?"], [since]  # type: List[str], List[Any]
    more: Sequence[Tuple[bool, str, List[Any]]] = (
        (bool(session), "session <> '' AND session = ?", [session]),
        (stopped, "decision IN ('deny', 'escalate')", []),
        (bool(kind), "kind = ?", [kind]),
    )
    for wanted, condition, given in more:
        if wanted:
            where.append(condition)
            values += given
    return " AND ".join(where), values


def _checkpoints(db: Transaction) -> List[Checkpoint]:
    rows = db.rows("SELECT number, time, record, hash, mac, pruned FROM checkpoints ORDER BY number", damaged=True)
    return [Checkpoint(number, at, text, digest, mac, bool(pruned)) for number, at, text, digest, mac, pruned in rows]
