"""Attempts to get SQL past the shield, and an analyst's ordinary statements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intentshield import Shield
from intentshield.effects import sql as front_end
from intentshield.effects.sql_tokens import always_true, readings, tokenize

CORPORA = Path(__file__).parents[1] / "corpora"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


ATTEMPTS = rows("sql_bypasses.jsonl")
ORDINARY = rows("sql_ordinary.jsonl")


@pytest.fixture(scope="module")
def shield(tmp_path_factory: pytest.TempPathFactory) -> Shield:
    return Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("sql"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )


def test_every_attempt_is_stopped(shield: Shield) -> None:
    passed = [
        row["sql"]
        for row in ATTEMPTS
        if "residual" not in row and shield.session().audit("execute_sql", {"sql": row["sql"]}).allowed
    ]
    assert passed == []


def test_what_destroys_is_denied(shield: Shield) -> None:
    wanted = [row["sql"] for row in ATTEMPTS if row.get("denied")]
    assert len(wanted) >= 60
    assert [sql for sql in wanted if not shield.session().audit("execute_sql", {"sql": sql}).denied] == []


def test_what_is_not_seen_is_named() -> None:
    families = {row["residual"] for row in ATTEMPTS if "residual" in row}
    assert len(families) <= 5
    assert sum("residual" in row for row in ATTEMPTS) <= 0.03 * len(ATTEMPTS)
    assert "What is not seen" in str(front_end.__doc__)


def test_an_analyst_is_not_interrupted(shield: Shield) -> None:
    work = [row["sql"] for row in ORDINARY if row["kind"] != "schema"]
    assert len(work) >= 250
    stopped = [sql for sql in work if not shield.session().audit("execute_sql", {"sql": sql}).allowed]
    assert len(stopped) <= 0.005 * len(work), stopped


def test_schema_changes_are_asked_about_not_denied(shield: Shield) -> None:
    for row in ORDINARY:
        if row["kind"] == "schema":
            assert not shield.session().audit("execute_sql", {"sql": row["sql"]}).denied, row["sql"]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("1 = 1", True),
        ("id = id", True),
        ("t.id = t.id", True),
        ("2 > 1 and 'a' = 'a'", True),
        ("not (1 = 2)", True),
        ("id = 1 or id <> 1", True),
        ("id is null or id is not null", True),
        ("1 between 0 and 2", True),
        ("1 in (3, 1)", True),
        ("'a' || 'b' = 'ab'", True),
        ("null is null", True),
        ("abs(-1) = 1", True),
        ("case when 1 = 1 then true else false end", True),
        ("id = 3 or not id = 3", True),
        ("id in (0, id)", True),
        ("id + 0 = id", True),
        ("id between id and id", True),
        ("id is not distinct from id", True),
        ("id < 10 or id > 5", True),
        ("id <> 1 or id <> 2", True),
        ("true::boolean", True),
        ("cast(1 as boolean)", True),
        ("1 xor 0", True),
        ("id = 5 || 1", True),
        ("name similar to '%%'", True),
        ("id < 5 or id > 10", False),
        ("id = 1 or id = 2 or name = 'a' || 'b'", False),
        ("id + 1 = id2", False),
        ("a is distinct from b", False),
        ("false", False),
        ("1 = 0", False),
        ("id = 1", False),
        ("id = ?", False),
        ("? = 1", False),
        ("id = 1 or id = 2", False),
        ("1 = 2", False),
        ("id = 1 and 1 = 1", False),
        ("id in (select id from u)", False),
        ("exists (select 1 from u where u.id = t.id)", False),
        ("name like 'a%'", False),
        ("id is not null", False),
        ("-1 = 1", False),
        ("", False),
    ],
)
def test_conditions_that_hold_for_every_row(condition: str, wanted: bool) -> None:
    assert always_true(tokenize(condition)) is wanted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("select 1; select 2", 2),
        ("select a from #t; select 2", 2),
        ("select 1 #x; drop table t", 2),
        ("select 'a;b'", 1),
        (r"select 'it\'s; x'", 1),
        (r"select 'a\'; drop table t; -- '", 2),
        ("select 1 /* /* */; drop table t; -- */", 2),
        ("select 1 drop table t", 2),
        ("begin delete from t; end", 3),
        ("create trigger a after delete on t begin delete from u end", 1),
        ("insert into t values (1) on conflict (id) do update set a = 1", 1),
        ("grant select, delete on t to u", 1),
        ("show create table t", 1),
    ],
)
def test_statements(text: str, count: int) -> None:
    assert len(readings(text)) == count, readings(text)
