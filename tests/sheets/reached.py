"""What becomes of a file when it is taken in: the whole way that a clerk's file goes, and back again."""
from __future__ import annotations

from pathlib import Path

from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, mapping
from partydesk.sheets import foreign

from .hostile import Became, Case


def became(office: Office, case: Case, path: Path) -> Became:
    """Take the file in as a roster, look, and undo it; of cases that only name rows, read it."""
    try:
        if case.people is None and not case.refused:
            found = foreign.sheets(path)
            return Became(rows=tuple(line.texts for line in found[0].lines))
        before = office.last_step()
        found_sources = mapping.sources(office, "staff", path)
        done = mapping.bring_in(office, "staff", found_sources[0])
    except (Refusal, Trouble) as said:
        return Became(refused=str(said))
    kind = office.catalogue.kind("staff")
    people = tuple({id: blank.show(record.values.get(id), office.names) for id, blank in kind.known.items() if not blank.derived}
                   for record in office.records("staff"))
    if office.last_step() != before:
        office.undo()
    bad, odd = ([(cell.row, f"{cell.column}{cell.what}") for cell in cells] for cells in (done.bad, done.odd))
    return Became(people=people, bad=tuple(bad), odd=tuple(odd), told=done.told)
