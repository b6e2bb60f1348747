"""Data packages between desks without a network: who they are, what is carried out and taken in."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from .commands import Commands, opened
from .telling import put_json, table


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("desks", _desks, "列出收发数据包的各台工作台，或发出邀请、停用一台")
    made.add_argument("--invite", metavar="NAME", help="邀请一个支部的工作台：写出邀请文件，并显示要念给对方的口令")
    made.add_argument("--out", type=Path, metavar="FOLDER", help="邀请写到哪个文件夹")
    made.add_argument("--follows", default="", metavar="NAME", help="接着一台已停用的工作台往下做")
    made.add_argument("--cancel", metavar="NAME", help="停用一台：它的数据包不再收取")
    made.add_argument("--hand", nargs=2, metavar=("FROM", "TO"), help="支部合并、拆分：把一台工作台的记录移交给另一台")
    made.add_argument("--body", default="", metavar="NAME", help="移交时：只移交这个组织的")
    commands.formats(made, "table", "json")
    made = commands.add("join", _join, "用邀请文件和口令，在这台电脑上建支部的办公室")
    made.add_argument("invitation", type=Path, metavar="FILE.partyinvite", help="邀请文件")
    made.add_argument("--code", required=True, help="委机关念的 16 位数字")
    made = commands.add("pack", _pack, "写一份数据包：支部写给委机关，委机关写给一个支部")
    made.add_argument("folder", type=Path, metavar="FOLDER", help="U 盘上的文件夹")
    made.add_argument("--to", default="", metavar="NAME", help="委机关写时：给哪个支部")
    made.add_argument("--no-files", action="store_true", help="不带附件的内容")
    made = commands.add("take", _take, "收取一份数据包；先看看的，加 --look")
    made.add_argument("file", type=Path, metavar="FILE.partypack", help="数据包")
    made.add_argument("--look", action="store_true", help="只看它带来什么，不收取")
    commands.formats(made, "table", "json")


def _desks(given: Any) -> int:
    from ..errors import Refusal
    from ..office import desks, handing, joining, station
    with opened(given) as office:
        if given.invite:
            if given.out is None:
                raise Refusal("发出邀请要写明写到哪里：--out 文件夹")
            made = joining.invite(office, given.invite, given.out, given.follows)
            print(f"已写出邀请：{made.path}")
            print(f"口令（只当面或打电话念给对方，不要写在 U 盘上）：{made.code}")
            return 0
        if given.cancel:
            desks.cancel(office, desks.one(office, given.cancel).id)
            print(f"已停用“{given.cancel}”，它的数据包不再收取")
            return 0
        if given.hand:
            print(f"已移交 {handing.hand_over(office, given.hand[0], given.hand[1], given.body)} 条；两边收取下发的数据包后就知道")
            return 0
        mine, others = desks.here(office), desks.others(office)
    shown: list[dict[str, Any]] = [
        {"name": one.name, "role": station.ROLES[one.role], "taken": one.last, "counts": dict(one.taken.get("counts", {})),
         "fingerprint": one.fingerprint} for one in others]
    if given.format == "json":
        put_json({"name": mine.name, "role": station.ROLES[mine.role], "fingerprint": mine.fingerprint, "desks": shown})
        return 0
    print(f"本工作台：{mine.name}（{station.ROLES[mine.role]}），指纹 {mine.fingerprint}")
    table(("工作台", "是", "上次收取的", "指纹"),
          [(one["name"], one["role"], one["taken"], one["fingerprint"] or "还没有来过数据包") for one in shown])
    return 0


def _join(given: Any) -> int:
    from ..office import desks, joining
    with joining.join(given.invitation, given.code, Path(given.office)) as office:
        mine = desks.here(office)
        print(f"已建好“{mine.name}”的办公室：{given.office}")
        print(f"本工作台的指纹：{mine.fingerprint}（第一次上报后，请与委机关看到的核对）")
    return 0


def _pack(given: Any) -> int:
    from ..office import packages
    with opened(given) as office:
        made = packages.write(office, given.folder, given.to, contents=not given.no_files)
    print(f"已写好并读回核对：{made.path}（{made.counts}）。可以拔出 U 盘了")
    return 0


def _take(given: Any) -> int:
    from ..office import taking
    with opened(given) as office:
        brought = (taking.look if given.look else taking.take)(office, given.file)
    if given.format == "json":
        put_json({"from": brought.sender, "seq": brought.seq, "at": brought.at, "taken": not given.look, "new": dict(brought.new),
                  "changed": dict(brought.changed), "removed": dict(brought.removed), "told": brought.told,
                  "clashes": [{"kind": one.label, "record": one.called, "blank": one.blank, "ours": one.ours, "theirs": one.theirs}
                              for one in brought.clashes],
                  "twins": [{"name": pair.one.name, "why": pair.why} for pair in brought.twins]})
        return 0
    print(f"{'将' if given.look else '已'}收取“{brought.sender}”的第 {brought.seq} 号数据包：{brought.says}")
    if brought.first:
        print(f"第一次收到它的数据包，请打电话核对指纹：{brought.first}")
    for says, counts in (("新增", brought.new), ("修改", brought.changed), ("删除", brought.removed)):
        for name, number in counts.items():
            print(f"· {says}　{name} {number} 条")
    for one in brought.clashes:
        print(f"· 两处填写不同　{one.label}“{one.called}”的“{one.blank}”：现在 {one.ours}；{one.whose} {one.theirs}")
    for pair in brought.twins:
        print(f"· 可能重复　{pair.one.name}（{pair.one.home}）与（{pair.other.home}）：{pair.why}")
    for said in brought.told:
        print(f"· {said}")
    return 0
