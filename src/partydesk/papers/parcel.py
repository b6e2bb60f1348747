"""A Word file that comes from elsewhere: opened with care, its text taken out and put back, all else left as it is.

Such a file may be broken, or made to harm. It is never trusted: how much it may hold is limited before and while it is
unpacked, programs in it are refused, and a file with declarations of its own (the door of XML attacks) is not read.
"""
from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.parsers import expat

from ..errors import Refusal

LARGEST_FILE, LARGEST, MOST = 50 << 20, 200 << 20, 2_000
"""Bytes of the file, bytes of all its parts unpacked, and how many parts there may be."""

LARGEST_TEXT = 40 << 20
"""Bytes of the part that holds the text."""

LETTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OLD = b"\xd0\xcf\x11\xe0"
OTHERWISE = "请在 WPS 或 Word 里打开，另存为“.docx”文档后再试"


@dataclass(frozen=True)
class Parcel:
    """The parts of a Word file, in the order in which they lie in it."""

    whole: bytes
    entries: tuple[zipfile.ZipInfo, ...]
    parts: Mapping[str, bytes]

    @classmethod
    def open(cls, data: bytes) -> Parcel:
        """The file, unpacked; a `Refusal` that says what is wrong with it."""
        if len(data) > LARGEST_FILE:
            raise Refusal(f"这个文件有 {len(data) >> 20} MB，超过 {LARGEST_FILE >> 20} MB，不能读回。请先压缩里面的图片")
        if data.startswith(OLD):
            raise Refusal(f"这是旧格式的 .doc，或加了打开密码，不能读回。{OTHERWISE}")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                entries = tuple(package.infolist())
                _bounded(entries)
                left, parts = LARGEST, dict[str, bytes]()
                for entry in entries:
                    with package.open(entry) as part:
                        parts[entry.filename] = found = part.read(left + 1)
                    left -= len(found)
                    if left < 0:              # it lied about its size
                        raise Refusal("这个文件解开后太大，可能是恶意制作的，没有打开")
        except Refusal:
            raise
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Refusal(f"这不是完好的 Word 文档（.docx）。{OTHERWISE}") from error
        parcel = cls(data, entries, parts)
        parcel._without_programs()
        return parcel

    @cached_property
    def place(self) -> str:
        """Which part holds the text."""
        places = [relation.get("Target", "").removeprefix("/") for relation in _elements(self._part("_rels/.rels"), "Relationship")
                  if relation.get("Type", "").endswith("/officeDocument")]
        if len(places) != 1 or places[0] not in self.parts:
            raise Refusal(f"文件里没有正文，不是 Word 文档。{OTHERWISE}")
        return places[0]

    @property
    def text(self) -> bytes:
        """The part that holds the text, as XML."""
        if len(self.parts[self.place]) > LARGEST_TEXT:
            raise Refusal("这个文件的正文太长，不能读回")
        return self.parts[self.place]

    def with_text(self, text: bytes) -> bytes:
        """The same file with another text; every other part byte for byte, in its order, under its date."""
        if text == self.text:
            return self.whole
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for entry in self.entries:
                copy = zipfile.ZipInfo(entry.filename, entry.date_time)
                copy.compress_type, copy.external_attr = entry.compress_type, entry.external_attr
                copy.create_system, copy.comment = entry.create_system, entry.comment
                package.writestr(copy, text if entry.filename == self.place else self.parts[entry.filename])
        return target.getvalue()

    def _part(self, name: str) -> bytes:
        if name not in self.parts:
            raise Refusal(f"这不是 Word 文档（.docx）。{OTHERWISE}")
        return self.parts[name]

    def _without_programs(self) -> None:
        kinds = {kind.get("PartName", "").removeprefix("/"): kind.get("ContentType", "")
                 for kind in _elements(self._part("[Content_Types].xml"), "Override")}
        if any("vba" in name.lower() or "activex" in name.lower() for name in self.parts) or any(
                "macroenabled" in sort.lower() for sort in kinds.values()):
            raise Refusal("这个文件带有宏或控件，为安全起见没有打开。请另存为不带宏的“.docx”文档后再试")
        if kinds.get(self.place) != LETTER:
            raise Refusal(f"这不是 Word 文档（.docx）。{OTHERWISE}")


def _bounded(entries: tuple[zipfile.ZipInfo, ...]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST or sum(entry.file_size for entry in entries) > LARGEST:
        raise Refusal("这个文件解开后太大，可能是恶意制作的，没有打开")
    if len(set(names)) != len(names) or any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise Refusal("这个文件的内部结构不正常，没有打开")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(f"这个文件加了密码，不能读回。{OTHERWISE}")


def parse(xml: bytes, watch: Callable[[Any], None]) -> None:
    """Reads XML with the handlers that `watch` gives to expat's reader; `Refusal` for what is broken or declares things."""
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    reader.StartDoctypeDeclHandler = _declared
    reader.XmlDeclHandler = _encoded
    watch(reader)
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        _encoded("", "UTF-16", 0)
    try:
        reader.Parse(xml, True)
    except expat.ExpatError as error:
        raise Refusal(f"这个文件已经损坏，读不出来（第 {error.lineno} 行）。{OTHERWISE}") from error


def _declared(*_: object) -> None:
    raise Refusal("这个文件里有不该有的声明，可能是恶意制作的，没有打开")


def _encoded(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
        raise Refusal(f"这个文件用了不常见的文字编码（{encoding[:20]}），不能读回。{OTHERWISE}")


def _elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element called so, whatever its namespace."""
    found: list[dict[str, str]] = []

    def begun(full: str, attributes: dict[str, str]) -> None:
        if full.rpartition(" ")[2] == name:
            found.append(attributes)

    def watch(reader: Any) -> None:
        reader.StartElementHandler = begun

    parse(xml, watch)
    return found
