"""The fact of an item that answers a question: rating, owner, reason, date, figure, what was planned."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Shown
from bot.composing import asked, quoting
from bot.composing.context import FIELDS, CardWriter, is_lost, short_of, text_of
from bot.composing.places import PLACES, all_of, numbers, place, places
from bot.question import ASKED_ON, Ask, Field, Question
from bot.understanding.counters import (
    asks_contents,
    asks_department,
    asks_end,
    asks_how_often,
    asks_name,
    bound_of,
    figure_named,
    tells_how_often,
    thing_counted,
    unit_asked,
)
from bot.understanding.scripts import pattern
from bot.understanding.states import NEXT, asks_state, asks_what_is_next
from bot.understanding.topics import is_common
from bot.wording.headlines import Headlines
from katou_index.plan import Item, Measure

NAMED = 4  # items that are named one by one
TITLE = 30  # signs of a title in a sentence
QUOTE, BRIEF = 56, 40  # signs of a sentence behind its value, of one of several
SENTENCES = 3  # where several can be meant
LONGEST_TOLD = 200  # signs of the sentences that a headline quotes


def shown(answer: Shown, writer: CardWriter, say: Headlines) -> str:
    """One measure, or one item of it."""
    question, measure = answer.question, answer.measures[0]
    if answer.delta:
        told = [each for each in answer.delta if each.name in question.text] or answer.delta
        by_name = [(each.name, each.change, each.before) for each in told]
        return say.year_before(by_name, place(answer.items[0], writer))
    if most := largest(answer):
        return say.largest(*most, place(answer.items[0], writer))
    if question.figures and not question.wants and (found := figures_place(answer, writer, say)):
        return found
    if found := fact(answer.items, answer, writer, say):
        return found
    if len(answer.items) == 1:
        return say.rating(answer.items[0], place(answer.items[0], writer, owners=True))
    query, whole = answer.query, len(answer.items) == len(measure.items)
    name = titled(measure, writer)
    if query is not None and not whole:  # some of its items: never told as if they were all
        name = asked.phrase((*query.base, *query.conditions), writer) or name
    return all_of(name, answer.items, writer, say)


def figures_place(answer: Shown, writer: CardWriter, say: Headlines) -> str:
    """「498件」は No.8 …の根拠の記載です."""
    for figure in answer.question.figures:
        for item in answer.items:
            for sentence in quoting.sentences(item):
                if figure.replace(",", "") in sentence.text.replace(",", ""):
                    label = writer.say.label(sentence.field.value)
                    quoted = quoting.clipped(sentence.text, figure)
                    where = place(item, writer, owners=True)
                    return say.quoted(quoted, writer.say.join((label, where, writer.say.rating(item))))
    return ""


def fact(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """The field that was asked for, of one item or of a few; "" where only the rating was."""
    question = answer.question
    wants = question.wants
    if not items:
        return ""
    items = writer.worded(items) if writer.vocabulary.is_large else items  # the first ones tell it, if any
    if apart := _told_apart(question, writer):
        alone = len(items) == 1 and not wants
        return (alone and _state(items, question, writer, say)) or _apart(apart, items, answer, writer, say)
    if writer.ask is Ask.MENTION and not wants:
        return _mention(items, answer, writer, say)
    if writer.ask is Ask.SOURCE and len(items) <= NAMED:
        return say.written_at(places(items, writer), items)
    if writer.ask is Ask.DELTA:
        return _figure(items, answer, writer, say)
    if writer.ask is Ask.ABSENT and (found := _absent(items, answer, writer, say)):
        return found
    if (len(items) == 1 or not wants) and asks_what_is_next(question):
        return _hereafter(items, answer, writer, say)
    if not wants:
        return (
            _name(items, question, writer, say)
            or _bounded(items, answer, writer, say)
            or _state(items, question, writer, say)
            or _detail(items, question, writer, say)
            or _contents(items, answer, writer, say)
        )
    if len(items) == 1 and (several := _each_asked(items[0], answer, writer, say)):
        return several
    if Field.OWNER in wants or (Field.FIGURE in wants and asks_department(question)):
        return _owners(items, writer, say)
    if Field.WHY in wants and len(items) == 1:
        return _why(items[0], answer, writer, say)
    if Field.WHEN in wants:
        return _dated(items, answer, writer, say)
    if Field.FIGURE in wants:
        return _figure(items, answer, writer, say)
    named = question.topics and not (question.filter.departments or question.filter.policies)
    if Field.RATING in wants and named and 1 < len(items) <= NAMED:
        return _ratings(items, writer, say)
    if set(wants) == {Field.RESULT} and (found := _contents(items, answer, writer, say)):
        return found
    if len(items) != 1 or Field.RATING in wants:
        return ""
    return _field(items[0], answer, writer, say)


def _each_asked(item: Item, answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """When it began, and which department: every fact that was asked for of one item, in the order asked.

    "" for a single one. A reason tells the rating, too, and what was done stands beside it anyway.
    """
    wants = dict.fromkeys(
        Field.OWNER if each is Field.FIGURE and asks_department(answer.question) else each
        for each in answer.question.wants
    )
    told = {
        Field.RATING: lambda: "" if Field.WHY in wants else say.rating(item, place(item, writer)),
        Field.OWNER: lambda: _owners((item,), writer, say),
        Field.WHY: lambda: _why(item, answer, writer, say),
        Field.WHEN: lambda: _dated((item,), answer, writer, say),
        Field.FIGURE: lambda: _figure((item,), answer, writer, say),
        Field.EVIDENCE: lambda: _field(item, answer, writer, say),
    }
    asked_for = [each for each in wants if each in told]
    if len(asked_for) < 2:
        return ""
    facts = dict.fromkeys(filter(None, (told[each]() for each in asked_for)))
    return say.together(list(facts), place(item, writer))


def _told_apart(question: Question, writer: CardWriter) -> list[str]:
    """The words that stand in no item together, where that is to be told: two of them name something."""
    said = next((each for each in question.said if each.startswith("apart:")), "")
    words = said.partition(":")[2].split("、")
    tables = writer.vocabulary.thesaurus.japanese
    naming = [
        word for word in quoting.words_of(question) if not is_common(word) or word.text in tables
    ]  # 教室, but not 効果
    told = len(words) > 1 and ({Field.FIGURE, Field.WHEN} & set(question.wants) or len(naming) > 1)
    return words if told else []


def _apart(
    words: Sequence[str], items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines
) -> str:
    """That words stand in no item together; a figure would be that of something else, so it is quoted."""
    told = say.never_together([writer.typed(word) for word in words], places(items, writer))
    if Field.FIGURE not in answer.question.wants:
        return told
    found = quoting.figure(items, answer.question, unit_asked(answer.question), writer.topic)
    about = [each for each in found if quoting.speaks_of(each.sentence.text, answer.question)]
    quoted = quoting.clipped_for(about[0].sentence.text, answer.question) if about else ""
    return say.join([told, say.only_quoted(quoted)], SENTENCES) if quoted else told


def _name(items: Sequence[Item], question: Question, writer: CardWriter, say: Headlines) -> str:
    """Somebody or a place that a text names: the sentence, for who it is only the text says."""
    if len(items) != 1 or not asks_name(question):
        return ""
    found = quoting.naming(items[0], question, writer.topic)
    return say.quoted(quoting.clipped_for(found.text, question), place(found.item, writer)) if found else ""


def _bounded(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """Whether a figure is above or below another one (10％超えた？): the figure that the text has."""
    unit = bound_of(answer.question)
    if not unit or len(items) > NAMED or answer.question.filter.ratings:
        return ""
    found = quoting.figure(items, answer.question, unit, writer.topic)
    return _found(found, writer, say) if found else ""


def _state(items: Sequence[Item], question: Question, writer: CardWriter, say: Headlines) -> str:
    """Whether something has begun, ended, can be used: the sentence that tells, as no rating does."""
    given = question.filter
    if len(items) > NAMED or given.ratings or given.not_ratings or not (question.topics or len(items) == 1):
        return ""
    if not (states := asks_state(question)):
        return ""
    from bot.composing.progress import progress  # here: few questions ask whether something has begun

    found = progress(items, question, states)
    told = [
        say.quoted(
            quoting.clipped(each.sentence.text, each.value, quoting.LONGEST if len(found) == 1 else BRIEF),
            writer.say.join((place(each.sentence.item, writer), writer.say.rating(each.sentence.item))),
        )
        for each in found
    ]
    while len(told) > 1 and len(say.join(told, SENTENCES)) > LONGEST_TOLD:
        told.pop()  # the rows below show the other items
    return say.join(told, SENTENCES)


def _hereafter(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """What is to come, in the sentence that tells it; that none does."""
    if len(items) > NAMED or answer.question.filter.ratings:
        return ""
    from bot.composing.progress import progress  # here, as above

    told = [each for each in progress(items, answer.question, (NEXT,)) if each.value]
    if not told:
        first = next(quoting.sentences(items[0], (Field.RESULT,)), None) if len(items) == 1 else None
        where = first and place(first.item, writer)
        return say.no_value(NEXT) + say.quoted(quoting.clipped(first.text), where) if first and where else ""
    return say.join(
        [
            say.quoted(
                quoting.clipped(each.sentence.text, each.value, quoting.LONGEST if len(told) == 1 else BRIEF),
                writer.say.join((place(each.sentence.item, writer), writer.say.rating(each.sentence.item))),
            )
            for each in told
        ],
        SENTENCES,
    )


def _detail(items: Sequence[Item], question: Question, writer: CardWriter, say: Headlines) -> str:
    """No.24のAR写真は: a thing that the text of what is named beside it has, in the sentence that has it."""
    if len(items) != 1 or question.filter.ratings:
        return ""
    named = bool(question.filter.measures or question.filter.items or ASKED_ON in question.said)
    found = quoting.detail(items[0], question, writer.topic, named=named)
    if found is None:
        return ""
    seen = quoting.around(found.text, question, "")
    where = writer.say.join((place(items[0], writer), writer.say.rating(items[0])))
    return say.quoted(quoting.clipped(found.text, seen), where)


def _contents(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """訓練で何をした: what is written of it, in the sentence of each item that has its words.

    "" where a word of the question stands in none of them, or where more is found than a line holds.
    """
    question = answer.question
    if not 0 < len(items) <= SENTENCES or not (question.topics or len(items) == 1):
        return ""  # of a department what it plans is told (headline_sets)
    if not tells_contents(answer):
        return ""
    found = [quoting.contents(item, question, writer.topic) for item in items]
    most = quoting.LONGEST if len(items) == 1 else BRIEF
    told = [
        say.quoted(
            quoting.clipped_for(each.text, question, most),
            writer.say.join((place(each.item, writer), writer.say.rating(each.item))),
        )
        for each in found
        if each
    ]
    whole = say.join(told, SENTENCES)
    return whole if len(told) == len(items) and len(whole) <= LONGEST_TOLD else ""


def tells_contents(answer: AnyAnswer) -> bool:
    """Whether the headline quotes what is written of what was asked, rather than tell its rating."""
    question = answer.question
    rated = question.filter.ratings or question.filter.not_ratings
    return not (rated or answer.unknown) and asks_contents(question)


def _owners(items: Sequence[Item], writer: CardWriter, say: Headlines) -> str:
    """Who, with the items of each where they differ."""
    by_owners: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        by_owners.setdefault(tuple(sorted(item.owners)), []).append(item)
    if len(by_owners) == 1:
        names = items[0].owners
        words = writer.say.join(
            dict.fromkeys(writer.typed(word.text) for word in quoting.words_of(writer.question))
        )
        return say.owner(names, places(items, writer) + (f" {words}" if words and len(items) > 1 else ""))
    if len(by_owners) > PLACES:
        return ""  # the rows say it
    where = places if len(items) <= NAMED else numbers
    return say.owners([("・".join(found[0].owners), where(found, writer)) for found in by_owners.values()])


def _ratings(items: Sequence[Item], writer: CardWriter, say: Headlines) -> str:
    by_rating: dict[str, list[Item]] = {}
    for item in items:
        by_rating.setdefault(writer.say.rating(item), []).append(item)
    if len(by_rating) == 1 and all(item.rating.rated for item in items):
        return say.owner(tuple(by_rating), places(items, writer))
    return say.owners([(rating, places(found, writer)) for rating, found in by_rating.items()])


def _why(item: Item, answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    where = place(item, writer)
    if not item.rating.rated:
        return say.rating(item, where)
    sentence = quoting.reason(item, answer.question)
    if sentence is None:
        return _nothing(Field.RESULT, f"{where} {writer.say.rating(item)}", writer, say)
    return say.why(writer.say.rating(item), quoting.clipped(sentence.text), where)


def _dated(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    found = _of_what_is_asked(quoting.day(items, answer.question, writer.topic), answer)
    if asks_end(answer.question):  # 11月から is when something began
        found = [
            each._replace(value="") if f"{each.value}から" in each.sentence.text else each for each in found
        ]
    return _found(found, writer, say) if found else _without(items, answer, writer, say, "when")


def _of_what_is_asked(found: list[quoting.Quotation], answer: AnyAnswer) -> list[quoting.Quotation]:
    """Where a word of the question was set aside, only the sentences that speak of one of the others."""
    speak = (each for each in found if quoting.speaks_of(each.sentence.text, answer.question))
    return list(speak) if answer.unknown else found


def _figure(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    unit = unit_asked(answer.question)
    thing = "" if unit else thing_counted(answer.question)  # written as 1ライセンス, else 運用サイト数：5
    thing = thing or ("" if unit else quoting.counted_word(items, answer.question))
    found = quoting.figure(items, answer.question, thing, writer.topic) if thing else []
    found = found or quoting.figure(
        items, answer.question, unit, writer.topic, change=writer.ask is Ask.DELTA
    )
    found = _of_what_is_asked(found, answer)
    if any(said.startswith("written_year:") for said in answer.question.said):
        found = [each._replace(value="") for each in found]  # which of them is that year's, the text says
    named = figure_named(answer.question)
    unknown = any(word and named.startswith(word) for word in answer.unknown)
    if found and (unknown or quoting.named_otherwise(found, answer.question, named, writer.topic)):  # 落札率
        # 落札 is written nowhere, or not of these, so the percentages found are others
        quoted = _found([each._replace(value="") for each in found[:1]], writer, say)
        return say.no_figure(named) + quoted
    if found:
        return _found(found, writer, say, thing or unit)
    return _without(items, answer, writer, say, "figure", unit)


def _found(
    found: Sequence[quoting.Quotation], writer: CardWriter, say: Headlines, unit: str | None = None
) -> str:
    """The one value with its sentence; else the sentences, so that nobody reads one for another.

    Of figures with a `unit` ("": any) one is to be seen in what is left of a sentence.
    """
    values = {each.value for each in found}
    if len(values) == 1 and "" not in values:
        where = numbers(list(dict.fromkeys(each.sentence.item for each in found)), writer)
        return say.value(
            found[0].value, where, quoting.clipped(found[0].sentence.text, found[0].value, QUOTE)
        )

    def cut(text: str, most: int) -> str:
        if unit is None:
            return quoting.clipped_for(text, writer.question, most)
        return quoting.clipped(text, quoting.around(text, writer.question, unit), most)

    told = {
        (cut(each.sentence.text, BRIEF), writer.name(each.sentence.item)): each.sentence.text
        for each in found
    }  # what two fields say alike stands once
    if len(told) == 1:
        (text,) = told.values()
        return say.quoted(cut(text, quoting.LONGEST), place(found[0].sentence.item, writer))
    return say.join([say.quoted(*each) for each in told], SENTENCES)


def _without(
    items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines, kind: str, unit: str = ""
) -> str:
    """That no date or figure is written, and what is."""
    best = quoting.holding(items, answer.question, first=(Field.EVIDENCE, Field.RESULT))
    if not best:
        return _nothing(Field.EVIDENCE, places(items, writer), writer, say)
    quoted = say.quoted(quoting.clipped_for(best[0].text, answer.question), place(best[0].item, writer))
    if kind == "figure" and asks_how_often(answer.question) and tells_how_often(best[0].text):
        return quoted  # 毎月 says it
    written = [
        found for item in items if kind == "figure" and unit and (found := quoting.first_with(item, unit))
    ]
    if written:  # there is such a figure, of something else that is named
        beside = written[0].text if written[0].text != best[0].text else ""
        told = quoted
    else:
        beside = quoting.figures_beside(best[0], answer.question) if kind == "figure" else ""
        named = figure_named(answer.question) if kind == "figure" else ""
        told = say.no_value("change" if writer.ask is Ask.DELTA else kind, unit, named) + quoted
    return (
        say.join([told, say.only_quoted(quoting.clipped(beside, most=BRIEF))], SENTENCES) if beside else told
    )


def _field(item: Item, answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """What was planned, or what it rests on; the result is told beside the rating."""
    field = next((each for each in FIELDS if each in answer.question.wants), None)
    if field is None or (field is Field.RESULT and not _only(Field.RESULT, answer)):
        return ""
    text = text_of(item, field)
    where = place(item, writer)
    label = writer.say.label(field.value)
    if not text:
        missing = writer.say.missing(item, is_lost(item, field))
        return _nothing(field, f"{where} {missing}", writer, say)
    if field is Field.RESULT:
        return ""
    first = next((each.text for each in quoting.sentences(item, (field,))), text)
    best = [each for each in quoting.holding((item,), answer.question, first=(field,)) if each.field is field]
    quoted = text if len(text) <= quoting.LONGEST else best[0].text if best else first
    return say.field(label, quoting.clipped_for(quoted, answer.question), where)


def _nothing(field: Field, where: str, writer: CardWriter, say: Headlines) -> str:
    """That nothing is written in a field, or that the sheet has no column for it."""
    there = field.value in writer.vocabulary.headings
    return (say.nothing_written if there else say.no_column)(writer.say.label(field.value), where)


def _only(field: Field, answer: AnyAnswer) -> bool:
    return set(answer.question.wants) == {field}


def _mention(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """A text that was asked about: the sentence in which the words stand."""
    question = answer.question
    literal = (*question.phrases, *question.figures, *question.months)
    if len({item.measure for item in items}) > 1 or not (literal or question.topics):
        return ""
    for item in items:
        for each in quoting.sentences(item):
            if found := next((word for word in literal if word in each.text), ""):
                return say.quoted(quoting.clipped(each.text, found), place(item, writer, owners=True))
    best = quoting.holding(items, question)
    if not best:
        return ""
    return say.quoted(quoting.clipped_for(best[0].text, question), place(best[0].item, writer, owners=True))


def _absent(items: Sequence[Item], answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    """Of a field that the sheet does not hold: the sentence in which the word for it stands."""
    for word in answer.question.absent_words:
        noun = pattern("[一-鿿]{2,}").match(word)  # 業者 of 業者はどこ
        stem = noun[0] if noun else word.rstrip("はがをのもにで")
        for item in items:
            for each in quoting.sentences(item):
                if stem and stem in each.text:
                    if value := quoting.labelled(each, answer.question):
                        quoted = quoting.clipped(each.text, value, QUOTE)
                        return say.value(value, writer.name(item), quoted)
                    return say.quoted(quoting.clipped(each.text, stem), place(item, writer, owners=True))
    return ""


def titled(measure: Measure, writer: CardWriter) -> str:
    """`No.14 GISの利活用の促進`; a title that is cut in brackets: `No.30（電子決裁の…）`."""
    if len(measure.title) <= TITLE:
        return f"No.{measure.number} {measure.title}"
    return writer.say.within(f"No.{measure.number}", short_of(measure.title, TITLE))


def largest(answer: AnyAnswer) -> tuple[str, str] | None:
    """ "largest" or "smallest" and that figure, where it was asked for."""
    found = (said.partition(":") for said in answer.question.said)
    return next(((end, figure) for end, _, figure in found if end in ("largest", "smallest")), None)
