"""The command `start`: a new city. Its headings and ratings are shown and asked for, the tables written
into an empty folder, and the year loaded. All is made aside and put in place in one step, or not at all.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from katou_index.errors import KatouError
from katou_index.importing import sentences as importing
from katou_index.importing import start_proposals as proposals
from katou_index.importing import start_sentences as say
from katou_index.importing.deciding import Wish
from katou_index.importing.desk import Person
from katou_index.importing.proposing import Loading, proposed
from katou_index.importing.sources import kind_of
from katou_index.importing.staging import years_of
from katou_index.language import JAPANESE, both, english
from katou_index.loading import TABLE_ENDINGS, grid_of, table_of
from katou_index.plan import FiscalYear
from katou_index.reading import sentences as reading
from katou_index.reading.grid import samples
from katou_index.reading.headings import ColumnNames, bare, years_in
from katou_index.reading.layouts import Survey, survey
from katou_index.reading.sheet import COLUMNS as FIELDS
from katou_index.reading.signs import with_signs_told
from katou_index.reading.tablerows import NEEDED, SeenHeading
from katou_index.records import TYPE_CHECKING, Record
from katou_index.tablefiles import RATINGS, load_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from katou_index.tables import Column

    Surveyed = Callable[[Sequence[Column]], Survey]

RATING = "評価"
_HEADING_ROWS = 5  # of a sheet: in these its headings stand


class NewCity(Record):
    """What was asked for. `year` is None where the file is to say it."""

    file: Path
    data: Path
    year: FiscalYear | None = None
    yes: bool = False
    anyway: bool = False
    lang: str = JAPANESE

    def needs(self, person: Person) -> str:
        """What is missing where nobody can be asked, empty where nothing is."""
        return "" if self.yes or person.there else say.nobody_there()


def run_start(wish: NewCity, person: Person) -> int:
    """0 when done or given up. Raises KatouError for everything that stops it; then nothing was made."""
    there = [path.name for path in wish.data.iterdir()] if wish.data.is_dir() else []
    if there:
        raise KatouError(say.not_empty(str(wish.data), sorted(there)))
    ending = kind_of(wish.file)
    if ending not in TABLE_ENDINGS:
        raise KatouError(f"{wish.file.name}: {say.not_a_table(ending)}")
    try:
        _begin(wish, person)
    except BrokenPipeError:  # nobody reads what it says: katou-index start … | head
        raise
    except OSError as error:  # a full disk, a folder that nobody may write
        raise KatouError(importing.cannot_write(str(wish.data), error.strerror or "")) from None
    return 0


def _begin(wish: NewCity, person: Person) -> None:
    wish.data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".katou-start-", dir=wish.data.parent) as work:
        folder = Path(work) / "data"
        folder.mkdir()
        try:
            ready = _Start(wish, person, folder).run()
        except KatouError as error:  # tables are named as they would lie
            raise KatouError(str(error).replace(str(folder), str(wish.data))) from None
        if ready:
            with contextlib.suppress(FileNotFoundError):
                wish.data.rmdir()
            shutil.move(folder, wish.data)
            person.tell(say.done(wish.lang, FiscalYear.from_code(_year_of(wish.data)), str(wish.data)))


def _read_as(found: proposals.ScaleProposal, sign: proposals.RatingWord) -> str:
    return next(each.mark for each in found.words if sign.mark in each.forms)


def _year_of(data: Path) -> str:
    return next(
        path.name for path in sorted(data.iterdir()) if path.is_dir() and not path.name.startswith(".")
    )


class _Start:
    def __init__(self, wish: NewCity, person: Person, folder: Path) -> None:
        self.wish, self.person, self.folder = wish, person, folder
        self.lang = wish.lang

    def run(self) -> bool:
        """Whether the folder is ready to be put in place."""
        wish = self.wish
        grid = self.grid = with_signs_told(grid_of(wish.file, wish.file.name, kind_of(wish.file)))
        columns = load_tables(self.folder).columns
        year = wish.year or self._year(survey(grid, columns, None))
        seen = survey(grid, columns, year.began)
        if not seen.headings:
            raise KatouError(f"{wish.file.name}: {say.no_headings()}")
        self.person.tell(say.year(self.lang, year, wish.file.name))
        self._columns(seen, lambda columns: survey(grid, columns, year.began))
        scale = self._scale(year, [row for page in grid.pages for row in page.rows.values()])
        proposals.write_tables(self.folder, {RATINGS: proposals.ratings_text(wish.file.name, scale),
                                             "plan.toml": self._plan(seen)})  # fmt: skip
        return self._load(year)

    def _ask(self, question: str) -> str:
        answer = self.person.ask(question)
        if answer is None:
            raise KatouError(say.stopped_asking())
        return answer

    # -- the year ----------------------------------------------------------------------------------------

    def _year(self, seen: Survey) -> FiscalYear:
        """The one year that the titles name, else the headings; else it is asked for."""
        named = {year for text in seen.titles for year in years_in(text)}
        if len(named) != 1:
            with contextlib.suppress(KatouError):
                named = {year.began for year in years_of(self.wish.file, self.folder)} or named
        if len(named) == 1:
            return FiscalYear(named.pop())
        if self.wish.yes:
            raise KatouError(f"{self.wish.file.name}: {say.year_unknown(sorted(named))}")
        while True:
            with contextlib.suppress(ValueError):
                return FiscalYear.from_code(bare(self._ask(say.ask_year(self.lang))))
            self.person.tell(say.not_understood(self.lang))

    # -- columns -----------------------------------------------------------------------------------------

    def _columns(self, seen: Survey, surveyed: Surveyed) -> None:
        """Decide which heading is read for which field, and write it down; `surveyed` tells what the file
        shows by other tables."""
        means = {at: each.field for at, each in enumerate(seen.headings) if each.read}
        doubts: dict[str, list[int]] = {}
        for at, each in enumerate(seen.headings):
            if each.undecided:
                doubts.setdefault(each.field, []).append(at)
        self._show(seen, means, surveyed)
        if second := self._side_by_side(seen, doubts):
            raise KatouError(f"{self.wish.file.name} {second}: {reading.side_by_side()}")
        if self.wish.yes:
            if doubts:
                first = sorted(doubts, key=lambda field: field != RATING)
                said = [
                    say.undecided(each, [self._called(seen, at) for at in doubts[each]]) for each in first
                ]
                raise KatouError(f"{self.wish.file.name}: {say.undecided_all(said)}")
            if missing := [field for field in NEEDED if field not in means.values()]:
                texts = [each.text for each in seen.headings]
                other = self._other_sheet(seen, missing)
                told = say.field_elsewhere(missing, other) if other else say.field_missing(missing, texts)
                raise KatouError(f"{self.wish.file.name}: {told}")
        else:
            self._ask_columns(seen, means, doubts, surveyed)
        self._write_columns(seen, means)

    def _other_sheet(self, seen: Survey, missing: Sequence[str]) -> str:
        """The sheet that has a heading of what is missing, though it is no table of measures; "" for none."""
        names = ColumnNames(load_tables(self.folder).columns)
        for page in self.grid.pages:
            here = any(each.place.startswith(f"シート「{page.name}」") for each in seen.headings)
            for texts in () if here else islice(page.rows.values(), _HEADING_ROWS):
                if len(list(filter(None, texts))) > 1 and set(missing) <= {*map(names.field, texts)}:
                    return page.name
        return ""

    def _write_columns(self, seen: Survey, means: dict[int, str]) -> None:
        chosen: dict[str, list[SeenHeading]] = {}
        for at, each in enumerate(seen.headings):
            if at in means:
                chosen.setdefault(means[at], []).append(each)
        unread = {each.field for each in seen.headings if each.field} - chosen.keys()
        text = proposals.columns_text(self.wish.file.name, chosen, seen, unread=sorted(unread))
        proposals.write_tables(self.folder, {"columns.toml": text})

    def _kept(self, seen: Survey, means: dict[int, str], surveyed: Surveyed) -> set[str]:
        """The places of the headings that are kept as they are when these are read: what the import will do,
        as far as it is known."""
        if {*NEEDED} <= {*means.values()}:
            self._write_columns(seen, means)
            seen = surveyed(load_tables(self.folder).columns)
        return {each.place for each in seen.headings if each.kept}

    def _side_by_side(self, seen: Survey, doubts: dict[str, list[int]]) -> str:
        """Where a second table begins that has the same headings as the first one, empty where none does."""
        same = all(len({seen.headings[at].text for at in doubts.get(field, ())}) == 1 for field in NEEDED)
        return seen.headings[doubts[NEEDED[0]][-1]].place if same else ""

    def _called(self, seen: Survey, at: int) -> str:
        return f"{seen.headings[at].place}「{self._written(seen, at)[:40]}」"

    def _written(self, seen: Survey, at: int) -> str:
        """What stands over a column; with all that stands above it where another one is called the same."""
        one = seen.headings[at]
        again = sum(each.text == one.text for each in seen.headings) > 1
        return one.written if again and one.written else one.text

    def _show(self, seen: Survey, means: dict[int, str], surveyed: Surveyed) -> None:
        self.person.tell(say.headings_title(self.lang))
        kept = self._kept(seen, means, surveyed)
        for at, each in enumerate(seen.headings):
            read = next((other + 1 for other, field in means.items() if field == each.field), 0)
            field = means.get(at, "") or (say.doubt(each.field) if each.undecided and not read else "")
            field = field or (say.kept(self.lang) if each.place in kept else "")
            field = field or (say.instead(self.lang, each.field, read) if each.field and read else "")
            line = say.heading(
                self.lang, at + 1, each.place, self._written(seen, at), samples(each.cells), field
            )
            self.person.tell(line)

    def _ask_columns(
        self, seen: Survey, means: dict[int, str], doubts: dict[str, list[int]], surveyed: Surveyed
    ) -> None:
        """Until nothing is in doubt, nothing is missing and the answer is an empty line."""
        self.person.tell(say.fields(self.lang, FIELDS))
        for field, places in doubts.items():
            called = [f"{at + 1}: {self._called(seen, at)}" for at in places]
            means[self._number(say.ask_which(self.lang, field, called), {at + 1 for at in places}) - 1] = (
                field
            )
        while True:
            for field in NEEDED:
                if field not in means.values():
                    every = set(range(1, len(seen.headings) + 1))
                    means[self._number(say.ask_missing(self.lang, field), every) - 1] = field
            if not (answer := bare(self._ask(say.ask_right(self.lang)))):
                return
            heading, _, number = answer.partition("=")
            if not (heading.isdecimal() and number.isdecimal()) or not (
                1 <= int(heading) <= len(seen.headings) and int(number) <= len(FIELDS)
            ):
                self.person.tell(say.not_understood(self.lang))
                continue
            field = FIELDS[int(number) - 1] if int(number) else ""
            for at in [at for at, each in means.items() if each == field or at == int(heading) - 1]:
                del means[at]
            if field:
                means[int(heading) - 1] = field
            self._show(seen, means, surveyed)

    def _number(self, question: str, allowed: set[int]) -> int:
        """One of the allowed numbers."""
        while True:
            answer = bare(self._ask(question))
            if answer.isdecimal() and int(answer) in allowed:
                return int(answer)
            self.person.tell(say.not_understood(self.lang))

    # -- ratings -----------------------------------------------------------------------------------------

    def _scale(self, year: FiscalYear, rows: Sequence[Sequence[str]]) -> proposals.ScaleProposal:
        """The scale of the ratings that stand in the sheet, read with the columns just chosen; `rows`
        are all of it, among which a legend may say which figure is the best and what is a step of its own."""
        tables = load_tables(self.folder)
        table = table_of(self.wish.file, self.wish.file.name, tables, year.began, kind_of(self.wish.file))
        merged = {
            (row.page, row.cells[RATING].row, row.cells[RATING].column): row.text(RATING)
            for row in table.rows
        }
        cells = Counter(text for text in merged.values() if text)
        if not cells:
            doubt = next((each for each in table.doubts if each.column == RATING), None)
            why = (
                f" {doubt.place}: {both(doubt.text, english(doubt.text))}"
                if doubt
                else f": {say.no_rating()}"
            )
            raise KatouError(f"{self.wish.file.name}{why}")
        found = proposals.proposed_scale(cells)
        found = found.by_legend(text for row in rows for text in row if text)
        best = proposals.best_figure(proposals.legends(rows)) if found.by_figures else None
        if best is not None:
            found = found.from_best(best)
        elif found.by_figures:
            self.person.tell(say.figures_guessed(self.lang))
        self.person.tell(say.ratings_title(self.lang))
        for number, each in enumerate(found.words, 1):
            self.person.tell(say.rating(self.lang, number, each.mark, each.cells, each.written))
        for number, each in enumerate(found.apart, len(found.words) + 1):
            self.person.tell(
                say.rating_alike(self.lang, number, each.mark, each.cells, _read_as(found, each))
            )
        for number, (word, count) in enumerate(found.unknown, len(found.words) + len(found.apart) + 1):
            self.person.tell(say.rating_unknown(self.lang, number, word, count))
        for word, count in found.unrated:
            self.person.tell(say.ratings_unrated(self.lang, word, count))
        if not found.words and len(cells) == 1 and proposals.lists_steps(*cells):
            raise KatouError(f"{self.wish.file.name}: {say.ratings_by_format(*cells)}")
        if not self.wish.yes:
            return self._ordered(found)
        if not found.words:
            raise KatouError(f"{self.wish.file.name}: {say.ratings_unknown(list(cells))}")
        if found.apart and not self.wish.anyway:
            alike = [(each.mark, _read_as(found, each)) for each in found.apart]
            raise KatouError(f"{self.wish.file.name}: {say.ratings_alike(alike)}")
        return found

    def _ordered(self, found: proposals.ScaleProposal) -> proposals.ScaleProposal:
        unknown = [proposals.RatingWord(word, (), count, word) for word, count in found.unknown]
        every = [*found.words, *found.apart, *unknown]
        while True:
            numbers = self._ask(say.ask_order(self.lang)).replace("、", " ").replace(",", " ").split()
            if not numbers and found.words:
                return found
            if numbers and all(bare(each).isdecimal() for each in numbers):
                order = [int(bare(each)) for each in numbers]
                if len(set(order)) == len(order) and set(order) <= set(range(1, len(every) + 1)):
                    return found.ordered([every[at - 1] for at in order])
            self.person.tell(say.not_understood(self.lang))

    # -- the plan's name, loading ------------------------------------------------------------------------

    def _plan(self, seen: Survey) -> str:
        name, city = proposals.plan_name(seen)
        office = ""
        if not self.wish.yes:
            name = self._ask(say.ask_name(self.lang, name)) or name
            city = self._ask(say.ask_city(self.lang, city)) or city
            office = self._ask(say.ask_office(self.lang))
        self.person.tell(say.plan(self.lang, name, city))
        return proposals.plan_text(self.wish.file.name, name, city, office)

    def _load(self, year: FiscalYear) -> bool:
        """Shown as an import, applied to the folder aside; whether it was."""
        wish = Wish(self.wish.file, year, self.folder, yes=True, anyway=True, lang=self.lang)
        with proposed(wish) as found:
            assert isinstance(found, Loading)
            for line in found.about_file():
                self.person.tell(line)
            reasons = found.stops()
            for reason in reasons:
                self.person.tell(importing.stop_line(self.lang, reason))
            if self.wish.yes:
                if reasons and not self.wish.anyway:
                    raise KatouError(importing.stopped(reasons))
            elif not self._meant(bool(reasons)):
                self.person.tell(importing.given_up(self.lang))
                return False
            found.apply()
        return True

    def _meant(self, stopped: bool) -> bool:
        question = say.ask_anyway(self.lang) if stopped and not self.wish.anyway else ""
        answer = self.person.yes(question or importing.apply_question(self.lang).partition(" [")[0])
        if answer is None:
            raise KatouError(say.stopped_asking())
        return answer
