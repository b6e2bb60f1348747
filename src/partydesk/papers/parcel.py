"""A Word file that comes from elsewhere: opened with care, its text taken out and put back, all else left as it is.

Such a file may be broken, or made to harm. It is never trusted: how much it may hold is limited before and while it is
unpacked, programs in it are refused, and a file with declarations of its own (the door of XML attacks) is not read.
"""
from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
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
    def open(cls, data: bytes, largest: int = LARGEST) -> Parcel:
        """The file, unpacked to at most `largest` bytes; a `Refusal` that says what is wrong with it."""
        if len(data) > LARGEST_FILE:
            raise Refusal(f"这个文件有 {len(data) >> 20} MB，超过 {LARGEST_FILE >> 20} MB，没有打开。请先压缩里面的图片")
        if data.startswith(OLD):
            raise Refusal(f"这是旧格式的 .doc，或加了打开密码，没有打开。{OTHERWISE}")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                entries = tuple(package.infolist())
                _bounded(entries, largest)
                left, parts = largest, dict[str, bytes]()
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
        places = [relation.get("Target", "").removeprefix("/") for relation in elements(self._part("_rels/.rels"), "Relationship")
                  if relation.get("Type", "").endswith("/officeDocument")]
        if len(places) != 1 or places[0] not in self.parts:
            raise Refusal(f"文件里没有正文，不是 Word 文档。{OTHERWISE}")
        return places[0]

    @property
    def text(self) -> bytes:
        """The part that holds the text, as XML."""
        if len(self.parts[self.place]) > LARGEST_TEXT:
            raise Refusal("这个文件的正文太长，没有打开")
        return self.parts[self.place]

    def with_text(self, text: bytes) -> bytes:
        """The same file with another text."""
        return self.whole if text == self.text else self.with_parts({self.place: text})

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The same file with these parts changed or added; every other part byte for byte, in its order, under its date."""
        return _packed([
            *(_Packed.anew(entry, changed[entry.filename]) if entry.filename in changed
              else _Packed.kept(self.whole, entry, self.parts[entry.filename]) for entry in self.entries),
            *(_Packed.anew(_named(name), part) for name, part in changed.items() if name not in self.parts)])

    def _part(self, name: str) -> bytes:
        if name not in self.parts:
            raise Refusal(f"这不是 Word 文档（.docx）。{OTHERWISE}")
        return self.parts[name]

    def _without_programs(self) -> None:
        kinds = {kind.get("PartName", "").removeprefix("/"): kind.get("ContentType", "")
                 for kind in elements(self._part("[Content_Types].xml"), "Override")}
        if any("vba" in name.lower() or "activex" in name.lower() for name in self.parts) or any(
                "macroenabled" in sort.lower() for sort in kinds.values()):
            raise Refusal("这个文件带有宏或控件，为安全起见没有打开。请另存为不带宏的“.docx”文档后再试")
        if kinds.get(self.place) != LETTER:
            raise Refusal(f"这不是 Word 文档（.docx）。{OTHERWISE}")


@dataclass(frozen=True)
class _Packed:
    """A part as it lies in the file: squeezed, or as it is."""

    entry: zipfile.ZipInfo                   # its name, date and rights
    method: int
    crc: int
    size: int
    data: bytes

    @classmethod
    def anew(cls, entry: zipfile.ZipInfo, part: bytes) -> _Packed:
        """A part that was written anew."""
        if entry.compress_type == zipfile.ZIP_STORED:
            return cls(entry, entry.compress_type, zlib.crc32(part), len(part), part)
        squeezing = zlib.compressobj(-1, zlib.DEFLATED, -15)
        return cls(entry, zipfile.ZIP_DEFLATED, zlib.crc32(part), len(part), squeezing.compress(part) + squeezing.flush())

    @classmethod
    def kept(cls, whole: bytes, entry: zipfile.ZipInfo, part: bytes) -> _Packed:
        """A part that stays: not squeezed again, which would take most of the time of a batch of letters."""
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return cls.anew(entry, part)
        named, more = struct.unpack_from("<HH", whole, entry.header_offset + 26)
        start = entry.header_offset + 30 + named + more
        return cls(entry, entry.compress_type, entry.CRC, entry.file_size, whole[start:start + entry.compress_size])

    def head(self) -> bytes:
        """What its head and its line in the register have in common."""
        year, month, day, hour, minute, second = self.entry.date_time
        return struct.pack("<HHHHHIIIHH", 20, 0 if self.entry.filename.isascii() else 0x800, self.method,
                           hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day,
                           self.crc, len(self.data), self.size, len(self.entry.filename.encode()), 0)


def _named(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _packed(parts: Sequence[_Packed]) -> bytes:
    """Parts as one file (APPNOTE 4.3: a head before each, a register behind all)."""
    out, register, at = list[bytes](), list[bytes](), 0
    for part in parts:
        name, head, entry = part.entry.filename.encode(), part.head(), part.entry
        out += [b"PK\x03\x04", head, name, part.data]
        register += [b"PK\x01\x02", struct.pack("<BB", 20, entry.create_system), head,
                     struct.pack("<HHHII", 0, 0, 0, entry.external_attr, at), name]
        at += 30 + len(name) + len(part.data)
    behind = b"".join(register)
    return b"".join([*out, behind, b"PK\x05\x06", struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(behind), at, 0)])


def _bounded(entries: tuple[zipfile.ZipInfo, ...], largest: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST or sum(entry.file_size for entry in entries) > largest:
        raise Refusal("这个文件解开后太大，可能是恶意制作的，没有打开")
    if len(set(names)) != len(names) or any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise Refusal("这个文件的内部结构不正常，没有打开")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(f"这个文件加了密码，没有打开。{OTHERWISE}")


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
        raise Refusal(f"这个文件用了不常见的文字编码（{encoding[:20]}），没有打开。{OTHERWISE}")


def elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element called so, whatever its namespace."""
    found: list[dict[str, str]] = []

    def begun(full: str, attributes: dict[str, str]) -> None:
        if full.rpartition(" ")[2] == name:
            found.append(attributes)

    def watch(reader: Any) -> None:
        reader.StartElementHandler = begun

    parse(xml, watch)
    return found
