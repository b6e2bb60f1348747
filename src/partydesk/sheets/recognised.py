"""What a file really is, by what it begins with and holds; its name is not asked."""
from __future__ import annotations

import re
from typing import IO

from ..errors import Refusal
from .archive import DAMAGED, Archive
from .delimited import decoded

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_AGAIN = "请在 Excel 或 WPS 里打开，另存为 .xlsx 后再试"
_PASSWORD = "文件加了密码，读不了；请在 Excel 或 WPS 里去掉密码，另存后再试"
_BEGINNINGS = (
    (b"%PDF", "这是 PDF 文件，不是表格；请向提供的人要 Excel 文件"),
    (b"{\\rtf", "这是 Word（RTF）文件，不是表格；请把里面的表格复制到 Excel 或 WPS 表格里，存为 .xlsx"),
    (b"\x89PNG", "这是图片，不是表格"), (b"\xff\xd8\xff", "这是图片，不是表格"), (b"GIF8", "这是图片，不是表格"), (b"BM", ""),
    (b"Rar!", "这是压缩包；请先解压，再选里面的表格"), (b"7z\xbc\xaf", "这是压缩包；请先解压，再选里面的表格"),
    (b"\x1f\x8b", "这是压缩包；请先解压，再选里面的表格"), (b"SQLite format 3", "这是数据文件，不是表格；办公室文件请用“打开”"),
    (b"MZ", ""), (b"\x7fELF", "这是程序，不是表格"),
    (b"\x09\x00\x04\x00", f"这是很旧的 Excel 格式，读不了；{_AGAIN}"), (b"\x09\x02\x06\x00", f"这是很旧的 Excel 格式，读不了；{_AGAIN}"),
    (b"\x09\x04\x06\x00", f"这是很旧的 Excel 格式，读不了；{_AGAIN}"))
_TWO_LETTERS = {b"BM": "这是图片，不是表格", b"MZ": "这是程序，不是表格"}
_HTML = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|table|div|style)\b", re.IGNORECASE | re.DOTALL)


class Old:
    """A workbook of the old kind (.xls)."""


def recognised(file: IO[bytes]) -> Archive | Old | None:
    """A container looked through (.xlsx), an old workbook, or text; a `Refusal` that says what to do with all else."""
    head = file.read(4096)
    file.seek(0)
    if not head:
        raise Refusal("文件是空的（0 字节），可能没有复制完整；请重新复制后再试")
    if head.startswith(b"PK"):
        return _container(Archive(file))
    if head.startswith(OLE):
        _old(file.read())
        file.seek(0)
        return Old()
    for sign, said in _BEGINNINGS:
        if head.startswith(sign) and (said or b"\0" in head):
            raise Refusal(said or _TWO_LETTERS[sign])
    if not head.strip(b"\0"):
        raise Refusal(DAMAGED)
    _text(head)
    return None


def _container(archive: Archive) -> Archive:
    """A workbook of the new kind; what else comes in such a container is named."""
    names = {name.lower() for name in archive.names}
    if "xl/workbook.bin" in names:
        raise Refusal(f"这是二进制的 .xlsb 文件，读不了；{_AGAIN}")
    if "encryptedpackage" in names:
        raise Refusal(_PASSWORD)
    if any(name.startswith("word/") for name in names):
        raise Refusal("这是 Word 文件，不是表格；请把里面的表格复制到 Excel 或 WPS 表格里，存为 .xlsx")
    if any(name.startswith("ppt/") for name in names):
        raise Refusal("这是演示文稿，不是表格")
    if "content.xml" in names and "mimetype" in names:
        raise Refusal(f"这是 .ods 或别的 OpenDocument 文件，读不了；{_AGAIN}")
    if not any(name.startswith("xl/") for name in names) and "[content_types].xml" not in names:
        raise Refusal("这是压缩包，不是表格；请先解压，再选里面的表格")
    return archive


def _old(data: bytes) -> None:
    """Refuses what lies in a container of the old kind and is no workbook."""
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in data
    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Refusal(_PASSWORD)
    if holds("WordDocument"):
        raise Refusal("这是 Word 文件，不是表格；请把里面的表格复制到 Excel 或 WPS 表格里，存为 .xlsx")
    if holds("PowerPoint Document"):
        raise Refusal("这是演示文稿，不是表格")
    if not holds("Workbook") and not holds("Book"):
        raise Refusal(f"这不是完好的 .xls 文件（可能是 WPS 的 .et，或已损坏）；{_AGAIN}")


def _text(head: bytes) -> None:
    """Refuses text that is no table."""
    for cut in range(4):                      # the last character may lie half inside
        try:
            begun = decoded(head[:len(head) - cut] if len(head) == 4096 else head)
            break
        except Refusal:
            if cut == 3 or len(head) < 4096:
                raise
    if _HTML.match(begun):
        raise Refusal(f"这是网页（HTML），只是名字像表格；{_AGAIN}")
    if re.match(r"\s*MIME-Version:", begun, re.IGNORECASE):
        raise Refusal(f"这是网页（MHT），只是名字像表格；{_AGAIN}")
    if begun.lstrip().startswith("<?xml"):
        raise Refusal(f"这是 XML 文件，读不了；{_AGAIN}")
