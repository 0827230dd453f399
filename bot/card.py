"""The card: what a person reads, as structure without mark-up. Surfaces only shape it.

Card
├── headline  the sentence that answers the question as asked: a notification shows no more
├── scope     small: fiscal year, how the question was read, what was mended or carried over
├── blocks    a title, facts (label and text), plain lines, or a table; each shown at once or under "more"
├── notes     doubts about what was read
├── sources   where it comes from
└── choices   prepared questions: pressing one asks its text again through the same reply()

What stands before "more" is `short`: headline, scope and the blocks not under "more".
"""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Iterator


class Choice(Record):
    """A prepared question. `asks` goes through the same reply() as anything typed."""

    label: str
    asks: str


class Fact(Record):
    """One labelled text of a section: 結果 | …"""

    label: str
    text: str


class Section(Record):
    """A block of a card. `rows` is a table whose first row is its header; cells are never empty."""

    title: str = ""
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: bool = False  # whether it stands under "more"


class Card(Record):
    """A whole answer for a person to read. Blocks under "more" come after all others."""

    lang: str  # "ja" or "en"
    headline: str
    scope: tuple[str, ...] = ()
    blocks: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    left: str = ""  # what of a list is under "more": ほか4項目; "" where nothing is counted
    more: str = "…"  # label of what unfolds it

    @property
    def shown(self) -> tuple[Section, ...]:
        """The blocks before "more"."""
        return tuple(block for block in self.blocks if not block.more)

    @property
    def folded(self) -> tuple[Section, ...]:
        """The blocks under "more"; with them stand the notes."""
        return tuple(block for block in self.blocks if block.more)


def with_word(card: Card, word: str) -> Card:
    """The card with one more line at its end, where there is one."""
    return card.but(sources=(*card.sources, word)) if word else card


def unfolded(card: Card) -> Card:
    """The card with nothing under "more", for a place that cannot show it later."""
    return card.but(blocks=tuple(block.but(more=False) for block in card.blocks), left="")


def as_text(card: Card) -> str:
    """The card as plain text, one bullet a row: no padding, full-width signs break columns on phones."""
    lines = [*_opening(card), *_lines(card.folded, card.lang), *card.notes, *card.sources]
    if card.choices:
        lines.append(" ".join(f"[{choice.label}]" for choice in card.choices))
    return "\n".join(line for line in lines if line)


def short(card: Card) -> str:
    """What stands before "more", as plain text without buttons."""
    return "\n".join(line for line in _opening(card) if line)


def _opening(card: Card) -> list[str]:
    return [card.headline, *card.scope, *_lines(card.shown, card.lang), card.left]


def _lines(blocks: tuple[Section, ...], lang: str) -> Iterator[str]:
    between = ", " if lang == "en" else "、"
    for section in blocks:
        yield section.title
        yield from (f"  {fact.label} {fact.text}" for fact in section.facts)
        yield from (f"  {line}" for line in section.lines)
        if section.rows:
            header, *rows = section.rows
            for row in rows:
                cells = (f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
                yield f"  {row[0]}: {between.join(cells)}"
