"""Stages of the lifecycle: the fixed cast, a customer followed day by day, and that no past day knows its future."""

from datetime import date, timedelta

import pytest

from shop import AS_OF, one
from zhike import pipeline
from zhike.errors import UnknownNameError
from zhike.setting_rules import WrongSettingError
from zhike.settings import Settings

COLUMNS = "order_id,record_id,ordered_at,status,net_amount\n"


def stages(shop, name):
    sql = f"select l.changed_on, l.stage from lifecycle_changes l join customers c using (customer_id) where c.name = '{name}' order by 1"
    return [(row["changed_on"], row["stage"]) for row in shop.query(sql).to_pylist()]


def test_the_cast_is_where_its_story_puts_it(shop):
    rows = shop.query("select name, stage, journey from lifecycle join customers using (customer_id)").to_pylist()
    found = {r["name"]: (r["stage"], r["journey"]) for r in rows}
    assert found["Ana Lima"] == ("loyal", "loyal")
    assert found["Ben Okoro"][0] in {"at_risk", "dormant"}
    assert found["Nina Weiss"] == ("prospect", "aware")
    assert len(rows) == 14


def test_a_customer_is_late_by_the_own_rhythm(fresh_shop, deliver):
    """Weekly buyers are at risk sooner than monthly ones; who comes back after being dormant is won back."""
    weekly = [date(2024, 7, 1) + timedelta(days=7 * n) for n in range(10)]
    back = date(2025, 6, 20)
    rows = "".join(f"L{n},Z1,{d},paid,10\n" for n, d in enumerate([*weekly, back]))
    deliver(fresh_shop, COLUMNS + rows, into="orders", source="web")
    pipeline.run(fresh_shop, as_of=AS_OF)
    [row] = fresh_shop.query(
        "select l.* from lifecycle l join identity using (customer_id) where record_id = 'Z1'"
    ).to_pylist()
    assert (row["stage"], row["stage_since"], row["previous_stage"]) == ("won_back", back, "lost")
    sql = "select stage, changed_on, own_gap_days from lifecycle_changes join identity using (customer_id) where record_id = 'Z1' order by 2"
    changes = fresh_shop.query(sql).to_pylist()
    lost = next(c for c in changes if c["stage"] == "lost")
    # Ten purchases in 63 days and everybody's gap of a month: (63 + 31) / 10 is less than the shortest gap that counts, 14.
    assert lost["changed_on"] == weekly[-1] + timedelta(days=8 * 14)


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 5, 15)])
def test_a_past_day_is_given_the_stage_that_was_told_on_it(shop, fresh_shop, day):
    pipeline.run(fresh_shop, as_of=day)
    then = fresh_shop.query("select customer_id, stage from lifecycle").to_pylist()
    sql = f"""
        select customer_id, stage from lifecycle_changes
        where (changed_on is null or changed_on <= date '{day}') and (ended_on is null or ended_on > date '{day}')
    """
    now = {r["customer_id"]: r["stage"] for r in shop.query(sql).to_pylist()}
    usual = [one(s, "select median(gap_days) as g from purchase_days")["g"] for s in (shop, fresh_shop)]
    if usual[0] == usual[1]:  # everybody's gap is known better later; where it is the same, so are all stages
        assert {r["customer_id"]: r["stage"] for r in then if r["stage"]} == now
    assert then


def test_months_and_flows_add_up(shop):
    months = shop.query("select month, sum(customers) as n from lifecycle_months group by 1 order by 1").to_pylist()
    assert months[-1]["n"] == shop.query("select 1 from lifecycle where stage is not null").num_rows
    flows = shop.query("select previous_stage, sum(share) as s from lifecycle_flows group by 1").to_pylist()
    assert all(abs(f["s"] - 1) < 1e-9 for f in flows)


def test_thresholds_are_settings_that_must_make_sense():
    assert Settings(lifecycle={"loyal": 3}).lifecycle_rules["loyal"] == 3
    with pytest.raises(WrongSettingError, match="lifecycle"):
        Settings(lifecycle={"at_risk": 9})
    with pytest.raises(UnknownNameError, match="loyal"):
        Settings(lifecycle={"loyol": 3})
