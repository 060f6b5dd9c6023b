"""``intentshield policy``."""

from __future__ import annotations

import re
import sys
import time
from typing import Any, Dict, List, Sequence, Tuple

from ..model import Decision, Severity
from ..policy import FIELDS, POLICY_VERSION, Policy
from ..profiles import PROFILES
from ..rules import TextRule
from ..rules.catalogue import rules_of
from ..shield import Shield
from .common import add_policy_options, chosen_policy, parser, to_json
from .style import Style, out, visible

_EXAMPLES = """  intentshield policy init --profile coding > policy.json
  intentshield policy check policy.json
  intentshield policy show --policy policy.json
  intentshield policy diff strict policy.json
"""

CHAIN: Tuple[str, ...] = (
    "prohibitions (deny) and tools set to deny -> deny",
    "a critical finding -> deny",
    "only reading, nothing found -> allow",
    "the table: strictest cell of all effects; grants lift what they cover",
    "findings by severity (on_finding); grants lift what they cover",
    "tools set to escalate -> escalate",
    "undecided: tools set to allow, then the default",
    "what a human is asked about in any case (hitl_actions) -> escalate",
    "limits (min_interval, max_per_minute, max_per_day), for what is allowed",
)


def run(command: str, argv: Sequence[str]) -> int:
    """Make, check, show or compare policies."""
    options = parser(command, "Make, check, show and compare policies.", _EXAMPLES)
    sub = options.add_subparsers(dest="what", metavar="init|check|show|diff", required=True)
    init = sub.add_parser("init", help="print a policy to start from")
    init.add_argument("--profile", choices=sorted(PROFILES), default="coding", help="default: coding")
    check = sub.add_parser("check", help="read a policy and try its rules on their own examples")
    check.add_argument("file")
    show = sub.add_parser("show", help="print the whole policy in force and the order in which it decides")
    add_policy_options(show)
    show.add_argument("--json", action="store_true", help="print JSON")
    diff = sub.add_parser("diff", help="what differs between two policies or profiles")
    diff.add_argument("old")
    diff.add_argument("new")
    args = options.parse_args(argv)
    if args.what == "init":
        out(
            to_json(
                {"version": POLICY_VERSION, "extends": args.profile, "protected_files": [], "grants": [], "deny": []}
            )
        )
        return 0
    if args.what == "check":
        return _check(args.file)
    if args.what == "show":
        return _show(chosen_policy(args), args.json)
    return _diff(Policy.of(args.old), Policy.of(args.new))


def _check(path: str) -> int:
    policy = Policy.load(path)
    rules_of(policy)
    problems: List[str] = []
    shield = Shield(policy, data_dir=".intentshield", min_interval=None, max_per_minute=None, max_per_day=None)
    own = {str(data.get("id")) for data in policy.rules}
    for rule in rules_of(policy):
        if rule.id not in own:
            continue
        for sort, wanted in (("matches", True), ("passes", False)):
            for action, payload in rule.examples(sort):
                if (rule.id in shield.audit(action, payload).rules) is not wanted:
                    problems.append(f"{rule.id}: {sort}: {action} {payload!r} is {'not ' if wanted else ''}found")
        if isinstance(rule, TextRule):
            problems += _slow(rule)
    problems += _doubtful(policy)
    for problem in problems:
        out(visible(f"{path}: {problem}"), sys.stderr)
    if problems:
        return 1
    out(
        f"{path}: extends {policy.profile}, {len(policy.rules)} rules, {len(policy.grants)} grants, "
        f"{len(policy.deny)} prohibitions; no mistakes found"
    )
    return 0


def _doubtful(policy: Policy) -> List[str]:
    """Entries that cannot do what they seem to."""
    found: List[str] = []
    rules = {rule.id: rule for rule in rules_of(policy)}
    for field in ("grants", "deny"):
        for i, grant in enumerate(getattr(policy, field)):
            where = f"{field}[{i}]"
            rule = rules.get(grant.rule) if grant.rule else None
            if grant.rule and rule is None and not any(c in grant.rule for c in "*?["):
                found.append(f"{where}: there is no rule {grant.rule!r}")
            elif field == "grants" and rule is not None and rule.severity is Severity.CRITICAL:
                found.append(f"{where}: {grant.rule} is critical, which no grant lifts")
            if field == "grants" and set(grant.to_dict()) - {"reason"} == {"verb"}:
                found.append(f"{where}: grants every {grant.verb}; add a program, path or host")
    bare = [suffix for suffix in policy.write_suffixes or () if suffix[:1] != "."]
    return found + [f"write_suffixes: {suffix!r} does not begin with a dot" for suffix in bare]


def _slow(rule: TextRule) -> List[str]:
    """Patterns whose time grows faster than their input (CWE-1333), found by trying."""
    found: List[str] = []
    for pattern, compiled in zip(rule.patterns, rule.compiled):
        if any(_grows(compiled, seed) for seed in ("a", " ", "a ", "aaaa!", "<a ", "((", "1", pattern[:8])):
            found.append(f"{rule.id}: the pattern {pattern!r} is slow on long input; bound its repetitions")
    return found


def _grows(pattern: re.Pattern[str], seed: str) -> bool:
    """Whether the time to search repetitions of ``seed`` explodes; the sizes rise slowly, to notice in time."""
    before = 0.0
    for size in (*range(8, 48, 4), 500, 1000, 2000, 4000):
        text = (seed * (size // len(seed) + 1))[:size] + "\0"
        start = time.perf_counter()
        pattern.search(text)
        spent = time.perf_counter() - start
        if (size < 100 and spent > 0.005) or (spent > 0.02 and spent > 3 * before):
            return True
        before = spent
    return False


def _whole(policy: Policy) -> Dict[str, Any]:
    """Every field with its value in force."""
    out_: Dict[str, Any] = {"version": POLICY_VERSION, "extends": policy.profile}
    for name in FIELDS:
        value = getattr(policy, name)
        if isinstance(value, dict):
            value = {(k.word if isinstance(k, Severity) else k): _word(v) for k, v in value.items()}
        elif isinstance(value, tuple):
            value = [v.to_dict() if hasattr(v, "to_dict") else v for v in value]
        out_[name] = value
    return out_


def _word(value: Any) -> Any:
    if value is None:
        return "undecided"
    return value.word if isinstance(value, Severity) else str(value) if isinstance(value, Decision) else value


def _show(policy: Policy, as_json: bool) -> int:
    whole = _whole(policy)
    if as_json:
        out(to_json(whole))
        return 0
    style = Style(sys.stdout)
    out(f"{style.paint(policy.profile, 'bold')}: {PROFILES[policy.profile]['summary']}")
    out("\norder of decision:")
    for i, step in enumerate(CHAIN, 1):
        out(f"  {i}. {step}")
    out("\nfields:")
    for name, field in FIELDS.items():
        value = whole[name]
        if isinstance(value, dict):
            out(f"  {name}  {style.paint(field.doc, 'dim')}")
            for key, item in value.items():
                out(f"    {key:24} {item}")
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            out(f"  {name:20} {shown!s:24} {style.paint(field.doc, 'dim')}")
    return 0


def _flat(value: Any, prefix: str = "") -> Dict[str, Any]:
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in _flat(item, f"{prefix}{key}: ").items()} or {prefix: {}}
    return {prefix.rstrip(": "): value}


def _diff(old: Policy, new: Policy) -> int:
    style = Style(sys.stdout)
    before, after = _flat(_whole(old)), _flat(_whole(new))
    keys = [k for k in {**before, **after} if before.get(k) != after.get(k)]
    for key in keys:
        if key in before:
            out(style.paint(f"- {key}: {before[key]}", "red"))
        if key in after:
            out(style.paint(f"+ {key}: {after[key]}", "green"))
    if not keys:
        out("no differences")
    return 0
