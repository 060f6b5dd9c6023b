"""The seal: every documented outcome."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import py_compile
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Callable

import pytest

from intentshield import IntegrityError, Shield
from intentshield.integrity import Seal, package_directory
from intentshield.version import __version__
from tests.conftest import ROOT, Sink


class Box:
    """A copy of the package with a seal."""

    def __init__(self, base: Path) -> None:
        self.package = base / "site" / "intentshield"
        shutil.copytree(package_directory(), self.package, ignore=shutil.ignore_patterns("__pycache__"))
        self.data = base / "data"
        self.sink = Sink()
        self.reasons: list[str] = []
        self.now = 0.0

    def seal(self, **options: Any) -> Seal:
        options.setdefault("was_sealed", lambda: "seal_created" in self.sink.types)
        return Seal(
            str(self.data),
            self.sink,
            on_tamper=self.reasons.append,
            directory=str(self.package),
            clock=lambda: self.now,
            **options,
        )

    def edit(self, name: str = "decide.py") -> None:
        with open(self.package / name, "a", encoding="utf-8") as file:
            file.write("# edited\n")

    def record(self, version: str = __version__) -> None:
        """What an installer would leave behind."""
        info = self.package.parent / f"intentshield-{version}.dist-info"
        info.mkdir(exist_ok=True)
        rows = []
        for path in sorted(self.package.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
                rows.append(f"{path.relative_to(self.package.parent).as_posix()},sha256={digest},{path.stat().st_size}")
        (info / "RECORD").write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_first_start_seals_privately(box: Box) -> None:
    seal = box.seal()
    seal.initialize()
    assert seal.sealed
    assert box.sink.types == ["seal_created"]
    body = json.loads(Path(seal.path).read_text(encoding="utf-8"))
    assert body["version"] == __version__
    assert "effects/path.py" in body["files"]
    assert "py.typed" in body["files"]
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(seal.path).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(box.data).st_mode) == 0o700
    assert os.listdir(box.data) == ["seal.json"], "no temporary files stay"


def test_next_start_verifies(box: Box) -> None:
    box.seal().initialize()
    again = box.seal()
    again.initialize()
    assert again.broken is None
    assert again.verify()


@pytest.mark.parametrize("change", ["edit", "delete", "add"])
def test_a_changed_package_is_reported_then_acted_upon(box: Box, change: str) -> None:
    box.seal().initialize()
    if change == "edit":
        box.edit()
    elif change == "delete":
        (box.package / "decide.py").unlink()
    else:
        (box.package / "extra.py").write_text("x = 1", encoding="utf-8")
    again = box.seal()
    again.initialize()
    assert again.broken
    assert box.reasons == [again.broken]
    assert box.sink.types[-1] == "integrity_violation"


def test_change_while_running_is_seen_within_a_second(box: Box) -> None:
    seal = box.seal()
    seal.initialize()
    assert seal.intact()
    box.edit()
    assert seal.intact(), "status is looked at once a second only"
    box.now += 1.1
    assert not seal.intact()
    assert "changed decide.py" in str(seal.broken)


def test_change_that_keeps_size_and_time_is_seen_at_the_interval(box: Box) -> None:
    path = box.package / "decide.py"
    seal = box.seal(verify_interval=60)
    seal.initialize()
    info = path.stat()
    text = path.read_bytes()
    path.write_bytes(text[:-2] + b"#\n")
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    box.now += 5
    assert seal.intact()
    box.now += 60
    assert not seal.intact()


def test_replacement_in_memory_is_seen_at_once(box: Box) -> None:
    namespace = {"decide": object()}
    seal = box.seal(watch=((namespace, "decide"),))
    assert seal.intact()
    namespace["decide"] = object()
    assert not seal.intact()
    assert box.reasons == ["decide was replaced in memory"]


def test_upgrade_with_record_is_sealed_anew(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.seal().initialize()
    monkeypatch.setattr("intentshield.integrity.__version__", "9.9.9")
    box.edit()
    box.record("9.9.9")
    again = box.seal()
    again.initialize()
    assert again.broken is None
    assert box.sink.types[-1] == "seal_upgraded"


def test_other_version_without_record_is_broken(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.seal().initialize()
    monkeypatch.setattr("intentshield.integrity.__version__", "9.9.9")
    again = box.seal()
    again.initialize()
    assert "no installer vouches" in str(again.broken)


def test_first_start_compares_with_record(box: Box) -> None:
    box.record()
    box.edit()
    seal = box.seal()
    seal.initialize()
    assert "not what was installed: changed decide.py" in str(seal.broken)


def test_deleted_seal_is_noticed(box: Box) -> None:
    seal = box.seal()
    seal.initialize()
    os.unlink(seal.path)
    again = box.seal()
    again.initialize()
    assert "was deleted" in str(again.broken)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', "\x00"])
def test_damaged_seal_is_broken(box: Box, content: str) -> None:
    seal = box.seal()
    seal.initialize()
    Path(seal.path).write_text(content, encoding="utf-8")
    again = box.seal()
    again.initialize()
    assert again.broken


def test_key_signs_and_is_required(box: Box) -> None:
    box.seal(key=b"k1").initialize()
    good = box.seal(key=b"k1")
    good.initialize()
    assert good.broken is None
    bad = box.seal(key=b"k2")
    bad.initialize()
    assert "not signed with this key" in str(bad.broken)


def test_forged_manifest_needs_the_key(box: Box) -> None:
    box.seal(key=b"k1").initialize()
    box.edit()
    box.seal().seal()
    again = box.seal(key=b"k1")
    again.initialize()
    assert "not signed" in str(again.broken)


def test_legacy_locks_are_reported_and_left(box: Box) -> None:
    box.data.mkdir()
    lock = box.data / ".core_safety_lock"
    lock.write_text("abc", encoding="utf-8")
    box.seal().initialize()
    assert box.sink.types == ["legacy_lock_found", "seal_created"]
    assert lock.read_text(encoding="utf-8") == "abc"


def test_byte_code_of_this_interpreter_must_match_its_source(box: Box) -> None:
    seal = box.seal()
    seal.initialize()
    target = box.package / "decide.py"
    cache = importlib.util.cache_from_source(str(target))
    py_compile.compile(str(target), cfile=cache, doraise=True)
    box.now += 2
    assert seal.intact(), "a cache that equals its source is no alarm"
    evil = box.package.parent / "evil.py"
    evil.write_text("def decide(*a, **k): return None\n", encoding="utf-8")
    info = target.stat()
    os.utime(evil, ns=(info.st_atime_ns, info.st_mtime_ns))
    py_compile.compile(
        str(evil), cfile=cache, doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    box.now += 2
    assert not seal.intact()
    assert "byte code differs" in str(seal.broken)


def test_byte_code_of_other_interpreters_is_ignored(box: Box) -> None:
    seal = box.seal()
    seal.initialize()
    folder = box.package / "__pycache__"
    folder.mkdir(exist_ok=True)
    (folder / "decide.cpython-299.pyc").write_bytes(b"whatever")
    box.now += 2
    assert seal.intact()


def test_read_only_data_dir(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    box.seal().initialize()
    monkeypatch.setattr("intentshield.integrity.tempfile.mkstemp", refuse)
    again = box.seal()
    again.initialize()
    assert again.broken is None, "verifying writes nothing"
    os.unlink(again.path)
    with pytest.raises(IntegrityError, match="Permission denied; give a writable data_dir"):
        box.seal(was_sealed=lambda: False).initialize()


def test_data_dir_that_cannot_be_made(box: Box) -> None:
    box.data.write_text("a file", encoding="utf-8")
    with pytest.raises(IntegrityError, match="cannot write the seal"):
        box.seal().seal()


def test_no_sources(box: Box) -> None:
    for path in box.package.rglob("*.py"):
        path.unlink()
    with pytest.raises(IntegrityError, match="no source files"):
        box.seal().initialize()


def test_zip_archive(tmp_path: Path) -> None:
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in Path(package_directory()).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                file.write(path, path.relative_to(Path(package_directory()).parent))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from intentshield import Shield\n"
        "s = Shield('strict', data_dir=sys.argv[2]).initialize()\n"
        "print(s.audit('ANSWER', 'hello').decision, s.seal.broken, s.verify())\n"
    )
    run = [sys.executable, "-c", code, str(archive), str(tmp_path / "d")]
    first = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert first.stdout.split() == ["allow", "None", "True"]
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("intentshield/extra.py", "x = 1")
    second = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert second.stdout.split()[0] == "deny"


@pytest.mark.parametrize("flags", [["-OO"], ["-B"], ["-I"]])
def test_interpreter_flags(tmp_path: Path, flags: list[str]) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from intentshield import Shield\n"
        "s = Shield('strict', data_dir=sys.argv[1]).initialize()\n"
        "print(s.audit('ANSWER', 'hello').decision, s.verify(), s.audit('SHELL_EXEC', 'x').decision)\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, *flags, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["allow", "True", "deny"]


def test_processes_sealing_at_once(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from intentshield import Shield\n"
        "s = Shield('strict', data_dir=sys.argv[1]).initialize()\n"
        "print(s.seal.broken, s.audit('ANSWER', 'x').decision)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "d")], stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert [p.communicate()[0].split() for p in running] == [["None", "allow"]] * 8


@pytest.mark.parametrize("mode", ["deny", "raise", "exit", "callable"])
def test_on_tamper(make_shield: Callable[..., Shield], monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    called: list[Any] = []
    monkeypatch.setattr("os._exit", lambda code: called.append(code))
    shield = make_shield(
        "strict", on_tamper=called.append if mode == "callable" else mode, event_sink=Sink()
    ).initialize()
    monkeypatch.setitem(shield.seal._hashes, "decide.py", "0" * 64)
    if mode == "raise":
        with pytest.raises(IntegrityError):
            shield.verify()
    else:
        assert not shield.verify()
    assert called == {"exit": [1], "callable": ["the package changed while running: changed decide.py"]}.get(mode, [])
    verdict = shield.audit("ANSWER", "hello")
    assert verdict.denied
    assert verdict.path == "integrity"


def test_replacing_a_sealed_function_stops_everything(
    make_shield: Callable[..., Shield], monkeypatch: pytest.MonkeyPatch
) -> None:
    shield = make_shield("coding", event_sink=Sink())
    assert shield.audit("ANSWER", "hello").allowed
    monkeypatch.setattr("intentshield.pipeline.decide", lambda *a, **k: None)
    assert shield.audit("ANSWER", "hello").path == "integrity"


def test_events_go_to_a_private_json_line(make_shield: Callable[..., Shield]) -> None:
    shield = make_shield("strict").initialize()
    path = Path(shield.data_dir) / "events.jsonl"
    event = json.loads(path.read_text(encoding="ascii"))
    assert event["event_type"] == "seal_created"
    assert event["timestamp"].endswith("Z")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
