"""What of the index is looked into row by row: a question needs a few rows of what may be many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from operator import attrgetter, itemgetter, lt

from katou_index.index.schema import Row, numbers, strings
from katou_index.plan import Item, Measure, Source, division_in
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    Words = Mapping[str, tuple[str, ...]]
else:
    Words = Mapping
Select = Callable[[str, tuple[object, ...]], list[Row]]

TEXTS = "select planned, result, evidence from item where id between ? and ? order by id"
TEXTS_OF = "select id, planned, result, evidence from item where id in ({rows})"
TEXTS_AT_ONCE = 64  # items whose texts are read when one after the other is asked for
TEXTS_KEPT = 1_024  # items whose texts are kept
REMEMBERED = 5_000  # words, and beginnings of names: questions repeat them


class StoredWords(Words):
    """Word → words, of which each question asks for a few. Read-only, safe for threads."""

    def __init__(self, select: Select, table: str, word: str, words: str, of: tuple[str, ...] = ()) -> None:
        within = "where language = ?" if of else "where true"
        self._query = f"select {words} from {table} {within} and {word} = ?"
        self._all = f"select {word}, {words} from {table} {within} order by rowid"
        self._select, self._of = select, of
        self._known: dict[str, tuple[str, ...] | None] = {}

    @cached_property
    def _every(self) -> dict[str, tuple[str, ...]]:
        return {word: strings(words) for word, words in self._select(self._all, self._of)}

    def __getitem__(self, word: str) -> tuple[str, ...]:
        found: tuple[str, ...] | None = self.get(word)
        if found is None:
            raise KeyError(word)
        return found

    def get(self, word: str, default: Any = None) -> Any:
        """The words of a word; of most there are none, so nothing is raised for them."""
        known = self._known
        try:
            found = known[word]
        except KeyError:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[word] = self._look_up(word)
        return default if found is None else found

    def _look_up(self, word: str) -> tuple[str, ...] | None:
        if "_every" in self.__dict__:
            return self._every.get(word)
        try:
            rows = self._select(self._query, (*self._of, word))
        except UnicodeEncodeError:  # half a character: nothing is called so
            return None
        return strings(rows[0][0]) if rows else None

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._every)

    def __len__(self) -> int:
        return len(self._every)


class StoredNames:
    """The names of a year, or with "" the words of every year, by their first two signs."""

    def __init__(self, select: Select, year: str) -> None:
        self._select, self._year = select, year

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first two signs of all names."""
        rows = self._select("select distinct begin from name where year = ?", (self._year,))
        return frozenset(begin for (begin,) in rows)

    def at(self, begin: str) -> list[tuple[str, str, str]]:
        """Form, kind and what it names, of the names with these first two signs, as the tables have them."""
        return self._select(
            "select form, kind, value from name where year = ? and begin = ? order by id", (self._year, begin)
        )

    def forms(self) -> Iterator[str]:
        """The form of each."""
        return (form for (form,) in self._select("select form from name where year = ?", (self._year,)))

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """All of them."""
        query = "select form, kind, value from name where year = ? order by id"
        return iter(self._select(query, (self._year,)))


class ItemTexts:
    """The texts of items by their row in the index: of one alone, of many where one follows the other."""

    def __init__(self, select: Select) -> None:
        self._select = select
        self._kept: dict[int, Row] = {}
        self._next = -1  # the row behind those that were read last

    def of(self, row: int) -> Row:
        """What was planned, the result, the evidence."""
        found = self._kept.get(row)
        if found is None:
            many = TEXTS_AT_ONCE if row == self._next else 1
            rows = self._select(TEXTS, (row, row + many - 1))
            self._keep(enumerate(rows, row))
            self._next, found = row + many, rows[0]
        return found

    def open(self, rows: Iterable[int]) -> None:
        """Read the texts of these at once; of more than are kept each is read when it is asked for."""
        closed = sorted({row for row in rows if row not in self._kept})
        if 1 < len(closed) < TEXTS_KEPT:
            found = self._select(TEXTS_OF.format(rows=", ".join(map(str, closed))), ())
            self._keep((row, (*texts,)) for row, *texts in found)

    def _keep(self, texts: Iterable[tuple[int, Row]]) -> None:
        if len(self._kept) >= TEXTS_KEPT:
            self._kept.clear()
        self._kept.update(texts)


_lines_as_written: Callable[[Item], str] = attrgetter("_lines")
NO_LINES = "[]"  # as written
_row_of: Callable[[Item], int] = attrgetter("_row")
_texts_of: Callable[[Item], ItemTexts] = attrgetter("_texts")


def open_texts(items: Sequence[Item]) -> None:
    """Read the texts of items of one plan that will be asked for, at once."""
    if items and _are_stored(items):
        _texts_of(items[0]).open(map(_row_of, items))


def lines_of(items: Sequence[Item]) -> list[int]:
    """The lines of many items of one plan, those of one item behind those of the one before."""
    if not _are_stored(items):
        return [line for item in items for line in item.lines]
    import json  # here: few plans are large

    written = ",".join(filter(NO_LINES.__ne__, map(_lines_as_written, items)))
    found: list[int] = json.loads(f"[{written.replace('[', '').replace(']', '')}]")
    return found


def stand_in_order(items: Sequence[Item]) -> bool:
    """Whether each of many items of one plan has lines, and all lines of one after the other rise."""
    stored = _are_stored(items)
    if NO_LINES in map(_lines_as_written, items) if stored else not all(item.lines for item in items):
        return False
    lines = lines_of(items)
    return all(map(lt, lines, islice(lines, 1, None)))


def _are_stored(items: Sequence[Item]) -> bool:
    return {*map(type, items)} <= {StoredItem}


if TYPE_CHECKING:
    StoredItem, StoredMeasure = Item, Measure
else:

    class StoredMeasure(Measure, tuple):
        """A measure of a large plan: no more than a tuple, as its items are."""

        __slots__ = ()
        year, number, title, policy_no, policy, initiative, departments, items, estimated = (
            property(itemgetter(place)) for place in range(9)
        )
        __new__ = staticmethod(tuple.__new__)  # StoredMeasure(StoredMeasure, values)
        __init__ = object.__init__

        def __eq__(self, other):
            """Whether it has the same in every field."""
            return self is other or (type(other) is StoredMeasure and tuple.__eq__(self, other))

        def __hash__(self):
            return hash(self[:2])

        def but(self, **changed):
            """A measure of its own with other values of these fields."""
            return Measure(**{**self.as_dict(), **changed})

    class StoredItem(Item, tuple):
        """An item of a large plan: its texts stay in the index and are read when they are asked for.

        Thousands are held, so each is no more than a tuple of what is asked of many at once.
        """

        __slots__ = ()
        key, id, year, measure, number, owners, rating, certainty, notes, extra = (
            property(itemgetter(place)) for place in range(10)
        )
        _file, _lines, _row, _texts = (property(itemgetter(place)) for place in range(10, 14))
        __new__ = staticmethod(tuple.__new__)  # StoredItem(StoredItem, values)
        __init__ = object.__init__

        @property
        def planned(self):
            """What was planned."""
            return self._texts.of(self._row)[0]

        @property
        def result(self):
            """What came of it."""
            return self._texts.of(self._row)[1]

        @property
        def evidence(self):
            """What the rating stands on."""
            return self._texts.of(self._row)[2]

        @property
        def division(self):
            """The 部 above its departments. Not kept: it would take more than all else of an item."""
            return division_in(self.extra) if self.extra else ""

        @property
        def lines(self):
            """The lines of the source in which it stands."""
            return numbers(self._lines)

        @property
        def source(self):
            """Where it stands."""
            return Source(self._file, self.lines)

        def __eq__(self, other):
            """Whether it is the same of the same opened index."""
            return self is other or (type(other) is StoredItem and self[-2:] == other[-2:])

        def __hash__(self):
            return self._row

        def but(self, **changed):
            """An item of its own with other values of these fields."""
            return Item(**{**self.as_dict(), **changed})
