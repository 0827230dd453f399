"""The cards that ask back, that have no answer, and that help."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import AnyAnswer, Asked, Corrected, Helped, Nothing
from bot.card import CardBlock, Choice, Fact, ItemList, Section
from bot.composing.context import CardWriter, short_of
from bot.composing.places import place
from bot.question import Field
from bot.wording import queries, years
from bot.wording.answers import Wording
from katou_index.plan import Item, Plan

LISTED = 20  # items that an ask-back lists
NAMED_IN = 30  # signs of a measure's title behind one of its items
NAMED = 8  # items named where there is no answer
MOST_OFFERED = 3


def asked(answer: Asked, writer: CardWriter) -> tuple[CardBlock, ...]:
    """What each of the readings between which it asks would show."""
    rows = tuple(writer.row(item, beside=writer.asked(item)) for item in answer.items[:LISTED])
    return (ItemList(rows),) if rows else ()


def asked_choices(answer: Asked, writer: CardWriter) -> tuple[Choice, ...]:
    """The readings as prepared questions."""
    return writer.offers(answer.options) or examples(writer)


def nothing(answer: Nothing, writer: CardWriter) -> tuple[CardBlock, ...]:
    """What there is instead of what was not found: items of what is known of the question, what is near."""
    blocks: list[CardBlock] = []
    if answer.items:
        title = writer.say.what_there_is(tuple(writer.typed(each).strip() for each in answer.known))
        of_fact = bool({Field.FIGURE, Field.WHEN} & set(answer.question.wants))
        rows = (
            writer.row(item, beside=writer.snippet(item) if of_fact else ()) for item in answer.items[:NAMED]
        )
        blocks.append(ItemList(tuple(rows), title))
    if answer.related:
        lines = tuple(_offer(item, writer) for item in answer.related[:NAMED])
        blocks.append(
            Section(
                title=writer.say.what_there_is(tuple(writer.typed(each).strip() for each in answer.known)),
                lines=lines,
            )
        )
    if answer.near:
        blocks.append(
            Section(title=writer.say.near_names(), lines=tuple(option.label for option in answer.near))
        )
    if answer.alike:
        blocks.append(
            Section(title=writer.say.near_names(), lines=tuple(_offer(item, writer) for item in answer.alike))
        )
    return tuple(blocks)


def proposals(answer: AnyAnswer, writer: CardWriter) -> Section:
    """What may have been meant, with the numbers that take it."""
    lines = tuple(f"{number}. {option.label}" for number, option in enumerate(answer.proposed, 1))
    return Section(title=writer.say.perhaps_meant(), lines=lines)


def with_proposals(answer: AnyAnswer, writer: CardWriter, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The proposals before the other choices; without examples, which would pass for what was meant."""
    meant = writer.offers(answer.proposed)
    others = choices if answer.kind == "nothing" else ()
    return (*meant, *(each for each in others if each.asks not in {choice.asks for choice in meant}))


def _offer(item: Item, writer: CardWriter) -> str:
    """Where something like it stands, without a rating: `No.30 項目8 市税等納付方法の…（電子決裁の…）`."""
    title, shown = writer.measure(item).title, place(item, writer)
    if writer.about(item, alone=True) == title:
        return shown
    return writer.say.within(shown, short_of(title, NAMED_IN))


def _asks_for(item: Item, writer: CardWriter) -> str:
    """`No.12`; `No.30-8` where the measure has other items."""
    return f"No.{item.id if len(writer.measure(item).items) > 1 else item.measure}"


def reason(answer: Nothing, writer: CardWriter) -> str:
    """Why there is no answer."""
    say = writer.say
    match answer.reason:
        case "no_match" if answer.looked_in:
            return say.not_in_shown(answer.subject, writer.say.join(_numbers(answer.items)))
        case "no_such_measure" if answer.year is not None:
            return years.no_measure(say.lang, answer.year, sure=True)
        case "no_such_measure":
            return no_such_measure(answer.subject, writer.plan, say)
        case "year_not_loaded":
            return say.year_not_loaded(answer.year or writer.plan.year, writer.vocabulary.years)
        case "not_in_sheet" if answer.subject.partition(":")[0] == "grade":
            return say.no_grade(answer.subject.partition(":")[2], answer.year or writer.plan.year)
        case "not_in_sheet" if answer.subject.partition(":")[0] in ("rating", "no-rating"):
            year = answer.year or writer.plan.year
            read = writer.vocabulary.index.headings(year).get("rating", "")
            way, _, asked = answer.subject.partition(":")
            return say.another_rating(asked, read, year, there=way == "rating")
        case "not_in_sheet" if answer.subject.partition(":")[0] == "order":
            return say.not_ordered(answer.subject.partition(":")[2])
        case "not_in_sheet" if answer.subject.partition(":")[0] == "column":
            return say.no_column(answer.subject.partition(":")[2], answer.year or writer.plan.year)
        case "not_in_sheet":
            return say.not_in_sheet(answer.subject)
        case "out_of_scope":
            return say.out_of_scope(answer.subject)
        case "read_only":
            return say.read_only(answer.subject)
    words = "、".join(answer.unknown) == answer.subject
    return say.no_match(tuple(map(writer.typed, answer.unknown)) if words else (answer.subject,))


def _numbers(items: Sequence[Item]) -> tuple[str, ...]:
    """No.9 and No.12."""
    return tuple(dict.fromkeys(f"No.{item.measure}" for item in items))


def no_such_measure(subject: str, plan: Plan, say: Wording) -> str:
    """That no measure has a number, and which numbers there are."""
    numbers = list(plan.by_number) or [0]
    number = re.search(r"\d+", subject)
    plain = sorted(each for each in numbers if isinstance(each, int))
    if len(plain) < len(numbers):  # 1-①: only the order of the sheet is theirs
        return say.no_such_measure(subject, numbers[0], numbers[-1])
    between = number is not None and plain[0] < int(number[0]) < plain[-1]
    return say.no_such_measure(subject, plain[0], plain[-1], gap=between and "-" not in subject)


def nothing_choices(answer: Nothing, writer: CardWriter) -> tuple[Choice, ...]:
    """Near names as prepared questions, else real examples."""
    near = (
        *writer.offers(answer.near),
        *(
            Choice(place(item, writer), writer.asks(_asks_for(item, writer)))
            for item in (*answer.alike, *answer.related[:MOST_OFFERED])
        ),
    )
    if answer.subject == "budget":
        near = (Choice(writer.say.amounts_written(), queries.with_amounts(answer.question.lang)),)
    if answer.reason == "no_match":  # examples would pass for what was asked
        return near or (Choice(*writer.say.how_to_ask()),)
    return near or examples(writer)


def helping(answer: Helped, writer: CardWriter) -> str:
    """What help, a greeting, thanks and the like say first."""
    if answer.about == "years":
        return years.loaded(writer.say.lang, writer.vocabulary.years)
    return writer.say.helping(answer.about)


def helped(answer: Helped, writer: CardWriter) -> tuple[Section, ...]:
    """What can be asked besides the examples, which are choices; the office's legend."""
    say = writer.say
    if answer.about == "legend":
        facts = tuple(
            Fact(
                say.mark(mark.mark), mark.legend_ja if say.lang == "ja" else mark.legend_en or mark.legend_ja
            )
            for mark in writer.vocabulary.tables.scale.marks
        )
        return (Section(facts=facts),)
    if answer.about in ("help", "unclear", "long"):
        years = [year.code for year in writer.vocabulary.years[-2:]]
        return (Section(facts=tuple(Fact(*each) for each in say.ways_to_ask(years))),)
    return ()


def examples(writer: CardWriter) -> tuple[Choice, ...]:
    """Three real questions."""
    return tuple(Choice(example, example) for example in writer.say.examples())


def corrected(answer: Corrected, writer: CardWriter) -> tuple[Section, ...]:
    """Each correction: the field, what the sheet says, what it should say, why, by whom and when."""
    made = tuple(
        Section(
            title=writer.say.corrected_title(each.measure or 0, each.item, each.cell),
            facts=(
                Fact(writer.say.before_label(), writer.say.corrected_value(each.cell, each.was)),
                Fact(writer.say.after_label(), writer.say.corrected_value(each.cell, each.now)),
                Fact(writer.say.reason_label(), each.text),
            ),
        )
        for each in answer.corrections
    )
    read_again = (
        Section(
            title=writer.say.confirmed_title(each.measure or 0, each.item, each.cell),
            facts=(Fact(writer.say.reason_label(), each.text),),
            more=len(answer.confirmed) > 1,
        )
        for each in answer.confirmed
    )
    return (*made, *read_again)
