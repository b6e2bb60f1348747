"""The Word files of the office's own: taken in, looked at, replaced by a new edition, taken out again."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.problem import CatalogueError
from ..errors import Refusal, Trouble
from ..office import Office
from . import files
from .pieces import button, label, refusal, shortcut, sized
from .theme import colour, px

PAPER = Qt.ItemDataRole.UserRole


class OwnFormsBox(QDialog):
    """A list of the papers that are filled into a Word file of the office's own, and what can be done with them."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("自己的 Word 模板")
        self.setAccessibleName("自己的 Word 模板")
        self.office = office
        self._before = office.last_step()     # what was done before is not taken back from here
        self._draw()
        self.refresh()
        shortcut("Ctrl+Z", self, self.undo, seen=True)

    def _draw(self) -> None:
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("自己的 Word 模板")
        self.tree.setHeaderLabels(["文书", "用来做什么"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(True)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(0, px(230))
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        self.acts: list[QPushButton] = []
        side = QVBoxLayout()
        side.setSpacing(px(7))
        side.addWidget(button("导入 Word 模板…", self.bring, look="primary"))
        side.addWidget(button("可用的标签…", self._tags))
        side.addSpacing(px(10))
        for words, act in (("换成新模板…", self._renew), ("取出模板…", self._out), ("删除", self._remove)):
            self.acts.append(button(words, act))
            side.addWidget(self.acts[-1])
        side.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.tree, 1)
        row.addLayout(side)
        self.said = refusal("退回提示")
        foot = QHBoxLayout()
        foot.addWidget(label("每一步都可以撤销（Ctrl+Z）。换模板、删除都不影响已经印发的。", "soft", wrap=True), 1)
        foot.addWidget(button("关闭", self.accept, default=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(9))
        column.addWidget(label("在 WPS 或 Word 里排好版的 .docx，要填的地方写成 {{姓名}} 这样的标签，导入后就像别的文书一样成批填印，"
                               "版面一点不变。", "soft", wrap=True))
        column.addLayout(row, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 720, 460)

    def refresh(self, paper: object = None) -> None:
        """The list again; `paper` is the one to stand on."""
        from ..office import own_papers
        standing = paper or self._chosen()
        self.tree.clear()
        for one in own_papers.papers(self.office):
            item = QTreeWidgetItem([one.label, own_papers.purpose_at(self.office, one).label])
            item.setData(0, PAPER, one.id)
            item.setForeground(1, colour("soft"))
            item.setToolTip(0, one.label)
            self.tree.addTopLevelItem(item)
            if one.id == standing or self.tree.topLevelItemCount() == 1:
                self.tree.setCurrentItem(item)
        self._offer()

    def _offer(self) -> None:
        self.said.hide()
        for act in self.acts:
            act.setEnabled(bool(self._chosen()))

    def _chosen(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, PAPER)) if item is not None else ""

    def _tags(self) -> None:
        from ..office import own_papers
        from .tags_box import TagsBox
        paper = self._chosen()
        purpose = own_papers.purpose_at(self.office, own_papers.own(self.office, paper)) if paper else None
        TagsBox(self.office, purpose, self).open()

    def bring(self) -> None:
        """Take in another one."""
        self._from(files.to_open(self, "导入 Word 模板", files.WORD), "")

    def _renew(self) -> None:
        self._from(files.to_open(self, "换成新模板", files.WORD), self._chosen())

    def _from(self, path: Path | None, paper: str) -> None:
        if path is not None:
            from .template_box import bring
            bring(self, self.office, path, self.refresh, paper)

    def _out(self) -> None:
        from ..office import own_papers
        paper = self._chosen()
        label = self.office.catalogue.paper(paper).label
        out = files.to_save(self, "取出模板", files.documents() / f"{label}模板.docx", files.WORD)
        if out is not None:
            self._try(lambda: own_papers.take_out(self.office, paper, out))

    def _remove(self) -> None:
        from ..office import own_papers
        paper = self._chosen()
        self._try(lambda: own_papers.remove(self.office, paper))
        self.refresh()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (Refusal, Trouble, CatalogueError) as error:
            self.said.setText(str(error))
            self.said.show()

    def undo(self) -> None:
        """Take back what was done here last."""
        if self.office.last_step() == self._before:
            self.said.setText("在这里做的改动都已撤销。")
            self.said.show()
        else:
            self.office.undo()
            self.refresh()
