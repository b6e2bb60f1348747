"""Which desk this office is where packages are exchanged (the committee's, or a branch's), and the key it signs with.

The private key and the number of the last package lie in this person's own folder, one file for each desk, sealed under
the office's key where it has one: a copy of the office file alone can sign nothing.
"""
from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from .. import placed, places
from ..errors import Refusal
from ..records.back import STATION
from ..records.disk import settle_names
from ..records.key import Key
from ..records.tables import desk
from .office import Office

COMMITTEE, BRANCH, LEFT, OTHER = "committee", "branch", "left", "other"
"""What a desk can be; `left`: cancelled, nothing of it is taken any more; `other`: another branch, known to a branch by name."""
PURPOSE = "station"
KEY = "package_key"
"""The setting with the key of the packages: at the committee's, of which each branch has one made for it alone."""
ROLES = {COMMITTEE: "委机关", BRANCH: "支部", LEFT: "已停用", OTHER: "别的支部"}


@dataclass(frozen=True)
class Signing:
    """What one desk signs with, and which number its last package had."""

    private: bytes
    epoch: int
    seq: int
    desk: str

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)

    @property
    def public(self) -> str:
        return self.key.public_key().public_bytes_raw().hex()


def own(office: Office) -> str:
    """The id of the desk that this office is; empty where it exchanges no packages."""
    return office.setting(STATION)


def role(office: Office) -> str:
    """Whether it is the committee's desk or a branch's; empty where it is none."""
    with office.reading() as connection:
        return connection.execute(select(desk.c.role).where(desk.c.id == own(office))).scalar() or ""


def key_for(office: Office, branch: str) -> bytes:
    """The key of packages between the committee and a branch."""
    held = bytes.fromhex(office.setting(KEY))
    return derived(held, branch) if role(office) == COMMITTEE else held


def derived(secret: bytes, branch: str) -> bytes:
    return hmac.new(secret, f"partydesk package {branch}".encode(), hashlib.sha256).digest()


def fingerprint(public: str) -> str:
    """What two people read to each other to know that a key is the right one."""
    told = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16].upper()
    return "-".join(told[at:at + 4] for at in range(0, 16, 4))


def new(office: Office, station: str) -> Signing:
    """A key for a desk, made on this computer."""
    made = Signing(secrets.token_bytes(32), 1, 0, office.desk)
    _keep(office, station, made)
    return made


def held(office: Office, station: str) -> Signing:
    """What this desk signs with; a `Refusal` where the key lies on another computer."""
    path = _path(station)
    if not path.exists():
        raise Refusal("这台电脑上没有本工作台的签名钥匙，写不了数据包：请在原来写数据包的电脑上写；"
                      "那台电脑不在了的，请上级停用原来的工作台，另发一份邀请")
    said = json.loads(path.read_text("utf-8"))
    private = bytes.fromhex(said["key"])
    if said["sealed"]:
        if office.key is None:
            raise Refusal("签名的钥匙是加密保存的，而这个办公室现在没有口令；请上级停用原来的工作台，另发一份邀请")
        private = _unsealed(private, office.key)
    made = Signing(private, said["epoch"], said["seq"], said["desk"])
    if office.key is not None and not said["sealed"]:
        _keep(office, station, made)          # encrypted since
    return made


def next_of(office: Office, station: str) -> Signing:
    """What signs the next package, its number used from now on; a new epoch where the file goes on from an older state."""
    now = held(office, station)
    again = now.desk != office.desk
    made = replace(now, epoch=now.epoch + 1 if again else now.epoch, seq=now.seq + 1, desk=office.desk)
    _keep(office, station, made)
    return made


def settle(office: Office, then: Key | None) -> None:
    """Keep what this desk signs with under another key of its office, or under none: it was encrypted, or is no more."""
    if (station := own(office)) and _path(station).exists():
        _write(_path(station), held(office, station), then)


def _unsealed(sealed: bytes, key: Key) -> bytes:
    for one in (key, *key.former):
        with suppress(InvalidTag):
            return AESGCM(one.sub(PURPOSE)).decrypt(sealed[:12], sealed[12:], PURPOSE.encode())
    raise Refusal("签名的钥匙用现在的口令打不开；请上级停用原来的工作台，另发一份邀请")


def _keep(office: Office, station: str, made: Signing) -> None:
    _write(_path(station), made, office.key)


def _write(path: Path, made: Signing, key: Key | None) -> None:
    private = made.private
    if key is not None:
        nonce = os.urandom(12)
        private = nonce + AESGCM(key.sub(PURPOSE)).encrypt(nonce, private, PURPOSE.encode())
    said: dict[str, Any] = {"key": private.hex(), "sealed": key is not None, "epoch": made.epoch, "seq": made.seq, "desk": made.desk}
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(said))
        file.flush()
        os.fsync(file.fileno())
    placed.put(part, path)
    settle_names(path.parent)                 # a number that was used is never used again, power cut or not


def _path(station: str) -> Path:
    folder = places.own() / "stations"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{station}.json"
