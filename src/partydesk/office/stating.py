"""Numbers stated by hand (填报): they win over what is counted, and each carries its reason."""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from ..catalogue.figure import Figure
from ..catalogue.period import Period
from ..catalogue.showing import SHARES
from ..catalogue.text import clean, halfwidth
from ..errors import Refusal
from ..figures.value import Value
from ..records.tables import stated as stated_table
from .office import Office


def stated(office: Office, figure: str, period: Period | str, scope: str | None = None) -> dict[str, str | None]:
    """What is stated of a number by hand: its amount, unit and reason; empty where nothing is."""
    query = select(stated_table.c.amount, stated_table.c.unit, stated_table.c.because).where(
        stated_table.c.figure == office.catalogue.figure(figure).id, stated_table.c.period == str(Period.of(period)),
        stated_table.c.scope == office.scope(scope))
    with office.reading() as connection:
        found = connection.execute(query).first()
    return {} if found is None else dict(found._mapping)


def text(office: Office, figure: str, said: Mapping[str, str | None]) -> str:
    """A stated amount as it is printed; empty where only a reason was kept."""
    if not said.get("amount"):
        return ""
    day = date.today()
    return Value(Fraction(str(said["amount"])), Period(day, day), "", office.catalogue.figure(figure), stated=True,
                 stated_unit=said.get("unit")).text


def state(office: Office, figure: str, period: Period | str, amount: str, because: str, scope: str | None = None, *,
          seen: Mapping[str, str | None] | None = None) -> None:
    """State a number by hand, with its unit as it is to be printed (320人次, 98.6%), and why.

    An empty `amount` keeps only the reason beside the counted number. `seen` is what `stated` gave before; `Moved`
    where somebody else has stated something since.
    """
    of = office.catalogue.figure(figure)
    if not clean(because):
        raise Refusal(f"填报“{of.label}”要写明依据（来源、口径或文号）")
    number, unit = _amount(of, amount)
    with office.door(f"填报{of.label}") as door:
        door.put("stated", {"figure": of.id, "period": str(Period.of(period)), "scope": office.scope(scope)},
                 {"amount": number, "unit": unit, "because": clean(because)}, seen=seen)


def unstate(office: Office, figure: str, period: Period | str, scope: str | None = None) -> None:
    """Go back to the counted number."""
    of = office.catalogue.figure(figure)
    with office.door(f"取消填报{of.label}") as door:
        door.put("stated", {"figure": of.id, "period": str(Period.of(period)), "scope": office.scope(scope)}, None)


def _amount(figure: Figure, text: str) -> tuple[str | None, str | None]:
    """“98.6%” as an exact amount in whole units, and the unit as written; no finer than the figure is printed."""
    plain = re.sub(r"[\s,]", "", halfwidth(clean(text)))
    if not plain:
        return None, None
    found = re.fullmatch(r"([+-]?\d{1,18})(?:\.(\d{1,18}))?([^\d/.+-][^\d]*)?", plain)
    if not found:
        sample = "98.6%" if figure.unit == "%" else f"16{figure.unit}"
        raise Refusal(f"“{figure.label}”应填数字，可带单位（如 {sample}），现为“{text}”")
    whole, decimals, unit = found[1], found[2] or "", found[3] or figure.unit
    if len(decimals.rstrip("0")) > figure.digits:
        raise Refusal(f"“{figure.label}”印 {figure.digits} 位小数，现为“{text}”；请按要印的样子填写")
    return str(Fraction(f"{whole}.{decimals or '0'}") / SHARES.get(unit, 1)), unit
