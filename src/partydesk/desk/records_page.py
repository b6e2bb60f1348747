"""A tab of the desk: its kinds on the left, the list of the chosen one, and its form on the right."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ..catalogue.desk import Tab
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office
from ..office.drafts import Drafts
from . import saying
from .kinds_list import KindsList
from .list_pane import ListPane
from .panes import Panes
from .pieces import shortcut
from .records import Records
from .supply import Supply
from .theme import px

if TYPE_CHECKING:
    from .form import Form


class RecordsPage(QWidget):
    """One tab's worth of records."""

    def __init__(self, office: Office, tab: Tab, kinds: tuple[Kind, ...], supply: Supply, drafts: Drafts,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(tab.label)
        self.office, self.tab = office, tab
        self._kinds = {kind.id: kind for kind in kinds}
        self._supply, self._drafts = supply, drafts
        self._forms: dict[str, Form] = {}
        self.kind: Kind | None = None
        self._counts: Mapping[str, int] = {}
        self._draw()
        if kinds:
            self.kinds.setCurrentRow(0)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.kinds = KindsList(self._kinds.values(), f"{self.tab.label}的记录种类")
        self.kinds.chosen.connect(self.choose)
        left = QFrame()
        left.setObjectName("card")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, px(6), 1, px(6))
        inner.addWidget(self.kinds)
        self.pane = ListPane(self.office, self._drafts)
        self.pane.opened.connect(self._opened)
        self.pane.edited.connect(self._edited)
        self.pane.added.connect(self.add)
        self.list, self.narrower = self.pane.list, self.pane.narrower
        self.forms = QStackedWidget()
        self.split = Panes(left, self.pane, self.forms)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(12), px(12), px(12))
        row.addWidget(self.split)
        for keys, act in (("Ctrl+N", self.add), ("Ctrl+S", self.save), ("Ctrl+F", self.narrower.setFocus),
                          ("Ctrl+P", self.pane.print_ledger)):
            shortcut(keys, self, act, seen=True)     # a tab that was just turned to need not have the keys
        shortcut("Esc", self, self.fold)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def choose(self, kind: str) -> None:
        """Show the list of a kind."""
        if self.kind is not None and self.kind.id == kind:
            return
        if self.form is not None:
            self.form.keep()
        self.kind = self._kinds[kind]
        self.kinds.choose(kind)
        self.pane.show_kind(self.kind)
        self.split.close_form()

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        if self.kind is None or self.forms.isHidden():
            return None
        return self._forms.get(self.kind.id)

    @property
    def model(self) -> Records | None:
        return self.pane.model

    def show_record(self, kind: str, id: int) -> None:
        """Jump to a record."""
        self.choose(kind)
        model = self.model
        assert model is not None
        if model.view.narrowed and model.listed.at(id) < 0:
            self.pane.widen(lambda: None)
        self._open().open(id)
        self.pane.select(id)

    def resume(self, kind: str, id: int) -> None:
        """Open again the form that was being typed in."""
        if id:
            self.show_record(kind, id)
        else:
            self.choose(kind)
            self.add()
        if self.form is not None:
            self.form.resume()

    def count(self, counts: Mapping[str, int]) -> None:
        """How many records each kind has now."""
        self._counts = counts
        self.pane.counted(dict(counts))
        self.kinds.put(counts, [id for id in self._kinds if self._drafts.of(id)])

    def refresh(self, touched: frozenset[str]) -> None:
        """Kinds were changed: show them as they are now; what is being typed, and what is chosen, stays."""
        for id, model in self.pane.models.items():
            if touched & {id, *self._kinds[id].was} or self._spoken_of(id) & touched:
                if model is self.model:
                    self._again(model)
                else:
                    self.pane.stale.add(id)
            elif "attachment" in touched:
                model.filed()

    def _spoken_of(self, kind: str) -> set[str]:
        """The kinds whose records this one calls by name."""
        from ..catalogue.fields import Link
        shapes = {blank.to for blank in self._kinds[kind].blanks.values() if isinstance(blank, Link)}
        return {id for other in self.office.catalogue.kinds.values() if other.shape in shapes for id in other.ids}

    def _again(self, model: Records) -> None:
        """The list in sight, asked anew."""
        chosen = self.list.chosen()
        top = self.list.verticalScrollBar().value()

        def then() -> None:
            form = self.form
            if form is not None and form.id:
                if form.dirty or model.view.narrowed or model.listed.at(form.id) >= 0:
                    self._reload(form)
                else:
                    self._away()
            if len(chosen) > 1:
                self.list.choose(chosen, scroll=False)
                self.list.verticalScrollBar().setValue(top)
            else:
                self.pane.select(self.form.id if self.form and self.form.id else next(iter(chosen), 0))

        model.refresh(then)

    def _reload(self, form: Form) -> None:
        try:
            form.reload()
        except Refusal:                      # removed elsewhere meanwhile
            self._away()

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def add(self) -> None:
        """Begin a new record."""
        if self.kind is not None:
            self.list.clearSelection()
            self._open().start()

    def save(self) -> None:
        if self.form is not None:
            self.form.save()

    def keep(self) -> None:
        """Drafts of what is open, before something else is shown."""
        for form in self._forms.values():
            form.keep()

    def fold(self) -> None:
        """Put the form away; what is typed in it is kept."""
        if self.form is not None:
            self.form.keep()
            self._away()

    def take(self, path: Path) -> None:
        """Take in an Excel sheet."""
        self.pane.transfer.take(path)

    def _away(self) -> None:
        """Without the form; the keys go to the list."""
        self.split.close_form()
        if self.isVisible():
            (self.list if self.model is not None and self.model.count else self.pane.nothing.first).setFocus()

    def _drafted(self) -> None:
        if self.model is not None:
            self.model.drafted()
        self.count(self._counts)

    def _opened(self, id: int) -> None:
        try:
            self._open().open(id)
        except Refusal as refusal:
            saying.failed(self, refusal)

    def _edited(self, id: int) -> None:
        """Open a record and go to its first blank."""
        self._opened(id)
        if self.form is not None and (first := next(iter(self.form.editors.values()), None)) is not None:
            first.core().setFocus()

    def _open(self) -> Form:
        assert self.kind is not None
        form = self._forms.get(self.kind.id)
        if form is None:
            from .form import Form
            form = self._forms[self.kind.id] = Form(self.office, self.kind, self._supply, self._drafts)
            form.saved.connect(lambda id: QTimer.singleShot(0, self, lambda: self.pane.select(id)))
            form.removed.connect(self._away)
            form.touched.connect(self._drafted)
            form.closed.connect(self.fold)
            self.forms.addWidget(form)
        self.forms.setCurrentWidget(form)
        self.split.open()
        return form
