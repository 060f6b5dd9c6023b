"""One audit per kind of action: cold, and repeated."""

from __future__ import annotations

import json
import shlex
import tempfile
import time
from pathlib import Path
from typing import Any

from intentshield import Shield

CORPUS = Path(__file__).parents[1] / "corpora" / "everyday.jsonl"
PYTHON = """import json
import os
from pathlib import Path
from collections import Counter

def load(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]

rows = load(Path("data") / "rows.jsonl")
counts = Counter(row["kind"] for row in rows)
for kind, count in counts.most_common(10):
    print(f"{kind:20} {count:6}")
best = max(rows, key=lambda row: row["score"])
total = sum(row["score"] for row in rows if row.get("valid"))
print(best["name"], total / max(1, len(rows)))
with open("summary.json", "w") as file:
    json.dump({"best": best, "total": total}, file)
os.makedirs("out", exist_ok=True)
"""
TEXT = "We compared the two releases and found that the second needs about a third less memory on the larger data set, while start-up takes a little longer because of the index. "


def kinds() -> dict[str, list[tuple[str, str, Any]]]:
    """Kind -> (profile, action, payload), all different."""
    n = 400
    commands = [json.loads(line)["command"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return {
        "shell, everyday corpus": [("coding", "Bash", {"command": c}) for c in commands],
        "shell, one simple command": [("coding", "Bash", f"git log -n {i}") for i in range(n)],
        "read": [("coding", "Read", {"file_path": f"src/m{i}.py"}) for i in range(n)],
        "write, 1 KB": [
            ("coding", "Write", {"file_path": f"src/m{i}.py", "content": "x = 1\n" * 170}) for i in range(n)
        ],
        "fetch": [("coding", "WebFetch", {"url": f"https://docs.example.com/p/{i}"}) for i in range(n)],
        "python, 20 lines": [("coding", "python", {"code": PYTHON + f"x = {i}"}) for i in range(n)],
        "sql, one line": [
            ("coding", "execute_sql", {"sql": f"SELECT id, name FROM users WHERE id = {i} ORDER BY name LIMIT 10"})
            for i in range(n)
        ],
        "answer, 250 characters, strict": [("strict", "ANSWER", f"{i} {TEXT[:248]}") for i in range(n)],
        "answer, 250 characters, coding": [("coding", "ANSWER", f"{i} {TEXT[:248]}") for i in range(n)],
        "unknown tool, three strings": [
            ("coding", "frobnicate", {"a": f"v{i}", "b": "hello there", "c": "src/x.py"}) for i in range(n)
        ],
        "tool call, eight keys": [
            (
                "coding",
                "create_issue",
                {
                    "owner": "acme",
                    "repo": "widgets",
                    "title": f"Crash when the list {i} is empty",
                    "body": "The list view crashes when there are no rows. Steps: open it, remove the last row.",
                    "labels": ["bug", "ui"],
                    "assignee": "jane-doe",
                    "milestone": i,
                    "state": "open",
                },
            )
            for i in range(n)
        ],
        "tool call, eight keys, strict": [
            (
                "strict",
                "search_products",
                {
                    "customer": f"Pat O'Brien {i}",
                    "product": "table lamp & shade, black/white",
                    "size": "30 x 40 cm",
                    "color": "dark blue",
                    "coupon": "SPRING-24",
                    "page": i,
                    "note_to_shop": "ring the bell, please",
                    "country": "IE",
                },
            )
            for i in range(n)
        ],
        "browse, strict": [("strict", "BROWSE", f"https://example.com/{i}") for i in range(n)],
    }


def _quantiles(times: list[float]) -> tuple[float, float]:
    times.sort()
    return times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]


def _best(samples: list[list[float]]) -> list[float]:
    """Each item's best of several passes: what the work costs, without what else the machine did."""
    return [min(item) for item in zip(*samples)]


def measure() -> list[dict[str, Any]]:
    """Microseconds."""
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
            for p in ("strict", "coding")
        }
        for what, rows in kinds().items():
            cold, warm = [], []
            for _ in range(5):
                for shield in shields.values():
                    shield._pipeline._cache.clear()
                cold.append([_time(shields[p], a, x) for p, a, x in rows])
                warm.append([min(_time(shields[p], a, x) for _ in range(4)) for p, a, x in rows[-200:]])
            p50, p99 = _quantiles(_best(cold))
            out.append({"what": what, "n": len(rows), "p50": p50, "p99": p99, "repeated": _quantiles(_best(warm))[0]})
        commands = [row[2]["command"] for row in kinds()["shell, everyday corpus"]]
        p50, p99 = _quantiles(_best([[_split(c) for c in commands] for _ in range(5)]))
        out.append({"what": "shlex.split, everyday corpus", "n": len(commands), "p50": p50, "p99": p99})
    return out


def _time(shield: Shield, action: str, payload: Any) -> float:
    start = time.perf_counter_ns()
    shield.audit(action, payload)
    return (time.perf_counter_ns() - start) / 1000


def _split(command: str) -> float:
    start = time.perf_counter_ns()
    try:
        shlex.split(command)
    except ValueError:
        pass
    return (time.perf_counter_ns() - start) / 1000
