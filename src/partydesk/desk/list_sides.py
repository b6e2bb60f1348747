"""What stands in the place of an empty list, and below one of which several records are chosen."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from .pieces import button, label
from .theme import px

if TYPE_CHECKING:
    from .list_pane import ListPane


class Nothing(QWidget):
    """What belongs on the list and how to begin; or, of a list that is narrowed too far, the way back."""

    def __init__(self, begin: Callable[[], object], import_sheet: Callable[[], object], paste: Callable[[], object]):
        super().__init__()
        self.hint = label("", "emptyHint", wrap=True, centred=True, says="这里记什么")
        self.first = button("新增第一条", begin, look="primary")
        self.first_sheet = button("导入 Excel…", import_sheet, tip="从 Excel 表格导入")
        self.first_paste = button("从 Excel 粘贴", paste, tip="在 Excel 里选中几行复制，再点这里（Ctrl+V）")
        row = QHBoxLayout()
        row.addStretch(1)
        for one in (self.first, self.first_sheet, self.first_paste):
            row.addWidget(one)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(60))
        column.addStretch(2)
        column.addWidget(self.hint)
        column.addSpacing(px(14))
        column.addLayout(row)
        column.addStretch(3)

    def tell(self, kind: Kind, *, narrowed: bool) -> None:
        """Of this kind there is nothing, or nothing that fits."""
        self.hint.setText("没有符合的记录。换个词试试，或者清除筛选，看全部记录。" if narrowed else
                          kind.hint or f"还没有“{kind.label}”的记录。")
        self.first.setText("清除筛选" if narrowed else "新增第一条")
        self.first.setAccessibleName(self.first.text())
        self.first_sheet.setVisible(not narrowed)
        self.first_paste.setVisible(not narrowed)


class Several(QFrame):
    """What can be done with the chosen records, as soon as there are two."""

    def __init__(self, pane: ListPane):
        super().__init__()
        self.setObjectName("several")
        self.setAccessibleName("选中的记录")
        self.how_many = label("", "subheading", "选中多少")
        self.change_button = button("修改…", pane.change, look="plain", says="批量修改选中的记录", tip="把选中的记录的一栏改成同样的内容")
        self.copy_button = button("复制", pane.copy, look="plain", says="复制选中的记录",
                                  tip="复制成表格，可粘贴到 Excel（Ctrl+C）")
        self.send_button = button("导出…", lambda: pane.transfer.export_ledger(chosen=True), look="plain", says="导出选中的记录")
        self.remove_button = button("删除", pane.remove, look="plain", says="删除选中的记录", tip="放入回收站，可以撤销（Delete）")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(8), 0, px(8), 0)
        row.setSpacing(px(2))
        row.addWidget(self.how_many)
        row.addSpacing(px(8))
        for one in (self.change_button, self.copy_button, self.send_button, self.remove_button):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(button("取消选择", pane.list.clearSelection, look="plain"))
        self.hide()

    def tell(self, number: int) -> None:
        self.setVisible(number > 1)
        self.how_many.setText(f"已选 {number} 条")
