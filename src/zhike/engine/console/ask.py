"""Asking the console: a fresh process for every question, one of them always started in advance."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.engine.console.checked import checked
from zhike.engine.console.limits import GB, ConsoleLimits
from zhike.engine.console.refusals import (
    AnswerTooLargeError,
    ConsoleBusyError,
    QueryCrashedError,
    QueryMemoryError,
    QueryTooLongError,
)
from zhike.engine.lineage import tables_read
from zhike.engine.select import WrongSqlError
from zhike.engine.session import EngineError
from zhike.words import language

_BOOT = Path(__file__).with_name("boot.py")
# Nothing of the server's environment: it may hold the password of a store.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class Inquiry:
    """One question: the statement, the tables it may read, and the columns of them that are hidden from who asks."""

    sql: str
    tables: Mapping[str, Path]
    folder: Path
    timezone: str
    seconds: float
    hidden: Mapping[str, Sequence[str]] = field(default_factory=dict)
    threads: int = 0


class Console:
    """Answers questions, a few at a time, each in a process that is ended afterwards."""

    def __init__(self, limits: ConsoleLimits | None = None) -> None:
        self.limits = limits or ConsoleLimits()
        self._places = threading.BoundedSemaphore(self.limits.at_once)
        self._lock = threading.Lock()
        self._spare: subprocess.Popen[str] | None = None

    def ask(self, inquiry: Inquiry) -> pa.Table:
        """Return the answer; it lies in a file that is gone from the disk when the table is."""
        statement = checked(inquiry.sql, list(inquiry.tables))
        with self._place(), _scratch() as scratch, self._process() as process:
            said = _asked(process, self._job(inquiry, statement, scratch), seconds=inquiry.seconds)
            if "rows" not in said:
                self._refuse(said)
            with pa.memory_map(str(scratch / "answer.arrow")) as file:
                return pa.ipc.open_file(file).read_all()

    def prepare(self) -> None:
        """Start the process for the next question, if none waits for one yet."""
        with self._lock:
            if self._spare is None:
                self._spare = _started()

    def close(self) -> None:
        """End the process that waits for the next question."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            _end(spare)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self.limits.wait_seconds):
            raise ConsoleBusyError(count=self.limits.at_once)
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def _process(self) -> Iterator[subprocess.Popen[str]]:
        """Give a process that waits for its question; end it afterwards and start the next one."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None and spare.poll() is not None:
            _end(spare)
            spare = None
        process = spare or _started()
        try:
            yield process
        finally:
            _end(process)
            self.prepare()

    def _job(self, inquiry: Inquiry, statement: str, scratch: Path) -> dict[str, Any]:
        named = {name.lower() for name in tables_read(statement)}
        limits = self.limits
        return {
            "sql": statement,
            "tables": {name: str(path) for name, path in inquiry.tables.items() if name in named},
            "hidden": {name: list(columns) for name, columns in inquiry.hidden.items()},
            "folder": str(inquiry.folder),
            "timezone": inquiry.timezone,
            "seconds": inquiry.seconds,
            "threads": inquiry.threads or os.cpu_count() or 1,
            "memory_gb": limits.memory_gb,
            "spill_gb": limits.spill_gb,
            "address_bytes": limits.address_bytes,
            "answer_bytes": limits.answer_bytes,
            "answer": str(scratch / "answer.arrow"),
            "spill": str(scratch / "spill"),
            "language": language(),
        }

    def _refuse(self, said: Mapping[str, Any]) -> None:
        match said["failed"]:
            case "memory":
                raise QueryMemoryError(memory_gb=self.limits.memory_gb)
            case "large":
                raise AnswerTooLargeError(gigabytes=self.limits.answer_bytes / GB)
            case "late":
                raise QueryTooLongError(seconds=said["seconds"])
            case "crashed":
                raise QueryCrashedError(detail=said["detail"])
            case "wrong":
                raise WrongSqlError(detail=said["detail"])
            case _:
                raise EngineError(step="query", detail=said["detail"])


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-P", str(_BOOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the server, which then lets go of its processes
    )


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zhike-asked-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _asked(process: subprocess.Popen[str], job: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
    """Send the question and return what the process says of it, or how it ended."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        said = _said(process, job)
    finally:
        timer.cancel()
    if said:
        return dict(json.loads(said))
    if late.is_set():
        return {"failed": "late", "seconds": seconds}
    return _ended(process)


def _said(process: subprocess.Popen[str], job: Mapping[str, Any]) -> str:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    with contextlib.suppress(BrokenPipeError):  # it died at once; that shows in its answer
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
    return process.stdout.read()


def _ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return how a process ended that said nothing; one whose memory was denied may be killed in the middle of anything."""
    status = process.wait()
    if status == -signal.SIGXFSZ:
        return {"failed": "large"}
    if status in {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS}:
        return {"failed": "memory"}
    return {"failed": "crashed", "detail": signal.Signals(-status).name if status < 0 else str(status)}


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()
