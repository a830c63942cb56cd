"""Run the application on this machine: one process; several may serve one workspace."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from zhike import govern
from zhike.errors import ZhikeError
from zhike.settings import read_settings
from zhike.web.app import application
from zhike.words import N_, _
from zhike.workspace import open_workspace

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8321
_WAITING = 128


class PortTakenError(ZhikeError, OSError):
    """An address that another program listens at."""

    code = "port_taken"
    exit_code = 1
    sentence = N_("{host}:{port} is taken by another program. Name another port: zhike serve --port {next}")


def serve(
    folder: Path, *, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT, say: Callable[[str], None] = print
) -> None:
    """Serve a workspace until the process is told to end; say where, and how the first person signs in."""
    with _listening(host, port) as listener:
        shown = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{listener.getsockname()[1]}"  # noqa: S104 - only compared
        say(_("Zhike is at {address}. End it with Ctrl-C.").format(address=shown))
        if invitation := first_invitation(folder):
            say(_("Sign in for the first time, within three days: {link}").format(link=f"{shown}/join/{invitation}"))
        proxies = list(read_settings(folder).proxies)
        config = uvicorn.Config(
            application(folder), log_level="warning", access_log=False, server_header=False,
            proxy_headers=bool(proxies), forwarded_allow_ips=proxies,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listener])


def first_invitation(folder: Path) -> str:
    """Return the token of a one-time link while nobody can sign in yet, else ""."""
    with open_workspace(folder) as shop:
        if govern.has_people(shop.store):
            return ""
        return govern.first_link(shop.store, by=govern.actor_at_the_terminal())


def _listening(host: str, port: int) -> socket.socket:
    # Said to be TCP, so that asyncio sends small pieces at once (TCP_NODELAY): else each page waits 40 ms for the other side.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(host=host, port=port, next=port + 1) from error
    listener.listen(_WAITING)  # whoever opens the printed address at once waits for the start, and is not refused
    return listener


__all__ = ["DEFAULT_HOST", "DEFAULT_PORT", "first_invitation", "serve"]
