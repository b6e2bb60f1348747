"""The last word before a backup is restored, and the restore itself: the office is closed meanwhile, and opened again."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ..errors import Refusal, Trouble
from ..office import Office, restoring
from ..office.proved import Backup
from ..office.restoring import Preview
from . import saying, work
from .pieces import button, label, last_row, line, refusal, sized
from .theme import px

if TYPE_CHECKING:
    from ..office.keys import Key
    from .window import Window


class RestoreBox(QDialog):
    """Accepted: the clerk has seen what would be lost, and typed what is asked for."""

    def __init__(self, ahead: Preview, place: Path, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("恢复")
        self.setAccessibleName("恢复")
        self._word = ahead.word
        lost = len(ahead.lost) + ahead.more
        self.typed = line("确认")
        self.said = refusal("退回提示")
        go = button("恢复", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"恢复到 {ahead.backup.when}", "heading", wrap=True))
        column.addWidget(label(f"办公室文件：{place}", "soft", "办公室文件", wrap=True))
        says = [f"那以后做的 {lost} 步都会没有。" if lost else "", ahead.present,
                "现在的会先存成一份备份（恢复前），随时可以再换回来。" if ahead.now is not None else ""]
        for text in filter(None, says):
            column.addWidget(label(text, wrap=True))
        if self._word:
            column.addWidget(label(f"确实要恢复，请输入：{self._word}", "subheading", wrap=True))
            column.addWidget(self.typed)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, go))
        sized(self, 520, 300)
        self.typed.setVisible(bool(self._word))
        (self.typed if self._word else go).setFocus()

    def _go(self) -> None:
        if self.typed.text().strip() != self._word:
            self.said.setText(f"请输入“{self._word}”，或取消")
            self.said.show()
            self.typed.setFocus()
            return
        self.accept()


def bring_back(window: Window, backup: Backup, place: Path, typed: str, key: Key | None = None) -> None:
    """Close the office, put the backup in its place, and open it again; what failed is said, and the office is as it was."""
    office = window.office
    who = office.who if office is not None else ""
    window.keeping.stop()                     # the restore itself saves the present
    if office is not None:
        window.leave()
    window.start.setEnabled(False)

    def opened() -> None:
        window.start.setEnabled(True)
        try:
            if who and key is not None and place.exists() and key.salt.hex() == backup.salt:
                window.take(Office.open(place, who=who, key=key))
            elif place.exists():
                window.open(str(place))
        except (Refusal, Trouble) as error:
            saying.failed(window, error)

    def then(done: restoring.Restored) -> None:
        opened()
        kept = f"原来的文件留在 {done.aside.name}。" if done.aside is not None else ""
        kept = "恢复前的也存成了一份备份。" if done.saved is not None else kept
        lacking = f"备份里也没有的附件：{'、'.join(done.lacking[:5])}。" if done.lacking else ""
        saying.say(window, f"已恢复到 {backup.when}。{kept}{lacking}", saying.TOLD)

    def otherwise(error: Exception) -> None:
        opened()
        saying.failed(window, error)

    work.run(window, lambda: restoring.restore(backup, place, key, typed=typed), then, otherwise, what="正在恢复，请不要关闭电脑…")
