"""What can be made of the copies that are chosen: paper, one file, or a file each; how far that is, and how it is stopped."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QProgressBar, QStackedWidget, QWidget

from ..errors import NoGlyph
from . import lacking, saying, work
from .flow import Flow
from .pieces import button, label
from .theme import px

if TYPE_CHECKING:
    from ..office.printing import Told

T = TypeVar("T")


class BatchBar(QStackedWidget):
    """The ways out; while copies are being made, how many are done."""

    print_wanted = Signal()
    look_wanted = Signal()
    file_wanted = Signal(str)                 # .pdf or .docx
    each_wanted = Signal(str)                 # the same, without the dot
    duplex_turned = Signal()
    _moved = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stop: Event | None = None
        self._what = ""
        self._moved.connect(self._tell)
        self.look = button("预览所选", self.look_wanted.emit, tip="把勾选的各份接在一起看")
        self.print = button("打印…", self.print_wanted.emit, "primary", "打印选中的", "把勾选的各份一次打印", picture="print")
        self.out = button("导出", says="导出选中的", picture="export")
        self.out.setProperty("menu", "true")
        menu = QMenu(self.out)
        menu.setAccessibleName("导出选中的")
        menu.addAction("一个 PDF…", lambda: self.file_wanted.emit(".pdf"))
        menu.addAction("一个 Word…", lambda: self.file_wanted.emit(".docx"))
        menu.addSeparator()
        menu.addAction("每份一个 PDF，存到文件夹…", lambda: self.each_wanted.emit("pdf"))
        menu.addAction("每份一个 Word，存到文件夹…", lambda: self.each_wanted.emit("docx"))
        self.out.setMenu(menu)
        self.double = QCheckBox("双面")
        self.double.setAccessibleName("双面：每份从新的一张纸开始")
        self.double.setToolTip("双面打印时每份从新的一张纸开始：单数页的后面空一面")
        self.double.toggled.connect(lambda _: self.duplex_turned.emit())
        ways = QWidget()
        flow = Flow(ways, gap=px(6))
        for one in (self.print, self.out, self.look, self.double):
            flow.addWidget(one)
        self.doing = label("", "soft", "正在进行")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("进度")
        self.cancel = button("取消", self._cancel, says="取消正在做的")
        under_way = QWidget()
        row = QHBoxLayout(under_way)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.doing)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        self.addWidget(ways)
        self.addWidget(under_way)

    def sizeHint(self) -> QSize:
        """That of what is in sight: the ways out, one below the other as a hint has them, would push the rows away."""
        return self.currentWidget().sizeHint()

    @property
    def duplex(self) -> bool:
        return self.double.isChecked()

    def run(self, what: str, task: Callable[[Told, bool], T], then: Callable[[T], None], *, anyway: bool = False) -> None:
        """Do `task` on another thread; it is told what to tell after each copy, and ends there when it is stopped.

        Where it raises `NoGlyph`, the clerk is asked, and it is done again `anyway`.
        """
        if self._stop is not None:
            return
        from ..office.batch import Stopped
        stop = self._stop = Event()

        def told(done: int, of: int) -> None:
            self._moved.emit(done, of)
            if stop.is_set():
                raise Stopped

        def done(result: T) -> None:
            self._rest()
            then(result)

        def failed(error: Exception) -> None:
            self._rest()
            if isinstance(error, Stopped):
                saying.say(self, str(error))
            elif isinstance(error, NoGlyph):
                lacking.ask(self, str(error), lambda: self.run(what, task, then, anyway=True))
            else:
                saying.failed(self, error)

        def ended(found: T | Exception) -> None:
            if isinstance(found, Exception):
                failed(found)
            else:
                done(found)

        self._what = what
        self.doing.setText(what)
        self.progress.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.setCurrentIndex(1)
        self.cancel.setFocus()
        work.run(self, partial(_caught, lambda: task(told, anyway)), ended, what=what)

    def _tell(self, done: int, of: int) -> None:
        if self._stop is not None:
            self.progress.setRange(0, of)
            self.progress.setValue(done)
            self.doing.setText(f"{self._what} {done * 100 // max(1, of)}%")

    def _cancel(self) -> None:
        if self._stop is not None:
            self._stop.set()
            self.cancel.setEnabled(False)
            self.doing.setText("正在停下…")

    def _rest(self) -> None:
        self._stop = None
        self.setCurrentIndex(0)
        self.print.setFocus()


def _caught(task: Callable[[], T]) -> T | Exception:
    """What comes of it, be it an error: whatever goes wrong, the bar goes back to rest."""
    try:
        return task()
    except Exception as error:  # noqa: BLE001 (said or logged by sort, in `failed`)
        return error
