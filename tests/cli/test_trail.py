"""``intentshield trail``: what people see, what they can check, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from intentshield import Shield
from intentshield.cli import main
from intentshield.cli.common import duration
from tests.conftest import ROOT

TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def shield(here: Path) -> Shield:
    made = Shield("coding", data_dir=here / "data", workspace=here, home="/home/user", enable_trail=True)
    made.audit("Bash", "git status")
    made.audit("Bash", "rm -rf /")
    made.audit("Write", {"file_path": str(here / "a.txt"), "content": f"the token is {TOKEN}\x1b[2J"})
    return made


def _refs(capsys: Any) -> list[str]:
    assert main(["trail", "list", "--json"]) == 0
    return [record["ref"] for record in json.loads(capsys.readouterr().out)]


def test_list_and_show(shield: Shield, capsys: Any) -> None:
    assert main(["trail"]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert len(lines) == 4
    assert "chain_started" in lines[0]
    assert "allow" in lines[1]
    assert "Bash git status" in lines[1]
    assert "deny" in lines[2]
    assert "[CoreSafety]" in lines[2]
    assert TOKEN not in text
    assert "\x1b" not in text
    assert main(["trail", "list", "--stopped", "--since", "1h", "--limit", "5", "--json"]) == 0
    (stopped,) = json.loads(capsys.readouterr().out)
    assert stopped["decision"] == "deny"
    assert main(["trail", "show", stopped["ref"]]) == 0
    shown = capsys.readouterr().out
    for part in (stopped["ref"], stopped["hash"], '"arguments": "rm -rf /"', '"severity": "critical"'):
        assert part in shown
    assert main(["trail", "show", "nothing:1"]) == 1
    assert "no such record" in capsys.readouterr().err
    assert main(["trail", "list", "--session", "nobody"]) == 0
    assert capsys.readouterr().err == "No such record.\n"


def test_verify_says_what_was_tampered_with(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["trail", "verify"]) == 0
    assert "4 records in 1 chains, 0 checkpoints: intact" in capsys.readouterr().out
    refs = _refs(capsys)
    with closing(sqlite3.connect(str(here / "data" / "state.db"), isolation_level=None)) as db:
        db.execute("UPDATE trail SET record = REPLACE(record, 'git status', 'git pull') WHERE seq = 1")
    assert main(["trail", "verify"]) == 2
    text = capsys.readouterr().out
    assert f"TAMPERED  {refs[1]}  was changed" in text
    assert "not intact" in text
    assert main(["trail", "verify", "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert report["problems"] == [{"where": refs[1], "what": "was changed"}]


def test_checkpoints_exports_and_keys(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["trail", "checkpoint"]) == 0
    kept = here / "checkpoint.json"
    kept.write_text(capsys.readouterr().out)
    assert main(["trail", "export"]) == 0
    export = here / "trail.jsonl"
    export.write_text(capsys.readouterr().out)
    assert main(["trail", "verify", "--checkpoint", str(kept)]) == 0
    assert main(["trail", "verify", str(export), "--checkpoint", str(kept)]) == 0
    capsys.readouterr()
    with closing(sqlite3.connect(str(here / "data" / "state.db"), isolation_level=None)) as db:
        db.execute("DELETE FROM trail WHERE seq = 3")
        db.execute("DELETE FROM checkpoints")
    assert main(["trail", "verify"]) == 0, "the end of a chain cannot be missed without a checkpoint"
    assert main(["trail", "verify", "--checkpoint", str(kept)]) == 2
    assert "is missing" in capsys.readouterr().out
    lines = export.read_text().splitlines(keepends=True)
    export.write_text("".join(lines[:2] + lines[3:]))
    assert main(["trail", "verify", str(export)]) == 2
    export.write_text("".join([*lines, "{"]))
    assert main(["trail", "verify", str(export)]) == 1
    assert f"line {len(lines) + 1} cannot be read" in capsys.readouterr().err
    key = here / "key"
    key.write_text("secret\n")
    assert main(["trail", "verify", "--key-file", str(key)]) == 2
    assert "is not signed" in capsys.readouterr().out


def test_a_selection_can_be_exported(shield: Shield, here: Path, capsys: Any) -> None:
    assert main(["trail", "export", "--stopped"]) == 0
    export = here / "stopped.jsonl"
    export.write_text(capsys.readouterr().out)
    assert len(export.read_text().splitlines()) == 2
    assert main(["trail", "verify", str(export)]) == 0


def test_prune(shield: Shield, capsys: Any) -> None:
    assert main(["trail", "prune", "--older-than", "0s"]) == 0
    assert "0 records pruned; only what a checkpoint covers" in capsys.readouterr().out
    assert main(["trail", "checkpoint"]) == 0
    capsys.readouterr()
    time.sleep(0.01)
    assert main(["trail", "prune", "--older-than", "0s", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"pruned": 4}
    assert main(["trail", "verify"]) == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["show"], "show needs a record's name"),
        (["list", "x"], "list takes no NAME"),
        (["verify", "a", "b"], "one exported file"),
        (["prune"], "prune needs --older-than"),
        (["prune", "--older-than", "soon"], "is no duration"),
        (["list", "--limit", "0"], "at least 1"),
        (["prune", "--older-than", "1d", "--session", "x"], "--session does not go with prune"),
        (["verify", "--stopped"], "--stopped does not go with verify"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_usage_errors(words: list[str], problem: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["trail", *words])
    assert stop.value.code == 1
    assert problem in capsys.readouterr().err


def test_what_is_not_there(here: Path, capsys: Any) -> None:
    assert main(["trail", "--data-dir", "nowhere"]) == 1
    assert "name the shield's data_dir" in capsys.readouterr().err
    assert not (here / "nowhere").exists()
    assert main(["trail", "verify", "nothing.jsonl"]) == 1
    (here / "other.json").write_text('{"a": 1}\n')
    assert main(["trail", "verify", "other.json"]) == 1
    assert "not a trail that 'intentshield trail export' wrote" in capsys.readouterr().err
    (here / "empty").write_text("")
    assert main(["trail", "verify", "other.json", "--key-file", "empty"]) == 1


def test_odd_files_are_errors(here: Path, capsys: Any) -> None:
    odd = [b"", b"[1]\n", b"\xff\xfe\n", b"{", b'{"intentshield_trail": 1}\n', b"[" * 100_000]
    odd.append(b'{"intentshield_trail":1,"selection":false,"chains":[],"policies":{},"checkpoints":[5]}\n')
    odd.append(b'{"intentshield_trail":1,"selection":false,"chains":[],"policies":{},"checkpoints":[]}\n{"record":5}\n')
    for number, content in enumerate(odd):
        (here / f"odd{number}").write_bytes(content)
        for words in (["trail", "verify", f"odd{number}"], ["replay", f"odd{number}", "--profile", "coding"]):
            assert main(words) in (0, 1), words
            if main(words):
                assert capsys.readouterr().err.startswith("intentshield: "), words
    assert main(["trail", "verify", str(here)]) == 1
    assert main(["trail", "verify", "x", "--key-file", str(here)]) == 1


def test_a_database_of_another_program_is_left_alone(here: Path, capsys: Any) -> None:
    (here / "data").mkdir()
    with closing(sqlite3.connect(str(here / "data" / "state.db"), isolation_level=None)) as db:
        db.execute("CREATE TABLE other (x)")
    before = (here / "data" / "state.db").read_bytes()
    for words in (["trail"], ["stats"], ["sessions"], ["approvals"]):
        assert main(words) == 1
        assert "belongs to another program" in capsys.readouterr().err
    assert Shield("coding", data_dir=here / "data", audit_required=True).audit("Bash", "ls").denied
    with closing(sqlite3.connect(str(here / "data" / "state.db"), isolation_level=None)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("other",)]
    assert before[:16] == (here / "data" / "state.db").read_bytes()[:16]


def test_damaged_records_are_shown_as_such(shield: Shield, here: Path, capsys: Any) -> None:
    with closing(sqlite3.connect(str(here / "data" / "state.db"), isolation_level=None)) as db:
        db.execute("UPDATE trail SET record = CAST(x'ff00' AS TEXT) WHERE seq = 1")
        db.execute("UPDATE trail SET decision = char(27) || '[2J' WHERE seq = 2")
        db.execute("UPDATE trail SET time = 1e300 WHERE seq = 3")
    assert main(["trail"]) == 0
    text = capsys.readouterr().out
    assert text.count("damaged") == 2
    assert "\x1b" not in text
    assert main(["stats"]) == 0
    assert "records cannot be read" in capsys.readouterr().out
    assert main(["replay", "--profile", "coding"]) in (0, 3)
    assert main(["trail", "verify"]) == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="not run: there is no /dev/full here")
def test_a_full_disk_is_an_error(shield: Shield, here: Path) -> None:
    code = "import sys; from intentshield.cli import main; sys.exit(main(['trail', 'export']))"
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr


def test_times() -> None:
    assert [duration(text) for text in ("10s", "30m", "24h", "90d", "2w")] == [10, 1800, 86400, 7776000, 1209600]


@pytest.mark.skipif(sys.platform == "win32", reason="not run: SIGINT cannot be sent to one process on Windows")
def test_tail_follows_until_ctrl_c(shield: Shield, here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "import sys; from intentshield.cli import main; print('on', flush=True); sys.exit(main(['trail', 'tail', '--json']))",
        ],
        cwd=here,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "on\n"
    time.sleep(0.7)
    shield.audit("Bash", "echo later")
    record = json.loads(process.stdout.readline())
    assert record["arguments"] == "echo later"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    process.stdout.close()
