"""The roll on the form of an activity (签到): everyone present, the exceptions typed into one box, with their reasons."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..office import roll as rolls
from ..office.expected import Expected
from .picker import Picker
from .pieces import choices, label, tool
from .theme import colour, px, room

KEYS = {Qt.KeyboardModifier.ShiftModifier: rolls.ABSENT, Qt.KeyboardModifier.ControlModifier: rolls.EXCLUDED,
        Qt.KeyboardModifier.AltModifier: rolls.GUEST}
SAYS = {False: "回车请假，加 Shift 缺席、Ctrl 不计应到、Alt 列席；事由写在后面：zs 出差",
        True: "回车到会，加 Shift 缺席、Ctrl 不计应到、Alt 列席；请假的写上事由：zs 出差"}
MORE = "。也可以在名字后面加记号：- 缺席，+ 列席，* 不计应到；几个人用空格隔开。空着按回车到下一栏。"
ASKS = {False: "输入不到会的人：zs、zhangsan 或 张三", True: "输入到会的人：zs、zhangsan 或 张三"}
"""What the box says, by whether people are invited one by one."""
NAME, HOME, STATUS, REASON, AWAY = range(5)
NARROW = 400
"""Pixels, at the standard type, below which the table leaves out where people belong."""


class _Box(Picker):
    """Enter marks whoever is offered first, or everyone named in the line; in an empty line it goes on."""

    several = Signal(object)

    def enter(self, keys: Qt.KeyboardModifier) -> None:
        if not self.text().strip():
            self.dismiss()
            self.entered.emit(keys)
            return
        if not self.offered:
            self.offer()
        if self.offered:
            super().enter(keys)
        else:
            self.several.emit(keys)


class RollPanel(QWidget):
    """Shows a `Roll` and takes the clerk's marks; `edited` is told after each."""

    edited = Signal()
    entered = Signal(object)                  # Enter in the empty box: on to the next blank
    outsider = Signal(str)                    # somebody who is in no book was named

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.roll = rolls.Roll()
        self.unnamed = 0                      # people noted without a name, for 人次
        self._homes: Mapping[int, str] = {}
        self._reasons: Callable[[], Sequence[str]] = tuple
        self._nobody: Callable[[], str] = str
        self._offered: list[rolls.Offer] = []
        self._outsiders = self._whole = self._invited = False
        self.counts = label("", "subheading", "签到合计", wrap=True)
        self.box = _Box(self._offer, says="可选的人")
        self.box.setAccessibleName("签到例外")
        self.box.picked.connect(self._picked)
        self.box.several.connect(self._several)
        self.box.entered.connect(self.entered)
        self.box.textEdited.connect(lambda _: self._say())
        self.hint = label("", "soft", "签到的按键", wrap=True)
        self.all = tool("看全部名单", "看全部名单", look="plain")
        self.all.setCheckable(True)
        self.all.toggled.connect(self._show_all)
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName("签到名单")
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.table.horizontalHeader()
        for column, wide in ((NAME, 62), (STATUS, 128), (AWAY, 28)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, px(wide))
        for column in (HOME, REASON):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(px(24))
        below = QHBoxLayout()
        below.addWidget(self.hint, 1)
        below.addWidget(self.all, 0, Qt.AlignmentFlag.AlignTop)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(6)
        column_.addWidget(self.counts)
        column_.addWidget(self.box)
        column_.addLayout(below)
        column_.addWidget(self.table)
        self._say()
        self.refresh()

    def explain(self, nobody: Callable[[], str]) -> None:
        """From now on say this where nobody is expected."""
        self._nobody = nobody

    def recall(self, reasons: Callable[[], Sequence[str]]) -> None:
        """From now on offer these reasons, the likeliest first."""
        self._reasons = reasons

    def _say(self, unsure: str = "") -> None:
        """How the box is used; or which words in it name nobody."""
        self.box.setPlaceholderText(ASKS[self._invited])
        self.box.setAccessibleDescription(SAYS[self._invited] + MORE)
        self.box.setToolTip(SAYS[self._invited] + MORE)
        nobody = "" if self._invited or self.roll.statuses or unsure else self._nobody()
        self.hint.setText(unsure or nobody or SAYS[self._invited])
        self.hint.setObjectName("refusal" if unsure else "soft")
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)

    def start(self, everyone: Iterable[Expected], homes: Mapping[int, str], kept: Mapping[int, str] | None = None,
              reasons: Mapping[int, str] | None = None, *, invited: bool = False, outsiders: bool = False) -> None:
        """A roll for another record: `kept` and `reasons` are what is stored with it."""
        self.roll = rolls.Roll(everyone, kept, reasons, invited=invited)
        self._invited, self._outsiders = invited, outsiders
        self._homes = homes
        self.box.clear()
        self._say()

    def expect(self, expected: Iterable[Expected], *, anew: bool) -> None:
        """Who ought to be there: `anew` makes them present, else the roll that is kept stands."""
        if not anew:
            self.roll.known(expected)
        elif gone := self.roll.expect(expected):
            names = "、".join(one.name for one in gone)
            self._say(f"{names}不在主办组织的应到名单里，记的请假、缺席已去掉；确要记的，请再写一次")

    def draft(self) -> dict[str, str]:
        return {str(id): status for id, status in self.roll.statuses.items()}

    # ── what is typed ────────────────────────────────────────────────────────────────────────────

    def _offer(self, typed: str) -> list[tuple[int, str]]:
        self._offered = [offer for offer in self.roll.offers(typed, self._reasons())
                         if offer.person is not None or self._outsiders]
        return [(n, self._words(offer)) for n, offer in enumerate(self._offered)]

    def _words(self, offer: rolls.Offer) -> str:
        """What is offered, as a line: who, from where, how he stands, and what Enter would make of it."""
        if offer.person is None:
            return f"{offer.outsider}　不在名册，记作列席"
        one = offer.person
        stands = self.roll.statuses.get(one.id)
        words = [one.name, self._homes.get(one.body or 0, "")]
        if not self.roll.is_expected(one.id):
            words.append("名单外")
        if stands and stands != rolls.PRESENT:
            words.append(f"已{rolls.LABELS[stands]}")
        if offer.status or offer.reason:
            status = rolls.LABELS[offer.status or rolls.LEAVE]
            words.append(f"→ {status}{f'：{offer.reason}' if offer.reason else ''}")
        return "　".join(filter(None, words))

    def _picked(self, at: int, _words: str, keys: object) -> None:
        offer = self._offered[at]
        self.box.clear()
        if offer.person is None:
            self.outsider.emit(offer.outsider)
            self.edited.emit()
            return
        self.roll.mark(offer.person.id, _status(keys) or offer.status, offer.reason or None)
        self._marked()

    def settle(self) -> bool:
        """Take what still stands in the box, as Enter would, where it is plain who is meant; whether nothing is left in it."""
        if self.box.text().strip():
            self._offer(self.box.text())
            if len(self._offered) == 1:
                self.box.dismiss()
                self._picked(0, "", Qt.KeyboardModifier.NoModifier)
            else:
                self._several(Qt.KeyboardModifier.NoModifier)
        return not self.box.text().strip()

    def _several(self, keys: object) -> None:
        said, unsure = self.roll.read(self.box.text(), self._reasons())
        self.box.dismiss()
        for mention in said:
            for one in mention.people:
                self.roll.mark(one.id, _status(keys) or mention.status, mention.reason or None)
        self.box.setText(" ".join(unsure))
        self._say(self._unsure(unsure) if unsure else "")
        if said:
            self._marked()

    def _unsure(self, words: Sequence[str]) -> str:
        """Why words in the box were not taken."""
        if any(self.roll.find(word, 1) for word in words):
            return f"不清楚是谁：{'、'.join(words)}。请多打几个字母，或从列出的人里选。"
        more = "" if self._outsiders else "；只知道人数的来宾，记在“补记人次”里"
        return f"名册里没有：{'、'.join(words)}。请核对姓名，或先登记到名册{more}。"

    def _marked(self) -> None:
        self.refresh()
        self.edited.emit()

    def _show_all(self, whole: bool) -> None:
        self._whole = whole
        self.all.setText("只看例外" if whole else "看全部名单")
        self.refresh()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, where someone belongs gives way to why he is away."""
        super().resizeEvent(event)
        self.table.setColumnHidden(HOME, self.width() < px(NARROW))

    def refresh(self) -> None:
        """Show the roll as it stands."""
        if self.hint.objectName() != "refusal":
            self._say()
        self.counts.setText(str(self.roll.counted(self.unnamed)))
        shown = list(reversed(self.roll.exceptions))
        shown += [(one, rolls.PRESENT) for one in self.roll.here] if self._whole and not self._invited else []
        self.table.setRowCount(0)
        self.table.setRowCount(len(shown))
        height = px(22) + room(12)
        for row, (one, status) in enumerate(shown):
            name = QTableWidgetItem(one.name)
            home = QTableWidgetItem(self._homes.get(one.body or 0, ""))
            home.setForeground(colour("soft"))
            for item in (name, home):
                item.setToolTip(home.text())
            self.table.setItem(row, NAME, name)
            self.table.setItem(row, HOME, home)
            if len(shown) <= 60 or status != rolls.PRESENT:
                self.table.setCellWidget(row, STATUS, self._status(one, status))
                if status != rolls.PRESENT:
                    self.table.setCellWidget(row, REASON, self._reason(one, status))
                if self._invited or status != rolls.PRESENT:
                    self.table.setCellWidget(row, AWAY, self._away(one))
            else:
                self.table.setItem(row, STATUS, QTableWidgetItem(rolls.LABELS[status]))
            self.table.setRowHeight(row, height)
        self.table.setVisible(bool(shown))
        most = 12 if self._whole else 8
        self.table.setFixedHeight(height * min(len(shown), most) + 2)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded if len(shown) > most
                                              else Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.all.setVisible(bool(self.roll.statuses) and not self._invited)

    def _status(self, one: Expected, status: str) -> QComboBox:
        box = choices(f"{one.name}的签到")
        for code, shown in rolls.LABELS.items():
            box.addItem(shown, code)
        box.setCurrentIndex(box.findData(status))
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box.activated.connect(lambda _, id=one.id, box=box: self._changed(id, box.currentData()))
        return box

    def _reason(self, one: Expected, status: str) -> Picker:
        """Where it stands why someone is away, offered from the reasons of before."""
        asked = "事由" if status in (rolls.LEAVE, rolls.ABSENT, rolls.EXCLUDED) else "说明"

        def like(typed: str) -> list[tuple[int, str]]:
            plain = typed.strip()
            offers = self.roll.offers(f"{one.name},{plain}", self._reasons()) if plain else []
            known = [offer.reason for offer in offers if offer.person == one and offer.reason and offer.reason != plain]
            return list(enumerate(known if plain else self._reasons()))

        line = Picker(like, sure=lambda typed: not typed.strip() or typed.strip().isascii(), says=f"{one.name}的{asked}")
        line.setAccessibleName(f"{one.name}的{asked}")
        line.setPlaceholderText(asked)
        line.setText(self.roll.reasons.get(one.id, ""))
        line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

        def say(text: str) -> None:
            self.roll.say(one.id, text)
            self.edited.emit()

        def pick(_: int, words: str, _keys: object) -> None:
            line.setText(words)
            say(words)

        line.textEdited.connect(say)
        line.picked.connect(pick)
        line.entered.connect(lambda _: self.box.setFocus(Qt.FocusReason.TabFocusReason))
        return line

    def _away(self, one: Expected) -> QToolButton:
        button = tool("", "", side=24, picture="close")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.setAccessibleName(f"取消对{one.name}的标记")
        button.setToolTip("移出签到" if self._invited else "恢复为到会；名单外的人移出签到")
        button.clicked.connect(lambda _=False, id=one.id: self._changed(id, None))
        return button

    def _changed(self, id: int, status: str | None) -> None:
        if status is None:
            self.roll.unmark(id)
        else:
            self.roll.mark(id, status)
        self._marked()


def _status(keys: Any) -> str:
    """What the keys held down with Enter say of those who are named."""
    return KEYS.get(keys, "") if isinstance(keys, Qt.KeyboardModifier) else ""
