"""What a Word file consists of besides its text: styles, settings, fonts, page numbers, and the parts' register.

Our own small package and not a library's: theirs is US Letter, has theme fonts that WPS reports as missing, and Latin
rules for spacing. Elements stand in the order that the schema of ECMA-376 wants; Word is strict about it.
"""
from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

from .lines import CLOSING, OPENING
from .look import BESIDE, MM, Look

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MADE = (1980, 1, 1, 0, 0, 0)
"""The date of every part, so that the same document gives the same file."""

SIDE = "Side"
"""What the names of the styles end in for pages on their side, in a file that has upright ones as well."""

FEET = {("", True): "rId10", ("", False): "rId11", (SIDE, True): "rId12", (SIDE, False): "rId13"}
"""The page numbers of odd (True) and even pages, as the sections of the text name them."""

PREFIXES = {W: "w", R: "r", CORE: "cp", DC: "dc", XML: "xml"}
ENTITIES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
SPECIAL = re.compile('[&<>"\n\r\t]')


def w(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element of the text language, with attributes of it: w("jc", val="both")."""
    element = Element(f"{{{W}}}{tag}")
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    element.extend(children)
    return element


def twips(points: float) -> int:
    """Points as twentieths, which most of the format counts in."""
    return round(points * 20)


def half_points(points: float) -> int:
    """Points as halves, which sizes of type are counted in."""
    return round(points * 2)


def fonts(look: Look, role: str) -> Element:
    """The typeface of `role` for every kind of character; signs of both worlds count as Chinese."""
    name = look.font[role].word
    latin = look.font[look.latin].word if look.latin else name
    return w("rFonts", ascii=latin, hAnsi=latin, eastAsia=name, cs=latin, hint="eastAsia")


def size(points: float) -> tuple[Element, Element]:
    """A size of type."""
    return w("sz", val=half_points(points)), w("szCs", val=half_points(points))


def exactly(points: float, after: float = 0) -> Element:
    """Lines of exactly this height."""
    return w("spacing", before=0, after=twips(after), line=twips(points), lineRule="exact")


def indent(look: Look, first: int = 0, right: float = 0) -> Element:
    """An indent counted in characters, and the same as a length for programs that do not count characters."""
    cell = look.grid.cell
    sides: dict[str, str | int] = {}
    if right:
        sides |= {"rightChars": round(right * 100), "right": twips(right * cell)}
    return w("ind", **sides, firstLineChars=first * 100, firstLine=twips(first * cell))


def hanging(look: Look, begin: float, hang: float) -> Element:
    """An indent of a first line that begins after so many characters, and turnovers after so many.

    As lengths alone: a character to Word is one of the font, not one of the grid.
    """
    cell = look.grid.cell
    return w("ind", left=twips(hang * cell), hanging=twips((hang - begin) * cell))


def style(kind: str, id: str, name: str, ppr: list[Element], rpr: list[Element], based: str = "Normal", **more: int) -> Element:
    """A style; `more` may hold default=1."""
    element = w("style", w("name", val=name), type=kind, **more, styleId=id)
    if id != based and kind == "paragraph":
        element.append(w("basedOn", val=based))
    element.append(w("qFormat"))
    if ppr:
        element.append(w("pPr", *ppr))
    if rpr:
        element.append(w("rPr", *rpr))
    return element


def styles(look: Look, side: Look | None = None) -> Element:
    """The styles of a 公文, named as a clerk finds them in the list of styles; those of pages on their `side` after them."""
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    exact_rules = [w("widowControl", val=0), w("kinsoku"), w("overflowPunct", val=0), w("autoSpaceDE", val=0),
                   w("autoSpaceDN", val=0)]
    found = w(
        "styles",
        w("docDefaults", w("rPrDefault", w("rPr", fonts(look, "body"), *size(look.grid.size), language)), w("pPrDefault")),
        style("paragraph", "Normal", "Normal", [*exact_rules, *body(look)[0]], body(look)[1], default=1))
    found.extend(dressing(look))
    if side:
        found.append(style("paragraph", f"Normal{SIDE}", "横页正文", *body(side)))
        found.extend(dressing(side, SIDE, "横页"))
    found.extend([
        w("style", w("name", val="Default Paragraph Font"), w("uiPriority", val=1), w("semiHidden"), type="character",
          default=1, styleId="DefaultParagraphFont"),
        style("character", "GwNote", "注释号", [], [w("vertAlign", val="superscript")]),
        w("style", w("name", val="Normal Table"), w("uiPriority", val=99), w("semiHidden"),
          w("tblPr", w("tblInd", w=0, type="dxa"), margins(0, 0)), type="table", default=1, styleId="TableNormal"),
    ])
    return found


def body(look: Look) -> tuple[list[Element], list[Element]]:
    """How the text of a paper stands on its grid, and in what type."""
    grid = look.grid
    return ([exactly(grid.pitch), w("jc", val="both")],
            [fonts(look, "body"), w("spacing", val=twips(grid.tracking)), *size(grid.size)])


def dressing(look: Look, suffix: str = "", prefix: str = "") -> Iterator[Element]:
    """The styles of everything that is not plain text, their ids with a suffix and their names with a prefix."""
    def own(id: str, name: str, ppr: list[Element], rpr: list[Element], based: str = "Normal") -> Element:
        return style("paragraph", f"{id}{suffix}", f"{prefix}{name}", ppr, rpr, based=f"{based}{suffix}")

    def loose() -> Element:
        return w("spacing", val=0)

    table, number = look.table, look.page_number
    yield own("GwTitle", "公文标题", [w("keepNext"), w("snapToGrid", val=0), exactly(look.title.line), w("jc", val="center")],
              [fonts(look, look.title.font), loose(), *size(look.title.size)])
    yield own("GwBody", "公文正文", [indent(look, 2)], [])
    for level, heading in enumerate(look.heading, 1):
        yield own(f"Heading{level}", f"标题 {level}" if prefix else f"heading {level}",
                  [w("keepNext"), indent(look, 2), w("outlineLvl", val=level - 1)],
                  [fonts(look, heading.font), *([w("b"), w("bCs")] if heading.bold else [])])
    yield own("GwAnnex", "公文附件", [w("keepNext"), w("jc", val="left")], [fonts(look, look.annex.font)])
    yield own("GwHead", "公文表头", [w("snapToGrid", val=0), exactly(table.line), w("jc", val="center")],
              [fonts(look, table.head_font), loose(), *size(table.size)])
    yield own("GwCell", "公文表格", [], [fonts(look, table.font)], based="GwHead")
    yield own("Footer", "页码" if prefix else "footer", [w("snapToGrid", val=0), w("spacing", line=240, lineRule="auto")],
              [fonts(look, number.font), loose(), *size(number.size)])


def margins(upright: float, side: float) -> Element:
    """The space between the text of a cell and its lines, pt."""
    sides = (("top", upright), ("left", side), ("bottom", upright), ("right", side))
    return w("tblCellMar", *(w(name, w=twips(space), type="dxa") for name, space in sides))


def settings() -> Element:
    """What makes every program break the lines where the PDF does."""
    return w(
        "settings",
        w("zoom", percent=100), w("bordersDoNotSurroundHeader"), w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420), w("evenAndOddHeaders"), w("characterSpacingControl", val="doNotCompress"),
        w("noLineBreaksAfter", lang="zh-CN", val="".join(sorted(OPENING))),
        w("noLineBreaksBefore", lang="zh-CN", val="".join(sorted(CLOSING))),
        w("compat", w("balanceSingleByteDoubleByteWidth"), w("useFELayout"),
          w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"), w("decimalSymbol", val="."), w("listSeparator", val=","),
    )


def font_table(look: Look) -> Element:
    """The typefaces named in the file, each with the other names under which a machine may have it."""
    found = w("fonts")
    for font in {font.word: font for font in look.font.values()}.values():
        others = [name for name in font.pdf if name != font.word and "." not in name and "," not in name]
        alternative = [w("altName", val=",".join(others))] if others else []
        found.append(w("font", *alternative, w("charset", val="86"), w("family", val="auto"), w("pitch", val="default"),
                       name=font.word))
    return found


def page_number(look: Look, odd: bool, suffix: str = "") -> Element:
    """The foot of odd or of even pages: — 1 —, and small words on the other side of it."""
    number = look.page_number
    align = "center" if number.place == "center" else "right" if odd else "left"
    room = twips(number.side * number.size)
    side = "right" if odd else "left"
    space = {} if align == "center" else {f"{side}Chars": round(number.side * 100), side: room}
    dash = number.dash and f"{number.dash} "
    page = w("fldSimple", run("1"), instr=" PAGE ")
    words = [run(dash), page, run(dash[::-1])]
    if number.total:
        words = [run("第 "), page, run(" 页 共 "), w("fldSimple", run("1"), instr=" NUMPAGES "), run(" 页")]
    if number.place == "none":
        words, align = [], "center"
    if not number.beside:
        return w("ftr", w("p", w("pPr", w("pStyle", val=f"Footer{suffix}"), w("ind", **space), w("jc", val=align)), *words))
    said, tab = run(number.beside, *size(BESIDE)), w("r", w("tab"))
    wide = twips((look.page.width - look.page.left - look.page.right) * MM)
    if align == "left":
        stop, row, begin = ("right", wide), [*words, tab, said], space
    else:
        stop = ("center", wide // 2) if align == "center" else ("right", wide - room)
        row, begin = [said, tab, *words], {}
    return w("ftr", w("p", w("pPr", w("pStyle", val=f"Footer{suffix}"), w("tabs", w("tab", val=stop[0], pos=stop[1])),
                             w("ind", **begin), w("jc", val="left")), *row))


def run(text: str, *properties: Element) -> Element:
    """A run of text; signs that Latin and Chinese type share are drawn as Chinese."""
    words = w("t")
    words.text = text
    words.set(f"{{{XML}}}space", "preserve")
    if any("\xa1" <= char < "\u2e80" for char in text) and not any(p.tag == f"{{{W}}}rFonts" for p in properties):
        at = 1 if properties and properties[0].tag == f"{{{W}}}rStyle" else 0
        properties = (*properties[:at], w("rFonts", hint="eastAsia"), *properties[at:])
    return w("r", *([w("rPr", *properties)] if properties else []), words)


def section(look: Look, fresh: str = "nextPage", suffix: str = "") -> Element:
    """The page of one document in a file: paper, margins, grid, numbered from 1; `suffix` as in `SIDE`."""
    page = look.page

    def mm(length: float) -> int:
        return twips(length * MM)

    numbers = []
    if look.page_number.place != "none" or look.page_number.beside:
        for kind in ("default", "even"):
            reference = w("footerReference", type=kind)
            reference.set(f"{{{R}}}id", FEET[suffix, kind == "default"])
            numbers.append(reference)
    turned, grid = ({"orient": "landscape"}, {}) if look.lies else ({}, {"type": "lines"})    # LibreOffice centres a loose grid
    return w(
        "sectPr", *numbers, w("type", val=fresh), w("pgSz", w=mm(page.width), h=mm(page.height), **turned),
        w("pgMar", top=mm(page.top), right=mm(page.right), bottom=mm(page.bottom), left=mm(page.left),
          header=mm(min(15, page.top)), footer=mm(page.footer), gutter=0),
        w("pgNumType", start=1), w("cols", space=425), w("docGrid", **grid, linePitch=twips(look.grid.pitch)))


@lru_cache(maxsize=8)
def frame(look: Look, side: Look | None) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The parts that every file of these looks has alike, by their paths: those before its own, and those after."""
    word = {"styles": styles(look, side), "settings": settings(), "fontTable": font_table(look)}
    pages = {"": look} | ({SIDE: side} if side else {})
    numbers = {id: page_number(pages[suffix], odd, suffix) for (suffix, odd), id in FEET.items()
               if suffix in pages and (pages[suffix].page_number.place != "none" or pages[suffix].page_number.beside)}
    feet = {f"footer{at}": number for at, number in enumerate(numbers.values(), 1)}
    before = {
        "[Content_Types].xml": register([("document", "document.main"), *((name, name) for name in word),
                                         *((name, "footer") for name in feet)]),
        "_rels/.rels": relations({"rId1": (f"{R}/officeDocument", "word/document.xml"),
                                  "rId2": (f"{RELATIONS}/metadata/core-properties", "docProps/core.xml")}),
        "word/_rels/document.xml.rels": relations(
            {f"rId{at}": (f"{R}/{name}", f"{name}.xml") for at, name in enumerate(word, 1)}
            | {id: (f"{R}/footer", f"{name}.xml") for id, name in zip(numbers, feet, strict=True)})}
    return ({path: written(part) for path, part in before.items()},
            {f"word/{name}.xml": written(part) for name, part in (word | feet).items()})


def register(names: list[tuple[str, str]]) -> Element:
    """What kind of thing each part is."""
    found = Element("Types", xmlns=TYPES)
    for extension, kind in (("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml")):
        SubElement(found, "Default", Extension=extension, ContentType=kind)
    for name, kind in names:
        SubElement(found, "Override", PartName=f"/word/{name}.xml", ContentType=f"{WORD_TYPE}{kind}+xml")
    SubElement(found, "Override", PartName="/docProps/core.xml",
               ContentType="application/vnd.openxmlformats-package.core-properties+xml")
    return found


def relations(targets: Mapping[str, tuple[str, str]]) -> Element:
    """Which parts belong to which."""
    found = Element("Relationships", xmlns=RELATIONS)
    for id, (kind, target) in targets.items():
        SubElement(found, "Relationship", Id=id, Type=kind, Target=target)
    return found


def core(title: str) -> Element:
    """The properties that the file's icon shows: its title."""
    found = Element(f"{{{CORE}}}coreProperties")
    SubElement(found, f"{{{DC}}}title").text = title[:250]
    return found


def pack(text: Element, title: str, look: Look, side: Look | None, target: BinaryIO) -> None:
    """Writes the package round `text` (w:document) to `target`; `side`: the look of its turned pages besides `look`."""
    before, after = frame(look, side)
    own = {"docProps/core.xml": written(core(title)), "word/document.xml": written(text)}
    whole = BytesIO()                                # for each part is gone back over, which on a disk takes its time
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for path, part in (before | own | after).items():
            entry = zipfile.ZipInfo(path, MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, part)
    target.write(whole.getvalue())


def escaped(text: str) -> str:
    """`text` as it stands in an attribute or between tags."""
    return escape(text, ENTITIES) if SPECIAL.search(text) else text


def written(root: Element) -> bytes:
    """A part as XML; the library's own writer takes three times as long."""
    names: dict[str, str] = {}
    spaces: dict[str, str] = {}

    def short(name: str) -> str:
        """A name with the prefix of its namespace, which is noted."""
        space, brace, local = name[1:].partition("}")
        prefix = PREFIXES[space] if brace else ""
        if prefix and prefix != "xml":
            spaces[prefix] = space
        found = names[name] = f"{prefix}:{local}" if prefix else name
        return found

    def element(one: Element) -> str:
        tag = names.get(one.tag) or short(one.tag)
        attributes = "".join([f' {names.get(name) or short(name)}="{escaped(value)}"' for name, value in one.items()])
        inner = (escaped(one.text) if one.text else "") + "".join(map(element, one))
        return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"

    whole = element(root)
    begin = 1 + len(names[root.tag])
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in sorted(spaces.items()))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole[:begin]}{declared}{whole[begin:]}'.encode()
