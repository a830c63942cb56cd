"""E-mail addresses: lower case, full-width signs folded. Slips in the domain are reported, not changed."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from zhike.clean.kind import Context, Kind, Reading, literals, unreadable

# Domains that are a slip of a large provider's: shown to a person, for gmial.com may also be somebody's own.
_SLIPS = """
    gmial.com gmai.com gamil.com gmil.com gmail.co gmail.cn gnail.com gmaill.com hotmial.com hotmai.com hotmil.com
    homail.com outlok.com outloook.com yaho.com yahooo.com yhaoo.com qq.co qq.cn qq.om qqq.com 163.co 163.cm 136.com
    126.co 1263.com sina.co foxmial.com icloud.co iclod.com"""
SLIPS = frozenset(_SLIPS.split())
_FILLERS = """
    test@test.com a@a.com aa@aa.com none@none.com no@no.com noemail@noemail.com na@na.com null@null.com xxx@xxx.com"""
_NOBODY = frozenset(_FILLERS.split())
_USUAL = r"[a-z0-9_]+(?:[._+-][a-z0-9_]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*[.])+[a-z]{2,24}"
_ANGLES = re.compile(r"[^<>]*<([^<>]+)>")
_SPECIAL = "(?:local|localhost|invalid|onion|arpa|con|comm|cmo|ocm|vom|test)"
_PLAIN = re.compile(rf"(?=.{{6,200}}$)(?=[^@]{{1,64}}@){_USUAL}", re.ASCII)
_SPECIAL_END = re.compile(rf"[.]{_SPECIAL}$")


def fast(x: str, _context: Context) -> str:
    """Return SQL: the address in lower case when its syntax is plain and its domain no known slip, else NULL."""
    low = f"lower({x})"
    usual = f"strlen({x}) <= 200 AND regexp_full_match({low}, '{_USUAL}') AND NOT regexp_matches({low}, '[.]{_SPECIAL}$|[._+-]@|^[^@]{{65}}')"
    return f"CASE WHEN {usual} AND split_part({low}, '@', 2) NOT IN {literals(SLIPS)} AND {low} NOT IN {literals(_NOBODY)} THEN {low} END"


def fast_repair(x: str, _context: Context) -> str:
    """Return SQL: lower_case where letters were in upper case."""
    return f"CASE WHEN {x} <> lower({x}) THEN 'lower_case' END"


def read(text: str, _context: Context) -> Reading:
    """Read an odd address by the rules of RFC 5321 and 5322, without asking the DNS."""
    bare, repair = _bare(text)
    if bare in _NOBODY:
        return Reading(repair="sentinel")
    address = _checked(bare)
    if address is None:
        return unreadable("bad_email")
    if is_slip(address.rpartition("@")[2]):
        return Reading(address, "suspicious")
    return Reading(address, repair or ("lower_case" if text != address else None))


def is_slip(domain: str) -> bool:
    """Return whether a domain is most probably a slip of the keyboard, or none that mail can reach."""
    return domain in SLIPS or _SPECIAL_END.search(domain) is not None


def _checked(address: str) -> str | None:
    """Return the address as it is to be kept, in lower case; None when it breaks the rules."""
    if _PLAIN.fullmatch(address):
        return address  # the library takes twenty times as long to say the same
    if "@" not in address:
        return None
    try:
        return validate_email(address, check_deliverability=False, strict=True).normalized.lower()
    except (EmailNotValidError, UnicodeError):
        return None


def _bare(text: str) -> tuple[str, str | None]:
    """Return the address without the name, the mailto: and the blanks around it, in lower case."""
    low = text.lower()
    if match := _ANGLES.fullmatch(low):
        return match[1].strip(), "brackets"
    low = low.removeprefix("mailto:").lstrip(" <\"'").rstrip(" ,;.>\"'")
    repaired = re.sub(r"\s*([@.])\s*", r"\1", low.replace("。", "."))
    return repaired, "spaces" if " " in low and " " not in repaired else ("full_width" if "。" in low else None)


KIND = Kind(read=read, fast=fast, fast_repair=fast_repair)
