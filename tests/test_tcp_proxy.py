"""The proxy does to connections what its name for it says."""

import socket
import time

import pytest

from tests.redis_server import TcpServer
from tests.tcp_proxy import BLACK_HOLE, PASS, REFUSE, Fault, TcpProxy


class Echo(TcpServer):
    def talk(self, connection: socket.socket) -> None:
        while piece := connection.recv(65_536):
            connection.sendall(piece)


@pytest.fixture
def proxy():
    echo = Echo()
    with TcpProxy(echo.port) as proxy:
        yield proxy
    echo.close()


def connected(proxy: TcpProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), 2)


def echoed(connection: socket.socket, text: bytes, seconds: float = 2.0) -> bytes:
    """Return what comes back before the end or the time is over."""
    connection.settimeout(seconds)
    connection.sendall(text)
    answer = b""
    try:
        while len(answer) < len(text) and (piece := connection.recv(100)):
            answer += piece
    except TimeoutError:
        return answer + b" and nothing"
    return answer


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (PASS, b"hello world"),
        (Fault(after=5), b"hello"),
        (Fault(after=0), b""),
        (BLACK_HOLE, b" and nothing"),
        (Fault(after=5, end="hole"), b"hello and nothing"),
    ],
)
def test_answers_end_as_told(proxy, fault, answer):
    proxy.become(fault)
    with connected(proxy) as connection:
        assert echoed(connection, b"hello world", 0.3) == answer


def test_reset_is_a_reset(proxy):
    proxy.become(Fault(after=5, end="reset"))
    with connected(proxy) as connection:
        assert echoed(connection, b"hello world"[:5]) == b"hello"
        connection.sendall(b"world")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)


@pytest.mark.parametrize("fault", [Fault(delay=0.3), Fault(drip=0.03)])
def test_delay_and_drip_take_their_time(proxy, fault):
    proxy.become(fault)
    with connected(proxy) as connection:
        started = time.monotonic()
        assert echoed(connection, b"hello world") == b"hello world"
        assert time.monotonic() - started >= 0.29


def test_faults_come_and_go_while_connected(proxy):
    with connected(proxy) as connection:
        assert echoed(connection, b"one") == b"one"
        proxy.become(BLACK_HOLE)
        assert echoed(connection, b"two", 0.2) == b" and nothing"
        proxy.become(PASS)
        assert connection.recv(100) == b"two"
        proxy.become(REFUSE)
        assert connection.recv(100) == b""
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    proxy.become(PASS)
    with connected(proxy) as connection:
        assert echoed(connection, b"three") == b"three"
