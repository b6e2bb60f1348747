"""Data packages: who sends to whom, what was last taken, what is to be decided; and the stick, out and in."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal, Trouble
from ..office import Office, clashes, desks, packages, station, taking, twins
from ..office.clashes import Note, Shown
from ..office.desks import Desk
from ..office.packages import Written
from ..office.twins import Pair
from . import files, going, pieces, saying, work
from .airy import AiryList
from .pieces import button, label, line, refusal, sized
from .theme import px

PACKAGE = "数据包 (*.partypack)"
Matter = Shown | Pair | Note


class PackagesBox(QDialog):
    """The desks above, what waits for a decision below."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office = office
        self._desks: list[Desk] = []
        self._matters: list[Matter] = []
        self.setWindowTitle("数据包")
        self.setAccessibleName("数据包")
        self.told = label("", "soft", "本工作台", wrap=True, selectable=True)
        self.table = self._table()
        self.out = button("写到 U 盘…", self.write, look="primary", tip="写一份数据包，读回核对过才算写好")
        self.take_button = button("收取…", self.take, tip="先看它带来什么，再收取")
        self.invite_button = button("发出邀请…", self.invite, tip="请一个支部的电脑加入")
        self.cancel_button = button("停用", self.cancel, tip="电脑丢了或换了：它的数据包不再收取")
        self.list = AiryList("要处理的事")
        self.list.currentRowChanged.connect(lambda _: self._offer())
        self.says = label("", "", "这一处的两种填写", wrap=True, selectable=True)
        self.typed = line("另填的内容", "另填：写上应该是什么")
        self.said = refusal("退回提示")
        self.first, self.second, self.third = (button("", partial(self._act, which), says="不用选") for which in range(3))
        top = QHBoxLayout()
        for made in (self.out, self.take_button, self.invite_button, self.cancel_button):
            top.addWidget(made)
        top.addStretch(1)
        deciding = QHBoxLayout()
        deciding.addWidget(self.typed, 1)
        for made in (self.first, self.second, self.third):
            deciding.addWidget(made)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("关闭", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.told)
        column.addWidget(self.table, 2)
        column.addLayout(top)
        self.heading = label("要处理的事", "heading")
        column.addWidget(self.heading)
        column.addWidget(self.list, 3)
        column.addWidget(self.says)
        column.addLayout(deciding)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 900, 680)
        self.refresh()

    def _table(self) -> QTableWidget:
        table = pieces.table("收发数据包的工作台", ("工作台", "上次收取的", "它已收到我们的", "指纹"), single=True)
        head = table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, wide in ((1, 230), (2, 140), (3, 190)):
            table.setColumnWidth(column, px(wide))
        table.itemSelectionChanged.connect(self._chosen)
        return table

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Ask again who there is and what waits."""
        self.mine: Desk | None
        try:
            self.mine = desks.here(self._office)
        except Refusal:
            self.mine = None
        leads = self.mine is None or self.mine.role == station.COMMITTEE
        self._desks = desks.others(self._office) if self.mine else []
        if self.mine is None:
            self.told.setText("还没有开始收发数据包。委机关点“发出邀请…”，请支部的电脑加入：支部用 U 盘上报自己的记录，委机关汇总；"
                              "名册两边都能改。支部不要在这里开始，请关掉这个办公室，在开始页点“用邀请加入”。")
        else:
            self.told.setText(f"本工作台：{self.mine.name}（{station.ROLES[self.mine.role]}）　指纹 {self.mine.fingerprint}")
        self.table.setRowCount(len(self._desks))
        for row, one in enumerate(self._desks):
            name = one.name + ("（已停用）" if one.role == station.LEFT else "")
            last = one.last if one.taken or one.key else "还没有来过"
            for column, text in enumerate((name, last, taking.acknowledged(one).removeprefix("对方已收取到"), one.fingerprint)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        if self._desks and self.table.currentRow() < 0:
            self.table.selectRow(0)
        for made in (self.invite_button, self.cancel_button):
            made.setVisible(leads)
        self._matters = [*clashes.shown(self._office), *(twins.found(self._office) if self.mine and leads else ()),
                         *(clashes.notes(self._office) if self.mine else ())] if self.mine else []
        self.list.clear()
        for matter in self._matters:
            self.list.addItem(QListWidgetItem(_titled(matter)))
        self.list.setCurrentRow(0 if self._matters else -1)
        self.heading.setText(f"要处理的事（{len(self._matters)}）" if self._matters else "没有要处理的事")
        self._chosen()
        self._offer()

    def _chosen(self) -> None:
        one = self.desk
        live = one is not None and one.role != station.LEFT
        self.out.setEnabled(live)
        self.take_button.setEnabled(self.mine is not None)
        self.cancel_button.setEnabled(live and one is not None and one.role == station.BRANCH)

    @property
    def desk(self) -> Desk | None:
        """The desk that is chosen; a branch has but one to choose."""
        row = self.table.currentRow()
        return self._desks[row] if 0 <= row < len(self._desks) else None

    @property
    def matter(self) -> Matter | None:
        row = self.list.currentRow()
        return self._matters[row] if 0 <= row < len(self._matters) else None

    def _offer(self) -> None:
        """What can be done about the matter that is chosen."""
        self.said.hide()
        matter = self.matter
        leads = self.mine is not None and self.mine.role == station.COMMITTEE
        texts: tuple[str, ...] = ()
        typing = False
        match matter:
            case Shown():
                self.says.setText(f"现在：{matter.ours}\n{matter.whose}：{matter.theirs}" +
                                  ("" if leads else "\n由委机关裁定，裁定会随下一个下发的数据包带来。"))
                kind = self._office.catalogue.kinds[matter.kind]
                typing = leads and matter.field in kind.blanks
                texts = ("保留现在的", "改用另一处的", *(("另填",) if typing else ())) if leads else ()
            case Pair():
                self.says.setText("\n".join(f"{each.name}（{each.home or '没有填组织'}）　{each.says}"
                                            for each in (matter.one, matter.other)))
                texts = ("合并成一个人", "是两个人")
            case Note():
                self.says.setText(f"退回的话：{matter.says}")
                typing = not leads
                texts = ("看这条记录",) if leads else ("看这条记录", "已经改好")
            case None:
                self.says.setText("")
        self.says.setVisible(matter is not None)
        self.typed.setVisible(typing)
        self.typed.clear()
        self.typed.setPlaceholderText("回一句话（可不写）" if isinstance(matter, Note) else "另填：写上应该是什么")
        for made, text in zip((self.first, self.second, self.third), (*texts, "", "", ""), strict=False):
            made.setText(text)
            made.setAccessibleName(text or "不用选")
            made.setVisible(bool(text))

    def _act(self, which: int) -> None:
        matter, office = self.matter, self._office
        try:
            match matter:
                case Shown():
                    choices: tuple[clashes.Choice, ...] = ("ours", "theirs", "typed")
                    clashes.settle(office, matter, choices[which], self.typed.text())
                case Pair() if which == 0:
                    twins.merge(office, matter.one, matter.other)
                case Pair():
                    twins.apart(office, matter)
                case Note() if which == 0:
                    self._show(matter)
                    return
                case Note():
                    clashes.answer(office, matter, self.typed.text())
        except Refusal as refused:
            self._refused(refused)
            return
        self.refresh()

    def _show(self, note: Note) -> None:
        ways = going.of(self.parentWidget())
        self.accept()
        if ways is not None:
            ways.to_record(note.kind, note.id)

    def _refused(self, refused: Exception) -> None:
        self.said.setText(str(refused))
        self.said.show()

    # ── the stick ────────────────────────────────────────────────────────────────────────────────

    def write(self) -> None:
        """A package for the desk that is chosen."""
        one = self.desk
        if one is not None and (folder := files.folder(self, "数据包写到哪里")) is not None:
            self._run(lambda: packages.write(self._office, folder, one.id), self._written, "正在写数据包…")

    def _written(self, made: Written) -> None:
        spent = packages.spent(self._office, made.path.parent)
        self.refresh()
        saying.say(self.parentWidget() or self, f"已写在 {made.path}（{made.counts}），读回核对无误，可以拔出了。",
                   label=f"删去收过的 {len(spent)} 个" if spent else "", act=partial(_drop, spent) if spent else None)

    def take(self) -> None:
        """A package: looked at, and taken in if the clerk says so."""
        if (path := files.to_open(self, "收取哪个数据包", PACKAGE)) is not None:
            self.look(path)

    def look(self, path: Path) -> None:
        """What a package brings; the newest one beside it is meant where an older one was pointed at."""
        newest = {header.sender: at for at, header in packages.newest(self._office, path.parent)}
        chosen = next((at for at in newest.values() if at == path), None) or path
        self._run(lambda: taking.look(self._office, chosen), partial(self._looked, chosen), "正在看数据包…")

    def _looked(self, path: Path, brought: taking.Brought) -> None:
        from .take_box import TakeBox
        box = TakeBox(brought, self)
        box.accepted.connect(lambda: self._run(lambda: taking.take(self._office, path), self._taken, "正在收取…"))
        box.open()

    def _taken(self, brought: taking.Brought) -> None:
        self.refresh()
        window: Any = self.parentWidget()
        saying.say(window or self, taking.decided(brought), label="撤销", act=getattr(window, "undo", None))

    # ── who ──────────────────────────────────────────────────────────────────────────────────────

    def invite(self) -> None:
        """Ask a branch to join."""
        from .invite_box import InviteBox
        gone = [one for one in self._desks if one.role == station.LEFT]
        box = InviteBox(self._office, gone, self)
        box.finished.connect(lambda _: self.refresh())
        box.open()

    def cancel(self) -> None:
        """Take no more of the desk that is chosen."""
        if (one := self.desk) is not None:
            try:
                desks.cancel(self._office, one.id)
            except Refusal as refused:
                self._refused(refused)
                return
            self.refresh()
            saying.say(self.parentWidget() or self, f"已停用“{one.name}”，可以另发一份邀请。")

    def _run(self, task: Callable[[], Any], then: Callable[[Any], None], what: str) -> None:
        self.said.hide()

        def failed(error: Exception) -> None:
            assert isinstance(error, Refusal | Trouble)
            self._refused(error)

        work.run(self, task, then, failed, what)


def _titled(matter: Matter) -> str:
    match matter:
        case Shown():
            return f"两处填写不同：{matter.label}“{matter.called}”的“{matter.blank}”"
        case Pair():
            return f"可能是同一个人：{matter.one.name}（{matter.why}）"
        case Note():
            return f"退回修改：{matter.label}“{matter.called}”"


def _drop(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
