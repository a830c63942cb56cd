import csv
import io
from datetime import date

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from zhike import pipeline


@pytest.fixture
def at(shop, zhike_):
    """Run a command on the shop of the cast, which it may only read."""
    return lambda *words: zhike_(*words, "-w", shop.folder)


def test_a_run_reports_rows_seconds_and_what_was_taken_over(fresh_shop, zhike_):
    found = zhike_("run", "--as-of", "2025-06-30", "--json", "-w", fresh_shop.folder).json
    assert found["run"] == fresh_shop.current_run()
    assert {t["table"] for t in found["tables"]} == set(pipeline.tables())
    assert all(t["rows"] >= 0 and t["seconds"] >= 0 and t["taken_over"] in {True, False} for t in found["tables"])


def test_a_run_tells_a_person_the_day_and_the_tables(fresh_shop, zhike_):
    said = zhike_("run", "--as-of", "2025-06-30", "-w", fresh_shop.folder).out
    assert "Published as of 2025-06-30" in said
    assert "customer_features" in said


def test_a_wrong_day_is_wrong_use(fresh_shop, zhike_):
    assert zhike_("run", "--as-of", "30.6.2025", "-w", fresh_shop.folder).code == 2


def test_tables_are_listed_with_rows_and_meaning(at):
    found = {t["table"]: t for t in at("tables", "--json").json}
    assert set(found) == set(pipeline.tables())
    assert found["orders"]["rows"] == 21
    assert found["orders"]["one_row_is"]
    assert "customer_features" in at("tables").out


def test_a_table_shows_its_columns(at):
    found = at("tables", "rfm", "--json").json
    assert [c["name"] for c in found["columns"]] == [c.name for c in pipeline.tables()["rfm"].columns]
    said = at("tables", "customers").out
    assert "personal" in said
    assert "key: customer_id" in said


def test_a_column_shows_where_it_comes_from(at):
    said = at("tables", "rfm.monetary").out
    assert "collected_orders.net_amount" in said
    assert "collected_order_lines.quantity" in said
    assert at("tables", "rfm.monetary", "--json").json["from"]


@pytest.mark.parametrize("name", ["ordres", "orders.nothing", "nothing.at.all"])
def test_an_unknown_table_or_column_is_wrong_use(at, name):
    assert at("tables", name).code == 2


def test_a_query_answers_as_table_or_json(at):
    sql = "select order_id, revenue, ordered_on from orders where order_id in ('O2', 'S1') order by 1"
    assert at("query", sql, "--json").json == [
        {"order_id": "O2", "revenue": 5000, "ordered_on": "2025-03-01"},
        {"order_id": "S1", "revenue": 100, "ordered_on": "2025-01-10"},
    ]
    assert at("query", sql, "--format", "json").json == at("query", sql, "--json").json
    assert "O2" in at("query", sql).out


def test_a_query_as_csv_can_be_piped(program, shop):
    found = program(
        "query", "select order_id, revenue from orders where order_id = 'O2'", "--format", "csv", "-w", shop.folder
    )
    assert list(csv.reader(io.StringIO(found.out))) == [["order_id", "revenue"], ["O2", "5000"]]


def test_an_empty_answer_is_an_empty_list(at):
    assert at("query", "select * from orders where false", "--json").json == []


@pytest.mark.parametrize(
    "sql",
    [
        "drop table orders",
        "select 1; select 2",
        "select * from nowhere",
        "select * from read_text('/etc/passwd')",
        "selec",
        "",
    ],
)
def test_anything_but_one_select_is_wrong_use(at, sql):
    found = at("query", sql)
    assert (found.code, found.out) == (2, "")


def test_a_column_that_is_not_there_is_told_without_a_stack_trace(program, shop):
    found = program("query", "select revenu from orders", "-w", shop.folder)
    assert found.code in {1, 2}
    assert "revenue" in found.err
    assert "Traceback" not in found.err


def test_an_unknown_format_is_wrong_use(at):
    assert at("query", "select 1", "--format", "yaml").code == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_table_is_exported_whole(at, tmp_path, kind):
    found = at("export", "orders", "--to", tmp_path / f"o.{kind}", "--json").json
    assert found == {"rows": 21, "file": str(tmp_path / f"o.{kind}")}
    if kind == "parquet":
        assert pq.read_table(tmp_path / "o.parquet").num_rows == 21
    elif kind == "xlsx":
        rows = CalamineWorkbook.from_path(tmp_path / "o.xlsx").get_sheet_by_index(0).to_python()
        assert len(rows) == 22
        assert date(2025, 3, 1) in rows[0 + next(i for i, r in enumerate(rows) if "O2" in r)]
    else:
        assert len((tmp_path / "o.csv").read_text("utf-8-sig").splitlines()) == 22


def test_the_answer_to_a_select_is_exported(at, tmp_path):
    assert (
        "3 rows written" in at("export", "select * from orders where record_id = 'T2'", "--to", tmp_path / "o.csv").out
    )


@pytest.mark.parametrize("what", ["nowhere", "drop table orders", 'orders" union select 1 --'])
def test_what_cannot_be_asked_cannot_be_exported(at, tmp_path, what):
    assert at("export", what, "--to", tmp_path / "o.csv").code == 2
    assert not (tmp_path / "o.csv").exists()


def test_an_unknown_file_type_is_wrong_use(at, tmp_path):
    assert at("export", "orders", "--to", tmp_path / "o.txt").code == 2
