"""What stands around a rule: which segments it overlaps, how many of its customers can be reached, what sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.describe.directory import LISTING, Field
from zhike.segment.asking import FROM, Asked, asked, quoted
from zhike.segment.carried import last_said
from zhike.segment.rules import InSegment, Rule, uses_of
from zhike.workspace import Workspace

Bits = NDArray[np.uint8]
# A difference of fewer standard deviations, or of fewer points of a share, tells nobody apart.
_APART, _POINTS, _TOLD = 0.2, 0.05, 6
# What a message over a channel goes to.
_CONTACTS = {"email": "email", "sms": "phone", "phone": "phone", "wechat": "wechat_id"}


@dataclass(frozen=True)
class Overlap:
    """Another segment: its members, and how many of them the rule holds, too."""

    segment_id: str
    name: str
    members: int
    both: int


@dataclass(frozen=True)
class Reach:
    """A channel: how many of the rule's customers agreed to marketing over it and have the contact that it needs."""

    channel: str
    count: int


@dataclass(frozen=True)
class Difference:
    """What sets the rule's customers apart: a column's mean, or the share of one `value`, among them and among all.

    `size` is in standard deviations of all customers, or in points of the share.
    """

    column: str
    value: str | None
    inside: float
    outside: float
    size: float


@dataclass(frozen=True)
class Around:
    """Everything around a rule."""

    count: int
    overlaps: tuple[Overlap, ...]
    reach: tuple[Reach, ...]
    differences: tuple[Difference, ...]


def around(shop: Workspace, rule: Rule) -> Around:
    """Return what stands around a checked rule in the current run."""
    now = asked(shop)
    return _around(now, *_apart(now, rule))


def around_kept(shop: Workspace, segment_id: str) -> Around:
    """Return what stands around a kept segment, a list included; that it overlaps itself is left out.

    Who is in it and what sets them apart takes long, and is kept until another version of what it is made from counts.
    """
    now = asked(shop)
    made_of = frozenset(_versions(now, segment_id)), last_said(shop)
    found = _around(now, *now.reader.kept(("around", segment_id, made_of), lambda: _apart(now, InSegment(segment_id))))
    return replace(found, overlaps=tuple(o for o in found.overlaps if o.segment_id != segment_id))


def _versions(now: Asked, segment_id: str) -> set[tuple[str, int]]:
    """Return the version that counts of a segment, and of all segments and tags that it is made from."""
    found, left = set[tuple[str, int]](), [segment_id]
    while left:
        one = now.kept.get(left.pop())
        if one is not None and (one.id, one.version) not in found:
            found.add((one.id, one.version))
            rule = now.rule_of(one)
            left += uses_of(rule) if rule is not None else ()
    return found


def _apart(now: Asked, rule: Rule) -> tuple[Bits, tuple[Difference, ...]]:
    """Return whom a rule holds, and what sets them apart."""
    where = now.condition(rule)
    return _bits(now, f"select c.place {FROM} where {where}", now.values), _differences(now, where)


def _around(now: Asked, mine: Bits, differences: tuple[Difference, ...]) -> Around:
    return Around(_count(mine), _overlaps(now, mine), _reach(now, mine), differences)


def _bits(now: Asked, select: str, values: dict[str, Any] | None = None) -> Bits:
    """Return the places that a SELECT gives as one bit for each customer."""
    places = now.reader.arrow(select, values or None, reads={*now.reads, "segment_members", "consent_states"}).column(0)
    flags = np.zeros(_size(now), dtype=bool)
    flags[places.to_numpy() - 1] = True
    return np.packbits(flags)


def _size(now: Asked) -> int:
    return int(now.reader.kept("size of the listing", lambda: now.reader.value(f"select count(*) from {LISTING}")))


def _count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _overlaps(now: Asked, mine: Bits) -> tuple[Overlap, ...]:
    if "segment_members" not in now.reader.tables:
        return ()
    found = []
    for kept in (s for s in now.kept.values() if s.group_id is None):
        members = now.reader.kept(("segment bits", kept.id), partial(_bits, now, _MEMBERS, {"id": kept.id}))
        if both := _count(members & mine):
            found.append(Overlap(kept.id, kept.name, _count(members), both))
    return tuple(sorted(found, key=lambda o: -o.both))


_MEMBERS = f"select place from {LISTING} join segment_members using (customer_id) where segment_id = $id"
_GRANTED = f"""
    select place from {LISTING} join consent_states using (customer_id)
    where purpose = 'marketing' and state = 'granted' and channel = $channel
"""


def _reach(now: Asked, mine: Bits) -> tuple[Reach, ...]:
    channels = "select distinct channel from consent_states where purpose = 'marketing' order by channel"
    there: list[str] = now.reader.kept(
        "channels", lambda: [r["channel"] for r in now.reader.rows(channels, reads=["consent_states"])]
    )
    found = []
    for channel in there:
        bits = now.reader.kept(("reach", channel), partial(_reachable, now, channel))
        found.append(Reach(channel, _count(bits & mine)))
    return tuple(found)


def _reachable(now: Asked, channel: str) -> Bits:
    contact = _CONTACTS.get(channel)
    has = f" and {contact} is not null" if contact in now.listing.fields else ""
    return _bits(now, _GRANTED + has, {"channel": channel})


def _differences(now: Asked, where: str) -> tuple[Difference, ...]:
    numbers = [f for f in now.listing.fields.values() if f.kind == "number"]
    words = [
        (f, v) for f in now.listing.fields.values() for v in now.listing.values.get(f.name, ()) if _is_telling(now, f)
    ]
    asked_for = [f"avg({quoted(f.name)})" for f in numbers]
    asked_for += [f"avg(cast({quoted(f.name)} = $d{at} as integer))" for at, (f, _v) in enumerate(words)]
    spoken = {f"d{at}": v for at, (_f, v) in enumerate(words)}
    columns = ", ".join(f"{a} as n{at}" for at, a in enumerate(asked_for))
    spread = ", ".join(f"stddev_pop({quoted(f.name)}) as n{at}" for at, f in enumerate(numbers)) or "1 as n"
    reader = now.reader
    usual = reader.kept("usual figures", lambda: _row(now, f"select {columns} from {LISTING} c", spoken))
    wide = reader.kept("spread of figures", lambda: _row(now, f"select {spread} from {LISTING} c", {}))
    inside = _row(now, f"select {columns} {FROM} where {where}", {**now.values, **spoken})
    return _told(numbers, words, inside, usual, wide)


def _is_telling(now: Asked, field: Field) -> bool:
    """Whether a column of words has so few that a share of each means something."""
    return 1 < len(now.listing.values.get(field.name, ())) <= 40 and not field.personal


def _row(now: Asked, sql: str, values: dict[str, Any]) -> list[float | None]:
    [row] = now.reader.rows(sql, values or None, reads=now.reads)
    return list(row.values())


def _told(
    numbers: Sequence[Field], words: Sequence[tuple[Field, str]], inside: Sequence[float | None], usual: Sequence[float | None],
    wide: Sequence[float | None],
) -> tuple[Difference, ...]:  # fmt: skip
    found = []
    for at, field in enumerate(numbers):
        here, there, spread = inside[at], usual[at], wide[at]
        if here is not None and there is not None and spread and abs(here - there) / spread >= _APART:
            found.append(
                (abs(here - there) / spread, Difference(field.name, None, here, there, (here - there) / spread))
            )
    for at, (field, value) in enumerate(words, start=len(numbers)):
        here, there = inside[at], usual[at]
        if here is not None and there is not None and abs(here - there) >= _POINTS:
            # As many standard deviations of a yes or no as the share has.
            found.append((abs(here - there) / max((there * (1 - there)) ** 0.5, 0.05), Difference(field.name, value, here, there, here - there)))  # fmt: skip
    best: dict[str, tuple[float, Difference]] = {}
    for size, one in sorted(found, key=lambda f: -f[0]):
        best.setdefault(one.column, (size, one))
    return tuple(one for _size, one in list(best.values())[:_TOLD])
