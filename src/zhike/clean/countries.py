"""Countries → ISO 3166 two-letter codes, by code or by name in Chinese and English.

The code, not a name: it joins with everything, and a page shows it in the reader's language. A name that no list has
("European Community") is kept as it is and reported as unrecognised.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from zhike.clean.kind import Context, Form, Kind, Reading
from zhike.clean.spellings import spelled

CHINESE = frozenset({"CN", "HK", "MO", "TW"})

_NAMES = {
    **dict.fromkeys(
        (
            "中国",
            "中国大陆",
            "中华人民共和国",
            "大陆",
            "内地",
            "prchina",
            "prc",
            "mainlandchina",
            "peoplesrepublicofchina",
            "china",
        ),
        "CN",
    ),
    **dict.fromkeys(("uk", "greatbritain", "england", "scotland", "wales", "britain", "英国"), "GB"),
    **dict.fromkeys(("eire", "republicofireland"), "IE"),
    **dict.fromkeys(("usa", "us", "america", "unitedstatesofamerica", "美国"), "US"),
    **dict.fromkeys(("rsa",), "ZA"),
    **dict.fromkeys(("korea", "southkorea", "republicofkorea", "韩国", "南韩"), "KR"),
    **dict.fromkeys(("hongkong", "香港", "中国香港", "hksar"), "HK"),
    **dict.fromkeys(("macau", "macao", "澳门", "中国澳门"), "MO"),
    **dict.fromkeys(("taiwan", "台湾", "中国台湾"), "TW"),
    **dict.fromkeys(("holland", "thenetherlands", "荷兰"), "NL"),
    **dict.fromkeys(("uae", "阿联酋"), "AE"),
    **dict.fromkeys(("czechrepublic",), "CZ"),
    **dict.fromkeys(("russia", "russianfederation", "俄国"), "RU"),
    **dict.fromkeys(("vietnam",), "VN"),
}


@lru_cache(maxsize=4096)
def code_of(text: str) -> str | None:
    """Return the ISO code of a country as people write it; None when it is not recognised."""
    return _known().get(spelled(text))


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: a code already, of the most usual ones."""
    return (Form(f"{x} IN ('CN', 'HK', 'TW', 'MO', 'US', 'GB', 'DE', 'FR', 'JP', 'KR', 'SG')", x),)


def read(text: str, _context: Context) -> Reading:
    """Read a country; unrecognised names stay."""
    code = code_of(text)
    if code is None:
        return Reading(text, "unrecognised")
    return Reading(code, None if code == text else "standard_word")


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    territories = {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}
    known = {spelled(name): code for code, name in territories.items()}
    known |= {spelled(Locale("zh").territories.get(code, code)): code for code in territories}
    known |= {
        old.lower(): new[0]
        for old, new in get_global("territory_aliases").items()
        if len(old) == 3 and new[0] in territories
    }
    return known | {code.lower(): code for code in territories} | _NAMES


KIND = Kind(read=read, forms=forms)
