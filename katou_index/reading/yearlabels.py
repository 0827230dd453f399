"""Years that stand over the middle of their columns, not over the first: cells that look merged and are not.

             令和6年度                令和7年度                     unmerged, in the middle or at the end
    評価  │  実績  │  課題  │  評価  │  実績  │  課題      →       each over the three that it is meant for

Read from left to right the second 評価 would stand under 令和6年度. The headings that come again tell what is
under which year; where they do not, the years count for nothing, so that nobody reads one year's column as
another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from katou_index.reading.grid import Spot
from katou_index.reading.headings import without_years, years_over


def over_their_columns(rows: Sequence[Sequence[Spot]], began: int | None) -> Sequence[Sequence[Spot]]:
    """The rows of a heading, with the years in the first of them over the first of the columns that they are
    meant for, as seen from the fiscal year that began in `began`."""
    if len(rows) < 2:
        return rows
    top, below = rows[0], rows[1]
    labels = [at for at, spot in enumerate(top) if spot.text and _is_year(spot.text, began)]
    if len(labels) < 2 or any(top[at].merged for at in labels):
        return rows
    names = [
        spot.text if at >= len(top) or spot[1:3] != top[at][1:3] else "" for at, spot in enumerate(below)
    ]
    start = labels[0]
    while start and start <= len(names) and names[start - 1] and not top[start - 1].text:
        start -= 1
    left = [at for at in range(start, labels[0]) if names[at] in names[labels[0] :]]
    if not left or _are_alike(names, labels):
        return rows
    firsts = [at for at in range(left[0], len(names)) if names[at] == names[left[0]]]
    ends = [*firsts[1:], len(names)]
    one_each = [[at for at in labels if first <= at < end] for first, end in zip(firsts, ends, strict=True)]
    moved = {}
    if _are_alike(names, firsts) and all(len(each) == 1 for each in one_each):
        moved = {first: top[each[0]].text for first, each in zip(firsts, one_each, strict=True)}
    changed = [
        spot._replace(text=moved.get(at, "" if at in labels else spot.text)) for at, spot in enumerate(top)
    ]
    return [changed, *rows[1:]]


def _is_year(text: str, began: int | None) -> bool:
    return bool(years_over(text, began)) and not without_years(text)


def _are_alike(names: Sequence[str], firsts: Sequence[int]) -> bool:
    """Whether the headings from each of these columns on to the next are the same; the last ones may be
    followed by others."""
    parts = [names[one:other] for one, other in pairwise([*firsts, len(names)])]
    return all(part == parts[0] for part in parts[:-1]) and parts[-1][: len(parts[0])] == parts[0]
