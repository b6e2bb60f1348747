"""What can be read of a damaged office is saved row by row; what is lost is told, and no row comes out other than it was."""
from __future__ import annotations

import struct
from contextlib import closing
from pathlib import Path

import pytest

from partydesk.office import Office, proving, salvage
from partydesk.office.office import Unwritable
from partydesk.records.engine import Damaged, connected
from partydesk.records.key import Key
from partydesk.records.salvage import TABLES, Unreadable
from partydesk.records.salvage import salvage as rows_of
from partydesk.records.tables import metadata
from tests import disks

PAGE = 4096


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return disks.file(tmp_path / "办公室.partydesk")


def test_every_table_has_a_name_to_be_told_by() -> None:
    assert TABLES.keys() == metadata.tables.keys()


def test_of_a_sound_office_nothing_is_lost(place: Path, tmp_path: Path) -> None:
    before = place.read_bytes()
    done = rows_of(place, tmp_path / "neu.partydesk")
    assert done.lost == ()
    assert done.kept["activity"] == disks.MEETINGS
    assert done.kept["attendance"] == disks.MEETINGS * disks.PEOPLE
    assert place.read_bytes() == before
    with Office.open(tmp_path / "neu.partydesk") as saved:
        assert not proving.faults(saved)
        assert saved.setting("office") == "试验单位"


def test_a_page_that_is_gone_takes_its_rows_along_and_no_others(place: Path, tmp_path: Path) -> None:
    spoilt = bytearray(place.read_bytes())
    page = spoilt.find("学习第3之5".encode()) // PAGE * PAGE
    spoilt[page:page + PAGE] = bytes(PAGE)
    place.write_bytes(spoilt)
    with Office.open(place) as office:
        assert office.examine(whole=True)
        assert "不再写入" in office.shut
        with pytest.raises(Unwritable, match="备份"):
            office.set("place", "试验县")
    left = salvage.look(place)
    study = next(count for name, count in left.kinds.items() if name.startswith("集中学习"))
    assert disks.MEETINGS - 30 < study < disks.MEETINGS
    assert any("活动：编号" in one and "读不出来" in one for one in left.lost)
    with salvage.view(left) as seen:
        assert seen.count("study") == study
        with pytest.raises(Unwritable, match="另存能读出的"):
            seen.set("place", "试验县")
    salvage.keep(left, tmp_path / "抢救.partydesk")
    with Office.open(tmp_path / "抢救.partydesk") as saved:
        assert saved.count("study") == study
        saved.set("place", "试验县")


@pytest.mark.timeout(60)
def test_a_number_that_leads_back_to_rows_already_read_is_left_behind(place: Path, tmp_path: Path) -> None:
    first, gone, *_ = leaves(place, "attendance")
    whole = place.read_bytes()
    spoilt = bytearray(whole)
    count = int.from_bytes(spoilt[first * PAGE + 3:first * PAGE + 5], "big")
    cell = first * PAGE + struct.unpack_from(">H", spoilt, first * PAGE + 8 + 2 * (count - 2))[0]      # the last but one
    number = cell + 1                         # behind the length of the row: in seven bits a byte, the highest first
    spoilt[number:number + 2] = b"\x80\x02" if spoilt[number] & 0x80 else b"\x02" + spoilt[number + 1:number + 2]
    spoilt[gone * PAGE:(gone + 1) * PAGE] = bytes(PAGE)
    place.write_bytes(spoilt)
    done = rows_of(place, tmp_path / "neu.partydesk")
    in_gone = int.from_bytes(whole[gone * PAGE + 3:gone * PAGE + 5], "big")
    assert done.kept["attendance"] == disks.MEETINGS * disks.PEOPLE - in_gone - 1
    assert f"签到：编号 {count + 1} 至 {count + in_gone} 读不出来" in done.lost


def leaves(place: Path, table: str) -> list[int]:
    """The pages that hold the rows of a table, in their order, from 0; of a tree of two floors."""
    with closing(connected(place)) as database:
        root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    data = place.read_bytes()
    page = data[(root - 1) * PAGE:root * PAGE]
    assert page[0] == 5, "not an inner page of a table"
    cells = struct.unpack_from(f">{int.from_bytes(page[3:5], 'big')}H", page, 12)
    return [int.from_bytes(page[at:at + 4], "big") - 1 for at in (*cells, 8)]


def test_a_file_cut_short_is_read_as_far_as_it_goes(place: Path, tmp_path: Path) -> None:
    whole = place.read_bytes()
    place.write_bytes(whole[:len(whole) * 2 // 3 + 700])
    with pytest.raises(Damaged, match="不完整"):
        Office.open(place)
    done = rows_of(place, tmp_path / "neu.partydesk")
    assert done.lost
    assert sum(done.kept.values()) > 50


def test_where_the_beginning_is_gone_only_a_backup_helps(place: Path, tmp_path: Path) -> None:
    place.write_bytes(place.read_bytes()[:16] + bytes(20_000))
    with pytest.raises(Unreadable):
        rows_of(place, tmp_path / "neu.partydesk")
    assert not (tmp_path / "neu.partydesk").exists()


def test_an_encrypted_office_is_saved_under_its_key_and_a_bad_page_takes_no_others_along(tmp_path: Path) -> None:
    key, place = Key(bytes(range(32)), bytes(range(16))), tmp_path / "密.partydesk"
    with Office.create(place, "试验单位", key=key) as office:
        for n in range(150):
            office.save("branch", {"name": f"第{n}党支部"})
    whole, partly = place.read_bytes(), 0
    for page in range(1, len(whole) // PAGE, 9):
        spoilt = bytearray(whole)
        spoilt[page * PAGE + 100] ^= 4
        place.write_bytes(spoilt)
        try:
            done = rows_of(place, tmp_path / "neu.partydesk", key)
        except Unreadable:                    # a page of the list of tables
            continue
        connection = connected(tmp_path / "neu.partydesk", key)
        assert connection.execute("SELECT count(*) FROM body").fetchone()[0] == done.kept["body"]
        connection.close()
        assert len(done.lost) <= 1, "of one page one table"
        assert done.kept["body"] == 150 or "党组织" in done.lost[0]
        partly += 0 < done.kept["body"] < 150 or 0 < done.kept["change"] < 151
    assert partly, "of a table with a bad page the rows before and behind it are there"
    assert "党支部".encode() not in (tmp_path / "neu.partydesk").read_bytes()
