"""Normalisation: what looks the same reads the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.text import Forms, plain, skeleton, split_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KILL", "kill"),
        ("\uff2b\uff29\uff2c\uff2c", "kill"),
        ("k\u0456ll", "kill"),
        ("k\u200bi\u2060l\u00adl", "kill"),
        ("ki\u0301ll", "kill"),
        ("\U0001d4f4\U0001d4f2\U0001d4f5\U0001d4f5", "kill"),
        ("ki\x08ll", "kill"),
        ("\u212aill", "kill"),
        ("\u03c1\u0430\u0443", "pay"),
        ("caf\u00e9", "cafe"),
        ("\u2018quoted\u2019", "'quoted'"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k1ll", "kill"),
        ("5t34l", "steal"),
        ("k.i.l.l", "kill"),
        ("k i l l", "kill"),
        ("by-pass", "bypass"),
        ("h4ck_th3_pl4n3t", "hacktheplanet"),
        ("3.5 apples", "3.5 apples"),
        ("a - b", "a - b"),
    ],
)
def test_skeleton(text: str, expected: str) -> None:
    assert skeleton(text) == expected


@given(st.text(max_size=80))
def test_forms_are_idempotent(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.text(alphabet="ki1l!|.-_ \u0456\u200b", max_size=30))
def test_forms_are_idempotent_on_tricky_alphabets(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert skeleton(skeleton(text)) == skeleton(text)


def test_words_have_both_readings_of_one() -> None:
    assert {"kill", "steal"} <= Forms("k1ll stea1").words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sendEmail", ("send", "email")),
        ("HTTPGet", ("http", "get")),
        ("mcp__git__git_log", ("mcp", "git", "git", "log")),
        ("delete-file", ("delete", "file")),
        ("", ()),
        ("\uff33end", ("send",)),
    ],
)
def test_split_name(name: str, words: tuple[str, ...]) -> None:
    assert split_name(name) == words


@pytest.mark.parametrize("unit", ["a", "a.", "1a", "k i ", "\u0456\u0301", "@$!|", "a-", " "])
def test_forms_are_linear(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            skeleton(text)
            best = min(best, time.perf_counter() - start)
        return best

    assert cost(40_000) < 40 * cost(4_000) + 0.01
