from zhike import collect


def test_sources_come_in_the_order_of_trust_with_what_they_sent(shop):
    web, till = collect.known_sources(shop)
    assert (web.name, web.trust, web.is_ranked) == ("web", 1, True)
    assert [(s.entity, s.imports, s.rows) for s in web.sent] == [("customers", 1, 7), ("orders", 1, 8), ("order_lines", 1, 3)]  # fmt: skip
    assert till.rows == 7 + 14
    assert till.waiting == 0
    assert till.waiting_share == 0


def test_a_source_that_the_settings_do_not_rank_follows_in_order_of_arrival(fresh_shop, deliver):
    deliver(fresh_shop, "id\nA1\n", into="customers", source="app", mapping={"id": "record_id"})
    last = collect.known_sources(fresh_shop)[-1]
    assert (last.name, last.trust, last.is_ranked) == ("app", 3, False)


def test_rows_that_wait_are_counted_until_they_are_mended(fresh_shop, deliver, tmp_path):
    mapping = {"id": "record_id", "name": "name"}
    receipt = deliver(fresh_shop, "id,name\nA1,Ana\n,Ben\n", into="customers", source="app", mapping=mapping)
    app = collect.known_sources(fresh_shop)[-1]
    assert (app.rows, app.waiting, app.waiting_share) == (2, 1, 0.5)
    errors = tmp_path / "errors.csv"
    collect.write_errors(fresh_shop, receipt, to=errors)
    errors.write_text(errors.read_text("utf-8-sig").replace("\n,Ben", "\nA2,Ben"), "utf-8")
    collect.retry(fresh_shop, receipt.id, path=errors)
    app = collect.known_sources(fresh_shop)[-1]
    assert (app.rows, app.waiting, app.imports) == (2, 0, 2)


def test_an_import_that_was_taken_back_counts_no_more(fresh_shop, deliver):
    receipt = deliver(fresh_shop, "id\nA1\n", into="customers", source="app", mapping={"id": "record_id"})
    collect.undo(fresh_shop, receipt.id)
    assert [s.name for s in collect.known_sources(fresh_shop)] == ["web", "till"]


def test_a_workspace_without_imports_has_no_sources(empty_shop):
    assert collect.known_sources(empty_shop) == []
