"""No word that a person reads is hard-wired: templates hold words within _() alone, scripts hold none at all."""

import re
from pathlib import Path

import pytest

import zhike

WEB = Path(zhike.__file__).parent / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static/js").glob("*.js"))
# Names that are the same in every language.
NAMES = {"CSV", "Excel", "Parquet", "API", "OpenAPI", "SQL", "RFM", "English", "Zhike", "JSON", "Esc", "Enter", "GET", "XLSX", "PNG", "Ctrl", "SHA"}  # fmt: skip
_TAGS = re.compile(r"<script\b.*?</script>|<style\b.*?</style>|<code\b.*?</code>|<[^>]*>", re.DOTALL)
_SAID = re.compile(r"""\b(?:aria-label|title|placeholder|alt)\s*=\s*"([^"]*)\"""")


def _plain(template):
    """Return a template without its expressions, statements and comments."""
    return re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "\0", template, flags=re.DOTALL)


def hard_wired(template):
    """Return the words of a template that stand outside expressions, in text or in attributes that are read out."""
    plain = _plain(template)
    # What a macro gives as an address is read by browsers, not by people.
    texts = [re.sub(r"(?<![\w<])[/?#][^\s<\"]*|\w+=\0", " ", _TAGS.sub(" ", plain)), *_SAID.findall(plain)]
    return [
        word for text in texts for word in re.findall(r"&?[A-Za-z]{2,}", text) if word not in NAMES and word[0] != "&"
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(WEB / "templates").as_posix())
def test_a_template_has_no_word_outside_the_catalogue(path):
    assert hard_wired(path.read_text("utf-8")) == []


def test_the_check_sees_words_in_text_and_in_attributes():
    assert hard_wired("<p>Hello {{ _('there') }}</p>") == ["Hello"]
    assert hard_wired('<input placeholder="Name" aria-label="{{ _(\'x\') }}">') == ["Name"]
    assert hard_wired("<code>select</code> <b>{{ _('x') }}</b> CSV &nbsp;") == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_says_nothing_of_its_own(path):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    said = re.findall(r"""["'`]([A-Z][a-z]+(?: [a-z]+)+[.!?]?)["'`]""", text)
    assert said == []
