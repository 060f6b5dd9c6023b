"""Normalisation: what looks the same reads the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.text import NULL, Forms, plain, skeleton, split_name, web


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("%3Cscript%3E", "<script>"),
        ("%253Cscript%253E", "<script>"),
        ("%25253C", "<"),
        ("%u003cIMG", "<img"),
        ("..%c0%af..%e0%80%af..%f0%80%80%af", "../../../"),
        ("%c1%9c", "\\"),
        ("%EF%BC%9Cscript", "<script"),
        ("&lt;b&gt; &#x3c;b&#62; &#60b", "<b> <b> <b"),
        ("jav&Tab;ascript&colon;x", "jav\tascript:x"),
        ("\\u003cb\\x3e\\u{3c}", "<b><"),
        ("a%00b\0c", f"a{NULL}b{NULL}c"),
        ("1+union+select+2", "1 union select 2"),
        ("1 + 1", "1 + 1"),
        ("un/**/ion /*!50000select*/ 1", "un ion  select*/ 1"),
        ("1%a0or%a01", "1 or 1"),
        ("100% & more \\ %zz &nothing;", "100% & more \\ %zz &nothing;"),
        ("%E4%BD%A0", "\u4f60"),
    ],
)
def test_web(text: str, expected: str) -> None:
    assert web(text) == expected
    assert Forms(text).web == expected


@given(st.text(alphabet=st.sampled_from("%25ec0aF&#x;\\u{}/*+ a\0")))
def test_web_of_anything(text: str) -> None:
    assert isinstance(web(text), str)
    assert Forms(text).web == web(text)


@given(st.text(alphabet="abcXYZ 019'\"<>()=;.,-_"))
def test_web_changes_nothing_where_nothing_is_encoded(text: str) -> None:
    form = Forms(text)
    assert form.web is form.plain


@given(st.text(max_size=60), st.integers(0, 50), st.integers(1, 12))
def test_grams_miss_no_substring(text: str, start: int, size: int) -> None:
    grams = Forms(text).grams(text)
    part = text[start : start + size]
    assert grams is not None
    assert all(ch in grams for ch in part)
    assert all(part[i : i + 3] in grams for i in range(len(part) - 2))
