"""Odd signs and error values of files that are read line by line (tidy CSV, text): told with their line.

Where a file is read into a grid first, `reading.signs` tells them with their cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from katou_index.plan import Finding, Item, Measure, Status
from katou_index.reading import sentences as say
from katou_index.reading.signs import is_error, odd_signs
from katou_index.records import replace
from katou_index.restoring import sentences


def signs_told(measures: Iterable[Measure], findings: list[Finding]) -> Iterator[Measure]:
    """The same measures, streamed; an error value is no text of an item. What is found goes to `findings`."""
    for measure in measures:
        first = measure.items[0]
        for column, text in (
            ("事業名", measure.title), ("担当課", "、".join(measure.departments)),
            ("基本方針", measure.policy), ("取組", measure.initiative),
        ):  # fmt: skip
            if told := _told(text):
                findings.append(_finding(first, column, told, text))
        items = tuple(_item(item, findings) for item in measure.items)
        same = all(one is other for one, other in zip(items, measure.items, strict=True))
        yield measure if same else replace(measure, items=items)


def _item(item: Item, findings: list[Finding]) -> Item:
    emptied = {}
    for field, column in (("planned", "取組内容"), ("result", "取組結果"), ("evidence", "根拠")):
        text: str = getattr(item, field)
        if told := _told(text):
            findings.append(_finding(item, column, told, text))
            if is_error(text):
                emptied[field] = ""
    return replace(item, **emptied) if emptied else item


def _told(text: str) -> str:
    return say.error_value(text) if is_error(text) else odd_signs(text)


def _finding(item: Item, column: str, told: str, was: str) -> Finding:
    line = item.source.lines[0] if item.source.lines else None
    text = sentences.at(f"{line}行目 {column}" if line else column, told)
    return Finding(
        item.year,
        item.source.file,
        line,
        column,
        "cell-unread",
        Status.OPEN,
        text,
        item.measure,
        item.number,
        was[:80],
    )
