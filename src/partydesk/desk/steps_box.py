"""What was done lately: every step with who and when, the way back to any of them, and one old step taken back alone."""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal, Trouble
from ..office import Office, history, steps
from ..office.steps import Action, Ahead, Turned
from . import outgoing, saying, work
from .airy import AiryList
from .changes import ChangesTable
from .pieces import button, label, last_row, refusal, sized
from .theme import colour, px

T = TypeVar("T")
MORE = "更早的操作…"


class StepsBox(QDialog):
    """The steps on the left, what the chosen one did on the right, and what can be done about it below."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office = office
        self._actions: list[Action] = []
        self._again: frozenset[str] = frozenset()
        self.setWindowTitle("最近的操作")
        self.setAccessibleName("最近的操作")
        self.list = AiryList("最近的操作，最近的在最上面")
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._more)
        self.list.itemClicked.connect(self._more)
        self.changes = ChangesTable("这一步改了什么", ("栏目", "原来", "改为"))
        self.said = refusal("退回提示")
        self.others = QCheckBox()
        self.others.toggled.connect(self._offer)
        self.back = button("回到这里", self._back, look="primary", picture="undo",
                           tip="撤销这一步之后的操作，这一步留着；撤销的还能重做")
        self.alone = button("只撤回这一步", self._alone, tip="后面的操作都留着，只把这一步改的撤回来")
        self.forward = button("重做到这里", self._forward, look="primary", picture="redo")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.changes)
        split.setSizes([px(330), px(600)])
        self.out = button("导出", look="plain", says="导出操作记录", tip="列出来的操作，连同数据校验码", picture="export")
        outgoing.offer(self.out, self._copy, self._export)
        foot = QHBoxLayout()
        foot.addWidget(self.out)
        foot.addWidget(self.others)
        foot.addStretch(1)
        for made in (self.back, self.forward, self.alone, button("关闭", self.reject)):
            foot.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("每一步都在这里，最近的在最上面。可以回到任何一步，也可以只撤回其中一步；撤回的也还能恢复。",
                               "soft", wrap=True))
        column.addWidget(split, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 980, 560)
        self.refresh()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def refresh(self, chosen: str = "") -> None:
        """Ask again what was done; the step that was chosen stays so."""
        number = max(len(self._actions), steps.SHOWN)
        self._actions = steps.recent(self._office, most=number)
        self._again = steps.again(self._office)
        self._list(len(self._actions) == number)
        at = next((n for n, one in enumerate(self._actions) if one.step == chosen), 0)
        self.list.setCurrentRow(at if self._actions else -1)

    def _list(self, more: bool) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._actions:
            number = f"{one.records} 条记录" if one.records > 1 else ""
            under = "　".join(part for part in (one.when, one.who + ("" if one.mine else "（别处）"), number,
                                               "" if one.stands else "已撤销") if part)
            item = QListWidgetItem(f"{one.says}\n{under}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.says}，{under.replace('　', '，')}")
            item.setToolTip(one.says)
            if not one.stands:
                item.setForeground(colour("soft"))
            self.list.addItem(item)
        if more:
            self.list.addItem(QListWidgetItem(MORE))
        self.list.blockSignals(False)

    def _copy(self) -> None:
        outgoing.copy(self, steps.HEADS, steps.table(self._office, self._actions))

    def _export(self, sort: str) -> None:
        outgoing.save(self, self._office, "导出操作记录", "操作记录", steps.HEADS, steps.table(self._office, self._actions), sort)

    def _more(self, item: QListWidgetItem) -> None:
        if self.list.row(item) == len(self._actions) and self._actions:
            older = steps.recent(self._office, before=self._actions[-1].first)
            at = len(self._actions)
            self._actions += older
            self._list(len(older) == steps.SHOWN)
            self.list.setCurrentRow(min(at, len(self._actions) - 1))

    @property
    def action(self) -> Action | None:
        """The step that is chosen."""
        row = self.list.currentRow()
        return self._actions[row] if 0 <= row < len(self._actions) else None

    def _chosen(self, _row: int) -> None:
        self.said.hide()
        one = self.action
        if one is None:
            self.changes.fill([])
        else:
            did, more = history.changed(self._office, one.step)
            rows: list[tuple[str, ...]] = []
            for thing in did:
                rows.append((f"{thing.label}：{thing.called}" if thing.called and thing.called != thing.label else thing.label,))
                rows += [(line.label, line.before, line.after) for line in thing.lines]
            if more:
                rows.append((f"另有 {more} 条没有列出",))
            self.changes.fill(rows)
        mine, other = steps.after(self._office, one.step) if one else (0, 0)
        self._later = mine, other
        self.others.blockSignals(True)
        self.others.setChecked(False)
        self.others.setText(f"连同别处做的 {other} 步")
        self.others.setAccessibleName(self.others.text())
        self.others.setVisible(bool(other) and one is not None and one.stands)
        self.others.blockSignals(False)
        self._offer()

    def _offer(self) -> None:
        """What can be done about the chosen step."""
        one = self.action
        stands = one is not None and one.stands
        number = self._later[0] + (self._later[1] if self.others.isChecked() else 0)
        self.back.setVisible(stands)
        self.back.setEnabled(number > 0)
        self.back.setText(f"回到这里（撤销后面 {number} 步）" if number else "回到这里")
        self.alone.setVisible(stands)
        self.forward.setVisible(one is not None and not stands)
        self.forward.setEnabled(one is not None and one.step in self._again)
        self.forward.setToolTip("" if self.forward.isEnabled() else "撤销之后又做了新的操作，这一步不能再重做")

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def _back(self) -> None:
        if (one := self.action) is not None:
            others = self.others.isChecked()
            self._turn(lambda: steps.back_to(self._office, one.step, others=others),
                       lambda done: f"已回到这一步：{one.says}。撤销了 {done.steps} 步", "重做")

    def _forward(self) -> None:
        if (one := self.action) is not None:
            self._turn(lambda: steps.forward_to(self._office, one.step), lambda done: f"已重做 {done.steps} 步", "撤销")

    def _alone(self) -> None:
        one = self.action
        if one is None:
            return

        def then(ahead: Ahead) -> None:
            if not ahead.since and not ahead.refusal:
                self.take_back("refuse")
                return
            box = AheadBox(ahead, self)
            box.accepted.connect(lambda: self.take_back(box.since))
            box.open()

        self._do(lambda: steps.ahead(self._office, one.step), then)

    def take_back(self, since: steps.Since) -> None:
        """Take the chosen step back alone."""
        if (one := self.action) is not None:
            self._turn(lambda: steps.take_back(self._office, one.step, since), lambda done: f"已撤回：{done.says}", "撤销")

    def _turn(self, act: Callable[[], Turned | None], says: Callable[[Turned], str], label: str) -> None:
        one = self.action

        def then(done: Turned | None) -> None:
            self.refresh(one.step if one else "")
            if done is not None:
                self._tell(says(done), label, done.steps)

        self._do(act, then)

    def _do(self, act: Callable[[], T], then: Callable[[T], None]) -> None:
        """Away from the window: going back, or trying to, may change thousands of records."""
        def task() -> T | Exception:
            try:
                return act()
            except Exception as error:  # noqa: BLE001 (said or logged by sort, below)
                return error

        def told(done: T | Exception) -> None:
            self.setEnabled(True)
            if isinstance(done, Refusal | Trouble):
                self.said.setText(str(done))
                self.said.show()
            elif isinstance(done, Exception):
                saying.failed(self, done)
            else:
                then(done)

        self.setEnabled(False)
        work.run(self, task, told)

    def _tell(self, text: str, label: str, number: int) -> None:
        if (parent := self.parentWidget()) is None:
            return
        window = parent.window()

        def answer() -> None:
            if label == "重做":
                getattr(window, "redo", lambda _: None)(number)
            else:
                getattr(window, "undo", lambda: None)()

        saying.say(parent, text, label=label, act=answer)


class AheadBox(QDialog):
    """What was built on a step since, and what is to become of it. Accepted: take the step back, `since` says how."""

    def __init__(self, ahead: Ahead, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("撤回这一步")
        self.setAccessibleName("撤回这一步")
        number = len(ahead.since)
        title = label(f"{ahead.action.says}：之后又有 {number} 步改过同样的内容" if number else "这一步现在撤不回来",
                      "heading", wrap=True)
        self.list = AiryList("后来的改动")
        for one in ahead.since:
            self.list.addItem(f"{one.says}\n{one.when}　{one.who}")
        self.list.setVisible(number > 0)
        why = label(f"连同它们也撤不回来：{ahead.refusal}" if number and ahead.refusal else ahead.refusal, "soft", wrap=True)
        why.setVisible(bool(ahead.refusal))
        self.too = QRadioButton(f"连同后来的 {number} 步一起撤回")
        self.too.setAccessibleName(self.too.text())
        self.spare = QRadioButton("后来改过的都留着，只撤回没有再改过的")
        self.spare.setAccessibleName(self.spare.text())
        (self.spare if ahead.refusal else self.too).setChecked(True)
        self.too.setVisible(number > 0 and not ahead.refusal)
        self.spare.setVisible(number > 0)
        go = button("撤回", self.accept, look="primary", default=True)
        go.setVisible(number > 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(title)
        for made in (why, self.list, self.too, self.spare):
            column.addWidget(made)
        column.addStretch()
        column.addLayout(last_row(self, go))
        self.resize(QSize(px(520), px(360 if number else 180)))
        QTimer.singleShot(0, self, (self.list if number else go).setFocus)

    @property
    def since(self) -> steps.Since:
        return "too" if self.too.isChecked() and not self.too.isHidden() else "spare"
