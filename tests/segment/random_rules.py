"""Random checked rules over a few columns of each kind, for the tests that compare what must say the same."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from zhike.describe.directory import Field
from zhike.segment.rules import (
    OPERATORS,
    OPERATORS_OF,
    Compare,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Known,
    Not,
    Some,
    Split,
)

AS_OF = date(2025, 6, 30)
COLUMNS = {
    "orders": "number",
    "revenue": "number",
    "city": "text",
    "rank": "text",
    "last_on": "day",
    "has_email": "flag",
}
FIELDS = {n: Field(n, "customers", kind, "", "", "") for n, kind in COLUMNS.items()}  # type: ignore[arg-type]
KNOWN = Known(FIELDS, segments=("员工", "VIP's"), tags=("价格敏感",))

# Signs that end a text, a comment or a statement somewhere, and patterns; what the columns hold is among them.
WORDS = ["上海", "北京", "it's", 'say "yes"', "100%", "a_b", "--", "/* */", "; drop table x", "$v0", "\\", "", " "]
_VALUES = {
    "number": st.integers(-5, 12) | st.sampled_from([0.5, -1.25, 3.75]),
    "text": st.sampled_from(WORDS) | st.text(max_size=6).filter(lambda t: "\0" not in t and t.isprintable()),
    "day": st.dates(date(2025, 5, 1), date(2025, 7, 10)) | st.integers(0, 60).map(DaysAgo),
    "flag": st.booleans(),
}


@st.composite
def compares(draw, columns=COLUMNS):
    """Draw a comparison of one of the columns."""
    name = draw(st.sampled_from(sorted(columns)))
    op = draw(st.sampled_from(OPERATORS_OF[columns[name]]))
    count = OPERATORS[op]
    sizes = {"min_size": 1, "max_size": 3} if count is None else {"min_size": count, "max_size": count}
    return Compare(name, op, tuple(draw(st.lists(_VALUES[columns[name]], **sizes))))


@st.composite
def happenings(draw):
    """Draw something that happened so many times."""
    low = draw(st.none() | st.integers(0, 3))
    high = draw(st.integers(low or 0, 4) if low is None else st.none() | st.integers(low, 4))
    where = draw(st.lists(compares({"channel": "text", "value": "number", "sku": "text"}), max_size=2))
    name = draw(st.none() | st.sampled_from(["view", "it's"]))
    return Happened("did", name, low, high, draw(st.none() | st.integers(1, 60)), tuple(where))


@st.composite
def likelihoods(draw):
    """Draw that a category is, or is not, among the likeliest ones."""
    low = draw(st.sampled_from([0, 1, 2]))
    where = draw(st.lists(compares({"probability": "number", "has_bought": "flag"}), max_size=2))
    return Happened("likely", draw(st.none() | st.sampled_from(["tea", "it's"])), low, draw(st.none() | st.just(low)), None, tuple(where))  # fmt: skip


def rules():
    """Draw whole rules: conditions in groups of and, or and not."""
    low = st.integers(0, 99)
    leaves = st.one_of(
        compares(), compares(), happenings(), likelihoods(), st.sampled_from(KNOWN.segments).map(InSegment),
        st.sampled_from(KNOWN.tags).map(HasTag),
        low.flatmap(lambda at: st.builds(Split, st.sampled_from(["a", "it's"]), st.just(at), st.integers(at + 1, 100))),
    )  # fmt: skip
    groups = lambda parts: st.lists(parts, max_size=3).map(tuple)  # noqa: E731 - named for the line below
    return st.recursive(
        leaves, lambda p: st.one_of(p.map(Not), groups(p).map(Every), groups(p).map(Some)), max_leaves=8
    )
