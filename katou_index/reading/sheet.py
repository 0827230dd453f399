"""A document as cells with their places, nothing interpreted.

Every format module turns its file into a `Sheet`; `katou_index.restoring` makes a plan of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = (
    "基本方針", "取組", "事業No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価",
)  # fmt: skip
"""The nine columns of an evaluation sheet, by their tidy names."""

POLICY, INITIATIVE, NUMBER, TITLE, DEPARTMENTS, PLANNED, RESULT, EVIDENCE, RATING = range(9)

_HEADER = tuple(
    re.compile(pattern)
    for pattern in (
        r"基本方針", r"取組", r"事業(No\.?|番号)", r".*取組内容|事業名", r"担当課", r".*取組内容",
        r"取組(結果|成果).*", r"根拠.*",
    )
)  # fmt: skip
HEADER_NAMES = len(_HEADER)
_MATCHES_OF_A_HEADER = 6  # of eight: one or two names of a header may be misread


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the document shows it. `line` and `column` are its place, from 1 and from 0."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the table: nine cells, in the order of `COLUMNS`. `page` counts header rows from 1."""

    line: int
    page: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a document in their order, and its header rows (one a page)."""

    file: str
    headers: tuple[SheetRow, ...]
    rows: tuple[SheetRow, ...]


def is_header(texts: Sequence[str]) -> bool:
    """Whether these cells are a header row: by the first eight names, because the ninth is often misread."""
    return header_names(texts) >= _MATCHES_OF_A_HEADER


def header_names(texts: Sequence[str]) -> int:
    """How many of the first eight cells hold the name that a header has there."""
    names = ("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)
    return sum(bool(form.fullmatch(name)) for form, name in zip(_HEADER, names, strict=False))
