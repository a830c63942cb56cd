"""What an analyst would write in pandas for the same files: read, clean, unify by exact keys, describe.

`python benchmarks/notebook.py company.json` prints seconds and result figures as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

CANCELLED = {"已取消", "cancelled", "CANCELLED", "refunded", "已退款", "REFUNDED"}


def main(company: Path) -> None:
    """Do the whole line and print what came out."""
    started = time.perf_counter()
    told = json.loads(company.read_text("utf-8"))
    files = {(d["entity"], d["source"]): Path(d["file"]) for d in told["deliveries"]}
    people = customers(files)
    orders = read_orders(files)
    lines = read_lines(files)
    orders = orders.merge(people[["source", "record_id", "customer_id"]], on=["source", "record_id"], how="left")
    found = describe(orders, lines, pd.Timestamp(told["as_of"]))
    print(json.dumps({"seconds": time.perf_counter() - started, **found}))


def customers(files: dict[tuple[str, str], Path]) -> pd.DataFrame:
    """Read and clean the customers of three systems, and give each group with a common key one number."""
    till = pd.read_csv(files["customers", "till"], encoding="gb18030", dtype=str)
    till = till.rename(
        columns={
            "会员编号": "record_id",
            "会员卡号": "member_no",
            "姓名": "name",
            "手机号": "phone",
            "邮箱": "email",
            "入会时间": "registered_at",
        }
    )
    web = pd.read_json(files["customers", "web"], lines=True, dtype=str)
    web = web.rename(columns={"user_id": "record_id", "mobile": "phone", "created_at": "registered_at"})
    app = pd.read_csv(files["customers", "app"], dtype=str)
    app = app.rename(
        columns={
            "uid": "record_id",
            "profile.name": "name",
            "contact.mobile": "phone",
            "contact.email": "email",
            "member_card": "member_no",
        }
    )
    parts = [frame.assign(source=source) for source, frame in (("till", till), ("web", web), ("app", app))]
    wanted = ["source", "record_id", "name", "phone", "email", "member_no", "registered_at"]
    people = pd.concat([p.reindex(columns=wanted) for p in parts], ignore_index=True).dropna(subset=["record_id"])
    people = people.drop_duplicates(["source", "record_id"], keep="last").reset_index(drop=True)
    people["phone"] = (
        people.phone.str.replace(r"\D", "", regex=True).str.removeprefix("86").where(lambda s: s.str.len() == 11)
    )
    people["email"] = people.email.str.strip().str.lower().where(lambda s: s.str.contains("@", na=False))
    people["name"] = people.name.str.replace(r"(先生|女士|\s)", "", regex=True)
    people["registered_at"] = pd.to_datetime(people.registered_at, format="mixed", errors="coerce", utc=True)
    people["customer_id"] = groups(people)
    return people


def groups(people: pd.DataFrame) -> np.ndarray:
    """Return a group number per record: connected by phone, e-mail or member number."""
    ones, others = [], []
    for key in ("phone", "email", "member_no"):
        filled = people[people[key].notna()]
        first = (
            filled.groupby(key).record_id.transform(lambda s: s.index[0])
            if len(filled) < 1000
            else filled.index.to_series().groupby(filled[key]).transform("min")
        )
        ones.append(filled.index.to_numpy())
        others.append(first.to_numpy())
    one, other = np.concatenate(ones), np.concatenate(others)
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(people), len(people)))
    return connected_components(graph, directed=False)[1]


def read_orders(files: dict[tuple[str, str], Path]) -> pd.DataFrame:
    """Read and clean the orders of three systems."""
    names = {
        "till": {
            "订单号": "order_id",
            "会员编号": "record_id",
            "下单时间": "ordered_at",
            "订单状态": "status",
            "实付金额": "net",
        },
        "web": {
            "order_id": "order_id",
            "user_id": "record_id",
            "created_at": "ordered_at",
            "order_status": "status",
            "net_amount": "net",
        },
        "app": {
            "orderId": "order_id",
            "userId": "record_id",
            "orderTime": "ordered_at",
            "orderStatus": "status",
            "paidAmount": "net",
        },
    }
    parts = []
    for source, columns in names.items():
        frame = pd.read_csv(files["orders", source], dtype=str, usecols=list(columns), encoding="utf-8-sig").rename(
            columns=columns
        )
        frame["net"] = pd.to_numeric(frame.net.str.replace("[¥,]", "", regex=True), errors="coerce")
        frame["ordered_at"] = pd.to_datetime(
            frame.ordered_at, errors="coerce", format="ISO8601" if source == "app" else None
        ).dt.tz_localize(None)
        parts.append(frame.assign(source=source))
    orders = pd.concat(parts, ignore_index=True).dropna(subset=["order_id", "ordered_at", "net"])
    orders["revenue"] = orders.net.where(~(orders.status.isin(CANCELLED) & (orders.net > 0)), 0.0)
    return orders.drop_duplicates(["source", "order_id"], keep="last")


def read_lines(files: dict[tuple[str, str], Path]) -> pd.DataFrame:
    """Read and clean the lines of three systems."""
    parts = []
    for source in ("till", "web", "app"):
        frame = pd.read_csv(files["order_lines", source], dtype=str, encoding="utf-8-sig")
        frame.columns = ["order_id", "line_no", "sku", *frame.columns[3:]]
        amounts = frame.columns[-4:]
        frame[list(amounts)] = frame[list(amounts)].apply(pd.to_numeric, errors="coerce")
        parts.append(
            frame[["order_id", "line_no", "sku", *amounts]]
            .set_axis(["order_id", "line_no", "sku", "quantity", "price", "amount", "cost"], axis=1)
            .assign(source=source)
        )
    return (
        pd.concat(parts, ignore_index=True)
        .dropna(subset=["order_id", "amount"])
        .drop_duplicates(["source", "order_id", "line_no"])
    )


def describe(orders: pd.DataFrame, lines: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, float]:
    """Compute features, RFM, cohorts and monthly figures; return a few sums to compare by."""
    known = orders[orders.customer_id.notna()]
    bought = known[known.revenue > 0]
    features = bought.groupby("customer_id").agg(
        first=("ordered_at", "min"), last=("ordered_at", "max"), frequency=("order_id", "count")
    )
    features["monetary"] = known.groupby("customer_id").revenue.sum()
    for days in (7, 30, 90, 180, 365):
        recent = (
            bought[bought.ordered_at > as_of - pd.Timedelta(days=days)]
            .groupby("customer_id")
            .revenue.agg(["count", "sum"])
        )
        features[[f"orders_{days}d", f"revenue_{days}d"]] = recent.reindex(features.index).fillna(0)
    baskets = lines.merge(bought[["source", "order_id", "customer_id"]], on=["source", "order_id"])
    features["products"] = baskets.groupby("customer_id").sku.nunique()
    features["units"] = baskets.groupby("customer_id").quantity.sum()
    features["recency"] = (as_of - features["last"]).dt.days
    for letter, column, down in (("r", "recency", True), ("f", "frequency", False), ("m", "monetary", False)):
        features[letter] = np.ceil(features[column].rank(pct=True, ascending=not down) * 5)
    month = bought.ordered_at.dt.to_period("M")
    cohort = bought.customer_id.map(features["first"].dt.to_period("M"))
    cohorts = bought.groupby([cohort, month]).customer_id.nunique()
    monthly = bought.groupby(month).agg(
        customers=("customer_id", "nunique"), orders=("order_id", "count"), revenue=("revenue", "sum")
    )
    features.describe(percentiles=[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99], include=[np.number])
    return {
        "buyers": len(features),
        "revenue": round(float(orders.revenue.sum()), 2),
        "cohort_cells": len(cohorts),
        "months": len(monthly),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
