"""What must hold of papers that people sign: whoever owes one, whoever signs with him, and what is copied can be found."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Refusal
from . import formula
from .agree import has, names
from .catalogue import Catalogue
from .fields import Link
from .formula import Tally
from .kind import Kind
from .problem import Problem, nearest
from .signing import Signing


def problems_of_signing(catalogue: Catalogue, damaged: set[str]) -> Iterator[Problem]:
    """Every problem of a register that its own file does not show; kinds that could not be read whole are let pass here."""
    for kind in catalogue.kinds.values():
        if kind.signing is not None and kind.id not in damaged:
            yield from _signing(catalogue, kind, kind.signing, damaged)


def _signing(catalogue: Catalogue, kind: Kind, signing: Signing, damaged: set[str]) -> Iterator[Problem]:
    where = f"记录种类 {kind.id} 签订"
    if kind.shape != "paper" or "person" not in kind.blanks:
        yield Problem(where, "只有落到人的文书才能写 signing", "形态用 paper，并用上 person 这一栏")
        return
    for id in (*signing.fills, *signing.own, *signing.same, *signing.lines, *filter(None, (signing.alike,))):
        if id not in kind.blanks or id in ("person", "partner", "number", "status", "date"):
            yield Problem(where, f"“{id}”不能写在这里", f"可用：{'、'.join(kind.blanks)}")
    people = [one for one in catalogue.kinds.values() if one.shape == "person"]
    for id in signing.fills.values():
        if people and not damaged and not any(id in one.known for one in people):
            yield Problem(where, f"名册里没有“{id}”这一栏", has(people[0]))
    for id in signing.lines.values():
        if id not in damaged and (id not in catalogue.kinds or signing.alike not in catalogue.kinds[id].known):
            yield Problem(where, f"“{id}”不是有“{signing.alike}”一栏的记录种类", nearest(id, catalogue.kinds))
    for text in filter(None, (signing.owed, *(tally for pair in signing.pair for tally in (pair.who, pair.partner)))):
        if re.fullmatch(r"[a-z]\w*(\.[a-z]\w*)+", text):
            if not any(isinstance(one.known.get(text.partition(".")[0]), Link) for one in people) and not damaged:
                yield Problem(where, f"“{text}”走不通：名册里没有这一栏，或它不指向组织或人员", "如 section.leader：所在科室的分管领导")
            continue
        try:
            tree = formula.parse(text)
        except Refusal as refusal:
            yield Problem(where, str(refusal))
            continue
        if isinstance(tree, Tally) and tree.verb == "standing" and (
                tree.kind in damaged or tree.kind in catalogue.kinds and catalogue.kinds[tree.kind].shape == "person"):
            yield from names(catalogue, where, tree, damaged)
        else:
            yield Problem(where, f"“{text}”应写作 standing(人员种类, 条件)", "只有 partner 还可以写 栏目.栏目")
