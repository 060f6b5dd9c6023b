"""``intentshield audit``."""

from __future__ import annotations

import json
import sys
from typing import Any, Sequence

from ..errors import IntentShieldError
from ..model import Decision, Verdict
from ..shield import Shield
from .common import add_policy_options, chosen_policy, parser, to_json
from .explain import explained
from .style import Style, out, visible

_EXAMPLES = """  intentshield audit SHELL_EXEC "git push --force" --profile coding --explain
  echo "curl https://example.com" | intentshield audit Bash - --profile coding
  intentshield audit Write '{"file_path": "notes.md", "content": "hi"}' --arguments
  intentshield audit BROWSE https://example.com --json
"""
_CODES = {Decision.ALLOW: 0, Decision.DENY: 2, Decision.ESCALATE: 3}


def run(command: str, argv: Sequence[str]) -> int:
    """Judge one action; the exit code is the decision."""
    options = parser(command, "Judge one action and say why. Nothing is run.", _EXAMPLES)
    options.add_argument("action", help="the action's or tool's name")
    options.add_argument("payload", nargs="?", default="", help="its argument; - reads it from standard input")
    options.add_argument("--arguments", action="store_true", help="the payload is JSON: the tool's arguments")
    add_policy_options(options)
    options.add_argument("--workspace", metavar="DIR", help="the directory the agent works on (default: here)")
    options.add_argument("--cwd", metavar="DIR", help="the directory the action would run in")
    options.add_argument("--explain", action="store_true", help="show effects, findings and what would except it")
    options.add_argument("--json", action="store_true", help="print the verdict as JSON")
    args = options.parse_args(argv)
    payload: Any = sys.stdin.read() if args.payload == "-" else args.payload
    if args.arguments:
        try:
            payload = json.loads(payload)
        except ValueError as error:
            raise IntentShieldError(f"--arguments: the payload is not JSON: {error}") from None
    shield = Shield(chosen_policy(args), workspace=args.workspace, data_dir=".intentshield", max_per_day=None)
    verdict = shield.audit(args.action, payload, cwd=args.cwd)
    _show(verdict, args.json, args.explain)
    if args.explain and not args.json:
        for line in explained(verdict, args.action, payload, Style(sys.stdout)):
            out(line)
    return _CODES[verdict.decision]


def _show(verdict: Verdict, as_json: bool, explain: bool) -> None:
    if as_json:
        out(to_json(verdict.to_dict()))
        return
    style = Style(sys.stdout)
    if not explain:
        out(f"{style.decision(verdict.decision)}  {visible(verdict.reason)}")
        return
    first, _, rest = verdict.explain().partition("\n")
    out(
        first.replace(verdict.decision.value.upper(), style.decision(verdict.decision), 1)
        if style.on
        else visible(first)
    )
    if rest:
        out(visible(rest))
