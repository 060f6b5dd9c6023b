"""What command lines come to: the words that would really run.

The differential test compares with a real bash; these rows say what is meant, one mechanism each.
"""

from __future__ import annotations

import pytest

from intentshield.effects.shell import ShellFrontEnd
from intentshield.effects.shell.values import HOLE
from intentshield.front_ends import default_front_ends
from intentshield.model import Analysis, Part, Role, Verb
from tests.conftest import context


def analysed(text: str) -> Analysis:
    analysis = Analysis()
    ShellFrontEnd(default_front_ends()).lower(Part((), Role.COMMAND, text), context(), analysis)
    return analysis


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a=p; b=rog; $a$b x", "prog x"),
        ("p''r\"o\"\\g x", "prog x"),
        ("$'\\x70rog' x", "prog x"),
        ("{prog,x}", "prog x"),
        ("prog {1..3}", "prog 1 2 3"),
        ("prog ~/x", "prog /home/user/x"),
        ("prog a=~/x", "prog a=/home/user/x"),
        ("${x:-prog} y", "prog y"),
        ("x=aprogb; ${x:1:4} y", "prog y"),
        ("x=PROG; ${x,,} y", "prog y"),
        ("x=pXrog; ${x/X/} y", "prog y"),
        ("x=zprog; ${x#z} y", "prog y"),
        ("prog${IFS}x", "prog x"),
        ("x='prog y'; $x", "prog y"),
        ("$(echo prog) y", "prog y"),
        ("$(echo gorp | rev) y", "prog y"),
        ("$(printf 'p%sg' ro) y", "prog y"),
        ("$(echo cHJvZwo= | base64 -d) y", "prog y"),
        ("$(echo 70726f67 | xxd -r -p) y", "prog y"),
        ("$(echo qsph | tr b-z a-y) y", "prog y"),
        ("$(echo a:prog:b | cut -d: -f2) y", "prog y"),
        ("$(echo pXog | sed s/X/r/) y", "prog y"),
        ("$(sed -n 2p <<< $'a\\nprog\\nb') y", "prog y"),
        ("$(head -c 4 <<< progress) y", "prog y"),
        ("eval prog y", "prog y"),
        ("eval 'x=prog'; $x y", "prog y"),
        ("bash -c 'prog $0 $1' a b", "prog a b"),
        ("echo prog y | sh", "prog y"),
        ("sh <<< 'prog y'", "prog y"),
        ("sh <<E\nprog y\nE", "prog y"),
        ("source <(echo prog y)", "prog y"),
        ("echo 'prog y' > f; sh f", "prog y"),
        ("echo 'prog $1' > f; cp f g; sh g z", "prog z"),
        ("T=$(mktemp); echo 'prog y' > $T; sh $T", "prog y"),
        ("T=$(mktemp -d); echo 'prog y' > $T/a.sh; chmod +x $T/a.sh; $T/a.sh", "prog y"),
        ("echo y | xargs prog", "prog y"),
        ("echo y | xargs -I{} prog {} z", "prog y z"),
        ("find . -exec prog y \\;", "prog y"),
        ("awk 'BEGIN { system(\"prog y\") }'", "prog y"),
        ('f() { prog "$@"; }; f y z', "prog y z"),
        ("alias q='prog y'; q z", "prog y z"),
        ("for i in y z; do prog $i; done", "prog z"),
        ('set -- a b c; prog "${@:2}"', "prog b c"),
        ('a=(x prog y); "${a[@]:1}"', "prog y"),
        ("declare -A m; m[k]=prog; ${m[k]} y", "prog y"),
        ("declare -n r=v; v=prog; $r y", "prog y"),
        ("n=v; v=prog; ${!n} y", "prog y"),
        ("read x <<< prog; $x y", "prog y"),
        ('IFS=_ read -ra a <<< prog_y; "${a[@]}"', "prog y"),
        ("printf -v x %s prog; $x y", "prog y"),
        ("i=0; while [ $i -lt 2 ]; do i=$((i+1)); prog $i; done", "prog 2"),
        ("trap 'prog y' EXIT", "prog y"),
        ("(x=a; trap 'prog $x' EXIT; x=b); x=c", "prog b"),
        ("exec 3<<< 'prog y'; sh <&3", "prog y"),
        ('cd /tmp && prog "$PWD"', "prog /tmp"),
        ('cd /tmp; cd /usr; cd -; prog "$PWD"', "prog /tmp"),
        ('pushd /tmp; popd; prog "$PWD"', "prog /work/repo"),
        ("sudo -u x env A=1 nice -n 5 timeout 3 prog y", "prog y"),
        ("command -- prog y", "prog y"),
        ("exec -a z prog y", "prog y"),
        ("prog y &", "prog y"),
        ("coproc prog y", "prog y"),
        ("! prog y", "prog y"),
        ("[[ $(prog y) ]]", "prog y"),
        ("case $(prog y) in *) :;; esac", "prog y"),
        ("case x in $(prog y)) :;; esac", "prog y"),
        ("a[$(prog y)]=1", "prog y"),
        ("echo ${a[$(prog y)]}", "prog y"),
        ("let 'a[$(prog y)]=1'", "prog y"),
        ("x='$(prog y)'; echo ${x@P}", "prog y"),
        ('echo "${x:-$(prog y)}"', "prog y"),
        ("diff <(prog y) z", "prog y"),
        ("tee >(prog y)", "prog y"),
        ("$(( $(prog y) + 1 ))", "prog y"),
        ("mapfile -C 'prog y' -c 1 a", "prog y"),
        ("command_not_found_handle() { prog y; }; nothing-here", "prog y"),
    ],
)
def test_the_words_that_run(text: str, words: str) -> None:
    seen = [" ".join(command.argv) for command in analysed(text).commands]
    assert words in seen, seen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x=$(curl https://a.example); prog $x", ["prog", HOLE]),
        ("prog $UNKNOWN/x", ["prog", f"{HOLE}/x"]),
        ('prog "$(date)"', ["prog", HOLE]),
        ("read x; prog $x", ["prog", HOLE]),
        ('for f in dir/*.txt; do prog "$f"; done', ["prog", f"dir/{HOLE}.txt"]),
    ],
)
def test_what_is_unknown_stays_unknown(text: str, words: list[str]) -> None:
    found = [command for command in analysed(text).commands if command.argv[0] == "prog"]
    assert [list(command.argv) for command in found] == [words]
    assert not found[0].certain


@pytest.mark.parametrize(
    ("text", "either"),
    [
        ("if a; then x=1; else x=2; fi; prog $x", {"1", "2"}),
        ("case $1 in a) x=1;; b) x=2;; *) x=3;; esac; prog $x", {"1", "2", "3"}),
        ("x=1; a && x=2; prog $x", {"1", "2"}),
        ("if true; then a || x=1; fi; x=${x}2; prog $x", {"12"}),
        ("x=1; while a; do b && break; x=2; done; prog $x", {"1", "2"}),
        ("f() { b && return; x=2; }; x=1; f; prog $x", {"1", "2"}),
    ],
)
def test_every_branch_counts(text: str, either: set[str]) -> None:
    assert {c.argv[1] for c in analysed(text).commands if c.argv[0] == "prog" and len(c.argv) == 2} >= either


@pytest.mark.parametrize("text", ["x=1; x=2 & prog $x", "x=1; (x=2); prog $x", "x=1; echo | { x=2; }; prog $x"])
def test_subshells_keep_their_changes(text: str) -> None:
    assert "1" in {c.argv[1] for c in analysed(text).commands if c.argv[0] == "prog"}


@pytest.mark.parametrize(
    "text",
    [
        "prog " + "{a,b}" * 40,
        "prog {1..900000}",
        'echo "prog ' + "{a,b}" * 9 + '"' + "{a,b}" * 9 + " | sh",
        "for i in {1..600}; do for j in {1..600}; do prog $i$j{1..400}; done; done",
        "eval " * 8 + 'echo "' + "{a,b}" * 12 + '"' + "{a,b}" * 12,
        "for i in {1..500}; do prog $i" + "{1..500}; done; rm -rf /",
    ],
)
def test_braces_are_followed_to_a_bound(text: str) -> None:
    analysis = analysed(text)
    assert sum(len(command.argv) for command in analysis.commands) < 40_000
    words = {word for command in analysis.commands for word in command.argv}
    assert any(HOLE in word for word in words) or any(e.target.startswith("more words") for e in analysis.effects)


def test_what_lies_beyond_the_bound_of_braces_keeps_its_known_parts() -> None:
    words = analysed("prog /etc/" + "{a,b}" * 12 + "/x").commands[0].argv
    assert words[-1].startswith("/etc/")
    assert words[-1].endswith("/x")


def test_a_text_longer_than_the_bound_keeps_its_beginning() -> None:
    commands = analysed("echo 'prog y; true '" + "{1..400}" * 1 + "{1..100} | sh").commands
    assert ("prog", "y") in [command.argv for command in commands]


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("curl 'http://{a,b}.example/x'", {"a.example", "b.example"}),
        ("curl 'http://[1-3].example/x'", {"1.example", "2.example", "3.example"}),
        ("curl 'http://[::1]/{a,b}'", {"[::1]"}),
        ("curl -sXPOST 'http://a.example/[1-9000000]'", {"a.example"}),
    ],
)
def test_urls_that_curl_expands(text: str, hosts: set[str]) -> None:
    assert {e.target for e in analysed(text).effects if e.verb in (Verb.CONNECT, Verb.SEND)} == hosts


@pytest.mark.parametrize(("flags", "saved"), [("-sSLO", True), ("-XPOST", False), ("-o x", False)])
def test_the_file_that_curl_saves(flags: str, saved: bool) -> None:
    written = {e.target for e in analysed(f"curl {flags} https://a.example/f.txt").effects if e.verb is Verb.WRITE}
    assert ("/work/repo/f.txt" in written) == saved
