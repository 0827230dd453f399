"""What all of a plan is about, said of a part of it: it tells nothing apart, so it is left out, and told.

商工観光課のICT関連の事業は   → 商工観光課の事業は        in an ICT plan
税務課のデジタル関係は        → 税務課は
ICTの取組で×なのは           → 取組で×なのは
防災課のICT関連の研修は       stays: of the trainings not all need be so

The words are those of the plan's name and what data/plan.toml lists as `about`. One of the latter alone
(電算の事業) is a topic like any other where the plan's texts hold it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding.noise import THINGS
from bot.understanding.scripts import pattern
from bot.understanding.spans import Respelled
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from bot.understanding.vocabulary import Vocabulary
    from katou_index.tables import PlanWords

# What a plan is called beside what it is about.
_PLANS = ("プラン", "計画", "戦略", "ビジョン", "方針", "指針", "大綱")
_CALLED = (*_PLANS, "アクション", "推進", "基本", "実施", "行動", "総合", "整備", "実行")
_RELATED = "(?:関連|関係|系|分野|領域|がらみ|絡み|まわり|周り)"
_THINGS = f"(?:全)?(?:{THINGS}|とりくみ|案件|仕事|こと)"
_JUDGED = "評価|未達|達成|未実施"
_JAPANESE = (
    rf"(?<![一-龠々ァ-ヺーa-z])(?P<word>{{words}})(?:{_RELATED}(?:に関する|する|した|の)?(?={_THINGS})"
    rf"|{_RELATED}で、?(?={{ratings}})|に(?:関する|関わる|関連する|まつわる)(?={_THINGS}))"
    rf"|の(?P<ended>{{words}}){_RELATED}(?=は|って|を|、|[?？。]|$)"
    rf"|(?<=の)(?P<alone>{{words}})の(?={_THINGS})"
    rf"|(?:^|(?<=[、。\s]))(?P<subject>{{words}})"
    rf"(?:の?(?={_THINGS}[^、。]*(?:{{ratings}}|{_JUDGED}))|[ので]、?(?={{ratings}}))"
)
_ENGLISH = (
    r"\b(?P<word>{words})(?:[- ](?:related|based) |(?<=[A-Za-z]{{3}}) )"  # not: is it items of …
    r"(?=measures?\b|items?\b|projects?\b|initiatives?\b)"
)
WIDE = 0xFEE0  # from a letter to the same letter in full width
_QUOTED = '「|『|"|“'


def narrowed(text: str, vocabulary: Vocabulary) -> Respelled:
    """The text without what is so of the whole plan, and what was left out: (ICT関連の, "")."""
    subject, words = _words_of(vocabulary.tables.plan)
    if not any(map(fold(text).__contains__, words.values())) or pattern(_QUOTED).search(text):
        return Respelled(text)
    left: list[tuple[str, str]] = []

    def without(match: re.Match[str]) -> str:
        groups = match.groupdict()
        if (begins := groups.get("subject")) and fold(begins) != fold(subject):
            return match[0]
        alone = groups.get("alone")
        if alone and fold(alone) != fold(subject) and fold(alone) in vocabulary.plan_text:
            return match[0]
        left.append((match[0].removeprefix("の").strip(" の"), ""))
        return ""

    named = "|".join(map(_in_both_widths, sorted(words, key=len, reverse=True)))
    ratings = "|".join(map(re.escape, _ratings(vocabulary)))
    for form in (_JAPANESE, _ENGLISH):
        text = re.sub(form.format(words=named, ratings=ratings), without, text, flags=re.IGNORECASE)
    return Respelled(text, tuple(left))


def _ratings(vocabulary: Vocabulary) -> tuple[str, ...]:
    """How the ratings of the plan's scale may be written, as signs and as words."""
    marks = (mark.mark for mark in vocabulary.tables.scale.marks)
    return (*marks, *(sign for sign, _ in vocabulary.rating_forms), *vocabulary.rating_names)


def _in_both_widths(word: str) -> str:
    """ICT also as ＩＣＴ."""
    return "".join(f"[{each}{chr(ord(each) + WIDE)}]" if "!" <= each <= "~" else each for each in word)


@lru_cache(maxsize=8)
def _words_of(plan: PlanWords) -> tuple[str, dict[str, str]]:
    """What the plan is about by its name, and all words for that, each with its folded form."""
    subject = _subject(plan)
    return subject, {word: fold(word) for word in (*plan.about, subject) if word}


def _subject(plan: PlanWords) -> str:
    """What the plan is about by its name: ICT of ICTアクションプラン; "" of a name that says only 計画."""
    name = plan.name.replace(plan.city, "") if plan.city else plan.name
    if not name.endswith(_PLANS):
        return name
    while ends := next((each for each in _CALLED if name.endswith(each)), ""):
        name = name.removesuffix(ends)
    return name
