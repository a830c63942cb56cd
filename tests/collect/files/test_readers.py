"""The reading processes: one for each file, forked by a parent that lives as long as Zhike and no longer."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zhike.collect.files import look, readers

PROC = Path("/proc")
pytestmark = pytest.mark.skipif(not (PROC / "self/task").is_dir(), reason="processes are looked at in /proc")


@pytest.fixture
def people(given):
    return given("id,name\n1,Ana\n2,Ben\n")


def parent(people):
    look(people)
    return readers._parents[0].process.pid


def lives(pid):
    """Whether a process is there and is not merely waiting to be buried."""
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true):
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def children(pid):
    return [int(child) for child in (PROC / f"{pid}/task/{pid}/children").read_text().split()]


def test_one_parent_serves_all_files_and_has_one_thread(people):
    first = parent(people)
    assert parent(people) == first
    assert len(list((PROC / f"{first}/task").iterdir())) == 1
    assert children(first) == []


def test_many_files_can_be_read_at_once(people):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(look, [people] * 24))
    assert {layout.columns for layout in found} == {("id", "name")}
    assert wait_until(lambda: children(readers._parents[0].process.pid) == [])


def test_a_parent_that_was_killed_is_replaced(people):
    first = parent(people)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: not lives(first))
    assert parent(people) != first


def test_a_reader_that_is_not_wanted_any_more_is_ended(people):
    first = parent(people)
    with readers.reader() as waiting:
        waiting.kill()
        assert waiting.status() == -signal.SIGKILL
    assert wait_until(lambda: children(first) == [])


@pytest.mark.parametrize("busy", [False, True])
def test_nothing_is_left_when_zhike_is_killed(given, tmp_path, busy):
    path = given("id,name\n" + '1,"A ""x"" b\n' * (400_000 if busy else 1))
    code = (
        "import sys, time\n"
        "from zhike.collect.files import look, readers\n"
        "with readers.reader() as one:\n"
        "    print(readers._parents[0].process.pid, flush=True)\n"
        f"{f'    look({str(path)!r})' if busy else '    time.sleep(0)'}\n"
        "    time.sleep(60)\n"
    )
    zhike = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    with zhike:
        pid = int(zhike.stdout.readline())
        assert wait_until(lambda: children(pid))
        family = [pid, *children(pid)]
        zhike.kill()
    assert wait_until(lambda: not any(map(lives, family)))


def test_the_parent_ends_with_its_children_when_it_is_killed(people):
    first = parent(people)
    with readers.reader() as waiting:
        assert wait_until(lambda: children(first))
        (child,) = children(first)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: not lives(child))
        assert waiting.status() == -signal.SIGKILL
