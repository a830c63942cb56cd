"""Short names of the per-customer columns, as a table's head or a filter says them; the full meaning stays the declaration's."""

from __future__ import annotations

import re
from typing import Any

from zhike.describe.rfm import CLASSES, GROUPS
from zhike.words import N_, _

_LABELS = {
    "customer_id": N_("Customer number"),
    "kind": N_("Kind"),
    "name": N_("Name"),
    "given_name": N_("Given name"),
    "family_name": N_("Family name"),
    "gender": N_("Gender"),
    "birth_date": N_("Date of birth"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "wechat_id": N_("WeChat id"),
    "member_no": N_("Member number"),
    "company": N_("Company"),
    "job_title": N_("Job title"),
    "address": N_("Address"),
    "province": N_("Province"),
    "city": N_("City"),
    "district": N_("District"),
    "postcode": N_("Postcode"),
    "country": N_("Country"),
    "language": N_("Language"),
    "registered_at": N_("Registered at"),
    "registered_on": N_("Registered on"),
    "acquisition_channel": N_("Acquisition channel"),
    "acquisition_cost": N_("Acquisition cost"),
    "updated_at": N_("Record last changed"),
    "records": N_("Source records"),
    "sources": N_("Sources"),
    "attributes": N_("Further columns"),
    "national_id": N_("Identity number, hashed"),
    "age_years": N_("Age, years"),
    "days_since_registration": N_("Days since registration"),
    "first_purchase_on": N_("First purchase"),
    "last_purchase_on": N_("Last purchase"),
    "recency_days": N_("Recency, days"),
    "tenure_days": N_("Days since the first purchase"),
    "orders": N_("Orders"),
    "active_days": N_("Days with a purchase"),
    "revenue": N_("Revenue"),
    "purchase_revenue": N_("Revenue before later returns"),
    "margin": N_("Margin"),
    "margin_rate": N_("Margin rate"),
    "average_order_value": N_("Average order value"),
    "largest_order_value": N_("Largest order"),
    "units": N_("Units"),
    "lines": N_("Order lines"),
    "products": N_("Different products"),
    "categories": N_("Different categories"),
    "gap_days_mean": N_("Mean gap between purchases, days"),
    "gap_days_median": N_("Median gap between purchases, days"),
    "gap_days_deviation": N_("Deviation of the gaps, days"),
    "last_gap_days": N_("Last gap, days"),
    "recency_in_gaps": N_("Recency in usual gaps"),
    "favourite_weekday": N_("Favourite weekday"),
    "favourite_hour": N_("Favourite hour"),
    "weekend_share": N_("Share bought at weekends"),
    "channels": N_("Different channels"),
    "favourite_channel": N_("Favourite channel"),
    "favourite_channel_share": N_("Share of the favourite channel"),
    "favourite_category": N_("Favourite category"),
    "favourite_category_share": N_("Share of the favourite category"),
    "returns": N_("Returns"),
    "returned_amount": N_("Returned amount"),
    "return_rate": N_("Return rate"),
    "discount_amount": N_("Discounts"),
    "discount_rate": N_("Discount rate"),
    "coupon_share": N_("Share bought with a coupon"),
    "events": N_("Events"),
    "interactions": N_("Contacts"),
    "last_event_on": N_("Last event"),
    "last_interaction_on": N_("Last contact"),
    "feedback_answers": N_("Feedback answers"),
    "feedback_average": N_("Mean feedback"),
    "feedback_last": N_("Last feedback"),
    "feedback_last_on": N_("Last feedback on"),
    "first_channel": N_("First channel"),
    "first_category": N_("First category"),
    "second_category": N_("Second category"),
    "days_to_second": N_("Days to the second purchase"),
    "funnel_step": N_("Funnel steps taken"),
    "funnel_entered_on": N_("Entered the funnel on"),
    "funnel_channel": N_("Channel of the funnel"),
    "last_path": N_("Last path"),
    "bought_product": N_("Bought the product"),
    "bought_category": N_("Bought from the category"),
    "bought_channel": N_("Bought over the channel"),
    "bought_at": N_("Bought on weekday and hour"),
    "recommended_product": N_("Recommended product"),
    "likely_category": N_("Likely category"),
    "likeliest_category": N_("Likeliest category"),
    "bought_lines": N_("Lines of an order"),
    "bought_together": N_("Bought in one order"),
    "categories_together": N_("Categories in one order"),
    "waited": N_("Days between two purchases"),
    "bought_again": N_("Number of the purchase and days until it"),
    "prefers": N_("Prefers"),
    "frequency": N_("Frequency"),
    "monetary": N_("Monetary value"),
    "r_score": N_("R score"),
    "f_score": N_("F score"),
    "m_score": N_("M score"),
    "fm_score": N_("FM score"),
    "rfm_code": N_("RFM code"),
    "rfm_score": N_("RFM score"),
    "rfm_group": N_("RFM group"),
    "rfm_class": N_("RFM class"),
    "rank": N_("Rank by revenue"),
    "revenue_share": N_("Share of all revenue"),
    "cumulative_share": N_("Cumulative share of revenue"),
    "customer_share": N_("Place among customers"),
    "decile": N_("Decile by revenue"),
    "pareto_class": N_("Pareto class"),
    "bought_in": N_("Bought in"),
    "stage": N_("Lifecycle stage"),
    "stage_on": N_("Lifecycle stage"),
    "stage_since": N_("In the stage since"),
    "previous_stage": N_("Stage before"),
    "stage_cause": N_("Cause of the stage"),
    "days_in_stage": N_("Days in the stage"),
    "own_gap_days": N_("Own gap between purchases, days"),
    "gaps_late": N_("Days since the last purchase, in own gaps"),
    "journey": N_("Journey"),
    "cluster": N_("Cluster"),
    "cluster_fit": N_("How clearly in the cluster"),
    "contribution_1": N_("Effect of reason 1"),
    "contribution_2": N_("Effect of reason 2"),
    "contribution_3": N_("Effect of reason 3"),
    "action": N_("Next action"),
    "expected_gain": N_("Expected gain of the action"),
    "cost": N_("Cost of the action"),
    "value_at_stake": N_("Value at stake"),
    "reason": N_("Reason of the action"),
    "reason_value": N_("Figure behind the action"),
    "reason_sku": N_("Product to offer"),
    "reason_category": N_("Category to offer"),
    "until": N_("Action of use until"),
    "p_alive": N_("Still a customer"),
    "expected_orders": N_("Expected purchases"),
    "expected_orders_low": N_("Expected purchases, lower end"),
    "expected_orders_high": N_("Expected purchases, upper end"),
    "expected_spend": N_("Expected spend"),
    "expected_spend_low": N_("Expected spend, lower end"),
    "expected_spend_high": N_("Expected spend, upper end"),
    "clv": N_("Customer value"),
    "clv_low": N_("Customer value, lower end"),
    "clv_high": N_("Customer value, upper end"),
    "churn_probability": N_("Churn probability"),
    "risk_band": N_("Risk band"),
    "reason_1": N_("First reason"),
    "reason_2": N_("Second reason"),
    "reason_3": N_("Third reason"),
    "expected_date": N_("Next order expected on"),
    "date_low": N_("Next order, earliest"),
    "date_high": N_("Next order, latest"),
    "expected_amount": N_("Next order, amount"),
    "amount_low": N_("Next order, amount, lower end"),
    "amount_high": N_("Next order, amount, upper end"),
    "last_order_value": N_("Amount of the last purchase"),
    "lines_per_order": N_("Lines per order"),
    "event_recency_days": N_("Days since the last event"),
    "interaction_recency_days": N_("Days since the last contact"),
    "in_slice": N_("Orders of a slice"),
}
STAGES = {
    "prospect": N_("prospect"), "new": N_("new customer"), "active": N_("active"), "loyal": N_("loyal"), "at_risk": N_("at risk"),
    "dormant": N_("dormant"), "lost": N_("lost"), "won_back": N_("won back"),
}  # fmt: skip
_TABLES = {
    "customers": N_("Who they are"),
    "customer_features": N_("What they do"),
    "rfm": N_("RFM"),
    "contribution": N_("Contribution"),
    "lifecycle": N_("Lifecycle"),
    "clv": N_("Customer value"),
    "churn": N_("Risk of losing them"),
    "next_order": N_("Next order"),
}
_VALUES = {
    "kind": {"person": N_("person"), "company": N_("company")},
    "gender": {"female": N_("female"), "male": N_("male"), "other": N_("other")},
    "rfm_group": GROUPS,
    "rfm_class": CLASSES,
    "stage": STAGES,
    "action": {
        "call": N_("Call them"), "win_back": N_("Win them back"), "second_order": N_("Bring the second order"),
        "cross_sell": N_("Offer what goes with it"), "thank": N_("Thank them"), "leave_alone": N_("Leave them alone"),
    },
    "reason": {
        "at_risk": N_("likely to stay away"), "lapsed": N_("has stayed away"), "silent": N_("bought nothing for long"), "late": N_("late by their own rhythm"), "due_soon": N_("orders soon anyway"),
        "likely_category": N_("likely to buy of a new category"),
        "bought_once": N_("bought once"), "goes_with": N_("a product goes with theirs"), "champion": N_("is a champion"),
        "not_due": N_("nothing is due"), "not_worth_it": N_("costs more than it gains"),
    },
    "previous_stage": STAGES,
    "stage_cause": {"registered": N_("registered"), "purchase": N_("purchase"), "late": N_("late by the own rhythm")},
    "journey": {
        "aware": N_("aware"), "considering": N_("considering"), "buying": N_("buying"), "loyal": N_("loyal"),
        "recommending": N_("recommending"),
    },
    "risk_band": {"low": N_("low"), "medium": N_("medium"), "high": N_("high"), "lapsed": N_("lapsed")},
    "status": {
        "pending": N_("pending"), "paid": N_("paid"), "shipped": N_("shipped"), "completed": N_("completed"),
        "cancelled": N_("cancelled"), "refunded": N_("refunded"), "returned": N_("returned"),
    },
    "consent": {"granted": N_("granted"), "denied": N_("denied"), "withdrawn": N_("withdrawn")},
    "segment": {"entered": N_("came into"), "left": N_("left")},
    "tag": {"entered": N_("got"), "left": N_("lost")},
    "interaction": {
        "call": N_("call"), "chat": N_("chat"), "email": N_("e-mail"), "visit": N_("visit"), "ticket": N_("ticket"),
    },
    "feedback": {
        "nps": N_("recommendation (NPS)"), "csat": N_("satisfaction (CSAT)"), "ces": N_("effort (CES)"), "rating": N_("rating"),
        "review": N_("review"), "complaint": N_("complaint"),
    },
    "event": {
        "page_view": N_("looked at a page"), "product_view": N_("looked at a product"), "add_to_cart": N_("put into the cart"),
        "checkout": N_("went to the checkout"), "purchase": N_("bought"), "search": N_("searched"), "login": N_("signed in"), "campaign_click": N_("clicked a campaign"),
    },
    "purpose": {
        "marketing": N_("marketing"), "profiling": N_("profiling"), "service": N_("service"), "analytics": N_("analytics"),
    },
    "favourite_weekday": {
        "1": N_("Monday"), "2": N_("Tuesday"), "3": N_("Wednesday"), "4": N_("Thursday"), "5": N_("Friday"),
        "6": N_("Saturday"), "7": N_("Sunday"),
    },
}  # fmt: skip
# The value of a reason is the name of an input.
_REASON = re.compile(r"reason_\d")
_WINDOW = re.compile(r"(\w+)_(\d+)d")


def label_of(column: str) -> str:
    """Return the short name of a column in the reader's language; "orders_30d" is "Orders, last 30 days"."""
    window = _WINDOW.fullmatch(column)
    if window and window[1] in _LABELS:
        return _("{what}, last {days} days").format(what=_(_LABELS[window[1]]), days=window[2])
    return _(_LABELS[column]) if column in _LABELS else column.replace("_", " ")


def label_of_table(table: str) -> str:
    """Return what a table tells about customers, in two or three words."""
    return _(_TABLES[table]) if table in _TABLES else table.replace("_", " ")


def value_in_words(column: str, value: object) -> str:
    """Return a code of a column as people say it: "champions" is "Champions" or "冠军客户"."""
    if _REASON.fullmatch(column):
        return label_of(str(value))
    return _(_VALUES.get(column, {}).get(str(value), str(value)))


def coded(column: str, value: Any) -> Any:
    """Return a code of a column in words; any other value as it is."""
    said = value_in_words(column, value)
    return value if said == str(value) else said


def choices_of(column: str) -> tuple[str, ...]:
    """Return the codes that a column may hold, where they are few and known; else nothing."""
    return tuple(_VALUES.get(column, ()))


def code_of(column: str, said: str) -> str:
    """Return the code that somebody means who typed it, or its word in the reader's language; else what was typed."""
    words = {_(word).lower(): code for code, word in _VALUES.get(column, {}).items()}
    return words.get(said.lower(), said)
