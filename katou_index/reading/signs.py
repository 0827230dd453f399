"""Signs in a cell that no text is made of: error values, signs of one computer's own (外字), lost ones.

#N/A, #REF!, Err:502, ####     what a program shows where it has no value, or no room for it
U+E000 – U+F8FF                a sign that this computer's users drew: others see a box, or another sign
U+FFFD 〓 (cid:123)            stands where a sign could not be read
特?品                          … where Excel saved one as CSV that Shift_JIS does not have
"""

from __future__ import annotations

import re
import unicodedata

from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, CellDoubt, Grid

_ERROR = re.compile(
    r"#(?:REF|VALUE|NAME|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|PYTHON)[!?]|#N/A|#NAME\?"
    r"|#GETTING_DATA|#{3,}|(?:Err|エラー)[:：]\d{3}",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = re.compile(
    r"(?:(?:\d{4}|[MTSHR]\d+|\D\D(?:元|\d+))[-/.年])?"
    r"(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?: 0:00(?::00)?)?"
    r"|(?P<d>\d{1,2})-(?P<m>[a-z]{3})(?:-\d\d)?|(?P<name>[a-z]{3})-(?P<year>\d\d)",
    re.IGNORECASE,
)
MOST_TOLD = 20  # cells; a bullet of an odd font may stand in every one
_ODD = re.compile(
    "[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd\ufffd〓]|\\(cid:\\d+\\)|(?<=[一-鿿])\\?(?=[一-鿿])"
)


def is_error(text: str) -> bool:
    """Whether a cell shows an error value and nothing else. No such text is a rating, or a text."""
    return text[:1] in "#＃EeＥｅエｴ" and _ERROR.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def typed_as(text: str) -> str:
    """What people typed where a program made a day of it: `8月1日`, `2026/8/1`, `1-Aug` → `8-1`, `Jan-13` →
    `13-1`. Empty for what is no such day, `8-1` itself included."""
    text = unicodedata.normalize("NFKC", text)
    match = _DATES.fullmatch(text)
    if match is None or re.fullmatch(r"\d+[-.]\d+", text):
        return ""
    if match["month"]:
        return f"{int(match['month'])}-{int(match['day'])}"
    name = (match["m"] or match["name"]).lower()
    if name not in _MONTHS:
        return ""
    month = _MONTHS.index(name) + 1
    return f"{month}-{int(match['d'])}" if match["d"] else f"{int(match['year'])}-{month}"


def odd_signs(text: str) -> str:
    """What a text holds that others cannot see or that was lost, as a sentence; empty for a sound one."""
    # Signs of one's own are unprintable to Python, and in all else that the pattern finds stands one of four:
    # nearly every text is seen to be sound without it.
    odd = not text.isprintable() or "?" in text or "〓" in text or "\ufffd" in text or "(cid:" in text
    if not odd:
        return ""
    if _ODD.search(text) is None:
        return ""
    found = list(dict.fromkeys(_ODD.findall(text)))
    named = "、".join(f"U+{ord(sign):04X}" if len(sign) == 1 else sign for sign in found[:3])
    seen = _ODD.sub("〓", text)
    own = any(unicodedata.category(sign) == "Co" for sign in found if len(sign) == 1)
    return say.private_sign(seen, named) if own else say.lost_sign(seen, named)


def with_signs_told(grid: Grid) -> Grid:
    """The file with each cell that has an odd sign among its doubts; error values are no texts in it."""
    doubts: list[CellDoubt] = []
    pages = []
    for page in grid.pages:
        rows = {}
        for number, texts in page.rows.items():
            for column, text in enumerate(texts):
                told = say.error_value(text) if is_error(text) else odd_signs(text)
                if told:
                    place = grid.place(page, number, column)
                    at = place if grid.kind == EXCEL else f"{place} {column + 1}列目"
                    doubts.append(CellDoubt(at, told, page.name, number, column))
            rows[number] = tuple("" if is_error(text) else text for text in texts)
        pages.append(page.but(rows=rows))
    if more := doubts[MOST_TOLD:]:
        doubts[MOST_TOLD:] = [more[0]._replace(text=say.more_signs(more[0].text, len(more) - 1))]
    return grid.but(pages=tuple(pages), doubts=(*grid.doubts, *doubts)) if doubts else grid
