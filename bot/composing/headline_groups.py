"""The first line about groups of items: tables, rankings, sides that are compared, years; and about columns.

One function a kind of answer; the sentences stand in wording.headlines_of_sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from bot.answer import Changed, Columned, ColumnSides, Compared, Corrected, Followed, Group, Overview, Tabled
from bot.answering.selecting import percent
from bot.composing import asked
from bot.composing.context import CardWriter, short_of
from bot.composing.headline_sets import among_those, either, in_its_words, subject
from bot.composing.places import PLACE, PLACES, places, tally
from bot.query import Query
from bot.question import Ask
from bot.understanding.say import chosen_groups
from bot.understanding.scripts import digits_in
from bot.wording import years
from bot.wording.headlines_of_sets import SetHeadlines
from katou_index.plan import FiscalYear

BELONGING = ("owner", "policy", "initiative", "measure", "item")  # aspects that say where is looked
MANY = 3  # years that follow on each other
_KINDS = 8  # different texts of a column, each of which is told with its number


def sentence(
    answer: Tabled | Compared | Changed | Followed | Overview | Corrected | Columned | ColumnSides,
    writer: CardWriter,
) -> str:
    """The sentence about groups, years, columns or corrections."""
    say = SetHeadlines(writer.say)
    match answer:
        case Tabled():
            return _tabled(answer, writer, say)
        case Compared():
            return _compared(answer, writer, say)
        case Changed():
            return _changed(answer, writer, say)
        case Followed():
            return _followed(answer, writer, say)
        case Overview():
            return _overview(answer, writer)
        case Corrected():
            return _corrected(answer, writer, say)
        case Columned():
            return _columned(answer, writer, say)
        case ColumnSides():
            return say.column_sides(answer.column, answer.sides)


def _tabled(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    ratings = answer.question.filter.ratings or answer.question.filter.not_ratings
    if answer.question.over and answer.ranked in ("count", "share") and answer.query is not None:
        return in_its_words(answer, _names_at(answer, _place(answer), writer), answer.group_by, writer, say)
    if answer.question.over:
        return _by_year(answer, writer, say)
    names = [_group(each, answer, writer) for each in answer.groups]
    joined = (" and " if writer.say.lang == "en" else "と").join(map(writer.say.mark, ratings))
    chosen = answer.ranked in ("only", "without")
    if (chosen and ratings) or answer.question.ask is Ask.BOTH:
        told = _of_its_base(
            answer, say.groups(answer.ranked or "both", joined, answer.group_by, names), writer, say
        )
        if answer.apart:
            told += say.apart([each.name for each in answer.apart], say.group_unit(answer.group_by))
        return told + _unsure(answer, writer, say)
    if answer.query is not None and answer.query.having and (chosen or not answer.ranked):
        return _chosen(answer, writer, say)
    if answer.query is not None and answer.query.by == "average":
        return _average(answer, writer, say)
    if not answer.groups and answer.ranked and answer.query is not None and answer.query.having:
        return _none_chosen(answer, writer, say)
    if not answer.groups:
        return say.none(subject(answer, writer), "")
    if answer.ranked == "shares":
        found = [f"{writer.group_name(each)} {each.number}%" for each in answer.groups]
        return say.table_shares(either(ratings, writer), answer.group_by, found)
    if answer.ranked:
        return _first(answer, writer, say)
    counts = answer.counts
    assert counts is not None
    return say.table(
        answer.group_by, writer.say.counted(counts.items, counts.measures), writer.say.tally(counts.by_rating)
    )


def _of_its_base(answer: Tabled, told: str, writer: CardWriter, say: SetHeadlines) -> str:
    """What is told of groups, behind the groups that were named and the items that were looked at."""
    if answer.query is None:
        return told
    query, among = among_those(answer.query, writer)
    base = asked.phrase(query.base, writer) if query.base else ""
    return say.among(base, say.among(among, told))


def _average(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """How many there are to a group; an item of two departments is one of each."""
    groups = [each for each in answer.groups if each.value and not each.everyone]
    if not groups:
        return say.none(subject(answer, writer), "")
    number = sum(len(each.hits) for each in groups)
    asked_for = answer.query and (answer.query.base or answer.query.conditions)
    what = subject(answer, writer) if asked_for else writer.say.items_header()
    left_out = writer.say.join([each.name for each in answer.groups if each.everyone and each.hits])
    unit = say.group_unit(answer.group_by)
    return say.average(
        what, unit, round(number / len(groups), 1), len(groups), writer.say.items(number), left_out
    )


def _chosen(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """Which groups have something, in the words of the question, and of which it is not known."""
    names = [_group(each, answer, writer) for each in answer.groups]
    return in_its_words(answer, names, answer.group_by, writer, say) + _unsure(answer, writer, say)


def _unsure(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    if not answer.unsure:
        return ""
    return say.unsure(
        [_group(each, answer, writer) for each in answer.unsure], say.group_unit(answer.group_by)
    )


def _first(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """The first place of a ranking with its number, ties together."""
    ratings, place = answer.question.filter.ratings, _place(answer)
    if place > 1 or (answer.query and answer.query.top):
        told = in_its_words(answer, _names_at(answer, place, writer), answer.group_by, writer, say)
        return told + _unsure(answer, writer, say)
    own = [each for each in answer.groups if not each.everyone]
    best = (own or answer.groups)[0].number
    top = [_group(each, answer, writer) for each in own if each.number == best]
    is_share = answer.ranked == "share"
    number = f"{best}%" if is_share else writer.say.items(int(best))
    what = either(ratings, writer) or writer.say.items_header()
    limited = answer.query is not None and any(each.aspect not in BELONGING for each in answer.query.base)
    if answer.query is not None and (limited or answer.query.values("topic")):
        what = subject(answer, writer)
    if answer.query is not None and answer.query.having:  # what chose the groups is told before
        what = asked.phrase(answer.query.conditions, writer) or writer.say.items_header()
    if is_share:
        what = writer.say.share_of(what)
    unit = say.group_unit(answer.group_by)
    if not own:
        return say.only_of_everyone(
            what, [_group(each, answer, writer) for each in answer.groups], number, unit
        )
    told = say.first(what, top, number, least=answer.least, share=is_share, unit=unit)
    if answer.query is not None and answer.query.having:
        told = say.among(_chosen_groups(answer.query, writer, say), told) + _unsure(answer, writer, say)
    return told


def _chosen_groups(query: Query, writer: CardWriter, say: SetHeadlines) -> str:
    """What the groups of a ranking have, that were chosen before: ×がある課."""
    return say.stated(asked.marked(asked.sentence(chosen_groups(query), writer, dated=False), writer))


def _none_chosen(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """Of the groups that were to be put in order there is none, or none has what they are ranked by."""
    assert answer.query is not None
    groups = chosen_groups(answer.query)
    asks = asked.marked(asked.sentence(groups, writer, dated=False), writer)
    if not answer.query.conditions:
        return say.chosen(asks, [], say.group_unit(answer.group_by)) + _unsure(answer, writer, say)
    what = say.none(asked.phrase(answer.query.conditions, writer), "")
    return say.among(say.stated(asks), what) + _unsure(answer, writer, say)


def _place(answer: Tabled) -> int:
    """The place of a ranking that was asked for, from 1; the first where none was."""
    places = answer.query.places if answer.query else ()
    last = max((each.place for each in answer.groups), default=0)
    return next((place if place > 0 else last + 1 + place for place in places), 1)


def _names_at(answer: Tabled, place: int, writer: CardWriter) -> list[str]:
    """The groups of a place, or the first so many, each with its number; ties together."""
    top = answer.query.top if answer.query else 0
    ranked = [each for each in answer.groups if each.place]
    if not ranked and answer.groups:  # in order, without places
        best = answer.groups[0].number
        ranked = [each.but(place=place) for each in answer.groups if each.number == best]
    chosen = [each for each in ranked if sum(other.place < each.place for other in ranked) < top]
    if not top:
        chosen = [each for each in ranked if each.place == place]
    share = answer.ranked == "share"
    numbers = [f"{each.number}%" if share else writer.say.items(int(each.number)) for each in chosen]
    return [f"{_group(each, answer, writer)} {number}" for each, number in zip(chosen, numbers, strict=True)]


def _group(group: Group, answer: Tabled, writer: CardWriter) -> str:
    """A group's name; a measure by its number alone, for its title stands below."""
    name = writer.group_name(group)
    return name.partition(" ")[0] if answer.group_by == "measure" else name


def _by_year(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """How many in each year; the line below it has the years' Western numbers."""
    if answer.group_by != "year" or not answer.groups:
        return _by_group_and_year(answer, writer, say)
    ratings = answer.question.filter.ratings
    found = []
    for each in answer.groups:
        number = f"{each.number}%" if answer.ranked in ("share", "shares") else writer.counted(each.items)
        shown = "" if len(ratings) == 1 or answer.ranked in ("share", "shares") else writer.tally(each.items)
        year = years.short(writer.say.lang, FiscalYear.from_code(each.value))
        found.append(say.side(year, "", f"{number} {shown}".strip()))
    lead = f"{either(ratings, writer)}: " if ratings else ""
    return lead + say.sides(found)


def _by_group_and_year(answer: Tabled, writer: CardWriter, say: SetHeadlines) -> str:
    """The whole of each year of a table over years; two years are never added up."""
    found = []
    for year in answer.question.over:
        items = [item for item in answer.items if item.year == year]
        whole = [item for item in answer.base if item.year == year] or items
        found.append((years.short(writer.say.lang, year), writer.items(whole), writer.tally(items)))
    return say.table_of_years(answer.group_by, found)


def _compared(answer: Compared, writer: CardWriter, say: SetHeadlines) -> str:
    ratings = answer.question.filter.ratings
    if answer.question.over and answer.changes and not ratings:
        course = years.span(writer.say.lang, answer.question.over)
        found = []
        for kind in ("rescaled", "better", "worse", "same", "new", "ended"):
            number = sum(change.kind == kind for change in answer.changes)
            if number:
                found.append(f"{years.kind(writer.say.lang, kind)} {writer.say.items(number)}")
        return say.changed(course, [*found, *_course_of_the_best(answer, writer, say)])
    sides = (*answer.groups, *((answer.city,) if answer.city else ()))
    if answer.query is not None and answer.query.by == "difference" and len(sides) == 2:
        rated = bool(ratings) and all(each.aspect != "rating" for side in answer.query.sides for each in side)
        return _difference(sides, writer, say, rated=rated)
    ordered = bool(answer.query and answer.query.order)  # whether one has more: of what was asked
    shares = answer.query is not None and answer.query.by == "share"
    carried = not shares and any(each.aspect == "rating" for each in answer.carried)
    whole = (not ordered and (answer.judged or carried)) or answer.question.over
    beside = answer.query.sides if answer.query is not None else ()
    of_ratings = ordered and any(each.aspect == "rating" for side in beside for each in side)
    if ratings and sides and not (whole or of_ratings) and all(each.rated for each in sides):
        return _held_side_by_side(answer, sides, writer, say)
    of_items = ordered and answer.query is not None and not (answer.query.by or answer.query.conditions)
    if of_items:  # 項目数は同じ？ 秘書室より項目が多い？
        counted = ((writer.group_name(each), writer.counted(each.items)) for each in sides)
        return say.sides([say.side(name, "", number) for name, number in counted])
    return say.sides([_side(each, writer, say) for each in sides])


def _difference(sides: Sequence[Group], writer: CardWriter, say: SetHeadlines, *, rated: bool) -> str:
    """By how much two sides differ in number; where a rating is counted, in its share too, in points."""
    numbers = [int(each.number) for each in sides]
    told = [f"{writer.group_name(each)} {writer.say.items(int(each.number))}" for each in sides]
    apart = writer.say.items(abs(numbers[0] - numbers[1]))
    if not rated or not all(each.rated for each in sides):
        return say.difference(apart, told)
    shares = [percent(number, each.rated) for number, each in zip(numbers, sides, strict=True)]
    told = [f"{name} {share}%" for name, share in zip(told, shares, strict=True)]
    return say.difference(apart, told, f"{abs(shares[0] - shares[1]):.1f}")


def _held_side_by_side(
    answer: Compared, sides: Sequence[Group], writer: CardWriter, say: SetHeadlines
) -> str:
    """How often a rating stands on each side; which has more, where number and share agree on that."""
    ratings = answer.question.filter.ratings
    numbers = [sum(each.by_rating.get(mark, 0) for mark in ratings) for each in sides]
    shares = [percent(number, each.rated) for number, each in zip(numbers, sides, strict=True)]
    names = [writer.group_name(each) or writer.say.whole_city() for each in sides]
    found = [
        (name, writer.say.items(number), f"{share}%")
        for name, number, share in zip(names, numbers, shares, strict=True)
    ]
    first, what = "", either(ratings, writer)
    plain = not answer.city and not answer.judged
    if plain and answer.query is not None and answer.query.by == "share":  # whichever has more of them
        if shares.count(max(shares)) == 1:
            first = names[shares.index(max(shares))]
        return say.shares_side_by_side(what, found, first, equal=len(set(shares)) == 1)
    if plain:
        alone = [numbers.count(max(numbers)), shares.count(max(shares))] == [1, 1]
        if alone and numbers.index(max(numbers)) == shares.index(max(shares)):
            first = names[numbers.index(max(numbers))]
    return say.held_side_by_side(what, found, first, equal=len(set(numbers)) == 1)


def _course_of_the_best(answer: Compared, writer: CardWriter, say: SetHeadlines) -> list[str]:
    """The share of the better half of the scale, year by year, where everything was compared."""
    query, better = answer.query, writer.marks[: len(writer.marks) // 2]
    scales = {writer.vocabulary.scale_of(year) for year in answer.question.over}
    if query is None or query.base or query.conditions or len(scales) > 1:
        return []
    numbers = [sum(side.by_rating.get(mark, 0) for mark in better) for side in answer.groups]
    shares = [percent(number, side.rated) for number, side in zip(numbers, answer.groups, strict=True)]
    return [say.course_of(either(better, writer), shares)]


def _side(side: Group, writer: CardWriter, say: SetHeadlines) -> str:
    name = writer.group_name(side) or writer.say.whole_city()
    return say.side(
        name,
        tally(side.items, writer) if len(side.items) <= PLACES else writer.tally(side.items),
        writer.counted(side.items),
    )


def _changed(answer: Changed, writer: CardWriter, say: SetHeadlines) -> str:
    lang, over, change = writer.say.lang, answer.question.over, answer.question.change
    moves = " → ".join(writer.say.mark(mark) for _, mark in answer.question.rated_in)
    kind = f"{years.kind(lang, change)} {moves}".strip() if moves else years.kind(lang, change)
    dated = [each for each in answer.query.conditions if each.years] if answer.query else []
    if change == "always" and len(dated) == 1 and dated[0].aspect == "rating":
        kind = years.always(lang, either(dated[0].values, writer), never=dated[0].negated)
    counted = writer.counted(each.item for each in answer.changes)
    return say.kind_of_change(years.span(lang, over), kind, counted)


def _followed(answer: Followed, writer: CardWriter, say: SetHeadlines) -> str:
    """The ratings of each year, the oldest first; three years or more with the same ones once."""
    lang = writer.say.lang
    ratings = ((step.year, _in_step(answer, at, writer)) for at, step in enumerate(answer.steps))
    parts = []
    for shown, same in groupby(reversed(list(ratings)), key=itemgetter(1)):
        over = [year for year, _ in same]
        told = [years.short(lang, year) for year in over]
        dated = told if len(over) < MANY else [years.through(lang, over[0], over[-1])]
        parts += [f"{each} {shown}" for each in dated]
    measure = answer.measures[0]
    return say.followed(" → ".join(parts), short_of(f"No.{measure.number} {measure.title}", PLACE))


def _in_step(answer: Followed, at: int, writer: CardWriter) -> str:
    """The rating of the item in a year, of several how many of each."""
    items = [item for chain in answer.chains if (item := chain[at]) is not None]
    shown = writer.say.rating(items[0]) if items and len(answer.chains) == 1 else writer.tally(items)
    return shown or years.nothing(writer.say.lang, sure=answer.steps[at].gone)


def _overview(answer: Overview, writer: CardWriter) -> str:
    counts = answer.counts
    assert counts is not None
    by_rating = {mark: counts.by_rating.get(mark, 0) for mark in writer.marks}
    shown = writer.say.tally(by_rating, zeros=True)
    return writer.say.overview(counts.measures, counts.items, counts.rated, shown)


def _corrected(answer: Corrected, writer: CardWriter, say: SetHeadlines) -> str:
    if answer.question.ask is Ask.SOURCE:  # what is printed there, and what was made of it
        (first, *others) = (*answer.corrections, *answer.confirmed)
        return say.recorded(
            writer.say.place_of_field(first.measure or 0, first.item, ""), first.text, len(others)
        )
    if not answer.corrections and answer.confirmed:
        names = (
            writer.say.place_of_field(each.measure or 0, each.item, each.cell) for each in answer.confirmed
        )
        return say.only_confirmed(len(answer.confirmed), say.join(tuple(dict.fromkeys(names)), 3))
    if not answer.corrections:
        return writer.say.nothing_corrected()
    names = (
        writer.say.corrected_title(each.measure or 0, each.item, each.cell) for each in answer.corrections
    )
    return say.corrected(len(answer.corrections), say.join(tuple(dict.fromkeys(names)), 3))


def _columned(answer: Columned, writer: CardWriter, say: SetHeadlines) -> str:
    sentence = _of_columns(answer, writer, say)
    with_more = answer.bounds or answer.ordered or answer.summed or answer.judged
    if not answer.sayings or (
        not with_more and sentence == say.column_says(answer.sayings, len(answer.items))
    ):
        return sentence
    return sentence if answer.judged else say.of_those_that_say(answer.sayings, sentence)


def _of_columns(answer: Columned, writer: CardWriter, say: SetHeadlines) -> str:
    name = say.columns(answer.columns)
    if answer.judged:
        each = (
            (places([item], writer), " / ".join(text for name, text in item.extra if name in answer.columns))
            for item in answer.items
        )
        return say.column_of_each(name, tuple(each))
    if answer.bounds:
        own = say.columns(answer.columns[:1])
        return say.column_within(own, answer.bounds, len(answer.items), answer.no_number, answer.other)
    if answer.sayings and not answer.ordered and not answer.summed:
        return say.column_says(answer.sayings, len(answer.items))
    if not answer.items:
        return say.no_column_text(name) if answer.without else say.no_item_meant()
    texts = Counter(text for item in answer.items for each, text in item.extra if each in answer.columns)
    if len(answer.items) == 1 or answer.ordered in ("most", "least"):
        first = dict.fromkeys(text for each, text in answer.items[0].extra if each in answer.columns)
        return say.column_text(name, " / ".join(first), places(answer.items, writer), answer.ordered)
    few = len(answer.columns) == 1 and len(texts) <= _KINDS and len(texts) < len(answer.items)
    few = few and not any(map(digits_in, texts))
    ordered = "" if few and answer.ordered == "mixed" and not answer.bounds else answer.ordered  # no amounts
    tally = texts.most_common() if few and not ordered and not answer.summed else ()
    return say.column_list(name, len(answer.items), ordered, tally, summed=answer.summed)
