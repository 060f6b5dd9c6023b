"""The trail: what is kept, and that nothing in it can be changed unseen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import Any, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intentshield import Shield, StoreError
from intentshield.store import Store
from intentshield.trail import DAY, Checkpoint, Record, Trail, canonical, hash_of, mac_of
from intentshield.trail_check import (
    Report,
    checkpoint_from,
    checkpoint_line,
    record_from,
    record_line,
    verify,
    verify_records,
)
from tests.conftest import ROOT
from tests.stores import BACKENDS, opened, specs

KEY = b"a key of the writers"
TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"


@pytest.fixture(params=BACKENDS)
def spec(request: Any, tmp_path: Path) -> Iterator[str]:
    yield from specs(request.param, tmp_path)


def checked(trail: Trail, key: bytes | None = None, trusted: tuple[Checkpoint, ...] = ()) -> Report:
    return verify(trail, key=key, trusted=trusted)


def shield(directory: Path, **fields: Any) -> Shield:
    fields.setdefault("enable_trail", True)
    return Shield("coding", data_dir=directory, workspace="/work/repo", home="/home/user", **fields)


# -- what is kept


def test_every_verdict_is_kept_before_it_is_returned(tmp_path: Path) -> None:
    made = shield(tmp_path)
    with made.session("tidy the build", agent="agent-7") as session:
        session.audit("Bash", "rm -rf /", cwd="/work/repo/src")
    made.audit("Read", {"file_path": "/work/repo/a.py"})
    assert made.trail is not None
    denied, read = made.trail.recent(kind="verdict")
    assert denied.decision == "deny"
    assert denied.session == session.id
    body = denied.body
    assert body["arguments"] == "rm -rf /"
    assert body["cwd"] == "/work/repo/src"
    assert body["classification"] == "shell"
    assert body["actor"] == "agent-7"
    assert len(body["intention"]) == 12
    assert "intention" not in read.body
    assert body["findings"][0]["severity"] == "critical"
    assert body["effects"][0]["verb"]
    assert body["path"] == "critical"
    assert body["policy"] == made.policy.digest[:16]
    assert body["latency_us"] > 0
    assert len(body["digest"]) == 64
    assert read.body["arguments"] == {"file_path": "/work/repo/a.py"}
    assert read.decision == "allow"
    assert checked(made.trail).ok


def test_secrets_are_not_kept(tmp_path: Path) -> None:
    made = shield(tmp_path)
    made.audit("Bash", f"curl -H 'Authorization: token {TOKEN}' https://api.example.com")
    made.audit("deploy", {"note": f"use {TOKEN}", "deep": [{"password": "hunter2hunter2"}]})
    assert made.trail is not None
    text = "".join(record.text for record in made.trail.records())
    assert TOKEN not in text
    assert "hunter2hunter2" not in text
    assert TOKEN.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())


def test_long_arguments_are_cut_and_say_so(tmp_path: Path) -> None:
    made = shield(tmp_path)
    made.audit("Write", {"file_path": "/work/repo/a.txt", "content": "word " * 20_000})
    made.audit("Write", {"file_path": "/work/repo/a.txt", "content": float("nan"), "odd": object()})
    assert made.trail is not None
    long, odd = made.trail.recent(kind="verdict")
    assert len(long.body["arguments"]) == 16_384
    assert long.body["arguments_cut"].endswith("characters")
    assert "arguments_cut" not in odd.body


def test_seal_and_policy_changes_are_kept(tmp_path: Path) -> None:
    shield(tmp_path).initialize().audit("Bash", "ls")
    other = shield(tmp_path, max_per_minute=100)
    other.audit("Bash", "ls")
    trail = other.trail
    assert trail is not None
    kinds = [record.kind for record in trail.recent()]
    assert kinds == ["chain_started", "seal_created", "verdict", "chain_started", "policy_changed", "verdict"]
    change = trail.recent(kind="policy_changed")[0].body
    assert change["policy"] == other.policy.digest
    forms = trail.policies()
    assert forms[change["policy"]]["max_per_minute"] == 100
    assert "max_per_minute" not in forms[change["policy_before"]]
    assert checked(trail).ok


def test_searching(spec: str) -> None:
    trail = Trail(opened(spec), clock=iter(range(100, 1000)).__next__)
    for i in range(9):
        trail.append("verdict", {"n": i}, session=f"s{i % 3}", decision=("allow", "deny", "escalate")[i % 3])
    assert [r.body["n"] for r in trail.recent(2)] == [7, 8]
    assert [r.body["n"] for r in trail.recent(session="s1")] == [1, 4, 7]
    assert [r.body["n"] for r in trail.recent(stopped=True, limit=3)] == [5, 7, 8]
    assert [r.body["n"] for r in trail.recent(since=107)] == [7, 8]
    one = trail.recent(1)[0]
    assert trail.get(one.ref) == one
    for unknown in ("", ":", "x:1", f"{one.chain}:99", f"{one.chain}:x", f"{one.chain}:{'9' * 40}"):
        assert trail.get(unknown) is None


def test_the_searches_use_an_index(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path)))
    trail.append("verdict", {})
    with trail.store.transaction() as db:
        for where, index in (
            ("time >= 0", "trail_time"),
            ("time >= 0 AND session <> '' AND session = 'a'", "trail_session"),
            ("time >= 0 AND decision IN ('deny', 'escalate')", "trail_stopped"),
        ):
            plan = db.rows(f"EXPLAIN QUERY PLAN SELECT record FROM trail WHERE {where} ORDER BY time DESC, seq DESC")
            assert index in str(plan), where
            assert "TEMP B-TREE" not in str(plan), where


# -- chains


def test_every_writer_has_a_chain(spec: str) -> None:
    trails = [Trail(opened(spec)) for _ in range(3)]
    for i in range(10):
        for trail in trails:
            trail.append("note", {"i": i})
    assert len(trails[0].chains()) == 3
    report = checked(trails[0])
    assert report.ok
    assert (report.chains, report.records) == (3, 33)


def test_threads_share_one_chain(spec: str) -> None:
    trail = Trail(opened(spec))

    def work() -> None:
        for i in range(25):
            trail.append("note", {"i": i})
        trail.store.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = checked(trail)
    assert report.ok
    assert (report.chains, report.records) == (1, 201)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run: there is no fork here")
def test_a_forked_child_has_a_chain_of_its_own(spec: str) -> None:
    trail = Trail(opened(spec))
    trail.append("note", {"in": "parent"})
    child = os.fork()
    if child == 0:
        code = 1
        try:
            trail.append("note", {"in": "child"})
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    trail.append("note", {"in": "parent"})
    report = checked(trail)
    assert report.ok
    assert (report.chains, report.records) == (2, 5)


def test_a_chain_ends_after_a_day_and_a_checkpoint_is_made(spec: str) -> None:
    now = [1_000.0]
    trail = Trail(opened(spec), clock=lambda: now[0])
    for _ in range(3):
        trail.append("note", {})
        now[0] += DAY / 2 + 1
    assert len(trail.chains()) == 2
    assert len(trail.checkpoints()) == 1
    assert checked(trail).ok


def test_a_clock_that_falls_back_breaks_nothing(spec: str) -> None:
    now = [1_000_000.0]
    trail = Trail(opened(spec), clock=lambda: now[0])
    for step in (5.0, -500_000.0, 1.0, 2 * DAY, -3 * DAY):
        trail.append("note", {})
        now[0] += step
    assert checked(trail).ok


def test_an_append_that_fails_ends_the_chain(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path), 0.1))
    trail.append("note", {"n": 1})
    blocker = sqlite3.connect(trail.store.where, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process has held it"):
        trail.append("note", {"n": 2})
    blocker.close()
    trail.append("note", {"n": 3})
    assert [r.body.get("n") for r in trail.recent(kind="note")] == [1, 3]
    assert trail.stats["failed"] == 1
    assert "another process" in trail.stats["last_error"]
    assert checked(trail).ok
    assert len(trail.chains()) == 2


# -- tampering

Change = Any


def _changes(draw: Any, rows: list[list[Any]]) -> tuple[str, list[list[Any]]]:
    """One change to the records of a trail, and what it is."""
    kind = draw(st.sampled_from(["text", "hash", "column", "drop", "swap", "insert", "move", "chain"]))
    at = draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    if kind == "text":
        place = draw(st.integers(0, len(row[6]) - 1))
        letter = draw(st.characters(min_codepoint=32, max_codepoint=126))
        row[6] = row[6][:place] + (letter if letter != row[6][place] else "~") + row[6][place + 1 :]
    elif kind == "hash":
        row[7] = row[7][::-1] if row[7] != row[7][::-1] else "0" * 64
    elif kind == "column":
        column = draw(st.sampled_from([2, 3, 4, 5]))
        row[column] = row[column] + 1 if column == 2 else row[column] + "x"
    elif kind == "drop":
        # the end of a chain is seen by a checkpoint only
        within = [r for r in rows if any(o[0] == r[0] and o[1] > r[1] for o in rows)]
        rows.remove(draw(st.sampled_from(within)))
    elif kind == "swap":
        other = draw(st.sampled_from([r for r in rows if r is not row]))
        row[2:], other[2:] = other[2:], row[2:]
    elif kind == "insert":
        last = max(r[1] for r in rows if r[0] == row[0])
        rows.append([row[0], last + draw(st.integers(1, 3)), *row[2:]])
    elif kind == "move":
        row[1] += 1_000
    else:
        rows[:] = [r for r in rows if r[0] != row[0]]
    return kind, sorted(rows, key=lambda r: (r[0], r[1]))


@pytest.fixture(scope="module")
def written() -> Iterator[Trail]:
    """Two chains of a dozen records."""
    with tempfile.TemporaryDirectory() as directory:
        first, second = Trail(Store(directory)), Trail(Store(directory))
        for i in range(12):
            first.append("verdict", {"i": i, "arguments": f"word {i}"}, session="s", decision="allow")
            second.append("verdict", {"i": i}, decision="deny")
        yield first
        for trail in (first, second):
            trail.store.close()


@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_every_change_that_is_not_recomputed_is_found(written: Trail, data: Any) -> None:
    rows = [list(record) for record in written.records()]
    kind, changed = _changes(data.draw, rows)
    report = verify_records([Record(*row) for row in changed], [], chains=written.chains())
    assert not report.ok, kind


@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_a_changed_record_is_named(written: Trail, data: Any) -> None:
    rows = [list(record) for record in written.records()]
    at = data.draw(st.integers(0, len(rows) - 1))
    body = json.loads(rows[at][6])
    body["arguments"] = "something else"
    rows[at][6] = canonical(body)
    report = verify_records([Record(*row) for row in rows], [], chains=written.chains())
    assert [problem.where for problem in report.problems] == [f"{rows[at][0]}:{rows[at][1]}"]


def _recomputed(records: list[Record], at: int, key: bytes | None) -> list[Record]:
    """The chain with one record changed and everything after it computed anew."""
    out = records[:at]
    for record in records[at:]:
        body = dict(record.body)
        if record is records[at]:
            body["i"] = "changed"
        if out and out[-1].chain == record.chain:
            body["prev"] = out[-1].hash
        text = canonical(body)
        out.append(record._replace(text=text, hash=hash_of(text), mac=mac_of(text, key)))
    return out


@pytest.mark.parametrize("guess", [None, b"another key"])
def test_with_the_key_nothing_can_be_computed_anew(tmp_path: Path, guess: bytes | None) -> None:
    trail = Trail(Store(str(tmp_path)), KEY)
    for i in range(8):
        trail.append("verdict", {"i": i}, decision="allow")
    records = list(trail.records())
    assert verify_records(records, [], key=KEY).ok
    assert verify_records(records, [], key=KEY).signed == 9
    for at in range(9):
        forged = _recomputed(records, at, guess)
        found = verify_records(forged, [], key=KEY).problems
        assert found[0].where == records[at].ref
    without = verify_records(records, [])
    assert without.ok
    assert without.unchecked == 9
    assert not verify_records(records, [], key=b"another key").ok


@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_a_checkpoint_kept_elsewhere_pins_what_was_before_it(data: Any) -> None:
    with tempfile.TemporaryDirectory() as directory:
        first, second = Trail(Store(directory)), Trail(Store(directory))
        for i in range(4):
            first.append("note", {"i": i})
            second.append("note", {"i": i})
        kept = first.checkpoint()
        first.append("note", {"i": "later"})
        if data.draw(st.booleans()):
            first.checkpoint()
        assert checked(first, trusted=(kept,)).ok
        chain = first.chains()[data.draw(st.integers(0, 1))]
        records = [r for r in first.records() if r.chain == chain]
        with first.store.transaction() as db:
            if data.draw(st.booleans()):
                db.change("DELETE FROM checkpoints")
            kind = data.draw(st.sampled_from(["cut", "chain", "anew", "all"]))
            if kind == "cut":
                db.change("DELETE FROM trail WHERE chain = ? AND seq >= ?", chain, data.draw(st.integers(0, 4)))
            elif kind == "chain":
                db.change("DELETE FROM trail WHERE chain = ?", chain)
                db.change("DELETE FROM chains WHERE chain = ?", chain)
            elif kind == "all":
                for table in ("trail", "chains", "checkpoints"):
                    db.change(f"DELETE FROM {table}")
            else:
                for r in _recomputed(records, data.draw(st.integers(0, 4)), None):
                    db.change(
                        "UPDATE trail SET record = ?, hash = ? WHERE chain = ? AND seq = ?", r.text, r.hash, *r[:2]
                    )
        report = checked(first, trusted=(kept,))
        assert not report.ok, kind
        for trail in (first, second):
            trail.store.close()


def test_a_checkpoint_can_be_signed_for_what_was_not(tmp_path: Path) -> None:
    Trail(Store(str(tmp_path))).append("note", {"before": "there was a key"})
    trail = Trail(Store(str(tmp_path)), KEY)
    trail.append("note", {})
    assert [p.what for p in checked(trail, KEY).problems] == ["is not signed, and no signed checkpoint covers it"] * 2
    trail.checkpoint()
    assert checked(trail, KEY).ok


def test_a_damaged_checkpoint_is_found(tmp_path: Path) -> None:
    for sql in (
        "UPDATE checkpoints SET record = REPLACE(record, '2', '3') WHERE number = 1",
        "UPDATE checkpoints SET record = 'x' WHERE number = 2",
        "UPDATE checkpoints SET time = 5 WHERE number = 2",
        "UPDATE checkpoints SET pruned = 1 WHERE number = 1",
        "DELETE FROM checkpoints WHERE number = 1",
    ):
        directory = tmp_path / str(len(list(tmp_path.iterdir())))
        trail = Trail(Store(str(directory)))
        for _ in range(2):
            trail.append("note", {})
            trail.checkpoint()
        assert checked(trail).ok
        with trail.store.transaction() as db:
            db.change(sql)
        assert not checked(trail).ok, sql


def _tampered(trail: Trail, sql: str, *values: Any) -> list[str]:
    with trail.store.transaction() as db:
        db.change(sql, *values)
    return [problem.what for problem in checked(trail).problems]


@pytest.mark.parametrize("key", [None, KEY])
def test_a_key_in_the_text_hides_nothing(tmp_path: Path, key: bytes | None) -> None:
    trail = Trail(Store(str(tmp_path)), key)
    trail.append("note", {"text": "true"})
    kept = trail.checkpoint()
    record = trail.recent(1)[0]
    changed = canonical({**record.body, "text": "false", "key": "0000"})
    assert _tampered(trail, "UPDATE trail SET record = ? WHERE seq = 1", changed) == ["was changed"]
    assert _tampered(trail, "UPDATE trail SET record = ? WHERE seq = 1", record.text) == []
    empty = canonical({**json.loads(kept.text), "heads": [], "key": "0000"})
    assert "was changed" in _tampered(trail, "UPDATE checkpoints SET record = ?", empty)
    with trail.store.transaction() as db:
        db.change("DELETE FROM trail WHERE seq = 1")
    assert any("is missing" in problem.what for problem in checked(trail, trusted=(kept,)).problems)


def test_keys_may_be_given_late_and_change(tmp_path: Path) -> None:
    plain = Trail(Store(str(tmp_path)))
    plain.append("note", {})
    plain.checkpoint()
    first = Trail(Store(str(tmp_path)), KEY)
    first.append("note", {})
    first.checkpoint()
    assert checked(first, KEY).ok, "a signed checkpoint covers the unsigned ones before it"
    with pytest.raises(StoreError, match="give its key"):
        plain.checkpoint()
    with pytest.raises(StoreError, match="give its key"):
        plain.prune(time.time())
    other = Trail(Store(str(tmp_path)), b"another")
    other.append("note", {})
    report = checked(other, b"another")
    assert {problem.what for problem in report.problems} == {
        "is signed with another key, and no signed checkpoint covers it",
        "is not signed, and no signed checkpoint covers it",
    }
    other.checkpoint()
    assert checked(other, b"another").ok
    assert Trail(Store(str(tmp_path)), b"").stats["written"] == 0


def test_records_that_cannot_be_are_problems(tmp_path: Path) -> None:
    for number, sql in enumerate(
        (
            "UPDATE trail SET record = x'ff00' WHERE seq = 1",
            "UPDATE trail SET record = CAST(x'22ff22' AS TEXT) WHERE seq = 1",
            "UPDATE trail SET hash = x'ff' WHERE seq = 1",
            "UPDATE trail SET time = 'soon' WHERE seq = 1",
            "UPDATE trail SET record = '" + "[" * 100_000 + "' WHERE seq = 1",
            "UPDATE trail SET record = '[1]' WHERE seq = 1",
            "INSERT INTO trail SELECT '', -5, time, kind, session, decision, record, hash, mac FROM trail WHERE seq = 1",
            "UPDATE checkpoints SET record = x'ff'",
            "UPDATE checkpoints SET hash = x'ff'",
            'UPDATE checkpoints SET record = \'{"heads": [["a", 1e400, "b"]]}\'',
            "UPDATE checkpoints SET record = '" + "[" * 100_000 + "'",
            "UPDATE checkpoints SET time = 'x'",
        )
    ):
        trail = Trail(Store(str(tmp_path / str(number))))
        trail.append("note", {})
        trail.checkpoint()
        assert _tampered(trail, sql), sql[:100]


def test_what_was_pruned_is_told(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path)))
    trail.append("note", {})
    kept = trail.checkpoint()
    assert checked(trail).pruned == (0, "")
    trail.prune(time.time() + 1)
    report = checked(trail, trusted=(kept,))
    assert report.ok
    assert report.pruned == (1, trail.recent(1)[0].ref)


# -- retention


def test_pruning_leaves_what_verifies(spec: str) -> None:
    now = [1_000.0]
    trail = Trail(opened(spec), KEY, clock=lambda: now[0])
    other = Trail(opened(spec), KEY, clock=lambda: now[0])
    for _ in range(5):
        for _ in range(10):
            now[0] += 1
            trail.append("note", {})
        other.append("note", {})
        trail.checkpoint()
        now[0] += DAY / 10
    kept = trail.checkpoints()[1]
    assert trail.prune(0.0) == 0
    assert trail.prune(trail.checkpoints()[2].time + 1) == 35
    assert trail.prune(trail.checkpoints()[2].time + 1) == 0
    report = checked(trail, KEY, (kept,))
    assert report.ok, report.problems
    trail.append("note", {})
    other.append("note", {})
    assert trail.prune(now[0] + 1) == 22
    assert checked(other, KEY, (kept,)).ok
    now[0] += 3 * DAY
    trail.append("note", {})
    now[0] += 3 * DAY
    trail.append("note", {})
    assert trail.prune(now[0]) > 0
    assert checked(other, KEY, (kept,)).ok
    chains = {record.chain for record in trail.records()}
    assert set(trail.chains()) == chains, "chains that ended are forgotten"


def test_pruning_that_is_not_written_down_is_found(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path)))
    for _ in range(3):
        trail.append("note", {})
    made = trail.checkpoint()
    trail.append("note", {})
    with trail.store.transaction() as db:
        db.change("DELETE FROM trail WHERE seq <= ?", made.heads[0][1])
        db.change("UPDATE checkpoints SET pruned = 1")
    assert [p.what for p in checked(trail).problems] == ["counts as pruned, but no record tells of it"]


# -- files


def test_an_export_verifies(written: Trail) -> None:
    written.checkpoint()
    lines = [record_line(record) for record in written.records()]
    kept = [checkpoint_from(json.loads(checkpoint_line(one))) for one in written.checkpoints()]
    assert kept == written.checkpoints()
    records = [record_from(json.loads(line)) for line in lines]
    assert records == list(written.records())
    assert verify_records(records, kept).ok
    assert not verify_records(records[:5] + records[6:], kept).ok
    assert verify_records(records[:5] + records[6:], kept, selection=True).ok
    changed = json.loads(lines[3])
    changed["record"]["kind"] = "other"
    assert not verify_records([record_from(changed)], kept, selection=True).ok
    assert not verify_records([*records, records[0]], kept, selection=True).ok
    for wrong in ({}, {"record": {}}, {"record": 5, "hash": ""}):
        with pytest.raises(StoreError):
            record_from(wrong)
        with pytest.raises(StoreError):
            checkpoint_from(wrong)


# -- what cannot be written down


def _locked(directory: Path) -> sqlite3.Connection:
    blocker = sqlite3.connect(str(directory / "state.db"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    return blocker


def test_without_a_record_nothing_is_allowed_if_so_required(tmp_path: Path) -> None:
    for required in (False, True):
        made = shield(
            tmp_path, audit_required=required, enable_trail=not required, store=Store(str(tmp_path), busy_timeout=0.05)
        )
        assert made.audit("Bash", "ls").allowed
        blocker = _locked(tmp_path)
        first, second = made.audit("Bash", "ls"), made.audit("Bash", "rm -rf /")
        blocker.close()
        assert second.denied
        assert second.path == "critical"
        assert first.allowed is not required
        if required:
            assert first.path == "trail"
            assert "another process has held it" in first.reason
        assert made.audit("Bash", "ls").allowed
        events = [json.loads(line)["event_type"] for line in (tmp_path / "events.jsonl").read_text().splitlines()]
        assert events[-1] == "trail_failed"
        assert made.trail is not None
        assert checked(made.trail).ok


FULL_DISK = """
import resource, signal, sys
from intentshield import Shield
from intentshield.trail_check import verify
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
shield = Shield("coding", data_dir=sys.argv[1], workspace="/work/repo", audit_required=True, enable_siem=True)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
allowed = 0
while True:
    verdict = shield.audit("Bash", f"echo {allowed}")
    if not verdict.allowed:
        break
    allowed += 1
print(allowed, verdict.path, verdict.reason)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(shield.audit("Bash", "echo again").allowed)
trail = shield.trail
print(verify(trail).ok)
print(len(trail.recent(100_000, kind="verdict")))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="not run: there is no RLIMIT_FSIZE on Windows")
class Odd:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_whatever_is_judged_is_written_down(tmp_path: Path) -> None:
    made = shield(tmp_path, audit_required=True)
    assert made.trail is not None
    payloads: list[Any] = [{Odd(): 1}, Odd(), {"x": float("nan")}, {"deep": [[[float("inf")]]]}, "\ud800"]
    for payload in payloads:
        made.audit("deploy", payload)
    made.audit("Bash", "ls", cwd=5)  # type: ignore[arg-type]
    made.audit("Bash", "\n".join(f"cat file{i}.txt > out{i}.txt" for i in range(5_000)))
    made.audit("Bash", "ls", invoker_role=f"agent with {TOKEN}", cwd=f"/work/{TOKEN}")
    kept = made.trail.recent(kind="verdict")
    assert len(kept) == len(payloads) + 3
    for record in kept:
        json.loads(record.text, parse_constant=pytest.fail)
        assert len(record.text) < 100_000
        assert TOKEN not in record.text
    assert kept[-2].body["effects_cut"] == "15000 in all"
    assert kept[-3].decision == "deny"
    assert checked(made.trail).ok


@pytest.mark.skipif(not hasattr(os, "fork"), reason="not run: there is no fork here")
def test_a_child_of_a_busy_process_is_not_stuck(tmp_path: Path) -> None:
    made = shield(tmp_path, max_per_minute=1_000_000)
    made.audit("Bash", "ls")  # imports what it needs; Python's own import lock is not ours
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            made.audit("Bash", "ls")

    threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(25):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that forking a process with threads is dangerous is the point
                child = os.fork()
            if child == 0:
                os._exit(0 if made.audit("Bash", "ls").allowed else 1)
            deadline = time.monotonic() + 20
            while os.waitpid(child, os.WNOHANG)[0] == 0:
                if time.monotonic() > deadline:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    pytest.fail("the child is stuck")
                time.sleep(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert made.trail is not None
    assert checked(made.trail).ok


def test_those_who_wait_fail_with_the_first(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path), busy_timeout=0.5))
    trail.append("note", {})
    blocker = _locked(tmp_path)
    began, failed = time.monotonic(), []

    def work() -> None:
        try:
            trail.append("note", {})
        except StoreError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blocker.close()
    assert len(failed) == 6
    assert time.monotonic() - began < 2.5, "they did not wait one after the other"


def test_an_event_loop_goes_on_while_the_database_is_locked(tmp_path: Path) -> None:
    made = shield(tmp_path, audit_required=True, store=Store(str(tmp_path), busy_timeout=0.5))
    assert made.audit("Bash", "ls").allowed
    blocker = _locked(tmp_path)

    async def run() -> tuple[int, list[bool]]:
        audits = asyncio.gather(*(made.aaudit("Bash", f"ls {i}") for i in range(3)))
        turns = 0
        while not audits.done():
            await asyncio.sleep(0.01)
            turns += 1
        return turns, [verdict.allowed for verdict in await audits]

    turns, allowed = asyncio.run(run())
    blocker.close()
    assert turns > 10
    assert allowed == [False] * 3


def test_a_full_disk_allows_nothing_and_loses_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    stopped, again, intact, kept = ran.stdout.splitlines()
    allowed = int(stopped.split()[0])
    assert allowed > 20
    assert stopped.split()[1] == "trail"
    assert "free space" in stopped
    assert (again, intact, int(kept)) == ("True", "True", allowed + 1)


def test_a_directory_that_cannot_be_written_allows_nothing() -> None:
    verdict = shield(
        Path("/proc/intentshield" if os.path.isdir("/proc") else "/dev/null/x"), audit_required=True
    ).audit("Bash", "ls")
    assert verdict.denied
    assert verdict.path == "trail"


def test_a_damaged_database_is_set_aside_and_the_trail_goes_on(tmp_path: Path) -> None:
    made = shield(tmp_path, audit_required=True)
    assert made.audit("Bash", "ls").allowed
    assert made.trail is not None
    made.trail.store.close()
    (tmp_path / "state.db").write_bytes(b"x" * 8192)
    for suffix in ("-wal", "-shm"):
        if (tmp_path / f"state.db{suffix}").exists():
            (tmp_path / f"state.db{suffix}").unlink()
    verdict = made.audit("Bash", "ls")
    assert verdict.denied
    assert "set aside" in verdict.reason
    assert made.audit("Bash", "ls").allowed
    assert len(list(tmp_path.glob("state.db.corrupt-*"))) >= 1


def test_old_records_stay_readable_while_time_goes_on(tmp_path: Path) -> None:
    trail = Trail(Store(str(tmp_path)))
    began = time.time()
    trail.append("note", {"text": "\x00\ud800 é \U0001f600"})
    record = trail.recent(1)[0]
    assert record.body["text"] == "\x00\ud800 é \U0001f600"
    assert abs(record.time - began) < 60
    assert checked(trail).ok
