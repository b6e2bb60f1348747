"""A zip container from elsewhere, opened only as far as it is sound: its names looked through, its parts in measured pieces."""
from __future__ import annotations

import re
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from ..errors import Refusal
from .limits import MOST_PART

MOST_PARTS, PIECE = 5_000, 1 << 16
MOST_AT_ONCE = 1 << 20
"""Bytes of one tag or comment: each is looked at from its beginning again with every piece that comes."""
DAMAGED = "文件已损坏，读不完整；请在 Excel 或 WPS 里打开，另存为 .xlsx 后再试"
ODD = "文件的内部结构不正常，可能是恶意制作的，没有读取；请向提供的人重新要一份"
TOO_BIG = "文件展开后过大，没有读取；请删去多余的行列和图片，另存为 .xlsx 后再试"

_PREFIXED = re.compile(rb"<[A-Za-z_][\w.-]*:")
Handlers = Callable[["expat.XMLParserType"], None]


class Archive:
    """The parts of a container by name; a `Refusal` where it is damaged, or made to do harm."""

    def __init__(self, file: IO[bytes]):
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError, UnicodeError) as error:
            raise Refusal(DAMAGED) from error
        entries = self._zip.infolist()
        self.names = frozenset(entry.filename for entry in entries)
        often = Counter(name.lower() for name in self.names)
        if len(entries) > MOST_PARTS or len(self.names) < len(entries) or any(times > 1 for times in often.values()):
            raise Refusal(ODD)
        if any(name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name for name in self.names):
            raise Refusal(ODD)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refusal("文件加了密码，读不了；请在 Excel 或 WPS 里去掉密码，另存后再试")

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part piece by piece, never more than a part may hold, whatever the container says of its size."""
        total = 0
        try:
            with self._zip.open(name) as part:
                while piece := part.read(PIECE):
                    total += len(piece)
                    if total > MOST_PART:
                        raise Refusal(TOO_BIG)
                    yield piece
        except KeyError as error:
            raise Refusal(DAMAGED) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError) as error:
            raise Refusal(DAMAGED) from error

    def parse(self, name: str, handlers: Handlers) -> None:
        """Send a part through a parser, names without their prefixes; entities and a document type are never let in."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _declared
        handlers(parser)
        pieces = self.pieces(name)
        try:
            first = next(pieces, b"")
            if _PREFIXED.search(first) or first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                _without_prefixes(parser)
            fed = len(first)
            parser.Parse(first, False)
            for piece in pieces:
                fed += len(piece)
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > MOST_AT_ONCE:
                    raise Refusal(ODD)
            parser.Parse(b"", True)
        except Refusal:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:      # the last of encodings that the parser has not
            raise Refusal(DAMAGED) from error


def _without_prefixes(parser: expat.XMLParserType) -> None:
    """x:row is row; most files have none, and are read faster so."""
    began: Any = parser.StartElementHandler
    ended: Any = parser.EndElementHandler
    if began is not None:
        parser.StartElementHandler = lambda name, held: began(local(name), held)
    if ended is not None:
        parser.EndElementHandler = lambda name: ended(local(name))


def _declared(*_: object) -> None:
    raise Refusal(ODD)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
