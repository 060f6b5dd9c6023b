"""Processes, services, partitions and daemons."""

from __future__ import annotations

import re
from typing import Dict, List

from ....model import Target, Verb
from ....programs import Row
from ..arguments import parse_arguments
from ..call import ROLE_READERS, Call
from ..values import EMPTY, HOLE, NOTHING, UNKNOWN, Stream
from .common import Reader, first_of, options_of, plain_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

_EVERYTHING = re.compile(r"^(?:\.\*?|\^|\*|\.\+|\[a-z\].*|'')$")


_VITAL = frozenset(
    "init systemd launchd sshd dockerd containerd kubelet dbus-daemon networkmanager winlogon lsass csrss explorer".split()
)


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


_LOOKS = frozenset(
    "-l --list -p --print -i --info -v --verify -L --list-types -d --dump -J --json -V --version -E -F -h --help".split()
)


_HARMLESS = frozenset("-s --script -a --align -m --machine -u -o -b -t -f -S --show -w -g -r -P".split())


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


def _service(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Service managers: what is done to which unit."""
    words = list(parse_arguments(plain_row(row), argv, start).operands)
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


def _partition(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """Partition tables: only looked at, or changed."""
    words = parse_arguments(plain_row(row), argv, start)
    known = _LOOKS - {"-d", "-l"} if row.name == "sgdisk" else _LOOKS
    looks = bool(words.flags & known) or words.operands[1:2] in (["print"], ["p"], ["unit"], ["help"])
    changes = row.name == "sgdisk" and bool(words.flags - known - _HARMLESS)
    if words.operands and (changes or not looks):
        ROLE_READERS["format"](shell, words.operands[0], Call(row, row.name, stdin, NOTHING, words.operands))
    return UNKNOWN


def _daemon(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """``start-stop-daemon --start --exec program -- arguments``."""
    options, i = options_of(row, argv, start)
    program = first_of(options, "-a", "--startas", "-x", "--exec")
    shell.effect(Verb.CONFIGURE, " ".join(argv)[:120], Target.SERVICE)
    if program is not None and not {"-K", "--stop", "-T", "--status"} & set(options):
        return shell.invoke([program, *argv[i:]], stdin)
    return UNKNOWN


READERS: Dict[str, Reader] = {
    "kill": _kill,
    "service": _service,
    "partition": _partition,
    "daemon": _daemon,
}
