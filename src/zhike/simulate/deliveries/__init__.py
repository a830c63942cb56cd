"""The files that the company's systems export, in the order in which a firm would import them."""

from __future__ import annotations

from zhike.simulate.deliveries import browsing, consents, contacts, costs, members, sales, survey
from zhike.simulate.deliveries.plan import Delivery, Plan
from zhike.words import N_

__all__ = ["PLANS", "Delivery", "Plan"]

# Dotted names are no words of the trade: this file shows what a mapping is for.
APP_USERS = {
    "uid": "record_id",
    "profile.name": "name",
    "profile.sex": "gender",
    "profile.birthday": "birth_date",
    "contact.mobile": "phone",
    "contact.email": "email",
    "member_card": "member_no",
    "wechat_openid": "wechat_id",
    "address.province": "province",
    "address.city": "city",
    "address.district": "district",
    "address.detail": "address",
    "register_channel": "acquisition_channel",
    "registered_at": "registered_at",
    "updated_at": "updated_at",
}

PLANS = (
    Plan("products.csv", "products", "erp", "products", sales.products, N_("Products with prices and costs")),
    Plan(
        "till/会员.csv",
        "customers",
        "till",
        "till_members",
        members.till_members,
        N_("Members of the shops, as the till system exports them (GBK)"),
        breaks=members.BREAKS,
        encoding="gbk",
    ),
    Plan(
        "shop/users.jsonl",
        "customers",
        "web",
        "shop_users",
        members.shop_users,
        N_("Users of the web shop (JSON Lines, address nested)"),
        breaks=members.BREAKS,
    ),
    Plan(
        "app/users.csv",
        "customers",
        "app",
        "app_users",
        members.app_users,
        N_("Users of the app; some have bound their member card"),
        breaks=members.BREAKS,
        mapping=APP_USERS,
    ),
    Plan(
        "crm/leads.parquet",
        "customers",
        "crm",
        "crm_leads",
        members.crm_leads,
        N_("People whom the staff noted in the CRM (Parquet)"),
        breaks=members.BREAKS,
    ),
    *(
        Plan(f"{folder}/orders.csv", "orders", source, f"{folder}_orders", rows, note, breaks=sales.ORDER_BREAKS)
        for folder, source, rows, note in (
            ("till", "till", sales.till_orders, N_("Orders at the till, returns among them; some without a member")),
            ("shop", "web", sales.shop_orders, N_("Orders of the web shop")),
            ("app", "app", sales.app_orders, N_("Orders in the app")),
        )
    ),
    *(
        Plan(
            f"{folder}/order_lines.csv", "order_lines", source, f"{folder}_lines", rows, note, breaks=sales.LINE_BREAKS
        )
        for folder, source, rows, note in (
            ("till", "till", sales.till_lines, N_("Lines of the orders at the till")),
            ("shop", "web", sales.shop_lines, N_("Lines of the orders of the web shop")),
            ("app", "app", sales.app_lines, N_("Lines of the orders in the app, returned goods as negative lines")),
        )
    ),
    Plan(
        "shop/events.csv",
        "events",
        "web",
        "events",
        browsing.events,
        N_("What users of the web shop looked at, often without logging in"),
        breaks=browsing.BREAKS,
    ),
    Plan(
        "service/contacts.xlsx",
        "interactions",
        "till",
        "contacts",
        contacts.contacts,
        N_("Contacts with the service desk, by member number"),
    ),
    Plan(
        "survey/nps.csv",
        "feedback",
        "web",
        "survey",
        survey.answers,
        N_("Survey answers of users of the web shop"),
        breaks=survey.BREAKS,
    ),
    Plan("marketing/costs.csv", "costs", "marketing", "costs", costs.costs, N_("Marketing costs per day and channel")),
    *(
        Plan(f"{folder}/consents.csv", "consents", source, f"{folder}_consents", rows, note)
        for folder, source, rows, note in (
            ("till", "till", consents.till_consents, N_("What the members of the shops allowed")),
            ("shop", "web", consents.shop_consents, N_("What the users of the web shop allowed")),
            ("app", "app", consents.app_consents, N_("What the users of the app allowed")),
        )
    ),
)
