"""部 in a plan whose departments stand in 部: a question for 部 is read as one for 課, and grouped by 部.

Cが一番多い部はどこ  →  Cが一番多い課はどこ, by division
部の一覧, 部はいくつ  →  課の一覧, by division: how many there are, and each
総務部の課は, 総務部には何課ある  →  総務部の項目のある課は: which departments stand in it, and not its items
"""

from __future__ import annotations

from bot.query import Query
from bot.understanding.scripts import pattern
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ALONE = r"(?<![一-鿿々])((?:各|何)?)部局?(?=$|[\s?？!！。、はがをのでにともって]|ごと|別|毎|単位)"
_ALL = (
    r"(?:どんな|どの|全(?:て|部)の)?(?:担当)?部局?"
    r"(?:の(?:一覧|一覧表|リスト|数|総数)|(?:は|って)(?:全部で|合計で)?(?:いくつ|何部|どれだけ)|が(?:いくつ|何部))"
    r"(?:ある|あります|です)?(?:は|を|か|の)?(?:教えて|見せて|出して)?(?:ください)?[?？。]*"
    r"|何部(?:局)?(?:ある|あります|です)か?[?？。]*|部局?を(?:全部|すべて)?(?:一覧に|一覧で)?(?:教えて|見せて|出して)(?:ください)?[。]*"
)
_EACH = "課の一覧"
_ITS = (
    r"(?P<of>[一-鿿々ァ-ヺー]{1,12}?)(?:の(?:中の)?|に(?:は)?|で(?:は)?|は(?=何課))"
    r"(?:(?:どんな|どの|どういう|何という)?(?:課|部署)(?P<end>"
    r"(?:は|って|が|の)?(?:一覧表?|リスト|名前|総?数|いくつ|どれだけ|何課|何|どこ|どれ|全部)?)|(?P<many>何課))"
    r"(?:ある|あります|です|なの)?(?:の)?(?:か|は|を)?(?:教えて|見せて|出して)?(?:ください)?[?？。]*"
)
_WITH_ITEMS = ("{}の項目のある課は？", "{}の項目のある課はいくつですか？")


def by_section(text: str) -> str:
    """The same asked of 課, itself where no 部 stands alone: 教育部, 一部 and 部署 do not."""
    if "部" in text and pattern(_ALL).fullmatch(text.strip()):
        return _EACH
    return pattern(_ALONE).sub(r"\1課", text) if "部" in text else text


def within_division(text: str, sections: Callable[[str], Sequence[str]]) -> str:
    """The same asked so that the departments of a 部 are meant; itself where no name with such is in it."""
    found = pattern(_ITS).fullmatch(text.strip()) if "課" in text or "部署" in text else None
    if found is None or not sections(found["of"]):
        return text
    how_many = found["many"] or pattern("数|いくつ|どれだけ|何課").search(found["end"] or "")
    return _WITH_ITEMS[bool(how_many)].format(found["of"])


def by_division(query: Query) -> Query | None:
    """A query that groups by department as one that groups by 部; None for one that does not."""
    grouped = query.per == "department" or (query.aggregate == "rank" and not query.per)
    return query.but(per="division") if grouped else None
