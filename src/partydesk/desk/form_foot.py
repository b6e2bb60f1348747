"""The foot of a form: what can be done with its record, and which of it now."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ..office import operators
from .form_menu import more_menu, print_menu
from .pieces import button, offered

if TYPE_CHECKING:
    from .form import Form


class FormFoot(QHBoxLayout):
    """One row of buttons, the one that saves first."""

    def __init__(self, form: Form):
        super().__init__()
        self.save = button("保存", form.save, look="primary", tip="保存（Ctrl+Enter 或 Ctrl+S）")
        self.drop = button("放弃改动", form.drop, look="plain", tip="回到上次保存的样子")
        self.print = button("打印", look="plain", says="打印这条记录")
        self.more = button("更多", look="plain", says="更多")
        self.remove = button("", form.remove, look="plain", says="删除这条记录", tip="删除这条记录，可以撤销", picture="remove")
        for opens, menu in ((self.print, print_menu(form)), (self.more, more_menu(form))):
            opens.setProperty("menu", "true")
            opens.setMenu(menu)
            if not menu.actions():
                opens.hide()
        self._refused = operators.lacks(form.office, form.kind.id)
        for made in (self.save, self.remove):
            offered(made, refused=self._refused)
        self.addWidget(self.save)
        self.addWidget(self.drop)
        self.addStretch(1)
        self.addWidget(self.print)
        self.addWidget(self.more)
        self.addWidget(self.remove)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """All of them, from left to right."""
        return self.save, self.drop, self.print, self.more, self.remove

    def lock(self, locked: bool) -> None:
        """A record that is only to be looked at is neither saved nor deleted."""
        for made in (self.save, self.remove):
            made.setEnabled(not locked and not self._refused)

    def mark(self, *, dirty: bool, new: bool) -> None:
        """There is something to give up only where something was typed, and to delete only what is stored."""
        self.drop.setEnabled(dirty)
        self.drop.setText("清空重填" if new else "放弃改动")
        self.remove.setVisible(not new)
