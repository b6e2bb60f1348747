"""Passwords and the recovery code of an office: who can open it, what is done when one is forgotten or somebody leaves.

An office on a server has no key here: the server asks who comes in. The recovery code is given back once and kept nowhere.
"""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from .. import places
from ..errors import Refusal, Trouble
from ..records import converting, file, journal, keyring, recovery, server
from ..records.key import Key
from ..records.keyring import Entry
from ..records.slot import CODE, Slot
from ..records.tables import operator
from . import backups, operators, sides
from .code_sheet import code_sheet, put_sheet
from .office import Office
from .passwords import weak
from .sides import plain_copies

__all__ = ["Key", "change_password", "code_sheet", "create", "drop_password", "key_of", "names", "new_code", "plain_copies",
           "protect", "prove", "put_sheet", "renew", "same_code", "set_password", "unlock", "unlock_by_code", "unprotect", "weak"]

SAID = "password/"
"""What the row of a line of the journal begins with that says whose password opens the office."""


def store() -> Path:
    """Where this person's copies of rings are."""
    return places.own() / "keys"


# ── to open ──────────────────────────────────────────────────────────────────────────────────────

def names(place: str | Path) -> tuple[str, ...]:
    """Whose passwords open the office; none where it is plain, or on a server."""
    salt = _salt(place)
    return () if salt is None else keyring.find(Path(place), salt, store()).names


def unlock(place: str | Path, name: str, password: str) -> Office:
    """The office, opened with somebody's password; it is he who works in it then."""
    return _opened(place, name, password, name)


def unlock_by_code(place: str | Path, code: str) -> Office:
    """The office, opened with the recovery code: for whoever has forgotten his password, or came after one who left."""
    office = _opened(place, CODE, recovery.read(code), "")
    office.recovered = True
    return office


def key_of(place: str | Path, name: str, password: str) -> Key | None:
    """The key of an office, or of a backup of one, that is not to be opened; None where it is plain."""
    salt = _salt(place)
    return None if salt is None else keyring.find(Path(place), salt, store()).opened(name, password, salt)


def holders(office: Office) -> tuple[str, ...]:
    """Whose passwords open the office that is open."""
    return _entry(office, _key(office)).names


def prove(office: Office, name: str, password: str) -> None:
    """That somebody knows his password, while the office is open; `Refusal` where he does not."""
    key = _key(office)
    _entry(office, key).opened(name, password, key.salt)


def same_code(typed: str, code: str) -> bool:
    """Whether the recovery code was copied rightly."""
    return recovery.same(typed, code)


def _opened(place: str | Path, name: str, word: str, who: str) -> Office:
    path, salt = Path(place), _salt(place)
    if salt is None:
        return Office.open(place, who=who)
    found = keyring.find(path, salt, store())
    key = found.opened(name, word, salt)
    office = Office.open(place, who=who, key=key)
    try:
        keyring.spare(store(), salt, found)
        if found.unsettled:                   # a conversion was cut short: what it left is done now
            _settle(office, found)
        elif not keyring.beside(path).exists():
            with suppress(Trouble):           # the file was carried here alone: whoever takes it on takes its ring along
                keyring.keep(path, {salt: found})
    except BaseException:
        office.close()
        raise
    return office


# ── plain to encrypted, and back ─────────────────────────────────────────────────────────────────

def create(place: str | Path, called: str, name: str, password: str) -> str:
    """A new office that is encrypted from its first byte; `name` opens it with the password. Returns the recovery code."""
    path = _file(place)
    if file.there(path):
        raise Refusal(f"{path} 已存在，不会覆盖；请换一个文件名")
    _fit(name, password)
    key, code = Key.new(), recovery.made()
    entry = keyring.entry(key, {name: password, CODE: recovery.read(code)})
    path.parent.mkdir(parents=True, exist_ok=True)
    keyring.keep(path, {key.salt: entry}, store())
    with Office.create(path, called, who=name, key=key) as office:
        _note(office, "加密办公室", {name: True})
        _settle(office, entry)
    return code


def protect(place: str | Path, name: str, password: str) -> str:
    """Encrypt an office that is plain and closed; `name` opens it with the password from now on. Returns the recovery code."""
    path = _file(place)
    if _salt(path) is not None:
        raise Refusal("这个办公室已经加密了")
    _fit(name, password)
    key, code = Key.new(), recovery.made()
    entry = keyring.entry(key, {name: password, CODE: recovery.read(code)})
    keyring.keep(path, {key.salt: entry}, store())
    converting.convert(path, None, key)
    with Office.open(path, who=name, key=key) as office:
        _note(office, "加密办公室", {name: True})
        _settle(office, entry)
    return code


def unprotect(place: str | Path, key: Key) -> None:
    """Make an encrypted office that is closed plain again: whoever has the file can read it then."""
    path = _file(place)
    backups.before(path, "取消加密前", key)
    entry = keyring.find(path, key.salt, store())
    with Office.open(path, key=key) as office:
        keyring.keep(path, {key.salt: replace(entry, unsettled=True)}, store())
        _note(office, "取消加密", dict.fromkeys(entry.names, False))
        sides.settle(office, None)
    converting.convert(path, key, None)
    keyring.drop(path)


def renew(place: str | Path, key: Key, name: str, password: str) -> str:
    """A new key for an encrypted office that is closed: no old password or code opens it any more. Returns the new code.

    For when somebody who left may have a copy of the file and of the ring. Only `name` has a password then; the others
    (`names` until now) are given theirs anew.
    """
    path = _file(place)
    _fit(name, password)
    backups.before(path, "换钥匙前", key)
    before = keyring.find(path, key.salt, store())
    new, code = Key.new(), recovery.made()
    entry = keyring.entry(new, {name: password, CODE: recovery.read(code)}, key)
    keyring.keep(path, {key.salt: before, new.salt: entry}, store())
    converting.convert(path, key, new)
    with Office.open(path, who=name, key=replace(new, former=(key, *key.former))) as office:
        _note(office, "换新钥匙", dict.fromkeys(before.names, False) | {name: True})
        _settle(office, entry)
    return code


def _settle(office: Office, entry: Entry) -> None:
    """The files beside taken along; then the ring holds this entry alone."""
    key = _key(office)
    sides.settle(office, key)
    keyring.keep(Path(office.place), {key.salt: replace(entry, unsettled=False)}, store())


# ── while it is open ─────────────────────────────────────────────────────────────────────────────

def set_password(office: Office, name: str, password: str) -> None:
    """Give somebody a password, or another one in the place of his own (forgotten, say); others' are for who manages operators."""
    _fit(name, password)
    _may(office, name)
    key = _key(office)
    slot = Slot.made(name, password, key.secret, key.salt)
    with office.door(f"设置口令：{name}"):
        entry = _entry(office, key)
        _note(office, "", {name: True})
        keyring.keep(Path(office.place), {key.salt: entry.put(slot)}, store())


def change_password(office: Office, name: str, old: str, new: str) -> None:
    """Somebody's own password by another one; he must know the old one."""
    prove(office, name, old)
    set_password(office, name, new)


def drop_password(office: Office, name: str) -> None:
    """Somebody's password opens the office no more; never the last one."""
    key = _key(office)
    _may(office, name)
    with office.door(f"收回口令：{name}"):
        entry = _entry(office, key)
        if name not in entry.names:
            raise Refusal(f"“{name}”没有口令，有口令的是：{'、'.join(entry.names)}")
        if len(entry.names) == 1:
            raise Refusal(f"只有“{name}”一个人有口令，收回后就没有人能打开了；请先给接手的人设好口令，再收回")
        _note(office, "", {name: False})
        keyring.keep(Path(office.place), {key.salt: entry.without(name)}, store())


def new_code(office: Office) -> str:
    """Another recovery code; the old one, wherever its sheet is, opens nothing any more."""
    key, code = _key(office), recovery.made()
    _may(office, CODE)
    slot = Slot.made(CODE, recovery.read(code), key.secret, key.salt)
    with office.door("换恢复码"):
        entry = _entry(office, key)
        _note(office, "", {CODE: True})
        keyring.keep(Path(office.place), {key.salt: entry.put(slot)}, store())
    return code


def _may(office: Office, name: str) -> None:
    """Let through who manages operators, who opened with the recovery code, and anybody for his own password."""
    if name != office.who and not office.recovered and (why := operators.lacks(office, operator.name)):
        raise Refusal(why)


def _entry(office: Office, key: Key) -> Entry:
    return keyring.find(Path(office.place), key.salt, store())


def _note(office: Office, why: str, given: Mapping[str, bool]) -> None:
    """In the journal: who gave whom a password (or made another code), or took it back, and when; it cannot be undone."""
    with office.door(why) as door:
        for name, now in given.items():
            door.step.note(journal.TOLD, f"{SAID}{name or '恢复码'}", None, {"口令": "能打开" if now else "不能再打开"})


def _fit(name: str, password: str) -> None:
    if not name.strip() or name != name.strip():
        raise Refusal("请写明是谁的口令：姓名不能为空，前后不留空格")
    if reason := weak(password):
        raise Refusal(reason)


def _key(office: Office) -> Key:
    if office.key is None:
        raise Refusal("这个办公室在服务器上，口令由服务器管" if server.is_url(office.place) else "这个办公室没有加密，还没有口令")
    return office.key


def _file(place: str | Path) -> Path:
    if server.is_url(str(place)):
        raise Refusal("这个办公室在服务器上，加密和口令由服务器管")
    return Path(place)


def _salt(place: str | Path) -> bytes | None:
    """What says which file it is; None where it is plain, or on a server."""
    if server.is_url(str(place)):
        return None
    header = file.look_at(Path(place))
    return header.salt if header.schema is None else None
