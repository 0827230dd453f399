"""Departments that are ticked: a column for each of them under one heading, with a sign where it takes part.

担当課                          担当課
総務課 │ 市民課 │ 図書館
  ◎   │   ○   │           →   総務課、市民課     the ones with ◎ first
       │        │   ○             図書館
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from katou_index.reading.choosing import HAND_TICKS
from katou_index.reading.grid import Spot
from katou_index.reading.headingrows import HeadedColumn
from katou_index.reading.tablerows import OFFICE

_FIRST = "◎"  # who leads
_SIGNS = HAND_TICKS | {_FIRST, "△"}


def ticked_offices(headed: Sequence[HeadedColumn], rows: Iterable[Sequence[Spot]]) -> dict[int, str]:
    """Column → the department that it stands for, where columns under one heading hold nothing but signs;
    `rows` are the items."""
    below = list(rows)
    places = [at for at, each in enumerate(headed) if each.field == OFFICE and len(each.texts) > 1]
    for _, run in groupby(enumerate(places), lambda pair: (pair[1] - pair[0], headed[pair[1]].texts[0])):
        names = {at: headed[at].texts[-1] for _, at in run}
        if len(set(names.values())) < max(2, len(names)):
            continue
        signs = {row[at].text for row in below for at in names if at < len(row)} - {""}
        if signs and signs <= _SIGNS:
            return names
    return {}


def with_ticked_office(row: Sequence[Spot], names: Mapping[int, str]) -> list[Spot]:
    """The row whose first column of these has the names of those that are ticked; one of other texts, such as
    headings, stays."""
    filled = {at: row[at].text for at in names if at < len(row) and row[at].text}
    if not filled or not set(filled.values()) <= _SIGNS:
        return list(row)
    order = sorted(filled, key=lambda at: (filled[at] != _FIRST, at))
    said = row[order[0]]._replace(text="、".join(names[at] for at in order))
    blank = [spot._replace(text="") if at in names else spot for at, spot in enumerate(row)]
    blank[min(names)] = said
    return blank
