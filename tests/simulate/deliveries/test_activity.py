import csv
from datetime import date

import duckdb
import pytest
from python_calamine import CalamineWorkbook


def _rows(company, path):
    with (company.folder / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_one_event_per_customer_in_the_order_of_time(company):
    events = _rows(company, "shop/events.csv")
    assert len(events) == company.customers
    days = [
        row["occurred_at"] for row in events if row["occurred_at"].startswith("20") and "-13-" not in row["occurred_at"]
    ]
    assert days == sorted(days)


def test_many_events_are_anonymous_but_all_have_a_device(company):
    events = _rows(company, "shop/events.csv")
    known = sum(bool(row["user_id"]) for row in events) / len(events)
    assert 0.5 < known < 0.6
    assert all(row["anonymous_id"] for row in events)


def test_a_device_belongs_to_one_user(company):
    owners = {}
    for row in _rows(company, "shop/events.csv"):
        if row["user_id"]:
            assert owners.setdefault(row["anonymous_id"], row["user_id"]) == row["user_id"]


def test_only_looking_at_a_product_names_one(company):
    for row in _rows(company, "shop/events.csv"):
        assert bool(row["sku"]) == (row["event"] in {"product_view", "add_to_cart"})


def test_the_workbook_of_the_service_desk_can_be_read(company):
    book = CalamineWorkbook.from_path(company.folder / "service" / "contacts.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["工单号", "会员编号", "类型", "渠道", "开始时间", "结束时间", "客服", "主题", "处理结果", "备注"]
    assert 100 < len(rows) < 1000
    assert all(row[4] <= row[5] for row in rows[1:])


def test_scores_follow_true_satisfaction(company):
    sql = f"""SELECT corr(评分::DOUBLE, p.satisfaction) FROM read_csv('{company.folder}/survey/nps.csv', all_varchar = true) s
        JOIN '{company.truth}/records.parquet' r ON r.source = 'web' AND r.record_id = s.用户ID
        JOIN '{company.truth}/people.parquet' p USING (person_id)
        WHERE 类型 = 'NPS' AND try_cast(评分 AS DOUBLE) IS NOT NULL"""
    assert 0.5 < duckdb.sql(sql).fetchall()[0][0] < 0.85


def test_scores_stay_on_their_scales(company):
    for row in _rows(company, "survey/nps.csv"):
        if row["评分"].isdigit():
            assert (0 if row["类型"] == "NPS" else 1) <= int(row["评分"]) <= int(row["满分"])


def test_an_answer_names_an_order_of_the_same_user(company):
    orders = {row["order_id"]: row["user_id"] for row in _rows(company, "shop/orders.csv")}
    answers = _rows(company, "survey/nps.csv")
    assert len(answers) > 30
    assert all(orders.get(row["订单号"], row["用户ID"]) == row["用户ID"] for row in answers)


def test_every_day_has_costs_for_every_paid_channel(company):
    costs = _rows(company, "marketing/costs.csv")
    days = {row["日期"] for row in costs}
    assert len(days) == (company.as_of - date(2022, 7, 1)).days + 1
    assert len(costs) == 6 * len(days)
    assert len({(row["日期"], row["渠道"], row["活动"]) for row in costs}) == len(costs)


def test_a_newcomer_costs_a_few_dozen_yuan(company):
    spent = sum(float(row["花费"]) for row in _rows(company, "marketing/costs.csv"))
    assert 10 < spent / company.customers < 60


@pytest.mark.parametrize(
    ("folder", "key", "state"),
    [("till", "会员编号", "状态"), ("shop", "user_id", "state"), ("app", "user_id", "state")],
)
def test_everybody_answers_two_questions_and_some_take_it_back(company, folder, key, state):
    rows = _rows(company, f"{folder}/consents.csv")
    first = [row for row in rows if row[state] not in {"撤回", "withdrawn"}]
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    assert len(first) == 2 * len({row[key] for row in rows})
    assert 0.01 < 1 - len(first) / len(rows) < 0.08
