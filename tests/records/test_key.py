"""An office with a key: nothing opens it but its own."""
from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, proving
from partydesk.records import migrating
from partydesk.records.file import Locked, connected
from partydesk.records.key import Key


def test_an_encrypted_office_opens_with_its_key_alone(tmp_path: Path) -> None:
    place, key = tmp_path / "密.partydesk", Key.new()
    with Office.create(place, "保密单位", key=key) as office:
        made = office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
    assert place.read_bytes()[:16] == key.salt
    assert "保密单位".encode() not in place.read_bytes()
    with pytest.raises(Locked, match="口令"):
        Office.open(place)
    with pytest.raises(Trouble, match="打不开"):
        Office.open(place, key=Key.new())
    with Office.open(place, key=key) as office:
        assert office.record("study", made).values["title"] == "学习党章"
        assert proving.faults(office) == []


def test_an_encrypted_office_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    place, key = tmp_path / "密.partydesk", Key.new()
    Office.create(place, "保密单位", key=key).close()
    with closing(connected(place, key)) as database:
        database.execute(f"PRAGMA user_version = {migrating.SCHEMA + 1}")
    before = place.read_bytes()
    with pytest.raises(Refusal, match="更新版本的程序.*未作任何改动"):
        Office.open(place, key=key)
    assert place.read_bytes() == before


def test_a_key_does_not_show_itself() -> None:
    key = Key.new()
    assert key.secret.hex() not in repr(key)
    assert key.sub("drafts") != key.sub("attachments") != key.secret
