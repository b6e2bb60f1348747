"""An office in which one kind has 100,000 records, written straight in: study sessions, each with its branch and a roll."""
from __future__ import annotations

import json
import random
from pathlib import Path
from uuid import UUID

from partydesk.catalogue.catalogue import Catalogue
from partydesk.office import Office

from .tenyears import DAYS, FIRST, day

KIND, RECORDS, BRANCHES, PEOPLE = "study", 100_000, 8, 323
WORDS = ("学习党章", "学习条例", "专题研讨", "观看影片", "廉政教育", "业务课堂", "传达文件", "经验交流", "参观见学", "主题宣讲")


def make(path: Path, catalogue: Catalogue) -> None:
    """Fill a new office at `path`, the index of words with it; the same every time."""
    chance = random.Random(20250701)
    with Office.create(path, "长名册单位", desk="bench") as office:
        with office.together("名册"):
            for n in range(BRANCHES):
                office.save("branch", {"name": f"第{n + 1}党支部"})
            for n in range(PEOPLE):
                office.save("staff", {"name": f"{'张王李赵孙周吴郑'[n % 8]}{chr(0x4E00 + 7 * n)}", "body": n % BRANCHES + 1,
                                      "party": "member"})
        kind = catalogue.kind(KIND)
        codes = [list(kind.blanks[name].choices) for name in ("form", "mode", "lecturer_source")]  # type: ignore[attr-defined]
        with office.door("记录") as door:
            cursor = door.connection.connection.cursor()
            for id in range(1, RECORDS + 1):
                form, mode, source = (chance.choice(each) for each in codes)
                details = {"form": form, "mode": mode, "lecturer_source": source, "lecturers": chance.randint(0, 3),
                           "hours": chance.randint(5, 80), "place": f"{chance.randint(1, 9)}楼会议室", "start": "14:30",
                           "content": f"{chance.choice(WORDS)}，联系实际谈体会，明确下一步工作。" * 2}
                cursor.execute(
                    "insert into activity (id, uid, kind, details, version, desk, entered, date, title) values (?, ?, ?, ?, 1, ?, ?, ?, ?)",
                    (id, UUID(int=chance.getrandbits(128)).hex, KIND, json.dumps(details, ensure_ascii=False), "bench",
                     "2025-01-01T00:00:00+00:00", day(chance, FIRST, DAYS), f"{chance.choice(WORDS)}第{id}期"))
            cursor.executemany("insert into holding values (?, ?)", ((id, id % BRANCHES + 1) for id in range(1, RECORDS + 1)))
            cursor.executemany("insert into attendance (activity, person, status) values (?, ?, ?)", (
                (id, person, chance.choice(("present", "present", "present", "leave", "absent")))
                for id in range(1, RECORDS + 1) for person in chance.sample(range(1, PEOPLE + 1), 3)))
            from partydesk.records import words
            words.build(door.connection, catalogue)
            cursor.execute("analyze")
            cursor.close()
