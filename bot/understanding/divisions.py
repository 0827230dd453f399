"""部 in a plan whose departments stand in 部: a question for 部 is read as one for 課, and grouped by 部.

Cが一番多い部はどこ  →  Cが一番多い課はどこ, by division
部の一覧, 部はいくつ  →  課の一覧, by division: how many there are, and each
"""

from __future__ import annotations

from bot.query import Query
from bot.understanding.scripts import pattern

_ALONE = r"(?<![一-鿿々])((?:各|何)?)部局?(?=$|[\s?？!！。、はがをのでにともって]|ごと|別|毎|単位)"
_ALL = (
    r"(?:どんな|どの|全(?:て|部)の)?(?:担当)?部局?"
    r"(?:の(?:一覧|一覧表|リスト|数|総数)|(?:は|って)(?:全部で|合計で)?(?:いくつ|何部|どれだけ)|が(?:いくつ|何部))"
    r"(?:ある|あります|です)?(?:は|を|か|の)?(?:教えて|見せて|出して)?(?:ください)?[?？。]*"
    r"|何部(?:局)?(?:ある|あります|です)か?[?？。]*|部局?を(?:全部|すべて)?(?:一覧に|一覧で)?(?:教えて|見せて|出して)(?:ください)?[。]*"
)
_EACH = "課の一覧"


def by_section(text: str) -> str:
    """The same asked of 課, itself where no 部 stands alone: 教育部, 一部 and 部署 do not."""
    if "部" in text and pattern(_ALL).fullmatch(text.strip()):
        return _EACH
    return pattern(_ALONE).sub(r"\1課", text) if "部" in text else text


def by_division(query: Query) -> Query | None:
    """A query that groups by department as one that groups by 部; None for one that does not."""
    grouped = query.per == "department" or (query.aggregate == "rank" and not query.per)
    return query.but(per="division") if grouped else None
