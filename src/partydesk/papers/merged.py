"""Many copies of a form in one Word file: each its own section, its pages counted from 1, its lists from the beginning.

The form's own pages, heads and feet are kept. A head or foot with a tag in it is there once for each copy; names that a
file may hold only once (bookmarks, numbers of pictures) stay with the first copy or are given anew.
"""
from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from ..errors import Refusal
from .blanks import Copy, Facts, Form
from .counting import Counting, relations_of, target_of
from .package import WORD_TYPE, R, W
from .parcel import elements
from .spots import ATTRIBUTE, Section

BEFORE_TYPE = ("headerReference", "footerReference", "footnotePr", "endnotePr")
BEFORE_COUNT = (*BEFORE_TYPE, "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")
"""What stands before the sort and the count of pages of a section (ECMA-376 part 1, 17.6.17)."""
MOST_COPIES = 2_000
ALL_PAGES = re.compile(rb"(<(?:\w+:)?instrText\b[^>]*>[^<]*|\binstr\s*=\s*[\"'][^\"']*)\bNUMPAGES\b")


def merge(form: Form, copies: Sequence[Facts], *, duplex: bool = False) -> bytes:
    """The copies one after another; with `duplex` each begins on a front page."""
    if len(copies) == 1:
        return form.filled(copies[0])
    if len(copies) > MOST_COPIES:
        raise Refusal(f"一个文件最多合并 {MOST_COPIES} 份，现有 {len(copies)} 份。请分几次印")
    return _Merging(form, duplex).written(copies)


class _Merging:
    """One file being put together out of many copies."""

    def __init__(self, form: Form, duplex: bool):
        self.form, self.fresh_page = form, b"oddPage" if duplex else b"nextPage"
        self.main, self.reading = form.main, form.main.reading
        self.sections = self.reading.sections
        self.parts: dict[str, bytes] = {}
        self.related: list[tuple[str, str, str]] = []         # relations that are added: id, type, target
        self.notes: dict[str, list[bytes]] = {}
        self.rels = relations_of(form.parcel.place)
        relations = elements(form.parcel.parts.get(self.rels, b"<a/>"), "Relationship")
        self.heads = {one["Id"]: (one["Type"], name) for one in relations
                      if (name := target_of(form.parcel.place, one.get("Target", ""))) in form.sheets and "Id" in one}
        self.counting = Counting(form.parcel)
        self.blank: dict[str, str] = {}                       # a head and a foot without words, by sort: their relations

    def written(self, copies: Sequence[Facts]) -> bytes:
        main, fresh = self.main, self.form.fresh()
        start, end = self.reading.body
        parts = [main.raw[:start]]
        for number, facts in enumerate(copies, 1):
            copy = Copy(fresh, number)
            copy.section = self._section
            copy.parts = self._heads(facts, copy)
            copy.lists = self.counting.anew(number, self.reading.numbered)
            copy.notes = self._notes(facts, copy)
            last = number == len(copies)
            page = self._page(copy)
            copy.carried = b"" if last else page
            body = main.written(facts, copy, start, end)
            parts.append(body)
            if not last and self.reading.carry is None:
                parts.append(self._carrier(page))
            if last:
                parts += [page, main.raw[self._end:]]
        self.parts[main.name] = b"".join(parts)
        return self._packed()

    # ── pages ────────────────────────────────────────────────────────────────────────────────────

    @property
    def _own(self) -> Section | None:
        """The page of the text's last stretch, which stands at the end of the text."""
        _, end = self.reading.body
        return next((section for section in self.sections if section.start == end), None)

    @property
    def _end(self) -> int:
        return self._own.end if self._own else self.reading.body[1]

    def _carrier(self, page: bytes) -> bytes:
        """A paragraph of next to no height that carries the page, where the text ends in a table or a picture."""
        p = self.reading.prefix
        return (b'<%bp><%bpPr><%bspacing %bbefore="0" %bafter="0" %bline="20" %blineRule="exact"/>' % ((p,) * 7)
                + page + b"</%bpPr></%bp>" % (p, p))

    def _page(self, copy: Copy) -> bytes:
        if self._own is not None:
            return self._section(self._own, copy)
        p = self.reading.prefix
        return b'<%bsectPr><%btype %bval="%b"/><%bpgNumType %bstart="1"/></%bsectPr>' % (p, p, p, self.fresh_page, p, p, p)

    def _section(self, section: Section, copy: Copy) -> bytes:
        """A page of a copy; the first of each begins afresh and is counted from 1, if the form does not say otherwise."""
        raw, p = self.main.raw, self.reading.prefix
        head = raw[section.start:section.head]
        if head.endswith(b"/>"):
            return head if not self._begins(section) else head[:-2] + b">" + self._begun(b"", b"") + b"</%bsectPr>" % p
        pieces = [(name, self._piece(name, raw[start:end], copy)) for name, start, end in section.children if name != "sectPrChange"]
        if self._begins(section):
            pieces += self._unlike(section, copy)
            count = next((piece for name, piece in pieces if name == "pgNumType"), b"")
            pieces = [(name, piece) for name, piece in pieces if name not in ("type", "pgNumType")]
            before = b"".join(piece for name, piece in pieces if name in BEFORE_TYPE)
            between = b"".join(piece for name, piece in pieces if name in BEFORE_COUNT and name not in BEFORE_TYPE)
            after = b"".join(piece for name, piece in pieces if name not in BEFORE_COUNT)
            return head + before + self._begun(between, count) + after + b"</%bsectPr>" % p
        return head + b"".join(piece for _, piece in pieces) + b"</%bsectPr>" % p

    def _unlike(self, section: Section, copy: Copy) -> Iterator[tuple[str, bytes]]:
        """Heads and feet without words, for those that the form's first page has not and a later one has: else it took them over."""
        own = {self._which(name, start, end) for name, start, end in section.children}
        later = {self._which(name, start, end) for other in self.sections for name, start, end in other.children}
        for name, kind in sorted(later - own if copy.number > 1 else ()):
            if name in ("headerReference", "footerReference"):
                p, relation = self.reading.prefix, self._wordless(name.removesuffix("Reference"))
                yield name, (b'<%b%b %btype="%b" xmlns:pdr="%b" pdr:id="%b"/>' % (
                    p, name.encode(), p, kind.encode(), R.encode(), relation.encode()))

    def _which(self, name: str, start: int, end: int) -> tuple[str, str]:
        found = {found[2]: found[3] or found[4] for found in ATTRIBUTE.finditer(self.main.raw[start:end])} if "Reference" in name else {}
        return name, (found.get(b"type") or b"default").decode("utf-8", "replace")

    def _wordless(self, sort: str) -> str:
        if sort not in self.blank:
            self.blank[sort] = f"wordless_{sort}"
            part = f"{posixpath.dirname(self.form.parcel.place)}/wordless_{sort}.xml".removeprefix("/")
            root = {"header": "hdr", "footer": "ftr"}[sort]
            self.parts[part] = f'<w:{root} xmlns:w="{W}"><w:p/></w:{root}>'.encode()
            self.related.append((self.blank[sort], f"{R}/{sort}", f"/{part}"))
        return self.blank[sort]

    def _begins(self, section: Section) -> bool:
        return section is self.sections[0]

    def _begun(self, between: bytes, count: bytes) -> bytes:
        p = self.reading.prefix
        if not re.search(rb"\bstart\s*=", count):
            count = count.replace(b"pgNumType", b'pgNumType %bstart="1"' % p, 1) if count else b'<%bpgNumType %bstart="1"/>' % (p, p)
        return b'<%btype %bval="%b"/>' % (p, p, self.fresh_page) + between + count

    def _piece(self, name: str, piece: bytes, copy: Copy) -> bytes:
        if name not in ("headerReference", "footerReference"):
            return piece
        for found in ATTRIBUTE.finditer(piece):
            if found[2] == b"id":
                group = 3 if found[3] is not None else 4
                new = copy.parts.get(found[group].decode("utf-8", "replace"))
                return piece if new is None else piece[:found.start(group)] + new.encode() + piece[found.end(group):]
        return piece

    # ── heads and feet, notes ────────────────────────────────────────────────────────────────────

    def _heads(self, facts: Facts, copy: Copy) -> Mapping[str, str]:
        """Heads and feet with tags in them, written for this copy; relation by relation."""
        made: dict[str, str] = {}
        for relation, (sort, name) in self.heads.items():
            sheet = self.form.sheets[name]
            if not sort.endswith(("/header", "/footer")) or not sheet.blank:
                continue
            filled = sheet.written(facts, Copy(copy.fresh, copy.number))
            if copy.number == 1:
                self.parts[name] = filled
                continue
            stem, dot, ending = name.rpartition(".")
            while (anew := f"{stem}_{copy.number}{dot}{ending}") in self.form.parcel.parts:
                stem += "_"
            self.parts[anew] = filled
            if (own := relations_of(name)) in self.form.parcel.parts:
                self.parts[relations_of(anew)] = self.form.parcel.parts[own]
            made[relation] = id = f"{relation}_{copy.number}"
            self.related.append((id, sort, f"/{anew}"))
        return made

    def _notes(self, facts: Facts, copy: Copy) -> int:
        """The notes of this copy, added to those before; by how much their numbers are moved."""
        shift = 0
        for sort, name in self.heads.values():
            if not sort.endswith(("/footnotes", "/endnotes")):
                continue
            sheet = self.form.sheets[name]
            if not sheet.reading.notes:
                continue
            highest = max(mark.value for of in self.form.sheets.values() for mark in of.reading.marks if mark.sort == "note")
            shift = (1 + highest) * (copy.number - 1)
            inner = Copy(copy.fresh, copy.number)
            inner.notes = shift
            self.notes.setdefault(name, []).extend(sheet.written(facts, inner, *span) for span in sheet.reading.notes)
        return shift

    # ── the file ─────────────────────────────────────────────────────────────────────────────────

    def _packed(self) -> bytes:
        parcel = self.form.parcel
        for name, notes in self.notes.items():
            sheet = self.form.sheets[name]
            raw, parts, at = sheet.raw, list[bytes](), 0
            for start, end in sheet.reading.notes:
                parts, at = [*parts, raw[at:start]], end
            close = raw.rindex(b"</")
            self.parts[name] = b"".join([*parts, raw[at:close], *notes, raw[close:]])
        if self.related:
            self.parts[self.rels] = _added(parcel.parts[self.rels], "Relationships", "Relationship", (
                {"Id": id, "Type": sort, "Target": target} for id, sort, target in self.related))
            self.parts["[Content_Types].xml"] = _added(parcel.parts["[Content_Types].xml"], "Types", "Override", (
                {"PartName": target, "ContentType": f"{WORD_TYPE}{sort.rpartition('/')[2]}+xml"} for _, sort, target in self.related))
        if self.counting.added:
            self.parts[self.counting.place] = self.counting.written()
        if len(self.sections) < 2:            # “of so many pages” is said of a copy, and not of the whole file
            for name in [*self.form.sheets, *self.parts]:
                part = self.parts.get(name, parcel.parts.get(name, b""))
                if b"NUMPAGES" in part:
                    self.parts[name] = ALL_PAGES.sub(rb"\1SECTIONPAGES", part)
        return parcel.with_parts(self.parts)


def _added(raw: bytes, whole: str, one: str, entries: Iterator[Mapping[str, str]]) -> bytes:
    """A register with more entries at its end."""
    close = raw.rindex(b"</")
    prefix = raw[close + 2:].split(whole.encode())[0].decode()
    lines = "".join(f"<{prefix}{one} {' '.join(f'{name}={quoteattr(value)}' for name, value in entry.items())}/>" for entry in entries)
    return raw[:close] + lines.encode() + raw[close:]
