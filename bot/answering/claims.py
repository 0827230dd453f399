"""Whether what is said of the answer to a question is so: ×がある課は6つですか, ○以上は3分の2を超えますか.

The question is answered as ever; how many, which part or whose its answer tells is held against what is said,
in three values (truth.py). Shown is that answer.
"""

from __future__ import annotations

from fractions import Fraction

from bot.answer import AnyAnswer
from bot.answering import answer as plain_answer
from bot.answering.answers import answered
from bot.answering.confirming import of_what_is_named
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.queries import language, query_answer, store_of
from bot.answering.truth import every, opposite
from bot.query import Condition, Having, Query, normal, of_whole_measures
from bot.understanding.bridge import question_of
from bot.understanding.claims import LONGEST_RATING, Assertion, claims_in, only_one_in, several_in
from bot.understanding.pieces import asks_whether
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.result import Result
    from katou_index.plan import Item

Judged = tuple[PlanLibrary, AnyAnswer]  # an answer with the library of its year
Span = tuple[Fraction, Fraction]  # the least and the most that a number may be, where a rating is lost

LISTED = ("list", "count", "amounts", "show")  # queries whose answer can be counted
_SHARED = ("owner", "policy")  # that several items have
MOST_OWNED = 3  # measures of which it is said together whose they are
ALIKE = Fraction(1, 200)  # what is told in whole per cent is meant so


def claimed(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """The answer to what a text says something of, judged; None where it is no claim, or nobody can tell."""
    library, lang = desk.library, lang or language(text, desk.context)
    for claim in claims_in(text, library.vocabulary, desk.today, library.has):
        judged = _BESIDE.get(claim.kind, _of_one)(claim, desk, lang)
        if judged is not None:
            library, answer = judged
            return library, answer.but(question=answer.question.but(text=text))
    return None


def sole_claimed(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """〈事業〉だけが◎ですか: whether the one that is named is so, and no other is."""
    named, said = only_one_in(text) or ("", "")
    typed = said.rstrip("?？")
    asks = typed if typed == said else f"{typed}か"  # ふるさと納税だけ◎なの？
    forms = [
        (mark.mark, typed.removeprefix(word), asks.removeprefix(word))
        for mark in desk.vocabulary.tables.scale.marks
        for word in (mark.mark, mark.word, *mark.words)
        if said.startswith(word)
    ]
    items = _named(named, desk, lang) if forms else None
    if items is None or not any(map(asks_whether, forms[0][1:])):
        return None
    rating, shown = Condition("rating", (forms[0][0],)), tuple(desk.context.items) if desk.context else ()
    whole, _, rest = named.partition("は")
    if rest and (around := _named(whole, desk, lang)):  # No.17は〈話題〉だけが×: of its items
        shown = tuple(item.id for item in around)
    among = len(shown) > 1 and {item.id for item in items} <= set(shown)
    base = (Condition("item", shown),) if among else ()
    library, answer = _evaluated(Query(base=base, conditions=(rating,)), desk, text, lang)
    ids, sure = {item.key for item in items}, {item.key for item in answer.items}
    looked_at = (item for item in desk.plan.items if not among or item.id in shown)
    unknown = {item.key for item in looked_at if item.rating.unknown} - sure
    holds = False if ids - sure - unknown or sure - ids else None if unknown - ids or ids & unknown else True
    return library, answer.but(judged=True, holds=holds)


def several_claimed(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """The same of several things that are said, each judged by itself: all of them are so, or one is not."""
    library = desk.library
    for parts in several_in(text, library.vocabulary, desk.today, library.has):
        found = [_judged(each, desk, lang) for each in parts]
        judged = [each for each in found if each is not None]
        if len(judged) == len(parts):
            return _together(text, judged, desk, lang)
    return None


def _judged(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    found = query_answer(text, desk.library, desk.context, desk.today, lang)
    if found is None or not found[1].judged:
        found = claimed(text, desk, lang) or of_what_is_named(text, desk, lang)
    return found if found is not None and found[1].judged else None


def _together(text: str, parts: Sequence[Judged], desk: AnswerContext, lang: str | None) -> Judged:
    """Several answers as one: what the first shows, where all are of the same, else all of their items."""
    holds = every(answer.holds for _, answer in parts)
    (_, first), *others = parts
    query, asked = first.query, [answer.query for _, answer in others]
    if query is not None and query.base and all(each and each.base == query.base for each in asked):
        query = Query(query.years, query.base)
    else:
        ids = dict.fromkeys(item.id for _, answer in parts for item in answer.base or answer.items)
        query = Query(base=(Condition("item", tuple(ids)),), aggregate="list", wants=("rating",))
    library, answer = _evaluated(query, desk, text, lang)
    return library, answer.but(judged=True, holds=holds)


def _of_one(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """A claim that is made of the answer to one question."""
    if claim.kind == "share":
        part = _part_of_shown(claim, desk, lang)
        if part is not None or claim.named:  # somebody's part is of what was shown, or of nothing
            return part
        if not claim.questions:
            return _of_what_was_counted(claim, desk, lang)
    for question in (*claim.among, *claim.questions):
        found = query_answer(question, desk.library, desk.context, desk.today, lang)
        if found is None or found[1].judged or found[1].query is None:
            continue
        if question in claim.among and (found := _among_shown(found[1].query, desk, question, lang)) is None:
            continue
        judged = _JUDGES[claim.kind](claim, *found)
        if judged is not None:
            return found[0], judged
    return None


def _part_of_shown(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """×の一覧 → 半分以上は〈課〉？ Which part of what was shown is theirs; None where nothing says so."""
    before = desk.context.query if desk.context is not None else None
    if before is None or before.aggregate not in ("list", "show") or before.per or before.having:
        return None
    if before.sides or before.over_years or len(desk.context.items if desk.context else ()) < 2:
        return None
    named = claim.named or _named_alone(claim.said, desk, lang)
    asked_for = {each.aspect for each in before.all_conditions()}
    if not named or asked_for & {each.aspect for each in named}:
        return None
    query = Query(before.years, (*before.base, *before.conditions), named, aggregate="share")
    library, answer = _evaluated(query, desk, "", lang)
    judged = _share(claim, library, answer)
    return (library, judged) if judged is not None else None


def _named_alone(said: str, desk: AnswerContext, lang: str | None) -> tuple[Condition, ...]:
    """The department or the policy that words name, where they say nothing else."""
    found = query_answer(f"{said}の項目は?", desk.library, None, desk.today, lang) if said else None
    query = found[1].query if found else None
    alone = query is not None and len(query.base) == 1 and not (query.conditions or query.per or query.having)
    return query.base if query is not None and alone and query.base[0].aspect in _SHARED else ()


def _of_what_was_counted(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """△の割合は → それは20%で合ってる？ The part that the last answer told, or counted."""
    query = desk.context.query if desk.context is not None else None
    if query is None or query.aggregate not in (*LISTED, "share") or not query.conditions:
        return None
    if query.per or query.sides or query.having or query.over_years:
        return None
    found = _evaluated(query.but(aggregate="share", wants=(), unit="", form=""), desk, "", lang)
    judged = _JUDGES[claim.kind](claim, *found)
    return (found[0], judged) if judged is not None else None


def _among_shown(query: Query, desk: AnswerContext, text: str, lang: str | None) -> Judged | None:
    """The same of what was shown: このうち全部×の事業は3つ."""
    if desk.context is None or not desk.context.items or query.sides or query.over_years:
        return None
    shown = Condition("item", tuple(desk.context.items))
    if query.per == "measure":
        shown = of_whole_measures(shown)
    return _evaluated(query.but(base=(*query.base, shown)), desk, text, lang)


def _said(answer: AnyAnswer, holds: bool | None, claim: Assertion) -> AnyAnswer:
    return answer.but(judged=True, holds=opposite(holds) if claim.denied else holds)


# -- how many


def _number(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    query = answer.query
    if query is None or query.aggregate not in LISTED or query.sides or query.over_years or query.wants:
        return None
    span = _how_many(query, evaluate(query, store_of(library.others)), claim.unit)
    if span is None:
        return None
    return _said(answer, _holds(claim.how, span, Fraction(claim.number)), claim)


def _how_many(query: Query, result: Result, unit: str) -> Span | None:
    """How many groups, measures or items an answer has: of groups what is of them, else as it was asked."""
    if query.per and query.having:
        if (query.per == "measure") != (unit == "measure") and unit:
            return None
        sure = len([row for row in result.rows if row.value and not row.everyone])
        return Fraction(sure), Fraction(sure + len(result.unknown))
    if query.per or unit == "group":
        return None
    if unit == "measure" or (query.unit == "measure" and unit != "item"):
        sure_ones = {item.measure for item in result.items}
        open_ones = {item.measure for item in result.undecided} - sure_ones
        return Fraction(len(sure_ones)), Fraction(len(sure_ones) + len(open_ones))
    return Fraction(len(result.items)), Fraction(len(result.items) + len(result.undecided))


def _holds(how: str, span: Span, number: Fraction) -> bool | None:
    """Whether a number that lies somewhere in a span is just so, at least so, more …"""
    least, most = span
    match how:
        case "at_least":
            return True if least >= number else None if most >= number else False
        case "past":
            return True if least > number else None if most > number else False
        case "at_most":
            return opposite(_holds("past", span, number))
        case "short":
            return opposite(_holds("at_least", span, number))
    if not least <= number <= most:
        return False
    return True if least == most else None


def _only(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    """Whether the measures that are named are those that were asked for, and no others."""
    query = answer.query
    if query is None or query.aggregate not in LISTED or query.sides or query.over_years or query.wants:
        return None
    if query.per not in ("", "measure") or not (query.having if query.per else query.conditions):
        return None
    result = evaluate(query, store_of(library.others))
    if query.per:
        sure, maybe = {row.value for row in result.rows}, {row.value for row in result.unknown}
    else:
        sure = {str(item.measure) for item in result.items}
        maybe = {str(item.measure) for item in result.undecided} - sure
    named = {value for each in claim.named for value in each.values}
    holds = False if named - sure - maybe or sure - named else None if maybe else True
    return _said(answer, holds, claim)


def _groups(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    """Whether there are such groups, or none."""
    query = answer.query
    if query is None or not (query.per and query.having) or query.aggregate not in LISTED or query.over_years:
        return None
    span = _how_many(query, evaluate(query, store_of(library.others)), "")
    how = "at_least" if claim.how == "any" else "short"
    return _said(answer, _holds(how, span, Fraction(1)), claim) if span is not None else None


# -- which part


def _share(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    query = answer.query
    if query is None or query.aggregate != "share" or query.sides or query.per or query.over_years:
        return None
    result = evaluate(query, store_of(library.others))
    rated, hits = result.counts.rated, sum(item.rating.rated for item in result.hits)
    lost = 0 if claim.rated else len(result.undecided)
    if not rated:
        return None
    span = Fraction(hits, rated + lost), Fraction(hits + lost, rated + lost)
    told = Fraction(hits, rated)
    if claim.how == "exactly" and abs(told - claim.part) <= ALIKE:  # 67 %: as it is told
        return _said(answer, True if told == claim.part or claim.unit == "percent" else None, claim)
    return _said(answer, _holds(claim.how, span, claim.part), claim)


# -- whether all are rated alike


def _even(claim: Assertion, _library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    """Whether all items of an answer have one rating. What takes no part, "—", sets nothing apart."""
    query, rated = answer.query, [each for each in answer.items if each.rating.rated]
    if query is None or query.per or query.sides or query.over_years or len(answer.items) < 2 or not rated:
        return None
    lost = any(each.rating.unknown for each in answer.items)
    holds = False if len({each.rating.mark for each in rated}) > 1 else None if lost else True
    return _said(answer, holds, claim)


# -- whose


def _owner(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    items, numbers = answer.items, {item.measure for item in answer.items}
    if not items:  # No.31の×は〈課〉のやつ？ It has none: that is told, of nobody it can be
        return answer if answer.query is not None and answer.query.values("rating") else None
    if claim.how in ("every", "same"):
        return _said(answer, _of_each(claim, items), claim)
    if len(numbers) > MOST_OWNED:
        return None
    owners = {owner for item in items for owner in item.owners}
    measures = [library.vocabulary.plan.by_number[each] for each in numbers]
    whole = sum(len(each.items) for each in measures) == len(items)
    members = {*owners, *(name for each in measures for name in each.departments if whole)}
    found = [_is_of(claim, each) for each in (owners, members)]
    holds = found[0] if found[0] is found[1] else None  # 担当課 without an item of its own: nobody can tell
    return _said(answer, holds, claim)


def _of_each(claim: Assertion, items: Sequence[Item]) -> bool:
    """Whether every item is of those named, or all are of the same ones."""
    named = {value for each in claim.named for value in each.values}
    if claim.how == "same":
        return len({frozenset(item.owners) for item in items}) == 1
    return all(named <= set(item.owners) for item in items)


def _is_of(claim: Assertion, owners: set[str]) -> bool:
    named = {value for each in claim.named for value in each.values}
    match claim.how:
        case "is" | "also":
            return named <= owners
        case "only":
            return named == owners
        case "without":
            return not named & owners
        case "further":
            return bool(owners - named)
        case "unshared" if named:
            return not owners - named
        case "one" | "several" | "unshared":
            return (len(owners) > 1) == (claim.how == "several")
    return len(owners) == claim.number


def _member(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """×の一覧に〈課〉は入ってる？ Whether a department has any of the items that a question leads to."""
    for question in claim.questions:
        found = query_answer(question, desk.library, desk.context, desk.today, lang)
        query = found[1].query if found else None
        if found is None or query is None or query.aggregate not in LISTED or query.per or query.sides:
            continue
        if query.having or query.over_years or not (query.base or query.conditions):
            continue
        base = (*query.base, *query.conditions)
        asked = Query(query.years, base, claim.named, having=(Having("any"),), aggregate="holds")
        library, answer = _evaluated(normal(asked), desk, question, lang)
        return library, _said(answer, answer.holds, claim)
    return None


# -- one beside another


def _than(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """Whether there is more of one than of another, or as much: of two ratings, or by the question for it."""
    for question in claim.questions:
        judged = query_answer(question, desk.library, desk.context, desk.today, lang)
        if judged is not None and judged[1].judged:
            return judged[0], _said(judged[1], judged[1].holds, claim)
    one, other = (_counted(each, desk, lang) if each else None for each in claim.sides)
    if claim.sides[0] and not claim.sides[1] and (shares := _share_beside(claim, desk, lang)):
        return shares
    if one is None or (other is None and claim.sides[1]):
        return None
    other = other or _before(one, desk)
    if other is not None and not other.base and len(claim.sides[1]) < LONGEST_RATING:
        other = other.but(base=one.base)  # 〈課〉の△と×は同じ数: both are of it
    if other is None or one.base != other.base or one.conditions == other.conditions:
        return None
    if claim.how == "least":
        one, other = other, one
    judged = _more(one, other, desk, lang)
    holds = judged[1].holds
    if claim.kind == "alike":
        holds = every((opposite(holds), opposite(_more(other, one, desk, lang)[1].holds)))
    return judged[0], _said(judged[1], holds, claim)


def _share_beside(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """③の×の割合 → ①のほうが高い？ Of one and the share that was asked for before it."""
    before = desk.context.query if desk.context is not None else None
    if before is None or before.aggregate != "share" or len(before.base) != 1:
        return None
    found = query_answer(f"{claim.sides[0]}の項目は?", desk.library, None, desk.today, lang)
    one = found[1].query if found else None
    if found is None or one is None or one.aggregate != "list" or one.conditions or len(one.base) != 1:
        return None
    if one.base == before.base or one.base[0].aspect != before.base[0].aspect:
        return None
    query = Query(before.years, (), before.conditions, aggregate="holds", sides=(one.base, before.base))
    query = query.but(order="least" if claim.how == "least" else "most", by="share")
    library, answer = _evaluated(query, desk, found[1].question.text, lang)
    return library, _said(answer, answer.holds, claim)


def _counted(words: str, desk: AnswerContext, lang: str | None) -> Query | None:
    """The query for how many items have the rating that words name, of what was shown."""
    asks = f"how many {words}?" if words.isascii() else f"{words}はいくつ?"
    found = query_answer(asks, desk.library, desk.context, desk.today, lang)
    query = found[1].query if found else None
    return query if query is not None and _counts_a_rating(query) else None


def _counts_a_rating(query: Query) -> bool:
    plain = query.aggregate in LISTED and not (query.per or query.having or query.sides or query.over_years)
    return plain and len(query.conditions) == 1 and query.conditions[0].aspect == "rating"


def _before(one: Query, desk: AnswerContext) -> Query | None:
    """△のほうが少ない？ The other rating that was asked for before it."""
    context = desk.context
    asked = (context.query, *reversed(context.earlier)) if context is not None and context.query else ()
    others = (each for each in asked if each is not None and _counts_a_rating(each))
    of_it = (each for each in others if each.base == one.base and each.conditions != one.conditions)
    return next(of_it, None)


def _more(one: Query, other: Query, desk: AnswerContext, lang: str | None) -> Judged:
    having = (Having("more", one.conditions, 0, other.conditions),)
    text = desk.context.question.text if desk.context is not None else ""
    return _evaluated(Query(one.years, one.base, having=having, aggregate="holds"), desk, text, lang)


def _grade(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """Whether one measure is rated better than another, or the same."""
    if not claim.sides[1]:
        return _share_beside(claim, desk, lang)
    sides = [_named(each, desk, lang) for each in claim.sides]
    if None in sides or sides[0] == sides[1]:
        return None
    marks = [mark.mark for mark in desk.vocabulary.tables.scale.marks]
    first, second = (_grades(items or (), marks) for items in sides)
    query = Query(sides=tuple(_as_side(items or (), desk) for items in sides), aggregate="compare")
    library, answer = _evaluated(query, desk, claim.sides[0], lang)
    if first is None or second is None:
        return library, _said(answer, None, claim)
    (best, worst), (others_best, others_worst) = first, second
    if claim.how == "same":
        so = best == worst == others_best == others_worst
        return library, _said(answer, so, claim)
    if claim.how == "least":
        (best, worst), (others_best, others_worst) = (others_best, others_worst), (best, worst)
    holds = True if worst < others_best else False if best >= others_worst else None
    return library, _said(answer, holds, claim)


def _as_side(items: Sequence[Item], desk: AnswerContext) -> tuple[Condition, ...]:
    """Items of one measure as a side: by its number where they are all of it."""
    whole = desk.plan.by_number.get(items[0].measure)
    if whole is not None and len(whole.items) == len(items):
        return (Condition("measure", (str(whole.number),)),)
    return (Condition("item", tuple(item.id for item in items)),)


def _named(words: str, desk: AnswerContext, lang: str | None) -> tuple[Item, ...] | None:
    """The items of the one measure that words name."""
    question = f"how is {words} rated?" if words.isascii() else f"{words}の評価は?"
    library = desk.library
    found = query_answer(question, library, None, desk.today, lang)
    answer = found[1] if found else None
    if answer is None:
        read, asked = library.understood(question, None, desk.today)
        answer = plain_answer(asked, AnswerContext(read, None, desk.today))
    if answer.unknown or answer.kind not in ("measure", "list") or not answer.items or answer.judged:
        return None
    return answer.items if len({item.measure for item in answer.items}) == 1 else None


def _grades(items: Sequence[Item], marks: Sequence[str]) -> tuple[int, int] | None:
    """The places on the scale of the best and the worst of them; None where one is not known."""
    if not items or any(not item.rating.rated for item in items):
        return None
    places = [marks.index(item.rating.mark) for item in items]
    return min(places), max(places)


def _evaluated(query: Query, desk: AnswerContext, text: str, lang: str | None) -> Judged:
    """The answer to a query, as if it had been read."""
    store = store_of(desk.library.others)
    year = query.years or (desk.library.vocabulary.year.code,)
    query = normal(query.but(years=year))
    result = evaluate(query, store)
    asked = question_of(query, text, lang or language(text, desk.context), store.scale(year[-1]))
    return desk.library, answered(query, result, asked, desk)


_JUDGES: dict[str, Callable[[Assertion, PlanLibrary, AnyAnswer], AnyAnswer | None]] = {
    "number": _number,
    "only": _only,
    "groups": _groups,
    "share": _share,
    "owner": _owner,
    "even": _even,
}
_BESIDE: dict[str, Callable[[Assertion, AnswerContext, str | None], Judged | None]] = {
    "member": _member,
    "than": _than,
    "alike": _than,
    "grade": _grade,
}
