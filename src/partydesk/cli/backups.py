"""Backups: made, brought back, held against what they were."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Refusal
from . import unlocking
from .commands import Commands, opened
from .telling import table

if TYPE_CHECKING:
    from ..office.proved import Backup


def declare(commands: Commands) -> None:
    """The commands of this module."""
    made = commands.add("backup", _backup, "备份：拷贝、打开、核对，都对了才算数")
    made.add_argument("--to", type=Path, metavar="FOLDER", help="另在这个文件夹（如 U 盘）里也存一份")
    made = commands.add("restore", _restore, "从备份恢复；会丢掉后来做的，先列出来", office=False)
    made.add_argument("backup", metavar="BACKUP", type=Path, help="一份备份，或放备份的文件夹（用其中最新的）")
    made.add_argument("--to", required=True, type=Path, metavar="OFFICE", help="恢复到哪个办公室文件，可以还没有")
    unlocking.declare(made)
    made.add_argument("--yes-type", default="", metavar="字", help="后来做的会丢时，要写上提示里的字才恢复")
    made = commands.add("verify", _verify, "逐字节核对一份备份、一个文件夹里的全部备份，或一个办公室文件；有问题时退出码为 1", office=False)
    unlocking.declare(made)
    made.add_argument("what", metavar="FILE_OR_FOLDER", type=Path, help="一份备份、放备份的文件夹，或办公室文件")


def _backup(given: Any) -> int:
    from ..office import backups
    with opened(given) as office:
        made = backups.make(office)
    print(f"已备份：{made.backup.path}（记录 {made.backup.records} 条，附件 {made.backup.attached} 个，已核对）")
    for lacking in made.lacking:
        print(f"· 附件的内容不在了，没有备上：{lacking}")
    if made.second:
        print(made.second)
    if given.to is not None:
        print(f"已另存：{backups.bring(made.backup, given.to).path}")
    return 0


def _restore(given: Any) -> int:
    from ..office import restoring
    backup = _one(given.backup)
    key = unlocking.key(given, given.to, backup.path)
    ahead = restoring.preview(backup, given.to, key)
    print(f"{backup.when}　{backup.why}　第 {backup.number} 份　{backup.office or backup.called}")
    if ahead.kinds:
        table(("种类", "现在", "恢复后"), [(one.label, "" if one.now is None else str(one.now), str(one.then))
                                     for one in ahead.kinds if one.now != one.then] or [("没有变化", "", "")])
    for step in ahead.lost:
        print(f"· 会丢掉：{step.when} {step.who}　{step.why}")
    if ahead.more:
        print(f"  另有 {ahead.more} 步")
    if ahead.present:
        print(ahead.present)
    if ahead.word and given.yes_type != ahead.word:
        raise Refusal(f"没有恢复。确实要恢复，请加上 --yes-type {ahead.word}")
    done = restoring.restore(backup, given.to, key, typed=given.yes_type)
    print(f"已恢复：{given.to}")
    if done.saved is not None:
        print(f"恢复前的存在：{done.saved.path}")
    if done.aside is not None:
        print(f"原来的文件留在：{done.aside}")
    for lacking in done.lacking:
        print(f"· 附件的内容备份里也没有：{lacking}")
    return 0


def _verify(given: Any) -> int:
    from ..office import restoring
    if given.what.is_dir():
        from ..office.backups import around
        found = around(given.what)
        if not found:
            raise Refusal(f"{given.what} 里没有备份")
    elif given.what.with_name(f"{given.what.name}.json").exists():
        found = [_one(given.what)]
    else:
        from ..office import proving
        given.office = str(given.what)
        with opened(given) as office:
            faults = proving.faults(office)
        print("\n".join(faults) or f"{given.what}：数据文件完好")
        return int(bool(faults))
    wrong = 0
    for backup in found:
        drill = restoring.drill(backup)
        wrong += bool(drill.wrong)
        print(f"第 {backup.number} 份　{'有问题' if drill.wrong else '完好'}　{drill.says}")
        for what in drill.wrong[1:]:
            print(f"    {what}")
    print(f"核对完毕：{len(found)} 份，有问题的 {wrong} 份。")
    return int(bool(wrong))


def _one(path: Path) -> Backup:
    """The backup that is named: itself, or the newest that counts in a folder."""
    from ..office import backups, proved
    if not path.is_dir():
        return proved.of(path)
    found = [one for one in backups.around(path) if not one.fault]
    if not found:
        raise Refusal(f"{path} 里没有能用的备份")
    if len({one.uid for one in found}) > 1:
        raise Refusal(f"{path} 里有好几个办公室的备份，请写明是哪一份")
    return max(found, key=lambda one: one.number)
