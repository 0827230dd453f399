"""Answer → the tables of its Excel file, before its items: groups, years side by side, or a list to read.

Numbers as numbers, one thing a column: a sheet that people sort, filter and add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import AnyAnswer, Change, Changed, Compared, Followed, Group, Overview, Tabled
from bot.answering.selecting import group, percent
from bot.composing import asked
from bot.composing.context import CardWriter
from bot.wording import takeaway as say
from bot.wording import years
from katou_index.exporting import TableSheet
from katou_index.plan import FiscalYear, Item, MeasureNumber, State
from katou_index.years.ties import pairs

Row = tuple[str, ...]
Course = tuple[tuple[Item | None, ...], str]  # an item in each of the years, oldest first; what became of it
OPEN = (State.LOST, State.UNFILLED)


def tables(answer: AnyAnswer, items: Sequence[Item], writer: CardWriter) -> tuple[TableSheet, ...]:
    """The sheets before the items; the first one is what people see when they open the file."""
    lang = writer.say.lang
    match answer:
        case Tabled() if answer.groups and not answer.question.change:
            return (_groups(answer, writer),)
        case Overview() if answer.groups:
            return (_by_mark(answer.groups, "policy", writer),)
        case Changed() | Compared() if answer.changes:
            courses = tuple(_course(each, answer.question.over, writer) for each in answer.changes)
            return _over_years(courses, answer.question.over, writer)
        case Followed() if answer.chains:
            over = tuple(reversed([step.year for step in answer.steps]))
            courses = tuple((tuple(reversed(chain)), "") for chain in answer.chains)
            return _over_years(courses, over, writer)
        case Compared() if answer.groups:
            sides = (*answer.groups, *((answer.city,) if answer.city else ()))
            return (_by_mark(sides, "", writer), TableSheet(say.sheet(lang, "list"), _listed(items, writer)))
    return (TableSheet(say.sheet(lang, "list"), _listed(items, writer)),)


def mark_of(item: Item, writer: CardWriter) -> str:
    """The mark alone, as in the column of ratings; why there is none where there is none."""
    return item.rating.mark if item.rating.rated else writer.say.state(item.rating.state)


# -- groups ------------------------------------------------------------------------------------------------


def _groups(answer: Tabled, writer: CardWriter) -> TableSheet:
    query = answer.query
    told = query is not None and bool(query.conditions) and not query.having and answer.group_by != "year"
    if told and all(each.whole for each in answer.groups):
        return _part_of_each(answer, writer)
    if only := _only_rated(answer):
        return _of_marks(answer, only, writer)
    return _by_mark(answer.groups, answer.group_by, writer, ranked=bool(answer.ranked))


def _only_rated(answer: Tabled) -> tuple[str, ...]:
    """The marks that the items of a table were chosen by; of other marks it tells nothing."""
    conditions = answer.query.conditions if answer.query is not None else ()
    rated = [each for each in conditions if each.aspect == "rating" and not each.negated]
    marks = tuple(mark for each in rated for mark in each.values)
    chosen = all(item.rating.mark in marks for each in answer.groups for item in each.items)
    return marks if chosen else ()


def _of_marks(answer: Tabled, marks: Sequence[str], writer: CardWriter) -> TableSheet:
    """A row a group: its items of these marks, of how many measures they are, and their share where asked."""
    lang, shares = writer.say.lang, answer.ranked in ("share", "shares")
    summed = len(marks) > 1
    heads = (
        writer.say.unit(answer.group_by),
        *map(writer.say.mark, marks),
        *((say.column(lang, "items"),) if summed else ()),
        say.column(lang, "measures"),
        *((say.column(lang, "rated"), writer.say.share_header()) if shares else ()),
    )
    rows = (
        (
            writer.group_name(each),
            *(str(sum(item.rating.mark == mark for item in each.items)) for mark in marks),
            *((str(len(each.items)),) if summed else ()),
            str(len({(item.year, item.measure) for item in each.items})),
            *((str(each.rated), f"{each.number}%") if shares else ()),
        )
        for each in answer.groups
    )
    return TableSheet(say.sheet(lang, "table"), (heads, *rows))


def _part_of_each(answer: Tabled, writer: CardWriter) -> TableSheet:
    """What of each group meets the conditions, in the order of the answer, with its place if it has one."""
    assert answer.query is not None
    lang, placed = writer.say.lang, any(each.place for each in answer.groups)
    shares = answer.ranked in ("share", "shares")
    counted = asked.phrase(answer.query.conditions, writer) or writer.say.items_header()
    heads = (
        say.column(lang, "place"),
        writer.say.unit(answer.group_by),
        counted,
        say.column(lang, "of items"),
    )
    rows = (
        (
            str(each.place or ""),
            writer.group_name(each),
            str(len(each.hits)),
            str(each.whole),
            *((f"{each.number}%",) if shares else ()),
        )
        for each in answer.groups
    )
    found = ((*heads, writer.say.share_header()) if shares else heads, *rows)
    return TableSheet(say.sheet(lang, "table"), tuple(row if placed else row[1:] for row in found))


def _by_mark(
    groups: Sequence[Group], group_by: str, writer: CardWriter, *, ranked: bool = False
) -> TableSheet:
    """A row a group: its items by mark, those without, the sums, the shares of the rated ones."""
    lang = writer.say.lang
    by_department = group_by == "department"
    own = (say.column(lang, "section of"), say.column(lang, "shared items")) if by_department else ()
    every = tuple(dict.fromkeys(item for each in groups for item in each.items))
    others = {item.rating.mark: None for item in every if item.rating.rated}  # of another year's scale
    marks = tuple(dict.fromkeys((*writer.marks, *others)))
    names = ("not rated", "unknown", "items", "measures", "rated")
    heads = (
        writer.say.unit(group_by) or say.chart_label(lang, "sides"),
        *own,
        *map(writer.say.mark, marks),
        *(say.column(lang, name) for name in names),
        *(say.column_share(lang, writer.say.mark(mark)) for mark in marks),
    )
    rows = [_numbers(each, marks, writer, by_department=by_department) for each in groups]
    whole = len(groups) > 1 and bool(group_by) and not ranked and len({item.year for item in every}) == 1
    if whole:
        summed = group(say.column(lang, "sum"), every, marks)
        rows.append(_numbers(summed, marks, writer, by_department=by_department))
    return TableSheet(say.sheet(lang, "table"), (heads, *rows), whole)


def _numbers(each: Group, marks: Sequence[str], writer: CardWriter, *, by_department: bool) -> Row:
    items = each.items
    shared = str(sum(len(item.owners) > 1 for item in items))
    numbers = [sum(item.rating.mark == mark for item in items) for mark in marks]
    return (
        writer.group_name(each) or writer.say.whole_city(),
        *((section_of((each.value,), writer), shared) if by_department else ()),
        *map(str, numbers),
        str(sum(item.rating.state is State.DASH for item in items)),
        str(sum(item.rating.state in OPEN for item in items)),
        str(len(items)),
        str(len({(item.year, item.measure) for item in items})),
        str(each.rated),
        *(f"{percent(number, each.rated)}%" if each.rated else "" for number in numbers),
    )


def section_of(owners: Iterable[str], writer: CardWriter) -> str:
    """The departments that these are sections of, "" where they are none."""
    known = writer.vocabulary.departments
    parents = (known[owner].parent for owner in owners if owner in known)
    return writer.say.join(dict.fromkeys(parent for parent in parents if parent))


# -- years -------------------------------------------------------------------------------------------------


def _course(change: Change, over: Sequence[FiscalYear], writer: CardWriter) -> Course:
    """What an item was and is in each year, through links; years in between from the last."""
    between = (_partner(change, year, writer) for year in over[1:-1])
    return (change.before, *between, change.after), years.kind(writer.say.lang, change.kind)


def _partner(change: Change, year: FiscalYear, writer: CardWriter) -> Item | None:
    index, item = writer.vocabulary.index, change.item
    first, last = sorted((item.year, year))
    found = pairs(index.plan(first), index.plan(last), index.ties(first, last), index.ties(last, first))
    own = (each for each in found if item in (each.before, each.after))
    return next((each.before if year == first else each.after for each in own), None)


def _over_years(
    courses: Sequence[Course], over: Sequence[FiscalYear], writer: CardWriter
) -> tuple[TableSheet, ...]:
    """A row a measure; then, where one of them has several items, a row an item."""
    by_measure: dict[tuple[str, MeasureNumber], list[Course]] = {}
    for course in courses:
        item = _latest(course)
        by_measure.setdefault((item.year.code if item.year != over[-1] else "", item.measure), []).append(
            course
        )
    lang, tells = writer.say.lang, any(kind for _, kind in courses)
    heads = (
        *(say.column(lang, name) for name in ("number", "title", "owner")),
        *(say.rating_in(lang, year) for year in over),
        *((say.column(lang, "change"),) if tells else ()),
        say.column(lang, "called before"),
    )
    measures = (heads, *(_measure_row(own, over, writer, tells=tells) for own in by_measure.values()))
    sheets = [TableSheet(say.sheet(lang, "table"), measures)]
    if len(by_measure) < len(courses):
        rows = (
            (row[0], str(_latest(course).number), *row[1:])
            for course in courses
            for row in (_measure_row([course], over, writer, tells=tells),)
        )
        item_heads = (heads[0], say.column(lang, "item"), *heads[1:])
        sheets.append(TableSheet(say.sheet(lang, "items"), (item_heads, *rows)))
    return tuple(sheets)


def _measure_row(
    courses: Sequence[Course], over: Sequence[FiscalYear], writer: CardWriter, *, tells: bool
) -> Row:
    """One measure, or one item of it: its name now, its rating in every year, what became of it."""
    latest = [_latest(course) for course in courses]
    measure = writer.measure(latest[0])
    owners = dict.fromkeys(owner for item in latest for owner in item.owners)
    ratings = []
    for at in range(len(over)):
        own = [(now, chain[at]) for now, (chain, _) in zip(latest, courses, strict=True)]
        texts = [
            mark_of(was, writer)
            if len(own) == 1
            else say.rated_item(writer.say.lang, now.number, mark_of(was, writer))
            for now, was in own
            if was
        ]
        ratings.append(writer.say.join(texts))
    kinds = dict.fromkeys(kind for _, kind in courses)
    told = (
        kind if len(courses) == 1 else f"{kind} {sum(other == kind for _, other in courses)}"
        for kind in kinds
    )
    return (
        str(measure.number),
        measure.title,
        writer.say.join(owners),
        *ratings,
        *((writer.say.join(told),) if tells else ()),
        _called_before(courses, writer),
    )


def _called_before(courses: Sequence[Course], writer: CardWriter) -> str:
    """The numbers and titles that a measure had in earlier years, where they were others."""
    now = writer.measure(_latest(courses[0]))
    found: dict[str, None] = {}
    for chain, _ in courses:
        for item in chain:
            was = writer.measure(item) if item else now
            if (was.number, was.title) != (now.number, now.title) and item:
                found[years.was_called(writer.say.lang, item.year, was.number, was.title)] = None
    return writer.say.join(found)


def _latest(course: Course) -> Item:
    return next(item for item in reversed(course[0]) if item is not None)


# -- a list ------------------------------------------------------------------------------------------------


def _listed(items: Sequence[Item], writer: CardWriter) -> tuple[Row, ...]:
    """What fits on a screen of each item: the whole of it stands on the sheet of items."""
    lang = writer.say.lang
    dated = len({item.year for item in items}) > 1
    names = ("number", "item", "title", "owner", "section of", "shared", "rating", "planned")
    heads = tuple(say.column(lang, name) for name in (("year", *names) if dated else names))
    rows = (
        (
            *((item.year.code,) if dated else ()),
            str(item.measure),
            str(item.number),
            writer.measure(item).title,
            writer.say.join(item.owners),
            section_of(item.owners, writer),
            say.column(lang, "shared") if len(item.owners) > 1 else "",
            mark_of(item, writer),
            item.planned,
        )
        for item in items
    )
    return (heads, *rows)
