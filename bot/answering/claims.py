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
from bot.understanding.claims import (
    LONGEST_RATING,
    Assertion,
    claims_in,
    counted_in,
    only_one_in,
    roughly,
    several_in,
)
from bot.understanding.pieces import asks_whether
from bot.understanding.scripts import pattern
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.result import Result
    from katou_index.plan import Item

Judged = tuple[PlanLibrary, AnyAnswer]  # an answer with the library of its year
Span = tuple[Fraction, Fraction]  # the least and the most that a number may be, where a rating is lost

LISTED = ("list", "count", "amounts", "show")  # queries whose answer can be counted
_TURNED = {"better": "most", "worse": "least"}  # what one that is named is said to be beside the one shown
_SHARED = ("owner", "policy")  # that several items have
SO_MANY_ENDS = "ですか?"
MOST_TOGETHER = 12  # items that stand together as several things are said
MOST_OWNED = 3  # measures of which it is said together whose they are
# 12.7%で合ってる？ below an answer says something of that.
OF_NOTHING_SAID, IT_IS = (
    "(?:約|ちょうど)?[0-9一二三四五六七八九]+(?:[.][0-9]+)?(?:%|％|割|パー)|全体の|評価(?:付き|のある)",
    "それは",
)
ALIKE = Fraction(1, 200)  # what is told in whole per cent is meant so


def claimed(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """The answer to what a text says something of, judged; None where it is no claim, or nobody can tell."""
    library, lang = desk.library, lang or language(text, desk.context)
    line, rough = roughly(fold(text))
    if desk.context and pattern(OF_NOTHING_SAID).match(line):
        line = f"{IT_IS}{line}"
    claims = claims_in(
        line if rough or line.startswith(IT_IS) else text, library.vocabulary, desk.today, library.has
    )
    for each in sorted(claims, key=_looks_back, reverse=True):
        claim = each._replace(rough=rough or each.rough)
        judged = _BESIDE.get(claim.kind, _of_one)(claim, desk, lang)
        if judged is not None:
            library, answer = judged
            return library, answer.but(question=answer.question.but(text=text))
    return None


def _looks_back(claim: Assertion) -> bool:
    """Whether a claim is of one beside the one shown: No.5も同じ担当課 says nothing of No.5 alone."""
    return claim.kind == "before"


def counted_claimed(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """◎は2項目で、どちらも④: how many they are and what more is said of them, both so or one not."""
    if not (parts := counted_in(text)):
        return None
    lang = lang or language(text, desk.context)
    found = [_judged(each, desk, lang) for each in parts]
    if any(found[:1]) and found[-1] is None and parts[0].endswith(SO_MANY_ENDS):
        found[-1] = several_claimed(_of_the_same(parts), desk, lang)
    judged = [each for each in found if each is not None]
    return _together(text, judged, desk, lang) if len(judged) == len(parts) else None


def _of_the_same(parts: Sequence[str]) -> str:
    """〈課〉は4項目ですか, 〈課〉の○が1つ、△が3つ → 〈課〉は○が1つ、△が3つ."""
    subject = parts[0].partition("は")[0]
    return f"{subject}は{parts[1].removeprefix(f'{subject}の')}"


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
    elif shared := _of_one_kind([query, *asked]):
        query = Query(query.years if query else (), (shared,))
    else:
        ids = dict.fromkeys(item.id for _, answer in parts for item in answer.base or answer.items)
        if len(ids) > MOST_TOGETHER:  # of the whole plan: what is so
            ids = dict.fromkeys(item.id for _, answer in parts for item in answer.items)
        query = Query(base=(Condition("item", tuple(ids)),), aggregate="list", wants=("rating",))
    library, answer = _evaluated(query, desk, text, lang)
    return library, answer.but(judged=True, holds=holds)


def _of_one_kind(queries: Sequence[Query | None]) -> Condition | None:
    """What queries name where each is of one thing of a kind: 税務課にも秘書室にも."""
    bases = [each.base for each in queries if each is not None and len(each.base) == 1]
    kinds = {base[0].but(values=()) for base in bases}
    if len(bases) < len(queries) or len(kinds) != 1 or bases[0][0].aspect not in _SHARED:
        return None
    return bases[0][0].but(values=tuple(dict.fromkeys(value for base in bases for value in base[0].values)))


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
    # 評価付き60項目で12.7%: a share is of what is rated. 合わせて7項目で35.0%: or what is that share.
    if claim.whole and claim.whole not in (rated, hits):
        return _said(answer, None if claim.whole == len(answer.base or ()) else False, claim)
    span = Fraction(hits, rated + lost), Fraction(hits + lost, rated + lost)
    told = Fraction(hits, rated)
    if claim.rough and claim.how in ("exactly", "level"):
        return _said(answer, _is_about(claim, told), claim)
    if claim.how == "exactly" or claim.fine < 1:  # 67 %, 12.7 %: as it is told
        alike = ALIKE * claim.fine
        if abs(told - claim.part) <= alike:
            return _said(answer, True if told == claim.part or claim.unit == "percent" else None, claim)
        if claim.unit == "percent":  # or as it would be told, whatever was lost
            may = (Fraction(hits + each, rated + lost) for each in range(lost + 1))
            return _said(
                answer, None if any(abs(each - claim.part) <= alike for each in may) else False, claim
            )
    return _said(answer, _holds(claim.how, span, claim.part), claim)


def _is_about(claim: Assertion, told: Fraction) -> bool:
    """Whether a share is about a part, or a little more: 約1割, 1割ちょっと."""
    whole_tenths = claim.unit != "percent" or not claim.part * 10 % 1  # 約10% is said as 約1割 is
    step = Fraction(1, 10) if whole_tenths else Fraction(1, 100)
    if claim.rough == "over":
        return claim.part < told < claim.part + step
    return abs(told - claim.part) <= step / 2


# -- whether all are rated alike


def _even(claim: Assertion, _library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    """Whether all items of an answer have one rating. What takes no part, "—", sets nothing apart."""
    query, rated = answer.query, [each for each in answer.items if each.rating.rated]
    if query is None or query.per or query.sides or query.over_years or len(answer.items) < 2 or not rated:
        return None
    lost = any(each.rating.unknown for each in answer.items)
    if claim.how == "different":
        alike = len({each.rating.mark for each in rated}) < len(rated)
        return _said(answer, False if alike else None if lost else True, claim)
    holds = False if len({each.rating.mark for each in rated}) > 1 else None if lost else True
    return _said(answer, holds, claim)


def _policies(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """Whether all items of an answer are of one policy, or no two of them; how many each policy has."""
    for question in claim.questions:
        found = query_answer(question, desk.library, desk.context, desk.today, lang)
        query, items = (found[1].query, found[1].items) if found else (None, ())
        if query is None or query.per or query.sides or query.over_years or len(items) < 2:
            continue
        numbers = [desk.plan.by_number[item.measure].policy_no for item in items]
        base = (*query.base, *query.conditions)
        library, answer = _evaluated(
            Query(query.years, base, per="policy", aggregate="table"), desk, question, lang
        )
        wanted = 1 if claim.how == "same" else len(numbers)
        holds = None if None in numbers else len(set(numbers)) == wanted
        return library, _said(answer, holds, claim)
    return None


# -- whose


def _owner(claim: Assertion, library: PlanLibrary, answer: AnyAnswer) -> AnyAnswer | None:
    items, numbers = answer.items, {item.measure for item in answer.items}
    if not items:  # No.31の×は〈課〉のやつ？ It has none: that is told, of nobody it can be
        return answer if answer.query is not None and answer.query.values("rating") else None
    if claim.how in ("every", "same", "different", "differs"):
        if claim.how != "every" and len(items) < 2:
            return None  # No.5は同じ課: as what?
        apart = _all_apart(items)
        if claim.how == "differs" and not apart and len({frozenset(item.owners) for item in items}) > 1:
            return None  # some of them differ: which are meant is not said
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
    if claim.how in ("different", "differs"):
        return _all_apart(items)
    return all(named <= set(item.owners) for item in items)


def _all_apart(items: Sequence[Item]) -> bool:
    """Whether no two items have a department in common."""
    owners = [owner for item in items for owner in item.owners]
    return len(owners) == len(set(owners))


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
    if other is not None and not claim.sides[0]:  # △より少ない: what was asked for before
        one = _before(other, desk)
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


def _times(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """Whether there are so many times as many of one as of another: 3倍以上ある？ of the two counted last."""
    words, before = claim.sides, desk.context.query if desk.context is not None else None
    one, other = (_counted(each, desk, lang) if each else None for each in words)
    if one is None and not any(words) and before is not None:
        pair = _two_counted(before, desk)
        if len(pair) != 2:
            return None
        one, other = pair
        sizes = [max(_span_of(each, desk)) for each in pair]
        if sizes[0] < sizes[1]:
            one, other = other, one  # the more of the fewer
    elif one is not None and not words[1]:
        other = _before(one, desk)
    elif other is not None and not words[0]:  # △は何件 → ×の2倍だよね
        one = _before(other, desk)
    if one is None or other is None:
        return None
    if not other.base and len(words[1]) < LONGEST_RATING:
        other = other.but(base=one.base)
    if (one.base, one.conditions) == (other.base, other.conditions) or one.years != other.years:
        return None
    (least, most), (fewest, highest) = _span_of(one, desk), _span_of(other, desk)
    if not fewest:
        return None
    holds = _holds(claim.how, (least / highest, most / fewest), claim.part)
    if one.base == other.base:
        marks = tuple(dict.fromkeys((*one.values("rating"), *other.values("rating"))))
        query = Query(one.years, one.base, (Condition("rating", marks),), aggregate="count")
    else:
        query = Query(one.years, (), one.conditions, aggregate="compare", sides=(one.base, other.base))
    library, answer = _evaluated(query, desk, desk.context.question.text if desk.context else "", lang)
    return library, _said(answer, holds, claim)


def _two_counted(before: Query, desk: AnswerContext) -> Sequence[Query]:
    """The two that were counted last: the ratings of one query, its sides, or it and the one before."""
    plain = before.aggregate in LISTED and not (before.per or before.having or before.over_years)
    if before.sides and before.conditions and before.aggregate == "compare":
        return [Query(before.years, (*before.base, *side), before.conditions) for side in before.sides]
    if not plain or len(before.conditions) != 1 or before.conditions[0].aspect != "rating":
        return ()
    (rating,) = before.conditions
    if len(rating.values) == 2:
        return [before.but(conditions=(rating.but(values=(each,)),)) for each in rating.values]
    earlier = _before(before, desk)
    return (before, earlier) if earlier is not None else ()


def _span_of(query: Query, desk: AnswerContext) -> Span:
    """The least and the most items that a query may have."""
    result = evaluate(normal(query.but(aggregate="list", wants=())), store_of(desk.library.others))
    return Fraction(len(result.items)), Fraction(len(result.items) + len(result.undecided))


def _top(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """Whether most of them, or the fewest, have the rating that is said."""
    found = _counted(f"{claim.said}の{claim.rating}" if claim.said else claim.rating, desk, lang)
    if found is None or len(found.conditions[0].values) != 1 or found.conditions[0].negated:
        return None
    marks = [mark.mark for mark in desk.vocabulary.tables.scale.marks]
    (mine,) = found.conditions[0].values
    of_each = {each: found.but(conditions=(found.conditions[0].but(values=(each,)),)) for each in marks}
    if mine not in of_each:
        return None
    truths = []
    for mark, other in of_each.items():
        one, than = (of_each[mine], other) if claim.how == "most" else (other, of_each[mine])
        if mark != mine:
            truths.append(_more(one, than, desk, lang)[1].holds)
    library, answer = _evaluated(Query(found.years, found.base), desk, claim.rating, lang)
    return library, _said(answer, every(truths), claim)


def _as_shown(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """No.24も同じ評価: of one beside the one that was shown."""
    shown, named = desk.shown_before(), _named(claim.said, desk, lang) if claim.said else None
    if not named or len({item.measure for item in shown}) != 1 or shown[0].measure == named[0].measure:
        return None
    what = claim.how
    if what == "said":  # 同じ: in what was asked of the one
        asked = {each.value for each in desk.context.question.wants} if desk.context else set()
        what = "owner" if asked == {"owner"} else "rating" if asked <= {"rating", "result"} else ""
    if what == "owner":
        return _of_same_owner(claim, named, shown, desk, lang)
    if not what:
        return None
    if what in ("most", "least"):  # No.5より上: so is the one that was shown
        return _graded(claim._replace(how=what), shown, named, desk, lang)
    if what in _TURNED:  # No.5のほうが上
        return _graded(claim._replace(how=_TURNED[what]), named, shown, desk, lang)
    return _graded(claim._replace(how="same"), named, shown, desk, lang)


def _of_same_owner(
    claim: Assertion, named: Sequence[Item], shown: Sequence[Item], desk: AnswerContext, lang: str | None
) -> Judged:
    """Whether the same departments have both; not known where those of the measures say otherwise."""
    members = [set(desk.plan.by_number[each[0].measure].departments) for each in (named, shown)]
    owners = [{owner for item in each for owner in item.owners} for each in (named, shown)]
    alike = owners[0] == owners[1]
    ids = tuple(item.id for item in (*shown, *named))
    query = Query(base=(Condition("item", ids),), aggregate="show", wants=("owner",))
    library, answer = _evaluated(query, desk, claim.said, lang)
    return library, _said(answer, alike if alike is (members[0] == members[1]) else None, claim)


def _further(claim: Assertion, desk: AnswerContext, lang: str | None) -> Judged | None:
    """×の割合は → △はもっと高い: more than what was asked for before it."""
    before, one = desk.context.query if desk.context else None, _counted(claim.said, desk, lang)
    if before is None or one is None or len(before.conditions) != 1 or before.sides or before.per:
        return None
    if before.aggregate not in (*LISTED, "share") or before.conditions[0].aspect != "rating":
        return None
    if before.base != one.base or before.conditions == one.conditions or before.having:
        return None
    other = Query(before.years, before.base, before.conditions)
    pair = (one, other) if claim.how == "most" else (other, one)
    library, answer = _more(*pair, desk, lang)
    return library, _said(answer, answer.holds, claim)


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
        beside = _share_beside(claim, desk, lang)
        return beside or _further(claim._replace(said=claim.sides[0]), desk, lang)
    sides = [_named(each, desk, lang) for each in claim.sides]
    if None in sides or sides[0] == sides[1]:
        return None
    return _graded(claim, sides[0] or (), sides[1] or (), desk, lang)


def _graded(
    claim: Assertion, one: Sequence[Item], other: Sequence[Item], desk: AnswerContext, lang: str | None
) -> Judged:
    """Whether one thing is rated as another, better or worse; the two side by side."""
    marks = [mark.mark for mark in desk.vocabulary.tables.scale.marks]
    first, second = _grades(one, marks), _grades(other, marks)
    query = Query(sides=tuple(_as_side(items, desk) for items in (one, other)), aggregate="compare")
    library, answer = _evaluated(query, desk, claim.sides[0] or claim.said, lang)
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
    "policies": _policies,
    "than": _than,
    "alike": _than,
    "grade": _grade,
    "times": _times,
    "top": _top,
    "before": _as_shown,
    "further": _further,
}
