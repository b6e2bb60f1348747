"""A paper that came back: what its reader changed in the Word file, and the same file with today's numbers.

Three files are laid side by side: `edited`, as it came back; `sent`, as it went out; `now`, as the paper would be today.
Numbers are known by their bookmarks; one that lost its bookmark is looked for between the words that stood round it.
Only a number that still reads as it was printed is brought up to date. What a reader wrote himself is his, and listed.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from .docx import seal
from .manuscript import Manuscript, Number, Paragraph, Splice
from .parcel import Parcel

DIGIT = re.compile("[0-9０-９.．,%％〇一二三四五六七八九十百千万亿]")
ALIKE = 0.4
"""Of their pairs of neighbouring characters, how many two paragraphs share to be the same one, rewritten."""

MOST_PAIRS = 250_000
"""Of paragraphs, that are held against each other one by one."""

LONGEST_SENTENCE = 90

Words = tuple[tuple[Literal["same", "gone", "come"], str], ...]
"""Text before and after in one: what stayed, what went, what came."""


@dataclass(frozen=True)
class Moved:
    """A number brought up to date: its old text and its new, the sentence it stands in, and how the paper words it now.

    `reworded` is that other wording, where the words round the number change with it (高3个百分点 → 低1个百分点).
    """

    figure: str
    old: str
    new: str
    sentence: str
    reworded: str = ""

    @property
    def change(self) -> str:
        """16次 → 18次."""
        return f"{self.old} → {self.new}"


@dataclass(frozen=True)
class Overwritten:
    """A number that the reader wrote himself: left as it is."""

    figure: str
    sent: str
    written: str
    now: str
    sentence: str

    @property
    def change(self) -> str:
        """16次 → 十六七次."""
        return f"{self.sent} → {self.written}"


@dataclass(frozen=True)
class Dropped:
    """A number that is no longer in the file (`taken_out`), or of which today's paper has no equal."""

    figure: str
    sent: str
    sentence: str

    @property
    def change(self) -> str:
        """16次."""
        return self.sent


@dataclass(frozen=True)
class Prose:
    """A paragraph that the reader changed, added, took out or moved."""

    kind: Literal["changed", "added", "removed", "moved"]
    before: str
    after: str
    words: Words


@dataclass(frozen=True)
class Edited:
    """Everything that is known about a paper that came back, and the file brought up to date.

    `bound` numbers were found in it, of which `strange` read as printed, but not as `sent` has them.
    """

    content: bytes
    moved: tuple[Moved, ...]
    overwritten: tuple[Overwritten, ...]
    taken_out: tuple[Dropped, ...]
    without_equal: tuple[Dropped, ...]
    prose: tuple[Prose, ...]
    bound: int
    strange: int


def mark(data: bytes) -> str:
    """Which paper a file says it is; empty where it does not say."""
    return Manuscript.read(Parcel.open(data).text).mark


def likest(data: bytes, candidates: Sequence[bytes]) -> int:
    """Which of the files that went out the one that came back was made from: the one with most numbers in common."""
    found = Manuscript.read(Parcel.open(data).text)
    names = {(one.number, one.seal, one.key) for one in found.numbers}

    def shared(candidate: bytes) -> int:
        of = Manuscript.read(Parcel.open(candidate).text)
        return len(names & {(one.number, one.seal, one.key) for one in of.numbers})

    score = [shared(candidate) for candidate in candidates]
    return score.index(max(score))


def read(edited: bytes, sent: bytes, now: bytes, renamed: Mapping[str, str] | None = None) -> Edited:
    """What was changed between `sent` and `edited`, and `edited` with the numbers of `now`.

    Figures are named as the bookmarks name them; `renamed` leads from an old such name to the new one.
    """
    parcel = Parcel.open(edited)
    before, today = (Manuscript.read(Parcel.open(file).text) for file in (sent, now))
    return _Comparison(parcel, Manuscript.read(parcel.text), before, today, renamed or {}).made()


@dataclass
class _Found:
    """A number of the sent paper as it stands in the edited one; without `place` its bookmark was lost."""

    figure: str
    sent: str
    text: str
    paragraph: int
    start: int
    end: int
    same: tuple[int, str]
    intact: bool
    place: tuple[int, int] | None = None


@dataclass
class _Comparison:
    """The three files side by side."""

    parcel: Parcel
    edited: Manuscript
    sent: Manuscript
    now: Manuscript
    renamed: Mapping[str, str]
    found: list[_Found] = field(default_factory=list)
    lost: list[Dropped] = field(default_factory=list)
    pairs: list[tuple[int | None, int | None]] = field(default_factory=list)     # paragraphs, sent and edited
    targets: dict[tuple[int, str], Number] = field(default_factory=dict)         # numbers, sent and today's

    def made(self) -> Edited:
        self.sent_of = {one.same: one for one in self.sent.numbers}
        self._by_bookmark()
        old, new = self._seen(self.sent), self._seen(self.edited)
        found = paired([self._words(self.sent, at) for at in old], [self._words(self.edited, at) for at in new])
        self.pairs = [(None if a is None else old[a], None if b is None else new[b]) for a, b in found]
        self.targets = self._targets()
        self._by_neighbours()
        return self._told()

    # ── finding the numbers ──────────────────────────────────────────────────────────────────────

    def _key(self, key: str) -> str:
        """The figure's part of a bookmark's name, without what a program puts behind the name of a copy."""
        known = {one.key for one in (*self.sent.numbers, *self.now.numbers)}
        return key if key in known else max((name for name in known if key.startswith(name)), key=len, default=key)

    def _by_bookmark(self) -> None:
        for one in self.edited.numbers:
            key = self._key(one.key)
            same, text = (one.number, key), self.edited.shown(one)
            start, end = one.start, one.end
            of = self.sent_of.get(same)
            sent = self.sent.shown(of) if of is not None else ""
            intact = seal(text) == one.seal
            if not intact and seal(sent) == one.seal and (inner := _inner(text, sent)):
                start, end = start + inner[0], start + inner[1]       # the reader typed at its edge
                text, intact = sent, True
            if not text and of is None:
                continue
            self.found.append(_Found(key, sent or (text if intact else ""), text, one.paragraph, start, end, same, intact, one.name))

    def _by_neighbours(self) -> None:
        """Numbers without a bookmark, between the words that stood round them."""
        here = {one.same for one in self.found if one.text}
        self.found = [one for one in self.found if one.text]
        partner = {a: b for a, b in self.pairs if a is not None and b is not None}
        for of in self.sent.numbers:
            if of.same in here:
                continue
            old, paragraph = self.sent.shown(of), self.sent.paragraphs[of.paragraph]
            at = partner.get(of.paragraph)
            place = None
            if at is not None:
                place = _located(paragraph.text, of.start, of.end, self.edited.paragraphs[at].text)
            if at is None or place is None or place[0] == place[1]:
                self.lost.append(Dropped(of.key, old, _sentence(paragraph.text, of.start, of.end)))
                continue
            text = self.edited.paragraphs[at].text[slice(*place)]
            new = self.now.shown(self.targets[of.same]) if of.same in self.targets else ""
            if text not in (old, new) and (inner := _inner(text, old) or _inner(text, new)):
                place = place[0] + inner[0], place[0] + inner[1]
                text = self.edited.paragraphs[at].text[slice(*place)]
            self.found.append(_Found(of.key, old, text, at, *place, of.same, text == old))

    def _targets(self) -> dict[tuple[int, str], Number]:
        """Which number of today's paper each number of the sent one has become."""
        order = sorted({one.same for one in self.sent.numbers} | {one.same for one in self.found})
        old = [self.renamed.get(key, key) for _, key in order]
        new = [one.key for one in self.now.numbers]
        matched: dict[tuple[int, str], Number] = {}
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                matched[order[block.a + step]] = self.now.numbers[block.b + step]
        for same, key in zip(order, old, strict=True):
            if same not in matched:           # printed elsewhere now: taken where it reads alike everywhere
                there = [one for one in self.now.numbers if one.key == key]
                if there and len({self.now.shown(one) for one in there}) == 1:
                    matched[same] = there[0]
        return matched

    # ── what there is to tell ────────────────────────────────────────────────────────────────────

    def _told(self) -> Edited:
        moved: list[Moved] = []
        written: list[Overwritten] = []
        orphans: list[Dropped] = []
        splices: list[Splice] = []
        for at in sorted({one.paragraph for one in self.found}):
            paragraph = self.edited.paragraphs[at]
            standing = self._standing(at)
            fresh = {id(one): self._today(one) for one in standing if self._is_to_move(one)}
            after = _replaced(paragraph, [(one.start, one.end, fresh.get(id(one), one.text)) for one in standing])
            shift = 0
            for one in standing:
                text = fresh.get(id(one), one.text)
                start = one.start + shift
                shift += len(text) - len(one.text)
                if id(one) in fresh:
                    splices += paragraph.written(one.start, one.end, text)
                    if one.place is not None:
                        splices.append((*one.place, self._resealed(one.place, text)))
                if paragraph.twin:
                    continue
                sentence = _sentence(after, start, start + len(text))
                if one.same not in self.targets:
                    orphans.append(Dropped(one.figure, one.text, sentence))
                elif id(one) in fresh:
                    moved.append(Moved(one.figure, one.text, text, sentence, self._reworded(one)))
                elif one.text != self._today(one):
                    written.append(Overwritten(one.figure, one.sent, one.text, self._today(one), sentence))
        strange = sum(one.place is not None and one.sent != one.text and one.intact for one in self.found)
        return Edited(self.parcel.with_text(self.edited.spliced(splices)), tuple(moved), tuple(written), tuple(self.lost),
                      tuple(orphans), tuple(self._prose()), len(self.found), strange)

    def _standing(self, at: int) -> list[_Found]:
        """The numbers of a paragraph in order, none within another."""
        kept: list[_Found] = []
        for one in sorted((one for one in self.found if one.paragraph == at), key=lambda one: (one.start, one.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _today(self, one: _Found) -> str:
        return self.now.shown(self.targets[one.same])

    def _is_to_move(self, one: _Found) -> bool:
        return one.intact and one.same in self.targets and one.text != self._today(one)

    def _resealed(self, place: tuple[int, int], new: str) -> bytes:
        """The name of a number's bookmark with the seal of its new text."""
        return re.sub(rb"(?<=_)[0-9a-f]{6}(?=_)", seal(new).encode(), self.edited.raw[slice(*place)], count=1)

    def _reworded(self, one: _Found) -> str:
        """Today's sentence, where it words the number otherwise than the sent one did."""
        target = self.targets[one.same]
        of = self.sent_of.get(one.same)
        if of is None:
            return ""
        then = _sentence(self._masked(self.sent, of.paragraph), *self._spot(self.sent, of), whole=True)
        today = _sentence(self._masked(self.now, target.paragraph), *self._spot(self.now, target), whole=True)
        if then == today:
            return ""
        return _sentence(self.now.paragraphs[target.paragraph].text, target.start, target.end)

    def _prose(self) -> Iterator[Prose]:
        went: dict[str, str] = {}
        came: dict[str, str] = {}
        changes: list[Prose] = []
        for a, b in self.pairs:
            before = None if a is None else self.sent.paragraphs[a].text.strip()
            after = None if b is None else self._as_sent(b)
            if before is None and after is not None:
                came[after] = after
                changes.append(Prose("added", "", after, (("come", after),)))
            elif after is None and before is not None:
                went[before] = before
                changes.append(Prose("removed", before, "", (("gone", before),)))
            elif before is not None and after is not None and _even(before) != _even(after):
                changes.append(Prose("changed", before, after, words(before, after)))
        for change in changes:
            if change.kind == "added" and change.after in went:
                yield Prose("moved", change.after, change.after, (("same", change.after),))
            elif change.kind != "removed" or change.before not in came:
                yield change

    # ── paragraphs ───────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _seen(of: Manuscript) -> list[int]:
        return [at for at, paragraph in enumerate(of.paragraphs) if paragraph.text.strip() and not paragraph.twin]

    def _spans(self, of: Manuscript, at: int) -> list[tuple[int, int, tuple[int, str]]]:
        """Where numbers stand in a paragraph."""
        if of is self.edited:
            return sorted((one.start, one.end, one.same) for one in self.found if one.paragraph == at)
        return sorted((one.start, one.end, one.same) for one in of.numbers if one.paragraph == at)

    def _masked(self, of: Manuscript, at: int) -> str:
        """A paragraph with a sign in the place of each number."""
        return _replaced(of.paragraphs[at], [(start, end, "◇") for start, end, _ in self._spans(of, at)])

    def _spot(self, of: Manuscript, one: Number) -> tuple[int, int]:
        """Where a number's sign stands in the masked paragraph."""
        earlier = sum(end - start - 1 for start, end, _ in self._spans(of, one.paragraph) if end <= one.start)
        return one.start - earlier, one.start - earlier + 1

    def _words(self, of: Manuscript, at: int) -> str:
        """A paragraph by which its like is found: the numbers that have their bookmarks in both files stand back."""
        known = {one.same for one in self.found}
        spans = [(start, end, "◇") for start, end, same in self._spans(of, at) if same in known]
        return _even(_replaced(of.paragraphs[at], spans))

    def _as_sent(self, at: int) -> str:
        """A paragraph of the edited file with its untouched numbers as they went out, so that only its words differ."""
        spans = [(one.start, one.end, one.sent if one.intact and one.sent else one.text)
                 for one in self.found if one.paragraph == at]
        return _replaced(self.edited.paragraphs[at], spans).strip()


def _replaced(paragraph: Paragraph, spans: Sequence[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, text in sorted(spans):
        if start < at:
            continue
        parts += [paragraph.text[at:start], text]
        at = end
    return "".join([*parts, paragraph.text[at:]])


def _even(text: str) -> str:
    """Text without what programs change of themselves: spaces of layout, line ends."""
    return re.sub(r"\s+", "", text)


def _inner(text: str, wanted: str) -> tuple[int, int] | None:
    """Where a number stands in `text`, once and whole, with words typed at its edges."""
    at = text.find(wanted) if wanted else -1
    if at < 0 or text.find(wanted, at + 1) >= 0:
        return None
    end = at + len(wanted)
    edges = (text[at - 1:at] if at else "") + text[end:end + 1]
    return None if DIGIT.search(edges) else (at, end)


def _located(before: str, start: int, end: int, after: str) -> tuple[int, int] | None:
    """Where the characters from `start` to `end` of `before` have come to in `after`, or what stands in their place."""
    low, high = None, None
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        stop = block.a + block.size
        if block.a <= start and stop >= end and block.size:
            place = block.b + start - block.a
            return place, place + end - start
        if block.size and block.a < start:                            # the last words before it
            low = block.b + min(stop, start) - block.a
        if block.size and stop > end and high is None:                # the first words after it
            high = block.b + max(block.a, end) - block.a
    if low is None and start == 0:
        low = 0
    if high is None and end == len(before):
        high = len(after)
    if low is None or high is None or not low <= high <= low + 3 * (end - start) + 8:
        return None
    return low, high


def _sentence(text: str, start: int, end: int, *, whole: bool = False) -> str:
    """The sentence round some characters, shortened where it is long."""
    ends = "。；！？\n"
    low = max(text.rfind(sign, 0, start) for sign in ends) + 1
    high = min((at for sign in ends if (at := text.find(sign, end)) >= 0), default=len(text) - 1) + 1
    if whole or high - low <= LONGEST_SENTENCE:
        return text[low:high].strip()
    room = (LONGEST_SENTENCE - (end - start)) // 2
    first, last = max(low, start - room), min(high, end + room)
    return f"{'…' if first > low else ''}{text[first:last].strip()}{'…' if last < high else ''}"


def paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Which paragraph became which; None stands for one that was added or taken out."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    tail = 0
    while tail < min(len(before), len(after)) - same and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = range(same, len(before) - tail), range(same, len(after) - tail)
    yield from ((at, at) for at in range(same))
    if len(old) * len(new) <= MOST_PAIRS:
        yield from _matched(old, new, before, after)
    else:
        for _, a, b, c, d in SequenceMatcher(None, before[same:old.stop], after[same:new.stop], autojunk=False).get_opcodes():
            yield from _matched(old[a:b], new[c:d], before, after)
    yield from ((len(before) - tail + at, len(after) - tail + at) for at in range(tail))


def _matched(old: range, new: range, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs those of two stretches that are alike, in order, so that as much as can be is alike."""
    if len(old) * len(new) > MOST_PAIRS:      # nothing is left of it: told as taken out and added
        yield from ((a, None) for a in old)
        yield from ((None, b) for b in new)
        return
    left, right = [_grams(before[a]) for a in old], [_grams(after[b]) for b in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[1.0 if before[a] == after[b] else _likeness(one, other) for b, other in zip(new, right, strict=True)]
             for a, one in zip(old, left, strict=True)]
    for a in reversed(range(len(old))):
        for b in reversed(range(len(new))):
            both = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= ALIKE else 0.0
            best[a][b] = max(both, best[a + 1][b], best[a][b + 1])
    a = b = 0
    while a < len(old) and b < len(new):
        if alike[a][b] >= ALIKE and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            yield old[a], new[b]
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            yield old[a], None
            a += 1
        else:
            yield None, new[b]
            b += 1
    yield from ((at, None) for at in old[a:])
    yield from ((None, at) for at in new[b:])


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at:at + 2] for at in range(max(1, len(text) - 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def words(before: str, after: str) -> Words:
    """Two wordings in one, for reading: a sign or two that happen to be alike between two changes count as changed."""
    parts: list[tuple[Literal["same", "gone", "come"], str]] = []
    gone = come = ""

    def close() -> None:
        nonlocal gone, come
        if gone:
            parts.append(("gone", gone))
        if come:
            parts.append(("come", come))
        gone = come = ""

    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for n, (what, a, b, c, d) in enumerate(steps):
        if what == "equal" and (b - a > 2 or n in (0, len(steps) - 1)):
            close()
            parts.append(("same", before[a:b]))
        else:
            gone, come = gone + before[a:b], come + after[c:d]
    close()
    return tuple(parts)
