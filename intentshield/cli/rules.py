"""``intentshield rules``."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import Any, Dict, List, Sequence

from ..errors import IntentShieldError
from ..rules import EffectRule, Rule, TextRule, VocabularyRule
from ..rules.catalogue import rules_of
from .common import add_policy_options, chosen_policy, parser, to_json
from .style import Style, out, visible

_EXAMPLES = """  intentshield rules
  intentshield rules net.metadata
  intentshield rules --profile coding --json
"""


def run(command: str, argv: Sequence[str]) -> int:
    """List rules, or explain one."""
    options = parser(command, "List the rules in force, or explain one with its examples.", _EXAMPLES)
    options.add_argument("id", nargs="?", help="a rule's id, or the beginning of several")
    add_policy_options(options, "every profile")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args(argv)
    rules = _everything() if not (args.profile or args.policy) else list(rules_of(chosen_policy(args)))
    if args.id:
        chosen = [r for r in rules if r.id == args.id] or [r for r in rules if r.id.startswith(args.id)]
        if not chosen:
            close = get_close_matches(args.id, [r.id for r in rules], 1)
            raise IntentShieldError(
                f"there is no rule {args.id!r}" + (f"; did you mean {close[0]!r}?" if close else "")
            )
        rules = chosen
    if args.json:
        out(to_json([describe(r) for r in rules]))
    elif args.id and len(rules) == 1:
        _explain(rules[0])
    else:
        _list(rules)
    return 0


def _everything() -> List[Rule]:
    from ..rules.catalogue import BUILT_IN  # noqa: PLC0415 - only this listing wants all profiles at once

    return list(BUILT_IN)


def describe(rule: Rule) -> Dict[str, Any]:
    """JSON form of a rule."""
    body: Dict[str, Any] = {
        "id": rule.id,
        "severity": rule.severity.word,
        "title": rule.title,
        "layer": rule.layer,
        "profiles": sorted(rule.profiles) or "all",
        "references": list(rule.references),
        "matches": [list(e) for e in rule.examples("matches")],
        "passes": [list(e) for e in rule.examples("passes")],
    }
    if isinstance(rule, TextRule):
        body["patterns"] = list(rule.patterns)
        body["hears"] = sorted(rule.hears)
    elif isinstance(rule, VocabularyRule):
        body["words"] = sorted(rule.words)
        body["phrases"] = [p.strip() for p in rule.phrases]
    elif isinstance(rule, EffectRule):
        body["verbs"] = sorted(str(v) for v in rule.verbs) or "any"
        body["classes"] = sorted(str(c) for c in rule.classes) or "any"
        body["all_of"], body["any_of"], body["none_of"] = sorted(rule.all_of), sorted(rule.any_of), sorted(rule.none_of)
    return body


def _list(rules: Sequence[Rule]) -> None:
    style = Style(sys.stdout)
    width = max(len(r.id) for r in rules)
    for rule in rules:
        profiles = ",".join(sorted(rule.profiles)) or "all"
        out(f"{rule.id.ljust(width)}  {style.severity(rule.severity, 8)}  {profiles:16}  {rule.title}")


def _explain(rule: Rule) -> None:
    style = Style(sys.stdout)
    body = describe(rule)
    out(f"{style.paint(rule.id, 'bold')}  {style.severity(rule.severity)}")
    out(f"  {rule.title}.")
    for key in ("layer", "profiles", "references", "verbs", "classes", "all_of", "any_of", "none_of", "hears"):
        value = body.get(key)
        if value:
            out(f"  {key:10}  {value if isinstance(value, str) else ', '.join(value)}")
    for key in ("matches", "passes"):
        if body[key]:
            out(f"  {key}:")
            for action, payload in body[key]:
                out(f"    {action:12}  {visible(payload if isinstance(payload, str) else repr(payload))}")
