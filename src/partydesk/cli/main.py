"""One command run: results go to standard output; what went wrong goes to standard error in Chinese, exit 2.

`check` exits 1 when it finds something wrong; a mistake of ours exits 3.
"""
from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import Refusal, Trouble, reason
from . import backups, closing, faults, figures, forms, office, operators, packages, papers, password, records
from .commands import Commands, Parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    if len(words) == 1 and words[0].lower().endswith(".partydesk"):   # a double click on an office
        words.insert(0, "desk")
    given = parser().parse_args(words)
    try:
        status: int = given.run(given)
        return status
    except (Refusal, Trouble) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:                   # whoever read us has read enough
        sys.stderr.close()
        return 0
    except OSError as error:                  # standard output on a full disk, a folder that cannot be written
        print(f"写不了{error.filename or '输出'}：{reason(error)}", file=sys.stderr)
        return 2
    except Exception as error:  # noqa: BLE001 (a mistake of ours: logged whole, told in words)
        from ..office import mishaps
        mishaps.note(error, "命令行")
        print(f"程序内部出错，没有做完；经过已记入 {mishaps.folder() / 'partydesk.log'}，里面没有姓名和填写的内容", file=sys.stderr)
        return 3


def parser() -> argparse.ArgumentParser:
    """Every command and its arguments."""
    top = Parser(prog="partydesk", description="党务工作台：平时记一笔，半年总结里每个数字都有出处。")
    top.add_argument("--version", action="version", version=f"partydesk {__version__}", help="写出版本")
    top.set_defaults(run=office.run, office=None)
    commands = Commands(top)
    for room in (office, figures, papers, closing, records, packages, backups, faults, password, operators, forms):
        room.declare(commands)
    return top
