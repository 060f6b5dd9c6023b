"""Limits: injected clock, threads, processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

from intentshield import Shield
from intentshield.limits import Limits
from intentshield.policy import Policy
from intentshield.store import Store
from tests.conftest import ROOT

Make = Callable[..., Shield]


def test_off_by_default(coding: Shield) -> None:
    assert all(coding.audit("ANSWER", "x").allowed for _ in range(200))


@pytest.mark.parametrize("value", [None, 0])
def test_none_and_zero_switch_off(make_shield: Make, value: object) -> None:
    shield = make_shield("strict", min_interval=value, max_per_minute=value, max_per_day=value)
    assert shield.audit("ANSWER", "x").allowed
    assert shield.audit("ANSWER", "x").allowed


def test_interval_says_when_to_retry(make_shield: Make) -> None:
    now = [0.0]
    shield = make_shield("strict", min_interval=2, clock=lambda: now[0])
    assert shield.audit("ANSWER", "x").allowed
    now[0] = 0.5
    verdict = shield.audit("ANSWER", "x")
    assert (verdict.denied, verdict.path, verdict.retry_after) == (True, "limit", 1.5)
    now[0] = 2.0
    assert shield.audit("ANSWER", "x").allowed


def test_window_slides(make_shield: Make) -> None:
    now = [0.0]
    shield = make_shield("strict", max_per_minute=2, clock=lambda: now[0])
    assert shield.audit("ANSWER", "x").allowed
    now[0] = 30
    assert shield.audit("ANSWER", "x").allowed
    assert shield.audit("ANSWER", "x").retry_after == 30
    now[0] = 60
    assert shield.audit("ANSWER", "x").allowed
    assert not shield.audit("ANSWER", "x").allowed


def test_what_is_denied_uses_nothing_up(make_shield: Make) -> None:
    shield = make_shield("strict", max_per_minute=1, clock=lambda: 0.0)
    assert "disabled" in shield.audit("SHELL_EXEC", "x").reason
    assert shield.audit("ANSWER", "x").allowed
    assert "disabled" in shield.audit("SHELL_EXEC", "x").reason, "the real reason, not the limit"


def test_sessions_have_their_own_window(make_shield: Make) -> None:
    shield = make_shield("strict", max_per_minute=1, clock=lambda: 0.0)
    assert shield.session().audit("ANSWER", "x").allowed
    assert shield.session().audit("ANSWER", "x").allowed


def test_day_begins_anew(tmp_path: Path) -> None:
    now = [86_400.0 * 10 - 1]
    limits = Limits(Policy("strict", max_per_day=1), Store(str(tmp_path)), today=lambda: now[0])
    assert limits.take("") is None
    refusal = limits.take("")
    assert refusal is not None
    assert refusal.retry_after == 1
    now[0] += 2
    assert limits.take("") is None


def test_budget_is_shared_by_processes(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from intentshield import Shield\n"
        "s = Shield('strict', data_dir=sys.argv[1], max_per_day=60)\n"
        "print(sum(s.audit('ANSWER', str(i)).allowed for i in range(30)))\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "d")], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert sum(int(p.communicate()[0]) for p in running) == 60


def test_a_budget_that_cannot_be_counted_denies(make_shield: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    shield = make_shield("strict", max_per_day=5, data_dir=tmp_path / "file")
    verdict = shield.audit("ANSWER", "x")
    assert verdict.denied
    assert "nothing is allowed" in verdict.reason
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.db").write_bytes(b"not a database" * 100)
    assert make_shield("strict", max_per_day=5).audit("ANSWER", "x").denied
