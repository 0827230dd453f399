"""Recognisers of what is written with digits: fiscal years, dates, measure numbers, figures with units.

    令和2年度のNo.30、10/21に48件 → Y 2020, N 30, W 10/21, F 48件

Numerals in kanji are read, too. A number with a unit is no number of a measure.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from itertools import pairwise

from bot.understanding.scripts import KANJI_DIGITS, digits_in, pattern
from bot.understanding.spans import Dated, Number, Respelled, TextSpan
from bot.understanding.vocabulary import CIRCLED_SIGNS, Vocabulary
from katou_index.plan import HEISEI_BEGAN, REIWA_BEGAN, FiscalYear, MeasureNumber
from katou_index.words import fold

KANJI_WITH_ZERO = f"〇{KANJI_DIGITS}"
KANJI_NUMBERS = f"十{KANJI_DIGITS}"
_KANJI = f"(?:[{KANJI_DIGITS}]?十[{KANJI_DIGITS}]?|[{KANJI_DIGITS}])"
_ERA = (
    r"(?P<era>令和|平成|(?<![a-z])(?:reiwa|heisei)(?=\s\d)|(?<![一-鿿])令(?=\s*[\d元])"
    r"|(?<![a-z])r(?=0?\d|元)|(?<![a-z])h(?=\d))\s*"
    rf"(?P<n>0?\d{{1,2}}|元|{_KANJI})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (  # whole, or its first three letters: no market, no decision
    r"(?P<month>jan(?=uary|\b)|feb(?=ruary|\b)|mar(?=ch|\b)|apr(?=il|\b)|may(?=\b)|jun(?=e|\b)|jul(?=y|\b)"
    r"|aug(?=ust|\b)|sep(?=t|\b)|oct(?=ober|\b)|nov(?=ember|\b)|dec(?=ember|\b))[a-z]*"
)
_ENGLISH_DATE = (
    rf"\b{_MONTH}\.?(?:\s+(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?"
    r"(?:,?\s+(?:of )?(?P<year>20\d\d))?\b"
)
_DAY_FIRST = rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?(?:,?\s+(?P<year>20\d\d))?\b"
# A month without day and year is one behind these: in June, since March; not "may".
_IN_A_MONTH = (
    r"\b(?:in|during|since|until|till|by|before|after|from|of|for|mention(?:s|ing)?|about)"
    rf" (?:early |late |mid |mid-|the month of )?{_MONTH}\b(?!\.?,? \d)"
)
_DATE = (
    rf"(?:{_ERA}\s*年?の?|(?P<year>20\d\d)\s*(?:年の?|[/.-]))\s*(?P<month>\d{{1,2}})(?:月|(?=/)|(?<=-\d\d)(?![\d-]))(?:の?(?P<day>\d{{1,2}})日)?"
    r"|(?<![\d/])(?P<m2>\d{1,2})(?:/(?=\d{1,2}(?![\d/]))|月(?!\d{3}))(?:(?P<d2>\d{1,2})日?)?(?![\d/])"
)
_YEAR = (
    rf"{_ERA}(?:\s*年度|\s*年(?!\d)|(?![\d]))"
    r"|(?<![a-z])fy\s?(?P<fy>\d{4}|\d\d)(?!\d)"
    r"|(?<![\d,.])(?P<west>19[89]\d|20\d\d)(?:年度|年)?(?![\d,.]*\d|[件人円台名回個])"
    r"|(?<!\d)(?P<short>\d{1,2})年度|(?<![一-鿿])(?P<first>元)年度?"
    rf"|(?<![一-鿿\d])(?P<kanji>[{KANJI_DIGITS}])年度"
)
# One of them stands in everything that a pattern finds; these look at kanji and are slow to compile.
_ERAS = ("令", "平成", "r", "h", "fy", "19", "20")  # before figures
_DATED = ("月", "/", "-")
_NUMBERING = ("番", "第", "事業", "no", "#", "nr")  # beside a number in kanji
_LAST_YEAR = rf"(?:から|~|〜)\s*(?P<n>\d{{1,2}}|{_KANJI})(?:年(?!間|[度\d])|(?=まで))"  # 令和2年から4年まで
_RELATIVE = {
    (
        "今年度",
        "今年",
        "本年度",
        "当年度",
        "this year",
        "this fiscal year",
        "current year",
        "current fiscal year",
    ): 0,
    ("昨年度", "昨年", "去年", "last year", "last fiscal year"): -1,
    ("一昨年度", "一昨年", "おととし", "the year before last", "year before last", "two years back"): -2,
    ("先一昨年", "さきおととし"): -3,
    ("来年度", "来年", "next year", "next fiscal year"): 1,
}
_YEARS = ("年", "おととし", "year")  # one of them stands in each of these words
_RELATIVE_YEAR = "|".join(sorted((w for words in _RELATIVE for w in words), key=len, reverse=True))
_NUMBERED = (
    r"items?\s*#?(?P<of_item>\d{1,2})\s*(?:of|in|from)\s*(?:measure|project|no\.?|number|#)*\s*"
    r"(?P<of_measure>\d{1,9})"
    r"|(?<![\d/.a-z-])(?P<pair>\d{1,3}|\d{5,9})-(?P<pair_item>\d{1,2})(?![\d/-]|月)"
    r"|(?:事業番号|事業no\.?|事業|番号|(?<!マイ)ナンバー|(?<![a-z])no\.?|#|第|(?<![a-z])nr\.?)\s*"
    r"(?!(?<=第)\d{1,4}(?:回|期|次|会|庁|章|室|位|部|種|条|四半期|[月火水木金]曜))"  # 第2会議室, 第8期
    rf"(?P<no>\d{{1,9}}|(?<=事業)[二三四五六]?十[{KANJI_DIGITS}]?(?![一-鿿])|(?<!事業){_KANJI}(?![一-鿿]))(?!\d|[,/]\d|件|人|年|月)(?:番|号)?(?:\s*(?:の?\s*項目|,?\s*items?|-)\s*(?P<no_item>\d{{1,2}}))?"
    r"|(?<![\d/.月年a-z])(?P<of>\d{1,2})(?:番)?の(?P<of_no>\d{1,2})(?![\d/,]|件|人|月|年|日|つ|項目|番)"
    rf"|(?<![\d/])(?P<ban>\d{{1,9}}|(?!一番){_KANJI})番(?![目号町地])(?:の?\s*項目\s*(?P<ban_item>\d{{1,2}}))?"
    r"|(?<![a-z])(?:measure|project|number|num)\s*(?:no\.?|#)?\s*(?P<en>\d{1,9})(?:\s*,?\s*item\s*#?(?P<en_item>\d{1,2})\b|(?!\d|[,/]\d))"
)
_UNITS = (
    "件|人|名|台|基|円|%|回|式|個|箇所|[かヶカ]所|作品|時間|団体|社|校|冊|枚|本|ライセンス|階|割"
    "|億円|万円|万件|万人|歳"
)
PEOPLE = (
    "people|persons?|participants?|attendees?|users?|staff|employees|students?|pupils?|children|members?|citizens"
    "|residents|visitors|tourists|teachers|bab(?:y|ies)|attend(?:ed)?"
)
# What English counts stands behind a blank; as the sheet writes it, where it has one unit for it.
_ENGLISH_UNITS = (
    ("人", PEOPLE), ("%", "per ?cents?"), ("円", "yen"), ("時間", "hours?"), ("校", "schools?"),
    ("回", "times"), ("件", "cases?|posts?|registrations?"),
    ("台", "devices?|machines?|pcs?|computers?|tablets?|cameras?"),
)  # fmt: skip
_COUNTED_IN_ENGLISH = (  # does 〈課〉 have 3 items: no measure 3
    rf" (?:{'|'.join(words for _, words in _ENGLISH_UNITS)}"
    r"|policies|departments|depts|sections|divisions|initiatives|measures|projects|items"
    r"|(?:worst|best|biggest|largest|smallest|lowest|highest|weakest|strongest|other|different)"
    r"|points?|seconds?|minutes?|days?|weeks?|months?|years?|units?|sets?|copies|sites?|places?|locations?|licen[cs]es?"
    r"|sessions?|trainings?|meetings?|pages?|drones?|forms?|services?|languages?|videos?|works|companies|applications?|lines?|o'clock|[ap]\.?m\b)(?![a-z])"
)
_ENGLISH_FIGURE = (
    r"(?<![\d,.a-z/#-])(?<!no\.)(?<!no\. )(\d+) (?:"
    + "|".join(f"({words})" for _, words in _ENGLISH_UNITS)
    + ")(?![a-z])"
)
_FIGURE = (
    r"(?<![\d,.a-z/])\d{1,3}(?:,\d{3})+(?:円|件|人|名|台)?"
    rf"|(?<![\d,.a-z/])\d+(?:\.\d+)?(?:{_UNITS})(?!目|別|あたり|当たり)"
    r"|(?<![\d,.a-z/])\d+\.\d+(?![\d.])"
)
_TIMES = "時(?!点)|分|秒|問|頁|ページ|月|日|年"
_COUNTERS = (
    f"{_UNITS}|{_TIMES}|つ|ヵ所|館|番|項目|事業|億|万|千|倍|課|票|種類|通り|桁|世帯|位|点|目|th|st|nd|rd"
)
# 小学4~6年生, 10から12時: a number up to one that counts something counts the same.
_UP_TO_COUNTED = rf"\s*(?:から|~|〜)\s*\d+(?:\.\d+)?(?:{_UNITS}|{_TIMES})"
_BARE = (
    rf"(?<!top )(?<!best )(?<!worst )(?<!\d分の)(?<!トップ)(?<!上位)(?<!ワースト)(?<!第)(?<![a-z]\()"
    rf"(?<![\d.,/a-z_=<>+*'\"%-])(\d{{1,9}})(?![='\"%])(?![\d.,/a-z_-]*\d|[a-z_=<>+*]|{_COUNTERS}|{_UP_TO_COUNTED}"
    rf"|{_COUNTED_IN_ENGLISH})"
)


_BEFORE_PRINTED = r"(?:(?:事業番号|事業no\.?|事業|番号|(?<![a-z])no\.?|#|第)\s*|(?<![\da-z.,/-]))"
_CIRCLED_PART = rf"{_BEFORE_PRINTED}(\d{{1,4}}-?[\ue001-\ue014])(?![\d-])"
_AFTER_PRINTED = r"(?:番|号)?(?![\d/-])"
_TO = r"\s*(?:から|~|〜|to|through)\s*"
_UNTIL = "まで"
_BETWEEN = (  # not the difference between two
    r"\b(?:measures|numbers|nos\.?|projects|items|numbered|everything|anything|ones|those|all) "
    r"(?P<from>between )(?:(?:the )?(?:measures?|numbers?|nos?\.?|projects?) )?$"
    r"|^(?P<begin>between )(?:the )?(?:measures|numbers|nos\.?|projects) $"
)
_RANGED = r"(?:measures|numbers|nos?\.?)(?: from)?\s*$"
_AND_FURTHER = r"(?P<tens>(?<=番)台)|(?P<on>以降|以後|から後|から先|より後ろ)|(?P<until>以前|(?<=番)まで)"
_MOST = 99  # measures from one number to another

_YEARS_AGO = r"([2-9]|\d\d|[二三四五])年前(?!度?比)|\b(two|three|four|five|\d{1,2}) years ago\b"
_ENGLISH_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
# Not 最後の基本方針⑥, which is the policy: ⑥ is a private-use sign here (entities.POLICY_SIGNS).
_NTH = (
    rf"(?P<ja>\d{{1,2}}|{_KANJI})(?:番目|つ目|つめ|個目|こ目|こめ|件目|番め)"
    r"|(?P<last>最後|一番下|末尾|ラスト)の(?!(?:基本)?(?:方針)?[\ue000-\uf8ff]|(?:基本)?方針\d)|(?P<start>最初|一番上|先頭|冒頭)の(?!方針)"
    r"|\b(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|(?<!before )last|"
    r"top(?= one\b)|\d{1,2}(?:st|nd|rd|th))\b"
    r"(?! (?:year|fiscal|post|import|(?:[a-z]+|\d) (?:fiscal )?years))"
)
_FIRST_OF = (
    rf"(?:上|頭|先頭|最初)(?:から|の)*(\d|{_KANJI})[つ個件](?![目め番])|\b(?:first|top) (\d|two|three)\b"
)
_NTH_OF = (
    r"(?<![\d/.月年])(?:事業|no\.?|#)?\s*(?P<measure>\d{1,2})番?の(?P<item>\d{1,2})(?:番目|つ目|つめ|個目|項目目|件目)"
    r"(?:の項目)?"
)
_FROM_LAST = rf"(?:後ろ|下|終わり|最後)から(\d|{_KANJI})(?:番目|つ目|個目|件目)"
_LAST_OF = (
    rf"(?:下|後ろ|最後|末尾|終わり)(?:から|の)*(\d|{_KANJI})[つ個件](?![目め番])"
    r"|\b(?:last|final) (\d|two|three)\b(?! (?:fiscal )?years)"
)
# One of them stands in everything that a pattern finds: most texts have 項目, and none of these.
_NTHS = ("番目", "つ目", "つめ", "個目", "こ目", "こめ", "件目", "番め", "項目目")
_ITEM = "項目"  # behind a measure's number it numbers one of its items: No.31の×は項目2
_ITEM_ALONE = (
    r"項目の?(?P<ja>\d{1,2})(?![\d件つ個割%人回年月]|以[上下]|項目)"
    r"|(?i:(?<![a-z])item (?:no\.? ?|number |#)?(?P<en>\d{1,2})\b(?! of\b))"
)
# Several items of the one measure that was shown: 項目2と4, 1から3までの項目, items 1 to 3.
_ITEMS_ALONE = (
    r"項目の?(?P<ja>\d{1,2}(?:番?(?:と|、|,|・|や)\d{1,2})+)(?![\d件つ個割%人回年月番位]|以[上下]|項目)"
    r"|(?<![\d.no#])(?P<from>\d{1,2})(?:から|~|〜|～)(?P<to>\d{1,2})(?:まで)?の項目"
    r"|(?i:(?<![a-z])items (?P<en_from>\d{1,2}) ?(?:to|through|-|~) ?(?P<en_to>\d{1,2})\b(?! of\b))"
    r"|(?i:(?<![a-z])items (?P<en>\d{1,2}(?:(?:, and |, | and )\d{1,2})+)\b(?! of\b))"
)
_UP_TO = ("から", "~", "〜", "～")
_MOST_ITEMS = 30  # from one item to another
_MEASURE = "事業"
_MEASURES_IN_A_ROW = r"(?<![\d.,/年月日#項目])(\d{1,2})番?(?:から|~|〜|～)(\d{1,2})番?(?:まで)?の(?=事業)"
_ITEMS_IN_A_ROW = (
    r"(?P<of>(?i:(?:no\.?|事業|#)\s*\d{1,9}番?|\d{1,9}番)の)?項目の?(?P<first>\d{1,2})(?:番目?)?(?:から|~|〜|～)"
    r"(?:項目)?(?P<last>\d{1,2})(?:番目?)?(?![\d件つ個割%人回年月]|以[上下]|項目)(?:まで)?"
)
_ITEMS_NAMED = (  # No.30の3と5, No.30の項目3と項目5
    r"(?P<of>(?i:(?:no\.?|事業|#)\s*\d{1,9}番?)の)(?:項目の?)?(?P<items>\d{1,2}(?:番目?)?"
    r"(?:(?:と|、|・|や|及び|および)(?:項目の?)?\d{1,2}(?:番目?)?)*)"
    r"(?![\d件つ個割%人名回年月日時分課か台校所式倍以項事a-zA-Z.,/-]|(?:と|、|・|や|及び|および)(?:項目の?)?\d)"
)
_ENGLISH_NTHS = ("st", "nd", "rd", "th", "top")
_FIRSTS = ("上", "頭", "最初")
_LASTS = ("下", "後ろ", "最後", "末尾", "終わり")
_ENDS = ("最後", "最初", "一番上", "一番下", "先頭", "末尾", "ラスト", "冒頭")
_PLACING = (*_NTHS, *_ENGLISH_NTHS, *_FIRSTS, *_LASTS, *_ENDS, "から")  # no place is said without one of them
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def cuts_a_number(text: str, place: int) -> bool:
    """Whether a place lies between a number and what it counts: 3|項目, which is nobody's number."""
    return text[place - 1 : place].isdigit() and pattern(_COUNTERS).match(text, place) is not None


def ordinals(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Places in the last list: 2番目, 最後の, the third. Counted from 1, -1 is the last."""
    if not _one_of(_PLACING, text):
        return
    nth, english = _one_of(_NTHS, text), _one_of(_ENGLISH_NTHS, text)
    for match in pattern(_NTH_OF).finditer(text) if nth and digits_in(text) else ():  # 30の4番目の項目
        number = Number(int(match["measure"]), int(match["item"]))
        yield TextSpan(match.start(), match.end(), "N", number, match[0])
    for match in pattern(_FIRST_OF).finditer(text) if english or _one_of(_FIRSTS, text) else ():
        count = _number(match[1] or match[2])
        yield TextSpan(match.start(), match.end(), "O", tuple(range(1, count + 1)), match[0])
    for match in pattern(_LAST_OF).finditer(text) if english or _one_of(_LASTS, text) else ():
        count = _number(match[1] or match[2])
        yield TextSpan(match.start(), match.end(), "O", tuple(range(-count, 0)), match[0])
    for match in pattern(_FROM_LAST).finditer(text) if "から" in text else ():
        yield TextSpan(match.start(), match.end(), "O", (-_number(match[1]),), match[0])
    for match in pattern(_NTH).finditer(text) if nth or english or _one_of(_ENDS, text) else ():
        yield TextSpan(match.start(), match.end(), "O", (_place(match),), match[0])


def _one_of(signs: tuple[str, ...], text: str) -> bool:
    return any(map(text.__contains__, signs))


def _number(word: str) -> int:
    """A number in digits, in kanji or as an English word."""
    return _ENGLISH_NUMBERS.get(word) or (int(word) if word.isdecimal() else kanji_number(word))


def _place(match: re.Match[str]) -> int:
    if ja := match["ja"]:
        return int(ja) if ja.isdecimal() else kanji_number(ja)
    if match["last"] or match["en"] == "last":
        return -1
    if match["start"]:
        return 1
    english = match["en"]
    if english == "top":
        return 1
    return _ORDINALS.index(english) + 1 if english in _ORDINALS else int(re.sub(r"\D", "", english))


def dates(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Dates, as 10/21, 2月24日, 2021年2月 or 令和2年5月15日; with a year they also say the fiscal year."""
    named = " " in text and any(month in text for month in _MONTHS)
    for match in pattern(_IN_A_MONTH).finditer(text) if named else ():
        yield from _date(match, str(_MONTHS.index(match["month"]) + 1), None, 0, "month")
    if not digits_in(text):
        return
    for match in pattern(_DATE).finditer(text) if _one_of(_DATED, text) else ():
        calendar = _era_year(match["era"], match["n"]) if match["era"] else int(match["year"] or 0)
        yield from _date(match, match["month"] or match["m2"], match["day"] or match["d2"], calendar)
    for match in pattern(_DAY_FIRST).finditer(text) if named else ():
        month = str(_MONTHS.index(match["month"]) + 1)
        yield from _date(match, month, match["day"], int(match["year"] or 0))
    for match in pattern(_ENGLISH_DATE).finditer(text) if named else ():
        if match["day"] or match["year"]:  # "may" alone is no month
            month = str(_MONTHS.index(match["month"]) + 1)
            yield from _date(match, month, match["day"], int(match["year"] or 0))


def _date(
    match: re.Match[str], month: str, day: str | None, calendar: int, begins: str | int = 0
) -> Iterator[TextSpan]:
    """A month or a day, as the sheet may write it; January to March belong to the fiscal year before.

    `begins`: the group of the match with which the date begins.
    """
    if not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return
    year = FiscalYear(calendar - 1 if int(month) < 4 else calendar) if calendar else None
    m, d = int(month), int(day) if day else None
    forms: tuple[str, ...] = (f"{m}/{d}", f"{m}月{d}日") if d else (f"{m}月", f"{m}/")
    if calendar:  # with its year, or without any: 令和3年3月, 3月, 3/12
        whole = f"{m}月{d}日" if d else f"{m}月"
        dated = (f"令和{calendar - REIWA_BEGAN}年{whole}", f"{calendar}年{whole}")
        forms = (*forms, *dated) if d else (*dated, *forms)
    start, end = match.start(begins), match.end()
    yield TextSpan(start, end, "W", Dated(forms, year), match.string[start:end])


_LOADED = (
    r"(?P<newest>最新の?年度|最新年|直近の?年度|いちばん新しい年度|一番新しい年度|最も新しい年度"
    r"|(?:the )?(?:latest|newest|most recent) (?:fiscal )?year)"
    r"|一番古い年度|いちばん古い年度|最も古い年度|最初の年度|初年度"
    r"|(?:the )?(?:oldest|earliest|first) (?:fiscal )?year"
)


THIS_YEAR = next(words for words, shift in _RELATIVE.items() if not shift)


def shift_of(text: str) -> int:
    """How many years a relative year lies from the one it is said in: 去年 → -1, 3年前 → -3; else 0."""
    if ago := pattern(_YEARS_AGO).fullmatch(text):
        return -_number(ago[1] or ago[2])
    return next((shift for words, shift in _RELATIVE.items() if text in words), 0)


def years(text: str, vocabulary: Vocabulary, today: date) -> Iterator[TextSpan]:
    """Fiscal years: R2, 令和2年度, 2020年度, FY2020, 平成32年度, 今年度. A year without 度 is fiscal too."""
    named = "年" in text or "元" in text or (digits_in(text) and _one_of(_ERAS, text))
    for match in pattern(_YEAR).finditer(text) if named else ():
        if match["era"]:
            began = _era_year(match["era"], match["n"])
        elif match["fy"]:
            began = int(match["fy"]) if len(match["fy"]) == 4 else 2000 + int(match["fy"])
        elif match["west"]:
            began = int(match["west"])
        elif match["first"]:
            began = REIWA_BEGAN + 1
        elif match["kanji"]:
            began = REIWA_BEGAN + kanji_number(match["kanji"])
        else:
            began = REIWA_BEGAN + int(match["short"])
        if began:
            yield TextSpan(match.start(), match.end(), "Y", FiscalYear(began), match[0])
        if match["era"] and (last := pattern(_LAST_YEAR).match(text, match.end())):
            began = _era_year(match["era"], last["n"])
            yield TextSpan(last.start("n"), last.end(), "Y", FiscalYear(began), last[0])
    if "年前" in text or "ago" in text:
        for match in pattern(_YEARS_AGO).finditer(text):
            began = (today.year if today.month >= 4 else today.year - 1) - _number(match[1] or match[2])
            yield TextSpan(match.start(), match.end(), "Y", FiscalYear(began), match[0])
    if len(vocabulary.years) > 1 and any(map(text.__contains__, _YEARS)):
        for match in pattern(_LOADED).finditer(text):
            year = vocabulary.newest if match["newest"] else vocabulary.years[0]
            yield TextSpan(match.start(), match.end(), "Y", year, match[0])
    now = today.year if today.month >= 4 else today.year - 1
    for match in pattern(_RELATIVE_YEAR).finditer(text) if any(map(text.__contains__, _YEARS)) else ():
        shift = next(n for words, n in _RELATIVE.items() if match[0] in words)
        yield TextSpan(match.start(), match.end(), "Y", FiscalYear(now + shift), match[0])


def grades(text: str, vocabulary: Vocabulary) -> Iterable[TextSpan]:
    """Ratings that are letters or figures, as the scale has them."""
    if not vocabulary.rating_letters:
        return ()
    from bot.understanding.grades import lettered  # here: few scales have such

    return lettered(text, vocabulary.rating_letters, vocabulary.rating_figures)


def numbers(text: str, vocabulary: Vocabulary, today: date) -> Iterator[TextSpan]:
    """Numbers of measures and items: No.30, 30番, 30-3, item 4 of No.30, bare 30, No.5からNo.12まで."""
    spelt, written = tuple(printed(text, vocabulary, today)), tuple(_numbers(text, vocabulary, today))
    if not (spelt or written):
        return  # as of most texts
    within = [range(span.start, span.end) for span in (*spelt, *grades(text, vocabulary))]
    counted = (s for s in written if not any(s.start in each or s.end - 1 in each for each in within))
    found = sorted((*spelt, *counted), key=lambda span: (span.start, -span.end))
    apart: list[TextSpan] = []  # without the 5 of "measure 5"
    for span in found:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    ranges = [both for pair in pairwise(apart) if (both := _range(*pair, text))]
    ranges += [more for span in apart if (more := _and_further(span, text, vocabulary))]
    yield from ranges
    for span in found:
        if not any(each.start <= span.start < each.end for each in ranges):
            yield _with_parts(span, text, vocabulary)


def _with_parts(span: TextSpan, text: str, vocabulary: Vocabulary) -> TextSpan:
    """6 of a plan that prints 6-① and 6-② only means both; so does 1 of 防災課-1 and 図書館-1."""
    number = span.value
    if not isinstance(number, Number) or number.item or not isinstance(number.measure, int):
        return span
    parts, known = vocabulary.number_parts.get(number.measure, ()), vocabulary.plan.by_number
    named = tuple(each for each in parts if any(fold(name) in text for name in known[each].departments))
    parts = named or parts
    return span._replace(value=number._replace(parts=parts)) if parts else span


def printed(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Numbers that the plan prints otherwise than as plain digits: 1-①, No.8-1, 007, and 1-①-2 an item."""
    if vocabulary.prints_circled:  # 1-⑨, which the plan does not have
        for match in pattern(_CIRCLED_PART).finditer(text):
            number: MeasureNumber = match[1].translate(CIRCLED_SIGNS)
            if number not in vocabulary.plan.by_number:
                yield TextSpan(match.start(), match.end(), "N", Number(number), match[0])
    for form, number in vocabulary.printed_numbers.items():
        if form in text:
            shape = rf"{_BEFORE_PRINTED}{re.escape(form)}(?:-(?P<item>\d{{1,2}}))?{_AFTER_PRINTED}"
            for match in pattern(shape).finditer(text):
                item = int(match["item"]) if match["item"] else None
                yield TextSpan(match.start(), match.end(), "N", Number(number, item), match[0])


def _and_further(span: TextSpan, text: str, vocabulary: Vocabulary) -> TextSpan | None:
    """30番以降, 20番台: the measures from one number on, or of its ten, where the plan has more of them."""
    number = span.value
    if not isinstance(number, Number) or number.item or not isinstance(number.measure, int):
        return None
    if (behind := pattern(_AND_FURTHER).match(text, span.end)) is None:
        return None
    known = [each for each in vocabulary.plan.by_number if isinstance(each, int)]
    first, last = number.measure, number.measure
    if behind["tens"]:
        first, last = first - first % 10, first - first % 10 + 9
    elif behind["on"]:
        last = max(known, default=first)
    else:
        first = min(known, default=first)
    there = [each for each in known if first <= each <= last]
    if not first < last <= first + _MOST or len(there) < 2:
        return None
    meant = Number(there[0], last=there[-1])
    return TextSpan(span.start, behind.end(), "N", meant, text[span.start : behind.end()])


def _range(first: TextSpan, last: TextSpan, text: str) -> TextSpan | None:
    """Two numbers of measures as one span, where the text goes from the one to the other."""
    one, other = first.value, last.value
    if not (isinstance(one, Number) and isinstance(other, Number)) or one.item or other.item:
        return None
    between = pattern(_TO).fullmatch(text, first.end, last.start)
    bare = one.bare and other.bare and text[first.end : last.start].isascii() and "~" not in text
    named = not bare or pattern(_RANGED).search(text, 0, first.start)  # compare 1 to 3
    start = first.start
    if text[first.end : last.start] == " and ":  # measures between 10 and 15
        between = named = pattern(_BETWEEN).search(text, 0, start)
        start = max(between.start("from"), between.start("begin")) if between else start
    if not between or not named or isinstance(one.measure, str) or isinstance(other.measure, str):
        return None
    if not one.measure < other.measure <= one.measure + _MOST:
        return None
    end = last.end + len(_UNTIL) if text.startswith(_UNTIL, last.end) else last.end
    number = Number(one.measure, last=other.measure)
    return TextSpan(start, end, "N", number, text[start:end])


def _numbers(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    digits = digits_in(text)
    if not (digits or (_one_of(_NUMBERING, text) and any(sign in text for sign in KANJI_NUMBERS))):
        return
    named = False
    for match in pattern(_NUMBERED).finditer(text):
        named = True
        if match["of_item"]:
            number = Number(int(match["of_measure"]), int(match["of_item"]))
        elif match["of"]:
            number = Number(int(match["of"]), int(match["of_no"]))
        elif match["pair"]:
            number = Number(int(match["pair"]), int(match["pair_item"]))
        else:
            typed = match["no"] or match["ban"] or match["en"]
            value = int(typed) if typed.isdigit() else kanji_number(typed)
            item = match["no_item"] or match["ban_item"] or match["en_item"]
            if match["en"] and match[0].startswith("num") and not _may_be_measure(value, vocabulary):
                yield TextSpan(match.start("en"), match.end("en"), "F", typed, typed)  # "the number 498"
                continue
            number = Number(value, int(item) if item else None)
        yield TextSpan(match.start(), match.end(), "N", number, match[0])
    for match in pattern(_BARE).finditer(text) if digits else ():
        if named and text.endswith(_ITEM, 0, match.start(1)):
            continue  # No.31の×は項目2: no measure 2
        if _may_be_measure(int(match[1]), vocabulary):
            yield TextSpan(
                match.start(1), match.end(1), "N", Number(int(match[1]), None, bare=True), match[1]
            )
        else:
            yield TextSpan(match.start(1), match.end(1), "F", match[1], match[1])


def of_the_measure_shown(heard: Respelled, items: Iterable[str], vocabulary: Vocabulary) -> Respelled:
    """No.30 → 項目4の根拠は？ An item by its number alone, of the one measure that was shown, which is told.

    `items`: the ids that were shown, without a year. As it is where they are of several measures, where the
    text names one, and where the measure has no such item.
    """
    line, measures = heard.text, {item.rpartition("-")[0] for item in items}
    if len(measures) != 1 or not digits_in(line) or pattern(_NUMBERED).search(fold(line)):
        return heard
    (measure,), changes = measures, dict(heard.changes)
    line = pattern(_ITEMS_ALONE).sub(_each_item, line) if _ITEM in line or "tems " in line else line

    numbers = [int(each["ja"] or each["en"]) for each in pattern(_ITEM_ALONE).finditer(line)]
    there = [f"{measure}-{each}" in vocabulary.plan.places for each in numbers]

    def read(said: re.Match[str]) -> str:
        number = int(said["ja"] or said["en"])
        if f"{measure}-{number}" not in vocabulary.plan.places and not (len(there) > 1 and any(there)):
            return said[0]  # of several, that one is not there is told
        changes[said[0]] = f"No.{measure}の項目{number}" if said["ja"] else f"No.{measure} item {number}"
        return changes[said[0]]

    text = pattern(_ITEM_ALONE).sub(read, line)
    return heard.but(text=text, changes=tuple(changes.items())) if text != heard.text else heard


def _each_item(said: re.Match[str]) -> str:
    """Each of the items that are said in one: 項目2と4 → 項目2と項目4."""
    english = bool(said["en_from"] or said["en"])
    if said["ja"] or said["en"]:
        numbers = [int(each) for each in pattern(r"\d+").findall(said["ja"] or said["en"])]
    else:
        first, last = int(said["from"] or said["en_from"]), int(said["to"] or said["en_to"])
        if not first < last <= first + _MOST_ITEMS:
            return said[0]
        numbers = list(range(first, last + 1))
    return (
        " and ".join(f"item {each}" for each in numbers)
        if english
        else "と".join(f"{_ITEM}{each}" for each in numbers)
    )


def items_in_a_row(heard: Respelled, numbers: Container[MeasureNumber]) -> Respelled:
    """No.30の項目1から3 → No.30の項目1とNo.30の項目2とNo.30の項目3: each item from the one to the other.

    Those of one measure that are named behind it, No.30の3と5, are each an item of it, too; not so what is
    the number of a measure itself (`numbers`): 1の2.
    """

    def each_of_it(said: re.Match[str]) -> str:
        items = pattern(r"\d+").findall(said["items"])
        (measure, *_) = pattern(r"\d+").findall(said["of"])
        if f"{measure}の{items[0]}" in numbers:
            return said[0]
        return "と".join(f"{said['of']}{_ITEM}{number}" for number in items)

    if "の" in heard.text and digits_in(heard.text):
        heard = heard.but(text=pattern(_ITEMS_NAMED).sub(each_of_it, heard.text))
    if not _one_of(_UP_TO, heard.text):
        return heard
    if _MEASURE in heard.text:  # 1から3までの事業
        heard = heard.but(text=pattern(_MEASURES_IN_A_ROW).sub(r"No.\1から\2までの", heard.text))
    if _ITEM not in heard.text:
        return heard

    def read(said: re.Match[str]) -> str:
        first, last = int(said["first"]), int(said["last"])
        if not first < last <= first + _MOST_ITEMS:
            return said[0]
        of = said["of"] or ""
        return "と".join(f"{of}{_ITEM}{number}" for number in range(first, last + 1))

    return heard.but(text=pattern(_ITEMS_IN_A_ROW).sub(read, heard.text))


def _may_be_measure(number: int, vocabulary: Vocabulary) -> bool:
    """Whether bare digits can be a measure's number: one that the plan has, or is asked for by mistake. Where
    a plan prints long codes (620102), a figure between two of them is still a figure."""
    return number in vocabulary.plan.by_number or number <= vocabulary.last_number


def figures(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Numbers with a unit or a comma: 498件, 9.28%, 802,964,000円, 77 people (77人); 1人1台 is one."""
    joined: list[list[int]] = []
    for match in pattern(_FIGURE).finditer(text) if digits_in(text) else ():
        if joined and joined[-1][1] == match.start():
            joined[-1][1] = match.end()
        else:
            joined.append([match.start(), match.end()])
    for start, end in joined:
        yield TextSpan(start, end, "F", text[start:end].strip(), text[start:end])
    for match in pattern(_ENGLISH_FIGURE).finditer(text) if " " in text and digits_in(text) else ():
        unit = _ENGLISH_UNITS[(match.lastindex or 0) - 2][0]
        yield TextSpan(match.start(), match.end(), "F", match[1] + unit, match[0])


def _era_year(era: str, number: str) -> int:
    began = HEISEI_BEGAN if era in ("平成", "h", "heisei") else REIWA_BEGAN
    if number == "元":
        return began + 1
    value = int(number) if number.isdigit() else kanji_number(number)
    return began + value if value else 0


WORTH = (("千", 1000), ("百", 100), ("十", 10))


def kanji_number(text: str) -> int:
    """二十一 → 21, 四百九十八 → 498, 二〇二〇 → 2020."""
    if not any(sign in text for sign, _ in WORTH):
        return int("".join(str(KANJI_WITH_ZERO.index("〇" if c == "零" else c)) for c in text))
    whole = 0
    for sign, worth in WORTH:
        before, found, after = text.partition(sign)
        if found:
            whole += (KANJI_WITH_ZERO.index(before) if before else 1) * worth
            text = after
    return whole + (KANJI_WITH_ZERO.index(text) if text else 0)
