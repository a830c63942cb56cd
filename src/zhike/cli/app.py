"""The application: options that all commands share, and one place where errors become words and exit codes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import zhike
from zhike.cli import company, compute, deliveries, identity, models, profiles, promises, segments, serving, tags, why
from zhike.cli.printing import complain
from zhike.cli.speaking import asked_language, spoken, wrong_call
from zhike.errors import ZhikeError
from zhike.words import _, use_language

app = typer.Typer(
    name="zhike", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
for room in (company, deliveries, compute, profiles, identity, models, segments, tags, promises, serving, why):
    room.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        print(f"zhike {zhike.__version__}")
        raise typer.Exit


@app.callback()
def start(
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Folder of the workspace.", envvar="ZHIKE_WORKSPACE")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the words: en or zh.")] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Zhike 知客: know your customers, check every number, undo everything."""
    if lang is not None:
        if lang not in {"en", "zh"}:
            raise typer.BadParameter(_("{value!r} is neither en nor zh").format(value=lang), param_hint="--lang")
        use_language(lang)
    if workspace is not None:
        os.environ["ZHIKE_WORKSPACE"] = str(workspace)


def main() -> None:
    """Run the command line and leave with its exit code."""
    use_language(asked_language(sys.argv[1:]))
    try:
        sys.exit(spoken(typer.main.get_command(app)).main(prog_name="zhike", standalone_mode=False))
    except typer.TyperException as error:
        print(wrong_call(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except ZhikeError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
