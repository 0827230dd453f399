"""Which kind of file somebody handed over, by its ending and its first bytes. Nothing is opened further."""

from __future__ import annotations

import stat
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.filekinds import LOCKED, OLE, PDF, ZIP, inside_of
from katou_index.reading.textsheet import is_text_sheet

MEGABYTE = 1 << 20
MOST = {".xlsx": 50, ".pdf": 100, ".csv": 1_000, ".tsv": 1_000, ".txt": 50}  # megabytes of the file itself


def kind_of(path: Path) -> str:
    """The ending by which a file is read, one of `MOST`, if it is such a file. Raises SourceError with what
    to save it as. A table of tabs is read as a CSV is, whose ending it then gets; a .txt too, unless it has
    the headings of a text sheet, which is restored."""
    try:
        info = path.stat()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise SourceError(str(path), "", say.cannot_open(why or "")) from None
    if not stat.S_ISREG(info.st_mode):
        raise SourceError(str(path), "", say.not_a_file())
    ending = ending_of(path.name)
    if not info.st_size:
        raise SourceError(path.name, "", say.empty())
    if info.st_size > MOST[ending] * MEGABYTE:
        raise SourceError(path.name, "", say.too_large(MOST[ending]))
    _check_inside(path, ending)
    return ".csv" if ending == ".tsv" or (ending == ".txt" and not is_text_sheet(path)) else ending


def ending_of(name: str) -> str:
    """The ending of a file's name, one of `MOST`. Raises SourceError with what to save it as."""
    ending = Path(name).suffix.lower()
    if ending == ".xls":
        raise SourceError(name, "", say.old_excel())
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
    if ending == ".xlsx" and head.startswith(OLE):
        raise SourceError(path.name, "", say.old_excel())
    if ending == ".xlsx" and not head.startswith(ZIP):
        raise SourceError(path.name, "", say.not_excel(inside or "?"))
    if ending == ".pdf" and PDF not in head:
        raise SourceError(path.name, "", say.not_pdf(inside or "?"))
    if ending in (".csv", ".tsv", ".txt") and head.startswith((ZIP, PDF, OLE)):
        raise SourceError(path.name, "", say.wrong_ending(ending, inside))
