"""Is all well: the checks of a period, the vocabulary, and the file itself."""
from __future__ import annotations

from datetime import date

from ..catalogue.period import Period
from ..figures import checks
from ..figures.checks import Finding
from .forms import problems
from .office import Office, shipped_forms


def check(office: Office, period: Period | str | None = None, scope: str | None = None,
          today: date | None = None) -> list[Finding]:
    """Everything found: errors are wrong, notices are worth a look. Without a period only forms and file are checked."""
    found = [Finding("file", "error", "数据文件应完好", fault, "请勿继续录入，先用备份恢复") for fault in office.faults()]
    _, wrong = problems(shipped_forms(), office.forms())
    found += [Finding("forms", "error", "表单定义应自相一致", str(problem)) for problem in wrong]
    if period is not None:
        with office.ledger(period, scope) as ledger:
            found += checks.run(ledger, ledger.connection, today or date.today())
    return found
