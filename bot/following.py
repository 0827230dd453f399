"""How a question hangs on the conversation: narrowing, switching, adding, removing, ordinals, pronouns.

`RULES` says at a glance, from top to bottom, when a question is no fresh one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation import Context
from bot.question import Ask, Filter, Question, Turn
from bot.scanning import Scan

ALONE = (Ask.RESET, Ask.WRITE, Ask.SETTINGS, Ask.HELP, Ask.THANKS, Ask.HELLO, Ask.OUTSIDE)
OF_THE_LAST = frozenset(
    {
        Ask.COUNT,
        Ask.SHARE,
        Ask.SOURCE,
        Ask.EXPORT,
        Ask.PICTURE,
        Ask.LINK,
        Ask.ABSENT,
        Ask.DELTA,
        Ask.CORRECT,
        Ask.COMPARE,
        Ask.TABLE,
        Ask.MENTION,
        Ask.UNRATED,
        Ask.OPINION,
        Ask.SUM,
    }
)
CONDITIONS = ("ratings", "departments", "policies", "initiatives", "years")


@dataclass(frozen=True, slots=True)
class Heard:
    """A question, its expressions, and what it may hang on."""

    question: Question
    found: Scan
    context: Context | None

    @property
    def words(self) -> bool:
        """Whether it has words of its own."""
        return any(not word.weak for topic in self.question.topics for word in topic.words)

    @property
    def names(self) -> bool:
        """Whether it names anything to look for."""
        question = self.question
        return question.filter != Filter() or self.words or bool(question.figures or question.phrases)

    @property
    def numbered(self) -> bool:
        """Whether it names a measure by number."""
        return bool(self.question.filter.measures or self.question.filter.items)


def hang_on(question: Question, found: Scan, context: Context | None) -> Question:
    """The question with what the conversation adds to it."""
    if question.ask in ALONE:
        return question
    heard = Heard(question, found, context)
    turn = next((turn for turn, applies in RULES if applies(heard)), Turn.FRESH)
    if turn is Turn.NTH:
        return replace(question, turn=turn, nth=_nth(found.text))
    if turn is Turn.SAME or turn is Turn.REMOVE or context is None:
        return replace(question, turn=turn)
    return MERGES.get(turn, _as_it_is)(replace(question, turn=turn), context.question)


# ---------------------------------------------------------------- when


def _is_nth(heard: Heard) -> bool:
    return heard.context is not None and bool(_nth(heard.found.text)) and not heard.question.filter.measures


def _is_narrowed(heard: Heard) -> bool:
    return heard.context is not None and heard.found.has(Turn.NARROW)


def _is_added(heard: Heard) -> bool:
    return heard.context is not None and heard.found.has(Turn.ADD) and heard.names and not heard.numbered


def _is_removed(heard: Heard) -> bool:
    """防災課は除いて, and nothing else: a whole question with "not" in it stands alone."""
    given, question = heard.question.filter, heard.question
    excluding = given.not_departments or given.not_policies or given.not_ratings
    others = given.departments or given.policies or given.measures or given.ratings or question.topics
    whole = heard.found.has(Ask.LIST) or question.count_by
    return heard.context is not None and bool(excluding) and not (others or whole)


def _is_switched(heard: Heard) -> bool:
    fresh_topic = heard.words and not heard.question.filter
    return heard.context is not None and heard.found.has(Turn.SWITCH) and heard.names and not fresh_topic


def _is_same(heard: Heard) -> bool:
    """It names nothing: the owner, the reason, the count … of what was shown last."""
    question = heard.question
    if heard.names:
        one_side = len(question.filter.departments) + len(question.filter.policies) == 1
        return heard.context is not None and question.ask is Ask.COMPARE and one_side
    hanging = bool(question.wants) or heard.found.has(Turn.SAME) or question.ask in OF_THE_LAST
    return hanging or (heard.context is not None and bool(question.topics))


def _is_pointing(heard: Heard) -> bool:
    """その中の…, それの×: a condition on what was shown."""
    return _may_follow(heard) and heard.found.has(Turn.SAME) and not heard.numbered


def _is_only(heard: Heard) -> bool:
    return _is_condition(heard) and heard.found.has("only") and not heard.question.count_by


def _is_bare_switch(heard: Heard) -> bool:
    """「税務課は？」 after 「防災課の×は？」: another value of the same condition."""
    return _is_bare(heard) and any(
        getattr(heard.question.filter, name) and getattr(heard.context.question.filter, name)
        for name in CONDITIONS
        if heard.context
    )


def _is_bare(heard: Heard) -> bool:
    """「税務課は？」: a condition with は and nothing asked of it."""
    question = heard.question
    ends = re.search(r"(は|って)\s*[?？。]*$|^(and|what about)\b", heard.found.line)
    return _is_condition(heard) and question.ask is Ask.SHOW and not question.count_by and bool(ends)


def _is_condition(heard: Heard) -> bool:
    """It names conditions only: no words, numbers or quotations of its own."""
    question = heard.question
    return _may_follow(heard) and not (heard.words or heard.numbered or question.figures or question.phrases)


def _may_follow(heard: Heard) -> bool:
    follows = heard.question.ask in (Ask.SHOW, Ask.LIST, Ask.COUNT, Ask.SHARE)
    return heard.context is not None and follows and heard.question.filter != Filter()


RULES: tuple[tuple[Turn, Callable[[Heard], bool]], ...] = (
    (Turn.NTH, _is_nth),
    (Turn.NARROW, _is_narrowed),
    (Turn.ADD, _is_added),
    (Turn.REMOVE, _is_removed),
    (Turn.SWITCH, _is_switched),
    (Turn.SAME, _is_same),
    (Turn.NARROW, _is_pointing),
    (Turn.NARROW, _is_only),
    (Turn.SWITCH, _is_bare_switch),
    (Turn.NARROW, _is_bare),
)


# ---------------------------------------------------------------- what it becomes


def _as_it_is(question: Question, _before: Question) -> Question:
    return question


def _narrowed(question: Question, before: Question) -> Question:
    return replace(
        question,
        filter=question.filter.over(before.filter),
        topics=question.topics or before.topics,
        wants=question.wants or before.wants,
    )


def _switched(question: Question, before: Question) -> Question:
    """What is said replaces the same condition; everything else stays as it was asked."""
    kept = replace(before.filter, measures=(), items=()) if question.filter.measures else before.filter
    compared = before.ask is Ask.COMPARE and bool(question.filter.departments)
    return replace(
        question,
        filter=question.filter if compared else question.filter.over(kept),
        topics=question.topics or (() if question.filter.measures else before.topics),
        ask=question.ask if question.ask is not Ask.SHOW else before.ask,
        wants=question.wants or before.wants,
        group_by=question.group_by or before.group_by,
        said=question.said if question.filter.ratings else (*before.said, *question.said),
    )


def _added(question: Question, before: Question) -> Question:
    return replace(
        question,
        filter=question.filter.added_to(before.filter),
        topics=question.topics or before.topics,
        ask=before.ask if question.ask in (Ask.SHOW, Ask.LIST) else question.ask,
    )


MERGES = {Turn.NARROW: _narrowed, Turn.SWITCH: _switched, Turn.ADD: _added}


# ---------------------------------------------------------------- ordinals

_NTH = re.compile(
    r"(?P<ja>\d{1,2}|[一二三四五六七八九十])(?:番目|つ目|つめ|個目|こ目|こめ|件目|項目目|番め)"
    r"|(?P<last>最後)の|(?P<start>最初)の(?!方針)"
    r"|\b(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|last|\d{1,2}(?:st|nd|rd|th))\b"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _nth(text: str) -> int:
    """The place that is meant, counted from 1; -1 the last; 0 none."""
    match = _NTH.search(text)
    if not match:
        return 0
    if ja := match["ja"]:
        return int(ja) if ja.isdigit() else "一二三四五六七八九十".index(ja) + 1
    if match["last"] or match["en"] == "last":
        return -1
    if match["start"]:
        return 1
    english = match["en"]
    return _ORDINALS.index(english) + 1 if english in _ORDINALS else int(re.sub(r"\D", "", english))
