"""Follow-ups that point at a part of what was shown: an edit → the query of that part.

A place of a ranking (1位の課の△), a row of a table, a side of a comparison, what both sides share, those of a
table that have or have not, the highest of them. Of an earlier answer (さっきの比較): edit_earlier.py.
"""

from __future__ import annotations

from bot.query import LEADERS, SHARES, Condition, Having, Query
from bot.understanding.edit_earlier import described, recall
from bot.understanding.slots import ASPECT_OF_GROUP, GROUP_OF, split
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.edit import QueryEdit

OF_EACH = ("none", "all", "only")  # what is said of all items of a measure


def _leading(edit: QueryEdit) -> Query | None:
    """一番多い課の中身: of the groups that have most of what a table counts, or that lead the ranking."""
    query = edit.before
    where, what = split(edit.typed)
    counted = query.conditions and query.aggregate in ("table", "rank") and query.order in ("", "most")
    if where or not counted or query.by or edit.slots.group != query.per or query.per not in ASPECT_OF_GROUP:
        return None
    if query.having:
        return None
    having = (Having(LEADERS, what or query.conditions),)
    ranked = Query(query.years, query.base, query.conditions, per=query.per, aggregate="rank", order="most")
    return ranked.but(having=having)


def _place_of(edit: QueryEdit) -> Query | None:
    """税務課は何番目？ The place of one group in the ranking that was shown: the plan tells which it is."""
    query = _ranking(edit)
    named = [each for each in edit.typed if query and each.aspect == ASPECT_OF_GROUP.get(query.per)]
    if query is None or len(edit.typed) != 1 or len(named) != 1 or len(named[0].values) != 1:
        return None
    return query.but(named=tuple(named)) if not named[0].negated else None


def _ranking(edit: QueryEdit) -> Query | None:
    """The ranking that was shown, or that of a table by what it counts."""
    query = edit.before
    if query.aggregate == "rank":
        return query.but(places=(), top=0)
    if query.aggregate != "table" or not query.conditions or query.per in ("", "item", "year"):
        return None
    by = query.by if query.by == "share" else ""
    return Query(
        query.years, query.base, query.conditions, per=query.per, aggregate="rank", order="most", by=by
    )


def _whether_tied(edit: QueryEdit) -> Query | None:
    """同じ数の課は他にある？ Whether it is not the first one alone that leads the ranking."""
    query, first = _ranking(edit), edit.at_place(1)[:1]
    aspect = ASPECT_OF_GROUP.get(query.per, "") if query else ""
    if query is None or query.having or not first or not aspect or edit.slots.group not in ("", query.per):
        return None
    named = (Condition(aspect, first),)
    return query.but(aggregate="holds", named=named, sole=True, unless=True)


def _placed(edit: QueryEdit) -> Query | None:
    """1位の課の△, 同点の課: of the groups at one place of the ranking that was shown."""
    if "leading" in edit.slots:
        return _leading(edit)
    if "where" in edit.slots:
        return _place_of(edit)
    if "whether" in edit.slots:
        return _whether_tied(edit)
    standing, place = edit.shown.standing, edit.slots.count or 1
    if "tied" in edit.slots and standing.count(place) < 2:
        place = next((each for each in standing if standing.count(each) > 1), 0)
    groups, aspect = edit.at_place(place), ASPECT_OF_GROUP.get(edit.before.per, "")
    if "last" in edit.slots:  # 最下位の課の○
        whole = not (edit.shown.query.top or edit.shown.query.places)
        groups = edit.at_place(max(standing, default=0)) if whole else ()
    if "next" in edit.slots:  # その次は: the place after the last one shown
        place = max((*edit.shown.query.places, 1)) + 1
        edit.slots.count = place
    if "again" in edit.slots and edit.before.aggregate == "table" and "tied" not in edit.slots:
        ranked = _ranking(edit)  # 2位は？ of a table
        return ranked.but(places=(place,)) if ranked and edit.slots.group in ("", ranked.per) else None
    if edit.before.aggregate == "table" and not {"tied", "last", "from"} & {*edit.slots.words}:
        return _of_table(edit, place)
    if edit.before.aggregate != "rank" or not aspect or edit.slots.group not in ("", edit.before.per):
        return None
    if "from" in edit.slots:  # 2位以下は: the one place there is from there on, else the whole ranking
        below = {each for each in standing if each >= place} or {place}
        return edit.before.but(places=tuple(below) if len(below) == 1 else ())
    if "again" in edit.slots:
        return edit.before.but(places=() if "tied" in edit.slots and place != 1 else (place,))
    if not place or not groups:
        return None
    return _of_groups(edit, aspect, groups)


def _of_table(edit: QueryEdit, place: int) -> Query | None:
    """1位の課の項目 below a table: of the groups that stand at a place by what it counts."""
    ranked, (where, what) = _ranking(edit), split(edit.typed)
    other = where or edit.slots.fields or {"bad", "why", "count"} & {*edit.slots.words}
    said = edit.slots.count or "whole" in edit.slots  # the first one of a table is that of its first row
    if ranked is None or other or not said or edit.slots.group not in ("", ranked.per):
        return None
    if "whole" not in edit.slots:
        what = what or ranked.conditions
    return ranked.but(places=(place,) if place > 1 else (), having=(Having(LEADERS, what),))


def _of_groups(edit: QueryEdit, aspect: str, groups: tuple[str, ...]) -> Query | None:
    """The items of these groups: with the ratings said now, else with what was counted before."""
    base = (*(each for each in edit.before.base if each.aspect != aspect), Condition(aspect, groups))
    where, what = split(edit.typed)
    if where:
        return None
    marks = edit.vocabulary.tables.scale.marks
    if "bad" in edit.slots and not what:
        what = edit.before.conditions or (Condition("rating", (marks[-1].mark,)),)
    elif "whole" not in edit.slots:
        what = what or edit.before.conditions
    wants = (*(word for word in ("why", "result") if word in edit.slots), *edit.slots.fields)
    count = "count" if "count" in edit.slots else "list"
    return Query(edit.before.years, base, what, aggregate=count, wants=wants)


def _row_at(edit: QueryEdit) -> Query | None:
    """表の最後の方針の△: of the group at one place of the table that was shown."""
    aspect, rows = ASPECT_OF_GROUP.get(edit.before.per, ""), edit.shown.groups
    place = len(rows) if "last" in edit.slots else edit.slots.count or 1
    named = edit.slots.group in ("", edit.before.per)
    if edit.before.aggregate != "table" or not (aspect and named and 0 < place <= len(rows)):
        return None
    return _of_groups(edit, aspect, (rows[place - 1],))


def _row(edit: QueryEdit) -> Query | None:
    """秘書室の行: of one group of the table or one side of the comparison that was shown."""
    if "at" in edit.slots:
        return _row_at(edit)
    aspect = ASPECT_OF_GROUP.get(edit.before.per, "")
    rows = edit.shown.groups
    if edit.before.aggregate == "compare":
        named = [side[0] for side in edit.before.sides if len(side) == 1]
        aspect = named[0].aspect if named else ""
        rows = tuple(value for each in named for value in each.values)
    elif edit.before.aggregate not in ("table", "rank"):
        return None
    where, what = split(edit.typed)
    if not where and what and "column" in edit.slots and edit.before.aggregate == "table":
        return Query(edit.before.years, edit.before.base, what)
    if len(where) != 1 or where[0].aspect != aspect or where[0].negated:
        return None
    if not set(where[0].values) <= set(rows):
        return None if "result" not in edit.slots else Query(edit.before.years, where, wants=("result",))
    edit.typed = what
    if "counted" in edit.slots and not _has_so_many(edit, where[0].values):
        return None
    found = _of_groups(edit, aspect, where[0].values)
    return found if found is None or found.conditions or "count" not in edit.slots else None


def _has_so_many(edit: QueryEdit, named: tuple[str, ...]) -> bool:
    """防災課の2つって何？ Whether what a table counted is asked for, of one group that is named."""
    return len(named) == 1 and bool(edit.before.conditions) and not edit.typed


def _side(edit: QueryEdit) -> Query | None:
    """全体のほうの△: of the whole that something was compared with."""
    query = edit.before
    if query.aggregate != "compare" or () not in query.sides or not edit.typed or split(edit.typed)[0]:
        return None
    aggregate = next((each for each in ("count", "share") if each in edit.slots), "list")
    return Query(query.years, query.base, edit.typed, aggregate=aggregate)


def _better(edit: QueryEdit) -> Query | None:
    """○の割合が低いほうの×: of the side of a comparison that has the most or the least of a rating."""
    sides = [side[0] for side in edit.before.sides if len(side) == 1]
    counted = edit.before.conditions if "said" in edit.slots else ()  # 高いほうの△: of what was compared
    ratings = [*counted, *edit.slots.ratings]
    if len(sides) != len(edit.before.sides) or len(sides) < 2 or not ratings or edit.slots.phrases:
        return None
    measured, *what = ratings
    if ("said" in edit.slots and len(counted) != 1) or measured.aspect != "rating":
        return None
    found = [edit.shown.sides.get(each.values[0]) for each in sides if len(each.values) == 1]
    tallies = [each for each in found if each is not None and each[1]]
    if len(tallies) != len(sides) or measured.negated or len({each.aspect for each in sides}) > 1:
        return None
    numbers = [
        sum(by_rating.get(mark, 0) for mark in measured.values) / (rated if "byshare" in edit.slots else 1)
        for by_rating, rated in tallies
    ]
    wanted = min(numbers) if "least" in edit.slots else max(numbers)
    best = [side for side, number in zip(sides, numbers, strict=True) if number == wanted]  # ties together
    values = tuple(value for side in best for value in side.values)
    return Query(edit.before.years, (*edit.before.base, best[0].but(values=values)), tuple(what))


def _both(edit: QueryEdit) -> Query | None:
    """両方が関わっている事業: measures of which both departments that were compared have items."""
    sides = edit.before.sides
    single = [side[0] for side in sides if len(side) == 1]
    if len(sides) != 2 or len(single) != 2 or {each.aspect for each in single} != {"owner"}:
        return None
    having = tuple(Having("any", (each,)) for each in single)
    return Query(edit.before.years, edit.before.base, per="measure", having=having)


def again(edit: QueryEdit) -> Query | None:
    """一番低いのは: the groups of the table that was shown, ranked by what it counts or its shares."""
    query, order = edit.before, edit.slots.words[1]
    if order == "keep":  # 3つだけ: the first of the ranking as it is
        order = query.order or "most"
        if query.aggregate != "rank":
            return None
    if order == "flip":  # 逆は: the other end of the ranking
        order = "least" if query.order == "most" else "most"
        plain = query.aggregate == "rank" and query.conditions and not edit.typed
        return query.but(order=order, places=(), top=0) if plain else None
    if query.aggregate == "compare":
        return _of_sides(edit, _better_end(edit, query.conditions) if order == "better" else order)
    if query.per in ("", "item", "year") or edit.slots.group not in ("", query.per) or split(edit.typed)[0]:
        return None
    if query.having and query.aggregate in ("list", "count"):
        return _of_chosen(edit, order)
    if query.aggregate not in ("table", "rank"):
        return None
    conditions = () if "items" in edit.slots else edit.typed or query.conditions
    base = _those_ranked(edit) if "those" in edit.slots else query.base
    if order == "better":  # the most of a good mark, the fewest of a bad one
        order = _better_end(edit, conditions)
    by = "share" if "byshare" in edit.slots or (query.by == "share" and not edit.typed) else ""
    if not order or (not conditions and (by or (query.aggregate == "table" and "items" not in edit.slots))):
        return None
    top = edit.slots.count if "top" in edit.slots else 0
    if "top" in edit.slots and not top:
        return None
    ranked = Query(query.years, base, conditions, per=query.per, aggregate="rank", order=order, by=by)
    return ranked.but(top=top, having=query.having)


def _those_ranked(edit: QueryEdit) -> tuple[Condition, ...]:
    """The base with the groups by name that a ranking showed: そのうち△が一番多いのは stays among them."""
    query, aspect = edit.shown.query, ASPECT_OF_GROUP.get(edit.before.per, "")
    if query.aggregate != "rank" or not aspect or not edit.shown.groups:
        return query.base
    kept = tuple(each for each in query.base if each.aspect != aspect or each.negated)
    return (*kept, Condition(aspect, edit.shown.groups))


def _of_sides(edit: QueryEdit, order: str) -> Query | None:
    """The sides of a comparison in order, with those that are named now: ①も入れたら最下位は？"""
    query, (where, conditions) = edit.before, split(edit.typed)
    compared = [*(each for side in query.sides for each in side), *where]
    aspects = {each.aspect for each in compared}
    placed = all(query.sides) and aspects <= set(GROUP_OF) and not any(each.negated for each in compared)
    conditions = conditions or query.conditions
    if len(aspects) != 1 or not placed or order not in ("most", "least"):
        return None
    if not conditions or bool(where) != ("also" in edit.slots):
        return None
    (aspect,) = aspects
    named = Condition(aspect, tuple(dict.fromkeys(value for each in compared for value in each.values)))
    base = (*query.base, named)
    return Query(
        query.years, base, conditions, per=GROUP_OF[aspect], aggregate="rank", order=order, by=query.by
    )


def measured(edit: QueryEdit) -> Query | None:
    """割合で比べたら: the same ranking, or groups of a table ranked, by share instead of number; or the other
    way round."""
    query, by = edit.before, "" if "bynumber" in edit.slots else "share"
    if edit.slots.group not in ("", query.per) or not query.conditions or query.per in ("", "item", "year"):
        return None
    if query.aggregate == "table":
        return query.but(by=by)
    return query.but(by=by) if query.aggregate == "rank" else None


def _better_end(edit: QueryEdit, conditions: tuple[Condition, ...]) -> str:
    """Whether the most or the fewest of these are the better ones; "" where that is not said."""
    ratings = (each for each in conditions if each.aspect == "rating" and not each.negated)
    marks = [mark for each in ratings for mark in each.values]
    scale = edit.vocabulary.scale_with(tuple(marks)) if marks else ()
    good = {scale.index(mark) < len(scale) / 2 for mark in marks}
    best = "best" in edit.slots
    return "" if len(good) != 1 else "most" if good == {best} else "least"


def _of_chosen(edit: QueryEdit, order: str) -> Query | None:
    """Groups that were chosen, ranked by what they were chosen by (一番高いのは？) or by what is said now:
    その中で×が一番少ないのは？"""
    query, (having, *more) = edit.before, edit.before.having
    base = _those_groups(edit)
    counts = having.quantifier in (*SHARES, *AGAIN) and having.conditions and not (having.than or more)
    of_items = "items" in edit.slots
    if not (base and (edit.typed or counts or of_items)) or order not in ("most", "least"):
        return None
    shares = "byshare" in edit.slots or (having.quantifier in SHARES and not (edit.typed or of_items))
    return Query(
        query.years, base, () if of_items else edit.typed or having.conditions,
        per=query.per, aggregate="rank", order=order, by="share" if shares else "",
    )  # fmt: skip


def _those_groups(edit: QueryEdit) -> tuple[Condition, ...]:
    """The base with the groups that were chosen or that lead, by name: what is asked now stays among them.

    () where the query before was for no groups.
    """
    query, aspect, groups = edit.before, ASPECT_OF_GROUP.get(edit.before.per, ""), edit.groups()
    kept = tuple(each for each in query.base if each.aspect != aspect or each.negated)
    return (*kept, Condition(aspect, groups)) if aspect and groups else ()


COUNTING = ("at_least", "at_most", "exactly")  # numbers of items, whatever they are rated
AGAIN = ("any", "at_least", "at_most", "exactly")  # of which 「3つ以上は？」 asks for another number


def counts_groups(query: Query) -> bool:
    """Whether departments or policies that have something were counted."""
    return query.aggregate == "count" and bool(query.having) and query.per in ("department", "policy")


def _sides_with(edit: QueryEdit) -> Query | None:
    """△があるのはどちらの課？ Those of the sides that were compared that have these, or none of them."""
    query, (where, what) = edit.before, split(edit.typed)
    sides = [side[0] for side in query.sides if len(side) == 1]
    if query.aggregate != "compare" or where or not what or len(sides) != len(query.sides):
        return None
    per = next(
        (group for group, aspect in ASPECT_OF_GROUP.items() if sides and aspect == sides[0].aspect), ""
    )
    if not per or edit.slots.group not in ("", per) or len({each.aspect for each in sides}) > 1:
        return None
    named = sides[0].but(values=tuple(value for each in sides for value in each.values))
    return Query(query.years, (*query.base, named), per=per, having=(Having(edit.slots.words[1], what),))


def _groups(edit: QueryEdit) -> Query | None:
    """この表で○が一つもない課は: the groups of the table that was shown that have these, or none of them.

    2件の課は, 100%でない課は: of what it counts.
    """
    query, slots = edit.before, edit.slots
    if "side" in slots:
        return _sides_with(edit)
    if "chosen" in slots and not query.per:
        return None  # ×か△の事業は → without △: of items
    if _lists_measures(query) and slots.words[1] in OF_EACH:
        return _of_measures(edit)
    if "where" in slots:
        return where_it_is(edit)
    if "which" in slots:
        return _which_groups(edit)
    chosen = bool(query.per) and query.aggregate in ("list", "count") and len(query.having) == 1
    of_two = bool(query.per) and query.aggregate == "list" and len(query.having) == 2
    if "again" in slots and not (chosen and query.having[0].quantifier in AGAIN):
        return None
    listed = "both" in slots and slots.group == "measure" and query.aggregate == "list"
    if not (chosen or of_two or listed or query.aggregate in ("table", "rank")):
        return None
    if slots.group not in ("", query.per) and not listed:
        return None
    if "both" in slots or "no" in slots:
        return _those_with_both(edit, chosen=chosen, of_two=of_two)
    if "too" in slots and query.aggregate != "table":
        return None  # その中で×もある課: of those that were chosen, the ones that have both
    if of_two:
        return _those_with(edit, Having(slots.words[1], split(edit.typed)[1], slots.count))
    return _chosen_by(edit)


def where_it_is(edit: QueryEdit) -> Query | None:
    """どこの課にある？ where a department, or a policy, has none of what was asked for: those with it."""
    query = edit.before
    base, asked = split((*query.base, *query.conditions))
    placed = [each for each in base if each.aspect in ("owner", "policy")]
    per = GROUP_OF[placed[0].aspect] if placed else ""
    grouped = query.per or query.sides or any(each.conditions for each in query.having)
    none = query.aggregate in ("holds", "list", "count") and not (grouped or edit.shown.items)
    plain = not edit.typed and edit.slots.group in ("", per) and not query.over_years
    if not (none and plain and asked and len(placed) == 1):
        return None
    rest = tuple(each for each in base if each is not placed[0])
    return Query(query.years, rest, per=per, having=(Having("any", asked),))


def _which_groups(edit: QueryEdit) -> Query | None:
    """どこ？ of groups that were counted: which they are."""
    if "same" in edit.slots:
        return _departments_again(edit)
    named = edit.slots.group in ("", edit.before.per)
    return edit.before.but(aggregate="list") if counts_groups(edit.before) and named else None


def _those_with_both(edit: QueryEdit, *, chosen: bool, of_two: bool) -> Query | None:
    """その中で△もあるのは: of the groups that were chosen or that lead, those that have these, too.

    `chosen`: they were chosen by one thing; `of_two`: by two.
    """
    query, slots = edit.before, edit.slots
    where, what = split(edit.typed)
    if "both" in slots and query.aggregate == "rank":
        return _those_with(edit, Having("none" if "no" in slots else "any", what))
    if "no" in slots:
        return None  # 同点のうち, of no ranking
    if slots.group == "measure" and not query.per:
        return _with_these_too(edit)
    if not (chosen or of_two):
        return None
    has = ("any", "at_least", "exactly") if chosen else ("any",)
    if not {each.quantifier for each in query.having}.issubset(has):
        return _those_with(edit, Having("any", what))
    return query.but(having=(*query.having, Having("any", what))) if what and not where else None


def _chosen_by(edit: QueryEdit) -> Query | None:
    """The groups of a table, a ranking or a choice that have so much of what is named, or counted there."""
    query, slots = edit.before, edit.slots
    chosen = query.aggregate in ("list", "count")
    if query.having and not chosen:
        return None  # a ranking of what was chosen before
    counted = query.having[0].conditions if chosen else query.conditions
    where, what = split(edit.typed or counted)
    if "average" in slots:  # 平均より低い課は, of a table of shares
        against = Query(query.years, query.base, per=query.per, by="share")
        shares = query.by == "share" and what and not where
        return against.but(having=(Having(slots.words[1], what),)) if shares else None
    of_items = query.aggregate == "table" and slots.words[1] in COUNTING
    if where or not (what or of_items):
        return None
    having = Having(slots.words[1], what, slots.count)
    if chosen and not edit.typed and query.having[0].quantifier not in AGAIN and slots.words[1] in COUNTING:
        return _those_with(edit, having.but(conditions=()))  # 全部○の課は → その中で3項目あるのは
    if chosen and what != counted:  # ×がある課は → その中で△がない課は
        return _those_with(edit, having)
    aggregate = query.aggregate if "again" in slots else "list"
    return Query(query.years, query.base, per=query.per, having=(having,), aggregate=aggregate)


def _those_with(edit: QueryEdit, having: Having) -> Query | None:
    """Those of the groups that were chosen or that lead that have this, too, or have none of it."""
    base = _those_groups(edit)
    if not base or not (having.conditions or having.quantifier in COUNTING) or split(edit.typed)[0]:
        return None
    return Query(edit.before.years, base, per=edit.before.per, having=(having,))


def _departments_again(edit: QueryEdit) -> Query | None:
    """課は？ of a ranking, a table or a choice of departments: those that it shows."""
    query = edit.shown.query
    if query.per != "department" or not edit.shown.groups:
        return None
    if query.having and query.aggregate in ("list", "count"):
        return query.but(aggregate="list", form="")
    return query.but(form="") if query.aggregate in ("rank", "table") else None


def _lists_measures(query: Query) -> bool:
    """Whether measures were asked for, or what only a measure is: that its items are rated differently."""
    if query.aggregate not in ("list", "count") or query.sides:
        return False
    if query.having:
        return query.per == "measure"
    of_measures = query.unit == "measure" or any(each.aspect == "mixed" for each in query.base)
    return not query.per and of_measures


def _of_measures(edit: QueryEdit) -> Query | None:
    """全項目が×なのは, ×がないのは: of the measures that were shown."""
    query, (where, what) = edit.before, split(edit.typed)
    if where or not what or edit.slots.group not in ("", "measure"):
        return None
    if query.having:
        return _those_with(edit, Having(edit.slots.words[1], what))
    shown = (Having("any", query.conditions),) if query.conditions else ()
    return Query(query.years, query.base, per="measure", having=(*shown, Having(edit.slots.words[1], what)))


def _with_these_too(edit: QueryEdit) -> Query | None:
    """×の項目は？ そのうち○もある事業は？: measures that have both."""
    query, (where, what) = edit.before, split(edit.typed)
    if query.having or query.sides or where or not what or not query.conditions:
        return None
    both = (Having("any", query.conditions), Having("any", what))
    return Query(query.years, query.base, per="measure", having=both)


def of_sides(query: Query) -> tuple[Condition, ...] | None:
    """Where all that was compared stands; None where the sides are not of a kind."""
    if () in query.sides:  # beside the whole
        return query.base
    sides = [side[0] for side in query.sides if len(side) == 1]
    if not sides or len(sides) != len(query.sides) or len({each.aspect for each in sides}) != 1:
        return None
    values = tuple(value for each in sides for value in each.values)
    return (*query.base, sides[0].but(values=values))


def contents(edit: QueryEdit) -> Query | None:
    """△の中身, 両方の△: the items so rated of what was compared, of a table or of a list."""
    query = edit.before
    where, what = split(edit.typed)
    if where or not what:
        return None
    if "counted" in edit.slots:
        return _counted_ones(edit, what)
    if query.aggregate == "compare":
        base = of_sides(query)
        return Query(query.years, base, what) if base is not None else None
    if query.aggregate == "rank":
        aspect, groups = ASPECT_OF_GROUP.get(query.per, ""), edit.groups()
        return _of_groups(edit, aspect, groups) if aspect and groups else None
    if query.aggregate in ("table", "overview"):
        return Query(query.years, query.base, what)
    return None if "which" in edit.slots else Query(query.years, edit.selection.base, what)


def _counted_ones(edit: QueryEdit, what: tuple[Condition, ...]) -> Query | None:
    """×の1件の理由は: what was counted of a table, a list or a share, with what is wanted of it."""
    query = edit.before
    if query.per and query.aggregate not in ("table", "overview"):
        return None
    base = query.base if query.aggregate in ("table", "overview") else edit.selection.base
    return Query(query.years, base, what, wants=edit.slots.fields)


def _former(edit: QueryEdit) -> Query | None:
    """前者の×: of the first or the last of two that were shown: sides, groups or items."""
    query, place = edit.before, 0 if "first" in edit.slots else -1
    where, what = split(edit.typed)
    if where:
        return None
    if query.aggregate == "compare":
        if len(query.sides) != 2 or not query.sides[place]:
            return None
        named = query.sides[place]
        base = query.base
    elif edit.shown.groups and query.per in ASPECT_OF_GROUP:
        if len(edit.shown.groups) != 2:
            return None
        named = (Condition(ASPECT_OF_GROUP[query.per], (edit.shown.groups[place],)),)
        base = tuple(each for each in query.base if each.aspect != named[0].aspect)
    elif len(edit.listed) == 2 and not what:
        named, base = (Condition("item", (edit.listed[place],)),), ()
        same = query.wants if edit.picked and "full" not in edit.slots else ()
        return Query(query.years[-1:], named, aggregate="show", wants=edit.slots.fields or same)
    else:
        return None
    if "holds" in edit.slots:
        having = (Having(edit.slots.words[3]),)
        return Query(query.years, (*base, *named), what, having=having, aggregate="holds")
    wants = edit.slots.fields or (("result",) if "full" in edit.slots else ())
    aggregate = "count" if "count" in edit.slots else "list"
    return Query(query.years, (*base, *named), what or query.conditions, wants=wants, aggregate=aggregate)


POINTING: dict[str, Callable[[QueryEdit], Query | None]] = {
    "placed": _placed,
    "row": _row,
    "side": _side,
    "better": _better,
    "both": _both,
    "groups": _groups,
    "contents": contents,
    "former": _former,
    "recall": recall,
    "described": described,
}
