"""Rules about what statements do to databases."""

from __future__ import annotations

from ..model import Severity, Target, Verb
from . import EffectRule

RULES = (
    EffectRule(
        "sql.destroy",
        Severity.CRITICAL,
        "Destroys a table, schema or database",
        (Verb.DELETE,),
        (Target.TABLE, Target.DATABASE),
        all_of=("destroy",),
        where=lambda e, _: (
            not e.argv
            or e.program
            in ("psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "sqlplus", "clickhouse-client", "cockroach", "duckdb")
        ),
        references=("CWE-89", "ATT&CK T1485"),
        example_action="run_sql",
        matches=(
            "DROP TABLE users",
            "drop/**/database prod",
            "TRUNCATE TABLE orders",
            "select 1; DROP SCHEMA public CASCADE",
            "/*!50000 DROP TABLE users */",
            ("Bash", {"command": "psql app -c 'drop table users'"}),
        ),
        passes=(
            "SELECT 'DROP TABLE users'",
            "DROP TEMPORARY TABLE t",
            "SELECT drop_date FROM table_log",
            "-- DROP TABLE users\nselect 1",
        ),
    ),
    EffectRule(
        "sql.everything",
        Severity.HIGH,
        "Deletes or changes every row of a table",
        (Verb.DELETE, Verb.WRITE),
        (Target.TABLE,),
        all_of=("all",),
        references=("ATT&CK T1485", "ATT&CK T1565.001"),
        example_action="run_sql",
        matches=(
            "DELETE FROM users",
            "DELETE FROM users WHERE 1=1",
            "UPDATE users SET admin = true",
            "update users set x=1 where 'a'='a' or id=3",
            "DELETE FROM users WHERE true",
            "DELETE FROM users WHERE NOT 1 = 2",
            "DELETE FROM users WHERE id = 1 OR id <> 1",
            "WITH d AS (DELETE FROM users RETURNING id) SELECT * FROM d",
        ),
        passes=(
            "DELETE FROM users WHERE id = 7",
            "UPDATE users SET name = 'x' WHERE id IN (1,2)",
            "DELETE FROM t WHERE created < now() - interval '1 day'",
            "DELETE FROM t WHERE id IN (SELECT id FROM u)",
        ),
    ),
    EffectRule(
        "sql.schema",
        Severity.MEDIUM,
        "Changes the structure of a database, or plants code in it",
        (Verb.WRITE,),
        (Target.TABLE,),
        none_of=("all",),
        references=("ATT&CK T1505.001",),
        example_action="run_sql",
        matches=(
            "ALTER TABLE users ADD COLUMN x int",
            "CREATE TABLE t (id int)",
            "CREATE OR REPLACE FUNCTION f() RETURNS int AS 'x' LANGUAGE c",
            "CREATE TRIGGER t AFTER INSERT ON u FOR EACH ROW SELECT 1",
            "SELECT * INTO copy FROM users",
        ),
        passes=("CREATE TEMP TABLE t AS SELECT 1", "SELECT * FROM users", "INSERT INTO t VALUES (1)"),
    ),
    EffectRule(
        "sql.server",
        Severity.HIGH,
        "Reaches out of the database: files, settings or services of the server",
        (Verb.CONFIGURE, Verb.READ),
        (Target.MACHINE,),
        where=lambda e, _: not e.argv or e.program in ("psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "sqlplus"),
        references=("CWE-89", "ATT&CK T1005"),
        example_action="run_sql",
        matches=(
            "SELECT load_file('/etc/passwd')",
            "SELECT * FROM users INTO OUTFILE '/var/www/html/x.php'",
            "COPY users TO '/tmp/x.csv'",
            "ALTER SYSTEM SET archive_command = 'x'",
            "SET GLOBAL general_log = 1",
            "PRAGMA writable_schema = ON",
            "EXEC sp_configure 'xp_cmdshell', 1",
            "SHUTDOWN",
        ),
        passes=("COPY users TO STDOUT", "SET search_path TO app", "PRAGMA table_info(users)", "SELECT 'load_file'"),
    ),
    EffectRule(
        "sql.program",
        Severity.CRITICAL,
        "Lets the database run a program",
        (Verb.EXECUTE,),
        (Target.SHELL,),
        all_of=("escape", "interactive"),
        where=lambda e, _: not e.argv,
        references=("ATT&CK T1505.001", "CWE-78"),
        example_action="run_sql",
        matches=(
            "EXEC xp_cmdshell 'whoami'",
            "COPY t FROM PROGRAM 'id'",
            "SELECT sys_exec('id')",
            "select load_extension('./x')",
        ),
        passes=("EXEC get_users", "SELECT 'xp_cmdshell'"),
    ),
    EffectRule(
        "sql.delay",
        Severity.MEDIUM,
        "Makes the database wait or work for nothing",
        (Verb.SIGNAL,),
        (Target.DATABASE,),
        references=("CWE-89", "CWE-400"),
        example_action="run_sql",
        matches=("SELECT pg_sleep(10)", "SELECT BENCHMARK(10000000, MD5('a'))", "SELECT 1; WAITFOR DELAY '0:0:10'"),
        passes=("SELECT sleep_hours FROM nights", "SELECT * FROM benchmark"),
    ),
)
