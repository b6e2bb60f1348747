"""Thirty forms made to harm, and more that chance makes: nothing runs, nothing is fetched, each is told in a sentence."""
from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from partydesk.errors import Refusal
from partydesk.papers.blanks import Facts, Form, Rows
from partydesk.papers.merged import merge

from .foreign import LEAST, NAMES, RELATED, changed, form, packed, paragraph, paragraphs_of, parts_of, rich

Change = Callable[[dict[str, bytes]], object]
FACTS = Facts({"姓名": "张三"}, {"问题": Rows(frozenset({"内容"}), [{"内容": "甲"}])})


def put(name: str, part: bytes | str) -> Change:
    return lambda parts: parts.__setitem__(name, part.encode() if isinstance(part, str) else part)


def related(sort: str, target: str, mode: str = "External", at: str = "word/_rels/document.xml.rels") -> Change:
    entry = (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
             f'Type="{RELATED}/{sort}" Target="{target}"' + (f' TargetMode="{mode}"' if mode else "") + "/></Relationships>")
    return put(at, entry)


def field(instruction: str) -> bytes:
    """A form with a field, its instruction cut into runs of two letters."""
    told = "".join(f"<w:r><w:instrText>{instruction[at:at + 2]}</w:instrText></w:r>" for at in range(0, len(instruction), 2))
    return form(f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{told}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                '<w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>', paragraph("{{姓名}}"))


def nested() -> bytes:
    """DDE put together out of the numbers of its letters, as real attacks did."""
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    inner = f"{begin}<w:r><w:instrText> QUOTE 68 68 69 </w:instrText></w:r>{end}"
    return form(f"<w:p>{begin}{inner}<w:r><w:instrText> c:\\x.exe</w:instrText></w:r>{end}</w:p>", paragraph("{{姓名}}"))


SOUND = form(paragraph("{{姓名}}"), paragraph("末"))


def with_(*changes: Change) -> bytes:
    data = SOUND
    for change in changes:
        data = changed(data, change)
    return data


def text(xml: str) -> bytes:
    return changed(SOUND, put("word/document.xml", xml))


def bomb() -> bytes:
    return changed(SOUND, put("word/media/image1.png", bytes(60 << 20)))


def locked() -> bytes:
    data = bytearray(SOUND)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            data[place + at] |= 1
    return bytes(data)


def lying() -> bytes:
    """A part that says it is small and is not."""
    data = bytearray(changed(SOUND, put("word/media/image1.png", bytes(50 << 20))))
    place = data.rfind(b"word/media/image1.png") - 46
    data[place + 24:place + 28] = struct.pack("<I", 10)
    return bytes(data)


def twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in (parts_of(SOUND) | {"word/documenX.xml": parts_of(SOUND)["word/document.xml"]}).items():
            package.writestr(name, part)
    return target.getvalue().replace(b"word/documenX.xml", b"word/document.xml")


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a macro", lambda: with_(put("word/vbaProject.bin", b"x")), "宏"),
    ("a file for macros", lambda: with_(put("[Content_Types].xml", LEAST["[Content_Types].xml"].replace(
        "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"))), "宏"),
    ("a control", lambda: with_(put("word/activeX/activeX1.xml", "<x/>")), "控件"),
    ("a template from elsewhere", lambda: with_(related("attachedTemplate", "http://x.example/a.dotm", at="word/_rels/settings.xml.rels")),
     "附加的模板.*Normal"),
    ("a template on a share", lambda: with_(related("attachedTemplate", "file://server/share/a.dotx")), "附加的模板"),
    ("a picture fetched when opened", lambda: with_(related("image", "http://x.example/a.png")), "链接的图片"),
    ("a link", lambda: with_(related("hyperlink", "http://x.example/")), "超链接.*取消超链接"),
    ("a link that hides its mode", lambda: with_(related("hyperlink", "file:///c:/x.exe", mode="")), "超链接"),
    ("a document within", lambda: with_(related("subDocument", "\\\\server\\a.docx")), "子文档"),
    ("a frame", lambda: with_(related("frame", "http://x.example/")), "网页框架"),
    ("an object by relation", lambda: with_(related("oleObject", "embeddings/a", mode="")), "OLE"),
    ("an object by element", lambda: form("<w:p><w:r><w:object/></w:r></w:p>", paragraph("{{姓名}}")), "OLE"),
    ("an embedded file", lambda: with_(put("word/embeddings/a.xlsx", b"PK")), "嵌有别的文件"),
    ("a program", lambda: with_(put("word/media/a.exe", b"MZ")), "嵌有别的文件"),
    ("another file put in", lambda: form(f'<w:altChunk xmlns:r="{RELATED}" r:id="rId9"/>', paragraph("{{姓名}}")), "插入的其他文件"),
    ("an add-in", lambda: with_(related("webextension", "webextension1.xml", mode="")), "加载项"),
    ("data of a mail merge", lambda: with_(related("mailMergeSource", "file:///c:/a.xlsx")), "邮件合并"),
    ("a field that runs", lambda: field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'), "域（DDEAUTO"),
    ("a field put together of numbers", nested, "由别的域拼成|QUOTE"),
    ("a field that fetches", lambda: field(' INCLUDEPICTURE "http://x.example/a.png" \\d'), "域（INCLUDEPICTURE"),
    ("a field that links", lambda: field(' HYPERLINK "http://x.example/"'), "域（HYPERLINK"),
    ("a field in one piece", lambda: form('<w:p><w:fldSimple w:instr=" INCLUDETEXT c:\\x.docx "/></w:p>'), "域（INCLUDETEXT"),
    ("a shape with a link", lambda: form('<w:p><w:r><w:pict><v:rect href="http://x.example/"/></w:pict></w:r></w:p>'), "指向外部"),
    ("an entity that explodes", lambda: text('<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><w/>'), "声明"),
    ("an entity that reads a file", lambda: with_(put("word/styles.xml", '<!DOCTYPE w [<!ENTITY c SYSTEM "file:///etc/passwd">]><w>&c;</w>')),
     "声明"),
    ("an instruction", lambda: text("<?xml-stylesheet href='http://x.example/a.xsl'?>" + f"<w:document {NAMES}/>"), "指令"),
    ("text as it is", lambda: form("<w:p><w:r><w:t><![CDATA[{{姓名}}]]></w:t></w:r></w:p>"), "不常见的写法"),
    ("a file that grows when unpacked", bomb, "太大"),
    ("a file that lies about it", lying, "完好|太大"),
    ("a text of 9 MB", lambda: form(paragraph("a" * (9 << 20)), paragraph("{{姓名}}")), "太长"),
    ("a file of 21 MB", lambda: SOUND + bytes(21 << 20), "模板最大 20 MB"),
    ("a password", locked, "密码"),
    ("an old .doc, or one with a password to open it", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式"),
    ("a part outside", lambda: with_(put("../../x.xml", "<x/>")), "内部结构"),
    ("a part twice", twice, "内部结构"),
    ("another alphabet", lambda: text('<?xml version="1.0" encoding="UTF-7"?><w/>'), "编码|损坏"),
    ("no text", lambda: changed(SOUND, lambda parts: parts.pop("word/document.xml")), "没有正文"),
    ("half a file", lambda: SOUND[:len(SOUND) // 2], "不是完好的"),
    ("broken XML", lambda: text(f"<w:document {NAMES}><w:body>"), "损坏"),
]


@pytest.mark.parametrize(("make", "says"), [pytest.param(make, says, id=name) for name, make, says in REFUSED])
def test_what_may_harm_is_refused_in_a_sentence(make: Callable[[], bytes], says: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refusal, match=says) as told:
        Form.open(make())
    assert time.process_time() - begun < 3
    assert "请" in str(told.value) or "没有打开" in str(told.value)


def test_there_are_thirty_of_them() -> None:
    assert len(REFUSED) >= 30


@pytest.mark.parametrize("instruction", [" PAGE ", " PAGE  \\* MERGEFORMAT ", "NUMPAGES", ' TOC \\o "1-3" \\h ', " = 1 + 1 ", "",
                                         ' HYPERLINK \\l "_Toc1" ', " MERGEFIELD 姓名 ", ' DATE \\@ "yyyy年M月d日" '])
def test_fields_that_only_show_may_stay(instruction: str) -> None:
    assert Form.open(field(instruction)).tags


@pytest.mark.parametrize("many", ["\n" * 1_000_000, "<&>" * 500_000, "{" * 1_000_000, "{{姓" * 400_000, "&#123;" * 100_000])
def test_a_text_made_to_take_long_does_not(many: str) -> None:
    begun = time.process_time()
    one = Form.open(form(paragraph(many), paragraph("{{姓名}}")))
    made = one.filled(FACTS)
    assert time.process_time() - begun < 12
    assert paragraphs_of(made)[-1] == "张三"


def test_a_million_runs_and_deep_nests_do_not_take_long() -> None:
    deep = "".join("<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>" for _ in range(1000)) + "<w:p/>" + "".join(
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>" for _ in range(1000))
    begun = time.process_time()
    one = Form.open(form(deep, paragraph(*["x"] * 20_000, "{{姓", "名}}")))
    assert paragraphs_of(one.filled(FACTS))[-1].endswith("x张三")
    assert time.process_time() - begun < 12


@pytest.mark.parametrize("seed", [*range(60), 1871, 2005])
def test_whatever_chance_makes_of_a_form_is_read_or_refused(seed: int) -> None:
    """Bytes of parts and of the file changed, cut and doubled: a refusal in words, or a file that can be filled; never a traceback."""
    chance = random.Random(seed)
    parts = parts_of(SOUND if seed % 3 else rich())
    if seed % 2:
        name = chance.choice(sorted(parts))
        parts[name] = _spoilt(parts[name], chance)
        data = packed(parts)
    else:
        data = _spoilt(packed(parts), chance)
    try:
        one = Form.open(data)
    except Refusal as refusal:
        said = str(refusal)
    else:
        said = "读得出来"
        for made in (one.filled(FACTS), merge(one, [FACTS] * 3, duplex=True)):
            Form.open(made)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) or 1)
        match chance.randrange(4):
            case 0 if made:
                made[at:at + 1] = bytes([chance.randrange(256)])
            case 1:
                del made[at:at + chance.randint(1, 40)]
            case 2:
                made[at:at] = made[max(0, at - chance.randint(1, 60)):at]
            case _:
                made[at:at] = chance.choice([b"<w:p>", b"</w:p>", b"<w:sectPr/>", b"{{", b"<w:tr>", b"&#0;", b"<w:t>", b"\x00", b'"'])
    return bytes(made)
