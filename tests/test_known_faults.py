"""What was wrong in the IntentShield 1.2 API, one test a fault."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any, Callable

import pytest

from intentshield import IntentShield, Shield

Make = Callable[..., Shield]


@pytest.mark.parametrize(
    "name",
    ["shell_exec", "Shell-Exec", "SHELL EXEC", "shellExec", "SHELL.EXEC", "\uff33HELL_EXEC", "bash", "run_command"],
)
def test_action_names_were_compared_literally(strict: Shield, name: str) -> None:
    assert strict.audit(name, "ls").denied


@pytest.mark.parametrize("name", ["delete_file", "DeleteFile", "rm", "unlink", "remove-file"])
def test_deletion_had_one_name(strict: Shield, name: str) -> None:
    assert strict.audit(name, "a.txt").denied


def test_two_shields_shared_one_configuration(make_shield: Make) -> None:
    first = make_shield("strict", protected_files=["a.txt"])
    second = make_shield("strict", protected_files=["b.txt"])
    assert first.audit("READ_FILE", "a.txt").denied
    assert first.audit("READ_FILE", "b.txt").allowed
    assert second.audit("READ_FILE", "a.txt").allowed
    assert second.audit("READ_FILE", "b.txt").denied


def test_rate_limit_hid_the_reason(tmp_path: Path) -> None:
    shield = IntentShield(data_dir=tmp_path)
    assert shield.audit("BROWSE", "https://example.com").allowed
    assert "Deceptive" in shield.audit("ANSWER", "PRETEND").reason


def test_rate_limit_followed_the_wall_clock(make_shield: Make) -> None:
    now = [100.0]
    shield = make_shield("strict", min_interval=1.0, clock=lambda: now[0])
    assert shield.audit("ANSWER", "a").allowed
    now[0] = 101.5
    assert shield.audit("ANSWER", "a").allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com?monkey=1",
        "https://example.com/tokens=",
        "https://example.com/localhost-guide",
        "https://example.com/exploitation-of-labour",
        "https://example.com/a?b=127.0.0.1x",
    ],
)
def test_urls_were_searched_for_substrings(strict: Shield, url: str) -> None:
    assert strict.audit("BROWSE", url).allowed


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/",
        "http://10.1.2.3/",
        "http://0/",
        "http://localtest.me/",
        "HTTP://LOCALHOST./",
    ],
)
def test_local_addresses_had_three_spellings(strict: Shield, url: str) -> None:
    assert strict.audit("BROWSE", url).denied


def test_only_browse_was_checked_for_hosts(strict: Shield) -> None:
    assert strict.audit("FETCH", "http://localhost/").denied
    assert strict.audit("some_tool", {"url": "http://localhost/"}).denied


@pytest.mark.parametrize("action", ["READ_FILE", "WRITE_FILE", "CAT"])
def test_protected_files_held_for_writing_only(make_shield: Make, action: str) -> None:
    shield = make_shield("strict", protected_files=["plan.txt"])
    assert shield.audit(action, "docs/plan.txt").denied
    assert shield.audit(action, "docs/plane.txt").allowed


def test_protected_files_were_substrings(make_shield: Make) -> None:
    shield = make_shield("strict", protected_files=["env"])
    assert shield.audit("WRITE_FILE", "environment-notes.txt").allowed


@pytest.mark.parametrize(
    "payload", [None, 5, 1.5, b"x\xff", ["a"], {"a": {"b": [1]}}, object(), ("x",), {1, 2}, float("nan")]
)
@pytest.mark.parametrize("action", ["WRITE_FILE", "READ_FILE", "BROWSE", "ANSWER", "UNKNOWN", None, 7])
def test_payloads_that_are_not_strings_crashed(strict: Shield, action: Any, payload: Any) -> None:
    strict.audit(action, payload)


class _Hostile:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_payloads_without_text_crashed(strict: Shield) -> None:
    assert strict.audit("WRITE_FILE", _Hostile()).denied
    assert not strict.audit("ANSWER", _Hostile()).allowed


def test_writing_was_not_checked_for_null_bytes(strict: Shield) -> None:
    assert strict.audit("WRITE_FILE", "a.txt\0.exe").rules[0] == "file.null-byte"


def test_reading_system_files_without_an_ending_was_allowed(strict: Shield) -> None:
    assert strict.audit("READ_FILE", "/etc/passwd").denied
    assert strict.audit("READ_FILE", "/proc/self/environ").denied


@pytest.mark.parametrize(
    "text", ["rm   -rf /", "UNION\n SELECT a", "<ScRipt >x", "eval (1)", "os . system('x')", "1 = 1 --"]
)
def test_syntax_was_compared_literally(strict: Shield, text: str) -> None:
    assert strict.audit("ANSWER", text).denied


@pytest.mark.parametrize("text", ["medieval(ish) art", "retrieval(x)", "Union workers select a speaker"])
def test_syntax_matched_inside_words(strict: Shield, text: str) -> None:
    assert strict.audit("ANSWER", text).allowed


def test_syntax_was_looked_for_in_speech_only(strict: Shield) -> None:
    assert strict.audit("POST_COMMENT", {"text": "<script>x</script>"}).denied
    assert strict.audit("SEARCH", "1 union select password").denied


@pytest.mark.parametrize(
    "text",
    ["\uff50retend", "pre\u200btend", "p\u0433etend", "pr3tend", "p r e t e n d", "p.r.e.t.e.n.d", "prete\u0301nd"],
)
def test_words_were_compared_as_typed(strict: Shield, text: str) -> None:
    assert strict.audit("ANSWER", text).denied


@pytest.mark.parametrize("text", ["killing", "deceived", "hackers", "scams", "manipulating"])
def test_words_had_one_form(strict: Shield, text: str) -> None:
    assert strict.audit("ANSWER", text).denied


def test_exempt_actions_were_case_sensitive(make_shield: Make) -> None:
    shield = make_shield("strict", exempt_actions=["reflect"])
    assert shield.audit("REFLECT", "harm patterns").allowed
    assert shield.audit("Reflect", "pretend").denied, "deception is never exempt"


def test_self_preservation_matched_inside_words(strict: Shield) -> None:
    assert strict.audit("ANSWER", "We deleted the draft about the ecosystem").allowed


def test_budget_lost_counts_between_threads(make_shield: Make) -> None:
    shield = make_shield("strict", max_per_day=50)
    allowed: list[bool] = []

    def work() -> None:
        for i in range(20):
            allowed.append(shield.audit("ANSWER", f"hello {i}").allowed)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 50


def test_the_reason_repeated_the_whole_payload(strict: Shield) -> None:
    verdict = strict.audit("BROWSE", "https://darkweb.onion/?token=" + "s3cr3t" * 10)
    assert "s3cr3t" not in verdict.reason


def test_state_was_created_by_importing(tmp_path: Path, make_shield: Make) -> None:
    shield = make_shield("strict")
    shield.audit("ANSWER", "hello")
    assert not os.path.exists(shield.data_dir), "nothing is written before initialize() or a budget asks for it"


def test_symbolic_links_were_followed_blindly(coding: Shield, workspace: Path) -> None:
    (workspace / "docs").symlink_to("/etc")
    assert coding.audit("Write", {"file_path": "docs/sudoers", "content": "x"}).denied
    assert coding.audit("Write", {"file_path": "src/sudoers", "content": "x"}).allowed
