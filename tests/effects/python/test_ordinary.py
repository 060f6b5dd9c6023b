"""Ordinary snippets, sampled with a fixed seed from the documentation of public packages: hardly any is interrupted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intentshield import Shield

CORPUS = Path(__file__).parents[2] / "corpora" / "python_snippets.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    shield = Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("snippets"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )
    verdicts = [(row, shield.session().audit("python", {"code": row["code"]})) for row in ROWS]
    return [(row["source"], verdict.reason) for row, verdict in verdicts if not verdict.allowed]


def test_at_most_one_in_a_hundred_is_interrupted(stopped: list[tuple[str, str]]) -> None:
    assert len(ROWS) >= 300
    assert len(stopped) <= 0.01 * len(ROWS), stopped


def test_only_what_cannot_be_parsed(stopped: list[tuple[str, str]]) -> None:
    assert [(source, reason) for source, reason in stopped if "cannot be parsed" not in reason] == []
