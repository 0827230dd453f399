"""Words of a question → the items it is about, further mentions, and words that occur nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.context import AnswerContext, Matched
from bot.answering.ranking import Ranked, Resolution
from bot.question import Topic
from katou_index.plan import Item

NEAR = 0.62  # an item this close to the best score is as much meant as the best one
COVERED = 0.92  # share of the required words, relative to the best item, that a primary item must have
ENOUGH = 0.5  # less of the question than this known, or found in one item: no answer
TELLING = 1.6  # beside unknown words, one known word must weigh this much: システム alone tells nothing
TOGETHER = 0.75  # from here on the topics joined by と are one: an item has them together
SPLIT = 0.6  # where no item has this share of two known words, each is looked for by itself
MENTION = 0.8  # an item with this share of the required words mentions the topic


def match(topics: Sequence[Topic], among: Sequence[Item], desk: AnswerContext) -> Matched:
    """Find what the topics are about. Several topics are one question unless no item has them together."""
    if len(topics) > 1:
        whole = Topic(tuple(word for topic in topics for word in topic.words))
        together = _resolve(whole, among, desk)
        if together.ranked and together.ranked[0].coverage >= TOGETHER:
            return _one(together, desk)
        return _merge([_one(_resolve(topic, among, desk), desk) for topic in topics])
    resolution = _resolve(topics[0], among, desk)
    pair = len([word for word in topics[0].words if not word.weak]) == 2  # the best has one of them
    least = SPLIT if pair else ENOUGH
    spread = resolution.ranked and resolution.ranked[0].coverage < least and not resolution.unknown
    return _apart(topics[0], among, desk) if spread else _one(resolution, desk)


def _apart(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Matched:
    """Words that stand in the plan, but never together: each by itself."""
    required = [word for word in topic.words if not word.weak]
    return _merge([_one(_resolve(Topic((word,)), among, desk), desk) for word in required])


def _resolve(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Resolution:
    return desk.library.ranker.rank(topic, desk.candidates(topic.text, among))


def _one(resolution: Resolution, desk: AnswerContext) -> Matched:
    unknown = tuple(word.text for word in resolution.unknown)
    ranked = resolution.ranked
    if not ranked or resolution.known_share < ENOUGH:
        return Matched((), (), (), unknown)
    if unknown and resolution.rarest < TELLING:
        return Matched((), (), (), unknown)
    primary = _primary(ranked, desk)
    ids = {item.id for item in primary}
    best = ranked[0].coverage
    order = {item.id: place for place, item in enumerate(desk.plan.items)}
    mentioned = [r.item for r in ranked if r.coverage >= MENTION * best]
    return Matched(
        primary=primary,
        related=tuple(item for item in mentioned if item.id not in ids),
        mentions=tuple(sorted(mentioned, key=lambda item: order[item.id])),
        unknown=unknown,
    )


def _primary(ranked: Sequence[Ranked], desk: AnswerContext) -> tuple[Item, ...]:
    """The best item and those as good; the whole measure where its title alone was asked for."""
    best = ranked[0]
    near = [r for r in ranked if r.score >= NEAR * best.score and r.coverage >= COVERED * best.coverage]
    found: list[Item] = []
    for entry in near:
        measure = desk.plan.by_number[entry.item.measure]
        by_title = entry.title_coverage >= 0.99 * entry.coverage
        for item in measure.items if by_title else (entry.item,):
            if item not in found:
                found.append(item)
    return tuple(found)


def _merge(parts: Sequence[Matched]) -> Matched:
    """Several topics, each answered: the best of each first."""
    primary = tuple(dict.fromkeys(item for part in parts for item in part.primary))
    return Matched(
        primary=primary,
        related=tuple(
            item for item in dict.fromkeys(i for part in parts for i in part.related) if item not in primary
        ),
        mentions=tuple(dict.fromkeys(item for part in parts for item in part.mentions)),
        unknown=tuple(word for part in parts for word in part.unknown),
    )
