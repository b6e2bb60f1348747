"""打印: which printer, which pages, how many, on one side or both; what the printer cannot do is said beside it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal
from ..office.print_order import (
    ALL,
    BY_HAND,
    LONG,
    MOST_COPIES,
    ONE,
    PARITIES,
    SHORT,
    SIDES,
    Order,
    of_parity,
    read_pages,
)
from . import printers, settings, work
from .composing import ComposedNumber
from .pieces import Choices, button, choices, label, line, refusal, sized
from .printers import Printer
from .theme import px

PRINTER, TWO_SIDED, BACKS, COLOUR = "print.printer", "print.sides", "print.backs", "print.colour"
A4 = QSizeF(595.276, 841.89)
NEAR = 3.0
"""Points by which a page may differ from A4 and still be one."""
FORWARD, BACKWARD = "forward", "backward"
ORDERS = {FORWARD: "背面从第一张印起", BACKWARD: "背面从最后一张印起"}
GREY, COLOURED = "grey", "colour"
SHADES = {GREY: "黑白", COLOURED: "彩色"}


@dataclass(frozen=True)
class Paper:
    """What is to be printed: its name, the size of each page in pt, the page that is seen, whether it is made for leaves."""

    title: str
    sizes: tuple[QSizeF, ...]
    page: int = 1
    leaves: bool = False


class PrintBox(QDialog):
    """Tells the order, and the printer that it is for; or asks for the file itself."""

    ordered = Signal(object, object)          # Order, Printer
    file_wanted = Signal()
    program_wanted = Signal()

    def __init__(self, paper: Paper, parent: QWidget, found: Sequence[tuple[str, str]] | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"打印{paper.title}")
        self.setAccessibleName("打印")
        self._paper = paper
        self._printer: Printer | None = None
        self._drawn = False                   # all of it is there, and may be counted
        self._sided = False                   # one or both sides: the clerk chose
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnMinimumWidth(1, px(250))
        self._grid.setColumnStretch(2, 1)
        self._which()
        self._pages()
        self._sides()
        self.told = label("", "subheading", "用纸")
        self.odd = label(_odd(paper), "soft", "纸张提示", wrap=True)
        if not self.odd.text():
            self.odd.hide()
        self.said = refusal("退回提示")
        self.go = button("打印", self._go, look="primary", default=True, picture="print")
        foot = QHBoxLayout()
        self.file = button("另存为 PDF…", self.file_wanted.emit, picture="save", tip="不打印，存成 PDF 文件")
        self.program = button("用系统程序打开", self.program_wanted.emit, tip="用这台电脑上看 PDF 的程序打开，从那里打印", picture="out")
        leave = button("取消", self.reject)
        for one in (self.file, self.program, leave):
            one.setAutoDefault(False)
        foot.addWidget(self.file)
        foot.addWidget(self.program)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addLayout(self._grid)
        column.addWidget(self.odd)
        column.addStretch(1)
        column.addWidget(self.told)
        column.addWidget(self.said)
        column.addLayout(foot)
        sized(self, 640, 430)
        self._drawn = True
        self._offer(printers.names() if found is None else found)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _row(self, words: str, *what: QWidget, note: QWidget | None = None) -> None:
        row = self._grid.rowCount()
        held = QHBoxLayout()
        held.setSpacing(px(8))
        for one in what:
            held.addWidget(one)
        held.addStretch(1)
        self._grid.addWidget(label(words, "soft"), row, 0, Qt.AlignmentFlag.AlignRight)
        if note is None:
            self._grid.addLayout(held, row, 1, 1, 2)
        else:
            self._grid.addLayout(held, row, 1)
            self._grid.addWidget(note, row, 2)

    def _which(self) -> None:
        self.printer = choices("打印机")
        self.printer.setMinimumWidth(px(250))
        self.printer.currentIndexChanged.connect(lambda _: self._ask())
        self.state = label("", "soft", "打印机情况", wrap=True)
        self.copies = ComposedNumber()
        self.copies.setAccessibleName("份数")
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setFixedWidth(px(64))
        self.copies.valueChanged.connect(lambda _: self._count())
        self.collate = QCheckBox("逐份打印")
        self.collate.setAccessibleName("逐份打印")
        self.collate.setToolTip("印完一份再印下一份；不选，就每一页连印几张")
        self.collate.setChecked(True)
        self.collate.toggled.connect(lambda _: self._count())
        self.copies_note = label("", "soft", "份数提示", wrap=True)
        self._row("打印机", self.printer, note=self.state)
        self._row("份数", self.copies, self.collate, note=self.copies_note)

    def _pages(self) -> None:
        count = len(self._paper.sizes)
        self.all = QRadioButton(f"全部 {count} 页")
        self.this = QRadioButton(f"当前页（第 {self._paper.page} 页）")
        self.some = QRadioButton("指定页")
        self.span = line("指定页", "如 1-3,5")
        self.span.setFixedWidth(px(130))
        self.span.textEdited.connect(lambda _: self.some.setChecked(True))
        self.span.textChanged.connect(lambda _: self._count())
        self.parity = choices("单双页")
        for code, words in PARITIES.items():
            self.parity.addItem(words, code)
        self.parity.currentIndexChanged.connect(lambda _: self._count())
        self._range = QButtonGroup(self)
        for one in (self.all, self.this, self.some):
            one.setAccessibleName(one.text())
            self._range.addButton(one)
            one.toggled.connect(lambda _: self._count())
        self.all.setChecked(True)
        self._row("页码", self.all, self.this)
        self._row("", self.some, self.span, self.parity)

    def _sides(self) -> None:
        self.sides = choices("单双面")
        for code, words in SIDES.items():
            self.sides.addItem(words, code)
        self.sides.currentIndexChanged.connect(lambda _: self._count())
        self.sides.activated.connect(lambda _: self._side())
        self.sides_note = label("", "soft", "单双面提示", wrap=True)
        self.order = choices("背面次序")
        for code, words in ORDERS.items():
            self.order.addItem(words, code)
        self.order.setToolTip("放回去的纸，先印到哪一张就从哪一张印起；不知道，先拿两页试一次")
        self.order.setCurrentIndex(max(0, self.order.findData(settings.preferred(BACKS))))
        self.shade = choices("颜色")
        for code, words in SHADES.items():
            self.shade.addItem(words, code)
        self.shade.setCurrentIndex(max(0, self.shade.findData(settings.preferred(COLOUR))))
        self.shade_note = label("", "soft", "颜色提示", wrap=True)
        self._row("单双面", self.sides, self.order)
        self._grid.addWidget(self.sides_note, self._grid.rowCount(), 1, 1, 2)
        self._row("颜色", self.shade, note=self.shade_note)

    def _side(self) -> None:
        self._sided = True

    # ── what the printer can do ──────────────────────────────────────────────────────────────────

    def _offer(self, found: Sequence[tuple[str, str]]) -> None:
        for name, words in found:
            self.printer.addItem(words, name)
        if not found:
            self.state.setText("这台电脑上没有装打印机；可以另存为 PDF，拿到能打印的电脑上去印。")
            for one in (self.printer, self.copies, self.collate, self.all, self.this, self.some, self.span, self.parity,
                        self.sides, self.order, self.shade, self.go):
                one.setEnabled(False)
            self.file.setDefault(True)
            self.file.setFocus()
        kept = self.printer.findData(settings.preferred(PRINTER))
        self.printer.setCurrentIndex(max(0, kept) if found else -1)
        self._ask()

    def _ask(self) -> None:
        """Another printer: what Qt knows of it at once, what its queue says a moment later."""
        name = self.printer.currentData()
        self._printer = None
        if name is None:
            self._count()
            return
        known = printers.printer(name)
        self._know(known, settled=False)
        work.run(self, partial(printers.asked, known), self._know, what="正在查看打印机…")

    def _know(self, known: Printer, *, settled: bool = True) -> None:
        """What it cannot do is said, and not offered."""
        if known.name != self.printer.currentData():
            return                            # another one was chosen meanwhile
        self._printer = known
        self.printer.setToolTip(known.label)
        self.state.setText(" ".join(part for part in (
            "系统默认打印机。" if known.first else "", "" if known.a4 else "没有 A4 纸，请先在打印机里设好。") if part))
        chosen = self.sides.currentData() if self._sided else self._usual(known)
        for code in (LONG, SHORT):
            _allow(self.sides, code, known.duplex)
        if not known.duplex and chosen in (LONG, SHORT):
            chosen = BY_HAND if settled and len(self._paper.sizes) > 1 else ONE
        self.sides.setCurrentIndex(self.sides.findData(chosen))
        _allow(self.shade, COLOURED, known.colour)
        if not known.colour:
            self.shade.setCurrentIndex(self.shade.findData(GREY))
        self.shade_note.setText("" if known.colour else "这台打印机只印黑白。")
        self._count()

    def _usual(self, known: Printer) -> str:
        """Both sides, as papers are printed, where the printer can; or what was chosen the last time."""
        kept = settings.preferred(TWO_SIDED)
        if len(self._paper.sizes) < 2:
            return ONE
        if self._paper.leaves and kept in ("", ONE) or known.duplex and kept == BY_HAND:
            return LONG
        return kept if kept in SIDES else LONG if known.duplex else ONE

    # ── what is asked of it ──────────────────────────────────────────────────────────────────────

    def wanted(self) -> Order:
        """The order as it stands; a Refusal says what cannot be printed."""
        count = len(self._paper.sizes)
        if self.this.isChecked():
            pages: tuple[int, ...] = (self._paper.page,)
        else:
            pages = read_pages(self.span.text(), count) if self.some.isChecked() else tuple(range(1, count + 1))
        pages = of_parity(pages, self.parity.currentData() or ALL)
        if not pages:
            raise Refusal("选中的页里没有单数页或双数页，没有可以打印的")
        return Order(
            self.printer.currentData() or "", self._paper.title, pages, count, self.copies.value(), self.collate.isChecked(),
            self.sides.currentData() or ONE, self.order.currentData() == BACKWARD, self.shade.currentData() == COLOURED,
            a4=all(_is_a4(self._paper.sizes[page - 1]) for page in pages))

    def _count(self) -> None:
        """Say how much paper it takes, or what is wrong."""
        if not self._drawn:
            return
        self.order.setVisible(self.sides.currentData() == BY_HAND)
        self.collate.setEnabled(self.copies.value() > 1 and self.copies.isEnabled())
        known = self._printer
        try:
            order = self.wanted()
        except Refusal as refused:
            self.told.setText("")
            if self.span.text() or not self.some.isChecked():
                self.said.setText(str(refused))
                self.said.show()
            self.go.setEnabled(False)
            return
        self.said.hide()
        self.go.setEnabled(known is not None)
        many = f"，{order.copies} 份共 {order.leaves * order.copies} 张" if order.copies > 1 else ""
        self.told.setText(f"印 {len(order.pages)} 面，用纸 {order.leaves} 张{many}")
        apart = order.copies > 1 and order.collate and not order.together
        self.copies_note.setText("总面数是单数，手动双面不能逐份，每页连印几张。" if apart else "")
        self.sides_note.setText(self._note(order))

    def _note(self, order: Order) -> str:
        if order.sides == BY_HAND:
            return "先印正面；印完会停下来，请你把纸翻面放回，再印背面。"
        if self._printer is not None and not self._printer.duplex:
            return "这台打印机不会自动印双面；要印双面，选“手动双面”。"
        if order.sides == ONE and self._paper.leaves:
            return "合印的文书按双面排好：每份从一张新纸起，单面打印会多出空白页。"
        return ""

    def _go(self) -> None:
        if self.some.isChecked() and not self.span.text().strip():
            self.said.setText("请写要打印的页，如 1-3,5")
            self.said.show()
            self.span.setFocus()
            return
        if (known := self._printer) is None:
            return
        try:
            order = self.wanted()
        except Refusal:
            return                            # it is said already
        settings.prefer(PRINTER, known.name)
        settings.prefer(BACKS, self.order.currentData())
        settings.prefer(COLOUR, self.shade.currentData())
        if len(self._paper.sizes) > 1:
            settings.prefer(TWO_SIDED, order.sides)
        self.ordered.emit(order, known)
        self.accept()


def _allow(box: Choices, code: str, allowed: bool) -> None:
    """Whether one of the choices can be taken."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    model.item(box.findData(code)).setEnabled(allowed)


def _is_a4(size: QSizeF) -> bool:
    """Whether a page is an A4, upright or on its side."""
    low, high = sorted((size.width(), size.height()))
    return abs(low - A4.width()) < NEAR and abs(high - A4.height()) < NEAR


def _odd(paper: Paper) -> str:
    """What is not an upright A4."""
    strange = [n for n, size in enumerate(paper.sizes, 1) if not _is_a4(size)]
    turned = sum(size.width() > size.height() for size in paper.sizes)
    told = []
    if strange:
        size = paper.sizes[strange[0] - 1]
        told.append(f"第 {strange[0]} 页{f'等 {len(strange)} 页' if len(strange) > 1 else ''}不是 A4"
                    f"（{size.width() / 72 * 25.4:.0f}×{size.height() / 72 * 25.4:.0f} 毫米），请放上同样大的纸。")
    if turned:
        told.append("A4 横向，纸照常放。" if turned == len(paper.sizes) else f"其中 {turned} 页横向，纸照常放。")
    return "".join(told)
