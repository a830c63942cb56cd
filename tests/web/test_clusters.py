"""The pages of clusters on three groups of customers: who is in which and why, a segment of one, and what is said when there are none."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from fastapi.testclient import TestClient

import zhike
from conftest import _read_here
from shop import AS_OF
from visitors import PASSWORD, behind, facts
from zhike import collect, pipeline
from zhike.collect.files import reading
from zhike.settings import write_settings
from zhike.web import application

# Of three groups: orders, days between them, days since the last one, amount, discount, channel.
GROUPS = ((12, 30, 10, 120, 0.02, "web"), (4, 40, 60, 60, 0.3, "app"), (5, 90, 150, 900, 0.05, "till"))


def orders():
    chance = np.random.default_rng(8)
    yield "order_id,record_id,ordered_at,status,net_amount,discount_amount,gross_amount,channel\n"
    for who in range(240):
        count, gap, since, amount, discount, channel = GROUPS[who % 3]
        last = AS_OF - timedelta(days=int(since * chance.uniform(0.7, 1.3)))
        for n in range(int(count * chance.uniform(0.8, 1.2)) + (who % 3 > 0)):
            day = last - timedelta(days=int(n * gap * chance.uniform(0.8, 1.2)))
            net = amount * chance.uniform(0.7, 1.4)
            off = net * discount * chance.uniform(0.7, 1.3)
            yield f"K{who}-{n},K{who},{day},paid,{net:.2f},{off:.2f},{net + off:.2f},{channel}\n"


@pytest.fixture(scope="module")
def grouped(_peopled, tmp_path_factory):
    """Return a client of the owner of the cast's shop to which three groups of customers came; `.shop` is its workspace."""
    home = tmp_path_factory.mktemp("grouped")
    shutil.copytree(_peopled, home / "shop")
    (home / "orders.csv").write_text("".join(orders()), "utf-8")
    with zhike.open(home / "shop") as shop:
        # Models that foresee are not what is tested here, and take their time.
        models = replace(shop.settings.predict, least_repeat_buyers=100_000)
        write_settings(shop.folder, replace(shop.settings, predict=models))
    with zhike.open(home / "shop") as shop, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_done", _read_here)
        collect.load(shop, home / "orders.csv", into="orders", source="web")
        pipeline.run(shop, as_of=AS_OF)
    with client_of(home / "shop") as client:
        yield client


@contextmanager
def client_of(folder):
    app = application(folder, works=False)
    with TestClient(app, base_url="http://localhost", headers={"accept-language": "en"}) as client:
        client.post("/sign-in", data={"login": "owner", "password": PASSWORD})
        client.shop = app.state.shop
        yield client


def test_clusters_are_told_with_the_customers_behind_them(grouped):
    page = facts(grouped, "/segments/clusters")
    assert page["sentence"].startswith("3 clusters among 242 customers")
    assert [r["figures"]["customers"] for r in page["rows"]] == [behind(grouped, r["link"]) for r in page["rows"]]
    assert sum(r["figures"]["customers"] for r in page["rows"]) == 242
    assert all("everybody" in said for r in page["rows"] for said in r["says"])
    shown = grouped.get("/segments/clusters").text
    assert all(f'href="{r["save"].replace("&", "&amp;")}"' in shown for r in page["rows"])
    assert "c1" in grouped.get("/segments/clusters?download=profiles.csv").text


def test_a_customers_page_says_in_which_cluster_and_why(grouped):
    [row] = grouped.shop.query("select customer_id, cluster from customer_clusters order by 1 limit 1").to_pylist()
    page = facts(grouped, f"/customers/{row['customer_id']}/segments")
    assert page["cluster"]["cluster"]["cluster"] == row["cluster"]
    assert len(page["reasons"]) == 3
    assert page["cluster"]["cluster"]["name"] in grouped.get(f"/customers/{row['customer_id']}/segments").text


def test_a_segment_of_a_cluster_holds_its_customers_and_is_stale_while_clusters_are_withheld(grouped, tmp_path):
    shutil.copytree(grouped.shop.folder, tmp_path / "shop")
    with client_of(tmp_path / "shop") as client:
        [first] = [r for r in facts(client, "/segments/clusters")["rows"] if r["cluster"] == "c1"]
        assert client.get(first["save"]).status_code == 200
        client.post("/segments", data={"name": "First group", "rule": first["rule"]})
        pipeline.run(client.shop, as_of=AS_OF)
        asked, members = "select members, state from segments where name = 'First group'", first["figures"]["customers"]
        assert client.shop.query(asked).to_pylist() == [{"members": members, "state": "fresh"}]
        enough = replace(client.shop.settings.clusters, least_orders=50)
        write_settings(client.shop.folder, replace(client.shop.settings, clusters=enough))
        with zhike.open(client.shop.folder) as shop:
            pipeline.run(shop, as_of=AS_OF)
            assert shop.query(asked).to_pylist() == [{"members": members, "state": "stale"}]
        page = facts(client, "/segments/clusters")
        assert page["missing"] == "200 more customers with 50 orders at least are needed."
        assert page["missing"] in client.get("/segments/clusters").text
        assert [c["cluster"] for c in page["ended"]] == ["c1", "c2", "c3"]
