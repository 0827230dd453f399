"""What was asked, in words: the query of an answer as a sentence, a noun phrase, a condition.

Buttons, links, the line "read as", file names, the sheet of conditions and alt texts take their words from
here, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.answer import AnyAnswer
from bot.composing.context import CardWriter, PlanNames
from bot.query import Condition, Query, joint_owners
from bot.understanding.say import say, say_in_forms, subject
from bot.understanding.scripts import pattern
from bot.wording import queries

CORE = r"(?:に関する)?項目$|^[Ii]tems "  # around what a condition names
PLAIN = ("rating", "owner", "policy", "initiative", "measure", "item", "topic", "text", "change")
LONGEST = 150  # characters of a question that a button asks
TAIL = {"ja": r"の項目$", "en": r"^items (?:of|in|about) "}


def sentence(query: Query, writer: CardWriter, *, dated: bool = True) -> str:
    """The question that means just this query and leans on nothing; "" for one that no sentence can say.

    Not `dated`: without its year, for a place where that stands already.
    """
    if not dated and len(query.years) == 1:
        query = query.but(years=())
    try:
        names = writer.plan_names if dated else PlanNames(writer.marks)
        return say(query, writer.say.lang, names)
    except KeyError:  # a combination that nobody can type either
        return ""


def in_forms(query: Query, forms: Sequence[str], writer: CardWriter) -> list[str]:
    """The same for each form that its answer may be taken away in."""
    try:
        return say_in_forms(query, forms, writer.say.lang, writer.plan_names)
    except KeyError:
        return [""] * len(forms)


def words(answer: AnyAnswer, writer: CardWriter, *, dated: bool = True) -> str:
    """The query of an answer as a sentence, without the form that it was asked in; "" where there is none.

    Not `dated`: where its year stands already.
    """
    query = answer.query
    if query is None:
        return ""
    if not query.wants and query.aggregate in ("show", "list"):  # of items that were pointed at
        query = query.but(wants=tuple(dict.fromkeys(each.value for each in answer.question.wants)))
    return sentence(query.but(form=""), writer, dated=dated)


def phrase(conditions: Iterable[Condition], writer: CardWriter) -> str:
    """Conditions as a noun phrase, marks with their words: 「商工観光課の× バツ」; "" for none."""
    chosen = _without_rated(tuple(conditions))
    if not chosen:
        return ""
    try:
        found = subject(Query(conditions=chosen), writer.say.lang, PlanNames(writer.marks))
    except KeyError:
        return ""
    return marked(re.sub(TAIL[writer.say.lang], "", found), writer)


def _without_rated(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions without the one that there is a rating, where another one says which."""
    if not any(each.aspect == "rating" and not each.negated for each in conditions):
        return conditions
    return tuple(
        each for each in conditions if each.aspect != "state" or each.values != ("rated",) or each.negated
    )


def what_is_sought(query: Query, writer: CardWriter) -> str:
    """Its items as a noun phrase without their year: 防災課の×の項目; one word alone, 「電子申請」.

    "" where no phrase says it.
    """
    conditions = (*query.base, *query.conditions)
    if len(conditions) == 1 and conditions[0].aspect in ("topic", "text") and not conditions[0].negated:
        return queries.QUOTED[writer.say.lang == "en"].format(text=conditions[0].values[0])
    try:
        return subject(query.but(years=()), writer.say.lang, PlanNames(writer.marks))
    except KeyError:
        return ""


def marked(text: str, writer: CardWriter) -> str:
    """The text with each mark's word behind it: a mark alone is not read aloud."""
    for mark in writer.marks:
        word = writer.say.mark(mark).removeprefix(mark).strip()
        if mark in text:
            text = pattern(rf"{mark}(?! ?{re.escape(word)})").sub(writer.say.mark(mark), text)
    return text


def plain(query: Query) -> bool:
    """Whether ratings, departments, policies, numbers and words say all of it, each as it is."""
    joint = joint_owners((*query.base, *query.conditions))
    return not (query.having or joint) and all(
        each.aspect in PLAIN
        and not each.years
        and not each.sections
        and not (each.negated and each.aspect in ("rating", "topic", "text", "item"))
        and not (len(each.values) > 1 and each.aspect in ("topic", "text"))  # 「研修」か「SNS」
        for each in query.all_conditions()
    )


def carried(answer: AnyAnswer, writer: CardWriter) -> tuple[str, ...]:
    """The conditions that were taken over from the conversation, as words."""
    return tuple(filter(None, (phrase((each,), writer) for each in answer.carried)))


def core(said: str) -> str:
    """What a condition's words have also within a sentence that holds other conditions: 「GIS」."""
    return pattern(CORE).sub("", said)


def without_each(query: Query, writer: CardWriter) -> Iterator[tuple[str, str]]:
    """Each condition's words, and the question that is left without it: 「条件を外す」."""
    if query.having or query.sides:
        return
    for each in (*query.base, *query.conditions):
        left = query.but(
            base=tuple(other for other in query.base if other is not each),
            conditions=tuple(other for other in query.conditions if other is not each),
            aggregate="list" if query.aggregate == "show" else query.aggregate,
            form="",
        )
        if not (left.base or left.conditions):
            continue  # the whole plan
        if (said := phrase((each,), writer)) and (asks := sentence(left, writer)):
            yield said, asks


def part(query: Query | None, group: Sequence[Condition] | None, mark: str, writer: CardWriter) -> str:
    """The question that lists what a part of a bar counts: items of a group that meet a query's conditions.

    Of one mark, or ("") whatever theirs is. "" where no sentence says it, and over several years.
    """
    if query is None or group is None or query.having or len(query.years) > 1:
        return ""
    conditions = (*query.base, *query.conditions)
    if any(each.years for each in conditions):
        return ""
    if mark:  # one of those that were asked for
        conditions = tuple(each for each in conditions if each.aspect != "rating" or each.negated)
        conditions = (*conditions, Condition("rating", (mark,)))
    found = Query(years=query.years, conditions=(*group, *conditions))
    asks = sentence(found, writer)
    return asks if len(asks) <= LONGEST else ""


def narrowed(query: Query, department: str, writer: CardWriter) -> str:
    """The question narrowed to a department, leaning on nothing; "" where no sentence says it."""
    return sentence(query.but(base=(*query.base, Condition("owner", (department,))), form=""), writer)
