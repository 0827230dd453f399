"""A CSV that is not tidy → `Grid`: the office's own columns, found by their names like those of Excel."""

from __future__ import annotations

import csv
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import CSV, Grid, GridPage, folded
from katou_index.reading.tidy import LONGEST_CELL, open_text

MOST_ROWS = 20_000


def read_csv_grid(path: Path, shown: str) -> Grid:
    """Its filled lines. Raises SourceError, whose file is `shown`: no text, no CSV, too many lines."""
    csv.field_size_limit(LONGEST_CELL)
    rows: dict[int, tuple[str, ...]] = {}
    line = 0
    try:
        with open_text(path) as file:
            reader = csv.reader(file)
            for texts in reader:
                first, line = line + 1, reader.line_num
                if any(texts):
                    rows[first] = tuple(map(folded, texts))
                if len(rows) > MOST_ROWS:
                    raise SourceError(shown, say.line(first), say.too_many_rows(MOST_ROWS))
    except UnicodeError:
        raise SourceError(shown, say.line(line + 1), say.not_text()) from None
    except csv.Error as error:
        raise SourceError(shown, say.line(line + 1), say.not_csv(str(error))) from None
    return Grid(shown, CSV, (GridPage("", rows),))
