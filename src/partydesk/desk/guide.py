"""The guided beginning of an office: its name, its organisations, its people; each step may be skipped and come back to."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.text import clean
from ..errors import Refusal
from ..office import Office, guiding
from ..office.drafts import Drafts
from . import files, saying, work
from .composing import ComposedText
from .mapping_box import bring_in
from .pieces import button, label, line, lines, refusal, shortcut
from .theme import px

STEPS = ("单位", "党组织", "名册")
DRAFT = "guide"
"""Under which what is typed here and not entered yet is kept."""
SETTLES = 800


class GuidePage(QWidget):
    """Three steps, and then the first record."""

    finished = Signal()
    kind_wanted = Signal(str)

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName("开始向导")
        self.office, self._drafts = office, drafts
        self._typed: dict[str, ComposedText] = {}
        self._stood: dict[str, tuple[str, ...]] = {}     # the names that were entered when the texts were last the same
        self._settle = QTimer(self, singleShot=True, interval=SETTLES)
        self._settle.timeout.connect(self.keep)
        self._draw()
        self._fill()
        self._turn(int((self._drafts.get(DRAFT, 0) or {}).get("step", 0)))

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(px(760))
        self.where = label("", "soft", "进度")
        self.title = label("", "heading", "这一步")
        self.steps = QStackedWidget()
        for page in (self._office(), self._bodies(), self._people()):
            self.steps.addWidget(page)
        self.said = refusal("退回提示")
        self.back = button("上一步", lambda: self._go(-1))
        self.later = button("以后再说", self._leave, look="plain", tip="随时可以从“办公室”菜单的“开始向导”回来")
        self.next = button("下一步", lambda: self._go(1), look="primary")
        foot = QHBoxLayout()
        foot.addWidget(self.later)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(28), px(22), px(28), px(20))
        column.setSpacing(px(10))
        column.addWidget(self.where)
        column.addWidget(self.title)
        column.addWidget(self.steps, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        grid = QGridLayout(self)
        grid.addWidget(card, 1, 1)
        for side in (0, 2):
            grid.setColumnStretch(side, 1)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(2, 2)
        shortcut("Esc", self, self._leave)

    def _office(self) -> QWidget:
        page = QWidget()
        self.name = line("单位名称", "如：中共××县委政法委员会")
        self.place = line("签订地点", "如：××县")
        for typed in (self.name, self.place):
            typed.textEdited.connect(lambda _: self._settle.start())
        self.name.returnPressed.connect(self.place.setFocus)
        self.place.returnPressed.connect(lambda: self._go(1))
        form = QFormLayout(page)
        form.setContentsMargins(0, px(8), 0, 0)
        form.setSpacing(px(12))
        form.addRow(_words("单位名称和签订地点印在总结、责任书和各种文书上，以后可以随时改。"))
        form.addRow("单位名称", self.name)
        form.addRow("签订地点", self.place)
        form.addRow(_words(f"数据存放在：{self.office.place}"))
        return page

    def _bodies(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(10))
        column.addWidget(_words("三会一课按支部计数，人员也要归到支部。一行写一个名称，可以从 Excel 里复制一列粘贴进来。"))
        row = QHBoxLayout()
        row.setSpacing(px(14))
        for asked in guiding.bodies(self.office):
            text = lines(asked.label, asked.says)
            text.setMinimumHeight(px(170))
            text.textChanged.connect(self._settle.start)
            head = label(asked.label, "subheading")
            head.setBuddy(text)
            each = QVBoxLayout()
            each.addWidget(head)
            each.addWidget(text, 1)
            row.addLayout(each)
            self._typed[asked.kind] = text
        column.addLayout(row, 1)
        return page

    def _people(self) -> QWidget:
        page = QWidget()
        self._roster = guiding.people(self.office)
        self.there = label("", "subheading", says="名册现有人数")
        self.take = button("从 Excel 导入名册…", self._import, look="primary", picture="")
        self.blank = button("导出空白样表…", self._sample)
        self.by_hand = button("逐个录入", self._by_hand)
        row = QHBoxLayout()
        for act in (self.take, self.blank, self.by_hand):
            row.addWidget(act)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(12))
        column.addWidget(_words("签到、人数和各种占比都以名册为准。" + (self._roster.says if self._roster else "")))
        column.addWidget(self.there)
        column.addLayout(row)
        column.addWidget(_words("以后人员调入调出，在“基础信息”里改；调出的人填转出日期，不要删除，往年的数字还要靠他。"))
        column.addStretch(1)
        return page

    # ── what stands there ────────────────────────────────────────────────────────────────────────

    def _fill(self) -> None:
        """What is entered already, and what was typed when this was left."""
        draft = self._drafts.get(DRAFT, 0) or {}
        self.name.setText(draft.get("name", self.office.setting("office")))
        self.place.setText(draft.get("place", self.office.setting("place")))
        for asked in guiding.bodies(self.office):
            self._stood[asked.kind] = tuple(draft.get("stood", {}).get(asked.kind, asked.names))
            self._typed[asked.kind].setPlainText(draft.get("bodies", {}).get(asked.kind, "\n".join(asked.names)))
        self._settle.stop()
        self.refresh(frozenset())

    def refresh(self, touched: frozenset[str]) -> None:
        """How many people are on the roster now."""
        self._roster = guiding.people(self.office)
        number = len(self._roster.names) if self._roster else 0
        self.there.setText(f"名册现有 {number} 人。" if number else "名册还是空的。")
        if self.steps.currentIndex() == len(STEPS) - 1:
            self.next.setText("完成" if number else "先不导入，完成")

    def keep(self) -> None:
        """What is typed and not entered yet, kept as a draft."""
        self._settle.stop()
        typed = {kind: tuple(filter(None, map(clean, text.toPlainText().splitlines()))) for kind, text in self._typed.items()}
        if typed == self._stood and (self.name.text().strip(), self.place.text().strip()) == (
                self.office.setting("office"), self.office.setting("place")):
            self._drafts.drop(DRAFT, 0)
            return
        self._drafts.put(DRAFT, 0, {"step": self.steps.currentIndex(), "name": self.name.text(), "place": self.place.text(),
                                    "bodies": {kind: text.toPlainText() for kind, text in self._typed.items()},
                                    "stood": {kind: list(names) for kind, names in self._stood.items()}})

    # ── going on ─────────────────────────────────────────────────────────────────────────────────

    def _turn(self, step: int) -> None:
        step = max(0, min(step, len(STEPS) - 1))
        self.steps.setCurrentIndex(step)
        self.where.setText(f"第 {step + 1} 步，共 {len(STEPS)} 步")
        self.title.setText(STEPS[step])
        self.back.setVisible(step > 0)
        self.next.setText("下一步" if step < len(STEPS) - 1 else "完成")
        self.said.hide()
        self.refresh(frozenset())
        self.begin()

    def begin(self) -> None:
        """The keys are where this step goes on."""
        first: tuple[QWidget, ...] = (self.place if self.name.text() and not self.place.text() else self.name,
                                      next(iter(self._typed.values()), self.name), self.take)
        first[self.steps.currentIndex()].setFocus()

    def _go(self, by: int) -> None:
        """To another step; what this one says is entered first."""
        if by > 0 and not self._entered():
            return
        step = self.steps.currentIndex() + by
        if step == len(STEPS):
            self._drafts.drop(DRAFT, 0)
            self.finished.emit()
            return
        self._turn(step)
        self.keep()

    def _entered(self) -> bool:
        acts: tuple[Callable[[], object], ...] = (self._enter_office, self._enter_bodies, lambda: None)
        try:
            acts[self.steps.currentIndex()]()
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return False
        return True

    def _enter_office(self) -> None:
        wanted = {"office": self.name.text().strip(), "place": self.place.text().strip()}
        if not wanted["office"]:
            raise Refusal("请填写单位名称")
        with self.office.together("填写单位名称与签订地点"):
            for name, text in wanted.items():
                if text != self.office.setting(name):
                    self.office.set(name, text)

    def _enter_bodies(self) -> None:
        names = {kind: text.toPlainText().splitlines() for kind, text in self._typed.items()}
        guiding.enter(self.office, names, {kind: {*stood} - {*map(clean, names[kind])} for kind, stood in self._stood.items()})
        self._stood = {kind: tuple(filter(None, map(clean, said))) for kind, said in names.items()}

    def _leave(self) -> None:
        self.keep()
        self.finished.emit()

    # ── the roster ───────────────────────────────────────────────────────────────────────────────

    def _import(self) -> None:
        if self._roster is not None and (path := files.to_open(self, "导入名册", files.ANY_EXCEL)):
            bring_in(self, self.office, self.office.catalogue.kind(self._roster.kind), path)

    def _sample(self) -> None:
        if self._roster is None:
            return
        kind = self._roster.kind
        path = files.to_save(self, "导出空白样表", files.documents() / f"{self._roster.label}样表.xlsx", files.EXCEL)
        if path is not None:

            def task() -> Any:
                from ..office.exchange import export_sheet
                return export_sheet(self.office, kind, path)

            work.run(self, task, lambda _: saying.say(self, f"样表已存到 {path}，照第一行的栏目填写后再导入。", label="打开文件夹",
                                                      act=lambda: saying.reveal(path.parent)), what="正在导出样表…")

    def _by_hand(self) -> None:
        if self._roster is not None:
            self._drafts.drop(DRAFT, 0)
            self.kind_wanted.emit(self._roster.kind)


def _words(text: str) -> QWidget:
    return label(text, "soft", wrap=True, selectable=True)
