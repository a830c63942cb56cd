"""The reading processes, as Zhike sees them: one for each job, forked by a parent that is started once (parent.py)."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zhike.words import language

_ENDING_SECONDS = 5.0


@dataclass(frozen=True)
class Reader:
    """One process: what it is asked, what it answers, and what it says meanwhile."""

    link: socket.socket
    asked: IO[str]
    answer: IO[str]
    said: IO[str]

    def kill(self) -> None:
        """End the process, if it has not ended."""
        with contextlib.suppress(OSError):
            self.link.shutdown(socket.SHUT_WR)

    def status(self) -> int:
        """Wait for its end and return its exit code, negative for a signal; that of a kill when the parent died too."""
        try:
            return int(self.link.recv(16) or -signal.SIGKILL)
        except ConnectionError:
            return -signal.SIGKILL


@contextmanager
def reader() -> Iterator[Reader]:
    """Have a process forked, with nothing of the user's in its command line or environment; it is gone afterwards."""
    with ExitStack() as stack:
        ours, theirs = (stack.enter_context(end) for end in socket.socketpair())
        asked_from, asked = os.pipe()
        answer, answer_to = os.pipe()
        said, said_to = os.pipe()
        made = Reader(
            ours,
            stack.enter_context(os.fdopen(asked, "w", encoding="utf-8")),
            stack.enter_context(os.fdopen(answer, encoding="utf-8", errors="replace")),
            stack.enter_context(os.fdopen(said, encoding="utf-8", errors="replace")),
        )
        try:
            _sent([theirs.fileno(), asked_from, answer_to, said_to])
        finally:
            theirs.close()
            for descriptor in (asked_from, answer_to, said_to):
                os.close(descriptor)
        stack.callback(made.kill)
        yield made


@dataclass(frozen=True)
class _Parent:
    process: subprocess.Popen[bytes]
    control: socket.socket
    owner: int

    def is_ours(self) -> bool:
        """Whether it lives, and belongs to this process and not to the one that this one was forked from."""
        return self.owner == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        self.control.close()
        if self.owner != os.getpid():
            return
        try:
            self.process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_starting = threading.Lock()
_parents: list[_Parent] = []


def _sent(descriptors: list[int]) -> None:
    """Send a job's descriptors to the parent; to a new one when the old one has died."""
    with _starting:
        try:
            socket.send_fds(_parent().control, [b"j"], descriptors)
        except BrokenPipeError:
            _parents.pop().end()
            socket.send_fds(_parent().control, [b"j"], descriptors)


def _parent() -> _Parent:
    if _parents and not _parents[0].is_ours():
        _parents.pop().end()
    if not _parents:
        _parents.append(_started())
    return _parents[0]


def _started() -> _Parent:
    environment = {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "ZHIKE_LANG": language(),
        "MALLOC_ARENA_MAX": "2",  # otherwise every thread reserves address space of its own
        "OPENBLAS_NUM_THREADS": "1",  # the parent of forked processes may have no threads
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
    }
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own program, with nothing of the user's on its command line
            [sys.executable, "-P", str(Path(__file__).with_name("boot.py"))],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    return _Parent(process, ours, os.getpid())


@atexit.register
def _end() -> None:
    with _starting:
        while _parents:
            _parents.pop().end()
