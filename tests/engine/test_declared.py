import pytest

from zhike.engine import Column, WrongDeclarationError, read_table

GOOD = """-- One row per thing: what it tells,
-- on two lines.
-- key: a, b
-- sorted by: a
-- per customer: yes
-- columns:
--   a | VARCHAR | - | what it is: really
--   b | INTEGER | days | how long | personal
select 'x' as a, 1 as b;
"""


@pytest.fixture
def declared(tmp_path):
    def read(text):
        path = tmp_path / "room" / "things.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return read_table(path)

    return read


def test_a_declaration_gives_name_room_grain_key_and_columns(declared):
    found = declared(GOOD)
    assert (found.name, found.room, found.key, found.sorted_by, found.per_customer) == (
        "things",
        "room",
        ("a", "b"),
        ("a",),
        True,
    )
    assert found.grain == "One row per thing: what it tells, on two lines."
    assert found.columns == (
        Column("a", "VARCHAR", "", "what it is: really"),
        Column("b", "INTEGER", "days", "how long", personal=True),
    )
    assert found.sql == "select 'x' as a, 1 as b"


def test_a_column_is_found_by_its_name(declared):
    assert declared(GOOD).column("b").unit == "days"
    assert declared(GOOD).column("c") is None


@pytest.mark.parametrize(
    "spoil",
    [
        ("-- key: a, b\n", ""),
        ("-- key: a, b", "-- key: a, c"),
        ("-- sorted by: a", "-- sorted by: z"),
        ("--   b | INTEGER | days | how long | personal", "--   a | INTEGER | days | how long"),
        ("--   b | INTEGER | days | how long | personal", "--   b | INTEGER | days"),
        ("| personal", "| private"),
    ],
)
def test_a_declaration_that_is_not_whole_is_refused(declared, spoil):
    with pytest.raises(WrongDeclarationError, match="things"):
        declared(GOOD.replace(*spoil))
