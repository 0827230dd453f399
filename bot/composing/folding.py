"""What a phone shows before "more": the first lines of what was composed, the rest folded, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Bars, CardBlock, Courses, ItemCard, ItemList, Section

ROOM = 230  # characters before "more" as a rule, headline and scope included
LEAST = 3  # lines of a list, rows of a table that are always shown
MOST = 560  # characters before "more" with the one line of a list that is always shown
FEW, FEW_LISTED = 6, 7  # rows of a table, of a list, that is never parted, if they are no more than `MOST`
ONE_MORE = 40  # characters that may be over, rather than to fold a single last line
# Characters before "more" of several answers together, without their questions and first sentences.
ALL_TOGETHER = 410
LEAST_EACH = 60  # characters before "more" of each of several answers at least


def room_of(number: int) -> int:
    """The characters before "more" that each of so many answers in one message has."""
    return ROOM if number == 1 else max(LEAST_EACH, ALL_TOGETHER // number)


def fold(blocks: Sequence[CardBlock], used: int, room: int = ROOM) -> tuple[tuple[CardBlock, ...], int]:
    """The blocks, those before "more" first, and how many items and rows of tables were folded.

    `used`: characters that stand before them; `room`: those that may stand before "more".
    A block that is to be under "more" stays there.
    """
    shown: list[CardBlock] = []
    folded: list[CardBlock] = []
    left, room, over = 0, room - used, MOST - room if room >= ROOM else 0  # one answer of several has less
    for block in blocks:
        if block.more:
            folded.append(block)
            continue
        listed = any(len(each.lines) > 1 or each.rows for each in shown)
        size = _size(block)
        first, rest = _split(block, size, room, over, first=not listed) if not left else (None, block)
        if first is not None:
            shown.append(first)
            room -= size if first is block else _size(first)
        if rest is not None:
            folded.append(rest.but(more=True))
            left += sum(map(_is_item, rest.lines)) + max(0, len(rest.rows) - 1)
    return (*shown, *folded), left


def _is_item(line: str) -> bool:
    """Whether a line is an item's, not a remark: `No.4 項目1 …`, `R2 No.4 …`."""
    return line.startswith("No.") or line.partition(" ")[2].startswith("No.")


def _split(
    block: CardBlock, size: int, room: int, over: int, *, first: bool
) -> tuple[CardBlock | None, CardBlock | None]:
    """What of a block of a size fits, and the rest of it; facts stay together."""
    if size <= room + ONE_MORE:
        return block, None
    if block.rows:
        names = sum(map(len, block.rows[0][1:]))
        sizes = [sum(map(len, row)) + 2 * len(row) + names for row in block.rows[1:]]
        number = _fitting(sizes, room - len(block.title), over, first=first)
        few = first and len(sizes) <= FEW and len(block.title) + sum(sizes) <= room + over
        if few or number >= len(sizes):
            return block, None
        return _parted(block, number) if number else (None, block)
    if block.lines:
        taken = len(block.title) + sum(len(fact.label) + len(fact.text) for fact in block.facts)
        sizes = [len(line) + 3 for line in block.lines]
        number = _fitting(sizes, room - taken, over, first=first)
        few = first and isinstance(block, ItemList) and len(sizes) <= FEW_LISTED
        if number >= len(sizes) or (few and taken + sum(sizes) <= room + over):
            return block, None
        if not number:
            return None, block
        return _parted(block, number)
    return (block, None) if first else (None, block)


def _parted(block: CardBlock, number: int) -> tuple[CardBlock, CardBlock]:
    """A block with so many lines or rows, and the others as a block of their own."""
    match block:
        case ItemList(items=items):
            return block.but(items=items[:number]), ItemList(items[number:])
        case Courses(courses=courses):
            return block.but(courses=courses[:number]), Courses(courses[number:])
        case Section(rows=(head, *rows)):
            return block.but(rows=(head, *rows[:number])), Section(block.title, rows=(head, *rows[number:]))
        case Bars(bars=bars, rows=(head, *rows)):
            rest = Bars(bars[number:], block.title, rows=(head, *rows[number:]), longest=block.longest)
            return block.but(bars=bars[:number], rows=(head, *rows[:number])), rest
        case Section(lines=lines) | Bars(lines=lines):
            return block.but(lines=lines[:number]), Section(lines=lines[number:])
        case ItemCard():
            return block, Section()  # it has no lines: never parted


def _fitting(sizes: Sequence[int], room: int, over: int, *, first: bool) -> int:
    """How many fit; of the first list one not far `over`, and some if they are no more than two rooms."""
    number, taken = 0, 0
    for size in sizes:
        taken += size
        one = not number and taken <= room + over
        if taken > room and not (first and (one or (number < LEAST and taken <= 2 * room))):
            break
        number += 1
    if first and number == len(sizes) - 1 >= LEAST and sum(sizes) <= room + over:
        return len(sizes)  # the line "1 more" would take as much
    return number


def _size(block: CardBlock) -> int:
    head, *rows = block.rows or ((),)
    cells = [cell for row in rows for cell in row]
    names = sum(map(len, head[1:])) * len(rows)
    facts = [text for fact in block.facts for text in (fact.label, fact.text)]
    marks = 3 * len(block.facts) + 3 * len(block.lines) + 2 * len(cells)  # what stands between them
    return len(block.title) + sum(map(len, (*facts, *block.lines, *cells))) + marks + names
