"""Attack values stopped and ordinary values interrupted, as one argument of a tool that no table knows.

``held back``: the third of each list, by hash, that was not looked at while the patterns were written.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from intentshield import Shield
from tests.corpora.web_payloads import PAYLOADS

ORDINARY = Path(__file__).parents[1] / "corpora" / "ordinary_values.jsonl"
KEYS = {"strict": "input", "coding": "data"}


def held_back(value: str) -> bool:
    """Whether a value belongs to the third that was not looked at."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()[0] % 3 == 0


def measure() -> list[dict[str, Any]]:
    """Percent not allowed, per family, profile and half of the list."""
    ordinary = [json.loads(line)["value"] for line in ORDINARY.read_text(encoding="utf-8").splitlines()]
    out = []
    with tempfile.TemporaryDirectory() as directory:
        shields = {
            p: Shield(
                p,
                data_dir=f"{directory}/{p}",
                workspace="/work/repo",
                home="/home/user",
                platform="posix",
                resolver=str,
            )
            for p in KEYS
        }
        for family, values in {**PAYLOADS, "ordinary": ordinary}.items():
            row: dict[str, Any] = {"what": family, "n": len(values)}
            for profile, key in KEYS.items():
                for held in (False, True):
                    mine = [v for v in values if held_back(v) is held]
                    stopped = sum(not shields[profile].audit("frobnicate", {key: v}).allowed for v in mine)
                    row[profile + (", held back" if held else "")] = 100 * stopped / len(mine)
            out.append(row)
    return out
