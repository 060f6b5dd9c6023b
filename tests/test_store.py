"""Shared state: the same on SQLite and PostgreSQL, and what happens when it cannot be had."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from intentshield import IntentShield, Shield, StoreError
from intentshield.hitl import HITLApproval
from intentshield.store import MIGRATIONS, Store
from tests.conftest import ROOT
from tests.stores import BACKENDS, opened, specs

Make = Callable[..., Shield]


@pytest.fixture(params=BACKENDS)
def spec(request: Any, tmp_path: Path) -> Iterator[str]:
    yield from specs(request.param, tmp_path)


def _used(store: Store, day: str) -> int:
    with store.transaction(write=False) as db:
        return sum(int(row[0]) for row in db.rows("SELECT used FROM budget WHERE day = ?", day))


# -- the same on both


def test_budget_stops_at_its_limit(spec: str) -> None:
    store = opened(spec)
    assert [store.take_budget("2026-01-01", 2) for _ in range(3)] == [(True, 1), (True, 2), (False, 2)]
    assert store.take_budget("2026-01-02", 2) == (True, 1)
    assert opened(spec).take_budget("2026-01-01", 3) == (True, 3)


def test_threads_lose_no_count(spec: str) -> None:
    store = opened(spec, busy_timeout=30.0)
    taken: list[bool] = []

    def work() -> None:
        taken.extend(store.take_budget("d", 60)[0] for _ in range(10))
        store.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 60


def test_a_failed_transaction_changes_nothing(spec: str) -> None:
    store = opened(spec)
    store.take_budget("d", 9)
    with pytest.raises(ZeroDivisionError), store.transaction() as db:
        db.change("UPDATE budget SET used = 7")
        raise ZeroDivisionError
    with pytest.raises(StoreError), store.transaction() as db:
        db.change("UPDATE budget SET used = 7")
        db.change("UPDATE no_such_table SET used = 7")
    assert _used(store, "d") == 1


def test_a_newer_schema_is_left_alone(spec: str) -> None:
    store = opened(spec)
    store.take_budget("d", 9)
    newer = len(MIGRATIONS) + 1
    with store.transaction() as db:
        if spec.startswith("sqlite"):
            db.change(f"PRAGMA user_version = {newer}")
        else:
            db.change("UPDATE intentshield_schema SET version = ?", newer)
    with pytest.raises(StoreError, match="newer release"):
        opened(spec).take_budget("d", 9)


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_every_earlier_schema_is_brought_up_to_date(spec: str, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("intentshield.store.MIGRATIONS", MIGRATIONS[:version])
        with opened(spec).transaction() as db:
            if version:
                db.change("INSERT INTO budget (day, used) VALUES ('d', 4)")
    store = opened(spec)
    assert store.take_budget("d", 9) == (True, 5 if version else 1)
    assert HITLApproval(store=store).stats()["total"] == 0


def test_children_of_a_fork_have_their_own_connection(spec: str) -> None:
    code = (
        "import os, sys\n"
        "from tests.racer import opened\n"
        "store = opened(sys.argv[1], busy_timeout=30.0)\n"
        "store.take_budget('d', 1000)\n"
        "def work(): return sum(store.take_budget('d', 1000)[0] for _ in range(50))\n"
        "children = []\n"
        "for _ in range(2):\n"
        "    child = os.fork()\n"
        "    if not child: os._exit(0 if work() == 50 else 1)\n"
        "    children.append(child)\n"
        "mine = work()\n"
        "codes = [os.waitpid(child, 0)[1] for child in children]\n"
        "print(codes, mine, store.take_budget('d', 1000)[1])\n"
    )
    if not hasattr(os, "fork"):
        pytest.skip("not run: no fork on this platform")
    done = subprocess.run([sys.executable, "-c", code, spec], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[0, 0] 50 152\n", done.stderr


# -- SQLite


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "new"))
    store.take_budget("d", 1)
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        assert stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_the_budget_of_the_first_release_goes_on(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as db:
        db.execute("CREATE TABLE budget (day TEXT PRIMARY KEY, used INTEGER NOT NULL)")
        db.execute("INSERT INTO budget VALUES ('d', 4)")
    db.close()
    assert Store(str(tmp_path)).take_budget("d", 9) == (True, 5)


@pytest.mark.parametrize("place", [0, 4096])
def test_a_damaged_file_is_set_aside(tmp_path: Path, place: int) -> None:
    store = Store(str(tmp_path))
    for day in range(100):
        store.take_budget(f"{day}-{'x' * 80}", 9)
    store.close()  # the last connection: what the log holds goes into the file
    data = bytearray(Path(store.where).read_bytes())
    data[place : place + 4096] = b"\x5a" * 4096
    Path(store.where).write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged .*set aside as .*state\.db\.corrupt-"), Store(
        str(tmp_path)
    ).transaction(write=False) as db:
        db.rows("SELECT COUNT(*), SUM(used) FROM budget WHERE used > 0")
    [aside] = [p for p in tmp_path.glob("state.db.corrupt-*") if not p.name.endswith(("-wal", "-shm"))]
    assert aside.read_bytes() == bytes(data)
    assert Store(str(tmp_path)).take_budget("d", 9) == (True, 1)


def test_damaged_files_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / "state.db").write_bytes(b"no database %d" % n * 100)
        with pytest.raises(StoreError, match="set aside"):
            Store(str(tmp_path)).take_budget("d", 9)
    assert len({p.read_bytes() for p in tmp_path.glob("state.db.corrupt-*")}) == 3


def test_a_healthy_file_that_took_its_place_stays(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.take_budget("d", 9)
    handle = store._local.handle
    os.rename(store.where, tmp_path / "elsewhere")
    Store(str(tmp_path)).take_budget("e", 9)
    error = store._backend.failure(sqlite3.DatabaseError("database disk image is malformed"), handle)
    assert "try again" in str(error)
    assert not list(tmp_path.glob("*.corrupt-*"))
    assert store.take_budget("e", 9) == (True, 2), "the file that is there now counts"


def test_a_locked_database_gives_up_in_time(tmp_path: Path, make_shield: Make) -> None:
    store = Store(str(tmp_path / "state"), busy_timeout=0.2)
    store.take_budget("d", 9)
    other = sqlite3.connect(store.where, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    with pytest.raises(StoreError, match=r"more than 0\.2 s; end that process"):
        store.take_budget("d", 9)
    verdict = make_shield("coding", store=store, enable_hitl=True).audit("SEND_EMAIL", {"to": "a@example.com"})
    assert time.monotonic() - start < 5
    assert verdict.denied
    assert "[HITL] Human approval is not possible, so nothing is allowed" in verdict.reason
    other.execute("ROLLBACK")
    other.close()
    assert store.take_budget("d", 9) == (True, 2)


def test_a_file_system_without_shared_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **options: connect(":memory:", **options))
    with pytest.raises(StoreError, match="network drive"):
        Store(str(tmp_path)).take_budget("d", 9)


def _elsewhere(code: str, *args: str) -> Any:
    """Run a script that spoils its own process; what it printed as JSON."""
    done = subprocess.run([sys.executable, "-c", code, *args], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_directory_that_cannot_be_written_denies() -> None:
    directory = tempfile.mkdtemp()
    os.chmod(directory, 0o555)
    code = (
        "import json, os, sys\n"
        "from intentshield import Shield\n"
        "shield = Shield('coding', data_dir=sys.argv[1], workspace=sys.argv[1], enable_hitl=True, max_per_day=9)\n"
        "import intentshield.hitl, sqlite3\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "print(json.dumps([list(shield.audit('SEND_EMAIL', {'to': 'a@example.com'})),"
        " list(shield.audit('ANSWER', 'x'))]))\n"
    )
    try:
        asked, counted = _elsewhere(code, directory)
    finally:
        os.rmdir(directory)
    assert not asked[0]
    assert not counted[0]
    for _, reason in (asked, counted):
        assert "make data_dir writable" in reason


def test_a_full_disk_denies_and_keeps_what_was_there(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="not run: no resource limits on this platform")
    code = (
        "import json, resource, sys\n"
        "from intentshield import Shield\n"
        "shield = Shield('coding', data_dir=sys.argv[1], workspace=sys.argv[1], enable_hitl=True)\n"
        "def ask(n): return shield.audit('SEND_EMAIL', {'to': f'a{n}@example.com', 'body': 'x' * 4000})\n"
        "kept = [ask(n).approval_id for n in range(3)]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))\n"
        "later = [ask(n) for n in range(100, 160)]\n"
        "full = [v for v in later if v.denied]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "again = ask(1000)\n"
        "kept += [v.approval_id for v in [*later, again] if v.approval_id]\n"
        "print(json.dumps([kept, len(full), full[0].reason, again.escalated]))\n"
    )
    kept, full, reason, again = _elsewhere(code, str(tmp_path))
    assert full > 0
    assert "free space" in reason
    assert again
    assert [one.id for one in HITLApproval(store=Store(str(tmp_path))).pending()] == kept


# -- drivers


def test_a_store_is_one_thing() -> None:
    with pytest.raises(StoreError):
        Store()
    with pytest.raises(StoreError):
        Store("data", connect=lambda: None)


def test_a_server_that_is_away_denies(make_shield: Make) -> None:
    def connect() -> Any:
        raise RuntimeError("connection refused")

    shield = make_shield("coding", store=Store(connect=connect), enable_hitl=True, max_per_day=1)
    assert shield.audit("SEND_EMAIL", {"to": "a@example.com"}).denied
    assert "connection refused" in shield.audit("ANSWER", "x").reason


def test_other_placeholders_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Connection:
        def close(self) -> None: ...

    Connection.__module__ = "sqlite3"
    monkeypatch.setattr(sqlite3, "paramstyle", "named")
    with pytest.raises(StoreError, match="'named'"):
        Store(connect=Connection).take_budget("d", 1)


@pytest.mark.full
def test_a_connection_that_the_server_closed_is_replaced(tmp_path: Path) -> None:
    for spec in specs("postgresql", tmp_path):
        store = opened(spec)
        with store.transaction() as db:
            [(pid,)] = db.rows("SELECT pg_backend_pid()")
        with opened(spec).transaction() as db:
            db.rows("SELECT pg_terminate_backend(?)", pid)
        time.sleep(0.2)
        assert store.take_budget("d", 9) == (True, 1)


def test_nothing_is_made_until_it_is_needed(tmp_path: Path) -> None:
    shield = IntentShield(data_dir=tmp_path / "d", enable_hitl=True)
    assert not shield.audit("SHELL_EXEC", "date").allowed
    assert not (tmp_path / "d").exists()
