"""What lies beside an office, sealed: nothing of it can be read, left out, doubled, cut off or changed."""
from __future__ import annotations

import io
import os
import random
from dataclasses import replace

import pytest

from partydesk.errors import Trouble
from partydesk.records import sealing
from partydesk.records.key import Key
from partydesk.records.sealing import BLOCK, HEAD, TAG, Sealing

KEY = Key.new()


@pytest.mark.parametrize("size", [0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 7])
def test_what_is_sealed_comes_back_whatever_its_size(size: int) -> None:
    data, seals = os.urandom(size), Sealing(KEY, "x")
    sealed = seals.seal(data)
    assert len(sealed) == sealing.weight(size)
    assert size < 16 or data[:16] not in sealed
    assert seals.unseal(sealed) == data
    assert b"".join(seals.unsealed(io.BytesIO(sealed))) == data
    odd = [data[at:at + 777_777] for at in range(0, size, 777_777)]
    assert seals.unseal(b"".join(seals.sealed(odd))) == data


def test_without_a_key_bytes_pass_as_they_are() -> None:
    assert Sealing(None, "x").seal("姓名".encode()) == "姓名".encode()
    assert Sealing(KEY, "x").unseal("姓名".encode()) == "姓名".encode()
    assert Sealing(None, "x").names("0" * 64) == []


def test_whatever_is_changed_is_noticed() -> None:
    seals, chance = Sealing(KEY, "x"), random.Random(20)
    sealed = seals.seal(os.urandom(2 * BLOCK + 5))
    for _ in range(100):
        bit = chance.randrange(8 * len(sealed))
        torn = bytearray(sealed)
        torn[bit // 8] ^= 1 << bit % 8
        if sealing.is_sealed(bytes(torn)):    # else it is not known for a sealed one, and its name and size are wrong
            with pytest.raises(Trouble):
                seals.unseal(bytes(torn))
    first, second = sealed[HEAD:HEAD + BLOCK + TAG], sealed[HEAD + BLOCK + TAG:HEAD + 2 * (BLOCK + TAG)]
    rest = sealed[HEAD + 2 * (BLOCK + TAG):]
    for blocks in ((first, second), (first,), (second, first, rest), (first, first, rest), (first, rest), ()):
        with pytest.raises(Trouble):
            seals.unseal(sealed[:HEAD] + b"".join(blocks))


def test_another_key_or_purpose_opens_nothing_and_a_former_key_does() -> None:
    sealed = Sealing(KEY, "x").seal(b"words")
    for other in (Sealing(Key.new(), "x"), Sealing(KEY, "y"), Sealing(None, "x")):
        with pytest.raises(Trouble):
            other.unseal(sealed)
    later = Sealing(replace(Key.new(), former=(KEY,)), "x")
    assert later.unseal(sealed) == b"words"
    assert Sealing(KEY, "x").ours(sealed)
    assert not later.ours(sealed)
    assert later.names("a" * 64)[1] == Sealing(KEY, "x").names("a" * 64)[0]
