"""The first line of every answer: which fact answers the question, and which item it stands in.

One function a kind of answer; the sentences stand in wording.headlines, the choice of a figure, a date or a
sentence of the text in composing.quoting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.answer import (
    AnyAnswer,
    Asked,
    Changed,
    Columned,
    Compared,
    Corrected,
    Counted,
    Followed,
    Group,
    Helped,
    Listed,
    Nothing,
    Overview,
    Shown,
    Tabled,
)
from bot.answering.selecting import owned, percent
from bot.answering.topics import names_something
from bot.composing import asked, quoting
from bot.composing.context import Composition
from bot.composing.facts import NAMED, fact, largest, shown, titled
from bot.composing.places import PLACES, all_of, numbers, place, places, tally
from bot.query import SHARES, Query
from bot.question import Ask, Field, Turn
from bot.understanding.counters import asks_measures
from bot.understanding.scripts import digits_in
from bot.understanding.vocabulary import policy_name
from bot.wording import queries, years
from bot.wording.headlines import Headlines
from katou_index.plan import Item, State
from katou_index.words import is_no_thing

_KINDS = 8  # different texts of a column, each of which is told with its number
OF_RATINGS = frozenset({"rated", "unrated", "lost", "unfilled", "dash"})  # states that say how it is rated


def headline(answer: AnyAnswer, page: Composition) -> str:
    """One sentence that answers the question as asked; of several years' plans with the year."""
    say = Headlines(page.say)
    sentence = _sentence(answer, page, say)
    if things := _things_lacking(answer):
        sentence = say.lacking(page.say.in_quotes(map(page.typed, things)), sentence)
    if _names_year(answer, page):
        sentence = say.of_year(page.plan.year, sentence)
    if answer.judged:
        return _judged(answer, sentence, page, say)
    if answer.question.turn in (Turn.NARROW, Turn.REMOVE) and isinstance(answer, Listed | Counted):
        return say.of_those(sentence)
    return say.begun(sentence)


def _things_lacking(answer: AnyAnswer) -> list[str]:
    """The things that were named and are not in the sheet, where a rating would pass for theirs."""
    question = answer.question
    if not answer.unknown or not isinstance(answer, Shown | Listed) or set(question.wants) - {Field.RATING}:
        return []
    words = (word for word in quoting.words_of(question) if word.text in answer.unknown)
    return [word.text for word in words if names_something(word) and not is_no_thing(word.text)]


def subject(answer: AnyAnswer, page: Composition) -> str:
    """The noun phrase of what was looked at: 「商工観光課の× バツ」."""
    if answer.query is not None and not asked.plain(answer.query):
        return asked.phrase((*answer.query.base, *answer.query.conditions), page)
    question, given, say = answer.question, answer.question.filter, page.say
    policies = page.vocabulary.policies
    words = dict.fromkeys(
        (
            *map(page.typed, question.phrases),
            *question.figures,
            *question.months[:1],
            *(page.typed(word.text) for word in quoting.words_of(question)),
        )
    )
    found = {
        "ratings": either(given.ratings, page),
        "departments": say.join(given.departments),
        "policies": say.join(policy_name(number, policies.get(number, "")) for number in given.policies),
        "initiatives": say.join(given.initiatives),
        "measures": say.join([*queries.measures(say.lang, given.measures), *map(page.named, given.items)]),
        "words": say.in_quotes(words),
    }
    without = (
        *given.not_departments,
        *(policy_name(number, policies.get(number, "")) for number in given.not_policies),
    )
    parts = {name: value for name, value in found.items() if value}
    return Headlines(say).subject(parts, without, tuple(map(say.mark, given.not_ratings)))


def either(marks: Sequence[str], page: Composition) -> str:
    """`△ 三角か× バツ`."""
    return (" or " if page.say.lang == "en" else "か").join(map(page.say.mark, marks))


def _names_year(answer: AnyAnswer, page: Composition) -> bool:
    several = len(page.vocabulary.years) > 1
    about_years = bool(answer.question.over) or isinstance(answer, Nothing | Helped | Asked | Corrected)
    return several and not about_years


def _sentence(answer: AnyAnswer, page: Composition, say: Headlines) -> str:
    if page.ask is Ask.SOURCE and answer.items and not isinstance(answer, Shown | Nothing | Asked):
        few = len(answer.items) <= NAMED
        return say.written_at(places(answer.items, page) if few else page.items(answer.items), answer.items)
    match answer:
        case Shown():
            return shown(answer, page, say)
        case Listed():
            return _listed(answer, page, say)
        case Counted():
            return _counted(answer, page, say)
        case Tabled():
            return _tabled(answer, page, say)
        case Compared():
            return _compared(answer, page, say)
        case Changed():
            return _changed(answer, page, say)
        case Followed():
            return _followed(answer, page, say)
        case Overview():
            return _overview(answer, page)
        case Corrected():
            return _corrected(answer, page, say)
        case Columned():
            return _columned(answer, page, say)
        case Asked():
            return page.say.asking(answer.why)
    from bot.composing import messages  # here: what is found needs none

    return messages.reason(answer, page) if isinstance(answer, Nothing) else messages.helping(answer, page)


def _judged(answer: AnyAnswer, sentence: str, page: Composition, say: Headlines) -> str:
    """Yes, no or not known, then the fact; of a text that was asked about the quotation alone."""
    if answer.holds is not None:
        return say.truth(answer.holds, _fact_of(answer, page, say) or sentence)
    looked_at = answer.base or answer.items
    open_ones = [item for item in looked_at if item.rating.unknown]
    if not open_ones:
        return sentence
    lost = [item for item in open_ones if item.rating.state is State.LOST]
    where = places(lost or open_ones, page)
    told = say.lost(where) if lost else say.unfilled(where)
    if len(looked_at) == len(open_ones):
        return say.truth(None, told)
    return say.truth(None, page.say.sentence(told) + (_fact_of(answer, page, say) or sentence))


def _fact_of(answer: AnyAnswer, page: Composition, say: Headlines) -> str:
    """The ratings of what was looked at: 「商工観光課は5項目のうち ◎ 二重丸 1、○ 丸 3、× バツ 1 です」."""
    query, base = answer.query, answer.base
    if query is None or isinstance(answer, Tabled | Compared) or not base:
        return ""
    said = query.conditions or tuple(c for each in query.having for c in (*each.conditions, *each.than))
    if not said or any(each.years or each.aspect == "change" for each in said):
        return ""
    name = asked.phrase(query.base, page) or page.say.whole_city()
    if not all(each.aspect == "rating" for each in said):
        if not query.conditions:
            return ""
        return _fact_beside(answer, name, page, say)
    if len(base) == 1:
        return say.rating(base[0], place(base[0], page, owners=True))
    marks = {item.rating for item in base}
    if len(marks) == 1 and base[0].rating.rated:
        return say.all_so(name, page.items(base), page.say.rating(base[0]))
    rated = sum(item.rating.rated for item in base)
    if rated and any(each.quantifier in SHARES for each in query.having):
        whole = asked.phrase((*query.base, *query.conditions), page)
        return say.share(whole, percent(len(answer.hits), rated), rated, len(answer.hits))
    sections = [item for item in answer.related if set(item.owners) & set(_sections(answer))]
    beside = page.say.join([*_sections(answer), page.tally(sections)]) if sections else ""
    return say.of_which(name, page.items(base), page.say.tally(_states(base, page)), beside)


def _fact_beside(answer: AnyAnswer, name: str, page: Composition, say: Headlines) -> str:
    """How many of what was looked at are so, where that is no rating; of one item how it was read."""
    query, base = answer.query, answer.base
    assert query is not None
    states = [value for each in query.conditions if each.aspect == "state" for value in each.values]
    if len(base) == 1 and len(states) == len(query.conditions):
        if set(states) <= OF_RATINGS:
            return say.rating(base[0], place(base[0], page, owners=True))
        read = page.say.join((page.say.certainty(base[0].certainty), *base[0].notes))
        return say.read_so(read, place(base[0], page, owners=True))
    if any(each.aspect in ("topic", "text") for each in query.conditions):
        return ""
    where = numbers(answer.hits, page) if answer.hits else ""
    return say.part_of(
        name, page.items(base), asked.phrase(query.conditions, page), page.items(answer.hits), where
    )


def _sections(answer: AnyAnswer) -> tuple[str, ...]:
    return answer.sections if isinstance(answer, Listed) else ()


def _states(items: Sequence[Item], page: Composition) -> dict[str, int]:
    """How many of each mark, of "—" and of what is not known."""
    found = {mark: sum(item.rating.mark == mark for item in items) for mark in page.marks}
    return {mark: number for mark, number in found.items() if number}


# -- lists and counts --------------------------------------------------------------------------------------


def _listed(answer: Listed, page: Composition, say: Headlines) -> str:
    name, items = subject(answer, page), answer.items
    if answer.note and (found := _noted(answer, page, say)):
        return found
    named = answer.question.filter.departments
    owning = bool(owned(page.plan, named, by_division=False))
    if not items and answer.members and named and not owning:
        numbers = page.say.join(f"No.{measure.number}" for measure in answer.members)
        return say.member_only(page.say.join(named), numbers)
    if answer.query is not None and answer.query.having and answer.query.per:
        return _measures_so(answer, page, say)
    if not items:
        return _none(answer, name, page, say)
    few = len(items) <= NAMED or not answer.question.filter.ratings
    if few and (found := fact(items, answer, page, say)):
        return found
    if answer.question.filter.ratings and answer.counts is not None:
        return _rated(answer, name, page, say)
    if len(items) == 1 and _says_rating(answer):
        return say.only_one(name, place(items[0], page))
    if len(items) == 1:
        return say.one(name, page.say.rating(items[0]), place(items[0], page))
    return all_of(name, items, page, say)


def _says_rating(answer: Listed) -> bool:
    """Whether what was asked for says already how its items are rated: 評価が失われている項目."""
    conditions = answer.query.all_conditions() if answer.query else ()
    said = (each for each in conditions if each.aspect == "state" and not each.negated)
    return any({"lost", "unfilled", "dash"} >= set(each.values) for each in said)


def _measures_so(answer: Listed | Counted, page: Composition, say: Headlines) -> str:
    """The measures that have something, in the words of the question."""
    named = tuple(dict.fromkeys(f"No.{item.measure}" for item in answer.items))
    return _in_its_words(answer, named, "measure", page, say)


def _rated(answer: Listed | Counted, name: str, page: Composition, say: Headlines) -> str:
    """`× バツは7項目（7事業）、評価のある55項目の12.7 %です`."""
    counts = answer.counts
    assert counts is not None
    if asks_measures(answer.question):
        whole = len(answer.in_full) if answer.in_full or len(answer.question.filter.ratings) == 1 else None
        whole = None if answer.question.filter.departments else whole
        return say.by_measure(name, counts.measures, counts.items, whole)
    if counts.items == 1 and answer.items:
        return say.only_one(name, place(answer.items[0], page, owners=not answer.question.filter.departments))
    ratings = answer.question.filter.ratings
    parts = page.say.tally(counts.by_rating) if len(ratings) > 1 else ""
    whole_part = counts.share is not None and answer.question.turn not in (Turn.NARROW, Turn.REMOVE)
    share = counts.share if whole_part else None
    return say.counted(name, page.counted(answer.items), share, counts.rated, parts)


def _none(answer: Listed | Counted, name: str, page: Composition, say: Headlines) -> str:
    """That nothing meets it, with what its departments have, and what their sections have."""
    found = []
    for department in answer.question.filter.departments:
        own = owned(page.plan, (department,), by_division=False)
        if own:
            found.append(say.instead(department, page.items(own), tally(own, page)))
    if answer.sections:
        within = [item for item in answer.related if set(item.owners) & set(answer.sections)]
        if within:
            found.append(say.instead(page.say.join(answer.sections), page.items(within), page.tally(within)))
    elif not found and answer.related:
        return say.found_elsewhere(name, page.counted(answer.related))
    return say.none(name, "。".join(found) if page.say.lang == "ja" else "; ".join(found))


def _noted(answer: Listed, page: Composition, say: Headlines) -> str:
    items, counted = answer.items, page.counted(answer.items)
    ratings = answer.question.filter.ratings or answer.question.filter.not_ratings
    kind, _, unit = answer.note.partition(":")
    match kind:
        case "only_named":
            return page.say.only_named(answer.topic)
        case "mention" if items:
            phrases = map(page.typed, answer.question.phrases)
            literal = (*phrases, *answer.question.figures, *answer.question.months[:1])
            words = (*literal, *(page.typed(word.text) for word in quoting.words_of(answer.question)))
            asked_where = answer.query is not None and answer.query.aggregate == "written" and len(items) == 1
            if asked_where or not (words or answer.topic):
                return say.written_at(places(items, page), items)
            return say.mentioned(page.say.join(dict.fromkeys(words)) or answer.topic, counted)
        case "amounts" | "percentages" | "figures" if items:
            if most := largest(answer):
                return say.largest(*most, places(items, page))
            unit = unit or ("%" if kind == "percentages" else "円")
            return say.amounts(unit, counted, page.say.join(_with_figure(items, unit, page)))
        case "no_sum" if items:
            return say.no_sum(len(items), money=unit == "円")
        case "unrated" if items:
            found = [f"{page.name(item)} {page.say.state(item.rating.state)}" for item in items]
            return say.unrated(counted, say.join(found, PLACES, "項目"))
        case "not_ranked" if items:
            mark = page.say.mark(items[0].rating.mark)
            return say.extreme(mark, counted, answer.question.ask is Ask.BEST)
        case "both" | "only" | "without":
            having = answer.query.having if answer.query else ()
            owners = [each for one in having for said in one.conditions for each in said.values]
            names = list(map(page.say.mark, ratings)) or owners
            shown = (" and " if page.say.lang == "en" else "と").join(names)
            numbers = tuple(dict.fromkeys(str(item.measure) for item in items))
            return say.measures(answer.note, shown, numbers)
    return ""


def _with_figure(items: Sequence[Item], unit: str, page: Composition) -> list[str]:
    """Each item with its first figure of that unit; numbers alone where they are many."""
    if len(items) > NAMED:
        return [numbers(items, page)]
    found = []
    for item in items:
        figure = quoting.first_figure(item, unit)
        found.append(f"{page.name(item)} {figure}".strip())
    return found


def _counted(answer: Counted, page: Composition, say: Headlines) -> str:
    name, counts, question = subject(answer, page), answer.counts, answer.question
    assert counts is not None
    ratings = question.filter.ratings
    if question.ask is Ask.SHARE and answer.query and answer.query.conditions and counts.share is not None:
        return say.share(name, counts.share, counts.rated, sum(item.rating.rated for item in answer.items))
    if question.ask is Ask.SHARE and answer.shares:
        found = page.say.join(f"{page.say.mark(mark)} {share}%" for mark, share in answer.shares.items())
        return say.shares(name, found, counts.rated)
    if answer.query is not None and answer.query.having and answer.query.per:
        return _measures_so(answer, page, say)
    if not answer.items:
        return _none(answer, name, page, say)
    if question.ask is Ask.RATED:
        name = say.rated_items(name if question.filter or question.topics else "")
    if ratings:
        return _rated(answer, name, page, say)
    if (
        not question.filter
        and not question.topics
        and question.ask is Ask.COUNT
        and question.turn is Turn.FRESH
    ):
        return say.size(counts.measures, counts.items)
    if asks_measures(question):
        return say.by_measure(name, counts.measures, counts.items, None)
    if len(answer.items) == 1:
        return say.one(name, page.say.rating(answer.items[0]), place(answer.items[0], page))
    return all_of(name, answer.items, page, say)


# -- groups ------------------------------------------------------------------------------------------------


def _tabled(answer: Tabled, page: Composition, say: Headlines) -> str:
    ratings = answer.question.filter.ratings or answer.question.filter.not_ratings
    if answer.question.over and answer.ranked in ("count", "share") and answer.query is not None:
        return _in_its_words(answer, _names_at(answer, _place(answer), page), answer.group_by, page, say)
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
        found = [f"{page.group_name(each)} {each.number}%" for each in answer.groups]
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
    return _in_its_words(answer, names, answer.group_by, page, say) + _unsure(answer, page, say)


def _in_its_words(
    answer: AnyAnswer, names: Sequence[str], unit: str, page: Composition, say: Headlines
) -> str:
    """What a question asks for, named in its own words."""
    query, among = answer.query, ""
    if query is not None and unit == "department":
        query, among = _among_those(query, page)
    asks = asked.marked(asked.sentence(_groups_of(query), page, dated=False), page) if query else ""
    return say.chosen(asks, names, say.group_unit(unit), among)


def _among_those(query: Query, page: Composition) -> tuple[Query, str]:
    """Departments of which some are chosen, named before what is asked of them; the query without them."""
    for each in query.base:
        if (
            each.aspect == "owner"
            and len(each.values) > 1
            and not (each.negated or each.sections or each.years)
        ):
            left = query.but(base=tuple(other for other in query.base if other is not each))
            return left, page.say.join(each.values)
    return query, ""


def _groups_of(query: Query) -> Query:
    """The groups that decide a question about every one or about any, asked for by themselves."""
    whole = query.unless or query.aggregate in ("count", "holds")
    aggregate = "rank" if query.named and not query.having else "list" if whole else query.aggregate
    return query.but(form="", unless=False, named=(), sole=False, aggregate=aggregate)


def _unsure(answer: Tabled, page: Composition, say: Headlines) -> str:
    if not answer.unsure:
        return ""
    return say.unsure([_group(each, answer, page) for each in answer.unsure], say.group_unit(answer.group_by))


def _first(answer: Tabled, page: Composition, say: Headlines) -> str:
    """The first place of a ranking with its number, ties together."""
    ratings, place = answer.question.filter.ratings, _place(answer)
    if place > 1 or (answer.query and answer.query.top):
        return _in_its_words(answer, _names_at(answer, place, page), answer.group_by, page, say)
    own = [each for each in answer.groups if not each.everyone]
    best = (own or answer.groups)[0].number
    top = [_group(each, answer, page) for each in own if each.number == best]
    is_share = answer.ranked == "share"
    number = f"{best}%" if is_share else page.say.items(int(best))
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
    numbers = [f"{each.number}%" if share else page.say.items(int(each.number)) for each in chosen]
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
        number = f"{each.number}%" if answer.ranked in ("share", "shares") else page.counted(each.items)
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
    told = [f"{name} {share}%" for name, share in zip(told, shares, strict=True)]
    return say.difference(apart, told, f"{abs(shares[0] - shares[1]):.1f}")


def _held_side_by_side(answer: Compared, sides: Sequence[Group], page: Composition, say: Headlines) -> str:
    """How often a rating stands on each side; which has more, where number and share agree on that."""
    ratings = answer.question.filter.ratings
    numbers = [sum(each.by_rating.get(mark, 0) for mark in ratings) for each in sides]
    shares = [percent(number, each.rated) for number, each in zip(numbers, sides, strict=True)]
    names = [page.group_name(each) or page.say.whole_city() for each in sides]
    found = [
        (name, page.say.items(number), f"{share}%")
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
    name = titled(measure, page)
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


def _overview(answer: Overview, page: Composition) -> str:
    counts = answer.counts
    assert counts is not None
    by_rating = {mark: counts.by_rating.get(mark, 0) for mark in page.marks}
    shown = page.say.tally(by_rating, zeros=True)
    return page.say.overview(counts.measures, counts.items, counts.rated, shown)


def _corrected(answer: Corrected, page: Composition, say: Headlines) -> str:
    if not answer.corrections and answer.confirmed:
        names = (
            page.say.place_of_field(each.measure or 0, each.item, each.cell) for each in answer.confirmed
        )
        return say.only_confirmed(len(answer.confirmed), say.join(tuple(dict.fromkeys(names)), 3))
    if not answer.corrections:
        return page.say.nothing_corrected()
    names = (page.say.corrected_title(each.measure or 0, each.item, each.cell) for each in answer.corrections)
    return say.corrected(len(answer.corrections), say.join(tuple(dict.fromkeys(names)), 3))


def _columned(answer: Columned, page: Composition, say: Headlines) -> str:
    name = say.columns(answer.columns)
    if answer.bounds:
        return say.column_within(name, answer.bounds, len(answer.items), answer.no_number)
    if answer.value and not answer.ordered and not answer.summed:
        return say.column_says(name, answer.value, len(answer.items), isnt=answer.isnt)
    if not answer.items:
        return say.no_column_text(name) if answer.without else say.no_item_meant()
    texts = Counter(text for item in answer.items for each, text in item.extra if each in answer.columns)
    if len(answer.items) == 1 or answer.ordered in ("most", "least"):
        first = dict.fromkeys(text for each, text in answer.items[0].extra if each in answer.columns)
        return say.column_text(name, " / ".join(first), places(answer.items, page), answer.ordered)
    few = len(answer.columns) == 1 and len(texts) <= _KINDS and len(texts) < len(answer.items)
    few = few and not any(map(digits_in, texts))
    tally = texts.most_common() if few and not answer.ordered and not answer.summed else ()
    return say.column_list(name, len(answer.items), answer.ordered, tally, summed=answer.summed)
