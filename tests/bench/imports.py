"""What importing and a first audit cost a fresh interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_CODE = """
import json, sys, time
before = set(sys.modules)
start = time.perf_counter()
{statement}
took = time.perf_counter() - start
new = set(sys.modules) - before
print(json.dumps([took * 1000, len(new), sum(name.startswith("intentshield") for name in new)]))
"""
STATEMENTS = {
    "import intentshield": "import intentshield",
    "from intentshield import Shield": "from intentshield import Shield",
    "first shell audit": "from intentshield import Shield; import tempfile; Shield('coding', data_dir=tempfile.gettempdir() + '/intentshield-bench').audit('Bash', 'git status')",
}


def measure() -> list[dict[str, Any]]:
    """Milliseconds (best of 7) and modules."""
    out = []
    for what, statement in STATEMENTS.items():
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", _CODE.format(statement=statement)],
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for _ in range(7)
        ]
        best = min(runs)
        out.append({"what": what, "ms": best[0], "modules": best[1], "of the package": best[2]})
    return out
