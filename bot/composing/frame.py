"""What stands around every card: how the question was read, what to know first, where the facts come from."""

from __future__ import annotations

from bot.answer import AnyAnswer, Helped
from bot.composing.page import Page
from bot.question import Question, Turn
from bot.vocabulary import policy_name
from katou_index.plan import Certainty, FiscalYear, Item

DOUBTS = 12  # items up to which each doubt has a line of its own


def read_as(question: Question, page: Page) -> tuple[tuple[str, str], ...]:
    """How the question was read, as pairs of condition and value."""
    say, given = page.say, question.filter
    names = page.vocabulary.policies
    policies = (policy_name(number, names.get(number, "")) for number in given.policies)
    without = (
        *given.not_ratings,
        *given.not_departments,
        *(policy_name(number, names.get(number, "")) for number in given.not_policies),
    )
    words = (
        *question.phrases,
        *question.figures,
        *question.months[:1],
        *(page.typed(word.text) for topic in question.topics for word in topic.words if not word.weak),
    )
    found = (
        ("ratings", say.join(map(say.mark, given.ratings))),
        ("departments", say.join(given.departments)),
        ("policies", say.join(policies)),
        ("initiatives", say.join(given.initiatives)),
        ("measures", say.join(f"No.{number}" for number in (*given.measures, *given.items))),
        ("not", say.join(without)),
        ("words", say.join(words)),
    )
    within = (("before", ""),) if question.turn in (Turn.NARROW, Turn.REMOVE) else ()
    return (*within, *((name, value) for name, value in found if value))


def notices(answer: AnyAnswer, page: Page) -> tuple[str, ...]:
    """What the reader must know first: spelling that was mended, words left out, readings taken."""
    say, question = page.say, answer.question
    found = [say.respelled(typed, read) for typed, read in question.respelled]
    if answer.unknown and answer.kind != "nothing":
        found.append(say.not_found_words(answer.unknown))
    found += [notice for said in question.said if (notice := _reading(said, question, page))]
    return tuple(dict.fromkeys(found))


def _reading(said: str, question: Question, page: Page) -> str:
    say, ratings = page.say, question.filter.ratings
    key, _, value = said.partition(":")
    match key:
        case "below" if ratings:
            below = ratings == page.marks[2:]
            return say.read_below(ratings, page.marks[0]) if below else say.read_other(ratings)
        case "means" if ratings:
            return say.read_means(value, ratings[0])
        case "department":
            return say.read_department(value)
        case "calendar_year" if question.filter.years:
            return say.read_calendar_year(question.filter.years[0])
        case "written_year":
            return say.written_year(value)
        case "largest":
            return say.largest(value)
    return ""


def foot(answer: AnyAnswer, page: Page) -> tuple[str, ...]:
    """Doubts of the items shown, source with lines and import date, and that the data are old if they are."""
    if isinstance(answer, Helped) and answer.about != "source":
        return ()
    say, items, year = page.say, answer.items, page.plan.year
    doubtful = [item for item in items if item.certainty is not Certainty.VERBATIM]
    lines = _doubts(doubtful, len(items), page)
    file = items[0].source.file if items else next((item.source.file for item in page.plan.items), "")
    source = say.source(file, items, year, page.vocabulary.index.imported_at(year))
    lines.append(source if doubtful or not items else f"{source}・{say.certainty(Certainty.VERBATIM)}")
    now = FiscalYear(page.today.year if page.today.month >= 4 else page.today.year - 1)
    if now.began - year.began > 1:
        lines.append(say.newest(year))
    return tuple(lines)


def _doubts(doubtful: list[Item], shown: int, page: Page) -> list[str]:
    if shown <= DOUBTS:
        return [page.say.doubt(page.name(item), item.certainty, item.notes) for item in doubtful]
    by_kind: dict[Certainty, list[str]] = {}
    for item in doubtful:
        by_kind.setdefault(item.certainty, []).append(item.id)
    return [page.say.doubt(page.say.join(ids), certainty, ()) for certainty, ids in by_kind.items()]
