"""The entities a file may hold and the fields they have: the one list that mapping, cleaning, tables and docs use.

A field's kind says how its values are cleaned (one file per kind in `zhike.clean`); `must` fields quarantine a row
whose value is missing, `strict` ones a row whose value is there but cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhike.words import N_

# What each choice field may hold; cleaning knows the Chinese and English spellings of each.
CHOICES: dict[str, tuple[str, ...]] = {
    "customer_kind": ("person", "company"),
    "order_status": ("paid", "pending", "shipped", "completed", "cancelled", "refunded", "returned"),
    "feedback_kind": ("nps", "csat", "ces", "rating", "review", "complaint"),
    "interaction_kind": ("call", "chat", "email", "visit", "ticket"),
    "consent_state": ("granted", "denied", "withdrawn"),
}

# kind → the type its cleaned value has in a lake table (DuckDB names).
TYPES: dict[str, str] = {
    "id": "VARCHAR",  # an identifier: trimmed, full-width folded, "17850.0" → "17850"
    "text": "VARCHAR",
    "name": "VARCHAR",
    "phone": "VARCHAR",  # E.164
    "email": "VARCHAR",
    "gender": "VARCHAR",  # female, male, other
    "national_id": "VARCHAR",  # keyed hash only
    "address": "VARCHAR",
    "division": "VARCHAR",  # a province, city or district by its full official name where it is Chinese
    "country": "VARCHAR",
    "currency": "VARCHAR",  # ISO 4217
    "instant": "TIMESTAMP WITH TIME ZONE",
    "date": "DATE",
    "birth_date": "DATE",
    "money": "DECIMAL(18,4)",
    "number": "DOUBLE",
    "quantity": "DECIMAL(18,4)",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    **{f"choice:{name}": "VARCHAR" for name in CHOICES},
}


@dataclass(frozen=True)
class Field:
    """One field of an entity: its kind, its meaning, and what a missing or unreadable value means for the row."""

    name: str
    kind: str
    meaning: str
    personal: bool = False
    must: bool = False
    strict: bool = False

    @property
    def type(self) -> str:
        """The DuckDB type of the cleaned value."""
        return TYPES[self.kind]


@dataclass(frozen=True)
class Entity:
    """One entity: its fields, the fields that make a row's key, and the field that says when it happened."""

    name: str
    meaning: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    happened: str | None = None
    shorter_key: tuple[str, ...] = ()  # what is key enough when a file lacks the rest
    known: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", {f.name: f for f in self.fields})


_CUSTOMER = (
    Field("record_id", "id", N_("the customer's number in the source"), must=True),
    Field("kind", "choice:customer_kind", N_("person or company")),
    Field("name", "name", N_("full name"), personal=True),
    Field("given_name", "name", N_("given name"), personal=True),
    Field("family_name", "name", N_("family name"), personal=True),
    Field("gender", "gender", N_("female, male or other")),
    Field("birth_date", "birth_date", N_("date of birth"), personal=True),
    Field("phone", "phone", N_("phone number, E.164"), personal=True),
    Field("email", "email", N_("e-mail address"), personal=True),
    Field(
        "national_id",
        "national_id",
        N_("keyed hash of the identity number; the number itself is never kept"),
        personal=True,
    ),
    Field("wechat_id", "id", N_("WeChat id"), personal=True),
    Field("member_no", "id", N_("member or loyalty card number"), personal=True),
    Field("company", "text", N_("company the customer works for, or is")),
    Field("job_title", "text", N_("job title")),
    Field("address", "address", N_("postal address as given"), personal=True),
    Field("province", "division", N_("province or state")),
    Field("city", "division", N_("city")),
    Field("district", "division", N_("district or county")),
    Field("postcode", "text", N_("postal code")),
    Field("country", "country", N_("country")),
    Field("language", "text", N_("preferred language")),
    Field("registered_at", "instant", N_("when the customer registered")),
    Field("acquisition_channel", "text", N_("channel that brought the customer")),
    Field("acquisition_cost", "money", N_("cost of winning the customer")),
    Field("updated_at", "instant", N_("when the source last changed the record")),
)

_ORDER = (
    Field("order_id", "id", N_("the order's number in the source"), must=True),
    Field("record_id", "id", N_("the customer's number in the source; empty when the buyer is not known")),
    Field("ordered_at", "instant", N_("when the order was placed"), must=True, strict=True),
    Field(
        "status",
        "choice:order_status",
        N_("state of the order; cancelled and refunded orders bring no revenue"),
        strict=True,
    ),
    Field("channel", "text", N_("sales channel")),
    Field("store", "text", N_("store or web shop")),
    Field("currency", "currency", N_("currency of the amounts, ISO 4217; the workspace's when empty"), strict=True),
    Field("gross_amount", "money", N_("amount before discounts"), strict=True),
    Field("discount_amount", "money", N_("discounts, as a positive amount"), strict=True),
    Field("net_amount", "money", N_("amount the customer pays; negative for a return"), strict=True),
    Field("cost_amount", "money", N_("cost of the goods"), strict=True),
    Field("coupon", "text", N_("coupon used")),
    Field("campaign", "text", N_("campaign that brought the order")),
)

_LINE = (
    Field("order_id", "id", N_("the order's number in the source"), must=True),
    Field("line_no", "id", N_("the line's number within the order")),
    Field("sku", "id", N_("product number")),
    Field("product_name", "text", N_("product name")),
    Field("category", "text", N_("product category")),
    Field("quantity", "quantity", N_("units; negative for a return"), strict=True),
    Field("unit_price", "money", N_("price of one unit"), strict=True),
    Field("line_amount", "money", N_("amount of the line; quantity × unit price when empty"), strict=True),
    Field("line_cost", "money", N_("cost of the goods of the line"), strict=True),
)

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity(
            "customers",
            N_("customers as one source has them"),
            ("record_id",),
            _CUSTOMER,
            "registered_at",
            ("member_no",),
        ),
        Entity("orders", N_("orders"), ("order_id",), _ORDER, "ordered_at"),
        Entity(
            "order_lines",
            N_("order lines, with the fields of their order when one file holds both"),
            ("order_id", "line_no"),
            (*_LINE, *(Field(f.name, f.kind, f.meaning, strict=f.strict) for f in _ORDER if f.name != "order_id")),
            "ordered_at",
        ),
        Entity(
            "products",
            N_("products"),
            ("sku",),
            (
                Field("sku", "id", N_("product number"), must=True),
                Field("product_name", "text", N_("product name")),
                Field("category", "text", N_("product category")),
                Field("brand", "text", N_("brand")),
                Field("price", "money", N_("list price of one unit"), strict=True),
                Field("cost", "money", N_("cost of one unit"), strict=True),
            ),
        ),
        Entity(
            "events",
            N_("what customers did: viewed, clicked, called"),
            ("event_id",),
            (
                Field("event_id", "id", N_("the event's number in the source"), must=True),
                Field("record_id", "id", N_("the customer's number in the source")),
                Field("anonymous_id", "id", N_("device or cookie, when the customer is not known"), personal=True),
                Field("event", "text", N_("what happened"), must=True),
                Field("occurred_at", "instant", N_("when it happened"), must=True, strict=True),
                Field("channel", "text", N_("channel")),
                Field("page", "text", N_("page or screen")),
                Field("referrer", "text", N_("where the visitor came from")),
                Field("campaign", "text", N_("campaign")),
                Field("sku", "id", N_("product number")),
                Field("value", "number", N_("a number that goes with the event"), strict=True),
            ),
            "occurred_at",
        ),
        Entity(
            "subscriptions",
            N_("contracts and subscriptions"),
            ("record_id", "plan"),
            (
                Field("record_id", "id", N_("the customer's number in the source"), must=True),
                Field("plan", "text", N_("plan or contract")),
                Field("started_at", "instant", N_("first day"), strict=True),
                Field("ended_at", "instant", N_("last day; empty while it runs"), strict=True),
                Field("tenure_months", "number", N_("months so far, as the source counts them"), strict=True),
                Field("fee", "money", N_("fee per month"), strict=True),
                Field("status", "text", N_("state, as the source has it")),
                Field("churned", "boolean", N_("whether the customer left, as the source has it"), strict=True),
            ),
            "started_at",
            ("record_id",),
        ),
        Entity(
            "feedback",
            N_("survey answers, ratings, reviews, complaints"),
            ("feedback_id",),
            (
                Field("feedback_id", "id", N_("the answer's number in the source"), must=True),
                Field("record_id", "id", N_("the customer's number in the source")),
                Field("kind", "choice:feedback_kind", N_("nps, csat, ces, rating, review or complaint"), strict=True),
                Field("score", "number", N_("score given"), strict=True),
                Field("scale_max", "number", N_("highest score of the scale"), strict=True),
                Field("text", "text", N_("what the customer wrote"), personal=True),
                Field("given_at", "instant", N_("when it was given"), must=True, strict=True),
                Field("channel", "text", N_("channel")),
                Field("order_id", "id", N_("order it is about")),
            ),
            "given_at",
        ),
        Entity(
            "interactions",
            N_("contacts between customers and the company"),
            ("interaction_id",),
            (
                Field("interaction_id", "id", N_("the contact's number in the source"), must=True),
                Field("record_id", "id", N_("the customer's number in the source")),
                Field("kind", "choice:interaction_kind", N_("call, chat, email, visit or ticket"), strict=True),
                Field("channel", "text", N_("channel")),
                Field("started_at", "instant", N_("when it began"), must=True, strict=True),
                Field("ended_at", "instant", N_("when it ended"), strict=True),
                Field("agent", "text", N_("colleague who handled it")),
                Field("topic", "text", N_("topic")),
                Field("outcome", "text", N_("outcome")),
                Field("text", "text", N_("note or transcript"), personal=True),
            ),
            "started_at",
        ),
        Entity(
            "costs",
            N_("marketing costs by day, channel and campaign"),
            ("date", "channel", "campaign"),
            (
                Field("date", "date", N_("day of the cost"), must=True, strict=True),
                Field("channel", "text", N_("channel")),
                Field("campaign", "text", N_("campaign")),
                Field("amount", "money", N_("amount spent"), must=True, strict=True),
                Field("currency", "currency", N_("currency, ISO 4217"), strict=True),
            ),
            "date",
        ),
        Entity(
            "consents",
            N_("what a customer allowed, for what, on which channel, and when"),
            ("record_id", "purpose", "channel", "given_at"),
            (
                Field("record_id", "id", N_("the customer's number in the source"), must=True),
                Field("purpose", "text", N_("purpose"), must=True),
                Field("channel", "text", N_("channel")),
                Field("state", "choice:consent_state", N_("granted, denied or withdrawn"), must=True, strict=True),
                Field("given_at", "instant", N_("when it was said"), must=True, strict=True),
                Field("text_version", "text", N_("version of the text the customer saw")),
            ),
            "given_at",
        ),
    )
}
