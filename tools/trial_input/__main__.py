"""Chinese typed into the program through each input method of Debian, as a clerk types it.

    python3 tools/trial_input [fcitx5|fcitx4|ibus …]     as root; all three unless told otherwise (make trial-input)

    --program FILE     a packaged program instead of this checkout
    --plugins FOLDER   a folder of Qt plugins besides the program's own; from source, that of fcitx is the one that `make package` made
    --session          with the variables that a desktop sets for its input method; without, it must be found by itself
    --out FOLDER       where pictures and notes go (build/input)

Each input method is installed into a layer over this computer's own system, in memory: nothing of this computer changes, and
those that cannot be installed together are tried one after the other. Inside, an ordinary user whose home is `/home/张 三`
has a screen in memory, a window manager, a session bus of his own and the input method; `inside.py` types and looks.
"""
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
USER, ID, HOME = "clerk", "59234", "/home/张 三"
COMMON = ("xvfb", "openbox", "xdotool", "imagemagick", "dbus", "x11-utils", "at-spi2-core", "python3-pyatspi", "fonts-noto-cjk",
          "libxcb-cursor0")
PACKAGES = {
    "fcitx5": ("fcitx5", "fcitx5-chinese-addons", "fcitx5-pinyin"),
    "fcitx4": ("fcitx", "fcitx-bin", "fcitx-data", "fcitx-modules", "fcitx-module-dbus", "fcitx-pinyin", "fcitx-ui-classic"),
    "ibus": ("ibus", "ibus-libpinyin", "dconf-gsettings-backend", "dconf-cli", "libglib2.0-bin"),
}
SIZE = "3g"


def main() -> int:
    given = asked()
    if os.geteuid() != 0:
        print("须以 root 运行：要在内存里铺一层系统（as root, please: a layer is laid over the system）", file=sys.stderr)
        return 2
    if given.laid:
        return laid(given)
    failed = []
    for daemon in given.daemons:
        print(f"== {daemon}", flush=True)
        again = [sys.executable, str(Path(__file__).parent), *sys.argv[1:], "--laid", daemon]
        if subprocess.run(["unshare", "--mount", "--propagation", "private", *again], check=False).returncode:
            failed.append(daemon)
    print(f"没有通过（failed）：{'、'.join(failed)}" if failed else "都打出了支部（all typed）")
    return int(bool(failed))


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("daemons", nargs="*", default=list(PACKAGES), metavar="DAEMON")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--plugins", type=Path)
    parser.add_argument("--session", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "input")
    parser.add_argument("--laid", choices=PACKAGES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    made = Path(os.environ.get("PACK") or ROOT / "build/package") / "parts/plugins"
    if not (given.plugins or given.program) and made.is_dir():
        given.plugins = made
    return given


def laid(given: argparse.Namespace) -> int:
    """Lay the layer, install one input method in it, and type. All mounts are private to this process and go with it."""
    layer = Path(tempfile.mkdtemp(prefix="trial-input-"))
    try:
        system = lay(layer, given)
        if not installed(system, given.laid, given.out):
            return 1
        return typed(system, given)
    finally:
        subprocess.run(["umount", "-R", "-l", str(layer)], check=False, capture_output=True)
        layer.rmdir()


def lay(layer: Path, given: argparse.Namespace) -> Path:
    mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", layer)
    for name in ("upper", "work", "system"):
        (layer / name).mkdir()
    system = layer / "system"
    mount("-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={layer}/upper,workdir={layer}/work", system)
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", system / "tmp")
    for name in ("proc", "dev", "sys"):
        mount("--rbind", f"/{name}", system / name)
    given.out.mkdir(parents=True, exist_ok=True)
    given.out.chmod(0o777)
    wanted = [ROOT, given.out.resolve(), (ROOT / ".venv").resolve(), Path(sys.prefix)]
    wanted += [path.resolve() for path in (given.plugins, given.program.parent if given.program else None) if path]
    for path in wanted:
        if path.is_dir() and path.is_relative_to("/tmp") or path == given.out.resolve() or path.stat().st_dev != Path("/").stat().st_dev:
            (system / path.relative_to("/")).mkdir(parents=True, exist_ok=True)
            mount("--bind", path, system / path.relative_to("/"))
    python = (ROOT / ".venv/bin/python").resolve()
    for folder in python.parents:             # it may lie in a home that is shut to others
        (system / folder.relative_to("/")).chmod(0o755)
    (system / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")       # no service starts by being installed
    (system / "usr/sbin/policy-rc.d").chmod(0o755)
    return system


def mount(*words: object) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def installed(system: Path, daemon: str, out: Path) -> bool:
    """With apt, from where this computer has its packages."""
    quiet = ["chroot", str(system), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    log = out / f"{daemon}-install.log"
    with log.open("w") as said:
        for words in (["update"], ["install", "--no-install-recommends", *COMMON, *PACKAGES[daemon]]):
            done = subprocess.run([*quiet, *words], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        print(f"   装不上，见（could not be installed, see）{log}")
        return False
    (system / HOME.lstrip("/")).mkdir(parents=True)
    subprocess.run(["chroot", str(system), "useradd", "--no-create-home", "--uid", ID, "--home-dir", HOME, USER], check=True)
    shutil.chown(system / HOME.lstrip("/"), int(ID), int(ID))
    return True


def typed(system: Path, given: argparse.Namespace) -> int:
    """As the user, with nothing of this session in the environment."""
    program = [str(given.program.resolve())] if given.program else [str(ROOT / ".venv/bin/python"), "-m", "partydesk"]
    environment = [f"HOME={HOME}", f"USER={USER}", f"LOGNAME={USER}", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                   "TZ=Asia/Shanghai"]
    if not given.program:
        environment.append(f"PYTHONPATH={ROOT / 'src'}")
    if given.plugins:
        environment.append(f"QT_PLUGIN_PATH={given.plugins.resolve()}")
    inside = ["/usr/bin/python3", str(Path(__file__).with_name("inside.py")), given.laid, str(given.out.resolve()),
              "session" if given.session else "bare", *program]
    return subprocess.run(["chroot", f"--userspec={ID}:{ID}", str(system), "env", "-i", "-C", HOME, *environment, *inside],
                          check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
