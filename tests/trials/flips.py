"""One bit of one file of a backup is flipped: it is noticed, and nothing of it is ever restored."""
from __future__ import annotations

import random
from pathlib import Path

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, attachments, backups, contents, proved, restoring
from partydesk.records.key import Key
from partydesk.records.whole import beside, digest

from .held import home
from .outcome import Outcome

KEY = Key(b"k" * 32, b"s" * 16)
FILED = bytes(range(256)) * 40


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    chance = random.Random(seed)
    failures: list[str] = []
    told: dict[str, int] = {}
    with home(folder / "home"):
        made = [_made(folder / "明文.partydesk", None), _made(folder / "加密.partydesk", KEY)]
        for number in range(times):
            backup = made[number % 2]
            path = chance.choice(_files(backup))
            sort = path.suffix if path.parent == backup.path.parent else ".content"
            whole = path.read_bytes()
            at = chance.randrange(len(whole) * 8)
            path.chmod(0o600)
            path.write_bytes(whole[:at // 8] + bytes([whole[at // 8] ^ 1 << at % 8]) + whole[at // 8 + 1:])
            if said := _taken(backup, folder / f"{number}.partydesk", KEY if number % 2 else None):
                failures.append(f"{path.name} 第 {at} 位：{said}")
            path.write_bytes(whole)
            told[sort] = told.get(sort, 0) + 1
        failures += [f"翻回来以后不能用：{said}" for backup in made if (said := proved.unsound(proved.of(backup.path)))]
    names = {".partydesk": "数据", ".json": "清单", ".partydesk-keys": "钥匙", ".partydesk-contents": "附件清单", ".content": "附件"}
    return Outcome(times, failures, {names[sort]: f"{number} 次" for sort, number in sorted(told.items())})


def _made(place: Path, key: Key | None) -> proved.Backup:
    with Office.create(place, "试验单位", who="试验", key=key) as office:
        branch = office.save("branch", {"name": "第一党支部"})
        attachments.attach(office, "branch", branch, "照片.jpg", FILED)
        beside(place, "-keys").write_text("钥匙" * 100, "utf-8")
        return backups.make(office).backup


def _files(backup: proved.Backup) -> list[Path]:
    stored = [contents.place(backup.path.parent, one.sha256) for one in contents.of(backup).values()]
    return [backup.path, beside(backup.path, ".json"), backup.ring_path, backup.contents_path, *stored]


def _taken(backup: proved.Backup, to: Path, key: Key | None) -> str:
    """What was taken that ought not to be: a backup that was restored with a flipped bit, or an attached file of such."""
    read = proved.of(backup.path)
    noticed = bool(restoring.drill(read, key).wrong)
    try:
        done = restoring.restore(read, to, key)
    except (Refusal, Trouble):
        return "" if noticed else "没有看出来"
    if not done.lacking:
        return "照样恢复了"
    if any(digest(path) not in {one.sha256 for one in contents.of(backup).values()} for path in contents.lying(to).values()):
        return "损坏的附件恢复出来了"
    return "" if noticed else "没有看出来"
