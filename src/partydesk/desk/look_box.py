"""公文版式: which profile papers have, the office's own, and the typefaces; a true page of it beside, set anew at each change."""
from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from .. import places
from ..errors import Refusal, Refusals
from ..office import Office, licences
from ..office import profiles as kept
from . import files, saying, work
from .house_form import HouseForm
from .pages import PageView
from .pieces import Upright, button, label, last_row, refusal, sized
from .theme import px

SETTLES = 120
"""Milliseconds after the last key that the page is set anew."""


class LookBox(QDialog):
    """Nothing is kept until it is left by 就用这个版式."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("公文版式")
        self.setAccessibleName("公文版式")
        self._office = office
        self._profiles = kept.profiles(office)
        self._folder = places.chosen_fonts()
        self._licensed = set(licences.licensed(office))
        self._job: work.Job | None = None
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self._set)
        self.choices: dict[str, QRadioButton] = {}
        self.licences: dict[str, QCheckBox] = {}
        self._draw()
        self._wear(kept.in_force(office))
        self._folded()
        self._set()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.said = refusal("退回提示")
        self.form = HouseForm(kept.house(self._office), self._profiles[kept.STANDARD].look)
        self.form.changed.connect(self._wait.start)
        left = QWidget()
        left.setObjectName("sheet")
        column = QVBoxLayout(left)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(8))
        self._group = QButtonGroup(self)
        for id, profile in self._profiles.items():
            choice = QRadioButton(profile.label)
            choice.setAccessibleName(f"版式：{profile.label}")
            choice.clicked.connect(partial(self._wear, id))
            self._group.addButton(choice)
            self.choices[id] = choice
            offered = QVBoxLayout()
            offered.setSpacing(0)
            offered.addWidget(choice)
            if profile.hint:
                hint = label(profile.hint, "soft", wrap=True)
                hint.setContentsMargins(px(26), 0, 0, 0)
                offered.addWidget(hint)
            column.addLayout(offered)
        column.addWidget(self.form)
        column.addWidget(label("PDF 用的字体", "subheading"))
        self.used = label("正在查找本机的字体…", "soft", "PDF 用的字体", wrap=True)
        column.addWidget(self.used)
        self._rights = QVBoxLayout()
        self._rights.setSpacing(px(4))
        column.addLayout(self._rights)
        column.addLayout(self._foldered())
        column.addStretch(1)
        self.area = Upright("版式的选项", left)
        self.view = PageView()
        self.view.setMinimumWidth(px(260))
        self.view.setAccessibleName("示例页")
        self.view.viewport().setAccessibleName("示例页")
        self.go = button("就用这个版式", self._go, look="primary", default=True)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self.area, 5)
        row.addWidget(self.view, 6)
        down = QVBoxLayout(self)
        down.setContentsMargins(px(16), px(14), px(16), px(14))
        down.setSpacing(px(10))
        down.addWidget(label("右边是用示例文字排出的真页，改什么立刻看得见。总结、文书的预览和导出都照选定的版式；台账横向打印，只跟着换字体。",
                             "soft", wrap=True))
        down.addLayout(row, 1)
        down.addWidget(self.said)
        down.addLayout(last_row(self, self.go))
        sized(self, 1080, 720)

    def _foldered(self) -> QHBoxLayout:
        """Where else typefaces are looked for."""
        self.folder = label("", "soft", "字体文件夹", wrap=True)
        self.drop = button("不用", partial(self._look_in, None), look="plain", says="不用这个字体文件夹")
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(button("字体文件夹…", self._ask_folder, says="选择字体文件夹", tip="先在这个文件夹里找字体，只对这台电脑有效"))
        row.addWidget(self.drop)
        return row

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────

    @property
    def chosen(self) -> str:
        return next(id for id, choice in self.choices.items() if choice.isChecked())

    def _wear(self, id: str, _checked: bool = False) -> None:
        """Mark a profile; Tab comes to that, and the arrows lead on from it."""
        for other, choice in self.choices.items():
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == id else Qt.FocusPolicy.ClickFocus)
        self.choices[id].setChecked(True)
        self.form.setVisible(id == kept.HOUSE)
        self._wait.start()

    def _ask_folder(self) -> None:
        if found := files.folder(self, "先在哪个文件夹里找字体"):
            self._look_in(found)

    def _look_in(self, folder: Path | None) -> None:
        self._folder = folder
        self._folded()
        self._wait.start()

    def _folded(self) -> None:
        there = "" if self._folder is None or self._folder.is_dir() else "（现在打不开）"
        self.folder.setText(f"先找这个文件夹：{self._folder}{there}" if self._folder else "另有字体文件的，可以指定文件夹，先在里面找。")
        self.drop.setVisible(self._folder is not None)

    def _license(self, name: str, on: bool) -> None:
        (self._licensed.add if on else self._licensed.discard)(name)
        self._wait.start()

    # ── the page ─────────────────────────────────────────────────────────────────────────────────

    def _look(self) -> Any:
        """The look that is chosen; `Refusals` by the blanks of the office's own where it does not fit."""
        if self.chosen == kept.HOUSE:
            return kept.draft(self._office, self.form.house())
        return self._profiles[self.chosen].look

    def _set(self) -> None:
        """Set the page anew, away from the window; only the latest counts."""
        self._clear()
        try:
            look = self._look()
        except Refusal as error:
            self._refused(error)
            return
        if self._job is not None:
            self._job.cancel()
        folder, licensed = self._folder, frozenset(self._licensed)

        def task() -> Any:
            from ..office.specimen import specimen
            return specimen(self._office, look, folder, licensed)

        self._job = work.run(self, task, self._show, self._refused, what="正在排版…")

    def _show(self, made: Any) -> None:
        self._job = None
        self.view.show_pages(made.pdf, ())
        self.used.setText("\n".join(
            f"{one.role}：{one.wanted}" + (f" → 用 {one.used}（{one.why}）" if one.why else "") for one in made.used))
        self._offer(made.licensable)

    def _offer(self, names: Collection[str]) -> None:
        """The typefaces that may be used once the office says that it has a licence."""
        for name in names:
            if name in self.licences:
                continue
            asked = QCheckBox(f"本单位有“{name}”的授权，可以放进 PDF")
            asked.setAccessibleName(f"本单位有“{name}”的授权")
            asked.setToolTip(f"{name} 的厂商限制把它放进文件：有授权（如买过正版、厂商书面同意）的才勾选；不勾选就用别的字体代替")
            asked.setChecked(name in self._licensed)
            asked.toggled.connect(partial(self._license, name))
            self.licences[name] = asked
            self._rights.addWidget(asked)

    def _clear(self) -> None:
        self.said.hide()
        self.form.clear()

    def _refused(self, error: Exception) -> None:
        """Beside the blank, as far as it has one."""
        rest = self.form.refuse(error.by_field) if isinstance(error, Refusals) else str(error)
        self.said.setText(rest)
        self.said.setVisible(bool(rest))

    # ── out ──────────────────────────────────────────────────────────────────────────────────────

    def _go(self) -> None:
        self._clear()
        id, label_ = self.chosen, self._profiles[self.chosen].label
        try:
            with self._office.together(f"公文版式：{label_}"):
                licences.confirm(self._office, self._licensed)
                if id == kept.HOUSE:
                    kept.keep(self._office, self.form.house())
                else:
                    kept.choose(self._office, id)
        except Refusal as error:
            self._refused(error)
            return
        places.choose_fonts(self._folder)
        self.accept()
        home = self.parentWidget() or self
        saying.say(home, f"公文版式：{label_}", label="撤销", act=getattr(home.window(), "undo", None))

