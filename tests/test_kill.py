"""``kill -9`` at any instant: nothing that was acknowledged is lost, and what is there verifies."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intentshield.store import Store
from intentshield.trail import Trail
from intentshield.trail_check import verify
from tests.conftest import ROOT

AUDITS = 10_000
WRITERS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not run: SIGKILL is a POSIX signal")


def _killed(directory: Path, seed: int) -> dict[str, int]:
    """Audits by several processes, each killed at an instant of its own: name -> how many were acknowledged."""
    draw = random.Random(seed)
    processes = {
        f"w{seed}x{number}": subprocess.Popen(
            [sys.executable, "-m", "tests.writer", str(directory), f"w{seed}x{number}", str(AUDITS // WRITERS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(WRITERS)
    }
    for process in processes.values():
        assert process.stdout and process.stdin
        assert process.stdout.readline() == b"ready\n"
    for process in processes.values():
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    acknowledged: dict[str, int] = {}
    for process in processes.values():
        time.sleep(draw.expovariate(8.0))
        process.send_signal(signal.SIGKILL)
    for name, process in processes.items():
        out = process.communicate()[0].split(b"\n")
        acknowledged[name] = len(out) - 1
    return acknowledged


def _check(directory: Path, acknowledged: dict[str, int]) -> None:
    trail = Trail(Store(str(directory)))
    report = verify(trail)
    assert report.ok, report.problems
    kept = {record.body.get("arguments") for record in trail.records()}
    lines = (directory / "security_events.log").read_bytes().split(b"\n")
    assert lines[-1] == b"", "a partial line at the end"
    told = {json.loads(line)["payload"] for line in lines[:-1]}
    for name, count in acknowledged.items():
        for i in range(count):
            assert f"echo {name} {i}" in kept
            assert f"echo {name} {i}" in told


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.full)])
def test_nothing_acknowledged_is_lost(tmp_path: Path, rounds: int) -> None:
    acknowledged: dict[str, int] = {}
    for seed in range(rounds):
        acknowledged.update(_killed(tmp_path, seed))
    assert len(acknowledged) == rounds * WRITERS
    assert sum(acknowledged.values()) > 20 * rounds, "they were killed before they began"
    _check(tmp_path, acknowledged)
