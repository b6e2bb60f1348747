"""A new work to be counted, described in a clerk's words: what is asked, what is counted, what the summary says."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.kind import Kind
from ..catalogue.problem import CatalogueError
from ..errors import Refusal
from ..office import Office
from ..office.periods import likely
from . import going, saying, work
from .pieces import Upright, button, choices, label, last_row, line, refusal, tool
from .theme import px

SETTLES = 350
WORDS, WIDE = 92, 1000
SNIPPET = 26
"""Characters of a paragraph by which it is chosen."""


@dataclass
class _Row:
    """The widgets of one blank that is to be asked."""

    whole: QWidget
    name: QLineEdit
    sort: QComboBox
    more: QLineEdit
    away: QToolButton


class WorkBox(QDialog):
    """One page: what it is on the left, what comes of it on the right."""

    def __init__(self, office: Office, parent: QWidget | None = None, tab: str = ""):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新增一项要统计的工作")
        self.setAccessibleName("新增一项要统计的工作")
        self.office, self.period = office, likely(office)
        self.added = ""                       # the kind in which the new work is entered
        self._rows: list[_Row] = []
        self._spoken = False                  # whether the clerk has written the sentence himself
        self._job: work.Job | None = None
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self._plan)
        self._draw(tab)
        self._changed()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self, tab: str) -> None:
        left = Upright("这项工作的说明", self._asked(tab))
        right = QFrame()
        right.setObjectName("card")
        screen = self.screen().availableGeometry()
        beside = px(WIDE) <= screen.width()   # in large type there is room for it below only
        if beside:
            right.setFixedWidth(px(310))
        column = QVBoxLayout(right)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        self.form = label("", "", wrap=True, says="录入的样子")
        self.value = label("", "heading", says="本期的数")
        self.counted = label("", "soft", wrap=True, says="怎么数")
        self.told = label("", "", wrap=True, says="总结里的样子")
        for head, body in (("录入时填", self.form), ("本期的数", self.value), ("", self.counted), ("总结里印", self.told)):
            if head:
                column.addWidget(label(head, "soft"))
            column.addWidget(body)
        column.addStretch(1)
        self.said = refusal("还缺什么")
        column.addWidget(self.said)
        both = QBoxLayout(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        both.setSpacing(px(14))
        both.addWidget(left, 1)
        both.addWidget(right)
        self.go = button("新增", self._go, look="primary", default=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(20), px(16), px(20), px(14))
        whole.setSpacing(px(10))
        whole.addLayout(both, 1)
        whole.addLayout(last_row(self, self.go))
        self.resize(min(px(WIDE) - 40, screen.width() - 40), min(px(600 if beside else 800), screen.height() - 60))

    def _asked(self, tab: str) -> QWidget:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, px(8), 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        grid.setColumnMinimumWidth(0, px(WORDS))
        grid.setColumnStretch(1, 1)
        self.name = line("工作名称", "如：法治宣传")
        self.unit = line("计量单位", text="次")
        self.unit.setFixedWidth(px(80))
        named = QHBoxLayout()
        named.setSpacing(px(8))
        named.addWidget(self.name, 1)
        named.addWidget(label("单位", "soft"))
        named.addWidget(self.unit)
        for at, (head, body) in enumerate((("工作名称", named), ("登记在", self._where(tab)), ("还要记", self._blanks()),
                                           ("怎么数", self._counting()), ("总结里写", self._telling()))):
            grid.addWidget(label(head, "subheading"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(body, at, 1)
        grid.setRowStretch(5, 1)
        for typed in (self.name, self.unit, self.sentence):
            typed.textEdited.connect(lambda _: self._changed())
        self.sentence.textEdited.connect(lambda _: setattr(self, "_spoken", True))
        return sheet

    def _where(self, tab: str) -> QVBoxLayout:
        catalogue = self.office.catalogue
        self.new = QRadioButton("新的一类记录，放在")
        self.old = QRadioButton("已有的一类记录：")
        self.new.setAccessibleName("登记为新的一类记录")
        self.old.setAccessibleName("登记在已有的一类记录里")
        self.new.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.new)
        group.addButton(self.old)
        group.buttonToggled.connect(lambda *_: self._changed())
        self.tab = choices("页签")
        for id, one in catalogue.tabs.items():
            if catalogue.by_tab[id]:
                self.tab.addItem(one.label, id)
        self.tab.setCurrentIndex(max(0, self.tab.findData(tab)))
        self.kind = choices("记录种类")
        for id in catalogue.tabs:
            for kind in catalogue.by_tab[id]:
                self.kind.addItem(kind.label, kind.id)
        self.roll = QCheckBox("要签到（谁到了、谁请假）")
        self.roll.setAccessibleName("要签到")
        self.roll.setChecked(True)
        self.roll.toggled.connect(lambda _: self._changed())
        for box in (self.tab, self.kind):
            box.activated.connect(lambda _: self._changed())
        column = QVBoxLayout()
        column.setSpacing(px(6))
        for way, box in ((self.new, self.tab), (self.old, self.kind)):
            row = QHBoxLayout()
            row.addWidget(way)
            row.addWidget(box)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(self.roll)
        return column

    def _blanks(self) -> QVBoxLayout:
        self._list = QVBoxLayout()
        self._list.setSpacing(px(6))
        self.more = button("加一栏", self.ask, look="plain", picture="add")
        column = QVBoxLayout()
        column.setSpacing(px(6))
        column.addWidget(label("日期、主题、主办组织已经有了。", "soft", wrap=True))
        column.addLayout(self._list)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def ask(self) -> QLineEdit:
        """One more blank to ask; the line for its name."""
        from ..office.vocabulary import ASKED
        number = len(self._rows) + 1
        whole = QWidget()
        name = line(f"第 {number} 栏名称", "栏目名称")
        sort = choices(f"第 {number} 栏类型")
        for code, words in ASKED.items():
            sort.addItem(words, code)
        more = line(f"第 {number} 栏的单位或选项")
        away = tool("×", f"去掉第 {number} 栏", side=26)
        row = _Row(whole, name, sort, more, away)
        away.clicked.connect(lambda: self._drop(row))
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(name, 3)
        layout.addWidget(sort)
        layout.addWidget(more, 4)
        layout.addWidget(away)
        name.textEdited.connect(lambda _: self._changed())
        more.textEdited.connect(lambda _: self._changed())
        sort.activated.connect(lambda _: self._sorted(row))
        self._rows.append(row)
        self._list.addWidget(whole)
        self._sorted(row)
        name.setFocus()
        return name

    def _sorted(self, row: _Row) -> None:
        sort = row.sort.currentData()
        row.more.setVisible(sort in ("number", "choice"))
        row.more.setPlaceholderText("单位，如：份" if sort == "number" else "选项，用顿号隔开，如：群众、企业")
        self._changed()

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        row.whole.deleteLater()
        self._changed()

    def _counting(self) -> QVBoxLayout:
        from ..office.vocabulary import COUNTED
        self.by = choices("怎么数")
        for code, words in COUNTED.items():
            self.by.addItem(words, code)
        self.summed = choices("合计哪一栏")
        self.only = choices("只数哪些")
        self.figure = line("数据项名称", "在数据项列表里叫什么；不写就用工作名称")
        self.figure.textEdited.connect(lambda _: self._changed())
        for box in (self.by, self.summed, self.only):
            box.activated.connect(lambda _: self._changed())
        column = QVBoxLayout()
        column.setSpacing(px(6))
        for widget in (self.by, self.summed, self.only):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.figure)
        return column

    def _telling(self) -> QVBoxLayout:
        from ..office.vocabulary import spots
        self.sentence = line("总结里的句子", "如：期内开展法治宣传【数】。不写就不印")
        self.place = choices("句子放在哪一段")
        self.place.currentTextChanged.connect(self.place.setToolTip)
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.spots = spots(self.office, "half_year_summary", self.period)
        for spot in self.spots:
            heading = spot.heading.partition("）")[2] or spot.heading
            self.place.addItem(f"{heading}：{spot.text[:SNIPPET]}…", spot.after)
        self.place.activated.connect(lambda _: self._changed())
        column = QVBoxLayout()
        column.setSpacing(px(6))
        column.addWidget(self.sentence)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(label("接在这一段末尾", "soft"))
        row.addWidget(self.place, 1)
        column.addLayout(row)
        return column

    # ── what is written ──────────────────────────────────────────────────────────────────────────

    def _work(self) -> Any:
        from ..office.vocabulary import Asked, Work, listed
        asked = tuple(Asked(row.name.text(), row.sort.currentData(), unit=row.more.text(),
                            choices=listed(row.more.text()))
                      for row in self._rows if row.name.text().strip())
        only = self.only.currentData()
        return Work(label=self.name.text(), tab=self.tab.currentData() if self.new.isChecked() else "", unit=self.unit.text(),
                    roll=self.roll.isChecked(), on=self.kind.currentData() if self.old.isChecked() else "", asked=asked,
                    by=self.by.currentData(), summed=self.summed.currentData() or "", only=tuple(only) if only else None,
                    figure=self.figure.text(), sentence=self.sentence.text(), after=self.place.currentData() or "",
                    since=self.period.start)

    def _changed(self) -> None:
        """Something was written: what follows from it at once, and a little later what comes of it all."""
        new = self.new.isChecked()
        self.tab.setEnabled(new)
        self.roll.setEnabled(new)
        self.kind.setEnabled(not new)
        self._offer()
        self.summed.setVisible(self.by.currentData() == "sum")
        if not self._spoken:
            name = self.name.text().strip()
            self.sentence.setText(f"期内开展{name}【数】。" if name else "")
        self._wait.start()

    def _offer(self) -> None:
        """The blanks that can be added up, and the choices that can be asked for."""
        from ..office.vocabulary import listed
        numbers, tests = [], []
        for row in self._rows:
            name, sort = row.name.text().strip(), row.sort.currentData()
            if name and sort == "number":
                numbers.append(name)
            if name and sort == "choice":
                tests += [(name, word) for word in listed(row.more.text())]
            if name and sort == "flag":
                tests.append((name, "是"))
        if self.old.isChecked():
            kind: Kind = self.office.catalogue.kinds[self.kind.currentData()]
            for blank in kind.fields:
                if blank.type == "number":
                    numbers.append(blank.label)
                elif blank.type == "choice":
                    tests += [(blank.label, word) for word in blank.choices.values()]
                elif blank.type == "flag":
                    tests.append((blank.label, "是"))
        _put(self.summed, [(name, name) for name in numbers])
        _put(self.only, [("全部都数", None), *((f"只数“{name}”为“{word}”的", [name, word]) for name, word in tests)])

    def _plan(self) -> None:
        """What would come of it, worked out beside the window."""
        if self._job is not None:
            self._job.cancel()
        wanted, period = self._work(), self.period
        if not wanted.label.strip():
            self._show(None, "")
            return

        def task() -> Any:
            from ..office.vocabulary import planned
            try:
                return planned(self.office, wanted, period), ""
            except CatalogueError as error:
                return None, "\n".join(map(str, error.problems[:3]))
            except Refusal as refused:
                return None, str(refused)

        self._job = work.run(self, task, lambda found: self._show(*found), what="正在核对…")

    def _show(self, plan: Any, why: str) -> None:
        self.said.setText(why)
        self.said.setVisible(bool(why))
        self.go.setEnabled(plan is not None)
        if plan is None:
            for shown in (self.value, self.counted, self.told):
                shown.setText("" if why else "—" if shown is self.value else "")
        else:
            self.value.setText(f"{self.figure.text().strip() or self.name.text().strip()}　{plan.value}")
            self.counted.setText(f"怎么数：{plan.counted}")
            at = self.place.currentIndex()
            before = self.spots[at].text[-SNIPPET:] if plan.sentence and 0 <= at < len(self.spots) else ""
            self.told.setText(f"……{before}{plan.sentence}" if plan.sentence else "不写进总结，只在数据项里列出。")
        names = [row.name.text().strip() for row in self._rows if row.name.text().strip()]
        standing = ["日期", "主题", "主办组织"] if self.new.isChecked() else [f"“{self.kind.currentText()}”原有的栏目"]
        signed = ["签到"] if self.new.isChecked() and self.roll.isChecked() else []
        self.form.setText("、".join([*standing, *names, *signed]))

    def _go(self) -> None:
        from ..office.vocabulary import add
        try:
            kind = self.added = add(self.office, self._work())
        except (Refusal, CatalogueError) as error:
            self._show(None, str(error))
            return
        told, window = self.name.text().strip(), self.parentWidget()
        self.accept()
        if window is not None:
            ways = going.of(window)
            saying.say(window, f"“{told}”已加好，可以开始登记。", label="去登记", act=lambda: ways.to_kind(kind) if ways else None)


def _put(box: QComboBox, entries: list[tuple[str, Any]]) -> None:
    """Other things to choose from; what was chosen stays where it is still offered."""
    standing = box.currentText()
    if [box.itemText(n) for n in range(box.count())] != [text for text, _ in entries]:
        box.clear()
        for text, value in entries:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findText(standing)))
