"""`python -m partydesk` and the `partydesk` command; and the packaged program as the reader of sheets that it starts itself."""
from __future__ import annotations

import sys


def main() -> int:
    if sys.argv[1:2] == ["--read-a-sheet"]:   # sheets/watched.py; none of the rest is needed for it
        from partydesk.sheets.child import main as read
        return read()
    from partydesk.cli import main as command
    return command()


if __name__ == "__main__":
    sys.exit(main())
