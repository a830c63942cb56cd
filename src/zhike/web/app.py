"""The application: one workspace, its pages and its API, behind one defence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse

import zhike
from zhike import jobs
from zhike.web import api_docs, failures, statics
from zhike.web.defence import Defence
from zhike.web.pages import ROOMS, reports, sign_in
from zhike.web.warming import warm


def application(folder: str | Path, *, works: bool = True) -> FastAPI:
    """Return the application that serves a workspace; it opens the workspace when it starts and closes it at the end.

    One that `works` does jobs, too: a process can do those of one workspace only.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with zhike.open(folder) as shop, ExitStack() as stack:
            app.state.shop = shop
            stack.enter_context(warm(shop))
            if works:  # DBOS wants to be started and ended outside the event loop
                await to_thread.run_sync(stack.enter_context, jobs.at_work(shop))
            yield
            await to_thread.run_sync(stack.close)

    app = FastAPI(
        title="Zhike",
        version=zhike.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        default_response_class=JSONResponse,
    )
    app.add_middleware(GZipMiddleware, compresslevel=4)
    app.add_middleware(Defence)
    failures.add_to(app)
    statics.add_to(app)
    for router in (sign_in.router, reports.router, api_docs.router):
        app.include_router(router)
    for room in ROOMS:
        app.include_router(room.pages)
        app.include_router(room.api)
    return app
