"""The first line of answers in groups and over years: tables, rankings, comparisons, changes, courses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Changed, Compared, Followed, Group, Tabled
from bot.answering.selecting import percent
from bot.composing.context import Composition, short_of
from bot.composing.facts import TITLE
from bot.composing.places import PLACES, tally
from bot.composing.subject import either, in_its_words, subject
from bot.question import Ask
from bot.wording import years
from bot.wording.headlines import Headlines


def line_of_groups(answer: Tabled | Compared | Changed | Followed, page: Composition, say: Headlines) -> str:
    """One sentence: the groups that were asked for, who leads, or what became of what over years."""
    match answer:
        case Tabled():
            return _tabled(answer, page, say)
        case Compared():
            return _compared(answer, page, say)
        case Changed():
            return _changed(answer, page, say)
        case Followed():
            return _followed(answer, page, say)


def _tabled(answer: Tabled, page: Composition, say: Headlines) -> str:
    ratings = answer.question.filter.ratings or answer.question.filter.not_ratings
    if answer.question.over and answer.ranked in ("count", "share") and answer.query is not None:
        return in_its_words(answer, _names_at(answer, _place(answer), page), answer.group_by, page, say)
    if answer.question.over:
        return _by_year(answer, page, say)
    names = [_group(each, answer, page) for each in answer.groups]
    joined = (" and " if page.say.lang == "en" else "と").join(map(page.say.mark, ratings))
    if answer.ranked in ("only", "without") or answer.question.ask is Ask.BOTH:
        told = say.groups(answer.ranked or "both", joined, answer.group_by, names)
        if answer.apart:
            told += say.apart([each.name for each in answer.apart], say.group_unit(answer.group_by))
        return told + _unsure(answer, page, say)
    if answer.query is not None and answer.query.having and not answer.ranked:
        return _chosen(answer, page, say)
    if answer.query is not None and answer.query.by == "average":
        return _average(answer, page, say)
    if not answer.groups:
        return say.none(subject(answer, page), "")
    if answer.ranked == "shares":
        found = [f"{page.group_name(each)} {each.number} %" for each in answer.groups]
        return say.table_shares(either(ratings, page), answer.group_by, found)
    if answer.ranked:
        return _first(answer, page, say)
    counts = answer.counts
    assert counts is not None
    return say.table(
        answer.group_by, page.say.counted(counts.items, counts.measures), page.say.tally(counts.by_rating)
    )


def _average(answer: Tabled, page: Composition, say: Headlines) -> str:
    """How many there are to a group; an item of two departments is one of each."""
    groups = [each for each in answer.groups if each.value and not each.everyone]
    if not groups:
        return say.none(subject(answer, page), "")
    number = sum(len(each.hits) for each in groups)
    asked_for = answer.query and (answer.query.base or answer.query.conditions)
    what = subject(answer, page) if asked_for else page.say.items_header()
    left_out = page.say.join([each.name for each in answer.groups if each.everyone and each.hits])
    unit = say.group_unit(answer.group_by)
    return say.average(
        what, unit, round(number / len(groups), 1), len(groups), page.say.items(number), left_out
    )


def _chosen(answer: Tabled, page: Composition, say: Headlines) -> str:
    """Which groups have something, in the words of the question, and of which it is not known."""
    names = [_group(each, answer, page) for each in answer.groups]
    return in_its_words(answer, names, answer.group_by, page, say) + _unsure(answer, page, say)


def _unsure(answer: Tabled, page: Composition, say: Headlines) -> str:
    if not answer.unsure:
        return ""
    return say.unsure([_group(each, answer, page) for each in answer.unsure], say.group_unit(answer.group_by))


def _first(answer: Tabled, page: Composition, say: Headlines) -> str:
    """The first place of a ranking with its number, ties together."""
    ratings, place = answer.question.filter.ratings, _place(answer)
    if place > 1 or (answer.query and answer.query.top):
        return in_its_words(answer, _names_at(answer, place, page), answer.group_by, page, say)
    own = [each for each in answer.groups if not each.everyone]
    best = (own or answer.groups)[0].number
    top = [_group(each, answer, page) for each in own if each.number == best]
    is_share = answer.ranked == "share"
    number = f"{best} %" if is_share else page.say.items(int(best))
    what = either(ratings, page) or page.say.items_header()
    if is_share:
        what = page.say.share_of(what)
    unit = say.group_unit(answer.group_by)
    if not own:
        return say.only_of_everyone(
            what, [_group(each, answer, page) for each in answer.groups], number, unit
        )
    return say.first(what, top, number, least=answer.least, share=is_share, unit=unit)


def _place(answer: Tabled) -> int:
    """The place of a ranking that was asked for, from 1; the first where none was."""
    places = answer.query.places if answer.query else ()
    last = max((each.place for each in answer.groups), default=0)
    return next((place if place > 0 else last + 1 + place for place in places), 1)


def _names_at(answer: Tabled, place: int, page: Composition) -> list[str]:
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
    numbers = [f"{each.number} %" if share else page.say.items(int(each.number)) for each in chosen]
    return [f"{_group(each, answer, page)} {number}" for each, number in zip(chosen, numbers, strict=True)]


def _group(group: Group, answer: Tabled, page: Composition) -> str:
    """A group's name; a measure by its number alone, for its title stands below."""
    name = page.group_name(group)
    return name.partition(" ")[0] if answer.group_by == "measure" else name


def _by_year(answer: Tabled, page: Composition, say: Headlines) -> str:
    """How many in each year."""
    if answer.group_by != "year" or not answer.groups:
        return _by_group_and_year(answer, page, say)
    ratings = answer.question.filter.ratings
    found = []
    for each in answer.groups:
        number = f"{each.number} %" if answer.ranked in ("share", "shares") else page.counted(each.items)
        shown = "" if len(ratings) == 1 or answer.ranked in ("share", "shares") else page.tally(each.items)
        found.append(say.side(page.group_name(each), "", f"{number} {shown}".strip()))
    lead = f"{either(ratings, page)}: " if ratings else ""
    return lead + say.sides(found)


def _by_group_and_year(answer: Tabled, page: Composition, say: Headlines) -> str:
    """The whole of each year of a table over years; two years are never added up."""
    found = []
    for year in answer.question.over:
        items = [item for item in answer.items if item.year == year]
        whole = [item for item in answer.base if item.year == year] or items
        found.append((page.say.year(year), page.items(whole), page.tally(items)))
    return say.table_of_years(answer.group_by, found)


def _compared(answer: Compared, page: Composition, say: Headlines) -> str:
    ratings = answer.question.filter.ratings
    if answer.question.over and answer.changes and not ratings:
        course = years.span(page.say.lang, answer.question.over)
        found = []
        for kind in ("rescaled", "better", "worse", "same", "new", "ended"):
            number = sum(change.kind == kind for change in answer.changes)
            if number:
                found.append(f"{years.kind(page.say.lang, kind)} {page.say.items(number)}")
        return say.changed(course, [*found, *_course_of_the_best(answer, page, say)])
    sides = (*answer.groups, *((answer.city,) if answer.city else ()))
    if answer.query is not None and answer.query.by == "difference" and len(sides) == 2:
        rated = bool(ratings) and all(each.aspect != "rating" for side in answer.query.sides for each in side)
        return _difference(sides, page, say, rated=rated)
    ordered = bool(answer.query and answer.query.order)  # whether one has more: of what was asked
    carried = any(each.aspect == "rating" for each in answer.carried)
    whole = (not ordered and (answer.judged or carried)) or answer.question.over
    if ratings and not whole and all(each.rated for each in sides):
        return _held_side_by_side(answer, sides, page, say)
    if answer.query is not None and answer.query.order == "same" and not answer.query.by:  # 項目数は同じ？
        counted = ((page.group_name(each), page.counted(each.items)) for each in sides)
        return say.sides([say.side(name, "", number) for name, number in counted])
    return say.sides([_side(each, page, say) for each in sides])


def _difference(sides: Sequence[Group], page: Composition, say: Headlines, *, rated: bool) -> str:
    """By how much two sides differ in number; where a rating is counted, in its share too, in points."""
    numbers = [int(each.number) for each in sides]
    told = [f"{page.group_name(each)} {page.say.items(int(each.number))}" for each in sides]
    apart = page.say.items(abs(numbers[0] - numbers[1]))
    if not rated or not all(each.rated for each in sides):
        return say.difference(apart, told)
    shares = [percent(number, each.rated) for number, each in zip(numbers, sides, strict=True)]
    told = [f"{name} {share} %" for name, share in zip(told, shares, strict=True)]
    return say.difference(apart, told, f"{abs(shares[0] - shares[1]):.1f}")


def _held_side_by_side(answer: Compared, sides: Sequence[Group], page: Composition, say: Headlines) -> str:
    """How often a rating stands on each side; which has more, where number and share agree on that."""
    ratings = answer.question.filter.ratings
    numbers = [sum(each.by_rating.get(mark, 0) for mark in ratings) for each in sides]
    shares = [percent(number, each.rated) for number, each in zip(numbers, sides, strict=True)]
    names = [page.group_name(each) or page.say.whole_city() for each in sides]
    found = [
        (name, page.say.items(number), f"{share} %")
        for name, number, share in zip(names, numbers, shares, strict=True)
    ]
    first = ""
    if not answer.city and not answer.judged:
        alone = [numbers.count(max(numbers)), shares.count(max(shares))] == [1, 1]
        if alone and numbers.index(max(numbers)) == shares.index(max(shares)):
            first = names[numbers.index(max(numbers))]
    return say.held_side_by_side(either(ratings, page), found, first, equal=len(set(numbers)) == 1)


def _course_of_the_best(answer: Compared, page: Composition, say: Headlines) -> list[str]:
    """The share of the better half of the scale, year by year, where everything was compared."""
    query, better = answer.query, page.marks[: len(page.marks) // 2]
    scales = {page.vocabulary.scale_of(year) for year in answer.question.over}
    if query is None or query.base or query.conditions or len(scales) > 1:
        return []
    numbers = [sum(side.by_rating.get(mark, 0) for mark in better) for side in answer.groups]
    shares = [percent(number, side.rated) for number, side in zip(numbers, answer.groups, strict=True)]
    return [say.course_of(either(better, page), shares)]


def _side(side: Group, page: Composition, say: Headlines) -> str:
    name = page.group_name(side) or page.say.whole_city()
    return say.side(
        name,
        tally(side.items, page) if len(side.items) <= PLACES else page.tally(side.items),
        page.counted(side.items),
    )


def _changed(answer: Changed, page: Composition, say: Headlines) -> str:
    lang, over, change = page.say.lang, answer.question.over, answer.question.change
    moves = " → ".join(page.say.mark(mark) for _, mark in answer.question.rated_in)
    kind = f"{years.kind(lang, change)} {moves}".strip() if moves else years.kind(lang, change)
    dated = [each for each in answer.query.conditions if each.years] if answer.query else []
    if change == "always" and len(dated) == 1 and dated[0].aspect == "rating":
        kind = years.always(lang, either(dated[0].values, page), never=dated[0].negated)
    counted = page.counted(each.item for each in answer.changes)
    return say.kind_of_change(years.span(lang, over), kind, counted)


def _followed(answer: Followed, page: Composition, say: Headlines) -> str:
    measure = answer.measures[0]
    name = f"No.{measure.number} {short_of(measure.title, TITLE)}"
    parts = []
    for at, step in reversed(list(enumerate(answer.steps))):
        items = [chain[at] for chain in answer.chains if chain[at] is not None]
        if len(answer.chains) == 1:
            shown = (
                page.say.rating(items[0])
                if items and items[0]
                else years.nothing(page.say.lang, sure=step.gone)
            )
        else:
            shown = page.tally([item for item in items if item]) or years.nothing(
                page.say.lang, sure=step.gone
            )
        parts.append(f"{years.short(page.say.lang, step.year)} {shown}")
    return say.followed(" → ".join(parts), name)
