"""The table `common_word` of a large index, out of the words of its items; see common_words.py."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from katou_index.index.common_words import COMMON, FINE, HIGHEST, K1, LookedAt, spread
from katou_index.index.schema import SCOPE, WEIGHTS, Row
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite_utils import Database

B = 0.75  # of FTS5's bm25()
DENSE = 16  # a word in more than every 16th item has a level for each
FIRST, WIDER = 8, 1.03  # items of the highest level, and how much more of each one below
MEAN = """select avg(title_length + text_length + context_length
                    + (length(scope) - length(replace(scope, ' ', ''))) / 2) from item_words"""
AT_ONCE = 20_000_000  # items of all words that are collected at once: some 120 MB
KINDS = "yrdp"  # of the scope terms that a search is bound by
TERMS = """select term, doc from temp.held
            where doc > ? and substr(term, 1, 1) <> ? or substr(term, 1, 2) in (?, ?, ?, ?) order by term"""
TEXTS = """select id, title_words || text_words, context_words, scope,
                  title_length + text_length + context_length
             from item_words order by id"""


class Holding(NamedTuple):
    """The items that hold a term, and what each gains by it, while they are collected."""

    items: array[int]
    gains: array[int]

    def row(self, term: str, total: int) -> Row:
        """Its row of the table."""
        levels, means = _levelled(self.gains)
        if dense := len(self.items) * DENSE > total:
            levels = spread(self.items.tobytes(), levels, LookedAt(0, total))
        return term, len(self.items), b"" if dense else self.items.tobytes(), levels, means.tobytes()


def common_rows(db: Database, total: int) -> Iterator[Row]:
    """The rows of the table, out of the words of all items."""
    db.execute("create virtual table temp.held using fts5vocab(main, item_words_fts, row)")
    kinds = [SCOPE + kind for kind in KINDS]
    counts = dict(db.execute(TERMS, [COMMON, SCOPE, *kinds]).fetchall())
    db.execute("drop table temp.held")
    mean = db.execute(MEAN).fetchone()[0]
    for terms in _parts(counts):
        holding = {term: Holding(array("I"), array("H")) for term in terms}
        for row in db.execute(TEXTS):
            _collect(holding, mean, *row)
        for term, found in holding.items():
            yield found.row(term, total)


def _parts(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """The terms in parts that are collected at once."""
    part: list[str] = []
    items = 0
    for term, held in counts.items():
        if part and items + held > AT_ONCE:
            yield part
            part, items = [], 0
        part.append(term)
        items += held
    yield part


def _collect(
    holding: Mapping[str, Holding], mean: float, row: int, words: str, context: str, scope: str, length: int
) -> None:
    """Note what an item gains by each of its words, as FTS5's bm25() has it."""
    terms = scope.split()
    norm = K1 * (1 - B + B * (length + len(terms)) / mean)
    times: dict[str, float] = dict(Counter(words.split()))
    for term in context.split():
        times[term] = times.get(term, 0) + WEIGHTS["context"]
    gained = {number: int(number * (K1 + 1) / (number + norm) * FINE) for number in set(times.values())}
    for term, number in times.items():
        if found := holding.get(term):
            items, gains = found
            items.append(row)
            gains.append(gained[number])
    for term in terms:
        if found := holding.get(term):
            items, gains = found
            items.append(row)
            gains.append(0)


def _levelled(gains: array[int]) -> tuple[bytes, array[int]]:
    """The level of each gain, and the gain in the middle of each level. Few of the best items share a level,
    of those further down more."""
    falling = sorted(gains, reverse=True)
    if not falling or not falling[0]:  # a scope
        return bytes([HIGHEST]) * len(gains), array("H")
    bounds, at, width = [falling[0]], 0.0, float(FIRST)
    while len(bounds) < HIGHEST - 1 and (at := at + width) < len(falling):
        width *= WIDER
        if falling[int(at)] < bounds[-1]:
            bounds.append(falling[int(at)])
    if falling[-1] < bounds[-1]:
        bounds.append(falling[-1])
    bounds.reverse()
    level = {gain: bisect_right(bounds, gain) for gain in set(gains)}
    middle = [(least + next_ - 1) // 2 for least, next_ in pairwise([*bounds, bounds[-1] + 1])]
    return bytes(map(level.__getitem__, gains)), array("H", middle)
