"""From nothing to a usable window on the sample office, beside a bare PySide6 window and `import sqlalchemy`.

Whole processes, so that the interpreter and every import count. Ours has opened the office, drawn its first list and
worked off everything that was waiting; the floor has shown an empty window.
"""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from partydesk.office.sample import make

from .timing import Ratio, pair

OURS = """
import sys
import partydesk.office
from partydesk.desk.application import prepare
from partydesk.desk.window import Window
app = prepare()
window = Window()
window.show()
assert window.open(sys.argv[1])
while True:
    app.processEvents()
    page = window.stack.currentWidget()
    if not window.busy and page.model.rowCount():
        break
app.processEvents()
assert window.isVisible()
"""
FLOOR = """
import sqlalchemy
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
assert window.isVisible()
"""


def ratio(folder: Path, runs: int = 9) -> Ratio:
    place = folder / "start.partydesk"
    make(place)
    env = os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    env.setdefault("QT_QPA_PLATFORM", "offscreen")

    def run(script: str, *more: str) -> None:
        subprocess.run([sys.executable, "-c", script, *more], check=True, env=env, capture_output=True)

    return pair("start, usable window", lambda: run(OURS, str(place)), lambda: run(FLOOR), "<= 1.6",
                "bare PySide6 window + import sqlalchemy", runs)
