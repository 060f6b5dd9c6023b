"""SQL statements and what they do; the dialects' traps."""

from __future__ import annotations

import pytest

from intentshield.effects.sql import looks_like_sql
from intentshield.front_ends import default_front_ends
from intentshield.model import Analysis, Part, Role
from tests.conftest import context


def effects(text: str) -> list[str]:
    analysis = Analysis()
    default_front_ends()[Role.SQL].lower(Part((), Role.SQL, text), context(), analysis)
    return [f"{e.verb} {e.cls} {','.join(sorted(e.traits))}".strip() for e in analysis.effects]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SELECT 1", "read rows"),
        ("select * from users where id = 7;", "read rows"),
        ("WITH t AS (SELECT 1) SELECT * FROM t", "read rows"),
        ("EXPLAIN SELECT * FROM t", "read"),
        ("INSERT INTO t VALUES (1), (2)", "write rows"),
        ("UPDATE t SET a = 1 WHERE id = 2", "write rows"),
        ("DELETE FROM t WHERE id = 2", "delete rows"),
        ("DELETE FROM t", "delete table all"),
        ("DELETE FROM t WHERE 1=1", "delete table all"),
        ("DELETE FROM t WHERE TRUE", "delete table all"),
        ("DELETE FROM t WHERE 'a'='a' -- x", "delete table all"),
        ("UPDATE t SET a = 1", "all"),
        ("TRUNCATE t", "delete"),
        ("DROP TABLE t", "destroy"),
        ("drop/**/table t", "destroy"),
        ("DROP DATABASE prod", "delete database destroy"),
        ("DROP SCHEMA public CASCADE", "destroy"),
        ("ALTER TABLE t DROP COLUMN a", "destroy"),
        ("SELECT 1; DROP TABLE t", "destroy"),
        ("/*!50000 DROP TABLE t */", "destroy"),
        ("GRANT ALL ON *.* TO 'x'@'%'", "permit"),
        ("COPY t TO PROGRAM 'sh -c id'", "execute"),
        ("COPY t FROM '/etc/passwd'", "read accounts"),
        ("SELECT * INTO OUTFILE '/var/www/html/x.php' FROM t", "write"),
        ("SELECT load_file('/etc/passwd')", "read accounts"),
        ("EXEC xp_cmdshell 'whoami'", "execute"),
        ("ATTACH DATABASE '/home/user/.ssh/authorized_keys' AS x", "write startup"),
        ("EXECUTE IMMEDIATE 'DR' || 'OP TABLE t'", "destroy"),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$", "destroy"),
    ],
)
def test_effects(text: str, wanted: str) -> None:
    verb, *words = wanted.split()
    assert any(all(word in effect for word in (verb, *words)) for effect in effects(text)), effects(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'DROP TABLE t'",
        'SELECT "drop table" FROM t',
        "SELECT 1 -- DROP TABLE t",
        "SELECT 1 /* DROP TABLE t */",
        "INSERT INTO log VALUES ('DELETE FROM users')",
        "SELECT $$DROP TABLE t$$",
        "SELECT `drop` FROM t",
        "SELECT [drop table] FROM t",
        "SELECT 'it''s; DROP TABLE t'",
        "UPDATE t SET note = 'truncate' WHERE id = 1",
    ],
)
def test_text_is_not_code(text: str) -> None:
    assert not any("destroy" in effect or "all" in effect.split() for effect in effects(text)), effects(text)


@pytest.mark.parametrize(
    "text", ["select a chair", "update me when done", "drop me a line", "delete this please", "with love"]
)
def test_sentences_do_not_look_like_sql(text: str) -> None:
    assert not looks_like_sql(text)
