"""The words of an item that answer a question: the figure, the date, the sentence that was asked for.

Always the sheet's own words. Among the sentences that hold what is asked for the one with most words of the
question wins, then the order of the fields, then that of the text: the same question gives the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.answering.ranking import compact
from bot.question import Field, Question, Topic, TopicWord
from bot.understanding.counters import COUNTERS, NO_MORE
from bot.understanding.scripts import pattern
from katou_index.plan import Item
from katou_index.records import NamedTuple

About = Callable[[Item], str]  # what an item is about: its measure's title, its planned work
_NEARLY = 8  # signs that are not worth an "…"
_PART_ENDS, _PHRASE_ENDS = r"[\s。）)】]+", r"[、：:]+"  # a sentence may be cut behind, in this order
_PHRASES_END = r"[、。\s]+"
_WORD_BEGINS = r"[のをにはがでと・](?=[^ぁ-ん])"  # behind it a word begins surely
_CUT_WORD = r"[0-9A-Za-z+,.\-]+$"  # a number or an English word at the end of a cut
CUT_UP = 256  # texts of which the sentences are kept: many questions ask for the same ones
LONGEST = 90  # signs of a sentence where it stands within another one
BEHIND = 4  # signs between a figure and a word that is not what it counts, at least
NEAR = 16  # signs between a word and the figure that is its own

# What begins a point of a list, within texts whose white space is folded; a pattern takes a millisecond here.
_POINTS = "・●◇■○※【"
_BULLET = "・●◇■ "
_NUMBER = r"(?:約|延べ)?(?<!1人)[+\-＋－]?\d[\d,]*(?:\.\d+)?"
_UNIT = (
    r"(?:[%％]|ポイント|か所|箇所|ヶ所|万円|時間|年間|作品|団体|世帯|施設|種類|業務"
    r"|[^\s\d,.、。）)（(/年月日度：:~～・ぁ-ん減増]|増[設強築備床]|つ)"  # 2減1増 counts nothing
)
# What follows a figure that is not the answer itself: a change (8件増の41件), a rate, one of several.
_NO_VALUE = r"^(?:\s?(?:[減/×~～]|増(?![設強築備床]))|程度?[増減]|[、・,]\s?(?:約|延べ)?\d)"
DATE = (
    r"(?:(?:令和|平成)(?:\d{1,2}|元)|[RH]\d{1,2}\.|20\d\d)年?度?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|\d{1,2}月(?:\d{1,2}日)?|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
)
# What a sentence has that says why something was not done, or was.
REASON = r"ため|により|影響|理由|なかった|ない|至ら|中止|断念|困難|難し|できず|低い|留ま|とどま|踏まえ|未"
_SIGNS = "+-＋－"  # before a figure that something rose or fell by
# The name of a figure right before it, and what names end with.
_LABELLED = r"([一-鿿ァ-ヺーa-z]*(?:数|率|額|費|料))[:：は]?$"
LABEL = r"([一-鿿ァ-ヺーa-zA-Z・]{2,})[:：]\s*$"
_PLACES = "(?:[かヶカケヵ箇個]所)"
_LANGUAGES = "(?:[かカヶヵ]国語|言語)"
_SAME_UNITS = {
    "人": "[人名]",
    "名": "[人名]",
    **dict.fromkeys("%％", "(?:[%％割]|パーセント)"),
    "個": "(?:[個基台枚式つ]|作品)",  # of anything
    "点": "(?:[点個枚]|作品)",
    "台": "[台基]",
    "基": "[基台]",
    "本": "[本件]",
    "セット": "(?:セット|[式組])",
    **dict.fromkeys(("か所", "箇所", "ヶ所", "ヵ所", "カ所", "個所"), _PLACES),
    **dict.fromkeys(("語", "か国語", "カ国語", "ヶ国語"), _LANGUAGES),
}
# What is counted by itself: not 11観 of 11観光施設, nor 13の of 13の観光地.
_COUNTER = (
    rf"[+\-＋－\d,.約延べ]+(?:[%％]|ポイント|{_PLACES}|[ァ-ヺー]{{2,}}"
    rf"|[ぁ-ゖァ-ヺー一-鿿]{{2,4}}|[{COUNTERS}])"
)
# What a sentence of figures alone says of them: it speaks of what its item is about, and of nothing else.
_OF_FIGURES = (
    r"各回|各|延べ|合計|全|計|[参受出][加講席]者?|実施|開催|設置|購入|新規|登録|利用|[件人回台]数|程度"
)
# A figure that is called by what it is of: a rate, a number of what is written in katakana, of days.
_OWN_NAME = r"([一-鿿ァ-ヺー]{2,})(?:率|(?<=[ァ-ヺー])数|日数|(?<=利用)者数)"
_ALTOGETHER = r"延べ|のべ|in total|altogether"  # asks for the figure that is written with 延べ


class Sentence(NamedTuple):
    """A sentence or a point of a list, as it is written."""

    item: Item
    field: Field
    text: str


class Quotation(NamedTuple):
    """What answers: the sentence, and the one figure or date of it that was asked for, "" for several."""

    sentence: Sentence
    value: str


def sentences(item: Item, first: Iterable[Field] = ()) -> Iterator[Sentence]:
    """Every sentence of an item; the fields `first` before the others."""
    texts = {Field.EVIDENCE: item.evidence, Field.RESULT: item.result, Field.PLANNED: item.planned}
    for field in dict.fromkeys((*(each for each in first if each in texts), *texts)):
        for part in _parts(texts[field]):
            text = part.strip(_BULLET + "\n")
            if text and not (text[0] == "【" and text.find("】") == len(text) - 1):
                yield Sentence._make((item, field, text))


@lru_cache(maxsize=CUT_UP)
def _parts(text: str) -> tuple[str, ...]:
    """A text cut behind each stop, at line ends, and at white space before what begins a point."""
    for sign in _POINTS:
        place = text.find(sign)
        while place >= 0:
            if text[place - 1 : place].isspace():
                text = f"{text[: place - 1]}\n{text[place:]}"
            place = text.find(sign, place + 1)
    return tuple(text.replace("。", "。\n").split("\n"))


def words_of(question: Question) -> tuple[TopicWord, ...]:
    """The words of the question that name something."""
    return tuple([word for topic in question.topics for word in topic.words if not word.weak])


def holding(
    items: Sequence[Item], question: Question, expression: str = "", first: Iterable[Field] = ()
) -> list[Sentence]:
    """The sentences that hold `expression`, those with most words of the question; none for none."""
    most = 0
    best: list[Sentence] = []
    for item in items:
        for each in sentences(item, first):
            if expression and not pattern(expression).search(each.text):
                continue
            found = held(each.text, question)
            if found > most:
                best, most = [], found
            if found == most:
                best.append(each)
    return best


def figure(
    items: Sequence[Item], question: Question, unit: str, about: About, *, change: bool = False
) -> list[Quotation]:
    """The sentences with a figure of this unit ("" for any) that hold most words of the question.

    Each with its value where there can be no other: it is the only one of its sentence, or a word of the
    question stands right before it, and the sentence with the titles of its item holds every word of the
    question. `change`: what something rose or fell by. None where what is asked about has a figure of
    another unit, and that of this unit is of something else that is named: cases, where it has a rate only.
    """
    first = (Field.EVIDENCE, Field.RESULT)
    shape = f"{_NUMBER}{_SAME_UNITS.get(unit, unit) if unit else _UNIT}"
    shape = f"{shape}[増減]" if change else f"{shape}{NO_MORE}"
    found = _values(items, question, shape, first, about)
    several = found and not change and not any(each.value for each in found)
    if several and (behind := _right_behind_last(items, question, shape, first, about)):
        return behind
    if not unit or not found:
        return found
    others = holding(items, question, f"{_NUMBER}{_UNIT}", first)
    mine = found[0].sentence
    more = any(
        held(each.text, question) > held(mine.text, question)
        or (each.item is mine.item and _beyond(each, question, about) > _beyond(mine, question, about))
        for each in others
    )
    if not more:
        return _with_others_of_it(found, items, question, shape)
    return [
        each
        for each in found
        if _own(each.sentence.text, question, shape) or _tells_figures_alone(each.sentence.text)
    ]


def counted_word(items: Sequence[Item], question: Question) -> str:
    """A word of the question that is itself the unit of a figure: ライセンス of 1ライセンス; "" for none."""
    words = (word.text for word in words_of(question) if pattern("[ァ-ヺー]{3,}").fullmatch(word.text))
    shapes = ((word, rf"{_NUMBER}{word}(?![ァ-ヺー])") for word in words)
    texts = [each.text for item in items for each in sentences(item)]
    return next((word for word, shape in shapes if any(pattern(shape).search(text) for text in texts)), "")


def around(text: str, question: Question, unit: str) -> str:
    """The figure of a text to be seen where that is cut: behind a word of the question, else the first."""
    matches = list(pattern(f"{_NUMBER}{_SAME_UNITS.get(unit, unit) if unit else _UNIT}").finditer(text))
    end = min(_ends(text, question), default=0)
    behind = next((match[0] for match in matches if match.start() >= end), "")
    return behind or (matches[0][0] if matches else "")


def _right_behind_last(
    items: Sequence[Item], question: Question, shape: str, first: tuple[Field, ...], about: About
) -> list[Quotation]:
    """The sentence in which the figure stands right behind the last word of the question: 受信機 1基."""
    last = words_of(question)[-1:]
    asked = question.but(topics=(Topic(last),))
    found: dict[bool, list[Quotation]] = {True: [], False: []}  # whether nothing stands between them
    for sentence in (each for item in items for each in sentences(item, first)):
        matches = list(pattern(shape).finditer(sentence.text))
        ends = _ends(sentence.text, asked)
        value = _right_behind(sentence.text, ends[0], matches, question) if ends else ""
        value = value if _covered(sentence, question, about) else ""
        if value and not _is_a_change(sentence.text, value):
            between = sentence.text[ends[0] : sentence.text.find(value, ends[0])]
            found[not between.strip(" :：")].append(Quotation(sentence, value))
    best = found[True] or found[False]
    return best if len({each.value for each in best}) == 1 else []


def _is_a_change(text: str, value: str) -> bool:
    """Whether behind a figure stands what makes it a change or a rate, or another figure: 8件増の41件."""
    behind = text[text.find(value) + len(value) :]
    return any(pattern(shape).search(behind) for shape in (_NO_VALUE, rf"^\s?{_NUMBER}"))


def labelled(sentence: Sentence, question: Question) -> str:
    """The figure of a sentence behind a label that the question names; "" for none or several."""
    matches = list(pattern(f"{_NUMBER}{_UNIT}").finditer(sentence.text))
    return _labelled(sentence.text, matches, compact(question.text))


def _with_others_of_it(
    found: list[Quotation], items: Sequence[Item], question: Question, shape: str
) -> list[Quotation]:
    """The quotation of one sentence, without its value where another one is as much of what is asked.

    Two trainings, and behind the number of the second a word of the question: RPA研修は何人.
    """
    if len(found) != 1 or not found[0].value:
        return found
    (text, value), words = (found[0].sentence.text, found[0].value), words_of(question)
    before = compact(text[: text.find(value)])
    named = [word for word in words if any(form in before for form in word.forms)]
    if not named or len(named) == len(words):
        return found
    others = [
        each
        for item in items
        for each in sentences(item, (Field.EVIDENCE, Field.RESULT))
        if each.text != text
        and pattern(shape).search(each.text)
        and all(any(form in compact(each.text) for form in word.forms) for word in named)
    ]
    same = others and others[0].item == found[0].sentence.item
    return [Quotation(each, "") for each in (*others[:1], found[0].sentence)] if same else found


def figures_beside(sentence: Sentence, question: Question) -> str:
    """What the same item writes in figures, where a sentence has none: of another unit than was asked for."""
    shape = f"{_NUMBER}{_UNIT}"
    if pattern(shape).search(sentence.text):
        return ""
    found = holding((sentence.item,), question, shape, (Field.EVIDENCE,))
    return found[0].text if found and found[0].field is Field.EVIDENCE else ""


def _tells_figures_alone(text: str) -> bool:
    """Whether a sentence names nothing beside its dates and figures: 各回15人、延べ60人参加."""
    rest = pattern(f"{DATE}日?|{_NUMBER}{_UNIT}|{_OF_FIGURES}").sub("", text)
    return pattern("[一-鿿ァ-ヺa-zA-Z]{2}").search(rest) is None


def held(text: str, question: Question) -> int:
    """How many words of the question stand in a text."""
    closed = compact(text)
    return sum(any(map(closed.__contains__, word.forms)) for word in words_of(question))


def speaks_of(text: str, question: Question) -> bool:
    """Whether a word of the question stands in a text."""
    return held(text, question) > 0


def first_with(item: Item, unit: str) -> Sentence | None:
    """The first sentence of an item with a figure of this unit."""
    shape = f"{_NUMBER}{_SAME_UNITS.get(unit, unit)}{NO_MORE}"
    return next((each for each in sentences(item) if pattern(shape).search(each.text)), None)


def naming(item: Item, question: Question, about: About) -> Sentence | None:
    """The sentence with most of the words that do not say what its item is about anyway; None for none.

    Of two with as many the one that has the last word: 研修の講師は誰 asks after the 講師.
    """
    last = words_of(question)[-1:]
    best, most = None, (0, False)
    for each in sentences(item, (Field.RESULT, Field.EVIDENCE)):
        closed, number = compact(each.text), _beyond(each, question, about)
        held = number, any(form in closed for word in last for form in word.forms)
        if number and held > most:
            best, most = each, held
    return best


def detail(item: Item, question: Question, about: About, *, named: bool) -> Sentence | None:
    """The first sentence with every word of the question that says more than what its item is about.

    None where there is none. `named`: whether the item is named otherwise; else a word of the question is.
    """
    whole, words = compact(about(item)), words_of(question)
    more = [word for word in words if not any(form in whole for form in word.forms)]
    if not more or not (named or len(more) < len(words)):
        return None
    asked = question.but(topics=(Topic(tuple(more)),))
    written = (each for each in sentences(item, (Field.EVIDENCE, Field.RESULT)))
    return next((each for each in written if held(each.text, asked) == len(more)), None)


def contents(item: Item, question: Question, about: About) -> Sentence | None:
    """What is written of what a question names: the sentence that says most of it beyond its item's title.

    Where the title says all of it, the one with its words, else the first of the result. None where neither
    names it.
    """
    if found := naming(item, question, about):
        return found
    whole, written = compact(about(item)), (Field.RESULT, Field.EVIDENCE)
    if not all(any(form in whole for form in word.forms) for word in words_of(question)):
        return None
    said = (each for each in holding((item,), question, first=written) if each.field in written)
    return next(said, None) or next(
        (each for each in sentences(item, written) if each.field is Field.RESULT), None
    )


def _beyond(sentence: Sentence, question: Question, about: About) -> int:
    """How many words of the question stand in a sentence that do not say what its item is about anyway."""
    closed, whole = compact(sentence.text), compact(about(sentence.item))
    return sum(
        any(form in closed for form in word.forms) and not any(form in whole for form in word.forms)
        for word in words_of(question)
    )


def first_figure(item: Item, unit: str) -> str:
    """The first figure with this unit that an item holds, "" for none."""
    for sentence in sentences(item):
        if match := pattern(f"{_NUMBER}{_SAME_UNITS.get(unit, unit)}").search(sentence.text):
            return match[0]
    return ""


def figure_in(item: Item, field: str, unit: str, most: int) -> tuple[str, str]:
    """What a field ("": any) says first with a figure of this unit ("": any); the figure if it is one."""
    shape = f"{_NUMBER}{_SAME_UNITS.get(unit, unit) if unit else _UNIT}{NO_MORE}"
    for sentence in sentences(item, (Field(field),) if field else ()):
        matches = pattern(shape).findall(sentence.text) if field in ("", sentence.field.value) else []
        if matches:
            return clipped(sentence.text, matches[0], most), matches[0] if len(matches) == 1 else ""
    return "", ""


def day(items: Sequence[Item], question: Question, about: About) -> list[Quotation]:
    """The sentences with a date that hold most words of the question."""
    return _values(items, question, DATE, (Field.RESULT, Field.EVIDENCE), about)


def reason(item: Item, question: Question) -> Sentence | None:
    """The sentence that says why, else the first one of the result."""
    written = (Field.RESULT, Field.EVIDENCE)
    found = [each for each in holding((item,), question, REASON, written) if each.field in written]
    about = [each for each in holding((item,), question, "", written) if each.field in written]
    if about and (not found or held(about[0].text, question) > held(found[0].text, question)):
        found = about  # what is written of the very thing: …については、…を鑑み再検証
    if not found:
        found = [each for each in sentences(item, written) if pattern(REASON).search(each.text)]
    return next(iter(found or sentences(item, written)), None)


def _values(
    items: Sequence[Item], question: Question, shape: str, first: tuple[Field, ...], about: About
) -> list[Quotation]:
    found = holding(items, question, shape, first)
    figures = {match[0] for each in found for match in _no_changes(each.text, shape)}
    said = {(each.item.key, each.text) for each in found}
    alone = len(said) == 1 or (len(figures) == 1 and len({key for key, _ in said}) == 1)
    values = (
        _value(each, question, shape, alone=alone) if _covered(each, question, about) else ""
        for each in found
    )
    return [
        Quotation(each, value if shape == DATE or pattern(_COUNTER).fullmatch(value) else "")
        for each, value in zip(found, values, strict=True)
    ]


def _no_changes(text: str, shape: str) -> list[re.Match[str]]:
    """The figures of a text without those that tell by how much another one rose, if it has others."""
    matches = list(pattern(shape).finditer(text))
    return [match for match in matches if match[0][0] not in _SIGNS] or matches


def _covered(sentence: Sentence, question: Question, about: About) -> bool:
    """Whether every word of the question stands in the sentence, or in what its item is about."""
    item = sentence.item
    there = compact(f"{sentence.text} {about(item)} {item.result}")
    return all(any(form in there for form in word.forms) for word in words_of(question))


def _value(sentence: Sentence, question: Question, shape: str, *, alone: bool) -> str:
    """The one figure or date of a sentence that can be meant, "" where it could be another."""
    text = sentence.text
    if own := _own(text, question, shape):
        return own
    matches = _no_changes(text, shape)
    if any(pattern(_NO_VALUE).search(text[match.end() :]) for match in matches):
        matches = []
    ends = _ends(text, question)
    if len({match[0] for match in matches}) == 1 and (alone or ends):
        another = _is_of_another(text, matches[0], ends) or _counts_another(text, matches[0], question)
        another = another or _stands_behind(text, matches[0], question)
        return "" if another else matches[0][0]
    behind = [_right_behind(text, end, matches, question) for end in ends]
    last = behind[ends.index(max(ends))] if ends else ""
    other = any(each.endswith(last.lstrip("0123456789,.")) and each != last for each in behind)
    if any(pattern(rf"^\s?{_NUMBER}").search(text[match.end() :]) for match in matches if match[0] == last):
        return ""  # 5回 50人: which of them?
    return "" if not last or other else last  # of two words with a figure each, none is the one


def named_otherwise(found: Sequence[Quotation], question: Question, named: str, about: About) -> bool:
    """Whether a figure with a name of its own, 利用率 or ライセンス数, is that of none of the sentences."""
    own = pattern(_OWN_NAME).fullmatch(compact(named))
    if own is None:
        return False
    if not any(_covered(each.sentence, question, about) for each in found):
        return True
    texts = [compact(each.sentence.text) for each in found]
    rates = [rate for text in texts for rate in pattern("[一-鿿ァ-ヺー]{2,}率").findall(text)]
    if named.endswith("率") and rates:  # コンビニ交付利用率 is no 交付率 of the card
        return not any(
            rate.endswith(own[0]) or own[0].endswith(rate) or rate.startswith(own[1]) for rate in rates
        )
    forms = {form for word in words_of(question) if compact(word.text) in own[1] for form in word.forms}
    return not any(form in text for text in texts for form in (own[1], *forms))


def _is_of_another(text: str, only: re.Match[str], ends: Sequence[int]) -> bool:
    """Whether the words have a figure of another unit right behind them: of 防音ブース1箇所, not AP5台."""
    own = False
    for end in ends:
        for match in pattern(f"{_NUMBER}{_UNIT}").finditer(text, end):
            if len(text[end : match.start()]) > NEAR or match.start() == only.start():
                return False
            own = own or not pattern(DATE).match(text, match.start())
            end = match.end()  # a figure and the next one, 5回 50人, are of the same
            if text[end : only.start()].strip():
                break
    return own


def _stands_behind(text: str, only: re.Match[str], question: Question) -> bool:
    """Whether all words of the question in a sentence stand far behind its figure: 27人 … アカウント."""
    before, behind = compact(text[: only.end()]), text.casefold()[only.end() + BEHIND :]
    forms = [form for word in words_of(question) for form in word.forms]
    return any(form in behind for form in forms) and not any(form in before for form in forms)


def _counts_another(text: str, only: re.Match[str], question: Question) -> bool:
    """Whether a figure counts a thing that follows it and is none of the question: 5基の発信器."""
    counted = pattern("^の([一-鿿ァ-ヺーa-zA-Z]{2,})").search(text[only.end() :])
    if counted is None or pattern(rf"^(?:{_OF_FIGURES})").search(counted[1]):
        return False
    thing = compact(counted[1])
    forms = {form for topic in question.topics for word in topic.words for form in word.forms}
    return not any(form in thing or thing in form for form in forms)


def _own(text: str, question: Question, shape: str) -> str:
    """The figure of which the text itself says that it is the one asked for; "" for none.

    Its label is in the question (寄附件数：20,469件), it is written with 延べ and that was asked for, or a
    word of the question follows right behind it (60人参加).
    """
    matches = list(pattern(shape).finditer(text))
    asked = compact(question.text)
    for said in (
        asked,
        pattern("の(?=[一-鿿]+[数率額])").sub("", asked),  # 寄附の件数
        pattern("(?:[はがもを]|って)?何([件人台回校本枚])").sub(r"\1数", asked),
    ):  # 寄附は何件: 寄附件数
        if labelled := _labelled(text, matches, said):
            return labelled
    values = [match for match in matches if not pattern(_NO_VALUE).search(text[match.end() :])]
    if pattern(_ALTOGETHER).search(question.text.casefold()):
        whole = {match[0] for match in values if match[0].startswith("延べ")}
        if len(whole) == 1:
            return whole.pop()
    low, forms = text.casefold(), [form for word in words_of(question) for form in word.forms]
    followed = {match[0] for match in values if any(low.startswith(form, match.end()) for form in forms)}
    return followed.pop() if len(followed) == 1 else ""


def _right_behind(text: str, end: int, matches: Sequence[re.Match[str]], question: Question) -> str:
    """The figure right behind a word that ends there; "" where it may be of another word."""
    following = next((match for match in matches if match.start() >= end), None)
    if following is None:
        return ""
    if pattern("^[増減]の").search(text[following.end() :]):  # 8件増の41件: how many there are now
        now = [match for match in matches if match.start() == following.end() + len("増の")]
        return now[0][0] if now and len(text[end : following.start()].strip()) == 0 else ""
    between = text[end : following.start()]
    for name in question.filter.departments:
        between = between.replace(name, "")
    label = pattern(LABEL).search(between)
    if label and label.start() and not _is_asked(label[1], question):
        return ""  # 投稿数】 市政情報：34件, where another kind of post is asked for
    # Another figure, another sentence, another department's name: the word may not be its own.
    return following[0] if len(between) <= NEAR and not pattern(r"[\d、。課室局]").search(between) else ""


def _is_asked(label: str, question: Question) -> bool:
    """Whether a word of the question stands in a label."""
    closed = compact(label)
    return any(form in closed for word in words_of(question) for form in word.forms)


def _labelled(text: str, matches: Sequence[re.Match[str]], asked: str) -> str:
    """The figure behind the label that the question names: 寄附件数：20,469件; "" for none or several."""
    found: dict[int, set[str]] = {}
    for match in matches:
        label = pattern(_LABELLED).search(compact(text[max(0, match.start() - LONGEST) : match.start()]))
        if label is None or pattern(_NO_VALUE).search(text[match.end() :]):
            continue
        name = label[1]
        said = next((len(name) - at for at in range(len(name) - 2) if name[at:] in asked), 0)
        found.setdefault(said, set()).add(match[0])
    best = max(found, default=0)
    return found[best].pop() if best and len(found[best]) == 1 else ""


def _ends(text: str, question: Question) -> list[int]:
    """Where the words of the question end that stand in the text."""
    low = text.casefold()
    found = (
        next((low.find(form) + len(form) for form in word.forms if form in low), None)
        for word in words_of(question)
    )
    return [end for end in found if end is not None]


def clipped(text: str, value: str = "", most: int = LONGEST) -> str:
    """A sentence of about so many signs, with `value` in it, or else with its end, where the verb stands.

    What is cut off leaves "…".
    """
    text = text.strip(_BULLET)
    if len(text) <= most + _NEARLY:
        return text
    if not value:
        return "…" + text[_last_phrases(text, most) :]
    found = text.find(value)
    about = max(0, min(found - most // 2, len(text) - most))
    start = _begun(text, about, found)
    end = min(max(start, about) + most, len(text))  # the verb stands last
    cut_word = pattern(_CUT_WORD).search(text[start:end]) if _goes_on(text, end) else None
    if cut_word and start + cut_word.start() > found + len(value):
        end = start + cut_word.start()
    pause = text.rfind("、", start + most * 2 // 3, end)
    if end < len(text) and pause >= found + len(value):
        end = pause + 1
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def clipped_for(text: str, question: Question, most: int = LONGEST) -> str:
    """The same with the first word of the question that it has: what was asked for may stand beside it."""
    tail, first = clipped(text, most=most), min(_ends(text, question), default=0)
    if not first or len(text) - first < len(tail) - BEHIND:
        return tail
    return clipped(text, text[max(first - BEHIND, 0) : first], most)


def _last_phrases(text: str, most: int) -> int:
    """Where the last phrases begin that have so many signs together; within one where that is too long."""
    about = len(text) - most
    begins = (match.end() for match in pattern(_PHRASES_END).finditer(text, about - _NEARLY))
    if (begin := next(begins, len(text))) < about + most // 2:
        return begin
    word = pattern(_WORD_BEGINS).search(text, about)
    return word.end() if word and word.end() - about <= _NEARLY else about


def _begun(text: str, about: int, found: int) -> int:
    """Where a cut sentence with something at `found` begins: `about` there, where a part of it does."""
    if about <= _NEARLY:
        return 0
    for ends in (_PART_ENDS, _PHRASE_ENDS):
        for match in pattern(ends).finditer(text, about - _NEARLY):
            if match.end() <= found:
                return match.end()
    return about


def _goes_on(text: str, end: int) -> bool:
    """Whether a number or an English word goes on behind a cut."""
    return bool(pattern(r"[0-9A-Za-z,.]").match(text[end : end + 1]))
