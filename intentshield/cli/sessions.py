"""``intentshield sessions``: what agents are at, and what was recorded of it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any, Dict, List, Sequence

from ..recording import delete_recordings, events_of
from ..redact import Redactor
from ..session_state import SessionStatus
from ..sessions import SessionInfo, Sessions
from .common import add_store_options, chosen_store, duration, parser, to_json, told, user_name
from .style import Style, one_line, out, visible

_EXAMPLES = """  intentshield sessions
  intentshield sessions list --user maria --status active --json
  intentshield sessions show 3f2a9c
  intentshield sessions suspend 3f2a9c
  intentshield sessions reactivate 3f2a9c
  intentshield sessions terminate 3f2a9c
  intentshield sessions replay 3f2a9c
  intentshield sessions purge --older-than 30d
  intentshield sessions purge --user maria

exit codes: 0 done, 1 an error, or a session whose state could not be changed
"""
_DESCRIPTION = """List, show, stop, play back or delete the sessions that have an id of their own.

What a suspended session, or one below it, proposes is denied; one that has ended never begins again.  purge deletes
recordings too."""
_MOVES = {
    "suspend": SessionStatus.SUSPENDED,
    "reactivate": SessionStatus.ACTIVE,
    "complete": SessionStatus.COMPLETED,
    "terminate": SessionStatus.TERMINATED,
}
#: Option -> what it goes with.
_ONLY = {"user": ("list", "purge"), "status": ("list",), "older_than": ("purge",), "limit": ("list",)}
_COLOURS = {"active": "green", "idle": "dim", "suspended": "yellow", "completed": "dim", "terminated": "red"}


def run(command: str, argv: Sequence[str]) -> int:
    """Do what the words ask for."""
    options = parser(command, _DESCRIPTION, _EXAMPLES)
    options.add_argument("what", nargs="?", default="list", choices=("list", "show", *_MOVES, "replay", "purge"))
    options.add_argument("ids", nargs="*", metavar="ID", help="the sessions")
    add_store_options(options)
    options.add_argument("--user", default="", metavar="NAME", help="list, purge: only this user's")
    options.add_argument("--status", default="", choices=("", *_COLOURS), help="list: only those in a state")
    options.add_argument("--older-than", type=duration, metavar="TIME", help="purge: without an action for 30d")
    options.add_argument("--limit", type=int, default=50, metavar="N", help="list: at most N (default: 50)")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args(argv)
    _check(options, args)
    if args.what == "replay":
        return _replay(args)
    sessions = Sessions(chosen_store(args), Redactor())
    if args.what == "list":
        return _list(sessions, args)
    if args.what == "show":
        return _show(sessions, args)
    return _purge(sessions, args) if args.what == "purge" else _move(sessions, args)


def _check(options: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Exit with a usage error where the words do not fit together."""
    if args.what in ("show", "replay", *_MOVES) and not args.ids:
        options.error(f"{args.what} needs an ID")
    if args.what == "list" and args.ids:
        options.error(f"list takes no ID; did you mean: show {args.ids[0]}")
    if args.what == "purge" and not (args.ids or args.user or args.older_than is not None):
        options.error("purge needs an ID, --user or --older-than")
    if args.limit < 1:
        options.error("--limit must be at least 1")
    for option, words in _ONLY.items():
        if getattr(args, option) != options.get_default(option) and args.what not in words:
            options.error(f"--{option.replace('_', '-')} does not go with {args.what}")


def _list(sessions: Sessions, args: argparse.Namespace) -> int:
    found = sessions.recent(args.limit, user=args.user, status=args.status)
    if args.json:
        out(to_json([one.to_dict() for one in found]))
        return 0
    style = Style(sys.stdout)
    if not found:
        out("No session.", sys.stderr)
        return 0
    out(style.paint(f"{'ID':36}  {'STATE':10}  {'LAST':>8}  {'ALLOW':>6} {'ASK':>5} {'DENY':>5}  WHO", "bold"))
    for one in found:
        state = style.paint(f"{one_line(one.status, 10):10}", _COLOURS.get(one.status, "dim"))
        counts = f"{one.allowed:6} {one.escalated:5} {one.denied:5}"
        out(f"{one_line(one.id, 60):36}  {state}  {_ago(one.updated):>8}  {counts}  {one_line(_who(one), 60)}")
        if one.intention:
            out(f"{'':38}{one_line(one.intention, 100)}")
    return 0


def _who(one: SessionInfo) -> str:
    return " for ".join(name for name in (one.agent, one.user) if name) or "-"


def _ago(then: float) -> str:
    seconds = max(time.time() - then, 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit} ago"
    return f"{int(seconds)}s ago"


def _show(sessions: Sessions, args: argparse.Namespace) -> int:
    found = [(ident, sessions.get(ident)) for ident in args.ids]
    if args.json:
        out(to_json([one.to_dict() for _, one in found if one]))
    for ident, one in found:
        if one is None:
            out(f"{visible(ident)}  Session not found.", sys.stderr)
        elif not args.json:
            for name, value in one.to_dict().items():
                shown = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value)) if isinstance(value, float) else value
                out(f"{name:10} {visible(str(shown))}")
    return 0 if all(one for _, one in found) else 1


def _move(sessions: Sessions, args: argparse.Namespace) -> int:
    answers: List[Dict[str, Any]] = []
    for ident in args.ids:
        done, reason = sessions.move(ident, _MOVES[args.what])
        if done:
            told(sessions.store, f"session_{_MOVES[args.what]}", {"channel": "cli", "by": user_name()}, ident)
        answers.append({"id": ident, "done": done, "reason": reason})
        if not args.json:
            out(f"{visible(ident)}  {reason}", sys.stdout if done else sys.stderr)
    if args.json:
        out(to_json(answers))
    return 0 if all(answer["done"] for answer in answers) else 1


def _purge(sessions: Sessions, args: argparse.Namespace) -> int:
    before = None if args.older_than is None else time.time() - args.older_than
    gone = sessions.purge(before=before, user=args.user, ids=args.ids)
    alone = [one for one in args.ids if not args.user and before is None and one not in gone]
    recordings = delete_recordings(os.path.abspath(args.data_dir), [*gone, *alone], None if args.user else before)
    for ident in gone:
        told(sessions.store, "session_deleted", {"channel": "cli", "by": user_name()}, ident)
    if args.json:
        out(to_json({"sessions": gone, "recordings": recordings}))
    else:
        out(f"{len(gone)} sessions and {recordings} recordings deleted")
    return 0


def _replay(args: argparse.Namespace) -> int:
    """Print the events of recordings, in their order."""
    for ident in args.ids:
        began = None
        for event in events_of(os.path.abspath(args.data_dir), ident):
            if args.json:
                out(to_json(event, one_line=True))
                continue
            began = event["time"] if began is None else began
            kind = one_line(event.get("type"), 12)
            out(f"{event['time'] - began:9.3f}  {kind:8}  {visible(_told(event))}")
    return 0


def _told(event: Dict[str, Any]) -> str:
    """What an event says, in one line."""
    verdict = event.get("verdict")
    if isinstance(verdict, dict):
        text = f"{verdict.get('decision')}: {event.get('action')} {event.get('payload')}"
        return text if verdict.get("decision") == "allow" else f"{text}  {verdict.get('reason')}"
    skipped = ("seq", "time", "pid", "type", "policy")
    return to_json({key: value for key, value in event.items() if key not in skipped}, one_line=True)
