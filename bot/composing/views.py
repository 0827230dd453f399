"""What can be looked at without a question: the year in numbers, a measure, a department, the findings.

Facts and labels, no mark-up. A part of a bar carries the prepared question that lists its items, so that what
is shown and what is answered can never differ. Shares are of the rated items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.answering.selecting import member_items, select
from bot.card import UNKNOWN, UNRATED, BarPart, Choice, Fact
from bot.composing.context import in_one_line, own_labels
from bot.composing.messages import no_such_measure
from bot.question import Filter
from bot.understanding.similarity import nearest
from bot.understanding.vocabulary import Vocabulary, circled, policy_name
from bot.wording import page as say
from bot.wording import years
from bot.wording.answers import Wording
from bot.wording.chat import home_question
from katou_index.language import english, in_language
from katou_index.plan import (
    Certainty,
    Finding,
    FiscalYear,
    Item,
    Measure,
    MeasureNumber,
    Plan,
    Status,
    measure_number,
)
from katou_index.records import Record
from katou_index.restoring.kinds import KINDS

NEAR = 4  # names of departments that may have been meant


class ViewBar(Record):
    """The ratings of one group of items; every part stands in it, those with 0 too."""

    name: str
    value: str  # department: its name; policy: its number, "" where it has none
    parts: tuple[BarPart, ...]
    items: int
    measures: int
    rated: int
    asks: str = ""

    @property
    def shown(self) -> tuple[BarPart, ...]:
        """The parts that are not empty."""
        return tuple(part for part in self.parts if part.number)


class ItemView(Record):
    """One item in full. `key` is `R2/30-3`, `id` `30-3`."""

    key: str
    id: str
    name: str
    measure: MeasureNumber
    title: str
    part: str  # key of its rating, as in Part
    mark: str
    rating: str  # with its word, or why it has none
    owners: tuple[str, ...]
    facts: tuple[Fact, ...]
    source: str
    doubt: str
    gist: str


class MeasureView(Record):
    """One measure. A measure never has one rating: `bar` has those of its items."""

    number: MeasureNumber
    title: str
    policy: str
    initiative: str
    departments: tuple[str, ...]
    items: tuple[ItemView, ...]
    bar: ViewBar
    findings: tuple[FindingView, ...] = ()
    before: MeasureNumber | None = None
    after: MeasureNumber | None = None
    asks: str = ""  # the measure as a prepared question
    asks_course: str = ""  # the measure over the years, where several are loaded
    chart: Choice | None = None  # its picture, where it has several items


class DepartmentView(Record):
    """One department: its own items, and apart those in which it only has a part."""

    name: str
    parent: str
    sections: tuple[str, ...]
    bar: ViewBar
    city: ViewBar
    items: tuple[ItemView, ...]
    member: tuple[ItemView, ...]
    before: ViewBar | None = None  # its own of the year before, where that is loaded
    asks: str = ""  # what became of it since, as a prepared question
    chart: Choice | None = None  # its picture, where it has items

    @property
    def bars(self) -> tuple[ViewBar, ...]:
        """What is seen beside each other."""
        return (self.bar, self.city, *((self.before,) if self.before else ()))


class FindingView(Record):
    """One damage or doubt of the source; `line` is 0 where it concerns none."""

    line: int
    file: str
    cell: str
    kind: str
    status: str  # open, corrected, repaired
    text: str
    measure: MeasureNumber | None
    was: str
    now: str


class CityView(Record):
    """A whole year."""

    year: str  # code
    name: str
    imported: str
    city: ViewBar
    policies: tuple[ViewBar, ...]
    departments: tuple[ViewBar, ...]
    chart: Choice


class SameInYear(Record):
    """What is looked at, in a loaded year. `value` is its number or name there, None where it has none."""

    code: str
    name: str
    value: MeasureNumber | None
    here: bool


class Views:
    """The views of one year in one language."""

    def __init__(self, vocabulary: Vocabulary, lang: str, year: FiscalYear | None = None) -> None:
        self.vocabulary = vocabulary
        self.lang = lang
        self.year = year or vocabulary.newest
        self.say = Wording(lang, vocabulary.tables.scale, vocabulary.scales, own_labels(vocabulary.headings))
        self.plan: Plan = vocabulary.index.plan(self.year)

    # -- in other years, and what is not there ---------------------------------------------------------------

    def years(self) -> tuple[SameInYear, ...]:
        """Every loaded year, newest first."""
        return self._in_years(lambda _: "")

    def measure_in_years(self, number: MeasureNumber) -> tuple[SameInYear, ...]:
        """A measure's number in every loaded year, as people tied them; titles alone tie nothing."""
        ties = self.vocabulary.index.ties
        return self._in_years(lambda year: ties(self.year, year).measures.get(number), number)

    def department_in_years(self, name: str) -> tuple[SameInYear, ...]:
        """A department's name in every loaded year: the one that owns items there."""

        def named(year: FiscalYear) -> str | None:
            index = self.vocabulary.index
            names = index.ties(self.year, year).department(name)
            return next((e for e in names if select(index.plan(year), Filter(departments=(e,)))), None)

        return self._in_years(named, name)

    def _in_years(
        self, value: Callable[[FiscalYear], MeasureNumber | None], here: MeasureNumber = ""
    ) -> tuple[SameInYear, ...]:
        return tuple(
            SameInYear(
                year.code,
                years.short(self.lang, year),
                here if year == self.year else value(year),
                year == self.year,
            )
            for year in reversed(self.vocabulary.years)
        )

    def no_measure(self, printed: str) -> str:
        """That no measure has this number, and which numbers there are."""
        return no_such_measure(f"No.{printed}", self.plan, self.say)

    def no_department(self, name: str) -> tuple[str, tuple[str, ...]]:
        """That there is no such department, and names that are near to it."""
        names = tuple(each.name for each in self._departments())
        return say.department_missing(self.lang, name, len(names)), tuple(nearest(name, names, NEAR))

    # -- numbers -----------------------------------------------------------------------------------------

    def _bar(
        self, name: str, items: Iterable[Item], value: str = "", policy_no: int = 0, department: str = ""
    ) -> ViewBar:
        shown = tuple(items)
        rated = sum(item.rating.rated for item in shown)
        policy = circled(policy_no) if policy_no else ""

        def asks(mark: str = "") -> str:
            return self._dated(
                say.asks(self.lang, policy=policy, policy_no=policy_no, department=department, mark=mark)
            )

        parts = []
        for mark in self.vocabulary.tables.scale.marks:
            number = sum(item.rating.mark == mark.mark for item in shown)
            share = f"{100 * number / rated:.1f}" if rated else "0.0"
            word = self.say.mark(mark.mark)
            parts.append(BarPart(str(mark.rank), mark.mark, word, number, asks(mark.mark), share))
        unknown = sum(item.rating.unknown for item in shown)
        if any(item.rating.unknown for item in self.plan.items):  # every bar of a year has the same parts
            parts.append(BarPart(UNKNOWN, "?", say.label(self.lang, "unknown"), unknown))
        parts.append(BarPart(UNRATED, "—", say.label(self.lang, "unrated"), len(shown) - rated - unknown))
        measures = len({item.measure for item in shown})
        whole = asks() if policy_no or department else ""
        return ViewBar(name, value, tuple(parts), len(shown), measures, rated, whole)

    def overview(self) -> CityView:
        """The city, its policies and its departments in the order of their tables."""
        imported = self.vocabulary.index.imported_at(self.year).isoformat()
        return CityView(
            self.year.code, self.say.year(self.year), imported, self.city(),
            tuple(self._policies()), tuple(self._departments()),
            self._chart(home_question(self.lang, "city", "")),
        )  # fmt: skip

    def city(self) -> ViewBar:
        """Every item of the year."""
        bar = self._bar(say.label(self.lang, "city"), self.plan.items)
        return bar.but(measures=len(self.plan.measures))

    def _policies(self) -> Iterable[ViewBar]:
        policies: dict[tuple[int | None, str], list[Item]] = {}
        for measure in self.plan.measures:
            policies.setdefault((measure.policy_no, measure.policy), []).extend(measure.items)
        for (number, name), items in policies.items():
            yield self._bar(policy_name(number, name) or "—", items, str(number or ""), policy_no=number or 0)

    def _departments(self) -> Iterable[ViewBar]:
        for name in self.vocabulary.departments:
            if items := select(self.plan, Filter(departments=(name,))):
                yield self._bar(name, items, name, department=name)

    # -- one measure, one department -----------------------------------------------------------------------

    def measures(self) -> tuple[MeasureView, ...]:
        """Every measure in the order of the sheet."""
        return tuple(self._measure(measure) for measure in self.plan.measures)

    def measure(self, printed: MeasureNumber) -> MeasureView | None:
        """One measure, by its number or as it is printed, with neighbours and findings; None for none."""
        number = measure_number(str(printed))
        measure = self.plan.by_number.get(number)
        if measure is None:
            return None
        numbers = [each.number for each in self.plan.measures]
        place = numbers.index(number)
        return self._measure(measure).but(
            findings=tuple(each for each in self.findings() if each.measure == number),
            before=numbers[place - 1] if place else None,
            after=numbers[place + 1] if place + 1 < len(numbers) else None,
            chart=self._chart(f"No.{number}") if len(measure.items) > 1 else None,
        )

    def _measure(self, measure: Measure) -> MeasureView:
        estimated = self.say.estimated() if measure.estimated and measure.initiative else ""
        return MeasureView(
            number=measure.number,
            title=measure.title,
            policy=policy_name(measure.policy_no, measure.policy),
            initiative=measure.initiative + estimated,
            departments=measure.departments,
            items=tuple(self._item(item, measure) for item in measure.items),
            bar=self._bar(f"No.{measure.number}", measure.items),
            asks=self._dated(f"No.{measure.number}"),
            asks_course=self._course(measure) if len(self.vocabulary.years) > 1 else "",
        )

    def _dated(self, question: str) -> str:
        """A prepared question with its year, unless that is the newest: it is meant where none is said."""
        newest = self.year == self.vocabulary.newest
        return question if newest else self.say.in_year(self.year, question)

    def _course(self, measure: Measure) -> str:
        return self._dated(say.asks_course(self.lang, measure.number))

    def department(self, name: str) -> DepartmentView | None:
        """One department, None where neither a table nor the sheet names it."""
        department = self.vocabulary.departments.get(name)
        if department is None:
            return None
        items = select(self.plan, Filter(departments=(name,)))
        before = self._year_before(name)
        return DepartmentView(
            before=before,
            asks=say.asks_over(self.lang, name, self.year.code, before.value) if before else "",
            name=name,
            parent=department.parent or "",
            sections=self.vocabulary.sections_of(name),
            bar=self._bar(name, items, name, department=name),
            city=self.city(),
            items=self.items(items),
            member=self.items(member_items(self.plan, name)),
            chart=self._chart(name) if items else None,
        )

    def _chart(self, question: str) -> Choice:
        """The picture of what a question asks about, as a prepared question."""
        label, asks = self.say.take_away("png", self._dated(question))
        return Choice(label, asks, "png")

    def _year_before(self, name: str) -> ViewBar | None:
        """A department's ratings in the year before, under the name that it had then."""
        year = FiscalYear(self.year.began - 1)
        if year not in self.vocabulary.years:
            return None
        index = self.vocabulary.index
        names = index.ties(self.year, year).department(name)
        items = select(index.plan(year), Filter(departments=names))
        there = Views(self.vocabulary, self.lang, year)
        return there._bar(self.say.year(year), items, year.code) if items else None

    def items(self, items: Iterable[Item]) -> tuple[ItemView, ...]:
        """Items with what is shown of them."""
        return tuple(self._item(item, self.plan.by_number[item.measure]) for item in items)

    def _item(self, item: Item, measure: Measure) -> ItemView:
        rank = self.vocabulary.tables.scale.rank(item.rating.mark)
        texts = {"planned": item.planned, "result": item.result, "evidence": item.evidence}
        certain = item.certainty is Certainty.VERBATIM
        name = self.say.item_name(item, measure)
        lost = item.certainty is Certainty.LOST and item.rating.rated
        return ItemView(
            key=item.key,
            id=item.id,
            name=name,
            measure=measure.number,
            title=measure.title,
            part=str(rank) if item.rating.rated else UNKNOWN if item.rating.unknown else UNRATED,
            mark=item.rating.mark,
            rating=self.say.rating(item),
            owners=item.owners,
            facts=tuple(
                Fact(self.say.label(key), text or self.say.missing(item, lost and key == "planned"))
                for key, text in texts.items()
                if key in self.vocabulary.headings
            ),
            source=say.lines(self.lang, item.source.file, "・".join(map(str, item.source.lines))),
            doubt="" if certain else self.say.doubt(name, self.say.read_off(item)),
            gist=in_one_line(item.planned or item.result),
        )

    # -- the source ----------------------------------------------------------------------------------------

    def findings(self) -> tuple[FindingView, ...]:
        """Damage and doubts: those a person should look at first, then by line."""
        order = {Status.OPEN: 0, Status.CORRECTED: 1, Status.REPAIRED: 2}
        found = self.vocabulary.index.findings(self.year)
        return tuple(
            _finding(f, self.lang) for f in sorted(found, key=lambda f: (order[f.status], f.line or 0))
        )


def _finding(found: Finding, lang: str) -> FindingView:
    kind = in_language(lang, *KINDS.get(found.kind, (found.kind, found.kind)))
    return FindingView(
        found.line or 0, found.file, found.cell, kind, found.status.value,
        in_language(lang, found.text, english(found.text)), found.measure, found.was, found.now,
    )  # fmt: skip
