"""What may have been meant where nothing was understood: the nearest known questions, with its own names.

    「防災課さんの×の顔ぶれ」 → 〈課〉さんの〈評価〉の顔ぶれ ≈ 〈課〉の〈評価〉を並べて → 防災課の×の項目

A proposal is a question that may be asked next. It is no answer: it shows no rating and decides nothing.
It has all the names of the question and no other, and the same words of conditions (以外, だけ, not, only).
After an answer a question is held against what follows one (FOLLOWING), too, as a change of the last query:
then what that asked for may stay, and the proposal says all of it.
A word that the plan does not have and that reads best as a name is one: of it nothing is proposed.
"""

from __future__ import annotations

from functools import lru_cache

from bot.answer import AnyAnswer, Asked, Compared, Helped, Nothing, Option, Tabled
from bot.answering.context import AnswerContext
from bot.answering.queries import query_answer
from bot.query import Query, normal
from bot.question import Question, Turn
from bot.understanding.known import (
    FOLLOWING,
    KNOWN,
    MEASURE,
    NUMBER,
    OWNER,
    RATING,
    Masked,
    filled,
    known_questions,
    masked,
)
from bot.understanding.noise import GENERAL
from bot.understanding.normal_form import normal as respelt
from bot.understanding.say import say
from bot.understanding.scan import hints_in, scan
from bot.understanding.vocabulary import SUFFIXES
from katou_index.errors import EncoderMissingError
from katou_index.records import TYPE_CHECKING
from katou_index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.understanding.known import KnownQuestions
    from bot.understanding.scan import Scan
    from katou_index.meaning import Encoder

LIKE = 0.5  # likeness of a known question at least; below it is a guess
NAMELESS = 0.65  # the same, of a question that names nothing
MOST = 3  # that are offered
TRIED = 24  # known questions that are filled and read
ADDED = 0.05  # what a known question loses for each thing that the question has no word for
LACKS = 0.03  # what it loses for each soft thing (SOFT) that it lacks
PART = 0.02  # what it loses for each part of its query
AGAIN = 0.01  # what a query gains for each further known question that it is read from
LETTERS = {RATING: "M", OWNER: "D", MEASURE: "N"}  # as hints have them
BELONGING = ("owner", "policy", "initiative")  # what items belong to
GROUPS = ("department", "policy", "initiative")
LIMITS = {"kept:more", "kept:less"}
SOFT = {"asked:count", "asked:why", "asked:owner"}  # said in many ways, so they only count
# By so much an unknown word may read better as a name: a bare sign is like everything, most of all alone.
AS_NAME, AS_NAME_ALONE = 0.2, 0.12
SHORTEST = 8  # signs of one that follows an answer: fewer are like everything
LONGEST = 80  # signs of a question that is held against known ones


def proposed(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer:
    """The answer, where it did not understand the question with up to three that it may have meant."""
    encoder = desk.vocabulary.index.encoder
    if encoder is None or not _not_understood(found) or not _may_be_meant(found.question):
        return found
    try:
        options = tuple(_options(found, desk, encoder))
    except EncoderMissingError:
        return found
    return found.but(proposed=options) if options else found


def _not_understood(found: AnyAnswer) -> bool:
    match found:
        case Nothing():
            of_owner = (
                found.related and not found.question.filter.departments
            )  # what a department has is no thing
            return found.reason == "no_match" and not (found.near or found.items or of_owner)
        case Helped():
            return found.about == "unclear"
        case Asked():
            return not found.options
    return False


def _may_be_meant(question: Question) -> bool:
    """Whether a question is neither nothing nor a long text, and was read as it stands."""
    return 0 < len(question.text) <= LONGEST and not question.said


def _options(found: AnyAnswer, desk: AnswerContext, encoder: Encoder) -> Iterator[Option]:
    """The proposals, the likest first, each with another result."""
    question = found.question
    if any(_is_department(word) for word in (*found.unknown, *question.unknown_departments)):
        return
    folded = respelt(question.text, desk.vocabulary)
    follows = desk.context is not None and desk.context.query is not None
    alone = question.turn is Turn.FRESH or desk.context is None
    near = _near(folded, found, desk, encoder) if follows and len(folded) >= SHORTEST else []
    if alone:
        near += _near(folded, found, AnswerContext(desk.library, None, desk.today), encoder)
    seen: set[object] = set()
    for query, answer in near:
        result = _result(answer)
        if result in seen:
            continue
        seen.add(result)
        try:
            sentence = say(query, question.lang)
        except KeyError:  # a combination that no sentence says
            continue
        yield Option(sentence, sentence)
        if len(seen) == MOST:
            return


def _is_department(word: str) -> bool:
    """Whether a word that ends as a department's name does is one, and no end of a clause: 失点した課."""
    if not word.endswith(SUFFIXES):
        return False
    before = tokens(word[:-1])
    return bool(before) and before[-1].pos in ("名詞", "接尾辞")


def _near(
    folded: str, found: AnyAnswer, desk: AnswerContext, encoder: Encoder
) -> list[tuple[Query, AnyAnswer]]:
    """The queries of the nearest known questions, filled with the names of this one, the likest first.

    With a conversation, of what is known to follow an answer.
    """
    scanned, topics = scan(folded, desk.vocabulary, desk.today), _topics(found.question, desk)
    ways = list(masked(scanned, topics))
    known = known_questions(FOLLOWING if desk.context else KNOWN)
    near = [(known.likeness(one.line, encoder), one) for one in ways]
    best = max((each for like, _ in near for each in like.values()), default=0.0)
    named = any(one.names for one in ways)
    least = LIKE if named else NAMELESS
    if best < least or _is_of_a_name(scanned, ways, topics, found, best, known, encoder):
        return []
    kept = (
        (_worth(like, text, one), text, one)
        for likes, one in near
        for text, like in likes.items()
        if like >= least and _keeps(_said(text), _said(one.line))
    )
    scored: dict[Query, tuple[float, AnyAnswer]] = {}
    for worth, text, one in sorted(kept, key=lambda each: (-each[0], each[1]))[:TRIED]:
        if read := _read(text, one, found.question.lang, desk):
            query, answer = read
            before = scored.get(query)
            score = before[0] + AGAIN if before else worth - PART * _parts(query)
            scored[query] = score, before[1] if before else answer
    ranked = sorted(scored.items(), key=lambda each: -round(each[1][0], 3))
    return [(query, answer) for query, (_, answer) in ranked]


def _is_of_a_name(
    scanned: Scan,
    ways: Sequence[Masked],
    topics: Sequence[str],
    found: AnyAnswer,
    best: float,
    known: KnownQuestions,
    encoder: Encoder,
) -> bool:
    """Whether a word that the plan does not have is a name: a known question fits better where it is one."""
    if any(f"{word}の〈" in one.line for one in ways for word in found.unknown):  # メタバースの×
        return True
    named = any(one.names for one in ways)
    others = masked(scanned, (*topics, *found.unknown)) if found.unknown else ()
    likes = (like for one in others for like in known.likeness(one.line, encoder).values())
    return max(likes, default=0.0) > best + (AS_NAME if named else AS_NAME_ALONE)


def _worth(like: float, text: str, one: Masked) -> float:
    """How like a known question is, less what only one of the two says."""
    said, asked = _said(text), _said(one.line)
    return like - ADDED * len(said - asked) - LACKS * len(asked - said)


def _read(text: str, one: Masked, lang: str, desk: AnswerContext) -> tuple[Query, AnyAnswer] | None:
    """A known question with the names of a question, as it is answered; None where it asks otherwise."""
    before = desk.context.query if desk.context else None
    if before and one.year:
        return None  # another year of what was shown is said in a few words
    read = query_answer(filled(text, one), desk.library, desk.context, desk.today, lang)
    if read is None or read[1].reason is not None:
        return None
    query = read[1].query
    if query is None or (before and (normal(query) == normal(before) or _is_of_two(query))):
        return None
    if not _names_the_same(query, one, before) or not _limits_the_same(query, one, before):
        return None
    newest = query.years in ((), (desk.vocabulary.newest.code,))
    return normal(query if one.year or (before and not newest) else query.but(years=())), read[1]


def _is_of_two(query: Query) -> bool:
    """Whether it asks for what is of two departments, policies … at once: nobody means that so."""
    asked = [each.aspect for each in query.base if each.aspect in POINTED and not each.negated]
    return len(set(asked)) < len(asked)


def _limits_the_same(query: Query, one: Masked, before: Query | None) -> bool:
    """Whether a query excludes and limits where the question has a word for it, and only there.

    What is not written or not rated is said in the same words; they do not say that a name is left out.
    What the query before excluded may stay.
    """
    kept = before.all_conditions() if before else ()
    asked, conditions = _said(one.line), [each for each in query.all_conditions() if each not in kept]
    having = [each for each in query.having if before is None or each not in before.having]
    negative = query.unless or any(each.negated for each in conditions)
    negative = negative or any(each.quantifier in ("none", "not_all") for each in having)
    if negative and "kept:not" not in asked:
        return False
    lacking = not one.names and any(each.aspect in ("empty", "state") for each in conditions)
    if "kept:not" in asked and not (negative or lacking):
        return False
    if ("kept:apart" in asked) != any(each.negated and each.aspect in BELONGING for each in conditions):
        return False
    only = any(each.quantifier in ("only", "all") for each in having)
    if "kept:only" in asked and not (only or any(each.aspect == "shared" for each in conditions)):
        return False  # 「×だけを見せて」 is a list of ×, but so nobody knows what is to be left out
    limited = query.top or query.places or any(each.number for each in having)
    return not limited or bool(asked & LIMITS) or NUMBER in one.line


def _parts(query: Query) -> int:
    """How much is asked beside which items there are: of two as like, the plainer one comes first."""
    return (
        (query.aggregate not in ("list", "show")) + len(query.wants) + len(query.having) + bool(query.by)
        + bool(query.per) + sum(each.negated for each in query.all_conditions())
    )  # fmt: skip


def _topics(question: Question, desk: AnswerContext) -> tuple[str, ...]:
    """The words of a question that the plan has and that say what it is about."""
    return tuple(
        word.text
        for topic in question.topics
        for word in topic.words
        if not word.weak and word.text not in GENERAL and desk.library.knows(word)
    )


@lru_cache(maxsize=4096)  # about as many as there are known questions
def _said(line: str) -> frozenset[str]:
    """What the words of a line say of what is asked: kept:not, asked:share, groups by their nouns …"""
    for sign, letter in LETTERS.items():
        line = line.replace(sign, letter)
    return frozenset(
        each for each in hints_in(line) if each.startswith(("kept:", "asked:")) or each in GROUPS
    )


def _keeps(said: frozenset[str], asked: frozenset[str]) -> bool:
    """Whether a known question has the words of conditions that the question has, and no other condition."""
    return asked - SOFT <= said and not any(each.startswith("kept:") for each in said - asked)


POINTED = ("owner", "policy", "initiative", "measure", "item")
NAMED = ("rating", "owner", "policy", "initiative", "measure", "item", "topic", "text")


def _names_in(query: Query) -> set[tuple[str, str]]:
    """What a query names, by aspect."""
    named = (each for each in query.all_conditions() if each.aspect in NAMED)
    return {(each.aspect, value) for each in named for value in each.values}


def _names_the_same(query: Query, one: Masked, before: Query | None) -> bool:
    """Whether a query holds every name of the question and no other but those of the query before.

    What was shown is named by its number or its owner where it is pointed at (その課の).
    """
    asked = {(name.aspect, name.value) for name in one.names}
    held = _names_in(query)
    if before is not None:
        held -= {each for each in held - asked if each[0] in POINTED} | (_names_in(before) - asked)
    about = ("topic", "text")
    free = {aspect for aspect, _ in asked if aspect in about}
    others = {each for each in held - asked if each[0] != "rating" and not (free and each[0] in about)}
    missing = {each for each in asked - held if each[0] not in about}
    return not others and not missing and (not free or any(each[0] in about for each in held))


def _result(answer: AnyAnswer) -> object:
    """What an answer shows: the list of items, their number and the departments that have them are one."""
    query = answer.query
    groups = answer.groups if isinstance(answer, Tabled | Compared) else ()
    kind = query.aggregate if query and query.aggregate not in ("list", "show", "count") else ""
    shown = tuple(group.value for group in groups) if kind else ()
    return frozenset(item.key for item in answer.items), kind, shown, answer.holds
