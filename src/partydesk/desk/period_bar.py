"""The head of the summary desk: which period, of which organisation, which paper, and the files that are made of it."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..office import Office, listing, periods
from .period_box import PeriodBox, ScopeBox, headed
from .pieces import button, choices, label
from .theme import px

ROOMY = 1100
"""Pixels from which on there is room to say how many figures are missing."""


class PeriodBar(QWidget):
    """What the page is about; `changed` when that is something else now."""

    changed = Signal()
    leaving = Signal()                        # before that: what was written is to be kept
    export_wanted = Signal(str)
    print_wanted = Signal()
    papers_wanted = Signal()                  # those that are made for many

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("统计期与文书")
        self._office = office
        self.period = periods.likely(office)
        self._draw()
        self._fill()

    def _draw(self) -> None:
        self.period_box = PeriodBox(self.period)
        self.period_box.chosen.connect(self.show_period)
        self.scope_box = ScopeBox()
        self.scope_box.chosen.connect(self._choose)
        self.paper_box = choices("文书")
        self.paper_box.activated.connect(lambda _: self._choose())
        self.missing = label("", "soft", "待补情况")
        self.letters = button("批量文书", self.papers_wanted.emit, picture="letters", tip="责任书、签到表等各种文书，成批打印和导出")
        self.out = button("导出", look="primary", says="导出总结", picture="export")
        self.out.setProperty("menu", "true")
        menu = QMenu(self.out)
        menu.setAccessibleName("导出总结")
        menu.addAction("预览和打印…", self.print_wanted.emit)
        menu.addSeparator()
        menu.addAction("导出 Word…", lambda: self.export_wanted.emit(".docx"))
        menu.addAction("导出 PDF…", lambda: self.export_wanted.emit(".pdf"))
        self.out.setMenu(menu)
        self.middle = QHBoxLayout()
        row = QHBoxLayout(self)
        headed(row, self.period_box, self.scope_box)
        row.addWidget(self.paper_box)
        row.addSpacing(px(6))
        row.addLayout(self.middle)
        row.addStretch(1)
        row.addWidget(self.missing)
        row.addWidget(self.letters)
        row.addWidget(self.out)

    def _fill(self) -> None:
        """Scopes and papers to choose from."""
        self.scopes()
        for paper in self._office.catalogue.papers.values():
            if paper.summary:
                self.paper_box.addItem(paper.label, paper.id)
        self.paper_box.setVisible(self.paper_box.count() > 1)

    def scopes(self) -> None:
        """The organisations that there are now."""
        self.scope_box.offer(listing.scopes(self._office))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.missing.setVisible(self.width() > px(ROOMY))     # the tab of the figures says it as well

    # ── which period ─────────────────────────────────────────────────────────────────────────────

    @property
    def scope(self) -> str | None:
        return self.scope_box.scope

    @property
    def paper(self) -> Paper | None:
        id = self.paper_box.currentData()
        return self._office.catalogue.papers.get(id) if id else None

    def stand(self, period: Period, scope: str | None, paper: str | None) -> None:
        """Stand where the page was left; says nothing."""
        self.period = period
        self.period_box.put(period)
        self.scope_box.put(scope)
        self.paper_box.setCurrentIndex(max(0, self.paper_box.findData(paper)))

    def show_period(self, period: Period) -> None:
        self.leaving.emit()
        self.period = period
        self.period_box.put(period)
        self.changed.emit()

    def _choose(self) -> None:
        self.leaving.emit()
        self.changed.emit()

    def tell(self, numbers: list[Any]) -> None:
        """How many figures there are, and how many are still missing."""
        missing = sum(number.missing for number in numbers)
        self.missing.setText(f"{len(numbers)} 项，待补 {missing} 项" if missing else f"{len(numbers)} 项都有数" if numbers else "")
