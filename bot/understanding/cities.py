"""Questions about other cities: 「他市のRPAは？」 → the words that say so, and the question without them."""

from __future__ import annotations

import re

from bot.understanding.noise import NO_PLACES, NOISE_ENGLISH, common_english
from bot.understanding.scripts import pattern
from katou_index.records import NamedTuple
from katou_index.words import fold

KINDS = ("市", "町", "村", "自治体", "よそ", "cit", "town", "village", "municipalit", "elsewhere")
_KIND = "(?:市町村|市区町村|市町|自治体|都市|市|町|村)"
_OTHER = rf"(?:県内の?|近隣の?)?(?<!その)(?:ほかの|他の|他|よその|別の)(?:近隣の?)?{_KIND}(?:さん)?"
_NEAR = rf"(?:近隣|周辺|近く|隣|となり)の?{_KIND}(?:さん)?"
_AWAY = rf"(?<!お)よそ(?!の?(?:{_KIND}|[課部室係局人所]|団体))(?=では|は|でも|の)"
# Behind what says which cities: that it is compared with them, or asked of them. 「他市との共同利用」 is a
# subject of the plan.
THEN = (
    r"(?:と(?:比べ|比較し|くらべ)(?:て|ると|たら)(?:は|も)?|に(?:比べ|くらべ)(?:て|ると)(?:は|も)?"
    r"|(?:では|でも|だと|って|には|での|は|も|の|、)|(?=[?？。]|$))"
)
OTHER_CITIES = rf"(?P<words>{_OTHER}|{_NEAR}|{_AWAY})(?P<then>{THEN})"
OTHER_CITIES_ENGLISH = (
    r"(?i)\b(?:(?:in|of|at|by|for|with|to|and|than|from|how about|what about)\s+)?"
    r"(?P<words>(?:the\s+)?(?:other|neighbou?ring|nearby|another)\s+(?:cit(?:y|ies)|towns?|villages?|"
    r"municipalit(?:y|ies))|elsewhere)\b(?:'s|’s)?"
)
# What is left of a question that names nothing: it means what was shown, or asked, before.
_POINTING = (
    r"(?i)(?:この|その|同じ|さっきの|今の)?(?:事業|項目|話題|取り?組み?)?(?:の?件)?(?:やつ)?(?:これ|それ|あれ)?"
    r"(?:について|に関して)?(?:は|も|って|の)?(?:評価|状況|進捗|様子)?(?:は|も|って)?"
    r"(?:どう|どんな(?:感じ|状況))?(?:です|でしょう|なって(?:い)?(?:ます|る))?(?:か|かな)?"
    r"|(?:how about|what about|and|is|how is)?\s*(?:it|this|that|the same|this (?:measure|item|one))?"
    r"\s*(?:going)?"
)
_EDGES = " 　、，,。．.?？・"
_COMPARED = r"(?i)^(?:compare|comparison of|how about|what about)\s+|(?:を|が)?(?:比べて|比較して)$|[をが]$"
WITH = ("with", "from", "to", "and other", "and the other")
LONGEST = 300  # characters; a longer message asks more than one thing
OTHER_PLACE = (
    r"(?:(?:^|[\s、。はがのをにでとも「(るたい])(?=[一-鿿ヶケ]{2})|(?<=か))(?P<ja>[一-鿿ヶケ]{1,4}[市町村県])(?![民役内長政議外営立史場街域境])"
    r"|\b(?P<en>[a-z]{3,})(?: |-)(?:city|town|village|prefecture)\b"
)
MUNICIPALITIES = ("市", "町", "村", "県", "city", "town", "village", "prefecture")


class OfOthers(NamedTuple):
    """A question about other cities."""

    named: str  # 他市, other cities
    words: str  # that say so, with what stands behind them: what a plan may have a text of
    rest: str  # the question without them, "" where it means what was shown or asked before


def of_others(text: str) -> OfOthers | None:
    """The question that a text asks about other cities, None where it speaks of none."""
    lower = text.lower()
    if len(text) > LONGEST or not any(kind in lower for kind in KINDS):
        return None
    found = pattern(OTHER_CITIES).search(text) or pattern(OTHER_CITIES_ENGLISH).search(text)
    if found is None:
        return None
    if found[0].lower().startswith(WITH) and "compar" not in lower:
        return None  # the cloud that is shared with other cities
    behind = text[found.end() : found.end() + 3].strip(_EDGES)
    said = text[found.start("words") : found.end()] + behind if behind else ""
    return OfOthers(found["words"], said, without(text, found.start(), found.end()))


def without(text: str, begin: int, end: int) -> str:
    """A question without a part of it; "" where what is left names nothing."""
    rest = f"{text[:begin].rstrip(_EDGES)} {text[end:].lstrip(_EDGES)}".strip()
    bare = pattern(_COMPARED).sub("", rest.strip(_EDGES))
    closed = bare if bare.isascii() else pattern(r"[、,\s]+").sub("", bare)
    if pattern(_POINTING).fullmatch(closed):
        return ""
    return rest if bare == rest.strip(_EDGES) else bare


def other_place(text: str) -> str:
    """The name of another city, town or prefecture in a question, "" where there is none."""
    if not any(kind in text for kind in MUNICIPALITIES):
        return ""
    names = (match["ja"] or match["en"] for match in pattern(OTHER_PLACE).finditer(text))
    known = (NO_PLACES, common_english(), NOISE_ENGLISH)
    return next((name for name in names if not any(name in words for words in known)), "")


def without_place(text: str) -> str:
    """A question about another place without its name; the same text where it names none."""
    place = other_place(fold(text))
    if place.isascii():
        form = rf"(?i)(?:\b(?:the )?(?:city of )?){re.escape(place)}(?: |-)(?:city|town|village|prefecture)"
        return re.sub(form, "the city", text) if place else text
    return re.sub(rf"{re.escape(place)}(?:[のはでに]{{1,2}}|って|だと)?[、\s]*", "", text)
