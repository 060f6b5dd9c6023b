"""Measures; asserts nothing.  ``python -m tests.bench [speed|growth|import|memory|state|web] [--json]``

``speed``   p50 and p99 of one audit per kind of action, cold (a new Pipeline cache) and repeated
``growth``  time at 10 times the input, for every pattern and front end: linear is 10, the limit is 13
``import``  modules loaded and time taken by a fresh interpreter
``memory``  resident memory and open files over 1,000,000 distinct audits
``state``   what the trail and the SIEM add, what they sustain, and the same with 1,000,000 records
``web``     attack values stopped and ordinary values interrupted, by family and profile
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Callable

from . import growth, imports, memory, speed, state, web

SECTIONS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "speed": speed.measure,
    "growth": growth.measure,
    "import": imports.measure,
    "memory": memory.measure,
    "state": state.measure,
    "web": web.measure,
}


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("section", nargs="*", choices=[*SECTIONS, []], help="default: speed, growth and import")
    options.add_argument("--json", action="store_true", help="print JSON")
    args = options.parse_args()
    results = {}
    for name in args.section or ["speed", "growth", "import"]:
        rows = SECTIONS[name]()
        results[name] = rows
        if not args.json:
            print(f"\n{name}")
            for row in rows:
                print(
                    "  "
                    + "  ".join(
                        f"{k} {v:,.1f}" if isinstance(v, float) else f"{v!s:36}" if k == "what" else f"{k} {v}"
                        for k, v in row.items()
                    )
                )
            sys.stdout.flush()
    if args.json:
        json.dump(results, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
