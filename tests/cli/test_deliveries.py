import csv
import json
import os

import pytest

TEXT = "order_id,customer_id,order_date,total_amount\nA,1,2025-05-01,10\nB,2,never,20\nC,3,2025-05-03,30\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def at(empty_shop, zhike_):
    """Run a command in the empty workspace."""
    return lambda *words: zhike_(*words, "-w", empty_shop.folder)


def test_an_import_answers_with_its_receipt(at, file):
    [found] = at("import", file, "--as", "orders", "--source", "till", "--json").json
    assert (found["id"], found["entity"], found["source"], found["received"]) == (1, "orders", "till", 3)
    assert found["outcomes"] == {"created": 2, "updated": 0, "unchanged": 0, "duplicate": 0, "quarantined": 1}
    assert sum(found["outcomes"].values()) == found["received"]


def test_an_import_tells_a_person_what_became_of_the_rows_and_what_to_do(at, file):
    said = at("import", file, "--as", "orders").out
    for words in (
        "orders.csv: 3 rows of orders from source main",
        "2 created",
        "1 quarantined",
        "zhike imports errors 1",
        "Next: zhike run",
    ):
        assert words in said


def test_a_dry_run_says_so_and_writes_nothing(at, file):
    assert "nothing written" in at("import", file, "--as", "orders", "--dry-run").out
    assert at("imports", "--json").json == []


def test_several_files_are_several_imports(at, file, tmp_path):
    (tmp_path / "more.csv").write_text(TEXT.replace("\nA,", "\nZ,"), "utf-8")
    assert [r["id"] for r in at("import", file, tmp_path / "more.csv", "--as", "orders", "--json").json] == [1, 2]


def test_a_missing_file_and_an_unknown_entity_are_wrong_use(at, file, tmp_path):
    assert at("import", tmp_path / "none.csv").code == 2
    assert at("import", file, "--as", "ordes").code == 2


def test_imports_are_listed_and_shown(at, file):
    at("import", file, "--as", "orders")
    [listed] = at("imports", "--json").json
    shown = at("imports", "show", 1, "--json").json
    assert listed["id"] == shown["id"] == 1
    assert shown["open_errors"] == 1
    assert shown["bytes_in_lake"] > 0
    assert "orders.csv" in at("imports").out
    assert "errors still open: 1" in at("imports", "show", 1).out


def test_an_empty_workspace_says_how_to_begin(at):
    assert "zhike import FILE" in at("imports").out


def test_errors_are_written_mended_and_taken(at, file, tmp_path):
    at("import", file, "--as", "orders")
    assert at("imports", "errors", 1, "--to", tmp_path / "e.csv", "--json").json["errors"] == 1
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as text:
        [row] = csv.DictReader(text)
    assert row["order_id"] == "B"
    (tmp_path / "m.csv").write_text(
        (tmp_path / "e.csv").read_text("utf-8-sig").replace(",never,", ",2025-05-02,", 1), "utf-8"
    )
    found = at("imports", "retry", 1, tmp_path / "m.csv", "--json").json
    assert (found["created"], found["open_errors"], found["retry_of"]) == (1, 0, 1)
    assert at("imports", "retry", 1, tmp_path / "m.csv").code == 2


def test_undo_takes_back_and_says_how_much(at, file):
    at("import", file, "--as", "orders")
    assert "3 rows taken back" in at("imports", "undo", 1).out
    assert "undone" in at("imports").out
    assert at("imports", "undo", 1, "--json").code == 2
    assert at("imports", "undo", 9).code == 2


def test_the_program_imports_runs_and_answers(program, file, tmp_path):
    shop = tmp_path / "shop"
    assert program("init", shop, "--json").json["workspace"] == str(shop)
    imported = program("import", file, "--as", "orders", "--json", "-w", shop)
    assert imported.json[0]["created"] == 2
    assert program("run", "--as-of", "2025-06-30", "--json", "-w", shop).json["as_of"] == "2025-06-30"
    answer = program("query", "select sum(revenue) as r from orders", "--json", "-w", shop)
    assert (answer.code, answer.json) == (0, [{"r": 40}])


def test_a_hostile_file_is_refused_without_a_stack_trace(program, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(100))
    program("init", tmp_path / "shop")
    found = program("import", tmp_path / "a.csv", "-w", tmp_path / "shop")
    assert found.code == 2
    assert "Traceback" not in found.err
    assert json.loads(program("imports", "--json", "-w", tmp_path / "shop").out) == []
