"""What a PDF consists of besides what is drawn: numbered objects, pages, the list of contents, the register of it all.

Our own small writer and not a library's, which takes a tenth of the time of a paper to find out what each entry is.
ISO 32000-1, 7.5 (the file), 7.7 (catalogue and pages), 12.3.3 (the list of contents).
"""
from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from typing import BinaryIO, NamedTuple
from zlib import compress

EFFORT = 2
"""How hard streams are compressed: a third of the time of zlib's usual 6, for a file a twentieth larger."""

HEAD = b"%PDF-1.4\n%\xc2\xb5\xc2\xb6\n"
"""The version, and bytes that tell mailers that this is no text."""

LONGEST_TITLE = 250


class Listed(NamedTuple):
    """An entry of the list of contents: its words, its page (the number of that object), pt from the foot; level 0 is the title."""

    text: str
    page: int
    y: float
    level: int


class Objects:
    """The objects of one file, numbered from 1; streams are compressed in another thread until the file is saved."""

    def __init__(self) -> None:
        self.bodies: list[str | Future[bytes]] = []
        self.entries: dict[int, str] = {}            # of streams
        self.pages: list[int] = []
        self.catalog, self.tree, self.resources = (self.add("") for _ in range(3))
        self.beside = ThreadPoolExecutor(1)

    def close(self) -> None:
        """Lets the other thread go, whatever has become of the file."""
        self.beside.shutdown(wait=False, cancel_futures=True)

    def add(self, body: str) -> int:
        """The number of a new object."""
        self.bodies.append(body)
        return len(self.bodies)

    def stream(self, content: bytes, entries: str = "") -> int:
        """The number of a new stream, which will be compressed."""
        self.bodies.append(self.beside.submit(compress, content, EFFORT))
        self.entries[len(self.bodies)] = entries
        return len(self.bodies)

    def page(self, drawn: str, width: float, height: float) -> int:
        """The number of the next page; measures in pt, rounded as printers name their paper: A4 is 595 by 842.

        A queue puts a page of another size in the middle of its own, a tenth of a millimetre aside.
        """
        content = self.stream(drawn.encode("ascii"))
        self.pages.append(self.add(
            f"<< /Type /Page /Parent {self.tree} 0 R /Resources {self.resources} 0 R "
            f"/MediaBox [0 {height - round(height):.4f} {round(width)} {height:.4f}] /Contents {content} 0 R >>"))
        return self.pages[-1]

    def contents(self, entries: Sequence[Listed]) -> int:
        """The number of the list of contents; titles are unfolded, no level is jumped over."""
        root = self.add("")
        known = {self.add(""): entry for entry in entries}
        inner: dict[int, list[int]] = {number: [] for number in (root, *known)}
        above = [root]
        for number, entry in known.items():
            del above[entry.level + 1:]
            inner[above[-1]].append(number)
            above.append(number)
        seen = len(inner[root]) + sum(len(inner[number]) for number in inner[root])
        self.bodies[root - 1] = f"<< /Type /Outlines {ends(inner[root])}/Count {seen} >>"
        for parent, beside in inner.items():
            for number, last, following in zip(beside, (0, *beside), (*beside[1:], 0), strict=False):
                entry, own = known[number], inner[number]
                around = (f"/Prev {last} 0 R " if last else "") + (f"/Next {following} 0 R " if following else "")
                count = f"{ends(own)}/Count {'-' if entry.level else ''}{len(own)} " if own else ""
                self.bodies[number - 1] = (f"<< /Title {string(entry.text)} /Parent {parent} 0 R {around}{count}"
                                           f"/Dest [{entry.page} 0 R /XYZ 0 {entry.y:.4f} 0] >>")
        return root

    def save(self, target: BinaryIO, title: str, resources: str, entries: Sequence[Listed]) -> None:
        """Writes the file; `resources`: what the pages draw with."""
        outlines = f"/Outlines {self.contents(entries)} 0 R /PageMode /UseOutlines " if entries else ""
        about = self.add(f"<< /Title {string(title[:LONGEST_TITLE])} /Creator (partydesk) /Producer (partydesk) >>")
        self.bodies[self.catalog - 1] = (f"<< /Type /Catalog /Pages {self.tree} 0 R {outlines}/Lang (zh-CN) "
                                         "/ViewerPreferences << /PrintScaling /None >> >>")
        self.bodies[self.tree - 1] = (f"<< /Type /Pages /Count {len(self.pages)} "
                                      f"/Kids [{' '.join(f'{page} 0 R' for page in self.pages)}] >>")
        self.bodies[self.resources - 1] = resources
        parts, at, register = [HEAD], len(HEAD), ["0000000000 65535 f \n"]
        for number, body in enumerate(self.bodies, 1):
            register.append(f"{at:010} 00000 n \n")
            if isinstance(body, str):
                part = f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
            else:
                content = body.result()
                part = b"".join((f"{number} 0 obj\n<< /Filter /FlateDecode /Length {len(content)}{self.entries[number]} >>\nstream\n"
                                 .encode("ascii"), content, b"\nendstream\nendobj\n"))
            parts.append(part)
            at += len(part)
        whole = b"".join(parts)
        seal = blake2b(whole, digest_size=16).hexdigest()
        target.write(whole)
        target.write((f"xref\n0 {len(register)}\n{''.join(register)}trailer\n<< /Size {len(register)} /Root {self.catalog} 0 R "
                      f"/Info {about} 0 R /ID [<{seal}> <{seal}>] >>\nstartxref\n{at}\n%%EOF\n").encode("ascii"))


def ends(numbers: Sequence[int]) -> str:
    """The first and the last of those under an entry."""
    return f"/First {numbers[0]} 0 R /Last {numbers[-1]} 0 R " if numbers else ""


def string(text: str) -> str:
    """Words that a reader's program shows."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
