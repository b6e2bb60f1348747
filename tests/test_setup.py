"""What the project is set up from: the lock, the system parts, the fonts, the make targets that the README names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import PySide6
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtGui import QColor, QImage

import partydesk
from tools import environment, fonts, system

ROOT = Path(__file__).resolve().parent.parent
MACHINES = {
    "linux x86_64": {"sys_platform": "linux", "platform_machine": "x86_64", "os_name": "posix", "platform_system": "Linux"},
    "linux aarch64": {"sys_platform": "linux", "platform_machine": "aarch64", "os_name": "posix", "platform_system": "Linux"},
    "windows": {"sys_platform": "win32", "platform_machine": "AMD64", "os_name": "nt", "platform_system": "Windows"},
}
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Pin:
    """One package of the lock: the line that names it, and how many hashes follow."""

    line: str
    hashes: int

    @property
    def requirement(self) -> Requirement:
        return Requirement(self.line)

    def holds(self, marker_values: dict[str, str]) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate(marker_values)


def pins() -> list[Pin]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text)):
        line, *hashes = [part.strip() for part in block.replace("\\\n", "\n").splitlines()]
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", mark) for mark in hashes), block
        found.append(Pin(line, len(hashes)))
    return found


def wanted() -> Iterator[Requirement]:
    """Every package that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        yield Requirement(line)


def machines() -> Iterator[tuple[str, dict[str, str]]]:
    for name, values in MACHINES.items():
        for python in PYTHONS:
            yield f"{name}, Python {python}", {
                **values, "python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython",
                "platform_python_implementation": "CPython", "extra": "",
            }  # fmt: skip


# ---- the lock -------------------------------------------------------------------------------------------------------


def test_every_package_is_pinned_exactly_and_has_hashes() -> None:
    loose = [pin.line for pin in pins() if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", pin.line) or pin.hashes == 0]
    assert loose == []
    assert len(pins()) > 30


@pytest.mark.parametrize(
    "name",
    ["requirements.lock", "pyproject.toml", "Makefile", "build.spec", ".ci/run", "tools/package.json", "tools/package-lock.json"],
)
def test_no_set_up_file_names_a_server(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S*|--index-url|--find-links|\"resolved\"", text) == []


@pytest.mark.parametrize(("machine", "values"), list(machines()), ids=[name for name, _ in machines()])
def test_the_lock_holds_all_that_the_project_asks_for(machine: str, values: dict[str, str]) -> None:
    locked: dict[str, str] = {}
    for pin in pins():
        if pin.holds(values):
            name = canonicalize_name(pin.requirement.name)
            assert name not in locked, f"{machine}: {name} is pinned twice"
            locked[name] = str(pin.requirement.specifier).removeprefix("==")
    for asked in wanted():
        if asked.marker is None or Marker(str(asked.marker)).evaluate(values):
            assert asked.specifier.contains(locked[canonicalize_name(asked.name)]), f"{machine}: {asked}"


def test_the_tests_run_with_the_locked_packages() -> None:
    different = {}
    for pin in pins():
        if pin.requirement.marker is None or pin.requirement.marker.evaluate():
            there = metadata.version(pin.requirement.name)
            if not pin.requirement.specifier.contains(there):
                different[pin.requirement.name] = (there, pin.line)
    assert different == {}


def test_the_docx_checker_is_pinned() -> None:
    asked = json.loads((ROOT / "tools/package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((ROOT / "tools/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in asked.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


# ---- Qt and Python --------------------------------------------------------------------------------------------------


def test_qt_returns_none_without_losing_it() -> None:
    """PySide6 6.12 on Python 3.11 drops a reference to None with every call that returns nothing, until it crashes."""
    image, colour = QImage(4, 4, QImage.Format.Format_RGB32), QColor("red")
    before = sys.getrefcount(None)
    for _ in range(500):
        image.fill(colour)
    assert before - sys.getrefcount(None) < 100


# ---- system parts ---------------------------------------------------------------------------------------------------


def test_this_machine_has_what_the_tests_need() -> None:
    assert [need.sign for need in system.missing(system.TEST)] == []


QT_PARTS = (
    *(f"Qt{name}.abi3.so" for name in ("Core", "Gui", "Widgets", "PrintSupport", "Pdf", "PdfWidgets", "Svg")),
    *(f"Qt/lib/libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "PrintSupport", "Pdf", "Svg", "DBus", "XcbQpa")),
    *(f"Qt/plugins/platforms/libq{name}.so" for name in ("xcb", "offscreen")),
    "Qt/plugins/imageformats/*.so",
    "Qt/plugins/iconengines/*.so",
    "Qt/plugins/printsupport/*.so",
    "Qt/plugins/platforminputcontexts/libibus*.so",
)
EVERYWHERE = re.compile(r"(lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z|zstd)|ld-linux.*)\.so\.\d")
WITH_GLIB = {"libgmodule-2.0.so.0", "libgobject-2.0.so.0", "libgthread-2.0.so.0"}     # one package with libglib-2.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of system libraries are a matter of Linux")
def test_every_system_library_that_qt_asks_for_is_set_up() -> None:
    folder = Path(PySide6.__file__).parent
    files = [path for pattern in QT_PARTS for path in folder.glob(pattern)]
    assert len(files) >= len(QT_PARTS)
    asked = subprocess.run(["objdump", "-p", *files], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"NEEDED\s+(\S+)", asked))
    carried = {path.name for path in folder.parent.glob("shiboken6/*.so*")} | {path.name for path in folder.rglob("*.so*")}
    listed = {need.sign for need in system.RUN}
    assert sorted(name for name in needed - carried - listed - WITH_GLIB if not EVERYWHERE.fullmatch(name)) == []


def test_what_is_missing_is_seen() -> None:
    needs = [
        system.Need("libpartydesk-none.so.9", ("partydesk-none",)),
        system.Need("partydesk-none", ("partydesk-none",)),
        system.Need("/usr/lib/partydesk-none/*", ("partydesk-none",)),
        system.Need("import partydesk_none", ("partydesk-none",)),
        system.Need("import json", ("partydesk-none",)),
        system.Need("sh", ("partydesk-none",)),
    ]
    assert system.missing(needs) == needs[:4]


def test_the_package_that_this_release_has_is_chosen() -> None:
    needs = [system.Need("libx.so.1", ("libx1t64", "libx1")), system.Need("liby.so.1", ("libx1", "liby1"))]
    assert system.choose(needs, {"libx1t64"}) == ["libx1t64", "liby1"]
    assert system.choose(needs, {"libx1"}) == ["libx1"]


def test_without_rights_the_list_is_printed_and_the_set_up_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "PURPOSES", {"run": (system.Need("libnone.so.9", ("libnone9t64", "libnone9")),)})
    monkeypatch.setattr(system, "as_root", lambda: None)
    assert system.prepare("run") == 0
    said = capsys.readouterr().out
    assert "libnone.so.9" in said
    assert "libnone9" in said.splitlines()[-1]


# ---- the Python environment -----------------------------------------------------------------------------------------


def test_an_environment_that_was_cut_short_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    stamp = tmp_path / "packages.sha256"
    assert not environment.done(stamp, "abc")
    (tmp_path / "python").touch()
    assert not environment.done(stamp, "abc")
    stamp.write_text("abc", encoding="ascii")
    assert environment.done(stamp, "abc")
    assert not environment.done(stamp, "another lock")


def test_the_environment_depends_on_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    (tmp_path / "requirements.lock").write_text("one==1\n", encoding="utf-8")
    before = environment.fingerprint("requirements.lock")
    assert environment.fingerprint("requirements.lock") == before
    (tmp_path / "requirements.lock").write_text("one==2\n", encoding="utf-8")
    assert environment.fingerprint("requirements.lock") != before


# ---- the fonts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", fonts.FACES, ids=[face.file for face in fonts.FACES])
def test_each_fallback_font_prints_what_it_must(face: fonts.Face) -> None:
    path = ROOT / "build/fonts" / face.file
    counts = fonts.examine(path)
    assert counts["gb2312"] == 6763
    assert (counts["gbk"], counts["names"]) >= face.least
    with TTFont(path, lazy=True) as font:
        cmap, em = font.getBestCmap(), font["head"].unitsPerEm
        assert font["name"].getDebugName(4)
        assert "partydesk" in font["name"].getDebugName(10)
        assert {sign: font["hmtx"][cmap[ord(sign)]][0] for sign in fonts.FULL_WIDTH} == dict.fromkeys(fonts.FULL_WIDTH, em)
        assert not set(map(ord, face.wrong)) & set(cmap)


def test_rare_names_are_printed_by_the_faces_that_stand_in_for_the_others() -> None:
    assert len(set(fonts.RARE_NAMES)) == len(fonts.RARE_NAMES) == 273
    assert all(0x3400 <= ord(c) < 0x4E00 or ord(c) > 0xFFFF for c in fonts.RARE_NAMES)
    with TTFont(ROOT / "build/fonts/Kai.ttf", lazy=True) as font:
        assert set(map(ord, fonts.RARE_NAMES)) <= set(font.getBestCmap())


def test_the_licences_are_beside_the_fonts() -> None:
    words = " ".join(path.read_text(errors="replace") for path in (ROOT / "build/fonts/licences").iterdir())
    for title in ("GNU GENERAL PUBLIC LICENSE", "SIL OPEN FONT LICENSE", "ARPHIC PUBLIC LICENSE"):
        assert title.lower() in words.lower()


def test_fonts_are_made_again_when_their_recipe_changed(tmp_path: Path) -> None:
    for face in fonts.FACES:
        (tmp_path / face.file).touch()
    (tmp_path / "fonts.conf").touch()
    assert not fonts.up_to_date(tmp_path)
    (tmp_path / fonts.STAMP).write_text(json.dumps({"recipe": fonts.recipe()}), encoding="utf-8")
    assert fonts.up_to_date(tmp_path)
    (tmp_path / fonts.STAMP).write_text(json.dumps({"recipe": "an older one"}), encoding="utf-8")
    assert not fonts.up_to_date(tmp_path)
    (tmp_path / fonts.STAMP).write_text(json.dumps({"recipe": fonts.recipe()}), encoding="utf-8")
    (tmp_path / fonts.FACES[0].file).unlink()
    assert not fonts.up_to_date(tmp_path)


def test_a_font_that_lacks_characters_is_not_put_in_place(tmp_path: Path) -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 700))
    pen.lineTo((500, 0))
    pen.closePath()
    poor = FontBuilder(1000, isTTF=True)
    poor.setupGlyphOrder([".notdef", "one"])
    poor.setupCharacterMap({ord("一"): "one"})
    poor.setupGlyf({".notdef": pen.glyph(), "one": pen.glyph()})
    poor.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 0)})
    poor.setupHorizontalHeader(ascent=880, descent=-120)
    poor.setupNameTable({"familyName": "Poor", "styleName": "Regular"})
    poor.setupOS2()
    poor.setupPost()
    source = tmp_path / "poor.ttf"
    poor.save(source)
    target = tmp_path / "build" / "fonts"
    target.mkdir(parents=True)
    with pytest.raises(SystemExit, match="GB2312"):
        fonts.make(fonts.FACES[2], source, 0, target)
    assert list(target.parent.rglob("*")) == [target]


# ---- what a reader is told ------------------------------------------------------------------------------------------


def targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8")))


def test_every_make_target_that_the_papers_name_exists() -> None:
    named = set()
    for paper in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md"):
        text = (ROOT / paper).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:`|^\s*(?:\$ )?)make ([a-z][a-z-]*)", text, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets()


def test_help_names_every_target_for_people() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"(?m)^([a-z-]+):.*## ", makefile))
    assert {"setup", "run", "test", "lint", "types", "fonts", "bench", "package", "screenshot", "clean"} <= explained
    phony = {name for line in re.findall(r"(?m)^\.PHONY: (.*)$", makefile) for name in line.split()}
    assert targets() <= phony


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == partydesk.__version__ == metadata.version("partydesk")


def test_ci_makes_the_tests_and_hides_nothing() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
