"""Unify: records of many sources become customers with stable ids; orders, lines and events get their customer.

In: the rows that collect accepted. Out: records, identity, customers, orders, order_lines, products, events and the rest.
"""

from pathlib import Path

from zhike.unify.groups import GROUPS

TABLES: tuple[Path, ...] = tuple(sorted(Path(__file__).parent.glob("*.sql")))

__all__ = ["GROUPS", "TABLES"]
