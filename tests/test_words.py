import ast
import string
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import zhike
from zhike.words import N_, _, language, ngettext, sentences, unit, use_language

HOME = Path(zhike.__file__).parent


def catalogue():
    """Return the Chinese of each sentence; of one about a number, of its form for many."""
    with files("zhike").joinpath("locale/zh_CN.po").open("rb") as file:
        return {
            m.id[1] if m.pluralizable else m.id: m.string[0] if m.pluralizable else m.string
            for m in read_po(file)
            if m.id
        }


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"ZHIKE_LANG": "zh"}, "zh"),
        ({"ZHIKE_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(monkeypatch, environment, found):
    for name in ("ZHIKE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == found


def test_what_was_set_wins_until_it_is_taken_back():
    use_language("zh")
    assert language() == "zh"
    use_language(None)
    assert language() == "en"


def test_marking_a_sentence_leaves_it_as_it_is():
    assert N_("a sentence") == "a sentence"


def test_an_empty_sentence_is_empty_and_not_the_head_of_the_catalogue():
    use_language("zh")
    assert _("") == ""


def test_a_sentence_that_is_not_in_the_catalogue_stays_english():
    use_language("zh")
    assert _("no such sentence anywhere") == "no such sentence anywhere"


def test_chinese_comes_from_the_catalogue():
    use_language("zh")
    assert (
        _("The operational database {url} cannot be used: {detail}")
        == catalogue()["The operational database {url} cannot be used: {detail}"]
    )


def test_every_translation_keeps_the_placeholders_of_its_sentence():
    def named(text):
        return sorted(
            (name, spec) for _text, name, spec, _conversion in string.Formatter().parse(text) if name is not None
        )

    wrong = [i for i, s in catalogue().items() if s and {n for n, _spec in named(i)} != {n for n, _spec in named(s)}]
    assert wrong == []


def marked():
    """Yield every constant sentence that the source gives to _ or N_."""
    for path in sorted(HOME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_word = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}
            if is_word and node.args and isinstance(node.args[0], ast.Constant):
                yield path.relative_to(HOME), node.args[0].value


def test_every_sentence_in_the_source_is_in_the_chinese_catalogue():
    known = catalogue()
    missing = sorted({f"{path}: {text}" for path, text in marked() if text and not known.get(text)})
    assert missing == []


def test_a_unit_may_be_another_word_than_a_label():
    use_language("zh")
    assert (_("events"), unit("events"), unit("")) == ("行为事件", "次", "")
    use_language("en")
    assert unit("events") == "events"


@pytest.mark.parametrize(
    ("tongue", "number", "said"),
    [
        ("en", 1, "There is {count} customer."),
        ("en", 0, "There are {count} customers."),
        ("en", 2, "There are {count} customers."),
        ("zh", 1, "共 {count} 位客户。"),
        ("zh", 2, "共 {count} 位客户。"),
    ],
)
def test_a_sentence_goes_with_its_number(tongue, number, said):
    use_language(tongue)
    assert ngettext("There is {count} customer.", "There are {count} customers.", number) == said


def test_chinese_sentences_follow_each_other_without_a_space():
    use_language("zh")
    assert sentences("共三笔。", "", "平均十天。") == "共三笔。平均十天。"
    use_language("en")
    assert sentences("Three.", "", "Ten.") == "Three. Ten."
