"""Comparable fields: what of a record is held against another record's, each in the one form in which it is compared.

In: the relation `records`. Out: the table `fields` in the same session, one row per record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa

from zhike.clean.pinyin import sounds
from zhike.engine import Session
from zhike.unify.matching.nicknames import NICKNAMES

# Legal forms say nothing about which company it is; the longest come first.
_LEGAL_FORMS = (
    "股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|分公司|公司|集团|incorporated|corporation|limited|company|gmbh|"
    "inc|corp|ltd|llc|plc|co|ag|sa|bv|pty|srl"
)
# Characters that have a simplified form are among these.
_HAN = range(0x3400, 0xA000)


def _bare(field: str) -> str:
    """Return SQL: lower case, no accents."""
    # Chinese and plain Latin letters have no accents, and to see that is quicker than to look for them.
    return rf"case when regexp_matches({field}, '[^\x00-\x7f\p{{Han}}]') then strip_accents(lower({field})) else lower({field}) end"


def _plain(field: str) -> str:
    """Return SQL: the same, and what is neither letter nor digit parts words."""
    whole = f"replace(replace({_bare(field)}, '''', ''), '’', '')"
    return rf"nullif(trim(regexp_replace({whole}, '[^\p{{L}}\p{{N}}]+', ' ', 'g')), '')"


def _in_order(field: str) -> str:
    """Return SQL: the words of a text in the order of the alphabet."""
    return f"array_to_string(list_sort(string_split({field}, ' ')), ' ')"


# Each distinct name once: a million records have some hundred thousand. Reading (simplified, pinyin) comes from `readings`.
_NAMES = rf"""
create or replace temp table names as
with said as (select distinct name, family_name, given_name from records where coalesce(name, family_name, given_name) is not null),
read as (
    select s.*, coalesce(n.simplified, {_plain("coalesce(s.name, concat_ws(' ', s.given_name, s.family_name))")}) as whole, n.pinyin,
           coalesce(f.pinyin, {_plain("s.family_name")}) as family, coalesce(g.pinyin, {_plain("s.given_name")}) as given
    from said s
    left join readings n on s.name = n.text left join readings f on s.family_name = f.text left join readings g on s.given_name = g.text
)
select name, family_name, given_name, family,
       coalesce(k.full_form, given) as given, nullif(regexp_replace(whole, ' (?:{_LEGAL_FORMS})$|(?:{_LEGAL_FORMS})$', ''), '') as written,
       case when family is not null and given is not null then {_in_order("concat_ws(' ', family, given)")}
            else {_in_order("coalesce(pinyin, whole)")} end as sounds
from read left join nicknames k on split_part(given, ' ', 1) = k.short
"""

_FIELDS = rf"""
create or replace temp table fields as
select r.arrived as id, r.source, n.written, n.sounds, n.family, n.given, r.gender, r.birth_date as birth,
       strftime(r.birth_date, '%Y%m%d') as birth_digits, r.phone, r.digits, right(r.digits, 4) as last_four, left(r.digits, 7) as first_seven,
       lower(r.email) as email, nullif(split_part(lower(r.email), '@', 1), '') as mailbox,
       upper(r.member_no) as member_no, r.national_id, r.wechat_id,
       nullif(regexp_replace({_plain("r.company")}, ' ?(?:{_LEGAL_FORMS})$', ''), '') as company,
       nullif(regexp_replace({_bare("r.address")}, '[^\p{{L}}\p{{N}}]+', '', 'g'), '') as street, lower(r.province) as province, lower(r.city) as city,
       lower(r.district) as district, upper(r.postcode) as postcode
from (select *, right(regexp_replace(phone, '[^0-9]', '', 'g'), 11) as digits from records where listed) r
left join names n on r.name is not distinct from n.name and r.family_name is not distinct from n.family_name
                 and r.given_name is not distinct from n.given_name
"""


def comparable(session: Session) -> None:
    """Make the table `fields` (id, source, and the forms that comparisons use) from the relation `records`."""
    texts = session.arrow(
        r"select distinct text from (select unnest([name, family_name, given_name]) as text from records) where regexp_matches(text, '\p{Han}')",
        step="fields",
    )["text"].to_pylist()
    shorts = pa.table({"short": list(NICKNAMES), "full_form": list(NICKNAMES.values())})
    for name, made in (("readings", _readings(texts)), ("nicknames", shorts)):
        session.connection.register(name, made)
    session.sql(_NAMES, step="fields")
    session.sql(_FIELDS, step="fields")
    for name in ("readings", "nicknames"):
        session.connection.unregister(name)


def _readings(texts: list[str]) -> pa.Table:
    plain = _Simplified()
    simplified = [text.translate(plain) for text in texts]
    return pa.table(
        {
            "text": pa.array(texts, pa.string()),
            "simplified": pa.array(simplified, pa.string()),
            "pinyin": pa.array(sounds(simplified), pa.string()),
        }
    )


class _Simplified(dict[int, str]):
    """The simplified form of each character, by its code: names are read character by character."""

    def __missing__(self, code: int) -> str:
        converted = _converter()(chr(code)) if _HAN.start <= code < _HAN.stop else chr(code)
        self[code] = converted if len(converted) == 1 else chr(code)
        return self[code]


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    # Loading the dictionaries takes time that only this step needs.
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
