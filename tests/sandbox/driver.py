"""Runs command lines in a real bash, inside the sandbox only: ``driver.py CASES RESULTS`` (JSON lines).

It refuses to run as root and outside the sandbox that :mod:`tests.sandbox` sets up.  Every case gets an empty
directory with a few files in it; the stub programs on the PATH log their names and arguments.
"""

import json
import os
import shutil
import subprocess
import sys

STUB = """#!/bin/bash
printf '%s\\0' "${0##*/}" "$@" > "$STUB_LOG/$$"
"""
NAMES = ["stub_a", "stub_b", "stub_c", "stub_d"]
FILES = {"one.txt": "1\n", "two.txt": "2\n", "dir/three.txt": "3\n"}


def main() -> int:
    if os.geteuid() == 0 or not os.path.exists("/sandbox-marker"):
        print("this runs in the sandbox only, and never as root", file=sys.stderr)
        return 2
    os.makedirs("/tmp/bin")
    for name in NAMES:
        path = "/tmp/bin/" + name
        with open(path, "w") as file:
            file.write(STUB)
        os.chmod(path, 0o755)
    with open(sys.argv[1]) as cases, open(sys.argv[2], "w") as results:
        for line in cases:
            results.write(json.dumps(run(json.loads(line))) + "\n")
    return 0


def run(command: str) -> dict:
    work, log = "/tmp/work", "/tmp/log"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(log, ignore_errors=True)
    os.makedirs(work + "/dir")
    os.makedirs(log)
    for name, content in FILES.items():
        with open(f"{work}/{name}", "w") as file:
            file.write(content)
    env = {"PATH": "/tmp/bin:/usr/bin:/bin", "HOME": "/tmp/home", "STUB_LOG": log, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            ["/bin/bash", "--norc", "--noprofile", "-c", command],
            cwd=work,
            env=env,
            timeout=5,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        status = done.returncode
    except subprocess.TimeoutExpired:
        status = None
    calls = []
    for name in sorted(os.listdir(log)):
        with open(os.path.join(log, name), "rb") as file:
            calls.append(file.read().decode("utf-8", "surrogateescape").split("\0")[:-1])
    return {"status": status, "calls": calls, **changes(work)}


def changes(work: str) -> dict:
    found = {}
    for where, folders, names in os.walk(work):
        for name in names + folders:
            path = os.path.join(where, name)
            found[os.path.relpath(path, work)] = path
    written = []
    for name, path in found.items():
        if name in FILES:
            with open(path) as file:
                if file.read() != FILES[name]:
                    written.append(name)
        elif name != "dir":
            written.append(name)
    return {"written": sorted(written), "deleted": sorted(n for n in [*FILES, "dir"] if n not in found)}


if __name__ == "__main__":
    sys.exit(main())
