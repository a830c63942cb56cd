import importlib
import pkgutil
from string import Formatter

import pytest

import zhike
from zhike.errors import BrokenPromiseError, UnknownNameError, WrongUseError, ZhikeError
from zhike.words import use_language


def every_error():
    for module in pkgutil.walk_packages(zhike.__path__, "zhike."):
        if (
            "__main__" not in module.name
            and not module.name.endswith((".env", ".boot"))
            and "migrations" not in module.name
        ):
            importlib.import_module(module.name)
    found, waiting = set(), [ZhikeError]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting += kind.__subclasses__()
    return sorted(found - {ZhikeError}, key=lambda e: e.__qualname__)


ERRORS = every_error()


class LostError(ZhikeError):
    code = "lost"
    sentence = "{what} is lost. {hint}"


def test_an_error_says_its_sentence_with_its_values_and_keeps_them():
    error = LostError(what="the key", value="kye", known=["key", "door"])
    assert str(error) == "the key is lost. Did you mean key?"
    assert error.values["value"] == "kye"


def test_without_a_near_name_there_is_no_hint():
    assert str(LostError(what="it", value="zzz", known=["key"])) == "it is lost. "


def test_an_unknown_name_lists_the_known_ones():
    assert (
        str(UnknownNameError(what="table", value="ordres", known=["orders", "rfm"]))
        == "There is no table called 'ordres'. Did you mean orders? Known: orders, rfm."
    )
    assert "Known: —." in str(UnknownNameError(what="table", value="x", known=[]))


def test_a_broken_promise_leaves_with_1_and_wrong_use_with_2():
    assert BrokenPromiseError.exit_code == 1
    assert WrongUseError.exit_code == 2


def test_values_with_braces_are_shown_as_they_are():
    assert str(WrongUseError(detail="{not a field}")) == "{not a field}"


@pytest.mark.parametrize("kind", ERRORS, ids=lambda k: k.__qualname__)
def test_every_error_has_a_code_an_exit_code_and_a_kind_that_others_know(kind):
    assert kind.code not in {"", "error"}
    assert kind.exit_code in {1, 2}
    others = (ValueError, LookupError, OSError, RuntimeError, TypeError, AssertionError, MemoryError)
    assert issubclass(kind, others), f"{kind.__name__} inherits no built-in that it resembles"


def test_codes_are_not_given_twice():
    codes = [k.code for k in ERRORS if "code" in vars(k) and k is not LostError]
    assert sorted(codes) == sorted(set(codes))


def test_every_sentence_has_the_same_fields_in_chinese():
    def named(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    use_language("zh")
    said = {k.__name__: k.sentence for k in ERRORS if "sentence" in vars(k) and k is not LostError}
    assert [name for name, text in said.items() if named(zhike.words._(text)) != named(text)] == []
