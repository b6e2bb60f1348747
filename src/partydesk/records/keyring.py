"""The ring of an office: a small file beside it (`本单位.partydesk-keys`) that holds its key, wrapped by each password and by the code.

A ring is found by the salt that stands in the first 16 bytes of the file it opens, wherever both were carried: under the
file's own name, then in any ring of the folder, then among this person's own (a copy is kept at each unlocking). During a
conversion a ring holds both keys. `former` are the keys that the file had before, sealed under the present one: what was
sealed with them, and old backups, can still be read by whoever opens the office today.
"""
from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import Refusal, Trouble, reason
from ..writing import put
from .key import SALT, Key
from .slot import CODE, Slot

ENDING = ".partydesk-keys"
FORMAT = 1
SAYS = "党务工作台的钥匙文件。请勿删除或修改：与同名的办公室文件放在一起，一起备份。里面没有口令，也没有数据。"


class WrongWord(Refusal):
    """The password, or the code, is not the one."""


class NoRing(Refusal):
    """An encrypted file whose ring is nowhere to be found."""


@dataclass(frozen=True)
class Entry:
    """What opens one file; `unsettled` while the files beside it are still to be taken along by a conversion."""

    slots: tuple[Slot, ...]
    former: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)    # salt, and the key sealed under the present one
    unsettled: bool = False
    sound: bool = True                        # whether the ring it was read from is as it was written

    @property
    def names(self) -> tuple[str, ...]:
        """Whose passwords open it."""
        return tuple(slot.name for slot in self.slots if slot.name != CODE)

    def opened(self, name: str, word: str, of: bytes) -> Key:
        """The key of the file with the salt `of`; `WrongWord` where the word is not the one."""
        for slot in self.slots:
            if slot.name == name and (secret := slot.opened(word, of)) is not None:
                key = Key(secret, of)
                return replace(key, former=tuple(_former(key, self.former)))
        if not self.sound:
            raise Trouble("钥匙文件损坏了，口令可能没有输错；请从备份里找回它（与办公室文件同名，以 .partydesk-keys 结尾）")
        if name == CODE:
            raise WrongWord("恢复码抄写无误，但打不开这个办公室：它属于别的办公室，或已经换过新的恢复码")
        if name not in self.names:
            raise WrongWord(f"“{name}”没有口令，有口令的是：{'、'.join(self.names)}")
        raise WrongWord("口令不对。请看一下大小写锁定和中英文输入法，再输一遍")

    def put(self, slot: Slot) -> Entry:
        """With this slot, in the place of an older one of that name."""
        return replace(self, slots=(*(one for one in self.slots if one.name != slot.name), slot))

    def without(self, name: str) -> Entry:
        return replace(self, slots=tuple(slot for slot in self.slots if slot.name != name))


def entry(key: Key, words: Mapping[str, str], before: Key | None = None) -> Entry:
    """What opens a file with this key: by name the passwords, under `CODE` the recovery code; `before` is its key until now."""
    former = [] if before is None else [before, *before.former]
    return Entry(tuple(Slot.made(name, word, key.secret, key.salt) for name, word in words.items()),
                 tuple((old.salt, _sealed(key, old)) for old in former), unsettled=True)


def _sealed(key: Key, old: Key) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    nonce = os.urandom(12)
    return nonce + AESGCM(key.sub("former keys")).encrypt(nonce, old.secret, old.salt)


def _former(key: Key, kept: tuple[tuple[bytes, bytes], ...]) -> Iterator[Key]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    for salt, sealed in kept:
        with suppress(InvalidTag):
            yield Key(AESGCM(key.sub("former keys")).decrypt(sealed[:12], sealed[12:], salt), salt)


# ── where rings are ──────────────────────────────────────────────────────────────────────────────

def beside(path: Path) -> Path:
    """The ring of a file: under its own name."""
    return path.with_name(f"{path.name}-keys")


def own(store: Path, salt: bytes) -> Path:
    """Where a copy for one file is kept among this person's own things."""
    return store / f"{salt.hex()}{ENDING}"


def find(path: Path, salt: bytes, store: Path | None = None) -> Entry:
    """What opens the file with this salt, wherever its ring lies; `NoRing` where it lies nowhere, `Trouble` where it is damaged."""
    doubtful: Entry | None = None
    damaged: list[Path] = []
    for place in _places(path, salt, store):
        try:
            found = read(place).get(salt)
        except Trouble:
            damaged.append(place)
            continue
        if found is not None and found.sound:
            return found
        doubtful = doubtful or found
    if doubtful is not None:
        return doubtful
    if damaged:
        raise Trouble(f"钥匙文件损坏了，读不出来：{damaged[0]}；请从备份里找回同名的文件，放回原处")
    near = beside(path)
    if near.exists():
        raise NoRing(f"“{near.name}”不是“{path.name}”的钥匙：放错了文件，或这个办公室文件的开头已损坏。"
                     f"请找回它自己的钥匙文件（编号 {salt.hex()[:8]}），或从备份恢复")
    raise NoRing(f"“{path.name}”像是加密的办公室文件，但没有找到它的钥匙文件“{near.name}”（编号 {salt.hex()[:8]}）。"
                 "请到原来的文件夹、U 盘或备份里找到它，与办公室文件放在一起；没有它，知道口令也打不开")


def holds(path: Path, salt: bytes) -> bool:
    """Whether a ring in the folder of a file knows this salt."""
    for place in _places(path, salt, None):
        with suppress(Trouble, Refusal):
            if salt in read(place):
                return True
    return False


def _places(path: Path, salt: bytes, store: Path | None) -> Iterator[Path]:
    """Every ring that may hold the salt, the likeliest first."""
    near = beside(path)
    with suppress(OSError):
        yield from (place for place in (near, *sorted(path.parent.glob(f"*{ENDING}"))) if place.is_file())
        if store is not None and own(store, salt).is_file():
            yield own(store, salt)


def read(place: Path) -> dict[bytes, Entry]:
    """A ring, by the salts of the files that it opens; `Trouble` where it cannot be read."""
    try:
        kept = json.loads(place.read_bytes())
        if kept["format"] > FORMAT:
            raise Refusal(f"钥匙文件“{place.name}”由更新版本的程序写成，请用新版程序打开；文件未作任何改动")
        sound = kept.get("sum") == _sum(kept["files"])
        return {bytes.fromhex(salt): _entry(said, sound=sound) for salt, said in kept["files"].items() if len(salt) == 2 * SALT}
    except OSError as error:
        raise Trouble(f"读不了钥匙文件 {place}：{reason(error)}") from error
    except Refusal:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Trouble(f"钥匙文件损坏了，读不出来：{place}") from error


def _entry(said: Any, *, sound: bool) -> Entry:
    former = tuple((bytes.fromhex(one["salt"]), base64.b64decode(one["sealed"], validate=True)) for one in said.get("former", ()))
    return Entry(tuple(map(Slot.read, said["slots"])), former, bool(said.get("unsettled")), sound)


def _sum(files: Any) -> str:
    """Tells damage, not forgery: each slot is sealed for itself."""
    return hashlib.sha256(json.dumps(files, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


# ── how they are kept ────────────────────────────────────────────────────────────────────────────

def keep(path: Path, entries: Mapping[bytes, Entry], store: Path | None = None) -> None:
    """The ring of a file, holding just these; on the disk when this returns. With `store`, copies among this person's own too.

    What a ring in the same folder says of them under the name of a file that is gone (renamed, say) is taken out: it would
    still say what was true before.
    """
    write(beside(path), entries)
    for salt in entries if store is not None else ():
        spare(store, salt, entries[salt])
    for other in path.parent.glob(f"*{ENDING}"):
        if other != beside(path) and not other.with_name(other.name.removesuffix("-keys")).exists():
            with suppress(Trouble, OSError):
                there = read(other)
                if left := {salt: one for salt, one in there.items() if salt not in entries}:
                    if len(left) < len(there):
                        write(other, left)
                else:
                    other.unlink()


def spare(store: Path | None, salt: bytes, entry: Entry) -> None:
    """Keep a copy among this person's own things, as well as may be."""
    with suppress(OSError, Trouble):
        if store is not None:
            store.mkdir(mode=0o700, exist_ok=True)
            write(own(store, salt), {salt: entry})


def write(place: Path, entries: Mapping[bytes, Entry]) -> None:
    """A ring whole: whoever looks sees the old or the new."""
    files = {salt.hex(): {
        "slots": [slot.written() for slot in one.slots],
        **({"former": [{"salt": old.hex(), "sealed": base64.b64encode(sealed).decode()} for old, sealed in one.former]}
           if one.former else {}), **({"unsettled": True} if one.unsettled else {})} for salt, one in entries.items()}
    text = json.dumps({"says": SAYS, "format": FORMAT, "files": files, "sum": _sum(files)}, ensure_ascii=False, indent=1)
    try:
        put(place, text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise Trouble(f"钥匙文件没有写成：{place}（{reason(error)}），口令没有改动；请检查磁盘空间和写入权限") from error


def drop(path: Path) -> None:
    """The ring of a file that is encrypted no more."""
    with suppress(OSError):
        beside(path).unlink(missing_ok=True)
