"""The blanks of an office's own profile of the page: margins, grid, typefaces, page numbers; each refusal under its row."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from ..errors import Refusals
from ..office.profiles import House
from .pieces import choices, label, line, refusal
from .theme import px

SIZES = {"一号": 26.0, "小一": 24.0, "二号": 22.0, "小二": 18.0, "三号": 16.0, "小三": 15.0, "四号": 14.0, "小四": 12.0}
"""What sizes of type are called, and how many points they have."""
NUMBERS = {"outside": "外侧（单页居右、双页居左）", "center": "居中", "none": "不要页码"}
LEVELS = ("一、", "（一）", "1.", "（1）")
LENGTHS = {"top": "上", "bottom": "下", "left": "左", "right": "右"}
MARGINS, COUNTS = (10, 100), (1, 100)
"""What margins (mm; printers leave the edge white) and lines, characters and points may be."""


class HouseForm(QWidget):
    """Asks for a `House`; `changed` at each key."""

    changed = Signal()

    def __init__(self, house: House, standard: Any, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("本单位版式")
        self.lines: dict[str, QLineEdit] = {}
        self.lists: dict[str, QComboBox] = {}
        self._said: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(26), 0, 0, px(6))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)
        self._row("页边距", [self._line(name, f"{called}边距，毫米", getattr(house, name), called) for name, called in LENGTHS.items()],
                  tuple(LENGTHS), "毫米")
        self._row("每页", [self._line("lines", "每页行数", house.lines), label("行，每行"),
                         self._line("chars", "每行字数", house.chars), label("字")], ("lines", "chars"))
        self._row("正文", [self._sizes("size", "正文字号", house.size), label("行距"), self._line("pitch", "正文行距，磅", house.pitch),
                         label("磅")], ("size", "pitch"))
        self._row("标题", [self._sizes("title_size", "标题字号", house.title_size), label("行距"),
                         self._line("title_line", "标题行距，磅", house.title_line), label("磅")], ("title_size", "title_line"))
        self._row("字体", [self._list("fonts", "字体", {id: one.name for id, one in standard.scheme.items()}, house.fonts)], ("fonts",))
        self.latin = self._tick("数字和字母用 Times New Roman", "数字和字母用 Times New Roman", house.latin)
        self._row("", [self.latin])
        self._row("页码", [self._list("place", "页码位置", NUMBERS, house.place)], ("place",))
        self.dash = self._tick("页码两边加一字线", "页码两边加一字线", house.dash)
        self._row("", [self.dash])
        self.bold = [self._tick(called, f"{called} 级标题加粗", on) for called, on in zip(LEVELS, house.bold, strict=True)]
        self._row("标题加粗", [*self.bold])

    # ── the pieces ───────────────────────────────────────────────────────────────────────────────

    def _row(self, called: str, parts: Sequence[QWidget], names: Sequence[str] = (), unit: str = "") -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(label(called, "soft"), at, 0)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        for part in parts:
            row.addWidget(part)
        if unit:
            row.addWidget(label(unit))
        row.addStretch(1)
        self._grid.addLayout(row, at, 1)
        if names:
            said = refusal(f"{called}的退回提示")
            self._grid.addWidget(said, at + 1, 1)
            self._said |= dict.fromkeys(names, said)

    def _line(self, name: str, says: str, value: float, before: str = "") -> QWidget:
        made = line(says, text=f"{value:g}")
        made.setFixedWidth(px(58))
        made.textChanged.connect(lambda _: self.changed.emit())
        self.lines[name] = made
        if not before:
            return made
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.addWidget(label(before))
        row.addWidget(made)
        return pair

    def _sizes(self, name: str, says: str, value: float) -> QComboBox:
        offered = {size: called for called, size in SIZES.items()}
        return self._list(name, says, offered | ({} if value in offered else {value: f"{value:g} 磅"}), value)

    def _list(self, name: str, says: str, offered: Mapping[Any, str], value: Any) -> QComboBox:
        made = choices(says)
        for data, called in offered.items():
            made.addItem(called, data)
        made.setCurrentIndex(max(0, made.findData(value)))
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.lists[name] = made
        return made

    def _tick(self, text: str, says: str, on: bool) -> QCheckBox:
        made = QCheckBox(text)
        made.setAccessibleName(says)
        made.setChecked(on)
        made.toggled.connect(lambda _: self.changed.emit())
        return made

    # ── what stands in it ────────────────────────────────────────────────────────────────────────

    def house(self) -> House:
        """What is asked for; `Refusals` by its names where something is no number."""
        found: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, edit in self.lines.items():
            whole = name in ("lines", "chars")
            text = edit.text().strip().replace("．", ".")
            try:
                found[name] = int(text) if whole else float(text)
            except ValueError:
                wrong[name] = f"{edit.accessibleName()}：应填{'整数' if whole else '数字'}，现为“{text}”"
                continue
            least, most = MARGINS if name in LENGTHS else COUNTS
            if not least <= found[name] <= most:
                wrong[name] = f"{edit.accessibleName()}：应在 {least} 和 {most} 之间，现为“{text}”"
        if wrong:
            raise Refusals(wrong)
        return House(**found, **{name: box.currentData() for name, box in self.lists.items()}, latin=self.latin.isChecked(),
                     dash=self.dash.isChecked(), bold=tuple(one.isChecked() for one in self.bold))

    def refuse(self, by_field: Mapping[str, str]) -> str:
        """Say what is wrong under its row; what belongs to none is given back."""
        by_row: dict[QLabel, list[str]] = {}
        for name, what in by_field.items():
            if name in self._said:
                by_row.setdefault(self._said[name], []).append(what)
            if name in self.lines:
                self._mark(self.lines[name], True)
        for said, whats in by_row.items():
            said.setText("；".join(whats))
            said.show()
        return "；".join(what for name, what in by_field.items() if name not in self._said)

    def clear(self) -> None:
        """Nothing is refused."""
        for said in self._said.values():
            said.hide()
        for edit in self.lines.values():
            self._mark(edit, False)

    @staticmethod
    def _mark(edit: QLineEdit, refused: bool) -> None:
        if bool(edit.property("refused")) != refused:
            edit.setProperty("refused", "true" if refused else None)
            edit.style().unpolish(edit)
            edit.style().polish(edit)
