"""The middle of the summary desk: the text of the paper, what can be done with the passage at the cursor, and a search."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ..catalogue.paper import Paper
from ..errors import Moved, Refusal, Trouble
from ..office import Office, own_chapters
from ..office.drafts import Drafts
from . import saying, work
from .pieces import button, label, line, refusal, shortcut, tool
from .text_editor import PaperText
from .theme import px

RESTS = 800
"""Milliseconds after the last key that what was typed is a draft on disk."""


class TextPane(QFrame):
    """One paper of one period, to be read and written."""

    figure_wanted = Signal(str)
    stale = Signal()                          # something was kept: the paper is to be read again
    section_seen = Signal(int)

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("正文")
        self._office, self._drafts = office, drafts
        self.reading: Any = None
        self._stood: dict[str, str] = {}      # the chapters as they were when they were shown
        self.numbers: Sequence[Any] = ()
        self._typed = QTimer(self, singleShot=True, interval=RESTS)
        self._typed.timeout.connect(self._draft)
        self._draw()

    def _draw(self) -> None:
        self.text = PaperText()
        self.text.figure_clicked.connect(self.figure_wanted)
        self.text.refused.connect(self._closed)
        self.text.edited.connect(lambda _: self._edited())
        self.text.left.connect(lambda: QTimer.singleShot(0, self, self.keep))
        self.text.insert_wanted.connect(self._insert)
        self.text.menu_wanted.connect(self._menu)
        self.text.section_seen.connect(self.section_seen)
        self.text.cursorPositionChanged.connect(self._moved)
        self.said = label("", "soft", "这一段", wrap=True)
        self.refusal = refusal("退回提示")
        self.reword_button = button("改这一段", self.reword, "plain", picture="edit",
                                    tip="改写这一段的固定文字，以后各期都按新的写法（F2）")
        self.restore_button = button("恢复原来的写法", self.restore, "plain", tip="恢复程序自带的文字", picture="restore")
        self.insert_button = button("插入数据项", lambda: self._insert(""), "plain", picture="insert",
                                    tip="在光标处放一个数（也可以直接打 @）")
        self.keep_button = button("保存写法", self.keep_passage, "primary", tip="保存这一段的新写法，以后各期都这样写（Ctrl+S）")
        self.drop_button = button("不改了", self.drop_passage, "plain", tip="放弃对这一段的改动")
        self.foot = QFrame()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(px(12), px(4), px(8), px(6))
        row.setSpacing(px(4))
        row.addWidget(self.said, 1)
        for widget in (self.insert_button, self.restore_button, self.reword_button, self.drop_button, self.keep_button):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._finder())
        column.addWidget(self.text, 1)
        column.addWidget(self.refusal)
        column.addWidget(self.foot)
        for keys, act in (("Ctrl+F", self.look_for), ("Ctrl+S", self.save)):
            shortcut(keys, self, act, seen=True)
        shortcut("F2", self, self.reword)

    def _finder(self) -> QWidget:
        self.finder = QFrame()
        self.sought = line("在正文里查找", "在正文里查找", clear=True)
        self.sought.textChanged.connect(lambda _: self._seek(anew=True))
        self.sought.returnPressed.connect(self._seek)
        self.hits = label("", "soft", "找到几处")
        row = QHBoxLayout(self.finder)
        row.setContentsMargins(px(10), px(6), px(6), px(4))
        row.setSpacing(px(4))
        row.addWidget(self.sought, 1)
        row.addWidget(self.hits)
        row.addWidget(tool("", "上一处", lambda: self._seek(back=True), picture="up", side=26))
        row.addWidget(tool("", "下一处", self._seek, picture="down", side=26))
        row.addWidget(tool("", "收起查找", self._found, picture="close", side=26))
        shortcut("Esc", self.finder, self._found)
        self.finder.hide()
        return self.finder

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    @property
    def paper(self) -> Paper | None:
        return self._office.catalogue.papers.get(self.reading.paper) if self.reading is not None else None

    def show_reading(self, reading: Any) -> bool:
        """Show a paper as it reads now; not while something is being written in it: says whether it is shown."""
        before = self.reading
        same = before is not None and (before.paper, before.period, before.scope) == (reading.paper, reading.period, reading.scope)
        if same and (self.text.dirty or self.text.opened is not None):
            return False
        self.reading = reading
        self._stood = own_chapters.written(self._office, reading.paper, reading.period, reading.scope)
        self.text.show_reading(reading, self._hints(reading))
        if not same:
            self.text.verticalScrollBar().setValue(0)
        for shown in reading.passages:
            draft = self._drafts.get(self._draft_of(shown.passage.chapter), 0) if shown.passage.chapter else None
            if isinstance(draft, dict):
                self._stood[shown.passage.chapter] = str(draft.get("stood", ""))
                self.text.put(shown.at, draft.get("pieces", []))
            elif isinstance(draft, list):     # as earlier versions of the program left it
                self.text.put(shown.at, draft)
            elif isinstance(draft, str):
                self.text.put(shown.at, [[(line, "")] for line in draft.splitlines() if line.strip()])
        self._resume()
        self._moved()
        return True

    def _resume(self) -> None:
        """A standing passage that was being rewritten when the program ended is open again, as it was left."""
        left = self._drafts.get(f"passage {self.reading.paper}", 0)
        if isinstance(left, dict):
            shown = next((shown for shown in self.reading.passages if shown.passage.source == left.get("source")), None)
            if shown is None or not shown.editable:
                self._drafts.drop(f"passage {self.reading.paper}", 0)
                return
            self.text.open_passage(shown.at)
            self.text.put(shown.at, left.get("pieces", []))

    def _hints(self, reading: Any) -> dict[int, str]:
        """What an empty chapter says."""
        paper = self._office.catalogue.papers.get(reading.paper)
        labels = {chapter.id: chapter.label for chapter in paper.chapters} if paper is not None else {}
        return {shown.at: f"在这里写“{labels.get(shown.passage.chapter, '')}”，一段写一项"
                for shown in reading.passages if shown.passage.kind == "chapter"}

    def _shown(self, at: int) -> Any:
        return next((shown for shown in self.reading.passages if shown.at == at), None) if self.reading is not None else None

    def _moved(self) -> None:
        """Say of the passage at the cursor whose words it is and what can be done."""
        shown = self._shown(self.text.passage)
        opened, kind = self.text.opened, shown.passage.kind if shown else ""
        chapter = kind == "chapter"
        paper = self.paper
        told = ""
        if opened is not None:
            told = ""                         # the buttons say it, and need the room
        elif chapter and paper is not None:
            told = next((chapter.hint for chapter in paper.chapters if chapter.id == shown.passage.chapter), "")
        elif shown is not None and shown.original is not None:
            told = "这一段是本单位的写法。"
        elif shown is not None and shown.editable:
            told = "这一段是固定写法，数由记录得出。"
        elif shown is not None:
            told = "落款的日期在上面设定。" if kind == "signoff" else "这一处在表单里改。"
        self.said.setText(told)
        self.said.setToolTip(told)
        self.reword_button.setVisible(opened is None and shown is not None and shown.editable)
        self.restore_button.setVisible(opened is None and shown is not None and shown.original is not None)
        self.insert_button.setVisible(chapter or opened is not None)
        self.keep_button.setVisible(opened is not None)
        self.drop_button.setVisible(opened is not None)

    def _refuse(self, why: str) -> None:
        self.refusal.setText(why)
        self.refusal.setVisible(bool(why))

    def _closed(self, at: int) -> None:
        """The clerk typed in a passage that is closed: nothing was changed, and he is told how it can be."""
        shown = self._shown(at)
        if shown is not None and shown.editable:
            saying.say(self, "这一段是固定写法，没有改动。要改它的文字，请先点“改这一段”。", saying.TOLD, "改这一段", self.reword)

    def look_for(self) -> None:
        """The line in which words of the paper are looked for."""
        self.finder.show()
        chosen = self.text.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.sought.setText(chosen)
        self.sought.setFocus()
        self.sought.selectAll()
        self._seek(anew=True)

    def _seek(self, back: bool = False, anew: bool = False) -> None:
        n, all_ = self.text.seek(self.sought.text().strip(), back, anew)
        self.hits.setText(f"{n}/{all_}" if all_ else "没有" if self.sought.text().strip() else "")

    def _found(self) -> None:
        self.finder.hide()
        self.text.setExtraSelections([])
        self.text.setFocus()

    def go_to_words(self, words: str) -> None:
        """Bring words into sight: what a check found."""
        if words:
            self.text.seek(words, anew=True)

    # ── the clerk's own chapters ─────────────────────────────────────────────────────────────────

    def _draft_of(self, chapter: str) -> str:
        return f"chapter {self.reading.paper} {chapter} {self.reading.period} {self.reading.scope or ''}"

    def _written(self) -> list[tuple[int, str]]:
        """The chapters that were written in: number of the passage, and chapter."""
        return [(at, shown.passage.chapter) for at in sorted(self.text.dirty)
                if (shown := self._shown(at)) is not None and shown.passage.kind == "chapter"]

    def _edited(self) -> None:
        self._refuse("")
        self._typed.start()

    def _draft(self) -> None:
        """What is being written, on disk before it is kept."""
        for at, chapter in self._written():
            self._drafts.put(self._draft_of(chapter), 0, {"pieces": self._plain(at), "stood": self._stood.get(chapter, "")})
        if (at_ := self.text.opened) in self.text.dirty and at_ is not None and (shown := self._shown(at_)) is not None:
            self._drafts.put(f"passage {self.reading.paper}", 0, {"source": shown.passage.source, "pieces": self._plain(at_)})

    def _plain(self, at: int) -> list[list[list[str]]]:
        return [[list(piece) for piece in pieces] for pieces in self.text.pieces(at)]

    def keep(self) -> None:
        """Keep the chapters as they stand: they are the clerk's own words. A standing passage is kept on purpose only, and
        is a draft until then."""
        self._typed.stop()
        if self.reading is None:
            return
        self._draft()
        try:
            for at, chapter in self._written():
                self._keep_chapter(at, chapter, _text(self.text.pieces(at)))
        except Moved as moved:
            self._meet(chapter, moved)
        except (Refusal, Trouble) as error:
            self._draft()
            saying.failed(self, error)

    def _keep_chapter(self, at: int, chapter: str, text: str) -> None:
        reading = self.reading
        own_chapters.write(self._office, reading.paper, chapter, reading.period, text, reading.scope, seen=self._stood.get(chapter, ""))
        self._stood[chapter] = own_chapters.written(self._office, reading.paper, reading.period, reading.scope).get(chapter, "")
        self.text.settled(at)
        self._drafts.drop(self._draft_of(chapter), 0)

    def _meet(self, chapter: str, moved: Moved) -> None:
        """Somebody else has written in a chapter meanwhile: both are shown, and chosen from. Until then a draft is kept."""
        from ..office.versions import Both
        from .both_box import BothBox
        self._draft()
        reading, paper = self.reading, self.paper
        at = next(at for at, name in self._written() if name == chapter)
        stored = own_chapters.written(self._office, reading.paper, reading.period, reading.scope).get(chapter, "")
        name = next((one.label for one in paper.chapters if one.id == chapter), chapter) if paper is not None else chapter

        def chosen(taken: frozenset[str]) -> None:
            self._stood[chapter] = stored
            if taken:
                self.text.put(at, [[(line, "")] for line in stored.splitlines() if line.strip()])
            self.keep()

        BothBox(f"您撰写的时候，{moved}。", [Both(chapter, name, _text(self.text.pieces(at)), stored)], chosen, self).open()

    def save(self) -> None:
        """Ctrl+S: what is open."""
        if self.text.opened is not None:
            self.keep_passage()
        else:
            self.keep()

    # ── standing passages ────────────────────────────────────────────────────────────────────────

    def reword(self) -> None:
        """Open the passage at the cursor."""
        shown = self._shown(self.text.passage)
        if shown is None or not shown.editable or self.text.opened is not None:
            return
        self.keep()
        self.text.open_passage(shown.at)
        self._moved()

    def keep_passage(self) -> None:
        """Keep the new words of the passage that is open."""
        at = self.text.opened
        shown = self._shown(at) if at is not None else None
        if at is None or shown is None:
            return
        from ..office import outline
        try:
            outline.reword(self._office, self.reading.paper, shown.passage, outline.as_pieces(self.text.pieces(at)),
                           self.reading.period)
        except Refusal as refusal:
            self._refuse(str(refusal))
            return
        self._settle(at)
        saying.say(self, "这一段的写法已保存", label="撤销", act=getattr(self.window(), "undo", None))
        self.stale.emit()

    def drop_passage(self) -> None:
        """Leave the passage as it was."""
        if self.text.opened is not None:
            self._settle(self.text.opened)
            self.text.show_reading(self.reading, self._hints(self.reading))
            self._moved()

    def _settle(self, at: int) -> None:
        self.text.settled(at)
        self.text.opened = None
        self._drafts.drop(f"passage {self.reading.paper}", 0)
        self._refuse("")
        self._moved()

    def restore(self) -> None:
        """Put the shipped words of the passage at the cursor back."""
        shown = self._shown(self.text.passage)
        if shown is None or shown.original is None:
            return
        from ..office import outline
        try:
            outline.restore(self._office, self.reading.paper, shown.passage, shown.original, self.reading.period)
        except Refusal as refusal:
            self._refuse(str(refusal))
            return
        saying.say(self, "这一段已恢复原来的写法", label="撤销", act=getattr(self.window(), "undo", None))
        self.stale.emit()

    def restore_all(self) -> None:
        """Put the shipped words of the whole paper back."""
        from ..office import outline
        self.keep()
        try:
            outline.restore_all(self._office, self.reading.paper)
        except Refusal as refusal:
            self._refuse(str(refusal))
            return
        saying.say(self, "整篇已恢复原来的写法；自己写的章节不变", label="撤销", act=getattr(self.window(), "undo", None))
        self.stale.emit()

    # ── figures in the text ──────────────────────────────────────────────────────────────────────

    def _insert(self, asked: str) -> None:
        """Choose a figure, and put it at the cursor."""
        if not self.text.is_open(self.text.passage):
            return
        from .figure_picker import FigurePicker
        picker = FigurePicker(self.numbers, self)
        picker.chosen.connect(self._put)
        picker.left.connect(self._unput)
        picker.open_at(self.text.viewport().mapToGlobal(self.text.cursorRect().bottomLeft()), asked)

    def _put(self, number: Any) -> None:
        from ..office.outline import mark
        self.text.insert(mark(number.id).source, number.text, number.id)
        self.text.setFocus()

    def _unput(self, asked: str) -> None:
        """Nothing was chosen: the sign that was typed is only a sign."""
        if asked:
            self.text.insertPlainText(asked)
        self.text.setFocus()

    def _menu(self, place: QPoint, at: int, source: str, figure: str) -> None:
        """What can be done with a value, or with the passage."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName("正文菜单")
        if figure:
            menu.addAction("反查这个数", lambda: self.figure_wanted.emit(figure))
            if self.text.is_open(at) and source.startswith("{{"):
                self._wears(menu, source, figure)
            menu.addSeparator()
        copy = menu.addAction("复制", self.text.copy)
        copy.setEnabled(self.text.textCursor().hasSelection())
        if self.text.is_open(at):
            menu.addAction("剪切", self.text.cut).setEnabled(self.text.textCursor().hasSelection())
            menu.addAction("粘贴", self.text.paste)
            menu.addAction("插入数据项…", lambda: self._insert(""))
        menu.addAction("全选", self.text.selectAll)
        shown = self._shown(at)
        if shown is not None and shown.editable and self.text.opened is None:
            menu.addSeparator()
            menu.addAction("改这一段的写法", self.reword)
            if shown.original is not None:
                menu.addAction("恢复原来的写法", self.restore)
            if self.reading.own:
                menu.addAction("恢复整篇原来的写法", self.restore_all)
        menu.popup(place)

    def _wears(self, menu: QMenu, source: str, figure: str) -> None:
        """The ways of writing the number, each as it would read; worked out while the menu opens."""
        position = self.text.textCursor().position()
        under = menu.addMenu("写成")
        under.setAccessibleName("写成")
        waiting = under.addAction("正在计算…")
        waiting.setEnabled(False)
        reading = self.reading

        def task() -> Any:
            from ..office.outline import wears
            return wears(self._office, figure, reading.period, reading.scope)

        def then(found: Any) -> None:
            from shiboken6 import isValid
            if not isValid(under):
                return
            under.clear()
            for wear in found:
                action = QAction(f"{wear.text}（{wear.label}）", under, checkable=True)
                action.setChecked(wear.source == source)
                action.triggered.connect(lambda _=False, wear=wear: self.text.replace_mark(position, wear.source, wear.text, figure))
                under.addAction(action)

        work.run(self, task, then, what="正在计算…")


def _text(paragraphs: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Paragraphs of words and values as the text of a chapter."""
    from ..office.outline import as_pieces, as_text
    return as_text(as_pieces(paragraphs))
