"""The README says what is so: generated tables are current, code prints what it shows, commands exist."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from intentshield import surroundings
from intentshield.rules.catalogue import BUILT_IN
from tests.readme import README, rendered

TEXT = README.read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```\n<!-- output -->\n```text\n(.*?)```", TEXT, re.DOTALL)


def test_tables_are_current() -> None:
    assert rendered(TEXT) == TEXT, "run: python -m tests.readme"


@pytest.mark.parametrize(("code", "output"), SNIPPETS, ids=range(len(SNIPPETS)))
def test_code_prints_what_is_shown(code: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/user")
    monkeypatch.setenv("USERPROFILE", "/home/user")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == output


def test_every_python_block_has_its_output() -> None:
    assert TEXT.count("```python") == len(SNIPPETS) >= 2


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    commands = [line for line in TEXT.splitlines() if line.startswith("python -m venv")]
    assert len(commands) == 1
    assert commands[0].endswith("python -m pytest tests/ -v")


def test_rule_names_in_the_text_exist() -> None:
    ids = {rule.id for rule in BUILT_IN}
    for row in re.findall(
        r"^\| .* \| .* \| (`.*`) \|$", TEXT.split("## Layers")[1].split("## What it does not")[0], re.MULTILINE
    ):
        for name in re.findall(r"`([a-z.*-]+)`", row):
            assert any(re.fullmatch(name.replace(".", r"\.").replace("*", ".*"), ident) for ident in ids), name


def test_the_map_names_files_that_exist() -> None:
    package = Path(surroundings.__file__).parent
    tree = TEXT.split("## Map of the house")[1].split("```")[1]
    for name in re.findall(r"\b([a-z_]+\.py)\b", tree):
        assert list(package.rglob(name)), name
