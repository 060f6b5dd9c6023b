"""SQL: what each statement reads, changes, destroys, runs or reaches, in the common dialects.

:mod:`.sql_tokens` cuts the text into statements; each is judged by its first words and by the functions in it, and text
that a statement executes is judged as statements again.  Whole statements are what an analyst's tool runs, so ordinary
reading is quiet; injection into *values* is the business of the text rules.

What is not seen: predicates whose truth depends on the data (``id >= 0``); what a stored procedure of the database does
(``CALL drop_everything()``); text that only the database puts together; tables that a ``WITH`` clause renames; work that is merely large.

Sources: the reference manuals of PostgreSQL 17, MySQL 8.4, MariaDB 11, SQLite 3, SQL Server 2022, Oracle 19, Snowflake, ClickHouse,
DuckDB; CWE-89; ATT&CK T1505.001.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, FrozenSet, List, Optional

from ..context import Context
from ..model import Part, Role, Target, Verb
from .path import locate, path_traits, target_class
from .sql_tokens import Token, always_true, fold, readings, tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Analysis
    from .lower import FrontEnds

__all__ = ["SqlFrontEnd", "looks_like_sql", "tokenize"]

MAX_TEXT = 262_144
MAX_STATEMENTS = 2_000
MAX_DEPTH = 8
_BEFORE_NAMES = frozenset(
    "table if exists not only into from database schema view index low_priority ignore quick or replace temp temporary"
    " unique concurrently materialized column user role global unlogged virtual top percent".split()
)


_LOOKS = re.compile(
    r"^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select\s.+?\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\s+\S+(?:\s+(?:as\s+)?\w+)?\s*(?:[;#,(]|$|--|/\*|(?:where|using|returning|limit|order|output|inner|left|join|from)\b)|drop\s+(?:table|database|schema|user|view|index)\b"
    r"|truncate\s+(?:table\s+)?\w|alter\s+(?:table|user|system|database)\b|create\s+(?:or\s+replace\s+)?(?:table|database|user|role|function|trigger|view|index|extension)\b|grant\s+\w[\w, ]*\s+(?:on|to)\b"
    r"|exec(?:ute)?\s+(?:xp_|sp_|master)|copy\s+\S+\s+(?:from|to)\b|with\s+\w+\s+as\s*\(|merge\s+into\b|attach\s+(?:database\s+)?'|load\s+data\b|shutdown\b\s*;?\s*$)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_sql(text: str) -> bool:
    """Whether ``text`` starts like a statement and not like a sentence."""
    return _LOOKS.match(text[:4096]) is not None


class _Script:
    """What earlier statements of one text left behind."""

    __slots__ = ("database", "depth", "variables")

    def __init__(self, depth: int = 0) -> None:
        self.variables: Dict[str, str] = {}
        self.database = ""
        self.depth = depth


class _Statement:
    """One statement while it is judged."""

    __slots__ = ("analysis", "context", "front_ends", "script", "tokens", "words")

    def __init__(
        self, tokens: List[Token], context: Context, analysis: Analysis, front_ends: FrontEnds, script: _Script
    ) -> None:
        self.script = script
        self.tokens = tokens
        self.words = [t.value if t.kind == "word" else "" for t in tokens]
        self.context = context
        self.analysis = analysis
        self.front_ends = front_ends

    def effect(self, verb: Verb, target: str, cls: Target, *traits: str) -> None:
        self.analysis.effect(verb, target[:160], cls, traits)

    def file(self, verb: Verb, path: str) -> Target:
        """A file of the database server or client; its class."""
        place = locate(path, self.context)
        cls = target_class(place, verb)
        self.analysis.effect(verb, place.path, cls, path_traits(place))
        return cls

    def outside(self, verb: Verb, path: str) -> None:
        """A file that a database in the workspace may use only there."""
        if "://" in path:
            self.effect(Verb.SEND, path, Target.UNKNOWN, "upload", "carries:private")
        elif self.file(verb, path) in _SERVER_PLACES or (verb == Verb.WRITE and path[:1] in "/~"):
            self.effect(verb if verb == Verb.READ else Verb.CONFIGURE, path, Target.MACHINE, "expose")

    def program(self, command: str) -> None:
        """A command that the database runs."""
        self.analysis.effect(Verb.EXECUTE, command[:160], Target.SHELL, ("escape", "interactive"))
        front_end = self.front_ends.get(Role.COMMAND)
        if front_end is not None and command.strip():
            front_end.lower(Part((), Role.COMMAND, command), self.context, self.analysis)

    def inner(self, tokens: List[Token]) -> None:
        """A statement inside this one."""
        if tokens and self.script.depth < MAX_DEPTH:
            self.script.depth += 1
            _judge(_Statement(tokens, self.context, self.analysis, self.front_ends, self.script))
            self.script.depth -= 1

    def runs(self, text: str) -> None:
        """Text that the database executes as statements."""
        for tokens in readings(text):
            self.inner(tokens)

    def string_after(self, *words: str) -> str:
        """The first string behind the last of some consecutive words; ""."""
        for i in range(len(self.words)):
            if tuple(self.words[i : i + len(words)]) == words:
                for token in self.tokens[i + len(words) : i + len(words) + 3]:
                    if token.kind == "text":
                        return token.value
        return ""

    def object_after(self, start: int) -> str:
        """The dotted name that begins at or behind ``start``."""
        i = start
        while i < len(self.tokens) and (self.words[i] in _BEFORE_NAMES or self.tokens[i].kind in ("number", "mark")):
            i += 1
        name = self.tokens[i].value if i < len(self.tokens) else ""
        while i + 2 < len(self.tokens) and self.tokens[i + 1].value == ".":
            i += 3 if self.tokens[i + 2].value == "." and i + 3 < len(self.tokens) else 2
            name += "." + self.tokens[i].value
        return name


#: Functions and procedures inside any statement, and what they reach.
_FILE_READERS = frozenset(
    "fn_get_audit_file fn_xe_file_target_read_file fn_trace_gettable dm_os_file_exists dm_os_enumerate_filesystem loadfromfile fsdir"
    " load_file pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file pg_ls_waldir pg_ls_logdir pg_ls_tmpdir lo_import readfile bfilename"
    " openrowset xp_dirtree xp_fileexist xp_subdirs utl_file fts3_tokenizer".split()
)
#: Table functions of DuckDB and ClickHouse: the file decides.
_LOCAL_READERS = frozenset(
    "read_csv read_csv_auto read_text read_blob read_parquet read_json read_json_auto read_json_objects read_ndjson read_ndjson_auto read_xlsx"
    " parquet_scan parquet_metadata parquet_schema sniff_csv st_read sqlite_scan glob file url s3 hdfs".split()
)
_SERVER_PLACES = frozenset([Target.SYSTEM, Target.ACCOUNTS, Target.DEVICE])
#: Functions that show secrets.
_SECRET_CALLS = frozenset("getenv sys_get duckdb_secrets which_secret pwdcompare decryptbypassphrase".split())
_FILE_WRITERS = frozenset("lo_export writefile pg_file_write pg_file_unlink pg_file_rename pg_file_sync".split())
_PROGRAMS = frozenset(
    "xp_cmdshell sys_exec sys_eval sp_oacreate sp_oamethod dbms_scheduler dbms_job dbms_java dbms_java_test os_command system_exec"
    " load_extension sp_execute_external_script do_system edit sys_bineval cmdshell system shell executable executablepool python reflect java_method sp_add_job sp_add_jobstep sp_start_job sp_procoption".split()
)
_NETWORK = frozenset(
    "utl_http utl_tcp utl_smtp utl_mail httpuritype dblink dblink_connect dblink_exec utl_inaddr dbms_ldap xp_sendmail sp_send_dbmail"
    " remote remotesecure mysql postgresql mongodb redis jdbc odbc azureblobstorage s3cluster urlcluster hdfscluster http external_query"
    " postgres_scan mysql_scan postgres_query mysql_query dblink_send_query dblink_open"
    " http_get http_post http_put url_table openquery opendatasource aws_lambda aws_s3 sp_invoke_external_rest_endpoint".split()
)
_DELAYS = frozenset(
    "pg_sleep pg_sleep_for pg_sleep_until benchmark sleep dbms_lock dbms_pipe dbms_session randomblob".split()
)
#: PostgreSQL's administration functions (chapter 9.28) and large objects.
_ADMINISTRATION = frozenset(
    "pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_logfile pg_promote pg_switch_wal pg_drop_replication_slot pg_backup_start"
    " pg_backup_stop pg_start_backup pg_stop_backup unschedule drop_chunks rds_kill"
    " pg_create_physical_replication_slot pg_create_logical_replication_slot pg_stat_reset pg_wal_replay_pause lo_unlink lo_put lo_from_bytea lowrite".split()
)
#: Functions whose text argument is executed.
_RUNNERS = frozenset(
    "query_to_xml query_to_xmlschema cursor_to_xml dblink dblink_exec dbms_sql dbms_utility dbms_xmlquery dbms_xmlgen dbms_job schedule"
    " schedule_in_database sp_msforeachtable sp_msforeachdb sp_executesql openquery openrowset run_command_on_workers postgres_query mysql_query"
    " postgres_execute mysql_execute eval".split()
)
_REACHING = (
    _FILE_READERS
    | _LOCAL_READERS
    | _FILE_WRITERS
    | _PROGRAMS
    | _NETWORK
    | _DELAYS
    | _ADMINISTRATION
    | _RUNNERS
    | _SECRET_CALLS
    | {"outfile", "dumpfile", "delay", "set_config", "xmltype", "extractvalue", "openxml", "loginproperty", "transform"}
)
#: In front of a table whose columns follow in parentheses, which is no call (``INSERT INTO OPENQUERY(...)`` is one).
_BEFORE_COLUMNS = frozenset("into exists references overwrite".split())
#: Packages, whose functions stand behind a dot.
_PACKAGES = ("utl_", "dbms_", "aws_", "httpuritype", "xmltype")
_BLOCK = re.compile(r"\s*(?:declare|begin)\s", re.IGNORECASE)
_PROCEDURES = frozenset(n for n in _REACHING if n.startswith(("xp_", "sp_")))
#: Tables of passwords: by their own name, and those that need their schema.
_SECRET_TABLES = frozenset(
    "pg_shadow pg_authid user$ dba_users sql_logins syslogins sysxlogins pg_user_mapping pg_user_mappings pg_hba_file_rules mysql.user mysql.global_priv"
    " mysql.slave_master_info mysql.servers mysql.password_history performance_schema.replication_connection_configuration"
    " pg_subscription cdb_users v$pwfile_users sysxlgns sys.linked_logins system.users vault.decrypted_secrets"
    " mysql.db mysql.proxies_priv sys.credentials sys.asymmetric_keys sys.symmetric_keys sys.link$".split()
)
#: Tables of the database's own structure and rights: to change them is to change the server.
_CATALOGUE = frozenset(
    "sqlite_master sqlite_schema pg_proc pg_class pg_database pg_settings pg_auth_members pg_roles pg_namespace pg_policy pg_trigger"
    " pg_language pg_extension sysobjects".split()
)
_CATALOGUES = frozenset("mysql pg_catalog sys cron msdb".split())
_SECRET_NAMES = frozenset(name.rsplit(".", 1)[-1] for name in _SECRET_TABLES)
_TABLE_WORDS = frozenset("from join into update table copy handler only using".split())
_PRAGMAS = frozenset(
    "writable_schema trusted_schema load_extension temp_store_directory data_store_directory key rekey".split()
)
#: Commands of the clients psql, mysql, sqlite3 and SQL*Plus that run a program.
_CLIENT = re.compile(
    r"^[ \t]*(?:\\!|!!|!(?!=)|:!!|\.(?:shell|system)\b|(?:system|host)[ \t]+(?=[\w./]+[ \t]+[-/\w]))(?P<command>[^\n]*)"
    r"|(?:\\(?:g|gx|o|w|copy\b[^\n|]*program)|\.(?:output|once|import))[ \t]*['\"]?\|(?P<piped>[^\n]*)"
    r"|(?P<load>^[ \t]*\.load\b[^\n]*)|(?P<generated>\\gexec\b)",
    re.MULTILINE | re.IGNORECASE,
)
_CLIENT_HINT = re.compile(r"\\[!gowc]|\.[solid]|^[ \t]*(?:[!:]|system[ \t]|host[ \t])", re.MULTILINE | re.IGNORECASE)


class SqlFrontEnd:
    """Lowers statements."""

    def __init__(self, front_ends: FrontEnds) -> None:
        self.front_ends = front_ends

    def lower(self, part: Part, context: Context, analysis: Analysis) -> None:
        """Effects of every statement in one text."""
        text = part.value
        if len(text) > MAX_TEXT:
            analysis.effect(Verb.OPAQUE, "SQL longer than can be read", Target.UNKNOWN)
            return
        if _CLIENT_HINT.search(text) is not None:
            text = self._client(text, context, analysis)
        script = _Script()
        for count, tokens in enumerate(readings(text.lstrip("\ufeff"))):
            if count >= MAX_STATEMENTS:
                analysis.effect(Verb.OPAQUE, "more statements than can be read", Target.UNKNOWN)
                return
            _judge(_Statement(tokens, context, analysis, self.front_ends, script))

    def _client(self, text: str, context: Context, analysis: Analysis) -> str:
        """Runs the commands of the client that start programs; the text without them."""
        statement = _Statement([], context, analysis, self.front_ends, _Script())

        def one(match: re.Match[str]) -> str:
            if match.lastgroup == "generated":
                statement.effect(Verb.EXECUTE, "statements that a query gives", Target.INLINE, "from:input")
            elif match.lastgroup is not None:
                statement.program(match.group(match.lastgroup).strip())
            return ";"

        return _CLIENT.sub(one, text)


def _judge(statement: _Statement) -> None:
    words, tokens = statement.words, statement.tokens
    start = 0
    plan = words[:1] in (["explain"], ["describe"], ["desc"])
    if plan:
        opened = len(words) > 1 and tokens[1].value == "("
        close = next((i for i, token in enumerate(tokens) if token.value == ")"), len(tokens)) if opened else 4
        if "analyze" not in words[1:close]:
            statement.effect(Verb.READ, "the plan of a statement", Target.ROWS)
            return
    while start < len(words) and (
        tokens[start].value in "(),"
        or words[start] in _PREFIXES
        or (plan and (words[start] == "analyze" or words[start] not in _HANDLERS))
    ):
        start += 1
    first = words[start] if start < len(words) else ""
    if first == "with":
        start = _main_verb(statement, start)
        first = words[start] if start < len(words) else ""
    _functions(statement)
    handler = _HANDLERS.get(first)
    if handler is not None:
        handler(statement, start)
    elif start >= len(words) or first in _QUIET or words[0] in ("explain", "describe", "desc"):
        statement.effect(Verb.READ, first or words[0] if words else "nothing", Target.ROWS)
    else:
        statement.effect(Verb.OPAQUE, "a statement that begins with " + (tokens[start].value[:40]), Target.UNKNOWN)


def _main_verb(statement: _Statement, start: int) -> int:
    """Where the statement behind a ``WITH`` clause begins; changing statements inside the clause are judged too."""
    depth = 0
    opened = 0
    for i in range(start + 1, len(statement.words)):
        token, word = statement.tokens[i], statement.words[i]
        if token.kind == "mark" and token.value in "()":
            depth += 1 if token.value == "(" else -1
            if depth == 0 and opened:
                statement.inner(statement.tokens[opened:i])
                opened = 0
        elif word in ("insert", "update", "delete", "merge") and depth == 1 and statement.tokens[i - 1].value == "(":
            opened = i
        elif depth == 0 and word in ("insert", "update", "delete", "merge", "select", "values", "table"):
            return i
    return len(statement.words)


def _functions(statement: _Statement) -> None:
    """Functions that reach out of the database, and tables of passwords, wherever they stand."""
    tokens = statement.tokens
    names = {token.value for token in tokens}
    if not names.isdisjoint(_REACHING):
        for i, token in enumerate(tokens):
            if token.kind in ("word", "name") and token.value in _REACHING:
                after = tokens[i + 1].value if i + 1 < len(tokens) else ""
                package = after == "." and token.value.startswith(_PACKAGES)
                named = tokens[i - 1].value in _BEFORE_COLUMNS and not token.value.startswith("open")
                if (after == "(" and not named) or package or token.value in _PROCEDURES or token.value in _SPOKEN:
                    _function(statement, token.value, i)
    if not names.isdisjoint(_SECRET_NAMES):
        _tables(statement)


def _function(statement: _Statement, name: str, i: int) -> None:
    """One call."""
    tokens = statement.tokens
    text = next((t.value for t in tokens[i + 1 : i + 10] if t.kind == "text"), "")
    if name in _FILE_READERS:
        statement.file(Verb.READ, text or fold(tokens[i + 2 :], statement.script.variables) or "/var/lib/unknown")
        statement.effect(Verb.READ, text or name, Target.MACHINE, "expose")
    elif name in _LOCAL_READERS:
        listed = tokens[i + 2].value if i + 2 < len(tokens) and tokens[i + 2].kind == "name" else ""
        if text or listed:
            statement.outside(Verb.READ, text or listed.strip("'\""))
    elif name in _SECRET_CALLS or (name == "loginproperty" and _hash_wanted(tokens[i : i + 7])):
        statement.effect(Verb.READ, name, Target.SECRET, "expose")
    elif name == "transform":
        command = statement.string_after("using")
        if command:
            statement.program(command)
    elif name in _FILE_WRITERS or name in ("outfile", "dumpfile"):
        statement.file(Verb.WRITE, text or "/var/lib/unknown")
        statement.effect(Verb.CONFIGURE, name, Target.MACHINE)
    elif name in _PROGRAMS:
        statement.program(text)
    elif name in _NETWORK or ("<!entity" in text.lower()):
        statement.effect(Verb.SEND, text or name, Target.UNKNOWN, "upload", "carries:private")
    elif name in _DELAYS and tokens[i + 1].value in ("(", "."):
        statement.effect(Verb.SIGNAL, name, Target.DATABASE, "destroy")
    elif name in _ADMINISTRATION or (name == "set_config" and text.split(".")[0] in _DANGEROUS_SETTINGS | _IDENTITIES):
        statement.effect(Verb.CONFIGURE, name, Target.MACHINE)
    if name in _RUNNERS:
        for token in tokens[i + 1 : i + 24]:
            if token.kind == "text" and (looks_like_sql(token.value) or _BLOCK.match(token.value)):
                statement.runs(token.value)


def _hash_wanted(tokens: List[Token]) -> bool:
    return any(token.value.lower() == "passwordhash" for token in tokens)


def _tables(statement: _Statement) -> None:
    """Tables of passwords."""
    words, tokens = statement.words, statement.tokens
    for i in range(len(tokens) - 1):
        if words[i] in _TABLE_WORDS or tokens[i].value == ",":
            name = statement.object_after(i + 1)
            bare = name.rsplit(".", 1)[-1]
            local = f"{statement.script.database}.{tokens[i + 1].value}"
            if name in _SECRET_TABLES or bare in _SECRET_TABLES or local in _SECRET_TABLES:
                statement.effect(Verb.READ, name, Target.SECRET, "expose")


def _changed(statement: _Statement, verb: Verb, target: str, every: bool) -> None:
    """Rows of a table are changed: some or all, of data or of the catalogue."""
    schema, _, bare = target.rpartition(".")
    if (schema or statement.script.database) in _CATALOGUES or bare in _CATALOGUE:
        statement.effect(Verb.CONFIGURE, target, Target.MACHINE)
    if every and bare[:1] != "#":
        statement.effect(verb, target, Target.TABLE, "all")
    else:
        statement.effect(verb, target, Target.ROWS)


def _select(statement: _Statement, start: int) -> None:
    words = statement.words
    depth = inside = 0
    for i in range(start, len(words)):
        value = statement.tokens[i].value
        depth += value == "("
        depth -= value == ")"
        if (
            value == "("
            and words[i - 1] == "table"
            and _CHANGES.issuperset(words[i + 1 : i + 2])
            and inside < MAX_DEPTH
        ):
            inside += 1
            statement.inner(statement.tokens[i + 1 :])
        if words[i] == "into" and depth == 0 and not {"outfile", "dumpfile"}.intersection(words[i + 1 : i + 2]):
            target = statement.object_after(i + 1)
            if target[:1] not in "@:#" and words[i + 1 : i + 2] not in (["temp"], ["temporary"]):
                statement.effect(Verb.WRITE, target, Target.TABLE, "new")
                return
    target = "values"
    if "from" in words[start:]:
        at = words.index("from", start) + 1
        target = statement.object_after(at)
        if at < len(words) and statement.tokens[at].kind == "text" and "/" in target:
            statement.outside(Verb.READ, target)
    statement.effect(Verb.READ, target, Target.ROWS)


_CHANGES = frozenset("insert update delete merge".split())
_AFTER_CONDITION = frozenset("limit order returning option group".split())


def _everything(statement: _Statement, start: int) -> bool:
    """Whether a DELETE or UPDATE reaches every row."""
    depth = 0
    condition: Optional[List[Token]] = None
    for i in range(start, len(statement.tokens)):
        word, value = statement.words[i], statement.tokens[i].value
        if not word:
            depth += (value == "(") - (value == ")")
        elif depth == 0 and word == "where":
            condition = []
            continue
        elif depth == 0 and word in _AFTER_CONDITION and (condition or word == "limit"):
            return (always_true(condition) if condition else True) and not _few(statement, i)
        if condition is not None:
            condition.append(statement.tokens[i])
    target = statement.object_after(start + 1)
    return condition is None or always_true(condition) or _is_itself(target, condition)


def _columns(values: List[str]) -> List[str]:
    """Columns without their tables."""
    return [v for v, after in zip(values, [*values[1:], ""]) if after != "." and v not in (".", "(", ")", ",")]


def _is_itself(target: str, condition: List[Token]) -> bool:
    """``id IN (SELECT id FROM t)``, ``EXISTS (SELECT 1 FROM t x WHERE x.id = t.id)`` in a statement about ``t``."""
    values = [t.value for t in condition]
    if values.count("select") != 1 or "from" not in values or values[-1] != ")":
        return False
    at, source = values.index("select"), values.index("from")
    exists = values[0] == "exists"
    operator = next((i for i in range(at) if values[i] in ("in", "=")), at)
    same_key = {"any", "some", "("}.issuperset(values[operator + 1 : at]) and (
        _columns(values[:operator]) == _columns(values[at + 1 : source])
    )
    where = values.index("where") if "where" in values else len(values) - 1
    table = [v for v in values[source + 1 : where] if v != "as"]
    if len(table) % 2 == 0:  # the last word is another name for the table
        del table[-1:]
    filtered = condition[where + 1 : -1]
    everything = not filtered or always_true(filtered) or (exists and _correlates(filtered))
    return everything and (exists or same_key) and table[-1:] == [target.rsplit(".", 1)[-1]]


def _correlates(condition: List[Token]) -> bool:
    """``a.id = b.id``"""
    values = [t.value for t in condition]
    return len(values) == 7 and values[1] == values[5] == "." and values[3] == "=" and values[2] == values[6]


def _few(statement: _Statement, at: int) -> bool:
    """Whether a ``LIMIT`` behind ``at`` keeps a change small and there is no condition that lies about it."""
    if "where" in statement.words or "limit" not in statement.words[at:]:
        return False
    number = next((t.value for t in statement.tokens[at:] if t.kind == "number"), "0")
    return len(number) < 5


def _insert(statement: _Statement, start: int) -> None:
    words = statement.words
    overwrites = "overwrite" in words[start + 1 : start + 2]
    target = statement.object_after(start + 1 + overwrites)
    replaces = words[start] == "replace" or "replace" in words[start + 1 : start + 3] or "update" in words
    source = statement.object_after(words.index("from") + 1) if "from" in words else ""
    _changed(statement, Verb.WRITE, target, overwrites or (replaces and source == target and "where" not in words))


def _merge(statement: _Statement, start: int) -> None:
    """Every row when the join condition holds for all, or when rows without a source are deleted."""
    words = statement.words
    target = statement.object_after(start + 1)
    on = words.index("on") if "on" in words else len(words)
    when = words.index("when") if "when" in words else len(words)
    text = " ".join(words[when:])
    condition = statement.tokens[on + 1 : when]
    using = statement.object_after(words.index("using") + 1) if "using" in words else ""
    joined = always_true(condition) or (using == target and _correlates(condition))
    all_rows = joined and ("then delete" in text or "then update" in text)
    if all_rows or "not matched by source then delete" in text:
        statement.effect(Verb.DELETE if "delete" in words else Verb.WRITE, target, Target.TABLE, "all")
    else:
        statement.effect(Verb.WRITE, target, Target.ROWS)


def _update(statement: _Statement, start: int) -> None:
    _changed(statement, Verb.WRITE, statement.object_after(start + 1), _everything(statement, start))


def _delete(statement: _Statement, start: int) -> None:
    _changed(statement, Verb.DELETE, statement.object_after(start + 1), _everything(statement, start))


_DESTROYED = frozenset(
    "table database schema tablespace keyspace user_data collection warehouse catalog owned pluggable".split()
)


def _drop(statement: _Statement, start: int) -> None:
    words = statement.words[start + 1 :]
    target = " ".join(t.value for t in statement.tokens[start:])[:120]
    kind = next((w for w in words if w not in ("if", "exists", "temporary", "temp", "external", "foreign", "")), "")
    if kind in ("user", "role", "login"):
        statement.effect(Verb.DELETE, target, Target.ACCOUNT)
    elif kind == "table" and statement.object_after(start + 1)[:1] == "#":
        statement.effect(Verb.DELETE, target, Target.ROWS)
    elif kind in _DESTROYED and "temporary" not in words and "temp" not in words:
        statement.effect(Verb.DELETE, target, Target.TABLE if kind == "table" else Target.DATABASE, "destroy")
    else:
        temporary = {"temporary", "temp"}.intersection(words)
        statement.effect(Verb.WRITE, target, Target.ROWS if temporary else Target.TABLE)


def _truncate(statement: _Statement, start: int) -> None:
    target = statement.object_after(start + 1)
    if target[:1] == "#":
        statement.effect(Verb.DELETE, target, Target.ROWS)
    else:
        statement.effect(Verb.DELETE, target, Target.TABLE, "destroy")


def _create(statement: _Statement, start: int) -> None:
    words = [w for w in statement.words[start + 1 : start + 6] if w]
    target = " ".join(t.value for t in statement.tokens[start : start + 8])[:120]
    if {"user", "role", "login"}.intersection(words[:3]):
        statement.effect(Verb.PERMIT, target, Target.ACCOUNT)
    elif {
        "function",
        "procedure",
        "trigger",
        "extension",
        "language",
        "event",
        "assembly",
        "library",
        "rule",
        "aggregate",
        "server",
        "subscription",
        "job",
    }.intersection(words[:4]):
        statement.effect(Verb.WRITE, target, Target.TABLE, "hooks")
    elif {"temp", "temporary"}.intersection(words[:3]) or statement.object_after(start + 1)[:1] == "#":
        statement.effect(Verb.WRITE, target, Target.ROWS)
    else:
        statement.effect(Verb.WRITE, target, Target.TABLE, "new")


def _alter(statement: _Statement, start: int) -> None:
    words = [w for w in statement.words[start + 1 :] if w]
    target = " ".join(t.value for t in statement.tokens[start : start + 10])[:120]
    if words[:2] == ["session", "set"]:
        _set(statement, start + 2)
    elif words[:1] and words[0] in ("user", "role", "login", "authorization"):
        statement.effect(Verb.PERMIT, target, Target.ACCOUNT)
    elif words[:1] == ["system"] or (words[:1] == ["database"] and "set" in words):
        statement.effect(Verb.CONFIGURE, target, Target.MACHINE)
    elif "drop" in words and {"column", "partition", "constraint", "primary"}.intersection(words):
        statement.effect(Verb.WRITE, target, Target.TABLE, "destroy")
    else:
        statement.effect(Verb.WRITE, target, Target.TABLE)


def _grant(statement: _Statement, start: int) -> None:
    statement.effect(Verb.PERMIT, " ".join(t.value for t in statement.tokens[start : start + 12])[:120], Target.ACCOUNT)


def _copy(statement: _Statement, start: int) -> None:
    words = statement.words
    for i in range(start, len(words)):
        if words[i] == "program":
            text = next((t.value for t in statement.tokens[i + 1 : i + 3] if t.kind == "text"), "")
            statement.program(text)
            return
        if words[i] == "into" and any(t.value[:1] == "@" for t in statement.tokens[i + 1 : i + 2]):
            statement.effect(Verb.CONFIGURE, "a stage", Target.MACHINE)
            return
        if words[i] in ("from", "to", "into") and i + 1 < len(words) and statement.tokens[i + 1].kind == "text":
            path = statement.tokens[i + 1].value
            if path[:1] == "|":
                statement.program(path[1:])
            place = statement.file(Verb.READ if words[i] == "from" else Verb.WRITE, path)
            if place == Target.WORKSPACE and path[:1] != "/" and "://" not in path:
                return
            statement.effect(
                Verb.READ if words[i] == "from" else Verb.CONFIGURE, "a file of the server", Target.MACHINE, "expose"
            )
            return
    statement.effect(
        Verb.WRITE if "from" in words[start:] else Verb.READ, statement.object_after(start + 1), Target.ROWS
    )


def _load(statement: _Statement, start: int) -> None:
    path = statement.string_after("infile") or next((t.value for t in statement.tokens if t.kind == "text"), "")
    statement.file(Verb.READ, path or "/var/lib/unknown")
    statement.effect(Verb.READ, path, Target.MACHINE, "expose")


def _attach(statement: _Statement, start: int) -> None:
    path = next((t.value for t in statement.tokens[start:] if t.kind in ("text", "name")), "")
    if path not in ("", ":memory:"):
        statement.file(Verb.WRITE, path)
        statement.effect(Verb.WRITE, path, Target.DATABASE)


#: System procedures that only show something (SQL Server, "System stored procedures").
_SHOWING = re.compile(
    r"^(?:sp_(?:help\w*|who2?|columns\w*|tables\w*|spaceused|lock|databases|stored_procedures|[pf]keys|statistics|depends|describe_\w+"
    r"|sproc_columns|server_info|monitor|special_columns|readerrorlog)|xp_msver)$"
)
_ACCOUNTS = re.compile(r"login|user|role|password|grant|_srv")


def _execute(statement: _Statement, start: int) -> None:
    rest = statement.tokens[start + 1 :]
    name = statement.object_after(start + 1).rsplit(".", 1)[-1] if rest and rest[0].value != "(" else ""
    variables = statement.script.variables
    if name == "as":
        statement.effect(Verb.PERMIT, "another login", Target.ACCOUNT)
    elif name[:1] == "@" and variables.get(name, "")[:3].lower() in ("xp_", "sp_"):
        text = variables[name].lower()
        statement.inner([statement.tokens[start], Token("word", text.rsplit(".", 1)[-1]), *rest[1:]])
    elif name in ("immediate", "sp_executesql") or name[:1] == "@" or (rest and rest[0].kind in ("text", "mark")):
        skip = name in ("immediate", "sp_executesql")
        begin = next((i for i, t in enumerate(rest) if t.value == name), -1) + 1 if skip else 0
        text = fold([t for t in rest[begin : begin + 400] if t.value not in ("@stmt", "@statement")], variables)
        if text:
            statement.runs(text)
        statement.effect(Verb.EXECUTE, text or name, Target.INLINE, "from:input")
    elif name in variables:
        statement.runs(variables[name])
    elif name[:3] in ("sp_", "xp_") and name not in _PROGRAMS and not _SHOWING.match(name):
        account = _ACCOUNTS.search(name) is not None
        statement.effect(
            Verb.PERMIT if account else Verb.CONFIGURE, name, Target.ACCOUNT if account else Target.MACHINE, "bypass"
        )
    elif name not in _PROGRAMS:
        statement.effect(Verb.WRITE, name, Target.ROWS)
        for token in rest[:24]:
            if token.kind == "text" and looks_like_sql(token.value):
                statement.runs(token.value)


def _prepare(statement: _Statement, start: int) -> None:
    """``PREPARE s FROM 'text'`` and ``PREPARE s AS statement``: what it will do counts now."""
    words = statement.words
    at = next((i for i in range(start, len(words)) if words[i] in ("from", "as")), len(words))
    if words[at : at + 1] == ["as"]:
        statement.inner(statement.tokens[at + 1 :])
    elif at < len(words):
        text = fold(statement.tokens[at + 1 :], statement.script.variables)
        if text:
            statement.runs(text)
        else:
            statement.effect(Verb.EXECUTE, "text that is not known", Target.INLINE, "from:input")


def _variables(statement: _Statement, start: int) -> None:
    """``SET @a = 'x'``, ``DECLARE @a text = 'x'``: texts that later statements may execute."""
    tokens = statement.tokens
    for i in range(start + 1, len(tokens)):
        if tokens[i].value in ("=", ":="):
            name = next(
                (t.value for t in reversed(tokens[start + 1 : i]) if t.kind == "word" and t.value[:1] == "@"), ""
            )
            if name:
                statement.script.variables[name] = fold(tokens[i + 1 : i + 401], statement.script.variables)
                return


def _declare(statement: _Statement, start: int) -> None:
    _variables(statement, start)
    statement.effect(Verb.READ, "a variable", Target.ROWS)


def _use(statement: _Statement, start: int) -> None:
    words = statement.words[start + 1 : start + 3]
    statement.script.database = statement.object_after(start + 1)
    if words[:1] == ["role"] and _ADMINISTRATORS.issuperset(words[1:]):
        statement.effect(Verb.PERMIT, words[-1], Target.ACCOUNT)
    else:
        statement.effect(Verb.READ, "another database", Target.ROWS)


def _analyze(statement: _Statement, start: int) -> None:
    """Statistics of a table; MariaDB runs the statement behind the word."""
    at = next((i for i in range(start + 1, min(start + 5, len(statement.words))) if statement.words[i] in _RUN), 0)
    if at and "table" not in statement.words[start:at]:
        statement.inner(statement.tokens[at:])
    else:
        statement.effect(Verb.READ, "statistics", Target.ROWS)


def _branch(statement: _Statement, start: int) -> None:
    """``IF condition statement``, ``WHILE condition statement``."""
    depth = 0
    for i in range(start + 1, len(statement.tokens) - 1):
        value = statement.tokens[i].value
        depth += (value == "(") - (value == ")")
        if depth == 0 and statement.words[i] in _RUN and statement.tokens[i + 1].value != "(":
            statement.inner(statement.tokens[i:])
            return
    statement.effect(Verb.READ, "a condition", Target.ROWS)


def _get(statement: _Statement, start: int) -> None:
    """``GET DIAGNOSTICS``; Snowflake's ``GET @stage file://...`` writes files of the client."""
    if any(t.value[:1] == "@" for t in statement.tokens[start + 1 : start + 2]):
        statement.effect(Verb.CONFIGURE, "files of a stage", Target.MACHINE)
    else:
        statement.effect(Verb.READ, "diagnostics", Target.ROWS)


def _show(statement: _Statement, start: int) -> None:
    if statement.words[start : start + 3] == ["show", "create", "user"]:
        statement.effect(Verb.READ, "the password of a user", Target.SECRET, "expose")
    else:
        statement.effect(Verb.READ, "show", Target.ROWS)


_DBCC_SHOWS = frozenset(
    "opentran sqlperf show_statistics useroptions inputbuffer showcontig proccache tracestatus help".split()
)


def _dbcc(statement: _Statement, start: int) -> None:
    if _DBCC_SHOWS.isdisjoint(statement.words[start + 1 : start + 2]):
        _machine(statement, start)
    else:
        statement.effect(Verb.READ, "dbcc", Target.ROWS)


def _start(statement: _Statement, start: int) -> None:
    if {"replica", "slave", "group_replication"}.intersection(statement.words[start + 1 : start + 2]):
        _machine(statement, start)
    else:
        statement.effect(Verb.READ, "a transaction", Target.ROWS)


_DANGEROUS_SETTINGS = frozenset(
    "password sql_log_bin general_log slow_query_log secure_file_priv local_infile session_replication_role row_security"
    " log_statement log_connections log_min_messages log_destination log_directory log_filename log_min_duration_statement sql_log_off pgaudit"
    " archive_command session_preload_libraries local_preload_libraries shared_preload_libraries dynamic_library_path jit_provider"
    " allow_unsigned_extensions custom_extension_repository enable_external_access allow_unredacted_secrets container".split()
)
_IDENTITIES = frozenset(["role", "authorization", "session_authorization"])


def _set(statement: _Statement, start: int) -> None:
    words = [w for w in statement.words[start + 1 : start + 4] if w]
    dangerous = _DANGEROUS_SETTINGS | {"global", "@@global", "persist"}
    _variables(statement, start)
    who = [w for w in words if w not in ("local", "session", "default")]
    if dangerous.intersection(words) or any(w.startswith("@@global") for w in words):
        statement.effect(
            Verb.PERMIT if "password" in words else Verb.CONFIGURE,
            " ".join(words),
            Target.ACCOUNT if "password" in words else Target.MACHINE,
        )
    elif who and who[0] in _IDENTITIES:
        statement.effect(Verb.PERMIT, " ".join(words), Target.ACCOUNT)
    else:
        statement.effect(Verb.READ, "a setting of the session", Target.ROWS)


def _pragma(statement: _Statement, start: int) -> None:
    name = statement.object_after(start + 1).rsplit(".", 1)[-1]
    if name in _PRAGMAS:
        statement.effect(Verb.CONFIGURE, f"pragma {name}", Target.MACHINE, "bypass")
    else:
        statement.effect(Verb.READ, f"pragma {name}", Target.ROWS)


def _machine(statement: _Statement, start: int) -> None:
    statement.effect(
        Verb.CONFIGURE, " ".join(t.value for t in statement.tokens[start : start + 6])[:120], Target.MACHINE, "destroy"
    )


def _vacuum(statement: _Statement, start: int) -> None:
    path = statement.string_after("into") or statement.string_after("disk") or statement.string_after("to")
    if path:
        statement.outside(Verb.WRITE, path)
        statement.effect(Verb.READ, path, Target.DATABASE, "expose")
    elif {"retain", "permanently"}.intersection(statement.words):
        _machine(statement, start)
    else:
        statement.effect(Verb.READ, "maintenance", Target.ROWS)


def _export(statement: _Statement, start: int) -> None:
    """A whole database goes to a file of the server."""
    path = next((t.value for t in statement.tokens[start:] if t.kind == "text"), "")
    if path:
        statement.file(Verb.WRITE, path)
    statement.effect(Verb.READ, path or "a database", Target.MACHINE, "expose")


def _wait(statement: _Statement, start: int) -> None:
    statement.effect(Verb.SIGNAL, "waitfor", Target.DATABASE, "destroy")


def _do(statement: _Statement, start: int) -> None:
    body = next((t.value for t in statement.tokens[start:] if t.kind == "text"), "")
    statement.effect(Verb.EXECUTE, "a block of code", Target.INLINE, "from:input")
    if body:
        statement.runs(body)


#: Words in front of the first word that says what a statement does.
_PREFIXES = frozenset("explain describe desc begin go then else loop transaction tran end commit".split())
#: Names of :data:`_REACHING` that take no parentheses.
_SPOKEN = frozenset(["outfile", "dumpfile", "delay", "utl_file"])


_QUIET: FrozenSet[str] = frozenset(
    "summarize pivot unpivot list ls begin start commit rollback savepoint release end abort values table help check checksum fetch close open deallocate"
    " listen unlisten notify refresh reindex optimize cluster discard explain describe desc loop return print go lock unlock"
    " comment raise perform flush_hosts xa handler transaction into returning cache signal resignal leave iterate case when else elseif".split()
)
_ADMINISTRATORS = frozenset("accountadmin securityadmin sysadmin useradmin orgadmin globalorgadmin".split())
#: Statements that another one holds.
_RUN = frozenset(
    "select insert update delete replace merge with drop truncate alter create grant exec execute set".split()
)
_HANDLERS: Dict[str, Callable[[_Statement, int], None]] = {
    "select": _select,
    "from": _select,
    "show": _show,
    "analyze": _analyze,
    "if": _branch,
    "while": _branch,
    "get": _get,
    "dbcc": _dbcc,
    "insert": _insert,
    "replace": _insert,
    "merge": _merge,
    "prepare": _prepare,
    "declare": _declare,
    "use": _use,
    "start": _start,
    "upsert": _insert,
    "update": _update,
    "delete": _delete,
    "drop": _drop,
    "truncate": _truncate,
    "create": _create,
    "alter": _alter,
    "rename": _alter,
    "grant": _grant,
    "revoke": _grant,
    "deny": _grant,
    "copy": _copy,
    "bulk": _copy,
    "load": _load,
    "attach": _attach,
    "detach": _vacuum,
    "exec": _execute,
    "execute": _execute,
    "call": _execute,
    "set": _set,
    "pragma": _pragma,
    "shutdown": _machine,
    "kill": _machine,
    "reconfigure": _machine,
    "reset": _machine,
    "purge": _machine,
    "flush": _machine,
    "restore": _machine,
    "install": _machine,
    "uninstall": _machine,
    "import": _machine,
    "security": _grant,
    "reassign": _grant,
    "vacuum": _vacuum,
    "backup": _export,
    "dump": _export,
    "export": _export,
    "do": _do,
    "waitfor": _wait,
}
