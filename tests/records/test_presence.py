"""Whoever puts another file in the place of an office is alone with it, and says so where he is not."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from partydesk.errors import Trouble
from partydesk.office import Office
from partydesk.records.presence import Presence, alone

HOLD = """
import sys
from pathlib import Path
from partydesk.records.presence import Presence
held = Presence(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_several_are_present_and_none_is_alone(tmp_path: Path) -> None:
    place = tmp_path / "x.partydesk"
    one, other = Presence(place), Presence(place)
    for left in (one, other):
        with pytest.raises(Trouble, match="另一个窗口"), alone(place, patience=0.1):
            pass
        left.end()
    with alone(place, patience=0.1):
        pass


def test_a_program_that_is_killed_is_not_present_any_more(tmp_path: Path) -> None:
    place = tmp_path / "x.partydesk"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(place)], stdout=subprocess.PIPE, stdin=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Trouble), alone(place, patience=0.1):
            pass
        other.kill()
        other.wait()
        with alone(place, patience=1):
            pass


@pytest.mark.files("on a server nobody puts another file in its place")
def test_an_open_office_is_present(office: Office) -> None:
    with pytest.raises(Trouble), alone(Path(office.place), patience=0.1):
        pass
    office.close()
    with alone(Path(office.place), patience=0.1):
        pass
