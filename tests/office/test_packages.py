"""Several desks without a network: invitations, packages up and down, what is merged, and what is refused."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from partydesk.errors import Refusal
from partydesk.office import (
    Office,
    attachments,
    clashes,
    desks,
    forms,
    handing,
    joining,
    keys,
    package_file,
    packages,
    proving,
    station,
    steps,
    taking,
    twins,
)
from partydesk.records.key import Key
from partydesk.records.tables import STATUSES
from partydesk.records.uids import CAME_FIRST
from tests.trials.sticks import begin, world


@pytest.fixture(scope="session")
def star(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committee's office and three branches that joined it, made once; to be copied."""
    folder = tmp_path_factory.mktemp("star")
    with world(folder):
        begin(folder)
    return folder


class Exchange:
    """The offices of one test, and a stick between them."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.hq, self.b1, self.b2 = (self.open(name, desk) for name, desk in (
            ("hq", "0" * 31 + "a"), ("b1", "1" * 32), ("b2", "2" * 32)))

    def open(self, name: str, desk: str) -> Office:
        return Office.open(self.folder / f"{name}.partydesk", who=name, desk=desk)

    def close(self) -> None:
        for office in (self.hq, self.b1, self.b2):
            office.close()

    def stick(self, office: Office) -> Path:
        return packages.write(office, self.folder).path if office is not self.hq else self.folder

    def up(self, office: Office) -> taking.Brought:
        return taking.take(self.hq, packages.write(office, self.folder).path)

    def down(self, office: Office) -> taking.Brought:
        return taking.take(office, packages.write(self.hq, self.folder, desks.here(office).id).path)


@pytest.fixture
def exchange(star: Path, tmp_path: Path) -> Iterator[Exchange]:
    import shutil
    shutil.copytree(star, tmp_path / "x")
    with world(tmp_path / "x"):
        made = Exchange(tmp_path / "x")
        yield made
        made.close()


def person(office: Office, name: str) -> int:
    return office.names.find("person", name)


def study(office: Office, title: str, day: int = 1) -> int:
    who = person(office, "人10")
    return office.save("study", {"date": date(2025, 3, day), "title": title, "bodies": (office.names.find("body", "第1党支部"),)},
                       roll={who: "present"})


def titles(office: Office) -> list[str]:
    return sorted(str(one.values["title"]) for one in office.records("study"))


def test_a_branch_joins_by_invitation_and_has_the_roster_and_the_id_of_the_office(exchange: Exchange) -> None:
    assert exchange.b1.uid == exchange.hq.uid
    assert {one.values["name"] for one in exchange.b1.records("staff")} == {f"人{n}{m}" for n in (1, 2, 3) for m in (0, 1)}
    assert desks.here(exchange.b1).name == "第1党支部"
    assert [each.role for each in desks.others(exchange.b1)] == [station.COMMITTEE]
    assert proving.faults(exchange.b1) == []


def test_an_invitation_wants_its_code(exchange: Exchange, tmp_path: Path) -> None:
    made = joining.invite(exchange.hq, "第4党支部", tmp_path)
    place = tmp_path / "b4.partydesk"
    wrong = ("0" if made.code[0] != "0" else "1") + made.code[1:]
    with pytest.raises(Refusal, match="口令不对"):
        joining.join(made.path, wrong, place)
    with pytest.raises(Refusal, match="16 位数字"):
        joining.join(made.path, "1234", place)
    assert not place.exists()
    with joining.join(made.path, made.code.replace("-", " "), place, desk="4" * 32) as office:
        assert office.uid == exchange.hq.uid


def test_what_a_branch_writes_is_looked_at_first_then_taken_as_one_step_that_can_be_undone(exchange: Exchange) -> None:
    study(exchange.b1, "一季度学习")
    path = packages.write(exchange.b1, exchange.folder).path
    brought = taking.look(exchange.hq, path)
    assert brought.new["学习"] == 1
    assert brought.first == desks.here(exchange.b1).fingerprint
    assert titles(exchange.hq) == []
    taking.take(exchange.hq, path)
    assert titles(exchange.hq) == ["一季度学习"]
    assert exchange.hq.records("study", rolls=True)[0].roll == {person(exchange.hq, "人10"): "present"}
    assert proving.faults(exchange.hq) == []
    with pytest.raises(Refusal, match="已经收取过"):
        taking.take(exchange.hq, path)
    steps.undo(exchange.hq)
    assert titles(exchange.hq) == []
    assert taking.take(exchange.hq, path).new["学习"] == 1
    assert titles(exchange.hq) == ["一季度学习"]


def test_what_came_from_a_branch_is_not_edited_here(exchange: Exchange) -> None:
    study(exchange.b1, "学习")
    exchange.up(exchange.b1)
    id = exchange.hq.records("study")[0].id
    for verb in (lambda: exchange.hq.save("study", {"title": "改"}, id=id), lambda: exchange.hq.remove("study", id)):
        with pytest.raises(Refusal, match="第1党支部”报来的"):
            verb()


def test_old_and_reordered_sticks_change_nothing(exchange: Exchange) -> None:
    id = study(exchange.b1, "一稿")
    old = packages.write(exchange.b1, exchange.folder).path
    exchange.b1.save("study", {"title": "二稿"}, id=id)
    exchange.up(exchange.b1)
    with pytest.raises(Refusal, match="没有新的内容"):
        taking.take(exchange.hq, old)
    assert titles(exchange.hq) == ["二稿"]
    assert packages.spent(exchange.hq, exchange.folder)[-1] == old


def test_two_edits_of_one_blank_are_one_clash_and_the_decision_goes_down(exchange: Exchange) -> None:
    exchange.up(exchange.b1)
    exchange.hq.save("staff", {"name": "张三丰"}, id=person(exchange.hq, "人10"))
    exchange.b1.save("staff", {"name": "张三峰", "born": date(1979, 1, 1)}, id=person(exchange.b1, "人10"))
    exchange.up(exchange.b1)
    one, = clashes.shown(exchange.hq)
    assert (one.blank, one.ours, one.theirs, one.whose) == ("姓名", "张三丰", "张三峰", "第1党支部")
    assert exchange.hq.record("staff", one.id).values["born"] == date(1979, 1, 1)
    exchange.b1.save("staff", {"born": date(1979, 1, 2)}, id=person(exchange.b1, "张三峰"))
    exchange.up(exchange.b1)
    assert len(clashes.shown(exchange.hq)) == 1
    with pytest.raises(Refusal, match="由委机关裁定"):
        clashes.settle(exchange.b1, one, "ours")
    clashes.settle(exchange.hq, one, "typed", "张三风")
    exchange.down(exchange.b1)
    exchange.down(exchange.b2)
    for office in (exchange.hq, exchange.b1, exchange.b2):
        assert person(office, "张三风")
        assert not clashes.shown(office)


def test_two_edits_of_two_blanks_are_none(exchange: Exchange) -> None:
    exchange.hq.save("staff", {"name": "张三丰"}, id=person(exchange.hq, "人10"))
    exchange.b1.save("staff", {"born": date(1979, 1, 1)}, id=person(exchange.b1, "人10"))
    exchange.up(exchange.b1)
    exchange.down(exchange.b1)
    for office in (exchange.hq, exchange.b1):
        assert office.record("staff", person(office, "张三丰")).values["born"] == date(1979, 1, 1)
        assert not clashes.shown(office)


def test_deleted_here_and_edited_there_is_shown(exchange: Exchange) -> None:
    exchange.hq.remove("staff", person(exchange.hq, "人11"))
    exchange.b1.save("staff", {"born": date(1979, 1, 1)}, id=person(exchange.b1, "人11"))
    exchange.up(exchange.b1)
    one, = clashes.shown(exchange.hq)
    assert one.blank == "是否删除"
    clashes.settle(exchange.hq, one, "theirs")
    assert exchange.hq.record("staff", one.id).values["born"] == date(1979, 1, 1)


def test_deleted_here_and_used_there_comes_back_and_is_shown(exchange: Exchange) -> None:
    exchange.hq.remove("staff", person(exchange.hq, "人10"))
    study(exchange.b1, "学习")
    exchange.up(exchange.b1)
    assert person(exchange.hq, "人10")
    assert [one.blank for one in clashes.shown(exchange.hq)] == ["是否删除"]
    assert proving.faults(exchange.hq) == []


def test_someone_entered_twice_is_made_one_everywhere(exchange: Exchange) -> None:
    for office, title in ((exchange.b1, "甲"), (exchange.b2, "乙")):
        who = office.save("staff", {"name": "新来的", "born": date(1990, 5, 5)})
        office.save("study", {"date": date(2025, 3, 1), "title": title}, roll={who: "present"})
    exchange.up(exchange.b1)
    pair, = exchange.up(exchange.b2).twins
    assert twins.merge(exchange.hq, pair.one, pair.other) == 1
    assert not twins.found(exchange.hq)
    for office in (exchange.b1, exchange.b2):
        exchange.down(office)
        exchange.up(office)
    for office, number in ((exchange.hq, 2), (exchange.b1, 1), (exchange.b2, 1)):
        who = person(office, "新来的")
        assert [list(one.roll) for one in office.records("study", rolls=True)] == [[who]] * number
        assert proving.faults(office) == []


def test_entries_of_one_person_on_one_roll_count_alike_at_every_desk(exchange: Exchange) -> None:
    """The branch learns of two mergings at once, the committee has its meetings after both: who was present was."""
    of = {name: person(exchange.b2, name) for name in ("人10", "人20", "人30")}
    for title, first, second in (("甲", "present", "leave"), ("乙", "leave", "present")):
        exchange.b2.save("study", {"date": date(2025, 3, 1), "title": title}, roll={of["人10"]: first, of["人20"]: second})
    exchange.b2.save("study", {"date": date(2025, 3, 1), "title": "丙"}, roll={of["人20"]: "leave", of["人30"]: "leave"},
                     reasons={of["人20"]: "出差"})
    staff = exchange.hq.catalogue.kind("staff")
    stays, *others = (twins._someone(exchange.hq, staff, exchange.hq.record("staff", person(exchange.hq, name)))
                      for name in ("人30", "人10", "人20"))
    for goes in others:
        twins.merge(exchange.hq, stays, goes)
    exchange.up(exchange.b2)
    exchange.down(exchange.b2)
    for office in (exchange.hq, exchange.b2):
        who = person(office, "人30")
        told = {str(one.values["title"]): (one.roll, one.reasons) for one in office.records("study", rolls=True)}
        assert told == {"甲": ({who: "present"}, {}), "乙": ({who: "present"}, {}), "丙": ({who: "leave"}, {who: "出差"})}


def test_namesakes_told_apart_are_not_asked_again(exchange: Exchange) -> None:
    for _ in range(2):
        exchange.hq.save("staff", {"name": "同名", "born": date(1990, 5, 5)})
    pair, = twins.found(exchange.hq)
    twins.apart(exchange.hq, pair)
    assert not twins.found(exchange.hq)


def test_a_record_taken_over_is_the_branchs_no_more(exchange: Exchange) -> None:
    study(exchange.b1, "学习")
    exchange.up(exchange.b1)
    id = exchange.hq.records("study")[0].id
    assert handing.take_over(exchange.hq, "study", id) == 1
    exchange.hq.save("study", {"title": "委里改过"}, id=id)
    exchange.down(exchange.b1)
    assert titles(exchange.b1) == ["委里改过"]
    with pytest.raises(Refusal, match="政法委”报来的"):
        exchange.b1.save("study", {"title": "再改"}, id=exchange.b1.records("study")[0].id)


def test_records_handed_to_another_branch_go_on_there(exchange: Exchange) -> None:
    activity = study(exchange.b1, "学习")
    exchange.b1.save("problem", {"date": date(2025, 4, 1), "title": "问题", "activity": activity})
    exchange.up(exchange.b1)
    exchange.up(exchange.b2)
    assert handing.hand_over(exchange.hq, "第1党支部", "第2党支部") == 2
    exchange.down(exchange.b2)
    id = exchange.b2.records("study")[0].id
    exchange.b2.save("study", {"title": "二支部接着办"}, id=id)
    exchange.up(exchange.b2)
    assert titles(exchange.hq) == ["二支部接着办"]
    exchange.down(exchange.b1)
    assert titles(exchange.b1) == ["二支部接着办"]
    with pytest.raises(Refusal, match="第2党支部”报来的"):
        exchange.b1.remove("problem", exchange.b1.records("problem")[0].id)


def test_returned_with_words_and_answered(exchange: Exchange) -> None:
    study(exchange.b1, "学习")
    exchange.up(exchange.b1)
    clashes.give_back(exchange.hq, "study", exchange.hq.records("study")[0].id, "缺签到")
    exchange.down(exchange.b1)
    note, = clashes.notes(exchange.b1)
    assert (note.says, note.called) == ("缺签到", "学习")
    clashes.answer(exchange.b1, note, "补上了")
    exchange.up(exchange.b1)
    assert not clashes.notes(exchange.hq)
    assert [each.answer for each in clashes.notes(exchange.hq, answered=True)] == ["补上了"]


def test_attached_files_come_along(exchange: Exchange) -> None:
    id = study(exchange.b1, "学习")
    attachments.attach(exchange.b1, "study", id, "照片.txt", b"abc")
    without = packages.write(exchange.b1, exchange.folder, contents=False).path
    assert "没有带来" in "".join(taking.look(exchange.hq, without).told)
    exchange.up(exchange.b1)
    one, = attachments.attached(exchange.hq, exchange.hq.records("study")[0].uid)
    assert attachments.held(exchange.hq, one.hash).read_bytes() == b"abc"
    attachments.detach(exchange.b1, exchange.b1.records("study")[0].uid, one.hash)
    exchange.up(exchange.b1)
    assert not attachments.attached(exchange.hq, exchange.hq.records("study")[0].uid)


def test_forms_and_settings_go_down(exchange: Exchange) -> None:
    exchange.hq.set("place", "某县")
    forms.add(exchange.hq, "kinds/walk.toml", '[kind]\nid = "walk"\nlabel = "走访"\ntab = "study"\nshape = "activity"\n')
    exchange.down(exchange.b1)
    assert exchange.b1.setting("place") == "某县"
    exchange.b1.save("walk", {"date": date(2025, 1, 1), "title": "走访"})
    exchange.up(exchange.b1)
    assert exchange.hq.count("walk") == 1


def test_a_branch_that_goes_on_from_an_old_copy_gets_back_what_the_committee_had(exchange: Exchange) -> None:
    import shutil
    exchange.b1.close()
    old = exchange.folder / "old"
    shutil.copy(exchange.folder / "b1.partydesk", old)
    exchange.b1 = exchange.open("b1", "1" * 32)
    study(exchange.b1, "丢了又回来")
    exchange.up(exchange.b1)
    exchange.b1.close()
    shutil.copy(old, exchange.folder / "b1.partydesk")
    exchange.b1 = exchange.open("b1", "1" * 31 + "b")
    study(exchange.b1, "新写的", 2)
    exchange.up(exchange.b1)
    assert titles(exchange.hq) == ["丢了又回来", "新写的"]
    exchange.down(exchange.b1)
    assert titles(exchange.b1) == ["丢了又回来", "新写的"]


def test_a_copied_computer_is_noticed(exchange: Exchange) -> None:
    import shutil
    exchange.b1.close()
    shutil.copy(exchange.folder / "b1.partydesk", exchange.folder / "c.partydesk")
    exchange.b1, twin = exchange.open("b1", "1" * 32), exchange.open("c", "1" * 32)
    study(exchange.b1, "这一台")
    study(twin, "那一台")
    exchange.up(exchange.b1)
    with pytest.raises(Refusal, match="接不上"):
        taking.take(exchange.hq, packages.write(twin, exchange.folder).path)
    twin.close()


def test_a_lost_computer_is_cancelled_and_another_goes_on_with_all_it_had_sent(exchange: Exchange) -> None:
    study(exchange.b1, "早先的")
    exchange.up(exchange.b1)
    lost = packages.write(exchange.b1, exchange.folder).path
    desks.cancel(exchange.hq, desks.here(exchange.b1).id)
    with pytest.raises(Refusal, match="已经停用"):
        taking.take(exchange.hq, lost)
    made = joining.invite(exchange.hq, "第1党支部", exchange.folder, "第1党支部")
    with joining.join(made.path, made.code, exchange.folder / "anew.partydesk", who="新电脑", desk="5" * 32) as anew:
        assert titles(anew) == ["早先的"]
        anew.save("study", {"title": "接着写"}, id=anew.records("study")[0].id)
        exchange.up(anew)
    assert titles(exchange.hq) == ["接着写"]


def test_a_clock_a_year_ahead_is_told_and_matters_not(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from tests.trials.sticks import _Clock
    monkeypatch.setattr(_Clock, "ahead", timedelta(days=365))
    study(exchange.b1, "学习")
    path = packages.write(exchange.b1, exchange.folder).path
    monkeypatch.setattr(_Clock, "ahead", timedelta())
    assert "时钟快了" in "".join(taking.take(exchange.hq, path).told)


def test_a_stick_pulled_out_leaves_the_package_before(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packages.write(exchange.b1, exchange.folder).path
    before = path.read_bytes()
    signing = station.held(exchange.b1, desks.here(exchange.b1).id)

    def rows() -> Iterator[object]:
        raise OSError(5, "拔出")
        yield

    from partydesk.errors import Trouble
    with pytest.raises(Trouble, match="原有的数据包未动"):
        package_file.write(path, package_file.look_at(path), rows(), (), b"0" * 32, signing.key)
    assert path.read_bytes() == before
    assert not list(exchange.folder.glob(".*.part"))


def test_the_signing_key_is_sealed_where_the_office_is_encrypted(star: Path, tmp_path: Path) -> None:
    with world(tmp_path), Office.create(tmp_path / "密.partydesk", "密", desk="6" * 32, key=Key.new()) as office:
        mine = desks.begin(office)
        kept = (tmp_path / "config" / "partydesk" / "stations" / f"{mine.id}.json").read_text("utf-8")
        signing = station.held(office, mine.id)
        assert signing.private.hex() not in kept
        assert signing.public == mine.key
        other = Key.new()
        station.settle(office, other)
        with pytest.raises(Refusal, match="打不开"):
            station.held(office, mine.id)
        office.key = other
        assert station.held(office, mine.id) == signing


def test_the_signing_key_goes_along_when_the_office_is_encrypted_renewed_and_made_plain(star: Path, tmp_path: Path) -> None:
    place, word = tmp_path / "明.partydesk", "春天里的第一场雨"
    with world(tmp_path):
        with Office.create(place, "明", who="王芳", desk="6" * 32) as office:
            mine = desks.begin(office)
            signing = station.held(office, mine.id)
        keys.protect(place, "王芳", word)
        with keys.unlock(place, "王芳", word) as office:
            assert station.held(office, mine.id) == signing
            key = office.key
        assert key is not None
        keys.renew(place, key, "王芳", word)
        with keys.unlock(place, "王芳", word) as office:
            assert station.held(office, mine.id) == signing
            key = office.key
        assert key is not None
        keys.unprotect(place, key)
        with Office.open(place) as office:
            assert station.held(office, mine.id) == signing


def test_the_newest_of_several_packages_is_chosen_and_spent_ones_are_offered_to_be_deleted(exchange: Exchange) -> None:
    paths = [packages.write(exchange.b1, exchange.folder).path for _ in range(3)]
    (exchange.folder / f"坏{package_file.ENDING}").write_bytes(b"x")
    (path, _), = packages.newest(exchange.hq, exchange.folder)
    assert path == paths[-1]
    taking.take(exchange.hq, path)
    assert set(packages.spent(exchange.hq, exchange.folder)) == set(paths)


def test_every_way_to_stand_on_a_roll_has_its_rank() -> None:
    assert sorted(CAME_FIRST) == sorted(STATUSES)
