"""What the journal proves, in words; codes of states; and an older file in place of a newer one."""
from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from partydesk import places
from partydesk.errors import Refusal
from partydesk.office import (
    Office,
    checking,
    closing,
    heads,
    operators,
    own_chapters,
    proving,
    stating,
    steps,
)
from partydesk.records import journal
from partydesk.records.tables import SHAPES, change, setting

pytestmark = pytest.mark.files("another program is a few lines of SQLite's own SQL")
STUDY = {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed"}


def raw(office: Office, *statements: object) -> None:
    """What another program does to the file."""
    with office._engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)     # type: ignore[call-overload]


def found(office: Office) -> list[str]:
    return [finding.found for finding in proving.findings(office)]


@pytest.fixture
def written(office: Office) -> Office:
    for n in range(5):
        office.save("study", STUDY | {"title": f"学习{n}"})
    return office


def test_an_edited_line_is_named_by_desk_number_moment_and_what_it_said(written: Office) -> None:
    assert found(written) == []
    raw(written, update(change).where(change.c.seq == 3).values(who="别人"))
    told, = found(written)
    assert told.startswith("本机的操作记录第 3 行（20")
    assert "别人：新增集中学习与研讨）与它前面的第 2 行（" in told


def test_missing_lines_are_counted_between_those_that_are_there(written: Office) -> None:
    raw(written, delete(change).where(change.c.seq.in_((3, 4))))
    assert found(written)[0].startswith("本机的操作记录缺第 3 至 4 行，共 2 行：在第 2 行（")


def test_a_line_that_is_no_data_any_more_is_told_all_the_same(written: Office) -> None:
    raw(written, text("update change set after = '{' where seq = 2"))
    assert "第 2 行" in found(written)[0]
    assert found(written)[0].endswith("被改过，已经读不懂")


def test_lines_cut_off_the_end_are_found_by_the_head_that_was_kept(written: Office) -> None:
    raw(written, delete(change).where(change.c.seq > 4))
    assert any("最后少了 2 行" in one and "以前看到过第 6 行" in one for one in found(written))


def test_a_record_changed_past_the_door_leads_to_that_record(written: Office) -> None:
    id = written.records("study")[0].id
    raw(written, update(SHAPES["activity"]).where(SHAPES["activity"].c.id == id).values(title="改过", date=date(2025, 1, 1)))
    finding, = checking.check(written)
    assert finding.found == (f"集中学习与研讨“改过”（编号 {id}）与操作记录不一致：日期在操作记录里是“2025-03-06”，现在表里是“2025-01-01”；"
                             "主题在操作记录里是“学习4”，现在表里是“改过”")
    assert checking.places(written, finding)[0].sort == "record"


def test_settings_and_records_that_nobody_entered_or_removed_are_named(written: Office) -> None:
    activity = SHAPES["activity"]
    raw(written, update(setting).where(setting.c.name == "office").values(value="别的单位"),
        text("insert into activity (uid, kind, details, version, desk, entered, date, title) "
             "values ('u', 'study', '{}', 1, 'x', 'y', '2025-01-01', '没有的会')"),
        delete(activity).where(activity.c.title == "学习1"))
    told = found(written)
    assert "设置“单位名称”与操作记录不一致：内容在操作记录里是“试验单位”，现在表里是“别的单位”" in told
    assert any(one.startswith("集中学习与研讨“没有的会”") and one.endswith("不在操作记录里：是别的程序加进来的") for one in told)
    assert "集中学习与研讨“学习1”在操作记录里，表里却没有：被别的程序删去了" in told


def test_the_time_of_entry_cannot_be_put_back_unseen(written: Office) -> None:
    raw(written, update(SHAPES["activity"]).where(SHAPES["activity"].c.title == "学习1").values(entered="2020-01-01T00:00:00.000+00:00"))
    told, = found(written)
    assert "录入时间在操作记录里是“20" in told
    assert "现在表里是“2020-01-01" in told


def test_a_code_says_what_came_after_and_is_refused_where_that_state_is_gone(written: Office) -> None:
    with written.reading() as connection:
        head = journal.head(connection, written.desk)
    assert head is not None
    printed = proving.code(head.hash)
    assert (state := proving.state(written, printed)).since == 0
    assert not state.broken
    written.save("study", STUDY | {"title": "后来"})
    assert (state := proving.state(written, printed.lower().replace("-", " "))).steps == 1
    raw(written, update(change).where(change.c.seq == 2).values(why="改"))
    assert proving.state(written, printed).broken
    raw(written, delete(change).where(change.c.hash == head.hash))
    with pytest.raises(Refusal, match="没有数据校验码为"):
        proving.state(written, printed)
    with pytest.raises(Refusal, match="数据校验码是 16 个"):
        proving.state(written, "3F2A")


def test_the_printed_list_of_steps_ends_with_the_code_of_its_last_line(written: Office) -> None:
    rows = steps.table(written, steps.recent(written))
    assert rows[0][1:3] == ("测试员", "新增集中学习与研讨“学习4”")
    assert rows[-1][2] == f"数据校验码 {proving.newest(written)}"
    assert proving.state(written, proving.newest(written)).since == 0


def spoilt(office: Office, column: str, id: int, data: object) -> None:
    """One text of the journal, as a damaged disk may give it back: any bytes at all."""
    raw(office, text(f"update change set {column} = cast(:data as text) where id = :id").bindparams(data=data, id=id))


@pytest.fixture
def full(office: Office) -> Office:
    """An office whose journal speaks of every sort of thing."""
    branch = office.save("branch", {"name": "第一党支部"})
    people = [office.save("staff", {"name": name, "body": branch}) for name in ("钱进", "孙悦", "李明")]
    office.save("branch_committee", {"date": date(2025, 3, 6), "title": "支委会", "bodies": (branch,), "host": "钱进", "agenda": "学习"},
                roll={people[0]: "present", people[1]: "leave"}, reasons={people[1]: "出差"})
    study = office.save("study", STUDY)
    office.save("study", {"title": "学习党纪"}, id=study)
    office.remove("study", study)
    office.undo()
    stating.state(office, "study.coverage_rate", "2025H1", "98%", "上级给的")
    own_chapters.write(office, "half_year_summary", office.catalogue.paper("half_year_summary").chapters[0].id, "2025H1", "自己写的")
    operators.add(office, "王芳", "审核")
    closing.close(office, "half_year_summary", "2025H1", because="县委要求先报")
    return office


def test_whatever_a_bit_makes_of_the_journal_is_told_as_a_fault(full: Office) -> None:
    assert proving.faults(full) == []
    with full.reading() as connection:
        rows = connection.execute(text("select id, place, row, before, after from change")).mappings().all()
    chance, told = random.Random(7), 0        # of one kind of thing not fewer than of another
    for place in {row["place"] for row in rows}:
        for _ in range(6):
            row = chance.choice([row for row in rows if row["place"] == place])
            column = chance.choice([name for name in ("row", "before", "after") if row[name]])
            data = bytearray(row[column].encode())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            spoilt(full, column, row["id"], bytes(data))
            if not _same(bytes(data), row[column]):
                told += 1
                assert proving.faults(full), (place, column, bytes(data))
            spoilt(full, column, row["id"], row[column])
    assert told > 40
    assert proving.faults(full) == []


def _same(data: bytes, kept: str) -> bool:
    """Whether a text still says the same (\\u4e00 and \\u4E00)."""
    try:
        return bool(json.loads(data) == json.loads(kept))
    except ValueError:
        return False


def test_a_roll_that_says_what_no_roll_can_say_is_told_as_it_is(full: Office) -> None:
    with full.reading() as connection:
        id, after = connection.execute(text("select id, after from change where after like '%leave%'")).one()
    spoilt(full, "after", id, after.replace("leave", "leare"))
    assert any("与操作记录不一致" in one and "leare" in one for one in proving.faults(full))


# ── an older file ────────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of this test's own, with the desk's id as the program makes it."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(places, "own", lambda: folder)
    return folder


def test_an_old_copy_put_back_by_hand_is_told_and_no_number_is_used_twice(own: Path, tmp_path: Path) -> None:
    place, old = tmp_path / "办公室.partydesk", tmp_path / "旧.partydesk"
    with Office.create(place, "试验单位") as office:
        office.save("study", STUDY)
    shutil.copy(place, old)
    with Office.open(place) as office:
        first = office.desk
        office.save("study", STUDY | {"title": "后来的"})
        office.save("study", STUDY | {"title": "再后来的"})
        assert office.behind is None
    newer = place.read_bytes()
    place.write_bytes(old.read_bytes())
    with Office.open(place) as office:
        assert office.behind is not None
        assert office.behind.count == 2
        assert "少了 2 处改动" in office.behind.says
        assert office.desk != first
        assert places.former_desks() == (first,)
        office.save("study", STUDY | {"title": "在旧的上接着做"})
        assert proving.faults(office) == []
    with Office.open(place) as office:
        assert office.behind is None          # it was told
    place.write_bytes(newer)
    with Office.open(place) as office:        # what was done on the old one is missing here
        assert office.behind is not None
        assert proving.faults(office) == []


def test_a_file_that_went_on_otherwise_is_told(own: Path, tmp_path: Path) -> None:
    """The old copy was worked on elsewhere until it had as many lines."""
    place, old = tmp_path / "办公室.partydesk", tmp_path / "旧.partydesk"
    with Office.create(place, "试验单位") as office:
        desk, uid = office.desk, office.uid
    shutil.copy(place, old)
    with Office.open(place) as office:
        office.save("study", STUDY)
    seen = heads.kept(uid)
    with Office.open(old, desk=desk) as office:
        office.save("study", STUDY | {"title": "别处"})
    heads.keep(uid, seen)
    place.write_bytes(old.read_bytes())
    with Office.open(place) as office:
        assert office.behind is not None
        assert "和上次看到的不一样" in office.behind.says
        assert office.desk != desk


def test_heads_that_cannot_be_read_or_written_hold_nobody_up(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "办公室.partydesk"
    with Office.create(place, "试验单位") as office:
        uid = office.uid
    (own / "heads" / f"{uid}.json").write_text("{", "utf-8")
    with Office.open(place) as office:
        assert office.behind is None
        shutil.rmtree(own / "heads")
        (own / "heads").write_text("不是文件夹", "utf-8")
        office.save("study", STUDY)
        assert office.count("study") == 1


def test_what_was_only_told_can_be_neither_undone_nor_taken_back(office: Office) -> None:
    office.save("study", STUDY)
    with office.door("导出") as door:
        door.step.note(journal.TOLD, "study", None, {"份数": "1"})
    newest = steps.recent(office)[0]
    assert newest.why == "导出"
    with pytest.raises(Refusal, match="没有改动数据"):
        steps.take_back(office, newest.step)
    assert office.undoable() == "新增集中学习与研讨"
    assert office.undo() == "新增集中学习与研讨"
    with office.door("导出") as door:
        door.step.note(journal.TOLD, "study", None, {"份数": "1"})
    assert [one.why for one in steps.recent(office) if one.step in steps.again(office)] == ["新增集中学习与研讨"]
    assert proving.faults(office) == []
