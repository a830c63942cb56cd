"""The words people read: English in the source, Chinese from the catalogue beside this file.

In: a language ("zh" or "en"). Out: `_`, which gives a sentence in that language, `ngettext`, which gives the one that goes with a
number, and `N_`, which marks one for later.
"""

from __future__ import annotations

import gettext
import io
import os
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "zh")

_language: ContextVar[str | None] = ContextVar("zhike_language", default=None)


def _(sentence: str) -> str:
    """Return the sentence in the language now in use."""
    if language() == "en" or not sentence:
        return sentence
    return _catalogue().gettext(sentence)


def ngettext(one: str, many: str, count: float) -> str:
    """Return the sentence about one thing, or the one about any other number, in the language now in use."""
    if language() == "en":
        return one if count == 1 else many
    # Chinese has one form; the catalogue keeps it under the pair.
    return _catalogue().ngettext(one, many, 0)


def sentences(*said: str) -> str:
    """Return sentences one after the other, without those that are empty: Chinese leaves no space between them."""
    return ("" if language() == "zh" else " ").join(part for part in said if part)


def unit(word: str) -> str:
    """Return a unit in the language now in use; as a unit a word may be another one than as a label ("events": 次)."""
    if language() == "en" or not word:
        return word
    return _catalogue().pgettext("unit", word)


def N_(sentence: str) -> str:  # noqa: N802 - the customary name for "translate later"
    """Return the sentence unchanged: marks a constant for the catalogue."""
    return sentence


def language() -> str:
    """Return "zh" or "en": what was set, else ZHIKE_LANG, else the locale of the environment."""
    chosen = _language.get()
    return chosen if chosen is not None else _from_environment()


def use_language(name: str | None) -> None:
    """Set the language of this context; None goes back to the environment's."""
    _language.set(name)


def _from_environment() -> str:
    for variable in ("ZHIKE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@lru_cache(maxsize=1)
def _catalogue() -> gettext.NullTranslations:
    # The .po is compiled in memory on first use: no binary file to build, ship or forget.
    text = files("zhike").joinpath("locale/zh_CN.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text)))
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
