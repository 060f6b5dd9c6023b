"""The one place where commands are executed: an unprivileged bubblewrap sandbox without network or the host's files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Optional, Sequence

DRIVER = Path(__file__).with_name("driver.py")
NOBODY = 65534


def unavailable() -> Optional[str]:
    """Why there is no sandbox here, or None."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    if not os.path.exists("/bin/bash"):
        return "there is no /bin/bash"
    probe = _bwrap(["/bin/true"])
    done = subprocess.run(probe, capture_output=True, text=True, preexec_fn=_drop)
    return None if done.returncode == 0 else f"bubblewrap does not work here: {done.stderr.strip()[:200]}"


def _drop() -> None:
    """Become nobody when started as root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _bwrap(command: Sequence[str], *binds: str) -> list[str]:
    args = [
        "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--ro-bind",
        "/usr",
        "/usr",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
    ]
    for name in ("bin", "lib", "lib64", "sbin"):
        target = os.path.realpath("/" + name)
        if os.path.exists(target):
            args += (
                ["--symlink", target.lstrip("/"), "/" + name]
                if os.path.islink("/" + name)
                else ["--ro-bind", "/" + name, "/" + name]
            )
    args += ["--tmpfs", "/tmp", "--ro-bind", "/dev/null", "/sandbox-marker", "--chdir", "/tmp", "--clearenv"]
    return [*args, *binds, *command]


def run(commands: Sequence[str], directory: Path) -> list[dict[str, Any]]:
    """What a real bash did with each command line: ``calls`` of the stubs, files ``written`` and ``deleted``."""
    directory.mkdir(parents=True, exist_ok=True)
    exchange = directory / "exchange"
    exchange.mkdir(exist_ok=True)
    for path in (directory, *directory.parents):
        if str(path).startswith("/tmp/"):
            path.chmod(path.stat().st_mode | 0o055)
    exchange.chmod(0o777)
    (exchange / "cases").write_text("".join(json.dumps(c) + "\n" for c in commands), encoding="utf-8")
    driver = exchange / "driver.py"
    driver.write_bytes(DRIVER.read_bytes())
    python = shutil.which("python3", path="/usr/bin:/bin") or "/usr/bin/python3"
    command = _bwrap(
        [python, "/exchange/driver.py", "/exchange/cases", "/exchange/results"], "--bind", str(exchange), "/exchange"
    )
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=_drop, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [json.loads(line) for line in (exchange / "results").read_text(encoding="utf-8").splitlines()]
