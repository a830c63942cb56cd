"""Give each field to at most one column so that the sum of the weights is greatest."""

from __future__ import annotations

import math
from collections.abc import Sequence


def assign(weights: Sequence[Sequence[float]]) -> list[int | None]:
    """Return for each row the column it gets, or None; weights are at least 0, and 0 means "never".

    The Hungarian method with potentials (Kuhn 1955, Munkres 1957) in its shortest-path form, rows² × columns steps;
    our own because a command-line start should not pay for loading SciPy's optimisers to match twenty fields.
    """
    width = max((len(row) for row in weights), default=0)
    # One spare column of weight 0 for every row, so that a row may stay without.
    costs = [[-w for w in row] + [0.0] * len(weights) for row in weights]
    owner = _match(costs)
    taken: list[int | None] = [None] * len(weights)
    for column, row in owner.items():
        if column < width and weights[row][column] > 0:
            taken[row] = column
    return taken


def _match(costs: list[list[float]]) -> dict[int, int]:
    """Add one row after the other along the cheapest alternating path; returns column → row."""
    columns = range(len(costs[0]) if costs else 0)
    row_prices, column_prices = [0.0] * len(costs), [0.0] * len(columns)
    owner: dict[int, int] = {}
    for start in range(len(costs)):
        came_from, end = _cheapest_path(costs, start, owner=owner, row_prices=row_prices, column_prices=column_prices)
        while end != -1:
            previous = came_from[end]
            owner[end] = owner[previous] if previous != -1 else start
            end = previous
    return owner


def _cheapest_path(
    costs: list[list[float]], start: int, *, owner: dict[int, int], row_prices: list[float], column_prices: list[float]
) -> tuple[list[int], int]:
    """Return the way back from a free column to the starting row, and that column; prices are updated in place."""
    columns = range(len(column_prices))
    slack, came_from = [math.inf] * len(columns), [-1] * len(columns)
    done: list[int] = []
    open_columns = set(columns)
    row, last = start, -1
    while True:
        for column in open_columns:
            reduced = costs[row][column] - row_prices[row] - column_prices[column]
            if reduced < slack[column]:
                slack[column], came_from[column] = reduced, last
        last = min(open_columns, key=lambda column: (slack[column], column))
        step = slack[last]
        row_prices[start] += step
        for column in done:
            row_prices[owner[column]] += step
            column_prices[column] -= step
        for column in open_columns:
            slack[column] -= step
        open_columns.remove(last)
        if last not in owner:
            return came_from, last
        done.append(last)
        row = owner[last]
