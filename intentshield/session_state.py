"""What a session remembers between two actions."""

from __future__ import annotations

from hashlib import sha256
from typing import Dict, FrozenSet, List, Mapping, NamedTuple, Optional, Tuple, Union

from .model import FileFact, Finding
from .policy import Grant
from .tool_schemas import NO_TOOLS, ToolTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .recording import Recording

__all__ = ["TRANSITIONS", "Fact", "SessionState", "SessionStatus"]

MAX_FILES = 512
MAX_OBSERVED = 256
MAX_SAID = 64
#: How many parents above a session count.
MAX_DEPTH = 16


class SessionStatus:
    """The states of a session; only an active or idle one may act."""

    ACTIVE = "active"
    IDLE = "idle"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


#: State -> the states that may follow; what has ended never begins again.
TRANSITIONS: Mapping[str, FrozenSet[str]] = {
    "active": frozenset({"idle", "completed", "suspended", "terminated"}),
    "idle": frozenset({"active", "completed", "suspended", "terminated"}),
    "suspended": frozenset({"active", "terminated"}),
    "completed": frozenset(),
    "terminated": frozenset(),
}


class Fact(NamedTuple):
    """Something a session learned: ``file`` (by path), ``observed`` or ``said``."""

    kind: str
    key: str
    value: Union[FileFact, Finding, str]


class SessionState:
    """The memory of one session; bounded.

    ``files``     path -> :class:`~intentshield.model.FileFact`: what the agent left there earlier
    ``observed``  findings in what the agent was shown, the last ones
    ``grants``    exceptions for this session
    ``said``      what the user asked for, newest last; ``intention`` is the first of it, ``wish`` a digest of all
    ``tools``     the definitions of the tools it may call
    ``agent``     who proposes its actions, ``user`` for whom; ``""`` when that is not known
    ``parent``    the session that began it
    ``status``    see :class:`SessionStatus`
    ``counts``    decision -> how many verdicts
    ``revision``  grows with what was learned; ``loaded`` is the one the shared store had
    ``recording`` where everything is kept, if somebody chose so
    ``journal``   what was learned and is not yet in the shared store; None for a session of this process alone
    """

    __slots__ = (
        "agent",
        "counts",
        "files",
        "grants",
        "ident",
        "intention",
        "journal",
        "loaded",
        "observed",
        "parent",
        "recording",
        "revision",
        "said",
        "status",
        "tools",
        "user",
        "wish",
    )

    def __init__(
        self,
        ident: str,
        intention: Optional[str] = None,
        tools: ToolTable = NO_TOOLS,
        agent: str = "",
        *,
        user: str = "",
        parent: Optional[SessionState] = None,
        shared: bool = False,
    ) -> None:
        self.ident = ident
        self.agent = agent
        self.user = user
        self.parent = parent
        self.tools = tools
        self.intention = intention
        self.status = SessionStatus.ACTIVE
        self.counts = {"allow": 0, "escalate": 0, "deny": 0}
        self.grants: List[Grant] = []
        self.recording: Optional[Recording] = None
        self.revision = self.loaded = 0
        self.journal: Optional[List[Fact]] = [] if shared else None
        self.forget()

    def forget(self) -> None:
        """Drop what was learned, to learn it anew from the shared store."""
        self.files: Dict[str, FileFact] = {}
        self.observed: List[Finding] = []
        self.said: List[str] = []
        self.wish = ""
        if self.intention:
            self.heard(self.intention)

    def learn(self, files: Mapping[str, FileFact]) -> None:
        """Keep what an allowed action leaves in files; the oldest facts are forgotten first."""
        for path, fact in files.items():
            if self.files.pop(path, None) != fact:
                self.revision += 1
                self._log(Fact("file", path, fact))
            self.files[path] = fact
            if len(self.files) > MAX_FILES:
                self.files.pop(next(iter(self.files)))

    def note(self, findings: List[Finding]) -> None:
        """Keep findings on what the agent was shown."""
        for finding in findings:
            self._log(Fact("observed", "", finding))
        self.observed.extend(findings)
        del self.observed[:-MAX_OBSERVED]

    def say(self, text: str) -> None:
        """Keep what the user wrote."""
        self._log(Fact("said", "", text))
        self.heard(text)

    def heard(self, text: str) -> None:
        """Add to what the user wrote."""
        self.said.append(text)
        del self.said[:-MAX_SAID]
        self.wish = sha256(f"{self.wish}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def _log(self, fact: Fact) -> None:
        if self.journal is not None:
            self.journal.append(fact)

    def stopped(self) -> Tuple[str, str]:
        """The id and state of this session, or of the parent, that keeps it from acting; empty when none does."""
        state: Optional[SessionState] = self
        for _ in range(MAX_DEPTH):
            if state is None:
                break
            if state.status not in (SessionStatus.ACTIVE, SessionStatus.IDLE):
                return state.ident, state.status
            state = state.parent
        return "", ""
