"""The published test suite of the IntentShield 1.2 API, run against this package.  Needs the network: full tier."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.full
ROOT = Path(__file__).resolve().parents[1]


def test_the_published_suite_passes(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        "intentshield==1.2.0",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"not run: the 1.2.0 sdist cannot be had here: {done.stderr.strip()[-200:]}")
    with tarfile.open(tmp_path / "intentshield-1.2.0.tar.gz") as archive:
        member = archive.extractfile("intentshield-1.2.0/tests/test_intentshield.py")
        assert member is not None
        (tmp_path / "test_published.py").write_bytes(member.read())
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_published.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
