"""The parts of `make package` that need neither root nor an hour: what is asked of a system, what is written into the package."""
from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from partydesk.office import programs
from tests.package import spec
from tools.package import archives, elf, gate, notice, wheels

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF files are of Linux")


@pytest.fixture
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hook_linux", ROOT / "packaging/hook_linux.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- what a file asks of the system -----------------------------------------------------------------------------------


@linux
@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is what it is held against")
@pytest.mark.parametrize("pattern", ["sqlcipher3/*.so", "PySide6/Qt/lib/libQt6Core.so.6", "PySide6/QtWidgets*.so", "cryptography/**/*.so"])
def test_what_a_library_needs_is_read_as_readelf_reads_it(pattern: str) -> None:
    [path, *_] = sorted(Path(metadata.distribution("sqlcipher3").locate_file("")).glob(pattern))
    asks = elf.asks(path)
    assert asks is not None
    told = subprocess.run(["readelf", "-dVW", path], check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
    needs = told[told.index("Version needs section"):]
    assert set(asks.libraries) == set(re.findall(r"\(NEEDED\).*\[(.*)\]", told))
    assert asks.versions == set(re.findall(r"Name: (\S+)", needs))
    assert any(elf.number(version, "GLIBC") for version in asks.versions)


@linux
def test_the_gate_names_what_is_too_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    core = Path(metadata.distribution("shiboken6").locate_file("")) / "PySide6/Qt/lib/libQt6Core.so.6"
    shutil.copy(core, tmp_path / "libQt6Core.so.6")
    (tmp_path / "words.txt").write_text("no library")
    assert gate.main(tmp_path) == 0
    assert "libc.so.6" in gate.from_the_desktop(tmp_path)
    monkeypatch.setitem(gate.NEWEST["x86_64"], "GLIBC", (2, 4))
    assert gate.main(tmp_path) == 1
    assert "libQt6Core.so.6: GLIBC_2." in capsys.readouterr().err


def test_versions_are_compared_as_numbers() -> None:
    assert elf.number("GLIBC_2.28", "GLIBC") == (2, 28) > elf.number("GLIBC_2.4", "GLIBC")
    assert elf.number("GLIBCXX_3.4.22", "GLIBC") == elf.number("GLIBC_PRIVATE", "GLIBC") == ()


# ---- what goes in -----------------------------------------------------------------------------------------------------


def test_the_bundle_has_what_the_program_needs_and_nothing_of_the_tests() -> None:
    names = set(wheels.subset("x86_64"))
    assert {"pyside6-essentials", "pyside6-addons", "shiboken6", "sqlcipher3", "pydantic-core", "psycopg-binary", "cffi"} <= names
    assert names.isdisjoint({"pytest", "mypy", "ruff", "typst", "lxml", "docxtpl", "hypothesis", "colorama"})
    for block in wheels.subset("x86_64", wheels.BUILDER).values():
        first, *hashes = block.replace(" \\", "").splitlines()
        assert re.fullmatch(r"[\w.-]+==[\w.]+", first), first
        assert hashes


def test_the_bundle_leaves_out_nothing_that_the_program_imports() -> None:
    """Modules that are imported only when a page needs them, too."""
    left_out = spec.left_out()
    assert {"tkinter", "PySide6.QtQml", "_ssl", "fontTools.ufoLib"} <= left_out
    wanted = set[str]()
    for path in (ROOT / "src").rglob("*.py"):
        for one in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(one, ast.Import):
                wanted |= {alias.name for alias in one.names}
            elif isinstance(one, ast.ImportFrom) and one.module and not one.level:
                wanted |= {one.module, *(f"{one.module}.{alias.name}" for alias in one.names)}
    assert "jinja2.sandbox" in wanted
    parts = {".".join(name.split(".")[:n]) for name in wanted for n in range(1, name.count(".") + 2)}
    assert not parts & left_out


@pytest.mark.parametrize(("machine", "version"), [("x86_64", "6.8.3"), ("aarch64", "6.8.0.2")])
def test_each_sort_of_machine_has_its_own_qt(machine: str, version: str) -> None:
    assert wheels.subset(machine)["pyside6-essentials"].startswith(f"pyside6-essentials=={version} ")


def test_the_notice_names_every_part_with_its_version_and_terms(tmp_path: Path) -> None:
    text = tmp_path / "Fang.txt"
    text.write_text("Free to use")
    site = Path(str(metadata.distribution("sqlalchemy").locate_file("")))
    packages = notice.parts(site, wheels.subset("x86_64"))
    assert {part.metadata["Name"].lower().replace("_", "-") for part in packages} == set(wheels.subset("x86_64"))
    written = notice.written("1.2.3", packages, [("Fang", "GPL-2.0", [text])])
    lines = written.splitlines()
    for part in packages:
        begins = f"{part.metadata['Name']} {part.version}　"
        [line] = [line for line in lines if line.startswith(begins)]
        assert line.split("　")[1].strip(), line
    assert "Free to use" in written
    assert "MIT License" in written or "MIT license" in written
    assert "LGPL" in written


def test_what_is_left_out_though_the_program_imports_it_is_named() -> None:
    assert gate.left_out(
        "excluded module named jinja2 - imported by mako.ext (optional), partydesk.papers.lint (top-level)\n"
        "excluded module named 'lxml.objectify' - imported by partydesk.papers.docx (delayed, conditional)\n"
        "excluded module named numpy - imported by openpyxl.compat (optional), partydesk.sheets.grid (delayed, optional)\n"
        "excluded module named _ssl - imported by ssl (top-level)\n"
        "missing module named fcntl - imported by partydesk.records.seat (conditional)\n") == ["jinja2", "lxml.objectify"]


# ---- the package of Debian --------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A program of two files."""
    folder = tmp_path / "made/partydesk"
    (folder / "lib").mkdir(parents=True)
    (folder / "partydesk").write_text("#!/bin/sh\n")
    (folder / "lib/words.txt").write_text("words\n")
    return folder


def test_the_control_file_asks_for_what_old_and_new_desktops_have() -> None:
    fields = dict(re.findall(r"^([A-Z][\w-]*): (.*)$", archives.control("1.2.3", "amd64", 4321), re.MULTILINE))
    assert fields["Version"] == "1.2.3"
    assert fields["Installed-Size"] == "4321"
    depends = fields["Depends"].split(", ")
    assert "libc6 (>= 2.28)" in depends
    assert "libglib2.0-0 | libglib2.0-0t64" in depends           # renamed in Debian 13
    assert not re.search(r"python|qt", fields["Depends"] + fields["Recommends"], re.IGNORECASE)


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="it is Debian's own tool that makes it")
def test_the_package_is_the_same_each_time_and_holds_together(bundle: Path, tmp_path: Path) -> None:
    one, two = (archives.deb(bundle, "1.2.3", "amd64", tmp_path / f"out{n}", tmp_path / f"work{n}") for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()
    subprocess.run(["dpkg-deb", "--raw-extract", one, tmp_path / "open"], check=True)
    sums = dict(reversed(line.split("  ")) for line in (tmp_path / "open/DEBIAN/md5sums").read_text().splitlines())
    there = {str(path.relative_to(tmp_path / "open")): path for path in (tmp_path / "open").rglob("*")
             if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts}
    assert sums == {name: hashlib.md5(path.read_bytes()).hexdigest() for name, path in there.items()}
    assert os.access(tmp_path / "open/opt/partydesk/partydesk", os.X_OK)
    assert not os.access(tmp_path / "open/opt/partydesk/lib/words.txt", os.X_OK) or os.geteuid() == 0
    assert str((tmp_path / "open/usr/bin/partydesk").readlink()) == "/opt/partydesk/partydesk"
    members = subprocess.run(["ar", "t", one], check=True, capture_output=True, text=True).stdout if shutil.which("ar") else "data.tar.xz"
    assert "data.tar.xz" in members                              # old dpkg reads no zstd


def test_the_archive_is_the_same_each_time_and_has_one_folder(bundle: Path, tmp_path: Path) -> None:
    one = archives.tarball(bundle, "1.2.3", "x86_64", tmp_path / "one")
    (bundle / "lib/words.txt").touch()
    two = archives.tarball(bundle, "1.2.3", "x86_64", tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    names = subprocess.run(["tar", "-tf", one], check=True, capture_output=True, text=True).stdout.split()
    assert {name.split("/")[0] for name in names} == {"partydesk-1.2.3"}


def test_removing_the_package_says_that_the_offices_stay(tmp_path: Path) -> None:
    said = subprocess.run(["/bin/sh", ROOT / "packaging/postrm", "purge"], check=True, capture_output=True, text=True,
                          env={"PATH": str(tmp_path)})
    assert "办公室文件" in said.stdout
    assert "没有动" in said.stdout
    for script in ("postinst", "postrm"):
        text = (ROOT / "packaging" / script).read_text("utf-8")
        assert not re.search(r"\brm\b|/home|-delete", text)


def test_the_menu_and_the_file_type_agree() -> None:
    entry = dict(line.split("=", 1) for line in (ROOT / "packaging/partydesk.desktop").read_text("utf-8").splitlines() if "=" in line)
    tree = ElementTree.parse(ROOT / "packaging/partydesk.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    [kind] = tree.findall("m:mime-type", space)
    assert entry["MimeType"] == f"{kind.get('type')};"
    assert [glob.get("pattern") for glob in kind.findall("m:glob", space)] == ["*.partydesk"]
    assert entry["Name[zh_CN]"] == "党务工作台"
    assert entry["Exec"] == "/opt/partydesk/partydesk %f"
    assert any(re.search(r"[\u4e00-\u9fff]", comment.text or "") for comment in kind.findall("m:comment", space))


# ---- what happens before the program starts -----------------------------------------------------------------------------


@pytest.mark.parametrize(("wanted", "becomes"), [
    (None, "xcb"), ("dxcb", "xcb"), ("wayland;xcb", "xcb"), ("xcb", "xcb"), ("offscreen", "offscreen"),
])
def test_the_screen_is_one_that_the_program_has_a_plugin_for(hook: ModuleType, wanted: str | None, becomes: str) -> None:
    session = {} if wanted is None else {"QT_QPA_PLATFORM": wanted}
    hook.lay_aside(session)
    assert session["QT_QPA_PLATFORM"] == becomes


def test_other_programs_get_the_session_back(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    session = {"QT_PLUGIN_PATH": "/usr/lib/qt5", "QT_QPA_PLATFORMTHEME": "ukui", "QT_QPA_PLATFORM": "dxcb", "HOME": "/home/clerk"}
    ours = {**session, "LD_LIBRARY_PATH": "/opt/partydesk/lib", "LD_LIBRARY_PATH_ORIG": "/the/desktop", "_PYI_ARCHIVE_FILE": "x"}
    before = hook.lay_aside(ours)
    assert {"QT_PLUGIN_PATH", "QT_QPA_PLATFORMTHEME", "_PYI_ARCHIVE_FILE"}.isdisjoint(ours)       # the reader of sheets starts afresh
    assert ours["LD_LIBRARY_PATH"] == "/the/desktop"
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, programs.SESSION, before, raising=False)
    given = programs.surroundings()
    assert {name: given[name] for name in session} == session
    assert given["LD_LIBRARY_PATH"] == "/the/desktop"
    assert not any(name.startswith("_PYI_") for name in given)


def test_a_session_without_such_settings_is_given_back_without(hook: ModuleType) -> None:
    ours = {"LD_LIBRARY_PATH": "/opt/partydesk/lib"}
    before = hook.lay_aside(ours)
    assert ours == {"QT_QPA_PLATFORM": "xcb"}
    assert before == {}


def opener(desktop: set[str], needs: dict[str, set[str]]) -> Callable[[str], None]:
    """Opens what the desktop has, and carried files whose own needs are open."""
    opened = set(desktop)

    def open_library(path: str) -> None:
        name = Path(path).name
        if "/" not in path and name not in desktop:
            raise OSError(name)
        if not needs.get(name, set()) <= opened:
            raise OSError(name)
        opened.add(name)
    return open_library


def test_carried_libraries_are_loaded_only_where_the_desktop_has_none(hook: ModuleType) -> None:
    needs = {"libEGL.so.1": {"libGLdispatch.so.0"}, "libx.so.1": {"nobody has this"}}
    loaded, missing = hook.load("/carried", ["libEGL.so.1", "libGL.so.1", "libGLdispatch.so.0", "libx.so.1"], opener({"libGL.so.1"}, needs))
    assert loaded == ["libGLdispatch.so.0", "libEGL.so.1"]        # what another needs first
    assert missing == ["libx.so.1"]


@pytest.mark.parametrize("new_enough", [True, False])
def test_the_runtime_of_the_desktop_is_used_unless_it_is_too_old(hook: ModuleType, new_enough: bool) -> None:
    names = hook.first_of(["libGL.so.1", "libstdc++.so.6"], new_enough)
    assert names == (["libGL.so.1"] if new_enough else ["libstdc++.so.6", "libGL.so.1"])
