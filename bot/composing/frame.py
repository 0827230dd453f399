"""What stands around every card: how the question was read, what to know first, where the facts come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.answer import (
    AnyAnswer,
    Changed,
    Compared,
    Counted,
    Helped,
    Listed,
    Nothing,
    Overview,
    Shown,
    Tabled,
)
from bot.answering.ranking import compact
from bot.composing import asked
from bot.composing.context import LOOKED_AT, CardWriter
from bot.composing.places import taken_for_granted
from bot.query import Condition
from bot.question import Field, Question, Turn
from bot.understanding.vocabulary import policy_name
from bot.wording import queries
from bot.wording.headlines import Headlines
from katou_index.plan import Certainty, FiscalYear, Item, Items, measure_number
from katou_index.records import replace
from katou_index.words import QUESTION_LIMIT, fold

DOUBTS = 12  # items up to which each doubt has a line of its own


def read_as(question: Question, writer: CardWriter) -> tuple[tuple[str, str], ...]:
    """How the question was read, as pairs of condition and value."""
    say, given = writer.say, question.filter
    names = writer.vocabulary.policies
    policies = [policy_name(number, names.get(number, "")) for number in given.policies]
    without = (
        *given.not_ratings,
        *given.not_departments,
        *(policy_name(number, names.get(number, "")) for number in given.not_policies),
        *given.not_initiatives,
        *queries.measures(say.lang, given.not_measures),
    )
    words = (
        *map(writer.typed, question.phrases),
        *question.figures,
        *question.months[:1],
        *(writer.typed(word.text) for topic in question.topics for word in topic.words if not word.weak),
    )
    found = (
        ("ratings", [*map(say.mark, given.ratings)]),
        ("departments", given.departments),
        ("policies", policies),
        ("initiatives", given.initiatives),
        ("measures", [*queries.measures(say.lang, given.measures), *map(writer.named, given.items)]),
        ("not", without),
        ("words", words),
    )
    within = (("before", ""),) if question.turn in (Turn.NARROW, Turn.REMOVE) else ()
    return (*within, *((name, said) for name, values in found if values and (said := say.join(values))))


def reading(answer: AnyAnswer, writer: CardWriter, *, once: bool = True) -> tuple[tuple[str, str], ...]:
    """How an answer's question was read, as pairs of condition and value; what was taken over comes first.

    `once`: it does not stand again among the other conditions; a file names each condition by its kind.
    """
    found = [("before", writer.say.join(asked.carried(answer, writer)))] if answer.carried else []
    if answer.query is None or asked.plain(answer.query):
        question = _without(answer.carried, answer.question) if once and answer.carried else answer.question
        told = read_as(
            question.but(phrases=(), figures=(), months=(), topics=()) if _is_act(answer) else question,
            writer,
        )
        return (*found, *(pair for pair in told if pair != ("before", "")))
    sentence = asked.marked(asked.words(answer, writer, dated=not once), writer)
    if once and found and all(core in sentence for core in map(asked.core, asked.carried(answer, writer))):
        return (("asked_on", sentence),)  # which says what was taken over
    return (*found, ("asked", sentence))


def _is_act(answer: AnyAnswer) -> bool:
    """Whether it tells what the bot does, for which the words beside that are no topics: 週報を月曜に."""
    helped = isinstance(answer, Helped) and answer.about not in ("unclear", "long")
    return helped or (isinstance(answer, Nothing) and answer.reason == "read_only")


def _without(carried: Iterable[Condition], question: Question) -> Question:
    """A question with what was said of it alone: conditions that were taken over stand before it."""
    taken: dict[str, set[str]] = defaultdict(set)
    for each in carried:
        if not each.negated:
            taken[each.aspect].update(each.values)
    given, words = question.filter, [set(fold(each).split()) for each in (*taken["topic"], *taken["text"])]
    left = replace(
        given,
        ratings=tuple(each for each in given.ratings if each not in taken["rating"]),
        departments=tuple(each for each in given.departments if each not in taken["owner"]),
        policies=tuple(each for each in given.policies if str(each) not in taken["policy"]),
        initiatives=tuple(each for each in given.initiatives if each not in taken["initiative"]),
        measures=tuple(each for each in given.measures if str(each) not in taken["measure"]),
        items=tuple(each for each in given.items if each not in taken["item"]),
    )
    own = (
        topic
        for topic in question.topics
        if not any(
            {part for word in topic.words for part in fold(word.text).split()} <= known for known in words
        )
    )
    return replace(question, filter=left, topics=tuple(own))


def scope(answer: AnyAnswer, writer: CardWriter) -> tuple[str, ...]:
    """The year and how the question was read: spelling that was mended, words left out, readings taken."""
    say, question = writer.say, answer.question
    found = [say.head(question.over or (writer.plan.year,), reading(answer, writer))]
    found += [
        say.respelled(typed, read)
        for typed, read in question.respelled
        if compact(typed).replace("・", "") != compact(read).replace("・", "")  # seen by nobody
    ]
    if answer.unknown and answer.kind != "nothing":
        found.append(say.not_found_words(tuple(map(writer.typed, answer.unknown))))
    if asserted := taken_for_granted(answer):
        found.append(say.not_so_rated(asserted))
    missing = isinstance(answer, Nothing) and answer.reason == "year_not_loaded"
    # Of a year that is not there nothing was read but which one it is.
    told = (said for said in question.said if not missing or said.startswith("relative:"))
    found += [notice for said in told if (notice := _reading(said, question, writer))]
    return tuple(dict.fromkeys(found))


def _reading(said: str, question: Question, writer: CardWriter) -> str:
    say, ratings, names = writer.say, question.filter.ratings, writer.vocabulary.policies
    key, _, value = said.partition(":")
    match key:
        case "below" if ratings:
            below = ratings == writer.marks[2:]
            return say.read_below(ratings, writer.marks[0]) if below else say.read_other(ratings)
        case "means" if ratings:
            return say.read_means(value, ratings[0])
        case "department":
            return say.read_department(value)
        case "own":
            return say.read_own(value)
        case "cut":
            return say.cut(QUESTION_LIMIT)
        case "letter":
            return say.letter(value)
        case "left":
            return say.left(value)
        case "against" | "against_share":
            number, aspect, group = value.split(":", 2)
            name = f"No.{group}" if aspect == "measure" else group
            if aspect == "policy":
                name = policy_name(int(group), names[int(group)])
            if key == "against_share":
                return say.held_against_share(name or say.whole_city(), number, ratings)
            return say.held_against(name, say.items(int(number)) if number else "", ratings)
        case "called" | "relative" | "titled":
            return _of_another_year(key, value, writer)
        case "no_column":
            field, _, code = value.partition(":")
            return say.no_column(field, FiscalYear.from_code(code))
        case "calendar_year" if question.filter.years:
            return say.read_calendar_year(question.filter.years[0])
        case "not_so":
            return say.not_so_rated(tuple(value.split("|")))
        case "written_year":
            return say.written_year(value)
    return ""


def unit(answer: AnyAnswer, writer: CardWriter) -> str:
    """What the lines of an answer are counted in."""
    if isinstance(answer, Tabled | Overview):
        return Headlines(writer.say).group_unit(answer.group_by if isinstance(answer, Tabled) else "policy")
    return writer.say.item_unit() if answer.items or answer.related else writer.say.line_unit()


def _of_another_year(key: str, value: str, writer: CardWriter) -> str:
    """How a name of another year was read, or a year that was said by another one (the year before)."""
    from bot.wording import years  # here: few questions say any

    lang = writer.say.lang
    if key == "called":
        name, _, now = value.partition(":")
        return years.called(lang, name, now, writer.plan.year)
    if key == "relative":
        typed, base, meant = value.split(":")
        return years.relative(lang, typed, FiscalYear.from_code(base), FiscalYear.from_code(meant))
    number, _, title = value.partition(":")
    measure = writer.plan.by_number.get(measure_number(number))
    return years.titled(lang, writer.typed(title), measure) if measure else ""


def notes(answer: AnyAnswer, writer: CardWriter) -> tuple[str, ...]:
    """How groups and years were put together, what is only quoted; doubts of the items shown."""
    items = _cited(answer)
    return (*_remarks(answer, writer), *_doubts(Items.of(items).doubtful, len(items), writer))


def _is_estimated(answer: AnyAnswer, writer: CardWriter) -> bool:
    """Whether an answer rests on people's reading of what an initiative covers."""
    if answer.items:
        return any(writer.measure(item).estimated for item in answer.items)
    named = answer.question.filter.initiatives
    return any(each.estimated for each in writer.vocabulary.plan.measures if each.initiative in named)


def _remarks(answer: AnyAnswer, writer: CardWriter) -> Iterator[str]:
    question = answer.question
    if isinstance(answer, Tabled) and answer.group_by == "department":
        yield writer.say.shared_items()
    if isinstance(answer, Listed) and answer.note == "mention" and answer.items:
        yield writer.say.note("mention")
    by_initiative = isinstance(answer, Tabled) and answer.group_by == "initiative"
    of_one = isinstance(answer, Listed | Counted) and question.filter.initiatives
    if by_initiative or (of_one and _is_estimated(answer, writer)):
        yield writer.say.ranges_estimated()
    if isinstance(answer, Shown) and Field.WHY in question.wants:
        yield writer.say.why_only_quoted()
    if isinstance(answer, Compared | Changed) and (answer.changes or isinstance(answer, Changed)):
        from bot.wording import years  # here, as above

        yield years.how_paired(writer.say.lang)


def _cited(answer: AnyAnswer) -> tuple[Item, ...]:
    """The items of an answer, and as they were before where that is shown.

    A yes or no that nothing meets rests on what was looked at: 税務課に×はない.
    """
    if answer.judged and not answer.cited and len(answer.base) <= LOOKED_AT:
        return answer.base
    before = _before(answer)
    if not before:
        return answer.cited
    known = {item.key for item in answer.items}
    return (*answer.cited, *(item for item in before if item.key not in known))


def sources(answer: AnyAnswer, writer: CardWriter) -> tuple[str, ...]:
    """The source with lines and the day it came in, and that the data are old if they are."""
    if isinstance(answer, Helped) and answer.about != "source":
        return ()
    say, items, lines = writer.say, _cited(answer), list[str]()
    of_one_year = len(Items.of(items).years) == 1
    for year in reversed(answer.question.over or (writer.plan.year,)):
        own = of_one_year and items[0].year == year
        of_year = items if own else [item for item in items if item.year == year]
        sure = bool(of_year) and not Items.of(of_year).doubtful
        source = _source(of_year, year, writer)
        lines.append(say.read_as_printed(source) if sure else source)
    if not writer.age:
        return tuple(lines)
    now = FiscalYear(writer.today.year if writer.today.month >= 4 else writer.today.year - 1)
    newest = writer.vocabulary.newest
    if now.began - newest.began > 1:
        lines.append(say.newest(newest))
    return tuple(lines)


def _before(answer: AnyAnswer) -> tuple[Item, ...]:
    """What changed as it was in the year before: it is shown, so it has a source."""
    changes = answer.changes if isinstance(answer, Changed) else ()
    return tuple(change.before for change in changes if change.before is not None)


def _source(items: Sequence[Item], year: FiscalYear, writer: CardWriter) -> str:
    """Where the items of one year stand; the year's file where there are none."""
    plan = writer.plan if year == writer.plan.year else writer.vocabulary.index.plan(year)
    file = next((item.source.file for item in (items or plan.items)[:1]), "")
    return writer.say.source(file, items, year, writer.vocabulary.index.imported_at(year))


def _doubts(doubtful: Sequence[Item], shown: int, writer: CardWriter) -> list[str]:
    if shown <= DOUBTS:
        return [writer.say.doubt(writer.name(item), writer.say.read_off(item)) for item in doubtful]
    by_kind: dict[Certainty, list[str]] = {}
    for item in doubtful:
        name = item.id if item.year == writer.plan.year else item.key
        by_kind.setdefault(item.certainty, []).append(name)
    return [
        writer.say.doubt(writer.say.join(ids), writer.say.certainty(certainty))
        for certainty, ids in by_kind.items()
    ]
