"""What all tests share: the fixed shop, fresh copies of it, and the guards (no network, no words of the user's machine)."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import shop as cast
import zhike
from zhike import collect, pipeline
from zhike.collect.files import reading, worker
from zhike.simulate import simulate
from zhike.workspace import make_workspace

_LOCAL = {"127.0.0.1", "::1", "localhost"}

# The same examples every time: a test that fails on one machine fails on all.
settings.register_profile(
    "zhike", derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("zhike")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):  # noqa: ARG001 - the hook's signature
    """Let a test marked `alone` run while no other worker runs one: what it measures is the program, not its neighbour.

    Two locks, because whoever waits for all others must not wait for ever: a test passes the door and stays in the
    room; one that wants to be alone keeps the door closed until the room is empty, and until it has left itself.
    """
    alone = item.get_closest_marker("alone") is not None
    with Path(__file__).open() as door, Path(cast.__file__).open() as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOCAL:
            raise AssertionError(f"a test wanted to reach {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Speak English, whatever the machine speaks, and know no workspace from outside."""
    for name in [
        n for n in os.environ if n.startswith("ZHIKE_") and n not in {"ZHIKE_REALDATA", "ZHIKE_TEST_POSTGRESQL"}
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZHIKE_LANG", "en")
    zhike.words.use_language(None)
    yield
    zhike.words.use_language(None)


def _read_here(job, *, name, limits, progress, stop=None):  # noqa: ARG001 - the signature of the guarded process
    answer = worker._WORK[job["work"]](job, limits)
    return json.loads(json.dumps(answer))


@pytest.fixture
def reading_here(monkeypatch):
    """Read files in this process: the same code without the half second that a guarded process takes to start."""
    monkeypatch.setattr(reading, "_done", _read_here)


@pytest.fixture(scope="session")
def _built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cast")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_done", _read_here)
        patch.setenv("ZHIKE_LANG", "en")
        with cast.open_shop(folder / "shop", files=folder / "files"):
            pass
    return folder


@pytest.fixture(scope="session")
def shop(_built):
    """Return the shop of the fixed cast; for reading only."""
    with zhike.open(_built / "shop") as opened:
        yield opened


@pytest.fixture
def fresh_shop(_built, tmp_path, reading_here):  # noqa: ARG001 - asked for its effect
    """Return a copy of the shop that a test may change."""
    shutil.copytree(_built / "shop", tmp_path / "shop")
    with zhike.open(tmp_path / "shop") as opened:
        yield opened


@pytest.fixture(scope="session")
def _empty(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("empty") / "shop", cast.SETTINGS)


@pytest.fixture
def empty_shop(_empty, tmp_path, reading_here):  # noqa: ARG001 - asked for its effect
    """Return a workspace with nothing in it."""
    shutil.copytree(_empty, tmp_path / "empty")
    with zhike.open(tmp_path / "empty") as opened:
        yield opened


@pytest.fixture
def deliver(tmp_path):
    """Write a text as a file and import it: deliver(shop, text, into="orders")."""

    def write_and_load(shop, text, *, name="given.csv", **how):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return collect.load(shop, path, **how)

    return write_and_load


@pytest.fixture(scope="session")
def _company(tmp_path_factory):
    """Return the folder of the workspace of a small simulated company, with a run whose scores are shown."""
    home = tmp_path_factory.mktemp("company")
    made = simulate(home / "files", customers=1200, order_lines=12_000, seed=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_done", _read_here)
        patch.setenv("ZHIKE_LANG", "en")
        with zhike.make(home / "shop") as opened:
            for d in made.deliveries:
                collect.load(opened, d.path, into=d.entity, source=d.source, mapping=d.mapping)
            pipeline.run(opened, as_of=made.as_of)
    return home / "shop"


@pytest.fixture(scope="session")
def company(_company):
    """Return the simulated company, in which models have something to learn; for reading only."""
    with zhike.open(_company) as opened:
        yield opened


@pytest.fixture(scope="session")
def realdata():
    """Return the folder of the real data sets, or skip."""
    folder = Path(os.environ.get("ZHIKE_REALDATA") or Path(__file__).parents[2] / "shared/data")
    if not folder.is_dir():
        pytest.skip(f"no real data sets in {folder}: set ZHIKE_REALDATA")
    return folder


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """Return the SQLAlchemy URL of a PostgreSQL server that lives as long as the tests, on loopback only."""
    if given := os.environ.get("ZHIKE_TEST_POSTGRESQL"):
        yield given
        return
    programs = _postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (tests/install-services would install it)")
    folder, account = tmp_path_factory.mktemp("postgresql"), _account()
    if account:
        # The account must reach its folder through pytest's own, which are for root alone.
        for above in [folder, *folder.parents][:4]:
            above.chmod(above.stat().st_mode | 0o711) if above.owner() == "root" and above != Path("/tmp") else None  # noqa: S108 - only compared
        shutil.chown(folder, user=account)
    data, port = folder / "data", _free_port()
    _as(account, programs / "initdb", "-D", data, "-U", "zhike", "--auth=trust", "--encoding=UTF8", "--no-sync")
    said = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
    _as(account, programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", said, "start")
    try:
        yield f"postgresql+psycopg://zhike@127.0.0.1:{port}/postgres"
    finally:
        _as(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _postgresql_programs() -> Path | None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parts[-3]))
    found = [*(str(p) for p in newest_first), shutil.which("initdb")]
    return next((Path(p).parent for p in found if p and Path(p).with_name("pg_ctl").exists()), None)


def _account() -> str | None:
    """Return the account to run PostgreSQL under: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(account: str | None, *command: object) -> None:
    change = ["setpriv", f"--reuid={account}", "--clear-groups", "--"] if account else []
    done = subprocess.run(
        [*change, *map(str, command)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        pytest.skip(f"PostgreSQL does not start here: {(done.stderr or done.stdout).strip()[-300:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def waiting():
    """Wait until a condition holds, ten seconds at most."""

    def until(condition):
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "waited ten seconds for nothing"
            time.sleep(0.01)

    return until
