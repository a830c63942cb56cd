"""The folder of an import that has not happened yet. Who fills it holds a lock in it; what nobody holds is swept away.

The system lets go of the lock when its holder ends, however it ends. So a writer can tell what a killed import left
behind from what another one, or the next file of its own, is still receiving.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PENDING = ".pending"
_LOCK = ".lock"


@dataclass(frozen=True)
class Pending:
    """A folder that this process fills, until it becomes an import's or is dropped."""

    folder: Path
    lock: IO[bytes]

    def becomes(self, final: Path) -> None:
        """Give the folder its name for good; the caller holds the workspace's writing place, so that nobody sweeps."""
        shutil.rmtree(final, ignore_errors=True)
        (self.folder / _LOCK).unlink()
        self.folder.rename(final)

    def drop(self) -> None:
        """Delete the folder, if it has not become an import's."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


def new_pending(source: Path) -> Pending:
    """Make a pending folder within a source's folder, and hold it."""
    while True:
        folder = source / f"{PENDING}-{secrets.token_hex(8)}"
        folder.mkdir(parents=True)
        with suppress(FileNotFoundError):  # another writer swept it before it was held: once more
            lock = _lock_of(folder)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(lock.fileno()), (folder / _LOCK).stat()):
                return Pending(folder, lock)


def sweep_pending(folder: Path) -> bool:
    """Delete a pending folder unless somebody holds it; return whether it is gone."""
    with suppress(FileNotFoundError), _lock_of(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        shutil.rmtree(folder, ignore_errors=True)
    return True


def _lock_of(folder: Path) -> IO[bytes]:
    return (folder / _LOCK).open("ab")
