"""A card as Adaptive Cards 1.5: plain JSON, texts escaped, within Teams' limits, long answers in several.

Only elements that every client of Teams draws, in shapes that survive a phone: an item is two columns, a
table is one where all but its first column are numbers; else it becomes its rows, each with its facts. Long
lists and tables are lines. A button is an Action.Execute, with an Action.Submit for clients that do not know
it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bot.card import Bars, Card, CardBlock, Choice, ItemList, ItemRow, as_text, leads
from bot.surfaces.points import in_lines
from bot.surfaces.teams.text import clean, escaped, shortened
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.files.download import Download

Json = dict[str, Any]

LARGEST = 28_000  # bytes of one message, in UTF-8 and in UTF-16: the least of the limits that Microsoft names
GOES_ON = 500  # bytes of the line below a card whose rest is not shown
LARGEST_PAGE = 17_000  # of its elements: room for buttons, for the text beside the card, for the envelope
MOST_LINES = 12  # lines of one list in the first message; the rest goes on in the next one
NUMBERS = "86px"  # width of an item's number and rating
_SHARED = re.compile(r"(\d+)(?:（| \()([\d.]+%)[）)]")  # a number and its share
FIRST = 2  # how much wider the first column of a table is
NUMBER, MOST_COLUMNS, MOST_ROWS = 7, 7, 12  # characters of a number in a table, its columns and rows
MOST_FACTS = 10  # of one FactSet
PIECE = 1_200  # characters of one text block; a longer text has several
MOST_BUTTONS = 6  # that Teams shows (learn.microsoft.com, cards reference)
MOST_OPTIONS = 30
LABEL, ASKS = 60, 200  # characters of a button's title, of a question that it asks
LONGEST_LINK = 2_000
LARGEST_PICTURE = 36_900  # bytes; Teams takes some 100 kB a message and counts base64 as UTF-16
TALLEST_PICTURE = 1_024  # pixels that Teams draws (learn.microsoft.com, format your bot messages)
MOST_PICTURES = 2  # messages of one picture; of more nobody sees the whole
LONGEST_TEXT = 900  # characters of the text beside the card: notifications, clients that draw no card
LONGEST_SUMMARY = 300
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
DRAWN = "image/png"  # the kind of picture that Teams draws
TYPE = "application/vnd.microsoft.card.adaptive"

ASK = "ask"  # verb: ask the prepared question in `ask`, or the one chosen in the menu
ANSWER = "answer"  # verb: the same, answered by a message of its own: the card stays as it is
BACK = "back"  # verb: ask the question in `ask` as if nothing had been said before
WRONG = "wrong"  # verb: the answer was not what was asked for
UNFOLDED = "unfolded"  # what stands under "more"
MENU = "menu"  # what stands there to choose from
TOGGLE = 400  # bytes of its button
CHOSEN = "chosen"  # the menu of further choices


class CardExtras(Record):
    """What a message has beside the card. The words come from the chat's wording."""

    question: str = ""  # the question of this card, to come back to and to tell that its answer is wrong
    wrong: str = ""  # label of the button that tells so, "" for none
    back: str = ""  # the question of the card that this one takes the place of, "" for none
    back_label: str = ""
    verb: str = ASK  # of the choices
    more: str = "…"  # label of the menu of further choices, and of its button
    items: str = ""  # label of the menu that leads to the items of bars alone, "" for no such ways
    ask: str = "…"
    choose: str = "…"  # what stands in the menu while nothing is chosen
    link: str = ""  # address that asks the question again, "" for none
    link_label: str = ""
    file: str = ""  # address of the file that was asked for, "" for none
    file_label: str = ""
    goes_on: str = ""  # the line below a card whose rest is not shown


class CardMessage(Record):
    """One post: its card, the text for screen readers, and the headline for notifications."""

    text: str
    card: Json
    headline: str = ""

    def activity(self) -> Json:
        """As Teams takes it."""
        return {
            "type": "message",
            "summary": shortened(clean(self.headline.strip() or self.text), LONGEST_SUMMARY).replace(
                "\n", " "
            ),
            "attachments": [{"contentType": TYPE, "content": self.card}],
        }


def messages(card: Card, extras: CardExtras | None = None) -> tuple[CardMessage, ...]:
    """What is shown at once, the rest behind a button; what does not fit into one message in further ones."""
    extras = extras or CardExtras()
    pages = list(_pages([*((block, False) for block in _opening(card)), *_body(card.shown)]))
    notes = [] if card.folded else card.notes
    tail = _foot((*notes, *card.sources))
    further: list[list[Json]] = []
    if card.folded:
        rest = [(block, False) for block, _ in _body(card.folded)] + [(b, False) for b in _foot(card.notes)]
        room = LARGEST_PAGE - size({"body": [*pages[-1], *tail]}) - TOGGLE
        inside, further = _first_that_fits(rest, room)
        pages[-1] += _folded(inside, card.more)
    pages[-1] += tail
    text = _readable(clean(as_text(card)))
    first = _with_buttons(pages[0], text, card, extras)
    return (first, *(_further(page, card.lang) for page in (*pages[1:], *further)))


def _first_that_fits(blocks: list[tuple[Json, bool]], room: int) -> tuple[list[Json], list[list[Json]]]:
    """The elements that fit into so many bytes, and the others in pages."""
    inside: list[Json] = []
    for number, (block, _) in enumerate(blocks):
        room -= size(block) + 1
        if room < 0:
            return inside, list(_pages(blocks[number:]))
        inside.append(block)
    return inside, []


def _folded(elements: list[Json], label: str) -> list[Json]:
    """Elements behind a button that shows and hides them, without asking anybody."""
    if not elements:
        return []
    return _behind(label, UNFOLDED, elements)


def _behind(label: str, name: str, elements: list[Json]) -> list[Json]:
    unfold = {"type": "Action.ToggleVisibility", "title": _label(label), "targetElements": [name]}
    return [
        {"type": "ActionSet", "actions": [unfold]},
        {"type": "Container", "id": name, "isVisible": False, "items": elements},
    ]


def _with_buttons(page: list[Json], text: str, card: Card, extras: CardExtras) -> CardMessage:
    """The first message; of very many and long choices as many as there is room for."""
    choices, ways = card.choices, leads(card, MOST_OPTIONS) if extras.items else ()
    while True:
        body = [*page, *_menu(choices, ways, extras)]
        shown = _card(body, text, card.lang, list(_actions(choices, extras)))
        message = CardMessage(text, shown, clean(card.headline))
        if size(message.activity()) <= LARGEST - GOES_ON or not (choices or ways):
            return message
        choices = choices if ways else choices[: len(choices) // 2]
        ways = ways[: len(ways) // 2]


def _readable(text: str) -> str:
    """What a notification and a screen reader say; never nothing."""
    return shortened(text, LONGEST_TEXT) if text.strip() else "…"


def _further(page: list[Json], lang: str) -> CardMessage:
    text = _readable(plain(page))
    return CardMessage(text, _card(page, text, lang, []))


def one_message(card: Card, extras: CardExtras) -> CardMessage:
    """The card as one message: what is too long for one is told by the line `goes_on`."""
    first, *rest = messages(card, extras)
    if not rest:
        return first
    body = [*first.card["body"], _text(extras.goes_on, weight="Bolder")]
    return CardMessage(first.text, {**first.card, "body": body}, first.headline)


def inserted(card: Card) -> Json:
    """The card as somebody inserts it into a message of their own: without buttons."""
    return one_message(card.but(choices=()), CardExtras(goes_on="…")).card


def plain_message(text: str, lang: str = "ja") -> CardMessage:
    """A sentence of the bot's own."""
    return CardMessage(text, _card([_text(text)], text, lang, []))


def picture(file: Download) -> list[Json]:
    """A picture as messages of its own, drawn in the conversation; a tall one has two, from its top on.

    [] for what Teams does not draw, and for what is too large for that.
    """
    if file.media_type != DRAWN:
        return []
    return [
        {
            "type": "message",
            "summary": shortened(clean(file.alt), LONGEST_SUMMARY),
            "attachments": [
                {
                    "contentType": DRAWN,
                    "contentUrl": f"data:{DRAWN};base64,{base64.b64encode(part).decode()}",
                    "name": clean(file.name),
                }
            ],
        }
        for part in file.pictures(LARGEST_PICTURE, TALLEST_PICTURE, MOST_PICTURES)
    ]


def size(value: Json) -> int:
    """Bytes of a JSON value on the wire, as Teams may count them: the larger of UTF-8 and UTF-16."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return max(len(text.encode("utf-8")), len(text.encode("utf-16-le")))


# -- parts -------------------------------------------------------------------------------------------------


def _card(body: list[Json], text: str, lang: str, actions: list[Json]) -> Json:
    card: Json = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "lang": lang,
        "fallbackText": clean(text),
        "msteams": {"width": "Full"},
        "body": body or [_text("")],
    }
    return {**card, "actions": actions} if actions else card


def _opening(card: Card) -> Iterator[Json]:
    yield from _texts(card.headline, weight="Bolder")
    for line in card.scope:
        yield from _texts(line, size="Small", isSubtle=True, spacing="Small")


def _body(sections: Iterable[CardBlock]) -> Iterator[tuple[Json, bool]]:
    """Each element, and whether it is a list's continuation, which begins a further message."""
    for section in sections:
        beside = section if isinstance(section, Bars) and section.sides else None
        if beside is not None:
            section = beside.but(facts=(), lines=beside.said_beside)
        for block in _texts(section.title, weight="Bolder", spacing="Medium", separator=True):
            yield block, False
        for fact in section.facts:
            for block in _texts(in_lines(fact.text), label=fact.label):
                yield block, False
        if isinstance(section, ItemList) and len(section.items) <= MOST_LINES:
            yield from ((block, False) for block in _items(section))
            continue
        point = "• " if len(section.lines) > 1 else ""  # a single line is a sentence
        for number, line in enumerate(section.lines):
            for part, block in enumerate(_texts(line, bullet=point, spacing="Small")):
                yield block, number > 0 and number % MOST_LINES == 0 and part == 0
        for block in [_sides(beside)] if beside is not None else _rows(section):
            yield block, False


def _items(section: ItemList) -> Iterator[Json]:
    """Items, a row each; the department of them all once, above."""
    if len(section.items) == 1:
        yield _item(section.items[0], section.items[0].owner)
        return
    yield from _texts(section.owner, size="Small", isSubtle=True)
    for row in section.items:
        yield _item(row, section.owner_of(row))


def _item(row: ItemRow, owner: str) -> Json:
    """An item as two columns, which a phone has room for: number and rating; what it is about, and whose."""
    marks = (f"{row.was} →", row.rating) if row.was else (row.rating,)  # two ratings are two lines
    number = [
        _text(row.name, size="Small", isSubtle=True),
        *(_text(mark, weight="Bolder", spacing="None") for mark in marks),
    ]
    about = list(_texts(row.about + row.remark)) or [_text("")]
    for text in (owner, *row.beside):
        about += _texts(text, size="Small", isSubtle=text == owner, spacing="None")
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "separator": True,
        "columns": [
            {"type": "Column", "width": NUMBERS, "items": number},
            {"type": "Column", "width": "stretch", "items": about},
        ],
    }


def _is_numbers(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> bool:
    """Whether all but the first cells of a table are short enough to stand side by side on a phone."""
    short = all(len(cell) <= NUMBER for row in rows for cell in row[1:])
    return bool(rows) and len(header) <= MOST_COLUMNS and short


def _sides(bars: Bars) -> Json:
    """What is compared as a table: a column a side; or a row a side, its shares below their numbers."""
    by_column = bars.sides[0][1:] == tuple(bar.name for bar in bars.bars)
    return _table([*bars.sides], first=1) if by_column else _table([*bars.sides], below=True)


def _table(rows: list[tuple[str, ...]], first: int = FIRST, *, below: bool = False) -> Json:
    """A table of numbers: a row a group, the head of each column above, a mark over its word: ◎, 二重丸.

    `first`: how much wider the first column is than each of the others; `below`: a share stands below its
    number.
    """

    def cell(text: str, *, wraps: bool, head: bool) -> Json:
        mark, _, word = text.partition(" ")
        parts = [mark, word] if head and word and len(mark) == 1 else [text]
        shared = _SHARED.fullmatch(text) if below and not head else None
        if shared:
            parts = [shared[1], shared[2].replace("100.0%", "100%")]  # what a narrow column has room for
        blocks: list[Json] = [{"type": "TextBlock", "text": escaped(part) or "－"} for part in parts]
        if head or shared:  # all but the mark or the number are small, or 二重丸 would break
            blocks = [*blocks[: len(parts) - 1], {**blocks[-1], "size": "Small"}]
        if wraps:
            blocks = [{**block, "wrap": True} for block in blocks]
        return {
            "type": "TableCell",
            "items": [blocks[0], *({**block, "spacing": "None"} for block in blocks[1:])],
        }

    return {
        "type": "Table",
        "firstRowAsHeader": True,
        "gridStyle": "default",
        "showGridLines": True,
        "columns": [
            {"width": 1, "horizontalCellContentAlignment": "Right"} if place else {"width": first}
            for place, _ in enumerate(rows[0])
        ],
        "rows": [
            {
                "type": "TableRow",
                "cells": [
                    cell(text, wraps=not (at and place), head=not at) for place, text in enumerate(row)
                ],
            }
            for at, row in enumerate(rows)
        ],
    }


def _rows(section: CardBlock) -> Iterator[Json]:
    """A table of numbers as one; of two columns as facts; of longer texts as one set of facts a row."""
    if not section.rows:
        return
    header, *rows = section.rows
    if len(header) > 2 and _is_numbers(header, rows) and len(rows) <= MOST_ROWS:
        yield _table([header, *rows])
        return
    if len(header) > 2 and _is_numbers(header, rows):  # cells of their own would take ten times the room
        for row in rows:
            named = (f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
            yield from _texts(" ・ ".join(named), label=row[0], spacing="Small")
        return
    if len(header) <= 2:
        for start in range(0, len(rows), MOST_FACTS):
            yield from _facts(
                (row[0], row[1] if len(row) > 1 else "") for row in rows[start : start + MOST_FACTS]
            )
        return
    for row in rows:
        yield from _texts(row[0], weight="Bolder", spacing="Small")
        cells = list(zip(header[1:], row[1:], strict=True))
        for start in range(0, len(cells), MOST_FACTS):
            yield from _facts(cells[start : start + MOST_FACTS])


def _facts(pairs: Iterable[tuple[str, str]]) -> Iterator[Json]:
    """A FactSet, in parts where its texts are long. Each fact has a title and a value: Teams wants both."""
    facts: list[Json] = []
    for title, value in pairs:
        for number, piece in enumerate(_pieces(value) or ["－"]):
            name = escaped(shortened(title, PIECE)) if number == 0 else "…"
            facts.append({"title": name or "－", "value": escaped(piece) or "－"})
    while facts:
        taken = 1
        while taken < len(facts) and size({"facts": facts[: taken + 1]}) < LARGEST_PAGE // 2:
            taken += 1
        yield {"type": "FactSet", "facts": facts[:taken]}
        facts = facts[taken:]


def _foot(lines: Iterable[str]) -> list[Json]:
    text = shortened("\n".join(lines), PIECE)
    small = {"size": "Small", "isSubtle": True, "spacing": "Medium"}
    return [{**_text(text), **small}] if text.strip() else []


def _menu(choices: tuple[Choice, ...], ways: tuple[Choice, ...], extras: CardExtras) -> list[Json]:
    """The choices that have no button, and the ways to the items of a bar, behind a button of their own."""
    rest = _askable(choices)[_room(choices, extras) :]
    label = clean(extras.more if rest else extras.items)
    found = [*rest, *_askable(ways)][:MOST_OPTIONS]
    if not found:
        return []
    menu = {
        "type": "Input.ChoiceSet",
        "id": CHOSEN,
        "style": "compact",
        "label": label,
        "placeholder": clean(extras.choose),
        "choices": [{"title": _label(each.label), "value": clean(each.asks)} for each in found],
    }
    ask = {"type": "ActionSet", "actions": [_button(extras.ask, extras.verb, {"of": _question(extras)})]}
    return _behind(label, MENU, [menu, ask])


def _actions(choices: tuple[Choice, ...], extras: CardExtras) -> Iterator[Json]:
    of = _question(extras)
    if extras.back:
        yield _button(extras.back_label, BACK, {"ask": clean(shortened(extras.back, ASKS))})
    for each in _askable(choices)[: _room(choices, extras)]:
        yield _button(each.label, extras.verb, {"ask": clean(each.asks), "of": of})
    for address, label in _links(extras):
        yield {"type": "Action.OpenUrl", "title": _label(label), "url": address}
    if extras.wrong and of:
        yield _button(extras.wrong, WRONG, {"of": of})


def _room(choices: tuple[Choice, ...], extras: CardExtras) -> int:
    """How many choices have a button of their own; the menu of the others has a button too."""
    others = bool(extras.back) + len(_links(extras)) + bool(extras.wrong and extras.question)
    return min(MOST_BUTTONS - others, len(_askable(choices)))


def _askable(choices: tuple[Choice, ...]) -> list[Choice]:
    return [each for each in choices if clean(each.asks).strip() and len(each.asks) <= ASKS]


def _links(extras: CardExtras) -> list[tuple[str, str]]:
    """Addresses with their labels: the file first, then the question on the page."""
    found = ((extras.file, extras.file_label), (extras.link, extras.link_label))
    return [(address, label) for address, label in found if address and len(address) <= LONGEST_LINK]


def _question(extras: CardExtras) -> str:
    return clean(shortened(extras.question, ASKS))


def _button(label: str, verb: str, data: Json) -> Json:
    """An Action.Execute; older clients send an Action.Submit with the same data."""
    data = {"action": verb, **data}
    title = _label(label)
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": verb,
        "data": data,
        "fallback": {"type": "Action.Submit", "title": title, "data": data},
    }


# -- shapes ------------------------------------------------------------------------------------------------


def _label(text: str) -> str:
    """The title of a button or an option: one line that is read for no mark-up."""
    return shortened(" ".join(clean(text).split()), LABEL) or "－"


def _text(text: str, **style: Any) -> Json:
    return {"type": "TextBlock", "text": escaped(text) or "－", "wrap": True, **style}


def _texts(text: str, *, label: str = "", bullet: str = "", **style: Any) -> Iterator[Json]:
    """A text as text blocks of its own mark-up only; nothing for no text."""
    for number, piece in enumerate(_pieces(text)):
        block = _text(piece, **(style if number == 0 else {"spacing": "None"}))
        if label and number == 0:
            name = " ".join(escaped(shortened(label, LABEL)).split())
            block["text"] = f"**{name}** {block['text']}"
        if bullet and number == 0:
            block["text"] = bullet + block["text"]
        yield block


def _pieces(text: str) -> list[str]:
    """A text in parts that each fit into one text block; [] for one without a sign."""
    text = clean(text)
    if not text.strip():
        return []
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def _pages(blocks: Iterable[tuple[Json, bool]]) -> Iterator[list[Json]]:
    """Elements in messages; True begins a further one."""
    page: list[Json] = []
    taken = 0
    for block, goes_on in blocks:
        needed = size(block) + 1
        if page and (goes_on or taken + needed > LARGEST_PAGE):
            yield page
            page, taken = [], 0
        page.append(block)
        taken += needed
    yield page


def plain(blocks: Iterable[Json]) -> str:
    """The texts of elements without their mark-up, one a line."""
    return "\n".join(text.replace("\\", "").replace("**", "") for block in blocks for text in _words(block))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "title", "value") and isinstance(value, str):
                yield value
            else:
                yield from _words(value)
    elif isinstance(part, list):
        for each in part:
            yield from _words(each)
