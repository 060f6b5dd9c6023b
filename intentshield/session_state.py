"""What a session remembers between two actions."""

from __future__ import annotations

from hashlib import sha256
from typing import Dict, FrozenSet, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from .errors import StoreError
from .forks import ForkLock
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
#: How many sessions there may be above a session.
MAX_DEPTH = 16


class SessionStatus:
    """The states of a session.  Only an active one may act; idle is one that did not for a while."""

    ACTIVE = "active"
    IDLE = "idle"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


#: State -> the states that may follow; what has ended never begins again.
TRANSITIONS: Mapping[str, FrozenSet[str]] = {
    "active": frozenset({"completed", "suspended", "terminated"}),
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
    ``memory``    stands for what was learned, None while that is nothing: another object when it changes
    ``loaded``    when the session began in the shared store, and how much of it was learned here
    ``lock``      held while a session of several processes is read, judged and kept
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
        "lock",
        "memory",
        "observed",
        "parent",
        "recording",
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
        self.loaded: Tuple[float, int] = (0.0, 0)
        self.lock = ForkLock()
        self.journal: Optional[List[Fact]] = [] if shared else None
        self.forget()

    def forget(self) -> None:
        """Drop what was learned, to learn it anew from the shared store."""
        self.memory: Optional[object] = None
        self.files: Dict[str, FileFact] = {}
        self.observed: List[Finding] = []
        self.said: List[str] = []
        self.wish = ""
        if self.intention:
            self.heard(self.intention)

    def learn(self, files: Mapping[str, FileFact]) -> None:
        """Keep what an allowed action leaves in files; the oldest facts are forgotten first."""
        for path, fact in files.items():
            if self.files.get(path) != fact:
                self._add(Fact("file", path, fact))
            self.take(Fact("file", path, fact))

    def note(self, findings: List[Finding]) -> None:
        """Keep findings on what the agent was shown."""
        for finding in findings:
            self._add(Fact("observed", "", finding))
            self.take(Fact("observed", "", finding))

    def say(self, text: str) -> None:
        """Keep what the user wrote."""
        self._add(Fact("said", "", text))
        self.heard(text)

    def take(self, fact: Fact) -> None:
        """Learn one fact."""
        value = fact.value
        if isinstance(value, FileFact):
            known = self.files.pop(fact.key, None)
            self.files[fact.key] = value
            if len(self.files) > MAX_FILES:
                self.files.pop(next(iter(self.files)))
            if known != value:
                self.memory = object()  # last: whoever sees it sees the files too
        elif isinstance(value, Finding):
            self.observed.append(value)
            del self.observed[:-MAX_OBSERVED]
        else:
            self.heard(value)

    def heard(self, text: str) -> None:
        """Add to what the user wrote."""
        self.said.append(text)
        del self.said[:-MAX_SAID]
        self.wish = sha256(f"{self.wish}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def _add(self, fact: Fact) -> None:
        if self.journal is not None:
            self.journal.append(fact)

    def lineage(self) -> Iterator[SessionState]:
        """This session and those above it, the nearest first.

        Raises :class:`StoreError` when there are more than :data:`MAX_DEPTH`.
        """
        state: Optional[SessionState] = self
        for _ in range(MAX_DEPTH + 1):
            if state is None:
                return
            yield state
            state = state.parent
        if state is not None:
            raise StoreError(f"more than {MAX_DEPTH} sessions stand above the session {self.ident}")
