"""The commands as they are declared: each module of this room adds its own."""
from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from . import unlocking

if TYPE_CHECKING:
    from ..office import Office


MISTAKES = (
    (r"the following arguments are required: ", "缺少参数："),
    (r"unrecognized arguments: ", "不认识的参数："),
    (r"argument ([^:]+): ", r"参数 \1："),
    (r"invalid choice: '?(.*?)'? \(choose from (.*)\)$", r"没有“\1”，可用的有 \2"),
    (r"expected one argument", "要带一个值"),
    (r"expected at least one argument", "至少要一个值"),
    (r"expected 2 arguments", "要带两个值"),
)
"""What argparse says of a mistake, and what a clerk reads."""


class _Help(argparse.HelpFormatter):
    """The help of a command, its first word in Chinese, too."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse, in Chinese where a clerk meets it; -5% is a number, not an option."""

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **{**more, "add_help": False, "formatter_class": _Help})
        self._negative_number_matcher = re.compile(r"-\d")
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="写出用法")

    def error(self, message: str) -> NoReturn:
        for english, chinese in MISTAKES:
            message = re.sub(english, chinese, message)
        self.exit(2, f"{message}\n用法见：{self.prog} --help\n")


class Commands:
    """The list of commands while it is made."""

    def __init__(self, into: argparse.ArgumentParser):
        self._list = into.add_subparsers(title="命令", metavar="命令", parser_class=Parser)

    def add(self, name: str, run: Callable[[Any], int], says: str, office: bool = True, *,
            locked: bool = True) -> argparse.ArgumentParser:
        """One command, run with its arguments; of an office unless it says otherwise, which it opens itself if it is locked."""
        made: argparse.ArgumentParser = self._list.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        if office:
            made.add_argument("office", metavar="OFFICE", help="办公室文件（*.partydesk）或数据库地址")
        if office and locked:
            unlocking.declare(made)
        return made

    @staticmethod
    def timed(made: argparse.ArgumentParser, required: bool = True) -> None:
        """It is of a period, and perhaps of one organisation."""
        made.add_argument("--period", required=required, help="统计期，如 2025H1、2025Q2、2025-03、2025")
        made.add_argument("--scope", help="统计范围：某个党组织及其下级")

    @staticmethod
    def formats(made: argparse.ArgumentParser, *names: str) -> None:
        """It is told in one of these ways, the first unless another is asked for."""
        made.add_argument("--format", choices=names, default=names[0], help="输出格式")


def opened(given: Any) -> Office:
    """The office that a command names."""
    return unlocking.opened(given)
