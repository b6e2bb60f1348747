"""Forms that are brought from another office never take over what is kept here."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from partydesk.office import Office
from partydesk.office.brought import bring
from partydesk.office.vocabulary import Asked, Work, add, declaring

AFTER = "practice.forum_progress"


def office_with(place: str, label: str, blank: str) -> Office:
    """An office that has added one work of its own, and has one record of it."""
    office = Office.create(place, "别处")
    kind = add(office, Work(label, tab="thought", unit="场", roll=False, asked=(Asked(blank, "number"),), after=AFTER,
                            sentence=f"期内开展{label}【数】。", since=date(2025, 1, 1)))
    office.save(kind, {"date": date(2025, 5, 1), "title": f"{label}一次", "f1": 7})
    return office


def exported(office: Office, kind: str, folder: Path) -> Path:
    path, text = declaring(office, kind)
    file = folder / Path(path).name
    file.write_text(text, "utf-8")
    return file


def test_a_work_of_the_same_number_is_another_work(new_place: Callable[[], str], tmp_path: Path) -> None:
    with office_with(new_place(), "法治宣传", "发放资料") as ours, \
            office_with(new_place(), "走访老党员", "走访户数") as theirs:
        file = exported(theirs, "own_1", tmp_path)
        path, told = bring(ours, file)
        assert path == "kinds/own_2.toml"
        assert told == ("“走访老党员”改编为 own_2：own_1 在本办公室里已经是“法治宣传”",)
        kinds, figures = ours.catalogue.kinds, ours.catalogue.figures
        assert (kinds["own_1"].label, kinds["own_1"].known["f1"].label) == ("法治宣传", "发放资料")
        assert (kinds["own_2"].label, kinds["own_2"].known["f1"].label) == ("走访老党员", "走访户数")
        assert (figures["own_1.times"].label, figures["own_2.times"].label) == ("法治宣传", "走访老党员")
        assert "own_2.times" in ours.catalogue.sentences["own_2"].text
        assert [record.values["title"] for record in ours.records("own_1")] == ["法治宣传一次"]
        assert (ours.count("own_1"), ours.count("own_2")) == (1, 0)


def test_works_of_one_name_that_ask_other_things_are_kept_apart(new_place: Callable[[], str], tmp_path: Path) -> None:
    with office_with(new_place(), "法治宣传", "发放资料") as ours, \
            office_with(new_place(), "法治宣传", "参加群众") as theirs:
        bring(ours, exported(theirs, "own_1", tmp_path))
        assert ours.catalogue.kinds["own_1"].known["f1"].label == "发放资料"
        assert ours.catalogue.kinds["own_2"].known["f1"].label == "参加群众"


def test_the_same_form_may_come_again(new_place: Callable[[], str], tmp_path: Path) -> None:
    with office_with(new_place(), "法治宣传", "发放资料") as ours:
        file = exported(ours, "own_1", tmp_path)
        assert bring(ours, file) == ("kinds/own_1.toml", ())
        with Office.create(new_place(), "丙") as fresh:
            assert bring(fresh, file) == ("kinds/own_1.toml", ())
            assert fresh.catalogue.kinds["own_1"].label == "法治宣传"
