"""The card of one measure or of some of its items."""

from __future__ import annotations

from bot.answer import Shown
from bot.answering.corrected import corrections
from bot.card import Choice, Section
from bot.composing.context import Page
from bot.question import Field
from bot.wording import years
from katou_index.plan import Item, Measure

FULL = 3  # items of a measure shown in full
MENTIONS = 8  # further mentions shown


def shown(answer: Shown, page: Page) -> tuple[Section, ...]:
    """Each item in full, or one a line where there are many; then the whole measure, further mentions."""
    measure = answer.measures[0]
    if len(answer.items) > FULL:
        lines = tuple(page.line(item, with_title=False) + page.asked(item) for item in answer.items)
        whole = page.say.whole(measure, page.tally(answer.items))
        sections = [Section(title=f"No.{measure.number} {measure.title}", lines=(whole, *lines))]
    else:
        sections = [page.section(item) for item in answer.items]
    if lines := tuple(_around(answer, measure, page)):
        sections.append(Section(lines=lines))
    if answer.related:
        mentions = tuple(page.line(item) + page.snippet(item) for item in answer.related[:MENTIONS])
        sections.append(Section(title=page.say.mentions(), lines=mentions))
    return tuple(sections)


def _around(answer: Shown, measure: Measure, page: Page) -> list[str]:
    """What belongs to the whole measure: its other items, its members, how its reasons are to be read."""
    lines = []
    if made := corrections(page.vocabulary, answer.items):
        lines.append(page.say.corrected_fields([(each.item, each.cell) for each in made]))
    whole = len(answer.items) == len(measure.items)
    lines += [
        years.formerly(page.say.lang, year, former.number, former.title)
        for year, former in page.former(measure)
    ]
    if len(answer.measures) == 1 and not whole:
        lines.append(page.say.whole(measure, page.tally(measure.items)))
    if whole or Field.OWNER in page.question.wants:
        members = [name for name in measure.departments if not _owns(name, measure.items)]
        if members and len(answer.measures) == 1:
            lines.append(page.say.member(members, measure))
    if Field.WHY in page.question.wants:
        lines.append(page.say.why_only_quoted())
    lines += [page.say.year_before(written, before) for written, before in answer.delta]
    return lines


def _owns(name: str, items: tuple[Item, ...]) -> bool:
    """Whether a department of the measure reports an item; 全課（※…） counts as 全課."""
    owners = {owner for item in items for owner in item.owners}
    return any(name == owner or name.startswith(owner) or owner.startswith(name) for owner in owners)


def choices(answer: Shown, page: Page) -> tuple[Choice, ...]:
    """What it said before a correction, the rest of the measure, the further mentions."""
    whole = [
        page.say.all_items(measure.number)
        for measure in answer.measures[:3]
        if len(measure.items) > len(answer.items)
    ]
    made = corrections(page.vocabulary, answer.items)
    before = [page.say.before_correction(each.measure or 0) for each in made[:1]]
    related = [(f"No.{item.id}", f"No.{item.id}") for item in answer.related[:3]]
    every = (*before, *whole, *related)
    return tuple(Choice(label, page.asks(question)) for label, question in every)
