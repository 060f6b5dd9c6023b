"""``intentshield stats``: what the trail says of a stretch of time, in numbers."""

from __future__ import annotations

import sys
import time
from typing import Any, Dict, List, Sequence

from ..errors import StoreError
from ..trail import Trail
from .common import add_store_options, chosen_store, duration, parser, to_json
from .style import COLOURS, Style, out, visible

_EXAMPLES = """  intentshield stats
  intentshield stats --since 7d --json

exit codes: 0 done, 1 an error
"""
_MOST = 10


def run(command: str, argv: Sequence[str]) -> int:
    """Count and print."""
    options = parser(command, "Count what was allowed, escalated and denied, and why, from the trail.", _EXAMPLES)
    add_store_options(options)
    options.add_argument("--since", type=duration, default=86_400.0, metavar="TIME", help="default: 24h")
    options.add_argument("--session", default="", metavar="ID", help="only this session")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args(argv)
    found = _counted(Trail(chosen_store(args)), time.time() - args.since, args.session)
    if args.json:
        out(to_json(found))
        return 0
    style = Style(sys.stdout)
    total = sum(found["decisions"].values())
    out(f"{total} actions of {found['sessions']} sessions")
    for decision, count in found["decisions"].items():
        out(f"  {style.paint(f'{decision:9}', COLOURS[decision])} {count:8}  {count / max(total, 1):6.1%}")
    for name in ("rules", "actions", "actors"):
        if found[name]:
            out(f"{name}, the most frequent first")
        for word, count in found[name].items():
            out(f"  {count:8}  {visible(word)}")
    if found["damaged"]:
        out(f"{found['damaged']} records cannot be read: intentshield trail verify")
    out(f"microseconds an audit: p50 {found['latency_us']['p50']}, p99 {found['latency_us']['p99']}")
    return 0


def _counted(trail: Trail, since: float, session: str) -> Dict[str, Any]:
    decisions = dict.fromkeys(("allow", "escalate", "deny"), 0)
    rules: Dict[str, int] = {}
    actions: Dict[str, int] = {}
    actors: Dict[str, int] = {}
    sessions = set()
    latencies: List[int] = []
    damaged = 0
    for record in trail.found(since=since, session=session, kind="verdict"):
        try:
            body = record.body
            latencies.append(int(body.get("latency_us", 0)))
            decisions[record.decision] += 1
        except (StoreError, KeyError, ValueError, TypeError):
            damaged += 1
            continue
        sessions.add(record.session)
        for counts, word in (
            (actions, str(body.get("action", ""))),
            (actors, str(body.get("actor", "")) or "-"),
            *((rules, rule) for rule in {str(finding["rule"]) for finding in body.get("findings", ())}),
        ):
            counts[word] = counts.get(word, 0) + 1
    latencies.sort()
    at = {f"p{part}": latencies[len(latencies) * part // 100] if latencies else 0 for part in (50, 99)}
    return {
        "decisions": decisions,
        "damaged": damaged,
        "sessions": len(sessions),
        "rules": _most(rules),
        "actions": _most(actions),
        "actors": _most(actors),
        "latency_us": at,
    }


def _most(counts: Dict[str, int]) -> Dict[str, int]:
    """The most frequent."""
    return dict(sorted(counts.items(), key=lambda pair: -pair[1])[:_MOST])
