"""The table `common_word` of a large index, out of the words of its items; see common_words.py."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise

from katou_index.index.bits import bits_at
from katou_index.index.common_words import COMMON, FINE, HIGHEST, K1, LookedAt, spread
from katou_index.index.schema import FIELDS, SCOPE, WEIGHTS, Row
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database

B = 0.75  # of FTS5's bm25()
DENSE = 16  # a word in more than every 16th item has a level for each
# How often a word counts that stands in a column of the index once; a scope has no rank.
COUNTS = {"title_words": 1.0, "text_words": 1.0, "context_words": WEIGHTS["context"], "scope": 0.0}
FIRST, WIDER = 8, 1.03  # items of the highest level, and how much more of each one below
LENGTH = """title_length + text_length + context_length
            + (length(scope) - length(replace(scope, ' ', ''))) / 2"""
KINDS = "yrdp"  # of the scope terms that a search is bound by
TERMS = """select term, doc from temp.held
            where doc > ? and substr(term, 1, 1) <> ? or substr(term, 1, 2) in (?, ?, ?, ?) order by term"""
TIMES = "select doc, col from temp.places where term = ?"  # rising


class Holding(NamedTuple):
    """The items that hold a term, and what each gains by it, while they are collected."""

    items: array[int]
    gains: array[int]
    standing: Mapping[str, array[int]]  # column of the index → the items that hold it there

    def row(self, term: str, total: int) -> Row:
        """Its row of the table."""
        levels, means = _levelled(self.gains)
        fields = (self.standing.get(f"{field}_words", ()) for field in FIELDS)
        if len(self.items) * DENSE > total:
            levels = spread(self.items.tobytes(), levels, LookedAt(0, total))
            marked = (bits_at((item - 1 for item in each), total) for each in fields)
            held = b"", *(bits.to_bytes(total // 8 + 1, "little") if bits else b"" for bits in marked)
        else:
            held = self.items.tobytes(), *(array("I", each).tobytes() for each in fields)
        return term, len(self.items), held[0], levels, means.tobytes(), *held[1:]


def common_rows(db: Database, total: int) -> Iterator[Row]:
    """The rows of the table, term after term out of the full text index: what is held is of one term."""
    db.execute("create virtual table temp.held using fts5vocab(main, item_words_fts, row)")
    db.execute("create virtual table temp.places using fts5vocab(main, item_words_fts, instance)")
    kinds = [SCOPE + kind for kind in KINDS]
    terms = [term for term, _ in db.execute(TERMS, [COMMON, SCOPE, *kinds])]
    norms = _norms(db, total)
    for term in terms:
        yield _holding(db.execute(TIMES, [term]), norms).row(term, total)
    for table in ("held", "places"):
        db.execute(f"drop table temp.{table}")


def _norms(db: Database, total: int) -> array[float]:
    """For each item by its number what its length counts, as FTS5's bm25() has it."""
    mean = db.execute(f"select avg({LENGTH}) from item_words").fetchone()[0]
    norms = array("d", bytes(8 * (total + 1)))
    for item, length in db.execute(f"select id, {LENGTH} from item_words"):
        norms[item] = K1 * (1 - B + B * length / mean)
    return norms


def _holding(places: Iterable[tuple[int, str]], norms: array[float]) -> Holding:
    """The items in which a term stands, and what each gains by it; `places`: item and column of each time."""
    items, gains = array("I"), array("H")
    standing = {column: array("I") for column in COUNTS}
    last, times, here = 0, 0.0, ""
    for item, column in places:
        if item != last:
            if last:
                items.append(last)
                gains.append(int(times * (K1 + 1) / (times + norms[last]) * FINE))
            last, times, here = item, 0.0, ""
        if column != here:  # an item has its columns one after the other
            standing[column].append(item)
            here = column
        times += COUNTS[column]
    if last:
        items.append(last)
        gains.append(int(times * (K1 + 1) / (times + norms[last]) * FINE))
    return Holding(items, gains, standing)


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
