"""What a session remembers between two actions."""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Mapping, Optional

from .model import Finding
from .policy import Grant

__all__ = ["SessionState"]

MAX_LABELS = 4096
MAX_OBSERVED = 256


class SessionState:
    """The memory of one session; bounded, in this process only.

    ``labels``    path -> what the agent did to it earlier (``written``, ``network``, ``decoded``, ``secret``)
    ``observed``  findings in what the agent was shown, the last ones
    ``grants``    exceptions for this session
    ``said``      what the user asked for, newest last
    """

    __slots__ = ("grants", "ident", "intention", "labels", "observed", "revision", "said")

    def __init__(self, ident: str, intention: Optional[str] = None) -> None:
        self.ident = ident
        self.intention = intention
        self.labels: Dict[str, FrozenSet[str]] = {}
        self.observed: List[Finding] = []
        self.grants: List[Grant] = []
        self.said: List[str] = [intention] if intention else []
        self.revision = 0

    def learn(self, labels: Mapping[str, FrozenSet[str]]) -> None:
        """Keep labels of an action that was allowed; the oldest are forgotten first."""
        for path, names in labels.items():
            known = self.labels.pop(path, frozenset())
            self.labels[path] = names if not known else known | names
            if known != self.labels[path]:
                self.revision += 1
            if len(self.labels) > MAX_LABELS:
                self.labels.pop(next(iter(self.labels)))

    def note(self, findings: List[Finding]) -> None:
        """Keep findings on what the agent was shown."""
        self.observed.extend(findings)
        del self.observed[:-MAX_OBSERVED]
