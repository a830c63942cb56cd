"""The demo: from the end of the installation to a filled overview in the browser within a minute."""

import os
import subprocess
import sys
import time

import pytest
from browser_server import PASSWORD, Server


@pytest.mark.alone
def test_the_demo_leads_to_a_filled_overview_within_a_minute(visit, tmp_path):
    started = time.monotonic()
    words = [sys.executable, "-m", "zhike.cli", "demo", "-w", str(tmp_path / "demo")]
    subprocess.run(words, check=True, capture_output=True, env={**os.environ, "ZHIKE_LANG": "en"}, timeout=60)
    server = Server(tmp_path / "demo")
    try:
        visitor = visit(server)
        visitor.go(server.link)
        visitor.page.fill("#name", "Zoe Lang")
        visitor.page.fill("#login", "zoe")
        visitor.page.fill("#password", PASSWORD)
        visitor.page.click("main button[type=submit]")
        visitor.page.wait_for_selector("[data-chart][data-drawn]")
        seconds = time.monotonic() - started
        assert "customers bought" in visitor.page.inner_text(".page-sentence")
        assert visitor.wrong == []
    finally:
        server.stop()
    assert seconds < 60, f"it took {seconds:.0f} s"
