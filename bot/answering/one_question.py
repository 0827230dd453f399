"""Text of one question → its answer: by templates, else by words of the plan, else by expressions.

docs/design.md, "How a question is read", has the stages in their order.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked
from bot.answering import answer
from bot.answering.confirming import of_what_is_named, of_what_was_read, whether_it_owns
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.lookup import whose
from bot.answering.queries import as_query, language, names_told, query_answer
from bot.answering.refusals import TALK, no_match
from bot.answering.subjects import answer_about, asked_about
from bot.question import Ask, Field, Filter, Question, Turn
from bot.understanding.message.form import ChatForm, ChatQuestion
from bot.understanding.numbers import items_in_a_row, of_the_measure_shown, years
from bot.understanding.plain import claim_alone
from bot.understanding.reading import talk_in
from bot.understanding.scan import hints_in
from bot.understanding.scripts import has_kana
from bot.understanding.spans import Respelled
from bot.understanding.stretches import stands
from bot.understanding.years_beside import dated, is_rated_after
from bot.wording.queries import GROUPS
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation import Context
    from bot.query import Query

THIS_YEAR = ("今年", "ことし")
ALONE = ("だけ", "のみ")  # 〈事業〉だけが◎: that it is so says only half
SETS = frozenset(("items", "measures", "groups", "blank"))  # hints: what is asked for are several
POINTED = (("this_department", "which_department"), ("this_policy", "which_policy"))
TAKEN_OFF = "takes_off"  # the hint that something is to be taken off
OF_ITEMS = ("list", "counts")  # kinds of answers
IN_CHARGE = "in_charge"  # the hint that somebody has something, whose others may be asked for
LIMITED = "limited"  # … that a condition may stand among names: 補正ありの○ ⑤
CHOOSES = "chooses"  # … that some are chosen by what they have, or by what they are like
AHEAD = "ahead"  # the hint that something is said to become so
TIMES = "times"  # the hint that one number is said to be so many times another: △の半分
SURELY = "surely"  # the hint that something is said to be so, or not to be
ORDERED = "ordered"  # the hint without which no order is wanted
ENDS = " 　?？。"
ASKING_FOR = ("は", "教えて", "見せて", "ください", "一覧")  # at the end of what says nothing that may be so
ASKED_OF_TEXTS = (Ask.SHOW, Ask.LIST, Ask.COUNT)  # what may be asked of what is not written
Found = tuple[PlanLibrary, AnyAnswer]  # of its year, and what it gets
Read = tuple[PlanLibrary, Question, AnyAnswer]  # … and as it was read


def answer_one(asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None) -> Read:
    """The answer to one question of a message. `desk` is the newest year's; `lang` forces its language."""
    library, text = desk.library, asked_for.text
    if form.greeted:
        return _talked(Ask.HELLO, text, lang or language(form.typed, desk.context), desk)
    if form.content:
        return _talked(Ask.THANKS, text, lang or language(form.typed, desk.context), desk)
    if asked_for.waits:
        question = library.by_expressions(text, None, desk.today)
        if question.ask not in TALK:
            return library, question, whose(question, desk)
    heard = _heard(text, desk)
    if library.vocabulary.columns and (columned := _of_column(heard.text, desk)):
        question = columned.question.but(text=text, lang=lang or columned.question.lang)
        year = max((item.year for item in columned.items), default=None)
        return library.others.of(year), question, columned.but(question=question)
    follows = desk.context is not None
    if not follows and (so := _not_the_other(asked_for, form, desk, lang)):
        return so
    if follows and (so := _as_if_denied(asked_for, form, desk, lang)):
        return so
    hints = hints_in(fold(text))
    if IN_CHARGE in hints and (its := _of_its_department(asked_for, form, desk, lang)):
        return its
    if CHOOSES in hints and (its := _of_those(asked_for, form, desk, lang)):
        return its
    found = query_answer(heard.text, library, desk.context, desk.today, lang)
    if found is None and follows and (so := _not_the_other(asked_for, form, desk, lang)):
        return so  # △じゃなくて×だった: what was asked for, mended
    if found is None and _of_another_year(heard.text, desk):  # what is left without its year is not asked
        return _told(text, heard, desk, *_by_expressions(heard.text, text, desk, lang))
    found = _judged(heard.text, found, desk, lang)
    if found is None and (other := _of_another(asked_for, form, desk, lang)):
        return other
    found = found or _conditioned(asked_for, form, desk, lang)
    if found is None and (ask := talk_in(text, library.vocabulary, desk.today, library.has)):
        return _talked(ask, text, lang or language(text, desk.context), desk)
    if found is None:
        heard, found = _as_meant(heard, desk, lang)
    read = (found[0], found[1].question, found[1]) if found else _by_expressions(heard.text, text, desk, lang)
    read = _agreed(heard.text, read, desk)
    surely = found is None or SURELY in hints_in(fold(heard.text))
    if surely and not read[2].judged and (alone := _said_alone(asked_for, form, desk, lang)):
        return alone
    if follows and _leaves_what_was_shown(heard.text, read[2], desk):
        lost = Asked(question=read[1], reason="ambiguous", why="shown")
        return _told(text, heard, desk, read[0], read[1], lost)
    if _takes_off(text, read[2], desk):
        question = read[1].but(text=text, ask=Ask.WRITE, turn=Turn.SAME, filter=Filter())
        return desk.library, question, answer(question, desk)
    return _told(text, heard, desk, *read)


def _not_the_other(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """三角ではなく丸だったと記憶しています: whether it has the rating that it is said to have."""
    text, marks = asked_for.text, desk.vocabulary.said_marks
    if len([each for each in marks if each in text]) < 2:
        return None
    from bot.understanding.said_of import without_the_other  # here: few questions name one that it is not

    rest = without_the_other(text, marks)
    if rest == text:
        return None
    read = answer_one(asked_for._replace(text=rest), form, desk, lang)
    return (read[0], read[1].but(text=text), read[2]) if read[2].judged else None


def _of_owners(context: Context) -> bool:
    """Whether departments were asked for last."""
    return tuple(context.question.wants) == (Field.OWNER,)


def _as_if_denied(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """No.7の担当は → 〈課〉じゃなかった？ Whether it is theirs: who asks so believes it."""
    from bot.understanding.was_it import was_it  # here: nothing was shown before most questions

    asked = was_it(asked_for.text, owner=desk.context is not None and _of_owners(desk.context))
    for rest in asked:
        read = answer_one(asked_for._replace(text=rest), form, desk, lang)
        if read[2].judged:
            return read[0], read[1].but(text=asked_for.text), read[2]
    return None


def _judged(text: str, found: Found | None, desk: AnswerContext, lang: str | None) -> Found | None:
    """Whether what a text says is so, where no template asks just that; else what was found."""
    if found is None and AHEAD in hints_in(fold(text)):  # 次は○になるか: no rating of today answers it
        ahead = desk.library.by_expressions(text, None, desk.today).ask is Ask.OPINION
        if ahead:
            return None
    if any(map(text.__contains__, ALONE)):
        from bot.answering.claims import sole_claimed  # here, as below

        if sole := sole_claimed(text, desk, lang):
            return sole
    if found is None or not found[1].judged or TIMES in hints_in(fold(text)):
        found = _claimed(text, desk, lang) or found
    return found or of_what_is_named(text, desk, lang) or _among(text, desk, lang)


def _of_its_department(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """RPAを担当している課の×は: more that is asked of the department of something."""
    from bot.answering.of_its_department import of_its_department  # here: few questions ask so

    alone = AnswerContext(desk.library, None, desk.today)

    def rest(text: str) -> Read:
        return answer_one(asked_for._replace(text=text), form, alone, lang)

    return of_its_department(asked_for.text, rest, desk, lang)


def _of_those(asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None) -> Read | None:
    """×がある課の○, No.24と同じ評価の項目: what is asked of those that something chooses."""
    from bot.answering.of_those import of_those  # here: few questions choose so

    alone = AnswerContext(desk.library, None, desk.today)

    def rest(text: str) -> Read:
        return answer_one(asked_for._replace(text=text), form, alone, lang)

    return of_those(asked_for.text, rest, desk, lang)


def _agreed(text: str, read: Read, desk: AnswerContext) -> Read:
    """What was read, judged where it asks whether all or any of it is so and either is."""
    library, question, found = read
    if found.judged or not (question.filter.ratings or (found.query and found.query.values("rating"))):
        return read
    from bot.answering.agreeing import agreed  # here: templates judge most of what is asked so

    judged = agreed(text, question, found, library, desk)
    return (judged[0], judged[1].question, judged[1]) if judged else read


def _said_alone(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """Whether what is said is so, without what stands around it: まさか×はないはずですが."""
    plain = claim_alone(asked_for.text)
    if plain == asked_for.text:
        return None
    read = answer_one(asked_for._replace(text=plain), form, desk, lang)
    return (read[0], read[1].but(text=asked_for.text), read[2]) if read[2].judged else None


def _of_another_year(text: str, desk: AnswerContext) -> bool:
    """Whether a text names a year that is not loaded."""
    named = years(fold(text), desk.vocabulary, desk.today)
    return any(span.value not in desk.vocabulary.years for span in named)


def _claimed(text: str, desk: AnswerContext, lang: str | None) -> Found | None:
    """Whether what is said of the answer to a question is so."""
    if text.rstrip(ENDS).endswith((*ASKING_FOR, " か")):
        return None  # 進捗は？ and, in kana with blanks, おおい か: which department
    from bot.answering.claims import claimed, counted_claimed, several_claimed  # here: most ask for something

    return counted_claimed(text, desk, lang) or claimed(text, desk, lang) or several_claimed(text, desk, lang)


def _conditioned(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Found | None:
    """What words lead to: in an order, as far as a condition of templates holds, or by groups."""

    def rest(text: str) -> Read:
        return answer_one(asked_for._replace(text=text), form, desk, lang)

    line = fold(asked_for.text)
    if ORDERED in hints_in(line) and stands("inorder", line):
        from bot.answering.conditioned import in_order  # here, as below

        return in_order(asked_for.text, rest, desk)
    hints = hints_in(line)
    if SETS.isdisjoint(hints) and LIMITED not in hints:
        return None
    from bot.answering.conditioned import beside_names, conditioned, grouped  # here: names tell most of it

    found = None if SETS.isdisjoint(hints) else conditioned(asked_for.text, rest, desk)
    found = found or (beside_names(asked_for.text, rest, desk) if LIMITED in hints else None)
    return found or grouped(asked_for.text, desk, lang)


def _among(text: str, desk: AnswerContext, lang: str | None) -> Found | None:
    """Whether words are among what stands before them."""
    if "、" not in text:
        return None
    from bot.answering.among import among_what_is_named  # here: few questions ask so

    return among_what_is_named(text, desk, lang)


def _leaves_what_was_shown(text: str, found: AnyAnswer, desk: AnswerContext) -> bool:
    """Whether a question points at a part of the plan that was shown, and is answered of the whole plan:
    そこに×はいくつ after a ranking. Asking back beats a number of something else."""
    query, shown = found.query, desk.context
    before = shown.query if shown is not None else None
    if query is None or shown is None or before is None or "points_there" not in hints_in(fold(text)):
        return False
    if query.base or query.per or query.sides or found.carried or found.kind not in OF_ITEMS:
        return False
    if not (before.base or before.per or before.having or before.sides):
        return False  # the whole plan was shown
    shared = set(query.all_conditions()) & set(before.all_conditions())
    return not shared and not {item.id for item in found.items} <= set(shown.items)


def _takes_off(text: str, found: AnyAnswer, desk: AnswerContext) -> bool:
    """Whether a department is to be taken off the one item that was shown: 農地課は外してください.

    Nothing is left of that item, so it is the data that are to change.
    """
    context, query = desk.context, found.query
    if context is None or query is None or len(context.keys) != 1 or found.kind != "list" or found.items:
        return False
    without = (each.values for each in query.all_conditions() if each.aspect == "owner" and each.negated)
    return any(set(values) & set(context.owners) for values in without) and TAKEN_OFF in hints_in(fold(text))


def _of_another(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """それやのうて、体験講座のほうや。何人来たん？ What is named instead in words of the plan, afresh."""
    if desk.context is None:
        return None
    if (swapped := _in_its_place(asked_for, form, desk, lang)) is not None:
        return swapped
    from bot.understanding.mending import instead  # here: `katou ask` has no question before

    rest = instead(asked_for.text)
    topics = desk.library.by_expressions(rest, None, desk.today).topics if rest else ()
    words = [word for topic in topics for word in topic.words if not word.weak]
    shown = desk.context.text if desk.context.kind == "measure" else ""
    of_shown = bool(words) and all(any(form in shown for form in word.forms) for word in words)
    if not words or of_shown or not all(map(desk.library.knows, words)):
        # そうじゃなくて、何を調べたのか: of the same
        read = answer_one(asked_for._replace(text=rest), form, desk, lang) if rest and shown else None
        return read if read and read[2].items else None
    alone = AnswerContext(desk.library, None, desk.today)
    read = answer_one(asked_for._replace(text=rest), form, alone, lang)
    return read if read[2].items else None


def _in_its_place(
    asked_for: ChatQuestion, form: ChatForm, desk: AnswerContext, lang: str | None
) -> Read | None:
    """〈話題〉じゃなくて〈別の話題〉のつもりだった: the last question, with that in the place of its word."""
    from bot.understanding.mending import rejects_kind  # here: `katou ask` has no question before
    from bot.understanding.taking import swapped  # here, as below

    wrong, right = swapped(asked_for.text)
    asked = desk.context.question.text if desk.context else ""
    if rejects_kind(asked_for.text, asked, wrong):
        return None  # 課じゃなくて〈話題〉の評価: no part of 〈課〉 is swapped
    if not wrong or not right or asked.count(wrong) != 1:
        return None
    alone = AnswerContext(desk.library, None, desk.today)
    read = answer_one(asked_for._replace(text=asked.replace(wrong, right)), form, alone, lang)
    return read if read[2].items else None


def _talked(ask: Ask, text: str, lang: str, desk: AnswerContext) -> Read:
    """The answer to what asks nothing of the plan."""
    question = Question(text=text, lang=lang, ask=ask)
    return desk.library, question, answer(question, desk)


def _heard(text: str, desk: AnswerContext) -> Respelled:
    """A text as it is read: names said plainly, years that are meant by others as years."""
    heard, context = items_in_a_row(desk.library.heard(text), desk.plan.by_number), desk.context
    if context is not None and context.year is not None:
        figure = Field.FIGURE in context.question.wants
        figure = figure or (context.query is not None and "figure" in context.query.wants)
        return of_the_measure_shown(dated(heard, context.year, figure=figure), context.items, desk.vocabulary)
    if this := _this_year(heard.text, desk):
        return this
    if is_rated_after(text):  # of nothing that was shown: after the newest year
        return dated(heard, desk.vocabulary.newest)
    return heard


def _this_year(text: str, desk: AnswerContext) -> Respelled | None:
    """今年 where a figure of something is asked and one year alone is there: that year, which is told.

    今年度 is a fiscal year, and a rating is never one of another year.
    """
    years, said = desk.vocabulary.years, next((each for each in THIS_YEAR if each in text), "")
    before, _, behind = text.partition(said or "\n")
    if not said or len(years) > 1 or behind.startswith(("度", "ど")):
        return None
    rest = f"{before}{behind}"
    question = desk.library.by_expressions(rest, None, desk.today)
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    figure = Field.FIGURE in question.wants and not question.filter and not question.count_by
    if not (figure and any(map(desk.library.knows, words))):
        return None
    newest = years[-1].japanese
    return Respelled(f"{before}{newest}{behind}", ((said, newest),))


def _as_meant(heard: Respelled, desk: AnswerContext, lang: str | None) -> tuple[Respelled, Found | None]:
    """What was probably meant by a text that is not read as typed, and the answer of templates to that."""
    library, context, today = desk.library, desk.context, desk.today
    typed = asked_about(heard.text, desk, lang)
    if typed and all(library.texts.anywhere((topic.text,)) for topic in typed.topics):
        if found := answer_about(typed, desk):
            return heard, found  # what it is about stands in the plan as it was typed
        typed = None
    meant = library.meant(heard)
    for other in meant.spelt:
        if found := query_answer(heard.text, library, context, today, lang, other.text):
            return other, found
    if meant.surely.text == heard.text:
        found = answer_about(typed, desk)
        return (not found and _as_rated_before(meant.spelt, desk)) or meant.surely, found
    return meant.surely, answer_about(asked_about(meant.surely.text, desk, lang), desk)


def _as_rated_before(spelt: Sequence[Respelled], desk: AnswerContext) -> Respelled | None:
    """The text with a word that sounds like a rating as that, where something that was shown is rated so.

    罰のほうはどうしてそうなったの below a ×.
    """
    marks = {item.rating.mark for item in desk.shown_before()} if desk.context else ()
    words = {fold(mark.word) for mark in desk.vocabulary.tables.scale.marks if mark.mark in marks}
    return next((each for each in spelt if words.intersection(word for _, word in each.changes)), None)


def _by_expressions(text: str, typed: str, desk: AnswerContext, lang: str | None) -> Read:
    """The answer to a question as expressions read it, with the query that gives the same.

    `typed`: what is read as `text`; a group that stands there and that the plan has not is told.
    """
    library, question = desk.library.understood(text, desk.context, desk.today)
    question = question.but(lang=lang or question.lang)
    from bot.understanding.made_up import made_up_group  # here: templates explain most questions

    name = made_up_group(typed, library.vocabulary)
    if name and not any(fold(wrong) in name for wrong, _ in question.respelled if has_kana(wrong)):
        return library, question.but(respelled=()), no_match(question, (name,))
    named = question.topics or question.filter.but(years=(), ratings=(), not_ratings=())
    if desk.context is None and not named and (of_what := _pointed_at(text)):
        return library, question, Asked(question=question, reason="ambiguous", why=of_what)
    judged = of_what_was_read(question, text, desk) or _among_shown(question, desk)
    if judged := judged or whether_it_owns(question, text, desk, question.lang):
        library, found = judged
        return library, found.question, found
    if _lacks_what_is_not_written(question):
        return library, question, Asked(question=question, reason="ambiguous", why="which_word")
    there = AnswerContext(library, desk.context, desk.today)
    found = answer(question, there)
    query = found.query or as_query(found, there)
    if query is not None and query.aggregate == "rank" and _ranks_twice(query, text, desk):
        return library, question, Asked(question=question, reason="ambiguous", why="two_rankings")
    if query is not None and query.over_years:
        told = names_told(query, text, library)
        found = found.but(question=found.question.but(said=(*found.question.said, *told)))
    return library, question, found.but(query=query)


def _lacks_what_is_not_written(question: Question) -> bool:
    """Whether something is said not to be written, 書いてないのは, and nothing says what."""
    named = question.topics or question.phrases or question.figures or question.months
    beside = question.filter.but(years=(), ratings=(), not_ratings=()) or question.ask not in ASKED_OF_TEXTS
    if not question.unmentioned or named or question.wants or beside:
        return False
    return "written" in hints_in(fold(question.text))  # 全課は除いて leaves out, and says nothing of texts


def _ranks_twice(query: Query, text: str, desk: AnswerContext) -> bool:
    """Whether a ranking by several ratings is asked by one of them of groups and by another of others.

    ○が一番多い課のうち×がある課は: no ranking by ○ or ×, as 〈○か×〉が一番多い課は is.
    """
    if len(query.values("rating")) < 2:
        return False
    from bot.understanding.by_expressions import between_ratings  # here, as above

    nouns = {noun for names in GROUPS.values() for noun in names}
    between = between_ratings(text, desk.vocabulary, desk.today)
    return any(noun in part for part in between for noun in nouns)


def _pointed_at(text: str) -> str:
    """What a question points at before anything is shown, この課の×は: a key of wording.asking; else ""."""
    hints = hints_in(fold(text))
    return next((which for hint, which in POINTED if hint in hints), "")


def _among_shown(question: Question, desk: AnswerContext) -> Found | None:
    if desk.context is None or question.turn is not Turn.NARROW:
        return None
    from bot.answering.among import among_shown  # here, as above

    return among_shown(question, desk)


def _told(
    text: str,
    heard: Respelled,
    desk: AnswerContext,
    library: PlanLibrary,
    question: Question,
    found: AnyAnswer,
) -> Read:
    """The answer with what was taken for other words; out of a further column where that has it."""
    if library.vocabulary.columns:
        found = _of_column("", desk, found) or found
    meant = _meant_by_others(text, found, library) if found.items else ()
    told = tuple(dict.fromkeys((*heard.changes, *found.question.respelled, *meant)))
    if told != found.question.respelled:
        found = found.but(question=found.question.but(respelled=told))
    return library, question.but(text=text, respelled=told), found


def _meant_by_others(text: str, found: AnyAnswer, library: PlanLibrary) -> tuple[tuple[str, str], ...]:
    """Foreign words in Japanese that the plan has not, each with those of the table it was looked for by.

    In English every word is.
    """
    question, vocabulary = found.question, library.vocabulary
    if question.lang != "ja":
        return ()
    words = (word.text for topic in question.topics for word in topic.words if word.english)
    told = []
    for word in dict.fromkeys(words):
        forms = [form for form in vocabulary.glossary.get(word, ()) if fold(form) in vocabulary.plan_text]
        at = text.lower().find(word)
        if forms and at >= 0 and word not in vocabulary.plan_text:
            told.append((text[at : at + len(word)], "、".join(_as_printed(form, library) for form in forms)))
    return tuple(told)


def _as_printed(form: str, library: PlanLibrary) -> str:
    """A word of the plan as its texts write it: web会議 → Web会議."""
    texts = (text for item in library.vocabulary.plan.items for text in (item.planned, item.result))
    places = ((text, text.lower().find(form)) for text in texts)
    return next((text[at : at + len(form)] for text, at in places if at >= 0), form)


def _of_column(text: str, desk: AnswerContext, instead: AnyAnswer | None = None) -> AnyAnswer | None:
    """The answer out of a further column of the sheet, in place of one that says less."""
    from bot.answering.columns import asked_of, instead_of  # here: most sheets have none

    return instead_of(instead, desk) if instead else asked_of(text, desk)
