"""Filter → items, in the order of the sheet; their numbers and groups; what people corrected in them.

The one place that says what a department's own items, members and sections are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_

from bot.answer import Counts, Group
from bot.answering.plan_sets import Marked, PlanItems, PlanOrder, PlanSet
from bot.question import Filter
from bot.understanding.vocabulary import Vocabulary, circled
from katou_index.plan import Finding, FiscalYear, Item, Items, Measure, MeasureNumber, Plan, measure_of

EVERY_DEPARTMENT = "全課"
OWNERS = 1_024  # departments of which is kept whether they stand for all


def select(plan: Plan, given: Filter) -> tuple[Item, ...]:
    """The items that meet every part of the filter, in the order of the sheet."""
    if not given:
        return plan.items
    if given.departments and not (given.measures or given.items):
        found = owned(plan, given.departments)
        if given == Filter(years=given.years, departments=given.departments, ratings=given.ratings):
            return rated_so(found, given.ratings)
        return tuple(i for i in found if _measure_fits(plan.by_number[i.measure], given) and _fits(i, given))
    return tuple(
        item
        for measure in _named(plan, given)
        if _measure_fits(measure, given)
        for item in measure.items
        if _fits(item, given)
    )


def owned(plan: Plan, departments: Iterable[str], *, by_division: bool = True) -> PlanItems:
    """What these departments own, also as a 部 above its departments, in the order of the sheet."""
    marked = Marked.of(plan)
    tables = (marked.owners, marked.divisions) if by_division else (marked.owners,)
    each = (table.get(name, 0) for name in departments for table in tables)
    return PlanSet(PlanOrder(plan), reduce(or_, each, 0)).items()


def _named(plan: Plan, given: Filter) -> Sequence[Measure]:
    """The measures that a filter names, in the order of the sheet; all of them where it names none."""
    if not (given.measures or given.items):
        return plan.measures
    numbers = {*given.measures, *map(measure_of, given.items)}
    found = [plan.by_number[number] for number in numbers if number in plan.by_number]
    return sorted(found, key=lambda measure: plan.places[measure.items[0].id])


def _measure_fits(measure: Measure, given: Filter) -> bool:
    return (
        (
            not given.measures
            or measure.number in given.measures
            or any(_of(each, measure) for each in given.items)
        )
        and (not given.policies or measure.policy_no in given.policies)
        and measure.policy_no not in given.not_policies
        and measure.number not in given.not_measures
        and (not given.initiatives or measure.initiative in given.initiatives)
        and measure.initiative not in given.not_initiatives
    )


def _of(item_id: str, measure: Measure) -> bool:
    return measure_of(item_id) == measure.number


def _fits(item: Item, given: Filter) -> bool:
    return (
        (not given.items or item.id in given.items or item.measure in given.measures)
        and (not given.ratings or item.rating.mark in given.ratings)
        and (not given.departments or any(owner in given.departments for owner in _under(item)))
        and not any(owner in given.not_departments for owner in _under(item))
    )


def _under(item: Item) -> tuple[str, ...]:
    """Its departments, and the 部 above them."""
    return (*item.owners, item.division) if item.division else item.owners


def rated_otherwise(ratings: Sequence[str]) -> str:
    """What is told, as `Question.said`, of ratings that a question took for granted and nothing has."""
    return f"not_so:{'|'.join(ratings)}"


def rated_so(items: tuple[Item, ...], marks: Sequence[str]) -> tuple[Item, ...]:
    """Those of the items that have one of these marks; all of them where there are none."""
    if isinstance(items, PlanItems):
        return items.rated_so(marks) if marks else items
    return tuple(item for item in items if item.rating.mark in marks) if marks else items


def member_items(plan: Plan, department: str) -> tuple[Item, ...]:
    """Items that a department has a part in without owning them.

    全課 means every department; a department in a measure's 担当課 without an item of its own there is a
    member of the whole measure.
    """
    marked = Marked.of(plan)
    of_all = reduce(or_, (bits for name, bits in marked.owners.items() if is_every(name)), 0)
    own = marked.owners.get(department, 0)
    listing = marked.listed.get(department, 0) & ~marked.with_measures(of_all | own)
    return PlanSet(PlanOrder(plan), of_all | listing).items()


@lru_cache(maxsize=OWNERS)
def is_every(owner: str) -> bool:
    """Whether an owner stands for every department."""
    return owner.startswith(EVERY_DEPARTMENT)


def count(
    items: Sequence[Item], marks: Sequence[str], of: Sequence[str] = (), base: Sequence[Item] | None = None
) -> Counts:
    """Numbers of `items`; `of`: the share of these marks among the rated ones of `base` (default: items)."""
    counted = Items.of(items)
    looked_at = counted if base is None else Items.of(base)
    share, written = None, counted.marks
    if of:
        wanted = sum(item.rating.mark in of for item in looked_at if item.rating.rated)
        share = percent(wanted, looked_at.rated)
    return Counts(
        items=len(counted),
        measures=counted.in_measures,
        by_rating={mark: written[mark] for mark in marks if written.get(mark)},
        rated=looked_at.rated,
        share=share,
    )


def percent(part: int, whole: int) -> float:
    """Per cent with one decimal, halves up as people round; 0 of nothing."""
    return int(1000 * part / whole + 0.5) / 10 if whole else 0.0


def group(name: str, items: Sequence[Item], marks: Sequence[str], value: str = "") -> Group:
    """One row of a table."""
    counted = Items.of(items)
    return Group(
        name=name,
        value=value or name,
        items=counted,
        by_rating={mark: counted.marks.get(mark, 0) for mark in marks},
        rated=counted.rated,
    )


def in_full(plan: Plan, items: Sequence[Item]) -> tuple[Measure, ...]:
    """The measures of which every item stands in `items`."""
    items = Items.of(items)
    known: tuple[Plan | None, tuple[Measure, ...]] = items.made.get("in_full", (None, ()))
    if known[0] is not plan:
        known = items.made["in_full"] = plan, items.in_full(plan)
    return known[1]


def groups_by(kind: str, plan: Plan, items: Sequence[Item], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """`items` by department (an item with two owners counts for each), policy, initiative or measure."""
    marks = [mark.mark for mark in vocabulary.tables.scale.marks]
    if kind == "department":
        names = dict.fromkeys(owner for item in items for owner in item.owners if not is_every(owner))
        order = {name: place for place, name in enumerate(vocabulary.departments)}
        return tuple(
            group(name, [item for item in items if name in item.owners], marks)
            for name in sorted(names, key=lambda name: order.get(name, len(order)))
        )
    if kind == "policy":
        return tuple(
            group(
                f"{circled(number)} {name}",
                [i for i in items if plan.by_number[i.measure].policy_no == number],
                marks,
                circled(number),
            )
            for number, name in sorted(vocabulary.policies.items())
        )
    if kind == "initiative":
        return tuple(
            group(name, [i for i in items if plan.by_number[i.measure].initiative == name], marks)
            for name in vocabulary.initiatives
        )
    return tuple(
        group(
            f"No.{m.number} {m.title}", [i for i in items if i.measure == m.number], marks, f"No.{m.number}"
        )
        for m in plan.measures
        if any(i.measure == m.number for i in items)
    )


def corrections(
    vocabulary: Vocabulary, items: Iterable[Item], kind: str = "corrected"
) -> tuple[Finding, ...]:
    """What people corrected in these items and in their measures, in the order of the records; of the kind
    "confirmed": what they read again and left as it was."""
    shown = tuple(items)
    wanted: set[tuple[FiscalYear, MeasureNumber, int | None]] = {(i.year, i.measure, i.number) for i in shown}
    wanted |= {(i.year, i.measure, None) for i in shown}
    years = dict.fromkeys(item.year for item in shown)
    return tuple(
        finding
        for year in years
        for finding in vocabulary.index.corrections(year, kind)
        if (finding.year, finding.measure, finding.item) in wanted
    )
