"""The cards of lists and counts."""

from __future__ import annotations

from collections import Counter

from bot.answer import AnyAnswer, Changed, Compared, Counted, Followed, Listed, Overview, Tabled
from bot.answering.selecting import select
from bot.card import Choice, Section
from bot.composing import tables
from bot.composing.context import Page
from bot.question import Turn
from bot.understanding.say import one_less, rephrase, standing_alone
from katou_index.plan import FiscalYear, Item
from katou_index.records import replace

MENTIONS = 10  # further mentions shown
COUNTED = 20  # items that a count still lists
LONGEST_QUESTION = 100  # characters of a question that a choice repeats


def listed(answer: Listed, page: Page) -> tuple[Section, ...]:
    """How many, then the items, then what stands apart: sections, memberships, further mentions."""
    sections = [Section(lines=(*_lead(answer, page), *_beside(answer, page)))]
    if answer.detailed:
        sections += [page.section(item) for item in answer.items]
    elif answer.items:
        shared = page.say.shared() if answer.beside else ""
        sections.append(
            Section(
                lines=tuple(
                    page.line(item) + (shared if len(item.owners) > 1 else "") + page.asked(item)
                    for item in answer.items
                )
            )
        )
    return (*sections, *_apart(answer, page))


def _beside(answer: Listed, page: Page) -> list[str]:
    """A department's shares beside the whole city's and its own of the year before."""
    if not answer.beside:
        return []
    own, city, *before = answer.beside
    say = page.say
    lines = [say.beside(say.whole_city(), city.rated, tables.shares(city, page))]
    if own.rated:
        lines.insert(0, say.beside(own.name, own.rated, tables.shares(own, page)))
    for each in before:  # with its names of then, where they were others, or several have become one
        year = say.year(FiscalYear.from_code(each.value))
        name = year if each.name == own.name else f"{year} {each.name}".strip()
        lines.append(say.beside(name, each.rated, page.tally(each.items)))
    if own.rated < tables.FEW_RATED:
        lines.append(say.small_numbers())
    return lines


def counted(answer: Counted, page: Page) -> tuple[Section, ...]:
    """The number first; the items where they are few."""
    sections = [Section(lines=tuple(_lead(answer, page)))]
    if answer.shares:
        shares = (page.say.share_line(mark, share) for mark, share in answer.shares.items())
        sections.append(Section(lines=(page.say.join(shares),)))
    if 0 < len(answer.items) <= COUNTED:
        sections.append(Section(lines=tuple(page.line(item) for item in answer.items)))
    if answer.sections:
        sections.append(Section(title=_sections_title(answer, list(answer.related), page)))
    return tuple(sections)


def choices(answer: Listed | Counted, page: Page) -> tuple[Choice, ...]:
    """The list narrowed to the departments that have most of it, one condition dropped, all cleared."""
    given = answer.question.filter
    owners = Counter(owner for item in answer.items for owner in item.owners if not given.departments)
    narrower = [Choice(*page.say.narrow_to(name)) for name, _ in owners.most_common(3) if len(owners) > 1]
    dropped = [Choice(page.say.without(name), page.asks(rephrase(left))) for name, left in one_less(given)]
    clear = [Choice(*page.say.drop_all())] if given else []
    if isinstance(answer, Listed) and answer.near:
        return page.offers(answer.near)
    files = take_away(answer, page)
    if isinstance(answer, Listed) and answer.beside:
        return (*_department_choices(answer, page), *files, *clear)
    return (*narrower, *files, *([] if answer.question.topics else dropped), *clear)


def take_away(
    answer: Listed | Counted | Tabled | Compared | Changed | Followed | Overview, page: Page
) -> tuple[Choice, ...]:
    """The same set as a file and as a picture, by a question that leans on nothing where there is one."""
    question = answer.question
    if not answer.items and not isinstance(answer, Overview):
        return ()
    alone = standing_alone(question)
    followed = question.turn is not Turn.FRESH or question.own is not None
    if len(alone) > LONGEST_QUESTION or (followed and not _by_conditions(answer, page)):
        alone = ""
    elif followed:
        alone = alone if question.filter.years else page.asks(alone)
    forms = (form for form in ("xlsx", "png") if form != question.form)
    return tuple(Choice(*page.say.take_away(form, alone)) for form in forms)


def _by_conditions(answer: AnyAnswer, page: Page) -> bool:
    """Whether its conditions alone lead to just its items."""
    if isinstance(answer, Listed | Counted):
        return select(page.plan, answer.question.filter) == answer.items
    return isinstance(answer, Tabled) and answer.items == page.plan.items


def _department_choices(answer: Listed, page: Page) -> tuple[Choice, ...]:
    """What a manager asks next of a department: what is below, the city, the year before, the others."""
    own, _, *before = answer.beside
    below = tuple(mark for mark in page.marks[2:] if own.by_rating.get(mark))
    given = answer.question.filter
    asks = [(page.say.only_marks(below), page.asks(rephrase(replace(given, ratings=below))))] if below else []
    asks.append(page.say.with_city())
    asks += [page.say.with_year_before()] * bool(before)
    asks.append((page.say.other_departments()[0], page.asks(page.say.other_departments()[1])))
    return tuple(Choice(*each) for each in asks)


def _apart(answer: Listed, page: Page) -> list[Section]:
    sections = []
    rest = list(answer.related)
    if answer.sections:
        within = [item for item in rest if any(owner in answer.sections for owner in item.owners)]
        rest = [item for item in rest if item not in within]
        lines = tuple(page.line(item) for item in within)
        sections.append(Section(title=_sections_title(answer, within, page), lines=lines))
    if answer.members:
        lines = tuple(page.line(item) for item in rest)
        sections.append(Section(title=page.say.members(answer.members), lines=lines))
    elif rest:
        lines = tuple(page.line(item) + page.snippet(item) for item in rest[:MENTIONS])
        sections.append(Section(title=page.say.mentions(), lines=lines))
    if answer.near:
        names = tuple(option.label for option in answer.near)
        sections.append(Section(title=page.say.near_names(), lines=names))
    return sections


def _sections_title(answer: Listed | Counted, items: list[Item], page: Page) -> str:
    return page.say.sections(answer.sections, page.counted(items), page.tally(items))


def _lead(answer: Listed | Counted, page: Page) -> list[str]:
    """The note of a special list, the numbers, what is met in full, what overlaps."""
    say, ratings = page.say, answer.question.filter.ratings
    if isinstance(answer, Listed) and answer.note == "only_named":
        return [say.only_named(answer.topic)]
    lead = [say.note(answer.note)] if isinstance(answer, Listed) and answer.note else []
    if (counts := answer.counts) is not None:
        number = say.selected(
            say.counted(counts.items, counts.measures), counts.share if ratings else None, counts.rated
        )
        tally = say.tally(counts.by_rating)
        lead.append(f"{number}: {tally}" if len(counts.by_rating) > 1 else number)
        if not counts.items:
            lead += [say.none_meets(), *_instead(answer, page)]
    if answer.in_full and len(ratings) == 1 and len(answer.in_full) < len(answer.items):
        lead.append(say.in_full(say.join(map(say.mark, ratings)), answer.in_full))
    if answer.question.filter.initiatives and any(page.measure(item).estimated for item in answer.items):
        lead.append(say.ranges_estimated())
    if isinstance(answer, Listed) and answer.overlap:
        lead.append(say.overlap(answer.overlap))
    return lead


def _instead(answer: Listed | Counted, page: Page) -> list[str]:
    """What the departments that were asked for do have."""
    lines = []
    for name in answer.question.filter.departments:
        own = [item for item in page.plan.items if name in item.owners]
        if own:
            lines.append(page.say.but_has(name, f"{page.tally(own)}（{page.counted(own)}）"))
    return lines
