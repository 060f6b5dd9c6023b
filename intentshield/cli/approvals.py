"""``intentshield approvals``: where people answer what agents ask for."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from ..grants import SCOPES, Remembered
from ..hitl import REMEMBERED, Approval, HITLApproval
from ..shield import Shield
from ..signing import KEY_FILE_VARIABLE, read_key
from .common import (
    add_policy_options,
    add_store_options,
    chosen_policy,
    chosen_store,
    duration,
    parser,
    to_json,
    told,
    user_name,
)
from .edit import edited, payload_from
from .style import Style, one_line, out, visible

_EXAMPLES = """  intentshield approvals
  intentshield approvals watch --data-dir /srv/agent/data
  intentshield approvals show a1b2c3d4e5f6
  intentshield approvals approve a1b2c3d4e5f6 --by maria --note "release day"
  intentshield approvals approve a1b2c3d4e5f6 --edit
  intentshield approvals approve a1b2c3d4e5f6 --remember workspace --for 8h
  intentshield approvals deny --all
  intentshield approvals list --all --json
  intentshield approvals grants
  intentshield approvals revoke 0f1e2d3c4b5a
  intentshield approvals purge --older-than 30d
  intentshield approvals --connect agents.db:connect --policy policy.json --key-file /etc/reviewers.key

exit codes: 0 done, 1 an error, or a request that could not be answered
"""
_DESCRIPTION = """List, show and answer the requests of agents whose actions need a human; list and end what is remembered.

--policy names the agent's own policy: where it wants a SIEM told, answers given here are told too.
Whoever runs this as the agent's own operating-system user can answer for the human: separation needs another user."""
_COLOURS = {"pending": "yellow", "approved": "green", "denied": "red", "expired": "dim", "consumed": "dim"}
_REFRESH = 0.5

#: What can be done, and whether it is done to IDs: never, always, or to IDs or --all.
_DEEDS = {
    "list": "never",
    "show": "always",
    "approve": "always",
    "deny": "all",
    "watch": "never",
    "grants": "never",
    "revoke": "always",
    "purge": "never",
}
#: Options that go with some of it only.
_ONLY = {
    "all": ("list", "deny", "grants"),
    "edit": ("approve",),
    "payload": ("approve",),
    "remember": ("approve",),
    "seconds": ("approve",),
    "older_than": ("purge",),
}


def run(command: str, argv: Sequence[str]) -> int:
    """Do what the words ask for."""
    options = _options(command)
    args = options.parse_args(argv)
    _check(options, args)
    shield = _shield(args)
    requests = shield.hitl
    if args.what == "watch":
        return _watch(requests, args.json)
    if args.what == "list":
        _print(requests.recent() if args.all else requests.pending(), args.json)
        return 0
    if args.what == "show":
        return _show(requests, args.ids, args.json)
    if args.what == "grants":
        return _print_grants(requests.grants.list(args.all), args.json)
    if args.what == "purge":
        gone = requests.purge(duration("30d") if args.older_than is None else args.older_than)
        out(to_json({"purged": gone}) if args.json else f"{gone} finished requests and ended grants forgotten.")
        return 0
    return _answer(shield, args)


def _options(command: str) -> argparse.ArgumentParser:
    options = parser(command, _DESCRIPTION, _EXAMPLES)
    options.add_argument("what", nargs="?", default="list", choices=tuple(_DEEDS))
    options.add_argument("ids", nargs="*", metavar="ID", help="the requests to show or answer, the grants to revoke")
    add_store_options(options)
    add_policy_options(options)
    options.add_argument(
        "--key-file", metavar="FILE", help=f"the reviewers' key (default: the one {KEY_FILE_VARIABLE} names)"
    )
    options.add_argument("--all", action="store_true", help="list, grants: ended ones too; deny: every pending one")
    options.add_argument("--by", metavar="NAME", help="who decides (default: your user name)")
    options.add_argument("--note", default="", help="why, for the record")
    change = options.add_mutually_exclusive_group()
    change.add_argument("--edit", action="store_true", help="approve: change the payload in $VISUAL or $EDITOR first")
    change.add_argument("--payload", metavar="FILE", help="approve: with this JSON payload instead; - reads it")
    options.add_argument("--remember", choices=SCOPES, help="approve: and let the same pass there from now on")
    options.add_argument(
        "--for", dest="seconds", type=duration, metavar="TIME", help="how long (90s, 15m, 8h, 30d; default: 8h)"
    )
    options.add_argument("--older-than", type=duration, metavar="TIME", help="purge: what is older (default: 30d)")
    options.add_argument("--json", action="store_true", help="print JSON (watch: one line a request)")
    return options


def _check(options: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Exit with a usage error where the words do not fit together."""
    for name, deeds in _ONLY.items():
        if getattr(args, name) not in (None, False) and args.what not in deeds:
            flag = "for" if name == "seconds" else name.replace("_", "-")
            options.error(f"--{flag} goes with {', '.join(deeds)} only")
    needs = _DEEDS[args.what]
    if needs == "never" and args.ids:
        options.error(f"{args.what} takes no ID; did you mean: show {args.ids[0]}")
    if needs != "never" and bool(args.ids) is args.all:
        options.error(f"{args.what} needs an ID" + (", or --all" if needs == "all" else ""))
    if (args.edit or args.payload is not None) and len(args.ids) != 1:
        options.error("a changed payload belongs to one ID")
    if args.seconds is not None and not args.remember:
        options.error("--for needs --remember")


def _shield(args: argparse.Namespace) -> Shield:
    """What answers: the same code as in the agent's program, with its policy where one was named."""
    path = args.key_file or os.environ.get(KEY_FILE_VARIABLE)
    key = read_key(path, args.data_dir) if path else None
    policy = chosen_policy(args).replace(enable_trail=False, audit_required=False)  # :func:`told` writes into it
    return Shield(policy, data_dir=args.data_dir, store=chosen_store(args), approval_key=key)


#: Word -> kind of the record of it in the trail.
_TOLD = {"approve": "approval_granted", "deny": "approval_denied", "revoke": "grant_revoked"}


def _answer(shield: Shield, args: argparse.Namespace) -> int:
    by = args.by or user_name()
    idents = [one.id for one in shield.hitl.pending()] if args.all else args.ids
    answers: List[Dict[str, Any]] = []
    for ident in idents:
        done, reason = _one_answer(shield, args, ident, by)
        if done:
            kind = "approval_vote" if args.what == "approve" and not reason.startswith("Approved") else _TOLD[args.what]
            body = {"approval_id": ident, "invoker_role": by, "reason": reason, "note": args.note, "channel": "cli"}
            told(shield.hitl.store, kind, body)
        answers.append({"id": ident, "done": done, "reason": reason})
        if not args.json:
            out(f"{visible(ident)}  {reason}", sys.stdout if done else sys.stderr)
    if args.json:
        out(to_json(answers))
    elif not answers:
        out("Nothing waits for an answer.")
    return 0 if all(answer["done"] for answer in answers) else 1


def _one_answer(shield: Shield, args: argparse.Namespace, ident: str, by: str) -> Tuple[bool, str]:
    if args.what == "revoke":
        return shield.revoke_grant(ident, by)
    if args.what == "deny":
        return shield.deny_action(ident, by, args.note, channel="cli")
    payload = None
    if args.payload is not None:
        payload = payload_from(args.payload)
    elif args.edit:
        found = shield.hitl.get(ident)
        if found is None or found.status != "pending":
            return False, f"Request already {found.status}." if found else "Approval ID not found."
        payload = edited(found)
    seconds = REMEMBERED if args.seconds is None else args.seconds
    how = {"payload": payload, "remember": args.remember or "", "seconds": seconds}
    return shield.approve_action(ident, by, args.note, channel="cli", **how)


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
        who = one_line(request.get("requester") or "-", 12)
        what = one_line(f"{request.get('action')} {_text(request.get('payload'))}", width - 38)
        left = style.paint(f"{_left(one):>8}", _COLOURS.get(one.status, "dim"))
        lines.append(f"{one.id:12}  {left}  {who:12}  {what}")
        lines.append(f"{'':14}{'why':>8}  " + one_line(request.get("reason", "-"), room))
        lines += [f"{'':14}{'does':>8}  " + one_line(_effect(e), room) for e in request.get("effects", [])[:3]]
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
        ("needs", f"{one.approvers} people" if one.approvers > 1 else ""),
        *(("yes", _vote(vote)) for vote in one.votes),
        *((key, one.decision.get(key)) for key in ("by", "channel", "note") if one.status == "denied"),
    ]
    lines = [style.paint(one.id, "bold")]
    for name, value in rows:
        if value:
            text = str(value) if name == "status" else visible(str(value))
            lines.append(f"  {name:10} " + text.replace("\n", "\n" + " " * 13))
    return lines


def _vote(vote: Mapping[str, Any]) -> str:
    """Who said yes, how, why, and to what if not to the payload as it was proposed."""
    words = f"{vote.get('by')} ({vote.get('channel')})" + (f": {vote['note']}" if vote.get("note") else "")
    return words + (f"\nchanged to {_text(vote['payload'])}" if "payload" in vote else "")


def _print_grants(found: Sequence[Remembered], as_json: bool) -> int:
    """One remembered approval in a few lines: id, time left, who, where; below it what it lets pass."""
    if as_json:
        out(to_json([one.to_dict() for one in found]))
        return 0
    style = Style(sys.stdout)
    out(style.paint(f"{'ID':12}  {'LEFT':>9}  {'WHO':12}  WHERE", "bold") if found else "Nothing is remembered.")
    for one in found:
        seconds = one.expires - time.time()
        left = "revoked" if one.revoked is not None else "expired" if seconds <= 0 else _clock(seconds)
        out(f"{one.id:12}  {left:>9}  {one_line(one.by, 12):12}  {one.scope} {visible(one.place)}")
        for grant in one.grants:
            out(f"{'':16}passes  " + visible(to_json(grant.to_dict(), one_line=True)))
    return 0


def _left(one: Approval) -> str:
    if one.status not in ("pending", "approved"):
        return one.status
    return _clock(max(one.expires - time.time(), 0))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes < 600 else f"{minutes // 60}h"


def _text(payload: Any) -> str:
    return payload if isinstance(payload, str) else to_json(payload, one_line=True)


def _effect(effect: Dict[str, Any]) -> str:
    traits = f" ({', '.join(effect['traits'])})" if effect["traits"] else ""
    return f"{effect['verb']} {effect['class']} {effect['target']!r}{traits}"
