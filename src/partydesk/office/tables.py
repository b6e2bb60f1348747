"""A table that is on the screen, out of the program: onto the clipboard, or into a file for Excel, Word or print."""
from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from ..errors import Refusal
from ..papers import docx, files
from ..papers.document import Document, Run, Table, Title, clean
from .office import Office
from .printing import Copy, Exported, put
from .profiles import layout


def clipped(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The table as text with tabs, and as a page: what Excel, Word and WPS take from the clipboard."""
    from ..sheets import clipboard
    whole = [tuple(heads), *map(tuple, rows)]
    return clipboard.text(whole), clipboard.page(whole, [False] * len(heads))


def write(office: Office, out: Path, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *,
          anyway: bool = False) -> Exported:
    """The table as .xlsx, .docx or .pdf; `NoGlyph` as of papers, unless it is wanted `anyway`."""
    if not rows:
        raise Refusal("表格里一行也没有，不用导出")
    match out.suffix.lower():
        case ".xlsx":
            from ..sheets import grid
            files.replace(out, grid.write(title, heads, rows))
        case ".docx":
            target = io.BytesIO()
            docx.write([_document(title, heads, rows)], layout(office), target)
            files.replace(out, target.getvalue())
        case ".pdf":
            return put(office, [Copy(title, _document(title, heads, rows))], out, anyway=anyway)
        case other:
            raise Refusal(f"不能导出为“{other}”；可用 .xlsx、.docx、.pdf")
    return Exported((out,))


def _document(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Document:
    cells = tuple(tuple((Run(clean(text).replace("\n", " ")),) if text else () for text in row) for row in (heads, *rows))
    return Document(title, (Title((Run(title),)), Table(cells)))
