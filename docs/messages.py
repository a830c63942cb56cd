"""Bring the catalogue up to date: every message of the source and of the declarations, no stale one; translations stay.

`python docs/messages.py` writes src/zhike/locale/zh_CN.po and names what has no translation yet (tests/test_catalogue.py
fails on one).
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

import zhike
from zhike import pipeline
from zhike.cli import app
from zhike.web.rendering import environment

HOME = Path(__file__).resolve().parents[1]
PO = Path(zhike.__file__).parent / "locale" / "zh_CN.po"
# What a unit's message begins with: gettext's own mark of a context, for "events" counts as 次 and is called 行为事件.
UNIT = "unit\x04"
# Between the two forms of a sentence about a number, as gettext itself keeps them.
FORMS = "\x00"
# How many arguments of a call are a message.
_TAKEN = {"_": 1, "N_": 1, "ngettext": 2}
# One date for all times: a file made twice from the same source is the same file.
_DAY = datetime(2025, 1, 1, tzinfo=UTC)


def messages() -> dict[str, list[str]]:
    """Return every English message with the files it stands in."""
    found: dict[str, list[str]] = {}
    for text, where in sorted({*_marked(), *_templates(), *_declared(), *_help(typer.main.get_command(app))}):
        found.setdefault(text, []).append(where)
    return found


def known() -> dict[str, str]:
    """Return the translations that the catalogue has."""
    if not PO.exists():
        return {}
    there = [m for m in read_po(io.BytesIO(PO.read_bytes())) if m.id]
    return {_key(m): m.string[0] if isinstance(m.string, tuple) else str(m.string) for m in there}


def written(translations: dict[str, str]) -> bytes:
    """Return the catalogue as it should stand in its file: all messages, with the translations there are."""
    catalogue = Catalog(
        "zh_CN", project="Zhike", version=zhike.__version__, creation_date=_DAY, revision_date=_DAY, fuzzy=False
    )
    catalogue.header_comment = (
        "# Chinese words of Zhike. Made by docs/messages.py; only the msgstr lines are for people."
    )
    for text, places in messages().items():
        one, *many = text.removeprefix(UNIT).split(FORMS)
        said = translations.get(text, "")
        catalogue.add(
            (one, *many) if many else one, (said,) if many else said, locations=[(where, 0) for where in places[:3]],
            context="unit" if text.startswith(UNIT) else None,
        )  # fmt: skip
    file = io.BytesIO()
    write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    return file.getvalue()


def _key(message: Message) -> str:
    """Return what a message of the catalogue is called here."""
    return (UNIT if message.context else "") + (FORMS.join(message.id) if message.pluralizable else str(message.id))


def _marked() -> Iterator[tuple[str, str]]:
    """Yield what the source marks with _, N_ and ngettext; by the tree, for Babel's own extractor overlooks what stands in f-strings."""
    for path in sorted([*HOME.glob("src/**/*.py"), *HOME.glob("docs/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _TAKEN:
                continue
            forms = [g.value for g in node.args[: _TAKEN[node.func.id]] if isinstance(g, ast.Constant) and g.value]
            if len(forms) == _TAKEN[node.func.id]:
                yield FORMS.join(map(str, forms)), path.relative_to(HOME).as_posix()


def _templates() -> Iterator[tuple[str, str]]:
    """Yield what the templates mark with _ and ngettext: the first argument of each call, or the first two."""
    for path in sorted(HOME.glob("src/**/templates/**/*.html")):
        tree = environment().parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name not in _TAKEN:
                continue
            forms = [given.value for given in call.args[: _TAKEN[call.node.name]] if isinstance(given, nodes.Const)]
            if len(forms) == _TAKEN[call.node.name]:
                yield FORMS.join(forms), path.relative_to(HOME).as_posix()


def _declared() -> Iterator[tuple[str, str]]:
    """Yield the grain of every table, the meaning and unit of every column."""
    for table in pipeline.tables().values():
        for text in (table.grain, *(t for c in table.columns for t in (c.meaning, c.unit and UNIT + c.unit) if t)):
            yield text, f"src/zhike/{table.room}/{table.name}.sql"


def _help(command: Any) -> Iterator[tuple[str, str]]:
    """Yield the help of a command, of its options, and of the commands below it."""
    texts = [command.help, *(getattr(p, "help", None) for p in command.params)]
    yield from ((text, "src/zhike/cli") for text in texts if text)
    for child in getattr(command, "commands", {}).values():
        yield from _help(child)


def main() -> int:
    """Write the catalogue and say what is missing."""
    translations = known()
    PO.write_bytes(written(translations))
    missing = [text for text in messages() if not translations.get(text)]
    stale = sorted(translations.keys() - messages().keys())
    print(
        f"{len(messages())} messages, {len(missing)} without a translation, {len(stale)} stale ones removed",
        *missing,
        sep="\n",
    )
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
