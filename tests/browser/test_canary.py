"""Strangers' text in every field of every table: no page runs it, and our own policy has nothing to refuse."""

import csv
import io
from datetime import date

import pytest
from browser_pages import links_of, settle
from browser_server import Server, person_in

import zhike
from zhike import collect, pipeline
from zhike.collect import CHOICES, ENTITIES
from zhike.settings import Settings
from zhike.workspace import make_workspace

CANARY = """<img src=x onerror="alert(1)">'"><svg/onload=alert(2)>{{7*7}}"""
_GOOD = {"timestamp": "2025-03-04 10:00:00", "date": "2025-03-04", "number": "3", "money": "12.50", "integer": "3"}


def _value(field, row):
    kind, _colon, name = field.kind.partition(":")
    if name:
        return min(CHOICES[name])
    if field.type.startswith(("TIMESTAMP", "DATE")):
        return "2025-03-04 10:00:00" if field.type.startswith("TIMESTAMP") else "1990-03-04"
    if field.type.startswith(("DECIMAL", "DOUBLE", "INTEGER", "BIGINT")):
        return "3"
    if field.type == "BOOLEAN":
        return "yes"
    known = {
        "phone": "13800000001",
        "email": f"{row}@example.com",
        "currency": "CNY",
        "country": "CN",
        "gender": "female",
    }
    return known.get(kind, f"{CANARY}{row % 3}")


def _file(entity):
    text = io.StringIO()
    writer = csv.writer(text)
    fields = [f for f in entity.fields if f.name != "national_id"]
    writer.writerow([f.name for f in fields])
    for row in range(6):
        writer.writerow([_value(f, row) for f in fields])
    return text.getvalue()


def _refusals(server):
    """Return what browsers reported of our policy, line by line."""
    return [line for line in server.log.read_text("utf-8").splitlines() if "a browser refused something" in line]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    """Return a server on a workspace whose every text came from a stranger."""
    home = tmp_path_factory.mktemp("canary")
    folder = make_workspace(home / "shop", Settings(name=CANARY, threads=2, memory_gb=1.0))
    with zhike.open(folder) as shop:
        for name, entity in ENTITIES.items():
            path = home / f"{name}.csv"
            path.write_text(_file(entity), "utf-8")
            mapping = collect.Mapping(
                entity=name, columns={f.name: f.name for f in entity.fields if f.name != "national_id"}
            )
            collect.load(shop, path, source="poison", mapping=mapping)
        pipeline.run(shop, as_of=date(2025, 6, 30))
    person_in(folder, name=CANARY[:90])
    server = Server(folder)
    yield server
    server.stop()


def test_the_canary_is_in_the_tables(poisoned):
    with zhike.open(poisoned.folder) as shop:
        assert shop.query("select count(*) as n from customers where name like '%onerror%'")["n"][0].as_py() > 0
        assert shop.query("select count(*) as n from order_lines where sku like '%onerror%'")["n"][0].as_py() > 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_runs_what_a_stranger_wrote(poisoned, visit, language):
    before = len(_refusals(poisoned))
    visitor = visit(poisoned, language=language).sign_in()
    pages = links_of(visitor, "/")
    assert any(path.startswith("/customers/") for path in pages)
    for path in pages:
        visitor.go(path)
        settle(visitor)
        visitor.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        settle(visitor)
    assert visitor.wrong == []
    assert len(_refusals(poisoned)) == before


def test_the_policy_would_have_been_reported(poisoned, visit):
    before = len(_refusals(poisoned))
    visitor = visit(poisoned).sign_in()
    visitor.go("/account")
    visitor.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    visitor.page.wait_for_timeout(1000)
    assert any("Content Security Policy" in wrong for wrong in visitor.wrong)
    assert len(_refusals(poisoned)) > before
