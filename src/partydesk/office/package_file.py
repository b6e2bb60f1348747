"""The file of a data package (*.partypack): a header that anyone may read, sealed parts, and the desk's signature.

    magic · length of the header · header (JSON) · parts · signature

A part is its length, a nonce and AES-256-GCM under the desk's key of the package, with magic, header and the part's
number authenticated. Part 0 holds the rows (JSON lines, deflated), each further one the content of one attached file.
The signature (Ed25519) is over the SHA-256 of all before it. Nothing is taken from a file whose signature does not hold.
"""
from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .. import placed
from ..errors import Refusal, Trouble, reason
from ..writing import settled

ENDING = ".partypack"
MAGIC = b"PARTYPACK\n"
FORMAT = 1
NONCE, TAG, SIGNATURE = 12, 16, 64            # bytes
HEADER_MOST = 256 * 1024
ROWS_MOST = 256 * 1024 * 1024
"""Bytes of rows, unpacked: some 500,000 records. What unpacks to more is no package of ours."""
PART_MOST = 210 * 1024 * 1024
PARTS_MOST = 20_000
BLOCK = 1 << 20
_HEX = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Header:
    """What a package says of itself before it is opened. `files` are the hashes of the contents that it brings."""

    format: int
    office: str
    sender: str
    to: str
    epoch: int
    seq: int
    schema: int
    forms: str
    at: str
    key: str
    counts: Mapping[str, int]
    heads: Mapping[str, Sequence[Any]]        # by desk: number and seal of the last line of its journal
    files: Sequence[str] = ()
    ack: Mapping[str, Any] = field(default_factory=dict)      # the last package that was taken from whom it is for

    @property
    def place(self) -> tuple[int, int]:
        """Which of two packages of one desk is the newer one."""
        return self.epoch, self.seq


class Opened:
    """A package whose signature holds and whose rows could be read."""

    def __init__(self, path: Path, header: Header, rows: list[Any], digest: str, parts: Mapping[str, tuple[int, int]], key: bytes):
        self.path, self.header, self.rows, self.digest = path, header, rows, digest
        self._parts, self._key = parts, key
        self._bound = _bound(path)

    def content(self, wanted: str) -> bytes:
        """What an attached file contains."""
        start, number = self._parts[wanted]
        with _reading(self.path) as file:
            file.seek(start)
            data = _opened(file, self._key, self._bound, number)
        if hashlib.sha256(data).hexdigest() != wanted:
            raise Refusal(f"数据包里的附件与它的编号不符：{self.path.name}")
        return data


# ── writing ──────────────────────────────────────────────────────────────────────────────────────

def write(path: Path, header: Header, rows: Iterable[Any], contents: Iterable[bytes], key: bytes, sign: Ed25519PrivateKey) -> int:
    """The package, whole or not at all; read back from the medium and verified before it takes its name. Returns its size."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            told = _Told(file)
            head = json.dumps(asdict(header), ensure_ascii=False, sort_keys=True).encode()
            bound = MAGIC + len(head).to_bytes(4, "big") + head
            told.write(bound)
            packed = zlib.compress("\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows).encode(), 6)
            for number, data in enumerate(_each(packed, contents)):
                nonce = os.urandom(NONCE)
                sealed = nonce + AESGCM(key).encrypt(nonce, data, bound + number.to_bytes(4, "big"))
                told.write(len(sealed).to_bytes(8, "big"))
                told.write(sealed)
            digest = told.digest()
            file.write(sign.sign(digest))
            file.flush()
            os.fsync(file.fileno())
        if _digest(part, part.stat().st_size) != digest:
            raise Trouble(f"写完读回时不一致，U 盘可能已损坏：{path.parent}。请换一个 U 盘再写")
        placed.put(part, path)
        with suppress(OSError):               # the name is there; a stick may know no such thing
            settled(path.parent)
        return path.stat().st_size
    except OSError as error:
        raise Trouble(f"写不了 {path.name}（{reason(error)}），原有的数据包未动；请检查 U 盘是否已满、被写保护或已拔出") from error
    finally:
        with suppress(OSError):               # the stick is gone: what remains is hidden and never read
            part.unlink(missing_ok=True)


def _each(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


class _Told:
    """A file that is hashed while it is written."""

    def __init__(self, file: BinaryIO):
        self._file, self._hash = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        self._file.write(data)

    def digest(self) -> bytes:
        return self._hash.digest()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────

def look_at(path: Path) -> Header:
    """What a package says of itself; a `Refusal` where it is none. Nothing of it is proved yet."""
    with _reading(path) as file:
        return _header(path, file)


def read(path: Path, header: Header, key: bytes, signer: bytes) -> Opened:
    """The package, once its signature is found to be that of `signer` (a public key) and its rows could be read."""
    size = path.stat().st_size
    digest = _digest(path, size)
    with _reading(path) as file:
        file.seek(size - SIGNATURE)
        signature = file.read(SIGNATURE)
        try:
            Ed25519PublicKey.from_public_bytes(signer).verify(signature, digest)
        except (InvalidSignature, ValueError):
            raise Refusal(f"{path.name} 的签名不对：文件已损坏、被改动过，或不是那台电脑写的；请让对方重新写一份") from None
        file.seek(0)
        if _header(path, file) != header:
            raise Refusal(f"{path.name} 在读取时变了，请重新插好 U 盘再试")
        starts = list(_starts(path, file, size - SIGNATURE))
        if len(starts) != len(header.files) + 1:
            raise Refusal(f"{path.name} 不完整：应有附件 {len(header.files)} 个，实际 {len(starts) - 1} 个")
        file.seek(starts[0])
        packed = _opened(file, key, _bound(path), 0)
    rows = _rows(path, packed)
    parts = {content: (start, number) for number, (content, start) in enumerate(zip(header.files, starts[1:], strict=True), 1)}
    return Opened(path, header, rows, digest.hex(), parts, key)


def _header(path: Path, file: BinaryIO) -> Header:
    if file.read(len(MAGIC)) != MAGIC:
        raise Refusal(f"{path.name} 不是数据包（*{ENDING}）")
    size = int.from_bytes(file.read(4), "big")
    text = file.read(size) if size <= HEADER_MOST else b""
    if len(text) != size or not size:
        raise Refusal(f"{path.name} 不完整：可能拷贝中断，或写的时候 U 盘被拔出；请让对方重新写一份")
    try:
        said = json.loads(text.decode("utf-8"), parse_constant=_no_constant)
        if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
            raise Refusal(f"{path.name} 由更新版本的程序写成，请先升级本机的程序；数据包未动")
        return _checked(said)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(f"{path.name} 的开头读不懂，文件已损坏；请让对方重新写一份") from None


def _checked(said: Any) -> Header:
    """A header with nothing in it but what belongs there."""
    if not isinstance(said, dict) or set(said) != {one.name for one in fields(Header)}:
        raise ValueError
    numbers = [said[name] for name in ("format", "epoch", "seq", "schema")]
    texts = [said[name] for name in ("forms", "at", "key")]
    if not all(type(one) is int and 0 <= one < 2 ** 31 for one in (*numbers, *said["counts"].values())):
        raise ValueError
    if not all(isinstance(one, str) and len(one) <= 200 for one in texts):
        raise ValueError
    if not all(isinstance(said[name], str) and _HEX.fullmatch(said[name]) for name in ("office", "sender", "to")):
        raise ValueError
    if len(said["files"]) >= PARTS_MOST or not all(isinstance(one, str) and _HASH.fullmatch(one) for one in said["files"]):
        raise ValueError
    if not all(isinstance(desk, str) and type(head[0]) is int and isinstance(head[1], str) for desk, head in said["heads"].items()):
        raise ValueError
    if not isinstance(said["ack"], dict):
        raise ValueError
    bytes.fromhex(said["key"])
    return Header(**{**said, "files": tuple(said["files"])})


def _starts(path: Path, file: BinaryIO, end: int) -> Iterator[int]:
    """Where each part begins, the length before it passed over."""
    at = file.tell()
    while at < end:
        file.seek(at)
        size = int.from_bytes(file.read(8), "big")
        if not NONCE + TAG <= size <= PART_MOST or at + 8 + size > end:
            raise Refusal(f"{path.name} 不完整：可能拷贝中断；请让对方重新写一份")
        yield at + 8
        at += 8 + size


def _opened(file: BinaryIO, key: bytes, bound: bytes, number: int) -> bytes:
    start = file.tell()
    file.seek(start - 8)
    size = int.from_bytes(file.read(8), "big")
    sealed = file.read(size)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound + number.to_bytes(4, "big"))
    except InvalidTag:
        raise Refusal("数据包用这里的钥匙打不开：不是写给这里的，或已损坏") from None


def _rows(path: Path, packed: bytes) -> list[Any]:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, ROWS_MOST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise Refusal(f"{path.name} 解开后超过 {ROWS_MOST >> 20} MB，不是正常的数据包，未读取")
        return [json.loads(line, parse_constant=_no_constant) for line in text.decode("utf-8").split("\n")]
    except (zlib.error, UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(f"{path.name} 的内容读不懂，请让对方重新写一份") from None


def _no_constant(said: str) -> Any:
    raise ValueError(said)                    # NaN and the infinite are not numbers of ours


def _bound(path: Path) -> bytes:
    with _reading(path) as file:
        start = file.read(len(MAGIC) + 4)
        return start + file.read(int.from_bytes(start[-4:], "big"))


def _digest(path: Path, size: int) -> bytes:
    """SHA-256 of all but the signature."""
    left, told = size - SIGNATURE, hashlib.sha256()
    if left < len(MAGIC) + 4:
        raise Refusal(f"{path.name} 不完整：可能拷贝中断；请让对方重新写一份")
    with _reading(path) as file:
        while left > 0 and (block := file.read(min(BLOCK, left))):
            told.update(block)
            left -= len(block)
    return told.digest()


def _reading(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise Refusal(f"没有这个文件：{path}") from None
    except OSError as error:
        raise Trouble(f"读不了 {path}：{reason(error)}；请检查 U 盘是否松动") from error
