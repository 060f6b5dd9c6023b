"""Wheel and sdist: what is in them, and that the wheel works where it is installed.  Needs the network: full tier."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.full
ROOT = Path(__file__).resolve().parents[1]


def _works(interpreter: str) -> bool:
    return subprocess.run([interpreter, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def _interpreters() -> list[str]:
    """The oldest supported and the newest interpreter at hand."""
    found = []
    for minor in range(8, 20):
        candidates = [
            shutil.which(f"python3.{minor}"),
            *sorted(map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))),
        ]
        found += [c for c in candidates if c and _works(c)][:1]
    return sorted({found[0], found[-1]}) if found else [sys.executable]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source") / "intentshield"
    ignore = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__", "build", "dist", "data")
    shutil.copytree(ROOT, source, ignore=ignore)
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(out), str(source)], check=True, capture_output=True)
    return out


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"intentshield"}
    ours = {
        str(p.relative_to(ROOT)).replace(os.sep, "/")
        for p in (ROOT / "intentshield").rglob("*")
        if p.is_file() and p.suffix != ".pyc"
    }
    assert {name for name in names if ".dist-info/" not in name} == ours


def test_the_sdist_builds_from_itself(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert any(name.endswith("/intentshield/py.typed") for name in names)
    assert any(name.endswith("/LICENSE") for name in names)


@pytest.mark.parametrize("interpreter", _interpreters())
def test_the_wheel_runs(built: Path, interpreter: str, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "environment"
    subprocess.run([interpreter, "-m", "venv", str(environment)], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([str(scripts / "pip"), "install", "-q", "--no-index", str(wheel)], check=True, capture_output=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def intentshield(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(scripts / "intentshield"), *words], cwd=tmp_path, env=clean, capture_output=True, text=True
        )

    assert "2." in intentshield("version").stdout
    assert intentshield("audit", "READ_FILE", "notes.md").returncode == 0
    assert intentshield("audit", "SHELL_EXEC", "ls").returncode == 2
    assert intentshield("demo").returncode == 0
    assert intentshield("seal", "--data-dir", "state").returncode == 0
    assert intentshield("verify", "--data-dir", "state").returncode == 0
