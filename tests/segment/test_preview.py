"""What is said of a rule while it is written, around it, and of one customer, in the fixed shop."""

from importlib import import_module

import pytest
from pyarrow.parquet import write_table

from shop import customer_of
from zhike import pipeline, segment
from zhike.govern import Actor, roles
from zhike.predict.propensity import PROPENSITY_TABLE
from zhike.unify.who import UnknownRecordError

ANALYST, VIEWER = Actor("Iris", roles.ANALYST), Actor("Vera", roles.VIEWER)


def test_a_preview_counts_what_a_run_will_hold(fresh_shop):
    for at, rule in enumerate(
        ["orders >= 3", "bought(sku = 'TEA')", "not (orders > 1 or name like '王%')", "revenue is null"]
    ):
        expected = segment.preview(fresh_shop, rule, by=ANALYST).count
        segment.save(fresh_shop, f"S{at}", rule, by=ANALYST)
        assert expected > 0 or rule == "revenue is null"
    counts = [segment.preview(fresh_shop, f"in segment('S{at}')", by=ANALYST).count for at in range(4)]
    pipeline.run(fresh_shop)
    assert fresh_shop.query("select members from segments order by name").column(0).to_pylist() == counts


def test_a_preview_says_which_condition_bites(shop):
    found = segment.preview(shop, "orders >= 1 and recency_days <= 30", by=ANALYST)
    assert [c.said for c in found.conditions] == ["orders >= 1", "recency_days <= 30"]
    first, second = found.conditions
    assert (first.without, second.without) == (second.count, first.count)
    assert found.count == len(found.sample) <= second.count < first.count
    assert found.of == 14


def test_a_value_that_nobody_has_brings_the_nearest_one(shop):
    found = segment.preview(shop, "kind = 'persons'", by=ANALYST)
    assert found.count == 0
    assert found.hints == ("No customer has 'persons' in kind. Did you mean person?",)


def test_a_viewer_sees_masks_in_the_sample_and_may_not_compare_what_is_masked(shop):
    with pytest.raises(segment.WrongRuleError, match="does not see"):
        segment.preview(shop, "phone = '+8613800000001'", by=VIEWER)
    row = segment.preview(shop, "phone is not null and orders > 5", by=VIEWER).sample[0]
    assert "*" in row["phone"]


def test_around_a_rule_stand_overlaps_and_what_sets_it_apart(fresh_shop):
    segment.save(fresh_shop, "Buyers", "orders >= 1", by=ANALYST)
    pipeline.run(fresh_shop)
    found = segment.around(fresh_shop, segment.read(fresh_shop, "orders >= 3", by=ANALYST))
    assert (found.count, [(o.name, o.both) for o in found.overlaps]) == (2, [("Buyers", 2)])
    apart = {d.column: d for d in found.differences}
    assert apart["orders"].inside == 4.5 > apart["orders"].outside


def test_what_stands_around_a_kept_segment_is_found_once_until_what_it_is_made_from_changes(fresh_shop, monkeypatch):
    often = segment.save(fresh_shop, "Often", "orders >= 3", by=ANALYST)
    named = segment.save(fresh_shop, "Often or not", "in segment('Often')", by=ANALYST)
    looked, module = [], import_module("zhike.segment.around")
    scan = module._differences
    monkeypatch.setattr(module, "_differences", lambda *given: looked.append(1) or scan(*given))
    first = segment.around_kept(fresh_shop, named.id)
    assert (segment.around_kept(fresh_shop, named.id), len(looked)) == (first, 1)
    segment.save(fresh_shop, "Often", "orders >= 1", by=ANALYST, of=often.id)
    assert segment.around_kept(fresh_shop, named.id).count > first.count == 2


def test_why_tells_how_likely_a_category_is_of_whom_it_is_too_unlikely_for_too(fresh_shop):
    ana, ben, cai = (customer_of(fresh_shop, t) for t in ("T1", "T2", "T3"))
    run = fresh_shop.lake.table(fresh_shop.current_run(), "propensity")
    likely = {"customer_id": [ana, ana, ben], "category": ["tea", "rice", "tea"], "probability": [0.6, 0.3, 0.2], "rank": [1, 2, 1]}  # fmt: skip
    write_table(PROPENSITY_TABLE.arrow({c.name: likely.get(c.name, [None] * 3) for c in PROPENSITY_TABLE.columns}), run)
    rule = "likely('tea', probability > 0.3)"
    segment.save(fresh_shop, "Tea soon", rule, by=ANALYST)
    assert segment.preview(fresh_shop, rule, by=ANALYST).count == 1
    told = [segment.why(fresh_shop, "Tea soon", c, by=ANALYST).verdict for c in (ana, ben, cai)]
    assert [(v.holds, v.value, v.told) for v in told] == [
        (True, 0.6, "60.0%"),
        (False, 0.2, "20.0%"),
        (False, None, None),
    ]


def test_why_tells_each_condition_with_its_value(fresh_shop):
    rule = "orders >= 3 and (bought(sku = 'TEA', at_least=2) or returns > 5)"
    segment.save(fresh_shop, "Tea often", rule, by=ANALYST)
    ana, ben = customer_of(fresh_shop, "T1"), customer_of(fresh_shop, "T2")
    inside, outside = (segment.why(fresh_shop, "Tea often", c, by=ANALYST) for c in (ana, ben))
    assert inside.is_member
    assert not outside.is_member
    orders, either = outside.verdict.parts
    assert (orders.holds, orders.value) == (True, 3)
    assert [(p.holds, p.value) for p in either.parts] == [(False, 0), (False, 0)]
    assert inside.verdict.parts[1].parts[0].value == 6
    with pytest.raises(UnknownRecordError):
        segment.why(fresh_shop, "Tea often", "C0", by=ANALYST)
