"""Rows among the items of a table that are none: sums, averages, tallies, remarks, examples, blank forms.

計          3事業  2事業  37件  ○1 △1 ×1        a sum: what stands where the title does, no number, no office
（記入例）  ○○事業  ○○課  …を行った。  ◎      how to fill it in
4                                選択してください   a row that nobody has filled in yet
(1)  (2)  (3)  (4)                                  the numbers of the columns
                                 ◎     12件       how often a mark was given
◎           計画以上に進んだ                         what a mark means
4           （欠番）                                 a number that no measure has
8           ○○○○    ○○課    選択してください         a form that nobody has filled in
注1         繰越分を含む                             a remark with its sign where numbers stand
            部長コメント         概ね順調である          what somebody says of all of them
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from katou_index.reading.choosing import REMARK

PAGE_NUMBER = re.compile(
    r"[-–—－―(（\s]*(?:\d+\s*/\s*\d+|[pP]\.?\s*\d+|\d+\s*(?:/\s*\d+\s*)?(?:ページ|頁))[-–—－―)）\s]*"
    r"|([-–—－―~])\s*\d+\s*\1"
)
NOTE = re.compile(r"[※＊*]|[【\[〔]注|注\d*(?:[:：）)\s]|$)|（注|\(注|備考|凡例|合計|小計|計$")
"""How a remark below a table begins; a sum, too."""

_SUM = re.compile(
    r"(?:.{0,14}[\s(・])?(?:合計|小計|総計|総合計|累計|平均(?:値|点|評価)?)\)?|計|\(計\)|(?:評価)?の?(?:集計|内訳)"
)
# The sum of a department or of all, with nothing but figures beside it: 防災課計, 全体; no 設計 or 会計.
_GROUP_SUM = re.compile(r".{1,20}(?<![設会時統家集推])計|(?:市|町|村|全庁|計画|プラン)?全体|総数")
# What was made of all measures together, in a row without a number.
_OVERALL = re.compile("(?:総合|全体|計画全体の?)(?:評価|判定|評定)|総評|総括|全体の?(?:評価|総括)")
# What somebody says of all measures, in a row without a number, a department or a mark: 部長コメント.
_SAID_OF_ALL = re.compile(rf"[^。]{{0,12}}(?:{REMARK}|今後の課題|課題と対応)等?欄?")
_COUNT = re.compile(r"[-△▲]?[\d,.]*\s*(?:件|事業|項目|千?円|百?万円|%|人|回)?")
_TALLIES = re.compile(r"(?:(?:[^\w\s]|[A-Z])\s*[:=]?\s*\d+\s*(?:件|項目|事業)?[、,/・\s]*)+")  # ◎:1、○:3
_LEGEND = re.compile(r"\W?(?:[◎○〇◯△▲×✕✗][、,/・\s]*){3,}\W?")  # (◎○△×)
# What the marks mean, in one cell: 評価基準:A=達成、B=一部達成
_MEANINGS = re.compile(r".{0,14}?(?:[A-Z◎○〇◯△▲×✕✗\d]\s*[=:…]\s*[^、,/;=:…]{1,20}[、,/;\s]*){2,}")
_SPACED = re.compile(r"[合小総]\s計|平\s均")
_FIGURE = re.compile(r".{0,14}(?:達成率|実施率|の割合|の数|件数|事業数|項目数|点数)")
_EXAMPLE = re.compile(r"(?:記入|記載|入力)?(?:例|見本)\d*|サンプル")
_EXAMPLE_SHEET = re.compile("記入例|記載例|入力例|見本|サンプル")
_BRACKETED_FORM = re.compile(r"\([^。()]{0,14}(?:記入|入力|選択)[^。()]{0,8}\)")
_FORM = re.compile(
    rf"{_BRACKETED_FORM.pattern}|[^。]{{0,12}}(?:記入|入力|選択)(?:欄|して(?:ください|下さい)|のこと)|プルダウン.*|▼"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)|[<\[][^<>\[\]]*[>\]]")
_UNIT = re.compile(r"単位(?::.*)?|(?:千|百万)?円|[件人回戸台校%]|事業|項目")
_BLANK = re.compile(r"[-‐―—–ー－・/\s]*")
_LAST_YEAR = re.compile(r"\(?(?:一昨|前々|前|昨)(?:年度?|回)の?(?:評価|判定|結果)?\s*(?:は|:).*")
_END = re.compile(r"\(?(?:以上|以下余白|余白)\)?")
_TALLY = re.compile(r"\d[\d,.]*\s*(?:件|項目|事業|個|つ|%|割)")
_SIGN = re.compile(r"[^\w\s]|[A-Z]")
_NO_MEASURE = re.compile("(?:欠|空き?)番号?|番号なし|(?:行)?削除(?:済み?)?|抹消")
_MARK = re.compile("[◎⊚○〇◯●△▲×✕✗☆★◇◆□■A-Z]")
_MEANT = re.compile(rf"({_MARK.pattern})\s*[:=…\s-]\s*\S")
_WHOSE = re.compile("[^。]{0,12}(?:評価|判定|評定|査定)(?:結果|日|年月日)?|総合")
_PLACEHOLDER = re.compile(r"[○〇◯●△□*_＿]{2,}(?:事業|の?取組|計画)?")  # ○○事業
_NOTED, _MADE = (
    re.compile(r"(?:注|備考|凡例)\d*"),
    re.compile(r"(?:作成|記入|提出|更新|出力)(?:者|日|課)?:.*"),
)
_LETTERS, _KANA = "ABCDEFGHIJKLMNOP", "アイウエオカキクケコサシスセソタ"
_BRACKETS = "()[]〔〕【】<>《》 "
_TEXTS = ("取組内容", "取組結果", "根拠")


def is_example(name: str) -> bool:
    """Whether a sheet is called an example of how to fill it in."""
    return _EXAMPLE_SHEET.search(unicodedata.normalize("NFKC", name)) is not None


def tells_meanings(cells: Collection[str]) -> bool:
    """Whether each filled cell of a column says what another mark means: ◎：計画以上."""
    found = [_MEANT.match(unicodedata.normalize("NFKC", cell).strip()) for cell in cells if cell]
    marks = [match[1] for match in found if match]
    return len(marks) > 1 and len(marks) == len(found) == len(set(marks))


def only_counts(text: str) -> bool:
    """Whether a text says no more than how many there are, or is one mark: 3事業, ○1 ×2, ◎."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return any(form.fullmatch(narrow) for form in (_COUNT, _TALLIES, _MARK))


def says_of_rating(label: str, rating: str) -> bool:
    """Whether a text beside a rating says whose rating it is, and no work (庁議の評価 │ ○); or is a mark with
    what that means in the place of the rating (◎ │ 計画以上)."""
    narrow, beside = (unicodedata.normalize("NFKC", text).strip() for text in (label, rating))
    meant = _MARK.fullmatch(narrow) is not None and _MARK.fullmatch(beside) is None
    return meant or _WHOSE.fullmatch(narrow) is not None


def is_aside(texts: Mapping[str, str], known: Collection[str]) -> bool:
    """Whether a row is no item, by its texts (tidy column → text). `known`: numbers of the measures above."""
    row = {name: unicodedata.normalize("NFKC", text).strip() for name, text in texts.items()}
    number, title = (_SPACED.sub(_closed, row.get(name, "")) for name in ("事業No.", "事業名"))
    if _EXAMPLE.fullmatch(number.strip(_BRACKETS)) or _are_counted(list(row.values())):
        return True
    if _PLACEHOLDER.fullmatch(title) or _are_meanings([text for text in row.values() if text]):
        return True
    if not row.get("評価") and (_NOTED.fullmatch(number) or (not number and _MADE.fullmatch(title))):
        return True
    if _BRACKETED_FORM.fullmatch(title) and not any(map(row.get, _TEXTS)):
        return True
    if _is_no_measure(row, title) or _is_meaning(row, number, title, known):
        return True
    summed = _SUM.fullmatch(number) or _SUM.fullmatch(title) or _is_group_sum(row)
    if any(sign.isdigit() for sign in number):  # with a rating it may be a measure that is called so
        return bool(summed and not row.get("評価")) or (number not in known and _is_blank_form(row))
    if (not known and _LEGEND.match(row.get("評価", ""))) or (not row.get("担当課") and _is_count(title)):
        return True  # what the columns are for, right below their headings; 達成 | 12
    units = (_IN_BRACKETS.fullmatch(text) or _UNIT.fullmatch(text) for text in row.values() if text)
    if not known and all(units):
        return True  # (単位:千円) | (A~D); 単位 | 件
    lead = number or title
    if not lead:
        return "事業No." in row and _is_tally(row)
    if summed or (not row.get("担当課") and _OVERALL.fullmatch(lead)):
        return True
    if "事業No." in row and not row.get("担当課") and _FIGURE.fullmatch(lead):
        return True
    if (
        "事業No." in row
        and not (number or row.get("担当課") or row.get("評価"))
        and _SAID_OF_ALL.fullmatch(title)
    ):
        return True
    alone = not any(text for text in row.values() if text not in ("", lead))
    return alone and (
        lead.endswith("。") or any(form.fullmatch(lead) for form in (_END, _FORM, _MEANINGS, _LAST_YEAR))
    )


def _are_meanings(texts: list[str]) -> bool:
    """Whether a row says beside its first text what each mark means: ◎ 計画以上 │ ○ 計画どおり."""
    found = [_MEANT.match(text) for text in texts[1:]]
    marks = {match[1] for match in found if match}
    return 2 < len(marks) == len(found)


def _closed(match: re.Match[str]) -> str:
    return "".join(match[0].split())


def _is_count(title: str) -> bool:
    """Whether what stands in the place of a title is only how many there are."""
    return any(map(str.isdigit, title)) and bool(_COUNT.fullmatch(title) or _TALLIES.fullmatch(title))


def _is_group_sum(row: Mapping[str, str]) -> bool:
    """Whether a row is the sum of some items: its first text says so, and all others are figures."""
    texts = [text for name, text in row.items() if text and name not in ("基本方針", "取組")]
    figures = all(_COUNT.fullmatch(text) or _TALLIES.fullmatch(text) for text in texts[1:])
    return bool(texts) and bool(_GROUP_SUM.fullmatch(texts[0])) and figures


def _is_blank_form(row: Mapping[str, str]) -> bool:
    """Whether a row has a number and nothing else but what a form says before it is filled in."""
    rest = [text for name, text in row.items() if name in ("事業名", "担当課", *_TEXTS, "評価")]
    return all(any(form.fullmatch(text) for form in (_BLANK, _FORM, _LEGEND)) for text in rest)


def _is_no_measure(row: Mapping[str, str], title: str) -> bool:
    """Whether a row only says that no measure has its number: 欠番, 削除."""
    if not _NO_MEASURE.fullmatch(title.strip(_BRACKETS)):
        return False
    rest = (text for name, text in row.items() if name not in ("事業No.", "事業名", "基本方針", "取組"))
    return all(_BLANK.fullmatch(text) or _NO_MEASURE.fullmatch(text.strip(_BRACKETS)) for text in rest)


def _is_meaning(row: Mapping[str, str], number: str, title: str, known: Collection[str]) -> bool:
    """Whether a row only says what a mark means that stands in the place of the number: ◎ | 計画以上. A
    letter may number a measure where the measures above have letters, too."""
    said = {name for name, text in row.items() if text}
    if said != {"事業No.", "事業名"} or not title or not _MARK.fullmatch(number):
        return False
    return not number.isalpha() or any(each[:1].isdigit() for each in known)


def _is_tally(row: Mapping[str, str]) -> bool:
    """Whether a row without a name says how often a mark was given."""
    rating = row.get("評価", "")
    others = [text for name, text in row.items() if text and name != "評価"]
    counts = _TALLY.fullmatch(rating) is not None and all(len(text) < 6 for text in others)
    marked = rating.isdecimal() and len(others) == 1 and _SIGN.fullmatch(others[0]) is not None
    return counts or marked


def _are_counted(texts: list[str]) -> bool:
    """Whether all that stands in a row is 1, 2, 3 … (or A, B, C …; ア, イ, ウ …): numbered columns."""
    signs = [text.strip(_BRACKETS) for text in texts if text]
    if len(signs) < 4 or len(signs) < len(texts) - 1:
        return False
    if all(sign.isdecimal() for sign in signs):
        return [int(sign) for sign in signs] == list(range(int(signs[0]), int(signs[0]) + len(signs)))
    return "".join(signs) in (_LETTERS[: len(signs)], _KANA[: len(signs)])
