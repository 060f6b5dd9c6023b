"""Whether a trail is as it was written.

Without a key or an exported checkpoint, :func:`verify` finds what was changed, removed, moved or put in and not
computed anew: someone who can write to the database can compute a chain anew, cut off its end or leave out a whole
one.  With the key of the writers nothing can be computed anew; with a checkpoint that was kept elsewhere, nothing
before it can be changed or cut off.  What was pruned is reported, with the record that tells of it.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from .errors import StoreError
from .trail import Checkpoint, Record, Trail, canonical, hash_of, key_id, mac_of

__all__ = [
    "Problem",
    "Report",
    "checkpoint_from",
    "checkpoint_line",
    "record_from",
    "record_line",
    "verify",
    "verify_records",
]

MAX_PROBLEMS = 1_000
#: What the database knows of a record beside its text.
_SEARCHED = ("chain", "seq", "time", "kind", "session", "decision")
_RECORD = (str, int, (int, float), str, str, str, str, str, str)
_CHECKPOINT = (int, (int, float), str, str, str, bool)
_ODD = (ValueError, TypeError, KeyError, OverflowError, RecursionError)


class Problem(NamedTuple):
    """What is wrong, and where: ``chain:seq``, a chain, or ``checkpoint N``."""

    where: str
    what: str


class Report(NamedTuple):
    """What a verification found.

    ``signed``     records whose signature was made with the key that was given
    ``unchecked``  signed records for which no key was given: only their hashes were checked
    ``pruned``     the last checkpoint whose records were deleted on purpose, and the record that tells of it
    ``selection``  some records were left out on purpose: what is missing was not looked for
    ``cut``        there are more problems than are listed
    """

    records: int
    chains: int
    checkpoints: int
    signed: int
    unchecked: int
    pruned: Tuple[int, str]
    selection: bool
    problems: Tuple[Problem, ...]
    cut: bool

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {**self._asdict(), "ok": self.ok, "problems": [one._asdict() for one in self.problems]}


def verify(trail: Trail, *, key: Optional[bytes] = None, trusted: Sequence[Checkpoint] = ()) -> Report:
    """Check a trail; see :func:`verify_records`.  Raises :class:`StoreError` when it cannot be read."""
    while True:
        before = trail.checkpoints()
        report = verify_records(trail.records(), before, key=key, trusted=trusted, chains=trail.chains())
        if report.ok or [one.pruned for one in trail.checkpoints()] == [one.pruned for one in before]:
            return report  # otherwise records were pruned meanwhile


def verify_records(
    records: Iterable[Record],
    checkpoints: Sequence[Checkpoint],
    *,
    key: Optional[bytes] = None,
    trusted: Sequence[Checkpoint] = (),
    chains: Iterable[str] = (),
    selection: bool = False,
) -> Report:
    """Check records, given chain by chain, against their hashes, each other and the checkpoints.

    ``trusted``    checkpoints that were kept elsewhere
    ``chains``     the chains that must be there
    ``selection``  some records were left out on purpose: only what is there is checked
    Raises :class:`StoreError` when the records cannot be read.
    """
    return _Check(key or None, selection).run(records, checkpoints, trusted, chains)


class _Check:
    """One verification."""

    def __init__(self, key: Optional[bytes], selection: bool) -> None:
        self._key = key
        self._key_id = key_id(key) if key else ""
        self._selection = selection
        self._problems: List[Problem] = []
        self._cut = False
        self._signed = self._unchecked = self._count = 0
        #: Chain -> sequence number and hash of its last pruned record.
        self._base: Dict[str, Tuple[int, str]] = {}
        #: Chain -> sequence number -> hash that a checkpoint promises, and that checkpoint.
        self._promised: Dict[str, Dict[int, Tuple[str, int]]] = {}
        #: Chain -> the last record that a signed checkpoint vouches for.
        self._vouched: Dict[str, int] = {}
        #: Number of a checkpoint -> its hash in the record of its pruning, and that record.
        self._prunings: Dict[int, Tuple[str, str]] = {}

    def run(
        self,
        records: Iterable[Record],
        checkpoints: Sequence[Checkpoint],
        trusted: Sequence[Checkpoint],
        chains: Iterable[str],
    ) -> Report:
        self._read_checkpoints(checkpoints, trusted)
        ended: Set[str] = set()
        last: Optional[Record] = None
        for record in records:
            if last is not None and record.chain != last.chain:
                ended.add(last.chain)
                last = None
            if last is None and record.chain in ended:
                self._problem(record.ref, "is there twice, or out of order")
            if self._record(record, last):
                last = record
        if last is not None:
            ended.add(last.chain)
        for chain in chains:
            if chain not in ended and chain not in self._base:
                self._problem(chain, "all records of this chain are missing")
        if not self._selection:
            self._promises_left()
        return Report(
            self._count,
            len(ended),
            len(checkpoints),
            self._signed,
            self._unchecked,
            self._pruned(checkpoints),
            self._selection,
            tuple(self._problems),
            self._cut,
        )

    def _problem(self, where: str, what: str) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(Problem(where, what))
        else:
            self._cut = True

    # -- checkpoints

    def _read_checkpoints(self, checkpoints: Sequence[Checkpoint], trusted: Sequence[Checkpoint]) -> None:
        before: Optional[Checkpoint] = None
        signed = 0
        for one in checkpoints:
            where = f"checkpoint {one.number}"
            body = self._checkpoint(one, where)
            if body is None:
                continue
            if one.number != (before.number + 1 if before else 1):
                self._problem(where, "a checkpoint before this one is missing")
            elif body.get("prev") != (before.hash if before else ""):
                self._problem(where, "does not follow from the checkpoint before it")
            if before and one.pruned and not before.pruned:
                self._problem(where, "counts as pruned, the one before it does not")
            before = one
            signed = one.number if self._key and _same(mac_of(one.text, self._key), one.mac) else signed
            self._take_heads(one)
        for one in checkpoints:
            if one.number <= signed:  # a signature covers every checkpoint before
                for chain, seq, _ in _heads(one):
                    self._vouched[chain] = max(seq, self._vouched.get(chain, -1))
        here = {one.number: one.hash for one in checkpoints}
        for one in trusted:
            where = f"checkpoint {one.number} (kept elsewhere)"
            if self._checkpoint(one, where) is not None:
                if here.get(one.number) != one.hash:
                    self._problem(where, "is not in the database, or differs there")
                self._take_heads(one._replace(pruned=False))

    def _checkpoint(self, one: Checkpoint, where: str) -> Optional[Mapping[str, Any]]:
        """The body of a checkpoint; None when it cannot be read."""
        try:
            if not _fits(one, _CHECKPOINT):
                raise ValueError
            body = json.loads(one.text)
            _ = one.heads
        except (*_ODD, StoreError):
            self._problem(where, "cannot be read")
            return None
        if not _same(hash_of(one.text), one.hash) or (body.get("number"), body.get("time")) != (one.number, one.time):
            self._problem(where, "was changed")
        elif self._key and one.mac and body.get("key") == self._key_id:
            if not _same(mac_of(one.text, self._key), one.mac):
                self._problem(where, "was changed: its signature is wrong")
        return dict(body)

    def _take_heads(self, one: Checkpoint) -> None:
        for chain, seq, digest in _heads(one):
            if one.pruned:
                self._base[chain] = seq, digest
            else:
                self._promised.setdefault(chain, {})[seq] = digest, one.number

    def _promises_left(self) -> None:
        for chain, promised in self._promised.items():
            base = self._base.get(chain, (-1, ""))[0]
            for seq, (_, number) in promised.items():
                if seq > base:
                    self._problem(f"{chain}:{seq}", f"is missing, and so may be others: checkpoint {number} names it")

    def _pruned(self, checkpoints: Sequence[Checkpoint]) -> Tuple[int, str]:
        last = next((one for one in reversed(checkpoints) if one.pruned), None)
        if last is None:
            return 0, ""
        told, where = self._prunings.get(last.number, ("", ""))
        if told != last.hash and not self._selection:
            self._problem(f"checkpoint {last.number}", "counts as pruned, but no record tells of it")
        return last.number, where

    # -- records

    def _record(self, record: Record, last: Optional[Record]) -> bool:
        """Check one record; whether it can be read at all."""
        self._count += 1
        if not _fits(record, _RECORD):
            self._problem(record.ref, "cannot be read")
            return False
        promised = self._promised.get(record.chain, {}).pop(record.seq, None)
        if promised is not None and promised[0] != record.hash:
            self._problem(record.ref, f"is not the record that checkpoint {promised[1]} names")
        try:
            body = record.body
        except StoreError:
            self._problem(record.ref, "cannot be read")
            return True
        self._own(record, body)
        self._link(record, last, body.get("prev"))
        number = body.get("checkpoint")
        if record.kind == "trail_pruned" and isinstance(number, int):
            self._prunings[number] = str(body.get("checkpoint_hash")), record.ref
        return True

    def _own(self, record: Record, body: Mapping[str, Any]) -> None:
        """The record alone: its columns, its hash and its signature."""
        changed = [field for field in _SEARCHED if body.get(field) != getattr(record, field)]
        if not _same(hash_of(record.text), record.hash):
            self._problem(record.ref, "was changed")
        elif changed:
            self._problem(record.ref, f"was changed: its {changed[0]} differs from what was written")
        elif self._key is None:
            self._unchecked += bool(record.mac)
        elif _same(mac_of(record.text, self._key), record.mac):
            self._signed += 1
        elif body.get("key") == self._key_id:
            self._problem(record.ref, "was changed: its signature is wrong")
        elif record.seq > self._vouched.get(record.chain, -1):
            how = "signed with another key" if record.mac else "not signed"
            self._problem(record.ref, f"is {how}, and no signed checkpoint covers it")

    def _link(self, record: Record, last: Optional[Record], prev: Any) -> None:
        seq, digest = (last.seq, last.hash) if last else self._base.get(record.chain, (-1, ""))
        if record.seq <= seq:
            self._problem(record.ref, "is out of order, or was pruned and is there again")
        elif record.seq > seq + 1:
            if not self._selection:
                gone = f"{record.chain}:{seq + 1}"
                self._problem(gone, "is missing" if record.seq == seq + 2 else f"to {record.seq - 1} are missing")
        elif prev != digest:
            self._problem(record.ref, "does not follow from the record before it: one of them was replaced")


def _fits(values: Sequence[Any], types: Sequence[Any]) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(values, types))


def _heads(one: Checkpoint) -> List[Tuple[str, int, str]]:
    try:
        return one.heads
    except StoreError:
        return []


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


# -- files


def record_line(record: Record) -> str:
    """A record as one line of an export."""
    return f'{{"hash":{json.dumps(record.hash)},"mac":{json.dumps(record.mac)},"record":{record.text}}}'


def checkpoint_line(one: Checkpoint) -> str:
    """A checkpoint as one line of an export, or as a file of its own."""
    signed = f'"hash":{json.dumps(one.hash)},"mac":{json.dumps(one.mac)},"pruned":{json.dumps(one.pruned)}'
    return f'{{{signed},"checkpoint":{one.text}}}'


def record_from(line: Mapping[str, Any]) -> Record:
    """A record from a line of an export.  Raises :class:`StoreError`."""
    try:
        body = line["record"]
        fields = [body[field] for field in _SEARCHED]
        return Record._make([*fields, canonical(body), line["hash"], line["mac"]])
    except _ODD as error:
        raise StoreError(f"this is not a record of a trail: {error!r}") from error


def checkpoint_from(line: Mapping[str, Any]) -> Checkpoint:
    """A checkpoint from a line of an export.  Raises :class:`StoreError`."""
    try:
        body, pruned = line["checkpoint"], line["pruned"] is True
        return Checkpoint(body["number"], body["time"], canonical(body), line["hash"], line["mac"], pruned)
    except _ODD as error:
        raise StoreError(f"this is not a checkpoint of a trail: {error!r}") from error
