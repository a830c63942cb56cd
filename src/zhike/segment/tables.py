"""The tables of segments and tags that every run makes and continues."""

from __future__ import annotations

from zhike.engine import Column, Table


def _history(noun: str, *, moved: str, known: str, in_it: str) -> tuple[Table, Table]:
    """Return the two tables of the history of segments, or tags: who moved, and how many there were."""
    key = f"{noun}_id"
    of = Column(key, "VARCHAR", "", f"the {noun}")
    changes = Table(
        name=f"{noun}_changes",
        room="segment",
        grain=f"One row per customer who {moved} a {noun} between two runs: its history, which every run continues.",
        key=("run_id", key, "customer_id"),
        before=(f"{noun}_changes",),
        columns=(
            Column("run_id", "VARCHAR", "", "the run that found it"),
            Column("changed_on", "DATE", "", "the day as of which it did"),
            of,
            Column("customer_id", "VARCHAR", "", "the customer"),
            Column("what", "VARCHAR", "", "entered or left"),
            Column(
                "because", "VARCHAR", "", f"customer: what is {known} of the customer changed; rule: the {noun} did"
            ),
        ),
    )
    sizes = Table(
        name=f"{noun}_sizes",
        room="segment",
        grain=f"One row per run and {noun}: how many customers it had, which every run continues.",
        key=("run_id", key),
        before=(f"{noun}_sizes",),
        columns=(
            Column("run_id", "VARCHAR", "", "the run"),
            Column("as_of", "DATE", "", "the day as of which it counted"),
            of,
            Column("members", "BIGINT", "", f"customers {in_it}"),
            Column("customers", "BIGINT", "", "customers in all"),
        ),
    )
    return changes, sizes


SEGMENTS = Table(
    name="segments",
    room="segment",
    grain="One row per segment: its rule, how many customers it has, and whether its rule could be computed.",
    key=("segment_id",),
    before=("segments",),
    columns=(
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("name", "VARCHAR", "", "its name"),
        Column("version", "INTEGER", "", "the version of it that was computed"),
        Column("rule", "VARCHAR", "", "its rule, with other segments by their names; empty for a list"),
        Column("members", "BIGINT", "", "customers in it"),
        Column("share", "DOUBLE", "share", "share of all customers"),
        Column("state", "VARCHAR", "", "fresh; or stale: the rule could not be computed, and the members are those of before"),
        Column("problem", "VARCHAR", "", "why the rule could not be computed; empty when it could"),
    ),
)  # fmt: skip
MEMBERS = Table(
    name="segment_members",
    room="segment",
    grain="One row per segment and customer in it.",
    key=("segment_id", "customer_id"),
    sorted_by=("segment_id", "customer_id"),
    before=("segment_members",),
    columns=(
        Column("segment_id", "VARCHAR", "", "the segment"),
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("entered_on", "DATE", "", "as of which day a run first found the customer in it"),
    ),
)
CHANGES, SIZES = _history("segment", moved="entered or left", known="known", in_it="in it")
TAGS = Table(
    name="tags",
    room="segment",
    grain="One row per tag: where it comes from, how many customers have it, and whether its rule could be computed.",
    key=("tag_id",),
    before=("tags",),
    columns=(
        Column("tag_id", "VARCHAR", "", "the tag; for a value that a statistic finds, the group's number, a colon and the value"),
        Column("name", "VARCHAR", "", "its name"),
        Column("group_id", "VARCHAR", "", "its group"),
        Column("group_name", "VARCHAR", "", "the group's name"),
        Column("exclusive", "BOOLEAN", "", "whether a customer has one tag of the group at most"),
        Column("how", "VARCHAR", "", "what makes it: rule, model (a rule over what a model foresees), statistic, or hand (what people say)"),
        Column("version", "INTEGER", "", "the version of it that was computed"),
        Column("rule", "VARCHAR", "", "its rule, with segments and tags by their names; empty for one by hand"),
        Column("members", "BIGINT", "", "customers who have it"),
        Column("share", "DOUBLE", "share", "share of all customers: its coverage"),
        Column("conflicts", "BIGINT", "", "customers whom it would hold, and who have a tag of the exclusive group that counts before it"),
        Column("state", "VARCHAR", "", "fresh; or stale: the rule could not be computed, and the customers are those of before"),
        Column("problem", "VARCHAR", "", "why the rule could not be computed; empty when it could"),
    ),
)  # fmt: skip
TAG_MEMBERS = Table(
    name="tag_members",
    room="segment",
    grain="One row per tag and customer who has it.",
    key=("tag_id", "customer_id"),
    sorted_by=("tag_id", "customer_id"),
    before=("tag_members",),
    columns=(
        Column("tag_id", "VARCHAR", "", "the tag"),
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("name", "VARCHAR", "", "the tag's name"),
        Column("group_name", "VARCHAR", "", "the name of its group"),
        Column("since", "DATE", "", "the day on which it began: as of which a run first found it, or as people said"),
        Column("until", "DATE", "", "the day on which it will end, when people said one"),
        Column("how", "VARCHAR", "", "what makes it: rule, model, statistic, hand, file, selection or segment"),
    ),
)  # fmt: skip
TAG_CHANGES, TAG_SIZES = _history("tag", moved="got or lost", known="known or said", in_it="who had it")
