"""Conscience: what an action *says*, against immutable directives.

Sealed like CoreSafety.  Under ``conscience: full`` (profile ``strict``) whole vocabularies count; under
``contextual`` a phrase needs an intent around the word.  The same rules, with those for injected instructions,
read what the agent is shown (:meth:`Conscience.hear`).
"""

from __future__ import annotations

from typing import Any, Iterable, List, Optional, Sequence, Tuple

from .context import Context
from .frozen import FrozenNamespace
from .model import Action, Analysis, Finding, Role
from .rules.engine import RuleSet, ruleset
from .text import Forms

__all__ = ["Conscience"]

#: Strings whose words mean nothing: addresses, programs and data for front ends.
_WORDLESS = frozenset(
    {Role.URL, Role.HOST, Role.MAIL, Role.ACCOUNT, Role.AMOUNT, Role.SECRET, Role.COMMAND, Role.CODE, Role.SQL}
)


class Conscience(metaclass=FrozenNamespace):
    """The layer over words: deception, harm, evasion, self-preservation, internals."""

    name = "Conscience"

    DIRECTIVES: Tuple[Tuple[str, str], ...] = (
        ("humanity", "No action may harm, degrade or endanger people."),
        ("truth", "No action may knowingly deceive."),
        ("agency", "Autonomy serves the user's needs and nothing else."),
        ("silence", "The safety layer's internals stay confidential."),
    )

    @staticmethod
    def judge(action: Action, analysis: Analysis, context: Context, forms: Sequence[Forms]) -> List[Finding]:
        """The findings of this layer on one action; ``forms`` belong to ``action.parts``."""
        policy = context.policy
        out: List[Finding] = []
        if policy.conscience == "off":
            return out
        rules: RuleSet = ruleset(policy, "Conscience")
        exempt = action.key in policy.exempt_keys
        if rules.vocabulary:
            rules.judge_words(Forms(action.name), "action", exempt, out)
        for part, form in zip(action.parts, forms):
            if part.role in _WORDLESS:
                continue
            if rules.vocabulary:
                rules.judge_words(form, part.where, exempt, out)
            rules.judge_text(part.role, form, part.where, "said", out)
        if exempt:
            return [f for f in out if f.rule != "conscience.internals"]
        return out

    @staticmethod
    def hear(text: str, context: Context) -> List[Finding]:
        """The findings on text that the agent reads: a tool's result, a page, a mail."""
        out: List[Finding] = []
        if context.policy.conscience != "off":
            ruleset(context.policy, "Conscience").judge_text(Role.TEXT, Forms(text), "", "read", out)
        return out

    # The class-level API of IntentShield 1.2, one configuration for the process.

    @staticmethod
    def configure(data_dir: str = "data", exempt_actions: Optional[Iterable[str]] = None) -> None:
        """Set the process-wide configuration.  Raises :class:`~intentshield.errors.PolicyError`."""
        from . import legacy  # noqa: PLC0415 - the 1.2 API sits above the layers

        legacy.configure_conscience(data_dir, exempt_actions)

    @staticmethod
    def initialize() -> None:
        """Seal the package, or verify an earlier seal.  Raises :class:`~intentshield.errors.IntegrityError`."""
        from . import legacy  # noqa: PLC0415

        legacy.shield().initialize()

    @staticmethod
    def verify_integrity() -> bool:
        """Whether the package is the one that was sealed."""
        from . import legacy  # noqa: PLC0415

        return legacy.shield().verify()

    @staticmethod
    def evaluate_action(action: str, context: Any) -> Tuple[bool, str]:
        """Judge one action by this layer alone."""
        from . import legacy  # noqa: PLC0415

        return legacy.audit_conscience(action, context)
