"""Our own mistakes on the screen: logged whole, said once, and what is being typed kept; the program goes on."""
from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QLocale, QObject, QSysInfo, Qt, QThread, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from ..errors import Refusal, Trouble
from ..office import mishaps
from . import saying

SAID = "程序内部出错，这一步没有完成；已填写的内容都在。"
AGAIN = "程序内部又在同一处出错，这一步没有完成；已填写的内容都在。"


class _Watch(QObject):
    """Hears of mistakes from whatever thread, and tells of them in the window's own time."""

    made = Signal(object)

    def __init__(self, window: Callable[[], QWidget | None]):
        super().__init__()
        self._window = window
        self._told: set[str] = set()
        self.made.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def hear(self, error: BaseException) -> None:
        if not isinstance(error, (Refusal, Trouble)):
            mishaps.note(error)
        if QThread.currentThread() is self.thread():
            self.tell(error)
        else:
            self.made.emit(error)

    def tell(self, error: BaseException) -> None:
        window = self._window()
        if window is not None and (tabs := getattr(window, "tabs", None)) is not None:
            with suppress(Exception):
                tabs.keep()
        if isinstance(error, (Refusal, Trouble)) and window is not None:
            saying.failed(window, error)
            return
        at = error.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        sign = f"{type(error).__name__} {at.tb_frame.f_code.co_filename if at else ''}:{at.tb_lineno if at else 0}"
        if sign in self._told and window is not None:
            saying.say(window, AGAIN, saying.REFUSED, REPORT, lambda: report(window))
            return
        self._told.add(sign)
        saying.box(window, SAID, QMessageBox.Icon.Critical,
                   "经过已记入日志，里面没有姓名和填写的内容。若反复出现，请导出问题报告，用 U 盘交给维护人员。",
                   label=REPORT, act=lambda: report(window))


REPORT = "导出问题报告…"
_WATCHES: list[_Watch] = []


def catch(window: Callable[[], QWidget | None]) -> None:
    """From now on a mistake of ours, in a slot, a timer or a thread, is logged and said; the window stays."""
    watch = _Watch(window)
    _WATCHES[:] = [watch]

    def caught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, (KeyboardInterrupt, SystemExit)):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        watch.hear(error if error.__traceback__ is not None else error.with_traceback(trace))

    def unraisable(args: Any) -> None:
        if isinstance(args.exc_value, BaseException):
            mishaps.note(args.exc_value, "清理时")

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = unraisable


def report(widget: QWidget | None) -> None:
    """Ask where the report goes, and write it."""
    from ..office import problem_report
    from . import files, work
    window: Any = widget.window() if widget is not None else None
    name = f"党务工作台问题报告-{datetime.now():%Y%m%d-%H%M}.zip"
    out = files.to_save(window, REPORT.removesuffix("…"), files.documents() / name, "压缩包 (*.zip)")
    if out is None:
        return
    office, more = getattr(window, "office", None), _screen()

    def then(_: None) -> None:
        saying.say(window, f"问题报告已存为 {out.name}，里面没有姓名和填写的内容。", saying.DONE, "打开所在文件夹",
                   lambda: saying.reveal(Path(out).parent))

    if window is None:
        problem_report.write(None, out, more)
    else:
        work.run(window, lambda: problem_report.write(office, out, more), then, what="正在写问题报告…")


def _screen() -> dict[str, str]:
    """What is on the table: the screens, the look, the version of Qt."""
    screens = "；".join(f"{screen.size().width()}×{screen.size().height()} @{screen.devicePixelRatio():g}"
                       for screen in QGuiApplication.screens())
    return {"Qt": f"{qVersion()}，{QGuiApplication.platformName()}", "屏幕": screens, "字体": QGuiApplication.font().family(),
            "桌面": QSysInfo.prettyProductName(), "区域": QLocale.system().name()}
