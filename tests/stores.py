"""Stores for tests on SQLite and PostgreSQL, and processes that race for what is in them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Iterator

import pytest

from tests.conftest import ROOT
from tests.racer import opened

__all__ = ["BACKENDS", "Racers", "opened", "specs"]

POSTGRESQL = os.environ.get("INTENTSHIELD_TEST_PG", "")
BACKENDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.full)]


def specs(kind: str, directory: Path) -> Iterator[str]:
    """A fresh database of a kind; removed afterwards."""
    if kind == "sqlite":
        yield f"sqlite:{directory / 'shared'}"
        return
    if not POSTGRESQL:
        pytest.skip("not run: INTENTSHIELD_TEST_PG names no PostgreSQL database")
    psycopg = pytest.importorskip("psycopg", reason="not run: psycopg is not installed")
    schema = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {schema}")
        yield f"postgresql:{POSTGRESQL} options='-c search_path={schema}'"
        admin.execute(f"DROP SCHEMA {schema} CASCADE")


class Racers:
    """Processes that try the same thing at the same moment."""

    def __init__(self, spec: str, roles: list[str]) -> None:
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.racer", spec, role],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
            )
            for role in roles
        ]
        for process in self.processes:
            assert self._line(process) == "ready"

    @staticmethod
    def _line(process: Any) -> str:
        return process.stdout.readline().rstrip("\n")

    def race(self, ident: str, digest: str = "-") -> list[str]:
        """One round: the answers, in the order of the roles."""
        start = time.time() + 0.1
        for process in self.processes:
            process.stdin.write(f"{ident} {digest} {start}\n")
        return [self._line(process) for process in self.processes]

    def __enter__(self) -> Racers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.stdin.close()
        for process in self.processes:
            process.wait()
            process.stdout.close()
