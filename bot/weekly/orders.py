"""「防災課の週報を毎週月曜9時に」 → Order. What is no order about the weekly post is None: a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from katou_index.records import Record
from katou_index.words import QUESTION_LIMIT, clean, fold

CONFIRMED = "確定"  # stands in what a confirming button asks
_ABOUT = re.compile(r"週報|weekly (?:post|report|digest)")
_USAGE = re.compile(
    r"(先週|今週)の(?:ボットの|プランの)?利用状況(?:は|を(?:教えて|見せて|出して)(?:ください)?)?[?。]*"
    r"|usage (last|this) week\??"
)
_SETTLED = re.compile(  # of a text in which 番の and は are as the buttons say them, or nearly
    r"(?:週報|weekly post)\s*(\d{1,9})番?[\sの,(]*(\d{4}-w\d\d)[\s)]*は?.*?"
    r"(not|届いて(?:い?ない|い?ません|い?なかった)|届かな|届い|arrived)"
)
_LEAD = re.compile(r"(?:週報の一言|lead of the weekly post)\s*(?:は|を|に|[:：])?\s*(.+)", re.I | re.S)
_QUOTED = re.compile(r"[「『\"“](.+)[」』\"”]", re.S)
_NO_LEAD = re.compile(r"消|なし|clear|none", re.I)
_DOES = (  # the first that is found
    ("resume", r"再開|resume"),
    ("pause", r"一時停止|休止|休ん|休み|しばらく|pause"),
    ("stop", r"止め|停止|やめ|解除|不要|いらない|stop|unsubscribe|cancel"),
    ("now", r"今すぐ|いますぐ|今送|いま送|すぐ送|私に|自分に|見せて|見本|プレビュー|preview|\bnow\b"),
    (
        "list",
        r"一覧|予定|次回|いつ|設定(?:は|[を]?(?:見|みせ|教え|確認|表示)|[?。]*$)|登録状況|list|when|settings?[?.]*$",
    ),
    ("subscribe", r"毎週|登録|購読|届け|送って|送る|始め|曜|時|変更|変え|subscribe|every|\bat\b|\bset\b"),
)
_WEEKDAY = re.compile(r"([月火水木金土日])曜|毎週([月火水木金土日])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_TIME = re.compile(
    r"(午後|夕方)?(\d{1,2})(?:時(?!間)(半|(\d{1,2})分)?|:(\d\d))\s*(pm)?|\b(\d{1,2})\s?(am|pm)\b"
)
_WHOLE = re.compile(r"全体|全庁|市の週報|whole city")
_UNKNOWN = re.compile(r"([^\s、。「」]{1,20}[課室局館])(?:あて|宛|向け)?の週報")
_KANJI, _ENGLISH = "月火水木金土日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Order(Record):
    """What is to be done. None and "" are what was not said; `unknown` is a department that is none."""

    does: str  # subscribe, pause, resume, stop, now, list, report, settle, lead
    department: str = ""
    weekday: int | None = None
    time: str = ""
    confirmed: bool = False
    whole: bool = False  # the whole city was said
    unknown: str = ""
    lang: str = "ja"
    number: int = 0  # of settle: which subscription, which week, and whether the post was seen there
    week: str = ""
    arrived: bool = False
    text: str = ""  # of lead: the office's line, as it was written


def read(text: str, departments: Mapping[str, str]) -> Order | None:
    """The order in a text. `departments` leads folded names and short names to departments."""
    said = unicodedata.normalize("NFKC", clean(text, QUESTION_LIMIT)).strip().lower()
    if usage := _USAGE.fullmatch(said):
        this = usage[1] == "今週" or usage[2] == "this"
        return Order("report", whole=this, lang="en" if usage[2] else "ja")
    if not _ABOUT.search(said):
        return None
    confirmed = CONFIRMED in said or "confirmed" in said
    lang = "ja" if "週報" in said else "en"
    if settled := _SETTLED.search(said):
        arrived = settled[3] in ("届い", "arrived")
        return Order(
            "settle", confirmed=confirmed, lang=lang, number=int(settled[1]), week=settled[2].upper(),
            arrived=arrived,
        )  # fmt: skip
    if lead := _LEAD.search(clean(text, QUESTION_LIMIT)):
        return Order("lead", confirmed=confirmed, lang=lang, text=_line(lead[1]))
    does = next((name for name, words in _DOES if re.search(words, said)), None)
    if does is None:
        return None
    form = max((form for form in departments if form in fold(said)), key=len, default="")
    unknown = _UNKNOWN.search(said)
    whole = bool(_WHOLE.search(said))
    return Order(
        does,
        departments.get(form, ""),
        _weekday(said),
        _time(said),
        confirmed=confirmed,
        whole=whole,
        unknown=unknown[1] if unknown and not form and not whole else "",
        lang=lang,
    )


def _line(said: str) -> str:
    """The office's line: what is quoted, else all of it; "" where it is to be taken away."""
    quoted = _QUOTED.search(said)
    line = (quoted[1] if quoted else said).replace(f"（{CONFIRMED}）", "")
    return "" if not quoted and _NO_LEAD.match(line) else " ".join(line.split())


def _weekday(said: str) -> int | None:
    found = _WEEKDAY.search(said)
    if not found:
        return None
    return _ENGLISH.index(found[3]) if found[3] else _KANJI.index(found[1] or found[2])


def _time(said: str) -> str:
    """`09:00`; "" where no time was said, `99:00` for one that is none."""
    found = _TIME.search(said)
    if not found:
        return ""
    hour = int(found[2] or found[7])
    minute = 30 if found[3] == "半" else int(found[4] or found[5] or 0)
    if (found[1] or "pm" in (found[6], found[8])) and hour < 12:
        hour += 12
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else "99:00"
