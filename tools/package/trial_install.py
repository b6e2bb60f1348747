"""`make trial-install`, as root: what lies in dist/ is carried into small Debian systems without network and Python, and used there.

    python -m tools.package.trial_install [SUITE …]        bullseye bookworm trixie, and the archive
    MACHINE=aarch64                                        the packages of that machine; emulated elsewhere, and ten times as slow

In each: the package is installed with dpkg; the sample office is made and the window opened as an ordinary user; a record is
typed and saved by keys; the summary and the letters are exported, and printed where there is a queue; the package is
brought up to date over an older one, and purged. The archive is unpacked into a folder named in Chinese, with a space.
Pictures lie in build/trial-install, to be looked at; what came of it goes into docs/installed.md.
"""
from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from . import archives, gate, linux
from .roots import Root
from .screen import Screen, until

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build/trial-install"
HOME = "/home/clerk"
DESKTOP = ("libx11-6", "libxcb1", "libfontconfig1", "libfreetype6", "libdbus-1-3", "liblzma5", "libexpat1", "zlib1g", "libstdc++6",
           "libgssapi-krb5-2", "libzstd1")
"""What any desktop has, and the package depends on; the libraries of GL and the helpers of XCB and XKB are not among them."""
RENAMED = {"trixie": ("libglib2.0-0t64",)}
PRINTING = ("cups", "cups-client", "printer-driver-cups-pdf")
SUITES = {"bullseye": "Debian 11", "bookworm": "Debian 12", "trixie": "Debian 13"}
WITH_CUPS = ("bookworm",)
OLDER = "0.0.9"
EARLIER = "9ef50fd5fb4d9a5ac864dee8075e21b9701e49a7"
"""A commit of this project whose offices lack the latest migrations."""
HEAD = """\
# 试装：partydesk {version}

{date}，`make trial-install`：全新的最小 Debian 系统，没有网络（`unshare --net`），没有 Python，普通用户，内存里的屏幕（Xvfb、openbox），
按键由 xdotool 送入。截图在 build/trial-install，逐张看过。
"""


MACHINE = os.environ.get("MACHINE") or "x86_64"
ARCHITECTURE = linux.ARCHITECTURES[MACHINE]
SLOWER = 1 if platform.machine() == MACHINE else 10
"""How much longer everything may take than on a computer of this sort."""


@dataclass
class Trial:
    """One system, what is tried in it, and what came of it."""

    name: str
    root: Root
    program: str = "/usr/bin/partydesk"
    home: str = HOME
    results: list[tuple[str, str]] = field(default_factory=list)

    @property
    def office(self) -> str:
        """Where the clerk has the sample office."""
        return f"{self.home}/示例 办公室.partydesk"

    @property
    def shots(self) -> Path:
        """Where the pictures of it lie."""
        return OUT / self.name.replace(" ", "-")

    def note(self, what: str, came: str) -> None:
        self.results.append((what, came))
        print(f"  {self.name}　{what}：{came}", flush=True)

    def inside(self, *command: str, user: str = "root", display: str = "", more: dict[str, str] | None = None) -> list[str]:
        """The command line that runs a command there, without network."""
        home = "/root" if user == "root" else self.home
        settings = {"HOME": home, "USER": user, "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": "/tmp/clerk", **(more or {})}
        if display:
            settings["DISPLAY"] = display
        as_user = [] if user == "root" else ["setpriv", "--reuid=clerk", "--regid=clerk", "--init-groups"]
        return self.root.command([*as_user, *command], network=False, more=settings,
                                 binds={Path("/tmp/.X11-unix"): "/tmp/.X11-unix", OUT.parent.parent / "dist": "/dist"})

    def run(self, *command: str, user: str = "root", patience: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.inside(*command, user=user), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=patience * SLOWER, check=False)

    def path(self, place: str) -> Path:
        """A place in that system, as seen from here."""
        return self.root.folder / place.lstrip("/")


def fresh(suite: str, folder: Path) -> Trial:
    """A system as a minimal desktop has it, laid out anew."""
    plain = Root(folder / f"plain-{suite}-{ARCHITECTURE}", suite, ARCHITECTURE).made(folder / "cache")
    plain.install(*DESKTOP, *RENAMED.get(suite, ("libglib2.0-0",)), *(PRINTING if suite in WITH_CUPS else ()))
    used = folder / f"trial-{suite}-{ARCHITECTURE}"
    shutil.rmtree(used, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", plain.folder, used], check=True)
    trial = Trial(SUITES[suite] if MACHINE == "x86_64" else f"{SUITES[suite]} {MACHINE}", Root(used, suite, ARCHITECTURE))
    trial.run("useradd", "--create-home", "--shell", "/bin/bash", "clerk")
    trial.run("install", "-d", "-m", "700", "-o", "clerk", "-g", "clerk", "/tmp/clerk")
    return trial


def bare(trial: Trial) -> None:
    """No Python, no network; which C library."""
    python = trial.run("sh", "-c", "command -v python3 python perl >/dev/null; command -v python3 python || echo 无").stdout.strip()
    nets = trial.run("sh", "-c", "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ' | tr '\\n' ' '").stdout.strip()
    glibc = trial.run("sh", "-c", "ldd --version | head -n 1 | grep -o '[0-9.]*$'").stdout.strip()
    trial.note("系统", f"glibc {glibc}，Python {python}，网络接口只有 {nets or '无'}")


def installed(trial: Trial, package: Path) -> None:
    """dpkg -i, and nothing missing afterwards."""
    done = trial.run("dpkg", "-i", f"/dist/{package.name}")
    state = trial.run("dpkg-query", "--show", "--showformat=${Version} ${db:Status-Status}", "partydesk").stdout
    trial.note("dpkg -i", state if done.returncode == 0 else f"失败：{(done.stdout + done.stderr)[-300:]}")
    wanting = gate.from_the_desktop(trial.path("/opt/partydesk"))
    there = {path.name for folder in ("usr/lib", "lib") for path in trial.path(folder).rglob("*.so*")}
    carried = {path.name for path in trial.path("/opt/partydesk/lib/fallback").glob("*")}
    trial.note("本机没有、用自带的库", "、".join(sorted(name for name in wanting if name not in there and name in carried)) or "无")
    lacking = sorted(name for name in wanting if name not in there | carried)
    trial.note("两处都没有的库", "、".join(f"{name}（{wanting[name][0]}）" for name in lacking) or "无")


def used(trial: Trial, number: int) -> None:
    """The way of a clerk: the sample office, the window, a record typed and saved, papers out, printed."""
    shots = trial.shots
    shutil.rmtree(shots, ignore_errors=True)
    made = trial.run(trial.program, "sample", trial.office, user="clerk")
    trial.note("示例办公室", made.stdout.strip() if made.returncode == 0 else f"失败：{made.stderr[-300:]}")
    before = sessions(trial)
    with Screen(number, patience=40 * SLOWER) as screen:
        begun = time.monotonic()
        window = screen.start(trial.inside(trial.program, trial.office, user="clerk", display=screen.display, more={"PARTYDESK_TELL": "1"}),
                              shots / "window.log")
        shown = screen.window(90 * SLOWER)
        said = (shots / "window.log").read_text("utf-8", errors="replace")
        trial.note("第一个窗口", f"{time.monotonic() - begun:.1f} 秒" if shown else f"没有出来：{said[-300:]}")
        screen.settled()
        screen.picture(shots / "1-window.png")
        if shown:
            typed(screen, shots)
            printed(trial, screen, shots)
            screen.hand("windowclose", shown)
            screen.keys("alt+F4")
        until(lambda: window.poll() is not None, 10 * SLOWER)
    after = sessions(trial)
    trial.note("键盘录入一次集中学习并保存", f"{before} 次变成 {after} 次" if after == before + 1 else f"失败：{before} → {after}")
    exported(trial, shots)


def typed(screen: Screen, shots: Path) -> None:
    """A record by the keys alone: found, filled in, saved."""
    screen.keys("ctrl+k")
    screen.type("xzjzxx")
    screen.picture(shots / "2-find.png")
    screen.keys("Return")
    screen.type("Trial 2025")                 # the cursor stands in the subject, the date is above it
    screen.keys("shift+Return", "ctrl+a")
    screen.type("2025-06-24")
    screen.keys("Return")
    screen.picture(shots / "3-typed.png")
    screen.keys("ctrl+s")
    screen.picture(shots / "4-saved.png")


def printed(trial: Trial, screen: Screen, shots: Path) -> None:
    """The list that is open, to the queue, by the window."""
    if not trial.path("/usr/sbin/cupsd").exists():
        return
    screen.start(trial.inside("cupsd", "-f"), shots / "cupsd.log")
    until(lambda: trial.run("lpstat", "-r").stdout.strip().endswith("is running"), 20)
    trial.run("lpadmin", "-p", "PDF", "-E", "-v", "cups-pdf:/", "-P", "/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
    trial.run("lpadmin", "-d", "PDF")
    screen.keys("ctrl+p", "Return")           # the preview, and from there the order
    screen.picture(shots / "5-print.png")
    screen.keys("Return")
    printed_to = trial.path(f"{trial.home}/PDF")
    came = until(lambda: any(printed_to.glob("*.pdf")), 40 * SLOWER)
    screen.picture(shots / "6-printed.png")
    for path in printed_to.glob("*.pdf"):
        shutil.copy(path, shots / "printed.pdf")
    trial.note("从窗口打印到 cups-pdf 队列", "印出" if came else "失败：队列里没有出来")


def sessions(trial: Trial) -> int:
    """How often the sample office studied in the half-year, counted by the program itself."""
    told = trial.run(trial.program, "figures", trial.office, "--period", "2025H1", "--format", "csv", user="clerk").stdout
    lines = [line for line in told.splitlines() if line.startswith("study.group_sessions")]
    return int("".join(letter for letter in lines[0].split(",")[3] if letter.isdigit())) if lines else -1


def exported(trial: Trial, shots: Path) -> None:
    """The summary as .docx and .pdf, and the letters, by the command."""
    for name, paper, out in (("总结 .docx", "half_year_summary", "总结.docx"), ("总结 .pdf", "half_year_summary", "总结.pdf"),
                             ("责任书", "responsibility_letter", "责任书")):
        done = trial.run(trial.program, "paper", trial.office, paper, "--period", "2025H1", "--out", f"{trial.home}/{out}", user="clerk")
        made = trial.path(f"{trial.home}/{out}")
        if done.returncode or not made.exists():
            trial.note(name, f"失败：{done.stderr[-300:]}")
        elif made.is_dir():
            trial.note(name, f"{len(list(made.glob('*.docx')))} 份")
        else:
            shots.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, shots / out)
            trial.note(name, f"{made.stat().st_size / 1024:.0f} KB")


# ---- older, newer, gone ---------------------------------------------------------------------------------------------


def upgraded(trial: Trial, older: Path, package: Path) -> None:
    """An older package with a filled office, then this one: everything is there, and a backup beside."""
    trial.run("dpkg", "-i", f"/dist/{older.name}")
    before = trial.run("dpkg-query", "--show", "--showformat=${Version}", "partydesk").stdout
    counted = sessions(trial)
    trial.run("dpkg", "-i", f"/dist/{package.name}")
    after = trial.run("dpkg-query", "--show", "--showformat=${Version}", "partydesk").stdout
    trial.note("升级", f"{before} → {after}，学习次数 {counted} → {sessions(trial)}")


def _carried(trial: Trial, office: Path, name: str) -> str:
    """An office from elsewhere, laid where the clerk keeps his."""
    place = f"{trial.home}/{name} 办公室.partydesk"
    shutil.copy(office, trial.path(place))
    trial.run("chown", "clerk:clerk", place)
    return place


def _looked(trial: Trial, place: str, number: int, shot: str, *keys: str) -> None:
    """The window on an office, a picture of it, and the keys that end it."""
    shots = trial.shots
    with Screen(number, patience=40 * SLOWER) as screen:
        window = screen.start(trial.inside(trial.program, place, user="clerk", display=screen.display), shots / f"{shot}.log")
        screen.window(90 * SLOWER)
        screen.settled()
        screen.picture(shots / f"{shot}.png")
        screen.keys(*keys)
        until(lambda: window.poll() is not None, 10 * SLOWER)


def of_an_earlier_schema(trial: Trial, office: Path, number: int) -> None:
    """An office that an earlier version of the program has filled, opened in the window: brought up to date, with a backup first."""
    place = _carried(trial, office, "上一版")
    _looked(trial, place, number, "7-earlier", "alt+F4")
    told = trial.run(trial.program, "figures", place, "--period", "2025H1", "--format", "csv", user="clerk")
    kept = trial.path(f"{trial.home}/.local/share/partydesk/backups")
    backups = [*kept.rglob("*.partydesk*"), *trial.path(trial.home).glob("上一版*备份*")]
    trial.note("上一版存的办公室", f"打开后数出 {max(0, len(told.stdout.splitlines()) - 1)} 个数据项，备份 {len(backups)} 个文件"
               if told.returncode == 0 else f"失败：{told.stderr[-200:]}")


def of_a_later_schema(trial: Trial, office: Path, number: int) -> None:
    """An office that a later version has written is refused, in words, and stays as it was."""
    place = _carried(trial, office, "新版")
    before = trial.path(place).read_bytes()
    done = trial.run(trial.program, "figures", place, "--period", "2025H1", user="clerk")
    _looked(trial, place, number, "8-later", "Escape", "alt+F4")
    same = trial.path(place).read_bytes() == before
    refused = done.returncode and "更新版本的程序" in done.stderr and same
    trial.note("更新的程序写的办公室", f"{'退回' if refused else '失败'}（退出码 {done.returncode}）：“{done.stderr.strip()}”，"
               f"文件{'没有动' if same else '变了'}")


def purged(trial: Trial) -> None:
    """The package is gone for good; what the clerk made is not."""
    done = trial.run("apt-get", "-y", "purge", "partydesk")
    left = trial.path("/opt/partydesk").exists()
    office = trial.path(trial.office).exists()
    said = next((line for line in done.stdout.splitlines() if "办公室文件" in line), "没有说")
    trial.note("apt purge", f"{'程序还在' if left else '程序已删净'}，办公室文件{'还在' if office else '不见了'}；它说：{said}")


def portable(trial: Trial, archive: Path) -> None:
    """The archive unpacked into a folder named in Chinese, with a space; used from there by the same clerk."""
    place = f"{trial.home}/党务 工作"
    trial.run("apt-get", "-y", "purge", "partydesk")
    for old in trial.path(trial.home).glob("示例*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    trial.path(place).mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", trial.path(place)], check=True)
    trial.run("chown", "-R", "clerk:clerk", place)
    [folder] = trial.path(place).iterdir()
    trial.name += " 解压即用"
    trial.program = f"{place}/{folder.name}/partydesk"


# ---- the offices and packages that it takes -----------------------------------------------------------------------------


def earlier_office(work: Path) -> Path | None:
    """The sample office as a former commit of this program wrote it, before the latest migrations; None where there is no history."""
    place = work / "earlier.partydesk"
    if not place.exists():
        source = work / "earlier"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir(parents=True)
        told = subprocess.run(["git", "archive", EARLIER, "src", "forms", "resources"], cwd=ROOT, capture_output=True, check=False)
        if told.returncode:
            return None
        subprocess.run(["tar", "-x", "-C", source], input=told.stdout, check=True)
        subprocess.run([sys.executable, "-m", "partydesk", "sample", place], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "PYTHONPATH": str(source / "src"), "XDG_CONFIG_HOME": str(work / "home"),
                            "XDG_CACHE_HOME": str(work / "home"), "XDG_DATA_HOME": str(work / "home")})
    return place


def later_office(work: Path, made: Path) -> Path:
    """An office as a version of the program would leave it that knows one migration more."""
    from sqlcipher3 import dbapi2

    from partydesk.records.migrating import SCHEMA
    place = work / "later.partydesk"
    shutil.copy(made, place)
    with closing(dbapi2.connect(str(place))) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    return place


def older_package(work: Path) -> Path:
    """This very bundle as a package with a lower number: what dpkg does with it is what it does with any."""
    return archives.deb(linux.Works(work, MACHINE).made / "partydesk", OLDER, ARCHITECTURE, ROOT / "dist", work / "older", level=1)


def main(suites: list[str]) -> int:
    """Try it everywhere, one after another, and write down what came of it."""
    if os.geteuid():
        print("须以 root 运行（as root, please）", file=sys.stderr)
        return 1
    work = Path(os.environ.get("PACK") or ROOT / "build/package").absolute()
    version = linux.version()
    package, archive = ROOT / f"dist/partydesk_{version}_{ARCHITECTURE}.deb", ROOT / f"dist/partydesk-{version}-linux-{MACHINE}.tar.xz"
    if not (package.exists() and archive.exists()):
        print("先做 make package（make the package first）", file=sys.stderr)
        return 1
    trials = list[Trial]()
    for n, suite in enumerate(suites or list(SUITES)):
        trial = fresh(suite, work)
        trials.append(trial)
        bare(trial)
        installed(trial, package)
        used(trial, 150 + n)
        if (office := earlier_office(work)) is not None:
            of_an_earlier_schema(trial, office, 160 + n)
        of_a_later_schema(trial, later_office(work, trial.path(trial.office)), 170 + n)
        upgraded(trial, older_package(work), package)
        purged(trial)
        carried = Trial(trial.name, trial.root)
        trials.append(carried)
        portable(carried, archive)
        used(carried, 180 + n)
        report(trials, version)
    return int(any("失败" in came or "没有出来" in came for trial in trials for _, came in trial.results))


def report(trials: list[Trial], version: str) -> None:
    """What was tried, where, and what came of it."""
    lines = [HEAD.format(version=version, date=date.today().isoformat())]
    for trial in trials:
        lines += [f"## {trial.name}", "", "| 试了什么 | 结果 |", "|---|---|", *(f"| {what} | {came} |" for what, came in trial.results), ""]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / ("results.md" if MACHINE == "x86_64" else f"results-{MACHINE}.md")).write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
