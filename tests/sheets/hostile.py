"""Files that no clerk should have to fear, all made here: damaged, lying, hungry, disguised, or merely as people write them.

Each `Case` says what must become of it: a refusal in words, or rows exactly so, or people exactly so with what is wrong
named by row. Whatever is not said here must not happen.
"""
from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADS = ("姓名", "性别", "出生年月", "身份证号", "入党时间", "所在支部", "联系电话")
GOOD = "11010519491231002X"                   # the standard's own example
OTHER = "110101199003077934"
Row = Sequence[Any]


@dataclass(frozen=True)
class Case:
    """One file: its name, how its bytes are made, and what must become of it.

    `refused` is a pattern of the sentence. `rows` are the texts of the first sheet, row by row. `people` are what the
    roster says then, as far as named; `bad` and `odd` are (row, pattern) of each thing that is listed, `told` patterns
    of what is said of the sheet. `large` ones take seconds to make or to read.
    """

    name: str
    made: Callable[[], bytes] | bytes
    refused: str = ""
    rows: tuple[Row, ...] | None = None
    people: tuple[dict[str, Any], ...] | None = None
    bad: tuple[tuple[int, str], ...] = ()
    odd: tuple[tuple[int, str], ...] = ()
    told: tuple[str, ...] = ()
    large: bool = False

    @property
    def data(self) -> bytes:
        return self.made if isinstance(self.made, bytes) else self.made()

    def put(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.data)
        return path


# ── how the files are made ───────────────────────────────────────────────────────────────────────


def letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True)
class Raw:
    """A cell as it is to stand in the file."""

    xml: str


def value(number: object, style: int = 0) -> Raw:
    return Raw(f'<c R s="{style}"><v>{number}</v></c>')


def formula(text: str, cached: str = "") -> Raw:
    return Raw(f"<c R><f>{escape(text)}</f>{f'<v>{escape(cached)}</v>' if cached else ''}</c>")


def cell(given: object, place: str) -> str:
    match given:
        case None:
            return ""
        case Raw(xml):
            return xml.replace("<c R", f'<c r="{place}"', 1)
        case bool():
            return f'<c r="{place}" t="b"><v>{int(given)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{given!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(given))}</t></is></c>'


def sheet(rows: Iterable[Row], before: str = "", after: str = "", hidden: Sequence[int] = ()) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(cell(given, f"{letters(at)}{number}") for at, given in enumerate(row))
        unseen = ' hidden="1"' if number in hidden else ""
        lines.append(f'<row r="{number}"{unseen}>{cells}</row>')
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def book(*sheets: str, strings: str = "", styles: str = "", workbook: str = "", more: dict[str, bytes] | None = None,
         drop: Sequence[str] = (), states: Sequence[str] = (), properties: str = "", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook of these worksheets."""
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}"{states[n - 1] if n <= len(states) else ""} r:id="rId{n}"/>'
                     for n in range(1, len(sheets) + 1))
    related = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                      for n in range(1, len(sheets) + 1))
    related += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    related += f'<Relationship Id="y" Type="{OFFICE}/styles" Target="styles.xml"/>' if styles else ""
    parts: dict[str, bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'.encode(),
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
                       f'Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": (workbook or f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets>'
                            '</workbook>').encode(),
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{related}</Relationships>'.encode(),
        **{f"xl/worksheets/sheet{n}.xml": text.encode() for n, text in enumerate(sheets, 1)},
        **({"xl/sharedStrings.xml": strings.encode()} if strings else {}),
        **({"xl/styles.xml": styles.encode()} if styles else {}), **(more or {})}
    return packed({name: data for name, data in parts.items() if name not in drop}, packing)


def packed(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def roster(*rows: Row, heads: Row = HEADS, **more: Any) -> bytes:
    """A workbook of one roster."""
    how = {name: more.pop(name) for name in ("before", "after", "hidden") if name in more}
    return book(sheet((heads, *rows), **how), **more)


def shared(*texts: str) -> str:
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(f"<si><t>{escape(text)}</t></si>" for text in texts)}</sst>'


def styles(*codes: str | int) -> str:
    """Formats of cells, by number or by code; style 0 is none."""
    own = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{escape(str(code), {chr(34): "&quot;"})}"/>'
                  for n, code in enumerate(codes) if isinstance(code, str))
    used = "".join(f'<xf numFmtId="{code if isinstance(code, int) else 164 + n}"/>' for n, code in enumerate(codes))
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'


def bomb(before: str, piece: bytes, times: int, after: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook one part of which unpacks into far more than it looks like."""
    plain = book(sheet([HEADS]))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as out:
            out.write(before.encode())
            for _ in range(times):
                out.write(piece)
            out.write(after.encode())
    return target.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    spoilt = bytearray(data)
    spoilt[at] ^= 0xFF
    return bytes(spoilt)


def twice(name: str) -> bytes:
    """A container that has one member two times."""
    target = io.BytesIO(book(sheet([HEADS, ("张三",)])))
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr(name, sheet([HEADS, ("李四",)]))
    return target.getvalue()


def ole(*names: str) -> bytes:
    """The first sectors of an old container whose register names these streams."""
    listed = b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)
    return (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + listed).ljust(4096, b"\0")


def xls(*rows: Row, merged: Sequence[tuple[int, int, int, int]] = (), encoding: str = "utf-8") -> bytes:
    """An old workbook, as xlwt writes it."""
    import datetime

    import xlwt
    made = xlwt.Workbook(encoding=encoding)
    page = made.add_sheet("花名册")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for r, row in enumerate(rows):
        for c, given in enumerate(row):
            if given is None:
                continue
            if isinstance(given, datetime.date):
                page.write(r, c, given, dated)
            else:
                page.write(r, c, given)
    for top, bottom, left, right in merged:
        page.merge(top, bottom, left, right)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def line(*cells: str, by: str = ",") -> str:
    return by.join(cells) + "\n"


def noise(seed: int, size: int = 3000) -> bytes:
    return random.Random(seed).randbytes(size)


def lying(size: int) -> bytes:
    """A container whose register says that a part is so large, whatever it is."""
    data = bytearray(book(sheet([HEADS, ("张三",)]), packing=zipfile.ZIP_STORED))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, size)
    return bytes(data)


def locked() -> bytes:
    """A container whose members say that they are encrypted."""
    data = bytearray(book(sheet([HEADS])))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def packed_oddly() -> bytes:
    """A member packed by a method that nobody uses."""
    data = bytearray(book(sheet([HEADS])))
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(sign)
        while at >= 0:
            struct.pack_into("<H", data, at + place, 97)
            at = data.find(sign, at + 4)
    return bytes(data)


DECLARED = "<!DOCTYPE x [" + '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
PLAIN = book(sheet([HEADS, ("张三", "男")]))
ZHANG = {"name": "张三"}


def inside(body: str, top: str = HEAD) -> bytes:
    """A workbook whose sheet is this."""
    return book(f'{top}<worksheet xmlns="{MAIN}">{body}</worksheet>')


def cases() -> list[Case]:
    """Every case there is; names are unlike each other."""
    found = [*_no_tables(), *_damaged(), *_made_to_harm(), *_too_much(), *_text(), *_old(), *_laid_out(), *_cells(), *_numbers(),
             *_dates(), *_names()]
    assert len({case.name for case in found}) == len(found)
    return found


# ── what is no table, whatever it is called ──────────────────────────────────────────────────────


def _no_tables() -> list[Case]:
    html = "<html><table><tr><td>姓名</td></tr><tr><td>张三</td></tr></table></html>"
    zipped = packed({"名册.xlsx": b"x", "照片.jpg": b"y"})
    return [
        Case("空.xlsx", b"", "0 字节"), Case("空.csv", b"", "0 字节"), Case("空.xls", b"", "0 字节"),
        Case("网页.xls", html.encode("gbk"), "网页"), Case("网页.xlsx", html.encode(), "网页"),
        Case("网页二.xls", ("<!DOCTYPE html>\n" + html).encode("utf-8-sig"), "网页"),
        Case("网页三.xls", ("<!-- 导出 -->\n<meta charset=gbk><table><tr><td>1</td></tr></table>").encode("gbk"), "网页"),
        Case("网页四.xls", html.encode("utf-16"), "网页"),
        Case("存成网页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "MHT"),
        Case("表格2003.xml", f'{HEAD}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode(), "XML"),
        Case("材料.pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"), Case("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "图片"),
        Case("照片.xls", b"\xff\xd8\xff\xe0" + b"\0" * 40, "图片"), Case("图.csv", b"GIF89a" + b"\0" * 40, "图片"),
        Case("位图.xls", b"BM\x36\0\0\0\0\0" + b"\0" * 40, "图片"), Case("富文本.xls", b"{\\rtf1\\ansi abc}", "Word"),
        Case("压缩.xlsx", b"Rar!\x1a\x07\x01\0", "压缩包"), Case("压缩2.xlsx", b"7z\xbc\xaf\x27\x1c\0\4", "压缩包"),
        Case("压缩3.csv", b"\x1f\x8b\x08\0" + noise(1, 50), "压缩包"), Case("名册.zip", zipped, "压缩包"),
        Case("程序.xls", b"MZ\x90\0\3\0\0\0\4\0" + b"\0" * 60, "程序"), Case("程序.csv", b"\x7fELF\2\1\1\0" + b"\0" * 60, "程序"),
        Case("办公室.xlsx", b"SQLite format 3\0" + b"\0" * 100, "数据文件"),
        Case("通知.xlsx", packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "Word"),
        Case("带宏通知.xlsx", packed({"[Content_Types].xml": b"<x/>", "word/vbaProject.bin": b"x"}), "Word"),
        Case("演示.xlsx", packed({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "演示文稿"),
        Case("名册.ods", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "OpenDocument"),
        Case("名册.xlsb", packed({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}), "xlsb.*另存为"),
        Case("加密.xlsx", ole("EncryptionInfo", "EncryptedPackage"), "密码"), Case("旧文档.xls", ole("WordDocument"), "Word"),
        Case("旧演示.xls", ole("PowerPoint Document"), "演示文稿"), Case("名册.et", ole("ETWorkbook2"), r"\.et"),
        Case("很旧.xls", b"\x09\x04\x06\0\0\0\x10\0" + b"\0" * 40, "很旧"), Case("全零.xlsx", b"\0" * 5000, "损坏"),
        *(Case(f"乱码{n}.{ending}", noise(n), ".") for n, ending in enumerate(("xlsx", "xls", "csv", "et", "ods", "txt"))),
    ]


# ── what was a table once ────────────────────────────────────────────────────────────────────────


def _damaged() -> list[Case]:
    old = xls(HEADS, ("张三", "男"))
    broken = {"截断的表.xlsx": "<sheetData><row", "不配对.xlsx": "<sheetData><row></sheetData>", "没有头.xlsx": "</x>"}
    return [
        *(Case(f"剩下{share}成.xlsx", PLAIN[:len(PLAIN) * share // 10], "损坏") for share in (1, 3, 5, 7, 9)),
        *(Case(f"剩下{share}成.xls", old[:len(old) * share // 10], "损坏|不是完好") for share in (2, 5, 8)),
        Case("少一字节.xlsx", PLAIN[:-1], "损坏"), Case("只有开头.xlsx", b"PK\3\4", "损坏"),
        Case("只有结尾.xlsx", b"PK\5\6" + b"\0" * 18, "压缩包"),
        *(Case(name, inside(body), "损坏") for name, body in broken.items()),
        Case("没有工作簿.xlsx", book(sheet([HEADS]), drop=["xl/workbook.xml"]), "损坏"),
        Case("没有工作表.xlsx", book(sheet([HEADS]), drop=["xl/worksheets/sheet1.xml"]), "损坏"),
        Case("没有关系.xlsx", book(sheet([HEADS]), drop=["xl/_rels/workbook.xml.rels"]), "没有工作表"),
        Case("没有根.xlsx", book(sheet([HEADS, ("张三",)]), drop=["_rels/.rels"]), rows=(HEADS, ("张三",))),
        Case("没有类型.xlsx", book(sheet([HEADS, ("张三",)]), drop=["[Content_Types].xml"]), rows=(HEADS, ("张三",))),
        Case("一张都没有.xlsx", book(), "没有工作表"),
        Case("工作簿不成样.xlsx", book(sheet([HEADS]), workbook="<workbook"), "损坏"),
        Case("文字表不成样.xlsx", book(sheet([HEADS]), strings="<sst><si>"), "损坏"),
        Case("样式不成样.xlsx", book(sheet([HEADS]), styles="<styleSheet"), "损坏"),
        Case("文字编号越界.xlsx", inside('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>'), "损坏"),
        Case("文字编号不是数.xlsx", inside('<sheetData><row r="1"><c r="A1" t="s"><v>x</v></c></row></sheetData>'), "损坏"),
        Case("没有这种样式.xlsx", inside('<sheetData><row r="1"><c r="A1" s="99"><v>5</v></c></row></sheetData>'), rows=(("5",),)),
        Case("校验和不对.xlsx", lambda: flipped(book(sheet([HEADS, ("张三",)]), packing=zipfile.ZIP_STORED), 1500), "损坏|结构"),
        *(Case(f"坏一字节{n}.xlsx", lambda n=n: flipped(PLAIN, len(PLAIN) * n // 12), "损坏|结构|没有工作表|压缩包")  # type: ignore[misc]
          for n in (2, 4, 6)),
        Case("外国编码.xlsx", book(f'<?xml version="1.0" encoding="gbk"?><worksheet xmlns="{MAIN}"/>'), "损坏"),
        Case("空的工作表.xlsx", book(sheet([])), "没有内容"), Case("只有空白.xlsx", book(sheet([(" ", "\u3000"), ("", "")])), "没有内容"),
    ]


# ── what was made to do harm ─────────────────────────────────────────────────────────────────────


def _made_to_harm() -> list[Case]:
    laughing = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData>'
    fetching = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    prefixed = (f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>姓名</x:t></x:is>'
                '</x:c></x:row></x:sheetData></x:worksheet>')
    macros = {"xl/vbaProject.bin": b"Sub Auto_Open()"}
    return [
        Case("大笑.xlsx", inside(laughing, HEAD + DECLARED), "恶意"), Case("取本机文件.xlsx", inside(laughing, HEAD + fetching), "恶意"),
        Case("声明在工作簿.xlsx", book(sheet([HEADS]), workbook=f'{HEAD}{DECLARED}<workbook xmlns="{MAIN}"/>'), "恶意"),
        Case("声明在文字表.xlsx", book(sheet([HEADS]), strings=f'{HEAD}{DECLARED}<sst xmlns="{MAIN}"><si><t>&a9;</t></si></sst>'), "恶意"),
        Case("声明在样式.xlsx", book(sheet([HEADS]), styles=f'{HEAD}{DECLARED}<styleSheet xmlns="{MAIN}"/>'), "恶意"),
        Case("声明是十六位.xlsx", book(sheet([HEADS]), workbook="", more={
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-16"?>{DECLARED}<worksheet/>'.encode("utf-16")}), "恶意"),
        Case("同名两份.xlsx", lambda: twice("xl/worksheets/sheet1.xml"), "恶意"),
        Case("同名大小写.xlsx", lambda: twice("XL/Worksheets/Sheet1.xml"), "恶意"),
        Case("跳出文件夹.xlsx", book(sheet([HEADS]), more={"../../evil.txt": b"x"}), "恶意"),
        Case("绝对路径.xlsx", book(sheet([HEADS]), more={"/etc/evil": b"x"}), "恶意"),
        Case("盘符.xlsx", book(sheet([HEADS]), more={"C:/evil": b"x"}), "恶意"),
        Case("部件太多.xlsx", lambda: book(sheet([HEADS]), more={f"x/{n}": b"" for n in range(5_001)}), "恶意"),
        Case("行号倒着.xlsx", inside('<sheetData><row r="5"/><row r="5"><c r="A5"><v>2</v></c></row></sheetData>'), "恶意"),
        Case("行号为零.xlsx", inside('<sheetData><row r="0"/></sheetData>'), "恶意"),
        Case("行号太大.xlsx", inside('<sheetData><row r="1048577"/></sheetData>'), "恶意"),
        Case("列号太大.xlsx", inside('<sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData>'), "恶意"),
        Case("列号不成样.xlsx", inside('<sheetData><row r="1"><c r="1"><v>1</v></c></row></sheetData>'), "恶意"),
        Case("谎报大小.xlsx", lambda: lying(1 << 30), rows=(HEADS, ("张三",))), Case("谎报很小.xlsx", lambda: lying(10), "损坏|结构"),
        Case("成员加密.xlsx", locked, "密码"), Case("压缩方法古怪.xlsx", packed_oddly, "损坏"),
        Case("谎报范围.xlsx", book(sheet([HEADS, ("张三", "男")], before='<dimension ref="A1:A1"/>')), rows=(HEADS, ("张三", "男"))),
        Case("谎报范围很大.xlsx", book(sheet([HEADS, ("张三",)], before='<dimension ref="A1:XFD1048576"/>')), rows=(HEADS, ("张三",))),
        Case("带前缀.xlsx", book(prefixed), rows=(("姓名",),)),
        Case("十六位编码.xlsx", book(sheet([HEADS]), more={"xl/worksheets/sheet1.xml": sheet([HEADS, ("张三",)]).replace(
            "UTF-8", "UTF-16").encode("utf-16")}), rows=(HEADS, ("张三",))),
        Case("带宏.xlsm", roster(("张三", "男"), more=macros), people=({**ZHANG, "gender": "男"},), told=("有宏",)),
        Case("外部数据.xlsx", roster(("张三", formula("WEBSERVICE(\"http://127.0.0.1/\")"))), people=(), bad=((2, "没有算出结果"),)),
        Case("命令公式.xlsx", roster((formula("cmd|' /C calc'!A0", "张三"), "男")), people=({**ZHANG, "gender": "男"},)),
        Case("外部工作表.xlsx", book(sheet([HEADS]), more={"xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" TargetMode="External" '
            'Target="http://127.0.0.1/sheet1.xml"/></Relationships>').encode()}), "没有工作表"),
        Case("指到外面.xlsx", book(sheet([HEADS]), more={"xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            'Target="../../../etc/passwd"/></Relationships>').encode()}), "损坏"),
    ]


# ── too much of it ───────────────────────────────────────────────────────────────────────────────


def _too_much() -> list[Case]:
    far = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    low = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData>'
    begins = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    one = '<row r="1"><c r="A1" t="inlineStr"><is><t>'
    rows = b'<row><c t="inlineStr"><is><t>aaaaaaaaaaaaaaaaaaaa</t></is></c></row>' * 2000
    empty = b'<row><c s="1"/><c s="1"/><c s="1"/></row>' * 2000
    letter = b"a" * 2 ** 20
    area = '<mergeCells>' + '<mergeCell ref="A1:XFD1048576"/>' * 2000 + "</mergeCells>"
    return [
        Case("远处一格.xlsx", inside(far), "16384 列"), Case("很低一格.xlsx", inside(low), rows=(("1",), ("2",))),
        Case("列太多.xlsx", lambda: book(sheet([[f"栏{n}" for n in range(16_384)]])), "超过 200 列"),
        Case("正好二百列.xlsx", lambda: book(sheet([[f"栏{n}" for n in range(200)]])), rows=(tuple(f"栏{n}" for n in range(200)),)),
        Case("列太多.csv", csv(line(*["x"] * 300)), "超过 200 列"),
        Case("到处合并.xlsx", inside("<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>" + area), rows=(("1",),)),
        Case("很多工作表.xlsx", lambda: book(*[sheet([("x",)])] * 101), "最多 100 张"),
        Case("一格太长.xlsx", roster(("张三", "男", None, None, None, None, "x" * 40_000)), people=(), bad=((2, "32767"),)),
        Case("一格太长.csv", csv(line("姓名", "联系电话") + line("张三", "x" * 40_000)), people=(), bad=((2, "32767"),)),
        Case("行的炸弹.xlsx", lambda: bomb(begins, rows, 400, "</sheetData></worksheet>"), "超过 100000 行", large=True),
        Case("空行的炸弹.xlsx", lambda: bomb(begins, empty, 4_000, "</sheetData></worksheet>"), "恶意|没有进展", large=True),
        Case("文字的炸弹.xlsx", lambda: bomb(begins + one, letter, 600, "</t></is></c></row></sheetData></worksheet>"), "过大|内存|恶意",
             large=True),
        Case("空白的炸弹.xlsx", lambda: bomb(begins, b" " * 2 ** 20, 600, "</sheetData></worksheet>"), "过大|内存|恶意", large=True),
        Case("注释的炸弹.xlsx", lambda: bomb(begins + "<!--", letter, 600, "--></sheetData></worksheet>"), "过大|内存|恶意", large=True),
        Case("属性的炸弹.xlsx", lambda: bomb(begins + '<row x="', letter, 250, '"/></sheetData></worksheet>'), "恶意",
             large=True),
        Case("名称的炸弹.xlsx", lambda: bomb(f"{begins}<", letter, 250, "/></sheetData></worksheet>"), "过大|内存|损坏|恶意", large=True),
        Case("嵌套的炸弹.xlsx", lambda: bomb(begins, b"<a>" * 100_000, 300, ""), "过大|内存|损坏|恶意|没有进展", large=True),
        Case("文字表的炸弹.xlsx", lambda: bomb(f'{HEAD}<sst xmlns="{MAIN}">', b"<si><t>aaaaaaaaaa</t></si>" * 5_000, 2_200, "</sst>",
                                         "xl/sharedStrings.xml"), people=None, rows=(HEADS,), large=True),
        Case("十万人.xlsx", many, rows=None, large=True),
        Case("十万零五十一行.csv", lambda: csv("姓名\n" + "张三\n" * 100_051), "超过 100000 行", large=True),
        Case("太大.csv", lambda: csv("姓名\n" + ("x" * 1000 + "\n") * 61_000), "MB", large=True),
        Case("一亿字节.xlsx", lambda: b"PK\3\4" + b"\0" * 100_000_001, "MB", large=True),
    ]


def many(rows: int = 100_000) -> bytes:
    """A roster of a hundred thousand."""
    chance = random.Random(5)
    return roster(*((f"人员{n}", "男", f"19{chance.randint(50, 99)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}", None, "2001-07-01",
                     f"第{'一二'[n % 2]}党支部", f"138{n:08}") for n in range(rows)))


# ── plain text ───────────────────────────────────────────────────────────────────────────────────


def _text() -> list[Case]:
    two = line("姓名", "性别") + line("张三", "男")
    told: tuple[Row, ...] = (("姓名", "性别"), ("张三", "男"))
    rare = line("姓名", "性别") + line("𠮷㐂", "女")
    return [
        *(Case(f"编码{encoding}.csv", csv(two, encoding), rows=told)
          for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16")),
        Case("编码无标记十六位.csv", csv(two, "utf-16-le"), "认不出"), Case("编码大五.csv", csv(two, "utf-16-be"), "认不出"),
        Case("增补字gb18030.csv", csv(rare, "gb18030"), rows=(("姓名", "性别"), ("𠮷㐂", "女"))),
        Case("增补字utf8.csv", csv(rare), rows=(("姓名", "性别"), ("𠮷㐂", "女"))),
        Case("半个字.csv", csv(two)[:-3] + b"\xff\n", "认不出"), Case("混着零.csv", csv("姓名,性别\n张\0三,男\n"), "认不出"),
        *(Case(f"分隔{n}.csv", csv(two.replace(",", by)), rows=told) for n, by in enumerate((";", "\t", "，", "|"))),
        Case("分隔已注明.csv", csv("sep=;\n" + two.replace(",", ";")), rows=told),
        Case("制表符的.xls", csv(two.replace(",", "\t"), "gbk"), rows=told), Case("文本.txt", csv(two), rows=told),
        Case("回车换行.csv", csv(two.replace("\n", "\r\n")), rows=told), Case("只有回车.csv", csv(two.replace("\n", "\r")), rows=told),
        Case("引号里有逗号.csv", csv('姓名,备注\n张三,"一,二"\n'), rows=(("姓名", "备注"), ("张三", "一,二"))),
        Case("引号里换行.csv", csv('姓名,备注\n张三,"一\n二"\n李四,三\n'), rows=(("姓名", "备注"), ("张三", "一\n二"), ("李四", "三"))),
        Case("引号里引号.csv", csv('姓名,备注\n张三,"他说""好"""\n'), rows=(("姓名", "备注"), ("张三", '他说"好"'))),
        Case("引号不配对.csv", csv('姓名,备注\n张三,"一\n李四,二\n'), "第 2 行的引号"),
        Case("引号不配对很长.csv", lambda: csv('姓名,备注\n张三,"一\n' + "李四,二\n" * 50_000), "引号"),
        Case("一列.csv", csv("姓名\n张三\n李四\n"), rows=(("姓名",), ("张三",), ("李四",))),
        Case("长短不齐.csv", csv("姓名,性别\n张三\n李四,女,多的\n"), rows=(("姓名", "性别"), ("张三",), ("李四", "女", "多的"))),
        Case("空行.csv", csv("\n\n姓名,性别\n\n张三,男\n\n\n"), rows=told), Case("只有空白.csv", csv(" \n\u3000\n"), "没有内容"),
        Case("没有末尾换行.csv", csv(two.rstrip()), rows=told),
        Case("等号引号.csv", csv(f'姓名,身份证号\n张三,="{GOOD}"\n'), people=({**ZHANG, "born": "1949-12-31"},)),
        Case("科学计数.csv", csv("姓名,身份证号\n张三,1.10105E+17\n"), people=(), bad=((2, "超过 15 位"),)),
        Case("错误值.csv", csv("姓名,性别\n张三,#N/A\n"), people=(), bad=((2, "错误值"),)),
        Case("公式样的姓名.csv", csv("姓名,性别\n=1+1,男\n@SUM,女\n"), people=({"name": "=1+1"}, {"name": "@SUM"})),
        Case("代码.csv", csv('姓名,性别\n"<b>x</b>",男\n"{{7*7}}",男\n"\'; drop table person",男\n'),
             people=({"name": "<b>x</b>"}, {"name": "{{7*7}}"}, {"name": "'; drop table person"})),
    ]


# ── old workbooks ────────────────────────────────────────────────────────────────────────────────


def _old() -> list[Case]:
    import datetime
    return [
        Case("旧.xls", xls(("姓名", "性别"), ("张三", "男")), rows=(("姓名", "性别"), ("张三", "男"))),
        Case("旧改名.xlsx", xls(("姓名", "性别"), ("张三", "男")), rows=(("姓名", "性别"), ("张三", "男"))),
        Case("旧带日期.xls", xls(("姓名", "出生年月"), ("张三", datetime.date(1980, 5, 2)), ("李四", 29342)),
             people=({**ZHANG, "born": "1980-05-02"}, {"name": "李四", "born": "1980-05-01"})),
        Case("旧合并.xls", xls(("姓名", "所在支部"), ("张三", "第一党支部"), ("李四", None), merged=[(1, 2, 1, 1)]),
             people=({**ZHANG, "body": "第一党支部"}, {"name": "李四", "body": "第一党支部"}), told=("第 2 至 3 行",)),
        Case("旧长号码.xls", xls(("姓名", "身份证号"), ("张三", 110105194912310020)), people=(), bad=((2, "超过 15 位"),)),
        Case("旧空行.xls", xls((), (), ("姓名", "性别"), (), ("张三", "男")), people=({**ZHANG, "gender": "男"},)),
        Case("旧空的.xls", xls(()), "没有内容"),
        Case("旧增补字.xls", xls(("姓名", "性别"), ("𠮷某", "男")), people=({"name": "𠮷某"},)),
        Case("旧对错.xls", xls(("姓名", "支部委员"), ("张三", True), ("李四", False)),
             people=({**ZHANG, "committee": "是"}, {"name": "李四", "committee": "否"})),
        *(Case(f"旧坏一字节{n}.xls", lambda n=n: flipped(xls(HEADS, ("张三",)), 512 + 37 * n), ".*")  # type: ignore[misc]
          for n in range(6)),
    ]


# ── how people lay out a sheet ───────────────────────────────────────────────────────────────────


def _laid_out() -> list[Case]:
    def merged(*areas: str) -> str:
        return "<mergeCells>" + "".join(f'<mergeCell ref="{area}"/>' for area in areas) + "</mergeCells>"

    titled = [("××县委政法委名册",), (), ("序号", "姓 名", "性别"), (1, "张三", "男"), (), (2, "李四", "女"), ("合计", 2)]
    over = [("序号", "姓名", "基本情况", None), (None, None, "性别", "出生年月"), (1, "张三", "男", "1980-05-02")]
    groups = [("序号", "姓名", "性别"), ("第一党支部",), (1, "张三", "男"), ("第二党支部",), (2, "李四", "女")]
    return [
        Case("标题和合计.xlsx", book(sheet(titled, after=merged("A1:C1"))), people=({**ZHANG}, {"name": "李四"}), told=("第 7 行",)),
        Case("两行表头.xlsx", book(sheet(over, after=merged("A1:A2", "B1:B2", "C1:D1"))),
             people=({**ZHANG, "gender": "男", "born": "1980-05-02"},)),
        Case("两行表头没合并.xlsx", book(sheet(over)), people=({**ZHANG, "gender": "男", "born": "1980-05-02"},)),
        Case("分组的行.xlsx", book(sheet(groups, after=merged("A2:C2", "A4:C4"))), people=({**ZHANG}, {"name": "李四"}),
             told=("第 2 行.*第 4 行",)),
        Case("支部合并.xlsx", roster(*[(name, None, None, None, None, branch) for name, branch in (
            ("张三", "第一党支部"), ("李四", None), ("王五", None), ("赵六", "第二党支部"))], after=merged("F2:F4")),
             people=tuple({"name": name, "body": body} for name, body in (
                 ("张三", "第一党支部"), ("李四", "第一党支部"), ("王五", "第一党支部"), ("赵六", "第二党支部"))), told=("第 2 至 4 行",)),
        Case("姓名合并.xlsx", roster(("张三", "男"), (None, "女"), after=merged("A2:A3")), people=({**ZHANG},), bad=((3, "合并"),)),
        Case("重复表头.xlsx", roster(("张三", "男"), HEADS, ("李四", "女")), people=({**ZHANG}, {"name": "李四"}), told=("第 3 行",)),
        Case("只有姓名.xlsx", roster(("张三",), ("李四", "女")), people=({**ZHANG}, {"name": "李四"})),
        Case("末尾说明.xlsx", roster(("张三", "男"), ("注：本表一式两份",)), people=({**ZHANG},), told=("注：本表",)),
        Case("公式合计.xlsx", roster(("张三", "男"), ("合计", formula("COUNTA(A2:A2)"))), people=({**ZHANG},), told=("第 3 行",)),
        Case("隐藏的行.xlsx", roster(("张三", "男"), ("李四", "女"), hidden=[3]),
             people=({**ZHANG}, {"name": "李四"}), told=("隐藏.*第 3 行",)),
        Case("隐藏的列.xlsx", roster(("张三", "男"), before='<cols><col min="2" max="2" hidden="1"/></cols>'),
             people=({**ZHANG, "gender": "男"},), told=("隐藏的列：性别",)),
        Case("隐藏的工作表.xlsx", book(sheet([HEADS, ("李四",)]), sheet([HEADS, ("张三",)]), states=[' state="hidden"']),
             people=({**ZHANG},)),
        Case("全都隐藏.xlsx", book(sheet([HEADS, ("张三",)]), states=[' state="veryHidden"']), people=({**ZHANG},), told=("隐藏的工作表",)),
        Case("没有格号.xlsx", inside('<sheetData><row><c t="inlineStr"><is><t>姓名</t></is></c>'
                                 '<c t="inlineStr"><is><t>性别</t></is></c></row><row><c t="inlineStr"><is><t>张三</t></is></c></row>'
                                 '</sheetData>'), people=({**ZHANG},)),
        Case("共享文字.xlsx", book(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row'
                              ' r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>', strings=shared("姓名", "张三")),
             rows=(("姓名",), ("张三",))),
        Case("注音.xlsx", book(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
                             '</worksheet>', strings=f'{HEAD}<sst xmlns="{MAIN}"><si><r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1">'
                             '<t>zhang</t></rPh></si></sst>'), rows=(("张三",),)),
        Case("转义.xlsx", book(sheet([("a_x000D_b", "_x005F_x", "_xD800_")])), rows=(("a\nb", "_x", ""),)),
    ]


# ── what stands in the cells ─────────────────────────────────────────────────────────────────────


def _cells() -> list[Case]:
    def one(**told: Any) -> tuple[dict[str, Any], ...]:
        return ({**ZHANG, **told},)

    return [
        Case("公式有结果.xlsx", roster(("张三", formula('IF(1,"男","女")', "男"))), people=one(gender="男")),
        Case("公式没结果.xlsx", roster(("张三", formula('IF(1,"男","女")'))), people=(), bad=((2, "没有算出结果"),)),
        Case("公式空结果.xlsx", roster(("张三", Raw('<c R t="str"><f>""</f><v></v></c>'))), people=one()),
        Case("数组公式.xlsx", roster(("张三", Raw('<c R t="str"><f t="array" ref="B2">X</f><v>男</v></c>'))), people=one(gender="男")),
        Case("错误值.xlsx", roster(("张三", Raw('<c R t="e"><v>#N/A</v></c>'))), people=(), bad=((2, "错误值"),)),
        Case("不要的列有错.xlsx", roster(("张三", "男", Raw('<c R t="e"><v>#REF!</v></c>')), heads=("姓名", "性别", "甲乙丙")),
             people=one()),
        Case("选项没有.xlsx", roster(("张三", "未知")), people=(), bad=((2, "可选"),)),
        Case("支部没有.xlsx", roster(("张三", "男", None, None, None, "第九党支部")), people=(), bad=((2, "第九党支部"),)),
        Case("必填空着.xlsx", roster((None, "男", "1980-05-02")), people=(), bad=((2, "不能为空"),)),
        Case("没有姓名列.xlsx", book(sheet([("甲", "乙"), ("张三", "男")])), "还没有指明.*姓名"),
        Case("对错.xlsx", roster(("张三", True), heads=("姓名", "支部委员")), people=one(committee="是")),
        Case("全角选项.xlsx", roster(("张三", " 男 ")), people=one(gender="男")),
        Case("前导零.xlsx", roster(("张三", value(7, 1)), heads=("姓名", "联系电话"), styles=styles("000000")), people=one(phone="000007")),
        Case("电话是数.xlsx", roster(("张三", 13800000000), heads=("姓名", "联系电话")), people=one(phone="13800000000")),
        Case("撇号电话.xlsx", roster(("张三", "'010888"), heads=("姓名", "联系电话")), people=one(phone="010888")),
        Case("换行的格.xlsx", roster(("张三", "一\r\n二"), heads=("姓名", "联系电话")), people=one(phone="一\n二")),
        Case("两遍一样.xlsx", roster(("张三", "男", "1980-05-02"), ("张三", "男", "1980-05-02")), people=({**ZHANG}, {**ZHANG}),
             odd=((3, "同名"),)),
        Case("同号同名.xlsx", roster(("张三", "男", None, GOOD), ("张三", "男", None, GOOD)), people=({**ZHANG},), bad=((3, "同一个人"),)),
        Case("同号异名.xlsx", roster(("张三", "男", None, GOOD), ("李四", "男", None, GOOD)), people=({**ZHANG},),
             bad=((3, "姓名却不同"),)),
        Case("生日不一致.xlsx", roster(("张三", "男", "1980-05-02", GOOD)), people=one(born="1980-05-02"), odd=((2, "1949-12-31"),)),
        Case("出生年月补足.xlsx", roster(("张三", "男", "1949.12", GOOD)), people=one(born="1949-12-31")),
    ]


def _numbers() -> list[Case]:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in GOOD)
    good = {"正常": GOOD, "小写": GOOD.lower(), "全角": wide, "空格": "110105 19491231 002X", "撇号": f"'{GOOD}", "零宽": f"{GOOD}\u200b",
            "中文撇号": f"‘{GOOD}"}
    bad = {"数字": (110105194912310020, "超过 15 位"), "科学计数": ("1.10105194912310E+17", "不是存在的日期"),
           "校验位": (GOOD[:-1] + "1", "校验位"), "生日": ("11010519490230002X", "不存在"), "十三月": ("110105194913310020", "不存在"),
           "十五位": ("110105491231002", "15 位"), "未来": ("110105290012310028", "不存在"), "护照": ("PP1234567", "不是存在的日期")}
    return [*(Case(f"号码{name}.xlsx", roster(("张三", "男", None, text)), people=({**ZHANG, "born": "1949-12-31"},))
              for name, text in good.items()),
            *(Case(f"号码{name}.xlsx", roster(("张三", "男", None, text)), people=(), bad=((2, says),))
              for name, (text, says) in bad.items()),
            Case("号码错但有生日.xlsx", roster(("张三", "男", "1980-05-02", GOOD[:-1] + "1")), people=({**ZHANG, "born": "1980-05-02"},),
                 odd=((2, "校验位"),))]


def _dates() -> list[Case]:
    made = styles(14, "yyyy/m/d h:mm", '[$-804]yyyy"年"m"月"d"日"', 31, "0.00", 57)
    good: dict[str, tuple[Any, str]] = {
        "横线": ("2001-07-01", "2001-07-01"), "点": ("2001.7.1", "2001-07-01"), "斜线": ("2001/7/1", "2001-07-01"),
        "汉字": ("2001年7月1日", "2001-07-01"), "八位": ("20010701", "2001-07-01"), "八位数": (20010701, "2001-07-01"),
        "全角": ("２００１年７月１日", "2001-07-01"), "大写": ("二〇〇一年七月一日", "2001-07-01"), "闰日": ("2024-02-29", "2024-02-29"),
        "序列": (37073, "2001-07-01"), "真日期": (value(37073, 1), "2001-07-01"), "带时刻": (value(37073.5, 2), "2001-07-01"),
        "中文格式": (value(37073, 3), "2001-07-01"), "内置中文": (value(37073, 4), "2001-07-01"),
        "内置月日": (value(37073, 6), "2001-07-01"),
        "文字带时刻": ("2001-07-01 08:30", "2001-07-01"), "文字零点": ("2001-07-01 00:00:00", "2001-07-01")}
    months: dict[str, tuple[Any, str]] = {
        "年月": ("2001年7月", "2001-07-01"), "点月": ("2001.07", "2001-07-01"), "六位": ("200107", "2001-07-01"),
        "两位小数": (value("2001.1", 5), "2001-10-01")}
    bad: dict[str, tuple[Any, str]] = {
        "没有的日": ("2023-02-29", "不是存在"), "十三月": ("2001-13-01", "不是存在"), "干支": ("庚子年正月初一", "不是存在"),
        "农历": ("农历八月十五", "不是存在"), "缺年": ("7月1日", "不是存在"),
        "美式": ("01/07/2001", "不是存在"), "今天": ("今天", "不是存在"),
        "元年": ("0001-01-01", "1900"), "假闰日": (value(60, 1), "不是存在"), "是非": (True, "不是存在"), "只有年": ("2001", "不是存在"),
        "负数": (value(-5, 1), "不是存在"), "太大": (value(9e9, 1), "不是存在")}

    def one(text: Any) -> bytes:
        return roster(("张三", "男", None, None, text), styles=made)

    return [*(Case(f"日期{name}.xlsx", one(text), people=({**ZHANG, "joined": read},)) for name, (text, read) in good.items()),
            *(Case(f"日期{name}.xlsx", one(text), people=({**ZHANG, "joined": read},), told=("只写到月份",))
              for name, (text, read) in months.items()),
            *(Case(f"日期{name}.xlsx", one(text), people=(), bad=((2, says),)) for name, (text, says) in bad.items()),
            Case("日期1904.xlsx", roster(("张三", "男", None, None, value(35611, 1)), styles=made, properties='<workbookPr date1904="1"/>'),
                 people=({**ZHANG, "joined": "2001-07-01"},)),
            Case("日期1904序列.xlsx", roster(("张三", "男", None, None, 35611), styles=made, properties='<workbookPr date1904="1"/>'),
                 people=({**ZHANG, "joined": "2001-07-01"},)),
            Case("日期一月或十月.xlsx", one(1980.1), people=({**ZHANG, "joined": "1980-01-01"},), odd=((2, "10 月"),),
                 told=("只写到月份",))]


def _names() -> list[Case]:
    kept = {"间隔号": ("阿卜杜拉·买买提",) * 2, "圆点": ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
            "全角点": ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
            "空格点": ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"), "增补": ("𠮷某",) * 2, "扩A": ("㐂某",) * 2, "空开": ("王　五", "王五"),
            "首尾空": (" 李 四 ", "李四"), "零宽": ("张\u200b三", "张三"), "双向": ("张三\u202e", "张三"), "控制": ("张_x0001_三", "张三"),
            "字变体": ("张\ufe00三", "张三"), "外文": ("Anna Maria", "Anna Maria"), "软连字符": ("张\u00ad三", "张三"),
            "空值字样": ("null", "null"),
            "长": ("张" * 60, "张" * 60), "一字": ("张", "张"), "表情": ("👮某", "👮某")}
    told = {"自造字": ("\ue863某", "自造字"), "兼容字": ("\uf900某", "兼容字"), "附加符": ("氵\u0301某", "符号")}
    return [*(Case(f"姓名{name}.xlsx", roster((given, "男")), people=({"name": read},)) for name, (given, read) in kept.items()),
            *(Case(f"姓名{name}.xlsx", roster((given, "男")), people=({"name": given},), odd=((2, says),))
              for name, (given, says) in told.items()),
            Case("姓名内部自造字.xlsx", roster(("\ue001某", "男")), people=(), bad=((2, "自造字"),)),
            Case("姓名全是空.xlsx", roster(("\u3000", "男")), people=(), told=("第 2 行",))]


# ── what became of one ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Became:
    """What became of a file: the sentence that refused it, or its rows, its people, and what was listed."""

    refused: str = ""
    rows: tuple[Row, ...] = ()
    people: tuple[dict[str, str], ...] = ()
    bad: tuple[tuple[int, str], ...] = ()
    odd: tuple[tuple[int, str], ...] = ()
    told: tuple[str, ...] = field(default=())


def judged(case: Case, became: Became) -> str:
    """How it differs from what must be, in a sentence; empty where it does not."""
    if became.refused or case.refused:
        if case.refused and re.search(case.refused, became.refused, re.DOTALL) or case.refused == ".*":
            return "" if re.search("[\u4e00-\u9fff]", became.refused) or not became.refused else f"{case.name}：不是中文：{became.refused}"
        return f"{case.name}：应拒绝（{case.refused or '不应拒绝'}），却是：{became.refused or '读了进来'}"
    if case.rows is not None and became.rows != case.rows:
        return f"{case.name}：行不对：{became.rows[:4]}"
    if case.people is not None:
        if len(became.people) != len(case.people) or any(
                one.get(key, "") != text for one, wanted in zip(became.people, case.people, strict=True) for key, text in wanted.items()):
            return f"{case.name}：人不对：{became.people[:4]} {became.bad[:3]}"
        for what, wanted, got in (("问题", case.bad, became.bad), ("请看一看", case.odd, became.odd)):
            if len(wanted) != len(got) or any(row != at or not re.search(says, words)
                                              for (row, says), (at, words) in zip(wanted, got, strict=True)):
                return f"{case.name}：{what}不对：{got}"
        if missing := [says for says in case.told if not any(re.search(says, one) for one in became.told)]:
            return f"{case.name}：没有说“{missing[0]}”：{became.told}"
    return ""
