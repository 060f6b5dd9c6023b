"""Against a real bash: the analysis predicts at least what runs, and exactly the words where it claims certainty.

Random command lines around harmless stub programs are run in an unprivileged sandbox (see :mod:`tests.sandbox`).
"""

from __future__ import annotations

import os
import random
import re
from fnmatch import translate
from pathlib import Path
from typing import Any, Callable, Sequence

import pytest

from intentshield.effects.shell import ShellFrontEnd
from intentshield.effects.shell.values import HOLE, Field
from intentshield.front_ends import default_front_ends
from intentshield.model import Analysis, Part, Role, Verb
from tests import sandbox
from tests.conftest import context

CASES = int(os.environ.get("INTENTSHIELD_DIFFERENTIAL_CASES", "1500"))
SEED = int(os.environ.get("INTENTSHIELD_DIFFERENTIAL_SEED", "20261122"))

_WHY_NOT = sandbox.unavailable()
pytestmark = pytest.mark.skipif(_WHY_NOT is not None, reason=f"not run: {_WHY_NOT}")

WORDS = [
    "a",
    "b1",
    "x y",
    "p/q",
    "-v",
    "--opt=1",
    "it's",
    'say "hi"',
    "",
    "*",
    "$x",
    "a\\b",
    "\u00e4",
    "tab\there",
    "~",
    "#no",
    "{k}",
    "1",
    "22",
]
NAMES = ["v", "w", "n_1"]
STUBS = ["stub_a", "stub_b", "stub_c"]


class Maker:
    """Makes command lines of bounded depth."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.set: list[str] = []

    def pick(self, options: Sequence[Any]) -> Any:
        return self.rng.choice(options)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    # words

    def quoted(self, text: str) -> str:
        """One of the ways to write a literal."""
        style = self.rng.randrange(5)
        if style == 0:
            return "'" + text.replace("'", "'\\''") + "'"
        if style == 1:
            return '"' + re.sub(r'([$`"\\])', r"\\\1", text) + '"'
        if style == 2:
            return (
                "$'"
                + "".join(
                    f"\\x{ord(c):02x}" if ord(c) < 128 and self.chance(0.5) else {"'": "\\'", "\\": "\\\\"}.get(c, c)
                    for c in text
                )
                + "'"
            )
        if style == 3 and text and "\n" not in text:
            return "".join("\\" + c if not c.isalnum() or self.chance(0.2) else c for c in text)
        if len(text) > 1:
            cut = self.rng.randrange(1, len(text))
            return self.quoted(text[:cut]) + self.quoted(text[cut:])
        return "'" + text.replace("'", "'\\''") + "'"

    def variable(self) -> str:
        name = self.pick(self.set or NAMES)
        forms = [f"${name}", f"${{{name}}}", f'"${name}"', f'"${{{name}}}z"']
        if self.set:
            forms += [
                f"${{{name}:-d e}}",
                f'"${{{name}:-d}}"',
                f"${{{name}:+alt}}",
                f'"${{{name}#?}}"',
                f'"${{{name}%?}}"',
                f'"${{{name}/a/X}}"',
                f'"${{{name}//b/Y}}"',
                f'"${{{name}^^}}"',
                f'"${{{name}:0:2}}"',
                f"${{#{name}}}",
            ]
        else:
            forms = [f"${{{name}_unset:-dflt}}", f'"${{{name}_unset:-two words}}"']
        return self.pick(forms)

    def substitution(self, depth: int) -> str:
        inner = self.pick(
            [
                lambda: f"echo {self.word(depth + 1)}",
                lambda: f"printf %s {self.word(depth + 1)}",
                lambda: f"echo {self.quoted(self.pick(WORDS))} | tr a-y b-z",
                lambda: f"printf '%s\\n' {self.quoted('q r')} | rev",
                lambda: "echo aGVsbG8= | base64 -d",
                lambda: "echo 7175 | xxd -r -p",
                lambda: f"echo {self.quoted('k:l:m')} | cut -d: -f{self.rng.randrange(1, 4)}",
                lambda: "echo abcabc | sed 's/b/Z/g'",
                lambda: "seq 3 | head -n 2",
                lambda: "basename /x/y.txt .txt",
            ]
        )()
        if (
            "`" not in inner
            and "\\" not in inner
            and '"' not in inner
            and "$" not in inner
            and "'" not in inner
            and self.chance(0.3)
        ):
            return "`" + inner + "`"
        return f'"$({inner})"' if self.chance(0.6) else f"$({inner})"

    def word(self, depth: int = 0) -> str:
        roll = self.rng.random()
        if roll < 0.35:
            return self.quoted(self.pick(WORDS))
        if roll < 0.5:
            return self.pick(["plain", "a.b", "x-1", "k=v", "two.txt"])
        if roll < 0.65:
            return self.variable()
        if roll < 0.75 and depth < 3:
            return self.substitution(depth)
        if roll < 0.82:
            return self.pick(["{a,b}", "p{1..3}q", "{x,y{1,2}}", "{a,'b c'}z", "{single}", "{c..a}"])
        if roll < 0.87:
            return f"$(({self.rng.randrange(9)}+{self.rng.randrange(9)}*2))"
        if roll < 0.88:
            return self.pick(["*.txt", "dir/*", "no*match", "o?e.txt"])
        return self.word(depth + 1) + self.quoted(self.pick(["m", "n o"])) if depth < 3 else "end"

    # commands

    def call(self, depth: int = 0) -> str:
        name = self.pick(STUBS)
        if self.chance(0.15):
            name = self.pick(
                [
                    f"'{name}'",
                    f"s{name[1:]}",
                    f"st''ub_{name[-1]}",
                    f"\\{name}",
                    f"$(echo {name})",
                    f"stub_$'\\x{ord(name[-1]):x}'",
                ]
            )
        return " ".join([name, *(self.word(depth) for _ in range(self.rng.randrange(4)))])

    def assign(self) -> str:
        name = self.pick(NAMES)
        text = f"{name}={self.pick([self.quoted(self.pick(WORDS)), 'lit', self.substitution(2), '$((2+3))'])}"
        if name not in self.set:
            self.set.append(name)
        return text

    def command(self, depth: int = 0) -> str:
        makers: list[Callable[[], str]] = [lambda: self.call(depth)] * 6 + [
            self.assign,
            lambda: (
                f"echo {self.word()} {self.pick(['>', '>>', '>|'])} {self.pick(['out.txt', 'dir/new.txt', 'one.txt'])}"
            ),
            lambda: self.pick(
                [
                    "rm one.txt",
                    "rm -f two.txt missing",
                    "touch made.txt",
                    "mkdir newdir",
                    "cp one.txt copy.txt",
                    "mv two.txt moved.txt",
                    "rm -r dir",
                    "ln -s one.txt link.txt",
                ]
            ),
            lambda: f"echo {self.quoted('i1 i2')} | xargs {self.pick(STUBS)} {self.word(2)}",
            lambda: f"printf '%s\\n' l1 l2 | while read -r line; do {self.pick(STUBS)} \"$line\"; done",
            lambda: f"{self.pick(STUBS)} <<< {self.word(2)}",
            lambda: f"cat <<EOF | {self.pick(STUBS)} x\nbody $v\nEOF\n",
            lambda: f"eval {self.quoted(self.call(2))}",
            lambda: f"bash -c {self.quoted(self.call(2))}",
            lambda: "bash -c " + self.quoted(self.pick(STUBS) + ' "$0" "$1"') + f" {self.word(2)} z",
            lambda: f"env K=1 {self.call(2)}",
            lambda: f"command {self.call(2)}",
            lambda: f"nice -n 5 {self.call(2)}",
            lambda: f"timeout 5 {self.call(2)}",
            lambda: f"echo {self.pick(STUBS)} k | base64 | base64 -d | bash",
            lambda: f"echo '{self.pick(STUBS)} r1' > run.sh; bash run.sh",
        ]
        if self.chance(0.1):
            makers.append(lambda: f"find . -name '*.txt' -exec {self.pick(STUBS)} {{}} \\;")
        if depth < 3:
            makers += [
                lambda: (
                    f"if {self.pick(['true', 'false', '[ -f one.txt ]', '[[ a == b ]]'])}; then {self.list(depth + 1)}; else {self.list(depth + 1)}; fi"
                ),
                lambda: f"for v in {self.word()} {self.word()}; do {self.list(depth + 1)}; done",
                lambda: f"( {self.list(depth + 1)} )",
                lambda: f"{{ {self.list(depth + 1)}; }}",
                lambda: f"case {self.word()} in a|b*) {self.list(depth + 1)};; *) {self.list(depth + 1)};; esac",
                lambda: f'f() {{ {self.pick(STUBS)} "$1" "$@" $#; }}; f {self.word()} {self.word()}',
                lambda: f"i=0; while [ $i -lt 2 ]; do {self.pick(STUBS)} $i; i=$((i+1)); done",
                lambda: f'arr=({self.word()} {self.word()}); {self.pick(STUBS)} "${{arr[@]}}" ${{#arr[@]}}',
                lambda: f'set -- {self.word()} {self.word()}; {self.pick(STUBS)} "$2" "$@"',
                lambda: f"cd dir && {self.call(2)}; cd ..",
                lambda: f"trap {self.quoted(self.call(2))} EXIT",
                lambda: f"! {self.call(2)}",
                lambda: f"IFS=: ; p='q:r'; {self.pick(STUBS)} $p; IFS=' '",
            ]
        text = self.pick(makers)()
        if text.endswith("\n"):
            return text
        return f"{{ {text}; }}" if depth and "; " in text and not text.endswith("\n") and self.chance(0.7) else text

    def trick(self) -> str:
        """What command lines do to hide, or seldom do."""
        stub, other, a, b = self.pick(STUBS), self.pick(STUBS), self.word(3), self.quoted(self.pick(WORDS))
        return self.pick(
            [
                f'a=(zero {b} two three); {stub} "${{a[@]:1:2}}" "${{a[1]}}" "${{a[-1]}}" "${{#a[@]}}" "${{!a[*]}}"',
                f'a=([2]=c [0]=z); a[1]=m; a+=(end); {stub} "${{a[@]}}"; i=1; {other} "${{a[i]}}" "${{a[$i+1]}}"',
                f'declare -A m; m[k]={b}; m[\'x y\']=2; {stub} "${{m[k]}}" "${{#m[@]}}" "${{m[x y]}}"',
                f'a=(axb bxa); {stub} "${{a[@]/x/-}}" "${{a[@]#a}}" "${{a[@]^^}}" "${{a[*]}}"',
                f'set -- one {b} three four; {stub} "${{@:2:2}}" "${{@: -1}}" "${{*:4}}" $#; shift 2; {other} "$1"',
                f'v=kept; unset v; {stub} "${{v-unset}}" "${{v:-empty}}" "${{v+set}}"; v=; {other} "${{v-unset}}" "${{v:-empty}}"',
                f'declare -u v; v={b}; {stub} "$v"; declare -l w=ABC; {other} "$w"; unset v w; declare +u v; declare +l w',
                f't={b}; declare -n r=t; {stub} "$r"; r=new; {other} "$t"; unset -n r',
                f'IFS=_ read -r x y <<< one_two_three; {stub} "$x" "$y"; read -ra z <<< \'p q  r\'; {other} "${{z[@]}}"',
                f'{{ read -r x; read -r y; }} <<< $\'first line\\nsecond\'; {stub} "$x" "$y"',
                f'x=1; while true; do break; x=2; done; {stub} "$x"; for i in 1 2; do continue; x=3; done; {other} "$x"',
                f'g() {{ x=in; return; x=never; }}; x=out; g; {stub} "$x"; ( x=sub ); {other} "$x"',
                f'exec 3<<< {b}; read -r x <&3; {stub} "$x"; exec 3<&-',
                f"exec 4< <(echo {stub} from-fd); bash <&4; exec 4<&-",
                f"cd dir; cd -; echo {a} > back.txt; cd - ; cd ..; {stub}",
                f'pushd dir; echo 1 > pushed.txt; popd; echo 2 > popped.txt; {stub} "$OLDPWD"'.replace(
                    ' "$OLDPWD"', ""
                ),
                f"case {b} in $(echo x)) {stub} c;; *) {other} d;; esac",
                f'x=aXbX; {stub} "${{x/#a/b}}" "${{x/%X/y}}" "${{x//X}}" "${{x@U}}" "${{x~~}}" "${{x: -2}}" "${{x:1:-1}}"',
                f'x=y; y={b}; {stub} "${{!x}}" "${{!z:-none}}"',
                f"{stub} $(printf 'l1\\nl2\\nl3\\n' | sed -n 2p) $(echo abc | sed 'y/abc/xyz/') $(printf 'a\\na\\nb\\n' | uniq) $(echo a1b2 | tr -cd a-z)",
                f"{stub} $(echo abcdef | head -c 3) $(echo abcdef | tail -c 3) $(echo abcdef | cut -c2-4) $(echo a.b.c | cut -d. -f2-) $(seq 5 | tail -n +4)",
                f"cat <<E | {stub} h\nfirst\\\nE\nlast\nE\n",
                f"bash <<'E'\n{stub} \"here $((1+1))\" {b}\nE\n",
                f". /dev/stdin <<< '{stub} sourced'",
                f"echo '{stub} piped' | bash /dev/stdin",
                f'x=\'{stub} in-variable {self.rng.randrange(9)}\'; $x; eval "$x"; bash -c "$x"',
                f"echo '{stub} copied' > a.sh; cp a.sh b.sh; bash b.sh; mv b.sh c.sh; . ./c.sh; sed -i s/copied/edited/ c.sh; bash c.sh",
                f'if [ -f one.txt ]; then x={b}; else x=other; fi; {stub} "$x" k',
                f"if [ -f none.txt ]; then c={stub}; else c={other}; fi; $c {a}",
                f'x=1; x=2 & wait; {stub} "$x"',
                f'true first second; {stub} "$_"',
                f'h() {{ [ $# -gt 0 ] || return; {stub} "$1"; shift; h "$@"; }}; h p q',
                f"echo {b} > /dev/stdout | cat > through.txt; {stub}",
                f'x=~/in-home:~; {stub} "$x" k=~ ~+/here',
                f"export v={b}; bash -c '{stub} \"$v\"'; w=local-only bash -c '{other} \"$w\"'",
                f"f() {{ {stub} function; }}; command f; f; unset -f f; f",
            ]
        )

    def list(self, depth: int = 0) -> str:
        if not depth and self.chance(0.2):
            return self.trick()
        out = self.command(depth)
        for _ in range(self.rng.randrange(3) if depth < 2 else 0):
            joint = (
                "\n"
                if out.endswith("\n")
                else self.pick(["; ", " && ", " || ", "\n", " | " if not re.search(r"[;\n]|<<", out) else "; "])
            )
            following = self.command(depth)
            out += ("; " if joint == " | " and following[:1] == "!" else joint) + following
        return out


def predicted(text: str) -> Analysis:
    analysis = Analysis()
    ctx = context(workspace="/tmp/work", cwd="/tmp/work", home="/tmp/home", scratch=("/tmp",))
    ShellFrontEnd(default_front_ends()).lower(Part((), Role.COMMAND, text), ctx, analysis)
    return analysis


def pattern(argv: Sequence[str]) -> re.Pattern[str]:
    """What an uncertain prediction covers: holes are anything, words included; patterns are what they match."""
    out = []
    for word in argv:
        field = word if isinstance(word, Field) else Field(word)
        if field == HOLE:
            out.append("(?:\0.*)?")
            continue
        text = ".*".join(re.escape(piece) for piece in str(word).split(HOLE))
        if field.glob:
            translated = translate(str(word)).replace("(?s:", "(?:").replace(r")\Z", ")").replace(r")\z", ")")
            text = f"(?:{text}|{translated}(?:\0{translated})*)"
        out.append(f"(?:\0{text})?" if field.maybe else f"\0{text}")
    return re.compile("".join(out), re.DOTALL)


def unexplained(text: str, real: dict[str, Any]) -> tuple[list[str], bool]:
    """(what really happened and was not predicted, whether everything was predicted with certainty)."""
    analysis = predicted(text)
    sure = {tuple(map(str, c.argv)) for c in analysis.commands if c.certain}
    guesses = [pattern(c.argv) for c in analysis.commands if not c.certain]
    problems, certain = [], True
    if any(e.verb is Verb.OPAQUE for e in analysis.effects):
        return [], False
    for call in real["calls"]:
        if tuple(call) in sure:
            continue
        certain = False
        if not any(g.fullmatch("".join(f"\0{word}" for word in call)) for g in guesses):
            problems.append(f"ran {call}")
    for verb, key in ((Verb.WRITE, "written"), (Verb.DELETE, "deleted")):
        targets = [
            e.target for e in analysis.effects if e.verb is verb or (verb is Verb.DELETE and e.verb is Verb.WRITE)
        ]
        for name in real[key]:
            path = f"/tmp/work/{name}"
            if not any(path == t or path.startswith(t + "/") or re.fullmatch(translate(t), path) for t in targets):
                problems.append(f"{key} {name}")
    return problems, certain


def test_predictions_cover_what_bash_does(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    texts = []
    while len(texts) < CASES:
        text = Maker(rng).list()
        if len(text) < 2000:
            texts.append(text)
    results = []
    for start in range(0, len(texts), 500):
        results += sandbox.run(texts[start : start + 500], tmp_path / "differential")
    wrong, sure, ran = [], 0, 0
    for text, real in zip(texts, results):
        if real["status"] is None:
            continue
        ran += 1
        problems, certain = unexplained(text, real)
        sure += certain
        if problems:
            wrong.append((text, problems))
    print(f"\n{ran} command lines run, certainty claimed in {sure / ran:.1%}, {len(wrong)} under-predicted")
    for text, problems in wrong[:15]:
        print(repr(text), problems)
    assert not wrong
    assert sure / ran >= 0.9
