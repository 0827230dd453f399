"""The card: what a person reads, as structure without mark-up. Surfaces only shape it.

Card
├── head      one line: fiscal year and how the question was read
├── notices   what the reader must know first: corrections made to the spelling, "closest reading" …
├── sections  a title, facts (label and text), plain lines, or a table
├── foot      where it comes from, doubts
└── choices   prepared questions: pressing one asks its text again through the same reply()
"""

from __future__ import annotations

from katou_index.records import Record


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


class Card(Record):
    """A whole answer for a person to read."""

    lang: str  # "ja" or "en"
    head: str
    notices: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


def as_text(card: Card) -> str:
    """The card as plain text, one bullet a row: no padding, full-width signs break columns on phones."""
    lines = [card.head, *card.notices]
    for section in card.sections:
        if section.title:
            lines.append(section.title)
        lines += [f"  {fact.label} {fact.text}" for fact in section.facts]
        lines += [f"  {line}" for line in section.lines]
        if section.rows:
            header, *rows = section.rows
            between = ", " if card.lang == "en" else "、"
            lines += [
                f"  {row[0]}: "
                + between.join(f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
                for row in rows
            ]
    lines += card.foot
    if card.choices:
        lines.append(" ".join(f"[{choice.label}]" for choice in card.choices))
    return "\n".join(line for line in lines if line)
