"""「○が一番多い課」「最も大きい金額」「一番悪い事業」: what a superlative asks for, by what is beside it.

beside it                        asks for
金額, 円                         the largest amount of money
件数, 人数                       the largest such figure in the texts
項目, and 事業 as what has them  the measures with the most items
a rating, 項目, 事業, a share    a ranking of departments, policies, initiatives or measures
良い, トップ                     the items with the best mark
悪い, 最下位                     those with the worst
"""

from __future__ import annotations

from bot.question import Ask, Field
from bot.understanding.scan import Scan
from bot.understanding.scripts import pattern

MONEY = r"金額|円|額|yen|money|amount"
PER_CENT = "%|パーセント|割合|percent"
UNITS = (("件", r"件数|件|cases"), ("人", r"人数|何人|受講|参加|人が|人は|人集|people|participants|attend"))
BAD = r"悪|低|最下位|ひど|ワースト|だめ|ダメ|あか|worst|lowest|poorest"
GOOD = r"良|いい|ええ|よかっ|最上位|最高|トップ|高評価|評価[がの]一?番?最?も?高|優|best|top|highest"
GROUPED = ("by_department", "by_policy", "by_initiative")
GROUP_WORDS = r"課|部署|所属|室|方針|取組|department|section|polic|initiative"


def superlative(found: Scan) -> Ask | None:
    """The kind of question that its superlative makes of it; None where it has none."""
    if not has_superlative(found):
        return None
    rated = any(span.sign == "M" for _, span in found.signs)
    grouped = any(map(found.has, GROUPED)) or bool(pattern(GROUP_WORDS).search(found.line))
    much = found.has("much") or "number of" in found.line or found.has(Ask.RANK) or found.has("least")
    if pattern(MONEY).search(found.line) and not rated:
        return Ask.LARGEST
    if rated or (grouped and (much or found.has(Ask.SHARE))):
        return Ask.RANK
    if unit_of(found) != "円" and not (grouped or found.has("items") or found.has("measures")):
        return Ask.LARGEST
    if (found.has("items") or "項目" in found.line) and (much or found.has(Field.FIGURE)):
        return Ask.RANK
    if pattern(BAD).search(found.line):
        return Ask.WORST
    return Ask.BEST if pattern(GOOD).search(found.line) else None


def has_superlative(found: Scan) -> bool:
    """Whether it asks for the most, the best, the largest of something."""
    gathered = bool(pattern("[がに]集中").search(found.line))
    return gathered or any(found.has(each) for each in ("superlative", Ask.RANK, Ask.BEST, Ask.WORST))


def unit_of(found: Scan) -> str:
    """The unit of the figure that is asked for: 件, 人, or 円 where none is said."""
    if found.has(Ask.AMOUNTS):
        return "%" if pattern(PER_CENT).search(found.line) else "円"
    if not (has_superlative(found) or found.has(Ask.LARGEST)):
        return "円"
    return next((unit for unit, words in UNITS if pattern(words).search(found.line)), "円")


def counts_items_of_measures(found: Scan) -> bool:
    """「項目が最も多い事業」: measures are ranked by their items."""
    items = found.has("items") or "項目" in found.line
    measures = found.has("measures") or "事業" in found.line or "measure" in found.line
    rated = any(span.sign == "M" for _, span in found.signs)
    return items and measures and not rated and not any(map(found.has, GROUPED))
