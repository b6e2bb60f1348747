"""The backups: what there is, what each would bring back, and the way back from it."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office import Office, backups, operators, restoring
from ..office.proved import Backup
from ..office.restoring import Preview
from . import files, pieces, work
from .changes import ChangesTable
from .pieces import button, label, refusal, sized
from .restore_box import RestoreBox, bring_back
from .theme import colour, px

if TYPE_CHECKING:
    from ..office.keys import Key
    from .window import Window

HEADS = ("时间", "原因", "记录", "大小", "在哪里", "核对")
COPY = "（另一份）"
"""Made of the same office where it lay in another place: before it was moved, or of a copy."""
Row = tuple[Backup, str]
"""A backup, and where it lies."""


class BackupBox(QDialog):
    """On the left every backup, the newest on top; on the right what the chosen one would bring back."""

    def __init__(self, window: Window, office: Office | None = None, place: str = "", key: Key | None = None):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("备份与恢复")
        self.setAccessibleName("备份与恢复")
        self._window, self._office = window, office
        self._key = office.key if office is not None else key
        self._place = office.place if office is not None else place
        self._folder: Path | None = None
        self._rows: list[Row] = []
        self._ahead: Preview | None = None
        self._job: work.Job | None = None
        self.standing = label("", "soft", "备份的情况", wrap=True)
        self.said = refusal("退回提示")
        self.table = self._table()
        self.heading = label("", "subheading", "选中的备份", wrap=True)
        self.notes = label("", "soft", "选中的备份有什么", wrap=True)
        self.changes = ChangesTable("恢复以后", ("种类", "现在", "恢复后"))
        self.changes.setColumnWidth(0, px(138))
        self.stack = QStackedWidget()
        self.empty = label("", "emptyHint", "有没有备份", wrap=True, centred=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.standing)
        column.addWidget(self.said)
        column.addWidget(self._middle(), 1)
        column.addLayout(self._foot())
        sized(self, 1160, 620)
        self.refresh()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _middle(self) -> QWidget:
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(px(8), 0, 0, 0)
        inner.setSpacing(px(6))
        inner.addWidget(self.heading)
        inner.addWidget(self.notes)
        inner.addWidget(self.changes, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setSizes([px(620), px(500)])
        self.stack.addWidget(split)
        self.stack.addWidget(self.empty)
        return self.stack

    def _foot(self) -> QHBoxLayout:
        self.now = button("现在备份", self._now, picture="save")
        self.drill = button("试着恢复", self._drill, tip="在临时的地方恢复最新的一份，看看能不能用；办公室不会改动", picture="checks")
        self.second = button("第二处…", tip="另一块磁盘或 U 盘")
        self.second.setMenu(self._second_menu())
        self.search = button("别处的备份…", self._search, tip="选 U 盘，或放备份的文件夹", picture="folder")
        self.back = button("恢复…", self._back, look="primary", picture="restore")
        row = QHBoxLayout()
        for made in (self.now, self.drill, self.second) if self._office is not None else ():
            row.addWidget(made)
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(button("关闭", self.reject))
        return row

    def _second_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("第二处")
        menu.addAction("选另一块磁盘或 U 盘…", self._choose_second)
        self.no_second = menu.addAction("不再备份到第二处", self._no_second)
        return menu

    def _table(self) -> QTableWidget:
        table = pieces.table("备份，最新的在最上面", HEADS, single=True)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        table.itemSelectionChanged.connect(self._chosen)
        return table

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Ask again what backups there are, and how things stand."""
        self._rows = self._found()
        self._stand()
        of_one = self._folder is None and (self._office is not None or bool(self._place))
        self.table.setHorizontalHeaderLabels([*HEADS[:4], "在哪里" if of_one else "单位", HEADS[5]])
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._rows))
        for row, (one, where) in enumerate(self._rows):
            for column, text in enumerate((one.when, one.why, str(one.records) if one.counts else "", _size(one.size), where,
                                           "已损坏" if one.fault else "已核对")):
                item = QTableWidgetItem(text)
                item.setToolTip(one.fault or (str(one.path) if column == 4 else text))
                if one.fault:
                    item.setForeground(colour("accent"))
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        self.empty.setText("还没有备份。打开办公室时、每小时、关闭时会自动备份，也可以现在就备份。" if self._office is not None else
                           "这里没有找到备份。插上 U 盘，点“别处的备份…”选它。")
        self.stack.setCurrentIndex(0 if self._rows else 1)
        good = next((row for row, (one, _) in enumerate(self._rows) if not one.fault), 0)
        if self._rows:
            self.table.selectRow(good)
        self._chosen()

    def _found(self) -> list[Row]:
        if self._folder is not None:
            return [(one, one.office or one.called) for one in backups.around(self._folder)]
        if self._place and (uid := self._office.uid if self._office is not None else backups.uid_of(self._place)):
            mine, found = backups.lineage(Path(self._place)), backups.listed(uid)
            if self._office is None:          # of a damaged one: what was made of its copies elsewhere comes after
                found = sorted(found, key=lambda row: row[0].lineage != mine)
            return [(one, "、".join(where) + ("" if one.lineage in (mine, "") else COPY)) for one, where in found]
        return [(one, one.office or one.called) for one in backups.of_this_computer()]

    def _stand(self) -> None:
        if self._office is None:
            here = f"{Path(self._place).name} 的备份" if self._place else "这台电脑上的备份"
            self.standing.setText(f"{f'在 {self._folder} 里找到的备份' if self._folder else here}。选一份，先看它会带回什么，再恢复。")
            return
        health = backups.health(self._office.uid)
        away = "" if backups.second_place(self._office.uid) else "（现在不在）"
        last = f"，最近一次 {_day(health.second_at)}" if health.second_at else "，还没有备份过"
        second = f"第二处：{health.second}{last}{away}" if health.second else "第二处还没有选，建议选一个 U 盘"
        drilled = f"上次试着恢复：{_day(health.drilled)}" if health.drilled else "还没有试着恢复过"
        self.standing.setText(f"自动备份，每份都打开核对过才算数。{second}。{drilled}。")
        self.no_second.setEnabled(bool(health.second))
        days = health.overdue(datetime.now())
        self._say(health.failed or (f"已有 {days} 天没有备份到第二处。" if days else ""))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    @property
    def backup(self) -> Backup | None:
        """The one that is chosen."""
        row = self.table.currentRow()
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def _chosen(self) -> None:
        one, self._ahead = self.backup, None
        if self._job is not None:
            self._job.cancel()
        self.back.setEnabled(False)
        self.heading.setText("" if one is None else f"{one.when} 的备份（{one.why}，第 {one.number} 份）")
        self.changes.fill([])
        if one is None:
            self.notes.setText("")
        elif one.fault:
            self.notes.setText(f"这一份不能用：{one.fault}。")
        else:
            self.notes.setText("正在核对…")
            place, key = self._target(one), self._key
            self._job = work.run(self, lambda: restoring.preview(one, place, key), self._show, lambda error: self.notes.setText(str(error)))

    def _target(self, one: Backup) -> Path:
        """The office that it would be put in the place of; one that is not there, where that is not known yet."""
        return Path(self._place) if self._place else one.path.with_name("没有.partydesk")

    def _show(self, ahead: Preview) -> None:
        self._ahead = ahead
        self.back.setEnabled(True)
        self.notes.setText("\n".join(_notes(ahead, bool(self._place))))
        self.changes.fill(_changes(ahead))

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def _now(self) -> None:
        office = self._office
        if office is not None:
            self._do(lambda: backups.make(office), lambda made: "；".join(filter(None, (
                "已备份，并打开核对过", made.second, made.lacking and f"附件内容不在、没有备上的：{'、'.join(made.lacking[:5])}"))))

    def _drill(self) -> None:
        office = self._office
        if office is not None:
            self._do(lambda: restoring.drills(office), lambda drill: f"{drill.says}。")

    def _choose_second(self) -> None:
        office, chosen = self._office, files.folder(self, "第二处：另一块磁盘或 U 盘")
        if office is not None and chosen is not None:
            self._do(lambda: backups.choose_second(office, chosen), lambda _: f"已备份到 {chosen}；以后插着它时，每次备份都会存一份。")

    def _no_second(self) -> None:
        if self._office is not None:
            backups.choose_second(self._office, None)
            self.refresh()

    def _search(self) -> None:
        if (chosen := files.folder(self, "放备份的 U 盘或文件夹")) is not None:
            self._folder = chosen
            self.refresh()

    def _do(self, task: Any, says: Any) -> None:
        """Away from the window; what came of it stands where refusals do."""
        def then(done: Any) -> None:
            self.setEnabled(True)
            self.refresh()
            self._say(says(done))

        def otherwise(error: Exception) -> None:
            self.setEnabled(True)
            self.refresh()
            self._say(str(error))

        self.setEnabled(False)
        self._say("正在备份、核对…")
        work.run(self, task, then, otherwise)

    def _back(self) -> None:
        one = self.backup
        if one is None or self._ahead is None:
            return
        if self._office is not None and (lacks := operators.lacks(self._office, "setting")):
            self._say(lacks)
            return
        if self._place:
            self._ask(self._ahead, Path(self._place))
            return
        standing = files.documents() / f"{Path(one.called).name or '办公室'}.partydesk"
        if (chosen := files.to_save(self, "恢复成哪个文件", standing, files.OFFICE)) is not None:
            work.run(self, lambda: restoring.preview(one, chosen), lambda ahead: self._ask(ahead, chosen),
                     lambda error: self._say(str(error)))

    def _ask(self, ahead: Preview, place: Path) -> None:
        box = RestoreBox(ahead, place, self)
        box.accepted.connect(lambda: self._go(ahead, place, box.typed.text()))
        box.open()

    def _go(self, ahead: Preview, place: Path, typed: str) -> None:
        self.accept()
        bring_back(self._window, ahead.backup, place, typed, self._key)


def _notes(ahead: Preview, known: bool) -> list[str]:
    said = []
    if ahead.sealed:
        said.append("这份备份加密过，恢复后用当时的口令打开；里面有什么，打开后才看得到。")
    if ahead.present:
        said.append(f"{ahead.present}。")
    elif known and ahead.now is not None and not ahead.lost:
        said.append("与现在的一样，没有什么会丢。")
    if ahead.last is not None:
        said.append(f"备份里最后一步：{ahead.last.when} {ahead.last.who}　{ahead.last.why}")
    if ahead.backup.attached:
        said.append(f"附件 {ahead.backup.attached} 个")
    if ahead.lacking:
        said.append(f"没有内容的附件：{'、'.join(ahead.lacking[:8])}{'等' if len(ahead.lacking) > 8 else ''}")
    return said


def _changes(ahead: Preview) -> Sequence[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [(one.label, "" if one.now is None else str(one.now), str(one.then))
                                   for one in ahead.kinds if one.now != one.then]
    if ahead.lost:
        rows.append((f"会丢掉的 {len(ahead.lost) + ahead.more} 步",))
        rows += [(step.when, step.who, step.why) for step in ahead.lost]
    return rows


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size else ""


def _day(moment: str) -> str:
    return moment[:16].replace("T", " ")
