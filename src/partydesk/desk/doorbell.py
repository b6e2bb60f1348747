"""One window for one office: whoever starts a second one rings at the first, which comes to the front."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ..office.seating import Sitter

PATIENCE = 2_000
"""Milliseconds that a window is given to answer."""
TOKEN = "XDG_ACTIVATION_TOKEN"
"""By which Wayland lets one program bring another to the front."""


class Doorbell(QObject):
    """The bell of a window; `call` is its name, hung up once the window stands."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self.call = f"partydesk-{uuid4().hex}"
        self._window = window

    def hang(self) -> None:
        """From now on it can be rung."""
        from PySide6.QtNetwork import QLocalServer  # not needed for the first window
        self._server = server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._rung)
        server.listen(self.call)

    def _rung(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(lambda visitor=visitor: self._answer(visitor))
            if visitor.bytesAvailable():
                self._answer(visitor)

    def _answer(self, visitor: QObject) -> None:
        said = bytes(visitor.readAll().data()).decode("utf-8", "replace").strip()  # type: ignore[attr-defined]
        visitor.write(b"here\n")  # type: ignore[attr-defined]
        visitor.flush()  # type: ignore[attr-defined]
        if said:
            os.environ[TOKEN] = said[:400].removeprefix("front").strip()
        QTimer.singleShot(0, self, lambda: to_front(self._window))


def ring(sitter: Sitter | None, patience: int = PATIENCE) -> bool:
    """Ask a window to come to the front; whether it answered."""
    if sitter is None or not sitter.call:
        return False
    if os.name == "nt":
        import ctypes
        ctypes.windll.user32.AllowSetForegroundWindow(sitter.pid)  # type: ignore[attr-defined,unused-ignore]
    import time

    from PySide6.QtNetwork import QLocalSocket
    until = time.monotonic() + patience / 1000
    while time.monotonic() < until:           # it may stand since a moment only
        socket = QLocalSocket()
        socket.connectToServer(sitter.call)
        if socket.waitForConnected(200):
            socket.write(f"front {os.environ.get(TOKEN, '')}\n".encode())
            socket.flush()
            answered = socket.waitForReadyRead(int(max(1, (until - time.monotonic()) * 1000)))
            socket.abort()
            return answered
        time.sleep(0.05)
    return False


def to_front(window: QWidget) -> None:
    """The window, and the box that stands open before it, where they are seen."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if (box := QApplication.activeModalWidget()) is not None:
        box.raise_()
        box.activateWindow()
    QApplication.alert(window)
    os.environ.pop(TOKEN, None)
