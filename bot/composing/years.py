"""The cards of answers over several years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.answer import Change, Changed, Compared, Followed, Step
from bot.answering.changes import ORDER
from bot.answering.selecting import group
from bot.card import (
    UNRATED,
    Bars,
    CardBlock,
    Choice,
    Course,
    Courses,
    CourseStep,
    Fact,
    ItemList,
    ItemRow,
    Section,
)
from bot.composing import tables
from bot.composing.context import Composition
from bot.question import Field
from bot.wording import years
from katou_index.plan import Item, Measure, measure_of
from katou_index.words import fold

LISTED = 30  # changes of a kind that are listed
OFFERED = ("better", "worse", "new", "ended")


def compared(answer: Compared, page: Composition) -> tuple[CardBlock, ...]:
    """What changed from the first year to the last, kind by kind."""
    lang = page.say.lang
    blocks: list[CardBlock] = []
    for kind in ORDER:
        found = [change for change in answer.changes if change.kind == kind]
        if found:
            title = years.title(lang, kind, page.counted(change.item for change in found))
            if len(answer.question.over) > 2:
                title = f"{years.course(lang, answer.question.over)} {title}"
            blocks += _listed(found, page, title)
    same = [change.item for change in answer.changes if change.kind == "same"]
    if same and answer.question.rated_in:  # they were asked for one by one
        unchanged = [change for change in answer.changes if change.kind == "same"]
        title = years.title(lang, "same", page.counted(same))
        blocks += _listed(unchanged, page, title)
    elif same:
        counted = f"{page.counted(same)} {page.tally(same)}".strip()
        blocks.append(Section(title=years.title(lang, "same", counted)))
    if renamed := _renamed(answer, page):
        blocks.append(Section(title=years.kind(lang, "called"), lines=renamed))
    return tuple(blocks)


def _renamed(answer: Compared, page: Composition) -> tuple[str, ...]:
    """Measures and departments that are called otherwise than before, as far as the answer shows them."""
    both = [(change.before, change.after) for change in answer.changes if change.before and change.after]
    measures = (
        f"No.{after.measure} {page.measure(after).title}（{former}）"
        for before, after in both
        if (former := _former(before, after, page))
    )
    return tuple(dict.fromkeys((*measures, *_offices(answer, page))))


def _offices(answer: Compared | Changed, page: Composition) -> list[str]:
    """The departments of what is shown that are called otherwise than before."""
    ties = page.vocabulary.index.ties(answer.question.over[0], answer.question.over[-1])
    owners = {owner for change in answer.changes if change.before for owner in change.before.owners}
    later = page.vocabulary.index.plan(answer.question.over[-1]).items
    offices = {owner for item in later for owner in item.owners}
    renamed = (
        (name, [each for each in called if each in offices])
        for name, called in ties.departments.items()
        if name in owners and name not in offices
    )
    return [f"{name} → {page.say.join(called)}" for name, called in renamed if called]


def compared_choices(answer: Compared, page: Composition) -> tuple[Choice, ...]:
    """Each kind of change as a question of its own."""
    if not answer.changes or answer.question.filter.but(years=()):
        return ()
    over = answer.question.over
    kinds = {change.kind for change in answer.changes}
    return tuple(
        Choice(*years.asks_change(page.say.lang, kind, over[0], over[-1]))
        for kind in OFFERED
        if kind in kinds
    )


def changed(answer: Changed, page: Composition) -> tuple[CardBlock, ...]:
    """Only what changed so; what could not be told is counted."""
    lang = page.say.lang
    blocks: list[CardBlock] = []
    if answer.question.change == "offices" and (offices := _offices(answer, page)):
        blocks.append(Section(lines=tuple(offices)))
    if answer.changes:
        blocks += _listed(answer.changes, page)
    if answer.open and answer.question.change not in ("new", "ended"):
        left = years.open_left(lang, page.counted(change.item for change in answer.open))
        blocks.insert(0, Section(lines=(left,)))
    return tuple(blocks)


def _listed(changes: Sequence[Change], page: Composition, title: str = "") -> Iterator[CardBlock]:
    yield ItemList(tuple(_row(change, page) for change in changes[:LISTED]), title)
    if len(changes) > LISTED:
        yield Section(lines=(years.more(page.say.lang, len(changes) - LISTED),))


def _row(change: Change, page: Composition) -> ItemRow:
    """`No.4 項目1 × バツ → △ 三角｜危機管理課｜公共施設…`."""
    row = page.row(change.item)
    if change.before is None or change.after is None:
        return row
    former = _former(change.before, change.after, page)
    return row.but(was=page.say.rating(change.before), remark=f"（{former}）" if former else "")


def _former(before: Item, after: Item, page: Composition) -> str:
    """The number and title that the measure had, "" where they are the same."""
    was, now = page.measure(before), page.measure(after)
    if was.number == now.number and fold(was.title) == fold(now.title):
        return ""
    return years.was_called(page.say.lang, was.year, was.number, was.title)


# -- one measure ---------------------------------------------------------------------------------------------


def followed(answer: Followed, page: Composition) -> tuple[CardBlock, ...]:
    """The course of the ratings first; one item then year by year, several as a line each."""
    others = _other_numbers(answer, page)
    if len(answer.chains) == 1:
        steps = (_step(step, answer, page) for step in answer.steps)
        return (*((Section(lines=others),) if others else ()), *steps)
    measure = answer.measures[0]
    courses = tuple(_course(answer, chain, page) for chain in answer.chains)
    in_order = answer.steps[::-1]  # oldest first, as the headline and the courses have them
    bars = tuple(
        tables.bar(group(page.say.year(step.year), step.items, page.marks), page, shares=False)
        for step in in_order
        if step.measure is not None
    )
    facts = tuple(_tally(step, measure, page) for step in in_order)
    title = f"No.{measure.number} {measure.title}"
    return (Bars(bars, title, facts, others), Courses(courses))


def _other_numbers(answer: Followed, page: Composition) -> tuple[str, ...]:
    """Where a number that was typed is another measure's in one of the years."""
    given = answer.question.filter
    numbers = {*given.measures, *map(measure_of, given.items)}
    lines = []
    for step in answer.steps:
        plan = page.vocabulary.index.plan(step.year)
        for number in numbers:
            measure = plan.by_number.get(number)
            if measure is not None and (step.measure is None or step.measure.number != number):
                lines.append(years.other_number(page.say.lang, step.year, number, measure.title))
    return tuple(lines)


def _newest(chain: Iterable[Item | None]) -> Item:
    return next(item for item in chain if item is not None)


def _course(answer: Followed, chain: Sequence[Item | None], page: Composition) -> Course:
    """`令和2年度 ○ 丸 → 令和3年度 ◎ 二重丸`, oldest first."""
    lang, newest = page.say.lang, _newest(chain)
    steps = tuple(
        CourseStep(
            years.short(lang, step.year),
            page.say.rating(item) if item else years.nothing(lang, sure=step.gone),
            page.rank(item) if item else UNRATED,
        )
        for step, item in reversed(list(zip(answer.steps, chain, strict=True)))
    )
    return Course(newest.key, page.name(newest), steps)


def _tally(step: Step, newest: Measure, page: Composition) -> Fact:
    """The ratings of a year, with the measure's number and title where it had others."""
    lang = page.say.lang
    if step.measure is None:
        return Fact(page.say.year(step.year), years.no_measure(lang, step.year, sure=step.gone))
    text = f"{page.counted(step.measure.items)}: {page.tally(step.measure.items)}"
    if (step.measure.number, fold(step.measure.title)) != (newest.number, fold(newest.title)):
        text += f"｜No.{step.measure.number} {step.measure.title}"
    return Fact(page.say.year(step.year), text)


def _step(step: Step, answer: Followed, page: Composition) -> CardBlock:
    """One year of an item, under "more": rating, owner, and the texts that were asked for."""
    lang, year = page.say.lang, page.say.year(step.year)
    if step.measure is None:
        return Section(title=year, lines=(years.no_measure(lang, step.year, sure=step.gone),), more=True)
    if not step.items:
        title = f"{year} No.{step.measure.number}"
        return Section(title=title, lines=(years.no_item(lang, step.year),), more=True)
    shown = page.in_full(step.items[0], year)
    wanted = {Field.PLANNED, Field.RESULT, Field.EVIDENCE} & set(answer.question.wants)
    labels = {page.say.label(field.value) for field in wanted or {Field.RESULT, Field.EVIDENCE}}
    labels.add(page.say.label("owner"))
    if len({fold(each.measure.title) for each in answer.steps if each.measure}) > 1:
        labels.add(page.say.label("measure"))
    return shown.but(facts=tuple(fact for fact in shown.facts if fact.label in labels))


def followed_choices(answer: Followed) -> tuple[Choice, ...]:
    """The measure in full, in each year that has it."""
    return tuple(
        Choice(f"{step.year.code} No.{step.measure.number}", f"{step.year.code}のNo.{step.measure.number}")
        for step in answer.steps
        if step.measure is not None
    )
