"""Forms as an office has them: made by another program than ours, their tags cut up as Word and WPS do."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

NAMES = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
         'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
         'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
         'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
         'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"')


def saved(document: object) -> bytes:
    target = io.BytesIO()
    document.save(target)                     # type: ignore[attr-defined]
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def changed(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    parts = parts_of(data)
    change(parts)
    return packed(parts)


def letter(*lines: str) -> bytes:
    """A plain form of some lines."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def cut(data: bytes, cuts: Callable[[str], Sequence[str]] = lambda text: re.findall(r"[{}｛｝]|[^{}｛｝]{1,2}", text)) -> bytes:
    """The same form with every text of more than one run cut into runs, proofreading marks and bookmarks between them."""
    document = Document(io.BytesIO(data))
    number = 1000
    for paragraph in document.paragraphs:
        if not paragraph.runs:
            continue
        first, text = paragraph.runs[0]._r, paragraph.text
        for run in paragraph.runs[1:]:
            run._r.getparent().remove(run._r)
        for child in list(first):
            if child.tag == qn("w:t"):
                first.remove(child)
        for piece in cuts(text):
            run = deepcopy(first)
            words = parse_xml(f'<w:t {nsdecls("w")} xml:space="preserve"/>')
            words.text = piece
            run.append(words)
            paragraph._p.append(run)
            number += 1
            if piece in "{｛":
                paragraph._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellStart"/>'))
            else:
                paragraph._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="b{number}"/>'))
                paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))
        first.getparent().remove(first)
    return saved(document)


def text_box(text: str, number: int = 7) -> str:
    """A run with a text box as Word writes it: once for programs of today, once for those before 2010."""
    words = f'<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>'
    return f"""<w:r {NAMES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0" locked="0" layoutInCell="1"
 allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3200000</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>100000</wp:posOffset></wp:positionV><wp:extent cx="1800000" cy="500000"/>
<wp:wrapNone/><wp:docPr id="{number}" name="文本框 {number}"/><wp:cNvGraphicFramePr/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:ln w="6350"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>
<wps:txbx>{words}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape id="_x0000_s{number}" style="position:absolute;width:140pt;height:40pt">
<v:textbox>{words}</v:textbox></v:shape>
</w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def rich(columns: Iterable[str] = ("序号", "内容", "整改时限"), wanted: str = "问题") -> bytes:
    """A form with everything in it: head, foot with the page and its number of pages, table, text box, numbered list."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{单位}}　{{编号}}"
    foot = section.footer.paragraphs[0]
    for instruction in ("PAGE", "NUMPAGES"):
        foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    document.add_paragraph("{{年度}}年度责任书")
    document.add_paragraph("甲方与｛｛ 责任人 ｝}签订本责任书（职务：{{责任人.职务}}）。")
    document.add_paragraph("{{责任内容}}")
    for text in ("一式两份。", "自签字之日起有效。"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(2, 3)
    table.style = "Table Grid"
    for cell, label, column in zip(table.rows[0].cells, columns, columns, strict=True):
        cell.text = label
        del column
    for cell, column in zip(table.rows[1].cells, columns, strict=True):
        cell.text = f"{{{{{wanted}.{column}}}}}"
    boxed = document.add_paragraph("签订领导：")
    boxed._p.append(parse_xml(text_box("{{签订领导}}（签字）")))
    document.add_paragraph("{{日期}}")
    return saved(document)


def paragraphs_of(data: bytes, part: str = "word/document.xml") -> list[str]:
    """The paragraphs of a part as a reader sees them, those of text boxes among them, twins of old programs left out."""
    from partydesk.papers.manuscript import Manuscript
    return [one.text for one in Manuscript.read(parts_of(data)[part]).paragraphs if not one.twin]


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LEAST = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                           '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                           '<Default Extension="xml" ContentType="application/xml"/>'
                           f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   f'<Relationship Id="rId1" Type="{RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": '<?xml version="1.0"?><Relationships '
                                    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'}
"""What a Word file needs besides its text."""
HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMES}><w:body>'
TAIL = ('<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" '
        'w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>')


def form(*blocks: str, tail: str = TAIL) -> bytes:
    """A form of blocks written as XML."""
    return packed({**{name: part.encode() for name, part in LEAST.items()},
                   "word/document.xml": (HEAD + "".join(blocks) + tail).encode()})


def paragraph(*runs: str) -> str:
    """A paragraph of runs of plain text."""
    from xml.sax.saxutils import escape
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>' for run in runs) + "</w:p>"
