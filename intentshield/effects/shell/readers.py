"""Special readers, for programs whose words do not fit a row of the table.

A reader gets the row, the whole argument vector and the index of the first word that is its own.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, List, Sequence, Tuple

from ...model import Target, Verb
from ...programs import Row
from .behave import Call, behave, parse_arguments, read_flags, run_row
from .values import EMPTY, HOLE, NOTHING, UNKNOWN, Field, Stream, Value, known_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = ["READERS"]

Reader = Callable[["Shell", Row, List[str], Stream, int], Stream]


def _plain_row(row: Row) -> Row:
    """The same row without its reader."""
    return row._replace(attributes={k: v for k, v in row.attributes.items() if k != "by"})


# -- shells and interpreters


def _shell(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``sh``, ``bash`` and relatives: ``-c code``, a script, or standard input."""
    i, code, script, from_input = start, False, False, False
    while i < len(argv):
        word = argv[i]
        if word in ("--rcfile", "--init-file"):
            shell.execute_file(argv[i + 1] if i + 1 < len(argv) else HOLE, "shell")
            i += 1
        elif word in ("-o", "+o", "-O", "+O"):
            i += 1
        elif word[:2] == "--" or word == "-":
            script = script or word == "--"
        elif word[:1] in "-+" and len(word) > 1:
            code = code or "c" in word
            from_input = from_input or "s" in word
            if word.endswith("o"):
                i += 1
        else:
            break
        i += 1
    rest = argv[i:]
    if shell.socket:
        shell.effect(Verb.EXECUTE, "a shell for a remote host", Target.SHELL, ("reverse", "interactive"))
    if code:
        return _command_string(shell, rest, stdin)
    if rest and not from_input:
        return shell.execute_file(rest[0], "shell", stdin, rest[1:])
    if stdin is EMPTY:
        if "elevated" in shell.extra or "escape" in shell.extra or "reverse" in shell.extra:
            shell.effect(Verb.EXECUTE, row.name, Target.SHELL, ("interactive",))
        return UNKNOWN
    return shell.execute_text(stdin, "shell", rest)


def _command_string(shell: Shell, rest: List[str], stdin: Stream) -> Stream:
    if not rest:
        return EMPTY
    labels = rest[0].labels if isinstance(rest[0], Field) else NOTHING
    shell.executes(rest[0], labels)
    words = known_words(rest[1:])
    if words is None:
        return shell.child(rest[0], None, HOLE, stdin)
    return shell.child(rest[0], words[1:], words[0] if words else "bash", stdin)


def _interpreter(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Interpreters: what follows the script are its own arguments."""
    plain = _plain_row(row)
    end = start
    while end < len(argv):
        word = argv[end]
        if word[:1] != "-" or len(word) < 2:
            break
        flags = [flag for _, flag, _ in read_flags(plain, word) if flag is not None]
        valued = next((f for f in flags if f.role), None)
        takes_next = valued is not None and not valued.attached and read_flags(plain, word)[-1][2] is None
        end += 2 if takes_next else 1
        if any(f.stands_in for f in flags):
            run_row(shell, plain, row.name, argv[:end], stdin, start)
            return UNKNOWN
    return run_row(shell, plain, row.name, argv[: end + 1], stdin, start)


def _env(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``env [-i] [name=value]... command``; alone it prints the environment."""
    i = start
    variables: Dict[str, Value] = {}
    while i < len(argv):
        word = argv[i]
        if word in ("-u", "--unset", "-C", "--chdir"):
            i += 1
        elif word in ("-S", "--split-string") and i + 1 < len(argv):
            return shell.nested(" ".join(argv[i + 1 :]))
        elif word.startswith("-S"):
            return shell.nested(" ".join([word[2:], *argv[i + 1 :]]))
        elif word[:1] != "-" and "=" not in word:
            break
        elif "=" in word and word[:1] != "-":
            name, _, value = word.partition("=")
            variables[name] = Value(value, word.labels if isinstance(word, Field) else NOTHING)
            shell.environment(name, variables[name])
        i += 1
    if row.name == "printenv" and i < len(argv):
        return Stream(shell.variable(argv[i]).text)
    if i >= len(argv):
        return Stream(HOLE, frozenset({"environment"}))
    return shell.invoke_with(variables, argv[i:], stdin)


# -- find, xargs


_FIND_TESTS_WITH_VALUE = frozenset(
    "-name -iname -path -ipath -wholename -iwholename -regex -iregex -type -xtype -size -mtime -atime -ctime -mmin"
    " -amin -cmin -newer -anewer -cnewer -user -group -uid -gid -perm -links -inum -samefile -fstype -lname -ilname -used"
    " -maxdepth -mindepth -regextype -context -newermt -newerat -newerct -printf -D".split()
)
_FIND_FILTERS = _FIND_TESTS_WITH_VALUE - {
    "-maxdepth",
    "-mindepth",
    "-regextype",
    "-printf",
    "-D",
    "-type",
    "-xtype",
    "-fstype",
}
_FIND_FLAGS = frozenset({"-empty", "-executable", "-readable", "-writable", "-nouser", "-nogroup"})


def _find(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``find [paths] [expression]`` with its actions."""
    i = start
    while i < len(argv) and argv[i] in ("-H", "-L", "-P", "-O1", "-O2", "-O3"):
        i += 1
    paths: List[str] = []
    while i < len(argv) and argv[i][:1] not in "-(!" and argv[i] != "\\(":
        paths.append(argv[i])
        i += 1
    paths = paths or ["."]
    expression = argv[i:]
    narrowed = any(word in _FIND_FILTERS or word in _FIND_FLAGS for word in expression)
    found = _below(paths) if narrowed or any(w in ("-type", "-mindepth") for w in expression) else [*paths]
    whole = not narrowed
    j = 0
    while j < len(expression):
        word = expression[j]
        if word in ("-exec", "-execdir", "-ok", "-okdir"):
            j = _find_exec(shell, expression, j + 1, paths if whole else found)
        elif word == "-delete":
            for path in paths if whole else found:
                shell.touch(Verb.DELETE, path, ("recursive",) if whole else ())
        elif word in ("-fprint", "-fprint0", "-fls", "-fprintf"):
            shell.touch(Verb.WRITE, expression[j + 1] if j + 1 < len(expression) else HOLE)
            j += 1
        elif word in _FIND_TESTS_WITH_VALUE:
            if word in ("-newer", "-samefile") and j + 1 < len(expression):
                shell.place(expression[j + 1])
            j += 1
        j += 1
    return Stream("".join(f"{path}\n" for path in found))


def _below(paths: Sequence[str]) -> List[str]:
    """Some file below each path."""
    return [path.rstrip("/") + "/" + HOLE if path != HOLE else HOLE for path in paths]


def _find_exec(shell: Shell, expression: Sequence[str], start: int, found: Sequence[str]) -> int:
    """One ``-exec``: the index of its terminator."""
    end = start
    while end < len(expression) and expression[end] not in (";", "+", "\\;"):
        end += 1
    words = list(expression[start:end])
    if words:
        _each(shell, words, found, "{}")
    return end


def _each(shell: Shell, words: Sequence[str], found: Sequence[str], mark: str) -> Stream:
    """Run a command for what was found: each mark in its words replaced, or the items appended."""
    argv, span, extra = shell.argv, shell.span, shell.extra
    shell.depth += 1
    filled: List[str] = []
    placed = False
    for word in words:
        if mark and mark in word:
            placed = True
            filled += [word.replace(mark, item) for item in found]
        else:
            filled.append(word)
    if not placed and not mark:
        filled += found
    out = shell.invoke(filled, EMPTY) if filled else EMPTY
    shell.depth -= 1
    shell.argv, shell.span, shell.extra = argv, span, extra
    return out


def _fd(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``fd pattern paths -x command``: everything behind ``-x`` is the command."""
    for i, word in enumerate(argv[start:], start):
        if word in ("-x", "--exec", "-X", "--exec-batch"):
            paths = [a for a in argv[start + 1 : i] if a[:1] != "-"] or ["."]
            command = argv[i + 1 :]
            found = _below(paths)
            if not any("{" in w for w in command):
                command = [*command, "{}"]
            _each(shell, command, found, "{}")
            return Stream("".join(f"{p}\n" for p in found))
    words = parse_arguments(_plain_row(row), argv, start)
    return Stream("".join(f"{p}\n" for p in _below(words.operands[1:] or ["."])))


_XARGS_VALUES = frozenset(
    "-I -n -P -L -d -E -s -a --max-args --max-procs --max-lines --delimiter --arg-file --replace -J -R -j --jobs --colsep --joblog --timeout --delay --results --tmpdir".split()
)


def _xargs(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``xargs command``: the items of standard input become operands."""
    i, mark, delimiter = start, "", ""
    parallel = row.name in ("parallel", "rush")
    while i < len(argv) and argv[i][:1] == "-" and len(argv[i]) > 1:
        word = argv[i]
        if word in {"-I", "--replace"}:
            mark = argv[i + 1] if i + 1 < len(argv) else "{}"
        elif word.startswith("-I"):
            mark = word[2:]
        elif word == "-i" or word.startswith("-i"):
            mark = word[2:] or "{}"
        elif word in ("-d", "--delimiter") and i + 1 < len(argv):
            delimiter = argv[i + 1]
        i += 2 if word in _XARGS_VALUES and not (word == "--replace" and "=" in word) else 1
    words = argv[i:]
    if parallel:
        return _parallel(shell, words, stdin)
    items = _items(stdin, delimiter)
    if not words:
        return Stream(stdin.text, stdin.labels)
    if not mark and not items and stdin is EMPTY:
        items = [HOLE]
    return _each(shell, words, items, mark)


def _items(stdin: Stream, delimiter: str) -> List[str]:
    """The words of standard input, with its labels."""
    if delimiter and delimiter not in ("\\n", "\n", "\\0", "\0"):
        words = stdin.text.split(delimiter)
    else:
        words = stdin.text.split("\n") if delimiter else re.split(r"[ \t\n\0]+", stdin.text.replace("\\0", "\n"))
    out: List[str] = []
    for word in [w for w in words if w][:256]:
        field = Field(word)
        field.labels = stdin.labels
        out.append(field)
    return out


_PLACEHOLDER = re.compile(r"\{[./#%]*\}")


def _parallel(shell: Shell, words: List[str], stdin: Stream) -> Stream:
    """``parallel command ::: items``: the command is shell code."""
    items: List[str] = []
    command = words
    for mark in (":::", ":::+", "::::"):
        if mark in words:
            at = words.index(mark)
            command = words[:at]
            items = [w for w in words[at + 1 :] if w not in (":::", "::::")] if mark != "::::" else [HOLE]
            break
    else:
        items = list(_items(stdin, "\n")) or [HOLE]
    if not command:
        for item in items:
            shell.nested(item)
        return UNKNOWN
    text = " ".join(command)
    for item in items[:32]:
        shell.nested(_PLACEHOLDER.sub(item.replace("\\", r"\\"), text) if "{" in text else f"{text} {item}")
    return UNKNOWN


# -- tar


_TAR_LONG_VALUE = {
    "--file": "f",
    "--directory": "C",
    "--cd": "C",
    "--files-from": "T",
    "--exclude-from": "X",
    "--use-compress-program": "I",
    "--to-command": "!",
    "--info-script": "!",
    "--new-volume-script": "!",
    "--rsh-command": "!",
    "--checkpoint-action": "c!",
}
_TAR_SHORT_VALUE = "fCTXIFHgbNKLVU"


def _tar(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tar xzf archive``, ``tar -czf - dir | ...``, and the options that run programs."""
    options, values, operands = _tar_words(argv, start)
    cwd = shell.state.cwd
    call = Call(_plain_row(row), "tar", stdin, NOTHING, operands)
    for kind, value in values:
        if kind in {"!", "I"}:
            _program_option(shell, value)
        elif kind == "c!" and value.startswith("exec="):
            _program_option(shell, value[5:])
    archive = next((v for k, v in values if k == "f"), "-")
    creates = any(o in options for o in "cruA")
    for kind, value in values:
        if kind == "C":
            shell.state.cwd = HOLE if value.startswith(HOLE) else shell.place(value).path
    if creates:
        for path in operands:
            call.taken |= shell.read_file(path, ("recursive",)).labels
            if "--remove-files" in argv:
                shell.touch(Verb.DELETE, path, ("recursive",))
        shell.state.cwd = cwd
        out = Stream(HOLE, frozenset(call.taken))
        if archive != "-":
            shell.write_file(archive, out)
            return EMPTY
        return out
    target = shell.state.cwd
    shell.state.cwd = cwd
    labels = stdin.labels if archive == "-" else shell.read_file(archive).labels
    if "x" in options and "O" not in options:
        shell.write_file(f"{target}/", Stream(HOLE, labels))
    return Stream(HOLE, labels | {"decoded"} if "O" in options else labels)


def _program_option(shell: Shell, value: str) -> None:
    extra = shell.extra
    shell.extra = extra | {"escape"}
    shell.nested(value)
    shell.extra = extra


def _tar_words(argv: List[str], start: int) -> Tuple[str, List[Tuple[str, str]], List[str]]:
    """(option letters, (letter, value) pairs, operands)."""
    letters: List[str] = []
    values: List[Tuple[str, str]] = []
    operands: List[str] = []
    i = start
    while i < len(argv):
        word = argv[i]
        if word[:2] == "--":
            name, equals, value = word.partition("=")
            kind = _TAR_LONG_VALUE.get(name)
            if kind:
                if not equals:
                    i += 1
                    value = argv[i] if i < len(argv) else ""
                values.append((kind, value))
            elif name in ("--create", "--extract", "--get", "--append", "--update", "--list", "--to-stdout"):
                letters.append(
                    {"--create": "c", "--append": "r", "--update": "u", "--list": "t", "--to-stdout": "O"}.get(
                        name, "x"
                    )
                )
        elif (word[:1] == "-" and len(word) > 1) or i == start:
            body = word.lstrip("-")
            letters.append(body)
            for at, letter in enumerate(body):
                if letter in _TAR_SHORT_VALUE:
                    if word[:1] == "-" and at + 1 < len(body):
                        values.append((letter, body[at + 1 :]))
                        break
                    i += 1
                    values.append((letter, argv[i] if i < len(argv) else ""))
        else:
            operands.append(word)
        i += 1
    return "".join(letters), values, operands


# -- git


def _git_checkout(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``checkout`` and ``restore``: do they throw local changes away?"""
    words = argv[start:]
    names = set(words)
    restore = "restore" in row.name
    operands = parse_arguments(_plain_row(row), argv, start).operands
    if restore:
        discards = (
            not (names & {"--staged", "-S"})
            or bool(names & {"--worktree", "-W"})
            or any(w in ("-SW", "-WS") for w in words)
        )
        discards = discards and bool(operands)
    else:
        after = words[words.index("--") + 1 :] if "--" in words else []
        discards = (
            bool(after)
            or "." in operands
            or bool(names & {"-f", "--force"})
            or "./" in operands
            or any(o[:1] == ":" for o in operands)
        )
        discards = discards and not names & {"-b", "-B", "--orphan"}
    if discards and not names & {"-p", "--patch"}:
        shell.effect(Verb.DELETE, "local changes: " + " ".join(argv)[:120], Target.REPOSITORY, ("destroy",))
    return EMPTY


def _git_push(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``push``: refspecs that force or delete."""
    out = run_row(shell, _plain_row(row), "git", argv, stdin, start)
    for word in parse_arguments(_plain_row(row), argv, start).operands[1:]:
        if word[:1] == "+":
            shell.effect(Verb.WRITE, " ".join(argv)[:120], Target.REPOSITORY, ("force", "history-rewrite", "outward"))
        elif word[:1] == ":" and len(word) > 1:
            shell.effect(Verb.DELETE, " ".join(argv)[:120], Target.REPOSITORY, ("outward",))
    return out


def _git_config(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``config key value``: some keys name commands that git will run."""
    words = parse_arguments(_plain_row(row), argv, start)
    if len(words.operands) >= 2 and "dry-run" not in words.traits:
        from .behave import ROLE_READERS  # noqa: PLC0415 - one of the roles, used directly

        call = Call(row, "git", stdin, NOTHING, words.operands)
        operands = words.operands[1:] if words.operands[0] in ("set", "get", "unset", "add") else words.operands
        mark = len(shell.analysis.effects)
        if len(operands) >= 2:
            ROLE_READERS["setting"](shell, "=".join(operands[:2]), call)
        if len(shell.analysis.effects) > mark:
            shell.effect(Verb.EXECUTE, "=".join(operands[:2])[:160], Target.STARTUP, ("hooks",))
    return EMPTY


# -- processes, services


_EVERYTHING = re.compile(r"^(?:\.\*?|\^|\*|\.\+|\[a-z\].*|'')$")
_VITAL = frozenset(
    "init systemd launchd sshd dockerd containerd kubelet dbus-daemon networkmanager winlogon lsass csrss explorer".split()
)


def _kill(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``kill`` and relatives: one process, or all there are."""
    words = argv[start:]
    operands = [w for w in words if not re.match(r"-(?:[A-Za-z]|\d{1,2}$)", w) or w == "-1"]
    if row.name == "kill":
        if words and words[0] == "-1" and len(words) > 1:
            operands = [w for w in words[1:] if w == "-1" or w[:1] != "-"]
        everything = any(w in ("-1", "0") or (w[:1] == "-" and w[1:].isdigit() and w == "-1") for w in operands)
        vital = "1" in operands
    else:
        everything = any(_EVERYTHING.match(w) for w in operands) or (
            any(w in ("-u", "-U", "--user") for w in words) and len(operands) <= 1
        )
        vital = any(w.lower() in _VITAL for w in operands)
    if "-l" in words or "-L" in words:
        return EMPTY
    shell.effect(
        Verb.SIGNAL,
        " ".join(argv)[:120].replace(HOLE, "*"),
        Target.PROCESS,
        ("all",) if everything else ("destroy",) if vital else (),
    )
    return EMPTY


_DEFENCES = re.compile(
    r"audit|syslog|rsyslog|journald|firewall|ufw|iptables|nftables|fail2ban|apparmor|selinux|clam|falco|osquery|crowdstrike|falcon|sentinel"
    r"|wazuh|ossec|mdatp|sophos|carbonblack|cbdaemon|ds_agent|snort|suricata|tripwire|aide|littlesnitch|defender|sysmon|socketfilterfw",
    re.IGNORECASE,
)
_SERVICE_STOPS = frozenset(
    "stop disable mask kill unload remove bootout delete halt poweroff reboot kexec suspend hibernate emergency rescue isolate".split()
)
_SERVICE_ENABLES = frozenset(
    "enable reenable link preset load bootstrap edit set-property startup save import-environment set-environment submit".split()
)
_MACHINE_WORDS = frozenset("halt poweroff reboot kexec suspend hibernate emergency rescue isolate".split())


def _service(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Service managers: what is done to which unit."""
    words = list(parse_arguments(_plain_row(row), argv, start).operands)
    operations = [w for w in words if w in _SERVICE_STOPS or w in _SERVICE_ENABLES]
    target = " ".join(argv)[:120]
    if any(w in _MACHINE_WORDS for w in operations):
        shell.effect(Verb.CONFIGURE, target, Target.MACHINE, ("destroy",))
        return EMPTY
    traits: List[str] = []
    if any(w in _SERVICE_STOPS for w in operations) and any(_DEFENCES.search(w) for w in words):
        traits.append("bypass")
    if any(w in _SERVICE_ENABLES for w in operations):
        traits.append("hooks")
    if words:
        shell.effect(Verb.CONFIGURE, target, Target.SERVICE, traits)
    for word in words:
        if word[:1] in "/~." and "load" in operations:
            shell.touch(Verb.READ, word)
    return UNKNOWN


# -- clouds, clusters, containers: the word that names the operation


_DESTROYS = frozenset(
    "delete remove rm destroy terminate purge drop erase deregister wipe nuke prune reset rb flushall flushdb undeploy"
    " uninstall teardown del deletecollection deallocate detach revoke disassociate release shutdown kill rmi down"
    " delete-bucket deprovision disable cancel forget evict drain".split()
)
_READS = frozenset(
    "get list describe ls show view info status logs log read head inspect ps version help diff top events explain"
    " search query test validate plan preview whoami docs check wait history stats cat tail print env config".split()
)
_SECRET_WORDS = frozenset(
    "secret secrets secretsmanager get-secret-value decrypt access-token print-access-token print-identity-token"
    " get-access-token get-parameter get-parameters credentials keyvault get-credentials get-login-password export-credentials"
    " get-session-token assume-role create-access-key get-password-data dumpprivkey dumpwallet auth-token kubeadmin".split()
)
_PAYS = frozenset("sendtoaddress sendmany transfer send pay withdraw sweep buy trade sendrawtransaction".split())
_GRANTS = frozenset(
    "put-user-policy attach-user-policy attach-role-policy create-user create-role create-access-key add-user-to-group"
    " put-role-policy put-group-policy attach-group-policy create-login-profile update-assume-role-policy add-iam-policy-binding"
    " set-iam-policy create-policy-version put-bucket-policy put-bucket-acl clusterrolebinding rolebinding authorize-security-group-ingress"
    " put-key-policy create-grant modify-image-attribute modify-snapshot-attribute add-permission update-access-key".split()
)


def _operation(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """The first words of a command say what it does to which kind of thing."""
    words = [w for w in argv[start:] if w[:1] != "-" and w]
    cls = Target(row.attributes.get("class", "cluster"))
    target = " ".join(argv)[:160].replace(HOLE, "*")
    lower = [w.lower() for w in words[:4]]
    out = Stream(HOLE, frozenset({row.attributes["out"]}) if row.attributes.get("out") else NOTHING)
    if _SECRET_WORDS.intersection(lower) and not {"create", "delete", "set", "put"}.intersection(lower):
        if _reveals(argv, lower):
            shell.effect(Verb.READ, target, Target.SECRET, ("expose",))
            return Stream(HOLE, frozenset({"secret"}))
        return out
    verb = next((v for v in (_verb_of(w) for w in lower) if v), "")
    dry = any(w.startswith(("--dry-run", "--dryrun", "--what-if", "--whatif")) or w in ("--help", "-h") for w in argv)
    if dry:
        return out
    if cls is Target.ACCOUNT and _PAYS.intersection(lower):
        shell.effect(Verb.PAY, target, Target.ACCOUNT, ("outward",))
    elif _GRANTS.intersection(lower):
        shell.effect(Verb.PERMIT, target, Target.ACCOUNT, ("outward",))
    elif verb == "destroy":
        broad = any(
            w in ("--all", "--force", "-A", "--recursive", "-f", "--quiet", "-y", "--yes", "--volumes") for w in argv
        )
        shell.effect(Verb.DELETE, target, cls, ("force",) if broad else ())
    elif verb == "" and words:
        shell.effect(Verb.CONFIGURE, target, Target.SERVICE)
    return out


def _verb_of(word: str) -> str:
    head = re.split(r"[-:_.]", word, maxsplit=1)[0]
    if word in _DESTROYS or head in _DESTROYS:
        return "destroy"
    return "read" if word in _READS or head in _READS else ""


def _reveals(argv: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the output holds the secret and not only its name."""
    if "get" in lower and ("secret" in lower or "secrets" in lower):
        return any(
            w in ("-o", "--output") or w.startswith(("-o", "--output=", "--template", "-ojson", "-oyaml")) for w in argv
        )
    return "list" not in lower and "ls" not in lower and "describe" not in lower


# -- the rest


_SOCAT_RUNS = re.compile(r"^(?:EXEC|SYSTEM|SHELL):(.*)$", re.IGNORECASE | re.DOTALL)
_SOCAT_CONNECTS = re.compile(
    r"^(?:TCP[46]?|UDP[46]?|OPENSSL|SSL|SCTP|TCP[46]?-CONNECT|SOCKS4A?|PROXY)(?:-CONNECT)?:([^:,]+)", re.IGNORECASE
)
_SOCAT_LISTENS = re.compile(r"^(?:TCP|UDP|OPENSSL|SSL|SCTP|VSOCK)[46]?-?L(?:ISTEN)?:", re.IGNORECASE)
_SOCAT_FILES = re.compile(r"^(?:FILE|OPEN|CREATE|GOPEN|PIPE|UNIX-CONNECT|UNIX)?:?(/[^,]+)", re.IGNORECASE)


def _socat(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``socat address address``."""
    addresses = [w for w in argv[start:] if w[:1] != "-" or w in ("-", "--")][-2:]
    connects = any(_SOCAT_CONNECTS.match(a) for a in addresses)
    listens = any(_SOCAT_LISTENS.match(a) for a in addresses)
    for address in addresses:
        program = _SOCAT_RUNS.match(address)
        host = _SOCAT_CONNECTS.match(address)
        if program:
            extra = shell.extra
            shell.extra = extra | {"escape", *(("reverse",) if connects or listens else ())}
            shell.nested(program.group(1).split(",")[0].strip("'\""))
            shell.extra = extra
        elif host:
            behave(shell, ["nc", host.group(1)], stdin, quiet=True)
            shell.argv = tuple(argv)
        elif listens and _SOCAT_LISTENS.match(address):
            shell.effect(Verb.LISTEN, address[:80], Target.PUBLIC)
        else:
            path = _SOCAT_FILES.match(address)
            if path:
                shell.touch(Verb.READ if connects else Verb.WRITE, path.group(1))
    return Stream(HOLE, frozenset({"network"}) if connects else NOTHING)


def _after_dashes(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``tool ... -- command``."""
    if "--" in argv[start:]:
        at = argv.index("--", start)
        if argv[at + 1 :]:
            return shell.invoke(argv[at + 1 :], stdin)
    return UNKNOWN


def _powershell(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from .powershell import powershell_arguments  # noqa: PLC0415 - rarely needed

    return powershell_arguments(shell, argv[start:], stdin)


def _cmd_exe(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    from .powershell import run_cmd  # noqa: PLC0415 - rarely needed

    words = argv[start:]
    while words and words[0][:1] == "/":
        switch = words.pop(0).lower()
        if switch[:2] in ("/c", "/k", "/r"):
            run_cmd(shell, " ".join([*([switch[2:]] if len(switch) > 2 else []), *words]))
            break
    return UNKNOWN


READERS: Dict[str, Reader] = {
    "shell": _shell,
    "interpreter": _interpreter,
    "env": _env,
    "find": _find,
    "fd": _fd,
    "xargs": _xargs,
    "tar": _tar,
    "gitcheckout": _git_checkout,
    "gitpush": _git_push,
    "gitconfig": _git_config,
    "kill": _kill,
    "service": _service,
    "operation": _operation,
    "socat": _socat,
    "afterdashes": _after_dashes,
    "powershell": _powershell,
    "cmdexe": _cmd_exe,
}
