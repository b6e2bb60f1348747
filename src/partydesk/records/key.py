"""The key of an encrypted office file: 32 random bytes, and the salt that stands in the file's first 16 bytes.

The salt is not secret. It says which file a key belongs to, whatever that file is called and wherever it lies. Nobody
types this key: the ring (`keyring`) keeps it, wrapped by each clerk's password and by the printed recovery code.
"""
from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

SALT = 16                                     # bytes, as SQLCipher has them


@dataclass(frozen=True)
class Key:
    """What opens one file and all that lies beside it."""

    secret: bytes = field(repr=False)
    salt: bytes
    former: tuple[Key, ...] = field(default=(), repr=False, compare=False)
    """The keys that the file had before this one: what was sealed with them can still be read."""

    @classmethod
    def new(cls) -> Key:
        return cls(secrets.token_bytes(32), secrets.token_bytes(SALT))

    @property
    def pragma(self) -> str:
        """The key as SQLCipher takes it: raw, so that no time is spent on making it from a password."""
        return f"PRAGMA key = \"x'{self.secret.hex()}{self.salt.hex()}'\""

    def of(self, salt: bytes) -> Key | None:
        """This key, or the one that it was before, of the file with this salt."""
        return next((key for key in (self, *self.former) if key.salt == salt), None)

    def sub(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose; nothing of the others can be told from it (HMAC-SHA-256)."""
        return hmac.new(self.secret, f"partydesk {purpose}".encode(), hashlib.sha256).digest()
