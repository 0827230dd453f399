"""What the city and its plan are called by themselves, said as anybody would say it: they tell nothing apart.

みなと市の図書館の×は   → 市の図書館の×は          the ICT action plan of Minato City → the plan of city
行政改革プランの×は     → プランの×は
みなと市図書館、みなと市民  → 図書館、市民

So are the headings of its sheet, where they mean another field elsewhere or none: 実績 is the evidence, but
not where 実績 stands over the results.

No.1の実績は            → No.1の取組結果は        so where they are called 取組実績 or 主な実績

The names are the city's data (data/plan.toml), the headings its sheet's. What is quoted or looked for as a
text stays as it is, and so does a name where the plan itself goes on with the next signs: the measure
行政改革プランの公表.
"""

from __future__ import annotations

import re

from bot.understanding.scripts import has_kana, pattern
from bot.understanding.templates import automaton
from bot.wording.queries import FIELDS, GROUPS
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.vocabulary import Vocabulary
    from katou_index.plan import FiscalYear

CITY, PLAN = "市", "プラン"
CITY_ENGLISH, PLAN_ENGLISH = "city", "plan"
_KINDS = "市町村区"
_BELONGS = "民立役内外営長議"  # 市民, 市立: what goes on with the kind of place
_AS_A_TEXT = "(?!という(?:言葉|ことば|文字|語)|の(?:記載|文字|言葉|ことば|言及))"
_PARTICLE = r"(?=の|で|では|にお(?:ける|いて)|は|って|とは|全体|全部|[、。?？!！\s]|$)"
_ENGLISH = r"(?i)\b{}(?P<alone>)\b(?! (?:hall|office)\b)"
_QUOTES = '「[^」]*」|『[^』]*』|"[^"]*"|“[^”]*”'
_WORDS = {
    **{field: FIELDS[field] for field in ("planned", "result", "evidence", "rating")},
    **{group: GROUPS[group] for group in ("policy", "initiative")},
}
"""Fields → what everybody calls them, in Japanese and English."""
_FIELD = (  # not 実績は何件, which asks for a figure; nor 実績に応じて
    "(?<![一-龠々ァ-ヺーa-z]){}(?P<alone>)(?!は?(?:何[件人回台名個本社校冊基]|いく|どれ|どの))(?="
    "の|は|を|って|と|や|も|別|ごと|毎|欄|[、。・?？!！\\s]|$|に(?![応基対関向])|が(?![一最も大小多少高低良優]))"
)
_RATED = "(?<![一-龠々ァ-ヺーa-z]){}(?P<alone>)(?=[^一-龠々ァ-ヺー]|$)"  # 評価点が5の, 達成度B
LAST_WORDS = "実績|成果|結果|目標|計画|予定|根拠|状況"
RESULTS = "実績"  # the word for evidence in one plan is that for results in most
_BESIDE = 3  # signs behind a name that tell whether the plan goes on so


class OwnNames:
    """What the city, its plan and the fields of its sheets are called, gathered once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._names = [(name, name.lower(), plain) for name, plain in _names(vocabulary)]
        self._fields: dict[FiscalYear | None, list[tuple[str, str]]] = {}

    def plainly(self, text: str) -> str:
        """The text with the names of the city and the plan said plainly."""
        vocabulary, lower = self.vocabulary, text.lower()
        for name, small, plain in self._names:
            if small in lower:
                text = _said(text, name, plain, vocabulary)
                lower = text.lower()
        for called, field in self._called(_year_named(text, vocabulary)):
            if called in text and _means_otherwise(called, field):
                plain = _WORDS[field][not has_kana(text) and text.strip() != called]
                form = (_RATED if field == "rating" else _FIELD).format(re.escape(called))
                text = _in_place(text, form, plain, called, vocabulary)
        return text

    def _called(self, year: FiscalYear | None) -> list[tuple[str, str]]:
        """What the sheet of a year, None for the newest, calls its fields, at length and for short."""
        if year not in self._fields:
            headings = self.vocabulary.index.headings(year) if year else self.vocabulary.headings
            self._fields[year] = [
                (called, field)
                for field, heading in headings.items()
                for called in (heading, *_shorter(heading, field, headings, self.vocabulary))
                if called
            ]
        return self._fields[year]


def _shorter(heading: str, field: str, headings: dict[str, str], vocabulary: Vocabulary) -> list[str]:
    """What a field is called for short: by the last word of its heading (実績 of 取組実績) where no other
    column has that word; and the results 実績, where no sheet has a column of evidence."""
    last = next((word for word in LAST_WORDS.split("|") if heading.endswith(word)), heading)
    words = [last] if last != heading else []
    if field == "result" and RESULTS not in (heading, *words) and not _have_evidence(vocabulary):
        words.append(RESULTS)
    others = [*(each for other, each in headings.items() if other != field), *vocabulary.columns]
    return [word for word in words if not any(word in each for each in others)]


def _year_named(text: str, vocabulary: Vocabulary) -> FiscalYear | None:
    """The one year that a text names, None where it names none or several."""
    named = [year for year in vocabulary.years if year.code in text or year.japanese in text]
    return named[0] if len(named) == 1 else None


def _have_evidence(vocabulary: Vocabulary) -> bool:
    return any("evidence" in vocabulary.index.headings(year) for year in vocabulary.years)


def _means_otherwise(heading: str, field: str) -> bool:
    """Whether templates read a heading as something else than its field; never a word for another field."""
    if field not in _WORDS or len(heading) < 2 or any(heading == words[0] for words in _WORDS.values()):
        return False
    folded = fold(heading)
    whole = (each for each in automaton().matches("value", folded, {}, 0) if each.end == len(folded))
    return not any(each.meaning[1] in ("F", "G") and each.meaning[2] == field for each in whole)


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each name with what is said for it, the longer ones first."""
    plan = vocabulary.tables.plan
    for name in (plan.name, plan.short):
        if name not in ("計画", PLAN, ""):
            yield name, PLAN
    if plan.city:
        yield plan.city, CITY
        if plan.city[-1] in _KINDS and len(plan.city) > 2:
            yield plan.city[:-1], CITY
    for name, plain in ((plan.english, PLAN_ENGLISH), (plan.city_english, CITY_ENGLISH)):
        if name.lower() not in (plain, ""):
            yield name, plain
            if plain == CITY_ENGLISH and " " in name:
                yield name.rpartition(" ")[0], plain


def _said(text: str, name: str, plain: str, vocabulary: Vocabulary) -> str:
    city = vocabulary.tables.plan.city
    whole = plain == CITY and name == city
    titles = (each.title.replace(city, "") for each in vocabulary.plan.measures)
    if plain == CITY and not whole and any(name in title for title in titles):
        return text  # a measure may be meant
    if name.isascii():
        form = _ENGLISH.format(re.escape(name))
    else:
        form = f"{re.escape(name)}{_AS_A_TEXT}(?P<alone>{_PARTICLE}){'?' if whole else ''}"
    return _in_place(text, form, plain, name, vocabulary, whole=whole)


def _in_place(
    text: str, form: str, plain: str, name: str, vocabulary: Vocabulary, *, whole: bool = False
) -> str:
    """The text with `plain` for what has this form, but not in quotes, nor where the plan goes on so."""
    quoted = [match.span() for match in pattern(_QUOTES).finditer(text)]

    def said(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        alone = match["alone"] is not None
        goes_on = fold(text[match.start() : match.end() + _BESIDE])
        stands = len(goes_on) > len(fold(name)) and goes_on in vocabulary.plan_text
        if stands and not (whole and alone):
            return match[0]
        if alone:
            return plain
        return CITY if text[match.end() : match.end() + 1] in _BELONGS else ""

    return re.sub(form, said, text)
