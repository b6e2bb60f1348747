"""`python -m partydesk` and the `partydesk` command; and what the packaged program is besides: the reader of sheets that it
starts itself, and whom its uninstaller on Windows asks."""
from __future__ import annotations

import sys


def main() -> int:
    if sys.argv[1:2] == ["--read-a-sheet"]:   # sheets/watched.py; none of the rest is needed for it
        from partydesk.sheets.child import main as read
        return read()
    if sys.argv[1:2] == ["--left-behind"] and len(sys.argv) == 3:       # packaging/windows/installer.nsi
        from partydesk.desk.left_behind import main as tell
        return tell()
    from partydesk.cli import boxed
    from partydesk.cli import main as command
    return boxed.run(command) if boxed.wanted() else command()


if __name__ == "__main__":
    sys.exit(main())
