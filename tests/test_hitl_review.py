"""Who approves what: changed payloads, several people, signatures, and how long it is kept."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentshield import ActionDenied, HITLApproval, PolicyError, Shield, StoreError
from intentshield import hitl as module
from intentshield.hitl import CHANGED
from intentshield.signing import KEY_FILE_VARIABLE, binding, is_signed, read_key, signature
from intentshield.store import MIGRATIONS
from tests.stores import BACKENDS, Racers, opened, specs

Make = Callable[..., Shield]
MAIL = {"to": "a@example.com", "body": "hi"}
OTHER = {"to": "a@example.com", "body": "good day"}
TOKEN = "ghp_" + "x8Kq2mZ7vR4tY9wB3nL6" + "pD1sF5hJ0cAeUi2G"
KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(params=BACKENDS)
def spec(request: Any, tmp_path: Path) -> Iterator[str]:
    yield from specs(request.param, tmp_path)


@pytest.fixture
def hitl(spec: str) -> HITLApproval:
    return HITLApproval(store=opened(spec))


@pytest.fixture
def two(spec: str) -> HITLApproval:
    return HITLApproval(store=opened(spec), approvers=2)


@pytest.fixture
def asking(make_shield: Make) -> Shield:
    return make_shield("coding", enable_hitl=True)


def _found(hitl: HITLApproval, ident: str) -> Any:
    found = hitl.get(ident)
    assert found is not None
    return found


# -- approving with changes


def test_a_changed_payload_is_another_action(hitl: HITLApproval) -> None:
    made = hitl.request("SEND_EMAIL", MAIL, cwd="/a", session="s")
    assert hitl.approve(made.id, "maria", payload=OTHER) == (True, "Approved with changes.")
    changed = binding("SEND_EMAIL", OTHER, "/a", "s")
    found = _found(hitl, made.id)
    assert (found.status, found.digest, found.approved) == ("approved", made.digest, changed)
    assert found.decision["payload"] == OTHER
    assert hitl.problem(made.id, made.digest) == hitl.consume(made.id, made.digest) == CHANGED
    for elsewhere in (binding("SEND_EMAIL", OTHER), binding("DEPLOY", OTHER, "/a", "s")):
        assert "mismatch" in str(hitl.consume(made.id, elsewhere))
        assert hitl.edited(made.id, elsewhere) is None, "who asked for something else is told nothing"
    assert hitl.edited(made.id, made.digest) == OTHER
    assert hitl.edited(made.id, changed) is None
    assert hitl.consume(made.id, changed) is None
    assert hitl.consume(made.id, changed) == "Approval already consumed. Cannot replay."


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({**MAIL, "body": "the token is [REDACTED:github-token]"}, "REDACTED"),
        ({"[REDACTED:x]": 1}, "REDACTED"),
        ({**MAIL, "body": f"the token is {TOKEN}"}, "secret"),
        ({**MAIL, "password": "x8Kq2mZ7vR4tY9w"}, "secret"),
        ({**MAIL, "raw": b"bytes"}, "JSON"),
        ({"a", "b"}, "JSON"),
        ({1: "a"}, "JSON"),
        (object(), "JSON"),
        ("x" * 200_000, "characters"),
    ],
)
def test_what_cannot_be_a_change(hitl: HITLApproval, payload: Any, words: str) -> None:
    made = hitl.request("SEND_EMAIL", {**MAIL, "body": TOKEN})
    done, reason = hitl.approve(made.id, "maria", payload=payload)
    assert not done
    assert words in reason
    assert _found(hitl, made.id).status == "pending"
    assert _found(hitl, made.id).votes == ()


def test_a_change_that_changes_nothing_is_none(hitl: HITLApproval) -> None:
    made = hitl.request("SEND_EMAIL", MAIL)
    assert hitl.approve(made.id, "maria", payload=dict(MAIL)) == (True, "Approved.")
    assert hitl.consume(made.id, made.digest) is None


_JSON = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(_JSON, _JSON)
def test_one_of_two_actions_runs(tmp_path_factory: Any, asked: Any, changed: Any) -> None:
    hitl = HITLApproval(store=opened(f"sqlite:{tmp_path_factory.getbasetemp() / 'changes'}"))
    made = hitl.request("X", asked)
    done, reason = hitl.approve(made.id, "maria", payload=changed)
    if not done:
        assert "secret" in reason
        hitl.deny(made.id)
        return
    other = binding("X", changed)
    if other != made.digest:
        assert hitl.consume(made.id, made.digest) == CHANGED
        assert hitl.edited(made.id, made.digest) == changed
    assert hitl.consume(made.id, other) is None


def test_whoever_waits_is_told_of_the_change(asking: Shield) -> None:
    def answer() -> None:
        while not asking.hitl.pending():
            time.sleep(0.02)
        asking.approve_action(asking.hitl.pending()[0].id, "maria", payload=OTHER)

    thread = threading.Thread(target=answer)
    thread.start()
    with pytest.raises(ActionDenied, match="propose the changed payload") as caught:
        asking.enforce("SEND_EMAIL", MAIL, on_escalate="wait")
    thread.join()
    verdict = caught.value.verdict
    assert verdict.edited == OTHER == verdict.to_dict()["edited"]
    assert not asking.execute_approved(verdict.approval_id, "SEND_EMAIL", MAIL)
    ran = asking.execute_approved(verdict.approval_id, "SEND_EMAIL", verdict.edited)
    assert (ran.allowed, ran.path, ran.edited) == (True, "approval", None)
    again = asking.execute_approved(verdict.approval_id, "SEND_EMAIL", MAIL)
    assert (again.denied, again.edited) == (True, OTHER), "consumed, and it still says by what"


def test_the_decorator_does_not_run_other_arguments(asking: Shield) -> None:
    sent: list[str] = []

    @asking.guard("SEND_EMAIL", on_escalate="wait", on_deny="return")
    def send(to: str) -> None:
        sent.append(to)

    def answer() -> None:
        while not asking.hitl.pending():
            time.sleep(0.02)
        asking.approve_action(asking.hitl.pending()[0].id, "maria", payload={"to": "b@example.com"})

    thread = threading.Thread(target=answer)
    thread.start()
    verdict: Any = send("a@example.com")
    thread.join()
    assert sent == []
    assert verdict.edited == {"to": "b@example.com"}


def test_a_changed_action_is_judged_again(make_shield: Make) -> None:
    shield = make_shield("coding", enable_hitl=True, hitl_actions=["DELETE_FILE"])
    ident = shield.audit("DELETE_FILE", "old").approval_id
    assert shield.approve_action(ident, "maria", payload="/etc/passwd")[0]
    verdict = shield.execute_approved(ident, "DELETE_FILE", "/etc/passwd")
    assert (verdict.denied, verdict.path) == (True, "critical")


# -- several people


def test_two_different_people(two: HITLApproval) -> None:
    made = two.request("DEPLOY", "x", requester="agent")
    with two.store.transaction() as db:
        db.change("UPDATE approvals SET votes = ?", json.dumps([{"by": "Agent"}, {"by": ""}, {}]))
    assert two.approve(made.id, "Maria", note="looks right", channel="chat") == (
        True,
        "Counted: 1 of 2 people have approved it.",
    )
    assert two.approve(made.id, " maria ")[0] is False
    assert two.approve(made.id, "agent")[0] is False
    found = _found(two, made.id)
    assert (found.status, found.approvers, found.decision) == ("pending", 2, {})
    assert two.consume(made.id, made.digest) == "Request status is 'pending', not approved."
    assert two.approve(made.id, "jan") == (True, "Approved.")
    votes = _found(two, made.id).votes
    assert [(vote["by"], vote["note"], vote["channel"]) for vote in votes[3:]] == [
        ("Maria", "looks right", "chat"),
        ("jan", "", "api"),
    ]
    assert all(abs(vote["at"] - time.time()) < 60 for vote in votes[3:])
    assert two.consume(made.id, made.digest) is None


def test_one_no_is_enough(two: HITLApproval) -> None:
    made = two.request("DEPLOY", "x")
    two.approve(made.id, "maria")
    assert two.deny(made.id, "jan") == (True, "Denied.")
    assert two.approve(made.id, "eve") == (False, "Request already denied.")
    assert two.consume(made.id, made.digest) == "Request status is 'denied', not approved."


def test_two_people_must_mean_the_same_action(two: HITLApproval) -> None:
    made = two.request("SEND_EMAIL", MAIL)
    assert two.approve(made.id, "maria", payload=OTHER)[1].startswith("Counted: 1 of 2")
    assert two.approve(made.id, "jan")[1].startswith("Counted: 1 of 2"), "he saw the proposed one"
    assert two.approve(made.id, "jan", payload=OTHER) == (True, "Approved with changes.")
    found = _found(two, made.id)
    assert [vote["by"] for vote in found.votes] == ["maria", "jan"], "a later vote takes the place of the earlier"
    assert two.consume(made.id, binding("SEND_EMAIL", OTHER)) is None


def test_the_rule_of_who_asks_or_uses_counts_whichever_is_stricter(spec: str, two: HITLApproval) -> None:
    one = HITLApproval(store=opened(spec))
    made = one.request("DEPLOY", "x")
    assert two.request("DEPLOY", "x").id != made.id, "another question: more people must answer"
    one.approve(made.id, "maria")
    assert two.consume(made.id, made.digest) == "This approval does not count: 1 of 2 people have approved it."
    assert one.consume(made.id, made.digest) is None


def test_the_policy_says_how_many(make_shield: Make, tmp_path: Path) -> None:
    siem = tmp_path / "siem.log"
    shield = make_shield("coding", enable_hitl=True, hitl_approvers=2, enable_siem=True, siem_path=str(siem))
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    assert shield.approve_action(ident, "maria")[0]
    assert not shield.execute_approved(ident, "SEND_EMAIL", MAIL)
    assert shield.approve_action(ident, "jan")[0]
    assert shield.execute_approved(ident, "SEND_EMAIL", MAIL)
    told = [json.loads(line)["event_type"] for line in siem.read_text(encoding="utf-8").splitlines()]
    assert told == ["approval_requested", "approval_vote", "action_denied", "approval_granted", "action_allowed"]
    with pytest.raises(PolicyError, match="hitl_approvers"):
        make_shield("coding", hitl_approvers=0)


def test_racing_votes_are_each_counted_once(spec: str) -> None:
    hitl = HITLApproval(store=opened(spec), approvers=3)
    hitl.stats()
    with Racers(spec, ["approve"] * 8) as racers:
        for n in range(6):
            made = hitl.request("DEPLOY", n)
            winners = [a.partition(" ")[2] for a in racers.race(made.id) if a.startswith("True")]
            found = _found(hitl, made.id)
            assert found.status == "approved"
            assert sorted(vote["by"] for vote in found.votes) == sorted(winners)
            assert len(winners) == 3
            assert found.decision["by"] == found.votes[-1]["by"]


def test_one_person_in_many_processes_is_one(spec: str) -> None:
    hitl = HITLApproval(store=opened(spec), approvers=2)
    hitl.stats()
    with Racers(spec, ["same"] * 8) as racers:
        for n in range(6):
            made = hitl.request("DEPLOY", n)
            assert sum(a.startswith("True") for a in racers.race(made.id)) == 1
            assert (_found(hitl, made.id).status, len(_found(hitl, made.id).votes)) == ("pending", 1)


def test_racing_yes_no_and_changes_have_one_outcome(spec: str) -> None:
    hitl = HITLApproval(store=opened(spec), approvers=2)
    hitl.stats()
    with Racers(spec, ["approve", "approve", "deny", "edit", "edit", "expire"] * 2) as racers:
        for n in range(8):
            made = hitl.request("DEPLOY", n)
            yes = [a.partition(" ")[2] for a in racers.race(made.id) if a.startswith("True")]
            found = _found(hitl, made.id)
            no = [name for name in yes if name.startswith("deny")]
            assert found.status in ("approved", "denied", "expired")
            assert len(no) == (found.status == "denied")
            assert sorted(vote["by"] for vote in found.votes) == sorted(set(yes) - set(no)), "no vote was lost"
            if found.status == "approved":
                agreeing = [vote for vote in found.votes if found.voted(vote) == found.approved]
                assert len(agreeing) == 2
                assert len({"payload" in vote for vote in agreeing}) == 1
                assert hitl.consume(made.id, found.approved) is None


# -- signatures


@pytest.fixture
def keyed(spec: str) -> HITLApproval:
    return HITLApproval(store=opened(spec), key=KEY)


_CHANGES = [
    "UPDATE approvals SET status = 'approved', approved = digest",
    "UPDATE approvals SET status = 'approved', approved = digest,"
    ' votes = \'[{"by": "maria", "at": 1, "channel": "api", "note": ""}]\'',
]


@pytest.mark.parametrize("change", _CHANGES)
def test_an_edited_row_approves_nothing(keyed: HITLApproval, change: str) -> None:
    made = keyed.request("DEPLOY", "x")
    with keyed.store.transaction() as db:
        assert db.change(change) == 1
    assert "0 of 1 people have approved it, signed with" in str(keyed.problem(made.id, made.digest))
    assert "0 of 1" in str(keyed.consume(made.id, made.digest))
    assert keyed.get(made.id).status == "approved"  # type: ignore[union-attr]


def test_an_edited_row_with_a_vote_approves_where_there_is_no_key(hitl: HITLApproval) -> None:
    made = hitl.request("DEPLOY", "x")
    with hitl.store.transaction() as db:
        db.change(_CHANGES[1])
    assert hitl.consume(made.id, made.digest) is None


@pytest.mark.parametrize("column", ["digest", "created", "expires", "request", "mac"])
def test_a_request_that_was_changed_is_not_approved(keyed: HITLApproval, column: str) -> None:
    made = keyed.request("DEPLOY", "x")
    values = {
        "digest": binding("DEPLOY", "y"),
        "created": made.created - 1,
        "expires": made.expires + 1,
        "request": json.dumps({**made.request, "payload": "harmless"}),
        "mac": "é",
    }
    with keyed.store.transaction() as db:
        db.change(f"UPDATE approvals SET {column} = ?", values[column])
    done, reason = keyed.approve(made.id, "maria")
    assert not done
    assert "changed after it was asked" in reason
    assert keyed.deny(made.id, "maria")[0]


def test_votes_are_for_one_action_one_person_and_one_time(keyed: HITLApproval) -> None:
    first, second = keyed.request("DEPLOY", "x"), keyed.request("DEPLOY", "y")
    keyed.approve(first.id, "maria", note="fine")
    votes = _found(keyed, first.id).votes
    for change in ({}, {"by": "eve"}, {"at": 1.0}, {"channel": "x"}, {"note": "x"}, {"digest": second.digest}):
        with keyed.store.transaction() as db:
            db.change(
                "UPDATE approvals SET status = 'approved', approved = digest, votes = ? WHERE id = ?",
                json.dumps([{**votes[0], **change}]),
                second.id,
            )
        assert "0 of 1" in str(keyed.consume(second.id, second.digest)), change
    alike = keyed.request("DEPLOY", "x", requester="agent")
    with keyed.store.transaction() as db:
        db.change(
            "UPDATE approvals SET status = 'approved', approved = digest, votes = ?, expires = ? WHERE id = ?",
            json.dumps(votes),
            first.expires,
            alike.id,
        )
    assert "0 of 1" in str(keyed.consume(alike.id, alike.digest)), "another request for the same action"
    with keyed.store.transaction() as db:
        db.change("UPDATE approvals SET expires = expires + 1 WHERE id = ?", first.id)
    assert "0 of 1" in str(keyed.consume(first.id, first.digest)), "nobody approved it for that long"


def test_one_signed_vote_beside_a_forged_one(spec: str) -> None:
    keyed = HITLApproval(store=opened(spec), key=KEY, approvers=2)
    made = keyed.request("DEPLOY", "x")
    with keyed.store.transaction() as db:
        db.change("UPDATE approvals SET votes = ?", json.dumps([{"by": "jan", "at": 1, "channel": "cli", "note": ""}]))
    assert keyed.approve(made.id, "maria") == (True, "Counted: 1 of 2 people have approved it.")
    assert keyed.approve(made.id, "jan") == (True, "Approved.")
    assert keyed.consume(made.id, made.digest) is None


def test_a_used_approval_stays_used_in_this_process(keyed: HITLApproval) -> None:
    made = keyed.request("DEPLOY", "x")
    keyed.approve(made.id, "maria")
    assert keyed.consume(made.id, made.digest) is None
    with keyed.store.transaction() as db:
        db.change("UPDATE approvals SET status = 'approved'")
    assert keyed.consume(made.id, made.digest) == "Approval already consumed. Cannot replay."


def test_keys_that_differ_do_not_agree(spec: str, keyed: HITLApproval, hitl: HITLApproval) -> None:
    other = HITLApproval(store=opened(spec), key=KEY[::-1])
    made = keyed.request("DEPLOY", "x", requester="agent")
    assert "reviewers' key" in hitl.approve(made.id, "maria")[1]
    assert "without the key" in other.approve(made.id, "maria")[1]
    assert "without the key" in keyed.approve(hitl.request("DEPLOY", "y").id, "maria")[1]
    assert keyed.request("DEPLOY", "x", requester="agent").id == made.id
    assert other.request("DEPLOY", "x", requester="agent").id != made.id
    assert keyed.approve(made.id, "maria", payload="z")[0]
    assert keyed.consume(made.id, binding("DEPLOY", "z")) is None


@given(st.lists(st.text(max_size=4), max_size=3), st.lists(st.text(max_size=4), max_size=3))
def test_a_signature_fits_what_was_signed(one: list[str], other: list[str]) -> None:
    assert is_signed(KEY, signature(KEY, "a", *one), "a", *other) is (one == other)
    assert not is_signed(KEY, signature(KEY, "a", *one), "b", *one)
    assert not is_signed(KEY, signature(KEY[::-1], "a", *one), "a", *one)


def _key_file(path: Path, mode: int = 0o600, key: bytes = KEY + b"\n") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(key)
    path.chmod(mode)
    return str(path)


def test_keys_from_a_file(make_shield: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _key_file(tmp_path / "keys" / "reviewers")
    assert read_key(path, str(tmp_path / "state")) == KEY
    monkeypatch.setenv(KEY_FILE_VARIABLE, path)
    shield = make_shield("coding", enable_hitl=True)
    ident = shield.audit("SEND_EMAIL", MAIL).approval_id
    assert _found(shield.hitl, ident).mac
    assert not shield.audit("Read", {"file_path": path})
    assert shield.audit("Write", {"file_path": path, "content": "x"}).rules[0] == "file.own.change"
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    given = make_shield("coding", enable_hitl=True, approval_key=KEY)
    assert given.approve_action(ident, "maria") == (True, "Approved.")
    assert shield.execute_approved(ident, "SEND_EMAIL", MAIL)


@pytest.mark.parametrize(
    ("place", "mode", "key", "words"),
    [
        ("state/key", 0o600, KEY, "data_dir"),
        ("state/deep/key", 0o600, KEY, "data_dir"),
        ("key", 0o604, KEY, "others"),
        ("key", 0o620, KEY, "others"),
        ("key", 0o666, KEY, "others"),
        ("key", 0o600, b"short\n", "at least 16"),
        ("", 0o600, b"", "cannot be read"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_keys_that_are_none(
    make_shield: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, mode: int, key: bytes, words: str
) -> None:
    path = _key_file(tmp_path / place, mode, key) if place else str(tmp_path / "missing")
    monkeypatch.setenv(KEY_FILE_VARIABLE, path)
    with pytest.raises(PolicyError, match=words):
        make_shield("coding", enable_hitl=True)
    assert make_shield("coding"), "nobody is asked: no key is needed"
    with pytest.raises(PolicyError, match="at least 16"):
        make_shield("coding", approval_key=b"short")


def test_a_link_into_data_dir_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "state" / "key", tmp_path / "key"
    _key_file(inside)
    outside.symlink_to(inside)
    with pytest.raises(PolicyError, match="data_dir"):
        read_key(str(outside), str(tmp_path / "state"))
    assert read_key(_key_file(tmp_path / "state-keys" / "key", 0o640), str(tmp_path / "state")) == KEY


# -- forgetting


class _Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_purging_forgets_what_is_over(spec: str) -> None:
    clock = _Clock()
    hitl = HITLApproval(store=opened(spec), clock=clock)
    old = [hitl.request("DEPLOY", n).id for n in range(4)]
    hitl.deny(old[0])
    hitl.approve(old[1])
    clock.now += 100
    new = hitl.request("DEPLOY", "new").id
    hitl.deny(new)
    assert hitl.purge(50) == 1, "one is denied and old; three are pending or approved"
    assert hitl.purge(0) == 1
    assert {one.id for one in hitl.recent()} == set(old[1:])
    clock.now += 250
    assert hitl.purge(0) == 3, "expired by now"
    assert hitl.stats()["total"] == 0


def test_only_so_many_finished_requests_are_kept(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FINISHED", 10)
    hitl = HITLApproval(store=opened(spec))
    pending = hitl.request("DEPLOY", "pending").id
    approved = hitl.request("DEPLOY", "approved").id
    hitl.approve(approved)
    for n in range(30):
        hitl.deny(hitl.request("DEPLOY", n).id)
        assert hitl.stats()["denied"] <= 12
    kept = hitl.recent()
    assert {pending, approved} <= {one.id for one in kept}
    assert kept[-1].request["payload"] == 29, "the newest are kept"
    assert hitl.stats()["denied"] >= 10


# -- what earlier releases wrote


@pytest.mark.parametrize("status", ["pending", "approved", "denied", "consumed"])
def test_requests_of_the_release_before(spec: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    digest, now = binding("DEPLOY", "x"), time.time()
    decided = None if status == "pending" else json.dumps({"by": "maria", "at": now, "note": "", "channel": "api"})
    with monkeypatch.context() as patch:
        patch.setattr("intentshield.store.MIGRATIONS", MIGRATIONS[:2])
        with opened(spec).transaction() as db:
            db.change(
                "INSERT INTO approvals (id, status, digest, created, expires, request, decision)"
                ' VALUES (\'a\', ?, ?, ?, ?, \'{"action": "DEPLOY", "payload": "x"}\', ?)',
                status,
                digest,
                now,
                now + 300,
                decided,
            )
    hitl = HITLApproval(store=opened(spec))
    assert hitl.approve("a", "jan")[0] is (status == "pending")
    assert (hitl.consume("a", digest) is None) is (status in ("pending", "approved"))


def test_rows_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    hitl = HITLApproval(store=opened(f"sqlite:{tmp_path}"))
    made = hitl.request("DEPLOY", "x")
    for column, text in (("votes", "[1]"), ("votes", "3"), ("request", '{"approvers": "x"}'), ("decision", "[]x")):
        with sqlite3.connect(hitl.store.where) as db:
            db.execute(f"UPDATE approvals SET {column} = ?", (text,))
        db.close()
        with pytest.raises(StoreError, match="cannot be read"):
            hitl.get(made.id)
