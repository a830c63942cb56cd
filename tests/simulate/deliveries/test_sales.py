import csv
import re
from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest

FILES = {
    "till": ("utf-8-sig", "订单号", "实付金额", "行金额"),
    "shop": ("utf-8", "order_id", "net_amount", "line_amount"),
    "app": ("utf-8", "orderId", "paidAmount", "lineAmount"),
}


def _rows(company, path, *, encoding="utf-8"):
    with (company.folder / path).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("system", FILES)
def test_amounts_of_lines_add_up_to_those_of_orders(company, system):
    encoding, key, paid, amount = FILES[system]
    number = re.compile(r"-?\d+\.\d\d")
    sums, spoilt, keyless = Counter(), set(), 0
    for row in _rows(company, f"{system}/order_lines.csv"):
        keyless += not row[key]
        if number.fullmatch(row[amount]):
            sums[row[key]] += Decimal(row[amount])
        else:
            spoilt.add(row[key])
    different = 0
    for order in _rows(company, f"{system}/orders.csv", encoding=encoding):
        net = order[paid].replace("¥", "").replace(",", "")
        if order[key] and number.fullmatch(net) and order[key] not in spoilt:
            different += sums[order[key]] != Decimal(net)
    # A line that was robbed of its key is missing from its order; nothing else is.
    assert different <= keyless < 20


def test_the_till_marks_its_file_with_a_byte_order_mark(company):
    assert (company.folder / "till/orders.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_till_sells_only_while_shops_are_open(company):
    hours = Counter()
    for row in _rows(company, "till/orders.csv", encoding="utf-8-sig"):
        if re.fullmatch(r"\d{4}/\d+/\d+ \d\d:\d\d", row["下单时间"]):
            hours[datetime.strptime(row["下单时间"], "%Y/%m/%d %H:%M").hour] += 1  # noqa: DTZ007 - wall-clock time
    assert sum(hours[h] for h in range(10, 22)) > 0.99 * hours.total()


def test_each_system_writes_days_and_states_in_its_own_way(company):
    till = _rows(company, "till/orders.csv", encoding="utf-8-sig")
    shop, app = _rows(company, "shop/orders.csv"), _rows(company, "app/orders.csv")
    assert {row["订单状态"] for row in till} <= {"已完成", "已取消"}
    assert {"completed", "cancelled", "refunded"} <= {row["order_status"] for row in shop}
    assert {"COMPLETED", "CANCELLED"} <= {row["orderStatus"] for row in app}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", shop[0]["created_at"])
    assert app[0]["orderTime"].endswith("+08:00")


def test_returns_at_the_till_are_negative_orders(company):
    back = [row for row in _rows(company, "till/orders.csv", encoding="utf-8-sig") if row["单据类型"] == "退货"]
    assert back
    readable = [row["实付金额"] for row in back if row["实付金额"].startswith("¥")]
    assert all(amount.startswith("¥-") for amount in readable)


def test_every_line_is_of_a_product_of_the_list(company):
    products = {row["sku"]: row for row in _rows(company, "products.csv")}
    for row in _rows(company, "shop/order_lines.csv"):
        assert row["product_name"] == products[row["sku"]]["name"]
        assert row["unit_price"] == products[row["sku"]]["price"]


def test_campaigns_have_the_year_in_their_name(company):
    campaigns = {row["campaign"] for row in _rows(company, "shop/orders.csv")}
    assert "2024双11" in campaigns
    assert all(re.fullmatch(r"(20\d\d(双11|双12|618|年货节|会员日))?", name) for name in campaigns)
