"""An invitation (*.partyinvite): how a branch's desk comes to the office, its key and its roster, by one stick and one call.

The committee writes the file and reads a code of 16 digits aloud, once. What opens the packages of that branch is sealed
under the code (Argon2id, then AES-256-GCM); the roster comes as an ordinary package behind it. The branch answers with
its public key in its first package, and both read its fingerprint to each other.
"""
from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from .. import placed
from ..catalogue.text import halfwidth
from ..errors import Refusal, Trouble, reason
from ..records.back import STATION
from ..records.key import Key
from ..writing import settled
from . import desks, package_file, packages, station, taking
from .desks import Desk
from .office import Office
from .package_file import ENDING
from .station import BRANCH, COMMITTEE

INVITE = ".partyinvite"
MAGIC = b"PARTYINVITE\n"
FORMAT = 1
DIGITS, GROUP = 16, 4
MEMORY, TIMES, LANES = 64 * 1024, 3, 1        # Argon2id: KiB, passes
SEALED_MOST = 64 * 1024


@dataclass(frozen=True)
class Invitation:
    """What was written, and the code that goes by word of mouth alone."""

    path: Path
    code: str
    desk: Desk


def invite(office: Office, name: str, folder: Path, follows: str = "") -> Invitation:
    """Write an invitation for a branch into a folder. `follows`: the name (or id) of a cancelled desk that it goes on for."""
    gone = next((each.id for each in desks.others(office) if follows in (each.id, each.name) and each.role == station.LEFT), None) \
        if follows else None
    if follows and gone is None:
        raise Refusal(f"没有停用过叫“{follows}”的工作台；请先停用它")
    if not folder.is_dir():
        raise Trouble(f"没有这个文件夹：{folder}；请插好 U 盘再选")
    desks.begin(office)
    made = desks.add(office, name, gone)
    mine = desks.here(office)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    salt, nonce = os.urandom(16), os.urandom(12)
    key = bytes.fromhex(office.setting(station.KEY))
    told = {"key": station.derived(key, made.id).hex(), "desk": made.id, "name": made.name, "follows": made.follows,
            "committee": mine.id, "called": mine.name, "signs": mine.key}
    head = json.dumps({"format": FORMAT, "office": office.uid, "salt": salt.hex(), "nonce": nonce.hex()}).encode()
    sealed = AESGCM(_key(code, salt)).encrypt(nonce, json.dumps(told, ensure_ascii=False).encode(), MAGIC + head)
    with tempfile.TemporaryDirectory() as room:
        roster = packages.write(office, Path(room), made.id).path.read_bytes()
    path = folder / f"邀请_{packages.plain_name(made.name)}{INVITE}"
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for block in (MAGIC, len(head).to_bytes(4, "big"), head, len(sealed).to_bytes(4, "big"), sealed, roster):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        placed.put(part, path)
        with suppress(OSError):               # the name is there; a stick may know no such thing
            settled(path.parent)
    except OSError as error:
        raise Trouble(f"写不了 {path.name}（{reason(error)}）；请检查 U 盘是否已满、被写保护或已拔出") from error
    finally:
        part.unlink(missing_ok=True)
    return Invitation(path, "-".join(code[at:at + GROUP] for at in range(0, DIGITS, GROUP)), made)


def join(invitation: Path, code: str, place: Path, *, who: str = "", desk: str = "", key: Key | None = None) -> Office:
    """Make the office of a branch's desk from an invitation: its forms, roster and organisations, and nothing half."""
    uid, told, roster = _read(invitation, code)
    office = Office.create(place, who=who, desk=desk, key=key)
    try:
        with tempfile.TemporaryDirectory() as room:
            path = Path(room) / f"roster{ENDING}"
            path.write_bytes(roster)
            _become(office, uid, told, path)
        office.__dict__.pop("uid", None)      # it was asked for before it was given
        return office
    except BaseException:
        office.close()
        place.unlink(missing_ok=True)
        shutil.rmtree(place.with_name(f"{place.name}-files"), ignore_errors=True)
        raise


def _become(office: Office, uid: str, told: dict[str, Any], path: Path) -> None:
    committee = Desk(told["committee"], told["called"], COMMITTEE, None, told["signs"], {})
    mine = Desk(told["desk"], told["name"], BRANCH, told["follows"], station.new(office, told["desk"]).public, {})
    header = package_file.look_at(path)
    if (header.office, header.sender, header.to) != (uid, committee.id, mine.id):
        raise Refusal("邀请里的名册不是这个办公室写的，未作任何改动")
    found = package_file.read(path, header, bytes.fromhex(told["key"]), bytes.fromhex(told["signs"]))
    with office.door(f"用邀请加入“{told['called']}”") as door:
        door.put("setting", {"name": "uid"}, {"value": uid})
        door.put("setting", {"name": station.KEY}, {"value": told["key"]})
        door.put("setting", {"name": STATION}, {"value": mine.id})
        for each in (committee, mine):
            desks.keep(door, each)
        taking.taken_in(office, door, replace(committee), found, only=False)


def _read(path: Path, code: str) -> tuple[str, dict[str, Any], bytes]:
    """What an invitation says, opened by its code: the office's id, the branch's part, and the roster's package."""
    digits = "".join(sign for sign in halfwidth(code) if sign.isdigit())
    if len(digits) != DIGITS:
        raise Refusal(f"口令是 {DIGITS} 位数字（现为 {len(digits)} 位），请向委机关问清楚")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"读不了 {path}：{reason(error)}") from error
    if not data.startswith(MAGIC):
        raise Refusal(f"{path.name} 不是邀请（*{INVITE}）")
    try:
        at = len(MAGIC)
        size = int.from_bytes(data[at:at + 4], "big")
        head = data[at + 4:at + 4 + size]
        at += 4 + size
        length = int.from_bytes(data[at:at + 4], "big")
        sealed, roster = data[at + 4:at + 4 + length], data[at + 4 + length:]
        said = json.loads(head)
        if said["format"] > FORMAT:
            raise Refusal(f"{path.name} 由更新版本的程序写成，请先升级本机的程序")
        if length > SEALED_MOST or len(sealed) != length:
            raise ValueError
        opened = AESGCM(_key(digits, bytes.fromhex(said["salt"]))).decrypt(bytes.fromhex(said["nonce"]), sealed, MAGIC + head)
        return str(said["office"]), json.loads(opened), roster
    except InvalidTag:
        raise Refusal("口令不对（或邀请已损坏）：请照委机关念的 16 位数字再输一遍") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(f"{path.name} 不完整或已损坏，请委机关重新发一份邀请") from None


def _key(code: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=TIMES, lanes=LANES, memory_cost=MEMORY).derive(code.encode())
