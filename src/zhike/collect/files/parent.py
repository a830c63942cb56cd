"""The parent of the reading processes: loads the reader once, then forks a fresh process for each file.

Loading takes most of half a second, forking a hundredth. The parent opens no file and starts no thread, so that every
process begins in the same state. It ends when Zhike does, however that ends: its standard input, a socket, is then at
its end. Each job brings four descriptors: a link, and the standard input, output and error of the process. Shutting
the link down ends the process; its exit status comes back over the link.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import socket
import sys
import traceback
from typing import NoReturn

import pyarrow as pa

from zhike.collect.files import worker
from zhike.collect.files.refusals import FileRefusedError
from zhike.words import _

_DESCRIPTORS = 4
_FIRST_OWN = 3  # descriptors below are standard input, output and error
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def main() -> NoReturn:
    """Serve until nobody is left who could ask."""
    _(FileRefusedError.sentence)  # loads the catalogue of words where one is needed
    pa.array([""])  # PyArrow loads pandas at its first array, wherever it is installed: better once than each time
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for Zhike, which then lets go of its readers
    gc.collect()
    gc.freeze()  # what is loaded stays: the processes need not look at it when they collect
    with socket.socket(fileno=os.dup(0)) as control, selectors.DefaultSelector() as selector:
        _Parent(control, selector).serve()
    os._exit(0)  # there is nothing to tidy up, and taking the libraries down in order takes time


class _Parent:
    """The running processes, by their links."""

    def __init__(self, control: socket.socket, selector: selectors.BaseSelector) -> None:
        self._control, self._selector = control, selector
        self._running: dict[int, socket.socket] = {}
        self._ended, wake = socket.socketpair()
        wake.setblocking(False)
        self._wake = wake
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # without a handler nothing would wake us
        selector.register(control, selectors.EVENT_READ)
        selector.register(self._ended, selectors.EVENT_READ)

    def serve(self) -> None:
        while True:
            for key, _events in self._selector.select():
                if key.fileobj is self._control:
                    message, given, _flags, _address = socket.recv_fds(self._control, 1, _DESCRIPTORS)
                    if not message:
                        self._kill_all()
                        return
                    self._start(given)
                elif key.fileobj is self._ended:
                    self._ended.recv(1 << 12)
                    self._reap()
                else:
                    self._kill(key.data)

    def _start(self, given: list[int]) -> None:
        pid = os.fork()
        if not pid:
            _be_reader(given[1:])
        link = socket.socket(fileno=given[0])
        for descriptor in given[1:]:
            os.close(descriptor)
        self._running[pid] = link
        self._selector.register(link, selectors.EVENT_READ, data=pid)

    def _reap(self) -> None:
        for pid, link in list(self._running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            del self._running[pid]
            with contextlib.suppress(KeyError):  # one that was killed is not listened to any more
                self._selector.unregister(link)
            with link, contextlib.suppress(OSError):  # nobody may be there to hear it
                link.send(str(os.waitstatus_to_exitcode(status)).encode())

    def _kill(self, pid: int) -> None:
        """End a process whose link was shut down: too late, not wanted any more, or Zhike is gone."""
        if pid in self._running:
            self._selector.unregister(self._running[pid])
            os.kill(pid, signal.SIGKILL)

    def _kill_all(self) -> None:
        for pid in self._running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _be_reader(given: list[int]) -> NoReturn:
    """Become the process of one job; never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _die_with_parent()
        for place, descriptor in enumerate(given):
            os.dup2(descriptor, place)
        # Above all the links of other jobs: a hostile file must not reach them.
        os.closerange(_FIRST_OWN, os.sysconf("SC_OPEN_MAX"))
        status = worker.main()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not reach the parent's loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):  # where the system has no such call
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)
