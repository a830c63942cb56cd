"""A `zhike serve` in a process of its own."""

import os
import re
import subprocess
import sys
import time

import zhike
from zhike import govern

PASSWORD = "a long enough password"


class Server:
    """A `zhike serve` of its own: address, the one-time link it printed, and a way to end and start it again."""

    def __init__(self, folder):
        self.folder, self.link, self.process = folder, None, None
        self.start()

    def start(self, port=0):
        words = [sys.executable, "-m", "zhike.cli", "-w", str(self.folder), "serve", "--port", str(port)]
        environment = {**os.environ, "ZHIKE_LANG": "en", "PYTHONUNBUFFERED": "1"}
        self.log = self.folder.parent / f"{self.folder.name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=environment)
        self.address = self._said(r"at (http://\S+?)\. ")
        found = re.search(r"/join/\S+", self.log.read_text("utf-8"))
        self.link = self.address + found[0] if found else None
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def _said(self, pattern):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            said = self.log.read_text("utf-8")
            if found := re.search(pattern, said):
                time.sleep(0.3)  # the link follows in the next line
                return found[1]
            assert self.process.poll() is None, said
            time.sleep(0.05)
        raise AssertionError(f"the server said nothing: {said}")


def person_in(folder, *, login="ana", name="Ana Lima", role="owner"):
    """Let one more person sign in to a workspace."""
    with zhike.open(folder) as shop:
        token = govern.invite(shop.store, role=role, by=govern.Actor("the tests"))
        govern.joined(shop.store, token, name=name, login=login, password=PASSWORD)
