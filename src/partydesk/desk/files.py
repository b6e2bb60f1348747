"""Asking which file or folder: the system's own dialog where it has one, else Qt's, in Chinese and without clutter."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

OFFICE, EXCEL, WORD, PDF = ("办公室文件 (*.partydesk)", "Excel 表格 (*.xlsx)", "Word 文档 (*.docx)", "PDF 文件 (*.pdf)")
ANY_EXCEL = "Excel 或 WPS 表格 (*.xlsx *.xlsm *.xls *.csv *.txt *.et *.ods)"
"""What a clerk looks for; which of them must be saved as .xlsx first is said when they are opened."""


def documents() -> Path:
    """The folder that a clerk's own files belong in; the home folder where there is none of documents."""
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(named) if named and Path(named).is_dir() else Path.home()


def to_open(parent: QWidget, title: str, sort: str) -> Path | None:
    """A file that is there."""
    return _asked(parent, title, QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFile, documents(), sort)


def to_save(parent: QWidget, title: str, path: Path, sort: str) -> Path | None:
    """A file to be written, with the ending of `path`; whether an old one may be replaced has been asked."""
    chosen = _asked(parent, title, QFileDialog.AcceptMode.AcceptSave, QFileDialog.FileMode.AnyFile, path, sort)
    if chosen is None or chosen.suffix.lower() == path.suffix:
        return chosen
    return chosen.with_name(chosen.name + path.suffix)


def folder(parent: QWidget, title: str) -> Path | None:
    """A folder."""
    return _asked(parent, title, QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.Directory, documents(), "")


def _asked(parent: QWidget, title: str, accept: QFileDialog.AcceptMode, mode: QFileDialog.FileMode, start: Path,
           sort: str) -> Path | None:
    box = QFileDialog(parent, title)
    box.setAccessibleName(title)
    box.setAcceptMode(accept)
    box.setFileMode(mode)
    box.setViewMode(QFileDialog.ViewMode.List)
    if mode == QFileDialog.FileMode.Directory:
        box.setOption(QFileDialog.Option.ShowDirsOnly)
    if sort:
        box.setNameFilter(sort)
    if accept == QFileDialog.AcceptMode.AcceptSave:
        box.setDefaultSuffix(start.suffix.removeprefix("."))
        box.setDirectory(str(start.parent))
        box.selectFile(start.name)
    else:
        box.setDirectory(str(start))
    taken = box.exec() == QFileDialog.DialogCode.Accepted and box.selectedFiles()
    box.deleteLater()
    return Path(taken[0]) if taken else None
