"""The cards of several questions in one message as one card, each answer under its question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.card import Card, CardBlock, Choice, Section
from bot.wording.headlines import MORE_LABEL, several, unread

LONGEST_HEADLINE = 110  # of all answers together; longer ones stand under their questions
MOST_CHOICES = 3  # of each answer
SIDE_BY_SIDE = {"ja": "、", "en": ", "}  # between years
LABEL = 40  # signs of a question over its answer


def together(answered: Sequence[tuple[str, Card]], lang: str, left: int) -> Card:
    """The cards of several questions, each under its question, as one card. `left`: how many questions of the
    message are not answered."""
    cards = [card for _, card in answered]
    joined = " ".join(f"{number}. {card.headline}" for number, card in enumerate(cards, 1))
    short = len(joined) <= LONGEST_HEADLINE
    scopes = [_apart(card.scope) for card in cards]
    years = _once(year for year, _ in scopes if year)
    shared = [line for line in scopes[0][1] if all(line in lines for _, lines in scopes)]
    shown: list[CardBlock] = []
    folded: list[CardBlock] = []
    for number, ((question, card), (year, scope)) in enumerate(zip(answered, scopes, strict=True), 1):
        title = f"{number}. {question if len(question) <= LABEL else question[: LABEL - 1] + '…'}"
        first = () if short else (card.headline,)
        other = (year,) if len(years) > 1 and year else ()
        lines = (*first, *other, *(line for line in scope if line not in shared))
        shown += [Section(title=title, lines=lines), *card.shown]
        shown += [Section(lines=(card.left,))] if card.left else []
        if card.folded:
            folded += [Section(title=title, more=True), *card.folded]
    more = unread(lang, left) if left else ""
    return Card(
        lang=lang,
        headline=joined if short else several(lang, len(cards)),
        scope=(SIDE_BY_SIDE[lang].join(years), *shared, *filter(None, (more,))),
        blocks=(*shown, *folded),
        notes=_once(note for card in cards for note in card.notes),
        sources=_once(source for card in cards for source in card.sources),
        choices=tuple(_choices(cards)),
        more=MORE_LABEL[lang],
    )


def _apart(scope: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The year of a scope, and its other lines: how the question was read stands behind the year."""
    if not scope:
        return "", ()
    year, between, read_as = scope[0].partition("｜" if "｜" in scope[0] else " | ")
    return year, (read_as, *scope[1:]) if between else tuple(scope[1:])


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))


def _choices(cards: Sequence[Card]) -> Iterator[Choice]:
    """The first choices of each answer, with its number before them."""
    seen: set[str] = set()
    for number, card in enumerate(cards, 1):
        for choice in card.choices[:MOST_CHOICES]:
            if choice.asks not in seen:
                seen.add(choice.asks)
                yield Choice(f"{number}. {choice.label}", choice.asks)
