"""The ways in and out of a list: Excel files, the clipboard, and the ledger for the printer."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from . import files, outgoing, saying, work

if TYPE_CHECKING:
    from .list_pane import ListPane
    from .under_way import Told


class Transfer:
    """What a list pane takes in and gives out, for the kind that it shows."""

    def __init__(self, pane: ListPane):
        self._pane = pane

    # ── the clipboard ────────────────────────────────────────────────────────────────────────────

    def copy(self, *, everything: bool = False) -> None:
        """The chosen records, or all that are shown, as a table for Excel."""
        from ..office import clips
        pane, model = self._pane, self._pane.model
        if model is None:
            return
        ids = list(model.listed.ids(0, model.count)) if everything else pane.list.chosen()
        if not ids:
            saying.say(pane, "没有选中记录；先选中几行再复制，按 Ctrl+A 选中全部。", saying.TOLD)
            return
        kind, columns = model.kind.id, model.columns

        def then(copied: clips.Copied) -> None:
            outgoing.clip(copied.text, copied.page)
            more = f"（一次最多 {clips.MOST} 条）" if copied.count < len(ids) else ""
            saying.say(pane, f"已复制 {copied.count} 条{more}，可以粘贴到 Excel 或 WPS 表格里。")

        if len(ids) <= 500:
            then(clips.copied(pane.office, kind, ids, columns))
        else:
            work.run(pane, lambda: clips.copied(pane.office, kind, ids, columns), then, what="正在复制…")

    def paste(self) -> None:
        """Rows copied in Excel as new records: first what would come of it, then in one step."""
        from ..office.clips import paste
        from . import reading_box
        pane, kind = self._pane, self._pane.kind
        text = QGuiApplication.clipboard().text()
        if kind is None:
            return
        if not text.strip():
            saying.say(pane, "剪贴板里没有表格；请先在 Excel 或 WPS 里选中几行并复制。", saying.TOLD)
            return
        columns = pane.shown()

        def read(dry_run: bool, told: Told) -> Any:
            return paste(pane.office, kind.id, text, columns, dry_run=dry_run, told=told)

        def tried(done: Any) -> None:
            from .pasted_box import PastedBox
            box = PastedBox(kind, text, columns, done, pane)
            box.accepted.connect(lambda: reading_box.run(pane, f"正在粘贴{kind.label}", "粘贴的表格", partial(read, False), self._kept))
            box.open()

        reading_box.run(pane, "正在检查", "粘贴的表格", partial(read, True), tried)

    # ── Excel ────────────────────────────────────────────────────────────────────────────────────

    def export_sheet(self) -> None:
        """All records of the kind, to be changed in Excel and taken in again; where numbers would be covered, that is asked."""
        from ..office.exchange import covered
        pane, kind = self._pane, self._pane.kind
        assert kind is not None
        if not (labels := covered(pane.office, kind.id)):
            self._export(full=False)
            return
        from .covered_box import CoveredBox
        box = CoveredBox(kind.label, labels, pane.office, pane)
        box.accepted.connect(lambda: self._export(full=box.full))
        box.open()

    def _export(self, *, full: bool) -> None:
        pane, kind = self._pane, self._pane.kind
        assert kind is not None
        path = files.to_save(pane, f"导出{kind.label}", files.documents() / f"{kind.label}.xlsx", files.EXCEL)
        if path is not None:

            def task() -> int:
                from ..office.exchange import export_sheet
                return export_sheet(pane.office, kind.id, path, full=full)

            work.run(pane, task, lambda n: saying.say(pane, f"已导出 {n} 条：{path}", label="打开文件夹",
                                                      act=lambda: saying.reveal(path.parent)), what=f"正在导出{kind.label}…")

    def import_sheet(self) -> None:
        """Ask which sheet, and take it in."""
        kind = self._pane.kind
        assert kind is not None
        if path := files.to_open(self._pane, f"导入{kind.label}", files.ANY_EXCEL):
            self.take(path)

    def take(self, path: Path) -> None:
        """Take in a sheet: at once if it is all good, else after the clerk has seen what is what, and what is wrong."""
        from .mapping_box import bring_in
        pane, kind = self._pane, self._pane.kind
        assert kind is not None
        bring_in(pane, pane.office, kind, path)

    def _kept(self, done: Any) -> None:
        kind, window = self._pane.kind, self._pane.window()
        same = f"，另有 {done.same} 条早已记过，没有重复导入" if done.same else ""
        undo: Callable[[], None] | None = getattr(window, "undo", None) if done.good else None
        saying.say(self._pane, f"已导入 {done.good} 条{kind.label if kind else ''}{same}", label="撤销" if undo else "", act=undo)

    # ── the ledger ───────────────────────────────────────────────────────────────────────────────

    def print_ledger(self) -> None:
        """The list as pages, to be looked at and printed."""
        self.export_ledger()

    def export_ledger(self, *, chosen: bool = False) -> None:
        """The list, or what is chosen of it, as pages to be printed or kept."""
        from ..office.ledgers import Ledger, of_list
        pane, model = self._pane, self._pane.model
        if model is None:
            return
        if not model.count:
            saying.say(pane, "列表是空的，没有可以打印的内容。", saying.TOLD)
            return
        ids = pane.list.chosen() if chosen else None
        listed, columns = model.listed, model.columns

        def then(ledger: Ledger) -> None:
            from .ledger_box import LedgerBox
            LedgerBox(pane.office, ledger, pane).open()

        work.run(pane, lambda: of_list(pane.office, listed, columns, ids), then, what="正在排版台账…")

    def blank_form(self) -> None:
        """The form of the kind on paper, to be filled in by hand."""
        if self._pane.kind is not None:
            from .form_menu import blank_form
            blank_form(self._pane, self._pane.office, self._pane.kind)
