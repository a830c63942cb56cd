"""A customer's pages as of an earlier day: asked for once, then there, with today's pages as they were."""

import pytest

from shop import customer_of
from zhike import jobs

DAY = "2025-05-01"


@pytest.fixture
def looked(fresh_web, reading_here):  # noqa: ARG001 - asked for its effect
    """A visitor for whom the day was computed, and Ana's number."""
    ana = customer_of(fresh_web.shop, "T1")
    there = fresh_web.get(f"/customers/{ana}?as_of={DAY}")
    assert "is not computed yet" in there.text
    assert fresh_web.get(f"/api/v1/customers/{ana}?as_of={DAY}").json()["code"] == "not_looked_back"
    answer = fresh_web.post(f"/customers/{ana}/as-of", data={"as_of": DAY})
    assert str(answer.url).endswith(f"/customers/{ana}?as_of={DAY}")
    [job] = [j for j in jobs.jobs(fresh_web.shop.store) if j.kind == "look_back"]
    jobs.finished(fresh_web.shop, job.id, within=60)
    return fresh_web, ana


def test_every_page_shows_what_was_known_then_and_today_stays(looked):
    web, ana = looked
    then = web.get(f"/api/v1/customers/{ana}?as_of={DAY}").json()
    now = web.get(f"/api/v1/customers/{ana}").json()
    assert (then["as_of"], now["as_of"]) == (DAY, "2025-06-30")
    assert then["values"]["orders"] < now["values"]["orders"] == 6
    for part in ("", "/orders", "/timeline", "/origins", "/foreseen"):
        page = web.get(f"/customers/{ana}{part}?as_of={DAY}")
        assert page.status_code == 200
        assert f"This is what was known on {DAY}" in page.text
        assert "/corrections/new" not in page.text
        assert f"/customers/{ana}/orders?as_of={DAY}" in page.text
    assert "This is what was known" not in web.get(f"/customers/{ana}").text
    assert "2025-06" not in str(web.get(f"/api/v1/customers/{ana}/timeline?as_of={DAY}").json()["entries"])
    # Whoever asks again gets the same day, and no second job.
    assert web.post(f"/customers/{ana}/as-of", data={"as_of": DAY}).status_code == 200
    assert len([j for j in jobs.jobs(web.shop.store) if j.kind == "look_back"]) == 1


def test_days_that_cannot_be_shown_are_told(looked):
    web, ana = looked
    assert "is no day" in web.get(f"/customers/{ana}?as_of=soon").text
    assert "is after the day of the current run" in web.get(f"/customers/{ana}?as_of=2099-01-01").text
    assert web.get(f"/customers/nobody?as_of={DAY}").status_code == 404


def test_who_may_not_compute_is_sent_to_a_colleague(viewer, shop):
    ana = customer_of(shop, "T1")
    viewer.post(f"/customers/{ana}/as-of", data={"as_of": "2024-01-01"})
    page = viewer.get(f"/customers/{ana}?as_of=2024-01-01").text
    assert "Ask a colleague" in page
    assert '<form method="post" action="/customers/' + ana + '/as-of"><input type="hidden"' not in page
    assert [j for j in jobs.jobs(shop.store) if j.kind == "look_back"] == []
