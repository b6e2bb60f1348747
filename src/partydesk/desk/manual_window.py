"""The manual in a window of its own, beside the office's: contents and search at the left, the page at the right.

F1 opens it at what has the keys: for a blank of a form, what belongs there and how it is filled in, then the page. A
screen is known to the manual by its class, or by the property `manual`; see office/manual.py.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QFont,
    QImage,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import places
from ..office import manual
from ..office.manual import Hit, Place
from . import settings, theme
from .marking import written
from .pieces import Index, label, line, tool
from .theme import colour, px, room

PLACE = Qt.ItemDataRole.UserRole
COLUMN = 760
"""The widest a line of the page becomes, at the standard type: about forty-five signs."""
PICTURE = "\ufffc"
"""The sign that stands for a picture in the text."""


@dataclass(frozen=True)
class Standing:
    """Where the reader is: a place, and what is said above the page (of one blank)."""

    place: Place
    above: str = ""


class ManualPage(QTextBrowser):
    """One page, set in the type and colours of the window."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("manual")
        self.setAccessibleName("手册正文")
        self.setOpenLinks(False)
        self.document().setUndoRedoEnabled(False)

    def put(self, markdown: str) -> None:
        """Show Markdown."""
        self.document().setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._dress()

    def loadResource(self, sort: int, name: QUrl | str) -> Any:
        """A picture beside the page, no wider than the column."""
        path = places.shipped("docs") / "manual" / (name.path() if isinstance(name, QUrl) else name)
        picture = QImage(str(path))
        if picture.isNull():
            return super().loadResource(sort, name)
        wide = self._wide()
        if picture.width() > wide:
            ratio = self.devicePixelRatioF()
            picture = picture.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            picture.setDevicePixelRatio(ratio)
        return picture

    def _wide(self) -> int:
        return max(px(260), min(px(COLUMN), self.viewport().width() - px(72)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def _margins(self) -> None:
        side = max(px(30), (self.viewport().width() - px(COLUMN)) // 2)
        frame = self.document().rootFrame()
        given: QTextFrameFormat = frame.frameFormat()
        given.setLeftMargin(min(side, px(90)))
        given.setRightMargin(max(px(30), self.viewport().width() - px(COLUMN) - min(side, px(90))))
        given.setTopMargin(px(22))
        given.setBottomMargin(px(40))
        frame.setFrameFormat(given)

    def _dress(self) -> None:
        """Sizes, distances and colours: what Markdown leaves to the reader's program."""
        self._margins()
        base = self.font().pointSizeF()
        block = self.document().begin()
        while block.isValid():
            self._block(block, base)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._table(frame)

    def _block(self, block: QTextBlock, base: float) -> None:
        cursor = QTextCursor(block)
        given = QTextBlockFormat(block.blockFormat())
        level = given.headingLevel()
        code = self._code(block)
        in_table = cursor.currentTable() is not None
        bare = code or block.text() == PICTURE      # of a picture, more of a line would be more of its height
        given.setLineHeight(100 if bare else 118 if in_table else 150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        given.setTopMargin({0: 0, 1: 0, 2: px(22), 3: px(14)}.get(level, 0))
        ends = code and not self._code(block.next()) or block.text() == PICTURE
        given.setBottomMargin(px(12) if ends else 0 if in_table or code else px(4) if block.textList() else px(8))
        if code:
            given.setBackground(colour("ground"))
            given.setNonBreakableLines(False)
        cursor.setBlockFormat(given)
        sizes = {1: 1.75, 2: 1.3, 3: 1.1}
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            looks = piece.charFormat()
            if looks.isAnchor():
                looks.setForeground(colour("accent"))
                looks.setFontUnderline(True)
            else:
                looks.setForeground(colour("accent" if level == 1 else "ink"))
            if level:
                looks.setFontPointSize(base * sizes.get(level, 1))
                looks.setFontWeight(QFont.Weight.Bold)
            elif looks.fontFixedPitch():
                looks.setFontFamilies([self.font().family(), "monospace"])
                if not code:
                    looks.setBackground(colour("ground"))
                looks.setFontPointSize(base)
            else:
                looks.setFontPointSize(base * 1.04)
            over = QTextCursor(self.document())
            over.setPosition(piece.position())
            over.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
            over.setCharFormat(looks)
            pieces += 1

    @staticmethod
    def _code(block: QTextBlock) -> bool:
        return block.isValid() and block.blockFormat().hasProperty(QTextBlockFormat.Property.BlockCodeFence.value)

    def _table(self, table: QTextTable) -> None:
        given = QTextTableFormat(table.format())
        given.setBorder(1)
        given.setBorderBrush(colour("line"))
        given.setBorderCollapse(True)
        given.setCellPadding(px(5))
        given.setCellSpacing(0)
        given.setTopMargin(px(6))
        given.setBottomMargin(px(12))
        given.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(given)
        for column in range(table.columns()):
            cell = table.cellAt(0, column)
            looks = cell.format()
            looks.setBackground(colour("ground"))
            cell.setFormat(looks)

    def turn_to(self, heading: str) -> None:
        """Scroll so that a heading stands at the top; to the head of the page for none."""
        self.verticalScrollBar().setValue(0)
        if not heading:
            return
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == heading:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - px(10))
                return
            block = block.next()


class _HitPainter(QStyledItemDelegate):
    """A find in the manual: the heading, and under it the words around, what was sought marked in both."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(120), 2 * given.fontMetrics.height() + room(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        hit: Hit = index.data(PLACE)
        painter.save()
        if given.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(given.rect, colour("tint"))
        elif given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(given.rect, colour("hover"))
        area = given.rect.adjusted(px(12), room(4), -px(8), -room(4))
        half = area.height() // 2
        used = written(painter, given.font, area.adjusted(0, 0, 0, -half), hit.title, hit.marks, "ink")
        if hit.above:
            written(painter, given.font, area.adjusted(used + px(8), 0, 0, -half), hit.above, (), "soft")
        written(painter, given.font, area.adjusted(0, half, 0, 0), hit.excerpt, hit.excerpt_marks, "soft")
        painter.restore()


class ManualWindow(QWidget):
    """The manual, open beside the office."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setWindowTitle("使用手册")
        self.setAccessibleName("使用手册")
        self._been: list[Standing] = []
        self._at = -1
        self._draw()
        if (left := settings.left("manual")).isEmpty() or not self.restoreGeometry(left):
            self.resize(px(1000), px(720))
        theme.turned.connect(self._redress)

    def _draw(self) -> None:
        self.back = tool("", "后退", self._back, "plain", tip="后退（Alt+←）", picture="back")
        self.forward = tool("", "前进", self._forward, "plain", tip="前进（Alt+→）", picture="forward")
        self.sought = line("查找手册", "在手册里查找", clear=True)
        self.sought.textChanged.connect(self._look)
        self.sought.returnPressed.connect(self._first)
        self.contents = QTreeWidget()
        self.contents.setObjectName("contents")
        self.contents.setAccessibleName("目录")
        self.contents.setHeaderHidden(True)
        self.contents.setRootIsDecorated(False)
        self.contents.setItemsExpandable(False)
        self.contents.setIndentation(px(12))
        self.contents.currentItemChanged.connect(self._chosen)
        self.hits = QListWidget()
        self.hits.setAccessibleName("找到的段落")
        self.hits.setItemDelegate(_HitPainter(self.hits))
        self.hits.setMouseTracking(True)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.itemClicked.connect(self._hit)
        self.hits.itemActivated.connect(self._hit)
        self.none = label("手册里没有写到。换个词试试。", "emptyHint", "没有找到时的说明", wrap=True, centred=True)
        self.side = QStackedWidget()
        for widget in (self.contents, self.hits, self.none):
            self.side.addWidget(widget)
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(self.forward)
        top.addWidget(self.sought, 1)
        left = QFrame()
        left.setObjectName("card")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(px(8), px(8), px(4), px(6))
        inner.addLayout(top)
        inner.addWidget(self.side, 1)
        self.text = ManualPage()
        self.text.anchorClicked.connect(self._link)
        right = QFrame()
        right.setObjectName("card")
        holder = QVBoxLayout(right)
        holder.setContentsMargins(1, 1, 1, 1)
        holder.addWidget(self.text)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([px(270), px(730)])
        self.setMinimumSize(px(620), px(380))
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(px(10), px(10), px(10), px(10))
        row.addWidget(split)
        part: QTreeWidgetItem | None = None
        for page in manual.pages():
            if part is None or part.text(0) != page.part:
                part = QTreeWidgetItem([page.part])
                part.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.contents.addTopLevelItem(part)
            item = QTreeWidgetItem([page.title])
            item.setData(0, PLACE, page.id)
            part.addChild(item)
        self.contents.expandAll()
        self._tint()
        QShortcut(QKeySequence("Alt+Left"), self, self._back)
        QShortcut(QKeySequence("Alt+Right"), self, self._forward)
        QShortcut(QKeySequence("Esc"), self, self._escape)
        for keys in ("Ctrl+F", "Ctrl+K"):
            QShortcut(QKeySequence(keys), self, self._seek)

    # ── where to ─────────────────────────────────────────────────────────────────────────────────

    @property
    def standing(self) -> Standing | None:
        """Where the reader is."""
        return self._been[self._at] if self._at >= 0 else None

    def go(self, place: str = "") -> None:
        """To a page, or to a section of it (`find#日期`); where the reader was, for nothing."""
        self._front()
        if place or self.standing is None:
            self._visit(Standing(Place.read(place or manual.FIRST)))

    def about(self, widget: QWidget) -> None:
        """To what serves a widget: its blank, its screen, or the one around it."""
        self._front()
        self._visit(serving(widget))

    def _front(self) -> None:
        self.show()
        if self.isMinimized():
            self.showNormal()
        self.activateWindow()
        self.text.setFocus()

    def _visit(self, standing: Standing) -> None:
        if standing != self.standing:
            del self._been[self._at + 1:]
            self._been.append(standing)
            self._at = len(self._been) - 1
        self._show()

    def _show(self) -> None:
        standing = self.standing
        assert standing is not None
        page = manual.page(standing.place.page)
        self.text.put(f"{standing.above}\n\n---\n\n{page.markdown}" if standing.above else page.markdown)
        self.text.turn_to("" if standing.above else standing.place.section)
        self.setWindowTitle(f"{page.title} - 使用手册")
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at < len(self._been) - 1)
        self.contents.blockSignals(True)
        for item in self._items():
            if item.data(0, PLACE) == page.id:
                self.contents.setCurrentItem(item)
        self.contents.blockSignals(False)

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.contents.topLevelItem(n) for n in range(self.contents.topLevelItemCount())]
        return [top.child(n) for top in tops for n in range(top.childCount())]

    def _back(self) -> None:
        if self._at > 0:
            self._at -= 1
            self._show()

    def _forward(self) -> None:
        if self._at < len(self._been) - 1:
            self._at += 1
            self._show()

    def _link(self, url: QUrl) -> None:
        self._visit(Standing(Place.read(unquote(url.toString()))))

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, PLACE):
            self._visit(Standing(Place(item.data(0, PLACE))))

    # ── looking ──────────────────────────────────────────────────────────────────────────────────

    def _seek(self) -> None:
        self.sought.setFocus()
        self.sought.selectAll()

    def _look(self, typed: str) -> None:
        if not typed.strip():
            self.side.setCurrentWidget(self.contents)
            return
        self.hits.clear()
        for hit in manual.search(typed):
            item = QListWidgetItem(hit.title)
            item.setData(PLACE, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.above}，{hit.title}，{hit.excerpt}")
            self.hits.addItem(item)
        self.side.setCurrentWidget(self.hits if self.hits.count() else self.none)

    def _first(self) -> None:
        if self.side.currentWidget() is self.hits:
            self.hits.setCurrentRow(max(0, self.hits.currentRow()))
            self._hit(self.hits.currentItem())
            self.hits.setFocus()

    def _hit(self, item: QListWidgetItem) -> None:
        hit: Hit = item.data(PLACE)
        self._visit(Standing(hit.place))

    def _escape(self) -> None:
        if self.sought.text():
            self.sought.clear()
        else:
            self.close()

    def _tint(self) -> None:
        """The names of the parts stand back."""
        for n in range(self.contents.topLevelItemCount()):
            self.contents.topLevelItem(n).setForeground(0, colour("soft"))

    def _redress(self) -> None:
        self._tint()
        if self.standing is not None:
            at = self.text.verticalScrollBar().value()
            self._show()
            self.text.verticalScrollBar().setValue(at)

    def closeEvent(self, event: QCloseEvent) -> None:
        settings.leave("manual", self.saveGeometry())
        super().closeEvent(event)


def serving(widget: QWidget) -> Standing:
    """What the manual has for a widget, or for the nearest thing around it that it knows."""
    at: QWidget | None = widget
    blank: Any = None
    while at is not None:
        blank = blank or getattr(at, "blank", None)
        kind: Any = getattr(at, "kind", None)
        if blank is not None and kind is not None:
            return Standing(manual.of_blank(blank), manual.about(kind, blank))
        if (named := at.property("manual")) and (place := manual.serving(str(named))) is not None:
            return Standing(place)
        if blank is None and kind is not None and type(at).__name__ == "Form":
            return Standing(manual.of_kind(kind))
        if blank is None and (place := manual.serving(type(at).__name__)) is not None:
            return Standing(place)
        at = at.parentWidget()
    return Standing(manual.of_blank(blank) if blank is not None else Place(manual.FIRST))
