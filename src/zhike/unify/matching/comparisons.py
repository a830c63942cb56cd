"""Comparisons: in which ways two records can agree in one respect, from the same to not at all.

Each way is a condition on the `fields` of two records (`_l`, `_r`), the strongest first; the last way, "else", is what
none of them covers. Conditions are DuckDB's SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhike.words import N_

# What a household shares: place and phone for sure, the family name often, all else as strangers do.
SHARED_AT_HOME = ("place", "phone")


@dataclass(frozen=True)
class Level:
    """One way to agree.

    `frequency` names the field whose value's frequency says how much the agreement weighs: 王伟 less than 欧阳娜娜.
    `usual` is the share of this way among pairs of one person where the data says too little, seen in well-kept files.
    """

    label: str
    condition: str
    usual: float
    frequency: str = ""


@dataclass(frozen=True)
class Comparison:
    """One respect in which records are compared, with the fields that must be filled for it."""

    name: str
    label: str
    fields: tuple[str, ...]
    unknown: str
    levels: tuple[Level, ...]

    @property
    def usual(self) -> tuple[float, ...]:
        """The usual shares among pairs of one person, "else" first and the strongest way last."""
        return (1 - sum(w.usual for w in self.levels), *(w.usual for w in reversed(self.levels)))


def _missing(field: str) -> str:
    return f"{field}_l is null or {field}_r is null"


def _same(field: str) -> str:
    return f"{field}_l = {field}_r"


def _one_slip(field: str) -> str:
    """Return SQL: one letter differs, is missing, or has changed places with its neighbour."""
    # The plain distance, ten times as quick, is two at most then: the other is asked of few.
    one, other = f"{field}_l", f"{field}_r"
    return f"(case when levenshtein({one}, {other}) <= 2 then damerau_levenshtein({one}, {other}) <= 1 else false end)"


_NEAR_GIVEN = (
    f"({_one_slip('given')} or jaro_winkler_similarity(given_l, given_r) >= 0.9 "
    "or (length(given_l) = 1 and starts_with(given_r, given_l)) or (length(given_r) = 1 and starts_with(given_l, given_r)))"
)
_NEAR_FAMILY = f"({_one_slip('family')} or jaro_winkler_similarity(family_l, family_r) >= 0.9)"
_ONE_SLIP = f"(length(written_l) >= 3 and {_one_slip('written')})"
# Of two characters one is half the name: 王芳 and 王强 sound alike, and are two.
_NEAR_SOUND = (
    "(length(written_l) >= 3 and length(written_r) >= 3 and jaro_winkler_similarity(sounds_l, sounds_r) >= 0.93)"
)
# 王 (王女士 without her title) says no more than that it may be 王芳. Names of one word each were compared above.
_WORDS = (
    "(family_l = family_r and (given_l is null or given_r is null) "
    "or (contains(written_l, ' ') or contains(written_r, ' ')) "
    "and (list_has_all(string_split(written_l, ' '), string_split(written_r, ' ')) "
    "or list_has_all(string_split(written_r, ' '), string_split(written_l, ' '))))"
)
_LOCALITY = "(postcode_l = postcode_r or district_l = district_r or (district_l is null or district_r is null) and city_l = city_r)"
_NO_LOCALITY = "(coalesce(city_l, district_l, postcode_l) is null or coalesce(city_r, district_r, postcode_r) is null)"
_SWAPPED = "(year(birth_l) = year(birth_r) and month(birth_l) = day(birth_r) and day(birth_l) = month(birth_r))"

_NAME = Comparison(
    "name", N_("name"), ("written",), _missing("written"),
    (
        Level(N_("the same name"), _same("written"), 0.68, "written"),
        Level(N_("the same sound, in any order"), _same("sounds"), 0.08, "sounds"),
        Level(
            N_("nearly the same name"),
            f"{_same('family')} and {_NEAR_GIVEN} or {_same('given')} and {_NEAR_FAMILY} or {_ONE_SLIP} "
            f"or {_NEAR_SOUND}",
            0.1,
        ),
        Level(N_("one name has all words of the other"), _WORDS, 0.02),
        Level(N_("the same given name"), "given_l = given_r or given_l = family_r or family_l = given_r", 0.03, "given"),
        Level(N_("the same family name"), _same("family"), 0.03, "family"),
        Level(N_("a similar name"), "jaro_winkler_similarity(sounds_l, sounds_r) >= 0.8", 0.02),
    ),
)  # fmt: skip
_BIRTH = Comparison(
    "birth", N_("birth date"), ("birth",), _missing("birth"),
    (
        Level(N_("the same day"), _same("birth"), 0.9, "birth"),
        Level(N_("day and month swapped"), _SWAPPED, 0.02),
        Level(N_("one digit differs"), _one_slip("birth_digits"), 0.03),
    ),
)  # fmt: skip
_PHONE = Comparison(
    "phone", N_("phone"), ("phone",), _missing("phone"),
    (
        Level(N_("the same number"), _same("phone"), 0.8, "phone"),
        Level(N_("one digit differs"), _one_slip("digits"), 0.02),
    ),
)  # fmt: skip
_EMAIL = Comparison(
    "email", N_("e-mail"), ("email",), _missing("email"),
    (
        Level(N_("the same address"), _same("email"), 0.75, "email"),
        Level(N_("the same before the @"), _same("mailbox"), 0.05, "mailbox"),
        Level(N_("one letter differs before the @"), f"length(mailbox_l) >= 5 and {_one_slip('mailbox')}", 0.05),
    ),
)  # fmt: skip
_PLACE = Comparison(
    "place", N_("address"), ("street", "city", "district", "postcode"),
    "coalesce(street_l, city_l, district_l, postcode_l) is null or coalesce(street_r, city_r, district_r, postcode_r) is null",
    (
        Level(N_("the same street and number"), f"{_same('street')} and ({_LOCALITY} or {_NO_LOCALITY})", 0.6, "street"),
        Level(N_("nearly the same street and number"), f"jaro_winkler_similarity(street_l, street_r) >= 0.92 and ({_LOCALITY} or {_same('city')})", 0.08),
        Level(N_("the same street and number elsewhere"), _same("street"), 0.03, "street"),
        Level(N_("the same district or postcode"), "district_l = district_r or postcode_l = postcode_r", 0.1, "district"),
        Level(N_("the same city"), _same("city"), 0.06, "city"),
        Level(N_("the same province"), _same("province"), 0.03, "province"),
    ),
)  # fmt: skip


def _number(name: str, label: str, *, slip: bool) -> Comparison:
    levels = [Level(N_("the same number"), _same(name), 0.93, name)]
    if slip:
        levels.append(Level(N_("one digit differs"), f"length({name}_l) >= 5 and {_one_slip(name)}", 0.02))
    return Comparison(name, label, (name,), _missing(name), tuple(levels))


_COMPANY = Comparison(
    "company", N_("company"), ("company",), _missing("company"),
    (
        Level(N_("the same company"), _same("company"), 0.75, "company"),
        Level(N_("nearly the same company"), "jaro_winkler_similarity(company_l, company_r) >= 0.9", 0.05),
    ),
)  # fmt: skip
_GENDER = Comparison(
    "gender", N_("gender"), ("gender",), _missing("gender"), (Level(N_("the same"), _same("gender"), 0.97),)
)

COMPARISONS: tuple[Comparison, ...] = (
    _NAME,
    _BIRTH,
    _PHONE,
    _EMAIL,
    _PLACE,
    _number("member_no", N_("member number"), slip=True),
    _number("national_id", N_("identity number"), slip=False),
    _number("wechat_id", N_("WeChat id"), slip=False),
    _COMPANY,
    _GENDER,
)


def usable(filled: Iterable[str]) -> tuple[Comparison, ...]:
    """Return the comparisons of which at least one field is filled somewhere."""
    there = set(filled)
    return tuple(c for c in COMPARISONS if there & set(c.fields))
