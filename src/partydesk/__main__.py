"""`python -m partydesk` and the `partydesk` command."""
from __future__ import annotations

import sys

from partydesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
