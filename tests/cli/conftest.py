"""The command line, called in this process (quick) or as a program (true)."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from zhike.cli import app
from zhike.errors import ZhikeError


class Said:
    """What a command answered."""

    def __init__(self, code, out, err=""):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def zhike_(reading_here):  # noqa: ARG001 - asked for its effect
    """Run a command in this process: zhike_("tables", "-w", folder)."""

    def run(*words):
        done = CliRunner().invoke(app, [str(w) for w in words])
        if isinstance(done.exception, ZhikeError):
            return Said(done.exception.exit_code, done.stdout, str(done.exception))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def program(tmp_path):
    """Run the program itself."""

    def run(*words, stdin=None, **environment):
        command = [sys.executable, "-m", "zhike.cli", *map(str, words)]
        env = {**os.environ, "ZHIKE_LANG": "en", **environment}
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            cwd=tmp_path,
            env=env,
            input=stdin,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run
