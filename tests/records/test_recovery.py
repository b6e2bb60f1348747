"""The recovery code: what is forgiven in typing it, and what is told of a slip."""
from __future__ import annotations

import random

import pytest

from partydesk.errors import Refusal
from partydesk.records import recovery


def test_a_code_is_as_long_as_it_says_and_never_the_same() -> None:
    made = [recovery.made() for _ in range(50)]
    assert len(set(made)) == 50
    for code in made:
        assert [len(group) for group in code.split("-")] == [3] * 9
        assert not set(code) & set("0O1IL")
        assert recovery.grouped(recovery.read(code)) == code


def test_it_is_typed_as_people_type() -> None:
    code = recovery.made()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f"  {code}\n", wide, code.replace("-", "—")):
        assert recovery.read(typed) == recovery.read(code)
        assert recovery.same(typed, code)
    assert not recovery.same(recovery.made(), code)
    assert not recovery.same("", code)


def test_every_single_slip_and_every_swap_of_neighbours_is_noticed() -> None:
    chance = random.Random(20)
    for _ in range(30):
        bare = recovery.made().replace("-", "")
        at = chance.randrange(len(bare))
        other = chance.choice([letter for letter in recovery.ALPHABET if letter != bare[at]])
        with pytest.raises(Refusal, match="抄错"):
            recovery.read(bare[:at] + other + bare[at + 1:])
        for at in range(len(bare) - 1):
            swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2:]
            if swapped != bare:
                with pytest.raises(Refusal, match="抄错"):
                    recovery.read(swapped)


@pytest.mark.parametrize(("typed", "says"), [
    ("ABC", "现在是 3 个"), ("", "现在是 0 个"), ("O" + "A" * 26, "“O”"), ("中文" * 14, "恢复码里没有")])
def test_what_cannot_be_a_code_is_told_so(typed: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        recovery.read(typed)
