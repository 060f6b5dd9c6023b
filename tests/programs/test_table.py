"""The tables of programs: every row can be read, and every word in it means something."""

from __future__ import annotations

from importlib import import_module

import pytest

from intentshield.effects.shell.arguments import parse_arguments
from intentshield.effects.shell.readers import READERS
from intentshield.effects.shell.roles import ROLE_READERS
from intentshield.programs import FAMILIES, ROLES, find_row, parse_row, table

#: Roles without a reader: they mean nothing, or are handled where arguments are sorted.
PLAIN = frozenset("any text num pattern list pair named argv rest sub".split())


def _rows() -> list[tuple[str, str]]:
    out = []
    for family in FAMILIES:
        for line in import_module(f"intentshield.programs.{family}").TABLE.splitlines():
            if line and line[0] not in " #":
                out.append((family, line))
    return out


@pytest.mark.parametrize(("family", "line"), _rows(), ids=lambda text: text.partition(" :")[0][:40])
def test_rows_can_be_read(family: str, line: str) -> None:
    for row in parse_row(line, family):
        by = row.attributes.get("by")
        assert by is None or by in READERS
        for role in {role for role, _ in row.operands} | {flag.role for flag in row.flags.values()} - {""}:
            assert role in ROLE_READERS or role in PLAIN or role in ROLES


@pytest.mark.parametrize("program", ["git", "gh", "hg", "svn", "ip", "perf", "rr", "tmux", "docker", "npm", "rails"])
def test_subcommands_belong_to_programs_that_have_some(program: str) -> None:
    rows = [name for name in table() if name.startswith(f"{program} ")]
    assert rows
    for name in rows:
        head = find_row(name.rpartition(" ")[0])
        assert head is not None, name
        assert head.has_sub or head.attributes.get("by") == "tmux", name


@pytest.mark.parametrize(
    ("row", "words", "values", "operands", "command"),
    [
        ("x : -I=text -r any*", "-rI {} a", ["{}"], ["a"], []),
        ("x : -I=text -r any*", "-rI{} a", ["{}"], ["a"], []),
        ("x : -o?=text any*", "-o a", [], ["a"], []),
        ("x : --output=write any*", "--outp=f a", ["f"], ["a"], []),
        ("x : --force!force --force-with-lease any*", "--forc a", [], ["a"], []),
        ("x : --arg=pair any*", "--arg n v a", [], ["a"], []),
        ("x : -e=argv any*", "a -e sh -c b", [], ["a"], ["sh", "-c", "b"]),
        ("x : --exec=argv any*", "a --exec=rm f", [], ["a"], ["rm", "f"]),
        ("x : -u=text argv? @stop", "-u root sh -c b", ["root"], ["sh", "-c", "b"], []),
    ],
)
def test_arguments(row: str, words: str, values: list[str], operands: list[str], command: list[str]) -> None:
    found = parse_arguments(parse_row(row)[0], ["x", *words.split()])
    assert [value for _, value in found.values] == values
    assert found.operands == operands
    assert found.command == command
