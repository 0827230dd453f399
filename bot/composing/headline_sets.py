"""The first line about items that meet a condition: a list, a count, whether something is so of them.

One function a kind of answer; the sentences stand in wording.headlines_of_sets.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Compared, Counted, Listed, Tabled
from bot.answering.selecting import owned, percent
from bot.composing import asked, quoting
from bot.composing.context import CardWriter
from bot.composing.facts import NAMED, fact, largest
from bot.composing.places import PLACES, all_of, numbers, place, places, tally
from bot.query import SHARES, Condition, Query, said_of_words_alone
from bot.question import Ask, Turn
from bot.understanding.counters import asks_measures
from bot.understanding.vocabulary import policy_name
from bot.wording import queries
from bot.wording.headlines_of_sets import SetHeadlines
from katou_index.plan import Item, State

OF_RATINGS = frozenset({"rated", "unrated", "lost", "unfilled", "dash"})  # states that say how it is rated
_AMONG = {"department": "owner", "policy": "policy"}  # groups of which some may be named, by what names them


def sentence(answer: Listed | Counted, writer: CardWriter) -> str:
    """The sentence about a list or a count."""
    say = SetHeadlines(writer.say)
    return _listed(answer, writer, say) if isinstance(answer, Listed) else _counted(answer, writer, say)


def subject(answer: AnyAnswer, writer: CardWriter) -> str:
    """The noun phrase of what was looked at: 「商工観光課の× バツ」."""
    if answer.query is not None and not asked.plain(answer.query):
        return asked.phrase((*answer.query.base, *answer.query.conditions), writer)
    question, given, say = answer.question, answer.question.filter, writer.say
    policies = writer.vocabulary.policies
    written = (*question.phrases, *question.figures, *question.months[:1])
    words = dict.fromkeys(
        (
            *map(writer.typed, (each for each in written if each not in answer.unknown)),
            *(
                writer.typed(word.text)
                for word in quoting.words_of(question)
                if word.text not in answer.unknown
            ),
        )
    )
    found = {
        "ratings": either(given.ratings, writer),
        "departments": say.join(given.departments),
        "policies": say.join(policy_name(number, policies.get(number, "")) for number in given.policies),
        "initiatives": say.join(given.initiatives),
        "measures": say.join([*queries.measures(say.lang, given.measures), *map(writer.named, given.items)]),
        "words": say.in_quotes(words),
    }
    without = (
        *given.not_departments,
        *(policy_name(number, policies.get(number, "")) for number in given.not_policies),
        *given.not_initiatives,
        *queries.measures(say.lang, given.not_measures),
    )
    parts = {name: value for name, value in found.items() if value}
    return SetHeadlines(say).subject(parts, without, tuple(map(say.mark, given.not_ratings)))


def either(marks: Sequence[str], writer: CardWriter) -> str:
    """`△ 三角か× バツ`."""
    return (" or " if writer.say.lang == "en" else "か").join(map(writer.say.mark, marks))


def judged(answer: AnyAnswer, sentence: str, writer: CardWriter) -> str:
    """Yes, no or not known, then the fact; of a text that was asked about the quotation alone."""
    say = SetHeadlines(writer.say)
    if answer.holds is not None:
        return say.truth(answer.holds, _fact_of(answer, writer, say) or sentence)
    looked_at = answer.base or answer.items
    open_ones = [item for item in looked_at if item.rating.unknown]
    if not open_ones:
        about = answer.query is not None and said_of_words_alone(answer.query)
        return (_fact_of(answer, writer, say) or sentence) if about else sentence
    lost = [item for item in open_ones if item.rating.state is State.LOST]
    where = places(lost or open_ones, writer)
    told = say.lost(where) if lost else say.unfilled(where)
    if len(looked_at) == len(open_ones):
        return say.truth(None, told)
    return say.truth(None, writer.say.sentence(told) + (_fact_of(answer, writer, say) or sentence))


def _fact_of(answer: AnyAnswer, writer: CardWriter, say: SetHeadlines) -> str:
    """The ratings of what was looked at: 「商工観光課は5項目のうち ◎ 二重丸 1、○ 丸 3、× バツ 1 です」."""
    query, base = answer.query, answer.base
    if query is None or isinstance(answer, Tabled | Compared) or not base or query.aggregate == "share":
        return ""
    if "owner" in query.wants:
        return ""  # whose it is was asked: the departments, and no ratings
    if (query.per and query.having) or _are_mixed(query):
        return ""  # the measures that are so, by name
    said = query.conditions or tuple(c for each in query.having for c in (*each.conditions, *each.than))
    if not said or any(each.years or each.aspect == "change" for each in said):
        return ""
    name = _looked_at(query, writer)
    if not all(each.aspect == "rating" for each in said):
        if not query.conditions:
            return ""
        return _fact_beside(answer, name, writer, say)
    if len(base) == 1:
        return say.rating(base[0], place(base[0], writer, owners=True))
    marks = {item.rating for item in base}
    if len(marks) == 1 and base[0].rating.rated:
        return say.all_so(name, writer.items(base), writer.say.rating(base[0]))
    rated = sum(item.rating.rated for item in base)
    if rated and any(each.quantifier in SHARES for each in query.having):
        whole = asked.phrase((*query.base, *query.conditions), writer)
        return say.share(whole, percent(len(answer.hits), rated), rated, len(answer.hits))
    sections = [item for item in answer.related if set(item.owners) & set(_sections(answer))]
    beside = writer.say.join([*_sections(answer), writer.tally(sections)]) if sections else ""
    return say.of_which(name, writer.items(base), writer.say.tally(_states(base, writer)), beside)


def _looked_at(query: Query, writer: CardWriter) -> str:
    """What a yes-or-no question is about; of several departments all, which "or" would not say."""
    match query.base:
        case (Condition(aspect="owner", negated=False, values=(_, _, *_) as names),):
            return writer.say.join(names)
    return asked.phrase(query.base, writer) or writer.say.whole_city()


def _fact_beside(answer: AnyAnswer, name: str, writer: CardWriter, say: SetHeadlines) -> str:
    """How many of what was looked at are so, where that is no rating; of one item how it was read."""
    query, base = answer.query, answer.base
    assert query is not None
    states = [value for each in query.conditions if each.aspect == "state" for value in each.values]
    if len(base) == 1 and len(states) == len(query.conditions):
        if set(states) <= OF_RATINGS:
            return say.rating(base[0], place(base[0], writer, owners=True))
        return say.read_so(writer.say.read_off(base[0]), place(base[0], writer, owners=True))
    if any(each.aspect in ("topic", "text") for each in query.conditions) and not said_of_words_alone(query):
        return ""
    if len(base) == 1 and all(each.aspect == "owner" for each in query.conditions):
        return say.owner(base[0].owners, place(base[0], writer))
    what, where = asked.phrase(query.conditions, writer), numbers(answer.hits, writer) if answer.hits else ""
    if len(answer.hits) == len(base) > 1:
        return say.all_so(name, writer.items(base), what)
    if len(rest := [item for item in base if item not in answer.hits]) < len(answer.hits):
        where = say.others(numbers(rest, writer))  # the few that are not so say more
    return say.part_of(name, writer.items(base), what, writer.items(answer.hits), where)


def _sections(answer: AnyAnswer) -> tuple[str, ...]:
    return answer.sections if isinstance(answer, Listed) else ()


def _states(items: Sequence[Item], writer: CardWriter) -> dict[str, int]:
    """How many of each mark, of "—" and of what is not known."""
    found = {mark: sum(item.rating.mark == mark for item in items) for mark in writer.marks}
    return {mark: number for mark, number in found.items() if number}


def _listed(answer: Listed, writer: CardWriter, say: SetHeadlines) -> str:
    name, items = subject(answer, writer), answer.items
    if answer.note and (found := _noted(answer, writer, say)):
        return found
    named = answer.question.filter.departments
    owning = bool(owned(writer.plan, named, by_division=False))
    if not items and named and not owning:
        numbers = writer.say.join(f"No.{measure.number}" for measure in answer.members)
        return say.member_only(writer.say.join(named), numbers)
    if answer.query is not None and answer.query.having and answer.query.per:
        return _measures_so(answer, writer, say)
    if not items:
        return _none(answer, name, writer, say)
    if _are_mixed(answer.query):
        return _measures_so(answer, writer, say)
    few = len(items) <= NAMED or not answer.question.filter.ratings
    if few and (found := fact(items, answer, writer, say)):
        return found
    if answer.question.filter.ratings and answer.counts is not None:
        return _rated(answer, name, writer, say)
    if len(items) > 1 and _asks_what_is_done(answer):
        done = [f"{writer.name(item)} {writer.about(item, alone=True)}" for item in items]
        return say.does(name, done, writer.items(items), writer.tally(items))
    if len(items) == 1 and _says_rating(answer):
        return say.only_one(name, place(items[0], writer))
    if len(items) == 1:
        return say.one(name, writer.say.rating(items[0]), place(items[0], writer))
    return all_of(name, items, writer, say)


def _asks_what_is_done(answer: Listed) -> bool:
    """Whether it was asked what one department does: what that is comes before how many there are."""
    query = answer.query
    if query is None or query.conditions or query.having or query.wants not in (("result",), ("planned",)):
        return False
    return [(each.aspect, len(each.values), each.negated) for each in query.base] == [("owner", 1, False)]


def _says_rating(answer: Listed) -> bool:
    """Whether what was asked for says already how its items are rated: 評価が失われている項目."""
    conditions = answer.query.all_conditions() if answer.query else ()
    said = (each for each in conditions if each.aspect == "state" and not each.negated)
    return any({"lost", "unfilled", "dash"} >= set(each.values) for each in said)


def _are_mixed(query: Query | None) -> bool:
    """Whether those are asked for whose ratings differ, or agree, of any rating: measures alone do."""
    aspects = {each.aspect for each in (*query.base, *query.conditions)} if query else set()
    return "mixed" in aspects and "rating" not in aspects


def _measures_so(answer: Listed | Counted, writer: CardWriter, say: SetHeadlines) -> str:
    """The measures that have something, in the words of the question."""
    named = tuple(dict.fromkeys(f"No.{item.measure}" for item in answer.items))
    return in_its_words(answer, named, "measure", writer, say)


def _rated(answer: Listed | Counted, name: str, writer: CardWriter, say: SetHeadlines) -> str:
    """`× バツは7項目（7事業）、評価のある55項目の12.7 %です`."""
    counts = answer.counts
    assert counts is not None
    if asks_measures(answer.question):
        whole = len(answer.in_full) if answer.in_full or len(answer.question.filter.ratings) == 1 else None
        whole = None if answer.question.filter.departments else whole
        return say.by_measure(name, counts.measures, counts.items, whole)
    if counts.items == 1 and answer.items:
        return say.only_one(
            name, place(answer.items[0], writer, owners=not answer.question.filter.departments)
        )
    ratings = answer.question.filter.ratings
    parts = writer.say.tally(counts.by_rating) if len(ratings) > 1 else ""
    whole_part = counts.share is not None and answer.question.turn not in (Turn.NARROW, Turn.REMOVE)
    share = counts.share if whole_part else None
    return say.counted(name, writer.counted(answer.items), share, counts.rated, parts)


def _none(answer: Listed | Counted, name: str, writer: CardWriter, say: SetHeadlines) -> str:
    """That nothing meets it, with what its departments have, and what their sections have."""
    found = []
    for department in answer.question.filter.departments:
        own = owned(writer.plan, (department,), by_division=False)
        if own:
            found.append(say.instead(department, writer.items(own), tally(own, writer)))
    if answer.sections:
        within = [item for item in answer.related if set(item.owners) & set(answer.sections)]
        if within:
            found.append(
                say.instead(writer.say.join(answer.sections), writer.items(within), writer.tally(within))
            )
    elif not found and answer.related:
        return say.found_elsewhere(name, writer.counted(answer.related))
    return say.none(name, "。".join(found) if writer.say.lang == "ja" else "; ".join(found))


def _noted(answer: Listed, writer: CardWriter, say: SetHeadlines) -> str:
    items, counted = answer.items, writer.counted(answer.items)
    ratings = answer.question.filter.ratings or answer.question.filter.not_ratings
    kind, _, unit = answer.note.partition(":")
    match kind:
        case "only_named":
            return writer.say.only_named(answer.topic)
        case "mention" if items:
            phrases = map(writer.typed, answer.question.phrases)
            literal = (*phrases, *answer.question.figures, *answer.question.months[:1])
            words = (*literal, *(writer.typed(word.text) for word in quoting.words_of(answer.question)))
            asked_where = answer.query is not None and answer.query.aggregate == "written" and len(items) == 1
            if asked_where or not (words or answer.topic):
                return say.written_at(places(items, writer), items)
            return say.mentioned(writer.say.join(dict.fromkeys(words)) or answer.topic, counted)
        case "amounts" | "percentages" | "figures" if items:
            if most := largest(answer):
                return say.largest(*most, places(items, writer))
            unit = unit or ("%" if kind == "percentages" else "円")
            return say.amounts(unit, counted, writer.say.join(_with_figure(items, unit, writer)))
        case "no_sum" if items:
            return say.no_sum(len(items), money=unit == "円")
        case "unrated" if items:
            found = [f"{writer.name(item)} {writer.say.state(item.rating.state)}" for item in items]
            return say.unrated(counted, say.join(found, PLACES, "項目"))
        case "not_ranked" if items:
            mark = writer.say.mark(items[0].rating.mark)
            return say.extreme(mark, counted, answer.question.ask is Ask.BEST)
        case "both" | "only" | "without":
            having = answer.query.having if answer.query else ()
            owners = [each for one in having for said in one.conditions for each in said.values]
            names = list(map(writer.say.mark, ratings)) or owners
            shown = (" and " if writer.say.lang == "en" else "と").join(names)
            numbers = tuple(dict.fromkeys(str(item.measure) for item in items))
            return say.measures(answer.note, shown, numbers)
    return ""


def _with_figure(items: Sequence[Item], unit: str, writer: CardWriter) -> list[str]:
    """Each item with its first figure of that unit; numbers alone where they are many."""
    if len(items) > NAMED:
        return [numbers(items, writer)]
    found = []
    for item in items:
        figure = quoting.first_figure(item, unit)
        found.append(f"{writer.name(item)} {figure}".strip())
    return found


def _counted(answer: Counted, writer: CardWriter, say: SetHeadlines) -> str:
    name, counts, question = subject(answer, writer), answer.counts, answer.question
    assert counts is not None
    ratings = question.filter.ratings
    if question.ask is Ask.SHARE and answer.query and answer.query.conditions and counts.share is not None:
        number = sum(item.rating.rated for item in answer.items)
        if any(each.aspect == "rating" for each in answer.query.base):  # of all △ those of a department
            part = asked.phrase(answer.query.conditions, writer)
            told = say.share(part, counts.share, counts.rated, number)
            return say.among(asked.phrase(answer.query.base, writer), told)
        return say.share(name, counts.share, counts.rated, number)
    if question.ask is Ask.SHARE and answer.shares:
        found = writer.say.join(f"{writer.say.mark(mark)} {share}%" for mark, share in answer.shares.items())
        return say.shares(name, found, counts.rated)
    if answer.query is not None and answer.query.having and answer.query.per:
        return _measures_so(answer, writer, say)
    if not answer.items:
        return _none(answer, name, writer, say)
    if question.ask is Ask.RATED:
        name = say.rated_items(name if question.filter or question.topics else "")
    if ratings:
        return _rated(answer, name, writer, say)
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
        return say.one(name, writer.say.rating(answer.items[0]), place(answer.items[0], writer))
    return all_of(name, answer.items, writer, say)


def in_its_words(
    answer: AnyAnswer, names: Sequence[str], unit: str, writer: CardWriter, say: SetHeadlines
) -> str:
    """What a question asks for, named in its own words."""
    query, among = answer.query, ""
    if query is not None and unit in _AMONG:
        query, among = among_those(query, writer)
    asks = asked.marked(asked.sentence(_groups_of(query), writer, dated=False), writer) if query else ""
    return say.chosen(asks, names, say.group_unit(unit), among)


def among_those(query: Query, writer: CardWriter) -> tuple[Query, str]:
    """Groups of which some are chosen, named before what is asked of them; the query without them."""
    for each in query.base:
        plain = not (each.negated or each.sections or each.years)
        if each.aspect == _AMONG.get(query.per) and len(each.values) > 1 and plain:
            left = query.but(base=tuple(other for other in query.base if other is not each))
            names = writer.vocabulary.policies if each.aspect == "policy" else {}
            told = (policy_name(int(value), names.get(int(value), "")) for value in each.values)
            return left, writer.say.join(told if names else each.values)
    return query, ""


def _groups_of(query: Query) -> Query:
    """The groups that decide a question about every one or about any, asked for by themselves."""
    whole = query.unless or query.aggregate in ("count", "holds")
    aggregate = "rank" if query.named and not query.having else "list" if whole else query.aggregate
    return query.but(form="", unless=False, named=(), sole=False, aggregate=aggregate)
