"""Which layout a file has: a table of items, a form for each measure, or a table of few columns."""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading.formsheet import read_forms
from katou_index.reading.grid import Grid
from katou_index.reading.table import Table, read_small_table, read_table
from katou_index.tables import Column


def table_in(grid: Grid, columns: Sequence[Column], began: int | None) -> Table:
    """The measures of a file, a row an item, read as of the fiscal year that began in `began`; None asks only
    what the file says of itself, and no column is in doubt then.

    Raises SourceError where there are none, and where several columns could be one field.
    """
    whole = read_table(grid, columns, began) or read_forms(grid, columns, began)
    return whole or read_small_table(grid, columns, began)
