"""What the models say of a real shop as of 2011-09-09, compared with the three months that came."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest
from buyers import asked, shop

from zhike.predict.churn import CHURN
from zhike.predict.measures import auc
from zhike.predict.next_order import NEXT_ORDER

pytestmark = pytest.mark.realdata
CUT = date(2011, 9, 9)


@pytest.fixture(scope="module")
def orders(realdata):
    path = realdata / "online_retail" / "Online_Retail.parquet"
    return duckdb.sql(
        f"""select customer, ordered_on, amount from (
            select cast(cast(any_value(CustomerID) as bigint) as varchar) as customer, cast(min(InvoiceDate) as date) as ordered_on,
                sum(Quantity * UnitPrice) as amount
            from '{path}' where CustomerID is not null and UnitPrice > 0 and Quantity > 0 and InvoiceNo not like 'C%' group by InvoiceNo)
        order by all"""
    ).fetchall()


@pytest.fixture(scope="module")
def then(orders):
    return shop([row for row in orders if row[1] <= CUT])


def test_who_stays_away_is_ranked_well_and_what_is_stated_comes_true(orders, then):
    made = asked(then, CHURN, as_of=CUT)
    rows = [r for r in made["churn"].to_pylist() if r["risk_band"] != "lapsed"]
    until = CUT + timedelta(days=rows[0]["horizon_days"])
    came = {who for who, day, _ in orders if CUT < day <= until}
    away = np.array([r["customer_id"] not in came for r in rows], float)
    p = np.array([r["churn_probability"] for r in rows])
    assert auc(p, away) > 0.7
    assert abs(p.mean() - away.mean()) < 0.1


def test_the_next_day_is_better_than_the_own_gap_and_than_a_constant(orders, then):
    made = asked(then, NEXT_ORDER, as_of=CUT)
    came = {}
    for who, day, _ in orders:
        if day > CUT:
            came[who] = min(day, came.get(who, day))
    known = [(r, came[r["customer_id"]]) for r in made["next_order"].to_pylist() if r["customer_id"] in came]
    assert len(known) == 1385
    off = np.array([abs((day - r["expected_date"]).days) for r, day in known])
    constant = then.value("select median(gap_days) from purchase_days") / 2
    naive = np.array([abs((day - CUT).days - constant) for _, day in known])
    assert (naive.mean(), np.median(naive)) == (pytest.approx(22.8, abs=0.05), 13.0)
    assert off.mean() < naive.mean()
    assert np.median(off) <= np.median(naive)
    assert 0.75 <= np.mean([r["date_low"] <= day <= r["date_high"] for r, day in known]) <= 0.85
