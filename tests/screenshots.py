"""Draws the windows as they are, with the sample office, into docs/pictures: `python -m tests.screenshots [folder]`.

The README shows what is drawn here. The size can be given as a second argument (1366x768).
"""
from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
KEPT = ("start", "form", "trace")
"""Those that the README shows; into another folder all are drawn, to be looked at."""
PERIOD, FIGURE = "2025H1", "study.coverage_rate"


def main(folder: Path = PICTURES, size: str = "1280x800") -> int:
    """Draw every picture; returns the exit status."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_CONFIG_HOME"] = home
        place = Path(os.environ.get("PARTYDESK_SAMPLE", "") or Path(home) / "示例办公室.partydesk")
        if not place.exists():
            from partydesk.office.sample import make
            make(str(place))
        folder.mkdir(parents=True, exist_ok=True)
        _draw(place, folder, *map(int, size.split("x")))
    return 0


def _draw(place: Path, folder: Path, wide: int, high: int) -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    from partydesk.catalogue.period import Period
    from partydesk.desk.application import prepare
    from partydesk.desk.window import Window

    app = prepare()
    window = Window()
    window.resize(wide, high)
    window.show()

    def settle(until: Callable[[], bool] = lambda: True) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            QApplication.processEvents()
            if until() and not window.busy:
                break
            time.sleep(0.01)
        for _ in range(5):
            QApplication.processEvents()

    def shoot(name: str, of: QWidget = window) -> None:
        settle()
        if folder == PICTURES and name not in KEPT:
            return
        of.grab().save(str(folder / f"{name}.png"))
        print(folder / f"{name}.png")  # noqa: T201 (a tool for people)

    shoot("start")
    assert window.open(str(place))
    page = window.page("thought")
    shoot("list")
    model = page.model
    page.show_record(page.kind.id, model.id(0))
    settle()
    shoot("form")
    page.add()
    page.form.editors["title"].take("")
    page.form.editors["date"].take("20250230")
    page.form._edited("date")
    page.form.save()
    shoot("refusal")
    page.form.drop()
    conduct = window.page("conduct")
    conduct.choose("problem")
    if conduct.model.rowCount():
        conduct.show_record("problem", conduct.model.id(0))
    shoot("item")
    base = window.page("base")
    base.choose("staff")
    base.show_record("staff", base.model.id(2))
    shoot("people")
    integrity = window.page("integrity")
    shoot("papers")
    integrity.choose("complaint")
    summary = window.page("summary")
    summary.show_period(Period.read(PERIOD))
    settle(lambda: summary.view.count > 0 and bool(summary._rows))
    shoot("summary")
    summary.trace(FIGURE)
    settle(lambda: summary.tracing.trace is not None)
    summary.view.choose(FIGURE)
    summary.view.setFocus()
    shoot("trace")
    summary.side.setCurrentIndex(1)
    shoot("chapters")
    summary.side.setCurrentIndex(2)
    summary.check()
    settle()
    shoot("checks")
    window.close()
    app.processEvents()


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*[Path(given[0])] if given else [], *given[1:2]))
