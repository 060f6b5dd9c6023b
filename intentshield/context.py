"""What front ends may know about the world: plain data, gathered once, never looked up."""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Tuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .effects.path import Place
    from .model import FileFact
    from .policy import Policy

__all__ = ["Context"]


class Context:
    """The surroundings an action is judged in.

    ``policy``      the :class:`~intentshield.policy.Policy` in force
    ``platform``    ``"posix"``, ``"macos"`` or ``"windows"``: how paths compare
    ``cwd``         absolute directory the action runs in, normalised
    ``workspace``   absolute directory the agent works on, or None
    ``home``        absolute home directory, ``""`` when there is none
    ``scratch``     absolute directories for temporary files
    ``own``         absolute files and directories that belong to this library (package, state)
    ``files``       path -> :class:`~intentshield.model.FileFact` from earlier actions of the session
    ``places``      what was found out about paths so far: (path, directory) -> place
    """

    __slots__ = ("cwd", "files", "home", "own", "places", "platform", "policy", "scratch", "workspace")

    def __init__(
        self,
        policy: Policy,
        *,
        platform: str = "posix",
        cwd: str = "/",
        workspace: Optional[str] = None,
        home: str = "",
        scratch: Tuple[str, ...] = ("/tmp", "/var/tmp"),  # noqa: S108 - names to recognise, nothing is created
        own: Tuple[str, ...] = (),
        files: Optional[Mapping[str, FileFact]] = None,
    ) -> None:
        self.policy = policy
        self.platform = platform
        self.cwd = cwd
        self.workspace = workspace
        self.home = home
        self.scratch = scratch
        self.own = own
        self.files: Mapping[str, FileFact] = {} if files is None else files
        self.places: Dict[Tuple[str, str], Place] = {}

    @property
    def folds_case(self) -> bool:
        """Whether this platform's file names ignore case."""
        return self.platform != "posix"

    def at(self, cwd: str) -> Context:
        """The same surroundings in another working directory."""
        if cwd == self.cwd:
            return self
        context = Context(
            self.policy,
            platform=self.platform,
            cwd=cwd,
            workspace=self.workspace,
            home=self.home,
            scratch=self.scratch,
            own=self.own,
            files=self.files,
        )
        context.places = self.places
        return context

    def knowing(self, files: Mapping[str, FileFact]) -> Context:
        """The same surroundings with what a session knows of files."""
        context = self.at(self.cwd + "/")
        context.cwd = self.cwd
        context.files = files
        return context
