"""Files of real firms and of the literature, cleaned whole."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from zhike.clean import CleanOptions, cleaned_sql, quality_sql
from zhike.collect.entities import ENTITIES

REALDATA = Path(os.environ.get("ZHIKE_REALDATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.exists(), reason=f"real data not found at {REALDATA}"),
]


@pytest.fixture
def clean_file(con):
    def clean_file(select, *, entity, columns, **options):
        con.execute(f"CREATE OR REPLACE TABLE rows_ AS SELECT row_number() OVER () AS line, * FROM ({select})")
        con.execute("CREATE OR REPLACE VIEW received AS SELECT * FROM rows_")
        options = CleanOptions(received_on=date(2025, 6, 30), **options)
        query = cleaned_sql(con, entity=ENTITIES[entity], received="received", columns=columns, options=options).sql
        con.execute(f"CREATE OR REPLACE TABLE cleaned AS {query}")

    return clean_file


def test_the_eleven_blank_totals_of_telco_are_empty_and_no_problem(con, clean_file):
    file = REALDATA / "telco_churn" / "Telco-Customer-Churn.csv"
    select = f"SELECT customerID AS record_id, tenure AS tenure_months, TotalCharges AS fee, Churn AS churned FROM read_csv('{file}', all_varchar = true)"
    clean_file(select, entity="subscriptions", columns=["record_id", "tenure_months", "fee", "churned"])
    found = con.execute(
        "SELECT count(*), count(*) FILTER (fee IS NULL), count(problem), count(*) FILTER (churned) FROM cleaned"
    ).fetchone()
    assert found == (7043, 11, 0, 1869)


def test_febrls_birth_dates_are_read_as_year_month_day(con, clean_file):
    file = REALDATA / "febrl" / "dataset1.csv"
    select = f"SELECT trim(rec_id) AS record_id, given_name, date_of_birth AS birth_date FROM read_csv('{file}', all_varchar = true)"
    clean_file(select, entity="customers", columns=["record_id", "given_name", "birth_date"])
    row = con.execute("SELECT given_name, birth_date FROM cleaned WHERE record_id = 'rec-122-org'").fetchone()
    assert row == ("lachlan", date(1999, 2, 19))
    plain = "regexp_full_match(trim(r.birth_date), '(19|20)[0-9]{6}') AND try_strptime(trim(r.birth_date), '%Y%m%d') IS NOT NULL"
    unread = con.execute(
        f"SELECT DISTINCT r.birth_date FROM cleaned c JOIN received r USING (line) WHERE c.birth_date IS NULL AND {plain}"
    )
    # People of 1900 to 1914 are too old to be alive on the day of this test.
    assert {int(text.strip()[:4]) for (text,) in unread.fetchall()} <= set(range(1900, 1915))


def test_online_retail_keeps_its_totals_and_its_repeated_rows(con, clean_file):
    file = REALDATA / "online_retail" / "Online_Retail.parquet"
    mapping = {
        "InvoiceNo": "order_id", "StockCode": "sku", "Description": "product_name", "Quantity": "quantity",
        "InvoiceDate": "ordered_at", "UnitPrice": "unit_price", "CustomerID": "record_id",
    }  # fmt: skip
    listed = ", ".join(f"CAST({old} AS VARCHAR) AS {new}" for old, new in mapping.items())
    select = f"SELECT {listed}, CAST(Country AS VARCHAR) AS store FROM '{file}'"
    columns = [*mapping.values(), "store"]
    clean_file(select, entity="order_lines", columns=columns, timezone="Europe/London")
    found = con.execute(
        "SELECT count(*), count(problem), count(DISTINCT order_id), count(DISTINCT record_id), round(sum(quantity * unit_price), 3) FROM cleaned"
    ).fetchone()
    assert [float(number) for number in found] == [541_909, 0, 25_900, 4_372, 9_747_747.934]
    quality = quality_sql(
        entity=ENTITIES["order_lines"], cleaned="cleaned", columns=columns, received="received",
        source="till", import_id="1", received_at=datetime(2025, 6, 30, tzinfo=UTC),
    )  # fmt: skip
    assert con.execute(f"SELECT count FROM ({quality}) WHERE measure = 'repeated_rows'").fetchall() == [(5268,)]
