"""What the probes of untyped strings skip, they may skip."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intentshield.core_safety import CoreSafety
from intentshield.effects import lower
from intentshield.effects.lower import probe
from intentshield.front_ends import default_front_ends
from intentshield.model import Analysis, Part, Role
from intentshield.programs import table
from tests.conftest import context

ENDS = default_front_ends()
WORDS = (
    st.sampled_from(sorted({name.partition(" ")[0] for name in table()}))
    | st.sampled_from(
        "hello there credentials shadow secrets src x etc passwd root all 1 42 v2 the Anna eval source".split()
    )
    | st.text(alphabet="abcrmdXYZ019", min_size=1, max_size=6)
)
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
PATHS = st.lists(st.text(alphabet="abc.-_019", min_size=1, max_size=5), min_size=2, max_size=4).map("/".join)


@given(LINES | PATHS, st.sampled_from(["coding", "strict", "assistant"]))
def test_what_is_skipped_would_not_have_been_found(text: str, profile: str) -> None:
    surroundings = context(profile)
    if not lower._idle(text, surroundings):
        return
    analysis = Analysis()
    part = Part((), Role.COMMAND, text)
    ENDS[Role.COMMAND].lower(part, surroundings, analysis)
    assert CoreSafety.judge_probe(analysis, part, surroundings) == []


def test_ordinary_words_are_skipped_and_programs_are_not() -> None:
    surroundings = context()
    for text in ("hello there", "bug", "v17b", "src/app/main.py", "Crash when the list is empty"):
        assert lower._idle(text, surroundings), text
    for text in ("reboot", "foo reboot now", "rm x", "a-b", "x; y", "../x", "/etc/passwd", "$HOME", "python3 x"):
        assert not lower._idle(text, surroundings), text


def test_an_address_in_a_value_is_found() -> None:
    def found(text: str) -> set[str]:
        return {str(e.cls) for e in probe(Part((), Role.UNTYPED, text), context("coding"), ENDS).effects}

    assert "metadata" in found("u=http://169.254.169.254/x")
    assert "metadata" in found("169.254.169.254")
    assert "metadata" in found("metadata/computeMetadata/v1.0")
    assert "dead-drop" in found("webhook.site/1")
    assert found("src/app.py") == set()
