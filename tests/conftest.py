"""Fixtures: shields over a throw-away workspace and home."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from intentshield import Shield  # noqa: E402
from intentshield.context import Context  # noqa: E402
from intentshield.policy import Policy  # noqa: E402

# On a server the examples are the same every time: what a new one finds is found where it can be mended.
FIXED = bool(os.environ.get("CI") or os.environ.get("INTENTSHIELD_FIXED_EXAMPLES"))
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=FIXED, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=FIXED, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


class Sink:
    """Keeps events."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def emit(self, event: Any) -> None:
        self.events.append(event)

    @property
    def types(self) -> list[str]:
        return [e["event_type"] for e in self.events]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty directory that stands for the project."""
    path = tmp_path / "project"
    path.mkdir()
    return path.resolve()


@pytest.fixture
def make_shield(tmp_path: Path, workspace: Path) -> Callable[..., Shield]:
    """Shield factory: temporary state, the workspace fixture, a fixed home."""

    def make(policy: Any = "coding", **options: Any) -> Shield:
        options.setdefault("data_dir", tmp_path / "state")
        options.setdefault("workspace", workspace)
        options.setdefault("home", "/home/user")
        options.setdefault("platform", "posix")
        return Shield(policy, **options)

    return make


@pytest.fixture
def strict(make_shield: Callable[..., Shield]) -> Shield:
    return make_shield("strict")


@pytest.fixture
def coding(make_shield: Callable[..., Shield]) -> Shield:
    return make_shield("coding")


def context(profile: str = "coding", **options: Any) -> Context:
    """A context with a made-up workspace, for pure functions."""
    options.setdefault("workspace", "/work/repo")
    options.setdefault("cwd", "/work/repo")
    options.setdefault("home", "/home/user")
    fields = {
        k: options.pop(k) for k in list(options) if k in ("protected_files", "restricted_domains", "allowed_domains")
    }
    return Context(Policy(profile, **fields), **options)
