"""From nothing to a usable window on the sample office, beside a bare PySide6 window and `import sqlalchemy`.

Whole processes, so that the interpreter and every import count. Ours has opened the office, drawn its first page and
worked off everything that was waiting, so that the clerk can go where he likes; what the page counts comes after. The
floor has shown an empty window. Neither takes leave: that is not the start. Every module of both has been compiled
before, as it is where the program was installed, even if this environment keeps nothing compiled.
"""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from partydesk.office.sample import make

from .timing import Ratio, pair

OURS = """
import os, sys
import partydesk.desk
def usable(app):
    [window] = [widget for widget in app.topLevelWidgets() if widget.objectName() == "desk"]
    while not window.stack.currentWidget().stands:
        app.processEvents()
    app.processEvents()
    assert window.isVisible()
    os._exit(0)
partydesk.desk.main(sys.argv[1], usable)
"""
FLOOR = """
import os
import sqlalchemy
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
app.processEvents()
assert window.isVisible()
os._exit(0)
"""


def ratio(folder: Path, runs: int = 15) -> Ratio:
    place = folder / "start.partydesk"
    make(place)
    env = os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    env.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(script: str, *more: str) -> None:
        subprocess.run([sys.executable, "-c", script, *more], check=True, env=env, capture_output=True)

    return pair("start, usable window", lambda: run(OURS, str(place)), lambda: run(FLOOR), "<= 1.6",
                "bare PySide6 window + import sqlalchemy", runs)
