"""A command while its roles are worked through, and the labels of what it takes and sends."""

from __future__ import annotations

import re
from typing import AbstractSet, Callable, Dict, FrozenSet, List, Sequence, Set, Tuple

from ...programs import Row
from ..credentials import PREFIX
from .values import NOTHING, Field, Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .run import Shell

__all__ = [
    "CARRIES",
    "CREDENTIAL_PATH",
    "PRECIOUS",
    "ROLE_READERS",
    "SYSTEM_BIN",
    "UNKNOWN_ROW",
    "Call",
    "RoleReader",
    "labels_of",
    "leaving",
    "tell",
]

CARRIES = {
    "secret": "carries:secret",
    "environment": "carries:environment",
    "clipboard": "carries:clipboard",
    "private": "carries:private",
    "local": "carries:local",
    "input": "carries:input",
}


#: Labels of data that must not leave through whatever part of a connection.
PRECIOUS = frozenset({"secret", "environment", "private", "clipboard"})


SYSTEM_BIN = re.compile(
    r"^(?:/usr(?:/local)?)?/s?bin/[^/]+$|^(?:/usr)?/lib(?:32|64|x32)?/(?:[\w-]+/)?ld[\w-]*\.so[.\d]*$|^/opt/[^*]*/bin/[^/]+$|^/(?:snap|nix|run)/.*bin/[^/]+$|.*/(?:\.?venv|env|node_modules/\.bin|\.local/bin|\.cargo/bin|go/bin|\.pyenv/shims|vendor/bin|\.bin|Scripts|bin)/[^/]+$"
)


#: A path of which :func:`_any` asks whether it leads to credentials.
CREDENTIAL_PATH = re.compile(
    r"/\.|/(?:etc|proc|run|root)/|/var/lib/|/Library/|/id_|\.(?:pem|key|p12|pfx|p8|jks|kdbx|ppk)\b|credential|secret"
)


UNKNOWN_ROW = Row("", {}, {}, (("guess", "*"),), (), {}, NOTHING, False, False)


class Call:
    """One command while its roles are worked through.

    ``taken``: labels of everything it read.  ``told``: labels of its own words.  ``carried``: labels of what it sends.
    ``read``: what its files hold.  ``directory``: where it saves what it fetches.
    """

    __slots__ = (
        "base",
        "carried",
        "directory",
        "hosts",
        "linked",
        "narrows",
        "network",
        "operands",
        "outputs",
        "read",
        "row",
        "sends",
        "stdin",
        "taken",
        "told",
        "traits",
        "uses_stdin",
    )

    def __init__(self, row: Row, base: str, stdin: Stream, traits: FrozenSet[str], operands: Sequence[str]) -> None:
        self.row = row
        self.base = base
        self.stdin = stdin
        self.traits = traits
        self.operands = operands
        self.taken: Set[str] = set()
        self.told: Set[str] = set()
        self.carried: Set[str] = set()
        self.directory = ""
        self.read: List[Stream] = []
        self.outputs: List[Tuple[str, FrozenSet[str]]] = []
        self.hosts: List[str] = []
        self.narrows = False
        self.network = False
        self.linked = ""
        self.sends = False
        self.uses_stdin = False


RoleReader = Callable[["Shell", str, Call], None]


def labels_of(value: str) -> FrozenSet[str]:
    """Where the pieces of a word come from."""
    return value.labels if isinstance(value, Field) else NOTHING


def tell(value: str, call: Call) -> None:
    """Note where a word comes from that the program is told."""
    if isinstance(value, Field) and value.stream is None:
        call.taken |= value.labels
        call.told |= value.labels


def leaving(labels: AbstractSet[str]) -> Set[str]:
    """Those labels that matter when what has them leaves the machine."""
    return {label for label in labels if label in CARRIES or label.startswith(PREFIX)}


#: Role -> what it means.  The modules of :mod:`.roles` fill it.
ROLE_READERS: Dict[str, RoleReader] = {}
