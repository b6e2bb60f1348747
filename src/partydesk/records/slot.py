"""One slot of a ring: the key of an office file as one password, or the recovery code, lets it out.

Argon2id (RFC 9106, its second recommendation: 64 MB, three passes, four lanes) makes a key of the password, AES-256-GCM
wraps the file's key with it; the salt of the file, whose slot it is and how it was made are sealed along. GCM compares in
constant time. A password is taken in Unicode's NFC, and otherwise letter for letter.
"""
from __future__ import annotations

import base64
import os
import unicodedata
from dataclasses import dataclass, field
from typing import Any

MEMORY, PASSES, LANES = 64 * 1024, 3, 4       # KiB; a slot keeps its own, so that later ones may cost more
MOST_MEMORY, MOST_PASSES, MOST_LANES = 1024 * 1024, 20, 16
CODE = ""
"""Whose slot the recovery code's is: nobody's."""


@dataclass(frozen=True)
class Slot:
    """`name` is whose password opens it."""

    name: str
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    memory: int = MEMORY
    passes: int = PASSES
    lanes: int = LANES

    @classmethod
    def made(cls, name: str, word: str, secret: bytes, of: bytes) -> Slot:
        """The secret of the file whose salt is `of`, wrapped by a password or code."""
        slot = cls(name, os.urandom(16), os.urandom(12), b"")
        return cls(name, slot.salt, slot.nonce, slot._cipher(word).encrypt(slot.nonce, secret, slot._bound(of)))

    def opened(self, word: str, of: bytes) -> bytes | None:
        """The secret; None where this is not the password."""
        from cryptography.exceptions import InvalidTag
        try:
            return bytes(self._cipher(word).decrypt(self.nonce, self.wrapped, self._bound(of)))
        except InvalidTag:
            return None

    def _cipher(self, word: str) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
        plain = unicodedata.normalize("NFC", word).encode("utf-8", "surrogatepass")
        return AESGCM(Argon2id(salt=self.salt, length=32, iterations=self.passes, lanes=self.lanes,
                               memory_cost=self.memory).derive(plain))

    def _bound(self, of: bytes) -> bytes:
        return f"partydesk key 1 {of.hex()} {self.memory} {self.passes} {self.lanes} {self.salt.hex()} {self.name}".encode()

    def written(self) -> dict[str, Any]:
        """As it stands in the ring."""
        return {"name": self.name, "memory": self.memory, "passes": self.passes, "lanes": self.lanes,
                **{part: base64.b64encode(getattr(self, part)).decode() for part in ("salt", "nonce", "wrapped")}}

    @classmethod
    def read(cls, kept: Any) -> Slot:
        """A slot as it stands in the ring; KeyError, TypeError or ValueError where it is none."""
        salt, nonce, wrapped = (base64.b64decode(kept[part], validate=True) for part in ("salt", "nonce", "wrapped"))
        slot = cls(str(kept["name"]), salt, nonce, wrapped, int(kept["memory"]), int(kept["passes"]), int(kept["lanes"]))
        if not (8 * slot.lanes <= slot.memory <= MOST_MEMORY and 0 < slot.passes <= MOST_PASSES and 0 < slot.lanes <= MOST_LANES
                and len(slot.salt) == 16 and len(slot.nonce) == 12 and len(slot.wrapped) == 48):
            raise ValueError(slot)
        return slot
