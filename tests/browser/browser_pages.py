"""What browser tests ask of every page: where its links lead, and what axe finds."""

import io
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from babel.messages.pofile import read_po
from playwright.sync_api import Error

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
# One of each kind is enough: the pages of all customers are one page.
_ONE_OF = ("/customers/", "/data/imports/", "/data/sources/")
_TREE = "/data/dictionary/"
_WORDS = {"new", "file", "views"}
_MOST = 60


def links_of(visitor, start):
    """Return the paths of the pages that can be reached from a page by links, one for each kind of object."""
    seen, waiting, kinds = [], [start], set()
    while waiting and len(seen) < _MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        try:
            answer = visitor.go(path)
        except Error as error:  # an address that gives a file
            if "Download is starting" not in str(error):
                raise
            continue
        if "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        seen.append(path)
        for link in visitor.page.eval_on_selector_all(
            "a[href]", "links => links.map(l => new URL(l.getAttribute('href'), document.baseURI).href)"
        ):
            parts = urlsplit(link)
            if not link.startswith(visitor.address) or "download" in parts.query or parts.path.startswith("/api/v1/"):
                continue
            kind = _kind(parts.path)
            if kind not in kinds:
                kinds.add(kind)
                waiting.append(parts.path)
    return seen


def settle(visitor):
    """Wait until what a page does by itself is done: its charts in view are drawn, its parts that come later are there."""
    visitor.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    visitor.page.wait_for_function("""() => document.readyState === "complete"
        && !document.querySelector(".htmx-request")
        && [...document.querySelectorAll("[data-drawn]")].every(chart => chart.querySelector("svg"))""")


def serious(visitor):
    """Return what axe-core finds on the page that is serious or critical."""
    visitor.page.evaluate(AXE.read_text("utf-8"))
    found = visitor.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def untranslated(visitor):
    """Return what a page in Chinese says in English although the catalogue has it in Chinese."""
    said = visitor.page.evaluate("""() => {
        const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const closest = walker.currentNode.parentElement.closest("script, style, code, pre, [lang=en]");
            if (!closest) texts.push(walker.currentNode.textContent.trim());
        }
        for (const e of document.querySelectorAll("[aria-label], [title], [placeholder]"))
            for (const name of ["aria-label", "title", "placeholder"]) texts.push(e.getAttribute(name) || "");
        return texts;
    }""")
    known = _catalogue()
    return sorted({f"in English: {text}" for text in said if known.get(text, text) != text})


@lru_cache(maxsize=1)
def _catalogue():
    file = files("zhike").joinpath("locale/zh_CN.po").read_bytes()
    single = [m for m in read_po(io.BytesIO(file)) if m.id and not m.pluralizable]
    return {str(m.id): str(m.string) for m in single if " " in str(m.id)}


def _kind(path):
    if path.startswith(_TREE):
        return _TREE + "/".join("*" for _step in path[len(_TREE) :].split("/"))
    for start in _ONE_OF:
        if path.startswith(start):
            first, *rest = path[len(start) :].split("/")
            is_word = first in _WORDS
            return start + "/".join([first if is_word else "*", *rest[:1]])
    return path
