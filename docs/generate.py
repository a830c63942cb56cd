"""Write the reference pages that are made from declarations: tables, fields, settings, commands; in English and Chinese.

`python docs/generate.py` writes them, `--check` says which are out of date (tests/test_docs.py calls it).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer

from zhike import pipeline
from zhike.cli import app
from zhike.cli.speaking import spoken
from zhike.collect import ENTITIES
from zhike.collect.entities import CHOICES, Field
from zhike.settings import Settings
from zhike.words import N_, _, use_language

HERE = Path(__file__).parent
SUFFIX = {"en": ".md", "zh": ".zh-CN.md"}
MADE = N_("This page is made from the declarations in the code by docs/generate.py.")


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    found = {}
    for language, suffix in SUFFIX.items():
        use_language(language)
        for name, (title, lines) in PAGES.items():
            twin = f"[中文]({name}.zh-CN.md)" if language == "en" else f"[English]({name}.md)"
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
            yield _row([f"`{c.name}`", c.type, _(c.unit), _(c.meaning), _("yes") if c.personal else ""])


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
    for f in fields(Settings):
        yield _row([f"`{f.name}`", f"`{getattr(Settings(), f.name)!r}`", _(f.metadata["help"])])


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
