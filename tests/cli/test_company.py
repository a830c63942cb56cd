import json

import pytest

import zhike
from zhike.errors import BrokenPromiseError
from zhike.prove import PROOFS, Proof


def test_init_makes_a_workspace_and_twice_is_no_error(zhike_, tmp_path):
    for _ in range(2):
        assert zhike_("init", tmp_path / "shop", "--json").json == {"workspace": str(tmp_path / "shop")}
    assert "Next: zhike import" in zhike_("init", tmp_path / "shop").out
    with zhike.open(tmp_path / "shop") as shop:
        assert shop.settings.name == "shop"


def test_doctor_finds_a_healthy_installation(zhike_, shop):
    found = zhike_("doctor", "-w", shop.folder, "--json")
    assert found.code == 0
    assert all(c["good"] for c in found.json)
    assert {"DuckDB", "workspace"} <= {c["check"] for c in found.json}


def test_doctor_misses_the_files_of_an_import(zhike_, fresh_shop):
    next((fresh_shop.lake.folder / "raw").rglob("cleaned.parquet")).unlink()
    found = zhike_("doctor", "-w", fresh_shop.folder, "--json")
    assert found.code == 1
    assert [c["check"] for c in found.json if not c["good"]] == ["imports whose files are gone"]
    assert "BAD" in zhike_("doctor", "-w", fresh_shop.folder).out


def test_doctor_in_a_broken_workspace_says_what_is_wrong(zhike_, tmp_path):
    (tmp_path / "zhike.toml").write_text("runs_kept = 0\n")
    found = zhike_("doctor", "-w", tmp_path, "--json")
    assert found.code == 1
    assert "runs_kept" in json.dumps(found.json)


def test_an_overview_tells_the_facts_of_the_shop(zhike_, shop):
    found = zhike_("overview", "-w", shop.folder, "--json").json
    assert (found["customers"], found["records"]) == (14, 15)
    said = zhike_("overview", "-w", shop.folder).out
    assert "14 customers stand behind 15 source records" in said
    assert "█" in said


def test_an_overview_speaks_chinese(zhike_, shop):
    said = zhike_("--lang", "zh", "overview", "-w", shop.folder).out
    assert "14" in said
    assert "customers stand behind" not in said


def test_simulate_writes_the_files_of_a_company(zhike_, tmp_path):
    found = zhike_("simulate", tmp_path / "files", "--customers", 60, "--order-lines", 300, "--seed", 5, "--json").json
    assert {d["entity"] for d in found["deliveries"]} >= {"customers", "orders", "order_lines", "products", "events"}
    assert (tmp_path / "files").is_dir()


def test_the_demo_fills_a_workspace_and_prints_a_page(zhike_, tmp_path):
    found = zhike_("demo", "--customers", 60, "-w", tmp_path / "demo", "--json")
    assert found.code == 0
    assert found.json["overview"]["customers"] > 0
    assert zhike_("query", "select count(*) as n from orders", "-w", tmp_path / "demo", "--json").json[0]["n"] > 0


def test_the_demo_does_not_touch_a_folder_that_is_not_its_own(zhike_, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    assert zhike_("demo", "--customers", 60, "-w", tmp_path).code == 2
    assert (tmp_path / "mine.txt").read_text() == "keep"


@pytest.mark.parametrize("words", [["prove", "nothing"], ["bench", "nothing"]])
def test_an_unknown_promise_or_benchmark_is_wrong_use(zhike_, words):
    assert zhike_(*words).code == 2


def test_an_option_goes_to_the_proof_that_takes_it_and_to_no_other(zhike_, monkeypatch):
    seen = []

    def linked(*, small, progress, records=None):  # noqa: ARG001 - the signature of a proof
        seen.append(records)
        return Proof("match", "")

    monkeypatch.setitem(PROOFS, "match", linked)
    assert zhike_("prove", "match", "--records", 5_000, "--json").code == 0
    assert seen == [5_000]
    assert zhike_("prove", "import", "--records", 5_000).code == 2
    assert zhike_("prove", "match", "--merges", 5).code == 2


def test_a_promise_that_does_not_hold_leaves_with_1(zhike_, monkeypatch):
    def broken(*, small, progress):  # noqa: ARG001 - the signature of a proof
        raise BrokenPromiseError(name="import", detail="rows: 1, promised 2")

    monkeypatch.setitem(PROOFS, "import", broken)
    found = zhike_("prove", "import", "--json")
    assert found.code == 1
    assert found.json[0]["held"] is False
    assert "promised 2" in found.json[0]["detail"]
