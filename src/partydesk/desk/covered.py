"""A number of somebody's own (证件号, 手机号码): its middle is covered until the clerk looks, or types another."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from ..catalogue import fields
from .editor import LineEditor
from .picker import Line
from .pieces import tool

SEE, COVER = "看完整的号码", "遮住中间几位"


class CoveredEditor(LineEditor):
    """A line with an eye. Typing over a covered number replaces the whole; ↓ shows it as the eye does."""

    def __init__(self, blank: fields.Text, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self._whole: str | None = None        # the number while it is covered
        self.eye = tool("", f"{SEE}：{blank.label}", self._look, tip=SEE, side=26, picture="eye")
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.hide()
        self.row.addWidget(self.eye)
        self.line.installEventFilter(_Keys(self))
        self.line.textEdited.connect(self._typed)

    def _line(self) -> Line:
        return Line()                         # what others have is not offered

    @property
    def is_covered(self) -> bool:
        return self._whole is not None

    def value(self) -> Any:
        return self.blank.read(self.draft())

    def put(self, value: Any) -> None:
        self.take(value or "")

    def draft(self) -> str:
        return self.line.text() if self._whole is None else self._whole

    def take(self, draft: Any) -> None:
        """Covered, as far as there is something to cover."""
        whole = str(draft or "")
        shown = self.blank.show(whole) if whole else ""
        self._whole = whole if shown != whole else None
        self.line.setText(shown)
        self.line.setCursorPosition(0)
        self._tell()

    def reveal(self, *, replacing: bool = False) -> None:
        """Show the number whole; `replacing`: what is typed next stands in its place."""
        if self._whole is not None:
            whole, self._whole = self._whole, None
            self.line.setText(whole)
            self._tell()
            if replacing:
                self.line.selectAll()

    def _look(self) -> None:
        if self.is_covered:
            self.reveal()
        else:
            self.take(self.line.text())

    def _typed(self, _: str) -> None:
        """However it was changed, what stands there counts; a number still half covered is refused."""
        self._whole = None
        self._tell()

    def _tell(self) -> None:
        says = SEE if self.is_covered else COVER
        self.eye.setToolTip(says)
        self.eye.setAccessibleName(f"{says}：{self.blank.label}")
        text = self.line.text()
        self.eye.setVisible(self.is_covered or self.blank.show(text) != text)


class _Keys(QObject):
    """Over a covered number, what would change it shows it first and replaces the whole."""

    def __init__(self, editor: CoveredEditor):
        super().__init__(editor)
        self._editor = editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._editor.is_covered:
            if isinstance(event, QInputMethodEvent) and (event.preeditString() or event.commitString()):
                self._editor.reveal(replacing=True)
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Down:
                    self._editor.reveal()
                    return True
                erases = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
                if erases or event.matches(QKeySequence.StandardKey.Paste) or event.text().isprintable() and event.text():
                    self._editor.reveal(replacing=True)
        return False
