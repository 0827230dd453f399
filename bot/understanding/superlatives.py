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

from collections.abc import Sequence

from bot.question import Ask, Field
from bot.understanding.scan import Scan

GROUPED = ("by_department", "by_policy", "by_initiative")
SUPERLATIVE = ("superlative", Ask.RANK, Ask.BEST, Ask.WORST)
UNITS = ("件", "人")  # hints of the grammar


def superlative(found: Scan) -> Ask | None:
    """The kind of question that its superlative makes of it; None where it has none."""
    if not has_superlative(found):
        return None
    rated = any(span.sign == "M" for _, span in found.signs)
    grouped = found.has_any(GROUPED) or found.hints("groups")
    much = found.has("much") or found.hints("much") or found.has(Ask.RANK) or found.has("least")
    if found.hints("money") and not rated:
        return Ask.LARGEST
    if rated or (grouped and (much or found.has(Ask.SHARE))):
        return Ask.RANK
    unit = unit_of(found)
    if unit != "円" and not (grouped or found.has("items") or found.has("measures")):
        return Ask.LARGEST
    of_items = found.has("items") and not found.has("measures")
    if not grouped and (unit == "人" or (unit == "件" and of_items)):
        # no measure is counted in people, and no item in items: 研修の人数が一番多い項目, 件数が多い項目
        return Ask.LARGEST
    if (found.has("items") or found.hints("items")) and (much or found.has(Field.FIGURE)):
        return Ask.RANK
    if found.hints("bad"):
        return Ask.WORST
    return Ask.BEST if found.hints("good") else None


def has_superlative(found: Scan) -> bool:
    """Whether it asks for the most, the best, the largest of something."""
    return found.has_any(SUPERLATIVE) or found.hints("gathered")


def is_turned(found: Scan, ratings: Sequence[str], scale: Sequence[str]) -> bool:
    """Whether a ranking begins with the fewest, by what is good or bad of it.

    「丸の率が一番悪い課」 has the fewest ○, 「×が一番いい課」 the fewest ×; `scale` has the best mark first.
    The top ones (×のトップ3) are those with the most, whatever the mark.
    """
    bad = found.has(Ask.WORST) or found.hints("bad")
    good = not bad and not found.hints("tops") and (found.has(Ask.BEST) or found.hints("good"))
    better = {mark in scale[: len(scale) // 2] for mark in ratings}
    return (bad and better == {True}) or (good and better == {False})


def unit_of(found: Scan) -> str:
    """The unit of the figure that is asked for: 件, 人, or 円 where none is said."""
    if found.has(Ask.AMOUNTS):
        return "%" if found.hints("percent") else "円"
    if not (has_superlative(found) or found.has(Ask.LARGEST)):
        return "円"
    return next((unit for unit in UNITS if found.hints(unit)), "円")


def counts_items_of_measures(found: Scan) -> bool:
    """「項目が最も多い事業」: measures are ranked by their items."""
    items = found.has("items") or found.hints("items")
    measures = found.has("measures") or found.hints("measures")
    rated = any(span.sign == "M" for _, span in found.signs)
    return items and measures and not rated and not found.has_any(GROUPED)
