"""The Windows package tried under Wine, on a fresh Windows without a network: command line, window, files in use, installer.

    python -m tools.package.trial_windows [STEP…]  as root, after tools.package.windows; pictures and results.md lie in WORK/trial

Each step says how long it took; one that fails does not keep the others from being tried. What Wine cannot show stands in
docs/windows-checklist.md.
"""

from __future__ import annotations

import sys
import time
from datetime import date

from . import trial_windows_commands as commands
from . import trial_windows_installer as installer
from . import trial_windows_window as window
from .windows import say
from .windows_desk import Failed, Trial
from .windows_looks import version

STEPS = {
    "command": commands.command_line, "safe": commands.kept_safe, "use": commands.in_use, "newer": commands.of_a_later_version,
    "window": window.window, "one": window.one_window, "earlier": window.of_an_earlier_version,
    "pages": installer.paged, "installer": installer.silently,
}  # fmt: skip
"""In this order: later ones use the office of the first."""


def run(names: list[str]) -> int:
    """All steps on a fresh Windows, or these on the one that is there."""
    trial, wrong = Trial(), 0
    if not names or not trial.program.exists():
        trial.unpacked()
    with trial.screen():
        for name, step in STEPS.items():
            if names and name not in names:
                continue
            began, subject = time.monotonic(), (step.__doc__ or "").splitlines()[0]
            try:
                step(trial)
            except Failed as failed:
                wrong += 1
                trial.note(f"✗ {name}", str(failed))
            else:
                say(f"✓ {name}：{subject} {time.monotonic() - began:.0f} 秒")
    rows = "\n".join(f"| {what} | {came.replace(chr(10), ' ')} |" for what, came in trial.results)
    head = f"# partydesk {version()}，Wine，{date.today()}\n\n| 试了什么 | 结果 |\n|---|---|\n"
    (trial.place / "results.md").write_text(f"{head}{rows}\n", "utf-8")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
