"""Looking at a window as someone does who cannot see it, who has no mouse, or who needs large type."""
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from .keyboard import CTRL, NONE, Keyboard

SPEAKING = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QGroupBox, QLineEdit, QMenu, QPlainTextEdit,
            QProgressBar, QTabBar, QTextEdit)
"""What does something or holds something: each needs a name."""
COMPOSING = ((Qt.Key.Key_Return, NONE), (Qt.Key.Key_Escape, NONE), (Qt.Key.Key_Tab, NONE), (Qt.Key.Key_Down, NONE),
             (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_K, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_F1, NONE))
"""Keys that mean something to a blank, a list, a box or the window."""
WRITTEN = (QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def called(widget: QWidget) -> str:
    """What a screen reader says for it."""
    if named := widget.accessibleName().strip():
        return named
    spoken = None if isinstance(widget, QComboBox) else QAccessible.queryAccessibleInterface(widget)   # its name is its value
    return spoken.text(QAccessible.Text.Name).strip() if spoken else ""


def where(widget: QWidget) -> str:
    """Which one it is, for whoever has to mend it."""
    chain = []
    at: QWidget | None = widget
    while at is not None and len(chain) < 4:
        chain.append(type(at).__name__ + (f"#{at.objectName()}" if at.objectName() else ""))
        at = at.parentWidget()
    return " in ".join(chain)


def inside(widget: QWidget) -> bool:
    """Whether Qt made it as a part of something else."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(parent, QTabBar | QComboBox | QAbstractSpinBox) or (parent and parent.objectName().startswith("qt_calendar")):
        return True
    if isinstance(widget, QAbstractItemView) and parent is not None and isinstance(parent.parentWidget(), QComboBox):
        return not widget.isVisible()         # a list that opens is named when it does
    return isinstance(widget, QAbstractButton) and isinstance(parent, QAbstractItemView | QLineEdit)


def nameless(top: QWidget) -> list[str]:
    """Everything that does or holds something and has no name, or one that is not Chinese."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if inside(widget) or not (isinstance(widget, SPEAKING) or reachable):
            continue
        if widget.focusProxy() is not None and not isinstance(widget, SPEAKING):
            continue
        if not CHINESE.search(name := called(widget)):
            found.append(f"{where(widget)}：{name!r}")
    return found


def reachable(top: QWidget) -> list[QWidget]:
    """What Tab should come to: everything in sight that takes the keys that way."""
    return [widget for widget in top.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
            and not (isinstance(widget, QRadioButton) and not widget.isChecked())      # arrows lead on from the chosen one
            and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled() and not inside(widget)]


def tabbed(top: QWidget, most: int = 200) -> list[QWidget]:
    """What Tab really comes to inside `top`, from where the keys are until it leaves or begins again."""
    seen: list[QWidget] = []
    for _ in range(most):
        now = QApplication.focusWidget()
        if now is None or not top.isAncestorOf(now) or now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return seen


def placed(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())


def backward(order: list[QWidget], top: QWidget) -> list[str]:
    """Steps that lead up, or to the left within a line, instead of on as one reads.

    Scrolling while Tab goes on moves everything: so places are taken inside `top`, at the end.
    """
    wrong = []
    for one, other in pairwise(order):
        a, b = placed(one, top), placed(other, top)
        same = a.center().y() in range(b.top(), b.bottom() + 1) or b.center().y() in range(a.top(), a.bottom() + 1)
        if (same and b.x() < a.x()) or (not same and b.center().y() < a.center().y()):
            wrong.append(f"{called(one)} → {called(other)}")
    return wrong


def composed(top: QWidget) -> Iterator[QWidget]:
    """Every blank in sight that an input method writes in, while it has the keys and letters are composed in it."""
    for blank in top.findChildren(QWidget):
        if isinstance(blank, WRITTEN) and blank.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) and not inside(blank) \
                and blank.isVisible() and blank.isEnabled():
            blank.setFocus()
            Keyboard.compose("zhi")
            yield blank
            Keyboard.compose("")


def disturbed(top: QWidget) -> list[str]:
    """Keys that do something while an input method composes: they close it, lead elsewhere, or change what stands there."""
    found = []
    for blank in composed(top):
        before = written(blank)
        for key, held in COMPOSING:
            QTest.keyClick(blank, key, held)
            if not top.isVisible() or QApplication.focusWidget() is not blank or written(blank) != before:
                found.append(f"{where(blank)}：{QKeySequence(key | held).toString()}")
                break
        if not top.isVisible():
            break
    return found


def written(blank: QWidget) -> str:
    match blank:
        case QPlainTextEdit() | QTextEdit():
            return blank.toPlainText()
        case QComboBox():
            return blank.currentText()
        case QLineEdit() | QAbstractSpinBox():
            return blank.text()
    raise TypeError(where(blank))


def cramped(page: QWidget) -> str:
    """What a page cannot do without, where it does not get it."""
    least = page.minimumSizeHint()
    fits = least.width() <= page.width() and least.height() <= page.height()
    return "" if fits else f"要 {least.width()}×{least.height()}，只有 {page.width()}×{page.height()}"


def clipped(top: QWidget) -> list[str]:
    """Words in sight that do not fit their place and cannot be read elsewhere (wrapped, or whole in the tooltip)."""
    return [f"{where(widget)}：{why}" for widget in [top, *top.findChildren(QWidget)]
            if widget.isVisible() and not widget.visibleRegion().isEmpty() for why in _cut(widget)]


def _rolls(widget: QWidget) -> bool:
    """Whether it stands in a table, which has a bar to move it into sight with."""
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QAbstractItemView):
        at = at.parentWidget()
    return at is not None


def _cut(widget: QWidget) -> Iterator[str]:
    wide, high = widget.width() + 1, widget.height() + 1
    seen = widget.visibleRegion().boundingRect().width() + 1
    if seen < widget.width() and isinstance(widget, (*SPEAKING, QLabel)) and not _rolls(widget):
        yield f"“{called(widget)}” 只露出 {seen}，宽 {widget.width()}"
    match widget:
        case QLabel() if widget.text() and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > high:
                yield f"“{widget.text()}” 要高 {widget.heightForWidth(widget.width())}，只有 {widget.height()}"
        case QLabel() if widget.text():
            hint = widget.sizeHint()
            if (hint.width() > wide and widget.text() not in widget.toolTip()) or hint.height() > high:
                yield f"“{widget.text()}” 要 {hint.width()}×{hint.height()}，只有 {widget.width()}×{widget.height()}"
        case QAbstractButton() if widget.text() and not inside(widget):
            needs = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, widget.text())
            if (needs.width() > wide and widget.text() not in widget.toolTip()) or needs.height() > high:
                yield f"“{widget.text()}” 要 {needs.width()}×{needs.height()}，只有 {widget.width()}×{widget.height()}"
        case QComboBox():
            needs = widget.fontMetrics().horizontalAdvance(widget.currentText())
            if needs + widget.fontMetrics().height() > wide and widget.currentText() not in widget.toolTip():
                yield f"“{widget.currentText()}” 要宽 {needs}，只有 {widget.width()}"
            if widget.fontMetrics().height() > high:
                yield f"“{widget.currentText()}” 太矮：{widget.height()}"
        case QLineEdit() if not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
            shown = widget.placeholderText() if not widget.text() else ""
            if widget.fontMetrics().height() > high:
                yield f"“{widget.text() or shown}” 太矮：{widget.height()}"
            if widget.fontMetrics().horizontalAdvance(shown) > wide and shown not in widget.toolTip():
                yield f"“{shown}” 要宽 {widget.fontMetrics().horizontalAdvance(shown)}，只有 {widget.width()}"
        case QTabBar() if widget.count():
            last = widget.tabRect(widget.count() - 1)
            if last.right() > wide:
                yield f"页签到 {last.right()}，只有 {widget.width()}"
