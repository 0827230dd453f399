"""Words in so many items that scoring all of these takes too long: they are scored when an index is built.

Of a large index each common word has a row in `common_word`, and so has each term of a scope (a year, a
rating, a department):

    items    how many hold it
    held     their numbers, rising, four bytes each; empty where they are many
    levels   how well each fits the word, a byte each, the better the more; where `held` is empty a byte for
             every item of the index, 0 of those that do not hold it
    gains    what each level from 1 means: BM25 without the rarity of the word, two bytes each

The levels of all items are one long number, a byte an item: what a question's words mean for each of a
million items is a sum of a few such numbers. Who may be among the best is seen by that; only of these it is
looked up how good they are.
"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, itemgetter, or_

from katou_index.index.bits import bits_at
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from katou_index.index.store import IndexStore, SoughtForm

COMMON = 2_000  # items: a word in more of them is common
K1, LEAST_RARITY = 1.2, 1e-6  # those of FTS5's bm25()
FINE = 65_535 / (K1 + 1)  # gains are kept as whole numbers
HIGHEST = 255


def rarity(items: int, held: int) -> float:
    """The idf of FTS5: none below the least one, also where more than half of the items hold a word."""
    return max(math.log((items - held + 0.5) / (held + 0.5)), LEAST_RARITY)


# -- asking ------------------------------------------------------------------------------------------------


class LookedAt(NamedTuple):
    """The items among which the best are sought: from a first one up to an end, or some of these."""

    first: int  # places in the index, from 0
    end: int
    some: Sequence[int] = ()  # places from the first on; none: all
    mask: bytes = b""  # of those from the first on HIGHEST for each that is meant; empty: all

    def of(self, levels: bytes) -> bytes:
        """A byte for each item looked at, out of a byte for each from the first to the last."""
        return bytes(itemgetter(*self.some)(levels)) if self.some else levels

    def row(self, at: int) -> int:
        """The number of an item by where it stands among those looked at."""
        return self.first + 1 + (self.some[at] if self.some else at)

    def at(self, row: int) -> int:
        """Where an item stands among those looked at."""
        place = row - self.first - 1
        return bisect_left(self.some, place) if self.some else place


class Held(NamedTuple):
    """What the table has of a term, its levels of some items only."""

    items: int
    held: bytes
    levels: bytes
    means: array[int]


class Word(NamedTuple):
    """A common word of a question."""

    levels: bytes  # of each item looked at
    gains: list[float]  # of each level from 0, with the rarity of the word


def best_rows(
    store: IndexStore, counts: Mapping[str, int], groups: Sequence[Sequence[str]], most: int
) -> list[int]:
    """The items of a large index that fit some words best, best first. `counts`: word → how many items hold
    it, the rarest first; `groups`: as `IndexStore.best` has them."""
    total = int(store.info["items"])
    common = [term for term, items in counts.items() if items > COMMON]
    among = _looked_at(store, groups, total) if common else None
    if among is None:  # so few items that the store scores each
        return [row for row, _ in store.best([*counts], (), groups, most)]
    rare = [term for term, items in counts.items() if items <= COMMON]
    scored = store.best(rare, (), groups, total) if rare else []
    words = [
        Word(
            among.of(spread(each.held, each.levels, among) if each.held else each.levels),
            _gains(rarity(total, each.items), each.means),
        )
        for each in _read(store, common, among)
    ]
    return _best(among, {row: -score for row, score in scored}, words, most)


def bits_with(store: IndexStore, form: SoughtForm, first: int, last: int) -> int:
    """The items from a first to a last one that have a form in its one field, a bit each: as it is kept here
    of common words, and as the store finds it of all others."""
    (field,) = form.fields
    known = _bits(store, {*form.own, *form.longer}, field, first, last)
    found = [known[term] for term in form.longer if term in known]
    own, standing = form.own, [known[term] for term in form.own if term in known]
    if standing and len(own) == 1:
        own, found = (), found + standing
    elif standing and not reduce(and_, standing):  # in no item all of its words: none has them in a row
        own = ()
    others = form._replace(own=own, longer=tuple([term for term in form.longer if term not in known]))
    rows = store.rows_with(others, first, last) if others.own or others.longer else ()
    return reduce(or_, found, bits_at([row - first for row in rows], last - first + 1))


def _bits(store: IndexStore, terms: Collection[str], field: str, first: int, last: int) -> dict[str, int]:
    """Those of the terms that are common → the items from first to last that hold it in a field."""
    marks, size = ", ".join("?" * len(terms)), last - first + 1
    query = f"select term, length(held) > 0, {field} from common_word where term in ({marks})"
    found = {}
    for term, listed, packed in store.select(query, tuple(terms)) if terms else ():
        if listed:
            rows = numbers(packed)
            within = rows[bisect_left(rows, first) : bisect_left(rows, last + 1)]
            found[term] = bits_at([row - first for row in within], size)
        else:
            found[term] = int.from_bytes(packed, "little") >> (first - 1) & ((1 << size) - 1)
    return found


def _gains(rare: float, means: Iterable[int]) -> list[float]:
    """What each level from 0 means, of a word of this rarity."""
    return [0.0, *[rare * gain / FINE for gain in means]]


def _best(among: LookedAt, scored: Mapping[int, float], words: Sequence[Word], most: int) -> list[int]:
    """The best items by what they have of rare words and by the levels and gains of common ones."""
    highest = sum(max(word.gains) for word in words) + max(scored.values(), default=0.0)
    unit = highest / (HIGHEST - len(words) - 1)  # each lane is rounded up: the sum still has room in its byte
    lanes = [_lane(word, unit) for word in words] if scored or len(words) > 1 else [words[0].levels]
    if scored:
        lane = bytearray(len(lanes[0]))
        for row, score in scored.items():
            lane[among.at(row)] = math.ceil(score / unit)
        lanes.append(bytes(lane))
    at = _highest(_sum(lanes, among.mask), most, slack=len(lanes))
    rows = [among.row(place) for place in at]
    scores = [scored.get(row, 0.0) for row in rows]
    for word in words:
        gained = [word.gains[word.levels[place]] for place in at]
        scores = [score + gain for score, gain in zip(scores, gained, strict=True)]
    best = heapq.nsmallest(most, zip([-score for score in scores], rows, strict=True))
    return [row for _, row in best]


def _lane(word: Word, unit: float) -> bytes:
    """What each item gains by a word, in units."""
    table = bytes([math.ceil(gain / unit) for gain in word.gains])
    return word.levels.translate(table.ljust(256, b"\0"))


def _sum(lanes: Sequence[bytes], mask: bytes) -> bytes:
    """All lanes added, item by item, 0 for those that the mask leaves out."""
    if len(lanes) == 1 and not mask:
        return lanes[0]
    summed = sum(int.from_bytes(lane, "little") for lane in lanes)
    if mask:
        summed &= int.from_bytes(mask, "little")
    return summed.to_bytes(len(lanes[0]), "little")


def _highest(summed: bytes, most: int, slack: int) -> list[int]:
    """Where the highest sums stand: so many, and all that may be as high but for rounding."""
    least, above, rest = 1, HIGHEST + 1, summed
    while above - least > 1:  # as many as are wanted are at the least or higher, fewer above
        middle = (least + above) // 2
        higher = rest.translate(None, bytes(range(middle)))
        if len(higher) >= most:
            least, rest = middle, higher
        else:
            above = middle
    least = max(least - slack, 1)
    high = summed.translate(bytes(least).ljust(256, b"\1"))
    at, place = [], high.find(1)
    while place >= 0:
        at.append(place)
        place = high.find(1, place + 1)
    return at


def _looked_at(store: IndexStore, groups: Sequence[Sequence[str]], total: int) -> LookedAt | None:
    """The items within a scope; None where they are few."""
    everything = LookedAt(0, total)
    if not groups:
        return everything
    held = [[*_read(store, group, everything)] for group in groups]
    held.sort(key=lambda some: sum(each.items for each in some))
    if all(each.held for each in held[0]):
        rows = _rows(held[0])
        for some in held[1:]:
            mask = _mask(some, everything)
            rows = array("I", [row for row in rows if mask[row - 1]])
        if len(rows) <= COMMON:
            return None
        first, end = rows[0] - 1, rows[-1]
        return LookedAt(first, end, [row - 1 - first for row in rows] if len(rows) < end - first else ())
    mask = _sum([b"\xff" * total], _mask(held[0], everything))
    for some in held[1:]:
        mask = _sum([mask], _mask(some, everything))
    if mask.count(HIGHEST) <= COMMON:
        return None
    first, end = mask.find(HIGHEST), mask.rfind(HIGHEST) + 1
    return LookedAt(first, end, mask=mask[first:end])


def _rows(terms: Sequence[Held]) -> array[int]:
    """The items that hold any of some terms, none of which very many hold, each once and rising."""
    if len(terms) == 1:
        return numbers(terms[0].held)
    return array("I", sorted({row for each in terms for row in numbers(each.held)}))


def _mask(terms: Sequence[Held], among: LookedAt) -> bytes:
    """HIGHEST for each item that holds any of some terms of a scope."""
    found = 0
    for each in terms:
        levels = spread(each.held, each.levels, among) if each.held else each.levels
        found |= int.from_bytes(levels, "little")
    return found.to_bytes(among.end - among.first, "little")


def _read(store: IndexStore, terms: Sequence[str], among: LookedAt) -> Iterator[Held]:
    """What the table has of some terms; of one that many hold the levels of those that are looked at."""
    total = int(store.info["items"])
    whole = among.end - among.first == total  # a part is copied once more
    part = "levels" if whole else f"substr(levels, {among.first + 1}, {among.end - among.first})"
    query = f"""select items, held, gains, case when length(held) > 0 then levels else {part} end
                  from common_word where term in ({", ".join("?" * len(terms))}) order by items, term"""
    for items, held, gains, levels in store.select(query, tuple(terms)):
        yield Held(items, held, levels, numbers(gains, "H"))


def numbers(packed: bytes, size: str = "I") -> array[int]:
    """What a column holds: numbers of four bytes each, or with "H" of two."""
    found = array(size)
    found.frombytes(packed)
    return found


def spread(held: bytes, levels: bytes, among: LookedAt) -> bytes:
    """A byte for each item from the first to the last, of a term that few hold."""
    items = numbers(held)
    begin, end = bisect_left(items, among.first + 1), bisect_left(items, among.end + 1)
    found = bytearray(among.end + 1)
    deque(map(found.__setitem__, items[begin:end], levels[begin:end]), maxlen=0)  # half the time of a loop
    return bytes(found[among.first + 1 :])
