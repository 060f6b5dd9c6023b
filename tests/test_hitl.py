"""Human approval: one use, one action, one outcome, whoever else tries; on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield import (
    ActionDenied,
    ActionEscalated,
    ApprovalStatus,
    HITLApproval,
    IntentShield,
    PolicyError,
    Shield,
    StoreError,
)
from intentshield import hitl as module
from intentshield.hitl import binding
from intentshield.policy import HIGH_IMPACT
from intentshield.store import Store
from tests.conftest import ROOT
from tests.stores import BACKENDS, Racers, opened, specs

Make = Callable[..., Shield]
MAIL = {"to": "a@example.com", "body": "hi"}


@pytest.fixture(params=BACKENDS)
def spec(request: Any, tmp_path: Path) -> Iterator[str]:
    yield from specs(request.param, tmp_path)


class Clock:
    """Wall-clock seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hitl(spec: str, clock: Clock) -> HITLApproval:
    return HITLApproval(store=opened(spec), approval_ttl_seconds=300, clock=clock)


@pytest.fixture
def asking(make_shield: Make) -> Shield:
    return make_shield("coding", enable_hitl=True)


# -- the 1.2 API


def test_documented_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shield = IntentShield(
        enable_hitl=True,
        hitl_actions={"DEPLOY", "SEND_EMAIL", "DELETE_FILE"},
        hitl_ttl=300,  # 5 minute approval window
    )
    shield.initialize()
    ok, reason = shield.audit("DEPLOY", "production-server-01")
    ident = reason.partition("approval_required:")[2]
    assert (ok, reason) == (False, f"[HITL] approval_required:{ident}")
    assert len(ident) == 12
    shield.approve_action(ident, approved_by="admin@company.com")
    assert not shield.execute_approved(ident, "DEPLOY", "production-server-02")[0]
    ok, reason = shield.execute_approved(ident, "DEPLOY", "production-server-01")
    assert (ok, reason) == (True, "Action authorized via human approval.")
    ok, reason = shield.execute_approved(ident, "DEPLOY", "production-server-01")
    assert (ok, reason) == (False, "Approval already consumed. Cannot replay.")


def test_on_its_own(tmp_path: Path) -> None:
    hitl = HITLApproval(ledger_path=str(tmp_path / "data" / "hitl_ledger.json"))
    result = hitl.check_action("DEPLOY", "production-server-01", invoker="agent-7")
    assert result["status"] == "approval_required"
    assert result["action_details"]["expires_in_seconds"] == 300
    assert result["parameter_hash"] == hitl.get_pending()[0]["digest"]
    assert hitl.get_pending()[0]["approval_id"] == result["approval_id"]
    assert hitl.execute_approved(result["approval_id"], "DEPLOY", "production-server-01") == (
        False,
        "Request status is 'pending', not approved.",
    )
    assert hitl.approve(result["approval_id"]) == (True, "Approved.")
    assert hitl.approve(result["approval_id"]) == (False, "Request already approved.")
    assert not hitl.execute_approved(result["approval_id"], "DEPLOY", "production-server-02")[0]
    assert hitl.execute_approved(result["approval_id"], "deploy", "production-server-01")[0]
    assert hitl.check_action("READ_FILE", "a.txt")["status"] == "allowed"
    assert hitl.stats() == {"pending": 0, "approved": 0, "denied": 0, "expired": 0, "consumed": 1, "total": 1}
    assert os.path.exists(tmp_path / "data" / "state.db")


@pytest.mark.parametrize("action", HIGH_IMPACT)
def test_the_default_list_asks_under_strict(make_shield: Make, action: str) -> None:
    verdict = make_shield("strict", enable_hitl=True).audit(action, "production-server-01")
    assert verdict.escalated
    assert verdict.approval_id


def test_off_by_default(make_shield: Make, tmp_path: Path) -> None:
    verdict = make_shield("coding").audit("SEND_EMAIL", MAIL)
    assert (verdict.escalated, verdict.approval_id) == (True, "")
    assert not (tmp_path / "state").exists()


# -- states


def test_states(hitl: HITLApproval) -> None:
    made = hitl.request("DEPLOY", "x", requester="agent", reason="because")
    assert hitl.pending() == [made] == hitl.recent()
    assert hitl.problem(made.id, made.digest) == "Request status is 'pending', not approved."
    assert hitl.approve(made.id, "maria", note="release day", channel="test") == (True, "Approved.")
    found = hitl.get(made.id)
    assert found is not None
    assert found.status == ApprovalStatus.APPROVED
    assert {**found.decision, "at": 0} == {"by": "maria", "at": 0, "note": "release day", "channel": "test"}
    assert hitl.problem(made.id, binding("DEPLOY", "y")).startswith("Parameter mismatch")  # type: ignore[union-attr]
    assert hitl.consume(made.id, binding("DEPLOY", "y")).startswith("Parameter mismatch")  # type: ignore[union-attr]
    assert hitl.problem(made.id, made.digest) is None
    assert hitl.consume(made.id, made.digest) is None
    assert hitl.consume(made.id, made.digest) == "Approval already consumed. Cannot replay."
    assert hitl.deny(made.id) == (False, "Request already consumed.")


def test_denied_and_unknown(hitl: HITLApproval) -> None:
    made = hitl.request("DEPLOY", "x")
    assert hitl.deny(made.id, "maria") == (True, "Denied.")
    assert hitl.approve(made.id, "eve") == (False, "Request already denied.")
    assert hitl.consume(made.id, made.digest) == "Request status is 'denied', not approved."
    for answer in (hitl.approve("nonsense"), hitl.deny("nonsense"), hitl.execute_approved("nonsense", "a", "b")):
        assert answer == (False, "Approval ID not found.")
    assert hitl.get("nonsense") is None
    with pytest.raises(StoreError, match="no approval request"):
        hitl.wait("nonsense", 5)


def test_cancelling_and_denying_all(hitl: HITLApproval) -> None:
    idents = [hitl.request("DEPLOY", n).id for n in range(4)]
    assert hitl.cancel(idents[0], "agent") == (True, "Denied.")
    assert hitl.approve(idents[1], "maria")[0]
    assert hitl.deny_all("maria") == 2
    assert hitl.stats() == {"pending": 0, "approved": 1, "denied": 3, "expired": 0, "consumed": 0, "total": 4}


@pytest.mark.parametrize(("jump", "over"), [(299, False), (300, True), (10**6, True), (-30, False), (-100, True)])
@pytest.mark.parametrize("approved", [False, True])
def test_time_runs_out_and_clocks_jump(
    hitl: HITLApproval, clock: Clock, jump: float, over: bool, approved: bool
) -> None:
    made = hitl.request("DEPLOY", "x")
    if approved:
        hitl.approve(made.id)
    clock.now += jump
    assert hitl.stats()["expired"] == over
    if approved:
        assert (hitl.consume(made.id, made.digest) == "Approval has expired.") is over
    else:
        assert (made in hitl.pending()) is not over
        assert hitl.approve(made.id) == ((False, "Approval request has expired.") if over else (True, "Approved."))
    if over:
        clock.now = made.created
        assert hitl.stats()["expired"] == 1, "expired once is expired"


@pytest.mark.parametrize("name", ["agent-7", " AGENT-7 "])
def test_who_asks_does_not_approve(hitl: HITLApproval, name: str) -> None:
    made = hitl.request("DEPLOY", "x", requester="Agent-7")
    assert hitl.approve(made.id, name) == (False, "Who asked for an action cannot approve it.")
    assert hitl.approve(made.id, "  ")[0] is False
    assert hitl.deny(made.id, name)[0]


def test_the_same_question_is_asked_once(hitl: HITLApproval) -> None:
    first = hitl.request("DEPLOY", "x", requester="a")
    assert hitl.request("DEPLOY", "x", requester="a").id == first.id
    assert hitl.request("DEPLOY", "x", requester="b").id != first.id
    hitl.approve(first.id)
    assert hitl.request("DEPLOY", "x", requester="a").id != first.id, "a decision holds for one request"


def test_too_many_questions_are_refused(hitl: HITLApproval, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PENDING", 3)
    for n in range(3):
        hitl.request("DEPLOY", n)
    with pytest.raises(StoreError, match="3 approval requests wait"):
        hitl.request("DEPLOY", 4)
    hitl.deny_all()
    hitl.request("DEPLOY", 4)


def test_long_and_odd_text_can_be_kept(hitl: HITLApproval) -> None:
    odd = "\x00\ud800\u202e" + "x" * 100_000
    made = hitl.request(odd, {"a": odd, odd: [b"\xff", {1, 2}, 1.5, None]}, requester=odd, cwd=odd, effects=[odd] * 99)
    found = hitl.get(made.id)
    assert found is not None
    assert len(found.request["payload"]) < 21_000
    assert len(found.request["effects"]) == 50
    assert hitl.approve(made.id, odd[:9] + "maria", note=odd)[0]
    assert hitl.consume(made.id, made.digest) is None


# -- binding


class _Object:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", 1),
        (1, True),
        (1, 1.0),
        (0, None),
        ("", None),
        ("a", b"a"),
        (["a"], "a"),
        (["a", "b"], ["b", "a"]),
        (["ab"], ["a", "b"]),
        ({"a": 1}, [["a", 1]]),
        ({1: "a"}, {"1": "a"}),
        ({"a"}, ["a"]),
        ({"object": []}, {}),
        (_Object("a"), "a"),
        ("a", "a "),
        ("é", "e\u0301"),
    ],
)
def test_different_payloads_are_different(one: Any, other: Any) -> None:
    assert binding("A", one) != binding("A", other)
    assert binding("A", {"x": [one]}) != binding("A", {"x": [other]})


def test_everything_counts() -> None:
    assert len({binding("A", "x"), binding("B", "x"), binding("A", "x", "/a"), binding("A", "x", "", "/a")}) == 4
    assert binding("A", {"a": 1, "b": [2]}) == binding("a", {"b": (2,), "a": 1})


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return ("dict", tuple(sorted((k, repr(_typed(v))) for k, v in value.items())))
    return ("list", tuple(map(_typed, value))) if isinstance(value, list) else (type(value).__name__, value)


@given(_VALUES, _VALUES)
def test_equal_digests_mean_equal_payloads(one: Any, other: Any) -> None:
    assert (binding("A", one) == binding("A", other)) is (_typed(one) == _typed(other))


# -- the shield


def _asked(shield: Any, action: str = "SEND_EMAIL", payload: Any = MAIL, **more: Any) -> str:
    verdict = shield.audit(action, payload, **more)
    assert verdict.escalated
    assert verdict.reason == f"[HITL] approval_required:{verdict.approval_id}"
    return verdict.approval_id


def test_the_request_shows_what_was_understood(asking: Shield) -> None:
    token = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"
    ident = _asked(asking, "Bash", {"command": f"git push --force https://me:{token}@example.com/a.git"})
    found = asking.hitl.get(ident)
    assert found is not None
    assert token not in str(found)
    assert "REDACTED" in str(found.request["payload"])
    assert "Rewrites history" in found.request["reason"]
    assert "repository.history-rewrite" in str(found.request["findings"]) or found.request["findings"]
    assert found.request["effects"]
    assert token.encode() not in Path(asking.data_dir, "state.db-wal").read_bytes()


def test_an_approval_runs_one_action_in_one_place(asking: Shield, workspace: Path) -> None:
    session = asking.session()
    (workspace / "sub").mkdir()
    places = {
        "shield": (_asked(asking), {}),
        "directory": (_asked(asking, cwd="sub"), {"cwd": "sub"}),
        "session": (_asked(session), {"session": session}),
        "session's directory": (_asked(session, cwd="sub"), {"session": session, "cwd": "sub"}),
    }
    for ident, _ in places.values():
        assert asking.approve_action(ident, "maria")[0]
    for name, (ident, _) in places.items():
        for other, (_, place) in places.items():
            if other != name:
                assert "mismatch" in asking.execute_approved(ident, "SEND_EMAIL", MAIL, **place).reason
    for ident, place in places.values():
        verdict = asking.execute_approved(ident, "SEND_EMAIL", MAIL, **place)
        assert (verdict.allowed, verdict.path, verdict.approval_id) == (True, "approval", ident)
    ident = _asked(session)
    asking.approve_action(ident)
    assert session.execute_approved(ident, "SEND_EMAIL", MAIL)


@pytest.mark.parametrize("payload", ["/etc/passwd", "~/.ssh/authorized_keys"])
def test_critical_findings_are_not_approvable(make_shield: Make, payload: str) -> None:
    shield = make_shield("coding", enable_hitl=True, hitl_actions=["DELETE_FILE"])
    verdict = shield.audit("DELETE_FILE", payload)
    assert verdict.denied or verdict.approval_id
    verdict = shield.audit("DELETE_FILE", "/etc/passwd")
    assert verdict.denied
    assert not verdict.approval_id
    made = shield.hitl.request("DELETE_FILE", "/etc/passwd", cwd=shield.context.cwd)
    shield.approve_action(made.id)
    assert shield.execute_approved(made.id, "DELETE_FILE", "/etc/passwd").denied
    assert shield.hitl.get(made.id).status == "approved"  # type: ignore[union-attr]


def test_prohibitions_are_not_approvable(make_shield: Make) -> None:
    for fields in ({"tool_preferences": {"DEPLOY": "deny"}}, {"deny": [{"action": "DEPLOY"}]}):
        verdict = make_shield("coding", enable_hitl=True, **fields).audit("DEPLOY", "x")
        assert (verdict.denied, verdict.approval_id) == (True, "")


def test_what_became_critical_meanwhile_is_denied(make_shield: Make, workspace: Path) -> None:
    shield = make_shield("coding", enable_hitl=True, hitl_actions=["DELETE_FILE"])
    (workspace / "old").write_text("x", encoding="utf-8")
    ident = _asked(shield, "DELETE_FILE", "old")
    shield.approve_action(ident)
    (workspace / "old").unlink()
    (workspace / "old").symlink_to("/etc/passwd")
    verdict = shield.execute_approved(ident, "DELETE_FILE", "old")
    assert verdict.denied
    assert verdict.path == "critical"
    (workspace / "old").unlink()
    assert shield.execute_approved(ident, "DELETE_FILE", "old"), "the approval was not used up"


def test_limits_count_what_runs(make_shield: Make) -> None:
    now = [0.0]
    shield = make_shield("coding", enable_hitl=True, max_per_minute=1, clock=lambda: now[0])
    one, two = _asked(shield), _asked(shield, payload={**MAIL, "body": "two"})
    assert shield.audit("ANSWER", "hello"), "asking used nothing up"
    now[0] = 61.0
    shield.approve_action(one)
    shield.approve_action(two)
    assert shield.execute_approved(one, "SEND_EMAIL", MAIL)
    late = shield.execute_approved(two, "SEND_EMAIL", {**MAIL, "body": "two"})
    assert (late.denied, late.path) == (True, "limit")
    now[0] = 122.0
    assert shield.execute_approved(two, "SEND_EMAIL", {**MAIL, "body": "two"}), "a limit does not use an approval up"


def test_requesters(asking: Shield) -> None:
    by_role = _asked(asking, invoker_role="planner")
    assert asking.approve_action(by_role, "planner")[0] is False
    by_agent = asking.session(agent="coder").audit("SEND_EMAIL", MAIL).approval_id
    assert asking.approve_action(by_agent, "Coder")[0] is False
    assert asking.deny_action(by_agent, "maria")[0]


def test_a_session_knows_what_approved_actions_wrote(make_shield: Make) -> None:
    shield = make_shield("coding", enable_hitl=True, tool_preferences={"Write": "escalate"})
    session = shield.session()
    script = {"file_path": "run.sh", "content": "rm -rf /"}
    ident = _asked(session, "Write", script)
    assert session.audit("Bash", "bash run.sh").allowed
    shield.approve_action(ident)
    assert session.execute_approved(ident, "Write", script)
    assert session.audit("Bash", "bash run.sh").denied


def test_the_siem_hears_of_every_step(make_shield: Make, tmp_path: Path) -> None:
    path = tmp_path / "siem.log"
    shield = make_shield("coding", enable_hitl=True, enable_siem=True, siem_path=str(path))
    ident = _asked(shield)
    shield.approve_action(ident, "maria")
    shield.approve_action(ident, "maria")
    shield.execute_approved(ident, "SEND_EMAIL", MAIL)
    shield.execute_approved(ident, "SEND_EMAIL", MAIL)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    steps = ["approval_requested", "approval_granted", "action_allowed", "action_denied"]
    assert [line["event_type"] for line in lines] == steps
    assert {line["approval_id"] for line in lines} == {ident}


def test_observe_mode_asks_nobody(make_shield: Make) -> None:
    shield = make_shield("coding", enable_hitl=True, mode="observe")
    assert shield.audit("SEND_EMAIL", MAIL).allowed
    assert shield.hitl.stats()["total"] == 0


@pytest.mark.parametrize(
    "command",
    [
        "intentshield approvals approve a1b2c3d4e5f6",
        "intentshield approvals --data-dir data approve a1b2c3d4e5f6 --by maria",
        "intentshield approvals approve a1b2c3d4e5f6 --remember workspace",
        "env -i intentshield approvals deny --all",
        "python3 -m intentshield approvals approve a1b2c3d4e5f6",
        "/usr/local/bin/intentshield approvals approve a1b2c3d4e5f6",
        "intentshield seal",
    ],
)
def test_agents_do_not_answer_for_people(coding: Shield, command: str) -> None:
    verdict = coding.audit("Bash", command)
    assert (verdict.denied, verdict.rules[0]) == (True, "file.own.change")
    assert coding.audit("Bash", "intentshield audit Bash ls").allowed


# -- waiting


def _later(shield: Shield, answer: Callable[[str], Any], delay: float = 0.2) -> threading.Thread:
    def work() -> None:
        while not shield.hitl.pending():
            time.sleep(0.02)
        time.sleep(delay)
        for one in shield.hitl.pending():
            answer(one.id)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_enforce_waits(asking: Shield) -> None:
    thread = _later(asking, asking.approve_action)
    assert asking.enforce("SEND_EMAIL", MAIL, on_escalate="wait").path == "approval"
    thread.join()
    thread = _later(asking, asking.deny_action)
    with pytest.raises(ActionDenied, match="A human denied this"):
        asking.enforce("SEND_EMAIL", MAIL, on_escalate="wait")
    thread.join()
    with pytest.raises(ActionEscalated, match="approval_required"):
        asking.enforce("SEND_EMAIL", MAIL)


def test_nobody_answers_in_time(make_shield: Make) -> None:
    shield = make_shield("coding", enable_hitl=True, hitl_ttl=1)
    start = time.monotonic()
    with pytest.raises(ActionEscalated, match="Nobody approved"):
        shield.enforce("SEND_EMAIL", MAIL, on_escalate="wait")
    assert 0.9 < time.monotonic() - start < 2.5


def test_waiting_needs_somebody_to_ask(make_shield: Make, asking: Shield) -> None:
    shield = make_shield("coding")
    with pytest.raises(PolicyError, match="enable_hitl"):
        shield.enforce("ANSWER", "x", on_escalate="wait")
    with pytest.raises(PolicyError, match="enable_hitl"):
        shield.session().guard("SEND_EMAIL", on_escalate="wait")
    with pytest.raises(PolicyError, match="'raise' or 'wait'"):
        asking.enforce("ANSWER", "x", on_escalate="return")
    with pytest.raises(PolicyError, match="on_deny"):
        asking.guard("SEND_EMAIL", on_deny="wait")  # type: ignore[call-overload]

    async def numbers() -> Any:
        yield 1

    with pytest.raises(PolicyError, match="async generator"):
        asking.guard("SEND_EMAIL", on_escalate="wait")(numbers)


def test_the_decorator_waits_and_runs_what_was_judged(asking: Shield) -> None:
    sent: list[Any] = []

    @asking.guard("SEND_EMAIL", on_escalate="wait")
    def send(to: str, copies: list[str]) -> str:
        sent.append((to, list(copies)))
        return "sent"

    copies = ["b@example.com"]

    def answer(ident: str) -> None:
        copies.append("everybody@example.com")
        asking.approve_action(ident)

    thread = _later(asking, answer)
    assert send("a@example.com", copies) == "sent"
    thread.join()
    assert sent == [("a@example.com", ["b@example.com"])]


def test_coroutines_wait_without_blocking(asking: Shield) -> None:
    session = asking.session()

    @session.guard("SEND_EMAIL", on_escalate="wait")
    async def send(to: str) -> str:
        return f"sent to {to}"

    async def work() -> tuple[list[Any], int]:
        ticks = 0
        tasks = [asyncio.ensure_future(send(f"{n}@example.com")) for n in range(40)]
        while len(asking.hitl.pending()) < 40:
            await asyncio.sleep(0.01)
        for _ in range(10):
            await asyncio.sleep(0.01)
            ticks += 1
        tasks[0].cancel()
        for one in asking.hitl.pending():
            (asking.deny_action if one.request["payload"]["to"] == "1@example.com" else asking.approve_action)(one.id)
        return await asyncio.gather(*tasks, return_exceptions=True), ticks

    results, ticks = asyncio.run(work())
    assert isinstance(results[0], asyncio.CancelledError)
    assert isinstance(results[1], ActionDenied)
    assert results[2:] == [f"sent to {n}@example.com" for n in range(2, 40)]
    assert ticks == 10


def test_proceed_needs_the_approval(asking: Shield) -> None:
    @asking.guard("SEND_EMAIL")
    def send(to: str) -> str:
        return f"sent to {to}"

    with pytest.raises(ActionEscalated) as caught:
        send("a@example.com")
    with pytest.raises(ActionDenied, match="'pending', not approved"):
        caught.value.proceed()
    with pytest.raises(ActionEscalated) as caught:
        send("a@example.com")
    asking.approve_action(caught.value.verdict.approval_id)
    assert caught.value.proceed() == "sent to a@example.com"


def test_whoever_waits_hears_of_a_store_that_broke(asking: Shield) -> None:
    ident = _asked(asking)
    failures: list[str] = []

    def wait() -> None:
        with pytest.raises(StoreError) as caught:
            asking.hitl.wait(ident, 30)
        failures.append(str(caught.value))

    thread = threading.Thread(target=wait)
    thread.start()
    with asking._store.transaction() as db:
        db.change("UPDATE approvals SET request = 'x'")
    thread.join(10)
    assert "cannot be read" in failures[0]


def test_waiting_looks_four_times_a_second_at_most(hitl: HITLApproval, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    statuses = hitl._statuses
    monkeypatch.setattr(hitl._waiters, "_statuses", lambda idents: looks.append(len(idents)) or statuses(idents))
    idents = [hitl.request("DEPLOY", n).id for n in range(20)]
    ended: list[str] = []
    threads = [threading.Thread(target=lambda i=i: ended.append(hitl.wait(i, 2.0))) for i in idents]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    looks.clear()
    time.sleep(1.0)
    assert len(looks) <= 5
    assert set(looks) == {20}
    start = time.monotonic()
    for ident in idents:
        hitl.approve(ident)
    for thread in threads:
        thread.join()
    assert time.monotonic() - start < 1.0
    assert ended == ["approved"] * 20
    assert hitl.wait(hitl.request("DEPLOY", "late").id, 0.1) == "pending"


def test_an_approval_by_another_process_arrives_within_half_a_second(asking: Shield) -> None:
    ident = _asked(asking)
    arrived: list[float] = []

    def wait() -> None:
        assert asking.hitl.wait(ident, 30) == "approved"
        arrived.append(time.time())

    thread = threading.Thread(target=wait)
    thread.start()
    command = [sys.executable, "-m", "intentshield", "approvals", "approve", ident, "--data-dir", asking.data_dir]
    done = subprocess.run([*command, "--by", "maria"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == f"{ident}  Approved.\n", done.stderr
    thread.join()
    found = asking.hitl.get(ident)
    assert found is not None
    assert found.decision["channel"] == "cli"
    assert arrived[0] - found.decision["at"] < 0.5


# -- races


def _one_winner(spec: str, processes: int, rounds: int) -> None:
    hitl = HITLApproval(store=opened(spec))
    hitl.stats()
    with Racers(spec, ["consume"] * processes) as racers:
        for n in range(rounds):
            made = hitl.request("DEPLOY", n)
            hitl.approve(made.id)
            answers = racers.race(made.id, made.digest)
            assert sorted(set(answers)) == ["Approval already consumed. Cannot replay.", "won"]
            assert answers.count("won") == 1
    assert hitl.stats()["consumed"] == rounds


def test_of_64_processes_one_uses_an_approval(spec: str) -> None:
    _one_winner(spec, 64, 5)


@pytest.mark.full
def test_of_64_processes_one_uses_an_approval_50_times(spec: str) -> None:
    _one_winner(spec, 64, 50)


def test_racing_answers_have_one_outcome(spec: str) -> None:
    hitl = HITLApproval(store=opened(spec))
    hitl.stats()
    with Racers(spec, ["approve", "deny", "expire"] * 4) as racers:
        outcomes = []
        for n in range(8):
            made = hitl.request("DEPLOY", n)
            winners = [a.partition(" ")[2] for a in racers.race(made.id) if a.startswith("True")]
            found = hitl.get(made.id)
            assert found is not None
            assert len(winners) <= 1
            assert [found.decision["by"]] == winners if winners else found.decision == {}
            said = {"approve": ("approved", "expired"), "deny": ("denied",)}
            assert found.status in (said[winners[0].partition("-")[0]] if winners else ("expired",))
            outcomes.append(found.status)
    assert hitl.stats()["total"] == 8


def test_one_store_for_several_shields(make_shield: Make, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "shared"))
    first = make_shield("coding", enable_hitl=True, store=store, data_dir=tmp_path / "a")
    second = make_shield("coding", enable_hitl=True, store=store, data_dir=tmp_path / "b")
    for name in ("state.db", "state.db-wal"):
        verdict = first.audit("Write", {"file_path": str(tmp_path / "shared" / name), "content": ""})
        assert (verdict.denied, verdict.rules[0]) == (True, "file.own.change")
    ident = _asked(first)
    assert second.approve_action(ident, "maria")[0]
    assert first.execute_approved(ident, "SEND_EMAIL", MAIL)
