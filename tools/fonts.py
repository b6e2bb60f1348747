"""The five free typefaces that stand in where a computer has no 仿宋、楷体、黑体、小标宋、宋体 of its own.

Makes ``build/fonts/{Fang,Kai,Hei,Song-Bold,Song}.ttf``, their licence texts and a ``fonts.conf`` with which other
programs (LibreOffice in the tests) find them under the usual names, from packaged free fonts: nothing of them is kept
in this repository. Each is cut down to GBK, the rare characters of personal names and
punctuation, turned from PostScript into TrueType outlines where needed (the PDF writer reads no others), checked,
and only then put in its place. Done again only when this program or fontTools changes.

    python tools/fonts.py [FOLDER]        FOLDER is build/fonts unless told otherwise

Exit 0: all five are there, or those that this machine can give, with the missing ones named.  Exit 1: none.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontTools
from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "build" / "font-sources"
STAMP = "made-from.json"

# The characters of 通用规范汉字表 (2013) that lie beyond GBK, in CJK extensions A to E: they occur in personal names.
RARE_NAMES = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠"
    "䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌"
    "𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜"
    "𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝"
    "𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)

# Letters and signs that a document may print, as first and last code point.
SIGNS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x2000, 0x209F), (0x20A0, 0x20BF),
    (0x2100, 0x22FF), (0x2460, 0x257F), (0x25A0, 0x25FF), (0x2610, 0x2612), (0x2713, 0x2714),
    (0x3000, 0x303F), (0x3220, 0x33FF), (0x9FA6, 0x9FFC), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)  # fmt: skip

# Signs that must fill a whole cell of the 28-character line, and how a narrower drawing is put into it.
FULL_WIDTH = {"“": "right", "‘": "right", "”": "left", "’": "left", "…": "centre", "—": "stretch"}

CONSTRUCTION = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
    "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """A packaged free font: its name in Debian, the font file and the licence files inside it."""

    name: str
    font: str
    licences: tuple[str, ...]

    @property
    def font_name(self) -> str:
        return Path(self.font).name


@dataclass(frozen=True)
class Face:
    """One typeface to make.

    ``number`` is the face's place in a collection file, ``least`` the characters (GBK, rare names) it has to show,
    ``names`` what documents call the typeface that it stands in for, ``instead`` other files that serve where the
    package cannot be had, with their face numbers, ``wrong`` what the font draws as something else and had better lack.
    """

    file: str
    label: str
    package: Package
    number: int
    least: tuple[int, int]
    names: tuple[str, ...]
    instead: tuple[tuple[str, int], ...] = ()
    wrong: str = ""


NOTO = ("usr/share/doc/fonts-noto-cjk/copyright",)
FANDOL = Package(
    "texlive-lang-chinese",
    "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
    (
        "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz",
        "usr/share/doc/texlive-doc/fonts/fandol/README",
    ),
)
WENKAI = Package(
    "fonts-lxgw-wenkai",
    "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    ("usr/share/doc/fonts-lxgw-wenkai/copyright",),
)
SANS = Package("fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", NOTO)
SERIF = Package("fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", NOTO)
UMING = Package(
    "fonts-arphic-uming",
    "usr/share/fonts/truetype/arphic/uming.ttc",
    (
        "usr/share/doc/fonts-arphic-uming/copyright",
        "usr/share/doc/fonts-arphic-uming/license/english/ARPHICPL.TXT.gz",
        "usr/share/doc/fonts-arphic-uming/license/gb/ARPHICPL.TXT",
    ),
)

# In the order of the work they are: the longest first, so that two processors end at the same time.
FACES = (
    Face("Song-Bold.ttf", "小标宋", SERIF, 2, (20900, 273), ("方正小标宋简体", "方正小标宋_GBK"),
         (("NotoSerifCJKsc-Bold.otf", 0), ("SourceHanSerifSC-Bold.otf", 0))),
    Face("Hei.ttf", "黑体", SANS, 2, (20900, 273), ("黑体", "SimHei"),
         (("NotoSansCJKsc-Regular.otf", 0), ("SourceHanSansSC-Regular.otf", 0))),
    Face("Fang.ttf", "仿宋", FANDOL, 0, (7900, 0), ("仿宋_GB2312", "仿宋", "FangSong"),
         (("LXGWWenKai-Regular.ttf", 0), ("ukai.ttc", 0)), wrong="￥"),
    Face("Kai.ttf", "楷体", WENKAI, 0, (20900, 273), ("楷体_GB2312", "楷体", "KaiTi"),
         (("FandolKai-Regular.otf", 0), ("ukai.ttc", 0))),
    Face("Song.ttf", "宋体", UMING, 0, (18700, 42), ("宋体", "SimSun"),
         (("NotoSerifCJK-Regular.ttc", 2), ("NotoSerifCJKsc-Regular.otf", 0))),
)  # fmt: skip


def say(text: str) -> None:
    """Tell whoever watches, at once."""
    print(text, flush=True)


def double_byte(encoding: str) -> set[str]:
    """Every character that a Chinese double-byte character set can write."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                found.add(bytes((high, low)).decode(encoding))
            except UnicodeDecodeError:
                continue
    return {character for character in found if len(character) == 1 and not 0xE000 <= ord(character) <= 0xF8FF}


def hanzi(characters: set[str]) -> set[str]:
    return {c for c in characters if 0x4E00 <= ord(c) <= 0x9FFF or 0xF900 <= ord(c) <= 0xFAFF}


def wanted() -> set[str]:
    """Every character that a paper of an office may print."""
    signs = {chr(code) for first, last in SIGNS for code in range(first, last + 1)}
    return signs | double_byte("gbk") | set(RARE_NAMES)


# -- where the fonts come from ------------------------------------------------------------------------------------


def gather(faces: tuple[Face, ...]) -> dict[str, tuple[Path, int, str]]:
    """Find or fetch the source of every face: its file, face number and where it is from, by the face's file name."""
    found: dict[str, tuple[Path, int, str]] = {}
    packages = {face.package.name: [f.package for f in faces if f.package.name == face.package.name] for face in faces}
    for name, members in packages.items():
        where = obtain(name, members)
        if where is None:
            continue
        found |= {
            face.file: (SOURCES / face.package.font_name, face.number, where)
            for face in faces
            if face.package.name == name
        }
    absent = [face for face in faces if face.file not in found]
    if absent:
        present = {path.name: path for path in installed_fonts()}
        for face in absent:
            for file, number in ((face.package.font_name, face.number), *face.instead):
                if file in present:
                    found[face.file] = (present[file], number, str(present[file]))
                    say(f"   {face.label}：改用本机字体 {present[file]}（taken from this machine）")
                    break
    return found


def obtain(name: str, members: list[Package]) -> str | None:
    """Lay a package's fonts and licences into ``build/font-sources``; say where they are from, or None if nowhere."""
    files = [file for member in members for file in (member.font, *member.licences)]
    note = SOURCES / f"{name}.from"
    if note.is_file() and all((SOURCES / Path(member.font).name).is_file() for member in members):
        return note.read_text(encoding="utf-8")
    SOURCES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SOURCES) as folder:
        work = Path(folder)
        if all(Path("/", file).is_file() for file in files):
            where = f"{name}（本机已装 installed）"
            for file in files:
                shutil.copyfile(Path("/", file), work / Path(file).name)
        else:
            say(f"   下载字体包 {name}……（fetching the font package）")
            archive = download(name, work)
            if archive is None:
                return None
            where = archive.name.removesuffix(".deb")
            unpack(archive, files, work)
        licences = SOURCES / "licences"
        for file in files:
            path = work / Path(file).name
            if path.suffix in (".otf", ".ttf", ".ttc"):
                path.replace(SOURCES / path.name)
                continue
            licences.mkdir(exist_ok=True)
            text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            title = "-".join((name, *Path(file).parent.parts[-1:], Path(file).name.removesuffix(".gz")))
            (licences / title).write_bytes(text)
        note.write_text(where, encoding="utf-8")
    return where


def download(name: str, folder: Path) -> Path | None:
    """Fetch one package file with apt, renewing its lists once where that helps."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    command = ["apt-get", "-q", "-q", "download", name]
    if os.geteuid() == 0:
        command[1:1] = ["-o", "APT::Sandbox::User=root"]
    for attempt in (1, 2):
        run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        archive = next(folder.glob("*.deb"), None)
        if run.returncode == 0 and archive is not None:
            return archive
        if attempt == 1:
            renew = ["apt-get", "-q", "-q", "update"]
            if os.geteuid() != 0:
                renew[:0] = ["sudo", "-n"]
            try:
                subprocess.run(renew, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            except OSError:
                break
    say(f"   取不到 {name}（apt could not fetch it）：{run.stderr.strip().splitlines()[-1:]}")
    return None


def unpack(archive: Path, files: list[str], folder: Path) -> None:
    """Take the named files out of a package file."""
    missing = set(files)
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as reader,
        tarfile.open(fileobj=reader.stdout, mode="r|") as tar,
    ):
        for entry in tar:
            name = entry.name.removeprefix("./")
            content = tar.extractfile(entry) if name in missing else None
            if content is not None:
                with (folder / Path(name).name).open("wb") as out:
                    shutil.copyfileobj(content, out)
                missing.discard(name)
    archive.unlink()
    if missing:
        raise SystemExit(f"字体包 {archive.name} 里没有 {sorted(missing)}（not in the package）")


def installed_fonts() -> Iterator[Path]:
    """The font files that this machine has, in the folders where systems keep them."""
    home = Path.home()
    folders = (
        Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/usr/share/texmf-dist/fonts"),
        Path("/usr/share/texlive/texmf-dist/fonts"), home / ".local/share/fonts", home / ".fonts",
    )  # fmt: skip
    for folder in folders:
        if folder.is_dir():
            yield from (p for p in folder.rglob("*") if p.suffix.lower() in (".ttf", ".otf", ".ttc"))


# -- how one face is made -----------------------------------------------------------------------------------------


def make(face: Face, source: Path, number: int, folder: Path) -> dict[str, Any]:
    """Make one typeface, check it and put it in its place; returns what is worth noting about it."""
    begun = time.monotonic()
    with (
        TTFont(source, fontNumber=number, lazy=True, recalcTimestamp=False) as font,
        tempfile.TemporaryDirectory(dir=folder.parent, prefix="font.") as work,
    ):
        cut(font, wanted() - set(face.wrong))
        if "glyf" not in font:
            to_truetype(font)
        fill_cells(font)
        renew_cmap(font)
        font["OS/2"].fsType = 0
        font["post"].formatType = 3.0
        sign(font, source.name)
        part = Path(work) / face.file
        font.save(part)
        counts = examine(part)
        enough(face, source, counts)
        part.replace(folder / face.file)
    return counts | {"seconds": round(time.monotonic() - begun), "bytes": (folder / face.file).stat().st_size}


def enough(face: Face, source: Path, counts: dict[str, Any]) -> None:
    """Stop if the font of the expected package shows fewer characters than it is known to."""
    if source.name == face.package.font_name and (counts["gbk"], counts["names"]) < face.least:
        raise SystemExit(f"{face.file} 缺字太多（too few characters）：{counts}")


def cut(font: TTFont, characters: set[str]) -> None:
    """Keep these characters and the names, in all languages; drop what a printed page does not need."""
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.name_legacy = True
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.legacy_cmap = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE", "EBDT", "EBLC", "BDF", "FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)


def to_truetype(font: TTFont) -> None:
    """Draw every glyph again with quadratic curves, to within a thousandth of the character's size."""
    glyph_set, order = font.getGlyphSet(), font.getGlyphOrder()
    error = font["head"].unitsPerEm / 1000
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    del font["CFF "]
    limits = font["maxp"]
    limits.tableVersion, limits.maxZones = 0x00010000, 1
    for name in CONSTRUCTION:
        setattr(limits, name, 0)
    for glyph in glyphs.values():
        glyph.recalcBounds(table)
    limits.recalc(font)
    font.sfntVersion = "\x00\x01\x00\x00"


def fill_cells(font: TTFont) -> None:
    """Give Chinese quotation marks, ellipsis and dash a whole cell where the font draws them narrow."""
    em, cmap, metrics, table = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"], font["glyf"]
    for character, place in FULL_WIDTH.items():
        name = cmap.get(ord(character))
        if name is None or metrics[name][0] >= em:
            continue
        width = metrics[name][0]
        shift = {"left": 0.0, "right": float(em - width), "centre": (em - width) / 2, "stretch": 0.0}[place]
        pen = TTGlyphPen(None)
        scale = em / width if place == "stretch" else 1.0
        font.getGlyphSet()[name].draw(TransformPen(pen, Transform(scale, 0, 0, 1, shift, 0)))
        glyph = table[name] = pen.glyph()
        glyph.recalcBounds(table)
        metrics[name] = (em, getattr(glyph, "xMin", 0))


def renew_cmap(font: TTFont) -> None:
    """Write one complete character table, in the two forms that every reader knows (formats 4 and 12)."""
    best = font.getBestCmap()
    tables = []
    for platform, encoding, kind in ((0, 3, 4), (0, 4, 12), (3, 1, 4), (3, 10, 12)):
        table = CmapSubtable.newSubtable(kind)
        table.platformID, table.platEncID, table.language = platform, encoding, 0
        table.cmap = best if kind == 12 else {code: name for code, name in best.items() if code <= 0xFFFF}
        tables.append(table)
    font["cmap"].tables = tables


def sign(font: TTFont, source: str) -> None:
    """Say inside the font that it was changed, as its licence asks."""
    note = f"Changed: cut down and converted from {source} by partydesk's tools/fonts.py; see the licence beside it."
    names = font["name"]
    before = names.getDebugName(10)
    names.setName(f"{before} {note}" if before else note, 10, 3, 1, 0x409)


def examine(path: Path) -> dict[str, Any]:
    """Load a finished font as the PDF writer will, and count what it can show."""
    from reportlab.pdfbase.ttfonts import TTFont as Printed

    loaded = Printed(path.name, str(path))
    have = {chr(code) for code in loaded.face.charToGlyph}
    gb2312 = hanzi(double_byte("gb2312"))
    with TTFont(path, lazy=True) as font:
        kinds = {table.format for table in font["cmap"].tables}
        if kinds != {4, 12} or font["OS/2"].fsType != 0 or "glyf" not in font:
            raise SystemExit(f"{path.name} 做坏了（badly made）：cmap {kinds}, fsType {font['OS/2'].fsType}")
    if gb2312 - have:
        raise SystemExit(f"{path.name} 缺 GB2312 汉字（lacks）：{''.join(sorted(gb2312 - have))[:60]}")
    return {
        "gb2312": len(gb2312),
        "gbk": len(hanzi(double_byte("gbk")) & have),
        "names": len(set(RARE_NAMES) & have),
    }


# -- the whole ----------------------------------------------------------------------------------------------------


def directions(folder: Path) -> str:
    """A fontconfig file: the computer's own settings, this folder, and which face stands in for which name."""
    aliases = []
    for face in FACES:
        if (folder / face.file).is_file():
            with TTFont(folder / face.file, lazy=True) as font:
                family = font["name"].getDebugName(1)
            aliases += [
                f'<alias binding="same"><family>{name}</family><prefer><family>{family}</family></prefer></alias>'
                for name in face.names
            ]
    return "\n".join(
        (
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
            f"<dir>{folder}</dir>",
            f"<cachedir>{folder / 'cache'}</cachedir>",
            *aliases,
            "</fontconfig>\n",
        )
    )


def recipe() -> str:
    """What the result depends on: this program and fontTools."""
    return hashlib.sha256(Path(__file__).read_bytes() + fontTools.version.encode()).hexdigest()


def up_to_date(folder: Path) -> bool:
    stamp = folder / STAMP
    if not stamp.is_file() or not all((folder / name).is_file() for name in (*(f.file for f in FACES), "fonts.conf")):
        return False
    return bool(json.loads(stamp.read_text(encoding="utf-8"))["recipe"] == recipe())


def build(folder: Path) -> int:
    if up_to_date(folder):
        say(f"字体已备好（fonts are there）：{folder}")
        return 0
    say("备字体：仿宋、楷体、黑体、小标宋、宋体，约两分钟（making the five fallback fonts）")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).unlink(missing_ok=True)
    for left in folder.parent.glob("font.*"):           # by a run that was cut short, and is not going on now
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)
    sources = gather(FACES)
    notes: dict[str, Any] = {"recipe": recipe(), "faces": {}}
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(FACES))) as workers:
        jobs = {
            workers.submit(make, face, sources[face.file][0], sources[face.file][1], folder): face
            for face in FACES
            if face.file in sources
        }
        for done, job in enumerate(as_completed(jobs), 1):
            face = jobs[job]
            counts = job.result()
            notes["faces"][face.file] = counts | {"from": sources[face.file][2]}
            say(
                f"   [{done}/{len(jobs)}] {face.label} {face.file}：GBK {counts['gbk']} 字、生僻人名用字 {counts['names']} 字，"
                f"{counts['bytes'] / 1e6:.1f} MB，{counts['seconds']} 秒"
            )
    if (SOURCES / "licences").is_dir():
        shutil.copytree(SOURCES / "licences", folder / "licences", dirs_exist_ok=True)
    (folder / "fonts.conf").write_text(directions(folder), encoding="utf-8")
    missing = [face for face in FACES if face.file not in sources]
    if missing:
        for face in missing:
            say(f"   缺 {face.label}：请装 {face.package.name} 后重做（missing; install that package and run again）")
        return 0 if sources else 1
    part = folder / f"{STAMP}.part"
    part.write_text(json.dumps(notes, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / STAMP)
    say(f"字体备好了（fonts made）：{folder}")
    return 0


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build" / "fonts"))
