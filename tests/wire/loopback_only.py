"""Ends the process when Python code connects to anything but this machine."""

import ipaddress
import os
import sys

EXIT = 99


def is_local(address):
    """Say whether a socket address is a unix socket or on loopback."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


def install():
    """Watch every connection of this process from now on; an audit hook cannot be taken away again."""

    def watch(event, arguments):
        if event == "socket.connect" and not is_local(arguments[1]):
            sys.stderr.write(f"connects to {arguments[1]!r}\n")
            os._exit(EXIT)

    sys.addaudithook(watch)
