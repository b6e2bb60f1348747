"""Packages that somebody meddled with: flipped, cut, replayed, signed by a stranger, a bomb. None is taken, nothing is written."""
from __future__ import annotations

import json
import random
import secrets
import shutil
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from partydesk.errors import Refusal
from partydesk.office import Office, desks, package_file, packages, station, taking
from partydesk.office.package_file import Header
from partydesk.records.tables import change

from .outcome import Outcome
from .sticks import begin, world


class Stage:
    """A committee's office that has taken one package of a branch, the next one of it, and what would sign it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.office = Office.open(folder / "hq.partydesk", who="委机关", desk="0" * 31 + "a")
        with Office.open(folder / "b1.partydesk", who="b1", desk="1" * 32) as branch:
            branch.save("study", {"date": date(2025, 3, 1), "title": "学习"})
            self.old = packages.write(branch, folder).path
            taking.take(self.office, self.old)
            branch.save("study", {"date": date(2025, 3, 2), "title": "再学"})
            self.good = packages.write(branch, folder).path
            self.mine = desks.here(branch)
            self.key = station.key_for(branch, self.mine.id)
            self.sign = station.held(branch, self.mine.id).key
        self.data = self.good.read_bytes()
        self.header = package_file.look_at(self.good)

    def lines(self) -> int:
        with self.office.reading() as connection:
            return len(connection.execute(change.select()).all())

    def made(self, name: str, header: Header | None = None, rows: list[object] | None = None, key: bytes = b"",
             sign: Ed25519PrivateKey | None = None) -> Path:
        """A package written by hand."""
        path = self.folder / f"{name}{package_file.ENDING}"
        given = [{"t": "hello"}] if rows is None else rows
        package_file.write(path, header or self.header, given, (), key or self.key, sign or self.sign)
        return path


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    """Half flipped, a quarter cut, and the rest all that a person could think of."""
    room = folder / "tampered"
    with world(room):
        begin(room)
        stage = Stage(room)
        try:
            return _tried(stage, times, random.Random(seed))
        finally:
            stage.office.close()
            shutil.rmtree(room)


def _tried(stage: Stage, times: int, pick: random.Random) -> Outcome:
    failures: list[str] = []
    before, done = stage.lines(), dict.fromkeys(("翻转一位", "截断", "重放", "别的钥匙和签名", "编造的内容", "炸弹"), 0)

    def refused(sort: str, what: str, path: Path) -> None:
        done[sort] += 1
        try:
            taking.take(stage.office, path)
            failures.append(f"收下了：{what}")
        except Refusal as refusal:
            if not str(refusal):
                failures.append(f"没有说明：{what}")
        except Exception as error:  # noqa: BLE001 (every other end is a failure)
            failures.append(f"{what}：{type(error).__name__}：{error}")

    def spoilt(data: bytes) -> Path:
        path = stage.folder / f"坏{package_file.ENDING}"
        path.write_bytes(data)
        return path

    kinds = _made_up(stage)
    for number in range(max(0, times - len(kinds))):
        if number % 3 < 2:
            at = pick.randrange(len(stage.data))
            data = bytearray(stage.data)
            data[at] ^= 1 << pick.randrange(8)
            refused("翻转一位", f"第 {at} 字节", spoilt(bytes(data)))
        else:
            at = pick.randrange(len(stage.data))
            refused("截断", f"截到 {at} 字节", spoilt(stage.data[:at] + (b"" if number % 2 else secrets.token_bytes(pick.randrange(64)))))
    for sort, what, make in kinds:
        refused(sort, what, make())
    if stage.lines() != before:
        failures.append("被退回的数据包写进了变更日志")
    try:
        taking.take(stage.office, stage.good)            # the control: the same package, whole
    except Refusal as refusal:
        failures.append(f"完好的数据包没有收下：{refusal}")
    return Outcome(sum(done.values()), failures, {name: str(count) for name, count in done.items()})


def _made_up(stage: Stage) -> list[tuple[str, str, Callable[[], Path]]]:
    """What is thought of rather than thrown: who has which keys, and what a package may hold."""
    header, stranger = stage.header, Ed25519PrivateKey.generate()
    foreign = stranger.public_key().public_bytes_raw().hex()
    other = secrets.token_hex(16)
    hello = {"t": "hello", "name": "x", "roster": {"z" * 32: 9}, "records": {}, "basis": {}}
    row = {"t": "row", "kind": "study", "uid": other, "owner": header.sender, "entered": "2025", "dots": {"": ["z" * 32, 9]}, "flat": {}}
    newer, said = replace(header, seq=header.seq + 1), {"date": "2025-01-01", "title": "x"}

    def copy() -> Path:
        path = stage.folder / f"副本{package_file.ENDING}"
        shutil.copy(stage.old, path)
        return path

    def bomb() -> Path:
        kept = zlib.compress
        zlib.compress = lambda *_: kept(b'"' + b"a" * (300 << 20) + b'"', 9)  # type: ignore[assignment]
        try:
            return stage.made("炸弹", newer)
        finally:
            zlib.compress = kept

    def huge() -> Path:
        path = stage.folder / f"长头{package_file.ENDING}"
        path.write_bytes(package_file.MAGIC + (2 ** 32 - 1).to_bytes(4, "big") + stage.data[14:])
        return path

    def deep() -> Path:
        head = b"[" * 100_000
        path = stage.folder / f"深头{package_file.ENDING}"
        path.write_bytes(package_file.MAGIC + len(head).to_bytes(4, "big") + head + b"]" * 64)
        return path

    def lying() -> Path:
        head = json.dumps({**asdict(header), "files": "x"}).encode()
        path = stage.folder / f"假头{package_file.ENDING}"
        path.write_bytes(package_file.MAGIC + len(head).to_bytes(4, "big") + head + secrets.token_bytes(200))
        return path

    made = stage.made
    return [
        ("重放", "同一个数据包", lambda: stage.old),
        ("重放", "换了名字的同一个数据包", copy),
        ("重放", "同一号而内容不同", lambda: made("同号", package_file.look_at(stage.old))),
        ("别的钥匙和签名", "陌生人签名", lambda: made("生人", newer, sign=stranger)),
        ("别的钥匙和签名", "陌生人签名，写上他的公钥", lambda: made("生钥", replace(newer, key=foreign), sign=stranger)),
        ("别的钥匙和签名", "别的支部的钥匙", lambda: made("别钥", newer, key=secrets.token_bytes(32))),
        ("别的钥匙和签名", "名单上没有的工作台", lambda: made("无名", replace(newer, sender=other))),
        ("别的钥匙和签名", "另一个办公室", lambda: made("别处", replace(newer, office=other))),
        ("别的钥匙和签名", "给别的工作台的", lambda: made("别人", replace(newer, to=other))),
        ("别的钥匙和签名", "自己写的", lambda: made("自己", replace(newer, sender=header.to, to=header.sender))),
        ("别的钥匙和签名", "冒充另一个支部", lambda: made("冒充", replace(newer, sender=_other(stage)))),
        ("编造的内容", "更新的数据格式", lambda: made("新格", replace(newer, schema=999))),
        ("编造的内容", "更新的文件格式", lambda: made("新式", replace(newer, format=9))),
        ("编造的内容", "空的", lambda: made("空", newer, [])),
        ("编造的内容", "不认识的内容", lambda: made("怪", newer, [hello, {"t": "program"}])),
        ("编造的内容", "不认识的种类", lambda: made("种", newer, [hello, row | {"kind": "nothing"}])),
        ("编造的内容", "不是日期的日期", lambda: made("日", newer, [hello, row | {"flat": {"date": "昨天", "title": "x"}}])),
        ("编造的内容", "没有的签到", lambda: made("签", newer, [hello, row | {"flat": said | {"roll": {other: "x"}}}])),
        ("编造的内容", "指向没有的记录", lambda: made("指", newer, [hello, row | {"flat": said | {"bodies": [other]}}])),
        ("编造的内容", "缺栏目", lambda: made("缺", newer, [hello, {"t": "row", "kind": "study"}])),
        ("编造的内容", "两个开头", lambda: made("双", newer, [hello, hello])),
        ("编造的内容", "开头超长", huge),
        ("编造的内容", "层层嵌套的开头", deep),
        ("编造的内容", "开头的栏目不对", lying),
        ("炸弹", "300 MB 的一行", bomb),
    ]


def _other(stage: Stage) -> str:
    return next(each.id for each in desks.others(stage.office) if each.id != stage.header.sender)

