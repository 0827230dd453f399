"""The year before or after that of what was shown, said as such: 翌年度, その前の年度."""

from __future__ import annotations

from bot.understanding.scripts import pattern
from bot.understanding.spans import Respelled
from katou_index.plan import FiscalYear

# The year after that of what was shown; not 翌年3月, a month, and not what is quoted.
YEAR_AFTER = (
    r"(?:その|この)?(?:翌年度|次年度|次の年度|翌年|次の年)(?![\d一二三四五六七八九十]+月|以降|から|まで)"
    r"|\bthe (?:following|subsequent) (?:fiscal )?year\b|\bthe year after(?: that)?\b"
)
# A rating of the year after, asked beyond doubt: it is read so even where nothing was shown.
RATED_AFTER = (
    r"(?:翌年度|次年度|翌年|次の年度?)(?:の|、|は|って|なんだけど|ですが|だけど|やねんけど|なんですが|[ 　])*"
    r"(?:評価|ひょうか|判定|印|成績)|(?:翌年度|次年度|次の年度)(?:は|では)(?:どう|何)"
    r"|(?i:\brat(?:ed|ing)\b.*\bthe (?:following|subsequent) (?:fiscal )?year\b)"
)
AFTER = ("翌", "次", "year")  # what it cannot be without
# The year before what was shown, and nothing else: 前の年は何件だった is a figure that the text tells.
YEAR_BEFORE = (
    r"^(?:では|じゃあ?|で|ほな)?、?((?:その|この)?(?:もう?(?:一|1)つ|(?:一|1)つ)?前の?年度?)"
    r"(?:の(?:評価|判定|印|結果))?(?:で?は|だと|なら|って)?、?(?:どう|何|どない|どんな(?:評価|印))?"
    r"(?:なって(?:い|お)?(?:た|りました|ました)|だった|でした|やった|です|なの|や)?(?:っけ|の|ん)?(?:ですか|でしょうか|か|かな|やろ)?$"
    r"|^(?:and |what about |how about |and in |in )*((?:the )?(?:previous|preceding|prior) (?:fiscal )?year"
    r"|the year before(?: that)?)$"
)

# The same by the calendar. Behind a figure it is the year before that of the figure.
LAST_YEAR = r"去年|昨年(?P<fiscal>度?)|\blast (?:fiscal )?year\b"


def is_rated_after(text: str) -> bool:
    """Whether a rating of the year after is asked for."""
    small = text.lower()
    return any(word in small for word in AFTER) and pattern(RATED_AFTER).search(text) is not None


def dated(heard: Respelled, shown: FiscalYear, *, figure: bool = False) -> Respelled:
    """The text with the year that is meant for 「翌年度」 or 「その前の年度」, beside that of what was shown.

    `figure`: whether a figure was shown, of which the texts may tell the year before, too.
    """
    line = heard.text.lower()
    if figure and (last := pattern(LAST_YEAR).search(line)):
        start, end = last.span()
        typed = heard.text[start:end]
        name = "the previous year" if typed.isascii() else f"前年{last['fiscal'] or ''}"
        return heard.but(text=f"{heard.text[:start]}{name}{heard.text[end:]}")
    after = pattern(YEAR_AFTER).search(line)
    before = None if after or figure else pattern(YEAR_BEFORE).search(line.rstrip("?？。!！ "))
    found = after or before
    if found is None or "「" in heard.text or '"' in heard.text:
        return heard
    start, end = found.span(before.lastindex or 0) if before else found.span()
    typed, year = heard.text[start:end], FiscalYear(shown.began + (1 if after else -1))
    name = f"FY{year.began}" if typed.isascii() else year.japanese
    text = f"{heard.text[:start]}{name}{heard.text[end:]}"
    return heard.but(text=text, changes=(*heard.changes, (typed, name)))
