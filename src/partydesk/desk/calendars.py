"""The calendar that opens wherever a day may be picked: Monday first, our colours, arrows with a name."""
from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton

from .icons import icon
from .theme import colour, px

ARROWS = {"qt_calendar_prevmonth": ("left", "上个月"), "qt_calendar_nextmonth": ("right", "下个月"),
          "qt_calendar_monthbutton": ("", "选月份"), "qt_calendar_yearbutton": ("", "选年份")}
"""Qt's name of a button → our picture and what a screen reader says."""


def calendar(says: str, standing: date | None = None) -> QCalendarWidget:
    """A month at a time, on the day that stands."""
    made = QCalendarWidget()
    made.setAccessibleName(says)
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    made.setGridVisible(False)
    made.setMinimumSize(px(300), px(240))
    weekend = QTextCharFormat()
    weekend.setForeground(colour("accent"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        made.setWeekdayTextFormat(day, weekend)
    button: QToolButton
    for button in made.findChildren(QToolButton):
        if button.objectName() in ARROWS:
            picture, called = ARROWS[button.objectName()]
            button.setAccessibleName(called)
            if picture:
                button.setIcon(icon(picture, "soft"))
    if standing is not None:
        made.setSelectedDate(QDate(standing.year, standing.month, standing.day))
    return made
