"""The office's words at a glance: every kind with its blanks, figures and sentences; renamed, added to, laid aside here."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.fields import Choice
from ..catalogue.problem import CatalogueError
from ..errors import Refusal, Trouble
from ..office import Office
from . import files, saying
from .pieces import button, choices, label, last_row, line, refusal, shortcut, sized
from .theme import colour, px

WHAT = Qt.ItemDataRole.UserRole
"""What a line of the tree stands for: (sort, kind, blank or figure or sentence, choice)."""
What = tuple[str, str, str, str]
NOTHING: What = ("", "", "", "")


class VocabularyBox(QDialog):
    """A tree of all that is asked and counted, and what can be done with the line that is chosen."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("栏目与数据项")
        self.setAccessibleName("栏目与数据项")
        self.office = office
        self._before = office.last_step()     # what was done before is not taken back from here
        self._draw()
        self.refresh()
        shortcut("Ctrl+Z", self, self.undo, seen=True)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.new = button("新增一项要统计的工作…", self._new, look="primary")
        self.sought = line("查找", "查找种类、栏目、数据项", clear=True)
        self.sought.textChanged.connect(lambda _: self._narrow())
        top = QHBoxLayout()
        top.addWidget(self.sought, 1)
        top.addWidget(self.new)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("种类、栏目和数据项")
        self.tree.setHeaderLabels(["名称", "是什么", "备注"])
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, wide in ((1, 150), (2, 150)):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self.tree.setColumnWidth(at, px(wide))
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(px(10), 0, 0, 0)
        column.setSpacing(px(7))
        self.title = label("", "subheading", wrap=True, says="选中的一项")
        self.says = label("", "soft", wrap=True, says="它的说明")
        self.said = refusal("退回提示")
        column.addWidget(self.title)
        column.addWidget(self.says)
        self.acts: dict[str, QPushButton] = {}
        for name, words, act in (("rename", "改名…", self._rename), ("ask", "加一栏…", self._ask), ("offer", "加一个选项…", self._more),
                                 ("up", "上移", lambda: self._move(-1)), ("down", "下移", lambda: self._move(1)),
                                 ("sentence", "改总结里的句子…", self._sentence), ("retire", "停用…", self._retire),
                                 ("again", "重新启用", lambda: self._retired(None)), ("form", "看写成的表单…", self._form),
                                 ("out", "取出这个表单", self._out)):
            self.acts[name] = button(words, act)
            column.addWidget(self.acts[name])
        column.addWidget(self.said)
        column.addStretch(1)
        side.setFixedWidth(px(230))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tree)
        split.addWidget(side)
        split.setStretchFactor(0, 1)
        foot = QHBoxLayout()
        foot.addWidget(label("每一步都可以撤销（Ctrl+Z）。编号不变，往年的记录和数字不受影响。", "soft", wrap=True), 1)
        foot.addWidget(button("添加表单文件…", self._in, tip="别的电脑上存成的表单（*.toml）"))
        foot.addWidget(button("关闭", self.accept, default=True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        whole.addLayout(top)
        whole.addWidget(split, 1)
        whole.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(px(920), room.width() - 40), min(px(640), room.height() - 60))

    # ── what stands there ────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """All of it again; what was chosen and open stays so."""
        chosen = self._chosen()
        opened = {self._what(item) for item in self._all() if item.isExpanded()}
        self.tree.clear()
        catalogue, own = self.office.catalogue, "\n".join(self.office.forms().values())
        for tab in catalogue.tabs.values():
            kinds = catalogue.by_tab[tab.id]
            figures = [figure for figure in catalogue.figures.values() if figure.chapter and figure.chapter.tab == tab.id]
            if not kinds and not figures:
                continue
            top = self._line(None, tab.label, "页签", "", ("tab", tab.id, "", ""))
            for kind in kinds:
                branch = self._line(top, kind.label, kind.of.label, _aside(kind.retired, f'"{kind.id}"' in own), ("kind", kind.id, "", ""))
                for blank in kind.blanks.values():
                    if blank.derived:
                        continue
                    leaf = self._line(branch, blank.label, _SORTS.get(getattr(blank, "type", ""), "栏目"),
                                      _aside(blank.retired, blank.id.startswith("own_")), ("blank", kind.id, blank.id, ""))
                    if isinstance(blank, Choice):
                        for code, words in blank.choices.items():
                            self._line(leaf, words, "选项", "", ("choice", kind.id, blank.id, code))
            for figure in figures:
                self._line(top, figure.label, "数据项", _aside(figure.retired, f'"{figure.id}"' in own), ("figure", "", figure.id, ""))
            for sentence in catalogue.sentences.values():
                first = catalogue.figures.get(sentence.figures[0]) if sentence.figures else None
                if first is not None and first in figures:
                    from ..office.vocabulary import as_written
                    self._line(top, as_written(sentence.text), "总结里的句子", "本单位", ("sentence", "", sentence.id, ""))
        for item in self._all():
            item.setExpanded(self._what(item) in opened)
            if self._what(item) == chosen:
                self.tree.setCurrentItem(item)
        self._narrow()
        self._offer()

    def _line(self, above: QTreeWidgetItem | None, name: str, sort: str, aside: str, what: What) -> QTreeWidgetItem:
        item = QTreeWidgetItem([name, sort, aside])
        item.setData(0, WHAT, what)
        item.setToolTip(0, name)
        for at in (1, 2):
            item.setForeground(at, colour("soft"))
        if above is None:
            self.tree.addTopLevelItem(item)
        else:
            above.addChild(item)
        return item

    def _all(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        waiting = [self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            if item is not None:
                found.append(item)
                waiting += [item.child(n) for n in range(item.childCount())]
        return found

    def _what(self, item: QTreeWidgetItem | None) -> What:
        return tuple(item.data(0, WHAT)) if item is not None else NOTHING

    def _chosen(self) -> What:
        return self._what(self.tree.currentItem())

    def choose(self, what: What) -> None:
        """Turn to a line."""
        for item in self._all():
            if self._what(item) == what:
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item)

    def _narrow(self) -> None:
        """Only the lines that hold what is sought, and those above them."""
        sought = self.sought.text().strip().lower()
        for item in reversed(self._all()):
            below = any(not item.child(n).isHidden() for n in range(item.childCount()))
            item.setHidden(bool(sought) and not below and sought not in item.text(0).lower())
            if sought and below:
                item.setExpanded(True)

    def _offer(self) -> None:
        """What can be done with the line that is chosen."""
        sort, kind, id, _ = self._chosen()
        item, catalogue = self.tree.currentItem(), self.office.catalogue
        self.said.hide()
        self.title.setText(item.text(0) if item is not None else "选一行，看能做什么。")
        blank = catalogue.kinds[kind].known.get(id) if sort in ("blank", "choice") and kind in catalogue.kinds else None
        fixed = blank is not None and id in catalogue.kinds[kind].of.columns
        retired = {"kind": lambda: catalogue.kinds[kind].retired, "blank": lambda: blank.retired if blank else None,
                   "figure": lambda: catalogue.figures[id].retired}.get(sort, lambda: None)()
        says = {"kind": lambda: catalogue.kinds[kind].hint, "blank": lambda: blank.hint if blank else "",
                "figure": lambda: self._explained(id)}.get(sort, lambda: "")()
        self.says.setText(says + (f"（用到 {retired} 年为止）" if retired else ""))
        can = {"rename": sort in ("kind", "blank", "choice", "figure"), "ask": sort == "kind",
               "offer": isinstance(blank, Choice) and sort == "blank" and not fixed,
               "up": sort == "blank" and not fixed, "down": sort == "blank" and not fixed, "sentence": sort == "sentence",
               "retire": sort in ("kind", "figure") and not retired or sort == "blank" and not fixed and not retired,
               "again": bool(retired), "form": sort == "kind", "out": sort == "kind" and self._is_own(kind)}
        for name, act in self.acts.items():
            act.setVisible(can[name])

    def _explained(self, figure: str) -> str:
        from ..catalogue.explain import explain
        return f"怎么数：{explain(self.office.catalogue.figures[figure].formula, self.office.catalogue)}"

    def _is_own(self, kind: str) -> bool:
        from ..office.vocabulary import is_own
        return is_own(self.office, kind)

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def _do(self, verb: Callable[[], object]) -> bool:
        """One change; what is wrong with it is said, and nothing is changed."""
        try:
            verb()
        except CatalogueError as error:
            self.said.setText("\n".join(map(str, error.problems[:4])))
        except Refusal as refused:
            self.said.setText(str(refused))
        else:
            self.refresh()
            return True
        self.said.show()
        return False

    def undo(self) -> None:
        """Take back what was done here last."""
        if self.office.last_step() == self._before:
            self.said.setText("在这里做的改动都已撤销。")
            self.said.show()
        else:
            self._do(self.office.undo)

    def _new(self) -> None:
        from .work_box import WorkBox
        sort, kind, _, _ = self._chosen()
        catalogue = self.office.catalogue
        tab = kind if sort == "tab" else catalogue.kinds[kind].tab if kind in catalogue.kinds else ""
        box = WorkBox(self.office, self.parentWidget() or self, tab)
        box.accepted.connect(lambda: self._added(box.added))
        box.open()

    def _added(self, kind: str) -> None:
        self.sought.clear()
        self.refresh()
        self.choose(("kind", kind, "", ""))

    def _rename(self) -> None:
        from ..office import vocabulary
        sort, kind, id, choice = self._chosen()
        item = self.tree.currentItem()
        assert item is not None

        def renamed(name: str) -> None:
            if sort == "figure":
                vocabulary.rename_figure(self.office, id, name)
            else:
                vocabulary.rename(self.office, kind, name, field=id, choice=choice)
        _Line("改名", "新的名称", item.text(0), lambda name: self._do(lambda: renamed(name)), self).open()

    def _ask(self) -> None:
        from ..office import vocabulary
        _, kind, _, _ = self._chosen()
        box = _Blank(self)
        box.accepted.connect(lambda: self._do(lambda: vocabulary.ask_more(self.office, kind, box.asked())))
        box.open()

    def _more(self) -> None:
        from ..office import vocabulary
        _, kind, id, _ = self._chosen()
        _Line("加一个选项", "选项名称", "", lambda name: self._do(lambda: vocabulary.offer_more(self.office, kind, id, name)), self).open()

    def _move(self, by: int) -> None:
        from ..office import vocabulary
        _, kind, id, _ = self._chosen()
        self._do(lambda: vocabulary.move(self.office, kind, id, by))

    def _sentence(self) -> None:
        from ..office import vocabulary
        _, _, id, _ = self._chosen()
        text = vocabulary.as_written(self.office.catalogue.sentences[id].text)
        _Line("总结里的句子", f"{vocabulary.NUMBER}处印数；清空就不再印这一句", text,
              lambda words: self._do(lambda: vocabulary.change_sentence(self.office, id, words)), self).open()

    def _retire(self) -> None:
        def to(text: str) -> None:
            if not (text.isdecimal() and 1990 <= int(text) <= 2199):
                raise Refusal(f"应填年份，如 {date.today().year}，现为“{text}”")
            self._retire_to(int(text))
        _Line("停用", "用到哪一年为止（以前的记录和数字都留着）", str(date.today().year),
              lambda text: self._do(lambda: to(text)), self).open()

    def _retired(self, year: int | None) -> None:
        self._do(lambda: self._retire_to(year))

    def _retire_to(self, year: int | None) -> None:
        from ..office import vocabulary
        sort, kind, id, _ = self._chosen()
        if sort == "figure":
            vocabulary.retire_figure(self.office, id, year)
        else:
            vocabulary.retire(self.office, kind, year, field=id)

    def _form(self) -> None:
        from ..office.vocabulary import declaring
        _, kind, _, _ = self._chosen()
        path, text = declaring(self.office, kind)
        _Form(path, text, self).open()

    def _in(self) -> None:
        from ..office.brought import bring
        if path := files.to_open(self, "添加表单文件", "表单 (*.toml *.md)"):
            told: list[str] = []
            if self._do(lambda: told.extend(bring(self.office, path)[1])) and told:
                self.said.setText("\n".join(told))
                self.said.show()

    def _out(self) -> None:
        from ..office import forms
        from ..office.vocabulary import declaring
        _, kind, _, _ = self._chosen()
        self._do(lambda: forms.remove(self.office, declaring(self.office, kind)[0]))


class _Line(QDialog):
    """One line to be written; stays until what is written is taken."""

    def __init__(self, title: str, says: str, text: str, take: Callable[[str], bool], parent: VocabularyBox):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._take, self._box = take, parent
        self.text = line(title, text=text)
        self.said = refusal("退回提示")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(10))
        column.addWidget(label(says, "soft", wrap=True))
        column.addWidget(self.text)
        column.addWidget(self.said)
        column.addLayout(last_row(self, button("确定", self._go, look="primary", default=True)))
        self.setMinimumWidth(px(460))
        self.text.selectAll()

    def _go(self) -> None:
        if self._take(self.text.text()):
            self.accept()
        else:
            self.said.setText(self._box.said.text())
            self.said.show()


class _Blank(QDialog):
    """One more blank: its name and what is written in it."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        from ..office.vocabulary import ASKED
        self.setWindowTitle("加一栏")
        self.setAccessibleName("加一栏")
        self.name = line("栏目名称", "如：发放资料")
        self.sort = choices("栏目类型")
        for code, words in ASKED.items():
            self.sort.addItem(words, code)
        self.more = line("单位或选项")
        self.sort.activated.connect(lambda _: self._sorted())
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.sort)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(10))
        column.addLayout(row)
        column.addWidget(self.more)
        column.addLayout(last_row(self, button("确定", self.accept, look="primary", default=True)))
        self.setMinimumWidth(px(460))
        self._sorted()

    def _sorted(self) -> None:
        sort = self.sort.currentData()
        self.more.setVisible(sort in ("number", "choice"))
        self.more.setPlaceholderText("单位，如：份" if sort == "number" else "选项，用顿号隔开，如：群众、企业")

    def asked(self) -> Any:
        from ..office.vocabulary import Asked, listed
        return Asked(self.name.text(), self.sort.currentData(), unit=self.more.text(),
                     choices=listed(self.more.text()))


class _Form(QDialog):
    """The text that a form comes to; it can be taken along as a file."""

    def __init__(self, path: str, text: str, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"表单 {path}")
        self.setAccessibleName("写成的表单")
        self._path, self._text = path, text
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setAccessibleName("表单的写法")
        shown.setTabChangesFocus(True)
        shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.addWidget(shown, 1)
        column.addLayout(last_row(self, button("存成文件…", self._save, look="primary", default=True)))
        sized(self, 640, 520)

    def _save(self) -> None:
        from ..office.printing import keep
        name = self._path.rpartition("/")[2]
        if path := files.to_save(self, "存成文件", files.documents() / name, "表单 (*.toml)"):
            try:
                keep(path, self._text.encode("utf-8"))
            except Trouble as trouble:
                saying.failed(self, trouble)
                return
            saying.say(self.parentWidget() or self, f"已存到 {path}；在别的电脑上用“partydesk forms add”或这里的窗口添加。")
            self.accept()


def _aside(retired: int | None, own: bool) -> str:
    return "，".join(filter(None, ("本单位" if own else "", f"用到 {retired} 年" if retired else "")))


_SORTS = {"text": "文字", "number": "数字", "date": "日期", "choice": "选项栏", "flag": "是否", "link": "指向"}
