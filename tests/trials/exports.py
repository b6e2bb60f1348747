"""The power goes while papers and sheets are written over older ones: each file is the old one or the new one, whole."""
from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from partydesk.office import Office, attachments, batch, printing
from partydesk.office.exchange import export_sheet
from partydesk.office.printing import Copy
from partydesk.papers import files
from partydesk.papers.document import Document, Paragraph, Run

from . import tried
from .outcome import Outcome
from .powercuts import judged, recorded
from .recording import tell

VERBS, FEW = 25, 10
"""Exports that are recorded, and those of a slice: each sort twice, the second over the first."""
CONTROL = 5
"""One cut of the control for so many others."""
Shown = dict[str, str]
"""The prints of the files that a clerk sees, by their place in the folder."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    place = folder / "试验.partydesk"
    tried.make(place)
    failures, steps = _tried(place, folder / "真", times, seed, "flushed")
    control, _ = _tried(place, folder / "对照", max(10, times // CONTROL), seed, "unflushed")
    if not control:
        failures.append("对照（写完不 fsync）没有失败，模拟器不灵")
    return Outcome(times, failures, {
        "记录的写盘步骤": str(steps),
        "对照不 fsync": f"{max(10, times // CONTROL)} 次断电，{len(control)} 次失败（应当失败）"})


def _tried(place: Path, folder: Path, times: int, seed: int, how: str) -> tuple[list[str], int]:
    folder.mkdir()
    recording = recorded("exports:exporting", folder, str(place), str(folder), how, str(max(FEW, min(VERBS, times // 10))))
    return judged(recording, times, seed, judge), len(recording.steps)


def exporting(place: str, folder: str, how: str, verbs: str) -> None:
    """What is recorded: exports of all sorts, each told with the prints of what then lies in the folder."""
    if how == "unflushed":
        os.fsync = id                         # does nothing
    out = Path(folder)
    with tried.opened(Path(place)) as office:
        for number in range(int(verbs)):
            _export(office, out, number)
            tell(_shown(out))


def _export(office: Office, out: Path, number: int) -> None:
    """An export of some sort: a paper, a sheet, a folder of papers over an older one, a new folder made
    whole, an attached file."""
    copies = [Copy(f"责任书{one}", Document("责任书", (Paragraph((Run(f"第{number}稿第{one}份。" * (90 + 40 * one)),)),)))
              for one in range(3)]
    match number % 5:
        case 0:
            printing.put(office, copies[:1], out / "责任书.docx")
        case 1:
            office.save("staff", {"name": f"新人{number}", "body": 1})
            export_sheet(office, "staff", out / "名册.xlsx")
        case 2:
            batch.put(office, copies, out / "全部责任书", each="docx")
        case 3:
            with files.filled(out / f"材料{number}") as room:
                files.folder(room / "附件")
                for one in range(3):
                    attachments.copy(office, _kept(office, one).hash, room / "附件" / f"{one}.txt")
        case _:
            attachments.save_as(office, _kept(office, number), out / "附件.txt")


def _kept(office: Office, number: int) -> attachments.Attachment:
    """A file of some tens of kilobytes, attached to nothing."""
    return attachments.taken(office, f"{number}.txt", tried.content(number))


def judge(out: Path, told: Sequence[Shown], coming: Shown | None) -> list[str]:
    """What is wrong with the files that a cut left: `coming` lie there once the export that was going on is done."""
    before, after, there = told[-1], coming or told[-1], _shown(out)
    wrong = [f"“{name}”不见了" for name in before.keys() - there.keys()]
    wrong += [f"“{name}”残缺" for name, found in there.items() if found not in (before.get(name), after.get(name))]
    whole = [name for name in after if name.startswith("材料") and name not in before]
    if 0 < len(there.keys() & whole) < len(whole):
        wrong.append("新的文件夹只有一半")
    return wrong


def _shown(out: Path) -> Shown:
    """What a clerk sees: files and folders whose names begin with a dot are none of it."""
    found = {str(path.relative_to(out)): path for path in sorted(out.rglob("*")) if path.is_file()}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()
            if not name.startswith(".") and "/." not in name}
