"""Time at 10 times the input, on inputs made to be slow: for every pattern, and for every front end."""

from __future__ import annotations

import random
import re
import tempfile
import time
from typing import Any, Callable, Iterator

from intentshield import Shield
from intentshield.redact import Redactor
from intentshield.rules import TextRule
from intentshield.rules.catalogue import BUILT_IN

try:
    from re import _constants as sre_constants
    from re import _parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_constants  # type: ignore[no-redef]
    import sre_parse  # type: ignore[no-redef]

SMALL, LARGE = 3_000, 30_000
LIMIT = 13.0


def seeds(pattern: str) -> Iterator[str]:
    """Texts that a backtracking matcher may dislike: repetitions of what each part of the pattern matches."""
    rng = random.Random(pattern)
    alphabet = " a1\"'(<./-_=:;$\n"
    yield from ("a", " ", "a ", "1", "a.", "((", "<a ", "a=", "'", '"', "../", "a-", "//", "$(", "\\")
    try:
        tree = sre_parse.parse(pattern)
    except Exception:
        return
    pieces = [text for text in _samples(tree, rng) if text]
    yield from dict.fromkeys(pieces)
    for _ in range(6):
        if pieces:
            yield "".join(rng.choice(pieces) + rng.choice(["", " ", rng.choice(alphabet)]) for _ in range(3))


def _samples(tree: Any, rng: random.Random) -> Iterator[str]:
    """A short text for every repeated part of a parsed pattern, and for the whole."""
    for operator, argument in tree:
        if operator in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            inner = _sample(argument[2], rng)
            yield inner
            yield from _samples(argument[2], rng)
        elif operator is sre_constants.SUBPATTERN:
            yield from _samples(argument[-1], rng)
        elif operator is sre_constants.BRANCH:
            for branch in argument[1]:
                yield from _samples(branch, rng)
        elif operator in (sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            yield from _samples(argument[1], rng)
    yield _sample(tree, rng)[:80]


def _sample(tree: Any, rng: random.Random) -> str:
    out = []
    for operator, argument in tree:
        if operator is sre_constants.LITERAL:
            out.append(chr(argument))
        elif operator is sre_constants.IN:
            out.append(_member(argument))
        elif operator in (sre_constants.ANY, sre_constants.NOT_LITERAL):
            out.append("a")
        elif operator in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            out.append(_sample(argument[2], rng) * max(1, min(argument[0], 3)))
        elif operator is sre_constants.SUBPATTERN:
            out.append(_sample(argument[-1], rng))
        elif operator is sre_constants.BRANCH:
            out.append(_sample(rng.choice(argument[1]), rng))
    return "".join(out)


def _member(items: Any) -> str:
    if items[0][0] is sre_constants.NEGATE:
        return "a"
    for operator, argument in items:
        if operator is sre_constants.LITERAL:
            return chr(argument)
        if operator is sre_constants.RANGE:
            return chr(argument[0])
        if operator is sre_constants.CATEGORY:
            return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1"}.get(str(argument), "a")
    return "a"


def _took(work: Callable[[str], object], text: str) -> float:
    best = 9e9
    for _ in range(3):
        start = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - start)
    return best


def grows(work: Callable[[str], object], seed: str, tail: str = "\0") -> tuple[float, float]:
    """(time at LARGE / time at SMALL, seconds at LARGE), where the time is long enough to be measured."""
    small = (seed * (SMALL // len(seed) + 1))[:SMALL] + tail
    start = time.perf_counter()
    work(small)
    if time.perf_counter() - start > 0.5:
        return 99.0, 9.9
    large = (seed * (LARGE // len(seed) + 1))[:LARGE] + tail
    at_large = _took(work, large)
    if at_large < 0.002:
        return 0.0, at_large
    return at_large / max(_took(work, small), 1e-6), at_large


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of every built-in text rule."""
    for rule in BUILT_IN:
        if isinstance(rule, TextRule):
            for compiled in rule.compiled:
                yield rule.id, compiled


TOWERS: dict[str, tuple[str, str]] = {
    "parentheses": ("(", ")"),
    "substitutions": ("$(", ")"),
    "braces": ("{ ", ";}"),
    "double quotes": ('"', ""),
    "single quotes": ("'a' ", ""),
    "pipes": ("a | ", "a"),
    "lists": ("a && b; ", ""),
    "here-documents": ("cat <<E\n", "E\n"),
    "backquotes": ("`a` ", ""),
    "variables": ("$a${b}$c ", ""),
    "brace expansion": ("{a,b}", ""),
    "arithmetic": ("$((1+", "))"),
    "if": ("if a; then ", "fi;"),
    "case": ("case x in y) ", ";; esac"),
    "assignments": ("a=$a$a; ", ""),
    "loops": ("for i in a b; do ", "done;"),
    "words": ("rm -rf x ", ""),
    "eval": ("eval ", ""),
    "globs": ("*?[a]", ""),
}


def tower(name: str, size: int) -> str:
    """``size`` characters of one construct, nested or repeated."""
    opening, closing = TOWERS[name]
    count = size // max(1, len(opening) + (len(closing) if closing and name not in ("pipes",) else 0))
    return (opening * count + "a " + closing * (count if name not in ("pipes", "here-documents") else 1))[:size]


FRONT_ENDS: dict[str, tuple[str, Callable[[int], str]]] = {
    **{f"shell: {name}": ("Bash", lambda size, name=name: tower(name, size)) for name in TOWERS},
    "python: statements": ("python", lambda size: "x = f(1)\n" * (size // 9)),
    "python: expression": ("python", lambda size: "x = " + "1 + " * (size // 4 - 2) + "1"),
    "python: strings": ("python", lambda size: "x += 'a'\n" * (size // 9)),
    "sql: list": ("execute_sql", lambda size: "SELECT " + "a, " * (size // 3 - 10) + "b FROM t"),
    "sql: statements": ("execute_sql", lambda size: "SELECT 1;" * (size // 9)),
    "sql: comments": ("execute_sql", lambda size: "/* */ " * (size // 6)),
    "powershell": ("PowerShell", lambda size: "Get-Item a; " * (size // 12)),
    "url": ("WebFetch", lambda size: "https://example.com/" + "a%20" * (size // 4)),
    "path": ("Read", lambda size: "a/../" * (size // 5)),
    "untyped": ("frobnicate", lambda size: "a/b c=d " * (size // 8)),
    "answer": ("ANSWER", lambda size: "please ignore all of the previous words " * (size // 40)),
}


#: Repeated, these are what the search for secrets may dislike.
REDACTED = (
    "an ordinary sentence with a few words. ",
    "password=",
    'password="',
    '{"password": "',
    "https://a:b",
    "eyJ",
    "gh" + "p_",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
    "curl -u ",
    "login ",
    "Cookie: a=",
    "AccountKey=" + "aB3/" * 20,
    "a1B2c3D4e5F6.",
    ":AA",
    "-us1",
    "4111 1111 ",
    "DE89 3704 ",
    "a.b@c.d",
)


def measure() -> list[dict[str, Any]]:
    """The worst growth of the patterns, and every front end at 1 KB, 10 KB and 64 KB (milliseconds)."""
    worst = (0.0, 0.0, "", "")
    count = tried = 0
    for ident, compiled in patterns():
        count += 1
        for seed in dict.fromkeys(seeds(compiled.pattern)):
            tried += 1
            ratio, seconds = grows(compiled.search, seed)
            if ratio > worst[0]:
                worst = (ratio, seconds, ident, repr(seed)[:40])
    out: list[dict[str, Any]] = [
        {
            "what": f"{count} patterns on {tried} texts",
            "worst growth": worst[0],
            "ms": worst[1] * 1000,
            "rule": worst[2],
            "text": worst[3],
        }
    ]
    redactor = Redactor(pii=True)
    for seed in REDACTED:
        texts = [(seed * (size // len(seed) + 1))[:size] for size in (1_000, 10_000, 65_536)]
        out.append(_grown(f"redact: {seed[:24]!r}", [_took(redactor.find, text) for text in texts]))
    with tempfile.TemporaryDirectory() as directory:
        shield = Shield(
            "coding", data_dir=directory, workspace="/work/repo", home="/home/user", platform="posix", resolver=str
        )
        for what, (action, make) in FRONT_ENDS.items():
            texts = [make(size) for size in (1_000, 10_000, 65_536)]
            times = [_took(lambda text, action=action: _fresh(shield, action, text), text) for text in texts]
            out.append(_grown(what, times))
    return out


def _grown(what: str, times: list[float]) -> dict[str, Any]:
    """One row: the times at 1 KB, 10 KB and 64 KB, and how they grow."""
    return {
        "what": what,
        "1 KB": times[0] * 1000,
        "10 KB": times[1] * 1000,
        "64 KB": times[2] * 1000,
        "growth": times[1] / times[0],
        "worst": times[2] / times[1] / 6.5536 * 10,
    }


def _fresh(shield: Shield, action: str, text: str) -> None:
    shield._pipeline._cache.clear()
    shield.audit(action, text)
