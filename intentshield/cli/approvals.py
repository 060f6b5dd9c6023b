"""``intentshield approvals``: where people answer what agents ask for."""

from __future__ import annotations

import argparse
import getpass
import os
import shutil
import sys
import time
from typing import Any, Dict, List, Sequence

from ..errors import IntentShieldError
from ..hitl import Approval, HITLApproval
from ..store import Store
from .common import parser, to_json
from .style import Style, out, visible

_EXAMPLES = """  intentshield approvals
  intentshield approvals watch --data-dir /srv/agent/data
  intentshield approvals show a1b2c3d4e5f6
  intentshield approvals approve a1b2c3d4e5f6 --by maria --note "release day"
  intentshield approvals deny --all
  intentshield approvals list --all --json

exit codes: 0 done, 1 an error, or a request that could not be answered
"""
_DESCRIPTION = """List, show and answer the requests of agents whose actions need a human.

Whoever runs this as the agent's own operating-system user can answer for the human: separation needs another user."""
_COLOURS = {"pending": "yellow", "approved": "green", "denied": "red", "expired": "dim", "consumed": "dim"}
_REFRESH = 0.5


def run(command: str, argv: Sequence[str]) -> int:
    """Do what the words ask for."""
    options = parser(command, _DESCRIPTION, _EXAMPLES)
    options.add_argument("what", nargs="?", default="list", choices=("list", "show", "approve", "deny", "watch"))
    options.add_argument("ids", nargs="*", metavar="ID", help="the requests to show, approve or deny")
    options.add_argument("--data-dir", default="data", metavar="DIR", help="the shield's data_dir (default: data)")
    options.add_argument("--all", action="store_true", help="list: answered ones too; deny: every pending one")
    options.add_argument("--by", metavar="NAME", help="who decides (default: your user name)")
    options.add_argument("--note", default="", help="why, for the record")
    options.add_argument("--json", action="store_true", help="print JSON (watch: one line a request)")
    args = options.parse_args(argv)
    _check(options, args)
    requests = _requests(args.data_dir)
    if args.what == "watch":
        return _watch(requests, args.json)
    if args.what == "list":
        found = requests.recent() if args.all else requests.pending()
        _print(found, args.json)
        return 0
    if args.what == "show":
        return _show(requests, args.ids, args.json)
    return _answer(requests, args)


def _check(options: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Exit with a usage error where the words do not fit together."""
    if args.what in ("list", "watch") and args.ids:
        options.error(f"{args.what} takes no ID; did you mean: show {args.ids[0]}")
    if args.all and args.what not in ("list", "deny"):
        options.error(f"--all does not go with {args.what}")
    if args.what in ("show", "approve", "deny") and bool(args.ids) is args.all:
        options.error(f"{args.what} needs an ID" + (", or --all" if args.what == "deny" else ""))


def _requests(directory: str) -> HITLApproval:
    store = Store(os.path.abspath(directory))
    if not os.path.exists(store.where):
        raise IntentShieldError(f"{store.where} does not exist; name the shield's data_dir with --data-dir")
    return HITLApproval(store=store)


def _answer(requests: HITLApproval, args: argparse.Namespace) -> int:
    by = args.by or _user()
    act = requests.approve if args.what == "approve" else requests.deny
    idents = [one.id for one in requests.pending()] if args.all else args.ids
    answers: List[Dict[str, Any]] = []
    for ident in idents:
        done, reason = act(ident, by, note=args.note, channel="cli")
        answers.append({"id": ident, "done": done, "reason": reason})
        if not args.json:
            out(f"{visible(ident)}  {reason}", sys.stdout if done else sys.stderr)
    if args.json:
        out(to_json(answers))
    elif not answers:
        out("Nothing waits for an answer.")
    return 0 if all(answer["done"] for answer in answers) else 1


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a user database
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown user"


def _show(requests: HITLApproval, idents: Sequence[str], as_json: bool) -> int:
    found = [(ident, requests.get(ident)) for ident in idents]
    style = Style(sys.stdout)
    if as_json:
        out(to_json([one.to_dict() for _, one in found if one]))
    for ident, one in found:
        if one is None:
            out(f"{visible(ident)}  Approval ID not found.", sys.stderr)
        elif not as_json:
            for line in _whole(one, style):
                out(line)
    return 0 if all(one for _, one in found) else 1


def _print(found: Sequence[Approval], as_json: bool) -> None:
    if as_json:
        out(to_json([one.to_dict() for one in found]))
        return
    for line in _table(found, Style(sys.stdout), shutil.get_terminal_size((100, 24)).columns):
        out(line)


def _watch(requests: HITLApproval, as_json: bool) -> int:
    """Show what waits until Ctrl-C: the whole screen again in a terminal, otherwise each new request once."""
    live = sys.stdout.isatty() and not as_json and os.environ.get("TERM") != "dumb"
    seen: Dict[str, None] = {}
    try:
        while True:
            waiting = requests.pending()
            if live:
                out("\x1b[2J\x1b[H" + time.strftime("%H:%M:%S") + "  Ctrl-C ends; answer in another terminal\n")
                _print(waiting, False)
            else:
                new = [one for one in waiting if one.id not in seen]
                for one in new:
                    out(to_json(one.to_dict(), one_line=True) if as_json else "\n".join(_whole(one, Style(sys.stdout))))
                seen = dict.fromkeys(one.id for one in waiting)
            sys.stdout.flush()
            time.sleep(_REFRESH)
    except KeyboardInterrupt:
        out()
        return 0


def _table(found: Sequence[Approval], style: Style, width: int) -> List[str]:
    """One request in a few lines: id, time left, who, what; below it why and the effects understood."""
    if not found:
        return ["Nothing waits for an answer."]
    lines = [style.paint(f"{'ID':12}  {'LEFT':>8}  {'WHO':12}  WHAT", "bold")]
    room = max(width - 24, 30)
    for one in found:
        request = one.request
        who = _cut(request.get("requester") or "-", 12)
        what = _cut(f"{request.get('action')} {_text(request.get('payload'))}", width - 38)
        left = style.paint(f"{_left(one):>8}", _COLOURS.get(one.status, "dim"))
        lines.append(f"{one.id:12}  {left}  {who:12}  {what}")
        lines.append(f"{'':14}{'why':>8}  " + _cut(request.get("reason", "-"), room))
        lines += [f"{'':14}{'does':>8}  " + _cut(_effect(e), room) for e in request.get("effects", [])[:3]]
    return lines


def _whole(one: Approval, style: Style) -> List[str]:
    """Everything about one request."""
    request = one.request
    rows = [
        ("status", style.paint(one.status, _COLOURS.get(one.status, "dim"))),
        ("time left", _left(one)),
        ("who", request.get("requester") or "not known"),
        ("action", request.get("action")),
        ("payload", _text(request.get("payload"))),
        ("directory", request.get("cwd")),
        ("session", request.get("session")),
        ("why", request.get("reason")),
        *(("found", f"{f['severity']} {f['rule']}: {f['reason']}") for f in request.get("findings", ())),
        *(("does", _effect(effect)) for effect in request.get("effects", ())),
        *((key, one.decision.get(key)) for key in ("by", "channel", "note")),
    ]
    lines = [style.paint(one.id, "bold")]
    for name, value in rows:
        if value:
            text = str(value) if name == "status" else visible(str(value))
            lines.append(f"  {name:10} " + text.replace("\n", "\n" + " " * 13))
    return lines


def _left(one: Approval) -> str:
    if one.status not in ("pending", "approved"):
        return one.status
    seconds = max(int(one.expires - time.time()), 0)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _text(payload: Any) -> str:
    return payload if isinstance(payload, str) else to_json(payload, one_line=True)


def _effect(effect: Dict[str, Any]) -> str:
    traits = f" ({', '.join(effect['traits'])})" if effect["traits"] else ""
    return f"{effect['verb']} {effect['class']} {effect['target']!r}{traits}"


def _cut(text: Any, width: int) -> str:
    line = visible(str(text)).replace("\n", " ")
    return line if len(line) <= width else line[: max(width - 3, 1)] + "..."
