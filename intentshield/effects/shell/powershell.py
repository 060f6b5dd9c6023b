"""PowerShell and cmd.exe: fewer words, the same effects.

A line is cut into statements and pipelines at the level of tokens; cmdlets and their aliases stand in small tables.
What stands in none of them is an ``opaque`` effect, which the built-in profiles never allow.

Sources: Microsoft Learn, "about_Aliases" and the cmdlet reference; "Windows Commands"; LOLBAS project (the programs
that Windows brings along and that run others).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Dict, FrozenSet, List, Optional, Tuple

from ...model import Target, Verb
from ..path import looks_like_path
from ..url import looks_like_url
from .values import EMPTY, HOLE, UNKNOWN, Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["powershell_arguments", "run_cmd", "run_powershell"]


def _table(text: str) -> Dict[str, str]:
    out: Dict[str, str] = {}
    for line in text.strip().splitlines():
        kind, _, names = line.strip().partition(":")
        for name in names.split():
            out[name.lower()] = kind
    return out


#: What each cmdlet, alias or Windows program does with its operands.
_CMDLETS = _table("""
quiet: write-host write-output echo write-verbose write-debug write-warning write-error write-progress get-date get-location pwd gl get-process ps gps get-service gsv get-command gcm get-help help man get-member gm get-history h ghy get-alias gal get-variable gv get-module get-psdrive gdr get-host get-culture get-random measure-object measure select-object select where-object where ? foreach-object % sort-object sort group-object group format-table ft format-list fl format-wide out-string out-null out-host oh out-default convertto-json convertfrom-json convertto-csv convertfrom-csv convertto-html test-path test-connection resolve-path rvpa join-path split-path compare-object diff tee-object start-sleep sleep clear-host cls clear read-host new-timespan get-computerinfo get-culture get-netadapter get-netipaddress get-ciminstance gcim get-wmiobject gwmi get-hotfix get-eventlog get-winevent get-psprovider get-executionpolicy get-acl get-filehash get-itemproperty gp get-childitem ls dir gci get-item gi push-location pop-location pushd popd set-location cd sl chdir new-object set-variable sv set new-variable get-unique write import-module ipmo param begin process end function return exit break continue throw try catch finally foreach for while do if else elseif switch in date ver vol type_ tree where.exe whoami hostname ipconfig systeminfo tasklist netstat findstr find more sort.exe fc comp path title prompt color rem assoc ftype driverquery getmac nslookup ping tracert pathping arp route query qwinsta gpresult chcp mode doskey verify pause exit timeout choice setlocal endlocal call goto shift get-uptime get-timezone get-package get-packageprovider find-module get-disk get-volume get-partition get-localuser get-localgroup get-localgroupmember
read: get-content gc cat type select-string sls import-csv ipcsv import-clixml get-clipboard
write: set-content sc add-content ac out-file export-csv epcsv export-clixml new-item ni mkdir md tee copy-item copy cp cpi xcopy robocopy move-item move mv mi rename-item ren rni rename expand-archive compress-archive set-itemproperty sp new-itemproperty set-clipboard scb mklink
delete: remove-item rm del erase rd ri rmdir clear-content clc clear-item cli
permit: icacls cacls takeown set-acl attrib
connect: invoke-webrequest iwr wget curl invoke-restmethod irm start-bitstransfer test-netconnection tnc
run: start-process saps start invoke-item ii start-job sajb invoke-wmimethod forfiles
code: invoke-expression iex
remote: invoke-command icm enter-pssession etsn new-pssession nsn
machine: format-volume clear-disk initialize-disk remove-partition stop-computer restart-computer set-executionpolicy disable-computerrestore diskpart format bcdedit shutdown set-mppreference add-mppreference uninstall-windowsfeature remove-windowsfeature disable-netadapter set-netfirewallprofile new-netfirewallrule netsh vssadmin wbadmin fsutil cipher reagentc
account: new-localuser add-localgroupmember set-localuser remove-localuser net net1 dsadd enable-localuser new-aduser add-adgroupmember
startup: register-scheduledtask new-scheduledtask schtasks at new-service set-service sc.exe register-wmievent register-objectevent
registry: reg regedit remove-itemproperty rp
history: clear-eventlog clear-history clhy wevtutil limit-eventlog remove-eventlog
process: stop-process spps kill taskkill stop-service spsv wmic
download: certutil bitsadmin mshta regsvr32 rundll32 installutil msbuild cscript wscript hh regasm regsvcs cmstp odbcconf msiexec desktopimgdownldr esentutl expand extrac32 findstr.exe ftp makecab pcalua
""")
_PARAMETERS = re.compile(r"^[-/]([A-Za-z]+)(?::(.*))?$")
_TOKEN = re.compile(r"@?\"((?:[^\"`]|`.)*)\"|@?'((?:[^']|'')*)'|(\$\([^)]*\)|[^\s;|&\"']+)|([;|&]+|\n)")
_ENCODED = re.compile(r"^-{1,2}e(?:n|nc|nco|ncod|ncode|ncoded|ncodedc\w*|c)?$", re.IGNORECASE)
_COMMAND = re.compile(r"^-{1,2}c(?:o|om|omm|omma|omman|ommand)?$", re.IGNORECASE)
_FILE = re.compile(r"^-{1,2}f(?:i|il|ile)?$", re.IGNORECASE)
_WITH_VALUE = re.compile(
    r"^-{1,2}(?:ex|ep|executionp\w*|w\w*|windows\w*|version|v|outputf\w*|inputf\w*|configurationname|workingdirectory|psconsolefile)$",
    re.IGNORECASE,
)
_CRADLE = re.compile(
    r"downloadstring|downloadfile|downloaddata|net\.webclient|invoke-webrequest|\biwr\b|invoke-restmethod|\birm\b|openread|httpclient|xmlhttp|start-bitstransfer",
    re.IGNORECASE,
)
_RUNS_TEXT = re.compile(
    r"invoke-expression|\biex\b|\[scriptblock\]::create|invokescript|\.invoke\(|&\s*\(|\.\s*\(\s*\$", re.IGNORECASE
)
_DECODES = re.compile(
    r"frombase64string|-enc|\[char\]\s*\d|-join|-bxor|gzipstream|deflatestream|convertto-securestring|-replace.{0,40}-replace|\[convert\]::|-f\s*['\"]",
    re.IGNORECASE,
)
_SOCKET = re.compile(
    r"net\.sockets\.tcpclient|net\.sockets\.tcplistener|new-object\s+(?:system\.)?net\.sockets", re.IGNORECASE
)
_REFLECTION = re.compile(
    r"amsiutils|amsiinitfailed|reflection\.assembly\]::load|virtualalloc|createthread|getdelegateforfunctionpointer|add-type\s.{0,200}dllimport|\[ref\]\.assembly",
    re.IGNORECASE,
)
_STARTUP_KEYS = re.compile(
    r"currentversion\\+(?:run|runonce|policies\\+explorer\\+run|winlogon|image file execution options)|\\services\\|userinit|shell\\+open\\+command|appinit_dlls|\bcom\b.*inprocserver",
    re.IGNORECASE,
)
_ALWAYS_BAD_SWITCHES = re.compile(
    r"disablerealtimemonitoring|exclusionpath|delete\s+shadows|delete\s+catalog|recoveryenabled\s+no|advfirewall\s+set\s+\w+\s+state\s+off|\bstate\s+off|-enabled\s+false|unrestricted|bypass|usn\s+deletejournal|/w:",
    re.IGNORECASE,
)


def powershell_arguments(shell: Shell, words: List[str], stdin: Stream) -> Stream:
    """``powershell -NoProfile -EncodedCommand ...``."""
    i = 0
    while i < len(words):
        word = words[i]
        if _ENCODED.match(word) and i + 1 < len(words):
            text = _decode(words[i + 1])
            shell.effect(Verb.EXECUTE, (text or words[i + 1])[:160], Target.SHELL, ("from:decoded",))
            if text:
                run_powershell(shell, text)
            return UNKNOWN
        if _COMMAND.match(word) or (word[:1] != "-" and not word.lower().endswith(".ps1")):
            run_powershell(shell, " ".join(words[i + 1 if _COMMAND.match(word) else i :]))
            return UNKNOWN
        if _FILE.match(word) or word[:1] != "-":
            path = words[i + 1] if _FILE.match(word) and i + 1 < len(words) else word
            return shell.execute_file(path, "other", stdin)
        i += 2 if _WITH_VALUE.match(word) else 1
    if stdin is not EMPTY:
        shell.effect(
            Verb.EXECUTE,
            stdin.text.replace(HOLE, "*")[:160],
            Target.SHELL,
            [f"from:{x}" for x in ("network", "decoded") if x in stdin.labels],
        )
        if HOLE not in stdin.text:
            run_powershell(shell, stdin.text)
    return UNKNOWN


def _decode(text: str) -> Optional[str]:
    """The UTF-16 text of an encoded command."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-16-le")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def run_powershell(shell: Shell, text: str) -> None:
    """Effects of a PowerShell command line."""
    plain = _folded(re.sub(r"`(?=[A-Za-z])|(?<=\w)[\"']{2}(?=\w)", "", text), shell)
    _patterns(shell, plain)
    mark = len(shell.analysis.effects)
    for match in _PARENTHESISED.finditer(plain):
        _pipeline(shell, _statements(match.group(1)), "powershell")
    _pipeline(shell, _statements(plain), "powershell")
    effects = shell.analysis.effects[mark:]
    if any(e.verb is Verb.READ and e.cls is Target.SECRET for e in effects):
        for effect in effects:
            if effect.verb is Verb.SEND and "upload" in effect.traits:
                shell.effect(Verb.SEND, effect.target, effect.cls, ("upload", "carries:secret"))


_PARENTHESISED = re.compile(r"\(\s*((?:[A-Za-z]{2,12}-[A-Za-z]{2,30}|gc|cat|type|gci|ls|dir|gp)\s[^()]{1,2000})\)")
_SET = re.compile(r"\$(\w{1,40})\s*=\s*(?:'([^'\n]{0,2000})'|\"([^\"\n$`]{0,2000})\")\s*(?=[;\n|]|$)")
_USED = re.compile(r"\$\{?(?:(env):)?(\w{1,40})\}?(?!\s*=)", re.IGNORECASE)
_PLUS = re.compile(r"(['\"])([^'\"\n]*)\1\s*\+\s*(['\"])([^'\"\n]*)\3")
_HOMES = frozenset({"home", "userprofile", "homepath"})


def _folded(text: str, shell: Shell) -> str:
    """The text with the variables put in that it sets to literals itself, and literals joined."""
    known = {m.group(1).lower(): m.group(2) if m.group(2) is not None else m.group(3) for m in _SET.finditer(text)}

    def value(match: re.Match[str]) -> str:
        name = match.group(2).lower()
        if name in _HOMES:
            return shell.home("") + "/"
        found = known.get(name) if match.group(1) is None else None
        if found is None:
            return match.group()
        quoted = text[: match.start()].count('"') % 2
        return found if quoted else f"'{found}'"

    text = _USED.sub(value, text) if "$" in text else text
    for _ in range(8):
        joined = _PLUS.sub(lambda m: f"'{m.group(2)}{m.group(4)}'", text)
        if joined == text:
            break
        text = joined
    return text


def run_cmd(shell: Shell, text: str) -> None:
    """Effects of a cmd.exe command line."""
    plain = re.sub(r"\^(?=[^\s])", "", text)
    plain = re.sub(r"%(?:userprofile|homepath|home)%", lambda _: shell.home(""), plain, flags=re.IGNORECASE)
    _patterns(shell, plain)
    _pipeline(shell, _statements(plain), "cmd")


def _patterns(shell: Shell, text: str) -> None:
    """What the text does as a whole, whichever cmdlets it is spread over."""
    fetches = _CRADLE.search(text) is not None
    if _RUNS_TEXT.search(text) and (fetches or _DECODES.search(text)):
        shell.effect(Verb.EXECUTE, text[:160], Target.SHELL, ("from:network",) if fetches else ("from:decoded",))
    if _SOCKET.search(text):
        shell.effect(Verb.CONNECT, "a socket", Target.PUBLIC, ("reverse",))
    if _REFLECTION.search(text):
        shell.effect(Verb.EXECUTE, text[:160], Target.PROCESS, ("bypass",))
    if _STARTUP_KEYS.search(text) and re.search(
        r"\breg(?:\.exe)?\s+add|set-itemproperty|new-itemproperty|\bsp\s|new-item\b", text, re.IGNORECASE
    ):
        shell.effect(Verb.WRITE, text[:160], Target.STARTUP, ("hooks",))
    for match in re.finditer(r"https?://[^\s'\")]+", text):
        _connect(shell, match.group())


def _connect(shell: Shell, url: str) -> None:
    from .behave import behave  # noqa: PLC0415 - behave reads PowerShell itself

    argv = shell.argv
    behave(shell, ["curl", url], EMPTY, quiet=True)
    shell.argv = argv


def _pipeline(shell: Shell, statements: List[Tuple[List[str], bool]], dialect: str) -> None:
    """Statements one after the other; what ``Get-ChildItem`` lists is what the next cmdlet of the pipeline gets."""
    listed: List[str] = []
    for words, piped in statements:
        name = words[0].lower()
        kind = _CMDLETS.get(name)
        if piped and listed and kind in ("delete", "write", "permit") and not _operands(words[1:])[0]:
            words = [*words, *listed, "-Recurse"]
        listed = (_operands(words[1:])[0] or ["."]) if name in _LISTS else listed if piped else []
        _statement(shell, words, dialect)


_LISTS = frozenset({"get-childitem", "gci", "ls", "dir", "get-item", "gi"})


def _statements(text: str) -> List[Tuple[List[str], bool]]:
    """Statements and pipeline parts as lists of words; whether each gets what the one before it puts out."""
    out: List[Tuple[List[str], bool]] = []
    words: List[str] = []
    piped = False
    for match in _TOKEN.finditer(text):
        double, single, bare, separator = match.groups()
        if separator:
            if words:
                out.append((words, piped))
            words, piped = [], separator == "|"
        else:
            words.append(double if double is not None else single.replace("''", "'") if single is not None else bare)
    if words:
        out.append((words, piped))
    return out


def _operands(words: List[str]) -> Tuple[List[str], FrozenSet[str]]:
    """(operands, switches in lower case)."""
    operands: List[str] = []
    switches = set()
    for word in words:
        match = _PARAMETERS.match(word)
        if match and not looks_like_path(word):
            switches.add(match.group(1).lower())
            if match.group(2):
                operands.append(match.group(2))
        else:
            operands += [w for w in word.split(",") if w]
    return operands, frozenset(switches)


def _statement(shell: Shell, words: List[str], dialect: str) -> None:
    while words and (
        words[0] in ("&", ".", "(", "{", "@(") or (words[0].startswith("$") and len(words) > 2 and words[1] == "=")
    ):
        words = words[1:] if not words[0].startswith("$") else words[2:]
    words = [w.strip("(){}") if w[:1] in "({" or w[-1:] in ")}" else w for w in words]
    words = [w for w in words if w]
    if not words:
        return
    name = words[0].lower().rsplit("\\", 1)[-1]
    name = name[:-4] if name.endswith(".exe") and name not in {"sc.exe", "where.exe"} else name
    shell.argv = tuple(words)
    shell.record(words)
    kind = _CMDLETS.get(name)
    if name == "sc" and dialect == "cmd":
        kind = "startup"
    if kind is None:
        _unknown(shell, name, words, dialect)
        return
    operands, switches = _operands(words[1:])
    shell.effect(Verb.EXECUTE, name, Target.PROGRAM)
    _KINDS[kind](shell, name, operands, switches, " ".join(words))


def _unknown(shell: Shell, name: str, words: List[str], dialect: str) -> None:
    """A program of the common table, an assignment or expression, or something unknown."""
    from .behave import behave, row_of  # noqa: PLC0415 - behave reads PowerShell itself

    if name[:1] in "$[#@'\"0123456789" or "=" in name:
        return
    if row_of(shell.context.policy.programs, name)[0] is not None:
        behave(shell, [name, *words[1:]], EMPTY)
    else:
        shell.opaque(f"{dialect} command that is in no table", " ".join(words))


def _recursive(switches: FrozenSet[str]) -> List[str]:
    traits = []
    if switches & {"recurse", "r", "rec", "s", "mir", "e"}:
        traits.append("recursive")
    if switches & {"force", "f", "fo", "q"}:
        traits.append("force")
    return traits


def _files(verb: Verb):  # type: ignore[no-untyped-def]
    def act(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
        for operand in (
            operands
            if verb is not Verb.WRITE or name not in ("copy-item", "copy", "cp", "cpi", "xcopy", "robocopy")
            else operands[-1:]
        ):
            if looks_like_url(operand) or (verb is Verb.READ and operand.startswith("$")):
                continue
            if re.match(r"(?i)^(?:hklm|hkcu|hkey_|registry)", operand):
                shell.effect(verb, operand[:160], Target.MACHINE)
            else:
                shell.touch(verb, operand, _recursive(switches))

    return act


def _quiet(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    return None


def _web(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    if switches & {"outfile", "o"} and operands:
        shell.write_file(operands[-1], Stream(HOLE, frozenset({"network"})))
    if switches & {"infile", "body"}:
        shell.effect(Verb.SEND, text[:160], Target.UNKNOWN, ("upload", "carries:local"))


def _run(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    if operands:
        shell.execute_file(operands[0], "other") if looks_like_path(operands[0]) else _statement(shell, operands, "cmd")


def _code(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    inner = " ".join(operands)
    if inner and inner[:1] not in "$(" and inner.lower() != text.lower():
        run_powershell(shell, inner)
    elif inner[:1] in "$(":
        shell.effect(Verb.EXECUTE, text[:160], Target.SHELL, ("from:input",))


def _remote(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    shell.effect(Verb.EXECUTE, text[:160], Target.REMOTE, ("outward",))


def _machine(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    if name in ("netsh", "fsutil", "bcdedit", "cipher", "wbadmin", "vssadmin") and not re.search(
        r"\b(?:add|set|delete|reset|off|disable|import|setzerodata|dirty)|/w", text, re.IGNORECASE
    ):
        return
    wipes = name in ("format-volume", "clear-disk", "initialize-disk", "remove-partition", "diskpart", "format")
    if wipes:
        shell.effect(Verb.DELETE, text[:160], Target.DEVICE, ("destroy",))
        return
    traits = (
        ["bypass"]
        if _ALWAYS_BAD_SWITCHES.search(text) or name in ("vssadmin", "set-mppreference", "add-mppreference")
        else []
    )
    process_only = name == "set-executionpolicy" and "process" in text.lower()
    shell.effect(
        Verb.CONFIGURE,
        text[:160],
        Target.SERVICE if process_only else Target.MACHINE,
        [] if process_only else traits or ["destroy"],
    )


def _account(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    if name in ("net", "net1"):
        if (
            re.search(r"\b(?:user|localgroup|group)\b.*?/add|\buser\s+\S+\s+\S+", text, re.IGNORECASE)
            and "/delete" not in text.lower()
        ):
            shell.effect(Verb.PERMIT, text[:160], Target.ACCOUNT)
        elif re.search(r"\bstop\b", text, re.IGNORECASE):
            shell.effect(Verb.CONFIGURE, text[:160], Target.SERVICE, ("bypass",))
        elif "/delete" in text.lower():
            shell.effect(Verb.DELETE, text[:160], Target.ACCOUNT)
        return
    shell.effect(Verb.DELETE if "remove" in name else Verb.PERMIT, text[:160], Target.ACCOUNT)


def _startup(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    lower = text.lower()
    if name in ("schtasks", "sc.exe", "sc") and not re.search(
        r"/create|/change|\bcreate\b|\bconfig\b|\bstop\b|\bdelete\b|/delete", lower
    ):
        return
    if re.search(r"\bstop\b|delete", lower):
        shell.effect(Verb.CONFIGURE, text[:160], Target.SERVICE, ("bypass",))
    else:
        shell.effect(Verb.WRITE, text[:160], Target.STARTUP, ("hooks",))


def _registry(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    lower = text.lower()
    if re.search(r"\breg(?:\.exe)?\s+(?:save|export)\b.*\b(?:sam|security|system)\b", lower):
        shell.effect(Verb.READ, text[:160], Target.SECRET, ("expose",))
    elif re.search(r"\b(?:add|delete|import|restore|load|copy)\b", lower) or name in (
        "remove-itemproperty",
        "rp",
        "regedit",
    ):
        shell.effect(Verb.DELETE if "delete" in lower else Verb.CONFIGURE, text[:160], Target.MACHINE)


def _history(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    if name != "wevtutil" or re.search(r"\b(?:cl|clear-log|sl)\b", text, re.IGNORECASE):
        shell.effect(Verb.DELETE, text[:160], Target.HISTORY)


def _process(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    lower = text.lower()
    if name == "wmic":
        if re.search(r"shadowcopy\s+delete", lower):
            shell.effect(Verb.CONFIGURE, text[:160], Target.MACHINE, ("bypass", "destroy"))
        elif re.search(r"process\s+call\s+create", lower):
            shell.effect(Verb.EXECUTE, text[:160], Target.SHELL, ("escape",))
        elif " delete" in lower or " call " in lower:
            shell.effect(Verb.CONFIGURE, text[:160], Target.MACHINE)
        return
    everything = "*" in operands
    shell.effect(Verb.SIGNAL, text[:160], Target.PROCESS, ("all",) if everything else ())


def _download(shell: Shell, name: str, operands: List[str], switches: FrozenSet[str], text: str) -> None:
    """Programs of Windows that fetch or run what others wrote (LOLBAS)."""
    fetches = re.search(r"https?:|\\\\[\w.]+\\|ftp:|javascript:|vbscript:", text, re.IGNORECASE) is not None
    runs = name in (
        "mshta",
        "regsvr32",
        "rundll32",
        "installutil",
        "cscript",
        "wscript",
        "regasm",
        "regsvcs",
        "cmstp",
        "odbcconf",
        "hh",
        "pcalua",
    )
    if name == "certutil" and switches & {"decode", "decodehex"}:
        shell.effect(Verb.EXECUTE, text[:160], Target.INLINE, ("from:decoded",))
    elif fetches and (runs or name in ("certutil", "bitsadmin", "msiexec", "desktopimgdownldr")):
        shell.effect(Verb.EXECUTE, text[:160], Target.INLINE, ("from:network",))
    elif runs and operands:
        shell.effect(Verb.EXECUTE, text[:160], Target.PROGRAM, ("escape", "unknown-program"))
        shell.opaque("a program that runs others", text)


_KINDS = {
    "quiet": _quiet,
    "read": _files(Verb.READ),
    "write": _files(Verb.WRITE),
    "delete": _files(Verb.DELETE),
    "permit": _files(Verb.PERMIT),
    "connect": _web,
    "run": _run,
    "code": _code,
    "remote": _remote,
    "machine": _machine,
    "account": _account,
    "startup": _startup,
    "registry": _registry,
    "history": _history,
    "process": _process,
    "download": _download,
}
