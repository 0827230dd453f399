"""An earlier answer of the conversation asked for once more, however that is said.

People say that it was earlier (さっき, 一番はじめに見せてもらった), what it was about or what kind of answer
it was (×の一覧, 二つの課の比較, 方針別の, 管財課のやつ3件), and often the form that they want it in. The
pieces stand in `grammar/recalling.txt`, in any order; `pointing` finds the query that they describe.
"""

from __future__ import annotations

from bot.understanding.pieces import GLUE, rows
from bot.understanding.templates import Match
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.templates import Lattice

LAYER = "again"
BESIDE = frozenset((GLUE, "earlier", "form", "wish", "whom"))  # they do not say which one
TELLING = frozenset(("earlier", "side"))  # only such a line has one
CALLED = frozenset(("called", "side"))
NAMING = frozenset(("about", "grouped"))  # without a word that points back, it is named and called something


def recalled(line: str, lattice: Lattice, begin: int) -> Iterator[Match]:
    """Every way to read the line from `begin` on as a request for an earlier answer."""
    for row in rows(LAYER, line, lattice, begin):
        kinds = {*row.kinds}
        points = "earlier" in kinds and bool(kinds - BESIDE or "compare" in row.words)
        on_screen = not {"alone", "shown"}.isdisjoint(row.words)  # 表示されてるの、CSVで
        points = points or ("form" in kinds and on_screen)
        points = points or {"side", "form"} <= kinds  # 一覧のほうをCSVで: not what was shown last
        if points or ("form" in kinds and "called" in kinds and kinds & NAMING):
            words = (*row.words, *(kind for kind in ("grouped", "group", "amounts") if kind in kinds))
            by = () if kinds & TELLING or "shown" in row.words else ("named",)
            called = ("called",) if kinds & CALLED else ()
            yield Match(row.place, ("edit", "described", *words, *by, *called), row.bound, row.cost)
