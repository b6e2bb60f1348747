"""Taking a data package in: looked at first, then taken as one step, which one undo takes back.

Records are their owner's, and taken as a whole where they are newer. The roster is merged blank by blank: what was
edited at two desks that did not know of each other stays as the committee has it, and the other edit is kept in `clash`.
"""
from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Refusal
from ..records import migrating
from ..records.back import clock
from ..records.origin import Origins, joined, see, within
from . import backups, desks, package_file, station, twins
from .clashes import Shown, shown
from .desks import Desk
from .kept import shipped_forms
from .merging import Merging
from .office import Office, OnlyTried
from .package_file import Header, Opened
from .packages import SETTINGS, forms_seal, today
from .station import BRANCH, COMMITTEE, LEFT, OTHER
from .twins import Pair

if TYPE_CHECKING:
    from ..records.door import Door

AHEAD = timedelta(days=1)
_OR_NONE = (str, type(None))
SORTS: dict[str, dict[str, Any]] = {
    "hello": {"name": str, "roster": dict, "records": dict, "basis": dict},
    "desk": {"id": str, "name": str}, "form": {"path": str, "text": str}, "setting": {"name": str, "value": str},
    "row": {"kind": str, "uid": str, "owner": str, "entered": str, "dots": dict, "flat": dict},
    "file": dict.fromkeys(("record", "hash", "name", "type", "size", "added"), str),
    "clash": {"record": str, "field": str, "desk": str, "seq": str, "ours": _OR_NONE, "theirs": _OR_NONE, "settled": _OR_NONE},
    "chain": {"desk": str, "first": int, "seals": str}}
"""What a package may hold, by sort, and what each row of it has."""


@dataclass
class Brought:
    """What a package brings (or brought): by label of the kind what is new, changed and removed, and what is to be decided."""

    sender: str
    at: str
    seq: int
    step: str = ""
    first: str = ""                           # the fingerprint, where this desk is heard of for the first time
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    clashes: list[Shown] = field(default_factory=list)
    twins: list[Pair] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def says(self) -> str:
        """In one sentence."""
        each = [f"{says} {sum(counts.values())} 条" for says, counts in (
            ("新增", self.new), ("修改", self.changed), ("删除", self.removed)) if counts]
        each += [f"两处填写不同 {len(self.clashes)} 处"] if self.clashes else []
        each += [f"可能重复的人 {len(self.twins)} 对"] if self.twins else []
        return "，".join(each) or "没有需要改动的"


    @property
    def when(self) -> str:
        return clock(self.at)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Thing by thing, for a table."""
        found = [(f"{says}{name}", f"{number} 条") for says, counts in (("新增", self.new), ("修改", self.changed), ("删除", self.removed))
                 for name, number in sorted(counts.items())]
        found += [(f"两处填写不同：{one.label}“{one.called}”的“{one.blank}”", f"现在：{one.ours}；{one.whose}：{one.theirs}")
                  for one in self.clashes]
        found += [(f"可能是同一个人：{pair.one.name}", "；".join(each.home or "没有填组织" for each in (pair.one, pair.other)))
                  for pair in self.twins]
        return found + [("说明", said) for said in self.told]


def opened(office: Office, path: Path) -> tuple[Desk, Opened]:
    """A package that may be taken in here, and whose it is; else a `Refusal` that says why not. Nothing is written."""
    if path.suffix != package_file.ENDING:
        raise Refusal(f"{path.name} 不是数据包（*{package_file.ENDING}）")
    header = package_file.look_at(path)
    mine = desks.here(office)
    if header.office != office.uid:
        raise Refusal(f"{path.name} 是另一个办公室的数据包，不能收到这里")
    if header.sender == mine.id:
        raise Refusal(f"{path.name} 是本工作台自己写的，不用收取")
    if header.schema > migrating.SCHEMA:
        raise Refusal(f"{path.name} 由更新版本的程序写成，请先升级本机的程序；数据包未动")
    sender = next((each for each in desks.others(office) if each.id == header.sender), None)
    if sender is None:
        raise Refusal(f"{path.name} 的工作台不在名单上，不能收取；新的支部要先由委机关发出邀请")
    if sender.role == LEFT:
        raise Refusal(f"“{sender.name}”的这个工作台已经停用，它的数据包不再收取")
    if header.to != mine.id:
        raise Refusal(f"{path.name} 是给别的工作台的，不是给“{mine.name}”的")
    if sender.key not in (None, header.key):
        raise Refusal(f"{path.name} 的签名钥匙不是“{sender.name}”原来的那一把，未收取；电脑换了的，请停用原来的工作台后重新邀请")
    branch = sender.id if mine.role == COMMITTEE else mine.id
    found = package_file.read(path, header, station.key_for(office, branch), bytes.fromhex(header.key))
    _unspent(sender, header, found.digest)
    return sender, found


def _unspent(sender: Desk, header: Header, digest: str) -> None:
    if header.place == sender.place:
        if digest == sender.taken["digest"]:
            raise Refusal(f"这个数据包（第 {header.seq} 号）已经收取过，没有再收")
        raise Refusal(f"“{sender.name}”有两个第 {header.seq} 号的数据包，内容不同：可能有两台电脑是整机复制的，同用一个身份。"
                      "请停用它，给每台电脑另发邀请；这个数据包未收取")


def look(office: Office, path: Path) -> Brought:
    """What a package would bring. Nothing is changed."""
    return _taken(office, path, only=True)


def take(office: Office, path: Path) -> Brought:
    """Take a package in, all of it or nothing."""
    return _taken(office, path, only=False)


def _taken(office: Office, path: Path, *, only: bool) -> Brought:
    sender, found = opened(office, path)
    if not only:
        backups.before(office, backups.PACKAGE)
    with office.door(f"收取“{sender.name}”的数据包") as door:
        brought = taken_in(office, door, sender, found, only=only)
        if only:
            raise OnlyTried
    return brought


def taken_in(office: Office, door: Door, sender: Desk, found: Opened, *, only: bool) -> Brought:
    """What a package says, written through the door."""
    header, mine = found.header, desks.here(office)
    rows = _sorted(found)
    hello = rows["hello"][0]
    brought = Brought(sender.name, header.at, header.seq, door.step.id, "" if sender.key else station.fingerprint(header.key))
    if datetime.fromisoformat(header.at) > datetime.now(UTC) + AHEAD:
        brought.told.append("写这个数据包的电脑时钟快了一天以上（或本机的慢了），请校准；收取不受影响")
    _same_journal(sender, rows["chain"])
    down = mine.role == BRANCH
    if down:
        _of_the_committee(office, door, rows, brought)
    elif header.forms != forms_seal(office):
        brought.told.append(f"“{sender.name}”的表单与这里的不同：给它写一份下发的数据包，收取后就一致了")
    origins = Origins(door.connection, today(list(door.catalogue.kinds.values())))
    every = desks.known(office)
    records_here = joined(origins.own, desks.seen(every, desks.lineage(every, sender.id)))
    if within(hello["roster"], origins.seen) and within(hello["records"], records_here):
        raise Refusal(f"这个数据包（第 {header.seq} 号）里没有新的内容，没有收取" + (
            f"；已收取到第 {sender.taken['seq']} 号" if sender.taken else ""))
    merging = Merging(office, door, origins, mine, desks.lineage(every, sender.id if not down else mine.id),
                      hello["roster"], hello["records"], records_here)
    merging.roster(rows["row"])
    merging.records(rows["row"])
    merging.files(rows["file"], found, only=only)
    merging.clashes(rows["clash"])
    merging.finish()
    whole = within(hello["basis"], records_here)
    _keep(door, sender, found, hello, whole)
    see(door, joined(origins.vector, hello["roster"]))
    brought.new, brought.changed, brought.removed = merging.new, merging.changed, merging.removed
    brought.told += merging.told
    brought.clashes = [one for one in shown(office) if (one.record, one.field, one.desk, one.seq) in merging.listed]
    brought.twins = [pair for pair in twins.found(office) if {pair.one.uid, pair.other.uid} & merging.came]
    return brought


def _keep(door: Door, sender: Desk, found: Opened, hello: Mapping[str, Any], whole: bool) -> None:
    """Remember what was taken: of the newest package all, of an older one only what it let us know."""
    header, taken = found.header, dict(sender.taken)
    seen = joined(taken.get("seen", {}), hello["records"]) if whole else taken.get("seen", {})
    if header.place > sender.place:
        taken = {"epoch": header.epoch, "seq": header.seq, "digest": found.digest, "at": header.at, "taken": door.step.at,
                 "counts": header.counts, "heads": {**taken.get("heads", {}), **header.heads}, "vector": hello["records"],
                 "ack": header.ack}
    desks.keep(door, Desk(sender.id, sender.name, sender.role, sender.follows, header.key, taken | {"seen": seen}))


def _sorted(found: Opened) -> dict[str, list[dict[str, Any]]]:
    """The rows by what they are; what is not known is refused."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SORTS}
    for row in found.rows:
        if not isinstance(row, dict) or not _fits(row):
            raise Refusal(f"{found.path.name} 里有这个程序不认识的内容，未收取；请两边用同一版本的程序")
        rows[row["t"]].append(row)
    if len(rows["hello"]) != 1:
        raise Refusal(f"{found.path.name} 的内容不全，未收取")
    return rows


def _fits(row: Mapping[str, Any]) -> bool:
    """Whether a row has all that its sort has, and each of it is what it should be."""
    wants = SORTS.get(str(row.get("t")), {"": dict})
    fits = all(name in row and isinstance(row[name], sort) for name, sort in wants.items())
    return fits and all(type(seq) is int for name in ("roster", "records", "basis") if name in wants for seq in row[name].values())


def _same_journal(sender: Desk, chains: list[dict[str, Any]]) -> None:
    """What was taken before must stand in the journal that goes on from it."""
    by = {chain["desk"]: chain for chain in chains}
    for desk, (seq, seal) in sender.taken.get("heads", {}).items():
        if (chain := by.get(desk)) is None:
            continue
        seals = base64.b64decode(chain["seals"])
        at = (seq - chain["first"]) * 4
        if 0 <= at < len(seals) and seals[at:at + 4].hex() != seal[:8]:
            raise Refusal(f"“{sender.name}”的数据包与上次收取的接不上：它的电脑可能被整机复制，或办公室文件被换过。"
                          "请在那台电脑上关闭程序、重新打开这个办公室，再写一份；仍不行的，停用后另发邀请。这个数据包未收取")


def _of_the_committee(office: Office, door: Door, rows: Mapping[str, list[dict[str, Any]]], brought: Brought) -> None:
    """Forms and settings, as the committee's desk keeps them for all, and the names of the other desks."""
    from .forms import checked
    here = office.forms()
    for row in rows["form"]:
        if here.get(row["path"]) != row["text"]:
            door.put("form", {"path": row["path"]}, {"text": row["text"]})
            brought.told.append(f"表单{'更新' if row['path'] in here else '新增'}：{row['path']}")
    if "form" in door.touched:
        door.catalogue = checked(shipped_forms(), {**here, **{row["path"]: row["text"] for row in rows["form"]}})
    for row in rows["setting"]:
        if row["name"] in SETTINGS and office.setting(row["name"]) != row["value"]:
            door.put("setting", {"name": row["name"]}, {"value": row["value"]})
    known = {each.id: each for each in desks.known(office)}
    for row in rows["desk"]:
        if row["id"] not in known or known[row["id"]].name != row["name"]:
            desks.keep(door, replace(known.get(row["id"], Desk(row["id"], "", OTHER, None, None, {})), name=row["name"]))


def decided(brought: Brought) -> str:
    """The step's name in a sentence to the clerk."""
    return f"已收取“{brought.sender}”的第 {brought.seq} 号数据包：{brought.says}"


def acknowledged(desk: Desk) -> str:
    """Up to which package of ours the other desk had taken, when it wrote the last one that came."""
    ack = desk.taken.get("ack") or {}
    return f"对方已收取到第 {ack['seq']} 号" if ack else ""


