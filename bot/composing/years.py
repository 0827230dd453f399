"""The cards of answers over several years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import Change, Changed, Compared, Followed, Step
from bot.answering.changes import ORDER
from bot.card import Choice, Fact, Section
from bot.composing.context import Composition
from bot.question import Field
from bot.wording import years
from katou_index.plan import Item, measure_of
from katou_index.words import fold

LISTED = 30  # changes of a kind that are listed
OFFERED = ("better", "worse", "new", "ended")


def compared(answer: Compared, page: Composition) -> tuple[Section, ...]:
    """What changed from the first year to the last, kind by kind."""
    lang = page.say.lang
    sections = []
    for kind in ORDER:
        found = [change for change in answer.changes if change.kind == kind]
        if found:
            title = years.title(lang, kind, page.counted(change.item for change in found))
            if len(answer.question.over) > 2:
                title = f"{years.course(lang, answer.question.over)} {title}"
            sections.append(Section(title=title, lines=_lines(found, page)))
    same = [change.item for change in answer.changes if change.kind == "same"]
    if same and answer.question.rated_in:  # they were asked for one by one
        unchanged = [change for change in answer.changes if change.kind == "same"]
        title = years.title(lang, "same", page.counted(same))
        sections.append(Section(title=title, lines=_lines(unchanged, page)))
    elif same:
        counted = f"{page.counted(same)} {page.tally(same)}".strip()
        sections.append(Section(title=years.title(lang, "same", counted)))
    if renamed := _renamed(answer, page):
        sections.append(Section(title=years.kind(lang, "called"), lines=renamed))
    return tuple(sections)


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


def changed(answer: Changed, page: Composition) -> tuple[Section, ...]:
    """Only what changed so; what could not be told is counted."""
    lang = page.say.lang
    sections = []
    if answer.question.change == "offices" and (offices := _offices(answer, page)):
        sections.append(Section(lines=tuple(offices)))
    if answer.changes:
        sections.append(Section(lines=_lines(answer.changes, page)))
    if answer.open and answer.question.change not in ("new", "ended"):
        left = years.open_left(lang, page.counted(change.item for change in answer.open))
        sections.insert(0, Section(lines=(left,)))
    return tuple(sections)


def _lines(changes: Sequence[Change], page: Composition) -> tuple[str, ...]:
    lines = [_line(change, page) for change in changes[:LISTED]]
    if len(changes) > LISTED:
        lines.append(years.more(page.say.lang, len(changes) - LISTED))
    return tuple(lines)


def _line(change: Change, page: Composition) -> str:
    """`No.4 項目1 × バツ → △ 三角｜危機管理課｜公共施設…`."""
    if change.before is None or change.after is None:
        return page.line(change.item)
    now, was = page.line(change.after), page.say.rating(change.before)
    name, rest = now.split(page.say.rating(change.after), 1)
    shown = f"{name}{was} → {page.say.rating(change.after)}{rest}"
    former = _former(change.before, change.after, page)
    return f"{shown}（{former}）" if former else shown


def _former(before: Item, after: Item, page: Composition) -> str:
    """The number and title that the measure had, "" where they are the same."""
    was, now = page.measure(before), page.measure(after)
    if was.number == now.number and fold(was.title) == fold(now.title):
        return ""
    return years.was_called(page.say.lang, was.year, was.number, was.title)


# -- one measure ---------------------------------------------------------------------------------------------


def followed(answer: Followed, page: Composition) -> tuple[Section, ...]:
    """The course of the ratings first; one item then year by year, several as a line each."""
    others = _other_numbers(answer, page)
    if len(answer.chains) == 1:
        steps = (_step(step, answer, page).but(more=True) for step in answer.steps)
        return (*((Section(lines=others),) if others else ()), *steps)
    measure = answer.measures[0]
    lines = tuple(
        f"{page.line(_newest(chain), with_title=False).split(page.say.rating(_newest(chain)))[0]}"
        f"{_course(answer, chain, page)}"
        for chain in answer.chains
    )
    facts = tuple(_tally(step, page) for step in answer.steps)
    title = f"No.{measure.number} {measure.title}"
    return (Section(title=title, facts=facts, lines=others), Section(lines=lines))


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


def _course(answer: Followed, chain: Sequence[Item | None], page: Composition) -> str:
    """`令和2年度 ○ 丸 → 令和3年度 ◎ 二重丸`, oldest first."""
    parts = []
    for step, item in reversed(list(zip(answer.steps, chain, strict=True))):
        shown = page.say.rating(item) if item else years.nothing(page.say.lang, sure=step.gone)
        parts.append(f"{years.short(page.say.lang, step.year)} {shown}")
    return " → ".join(parts)


def _tally(step: Step, page: Composition) -> Fact:
    lang = page.say.lang
    if step.measure is None:
        return Fact(page.say.year(step.year), years.no_measure(lang, step.year, sure=step.gone))
    text = f"{page.counted(step.measure.items)}: {page.tally(step.measure.items)}"
    return Fact(page.say.year(step.year), f"{text}｜No.{step.measure.number} {step.measure.title}")


def _step(step: Step, answer: Followed, page: Composition) -> Section:
    """One year of an item: rating, owner, and the texts that were asked for."""
    lang, year = page.say.lang, page.say.year(step.year)
    if step.measure is None:
        return Section(title=year, lines=(years.no_measure(lang, step.year, sure=step.gone),))
    if not step.items:
        return Section(title=f"{year} No.{step.measure.number}", lines=(years.no_item(lang, step.year),))
    shown = page.section(step.items[0])
    wanted = {Field.PLANNED, Field.RESULT, Field.EVIDENCE} & set(answer.question.wants)
    labels = {page.say.label(field.value) for field in wanted or {Field.RESULT, Field.EVIDENCE}}
    labels.add(page.say.label("owner"))
    if len({fold(each.measure.title) for each in answer.steps if each.measure}) > 1:
        labels.add(page.say.label("measure"))
    facts = tuple(fact for fact in shown.facts if fact.label in labels)
    title = shown.title.removeprefix(f"{step.year.code} ")  # the year stands before it in full
    return shown.but(title=f"{year} {title}", facts=facts)


def followed_choices(answer: Followed) -> tuple[Choice, ...]:
    """The measure in full, in each year that has it."""
    return tuple(
        Choice(f"{step.year.code} No.{step.measure.number}", f"{step.year.code}のNo.{step.measure.number}")
        for step in answer.steps
        if step.measure is not None
    )
