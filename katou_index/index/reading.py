"""`Index`: the one thing the rest of the program holds, whichever generation is current, wherever it lies."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from katou_index.address import is_address
from katou_index.errors import EncoderMissingError, IndexUnusableError, YearNotLoadedError
from katou_index.index import sentences as say
from katou_index.index.generation import Generation, damaged
from katou_index.index.places import IndexFile, database
from katou_index.index.rows import FIRST_ITEM, TEXTS, WRITTEN, tables_from
from katou_index.index.schema import FIELDS, NOT_WANTED, Row
from katou_index.index.store import EVERY, Superseded
from katou_index.index.stored import StoredNames, StoredWords
from katou_index.locks import Lock
from katou_index.manifest import differing, program
from katou_index.plan import Finding, FiscalYear, Plan
from katou_index.records import TYPE_CHECKING
from katou_index.tables import Tables
from katou_index.words import clean, fold, reading

if TYPE_CHECKING:
    from typing import TypeVar

    from katou_index.index.searching import Hit
    from katou_index.index.store import IndexStore, SoughtForm, Term
    from katou_index.meaning import Encoder
    from katou_index.years.ties import Tie, Ties

    T = TypeVar("T")


class Index:
    """An index, read-only. Safe for threads; opens what takes its place, in a file or in a database.

    If a file is damaged, the generation before it answers, and `fell_back` says so.
    """

    def __init__(self, path: str | os.PathLike[str], encoder: Encoder | None = None) -> None:
        self.path = os.fspath(path)
        self.encoder = encoder
        self._place = database(self.path) if is_address(self.path) else IndexFile(self.path)
        self._lock = Lock()
        self._seen: object = None
        self._store: IndexStore | None = None
        self.fell_back = False
        try:
            self._current()
        except IndexUnusableError:
            self._place.close()
            raise

    # -- which build -----------------------------------------------------------------------------------

    def _current(self) -> IndexStore:
        """The newest usable generation."""
        identity = self._place.identity()
        store = self._store
        if store is not None and identity in (self._seen, None):
            return store  # an index that was deleted is still open here
        with self._lock:
            if self._store is None or self._place.identity() != self._seen:
                self._open()
            assert self._store is not None
            return self._store

    def _open(self) -> None:
        identity = self._place.identity()
        try:
            fresh, fell_back = self._place.open(), False
        except IndexUnusableError as error:
            if self._store is not None:  # go on with what is open
                self._seen, self.fell_back = identity, True
                return
            fresh, fell_back = self._place.previous(error), True
        old, self._store = self._store, fresh
        self._seen, self.fell_back = identity, fell_back
        if old is not None:
            old.close()

    def _ask(self, question: Callable[[IndexStore], T]) -> T:
        """Put a question to the current generation, and again if another one took its place meanwhile."""
        while True:
            store = self._current()
            try:
                return question(store)
            except Superseded:
                with self._lock:
                    if self._store is store:
                        self._open()
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                self._give_up(store, IndexUnusableError(damaged(store.path, error)))

    def _give_up(self, broken: IndexStore, error: IndexUnusableError) -> None:
        """Go on with the generation before a damaged one, or raise the error."""
        with self._lock:
            if self._store is not broken:
                return
            if self.fell_back:
                raise error
            self._store, self.fell_back = self._place.previous(error), True
        broken.close()

    def close(self) -> None:
        """Let go of the file, or of the connections."""
        if self._store is not None:
            self._store.close()
        self._place.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- what it holds ---------------------------------------------------------------------------------

    @property
    def build(self) -> str:
        """A name of the build that answers now: changes when the index was built anew."""
        return self._current().info["build"]

    def matches(self, data: str | os.PathLike[str]) -> bool:
        """Whether it was built from what stands under `data` now, by this program, with vectors where wanted.

        Size and time are looked at first; a file whose time alone differs is compared by its SHA-256.
        """
        return self._ask(
            lambda store: (
                store.info["program"] == program()
                and (self.encoder is None or store.info["meaning"] != NOT_WANTED)
                and not differing(data, store.manifest, trust_times=True)
            )
        )

    @property
    def years(self) -> tuple[FiscalYear, ...]:
        """The fiscal years it holds, oldest first."""
        return self._ask(lambda store: tuple(store.years))

    def _select(self, query: str, values: tuple[object, ...] = ()) -> list[Row]:
        return self._ask(lambda store: store.select(query, values))

    def _made(self, name: str, make: Callable[[IndexStore], T]) -> T:
        """What is made once of each store. It may ask this index later on: for a newer one, then."""

        def made(store: IndexStore) -> T:
            if name not in store.made:
                store.made.setdefault(name, make(store))
            found: T = store.made[name]
            return found

        return self._ask(made)

    @property
    def tables(self) -> Tables:
        """The tables that people keep, as they were when it was built, each read when it is asked for."""
        return self._made("tables", lambda store: tables_from(store.select, self._select))

    @property
    def japanese(self) -> StoredWords:
        """Folded word → itself and what else means the same, folded."""
        return self._made("ja", lambda _: StoredWords(self._select, "same_form", "form", "forms", ("ja",)))

    @property
    def english(self) -> StoredWords:
        """Folded English phrase → what it means, folded."""
        return self._made("en", lambda _: StoredWords(self._select, "same_form", "form", "forms", ("en",)))

    @property
    def glossary(self) -> StoredWords:
        """English word or phrase → folded words of sheets."""
        return self._made("glossary", lambda _: StoredWords(self._select, "glossary", "english", "japanese"))

    def names(self, year: FiscalYear | None) -> StoredNames:
        """What can be named of a year; of None the words that mean something in all of them."""
        code = year.code if year else ""
        return self._made(f"names {code}", lambda _: StoredNames(self._select, code))

    def spelling(self, year: FiscalYear, kind: str) -> dict[str, str]:
        """How names of a year sound, or its words are written; the kinds stand in `index/naming.py`."""
        query = "select key, value from spelling where year = ? and kind = ? order by id"
        return dict(self._select(query, (year.code, kind)))

    def headings(self, year: FiscalYear) -> dict[str, str]:
        """The fields that the sheet of a year has (planned, result, evidence, policy …) → what it calls them;
        "" for one that stands in no column of its own."""
        query = "select field, name from heading where year = ? order by id"
        rows = self._made(f"headings {year.code}", lambda made: made.select(query, (year.code,)))
        return dict(rows)

    def offices(self, year: FiscalYear) -> list[tuple[str, str]]:
        """The departments that a year names, each with "" or the 部 that it stands under there."""
        query = "select name, division from office where year = ? order by id"
        return self._made(f"offices {year.code}", lambda store: store.select(query, (year.code,)))

    def places_with(
        self, year: FiscalYear, form: str, fields: Iterable[str] = FIELDS, *,
        written: bool = False, most: int = EVERY,
    ) -> list[int]:  # fmt: skip
        """Where among a year's items, from 0, those stand that have all words of a form, or one that it is
        part of, in some of the fields "title", "text", "context"; the first so many of them. `written`: all
        in which the form itself stands as well, in whatever field but the context."""

        def look(store: IndexStore) -> list[int]:
            within = self._within(store, year, form, fields, written=written)
            first = self._first_item(year)
            rows = store.rows_with(*within, form if written else "", most) if within else []
            return [row - first for row in rows]

        return self._ask(look)

    def bits_with(self, year: FiscalYear, form: str, field: str) -> int:
        """What `places_with` finds in one field, a bit for each item of the year. Of words that stand in many
        items no row is looked at."""

        def look(store: IndexStore) -> int:
            from katou_index.index.common_words import bits_with  # here: of large plans

            within = self._within(store, year, form, (field,))
            return bits_with(store, *within) if within else 0

        return self._ask(look)

    def writes(self, year: FiscalYear, form: str, fields: Iterable[str] = FIELDS) -> bool:
        """Whether a form without a blank stands in a year's titles or texts, whose blanks are left out: in
        those of an item that has its words in some of the fields."""

        def look(store: IndexStore) -> bool:
            within = self._within(store, year, form, fields, written=True)
            return bool(within and store.is_written(*within, form))

        return self._ask(look)

    def _within(
        self, store: IndexStore, year: FiscalYear, form: str, fields: Iterable[str], *, written: bool = False
    ) -> tuple[SoughtForm, int, int] | tuple[()]:
        """What has a form, the first and the last item of a year; () where it has no such word, or `written`
        where surely no text has the form itself."""
        from katou_index.index import searching  # here, as below: small plans are read, not searched

        if written and not searching.may_be_written(store, form):
            return ()
        if not (found := searching.form_of(store, form, fields)):
            return ()
        first = self._first_item(year)
        return found, first, first + store.years[year].items - 1

    def _first_item(self, year: FiscalYear) -> int:
        """The number of the first item of a year; the others follow it in the order of the sheet."""
        found: int = self._made(
            f"first {year.code}", lambda store: store.select(FIRST_ITEM, (year.code,))[0][0]
        )
        return found

    def texts_at(self, year: FiscalYear, places: Iterable[int]) -> list[tuple[str, ...]]:
        """The folded texts, as `written`, of the items at some places of a year, which rise."""
        first = self._first_item(year)
        among = ", ".join(str(first + place) for place in places)
        return self._select(f"{TEXTS} where id in ({among}) order by id")

    def written(self, year: FiscalYear) -> list[tuple[str, ...]]:
        """The folded texts of each item of a year: title, planned, result, evidence, initiative, owners; of a
        small plan these closed up, with BETWEEN between them, and the English names of its title."""
        return self._select(WRITTEN, (year.code,))

    @property
    def vocabulary(self) -> Mapping[str, Term]:
        """Every term of titles, texts, policies and departments: in how many items it is, and its reading."""
        return self._ask(lambda store: store.vocabulary)

    def readings(self, names: Collection[str]) -> list[str]:
        """The readings of names; what the tables name has been read when the index was built."""
        known = self._ask(lambda store: store.name_readings)
        return [known.get(fold(name)) or reading(name) for name in names]

    def has_term(self, term: str) -> bool:
        """Whether any item holds this term (as `words.terms` gives it)."""
        try:
            return self._ask(lambda g: bool(g.select("select 1 from word where term = ?", (term,))))
        except UnicodeEncodeError:
            return False

    def _loaded(self, year: FiscalYear) -> Callable[[IndexStore], IndexStore]:
        def check(store: IndexStore) -> IndexStore:
            if year not in store.years:
                raise YearNotLoadedError(say.year_not_loaded(year.japanese))
            return store

        return check

    def plan(self, year: FiscalYear) -> Plan:
        """A whole year, read once. Raises YearNotLoadedError."""
        return self._ask(lambda store: self._loaded(year)(store).plan(year))

    def size(self, year: FiscalYear) -> int:
        """How many items a year has. Raises YearNotLoadedError."""
        return self._ask(lambda store: self._loaded(year)(store).years[year].items)

    @property
    def tie_rows(self) -> tuple[Tie, ...]:
        """What of one year is which of another, as people decided it and as titles leave no doubt."""
        return self._ask(lambda store: store.ties)

    def ties(self, there: FiscalYear, here: FiscalYear) -> Ties:
        """Where the measures and departments of one loaded year are found in another."""
        from katou_index.years.ties import between  # here: most questions are of one year

        return between(self.tie_rows, self.years, there, here)

    def findings(self, year: FiscalYear) -> tuple[Finding, ...]:
        """Damage and doubts in a year's sources. Raises YearNotLoadedError."""
        return self._ask(lambda store: self._loaded(year)(store).findings(year))

    def corrections(self, year: FiscalYear, kind: str = "corrected") -> tuple[Finding, ...]:
        """What people corrected in a year, in the order of the records; of the kind "confirmed", what they
        read again and left as it was. Raises YearNotLoadedError."""
        return self._ask(lambda store: self._loaded(year)(store).corrections(year, kind))

    def digest(self, year: FiscalYear) -> str:
        """The hash over the year's files that was built in."""
        return self._ask(lambda store: self._loaded(year)(store).years[year].files_sha256)

    @property
    def version(self) -> str:
        """Eight characters that name what the files of its years hold: the same until one of them changes."""
        lines = (f"{year.code} {self.digest(year)}" for year in self.years)
        return f"{zlib.crc32(chr(10).join(lines).encode()):08x}"

    def imported_at(self, year: FiscalYear) -> date:
        """The day the year's files as they are now were first built in. Raises YearNotLoadedError."""
        return self._ask(lambda store: self._loaded(year)(store).years[year].imported_at)

    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        years: Collection[FiscalYear] | None = None,
        ratings: Collection[str] | None = None,
        departments: Collection[str] | None = None,
        policies: Collection[int] | None = None,
        meaning: bool = False,
    ) -> list[Hit]:
        """The items that fit a text best, best first; never raises for a text, whatever it holds.

        years, ratings (marks), departments (owners of the item) and policies (numbers) bound the search:
        any of the values of one kind, all kinds at once. None bounds nothing; an empty one leaves nothing.
        `meaning`: what sentences mean counts, too, where the index was opened with an encoder and holds it.
        """
        from katou_index.index.searching import Scope, search

        scope = Scope.of(years=years, ratings=ratings, departments=departments, policies=policies)
        encoder = self.encoder if meaning and clean(text) else None
        return self._ask(lambda store: search(store, text, limit, scope, encoder))

    def near(self, text: str, year: FiscalYear, limit: int = 3) -> list[Hit]:
        """The items of a year that mean something like the text, likest first; the score is how like.

        None without an encoder, or where its vectors are not in the index. Never raises for a text.
        """
        encoder = self.encoder
        if encoder is None or not (text := clean(text)):
            return []
        from katou_index.index.searching import near

        try:
            return self._ask(lambda store: near(store, encoder, text, year, limit))
        except EncoderMissingError:
            return []


def open_index(path: str | os.PathLike[str], encoder: Encoder | None = None) -> Index:
    """Open an index for reading. Raises IndexUnusableError if neither it nor the one before it is usable."""
    return Index(path, encoder)


def open_if_fresh(
    data: str | os.PathLike[str], path: str | os.PathLike[str], encoder: Encoder | None = None
) -> Index | None:
    """The index at `path`; None if it is missing, unusable, older than `data` or than this program, or lacks
    the vectors that an encoder would have made."""
    try:
        index = Index(path, encoder)
    except IndexUnusableError:
        return None
    if not index.fell_back and index.matches(data):
        return index
    index.close()
    return None


def check_index(data: str | os.PathLike[str], path: str | os.PathLike[str]) -> list[str]:
    """The files under `data` that differ from those the index was built from, all read byte for byte.

    Raises IndexUnusableError if the index itself is not whole.
    """
    if is_address(path):
        place = database(os.fspath(path))
        try:
            return _differing(data, place.open())
        finally:
            place.close()
    return _differing(data, Generation(path, whole=True))


def _differing(data: str | os.PathLike[str], store: IndexStore) -> list[str]:
    try:
        store.check_inside()
        return differing(data, store.manifest, trust_times=False)
    finally:
        store.close()
