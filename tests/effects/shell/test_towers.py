"""Commands that run one another without end are not followed without end."""

from __future__ import annotations

import pytest

from intentshield import Shield

COMMAND = "rm -rf /home/user"
WRAPPERS = ["env", "arch x86_64", "sudo", "nice -n 5", "docker exec app", "xargs", "command", "exec", "nohup", "eval"]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("count", [1, 20, 31, 33, 150, 2_000])
def test_a_tower_is_judged_or_opaque(coding: Shield, wrapper: str, count: int) -> None:
    verdict = coding.audit("Bash", f"{wrapper} " * count + COMMAND)
    assert not verdict.allowed
    assert "could not be judged" not in verdict.reason
    if count == 1:
        assert verdict.denied
