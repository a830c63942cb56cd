"""E-mail addresses: lower case, full-width signs folded. Slips in the domain are reported, not changed."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from zhike.clean.kind import Context, Form, Kind, Reading, literals, unreadable

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


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the usual forms: an address of plain syntax whose domain is no known slip; and one with capitals."""
    low = f"lower({x})"
    return (Form(_is_usual(x), x), Form(_is_usual(low), low, "'lower_case'"))


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


def _is_usual(x: str) -> str:
    """Return SQL: whether a text is an address that mail can reach, all in lower case."""
    domain = f"split_part({x}, '@', 2)"
    return (
        f"regexp_full_match({x}, '{_USUAL}') AND strlen({x}) <= 200 AND strpos({x}, '@') <= 65 AND NOT contains({x}, '_@') "
        f"AND NOT regexp_matches({x}, '[.]{_SPECIAL}$') AND {domain} NOT IN {literals(SLIPS)} AND {x} NOT IN {literals(_NOBODY)}"
    )


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


KIND = Kind(read=read, forms=forms)
