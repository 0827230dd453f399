"""Text + vocabulary + conversation → Question: respell, scan, find the topics, then put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.conversation import Context
from bot.question import Ask, Field, Question, Topic, TopicWord, Turn
from bot.understanding.conditions import Conditions, conditions_of, weak_departments
from bot.understanding.divisions import by_section
from bot.understanding.follow_up import hang_on
from bot.understanding.kinds import form_of, group_of, kind_of, language, settled
from bot.understanding.noise import THINGS, common_english
from bot.understanding.normal_form import normal
from bot.understanding.scan import ABSENT, Scan, hints_in, scan, word_at
from bot.understanding.scripts import pattern
from bot.understanding.spans import Dated, Respelled
from bot.understanding.spelling import Speller
from bot.understanding.spoken import spoken
from bot.understanding.stretches import stretches
from bot.understanding.superlatives import is_turned, unit_of
from bot.understanding.topics import is_common, modifying, names_something, topics_of
from bot.understanding.vocabulary import SUFFIXES, Vocabulary
from bot.understanding.years import across, moved
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING, replace
from katou_index.words import fold, in_dictionary, tokens

if TYPE_CHECKING:
    from typing import Protocol

    class Reader(Protocol):
        """What understanding needs beside the names: how to respell, and what stands in the plan."""

        @property
        def speller(self) -> Speller:
            """How to respell."""

        def knows(self, word: TopicWord) -> bool:
            """Whether the word, or what is called the same, occurs anywhere."""


# 見送った事業ってどれ: beside these alone, a verb is the topic
PAUSES = ("", "、", "。", ",")
A_WORD = "[一-鿿ァ-ヺa-z]{2,}"
SEARCHING = (Ask.LIST, Ask.MENTION, "which", "measures", "items")
SEVERAL = "policy"  # what a ranking is of where several are named: ①②③のうち一番低いのは


def _switching(found: Scan, topics: Sequence[Topic], context: Context) -> Scan:
    """「×に変更して」 after a list changes what is asked, not the data; after one measure, the data."""
    if context.kind == "measure" or sum(span.sign == "M" for _, span in found.signs) > 1:
        return found
    words = any(not word.weak for topic in topics for word in topic.words)
    told = words or any(span.sign in "NTDQ" for _, span in found.signs)
    told = told or found.hints("all_of_them")  # 両方とも○に変更して: the data
    changed = [cue for cue in found.cues if cue.meaning is Ask.WRITE and "changing" in hints_in(cue.text)]
    if told or not changed or not any(span.sign in "MP" for _, span in found.signs):
        return found
    cues = tuple(cue._replace(meaning=Turn.SWITCH) if cue in changed else cue for cue in found.cues)
    return found.but(cues=cues)


def _meant(found: Scan) -> Sequence[tuple[int, str]]:
    """The segments without what is said not to be meant: RPAじゃなくてドローンのほう."""
    kept = list(found.segments)
    for cue in found.cues:
        said_not = cue.meaning is Turn.SWITCH and "なく" in cue.text
        if not said_not or found.line[cue.start - 1 : cue.start] in PAUSES:
            continue
        if any(place >= cue.end and pattern(A_WORD).search(text) for place, text in kept):
            begin = max(found.line.rfind(sign, 0, cue.start) for sign in PAUSES[1:]) + 1
            kept = [
                (place, text if place >= cue.end or place + len(text) <= begin else text.rpartition("、")[0])
                for place, text in kept
                if place >= cue.end or place < begin
            ]
    return kept


def understand(
    text: str, vocabulary: Vocabulary, reader: Reader, context: Context | None, today: date
) -> Question:
    """One question as understood, follow-ups already resolved against the conversation."""
    if vocabulary.divided and (sections := by_section(text)) != text:
        question = understand(sections, vocabulary, reader, context, today)
        if question.group_by == "department" or (question.ask is Ask.RANK and not question.group_by):
            return question.but(text=text, group_by="division")
    respelled = reader.speller.respell(normal(text, vocabulary))
    found = scan(respelled.text, vocabulary, today)
    topics = topics_of(_meant(found), vocabulary, _named(found))
    if mended := _mend(respelled.text, topics, reader):
        respelled = mended.but(changes=(*respelled.changes, *mended.changes))
        found = scan(respelled.text, vocabulary, today)
        topics = topics_of(_meant(found), vocabulary, _named(found))
    if context is not None:
        found = _switching(found, topics, context)
    topics = _required(_unless_done(topics, respelled.text, reader), found, reader, alone=context is None)
    question = _put_together(text, found, topics, vocabulary, reader, today)
    lang = question.lang or (context.question.lang if context else "ja")
    question = replace(question, lang=lang, respelled=respelled.changes)
    question = across(hang_on(settled(question, found), found, context), found, vocabulary, context)
    return moved(question, found, vocabulary)


def _named(found: Scan) -> tuple[int, ...]:
    """The places of the conditions in the line."""
    return tuple(place for place, span in found.signs if span.sign in "MDPNYO")


def _put_together(
    text: str, found: Scan, topics: tuple[Topic, ...], vocabulary: Vocabulary, reader: Reader, today: date
) -> Question:
    conditions = conditions_of(found, vocabulary)
    ask = kind_of(found, topics, today)
    written: tuple[str, ...] = ()
    if ask is Ask.MENTION:
        conditions, topics, written = _looked_for(found, topics, conditions, vocabulary, reader)
    dates = [value for value in found.values("W") if isinstance(value, Dated)]
    return Question(
        text=text,
        lang=language(text, found, topics, vocabulary.plan_text),
        ask=ask,
        wants=tuple(_wanted(found)),
        filter=conditions.filter,
        topics=topics,
        group_by=group_of(found)
        or (SEVERAL if ask is Ask.RANK and len(conditions.filter.policies) > 1 else ""),
        count_by="measure" if found.has("measures") and not found.has("items") else "",
        least=found.has("least")
        or is_turned(found, conditions.filter.ratings, [mark.mark for mark in vocabulary.tables.scale.marks]),
        unit=unit_of(found),
        planned_nothing=ask is Ask.UNRATED and "dash" in hints_in(found.text),
        as_share=found.has(Ask.SHARE),
        city=found.has("city"),
        months=() if written else tuple(form for dated in dates for form in _written(dated, vocabulary)),
        dated=()
        if written
        else tuple(dated.year for dated in dates if dated.year and dated.year not in vocabulary.years),
        figures=tuple(
            str(span.value) for place, span in found.signs if span.sign == "F" and not _in_cue(place, found)
        ),
        phrases=(*(str(value) for value in found.values("Q")), *written),
        places=tuple(place for value in found.values("O") if isinstance(value, tuple) for place in value),
        jointly=found.has("jointly") and len(conditions.filter.departments) > 1,
        doubted=found.has("doubt"),
        unmentioned=_is_left_out(found) or conditions.without_topic,
        excluded=conditions.excluded,
        unknown_departments=conditions.unknown,
        weak_departments=weak_departments(topics, found, vocabulary),
        absent=next((name.partition(":")[2] for name in found.those(ABSENT)), ""),
        absent_words=tuple(cue.text for cue in found.cues if cue.meaning in ABSENT),
        said=_said(found, conditions),
        form=form_of(found, ask, topics),
        explain=_explain(found, topics),
    )


def _looked_for(
    found: Scan, topics: tuple[Topic, ...], conditions: Conditions, vocabulary: Vocabulary, reader: Reader
) -> tuple[Conditions, tuple[Topic, ...], tuple[str, ...]]:
    """Of a question where something is written: years that are looked for as they are written, too.

    What is left of its conditions and its topics, and how the years are written: 令和3年度と書いてある項目.
    """
    known = [topic for topic in topics if any(not word.weak and reader.knows(word) for word in topic.words)]
    named = any(names_something(word) for topic in known for word in topic.words if not word.weak)
    spans = _years_as_written(found, vocabulary, alone=not known, named=named)
    if not spans:
        return conditions, topics, ()
    asked = tuple(year for year in conditions.filter.years if year not in spans)
    conditions = replace(conditions, filter=replace(conditions.filter, years=asked))
    return conditions, topics if known else (), tuple(map(fold, spans.values()))


# What nothing else took of 何セット, 何教室: a unit.
SOME_UNIT = "(?:何|なん)(?![番位年月日時曜課項事度回])(?:[ァ-ヺー]{2,8}(?![ァ-ヺー])|[一-鿿]{1,3}(?![一-鿿]))"


def _wanted(found: Scan) -> Iterator[Field]:
    """The fields that are asked for; a number of whatever unit is a figure."""
    fields = [cue.meaning for cue in found.cues if isinstance(cue.meaning, Field)]
    yield from fields
    if Field.WHEN not in fields and found.hints("day"):
        yield Field.WHEN  # 研修日は
    asked = (text for _, text in found.segments if "何" in text or "なん" in text)
    if Field.FIGURE not in fields and any(pattern(SOME_UNIT).search(text) for text in asked):
        yield Field.FIGURE


# Behind what ends a clause before the one that asks: そこには書いてないけど、〈話題〉は？
GOES_ON = r"^(?:んだ|のです|んです)?(?:けど|けれど|けれども|のに|ので|から|が|し)?[。、!?\s]+(?=.*\w{2})"


def _is_left_out(found: Scan) -> bool:
    """Whether what is not mentioned limits what is asked for, and ends no clause before that."""
    ends = (cue.end for cue in found.cues if cue.meaning == "unmentioned")
    return any(not pattern(GOES_ON).search(found.line[end:]) for end in ends)


def _years_as_written(found: Scan, vocabulary: Vocabulary, *, alone: bool, named: bool) -> dict[object, str]:
    """「令和5年と書いてある事業」: a year to be looked for in the texts → how it is written there.

    That is one that is not loaded; of loaded ones that beside the expression, where it is looked for `alone`:
    with nothing that the plan knows. Where something is `named`, that is looked for in the year that is said.
    """
    if found.values("Q"):
        return {}
    years = [(place, span) for place, span in found.signs if span.sign == "Y"]
    cues = [cue.start for cue in found.cues if cue.meaning is Ask.MENTION]
    choosing = alone and cues and years and len(vocabulary.years) > 1
    beside = min(years, key=lambda each: abs(each[0] - cues[0]))[1] if choosing else None
    texts: dict[object, str] = {}
    for _, span in found.signs:
        if span.sign == "Y" and isinstance(span.value, FiscalYear):
            if not named and (span.value not in vocabulary.years or span is beside):
                typed = "年" in span.text and pattern(r"[\d元]").search(span.text)
                texts[span.value] = span.text if typed else span.value.japanese
        elif span.sign == "W" and isinstance(span.value, Dated) and span.value.year and "年" in span.text:
            texts[span.value] = span.text
    return texts


def _written(dated: Dated, vocabulary: Vocabulary) -> tuple[str, ...]:
    """How a date may be written; one of a year that is not loaded only with its year."""
    other = dated.year is not None and dated.year not in vocabulary.years
    return tuple(form for form in dated.forms if "年" in form) if other else dated.forms


def _mend(text: str, topics: Sequence[Topic], reader: Reader) -> Respelled | None:
    """The text with words that occur nowhere as the nearest ones that do; None where there is none."""
    changes = []
    for word in (word for topic in topics for word in topic.words):
        if word.weak or reader.knows(word):
            continue
        if (
            word.text.endswith(SUFFIXES)
            and reader.speller.near(word.text) not in reader.speller.tables.department_names
        ):
            continue  # a department that does not exist is no slip of a title
        runs = (run for run in re.findall("[ァ-ヺー]{4,}", word.text) if run != word.text)
        for part in (word.text, *(part.text for part in word.parts), *runs):
            near = reader.speller.near(part)
            mended = word.text.replace(part, near) if near else word.text
            sure = (
                part == word.text
                or (len(part) > 3 and part[0] >= "ァ" and not in_dictionary(part))
                or reader.knows(TopicWord(mended, (mended,)))
            )
            if near and mended != word.text and sure:
                text = text.replace(word.text, mended)
                changes.append((word.text, mended))
                break
    return Respelled(text, tuple(changes)) if changes else None


# What somebody does is a verb, whatever else its letters mean: can I book, how to register, book me a …
DOES = (
    r"\b(?:i|you|we|they|(?:how|want|need|like|able|going) to|please) ([a-z]+)\b"
    r"|\b([a-z]+) (?:me|us|my|your|it)\b"
)
WORKS = r"\b(?:department|section|office|division) ([a-z]+)\b"  # which department runs …


def _unless_done(topics: Sequence[Topic], text: str, reader: Reader) -> tuple[Topic, ...]:
    """The topics in which an English verb that the plan has as a noun is no thing beside unknown ones."""
    words = [word for topic in topics for word in topic.words]
    strange = {word for word in words if not word.weak and not reader.knows(word)}
    if not strange or not any(word.english for word in words):
        return tuple(topics)
    done, works = (
        {verb for match in pattern(shape).finditer(text) for verb in match.groups() if verb}
        for shape in (DOES, WORKS)
    )

    def loose(word: TopicWord) -> TopicWord:
        verb = word.english and word.text in common_english()
        said = word.text in (works if word in strange else done)
        return word._replace(weak=True) if verb and said else word

    return tuple(topic._replace(words=tuple(map(loose, topic.words))) for topic in topics)


def _required(topics: tuple[Topic, ...], found: Scan, reader: Reader, alone: bool) -> tuple[Topic, ...]:
    """The topics without what is only filling: verbs, common words beside names.

    "Plain circle", "everything under quality of life": where ratings, departments or policies are named, a
    common English word that the plan does not know is no topic; neither is a word in hiragana.
    """
    named = bool(_named(found))
    said = tuple(_limiting(topic, found.text, named) for topic in topics)
    limits = () if said != topics else tuple(_left_of_a_limit(found))
    if limits:
        return (*topics, *limits)
    topics = said
    follows = not alone and any(isinstance(cue.meaning, Field) for cue in found.cues)
    if named or found.cues:
        text = found.text
        kept = (
            topic._replace(words=_without_filling(topic, text, named, reader, follows)) for topic in topics
        )
        topics = tuple(topic for topic in kept if topic.words)
    if any(not word.weak for topic in topics for word in topic.words):
        return topics
    if any(cue.meaning not in SEARCHING for cue in found.cues) or any(
        span.sign != "T" for _, span in found.signs
    ):
        return ()
    if not alone:
        return topics  # verbs alone hang on what was shown: 何を買った？
    return tuple(Topic(tuple(word._replace(weak=False) for word in topic.words)) for topic in topics)


# What is not so of the things asked for limits them: 終わっていない事業; read or not, it is never left out.
NOT_SO = (
    r"{}{}(?:て|で)?い?(?:ない|なかった|ていません|へん|とらん|てへん)"
    rf"(?!よう)(?=[^、。はがを]{{{{0,12}}}}(?:{THINGS}|[^全各]課))"
)
DONE_WITH = "[がをはも]?(?:し|でき|され)"


OF_THINGS = "(?:の|ん)(?:は|って|が|を|だけ|のみ)"  # ×がないのは, ×がないのだけ
NOT = rf"(?:でき|[^をがはのにで、\s])*?(?P<not>い?(?:ない|なかった))(?P<end>$|{OF_THINGS})"


def _left_of_a_limit(found: Scan) -> Iterator[Topic]:
    """What an expression left of such a limit: いない of 進んでいない事業, where 進んで is how it went."""
    for place, text in found.segments:
        limit = pattern(NOT).search(text)
        after = (cue.meaning for cue in found.cues if cue.start == place + len(text))
        if limit is None or not (limit["end"] or next(after, "") in ("measures", "items")):
            continue
        at = place + limit.start()
        before = (cue.text for cue in found.cues if cue.end == at and isinstance(cue.meaning, Field))
        said = limit[0].removesuffix(limit["end"])
        verb = said if len(said) > len(limit["not"]) else next(before, "") + said
        if len(verb) > len(limit["not"]):
            yield Topic((TopicWord(verb, (verb,)),))


def _limiting(topic: Topic, text: str, named: bool) -> Topic:
    """A topic in which what limits the things asked for with a negation is what must be found.

    動画を配信していない事業: what is written of 動画 is shown, where nothing else is `named`.
    """
    if "ない" not in text and "なかった" not in text and "へん" not in text and "とらん" not in text:
        return topic

    def whole(word: TopicWord) -> TopicWord:
        verb = word.weak and pattern("[一-鿿]").search(word.text) is not None
        if word.english or not (verb or (named and not word.weak)):
            return word
        shape = NOT_SO.format(re.escape(word.text), "" if word.weak else DONE_WITH)
        said = re.search(shape, text)
        return TopicWord(said[0], (said[0],)) if said else word

    return topic._replace(words=tuple(map(whole, topic.words)))


def _without_filling(
    topic: Topic, text: str, named: bool, reader: Reader, follows: bool
) -> tuple[TopicWord, ...]:
    return tuple(word for word in topic.words if not _filling(word, text, named, reader, follows))


def _filling(word: TopicWord, text: str, named: bool, reader: Reader, follows: bool) -> bool:
    if follows and is_common(word):
        return True  # after an answer, 「当初の予定は？」 asks for a field
    if word.weak or reader.knows(word):
        return False
    if named and (word.text in common_english() or is_common(word)):
        said_of = re.search(ABOUT.format(re.escape(word.text)), text) or word.text in modifying(text)
        return not (word.english and said_of)
    return bool(re.fullmatch("[ぁ-ゖー]+", word.text)) and not _named_in_kana(word.text, text)


# What measures are said to be about is asked for, however common the word: measures about parks
ABOUT = r"\b(?:about|regarding|concerning|related to) (?:(?:the|an?|our) )?(?:[a-z]+ )?{}\b"
# Where a noun in hiragana stands by itself: いちごの評価は, not 三角どまりの.
BY_ITSELF = r"(?:^|[\s、。のはがをにでとや「]){}(?=[のはがをにでともや」?!\s、。]|って|から|$)"


def _named_in_kana(word: str, text: str) -> bool:
    """Whether a word in hiragana is a noun that may be asked about: いちご, no word of questions."""
    if word in spoken().kana or word in spoken().sounds or word not in text:
        return False
    found = tokens(word)
    noun = len(found) == 1 and found[0].pos == "名詞" and not pattern("[ぁ-ゖー]+").fullmatch(found[0].lemma)
    return noun and re.search(BY_ITSELF.format(word), text) is not None


def _in_cue(place: int, found: Scan) -> bool:
    return any(cue.start <= place < cue.end for cue in found.cues)


def _said(found: Scan, conditions: Conditions) -> tuple[str, ...]:
    """Readings worth telling: keys of composing.frame."""
    said = ["below"] if conditions.excluded else []
    said += [
        f"means:{span.text}"
        for _, span in found.signs
        if span.sign == "M" and span.text and span.text != fold(str(span.value))
    ]
    said += ["calendar_year" for _, span in found.signs if span.sign == "Y" and span.text.endswith("年")]
    said += [f"department:{name}" for name in conditions.partly]
    said += ["without_one"] if conditions.without_one else []
    return tuple(dict.fromkeys(said))


def _explain(found: Scan, topics: Sequence[Topic]) -> tuple[str, ...]:
    return (
        f"line     {found.line}",
        *(
            f"sign     {span.sign} {span.value!s} ← {span.text or found.text[span.start : span.end]}"
            for _, span in found.signs
        ),
        *(f"cue      {cue.meaning!s} ← {cue.text}" for cue in found.cues),
        *(f"topic    {' + '.join(map(_explained, topic.words))}" for topic in topics),
    )


def _explained(word: TopicWord) -> str:
    return f"({word.text})" if word.weak else word.text


def says_only_so(
    text: str, vocabulary: Vocabulary, today: date, words: Sequence[str] = (), state: Ask | None = None
) -> bool:
    """Whether a text asks if something is so, and nothing else: ほんで丸やったんか.

    `words`: what it names stands before the rating; behind it, it may be a reason (三角なのは〈…〉のせい？).
    `state`: it is said to be rated at all (RATED) or not to be (UNRATED), and no rating is named.
    """
    from bot.understanding.pieces import asks_whether, denies  # here: few questions say so of something

    found = scan(normal(text, vocabulary), vocabulary, today)
    place = max((cue.end for cue in found.cues if cue.meaning is state), default=0)
    if state is None:
        place = found.line.rfind("M") + 1
    if not place or (state and found.values("M")):
        return False
    behind = found.line[place:]
    begins = max(found.line.rfind(stop, 0, place) for stop in "。?!\n") + 1
    if asks_what(found.line[begins:]) or behind.rstrip("?").endswith("は"):
        return False  # 何が足りなくて三角になったんだっけ; ×ついてるのは？
    asks = asks_whether(behind)
    said = all(
        isinstance(cue.meaning, Field | Turn)
        or cue.meaning in ("doubt", Ask.RATED, Ask.UNRATED)
        or (cue.end <= place and cue.meaning in ("items", "measures"))
        or (cue.start >= place and asks)
        for cue in found.cues
    )
    named = any(word in behind for word in words if not pattern("[ぁ-ゖ]*").fullmatch(word))
    if not said or named or denies(behind):
        return False
    return found.has("doubt") or found.hints("asked") or asks


def between_ratings(text: str, vocabulary: Vocabulary, today: date) -> tuple[str, ...]:
    """What stands between each two ratings of a text, as a line of signs."""
    return tuple(scan(normal(text, vocabulary), vocabulary, today).line.split("M")[1:-1])


def asks_if_so(text: str, vocabulary: Vocabulary, today: date) -> bool:
    """Whether a text asks if one rating is there, with no word that may turn it round or asks for more.

    For what no template reads whole: unknown words may stand in it, but none that `turning` hints at.
    """
    from bot.understanding.pieces import asks_whether  # here: few questions say so of something

    found = scan(normal(text, vocabulary), vocabulary, today)
    line, place = found.line, found.line.rfind("M") + 1
    if len(found.values("M")) != 1 or "so" not in hints_in(line) or asks_what(line):
        return False
    ends = next(
        (at for at in range(place, len(line)) if line[at:].strip("?。 ") and asks_whether(line[at:])), None
    )
    said = line[:ends]
    return "turning" not in hints_in(said) and not pattern(SAYS_MORE).search(said, place)


# Behind a rating, it is something else that is said: 丸ですか、罰ですか; not ×が付いた.
SAYS_MORE = "(?![付入載混含残扱])[一-鿿ァ-ヺDNPTY]"


def asks_what(text: str) -> bool:
    """Whether a text asks for something else than yes or no: 何が, not 何も or 三角なんですか."""
    found = list(stretches("what", text))
    none = {each.start for each in found if each.kind == "none"}
    return any(each.start not in none and word_at(text, each.start, each.end) for each in found)


OVER_YEARS = ("several", "since", "range", "compares", "moved")  # hints that more than one year is meant


def told_over_years(text: str, vocabulary: Vocabulary, today: date) -> bool:
    """Whether a text speaks of several years, though one alone is loaded: ずっと×のまま."""
    return any(map(scan(normal(text, vocabulary), vocabulary, today).hints, OVER_YEARS))
