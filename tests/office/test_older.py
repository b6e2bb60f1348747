"""An office of an older program: its records kept, and found by the words that were not kept then."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from partydesk.office import Office
from partydesk.records import file, migrating, words
from partydesk.records.engine import engine_of


def test_an_office_of_the_first_schema_keeps_its_records_and_learns_the_new_tables(tmp_path: Path,
                                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*"))
    with monkeypatch.context() as first:
        first.setattr(migrating, "MIGRATIONS", folder)
        first.setattr(migrating, "SCHEMA", 1)
        place = tmp_path / "旧.partydesk"
        file.create(str(place))
        engine = engine_of(place)
        with engine.begin() as connection:
            connection.execute(text("insert into body (uid, kind, details, version, desk, entered, name) "
                                    "values ('u', 'branch', '{}', 1, 'd', 'now', '第一党支部')"))
        engine.dispose()
    with Office.open(place) as office:
        assert office.names.find("body", "第一党支部") == 1
        with office.reading() as connection:
            assert words.found(connection, office.catalogue, "第一") == [("body", 1)]
