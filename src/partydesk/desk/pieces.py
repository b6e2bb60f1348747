"""The small pieces that windows are put together from, each with the name that a screen reader says."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QToolButton,
    QWidget,
)

from .composing import ComposedLine, ComposedText, Composing
from .theme import px

Index = QModelIndex | QPersistentModelIndex
SMALL, REFUSAL = "small", "refusal"


class Upright(QScrollArea):
    """Scrolls up and down only: never narrower than what it holds."""

    def __init__(self, says: str, held: QWidget):
        super().__init__(widgetResizable=True)
        self.setAccessibleName(says)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(held)

    def minimumSizeHint(self) -> QSize:
        least = self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return super().minimumSizeHint().expandedTo(QSize(least, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def label(text: str = "", look: str = "", says: str = "", *, wrap: bool = False, centred: bool = False,
          selectable: bool = False) -> QLabel:
    """Words on the window; `look` is a name in the style sheet."""
    made = QLabel(text)
    made.setObjectName(look)
    made.setAccessibleName(says)
    made.setWordWrap(wrap)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def refusal(says: str) -> QLabel:
    """Where it is said why something was not taken; unseen until then."""
    made = label("", REFUSAL, says, wrap=True)
    made.hide()
    return made


def button(text: str, act: Callable[[], object] | None = None, look: str = "", says: str = "", tip: str = "",
           *, default: bool = False, picture: str = "") -> QPushButton:
    """Something to press; `picture` is a name in icons.py."""
    made = QPushButton(text)
    made.setObjectName(look)
    made.setAccessibleName(says or text)
    made.setToolTip(tip)
    made.setDefault(default)
    if picture:
        _paint(made, picture, "onAccent" if look == "primary" else "accent" if look == "danger" else "ink")
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def offered(made: QAbstractButton, on: bool = True, refused: str = "") -> None:
    """A button that can be pressed; one that cannot says why, where there is something to say."""
    if made.property("tip") is None:
        made.setProperty("tip", made.toolTip())
    made.setEnabled(on and not refused)
    made.setToolTip(refused or str(made.property("tip")))


def tool(text: str, says: str, act: Callable[[], object] | None = None, look: str = SMALL, tip: str = "",
         side: int = 0, picture: str = "") -> QToolButton:
    """A small button; `side` makes it a square of so many pixels, `picture` is a name in icons.py."""
    made = QToolButton()
    made.setText(text)
    made.setObjectName(look)
    made.setAccessibleName(says)
    made.setToolTip(tip or (says if len(text) < 2 else ""))
    if side:
        made.setFixedSize(px(side), px(side))
    if picture:
        _paint(made, picture, "soft")
        if text:
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def _paint(made: QAbstractButton, picture: str, tone: str) -> None:
    from .icons import icon
    made.setIcon(icon(picture, tone))
    made.setIconSize(QSize(px(20 if made.text() else 16), px(16)))


def shortcut(keys: str | QKeySequence.StandardKey, where: QWidget, act: Callable[[], object], *, alone: bool = False,
             seen: bool = False) -> QShortcut:
    """Keys that do something while `where`, or (unless `alone`) anything in it, has them; `seen`: while it is in sight.

    The context is set afterwards: PySide6 6.8 passes over the one that is given to the constructor.
    """
    made = QShortcut(QKeySequence(keys), where)
    made.setContext(Qt.ShortcutContext.WindowShortcut if seen else Qt.ShortcutContext.WidgetShortcut if alone
                    else Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)
    return made


class _Roomy(QObject):
    """Makes a box higher when more is said in it than there is room for: nothing is squeezed or cut."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest) and isinstance(watched, QWidget):
            layout = watched.layout()
            if layout is not None and layout.hasHeightForWidth():
                wanted = min(layout.totalHeightForWidth(watched.width()), watched.screen().availableGeometry().height() - 60)
                if wanted > watched.height():
                    watched.resize(watched.width(), wanted)
        return False


def sized(box: QWidget, wide: int, high: int) -> None:
    """As large as this at the standard type, or as what is said in it wants, but never larger than the screen."""
    room = box.screen().availableGeometry()
    box.resize(min(px(wide), room.width() - 40), min(px(high), room.height() - 60))
    box.installEventFilter(_Roomy(box))


def centred(page: QWidget, inner: QLayout, wide: int) -> None:
    """What stands alone on a page: `wide` pixels at the standard type, a little above the middle."""
    frame = QWidget()
    frame.setFixedWidth(px(wide))
    frame.setLayout(inner)
    grid = QGridLayout(page)
    grid.addWidget(frame, 1, 1)
    for side, high in ((0, 2), (2, 3)):
        grid.setRowStretch(side, high)
        grid.setColumnStretch(side, 1)


def table(says: str, heads: Sequence[str], *, single: bool = False) -> QTableWidget:
    """A list to look at and choose from, line by line; nothing is typed in it. `single`: one line at a time."""
    made = QTableWidget(0, len(heads))
    made.setObjectName("card")
    made.setAccessibleName(says)
    made.setHorizontalHeaderLabels(list(heads))
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(made.fontMetrics().height() + px(14))
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    if single:
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    head = made.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    return made


def last_row(dialog: QDialog, go: QPushButton) -> QHBoxLayout:
    """The foot of a dialog: leave it, or `go`."""
    row = QHBoxLayout()
    row.addStretch(1)
    leave = button("取消", dialog.reject)
    leave.setAutoDefault(False)               # Enter goes on, wherever the keys are
    row.addWidget(leave)
    row.addWidget(go)
    return row


def line(says: str, hint: str = "", text: str = "", *, clear: bool = False) -> ComposedLine:
    """A line to type in."""
    made = ComposedLine(text)
    made.setAccessibleName(says)
    made.setPlaceholderText(hint)
    if clear:                                 # its picture is slow to come the first time
        QTimer.singleShot(60, made, lambda: made.setClearButtonEnabled(True))
    return made


def lines(says: str, hint: str = "", text: str = "") -> ComposedText:
    """Several lines to type in; Tab goes on to what follows."""
    made = ComposedText(text)
    made.setAccessibleName(says)
    made.setPlaceholderText(hint)
    made.setTabChangesFocus(True)
    return made


class Choices(Composing, QComboBox):
    """A list that opens."""

    def __init__(self, says: str, parent: QWidget | None = None, *, editable: bool = False):
        super().__init__(parent)
        self.setView(QListView())
        self.view().setAccessibleName(f"{says}的选项")
        self.setEditable(editable)
        self.setAccessibleName(says)
        self.setMaxVisibleItems(14)
        if (typed := self.lineEdit()) is not None:
            typed.setAccessibleName(says)


def choices(says: str, *, editable: bool = False) -> Choices:
    """A list that opens."""
    return Choices(says, editable=editable)


def chevron(says: str) -> QToolButton:
    """The small button at the end of a blank that opens what can be chosen."""
    button = tool("", says, tip=says.partition("：")[2], picture="down")
    button.setFixedSize(px(24), px(26))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
