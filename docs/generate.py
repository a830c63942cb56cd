"""Write the reference pages that are made from declarations, from tables to the glossary; in English and Chinese.

`python docs/generate.py` writes them, `--check` says which are out of date (tests/test_docs.py calls it).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from zhike import explain, pipeline
from zhike.cli import app
from zhike.cli.speaking import spoken
from zhike.collect import ENTITIES
from zhike.collect.entities import CHOICES, Field
from zhike.explain import Definition, Definitions, Grid, Text
from zhike.settings import every_setting
from zhike.words import N_, _, language, unit, use_language

HERE = Path(__file__).parent
SUFFIX = {"en": ".md", "zh": ".zh-CN.md"}
MADE = N_("This page is made from the declarations in the code by docs/generate.py.")


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    found = {}
    for spoken_in, suffix in SUFFIX.items():
        use_language(spoken_in)
        for name, (title, lines) in PAGES.items():
            twin = f"[中文]({name}.zh-CN.md)" if spoken_in == "en" else f"[English]({name}.md)"
            found[HERE / f"{name}{suffix}"] = (
                "\n".join([f"# {_(title)}", "", f"{twin} · {_(MADE)}", "", *lines()]).rstrip() + "\n"
            )
    use_language(None)
    return found


def _tables() -> Iterator[str]:
    declared = pipeline.tables().values()
    yield from _rows([_("table"), _("what it holds")])
    yield from (_row([f"[{t.name}](#{t.name})", _(t.grain)]) for t in declared)
    for table in declared:
        key = _("key: {key}").format(key=", ".join(table.key))
        yield from (
            "",
            f"## {table.name}",
            "",
            _(table.grain),
            "",
            f"{key} · {_('room: {room}').format(room=table.room)}",
            "",
        )
        yield from _rows([_("column"), _("type"), _("unit"), _("meaning"), _("personal data")])
        for c in table.columns:
            yield _row([f"`{c.name}`", c.type, unit(c.unit), _(c.meaning), _("yes") if c.personal else ""])


def _fields() -> Iterator[str]:
    for entity in ENTITIES.values():
        key = _("key: {key}").format(key=", ".join(entity.key))
        yield from (f"## {entity.name}", "", _(entity.meaning), "", key, "")
        yield from _rows(
            [
                _("field"),
                _("kind"),
                _("meaning"),
                _("personal data"),
                _("when it is missing"),
                _("when it cannot be read"),
            ]
        )
        for f in entity.fields:
            waits, stays = _("the row waits"), _("the field stays empty")
            fate = [waits if f.must else stays, waits if f.must or f.strict else stays]
            yield _row([f"`{f.name}`", _kind(f), _(f.meaning), _("yes") if f.personal else "", *fate])
        yield ""


def _kind(field: Field) -> str:
    """Return the kind, or the values that a choice may have."""
    _choice, _colon, name = field.kind.partition(":")
    return ", ".join(f"`{value}`" for value in CHOICES[name]) if name else field.kind


def _settings() -> Iterator[str]:
    yield from (_("They stand in zhike.toml; ZHIKE_NAME in the environment wins over the setting `name`."), "")
    yield from _rows([_("setting"), _("default"), _("meaning")])
    yield from (_row([f"`{name}`", f"`{default!r}`", _(meaning)]) for name, default, meaning in every_setting())


def _commands() -> Iterator[str]:
    yield from (_("Exit codes: 0 done, 1 a promise or check failed, 2 wrong use. Progress goes to standard error."), "")
    for name, command in _walk(spoken(typer.main.get_command(app)), "zhike"):
        yield from (f"## {name}", "", command.help, "", "```", _usage(command, name), "```", "")
        yield from _rows([_("parameter"), _("meaning")])
        for p in command.params:
            names = (
                [*p.opts, *p.secondary_opts] if p.param_type_name == "option" else [(p.metavar or p.name).strip("[]")]
            )
            yield _row([", ".join(f"`{n}`" for n in names), p.help])
        yield ""


def _walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for child, below in sorted(getattr(command, "commands", {}).items()):
        yield from _walk(below, f"{name} {child}")


def _usage(command: Any, name: str) -> str:
    return " ".join([name, *command.collect_usage_pieces(typer.Context(command, info_name=name))])


def _metrics() -> Iterator[str]:
    yield (
        _(
            "Every number of the first description: its formula, what is netted how, its edge cases, where it comes from, and what it does not tell."
        )
    )
    for chapter in explain.CHAPTERS:
        yield from ("", f"## {_(chapter.title) or chapter.key}", "")
        for part in chapter.parts:
            yield from (*_part(part), "")


def _part(part: Any) -> Iterator[str]:
    if isinstance(part, Text):
        yield _(part.says)
    elif isinstance(part, Grid):
        yield from _rows([_(c) for c in part.header])
        yield from (_row([_in_grid(c, part) for c in row]) for row in part.rows)
    elif all(d.name for d in part.items):
        stop = "：" if language() == "zh" else ". "
        yield from (f"- **{_(d.name)}**{stop}{_(d.says)}" for d in part.items)
    else:
        yield from _definitions(part)


def _definitions(part: Definitions) -> Iterator[str]:
    if part.name:
        yield from (f"**{_(part.name)}**", "")
    yield from _rows([_("column"), _("definition")])
    yield from (_row([_keys(d), _(d.says)]) for d in part.items)


def _keys(definition: Definition) -> str:
    return ("、" if language() == "zh" else ", ").join(f"`{key}`" for key in definition.keys)


def _in_grid(cell: str, grid: Grid) -> str:
    return f"{cell} {_(grid.names[cell])}" if cell in grid.names else _(cell)


def _glossary() -> Iterator[str]:
    yield _(
        "One word per thing, in code, tables, pages and messages, in both languages. A word that is not here is a plain one, or should be added."
    )
    yield from (
        "",
        _("The exact words of every number: {page}").format(page=f"[metrics](metrics{SUFFIX[language()]})"),
        "",
    )
    yield from (f"## {_('Words in use')}", "")
    here, there = ("chinese", "english") if language() == "zh" else ("english", "chinese")
    yield from _rows([_("word"), _("in the other language"), _("meaning")])
    yield from (_row([getattr(w, here), getattr(w, there), _(w.meaning)]) for w in explain.WORDS)
    yield from ("", f"## {_('Words we avoid')}", "")
    yield from _rows([_("not"), _("but")])
    yield from (_row([_(a.word), _(a.instead)]) for a in explain.AVOIDED)


def _rows(header: list[str]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


PAGES: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "tables": (N_("Tables"), _tables),
    "fields": (N_("Entities and fields"), _fields),
    "settings": (N_("Settings"), _settings),
    "commands": (N_("Commands"), _commands),
    "metrics": (N_("What each number means"), _metrics),
    "glossary": (N_("The words"), _glossary),
}


def main() -> int:
    """Write the pages, or say which are out of date."""
    made = pages()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        print(*(f"out of date: {p.name}; run: python docs/generate.py" for p in stale), sep="\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(made[path], "utf-8")
    print(f"{len(stale)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
