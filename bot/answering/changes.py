"""What became of an item from the first year of a query to the last: item, years → `Change`.

    △ in R1, ○ in R2 → "better"; "—" in a year is neither better nor worse; two scales are not compared

Which item it was in the other year the store tells (links.csv); where that is open, so is the change.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Change
from bot.answering.store import Partner, Store
from bot.answering.truth import every
from katou_index.plan import Item, State
from katou_index.words import fold

# In which kinds of change are told.
ORDER = ("better", "worse", "unrated", "rescaled", "new", "ended", "open")
OPEN = (State.LOST, State.UNFILLED)


def changed(item: Item, how: str, years: Sequence[str], store: Store, steps: int = 0) -> bool | None:
    """Whether an item changed so from the first year to the last, None where that cannot be told.

    `how` as of conditions (bot.query); `steps` of the scale at least. "—" in a year is neither better nor
    worse. Raises ValueError for another `how`.
    """
    before, after = store.partner(item, years[0]), store.partner(item, years[-1])
    if len(years) < 2:
        return None
    match how:
        case "new":
            return False if after.item is None else None if before.open else before.item is None
        case "dropped":
            return None if after.open else after.item is None
        case "always":
            return _always(item, years, store)
    if before.item is None or after.item is None:
        return None if before.open or after.open else False
    match how:
        case "better" | "worse" | "same":
            kind, moved = _step(before.item, after.item, store)
            return None if kind == "unknown" else kind == how and moved >= steps
        case "renamed":
            was, now = store.measure(before.item).title, store.measure(after.item).title
            return fold(was) != fold(now)
        case "renumbered":
            return before.item.measure != after.item.measure
        case "moved":
            return not store.alike(before.item, after.item)
    raise ValueError(f"no such change: {how!r}")


def _always(item: Item, years: Sequence[str], store: Store) -> bool | None:
    """The same mark in every year."""
    return every(_same_mark(store.partner(item, year), item) for year in years)


def _same_mark(there: Partner, item: Item) -> bool | None:
    if there.item is None:
        return None if there.open else False
    marks = (there.item.rating, item.rating)
    if State.DASH in (mark.state for mark in marks):
        return False
    return None if any(mark.state in OPEN for mark in marks) else marks[0] == marks[1]


def _step(before: Item, after: Item, store: Store) -> tuple[str, int]:
    """better, worse, same, by how many steps of the scale; "—" in a year is none of them; else unknown."""
    states = (before.rating.state, after.rating.state)
    if State.DASH in states:
        return "dash", 0
    scale = store.scale(after.year.code)
    if scale != store.scale(before.year.code):
        return "rescaled", 0  # A is neither better nor worse than ○
    if any(state in OPEN for state in states):
        return "unknown", 0
    moved = scale.index(before.rating.mark) - scale.index(after.rating.mark)
    return "better" if moved > 0 else "worse" if moved < 0 else "same", abs(moved)


def change(item: Item, years: Sequence[str], store: Store) -> Change:
    """What it is in the first and in the last year, with the kind of the change (bot.answer.Change)."""
    before, after = store.partner(item, years[0]), store.partner(item, years[-1])
    if before.item is None or after.item is None:
        gone = "open" if before.open or after.open else "ended" if after.item is None else "new"
        return Change(before.item, after.item, gone)
    kind, _ = _step(before.item, after.item, store)
    return Change(before.item, after.item, "unrated" if kind in ("dash", "unknown") else kind)
