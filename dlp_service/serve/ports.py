"""The address of the service: read, looked up, and reserved before any process starts.  Imports no gRPC."""

from __future__ import annotations

import ipaddress
import socket

from dlp_service.errors import ConfigError


def parse_address(text: str) -> tuple[str, int]:
    """
    Return the host and port of `HOST:PORT` or `[IPV6]:PORT`.

    >>> parse_address("[::1]:0")
    ('::1', 0)

    Raises:
        ConfigError: it has another form.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"{text!r} is not HOST:PORT", source="listen")
    return host.removeprefix("[").removesuffix("]"), int(port)


def format_address(host: str, port: int) -> str:
    """Return `HOST:PORT`, an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reserve_port(listen: str) -> socket.socket:
    """
    Bind the address so that all server processes can join it and nobody else can take it.

    The socket never listens, so no connection goes to it.  Port 0 becomes a real one here, once.

    Raises:
        ConfigError: the address is malformed, unknown or in use, also by another service of this kind.
    """
    host, port = parse_address(listen)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        if port:  # joining a port is silent: look first whether anybody listens there
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        sock = socket.socket(family, kind, protocol)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(address)
    except OSError as error:
        raise ConfigError(f"cannot listen on {listen}: {error.strerror}", source="service") from None
    return sock


def is_loopback(sock: socket.socket) -> bool:
    """
    Say whether a bound socket can be reached from this machine only.

    >>> with reserve_port("127.0.0.1:0") as sock:
    ...     is_loopback(sock)
    True
    """
    return ipaddress.ip_address(sock.getsockname()[0].partition("%")[0]).is_loopback
