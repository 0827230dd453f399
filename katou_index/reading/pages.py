"""Which sheets of a workbook are of the year being loaded: offices keep a sheet a year, and old copies.

    令和6年度 │ 令和7年度              the one that is called so, where one is; 昨年度 │ 今年度 as well
    Sheet1 │ Sheet2                    by the titles above their tables
    評価 │ 評価_旧 │ 評価（控え）      not the one that is called old, where another sheet is as long

What is left out is told with the sheet's name and three of its values. A workbook that holds no sheet of the
year is read whole: the import asks about the year then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import takewhile

from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, Grid, GridPage, Unread, samples
from katou_index.reading.headings import LONGEST, without_years, years_in, years_over

_TITLE_ROWS, _TITLE_CELLS = 6, 2  # where titles stand; a row of more texts is headings or items
_AS_LONG = 2  # a copy is this many times as long as another sheet, or it is the only table
_APART = r"[\s_・()（）\-‐–.【】\[\]]"
_OLD = re.compile(
    rf"(?:^|{_APART})(?:旧|旧版|旧評価|控え?|写し?|コピー|バックアップ|下書き|(?:素|原)?案|作業用|修正前|変更前|差替前|没|ボツ"
    rf"|old|bak|bk|backup|copy|draft)\d*(?:{_APART}|$)|のコピー(?:{_APART}|$)",
    re.IGNORECASE,
)


def called_of(grid: Grid, began: int | None) -> Grid:
    """The workbook without the sheets whose names say that they are of another year or old."""
    if grid.kind != EXCEL or began is None:
        return grid
    named = {page.name: years_over(page.name, began) for page in grid.pages}
    kept = {without_years(name) for name, years in named.items() if began in years}
    grid = _of_year(grid, began, lambda page: named[page.name] if _is_alike(page.name, kept) else set())
    old = [page for page in grid.pages if _OLD.search(unicodedata.normalize("NFKC", page.name))]
    rows = max((len(page.rows) for page in grid.pages if page not in old), default=0)
    return _without(grid, [page for page in old if len(page.rows) <= _AS_LONG * rows], say.OLD_SHEET)


def _is_alike(name: str, kept: set[str]) -> bool:
    """Whether only the year parts a sheet's name from that of a sheet of this year. 令和6年度防災課 beside
    令和7年度図書館 may be this year's under an old name: the import asks."""
    rest = without_years(name)
    return not rest or "" in kept or rest in kept


def titled_of(grid: Grid, began: int | None) -> tuple[Grid, tuple[int, ...]]:
    """The grid without sheets that are of another year by the titles above their tables, and the calendar
    years of what was left out. The import asks about those: one title of many may not have been brought up to
    date."""
    if grid.kind != EXCEL or began is None:
        return grid, ()
    left = _of_year(grid, began, _years_of_title)
    gone = (page for page in grid.pages if page not in left.pages)
    return left, tuple(sorted({year for page in gone for year in _years_of_title(page)}))


def _of_year(grid: Grid, began: int, named: Callable[[GridPage], set[int]]) -> Grid:
    years = [(page, named(page)) for page in grid.pages]
    if not any(began in each for _, each in years):
        return grid
    return _without(grid, [page for page, each in years if each and began not in each], say.OTHER_YEAR)


def _years_of_title(page: GridPage) -> set[int]:
    top = [set(filter(None, page.rows[number])) for number in sorted(page.rows)[:_TITLE_ROWS]]
    titles = takewhile(lambda texts: len(texts) <= _TITLE_CELLS, top)
    return {year for texts in titles for text in texts if len(text) <= LONGEST for year in years_in(text)}


def _without(grid: Grid, gone: list[GridPage], why: str) -> Grid:
    told = [
        Unread(f"シート「{page.name}」", "", values, why)
        for page in gone
        if (values := samples(text for texts in page.rows.values() for text in texts))
    ]
    pages = tuple(page for page in grid.pages if page not in gone)
    return grid.but(pages=pages, unread=(*grid.unread, *told)) if gone else grid
