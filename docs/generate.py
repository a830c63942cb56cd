"""Write the reference pages that are made from declarations: tables, fields, settings, commands; in English and Chinese.

`python docs/generate.py` writes them, `--check` says which are out of date (tests/test_docs.py calls it).
"""

# ruff: noqa: INP001, T201 - a script, and printing is its work

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer

from zhike import pipeline
from zhike.cli import app
from zhike.collect import ENTITIES
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
        for name, lines in (
            ("tables", _tables()),
            ("fields", _fields()),
            ("settings", _settings()),
            ("commands", _commands()),
        ):
            found[HERE / f"{name}{suffix}"] = "\n".join(lines) + "\n"
    use_language(None)
    return found


def _head(title: str) -> list[str]:
    return [f"# {title}", "", f"*{_(MADE)}*", ""]


def _tables() -> Iterator[str]:
    yield from _head(_("Tables"))
    for table in pipeline.tables().values():
        yield from (
            f"## {table.name}",
            "",
            _(table.grain),
            "",
            _("key: {key}").format(key=", ".join(table.key)) + f" · {_('room')}: {table.room}",
            "",
        )
        yield from _rows([_("column"), _("type"), _("unit"), _("meaning"), _("personal data")])
        for c in table.columns:
            yield _row(
                [f"`{c.name}`", c.type, _(c.unit) if c.unit else "", _(c.meaning), _("yes") if c.personal else ""]
            )
        yield ""


def _fields() -> Iterator[str]:
    yield from _head(_("Entities and fields"))
    for entity in ENTITIES.values():
        yield from (
            f"## {entity.name}",
            "",
            _(entity.meaning),
            "",
            _("key: {key}").format(key=", ".join(entity.key)),
            "",
        )
        yield from _rows([_("field"), _("kind"), _("meaning"), _("personal data"), _("without it, or unreadable")])
        for f in entity.fields:
            fate = _("the row waits in quarantine") if f.must or f.strict else _("the field stays empty")
            yield _row([f"`{f.name}`", f.kind, _(f.meaning), _("yes") if f.personal else "", fate])
        yield ""


def _settings() -> Iterator[str]:
    yield from _head(_("Settings"))
    yield from (_("They stand in zhike.toml; ZHIKE_NAME in the environment wins over the setting `name`."), "")
    yield from _rows([_("setting"), _("default"), _("meaning")])
    for f in fields(Settings):
        yield _row([f"`{f.name}`", f"`{getattr(Settings(), f.name)!r}`", _(f.metadata["help"])])


def _commands() -> Iterator[str]:
    yield from _head(_("Commands"))
    yield from (_("Exit codes: 0 done, 1 a promise or check failed, 2 wrong use. Progress goes to standard error."), "")
    group = typer.main.get_command(app)
    for name, command in _walk(group, "zhike"):
        yield from (f"## {name}", "", _(command.get_short_help_str(400)), "", "```", _usage(command, name), "```", "")
        options = [p for p in command.params if p.name != "help"]
        if options:
            yield from _rows([_("parameter"), _("meaning")])
            for p in options:
                said = (
                    ", ".join(f"`{o}`" for o in p.opts)
                    if p.param_type_name == "option"
                    else f"`{p.human_readable_name}`"
                )
                yield _row([said, _(getattr(p, "help", "") or "")])
            yield ""


def _walk(command: object, name: str) -> Iterator[tuple[str, Any]]:
    for child_name, child in sorted(getattr(command, "commands", {}).items()):
        yield f"{name} {child_name}", child
        yield from _walk(child, f"{name} {child_name}")


def _usage(command: Any, name: str) -> str:
    return " ".join([name, *command.collect_usage_pieces(typer.Context(command, info_name=name))])


def _rows(header: list[str]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def main() -> int:
    """Write the pages, or say which are out of date."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        print(*(f"out of date: {p.name}; run: python docs/generate.py" for p in stale), sep="\n")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, "utf-8")
    print(f"{len(stale)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
