"""A follow-up is an edit of the last query: the words say what changes, everything else stays.

Another value of an aspect that was asked for replaces it, another aspect narrows; そのうち always narrows.
What points at something shown (2番目, その中身, 同じ評価の課) becomes a condition that names it.
"""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.lattice import Phrase
from bot.understanding.meaning import (
    PLACES,
    Slots,
    counted,
    drops,
    settled,
    split,
    year_order,
)
from bot.understanding.pointing import ASPECT_OF_GROUP, POINTING, again
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

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
        return Query(query.years, base, conditions, unit=query.unit if not query.per else "")

    def groups(self) -> tuple[str, ...]:
        """The groups that the answer was about: of a ranking those that lead it."""
        ranked = self.shown.query.aggregate == "rank" and not self.shown.query.places
        return (self.at_place(1) if ranked else ()) or self.shown.groups

    def at_place(self, place: int) -> tuple[str, ...]:
        """The groups that share a place of a ranking."""
        shown = zip(self.shown.groups, self.shown.standing, strict=False)
        return tuple(group for group, stands in shown if stands == place)

    def aggregate(self) -> str:
        """What stays of the question: counts and shares do; a list of everything else."""
        query = self.before
        if query.having or query.aggregate in ("rank", "holds", "overview", "show", "largest", "written"):
            return "list"
        return query.aggregate

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
    if not edit.typed:
        return None
    query = edit.before
    where, what = split(edit.typed)
    numbered = where and not what and all(each.aspect in ("measure", "item") for each in where)
    if numbered and query.aggregate not in ("show", "holds", "compare"):
        return Query(query.years, where, aggregate="show")  # a measure by number stands alone
    if query.having and not where and query.aggregate in ("list", "holds", "count"):
        return _switched_having(query, what)
    if query.aggregate == "holds" and not query.per:
        if query.having[0].quantifier == "more":
            return None
        return _with(query, edit.typed, narrow=False)
    if query.aggregate == "rank" and not where:
        return _with(query, what, narrow=False)
    if query.aggregate == "compare" and any(
        each.aspect == new.aspect for side in query.sides for each in side for new in where
    ):
        return None
    if query.per and where and query.aggregate in ("list", "rank"):
        return _with(_without_groups(edit), edit.typed, narrow=False)
    if query.aggregate == "show":
        if where and not what:
            return Query(query.years, where, aggregate="list" if _lists(where) else "show", wants=query.wants)
        return _with(edit.selection(), edit.typed, narrow=False)
    return _with(edit.kept(), edit.typed, narrow=False)


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
    if not edit.typed and not edit.years:
        return None
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
    return _beside(edit)


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
        return query.but(aggregate="count")
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
    return Query(query.years, query.base, query.conditions, per=per, aggregate="rank", order=order)


def _wants(edit: QueryEdit) -> Query | None:
    given = tuple(word.partition("=")[2] for word in edit.slots.words if word.startswith("wants="))
    wants = (*given, *edit.slots.fields)
    query = edit.before
    if query.aggregate in ("overview", "compare", "table", "sum", "largest"):
        return None
    if "owner" in wants and query.per == "department":
        return None  # 何課？ of departments: how many, or which?
    selected = edit.selection()
    if "switch" in edit.slots:
        selected = _with(selected, edit.typed, narrow=False)
    if not selected.base and not selected.conditions:
        return None
    shows = query.aggregate == "show" and "switch" not in edit.slots
    return selected.but(
        wants=wants, aggregate="show" if shows else "list", unit="" if shows else selected.unit
    )


def _holds(edit: QueryEdit) -> Query | None:
    """A yes-or-no question about what was asked for; a rating said now takes the place of the one before."""
    query = edit.selection()
    quantifier = edit.slots.words[1]
    if edit.before.aggregate in ("compare", "rank") or edit.before.per:
        return None
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
    counts = quantifier in ("exactly", "at_least")
    number = (1 if "one" in edit.slots else edit.slots.count) if counts else 0
    having = (Having(quantifier, (), number),)
    states = (word[6:] for word in edit.slots.words if word.startswith("state="))
    typed = (*edit.typed, *(Condition("state", (state,)) for state in states))
    if not typed and counts:  # 3つある？ of what was shown
        typed = query.conditions
    base = query.base if edit.typed or typed == query.conditions else (*query.base, *query.conditions)
    return Query(query.years, base, typed, having=having, aggregate="holds") if typed else None


def _sum(edit: QueryEdit) -> Query | None:
    """足して154人ですか: what was shown is not added up, whatever sum is claimed."""
    query = edit.selection()
    return query.but(aggregate="sum") if query.base else None


def _compare(edit: QueryEdit) -> Query | None:
    query = edit.selection()
    if "again" in edit.slots:  # which is better? what was put side by side says it
        return edit.before if edit.before.aggregate == "compare" else None
    if edit.before.aggregate in ("compare", "rank") or edit.before.per:
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
    if query.aggregate == "rank" and not edit.slots.fields:
        return query.but(places=tuple(numbers)) if len(numbers) == 1 and numbers[0] > 0 else None
    listed = edit.shown.groups if query.per and edit.shown.groups else edit.shown.items
    chosen = [listed[n - (n > 0)] for n in numbers if n and -len(listed) <= n - (n > 0) < len(listed)]
    if len(chosen) != len(numbers):
        return None
    if listed is edit.shown.items:
        return Query(
            query.years[-1:], (Condition("item", tuple(chosen)),), aggregate="show", wants=edit.slots.fields
        )
    aspect = ASPECT_OF_GROUP.get(query.per)
    if aspect is None:
        return None
    selected = edit.selection()
    base = (*(each for each in selected.base if each.aspect != aspect), Condition(aspect, tuple(chosen)))
    return selected.but(base=base, wants=edit.slots.fields)


def _inside(edit: QueryEdit) -> Query | None:
    query = edit.selection()
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
    """その課の×: of the departments of what was shown, whatever else was asked for."""
    grouped = edit.before.per == "department" and edit.groups()
    if grouped and not edit.typed:
        return _inside(edit)
    owners = edit.groups() if grouped else edit.shown.values.get("owner", ())
    if not owners:
        return None
    return Query(edit.before.years, (Condition("owner", owners),), edit.typed)


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
    if edit.before.aggregate in ("table", "rank") and edit.before.conditions:
        return None  # which group does
    place = 0 if "best" in edit.slots else -1
    return _with(edit.kept(), (Condition("rating", (marks[place].mark,)),), narrow=False) if marks else None


def _show(edit: QueryEdit) -> Query | None:
    query = edit.selection()
    if not query.base and not query.conditions:
        return None
    single = query.base and all(each.aspect in ("measure", "item") for each in query.base)
    return query.but(aggregate="show" if single and not query.conditions else "list")


def _form(edit: QueryEdit) -> Query | None:
    return edit.shown.query.but(form=edit.slots.form)


_EDITS: dict[str, Callable[[QueryEdit], Query | None]] = {
    "switch": _switch,
    "narrow": _narrow,
    "drop": _drop,
    "add": _add,
    "exclude": _exclude,
    "owners": _owners,
    "back": _back,
    "count": _count,
    "share": _share,
    "table": _table,
    "rank": _rank,
    "turn": _turn,
    "wants": _wants,
    "holds": _holds,
    "sum": _sum,
    "compare": _compare,
    "year": _year,
    "nth": _nth,
    "inside": _inside,
    "same": _same,
    "others": _others,
    "worst": _worst,
    "best": _worst,
    "show": _show,
    "form": _form,
    **POINTING,
}
