"""The menu of the office: what is seldom wanted, each a box over the window."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from . import saying, work

if TYPE_CHECKING:
    from ..office.keys import Key
    from .window import Window


class OfficeMenu(QMenu):
    """Its lines, and the boxes that they open."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self.setAccessibleName("办公室")
        self.setToolTipsVisible(True)
        self.who = self.addAction("操作人员…", self.operators)
        self.addSeparator()
        self.addAction("单位名称与签订地点…", self.rename)
        self.addAction("开始向导…", window.going.guide)
        self.addAction("栏目与数据项…", self.vocabulary)
        self.addAction("自己的 Word 模板…", self.own_forms)
        self.addAction("公文版式…", self.look_of_papers)
        self.addAction("偏好设置…", self.prefer)
        self.addSeparator()
        self.addAction("最近的操作…", self.show_steps)
        self.addAction("回收站…", self.show_bin)
        self.addAction("备份与恢复…", self.show_backups)
        self.addAction("数据包…", self.exchange_packages)
        self.addSeparator()
        self.addAction("口令与加密…", self.passwords)
        self.addAction("锁定", QKeySequence("Ctrl+Shift+L"), window.locking.lock)
        self.addSeparator()
        self.addAction("新建办公室…", self.make_office)
        self.addAction("打开办公室…", self.open_office)
        self.addAction("看看示例办公室", window.opening.sample)
        self.addAction("另存一份…", self.save_as)
        self.addSeparator()
        self.addAction("自检…", self.test)
        self.addAction("导出问题报告…", self.report)
        self.addAction("关闭这个办公室", window.leave)

    def show_steps(self) -> None:
        """What was done lately."""
        if self._window.office is not None:
            from .steps_box import StepsBox
            StepsBox(self._window.office, self._window).open()

    def exchange_packages(self) -> None:
        """What goes to other desks on a stick, and comes from them."""
        if self._window.office is not None:
            from .packages_box import PackagesBox
            PackagesBox(self._window.office, self._window).open()

    def show_bin(self) -> None:
        """What was deleted."""
        if self._window.office is not None:
            from .bin_box import BinBox
            BinBox(self._window.office, self._window).open()

    def show_backups(self) -> None:
        """The backups of the office that is open, or of all on this computer; and the way back from them."""
        from .backup_box import BackupBox
        BackupBox(self._window, self._window.office).open()

    def show_backups_of(self, place: str, key: Key | None = None) -> None:
        """Those of an office that is damaged or gone; with its key, where it is encrypted and was unlocked, what is in them."""
        from .backup_box import BackupBox
        BackupBox(self._window, None, place, key).open()

    def make_office(self) -> None:
        """A new one, from the start page."""
        self._window.start.ask_new()

    def open_office(self) -> None:
        """Another one, from the start page."""
        self._window.start.ask_open()

    def save_as(self) -> None:
        """A copy of the office as it is open, somewhere else."""
        if self._window.office is None:
            return
        from ..office import copies
        from . import files
        office, standing = self._window.office, Path(self._window.office.place)
        name = f"{standing.stem}-{date.today():%Y%m%d}.partydesk" if "://" not in office.place else "办公室.partydesk"
        if (out := files.to_save(self._window, "另存一份", files.documents() / name, files.OFFICE)) is not None:
            work.run(self._window, lambda: copies.save_as(office, out), lambda _: saying.say(
                self._window, f"已另存一份：{out}。现在打开的还是原来的。", saying.DONE, "打开所在文件夹",
                lambda: saying.reveal(out.parent)),
                what="正在另存…")

    def test(self) -> None:
        """What this computer has of what the program needs."""
        from .selftest_box import SelftestBox
        SelftestBox(self._window.office, self._window).open()

    def report(self) -> None:
        """What can be handed to whoever looks after the program."""
        from .mistakes import report
        report(self._window)

    def rename(self) -> None:
        """What the office is called, and where it signs."""
        if self._window.office is not None:
            from .office_box import OfficeBox
            OfficeBox(self._window.office, self._window).open()

    def passwords(self) -> None:
        """Who can open the office, and whether it is encrypted."""
        if self._window.office is not None:
            from .keys_box import KeysBox
            KeysBox(self._window.office, self._window.locking, self._window).open()

    def operators(self) -> None:
        """Who works with the office, and who is at the desk."""
        if self._window.office is not None:
            from .operators_box import OperatorsBox
            box = OperatorsBox(self._window.office, self._window)
            box.finished.connect(lambda _: self._window.redress())       # whoever is at the desk now may do other things
            box.open()

    def ask_who(self) -> None:
        """On a plain file that several people use, and where it is not known here which of them this is."""
        from ..office import operators
        if self._window.office is None or not operators.asks(self._window.office):
            return
        from .operators_box import WhoBox
        box = WhoBox(self._window.office, self._window)
        box.accepted.connect(self._window.redress)
        box.open()

    def own_forms(self) -> None:
        """The Word files of the office's own that papers are filled into."""
        if self._window.office is not None:
            from .own_forms_box import OwnFormsBox
            OwnFormsBox(self._window.office, self._window).open()

    def vocabulary(self, *, kind: str = "", figure: str = "") -> None:
        """What is asked and counted here, to be renamed, added to and laid aside; at a kind or a figure."""
        if self._window.office is not None:
            from .vocabulary_box import VocabularyBox
            box = VocabularyBox(self._window.office, self._window)
            if kind or figure:
                box.choose(("figure", "", figure, "") if figure else ("kind", kind, "", ""))
            box.open()

    def look_of_papers(self) -> None:
        """How papers look when they are printed: page, grid, typefaces."""
        if self._window.office is not None:
            from .look_box import LookBox
            LookBox(self._window.office, self._window).open()

    def prefer(self) -> None:
        """How the window looks to this clerk."""
        from .preferences_box import PreferencesBox
        PreferencesBox(self._window).open()
