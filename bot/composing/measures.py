"""The card of one measure or of some of its items."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer import Counted, Listed, Shown
from bot.answering.selecting import corrections
from bot.card import CardBlock, Choice, Fact, ItemList, Section
from bot.composing import quoting
from bot.composing.context import CardWriter, short_of
from bot.composing.facts import tells_contents
from bot.composing.places import place
from bot.question import Ask, Field
from katou_index.plan import Item, Measure

FULL = 3  # items of a measure shown in full
MENTIONS = 8  # further mentions shown
GIST = 70  # signs of the result beside a rating
LABEL = 26  # signs of a button that leads to an item
TOLD = {Field.OWNER, Field.PLANNED, Field.EVIDENCE, Field.WHY, Field.WHEN, Field.FIGURE}  # in the headline


def shown(answer: Shown, writer: CardWriter) -> tuple[CardBlock, ...]:
    """What stands beside the headline; under "more" each item in full, members, further mentions."""
    measure = answer.measures[0]
    blocks = [*_beside(answer, writer)]
    if around := tuple(_around(answer, measure, writer)):
        first = 0 if Field.OWNER in answer.question.wants else len(blocks)  # who else is meant to be seen
        blocks.insert(first, Section(lines=around))
    if len(answer.items) == 1 and is_fact(answer, writer) and len(measure.items) > 1:
        whole = writer.say.whole(measure, writer.tally(measure.items))
        blocks.append(Section(lines=(whole,), more=True))
    if len(answer.items) <= FULL:
        blocks += [writer.in_full(item) for item in answer.items]
    elif any(writer.asked(item) for item in answer.items):
        rows = tuple(writer.row(item, with_title=False, beside=writer.asked(item)) for item in answer.items)
        blocks.append(ItemList(rows, f"No.{measure.number} {measure.title}", more=True))
    if lines := tuple(
        writer.say.year_before(each.written, f"{each.name} {each.before}") for each in answer.delta
    ):
        blocks.append(Section(lines=lines, more=True))
    if answer.related:
        mentions = (writer.row(item, beside=writer.snippet(item)) for item in answer.related[:MENTIONS])
        blocks.append(ItemList(tuple(mentions), writer.say.mentions(), more=True))
    return tuple(blocks)


def _beside(answer: Shown, writer: CardWriter) -> Iterator[CardBlock]:
    if len(answer.items) == 1:
        yield from beside(answer.items[0], answer, writer)
    else:
        yield ItemList(tuple(writer.row(item, with_title=False) for item in answer.items))


def beside(item: Item, answer: Shown | Listed | Counted, writer: CardWriter) -> Iterator[Section]:
    """Beside a fact of one item its rating; beside its rating its measure and the gist of its result."""
    say, facts = writer.say, []
    if is_fact(answer, writer):
        facts.append(Fact(say.label("rating"), say.rating_alone(item)))
    else:
        if len(writer.measure(item).items) > 1:
            facts.append(Fact(say.label("measure"), writer.measure(item).title))
        if item.result.strip("—"):
            best = quoting.holding((item,), answer.question, first=(Field.RESULT,))
            of_result = [each.text for each in best if each.field is Field.RESULT]
            first = next((each.text for each in quoting.sentences(item, (Field.RESULT,))), item.result)
            text = item.result if len(item.result) <= GIST else of_result[0] if of_result else first
            told = quoting.contents(item, answer.question, writer.topic) if tells_contents(answer) else None
            if told is None or told.text != text:  # the headline quotes it already
                facts.append(Fact(say.label("result"), quoting.clipped_for(text, answer.question, GIST)))
    if facts:
        yield Section(facts=tuple(facts))


def is_fact(answer: Shown | Listed | Counted, writer: CardWriter) -> bool:
    """Whether the headline tells something else than the rating, so that the rating stands beside it."""
    return bool(TOLD & set(answer.question.wants)) or writer.ask in (Ask.MENTION, Ask.DELTA)


def _around(answer: Shown, measure: Measure, writer: CardWriter) -> list[str]:
    """What belongs to the whole measure: its other items, its members, what it was called."""
    lines = []
    if made := corrections(writer.vocabulary, answer.items):
        lines.append(writer.say.corrected_fields([(each.item, each.cell) for each in made]))
    whole = len(answer.items) == len(measure.items)
    if len(answer.measures) == 1 and not whole and not (len(answer.items) == 1 and is_fact(answer, writer)):
        lines.append(writer.say.whole(measure, writer.tally(measure.items)))
    if whole or Field.OWNER in writer.question.wants:
        members = [name for name in measure.departments if not _owns(name, measure.items)]
        if members and len(answer.measures) == 1:
            lines.append(writer.say.member(members, measure))
    if former := writer.former(measure):
        from bot.wording import years  # here: few measures had another name

        lines += [years.formerly(writer.say.lang, year, each.number, each.title) for year, each in former]
    return lines


def _owns(name: str, items: tuple[Item, ...]) -> bool:
    """Whether a department of the measure reports an item; 全課（※…） counts as 全課."""
    owners = {owner for item in items for owner in item.owners}
    return any(name == owner or name.startswith(owner) or owner.startswith(name) for owner in owners)


def choices(answer: Shown, writer: CardWriter) -> tuple[Choice, ...]:
    """What it said before a correction, the rest of the measure, the further mentions."""
    whole = [
        writer.say.all_items(measure.number)
        for measure in answer.measures[:3]
        if len(measure.items) > len(answer.items)
    ]
    made = corrections(writer.vocabulary, answer.items)
    before = [writer.say.before_correction(each.measure or 0) for each in made[:1]]
    related = [(short_of(place(item, writer), LABEL), f"No.{item.id}") for item in answer.related[:3]]
    every = (*before, *whole, *related)
    return tuple(Choice(label, writer.asks(question)) for label, question in every)
