"""zhike tag on the fixed shop: a group, a tag by hand and by rule; a segment's customers and a file's; undone batch by batch."""

import pytest

from shop import customer_of


@pytest.fixture
def at(fresh_shop, zhike_):
    return lambda *words: zhike_("tag", *words, "-w", fresh_shop.folder)


def test_tags_are_put_on_by_hand_and_by_file_and_undone(at, fresh_shop, tmp_path):
    ana, ben = customer_of(fresh_shop, "T1"), customer_of(fresh_shop, "T2")
    assert at("group", "Value", "--exclusive", "--owner", "Iris", "--json").json["exclusive"] is True
    at("save", "VIP", "--group", "Value")
    at("save", "Often", "orders >= 3", "--group", "Value", "--about", "comes often")
    done = at("put", "VIP", ana, ben, "--until", "2026-01-01", "--because", "invited", "--json").json
    assert (done["customers"], done["changes"], done["until"]) == (2, 2, "2026-01-01")
    (tmp_path / "more.txt").write_text(f"{ana}\n", "utf-8")
    assert at("import", "VIP", tmp_path / "more.txt", "--dry-run", "--json").json["changes"] == 0
    assert "Taken off 1 of 1 customers" in at("take", "VIP", ben).out
    off, on = at("show", "VIP", "--json").json["batches"]
    assert (off["kind"], on["kind"], on["because"]) == ("take", "put", "invited")
    assert "Undone." in at("undo", on["id"]).out
    assert "taken off" in at("show", "VIP").out
    rows = {t["name"]: (t["group"], t["how"], t["rule"], t["about"]) for t in at("list", "--json").json}
    assert rows["VIP"] == ("Value", "hand", "", "")
    assert rows["Often"] == ("Value", "rule", "orders >= 3", "comes often")


def test_a_tag_that_cannot_be_is_refused_with_what_to_do(at):
    at("group", "Favourite", "--take", "most", "--column", "sku")
    assert at("group", "Other", "--take", "most", "--column", "colour").code == 2
    assert at("save", "Mine", "--group", "Favourite").code == 2
    assert at("save", "Mine", "--group", "None").code == 2
    at("group", "Talk")
    made = at("save", "Mine", "--group", "Talk", "--json").json
    assert at("put", "Mine").code == 2
    at("delete", "Mine")
    assert at("list", "--json").json == []
    assert at("restore", made["id"], "--json").json["version"] == 3
