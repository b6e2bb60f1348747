"""A print queue of the test's own: a real CUPS server in a folder, whose one printer writes PDF files.

Nothing of the machine's own printing is touched but for one file under /etc/cups: the driver cups-pdf looks there and
nowhere else for where to write. It bears the number of this process and is taken away again.
"""
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BACKEND = Path("/usr/lib/cups/backend/cups-pdf")
DRIVER = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_noopt.ppd")
OWN = Path("/etc/cups")
TWO_SIDED = """*OpenUI *Duplex/2-Sided Printing: PickOne
*DefaultDuplex: None
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long Edge: ""
*Duplex DuplexTumble/Short Edge: ""
*CloseUI: *Duplex
*OpenUI *ColorModel/Color Mode: PickOne
*DefaultColorModel: RGB
*ColorModel Gray/Grayscale: ""
*ColorModel RGB/Color: ""
*CloseUI: *ColorModel
"""
FINE = "600dpi"
"""What an office's laser has. The driver sets glyphs on whole dots: at its own 300 dpi that alone displaces them by 0.20 mm."""
PATIENCE = 60


@dataclass(frozen=True)
class Queue:
    """Where the server is reached, its printers by what they can do, and its folder."""

    server: str
    duplex: str
    single: str
    root: Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"CUPS_SERVER": self.server, "LC_ALL": "C.UTF-8"}

    def call(self, *command: str, check: bool = True) -> str:
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=check, timeout=PATIENCE).stdout

    def printed(self, job: str) -> Path:
        """What the printer made of a job, when it is done."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if job in self.call("lpstat", "-W", "completed", "-o"):
                made = sorted((self.root / "out").glob(f"*job_{job.rpartition('-')[2]}*.pdf"))
                if made:
                    return made[0]
            time.sleep(0.2)
        raise AssertionError(f"{job} was not printed:\n" + "\n".join(self.log("error")[-30:]))

    def options(self, job: str) -> str:
        """The options that a job came with."""
        number = job.rpartition("-")[2]
        return next(line for line in self.log("error") if f"[Job {number}] argv[5]=" in line)

    def log(self, name: str) -> list[str]:
        return (self.root / "log" / name).read_text("utf-8", "replace").splitlines()


def possible() -> bool:
    """Whether a server can be had here: the driver runs as root alone, and comes from apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@contextmanager
def queue() -> Iterator[Queue]:
    """A server with two printers, one with a duplexer and one without."""
    root = Path(tempfile.mkdtemp(prefix="partydesk-cups-"))
    root.chmod(0o755)                         # its filters run as lp
    for name in ("etc/ppd", "spool/tmp", "cache", "run/certs", "log", "out", "pdf"):
        (root / name).mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (root / "etc/cupsd.conf").write_text(
        f"LogLevel debug\nListen 127.0.0.1:{port}\nBrowsing No\nWebInterface No\nDefaultAuthType None\nMaxLogSize 0\n"
        "PageLogFormat %p %j %C %P %{sides} %{print-scaling} %{media}\nPreserveJobHistory Yes\nPreserveJobFiles Yes\n"
        "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Policy default>\nJobPrivateAccess all\nJobPrivateValues none\n"
        "<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n")
    (root / "etc/cups-files.conf").write_text(
        f"ServerRoot {root}/etc\nRequestRoot {root}/spool\nTempDir {root}/spool/tmp\nCacheDir {root}/cache\nStateDir {root}/run\n"
        f"AccessLog {root}/log/access\nErrorLog {root}/log/error\nPageLog {root}/log/page\nServerBin /usr/lib/cups\n"
        "DataDir /usr/share/cups\nUser lp\nGroup lp\nSystemGroup root\nSandboxing relaxed\nLogFilePerm 0644\n")
    driver = DRIVER.read_text("latin-1").replace("*DefaultResolution: 300dpi", f"*DefaultResolution: {FINE}")
    (root / "two.ppd").write_text(driver.replace("*OpenUI *Resolution", f"{TWO_SIDED}*OpenUI *Resolution", 1), "latin-1")
    name = f"partydesk{os.getpid()}"
    own = OWN / f"cups-pdf-{name}.conf"
    own.write_text(f"Out {root}/out\nAnonDirName {root}/out\nSpool {root}/pdf\nLog {root}/log\nLabel 1\nUserUMask 0022\n")
    server = subprocess.Popen([shutil.which("cupsd") or "/usr/sbin/cupsd", "-f", "-c", root / "etc/cupsd.conf",
                               "-s", root / "etc/cups-files.conf"])
    made = Queue(f"127.0.0.1:{port}", "two", "one", root)
    try:
        end = time.monotonic() + PATIENCE
        while "is running" not in made.call("lpstat", "-r", check=False):
            assert server.poll() is None, "cupsd ended"
            assert time.monotonic() < end, "cupsd did not start:\n" + "\n".join(made.log("error")[-20:])
            time.sleep(0.1)
        for printer, path in ((made.duplex, root / "two.ppd"), (made.single, DRIVER)):
            made.call(shutil.which("lpadmin") or "/usr/sbin/lpadmin", "-p", printer, "-E", "-v", f"cups-pdf:/{name}", "-P", str(path))
        yield made
    finally:
        server.terminate()
        server.wait(10)
        own.unlink(missing_ok=True)
        shutil.rmtree(root, ignore_errors=True)
