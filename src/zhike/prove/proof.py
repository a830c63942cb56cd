"""A proof: what was promised, what was seen, and whether it held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from zhike import pipeline
from zhike.engine import canonical_hash
from zhike.errors import BrokenPromiseError
from zhike.workspace import Workspace


@dataclass
class Proof:
    """The course of a proof; `must` notes a figure and stops the proof when it is not what was promised."""

    name: str
    promise: str
    figures: dict[str, Any] = field(default_factory=dict)

    def saw(self, what: str, value: Any) -> None:
        """Note a figure."""
        self.figures[what] = value

    def must(self, what: str, value: Any, *, be: Any) -> None:
        """Note a figure that must be equal to what was promised."""
        self.saw(what, value)
        if value != be:
            self._break(f"{what}: {_short(value)}, promised {_short(be)}")

    def within(self, what: str, value: float, *, least: float | None = None, most: float | None = None) -> None:
        """Note a figure that must lie within bounds, where there are any."""
        self.saw(what, value)
        if (least is not None and value < least) or (most is not None and value > most):
            bound = f"at least {least}" if most is None else f"at most {most}"
            self._break(f"{what}: {value}, promised {bound}")

    def _break(self, detail: str) -> NoReturn:
        """Say what does not hold; what was seen before goes with it."""
        raise BrokenPromiseError(name=self.name, detail=detail, figures=dict(self.figures))


def table_hashes(shop: Workspace, names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the canonical hash of these tables of the current run, or of all, but for those that tell its history."""
    declared = pipeline.tables()
    with shop.reader() as session:
        return {n: canonical_hash(session, f'"{n}"') for n in names or shop.tables() if not declared[n].is_history}


def different(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return the tables whose hashes differ."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}…"
