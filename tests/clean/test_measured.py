import pytest

from zhike import clean
from zhike.clean import Choice, measure_said
from zhike.clean.consistency import RULES
from zhike.clean.measures import MEASURES
from zhike.errors import UnknownNameError
from zhike.words import use_language


def test_the_totals_of_everything_are_those_of_the_table(shop):
    found = clean.quality_of(shop, Choice()).totals
    [row] = shop.query(
        "select sum(count) as filled, sum(total) as values from data_quality where measure = 'filled'"
    ).to_pylist()
    assert (found.filled, found.values) == (row["filled"], row["values"])
    assert found.completeness == pytest.approx(float(row["filled"] / row["values"]))
    assert found.received == 7 + 7 + 14 + 8 + 3


def test_a_choice_narrows_figures_map_and_findings(shop):
    found = clean.quality_of(shop, Choice("till", "customers", "phone"))
    assert [(c.source, c.entity, c.field, c.filled, c.total) for c in found.cells] == [
        ("till", "customers", "phone", 7, 7)
    ]
    assert {(m.source, m.field) for m in found.findings} == {("till", "phone")}
    assert found.totals.values == 7


def test_the_map_shows_what_is_missing(shop):
    cells = {(c.source, c.field): c for c in clean.quality_of(shop, Choice(entity="customers")).cells}
    assert cells["till", "birth_date"].completeness == pytest.approx(
        2 / 7
    )  # one is written there, one was read from the national id
    assert cells["till", "birth_date"].validity == 1


def test_examples_stay_masked(shop):
    found = clean.quality_of(shop, Choice("till", "customers", "phone")).findings
    shown = [e for m in found for e in m.examples]
    assert shown
    assert all("*" in e for e in shown)


def test_the_trend_is_that_of_one_source_and_entity_and_grows_with_each_import(fresh_shop, deliver):
    import zhike

    header = "会员卡号,姓名,手机号\n"
    deliver(fresh_shop, f"{header}T8,Olga,no phone\nT9,,13800000009\n", into="customers", source="till", mapping={"会员卡号": "record_id", "姓名": "name", "手机号": "phone"})  # fmt: skip
    zhike.run(fresh_shop, as_of="2025-06-30")
    trend = clean.quality_of(fresh_shop, Choice("till", "customers")).trend
    assert len(trend) == 2
    assert trend[0].validity > trend[1].validity
    assert trend[1].completeness == pytest.approx(4 / 6)
    assert clean.quality_of(fresh_shop, Choice("till")).trend == ()


def test_what_is_not_there_is_named_with_the_nearest_that_is(shop):
    with pytest.raises(UnknownNameError, match="Did you mean till"):
        clean.quality_of(shop, Choice("tilt"))
    with pytest.raises(UnknownNameError, match="field"):
        clean.quality_of(shop, Choice("till", "customers", "'; drop table x"))


def test_every_measure_of_a_run_has_its_sentence_in_both_languages(shop):
    measures = [r["measure"] for r in shop.query("select distinct measure from data_quality").to_pylist()]
    english = {m: measure_said(m) for m in measures}
    assert [m for m, said in english.items() if said == m] == []
    use_language("zh")
    assert [m for m in measures if measure_said(m) == english[m]] == []


def test_every_rule_of_consistency_has_its_sentence():
    assert {rule.measure for rules in RULES.values() for rule in rules} <= MEASURES.keys()


def test_a_code_in_a_measure_is_said_with_its_sentence():
    assert measure_said("repaired:full_width") == "Full-width characters made half-width."
    assert measure_said("quarantined:bad_money") == "The row waits: This is not an amount that can be read."
    assert measure_said("nobody_knows") == "nobody_knows"
