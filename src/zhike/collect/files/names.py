"""The names of a file's columns: trimmed, never empty, all different."""

from __future__ import annotations

from collections.abc import Sequence

from zhike.words import N_, _


def numbered(count: int) -> tuple[str, ...]:
    """Return c1, c2, … for a file without a header."""
    return tuple(f"c{place}" for place in range(1, count + 1))


def distinct(header: Sequence[str | None]) -> tuple[tuple[str, ...], list[str]]:
    """Return usable names for a header, and a note for what had to be changed."""
    given = [" ".join((name or "").replace("\0", "").split()) for name in header]
    names: list[str] = []
    repeated: list[str] = []
    for place, name in enumerate(given, 1):
        wanted = name or f"c{place}"
        free = _free(wanted, {*names, *given[place:]} if wanted in names or not name else set(names))
        if free != wanted and name:
            repeated.append(f"{wanted} → {free}")
        names.append(free)
    notes = (
        [_(N_("Some columns have the same name; they were told apart: {names}.")).format(names=", ".join(repeated))]
        if repeated
        else []
    )
    if unnamed := [str(place) for place, name in enumerate(given, 1) if not name]:
        notes.append(
            _(N_("Some columns have no name in the header: number {places}.")).format(places=", ".join(unnamed))
        )
    return tuple(names), notes


def _free(wanted: str, taken: set[str]) -> str:
    number = 2
    name = wanted
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name
