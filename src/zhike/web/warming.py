"""What the first visitor after a run would wait for is made beforehand, in the background, as soon as a run is published."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from zhike import pipeline
from zhike.describe import directory
from zhike.describe.business import business
from zhike.errors import ZhikeError
from zhike.workspace import NoRunError, Workspace

_log = logging.getLogger("zhike.web.warming")
# How often to look whether another run is current; the look takes a fraction of a millisecond.
_EVERY_SECONDS = 2.0
# Periods of the overview that take long for whoever asks first.
_PERIODS = ("12m", "all")


@contextmanager
def warm(shop: Workspace) -> Iterator[None]:
    """Keep the pages of the current run ready while inside."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_ready, args=(shop, over), name="warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=30)


def _keep_ready(shop: Workspace, over: threading.Event) -> None:
    ready = ""
    while not over.is_set():
        try:
            run = shop.current_run()
            if run != ready:
                directory.prepare_first(shop, pipeline.tables())
                directory.prepare(shop, pipeline.tables())
                for period in _PERIODS:
                    business(shop, period)
                ready = run
        except NoRunError:
            pass
        except ZhikeError as error:  # a page that needs it will say so to whoever asks
            _log.warning("the pages could not be made ready: %s", error)
        over.wait(_EVERY_SECONDS)
