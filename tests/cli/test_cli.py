"""The command line: exit codes, JSON, colours, mistakes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intentshield import IntegrityError, Shield
from intentshield.cli import COMMANDS, main
from intentshield.demo import rows
from intentshield.version import __version__
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["audit", "BROWSE", "https://example.com"], 0),
        (["audit", "SHELL_EXEC", "date"], 2),
        (["audit", "send_email", "x", "--profile", "coding"], 3),
        (["audit"], 1),
        (["audit", "x", "--profile", "nope"], 1),
        (["audit", "x", "--policy", "none.json"], 1),
        (["audit", "Write", "{", "--arguments"], 1),
        (["nonsense"], 1),
        ([], 1),
        (["version"], 0),
        (["rules"], 0),
        (["rules", "net.metadata"], 0),
        (["rules", "net.metadatta"], 1),
    ],
)
def test_exit_codes(args: list[str], code: int, capsys: Any) -> None:
    try:
        assert main(args) == code
    except SystemExit as stop:
        assert stop.code == code


def test_payload_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("https://example.com"))
    assert main(["audit", "BROWSE", "-"]) == 0


def test_json(capsys: Any) -> None:
    assert (
        main(
            [
                "audit",
                "Write",
                '{"file_path": "/etc/passwd", "content": ""}',
                "--arguments",
                "--profile",
                "coding",
                "--json",
            ]
        )
        == 2
    )
    data = json.loads(capsys.readouterr().out)
    assert data["decision"] == "deny"
    assert data["risk"] == "critical"


def test_explain_shows_how_to_except_it(capsys: Any) -> None:
    assert main(["audit", "Read", "/root/.ssh/id_rsa", "--profile", "coding", "--explain"]) == 3
    text = capsys.readouterr().out
    assert "file.credentials.read" in text
    assert '"grants"' in text


def test_no_control_characters_reach_the_terminal(capsys: Any) -> None:
    main(["audit", "READ_FILE", "a\x1b[31mb", "--profile", "coding", "--explain"])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_has_examples(command: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"intentshield {command}" in capsys.readouterr().out


def test_policy_life(here: Path, capsys: Any) -> None:
    assert main(["policy", "init", "--profile", "coding"]) == 0
    data = json.loads(capsys.readouterr().out)
    data["rules"] = [{"id": "team.x", "pattern": "frobozz", "matches": ["a frobozz"], "passes": ["nothing"]}]
    data["max_per_minute"] = 5
    (here / "p.json").write_text(json.dumps(data), encoding="utf-8")
    assert main(["policy", "check", "p.json"]) == 0
    assert main(["policy", "show", "--policy", "p.json"]) == 0
    assert "order of decision" in capsys.readouterr().out
    assert main(["policy", "show", "--policy", "p.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["max_per_minute"] == 5
    assert main(["policy", "diff", "coding", "p.json"]) == 0
    assert "+ max_per_minute: 5" in capsys.readouterr().out
    assert main(["policy", "diff", "coding", "coding"]) == 0
    assert "no differences" in capsys.readouterr().out


def test_policy_check_tries_the_rules(here: Path, capsys: Any) -> None:
    rules = [
        {"id": "team.x", "pattern": "frobozz", "matches": ["nothing"], "passes": ["a frobozz"]},
        {"id": "team.slow", "pattern": "(a|aa)+$"},
    ]
    (here / "p.json").write_text(json.dumps({"version": 1, "extends": "coding", "rules": rules}), encoding="utf-8")
    assert main(["policy", "check", "p.json"]) == 1
    text = capsys.readouterr().err
    assert "matches: ANSWER 'nothing' is not found" in text
    assert "passes: ANSWER 'a frobozz' is found" in text
    assert "team.slow: the pattern" in text


def test_seal_and_verify(here: Path, capsys: Any) -> None:
    assert main(["verify", "--data-dir", "d"]) == 1
    assert main(["seal", "--data-dir", "d"]) == 0
    assert main(["verify", "--data-dir", "d", "--json"]) == 0
    body = json.loads((here / "d" / "seal.json").read_text(encoding="utf-8"))
    body["files"]["decide.py"] = "0" * 64
    (here / "d" / "seal.json").write_text(json.dumps(body), encoding="utf-8")
    assert main(["verify", "--data-dir", "d"]) == 2


def _run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "intentshield", *args],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )


def test_module_runs_and_colours_are_asked_for() -> None:
    assert _run("version").stdout.strip() == f"intentshield {__version__}"
    assert "\x1b[" not in _run("audit", "ANSWER", "hello").stdout
    assert "\x1b[32m" in _run("audit", "ANSWER", "hello", FORCE_COLOR="1").stdout
    assert "\x1b[" not in _run("audit", "ANSWER", "hello", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_closed_pipe_is_quiet() -> None:
    code = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'intentshield', 'rules'], stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.close(); print(p.stderr.read().decode())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert "Traceback" not in done.stdout


def test_ascii_terminals_work() -> None:
    done = _run("audit", "ANSWER", "cl\u0430ss CoreSafety", "--explain", PYTHONIOENCODING="ascii")
    assert done.returncode == 2


def test_demo_runs_from_a_checkout_without_surprise(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "demo.py")], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "0 surprises" in done.stdout
    assert "\x1b[" not in done.stdout
    assert os.listdir(tmp_path) == [], "the demonstration leaves nothing behind"


def test_demo_has_enough_rows() -> None:
    attacks = [r for r in rows() if r.expected != "allow"]
    benign = [r for r in rows() if r.expected == "allow"]
    assert len(attacks) > 40
    assert len(benign) >= 20


def test_seal_says_what_changed_and_who_signed(here: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTENTSHIELD_SEAL_KEY", "k")
    assert main(["seal", "--data-dir", "d"]) == 0
    assert main(["verify", "--data-dir", "d"]) == 0
    monkeypatch.delenv("INTENTSHIELD_SEAL_KEY")
    assert main(["verify", "--data-dir", "d"]) == 3
    assert "signature was not checked" in capsys.readouterr().out
    seal = json.loads((here / "d" / "seal.json").read_text(encoding="utf-8"))
    seal["files"]["shield.py"] = "0" * 64
    (here / "d" / "seal.json").write_text(json.dumps(seal), encoding="utf-8")
    assert main(["seal", "--data-dir", "d"]) == 0
    assert "changed shield.py" in capsys.readouterr().out
    assert "seal_replaced" in (here / "d" / "events.jsonl").read_text(encoding="utf-8")


def test_a_file_for_a_data_directory(here: Path, capsys: Any) -> None:
    (here / "f").write_text("x")
    assert main(["seal", "--data-dir", "f"]) == 1
    with pytest.raises(IntegrityError, match="is a file"):
        Shield("strict", data_dir="f").initialize()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"grants": [{"rule": "nope"}]}, "no rule 'nope'"),
        ({"grants": [{"rule": "file.delete.catastrophic"}]}, "no grant lifts"),
        ({"grants": [{"verb": "delete"}]}, "every delete"),
        ({"write_suffixes": ["md"]}, "dot"),
        ({"programs": ["x"]}, "name : meaning"),
    ],
)
def test_policy_check_finds_entries_that_cannot_work(here: Path, capsys: Any, fields: Any, message: str) -> None:
    (here / "p.json").write_text(json.dumps({"version": 1, "extends": "coding", **fields}), encoding="utf-8")
    assert main(["policy", "check", "p.json"]) == 1
    assert message in capsys.readouterr().err
