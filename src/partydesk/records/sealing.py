"""What lies beside an office file (drafts, attachments, kept catalogues), sealed when the office has a key.

AES-256-GCM under a key of its own for each file, made from the office's by purpose and 16 random bytes. Blocks of 1 MB,
numbered, the last one marked, so that none can be left out, doubled or cut off (the STREAM construction). The salt of the
office's key stands in front: it says which of its keys, the present or a former one, opens it. Without a key bytes pass as
they are.
"""
from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from ..errors import Trouble
from .key import SALT, Key

MAGIC = b"PDSEAL1\n"
RANDOM = 16
HEAD = len(MAGIC) + SALT + RANDOM
BLOCK = 1 << 20
TAG = 16


class Unreadable(Trouble):
    """What was sealed is damaged, or sealed with a key that is not at hand."""


class Sealing:
    """Seals and unseals for one purpose."""

    def __init__(self, key: Key | None, purpose: str):
        self._keys = {} if key is None else {one.salt: one for one in (*key.former, key)}
        self._key, self._purpose = key, purpose

    def seal(self, data: bytes) -> bytes:
        return b"".join(self.sealed([data]))

    def unseal(self, data: bytes) -> bytes:
        """What was sealed, or what never was; `Unreadable` where it cannot be."""
        if not is_sealed(data):
            return data
        return b"".join(self._opened(data[:HEAD], (data[at:at + BLOCK + TAG] for at in range(HEAD, len(data), BLOCK + TAG))))

    def sealed(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks as they go to the disk."""
        if self._key is None:
            yield from blocks
            return
        head = MAGIC + self._key.salt + os.urandom(RANDOM)
        cipher = self._cipher(self._key, head)
        yield head
        waiting, number = b"", 0
        for block in blocks:
            waiting += block
            while len(waiting) > BLOCK:
                yield cipher.encrypt(_nonce(number, last=False), waiting[:BLOCK], head)
                waiting, number = waiting[BLOCK:], number + 1
        yield cipher.encrypt(_nonce(number, last=True), waiting, head)

    def unsealed(self, file: BinaryIO) -> Iterator[bytes]:
        """The blocks of a file that was sealed."""
        head = file.read(HEAD)
        yield from self._opened(head, iter(lambda: file.read(BLOCK + TAG), b""))

    def ours(self, head: bytes) -> bool:
        """Whether what begins so is sealed with the present key."""
        return self._key is not None and is_sealed(head) and head[len(MAGIC):len(MAGIC) + SALT] == self._key.salt

    def names(self, digest: str) -> list[str]:
        """What a content is called so that its name tells nothing: under the present key first, then under former ones."""
        keys = reversed(self._keys.values())
        return [hmac.new(key.sub(f"{self._purpose} names"), digest.encode(), hashlib.sha256).hexdigest() for key in keys]

    def _opened(self, head: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
        from cryptography.exceptions import InvalidTag
        key = self._keys.get(head[len(MAGIC):len(MAGIC) + SALT])
        if len(head) != HEAD or key is None:
            raise Unreadable("内容是用另一把钥匙加密的，这里打不开")
        cipher, number, block = self._cipher(key, head), 0, next(blocks, b"")
        try:
            while following := next(blocks, b""):
                yield cipher.decrypt(_nonce(number, last=False), block, head)
                block, number = following, number + 1
            yield cipher.decrypt(_nonce(number, last=True), block, head)
        except InvalidTag as error:
            raise Unreadable("内容已损坏，请从备份恢复") from error

    def _cipher(self, key: Key, head: bytes) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        return AESGCM(hmac.new(key.sub(self._purpose), head, hashlib.sha256).digest())


def is_sealed(data: bytes) -> bool:
    return data.startswith(MAGIC)


def weight(size: int) -> int:
    """How large a content of so many bytes is once it is sealed."""
    return HEAD + size + TAG * max(1, -(-size // BLOCK))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
