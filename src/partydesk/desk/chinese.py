"""Qt's own words in Chinese: its translation, and what that one leaves in English or calls otherwise than we do."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

OURS = {
    ("QAbstractFileIconProvider", "Folder"): "文件夹", ("QAbstractFileIconProvider", "File Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File"): "文件", ("QAbstractFileIconProvider", "%1 File"): "%1 文件",
    ("QAbstractFileIconProvider", "Drive"): "磁盘", ("QAbstractFileIconProvider", "Shortcut"): "快捷方式",
    ("QAbstractFileIconProvider", "Alias"): "快捷方式", ("QAbstractFileIconProvider", "Unknown"): "未知",
    ("QLineEdit", "&Undo"): "撤销(&U)", ("QWidgetTextControl", "&Undo"): "撤销(&U)",
    ("QMessageBox", "OK"): "好", ("QMessageBox", "Help"): "帮助", ("QPageSetupDialog", "Page Setup"): "页面设置",
    ("QAccessibleActionInterface", "Show Menu"): "打开菜单",
}
"""(where Qt says it, what it says) → what we say."""


class _Ours(QTranslator):
    """The few words above; everything else is left to the one installed before."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        said: Any = OURS.get((context, source))       # None, and not "", lets the other one speak
        return said


def speak(app: QApplication) -> None:
    """Let dates, numbers and every word of Qt be Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    theirs = QTranslator(app)
    if theirs.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(theirs)
    app.installTranslator(_Ours(app))
