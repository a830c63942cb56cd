"""Files that people brought: kept under random names, dropped, swept, seen by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from zhike import collect
from zhike.collect import Incoming, uploads
from zhike.collect.uploads import NoSuchUploadError, UploadTooLargeError, shown_name, sweep_uploads
from zhike.govern import Actor
from zhike.store import uploads as table

ANA, BEN = Actor("Ana", person_id="a" * 16), Actor("Ben", person_id="b" * 16)


@pytest.fixture
def brought(empty_shop):
    incoming = Incoming(empty_shop)
    incoming.write(b"order_id,user_id,ordered_at,amount\n")
    incoming.write(b"A,1,2025-01-01,10\n")
    return incoming.keep(name="orders.csv", by=ANA)


def test_a_file_is_kept_whole_and_not_under_its_name(empty_shop, brought):
    found = collect.upload(empty_shop, brought.id, by=ANA)
    assert found.path.read_bytes().endswith(b"A,1,2025-01-01,10\n")
    assert "orders" not in str(found.path.relative_to(empty_shop.folder))
    assert (found.file_name, found.bytes) == ("orders.csv", 53)


@pytest.mark.parametrize("asked", [{"by": BEN}, {"by": Actor("root")}])
def test_nobody_else_has_it(empty_shop, brought, asked):
    with pytest.raises(NoSuchUploadError):
        collect.upload(empty_shop, brought.id, **asked)


def test_too_much_is_refused_as_soon_as_it_is_too_much(empty_shop):
    incoming = Incoming(empty_shop, most=10)
    incoming.write(b"x" * 10)
    with pytest.raises(UploadTooLargeError, match="10 bytes"):
        incoming.write(b"x")
    incoming.drop()
    assert not list((empty_shop.folder / "files/uploads").iterdir())


def test_what_is_old_is_swept(empty_shop, brought):
    with empty_shop.store.writing() as connection:
        connection.execute(update(table).values(made_at=datetime.now(UTC) - timedelta(days=8)))
    assert sweep_uploads(empty_shop) == 1
    assert not brought.path.exists()


def test_a_file_is_looked_at_once(brought, monkeypatch):
    first = collect.looked_at(brought)
    monkeypatch.setattr(uploads, "look", None)
    again = collect.looked_at(brought)
    assert first == again
    assert (again.name, again.columns) == ("orders.csv", ("order_id", "user_id", "ordered_at", "amount"))


@pytest.mark.parametrize(("given", "shown"), [
    ("a.csv", "a.csv"), ("/etc/passwd", "passwd"), ("C:\\x\\y.csv", "y.csv"), ("../..", ".."), ("a\x00\nb", "ab"), ("", "file"),
    ("x" * 300, "x" * 200), ("会员 (2).csv", "会员 (2).csv"),
])  # fmt: skip
def test_only_the_last_part_of_a_name_is_shown(given, shown):
    assert shown_name(given) == shown
