"""What the manual says of setting up a server, done word for word on a real one."""
from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli import main
from partydesk.errors import PasswordWanted, Refusal
from partydesk.office import Office, proving
from tests import server

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "manual" / "server.md").read_text("utf-8")
SQL = ["\n".join(line.strip() for line in block.splitlines()) for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)]
SHELL = [line.strip() for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL) for line in block.strip().splitlines()]
CLERK, READER = "换成王芳的口令", "换成李主任的口令"


@pytest.fixture
def cluster() -> Iterator[server.Cluster]:
    """A server of its own, which lets nobody in without a password but who set it up."""
    with server.own() as made:
        (line,) = [line for line in SHELL if line.startswith("host ")]
        rule = line.replace("192.168.1.0/24", "127.0.0.1/32")
        (made.data / "pg_hba.conf").write_text(f"local all {server.LOGIN} trust\n{rule}\n", "utf-8")
        made.run("SELECT pg_reload_conf()")
        yield made


def test_as_it_is_written_it_works(cluster: server.Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    base, clerks, readers = SQL
    for statement in (base + clerks).split(";"):
        if statement.strip():
            cluster.run(statement)
    new, = (line for line in SHELL if line.startswith("partydesk new"))
    at = f"127.0.0.1:{cluster.port}"
    word = tmp_path / "口令.txt"
    word.write_text(CLERK, "utf-8")
    assert main([*shlex.split(new.replace("192.168.1.10", at))[1:], "--password-file", str(word)]) == 0
    assert CLERK not in "".join(capsys.readouterr())
    cluster.run(readers, "partydesk")

    place = f"postgresql+psycopg://王芳:{CLERK}@{at}/partydesk"
    with Office.open(place) as office:
        assert (office.who, office.setting("office")) == ("王芳", "中共青禾县委政法委员会")
        office.save("study", {"date": date(2025, 3, 6), "title": "学习党章"})
    monkeypatch.setenv("PGPASSWORD", READER)
    with Office.open(f"postgresql+psycopg://李主任@{at}/partydesk") as reader:
        assert (reader.who, reader.count("study")) == ("李主任", 1)
        with pytest.raises(Refusal, match="只能查看"):
            reader.set("place", "青禾县")
    monkeypatch.delenv("PGPASSWORD")
    with pytest.raises(PasswordWanted):
        Office.open(f"postgresql+psycopg://李主任@{at}/partydesk")

    dump, restore = (next(line for line in SHELL if line.startswith(name)) for name in ("pg_dump", "pg_restore"))
    reached = ["-h", str(cluster.folder), "-p", str(cluster.port), "-U", server.LOGIN]
    for command, ready in ((dump, ""), (restore, "DROP DATABASE partydesk")):
        if ready:
            cluster.run(ready)
            cluster.run(base.split(";")[1])
        program, *words = shlex.split(command)
        subprocess.run([server.programs() / program, *reached, *words], cwd=tmp_path, check=True)
    cluster.run('GRANT CONNECT ON DATABASE partydesk TO "王芳"')
    with Office.open(place) as office:
        assert office.count("study") == 1
        assert proving.faults(office) == []
        office.save("study", {"date": date(2025, 3, 7), "title": "再学党章"})
