"""CoreSafety: what an action would *do*, against immutable rules.

The class is sealed by :class:`~intentshield.frozen.FrozenNamespace`.  :meth:`CoreSafety.judge` is the layer that
every shield runs; the other methods are the class-level API of IntentShield 1.2 and work on one process-wide
configuration.
"""

from __future__ import annotations

from typing import Any, Iterable, List, Optional, Sequence, Tuple

from .context import Context
from .frozen import FrozenNamespace
from .model import Action, Analysis, Effect, Finding, Kind, Part, Role, Severity, Target
from .profiles import PROFILES
from .rules.engine import RuleSet, ruleset
from .text import Forms

__all__ = ["CoreSafety", "FrozenNamespace"]

#: Strings that something else interprets: values, names and addresses, as opposed to what is said, written or run.
_PASSED = frozenset(
    {Role.UNTYPED, Role.NAME, Role.URL, Role.HOST, Role.PATH, Role.MAIL, Role.ACCOUNT, Role.AMOUNT, Role.SECRET}
)
#: ... and, in an argument of a tool that no table knows, what its key calls text or a query.
_PASSED_TO_TOOLS = frozenset({Role.TEXT, Role.QUERY})
#: Rules that say what a profile permits rather than what is dangerous; a guess is not judged by them.
_PERMISSIONS = frozenset({"file.write.suffix", "file.read.source"})


def _is_bare_host(effect: Effect) -> bool:
    """A word of a sentence that begins like a command (``curl vs wget``) and would be a host name."""
    return effect.cls is Target.PRIVATE and bool(effect.argv) and effect.target.isalnum()


class CoreSafety(metaclass=FrozenNamespace):
    """The deterministic technical layer: files, hosts, programs, code, malicious syntax."""

    name = "CoreSafety"

    #: The categories every profile can enforce; ``strict`` enforces all of them.
    CATEGORIES: Tuple[str, ...] = (
        "shell execution",
        "file deletion",
        "file writes",
        "file reads",
        "self-modification",
        "domain restrictions",
        "credential leaks",
        "code exfiltration",
        "null byte injection",
        "malicious syntax",
        "rate limiting",
        "budget control",
    )
    ALLOW_SHELL_EXECUTION = False
    ALLOW_FILE_DELETION = False
    ALLOW_NETWORK_SCANNING = False
    RESTRICTED_DOMAINS: Tuple[str, ...] = tuple(PROFILES["strict"]["restricted_domains"])

    @staticmethod
    def judge(action: Action, analysis: Analysis, context: Context, forms: Sequence[Forms]) -> List[Finding]:
        """The findings of this layer on one action; ``forms`` belong to ``action.parts``."""
        rules: RuleSet = ruleset(context.policy, "CoreSafety")
        out: List[Finding] = []
        rules.judge_effects(analysis.effects, out)
        rules.judge_secrets(action.kind, action.parts, analysis, out)
        for part, form in zip(action.parts, forms):
            rules.judge_text(part.role, form, part.where, "said", out)
            if part.role in _PASSED or (action.kind is Kind.TOOL and part.role in _PASSED_TO_TOOLS):
                rules.judge_text(part.role, form, part.where, "passed", out)
        return out

    @staticmethod
    def judge_probe(guess: Analysis, part: Part, context: Context) -> List[Finding]:
        """The findings, *high* and worse, on what an untyped string would do if it were run, opened or fetched."""
        found: List[Finding] = []
        rules: RuleSet = ruleset(context.policy, "CoreSafety")
        rules.judge_effects([e for e in guess.effects if not _is_bare_host(e)], found)
        rules.judge_secrets(Kind.TOOL, (part,), guess, found)
        return [
            f._replace(part=part.where) for f in found if f.severity >= Severity.HIGH and f.rule not in _PERMISSIONS
        ]

    # The class-level API of IntentShield 1.2, one configuration for the process.

    @staticmethod
    def configure(
        data_dir: str = "data",
        restricted_domains: Optional[Iterable[str]] = None,
        protected_files: Optional[Iterable[str]] = None,
        extra_exfiltration_signals: Optional[Iterable[str]] = None,
    ) -> None:
        """Set the process-wide configuration.  Raises :class:`~intentshield.errors.PolicyError`."""
        from . import legacy  # noqa: PLC0415 - the 1.2 API sits above the layers

        legacy.configure_core(data_dir, restricted_domains, protected_files, extra_exfiltration_signals)

    @staticmethod
    def initialize_seal() -> None:
        """Seal the package, or verify an earlier seal.  Raises :class:`~intentshield.errors.IntegrityError`."""
        from . import legacy  # noqa: PLC0415

        legacy.shield().initialize()

    @staticmethod
    def verify_integrity() -> bool:
        """Whether the package is the one that was sealed."""
        from . import legacy  # noqa: PLC0415

        return legacy.shield().verify()

    @staticmethod
    def check_budget(max_per_day: int = 500) -> Tuple[bool, str]:
        """Count one action against today's budget, shared by every process that uses the same ``data_dir``."""
        from . import legacy  # noqa: PLC0415

        return legacy.check_budget(max_per_day)

    @staticmethod
    def audit_action(
        action_type: str, payload: Any, invoker_role: str = "Unknown", rate_limit_interval: float = 0.5
    ) -> Tuple[bool, str]:
        """Judge one action by this layer alone, with the 1.2 API's limit of one action per interval."""
        from . import legacy  # noqa: PLC0415

        return legacy.audit_core(action_type, payload, rate_limit_interval)
