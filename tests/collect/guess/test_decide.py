"""The guess as a whole."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from time import perf_counter

import duckdb
import pytest
from held_out import table
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.collect.guess import Guess, guess
from zhike.errors import UnknownNameError

REAL = Path(os.environ.get("ZHIKE_REALDATA") or Path(__file__).parents[3].parent / "shared/data")
realdata = [pytest.mark.realdata, pytest.mark.skipif(not REAL.exists(), reason=f"no real data at {REAL}")]


def fields(found: Guess) -> dict[str, str]:
    return {c.column: c.field for c in found.columns if c.field}


def because(found: Guess, column: str) -> str:
    return next(c.because for c in found.columns if c.column == column)


def read(name: str, *, blanks: bool = False) -> list[list[str | None]]:
    lines = (REAL / name).read_text(encoding="utf-8").splitlines()[:200]
    return [
        [cell.strip() or None for cell in row]
        for row in ([line.split() for line in lines] if blanks else csv.reader(lines))
    ]


def guess_csv(name: str) -> Guess:
    header, *rows = read(name)
    return guess([str(cell) for cell in header], rows, file_name=Path(name).name)


class TestRealData:
    pytestmark = realdata

    def test_online_retail_is_order_lines(self):
        file = REAL / "online_retail/Online_Retail.parquet"
        rows = duckdb.sql(f"select columns(*)::varchar from '{file}' limit 200")
        found = guess(rows.columns, rows.fetchall())
        assert (found.entity, found.missing, found.confidence > 0.8) == ("order_lines", (), True)
        assert fields(found) == {
            "InvoiceNo": "order_id", "StockCode": "sku", "Description": "product_name", "Quantity": "quantity",
            "InvoiceDate": "ordered_at", "UnitPrice": "unit_price", "CustomerID": "record_id",
        }  # fmt: skip

    def test_cdnow_without_a_header_is_orders(self):
        found = guess(["c1", "c2", "c3", "c4", "c5"], read("cdnow/CDNOW_sample.txt", blanks=True), has_header=False)
        assert (found.entity, found.confidence >= 0.5) == ("orders", True)
        assert fields(found) == {"c1": "record_id", "c3": "ordered_at", "c5": "net_amount"}

    def test_telco_churn_is_subscriptions(self):
        found = guess_csv("telco_churn/Telco-Customer-Churn.csv")
        assert found.entity == "subscriptions"
        assert fields(found) == {
            "customerID": "record_id", "tenure": "tenure_months", "MonthlyCharges": "fee", "Contract": "plan", "Churn": "churned",
        }  # fmt: skip

    def test_febrl_people_are_customers_and_a_foreign_number_is_no_identity_number(self):
        found = guess_csv("febrl/dataset1.csv")
        assert found.entity == "customers"
        assert (
            fields(found).items()
            >= {
                "rec_id": "record_id",
                "surname": "family_name",
                "date_of_birth": "birth_date",
                "postcode": "postcode",
            }.items()
        )
        assert "soc_sec_id" not in fields(found)

    def test_fake_people_are_customers(self):
        assert guess_csv("fake_1000/fake_1000.csv").entity == "customers"

    @pytest.mark.parametrize(
        "name",
        ["cdnow/cdnow_customers_summary.csv", "reference/adcodes.csv", "fodors_zagats/matches_fodors_zagats.csv"],
    )
    def test_what_is_no_customer_data_gets_a_low_confidence(self, name):
        assert guess_csv(name).confidence < 0.4


PEOPLE = table("""
    K001 | 王芳 | 13811112222 | 03/04/2024
    K002 | 李雷 | 13922223333 | 05/06/2024
    K003 | 张敏 | 13733334444 | 07/08/2024
""")


def test_dates_that_cannot_be_told_apart_are_said_so():
    found = guess(["客户编号", "姓名", "手机号", "注册时间"], PEOPLE)
    assert found.formats == {}
    assert "cannot be told apart" in because(found, "注册时间")


def test_dates_that_can_be_told_apart_get_a_format():
    rows = [*PEOPLE, ("K004", "赵敏", "13633335555", "25/12/2023")]
    assert guess(["客户编号", "姓名", "手机号", "注册时间"], rows).formats == {"registered_at": "day-first"}


def test_one_field_goes_to_one_column_and_the_other_column_says_why():
    rows = [(*row[:3], "010-6234567" + str(n)) for n, row in enumerate(PEOPLE)]
    found = guess(["客户编号", "姓名", "手机号", "电话"], rows)
    assert fields(found)["手机号"] == "phone"
    assert "'手机号'" in because(found, "电话")


def test_the_fuller_of_two_equal_columns_gets_the_field():
    rows = [("K1", None, "a@b.cn"), ("K2", None, "c@d.cn"), ("K3", "e@f.cn", "e@f.cn")]
    assert fields(guess(["客户编号", "邮箱", "电子邮箱"], rows))["电子邮箱"] == "email"


def test_values_that_do_not_suit_a_header_are_named_as_the_reason():
    found = guess(["客户编号", "姓名", "手机号", "邮箱"], PEOPLE)
    assert fields(found).get("邮箱") != "email"
    assert "email" in because(found, "邮箱")


def test_phones_in_remarks_are_not_taken_for_the_phone():
    assert "备注" not in fields(guess(["姓名", "备注", "注册时间"], [row[1:] for row in PEOPLE]))


def test_one_sure_pair_goes_before_two_doubtful_ones():
    found = guess(["商品金额", "订单标价金额"], [("10.00", "12.00"), ("8.50", "9.50")], entity="order_lines")
    assert [option for option, _ in found.columns[0].others] == ["line_amount"]
    assert fields(found) == {"商品金额": "gross_amount"}


def test_nothing_is_ever_quite_certain():
    assert max(c.confidence for c in guess(["客户编号", "姓名", "手机号"], PEOPLE).columns) == 0.99


def test_columns_without_values_are_mapped_by_their_header_less_surely():
    empty = guess(["客户编号", "姓名", "手机号"], [(None, None, None)])
    full = guess(["客户编号", "姓名", "手机号"], [row[:3] for row in PEOPLE])
    assert fields(empty) == fields(full)
    assert all(e.confidence < f.confidence for e, f in zip(empty.columns, full.columns, strict=True))


def test_a_given_entity_is_certain_and_its_missing_fields_are_named():
    found = guess(["用户ID", "金额"], [("U1", "3.00"), ("U2", "4.00")], entity="consents")
    assert (found.entity, found.confidence, found.alternatives) == ("consents", 1.0, ())
    assert found.missing == ("purpose", "state", "given_at")


def test_numbers_that_can_be_generated_are_not_missing():
    assert guess(["姓名", "手机号"], [row[1:3] for row in PEOPLE]).missing == ()


def test_an_unknown_entity_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match="orders"):
        guess(["a"], [("1",)], entity="order")


def test_the_file_name_decides_a_little():
    columns, rows = ["编号", "名称", "类型"], [("A1", "暖山", "x"), ("A2", "青竹", "y")]
    plain, named = (guess(columns, rows, file_name=name) for name in ("export.xlsx", "商品.xlsx"))
    sure = [{found.entity: found.confidence, **dict(found.alternatives)}["products"] for found in (plain, named)]
    assert sure[0] < sure[1] < sure[0] + 0.3


@pytest.mark.parametrize(
    ("columns", "rows"), [([], []), (["a"], []), (["", ""], [("1",)]), (["a", "a"], [("1", "2"), ()])]
)
def test_odd_shapes_give_a_guess_of_low_confidence(columns, rows):
    found = guess(columns, rows)
    assert found.confidence < 0.5
    assert [c.column for c in found.columns] == columns


def test_a_thousand_columns_do_not_take_long():
    columns = [f"手机号{n}" for n in range(1000)]
    started = perf_counter()
    found = guess(columns, [["13811112222"] * 1000] * 3)
    assert sum(c.field == "phone" for c in found.columns) == 1
    assert perf_counter() - started < 20  # about 2 s here; the limit only catches a cubic step


cells = st.none() | st.text(max_size=20) | st.from_regex(r"[0-9/.,:*+()\- ¥元年月日]{1,24}", fullmatch=True)


@given(st.lists(st.text(max_size=12), max_size=5), st.lists(st.lists(cells, max_size=6), max_size=5), st.booleans())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_stands_in_a_file_there_is_a_guess_with_each_field_once(columns, rows, has_header):
    found = guess(columns, rows, has_header=has_header)
    taken = [c.field for c in found.columns if c.field]
    assert len(found.columns) == len(columns)
    assert len(taken) == len(set(taken))
    assert all(0 <= c.confidence <= 1 for c in (*found.columns, found))
