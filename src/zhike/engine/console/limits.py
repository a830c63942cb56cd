"""What one question to the console may cost."""

from __future__ import annotations

from dataclasses import dataclass

GB = 1_000_000_000


@dataclass(frozen=True)
class ConsoleLimits:
    """Bounds of the answering process: sizes in bytes or GB, times in seconds.

    The address space also holds code, stacks and Arrow's buffers, so its bound lies well above the engine's own.
    """

    memory_gb: float = 2.0
    spill_gb: int = 8
    answer_bytes: int = 4 * GB
    at_once: int = 2
    wait_seconds: float = 10.0

    @property
    def address_bytes(self) -> int:
        """Return the bound of the whole address space."""
        return int((2 * self.memory_gb + 4) * GB)
