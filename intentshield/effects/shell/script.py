"""One-liners in awk, sed, Perl, Ruby, JavaScript, PHP and Lua: what starts programs, touches files or connects.

This reads calls with literal arguments, at the level of tokens.  It does not follow variables, and says so: a program
that starts something it cannot see becomes an effect with an unknown target.  Python has a front end of its own.
"""

from __future__ import annotations

import re

from ...model import Target, Verb
from ..url import looks_like_url
from .parse import ansi
from .values import EMPTY, HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["read_script"]

_STRING = r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"
_CALL = re.compile(
    r"(?<![\w$])((?:[A-Za-z_][\w]*(?:\.|::|->))*[A-Za-z_]\w*[!?]?)\s*(?:\(\s*|\s+)(?:\$?\w+\s*,\s*)?"
    + _STRING
    + r"((?:\s*,\s*(?:\[[^\]]{0,400}\]|"
    + _STRING.replace("(", "(?:", 1)
    + r"|[\w.]+))*)"
)
_ANY_STRING = re.compile(_STRING)
_BACKTICK = re.compile(r"(?:`((?:[^`\\]|\\.)+)`|\b(?:qx|%x)\s*([{(\[|/!])(.*?)[})\]|/!])", re.DOTALL)

_STARTS = frozenset(
    "system exec execl execv execvp execsync spawn spawnsync execfile execfilesync popen popen2 popen3 passthru"
    " shell_exec proc_open pcntl_exec open3 capture2 capture3 capture2e execute run fork_exec syscall getline posix_spawn".split()
)
_DELETES = frozenset(
    "unlink unlinksync rm rmsync rmdir rmdirsync rm_r rm_rf rm_f remove remove_tree rmtree delete removesync emptydirsync".split()
)
_WRITES = frozenset(
    "writefile writefilesync appendfile appendfilesync write file_put_contents binwrite createwritestream touch copy copyfilesync cp rename renamesync mv symlink".split()
)
_READS = frozenset(
    "readfile readfilesync read file_get_contents readlines slurp readline foreach fopen createreadstream require include loadfile dofile load".split()
)
_CONNECTS = frozenset(
    "fetch get post request fsockopen pfsockopen createconnection connect tcpsocket udpsocket new curl_init curl_exec urlopen uri open_uri axios".split()
)
_RECURSIVE = re.compile(
    r"rm_rf|rm_r\b|rmtree|remove_tree|recursive\s*[:=]>?\s*(?:true|1)|rimraf|emptyDir", re.IGNORECASE
)
_SOCKET = re.compile(
    r"IO::Socket|socket\s*\(|TCPSocket|fsockopen|net\.(?:connect|createConnection|Socket)|/inet/(?:tcp|udp)|socket\.tcp|new\s+Socket|stream_socket_client|Net::(?:HTTP|FTP|Telnet|SMTP)",
    re.IGNORECASE,
)
_SHELL_WORD = re.compile(r"(?:/bin/|\b)(?:ba|z|da|k|c)?sh\b(?:\s+-i)?|cmd\.exe|powershell", re.IGNORECASE)
_FORKS = re.compile(
    r"\bfork\s+while\s+(?:fork|1|true)|while\s*\(?\s*(?:1|true)?\s*\)?\s*\{?\s*(?:\(?\)?\s*=>)?\s*(?:\w+\.)?fork\b|\bloop\s*\{\s*fork|fork\s*\(\)\s*;?\s*fork\s*\(\)|for\s*\(;;\)\s*\{?\s*fork",
    re.IGNORECASE,
)
_DECODED = re.compile(
    r"eval\W{0,4}[\w:.$ ]{0,40}(?:atob|base64|decode|unpack|gzinflate|rot13|fromCharCode|pack)", re.IGNORECASE
)


def _literal(token: str) -> str:
    body = token[1:-1]
    if token[0] == "'" or "\\" not in body:
        return body.replace("\\'", "'")
    return ansi(body.replace("\\/", "/").replace('\\"', '"').replace("\\$", "$").replace("\\@", "@"))


def read_script(shell: Shell, language: str, text: str) -> None:
    """Add what a program text in ``language`` (a role of :mod:`intentshield.programs`) would do."""
    if language == "sed":
        _sed(shell, text)
        return
    if language == "awk":
        _awk(shell, text)
    reverse = _SOCKET.search(text) is not None and _SHELL_WORD.search(text) is not None
    if _SOCKET.search(text):
        host = next(
            (
                _literal(m.group())
                for m in _ANY_STRING.finditer(text)
                if re.match(r"[\w.-]+(:\d+)?$", _literal(m.group())) and "." in m.group()
            ),
            "",
        )
        shell.effect(
            Verb.CONNECT,
            host or "a socket",
            Target.UNKNOWN if not reverse else Target.PUBLIC,
            ("reverse",) if reverse else (),
        )
    if _FORKS.search(text):
        shell.effect(Verb.SIGNAL, "the machine", Target.MACHINE, ("destroy", "all"))
    if _DECODED.search(text):
        shell.effect(Verb.EXECUTE, text[:160], Target.INLINE, ("from:decoded",))
    for match in _CALL.finditer(text):
        _call(shell, language, text, match)
    if language in ("pl", "rb", "php"):
        for match in _BACKTICK.finditer(text):
            _start(shell, _literal("`" + (match.group(1) or match.group(3) or "") + "`"))
    if language == "pl":
        _perl_files(shell, text)


def _call(shell: Shell, language: str, text: str, match: re.Match[str]) -> None:
    name = re.split(r"\.|::|->", match.group(1))[-1].lower().rstrip("!?")
    first = _literal(match.group(2))
    more = [_literal(m.group()) for m in _ANY_STRING.finditer(match.group(3) or "")]
    qualified = match.group(1).lower()
    if name in _STARTS and (name not in ("run", "execute") or qualified != name):
        _start(shell, " ".join([first, *more]) if more and match.group(3).lstrip(", ")[:1] in "['\"" else first)
    elif name in _DELETES and (qualified != "delete" or language == "pl"):
        for path in [first, *more]:
            shell.touch(
                Verb.DELETE,
                path,
                ("recursive",) if _RECURSIVE.search(match.group() + text[match.end() : match.end() + 60]) else (),
            )
    elif name in _WRITES and (
        "." in qualified or "::" in qualified or name not in ("write", "copy", "touch", "rename")
    ):
        shell.touch(
            Verb.WRITE,
            more[-1]
            if name in ("copy", "copyfilesync", "cp", "rename", "renamesync", "mv", "symlink") and more
            else first,
        )
    elif name in _READS and not looks_like_url(first):
        if "/" in first or "." in first:
            mode = more[0] if more else "r"
            shell.touch(Verb.WRITE if name == "fopen" and mode[:1] in "wax" else Verb.READ, first)
    elif looks_like_url(first) and (name in _CONNECTS or name in _READS):
        from .behave import behave  # noqa: PLC0415 - behave reads scripts itself

        argv = shell.argv
        behave(shell, ["curl", first], EMPTY, quiet=True)
        shell.argv = argv


def _start(shell: Shell, command: str) -> None:
    """A program started through the interpreter."""
    if not command.strip():
        return
    extra = shell.extra
    shell.extra = extra | {"escape"}
    shell.nested(re.sub(r"[#$]\{?\w+\}?|#\{[^}]*\}", HOLE, command) if "$" in command or "#{" in command else command)
    shell.extra = extra


_AWK_PIPE = re.compile(r"\|\s*" + _STRING + r"|" + _STRING + r"\s*\|&?\s*getline")
_AWK_REDIRECT = re.compile(r"print[^;}|>\n]*>{1,2}\s*" + _STRING)
_AWK_DYNAMIC = re.compile(r"\bsystem\s*\(\s*(?![\"'])|\|\s*(?:\$?\w+\s*(?:;|\}|$)|getline)")


def _awk(shell: Shell, text: str) -> None:
    for match in _AWK_PIPE.finditer(text):
        _start(shell, _literal(match.group(1) or match.group(2)))
    for match in _AWK_REDIRECT.finditer(text):
        path = _literal(match.group(1))
        if not path.startswith("/inet/"):
            shell.touch(Verb.WRITE, path)
    if _AWK_DYNAMIC.search(text):
        shell.effect(Verb.EXECUTE, text[:120], Target.PROGRAM, ("maybe",))


_SED_FILE = re.compile(
    r"(?:^|[;{}\n]|[0-9$/]\s*)\s*([wWrR])\s+([^\n;}]+)|s(.)(?:\\.|(?!\3).)*\3(?:\\.|(?!\3).)*\3[gipIm0-9]*w\s+([^\n;}]+)"
)
_SED_EXECUTE = re.compile(
    r"(?:^|[;{}\n]|(?<=[0-9$/]))\s*e(?:\s+([^\n]+)|\s*$)|s(.)(?:\\.|(?!\2).){0,400}\2(?:\\.|(?!\2).){0,400}\2[gipIm0-9]{0,6}e"
)


def _sed(shell: Shell, text: str) -> None:
    if len(text) > 20_000:
        return
    for match in _SED_FILE.finditer(text):
        path = (match.group(2) or match.group(4)).strip()
        shell.touch(Verb.READ if match.group(1) in ("r", "R") else Verb.WRITE, path)
    for match in _SED_EXECUTE.finditer(text):
        if match.group(1):
            _start(shell, match.group(1))
        else:
            shell.effect(Verb.EXECUTE, text[:120], Target.SHELL, ("from:input",))


_PERL_OPEN = re.compile(r"\bopen\s*\(?\s*(?:my\s+)?[\w$*]+\s*,\s*" + _STRING + r"(?:\s*,\s*" + _STRING + r")?")


def _perl_files(shell: Shell, text: str) -> None:
    for match in _PERL_OPEN.finditer(text):
        first, second = _literal(match.group(1)), match.group(2)
        if "|" in first:
            _start(shell, (_literal(second) if second else first).strip("| -"))
            continue
        path = _literal(second) if second else first.lstrip("<>+ ")
        shell.touch(Verb.WRITE if ">" in first else Verb.READ, path)
    if re.search(r"\bopen\s*\(?\s*STD(?:IN|OUT)\s*,\s*[\"'][<>]&", text):
        shell.effect(Verb.CONNECT, "a socket", Target.PUBLIC, ("reverse",))
