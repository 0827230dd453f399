"""A card as Slack messages: rich text, which is read for no mark-up, tables, buttons, within Slack's limits.

Blocks are plain dicts: the SDK's classes drop blocks that are newer than they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.card import BETWEEN, Bars, Card, CardBlock, Choice, ItemList, as_text, leads
from bot.surfaces.points import in_lines
from bot.surfaces.slack.text import escaped, kept_together, shortened
from bot.wording import chat as say
from katou_index.records import Record

Block = dict[str, Any]

MOST_BLOCKS = 45  # of 50: room for buttons and feedback
MOST_CHARACTERS = 9000  # of blocks in one message; Slack refuses some 13,000 and says so nowhere
MOST_LINES = 12  # lines of one list in the first message; the rest goes on in the thread
LONGEST_RUN = 2900  # characters of one run of rich text
LONGEST_FACT, LONGEST_LINE = 5000, 700  # characters of one text of a card
MOST_ROWS, MOST_COLUMNS = 100, 20  # of a table, one a message
FEWEST_ROWS, LONGEST_CELL = 3, 120  # items of a list that becomes a table, characters of a text beside them
MOST_BUTTONS = 5  # the rest of the choices stands in a menu
MOST_OPTIONS = 100
LABEL, VALUE, OPTION_VALUE = 75, 2000, 150  # characters of a button's text and value, of an option's value

MOST_SMALL = 1900  # characters of what is shown small
LONGEST_LINK = 2900  # characters of an address

ASK = "ask"  # action: ask the prepared question in the value
SHARE = "share"  # action: show a private answer to the channel
FEEDBACK = "feedback"  # action: it helped, or it did not
BACK = f"{ASK}:back"  # action: ask the question in the value as if nothing had been said before
POSITIVE, NEGATIVE = "positive", "negative"  # the sides of the feedback


class BlockMessage(Record):
    """One post. `text` is for notifications; `whole`, else `text`, is all there is if blocks are refused."""

    text: str
    blocks: tuple[Block, ...]
    whole: str = ""


class BlockExtras(Record):
    """What a message has beside the card. The words come from the chat's wording."""

    share: str = ""  # label of the button that shows a private answer to the channel
    question: str = ""  # what that button asks again
    helped: str = ""  # labels of the feedback, "" for none
    missed: str = ""
    link: str = ""  # address that asks the question again, "" for none
    link_label: str = ""
    more: str = "…"  # label of the menu of further choices
    items: str = ""  # label of the menu that leads to the items of bars, "" for none
    back: str = ""  # the question of the card that this one takes the place of, "" for none
    back_label: str = ""


def messages(card: Card, extras: BlockExtras | None = None) -> tuple[BlockMessage, ...]:
    """What is shown at once as the first message, with the buttons; the rest in further ones.

    The first one's text is the headline: a notification shows no more. Where blocks are refused the whole
    card goes as text in its place.
    """
    extras = extras or BlockExtras()
    notes = [] if card.folded else card.notes
    pages = list(_pages([*((block, False) for block in _opening(card)), *_together(_body(card.shown, card))]))
    tail = [*_foot((*filter(None, (card.left,)), *notes, *card.sources)), *_link(extras)]
    pages[0] = [*pages[0], *tail]  # beside the buttons: what it rests on, that nothing has changed yet
    if card.folded:
        rest = ((block, False) for block, _ in _together(_body(card.folded, card)))  # nobody scrolls past it
        pages += _pages([*rest, *((block, False) for block in _foot(card.notes))])
    pages[0] = [*pages[0], *_buttons(card, extras), *_feedback(extras)]
    whole = escaped(shortened(as_text(card)))
    first = BlockMessage(escaped(shortened(card.headline)), tuple(pages[0]), whole)
    return (
        first,
        *(BlockMessage(escaped(shortened(_plain(page))) or "…", tuple(page)) for page in pages[1:]),
    )


def question_of(message: Block) -> str:
    """The question of a card as Slack hands it back, "" of what is no answer: a post is everybody's."""
    parts = (part for block in message.get("blocks") or () for part in block.get("elements") or ())
    for part in parts:
        if part.get("action_id") == FEEDBACK:
            value = str((part.get("positive_button") or {}).get("value") or "")
            return value.removeprefix(f"{POSITIVE}:")
    return ""


def plain_message(text: str) -> BlockMessage:
    """A sentence of the bot's own."""
    return BlockMessage(escaped(text), (_rich(_section(text)),))


# -- parts -------------------------------------------------------------------------------------------------


def _opening(card: Card) -> Iterator[Block]:
    yield _rich(_section(card.headline, bold=True))
    if sum(map(len, card.scope)) < MOST_SMALL:
        yield from _foot(card.scope)
    else:
        yield _rich(*(_section(line) for line in card.scope))


def _body(sections: Iterable[CardBlock], card: Card) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it is a list's continuation, which begins a further message.

    A message takes one table: the only list of several items or the first table of a card. Lists of which
    one would be a table and the next ones lines are all lines.
    """
    sections = tuple(sections)
    lists = {id(each): _as_rows(each, card.lang) for each in sections if isinstance(each, ItemList)}
    alone = sum(map(bool, lists.values())) == 1
    table_shown = False
    for section in sections:
        if isinstance(section, Bars) and section.sides and not table_shown:
            section = section.but(facts=(), lines=section.said_beside, rows=section.sides)
        titled = list(_titled(section))
        together = sum(map(_size, titled)) <= MOST_CHARACTERS
        for block in [_rich(*titled)] if titled and together else map(_rich, titled):
            yield block, False
        rows = (lists[id(section)] if alone else ()) if isinstance(section, ItemList) else section.rows
        if rows and not table_shown and _fits_table(rows):
            table_shown = True
            yield from _lists(() if isinstance(section, ItemList) else section.lines)
            yield _table(rows, wraps=isinstance(section, ItemList)), False
        else:
            lines = _item_lines(section, card) if isinstance(section, ItemList) else section.lines
            yield from _lists((*lines, *_rows_as_lines(section.rows)))


def _together(blocks: Iterable[tuple[Block, bool]]) -> Iterator[tuple[Block, bool]]:
    """Blocks of rich text that follow one another as one: a title stands close above its list."""
    held: tuple[Block, bool] | None = None
    for block, goes_on in blocks:
        both = held is not None and not goes_on and held[0]["type"] == block["type"] == "rich_text"
        if held is not None and both and _size(held[0]) + _size(block) <= MOST_CHARACTERS:
            held = (_rich(*held[0]["elements"], *block["elements"]), held[1])
            continue
        if held is not None:
            yield held
        held = (block, goes_on)
    if held is not None:
        yield held


def _lists(lines: tuple[str, ...]) -> Iterator[tuple[Block, bool]]:
    """Lines with a point before each; a single one is a sentence and needs none."""
    if len(lines) == 1:
        yield _rich(_section(shortened(lines[0], LONGEST_LINE))), False
        return
    for start in range(0, len(lines), MOST_LINES):
        yield _rich(_list(lines[start : start + MOST_LINES])), start > 0


def _item_lines(items: ItemList, card: Card) -> tuple[str, ...]:
    """Items as lines; a department that all have, and that stands above them already, is not said again."""
    owner = re.escape(items.owner)  # whole: a section's name begins with its department's
    name = rf"(?<![\u4e00-\u9fff]){owner}(?![\u4e00-\u9fff])"
    told = items.owner and (items.owner == items.title or re.search(name, card.headline))
    if not told or len(items.items) == 1:
        return items.lines
    return tuple(row.but(owner=items.owner_of(row)).line for row in items.items)


def _titled(section: CardBlock) -> Iterator[Block]:
    if section.title:
        yield _section(section.title, bold=True)
    for fact in section.facts:
        runs = [{"type": "text", "text": f"{fact.label}  ", "style": {"bold": True}}]
        yield {
            "type": "rich_text_section",
            "elements": [*runs, *_runs(f"{in_lines(shortened(fact.text, LONGEST_FACT))}\n")],
        }


def _rows_as_lines(table: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    header, *rows = table or ((),)
    for row in rows:
        cells = (f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
        yield f"{row[0]}: {'、'.join(cells)}"


def _as_rows(items: ItemList, lang: str) -> tuple[tuple[str, ...], ...]:
    """Items as a table below its header; () for so few, so long, or changed, that lines are read more easily.

    A phone has room for two columns: the rating stands below the number, and whose an item is before what it
    is about, as in a line. A department or a rating that all have stands once, in the head; a row that has
    other departments, too, has all of its own.
    """
    longest = max((len(text) for row in items.items for text in row.beside), default=0)
    changed = any(row.was for row in items.items)  # two ratings leave a phone no room for the texts
    if changed or len(items.items) < FEWEST_ROWS or longest > LONGEST_CELL:
        return ()
    one = _have_one_rating(items)
    rows = [
        (
            row.name if one else f"{row.name}\n{row.marked}",
            BETWEEN.join(filter(None, (items.owner_of(row), row.about + row.remark))),
            *row.beside,
        )
        for row in items.items
    ]
    wide = max(map(len, rows))
    number, rating, department, about = say.item_columns(lang)
    head = BETWEEN.join((items.owner or department, about))
    both = f"{number}\n{rating}"
    columns = (number, say.all_rated(lang, head, items.items[0].marked)) if one else (both, head)
    header = (*columns, *[say.written_column(lang)] * (wide - len(columns)))
    return (header, *((*row, *[""] * (wide - len(row))) for row in rows))


def _have_one_rating(items: ItemList) -> bool:
    return len({row.marked for row in items.items}) == 1


def _fits_table(rows: tuple[tuple[str, ...], ...]) -> bool:
    characters = sum(len(cell) for row in rows for cell in row)
    return len(rows) <= MOST_ROWS and max(map(len, rows)) <= MOST_COLUMNS and characters <= MOST_CHARACTERS


def _table(rows: tuple[tuple[str, ...], ...], *, wraps: bool) -> Block:
    """`wraps`: behind the first column there are texts, which are shown whole; else numbers stand below one
    another."""
    columns = [
        {"is_wrapped": place > 0} if wraps else {"align": "right" if place and _counts(cells) else "left"}
        for place, cells in enumerate(zip(*rows[1:], strict=True))
    ]
    return {"type": "table", "rows": [list(map(_cell, row)) for row in rows], "column_settings": columns}


def _counts(cells: Iterable[str]) -> bool:
    """Whether each cell of a column begins with a number: `12`, `8項目のうち2`."""
    return all(cell[:1].isdecimal() for cell in cells)


def _cell(text: str) -> Block:
    """A cell of a table; of two lines the second one is bold. An empty one makes Slack refuse all of it."""
    first, _, second = text.strip().partition("\n")
    if not second:
        return {"type": "raw_text", "text": first or "－"}
    below = {"type": "rich_text_section", "elements": list(_runs(second, bold=True))}
    return _rich(_section(first), below)


def _foot(lines: Iterable[str]) -> list[Block]:
    text = "\n".join(lines)
    return [{"type": "context", "elements": [_plain_text(shortened(text, MOST_SMALL))]}] if text else []


def _link(extras: BlockExtras) -> Iterator[Block]:
    if extras.link and len(extras.link) <= LONGEST_LINK:
        link = {"type": "link", "url": extras.link, "text": extras.link_label}
        yield _rich({"type": "rich_text_section", "elements": [link]})


def _buttons(card: Card, extras: BlockExtras) -> Iterator[Block]:
    buttons = [
        _button(f"{ASK}:{number}", choice.label, choice.asks)
        for number, choice in enumerate(card.choices[:MOST_BUTTONS])
        if choice.asks
    ]
    buttons += _menu("more", extras.more, card.choices[MOST_BUTTONS:])
    buttons += _menu("items", extras.items, leads(card, MOST_OPTIONS) if extras.items else ())
    if extras.back:
        buttons.append(_button(BACK, extras.back_label, extras.back))
    if extras.share:
        buttons.append(_button(SHARE, extras.share, extras.question))
    if buttons:
        yield {"type": "actions", "elements": buttons}


def _menu(name: str, label: str, choices: Iterable[Choice]) -> Iterator[Block]:
    """Choices of which one is taken."""
    options = [
        {"text": _plain_text(shortened(each.label, LABEL)), "value": each.asks}
        for each in choices
        if each.asks and len(each.asks) <= OPTION_VALUE
    ]
    if options:
        yield {
            "type": "static_select",
            "action_id": f"{ASK}:{name}",
            "placeholder": _plain_text(shortened(label, LABEL)),
            "options": options[:MOST_OPTIONS],
        }


def _feedback(extras: BlockExtras) -> Iterator[Block]:
    if extras.helped and extras.question:
        sides = {POSITIVE: extras.helped, NEGATIVE: extras.missed}
        yield {
            "type": "context_actions",
            "elements": [{
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                **{
                    f"{side}_button": {
                        "text": _plain_text(shortened(label, LABEL)),
                        "value": f"{side}:{shortened(extras.question, VALUE - 20)}",
                    }
                    for side, label in sides.items()
                },
            }],
        }  # fmt: skip


def _button(action: str, label: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": action,
        "text": _plain_text(shortened(label, LABEL)),
        "value": shortened(value, VALUE),
    }


# -- shapes ------------------------------------------------------------------------------------------------


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text or "－", "emoji": False}


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _section(text: str, *, bold: bool = False) -> Block:
    return {"type": "rich_text_section", "elements": list(_runs(f"{text}\n", bold=bold))}


def _list(lines: Iterable[str]) -> Block:
    items = [
        {"type": "rich_text_section", "elements": list(_runs(shortened(line, LONGEST_LINE)))}
        for line in lines
    ]
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def _runs(text: str, *, bold: bool = False) -> Iterator[Block]:
    """A text as runs of rich text: never read for mark-up, so nothing in it can ping anybody."""
    text = kept_together(text)
    for start in range(0, max(len(text), 1), LONGEST_RUN):
        run: Block = {"type": "text", "text": text[start : start + LONGEST_RUN] or " "}
        yield {**run, "style": {"bold": True}} if bold else run


def _pages(blocks: Iterable[tuple[Block, bool]]) -> Iterator[list[Block]]:
    """Blocks in messages; True begins a further one."""
    page: list[Block] = []
    characters = 0
    for block, goes_on in blocks:
        size = _size(block)
        if page and (goes_on or len(page) >= MOST_BLOCKS or characters + size > MOST_CHARACTERS):
            yield page
            page, characters = [], 0
        page.append(block)
        characters += size
    yield page


def _texts(part: Any) -> Iterator[str]:
    """Every text inside a block, in order."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)


def _size(block: Block) -> int:
    """The characters of all texts inside a block: what `_texts` gives, many thousand times a second."""
    size, parts = 0, [*block.items()]
    while parts:
        key, value = parts.pop()
        if isinstance(value, str):
            size += len(value) if key == "text" else 0
        elif isinstance(value, dict):
            parts += value.items()
        elif isinstance(value, list):
            parts += [("", each) for each in value]
    return size


def _plain(blocks: Iterable[Block]) -> str:
    """The texts of a further message, one a line."""
    return "\n".join(text.strip() for block in blocks for text in _texts(block) if text.strip())
