"""The text of this room's modules, for the fingerprints of its tables: when the code changes, the tables are made anew."""

from __future__ import annotations

from pathlib import Path


def text_of(score: str) -> str:
    """Return the text of all modules and SQL files of this room that a score may use; of tables of other scores, nothing."""
    here = Path(__file__).parent
    return score + "".join(p.read_text("utf-8") for p in sorted([*here.glob("*.py"), *here.glob("*.sql")]))
