"""The office file: made whole or not at all, recognised by its header, brought up to date on a verified copy."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, text

from partydesk.errors import Refusal, Trouble
from partydesk.records import file, migrating
from partydesk.records.engine import engine_of
from partydesk.records.tables import metadata, setting


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "办公室 一.partydesk"
    file.create(str(path))
    return path


def names_beside(made: Path) -> set[str]:
    """All that lies beside the file, but for what tells others that it is open, and the empty journal that SQLite keeps then."""
    return {path.name for path in made.parent.iterdir() if "partydesk" in path.name} - {f"{made.name}-journal", f".{made.name}.open"}


def settings_of(path: Path) -> dict[str, object]:
    engine = engine_of(path)
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                 for name in ("journal_mode", "synchronous", "foreign_keys", "application_id", "user_version")}
    engine.dispose()
    return found


def test_a_new_file_is_kept_the_safe_way(made: Path) -> None:
    assert settings_of(made) == {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1,
                                 "application_id": migrating.APPLICATION, "user_version": migrating.SCHEMA}
    assert names_beside(made) == {made.name}


def test_the_sqlite_inside_is_current() -> None:
    import sqlcipher3.dbapi2 as driver
    assert tuple(map(int, driver.sqlite_version.split("."))) >= (3, 51, 3)


def test_the_migrations_make_the_tables_that_the_program_uses(made: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    engine = engine_of(made)
    with engine.connect() as connection:
        shapes = MigrationContext.configure(connection, opts={
            "include_name": lambda name, type_, _: type_ != "table" or not name.startswith("words")})
        assert compare_metadata(shapes, metadata) == []
    engine.dispose()
    assert len(list((migrating.MIGRATIONS / "versions").glob("0*.py"))) == migrating.SCHEMA


def test_nothing_is_written_over(made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(Refusal, match="已存在"):
        file.create(str(made))
    assert made.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"x" * 500, b"SQLite format 3\0" + b"\0" * 500])
def test_what_is_not_an_office_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.partydesk"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="不是办公室文件"):
        file.open(str(path))
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_missing_files_and_folders_are_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有这个文件"):
        file.open(str(tmp_path / "no.partydesk"))
    with pytest.raises(Refusal, match="是文件夹"):
        file.open(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_sqlite_file_is_not_taken_for_an_office(tmp_path: Path) -> None:
    import sqlcipher3.dbapi2 as driver
    path = tmp_path / "other.db"
    connection = driver.connect(str(path))
    connection.execute("create table person (name text)")
    connection.commit()
    connection.close()
    with pytest.raises(Refusal, match="不是办公室文件"):
        file.open(str(path))


def test_an_office_of_a_newer_program_is_refused_untouched(made: Path) -> None:
    head = bytearray(made.read_bytes())
    head[60:64] = (migrating.SCHEMA + 1).to_bytes(4, "big")
    made.write_bytes(head)
    with pytest.raises(Refusal, match="新版程序"):
        file.open(str(made))
    assert made.read_bytes() == bytes(head)


def test_a_file_cut_short_is_noticed(made: Path) -> None:
    whole = made.read_bytes()
    made.write_bytes(whole[:len(whole) // 2])
    with pytest.raises(Trouble, match="不完整"):
        file.open(str(made))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((Trouble, Refusal)):
        file.create(str(tmp_path / "file" / "x.partydesk"))


HERE = migrating.SCHEMA
NEXT = '''
from alembic import op
import sqlalchemy as sa
revision, down_revision = "{next:04}", "{here:04}"
def upgrade():
    with op.batch_alter_table("body") as batch:
        batch.add_column(sa.Column("code", sa.Text))
    {more}
'''


@pytest.fixture
def newer(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is one migration further than the file."""
    engine = engine_of(made)
    with engine.begin() as connection:
        connection.execute(setting.insert().values(name="office", value="原单位"))
        connection.execute(text("insert into body (uid, kind, details, version, desk, entered, name) "
                                "values ('u', 'branch', '{}', 1, 'd', 'now', '支部')"))
        connection.execute(text("insert into activity (uid, kind, details, version, desk, entered, date, title) "
                                "values ('u', 'study', '{}', 1, 'd', 'now', '2025-01-01', '会')"))
        connection.execute(text("insert into holding values (1, 1)"))
    engine.dispose()
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrating, "MIGRATIONS", folder)
    monkeypatch.setattr(migrating, "SCHEMA", HERE + 1)
    return folder / "versions" / f"{HERE + 1:04}_code.py"


def test_an_older_file_is_brought_up_to_date_and_kept_beside(made: Path, newer: Path) -> None:
    newer.write_text(NEXT.format(more="pass", here=HERE, next=HERE + 1))
    before = made.read_bytes()
    engine = file.open(str(made))
    with engine.connect() as connection:
        assert connection.execute(select(setting.c.value).where(setting.c.name == "office")).scalar() == "原单位"
        assert connection.execute(text("select count(*) from holding")).scalar() == 1, "children must survive"
        assert connection.execute(text("select code from body")).scalar() is None
    engine.dispose()
    kept = made.with_name(made.name + f".schema{HERE}.bak")
    assert file.look_at(made).schema == HERE + 1
    assert kept.exists()
    assert len(kept.read_bytes()) == len(before)
    assert names_beside(made) == {made.name, kept.name}


@pytest.mark.parametrize("more", ["raise RuntimeError('boom')", "op.execute('delete from holding')"])
def test_a_migration_that_fails_or_loses_records_leaves_the_file_as_it_was(made: Path, newer: Path, more: str) -> None:
    newer.write_text(NEXT.format(more=more, here=HERE, next=HERE + 1))
    before = made.read_bytes()
    with pytest.raises((RuntimeError, Trouble)):
        file.open(str(made))
    assert made.read_bytes() == before
    assert names_beside(made) == {made.name}


def test_a_reader_sees_every_fault_that_sqlite_finds(made: Path) -> None:
    engine = engine_of(made, foreign_keys=False)
    with engine.begin() as connection:
        connection.execute(text("insert into holding values (7, 8)"))
    with engine.connect() as connection:
        assert migrating.verify(connection)
    engine.dispose()
