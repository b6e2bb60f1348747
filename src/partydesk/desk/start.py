"""Where one begins: a new office, one that is there already, or the sample to look around in."""
from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from .. import places
from . import files, settings
from .password_box import PasswordFields
from .pieces import button, centred, label, last_row, line, refusal, sized
from .theme import px


class StartPage(QWidget):
    """Three choices, and the offices opened last."""

    made = Signal(str, str, str, str)         # place, name of the office, who works here, password (or none)
    chosen = Signal(str)
    sampled = Signal()
    restored = Signal()
    served = Signal()
    tested = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("start")
        self.setAccessibleName("开始")
        mark = QLabel()
        mark.setPixmap(QPixmap(str(places.shipped("resources") / "partydesk.svg")).scaled(
            px(56), px(56), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation))
        mark.setAccessibleName("党务工作台标志")
        name = label("党务工作台", "big")
        says = label("平时记一笔，半年总结里每个数字都有出处。", "soft")
        head = QHBoxLayout()
        head.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(says)
        head.addWidget(mark)
        head.addLayout(words, 1)
        self.new = _choice("新建办公室", "从空白开始，给单位起个名字，选一个存放的地方。")
        self.open = _choice("打开办公室", "打开已有的办公室文件（*.partydesk）；在 U 盘上的先拷到本机。")
        self.sample = _choice("看看示例办公室", "虚构的单位和人员，两个半年的记录，可以随便点、随便改。")
        self.join = _choice("用邀请加入", "支部的电脑：用委机关发来的邀请和口令，把名册和表单带过来。")
        self.join.clicked.connect(self._join)
        self.new.clicked.connect(self.ask_new)
        self.open.clicked.connect(self.ask_open)
        self.sample.clicked.connect(self.sampled)
        inner = QVBoxLayout()
        inner.setSpacing(12)
        inner.addLayout(head)
        inner.addSpacing(14)
        for choice in (self.new, self.open, self.join, self.sample):
            inner.addWidget(choice)
        others = QHBoxLayout()
        others.addWidget(button("从备份恢复…", self.restored.emit, "plain", tip="办公室文件坏了、丢了，或换了电脑"))
        others.addWidget(button("连接服务器…", self.served.emit, "plain", tip="几台电脑共用的一份数据，放在单位内网的服务器上"))
        others.addWidget(button("自检…", self.tested.emit, "plain", tip="字体、打印机、输入法、磁盘、时间各查一遍，求助时照着念"))
        others.addStretch(1)
        inner.addLayout(others)
        self.recent = QFrame()
        inner.addWidget(self.recent)
        centred(self, inner, 560)
        self.refresh()

    def refresh(self) -> None:
        """List again the offices opened last."""
        held = QFrame()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(2)
        for n, place in enumerate(settings.recent()):
            if n == 0:
                column.addWidget(label("最近打开", "soft"))
            name = Path(place).stem if "://" not in place else place
            short = self.fontMetrics().elidedText(place, Qt.TextElideMode.ElideMiddle, px(330))
            again = button(f"{name}　{short}", partial(self.chosen.emit, place), "plain", f"打开{name}", place)
            again.setStyleSheet("text-align: left")
            column.addWidget(again)
        around = self.recent.parentWidget()
        if around is not None and (layout := around.layout()) is not None:
            layout.replaceWidget(self.recent, held)
            self.recent.deleteLater()
        self.recent = held

    def ask_new(self) -> None:
        """What a new office is called, and where it is to lie."""
        box = NewBox(self)
        box.accepted.connect(lambda: self.made.emit(box.place.text().strip(), box.name.text().strip(), box.who.text().strip(),
                                                    "" if box.later.isChecked() else box.password.new.text()))
        box.open()

    def _join(self) -> None:
        from .join_box import JoinBox
        box = JoinBox(self)
        box.joined.connect(self.chosen)
        box.open()

    def ask_open(self) -> None:
        """Which file is to be opened."""
        if chosen := files.to_open(self, "打开办公室", files.OFFICE):
            self.chosen.emit(str(chosen))


class NewBox(QDialog):
    """The name of a new office, where it is kept, and the password that keeps others out of it."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新建办公室")
        self.setAccessibleName("新建办公室")
        self._moved = False
        self.name = line("单位名称", "如：中共××县委政法委员会")
        self.place = line("存放位置")
        browse = button("更改…", self._browse, says="更改存放位置")
        self.said = refusal("退回提示")
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(px(12))
        form.addRow("单位名称", self.name)
        form.addRow("存放位置", where)
        says = label("单位名称会印在总结和责任书上。数据存在这个文件里，附件在旁边的同名文件夹里；"
                     "请放在本机硬盘，不要放在共享文件夹。", "soft", wrap=True)
        self.who = line("你的姓名", "打开办公室的人，如：王小明")
        self.password = PasswordFields(above={"你的姓名": self.who})
        self.later = QCheckBox("暂不设口令（以后可在“办公室”菜单里设）")
        self.later.toggled.connect(self.password.setDisabled)
        why = label("设了口令，办公室文件、附件、草稿和备份都加密，电脑或 U 盘丢了也没人能看到里面的人员和记录。"
                    "接下来会给一个恢复码，打印出来放进保险柜，忘了口令时用。", "soft", wrap=True)
        self.go = button("新建", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addLayout(form)
        column.addWidget(says)
        column.addSpacing(px(6))
        column.addWidget(label("口令（建议设）", "subheading"))
        column.addWidget(why)
        column.addWidget(self.password)
        column.addWidget(self.later)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, self.go))
        sized(self, 600, 480)
        self.name.textEdited.connect(self._named)
        self.place.textEdited.connect(lambda _: setattr(self, "_moved", True))
        self._named("")

    def _named(self, name: str) -> None:
        if not self._moved:
            safe = "".join(letter for letter in name.strip() if letter not in '\\/:*?"<>|') or "办公室"
            self.place.setText(str(files.documents() / f"{safe}.partydesk"))

    def _browse(self) -> None:
        standing = Path(self.place.text() or files.documents() / "办公室.partydesk")
        if chosen := files.to_save(self, "存放位置", standing, files.OFFICE):
            self._moved = True
            self.place.setText(str(chosen))

    def _served(self) -> bool:
        """Whether it is to lie on a server, which has passwords of its own."""
        return "://" in self.place.text()

    def _wrong(self) -> tuple[str, QWidget]:
        """Why it cannot be made yet, empty where it can; and where that is put right."""
        if not self.name.text().strip():
            return "请填写单位名称", self.name
        if not self.place.text().strip():
            return "请填写存放位置", self.place
        if not self._served() and Path(self.place.text()).exists():
            return f"“{Path(self.place.text()).name}”已经存在，请换个名字，或回到上一步打开它", self.place
        if self.later.isChecked() or self._served():
            return "", self.go
        if not self.who.text().strip():
            return "请填写你的姓名，或勾选“暂不设口令”", self.who
        if not self.password.new.text():
            return "请设一个口令，或勾选“暂不设口令”", self.password.new
        return self.password.wrong(), self.password.new

    def _go(self) -> None:
        wrong, where = self._wrong()
        self.said.setText(wrong)
        self.said.setVisible(bool(wrong))
        where.setFocus()
        if not wrong:
            self.accept()


def _choice(title: str, says: str) -> QPushButton:
    """A large button: what it is, and a line about it."""
    made = button("", look="choice", says=title)
    made.setAccessibleDescription(says)
    made.setMinimumHeight(px(76))
    inner = QVBoxLayout(made)
    inner.setContentsMargins(px(20), px(12), px(20), px(12))
    inner.setSpacing(3)
    for text, look in ((title, "subheading"), (says, "soft")):
        words = label(text, look, wrap=True)
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner.addWidget(words)
    return made
