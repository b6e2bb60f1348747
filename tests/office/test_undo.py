"""Undo and redo: a hundred steps of every sort back to the start, and forward again; old steps taken back alone."""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from partydesk.catalogue import fields
from partydesk.catalogue.fields import Blank
from partydesk.catalogue.kind import Kind
from partydesk.errors import Refusal
from partydesk.office import Office, attachments, forms, own_chapters, proving, stating, steps
from partydesk.office import bin as recycled
from partydesk.office.exchange import export_sheet, import_sheet
from partydesk.records.back import Built
from partydesk.records.tables import KEYED, SHAPES, STATUSES, attendance, holding

PLANTING = '''
[kind]
id    = "planting"
label = "义务植树"
tab   = "organisation"
shape = "activity"

[[field]]
id    = "trees"
type  = "number"
label = "植树棵数"
unit  = "棵"
'''


def content(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All that the office says: every live record with its roll and reasons, and every row of the keyed tables."""
    live = select(SHAPES["activity"].c.id).where(SHAPES["activity"].c.removed.is_(None))
    with office.reading() as connection:
        said = {name: list(connection.execute(select(*(column for column in table.c if column.name != "version")).where(
            table.c.removed.is_(None)).order_by(table.c.id))) for name, table in SHAPES.items()}
        said |= {table.name: sorted(connection.execute(select(table).where(table.c.activity.in_(live))))
                 for table in (attendance, holding)}
        said |= {name: sorted(connection.execute(select(table)), key=repr) for name, table in KEYED.items()}
    return {name: [tuple(row) for row in rows] for name, rows in said.items()}


@pytest.fixture
def two(office: Office) -> Iterator[tuple[Office, Office]]:
    """The same office at two desks."""
    with Office.open(office.place, who="王五", desk="desk-two") as other:
        yield office, other


# ── a hundred random steps ───────────────────────────────────────────────────────────────────────

class Clerk:
    """Does anything a clerk can do, at random."""

    def __init__(self, office: Office, seed: int, folder: Path):
        self.office, self.any, self.folder = office, random.Random(seed), folder
        self.verbs: list[Callable[[], object]] = [
            *[self.save] * 6, *[self.change] * 6, *[self.remove] * 2, self.restore, self.state, self.write, self.set, self.form,
            self.attach, self.take_in, self.together, self.take_back]
        self.bag: list[Callable[[], object]] = []

    def act(self) -> str:
        """Does something; says what."""
        if not self.bag:
            self.bag = self.any.sample(self.verbs, len(self.verbs))
        verb = self.bag.pop()
        verb()
        return verb.__name__

    def live(self, shape: str) -> list[tuple[Kind, int]]:
        kinds = {id: kind for kind in self.office.catalogue.kinds.values() for id in kind.ids}
        table = SHAPES[shape]
        with self.office.reading() as connection:
            return [(kinds[kind], id) for id, kind in connection.execute(
                select(table.c.id, table.c.kind).where(table.c.removed.is_(None)).order_by(table.c.id))]

    def value(self, blank: Blank) -> Any:
        match blank:
            case fields.Text():
                return f"文字{self.any.randrange(1000)}"
            case fields.Number(min=low, max=high, digits=digits):
                return max(low or Decimal(0), min(high or Decimal(9), Decimal(self.any.randrange(90)).scaleb(-digits)))
            case fields.Date():
                return date(2025, 1, 1) + timedelta(days=self.any.randrange(150))
            case fields.Choice(choices=choices):
                return self.any.choice(list(choices))
            case fields.Flag():
                return self.any.random() < .5
            case fields.Link(to=to, many=many):
                there = [id for _, id in self.live(to)]
                chosen = self.any.sample(there, min(len(there), 2 if many else 1))
                return tuple(chosen) if many else chosen[0] if chosen else None
        raise AssertionError(type(blank))

    def values(self, kind: Kind, blanks: list[Blank]) -> dict[str, Any]:
        made = {blank.id: self.value(blank) for blank in blanks if blank.id != "parent"}
        for id in {kind.of.ceased} & made.keys():
            made[id] = date(2025, 6, 1 + self.any.randrange(29))
        return made

    def roll(self, kind: Kind) -> tuple[dict[int, str] | None, dict[int, str] | None]:
        if not kind.roll or self.any.random() < .3:
            return None, None
        people = [id for _, id in self.live("person")]
        roll = {id: self.any.choice(STATUSES) for id in self.any.sample(people, self.any.randint(0, len(people)))}
        return roll, {id: "出差" for id, status in roll.items() if status == "leave"}

    def save(self) -> None:
        kinds = [kind for kind in self.office.catalogue.kinds.values() if not kind.retired]
        shape = self.any.choice(sorted({kind.shape for kind in kinds}))
        kind = self.any.choice([kind for kind in kinds if kind.shape == shape])
        roll, reasons = self.roll(kind)
        blanks = [blank for blank in kind.shown(2025) if blank.required or self.any.random() < .6]
        self.office.save(kind.id, self.values(kind, blanks), roll=roll, reasons=reasons)

    def one(self) -> tuple[Kind, int]:
        there = [found for shape in SHAPES for found in self.live(shape)]
        if not there:
            raise Refusal("什么都没有")
        return self.any.choice(there)

    def change(self) -> None:
        kind, id = self.one()
        roll, reasons = self.roll(kind)
        blanks = self.any.sample(kind.shown(2025), min(3, len(kind.shown(2025))))
        values = self.values(kind, list(blanks))
        for blank in blanks:
            if not blank.required and self.any.random() < .3:
                values[blank.id] = () if getattr(blank, "many", False) else None
        self.office.save(kind.id, values, id=id, roll=roll, reasons=reasons)

    def remove(self) -> None:
        kind, id = self.one()
        self.office.remove(kind.id, id)

    def restore(self) -> None:
        if there := recycled.removed(self.office):
            one = self.any.choice(there)
            recycled.restore(self.office, [(one.kind, one.id)])

    def state(self) -> None:
        figure = self.any.choice(list(self.office.catalogue.figures))
        if self.any.random() < .7:
            stating.state(self.office, figure, "2025H1", str(self.any.randrange(50)), "电话核实")
        else:
            stating.unstate(self.office, figure, "2025H1")

    def write(self) -> None:
        paper = self.any.choice([paper for paper in self.office.catalogue.papers.values() if paper.chapters])
        own_chapters.write(self.office, paper.id, self.any.choice(paper.chapters).id, "2025H1", self.any.choice(["", "一段话", "另一段话"]))

    def set(self) -> None:
        self.office.set(self.any.choice(["office", "place"]), f"青禾县{self.any.randrange(9)}")

    def form(self) -> None:
        if "kinds/planting.toml" in self.office.forms():
            forms.remove(self.office, "kinds/planting.toml")
        else:
            forms.add(self.office, "kinds/planting.toml", PLANTING)

    def attach(self) -> None:
        kind, id = self.one()
        uid = self.office.record(kind.id, id).uid
        there = attachments.attached(self.office, uid)
        if there and self.any.random() < .5:
            attachments.detach(self.office, uid, there[0].hash)
        else:
            path = self.folder / f"照片{self.any.randrange(5)}.txt"
            path.write_text(path.name, "utf-8")
            attachments.attach(self.office, kind.id, id, path.name, path)

    def take_in(self) -> None:
        """A sheet of this office's own records, two of them new."""
        kind = self.office.catalogue.kind("study")
        path = self.folder / "学习.xlsx"
        with self.office.together("准备"):
            for n in range(2):
                self.office.save("study", {"date": date(2025, 3, 1 + n), "title": f"导入{self.any.randrange(10**6)}",
                                           "form": "collective", "mode": "fixed"})
            export_sheet(self.office, kind.id, path)
        self.office.undo()
        import_sheet(self.office, kind.id, path)

    def together(self) -> None:
        with self.office.together("几件事一起"):
            for _ in range(3):
                with self.office.attempt():
                    self.any.choice([self.save, self.change, self.remove, self.state])()

    def take_back(self) -> None:
        mine = [one for one in steps.recent(self.office, most=12) if one.stands and "form" not in one.why]
        if mine:
            steps.take_back(self.office, self.any.choice(mine).step, self.any.choice(steps.SINCE))


@pytest.mark.parametrize("seed", range(2))
def test_a_hundred_random_steps_go_back_to_the_start_and_forward_to_the_end(office: Office, tmp_path: Path, seed: int) -> None:
    with office.together("名册"):
        branches = [office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部")]
        for n in range(6):
            office.save("staff", {"name": f"张{n}", "body": branches[n % 2], "party": "member", "since": date(2020, 1, 1)})
    clerk = Clerk(office, seed, tmp_path)
    start = content(office)
    first = steps.recent(office, most=1)[0].step
    seen: list[tuple[str, dict[str, Any]]] = []
    done, did = set[str](), set[str]()
    refused = 0
    while len(seen) < 100:
        before = content(office)
        try:
            did.add(clerk.act())
        except Refusal:
            refused += 1
            continue
        last = steps.recent(office, most=1)[0]
        if last.stands and last.step not in done and last.step != first:
            done.add(last.step)
            seen.append((last.step, before))
    end = content(office)
    assert refused < 100
    assert did == {verb.__name__ for verb in clerk.verbs}
    for at, (_, before) in enumerate(reversed(seen)):
        assert office.undo(), at
        assert content(office) == before
    assert content(office) == start
    assert recycled.removed(office) == []                # what was undone was not deleted by anyone
    forward = steps.redo(office, 1000)
    assert forward is not None
    assert content(office) == end
    assert not steps.again(office)
    assert steps.back_to(office, first) is not None
    assert content(office) == start
    assert proving.faults(office) == []


# ── undo and redo ────────────────────────────────────────────────────────────────────────────────

MEETING = {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed"}


def test_something_new_ends_what_can_be_done_again(office: Office) -> None:
    id = office.save("study", MEETING)
    office.save("study", {"title": "学习条例"}, id=id)
    office.undo()
    assert [one.why for one in steps.recent(office) if one.step in steps.again(office)] == ["修改集中学习与研讨"]
    office.set("place", "青禾县")
    assert not steps.again(office)
    assert steps.redo(office) is None
    assert office.undo() == "修改设置"
    assert office.undo() == "新增集中学习与研讨"          # the change before was undone already, and stays so
    assert office.count("study") == 0


def test_undo_and_redo_over_and_over_walk_the_same_way(office: Office) -> None:
    id = office.save("study", MEETING)
    titles = ["学习党章"] + [office.save("study", {"title": f"第{n}稿"}, id=id) and f"第{n}稿" for n in range(4)]
    at = len(titles) - 1
    for move in "uuruurrruuuurrrr":
        at += -1 if move == "u" else 1
        turned = steps.undo(office) if move == "u" else steps.redo(office)
        assert turned is not None
        assert office.record("study", id).values["title"] == titles[at]
    assert not steps.again(office)
    assert proving.faults(office) == []


def test_undo_says_where_it_was(office: Office) -> None:
    id = office.save("study", MEETING)
    office.save("study", {"title": "学习条例"}, id=id)
    back = steps.undo(office)
    assert back is not None
    assert (back.says, [(place.kind, place.id, place.live) for place in back.places]) == (
        "修改集中学习与研讨“学习党章”", [("study", id, True)])
    gone = steps.undo(office)
    assert gone is not None
    assert [(place.kind, place.id, place.live) for place in gone.places] == [("study", id, False)]


def test_what_another_desk_changed_since_is_not_undone_and_it_says_by_whom(two: tuple[Office, Office]) -> None:
    mine, theirs = two
    id = mine.save("study", MEETING)
    mine.set("place", "青禾县")
    mine.save("study", {"title": "学习条例"}, id=id)
    theirs.save("study", {"title": "学习准则"}, id=id)
    with pytest.raises(Built, match=r"集中学习与研讨“学习准则”后来又改过（.*王五：修改集中学习与研讨）"):
        mine.undo()
    assert mine.record("study", id).values["title"] == "学习准则"
    passing = {mine.last_step() or ""}
    passed = steps.undo(mine, passing)                    # leaving that one as it is
    assert passed is not None
    assert passed.why == "修改设置"
    assert theirs.undo() == "修改集中学习与研讨"
    skipped = next(one for one in steps.recent(mine) if one.step in passing)
    assert skipped.stands
    steps.take_back(mine, skipped.step)                   # now it can be taken back
    assert mine.record("study", id).values["title"] == "学习党章"


def test_a_blank_filled_by_another_desk_keeps_the_addition_from_being_undone(two: tuple[Office, Office]) -> None:
    mine, theirs = two
    id = mine.save("study", MEETING)
    theirs.save("study", {"place": "会议室"}, id=id)       # a blank of which the addition said nothing
    with pytest.raises(Built):
        mine.undo()
    assert mine.record("study", id).values["place"] == "会议室"


def test_an_addition_that_others_speak_of_is_not_undone(two: tuple[Office, Office]) -> None:
    mine, theirs = two
    person = mine.save("staff", {"name": "张三", "party": "member"})
    theirs.save("study", MEETING, roll={person: "present"})
    with pytest.raises(Refusal, match="“张三”还被“签到”用到"):
        mine.undo()


def test_what_speaks_of_something_deleted_does_not_come_back_alone(office: Office) -> None:
    meeting = office.save("study", MEETING)
    problem = office.save("problem", {"date": date(2025, 3, 6), "title": "会议偏多", "origin": "survey", "activity": meeting})
    office.remove("problem", problem)
    office.remove("study", meeting)
    with pytest.raises(Refusal, match="请先在回收站恢复“学习党章”"):
        office.restore("problem", problem)
    deleted = next(one for one in steps.recent(office) if one.why.startswith("删除问题"))
    assert "请先在回收站恢复" in steps.ahead(office, deleted.step).refusal
    assert recycled.restore(office, [("problem", problem), ("study", meeting)]) == 2


# ── back to a point, and one step alone ──────────────────────────────────────────────────────────

def test_going_back_is_one_transaction_and_one_announcement_and_goes_forward_again(office: Office) -> None:
    told: list[frozenset[str]] = []
    first = office.save("study", MEETING)
    point = steps.recent(office)[0].step
    for n in range(5):
        office.save("study", {"title": f"第{n}稿"}, id=first)
    office.save("problem", {"date": date(2025, 3, 6), "title": "会议偏多", "origin": "survey"})
    end = content(office)
    assert steps.after(office, point) == (6, 0)
    office.listen(told.append)
    back = steps.back_to(office, point)
    assert back is not None
    assert back.steps == 6
    assert told == [frozenset({"study", "problem"})]
    assert office.record("study", first).values["title"] == "学习党章"
    assert [one.stands for one in steps.recent(office)][:7] == [False] * 6 + [True]
    third = steps.recent(office)[3].step
    forward = steps.forward_to(office, third)
    assert forward is not None
    assert (forward.steps, office.record("study", first).values["title"]) == (3, "第2稿")
    steps.redo(office, 99)
    assert content(office) == end


def test_going_back_leaves_what_another_desk_did_unless_it_is_asked_for(two: tuple[Office, Office]) -> None:
    mine, theirs = two
    id = mine.save("study", MEETING)
    point = steps.recent(mine)[0].step
    mine.save("study", {"title": "学习条例"}, id=id)
    other = theirs.save("study", MEETING | {"title": "学习准则"})
    assert steps.after(mine, point) == (1, 1)
    steps.back_to(mine, point)
    assert {one.values["title"] for one in mine.records("study")} == {"学习党章", "学习准则"}
    steps.back_to(mine, point, others=True)
    assert [one.values["title"] for one in mine.records("study")] == ["学习党章"]
    assert theirs.undoable() is None                      # it is undone for them, too
    steps.redo(mine)
    assert theirs.record("study", other).values["title"] == "学习准则"


def test_one_old_step_alone_is_taken_back_as_something_new(office: Office) -> None:
    id = office.save("study", MEETING)
    office.save("study", {"title": "学习条例"}, id=id)
    office.save("study", {"place": "会议室"}, id=id)        # another blank: nothing is built on the title
    title = steps.recent(office)[1].step
    assert steps.ahead(office, title).since == ()
    before = content(office)
    steps.take_back(office, title)
    found = office.record("study", id).values
    assert (found["title"], found["place"]) == ("学习党章", "会议室")
    assert [one.stands for one in steps.recent(office)] == [True, True, False, True, True]
    with pytest.raises(Refusal, match="已经撤销"):
        steps.take_back(office, title)
    assert office.undo() == "撤回：修改集中学习与研讨"
    assert content(office) == before
    assert [one.stands for one in steps.recent(office)][1:3] == [True, True]
    assert office.undo() == "修改集中学习与研讨"


def test_what_was_built_on_a_step_is_said_and_can_go_too_or_stay(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "学习.xlsx"
    with office.together("准备"):
        for n in range(4):
            office.save("study", MEETING | {"title": f"第{n}次"})
        export_sheet(office, "study", path)
    office.undo()
    import_sheet(office, "study", path)
    taken_in = steps.recent(office)[0]
    assert taken_in.records == 4
    changed = office.records("study")[0].id
    office.save("study", {"title": "改过的"}, id=changed)
    office.save("problem", {"date": date(2025, 3, 6), "title": "旁的", "origin": "survey"})
    ahead = steps.ahead(office, taken_in.step)
    assert [one.why for one in ahead.since] == ["修改集中学习与研讨"]
    assert not ahead.refusal
    with pytest.raises(Built):
        steps.take_back(office, taken_in.step)
    before = content(office)
    steps.take_back(office, taken_in.step, "spare")
    assert [one.values["title"] for one in office.records("study")] == ["改过的"]
    office.undo()
    assert content(office) == before
    steps.take_back(office, taken_in.step, "too")
    assert (office.count("study"), office.count("problem")) == (0, 1)
    assert recycled.removed(office) == []


def test_a_form_is_not_taken_back_from_under_its_records(office: Office) -> None:
    forms.add(office, "kinds/planting.toml", PLANTING)
    added = steps.recent(office)[0].step
    office.save("planting", {"date": date(2025, 3, 12), "title": "植树", "trees": Decimal(30)})
    with pytest.raises(Refusal, match="“义务植树”已有 1 条记录"):
        steps.take_back(office, added)
    assert "义务植树" in steps.ahead(office, added).refusal
    start = steps.recent(office)[-1].step
    steps.back_to(office, start)                          # with its records it may go
    assert "planting" not in office.catalogue.kinds
    steps.redo(office, 2)
    assert office.records("planting")[0].values["trees"] == 30
    assert proving.faults(office) == []
