import numpy as np
import pytest

from zhike.simulate.chance import stream
from zhike.simulate.names import draw_names, name_book

PEOPLE = 100_000


@pytest.fixture(scope="module")
def book():
    return name_book()


@pytest.fixture(scope="module")
def drawn(book):
    chance = stream(1, "names")
    female, foreign = chance.random(PEOPLE) < 0.5, np.arange(PEOPLE) < PEOPLE // 10
    family, given = draw_names(chance, book, female=female, foreign=foreign)
    return [book.family[i] for i in family], [book.given[i] for i in given], female


def test_family_names_are_as_frequent_as_they_are_in_china(drawn):
    chinese = np.array(drawn[0][PEOPLE // 10 :])
    # 7.17 and 7.00 % of the population; the names in the book cover about 85 % of it.
    assert 0.075 < np.mean(chinese == "王") < 0.095
    assert 0.073 < np.mean(chinese == "李") < 0.093


def test_many_people_have_the_same_name(drawn):
    names = [family + given for family, given in zip(drawn[0], drawn[1], strict=True)]
    assert names.count("王芳") > 50
    assert names.count("张伟") > 50


def test_only_foreigners_have_foreign_names(drawn):
    latin = [family.isascii() or "ü" in family for family in drawn[0]]
    assert all(latin[: PEOPLE // 10])
    assert not any(latin[PEOPLE // 10 :])


def test_given_names_fit_the_gender(drawn):
    _, given, female = drawn
    women = {name for name, is_female in zip(given, female, strict=True) if is_female}
    assert "芳" in women
    assert "强" not in women
    assert "James" not in women


def test_every_name_is_mistyped_into_another_one(book):
    same = [name for name, wrong in zip(book.given, book.given_mistyped, strict=True) if name == wrong]
    assert not same


def test_every_chinese_name_can_be_written_in_gbk(book):
    for name in (*book.family[: book.chinese_families], *book.given, *book.given_mistyped):
        assert name.encode("gbk")


def test_pinyin_is_what_an_address_may_hold(book):
    assert all(p.isascii() and p.isalpha() and p.islower() for p in (*book.family_pinyin, *book.given_pinyin))
