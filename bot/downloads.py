"""Items as files to take away: tidy CSV as Excel opens it, or Excel itself where openpyxl is installed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib.util import find_spec

from bot import page_wording as say
from bot.vocabulary import Vocabulary
from katou_index.exporting import Pair, as_csv, pairs, write_xlsx
from katou_index.plan import FiscalYear
from katou_index.records import Record

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Download(Record):
    """A file: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


def forms() -> tuple[str, ...]:
    """The formats that can be written here."""
    return ("csv", "xlsx") if find_spec("openpyxl") else ("csv",)


def items_file(
    vocabulary: Vocabulary, form: str, *, keys: Iterable[str] = (), question: str = "", lang: str = "ja"
) -> Download | None:
    """The items with these keys (`R2/30-3`), in that order; all of the newest year for none.

    None for a format that cannot be written, or where no key is one of the plan.
    """
    wanted = tuple(dict.fromkeys(keys))
    rows = _chosen(vocabulary, wanted) if wanted else tuple(pairs([vocabulary.plan]))
    if form not in forms() or not rows:
        return None
    years = tuple(dict.fromkeys(item.year for _, item in rows))
    name = f"katou_{'_'.join(year.code for year in years)}{'_items' if wanted else ''}.{form}"
    if form == "csv":
        return Download(name, TYPES[form], as_csv(rows).encode())
    book = io.BytesIO()
    write_xlsx(book, rows, _conditions(vocabulary, rows, years, question, lang))
    return Download(name, TYPES[form], book.getvalue())


def _chosen(vocabulary: Vocabulary, keys: tuple[str, ...]) -> tuple[Pair, ...]:
    codes = {key.partition("/")[0] for key in keys}
    plans = [vocabulary.index.plan(year) for year in vocabulary.years if year.code in codes]
    found = {pair[1].key: pair for pair in pairs(plans)}
    return tuple(found[key] for key in keys if key in found)


def _conditions(
    vocabulary: Vocabulary, rows: tuple[Pair, ...], years: tuple[FiscalYear, ...], question: str, lang: str
) -> list[tuple[str, str]]:
    """What the items were chosen by, for the sheet of conditions."""
    days = (vocabulary.index.imported_at(year).isoformat() for year in years)
    about = [
        (say.label(lang, "year"), "、".join(year.japanese for year in years)),
        (say.label(lang, "items"), str(len(rows))),
        (say.label(lang, "imported"), "、".join(days)),
    ]
    return [(say.label(lang, "question"), question), *about] if question else about
