"""A program of its own: what it printed, its seconds, its memory. So what is measured is its alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Done:
    """What a program printed as JSON, how long it took, and the peak memory of its largest process."""

    said: dict[str, Any]
    seconds: float
    gigabytes: float


def program(module: str, *words: object) -> Done:
    """Run a module of ours to its end; raises CalledProcessError."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen([sys.executable, "-m", module, *map(str, words)], stdout=printed)  # noqa: S603 - our own program
        # wait4 tells of this process and of those it waited for: the reading worker is one of them.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
        printed.seek(0)
        return Done(json.loads(printed.read()), time.perf_counter() - started, used.ru_maxrss / 1e6)
