"""What is taken away → a file: tidy CSV as Excel opens it, Excel, a picture; or why there is none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from urllib.parse import urlencode

from bot.files import chart as drawing
from bot.files.takeaway import Chart, Takeaway
from bot.understanding.vocabulary import Vocabulary
from bot.wording import takeaway as say
from katou_index.exporting import Pair, as_csv, pairs, write_xlsx
from katou_index.records import Record

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
}


class Download(Record):
    """A file: its name, its media type, its bytes; of a picture what it shows, and the same as text."""

    name: str
    media_type: str
    content: bytes
    alt: str = ""
    chart: Chart | None = None

    def pictures(self, largest: int, tallest: int, most: int) -> list[bytes]:
        """What it shows, as PNGs of at most so many bytes and pixels of height; [] for no picture."""
        return drawing.pictures(self.chart, largest, tallest, most) if self.chart else []


class Handed(Record):
    """What an answer hands over: a file, or a sentence (a link, or why there is no file)."""

    file: Download | None = None
    told: str = ""


@cache
def forms() -> tuple[str, ...]:
    """The formats of a table that can be written here."""
    return ("csv", "xlsx") if find_spec("openpyxl") else ("csv",)


def link(page: str, question: str, version: str) -> str:
    """The address that asks a question again and knows the data it was made with; "" without a page."""
    question = question.strip()
    return f"{page}?{urlencode({'q': question, 'v': version})}" if page and question else ""


def address(taken: Takeaway, page: str, again: str, version: str) -> str:
    """Where the page gives this file to whoever may open it; "" without a page.

    A picture is shown by its question, `again`: the page draws it anew.
    """
    if not page:
        return ""
    if taken.form in ("png", "svg"):
        return link(page, again, version)
    return f"{page}export.{taken.form}?{urlencode({'items': ' '.join(taken.keys), 'q': taken.asks})}"


def handed(taken: Takeaway, vocabulary: Vocabulary, page: str, now: datetime) -> Handed:
    """The file of an answer, its link, or why there is none. `now` in Asia/Tokyo, `page` may be ""."""
    if taken.form == "link":
        if not page:
            return Handed(told=say.no_page(taken.lang))
        address = link(page, taken.asks, vocabulary.index.version)
        return Handed(told=say.link(taken.lang, address) if address else "")
    made = file_of(taken, vocabulary, now)
    return Handed(made) if made else Handed(told=say.not_installed(taken.lang, taken.form))


def file_of(taken: Takeaway, vocabulary: Vocabulary, now: datetime) -> Download | None:
    """The file, None for a form that cannot be written here, or where no key is one of the plan."""
    if taken.form in ("png", "svg"):
        if taken.chart is None or not drawing.is_installed():
            return None
        drawn = drawing.png(taken.chart) if taken.form == "png" else drawing.svg(taken.chart)
        return Download(taken.name, TYPES[taken.form], drawn, taken.chart.as_text, taken.chart)
    rows = _chosen(vocabulary, taken.keys)
    if taken.form not in forms() or not rows:
        return None
    if taken.form == "csv":
        return Download(taken.name, TYPES["csv"], as_csv(rows).encode())
    written = (say.condition(taken.lang, "written"), say.moment(taken.lang, now))
    book = io.BytesIO()
    years = dict.fromkeys(item.year for _, item in rows)
    title = f"{taken.name.rpartition('.')[0]}  {say.both_years(years)}"
    write_xlsx(book, rows, (*taken.conditions, written), title, taken.tables)
    return Download(taken.name, TYPES["xlsx"], book.getvalue())


def every_item(vocabulary: Vocabulary, form: str, now: datetime, lang: str) -> Download | None:
    """The whole newest year as a file; None for a form that cannot be written here."""
    year = vocabulary.newest
    keys = tuple(item.key for item in vocabulary.plan.items)
    conditions = (
        (say.condition(lang, "year"), say.both_years((year,))),
        (say.condition(lang, "imported"), vocabulary.index.imported_at(year).isoformat()),
        (f"{say.VERSION} {year.code}", vocabulary.index.digest(year)),
    )
    name = f"{say.stem(lang, 'all')}_{year.code}.{form}"
    return file_of(Takeaway(form, name, keys, conditions, "", lang), vocabulary, now)


def _chosen(vocabulary: Vocabulary, keys: Sequence[str]) -> tuple[Pair, ...]:
    codes = {key.partition("/")[0] for key in keys}
    plans = [vocabulary.index.plan(year) for year in vocabulary.years if year.code in codes]
    found = {pair[1].key: pair for pair in pairs(plans)}
    return tuple(found[key] for key in keys if key in found)
