import threading

import pytest

import zhike
from shop import SETTINGS
from zhike.errors import UnknownNameError
from zhike.settings import FILE
from zhike.workspace import BusyError, NoRunError, NoWorkspaceError, make_workspace


def test_a_folder_becomes_a_workspace_with_settings_and_store(tmp_path):
    with zhike.make(tmp_path / "deep" / "shop") as shop:
        assert shop.settings.name == "shop"
    assert {p.name for p in (tmp_path / "deep" / "shop").iterdir()} >= {FILE, "store.sqlite"}


def test_making_a_workspace_twice_changes_nothing(tmp_path):
    make_workspace(tmp_path, SETTINGS)
    before = (tmp_path / FILE).read_bytes()
    with zhike.make(tmp_path) as shop:
        secret = shop.store.secret("national_id")
    with zhike.make(tmp_path) as shop:
        assert shop.store.secret("national_id") == secret
    assert (tmp_path / FILE).read_bytes() == before


def test_a_folder_that_is_no_workspace_says_how_to_make_one(tmp_path):
    with pytest.raises(NoWorkspaceError, match="zhike init"):
        zhike.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_without_a_run_says_what_to_do_next(empty_shop):
    with pytest.raises(NoRunError, match="zhike run"):
        empty_shop.query("select 1")


def test_a_workspace_can_be_moved(fresh_shop, tmp_path):
    fresh_shop.folder.rename(tmp_path / "elsewhere")
    with zhike.open(tmp_path / "elsewhere") as moved:
        assert moved.query("select count(*) as n from orders")["n"][0].as_py() == 21
        assert all(str(fresh_shop.folder) not in str(row) for row in moved.query("select * from rejects").to_pylist())


def test_tables_come_in_the_order_they_were_made(shop):
    names = shop.tables()
    assert names.index("records") < names.index("identity") < names.index("orders") < names.index("rfm")


def test_a_reader_sees_the_run_it_asked_for(fresh_shop):
    first = fresh_shop.current_run()
    zhike.run(fresh_shop, as_of="2025-03-31")
    with fresh_shop.reader(first) as old, fresh_shop.reader() as new:
        assert old.value("select count(*) from orders") > new.value("select count(*) from orders")


def test_an_answer_that_takes_too_long_is_ended(fresh_shop, monkeypatch):
    monkeypatch.setenv("ZHIKE_QUERY_SECONDS", "0.3")
    with zhike.open(fresh_shop.folder) as shop, pytest.raises(zhike.errors.ZhikeError, match=r"(?i)interrupt"):
        shop.query(
            "select sum(hash(a.order_id || b.order_id || c.order_id || d.order_id || e.order_id || f.order_id)) as x from orders a, orders b, orders c, orders d, orders e, orders f"
        )


def test_only_one_writes_at_a_time_and_the_second_can_be_told(empty_shop):
    with empty_shop.alone(), pytest.raises(BusyError) as busy, empty_shop.alone(wait=False):
        pass
    assert (busy.value.can_retry, busy.value.exit_code) == (True, 1)
    with empty_shop.alone(wait=False):
        pass


def test_the_second_writer_waits_for_the_first(empty_shop, waiting):
    order, inside = [], threading.Event()

    def second():
        with zhike.open(empty_shop.folder) as shop, shop.alone():
            order.append("second")

    with empty_shop.alone():
        thread = threading.Thread(target=second)
        thread.start()
        inside.wait(0.2)
        order.append("first")
    thread.join()
    waiting(lambda: len(order) == 2)
    assert order == ["first", "second"]


def test_the_place_is_free_again_after_a_failure(empty_shop):
    with pytest.raises(ZeroDivisionError), empty_shop.alone():
        raise ZeroDivisionError
    with empty_shop.alone(wait=False):
        pass


def test_a_question_about_an_unknown_table_names_the_known_ones(shop):
    with pytest.raises(UnknownNameError, match="customers"):
        shop.query("select * from custmers")


def test_the_store_may_lie_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIKE_STORE", f"sqlite:///{tmp_path / 'other.sqlite'}")
    with zhike.make(tmp_path / "shop"):
        pass
    assert (tmp_path / "other.sqlite").exists()
    assert not (tmp_path / "shop" / "store.sqlite").exists()


def test_a_question_after_a_run_is_answered_from_that_run(fresh_shop):
    ask = "select count(*) as n from orders"
    whole = fresh_shop.query(ask)["n"][0].as_py()
    zhike.run(fresh_shop, as_of="2024-12-31")
    assert fresh_shop.query(ask)["n"][0].as_py() < whole


def test_a_table_is_found_however_its_name_is_written(shop):
    assert shop.query("select count(*) as n from RFM") == shop.query("select count(*) as n from rfm")


def test_two_threads_ask_one_workspace_at_once(shop):
    wrong = []

    def ask(table):
        for _ in range(5):
            n = shop.query(f"select count(*) as n, any_value('{table}') as t from {table}")
            wrong.extend([] if n["t"][0].as_py() == table else [table])

    threads = [threading.Thread(target=ask, args=(t,)) for t in ("orders", "rfm", "customers", "kpi_monthly")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert wrong == []
