"""What the checks found (校核), and by one click where each can be mended."""
from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .pieces import button, label
from .theme import px

BEFORE = "校核会核对各数之间对不对得上：部分与整体、人次与人数、比例、节奏和异常变动，并列出每一处不符和怎么改。"
SHOWN = 3
"""Ways out that one finding offers."""


class FindingsView(QFrame):
    """A button, and a card for each finding."""

    check_wanted = Signal()
    place_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("校核")
        self.check_button = button("校核本期", self.check_wanted.emit, "primary", picture="checks",
                                   tip="核对部分与整体、人次与人数、比例、节奏和异常变动")
        self.told = label(BEFORE, "soft", "校核结果", wrap=True)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAccessibleName("校核发现")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings: Sequence[tuple[Any, Sequence[Any]]] = ()
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(self.check_button)
        top.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(8), px(8))
        column.setSpacing(px(8))
        column.addLayout(top)
        column.addWidget(self.area, 1)
        self._fill()

    def forget(self) -> None:
        """Another period: nothing has been found yet."""
        self.findings = ()
        self.told.setText(BEFORE)
        self._fill()

    def wait(self) -> None:
        self.check_button.setEnabled(False)
        self.told.setText("正在校核…")

    def failed(self) -> None:
        self.check_button.setEnabled(True)
        self.told.setText("校核没有做成。")

    def show_findings(self, found: Sequence[tuple[Any, Sequence[Any]]]) -> None:
        """Findings, each with the places where it can be mended; what is wrong before what is worth a look."""
        self.check_button.setEnabled(True)
        self.findings = sorted(found, key=lambda one: one[0].level)
        wrong = sum(one.level == "error" for one, _ in found)
        self.told.setText(f"错误 {wrong} 项，提醒 {len(found) - wrong} 项。每一项都可以点到能改的地方。" if found
                          else "都对得上，没有发现问题。")
        self._fill()

    def _fill(self) -> None:
        page = QWidget()
        page.setObjectName("sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, px(8), px(8))
        column.setSpacing(px(8))
        for finding, places in self.findings:
            column.addWidget(self._card(finding, places))
        column.addStretch(1)
        self.area.setWidget(page)

    def _card(self, finding: Any, places: Sequence[Any]) -> QWidget:
        card = QFrame()
        card.setObjectName("finding")
        card.setProperty("level", finding.level)
        level = label("错误" if finding.level == "error" else "提醒", "tag")
        found = label(finding.found, "subheading", "发现", wrap=True, selectable=True)
        says = label(finding.says + (f"。办法：{finding.mend}" if finding.mend else ""), "soft", "道理和办法", wrap=True, selectable=True)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(level, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(found, 1)
        ways = QHBoxLayout()
        ways.setSpacing(px(6))
        for place in places[:SHOWN]:
            ways.addWidget(button(place.label, partial(self.place_wanted.emit, place), "plain",
                                  says=f"{place.label}：{finding.found[:40]}", picture="forward"))
        ways.addStretch(1)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(12), px(9), px(10), px(6))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(says)
        column.addLayout(ways)
        return card
