"""Judge a few actions and act on the verdicts: ``python examples/basic.py``."""

import tempfile

from intentshield import Decision, Shield


def main() -> None:
    with tempfile.TemporaryDirectory() as data, Shield("coding", data_dir=data, workspace="/work/project") as shield:
        for action, payload in (
            ("Bash", "git status"),
            ("Bash", "git push --force origin main"),
            ("Write", {"file_path": "/work/project/notes.md", "content": "hello"}),
            ("Write", {"file_path": "~/.ssh/authorized_keys", "content": "ssh-ed25519 AAAA"}),
            ("Bash", "find / -delete"),
        ):
            verdict = shield.audit(action, payload)
            print(f"{verdict.decision:8} {action}: {verdict.reason}")
            if verdict.decision is Decision.ALLOW:
                pass  # run it here
        ok, reason = shield.audit("BROWSE", "http://169.254.169.254/latest/")
        print(ok, reason)


if __name__ == "__main__":
    main()
