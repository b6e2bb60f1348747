"""A clerk's own Word file before it becomes a paper: what it is for, what each tag in it reads, what is not understood."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal, Trouble
from ..office import Office
from . import work
from .pieces import button, choices, label, last_row, line, refusal, sized
from .theme import colour, px

HEADS = ("标签", "处", "填什么", "例")
LIKELY = 4
"""So many purposes stand first, with how many tags fit them; all others follow."""


def bring(parent: QWidget, office: Office, path: Path, then: Callable[[object], object], paper: str = "") -> None:
    """Look at a Word file and open the box on it; with `paper` it is to be the new edition of that one's form."""
    def look() -> Any:
        from ..office import own_papers
        data, form = own_papers.read(path)
        if paper:
            return data, form, [(own_papers.purpose_at(office, own_papers.own(office, paper)), len(form.tags))]
        return data, form, own_papers.proposed(office, form)

    def looked(found: Any) -> None:
        data, form, proposed = found
        box = TemplateBox(office, path, data, form, proposed, parent, paper)
        box.kept.connect(then)
        box.open()

    work.run(parent, look, looked, what=f"正在查看{path.name}…")


class TemplateBox(QDialog):
    """What a form is for and is called; below, each of its tags with what it reads on a real copy."""

    kept = Signal(object)                     # the paper's id

    def __init__(self, office: Office, path: Path, data: bytes, form: Any, proposed: list[Any], parent: QWidget | None = None,
                 paper: str = ""):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("换成新模板" if paper else "导入 Word 模板")
        self.setAccessibleName("导入 Word 模板")
        self.office, self.path = office, path
        self._data, self._form, self._paper = data, form, paper
        self._proposed = proposed
        self._job: work.Job | None = None
        self.checked: Any = None
        self._draw()
        self._check()

    def _draw(self) -> None:
        self.name = line("文书名称", "印文书时在菜单里看到的名称", text=self.path.stem)
        self.purpose = choices("用来做什么")
        for n, (purpose, fits) in enumerate(self._proposed):
            if n == LIKELY:
                self.purpose.insertSeparator(n)
            self.purpose.addItem(f"{purpose.label}（{fits} 个标签对得上）" if n < LIKELY else purpose.label, purpose)
        self.purpose.activated.connect(lambda _: self._check())
        self.purpose.setEnabled(not self._paper)
        top = QFormLayout()
        top.setHorizontalSpacing(px(10))
        if self._paper:
            self.name.setText(self.office.catalogue.paper(self._paper).label)
            self.name.setEnabled(False)
        top.addRow(label("叫什么"), self.name)
        top.addRow(label("用来做什么"), self.purpose)
        self.outcome = label("正在核对标签…", "subheading", "核对结果", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("模板里的标签")
        self.tree.setHeaderLabels(list(HEADS))
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(True)
        for at, wide in enumerate((170, 40, 300)):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self.tree.setColumnWidth(at, px(wide))
        self.remarks = label("", "soft", "还要留意", wrap=True)
        self.said = refusal("退回提示")
        self.go = button("换成这个模板" if self._paper else "存为文书", self._keep, look="primary", default=True)
        foot = QHBoxLayout()
        foot.addWidget(button("可用的标签…", self._tags, tip="列出这种文书能用的标签，可复制到 WPS 里"))
        foot.addLayout(last_row(self, self.go), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(9))
        column.addWidget(label(self.path.name, "heading", "模板文件"))
        column.addLayout(top)
        column.addWidget(self.outcome)
        column.addWidget(self.tree, 1)
        column.addWidget(self.remarks)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 860, 600)

    # ── what the tags read ───────────────────────────────────────────────────────────────────────

    def _check(self) -> None:
        """Hold the form against what it is for."""
        if self._job is not None:
            self._job.cancel()
        self.go.setEnabled(False)
        self.said.hide()
        self.outcome.setText("正在核对标签…")
        purpose, data, form = self.purpose.currentData(), self._data, self._form

        def task() -> Any:
            from ..office import own_papers, periods
            return own_papers.checked(self.office, form, purpose, periods.likely(self.office), data)

        self._job = work.run(self, task, self._show, self._cannot, what="正在核对标签…")

    def _cannot(self, error: Exception) -> None:
        self.outcome.setText(str(error))

    def _show(self, checked: Any) -> None:
        self.checked = checked
        self.tree.clear()
        for one in sorted(checked.found, key=lambda one: one.known is not None):
            known = one.known is not None
            said = f"✓ {one.known.about}" if known else "× 不认识" + (f"，是不是 {'、'.join(one.near)}" if one.near else "")
            item = QTreeWidgetItem([one.name.strip(), str(one.count), said, one.example.replace("\n", " ") if known else one.sentence])
            item.setForeground(2, colour("ink" if known else "accent"))
            item.setForeground(3, colour("soft"))
            for at in range(4):
                item.setToolTip(at, item.text(at))
            self.tree.addTopLevelItem(item)
        unknown, whole = len(checked.unknown), len(checked.found)
        parts = [f"共 {whole} 个标签，{whole - unknown} 个认识" + (f"，{unknown} 个不认识（印出来会原样留着）" if unknown else "")]
        parts += [f"括号不成对 {len(checked.torn)} 处"] if checked.torn else []
        of = f"右边的例子取自：{checked.of}。" if checked.of else "还没有记录，印的时候才有内容。"
        self.outcome.setText("，".join(parts) + "。" + of)
        told = [*(f"括号不成对：{half}" for half in checked.torn[:5]), *checked.remarks[:5]]
        self.remarks.setText("\n".join(told))
        self.remarks.setVisible(bool(told))
        self.go.setEnabled(True)

    def _tags(self) -> None:
        from .tags_box import TagsBox
        TagsBox(self.office, self.purpose.currentData(), self).open()

    # ── kept ─────────────────────────────────────────────────────────────────────────────────────

    def _keep(self) -> None:
        from ..office import own_papers
        try:
            if self._paper:
                own_papers.renew(self.office, self._paper, self._data)
            id = self._paper or own_papers.keep(self.office, self._data, self.name.text(), self.purpose.currentData())
        except (Refusal, Trouble) as error:
            self.said.setText(str(error))
            self.said.show()
            self.name.setFocus()
            return
        self.accept()
        self.kept.emit(id)
