"""Whether what is said is so: of what is named before it, of the one shown, of all that words lead to.

調達コストを下げる件、×ですか → the item that words lead to, by expressions; No.35は×ですか, by a template
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer
from bot.answering import answer
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.queries import answer_to, query_answer, store_of
from bot.query import Condition, Having, Query
from bot.question import Ask, Field, Question, Turn
from bot.understanding.plain import plainer
from bot.understanding.scripts import has_kana, pattern
from katou_index.plan import Item
from katou_index.records import NamedTuple
from katou_index.words import fold

Judged = tuple[PlanLibrary, AnyAnswer]  # an answer with the library of its year

MOST_JUDGED = 6  # items of which it is said together whether they are so
SAID_ALONG = {Field.RATING, Field.RESULT}  # 結局×だっけ, 評価は○か: fields that a rating is said of
STATES = {  # of what is named: that it is rated or not, and how that is asked
    Ask.UNRATED: "全部、評価がない項目ですか",
    Ask.RATED: "全部、評価が付いている項目ですか",
}
OF_THEIRS = "^の(?:項目|担当)"  # … は全部、〈課〉の項目ですか
ASKS_IN_ENGLISH = r"(?:^|, )(?:is|are|was|were|do|does) "
LIMITING = ("だけ", "のみ", "ばかり", "ほか", "他", "以外")  # without one of these it is
# 〈話題〉だけが◎, 〈話題〉のほかに◎は: nothing that is said of it alone.
NOT_OF_IT_ALONE = (
    "(?:だけ|のみ|ばかり)(?:が|は|も)?(?![がはもでなのかよだっしゃ、。?？]|$)"
    "|(?:の(?:ほか|他)|以外)[にはでのも、]"
)
SAID_OF = ("は", "が", "って", "、", "も")  # behind what something is said of
LONGEST_SAID = 16  # signs of what is said of many measures alike


def _is_not_of_it_alone(text: str) -> bool:
    """Whether a text limits what it says to something, or asks after others: it says nothing of it alone."""
    return any(map(text.__contains__, LIMITING)) and pattern(NOT_OF_IT_ALONE).search(text) is not None


def of_what_is_named(text: str, desk: AnswerContext, lang: str | None) -> Judged | None:
    """調達コストを下げる件、×ですか: whether the one thing that words before it lead to is so."""
    parts = None if _is_not_of_it_alone(text) else _in_two(text, desk)
    found = _the_one(parts.about, desk) if parts is not None else None
    if parts is None or found is None:
        return None
    library, items = found
    if _is_written_figure(parts.said, items):
        return None  # 空家の物件登録は41件: the text's figure, no number of items
    named = f"No.{items[0].measure}" if len(items) > 1 else _numbered(items[0], library)
    asked = _said_of(named, parts.said, english=parts.english)
    judged = query_answer(asked, library, None, desk.today, lang)
    return judged if judged and judged[1].judged else None


class _Parts(NamedTuple):
    """What a text names, and what it says of it."""

    about: str
    said: str
    english: bool


def _in_two(text: str, desk: AnswerContext) -> _Parts | None:
    """A text as 調達コストを下げる件 and ×ですか?; None where it says of nothing that it is so."""
    asks, text = "?" if text.rstrip().endswith(("?", "？")) else "", text.rstrip("?？。!！ ")
    if text.endswith(("は", "、")):
        return None  # RPAの進捗は？ says nothing of it
    from bot.understanding.said_of import before_a_rating, parted, parted_english  # here: few end otherwise

    marks, english = desk.vocabulary.tables.scale.marks, " " in text and not has_kana(text)
    if not english:
        for form, mark in desk.vocabulary.rating_forms:
            text = text.replace(form, mark) if form in text else text
    ending = "" if english else asks
    parts = parted_english(text) if english else parted(text, [mark.mark for mark in marks])
    about, said = parts or ("", "")
    if not _is_said(about, f"{said}{ending}", desk, english=english):
        words = {word for mark in marks for word in (mark.mark, mark.word, *mark.words)}
        about, said = ("", "") if english else (before_a_rating(text, words) or ("", ""))
        if not _is_said(about, f"{said}{ending}", desk, english=english):
            return None
        if set(desk.library.understood(text, None, desk.today)[1].wants) - SAID_ALONG:
            return None  # 何で三角なの asks why
    if _told_over_years(text, desk):
        return None  # No.7はずっと×のまま
    if _asks_what(about):
        return None  # どこがあかんくて三角になったん
    return _Parts(about, f"{said}{ending}", english)


def _the_one(about: str, desk: AnswerContext) -> tuple[PlanLibrary, Sequence[Item]] | None:
    """The item, or all items of the measure, that words lead to; None of several, or of a part of one."""
    library, question = desk.library.understood(about, None, desk.today)
    # うちの〈topic〉は丸で合っていますか; No.28って三角で合ってる？
    others = question.filter.but(departments=(), measures=(), items=())
    if others or question.group_by or question.ask is not Ask.SHOW or set(question.wants) - SAID_ALONG:
        return None  # … of 〈話題〉の項目がある課 nothing is said of the one measure that has them
    found = answer(question, AnswerContext(library, None, desk.today))
    if found.kind != "measure" or found.unknown or len({item.measure for item in found.items}) != 1:
        return None
    whole = library.vocabulary.plan.by_number[found.items[0].measure].items
    if len(found.items) not in (1, len(whole)):
        return None
    if Field.RESULT in question.wants and any(each.rating.unknown for each in found.items):
        return None  # 結局: what is not known is shown with what there is
    return library, found.items


def _is_written_figure(said: str, items: Sequence[Item]) -> bool:
    """Whether a number is said of what the texts of the items give such figures of."""
    if not (figure := pattern(r"^[^\d項事]{0,4}\d+([件つ個])").match(fold(said))):
        return False
    written = pattern(rf"\d{figure[1]}")
    return any(written.search(text) for item in items for text in (item.result, item.evidence))


def _is_said(about: str, said: str, desk: AnswerContext, *, english: bool) -> bool:
    """Whether something is said of what stands before it, so that it can be judged."""
    return bool(about) and (len(said) > LONGEST_SAID or _may_be_so(said, desk, english=english))


def whether_it_owns(question: Question, text: str, desk: AnswerContext, lang: str) -> Judged | None:
    """電子入札は管財課で合ってますか: whether a department owns what is named before it.

    One that only texts name (都市整備課) also what was shown; of one of the plan's templates tell that.
    """
    strange, given = question.unknown_departments, question.filter
    name, *more = (*strange, *given.departments, "")[:2]
    about, named, behind = fold(text).partition(name or "\n")
    if not named or any(more) or given.ratings or given.not_departments:
        return None
    if not (desk.texts.naming(name) if strange else about.endswith(SAID_OF)):
        return None
    from bot.understanding.pieces import asks_whether  # here, as below

    asks = asks_whether(plainer(pattern(OF_THEIRS).sub("", behind.strip("?。 "))))
    if not asks and not (strange and pattern(ASKS_IN_ENGLISH).search(about)):
        return None
    library, shown = desk.library, desk.shown_before() if desk.context else ()
    subject = library.by_expressions(about, None, desk.today)
    if subject.topics or subject.filter:
        found = answer(subject, AnswerContext(library, None, desk.today))
        shown = () if found.unknown else found.items
    elif not strange:
        return None
    if not 0 < len(shown) <= MOST_JUDGED:
        return None
    base = (_naming(shown, subject, desk),)
    owned, having = Condition("owner", (name,)), Having("any")
    query = Query((desk.year.code,), base, (owned,), having=(having,), aggregate="holds")
    return library, answer_to(query, text, lang, desk)


def _naming(items: Sequence[Item], subject: Question, desk: AnswerContext) -> Condition:
    """A condition that just these items meet: by the words that led to them, else by number."""
    words = " ".join(word.text for topic in subject.topics for word in topic.words if not word.weak)
    about = store_of(desk.library.others).about(desk.year.code, words).first if words else ()
    if words and not subject.filter and {item.key for item in items} == {*about}:
        return Condition("topic", (words,))
    numbers = dict.fromkeys(item.measure for item in items)
    if len(items) == sum(len(desk.plan.by_number[each].items) for each in numbers):
        return Condition("measure", tuple(map(str, numbers)))
    return Condition("item", tuple(item.id for item in items))


def of_what_was_read(question: Question, text: str, desk: AnswerContext) -> Judged | None:
    """Of a rating that phrases read, or of none: whether the one item shown, or all that is named, has it."""
    (mark, *more) = question.filter.ratings or ("",)
    if more or question.ask not in (Ask.SHOW, Ask.RATED):
        return None
    if _is_not_of_it_alone(text):
        return None
    if not mark:
        return _of_named(question, Ask.UNRATED, text, desk) or _of_named(question, Ask.RATED, text, desk)
    return _of_the_one(question, mark, text, desk) or _of_named(question, None, text, desk)


def _of_the_one(question: Question, mark: str, text: str, desk: AnswerContext) -> Judged | None:
    """ほんで丸やったんか: whether the one item that was shown is rated so; None where more is said."""
    given, context, library = question.filter, desk.context, desk.library
    if question.turn not in (Turn.NARROW, Turn.SAME) or context is None or len(context.keys) != 1:
        return None
    last = context.question  # its topics and fields are taken over
    if set(question.wants) - ({Field.RATING, *last.wants} - {Field.WHY}) or question.topics != last.topics:
        return None
    if given.but(ratings=(), years=()) or set(given.years) - {context.year}:
        return None
    if not _says_only_so(text, desk):
        return None
    return query_answer(f"{mark}ですか", library, context, desk.today, question.lang)


def _of_named(question: Question, state: Ask | None, text: str, desk: AnswerContext) -> Judged | None:
    """レゴの授業、丸もろたんやんな: whether all that is named is rated so; None for a part of it.

    `state`: whether it is rated at all, or not (〈話題〉 評価ついてる?); None of a rating.
    """
    given, library = question.filter, desk.library
    named = question.topics or given.measures or given.items
    if question.turn is not Turn.FRESH or not named or set(question.wants) - SAID_ALONG:
        return None
    if given.but(ratings=(), departments=(), measures=(), items=()):
        return None
    words = [word for topic in question.topics for word in topic.words]
    if not _says_only_so(text, desk, [word.text for word in words], state):
        return None
    alone = AnswerContext(library, None, desk.today)
    found = answer(question.but(filter=given.but(ratings=()), wants=()), alone)
    strong = [word.text for word in words if not word.weak]
    if found.kind not in ("measure", "list") or strong[-1:] == [*found.unknown][-1:] != []:
        return None
    alike = {None if item.rating.unknown else _is_so(item, given.ratings, state) for item in found.items}
    if len(found.items) > MOST_JUDGED or len(alike) != 1 or None in alike:
        return None  # nothing, or which of them is meant? what is not known is shown with what there is
    asks = STATES[state] if state else f"{given.ratings[0]}ですか"
    asked = _said_of("と".join(_numbered(item, library) for item in found.items), asks, english=False)
    judged = query_answer(asked, library, None, desk.today, question.lang)
    return (judged[0], judged[1].but(unknown=found.unknown)) if judged else None


def _is_so(item: Item, marks: Sequence[str], state: Ask | None) -> bool:
    """Whether an item has one of these ratings, or is in this state."""
    return item.rating.rated is (state is Ask.RATED) if state else item.rating.mark in marks


def _says_only_so(
    text: str, desk: AnswerContext, words: Sequence[str] = (), state: Ask | None = None
) -> bool:
    from bot.understanding.by_expressions import says_only_so  # here: most questions are read by templates

    return says_only_so(text, desk.vocabulary, desk.today, words, state)


def _asks_what(text: str) -> bool:
    from bot.understanding.by_expressions import asks_what  # here, as above

    return asks_what(text)


def _told_over_years(text: str, desk: AnswerContext) -> bool:
    from bot.understanding.by_expressions import told_over_years  # here, as above

    return told_over_years(text, desk.vocabulary, desk.today)


def _may_be_so(said: str, desk: AnswerContext, *, english: bool) -> bool:
    """Whether templates judge what is said of a measure or an item: of any, the first as well."""
    library, item = desk.library, desk.plan.items[0]
    if isinstance(item.measure, str):
        return True  # 防災課-1: how it is printed may be read, too
    asked = (_said_of(f"No.{name}", said, english=english) for name in (item.measure, item.id))
    return any(library.may_be_judged(each, desk.today) for each in asked)


def _numbered(item: Item, library: PlanLibrary) -> str:
    """An item by its number, by that of its measure alone where it is the only one of it."""
    alone = len(library.vocabulary.plan.by_number[item.measure].items) == 1
    return f"No.{item.measure if alone else item.id}"


def _said_of(named: str, said: str, *, english: bool) -> str:
    """The question whether something is so of what is named."""
    return f"is {named} {said}?" if english else f"{named}は{said}"
