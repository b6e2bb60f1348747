"""One box over everything (Ctrl+K): what is typed is looked for at once, and Enter goes there.

The keys stay in the line; arrows and Tab move on the list. While an input method is composing, Enter and the arrows are
its own, and what is not yet written is not looked for.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    QThreadPool,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.shapes import ROLL
from ..office import Office, finding
from ..office.finding import Finder, Found, Group, To
from .commands import commands, go, tell_of, use, used
from .composing import ComposedLine
from .icons import icon
from .marking import written
from .pieces import Index, label, tool
from .theme import colour, px, room

if TYPE_CHECKING:
    from .window import Window

PICTURES = {finding.PEOPLE: "person", finding.BODIES: "body", finding.PLACES: "list", finding.ACTS: "right",
            finding.FIGURES: "sigma", finding.PAPERS: "page", finding.RECORDS: "text", finding.MANUAL: "help"}
BY_TARGET = {"kind": "list", "new": "add", "tab": "list", "figure": "sigma", "paper": "page", "manual": "help", "act": "right"}
WIDE, HIGH = 760, 560
EMPTY = ("输入姓名、名称、编号或正文里的词，拼音首字母也行（zs 就是张三）；\n"
         "日期可以写 0612、6月、2025-03；几个词用空格隔开，须都符合。")
HINT = "查找人员、记录、数据项、文书、手册，或要做的事"
KEYS = "↑↓ 选择　Enter 打开　Esc 关闭"
MORE = "more"


@dataclass(frozen=True)
class Row:
    """A line of the list: the name of a group, or something found."""

    head: str = ""
    found: Found | None = None


class Rows(QAbstractListModel):
    """What was found, with the names of the groups between."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.rows: list[Row] = []

    def put(self, groups: list[Group]) -> None:
        self.beginResetModel()
        self.rows = []
        for group in groups:
            self.rows.append(Row(head=group.label))
            self.rows += [Row(found=found) for found in group.found]
            if group.more:
                self.rows.append(Row(found=Found(group.label, f"再列一些{group.label}…", To(MORE, group.label))))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.head or (row.found.called if row.found else "")
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.head or (row.found.spoken if row.found else "")
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].head:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _RowPainter(QStyledItemDelegate):
    """A find in one line: a picture, its name with what was meant in it marked; what, where and when at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        return QSize(px(200), given.fontMetrics.height() + (room(10) if row.head else room(13)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        if row.found is None:
            painter.setPen(colour("soft"))
            small = QFont(given.font)
            small.setPointSizeF(given.font.pointSizeF() * 0.9)
            painter.setFont(small)
            painter.drawText(given.rect.adjusted(px(14), px(4), -px(14), 0),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.head)
        else:
            self._found(painter, given, row.found, bool(given.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _found(self, painter: QPainter, given: Any, found: Found, chosen: bool) -> None:
        area: QRect = given.rect
        if chosen:
            painter.fillRect(area, colour("tint"))
            painter.fillRect(QRect(area.left(), area.top(), px(3), area.height()), colour("accent"))
        elif given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, colour("hover"))
        side = px(16)
        picture = BY_TARGET.get(found.to.what) or PICTURES.get(found.group, "text")
        icon("more" if found.to.what == MORE else picture, "soft").paint(
            painter, QRect(area.left() + px(14), area.center().y() - side // 2 + 1, side, side))
        left, right = area.left() + px(14) + side + px(10), area.right() - px(14)
        metrics: QFontMetrics = given.fontMetrics
        aside = " · ".join(part for part in (found.where, found.when) if part)
        if chosen and found.related:
            aside += "　→ 相关记录"
        painter.setPen(colour("soft"))
        spare = right - left - metrics.horizontalAdvance(found.called) - px(24)
        aside = metrics.elidedText(aside, Qt.TextElideMode.ElideMiddle, max(spare, (right - left) // 2))
        painter.drawText(QRect(left, area.top(), right - left, area.height()),
                         Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, aside)
        room_left = right - left - metrics.horizontalAdvance(aside) - px(16)
        soft = found.to.what == MORE
        used = written(painter, given.font, QRect(left, area.top(), room_left, area.height()), found.called, found.marks,
                        "soft" if soft else "ink")
        if found.excerpt and room_left - used > px(90):
            written(painter, given.font, QRect(left + used + px(12), area.top(), room_left - used - px(12), area.height()),
                     found.excerpt, found.excerpt_marks, "soft")


class FindLine(ComposedLine):
    """Where it is typed; `moved` tells steps on the list, `taken` Enter, `into` the way to what is related, `out` back."""

    moved = Signal(int)
    taken = Signal()
    into = Signal()
    out = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("findLine")
        self.setAccessibleName("查找")
        self.setPlaceholderText(HINT)

    def event(self, event: QEvent) -> bool:
        """While the box is open its keys are its own, not those of the page below; only F1 goes on."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) \
                and not event.matches(QKeySequence.StandardKey.HelpContents):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.composing \
                and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.moved.emit(8 if event.key() == Qt.Key.Key_PageDown else -8)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.taken.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_K if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.selectAll()
            case Qt.Key.Key_Right if self.cursorPosition() == len(self.text()) and not self.hasSelectedText():
                self.into.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Backspace if not self.text():
                self.out.emit()
            case _:
                super().keyPressEvent(event)


class FindBox(QWidget):
    """The box, over the whole window. Closing it gives the keys back to whoever had them."""

    def __init__(self, office: Office, window: Window):
        super().__init__(window)
        self.setAccessibleName("查找")
        self._window = window
        self.finder = Finder(office, [command.act for command in commands(window).values()], used(office.place))
        self._stale = True
        self._scope: Found | None = None
        self._kept = ""
        self._many = ""
        self._before: QWidget | None = None
        self._draw()
        self.hide()

    def _draw(self) -> None:
        self.card = QFrame(self)
        self.card.setObjectName("card")
        self.line = FindLine()
        self.line.textChanged.connect(self._typed)
        self.line.moved.connect(self._move)
        self.line.taken.connect(self._take)
        self.line.into.connect(self._into)
        self.line.out.connect(self._out)
        self.line.left.connect(self._escape)
        self.whose = label("", "tag", "正在看谁的记录")
        self.whose.hide()
        close = tool("×", "关闭查找", self.close_box, tip="关闭（Esc）", side=26)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.top = QHBoxLayout()
        self.top.addWidget(self.whose)
        self.top.addWidget(self.line, 1)
        self.top.addWidget(close)
        self.model = Rows(self)
        self.list = QListView()
        self.list.setObjectName("found")
        self.list.setAccessibleName("找到的")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_RowPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._clicked)
        self.none = label("", "emptyHint", "没有找到时的说明", wrap=True, centred=True)
        self.keys = label(KEYS, "soft", "按键说明")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self.top)
        column.addWidget(self.list, 1)
        column.addWidget(self.none, 1)
        column.addWidget(self.keys)
        self.setFocusProxy(self.line)

    # ── opening and closing ──────────────────────────────────────────────────────────────────────

    def open_box(self, of: Found | None = None) -> None:
        """Over the window, empty, with what was used last; or with the records that speak of someone."""
        if not self.isVisible():
            self._before = self._window.focusWidget()
        self._window.installEventFilter(self)
        self._fit()
        if self._stale:
            self._stale = False
            self.finder.forget([command.act for command in commands(self._window).values()])
            QThreadPool.globalInstance().start(self.finder.warm)
        self._scope, self._many = of, ""
        self.show()
        self.raise_()
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.look()

    def forget(self) -> None:
        """Something was changed: when the box is next opened, all is asked for anew."""
        self._stale = True

    def close_box(self) -> None:
        """Away, and the keys go back."""
        if not self.isVisible():
            return
        self._window.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def _escape(self) -> None:
        self._out() if self._scope is not None else self.close_box()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        parent = self._window
        self.setGeometry(parent.rect())
        self.top.setContentsMargins(px(12), px(10), px(8), px(6))
        self.top.setSpacing(px(8))
        self.none.setMargin(px(28))
        self.keys.setContentsMargins(px(14), px(5), px(14), px(7))
        wide = min(px(WIDE), parent.width() - px(40))
        top = min(px(58), parent.height() // 10)
        self.card.setGeometry((parent.width() - wide) // 2, top, wide, min(px(HIGH), parent.height() - top - px(24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = colour("ink" if colour("paper").lightness() > 128 else "shade")
        veil.setAlpha(60)
        QPainter(self).fillRect(QRectF(self.rect()), veil)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_box()

    # ── looking ──────────────────────────────────────────────────────────────────────────────────

    def look(self) -> None:
        """What stands in the line, looked for."""
        typed = self.line.text()
        if self._scope is not None:
            groups = self.finder.related(self._scope.to, typed, bool(self._many))
        else:
            groups = self.finder.find(typed, date.today(), self._many)
        self.model.put(groups)
        self.list.scrollToTop()
        self._choose(1 if groups else -1)
        self.list.setVisible(bool(groups))
        self.none.setVisible(not groups)
        self.none.setText(self._nothing(typed))
        self.whose.setVisible(self._scope is not None)
        self.line.setPlaceholderText(HINT if self._scope is None else "在这些记录里再找")
        self._say()

    def _nothing(self, typed: str) -> str:
        typed = typed.strip()
        if self._scope is not None:
            of = self._scope.called
            return f"写到“{of}”的记录里没有“{typed}”。" if typed else f"还没有写到“{of}”的记录。"
        return f"没有找到“{typed}”。少写一个字、换个词，或用拼音首字母试试。" if typed else EMPTY

    def _say(self) -> None:
        """What the keys do here; of a person, how the rolls stand."""
        if self._scope is None:
            found = self._row().found
            self.keys.setText("↑↓ 选择　Enter 打开　→ 相关记录　Esc 关闭" if found is not None and found.related else KEYS)
            return
        self.whose.setText(f"{self._scope.called}的记录")
        self.keys.setText(standing(self.finder, self._scope) + "　Enter 打开　← 返回")

    def _typed(self, _: str) -> None:
        self._many = ""
        self.look()

    def _row(self) -> Row:
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else Row()

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row, 0) if 0 <= row < len(self.model.rows) else QModelIndex())
        if row == 1:
            self.list.scrollToTop()

    def _move(self, steps: int) -> None:
        """So many finds on; from the last one to the first."""
        rows = [n for n, row in enumerate(self.model.rows) if not row.head]
        if not rows:
            return
        now = self.list.currentIndex().row()
        at = rows.index(now) if now in rows else -1
        to = (at + steps) % len(rows) if abs(steps) == 1 else min(max(at + steps, 0), len(rows) - 1)
        self._choose(rows[to])
        self._say()

    # ── going ────────────────────────────────────────────────────────────────────────────────────

    def _clicked(self, index: QModelIndex) -> None:
        if not self.model.rows[index.row()].head:
            self._choose(index.row())
            self._take()

    def _take(self) -> None:
        found = self._row().found
        if found is None:
            return
        if found.to.what == MORE:
            at = self.list.currentIndex().row()
            self._many = found.to.name
            self.look()
            self._choose(min(at, len(self.model.rows) - 1))
            return
        use(self.finder.office.place, self.finder.remember(found.to))
        told = standing(self.finder, found) if found.related else ""
        self.close_box()
        go(self._window, found.to)
        if found.related:
            tell_of(self._window, found, told)

    def _into(self) -> None:
        found = self._row().found
        if found is not None and found.related and self._scope is None:
            self._scope, self._many = found, ""
            self._kept = self.line.text()
            self.line.blockSignals(True)
            self.line.clear()
            self.line.blockSignals(False)
            self.look()

    def _out(self) -> None:
        if self._scope is not None:
            self._scope, self._many = None, ""
            self.line.setText(self._kept)
            self.look()


def standing(finder: Finder, of: Found) -> str:
    """How often someone stands on a roll: 到会 23 次，请假 2 次."""
    if finder.office.catalogue.kind(of.to.name).shape != "person":
        return ""
    from ..office.sought import attended
    numbers = attended(finder.office, of.to.id)
    return "，".join(f"{said} {numbers[status]} 次" for status, said in ROLL.items() if numbers.get(status))
