"""Who is on the session bus of this desktop: asked once, in one breath, and answered in time or not at all.

The program asks this before its window is made, so no library is loaded for it: the few words of the D-Bus protocol that
it takes are written here (D-Bus Specification 0.43: addresses, EXTERNAL, messages).
"""
from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

PATIENCE = 0.1
"""Seconds that the bus is waited for; a desktop answers in one or two thousandths."""
LARGEST = 1_000_000
"""Bytes of a message: what is longer is none of ours."""
BUS = "org.freedesktop.DBus"
CALL, RETURN, ERROR = 1, 2, 3
PATH, INTERFACE, MEMBER, DESTINATION = 1, 2, 3, 6


def names(environment: Mapping[str, str], patience: float = PATIENCE) -> frozenset[str] | None:
    """What the programs on the session bus are called; None where there is no bus, or it does not answer in time."""
    until = time.monotonic() + patience
    for place in places(environment):
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(patience)
                line.connect(place)
                return frozenset(_asked(line, until))
        except (OSError, ValueError, struct.error):
            continue
    return None


def places(environment: Mapping[str, str]) -> Iterator[str | bytes]:
    """Where the session bus listens: the sockets of its address; without an address, the usual one of this user."""
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    address = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    for one in (address or (f"unix:path={runtime}/bus" if runtime else "")).split(";"):
        sort, _, rest = one.partition(":")
        words = dict(word.partition("=")[::2] for word in rest.split(","))
        if sort == "unix" and "path" in words:
            yield unquote(words["path"])
        elif sort == "unix" and "abstract" in words:
            yield b"\0" + unquote(words["abstract"]).encode()
        elif sort == "unix" and words.get("runtime") == "yes" and runtime:
            yield f"{runtime}/bus"


def _asked(line: socket.socket, until: float) -> list[str]:
    """Who we are, good day, and who is there, sent together: the answers come in their order."""
    who = str(os.getuid()).encode().hex()
    line.sendall(f"\0AUTH EXTERNAL {who}\r\nBEGIN\r\n".encode() + message(1, "Hello") + message(2, "ListNames"))
    reader = _Reader(line, until)
    if not reader.said().startswith(b"OK"):
        raise ValueError("the bus does not take us in")
    returned = 0
    while True:
        sort, body, order = reader.message()
        if sort == ERROR:
            raise ValueError("the bus refuses")
        if sort == RETURN:
            returned += 1
            if returned == 2:                 # the first is the answer to good day
                return list(strings(body, order))


def message(serial: int, member: str) -> bytes:
    """A call of the bus itself, without arguments."""
    told = b""
    for code, sort, text in ((PATH, b"o", "/org/freedesktop/DBus"), (DESTINATION, b"s", BUS), (INTERFACE, b"s", BUS),
                             (MEMBER, b"s", member)):
        told += b"\0" * (-len(told) % 8) + bytes((code, 1)) + sort + b"\0"
        told += struct.pack("<I", len(text)) + text.encode() + b"\0"
    head = b"l" + bytes((CALL, 0, 1)) + struct.pack("<III", 0, serial, len(told)) + told
    return head + b"\0" * (-len(head) % 8)


def strings(body: bytes, order: str) -> Iterator[str]:
    """An array of texts, as a message has it."""
    [whole] = struct.unpack_from(f"{order}I", body)
    at, end = 4, 4 + whole
    while at < end:
        at += -at % 4
        [long] = struct.unpack_from(f"{order}I", body, at)
        yield body[at + 4:at + 4 + long].decode("utf-8", "replace")
        at += 4 + long + 1


class _Reader:
    """What comes over the line, piece by piece, for as long as there is time."""

    def __init__(self, line: socket.socket, until: float):
        self._line, self._until, self._here = line, until, b""

    def _more(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        came = self._line.recv(65536)
        if not came:
            raise ConnectionError("the bus has hung up")
        self._here += came

    def said(self) -> bytes:
        """A line of the greeting."""
        while b"\r\n" not in self._here:
            self._more()
            if len(self._here) > LARGEST:
                raise ValueError("no line")
        line, _, self._here = self._here.partition(b"\r\n")
        return line

    def _take(self, count: int) -> bytes:
        while len(self._here) < count:
            self._more()
        taken, self._here = self._here[:count], self._here[count:]
        return taken

    def message(self) -> tuple[int, bytes, str]:
        """The next message: its sort, its body, and the order of the bytes of a number."""
        head = self._take(16)
        order = "<" if head[:1] == b"l" else ">"
        body, _, fields = struct.unpack(f"{order}III", head[4:])
        if body > LARGEST or fields > LARGEST:
            raise ValueError("too long")
        self._take(fields + -fields % 8)
        return head[1], self._take(body), order
