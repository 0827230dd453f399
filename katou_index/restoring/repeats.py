"""Rows that show a measure again (再掲): under another policy, say. It counts once.

2     電子図書の貸出          ○      the measure
2     電子図書の貸出（再掲）   ○      the same one again: no item, told
再掲  電子図書の貸出          ○
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from katou_index.reading.headings import bare
from katou_index.reading.tablerows import TableRow
from katou_index.restoring import sentences as say
from katou_index.restoring.parting import number_of, title_of

DIFFERS = "repeat-differs"
_AGAIN = re.compile(r"[（(【\[［〔〈<＜※]?再掲[）)】\]］〕〉>＞]?")
_NUMBER, _RATING = "事業No.", "評価"


def without_repeats(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[tuple[str, str, str]]]:
    """The rows but those that show a measure again, by the title of another row and with no number but that
    one's; and what is told of them: kind, column, sentence."""
    firsts = {title_of(row): row for row in reversed(rows) if title_of(row) and not _says_so(row)}
    kept, again, told = list[TableRow](), list[str](), list[tuple[str, str, str]]()
    dropped = False
    for row in rows:
        if title_of(row):
            of = firsts.get(_AGAIN.sub("", title_of(row))) if _says_so(row) else None
            dropped = of is not None and number_of(row) in (None, number_of(of))
            if dropped and of is not None:
                again.append(row.place("事業名"))
                said, original = row.text(_RATING), of.text(_RATING)
                if said and bare(said) != bare(original):
                    text = say.repeat_differs(row.place(_RATING), said, of.place(_RATING), original)
                    told.append((DIFFERS, _RATING, text))
        if not dropped:
            kept.append(row)
    return kept, [("row-repeated", "", say.rows_repeated(again)), *told] if again else []


def _says_so(row: TableRow) -> bool:
    """Whether a row says 再掲: beside its title, in place of its number, or alone in a further column."""
    texts = (row.text(_NUMBER), *(spot.text for spot in row.extra.values()))
    return "再掲" in title_of(row) or any(_AGAIN.fullmatch(bare(text)) for text in texts)
