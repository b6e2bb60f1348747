"""The same papers for Typst: its source of a document on the page, the grid and the fonts of a look, as near as it comes."""
from __future__ import annotations

from collections.abc import Sequence

import typst

from partydesk.papers.document import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Runs,
    Signatures,
    Signoff,
    Table,
    Title,
)
from partydesk.papers.faces import Faces
from partydesk.papers.look import Look
from partydesk.papers.setting import ASCENT, BLANK_DATE, signoff_rights
from partydesk.papers.tables import columns
from partydesk.papers.titles import title_lines

SIGNS = set("\\#$*_`<>@=-+/~[]'\"")
"""Characters that mean something to Typst."""


def source(documents: Sequence[Document], look: Look, faces: Faces) -> str:
    """`documents` in Typst's language, each from a new page numbered 1."""
    return Writer(look, faces).source(documents)


class Writer:
    """Writes blocks in Typst's language by one look, with the fonts that our own PDF of it has."""

    def __init__(self, look: Look, faces: Faces):
        self.look = look
        paths = {role: chain[0].path for role, chain in faces.chains.items()}
        called = {font.path: font.family for font in typst.Fonts(font_paths=sorted({path.parent for path in paths.values()})).fonts()}
        self.fonts = {role: called[str(path)] for role, path in paths.items()}

    def source(self, documents: Sequence[Document]) -> str:
        """A whole file."""
        parts = [self.head()]
        for at, document in enumerate(documents):
            if at:
                parts.append("#pagebreak()\n#counter(page).update(1)")
            parts += [self.block(block) for block in document.printed]
        return "\n\n".join(parts) + "\n"

    def head(self) -> str:
        """Page, grid, headings and page numbers."""
        page, grid, number = self.look.page, self.look.grid, self.look.page_number
        side = number.side * number.size
        foot = f'text(font: "{self.fonts[number.font]}", size: {number.size}pt, tracking: 0pt)[{number.dash} #n {number.dash}]'
        heads = "\n".join(
            f'#show heading.where(level: {level}): it => par(text(font: "{self.fonts[heading.font]}", '
            f'weight: "{"bold" if heading.bold else "regular"}", size: {grid.size}pt, it.body))'
            for level, heading in enumerate(self.look.heading, 1))
        return f"""
#set page(width: {page.width}mm, height: {page.height}mm, margin: (top: {page.top}mm, bottom: {page.bottom}mm,
  left: {page.left}mm, right: {page.right}mm), footer-descent: {number.drop}mm - {number.size / 2}pt, footer: context {{
    let n = counter(page).get().first()
    let words = {foot}
    if calc.odd(n) {{ align(right, pad(right: {side}pt, words)) }} else {{ align(left, pad(left: {side}pt, words)) }}
  }})
#set text(font: "{self.fonts['body']}", size: {grid.size}pt, tracking: {grid.tracking}pt, lang: "zh", region: "cn",
  cjk-latin-spacing: none, top-edge: {ASCENT}em, bottom-edge: {ASCENT - 1}em, fallback: true)
#set par(justify: true, leading: {grid.pitch - grid.size}pt, spacing: {grid.pitch - grid.size}pt,
  first-line-indent: (amount: {2 * grid.cell}pt, all: true))
#set table(stroke: {self.look.table.rule}pt, inset: (x: {self.look.table.side}mm, y: {self.look.table.padding}pt))
{heads}""".strip()

    def block(self, block: object) -> str:
        """One block."""
        grid, look = self.look.grid, self.look
        match block:
            case Title(runs):
                lines = r" \ ".join(self.runs(line) for line in title_lines(runs, look))
                return (f'#align(center, par(first-line-indent: 0pt, justify: false, leading: {look.title.line - look.title.size}pt, '
                        f'text(font: "{self.fonts[look.title.font]}", size: {look.title.size}pt, tracking: 0pt)[{lines}]))'
                        + self.empty(look.title.after))
            case Heading(level, runs):
                return f"#heading(level: {level})[{self.runs(runs)}]"
            case Paragraph(runs, 2, "justify", 0):
                return self.runs(runs)
            case Paragraph(runs, indent, align, right):
                place = {"justify": "left"}.get(align, align)
                return (f"#align({place}, pad(right: {right * grid.cell}pt, par(first-line-indent: {indent * grid.cell}pt, "
                        f"justify: {str(align == 'justify').lower()})[{self.runs(runs)}]))")
            case Table():
                return self.table(block)
            case Signatures(parties):
                tall = max(map(len, parties))
                cells = [self.runs(lines[at]) if at < len(lines) else "" for at in range(tall) for lines in parties]
                rows = ", ".join(f"[{cell}]" for cell in cells + [BLANK_DATE] * len(parties))
                return (self.empty(look.signatures.before) + f"#block(breakable: false, grid(columns: (1fr,) * {len(parties)}, "
                        f"row-gutter: {grid.pitch * look.signatures.step - grid.size}pt, "
                        f"..({rows}).map(cell => par(first-line-indent: 0pt, justify: false, cell))))")
            case Signoff(name, date):
                rights = signoff_rights(name, date)
                return self.empty(look.signoff.before) + "#block(breakable: false)[" + "\n\n".join(
                    f"#align(right, pad(right: {right * grid.cell}pt, par(first-line-indent: 0pt)[{self.runs(runs)}]))"
                    for runs, right in zip((name, date), rights, strict=True)) + "]"
            case PageBreak():
                return "#pagebreak()"
        raise TypeError(f"Typst is not told of a {type(block).__name__}")

    def table(self, table: Table) -> str:
        """A table on our columns, its head repeated."""
        look = self.look.table
        shape = columns(table, self.look)
        widths = ", ".join(f"{column.width}pt" for column in shape)
        places = ", ".join("left" if column.align == "left" else "center" for column in shape)
        rows = [", ".join(f"[{self.runs(cell)}]" for cell in row) for row in table.rows]
        head = (f'table.header(..({", ".join(rows[:table.head])},).map(cell => text(font: "{self.fonts[look.head_font]}", cell))),'
                if table.head else "")
        return (f'#[#set text(font: "{self.fonts[look.font]}", size: {look.size}pt, tracking: 0pt)\n'
                f"#set par(first-line-indent: 0pt, leading: {look.line - look.size}pt)\n"
                f"#table(columns: ({widths},), align: ({places},), {head} {', '.join(rows[table.head:])})]")

    def empty(self, rows: int) -> str:
        """Empty rows."""
        return f"#v({rows * self.look.grid.pitch}pt, weak: false)" if rows else ""

    def runs(self, runs: Runs) -> str:
        """Text; the marks of end-notes raised and small."""
        look = self.look.note
        return "".join(
            f"#text(size: {look.size}pt, baseline: -{look.raised}pt)[{escaped(run.text)}]" if run.note
            else f"#strong[{escaped(run.text)}]" if run.bold else escaped(run.text) for run in runs)


def escaped(text: str) -> str:
    """`text` as nothing but text."""
    return "".join(f"\\{char}" if char in SIGNS else char for char in text)

