"""What the window can do by name, and where a find leads."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ..office.finding import Act, Found, To
from . import saying, settings, theme

if TYPE_CHECKING:
    from .window import Window


@dataclass(frozen=True)
class Command:
    """Something to do, and whether it can be done now."""

    act: Act
    do: Callable[[], object]


def commands(window: Window) -> dict[str, Command]:
    """All that can be done from anywhere, by id: the acts of the desk, and whatever stands in the window's menu."""
    found = [*_acts(window), *_menu(window.menu_button.menu())]
    return {command.act.id: command for command in found}


def _acts(window: Window) -> Iterator[Command]:
    yield Command(Act("undo", "撤销上一步", "取消 退回 恢复", "Ctrl+Z"), window.undo)
    yield Command(Act("redo", "重做", "恢复 反撤销", "Ctrl+Y"), window.redo)
    for suffix, called in ((".docx", "导出 Word"), (".pdf", "导出 PDF")):
        yield Command(Act(f"export{suffix}", called, "总结 打印 输出 另存"), partial(_export, window, suffix))
    yield Command(Act("preview", "预览和打印总结", "打印 印刷 版面 打印机"), partial(_preview, window))
    yield Command(Act("check", "校核本期", "检查 核对 总结"), partial(_check, window))
    yield Command(Act("manual", "打开使用手册", "帮助 说明 怎么用", "F1"), window.helping.open)
    other, called = ("light", "浅色") if theme.dark() else ("dark", "深色")
    yield Command(Act("theme", f"切换到{called}", "深色 浅色 夜间 明暗 颜色 主题"),
                  lambda: theme.prefer(replace(theme.look(), theme=other)))
    for code, (size, _) in theme.TYPES.items():
        if code != theme.look().type:
            yield Command(Act(f"type.{code}", f"文字大小：{size}", "字号 放大 缩小"),
                          partial(lambda code: theme.prefer(replace(theme.look(), type=code)), code))


def _menu(menu: QMenu | None) -> Iterator[Command]:
    for action in menu.actions() if menu is not None else ():
        inner: Any = action.menu()
        if inner is not None:
            yield from _menu(inner)
        elif action.text() and action.isEnabled() and not action.isSeparator():
            called = action.text().replace("&", "").rstrip("…")
            yield Command(Act(f"menu.{called}", called, "办公室 菜单",
                              action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)), action.trigger)


def _export(window: Window, suffix: str) -> None:
    page: Any = window.tabs.page("summary")
    page.export(suffix)


def _preview(window: Window) -> None:
    page: Any = window.tabs.page("summary")
    page.preview()


def _check(window: Window) -> None:
    page: Any = window.tabs.page("summary")
    page.check()


def go(window: Window, to: To) -> None:
    """Turn the window to what was found."""
    match to.what:
        case "record":
            window.going.to_record(to.name, to.id)
        case "kind":
            window.going.to_kind(to.name)
        case "new":
            window.going.to_kind(to.name)
            window.stack.currentWidget().add()  # type: ignore[attr-defined]  # the page of a kind can
        case "tab":
            window.tabs.page(to.name)
        case "figure":
            window.tabs.page("summary").trace(to.name)
        case "paper":
            _paper(window, to.name)
        case "manual":
            window.helping.open(to.name)
        case "act":
            if (command := commands(window).get(to.name)) is not None:
                command.do()


def tell_of(window: Window, found: Found, standing: str) -> None:
    """Beside the card of a person or an organisation, that there is more of them."""
    what = f"“{found.called}”" + (f"：{standing}。" if standing else "的名片已打开。")
    saying.say(window, what, label="看相关记录", act=lambda: window.seeking.seek(found))


def _paper(window: Window, id: str) -> None:
    """A paper that is written for a period on the summary's pages; all others in the tray, where they are made."""
    bar: Any = window.tabs.page("summary").bar if _summary(window, id) else None
    if bar is None or (at := bar.paper_box.findData(id)) < 0:
        window.going.to_paper(id)
    else:
        bar.paper_box.setCurrentIndex(at)
        bar.paper_box.activated.emit(at)


def _summary(window: Window, id: str) -> bool:
    """Whether a paper has its place on the summary's pages."""
    paper = window.office.catalogue.papers.get(id) if window.office is not None else None
    return paper is not None and paper.summary


def used(place: str) -> list[str]:
    """What was opened by the box in an office, newest first."""
    return settings.preferred(_key(place)).split("\n")


def use(place: str, lines: list[str]) -> None:
    settings.prefer(_key(place), "\n".join(lines))


def _key(place: str) -> str:
    return f"used/{hashlib.sha256(place.encode()).hexdigest()[:16]}"
