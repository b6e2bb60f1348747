"""Who works with the office (操作人员): the list, and what can be done about it; and, on a plain file, who is at the desk."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal, Trouble
from ..office import Office, operators
from ..office.operators import MAY, ROLES, Operator, Role
from .pieces import button, choices, label, last_row, line, offered, refusal, sized
from .theme import colour, px

NAME = Qt.ItemDataRole.UserRole
NOBODY = ("名单是空的：谁打开这个办公室，什么都可以做。只有一个人用的，不用填。几个人合用的，先把自己加进来（角色是审核），"
          "再加别人；以后每一步是谁做的，都记在他名下。")
PLAIN = "没有设口令的办公室，姓名是自己选的，只用来分清是谁做的，防不住有意冒名。"


class OperatorsBox(QDialog):
    """A row for each person. What is changed counts at once, and can be undone like anything else."""

    HEADS = ("姓名", "角色", "加入", "离岗")

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("操作人员")
        self.setAccessibleName("操作人员")
        self._office = office
        self._refused = operators.lacks(office, "operator")
        self._draw()
        self.refresh()

    def _draw(self) -> None:
        self.told = label("", "soft", "说明", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("操作人员")
        self.tree.setHeaderLabels(list(self.HEADS))
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        self.roles = {code: button(f"改为{said}", partial(self._give, code), tip=MAY[code]) for code, said in [*ROLES.items()][::-1]}
        self.gone = button("离岗", lambda: self._do(lambda: operators.leave(self._office, self.chosen)),
                           tip="他做过的都还在他名下；以后不能再以他的名义操作")
        self.come = button("回来", self._come, tip="重新在岗，角色不变")
        self.be = button("我是这个人", lambda: self._do(lambda: operators.choose(self._office, self.chosen)),
                         tip="从现在起以这个姓名操作，这台电脑会记住")
        self.side = QVBoxLayout()             # what else can be done about somebody goes here
        self.side.setSpacing(px(7))
        for made in (self.be, *self.roles.values(), self.gone, self.come):
            self.side.addWidget(made)
        self.side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.tree, 1)
        middle.addLayout(self.side)
        self.name = line("新操作人员的姓名", "姓名")
        self.role = choices("新操作人员的角色")
        self.add = button("加进名单", self._add, look="primary")
        self.name.returnPressed.connect(self._add)
        new = QHBoxLayout()
        new.addWidget(self.name, 1)
        new.addWidget(self.role)
        new.addWidget(self.add)
        self.said = refusal("退回提示")
        foot = QHBoxLayout()
        foot.addWidget(label("录入：" + MAY["enter"] + "。审核：" + MAY["review"] + "。", "soft", "角色说明", wrap=True), 1)
        shut = button("关闭", self.accept)
        shut.setAutoDefault(False)
        foot.addWidget(shut, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(10))
        column.addWidget(self.told)
        column.addLayout(middle, 1)
        column.addLayout(new)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 720, 500)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """The list again; whoever was chosen stays so."""
        standing, there = self.chosen, operators.operators(self._office)
        self.tree.clear()
        for one in there:
            mine = "（现在）" if one.name == self._office.who and not one.left else ""
            item = QTreeWidgetItem([one.name + mine, one.label, one.came, one.went])
            item.setData(0, NAME, one)
            item.setSizeHint(len(self.HEADS) - 1, QSize(0, self.tree.fontMetrics().height() + px(14)))
            if one.left:
                for column in range(len(self.HEADS)):
                    item.setForeground(column, colour("soft"))
            self.tree.addTopLevelItem(item)
            if one.name == standing:
                self.tree.setCurrentItem(item)
        if self.tree.currentItem() is None and there:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self._refused = operators.lacks(self._office, "operator")
        who = f"现在的操作人员：{self._office.who}（{ROLES[operators.role(self._office)]}）。"
        self.told.setText(NOBODY if not there else who + (PLAIN if operators.chosen(self._office) else "") + self._refused)
        self._roles(first=not there)
        self._offer()

    def _roles(self, *, first: bool) -> None:
        self.role.clear()
        for code in (["review"] if first else ["enter", "review", "look"]):
            self.role.addItem(ROLES[code], code)          # type: ignore[index]
        self.name.setEnabled(not self._refused)
        self.role.setEnabled(not self._refused and not first)
        offered(self.add, refused=self._refused)

    @property
    def _one(self) -> Operator | None:
        item = self.tree.currentItem()
        found = item.data(0, NAME) if item is not None else None
        return found if isinstance(found, Operator) else None

    @property
    def chosen(self) -> str:
        """The name that stands in the chosen row."""
        one = self._one
        return one.name if one is not None else ""

    def _offer(self) -> None:
        one = self._one
        here = one is not None and not one.left
        for code, made in self.roles.items():
            offered(made, here and one is not None and one.role != code, self._refused)
        offered(self.gone, here, self._refused)
        self.gone.setVisible(one is None or here)
        self.come.setVisible(one is not None and not here)
        offered(self.come, not here, self._refused)
        self.be.setVisible(operators.chosen(self._office))
        self.be.setEnabled(here and self.chosen != self._office.who)

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def _add(self) -> None:
        if self._do(lambda: operators.add(self._office, self.name.text(), str(self.role.currentData()))):
            self.name.clear()

    def _give(self, role: Role) -> None:
        self._do(lambda: operators.change_role(self._office, self.chosen, role))

    def _come(self) -> None:
        if (one := self._one) is not None:
            self._do(lambda: operators.add(self._office, one.name, one.role))

    def _do(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except (Refusal, Trouble) as refused:
            self.said.setText(str(refused))
            self.said.show()
            return False
        self.said.hide()
        self.refresh()
        return True


class WhoBox(QDialog):
    """Asked when a plain office with several people is opened and this computer does not know who is at it."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("现在是谁在操作")
        self.setAccessibleName("现在是谁在操作")
        self._office = office
        self.who = choices("操作人员")
        for one in operators.operators(office, gone=False):
            self.who.addItem(f"{one.name}（{one.label}）", one.name)
        go = button("确定", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("选自己的姓名。这台电脑会记住，以后可以在“办公室 → 操作人员…”里换。不选，就只能查看。", wrap=True))
        column.addWidget(self.who)
        column.addStretch(1)
        column.addLayout(last_row(self, go))
        sized(self, 420, 180)

    def _go(self) -> None:
        operators.choose(self._office, str(self.who.currentData()))
        self.accept()
