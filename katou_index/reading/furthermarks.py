"""Further columns that hold nothing but marks of the scale: perhaps one of them is the rating."""

from __future__ import annotations

from collections.abc import Iterator

from katou_index.reading.dittos import says_as_beside
from katou_index.tables import Scale

_LEAST = 2  # one mark alone is no column of them
_QUALITY = "性"  # what names a quality (必要性, 有効性) is a part of a rating


class FurtherMarks:
    """Is shown the cells of further columns as they come, and tells which of the columns are such."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._seen: dict[str, int | None] = {}  # column → how many marks; None: something else was there

    def see(self, name: str, cell: str) -> None:
        """One cell of a column; an empty one, a dash and 〃 say nothing."""
        count = self._seen.get(name, 0)
        if cell and count is not None and not says_as_beside(cell):
            rating = self._scale.read(cell)
            self._seen[name] = None if rating is None else count + rating.rated

    def columns(self) -> Iterator[str]:
        """The columns that could be the rating."""
        for name, count in self._seen.items():
            if count is not None and count >= _LEAST and not name.endswith(_QUALITY):
                yield name
