"""What people corrected in the items that an answer shows: what the sheet says, and what it should say."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.vocabulary import Vocabulary
from katou_index.plan import Finding, FiscalYear, Item, MeasureNumber


def corrections(vocabulary: Vocabulary, items: Iterable[Item]) -> tuple[Finding, ...]:
    """The corrections of these items and of what belongs to their measures, in the order of the records."""
    shown = tuple(items)
    wanted: set[tuple[FiscalYear, MeasureNumber, int | None]] = {(i.year, i.measure, i.number) for i in shown}
    wanted |= {(i.year, i.measure, None) for i in shown}
    years = dict.fromkeys(item.year for item in shown)
    return tuple(
        finding
        for year in years
        for finding in vocabulary.index.corrections(year)
        if (finding.year, finding.measure, finding.item) in wanted
    )
