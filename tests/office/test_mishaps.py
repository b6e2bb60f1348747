"""Our own mistakes are logged whole and without anybody's data; the report that leaves the house has nothing of it either."""
from __future__ import annotations

import logging
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from partydesk import places
from partydesk.cli import main
from partydesk.office import Office, mishaps, problem_report
from partydesk.records.tables import SHAPES

NAME, NUMBER, TITLE = "欧阳志远", "230112198001010018", "党风廉政建设专题学习会议"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This person's things, and a log that begins here."""
    at = tmp_path / "own"
    at.mkdir()
    monkeypatch.setattr(places, "own", lambda: at)
    logger = logging.getLogger("partydesk")
    kept, logger.handlers = logger.handlers, []
    yield at
    for handler in logger.handlers:
        handler.close()
    logger.handlers, logger.propagate = kept, True


def logged() -> str:
    return (mishaps.folder() / "partydesk.log").read_text("utf-8")


def test_a_mistake_is_logged_with_its_lines_and_causes_but_not_with_what_was_typed() -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise ValueError(f"{NAME} {NUMBER} '{TITLE}' at {Path.home()}/党建/x.partydesk, field 'lecturers'") from error
    except ValueError as error:
        mishaps.note(error, "试验")
    said = logged()
    assert "ValueError" in said
    assert "KeyError" in said
    assert "由此引起" in said
    assert "test_mishaps.py" in said
    assert "'lecturers'" in said, "ids of fields are no one's data"
    assert not any(word in said for word in (NAME, NUMBER, TITLE, str(Path.home())))


def test_what_the_database_says_is_logged_without_the_values(office: Office) -> None:
    with pytest.raises(Exception, match="setting") as caught, office.reading() as connection:
        connection.execute(text("INSERT INTO setting (name, value, nix) VALUES (:a, :b, 1)"), {"a": NAME, "b": NUMBER})
    mishaps.note(caught.value)
    assert "OperationalError" in logged() or "ProgrammingError" in logged()
    assert NAME not in logged()
    assert NUMBER not in logged()


def test_a_log_that_cannot_be_written_is_no_second_mistake(own: Path) -> None:
    (own / "logs").write_text("a file, not a folder")
    mishaps.note(ValueError("x"))


def test_the_log_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mishaps, "LARGEST", 20_000)
    for n in range(300):
        mishaps.note(ValueError("words " * 50 + str(n)))
    sizes = [path.stat().st_size for path in mishaps.folder().iterdir()]
    assert len(sizes) == mishaps.KEPT + 1
    assert max(sizes) <= 20_000


CRASH = """
import sys
from partydesk import places
from pathlib import Path
places.own = lambda: Path(sys.argv[1])
from partydesk.office import mishaps
mishaps.watch()
if sys.argv[2] == "falls":
    import ctypes
    ctypes.string_at(0)
elif sys.argv[2] == "ends":
    mishaps.unwatch()
else:
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("how", "told"), [("falls", 1), ("killed", 0), ("ends", 0)])
def test_a_program_that_fell_over_is_found_at_the_next_start(own: Path, how: str, told: int) -> None:
    subprocess.run([sys.executable, "-c", CRASH, str(own), how], check=False, capture_output=True)
    found = mishaps.crashes()
    assert len(found) == told
    for path in found:
        assert "string_at" in path.read_text("utf-8") or "Fatal" in path.read_text("utf-8")
    mishaps.forget(found)
    assert mishaps.crashes() == []
    assert len(list(mishaps.folder().glob("told-*"))) == told
    assert not list(mishaps.folder().glob("crash-*")), "what a kill leaves is taken away"


@pytest.mark.files("what the report says of the engine is that of a file")
def test_nothing_of_anybody_is_in_the_report(sample: Office, tmp_path: Path) -> None:
    for shape in SHAPES:
        try:
            raise KeyError(next(iter(_texts(sample, shape)), ""))
        except KeyError as error:
            mishaps.note(error)
    out = tmp_path / "报告.zip"
    problem_report.write(sample, out, {"屏幕": "1920×1080"})
    with zipfile.ZipFile(out) as parcel:
        assert parcel.testzip() is None
        said = "\n".join(parcel.read(name).decode("utf-8") for name in parcel.namelist())
        assert set(parcel.namelist()) == {"请先看.txt", "report.txt", "logs/partydesk.log"}
    typed = {value for shape in SHAPES for value in _texts(sample, shape)} | {
        sample.setting(name) for name in ("office", "place")} | {sample.uid, sample.desk, sample.place, Path(sample.place).name}
    assert len(typed) > 5000
    assert sorted(value for value in typed if value in said and value not in problem_report.WORDS) == []
    for wanted in ("SQLite", "activity ", "attendance ", "study ", "1920×1080", "最近的操作", "查完", "KeyError"):
        assert wanted in said, wanted


def _texts(office: Office, shape: str) -> set[str]:
    """Whatever was typed into the records of a shape: names, titles, notes, numbers of identity; not what a word of the program is."""
    found: set[str] = set()

    def take(value: Any) -> None:
        match value:
            case str() if not re.fullmatch("[a-z_]+", value) and (len(value) >= 2 and not value.isascii() or len(value) >= 11):
                found.add(value)
            case dict():
                for inner in value.values():
                    take(inner)
            case list():
                for inner in value:
                    take(inner)

    table = SHAPES[shape]
    with office.reading() as connection:
        for row in connection.execute(table.select()):
            for name, value in row._mapping.items():
                if name not in ("kind", "entered", "removed"):
                    take(value)
    return found


def test_a_report_can_be_had_without_an_office_and_of_a_damaged_one(office: Office, tmp_path: Path) -> None:
    problem_report.write(None, tmp_path / "ohne.zip")
    with zipfile.ZipFile(tmp_path / "ohne.zip") as parcel:
        assert "SQLite" in parcel.read("report.txt").decode("utf-8")
    if "://" in office.place:
        return
    Path(office.place).unlink()
    problem_report.write(office, tmp_path / "mit.zip")
    with zipfile.ZipFile(tmp_path / "mit.zip") as parcel:
        assert "读不出来" in parcel.read("report.txt").decode("utf-8")


def test_the_command_line_tells_of_its_own_mistakes_too(
        own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(NAME)

    monkeypatch.setattr(Office, "create", broken)
    assert main(["new", str(tmp_path / "x.partydesk")]) == 3
    told = capsys.readouterr().err
    assert "程序内部出错" in told
    assert "Traceback" not in told
    assert "ZeroDivisionError" in logged()
    assert NAME not in logged()
    assert [path.name for path in tmp_path.iterdir()] == ["own"]
