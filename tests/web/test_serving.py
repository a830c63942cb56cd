"""The server's own socket."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from zhike.web.serving import PortTakenError, _listening


def test_small_pieces_of_a_page_are_sent_at_once():
    async def accepted():
        made = asyncio.get_running_loop().create_future()

        def take(_reader, writer):
            made.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with _listening("127.0.0.1", 0) as listener:
            async with await asyncio.start_server(take, sock=listener):
                _reader, writer = await asyncio.open_connection(*listener.getsockname())
                found = await made
                writer.close()
                await writer.wait_closed()
        return found

    # A loop of its own in a thread of its own: the browser's tests leave one running in this one.
    with ThreadPoolExecutor(1) as own:
        assert own.submit(lambda: asyncio.run(accepted())).result() != 0


def test_a_port_that_is_taken_is_said_with_another():
    with _listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port + 1)):
            _listening("127.0.0.1", port)
