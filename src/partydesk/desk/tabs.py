"""The tabs of the window, and the page of each: made when it is first turned to, and made anew when forms or look change."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from ..catalogue.desk import Tab
from ..office import Office
from ..office.drafts import Drafts
from .supply import Supply

if TYPE_CHECKING:
    from .records_page import RecordsPage

HOME, PAPERS, SUMMARY, GUIDE = "home", "papers", "summary", "guide"
"""The ids of the first tab, of the paper tray, of the one on which the numbers stand, and of the guided beginning."""
SOON = 200
"""Milliseconds after an office was opened that what nobody waits for is seen to: the page stands by then."""


class Tabs(QTabBar):
    """Those of one office at a time; their pages stand on a stack. `turned` tells the page that is to be seen now."""

    turned = Signal(QWidget)
    home_made = Signal(QWidget)               # the first page, whose wishes lead to all the others

    def __init__(self, stack: QStackedWidget):
        super().__init__()
        self.setAccessibleName("页签")
        self.setDrawBase(False)
        self.setExpanding(False)
        self._stack = stack
        self._office: Office | None = None
        self._pages: dict[str, QWidget] = {}
        self.lists: dict[str, RecordsPage] = {}          # those of the pages that are lists of records
        self._counts: dict[str, int] = {}
        self.currentChanged.connect(self._turn)

    # ── of which office ──────────────────────────────────────────────────────────────────────────

    def show_office(self, office: Office, drafts: Drafts) -> None:
        """The tabs of an office, the first of them turned to."""
        self._office, self._supply, self._drafts = office, Supply(office), drafts
        self.lay()

    def forget(self) -> None:
        """The office is closed, and its pages go."""
        self._clear()
        self._office = None

    def lay(self, current: str = "") -> None:
        """The tabs that the catalogue declares; their pages are made when first turned to."""
        assert self._office is not None
        self.keep()
        self._clear()
        catalogue = self._office.catalogue
        tabs = {HOME: catalogue.tabs.get(HOME) or Tab(id=HOME, label="首页")}
        tabs |= {id: tab for id, tab in catalogue.tabs.items() if catalogue.by_tab[id] or id in (PAPERS, SUMMARY)}
        tabs.setdefault(PAPERS, Tab(id=PAPERS, label="文书"))
        tabs.setdefault(SUMMARY, Tab(id=SUMMARY, label="总结"))
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        for id, tab in tabs.items():
            at = self.addTab(tab.label)
            self.setTabData(at, tab)
            self.setTabToolTip(at, tab.hint)
            if id == current:
                self.setCurrentIndex(at)
        self.blockSignals(False)
        self.updateGeometry()                 # a bar that was filled while hidden does not know its size
        self._turn(self.currentIndex())
        QTimer.singleShot(SOON, self, self._recount)     # nobody waits for the numbers beside the kinds

    def _clear(self) -> None:
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.lists.clear()

    # ── which page ───────────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> Tab | None:
        """The tab that is turned to."""
        tab: Tab | None = self.tabData(self.currentIndex())
        return tab

    def page(self, id: str) -> Any:
        """Turn to a tab; its page."""
        for at in range(self.count()):
            if self.tabData(at).id == id:
                self.setCurrentIndex(at)
        return self._pages.get(id)

    def again(self) -> None:
        """Turn once more to the tab that was turned to last."""
        self._turn(self.currentIndex())

    def cover(self, page: QWidget) -> None:
        """A page over the tabs, until one of them is turned to."""
        self.uncover()
        self._pages[GUIDE] = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def uncover(self) -> None:
        """Without the page that lay over the tabs."""
        if (page := self._pages.pop(GUIDE, None)) is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def _turn(self, at: int) -> None:
        if at < 0 or self._office is None:
            return
        tab: Tab = self.tabData(at)
        self.keep()
        self.uncover()
        page = self._pages.get(tab.id)
        if page is None:
            page = self._pages[tab.id] = self._made(self._office, tab)
            self._stack.addWidget(page)
        self.turned.emit(page)

    def _made(self, office: Office, tab: Tab) -> QWidget:
        if tab.id == SUMMARY:
            from .summary_page import SummaryPage
            return SummaryPage(office, self._drafts)
        if tab.id == PAPERS:
            from .papers_page import PapersPage
            return PapersPage(office, tab)
        if tab.id == HOME:
            from .home_page import HomePage
            home = HomePage(office, tab)
            self.home_made.emit(home)
            return home
        from .records_page import RecordsPage
        page = self.lists[tab.id] = RecordsPage(office, tab, office.catalogue.by_tab[tab.id], self._supply, self._drafts)
        page.count(self._counts)
        return page

    # ── what stands on them ──────────────────────────────────────────────────────────────────────

    def keep(self) -> None:
        """Put what is being typed among the drafts."""
        for page in self._pages.values():
            keep = getattr(page, "keep", None)
            if keep is not None:
                keep()

    def refresh(self, touched: frozenset[str]) -> None:
        """Records were changed: every page shows them as they are now."""
        self._supply.forget()
        self._recount()
        for page in self._pages.values():
            page.refresh(touched)             # type: ignore[attr-defined]  # every page can

    def _recount(self) -> None:
        """How many records each kind has, beside its name on every page that is there."""
        if self._office is None:
            return
        from ..office import listing
        self._counts = listing.counts(self._office)
        for page in self.lists.values():
            page.count(self._counts)

    def turn_day(self, before: date, today: date) -> None:
        """Another day has begun with the window open."""
        self._supply.forget()
        for page in self._pages.values():
            if (turn := getattr(page, "turn_day", None)) is not None:
                turn(before, today)
            else:
                page.refresh(frozenset())     # type: ignore[attr-defined]  # every page can

    def reword(self) -> None:
        """The forms have changed: pages are made anew, and what is being typed is typed on."""
        assert self._office is not None
        at, page = self._standing()
        form = page.form if page is not None else None
        typing = (form.kind.id, form.id) if form is not None and form.dirty else None
        self._supply.forget()
        self.lay(at)
        if typing is not None and at in self.lists and typing[0] in self._office.catalogue.kinds:
            self.lists[at].resume(*typing)    # another desk may have changed the forms meanwhile

    def redress(self) -> None:
        """The look has changed: pages are made anew, and what is open in the one before the clerk is opened again."""
        at, page = self._standing()
        form = page.form if page is not None else None
        standing = (page.kind.id, form.id if form else None) if page is not None and page.kind else None
        self.lay(at)
        if standing is not None and (anew := self.lists.get(at)) is not None:
            kind, id = standing
            anew.choose(kind) if id is None else anew.resume(kind, id)

    def _standing(self) -> tuple[str, RecordsPage | None]:
        """The tab that is turned to, and its lists."""
        at = tab.id if (tab := self.current) else ""
        return at, self.lists.get(at)
