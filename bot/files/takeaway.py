"""What an answer is when it is taken away: a file, a picture or a link. Facts and texts, no bytes."""

from __future__ import annotations

from katou_index.exporting import TableSheet
from katou_index.records import Record


class ChartBar(Record):
    """One bar of a chart. `numbers` are items by mark, best first; those not known and those without last.

    A bar is as long as its items, or where `length` is given that part (0 to 1) of the whole length.
    """

    name: str
    numbers: tuple[int, ...]
    shares: tuple[str, ...] = ()  # by mark, of the rated ones, "" for none; as `numbers`
    length: float = -1
    told: str = ""  # what stands behind it instead of its number of items

    def share(self, number: int) -> str:
        """The share of a mark, "" where there is none."""
        return self.shares[number] if number < len(self.shares) else ""

    @property
    def items(self) -> int:
        """Items of the whole bar."""
        return sum(self.numbers)


class Chart(Record):
    """Stacked bars of ratings. `marks` are (mark, mark with its word), best first, those without last."""

    lang: str
    title: str
    conditions: str  # how the question was read, "" for no condition
    unit: str  # what the bars are: 基本方針, 担当課 …
    counted: str  # heading of the sums
    total: str  # the numbers of all bars together, "" where they are no whole
    marks: tuple[tuple[str, str], ...]
    bars: tuple[ChartBar, ...]
    foot: tuple[str, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The numbers of the chart as a table whose first row is its header."""
        header = (self.unit, *(word for _, word in self.marks), self.counted)
        return (
            header,
            *((bar.name, *map(str, bar.numbers), bar.told or str(bar.items)) for bar in self.bars),
        )

    @property
    def as_text(self) -> str:
        """The whole picture for those who do not see it, a line a bar."""
        words = [word for _, word in self.marks]
        lines = [
            "、".join(
                (
                    *(
                        f"{word} {number}{f'（{bar.share(at)}）' if number and bar.share(at) else ''}"
                        for at, (word, number) in enumerate(zip(words, bar.numbers, strict=True))
                    ),
                    bar.told or f"{self.counted} {bar.items}",
                )
            )
            for bar in self.bars
        ]
        lines = [f"{bar.name}: {line}" for bar, line in zip(self.bars, lines, strict=True)]
        return "\n".join(
            line for line in (self.title, self.conditions, self.total, *lines, *self.foot) if line
        )


class Takeaway(Record):
    """An answer as it is taken away. `form` is "xlsx", "csv", "png", "svg" or "link".

    `keys` name its items (`R2/30-3`), `name` is the file's, `conditions` stand beside the items, `asks` is
    the question that gives this answer again, "" where none does. A picture has a `chart`.
    """

    form: str
    name: str
    keys: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    asks: str
    lang: str
    chart: Chart | None = None
    tables: tuple[TableSheet, ...] = ()  # of an Excel file, before its items
