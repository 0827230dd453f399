"""The card: what a person reads, as structure without mark-up. Surfaces only shape it.

Card
├── headline  the sentence that answers the question as asked: a notification shows no more
├── scope     small: fiscal year, how the question was read, what was mended or carried over
├── blocks    each shown at once or under "more", of one of these kinds:
│   ├── Section   a title, labelled facts, plain lines, or a table without marks
│   ├── ItemList  items, a row each: number, mark with its word, department, what it is about
│   ├── ItemCard  one item in full
│   ├── Bars      counts by mark, side by side: groups of a table, sides of a comparison, years
│   └── Courses   what became of items over years
├── notes     doubts about what was read
├── sources   where it comes from
└── choices   prepared questions: pressing one asks its text again through the same reply()

What stands before "more" is `short`: headline, scope and the blocks not under "more".

Every block can be drawn in two ways: by its own structure (columns, bars, a course), or by its text twin,
which has the same shape for all kinds: `title`, `facts`, `lines`, `rows`. The twin of items and courses is
derived from them; that of bars is worded with them. A surface draws one of the two, never both.
"""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING, Record, cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator

BETWEEN = "｜"  # between the parts of an item's line
UNRATED = "none"  # rank of what has no mark of the scale
UNKNOWN = "unknown"  # key of the part whose rating is lost or was not filled in


class Choice(Record):
    """A prepared question. `asks` goes through the same reply() as anything typed."""

    label: str
    asks: str
    form: str = ""  # "xlsx", "png" or "svg" where it takes the same set away: they may be put together


class Fact(Record):
    """One labelled text of a section: 結果 | …"""

    label: str
    text: str


class Section(Record):
    """A plain block. `rows` is a table whose first row is its header; cells are never empty."""

    title: str = ""
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: bool = False  # whether it stands under "more"


class ItemRow(Record):
    """One item in one line: `No.30 項目3 ○ 丸｜総務財政課｜AI・RPA・OCR等の利活用研究`, or as columns.

    A mark never stands without its word: `rating` has both, or says why there is none.
    """

    key: str  # R2/30-3
    name: str  # No.30 項目3; with its year before it where that is not the one of the answer
    rating: str  # ○ 丸
    rank: str = UNRATED  # of its mark, "0" is best: for a colour beside the word, never instead of it
    owner: str = ""  # its departments
    owners: tuple[str, ...] = ()  # the same, one by one
    about: str = ""  # what it is about, short: its planned work, or its measure's title
    title: str = ""  # its measure's title, whole
    planned: str = ""  # its planned work, whole; "" where there is none
    was: str = ""  # its rating of an earlier year, where a change is shown
    beside: tuple[str, ...] = ()  # what was asked for of it: a figure, a sentence, labelled texts
    figure: str = ""  # the value that was asked for, as printed; it stands in `beside`, too
    remark: str = ""  # （共管）, what it was called

    @property
    def marked(self) -> str:
        """Its rating; where a change is shown, what it was before it."""
        return f"{self.was} → {self.rating}" if self.was else self.rating

    @property
    def told(self) -> tuple[str, ...]:
        """What has to be told of it: which one it is, its rating, whose, what else is known."""
        return (self.name, self.marked, *self.owners, self.remark)

    @property
    def line(self) -> str:
        """Its text twin."""
        parts = (f"{self.name} {self.marked}", self.owner, self.about, *self.beside)
        return BETWEEN.join(filter(None, parts)) + self.remark


class ItemList(Record):
    """Items, a row each."""

    items: tuple[ItemRow, ...]
    title: str = ""
    more: bool = False
    facts = ()
    rows = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """A line an item."""
        return tuple(row.line for row in self.items)

    @property
    def owner(self) -> str:
        """The departments of them all, told once: those of a row whom all others have, too; "" for none."""
        fewest = min(self.items, key=lambda row: len(row.owners), default=None)
        if fewest is None or not all(set(fewest.owners) <= set(row.owners) for row in self.items):
            return ""
        return fewest.owner

    def owner_of(self, row: ItemRow) -> str:
        """Its departments, where it has others than those of them all; "" else."""
        return "" if row.owner == self.owner else row.owner


class ItemCard(Record):
    """One item in full: what heads it, and its labelled texts, those that were asked for first."""

    item: ItemRow
    facts: tuple[Fact, ...]
    year: str = ""  # written out, where the item is shown year by year
    more: bool = False
    lines = ()
    rows = ()

    @property
    def title(self) -> str:
        """`No.30 項目3 AI・RPA・OCR等の利活用研究 ○ 丸`."""
        parts = (self.year, self.item.name, self.item.about, self.item.rating)
        return " ".join(part for part in parts if part)


class BarPart(Record):
    """One part of a bar: so many items of one mark, or without one. `asks` lists them."""

    key: str  # rank of its mark, "0" is best; UNRATED; UNKNOWN
    mark: str  # "" where what is counted is no mark
    word: str  # × バツ
    number: int
    asks: str = ""
    share: str = ""  # per cent of the rated items, one decimal; "" for none


class Bar(Record):
    """One group of items counted by mark. What its parts leave of `whole` is not told apart."""

    name: str
    parts: tuple[BarPart, ...]
    whole: int  # items of the group, at least those of its parts
    asks: str = ""  # lists them, of chosen marks those of its parts; "" where one part says it, too

    @property
    def shown(self) -> tuple[BarPart, ...]:
        """The parts that are not empty."""
        return tuple(part for part in self.parts if part.number)


class Bars(Record):
    """Bars side by side, and the same in words: a table (a row a bar below its header), facts, or lines.

    `lines` are also what has to be known of them. `longest`: the items that a bar of full length stands for,
    the same for all bars of a table, those under "more" too; 0 where each bar is a whole of its own, whose
    shares are compared. `sides`: two or three of these as a table with a column a bar, more with a row a bar,
    for a place that draws no bars: it stands for the facts and for the lines that tell of a bar.
    """

    bars: tuple[Bar, ...]
    title: str = ""
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: bool = False
    longest: int = 0
    sides: tuple[tuple[str, ...], ...] = ()

    @property
    def said_beside(self) -> tuple[str, ...]:
        """The lines that tell of no bar, but what has to be known of them."""
        names = tuple(bar.name for bar in self.bars if bar.name)
        return tuple(line for line in self.lines if not line.startswith(names))


class CourseStep(Record):
    """One item in one year; without a rank it has no rating there, and `rating` says why."""

    year: str  # 令和2年度
    rating: str
    rank: str = UNRATED


class Course(Record):
    """What became of one item, oldest year first: `No.4 項目1 令和2年度 × バツ → 令和3年度 △ 三角`."""

    key: str
    name: str
    steps: tuple[CourseStep, ...]

    @property
    def line(self) -> str:
        """Its text twin."""
        return f"{self.name} " + " → ".join(f"{step.year} {step.rating}" for step in self.steps)


class Courses(Record):
    """Items over years, a row each."""

    courses: tuple[Course, ...]
    title: str = ""
    more: bool = False
    facts = ()
    rows = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """A line an item."""
        return tuple(course.line for course in self.courses)


CardBlock = Section | ItemList | ItemCard | Bars | Courses


class Card(Record):
    """A whole answer for a person to read. Blocks under "more" come after all others."""

    lang: str  # "ja" or "en"
    headline: str
    scope: tuple[str, ...] = ()
    blocks: tuple[CardBlock, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    left: str = ""  # what of a list is under "more": ほか4項目; "" where nothing is counted
    more: str = "…"  # label of what unfolds it

    @property
    def shown(self) -> tuple[CardBlock, ...]:
        """The blocks before "more"."""
        return tuple(block for block in self.blocks if not block.more)

    @property
    def folded(self) -> tuple[CardBlock, ...]:
        """The blocks under "more"; with them stand the notes."""
        return tuple(block for block in self.blocks if block.more)


RECORDS = (
    Choice, Fact, Section, ItemRow, ItemList, ItemCard, BarPart, Bar, Bars, CourseStep, Course, Courses, Card,
)  # fmt: skip


def with_word(card: Card, word: str) -> Card:
    """The card with one more line at its end, where there is one."""
    return card.but(sources=(*card.sources, word)) if word else card


def unfolded(card: Card) -> Card:
    """The card with nothing under "more", for a place that cannot show it later; what was parted is whole."""
    whole: list[CardBlock] = []
    for block in card.blocks:
        joined = _joined(whole[-1], block) if whole else None
        whole[-1:] = [joined] if joined else [*whole[-1:], block.but(more=False)]
    return card.but(blocks=tuple(whole), left="")


def _joined(first: CardBlock, rest: CardBlock) -> CardBlock | None:
    """A list or a table and its rest as one; None for what belongs apart."""
    match first, rest:
        case ItemList(), ItemList(title="", items=items):
            return first.but(items=(*first.items, *items))
        case Bars(rows=(head, *_)), Bars(rows=(again, *rows), bars=bars):
            if (head, first.title, first.longest) == (again, rest.title, rest.longest):
                return first.but(rows=(*first.rows, *rows), bars=(*first.bars, *bars))
    return None


def leads(card: Card, most: int) -> tuple[Choice, ...]:
    """What the bars lead to, for a place where no bar can be pressed: a bar's items, then those of each mark.

    Of more than `most` one a bar, its items.
    """
    bars = [bar for block in card.blocks if isinstance(block, Bars) for bar in block.bars]
    found = [
        (
            *((Choice(bar.name, bar.asks),) if bar.asks else ()),
            *(Choice(f"{bar.name} {part.word} {part.number}", part.asks) for part in bar.shown if part.asks),
        )
        for bar in bars
    ]
    if sum(map(len, found)) > most:
        found = [of_bar[:1] for of_bar in found]
    return tuple(choice for of_bar in found for choice in of_bar)[:most]


def as_text(card: Card) -> str:
    """The card as plain text, one bullet a row: no padding, full-width signs break columns on phones."""
    lines = [*_opening(card), *_lines(card.folded, card.lang), *card.notes, *card.sources]
    if card.choices:
        lines.append(" ".join([f"[{choice.label}]" for choice in card.choices]))
    return "\n".join(filter(None, lines))


def short(card: Card) -> str:
    """What stands before "more", as plain text without buttons."""
    return "\n".join(filter(None, _opening(card)))


def _opening(card: Card) -> list[str]:
    return [card.headline, *card.scope, *_lines(card.shown, card.lang), card.left]


def _lines(blocks: tuple[CardBlock, ...], lang: str) -> Iterator[str]:
    between = ", " if lang == "en" else "、"
    for section in blocks:
        yield section.title
        yield from [f"  {fact.label} {fact.text}" for fact in section.facts]
        yield from [f"  {line}" for line in section.lines]
        if section.rows:
            header, *rows = section.rows
            for row in rows:
                cells = (f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
                yield f"  {row[0]}: {between.join(cells)}"
