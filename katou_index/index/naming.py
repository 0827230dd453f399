"""What a question can name of a year, made when the index is built → rows of `office`, `name`, `same_form`.

Each form of a name is kept folded, by its first two signs: a question has few of them, a plan many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from katou_index.index.schema import Row, as_list
from katou_index.plan import Department, FiscalYear, Measure
from katou_index.tables import Tables
from katou_index.words import fold, folded

DEPARTMENT, POLICY, INITIATIVE, MEASURE, WORD = "DPINT"  # the kinds of names; a WORD is of every year
SUFFIXES = ("事務局", "課", "室", "館", "局")
ENGLISH_UNITS = ("", " section", " department", " division", " office", " dept", " team")
GLUED_POLICY = ("方針", "基本方針")
CALLED_POLICY = ("の方針", "の基本方針", "に関する方針", "に関する基本方針", *GLUED_POLICY)
SMALL_PLAN = 500  # items; the texts of a larger plan stay in the index
MOST_LINES = 1_000  # of texts that are cut into words for `spelling`; of a larger plan only titles are
MOST_NAMES = 500  # titles that are all read, and held against a question with a slip in it
# The kinds of `spelling`: name → its reading; reading → nouns that stand in a row; dictionary form → how the
# texts write it; reading → the form of a department's name.
SOUND, COMPOUND, WRITTEN_AS, DEPARTMENT_SOUND = "sound", "compound", "written", "department"
SHORTEST_TITLE = 4  # signs: a shorter one is a word like any other

Name = tuple[str, str, str]  # form, kind, what it names


class YearNames:
    """Gathers, measure by measure, what a year names, and turns it into rows."""

    def __init__(self) -> None:
        self._offices: dict[tuple[str, str], None] = {}  # (department, "" or the 部 it stands under there)
        self._divided: dict[tuple[str, str], None] = {}
        self._policies: dict[str, str] = {}
        self._initiatives: dict[str, str] = {}
        self._titles: dict[str, str] = {}  # folded → the number of its measure, "" of several: a topic

    def add(self, measure: Measure) -> None:
        """Take note of one measure."""
        for name in (*measure.departments, *(owner for item in measure.items for owner in item.owners)):
            self._offices[name, ""] = None
        for item in measure.items:
            if item.division:
                self._divided.update(dict.fromkeys((name, item.division) for name in item.owners))
                self._divided.setdefault(("", item.division))
        if measure.policy_no is not None:
            self._policies[str(measure.policy_no)] = measure.policy
        if measure.initiative:
            self._initiatives[measure.initiative] = fold(measure.initiative)
        title = fold(measure.title)
        self._titles[title] = "" if title in self._titles else str(measure.number)

    def offices(self, year: FiscalYear) -> list[Row]:
        """The departments that the year names, as the sheet has them; then which stands under which 部."""
        return [(year.code, *each) for each in (*self._offices, *self._divided)]

    def departments(self, tables: Tables) -> dict[str, Department]:
        """Every department by name."""
        return departments_of(tables, (*self._offices, *self._divided))

    @property
    def titles(self) -> list[str]:
        """The folded titles, each once, in the order of the sheet."""
        return [*self._titles]

    @property
    def groups(self) -> list[str]:
        """The policies and initiatives, as the sheet writes them."""
        return [*self._policies.values(), *self._initiatives]

    def names(self, year: FiscalYear, tables: Tables) -> Iterator[Row]:
        """Every form of every name of the year."""
        departments = department_names(self.departments(tables))
        for form, kind, value in folded_names((*departments, *self._of_the_plan(tables))):
            yield year.code, form[:2], form, kind, value

    def _of_the_plan(self, tables: Tables) -> Iterator[Name]:
        meant = {fold(name): (POLICY, number) for number, name in self._policies.items()}
        meant |= {form: (INITIATIVE, name) for name, form in self._initiatives.items()}
        for title, number in self._titles.items():
            if number and len(title) >= SHORTEST_TITLE:
                meant[title] = (MEASURE, number)
        yield from plan_names(meant, tables)


def titles_in_english(tables: Tables) -> dict[str, str]:
    """Folded title → its English names in one text, for matching English words."""
    return {fold(name.of): fold(" / ".join(name.english)) for name in tables.names if name.english}


def folded_names(names: Iterable[Name]) -> Iterator[Name]:
    """The names that have a form, each once, with this folded."""
    named = list(names)
    forms = folded([form for form, _, _ in named])
    known = dict.fromkeys(
        (form, kind, value) for form, (_, kind, value) in zip(forms, named, strict=True) if form
    )
    yield from known


def plan_names(meant: dict[str, tuple[str, str]], tables: Tables) -> Iterator[Name]:
    """Folded name of a policy, initiative or measure → itself, and its other names in the table."""
    for form, named in meant.items():
        yield form, *named
        if "・" in form:
            yield form.replace("・", ""), *named
    yield from _policies_called(meant)
    others = tables.names
    for of, other in zip(folded([other.of for other in others]), others, strict=True):
        if known := meant.get(of):
            for form in (*other.short, *other.english):
                yield form, *known
            if known[0] == POLICY:
                yield from ((f"{form}{glued}", *known) for form in other.short for glued in GLUED_POLICY)


def _policies_called(meant: dict[str, tuple[str, str]]) -> Iterator[Name]:
    """How else people call a policy: 安心・安全の推進 for 安全・安心の推進, 産業の方針 by its subject,
    安全方針 by a part of that.

    Only where one policy alone may be meant.
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for form, named in meant.items():
        subject, of, _ = form.rpartition("の")
        if named[0] != POLICY or not of:
            continue
        first, _, second = subject.partition("・")
        swapped = f"{second}・{first}" if second and "・" not in second else ""
        parts = [each for each in subject.split("・") if len(each) > 1]
        subjects = [each for each in (subject, swapped, *parts) if each]
        called = [f"{each}{policy}" for each in subjects for policy in CALLED_POLICY]
        if swapped:
            called.append(f"{swapped}{form[len(subject) :]}")
        for each in called:
            for other in (each, each.replace("・", "")):
                found.setdefault(other, set()).add(named)
    for other, every in found.items():
        if len(every) == 1 and other not in meant:
            yield other, *every.pop()


def departments_of(tables: Tables, offices: Iterable[tuple[str, str]]) -> dict[str, Department]:
    """Every department by name: those of the table, then those that only the sheet names.

    `offices` are (name, ""), then (name, the 部 it stands under); "" for the name: the 部 alone.
    """
    found = {department.name: department for department in tables.departments}
    for name, division in offices:
        if not division:
            if name not in found and name.endswith(SUFFIXES) and not name.startswith("全"):
                found[name] = Department(name)
        else:
            found.setdefault(division, Department(division))
            if name in found and found[name].parent is None and name != division:
                found[name] = found[name].but(parent=division)
    return found


def department_names(departments: dict[str, Department]) -> Iterator[Name]:
    """Every form of the departments' names."""
    for department in departments.values():
        for form in _forms(department, departments):
            yield form, DEPARTMENT, department.name


def _forms(department: Department, departments: dict[str, Department]) -> Iterator[str]:
    name = department.name
    yield from (name, *department.short)
    for end in range(1, len(name)):  # 総務財政課の情報管理室
        if (part := name[:end]) in departments:
            yield f"{part}の{name[end:]}"
    if name.endswith("事務局"):
        yield name.replace("事務局", "の事務局")
    stem = without_suffix(name)
    for unit in ENGLISH_UNITS[1:]:
        yield stem + unit
    for form in department.english:
        for own in dict.fromkeys((fold(form), fold(form).replace("affairs", "affair"))):
            bare = _without_unit(own)
            for unit in ENGLISH_UNITS:
                if unit or bare == own:
                    yield bare + unit
            yield own


def _without_unit(form: str) -> str:
    """An English name without its "section": any unit may stand there."""
    return next((form.removesuffix(unit) for unit in ENGLISH_UNITS[1:] if form.endswith(unit)), form)


def without_suffix(name: str) -> str:
    """防災課 → 防災."""
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


def same_forms(tables: Tables) -> dict[str, list[Row]]:
    """Table of the index → its rows, for the words that mean the same: each leads to all of them, folded."""
    japanese: dict[str, tuple[str, ...]] = {}
    english: dict[str, tuple[str, ...]] = {}
    for entry in tables.same:
        forms = tuple(folded(entry.words))
        for form in forms:
            others = (form, *(other for other in forms if other != form))
            japanese[form] = tuple(dict.fromkeys((*japanese.get(form, ()), *others)))
        for phrase in entry.english:
            english[fold(phrase)] = tuple(dict.fromkeys((*english.get(fold(phrase), ()), *forms)))
    phrases = (phrase for phrase in tables.glossary if " " in phrase)
    words = dict.fromkeys((*japanese, *english, *phrases))
    return {
        "same_form": [
            (language, form, as_list(forms))
            for language, table in (("ja", japanese), ("en", english))
            for form, forms in table.items()
        ],
        "name": [("", form[:2], form, WORD, form) for form in words if form],
    }
