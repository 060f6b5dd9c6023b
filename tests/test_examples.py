"""Every example runs, straight from a checkout, and prints what its README promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = {
    "basic.py": ["allow    Bash: Action authorized.", "escalate Bash:", "deny     Bash:", "False [CoreSafety]"],
    "decorated_tools.py": ["write_file: wrote 10 characters", "queued for approval", "needs approval", "refused"],
    "custom_policy.py": [
        "escalate shipit deploy",
        "allow    git push --force origin gh-pages",
        "deny     cat server.pem",
    ],
    "custom_layer.py": ["12:00 escalate", "23:00 deny: [QuietHours] Nobody"],
    "audit_trail.py": [
        "tidy up the build",
        "deny     find / -delete",
        "intact: True",
        "allow -> escalate: Bash rm -rf build",
    ],
    "async_agent.py": ["fetched https://example.com/b", "call 2: allow", "call 3: deny [CoreSafety] Rate limited"],
}


def _run(path: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, cwd=cwd, env=environment, timeout=60
    )


def test_all_are_listed() -> None:
    assert {p.name for p in (ROOT / "examples").glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_runs(name: str, tmp_path: Path) -> None:
    done = _run(ROOT / "examples" / name, tmp_path)
    assert done.returncode == 0, done.stderr
    for line in EXPECTED[name]:
        assert line in done.stdout
    assert not list(tmp_path.iterdir()), "an example leaves nothing behind"
