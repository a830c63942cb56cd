"""Two people in two windows on one workspace: one computes and rules, the other reads."""

import re
import shutil

import pytest
from browser_server import Server, person_in
from playwright.sync_api import expect

PHONE = re.compile(r"\+86\d{11}")


@pytest.fixture
def shared(_built, tmp_path):
    """Return a server on a copy of the cast's shop that an owner and a viewer may change."""
    folder = tmp_path / "shared"
    shutil.copytree(_built / "shop", folder)
    person_in(folder)
    person_in(folder, login="vi", name="Vi Viewer", role="viewer")
    server = Server(folder)
    yield server
    server.stop()


def cells(page):
    return page.locator(".list-table tbody").inner_text()


@pytest.mark.slow
def test_one_computes_while_the_other_reads_and_a_new_role_ends_the_old_session(shared, visit):
    owner, viewer = visit(shared).sign_in(), visit(shared).sign_in("vi")
    with_phones = "/customers?columns=phone&columns=email"
    owner.go(with_phones)
    viewer.go(with_phones)
    assert PHONE.search(cells(owner.page))
    before = cells(viewer.page)
    assert "•" in before or "*" in before
    assert not PHONE.search(before)

    owner.go("/data/runs")
    owner.page.get_by_role("button", name="Compute now").click()
    expect(owner.page.locator(".job-progress")).to_be_visible()
    reads = 0
    while owner.page.locator(".job-progress").count():
        viewer.page.reload()
        assert cells(viewer.page) == before
        reads += 1
    assert reads > 0
    expect(owner.page.locator(".earlier-run")).to_have_count(1)
    viewer.page.reload()
    assert cells(viewer.page) == before

    owner.go("/people")
    role = owner.page.locator("tr", has_text="Vi Viewer")
    role.locator("select").select_option("analyst")
    role.get_by_role("button", name="Change").click()
    expect(role.locator("select")).to_have_value("analyst")
    viewer.page.locator(".list-table td.list-name a").first.click()
    viewer.page.wait_for_url("**/sign-in?next=/customers/*")
    viewer.sign_in("vi").go(with_phones)
    assert PHONE.search(cells(viewer.page))
    assert owner.wrong + viewer.wrong == []
