"""Follow-ups that change what the last query selects: an edit → the query before with other conditions.

防災課の×は → 税務課は？ another value; そのうちWi-Fi narrower; △も more; 防災課以外 all the others
"""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.edit import OF_BASE, PLAIN
from bot.understanding.phrases import PLACES
from bot.understanding.pointing import contents
from bot.understanding.slots import ASPECT_OF_GROUP, split
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.understanding.edit import QueryEdit, Referents

SUBJECTS = frozenset({"measure", "item", "topic"})  # of which a question names one
TURNS = {"all": "not_all", "not_all": "all", "any": "none", "none": "any"}  # that it is not so
SHARED = ("owner", "policy", "initiative")  # that several items have
SEVERAL = 2  # items of which some may be in a state
RESTED = ("rating", "owner", "policy", "initiative")  # of which 「それ以外」 are all the others


def replaced(conditions: tuple[Condition, ...], new: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """With these, each in the place of what was asked of its aspect. Numbers replace numbers."""
    aspects = {"measure" if each.aspect == "item" else each.aspect for each in new}
    kept = (
        each for each in conditions if ("measure" if each.aspect == "item" else each.aspect) not in aspects
    )
    return (*kept, *new)


def with_conditions(query: Query, new: tuple[Condition, ...], *, narrow: bool) -> Query:
    """The query with these, narrower or in the place of what was asked of their aspects."""
    where, what = split(new)
    if not narrow:
        return query.but(
            base=replaced(query.base, where) if where else query.base,
            conditions=replaced(query.conditions, what) if what else query.conditions,
        )
    base = (*(each for each in query.base if not _is_wider(each, where)), *where)
    if query.aggregate == "share" and not what:
        return query.but(base=base)
    return query.but(base=base, conditions=_said_once((*query.conditions, *what)))


def _is_wider(before: Condition, where: tuple[Condition, ...]) -> bool:
    """Whether a new condition names some of what the one before it names: 〈課〉 of 〈課〉か〈課〉."""
    alike = (new for new in where if before.but(values=new.values) == new)
    return any(set(new.values) <= set(before.values) for new in alike)


def _said_once(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The same with ratings said once: × among △ and × is ×."""
    plain = [each for each in conditions if each == Condition("rating", each.values)]
    both = (
        tuple(value for value in plain[0].values if all(value in each.values for each in plain))
        if plain
        else ()
    )
    if len(plain) < 2 or not both:
        return conditions
    return (*(each for each in conditions if each not in plain), Condition("rating", both))


def switch(edit: QueryEdit) -> Query | None:
    """防災課は？ Another value of what was asked for; another aspect narrows."""
    slots, query = edit.slots, edit.before
    if "instead" in slots and not _put_right(edit):
        return None
    if "numbered" in slots:
        if not _next_policy(edit):
            return None
        if query.aggregate == "compare":  # one more side
            return _beside(edit)
    if "stem" in slots:  # 税務は, after a department: that one
        if not query.base or any(each.aspect != "owner" or each.negated for each in query.base):
            return None
        edit.typed = tuple(slots.stems)
    if not edit.typed:
        return None
    if "side" in slots:  # 秘書室のほうは？ of a measure of two departments
        if among_shown(edit, edit.typed):
            return with_conditions(edit.kept().but(wants=query.wants), edit.typed, narrow=True)
        asked_for = {each.aspect for each in query.base}
        if {"topic", "text"} & asked_for and not {each.aspect for each in edit.typed} & asked_for:
            return None  # perhaps of what is mentioned further
    where, what = split(edit.typed)
    based = {each.aspect for each in query.base}
    if where and all(each.negated and each.aspect not in based for each in where):  # No.14以外は
        return with_conditions(edit.kept(), edit.typed, narrow=True)
    if "bare" in slots and len(edit.shown.items) == 1 and not query.values("rating"):  # 丸？ of the one shown
        of = query.base if query.base and not query.having else (Condition("item", edit.shown.items),)
        return Query(query.years, of, what, having=(Having("all"),), aggregate="holds")
    if "ofshare" in slots and query.aggregate != "share":
        return None
    if "number" in slots and (query.aggregate not in ("share", "count") or not query.conditions):
        return None  # a name alone, after anything but a number: what it has
    if "only" in slots and query.aggregate == "compare" and query.sides and not where:
        return contents(edit)  # ×だけ: the items so rated of what was put side by side
    numbered = not what and any(each.aspect in ("measure", "item") for each in where)
    if numbered and query.aggregate not in ("show", "holds", "compare"):
        shape = "list" if _lists(where) else "show"
        return Query(query.years, where, aggregate=shape)  # a measure by number is a whole of its own
    return _switched(edit, where, what)


def _switched(edit: QueryEdit, where: tuple[Condition, ...], what: tuple[Condition, ...]) -> Query | None:
    """The query before with other values, as its aggregate takes them: `where` to look, `what` counts."""
    query = edit.before
    if _is_the_rest(query, where, what):  # ⑥は全部○？ → ○じゃないのは
        return Query(query.years, query.base, what)
    if query.having and not where and query.aggregate in ("list", "holds", "count"):
        counts_items = not any((*each.conditions, *query.conditions) for each in query.having)
        if query.per and counts_items and edit.groups():  # of measures with so many items
            return with_conditions(edit.selection, what, narrow=True)
        return _switched_having(query, what)
    if query.aggregate == "holds" and not query.per:
        if query.sides and where:
            return None  # which of the two sides is meant?
        if query.having and query.having[0].quantifier == "more":
            return None
        query = _of_whole_measure(_without_subject(query, where), where)
        return with_conditions(query, edit.typed, narrow=False)
    if query.aggregate == "rank" and not where:
        return with_conditions(query, what, narrow=False)
    sides = {each.aspect for side in query.sides for each in side}
    if query.aggregate == "compare" and sides & {each.aspect for each in where}:
        return None if what else _with_sides(query, where)
    if query.per and where and query.aggregate in ("list", "rank"):
        return with_conditions(_without_groups(edit), edit.typed, narrow=False)
    if query.aggregate == "show":
        if {"part", "only"} & {*edit.slots.words} and among_shown(edit, edit.typed):  # No.22: 秘書室の分だけ
            return with_conditions(edit.kept().but(wants=query.wants), edit.typed, narrow=True)
        if where and not what:
            return Query(query.years, where, aggregate="list" if _lists(where) else "show", wants=query.wants)
        return with_conditions(edit.selection, edit.typed, narrow=False)
    return with_conditions(edit.kept(), edit.typed, narrow=False)


def _is_the_rest(query: Query, where: tuple[Condition, ...], what: tuple[Condition, ...]) -> bool:
    """Whether what is not so is named, where it was asked whether all, or only, of something is so."""
    judged = [each.quantifier for each in query.having if not each.conditions]
    if query.aggregate != "holds" or query.per or query.sides or where or len(what) != 1:
        return False
    asked = query.conditions
    return (
        judged in (["all"], ["only"], ["not_all"])
        and len(asked) == 1
        and what[0] != asked[0]
        and (what[0].negated or not set(what[0].values) & set(asked[0].values))
    )


def _with_sides(query: Query, where: tuple[Condition, ...]) -> Query | None:
    """④と⑥だと？ after ②と④: these are compared instead, as those were."""
    if len(where) != 1 or where[0].negated or len(where[0].values) < 2:
        return None
    return query.but(sides=tuple((where[0].but(values=(value,)),) for value in where[0].values))


def among_shown(edit: QueryEdit, named: tuple[Condition, ...]) -> bool:
    """Whether what was shown has what is named now, and was not asked for by that.

    A policy or a number that all of it has is no part of it: that one itself is meant.
    """
    asked_for = {each.aspect for each in edit.before.all_conditions()}
    aspects = {each.aspect for each in named}
    several = all(aspect == "owner" or len(edit.shown.values.get(aspect, ())) > 1 for aspect in aspects)
    return several and not aspects & asked_for and _shown(edit, named)


def _without_subject(query: Query, where: tuple[Condition, ...]) -> Query:
    """Without what was asked about, where another one is named otherwise: 図書館は×？ じゃあNo.7は？"""
    new = {each.aspect for each in where}
    old = {each.aspect for each in query.base}
    if not new or not new | old <= SUBJECTS or not (new & old) < new | old:
        return query
    return query.but(base=())


def _of_whole_measure(query: Query, where: tuple[Condition, ...]) -> Query:
    """No.4の防災課は×？ → 教育総務課の分は？ Of one item's measure, where another department is named."""
    if not where or any(each.aspect != "owner" or each.negated for each in where):
        return query
    measures = tuple(dict.fromkeys(each.rpartition("-")[0] for each in query.values("item")))
    if len(measures) != 1:
        return query
    rest = tuple(each for each in query.base if each.aspect != "item")
    return query.but(base=(Condition("measure", measures), *rest))


def _judged_topic(edit: QueryEdit) -> Query | None:
    """〈話題〉は○？ → ほかの話題のほうは？ The same yes or no, of that one."""
    query, topics = edit.before, tuple(edit.slots.topics)
    alike = query.base and all(each.aspect in SUBJECTS and not each.negated for each in query.base)
    if query.aggregate != "holds" or query.per or query.sides or not (alike and query.conditions):
        return None
    return query.but(base=(Condition("topic", topics),)) if topics and not edit.typed else None


def _next_policy(edit: QueryEdit) -> bool:
    """Whether a number alone, "and 4?", is that of a policy: where one was asked for, and no measure."""
    query, number = edit.before, str(edit.slots.count)
    policies = {str(each) for each in edit.vocabulary.policies}
    asked_for = {each.aspect for each in query.all_conditions()}
    if "policy" not in asked_for or asked_for & {"measure", "item"} or number not in policies:
        return False
    edit.typed = (Condition("policy", (number,)),)
    return True


def _which(edit: QueryEdit) -> Query | None:
    """△はどれ？ of what was counted, the items; of items, another rating of theirs.

    Of what was said to be so or not (全部○？), the items.
    """
    if "denied" in edit.slots:  # ×がないのは, of items that were shown: those rated otherwise
        of_items = edit.before.aggregate in PLAIN and not (edit.before.per or edit.before.having)
        if not of_items or len(edit.shown.items) < 2 or edit.before.values("rating"):
            return None
        otherwise = tuple(each.but(negated=True) for each in edit.typed)
        return with_conditions(edit.selection, otherwise, narrow=True)
    if "compared" in edit.slots:
        return contents(edit) if edit.before.aggregate == "compare" and edit.before.sides else None
    if edit.before.aggregate == "holds" and not edit.before.per and not split(edit.typed)[0]:
        return Query(edit.before.years, edit.before.base, edit.typed) if edit.typed else None
    grouped = edit.before.aggregate in ("compare", "table", "overview")
    return contents(edit) if grouped else switch(edit)


def _put_right(edit: QueryEdit) -> bool:
    """ "Triangles, not crosses": the first is asked for in the place of the other, which was."""
    if len(edit.typed) != 2:
        return False
    new, old = edit.typed[::-1] if "swap" in edit.slots else edit.typed
    # ×はいいから△だけ, where no × was asked for: what is left out needs not have been.
    asked = "swap" in edit.slots or any(
        old in (each, each.but(years=())) for each in edit.before.all_conditions()
    )
    edit.typed = (new,)
    return asked and new.aspect == old.aspect and not (new.negated or old.negated)


def _lists(where: tuple[Condition, ...]) -> bool:
    return any(each.aspect not in ("measure", "item") for each in where)


def _without_groups(edit: QueryEdit) -> Query:
    """A question for groups as one for items: ×がある課 → ×."""
    query = edit.before
    said = tuple(each for one in query.having[:1] for each in one.conditions)
    return Query(query.years, query.base, (*query.conditions, *said))


def _switched_having(query: Query, what: tuple[Condition, ...]) -> Query | None:
    if len(query.having) != 1 or query.having[0].quantifier == "more":
        return None
    if not query.having[0].conditions:
        if not query.conditions:
            return None  # so many items: whatever they are rated
        return query.but(conditions=replaced(query.conditions, what))
    having = query.having[0]
    return query.but(having=(having.but(conditions=replaced(having.conditions, what)),))


def states(edit: QueryEdit) -> Iterator[Condition]:
    """The conditions that the template itself says: 失われたのは, which are shared."""
    for word in edit.slots.words:
        if word.startswith("state="):
            yield Condition("state", (word[6:],))
        elif word == "shared":
            yield Condition("shared")


def _narrow(edit: QueryEdit) -> Query | None:
    edit.typed = (*edit.typed, *states(edit), *_topics(edit))
    if "blank" in edit.slots:
        return _blank(edit)
    if not edit.typed and not edit.years:
        return None
    if {"bare", "topic", "nottopic"} & {*edit.slots.words} and not _leaves_room(edit):
        return None
    compared = edit.before.aggregate == "compare" and edit.before.sides
    if "only" in edit.slots and compared and not split(edit.typed)[0]:
        return contents(edit)
    if "only" in edit.slots and any(each.aspect in (*PLACES, "rating", "topic") for each in edit.typed):
        return None  # it names its own whole, or another one
    query = edit.kept()
    if "whole" in edit.slots:  # 同じ事業の×は？ of all of the measures items of which were shown
        measures = edit.shown.values.get("measure", ())
        return Query(query.years, (Condition("measure", measures),), edit.typed) if measures else None
    if edit.unit and query.aggregate == "list":
        query = query.but(unit=edit.unit)
    return with_conditions(query, edit.typed, narrow=True)


def _blank(edit: QueryEdit) -> Query | None:
    """根拠なし: of several those that say nothing there, of one what it says."""
    several = edit.before.aggregate in ("list", "count", "share") and not edit.before.having
    if all(each.aspect == "state" and each.values == ("unrated",) for each in edit.typed) and several:
        if edit.before.values("state"):
            return None  # 評価のある項目は → 評価のないのは: the others
        return with_conditions(
            edit.kept(), edit.typed, narrow=True
        )  # 評価がついてないのは, of several or of one
    if any(each.aspect != "empty" or each.negated for each in edit.typed) or edit.before.per:
        return None
    fields = tuple(value for each in edit.typed for value in each.values)
    query = edit.selection
    if len(edit.shown.items) == 1:
        return query.but(aggregate="show" if edit.before.aggregate == "show" else "list", wants=fields)
    return with_conditions(edit.kept(), edit.typed, narrow=True) if several else None


def _topics(edit: QueryEdit) -> Iterator[Condition]:
    """The words of the plan that limit what was shown (コロナ絡み), or must not be what it is about."""
    negated = "nottopic" in edit.slots
    return (Condition("topic", (word,), negated) for word in edit.slots.topics)


def _otherwise(edit: QueryEdit) -> Query | None:
    """防災課は全部○？ → じゃあ税務課は違う？ Whether what was asked is not so there."""
    query = switch(edit) if edit.before.aggregate == "holds" and not edit.before.per else None
    turned = TURNS.get(query.having[0].quantifier) if query is not None and len(query.having) == 1 else None
    if query is None or turned is None:
        return None
    return query.but(having=(query.having[0].but(quantifier=turned),))


def _written(edit: QueryEdit) -> Query | None:
    """コロナと書いてあるのは → ×のうち書いてないほうは: where what was asked for does not stand, or stands.

    A rating or a department that is named takes the place of the one asked for; all else stays.
    """
    query = edit.before
    sought = [each for each in query.base if each.aspect in ("topic", "text")]
    plain = query.aggregate in ("list", "show", "count", "share", "written") and not query.having
    if len(sought) != 1 or not plain or query.per or query.sides:
        return None
    other = sought[0].but(negated="not" in edit.slots)
    base = tuple(other if each is sought[0] else each for each in query.base)
    aggregate = "count" if "count" in edit.slots else "list"
    kept = Query(query.years, base, query.conditions, aggregate=aggregate)
    return with_conditions(kept, edit.typed, narrow=False)


def _leaves_room(edit: QueryEdit) -> bool:
    """Whether what a few words limit was shown: several items of some rating, not yet limited so.

    ⑥, コロナ絡み, after a list or a number of ×. After anything else they ask afresh.
    """
    query = edit.before
    if query.per or query.having or query.aggregate not in ("list", "count", "share"):
        return False
    rated = any(each.aspect in ("rating", "empty", "state") for each in query.all_conditions())
    limited = {"topic" if each.aspect == "text" else each.aspect for each in query.base}
    named = {each.aspect for each in edit.typed}
    if "bare" in edit.slots and not named <= {"owner", "policy", "initiative"}:
        return False  # 7 is another one
    placed = limited.intersection(PLACES) if "bare" in edit.slots else limited & named
    return rated and not placed and len(edit.shown.items) > 1


def _drop(edit: QueryEdit) -> Query | None:
    """Without these: a value that was asked for goes, everything else is excluded."""
    query = edit.kept()
    if not edit.typed:
        return None
    if "own" in edit.slots and any(each.aspect != "owner" or each.negated for each in edit.typed):
        return None  # 情報推進室を除いた本課: of a department without its section
    for gone in edit.typed:
        where, _ = split((gone,))
        conditions = query.base if where else query.conditions
        same = [each for each in conditions if each.aspect == gone.aspect and not each.negated]
        left = [each for each in same if len(each.values) > len(set(gone.values)) and not gone.negated]
        rest: tuple[Condition, ...]
        if left and set(gone.values) <= set(left[0].values):
            fewer = left[0].but(values=tuple(each for each in left[0].values if each not in gone.values))
            rest = tuple(fewer if each is left[0] else each for each in conditions)
        elif [set(each.values) for each in same] == [set(gone.values)]:
            rest = replaced(conditions, (gone.but(negated=not gone.negated),))  # all but those asked for
        else:
            rest = (*conditions, gone.but(negated=not gone.negated))
        query = query.but(base=rest) if where else query.but(conditions=rest)
    return query


def _unlike(edit: QueryEdit) -> Query | None:
    """違うのはどれ？ Of what was said to be all so, what is not."""
    query = edit.before
    rated = [each for each in query.conditions if each.aspect == "rating"]
    if query.aggregate in PLAIN and query.base and len(rated) == 1 and rated == [*query.conditions]:
        return Query(
            query.years, query.base, (rated[0].but(negated=not rated[0].negated),)
        )  # 防災課の○ → 違うのは
    if query.aggregate != "holds" or query.per or not query.conditions or len(query.having) != 1:
        return None
    if query.having[0].quantifier not in OF_BASE or query.having[0].conditions:
        return None
    if len(query.conditions) != 1:
        return None
    (said,) = query.conditions
    return Query(query.years, query.base, (said.but(negated=not said.negated),))


def _exclude(edit: QueryEdit) -> Query | None:
    """⑤以外, alone: without these."""
    if not edit.typed or not all(each.negated for each in edit.typed):
        return None
    edit.typed = tuple(each.but(negated=False) for each in edit.typed)
    return _drop(edit)


def left_of_shown(
    query: Query, shown: Referents, sections_of: Callable[[str], Sequence[str]]
) -> tuple[Query, tuple[Condition, ...]] | None:
    """No.7以外は全部丸？ after policy ②: the same of the rest of what was shown, with what is kept of it.

    Leaving out names no whole. None where a query names one, or leaves out what was not among what was shown.
    """
    claimed = bool(query.having)
    where, _ = split(query.base if claimed else query.all_conditions())
    if not where or query.per or query.sides or not all(each.negated for each in where):
        return None
    standing = {(each, value) for each, values in shown.values.items() for value in values}
    standing |= {("owner", name) for owner in shown.values.get("owner", ()) for name in sections_of(owner)}
    left_out = {(each.aspect, value) for each in where for value in each.values}
    if len(shown.items) < 2 or not left_out <= standing or shown.query.sides:
        return None
    said = shown.query.base if shown.query.having else shown.query.all_conditions()
    kept, rated = split(said)
    if shown.query.per or any(each.aspect not in PLACES or each.negated for each in kept):
        kept, rated = (Condition("item", shown.items),), ()
    if any(each.aspect == "rating" for each in query.all_conditions()):
        rated = ()
    where_rated = rated if not claimed else ()
    left = query.but(
        base=(*kept, *(rated if claimed else ()), *query.base), conditions=(*where_rated, *query.conditions)
    )
    return (left, (*kept, *rated)) if kept or rated else None


def in_state_of_shown(query: Query, shown: Referents) -> tuple[Query, tuple[Condition, ...]] | None:
    """補正されたのはどれ below a list: those of what was listed, with what is kept of it.

    None where a query asks for more than a state of the sheet, or where no list of a part was shown.
    """
    before, asked = shown.query, query.all_conditions()
    if not asked or any(each.aspect != "state" or each.values == ("rated",) for each in asked):
        return None
    if query.per or query.sides or query.aggregate not in ("list", "count", "holds"):
        return None
    plain = before.aggregate in (*PLAIN, "share") and not (before.per or before.having or before.sides)
    kept = (*before.base, *before.conditions)
    if not plain or not kept or len(shown.items) < SEVERAL or before.over_years:
        return None
    if any(each.aspect == "state" for each in kept):
        return None  # 要確認の項目は → 補正されたのは: the other ones
    if query.aggregate == "holds":
        return query.but(years=before.years, base=(*kept, *query.base)), kept
    base, conditions = split((*kept, *asked))
    return query.but(years=before.years, base=base, conditions=conditions), kept


def _add(edit: QueryEdit) -> Query | None:
    """These too: beside the values asked for, or no longer excluded."""
    if "also" in edit.slots:  # 防災課も: beside it in a list, the same of it in a number
        numbered = all(each.aspect in ("measure", "item") for each in edit.typed)
        if edit.before.aggregate == "show" and numbered:  # the next one: 40も頼む
            return switch(edit)
        listed = edit.before.aggregate in ("list", "show") and not edit.before.having
        named, before = (
            {each.aspect for each in some} for some in (edit.typed, edit.before.all_conditions())
        )
        if len(named) > 1 and before <= named:  # 情報管理室の×も, after another one's ×: a set of its own
            listed = False
        return (_beside(edit) if listed else None) or switch(edit)
    if edit.before.aggregate == "holds" and not edit.before.per and (both := _judged_beside(edit)):
        return both
    marks = tuple(edit.slots.ratings) if "of" in edit.slots else ()
    if marks:  # 〈課〉も足した場合の△の率は: the rating that is said takes the place of the one before
        edit.typed = tuple(each for each in edit.typed if each not in marks)
    query = _beside(edit)
    query = query.but(conditions=replaced(query.conditions, marks)) if query is not None and marks else query
    wanted = next((each for each in ("share", "count") if each in edit.slots), "")
    if wanted == "count" and edit.before.aggregate == "share" and "of" not in edit.slots:
        wanted = ""  # 割合は → ◎と合わせて
    if query is None or not wanted:
        return query
    plain = query.conditions and query.aggregate in ("list", "count", "share") and not query.having
    return query.but(aggregate=wanted, wants=(), unit="") if plain else None


def _judged_beside(edit: QueryEdit) -> Query | None:
    """②と③は全部○？ → ④も加えると？ The same of these, too; None where something else is added."""
    query, typed = edit.before, edit.typed
    if len(typed) != 1 or typed[0].negated or query.sides:
        return None
    same = [each for each in query.base if each.aspect == typed[0].aspect and not each.negated]
    if len(same) != 1:
        return None
    values = tuple(dict.fromkeys((*same[0].values, *typed[0].values)))
    return query.but(base=tuple(each.but(values=values) if each is same[0] else each for each in query.base))


def _as_policies(
    before: Query, *both: tuple[Condition, ...]
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Numbers as those of policies where one was asked for: 3じゃない、4."""
    wrong, right = both
    numbers = all(each.aspect == "measure" for each in (*wrong, *right))
    asked_for, measures = set(before.values("policy")), set(before.values("measure"))
    said = {value for each in wrong for value in each.values}
    if numbers and said <= asked_for and not said & measures:
        wrong, right = (tuple(each.but(aspect="policy") for each in some) for some in both)
    return wrong, right


def _without(edit: QueryEdit) -> Query | None:
    """Without ratings that were asked for, where something else is left of the question.

    評価に関係なく全部: without any rating, also where it was asked whether there are such.
    """
    query, where = edit.kept(), split(edit.typed)[0]
    if not edit.typed:
        selected = query if query.aggregate == "count" and not query.per else edit.selection
        rest = tuple(each for each in selected.conditions if each.aspect != "rating")
        rated = rest != selected.conditions and not query.sides
        return selected.but(conditions=rest, wants=()) if rated else None
    said = {each for each in edit.typed if each in query.conditions}
    if where or not said or not query.base:
        return None
    return query.but(conditions=tuple(each for each in query.conditions if each not in said))


def _correct(edit: QueryEdit) -> Query | None:
    """防災課じゃなくて秘書室: what was asked for is not what was meant, the other is."""
    if "all" in edit.slots:  # △だけじゃなくて全部
        return _without(edit)
    if "kind" in edit.slots:  # 事業じゃなくて②の方針のこと
        return _of_another_kind(edit)
    if len(edit.slots.phrases) != 2:
        return None
    wrong, right = _as_policies(edit.before, *(each.conditions for each in edit.slots.phrases))
    taken = [
        each
        for each in edit.before.all_conditions()
        if any(each.aspect == one.aspect and set(one.values) <= set(each.values) for one in wrong)
    ]
    if not wrong or not right or any(each.negated for each in (*wrong, *right)):
        return None
    one_of = {each.aspect for each in wrong} == {each.aspect for each in right}
    if edit.before.aggregate == "compare" and not one_of:
        return None  # ⑥で○じゃないのは？ after ①と⑥
    if not taken and not one_of and _shown(edit, wrong) and _shown(edit, right):  # 23番じゃなくて防災課のほう
        not_it = tuple(each.but(negated=True) for each in wrong)
        return with_conditions(edit.kept().but(wants=edit.before.wants), (*right, *not_it), narrow=True)
    if not taken and one_of and _shown(edit, wrong):  # of what was shown, that of the other
        selected = edit.kept().but(wants=edit.before.wants)
        among = selected if _shown(edit, right) else _mentioning(selected)
        return among and with_conditions(among, right, narrow=True)
    if len(taken) < len(wrong):
        return None
    if edit.before.aggregate == "compare":
        return _with_another_side(edit.before, wrong, right)
    if edit.before.having or edit.before.sides:
        kept = {each.aspect for each in taken} == {each.aspect for each in right}
    else:
        rest = tuple(each for each in edit.before.base if each not in taken)
        what = tuple(each for each in edit.before.conditions if each not in taken)
        edit.before, kept = edit.before.but(base=rest, conditions=what), True
    edit.typed = right
    return switch(edit) if kept else None


def _with_another_side(
    query: Query, wrong: tuple[Condition, ...], right: tuple[Condition, ...]
) -> Query | None:
    """秘書室のかわりに議会事務局だと？ One side of a comparison in the place of another one."""
    if len(right) != 1 or len(right[0].values) != 1 or wrong not in query.sides:
        return None
    return query.but(sides=tuple(right if side == wrong else side for side in query.sides))


def _mended(edit: QueryEdit) -> Query | None:
    """そっちじゃない、秘書室のほう: in the place of what was asked of its kind, else of the subject."""
    asked_for = {each.aspect for each in edit.before.all_conditions()}
    found = switch(edit)  # a part of what was shown, too
    again = any(each.aspect in (*asked_for, "rating") for each in edit.typed) or _is_a_whole(edit)
    if found is None or again or among_shown(edit, edit.typed):
        return found
    return _of_another_kind(edit) or found


def _is_a_whole(edit: QueryEdit) -> bool:
    """Whether a measure is named by a number that was not asked for as that of anything else.

    防災課の△は → そうじゃなくて2番: the measure, whatever it is rated; after ②の△, what was meant by 2.
    """
    numbers = {value.partition("-")[0] for each in edit.typed for value in each.values}
    said = {value for each in edit.before.all_conditions() for value in each.values}
    return all(each.aspect in ("measure", "item") for each in edit.typed) and not numbers & said


def _mentioning(query: Query) -> Query | None:
    """Of whatever else has the word of the topic in a text: the topic itself is what was shown."""
    topics = [each for each in query.base if each.aspect == "topic"]
    if any(each.negated or " " in value for each in topics for value in each.values):
        return None
    return query.but(base=tuple(each.but(aspect="text") if each in topics else each for each in query.base))


def _shown(edit: QueryEdit, conditions: tuple[Condition, ...]) -> bool:
    """Whether what was shown has these values."""
    return all(set(each.values) <= set(edit.shown.values.get(each.aspect, ())) for each in conditions)


def _of_another_kind(edit: QueryEdit) -> Query | None:
    """Of what is named now, whatever was named before: a policy, its number was taken for a measure's."""
    query = edit.before
    if len(edit.typed) != 1 or edit.typed[0].negated or edit.typed[0].aspect not in PLACES:
        return None
    if query.having or query.sides or query.per:
        ranked = query.aggregate in ("rank", "table") and query.conditions and not query.having
        return Query(query.years, edit.typed, query.conditions) if ranked else None
    kept = tuple(each for each in query.base if each.aspect not in (*PLACES, *SUBJECTS))
    shows = query.aggregate == "show"
    return query.but(base=(*kept, *edit.typed), aggregate="list" if shows else query.aggregate)


def together(edit: QueryEdit) -> Query | None:
    """両方足すと: of what was asked last and just before it, where they differ in one value.

    二つ合わせて△はいくつ: the items so rated of both, or of both sides that were compared.
    """
    if "of" in edit.slots:
        both = _with_both(edit)
        return both.but(aggregate="list") if both and "listed" in edit.slots else both
    if "within" in edit.slots:
        return _in_both(edit)
    both = _both_asked(edit)
    if both is None:
        return None
    asked = (edit.before.aggregate, edit.shown.earlier[-1].aggregate, *edit.slots.words)
    share = "share" in asked and both.conditions
    return both.but(aggregate="share" if share else "count", wants=())


def _with_both(edit: QueryEdit) -> Query | None:
    if edit.before.aggregate == "compare":
        both = contents(edit)
    else:
        rated = any(each.aspect == "rating" for each in edit.before.conditions)
        both = None if rated or split(edit.typed)[0] else _both_asked(edit)
        both = both and both.but(conditions=edit.typed)
    return both and both.but(aggregate="count", wants=(), unit="")


def _in_both(edit: QueryEdit) -> Query | None:
    """両方に入っている項目: what two questions, or the two sides that were compared, have in common."""
    sides = edit.before.sides
    if len(sides) == 2 and edit.before.aggregate == "compare":
        common = (*edit.before.base, *sides[0], *sides[1])
        return Query(edit.before.years, common, edit.before.conditions) if all(sides) else None
    query, before = edit.before, edit.shown.earlier[-1] if edit.shown.earlier else None
    if before is None or query.years != before.years:
        return None
    if any(each.aggregate not in PLAIN or each.per or each.having for each in (query, before)):
        return None
    rated = [each for one in (query, before) for each in one.conditions if each.aspect == "rating"]
    ratings = [set(each.values) for each in rated]
    if len(ratings) > 1 and not set.intersection(*ratings):
        return None
    both = (*before.all_conditions(), *query.all_conditions())
    return Query(query.years, *split(tuple(dict.fromkeys(both)))) if both else None


def _both_asked(edit: QueryEdit) -> Query | None:
    """What was asked last with the one value, too, in which the question before it differs."""
    query = edit.before
    before = edit.shown.earlier[-1] if edit.shown.earlier else None
    if before is None or query.years != before.years or query.per or query.having or before.having:
        return None
    if {query.aggregate, before.aggregate} - {*PLAIN, "share"}:
        return None
    ours = [each for each in query.all_conditions() if each not in before.all_conditions()]
    theirs = [each for each in before.all_conditions() if each not in query.all_conditions()]
    if len(ours) != 1 or len(theirs) != 1 or ours[0].negated or theirs[0].negated:
        return None
    if ours[0].aspect != theirs[0].aspect or ours[0].aspect not in ("rating", "owner", "policy"):
        return None
    both = ours[0].but(values=tuple(dict.fromkeys((*theirs[0].values, *ours[0].values))))
    base, conditions = (
        tuple(both if each == ours[0] else each for each in some) for some in (query.base, query.conditions)
    )
    return query.but(base=base, conditions=conditions)


def _rest(edit: QueryEdit) -> Query | None:
    """それ以外は: what the last answer left out of the one that it narrowed, else of the whole plan."""
    query, before = edit.before, edit.shown.before
    if "sibling" in edit.slots:
        return _sibling(edit)
    if (
        query.aggregate == "holds"
        and query.conditions
        and [each.quantifier for each in query.having] == ["any"]
    ):
        query = edit.before = query.but(aggregate="list", having=())  # No.30に×ある？ → それ以外は
    if not edit.typed and (apart := _unlike(edit)) is not None and query.aggregate == "holds":
        return apart  # ×は情報管理室だけ？ → ほかは
    same = edit.typed and set(edit.typed) <= set(query.conditions)
    judged = edit.slots.words[2] if "holds" in edit.slots and "like" not in edit.slots else ""
    if "like" in edit.slots or (same and not judged and "wants=why" not in edit.slots):
        return _others_like(edit)
    if query.aggregate == "rank" and edit.groups() and query.per in ASPECT_OF_GROUP and not edit.typed:
        leading = Condition(ASPECT_OF_GROUP[query.per], edit.groups(), negated=True)
        return query.but(base=(*query.base, leading))
    if query.aggregate not in PLAIN or query.per or query.having:
        return None
    if "groups" in edit.slots:  # ほかの課の×: after a department
        aspect = ASPECT_OF_GROUP.get(edit.slots.group, "")
        named = [each for each in query.base if each.aspect == aspect and not each.negated]
        if len(named) != 1 or split(edit.typed)[0]:
            return None
        base = tuple(each.but(negated=True) if each is named[0] else each for each in query.base)
        if "having" in edit.slots:  # 残りの課で×があるのは
            having = (Having(edit.slots.words[3], edit.typed),)
            return Query(query.years, base, per=edit.slots.group, having=having)
        return Query(query.years, base, edit.typed or query.conditions)
    if "numbered" in edit.slots and edit.shown.items:  # あとの4つは: where just so many are left
        left = query.but(
            base=tuple(each for each in query.base if each.aspect != "item"),
            conditions=(),
            aggregate="list",
            wants=(),
        )
        others = [each for each in edit.shown.items_of(left) if each not in edit.shown.items]
        rest = Query(query.years, (Condition("item", tuple(others)),))
        return rest if left.base and len(others) == edit.slots.count else None
    measures = {each.rpartition("-")[0] for each in query.values("item")}
    if "one" in edit.slots and not measures:
        return None  # the other one, of what?
    if before is None and len(measures) == 1 and all(each.aspect == "item" for each in query.base):
        before = Query(query.years, (Condition("measure", tuple(measures)),))  # its other items
    if before is None or before.aggregate not in PLAIN or before.per or before.having:
        before = Query(query.years, query.base if query.conditions else ())
    added = [each for each in query.all_conditions() if each not in before.all_conditions()]
    if len(added) == 1 and added[0].negated and "count" in edit.slots:
        return query.but(aggregate="count", wants=())  # 防災課を除いて → 残りは何件: what is left
    if len(added) == 1 and added[0].aspect in RESTED:
        out = added[0].but(negated=not added[0].negated)
    elif edit.shown.items:
        out = Condition("item", edit.shown.items, negated=True)
    else:
        return None
    aggregate = "count" if query.aggregate == "count" or "count" in edit.slots else "list"
    wants = (*edit.slots.fields, *(word for word in ("why",) if f"wants={word}" in edit.slots))
    rest = with_conditions(before.but(aggregate=aggregate, wants=wants), (out,), narrow=True)
    typed = edit.typed
    if judged:  # 残りは全部○？
        having = (Having(judged),)
        return Query(rest.years, rest.all_conditions(), typed, having=having, aggregate="holds")
    if "denied" in edit.slots:  # 残りはなんで○じゃない
        typed = tuple(each.but(negated=not each.negated) for each in typed)
    return with_conditions(rest, typed, narrow=True) if typed else rest


def _sibling(edit: QueryEdit) -> Query | None:
    """もう一つのほうは？ after one item of a measure: what else that measure has."""
    items = edit.shown.items
    if len(items) != 1 or edit.before.per or edit.typed:
        return None
    owner = ("owner",) if "wants" in edit.slots and not edit.slots.fields else ()
    whole = Condition("measure", (items[0].rpartition("-")[0],))
    others = Condition("item", items, negated=True)
    return Query(edit.before.years, (whole, others), wants=edit.slots.fields or owner)


def _others_like(edit: QueryEdit) -> Query | None:
    """他に×のものは？ What else is so, besides what was shown: where that was asked of one department or
    policy and is another thing, of this one."""
    query, shown = edit.before, edit.shown.items
    if not shown or not edit.typed or query.aggregate not in (*PLAIN, "holds") or query.per:
        return None
    where, what = split(edit.typed)
    said = {each.aspect for each in edit.typed}
    same = any(each.aspect in said for each in query.all_conditions())
    kept = () if same else tuple(each for each in query.base if each.aspect in SHARED)
    others = (*kept, Condition("item", shown, negated=True))
    if "holds" in edit.slots:
        return Query(query.years, others, edit.typed, having=(Having("any"),), aggregate="holds")
    return Query(query.years, (*others, *where), what)


def _beside(edit: QueryEdit) -> Query | None:
    query = edit.kept()
    if query.aggregate == "compare":
        if len(edit.typed) != 1 or not query.sides or () in query.sides:
            return None
        side = query.sides[0]
        if len(side) != 1 or side[0].aspect != edit.typed[0].aspect or edit.typed[0].negated:
            return None
        more = tuple((edit.typed[0].but(values=(value,)),) for value in edit.typed[0].values)
        return query.but(sides=(*query.sides, *more))
    for new in edit.typed:
        where, _ = split((new,))
        conditions = query.base if where else query.conditions
        same = [each for each in conditions if each.aspect == new.aspect]
        if len(same) != 1 or new.negated:
            return None
        old = same[0]
        if old.negated:
            left = tuple(each for each in old.values if each not in new.values)
            if left == old.values:
                return None
            changed = (old.but(values=left),) if left else ()
        else:
            changed = (old.but(values=tuple(dict.fromkeys((*old.values, *new.values)))),)
        rest = tuple(new for each in conditions for new in (changed if each is old else (each,)))
        query = query.but(base=rest) if where else query.but(conditions=rest)
    return query if edit.typed else None


CONDITIONS: dict[str, Callable[[QueryEdit], Query | None]] = {
    "switch": switch,
    "which": _which,
    "narrow": _narrow,
    "written": _written,
    "otherwise": _otherwise,
    "drop": _drop,
    "add": _add,
    "correct": _correct,
    "mended": _mended,
    "together": together,
    "rest": _rest,
    "judged": _judged_topic,
    "exclude": _exclude,
    "unlike": _unlike,
}
