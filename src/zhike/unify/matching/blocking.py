"""Blocking: which pairs of records are worth comparing, because they agree in something that few records share.

In: the table `fields`. Out: the table `pairs` (id_a < id_b, `rules`: one bit per rule that brings the two together).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.engine import Session

# A value that more records share says little about who they are, and its pairs grow with the square.
LARGEST_BLOCK = 100
# A number or an address that is given to one person, on more records than this, is a shop's own phone.
FEW = 20
_KEYS = ("national_id", "wechat_id", "member_no", "phone", "email", "mailbox")
# What the pairs of a rule of one field tell how often strangers share: a name that is written alike sounds alike.
_SPEAKS_OF = {**{key: (key,) for key in (*_KEYS, "birth", "street", "company")}, "sounds": ("sounds", "written")}
# How many pairs may be compared: some for each record, and in small data many more, as they cost little there.
_PAIRS_PER_RECORD, _PAIRS_ANYWAY = 2.25, 400_000
# Above this size what the loose rules bring together are strangers.
_SMALL = 50_000


@dataclass(frozen=True)
class Rule:
    """Records that agree in all of these fields are compared; `tells` names the comparisons that this settles.

    A loose rule is for small data, where every pair can be looked at.
    """

    fields: tuple[str, ...]
    tells: tuple[str, ...]
    is_loose: bool = False

    @property
    def name(self) -> str:
        """The fields, joined by plus signs."""
        return " + ".join(self.fields)

    @property
    def largest(self) -> int:
        """The most records that a value may be on."""
        return FEW if self.speaks_of else LARGEST_BLOCK

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The fields of which the rule's pairs tell how often strangers share a value: those of a rule of one field."""
        return _SPEAKS_OF.get(self.name, ())


# What is rare comes first: when there are pairs enough, the later rules are left out.
RULES: tuple[Rule, ...] = (
    Rule(("national_id",), ("national_id",)),
    Rule(("wechat_id",), ("wechat_id",)),
    Rule(("member_no",), ("member_no",)),
    Rule(("phone",), ("phone",)),
    Rule(("email",), ("email",)),
    Rule(("mailbox",), ("email",)),
    Rule(("sounds", "birth"), ("name", "birth")),
    Rule(("sounds", "last_four"), ("name", "phone")),
    Rule(("sounds", "first_seven"), ("name", "phone")),
    Rule(("sounds", "street"), ("name", "place")),
    Rule(("birth", "last_four"), ("birth", "phone")),
    Rule(("birth", "given"), ("name", "birth")),
    Rule(("birth", "district"), ("birth", "place")),
    Rule(("birth", "postcode"), ("birth", "place")),
    Rule(("birth", "family"), ("name", "birth")),
    Rule(("birth", "city"), ("birth", "place")),
    Rule(("sounds", "district"), ("name", "place")),
    Rule(("sounds", "postcode"), ("name", "place")),
    Rule(("street", "city"), ("place",)),
    Rule(("street", "postcode"), ("place",)),
    Rule(("company", "family"), ("name", "company")),
    Rule(("company", "given"), ("name", "company")),
    Rule(("sounds", "city"), ("name", "place")),
    Rule(("family", "postcode"), ("name", "place")),
    Rule(("given", "postcode"), ("name", "place")),
    Rule(("sounds",), ("name",), is_loose=True),
    Rule(("birth",), ("birth",), is_loose=True),
    Rule(("street",), ("place",), is_loose=True),
    Rule(("family", "city"), ("name", "place"), is_loose=True),
    Rule(("given", "city"), ("name", "place"), is_loose=True),
    Rule(("last_four",), ("phone",), is_loose=True),
    Rule(("family",), ("name",), is_loose=True),
    Rule(("given",), ("name",), is_loose=True),
    Rule(("postcode",), ("place",), is_loose=True),
    Rule(("company",), ("company",), is_loose=True),
    Rule(("left(family, 3)", "left(given, 3)"), ("name",), is_loose=True),
    Rule(("year(birth)", "month(birth)"), ("birth",), is_loose=True),
    Rule(("left(mailbox, 4)",), ("email",), is_loose=True),
    Rule(("left(street, 6)",), ("place",), is_loose=True),
    Rule(("year(birth)", "city"), ("birth", "place"), is_loose=True),
    Rule(("left(family, 3)", "city"), ("name", "place"), is_loose=True),
    Rule(("left(given, 3)", "city"), ("name", "place"), is_loose=True),
    Rule(("left(written, 4)",), ("name",), is_loose=True),
    Rule(("left(family, 3)",), ("name",), is_loose=True),
    Rule(("left(given, 3)",), ("name",), is_loose=True),
    Rule(("year(birth)",), ("birth",), is_loose=True),
    Rule(("city",), ("place",), is_loose=True),
)


@dataclass(frozen=True)
class Blocked:
    """What became of a rule: pairs that it brings together, and the values that more records share than a block may have."""

    rule: Rule
    used: bool
    pairs: int
    left_out_values: int
    left_out_records: int


def candidates(session: Session) -> list[Blocked]:
    """Make the block of each rule from `fields`; return what became of the rules, of which some are used."""
    records = session.value("select count(*) from fields")
    room = int(_PAIRS_PER_RECORD * records) + _PAIRS_ANYWAY
    found: list[Blocked] = []
    for rule in RULES:
        if rule.is_loose and records > _SMALL:
            found.append(Blocked(rule, used=False, pairs=0, left_out_values=0, left_out_records=0))
            continue
        one = _block(session, rule, room=room)
        found.append(one)
        room -= one.pairs if one.used else 0
    return found


def pair(session: Session, used: Sequence[Rule], *, only_new: bool) -> None:
    """Make the table `pairs` from the blocks: all of them, or those with a record of the table `fresh`."""
    fresh = " where a.id in (from fresh) or b.id in (from fresh)" if only_new else ""
    both = " union all ".join(
        f"select a.id as id_a, b.id as id_b, {1 << bit}::bigint as rules from {block_name(rule)} a join {block_name(rule)} b on a.h = b.h and a.id < b.id and not a.is_full{fresh}"
        for bit, rule in enumerate(used)
    )
    none = "select 0::bigint as id_a, 0::bigint as id_b, 0::bigint as rules where false"
    session.sql(
        f"create or replace temp table pairs as select id_a, id_b, bit_or(rules) as rules from ({both or none}) group by id_a, id_b",
        step="pairs",
    )


def block_name(rule: Rule) -> str:
    """Return the name of a rule's table of records (id, h: a digest of the values, is_full: too many share them)."""
    return f"block_{RULES.index(rule)}"


def _block(session: Session, rule: Rule, *, room: int) -> Blocked:
    """Make the block of a rule, unless it brings more pairs together than there is room for."""
    there = " and ".join(f"{field} is not null" for field in rule.fields)
    keyed = f"select id, hash({', '.join(rule.fields)}) as h from fields where {there}"
    session.sql(
        f"create or replace temp table shared as select h, count(*) as n, n > {rule.largest} as is_full from ({keyed}) group by h having n > 1",
        step="pairs",
    )
    pairs, values, records = session.rows(
        "select coalesce(sum(n * (n - 1)) filter (where not is_full), 0)::bigint // 2, count(*) filter (where is_full), "
        "coalesce(sum(n) filter (where is_full), 0)::bigint from shared"
    )[0]
    is_used = 0 < pairs <= room
    if is_used:
        session.sql(
            f"create or replace temp table {block_name(rule)} as select k.id, k.h, s.is_full from ({keyed}) k join shared s using (h)",
            step="pairs",
        )
    return Blocked(rule, is_used, pairs, values, records)
