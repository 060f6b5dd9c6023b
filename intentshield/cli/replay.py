"""``intentshield replay``: what another policy would have decided."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any, Iterator, Mapping, Optional, Sequence, Tuple

from ..errors import IntentShieldError, StoreError
from ..policy import Policy
from ..recording import events_of
from ..replay import Outcome, replay_recording, replay_trail
from ..trail import Record, Trail
from ..trail_check import record_from
from .common import add_policy_options, add_store_options, chosen_policy, chosen_store, duration, parser, to_json
from .style import COLOURS, Style, one_line, out
from .trail import exported

_EXAMPLES = """  intentshield replay --policy new.json
  intentshield replay --profile strict --since 7d --json
  intentshield replay trail.jsonl --policy new.json
  intentshield replay 3f2a9c --policy new.json        # a session: its recording, or what the trail has of it

exit codes: 0 nothing would change, 1 an error, 3 something would
"""
_DESCRIPTION = """Judge again, under another policy, what was recorded, and show what would be decided otherwise.

From a trail the effects are judged again; from a session's recording the actions themselves."""


def run(command: str, argv: Sequence[str]) -> int:
    """Judge again and print the differences."""
    options = parser(command, _DESCRIPTION, _EXAMPLES)
    options.add_argument("source", nargs="?", metavar="SOURCE", help="an exported trail, or a session's id")
    add_policy_options(options)
    add_store_options(options)
    options.add_argument("--since", type=duration, metavar="TIME", help="only the last 30m, 24h or 7d")
    options.add_argument("--limit", type=int, default=50, metavar="N", help="show at most N differences (default: 50)")
    options.add_argument("--json", action="store_true", help="print JSON, all differences")
    args = options.parse_args(argv)
    if not args.policy and not args.profile:
        options.error("name the other policy with --policy FILE or --profile NAME")
    outcome = _replayed(args, chosen_policy(args))
    if args.json:
        out(to_json(outcome.to_dict()))
    else:
        _print(outcome, args.limit)
    return 3 if outcome.differences else 0


def _replayed(args: argparse.Namespace, new: Policy) -> Outcome:
    source, data_dir = args.source, os.path.abspath(args.data_dir)
    after = 0.0 if args.since is None else time.time() - args.since
    if source is not None and os.path.isfile(source):
        head, lines = exported(source)
        read = (record_from(line) for line in lines)
        records = ((one.ref, one.body) for one in read if one.time >= after)
        return replay_trail(records, _finder(head.get("policies", {})), new)
    if source is not None:
        try:
            events = events_of(data_dir, source)
        except StoreError:
            pass
        else:
            return replay_recording((e for e in events if _counts(e, after)), new, [data_dir])
    trail = Trail(chosen_store(args))
    if source is not None and not trail.recent(1, session=source):
        raise IntentShieldError(f"{source}: neither an exported trail nor a session of this store")
    found = trail.found(since=after, session=source or "", kind="verdict")
    return replay_trail(((one.ref, _body(one)) for one in found), _finder(trail.policies()), new)


def _body(one: Record) -> Mapping[str, Any]:
    """What a record says; of a damaged one, that it is a verdict that cannot be read."""
    try:
        return one.body
    except StoreError:
        return {"kind": "verdict", "path": "error"}


def _counts(event: Mapping[str, Any], after: float) -> bool:
    """What began a session counts however old it is: later actions depend on it."""
    return event.get("type") != "audit" or event["time"] >= after


def _finder(forms: Mapping[str, Mapping[str, Any]]) -> Any:
    known = {}
    for digest, form in forms.items():
        policy = Policy.from_dict(form, f"the recorded policy {digest[:12]}")
        if policy.digest == digest:  # otherwise it was changed
            known[digest] = policy

    def find(beginning: str) -> Optional[Policy]:
        return next((policy for digest, policy in known.items() if beginning and digest.startswith(beginning)), None)

    return find


def _print(outcome: Outcome, limit: int) -> None:
    style = Style(sys.stdout)
    for one in outcome.differences[:limit]:
        change = f"{style.paint(one.before, COLOURS[one.before])} -> {style.paint(one.after, COLOURS[one.after])}"
        out(f"{one_line(one.where, 60)}  {change}  {one_line(one.action, 200)}")
        out(f"    {one_line(one.reason, 300)}")
    if len(outcome.differences) > limit:
        out(f"... and {len(outcome.differences) - limit} more (--limit, --json)")
    for line in _summary(outcome):
        out(line)


def _summary(outcome: Outcome) -> Iterator[str]:
    yield f"{outcome.replayed} actions judged again, {len(outcome.differences)} would be decided otherwise"
    pairs: Sequence[Tuple[str, int]] = sorted(outcome.changes().items(), key=lambda pair: -pair[1])
    for change, count in pairs:
        yield f"  {count:6}  {change}"
    if outcome.skipped:
        yield f"{sum(outcome.skipped.values())} could not be judged again:"
    for why, count in sorted(outcome.skipped.items(), key=lambda pair: -pair[1]):
        yield f"  {count:6}  {why}"
    for note in outcome.notes:
        yield f"note: {note}"
