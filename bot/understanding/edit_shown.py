"""Follow-ups on what the last answer showed: 2番目, その中身, 同じ評価の課, ほかは, 戻って."""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.edit import OF_BASE, OF_FIGURES
from bot.understanding.edit_conditions import replaced, with_conditions
from bot.understanding.pointing import counts_groups, of_sides
from bot.understanding.slots import ASPECT_OF_GROUP, split
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.edit import QueryEdit

SEVERAL = 2  # items of which one may have the largest figure
OF_ITEMS = ("list", "show", "count")  # answers that show items, whose figures may be put in order


def _nth(edit: QueryEdit) -> Query | None:
    query, places = edit.before, edit.slots.places
    fields = edit.slots.fields or (("owner",) if "wants=owner" in edit.slots else ())
    if "part" in edit.slots and edit.slots.count:
        measures = edit.shown.values.get("measure", ())
        if len(measures) == 1:  # the item with that number, of the one measure that was shown
            item = Condition("item", (f"{measures[0]}-{edit.slots.count}",))
            return Query(query.years[-1:], (item,), aggregate="show")
        places = (edit.slots.count,)
    if {"next", "previous"} & {*edit.slots.words} and not edit.picked:
        return _neighbour(edit, 1 if "next" in edit.slots else -1)
    if "next" in edit.slots:  # 次は？ of the list that what is shown was picked from
        place = edit.listed.index(edit.shown.items[0]) + 2 if edit.picked else 0
        places = (place,) if 0 < place <= len(edit.listed) else ()
    numbers = list(places)
    if "to" in edit.slots and numbers[0] < numbers[-1]:  # 4つ目から6つ目
        numbers = list(range(numbers[0], numbers[-1] + 1))
    if not numbers or 0 in numbers:
        return None
    order = next((each for each in ("least", "most") if each in edit.slots), "")
    of_group = "group" in edit.slots and bool(edit.typed)  # 3番目の課の×: of the third that was shown
    if query.aggregate == "rank" and not (fields or "row" in edit.slots or of_group):
        return _ranked(edit, order or query.order, tuple(numbers))
    if query.aggregate == "table" and (order or (query.by and len(numbers) > 1)):
        return _ranked(edit, order or "most", tuple(numbers))
    if order:
        return None
    grouped = query.per and edit.shown.groups
    if "group" in edit.slots and not (grouped and edit.slots.group in ("", query.per)):
        return None
    listed = edit.shown.groups if grouped else edit.listed
    chosen = [listed[n - (n > 0)] for n in numbers if n and -len(listed) <= n - (n > 0) < len(listed)]
    if len(chosen) != len(numbers):
        return _of_list_before(edit, tuple(numbers))
    if not grouped:
        same = query.wants if edit.picked and "full" not in edit.slots else ()
        named = Condition("item", tuple(chosen))
        return Query(query.years[-1:], (named,), aggregate="show", wants=fields or same)
    aspect = ASPECT_OF_GROUP.get(query.per)
    if aspect is None:
        return None
    selected = edit.selection
    base = (*(each for each in selected.base if each.aspect != aspect), Condition(aspect, tuple(chosen)))
    conditions = replaced(selected.conditions, edit.typed) if edit.typed else selected.conditions
    return selected.but(base=base, conditions=conditions, wants=fields)


def _neighbour(edit: QueryEdit, step: int) -> Query | None:
    """次は？ below one measure: the one that stands behind it in the sheet, or before it."""
    numbers = [str(each.number) for each in edit.vocabulary.plan.measures]
    shown = edit.shown.values.get("measure", ())
    asked_for = edit.before.values("measure")
    if edit.before.aggregate != "show" or len(shown) != 1 or asked_for != shown or shown[0] not in numbers:
        return None
    place = numbers.index(shown[0]) + step
    if not 0 <= place < len(numbers):
        return None
    return Query(edit.before.years, (Condition("measure", (numbers[place],)),), aggregate="show")


def _ranked(edit: QueryEdit, order: str, numbers: tuple[int, ...]) -> Query | None:
    """A place of a ranking, or its first or last ones (下から3つ), also of what a table counts."""
    query, (where, what) = edit.before, split(edit.typed)
    if where or query.per not in ASPECT_OF_GROUP:
        return None
    by = query.by if query.by == "share" and not what else ""
    ranked = Query(query.years, query.base, what or query.conditions, per=query.per, aggregate="rank", by=by)
    ranked = ranked.but(having=query.having)
    if len(numbers) == 1:
        return ranked.but(order=order, places=numbers) if numbers[0] > 0 else None
    if numbers == tuple(range(-len(numbers), 0)):
        order = "least" if order == "most" else "most"
    elif numbers != tuple(range(1, len(numbers) + 1)):
        return None
    return ranked.but(order=order, top=len(numbers))


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
    if "which" in edit.slots and edit.before.aggregate == "compare":
        base = of_sides(edit.before)
        return Query(edit.before.years, base, edit.before.conditions) if base else None
    if "whole" in edit.slots:  # 分母の項目: of which a share was told
        share = edit.before.aggregate == "share" and not edit.before.per
        rated = (*edit.before.base, Condition("state", ("rated",)))
        return Query(edit.before.years, rated) if share else None
    query = edit.selection
    judged = [each.quantifier for each in edit.before.having if not each.conditions]
    if "whatever" in edit.slots and edit.before.aggregate == "holds" and judged and judged[0] in OF_BASE:
        query = query.but(conditions=())  # 防災課は×だけ？ → 何があるの
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
    if "holds" in edit.slots:  # 同じ評価は他にある？
        if not edit.shown.items:
            return None
        others = Condition("item", edit.shown.items, negated=True)
        return Query(years, (others,), (same,), having=(Having("any"),), aggregate="holds")
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
    found = _of_its_groups(edit) if "named" not in edit.slots else _of_the_named(edit)
    if found is not None and "count" in edit.slots:  # その課で△は何個
        return found.but(aggregate="count")
    if found is None or not {"other", "holds"} & set(edit.slots.words):
        return found
    if "other" in edit.slots:
        if not edit.shown.items:
            return None
        before = [edit.shown.items_of(each) for each in edit.shown.earlier] if edit.slots.count else ()
        items = tuple(dict.fromkeys((*(each for some in before for each in some), *edit.shown.items)))
        shown = Condition("item", items, negated=True)  # その2課の他の: of two answers
        if "holds" in edit.slots and not found.conditions:  # その課はほかにもある？
            return found.but(conditions=(shown,), having=(Having("any"),), aggregate="holds")
        found = found.but(base=(*found.base, shown))
    if "holds" not in edit.slots:
        return found
    quantifier = next(each for each in ("all", "none", "any") if each in edit.slots)
    return found.but(having=(Having(quantifier),), aggregate="holds") if found.conditions else None


def _of_the_named(edit: QueryEdit) -> Query | None:
    """こども教育課の他の事業: of one of the departments of what was shown."""
    owners = {value for each in edit.typed for value in each.values}
    plain = all(each.aspect == "owner" and not each.negated for each in edit.typed)
    shown = owners and owners <= set(edit.shown.values.get("owner", ()))
    return Query(edit.before.years, edit.typed) if plain and shown else None


def _of_its_groups(edit: QueryEdit) -> Query | None:
    if "row" in edit.slots and edit.before.aggregate == "table":
        return None  # その行: which?
    of_one = len(edit.shown.items) == 1 or len(edit.shown.values.get("owner", ())) == 1
    if "one" in edit.slots and not of_one:
        return None  # 担当課の○は below several items: their departments, or who has them?
    aspect = ASPECT_OF_GROUP.get(edit.before.per, "")
    if "summed" in edit.slots:  # △が2つ以上ある課は → 合わせて△は何件
        groups = edit.groups() if aspect and edit.before.having else ()
        return Query(edit.before.years, (Condition(aspect, groups),), edit.typed) if groups else None
    if "group" in edit.slots or ("there" in edit.slots and aspect in ("policy", "initiative")):
        own = ASPECT_OF_GROUP.get(edit.slots.group, "policy")
        groups = edit.groups() if aspect else edit.shown.values.get(own, ())
        if aspect and edit.slots.group not in ("", edit.before.per):
            return None
        if not groups or (not aspect and (len(groups) > 1 or own in ("measure", "initiative"))):
            return None  # 同じ取組で is said of a measure, too
        return Query(edit.before.years, (Condition(aspect or own, groups),), edit.typed)
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
    """ほかの課の分: the same measures, the other departments; ほかの課の分も×？ whether theirs is so, too."""
    measures = edit.shown.values.get("measure", ())
    asked = tuple(
        value
        for each in edit.before.base
        if each.aspect == "owner" and not each.negated
        for value in each.values
    )
    owners = asked or edit.shown.values.get("owner", ())
    one_place = asked and edit.before.conditions and len(edit.before.base) == 1
    if one_place and "holds" in edit.slots:
        return None  # 防災課の×: ほかの課も×？ of all the others
    if one_place and edit.before.aggregate == "list":
        where = (Condition("owner", asked, negated=True),)  # 防災課の×: the × of all the others
        return Query(edit.before.years, where, edit.before.conditions)
    if not measures or not owners or len(measures) > 1:
        return None
    base = (Condition("measure", measures), Condition("owner", owners, negated=True))
    if "holds" in edit.slots:
        return Query(edit.before.years, base, edit.typed, having=(Having("all"),), aggregate="holds")
    return Query(edit.before.years, base)


def _worst(edit: QueryEdit) -> Query | None:
    """悪いのは: the lowest mark of the scale, among what was asked for; 良いのは: the highest."""
    marks = edit.vocabulary.tables.scale.marks
    if edit.before.aggregate in ("table", "rank", *OF_FIGURES) or edit.before.having:
        return None  # which group does; of figures the largest
    if edit.before.aggregate == "compare":
        return None  # which side does
    place = 0 if "best" in edit.slots else -1
    return (
        with_conditions(edit.kept(), (Condition("rating", (marks[place].mark,)),), narrow=False)
        if marks
        else None
    )


def _show(edit: QueryEdit) -> Query | None:
    if "tabled" in edit.slots and edit.before.aggregate in ("table", "compare", "rank"):
        return edit.shown.query  # 表で: it is one
    query = edit.selection
    if not query.base and not query.conditions:
        return None
    single = query.base and all(each.aspect in ("measure", "item") for each in query.base)
    return query.but(aggregate="show" if single and not query.conditions else "list")


def _largest(edit: QueryEdit) -> Query | None:
    """高いほうはどっち？ of the figures that were shown; 件数が一番多いのは？ of what was listed."""
    query, order, unit = edit.before, edit.slots.words[1], edit.slots.unit
    aggregate = "amounts" if "inorder" in edit.slots else "largest"
    if query.aggregate in ("amounts", "sum", "largest") and unit in ("", "any", query.unit):
        if query.aggregate != "largest" or query.order == order:
            return query.but(aggregate=aggregate, order=order)
        return query.but(order=order) if aggregate == "largest" else None
    unit = unit if unit != "any" else ""
    unit = unit or _unit_shown(edit)
    plain = query.aggregate in (*OF_ITEMS, *OF_FIGURES) and not (query.per or query.sides or query.over_years)
    if not plain or not unit or len(edit.shown.items) < SEVERAL:
        return None
    selected = edit.selection
    return Query(
        selected.years, selected.base, selected.conditions, aggregate=aggregate, unit=unit, order=order
    )


def _unit_shown(edit: QueryEdit) -> str:
    """The one unit of the figures that a list was asked for by (件数が書いてある項目, 何人); "" for none."""
    query = edit.before
    figures = (each for each in query.all_conditions() if each.aspect == "figure" and not each.negated)
    units = {value.partition(":")[2] for each in figures for value in each.values}
    if not units and "figure" in query.wants:
        units = {query.unit or edit.shown.unit}
    return units.pop() if len(units) == 1 else ""


def _repaired(edit: QueryEdit) -> Query | None:
    """どう補正したのか: where what was shown is written, with its repairs; △のほう、何行目: of a part."""
    if edit.before.per or edit.before.sides or not edit.shown.items or edit.before.over_years:
        return None
    query = edit.selection
    if "part" in edit.slots:
        if len(edit.shown.items) < SEVERAL or not edit.typed:
            return None
        query = with_conditions(query, edit.typed, narrow=True)
    return query.but(aggregate="written", unit="") if query.base or query.conditions else None


def _form(edit: QueryEdit) -> Query | None:
    return edit.shown.query.but(form=edit.slots.form)


SHOWN: dict[str, Callable[[QueryEdit], Query | None]] = {
    "owners": _owners,
    "back": _back,
    "nth": _nth,
    "inside": _inside,
    "same": _same,
    "others": _others,
    "worst": _worst,
    "best": _worst,
    "show": _show,
    "largest": _largest,
    "repaired": _repaired,
    "form": _form,
}
