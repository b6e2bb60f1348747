"""A keyboard that counts: every key goes through the window as a real one does, Chinese through an input method.

The rule of counting: each key that is pressed counts one, so Ctrl+N is two. A word of Chinese costs the letters of its
pinyin, and one more key to choose it among the candidates; the words are those of the list that is given.
"""
from __future__ import annotations

from pypinyin import lazy_pinyin
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

NONE, CTRL, SHIFT, ALT = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
                          Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)


class Keyboard:
    """Presses keys into a window, and counts them."""

    def __init__(self, window: QWidget):
        self._window = window
        self.pressed = 0
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window, 3000)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        self.pressed += 1 + sum(bool(held & one) for one in (CTRL, SHIFT, ALT))
        QTest.keyClick(self._window.windowHandle(), key, held)
        QApplication.processEvents()

    def enter(self, held: Qt.KeyboardModifier = NONE) -> None:
        self.press(Qt.Key.Key_Return, held)

    def letters(self, text: str) -> None:
        for letter in text:
            self.pressed += 1
            QTest.keyClick(self._window.windowHandle(), letter)
            QApplication.processEvents()

    def words(self, text: str) -> None:
        """Chinese, its words apart by blanks: each is spelt, shown while it is composed, and chosen."""
        for word in text.split():
            spelt = "".join(lazy_pinyin(word))
            for at in range(1, len(spelt) + 1):
                self.compose(spelt[:at])
            self.pressed += len(spelt) + 1
            self.commit(word)

    @staticmethod
    def compose(letters: str) -> None:
        """What the input method shows before anything is chosen."""
        _send(QInputMethodEvent(letters, []))

    @staticmethod
    def commit(text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        _send(event)


def _send(event: QInputMethodEvent) -> None:
    focused = QApplication.focusWidget()      # offscreen, a closed list would keep the focus object
    assert focused is not None, "no blank has the cursor"
    QCoreApplication.sendEvent(focused, event)
    QApplication.processEvents()
