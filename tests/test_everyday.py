"""Commands that coding agents run all day, sampled from public documentation: hardly any is interrupted.

``tests/corpora/everyday.jsonl`` was sampled with a fixed seed from the documentation of 206 packages (each row names
its source) by somebody who did not write the rules.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intentshield import Shield

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "corpora" / "everyday.jsonl").read_text(encoding="utf-8").splitlines()
]

#: Why an ordinary command may ask, by the rule or the cell of the table that does it.
EXPLAINED = {
    "supply.unpinned": "installs from a repository, path or channel that no manifest pins",
    "repository.loss": "throws away uncommitted changes",
    "repository.rewrite": "rewrites history that others may have",
    "code.hooks": "makes git or another program run code from the directory it names",
    "file.startup.change": "installs a git hook",
    "code.from-network": "runs what it downloads",
    "supply.unverified": "switches a signature or certificate check off",
    "remote.listen": "serves to other machines",
    "permit secret": "changes the rights of a key",
    "opaque unknown": "a command line of another program's own language",
    "message.send": "writes to other people",
    "publish.package": "publishes a package",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any]]:
    shield = Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("everyday"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )
    return [(row["command"], shield.session().audit("Bash", {"command": row["command"]})) for row in ROWS]


def test_there_are_enough_of_every_kind() -> None:
    groups = {row["group"] for row in ROWS}
    assert len(ROWS) >= 400
    assert {"git", "python", "node", "go", "rust", "java", "docker", "data"} <= groups
    assert len({row["command"] for row in ROWS}) == len(ROWS)


def test_at_most_two_in_a_hundred_are_interrupted(verdicts: list[tuple[str, Any]]) -> None:
    stopped = [(command, verdict.reason) for command, verdict in verdicts if not verdict.allowed]
    assert len(stopped) <= 0.02 * len(verdicts), stopped


def test_none_is_denied(verdicts: list[tuple[str, Any]]) -> None:
    assert [(command, verdict.reason) for command, verdict in verdicts if verdict.denied] == []


def test_every_interruption_is_explained(verdicts: list[tuple[str, Any]]) -> None:
    unexplained = []
    for command, verdict in verdicts:
        if verdict.allowed:
            continue
        why = {*verdict.rules, *(f"{effect.verb} {effect.cls}" for effect in verdict.effects)}
        if why.isdisjoint(EXPLAINED):
            unexplained.append((command, verdict.reason))
    assert unexplained == []
