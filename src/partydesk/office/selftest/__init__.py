"""自检: what this computer has of all that the program needs, line by line, for whoever helps by telephone.

Nobody's data is in it: no name, no word of a record, and of a folder only the parts that every computer has.
"""
from __future__ import annotations

from .line import GOOD, MOODS, NOTE, WRONG, Line, counted
from .seen import Screen, Seen
from .telling import TITLE, document, pdf, save, text
from .topics import run

__all__ = ["GOOD", "MOODS", "NOTE", "TITLE", "WRONG", "Line", "Screen", "Seen", "counted", "document", "pdf", "run", "save", "text"]
