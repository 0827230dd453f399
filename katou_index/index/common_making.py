"""The table `common_word` of a large index, out of the words of its items; see common_words.py."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from katou_index.index.bits import bits_at
from katou_index.index.common_words import COMMON, FINE, HIGHEST, K1, LookedAt, spread
from katou_index.index.schema import FIELDS, FTS_COLUMNS, SCOPE, WEIGHTS, Row
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database

B = 0.75  # of FTS5's bm25()
DENSE = 16  # a word in more than every 16th item has a level for each
# How much it counts that a word stands in a column of the index once, in their order; a scope has no rank.
COUNTS = (1.0, 1.0, WEIGHTS["context"], 0.0)
FIRST, WIDER = 8, 1.03  # items of the highest level, and how much more of each one below
LENGTH = """title_length + text_length + context_length
            + (length(scope) - length(replace(scope, ' ', ''))) / 2"""
KINDS = "yrdp"  # of the scope terms that a search is bound by
TERMS = """select term, doc from temp.held
            where doc > ? and substr(term, 1, 1) <> ? or substr(term, 1, 2) in (?, ?, ?, ?) order by term"""
# Item and column of each time as one number, rising, all in one text: a row of each takes twice as long.
COLUMN = " ".join(f"when '{column}' then {place}" for place, column in enumerate(FTS_COLUMNS))
BITS = 2  # of such a number that say the column
LAST = (1 << BITS) - 1
TIMES = f"select group_concat(doc * {1 << BITS} + case col {COLUMN} end) from temp.places where term = ?"
AT_ONCE = 400_000  # signs of this text that are looked at


class Holding(NamedTuple):
    """The items that hold a term, and what each gains by it, while they are collected."""

    items: array[int]
    gains: array[int]
    standing: tuple[array[int], ...]  # the items that hold it in each column of the index

    def row(self, term: str, total: int) -> Row:
        """Its row of the table."""
        levels, means = _levelled(self.gains)
        fields = self.standing[: len(FIELDS)]
        if len(self.items) * DENSE > total:
            levels = spread(self.items.tobytes(), levels, LookedAt(0, total))
            marked = (bits_at([item - 1 for item in each], total) for each in fields)
            held = b"", *(bits.to_bytes(total // 8 + 1, "little") if bits else b"" for bits in marked)
        else:
            held = self.items.tobytes(), *(each.tobytes() for each in fields)
        return term, len(self.items), held[0], levels, means.tobytes(), *held[1:]


def common_rows(db: Database, total: int) -> Iterator[Row]:
    """The rows of the table, term after term out of the full text index: what is held is of one term."""
    db.execute("create virtual table temp.held using fts5vocab(main, item_words_fts, row)")
    db.execute("create virtual table temp.places using fts5vocab(main, item_words_fts, instance)")
    kinds = [SCOPE + kind for kind in KINDS]
    terms = [term for term, _ in db.execute(TERMS, [COMMON, SCOPE, *kinds])]
    norms = _norms(db, total)
    for term in terms:
        yield _holding(_places(db, term), norms).row(term, total)
    for table in ("held", "places"):
        db.execute(f"drop table temp.{table}")


def _norms(db: Database, total: int) -> array[float]:
    """For each item by its number what its length counts, as FTS5's bm25() has it."""
    mean = db.execute(f"select avg({LENGTH}) from item_words").fetchone()[0]
    norms = array("d", bytes(8 * (total + 1)))
    for item, length in db.execute(f"select id, {LENGTH} from item_words"):
        norms[item] = K1 * (1 - B + B * length / mean)
    return norms


def _places(db: Database, term: str) -> Iterator[list[int]]:
    """Each time that a term stands in an item, as TIMES has it, all times of an item together."""
    (text,) = db.execute(TIMES, [term]).fetchone()
    start, left = 0, list[int]()
    while start < len(text):
        end = text.find(",", start + AT_ONCE)
        end = len(text) if end < 0 else end
        places = left + json.loads(f"[{text[start:end]}]")
        start = end + 1
        last = bisect_left(places, places[-1] >> BITS << BITS)  # the item may go on
        yield places[:last]
        left = places[last:]
    yield left


def _holding(places: Iterable[Sequence[int]], norms: array[float]) -> Holding:
    """The items in which a term stands, and what each gains by it."""
    found = Holding(array("I"), array("H"), tuple([array("I") for _ in COUNTS]))
    for some in places:
        times = Counter(some)
        columns = {place & LAST for place in times}
        if len(columns) == 1:  # as most words have
            (column,) = columns
            items = [place >> BITS for place in times]
            found.standing[column].extend(items)
            weighed = dict(zip(items, map(COUNTS[column].__mul__, times.values()), strict=True))
        else:
            for column in columns:
                found.standing[column].extend([place >> BITS for place in times if place & LAST == column])
            weighed = {}
            for place, number in times.items():
                item = place >> BITS
                weighed[item] = weighed.get(item, 0.0) + number * COUNTS[place & LAST]
        found.items.extend(weighed)
        found.gains.extend([
            int(weight * (K1 + 1) / (weight + norms[item]) * FINE) for item, weight in weighed.items()
        ])  # fmt: skip
    return found


def _levelled(gains: array[int]) -> tuple[bytes, array[int]]:
    """The level of each gain, and the gain in the middle of each level. Few of the best items share a level,
    of those further down more."""
    counts = sorted(Counter(gains).items(), reverse=True)
    if not counts or not counts[0][0]:  # a scope
        return bytes([HIGHEST]) * len(gains), array("H")
    ends = [*accumulate(count for _, count in counts)]  # where each gain ends, were all put in order
    bounds, at, width = [counts[0][0]], 0.0, float(FIRST)
    while len(bounds) < HIGHEST - 1 and (at := at + width) < len(gains):
        width *= WIDER
        if (gain := counts[bisect_right(ends, int(at))][0]) < bounds[-1]:
            bounds.append(gain)
    if counts[-1][0] < bounds[-1]:
        bounds.append(counts[-1][0])
    bounds.reverse()
    level = {gain: bisect_right(bounds, gain) for gain, _ in counts}
    middle = [(least + next_ - 1) // 2 for least, next_ in pairwise([*bounds, bounds[-1] + 1])]
    return bytes(map(level.__getitem__, gains)), array("H", middle)
