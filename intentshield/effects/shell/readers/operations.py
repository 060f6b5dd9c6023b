"""Clouds, clusters and containers: the word that names the operation."""

from __future__ import annotations

import re
from typing import Dict, List, Sequence

from ....model import Target, Verb
from ....programs import Row
from ..values import HOLE, NOTHING, Stream
from .common import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..run import Shell

__all__ = ["READERS"]

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


_ONLY_SHOWN = re.compile(r"--(?:help|(?:dry-?run|what-?if)(?:=(?!none$|false$|no$|off$).*)?)$")


def _operation(shell: Shell, row: Row, argv: List[str], stdin: Stream, start: int) -> Stream:
    """The first words of a command say what it does to which kind of thing."""
    words = [w for w in argv[start:] if w[:1] != "-" and w]
    cls = Target(row.attributes.get("class", "cluster"))
    target = " ".join(argv)[:160].replace(HOLE, "*")
    lower = [part for w in words[:4] for part in re.split(r"[/,]", w.lower())]
    out = Stream(HOLE, frozenset({row.attributes["out"]}) if row.attributes.get("out") else NOTHING)
    if _SECRET_WORDS.intersection(lower) and not {"create", "delete", "set", "put"}.intersection(lower):
        if _reveals(argv, lower):
            shell.effect(Verb.READ, target, Target.SECRET, ("expose",))
            return Stream(HOLE, frozenset({"secret"}))
        return out
    verb = next((v for v in (_verb_of(w) for w in lower) if v), "")
    if any(_ONLY_SHOWN.match(w) for w in argv) or ("-h" in argv and "-h" not in row.flags):
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


READERS: Dict[str, Reader] = {
    "operation": _operation,
}
