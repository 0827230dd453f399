"""Text + names + what was shown → the query that is asked, where all of the text is explained; else None.

    ×のない課は → per department, having none ×; after it 方針だと → the same per policy

`read` has the ways in their order: a change of the last query, a question by itself, in plain words, of
pieces, of what was shown.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial

from bot.query import BELONGING, SHARES, Condition, Query
from bot.question import Ask
from bot.understanding.effort import kept, spend
from bot.understanding.frame import Frame
from bot.understanding.lattice import lattice_about, lattice_of
from bot.understanding.meaning import asked
from bot.understanding.meaning import settled as settled_form
from bot.understanding.normal_form import REPEATED
from bot.understanding.normal_form import normal as respelt
from bot.understanding.phrases import PLACES
from bot.understanding.plain import ENDING, in_japanese, in_one_form, plainer
from bot.understanding.scan import hints_in
from bot.understanding.scripts import is_kanji, pattern, without_pauses
from bot.understanding.stretches import kinds_in, stretches
from bot.understanding.templates import SLOTS, Match, automaton
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from bot.understanding.chosen import ChosenRanking
    from bot.understanding.edit import Referents
    from bot.understanding.frame import Follower
    from bot.understanding.lattice import Holds, Knows
    from bot.understanding.templates import Lattice
    from bot.understanding.vocabulary import Vocabulary

    Settle = Callable[[Query], Query | None]

LONGEST = 300  # characters of a question that templates are tried on; longer ones are mail, not a question
LONGEST_ABOUT = 120  # … where what it is about is looked for, too: that takes longer
LONGEST_SUPPOSED = 80  # … that holds a question of its own beside what is supposed or asked of it
LONGEST_CHOSEN = 160  # … that chooses groups before it puts them in order
# One of them makes a line with names in kana an English one.
ENGLISH = (
    r"\b(?:the|of|in|are|is|was|were|has|have|had|does|did|do|which|what|how|who|why|where|with|without|by|for"
    r"|and|or|but|no|not|any|all|only|show|list|compare|rated|items?|measures?|about|from|to|more|most)\b"
)
RATED = Condition("state", ("rated",))
OF_TWO = "both_of"  # the hint that two things are meant
BOTH = "どちらも"  # which asks for none of the two
TELLING = "tells"  # the layer of what tells which ways to read a line are tried
MOST_READINGS = 4  # readings of a line that are held against the plan
ORDERING = "order"  # … of what puts something in order
NEAR = 0.05  # readings whose costs differ by less are as good as each other


@cache
def _following() -> dict[str, tuple[Follower, frozenset[str]]]:
    """The layers of follow-ups made of pieces: how each is read, and the pieces that only it has."""
    from bot.understanding import mending, recalling  # here: `katou ask` has no question before

    return {
        recalling.LAYER: (recalling.recalled, frozenset(recalling.TELLING)),
        mending.LAYER: (mending.mended, frozenset(mending.TELLING)),
    }


def _nothing(_word: str) -> bool:
    """A plan that holds no word."""
    return False


class QueryReading(Record):
    """A text as read. `carried`: the conditions taken over from the query before.

    `edit`: whether it changes the query before. `cost`: the lower the surer. `explain`: the meaning lines.
    `said`: readings worth telling: "below" where ○でない was taken as △ and ×.
    """

    query: Query
    carried: tuple[Condition, ...] = ()
    edit: bool = False
    cost: float = 0.0
    explain: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def read(
    text: str,
    vocabulary: Vocabulary,
    today: date,
    knows: Knows = _nothing,
    context: Referents | None = None,
    settle: Settle = lambda query: query,
) -> QueryReading | None:
    """The cheapest reading that explains the whole text and that `settle` accepts, None where there is none.

    `knows` says whether the plan holds a word; `context` is what was shown before; `settle` may hold a
    candidate against the plan: it gives the query, a changed one, or None to refuse it. Two readings as good
    as each other that mean different things are none.
    """
    if vocabulary.divided:
        from bot.understanding.divisions import by_section, within_division  # here: few sheets name any

        sections = by_section(text)
        by_division = partial(_divided, settle=settle)
        found = read(sections, vocabulary, today, knows, context, by_division) if sections != text else None
        if found is not None:
            return found
        text = within_division(text, vocabulary.sections_of)
    line = _line(text, vocabulary)
    if not line or len(line) > LONGEST:
        return None
    context = _of_both(line, context) if context is not None else None
    follow = partial(_followed, line, vocabulary, today, knows, context, settle)
    layers = _following() if context is not None else {}
    sure = [layer for layer in layers if _tells(layer, line)]
    found = next(filter(None, map(follow, sure)), None)
    suppose = partial(_supposed, line, vocabulary, today, knows, context, settle)
    found = found or suppose(sole=True)
    if found is None and _puts_in_order(line):
        found = _of_the_chosen(line, vocabulary, today, knows, settle)
        if found is None and (chosen := _chosen_groups(line, vocabulary, today, knows)):
            settle = partial(_unless_of_all, settle=settle, chosen=chosen)
    found = found or _best(line, vocabulary, today, knows, context, settle)
    if found is None and (plain := plainer(line)) != line:
        found = _best(plain, vocabulary, today, knows, context, settle)
        found = found and found.but(explain=(f"plain    {plain}", *found.explain))
    if found is None and (unpaused := without_pauses(line)) != line:
        found = _best(plainer(unpaused), vocabulary, today, knows, context, settle)
    found = found or next(filter(None, map(follow, (each for each in layers if each not in sure))), None)
    found = found or suppose(sole=False) or _of_groups(line, vocabulary, today, knows, settle)
    if found is None and plainer(line) != line:
        suppose_plain = partial(_supposed, plainer(line), vocabulary, today, knows, context, settle)
        found = suppose_plain(sole=True) or suppose_plain(sole=False)
    if found is not None:
        return found
    lines = dict.fromkeys((plainer(line), line))
    made = (_settled(_of_pieces(each, vocabulary, today, knows, context), settle) for each in lines)
    found = next((each for each in made if each is not None), None)
    if found is None and context is not None:
        found = _within(line, vocabulary, today, knows, context, settle)
    return found


def _supposed(
    line: str,
    vocabulary: Vocabulary,
    today: date,
    knows: Knows,
    context: Referents | None,
    settle: Settle,
    *,
    sole: bool,
) -> QueryReading | None:
    """Whether what a line names is the answer to the question that stands before it, or that was asked.

    `sole`: whether no other is (⑥だけですか), else whether it leads (1位は防災課ですか). Whether a group is
    so (丸しかない課は防災課？) is asked of that group alone.
    """
    ranked = not sole and context is not None and context.query.aggregate == "rank"
    if len(line) > LONGEST_SUPPOSED or not (
        ranked or ("sole" if sole else "leader") in kinds_in(TELLING, line)
    ):
        return None
    from bot.understanding import supposed as module  # here: most questions suppose no answer

    frame = _frame_of(line, vocabulary, knows, today)
    for begin in frame.begins("edit"):
        for said in module.suppositions(line, frame.lattice, begin, frame.ends, sole=sole):
            found = _question_of(said.question, vocabulary, today, knows, context)
            if found is None:
                continue
            shown = _groups_shown(context, said.question)
            query = module.supposed(found.query, said, shown)
            if query is None:
                continue
            query = module.of_those_compared(query, context.query) if context is not None else query
            query = settle(settled_form(query.but(form=frame.form_after(said.end) or "")))
            if query is not None:
                return found.but(query=query, explain=(f"supposed {said.question}", *found.explain))
    return None


def _of_the_chosen(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, settle: Settle
) -> QueryReading | None:
    """Groups that are chosen, and then put in order: ×がある課で、項目が一番多いのは."""
    for chosen, choosing in _choosing(line, vocabulary, today, knows):
        from bot.understanding.chosen import by_what_chose, of_the_chosen  # here, as below

        asks = chosen.ranking if not chosen.bare else by_what_chose(chosen, choosing)
        found = _plainly(asks, vocabulary, today, knows, None) if asks else None
        query = of_the_chosen(choosing, found.query) if found is not None else None
        query = settle(settled_form(query)) if query is not None else None
        if found is not None and query is not None:
            return found.but(query=query, explain=(f"chosen   {chosen.choosing}", *found.explain))
    return None


def _choosing(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows
) -> Iterator[tuple[ChosenRanking, Query]]:
    """The ways in which a line may choose groups before it puts them in order, with what chooses them."""
    if not _puts_in_order(line):
        return
    from bot.understanding.chosen import parted  # here: most questions put nothing in order

    frame = _frame_of(line, vocabulary, knows, today)
    for each in parted(line, frame.lattice, frame.begins("edit")):
        found = _plainly(each.choosing, vocabulary, today, knows, None)
        if found is not None and found.query.aggregate in ("list", "holds", "rank"):
            yield each, found.query


def _puts_in_order(line: str) -> bool:
    """Whether a line may put in order what it chose before: a quick look."""
    return len(line) <= LONGEST_CHOSEN and ORDERING in kinds_in(TELLING, line)


def ranks_what_is_chosen(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> bool:
    """Whether a text puts groups in order that it chooses first, so that no ranking of all answers it."""
    return bool(_chosen_groups(_line(text, vocabulary), vocabulary, today, knows))


def _chosen_groups(line: str, vocabulary: Vocabulary, today: date, knows: Knows) -> frozenset[str]:
    """The kinds of groups that a line chooses some of before it puts any in order."""
    choosing = (query for _, query in _choosing(line, vocabulary, today, knows))
    found = (query for query in choosing if query.having and query.aggregate != "rank")
    return frozenset(query.per or "measure" for query in found)


def _unless_of_all(query: Query, settle: Settle, chosen: frozenset[str]) -> Query | None:
    """No ranking of all groups where a line chooses some of them before."""
    return settle(query) if query.aggregate != "rank" or query.having or query.per not in chosen else None


def _question_of(
    question: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents | None
) -> QueryReading | None:
    """A question that an answer is supposed to, the one asked before where there is none."""
    if question:
        return _plainly(question, vocabulary, today, knows, context)
    if context is None:
        return None
    query = context.query.but(form="")
    return QueryReading(query, query.all_conditions(), edit=True)


def _plainly(
    question: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents | None
) -> QueryReading | None:
    """A part of a line as a question by itself: by a template, as it is or in plain words, or by pieces."""
    line = _line(question, vocabulary)
    for read_as in (_readings, _of_pieces):
        for each in dict.fromkeys((line, plainer(line))):
            found = _settled(read_as(each, vocabulary, today, knows, context), _as_read)
            if found is not None:
                return found
    return None


def _as_read(query: Query) -> Query | None:
    return query


def _groups_shown(context: Referents | None, question: str) -> tuple[str, ...]:
    """The groups that were shown, of a ranking those that lead it, where nothing else was asked since."""
    if context is None or question:
        return ()
    if context.query.aggregate != "rank":
        return context.groups
    pairs = zip(context.groups, context.standing, strict=False)
    place = next(iter(context.query.places), 1)
    return tuple(group for group, stands in pairs if stands == place)


def goes_on_within(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> bool:
    """Whether a text begins with what points at all that was shown: そのうち."""
    line = _line(text, vocabulary)
    return 0 < len(line) <= LONGEST and _points(line, vocabulary, today, knows)


def _points(line: str, vocabulary: Vocabulary, today: date, knows: Knows) -> bool:
    from bot.understanding import within  # here, as below

    return within.pointed(line, _frame_of(line, vocabulary, knows, today).begins("edit")) is not None


def _within(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents, settle: Settle
) -> QueryReading | None:
    """そのうち〈question〉: what is asked by itself, of what was shown."""
    from bot.understanding import within  # here: `katou ask` has no question before

    match = within.pointed(line, _frame_of(line, vocabulary, knows, today).begins("edit"))
    found = match and _plainly(line[match.end :], vocabulary, today, knows, None)
    if not match or not found:
        return None
    query = within.of_what_was_shown(found.query, match, context, vocabulary)
    query = settle(settled_form(query)) if query is not None else None
    if query is None:
        return None
    carried = tuple(each for each in query.all_conditions() if each not in found.query.all_conditions())
    return found.but(query=query, carried=carried, edit=True, explain=("within", *found.explain))


def _tells(layer: str, line: str) -> bool:
    """Whether a line has words that only such a follow-up has: さっき, そっちじゃない. A quick look."""
    grammar, (_, telling) = automaton(), _following()[layer]
    return any(
        match.meaning[1] in telling
        for place in grammar.places(layer, line, {})
        for match in grammar.matches(layer, line, {}, place)
    )


def _divided(query: Query, settle: Settle) -> Query | None:
    from bot.understanding.divisions import by_division  # here, as above

    found = by_division(query)
    return settle(found) if found is not None else None


def may_be_judged(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> bool:
    """Whether a reading of a text, as typed or in plain words, asks whether something is so."""
    line = _line(text, vocabulary)
    if not line or len(line) > LONGEST:
        return False
    lines = dict.fromkeys((line, plainer(line)))
    return any(
        candidate.query.aggregate == "holds"
        for read_as in (_readings, _of_pieces)
        for each in lines
        for candidate in read_as(each, vocabulary, today, knows, None)
    )


def frames(
    text: str, vocabulary: Vocabulary, today: date, knows: Knows, longest: int = LONGEST
) -> Iterator[Frame]:
    """A text as its line, as it is and in plain words, each with what stands in it; none of a long one."""
    line = _line(text, vocabulary)
    for each in dict.fromkeys((line, plainer(line))) if 0 < len(line) <= longest else ():
        yield _frame_of(each, vocabulary, knows, today)


def read_about(
    text: str, vocabulary: Vocabulary, today: date, knows: Knows, holds: Holds, settle: Settle
) -> QueryReading | None:
    """The same where templates explain all but what the text is about, and the plan has words for that."""
    line = _line(text, vocabulary)
    if line.isascii() or len(line) > LONGEST_ABOUT:
        return None
    for each in dict.fromkeys((line, plainer(line))):
        found = _settled(_questions(each, vocabulary, today, knows, holds), settle)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=REPEATED)
def _line(text: str, vocabulary: Vocabulary) -> str:
    """A text as the templates are written."""
    line = in_japanese(squeezed(respelt(text, vocabulary)), automaton().mixed)
    return in_one_form(line, automaton().forms, vocabulary)


def _best(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents | None, settle: Settle
) -> QueryReading | None:
    return _settled(_readings(line, vocabulary, today, knows, context), settle)


def _settled(readings: Sequence[QueryReading], settle: Settle) -> QueryReading | None:
    """The cheapest that the plan does not refuse; None where another one is as good."""
    found: list[QueryReading] = []
    for candidate in readings:
        if found and candidate.cost > found[0].cost + NEAR:
            break
        query = settle(candidate.query)
        if query is not None:
            found.append(candidate.but(query=query))
    if not found or any(other.query != found[0].query for other in found[1:]):
        return None
    return found[0]


def _readings(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents | None
) -> Sequence[QueryReading]:
    """What a line may mean, the cheapest first: as a change of the query before, else by itself."""
    spend(len(line))  # also where it is kept: the same message has the same answer each time
    edits = _edits(line, vocabulary, today, knows, context) if context is not None else ()
    if edits or (context is not None and _points(line, vocabulary, today, knows)):
        return edits  # of what was shown (_within), never of the whole plan
    return _of_shown(_questions(line, vocabulary, today, knows), line, vocabulary, context)


def _of_shown(
    readings: Sequence[QueryReading], line: str, vocabulary: Vocabulary, context: Referents | None
) -> Sequence[QueryReading]:
    """Readings by themselves, of what was shown where they name no whole: the rest of it, a part of it."""
    if context is None:
        return readings
    from bot.understanding.edit_conditions import left_of_shown  # here: `katou ask` has no question before

    in_state = [] if "noun" in kinds_in(TELLING, line) else _in_state(readings, context)
    if in_state:
        return [each.but(query=rest[0], carried=rest[1], edit=True) for each, rest in in_state]
    found = ((each, left_of_shown(each.query, context, vocabulary.sections_of)) for each in readings)
    return [
        each.but(query=rest[0], carried=rest[1]) if rest else _part_of_shown(each, line, context)
        for each, rest in found
    ]


def _in_state(
    readings: Sequence[QueryReading], shown: Referents
) -> list[tuple[QueryReading, tuple[Query, tuple[Condition, ...]]]]:
    """Readings that ask for a state of the sheet (補正されたのはどれ), each of what was listed."""
    from bot.understanding.edit_conditions import in_state_of_shown  # here, as above

    found = ((each, in_state_of_shown(each.query, shown)) for each in readings)
    return [(each, of_shown) for each, of_shown in found if of_shown is not None]


def _part_of_shown(reading: QueryReading, line: str, shown: Referents) -> QueryReading:
    """⑤の評価は？ → ○は半分以上？ Whether there is more of one rating than of another, or a part is so large,
    is asked of what was shown."""
    query, before = reading.query, shown.query
    kinds = {each.quantifier for each in query.having}
    said = [each.aspect for side in query.sides for each in side]
    ratings = query.aggregate == "compare" and {*said} == {"rating"}  # ○と△の差は, △と×どっちが多い
    judged = query.aggregate == "holds" and bool(kinds & {"more", "none", *SHARES})
    if query.base or query.per or not (ratings or judged):
        return reading
    placed = tuple(each for each in before.base if each.aspect in PLACES)
    plain = before.aggregate in ("list", "show", "count", "holds") and not (before.per or before.sides)
    if not plain or placed != before.base or "whole" in kinds_in(TELLING, line):
        return reading
    return reading.but(query=query.but(base=placed), carried=placed, edit=True)


def _of_both(line: str, context: Referents) -> Referents:
    """What a follow-up hangs on: of the last two questions where it speaks of both of them."""
    if not context.earlier:
        return context
    from bot.understanding.edits import of_the_last_two  # here, as below

    pair = of_the_last_two(context)
    return pair if pair is not None and OF_TWO in hints_in(line) else context


def _edits(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents
) -> Sequence[QueryReading]:
    from bot.understanding.edits import edited  # here: `katou ask` has no question before

    frame = _frame_of(line, vocabulary, knows, today)
    best: dict[Query, QueryReading] = {}
    for match, form in frame.matches("edit"):
        result = edited(match, context, vocabulary)
        if result is not None:
            _keep(best, match, _formed(result, form), context, frame.lattice)
    return _cheapest(best)


@kept(REPEATED)
def _questions(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, holds: Holds | None = None
) -> Sequence[QueryReading]:
    if holds is None:
        frame = _frame_of(line, vocabulary, knows, today)
    elif lattice := lattice_about(line, vocabulary, knows, today, holds):
        frame = Frame(line, lattice)
    else:
        return ()
    best: dict[Query, QueryReading] = {}
    loaded = tuple([year.code for year in vocabulary.years])
    marks = [each.mark for each in vocabulary.tables.scale.marks]
    for match, form in frame.matches("ask"):
        result = asked(match, loaded, marks)
        if result is not None:
            _keep(best, match, _formed(_there_is(result, match, line), form), None, frame.lattice)
    return _cheapest(best)


def _followed(
    line: str,
    vocabulary: Vocabulary,
    today: date,
    knows: Knows,
    context: Referents | None,
    settle: Settle,
    layer: str,
) -> QueryReading | None:
    """A line made of the pieces of a follow-up: an earlier query is asked for ("again"), or a repair."""
    if context is None:
        return None
    from bot.understanding.edits import edited  # here: `katou ask` has no question before

    frame = _frame_of(line, vocabulary, knows, today)
    best: dict[Query, QueryReading] = {}
    for match, form in frame.following(layer, _following()[layer][0]):
        if (result := edited(match, context, vocabulary)) is not None:
            _keep(best, match, _formed(result, form), context, frame.lattice)
    return _settled(_cheapest(best), settle)


def _of_pieces(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, context: Referents | None
) -> Sequence[QueryReading]:
    """What a line may mean by the pieces that it is made of, where no template has it whole."""
    if context is not None:
        from bot.understanding.edits import edited  # here: `katou ask` has no question before

        frame = _frame_of(line, vocabulary, knows, today)
        best: dict[Query, QueryReading] = {}
        for match, form in frame.assembled("edit"):
            if (result := edited(match, context, vocabulary)) is not None:
                _keep(best, match, _formed(result, form), context, frame.lattice)
        if best:
            return _cheapest(best)
    made = _asked_in_pieces(line, vocabulary, today, knows, context is not None)
    return _of_shown(made, line, vocabulary, context)


@kept(REPEATED)
def _asked_in_pieces(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, whole: bool
) -> Sequence[QueryReading]:
    """The same by itself. `whole`: it says what it is asked of, else it may be of what was shown."""
    frame = _frame_of(line, vocabulary, knows, today)
    best: dict[Query, QueryReading] = {}
    loaded = tuple(year.code for year in vocabulary.years)
    for match, form in frame.assembled("ask"):
        result = asked(match, loaded)
        if result is not None and (result.base or result.per or not whole):
            result = _without_rated(_there_is(result, match, line))
            _keep(best, match, _formed(result, form), None, frame.lattice)
    return _cheapest(best)


def _cheapest(found: dict[Query, QueryReading]) -> Sequence[QueryReading]:
    return tuple(sorted(found.values(), key=lambda reading: reading.cost)[:MOST_READINGS])


def talk_in(text: str, vocabulary: Vocabulary, today: date, knows: Knows = _nothing) -> Ask | None:
    """The kind of what is about no item: thanks, what the marks mean. None for all else."""
    if len(text) > LONGEST or any(map(_is_japanese, text)):
        return None  # Japanese ones are expressions (acts.txt)
    frame = _frame_of(_line(text, vocabulary), vocabulary, knows, today)
    found = next((match for match, _ in frame.matches("talk")), None)
    return Ask(found.meaning[1]) if found else None


def _is_japanese(sign: str) -> bool:
    return "ぁ" <= sign <= "ゖ" or "ァ" <= sign <= "ヺ" or "一" <= sign <= "鿿"


def _formed(query: Query, form: str) -> Query:
    return query.but(form=form) if form else query


def _keep(
    best: dict[Query, QueryReading], match: Match, query: Query, context: Referents | None, lattice: Lattice
) -> None:
    asked_for, query = query, _literally(query, lattice)
    if best and query in best and best[query].cost <= match.cost:
        return
    named = {code for name, value in match.bound for code in _years(name, value)}
    if named.difference(query.years, *(each.years for each in query.all_conditions())):
        return  # a year that was typed is never left out
    typed = [each for _, value in match.bound for each in _conditions(value)]
    carried = tuple(_carried(query, (context.query, *context.earlier), typed)) if context else ()
    meaning = (" ".join(match.meaning),)
    said = ("below",) if query is asked_for and _said_below(typed, lattice) else ()
    best[query] = QueryReading(query, carried, context is not None, match.cost, meaning, said)


def _there_is(query: Query, match: Match, line: str) -> Query:
    """Groups that are asked for by whether there are any (×のない課はある？): yes or no, with their names."""
    per = (*BELONGING, "measure") if line.isascii() else BELONGING
    if match.meaning[:2] != ("ask", "groups") or query.aggregate != "list" or query.per not in per:
        return query
    asks = line.replace(BOTH, "")
    if any(not (asks.isascii() and each.start) for each in stretches(TELLING, asks, "groups")):
        return query  # どの課に×がある？ asks for their names
    grammar, end = automaton(), len(line[: match.end].rstrip(ENDING))  # politeness stands behind it
    for place in grammar.places("there", line, {}):
        for said in grammar.matches("there", line, {}, place):
            where = said.meaning[1]
            if (where == "end" and said.end >= end) or (where == "begin" and _is_begin(line, place)):
                return query.but(aggregate="holds")
    return query


def _is_begin(line: str, place: int) -> bool:
    """Whether an English question begins at a place, behind nothing but politeness: ok so, is there …"""
    return not place or place in Frame(line, {}).begins("ask")


def _without_rated(query: Query) -> Query:
    """Without "that has a rating" where a rating is named: 三角の評価がついているもの."""
    asked = query.conditions
    if len(asked) > 1 and any(each.aspect == "rating" and each.values for each in asked):
        return query.but(conditions=tuple(each for each in asked if each != RATED))
    return query


# How a line asks whether there are such groups, or how many → what it asks of them.
ASKED_OF_GROUPS = {"end": "holds", "begin": "holds", "many": "count", "number": "count", "which": "list"}


def _of_groups(
    line: str, vocabulary: Vocabulary, today: date, knows: Knows, settle: Settle
) -> QueryReading | None:
    """Whether there are such groups, or how many: 〈groups〉ってある？, how many 〈groups〉 are there …?

    What is left of the line asks for the groups by itself.
    """
    if len(line) > LONGEST_SUPPOSED:
        return None
    frame = _frame_of(line, vocabulary, knows, today)
    for question, aggregate in _asked_of_groups(frame):
        found = _plainly(question, vocabulary, today, knows, None)
        groups = found is not None and found.query.having and found.query.per in BELONGING
        if found is not None and groups and found.query.aggregate == "list":
            query = settle(found.query.but(aggregate=aggregate))
            return found.but(query=query) if query is not None else None
    return None


def _asked_of_groups(frame: Frame) -> Iterator[tuple[str, str]]:
    """A line that asks something of groups as the question for them, and what it asks."""
    line, group = frame.line, SLOTS["G"]
    begins = {place for place, edges in frame.lattice.items() for edge in edges if edge.slot == group}
    ends = {edge.end for edges in frame.lattice.values() for edge in edges if edge.slot == group}
    places = [*frame.grammar.places("there", line, {})] if begins else []
    for begin in frame.begins("ask") if places else ():
        for place in places:
            for match in frame.grammar.matches("there", line, {}, place) if place >= begin else ():
                where = match.meaning[1]
                if where in ("begin", "number") and place == begin and match.end in begins:
                    rest = line[match.end :].replace(" is there ", " ").replace(" that have ", " have ")
                    yield f"which {rest}", ASKED_OF_GROUPS[where]
                elif (
                    where in ("end", "many", "which") and place in ends and frame.form_after(match.end) == ""
                ):
                    yield f"{line[begin:place]}は?", ASKED_OF_GROUPS[where]


def _literally(query: Query, lattice: Lattice) -> Query:
    """A question whether all is not so, word for word: ◎ is no ○, though ○でない looks for what is below."""
    quantifiers = [each.quantifier for each in query.having if not each.conditions]
    if query.aggregate != "holds" or query.per or query.sides or quantifiers != ["all"]:
        return query
    for place, edges in lattice.items():
        for edge in edges:
            if edge.slot == SLOTS["L"] and query.conditions == (edge.value,):
                said = _rating_within(lattice, place, edge.end, edge.value)
                return query.but(conditions=(said.but(negated=True),)) if said else query
    return query


def _rating_within(lattice: Lattice, begin: int, end: int, other: object) -> Condition | None:
    """The rating that is named in an expression of what it is not."""
    for place in range(begin, end):
        for edge in lattice.get(place, ()):
            value = edge.value
            if (
                edge.slot == SLOTS["R"]
                and edge.end <= end
                and isinstance(value, Condition)
                and value != other
            ):
                return value
    return None


def _said_below(typed: list[Condition], lattice: Lattice) -> bool:
    """Whether a rating was said as what it is not."""
    sign = SLOTS["L"]
    unlike = [edge.value for edges in lattice.values() for edge in edges if edge.slot == sign]
    return any(each in unlike for each in typed)


def _carried(query: Query, before: Sequence[Query], typed: list[Condition]) -> Iterator[Condition]:
    """The conditions of a query that stood in those before, without what was typed now."""
    stood = (each for one in before for each in one.all_conditions())
    old = {(each.aspect, value) for each in stood for value in each.values or ("",)}
    new = {(each.aspect, value) for each in typed for value in each.values or ("",)}
    for each in dict.fromkeys(query.all_conditions()):
        values = tuple(
            value
            for value in each.values or ("",)
            if (each.aspect, value) in old and (each.aspect, value) not in new
        )
        if values:
            yield each.but(values=values) if each.values else each


def _years(name: str, value: object) -> tuple[str, ...]:
    if name in ("Y", "V") and isinstance(value, tuple):
        return value
    years = getattr(value, "years", ())
    return years if isinstance(years, tuple) else ()


def _conditions(value: object) -> tuple[Condition, ...]:
    if isinstance(value, Condition):
        return (value,)
    conditions = getattr(value, "conditions", ())
    return conditions if isinstance(conditions, tuple) else ()


_SLOT_SIGNS = frozenset(SLOTS.values())


def squeezed(line: str) -> str:
    """Without the blanks that Japanese has no use for, and without the signs of slots."""
    for sign in _SLOT_SIGNS.intersection(line):
        line = line.replace(sign, " ")
    line = " ".join(line.split())
    if " " in line and not pattern(ENGLISH).search(line):
        kana = pattern("[ぁ-ゖァ-ヺ]").search(line)
        blank = pattern("(?<![a-z0-9]) | (?![a-z0-9])" if kana else "(?<![ -~]) (?![ -~])")
        parts = pattern('("[^"]*"|「[^」]*」)').split(line)  # what is quoted keeps its blanks
        joined = (part if place % 2 else blank.sub(_between, part) for place, part in enumerate(parts))
        line = "".join(joined)
    return line


def _between(blank: re.Match[str]) -> str:
    """What stands for a blank in Japanese: a comma where two words would look like one (防災課 バツ)."""
    before, after = blank.string[: blank.start()][-1:], blank.string[blank.end() :][:1]
    return "、" if "ァ" <= after <= "ヺ" and (is_kanji(before) or "ァ" <= before <= "ヺ") else ""


@kept(REPEATED)
def _frame_of(line: str, vocabulary: Vocabulary, knows: Knows, today: date) -> Frame:
    """A line with its lattice: each way to read it goes over both."""
    return Frame(line, lattice_of(line, vocabulary, knows, today))
