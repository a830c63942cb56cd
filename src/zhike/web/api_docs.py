"""The page of the API: every address with its parameters and answers, from the same description that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from zhike.web.asking import Question
from zhike.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Address:
    """One address of the API."""

    method: str
    path: str
    room: str
    about: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class ApiPage:
    """All addresses of the API."""

    title: str
    addresses: tuple[Address, ...]


@router.get("/api/v1")
def api_page(ask: Question) -> Response:
    """Show the addresses of the API."""
    told: dict[str, Any] = ask.request.app.openapi()
    found = tuple(
        Address(
            method.upper(),
            path,
            (about.get("tags") or [""])[0],
            about.get("description") or about.get("summary", ""),
            tuple(p["name"] for p in about.get("parameters", ())),
        )
        for path, methods in told["paths"].items()
        for method, about in methods.items()
    )
    return render(ask, "api.html", ApiPage("API", found))
