"""Passwords and encryption of the office: whether it is encrypted, who opens it, and what can be done about that."""
from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from ..errors import Refusal, Trouble
from ..office import Office, backups, keys
from . import saying, settings, work
from .pieces import button, choices, label, last_row, line, refusal, sized, tool
from .theme import px

if TYPE_CHECKING:
    from .locking import Locking

AFTER = {"": "10 分钟没人动就锁定", "5": "5 分钟没人动就锁定", "30": "半小时没人动就锁定", "0": "不自动锁定"}
"""What is preferred about locking by itself: minutes, and how it is said."""
ENCRYPTED = "已加密：没有口令，拿走文件、备份或 U 盘的人什么也读不出来。忘了口令，用保险柜里的恢复码打开。"
PLAIN = ("没有加密：拿到这台电脑或这个文件的人都能看到里面的人员和记录。建议设口令；设好以后，"
         "办公室文件、附件、草稿和备份都会加密。")


class KeysBox(QDialog):
    """What stands, and the ways to change it; conversions close the office and open it anew."""

    def __init__(self, office: Office, locking: Locking | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("口令与加密")
        self.setAccessibleName("口令与加密")
        self._office, self._locking = office, locking
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(22), px(18), px(22), px(16))
        self.column.setSpacing(px(12))
        sized(self, 600, 180)
        self._held: QWidget | None = None
        self._draw()

    def _draw(self) -> None:
        """All of it anew, as it now stands."""
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        encrypted = self._office.key is not None
        column.addWidget(label(ENCRYPTED if encrypted else PLAIN, wrap=True))
        row = QHBoxLayout()
        if encrypted:
            column.addWidget(self._people())
            row.addWidget(button("换恢复码…", self._code, tip="旧的那张纸从此作废"))
            row.addWidget(button("换新钥匙…", self._renew, tip="有人离开而他可能留有拷贝时用：文件整个重新加密，旧口令、旧恢复码都作废"))
            row.addWidget(button("取消加密…", self._plain, look="plain"))
        else:
            row.addWidget(button("设口令并加密…", self._protect, look="primary", default=True))
        row.addStretch(1)
        column.addLayout(row)
        if encrypted:
            column.addLayout(self._after())
        if copies := keys.plain_copies(self._office.place) if encrypted else []:
            column.addWidget(self._copies(copies))
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        shut = button("关闭", self.reject)
        shut.setAutoDefault(False)
        foot.addWidget(shut)
        column.addLayout(foot)
        if self._held is not None:
            self.column.removeWidget(self._held)
            self._held.deleteLater()
        self._held = held
        self.column.addWidget(held)

    def _people(self) -> QFrame:
        """Whose passwords open it."""
        card = QFrame()
        card.setObjectName("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(px(14), px(10), px(14), px(10))
        grid.setColumnStretch(0, 1)
        names = keys.holders(self._office)
        for row, name in enumerate(names):
            own = name == self._office.who
            grid.addWidget(label(f"{name}（我）" if own else name, "", f"有口令的人：{name}"), row, 0)
            knows = own and not self._office.recovered   # with the recovery code comes who has forgotten the old one
            grid.addWidget(tool("改口令…", f"改{name}的口令", partial(self._change if knows else self._give, name)), row, 1)
            drop = tool("收回", f"收回{name}的口令", partial(self._drop, name), tip="他的口令从此打不开这个办公室")
            drop.setEnabled(len(names) > 1 and not own)
            grid.addWidget(drop, row, 2)
        grid.addWidget(button("给别人设口令…", partial(self._give, ""), look="plain", picture="add"), len(names), 0,
                       Qt.AlignmentFlag.AlignLeft)
        return card

    def _after(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.after = choices("自动锁定")
        for minutes, says in AFTER.items():
            self.after.addItem(says, minutes)
        self.after.setCurrentIndex(max(0, self.after.findData(settings.preferred("lock"))))
        self.after.activated.connect(self._prefer)
        row.addWidget(label("离开的时候"))
        row.addWidget(self.after)
        row.addWidget(label("随时按 Ctrl+Shift+L 也能锁定", "soft"))
        row.addStretch(1)
        return row

    def _copies(self, copies: list[Path]) -> QFrame:
        """Copies from the time before that anybody can read."""
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(px(14), px(10), px(14), px(10))
        column.addWidget(label(f"加密以前留下的副本还有 {len(copies)} 个，它们没有加密：", "subheading", wrap=True))
        shown = "\n".join(map(str, copies[:4])) + (f"\n等 {len(copies)} 个" if len(copies) > 4 else "")
        column.addWidget(label(shown, "soft", "没有加密的副本", wrap=True, selectable=True))
        column.addWidget(button("删除这些副本…", partial(self._delete, copies), picture="remove",
                                tip="先确认现在的办公室能正常打开"), 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _prefer(self, at: int) -> None:
        settings.prefer("lock", self.after.itemData(at))
        if self._locking is not None:
            self._locking.rest()

    # ── passwords, while the office is open ──────────────────────────────────────────────────────

    def _change(self, name: str) -> None:
        self._ask("改口令", "换成新口令；旧的从此打不开这个办公室。办公室文件不用重新加密。", name, old=True)

    def _give(self, name: str) -> None:
        self._ask(f"给{name or '别人'}设口令", "让他自己在这里输入。他以后用自己的姓名和口令打开，做的每一步都记在他名下。", name)

    def _ask(self, title: str, says: str, name: str, *, old: bool = False) -> None:
        from .password_box import PasswordBox
        box = PasswordBox(title, says, name, self, old=old)
        office = self._office

        def go(given: str, before: str, after: str) -> None:
            def task() -> None:
                if old:
                    keys.change_password(office, given, before, after)
                else:
                    keys.set_password(office, given, after)

            def then(_: None) -> None:
                box.accept()
                self._draw()

            work.run(box, task, then, lambda error: box.refuse(str(error)), what="正在设口令…")

        box.chosen.connect(go)
        box.open()

    def _drop(self, name: str) -> None:
        try:
            keys.drop_password(self._office, name)
        except (Refusal, Trouble) as error:
            saying.failed(self, error)
            return
        self._draw()

    def _code(self) -> None:
        def then(code: str) -> None:
            from .code_box import CodeBox
            CodeBox(code, self._office.setting("office"), self).open()

        work.run(self, lambda: keys.new_code(self._office), then, what="正在换恢复码…")

    # ── conversions, for which it is closed ──────────────────────────────────────────────────────

    def _protect(self) -> None:
        from .password_box import PasswordBox
        box = PasswordBox("设口令并加密", "这是打开办公室的口令。设好以后会给一个恢复码，要打印出来放进保险柜。", "", self)
        box.name.setText(self._office.who)
        box.chosen.connect(lambda name, _, password: self._convert("protect", name, password))
        box.chosen.connect(box.accept)
        box.open()

    def _renew(self) -> None:
        from .password_box import PasswordBox
        box = PasswordBox("换新钥匙", "文件会用新钥匙整个重新加密。旧恢复码作废，别人的口令要重新设；请给自己设新口令。",
                          self._office.who, self)
        box.chosen.connect(lambda name, _, password: self._convert("renew", name, password))
        box.chosen.connect(box.accept)
        box.open()

    def _convert(self, what: str, name: str, password: str) -> None:
        self.accept()
        if self._locking is not None:
            self._locking.convert(what, name, password)

    def _plain(self) -> None:
        box = SureBox("取消加密", "取消以后，拿到这台电脑或这个文件的人都能看到里面的人员和记录，口令和恢复码都不再需要。",
                      "取消加密", self)
        box.accepted.connect(lambda: self._convert("unprotect", self._office.who, ""))
        box.open()

    def _delete(self, copies: list[Path]) -> None:
        box = SureBox("删除没有加密的副本", "删除以后，只能用现在的办公室和以后的备份。固态硬盘上删掉的内容，专业的人仍可能恢复出来。",
                      "删除", self)

        def go() -> None:
            backups.forget(self._office, copies)      # with the attached files that they alone had
            left = [path for path in copies if not _gone(path)]
            self._draw()
            if left:
                saying.box(self, "有的副本没有删掉，可能是只读的，或正被别的程序打开：\n" + "\n".join(map(str, left)),
                           QMessageBox.Icon.Warning)

        box.accepted.connect(go)
        box.open()


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


class SureBox(QDialog):
    """Something that cannot be taken back: done when its name was typed."""

    def __init__(self, title: str, says: str, word: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._word = word
        self.typed = line(f"输入“{word}”", f"照样输入：{word}")
        self.said = refusal("退回提示")
        go = button(word, self._go, look="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addWidget(label(says, wrap=True))
        column.addWidget(label(f"确实要做，请输入“{word}”：", "soft"))
        column.addWidget(self.typed)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, go))
        sized(self, 460, 210)
        self.typed.setFocus()

    def _go(self) -> None:
        if self.typed.text().strip() != self._word:
            self.said.setText(f"要输入“{self._word}”才会做")
            self.said.show()
            return
        self.accept()
