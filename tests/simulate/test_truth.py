import csv
import json

import numpy as np
import pytest

READ = {"people": "truth/people.parquet", "records": "truth/records.parquet", "orders": "truth/orders.parquet"}


def test_there_are_exactly_the_people_asked_for(read):
    assert read("SELECT count(*), count(DISTINCT person_id) FROM '{people}'", **READ) == [(1500, 1500)]


def test_every_record_is_known_and_keys_are_unique(read):
    sql = "SELECT source, count(*), count(DISTINCT record_id) FROM '{records}' GROUP BY source ORDER BY source"
    known = read(sql, **READ)
    assert [source for source, _, _ in known] == ["app", "crm", "till", "web"]
    assert all(rows == keys for _, rows, keys in known)


def test_the_records_in_the_files_are_those_of_the_truth(read):
    files = {"app": "app/users.csv", "web": "shop/users.jsonl", "crm": "crm/leads.parquet"}
    for source, path in files.items():
        key = {"app": "uid", "web": "user_id", "crm": "lead_id"}[source]
        sql = f"SELECT count(*), count(t.record_id) FROM '{{file}}' f LEFT JOIN '{{records}}' t ON t.source = '{source}' AND t.record_id = f.{key}::VARCHAR"
        rows, known = read(sql, file=path, **READ)[0]
        missing = read("SELECT count(*) FROM '{bad}' WHERE file = '" + path + "'", bad="truth/bad_rows.parquet")
        assert rows - known == missing[0][0]


def test_merges_are_all_pairs_of_records_of_one_person(read):
    asked = read(
        "SELECT sum(n * (n - 1) // 2)::INT FROM (SELECT count(*) AS n FROM '{records}' GROUP BY person_id)", **READ
    )
    sql = """SELECT count(*), count(DISTINCT (source_a, record_a, source_b, record_b)) FROM '{merges}' m
        JOIN '{records}' a ON (a.source, a.record_id, a.person_id) = (source_a, record_a, m.person_id)
        JOIN '{records}' b ON (b.source, b.record_id, b.person_id) = (source_b, record_b, m.person_id)"""
    assert read(sql, merges="truth/merges.parquet", **READ) == [(asked[0][0], asked[0][0])]


def test_orders_in_the_files_add_up_to_the_truth(read):
    files = {
        "till": ("till/orders.csv", "实付金额"),
        "web": ("shop/orders.csv", "net_amount"),
        "app": ("app/orders.csv", "paidAmount"),
    }
    for source, (path, column) in files.items():
        number = f"try_cast(replace(replace({column}, '¥', ''), ',', '') AS DECIMAL(18, 2))"
        sql = (
            f"SELECT count(*), sum({number}), count(*) - count({number}) FROM read_csv('{{file}}', all_varchar = true)"
        )
        rows, paid, unread = read(sql, file=path)[0]
        true_rows, true_paid = read(
            f"SELECT count(*), sum(net_amount) FROM '{{orders}}' WHERE source = '{source}'", **READ
        )[0]
        assert rows == true_rows
        assert abs(true_paid - paid) <= 3_000 * unread


def test_broken_rows_are_where_the_truth_says(read, company):
    bad = read("SELECT file, row, reason FROM '{bad}'", bad="truth/bad_rows.parquet")
    with (company.folder / "app/orders.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {
        "unreadable date": [i for i, row in enumerate(rows, 1) if not row["orderTime"].endswith("+08:00")],
        "text in an amount": [
            i for i, row in enumerate(rows, 1) if not row["paidAmount"].replace(".", "", 1).lstrip("-").isdigit()
        ],
        "missing key": [i for i, row in enumerate(rows, 1) if not row["orderId"]],
    }
    for reason, places in shown.items():
        assert sorted(row for file, row, why in bad if (file, why) == ("app/orders.csv", reason)) == places


def test_a_few_per_mille_of_the_rows_are_broken(read):
    files = dict(read("SELECT file, count(*) FROM '{bad}' GROUP BY file", bad="truth/bad_rows.parquet"))
    assert len(files) >= 8
    lines = sum(count for file, count in files.items() if file.endswith("order_lines.csv"))
    assert 0.001 < lines / 15_000 < 0.004


def test_the_living_have_not_dropped_out(read):
    sql = "SELECT count(*) FROM '{people}' WHERE is_alive <> (dropped_out_at >= TIMESTAMP '2025-07-01')"
    assert read(sql, **READ) == [(0,)]
    alive = read("SELECT avg(is_alive::INT) FROM '{people}'", **READ)[0][0]
    assert 0.3 < alive < 0.7


def test_parameters_are_those_of_the_rates(read, company):
    text = (company.truth / "parameters.json").read_text(encoding="utf-8")
    model = json.loads(text)["pareto_nbd"]
    rates = np.array(read("SELECT purchase_rate FROM '{people}' WHERE buys", **READ)).ravel()
    assert rates.mean() == pytest.approx(model["r"] / model["alpha_days"], rel=0.12)


def test_events_are_linked_to_people(read):
    sql = """SELECT count(*), count(p.person_id), count(DISTINCT e.event_id)
        FROM '{events}' e LEFT JOIN '{people}' p USING (person_id)"""
    assert read(sql, events="truth/events.parquet", **READ) == [(1500, 1500, 1500)]
