"""Is all well: the checks of a period, the vocabulary, the file itself and its journal; and where each finding can be mended."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ..catalogue import formula
from ..catalogue.check import Check, Jump, Must
from ..catalogue.period import Period
from ..figures import checks
from ..figures.checks import Finding
from ..records import migrating
from . import attachments, proving, waiting
from .forms import problems
from .kept import shipped_forms
from .office import Office
from .trace import Traced, named

MOST = 200
"""Records that one finding lists."""


@dataclass(frozen=True)
class Place:
    """Where something can be mended, and what leads there says.

    `record` and `records`: these very ones; `list`: the list of a kind; `figure`: its trace; `state`: the box in which a
    number or a reason is written; `form`: the office's own words, at a kind or a figure where that is known; `file`: what
    is to be done about damage, of which `says` tells.
    """

    sort: Literal["record", "records", "list", "figure", "state", "form", "file", "packages"]
    label: str
    figure: str = ""
    kind: str = ""
    records: tuple[Traced, ...] = ()
    says: str = ""


def check(office: Office, period: Period | str | None = None, scope: str | None = None,
          today: date | None = None, *, whole: bool = False) -> list[Finding]:
    """Everything found: errors are wrong, notices are worth a look. Without a period only forms and file are checked.

    With `whole`, what attached files contain is read through as well, which takes its time.
    """
    with office.reading() as connection:
        found = [Finding("file", "error", "数据文件应完好", fault, "请勿继续录入，先用备份恢复")
                 for fault in migrating.verify(connection)]
    found += proving.findings(office)
    found += [Finding("file", "error", "附件应都在", fault, "请找回附件的文件夹，或从备份恢复")
              for fault in attachments.faults(office, whole=whole)]
    _, wrong = problems(shipped_forms(), office.forms())
    found += [Finding("forms", "error", "表单定义应自相一致", str(problem)) for problem in wrong]
    if period is not None:
        with office.ledger(period, scope) as ledger:
            found += checks.run(ledger, ledger.connection, today or date.today())
        found += waiting.findings(office)
    return found


def places(office: Office, finding: Finding) -> tuple[Place, ...]:
    """Where a finding can be mended, the likeliest first; never none."""
    catalogue, found = office.catalogue, list[Place]()
    if finding.check == "file":
        return (Place("file", "看怎么办…", says=finding.found),)
    if finding.check == waiting.CHECK:
        return (Place("packages", "打开数据包…"),)
    if finding.check == "forms":
        sort, _, rest = finding.found.partition(" ")
        id = re.match(r"[\w.]*", rest)
        named_ = id[0] if id else ""
        return (Place("form", "看本单位的栏目与写法…", named_ if sort == "数据项" else "", named_ if sort == "记录种类" else ""),)
    records = _records(office, finding)
    if len(records) == 1:
        found.append(Place("record", f"打开“{records[0].title[:20]}”", kind=records[0].kind, records=records))
    elif records:
        more = f"{len(finding.rows)} 条，列出前 {MOST} 条" if len(finding.rows) > MOST else f"{len(records)} 条"
        found.append(Place("records", f"看涉及的记录（{more}）", records=records))
    if isinstance(catalogue.checks.get(finding.check), Jump) and finding.figures:
        found.append(Place("state", "写明原因", finding.figures[0]))
    if finding.check == "journal" and not found:
        return (Place("file", "看怎么办…", says=finding.found),)
    figures = [id for id in finding.figures if id in catalogue.figures]
    found += [Place("figure", f"反查“{catalogue.figures[id].label}”", id) for id in figures]
    kinds = [finding.kind] if finding.kind else [] if figures else _counted(catalogue.checks.get(finding.check))
    found += [Place("list", f"看{catalogue.kinds[id].label}", kind=id) for id in kinds if id in catalogue.kinds]
    return tuple(found) or (Place("form", "看本单位的栏目与写法…"),)


def _counted(check: Check | None) -> list[str]:
    """The kinds that a check counts itself, where it speaks of no figure."""
    if not isinstance(check, Must):
        return []
    sides = (*formula.walk(check.comparison.left), *formula.walk(check.comparison.right))
    return list(dict.fromkeys(node.kind for node in sides if isinstance(node, formula.Tally)))


def _records(office: Office, finding: Finding) -> tuple[Traced, ...]:
    by: dict[str, list[int]] = {}
    for shape, id in finding.rows[:MOST]:
        by.setdefault(shape, []).append(id)
    return tuple(one for shape, ids in by.items() for one in named(office, shape, [(id, Fraction(1)) for id in ids]))
