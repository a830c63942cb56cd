"""zhike why: what moved a KPI, in words and for programs."""


def test_it_says_what_moved_and_whether_that_is_usual(zhike_, shop):
    said = zhike_("-w", shop.folder, "why", "revenue", "--from", "2025-03", "--to", "2025-04").out
    assert said.startswith("Revenue: ¥5,150 in Mar 2025, ¥250 in Apr 2025, a change of −¥4,900.")
    assert "it takes 6 earlier changes of this kind" in said


def test_programs_get_the_same_with_all_figures(zhike_, shop):
    found = zhike_("-w", shop.folder, "why", "orders", "--from", "2025-03", "--to", "2025-04", "--json").json
    assert (found["before"], found["after"], found["verdict"]) == ("2025-03", "2025-04", "unknown")
    by_source = next(s for s in found["splits"] if s["dimension"] == "source")
    assert sum(v[3] for v in by_source["values"]) == found["change"]


def test_without_months_it_takes_the_last_two_that_ended(zhike_, shop):
    found = zhike_("-w", shop.folder, "why", "--json").json
    assert (found["kpi"], found["before"], found["after"]) == ("revenue", "2025-05", "2025-06")


def test_chinese_readers_read_chinese(zhike_, shop):
    assert "变化" in zhike_("-w", shop.folder, "--lang", "zh", "why", "orders").out


def test_what_is_no_month_is_refused(zhike_, shop):
    done = zhike_("-w", shop.folder, "why", "orders", "--to", "June")
    assert done.code == 2
    assert "2025-01..2025-03" in done.err
