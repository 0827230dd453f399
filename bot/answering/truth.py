"""Truth in three values: of items that meet something, do not, or of which it is not known.

None is "not known": a rating that the source lost, or that nobody has filled in, and that decides. "—" is no
rating: such an item meets nothing, and takes no part where all the others are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from katou_index.records import NamedTuple

WITHOUT_EXCEPTION = ("all", "only")  # an item with "—" sets apart what is so in whole but for it


class Tally(NamedTuple):
    """How many items of a set meet what is asked, do not, are not known to, or take no part (—)."""

    yes: int
    no: int = 0
    unknown: int = 0
    apart: int = 0


def truth(quantifier: str, tally: Tally, number: int = 0) -> bool | None:
    """Whether a set is so. Raises ValueError for a quantifier that needs more than one tally, or is none.

    all, only: whoever takes part does, and someone does · most: more than half of those that take part.
    """
    yes, unknown = tally.yes, tally.unknown
    taking_part = yes + tally.no + unknown
    match quantifier:
        case "any":
            return _reached(yes, unknown, 1)
        case "none":
            return opposite(_reached(yes, unknown, 1))
        case "all" | "only":
            return False if not taking_part else _reached(yes, unknown, taking_part)
        case "not_all":
            return opposite(truth("all", tally))
        case "at_least":
            return _reached(yes, unknown, number)
        case "at_most":
            return opposite(_reached(yes, unknown, number + 1))
        case "exactly":
            return every((truth("at_least", tally, number), truth("at_most", tally, number)))
        case "most":
            return _reached(yes, unknown, taking_part // 2 + 1)
        case "share_above" | "share_to" if taking_part:
            above = _reached(yes, unknown, number * taking_part // 100 + 1)
            return above if quantifier == "share_above" else opposite(above)
        case "share_from" | "share_below" if taking_part:
            least = _reached(yes, unknown, -(-number * taking_part // 100))
            return least if quantifier == "share_from" else opposite(least)
        case "share_above" | "share_to" | "share_from" | "share_below":
            return False  # nothing has no share
    raise ValueError(f"no such quantifier: {quantifier!r}")


def _reached(yes: int, unknown: int, least: int) -> bool | None:
    return True if yes >= least else None if yes + unknown >= least else False


def more(here: Sequence[bool | None], there: Sequence[bool | None]) -> bool | None:
    """Whether more items meet the one than the other; each item's two truths stand at the same place."""
    sure = sum((one is True) - (other is not False) for one, other in zip(here, there, strict=True))
    at_best = sum((one is not False) - (other is True) for one, other in zip(here, there, strict=True))
    return True if sure > 0 else None if at_best > 0 else False


def span(tally: Tally, share: bool) -> tuple[float, float] | None:
    """The least and the most that may meet it, or their share; None where nothing takes part in it."""
    whole = tally.yes + tally.no + tally.unknown if share else 1
    return (tally.yes / whole, (tally.yes + tally.unknown) / whole) if whole else None


def beyond(one: tuple[float, float] | None, other: tuple[float, float] | None, less: bool) -> bool | None:
    """Whether the one is more than the other, or less."""
    if one is None or other is None:
        return None
    (low, high), (lowest, highest) = (other, one) if less else (one, other)
    return True if low > highest else None if high > lowest else False


def alike(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool | None:
    """Whether the one is as much as the other."""
    if one is None or other is None:
        return None
    if one[0] > other[1] or other[0] > one[1]:
        return False
    return True if one[0] == one[1] == other[0] == other[1] else None


def each(tallies: Sequence[Tally], exclusive: bool) -> bool | None:
    """Whether something meets every one of several. `exclusive`: one item can meet only one of them."""
    missing = [tally for tally in tallies if not tally.yes]
    if exclusive and len(missing) > max((tally.unknown for tally in tallies), default=0):
        return False
    return every(truth("any", tally) for tally in tallies)


def every(truths: Iterable[bool | None]) -> bool | None:
    """And."""
    found = list(truths)
    return False if False in found else None if None in found else True


def some(truths: Iterable[bool | None]) -> bool | None:
    """Or."""
    found = list(truths)
    return True if True in found else None if None in found else False


def opposite(value: bool | None) -> bool | None:
    """Not."""
    return None if value is None else not value
