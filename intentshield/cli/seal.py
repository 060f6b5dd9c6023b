"""``intentshield seal`` and ``intentshield verify``."""

from __future__ import annotations

import os
import sys
from typing import Sequence

from ..integrity import SEAL_KEY_VARIABLE, Seal
from ..shield import Shield
from .common import parser, to_json
from .style import Style, out

_EXAMPLES = f"""  intentshield seal --data-dir ./data
  intentshield verify --data-dir ./data
  {SEAL_KEY_VARIABLE}=... intentshield seal --data-dir ./data      # signed with a key
"""


def run(command: str, argv: Sequence[str]) -> int:
    """Record or compare the package's hashes; verify exits with 2 when they differ, 3 when a key is missing."""
    description = "Record the package's hashes." if command == "seal" else "Compare the package with its seal."
    options = parser(command, description, _EXAMPLES)
    options.add_argument("--data-dir", default="data", metavar="DIR", help="where the seal lies (default: data)")
    options.add_argument("--json", action="store_true", help="print JSON")
    if command == "seal":
        options.add_argument("--force", action="store_true", help="even if the package is not what was installed")
    args = options.parse_args(argv)
    seal = Shield("strict", data_dir=args.data_dir).seal
    if command == "verify":
        return _verify(seal, args.json)
    differs = "" if args.force else seal.differs_from_installed()
    if differs:
        out(f"intentshield: the package is not what was installed: {differs}; --force seals it anyway", sys.stderr)
        return 2
    changed = seal.reseal()
    if args.json:
        out(to_json({"seal": seal.path, "intact": True, "reason": None, "changed": changed}))
    else:
        note = f": since the seal before: {changed}" if changed else ""
        out(f"{Style(sys.stdout).paint('sealed', 'green')}  {seal.path}{note}")
    return 0


def _verify(seal: Seal, as_json: bool) -> int:
    if not os.path.exists(seal.path):
        out(f"intentshield: there is no seal at {seal.path}; 'intentshield seal' makes one", sys.stderr)
        return 1
    seal.initialize()
    unchecked = seal.broken is None and seal.unchecked_signature
    reason = f"its signature was not checked: {SEAL_KEY_VARIABLE} is not set" if unchecked else seal.broken
    if as_json:
        out(to_json({"seal": seal.path, "intact": seal.broken is None, "reason": reason}))
    else:
        style = Style(sys.stdout)
        state = style.paint("broken", "red") if seal.broken else style.paint("intact", "green")
        out(f"{state}  {seal.path}" + (f": {reason}" if reason else ""))
    return 2 if seal.broken else 3 if unchecked else 0
