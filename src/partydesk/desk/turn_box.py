"""While a print run goes on: how far it is, and what is to be done with the stack before its backs are printed."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ..office.print_order import Order
from .pieces import button, label, last_row
from .theme import px

WIDE = 540


class TurnBox(QDialog):
    """把纸翻面放回: between the fronts and the backs."""

    def __init__(self, order: Order, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("把纸翻面放回")
        self.setAccessibleName("把纸翻面放回")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        sheets = order.leaves * order.copies
        column.addWidget(label(f"正面已送出，共 {sheets} 张。等打印机印完，再做下面几步：", "subheading", wrap=True))
        for n, words in enumerate(steps(order), 1):
            column.addWidget(label(f"{n}. {words}", wrap=True))
        column.addStretch(1)
        column.addLayout(last_row(self, button("已放好，印背面", self.accept, look="primary", default=True)))
        self.resize(px(WIDE), column.totalHeightForWidth(px(WIDE)))


def steps(order: Order) -> tuple[str, ...]:
    """What the clerk does, in order."""
    last = order.pages[-1]
    spare = "" if len(order.pages) % 2 == 0 else (
        f"抽出最后{'一' if order.copies == 1 else f' {order.copies} '}张（第 {last} 页），它没有背面。")
    back = "从最后一张起印，印完正好是从前到后的次序" if order.backwards else "从第一张起印"
    return tuple(step for step in (
        "把印好的一叠纸整齐取出，不要打乱次序。", spare,
        "整叠沿长边翻面：空白的一面朝向打印的方向，页头仍朝原来的一边。",
        f"放回纸盒，按“已放好，印背面”。背面{back}。",
        "如果第一次用，先选两三页试印，看背面对不对；不对就改“背面次序”。") if step)


class DrawingBox(QDialog):
    """How many pages are drawn; closing it stops the run."""

    def __init__(self, title: str, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("正在打印")
        self.setAccessibleName("正在打印")
        self.said = label(f"正在送往打印机：{title}", "", "进度", wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("打印进度")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("停止", self.reject, tip="不再送下面的页"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addStretch(1)
        column.addLayout(foot)
        self.resize(px(420), px(130))

    def tell(self, done: int, whole: int) -> None:
        self.bar.setRange(0, whole)
        self.bar.setValue(done)
        self.said.setText(f"正在送往打印机：第 {min(done + 1, whole)} 面，共 {whole} 面")
