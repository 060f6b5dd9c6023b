"""Write every verdict down, check the trail, and try another policy on it: ``python examples/audit_trail.py``."""

import tempfile

from intentshield import Policy, Shield
from intentshield.replay import replay_trail
from intentshield.trail_check import verify


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        shield = Shield("coding", data_dir=data, workspace="/work/project", audit_required=True)
        session = shield.session("tidy up the build", agent="agent-7", user="maria", id="ticket-4711")
        for command in ("git status", "rm -rf build", "git push --force origin main", "find / -delete"):
            session.audit("Bash", command)

        # another process that names the id goes on with the session
        again = Shield("coding", data_dir=data, workspace="/work/project", audit_required=True).session(
            id="ticket-4711"
        )
        print(again.intention, again.counts)

        trail = shield.trail
        for record in trail.found(session="ticket-4711", kind="verdict"):
            print(f"{record.decision:8} {record.body['arguments']}")
        kept = trail.checkpoint()  # to be kept elsewhere: nothing before it can be changed unseen
        print("intact:", verify(trail, trusted=[kept]).ok)

        # what would a stricter policy have said?
        policies = {digest: Policy.from_dict(form) for digest, form in trail.policies().items()}
        outcome = replay_trail(
            ((record.ref, record.body) for record in trail.found(kind="verdict")),
            lambda start: next((policy for digest, policy in policies.items() if digest.startswith(start)), None),
            Policy("coding", table={"delete workspace": "escalate"}),
        )
        for change in outcome.differences:
            print(f"{change.before} -> {change.after}: {change.action}")


if __name__ == "__main__":
    main()
