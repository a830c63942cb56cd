import hashlib
import time
from datetime import date

import pytest

from zhike.simulate import Behaviour, ImpossibleCompanyError, simulate


def _digests(folder):
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        simulate(tmp_path / name, customers=200, order_lines=1500, seed=5)
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")


def test_another_seed_gives_other_files(tmp_path):
    simulate(tmp_path / "one", customers=200, order_lines=1500, seed=5)
    simulate(tmp_path / "two", customers=200, order_lines=1500, seed=6)
    one, two = _digests(tmp_path / "one"), _digests(tmp_path / "two")
    assert one.keys() == two.keys()
    assert not {name for name in one if one[name] == two[name]}


@pytest.mark.parametrize(
    ("customers", "order_lines"), [(1, 1), (1, 50), (3, 2), (50, 49), (500, 200), (100, 20_000), (777, 7_777)]
)
def test_counts_are_exact(tmp_path, customers, order_lines):
    company = simulate(tmp_path, customers=customers, order_lines=order_lines, seed=1)
    lines = [d for d in company.deliveries if d.entity == "order_lines"]
    written = sum(len(d.path.read_text(encoding="utf-8").splitlines()) - 1 for d in lines)
    assert written == order_lines


def test_every_delivery_exists_and_is_in_the_order_of_import(company):
    assert all(delivery.path.is_file() for delivery in company.deliveries)
    entities = list(dict.fromkeys(delivery.entity for delivery in company.deliveries))
    assert entities[:4] == ["products", "customers", "orders", "order_lines"]
    assert set(entities) == {
        "products", "customers", "orders", "order_lines", "events", "interactions", "feedback", "costs", "consents",
    }  # fmt: skip


def test_nothing_but_deliveries_and_truth_is_left_in_the_folder(company):
    files = {file for file in company.folder.rglob("*") if file.is_file() and company.truth not in file.parents}
    assert files == {delivery.path for delivery in company.deliveries}


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    simulate(tmp_path, customers=5, order_lines=20, seed=1)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("wrong", [{"customers": 0}, {"order_lines": 0}, {"seed": -1}, {"customers": 50_000_000}])
def test_an_impossible_company_is_refused_with_the_value(tmp_path, wrong):
    asked = {"customers": 10, "order_lines": 10, "seed": 1} | wrong
    with pytest.raises(ImpossibleCompanyError, match=str(next(iter(wrong.values())))):
        simulate(tmp_path / "none", **asked)
    assert not (tmp_path / "none").exists()


def test_the_years_end_with_the_day_asked_for(tmp_path):
    company = simulate(tmp_path, customers=50, order_lines=500, seed=1, as_of=date(2024, 2, 29))
    text = (company.folder / "shop" / "orders.csv").read_text(encoding="utf-8")
    days = sorted(row.split(",")[2][:10] for row in text.splitlines()[1:] if row.split(",")[2][:2] == "20")
    assert days[0] >= "2021-03-01"
    assert days[-1] <= "2024-02-29"


def test_progress_only_grows_and_ends_at_one(tmp_path):
    told = []
    simulate(tmp_path, customers=5, order_lines=20, seed=1, progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(step for step, _ in told)


def test_behaviour_can_be_changed(tmp_path):
    company = simulate(tmp_path, customers=200, order_lines=1000, seed=1, behaviour=Behaviour(bad_share=0.0))
    orders = (company.folder / "till" / "orders.csv").read_text(encoding="utf-8")
    assert "待补录" not in orders
    assert "面议" not in orders


@pytest.mark.alone
def test_the_demo_takes_less_than_three_seconds(tmp_path):
    # 0.3 s on a quiet core; the rest is for others who work on the machine.
    start = time.perf_counter()
    simulate(tmp_path, customers=2_000, order_lines=20_000, seed=1)
    assert time.perf_counter() - start < 3
