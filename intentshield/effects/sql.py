"""SQL: what each statement reads, changes, destroys, runs or reaches, in five dialects.

A tokenizer that knows comments (nested, and MySQL's executable ones), every kind of quoting and dollar quoting cuts
the text into statements; each is judged by its first words and by the functions in it.  Whole statements are what an
analyst's tool runs, so ordinary reading is quiet; injection into *values* is the business of the text rules.

Sources: the reference manuals of PostgreSQL 17, MySQL 8.4, SQLite 3, SQL Server 2022, Oracle 19; CWE-89; ATT&CK T1505.001.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, FrozenSet, List, NamedTuple, Optional

from ..context import Context
from ..model import Part, Role, Target, Verb
from .path import locate, path_traits, target_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import Analysis
    from .lower import FrontEnds

__all__ = ["SqlFrontEnd", "looks_like_sql", "tokenize"]

MAX_TEXT = 262_144
MAX_STATEMENTS = 2_000


class Token(NamedTuple):
    """``kind``: ``word``, ``name`` (a quoted identifier), ``text`` (a string), ``number``, ``mark``."""

    kind: str
    value: str


_SCAN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<line>--[^\n]*|\#(?![\w>-])[^\n]*)
    | (?P<version>/\*!\d{0,6}|\*/)
    | (?P<comment>/\*)
    | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*|)\$)
    | (?P<string>(?:[NnEeBbXxRrUu]&?)?'(?:[^'\\]|''|\\.)*'?)
    | (?P<name>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]\n]{1,128}\])
    | (?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<word>[@:]{0,2}[^\W\d][\w$\#]*)
    | (?P<mark><=>|[<>!=]=|<>|\|\||::|:=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = re.compile(r"/\*|\*/")


def tokenize(text: str) -> List[Token]:
    """The tokens of ``text`` without comments and blanks.  Linear; unclosed quotes run to the end."""
    out: List[Token] = []
    at, size = 0, len(text)
    while at < size:
        match = _SCAN.match(text, at)
        if match is None:
            at += 1
            continue
        kind = match.lastgroup or ""
        at = match.end()
        if kind == "tag" or match.group("dollar") is not None:
            close = text.find(match.group("dollar"), at)
            close = size if close < 0 else close
            out.append(Token("text", text[at:close]))
            at = close + len(match.group("dollar"))
        elif kind == "comment":
            at = _comment_end(text, at)
        elif kind == "string":
            value = match.group()
            out.append(Token("text", value[value.index("'") + 1 :].rstrip("'").replace("''", "'")))
        elif kind == "name":
            out.append(Token("name", match.group()[1:-1].lower()))
        elif kind in ("word", "number", "mark"):
            out.append(Token(kind, match.group().lower() if kind == "word" else match.group()))
    return out


def _comment_end(text: str, at: int) -> int:
    """Behind a comment that began before ``at``; comments nest."""
    depth = 1
    for match in _ENDS.finditer(text, at):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return len(text)


_LOOKS = re.compile(
    r"^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select\s.+?\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\s+\S+(?:\s+(?:as\s+)?\w+)?\s*(?:[;#,(]|$|--|/\*|(?:where|using|returning|limit|order|output|inner|left|join|from)\b)|drop\s+(?:table|database|schema|user|view|index)\b"
    r"|truncate\s+(?:table\s+)?\w|alter\s+(?:table|user|system|database)\b|create\s+(?:or\s+replace\s+)?(?:table|database|user|role|function|trigger|view|index|extension)\b|grant\s+\w[\w, ]*\s+(?:on|to)\b"
    r"|exec(?:ute)?\s+(?:xp_|sp_|master)|copy\s+\S+\s+(?:from|to)\b|with\s+\w+\s+as\s*\(|merge\s+into\b|attach\s+(?:database\s+)?'|load\s+data\b|shutdown\b\s*;?\s*$)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_sql(text: str) -> bool:
    """Whether ``text`` starts like a statement and not like a sentence."""
    return _LOOKS.match(text[:4096]) is not None


def _joined_text(tokens: List[Token]) -> str:
    """The first string in ``tokens``, with those that ``||``, ``+`` or ``CONCAT`` join to it."""
    out = ""
    for token in tokens:
        if token.kind == "text":
            out += token.value
        elif out and not (token.kind == "mark" and token.value in ("|", "||", "+", ",", ")")):
            break
    return out


class _Statement:
    """One statement while it is judged."""

    __slots__ = ("analysis", "context", "front_ends", "tokens", "words")

    def __init__(self, tokens: List[Token], context: Context, analysis: Analysis, front_ends: FrontEnds) -> None:
        self.tokens = tokens
        self.words = [t.value if t.kind == "word" else "" for t in tokens]
        self.context = context
        self.analysis = analysis
        self.front_ends = front_ends

    def effect(self, verb: Verb, target: str, cls: Target, *traits: str) -> None:
        self.analysis.effect(verb, target[:160], cls, traits)

    def file(self, verb: Verb, path: str) -> None:
        """A file of the database server or client."""
        place = locate(path, self.context)
        self.analysis.effect(verb, place.path, target_class(place, verb), path_traits(place))

    def program(self, command: str) -> None:
        """A command that the database runs."""
        self.analysis.effect(Verb.EXECUTE, command[:160], Target.SHELL, ("escape", "interactive"))
        front_end = self.front_ends.get(Role.COMMAND)
        if front_end is not None and command.strip():
            front_end.lower(Part((), Role.COMMAND, command), self.context, self.analysis)

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
        skip = {
            "table",
            "if",
            "exists",
            "not",
            "only",
            "into",
            "from",
            "database",
            "schema",
            "view",
            "index",
            "low_priority",
            "ignore",
            "quick",
            "or",
            "replace",
            "temp",
            "temporary",
            "unique",
            "concurrently",
            "materialized",
            "column",
            "user",
            "role",
            "global",
            "unlogged",
            "virtual",
            "top",
        }
        i = start
        while i < len(self.tokens) and (self.words[i] in skip or self.tokens[i].kind in ("number", "mark")):
            i += 1
        name = self.tokens[i].value if i < len(self.tokens) else ""
        while i + 2 < len(self.tokens) and self.tokens[i + 1].value == ".":
            i += 2
            name += "." + self.tokens[i].value
        return name


#: Functions and procedures inside any statement, and what they reach.
_FILE_READERS = frozenset(
    "load_file pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file lo_import readfile bfilename openrowset xp_dirtree xp_fileexist utl_file".split()
)
_FILE_WRITERS = frozenset("lo_export writefile edit pg_file_write".split())
_PROGRAMS = frozenset(
    "xp_cmdshell sys_exec sys_eval sp_oacreate sp_oamethod dbms_scheduler dbms_java os_command system_exec load_extension sp_execute_external_script do_system".split()
)
_NETWORK = frozenset(
    "utl_http utl_tcp utl_smtp httpuritype dblink dblink_connect dblink_exec utl_inaddr dbms_ldap xp_sendmail sp_send_dbmail http_get http_post url_table".split()
)
_DELAYS = frozenset("pg_sleep pg_sleep_for benchmark sleep dbms_lock dbms_pipe randomblob".split())
_SECRET_TABLES = frozenset(
    "mysql.user pg_shadow pg_authid pg_catalog.pg_authid pg_catalog.pg_shadow sys.user$ user$ dba_users sys.sql_logins sys.syslogins master..syslogins"
    " master.dbo.syslogins syslogins sys.dba_users pg_user_mapping pg_user_mappings mysql.authentication_string master.sys.sql_logins".split()
)
_PRAGMAS = frozenset(
    "writable_schema trusted_schema load_extension temp_store_directory data_store_directory key rekey".split()
)


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
        count = 0
        for tokens in _split(tokenize(text)):
            count += 1
            if count > MAX_STATEMENTS:
                analysis.effect(Verb.OPAQUE, "more statements than can be read", Target.UNKNOWN)
                return
            _judge(_Statement(tokens, context, analysis, self.front_ends))


def _split(tokens: List[Token]) -> List[List[Token]]:
    out: List[List[Token]] = []
    current: List[Token] = []
    for token in tokens:
        if token.kind == "mark" and token.value == ";":
            if current:
                out.append(current)
            current = []
        else:
            current.append(token)
    if current:
        out.append(current)
    return out


def _judge(statement: _Statement) -> None:
    words = statement.words
    start = 0
    while start < len(words) and (
        statement.tokens[start].value == "("
        or words[start] in ("explain", "analyze", "verbose", "extended", "describe", "desc")
    ):
        start += 1
    if words[:1] == ["explain"] and "analyze" not in words[1:3] and start < len(words):
        statement.effect(Verb.READ, "the plan of a statement", Target.ROWS)
        return
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
        statement.effect(
            Verb.OPAQUE, "a statement that begins with " + (statement.tokens[start].value[:40]), Target.UNKNOWN
        )


def _main_verb(statement: _Statement, start: int) -> int:
    """Where the statement behind a ``WITH`` clause begins; changing statements inside the clause count first."""
    depth = 0
    found = len(statement.words)
    for i in range(start + 1, len(statement.words)):
        token, word = statement.tokens[i], statement.words[i]
        if token.kind == "mark" and token.value in "()":
            depth += 1 if token.value == "(" else -1
        elif word in ("insert", "update", "delete", "merge") and (depth == 0 or statement.tokens[i - 1].value == "("):
            return i
        elif word in ("select", "values", "table") and depth == 0 and found == len(statement.words):
            found = i
    return found


def _functions(statement: _Statement) -> None:
    """Functions that reach out of the database, wherever they stand."""
    words, tokens = statement.words, statement.tokens
    for i, word in enumerate(words):
        if not word and tokens[i].kind != "name":
            continue
        name = tokens[i].value
        text = next((t.value for t in tokens[i + 1 : i + 6] if t.kind == "text"), "")
        if name in _FILE_READERS:
            statement.file(Verb.READ, text or "/var/lib/unknown")
            statement.effect(Verb.READ, text or name, Target.MACHINE, "expose")
        elif name in _FILE_WRITERS:
            statement.file(
                Verb.WRITE, next((t.value for t in tokens[i + 1 : i + 8] if t.kind == "text"), "/var/lib/unknown")
            )
            statement.effect(Verb.CONFIGURE, name, Target.MACHINE)
        elif name in _PROGRAMS:
            statement.program(text)
        elif name in _NETWORK:
            statement.effect(Verb.SEND, text or name, Target.UNKNOWN, "upload", "carries:private")
        elif name in _DELAYS and tokens[i + 1 : i + 2] and tokens[i + 1].value in ("(", "."):
            statement.effect(Verb.SIGNAL, name, Target.DATABASE, "destroy")
        elif name == "delay" and i and words[i - 1] == "waitfor":
            statement.effect(Verb.SIGNAL, "waitfor delay", Target.DATABASE, "destroy")
        elif name in ("outfile", "dumpfile"):
            statement.file(Verb.WRITE, text or "/var/lib/unknown")
            statement.effect(Verb.CONFIGURE, f"into {name}", Target.MACHINE)
    for i in range(len(tokens)):
        if words[i] in ("from", "join", "into", "update", ","):
            name = statement.object_after(i + 1)
            if name in _SECRET_TABLES:
                statement.effect(Verb.READ, name, Target.SECRET, "expose")


def _select(statement: _Statement, start: int) -> None:
    words = statement.words
    depth = 0
    for i in range(start, len(words)):
        value = statement.tokens[i].value
        depth += value == "("
        depth -= value == ")"
        if words[i] == "into" and depth == 0 and not {"outfile", "dumpfile"}.intersection(words[i + 1 : i + 2]):
            target = statement.object_after(i + 1)
            if target[:1] not in "@:":
                statement.effect(Verb.WRITE, target, Target.TABLE, "new")
                return
    statement.effect(
        Verb.READ,
        statement.object_after(words.index("from", start) + 1) if "from" in words[start:] else "values",
        Target.ROWS,
    )


_ALWAYS = re.compile(
    r"^(?:(?P<a>[\w'.]+) (?:=|<=>|like|>=|<=) (?P=a)|not false|true|1|[1-9]\d* (?:>|>=|<>|!=) 0|'[^']*' = '[^']*'|(?P<n>\w+) is not null or (?P=n) is null|not 0|exists \( select 1 \))$"
)


def _condition(statement: _Statement, start: int) -> Optional[str]:
    """The text of the WHERE clause at the top level, None without one."""
    depth = 0
    for i in range(start, len(statement.tokens)):
        value = statement.tokens[i].value
        depth += value == "("
        depth -= value == ")"
        if statement.words[i] == "where" and depth == 0:
            rest = statement.tokens[i + 1 :]
            return " ".join(f"'{t.value}'" if t.kind == "text" else t.value for t in rest)
    return None


def _everything(statement: _Statement, start: int) -> bool:
    """Whether a DELETE or UPDATE reaches every row."""
    condition = _condition(statement, start)
    if condition is None:
        return "limit" not in statement.words and "current" not in statement.words
    condition = re.sub(r"\s+(?:limit|order|returning)\b.*$", "", condition).strip("() ")
    alternatives = re.split(r"\s+or\s+", condition)
    return any(_ALWAYS.match(alternative.strip("() ")) for alternative in alternatives) and not (
        len(alternatives) == 1 and " and " in condition
    )


def _insert(statement: _Statement, start: int) -> None:
    statement.effect(Verb.WRITE, statement.object_after(start + 1), Target.ROWS)


def _update(statement: _Statement, start: int) -> None:
    target = statement.object_after(start + 1)
    if _everything(statement, start):
        statement.effect(Verb.WRITE, target, Target.TABLE, "all")
    else:
        statement.effect(Verb.WRITE, target, Target.ROWS)


def _delete(statement: _Statement, start: int) -> None:
    target = statement.object_after(start + 1)
    if _everything(statement, start):
        statement.effect(Verb.DELETE, target, Target.TABLE, "all")
    else:
        statement.effect(Verb.DELETE, target, Target.ROWS)


_DESTROYED = frozenset("table database schema tablespace keyspace user_data collection warehouse catalog".split())


def _drop(statement: _Statement, start: int) -> None:
    words = statement.words[start + 1 :]
    target = " ".join(t.value for t in statement.tokens[start:])[:120]
    kind = next((w for w in words if w not in ("if", "exists", "temporary", "temp", "external", "foreign", "")), "")
    if kind in ("user", "role", "login"):
        statement.effect(Verb.DELETE, target, Target.ACCOUNT)
    elif kind in _DESTROYED and "temporary" not in words and "temp" not in words:
        statement.effect(Verb.DELETE, target, Target.TABLE if kind == "table" else Target.DATABASE, "destroy")
    else:
        statement.effect(Verb.WRITE, target, Target.TABLE)


def _truncate(statement: _Statement, start: int) -> None:
    statement.effect(Verb.DELETE, statement.object_after(start + 1), Target.TABLE, "destroy")


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
    elif {"temp", "temporary"}.intersection(words[:3]):
        statement.effect(Verb.WRITE, target, Target.ROWS)
    else:
        statement.effect(Verb.WRITE, target, Target.TABLE, "new")


def _alter(statement: _Statement, start: int) -> None:
    words = [w for w in statement.words[start + 1 :] if w]
    target = " ".join(t.value for t in statement.tokens[start : start + 10])[:120]
    if words[:1] and words[0] in ("user", "role", "login", "authorization"):
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
        if words[i] in ("from", "to") and i + 1 < len(words) and statement.tokens[i + 1].kind == "text":
            statement.file(Verb.READ if words[i] == "from" else Verb.WRITE, statement.tokens[i + 1].value)
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


def _execute(statement: _Statement, start: int) -> None:
    words = statement.words[start + 1 :]
    name = next((t.value for t in statement.tokens[start + 1 :] if t.kind in ("word", "name")), "")
    if (
        name in ("immediate", "sp_executesql")
        or name[:1] == "@"
        or (statement.tokens[start + 1 : start + 2] and statement.tokens[start + 1].kind in ("text", "mark"))
    ):
        text = _joined_text(statement.tokens[start + 1 :])
        if looks_like_sql(text):
            SqlFrontEnd(statement.front_ends).lower(Part((), Role.SQL, text), statement.context, statement.analysis)
        statement.effect(Verb.EXECUTE, text or name, Target.INLINE, "from:input")
    elif name in (
        "sp_configure",
        "sp_addsrvrolemember",
        "sp_addlogin",
        "sp_adduser",
        "sp_password",
        "sp_dropserver",
        "sp_addextendedproc",
        "sp_add_job",
        "sp_addlinkedserver",
        "sp_droplogin",
        "xp_regwrite",
        "xp_regdeletekey",
        "xp_servicecontrol",
        "xp_regread",
        "xp_loginconfig",
        "xp_enumgroups",
    ) or {"sp_configure"}.intersection(words):
        statement.effect(
            Verb.PERMIT if "login" in name or "user" in name or "role" in name else Verb.CONFIGURE,
            name,
            Target.ACCOUNT if "login" in name else Target.MACHINE,
            "bypass",
        )
    elif name not in _PROGRAMS:
        statement.effect(Verb.WRITE, name, Target.ROWS)


def _set(statement: _Statement, start: int) -> None:
    words = [w for w in statement.words[start + 1 : start + 4] if w]
    dangerous = {
        "global",
        "@@global",
        "persist",
        "password",
        "sql_log_bin",
        "general_log",
        "slow_query_log",
        "secure_file_priv",
        "local_infile",
    }
    if dangerous.intersection(words) or any(w.startswith("@@global") for w in words):
        statement.effect(
            Verb.PERMIT if "password" in words else Verb.CONFIGURE,
            " ".join(words),
            Target.ACCOUNT if "password" in words else Target.MACHINE,
        )
    elif words[:1] in (["role"], ["session_authorization"]) or words[:2] == ["session", "authorization"]:
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
        statement.file(Verb.WRITE, path)
        statement.effect(Verb.READ, path, Target.DATABASE, "expose")
    else:
        statement.effect(Verb.READ, "maintenance", Target.ROWS)


def _do(statement: _Statement, start: int) -> None:
    body = next((t.value for t in statement.tokens[start:] if t.kind == "text"), "")
    statement.effect(Verb.EXECUTE, "a block of code", Target.INLINE, "from:input")
    if body:
        inner = re.sub(r"(?is)^\s*(?:declare.*?)?begin\b|\bend\s*;?\s*$", "", body)
        SqlFrontEnd(statement.front_ends).lower(Part((), Role.SQL, inner), statement.context, statement.analysis)


_QUIET: FrozenSet[str] = frozenset(
    "show use begin start commit rollback savepoint release end abort values table help analyze check checksum declare fetch close open deallocate"
    " prepare listen unlisten notify refresh reindex optimize cluster discard explain describe desc if while loop return print go use lock unlock"
    " comment raise perform get flush_hosts xa handler transaction into returning cache signal resignal leave iterate case when else elseif".split()
)
_HANDLERS: Dict[str, Callable[[_Statement, int], None]] = {
    "select": _select,
    "insert": _insert,
    "replace": _insert,
    "merge": _insert,
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
    "backup": _vacuum,
    "dump": _vacuum,
    "export": _vacuum,
    "do": _do,
    "waitfor": lambda statement, start: None,
}
