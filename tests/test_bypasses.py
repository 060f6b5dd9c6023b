"""Attempts to get past the shell front end: each is stopped, or belongs to a family that the README names.

``tests/corpora/bypasses.jsonl`` holds attempts by somebody who was told to get past it, from public write-ups
(GTFOBins, ATT&CK, LOLBAS, vendors' documentation) and imagination.  Nothing here is executed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intentshield import Shield
from tests.readme import README

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "corpora" / "bypasses.jsonl").read_text(encoding="utf-8").splitlines()
]
STOPPED = [row for row in ROWS if "residual" not in row]
RESIDUAL = [row for row in ROWS if "residual" in row]


@pytest.fixture(scope="module")
def shield(tmp_path_factory: pytest.TempPathFactory) -> Shield:
    return Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("bypasses"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )


def test_there_are_many() -> None:
    assert len(STOPPED) >= 150
    assert len({row["family"] for row in ROWS}) >= 25


@pytest.mark.parametrize("family", sorted({row["family"] for row in STOPPED}))
def test_attempts_are_stopped(shield: Shield, family: str) -> None:
    passed = [
        row["command"]
        for row in STOPPED
        if row["family"] == family and shield.session().audit("Bash", {"command": row["command"]}).allowed
    ]
    assert passed == []


def test_what_is_left_is_named_in_the_readme(shield: Shield) -> None:
    families = {row["residual"] for row in RESIDUAL}
    assert len(families) <= 10
    text = README.read_text(encoding="utf-8").partition("## What it does not stop")[2].partition("\n## ")[0]
    assert [family for family in sorted(families) if f"**{family[0].upper()}{family[1:]}" not in text] == []


def test_the_list_of_what_is_left_is_current(shield: Shield) -> None:
    stopped = [
        row["command"] for row in RESIDUAL if not shield.session().audit("Bash", {"command": row["command"]}).allowed
    ]
    assert stopped == [], "these are stopped now: take the mark away"
