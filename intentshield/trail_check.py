"""Whether a trail is as it was written.

Without a key or an exported checkpoint, :func:`verify` finds what was changed, removed, moved or put in and not
computed anew: someone who can write to the database can compute a chain anew, or cut off its end.  With the key of
the writers nothing can be computed anew; with a checkpoint that was kept elsewhere, nothing before it can be changed
or cut off.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .errors import StoreError
from .trail import Checkpoint, Record, canonical, hash_of

__all__ = ["Problem", "Report", "checkpoint_from", "checkpoint_line", "record_from", "record_line", "verify"]

MAX_PROBLEMS = 1_000
#: What the database knows of a record beside its text.
_SEARCHED = ("chain", "seq", "time", "kind", "session", "decision")


class Problem(NamedTuple):
    """What is wrong, and where: ``chain:seq``, a chain, or ``checkpoint N``."""

    where: str
    what: str


class Report(NamedTuple):
    """What a verification found.

    ``signed``    records whose hash was made with the key
    ``unchecked`` records made with a key that was not given: only their order was checked
    ``cut``       there are more problems than are listed
    """

    records: int
    chains: int
    checkpoints: int
    signed: int
    unchecked: int
    problems: Tuple[Problem, ...]
    cut: bool

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {**self._asdict(), "ok": self.ok, "problems": [one._asdict() for one in self.problems]}


def verify(
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
    return _Check(key, selection).run(records, checkpoints, trusted, chains)


class _Check:
    """One verification."""

    def __init__(self, key: Optional[bytes], selection: bool) -> None:
        self._key = key
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
        self._prunings: Dict[int, str] = {}

    def run(
        self,
        records: Iterable[Record],
        checkpoints: Sequence[Checkpoint],
        trusted: Sequence[Checkpoint],
        chains: Iterable[str],
    ) -> Report:
        self._read_checkpoints(checkpoints, trusted)
        missing = dict.fromkeys(chains)
        last: Optional[Record] = None
        seen = 0
        for record in records:
            if last is None or record.chain != last.chain:
                seen += 1
                missing.pop(record.chain, None)
                last = None
            if self._record(record, last):
                last = record
        for chain in missing:
            if chain not in self._base:
                self._problem(chain, "all records of this chain are missing")
        if not self._selection:
            self._promises_left()
        self._pruned(checkpoints)
        return Report(
            self._count, seen, len(checkpoints), self._signed, self._unchecked, tuple(self._problems), self._cut
        )

    def _problem(self, where: str, what: str) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(Problem(where, what))
        else:
            self._cut = True

    # -- checkpoints

    def _read_checkpoints(self, checkpoints: Sequence[Checkpoint], trusted: Sequence[Checkpoint]) -> None:
        before: Optional[Checkpoint] = None
        for one in checkpoints:
            where = f"checkpoint {one.number}"
            body = self._checkpoint(one, where)
            if one.number != (before.number + 1 if before else 1):
                self._problem(where, "a checkpoint before this one is missing")
            elif body.get("prev") != (before.hash if before else ""):
                self._problem(where, "does not follow from the checkpoint before it")
            if before and one.pruned and not before.pruned:
                self._problem(where, "counts as pruned, the one before it does not")
            before = one
            self._take_heads(one, bool(body) and self._key is not None)
        here = {one.number: one.hash for one in checkpoints}
        for one in trusted:
            where = f"checkpoint {one.number} (kept elsewhere)"
            self._checkpoint(one, where)
            if here.get(one.number) != one.hash:
                self._problem(where, "is not in the database, or differs there")
                if one.number not in here:
                    self._take_heads(one, False)

    def _checkpoint(self, one: Checkpoint, where: str) -> Mapping[str, Any]:
        """The body of a checkpoint that is as it was written; otherwise nothing."""
        try:
            body = json.loads(one.text)
            _ = one.heads
        except (ValueError, TypeError, RecursionError, StoreError):
            self._problem(where, "cannot be read")
            return {}
        if self._key is None and body.get("key"):
            pass  # cannot be checked
        elif not _same(hash_of(one.text, self._key), one.hash):
            self._problem(where, "was changed" if self._key is None or body.get("key") else "is not signed")
            return {}
        if (body.get("number"), body.get("time")) != (one.number, one.time):
            self._problem(where, "was changed")
        return body if isinstance(body, dict) else {}

    def _take_heads(self, one: Checkpoint, signed: bool) -> None:
        try:
            heads = one.heads
        except StoreError:
            return
        for chain, seq, digest in heads:
            if signed:
                self._vouched[chain] = max(seq, self._vouched.get(chain, -1))
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

    def _pruned(self, checkpoints: Sequence[Checkpoint]) -> None:
        last = next((one for one in reversed(checkpoints) if one.pruned), None)
        if last is not None and not self._selection and self._prunings.get(last.number) != last.hash:
            self._problem(f"checkpoint {last.number}", "counts as pruned, but no record tells of it")

    # -- records

    def _record(self, record: Record, last: Optional[Record]) -> bool:
        """Check one record; whether it can be read at all."""
        self._count += 1
        if not all(map(isinstance, record, (str, int, float, str, str, str, str, str))):
            self._problem(record.ref, "cannot be read")
            return False
        promised = self._promised.get(record.chain, {}).pop(record.seq, None)
        if promised is not None and promised[0] != record.hash:
            self._problem(record.ref, f"is not the record that checkpoint {promised[1]} names")
        body = self._body(record)
        if body is not None:
            self._own_hash(record, body)
            if body.get("kind") == "trail_pruned":
                self._prunings[body.get("checkpoint", 0)] = str(body.get("checkpoint_hash"))
            self._link(record, last, str(body.get("prev")))
        return True

    def _body(self, record: Record) -> Optional[Mapping[str, Any]]:
        try:
            body = record.body
        except StoreError:
            self._problem(record.ref, "cannot be read")
            return None
        for field in _SEARCHED:
            if body.get(field) != getattr(record, field):
                self._problem(record.ref, f"was changed: its {field} differs from what was written")
                break
        return body

    def _own_hash(self, record: Record, body: Mapping[str, Any]) -> None:
        if _same(hash_of(record.text, self._key), record.hash):
            self._signed += self._key is not None
        elif self._key is None and body.get("key"):
            self._unchecked += 1
        elif self._key is not None and _same(hash_of(record.text), record.hash):
            if record.seq > self._vouched.get(record.chain, -1):
                self._problem(record.ref, "is not signed, and no signed checkpoint covers it")
        else:
            self._problem(record.ref, "was changed")

    def _link(self, record: Record, last: Optional[Record], prev: str) -> None:
        seq, digest = (last.seq, last.hash) if last else self._base.get(record.chain, (-1, ""))
        if record.seq <= seq:
            self._problem(record.ref, "is out of order, or was pruned and is there again")
        elif record.seq > seq + 1:
            if not self._selection:
                gone = f"{record.chain}:{seq + 1}"
                self._problem(gone, "is missing" if record.seq == seq + 2 else f"to {record.seq - 1} are missing")
        elif prev != digest:
            self._problem(record.ref, "does not follow from the record before it: one of them was replaced")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


# -- files


def record_line(record: Record) -> str:
    """A record as one line of an export."""
    return f'{{"hash":{json.dumps(record.hash)},"record":{record.text}}}'


def checkpoint_line(one: Checkpoint) -> str:
    """A checkpoint as one line of an export, or as a file of its own."""
    return f'{{"hash":{json.dumps(one.hash)},"pruned":{json.dumps(one.pruned)},"checkpoint":{one.text}}}'


def record_from(line: Mapping[str, Any]) -> Record:
    """A record from a line of an export.  Raises :class:`StoreError`."""
    try:
        body = line["record"]
        fields = [body[field] for field in _SEARCHED]
        return Record._make([*fields, canonical(body), line["hash"]])
    except (KeyError, TypeError) as error:
        raise StoreError(f"this is not a record of a trail: {error!r}") from error


def checkpoint_from(line: Mapping[str, Any]) -> Checkpoint:
    """A checkpoint from a line of an export.  Raises :class:`StoreError`."""
    try:
        body = line["checkpoint"]
        return Checkpoint(body["number"], body["time"], canonical(body), line["hash"], line.get("pruned") is True)
    except (KeyError, TypeError) as error:
        raise StoreError(f"this is not a checkpoint of a trail: {error!r}") from error
