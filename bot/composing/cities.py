"""A topic over several plans, each as it answers itself: one card, a list a city in its own scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.card import Card, CardBlock, Choice, ItemCard, ItemList, ItemRow, Section
from bot.wording import plans as say
from bot.wording.headlines import MORE_LABEL
from katou_index.records import Record

ROWS = 3  # of a city that are shown; the rest is counted
LONGEST_HEADLINE = 100  # characters; with more it counts the cities
ROOM = 420  # characters before "more", without the headline


class CityPart(Record):
    """What one plan has of a topic: rows, else what it says; nothing where it has no answer to the same."""

    plan: str
    name: str
    said: str = ""
    year: str = ""
    rows: tuple[ItemRow, ...] = ()
    source: str = ""

    def told(self, lang: str) -> str:
        """What a first sentence says of it: how many of each mark, else what it says itself."""
        marks = Counter(row.marked for row in self.rows)
        return say.of_marks(lang, marks.items()) if marks else self.said


def part_of(lang: str, plan: str, name: str, card: Card | None, *, found: bool, away: bool) -> CityPart:
    """What a plan's own card shows (`found`: its items); `away`: it could not be asked.

    `plan` is "" for ours, whose items have the keys that they have everywhere.
    """
    if card is None:
        return CityPart(plan, name, say.cannot_be_asked(lang) if away else say.nothing_there(lang))
    year = card.scope[0].partition("｜")[0].partition(" | ")[0] if card.scope else ""
    rows = (
        {row.key: row.but(key=f"{plan}/{row.key}") if plan else row for row in _rows(card.blocks)}
        if found
        else {}
    )
    source = next(iter(card.sources), "") if found else ""
    return CityPart(plan, name, card.headline, year, tuple(rows.values()), source)


def _rows(blocks: Iterable[CardBlock]) -> Iterator[ItemRow]:
    """The items that a card shows."""
    for block in blocks:
        if isinstance(block, ItemList):
            yield from block.items
        elif isinstance(block, ItemCard):
            yield block.item


def over_cities(own: Card, subject: str, parts: Sequence[CityPart], left: int, asks: str) -> Card:
    """The card. The first part is ours, of which `own` is the card; `left` plans are not shown.

    `asks` asks ours alone.
    """
    lang, found = own.lang, [part for part in parts if part.rows]
    headline = say.of_cities(lang, subject, [(part.name, part.told(lang)) for part in parts])
    if len(headline) > LONGEST_HEADLINE:
        headline = say.over_cities(lang, subject, len(parts), len(found))
    notes = [say.scales_differ(lang)] if len(found) > 1 else []
    return Card(
        lang=lang,
        headline=headline,
        scope=own.scope,
        blocks=tuple(_blocks(lang, parts)),
        notes=(*notes, *([say.more_cities(lang, left)] if left else [])),
        sources=tuple(say.source_of(lang, part.name, part.source) for part in found if part.source),
        choices=(Choice(say.own_plan(lang, parts[0].name), asks),),
        more=MORE_LABEL[lang],
    )


def _blocks(lang: str, parts: Sequence[CityPart]) -> Iterator[CardBlock]:
    """A list a city; what a phone has no room for stands under "more"."""
    room = ROOM
    for part in parts:
        name = say.own_plan(lang, part.name) if part is parts[0] else part.name
        block = _block(lang, part, " ".join(each for each in (name, part.year) if each))
        room -= len(block.title) + sum(map(len, block.lines))
        yield block.but(more=room < 0)


def _block(lang: str, part: CityPart, title: str) -> Section | ItemList:
    if not part.rows:
        return Section(title=title, lines=(part.said,))
    if len(part.rows) > ROWS:
        title = f"{title} {say.first_of(lang, ROWS, len(part.rows))}"
    return ItemList(part.rows[:ROWS], title)
