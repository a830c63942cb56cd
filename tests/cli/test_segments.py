"""zhike segment on the fixed shop: what a person sees, what a program reads, and where an error points."""

import pytest

from shop import customer_of


@pytest.fixture
def at(fresh_shop, zhike_):
    return lambda *words: zhike_("segment", *words, "-w", fresh_shop.folder)


def test_a_rule_is_previewed_kept_computed_and_explained(at, zhike_, fresh_shop):
    assert at("preview", "orders >= 3", "--json").json["count"] == 2
    made = at("save", "Buyers", "orders >= 3 and city is null", "--because", "trial", "--json").json
    assert (made["version"], made["rule"], made["because"]) == (1, "orders >= 3 and city is null", "trial")
    zhike_("run", "-w", fresh_shop.folder)
    [row] = at("list", "--json").json
    assert (row["name"], row["members"], row["state"]) == ("Buyers", 2, "fresh")
    said = at("why", "Buyers", customer_of(fresh_shop, "T4")).out
    assert "is not in Buyers." in said
    assert "orders >= 3" in said
    assert "1 of 14" in at("preview", "in segment('Buyers') and orders > 5").out


def test_versions_and_deletions_come_back(at):
    made = at("save", "A", "orders > 0", "--json").json
    at("save", "A", "orders > 1")
    at("delete", "A", "--because", "no use")
    assert at("list", "--json").json == []
    assert at("restore", made["id"], "--version", "1", "--json").json["rule"] == "orders > 0"
    assert [v["what"] for v in at("show", "A", "--json").json["versions"]] == ["restored", "deleted", "saved", "saved"]


def test_a_file_becomes_a_list(at, fresh_shop, tmp_path):
    (tmp_path / "guests.txt").write_text(f"{customer_of(fresh_shop, 'T1')}\n\n", "utf-8")
    assert at("list-of", "Guests", tmp_path / "guests.txt", "--json").json["listed"] == 1
    (tmp_path / "guests.txt").write_text("C0\n", "utf-8")
    assert at("list-of", "Guests", tmp_path / "guests.txt").code == 2
    assert at("list-of", "Guests", tmp_path / "none.txt").code == 2


def test_an_error_points_at_the_word(program, fresh_shop):
    done = program("segment", "preview", "城市 > 3 and ordrs > 1", "-w", fresh_shop.folder)
    assert done.code == 2
    assert "城市 > 3 and ordrs > 1\n^^" in done.err
