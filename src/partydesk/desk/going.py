"""The ways through the window: to a record, a list, a paper, a figure, whatever tab it stands on; and the guided beginning."""
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..catalogue.period import Period
from ..errors import Refusal
from . import saying
from .tabs import PAPERS, SUMMARY

if TYPE_CHECKING:
    from .records_page import RecordsPage
    from .window import Window


class Going(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window, self._tabs = window, window.tabs
        self._tabs.home_made.connect(self._heed)

    # ── to what was entered ──────────────────────────────────────────────────────────────────────

    def to_record(self, kind: str, id: int) -> None:
        """Turn to the tab of a kind and open a record there."""
        assert self._window.office is not None
        of = next((of for of in self._window.office.catalogue.kinds.values() if kind in of.ids), None)
        if of is None or (page := self._list_of(of.id)) is None:
            saying.say(self._window, "这条记录的种类已经不在表单里，打不开。", saying.REFUSED)
            return
        try:
            page.show_record(of.id, id)
        except Refusal as refusal:
            saying.failed(self._window, refusal)

    def to_kind(self, kind: str) -> None:
        """Turn to the list of a kind."""
        if (page := self._list_of(kind)) is not None:
            page.choose(kind)

    def to_new(self, kind: str, values: Mapping[str, Any]) -> None:
        """Turn to the list of a kind and begin a new record there, with what is known of it already."""
        self.to_kind(kind)
        if (page := self._list_of(kind)) is not None:
            page.add()
            if page.form is not None:
                page.form.fill(values)

    def _list_of(self, kind: str) -> RecordsPage | None:
        """Turn to the tab of a kind; the lists there."""
        assert self._window.office is not None
        tab = self._window.office.catalogue.kind(kind).tab
        self._tabs.page(tab)
        return self._tabs.lists.get(tab)

    # ── to papers and numbers ────────────────────────────────────────────────────────────────────

    def to_papers(self, period: Period) -> None:
        """Turn to the paper tray, at a period."""
        self._tabs.page(PAPERS).show_period(period)

    def to_paper(self, id: str) -> None:
        """Turn to the paper tray, at a paper or at the kind that it is signed as."""
        self._tabs.page(PAPERS).show_paper(id)

    def to_figure(self, figure: str, period: Period | None = None, scope: str | None = None) -> None:
        """Turn to the summary, and trace a figure there: of the period that stands, or of one for an organisation."""
        page = self._tabs.page(SUMMARY) if period is None else self._summary(period, scope)
        page.trace(figure)

    def _summary(self, period: Period, scope: str | None) -> Any:
        """Turn to the summary of a period."""
        page = self._tabs.page(SUMMARY)
        if (page.period, page.scope) != (period, scope):
            page.bar.stand(period, scope, page.paper.id if page.paper else None)
            page.show_period(period)
        return page

    def to_place(self, place: Any, period: Period, scope: str | None = None) -> None:
        """Where a finding of a period can be mended."""
        window = self._window
        assert window.office is not None
        match place.sort:
            case "record":
                self.to_record(place.kind, place.records[0].id)
            case "list":
                self.to_kind(place.kind)
            case "packages":
                window.menu.exchange_packages()
            case "form":
                window.menu.vocabulary(kind=place.kind, figure=place.figure)
            case "file":
                window.opening.damaged(window.office.place, place.says, window.office.key)
            case _:
                self._summary(period, scope).go_to(place)

    def _heed(self, page: Any) -> None:
        """Whatever the first page wishes for is gone to."""
        page.record_wanted.connect(self.to_record)
        page.kind_wanted.connect(self.to_kind)
        page.add_wanted.connect(self.to_new)
        page.figure_wanted.connect(lambda figure: self.to_figure(figure, page.period, page.scope))
        page.figures_wanted.connect(lambda sort: self._summary(page.period, page.scope).figures_list(sort))
        page.place_wanted.connect(lambda place: self.to_place(place, page.period, page.scope))
        page.guide_wanted.connect(self.guide)

    # ── the guide ────────────────────────────────────────────────────────────────────────────────

    def guide(self) -> None:
        """The guided beginning, over the tabs, until it is left."""
        if self._window.office is None:
            return
        from .guide import GuidePage
        self._tabs.keep()
        page = GuidePage(self._window.office, self._window.drafts)
        self._tabs.cover(page)
        page.begin()
        page.finished.connect(self._guided)
        page.kind_wanted.connect(self._guided_to)

    def _guided(self) -> None:
        """The guide is done with, or put off: the tabs again; it goes first, so that the turn keeps no draft of it anew."""
        self._tabs.uncover()
        self._tabs.again()

    def _guided_to(self, kind: str) -> None:
        self._guided()
        self.to_kind(kind)
        if self._window.office is not None and (page := self._list_of(kind)) is not None:
            page.add()


def of(widget: QWidget | None) -> Going | None:
    """The ways through the window that a widget stands in; None where that has none."""
    found: Going | None = getattr(widget.window(), "going", None) if widget is not None else None
    return found
