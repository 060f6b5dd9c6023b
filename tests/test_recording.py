"""Recordings of sessions."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from intentshield import Shield, StoreError
from intentshield.recording import Recording, delete_recordings, events_of

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"


def shield(directory: Path, **fields: Any) -> Shield:
    return Shield("coding", data_dir=directory, workspace="/work/repo", home="/home/user", **fields)


def test_everything_is_recorded_in_order(tmp_path: Path) -> None:
    with shield(tmp_path).session("tidy up") as session:
        recording = session.record()
        session.audit("Bash", f"echo {TOKEN}")
        session.audit("Bash", "rm -rf /")
        session.user_says("and the docs")
        session.observe({"mail": "hello"}, "tool:read_email")
    events = list(events_of(str(tmp_path), session.id))
    assert [event["type"] for event in events] == ["begin", "audit", "audit", "said", "observed", "status"]
    assert [event["seq"] for event in events] == list(range(6))
    assert events[0]["policy"]["extends"] == "coding"
    assert events[0]["workspace"] == "/work/repo"
    assert events[0]["said"] == ["tidy up"]
    assert TOKEN not in json.dumps(events)
    assert events[2]["verdict"]["decision"] == "deny"
    assert events[5]["status"] == "completed"
    assert recording.stats["written"] == 6
    if os.name == "posix":
        (file,) = Path(recording.directory).iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_are_kept_by_choice_only(tmp_path: Path) -> None:
    session = shield(tmp_path).session()
    session.record(redact=False)
    session.audit("Bash", f"echo {TOKEN}")
    assert list(events_of(str(tmp_path), session.id))[1]["payload"] == f"echo {TOKEN}"


def test_odd_payloads_are_recorded(tmp_path: Path) -> None:
    class Odd:
        def __str__(self) -> str:
            raise RuntimeError("no")

    loop: list[Any] = []
    loop.append(loop)
    for redact in (True, False):
        session = shield(tmp_path).session()
        recording = session.record(redact=redact)
        for payload in (Odd(), {1: b"\x00\xff"}, {(1, 2): {b"x": Odd()}}, "\ud800", loop, float("nan"), {Odd(): 1}):
            session.audit("deploy", payload)
        assert recording.stats["written"] + recording.stats["dropped"] == 8
        assert recording.stats["written"] >= 7


class Bucket:
    """As much of boto3's S3 client as is used."""

    def __init__(self, fails: bool = False) -> None:
        self.objects: dict[str, bytes] = {}
        self.fails = fails

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:
        if self.fails:
            raise ConnectionError("no route")
        self.objects[f"{Bucket}/{Key}"] = Body


def test_files_are_bounded_and_uploaded(tmp_path: Path) -> None:
    bucket = Bucket()
    recording = Recording(str(tmp_path), "a/../b", None, client=bucket, bucket="b", prefix="p/", max_file=1_000)
    for i in range(40):
        recording.write("audit", {"n": i, "text": "x" * 100})
    recording.close()
    files = sorted(Path(recording.directory).iterdir())
    assert len(files) > 3
    assert all(file.stat().st_size <= 1_000 for file in files)
    assert [event["n"] for event in events_of(str(tmp_path), "a/../b")] == list(range(40))
    assert sorted(bucket.objects) == [f"b/p/{file.parent.name}/{file.name}" for file in files]
    assert b"".join(bucket.objects[key] for key in sorted(bucket.objects)) == b"".join(f.read_bytes() for f in files)
    assert Path(recording.directory).parent == tmp_path / "recordings"


def test_an_upload_that_fails_loses_nothing(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), "s", None, client=Bucket(fails=True), bucket="b")
    recording.write("audit", {"n": 1})
    recording.close()
    assert recording.stats["uploaded"] == 0
    assert "no route" in recording.stats["last_error"]
    assert len(list(events_of(str(tmp_path), "s"))) == 1


def test_a_recording_is_bounded(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), "s", None, max_session=500)
    for i in range(20):
        recording.write("audit", {"n": i})
    assert 0 < recording.stats["written"] < 20
    assert recording.stats["written"] + recording.stats["dropped"] == 20
    assert "largest size" in recording.stats["last_error"]


def test_threads_number_their_events_once(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), "s", None)
    threads = [threading.Thread(target=lambda: [recording.write("audit", {}) for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event["seq"] for event in events_of(str(tmp_path), "s")) == list(range(400))


def test_a_line_that_was_cut_off_is_told(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), "s", None)
    recording.write("audit", {"n": 1})
    (file,) = Path(recording.directory).iterdir()
    with file.open("ab") as out:
        out.write(b'{"seq": 5, "ti')
    assert [event["type"] for event in events_of(str(tmp_path), "s")] == ["audit", "damaged"]


def test_no_two_sessions_share_a_directory(tmp_path: Path) -> None:
    idents = ["a", "A", "a" * 160, "a" * 100, "a" * 161, "../a", "..", ".", "a/b", "a%2Fb", "\udcff"]
    directories = {Recording(str(tmp_path), ident, None).directory.lower() for ident in idents}
    assert len(directories) == len(idents)
    assert {os.path.dirname(one) for one in directories} == {str(tmp_path / "recordings").lower()}


def test_a_clock_that_is_set_back_changes_no_order(tmp_path: Path) -> None:
    times = iter([100.0, 100.0, 100.5, 50.0, 60.0])
    recording = Recording(str(tmp_path), "s", None, clock=lambda: next(times, 70.0))
    for i in range(3):
        recording.write("audit", {"n": i})
    assert [event["n"] for event in events_of(str(tmp_path), "s")] == [0, 1, 2]


def test_old_recordings_are_deleted(tmp_path: Path) -> None:
    for name in ("old", "new"):
        Recording(str(tmp_path), name, None).write("audit", {})
    for file in Path(Recording(str(tmp_path), "old", None).directory).iterdir():
        os.utime(file, (1_000, 1_000))
    assert delete_recordings(str(tmp_path), [], before=2_000) == 1
    assert len(list(events_of(str(tmp_path), "new"))) == 1


def test_deleting(tmp_path: Path) -> None:
    Recording(str(tmp_path), "s", None).write("audit", {})
    assert delete_recordings(str(tmp_path), ["s", "nobody"]) == 1
    with pytest.raises(StoreError, match="no recording"):
        events_of(str(tmp_path), "s")


@pytest.mark.skipif(sys.platform == "win32", reason="not run: there is no such directory on Windows")
def test_where_nothing_can_be_recorded() -> None:
    with pytest.raises(StoreError, match="nothing can be recorded there"):
        Recording("/dev/null/x", "s", None)
