"""How a question hangs on the conversation: narrowing, switching, adding, removing, ordinals, pronouns.

`RULES` says at a glance, from top to bottom, when a question is no fresh one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversation import Context
from bot.question import Ask, Field, Filter, Question, Turn
from bot.understanding.counters import unit_asked
from bot.understanding.scan import Scan, hints_in
from katou_index.plan import measure_of
from katou_index.records import Record, replace
from katou_index.words import fold

ALONE = (Ask.RESET, Ask.WRITE, Ask.SETTINGS, Ask.HELP, Ask.THANKS, Ask.HELLO, Ask.OUTSIDE)
OF_THE_LAST = frozenset({
    Ask.COUNT, Ask.SHARE, Ask.SOURCE, Ask.BEFORE, Ask.EXPORT, Ask.PICTURE, Ask.LINK, Ask.ABSENT, Ask.DELTA,
    Ask.CORRECT, Ask.COMPARE, Ask.TABLE, Ask.MENTION, Ask.UNRATED, Ask.OPINION, Ask.SUM, Ask.RANK,
})  # fmt: skip
NUMBERS = (Ask.COUNT, Ask.SHARE, Ask.RANK, Ask.TABLE, Ask.COMPARE)
FOLLOWING = (Ask.SHOW, Ask.LIST, *NUMBERS)
CONDITIONS = ("ratings", "departments", "policies", "initiatives", "years")
FEW_OWNERS = 3
FEW_ITEMS = 2  # of a list that 「いつ、何人参加した？」 may be of
OF_TEXTS = ("人", "名", "回", "台", "基", "円")  # units of figures that texts give, never of items


class Heard(Record):
    """A question, its expressions, and what it may hang on."""

    question: Question
    found: Scan
    context: Context | None

    @property
    def words(self) -> bool:
        """Whether it has words of its own."""
        return any(not word.weak for topic in self.question.topics for word in topic.words)

    @property
    def names(self) -> bool:
        """Whether it names anything to look for."""
        question = self.question
        dated = bool(question.months) and (self.context is None or question.ask is Ask.MENTION)
        written = dated or bool(question.figures or question.phrases)
        return question.filter != Filter() or self.words or written

    @property
    def numbered(self) -> bool:
        """Whether it names a measure by number."""
        return bool(self.question.filter.measures or self.question.filter.items)

    @property
    def whole(self) -> bool:
        """Whether it says what is asked for, so that it can stand alone: 事業, 項目, 一覧."""
        return (
            bool(self.question.count_by)
            or self.found.has("items")
            or self.found.has(Ask.LIST)
            or self.found.has("city")
        )

    @property
    def conditions(self) -> frozenset[str]:
        """The conditions that it names."""
        return frozenset(name for name in CONDITIONS if getattr(self.question.filter, name))


def hang_on(question: Question, found: Scan, context: Context | None) -> Question:
    """The question with what the conversation adds to it."""
    if question.ask in ALONE:
        return question
    if _starts_over(question, found):
        return question
    question = _of_those_compared(_that_department(question, found, context), found, context)
    heard = Heard(question, found, context)
    rule = next((rule for rule in RULES if rule.applies(heard)), None)
    if rule is None:
        apart = context is None and found.has(Turn.NARROW) and "of_those" in hints_in(fold(question.text))
        return replace(question, turn=Turn.NARROW) if apart else question
    turn = rule.turn
    if turn is Turn.NARROW and context is not None and context.kind == "nothing":
        turn = Turn.SWITCH  # of a year that is not loaded nothing was shown
    question = replace(question, turn=turn, own=question.filter)
    if context is None or turn in (Turn.NTH, Turn.REMOVE):
        return question
    return MERGES[turn](question, context.question)


def _starts_over(question: Question, found: Scan) -> bool:
    """「条件リセットして△の一覧」「全課の△」: what was asked before counts no more."""
    named = bool(question.filter.ratings or question.topics or question.filter.policies)
    everywhere = found.has("city") and not question.filter.departments and question.ask is not Ask.COMPARE
    return (named and found.has(Ask.RESET)) or (everywhere and (named or bool(question.group_by)))


def _that_department(question: Question, found: Scan, context: Context | None) -> Question:
    """その課の×: the departments of what was shown; その2つ: the two asked for last."""
    if context is None:
        return question
    names: tuple[str, ...] = ()
    if found.has("that_department") and (leading := _departments_shown(context)):
        names = leading
    elif found.has("that_department") and len(context.owners) <= FEW_OWNERS:
        names = context.owners
    elif found.has("those_two") or _compares_nothing(question):
        names = context.departments[-2:]
    given = question.filter
    return (
        replace(question, filter=replace(given, departments=(*given.departments, *names)), own=given)
        if names
        else question
    )


def _departments_shown(context: Context) -> tuple[str, ...]:
    """The departments that were asked for, of a ranking those that lead it: not who shares their items."""
    query = context.query
    if query is None or query.per != "department" or query.aggregate not in ("rank", "list"):
        return ()
    placed = zip(context.groups, context.standing, strict=False)
    leading = tuple(group for group, place in placed if place == 1)
    return leading if query.aggregate == "rank" else context.groups


def _of_those_compared(question: Question, found: Scan, context: Context | None) -> Question:
    """防災課と秘書室を比べて → △の割合が大きいのはどちら: of these two, no ranking of all departments."""
    before, given = context.question if context is not None else None, question.filter
    if before is None or before.ask is not Ask.COMPARE or not found.has("side_by_side"):
        return question
    named, kind = before.filter.departments, "department"
    if not named:
        named, kind = tuple(map(str, before.filter.policies)), "policy"
    asks = question.ask in (Ask.RANK, Ask.SHARE) and question.group_by in ("", kind)
    if not (asks and given.ratings) or given.departments or given.policies or len(named) < 2:
        return question
    share = question.as_share or question.ask is Ask.SHARE
    return replace(question, ask=Ask.COMPARE, filter=given.over(before.filter), group_by="", as_share=share)


def _compares_nothing(question: Question) -> bool:
    """「比べて」 alone: the two departments asked for last."""
    return (
        question.ask is Ask.COMPARE
        and question.filter == Filter()
        and not question.city
        and not question.topics
    )


# ---------------------------------------------------------------- when


def _is_nth(heard: Heard) -> bool:
    """「2番目は」 of what was shown; where nothing was, and nothing else is named, too: it is asked back."""
    alone = heard.context is None and heard.question.ask in (Ask.SHOW, Ask.LIST) and not heard.names
    counted = bool(heard.question.places) and not heard.question.filter.measures
    return counted and (heard.context is not None or alone)


def _is_narrowed(heard: Heard) -> bool:
    return heard.context is not None and heard.found.has(Turn.NARROW)


def _is_added(heard: Heard) -> bool:
    """△も足して, ×も."""
    line = heard.found.line
    alone = line[:2] in ("Mも", "Dも", "Pも") and not any(sign.isalnum() or sign == "_" for sign in line[2:])
    also = heard.found.has(Turn.ADD) or alone
    return heard.context is not None and bool(also) and heard.names and not heard.numbered


def _is_removed(heard: Heard) -> bool:
    """防災課は除いて, △は外して, and nothing else: a whole question with "not" in it stands alone."""
    given, question = heard.question.filter, heard.question
    excluding = given.not_departments or given.not_policies or given.not_measures or question.excluded
    others = (
        given.departments
        or given.policies
        or given.measures
        or question.topics
        or (given.ratings and not question.excluded)
    )
    return heard.context is not None and bool(excluding) and not (others or heard.whole)


def _is_switched(heard: Heard) -> bool:
    fresh_topic = heard.words and not heard.question.filter
    if _asks_why_of_the_one(heard):
        return False
    return heard.context is not None and heard.found.has(Turn.SWITCH) and heard.names and not fresh_topic


def _asks_why_of_the_one(heard: Heard) -> bool:
    """ほな、なんで三角止まりなん？ after one measure: a rating said with why is its own."""
    why = Field.WHY in heard.question.wants and heard.conditions == {"ratings"}
    return why and not heard.words and heard.context is not None and heard.context.kind == "measure"


ALL_AGAIN = (
    r"(やっぱり?|やはり|もう一度|また|back to |show )?(全部|全て|すべて|全件|all( of them)?)"
    r"(に戻して|に戻す|で|を?見せて|again)?\W*"
)


def _is_widened(heard: Heard) -> bool:
    """「やっぱり全部」 after 「防災課だけ」: without what the last turn narrowed."""
    if heard.context is None or heard.context.question.turn is not Turn.NARROW:
        return False
    return re.fullmatch(ALL_AGAIN, heard.found.line) is not None


def _is_same(heard: Heard) -> bool:
    """It names nothing: the owner, the reason, the count … of what was shown last."""
    question = heard.question
    if (
        question.ask is Ask.ALL
        and heard.conditions == {"ratings"}
        and not question.group_by
        and not heard.whole
    ):
        return heard.context is not None  # 全部△なん？
    if _asks_why_of_the_one(heard):
        return True
    if heard.names:
        one_side = len(question.filter.departments) + len(question.filter.policies) <= 1
        return (
            heard.context is not None
            and question.ask is Ask.COMPARE
            and one_side
            and not heard.found.has("those_two")
        )
    hanging = bool(question.wants) or heard.found.has(Turn.SAME) or question.ask in OF_THE_LAST
    return hanging or (heard.context is not None and bool(question.topics))


def _is_more_of_same(heard: Heard) -> bool:
    """「何人参加した？」 after one measure: its own words stand in what was shown."""
    context, question = heard.context, heard.question
    if context is None or not question.wants or question.filter:
        return False
    if context.kind != "measure" and not (context.kind == "list" and len(context.items) <= FEW_ITEMS):
        return False
    units = [
        match[1]
        for cue in heard.found.cues
        if (match := re.match("(?:延べ)?何(人|名|件|台|基|回|枚|式|円|時間)", cue.text))
    ]
    shown = context.text
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    strange = [word for word in words if not any(form in shown for form in word.forms)]
    if strange and (heard.found.has("only") or len(strange) > 1):
        return False  # 市民向け講座のほう、何人来た, after another one
    if any(re.search(rf"\d\s*{unit}", shown) for unit in units):
        return not any(re.fullmatch(A_NAME, word.text) for word in strange)  # cases of something else
    return bool(words) and all(any(form in shown for form in word.forms) for word in words)


def _is_pointing(heard: Heard) -> bool:
    """その中の…, それの×: a condition on what was shown; not "they" of the section named before it."""
    office = next((place for place, span in heard.found.signs if span.sign == "D"), len(heard.found.line))
    pointing = (cue for cue in heard.found.cues if cue.meaning is Turn.SAME)
    outwards = any(cue.start < office or cue.text not in ("they", "their") for cue in pointing)
    return _may_follow(heard) and outwards and not heard.numbered


SIDES = ("のほう", "の方")  # of what was shown, one is meant


def _is_only(heard: Heard) -> bool:
    apart = heard.found.has("only") or any(cue.text.startswith(SIDES) for cue in heard.found.cues)
    if heard.words and apart and heard.context is not None and not heard.question.filter:
        words = [word for topic in heard.question.topics for word in topic.words if not word.weak]
        shown = heard.context.text
        return all(any(form in shown for form in word.forms) for word in words)  # 学校のほう
    if heard.numbered and heard.found.has("only") and heard.context is not None:  # 30のほうの理由
        numbers = {measure_of(item.rpartition("/")[2]) for item in heard.context.items}
        return numbers.issuperset(heard.question.filter.measures) and not heard.words
    return _is_condition(heard) and heard.found.has("only") and not heard.question.count_by


def _is_instead(heard: Heard) -> bool:
    """「人事課だけでいい」 after 防災課, 「×のほうだよ」 after △: the other one, never what is both."""
    if heard.context is None or heard.found.has("jointly") or not _is_only(heard):
        return False
    given, before = heard.question.filter, heard.context.question.filter
    return any(
        getattr(before, name) and not set(getattr(before, name)) & set(getattr(given, name))
        for name in heard.conditions
    )


def _is_bare_switch(heard: Heard) -> bool:
    """「税務課は？」 after 「防災課の×は？」: another value of the same condition, or number."""
    if heard.context is None or not (_is_rating(heard) or _is_bare(heard)):
        return False
    if heard.context.kind in ("measure", "nothing") and heard.question.ask in (Ask.COUNT, Ask.SHARE):
        return False
    before = heard.context.question
    same = any(getattr(before.filter, name) for name in heard.conditions)
    return same or before.ask in NUMBERS or heard.question.ask in NUMBERS


def _is_rating(heard: Heard) -> bool:
    """「△はある？」「×はどれ」: a rating and nothing that could stand alone."""
    counted = heard.question.ask in (Ask.COUNT, Ask.SHARE)
    if counted and heard.context is not None and heard.context.kind in ("measure", "nothing"):
        return False  # after one measure, a number is of the whole plan
    return _is_condition(heard) and heard.conditions == {"ratings"} and not heard.whole


# A word that names something by itself; 参加 or 受講者 only say what is counted.
A_NAME = "[a-z0-9]{2,}|[ァ-ヺー]{3,}|[ぁ-ゖ]{3,}[一-鿿]+"
BARE = r"(やっぱり?|あと|and|for|in|how about)?[\sMDPYと、か,]*(は|って|では|だと|なら|の分は?)?\W*"


def _is_bare(heard: Heard) -> bool:
    """「税務課は？」「⑥では？」: conditions, and nothing asked of them."""
    return (
        _is_condition(heard)
        and heard.question.ask is Ask.SHOW
        and any(sign in heard.found.line for sign in "はてと?？")
        and re.fullmatch(BARE, heard.found.line) is not None
    )


def _is_condition(heard: Heard) -> bool:
    """It names conditions only: no words, numbers or quotations of its own."""
    question = heard.question
    return _may_follow(heard) and not (heard.words or heard.numbered or question.figures or question.phrases)


def _may_follow(heard: Heard) -> bool:
    return heard.context is not None and heard.question.ask in FOLLOWING and heard.question.filter != Filter()


class Rule(Record):
    """One row: how the question hangs on the conversation, and when."""

    turn: Turn
    applies: Callable[[Heard], bool]


RULES: tuple[Rule, ...] = (
    Rule(Turn.NTH, _is_nth),
    Rule(Turn.NARROW, _is_narrowed),
    Rule(Turn.ADD, _is_added),
    Rule(Turn.REMOVE, _is_removed),
    Rule(Turn.SWITCH, _is_switched),
    Rule(Turn.WIDEN, _is_widened),
    Rule(Turn.SAME, _is_more_of_same),
    Rule(Turn.SAME, _is_same),
    Rule(Turn.NARROW, _is_pointing),
    Rule(Turn.SWITCH, _is_instead),
    Rule(Turn.NARROW, _is_only),
    Rule(Turn.SWITCH, _is_bare_switch),
    Rule(Turn.NARROW, _is_rating),
    Rule(Turn.NARROW, _is_bare),
)


# ---------------------------------------------------------------- what it becomes


def _same(question: Question, before: Question) -> Question:
    """What was shown keeps its conditions, so that the next question can change one of them."""
    given = question.filter if question.filter else replace(before.filter, measures=(), items=())
    group = question.group_by or (before.group_by if question.ask is Ask.RANK else "")
    numeric = question.ask in (Ask.COUNT, Ask.SHARE) and before.ask not in NUMBERS
    of_texts = numeric and not given.ratings and bool(before.topics or unit_asked(question) in OF_TEXTS)
    if of_texts:  # 件数は？ after a topic asks for the figure that its texts give
        return replace(question, ask=Ask.SHOW, wants=(*question.wants, Field.FIGURE), filter=given)
    return replace(question, filter=given, group_by=group)


def _narrowed(question: Question, before: Question) -> Question:
    return replace(
        question,
        filter=question.filter.over(before.filter),
        topics=question.topics or before.topics,
        wants=question.wants or before.wants,
    )


def _widened(question: Question, before: Question) -> Question:
    """What was asked before the last turn's conditions were added."""
    own = before.own or Filter()
    names = {name: () for name, values in own.as_dict().items() if values and name != "years"}
    return replace(question, filter=replace(before.filter, **names), topics=before.topics)


def _switched(question: Question, before: Question) -> Question:
    """What is said replaces the same condition; everything else stays as it was asked."""
    kept = before.filter
    if question.filter.measures:  # そうじゃなくて2番, after what no number was named for: a whole of its own
        numbered = before.filter.measures or before.filter.items
        kept = replace(kept, measures=(), items=()) if numbered else Filter(years=kept.years)
    compared = before.ask is Ask.COMPARE and bool(question.filter.departments or question.filter.policies)
    inherited = before.ask if before.ask in (*NUMBERS, Ask.ALL, Ask.NONE, Ask.LIST) else Ask.SHOW
    return replace(
        question,
        filter=question.filter.over(Filter(years=before.filter.years if before.over else ()))
        if compared
        else question.filter.over(kept),
        topics=question.topics or (() if question.filter.measures else before.topics),
        ask=question.ask if question.ask is not Ask.SHOW else inherited,
        wants=question.wants or before.wants,
        group_by=question.group_by or before.group_by,
        said=question.said if question.filter.ratings else (*before.said, *question.said),
    )


def _added(question: Question, before: Question) -> Question:
    return replace(
        question,
        filter=question.filter.added_to(before.filter),
        topics=question.topics or before.topics,
        ask=before.ask if question.ask in (Ask.SHOW, Ask.LIST) else question.ask,
    )


MERGES = {
    Turn.NARROW: _narrowed,
    Turn.SWITCH: _switched,
    Turn.ADD: _added,
    Turn.SAME: _same,
    Turn.WIDEN: _widened,
}
