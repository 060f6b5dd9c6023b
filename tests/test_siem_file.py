"""The SIEM's file: kept open, rotated and removed by others, shared, forked, full, and its writers killed."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.siem import RotatingFile, SIEMLogger
from intentshield.siem.file import TORN
from tests.conftest import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="not run: signals and fork are POSIX")


def everything(path: Path) -> list[bytes]:
    """The lines of a file and of its older ones."""
    return [line for file in path.parent.glob(path.name + "*") for line in file.read_bytes().splitlines(keepends=True)]


def test_the_descriptor_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda *a: opened.append(a) or real(*a))
    file = RotatingFile(str(tmp_path / "x.log"))
    for _ in range(50):
        file.write(b"a\n")
    assert len(opened) == 1
    assert (tmp_path / "x.log").read_bytes() == b"a\n" * 50
    assert (tmp_path / "x.log").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("how", ["renamed", "removed", "truncated", "replaced"])
def test_what_others_do_to_the_file_is_noticed(tmp_path: Path, how: str) -> None:
    path = tmp_path / "x.log"
    file = RotatingFile(str(path))
    file.write(b"one\n")
    if how == "renamed":
        path.rename(tmp_path / "x.log.old")
    elif how == "removed":
        path.unlink()
    elif how == "truncated":  # logrotate's copytruncate
        os.truncate(path, 0)
    else:
        (tmp_path / "y").write_bytes(b"new\n")
        os.replace(tmp_path / "y", path)
    file.write(b"two\n")
    assert path.read_bytes() == (b"new\ntwo\n" if how == "replaced" else b"two\n")


def test_a_line_written_to_a_file_that_is_just_removed_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.log"
    file = RotatingFile(str(path))
    file.write(b"one\n")
    real = os.write

    def removing(handle: int, data: bytes) -> int:
        if path.exists():
            path.unlink()
            monkeypatch.setattr(os, "write", real)
        return real(handle, data)

    monkeypatch.setattr(os, "write", removing)
    file.write(b"two\n")
    assert path.read_bytes() == b"two\n"


def test_rotation_keeps_so_many(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    file = RotatingFile(str(path), max_bytes=10, keep=3)
    for n in range(10):
        file.write(b"line %04d\n" % n)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.log.1", "x.log.2", "x.log.3"]
    assert (tmp_path / "x.log.1").read_bytes() == b"line 0009\n"


@posix
def test_a_file_that_somebody_else_rotates_is_left_to_them(tmp_path: Path) -> None:
    import fcntl

    path = tmp_path / "x.log"
    file = RotatingFile(str(path), max_bytes=10)
    file.write(b"1\n")
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for _ in range(10):
            file.write(b"0123456789\n")
        assert [p.name for p in tmp_path.iterdir()] == ["x.log"]
    file.write(b"last\n")
    assert [p.name for p in tmp_path.iterdir()] == ["x.log.1"]


def test_a_place_that_cannot_be_rotated_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "replace", no)
    siem = SIEMLogger(str(tmp_path / "x.log"), max_bytes=10)
    for _ in range(5):
        siem.emit({"event_type": "e"})
    assert len(everything(tmp_path / "x.log")) == siem.stats["written"] == 5


@posix
def test_pipes_and_devices_are_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(str(tmp_path / "pipe"), os.O_RDONLY | os.O_NONBLOCK)
    file = RotatingFile(str(tmp_path / "pipe"), max_bytes=1)
    file.write(b"one\n")
    file.write(b"two\n")
    assert os.read(reader, 100) == b"one\ntwo\n"
    os.close(reader)


# -- lines that were cut off


@pytest.mark.parametrize("rest", [b'{"half', b'whole\n{"half'])
def test_a_new_writer_begins_on_a_fresh_line(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(rest)
    RotatingFile(str(path)).write(b"next\n")
    assert path.read_bytes() == rest + TORN + b"next\n"


def test_a_writer_that_has_the_file_open_repeats_what_ran_into_a_cut_line(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    file = RotatingFile(str(path))
    file.write(b"one\n")
    with path.open("ab") as killed:
        killed.write(b'{"half')
    file.write(b"two\n")
    file.write(b"three\n")
    assert path.read_bytes() == b'one\n{"halftwo\ntwo\nthree\n'


def test_a_full_disk_leaves_no_half_line_before_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.log"
    siem = SIEMLogger(str(path))
    siem.emit({"event_type": "first"})
    real, room = os.write, [10]

    def full(handle: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(handle, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr(os, "write", full)
    siem.emit({"event_type": "lost"})
    assert siem.stats["dropped"] == 1
    assert "No space" in siem.stats["last_error"]
    monkeypatch.setattr(os, "write", real)
    siem.emit({"event_type": "last"})
    first, torn, last = everything(path)
    assert json.loads(first)["event_type"] == "first"
    assert torn.endswith(TORN)
    assert json.loads(last)["event_type"] == "last"
    assert siem.stats["written"] == 2


@given(st.lists(st.integers(0, 30), max_size=12), st.lists(st.binary(max_size=20), min_size=1, max_size=12))
def test_whatever_is_cut_off_acknowledged_lines_are_whole(cuts: list[int], texts: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        path = Path(directory) / "x.log"
        file = RotatingFile(str(path))
        acknowledged = []
        real, left = os.write, list(cuts)
        patch.setattr(os, "write", lambda handle, data: real(handle, data[: left.pop() if left else None]))
        for number, text in enumerate(texts):
            line = b"%d:%s\n" % (number, text.hex().encode())
            try:
                file.write(line)
                acknowledged.append(line)
            except OSError:
                pass
        file.close()
        found = everything(path)
        assert [line for line in found if line in acknowledged] == acknowledged


# -- threads, forks, kills


def test_threads_share_a_logger(tmp_path: Path) -> None:
    siem = SIEMLogger(str(tmp_path / "x.log"), max_bytes=30_000, keep=100)
    threads = [
        threading.Thread(target=lambda n=n: [siem.emit({"event_type": "e", "n": (n, i)}) for i in range(200)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bodies = [json.loads(line) for line in everything(tmp_path / "x.log")]
    assert {tuple(body["n"]) for body in bodies} == {(n, i) for n in range(4) for i in range(200)}
    assert len({body["event_id"] for body in bodies}) == len(bodies) == siem.stats["written"] == 800


_FORKING = """
import os, sys, threading
from intentshield.siem import SIEMLogger
siem = SIEMLogger(sys.argv[1], max_bytes=20000, keep=100)
siem.emit({"event_type": "e", "who": -1, "n": 0})
stop = threading.Event()
def busy():
    n = 1
    while not stop.is_set():
        siem.emit({"event_type": "e", "who": -1, "n": n}); n += 1
thread = threading.Thread(target=busy); thread.start()
children = []
for who in range(8):
    child = os.fork()
    if child == 0:
        for n in range(50):
            siem.emit({"event_type": "e", "who": who, "n": n})
        os._exit(siem.stats["dropped"])
    children.append(child)
codes = [os.waitpid(child, 0)[1] for child in children]
stop.set(); thread.join()
sys.exit(any(codes))
"""


@posix
def test_forked_children_write_too(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", _FORKING, str(path)], cwd=ROOT, timeout=60)
    assert done.returncode == 0
    bodies = [json.loads(line) for line in everything(path)]
    assert len({body["event_id"] for body in bodies}) == len(bodies)
    assert len({body["pid"] for body in bodies}) == 9
    assert {(b["who"], b["n"]) for b in bodies if b["who"] >= 0} == {(w, n) for w in range(8) for n in range(50)}


_WRITING = """
import os, sys
from intentshield.siem import SIEMLogger
siem = SIEMLogger(sys.argv[1], sys.argv[3], max_bytes=2_000_000, keep=1000)
n = 0
while True:
    siem.log_event("action_denied", reason="r" * (n * 37 % 9000), payload=f"{sys.argv[2]}.{n}.")
    if siem.stats["dropped"]:
        sys.exit("dropped: " + siem.stats["last_error"])
    os.write(1, b"%d\\n" % n)
    n += 1
"""


@posix
@pytest.mark.parametrize("log_format", ["json", "cef"])
def test_what_is_acknowledged_survives_kill_9(tmp_path: Path, log_format: str) -> None:
    path = tmp_path / "x.log"
    acknowledged: set[str] = set()
    for round_ in range(3):
        writers = []
        for who in range(4):
            with (tmp_path / f"ack.{round_}.{who}").open("wb") as said:
                command = [sys.executable, "-c", _WRITING, str(path), f"{round_}.{who}", log_format]
                writers.append(subprocess.Popen(command, cwd=ROOT, stdout=said))
        while not all((tmp_path / f"ack.{round_}.{who}").stat().st_size for who in range(4)):
            time.sleep(0.01)
        for writer in writers:
            time.sleep(random.uniform(0, 0.2))
            assert writer.poll() is None
            writer.send_signal(signal.SIGKILL)
            writer.wait(10)
        for who in range(4):
            said = (tmp_path / f"ack.{round_}.{who}").read_text().split("\n")[:-1]
            acknowledged |= {f"{round_}.{who}.{n}." for n in said}
    whole, broken = set(), 0
    for line in everything(path):
        text = line.decode()
        try:
            payload = json.loads(text)["payload"] if log_format == "json" else text.split(" msg=")[1].split(" ")[0]
            assert text.count("CEF:0") <= 1
            assert text[-1] == "\n"
            whole.add(payload.strip())
        except (ValueError, IndexError, AssertionError):
            broken += 1
    assert acknowledged <= whole
    assert broken <= 2 * 12
    assert len(acknowledged) > 100
