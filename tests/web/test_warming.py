import zhike
from zhike import pipeline
from zhike.web.warming import warm


def test_the_customers_list_is_ready_before_anybody_asks(fresh_shop, waiting):
    with warm(fresh_shop):
        waiting(lambda: "customer listing" in fresh_shop.now._kept)


def test_another_run_is_made_ready_too(fresh_shop, waiting, monkeypatch):
    monkeypatch.setattr("zhike.web.warming._EVERY_SECONDS", 0.05)
    with warm(fresh_shop):
        waiting(lambda: "customer listing" in fresh_shop.now._kept)
        first = fresh_shop.now.run_id
        pipeline.run(fresh_shop, as_of="2025-05-31")
        waiting(lambda: fresh_shop.now.run_id != first and "customer listing" in fresh_shop.now._kept)


def test_a_workspace_without_a_run_is_no_trouble(empty_shop):
    with warm(empty_shop):
        pass
    assert isinstance(empty_shop, zhike.Workspace)
