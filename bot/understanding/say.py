"""Conditions → a prepared question that is understood as exactly these conditions: for one-tap choices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.question import Filter, Question, Turn
from bot.understanding.vocabulary import circled
from katou_index.records import replace

_FORM = r"(?:Excel|エクセル|ｅｘｃｅｌ|xlsx|csv|表計算|図|グラフ|チャート|パーマリンク|リンク|url)"
_FORM_EN = (
    r"(?:excel|xlsx|csv|spreadsheet|chart|graph|plot|diagram|picture|permalink|link|url)(?: file| format)?"
)
LONGEST = 60  # characters of a question that is offered as a button
FORM_TAILS = (
    rf"[\s、,]*(?:\b(?:as|in|to|into)\s+)?(?:an?\s+|the\s+)?\b{_FORM_EN}(?:[\s,]+please)?\W*$",
    rf"^\W*(?:an?\s+|the\s+)?{_FORM_EN}\s+(?:of|for|to)\s+",
    rf"[をのはにで、,\s]*{_FORM}(?:ファイル|形式)?(?:[をにでもが化][^。？?]*)?[。？?！!]*$",
)


def rephrase(given: Filter) -> str:
    """`×か△` of 防災課 → 「防災課の×か△の事業の一覧」. Years and single items are not rephrased."""
    parts = [
        *_without(given),
        "と".join(given.departments),
        "と".join(map(circled, given.policies)),
        "と".join(given.initiatives),
        "と".join(f"No.{number}" for number in given.measures),
        "か".join(given.ratings),
    ]
    return "".join(f"{part}の" for part in parts if part) + "事業の一覧"


def standing_alone(question: Question) -> str:
    """A question that is understood as this one was, without what was said before and without its form.

    Of a follow-up only its conditions: where what was shown before bounds it too, there is no such question.
    """
    if question.turn is Turn.FRESH or question.topics or not question.filter:
        return _without_form(question.text) if question.form else question.text
    given = question.filter
    codes = "と".join(year.code for year in question.over or given.years)
    if len(question.over) > 1:
        return f"{codes}で{rephrase(given).removesuffix('の一覧')}を比べて"
    return f"{codes}の{rephrase(given)}" if codes else rephrase(given)


def without_words(text: str, words: Iterable[str]) -> str:
    """A question without some of its words: 「住民票のコンビニ交付は？」 → 「コンビニ交付は？」.

    "" where nothing is left, or where a word does not stand there as it is.
    """
    rest, words = text, list(words)
    if not all(word.casefold() in text.casefold() for word in words):
        rest = unicodedata.normalize("NFKC", text)
    for word in words:
        shape = rf"{re.escape(word)}(?:の|とか|など|や|と|・|、|\s)*"
        rest, number = re.subn(shape, "", rest, count=1, flags=re.I)
        if not number:
            return ""
    kept = re.search(r"\w{2}", rest) and not re.search(r"[<>\n]", rest) and len(rest) <= LONGEST
    return rest.strip(" 、。・　") if kept else ""


def _without_form(text: str) -> str:
    """「RPAの進捗をExcelで」 → 「RPAの進捗」: what asks for a file, a picture or a link is no part of it."""
    for expression in FORM_TAILS:
        found = re.search(expression, text, re.I)
        if found and (rest := (text[: found.start()] + text[found.end() :]).strip()):
            return rest
    return text


def _without(given: Filter) -> Iterator[str]:
    if given.not_departments:
        yield f"{'と'.join(given.not_departments)}以外"
    if given.not_policies:
        yield f"{'と'.join(map(circled, given.not_policies))}以外"


def one_less(given: Filter) -> Iterator[tuple[str, Filter]]:
    """Every condition's name with the filter that is left without it, where something is left."""
    said = [name for name, values in given.as_dict().items() if values and name != "years"]
    if len(said) > 1 and not given.items:
        for name in said:
            yield name, replace(given, **{name: ()})
