"""Scan → which kind of question it is, in which language, grouped by what: decided from its expressions.

    防災課の×はいくつ   {COUNT}          → Ask.COUNT
    課ごとの×の数       {TABLE, COUNT}   → Ask.TABLE, by department

`kind_of` has the rules in their order: the first that knows says it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import date

from bot.question import Ask, Field, Question, Topic, Turn
from bot.understanding.noise import NOISE_ENGLISH, NOISE_ROMAJI, common_english
from bot.understanding.scan import ABSENT, THRESHOLD, Scan, hints_in
from bot.understanding.scripts import has_kana
from bot.understanding.superlatives import counts_items_of_measures, has_superlative, superlative
from katou_index.plan import FiscalYear
from katou_index.records import replace

# Which kind of question wins where several expressions stand in one.
ORDER = (
    Ask.WRITE, Ask.SETTINGS, Ask.BEFORE, Ask.CORRECT, Ask.RESET, Ask.LEGEND, Ask.ABSENT, Ask.OPINION,
    Ask.OUTSIDE, Ask.BOTH, Ask.LARGEST, Ask.AMOUNTS, Ask.NONE, Ask.ALL, Ask.COMPARE, Ask.RANK, Ask.TABLE,
    Ask.SHARE,
    Ask.SUM, Ask.WORST, Ask.BEST, Ask.OVERVIEW, Ask.UNRATED, Ask.RATED, Ask.DELTA, Ask.COUNT, Ask.MENTION,
    Ask.EXPORT, Ask.PICTURE, Ask.LINK, Ask.SOURCE, Ask.LIST,
)  # fmt: skip
FIRST = ORDER[: ORDER.index(Ask.BOTH)]  # what no superlative changes
SMALL_TALK = (Ask.HELP, Ask.THANKS, Ask.HELLO)
FORMS = {Ask.EXPORT: "xlsx", Ask.PICTURE: "png", Ask.LINK: "link"}
TAKEN = frozenset(ORDER[ORDER.index(Ask.BOTH) :]) - {Ask.SOURCE}  # what can be taken away
MONEY = (Ask.AMOUNTS, Ask.LARGEST, Ask.DELTA)  # kinds that ask for amounts the texts do hold
GROUPS = {"by_department": "department", "by_policy": "policy", "by_initiative": "initiative"}
GROUP_HINTS = ("department", "policy", "initiative", "rating")


def kind_of(found: Scan, topics: Sequence[Topic], today: date) -> Ask:
    """The kind of question that its expressions ask for: the first of these rules that knows says it."""
    if _is_forecast(found, today):
        return Ask.OPINION
    if (found.has(Ask.ALL) or found.has(Ask.BOTH)) and found.hints("lacked"):
        return Ask.HELP  # what has one rating and lacks another: one list of ratings cannot say it
    found = _as_meant(found, topics)
    about = any(not word.weak for topic in topics for word in topic.words)
    rules = (_not_in_the_sheet, _over_time, _superlative_or_sides, _by_order, _without_a_kind)
    return next(ask for rule in rules if (ask := rule(found, topics, about)) is not None)


def _without(found: Scan, *meanings: Ask) -> Scan:
    """A question without expressions that mean something else in it."""
    return found.but(cues=tuple(cue for cue in found.cues if cue.meaning not in meanings))


def _as_meant(found: Scan, topics: Sequence[Topic]) -> Scan:
    """A question without the expressions that other words of it give another meaning."""
    if found.values("F") and not found.values("M"):
        found = _without(found, Ask.LEGEND)
    if found.has(Field.WHY) or (found.has(Ask.RESET) and any(span.sign in "MDPN" for _, span in found.signs)):
        # "why is it ×" asks; 「条件リセットして△の一覧」 goes on
        found = _without(found, Ask.CORRECT, Ask.RESET)
    if found.has(Ask.CORRECT) and (_corrects_himself(found, topics) or _is_question(found)):
        found = _without(found, Ask.CORRECT)
    if _wants_either(found):
        found = _without(found, Ask.BOTH)
    if found.has(Ask.OPINION) and found.hints("written"):  # 見込みはどう書いてありますか
        found = _without(found, Ask.OPINION)
    return found


def _not_in_the_sheet(found: Scan, _topics: Sequence[Topic], about: bool) -> Ask | None:
    """A field that the sheet does not have; of a budget the amounts that its texts do hold."""
    if not found.has_any(ABSENT) or found.has(Ask.WRITE):
        return None
    named = (about or found.values("N")) and not found.hints("picked")
    if named and set(found.those(ABSENT)) == {THRESHOLD}:
        return None  # of something that is named its figures are shown
    if found.hints("added_up"):
        return Ask.SUM  # a cost and a donation
    if superlative(found) is Ask.LARGEST:
        return Ask.LARGEST  # 一番でかい金額: amounts do stand in the texts
    if _is_figure_before(found, about=about):
        return Ask.DELTA
    return next(found.those(MONEY), Ask.ABSENT)


def _over_time(found: Scan, _topics: Sequence[Topic], about: bool) -> Ask | None:
    """What is asked of a year before, where ratings or nothing at all are compared."""
    if found.has("numbered_before") or (found.has("trend") and not about and not found.values("N")):
        return Ask.TREND
    compared = found.has(Ask.DELTA) or found.has("trend")
    if compared and found.has(Field.RATING) and not found.has(Field.FIGURE):
        return Ask.TREND  # 〈話題〉の評価は前の年度よりよくなったか
    if found.has(Ask.DELTA) and not about and not found.values("N") and found.values("M"):
        return Ask.TREND  # 前の年度と比べて×は減った？
    if found.has("trend") and found.values("N") and found.hints("year_before"):
        return Ask.DELTA  # No.35は前の年よりよくなった？ its text may say
    if _is_figure_before(found, about=about):
        return Ask.DELTA
    return None


def _is_figure_before(found: Scan, *, about: bool) -> bool:
    """Whether a figure of a text is held against the year before: 率は前の年から何ポイント上がった."""
    figure = found.has(Field.FIGURE) or (found.has(Ask.COUNT) and not found.has("items"))
    return about and figure and found.has("trend") and found.hints("year_before")


def _superlative_or_sides(found: Scan, _topics: Sequence[Topic], _about: bool) -> Ask | None:
    """What is most, best or largest, or stands side by side; nothing that is asked first changes so."""
    first = next(found.those(FIRST), None)
    if first is None and found.has("most_items"):
        return Ask.RANK
    beside = found.has("side_by_side") and _named_sides(found) > 1 and not found.has("either")
    if first is None and not beside and (shape := superlative(found)):
        return shape
    if first is not Ask.WRITE and (found.has("those_two") or beside):
        return Ask.COMPARE  # この2つ消して asks to write
    return None


def _by_order(found: Scan, topics: Sequence[Topic], about: bool) -> Ask | None:
    """The first kind of ORDER that an expression asks for, but where others say what that is of."""
    rated = any(span.sign == "M" for _, span in found.signs)
    counted = found.has("items") or found.has("measures")
    counted = counted or any(cue.text in ("項目数", "事業数") for cue in found.cues)
    if found.has(Ask.SUM) and (counted or rated) and not about:
        return Ask.COUNT  # 「○は全部でいくつ」: items are counted, no figures added up
    named = any(span.sign in "MDPN" for _, span in found.signs)
    ask = next((ask for ask in found.those(ORDER) if not (ask is Ask.OVERVIEW and named)), None)
    if ask is Ask.SHARE and found.has(Field.WHY):
        said = [cue.text for cue in found.cues if cue.meaning is Ask.SHARE]
        ask = None if all(word.startswith("share") for word in said) else ask  # why share a cloud with others
    if ask is Ask.SHARE and found.has(Ask.DELTA) and not any(span.sign in "MDP" for _, span in found.signs):
        return Ask.DELTA  # 前の年は何%だった？
    if ask in (None, Ask.SHARE) and (found.has("least") or (ask and found.has(Ask.RANK))):
        return Ask.RANK
    if ask is Ask.LIST and not named and not topics and _by_groups(found):
        return Ask.TABLE
    if ask is Ask.RATED and rated:
        return Ask.LIST if found.has(Ask.LIST) else Ask.SHOW  # 「×と評価された項目」
    if (ask is Ask.RATED and (about or found.values("N"))) or (ask is Ask.UNRATED and found.values("N")):
        return Ask.SHOW  # 「空き家には何の評価がついた？」
    return ask


def _by_groups(found: Scan) -> bool:
    return found.has("by_policy") or found.has("by_initiative")


def _without_a_kind(found: Scan, _topics: Sequence[Topic], about: bool) -> Ask:
    """What is asked where no expression says it: two names to compare, "which", small talk, else to show."""
    if found.hints("pair"):
        return Ask.COMPARE
    if found.has("which"):
        return Ask.TABLE if _by_groups(found) else Ask.LIST
    talk = next((each for each in SMALL_TALK if found.has(each)), None)
    return talk if talk and not about and not found.signs else Ask.SHOW


def form_of(found: Scan, ask: Ask, topics: Sequence[Topic]) -> str:
    """In which form the answer is taken away, "" where it is only read: 「…を比べて図にして」."""
    asked = tuple(cue for cue in found.cues if cue.meaning in FORMS)
    if ask not in FORMS or topics:  # データダウンロードの担当課 names a topic, no form
        ended = (
            cue
            for cue in asked
            if cue.text[-1:] in "でにして" or "form" in hints_in(found.line[cue.end :].strip() or "。")
        )
        asked = tuple(ended) if ask in TAKEN or ask is Ask.SHOW else ()
    if not asked:
        return ""
    meaning = ask if ask in FORMS else asked[0].meaning
    if meaning is Ask.EXPORT and any("csv" in cue.text for cue in asked):
        return "csv"
    if meaning is Ask.PICTURE and "svg" in found.line:
        return "svg"
    return next(form for kind, form in FORMS.items() if kind is meaning)


def _wants_either(found: Scan) -> bool:
    """「◎も○も全部」: the items of either rating, not the measures that have both."""
    both = {cue.text for cue in found.cues if cue.meaning is Ask.BOTH}
    loose = both <= {"MもMも", "MとM、両方", "MとM両方", "MとMどっちも"}
    return bool(both) and loose and found.hints("together")


def _named_sides(found: Scan) -> int:
    """How many departments, policies, measures or ratings are named; the whole city is one, too."""
    city = found.has("city") and bool(found.values("D") or found.values("P"))
    return max(len(found.values(sign)) for sign in "DPNM") + city


def _is_question(found: Scan) -> bool:
    """「No.7は○ですか」 asks; 「No.7は○です」 tells."""
    return found.has("doubt") or found.hints("asked")


def _corrects_himself(found: Scan, topics: Sequence[Topic]) -> bool:
    """「違う、人事課」 means another department, not that the data are wrong."""
    told = any(cue.meaning is Ask.CORRECT and cue.start for cue in found.cues)
    told = told or found.has(Turn.SAME)  # 「それ間違い、△です」
    named = any(span.sign in "DPNMYTQ" for _, span in found.signs) or bool(topics)
    return named and not told and found.hints("himself")


def _is_forecast(found: Scan, today: date) -> bool:
    """A rating of a year that has not begun: nobody can know."""
    now = FiscalYear(today.year if today.month >= 4 else today.year - 1)
    years = [span.value for _, span in found.signs if span.sign == "Y" and isinstance(span.value, FiscalYear)]
    return any(year > now for year in years) and any(span.sign == "M" for _, span in found.signs)


def group_of(found: Scan) -> str:
    """What a ranking or a table is by: department, policy, initiative, rating, items per measure, or ""."""
    by = next((group for name, group in GROUPS.items() if found.has(name)), "")
    grouping = ("most_items", Ask.TABLE, Ask.ALL, Ask.NONE, Ask.RANK, Ask.BOTH, "least")
    if not by and (has_superlative(found) or found.has_any(grouping)):
        by = next(filter(found.hints, GROUP_HINTS), "")
    most_items = found.has("most_items") or (has_superlative(found) and counts_items_of_measures(found))
    return by or ("items" if most_items else "")


def language(text: str, found: Scan, topics: Sequence[Topic], plan_text: Container[str]) -> str:
    """The answer's language: English where there are English words and no kana; "" where there is neither."""
    if has_kana(text):
        return "ja"
    words = [word for word in re.findall("[a-z']{2,}", found.text) if word not in NOISE_ROMAJI]
    alone = len(words) == 1 and words[0] in plan_text  # LINE
    common = not alone and any(word in NOISE_ENGLISH or word in common_english() for word in words)
    named = any(" " in span.text and span.text.isascii() for _, span in found.signs)
    rated = any(
        span.sign == "M" and re.fullmatch("[a-z ]{3,}", found.text[span.start : span.end])
        for _, span in found.signs
    )
    known = any(
        word.english
        and word.text not in plan_text  # RPA, kintone: the plan itself writes them so
        and len(word.forms) > 1
        and not any(form.isascii() and form != word.text for form in word.forms)
        for topic in topics
        for word in topic.words
    )
    if common or named or rated or (known and not re.search("[一-鿿]", text)):
        return "en"
    return "ja" if re.search("[一-鿿]", text) else ""


def settled(question: Question, found: Scan) -> Question:
    """What only the whole question decides: counts of a topic are figures in its texts."""
    strong = any(not word.weak for topic in question.topics for word in topic.words)
    counted = (question.count_by or found.has("items")) and not _of_a_thing(question, found)
    counted = counted or found.hints("counts_measures")
    match question.ask:
        case Ask.COMPARE if question.filter.ratings and len(question.filter.measures) == 1:
            return replace(question, ask=Ask.SHOW, filter=replace(question.filter, ratings=()))
        case Ask.COUNT | Ask.SHARE if (
            (strong or question.figures or question.phrases) and not question.filter.ratings and not counted
        ):
            wants = (*question.wants, Field.FIGURE)
            return replace(question, ask=Ask.SHOW, wants=wants, count_by="")
        case Ask.TABLE if (
            strong and not (question.filter or question.group_by or counted) and found.hints("broken_down")
        ):  # 導入率を、工事と委託の内訳つきで: of a figure in a text
            return replace(question, ask=Ask.SHOW, wants=(*question.wants, Field.FIGURE))
        case Ask.SHOW if strong and not question.wants and found.hints("measured"):
            return replace(question, wants=(Field.FIGURE,))
        case Ask.COMPARE if found.has(Ask.DELTA) and (strong or question.filter.measures):
            return replace(question, ask=Ask.DELTA)
        case Ask.COMPARE if strong and not (question.city or found.has("those_two") or _sides(question)):
            return replace(question, ask=Ask.SHOW)
    return question


def _of_a_thing(question: Question, found: Scan) -> bool:
    """Whether what is counted is something that the texts tell of: of a measure named before, its users.

    〈話題〉の事業の利用件数, 〈話題〉の項目について、登録が何件: another word, or a column, stands between.
    """
    counts = [cue.start for cue in found.cues if cue.meaning in (Ask.COUNT, Ask.SHARE)]
    things = [cue for cue in found.cues if cue.meaning in ("items", "measures")]
    if not counts or any(cue.end > counts[0] for cue in things):
        return False
    behind = max((cue.end for cue in things), default=counts[0])
    words = (word.text for topic in question.topics for word in topic.words if not word.weak)
    columns = (cue.start for cue in found.cues if isinstance(cue.meaning, Field))
    places = (*(found.line.find(word, behind) for word in words), *columns)
    return any(behind <= place < counts[0] for place in places)


def _sides(question: Question) -> int:
    """How many things there are to compare."""
    given = question.filter
    sides = (given.departments, given.policies, given.initiatives, given.years, given.measures, given.ratings)
    return sum(map(len, sides))
