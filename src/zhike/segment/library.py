"""Ready segments to begin with, by what they look at and for which business; each is a rule like any other, to be changed."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.words import N_


@dataclass(frozen=True)
class Starter:
    """A ready rule: its group, its name and what it is for, all marked for the catalogue."""

    group: str
    name: str
    rule: str
    about: str


_RFM, _VALUE, _WHO, _WHERE = N_("RFM groups"), N_("Value tiers"), N_("Demographic"), N_("Geographic")
_WHAT, _MIND = N_("Behavioural"), N_("Psychographic")
_RETAIL, _SCHOOL, _FIRMS, _SUBSCRIBERS = N_("Retail"), N_("Online education"), N_("B2B"), N_("Subscriptions")

LIBRARY: tuple[Starter, ...] = (
    Starter(_RFM, N_("Champions"), "rfm_group = 'champions'", N_("bought lately, often and much: thank them, ask them")),
    Starter(_RFM, N_("Valuable and slipping away"), "rfm_group in ('at_risk', 'cannot_lose_them')", N_("good customers who stay away: win them back first")),
    Starter(_RFM, N_("New and promising"), "rfm_group in ('new_customers', 'promising')", N_("bought lately, once or little: lead them to the second order")),
    Starter(_VALUE, N_("The first tenth"), "decile = 1", N_("the tenth of the customers that brings the most revenue")),
    Starter(_VALUE, N_("Four fifths of the revenue"), "pareto_class = 'A'", N_("who brings four fifths of the revenue together")),
    Starter(_VALUE, N_("Much lately, little before"), "revenue_90d > 0 and revenue_90d >= 1000 and revenue <= 2000", N_("whose value has just begun: a good time to know them")),
    Starter(_WHO, N_("Young adults"), "age_years between 18 and 29", N_("where the birth date is known")),
    Starter(_WHO, N_("Birthday unknown"), "birth_date is null and orders >= 3", N_("regular customers to ask for their birthday")),
    Starter(_WHERE, N_("The four largest cities"), "city in ('北京市', '上海市', '广州市', '深圳市')", N_("by the city of the address")),
    Starter(_WHERE, N_("Address incomplete"), "address is not null and district is null", N_("addresses without a district, to be completed")),
    Starter(_WHAT, N_("Weekend buyers"), "weekend_share >= 0.7 and active_days >= 3", N_("who buys mostly on Saturdays and Sundays")),
    Starter(_WHAT, N_("Looked and did not buy"), "did('product_view', at_least=3, within_days=30) and bought(at_most=0, within_days=30)", N_("products looked at three times in a month, nothing bought")),
    Starter(_WHAT, N_("More than one channel"), "channels >= 2", N_("who buys over several channels")),
    Starter(_WHAT, N_("Late by the own rhythm"), "stage = 'at_risk' and revenue >= 500", N_("who should have bought by now, going by their own gaps")),
    Starter(_MIND, N_("Price-sensitive"), "coupon_share >= 0.5 and orders >= 3", N_("every other order with a coupon, at least")),
    Starter(_MIND, N_("Explorers"), "categories >= 5", N_("who tries many kinds of products")),
    Starter(_MIND, N_("Recommenders"), "journey = 'recommending'", N_("bought, and would recommend")),
    Starter(_MIND, N_("Unhappy"), "answered('complaint', within_days=90) or answered('nps', within_days=180, score <= 6)", N_("complained, or would not recommend: call before you write")),
    Starter(_RETAIL, N_("Second order missing"), "orders = 1 and recency_days between 30 and 120", N_("bought once, one to four months ago")),
    Starter(_RETAIL, N_("Sends much back"), "return_rate >= 0.3 and lines >= 5", N_("three lines of ten come back")),
    Starter(_SCHOOL, N_("Began and went quiet"), "did('login', at_least=3, within_days=90) and did('login', at_most=0, within_days=14)", N_("was there, and not in the last two weeks: a learner who needs a nudge")),
    Starter(_SCHOOL, N_("Tried and not enrolled"), "did('product_view', at_least=5, within_days=60) and orders = 0", N_("looked at courses and has not enrolled")),
    Starter(_FIRMS, N_("Companies without a contact"), "kind = 'company' and interactions_90d = 0", N_("companies that nobody has spoken with for three months")),
    Starter(_FIRMS, N_("Large companies that order less"), "kind = 'company' and revenue_365d >= 100000 and orders_90d = 0", N_("a year of large orders, and none in three months")),
    Starter(_SUBSCRIBERS, N_("Uses it no more"), "did('login', at_most=0, within_days=30) and bought(within_days=365)", N_("pays and has not signed in for a month")),
    Starter(_SUBSCRIBERS, N_("Asks for help often"), "contacted('ticket', at_least=3, within_days=60)", N_("three tickets in two months: ask what is wrong")),
)  # fmt: skip
