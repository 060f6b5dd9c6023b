"""The vocabulary: the words every other module speaks.

An :class:`Action` (a name and a payload) is split into :class:`Part` s, typed
strings.  Front ends lower parts to :class:`Effect` s: *verb, target, target
class*.  Layers look at effects and strings and report :class:`Finding` s.
``decide`` turns all of it into a :class:`Verdict`.

Everything here is immutable data; nothing here imports another module of the
package, except that a verdict takes secrets out of what it shows
(:mod:`intentshield.redact`).
"""

from __future__ import annotations

import json
from enum import Enum, IntEnum
from functools import cached_property
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Tuple, Union

from .redact import Redactor

__all__ = [
    "TRAITS",
    "Action",
    "Analysis",
    "Command",
    "Decision",
    "Effect",
    "FileFact",
    "Finding",
    "Kind",
    "Part",
    "Role",
    "Severity",
    "Span",
    "Target",
    "Verb",
    "Verdict",
]


class _Word(str, Enum):
    """A string enum that prints, formats and hashes as its value on every Python version."""

    __hash__ = str.__hash__

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)


class Decision(_Word):
    """What is to be done with an action, from mildest to strictest."""

    ALLOW = "allow"
    ESCALATE = "escalate"
    DENY = "deny"

    @property
    def rank(self) -> int:
        """0 for allow, 1 for escalate, 2 for deny."""
        return _DECISION_RANK[self]


_DECISION_RANK: Dict[Decision, int] = {Decision.ALLOW: 0, Decision.ESCALATE: 1, Decision.DENY: 2}


class Severity(IntEnum):
    """How bad a finding is.  A critical finding is denied under every profile and never lifted."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The lower-case name, as policies and JSON spell it."""
        return self.name.lower()


class Kind(_Word):
    """What sort of thing an action name stands for."""

    SHELL = "shell"
    POWERSHELL = "powershell"
    CMD = "cmd"
    PYTHON = "python"
    JAVASCRIPT = "javascript"
    SQL = "sql"
    READ = "read"
    WRITE = "write"
    EDIT = "edit"
    DELETE = "delete"
    MOVE = "move"
    LIST = "list"
    FETCH = "fetch"
    SEARCH = "search"
    SAY = "say"
    THINK = "think"
    TOOL = "tool"


class Role(_Word):
    """What a string inside a payload is.  It decides which front ends read it."""

    COMMAND = "command"
    POWERSHELL = "powershell"
    CMD = "cmd"
    CODE = "code"
    SCRIPT = "script"
    SQL = "sql"
    PATH = "path"
    URL = "url"
    HOST = "host"
    MAIL = "mail"
    ACCOUNT = "account"
    AMOUNT = "amount"
    SECRET = "secret"  # noqa: S105 - a role's name
    PATCH = "patch"
    CONTENT = "content"
    TEXT = "text"
    QUERY = "query"
    NAME = "name"
    UNTYPED = "untyped"


class Verb(_Word):
    """What an effect does to its target."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    EXECUTE = "execute"
    CONNECT = "connect"
    LISTEN = "listen"
    SEND = "send"
    INSTALL = "install"
    PERMIT = "permit"
    SIGNAL = "signal"
    CONFIGURE = "configure"
    PAY = "pay"
    SPEAK = "speak"
    OPAQUE = "opaque"


class Target(_Word):
    """The class of a target.  (verb, target class) is the key of a policy's table."""

    # paths, by place
    WORKSPACE = "workspace"
    WORKSPACE_ROOT = "workspace-root"
    SCRATCH = "scratch"
    HOME = "home"
    HOME_ROOT = "home-root"
    OUTSIDE = "outside"
    SYSTEM = "system"
    SYSTEM_ROOT = "system-root"
    ROOT = "root"
    REMOTE = "remote"
    # paths, by what they are
    STDIO = "stdio"
    DEVICE = "device"
    SECRET = "secret"  # noqa: S105 - a target class
    ACCOUNTS = "accounts"
    STARTUP = "startup"
    AGENT_CONFIG = "agent-config"
    VCS = "vcs"
    HISTORY = "history"
    PROTECTED = "protected"
    OWN = "own"
    # hosts
    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    LINK_LOCAL = "link-local"
    METADATA = "metadata"
    RESTRICTED = "restricted"
    DEAD_DROP = "dead-drop"
    REGISTRY = "registry"
    # programs and code
    PROGRAM = "program"
    PROJECT = "project"
    SHELL = "shell"
    INLINE = "inline"
    # everything else
    PROCESS = "process"
    SERVICE = "service"
    MACHINE = "machine"
    CLUSTER = "cluster"
    DATABASE = "database"
    TABLE = "table"
    ROWS = "rows"
    REPOSITORY = "repository"
    ACCOUNT = "account"
    PERSON = "person"
    USER = "user"
    PACKAGE = "package"
    TOOL = "tool"
    UNKNOWN = "unknown"


#: Every trait an effect may carry, and what it means.
TRAITS: Mapping[str, str] = {
    "active-scheme": "the URL's scheme runs code",
    "all": "reaches every item there is (a wildcard, a whole table, every process)",
    "alternate-stream": "the path names an alternate data stream",
    "append": "adds to the end, keeps what is there",
    "bind": "offers a shell or program to whoever connects",
    "bypass": "switches a safety check of the program off",
    "carries:clipboard": "what leaves contains the clipboard",
    "carries:environment": "what leaves contains environment variables",
    "carries:input": "what leaves contains something this command line produced",
    "carries:local": "what leaves contains the contents of local files",
    "carries:private": "what leaves contains personal files, accounts or history",
    "carries:secret": "what leaves contains a credential or the contents of a secret file",
    "carries:token": "what leaves contains a credential from a variable, and whoever gets it did not issue it",
    "control-character": "the target holds control characters",
    "credentials": "a credential is visible in the target",
    "destroy": "the target cannot be used afterwards",
    "device-path": "the path starts with a Windows device prefix",
    "disguised-host": "the host is spelled so that it reads as another one",
    "dry-run": "nothing is done, only shown",
    "elevated": "runs with more rights than the agent (sudo, doas, su, setuid)",
    "encoded": "the target was obscured by an encoding",
    "escape": "started through a program's back door (an editor's !, awk's system, tar's checkpoint action)",
    "expose": "shows its target's content to whoever reads the output",
    "force": "overrides a confirmation or a protection",
    "from:decoded": "what runs was decoded or deobfuscated by this command line",
    "from:input": "what runs comes from input that is not known here",
    "from:network": "what runs was fetched from a network",
    "from:scratch": "what runs lies in a directory that everyone can write",
    "from:written": "what runs was written earlier by the agent",
    "glob": "the target is a pattern",
    "hidden": "detached from the terminal, or its output is thrown away",
    "history-rewrite": "published or committed history is replaced",
    "inplace": "changes the files it reads",
    "hooks": "installs code that a later command starts by itself",
    "insecure": "the connection's protection (TLS, signature, host key) is off",
    "interactive": "reads its commands from whoever is at the other end",
    "lifecycle": "runs code that the package brings along",
    "malformed": "the target cannot be read as what it should be",
    "maybe": "happens on some paths of the program only, or the target is partly unknown",
    "mirror": "deletes at the destination what the source lacks",
    "mixed-script": "one label of the host mixes alphabets",
    "new": "creates something that was not there",
    "null-byte": "the path holds a null byte",
    "outward": "leaves the machine under the agent's name",
    "parents": "reaches upwards with ..",
    "recursive": "reaches everything below the target",
    "reserved-name": "the path names a Windows device",
    "reverse": "hands a shell or program to a remote host",
    "setuid": "gives the setuid or setgid bit, or a capability",
    "smuggling-scheme": "the URL's scheme speaks another protocol through a fetcher",
    "trailing-dot": "the path ends in dots or blanks that Windows drops",
    "unc": "the path lies on a network share",
    "unknown-program": "the program is in no table",
    "unreadable": "the payload could not be taken apart completely",
    "unpinned": "the source is not the project's own manifest or lock file",
    "upload": "sends data to the target",
    "userinfo": "the URL has a user name before its host",
    "world": "opens the target to everybody",
}

NO_TRAITS: FrozenSet[str] = frozenset()


class Span(NamedTuple):
    """A half-open range of characters, ``[start, end)``, in a part's value."""

    start: int
    end: int


class Part(NamedTuple):
    """One typed string of a payload.

    ``path`` are the keys and indices that lead to it, ``()`` for a payload
    that is itself a string.
    """

    path: Tuple[Union[str, int], ...]
    role: Role
    value: str

    @property
    def where(self) -> str:
        """``a.b[0]`` for people; ``payload`` for the root."""
        text = ""
        for step in self.path:
            text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
        return text or "payload"


class Effect(NamedTuple):
    """One thing the action would do.

    ``argv`` are the words of the simple command that does it (``()`` outside commands), ``span`` its place in
    the part's text.
    """

    verb: Verb
    target: str
    cls: Target
    traits: FrozenSet[str] = NO_TRAITS
    argv: Tuple[str, ...] = ()
    span: Optional[Span] = None

    @property
    def program(self) -> str:
        """The name of the program that has this effect, without its directory; ``""`` outside commands."""
        return self.argv[0].rsplit("/", 1)[-1] if self.argv else ""

    def redacted(self, redactor: Redactor) -> Effect:
        """The same effect without the secrets in its target and words."""
        return self._replace(target=redactor.text(self.target), argv=tuple(redactor.words(self.argv)))

    def __str__(self) -> str:
        traits = f" ({', '.join(sorted(self.traits))})" if self.traits else ""
        return f"{self.verb} {self.cls} {self.target!r}{traits}"

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {
            "verb": self.verb.value,
            "target": self.target,
            "class": self.cls.value,
            "traits": sorted(self.traits),
            "argv": list(self.argv),
            "span": list(self.span) if self.span else None,
        }

    @classmethod
    def from_dict(cls, form: Mapping[str, Any]) -> Effect:
        """From the JSON form.  Raises :class:`KeyError`, :class:`TypeError` and :class:`ValueError`."""
        span = Span(*form["span"]) if form["span"] else None
        verb, target = Verb(form["verb"]), Target(form["class"])
        return cls(verb, form["target"], target, frozenset(form["traits"]), tuple(form["argv"]), span)


class Finding(NamedTuple):
    """Something a layer noticed, with the rule that says so."""

    rule: str
    severity: Severity
    layer: str
    reason: str
    part: str = ""
    span: Optional[Span] = None
    target: str = ""

    def redacted(self, redactor: Redactor) -> Finding:
        """The same finding without the secrets that its reason, target and part quote."""
        hide = redactor.text
        return self._replace(reason=hide(self.reason), target=hide(self.target), part=hide(self.part))

    def to_dict(self) -> Dict[str, Any]:
        """JSON form."""
        return {
            "rule": self.rule,
            "severity": self.severity.word,
            "layer": self.layer,
            "reason": self.reason,
            "part": self.part,
            "span": list(self.span) if self.span else None,
            "target": self.target,
        }

    @classmethod
    def from_dict(cls, form: Mapping[str, Any]) -> Finding:
        """From the JSON form.  Raises :class:`KeyError`, :class:`TypeError` and :class:`ValueError`."""
        severity = Severity[form["severity"].upper()]
        span = Span(*form["span"]) if form["span"] else None
        return cls(form["rule"], severity, form["layer"], form["reason"], form["part"], span, form["target"])


_REDACTOR = Redactor()


class FileFact(NamedTuple):
    """What is known of a file because the agent made it.

    ``labels``: where its content comes from (``written``, ``network``, ``decoded``, ``secret`` ...).
    ``text``: the content, when it is known and short; None otherwise.
    """

    labels: FrozenSet[str]
    text: Optional[str] = None


class Command(NamedTuple):
    """One simple command that a command line would run.

    ``certain``: the words are exactly these; otherwise an unknown piece stands in one of them.
    ``depth``: how many commands, substitutions or scripts it is nested in.
    ``cwd``: the directory it would run in; ``""`` when that is not known.
    """

    argv: Tuple[str, ...]
    certain: bool
    span: Optional[Span]
    depth: int
    cwd: str = ""


class Action(NamedTuple):
    """A proposed action, classified and split.

    ``declared``: further verbs that the tool's own definition admits to.
    """

    name: str
    key: str
    kind: Kind
    parts: Tuple[Part, ...]
    verb: Optional[Verb] = None
    known: bool = True
    problems: Tuple[str, ...] = ()
    server: str = ""
    declared: Tuple[Verb, ...] = ()


class Analysis:
    """What the front ends found in one action; grows while they run, then only read.

    ``files``: what the action leaves in files, for later actions of the session.
    """

    __slots__ = ("commands", "effects", "files", "findings", "notes")

    def __init__(self) -> None:
        self.effects: List[Effect] = []
        self.findings: List[Finding] = []
        self.commands: List[Command] = []
        self.files: Dict[str, FileFact] = {}
        self.notes: List[str] = []

    def effect(
        self,
        verb: Verb,
        target: str,
        cls: Target,
        traits: Iterable[str] = (),
        argv: Tuple[str, ...] = (),
        span: Optional[Span] = None,
    ) -> None:
        """Add one effect."""
        self.effects.append(Effect(verb, target, cls, frozenset(traits), argv, span))


class Verdict(tuple):  # type: ignore[type-arg]
    """The judgement on one action.

    It unpacks, compares and indexes as the pair ``(allowed, reason)`` of the
    IntentShield 1.2 API, and its truth value is whether the action may run:

    >>> ok, reason = shield.audit("BROWSE", "https://example.com")   # doctest: +SKIP

    Beyond the pair it carries:

    ``decision``   :class:`Decision`.  In observe mode this is ``allow`` and ``would`` holds the real one.
    ``findings``   tuple of :class:`Finding`, worst first.
    ``effects``    tuple of :class:`Effect`: what the action was understood to do.
    ``action``     the action's name as given; ``kind`` what sort of thing it was taken for (:class:`Kind`), or ``""``.
    ``path``       which step of the chain decided: ``fast``, ``table``, ``finding``, ``critical``,
                   ``default``, ``grant``, ``preference``, ``deny-list``, ``evaluator``, ``approval``,
                   ``limit``, ``integrity``, ``trail`` (it could not be recorded) or ``error``.
    ``risk``       the worst severity among the findings, or ``None``.
    ``retry_after`` seconds until a limit lets the action pass, or ``None``.
    ``approval_id`` the id of the approval request, or ``""``.
    ``exception``  a policy snippet that would except this action, or ``None`` (never for critical findings).
    ``edited``     the payload that a human approved instead of the proposed one, or ``None``; the action may be proposed
                   again with it and run under the same approval.
    ``redactor``   what takes secrets out of the reason, the findings, the exception, :meth:`explain` and
                   :meth:`to_dict`.  ``effects`` and ``action`` are what they are.
    """

    action: str
    kind: str
    decision: Decision
    would: Decision
    path: str
    effects: Tuple[Effect, ...]
    retry_after: Optional[float]
    approval_id: str
    edited: Any
    redactor: Redactor
    _findings: Tuple[Finding, ...]
    _exception: Optional[Dict[str, Any]]
    _analysis: Optional[Analysis]

    def __new__(
        cls,
        decision: Decision,
        reason: str,
        *,
        action: str = "",
        kind: str = "",
        path: str = "",
        findings: Tuple[Finding, ...] = (),
        effects: Tuple[Effect, ...] = (),
        would: Optional[Decision] = None,
        retry_after: Optional[float] = None,
        approval_id: str = "",
        edited: Any = None,
        exception: Optional[Dict[str, Any]] = None,
        redactor: Redactor = _REDACTOR,
        analysis: Optional[Analysis] = None,
    ) -> Verdict:
        if decision is not Decision.ALLOW or would is not None:
            reason = redactor.text(reason)
        self = tuple.__new__(cls, (decision is Decision.ALLOW, reason))
        state = self.__dict__
        state["decision"] = decision
        state["action"] = action
        state["kind"] = kind
        state["path"] = path
        state["_findings"] = findings
        state["effects"] = effects
        state["would"] = decision if would is None else would
        state["retry_after"] = retry_after
        state["approval_id"] = approval_id
        state["edited"] = edited
        state["_exception"] = exception
        state["redactor"] = redactor
        state["_analysis"] = analysis
        return self

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Verdict is immutable; cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Verdict is immutable; cannot delete {name!r}")

    def __bool__(self) -> bool:
        return bool(self[0])

    def __repr__(self) -> str:
        return f"Verdict({self.decision}, {self.reason!r})"

    def __reduce__(self) -> Tuple[Any, ...]:
        state = {k: v for k, v in self.__dict__.items() if k[:1] != "_" and k != "decision"}
        state["action"] = self.redactor.text(self.action)
        state["effects"] = tuple([effect.redacted(self.redactor) for effect in self.effects])
        state.update(findings=self.findings, exception=self.exception)
        return _rebuild_verdict, (self.decision, self.reason, state)

    @cached_property
    def findings(self) -> Tuple[Finding, ...]:
        """What was found, worst first, without secrets."""
        return tuple([finding.redacted(self.redactor) for finding in self._findings])

    @cached_property
    def exception(self) -> Optional[Dict[str, Any]]:
        """The policy snippet that would except this action, without secrets."""
        return self._exception and self.redactor.value(self._exception)

    @property
    def reason(self) -> str:
        """Why, for people; begins with the layer in brackets when the action was stopped."""
        return str(self[1])

    @property
    def allowed(self) -> bool:
        """Whether the action may run now."""
        return bool(self[0])

    @property
    def denied(self) -> bool:
        """Whether the action is forbidden."""
        return self.decision is Decision.DENY

    @property
    def escalated(self) -> bool:
        """Whether a human has to decide."""
        return self.decision is Decision.ESCALATE

    @property
    def risk(self) -> Optional[Severity]:
        """The worst severity found, or None."""
        return max((f.severity for f in self._findings), default=None)

    @property
    def rules(self) -> Tuple[str, ...]:
        """The ids of the rules that matched, worst first, each once."""
        return tuple(dict.fromkeys(f.rule for f in self._findings))

    def replace(self, **changes: Any) -> Verdict:
        """A copy with some fields changed (``decision``, ``reason`` and every attribute above)."""
        fields: Dict[str, Any] = {**self.__dict__, **{name: self.__dict__[f"_{name}"] for name in _HIDDEN}}
        for name in _HIDDEN:
            del fields[f"_{name}"]
        reason = changes.pop("reason", self.reason)
        fields.update(changes)
        decision = fields.pop("decision")
        if "decision" in changes and "would" not in changes:
            fields["would"] = None
        return Verdict(decision, reason, **fields)

    def to_dict(self) -> Dict[str, Any]:
        """JSON form, without secrets."""
        risk = self.risk
        return {
            "action": self.redactor.text(self.action),
            "decision": str(self.decision),
            "would": str(self.would),
            "reason": self.redactor.text(self.reason),
            "path": self.path,
            "risk": risk.word if risk else None,
            "findings": [f.to_dict() for f in self.findings],
            "effects": self._effects_shown(),
            "retry_after": self.retry_after,
            "approval_id": self.approval_id,
            "edited": self.edited,
            "exception": self.exception,
        }

    def _effects_shown(self) -> List[Dict[str, Any]]:
        """JSON forms of the effects without secrets; the effects of one command share its words."""
        words: Dict[Tuple[str, ...], List[str]] = {}
        shown = []
        for effect in self.effects:
            form = effect.to_dict()
            form["target"] = self.redactor.text(effect.target)
            if effect.argv:
                if effect.argv not in words:
                    words[effect.argv] = self.redactor.words(effect.argv)
                form["argv"] = words[effect.argv]
            shown.append(form)
        return shown

    def explain(self) -> str:
        """Several lines of plain text without secrets: the decision, the effects understood, the findings."""
        lines = [f"{self.decision.value.upper()}  {self.action}: {self.reason}", f"  decided by: {self.path}"]
        if self.would is not self.decision:
            lines.append(f"  observe mode: would {self.would}")
        if self.effects:
            lines.append("  effects:")
            lines.extend(f"    {effect}" for effect in self.effects)
        if self.findings:
            lines.append("  findings:")
            for f in self.findings:
                place = f" in {f.part}" if f.part else ""
                place += f" at {f.span.start}-{f.span.end}" if f.span else ""
                lines.append(f"    {f.severity.word:8} {f.rule} [{f.layer}]{place}: {f.reason}")
        if self._analysis and self._analysis.notes:
            lines.append("  notes:")
            lines.extend(f"    {note}" for note in self._analysis.notes)
        if self.decision is not Decision.ALLOW and self.exception is not None:
            lines.append("  a policy with this would let it pass:")
            lines.append("    " + json.dumps(self.exception))
        if self.retry_after is not None:
            lines.append(f"  retry after: {self.retry_after:.3f} s")
        return self.redactor.text("\n".join(lines))


#: What a verdict keeps as it is, to show it differently or not at all.
_HIDDEN = ("findings", "exception", "analysis")


def _rebuild_verdict(decision: Decision, reason: str, state: Dict[str, Any]) -> Verdict:
    return Verdict(decision, reason, **state)
