"""Throws mutated commands, code and values at ``Shield.audit``.  ``python -m tests.fuzz [--seconds N] [--seed N]``

Seeds are the corpora.  A finding is an exception, a verdict by the error path, or an audit that takes longer than
a second; after ten it is broken off.  Nothing is executed.  Under ``atheris`` (``python -m tests.fuzz --atheris``) mutation is guided by coverage.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from intentshield import Shield

CORPORA = Path(__file__).parents[1] / "corpora"
ACTIONS = [
    "Bash",
    "PowerShell",
    "cmd",
    "python",
    "execute_sql",
    "javascript",
    "Write",
    "WebFetch",
    "ANSWER",
    "frobnicate",
]
PIECES = [
    "$(",
    ")",
    "`",
    "'",
    '"',
    "\\",
    "|",
    "&&",
    ";",
    "\n",
    "${",
    "}",
    "<<E\n",
    "E\n",
    "{a,b}",
    "~",
    "*",
    "$x",
    "\0",
    "\r",
    "\ud800",
    "\u200b",
    "%00",
    "((",
    "))",
    "[[",
    "]]",
    "#",
    "=",
    "0x",
    "-" * 40,
    "A" * 300,
]


def seeds() -> list[str]:
    """Commands of every corpus."""
    return [
        json.loads(line)["command"]
        for path in sorted(CORPORA.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"command"' in line
    ]


def mutate(rng: random.Random, texts: list[str]) -> str:
    """One text after a few random edits."""
    text = rng.choice(texts)
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text) + 1)
        choice = rng.randrange(5)
        if choice == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif choice == 1:
            text = text[:at] + text[at + rng.randrange(8) :]
        elif choice == 2:
            other = rng.choice(texts)
            text = text[:at] + other[rng.randrange(len(other) + 1) :]
        elif choice == 3:
            text = text[:at] + text[at : at + 12] * rng.randrange(1, 40) + text[at:]
        else:
            text = text[:at] + chr(rng.randrange(1, 0x3000)) + text[at:]
    return text[:20_000]


def problem(shield: Shield, action: str, payload: Any) -> str:
    """What is wrong with the verdict on one action, or ""."""
    start = time.perf_counter()
    if hasattr(signal, "alarm"):
        signal.alarm(10)
    try:
        verdict = shield.session().audit(action, payload)
    except BaseException as error:
        return f"raised {type(error).__name__}: {error}"
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)
    if verdict.path == "error":
        return verdict.reason
    took = time.perf_counter() - start
    return f"took {took:.1f} s" if took > 1 else ""


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seconds", type=float, default=30, help="how long (default: 30)")
    options.add_argument("--seed", type=int, default=None, help="start of the random numbers; printed")
    options.add_argument("--atheris", action="store_true", help="guided by coverage; needs the package atheris")
    args, rest = options.parse_known_args()
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as directory:
        shield = Shield(
            "coding", data_dir=directory, workspace="/work/repo", home="/home/user", platform="posix", resolver=str
        )
        return _guided(shield, rest) if args.atheris else _random(shield, args.seconds, args.seed)


def _random(shield: Shield, seconds: float, seed: int | None) -> int:
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    rng, texts, count, found = random.Random(seed), seeds(), 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        action, text = rng.choice(ACTIONS), mutate(rng, texts)
        payload: Any = rng.choice([text, {"command": text}, {"a": [text, {"b": text}]}])
        wrong = problem(shield, action, payload)
        count += 1
        if wrong:
            found += 1
            print(json.dumps({"action": action, "payload": payload, "problem": wrong}))
    print(f"{count:,} audits, seed {seed}, {found} problems", file=sys.stderr)
    return 1 if found else 0


def _guided(shield: Shield, rest: list[str]) -> int:
    import atheris

    def one(data: bytes) -> None:
        text = data[1:].decode("utf-8", "replace")
        wrong = problem(shield, ACTIONS[(data[0] if data else 0) % len(ACTIONS)], text)
        if wrong:
            raise RuntimeError(wrong)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *rest], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
