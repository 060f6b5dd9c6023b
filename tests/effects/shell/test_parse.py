"""The shell grammar: trees, positions, bounds, and texts that are no command lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield.effects.shell import nodes
from intentshield.effects.shell.parse import MAX_TEXT, Unparsable, parse
from tests.bench.growth import TOWERS, tower


def commands(tree: nodes.Sequence) -> list[nodes.Command]:
    """Every command of a tree, outermost first."""
    out: list[nodes.Command] = []
    for pipeline, _ in tree.items:
        for command in pipeline.commands:
            out.append(command)
            if isinstance(command, nodes.Compound):
                for body in command.bodies:
                    out += commands(body)
    return out


def texts(source: str) -> list[str]:
    return [source[c.start : c.end] for c in commands(parse(source))]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("ls", ["ls"]),
        ("a b; c d", ["a b", "c d"]),
        ("a | b |& c", ["a", "b", "c"]),
        ("a && b || c &", ["a", "b", "c"]),
        ("! a", ["a"]),
        ("time -p a b", ["a b"]),
        ("a # comment; b\nc", ["a", "c"]),
        ("x=1 a 'b c' > f", ["x=1 a 'b c' > f"]),
        ("a\\\n b", ["a\\\n b"]),
        (
            "if a; then b; elif c; then d; else e; fi",
            ["if a; then b; elif c; then d; else e; fi", "a", "b", "c", "d", "e"],
        ),
        ("while a; do b; done > f", ["while a; do b; done > f", "a", "b"]),
        ("for i in 1 2; do b; done", ["for i in 1 2; do b; done", "b"]),
        ("for ((i=0; i<2; i++)); do b; done", ["for ((i=0; i<2; i++)); do b; done", "b"]),
        ("case x in a|b) c;; *) d;; esac", ["case x in a|b) c;; *) d;; esac", "c", "d"]),
        ("f() { a; }; f", ["f() { a; }", "{ a; }", "a", "f"]),
        ("function f { a; }", ["function f { a; }", "{ a; }", "a"]),
        ("(a; b)", ["(a; b)", "a", "b"]),
        ("{ a; b; } 2>&1", ["{ a; b; } 2>&1", "a", "b"]),
        ("[[ a && b == c ]]", ["[[ a && b == c ]]"]),
        ("(( i + 1 ))", ["(( i + 1 ))"]),
        ("coproc a", ["coproc a", "a"]),
        ("cat <<E; b\nbody\nE\nc", ["cat <<E", "b", "c"]),
        ("cat <<A <<'B'\n1\nA\n2\nB\nc", ["cat <<A <<'B'", "c"]),
        ("cat <<-E\n\tbody\n\tE\nc", ["cat <<-E", "c"]),
        ("cat <<E\nlast\\\nE\nE\nc", ["cat <<E", "c"]),
        ("cat <<E\r\nbody\r\nE\r\nc", ["cat <<E", "c"]),
        ("a\r#b; c", ["a\r#b", "c"]),
        ("echo a#b", ["echo a#b"]),
        ("a=([x y]=1 [2]=b c)", ["a=([x y]=1 [2]=b c)"]),
        ("a[1+1]=x b", ["a[1+1]=x b"]),
        (
            "echo $'a\\'b' $\"c\" `d` $(e) ${f:-g} $((1+2)) <(h)",
            ["echo $'a\\'b' $\"c\" `d` $(e) ${f:-g} $((1+2)) <(h)"],
        ),
        ("if", None),
        ("a |", None),
        ("a &&", ["a"]),
        ("(a", None),
        ("echo 'a", None),
        ('echo "a', None),
        ("echo $(a", None),
        ("echo ${a", None),
        ("echo `a", None),
        ("for in", None),
        ("case x in", None),
        ("a ) b", None),
        ("; a", None),
        ("a ;; b", None),
        ("> ", None),
        ("\0", None),
    ],
)
def test_trees_and_positions(source: str, wanted: list[str] | None) -> None:
    if wanted is None:
        with pytest.raises(Unparsable) as caught:
            parse(source)
        assert 0 <= caught.value.at <= len(source)
    else:
        assert texts(source) == wanted


@pytest.mark.parametrize("name", sorted(TOWERS))
@pytest.mark.parametrize("size", [100, 5_000, 65_536])
def test_towers_end(name: str, size: int) -> None:
    start = time.perf_counter()
    try:
        parse(tower(name, size))
    except Unparsable as error:
        assert error.reason
    assert time.perf_counter() - start < 5, "not a measurement (tests.bench measures), only: it ends"


def test_bounds() -> None:
    with pytest.raises(Unparsable, match="longer"):
        parse("a" * (MAX_TEXT + 1))
    with pytest.raises(Unparsable, match="deep"):
        parse("$(" * 100 + ")" * 100)
    with pytest.raises(Unparsable, match="parts"):
        parse("a b;" * 30_000)


@given(st.text(alphabet="ab '\"\\$(){}[];|&<>`#=~*\n\t\r!-01", max_size=60))
def test_any_text_parses_or_is_refused(source: str) -> None:
    try:
        tree = parse(source)
    except Unparsable:
        return
    for command in commands(tree):
        assert 0 <= command.start <= command.end <= len(source)


@given(
    st.lists(
        st.sampled_from(["a", "'b c'", '"d"', "$e", "$(f g)", "{h,i}", "j\\ k", "> l", "2>&1", "m=n"]),
        min_size=1,
        max_size=6,
    )
)
def test_whole_words_make_one_command(words: list[str]) -> None:
    tree = parse("cmd " + " ".join(words))
    assert len(tree.items) == 1
