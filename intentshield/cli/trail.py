"""``intentshield trail``: read, check, export and shorten the trail."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any, Dict, Iterator, Optional, Sequence, TextIO, Tuple

from ..errors import IntentShieldError, StoreError
from ..trail import Checkpoint, Record, Trail
from ..trail_check import Report, checkpoint_from, checkpoint_line, record_from, record_line, verify, verify_records
from .common import add_store_options, chosen_store, duration, key_from, parser, to_json
from .style import COLOURS, Style, one_line, out, visible

_EXAMPLES = """  intentshield trail
  intentshield trail list --stopped --since 24h
  intentshield trail show 01a2032dd7cb20b9a4c6a4e4:17
  intentshield trail verify
  intentshield trail verify --checkpoint /mnt/elsewhere/checkpoint.json --key-file /etc/intentshield/seal.key
  intentshield trail checkpoint > /mnt/elsewhere/checkpoint.json
  intentshield trail export > trail.jsonl && intentshield trail verify trail.jsonl
  intentshield trail prune --older-than 90d
  intentshield trail tail --json

exit codes: 0 done, 1 an error, 2 the trail was tampered with
"""
_DESCRIPTION = """List, show, check, export, follow or shorten the trail that enable_trail=True writes.

Without a key or a checkpoint kept elsewhere, verify cannot see the end of a chain being cut off, nor a chain that was
computed anew."""
_WHAT = ("list", "show", "verify", "export", "tail", "checkpoint", "prune")
#: Option -> what it goes with.
_ONLY = {
    **dict.fromkeys(("session", "stopped", "kind", "since"), ("list", "export", "tail")),
    "limit": ("list", "tail"),
    "checkpoint": ("verify",),
    "older_than": ("prune",),
    "key_file": ("verify", "checkpoint", "prune"),
}
_REFRESH = 0.5
#: Seconds in which a record of another process may turn up late.
_LATE = 10.0


def run(command: str, argv: Sequence[str]) -> int:
    """Do what the words ask for."""
    options = parser(command, _DESCRIPTION, _EXAMPLES)
    options.add_argument("what", nargs="?", default="list", choices=_WHAT)
    options.add_argument("names", nargs="*", metavar="NAME", help="show: records; verify: an exported file")
    add_store_options(options)
    options.add_argument("--session", default="", metavar="ID", help="only records of this session")
    options.add_argument("--stopped", action="store_true", help="only what was denied or escalated")
    options.add_argument("--kind", default="", help="only records of a kind, such as verdict or approval_granted")
    options.add_argument("--since", type=duration, metavar="TIME", help="only the last 30m, 24h or 7d")
    options.add_argument("--limit", type=int, default=50, metavar="N", help="list: at most N records (default: 50)")
    options.add_argument("--key-file", metavar="FILE", help="the key of the seal (default: INTENTSHIELD_SEAL_KEY)")
    options.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="verify: kept elsewhere")
    options.add_argument("--older-than", type=duration, metavar="TIME", help="prune: 90d, for instance")
    options.add_argument("--json", action="store_true", help="print JSON (tail: one line a record)")
    args = options.parse_args(argv)
    _check(options, args)
    key = key_from(args.key_file)
    if args.what == "verify" and args.names:
        return _report(_verified_file(args.names[0], key, args.checkpoint), args.json)
    return _ACTIONS[args.what](Trail(chosen_store(args), key), args)


def _check(options: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Exit with a usage error where the words do not fit together."""
    if args.what == "show" and not args.names:
        options.error("show needs a record's name, such as 01a2032dd7cb20b9a4c6a4e4:17")
    if args.what not in ("show", "verify") and args.names:
        options.error(f"{args.what} takes no NAME")
    if args.what == "verify" and len(args.names) > 1:
        options.error("verify takes one exported file")
    if args.what == "prune" and args.older_than is None:
        options.error("prune needs --older-than, such as --older-than 90d")
    if args.limit < 1:
        options.error("--limit must be at least 1")
    for option, words in _ONLY.items():
        if getattr(args, option) != options.get_default(option) and args.what not in words:
            options.error(f"--{option.replace('_', '-')} does not go with {args.what}")


# -- looking


def _search(args: argparse.Namespace) -> Dict[str, Any]:
    since = 0.0 if args.since is None else time.time() - args.since
    return {"since": since, "session": args.session, "stopped": args.stopped, "kind": args.kind}


def _list(trail: Trail, args: argparse.Namespace) -> int:
    found = trail.recent(args.limit, **_search(args))
    if args.json:
        out(to_json([_whole(one) for one in found]))
        return 0
    style = Style(sys.stdout)
    for one in found:
        out(_line(one, style))
    if not found:
        out("No such record.", sys.stderr)
    return 0


def _show(trail: Trail, args: argparse.Namespace) -> int:
    found = [(name, trail.get(name)) for name in args.names]
    for name, one in found:
        if one is None:
            out(f"{visible(name)}  There is no such record.", sys.stderr)
    out(to_json([_whole(one) for _, one in found if one]) if args.json else "\n\n".join(_texts(found)))
    return 0 if all(one for _, one in found) else 1


def _texts(found: Sequence[Tuple[str, Optional[Record]]]) -> Iterator[str]:
    for _, one in found:
        if one is not None:
            yield f"{one.ref}\n{visible(to_json(dict(one.body)))}\nhash {one.hash}"


def _tail(trail: Trail, args: argparse.Namespace) -> int:
    """Print records as they come, until Ctrl-C."""
    seen: Dict[str, float] = {one.ref: one.time for one in trail.recent(args.limit, **_search(args))}
    style = Style(sys.stdout)
    args.since = _LATE
    try:
        while True:
            for one in trail.found(**_search(args)):
                if one.ref not in seen:
                    seen[one.ref] = one.time
                    out(to_json(_whole(one), one_line=True) if args.json else _line(one, style))
            sys.stdout.flush()
            oldest = time.time() - 2 * _LATE
            seen = {ref: at for ref, at in seen.items() if at > oldest}
            time.sleep(_REFRESH)
    except KeyboardInterrupt:
        out()
        return 0


def _whole(one: Record) -> Dict[str, Any]:
    return {"ref": one.ref, "hash": one.hash, **one.body}


def _line(one: Record, style: Style) -> str:
    """One record in one line: when, what was decided, the action and why."""
    try:
        body = one.body
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.time))
    except (StoreError, ValueError, OverflowError, OSError) as error:
        return f"{one_line(one.ref, 60)}  damaged: {one_line(error, 160)}"
    word = one_line(one.decision or "-", 12)
    painted = style.paint(f"{word:8}", COLOURS.get(word, "dim"))
    if one.kind == "verdict":
        arguments = body.get("arguments", "")
        shown = arguments if isinstance(arguments, str) else to_json(arguments, one_line=True)
        what = f"{body.get('action', '')} {shown}"
        why = "" if one.decision == "allow" else f"  {body.get('reason', '')}"
    else:
        own = ("chain", "seq", "prev", "time", "kind", "session", "decision", "key")
        what, why = one.kind, "  " + to_json({k: v for k, v in body.items() if k not in own}, one_line=True)
    return f"{stamp}  {one_line(one.ref, 60)}  {painted}  " + one_line(what, 80) + one_line(why, 160)


# -- checking


def _verify(trail: Trail, args: argparse.Namespace) -> int:
    trusted = [_checkpoint_file(name) for name in args.checkpoint]
    return _report(verify(trail, key=key_from(args.key_file), trusted=trusted), args.json)


def _report(report: Report, as_json: bool) -> int:
    if as_json:
        out(to_json(report.to_dict()))
        return 0 if report.ok else 2
    style = Style(sys.stdout)
    for problem in report.problems:
        out(f"{style.paint('TAMPERED', 'red')}  {visible(problem.where)}  {visible(problem.what)}")
    if report.cut:
        out("... and more")
    verdict = style.paint("intact", "green") if report.ok else style.paint("not intact", "red")
    out(f"{report.records} records in {report.chains} chains, {report.checkpoints} checkpoints: {verdict}")
    if report.pruned[0]:
        out(f"what checkpoint {report.pruned[0]} covers was pruned: see record {visible(report.pruned[1]) or '-'}")
    if report.selection:
        out("this is a selection: what is missing was not looked for")
    if report.unchecked:
        out(f"{report.unchecked} records are signed: give the key to check them (--key-file)", sys.stderr)
    return 0 if report.ok else 2


def _verified_file(name: str, key: Optional[bytes], trusted: Sequence[str]) -> Report:
    """Check an export.  Raises :class:`IntentShieldError`."""
    head, lines = exported(name)
    checkpoints = [checkpoint_from(line) for line in head["checkpoints"]]
    return verify_records(
        map(record_from, lines),
        checkpoints,
        key=key,
        trusted=[_checkpoint_file(one) for one in trusted],
        chains=head["chains"],
        selection=head["selection"],
    )


def exported(name: str) -> Tuple[Dict[str, Any], Iterator[Dict[str, Any]]]:
    """The head of an exported trail, and the lines with its records.

    Raises :class:`IntentShieldError`, also while the lines are read.
    """
    lines = _lines(name)
    head = next(lines, {})
    kinds = {"chains": list, "checkpoints": list, "policies": dict, "selection": bool}
    if head.get("intentshield_trail") != 1 or not all(isinstance(head.get(k), kind) for k, kind in kinds.items()):
        raise IntentShieldError(f"{name}: this is not a trail that 'intentshield trail export' wrote")
    return head, lines


def _lines(name: str) -> Iterator[Dict[str, Any]]:
    try:
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield dict(json.loads(line))
                except (ValueError, TypeError, RecursionError, OverflowError) as error:
                    raise StoreError(f"{name}: line {number} cannot be read: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IntentShieldError(f"{name}: {getattr(error, 'strerror', None) or error}") from error


def _checkpoint_file(name: str) -> Checkpoint:
    for line in _lines(name):
        return checkpoint_from(line)
    raise IntentShieldError(f"{name}: it is empty")


# -- taking out


def _export(trail: Trail, args: argparse.Namespace) -> int:
    selection = bool(args.since is not None or args.session or args.stopped or args.kind)
    head = {
        "intentshield_trail": 1,
        "selection": selection,
        "chains": [] if selection else trail.chains(),
        "checkpoints": [json.loads(checkpoint_line(one)) for one in trail.checkpoints()],
        "policies": trail.policies(),
    }
    records = _chosen(trail.records(), _search(args)) if selection else trail.records()
    progress = _Progress(sys.stderr)
    out(to_json(head, one_line=True))
    for one in records:
        out(record_line(one))
        progress.step()
    progress.end()
    return 0


def _chosen(records: Iterator[Record], search: Dict[str, Any]) -> Iterator[Record]:
    """The records that fit, in the order of their chains."""
    for one in records:
        if (
            one.time >= search["since"]
            and search["session"] in ("", one.session)
            and search["kind"] in ("", one.kind)
            and (not search["stopped"] or one.decision in ("deny", "escalate"))
        ):
            yield one


class _Progress:
    """A count on a terminal, for work that takes long."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._count = 0
        self._live = stream.isatty() and not sys.stdout.isatty()

    def step(self) -> None:
        self._count += 1
        if self._live and self._count % 10_000 == 0:
            print(f"\r{self._count} records", end="", file=self._stream, flush=True)

    def end(self) -> None:
        if self._live:
            print(f"\r{self._count} records", file=self._stream)


def _take_checkpoint(trail: Trail, args: argparse.Namespace) -> int:
    out(checkpoint_line(trail.checkpoint()))
    return 0


def _prune(trail: Trail, args: argparse.Namespace) -> int:
    count = trail.prune(time.time() - args.older_than)
    if args.json:
        out(to_json({"pruned": count}))
    else:
        hint = "" if count else "; only what a checkpoint covers is pruned, and writers make one a day"
        out(f"{count} records pruned{hint}")
    return 0


_ACTIONS = {
    "list": _list,
    "show": _show,
    "verify": _verify,
    "export": _export,
    "tail": _tail,
    "checkpoint": _take_checkpoint,
    "prune": _prune,
}
