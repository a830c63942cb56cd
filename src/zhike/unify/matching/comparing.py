"""Comparing: in which way each pair agrees in each respect. Splink does the work, on the engine of the session."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

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
    # Splink takes a fifth of a second to load, which every command would wait for and only this step needs.
    from splink import DuckDBAPI, Linker, SettingsCreator

    database = DuckDBAPI(session.connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_comparison(c) for c in comparisons],
        # Splink asks for one; the pairs that are registered below take its place.
        blocking_rules_to_generate_predictions=["l.id = r.id"],
        retain_matching_columns=True,
        additional_columns_to_retain=["source"],
    )
    linker = Linker(database.register("fields", table_name="fields"), settings, log_level=logging.ERROR)
    session.sql(
        f"create or replace temp table splink_pairs as select rules::varchar as match_key, id_a as join_key_l, id_b as join_key_r from {pairs}",
        step=to,
    )
    linker.table_management.register_blocked_pairs_for_predict(
        database.register("splink_pairs", table_name="splink_pairs")
    )
    found = linker.inference.predict(warning_mode="never")
    ways_said = ", ".join(f"gamma_{c.name}::tinyint as {c.name}" for c in comparisons)
    session.sql(
        f"create or replace temp table {to} as select id_l as id_a, id_r as id_b, match_key::bigint as rules, source_l = source_r as within, {ways_said} "
        f"from {found.physical_name}",
        step=to,
    )
    found.drop_table_from_database_and_remove_from_cache()
    session.sql("drop table splink_pairs")


def _comparison(comparison: Comparison) -> Any:
    import splink.comparison_level_library as ways
    import splink.comparison_library as kinds

    levels = [ways.CustomLevel(w.condition, w.label) for w in comparison.levels]
    unknown = ways.CustomLevel(comparison.unknown, "unknown").configure(is_null_level=True)
    return kinds.CustomComparison([unknown, *levels, ways.ElseLevel()], output_column_name=comparison.name)
