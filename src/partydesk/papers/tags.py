"""Tags in the text of a form, {{姓名}}, as a clerk types them with any input method: found by their braces, never evaluated."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

TAG = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
HALF = re.compile(r"[^{}｛｝]{0,12}[}｝]{2}|[{｛]{2}[^{}｛｝]{0,12}[}｝]?|[{｛][^{}｛｝]{1,40}[}｝]{2}")
SINGLE = re.compile(r"(?<![{｛])[{｛]([^{}｛｝]{1,40})[}｝](?![}｝])")
LONGEST = 40
"""Characters of a tag that are shown where it is spoken of."""


def key(name: str) -> str:
    """A name by which a tag is known: without blanks, full-width letters and signs in their plain form, capitals small."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).replace("。", ".").lower()


def shown(name: str) -> str:
    """A tag as it is spoken of: {{姓名}}, shortened where someone wrote a novel in it."""
    plain = " ".join(name.split())
    return f"{{{{{plain if len(plain) <= LONGEST else plain[:LONGEST] + '…'}}}}}"


def halves(text: str) -> Iterator[str]:
    """Double braces without their partner, with a few characters round them."""
    rest = TAG.sub(lambda found: "　" * len(found[0]), text)
    return (found[0].strip() for found in HALF.finditer(rest))


def singles(text: str) -> Iterator[str]:
    """What stands between single braces: perhaps meant as a tag."""
    rest = TAG.sub(lambda found: "　" * len(found[0]), text)
    return (found[1] for found in SINGLE.finditer(rest))
