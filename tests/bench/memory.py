"""Many distinct audits in one process: memory and open files stay where they are."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from typing import Any

from intentshield import Shield

COUNT = int(os.environ.get("INTENTSHIELD_BENCH_AUDITS", "1000000"))


def resident() -> int:
    """Resident memory in KiB; 0 where the system does not say."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    except OSError:
        return 0


def open_files() -> int:
    """Open file descriptors; 0 where the system does not say."""
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0


def run(count: int) -> tuple[list[int], list[int]]:
    """(resident KiB, open files) at every tenth of ``count`` distinct audits."""
    memory, files = [], []
    with tempfile.TemporaryDirectory() as directory:
        shield = Shield("coding", data_dir=directory, workspace="/work/repo", home="/home/user").initialize()
        for i in range(count):
            which = i % 4
            if which == 0:
                shield.audit("Bash", f"grep -n word_{i} src/file_{i}.py | head -5")
            elif which == 1:
                shield.audit("Write", {"file_path": f"src/f{i}.py", "content": f"x = {i}"})
            elif which == 2:
                shield.audit(f"tool_{i}", {f"key_{i}": f"value {i}"})
            else:
                shield.audit("WebFetch", {"url": f"https://h{i}.example.com/p/{i}"})
            if (i + 1) % max(1, count // 10) == 0:
                memory.append(resident())
                files.append(open_files())
    return memory, files


def measure() -> list[dict[str, Any]]:
    start = time.perf_counter()
    memory, files = run(COUNT)
    took = time.perf_counter() - start
    return [
        {
            "what": f"{COUNT:,} distinct audits",
            "seconds": took,
            "KiB at each tenth": memory,
            "open files": files,
            "python": sys.version.split()[0],
        }
    ]
