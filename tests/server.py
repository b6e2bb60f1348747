"""A real PostgreSQL for the tests, started by the tests themselves: a cluster in a temporary folder, gone afterwards.

It is begun by whichever process first needs it, shared by all workers of one run, and stopped by the run that owns it.
The texts of its databases are in Chinese order, as on an office's server: what hangs on the order of text shows.
"""
from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

FOLDER = "PARTYDESK_TEST_CLUSTER"             # where the cluster of this run lies, for the workers
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
            "shared_buffers": "64MB", "max_connections": "150", "max_wal_size": "1GB", "listen_addresses": "127.0.0.1",
            "logging_collector": "off", "timezone": "UTC"}
LOGIN = "partydesk_test"


def programs() -> Path:
    """Where `initdb` and `pg_ctl` lie: Debian keeps them out of the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda at: int(at.parts[4]))
    if not versions:
        raise FileNotFoundError("没有 PostgreSQL：请先 make setup-test（Debian 的软件包 postgresql）")
    return versions[-1].parent


def _user() -> str | None:
    """Whom the server runs as: initdb refuses root, so another user that is there."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in known)


class Cluster:
    """One server, in one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = folder / "data"
        self._user = _user()

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text("utf-8"))

    def url(self, database: str = "postgres", *, user: str = LOGIN, password: str = "", tcp: bool = False) -> str:
        """The place of a database, as partydesk is given it."""
        who = user + (f":{password}" if password else "")
        if tcp:
            return f"postgresql+psycopg://{who}@127.0.0.1:{self.port}/{database}"
        return f"postgresql+psycopg://{who}@/{database}?host={self.folder}&port={self.port}"

    def make(self, template: str = "template0", name: str = "") -> str:
        """A new database, like `template`; returns its place."""
        name = name or f"t{uuid4().hex[:16]}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, place: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{database_of(place)}" WITH (FORCE)')

    def connected(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """As who may do everything."""
        return psycopg.connect(host=str(self.folder), port=self.port, user=LOGIN, dbname=database, autocommit=True)

    def run(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with self.connected(database) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    # ── starting and stopping ────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Made, where it is not there yet, and running."""
        with self.alone():
            if not self.data.is_dir():
                self._make()
            if not (self.data / "postmaster.pid").exists():
                self.start()

    def _make(self) -> None:
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self.folder.chmod(0o755)
        common = ("initdb", "-D", str(self.data), "-U", LOGIN, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        try:
            self._do(*common, "--locale-provider=icu", "--icu-locale=zh")
        except subprocess.CalledProcessError:  # before PostgreSQL 15 a cluster has no such order
            self._do(*common)
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            file.write(f"unix_socket_directories = '{self.folder}'\n")
        (self.folder / "port").write_text(str(_free()), "utf-8")

    def start(self) -> None:
        self._do("pg_ctl", "-D", str(self.data), "-o", f"-p {self.port}", "-l", str(self.data / "log"), "-w", "-t", "60", "start")

    def stop(self) -> None:
        """At once, whoever is connected."""
        if (self.data / "postmaster.pid").exists():
            self._do("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def alone(self, name: str = "lock") -> Iterator[None]:
        """While no other worker does the same."""
        with (self.folder / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def once(self, name: str, make: Callable[[str], None]) -> str:
        """A database that the whole run shares, as a template: made by whoever comes first. Returns its name."""
        with self.alone(f"{name}.lock"):
            if not self.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
                made = self.make(name=f"{name}_part")
                make(made)
                self.run(f'ALTER DATABASE "{name}_part" RENAME TO "{name}"')
        return name

    def _do(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments]
        if self._user is not None:
            command = ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups", *command]
        with tempfile.TemporaryFile() as said:           # a pipe would stay open in the server
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False)
            said.seek(0)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, command, said.read().decode(errors="replace"))


def database_of(place: str) -> str:
    """The name of the database that a place names."""
    return str(make_url(place).database)


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def reserve() -> Path:
    """A folder for the cluster of this run, known to its workers; short, for the name of a socket is limited."""
    folder = Path(tempfile.mkdtemp(prefix="pd-", dir="/tmp"))
    os.environ[FOLDER] = str(folder)
    return folder


def cluster() -> Cluster:
    """The cluster of this run, running."""
    one = Cluster(Path(os.environ[FOLDER]))
    one.begin()
    return one


@contextmanager
def borrowed() -> Iterator[Cluster]:
    """The cluster of this run; outside a run of the tests, one of its own."""
    if FOLDER in os.environ:
        yield cluster()
        return
    reserve()
    try:
        yield cluster()
    finally:
        Cluster(Path(os.environ.pop(FOLDER))).remove()


@contextmanager
def own() -> Iterator[Cluster]:
    """A cluster of one's own, to be stopped and started."""
    one = Cluster(Path(tempfile.mkdtemp(prefix="pd-", dir="/tmp")))
    try:
        one.begin()
        yield one
    finally:
        one.remove()
