"""The files of a record on its form: seen as small pictures, dropped or pasted in, opened, saved, renamed, taken off.

Of a record that is not saved yet the files are taken in at once, and wait: the form keeps the list with its draft, and
adds them when the record is first saved.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QMimeData,
    QObject,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ..errors import Refusal, Trouble
from ..office import Office, attachments
from ..office.attachments import Attachment
from . import files, outside, saying, work
from .pieces import button, label, last_row, line, refusal, shortcut
from .theme import px
from .thumbs import drawn, side, thumb

OF = Qt.ItemDataRole.UserRole
LARGE = 4 * 1024 * 1024
"""Bytes from which on a file is taken in on another thread."""


class _Told(QObject):
    """Carries the office's announcements to the window's own time."""

    touched = Signal(object)


@dataclass
class _Home:
    """What is shown on the strip: where files belong that are still being taken in when something else is shown."""

    record: tuple[str, int] | None = None     # what became of one that was not saved yet


class AttachmentStrip(QFrame):
    """A row of small pictures with their names; `edited` says that what waits for an unsaved record has changed."""

    edited = Signal()
    changed = Signal(int)                     # how many there are now

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAccessibleName("附件")
        self.setAcceptDrops(True)
        self._office = office
        self._uid: str | None = None
        self._kind, self._id = "", 0
        self._home = _Home()
        self._waiting: list[Attachment] = []
        self._shown: list[Attachment] = []
        self._draw()
        self._told = told = _Told(self)
        told.touched.connect(self._touched, Qt.ConnectionType.QueuedConnection)
        office.listen(lambda touched: told.touched.emit(touched) if isValid(told) else None)
        self._painting = QTimer(self, interval=0)
        self._painting.timeout.connect(self._paint_next)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.title = label("附件", "subheading")
        self.hint = label("把照片、扫描件等文件拖到表单上，或点“添加”", "soft", wrap=True)
        self.add_button = button("添加", self.choose, look="plain", says="添加附件", tip="选择要附上的文件", picture="attach")
        self.paste_button = button("粘贴图片", self.paste, look="plain", says="粘贴图片为附件",
                                   tip="把剪贴板里的截图或复制的文件附上（焦点在附件上时 Ctrl+V）", picture="paste")
        top = QHBoxLayout()
        top.setSpacing(px(6))
        top.addWidget(self.title)
        top.addWidget(self.hint, 100)
        top.addStretch(1)
        top.addWidget(self.paste_button)
        top.addWidget(self.add_button)
        self.list = QListWidget()
        self.list.setAccessibleName("附件列表")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSpacing(px(2))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.itemActivated.connect(lambda _: self.open())
        self.list.viewport().setAcceptDrops(False)
        self.list.setAcceptDrops(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(4))
        column.addLayout(top)
        column.addWidget(self.list)
        for keys, act in (("Delete", self.remove), ("F2", self.rename), ("Ctrl+V", self.paste)):
            shortcut(keys, self.list, act, alone=True)

    # ── which record ─────────────────────────────────────────────────────────────────────────────

    def show_record(self, uid: str | None, kind: str = "", id: int = 0) -> None:
        """Show the files of a record; of none yet, what waits for it. `kind` and `id` are looked up where not given."""
        if uid != self._uid:
            self._waiting, self._home = [], _Home()
        self._uid = uid
        self._kind, self._id = (kind, id) if kind and id else attachments.whose(self._office, uid) if uid else ("", 0)
        self.refresh()

    def waiting(self) -> list[dict[str, Any]]:
        """What was added to a record that is not saved yet, fit for a draft."""
        return [asdict(one) for one in self._waiting]

    def take(self, waiting: Iterable[dict[str, Any]] | None) -> None:
        """What a draft says was added already."""
        self._waiting = [Attachment(**one) for one in waiting or ()]
        self.refresh()

    def give(self, kind: str, id: int) -> None:
        """Add what waits to the record that was just saved: within the form's own `together`."""
        self._home.record = kind, id
        if self._waiting:
            attachments.attach_taken(self._office, kind, id, self._waiting)

    @property
    def number(self) -> int:
        """How many files there are."""
        return len(self._shown)

    def refresh(self) -> None:
        """Show the files as they are now."""
        shown = list(self._waiting) if self._uid is None else attachments.attached(self._office, self._uid)
        if shown != self._shown or self.list.count() != len(shown):
            self._shown = shown
            self._fill()
            self.changed.emit(len(shown))
        self.hint.setVisible(not shown)
        self.title.setText(f"附件 {len(shown)}" if shown else "附件")
        self._fit()

    def _fill(self) -> None:
        large = side()
        self.list.clear()
        self.list.setIconSize(QSize(large, large))
        self.list.setGridSize(QSize(large + px(36), large + self.list.fontMetrics().height() * 2 + px(10)))
        for one in self._shown:
            item = QListWidgetItem(self.list.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideMiddle, 2 * large))
            item.setData(OF, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name}，{one.sort}，{one.weight}")
            item.setToolTip(f"{one.name}\n{one.sort}，{one.weight}")
            item.setSizeHint(self.list.gridSize())
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.list.addItem(item)
        self._painting.start()

    def _paint_next(self) -> None:
        """One picture at a time, so that the form is there before they are."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.icon().isNull():
                one: Attachment = item.data(OF)
                try:
                    content: bytes | None = attachments.content(self._office, one.hash) if drawn(one) else b""
                    attachments.held(self._office, one.hash)
                except Trouble as trouble:
                    content = None
                    item.setToolTip(str(trouble))
                item.setIcon(QIcon(thumb(one, content, side(), self.devicePixelRatioF())))
                return
        self._painting.stop()

    def _fit(self) -> None:
        """As high as its rows, three of them at most."""
        if not self._shown:
            self.list.hide()
            return
        grid = self.list.gridSize()
        wide = max(1, self.list.viewport().width() // max(1, grid.width()))
        rows = min(3, -(-len(self._shown) // wide))
        self.list.setFixedHeight(rows * grid.height() + 2 * self.list.frameWidth() + px(4))
        self.list.show()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _touched(self, touched: frozenset[str]) -> None:
        if "attachment" in touched and self._uid is not None:
            self.refresh()

    # ── files in ─────────────────────────────────────────────────────────────────────────────────

    def catch(self, widget: QWidget) -> None:
        """From now on, files that are dropped anywhere on this widget are added here."""
        widget.setAcceptDrops(True)
        for each in (widget, *widget.findChildren(QWidget)):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            given: Any = event
            if _holds_files(given.mimeData()):
                given.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.drop(given.mimeData())
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: Any) -> None:
        if _holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        event.acceptProposedAction()
        self.drop(event.mimeData())

    def drop(self, data: QMimeData) -> None:
        """Add what was dropped or copied: files, or a picture."""
        if data.hasUrls():
            paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
            if paths:
                self.add([(path.name, path) for path in paths])
        elif data.hasImage():
            image = QImage(data.imageData())
            if not image.isNull():
                self.add([(f"截图 {datetime.now():%Y-%m-%d %H%M%S}.png", _png(image))])

    def paste(self) -> None:
        """Add what is on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if _holds_files(data) or data.hasImage():
            self.drop(data)
        else:
            saying.say(self, "剪贴板里没有图片或文件；先截图，或在文件夹里复制要附上的文件。", saying.REFUSED)

    def choose(self) -> None:
        """Ask which files to add."""
        box = QFileDialog(self, "添加附件", str(files.documents()))
        box.setAccessibleName("添加附件")
        box.setFileMode(QFileDialog.FileMode.ExistingFiles)
        box.setViewMode(QFileDialog.ViewMode.List)
        chosen = box.selectedFiles() if box.exec() == QDialog.DialogCode.Accepted else []
        box.deleteLater()
        if chosen:
            self.add([(Path(path).name, Path(path)) for path in chosen])

    def add(self, given: list[tuple[str, bytes | Path]]) -> None:
        """Take files in; those that cannot be are said, the others are added: to the record that is shown now, wherever the
        clerk goes meanwhile."""
        window, of, home = self.window(), self._home, (self._kind, self._id)

        def task() -> tuple[list[Attachment], list[str]]:
            taken, refused = list[Attachment](), list[str]()
            for name, data in given:
                try:
                    taken.append(attachments.taken(self._office, name, data))
                except Refusal as refusal:
                    refused.append(str(refusal))
            return taken, refused

        def then(done: tuple[list[Attachment], list[str]]) -> None:
            if isValid(self) and of is self._home:
                self._keep(*done)
            else:
                _late(window, self._office, of.record or home, *done)

        if sum(_size(data) for _, data in given) > LARGE:
            work.run(window, task, then, what="正在添加附件…")
            return
        try:
            done = task()
        except Trouble as trouble:
            saying.failed(self, trouble)
            return
        then(done)

    def _keep(self, taken: list[Attachment], refused: list[str]) -> None:
        there = {one.hash: one for one in self._shown}
        new = [one for one in taken if one.hash not in there]
        refused += [f"“{one.name}”已经附过了（{there[one.hash].name}）" for one in taken if one.hash in there]
        if new and self._uid is None:
            self._waiting += list({one.hash: one for one in new}.values())
            self.refresh()
            self.edited.emit()
        elif new:
            self._do(lambda: attachments.attach_taken(self._office, self._kind, self._id, new))
        if refused:
            saying.say(self, "；".join(refused), saying.REFUSED)
        elif new:
            window = self.window()
            saying.say(self, f"已添加附件：{new[0].name}" + (f"等 {len(new)} 个" if len(new) > 1 else ""),
                       **_undoing(window) if self._uid else {})

    # ── what can be done with one ────────────────────────────────────────────────────────────────

    def chosen(self) -> list[Attachment]:
        """The files that are marked."""
        return [item.data(OF) for item in self.list.selectedItems()]

    def _menu(self, at: QPoint) -> None:
        if self.list.itemAt(at) is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName("附件")
        for text, act in (("打开", self.open), ("另存为…", self.save_as), ("改名…", self.rename), ("移除", self.remove)):
            menu.addAction(text, act)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def open(self) -> None:
        """Open a file with the computer's own program: a copy to read, so that the one kept stays as it is."""
        for one in self.chosen()[:8]:
            try:
                copy = attachments.to_read(self._office, one)
            except Trouble as trouble:
                saying.failed(self, trouble)
                return
            outside.show(self, copy, f"这台电脑上没有能打开“{one.name}”的程序；可以“另存为”后拿到别处打开。")

    def save_as(self) -> None:
        """A copy of a file where the clerk wants it."""
        for one in self.chosen():
            ending = Path(one.name).suffix
            if path := files.to_save(self, "附件另存为", files.documents() / one.name, f"{one.sort} (*{ending})" if ending else ""):
                work.run(self, lambda one=one, path=path: attachments.save_as(self._office, one, path),    # type: ignore[misc]
                         lambda _, path=path: saying.say(self, f"已存到 {path}", label="打开文件夹",         # type: ignore[misc]
                                                         act=lambda: saying.reveal(path.parent)), what="正在另存附件…")

    def rename(self) -> None:
        """Ask what a file is to be called."""
        if chosen := self.chosen():
            RenameBox(chosen[0].name, lambda name: self._rename(chosen[0], name), self).open()

    def _rename(self, one: Attachment, name: str) -> None:
        if self._uid is not None:
            attachments.rename(self._office, self._uid, one.hash, name)
        else:
            plain = attachments.renamed(one, name)
            self._waiting = [plain if other.hash == one.hash else other for other in self._waiting]
            self.edited.emit()
        self.refresh()

    def remove(self) -> None:
        """Take the marked files off the record."""
        chosen = self.chosen()
        if not chosen:
            return
        if self._uid is None:
            gone = {one.hash for one in chosen}
            self._waiting = [one for one in self._waiting if one.hash not in gone]
            self.refresh()
            self.edited.emit()
            return
        uid = self._uid

        def act() -> None:
            with self._office.together(f"移除附件：{chosen[0].name}" + (f"等 {len(chosen)} 个" if len(chosen) > 1 else "")):
                for one in chosen:
                    attachments.detach(self._office, uid, one.hash)

        if self._do(act):
            saying.say(self, f"已移除附件：{chosen[0].name}" + (f"等 {len(chosen)} 个" if len(chosen) > 1 else ""),
                       **_undoing(self.window()))

    def _do(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except (Refusal, Trouble) as error:
            saying.failed(self, error)
            return False
        finally:
            self.refresh()
        return True


class RenameBox(QDialog):
    """What a file is to be called; `then` takes the name, and may refuse it."""

    def __init__(self, name: str, then: Callable[[str], None], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("附件改名")
        self.setAccessibleName("附件改名")
        self._then = then
        self.name = line("名称", text=name)
        self.name.setSelection(0, len(Path(name).stem))
        self.said = refusal("退回提示")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("附件的名称"))
        column.addWidget(self.name)
        column.addWidget(self.said)
        column.addLayout(last_row(self, button("改名", self._go, look="primary", default=True)))
        self.resize(QSize(px(440), px(150)))

    def _go(self) -> None:
        try:
            self._then(self.name.text())
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return
        self.accept()


def _late(window: QWidget, office: Office, record: tuple[str, int], taken: list[Attachment], refused: list[str]) -> None:
    """Files that were taken in for a record that is not shown any more."""
    kind, id = record
    try:
        if taken and id:
            attachments.attach_taken(office, kind, id, taken)
        elif taken:
            refused.append(f"“{'”“'.join(one.name for one in taken)}”没有附上：要附的那条新记录已经收起，请打开它再添加一次")
    except Refusal as refusal:
        refused.append(str(refusal))
    if refused:
        saying.say(window, "；".join(refused), saying.REFUSED)
    elif taken:
        saying.say(window, f"附件已添加到原先的记录：{taken[0].name}" + (f"等 {len(taken)} 个" if len(taken) > 1 else ""))


def _holds_files(data: QMimeData) -> bool:
    return data.hasUrls() and any(url.isLocalFile() for url in data.urls())


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")                 # type: ignore[call-overload]  # Qt's stubs want the name as bytes
    return bytes(held.data())


def _size(data: bytes | Path) -> int:
    try:
        return len(data) if isinstance(data, bytes) else data.stat().st_size
    except OSError:
        return 0


def _undoing(window: QWidget) -> dict[str, Any]:
    undo = getattr(window, "undo", None)
    return {"label": "撤销", "act": undo} if undo else {}
