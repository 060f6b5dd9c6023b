"""What a session remembers between two actions."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional

from .model import FileFact, Finding
from .policy import Grant
from .tool_schemas import NO_TOOLS, ToolTable

__all__ = ["SessionState"]

MAX_FILES = 512
MAX_OBSERVED = 256


class SessionState:
    """The memory of one session; bounded, in this process only.

    ``files``     path -> :class:`~intentshield.model.FileFact`: what the agent left there earlier
    ``observed``  findings in what the agent was shown, the last ones
    ``grants``    exceptions for this session
    ``said``      what the user asked for, newest last
    ``tools``     the definitions of the tools it may call
    ``agent``     who proposes its actions, ``""`` when that is not known
    """

    __slots__ = ("agent", "files", "grants", "ident", "intention", "observed", "revision", "said", "tools")

    def __init__(
        self, ident: str, intention: Optional[str] = None, tools: ToolTable = NO_TOOLS, agent: str = ""
    ) -> None:
        self.ident = ident
        self.agent = agent
        self.tools = tools
        self.intention = intention
        self.files: Dict[str, FileFact] = {}
        self.observed: List[Finding] = []
        self.grants: List[Grant] = []
        self.said: List[str] = [intention] if intention else []
        self.revision = 0

    def learn(self, files: Mapping[str, FileFact]) -> None:
        """Keep what an allowed action leaves in files; the oldest facts are forgotten first."""
        for path, fact in files.items():
            if self.files.pop(path, None) != fact:
                self.revision += 1
            self.files[path] = fact
            if len(self.files) > MAX_FILES:
                self.files.pop(next(iter(self.files)))

    def note(self, findings: List[Finding]) -> None:
        """Keep findings on what the agent was shown."""
        self.observed.extend(findings)
        del self.observed[:-MAX_OBSERVED]
