"""The cards of rankings, tables, comparisons and the overview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import Compared, Group, Overview, Tabled
from bot.answering.selecting import group, percent
from bot.card import UNRATED, Bar, BarPart, Bars, CardBlock, Fact, ItemList, Section
from bot.composing import asked
from bot.composing.context import CardWriter
from bot.query import SHARES, Condition, Query
from bot.wording import takeaway, years
from katou_index.plan import Item

ASPECTS = {"department": "owner", "division": "owner", "policy": "policy", "initiative": "initiative"}
NAMED = 3
FEW_RATED = 10  # rated items below which a share says little
LISTED = 30  # items of a few years that are listed
SIDE = 10  # items of a side that are listed
MOST_BESIDE = 3  # sides that a phone has room for as columns
MOST_ROWS = 12  # sides that are one table


def tabled(answer: Tabled, writer: CardWriter) -> tuple[CardBlock, ...]:
    """A row for each group with its ratings; the title says whether the order is a ranking."""
    say, unit = writer.say, writer.say.unit(answer.group_by)
    # What the headline says already needs no title; a table over years has one where its groups are no years.
    title = say.group_title(answer.ranked, unit) if answer.ranked in ("count", "share") else ""
    lead, question = [], answer.question
    if question.change:
        lead.append(years.asked(say.lang, question.change, question.over[0], question.over[-1]))
    if len(answer.apart) > NAMED:  # the headline names a few
        lead.append(say.with_unrated([each.name for each in answer.apart]))
    if not answer.groups:
        return (Section(lines=tuple(lead)),) if lead else ()
    wanted = question.filter.ratings if answer.ranked in ("count", "share", "shares", "only", "") else ()
    marks = () if question.change else wanted or writer.marks  # of what changed, only how many
    having = answer.query.having if answer.query else ()
    of_shares = any(each.quantifier in SHARES for each in having)
    with_share = answer.ranked in ("share", "shares") or of_shares
    if _is_part(answer):
        rows = _parts(answer, unit, writer, with_share=with_share)
        bars = tuple(_part_bar(each, rows[0][1], answer, writer) for each in answer.groups)
    else:
        rows = _rows(answer.groups, marks, unit, writer, with_share=with_share)
        bars = tuple(
            bar(each, writer, marks=marks, query=answer.query, of=_of(answer, each)) for each in answer.groups
        )
    table = Bars(bars, title, lines=tuple(lead), rows=rows, longest=_longest(bars))
    few = answer.group_by == "year" and question.filter.ratings and len(answer.items) <= LISTED
    if not few:
        return (table,)
    listed = (
        ItemList(tuple(map(writer.row, each.items)), writer.group_name(each))
        for each in answer.groups
        if each.items
    )
    return (table, *listed)


def _is_part(answer: Tabled) -> bool:
    """Whether its groups are told by how many of their items meet the conditions."""
    query = answer.query
    told = query is not None and bool(query.conditions) and answer.group_by != "year"
    told = told and query is not None and (not query.having or query.ranks)
    return told and all(each.whole for each in answer.groups)


def _parts(answer: Tabled, unit: str, writer: CardWriter, *, with_share: bool) -> tuple[tuple[str, ...], ...]:
    """A row a group: 「4項目のうち2」, with its share where shares were asked for."""
    query, say = answer.query, writer.say
    assert query is not None
    marks = answer.question.filter.ratings
    if len(marks) > 1 and not with_share and all(each.aspect == "rating" for each in query.conditions):
        head = (unit, *map(say.mark, marks), say.items_header())
        return (head, *(_by_mark(each, marks, writer) for each in answer.groups))
    heads = (unit, asked.phrase(query.conditions, writer) or say.items_header())
    rows = (
        (
            writer.group_name(each),
            part_of(each, writer) if with_share else say.of_items(len(each.hits), each.whole),
            *((f"{each.number}%",) if with_share else ()),
        )
        for each in answer.groups
    )
    return ((*heads, say.share_header()) if with_share else heads, *rows)


def part_of(each: Group, writer: CardWriter) -> str:
    """How many its share is of: 「9項目のうち5」, of a share of the rated ones 「評価のある7項目のうち5」."""
    rated = each.rated < each.whole and each.number == percent(len(each.hits), each.rated)
    return writer.say.of_items(len(each.hits), each.rated if rated else each.whole, rated=rated)


def _by_mark(group: Group, marks: Sequence[str], writer: CardWriter) -> tuple[str, ...]:
    """How many of a group have each of the marks that were asked for, and how many there are."""
    numbers = (sum(item.rating.mark == mark for item in group.hits) for mark in marks)
    return (writer.group_name(group), *map(str, numbers), str(group.whole))


def _longest(bars: Sequence[Bar]) -> int:
    return max((bar.whole for bar in bars), default=0)


def _part_bar(group: Group, counted: str, answer: Tabled, writer: CardWriter) -> Bar:
    """What of a group meets the conditions: by mark where they are marks, else as one part."""
    marks = [mark for mark in writer.marks if any(item.rating.mark == mark for item in group.hits)]
    wanted = answer.question.filter.ratings
    if not wanted or any(mark not in wanted for mark in marks):
        asks = asked.part(answer.query, _of(answer, group), "", writer)
        part = BarPart(UNRATED, "", counted, len(group.hits), asks)
        return Bar(writer.group_name(group), (part,), group.whole)
    numbers = {mark: sum(item.rating.mark == mark for item in group.hits) for mark in wanted}
    of = _of(answer, group)
    parts = _parts_of(numbers, writer, query=answer.query, of=of)
    asks = asked.part(answer.query, of, "", writer) if len(marks) > 1 else ""
    return Bar(writer.group_name(group), parts, group.whole, asks)


def _of(answer: Tabled, group: Group) -> tuple[Condition, ...] | None:
    """What sets a group apart, None where no condition does."""
    aspect = ASPECTS.get(answer.group_by, "")
    return (Condition(aspect, (group.value,)),) if aspect and group.value else None


def bar(
    group: Group, writer: CardWriter, name: str = "", marks: Iterable[str] = (), *, shares: bool = True,
    query: Query | None = None, of: tuple[Condition, ...] | None = None,
) -> Bar:  # fmt: skip
    """A group's items by mark, or by some marks only; the rest of the whole has another or none.

    A part leads to the items that it counts where `of` sets the group apart among those of a query; so does
    the bar.
    """
    wanted = tuple(marks) or writer.marks
    numbers = {mark: group.by_rating.get(mark, 0) for mark in wanted}
    return Bar(
        name or writer.group_name(group),
        _parts_of(numbers, writer, group.rated if shares else 0, query=query, of=of),
        len(group.items),
        asked.part(query, of, "", writer) if of and group.items else "",
    )


def bar_of(items: Sequence[Item], writer: CardWriter) -> Bar:
    """Items by mark, without a name."""
    return bar(group("", tuple(items), writer.marks), writer)


def _parts_of(
    numbers: dict[str, int], writer: CardWriter, rated: int = 0, *,
    query: Query | None = None, of: tuple[Condition, ...] | None = None,
) -> tuple[BarPart, ...]:  # fmt: skip
    ranks, words = writer.ranks, writer.words
    return tuple(
        BarPart(
            ranks.get(mark, UNRATED), mark, words[mark] if mark in words else writer.say.mark(mark), number,
            asked.part(query, of, mark, writer) if number else "",
            share=f"{percent(number, rated)}" if rated else "",
        )
        for mark, number in numbers.items()
    )  # fmt: skip


def _rows(
    groups: Iterable[Group], marks: tuple[str, ...], unit: str, writer: CardWriter, with_share: bool = False
) -> tuple[tuple[str, ...], ...]:
    last = writer.say.share_header() if with_share else writer.say.items_header()
    by_year = unit == writer.say.unit("year") and not with_share  # how many measures a year has is asked, too
    if len(marks) == 1 and not (with_share or by_year):
        told = ((each, each.by_rating.get(marks[0], 0)) for each in groups)
        parts = (
            (writer.group_name(each), writer.say.of_items(number, len(each.items))) for each, number in told
        )
        return ((unit, writer.say.mark(marks[0])), *parts)
    rows = (
        (
            writer.group_name(each),
            *(str(each.by_rating.get(mark, 0)) for mark in marks),
            f"{each.number}%" if with_share else str(len(each.items)),
            *((str(len({item.measure for item in each.items})),) if by_year else ()),
        )
        for each in groups
    )
    more = (writer.say.measures_header(),) if by_year else ()
    return ((unit, *map(writer.say.mark, marks), last, *more), *rows)


def compared(answer: Compared, writer: CardWriter) -> tuple[CardBlock, ...]:
    """The sides next to each other, then the items of each."""
    say = writer.say
    sides = (*answer.groups, *((answer.city,) if answer.city else ()))
    facts = tuple(Fact(writer.group_name(side) or say.whole_city(), _side(side, writer)) for side in sides)
    shared = not (answer.question.over and answer.question.filter.ratings)
    few = any(side.rated < FEW_RATED for side in answer.groups)
    small = (say.small_numbers(),) if few and shared else ()
    items = (
        ItemList(tuple(map(writer.row, side.items)), writer.group_name(side), more=True)
        for side in answer.groups
        if len(side.items) <= SIDE and not answer.question.over
    )
    of_sides = answer.query.sides if answer.query else ()
    of_sides = (*of_sides, ()) if answer.city and len(of_sides) < len(sides) else of_sides
    apart = of_sides if len(of_sides) == len(sides) else (None,) * len(sides)
    bars = tuple(
        bar(
            side, writer, writer.group_name(side) or say.whole_city(), shares=not _chosen(writer),
            query=answer.query, of=of,
        )
        for side, of in zip(sides, apart, strict=True)
    )  # fmt: skip
    rated = [side.rated for side in sides]
    return (Bars(bars, facts=facts, lines=small, sides=side_by_side(bars, rated, writer)), *items)


def side_by_side(
    bars: Sequence[Bar], rated: Sequence[int], writer: CardWriter
) -> tuple[tuple[str, ...], ...]:
    """Bars as a table of their marks, how many items have a rating, and how many there are: of two or three a
    column a bar, of more a row a bar, as a phone has no room for their columns."""
    if not 2 <= len(bars) <= MOST_ROWS:
        return ()
    say = writer.say
    columns = [
        (
            each[0].word,
            *(say.number_and_share(part.number, part.share if part.number else "") for part in each),
        )
        for each in zip(*(bar.parts for bar in bars), strict=True)
        if any(part.number for part in each)
    ]
    if any(part.share for bar in bars for part in bar.parts):
        columns.append((say.rated_header(), *map(str, rated)))
    if not columns or any(bar.whole != number for bar, number in zip(bars, rated, strict=True)):
        columns.append((say.items_header(), *(str(bar.whole) for bar in bars)))
    names = [bar.name for bar in bars]
    if len(bars) <= MOST_BESIDE:
        return ((say.unit("rating"), *names), *columns)
    return tuple(zip((takeaway.chart_label(say.lang, "sides"), *names), *columns, strict=True))


def _chosen(writer: CardWriter) -> bool:
    """Whether years hold only items of chosen ratings: their shares would say nothing."""
    return bool(writer.question.over and writer.question.filter.ratings)


def _side(side: Group, writer: CardWriter) -> str:
    say = writer.say
    if _chosen(writer) or not side.rated:
        tally = writer.tally(side.items)
        return f"{writer.counted(side.items)} {tally}".strip()
    told = (say.with_share(mark, n, percent(n, side.rated)) for mark, n in side.by_rating.items() if n)
    return say.side(say.join(told), side.rated)


def shares(side: Group, writer: CardWriter) -> str:
    """`△ 三角 20.0%、× バツ 12.7%` of the rated items."""
    found = (f"{writer.say.mark(mark)} {percent(n, side.rated)}%" for mark, n in side.by_rating.items() if n)
    return writer.say.join(found)


def overview(answer: Overview, writer: CardWriter) -> tuple[CardBlock, ...]:
    """What has no rating, the ratings by policy."""
    say = writer.say
    lead = Section(
        lines=tuple(say.without_rating(writer.name(item), item) for item in (*answer.lost, *answer.dashed))
    )
    if not answer.groups:
        return (lead,)
    rows = _rows(answer.groups, writer.marks, say.unit("policy"), writer)
    bars = tuple(
        bar(each, writer, query=answer.query, of=(Condition("policy", (each.value,)),))
        for each in answer.groups
    )
    title = say.group_title("", say.unit("policy"))
    return (lead, Bars(bars, title, rows=rows, longest=_longest(bars)))
