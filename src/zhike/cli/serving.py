"""zhike serve, link: the pages in a browser, and the one-time link with which a person comes in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from zhike import govern
from zhike.cli.printing import Folder, Json, print_json, say, shop_in
from zhike.words import _


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("serve")(serve)
    app.command("link")(link)


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen at; 0 takes any.")] = 8321,
    workspace: Folder = None,
) -> None:
    """Show the workspace in the browser."""
    # The web's libraries take half a second to load, which no other command should wait for.
    from zhike import web

    folder = workspace or Path(os.environ.get("ZHIKE_WORKSPACE") or ".")
    web.serve(folder, host=host, port=port, say=say)


def link(
    address: Annotated[str, typer.Option("--address", help="Where the server is.")] = "http://localhost:8321",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Make a one-time link with which one person joins as an owner."""
    with shop_in(workspace) as shop:
        token = govern.first_link(shop.store, by=govern.actor_at_the_terminal())
    found = f"{address.rstrip('/')}/join/{token}"
    if json:
        print_json({"link": found})
    else:
        say(_("It works once, within three days: {link}").format(link=found))
