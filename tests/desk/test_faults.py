"""What the window does when the world or the program is at fault: it can only read, a file is damaged, a second one is started."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk.desk.damage_box import DamageBox
from partydesk.desk.doorbell import Doorbell, ring
from partydesk.desk.window import Window
from partydesk.office import Office, seating
from partydesk.records.seat import Seat, seat_of

from .keys import typed

Idle = Callable[[Window], None]
RING = """
import sys
from PySide6.QtCore import QCoreApplication
from partydesk.desk.doorbell import ring
from partydesk.office import seating
app = QCoreApplication([])
print(ring(seating.elsewhere(sys.argv[1])))
"""


def test_a_window_that_can_only_read_says_so_and_keeps_what_was_typed(blank_window: Window, place: Path, idle: Idle) -> None:
    blank_window.take(Office.open(place, shut="文件是只读的"))
    assert blank_window.windowTitle().endswith("（只读）")
    assert "只读：文件是只读的" in blank_window.bar.text
    page = blank_window.tabs.page("thought")
    page.choose("study")
    page.add()
    typed(page.form.editors["title"].core(), "打到一半")
    assert not page.form.save()
    assert page.form.editors["title"].core().text() == "打到一半"
    idle(blank_window)


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_second_start_finds_the_first_window_and_brings_it_to_the_front(window: Window, place: Path, qtbot: QtBot) -> None:
    bell = Doorbell(window)
    bell.hang()
    assert seating.elsewhere(str(place)) is None, "its own window is no other one"
    assert window.office is not None
    assert window.office._stay is not None
    window.office._stay.stand_up()
    seat = Seat(seat_of(place), bell.call)
    window.showMinimized()
    with subprocess.Popen([sys.executable, "-c", RING, str(place)], stdout=subprocess.PIPE, text=True) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
        assert second.stdout is not None
        assert second.stdout.read().strip() == "True"
    qtbot.waitUntil(lambda: not window.isMinimized(), timeout=5_000)
    seat.leave()


def test_a_window_that_does_not_answer_is_not_waited_for() -> None:
    from partydesk.records.seat import Sitter
    assert not ring(None)
    assert not ring(Sitter(call=""))
    assert not ring(Sitter(call="partydesk-nobody"), patience=300)


def test_a_damaged_file_shows_what_can_be_read_and_lets_it_be_looked_at(
        blank_window: Window, place: Path, qtbot: QtBot, idle: Idle) -> None:
    whole = bytearray(place.read_bytes())
    place.write_bytes(whole[:len(whole) - 5 * 4096])
    assert not blank_window.open(str(place))
    box = blank_window.findChild(DamageBox)
    qtbot.waitUntil(box.view.isEnabled, timeout=60_000)
    assert "能读出：" in box.read.toPlainText()
    box.view.click()
    assert blank_window.office is not None
    assert "损坏的" in blank_window.office.shut
    assert blank_window.windowTitle().endswith("（只读）")
    idle(blank_window)


def test_at_midnight_and_at_the_half_year_the_first_page_follows(window: Window, idle: Idle) -> None:
    home = window.tabs.page("home")
    idle(window)
    turned: list[tuple[date, date]] = []
    home.turn_day = lambda before, today: turned.append((before, today))
    window.rounds.look_at_the_day()
    assert turned == []
    tomorrow = window.rounds.day + timedelta(1)
    window.rounds.look_at_the_day(tomorrow)
    window.rounds.look_at_the_day(tomorrow)
    assert turned == [(tomorrow - timedelta(1), tomorrow)]


def test_the_first_page_turns_to_the_new_half_year_where_nobody_chose_another(window: Window, idle: Idle) -> None:
    from partydesk.office import periods
    home = window.tabs.page("home")
    idle(window)
    assert window.office is not None
    before = next(day for n in range(400) if periods.likely(window.office, day := date(2025, 1, 1) + timedelta(n))
                  != periods.likely(window.office, day + timedelta(1)))
    home.show_period(periods.likely(window.office, before))
    home.turn_day(before, before + timedelta(1))
    assert home.period == periods.likely(window.office, before + timedelta(1))
    home.show_period(chosen := home.period.year_before)
    home.turn_day(before, before + timedelta(1))
    assert home.period == chosen
    idle(window)
    QApplication.processEvents()
