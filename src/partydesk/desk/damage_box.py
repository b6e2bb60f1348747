"""What to do when the office's file, or a file that belongs to it, is damaged or gone."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from . import saying, work
from .pieces import button, label, sized
from .theme import px

if TYPE_CHECKING:
    from ..office.salvage import Left

STEPS = (
    "先不要继续录入；已经填好、还没保存的内容都留着草稿，不会丢。",
    "把办公室文件，连同旁边放附件的同名文件夹，一起拷贝一份留底，不要覆盖以前的备份。",
    "点“用备份恢复…”：最近一份核对过的备份排在最前面，先看它会带回什么，再恢复；损坏的文件会原样留在旁边。",
    "恢复后，把备份之后的几条补录进去。只是附件不在的，备份里有就会一起带回来。",
    "没有备份的，把能读出的另存成新的办公室，对照下面列出的，把缺的补上。",
)


class DamageBox(QDialog):
    """Says what was found, what can still be read, and the way back to a sound file, step by step."""

    def __init__(self, place: str, found: str, parent: QWidget | None = None, key: Any = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("数据文件有问题怎么办")
        self.setAccessibleName("数据文件有问题怎么办")
        self._place, self._key = place, key
        self._left: Left | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(8))
        column.addWidget(label("数据文件或附件有问题，请从备份恢复", "heading", wrap=True))
        column.addWidget(label(found, "refusal", "发现的问题", wrap=True, selectable=True))
        column.addWidget(label(f"办公室文件：{place}", "soft", "办公室文件", wrap=True, selectable=True))
        for number, says in enumerate(STEPS, 1):
            column.addWidget(label(f"{number}. {says}", wrap=True))
        self.backup = label("", "subheading", "最近的完好备份", wrap=True, selectable=True)
        column.addWidget(self.backup)
        self.read = QPlainTextEdit(readOnly=True)
        self.read.setAccessibleName("能读出的内容")
        self.read.setTabChangesFocus(True)
        self.read.setMinimumHeight(px(96))
        column.addWidget(self.read, 1)
        row = QHBoxLayout()
        row.addWidget(button("打开所在文件夹", lambda: saying.reveal(Path(place).parent), tip=str(Path(place).parent), picture="folder"))
        row.addWidget(button("用备份恢复…", self._back, tip="列出这个办公室的备份", picture="restore"))
        self.view = button("只读打开", self._view, tip="看看能读出的内容，可以导出到 Excel")
        self.keep = button("另存能读出的…", self._keep, tip="存成一个新的办公室文件，附件一起带上")
        row.addStretch(1)
        for wanted in (self.view, self.keep):
            wanted.setEnabled(False)
            row.addWidget(wanted)
        shut = button("知道了", self.accept, look="primary", default=True)
        row.addWidget(shut)
        column.addLayout(row)
        sized(self, 660, 520)
        shut.setFocus()
        self._look()

    def _look(self) -> None:
        """Read what can be read, on another thread."""
        place, key = self._place, self._key
        self.backup.setText("")
        self.backup.hide()
        if "://" in place or not Path(place).is_file():
            self.read.hide()
            return
        self.read.setPlainText("正在看还能读出多少…")

        def task() -> tuple[Left, str]:
            from ..office import restoring, salvage
            sound = next(iter(restoring.candidates(place)), None)
            said = f"最近的完好备份：{sound.when}（{sound.why}），{sound.records} 条记录" if sound is not None else ""
            return salvage.look(place, key), said

        def failed(error: Exception) -> None:
            self.read.setPlainText(str(error))

        work.run(self, task, self._read, failed, quiet=True)

    def _read(self, found: tuple[Left, str]) -> None:
        self._left, said = found
        self.backup.setText(said)
        self.backup.setVisible(bool(said))
        kinds = "、".join(f"{name} {count}" for name, count in self._left.kinds.items()) or "没有记录"
        lost = "\n".join(f"· {one}" for one in self._left.lost)
        self.read.setPlainText((f"读不出：\n{lost}\n" if lost else "没有发现读不出的内容。\n") + f"能读出：{kinds}。")
        self.view.setEnabled(True)
        self.keep.setEnabled(True)

    def _view(self) -> None:
        from ..office import salvage
        window: Any = self.parent()
        if self._left is None:
            return
        try:
            office = salvage.view(self._left)
        except Exception as error:  # noqa: BLE001 (said or logged by sort)
            saying.failed(self, error)
            return
        self.accept()
        window.take(office)

    def _keep(self) -> None:
        from ..office import salvage
        from . import files
        left = self._left
        window: Any = self.parent()
        standing = Path(self._place)
        if left is None:
            return
        out = files.to_save(self, "另存能读出的", standing.with_name(f"{standing.stem}-抢救.partydesk"), files.OFFICE)
        if out is None:
            return

        def then(_: None) -> None:
            self.accept()
            if hasattr(window, "open"):
                window.open(str(out))
                saying.say(window, f"能读出的内容已存为 {out.name}，现在打开的就是它；请对照缺的补上。", saying.TOLD)

        work.run(self, lambda: salvage.keep(left, out), then, what="正在另存…")

    def _back(self) -> None:
        window: Any = self.parent()
        self.accept()
        if hasattr(window, "menu"):
            window.menu.show_backups_of(self._place, self._key)
