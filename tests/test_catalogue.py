"""The Chinese catalogue is whole: every message has its translation, with the same values in it, and no stale entry."""

import string
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def messages():
    """Return docs/messages.py, a script and no part of the package, as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        import messages as script

        yield script
    del sys.modules["messages"]


def values(text):
    """Return what stands in braces: names, formats, conversions."""
    return sorted(
        (name, spec or "", how or "") for _text, name, spec, how in string.Formatter().parse(text) if name is not None
    )


def without_translation(wanted, known):
    return [text for text in wanted if not known.get(text)]


def with_other_values(known):
    """Return what has other values than its translation; of a sentence about a number, the form for many counts."""
    return [text for text, said in known.items() if said and values(text.split("\x00")[-1]) != values(said)]


def test_every_message_has_a_translation(messages):
    assert without_translation(messages.messages(), messages.known()) == []


def test_no_translation_is_stale(messages):
    assert sorted(messages.known().keys() - messages.messages().keys()) == []


def test_every_translation_has_the_values_of_its_message(messages):
    assert with_other_values(messages.known()) == []


def test_the_file_is_as_the_script_writes_it(messages):
    assert messages.PO.read_bytes() == messages.written(messages.known())


def test_the_checks_can_fail():
    assert without_translation(["a", "b"], {"a": "甲", "b": ""}) == ["b"]
    assert with_other_values({"{n:,} rows": "{n} 行", "{n} rows": "{n} 行"}) == ["{n:,} rows"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("as of {day}", "src/zhike/cli/overview.py"),  # within an f-string
        ("One row per record: the customer it belongs to, and why.", "src/zhike/unify/identity.sql"),
        ("customer_features", None),
        ("Publish", None),
        ("Compute all tables as of a day and publish them together.", "src/zhike/cli"),
        ("Entities and fields", "docs/generate.py"),
        ("There is {count} customer.\x00There are {count} customers.", "src/zhike/web/templates/customers/list.html"),
        ("The only purchase: {what}.\x00Most often: {what}, {count} of {all} purchases.", "src/zhike/web/habits.py"),
    ],
)
def test_messages_are_found_where_they_stand_and_nowhere_else(messages, text, place):
    assert messages.messages().get(text) == ([place] if place else None)
