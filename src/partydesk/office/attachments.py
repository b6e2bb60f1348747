"""Files that belong to a record (附件): what they contain lies once in a folder beside the office, named by its hash;
of an office on a server in its database, and here in a folder of what was read or added at this desk.

Of an office with a key a content is sealed, and its name is a keyed hash of that hash. What a conversion that was cut short
left as it was is read all the same, and taken along by the next opening (`sides`).
The database says which record has which file and what it is called; that is journaled and can be undone like any other
change. The contents are only ever added: whatever is taken off a record can come back.
"""
from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from sqlalchemy import func, select

from .. import placed, places
from ..catalogue.text import clean
from ..errors import Refusal, Trouble, reason
from ..records import contents, journal, record, sealing, server
from ..records.disk import overwrite
from ..records.key import Key
from ..records.origin import stranger
from ..records.sealing import Sealing
from ..records.tables import SHAPES, attachment, issued
from ..writing import settled
from .office import Office

PURPOSE = "attachments"
LARGEST = 200 * 1024 * 1024
BLOCK = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST = 120
"""Characters of a file's name."""
DAYS = 2
"""How long copies that were opened for reading are left lying."""
SORTS = (("image/", "图片"), ("application/pdf", "PDF"), ("video/", "视频"), ("audio/", "录音"), ("text/", "文本"),
         ("wordprocessing", "Word 文档"), ("msword", "Word 文档"), ("spreadsheet", "表格"), ("excel", "表格"),
         ("presentation", "演示文稿"), ("powerpoint", "演示文稿"), ("zip", "压缩包"), ("compressed", "压缩包"))


@dataclass(frozen=True)
class Attachment:
    """One file of a record; `added` is the moment, empty while the record itself is not saved yet."""

    hash: str
    name: str
    type: str
    size: int
    added: str = ""

    @property
    def sort(self) -> str:
        """What sort of file it is, in a word."""
        return next((says for sign, says in SORTS if sign in self.type), "文件")

    @property
    def weight(self) -> str:
        """How large it is, as a clerk reads it."""
        if self.size < 1024 * 1024:
            return f"{max(1, round(self.size / 1024))} KB"
        return f"{self.size / 1024 / 1024:.1f} MB"


# ── what files contain ───────────────────────────────────────────────────────────────────────────

def folder(office: Office) -> Path:
    """Where the contents lie: beside the office file; of an office on a server, those that this desk has had to do with."""
    if server.is_url(office.place):
        return places.own() / "files" / office.uid
    path = Path(office.place)
    return path.with_name(f"{path.name}-files")


def keep(office: Office, data: bytes | Path) -> str:
    """Take in what a file contains; returns its hash. The same content is kept once, and is on the disk when this returns."""
    digest = store(folder(office), office.key, _blocks(data))
    _reach_all(office, digest)
    return digest


def store(at: Path, key: Key | None, blocks: Iterable[bytes], called: str = "") -> str:
    """Put a content into a folder, sealed if there is a key; returns its hash. `called`: the hash that a damaged one had once."""
    part = at / f".{uuid4().hex}.part"
    with _world(at):
        at.mkdir(parents=True, exist_ok=True)
        try:
            told = hashlib.sha256()
            with part.open("xb") as out:
                for block in Sealing(key, PURPOSE).sealed(_told(blocks, told)):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            place = _place(at, names_of(key, called or told.hexdigest())[0])
            place.parent.mkdir(exist_ok=True)
            placed.put(part, place)               # also over what is there: the same content, or a damaged one made whole
            for named in (place.parent, at, at.parent):      # either folder may be new
                settled(named)
        finally:
            part.unlink(missing_ok=True)
    return told.hexdigest()


def held(office: Office, digest: str) -> Path:
    """Where a content lies, sealed perhaps; `Trouble` where it is not there any more."""
    each = [_place(folder(office), name) for name in names_of(office.key, digest)]
    for place in each:
        if place.is_file():
            return place
    if _fetched(office, digest, each[0]):
        return each[0]
    raise Trouble(f"附件的内容在服务器上找不到（{digest[:12]}…），请告诉管理员" if server.is_url(office.place) else
                  f"附件的内容不在了：{each[0]}。办公室文件换了地方或改了名时，要把同名的“-files”文件夹一起带上；"
                  "请找回它，或从备份恢复")


def names_of(key: Key | None, digest: str) -> list[str]:
    """What a content with this hash may be called where it lies, the present way first."""
    return [*Sealing(key, PURPOSE).names(digest), digest]


def read(office: Office, digest: str) -> Iterator[bytes]:
    """What a content is, block by block; `Trouble` where it is gone or damaged."""
    return _read(office, held(office, digest), digest)


def _read(office: Office, place: Path, digest: str) -> Iterator[bytes]:
    with place.open("rb") as file:
        yield from _of(file) if place.name == digest else Sealing(office.key, PURPOSE).unsealed(file)


def content(office: Office, digest: str) -> bytes:
    """What a content is, whole."""
    return b"".join(read(office, digest))


def copy(office: Office, digest: str, to: Path) -> None:
    """A content as a file that anybody can read."""
    with to.open("wb") as out:
        for block in read(office, digest):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def taken(office: Office, name: str, data: bytes | Path) -> Attachment:
    """A file taken in for a record that may not be saved yet."""
    if isinstance(data, Path):
        _fit(data)
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    plain = called(name)
    return Attachment(keep(office, data), plain, mimetypes.guess_type(plain)[0] or "application/octet-stream", size)


def called(name: str) -> str:
    """A file's name as it may be kept: without folders, and not endless."""
    plain = " ".join(clean(re.split(r"[/\\]", name)[-1]).split()) or "未命名"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST and dot and len(ending) < 12:
        return f"{stem[:LONGEST - len(ending) - 1]}.{ending}"
    return plain[:LONGEST]


# ── which record has which ───────────────────────────────────────────────────────────────────────

def attach(office: Office, kind: str, id: int, name: str, data: bytes | Path) -> Attachment:
    """Add a file to a record."""
    made = taken(office, name, data)
    attach_taken(office, kind, id, [made])
    return made


def attach_taken(office: Office, kind: str, id: int, files: Iterable[Attachment]) -> None:
    """Add files that were taken in already, in one step; those that the record has are left as they are."""
    of = office.catalogue.kind(kind)
    with office.reading() as connection:
        uid = record.one(connection, of, id).uid
    _ours(office, uid)
    there = {one.hash for one in attached(office, uid)}
    new = [one for one in {one.hash: one for one in files}.values() if one.hash not in there]
    if not new:
        return
    for one in new:
        _reach_all(office, one.hash)
    with office.door(f"添加附件：{new[0].name}" + (f"等 {len(new)} 个" if len(new) > 1 else "")) as door:
        for one in new:
            door.put("attachment", {"record": uid, "hash": one.hash}, {
                "name": one.name, "type": one.type, "size": str(one.size), "added": journal.now()})


def detach(office: Office, uid: str, digest: str) -> None:
    """Take a file off a record; its content stays where it is."""
    _ours(office, uid)
    with office.door(f"移除附件：{_one(office, uid, digest).name}") as door:
        door.put("attachment", {"record": uid, "hash": digest}, None)


def rename(office: Office, uid: str, digest: str, name: str) -> None:
    """Call a file something else; its ending stays where none is given."""
    _ours(office, uid)
    one = renamed(_one(office, uid, digest), name)
    with office.door(f"附件改名：{one.name}") as door:
        door.put("attachment", {"record": uid, "hash": digest}, {
            "name": one.name, "type": one.type, "size": str(one.size), "added": one.added})


def _ours(office: Office, uid: str) -> None:
    """What another desk sent is that desk's to write on."""
    with office.reading() as connection:
        if (name := stranger(connection, uid)) is not None:
            raise Refusal(f"这条记录是“{name}”报来的，附件由它添加和移除")


def renamed(one: Attachment, name: str) -> Attachment:
    """A file under another name."""
    if not clean(name):
        raise Refusal("附件的名称不能为空")
    plain, ending = called(name), Path(one.name).suffix
    return replace(one, name=plain if Path(plain).suffix.lower() == ending.lower() else called(plain + ending))


def whose(office: Office, uid: str) -> tuple[str, int]:
    """The record with this uid: its kind and id."""
    with office.reading() as connection:
        for table in SHAPES.values():
            row = connection.execute(select(table.c.kind, table.c.id).where(table.c.uid == uid)).first()
            if row is not None:
                return next((kind.id for kind in office.catalogue.kinds.values() if row.kind in kind.ids), row.kind), row.id
    raise Refusal("没有这条记录")


def attached(office: Office, uid: str) -> list[Attachment]:
    """The files of a record, in the order they were added."""
    query = select(attachment).where(attachment.c.record == uid).order_by(attachment.c.added, attachment.c.name)
    with office.reading() as connection:
        return [Attachment(row.hash, row.name, row.type, int(row.size), row.added) for row in connection.execute(query)]


def anywhere(office: Office) -> bool:
    """Whether any record has a file."""
    with office.reading() as connection:
        return connection.execute(select(attachment.c.hash).limit(1)).first() is not None


def counts(office: Office, kind: str, ids: Sequence[int]) -> dict[int, int]:
    """How many files these records have; those without any are left out."""
    table = SHAPES[office.catalogue.kind(kind).shape]
    query = select(table.c.id, func.count()).join(attachment, attachment.c.record == table.c.uid).where(
        table.c.id.in_(tuple(ids))).group_by(table.c.id)
    with office.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


# ── out again ────────────────────────────────────────────────────────────────────────────────────

def save_as(office: Office, one: Attachment, to: Path) -> None:
    """A copy where the clerk wants it."""
    part = to.with_name(f".{to.name}.{uuid4().hex[:8]}.part")
    with _world(to):
        try:
            copy(office, one.hash, part)
            placed.put(part, to)
            settled(to.parent)
        finally:
            part.unlink(missing_ok=True)


def to_read(office: Office, one: Attachment) -> Path:
    """A copy, not to be written in, that other programs can open under its own name."""
    held(office, one.hash)
    room = _room(office, one.size)
    with _world(room):
        made = room / one.hash[:16] / re.sub(r'[<>:"/\\|?*]', "_", one.name)
        made.parent.mkdir(exist_ok=True)
        if not made.exists() or made.stat().st_size != one.size:
            with suppress(OSError):
                made.chmod(stat.S_IRUSR | stat.S_IWUSR)
            copy(office, one.hash, made)
            made.chmod(stat.S_IRUSR)
    return made


def to_open(name: str, office: Office | None = None) -> Path:
    """A place for a file of that name that another program is to open; thrown away later, of an office with a key at its closing."""
    folder = _room(office) / uuid4().hex
    with _world(folder):
        folder.mkdir()
    return folder / name


def _room(office: Office | None, size: int = 0) -> Path:
    """Where copies lie that other programs have open; nobody else at this computer looks in there.

    In memory, where the system has such a place; those of an office with a key only until it is closed.
    """
    key = None if office is None else office.key
    room = (places.fleeting(size) if office is None or key else places.cache()) / _called(key)
    with _world(room):
        room.mkdir(mode=0o700, exist_ok=True)
        _tidy(room)
    return room


def _called(key: Key | None) -> str:
    return "reading" if key is None else f"reading-{key.salt.hex()[:16]}"


def forget_copies(key: Key) -> None:
    """Throw away what other programs were given to read of an office with this key, and every PDF that was shown in one."""
    for root in places.fleeting_places():
        if (room := root / _called(key)).exists():
            shutil.rmtree(room, onerror=_writable)
        for shown in (root / _called(None)).glob("*/*.pdf"):
            with suppress(OSError):
                shown.unlink()


# ── another key ──────────────────────────────────────────────────────────────────────────────────

def settle(office: Office, then: Key | None) -> None:
    """Keep every content under another key of the office; each is there whole at any moment, and done when it is done already."""
    at, now, after = folder(office), Sealing(office.key, PURPOSE), Sealing(then, PURPOSE)
    for part in at.glob(".*.part"):
        part.unlink(missing_ok=True)
    for place in [place for place in at.glob("??/*") if DIGEST.fullmatch(place.name)]:
        with _world(place), place.open("rb") as file:
            head = file.read(sealing.HEAD)
            file.seek(0)
            if after.ours(head):
                continue
            if not sealing.is_sealed(head):
                if then is not None:
                    store(at, then, _of(file), place.name)
                    _gone(place)
                continue
            with suppress(sealing.Unreadable):           # damaged: it stays as it is, and is told by the check
                store(at, then, now.unsealed(file))
                _gone(place)


def _gone(place: Path) -> None:
    """Take away a content that is kept otherwise by now; of a plain one nothing is left, as well as may be."""
    with suppress(OSError):
        with place.open("r+b") as file:
            if not sealing.is_sealed(file.read(sealing.HEAD)):
                overwrite(file.fileno())
        place.unlink()
        place.parent.rmdir()                  # where it was the last one


# ── is all well ──────────────────────────────────────────────────────────────────────────────────

def faults(office: Office, *, whole: bool) -> Iterator[str]:
    """Every file whose content is missing or too short; with `whole`, each is read through and must match its hash."""
    if server.is_url(office.place):
        yield from _server_faults(office, whole)
        return
    for digest, (called, size) in _known(office).items():
        try:
            place = held(office, digest)
        except Trouble:
            yield f"“{called}”的内容不在了（应在 {_place(folder(office), names_of(office.key, digest)[0])}）"
            continue
        try:
            wanted = size if size is None or place.name == digest else sealing.weight(size)
            if wanted is not None and place.stat().st_size != wanted or whole and _hash(_read(office, place, digest)) != digest:
                yield f"“{called}”的内容与原先不符（{place}）"
        except Trouble as trouble:
            yield f"“{called}”读不出来（{place}，{trouble}）"
        except OSError as error:
            yield f"“{called}”读不出来（{place}，{reason(error)}）"


def _server_faults(office: Office, whole: bool) -> Iterator[str]:
    with office.reading() as connection:
        sizes = contents.sizes(connection)
        for digest, (called, size) in _known(office).items():
            if digest not in sizes:
                yield f"“{called}”的内容在服务器上找不到"
            elif size is not None and sizes[digest] != size or whole and _hash(contents.blocks(connection, digest)) != digest:
                yield f"“{called}”的内容与原先不符"


def _known(office: Office) -> dict[str, tuple[str, int | None]]:
    """Every content that the office speaks of, what it is called, and how large it was: attachments, papers as sent, own forms."""
    with office.reading() as connection:
        sent = connection.execute(select(issued.c.files)).scalars().all()
        rows = connection.execute(select(attachment.c.hash, attachment.c.name, attachment.c.size).order_by(
            attachment.c.added)).all()
    found: dict[str, tuple[str, int | None]] = {
        digest: (name, None) for text in sent for name, digest in json.loads(text).items()}
    found |= {paper.template: (f"{paper.label}的 Word 模板", None) for paper in office.catalogue.papers.values() if paper.template}
    return found | {row.hash: (row.name, int(row.size)) for row in rows}


# ── how it is kept ───────────────────────────────────────────────────────────────────────────────

def _place(at: Path, digest: str) -> Path:
    return at / digest[:2] / digest


def _one(office: Office, uid: str, digest: str) -> Attachment:
    found = next((one for one in attached(office, uid) if one.hash == digest), None)
    if found is None:
        raise Refusal("这个附件已经移除了")
    return found


def _fit(path: Path) -> None:
    """Whether a file can be taken in at all."""
    if path.is_dir():
        raise Refusal(f"“{path.name}”是文件夹，请逐个添加里面的文件，或先压缩成一个文件")
    if not path.is_file():
        raise Refusal(f"没有这个文件：{path}")
    size = path.stat().st_size
    if not size:
        raise Refusal(f"“{path.name}”是空文件，没有添加")
    if size > LARGEST:
        raise Refusal(f"“{path.name}”有 {size / 1024 / 1024:.0f} MB，一个附件最大 {LARGEST // 1024 // 1024} MB；"
                      "录像等大文件请另行存放，在备注里写明地方")


def _blocks(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as source:
        yield from _of(source)


def _of(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        yield block


def _hash(blocks: Iterable[bytes]) -> str:
    told = hashlib.sha256()
    for block in blocks:
        told.update(block)
    return told.hexdigest()


def _reach_all(office: Office, digest: str) -> None:
    """See to it that every desk can read a content, where the office is on a server."""
    place = _place(folder(office), digest)
    if server.is_url(office.place) and place.is_file():
        with office.apart() as connection:
            if not contents.there(connection, digest):
                contents.add(connection, digest, _blocks(place))


def _fetched(office: Office, digest: str, place: Path) -> bool:
    """A content brought here from the server, where it is there and whole."""
    if not server.is_url(office.place):
        return False
    part = place.with_name(f".{uuid4().hex}.part")
    with _world(place), office.reading() as connection:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            told = hashlib.sha256()
            with part.open("xb") as out:
                for block in contents.blocks(connection, digest):
                    told.update(block)
                    out.write(block)
            if told.hexdigest() != digest:
                return False
            placed.put(part, place)
        finally:
            part.unlink(missing_ok=True)
    return True


def _told(blocks: Iterable[bytes], to: Any) -> Iterator[bytes]:
    """The blocks as they pass, each told to a hash."""
    for block in blocks:
        to.update(block)
        yield block


def _tidy(room: Path) -> None:
    """Throw away copies that were opened days ago."""
    for old in room.iterdir():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > DAYS * 86_400:
                shutil.rmtree(old, onerror=_writable)


def _writable(again: Any, path: str, _why: object) -> None:
    Path(path).chmod(stat.S_IRWXU)
    with suppress(OSError):
        again(path)


@contextmanager
def _world(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Trouble(f"附件没有保存成：{place}（{reason(error)}）。请检查磁盘空间和写入权限") from error
