"""Whatever the program writes to the disk while an encrypted office is worked on is searched for what was typed in it.

An office is encrypted while it is empty; then everything is done in it that writes anything: people, meetings, a form of its
own, stated numbers, chapters, attachments (also opened and taken off), drafts (also damaged ones), an import, a paper sent,
backups, a restore tried, another password, another code, another key, a conversion back and forth. strace sees every byte
that goes to a file (settings, cache and temporary files included; exports go elsewhere). The same without a password is the
control (not in the small slice): there each thing must be found.
"""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from . import recording
from .outcome import Outcome
from .recording import Link, Make, Rename, Told, Write

NEEDLES = {
    "人名": "慕容𠮷雪", "身份证号": "110105194912310021", "会议": "绝密议题之三", "自定栏目": "护林巡查登记",
    "填报依据": "据内部通报第七号", "自写章节": "存在的突出问题是", "附件": "检举材料原文", "附件名": "检举信扫描件",
    "草稿": "还没写完的谈话", "坏草稿": "留着的半句话", "导入的人": "欧阳导入生"}
"""What is typed, and where."""
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
PASSWORD = "一个够长的口令呀"
CONTROL = frozenset(NEEDLES) - {"自定栏目"}
"""What must be found without a password (a kept catalogue escapes its letters)."""


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    failures, told = list[str](), {"要找的": f"{len(NEEDLES)} 处"}
    bytes_, files = 0, 0
    if times > 1:
        plain, _, _ = _found(folder / "对照", "plain")
        if lacking := CONTROL - {what for what, _ in plain}:
            failures.append(f"没有口令时也没找到：{'、'.join(sorted(lacking))}，这样查不出什么")
        told["不加密时找到"] = f"{len({what for what, _ in plain})} 处"
    for number in range(times):
        found, size, written = _found(folder / str(number), "encrypted")
        failures += [f"{where} 里能读到{what}“{NEEDLES[what]}”" for what, where in sorted(found)]
        bytes_, files = bytes_ + size, files + written
    return Outcome(times, failures, told | {"查过": f"{files} 个文件，{bytes_ / 1e6:.1f} MB"})


def _found(folder: Path, how: str) -> tuple[set[tuple[str, str]], int, int]:
    """What can be read in what was written, and where; how many bytes and files those were."""
    folder.mkdir(parents=True)
    away = Path(tempfile.mkdtemp(prefix="partydesk-away-"))
    try:
        taken = recording.record("readable:walk", folder, str(folder), str(away), how)
    finally:
        shutil.rmtree(away, ignore_errors=True)
    found = {(what, Path(where).name) for where, data in _written(taken) for what, said in NEEDLES.items()
             for encoding in ENCODINGS if said.encode(encoding) in data}
    return found, sum(len(step.data) for step in taken.steps if isinstance(step, Write)), len(
        {step.path for step in taken.steps if isinstance(step, Write)})


def _written(taken: recording.Recording) -> Iterator[tuple[str, bytes]]:
    """Every write and every name, what lies there at the end, and what each file came to by its writes one after the other."""
    whole: dict[str, bytearray] = {}
    for step in taken.steps:
        match step:
            case Write(path, at, data):
                yield path, data
                file = whole.setdefault(path, bytearray())
                file[at:at + len(data)] = data
            case Make(path):
                yield path, path.encode()
            case Rename(path, to) | Link(path, to):
                yield path, to.encode()
            case Told():
                pass
    yield from ((path, bytes(data)) for path, data in whole.items())
    yield from ((path, data) for path, data in recording.lying(Path(taken.folder)).items() if data is not None)


# ── the process that is watched ──────────────────────────────────────────────────────────────────

FORM = """
[kind]
id = "patrol"
label = "护林巡查登记"
tab = "organisation"
shape = "activity"
"""


def walk(folder: str, away: str, how: str) -> None:
    """A day of work in an office; exports go `away`."""
    own = Path(folder) / "home"
    temporary = Path(folder) / "tmp"
    for made in (own, temporary):
        made.mkdir()
    os.environ |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"), str(own))
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    os.environ.pop("XDG_RUNTIME_DIR", None)   # /dev/shm is what is left: memory

    from partydesk.office import Office, keys
    from partydesk.records import slot
    slot.MEMORY = 64
    place = Path(folder) / "办公室.partydesk"
    Office.create(place, "", who="王五").close()
    if how == "plain":
        with Office.open(place, who="王五") as office:
            _work(office, Path(away))
        return
    keys.protect(place, "王五", PASSWORD)
    with keys.unlock(place, "王五", PASSWORD) as office:
        _work(office, Path(away))
        keys.set_password(office, "赵六", PASSWORD + "二")
        keys.new_code(office)
        keys.drop_password(office, "赵六")
        key = office.key
    assert key is not None
    keys.renew(place, key, "王五", PASSWORD + "三")
    with keys.unlock(place, "王五", PASSWORD + "三") as office:
        _look(office, Path(away))


def _work(office: object, away: Path) -> None:
    from partydesk.office import (
        Office,
        attachments,
        backups,
        evidence,
        exchange,
        forms,
        mapping,
        own_chapters,
        restoring,
        stating,
    )
    from partydesk.office.closing import close
    from partydesk.office.drafts import Drafts, path_of
    assert isinstance(office, Office)
    branch = office.save("branch", {"name": "第一党支部"})
    person = office.save("staff", {"name": NEEDLES["人名"], "body": branch, "party": "member", "post": NEEDLES["身份证号"],
                                   "since": date(2020, 1, 1)})
    meeting = office.save("branch_committee", {"title": NEEDLES["会议"], "date": date(2025, 3, 6), "bodies": (branch,), "host": "主持的人",
                                                  "agenda": NEEDLES["会议"]}, roll={person: "present"})
    forms.add(office, "kinds/patrol.toml", FORM)
    office.save("patrol", {"title": NEEDLES["会议"], "date": date(2025, 3, 7)})
    stating.state(office, "practice.firm_satisfaction", "2025H1", "91分", NEEDLES["填报依据"])
    paper = office.catalogue.paper("half_year_summary")
    own_chapters.write(office, paper.id, paper.chapters[0].id, "2025H1", NEEDLES["自写章节"])
    one = attachments.attach(office, "branch_committee", meeting, f"{NEEDLES['附件名']}.txt", (NEEDLES["附件"] + "\n").encode() * 150_000)
    other = attachments.attach(office, "branch_committee", meeting, "另一个.txt", NEEDLES["附件"].encode())
    uid = office.record("branch_committee", meeting).uid
    attachments.detach(office, uid, other.hash)
    office.undo()
    assert attachments.to_read(office, one).stat().st_size == one.size
    attachments.to_open("总结.pdf").write_bytes(NEEDLES["人名"].encode())
    attachments.save_as(office, one, away / "另存.txt")
    _type(office)
    path_of(office.place).write_bytes(b"damaged")
    _type(office)
    out = away / "名册.xlsx"
    exchange.export_sheet(office, "staff", out)
    _import(mapping, office, out)
    close(office, "half_year_summary", "2025H1", because="还有待补")
    evidence.pack(office, "study.group_sessions", "2025H1", away / "佐证")
    backup = backups.make(office).backup
    restoring.drill(backup, office.key)
    restoring.preview(backup, away / "恢复.partydesk", office.key)
    assert Drafts(office.place, None, office.key).get("talk", 0)


def _type(office: object) -> None:
    from partydesk.office import Office
    from partydesk.office.drafts import Drafts
    assert isinstance(office, Office)
    kept = Drafts(office.place, None, office.key)
    for end in range(3, len(NEEDLES["草稿"]) + 1):
        kept.put("talk", 0, {"text": NEEDLES["草稿"][:end]})
    kept.put("talk", 1, {"text": NEEDLES["坏草稿"]})
    kept.spoilt("talk", 1)


def _import(mapping: object, office: object, out: Path) -> None:
    import openpyxl
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows(min_row=1, max_row=8):
        for cell in row:
            if cell.value == NEEDLES["人名"]:
                cell.value = NEEDLES["导入的人"]
            elif cell.value == NEEDLES["身份证号"] or isinstance(cell.value, str) and len(cell.value) == 32:
                cell.value = None
    book.save(out)
    mapping.import_file(office, "staff", out)     # type: ignore[attr-defined]


def _look(office: object, away: Path) -> None:
    from partydesk.office import Office, finding, printing, proving
    assert isinstance(office, Office)
    assert not proving.faults(office)
    found = finding.Finder(office, [], []).find(NEEDLES["人名"], date(2025, 6, 1))
    assert found
    made = printing.copies(office, "half_year_summary", "2025H1", None, None)
    printing.put(office, made, away / "总结.docx")
