"""A CSV that is not tidy → `Grid`: the office's own columns, found by their names like those of Excel."""

from __future__ import annotations

import re
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.delimited import records
from katou_index.reading.grid import CSV, Grid, GridPage, folded

MOST_ROWS = 20_000
_AS_TEXT = re.compile(r'^="([^"]*)"$')  # ="007": how programs keep Excel from making 7 of it


def read_csv_grid(path: Path, shown: str) -> Grid:
    """Its filled lines. Raises SourceError, whose file is `shown`: no text, no CSV, too many lines."""
    rows: dict[int, tuple[str, ...]] = {}
    widest = 0
    for line, texts in records(path, shown):
        if any(texts):
            rows[line] = tuple(folded(_AS_TEXT.sub(r"\1", text)) for text in texts)
            widest = max(widest, len(texts))
        if len(rows) > MOST_ROWS:
            raise SourceError(shown, say.line(line), say.too_many_rows(MOST_ROWS))
    if widest == 1:
        raise SourceError(shown, "", say.not_parted())
    return Grid(shown, CSV, (GridPage("", rows),))
