"""Question → answer that finds and shows measures: by number, by filter, by words, by what was shown before.

Also what is said where nothing is found (`lost`), where a word is written (`mentions`), and what was
shown once more as a file or picture (`again`). Which of the found items is meant: fitting.py, of_shown.py.
"""

from __future__ import annotations

from bot.answer import (
    AnyAnswer,
    Asked,
    Helped,
    Listed,
    Nothing,
    Option,
)
from bot.answering import refusals
from bot.answering.context import AnswerContext, Matched
from bot.answering.fitting import (
    done_so,
    rated_as_said,
    who_did_it_first,
    with_the_figure,
    with_the_same_figure,
    without_what_none_has,
    writes_what_was_done,
)
from bot.answering.of_shown import asked_on, counts_unknown, hangs_on, of_shown
from bot.answering.scoping import Selection, choose
from bot.answering.selecting import count, select
from bot.answering.showing import FEW, listed, options, show_items
from bot.answering.topics import asks_of_a_thing
from bot.question import ASKED_ON, Ask, Field, Filter, Question, Topic, TopicWord, Turn
from bot.understanding.counters import unit_asked
from bot.understanding.entities import LETTERS
from bot.understanding.message.own import OwnDepartment
from bot.understanding.scan import hints_in, scan
from bot.understanding.scripts import pattern
from bot.wording.queries import mentioning, of_department
from katou_index.plan import Item, Items
from katou_index.records import replace
from katou_index.words import fold, is_no_thing

JOINED = ("と", "や", "及び", "および", "ならびに")  # between two things that are asked for
BY_MEANS = ("で", "を使って", "を使った", "経由で", "によって")  # behind what something is done with
NO_MEANS = tuple("すしはもき")  # signs behind で that make another word of it: です, では, できる
CONCERNING = "関係"  # behind a department: what concerns it, as texts of others write, too


def show(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The plain question: tell me about it."""
    if question.turn is Turn.NTH:
        return _nth(question, desk)
    if question.turn is Turn.SAME and not question.unknown_departments:
        return _same(question, desk)
    shown, unknown = asked_on(question, desk)
    if shown:
        question = question.but(said=(*question.said, ASKED_ON))
        return show_items(question, desk, who_did_it_first(question, shown, desk), unknown=unknown)
    if pointed := of_shown(question, desk):
        return pointed
    if question.unknown_departments:
        return _unknown_department(question, desk)
    named = question.topics or question.filter.measures
    if Field.OWNER in question.wants and question.filter.departments and named:
        question = replace(question, filter=replace(question.filter, departments=()))  # is it theirs, too?
    if department := _meant_department(question, desk):
        return department
    question = _without_written_departments(question, desk)
    selection = choose(question, desk)
    if lettered := _sign_or_service(question, desk):
        return lettered
    if selection.lost:
        return _where_words_led_nowhere(question, selection, desk)
    if selection.unknown and (near := _in_other_years(question, desk, whole=True)):
        return refusals.no_match(question, selection.unknown, near)
    if selection.matched is None:
        return _by_filter(question, desk, selection)
    return _what_words_led_to(question, selection, selection.matched, desk)


def _without_written_departments(question: Question, desk: AnswerContext) -> Question:
    """A question for a figure with departments as words that texts of others write: 〈課〉関係の動画."""
    departments = question.filter.departments
    if not departments or not question.topics or Field.FIGURE not in question.wants:
        return question
    text = fold(question.text)
    if CONCERNING not in text:
        return question
    written: dict[str, Topic] = {}
    for name, forms in desk.vocabulary.department_forms:
        said = tuple(form + CONCERNING for form in forms if form + CONCERNING in text)
        items = desk.items(tuple(desk.texts.anywhere(said))) if said and name in departments else ()
        if items and not any(name in item.owners for item in items):
            written[name] = Topic((TopicWord(said[0], said),))
    kept = tuple(name for name in departments if name not in written)
    topics = (*written.values(), *question.topics)
    return replace(question, filter=replace(question.filter, departments=kept), topics=topics)


def _where_words_led_nowhere(question: Question, selection: Selection, desk: AnswerContext) -> AnyAnswer:
    """What is shown where the words of a question, or one of them, lead to nothing."""
    mentioned = selection.matched and selection.matched.mentions
    if question.topics and question.filter.measures and not mentioned:
        of_a_thing = asks_of_a_thing(question.topics, desk)
        if of_a_thing and not pattern(r"\d").search(fold(question.text)):
            return lost(question, desk, selection)  # 防災無線の電池 is not 防災無線
        numbered = show(replace(question, topics=()), desk)  # the number says what is meant
        return numbered.but(unknown=selection.unknown) if numbered.items and of_a_thing else numbered
    if not counts_unknown(question, desk) and hangs_on(question, desk):
        return show_items(question, desk, desk.shown_before(), unknown=selection.unknown)
    return _beside_unknown(question, selection, desk) or lost(question, desk, selection)


def _what_words_led_to(
    question: Question, selection: Selection, matched: Matched, desk: AnswerContext
) -> AnyAnswer:
    """The items that the words of a question lead to: listed where ratings are asked for, else shown."""
    if matched.apart:
        question = replace(question, said=(*question.said, f"apart:{'、'.join(matched.apart)}"))
    rated = bool(question.filter.ratings)
    why = Field.WHY in question.wants and question.ask is not Ask.LIST and not question.count_by
    if rated and not selection.items and (why or _about_one(selection)) and question.turn is Turn.FRESH:
        meant = rated_as_said(question, matched).primary  # else: its real rating
        question = without_what_none_has(question, meant)
        return show_items(question, desk, meant, unknown=selection.unknown)
    if rated and not _asserted(question, selection):
        return listed(question, desk, selection.items, selection)
    if question.ask is Ask.LIST and question.count_by and len(matched.primary) != 1:
        return listed(question, desk, selection.base, selection)
    found = rated_as_said(question, with_the_figure(question, done_so(question, matched, desk)))
    primary, rest = found.primary, found.related
    also = with_the_same_figure(question, rest)
    if also and any(writes_what_was_done(question, item, desk) for item in primary):
        also = tuple(item for item in also if writes_what_was_done(question, item, desk))
    if also:
        primary, rest = (*primary, *also), tuple(item for item in rest if item not in also)
    primary = who_did_it_first(question, primary, desk)
    question = without_what_none_has(question, primary)
    return show_items(question, desk, primary, related=rest, unknown=found.unknown, topic=selection.topic)


def _beside_unknown(question: Question, selection: Selection, desk: AnswerContext) -> AnyAnswer | None:
    """What the other words lead to, where the unknown ones are only one of two things asked, or the means.

    発信器の電池寿命と、何基付けたか: of one measure, and the unknown words are told.
    """
    text, unknown = fold(question.text), set(selection.unknown)
    wanted = bool({Field.FIGURE, Field.WHEN, Field.OWNER} & set(question.wants) or unit_asked(question))
    if not unknown or question.filter or not all(_is_aside(word, text, wanted=wanted) for word in unknown):
        return None
    rest = (topic._replace(words=tuple(w for w in topic.words if w.text not in unknown))
            for topic in question.topics)  # fmt: skip
    topics = tuple(topic for topic in rest if any(not word.weak for word in topic.words))
    words = [word for topic in topics for word in topic.words if not word.weak]
    if not words or all(is_no_thing(word.text) and not word.parts for word in words):
        return None
    found = show(question.but(topics=topics), desk)
    if found.kind not in ("measure", "list") or not found.items or found.unknown:
        return None
    numbers = Items.of(found.items).in_numbers
    return found.but(unknown=selection.unknown) if numbers == 1 or (wanted and numbers <= FEW) else None


def _is_aside(word: str, text: str, *, wanted: bool) -> bool:
    """Whether a word of a text is joined with a field that is asked beside it, or says by what."""
    before, _, behind = text.partition(word)
    joined = behind.startswith(JOINED) or before.removesuffix("、").endswith(JOINED)
    means = next((behind.removeprefix(each) for each in BY_MEANS if behind.startswith(each)), "")
    return (wanted and joined) or (bool(means) and not means.startswith(NO_MEANS))


def _about_one(selection: Selection) -> bool:
    """Whether the words lead to one measure."""
    return selection.matched is not None and Items.of(selection.matched.primary).in_numbers == 1


def _asserted(question: Question, selection: Selection) -> bool:
    """ "Why is … ×?", "Is … ×?" name one topic and assert its rating: the rating is then no filter."""
    if selection.matched is None:
        return False
    whole = question.ask is Ask.LIST or question.count_by or question.turn is Turn.NARROW
    return _about_one(selection) and (Field.WHY in question.wants or question.doubted) and not whole


def _meant_department(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """A name without 課: a department where a rating or a list is asked of it, else both are offered."""
    names = question.weak_departments
    if not names or question.filter.departments:
        return None
    as_department = replace(
        question,
        topics=(),
        weak_departments=(),
        filter=replace(question.filter, departments=names),
        said=(*question.said, "department:" + "、".join(names)),
    )
    if question.filter.ratings or question.ask is Ask.LIST or question.count_by:
        return show(as_department, desk)
    selection = choose(question, desk)
    if selection.lost:
        return show(as_department, desk)
    word = question.topics[0].text
    own = select(desk.plan, Filter(departments=names))
    label, asks = mentioning(question.lang, word)
    offers = (
        *(
            Option(
                label=name,
                asks=of_department(question.lang, name),
                items=select(desk.plan, Filter(departments=(name,))),
            )
            for name in names
        ),
        Option(label=label, asks=asks, items=selection.base),
    )
    matched = selection.matched.primary if selection.matched else ()
    return Asked(
        question=question,
        reason="ambiguous",
        why="department_or_topic",
        options=offers,
        items=tuple(dict.fromkeys((*own, *matched))),
    )


def _unknown_department(question: Question, desk: AnswerContext) -> AnyAnswer:
    """A department that owns nothing: perhaps a text names it, else it does not exist."""
    name = question.unknown_departments[0]
    if partly := desk.vocabulary.partly_named(name):
        options = tuple(
            Option(
                label=each,
                asks=of_department(question.lang, each),
                items=select(desk.plan, Filter(departments=(each,))),
            )
            for each in partly
        )
        items = tuple(dict.fromkeys(item for option in options for item in option.items))
        return Asked(
            question=question, reason="ambiguous", why="which_department", options=options, items=items
        )
    if mentioned := desk.texts.naming(name):
        return Listed(
            question=question, related=mentioned, counts=count((), desk.marks), topic=name, note="only_named",
            near=refusals.near_departments(name, desk, question.lang),
        )  # fmt: skip
    return refusals.unknown_department(question, desk)


def whose(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Which department うち is, where nobody knows who asks."""
    own = OwnDepartment(desk.vocabulary, lambda text: scan(text, desk.vocabulary, desk.today))
    names = (name for name in desk.vocabulary.departments if name in desk.vocabulary.offices)
    readings = tuple(Option(label=name, asks=own.read(question.text, name)[0]) for name in names)
    return Asked(question=question, reason="ambiguous", why="whose", options=readings)


def lost(question: Question, desk: AnswerContext, selection: Selection) -> AnyAnswer:
    """What is said where the words lead to no item: that, or where they stand without the filter."""
    if question.filter and selection.matched and not selection.matched.unknown:
        everywhere = choose(replace(question, filter=Filter(), turn=Turn.FRESH), desk)
        if named := _naming_department(question, everywhere, desk):
            return show_items(replace(question, filter=Filter()), desk, named)
        if not everywhere.lost:
            return Listed(
                question=question,
                related=everywhere.matched.primary if everywhere.matched else (),
                counts=count((), desk.marks),
                topic=selection.topic,
            )
    words = selection.unknown or tuple(topic.text for topic in question.topics) or question.months[:1]
    return refusals.no_match(question, words, _in_other_years(question, desk))


def _naming_department(question: Question, everywhere: Selection, desk: AnswerContext) -> tuple[Item, ...]:
    """What names the department in its texts, where it is asked what is written; it owns nothing of that."""
    names = question.filter.departments
    written = question.ask is Ask.MENTION or question.wants == (Field.FIGURE,)  # never a rating of others
    if not written or everywhere.matched is None or everywhere.unknown:
        return ()
    if len(names) != 1 or question.filter != Filter(departments=names, years=question.filter.years):
        return ()
    naming = desk.texts.naming(fold(names[0]))
    return tuple(item for item in everywhere.matched.primary if item in naming)


def _in_other_years(question: Question, desk: AnswerContext, *, whole: bool = False) -> tuple[Option, ...]:
    """What the words lead to in other loaded years, the newest that has any; `whole`: all of them."""
    if replace(question.filter, years=()) or question.turn is not Turn.FRESH:
        return ()
    for year in reversed(desk.vocabulary.years):
        selection = choose(question, desk.at(year)) if year != desk.year else None
        if (
            selection is not None
            and selection.matched
            and not (selection.lost or (whole and selection.unknown))
        ):
            numbers = dict.fromkeys(item.measure for item in selection.matched.primary)
            measures = (desk.plan_of(year).by_number[number] for number in list(numbers)[:FEW])
            return tuple(
                Option(f"{year.code} No.{m.number} {m.title}", f"{year.code}のNo.{m.number}", dated=True)
                for m in measures
            )
    return ()


def _nth(question: Question, desk: AnswerContext) -> AnyAnswer:
    if desk.context is None:  # 5番目の事業: the measure of that number may be meant
        named = (desk.plan.by_number.get(place) for place in question.places if question.count_by)
        items = tuple(item for measure in named if measure for item in measure.items)
        return Asked(
            question=question,
            reason="ambiguous",
            why="nothing_shown",
            items=items,
            options=options(items, desk),
        )
    chosen = desk.at_places(question.places)
    if chosen is None:
        return Asked(
            question=question,
            reason="ambiguous",
            why="no_such_place",
            items=desk.shown_before(),
            options=options(desk.shown_before(), desk),
        )
    return show_items(question, desk, chosen)


def _sign_or_service(question: Question, desk: AnswerContext) -> Asked | None:
    """Xでの情報発信: the service, which the plan does not name, or the rating ×? Never guessed."""
    words = [word.text for topic in question.topics for word in topic.words if not word.weak]
    letter = next((each for each in words if each in LETTERS and LETTERS[each] in desk.marks), "")
    if not letter or desk.texts.having((letter,)):
        return None
    rest = "".join(word for word in words if word != letter)
    mark = LETTERS[letter]
    asks = (f"{rest}の{mark}の項目", f"{rest}の項目") if rest else (f"{mark}の項目",)
    labels = (f"{rest} {mark}".strip(), rest)
    options = tuple(Option(label=label, asks=each) for label, each in zip(labels, asks, strict=False))
    return Asked(question=question, reason="ambiguous", why="letter_or_sign", options=options)


def _same(question: Question, desk: AnswerContext) -> AnyAnswer:
    shown = desk.shown_before()
    if not shown and desk.context and desk.context.items and desk.context.year != desk.year:
        return Nothing(question=question, reason="no_such_measure", year=desk.year)  # a new one, or ended
    if not shown:
        from bot.answering.questions import is_bare, overview  # here, as below: mostly something is named

        whole = set(question.wants) <= {Field.RATING, Field.RESULT} and is_bare(question, desk)
        if not desk.context and question.wants and whole:
            return overview(question, desk)
        return Asked(question=question, reason="ambiguous", why="nothing_shown")
    if question.topics:
        selection = choose(question, desk)
        if not selection.lost and selection.matched:
            return show_items(question, desk, selection.matched.primary)
        if counts_unknown(question, desk):
            return refusals.no_match(question, selection.unknown)
    listable = set(question.wants) <= {Field.OWNER, Field.RATING}
    if len({item.measure for item in shown}) > FEW and question.wants and not listable:
        return Asked(
            question=question, reason="ambiguous", why="which", items=shown, options=options(shown, desk)
        )
    return show_items(question, desk, shown)


def _by_filter(question: Question, desk: AnswerContext, selection: Selection) -> AnyAnswer:
    given = question.filter
    numbered = bool(given.measures or given.items) and question.turn is not Turn.REMOVE
    others = given.departments or given.policies or given.initiatives or given.not_departments
    several = len({item.measure for item in selection.base}) > 1  # of a single one its real ratings are shown
    chosen = given.ratings and (
        several or question.turn is Turn.NARROW or question.excluded or question.ask is Ask.LIST
    )
    if numbered and not others and not chosen:
        return show_items(question, desk, selection.base)
    from bot.answering.questions import overview, whole

    written = question.months or question.figures or question.phrases
    if given and given == Filter(years=given.years) and question.turn is Turn.FRESH and not written:
        return overview(question, desk)
    if not given and question.turn is Turn.FRESH and "of_one" in hints_in(fold(question.text)):
        return Asked(question=question, reason="ambiguous", why="nothing_shown")
    listing = given or question.turn in (Turn.NARROW, Turn.REMOVE) or question.ask is Ask.LIST
    if listing or question.count_by or question.unmentioned:
        return whole(question, desk)
    return Helped(question=question, about="unclear" if question.text.strip() else "help")


def mentions(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Where a word, a quoted text or a year is written. A year that is not loaded is looked for as text."""
    missing = tuple(year for year in question.filter.years if year not in desk.vocabulary.years)
    if missing:
        question = replace(
            question,
            phrases=(*question.phrases, *(year.japanese for year in missing)),
            topics=(),
            filter=replace(question.filter, years=()),
        )
    shown, unknown = asked_on(question, desk)
    if shown:
        return show_items(question.but(ask=Ask.SHOW), desk, shown, unknown=unknown)
    if question.turn is Turn.SAME or not (
        question.topics or question.phrases or question.figures or question.months
    ):
        return show(replace(question, ask=Ask.SHOW), desk)
    selection = choose(question, desk)
    if question.turn is Turn.FRESH and selection.lost and desk.context and not question.phrases:
        return show(replace(question, ask=Ask.SHOW, turn=Turn.SAME), desk)
    if selection.lost:
        return lost(question, desk, selection)
    single = len({item.measure for item in selection.items}) == 1 and not question.filter.ratings
    if single and not question.count_by and not question.phrases:
        return show(replace(question, ask=Ask.SHOW), desk)
    return listed(question, desk, selection.items, selection, note="mention")


def again(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Export, picture, link: of what was just shown, or of what the question names."""
    written = question.topics or question.figures or question.phrases
    if written or (question.filter and question.turn is not Turn.SAME):
        return show(replace(question, ask=Ask.LIST), desk)
    if not desk.context:
        return Helped(question=question, about=question.ask.value)
    before = replace(desk.context.question, form=question.form, lang=question.lang)
    answer, unchanged = desk.context.answer, desk.context.build == desk.library.others.build
    if answer is not None and unchanged and not isinstance(answer, Asked):
        return answer.but(question=before)
    shown = desk.shown_before()  # as they are now, if the data changed since; of an ask-back all it showed
    if len(shown) == 1:
        return show_items(before, desk, shown)
    return Listed(
        question=before,
        items=shown,
        related=desk.items(desk.context.related),
        counts=count(shown, desk.marks),
    )
