import pytest

from zhike import explain, pipeline
from zhike.errors import UnknownNameError
from zhike.words import use_language


def test_every_table_is_there_with_its_rows_in_the_current_run(shop):
    found = {t.name: t for t in explain.dictionary(shop)}
    assert found.keys() == pipeline.tables().keys()
    assert found["orders"].rows == 21
    assert found["customers"].personal > 0
    assert [t.name for t in explain.dictionary(shop)].index("records") < list(found).index("customers")


def test_before_the_first_run_there_are_tables_without_rows(empty_shop):
    assert {t.rows for t in explain.dictionary(empty_shop)} == {None}
    assert explain.column_in_full(empty_shop, "rfm", "r_score").spread is None


def test_what_a_file_says_of_its_values_is_what_a_query_says(shop):
    found = {c.name: c for c in explain.table_in_full(shop, "customer_features").columns}
    [row] = shop.query(
        "select min(recency_days) as low, max(recency_days) as high, count(recency_days) / count(*) as filled from customer_features"
    ).to_pylist()
    there = found["recency_days"]
    assert (there.low, there.high) == (row["low"], row["high"])
    assert there.filled == pytest.approx(row["filled"])


def test_no_value_of_a_personal_column_is_shown(shop):
    for table in pipeline.tables().values():
        for column in explain.table_in_full(shop, table.name).columns:
            if column.personal:
                assert (column.low, column.high) == (None, None)
    spread = explain.column_in_full(shop, "customers", "phone").spread
    assert spread.different > 0
    assert (spread.frequent, spread.quantiles) == ((), ())


def test_a_column_of_words_shows_its_most_frequent_values(shop):
    spread = explain.column_in_full(shop, "orders", "status").spread
    [row] = shop.query("select status, count(*) as n from orders group by 1 order by 2 desc limit 1").to_pylist()
    assert spread.frequent[0] == (row["status"], row["n"])


def test_a_column_of_numbers_shows_its_quantiles(shop):
    quantiles = dict(explain.column_in_full(shop, "rfm", "r_score").spread.quantiles)
    assert 1 <= quantiles["5%"] <= quantiles["50%"] <= quantiles["95%"] <= 5


def test_a_table_names_what_it_reads_and_what_reads_it(shop):
    found = explain.table_in_full(shop, "customer_features")
    assert "orders" in found.reads
    assert "rfm" in found.read_by


def test_a_table_made_in_python_names_them_too(shop):
    model, rules = explain.table_in_full(shop, "identity_model"), explain.table_in_full(shop, "identity_rules")
    assert {"identity_candidates", "identity_rules", "records"} <= set(model.reads)
    assert "identity_scores" in model.read_by
    assert rules.reads == ("records",)


@pytest.mark.parametrize(("table", "column"), [("rmf", ""), ("rfm", "r_scor")])
def test_what_is_not_there_is_named_with_the_nearest_that_is(shop, table, column):
    with pytest.raises(UnknownNameError, match="Did you mean r"):
        explain.column_in_full(shop, table, column)


def test_meanings_are_in_the_readers_language(shop):
    english = explain.table_in_full(shop, "rfm").columns[1].meaning
    use_language("zh")
    assert explain.table_in_full(shop, "rfm").columns[1].meaning != english


def test_the_graph_says_the_same_as_the_tree_with_every_column_once():
    def pairs(one):
        for part in one.via:
            yield (one.table, one.column), (part.table, part.column)
            yield from pairs(part)

    graph, tree = explain.graph("kpi_monthly", "repeat_rate"), explain.origin("kpi_monthly", "repeat_rate")
    names = [(n.table, n.column) for n in graph.nodes]
    assert len(set(names)) == len(names)
    assert {(names[a], names[b]) for a, b in graph.edges} == set(pairs(tree))
    assert all(graph.nodes[a].step < graph.nodes[b].step for a, b in graph.edges)
    assert names[0] == ("kpi_monthly", "repeat_rate")


def test_the_end_of_the_graph_is_what_was_received():
    ends = [n for n in explain.graph("rfm", "r_score").nodes if n.is_received]
    assert ("collected_orders", "ordered_at") in [(n.table, n.column) for n in ends]


def test_lineage_is_found_once(monkeypatch):
    explain.lineage.origin.cache_clear()
    first = explain.origin("rfm", "f_score")
    monkeypatch.setattr(pipeline, "origin", lambda *_: pytest.fail("asked twice"))
    assert explain.origin("rfm", "f_score") is first
