"""The cards of lists and counts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answer import (
    AnyAnswer,
    Changed,
    Columned,
    ColumnSides,
    Compared,
    Counted,
    Followed,
    Group,
    Listed,
    Overview,
    Tabled,
)
from bot.answering.selecting import select
from bot.card import Bars, CardBlock, Choice, ItemList, ItemRow, Section
from bot.composing import asked, measures, quoting, tables
from bot.composing.context import LARGE_LISTED, LOOKED_AT, MOST_LISTED, CardWriter
from bot.query import Condition, Query
from bot.question import Ask, Field, Turn
from bot.understanding.counters import unit_asked
from bot.understanding.say import rephrase, standing_alone
from bot.wording.headlines_of_sets import SetHeadlines
from katou_index.plan import FiscalYear, Item, Items
from katou_index.records import replace

MENTIONS = 10  # further mentions shown
COUNTED = 20  # items that a count still lists
QUOTED = 50  # signs of the sentence that a line of a list quotes
# Notes of lists of figures, each with its unit; "figures:人" names its own.
FIGURES = {"amounts": "円", "percentages": "%", "figures": "", "no_sum": ""}
REMARKS = ("not_ranked",)  # notes that the headline does not tell
LONGEST_QUESTION = 100  # characters of a question that a choice repeats


def listed(answer: Listed, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The items, a line each; then what stands apart: sections, memberships, further mentions."""
    blocks: list[CardBlock] = []
    worded = writer.worded(answer.items)
    writer.open(worded)
    if lead := tuple(_lead(answer, writer)):
        blocks.append(Section(lines=lead))
    if len(answer.items) == 1 and answer.detailed:
        blocks += measures.beside(answer.items[0], answer, writer)
    elif answer.items:
        blocks.append(ItemList(tuple(_told(item, answer, writer) for item in worded)))
        if len(worded) < len(answer.items):
            blocks.append(
                Section(lines=(writer.say.listed_elsewhere(len(answer.items) - len(worded)),), more=True)
            )
    elif answer.judged and len(answer.base) <= LOOKED_AT:
        rows = tuple(map(writer.row, answer.base))
        blocks.append(ItemList(rows, writer.say.looked_at(len(rows)), more=True))
    blocks += _apart(answer, writer)
    blocks += _beside(answer, writer)
    if answer.detailed:
        blocks += [writer.in_full(item) for item in worded]
    elif writer.question.wants and any(writer.asked(item) for item in worded):
        full = tuple(writer.row(item, beside=writer.asked(item)) for item in worded)
        blocks.append(ItemList(full, writer.say.with_texts(), more=True))
    return tuple(blocks)


def _told(item: Item, answer: Listed, writer: CardWriter) -> ItemRow:
    """An item's row; with the figure, the date or the reason where that was asked for."""
    question, wants = answer.question, answer.question.wants
    text, value, seen = "", "", ""
    kind, _, unit = answer.note.partition(":")
    if kind in FIGURES or Field.FIGURE in wants:
        unit = unit or FIGURES.get(kind) or unit_asked(question)
        found = quoting.figure((item,), question, unit, writer.topic)
        found = found or quoting.figure((item,), question, "", writer.topic)
        text, value = (found[0].sentence.text, found[0].value) if found else ("", "")
        seen = quoting.around(text, question, unit)  # of several figures one at least
    elif asked_for := _figure_asked(answer):
        text, value = quoting.figure_in(item, *asked_for, QUOTED)
    elif Field.WHEN in wants:
        dated = quoting.day((item,), question, writer.topic)
        text, value = (dated[0].sentence.text, dated[0].value) if dated else ("", "")
    elif Field.WHY in wants and (why := quoting.reason(item, question)):
        text = why.text
    quoted = (quoting.clipped(text, value or seen, QUOTED),) if text else ()
    shared = writer.say.shared() if answer.beside and len(item.owners) > 1 else ""
    return writer.row(item, beside=quoted).but(figure=value, remark=shared)


def _figure_asked(answer: AnyAnswer) -> tuple[str, str] | None:
    """The field and the unit of a figure that the items were chosen by."""
    query = answer.query
    asked_for = query.values("figure") if query is not None and not query.having else ()
    field, _, unit = asked_for[0].partition(":") if asked_for else ("", "", "")
    return (field, unit) if asked_for else None


def _beside(answer: Listed, writer: CardWriter) -> list[Bars]:
    """A department's shares beside the whole city's and its own of the year before; of one item nothing."""
    if not answer.beside or (len(answer.items) == 1 and len(answer.beside) == 2):
        return []
    own, city, *before = answer.beside
    say = writer.say
    lines = [say.beside(say.whole_city(), city.rated, tables.shares(city, writer))]
    whole = Query(years=answer.query.years) if answer.query else None
    named: list[tuple[Group, str, tuple[Condition, ...] | None]] = [(city, say.whole_city(), ())]
    if own.rated:
        lines.insert(0, say.beside(own.name, own.rated, tables.shares(own, writer)))
        named.insert(0, (own, own.name, (Condition("owner", (own.name,)),)))
    for each in before:  # with its names of then, where they were others, or several have become one
        year = say.year(FiscalYear.from_code(each.value))
        name = year if each.name == own.name else f"{year} {each.name}".strip()
        lines.append(say.beside(name, each.rated, writer.tally(each.items)))
        named.append((each, name, None))
    if own.rated < tables.FEW_RATED:
        lines.append(say.small_numbers())
    bars = [tables.bar(each, writer, name, query=whole, of=of) for each, name, of in named]
    bars = [bar.but(asks="") for bar in bars]  # the department's own items stand above
    beside = tables.side_by_side(bars, [each.rated for each, _, _ in named], writer)
    return [Bars(tuple(bars), say.beside_city(), lines=tuple(lines), more=True, sides=beside)]


def counted(answer: Counted, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The items where they are few; every mark's share where a share was asked for."""
    blocks: list[CardBlock] = []
    if lead := tuple(_lead(answer, writer)):
        blocks.append(Section(lines=lead))
    if answer.shares and answer.question.filter.ratings:
        shares = writer.say.join(writer.say.share_line(mark, share) for mark, share in answer.shares.items())
        blocks.append(Bars((tables.bar_of(answer.base, writer),) if answer.base else (), lines=(shares,)))
    if 0 < len(answer.items) <= COUNTED:
        blocks.append(ItemList(tuple(map(writer.row, answer.items))))
    if answer.sections:
        blocks.append(Section(title=_sections_title(answer, list(answer.related), writer)))
    return tuple(blocks)


def choices(answer: Listed | Counted, writer: CardWriter) -> tuple[Choice, ...]:
    """The list narrowed to the departments that have most of it, one condition dropped, all cleared."""
    if isinstance(answer, Listed) and answer.near:
        return writer.offers(answer.near)
    files = take_away(answer, writer)
    if isinstance(answer, Listed) and answer.beside:
        return (*_department_choices(answer, writer), *files)
    return (*_of_everyone(answer, writer), *_narrower(answer, writer), *files, *_wider(answer, writer))


def _of_everyone(answer: Listed | Counted, writer: CardWriter) -> list[Choice]:
    """What stands for every department (全課) by itself, where its name was typed for the whole plan."""
    names = [said.partition(":")[2] for said in answer.question.said if said.startswith("everyone:")]
    if answer.query is None:
        return []
    found = ((name, asked.narrowed(answer.query, name, writer)) for name in names)
    return [Choice(writer.say.owned_by(name), asks) for name, asks in found if asks]


def _narrower(answer: Listed | Counted, writer: CardWriter) -> list[Choice]:
    """The list narrowed to each of the departments that have most of it, as questions that lean on nothing
    where there are such."""
    query = answer.query
    if answer.question.filter.departments:
        return []
    owners = Items.of(answer.items).owners
    names = sorted(owners, key=owners.__getitem__, reverse=True)[:3] if len(owners) > 1 else []
    choices = []
    for name in names:
        label, follow_up = writer.say.narrow_to(name)
        alone = asked.narrowed(query, name, writer) if query and not query.having else ""
        choices.append(Choice(label, alone if 0 < len(alone) <= LONGEST_QUESTION else follow_up))
    return choices


def _wider(answer: Listed | Counted, writer: CardWriter) -> list[Choice]:
    """The list without one of its conditions, a question for each."""
    if answer.query is None:
        return []
    found = asked.without_each(answer.query, writer)
    return [Choice(writer.say.drop(said), asks) for said, asks in found if len(asks) <= LONGEST_QUESTION][:2]


def take_away(
    answer: Listed | Counted | Tabled | Compared | Changed | Followed | Overview, writer: CardWriter
) -> tuple[Choice, ...]:
    """The items of an answer as a file and as a picture: prepared questions, which lean on nothing where
    there are such."""
    question = answer.question
    if not answer.items and not isinstance(answer, Overview):
        return ()
    forms = [form for form in ("xlsx", "svg" if question.form == "png" else "png") if form != question.form]
    if answer.query is not None:
        found = zip(forms, asked.in_forms(answer.query, forms, writer), strict=True)
        return tuple(
            Choice(*writer.say.taken(form, asks if len(asks) <= LONGEST_QUESTION else ""), form)
            for form, asks in found
        )
    alone = standing_alone(question)
    followed = question.turn is not Turn.FRESH or question.own is not None
    if len(alone) > LONGEST_QUESTION or (followed and not _by_conditions(answer, writer)):
        alone = ""
    elif followed:
        alone = alone if question.filter.years else writer.asks(alone)
    return tuple(Choice(*writer.say.take_away(form, alone), form) for form in forms)


def _by_conditions(answer: AnyAnswer, writer: CardWriter) -> bool:
    """Whether its conditions alone lead to just its items."""
    if isinstance(answer, Listed | Counted):
        return select(writer.plan, answer.question.filter) == answer.items
    return isinstance(answer, Tabled) and answer.items == writer.plan.items


def _department_choices(answer: Listed, writer: CardWriter) -> tuple[Choice, ...]:
    """What a manager asks next of a department: what is below, the city, the year before, the others."""
    own, _, *before = answer.beside
    below = tuple(mark for mark in writer.marks[2:] if own.by_rating.get(mark))
    if sum(own.by_rating[mark] for mark in below) == len(answer.items):
        below = ()  # it is all that is shown
    given = answer.question.filter
    asks = (
        [(writer.say.only_marks(below), writer.asks(rephrase(replace(given, ratings=below))))]
        if below
        else []
    )
    asks.append(writer.say.with_city())
    asks += [writer.say.with_year_before()] * bool(before)
    asks.append((writer.say.other_departments()[0], writer.asks(writer.say.other_departments()[1])))
    return tuple(Choice(*each) for each in asks)


def _apart(answer: Listed, writer: CardWriter) -> list[CardBlock]:
    blocks: list[CardBlock] = []
    rest = list(answer.related)
    if answer.sections:
        within = [item for item in rest if any(owner in answer.sections for owner in item.owners)]
        inside = {item.key for item in within}
        rest = [item for item in rest if item.key not in inside]
        blocks.append(Section(title=_sections_title(answer, within, writer)))
        blocks.append(ItemList(tuple(map(writer.row, within[:MOST_LISTED])), more=True))
    given = answer.question.filter
    alone = not (answer.items or given.ratings or given.not_ratings)  # they are all that there is to show
    if answer.members:
        title = "" if alone else writer.say.members(answer.members)
        worded = rest[: LARGE_LISTED if writer.vocabulary.is_large else MOST_LISTED]
        writer.open(worded)
        blocks.append(ItemList(tuple(map(writer.row, worded)), title, more=not alone))
        if len(worded) < len(rest):
            blocks.append(Section(lines=(writer.say.left_out(len(rest) - len(worded)),), more=True))
    elif rest:
        rows = tuple(writer.row(item, beside=writer.snippet(item)) for item in rest[:MENTIONS])
        blocks.append(ItemList(rows, writer.say.mentions(), more=not alone))
    if answer.near:
        names = tuple(option.label for option in answer.near)
        blocks.append(Section(title=writer.say.near_names(), lines=names))
    return blocks


def _sections_title(answer: Listed | Counted, items: list[Item], writer: CardWriter) -> str:
    return writer.say.sections(answer.sections, writer.counted(items), writer.tally(items))


def _lead(answer: Listed | Counted, writer: CardWriter) -> Iterator[str]:
    """What has to be known of the numbers: what is met in full, what overlaps, what a list is not."""
    say, ratings = writer.say, answer.question.filter.ratings
    if isinstance(answer, Listed) and answer.note in REMARKS:
        yield say.note(answer.note.partition(":")[0])
    some = answer.in_full and len(ratings) == 1 and not (isinstance(answer, Listed) and answer.note)
    some = some and answer.question.ask is not Ask.SHARE  # of which measures are no part
    if some and len(answer.in_full) < len(answer.items):
        yield say.in_full(say.join(map(say.mark, ratings)), answer.in_full)
    if isinstance(answer, Listed) and answer.overlap:
        yield say.overlap(answer.overlap)


def column_sides(answer: ColumnSides, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The items of each text."""
    having = (
        tuple(item for item in answer.items if (answer.column, text) in item.extra)
        for text, _ in answer.sides
    )
    return tuple(
        ItemList(tuple(map(writer.row, items[:MOST_LISTED])), text, more=True)
        for (text, _), items in zip(answer.sides, having, strict=True)
        if items
    )


def columned(answer: Columned, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The text of each item as printed, and how many have none."""
    rows = tuple(
        writer.row(item, beside=(f"{name}: {text}" for name, text in item.extra if name in answer.columns))
        for item in answer.items
    )
    listed = (ItemList(rows),) if rows else ()
    if not answer.without:
        return listed
    return (*listed, Section(lines=(SetHeadlines(writer.say).without_column_text(answer.without),)))
