"""PDF with ruled tables → `Grid`, a page a `Page`. The only user of pdfplumber.

The rules of the table are lines that the PDF draws, so merged cells are known: a place without a cell of
its own lies inside the cell that covers it. What a page break cuts is joined later, by who knows the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import PDF, Grid, Page, Span, folded, glued

MOST_PAGES = 200
MOST_CELLS = 200_000
_QUIRKS = str.maketrans(
    {"\u0336": "—"}
)  # what the character table for fonts that are not embedded says for it
_INSIDE = 0.5  # points: how far inside a cell a point is taken, for rules have a width
_LEAST_COLUMNS = 4  # smaller frames are boxes round a title or a legend


def read_pdf(path: Path) -> Grid:
    """The ruled tables of every page. Raises SourceError: broken, locked, scanned, without a ruled table."""
    try:
        import pdfplumber  # here: only this format needs it, and it starts slowly
        from pdfminer.pdfdocument import PDFPasswordIncorrect
    except ImportError:
        raise SourceError(path.name, "", say.needs_library("pdfplumber", "pdf")) from None
    try:
        with pdfplumber.open(path) as document:
            return _read(path, document)
    except SourceError:
        raise
    except (MemoryError, RecursionError):
        raise SourceError(path.name, "", say.too_costly()) from None
    except OSError as error:
        raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
    except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
        reasons = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(reason, MemoryError) for reason in reasons):
            raise SourceError(path.name, "", say.too_costly()) from None
        if any(isinstance(reason, PDFPasswordIncorrect) for reason in reasons):
            raise SourceError(path.name, "", say.locked()) from None
        raise SourceError(path.name, "", say.broken_pdf()) from None


def _read(path: Path, document: Any) -> Grid:
    if not document.pages:
        raise SourceError(path.name, "", say.broken_pdf())
    if len(document.pages) > MOST_PAGES:
        raise SourceError(path.name, "", say.too_many_pages(MOST_PAGES))
    pages, letters, cells = [], 0, 0
    for number, page in enumerate(document.pages, 1):
        letters += len(page.chars)
        pages.append(_page(str(number), page))
        cells += sum(len(texts) for texts in pages[-1].rows.values())
        if cells > MOST_CELLS:
            raise SourceError(path.name, f"{number}ページ", say.too_many_cells(MOST_CELLS))
        page.close()  # lets go of the page's characters
    if not letters:
        raise SourceError(path.name, "", say.scanned_pdf())
    if not cells:
        raise SourceError(path.name, "", say.no_table_in_pdf())
    return Grid(path.name, PDF, tuple(pages))


def _page(name: str, page: Any) -> Page:
    """The tables of one page, one below the other, as one run of rows."""
    rows: dict[int, tuple[str, ...]] = {}
    spans: list[Span] = []
    tables = [
        table for table in page.find_tables() if max(len(row.cells) for row in table.rows) >= _LEAST_COLUMNS
    ]
    tables.sort(key=lambda table: table.bbox[1])
    for table in tables:
        first = len(rows) + 1
        for at, texts in enumerate(table.extract(x_tolerance=1.5)):
            rows[first + at] = tuple(glued((text or "").translate(_QUIRKS).split("\n")) for text in texts)
        spans.extend(_spans(table, first))
    top = tables[0].bbox[1] if tables else page.height
    around = " ".join(folded(word["text"]) for word in page.extract_words() if word["bottom"] <= top + 1)
    return Page(name, rows, tuple(spans), around[:2_000])


def _spans(table: Any, first: int) -> Iterator[Span]:
    """The cells that cover more than one place of the table's grid."""
    rows = [min(cell[1] for cell in row.cells if cell) for row in table.rows]
    columns = sorted({cell[0] for cell in table.cells})
    for left, top, right, bottom in table.cells:
        down = [at for at, y in enumerate(rows) if top - _INSIDE <= y < bottom - _INSIDE]
        across = [at for at, x in enumerate(columns) if left - _INSIDE <= x < right - _INSIDE]
        if down and across and (len(down) > 1 or len(across) > 1):
            yield Span(first + down[0], across[0], first + down[-1], across[-1])
