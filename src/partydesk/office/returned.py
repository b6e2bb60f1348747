"""A paper that a leader edited in Word or WPS, read back: his words stay, the bound numbers are brought up to date.

Nothing is written to the office, and the leader's own file is never touched: what comes of it is a new file.
"""
from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from ..catalogue.catalogue import Catalogue
from ..catalogue.period import Period
from ..errors import Refusal, Trouble, reason
from ..papers import edited, files
from ..papers.docx import key, mark
from ..papers.edited import Dropped, Edited, Moved, Overwritten, Prose
from . import closing, printing
from .office import Office

__all__ = ["Dropped", "Edited", "Moved", "Overwritten", "Prose", "Returned", "read", "save"]

Entry = TypeVar("Entry", Moved, Overwritten, Dropped)


@dataclass(frozen=True)
class Returned:
    """What became of a paper: the file it came in, what it was held against, all changes, and a doubt if there is one."""

    path: Path
    against: str
    edited: Edited
    labels: dict[str, str]
    doubt: str = ""

    def label(self, entry: Moved | Overwritten | Dropped) -> str:
        """What the number of an entry is called."""
        return self.labels.get(entry.figure, entry.figure)

    @property
    def name(self) -> str:
        """What the new file may be called."""
        return f"{self.path.stem}-数字已更新.docx"


def read(office: Office, paper: str, period: Period | str, path: Path, scope: str | None = None) -> Returned:
    """Lay an edited Word file beside the paper as it was sent and as it would be today.

    Of all closings, and of today's paper, it is held against the one it was made from. `Refusal` for a file that is no
    sound Word file, or another paper's.
    """
    of = closing.closable(office, paper)
    at = Period.of(period)
    data = _bytes(path)
    with office.reading():
        uid = office.scope(scope)
        said, about = edited.mark(data), printing.about(of.id, at, uid)
        if said and said != mark(about):
            raise Refusal(f"“{path.name}”不是{at.label}的“{of.label}”{f'（{scope}）' if scope else ''}。"
                          "请先选好它的统计期、范围和文书，再读回")
        now = printing.word(office, printing.copies(office, of.id, at, scope=scope))
        issues, candidates = [], []
        for issue in reversed(closing.issues(office, of.id, at, scope)):
            with suppress(Trouble):           # a file that was lost is not needed, where another will do
                candidates.append(closing.sent(office, issue, issue.ending(".docx")))
                issues.append(issue)
    likest = edited.likest(data, [*candidates, now])
    renamed = {key(name): key(id) for id, figure in office.catalogue.figures.items() for name in figure.was}
    found = edited.read(data, [*candidates, now][likest], now, renamed)
    if not found.bound:
        raise Refusal(f"“{path.name}”里没有找到本程序印出的数字，可能不是由这里导出的文件")
    against = f"{issues[likest].label}（{issues[likest].day.isoformat()}）" if likest < len(issues) else "按现在的记录重新排出的文书"
    doubt = ""
    if not said and found.strange * 2 > found.bound:
        doubt = f"文件里的数字大多与{at.label}的对不上，请核对选的统计期和文书是否就是它的"
    return Returned(path, against, _by_figure(found, office.catalogue), _labels(office.catalogue), doubt)


def save(returned: Returned, out: Path) -> None:
    """Write the file with today's numbers; never over the one that came back."""
    same = out.resolve() == returned.path.resolve() or out.exists() and out.samefile(returned.path)
    if same:
        raise Refusal("不能写在领导改过的原文件上，请换一个文件名")
    if out.suffix.lower() != ".docx":
        raise Refusal(f"只能存为 .docx，现为“{out.name}”")
    files.replace(out, returned.edited.content)


def _bytes(path: Path) -> bytes:
    from ..papers.parcel import LARGEST_FILE
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise Refusal(f"没有这个文件：{path}") from None
    except IsADirectoryError:
        raise Refusal(f"“{path}”是文件夹，不是 Word 文档") from None
    except OSError as error:
        raise Trouble(f"读不了“{path.name}”：{reason(error)}。文件可能正在 Word 或 WPS 中打开，请关闭后再试") from error


def _by_figure(found: Edited, catalogue: Catalogue) -> Edited:
    """The same, its numbers under the ids of their figures and not under the names of bookmarks."""
    ids = {key(name): id for id, figure in catalogue.figures.items() for name in (*figure.was, id)}

    def named(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(replace(entry, figure=ids.get(entry.figure, entry.figure)) for entry in entries)

    return replace(found, moved=named(found.moved), overwritten=named(found.overwritten), taken_out=named(found.taken_out),
                   without_equal=named(found.without_equal))


def _labels(catalogue: Catalogue) -> dict[str, str]:
    return {id: figure.label for id, figure in catalogue.figures.items()}
