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
from bot.composing.context import CardWriter
from bot.question import Field
from bot.wording import years
from katou_index.plan import Item, Measure, measure_of
from katou_index.words import fold

LISTED = 30  # changes of a kind that are listed
OFFERED = ("better", "worse", "new", "ended")


def compared(answer: Compared, writer: CardWriter) -> tuple[CardBlock, ...]:
    """What changed from the first year to the last, kind by kind."""
    lang = writer.say.lang
    blocks: list[CardBlock] = []
    for kind in ORDER:
        found = [change for change in answer.changes if change.kind == kind]
        if found:
            title = years.title(lang, kind, writer.counted(change.item for change in found))
            if len(answer.question.over) > 2:
                title = f"{years.course(lang, answer.question.over)} {title}"
            blocks += _listed(found, writer, title)
    same = [change.item for change in answer.changes if change.kind == "same"]
    if same and answer.question.rated_in:  # they were asked for one by one
        unchanged = [change for change in answer.changes if change.kind == "same"]
        title = years.title(lang, "same", writer.counted(same))
        blocks += _listed(unchanged, writer, title)
    elif same:
        counted = f"{writer.counted(same)} {writer.tally(same)}".strip()
        blocks.append(Section(title=years.title(lang, "same", counted)))
    if renamed := _renamed(answer, writer):
        blocks.append(Section(title=years.kind(lang, "called"), lines=renamed))
    return tuple(blocks)


def _renamed(answer: Compared, writer: CardWriter) -> tuple[str, ...]:
    """Measures and departments that are called otherwise than before, as far as the answer shows them."""
    both = [(change.before, change.after) for change in answer.changes if change.before and change.after]
    measures = (
        f"No.{after.measure} {writer.measure(after).title}（{former}）"
        for before, after in both
        if (former := _former(before, after, writer))
    )
    return tuple(dict.fromkeys((*measures, *_offices(answer, writer))))


def _offices(answer: Compared | Changed, writer: CardWriter) -> list[str]:
    """The departments of what is shown that are called otherwise than before."""
    ties = writer.vocabulary.index.ties(answer.question.over[0], answer.question.over[-1])
    owners = {owner for change in answer.changes if change.before for owner in change.before.owners}
    later = writer.vocabulary.index.plan(answer.question.over[-1]).items
    offices = {owner for item in later for owner in item.owners}
    renamed = (
        (name, [each for each in called if each in offices])
        for name, called in ties.departments.items()
        if name in owners and name not in offices
    )
    return [f"{name} → {writer.say.join(called)}" for name, called in renamed if called]


def compared_choices(answer: Compared, writer: CardWriter) -> tuple[Choice, ...]:
    """Each kind of change as a question of its own."""
    if not answer.changes or answer.question.filter.but(years=()):
        return ()
    over = answer.question.over
    kinds = {change.kind for change in answer.changes}
    return tuple(
        Choice(*years.asks_change(writer.say.lang, kind, over[0], over[-1]))
        for kind in OFFERED
        if kind in kinds
    )


def changed(answer: Changed, writer: CardWriter) -> tuple[CardBlock, ...]:
    """Only what changed so; what could not be told is counted."""
    lang = writer.say.lang
    blocks: list[CardBlock] = []
    if answer.question.change == "offices" and (offices := _offices(answer, writer)):
        blocks.append(Section(lines=tuple(offices)))
    if answer.changes:
        blocks += _listed(answer.changes, writer)
    if answer.open and answer.question.change not in ("new", "ended"):
        left = years.open_left(lang, writer.counted(change.item for change in answer.open))
        blocks.insert(0, Section(lines=(left,)))
    return tuple(blocks)


def _listed(changes: Sequence[Change], writer: CardWriter, title: str = "") -> Iterator[CardBlock]:
    yield ItemList(tuple(_row(change, writer) for change in changes[:LISTED]), title)
    if len(changes) > LISTED:
        yield Section(lines=(years.more(writer.say.lang, len(changes) - LISTED),))


def _row(change: Change, writer: CardWriter) -> ItemRow:
    """`No.4 項目1 × バツ → △ 三角｜危機管理課｜公共施設…`."""
    row = writer.row(change.item)
    if change.before is None or change.after is None:
        return row
    former = _former(change.before, change.after, writer)
    return row.but(was=writer.say.rating(change.before), remark=f"（{former}）" if former else "")


def _former(before: Item, after: Item, writer: CardWriter) -> str:
    """The number and title that the measure had, "" where they are the same."""
    was, now = writer.measure(before), writer.measure(after)
    if was.number == now.number and fold(was.title) == fold(now.title):
        return ""
    return years.was_called(writer.say.lang, was.year, was.number, was.title)


# -- one measure ---------------------------------------------------------------------------------------------


def followed(answer: Followed, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The course of the ratings first; one item then year by year, several as a line each."""
    others = _other_numbers(answer, writer)
    if len(answer.chains) == 1:
        steps = (_step(step, answer, writer) for step in answer.steps)
        return (*((Section(lines=others),) if others else ()), *steps)
    measure = answer.measures[0]
    courses = tuple(_course(answer, chain, writer) for chain in answer.chains)
    in_order = answer.steps[::-1]  # oldest first, as the headline and the courses have them
    bars = tuple(
        tables.bar(group(writer.say.year(step.year), step.items, writer.marks), writer, shares=False)
        for step in in_order
        if step.measure is not None
    )
    facts = tuple(_tally(step, measure, writer) for step in in_order)
    title = f"No.{measure.number} {measure.title}"
    return (Bars(bars, title, facts, others), Courses(courses))


def _other_numbers(answer: Followed, writer: CardWriter) -> tuple[str, ...]:
    """Where a number that was typed is another measure's in one of the years."""
    given = answer.question.filter
    numbers = {*given.measures, *map(measure_of, given.items)}
    lines = []
    for step in answer.steps:
        plan = writer.vocabulary.index.plan(step.year)
        for number in numbers:
            measure = plan.by_number.get(number)
            if measure is not None and (step.measure is None or step.measure.number != number):
                lines.append(years.other_number(writer.say.lang, step.year, number, measure.title))
    return tuple(lines)


def _newest(chain: Iterable[Item | None]) -> Item:
    return next(item for item in chain if item is not None)


def _course(answer: Followed, chain: Sequence[Item | None], writer: CardWriter) -> Course:
    """`令和2年度 ○ 丸 → 令和3年度 ◎ 二重丸`, oldest first."""
    lang, newest = writer.say.lang, _newest(chain)
    steps = tuple(
        CourseStep(
            years.short(lang, step.year),
            writer.say.rating(item) if item else years.nothing(lang, sure=step.gone),
            writer.rank(item) if item else UNRATED,
        )
        for step, item in reversed(list(zip(answer.steps, chain, strict=True)))
    )
    return Course(newest.key, writer.name(newest), steps)


def _tally(step: Step, newest: Measure, writer: CardWriter) -> Fact:
    """The ratings of a year, with the measure's number and title where it had others."""
    lang = writer.say.lang
    if step.measure is None:
        return Fact(writer.say.year(step.year), years.no_measure(lang, step.year, sure=step.gone))
    text = f"{writer.counted(step.measure.items)}: {writer.tally(step.measure.items)}"
    if (step.measure.number, fold(step.measure.title)) != (newest.number, fold(newest.title)):
        text += f"｜No.{step.measure.number} {step.measure.title}"
    return Fact(writer.say.year(step.year), text)


def _step(step: Step, answer: Followed, writer: CardWriter) -> CardBlock:
    """One year of an item, under "more": rating, owner, and the texts that were asked for."""
    lang, year = writer.say.lang, writer.say.year(step.year)
    if step.measure is None:
        return Section(title=year, lines=(years.no_measure(lang, step.year, sure=step.gone),), more=True)
    if not step.items:
        title = f"{year} No.{step.measure.number}"
        return Section(title=title, lines=(years.no_item(lang, step.year),), more=True)
    shown = writer.in_full(step.items[0], year)
    wanted = {Field.PLANNED, Field.RESULT, Field.EVIDENCE} & set(answer.question.wants)
    labels = {writer.say.label(field.value) for field in wanted or {Field.RESULT, Field.EVIDENCE}}
    labels.add(writer.say.label("owner"))
    if len({fold(each.measure.title) for each in answer.steps if each.measure}) > 1:
        labels.add(writer.say.label("measure"))
    return shown.but(facts=tuple(fact for fact in shown.facts if fact.label in labels))


def followed_choices(answer: Followed) -> tuple[Choice, ...]:
    """The measure in full, in each year that has it."""
    return tuple(
        Choice(f"{step.year.code} No.{step.measure.number}", f"{step.year.code}のNo.{step.measure.number}")
        for step in answer.steps
        if step.measure is not None
    )
