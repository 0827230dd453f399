"""What the city calls its plan and the office that keeps it, and questions that its plan answers.

These words are the city's data (data/plan.toml, data/examples.toml and the plan itself); the sentences around
them stand in this package. A process answers from one index: its bot says here whose words count (`speak_as`).
One that answers from several asks for each sentence whose it is (`speak_by`); of no plan it has neutral words, as
before there is an index.
"""

from __future__ import annotations

from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.tables import PlanWords

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 3  # examples that are shown at once
_KINDS = {"町": "town", "村": "village", "区": "ward", "県": "prefecture", "府": "prefecture"}


class Examples(NamedTuple):
    """What the plan gives an answer to: a subject, the lowest rating it has, departments with items."""

    asked: tuple[str, ...] = ()  # questions that people approved
    subjects: tuple[str, ...] = ()
    subjects_english: tuple[str, ...] = ()
    mark: str = ""
    departments: tuple[str, ...] = ()
    office: bool = False  # whether the office itself has items


class City(NamedTuple):
    """The words of one city. `find` looks for the examples when they are first needed."""

    plan: PlanWords
    marks: tuple[str, ...] = ()  # of the newest year's scale, best first
    find: Callable[[], Examples] = Examples

    @property
    def kind(self) -> str:
        """市, 町, 村, 区 or what else the city's name ends with."""
        last = self.plan.city[-1:]
        return last if last in _KINDS else "市"

    @property
    def kind_english(self) -> str:
        """city, town, village …"""
        return _KINDS.get(self.plan.city[-1:], "city")


_NEUTRAL = City(PlanWords())
_speaking: list[Callable[[], City]] = []  # whose words count; empty before there is a bot
_asked: list[Callable[[], Callable[[], City] | None]] = []  # of several: whose words count just now


def speak_as(city: Callable[[], City]) -> None:
    """From here on sentences have the words of this city; asked for anew each time, as an index changes."""
    _speaking[:] = [city]


def speak_by(whose: Callable[[], Callable[[], City] | None]) -> None:
    """From here on `whose` says for each sentence which city speaks; None for none."""
    _asked[:] = [whose]


def words() -> City:
    """The city whose words count; neutral ones where there is no index, or none that can be read."""
    try:
        if _asked:
            city = _asked[0]()
            return city() if city else _NEUTRAL
        return _speaking[0]() if _speaking else _NEUTRAL
    except (KatouError, OSError):
        return _NEUTRAL


def office(lang: str) -> str:
    """The office that keeps the bot, and that people write to."""
    return words().plan.office_english if lang == "en" else words().plan.office


def plan(lang: str) -> str:
    """The plan's name."""
    return words().plan.english if lang == "en" else words().plan.name


def sheet() -> str:
    """What it is read from, in Japanese: 行動計画の評価表; 行政評価表 of a plan that is called 行政評価."""
    name = plan("ja")
    return f"{name}表" if name.endswith("評価") else f"{name}の評価表"


def evaluated(lang: str) -> str:
    """The title of the page and of App Home."""
    return f"The evaluated {plan(lang)}" if lang == "en" else sheet().removesuffix("表")


def filled(lang: str, text: str) -> str:
    """A sentence with {plan}, {office}, {kind} and {evaluated} put in."""
    here = words()
    kind = here.kind_english if lang == "en" else here.kind
    return text.format(plan=plan(lang), office=office(lang), kind=kind, evaluated=evaluated(lang))


# -- questions that the plan answers -----------------------------------------------------------------------


def how_goes(lang: str, subject: str) -> str:
    """How a subject is going."""
    return f"How is {subject} going?" if lang == "en" else f"{subject}の進捗は？"


def rated(lang: str, mark: str) -> str:
    """The measures with a rating."""
    return f"Which measures were rated {mark}?" if lang == "en" else f"{mark}の事業は？"


def of_department(lang: str, name: str) -> str:
    """The measures of a department, or the start of it."""
    return f"measures of {name}" if lang == "en" else f"{name}の事業は？"


def of_other_cities(lang: str, subject: str) -> str:
    """How a subject is going in other cities."""
    return f"{subject} in other cities" if lang == "en" else f"他市の{subject}は？"


def of_subject(lang: str, subject: str, asked: str) -> str:
    """A question that leans on a subject, with it."""
    name = subject.rstrip("?？。").removesuffix("は")
    if lang == "en":
        return f"{name}: {asked}"
    for pointing in ("その", "この", "それの", "これの"):
        asked = asked.removeprefix(pointing)
    return f"{name}の{asked}"


def which_subject(lang: str) -> str:
    """Asked about other cities, and nothing says of what."""
    found = words().find()
    subject = next(iter(found.subjects_english if lang == "en" else found.subjects), "")
    if lang == "en":
        example = f", as “{of_other_cities(lang, subject)}”" if subject else ""
        return f"What of the other municipalities? Please name a topic{example}."
    example = f"「{of_other_cities(lang, subject)}」のように" if subject else ""
    return f"ほかの市町村の何について調べますか。{example}話題を添えてお尋ねください。"


def examples(lang: str) -> tuple[str, ...]:
    """Up to three questions that have an answer: those that people approved, then those made of the plan."""
    found = words().find()
    subjects = found.subjects_english if lang == "en" else found.subjects
    made = (
        *(how_goes(lang, each) for each in subjects[:1]),
        *([rated(lang, found.mark)] if found.mark else ()),
        *(of_department(lang, each) for each in found.departments[:1]),
    )
    approved = () if lang == "en" else found.asked
    return tuple(dict.fromkeys((*approved, *made)))[:MOST]


def examples_to_read(lang: str) -> tuple[str, ...]:
    """The example questions as a list beneath a sentence; in English in lower case, and the office by its
    name."""
    shown, found = examples(lang), words().find()
    if lang != "en":
        return shown
    lower = tuple(
        each.replace("Which", "which", 1).rstrip("?") if "rated" in each else each for each in shown
    )
    own = of_department(lang, f"the {office(lang)}")
    return tuple(
        own if found.office and each.startswith("measures of ") else each for each in lower
    )  # fmt: skip


def subject(lang: str) -> str:
    """`例: RPAの進捗は？`, what stands in an empty line; "" where the plan gives no example."""
    shown = examples(lang)[:1]
    return "".join(f"e.g. {each}" if lang == "en" else f"例: {each}" for each in shown)


def subjects(lang: str) -> str:
    """`例: RPA、空家、図書館`; a neutral word where the plan gives none."""
    found = words().find()
    if lang == "en":
        return f"for example: {', '.join(found.subjects_english)}" if found.subjects_english else "a topic"
    return f"例: {'、'.join(found.subjects)}" if found.subjects else "話題のことば"


def department() -> str:
    """A department for an example; a neutral word where the plan names none."""
    return next(iter(words().find().departments), "〇〇課")


def two_departments() -> tuple[str, ...]:
    """Two of them to be compared, or none."""
    found = words().find().departments[:2]
    return found if len(found) == 2 else ()
