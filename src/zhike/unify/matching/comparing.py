"""Comparing: in which way each pair agrees in each respect, by the conditions of the comparisons, on the engine of the session."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhike.engine import Session
from zhike.unify.matching.comparisons import Comparison


def compare(session: Session, comparisons: Sequence[Comparison], *, pairs: str, to: str) -> None:
    """Make the table `to`: id_a, id_b, rules, `within` (one source has both) and, for each comparison, how the pair agrees.

    0 is "else", the number of levels the strongest way, -1 says that one of the two has nothing to compare.
    """
    if not comparisons or not session.value(f"select count(*) from {pairs}"):
        none = ", ".join(f"0::tinyint as {c.name}" for c in comparisons)
        session.sql(
            f"create or replace temp table {to} as select id_a, id_b, rules, false as within, {none} from {pairs} where false",
            step=to,
        )
        return
    said = ", ".join(f"{_way(c)} as {c.name}" for c in comparisons)
    used = _columns(said)
    both = ", ".join(f"{side}.{column} as {column}_{side}" for side in "lr" for column in used)
    session.sql(
        f"create or replace temp table {to} as select id_a, id_b, rules, source_l = source_r as within, {said} "
        f"from (select p.id_a, p.id_b, p.rules, {both} from {pairs} p join fields l on p.id_a = l.id join fields r on p.id_b = r.id)",
        step=to,
    )


def _way(comparison: Comparison) -> str:
    """Return SQL: in which way two records agree."""
    strongest = len(comparison.levels)
    ways = " ".join(f"when {w.condition} then {strongest - place}" for place, w in enumerate(comparison.levels))
    return f"(case when {comparison.unknown} then -1 {ways} else 0 end)::tinyint"


def _columns(sql: str) -> list[str]:
    """Return the columns of `fields` that conditions speak of, and the source."""
    return sorted({"source", *re.findall(r"\b(\w+)_[lr]\b", sql)})
