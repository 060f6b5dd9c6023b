"""Roles of code: command lines, programs and scripts inside the words of a command."""

from __future__ import annotations

import re

from ....model import Role, Target, Verb
from ....programs import find_row
from ...url import looks_like_url
from ..arguments import tail_of
from ..call import ROLE_READERS, UNKNOWN_ROW, Call, RoleReader, labels_of
from ..script import read_script
from ..script.net import caught, literals_of
from ..values import EMPTY, HOLE, NOTHING, Field, Stream
from .network import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["CODE", "COMMANDED", "standard_input"]

_PUTS = re.compile(r"\b(?:m?put|reput|send|append|mirror\s+-R)\s+(?:-\S+\s+){0,8}([^\s;]+)")


_ALL_VARIABLES = re.compile(r"(?:\$ENV|(?<![.\w\"'$])env)\b(?![.\[\w])")


_LANGUAGES = (
    "py js pl rb php awk sed lua ps r jl jvm swift ex erl m gp ml hs raku lisp tcl applescript vim ed dc m4 gdb tex gs"
    " bang code"
).split()


CODE = frozenset({*_LANGUAGES, "sql", "shell"})


#: Languages of commands, which a program reads from its input whatever its operands are.
COMMANDED = frozenset({"transfer", "sql", "vim", "ed", "dc", "gdb", "gs", "tex", "bang"})


_CLIENT_COMMAND = re.compile(r"\s*[\\.](!|[a-z]+)[ \t]*([^\n]*)\n?")


_CLIENT_PROGRAM = re.compile(r"\bprogram\s+'([^']+)'|\|\s*(\S.*)", re.IGNORECASE)


_MODULE_LISTENS = frozenset({"http.server", "SimpleHTTPServer", "CGIHTTPServer", "pyftpdlib", "smtpd", "aiosmtpd"})


_KEYS = {"Space": " ", "Enter": "\n", "C-m": "\n", "KPEnter": "\n", "Tab": "\t"}


_BOUND = re.compile(
    r'^"[^"]*":\s*(.+)|'
    r"(?:execute(?:-silent|-multi)?|become|reload(?:-sync)?|transform[\w-]*|preview)(?:\(([^)]*)\)|:(.+))"
)


_MONGO_LOSES = re.compile(
    r"\.\s*(?:dropDatabase|drop|dropUser|dropAllUsersFromDatabase|shutdownServer)\s*\(|(?:deleteMany|remove)\s*\(\s*(?:\{\s*\})?\s*[),]"
)


def _shell(shell: Shell, value: str, call: Call) -> None:
    shell.executes(value, labels_of(value))
    shell.nested(value, NOTHING, call.stdin)


def _program(shell: Shell, value: str, call: Call) -> None:
    """A command that a program runs for its own purposes."""
    if "/" in value.partition(" ")[0]:
        _load(shell, value.partition(" ")[0], call)
    extra = shell.extra
    shell.extra = extra | {"escape"} | call.traits
    shell.nested(value)
    shell.extra = extra


def _load(shell: Shell, value: str, call: Call) -> None:
    """Code or settings that decide what a program runs: whoever can write there decides."""
    if not value or HOLE in value:
        return
    place = shell.place(value)
    strange = place.cls is Target.SCRATCH or not shell.contents(place).labels.isdisjoint(("network", "decoded"))
    shell.effect(Verb.EXECUTE, place.path, place.cls, ("hooks",) if strange else ())


def _run_code(shell: Shell, role: str, code: Stream, call: Call) -> None:
    """Code in the language ``role`` from standard input."""
    if role == "shell":
        shell.execute_text(code, "shell")
        return
    shell.executes(code.text, code.labels, Target.INLINE)
    if code.text != HOLE:
        _language(shell, role, code.text, call)


def _code_reader(role: str) -> RoleReader:
    def reader(shell: Shell, value: str, call: Call) -> None:
        shell.executes(value, labels_of(value), Target.INLINE)
        _language(shell, role, value, call)

    return reader


def _language(shell: Shell, role: str, text: str, call: Call) -> None:
    if role == "py":
        shell.code(Role.CODE, text)
    elif role == "ps":
        from ..powershell import run_powershell  # noqa: PLC0415 - rarely needed

        run_powershell(shell, text)
    else:
        call.taken |= read_script(shell, role, text, call.stdin, call.operands).labels


def _sql(shell: Shell, value: str, call: Call) -> None:
    """Statements, and the commands of a client itself (``\\dt``, ``.tables``), of which some run programs."""
    call.told |= labels_of(value)
    command = _CLIENT_COMMAND.match(value)
    while command is not None:
        name, rest = command.groups()
        program = _CLIENT_PROGRAM.search(rest)
        if name in ("!", "shell", "system"):
            _program(shell, rest, call)
        elif name in ("i", "ir", "include", "read", "import"):
            ROLE_READERS["read"](shell, rest.split(" ", 1)[0], call)
        elif program is not None:
            _program(shell, program.group(1) or program.group(2), call)
        elif name == "copy":
            for source in re.findall(r"\bfrom\s+'?([^'\s]+)", rest, re.IGNORECASE):
                ROLE_READERS["read"](shell, source, call)
        value = value[command.end() :]
        command = _CLIENT_COMMAND.match(value)
    if value.strip() and value != HOLE:
        shell.code(Role.SQL, value)


def _transfer(shell: Shell, value: str, call: Call) -> None:
    """Commands of ftp and its relatives: what is put there."""
    _language(shell, "bang", value, call)
    for path in _PUTS.findall(value):
        ROLE_READERS["upload"](shell, path, call)


def _filter(shell: Shell, value: str, call: Call) -> None:
    """A filter of jq's, which can print the environment."""
    if _ALL_VARIABLES.search(value):
        call.taken.add("environment")


def _words(shell: Shell, value: str, call: Call) -> None:
    """Keys that are typed into another shell; a line of them is worked through at the last one."""
    if value is call.operands[-1]:
        text = "".join(_KEYS.get(word, word) for word in call.operands)
        shell.nested(text.replace("\\n", "\n").replace("^M", "\n"))


def _bind(shell: Shell, value: str, call: Call) -> None:
    """``key:action`` of fzf, where some actions run a command, or ``"key":command`` of readline."""
    for match in _BOUND.finditer(value):
        shell.nested(next((g for g in match.groups() if g), "").replace("{", HOLE).replace("}", ""))


def _mongo(shell: Shell, value: str, call: Call) -> None:
    if _MONGO_LOSES.search(value):
        shell.effect(Verb.DELETE, value[:160], Target.DATABASE, ("destroy",))
    ROLE_READERS["js"](shell, value, call)


def _module(shell: Shell, value: str, call: Call) -> None:
    """``python -m``: a program of its own, or a module of the project."""
    words = list(shell.argv)
    try:
        at = next(i for i, w in enumerate(words) if w == value or w.endswith("m" + value))
    except StopIteration:
        at = len(words) - 1
    if value in _MODULE_LISTENS:
        shell.effect(Verb.LISTEN, value, Target.LOOPBACK)
    elif find_row(value) is not None:
        shell.perform([value, *words[at + 1 :]], call.stdin)
        shell.argv = tuple(words)
    elif shell.place(value.replace(".", "/") + ".py").path in shell.files:
        shell.execute_file(value.replace(".", "/") + ".py", "python", call.stdin)
    else:
        shell.effect(Verb.EXECUTE, value[:160], Target.PROJECT)


def _guess(shell: Shell, value: str, call: Call) -> None:
    """An operand of unknown meaning: what its shape shows."""
    if call.row is UNKNOWN_ROW and ('"' in value or "'" in value):
        caught(shell, literals_of(value))
    if value[:1] == "-":
        return
    if value[:1] == "|" and len(value) > 2:
        _program(shell, value[1:], call)
        return
    if looks_like_url(value):
        connect(shell, value, call)
        return
    name, equals, tail = value.partition("=")
    candidate = tail_of(value, len(name) + 1) if equals and tail[:1] in "/~." else value
    if isinstance(candidate, Field) and candidate.stream is not None:
        call.taken |= candidate.labels
        return
    if re.search(r"[/.~\\]|^id_|_history$", candidate) and " " not in candidate and len(candidate) < 1024:
        place = shell.place(candidate)
        special = place.secret or place.cls not in (place.place, Target.STARTUP, Target.VCS, Target.AGENT_CONFIG)
        if special:
            call.taken |= shell.read_file(candidate).labels
        else:
            call.taken |= shell.contents(place).labels
    call.taken |= labels_of(value)


def _exec(shell: Shell, value: str, call: Call) -> None:
    attributes = call.row.attributes
    language = attributes.get("in") or attributes.get("code", "other")
    if value == "-":
        standard_input(shell, call, language if language != "other" else "shell")
    elif looks_like_url(value):
        ROLE_READERS["url"](shell, value, call)
        shell.effect(Verb.EXECUTE, value[:200], Target.INLINE, ("from:network",))
    else:
        shell.execute_file(value, "python" if language == "py" else language, call.stdin, call.operands[1:])


def standard_input(shell: Shell, call: Call, role: str) -> None:
    """What a program does with its input when it has no operands."""
    if call.stdin is EMPTY or role == "any":
        return
    if role == "sql":
        _sql(shell, call.stdin.text, call)
    elif role in ("transfer", "names"):
        for line in call.stdin.text.splitlines():
            ROLE_READERS["read" if role == "names" else role](shell, line, call)
    else:
        _run_code(shell, role, call.stdin, call)


ROLE_READERS.update(
    {
        "shell": _shell,
        "program": _program,
        "load": _load,
        "sql": _sql,
        "transfer": _transfer,
        "filter": _filter,
        "words": _words,
        "bind": _bind,
        "mongo": _mongo,
        "module": _module,
        "guess": _guess,
        "sub": _guess,
        "exec": _exec,
        **{role: _code_reader(role) for role in _LANGUAGES},
    }
)
