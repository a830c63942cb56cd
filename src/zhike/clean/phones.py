"""Phone numbers → E.164: Chinese mobiles, landlines and 400 numbers in SQL, the rest of the world by libphonenumber."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import phonenumbers

from zhike.clean import countries
from zhike.clean.kind import Context, Form, Kind, Reading, literals, unreadable
from zhike.clean.sentinels import is_sentinel

# Between the number and the country it is dialled from, when the file has a country column.
BESIDE = "␟"

_PREFIX = r"(?:[(]?(?:[+]|00)?86[)]?[ -]?)?"
_MOBILE = rf"{_PREFIX}1[3-9][0-9](?:[ -]?[0-9]){{8}}(?:[.]0)?"
# Two-digit area codes and the provincial capitals' have eight digits, the others seven or eight.
_LANDLINE = rf"{_PREFIX}[(]?(?:0(?:10|2[0-9])[)]?[ -]?[2-9][0-9]{{3}}[ -]?[0-9]{{4}}|0[3-9][0-9]{{2}}[)]?[ -]?[2-9][0-9]{{2,3}}[ -]?[0-9]{{4}})"
_SERVICE = rf"{_PREFIX}(?:400|800)[ -]?[0-9](?:[ -]?[0-9]){{6}}"
_NUMBERS_OF_NOBODY = frozenset(
    {"13800138000", "13800000000", "13000000000", "13900000000", "18888888888", "13333333333", "12345678901"}
)

# 310/246-1501 and 030/12345678: what stands before the slash is an area, too short for a number of its own.
_AREA_SLASH = re.compile(r"^([+(]?[+\d][\d ]{1,4}\)?) ?/ ?(?=\d)")
_EXTENSION = re.compile(r"(?:\s*(?:转|分机|ext\.?|x|#)\s*|(?<=\d{7})[-—]{1,2})\d{1,6}$", re.IGNORECASE)
_LABEL = re.compile(r"^(?:手机|电话|联系电话|固话|tel|phone|mobile|cell)\s*(?:号码?)?\s*[:.]?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[/;,、|]\s*(?=[+\d])|\s+(?=1[3-9]\d{9})")
# With fewer than nine decimals digits were lost, and whose number it was nobody knows.
_SCIENTIFIC = re.compile(r"\d\.\d+e\+1\d", re.IGNORECASE)


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the usual forms of Chinese numbers: mobiles in digits alone, mobiles, landlines, 400 numbers."""
    nobody = literals(_NUMBERS_OF_NOBODY)
    digits = f"regexp_replace(regexp_replace({x}, '[.]0$', ''), '[^0-9]', '', 'g')"
    national = f"regexp_replace({digits}, '^(?:00)?86|^0', '')"
    repair = f"CASE WHEN regexp_full_match({x}, '[+][0-9]+') THEN NULL WHEN regexp_matches({x}, '^[(]?[+]|^[(]?0086|^[(]?86[0-9 -]{{10}}') THEN 'reformatted' ELSE 'country_code_added' END"
    mobile = f"regexp_full_match({x}, '{_MOBILE}') AND right({digits}, 11) NOT IN {nobody}"
    landline = f"'+86' || regexp_replace({national}, '^0', '')"
    return (
        Form(
            f"regexp_full_match({x}, '1[3-9][0-9]{{9}}') AND {x} NOT IN {nobody}",
            f"'+86' || {x}",
            "'country_code_added'",
        ),
        Form(mobile, f"'+86' || right({digits}, 11)", repair),
        Form(f"regexp_full_match({x}, '{_LANDLINE}')", landline, repair),
        Form(f"regexp_full_match({x}, '{_SERVICE}')", f"'+86' || {national}", repair),
    )


def read(text: str, _context: Context) -> Reading:
    """Read a number with extension, label or several numbers, of any country (of the country beside it, else China)."""
    text, _, country = text.partition(BESIDE)
    if is_sentinel(text.strip()) or "".join(filter(str.isdigit, text))[-11:] in _NUMBERS_OF_NOBODY:
        return Reading(repair="sentinel")
    bare, repair = _bare(text.strip())
    region = countries.code_of(country) or "CN"
    number = _number(bare, region=region) or _number(bare, region="CN")
    if number is None:
        return unreadable("bad_phone")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    added = "reformatted" if bare.lstrip("(").startswith(("+", "00")) else "country_code_added"
    return Reading(written, repair or (None if text == written else added))


def _bare(text: str) -> tuple[str, str | None]:
    """Return the first number of a text without label and extension, and the code of what was taken off."""
    if _SCIENTIFIC.fullmatch(text):
        return (_written_out(text) if len(text) >= len("1.381234567E+10") else ""), "scientific"
    whole = _AREA_SLASH.sub(r"\1-", _LABEL.sub("", text).removesuffix(".0"))
    first = _SEVERAL.split(whole)[0]
    bare = _EXTENSION.sub("", first)
    if first != whole:
        return bare, "several"
    return bare, "extension" if bare != first else None


def _written_out(text: str) -> str:
    try:
        return str(int(Decimal(text)))
    except InvalidOperation:
        return text


def _number(text: str, *, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    number.extension = None
    return number if phonenumbers.is_valid_number(number) else None


KIND = Kind(read=read, forms=forms, beside="country")
