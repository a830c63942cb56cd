"""Reading can be ended from another thread."""

import threading
import time

import pytest

from zhike.collect.files import FileRefusedError, Stop, look, receive

HEAD = "a,b\n"


def test_what_is_stopped_before_it_begins_is_not_read(tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + "1,2\n")
    stop = Stop()
    assert look(tmp_path / "a.csv", stop=stop).columns == ("a", "b")
    stop.set()
    with pytest.raises(FileRefusedError):
        look(tmp_path / "a.csv", stop=stop)


def test_what_is_being_received_ends_at_once_and_leaves_nothing(tmp_path):
    # A quote in the middle of each value: the exact reader takes each line alone, which lasts.
    (tmp_path / "a.csv").write_text(HEAD + '1"x,2\n' * 2_000_000)
    stop, begun = Stop(), time.monotonic()
    layout = look(tmp_path / "a.csv")
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(FileRefusedError):
        receive(layout, columns={"a": "sku"}, to=tmp_path / "to", hash_key=b"k" * 32, stop=stop)
    assert time.monotonic() - begun < 20
    assert list((tmp_path / "to").iterdir()) == []
