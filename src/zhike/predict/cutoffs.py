"""Cut-offs: the past days on which a model is tested, each with its whole horizon known and enough history before it."""

from __future__ import annotations

from datetime import date, timedelta

# Days are not closer together than two weeks (they would test the same weeks again) and not further than a month: an old shop is
# another shop, and who wants a whole year of them asks for twelve.
_CLOSEST, _FURTHEST = 14, 30


def cutoffs(first: date, as_of: date, *, horizon_days: int, count: int, history_days: int) -> tuple[date, ...]:
    """Return `count` past days, oldest first, the newest one horizon before `as_of`; none when the history is too short."""
    room = (as_of - first).days - horizon_days - history_days
    if room < _CLOSEST * (count - 1) or count < 1:
        return ()
    step = min(room // max(count - 1, 1), _FURTHEST)
    newest = as_of - timedelta(days=horizon_days)
    return tuple(newest - timedelta(days=step * back) for back in reversed(range(count)))


def months_missing(first: date, as_of: date, *, horizon_days: int, count: int, history_days: int) -> int:
    """Return how many more months of data there must be until `cutoffs` finds its days; 0 when it does."""
    lacking = horizon_days + history_days + _CLOSEST * (count - 1) - (as_of - first).days
    return max(-(-lacking // 30), 0)
