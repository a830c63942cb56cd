"""What customers did, as filters: no columns of theirs, but purchases that are looked up in the run's tables.

f=bought_product:is:A-1   f=bought_together:is:A-1|B-2   f=bought_at:is:1-20   f=waited:is:8-14   f=prefers:is:Tea
f=stage_on:is:2025-05-31|loyal
"""

from __future__ import annotations

from dataclasses import dataclass

from zhike.describe.directory.fields import Field

# A category and a probability; a value of another form is a category whole. Python and RE2, as SQL has it, read it alike.
LEAST = r"(.+)\|([0-9]*\.?[0-9]+)"


@dataclass(frozen=True)
class Deed:
    """One deed: the tables it reads, and the SELECT of those who did it; `{value}` is what is bound.

    `keeps_width` is for names that the sources' width is kept of; product numbers are in half width, and so is what is typed.
    """

    reads: tuple[str, ...]
    select: str
    keeps_width: bool = False


DEEDS: dict[str, Deed] = {
    "bought_product": Deed(
        ("order_lines",), "select customer_id from order_lines where sku = {value} and revenue > 0"
    ),
    "bought_category": Deed(
        ("order_lines",), "select customer_id from order_lines where category = {value} and revenue > 0",
        keeps_width=True,
    ),
    "bought_channel": Deed(
        ("orders",), "select customer_id from orders where channel = {value} and is_purchase",
        keeps_width=True,
    ),
    "bought_at": Deed(
        ("orders",),
        "select customer_id from orders where is_purchase and isodow(ordered_on) || '-' || ordered_hour = {value}",
    ),
    "bought_lines": Deed(
        ("orders",),
        "select customer_id from orders where is_purchase and least(lines, 10) = try_cast({value} as integer)",
    ),
    "bought_together": Deed(
        ("order_lines",),
        """select customer_id from order_lines
           where sku in (split_part({value}, '|', 1), split_part({value}, '|', 2)) and revenue > 0
           group by source, order_id, customer_id having count(distinct sku) = 2""",
    ),
    "categories_together": Deed(
        ("order_lines",),
        """select customer_id from order_lines
           where category in (split_part({value}, '|', 1), split_part({value}, '|', 2)) and revenue > 0
           group by source, order_id, customer_id having count(distinct category) = 2""",
        keeps_width=True,
    ),
    "waited": Deed(
        ("purchase_days",),
        """select customer_id from purchase_days
           where gap_days between try_cast(split_part({value}, '-', 1) as integer) and try_cast(split_part({value}, '-', 2) as integer)""",
    ),
    "bought_again": Deed(
        ("purchase_days",),
        """select customer_id from purchase_days
           where purchase_day_no = try_cast(split_part({value}, '-', 1) as integer) and gap_days <= try_cast(split_part({value}, '-', 2) as integer)""",
    ),
    "recommended_product": Deed(
        ("recommendations",), "select customer_id from recommendations where sku = {value}"
    ),
    # "tea", or "tea|0.3": from that probability on.
    "likely_category": Deed(
        ("propensity",),
        f"""select customer_id from propensity
           where category = regexp_replace({{value}}, '^{LEAST}$', '\\1')
             and probability >= coalesce(try_cast(regexp_extract({{value}}, '^{LEAST}$', 2) as double), 0)""",
        keeps_width=True,
    ),
    "likeliest_category": Deed(
        ("propensity",), "select customer_id from propensity where category = {value} and rank = 1",
        keeps_width=True,
    ),
    "stage_on": Deed(
        ("lifecycle_changes",),
        """select customer_id from lifecycle_changes where stage = split_part({value}, '|', 2)
           and coalesce(changed_on, date '1900-01-01') <= try_cast(split_part({value}, '|', 1) as date)
           and (ended_on is null or ended_on > try_cast(split_part({value}, '|', 1) as date))""",
    ),
    "prefers": Deed(
        ("affinity",), "select customer_id from affinity where name = {value} and lift >= 1.5",
        keeps_width=True,
    ),
}  # fmt: skip
FIELDS = {name: Field(name, deed.reads[0], "deed", "", "", "VARCHAR") for name, deed in DEEDS.items()}
