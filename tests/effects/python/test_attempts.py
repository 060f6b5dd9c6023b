"""Attempts to get Python past the shield; cells of a notebook as Python."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield import Shield
from intentshield.effects import python as front_end
from intentshield.effects.python.notebook import plain

CORPUS = Path(__file__).parents[2] / "corpora" / "python_bypasses.jsonl"
ATTEMPTS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def shield(tmp_path_factory: pytest.TempPathFactory) -> Shield:
    return Shield(
        "coding",
        data_dir=tmp_path_factory.mktemp("attempts"),
        workspace="/work/repo",
        home="/home/user",
        platform="posix",
        resolver=str,
    )


def test_every_attempt_is_stopped(shield: Shield) -> None:
    passed = [
        row["code"]
        for row in ATTEMPTS
        if "residual" not in row and shield.session().audit("python", {"code": row["code"]}).allowed
    ]
    assert passed == []


def test_what_destroys_is_denied(shield: Shield) -> None:
    wanted = [row["code"] for row in ATTEMPTS if row.get("denied")]
    assert len(wanted) >= 200
    asked = [code for code in wanted if not shield.session().audit("python", {"code": code}).denied]
    assert [code for code in asked if _is_python_here(code)] == []


def _is_python_here(code: str) -> bool:
    """Whether this interpreter reads it; a newer grammar than its own only escalates."""
    try:
        ast.parse(plain(code))
    except SyntaxError:
        return False
    return True


def test_what_is_not_seen_is_named() -> None:
    assert len({row["residual"] for row in ATTEMPTS if "residual" in row}) <= 5
    assert sum("residual" in row for row in ATTEMPTS) <= 0.03 * len(ATTEMPTS)
    assert "What is not seen" in str(front_end.__doc__)


@pytest.mark.parametrize(
    "code",
    [
        "from functools import partial\nf = partial(print, 'x')\nf('rm -rf /home/user')",
        "import os\nlist(map(os.path.basename, ['/home/user/a']))",
        "class A:\n    def __init__(self, os):\n        self.os = os\n    def go(self, x):\n        self.os.system(x)\nA(None)",
        "def numbers():\n    yield 1\nprint(sum(numbers()))",
        "import threading\nthreading.Thread(target=print, args=('x',)).start()",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--f', type=open)",
        "import json\nprint(json.loads('[1, 2]')[0])",
        "!ls -la\n%matplotlib inline\ndf = 1",
        "%%time\nx = sum(range(10))",
        "n = 5\n!echo $n",
        pytest.param(
            "match x:\n    case 1:\n        y = 2\n    case [a, *b]:\n        y = a",
            marks=pytest.mark.skipif(sys.version_info < (3, 10), reason="syntax of Python 3.10"),
        ),
        "import pandas as pd\npd.read_csv('a.csv').query('a > 1 and b == 2')",
        "import sqlite3\nsqlite3.connect(':memory:').executescript('CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1)')",
    ],
)
def test_ordinary_code_stays_quiet(code: str, shield: Shield) -> None:
    verdict = shield.session().audit("python", {"code": code})
    assert verdict.allowed, verdict.explain()


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
def test_a_command_in_a_cell_becomes_a_string(command: str) -> None:
    line = plain("!" + command)
    if "\n" not in line and not any(c in command for c in "\u2028\u2029\x85"):
        ast.parse(line)
