"""Which items a quotation shows that has no number of a measure: 「> 秘書室 △ 三角」, 「> 導入率：39%」.

Looked for among what was shown last, then in the whole plan. What it quotes of their texts leads, the
departments and the rating in it must agree. A rating alone is found only where it was shown, or where the
quotation tells how many.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer
from bot.answering.context import AnswerContext
from bot.answering.ranking import compact
from bot.answering.showing import show_items
from bot.question import Ask, Field, Question, Topic
from bot.understanding.counters import asks_measures, unit_asked
from bot.understanding.normal_form import normal
from bot.understanding.scan import Scan, scan
from bot.understanding.scripts import pattern
from bot.understanding.topics import marked, topics_of
from katou_index.plan import Item
from katou_index.words import fold

PARTS = r"[|｜\n「」『』…／/]| {2,}|(?<=[^\x00-\x7f])[ :：]|[ :：](?=[^\x00-\x7f])"
LONG = 5  # signs of a part at least that is text of an item and no name
FEW = 3  # items in which a figure stands that is quoted alone
FIGURES = r"\d[\d,.]*[^\d\s、,。.()]"  # with its unit
MOST = 12  # items that a quotation shows
ASKING_OF_ONE = (Ask.SHOW, Ask.MENTION, Ask.COUNT, Ask.DELTA)  # what may be asked of one item that is quoted
COUNTED = r"(?<![\d.,-])\d{1,3}(?![\d.,%-])"


def quoted_items(quoted: str, desk: AnswerContext) -> tuple[str, ...]:
    """The ids of the items that a quotation shows, in the order shown; () where that is not sure."""
    found = scan(normal(quoted, desk.vocabulary), desk.vocabulary, desk.today)
    shown = desk.shown_before() if desk.context and desk.context.year in (None, desk.year) else ()
    for among in (shown, desk.plan.items):
        if texts := _of_texts(quoted, among, desk) or _of_figures(quoted, among, desk):
            items = _agreeing(texts, found, desk)
        else:
            items = _agreeing(_of_names(quoted, found, among, whole=among is not shown), found)
        if 0 < len(items) <= MOST:
            return tuple(item.id for item in items)
    return ()


def _of_texts(quoted: str, among: Sequence[Item], desk: AnswerContext) -> Sequence[Item]:
    """The items in whose texts the longest part stands that stands in any."""
    texts = {item.id: compact(f"{desk.texts.whole[item.id]}") for item in among}
    names = {name for item in desk.plan.items for name in item.owners}
    split = [*quoted.split("\n"), *pattern(PARTS).split(quoted)]
    parts = (compact(part) for part in split if part.strip() not in names)
    for part in sorted({part for part in parts if len(part) >= LONG}, key=len, reverse=True):
        items = [item for item in among if part in texts[item.id]]
        if items:
            return items
    return ()


def _of_figures(quoted: str, among: Sequence[Item], desk: AnswerContext) -> Sequence[Item]:
    """The items in whose texts all figures stand that are quoted and nothing else is: 「> 194件」."""
    text = compact(quoted)
    if not text or pattern(FIGURES).sub("", text).strip("、,。・です "):
        return ()
    figures = [each[0] for each in pattern(FIGURES).finditer(text)]
    texts = {item.id: compact(f"{desk.texts.whole[item.id]}") for item in among}
    items = [item for item in among if all(_has_figure(texts[item.id], each) for each in figures)]
    return items if len(items) <= FEW else ()


def _has_figure(text: str, figure: str) -> bool:
    """Whether a text has a figure as one of its own: 94件 is none of 194件."""
    at = text.find(figure)
    while at >= 0:
        before = text[at - 1 : at] if at else ""
        if not before.isdecimal() and before not in (".", ","):
            return True
        at = text.find(figure, at + 1)
    return False


def _of_names(quoted: str, found: Scan, among: Sequence[Item], *, whole: bool) -> Sequence[Item]:
    """The items that agree with the names in it: of the whole plan, only as many as the quotation tells."""
    one_rating, departments = len(found.values("M")) == 1, found.values("D")
    if not one_rating and not departments:
        return ()
    items = _agreeing(among, found)
    told = {int(number[0]) for number in pattern(COUNTED).finditer(quoted)}
    if not whole or len(items) in told:
        return items
    return items if not told and one_rating and len(departments) == 1 else ()


def _agreeing(items: Sequence[Item], found: Scan, desk: AnswerContext | None = None) -> Sequence[Item]:
    """Those of the departments that are named, and of the rating where it is one.

    With `desk`: of what is quoted of their own texts, which may name departments that they are not of.
    """
    departments, ratings = set(map(str, found.values("D"))), tuple(map(str, found.values("M")))
    return [
        item
        for item in items
        if (
            not departments
            or departments & set(item.owners)
            or (desk and all(name in desk.texts.whole[item.id] for name in departments))
        )
        and (len(ratings) != 1 or item.rating.mark == ratings[0])
    ]


def asked_of_quoted(text: str, quoted: Sequence[str], desk: AnswerContext) -> AnyAnswer | None:
    """The one quoted item as it is shown, where a question names nothing and asks of it; None otherwise.

    > 〈話題〉率：46.0% 分母は何件なの: a figure of it; > 20,469件 サイトはいくつ: words of its own.
    """
    items = desk.items(quoted)
    if len(items) != 1:
        return None
    question = Question(text=text, lang="ja", topics=_subjects(items[0], desk), year=desk.year)
    shown = show_items(question, desk, items)
    asked = desk.library.by_expressions(text, None, desk.today)
    if asked.filter.but(years=()) or asked.count_by or asked.ask not in ASKING_OF_ONE:
        return None
    words = [word for topic in asked.topics for word in topic.words if not word.weak]
    if words and asked.ask is Ask.DELTA:
        return None  # of what its words name
    if words:
        stand = (items[0].id in desk.texts.places(word).ids for word in words)
        return shown if all(stand) else None
    figure = Field.FIGURE in asked.wants or asked.ask in (Ask.COUNT, Ask.DELTA)
    return shown if figure and unit_asked(asked) and not asks_measures(asked) else None


def _subjects(item: Item, desk: AnswerContext) -> tuple[Topic, ...]:
    """The words of an item's measure, which is what its figures are of."""
    title = desk.plan.by_number[item.measure].title
    return topics_of([(0, marked(fold(title), desk.vocabulary))], desk.vocabulary)
