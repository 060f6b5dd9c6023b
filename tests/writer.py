"""``python -m tests.writer DATA_DIR NAME COUNT``: one process that audits and says what was acknowledged.

It prints ``ready``, waits for a line, then prints a number for each audit that has returned.
"""

from __future__ import annotations

import os
import sys

from intentshield import Shield


def main() -> None:
    """Audit until killed, or COUNT times."""
    directory, name, count = sys.argv[1:]
    shield = Shield("coding", data_dir=directory, workspace="/work/repo", enable_siem=True, audit_required=True)
    os.write(1, b"ready\n")
    sys.stdin.readline()
    for i in range(int(count)):
        shield.audit("Bash", f"echo {name} {i}")
        os.write(1, b"%d\n" % i)


if __name__ == "__main__":
    main()
