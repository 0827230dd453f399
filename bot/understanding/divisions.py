"""部 in a plan whose departments stand in 部: a question for 部 is read as one for 課, and grouped by 部.

Cが一番多い部はどこ  →  Cが一番多い課はどこ, by division
"""

from __future__ import annotations

from bot.query import Query
from bot.understanding.scripts import pattern

_ALONE = r"(?<![一-鿿々])((?:各|何)?)部局?(?=$|[\s?？!！。、はがをのでにともって]|ごと|別|毎|単位)"


def by_section(text: str) -> str:
    """The same asked of 課, itself where no 部 stands alone: 教育部, 一部 and 部署 do not."""
    return pattern(_ALONE).sub(r"\1課", text) if "部" in text else text


def by_division(query: Query) -> Query | None:
    """A query that groups by department as one that groups by 部; None for one that does not."""
    grouped = query.per == "department" or (query.aggregate == "rank" and not query.per)
    return query.but(per="division") if grouped else None
