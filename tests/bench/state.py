"""What the trail and the SIEM add to an audit, how many audits a second they sustain, and that this stays so."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Iterator

from intentshield import Shield
from intentshield.hitl import HITLApproval
from intentshield.store import Store
from intentshield.trail import Trail
from intentshield.trail_check import verify

from ..conftest import ROOT

COUNT = int(os.environ.get("INTENTSHIELD_BENCH_AUDITS", "1000000"))
EVERYDAY = ROOT / "tests" / "corpora" / "everyday.jsonl"


def commands() -> Iterator[str]:
    """Ordinary commands, each with something of its own, so that none was seen before."""
    known = [json.loads(line)["command"] for line in EVERYDAY.read_text(encoding="utf-8").splitlines()]
    number = 0
    while True:
        for command in known:
            number += 1
            yield f"{command} # {number}"


#: What a stretch of audits is about.
KINDS: dict[str, Callable[[], Iterator[str]]] = {
    "every command a new one": commands,
    "new, one program and one file": lambda: (f"cat src/file{i}.py" for i in itertools.count()),
    "always the same": lambda: itertools.repeat("git status"),
}


def _shield(directory: str, **fields: Any) -> Shield:
    return Shield("coding", data_dir=directory, workspace="/work/repo", home="/home/user", **fields)


def _audits(count: int, source: Iterator[str], **fields: Any) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory:
        shield, took = _shield(directory, **fields), []
        for _ in range(300):
            shield.audit("Bash", next(source))
        start = time.perf_counter()
        for _ in range(count):
            command = next(source)
            began = time.perf_counter()
            shield.audit("Bash", command)
            took.append(time.perf_counter() - began)
        rate = count / (time.perf_counter() - start)
    took.sort()
    return {"p50": took[count // 2] * 1e6, "p99": took[count * 99 // 100] * 1e6, "a second": rate}


def inserts(count: int) -> dict[str, float]:
    """What SQLite itself takes for a row of the same size, each in a transaction of its own."""
    with tempfile.TemporaryDirectory() as directory:
        db = sqlite3.connect(os.path.join(directory, "x.db"), isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
        text, took = "x" * 1_000, []
        start = time.perf_counter()
        for _ in range(count):
            began = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO t (text) VALUES (?)", (text,))
            db.execute("COMMIT")
            took.append(time.perf_counter() - began)
        rate = count / (time.perf_counter() - start)
        db.close()
    took.sort()
    return {"p50": took[count // 2] * 1e6, "p99": took[count * 99 // 100] * 1e6, "a second": rate}


WRITER = """
import sys, time
from tests.bench.state import _shield, commands
shield, source = _shield(sys.argv[1], enable_trail=True, enable_siem=True), commands()
for _ in range(300):
    shield.audit("Bash", next(source))
print("ready", flush=True)
sys.stdin.readline()
count, end = 0, time.perf_counter() + float(sys.argv[2])
while time.perf_counter() < end:
    shield.audit("Bash", next(source))
    count += 1
print(count)
"""


def several(processes: int, seconds: float) -> float:
    """Audits a second of several processes that share one trail and one SIEM file."""
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-c", WRITER, directory, str(seconds)]
        running = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(processes)
        ]
        for process in running:
            assert process.stdout and process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        return sum(int(process.communicate()[0]) for process in running) / seconds


def grown(count: int) -> list[dict[str, Any]]:
    """Bytes and time of an audit at every tenth of ``count``, then how long the lists and the check take."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as directory:
        shield, source = _shield(directory, enable_trail=True, enable_hitl=True), commands()
        before = size = 0
        for tenth in range(10):
            start = time.perf_counter()
            for _ in range(count // 10):
                shield.audit("Bash", next(source), cwd=None)
            took = time.perf_counter() - start
            size = sum(file.stat().st_size for file in Path(directory).iterdir())
            rows.append(
                {
                    "what": f"audits up to {count // 10 * (tenth + 1):,}",
                    "bytes each": (size - before) / (count // 10),
                    "us each": took / (count // 10) * 1e6,
                }
            )
            before = size
        trail, requests = Trail(Store(directory)), HITLApproval(store=Store(directory))
        for what, call in (
            ("trail list", lambda: trail.recent(50)),
            ("trail list, stopped only", lambda: trail.recent(50, stopped=True)),
            ("trail list, of an unknown session", lambda: trail.recent(50, session="x")),
            ("approvals list", requests.pending),
            ("trail verify", lambda: verify(trail).ok),
        ):
            start = time.perf_counter()
            call()
            rows.append({"what": what, "ms": (time.perf_counter() - start) * 1e3})
    return rows


def measure() -> list[dict[str, Any]]:
    """The rows of the report."""
    audits = 5_000
    rows = [{"what": "SQLite, one row of 1,000 characters", **inserts(audits)}]
    for kind, source in KINDS.items():
        plain: dict[str, float] = {}
        for what, fields in (
            ("audit", {}),
            ("+ trail", {"enable_trail": True}),
            ("+ SIEM", {"enable_siem": True}),
            ("+ both", {"enable_trail": True, "enable_siem": True}),
        ):
            found = _audits(audits, source(), **fields)
            plain = plain or found
            rows.append({"what": f"{kind}: {what}", **found, "adds to p50": found["p50"] - plain["p50"]})
    rows += [{"what": f"trail and SIEM, {n} processes", "a second": several(n, 5.0)} for n in (1, 4)]
    return rows + grown(COUNT)
