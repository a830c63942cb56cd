import pytest

from zhike import explain, pipeline
from zhike.explain import Definition, anchor_of, anchors, book
from zhike.words import use_language

DESCRIBED = ["purchase_days", "customer_features", "rfm", "contribution", "cohorts", "kpi_monthly", "summary", "clv", "churn", "next_order", "next_action", "propensity", "kpi_forecast", "model_cards"]  # fmt: skip


@pytest.mark.parametrize("table", DESCRIBED)
def test_every_column_of_a_described_table_has_its_definition(table):
    columns = [c.name for c in pipeline.tables()[table].columns if c.name not in pipeline.tables()[table].key]
    assert [c for c in columns if not anchor_of(table, c)] == []


@pytest.mark.parametrize("table", DESCRIBED)
def test_no_definition_speaks_of_a_column_that_is_not_there(table):
    declared = {c.name for c in pipeline.tables()[table].columns}
    [chapter] = [c for c in explain.CHAPTERS if c.key == table]
    written = {key for d in chapter.definitions for key in d.keys if not key.endswith("_Nd")}
    assert written - declared == set()


def test_a_window_stands_for_all_its_columns():
    assert Definition(("orders_Nd",), "").columns[:2] == ("orders_7d", "orders_30d")


def test_no_two_definitions_share_an_anchor():
    given = [a for names in anchors().values() for a in names] + [c.key for c in explain.CHAPTERS]
    assert sorted(given) == sorted(set(given))


@pytest.mark.parametrize(
    ("anchor", "place"),
    [
        ("revenue", ("general", "revenue")), ("retention", ("kpi_monthly", "retention")), ("churned", ("kpi_monthly", "churned")),
        ("gini", ("contribution", "gini")), ("recency_days", ("customer_features", "recency_days")), ("orders_90d", ("customer_features", "orders_90d")),
        ("cohorts.retention", ("cohorts", "retention")), ("rfm_group", ("rfm", "rfm_group")),
    ],
)  # fmt: skip
def test_an_anchor_leads_to_the_definition_a_reader_expects(anchor, place):
    assert anchor in anchors()[place]


def test_a_column_of_a_table_without_a_chapter_has_no_anchor():
    assert anchor_of("customers", "phone") == ""


def test_a_search_finds_words_and_definitions_in_the_readers_language():
    found = book("Gini")
    assert [s.key for s in found.sections if s.entries] == ["contribution", "product_contribution"]
    assert not found.words
    use_language("zh")
    assert "quarantine, quarantined" in [w.english for w in book("待修正").words]
    keys = [e.keys for s in book("复购率").sections for p in s.passages for e in p.entries]
    assert keys == [("repeat_rate",), ("rebuy_rate", "is_bought_again")]


def test_a_search_for_a_table_shows_its_whole_chapter():
    whole = next(s for s in book().sections if s.key == "cohorts")
    assert next(s for s in book("cohorts").sections if s.key == "cohorts") == whole


def test_a_search_for_nothing_finds_everything_and_one_for_nonsense_nothing():
    assert len(book(" ").sections) == len(explain.CHAPTERS)
    nothing = book("qqqq")
    assert (nothing.words, nothing.avoided, nothing.sections) == ((), (), ())
