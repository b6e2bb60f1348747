"""What a clerk prefers: light or dark, how large the type, how close the rows; seen at once, kept for this desk."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from . import theme
from .pieces import button, label

ASKED: dict[str, tuple[str, Mapping[str, str]]] = {
    "theme": ("界面明暗", theme.THEMES),
    "type": ("文字大小", {code: called for code, (called, _) in theme.TYPES.items()}),
    "rows": ("行距疏密", {code: called for code, (called, _) in theme.ROWS.items()}),
}
"""What is asked: the field of a `Look`, its name on the screen, and its choices."""


class PreferencesBox(QDialog):
    """Each choice is worn as soon as it is made; leaving by 取消 or Esc puts back what was."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("偏好设置")
        self.setAccessibleName("偏好设置")
        self._was = theme.look()
        self.choices: dict[tuple[str, str], QRadioButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(14))
        for row, (name, (called, codes)) in enumerate(ASKED.items()):
            grid.addWidget(label(called, "subheading"), row, 0)
            grid.addLayout(self._choices(name, called, codes), row, 1)
        grid.setColumnStretch(1, 1)
        says = label("改了立刻生效，只影响这台电脑上的显示，不影响打印出来的文书。", "soft", wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(button("恢复默认", self._default, look="plain"))
        foot.addStretch(1)
        foot.addWidget(button("取消", self.reject))
        foot.addWidget(button("好", self.accept, look="primary", says="就这样", default=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(14)
        column.addLayout(grid)
        column.addWidget(says)
        column.addLayout(foot)
        self.setMinimumWidth(theme.px(430))
        theme.turned.connect(self._fit)
        self._stand()
        self.choices["theme", theme.look().theme].setFocus()

    def _choices(self, name: str, called: str, codes: Mapping[str, str]) -> QHBoxLayout:
        row, group = QHBoxLayout(), QButtonGroup(self)
        for code, shown in codes.items():
            choice = QRadioButton(shown)
            choice.setAccessibleName(f"{called}：{shown}")
            choice.clicked.connect(partial(self._prefer, name, code))
            group.addButton(choice)
            row.addWidget(choice)
            self.choices[name, code] = choice
        row.addStretch(1)
        return row

    def _prefer(self, name: str, code: str, _checked: bool = False) -> None:
        changed: Callable[..., theme.Look] = replace
        theme.prefer(changed(theme.look(), **{name: code}))
        self._stand()

    def _default(self) -> None:
        theme.prefer(theme.Look())
        self._stand()

    def _stand(self) -> None:
        """Mark what is worn; Tab comes to that, and the arrows lead on from it."""
        now = theme.look()
        for (name, code), choice in self.choices.items():
            worn = getattr(now, name) == code
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus if worn else Qt.FocusPolicy.ClickFocus)
            choice.setChecked(worn)

    def _fit(self) -> None:
        self.setMinimumWidth(theme.px(430))
        self.adjustSize()

    def reject(self) -> None:
        if theme.look() != self._was:
            theme.prefer(self._was)
        super().reject()
