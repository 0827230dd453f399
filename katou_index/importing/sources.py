"""Which kind of file somebody handed over, by its ending and its first bytes. Nothing is opened further."""

from __future__ import annotations

import stat
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.filekinds import HTML_INSIDE, LOCKED, OLE, PDF, ZIP, inside_of
from katou_index.reading.textsheet import is_text_sheet

MEGABYTE = 1 << 20
_EXPORTS = (".xls", ".html", ".htm")
_BOOKS = {".xlsx": ZIP, ".xls": OLE}  # how workbooks begin
MOST = {  # megabytes of the file itself
    ".xlsx": 50, ".xls": 50, ".pdf": 100, ".csv": 1_000, ".tsv": 1_000, ".txt": 50, ".html": 50, ".ods": 50,
}  # fmt: skip


def kind_of(path: Path) -> str:
    """The ending by which a file is read, one of `MOST`, if it is such a file. Raises SourceError with what
    to save it as. A table of tabs is read as a CSV is, whose ending it then gets; a .txt too, unless it has
    the headings of a text sheet, which is restored. An .xls that is HTML is read as such."""
    try:
        info = path.stat()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise SourceError(str(path), "", say.cannot_open(why or "")) from None
    if not stat.S_ISREG(info.st_mode):
        raise SourceError(str(path), "", say.not_a_file())
    if not info.st_size:
        raise SourceError(path.name, "", say.empty())
    ending = _ending_inside(path) or ending_of(path.name)
    if info.st_size > MOST[ending] * MEGABYTE:
        raise SourceError(path.name, "", say.too_large(MOST[ending]))
    _check_inside(path, ending)
    return ".csv" if ending == ".tsv" or (ending == ".txt" and not is_text_sheet(path)) else ending


def _ending_inside(path: Path) -> str:
    """The ending that a workbook should have: systems export tables as HTML under the name .xls, and old
    workbooks are given the new ending, or the other way round. Empty where its name says what it is."""
    ending = path.suffix.lower()
    if ending not in (*_BOOKS, *_EXPORTS):
        return ""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
    if ending in _EXPORTS and inside_of(head) == HTML_INSIDE:
        return ".html"
    books = (each for each, begin in _BOOKS.items() if head.startswith(begin))
    return next(books, "") if ending in _BOOKS else ""


def ending_of(name: str) -> str:
    """The ending of a file's name, one of `MOST`. Raises SourceError with what to save it as."""
    ending = Path(name).suffix.lower()
    if ending in (".xlsm", ".xltm", ".xlsb"):
        raise SourceError(name, "", say.macros())
    if ending not in MOST:
        raise SourceError(name, "", say.unknown_ending(ending))
    return ending


def _check_inside(path: Path, ending: str) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(1024)
            locked = head.startswith(OLE) and LOCKED in head + file.read()
    except OSError as error:
        raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
    if locked:
        raise SourceError(path.name, "", say.locked())
    inside = inside_of(head)
    if ending == ".xls" and not head.startswith(OLE):
        raise SourceError(path.name, "", say.not_excel(inside or "?"))
    if ending == ".xlsx" and not head.startswith(ZIP):
        raise SourceError(path.name, "", say.not_excel(inside or "?"))
    if ending == ".ods" and not head.startswith(ZIP):
        raise SourceError(path.name, "", say.broken_excel())
    if ending == ".pdf" and PDF not in head:
        raise SourceError(path.name, "", say.not_pdf(inside or "?"))
    if ending in (".csv", ".tsv", ".txt") and head.startswith((ZIP, PDF, OLE)):
        raise SourceError(path.name, "", say.wrong_ending(ending, inside))
