"""A follow-up is an edit of the last query: the words say what changes, everything else stays.

Another value of an aspect that was asked for replaces it, another aspect narrows; そのうち always narrows.
What points at something shown (2番目, その中身, 同じ評価の課) becomes a condition that names it.
"""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.lattice import Phrase
from bot.understanding.meaning import (
    NUMBERED,
    PLACES,
    Slots,
    counted,
    drops,
    settled,
    split,
    year_order,
)
from bot.understanding.pointing import ASPECT_OF_GROUP, POINTING, again, counts_groups
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

SUBJECTS = frozenset({"measure", "item", "topic"})  # of which a question names one
OF_FIGURES = ("amounts", "largest", "sum", "delta")  # whose answer shows what has figures, of all asked for
PLAIN = ("list", "show", "count")  # that show items and no groups
RESTED = ("rating", "owner", "policy", "initiative")  # of which 「それ以外」 are all the others
OF_BASE = ("all", "only", "not_all")  # a statement of these is answered with all that was looked at
TURNED = ("none", "not_all")  # having these, the groups shown hold few or none of what was asked for


class Referents(Record):
    """What a follow-up hangs on: the last query, and what its answer showed.

    `items`: ids without a year, `groups`: values of the query's `per`, both in the order shown; `standing`:
    their places in a ranking, ties together. `values`: what the shown items have, by aspect (rating, owner,
    policy, measure …), for 同じ評価の課, ほかの課の分. `before`: the query that the last one narrowed, None
    where it narrowed none. `earlier`: what was asked before it, the oldest first. `sides`: of a comparison,
    by the value of a side: how often it has which rating, and how many of its items are rated.
    """

    query: Query
    items: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - never changed: a record is frozen
    standing: tuple[int, ...] = ()
    before: Query | None = None
    earlier: tuple[Query, ...] = ()
    sides: dict[str, tuple[dict[str, int], int]] = {}  # noqa: RUF012 - as above


class QueryEdit:
    """One edit: the words' slots, the query before, what was shown."""

    def __init__(self, match: Match, shown: Referents, vocabulary: Vocabulary) -> None:
        self.slots = Slots(match)
        self.shown = shown
        self.before = shown.query.but(places=(), top=0, form="")
        self.vocabulary = vocabulary
        phrases = [*self.slots.before, *self.slots.phrases]
        whole = Phrase()
        for phrase in phrases:
            whole = whole.with_(phrase)
        self.typed = (*whole.conditions, *self.slots.ratings)
        self.years = (*whole.years, *self.slots.years)
        self.every = whole.every
        self.unit = "measure" if "measure" in self.slots else whole.unit

    # -- the query before as a plain selection

    def selection(self) -> Query:
        """The items that the last answer was about: a list without groups, sides or fields."""
        query = self.before
        conditions = query.conditions
        base = query.base
        if query.having:
            turned = any(each.quantifier in TURNED for each in query.having)
            said = tuple(each for one in query.having for each in one.conditions)
            if (len(query.having) == 1 and not turned) or (turned and not query.per):
                conditions = (*conditions, *said)
        groups = self.groups()
        if query.per and groups and query.aggregate in ("list", "rank") and query.per != "year":
            aspect = ASPECT_OF_GROUP[query.per]
            named = Condition(aspect, groups)
            base = (*(each for each in base if each.aspect != aspect or each.negated), named)
        if query.aggregate in OF_FIGURES and self.shown.items:  # what has them is no condition
            base = (Condition("item", self.shown.items),)
        unit = query.unit if not query.per and query.aggregate not in OF_FIGURES else ""
        return Query(query.years, base, conditions, unit=unit)

    def groups(self) -> tuple[str, ...]:
        """The groups that the answer was about: of a ranking those that lead it."""
        place = self.shown.query.places[0] if len(self.shown.query.places) == 1 else 1
        ranked = self.shown.query.aggregate == "rank" and len(self.shown.query.places) < 2
        return (self.at_place(place) if ranked else ()) or self.shown.groups

    def at_place(self, place: int) -> tuple[str, ...]:
        """The groups that share a place of a ranking."""
        shown = zip(self.shown.groups, self.shown.standing, strict=False)
        return tuple(group for group, stands in shown if stands == place)

    def kept(self) -> Query:
        """The query before where only its conditions are to change."""
        query = self.before
        if query.aggregate in ("count", "share", "table", "compare") and not query.having:
            return query
        if query.aggregate in ("amounts", "sum", "delta"):
            return query
        wants = query.wants if query.aggregate == "list" and not query.having else ()
        return self.selection().but(wants=wants)


def edited(match: Match, shown: Referents, vocabulary: Vocabulary) -> Query | None:
    """The last query as a template of the layer "edit" changes it, in normal form, None where it cannot."""
    edit = QueryEdit(match, shown, vocabulary)
    if len(edit.slots.groups) > 1 or drops(match):
        return None
    query = _EDITS[_name(edit.slots)](edit)
    if query is None:
        return None
    if edit.years and edit.slots.words[0] not in ("year", "compare"):
        query = query.but(years=edit.years)
    every = edit.every
    if every is None and query.over_years:
        old = [each.every for each in edit.before.all_conditions() if each.aspect == "rating"]
        every = old[0] if old and edit.before.over_years else None
    return settled(query, every)


def _name(slots: Slots) -> str:
    first = slots.words[0]
    return "wants" if first.startswith("wants") else first


# ---- conditions


def _replaced(conditions: tuple[Condition, ...], new: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """With these, each in the place of what was asked of its aspect. Numbers replace numbers."""
    aspects = {"measure" if each.aspect == "item" else each.aspect for each in new}
    kept = (
        each for each in conditions if ("measure" if each.aspect == "item" else each.aspect) not in aspects
    )
    return (*kept, *new)


def _with(query: Query, new: tuple[Condition, ...], *, narrow: bool) -> Query:
    where, what = split(new)
    if not narrow:
        return query.but(
            base=_replaced(query.base, where) if where else query.base,
            conditions=_replaced(query.conditions, what) if what else query.conditions,
        )
    if query.aggregate == "share" and not what:
        return query.but(base=(*query.base, *where))
    return query.but(base=(*query.base, *where), conditions=_said_once((*query.conditions, *what)))


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


def _switch(edit: QueryEdit) -> Query | None:
    if "instead" in edit.slots and not _put_right(edit):
        return None
    if "stem" in edit.slots:  # 税務は, after a department: that one
        if not edit.before.base or any(each.aspect != "owner" or each.negated for each in edit.before.base):
            return None
        edit.typed = tuple(edit.slots.stems)
    if not edit.typed:
        return None
    if "side" in edit.slots:  # 秘書室のほうは？ of a measure of two departments
        if _among_shown(edit):
            return _with(edit.kept().but(wants=edit.before.wants), edit.typed, narrow=True)
        asked_for = {each.aspect for each in edit.before.base}
        if {"topic", "text"} & asked_for and not {each.aspect for each in edit.typed} & asked_for:
            return None  # perhaps of what is mentioned further
    query = edit.before
    where, what = split(edit.typed)
    if "bare" in edit.slots and len(edit.shown.items) == 1 and not query.values("rating"):
        of = query.base if query.base and not query.having else (Condition("item", edit.shown.items),)
        return Query(
            query.years, of, what, having=(Having("all"),), aggregate="holds"
        )  # 丸？ of the one shown
    if "ofshare" in edit.slots and query.aggregate != "share":
        return None
    if "only" in edit.slots and query.aggregate == "compare" and query.sides and not where:
        return POINTING["contents"](edit)  # ×だけ: the items so rated of what was put side by side
    numbered = where and not what and all(each.aspect in ("measure", "item") for each in where)
    if numbered and query.aggregate not in ("show", "holds", "compare"):
        return Query(query.years, where, aggregate="show")  # a measure by number stands alone
    if query.having and not where and query.aggregate in ("list", "holds", "count"):
        return _switched_having(query, what)
    if query.aggregate == "holds" and not query.per:
        if query.having[0].quantifier == "more":
            return None
        return _with(_without_subject(query, where), edit.typed, narrow=False)
    if query.aggregate == "rank" and not where:
        return _with(query, what, narrow=False)
    if query.aggregate == "compare" and any(
        each.aspect == new.aspect for side in query.sides for each in side for new in where
    ):
        return None
    if query.per and where and query.aggregate in ("list", "rank"):
        return _with(_without_groups(edit), edit.typed, narrow=False)
    if query.aggregate == "show":
        if "part" in edit.slots and _among_shown(edit):  # No.22: 秘書室の分だけ
            return _with(edit.kept().but(wants=query.wants), edit.typed, narrow=True)
        if where and not what:
            return Query(query.years, where, aggregate="list" if _lists(where) else "show", wants=query.wants)
        return _with(edit.selection(), edit.typed, narrow=False)
    return _with(edit.kept(), edit.typed, narrow=False)


def _among_shown(edit: QueryEdit) -> bool:
    """Whether what was shown has what is named now, and was not asked for by that.

    A policy or a number that all of it has is no part of it: that one itself is meant.
    """
    asked_for = {each.aspect for each in edit.before.all_conditions()}
    aspects = {each.aspect for each in edit.typed}
    several = all(aspect == "owner" or len(edit.shown.values.get(aspect, ())) > 1 for aspect in aspects)
    return several and not aspects & asked_for and _shown(edit, edit.typed)


def _without_subject(query: Query, where: tuple[Condition, ...]) -> Query:
    """Without what was asked about, where another one is named otherwise: 図書館は×？ じゃあNo.7は？"""
    new = {each.aspect for each in where}
    old = {each.aspect for each in query.base}
    if not new or not new | old <= SUBJECTS or not (new & old) < new | old:
        return query
    return query.but(base=())


def _which(edit: QueryEdit) -> Query | None:
    """△はどれ？ of what was counted, the items; of items, another rating of theirs.

    Of what was said to be so or not (全部○？), the items.
    """
    if edit.before.aggregate == "holds" and not edit.before.per and not split(edit.typed)[0]:
        return Query(edit.before.years, edit.before.base, edit.typed) if edit.typed else None
    grouped = edit.before.aggregate in ("compare", "table", "overview")
    return POINTING["contents"](edit) if grouped else _switch(edit)


def _put_right(edit: QueryEdit) -> bool:
    """ "Triangles, not crosses": the first is asked for in the place of the other, which was."""
    if len(edit.typed) != 2:
        return False
    new, old = edit.typed[::-1] if "swap" in edit.slots else edit.typed
    asked = any(old in (each, each.but(years=())) for each in edit.before.all_conditions())
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
        return query.but(conditions=_replaced(query.conditions, what))
    having = query.having[0]
    return query.but(having=(having.but(conditions=_replaced(having.conditions, what)),))


def _narrow(edit: QueryEdit) -> Query | None:
    edit.typed = (*edit.typed, *_states(edit))
    if not edit.typed and not edit.years:
        return None
    compared = edit.before.aggregate == "compare" and edit.before.sides
    if "only" in edit.slots and compared and not split(edit.typed)[0]:
        return POINTING["contents"](edit)
    if "only" in edit.slots and any(each.aspect in (*PLACES, "rating", "topic") for each in edit.typed):
        return None  # it names its own whole, or another one
    query = edit.kept()
    if edit.unit and query.aggregate == "list":
        query = query.but(unit=edit.unit)
    return _with(query, edit.typed, narrow=True)


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
            rest = _replaced(conditions, (gone.but(negated=not gone.negated),))  # all but those asked for
        else:
            rest = (*conditions, gone.but(negated=not gone.negated))
        query = query.but(base=rest) if where else query.but(conditions=rest)
    return query


def _unlike(edit: QueryEdit) -> Query | None:
    """違うのはどれ？ Of what was said to be all so, what is not."""
    query = edit.before
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


def _add(edit: QueryEdit) -> Query | None:
    """These too: beside the values asked for, or no longer excluded."""
    if "also" in edit.slots:  # 防災課も: beside it in a list, the same of it in a number
        numbered = all(each.aspect in ("measure", "item") for each in edit.typed)
        if edit.before.aggregate == "show" and numbered:  # the next one: 40も頼む
            return _switch(edit)
        listed = edit.before.aggregate in ("list", "show") and not edit.before.having
        named, before = (
            {each.aspect for each in some} for some in (edit.typed, edit.before.all_conditions())
        )
        if len(named) > 1 and before <= named:  # 情報管理室の×も, after another one's ×: a set of its own
            listed = False
        return (_beside(edit) if listed else None) or _switch(edit)
    query = _beside(edit)
    wanted = next((each for each in ("share", "count") if each in edit.slots), "")
    if query is None or not wanted:
        return query
    plain = query.conditions and query.aggregate in ("list", "count", "share") and not query.having
    return query.but(aggregate=wanted, wants=(), unit="") if plain else None


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
    """Without ratings that were asked for, where something else is left of the question."""
    query, where = edit.kept(), split(edit.typed)[0]
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
    if not taken and one_of and _shown(edit, wrong):  # of what was shown, that of the other
        selected = edit.kept().but(wants=edit.before.wants)
        among = selected if _shown(edit, right) else _mentioning(selected)
        return among and _with(among, right, narrow=True)
    if len(taken) < len(wrong):
        return None
    if edit.before.having or edit.before.sides:
        kept = {each.aspect for each in taken} == {each.aspect for each in right}
    else:
        rest = tuple(each for each in edit.before.base if each not in taken)
        what = tuple(each for each in edit.before.conditions if each not in taken)
        edit.before, kept = edit.before.but(base=rest, conditions=what), True
    edit.typed = right
    return _switch(edit) if kept else None


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
        return None
    kept = tuple(each for each in query.base if each.aspect not in (*PLACES, *SUBJECTS))
    shows = query.aggregate == "show"
    return query.but(base=(*kept, *edit.typed), aggregate="list" if shows else query.aggregate)


def _together(edit: QueryEdit) -> Query | None:
    """両方足すと: of what was asked last and just before it, where they differ in one value.

    二つ合わせて△はいくつ: the items so rated of both, or of both sides that were compared.
    """
    if "of" in edit.slots:
        return _with_both(edit)
    both = _both_asked(edit)
    if both is None:
        return None
    asked = (edit.before.aggregate, edit.shown.earlier[-1].aggregate, *edit.slots.words)
    share = "share" in asked and both.conditions
    return both.but(aggregate="share" if share else "count", wants=())


def _with_both(edit: QueryEdit) -> Query | None:
    if edit.before.aggregate == "compare":
        both = POINTING["contents"](edit)
    else:
        rated = any(each.aspect == "rating" for each in edit.before.conditions)
        both = None if rated or split(edit.typed)[0] else _both_asked(edit)
        both = both and both.but(conditions=edit.typed)
    return both and both.but(aggregate="count", wants=(), unit="")


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
        return Query(query.years, base, edit.typed or query.conditions)
    if before is None or before.aggregate not in PLAIN or before.per or before.having:
        before = Query(query.years, query.base if query.conditions else ())
    added = [each for each in query.all_conditions() if each not in before.all_conditions()]
    if len(added) == 1 and added[0].aspect in RESTED:
        out = added[0].but(negated=not added[0].negated)
    elif edit.shown.items:
        out = Condition("item", edit.shown.items, negated=True)
    else:
        return None
    aggregate = "count" if query.aggregate == "count" or "count" in edit.slots else "list"
    rest = _with(before.but(aggregate=aggregate, wants=edit.slots.fields), (out,), narrow=True)
    return _with(rest, edit.typed, narrow=True) if edit.typed else rest


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


# ---- another aggregate


def _count(edit: QueryEdit) -> Query | None:
    query = edit.before
    if "groups" in edit.slots and not (query.per in ("department", "policy") and query.having):
        return None
    if "total" in edit.slots and query.aggregate == "compare":  # ×の合計: of both sides
        both = POINTING["contents"](edit)
        return both and both.but(aggregate="count")
    if "switch" in edit.slots:
        switched = _switch(edit)
        if switched is None:
            return None
        if switched.having or switched.aggregate in ("rank", "compare"):
            return None
        return switched.but(aggregate="count", per="", by="", wants=())
    if query.aggregate in ("compare", "show", "largest", "sum", "delta", "written"):
        return None
    if query.per and query.having:
        if "instead" not in edit.slots:
            return query.but(aggregate="count")
        asked = tuple(each for one in query.having for each in one.conditions)  # △の課: how many △ there are
        chosen = len(query.having) == 1 and query.having[0].quantifier == "any"
        return Query(query.years, query.base, asked, aggregate="count") if chosen else None
    if "items" not in edit.slots and _of_texts(edit):
        return edit.selection().but(wants=("figure",))  # 件数は？ after a topic: what its texts count
    unit = edit.unit or query.unit
    return edit.selection().but(aggregate="count", unit=unit if not query.per else edit.unit)


def _of_texts(edit: QueryEdit) -> bool:
    """Whether a topic was asked for and no rating: what is counted stands in the texts."""
    query = edit.before
    topic = any(each.aspect in ("topic", "text") and not each.negated for each in query.base)
    plain = query.aggregate in ("list", "show") and not (query.having or query.conditions)
    return topic and plain and not edit.typed and "measure" not in edit.slots


def _share(edit: QueryEdit) -> Query | None:
    if not edit.typed and (edit.before.aggregate == "show" or _of_texts(edit)):  # the one its texts give
        return edit.before.but(wants=("figure",), unit="%")
    if edit.before.aggregate == "compare":  # of every side
        conditions = edit.typed if "switch" in edit.slots else edit.before.conditions
        return edit.before.but(conditions=conditions, by="share") if conditions else None
    if edit.before.aggregate in ("show", "largest", "sum", "delta", "written", "amounts"):
        return None
    query = edit.selection()
    if "narrow" in edit.slots:
        query = _with(query, edit.typed, narrow=True)
    if "switch" in edit.slots:
        query = query.but(conditions=edit.typed)
    conditions = query.conditions
    return query.but(aggregate="share", unit="") if conditions else None


def _table(edit: QueryEdit) -> Query | None:
    query, per = edit.before, edit.slots.group
    if "each" in edit.slots:  # それぞれの割合は？ of the groups that were shown
        return _share_of_each(edit)
    if "shares" in edit.slots:  # 割合で, of a table or a list
        if query.aggregate != "table":
            return _share(edit)
        return query.but(by="share") if query.conditions else None
    if per in ("", "item") or query.aggregate in ("largest", "sum", "delta", "written", "amounts"):
        return None
    by = "share" if "byshare" in edit.slots or query.aggregate == "share" or query.by == "share" else ""
    if query.aggregate == "compare":
        if query.sides:
            return None
        table = query.but(aggregate="table", per=per)
    else:
        table = edit.selection().but(aggregate="table", per=per, unit="")
    return None if by and not table.conditions else table.but(by=by)


def _share_of_each(edit: QueryEdit) -> Query | None:
    """What part of every group that was shown is so as it was asked."""
    query = edit.before
    if query.aggregate in ("compare", "table"):
        return query.but(by="share") if query.conditions else None
    place = edit.shown.query.places[:1] if query.aggregate == "rank" else ()
    groups = edit.at_place(place[0]) if place else edit.groups()
    aspect = ASPECT_OF_GROUP.get(query.per, "")
    asked = query.conditions or (query.having[0].conditions if len(query.having) == 1 else ())
    if not groups or not aspect or not asked or query.aggregate not in ("rank", "list", "count"):
        return None
    kept = tuple(each for each in query.base if each.aspect != aspect)
    base = (*kept, Condition(aspect, groups))
    return Query(query.years, base, asked, per=query.per, aggregate="table", by="share")


def _turn(edit: QueryEdit) -> Query | None:
    """ない課は？ after 「×がある課は？」: the groups that are otherwise."""
    query = edit.before
    if len(query.having) != 1 or not query.per or query.having[0].quantifier not in ("any", "none"):
        return None
    if edit.slots.group not in ("", query.per):
        return None
    return query.but(having=(query.having[0].but(quantifier=edit.slots.words[1]),), aggregate="list")


def _rank(edit: QueryEdit) -> Query | None:
    if "again" in edit.slots:
        return again(edit)
    query, per = edit.selection(), edit.slots.group
    if per in ("", "item") or not query.conditions:
        return None
    order = "least" if "least" in edit.slots else "most"
    if edit.before.aggregate == "rank" and edit.before.per == per:  # では一番少ない方針は: the same ranking
        return edit.before.but(order=order)
    return Query(query.years, query.base, query.conditions, per=per, aggregate="rank", order=order)


def _per(edit: QueryEdit) -> Query | None:
    """課じゃなくて方針で: the same table, ranking or groups, by others."""
    query, per = edit.before, edit.slots.group
    if per in ("", "item", query.per) or not (query.aggregate in ("table", "rank") or query.having):
        return None
    return query.but(per=per, unit="") if query.per and query.per != "year" else None


def _wants(edit: QueryEdit) -> Query | None:
    given = tuple(word.partition("=")[2] for word in edit.slots.words if word.startswith("wants="))
    wants = (*given, *edit.slots.fields)
    query = edit.before
    if query.aggregate in ("overview", "compare", "table", "sum", "largest"):
        return None
    if "owner" in wants and query.per == "department":
        return None  # 何課？ of departments: how many, or which?
    if edit.slots.unit and not (_of_texts(edit) or query.aggregate == "show"):
        return None  # 件数のほう: of items, their number
    selected = edit.selection()
    if query.aggregate == "holds" and query.having[0].quantifier in OF_BASE and not query.per:
        selected = selected.but(conditions=())  # 全部○？ was answered with all that was looked at
    if _came_to_nothing(edit):  # No.34, そのうち×は？ none: 根拠は？ is of what was shown before
        selected = selected.but(conditions=())
    if "switch" in edit.slots:
        selected = _with(selected, edit.typed, narrow=False)
    if not selected.base and not selected.conditions:
        return None
    shows = query.aggregate == "show" and "switch" not in edit.slots
    return selected.but(
        wants=wants, aggregate="show" if shows else "list", unit="" if shows else selected.unit
    )


def _came_to_nothing(edit: QueryEdit) -> bool:
    """Whether nothing of what was shown before was so as it was asked."""
    shown, query = edit.shown, edit.before
    plain = query.aggregate in (*PLAIN, "holds") and not query.per and bool(query.base and query.conditions)
    return plain and shown.before is not None and not (shown.items or shown.groups)


def _holds(edit: QueryEdit) -> Query | None:
    """A yes-or-no question about what was asked for; a rating said now takes the place of the one before."""
    query = edit.selection()
    quantifier = edit.slots.words[1]
    if quantifier == "group":
        return _member(edit)
    if quantifier == "than":
        return _beyond(edit)
    leads = "there" in edit.slots and edit.before.aggregate == "rank"  # そこに×はある？ of what leads
    grouped = edit.before.aggregate in ("compare", "rank") or bool(edit.before.per)
    if not leads and (grouped or "there" in edit.slots):
        return None
    if "owner" in edit.slots:  # 担当は防災課？ of the one measure that was shown
        shown = edit.shown.values.get("measure", ())
        if len(shown) != 1 or any(each.aspect != "owner" for each in edit.typed) or not edit.typed:
            return None
        base = (Condition("item", edit.shown.items),) if edit.shown.items else query.base
        return Query(query.years, base, edit.typed, having=(Having(quantifier),), aggregate="holds")
    if "whole" in edit.slots:  # 同じ事業の中に×ある？ of all of the one measure an item of which was shown
        measures = edit.shown.values.get("measure", ())
        if len(measures) != 1 or split(edit.typed)[0]:
            return None
        base = (Condition("measure", measures),)
        return Query(query.years, base, edit.typed, having=(Having(quantifier),), aggregate="holds")
    if "also" in edit.slots:  # 全部○だね、管財課も？ the same of another
        where, what = split(edit.typed)
        if not where:
            return None
        base = (*(each for each in query.base if each.aspect not in PLACES), *where)
        return Query(query.years, base, what, having=(Having(quantifier),), aggregate="holds")
    if "place" in edit.slots:  # 防災課のもある？ whether it has any of what was shown
        base, asked = counted((*query.base, *query.conditions))
        if not asked or not all(each.aspect in PLACES and not each.negated for each in edit.typed):
            return None
        base = _replaced(base, edit.typed)
        return Query(query.years, base, asked, having=(Having("any"),), aggregate="holds")
    counts = quantifier in NUMBERED
    number = 0
    if counts:
        number = 50 if "half" in edit.slots else 1 if "one" in edit.slots else edit.slots.count
    if quantifier == "at_least" and edit.typed and (not number or split(edit.typed)[0]):
        return None
    having = (Having(quantifier, (), number),)
    if "within" in edit.slots:  # 全部防災課？ whether all of what was shown is of that department
        placed = all(each.aspect in PLACES and not each.negated for each in edit.typed)
        base = (*query.base, *query.conditions)
        return Query(query.years, base, edit.typed, having=having, aggregate="holds") if placed else None
    typed = (*edit.typed, *_states(edit))
    if "figure" in edit.slots:
        if not edit.slots.figures:
            return None
        typed = (*typed, Condition("figure", edit.slots.figures))
    if not typed and (counts or "still" in edit.slots):  # 3つある？ まだ残ってる？ of what was shown
        typed = query.conditions
    base = query.base if edit.typed or typed == query.conditions else (*query.base, *query.conditions)
    return Query(query.years, base, typed, having=having, aggregate="holds") if typed else None


def _beyond(edit: QueryEdit) -> Query | None:
    """Whether one of two has more: 税務課の方が○が多い？ of two compared, ①より高い？ of a share."""
    query, (where, asked) = edit.before, split(edit.typed)
    if len(where) != 1 or len(where[0].values) != 1:
        return None
    named = tuple(where)
    placed = tuple(each for each in query.base if each.aspect in PLACES)
    if len(query.sides) == 2 and named in query.sides:
        sides = (named, *(side for side in query.sides if side != named))
    elif query.aggregate == "share" and "byshare" in edit.slots and len(placed) == len(query.base) == 1:
        sides = (placed, named)
    else:
        return None
    conditions = asked or query.conditions
    by, order = "share" if "byshare" in edit.slots else "", edit.slots.words[2]
    if not conditions:
        return None
    return Query(query.years, (), conditions, aggregate="holds", sides=sides, order=order, by=by)


def _states(edit: QueryEdit) -> Iterator[Condition]:
    """The states of ratings that the template itself says: 失われたのは."""
    return (Condition("state", (word[6:],)) for word in edit.slots.words if word.startswith("state="))


def _member(edit: QueryEdit) -> Query | None:
    """税務課も入る？ Whether a group is one of those that were shown, or has any of the items."""
    query = edit.before
    if len(edit.typed) != 1 or edit.typed[0].negated or edit.typed[0].aspect not in PLACES:
        return None
    (named,) = edit.typed
    if not (query.per and query.having):
        base, asked = counted((*query.base, *query.conditions))
        if query.per or query.aggregate not in PLAIN or not asked:
            return None
        base = _replaced(base, edit.typed)
        return Query(query.years, base, asked, having=(Having("any"),), aggregate="holds")
    chosen = query.aggregate in ("list", "count") and len(query.having) == 1 and not query.conditions
    (having, *_) = query.having
    if not chosen or ASPECT_OF_GROUP.get(query.per) != named.aspect or len(named.values) != 1:
        return None
    if having.quantifier in ("more", "past", "short") or not having.conditions:
        return None
    base = (*(each for each in query.base if each.aspect != named.aspect), named)
    asked_of = having.but(conditions=())
    return Query(query.years, base, having.conditions, having=(asked_of,), aggregate="holds")


def _sum(edit: QueryEdit) -> Query | None:
    """足して154人ですか: what was shown is not added up, whatever sum is claimed."""
    query = edit.selection()
    return query.but(aggregate="sum") if query.base else None


def _whole(edit: QueryEdit) -> Query | None:
    """全体だと: the same of the whole plan."""
    query = edit.before
    placed = [each for each in query.base if each.aspect in PLACES]
    if not placed or query.aggregate not in ("count", "share", "table", "list") or query.having:
        return None
    rest = query.but(base=tuple(each for each in query.base if each not in placed))
    return rest if rest.conditions or rest.base or rest.aggregate == "table" else None


def _compare_two(edit: QueryEdit) -> Query | None:
    """比べて: what was asked last and just before it, where they differ in one name."""
    both = edit.shown.earlier[-1:] and _together(edit)
    if not both:
        return None
    places = [each for each in both.base if each not in edit.before.base and each.aspect in PLACES]
    if len(places) != 1:
        return None
    sides = tuple((places[0].but(values=(value,)),) for value in places[0].values)
    rest = tuple(each for each in both.base if each is not places[0])
    return Query(both.years, rest, both.conditions, aggregate="compare", sides=sides)


def _compare(edit: QueryEdit) -> Query | None:
    query = edit.selection()
    if "two" in edit.slots:
        return _compare_two(edit)
    if "which" in edit.slots:  # ○が多いのはどっち？ of the sides that were shown
        by = "share" if "byshare" in edit.slots else ""
        sides = edit.before.aggregate == "compare" and edit.before.sides
        return edit.before.but(conditions=edit.typed, by=by) if sides else None
    if "again" in edit.slots:  # which is better? what was put side by side says it
        return edit.before if edit.before.aggregate == "compare" else None
    if "difference" in edit.slots:  # 差は？ of a rating on the two sides that were shown
        rated = any(each.aspect == "rating" for each in edit.before.conditions)
        two = edit.before.aggregate == "compare" and len(edit.before.sides) == 2
        return edit.before.but(by="difference") if rated and two else None
    if edit.before.aggregate == "compare":
        return _with_another(edit)
    if edit.before.aggregate == "rank" or edit.before.per:
        return None
    if "years" in edit.slots:
        before = query.years or (edit.vocabulary.newest.code,)
        years = tuple(sorted({*before, *edit.slots.years}, key=year_order))
        return query.but(aggregate="compare", years=years) if len(years) > 1 else None
    if "whole" in edit.slots:
        places = [each for each in query.base if each.aspect in PLACES and not each.negated]
        new: tuple[tuple[Condition, ...], ...] = ((),)
    else:
        if len(edit.typed) != 1 or edit.typed[0].negated:
            return None
        places = [each for each in query.base if each.aspect == edit.typed[0].aspect and not each.negated]
        new = ((edit.typed[0],),)
    if len(places) != 1:
        return None
    rest = tuple(each for each in query.base if each is not places[0])
    sides = (*((places[0].but(values=(value,)),) for value in places[0].values), *new)
    return Query(query.years, rest, query.conditions, aggregate="compare", sides=sides)


def _with_another(edit: QueryEdit) -> Query | None:
    """じゃあ農地整備課とだと？ The first of the sides that were shown, beside another one."""
    first = edit.before.sides[0] if edit.before.sides else ()
    if len(edit.typed) != 1 or len(first) != 1 or {"years", "whole"} & set(edit.slots.words):
        return None
    (other,) = edit.typed
    if other.negated or other.aspect != first[0].aspect or other == first[0]:
        return None
    values = (other.but(values=(value,)) for value in other.values if value not in first[0].values)
    return edit.before.but(sides=(first, *((each,) for each in values)), form="")


def _year(edit: QueryEdit) -> Query | None:
    query = edit.before
    if any(each.aspect == "item" for each in query.base) or any(
        each.years for each in query.all_conditions()
    ):
        return None
    return query.but(years=edit.slots.years)


# ---- what was shown


def _nth(edit: QueryEdit) -> Query | None:
    query, places = edit.before, edit.slots.places
    if "part" in edit.slots and edit.slots.count:
        measures = edit.shown.values.get("measure", ())
        if len(measures) == 1:  # the item with that number, of the one measure that was shown
            item = Condition("item", (f"{measures[0]}-{edit.slots.count}",))
            return Query(query.years[-1:], (item,), aggregate="show")
        places = (edit.slots.count,)
    numbers = list(places)
    if not numbers:
        return None
    order = next((each for each in ("least", "most") if each in edit.slots), query.order)
    if order != query.order and query.aggregate != "rank":
        return None
    if query.aggregate == "rank" and not edit.slots.fields:
        query = query.but(order=order)
        return query.but(places=tuple(numbers)) if len(numbers) == 1 and numbers[0] > 0 else None
    grouped = query.per and edit.shown.groups
    if "group" in edit.slots and not (grouped and edit.slots.group in ("", query.per)):
        return None
    listed = edit.shown.groups if grouped else edit.shown.items
    chosen = [listed[n - (n > 0)] for n in numbers if n and -len(listed) <= n - (n > 0) < len(listed)]
    if len(chosen) != len(numbers):
        return _of_list_before(edit, tuple(numbers))
    if listed is edit.shown.items:
        return Query(
            query.years[-1:], (Condition("item", tuple(chosen)),), aggregate="show", wants=edit.slots.fields
        )
    aspect = ASPECT_OF_GROUP.get(query.per)
    if aspect is None:
        return None
    selected = edit.selection()
    base = (*(each for each in selected.base if each.aspect != aspect), Condition(aspect, tuple(chosen)))
    conditions = _replaced(selected.conditions, edit.typed) if edit.typed else selected.conditions
    return selected.but(base=base, conditions=conditions, wants=edit.slots.fields)


def _of_list_before(edit: QueryEdit, places: tuple[int, ...]) -> Query | None:
    """最初の2つ, where one thing was shown last: of the list before it."""
    if len(places) < 2 or len(edit.shown.items) != 1:
        return None
    lists = (
        query
        for query in reversed(edit.shown.earlier)
        if query.aggregate in ("list", "amounts") and not (query.having or query.per or query.wants)
    )
    found = next(lists, None)
    return found and found.but(places=places, top=0, form="")


def _inside(edit: QueryEdit) -> Query | None:
    if "which" in edit.slots and counts_groups(edit.before):
        return None  # どれ？ of groups that were counted: these groups
    if "whole" in edit.slots:  # 分母の項目: of which a share was told
        share = edit.before.aggregate == "share" and not edit.before.per
        rated = (*edit.before.base, Condition("state", ("rated",)))
        return Query(edit.before.years, rated) if share else None
    query = edit.selection()
    shown = (len(edit.shown.items), len({name.rsplit("-", 1)[0] for name in edit.shown.items}))
    if "these" in edit.slots and edit.slots.count and edit.slots.count not in shown:
        return None  # その34件は: a number that a text has
    return query if query.base or query.conditions else None


def _same(edit: QueryEdit) -> Query | None:
    """同じ評価の課: of what has the ratings of what was shown."""
    field = edit.slots.fields[0] if edit.slots.fields else ""
    aspect = {"rating": "rating", "owner": "owner"}.get(field, "")
    if "one" in edit.slots:
        aspect = ASPECT_OF_GROUP.get(edit.slots.group, "")
    values = edit.shown.values.get(aspect, ())
    if not aspect or not values:
        return None
    same = Condition(aspect, values)
    years = edit.before.years
    owners = edit.shown.values.get("owner", ())
    if "other" in edit.slots and edit.slots.group == "department" and owners:
        others = Condition("owner", owners, negated=True)
        return Query(years, (others,), per="department", having=(Having("any", (same,)),))
    per = "" if "one" in edit.slots else edit.slots.group
    if per in ("", "item"):
        return Query(years, *split((same,)))
    if aspect != "rating":
        return Query(years, (same,), unit="measure") if per == "measure" else None
    if per == "measure":
        return Query(years, conditions=(same,), unit="measure")
    return Query(years, per=per, having=(Having("any", (same,)),))


def _owners(edit: QueryEdit) -> Query | None:
    """その課の×: of the departments of what was shown, whatever else was asked for; その方針の×: of these.

    その課でほかに○は: without what was shown. その課に×はある？ is a yes-or-no question.
    """
    found = _of_its_groups(edit)
    if found is not None and "count" in edit.slots:  # その課で△は何個
        return found.but(aggregate="count")
    if found is None or not {"other", "holds"} & set(edit.slots.words):
        return found
    if "holds" in edit.slots:
        quantifier = "all" if "all" in edit.slots else "any"
        return found.but(having=(Having(quantifier),), aggregate="holds") if found.conditions else None
    if not edit.shown.items:
        return None
    shown = Condition("item", edit.shown.items, negated=True)
    return found.but(base=(*found.base, shown))


def _of_its_groups(edit: QueryEdit) -> Query | None:
    aspect = ASPECT_OF_GROUP.get(edit.before.per, "")
    if "group" in edit.slots or ("there" in edit.slots and aspect in ("policy", "initiative")):
        groups = edit.groups() if aspect else edit.shown.values.get("policy", ())
        if not groups or (not aspect and len(groups) > 1):
            return None
        return Query(edit.before.years, (Condition(aspect or "policy", groups),), edit.typed)
    grouped = edit.before.per == "department" and edit.groups()
    if grouped and not edit.typed:
        return _inside(edit)
    named = tuple(
        value
        for each in edit.before.base
        if each.aspect == "owner" and not each.negated
        for value in each.values
    )
    owners = edit.groups() if grouped else named or edit.shown.values.get("owner", ())
    if not owners or ("there" in edit.slots and not grouped and len(owners) > 1):
        return None
    if edit.slots.count and len(owners) != edit.slots.count:
        owners = _named_lately(edit)  # その2つの課: of two questions
        if len(owners) != edit.slots.count:
            return None
    return Query(edit.before.years, (Condition("owner", owners),), edit.typed)


def _named_lately(edit: QueryEdit) -> tuple[str, ...]:
    """As many departments as were said, of the questions that named one each, up to the last one."""
    found: list[str] = []
    for query in (edit.before, *reversed(edit.shown.earlier)):
        named = [value for each in query.base if each.aspect == "owner" for value in each.values]
        if len(found) >= edit.slots.count or not named:
            break
        found = [*named, *(each for each in found if each not in named)]
    return tuple(found)


def _back(edit: QueryEdit) -> Query | None:
    """やっぱり全部: what was asked before it was narrowed."""
    return edit.shown.before


def _others(edit: QueryEdit) -> Query | None:
    """ほかの課の分: the same measures, the other departments."""
    measures = edit.shown.values.get("measure", ())
    asked = tuple(
        value
        for each in edit.before.base
        if each.aspect == "owner" and not each.negated
        for value in each.values
    )
    owners = asked or edit.shown.values.get("owner", ())
    if not measures or not owners or len(measures) > 1:
        return None
    base = (Condition("measure", measures), Condition("owner", owners, negated=True))
    return Query(edit.before.years, base)


def _worst(edit: QueryEdit) -> Query | None:
    """悪いのは: the lowest mark of the scale, among what was asked for; 良いのは: the highest."""
    marks = edit.vocabulary.tables.scale.marks
    if edit.before.aggregate in ("table", "rank") or edit.before.having:
        return None  # which group does
    place = 0 if "best" in edit.slots else -1
    return _with(edit.kept(), (Condition("rating", (marks[place].mark,)),), narrow=False) if marks else None


def _show(edit: QueryEdit) -> Query | None:
    query = edit.selection()
    if not query.base and not query.conditions:
        return None
    single = query.base and all(each.aspect in ("measure", "item") for each in query.base)
    return query.but(aggregate="show" if single and not query.conditions else "list")


def _largest(edit: QueryEdit) -> Query | None:
    """高いほうはどっち？ of the amounts that were shown."""
    query = edit.before
    if query.aggregate not in ("amounts", "sum"):
        return None
    return query.but(aggregate="largest", order=edit.slots.words[1])


def _form(edit: QueryEdit) -> Query | None:
    return edit.shown.query.but(form=edit.slots.form)


_EDITS: dict[str, Callable[[QueryEdit], Query | None]] = {
    "switch": _switch,
    "which": _which,
    "narrow": _narrow,
    "drop": _drop,
    "add": _add,
    "correct": _correct,
    "together": _together,
    "rest": _rest,
    "exclude": _exclude,
    "unlike": _unlike,
    "owners": _owners,
    "back": _back,
    "count": _count,
    "share": _share,
    "table": _table,
    "rank": _rank,
    "turn": _turn,
    "per": _per,
    "wants": _wants,
    "holds": _holds,
    "sum": _sum,
    "compare": _compare,
    "whole": _whole,
    "year": _year,
    "nth": _nth,
    "inside": _inside,
    "same": _same,
    "others": _others,
    "worst": _worst,
    "best": _worst,
    "show": _show,
    "largest": _largest,
    "form": _form,
    **POINTING,
}
