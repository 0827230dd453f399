"""What can be asked about: names from the index, each form leading to what it means.

Built once per generation of the index. Everything here is folded (see words.fold).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property

from bot.understanding.scripts import is_katakana, pattern, script, stands_before_no
from katou_index.index.naming import ENGLISH_UNITS as ENGLISH_UNITS
from katou_index.index.naming import (
    SMALL_PLAN,
    departments_of,
    folded_names,
    plan_names,
    titles_in_english,
    without_suffix,
)
from katou_index.index.naming import SUFFIXES as SUFFIXES
from katou_index.plan import (
    Department,
    FiscalYear,
    MeasureNumber,
    Plan,
    leading_number,
    measure_number,
    number_within,
)
from katou_index.records import TYPE_CHECKING, Enum, NamedTuple
from katou_index.tables import CIRCLED, Mark, Scale
from katou_index.words import fold, folded

if TYPE_CHECKING:
    from katou_index import Index
    from katou_index.index.stored import StoredNames, StoredWords
    from katou_index.years.ties import Ties

EACH = "1人1台"  # before a device in the table of words: everyone has one
OF_SEVERAL = ("全", "各")  # what begins so stands for several departments
POLICY_SIGNS = {circled: chr(0xE000 + number) for circled, number in CIRCLED.items()}  # NFKC would make ① a 1
CIRCLED_SIGNS = {ord(sign): circled for circled, sign in POLICY_SIGNS.items()}
_TWO_DIGITS = 99
FEW_TEXTS = 12  # items that are opened first, to see whether a word stands in any
MOST_LOOKED_AT = 1_000  # items that are opened for it at most
REMEMBERED = 5_000  # forms of which is kept whether the plan writes them


class Kind(Enum):
    """What a name names. The values are the signs that stand for it in a line (see cues)."""

    DEPARTMENT = "D"
    POLICY = "P"
    INITIATIVE = "I"
    MEASURE = "N"
    WORD = "T"


class KnownName(NamedTuple):
    """One folded form of a name and what it means."""

    form: str
    kind: Kind
    value: object  # department: its name; policy: its number; initiative: its name; measure: its number


class NameTable:
    """Names by their first two characters, longest first: the longest name at a place is the one meant.

    They stay in the index until a beginning is asked for: a question has few of them, a plan many. `further`
    are names that stand behind those of the index: folded form, the letter of their kind, what they name.
    """

    def __init__(self, stored: StoredNames, further: Iterable[tuple[str, str, str]] = ()) -> None:
        self._stored = stored
        self._further: dict[str, list[tuple[str, str, str]]] = {}
        for name in further:
            self._further.setdefault(name[0][:2], []).append(name)
        self._beginnings = stored.beginnings.union(self._further)
        self._ordered: dict[str, dict[str, list[KnownName]]] = {}

    def places(self, text: str) -> list[int]:
        """The places at which a name may begin: few, and each call of `at` takes time."""
        begun = self._beginnings
        return [at for at, sign in enumerate(text) if text[at : at + 2] in begun or sign in begun]

    def at(self, text: str, place: int) -> Sequence[KnownName]:
        """The names that begin at `place`, longest first."""
        pair, next_pair = text[place : place + 2], text[place + 2 : place + 4]
        found = list[KnownName]()
        if pair in self._beginnings:
            named = self._beginning(pair)
            if next_pair[1:] and next_pair in named:
                found = [name for name in named[next_pair] if text.startswith(name.form, place)]
            if (third := next_pair[:1]) and third in named:
                found += named[third]
            if "" in named:
                found += named[""]
        if pair[1:] and pair[0] in self._beginnings:
            found += self._beginning(pair[0]).get("", ())
        return found

    def _beginning(self, pair: str) -> dict[str, list[KnownName]]:
        """The names with these first two characters by the next two; by fewer what has no more."""
        found = self._ordered.get(pair)
        if found is None:
            if len(self._ordered) >= REMEMBERED:
                self._ordered.clear()
            found = {}
            for name in _longest_first((*self._stored.at(pair), *self._further.get(pair, ()))):
                found.setdefault(name.form[2:4], []).append(name)
            self._ordered[pair] = found  # whole: another thread may look at once
        return found

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and any(name.form == form for name in self.at(form, 0))

    def forms(self) -> Iterator[str]:
        """All forms, in no order."""
        yield from self._stored.forms()
        yield from (form for names in self._further.values() for form, _, _ in names)

    def __iter__(self) -> Iterator[KnownName]:
        by_beginning: dict[str, list[tuple[str, str, str]]] = {}
        for name in self._stored:
            by_beginning.setdefault(name[0][:2], []).append(name)
        for pair, names in self._further.items():
            by_beginning.setdefault(pair, []).extend(names)
        for names in by_beginning.values():
            yield from _longest_first(names)


def _longest_first(names: Iterable[tuple[str, str, str]]) -> list[KnownName]:
    ordered = sorted(dict.fromkeys(names), key=lambda name: -len(name[0]))
    return [KnownName(form, KINDS[kind], _VALUES.get(kind, str)(value)) for form, kind, value in ordered]


KINDS = {kind.value: kind for kind in Kind}
_VALUES: dict[str, Callable[[str], object]] = {"P": int, "N": measure_number}  # what a name names, from text


class PlanText:
    """The folded texts of a large plan, which stay in the index: whether a word stands there is looked up."""

    def __init__(self, index: Index, year: FiscalYear) -> None:
        self._index, self._year = index, year
        self._known: dict[str, bool] = {}

    def __contains__(self, form: object) -> bool:
        if not isinstance(form, str):
            return False
        if form not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            spaced = any(sign.isspace() for sign in form)
            self._known[form] = (
                any(form in text for text in self.with_(form))
                if spaced
                else self._index.writes(self._year, form)
            )
        return self._known.get(form, False)

    def with_(self, form: str) -> Iterator[str]:
        """Titles, planned works, results and evidences in which a form may stand, a few items at a time; of
        very many items those of the first ones."""
        places = self._index.places_with(self._year, form, most=MOST_LOOKED_AT)
        for start in range(0, len(places), FEW_TEXTS):
            for texts in self._index.texts_at(self._year, places[start : start + FEW_TEXTS]):
                yield from texts[:4]


class Thesaurus(NamedTuple):
    """Words for one thing: `japanese` by folded word, `english` by folded phrase → folded forms."""

    japanese: StoredWords
    english: StoredWords


class Vocabulary:
    """Everything a question can name, for one year of an index: the newest where none is given."""

    def __init__(self, index: Index, year: FiscalYear | None = None) -> None:
        self.index = index
        self.years: tuple[FiscalYear, ...] = tuple(sorted(index.years))
        self.year = year or self.newest
        self._writes: dict[str, bool] = {}  # what was asked of the plan's texts: questions repeat words
        self._of_all = self.tables = index.tables
        if (scale := self.scale_of(self.year)) != self.tables.scale:
            self.tables = self.tables.but(scale=scale)

    def scale_of(self, year: FiscalYear) -> Scale:
        """The scale by which a loaded year was rated."""
        return self._of_all.scales.get(year.code, self._of_all.scale)

    @property
    def newest(self) -> FiscalYear:
        """The year that is meant where none is said."""
        return self.years[-1]

    @cached_property
    def plan(self) -> Plan:
        """The year's plan."""
        return self.index.plan(self.year)

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Every department by name: those of the table, then those that only the sheet names."""
        return departments_of(self.tables, self.index.offices(self.year))

    @cached_property
    def department_forms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every department with its name and its short names, folded."""
        return tuple((n, tuple(map(fold, (n, *each.short)))) for n, each in self.departments.items())

    @cached_property
    def offices(self) -> frozenset[str]:
        """The departments that this year's plan names."""
        return frozenset(name for name, division in self.index.offices(self.year) if not division)

    @cached_property
    def divided(self) -> bool:
        """Whether this year's departments stand in 部."""
        return any(division for _, division in self.index.offices(self.year))

    @cached_property
    def _ties_from(self) -> dict[FiscalYear, Ties]:
        """Every other year → where what it has is found in this one."""
        return {year: self.index.ties(year, self.year) for year in self.years if year != self.year}

    @cached_property
    def offices_elsewhere(self) -> dict[str, tuple[str, ...]]:
        """Departments that only other years have, by name → what they are called in this year."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.index.tie_rows if len(self.years) > 1 else ():
            for year, name in ((row.before, row.name_before), (row.after, row.name_after)):
                if row.of_department and name and name not in self.offices and year != self.year:
                    called = self._ties_from[year].department(name)
                    if here := tuple(each for each in called if each in self.offices):
                        found.setdefault(name, here)
        return found

    @cached_property
    def devices_each(self) -> tuple[str, ...]:
        """Devices of which the table of words says that everyone has one: パソコン of 1人1台パソコン."""
        words = (word.removeprefix(EACH) for word in self.thesaurus.japanese if word.startswith(EACH))
        return tuple(filter(None, words))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The folded titles of this year's measures, in the order of the sheet."""
        return tuple(folded([measure.title for measure in self.plan.measures]))

    @cached_property
    def titles_elsewhere(self) -> dict[str, MeasureNumber]:
        """Folded titles that only other years have → the number that measure has in this year."""
        found: dict[str, MeasureNumber] = {}
        for row in self.index.tie_rows if len(self.years) > 1 else ():
            sides = ((row.before, row.number_before, row.name_before),
                     (row.after, row.number_after, row.name_after))  # fmt: skip
            for year, number, title in sides:
                if number and not row.of_department and year != self.year:
                    here = self._ties_from[year].measures.get(number)
                    if here in self.plan.by_number and here is not None:
                        found.setdefault(fold(title), here)
        return found

    @cached_property
    def former_titles(self) -> dict[MeasureNumber, tuple[str, ...]]:
        """Number of a measure → its folded titles in other years, where they are others."""
        found: dict[MeasureNumber, tuple[str, ...]] = {}
        here = frozenset(self.titles if self.titles_elsewhere else ())
        for title, number in self.titles_elsewhere.items():
            if title not in here:
                found[number] = (*found.get(number, ()), title)
        return found

    @cached_property
    def printed_numbers(self) -> dict[str, MeasureNumber]:
        """Numbers that are no plain digits, as they stand in a folded question → as the plan prints them."""
        printed = [number for number in self.plan.by_number if isinstance(number, str)]
        forms = {
            "".join(POLICY_SIGNS.get(sign) or fold(sign) for sign in number): number for number in printed
        }
        forms |= {
            typed: number
            for form, number in forms.items()
            if (typed := _in_digits(form)) != form and leading_number(number) in self.number_parts
        }
        return dict(sorted(forms.items(), key=lambda each: -len(each[0])))

    @cached_property
    def prints_circled(self) -> bool:
        """Whether numbers of the plan end in a circled sign (1-①)."""
        return any(isinstance(each, str) and each[-1] in CIRCLED for each in self.plan.by_number)

    @cached_property
    def number_parts(self) -> dict[int, tuple[MeasureNumber, ...]]:
        """Numbers that the plan prints in parts only: 6 → 6-①, 6-②; 1 → 防災課-1, 図書館-1."""
        found: dict[int, tuple[MeasureNumber, ...]] = {}
        for number in self.plan.by_number:
            whole = number_within(number) if isinstance(number, str) else None
            if whole is not None and whole not in self.plan.by_number:
                found[whole] = (*found.get(whole, ()), number)
        return found

    @cached_property
    def last_number(self) -> int:
        """Up to here bare digits are a measure's number: its own last one, at least two digits' worth, but no
        more than the plan can have in a row."""
        largest = max((number for number in self.plan.by_number if isinstance(number, int)), default=0)
        return max(_TWO_DIGITS, min(largest, 2 * len(self.plan.measures)))

    @cached_property
    def policies(self) -> dict[int, str]:
        """Policy number → name."""
        return {m.policy_no: m.policy for m in self.plan.measures if m.policy_no is not None}

    @cached_property
    def initiatives(self) -> tuple[str, ...]:
        """The initiatives in the order of the sheet."""
        return tuple(dict.fromkeys(m.initiative for m in self.plan.measures if m.initiative))

    def sections_of(self, department: str) -> tuple[str, ...]:
        """The sections inside a department."""
        return tuple(d.name for d in self.departments.values() if d.parent == department)

    @cached_property
    def names(self) -> NameTable:
        """Every form of every name."""
        return NameTable(self.index.names(self.year), folded_names(self._names_elsewhere()))

    def _names_elsewhere(self) -> Iterator[tuple[str, str, str]]:
        """What departments and measures are called in other years, where nothing of this year is."""
        for name in self.offices_elsewhere:
            yield name, Kind.DEPARTMENT.value, name
        others = {
            title: (Kind.MEASURE.value, str(number))
            for title, number in self.titles_elsewhere.items()
            if len(title) > 3 and not self._names_here(title)
        }
        if others:
            yield from plan_names(others, self.tables)

    def _names_here(self, title: str) -> bool:
        """Whether this year has a policy, an initiative or a measure of this name."""
        return any(
            form == title and kind != Kind.DEPARTMENT.value
            for form, kind, _ in self.index.names(self.year).at(title[:2])
        )

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """This year's scale first, then those of other loaded years, last the common signs: a sign that only
        another scale has is understood, and told to be none of this year's."""
        others = self._of_all.scales
        every = (self.tables.scale, *list(others.values())[::-1])
        return tuple(dict.fromkeys(every))

    def scale_with(self, marks: Iterable[str]) -> tuple[str, ...]:
        """The marks of the first scale that has all of these, best first; these where none has."""
        wanted = tuple(marks)
        own = (tuple(mark.mark for mark in scale.marks) for scale in self.scales)
        return next((marks for marks in own if set(wanted) <= set(marks)), wanted)

    @cached_property
    def _all_marks(self) -> tuple[Mark, ...]:
        """The marks of all scales, each once; of this year's scale first."""
        found: dict[str, Mark] = {}
        for scale in self.scales:
            for mark in scale.marks:
                found.setdefault(mark.mark, mark)
        return tuple(found.values())

    @cached_property
    def rating_signs(self) -> frozenset[str]:
        """Marks that are signs (◎), which mean a rating wherever they stand."""
        return frozenset(mark.mark for mark in self._all_marks if not is_word(mark.mark))

    @cached_property
    def rating_forms(self) -> tuple[tuple[str, str], ...]:
        """(how a mark may be written as a sign, the mark), the forms of each mark longest first."""
        return tuple(
            (form, m.mark)
            for m in self._all_marks
            for form in sorted(m.forms, key=len, reverse=True)
            if not is_word(form)
        )

    @cached_property
    def rating_letters(self) -> dict[str, str]:
        """Folded letters and figures that are marks, or written for one: `a` → A, `5` → 5."""
        return {
            fold(form): mark.mark
            for mark in reversed(self._all_marks)
            for form in (*mark.forms, mark.mark)
            if is_word(form) and is_lettered(fold(form))
        }

    @cached_property
    def rating_figures(self) -> frozenset[str]:
        """The figures among them that no measure has for its number: beside 防災課-1 and 図書館-1."""
        figures = (form for form in self.rating_letters if form.isdecimal())
        return frozenset(form for form in figures if int(form) not in self.plan.by_number)

    @cached_property
    def rating_names(self) -> frozenset[str]:
        """The folded words for ratings, and for what they mean."""
        return frozenset(word for _, word, _ in self.rating_words)

    @cached_property
    def rating_meanings(self) -> frozenset[str]:
        """The folded words for what ratings mean."""
        return frozenset(word for means, word, _ in self.rating_words if means)

    @cached_property
    def rating_words(self) -> tuple[tuple[bool, str, str], ...]:
        """(whether it says what the mark means, folded word, mark): first their names, the longest first."""
        marks = self._all_marks
        named = sorted(((word, m.mark) for m in marks for word in _words_for(m)), key=lambda e: -len(e[0]))
        meant = sorted(((fold(word), m.mark) for m in marks for word in m.means), key=lambda e: -len(e[0]))
        return (*((False, *each) for each in named), *((True, *each) for each in meant))

    @cached_property
    def said_marks(self) -> dict[str, str]:
        """Whatever says a rating → its mark: 三角, △, its other forms as signs."""
        words = {word: mark for _, word, mark in self.rating_words}
        return {**words, **{sign: sign for sign in self.rating_signs}, **dict(self.rating_forms)}

    @cached_property
    def stems(self) -> dict[str, tuple[str, ...]]:
        """A department's name without 課 → its departments: 防災 is perhaps a department, perhaps a topic."""
        found: dict[str, tuple[str, ...]] = {}
        for department, forms in self.department_forms:
            for form in forms:
                stem = without_suffix(form)
                if len(stem) > 1 and stem != form:
                    found[stem] = tuple(dict.fromkeys((*found.get(stem, ()), department)))
        return found

    @cached_property
    def stems_by_sign(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The first sign of a stem → the stems of one department alone, and that."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for stem, names in self.stems.items():
            if len(names) == 1:
                found[stem[0]] = (*found.get(stem[0], ()), (stem, names[0]))
        return found

    def partly_named(self, form: str) -> tuple[str, ...]:
        """The departments in whose names a shortened one stands: 福祉課 is 社会福祉課 or 福祉総務課."""
        stem = without_suffix(form)
        named = (name for name, own in self._own_forms if len(stem) > 1 and stem in own)
        return tuple(name for name in named if not name.startswith(OF_SEVERAL))

    @cached_property
    def _own_forms(self) -> tuple[tuple[str, str], ...]:
        """Every department with its name folded."""
        return tuple(zip(self.departments, folded([*self.departments]), strict=True))

    @cached_property
    def english_titles(self) -> dict[str, str]:
        """Folded title → its English names in one text, for matching English words."""
        return titles_in_english(self.tables)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The table of same words, and the misread ones, both ways."""
        return Thesaurus(self.index.japanese, self.index.english)

    @cached_property
    def glossary(self) -> StoredWords:
        """English word or phrase → folded words of the sheet."""
        return self.index.glossary

    @cached_property
    def same_words(self) -> NameTable:
        """The words of the thesaurus: no expression may take a piece of them."""
        return NameTable(self.index.names(None))

    @cached_property
    def misread(self) -> tuple[tuple[str, str], ...]:
        """(what is meant, what the sheet prints), folded."""
        return tuple((fold(means), fold(printed)) for printed, means in self.tables.misread.items())

    @cached_property
    def is_large(self) -> bool:
        """Whether the plan's texts stay in the index, where its words are looked up."""
        return self.index.size(self.year) > SMALL_PLAN

    @cached_property
    def plan_text(self) -> Container[str]:
        """All folded texts of the plan: what stands there is no slip."""
        return PlanText(self.index, self.year) if self.is_large else self.read_through

    @cached_property
    def read_through(self) -> str:
        """The folded texts that are looked through for words that the index does not keep as such: all of
        them, of a large plan its titles."""
        if self.is_large:
            return self.titles_text
        titles = (title.replace("\n", " ") for title in self.titles)
        return "\n".join((*titles, *(text for texts in self.written for text in texts[1:4])))

    def _texts_with(self, form: str) -> Iterable[str]:
        return self.plan_text.with_(form) if isinstance(self.plan_text, PlanText) else (self.read_through,)

    @cached_property
    def headings(self) -> dict[str, str]:
        """The fields that this year's sheet has → what it calls them."""
        return self.index.headings(self.year)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The headings of further columns of this year's sheet, as it writes them."""
        return tuple(dict.fromkeys(name for item in self.plan.items for name, _ in item.extra))

    @cached_property
    def column_values(self) -> dict[str, tuple[str, str]]:
        """Short texts of further columns, each with its column and how it is written there."""
        from bot.understanding.column_values import column_values  # here: most sheets have none

        return column_values(self) if self.columns else {}

    @cached_property
    def written(self) -> tuple[tuple[str, ...], ...]:
        """The folded texts of each item: title, planned, result, evidence, initiative, owners; all closed up;
        the English names of its title."""
        return tuple(self.index.written(self.year))

    def writes(self, form: str) -> bool:
        """Whether the plan writes a word so, or misprints it so; not どの課 in などの課題."""
        if len(form) < 4:
            return False
        if form not in self._writes:
            if len(self._writes) >= REMEMBERED:
                self._writes.clear()
            printed = (form, *(form.replace(means, other) for means, other in self.misread))
            self._writes[form] = any(
                stands_before_no(each, text, _goes_on) for each in printed for text in self._texts_with(each)
            )
        return self._writes.get(form, False)

    @cached_property
    def titles_text(self) -> str:
        """All titles in one folded text, to see whether a stretch of a question stands in a title."""
        return "\n".join((*self.titles, *self.titles_elsewhere))

    @cached_property
    def in_titles(self) -> Container[str]:
        """Where it is looked up whether a stretch of a question stands in a title: `stretch in in_titles`."""
        if not self.is_large:
            return self.titles_text
        from katou_index.index.pairs import PairedText  # here: few plans are

        return PairedText(self.titles_text)


def _goes_on(sign: str) -> bool:
    return "一" <= sign <= "鿿" or is_katakana(sign)


LETTERED = r"[a-z]{1,2}[+-]?|[0-9]{1,2}"


def is_lettered(form: str) -> bool:
    """Whether a folded form is nothing but a letter or two, or figures: a, b+, 5."""
    return len(form) < 4 and form.isascii() and pattern(LETTERED).fullmatch(form) is not None


def is_word(form: str) -> bool:
    """Whether what stands for a rating is letters, figures or Japanese writing (A, 5, 拡大), and not a sign
    (◎, :o:) that can be nothing else."""
    return script(fold(form)[:1] or " ") != ""


def _words_for(mark: Mark) -> tuple[str, ...]:
    """The folded words for a mark: those of its table, its own name, and itself where it is a word."""
    words = (*mark.words, mark.word, *(form for form in (mark.mark, *mark.forms) if is_word(form)))
    words = (*words, mark.en) if is_word(mark.mark) else words  # of a sign: what the table gives, no more
    return tuple(dict.fromkeys(form for form in folded(words) if not is_lettered(form)))


def _in_digits(form: str) -> str:
    """A number's folded form without circled signs, as it is typed on a keyboard: 6-① → 6-1."""
    digits = {sign: str(CIRCLED[circled]) for circled, sign in POLICY_SIGNS.items()}
    return "".join(digits.get(sign, sign) for sign in form)


def policy_name(number: int | None, name: str) -> str:
    """`⑤ 行政の…`, as the sheet writes it; the name alone where it has no number."""
    return f"{circled(number)} {name}".strip() if number else name


def circled(number: int) -> str:
    """5 → ⑤."""
    return chr(ord("①") + number - 1)
