"""How names are typed in letters: 张三 is zs and zhangsan."""
from __future__ import annotations

import re
from functools import lru_cache

from ..catalogue.text import clean


@lru_cache(maxsize=4096)
def _letters(name: str) -> tuple[str, str]:
    from pypinyin import Style, lazy_pinyin
    han = re.sub(r"[^\w]", "", name)
    initials = "".join(lazy_pinyin(han, style=Style.FIRST_LETTER, errors=str.lower))
    return initials.lower(), "".join(lazy_pinyin(han, errors=str.lower)).lower()


def spelt(name: str) -> dict[str, str]:
    """The initials and the full pinyin of a name, as the columns of a person."""
    initials, pinyin = _letters(clean(name))
    return {"initials": initials, "pinyin": pinyin}
