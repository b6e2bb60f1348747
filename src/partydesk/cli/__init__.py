"""The command line: a contract for other programs and for our own trials. Speaks only to the office."""
from __future__ import annotations

from partydesk.cli.main import main, parser

__all__ = ["main", "parser"]
