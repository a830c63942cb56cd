"""One customer: who they are, what they buy and when, everything that happened, and where each value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query

from zhike import jobs, pipeline
from zhike.describe import directory, profile
from zhike.describe.profile import RULES, Bought, Customer, Group, Origin, Standing
from zhike.engine import Column
from zhike.unify import CORRECTABLE, Correction
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.charts import Chart
from zhike.web.following import leads_on
from zhike.web.formats import percent
from zhike.web.habits import category_chart, habit_charts
from zhike.web.looking_back import on_day
from zhike.web.room import Room
from zhike.words import N_, _, language, ngettext, sentences

room = Room("customer")

Page = Annotated[int, Query(ge=1, le=10_000)]

# The card's fields by what they tell; the rest stands in the list's columns.
_CARD: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Contact"), ("phone", "email", "wechat_id", "member_no", "address", "district", "city", "province", "country")),
    (N_("Person"), ("kind", "gender", "birth_date", "age_years", "company", "job_title", "language")),
    (N_("With us"), ("registered_on", "acquisition_channel", "sources", "records", "rfm_group", "rfm_class", "pareto_class")),
)  # fmt: skip
# Fields whose origin is shown under another name.
_ORIGIN = {"registered_on": "registered_at", "age_years": "birth_date"}
_COMPUTED = {"rfm_group", "rfm_class", "pareto_class", "sources", "records"}


@dataclass(frozen=True)
class Fact:
    """One field of the card: its value as people say it, what it means, and the field whose origin explains it ("" for computed ones).

    `correction` is the one by a person that it comes from; `is_pending` says that the tables do not have it yet.
    """

    name: str
    label: str
    said: str
    meaning: str
    origin: str
    can_correct: bool
    correction: Correction | None
    is_pending: bool


@dataclass(frozen=True)
class FactGroup:
    """Some fields of the card that belong together."""

    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Compared:
    """One key number beside the typical customer's: the median of all who have it."""

    name: str
    label: str
    unit: str
    value: float | None
    typical: float | None
    meaning: str


@dataclass(frozen=True)
class CustomerPage:
    """One customer's card, key numbers and habits.

    `values` are all per-customer columns as the asker may see them, `missing` the fields without a value that a person can
    fill in, with their labels, `belongs` the household and the company's account.
    """

    title: str
    customer_id: str
    sentence: str
    as_of: date
    values: dict[str, Any]
    groups: tuple[FactGroup, ...]
    numbers: tuple[Compared, ...]
    charts: tuple[Chart, ...]
    missing: dict[str, str]
    belongs: tuple[Group, ...]

    @property
    def group(self) -> str:
        """Return the RFM group in words."""
        return directory.value_in_words("rfm_group", self.values["rfm_group"])


@dataclass(frozen=True)
class OrdersPage:
    """One customer's orders with their lines, the newest first, and the products bought most."""

    title: str
    customer_id: str
    total: int
    page: int
    pages: int
    orders: tuple[dict[str, Any], ...]
    products: tuple[dict[str, Any], ...]
    chart: Chart

    def state(self, order: dict[str, Any]) -> str:
        """Return the state of an order as people say it."""
        return directory.value_in_words("status", order["status"])


@dataclass(frozen=True)
class OriginsPage:
    """The records behind a customer, the most trusted first, and which of them gave each value, by which rule."""

    title: str
    customer_id: str
    records: tuple[dict[str, Any], ...]
    origins: tuple[Origin, ...]
    labels: dict[str, str]
    rules: dict[str, str]
    trust: tuple[str, ...]
    changes: tuple[Correction, ...] = ()

    def coded(self, field: str, value: Any) -> Any:
        """Return a code in words; any other value as it is."""
        return directory.coded(field, value)

    def others(self, origin: Origin) -> str:
        """Return the fields that are taken from one record with an origin's field."""
        between = "、" if language() == "zh" else ", "
        return between.join(self.labels[part] for part in origin.parts if part != origin.field)

    def tied(self, record: dict[str, Any]) -> str:
        """Return by what a record is tied to the customer's others."""
        # No estimate is certain: what rounds to 100 % is shown as 99.9 %.
        share = percent(min(record["probability"], 0.999))
        words = {
            "only": _("stands alone"), "person": _("a person's decision"),
            "match": _("probable match, {share}").format(share=share),
        }  # fmt: skip
        return " + ".join(words.get(key) or directory.label_of(key) for key in record["matched_by"].split("+"))


@room.page("/customers/{customer_id}", template="customers/one.html")
@leads_on
@on_day
def customer(ask: Question, customer_id: str) -> CustomerPage:
    """Show one customer."""
    found = profile.customer(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    currency = ask.shop.settings.currency
    return CustomerPage(
        title=found.name,
        customer_id=found.id,
        sentence=_sentence(found, currency),
        as_of=found.as_of,
        values=found.row,
        groups=_groups(found, profile.standing(ask.shop, customer_id), currency),
        numbers=_compared(found),
        charts=habit_charts(found.habits, currency=currency),
        missing={n: directory.label_of(n) for n in CORRECTABLE if found.row.get(n) is None},
        belongs=profile.groups(ask.shop, customer_id, by=ask.actor),
    )


@room.page("/customers/{customer_id}/orders", template="customers/orders.html")
@leads_on
@on_day
def orders(ask: Question, customer_id: str, page: Page = 1) -> OrdersPage:
    """Show what one customer bought."""
    row = _gate(ask, customer_id)
    found: Bought = profile.bought(ask.shop, customer_id, page=page)
    return OrdersPage(
        _name(row), customer_id, found.total, found.page, found.pages, found.orders, found.products,
        category_chart(found, currency=ask.shop.settings.currency),
    )  # fmt: skip


@room.page("/customers/{customer_id}/origins", template="customers/origins.html")
@leads_on
@on_day
def origins(ask: Question, customer_id: str) -> OriginsPage:
    """Show the records behind one customer and where each value comes from."""
    row = _gate(ask, customer_id)
    found = profile.origins(ask.shop, customer_id, by=ask.actor)
    return OriginsPage(
        _name(row), customer_id, found.records, found.fields, {o.field: directory.label_of(o.field) for o in found.fields},
        {name: _(words) for name, words in RULES.items()}, found.trust, found.changes[::-1],
    )  # fmt: skip


@room.change("/customers/{customer_id}/as-of", needs="see")
def as_of(ask: Question, customer_id: str, as_of: Annotated[str, Form(max_length=10)]) -> str:
    """Show a customer as of an earlier day; who may compute may ask for one that is not there yet."""
    _gate(ask, customer_id)
    if ask.may("run"):
        jobs.ask_to_look_back(ask.shop, pipeline.day_of(as_of), by=ask.actor)
    return f"/customers/{customer_id}?{urlencode({'as_of': as_of})}"


def _gate(ask: Asked, customer_id: str) -> dict[str, Any]:
    return profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())


def _name(row: dict[str, Any]) -> str:
    return str(row.get("name") or row["customer_id"])


def _sentence(found: Customer, currency: str) -> str:
    row = found.row
    if found.is_regrouped:
        return _(
            "Records of this customer were joined or parted since the last run: what happened is shown as it is now, the figures follow at the next run."
        )
    if not row.get("orders"):
        return _("Has not bought anything yet, as of {day}.").format(day=formats.day(found.as_of))
    orders, recency = int(row["orders"]), int(row["recency_days"])
    bought = ngettext(
        "{count} order, for {revenue}, on {first}.", "{count} orders for {revenue} since {first}.", orders
    )
    ago = ngettext("The last one was {count} day before {day}.", "The last one was {count} days before {day}.", recency)
    text = sentences(
        bought.format(
            count=formats.number(orders), revenue=formats.money(round(row["revenue"], 2), currency),
            first=formats.day(row["first_purchase_on"]),
        ),
        ago.format(count=formats.number(recency), day=formats.day(found.as_of)),
    )  # fmt: skip
    late = row.get("recency_in_gaps")
    if late is None:
        return text
    usual = _("On average {days} days lie between purchases.").format(days=formats.number(row["gap_days_mean"], 1))
    return sentences(text, usual)


def _groups(found: Customer, said: Standing, currency: str) -> tuple[FactGroup, ...]:
    columns = {c.name: c for t in pipeline.tables().values() if t.per_customer for c in t.columns}
    return tuple(
        FactGroup(
            _(label),
            tuple(
                _fact(columns[n], found, said, currency)
                for n in names
                if found.row.get(n) is not None or n in said.latest
            ),
        )
        for label, names in _CARD
    )


def value_said(name: str, value: Any, unit: str, currency: str) -> str:
    """Return a value of a column as people say it: a code in words, all else by its unit."""
    words = directory.value_in_words(name, value)
    return words if words != str(value) else formats.shown(value, unit, currency=currency)


def _fact(column: Column, found: Customer, said: Standing, currency: str) -> Fact:
    shown = value_said(column.name, found.row[column.name], column.unit, currency)
    origin = "" if column.name in _COMPUTED else _ORIGIN.get(column.name, column.name)
    return Fact(
        column.name, directory.label_of(column.name), shown, _(column.meaning), origin, column.name in CORRECTABLE,
        said.latest.get(column.name), column.name in said.pending,
    )  # fmt: skip


def _compared(found: Customer) -> tuple[Compared, ...]:
    columns = {c.name: c for c in pipeline.tables()["customer_features"].columns}
    return tuple(
        Compared(n.name, directory.label_of(n.name), n.unit, n.value, n.typical, _(columns[n.name].meaning))
        for n in found.numbers
    )
