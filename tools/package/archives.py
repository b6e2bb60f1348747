"""The bundle as a package of Debian, and as an archive that runs from wherever it is unpacked; the same bytes each time."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "packaging"
EPOCH = os.environ.get("SOURCE_DATE_EPOCH", "1700000000")
"""The time that every file inside bears."""
DEPENDS = (
    "libc6 (>= 2.28)", "libstdc++6 (>= 8)", "libgcc-s1 | libgcc1", "zlib1g", "liblzma5", "libexpat1", "libx11-6", "libxcb1",
    "libfontconfig1", "libfreetype6", "libdbus-1-3", "libgssapi-krb5-2", "libzstd1", "libglib2.0-0 | libglib2.0-0t64",
)
"""What Debian 11 to 13, UOS and Kylin all have, under one name or another."""
RECOMMENDS = ("libcups2 | libcups2t64", "cups-client", "libgl1", "libegl1", "xdg-utils")
FILES = {
    "partydesk.desktop": "usr/share/applications/partydesk.desktop",
    "partydesk.xml": "usr/share/mime/packages/partydesk.xml",
    "copyright": "usr/share/doc/partydesk/copyright",
}


def control(version: str, architecture: str, size: int) -> str:
    """The paragraph by which Debian knows the package; `size` in KiB."""
    return f"""\
Package: partydesk
Version: {version}
Architecture: {architecture}
Maintainer: partydesk <nobody@localhost>
Installed-Size: {size}
Depends: {', '.join(DEPENDS)}
Recommends: {', '.join(RECOMMENDS)}
Section: misc
Priority: optional
Description: 党务工作台：党务记录、半年总结和文书
 平时记一笔，半年总结里每个数字都有出处。不联网也能用，自带所需的一切。
 .
 Records, figures and papers of a party-affairs office. Works offline and
 brings all it needs (Python, Qt, fonts, input-method plugins).
"""


def deb(bundle: Path, version: str, architecture: str, out: Path, work: Path, level: int = 9) -> Path:
    """The package: the program in /opt, its command, its place in the menu, and the file type of offices."""
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / "opt/partydesk", symlinks=True)
    for name, place in FILES.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TEXTS / name, tree / place)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/partydesk").symlink_to("/opt/partydesk/partydesk")
    for place in ("apps/partydesk.svg", "mimetypes/application-x-partydesk.svg"):
        icon = tree / "usr/share/icons/hicolor/scalable" / place
        icon.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "resources/partydesk.svg", icon)
    about = tree / "DEBIAN"
    about.mkdir()
    inside = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink() and about not in path.parents)
    (about / "md5sums").write_text("".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in inside))
    (about / "control").write_text(control(version, architecture, kibibytes(tree)))
    for script in ("postinst", "postrm"):
        shutil.copy(TEXTS / script, about / script)
    even(tree)
    for script in ("postinst", "postrm"):
        (about / script).chmod(0o755)
    made = out / f"partydesk_{version}_{architecture}.deb"
    out.mkdir(parents=True, exist_ok=True)
    plain = work / "plain.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--no-uniform-compression", "--build", tree, plain], check=True,
                   stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    members = subprocess.run(["ar", "t", plain], check=True, capture_output=True, text=True).stdout.split()
    subprocess.run(["ar", "x", plain], cwd=work, check=True)
    with (work / "data.tar").open("rb") as data, (work / "data.tar.xz").open("wb") as packed:
        subprocess.run(_xz(architecture, level), stdin=data, stdout=packed, check=True)
    made.unlink(missing_ok=True)
    subprocess.run(["ar", "rcD", made, *(name.replace("data.tar", "data.tar.xz") for name in members)], cwd=work, check=True)
    for name in (*members, "data.tar.xz", plain.name):
        (work / name).unlink()
    return made


def tarball(bundle: Path, version: str, machine: str, out: Path) -> Path:
    """The archive: one folder that runs where it is unpacked, from a stick too."""
    even(bundle)
    made = out / f"partydesk-{version}-linux-{machine}.tar.xz"
    out.mkdir(parents=True, exist_ok=True)
    command = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{EPOCH}", "--format=gnu", "-C", bundle.parent,
               f"--transform=s,^{bundle.name},partydesk-{version},SHr", "-c", bundle.name]
    with made.open("wb") as file, subprocess.Popen(command, stdout=subprocess.PIPE) as tar:
        subprocess.run(_xz(machine), stdin=tar.stdout, stdout=file, check=True)
    if tar.returncode:
        raise SystemExit("tar 没有做成（failed）")
    return made


def packed(folder: Path) -> int:
    """How many KiB a folder takes in an archive."""
    with subprocess.Popen(["tar", "-c", "-C", folder, "."], stdout=subprocess.PIPE) as tar:
        return len(subprocess.run(["xz", "-9", "-c"], stdin=tar.stdout, capture_output=True, check=True).stdout) // 1024


def _xz(machine: str, level: int = 9) -> list[str]:
    """The packer: xz, as the dpkg of UOS 20, Kylin V10 and Debian 11 reads no zstd; jumps of Intel's code are evened out first, which
    saves a twentieth."""
    return ["xz", *(["--x86"] if machine in {"x86_64", "amd64"} else []), f"--lzma2=preset={level}{'e' if level == 9 else ''}", "-T1", "-c"]


def even(tree: Path) -> None:
    """The same times and permissions, whoever made the files: all may read, what starts may be started."""
    for path in sorted([tree, *tree.rglob("*")], reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or path.name == path.parent.name == "partydesk"
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (int(EPOCH), int(EPOCH)), follow_symlinks=False)


def kibibytes(tree: Path) -> int:
    """How much room a folder takes, as Debian counts it."""
    return sum((path.stat().st_size + 1023) // 1024 for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
