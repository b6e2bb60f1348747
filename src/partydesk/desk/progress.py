"""How far a period has come: three numbers for the whole, and a bar with the same three for each pillar."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..office.board import Board, Pillar, State
from .pieces import button, label
from .theme import colour, px

FILLS = {State.KNOWN: "edge", State.ODD: "accent"}


class Progress(QWidget):
    """Every number leads to its figures."""

    wanted = Signal(object, str)              # State or None, pillar or nothing

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.board: Board | None = None
        self.buttons: dict[tuple[str, State | None], QPushButton] = {}
        self.total = label("", "subheading", "本期数据项")
        self._row = QHBoxLayout()
        self._row.setSpacing(px(4))
        self._row.addWidget(self.total)
        for state in State:
            self._row.addWidget(self._button("", state))
        self._row.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(4))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._bars: dict[str, _Bar] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(self._row)
        column.addLayout(self._grid)

    def _button(self, pillar: str, state: State | None) -> QPushButton:
        made = button("", partial(self.wanted.emit, state, pillar), "plain")
        made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.buttons[pillar, state] = made
        return made

    def show_board(self, board: Board) -> None:
        if board == self.board:
            return
        if self.board is None or [one.label for one in self.board.pillars] != [one.label for one in board.pillars]:
            self._rows(board.pillars)
        self.board = board
        self.total.setText(f"{board.period.label} {board.count()} 项：")
        for (pillar, state), made in self.buttons.items():
            one = next((one for one in board.pillars if one.label == pillar), None)
            n = one.count(state) if one else board.count(state)
            if state is None:
                made.setText(pillar)
                made.setAccessibleName(f"{pillar}的 {n} 个数据项")
                continue
            made.setText(str(n) if pillar else f"{state.value} {n}")
            made.setAccessibleName(f"{pillar or '本期'}{state.value} {n} 项")
            made.setToolTip(f"列出{pillar or '本期'}{state.value}的 {n} 项" if n else f"没有{state.value}的")
            made.setEnabled(n > 0)
        for each in board.pillars:
            self._bars[each.label].show_pillar(each)

    def _rows(self, pillars: tuple[Pillar, ...]) -> None:
        """A row for each pillar, made anew."""
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self.buttons = {key: made for key, made in self.buttons.items() if not key[0]}
        self._bars = {}
        for column, state in enumerate(State):
            self._grid.setColumnMinimumWidth(2 + column, px(48))
            self._grid.addWidget(label(state.value, "soft", centred=True), 0, 2 + column)
        for row, pillar in enumerate(pillars, 1):
            bar = self._bars[pillar.label] = _Bar()
            for column, widget in enumerate([self._button(pillar.label, None), bar,
                                             *(self._button(pillar.label, state) for state in State)]):
                self._grid.addWidget(widget, row, column)


class _Bar(QWidget):
    """One pillar's share of figures that have a value, that look odd, and that are to be filled in."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._counts: dict[State, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pillar(self, pillar: Pillar) -> None:
        self._counts = {state: pillar.count(state) for state in State}
        self.setAccessibleName(f"{pillar.label}进度")
        self.setAccessibleDescription("，".join(f"{state.value} {n} 项" for state, n in self._counts.items()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(60), px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = sum(self._counts.values()) or 1
        area = QRectF(self.rect()).adjusted(0, px(2), 0, -px(2))
        painter.fillRect(area, colour("hover"))
        left = area.left()
        for state in (State.KNOWN, State.ODD):
            if n := self._counts.get(state, 0):
                wide = area.width() * n / whole
                painter.fillRect(QRectF(left, area.top(), wide, area.height()), colour(FILLS[state]))
                left += wide
        painter.setPen(colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(0, 0, -1, -1))
