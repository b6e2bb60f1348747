"""What the first window does not need is not there yet when it stands: each such thing is time that a clerk waits."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

LATER = {
    "alembic", "difflib", "fontTools", "jinja2", "openpyxl", "pydantic", "pypinyin", "tomlkit", "PySide6.QtPdf",
    "partydesk.catalogue.formula", "partydesk.catalogue.reading", "partydesk.figures", "partydesk.papers", "partydesk.sheets",
    "partydesk.records.door", "partydesk.office.backups", "partydesk.office.due", "partydesk.office.listing",
    "partydesk.office.restoring", "partydesk.office.steps", "partydesk.desk.airy", "partydesk.desk.backup_box",
    "partydesk.desk.due_list", "partydesk.desk.files", "partydesk.desk.find_box", "partydesk.desk.form",
    "partydesk.desk.manual_window", "partydesk.desk.records_page", "partydesk.desk.start", "partydesk.desk.summary_page",
}
SCRIPT = """
import json, os, sys
import partydesk.desk
def usable(app):
    [window] = [widget for widget in app.topLevelWidgets() if widget.objectName() == "desk"]
    assert window.isVisible() and window.tabs.page("home") is window.stack.currentWidget()
    print(json.dumps(sorted(sys.modules)), flush=True)
    os._exit(0)
partydesk.desk.main(sys.argv[1], usable)
"""


def test_the_first_window_needs_none_of_these(place: Path) -> None:
    for _ in range(2):                        # the first time, the forms are read and kept
        told = subprocess.run([sys.executable, "-c", SCRIPT, str(place)], check=True, capture_output=True, text=True,
                              env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, timeout=60).stdout
    loaded = set(json.loads(told.splitlines()[-1]))
    assert "partydesk.desk.home_page" in loaded
    assert loaded & LATER == set()
    assert all(map(find_spec, LATER))         # none is kept out by a slip in its name
