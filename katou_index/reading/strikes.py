"""Struck-out text (見え消し) of a PDF: signs through whose middle a line of their own is drawn.

    参̶加̶者̶7̶0̶人̶参加者77人        the line begins and ends with the signs that it strikes

A rule of the table is none, though a mark may stand on it: it goes on beyond the text, here or in the cell
beside. Nor is the line below an underlined word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from katou_index.reading.grid import Strike
from katou_index.records import NamedTuple

_MIDDLE = 0.25  # of a sign's height: so near to its middle it is struck
_BEYOND = 0.3, 0.6  # of its size: so far a line may go on beyond one sign, beyond several
_OVER = 0.6  # of its width: so much of a sign is crossed
_LEVEL = 0.5  # points: lines that differ by less are at one height
_MEET = 3.0  # points: lines that are drawn to meet
_THIN = 2.0  # points: a higher area is no line


class _Line(NamedTuple):
    height: float
    left: float
    right: float


def struck_on(page: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The struck signs of a page of pdfplumber, in their order, and what strikes them."""
    crossed: dict[_Line, list[dict[str, Any]]] = {}
    lines = sorted(_joined(page.horizontal_edges))
    heights = [line.height for line in lines]
    for char in page.chars if lines else ():
        middle, near = (char["top"] + char["bottom"]) / 2, _MIDDLE * (char["bottom"] - char["top"])
        for line in lines[bisect_left(heights, middle - near) : bisect_right(heights, middle + near)]:
            common = min(line.right, char["x1"]) - max(line.left, char["x0"])
            if char["text"].strip() and common >= _OVER * (char["x1"] - char["x0"]):
                crossed.setdefault(line, []).append(char)
    strikes = [line for line, chars in crossed.items() if _ends_with(line, chars)]
    gone = {id(char) for line in strikes for char in crossed[line]}
    drawn = [each for each in (*page.lines, *page.rects) if any(_is_part(each, line) for line in strikes)]
    return [char for char in page.chars if id(char) in gone], drawn


def _joined(edges: Sequence[dict[str, Any]]) -> list[_Line]:
    """What is drawn at one height and meets is one line."""
    found: list[_Line] = []
    height = 0.0
    for edge in sorted(edges, key=lambda edge: edge["top"]):
        height = height if found and edge["top"] - height <= _LEVEL else edge["top"]
        found.append(_Line(height, edge["x0"], edge["x1"]))
    joined: list[_Line] = []
    for line in sorted(found):
        last = joined[-1] if joined else None
        if last is not None and last.height == line.height and line.left - last.right <= _MEET:
            joined[-1] = last._replace(right=max(last.right, line.right))
        else:
            joined.append(line)
    return joined


def _ends_with(line: _Line, chars: Sequence[dict[str, Any]]) -> bool:
    """Whether a line begins and ends with the signs that it crosses."""
    beyond = _BEYOND[len(chars) > 1] * max(char["size"] for char in chars)
    begin, end = min(char["x0"] for char in chars), max(char["x1"] for char in chars)
    return bool(line.left >= begin - beyond and line.right <= end + beyond)


def _is_part(each: dict[str, Any], line: _Line) -> bool:
    thin = each["bottom"] - each["top"] <= _THIN
    near = abs(each["top"] - line.height) <= _THIN
    return bool(thin and near and line.left - _LEVEL <= each["x0"] and each["x1"] <= line.right + _LEVEL)


def strikes_of(chars: Sequence[dict[str, Any]], table: Any, first: int) -> Iterator[Strike]:
    """What is struck of each cell of a table whose rows begin with number `first`."""
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell is None:
                continue
            left, top, right, bottom = cell
            text = "".join(
                char["text"] for char in chars
                if left <= (char["x0"] + char["x1"]) / 2 <= right
                and top <= (char["top"] + char["bottom"]) / 2 <= bottom
            )  # fmt: skip
            if text:
                yield Strike(first + at, column, text)
