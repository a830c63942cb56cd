"""The real data sets: their counts and sums."""

import duckdb
import pytest

from zhike.collect.files import look, rows_sql

pytestmark = pytest.mark.realdata


def test_online_retail_keeps_every_line_and_its_exact_sum(realdata, take):
    taken = take(realdata / "online_retail/Online_Retail.parquet")
    sql = rows_sql(taken.received.path)
    facts = duckdb.sql(f"""
        SELECT count(*), count(DISTINCT "attributes.InvoiceNo"), count(DISTINCT "attributes.CustomerID"),
            count(*) FILTER ("attributes.CustomerID" IS NULL), count(*) FILTER ("attributes.InvoiceNo" LIKE 'C%'),
            sum("attributes.Quantity"::DECIMAL(18, 4) * "attributes.UnitPrice"::DECIMAL(18, 4)), min(length("attributes.CustomerID")), max(length("attributes.CustomerID"))
        FROM ({sql})
    """).fetchall()[0]
    assert facts[:5] == (541_909, 25_900, 4_372, 135_080, 9_288)
    assert float(facts[5]) == pytest.approx(9_747_747.934, abs=1e-6)
    assert facts[6:] == (5, 5)


def test_cdnow_is_separated_by_blanks_and_has_no_header(realdata, take):
    taken = take(realdata / "cdnow/CDNOW_sample.txt")
    assert taken.layout.columns == ("c1", "c2", "c3", "c4", "c5")
    assert (taken.received.rows, taken.received.rejected, taken.lines[0], taken.lines[-1]) == (6_919, 0, 1, 6_919)
    assert len({row[1] for row in taken.rows}) == 2_357


@pytest.mark.parametrize(
    ("path", "rows", "column"),
    [
        ("febrl/dataset1.csv", 1_000, "given_name"),
        ("febrl/dataset2.csv", 5_000, "soc_sec_id"),
        ("telco_churn/Telco-Customer-Churn.csv", 7_043, "TotalCharges"),
        ("fake_1000/fake_1000.csv", 1_000, "email"),
        ("fodors_zagats/fodors.csv", 533, "addr"),
        ("fodors_zagats/zagats.csv", 331, "type"),
        ("reference/adcodes.csv", 3_511, "adcode"),
        ("cdnow/cdnow_customers_summary.csv", 2_357, "T"),
    ],
)
def test_every_file_is_read_whole_with_its_header(realdata, take, path, rows, column):
    taken = take(realdata / path)
    assert column in taken.layout.columns
    assert (taken.received.rows, taken.received.rejected) == (rows, 0)


def test_a_layout_has_a_sample_and_the_hash_of_the_file(realdata):
    layout = look(realdata / "reference/adcodes.csv")
    assert len(layout.sample) == 200
    assert len(layout.sha256) == 64
