"""The ring of an office: found wherever it was carried, whole or told as damaged, and what each wrong word is told."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from partydesk.errors import Refusal, Trouble
from partydesk.records import keyring, slot
from partydesk.records.key import Key
from partydesk.records.keyring import Entry, NoRing, WrongWord
from partydesk.records.slot import CODE, Slot

KEY = Key.new()
WORDS = {"王五": "第一个口令 ", "李四": "Caf\u00e9 第二个", CODE: "A" * 26}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot, "MEMORY", 64)


@pytest.fixture
def made(cheap: None) -> Entry:
    return keyring.entry(KEY, WORDS)


def test_each_word_opens_and_no_other(made: Entry) -> None:
    for name, word in WORDS.items():
        assert made.opened(name, word, KEY.salt) == KEY
    assert made.names == ("王五", "李四")
    assert made.opened("李四", "Cafe\u0301 第二个", KEY.salt) == KEY           # one word, typed two ways
    for name, word in (("王五", "第一个口令"), ("王五", WORDS["李四"]), ("王五", ""), ("王五", "第一个口令 \0")):
        with pytest.raises(WrongWord, match="口令不对"):
            made.opened(name, word, KEY.salt)
    with pytest.raises(WrongWord, match="有口令的是：王五、李四"):
        made.opened("赵六", "第一个口令 ", KEY.salt)
    with pytest.raises(WrongWord, match="已经换过"):
        made.opened(CODE, "B" * 26, KEY.salt)


def test_a_slot_belongs_to_one_file_and_one_name(made: Entry) -> None:
    with pytest.raises(WrongWord):
        made.opened("王五", WORDS["王五"], Key.new().salt)
    stolen = Slot("李四", made.slots[0].salt, made.slots[0].nonce, made.slots[0].wrapped, *_cost(made.slots[0]))
    assert stolen.opened(WORDS["王五"], KEY.salt) is None


def _cost(of: Slot) -> tuple[int, int, int]:
    return of.memory, of.passes, of.lanes


def test_the_standing_cost_is_the_recommended_one() -> None:
    assert (slot.PASSES, slot.LANES, Slot("x", b"", b"", b"").memory) == (3, 4, 65536)


def test_it_is_found_under_its_name_in_the_folder_and_among_ones_own(tmp_path: Path, made: Entry) -> None:
    place, store = tmp_path / "某单位.partydesk", tmp_path / "own"
    keyring.keep(place, {KEY.salt: made}, store)
    kept = keyring.beside(place)
    assert kept.name == "某单位.partydesk-keys"
    assert keyring.find(place, KEY.salt) == made
    assert keyring.find(tmp_path / "改了名.partydesk", KEY.salt) == made
    kept.unlink()
    assert keyring.find(place, KEY.salt, store) == made
    with pytest.raises(NoRing, match="某单位.partydesk-keys"):
        keyring.find(place, KEY.salt)
    keyring.write(kept, {Key.new().salt: made})
    with pytest.raises(NoRing, match="不是“某单位.partydesk”的钥匙"):
        keyring.find(place, KEY.salt)


def test_what_a_ring_of_a_renamed_office_says_is_not_left_standing(tmp_path: Path, made: Entry) -> None:
    old, new = tmp_path / "旧名.partydesk", tmp_path / "新名.partydesk"
    keyring.keep(old, {KEY.salt: made})
    new.write_bytes(b"")
    keyring.keep(new, {KEY.salt: made.without("李四")})
    assert not keyring.beside(old).exists()
    assert keyring.find(new, KEY.salt).names == ("王五",)
    old.write_bytes(b"")                      # a copy that has a ring of its own keeps it
    keyring.keep(old, {KEY.salt: made})
    keyring.keep(new, {KEY.salt: made.without("王五")})
    assert keyring.find(old, KEY.salt).names == ("王五", "李四")


def test_nothing_of_the_words_or_the_key_stands_in_it(tmp_path: Path, made: Entry) -> None:
    keyring.keep(tmp_path / "x.partydesk", {KEY.salt: made})
    data = (tmp_path / "x.partydesk-keys").read_bytes()
    assert KEY.salt.hex().encode() in data
    for secret in (KEY.secret, KEY.secret.hex().encode(), *(word.strip().encode() for word in WORDS.values())):
        assert secret not in data


def test_a_damaged_ring_is_told_from_a_wrong_password(tmp_path: Path, made: Entry) -> None:
    place = tmp_path / "x.partydesk"
    keyring.keep(place, {KEY.salt: made})
    ring = keyring.beside(place)
    text = ring.read_text("utf-8")
    ring.write_text(text[:len(text) // 2], "utf-8")
    with pytest.raises(Trouble, match="钥匙文件损坏"):
        keyring.find(place, KEY.salt)
    kept: dict[str, Any] = json.loads(text)
    one = kept["files"][KEY.salt.hex()]["slots"][0]
    one["wrapped"] = ("B" if one["wrapped"][0] == "A" else "A") + one["wrapped"][1:]
    ring.write_text(json.dumps(kept), "utf-8")
    found = keyring.find(place, KEY.salt)
    with pytest.raises(Trouble, match="可能没有输错"):
        found.opened("王五", WORDS["王五"], KEY.salt)
    assert found.opened("李四", WORDS["李四"], KEY.salt) == KEY
    keyring.write(tmp_path / "好的.partydesk-keys", {KEY.salt: made})
    assert keyring.find(place, KEY.salt).sound


@pytest.mark.parametrize("spoil", [
    {"memory": 10 ** 9}, {"memory": 1}, {"passes": 0}, {"lanes": 99}, {"salt": "AA=="}, {"wrapped": "!"}, {"name": None, "nonce": None}])
def test_a_ring_cannot_ask_for_the_impossible(tmp_path: Path, made: Entry, spoil: dict[str, Any]) -> None:
    place = tmp_path / "x.partydesk"
    keyring.keep(place, {KEY.salt: made})
    kept = json.loads(keyring.beside(place).read_text("utf-8"))
    kept["files"][KEY.salt.hex()]["slots"][0] |= spoil
    keyring.beside(place).write_text(json.dumps(kept), "utf-8")
    with pytest.raises(Trouble, match="损坏"):
        keyring.find(place, KEY.salt)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"format": "x"}', '{"format": 1}', '{"format": 1, "files": []}', "[" * 100_000])
def test_what_is_no_ring_is_told_as_damaged(tmp_path: Path, text: str) -> None:
    keyring.beside(tmp_path / "x.partydesk").write_text(text, "utf-8")
    with pytest.raises(Trouble):
        keyring.find(tmp_path / "x.partydesk", KEY.salt)


def test_a_newer_ring_is_left_alone(tmp_path: Path) -> None:
    keyring.beside(tmp_path / "x.partydesk").write_text('{"format": 2, "files": {}}', "utf-8")
    with pytest.raises(Refusal, match="更新版本"):
        keyring.find(tmp_path / "x.partydesk", KEY.salt)


def test_former_keys_come_with_the_present_one(made: Entry) -> None:
    second, third = Key.new(), Key.new()
    at_second = keyring.entry(second, {"王五": "口令"}, KEY).opened("王五", "口令", second.salt)
    at_third = keyring.entry(third, {"王五": "口令"}, at_second).opened("王五", "口令", third.salt)
    assert [key.secret for key in at_third.former] == [second.secret, KEY.secret]
    assert at_third.of(KEY.salt) == KEY
    assert at_third.of(b"x" * 16) is None
