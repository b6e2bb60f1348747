"""横页: on which paper each document of a file stands, upright or on its side."""
from __future__ import annotations

from collections.abc import Sequence

from .document import Document, Table
from .look import Look
from .tables import needed

STEP = 0.5
"""By how many pt type is made smaller until the tables have room."""


def looks(documents: Sequence[Document], look: Look) -> list[Look]:
    """The look of each document: `look` itself, or, for those that are turned, one look on its side for all of them."""
    turned = [document for document in documents if document.turned]
    if not turned or look.lies:
        return [look] * len(documents)
    side = on_its_side(turned, look, bound=len(documents) > 1)
    return [side if document.turned else look for document in documents]


def on_its_side(documents: Sequence[Document], look: Look, bound: bool = False) -> Look:
    """`look` on its side, in the largest type in which the tables of `documents` have room.

    `bound`: in one file with others, where no page can say of how many it is.
    """
    tables = [block for document in documents for block in document.blocks if isinstance(block, Table)]
    size = look.ledger.size
    while size - STEP >= look.ledger.least and any(needed(table, side := look.on_its_side(size)) > side.width for table in tables):
        size -= STEP
    side = look.on_its_side(size)
    if not bound:
        return side
    return side.model_copy(update={"page_number": side.page_number.model_copy(update={"dash": look.page_number.dash, "total": False})})
