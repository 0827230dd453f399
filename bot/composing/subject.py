"""What an answer is about, as its first line names it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer
from bot.composing import asked, quoting
from bot.composing.context import Composition
from bot.query import Query
from bot.understanding.vocabulary import policy_name
from bot.wording import queries
from bot.wording.headlines import Headlines


def subject(answer: AnyAnswer, page: Composition) -> str:
    """What was looked at, as a noun phrase: 「商工観光課の× バツ」.

    A query with conditions beyond names, ratings and words is said as a query.
    """
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
        "measures": say.join(
            [*queries.measures(say.lang, given.measures), *(f"No.{each}" for each in given.items)]
        ),
        "words": say.join(words),
    }
    without = (
        *map(say.mark, given.not_ratings),
        *given.not_departments,
        *(policy_name(number, policies.get(number, "")) for number in given.not_policies),
        *given.not_initiatives,
        *queries.measures(say.lang, given.not_measures),
    )
    parts = {name: value for name, value in found.items() if value}
    return Headlines(say).subject(parts, without)


def either(marks: Sequence[str], page: Composition) -> str:
    """Marks as alternatives, with their words: `△ 三角か× バツ`."""
    return (" or " if page.say.lang == "en" else "か").join(map(page.say.mark, marks))


def in_its_words(
    answer: AnyAnswer, names: Sequence[str], unit: str, page: Composition, say: Headlines
) -> str:
    """The `names` that answer a question, behind what it asks for in its own words; `unit` is what they are:
    department, policy, measure."""
    query = answer.query
    asks = asked.marked(asked.sentence(_groups_of(query), page, dated=False), page) if query else ""
    return say.chosen(asks, names, say.group_unit(unit))


def _groups_of(query: Query) -> Query:
    """The groups that decide a question about every one or about any, asked for by themselves."""
    whole = query.unless or query.aggregate in ("count", "holds")
    aggregate = "rank" if query.named and not query.having else "list" if whole else query.aggregate
    return query.but(form="", unless=False, named=(), sole=False, aggregate=aggregate)
