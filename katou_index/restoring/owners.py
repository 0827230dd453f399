"""Who reports an item.

The heads 【…】 or ■… of its result say it. A head that is not among the measure's departments but is the
parent of one that is means that one (【総務財政課】 → 総務財政課情報管理室). With no head it is the measure's
own list; where a ● heading of the planned work speaks of just one of them, that one, as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from katou_index.naming import same_name
from katou_index.plan import Department
from katou_index.restoring import forms

_HEADING = re.compile(r"[●■◆◎]\s*(\S+)")
_OFFICE_ENDING = re.compile(r"(?:課|室|館|局|署|所|係|センター)$")


@dataclass(frozen=True, slots=True)
class Owners:
    """The departments of an item; `guessed` where only a heading says so; `foreign` heads not in the list."""

    names: tuple[str, ...]
    guessed: bool = False
    foreign: tuple[str, ...] = ()


def owners_of(result: str, planned: str, departments: Sequence[str], table: Iterable[Department]) -> Owners:
    """By the heads of the result, else by the planned work's heading, else the measure's departments."""
    heads = forms.heads_in(result)
    if heads:
        parents = {section.name: section.parent for section in table}
        names = tuple(dict.fromkeys(_section(head, departments, parents) for head in heads))
        return Owners(names, foreign=tuple(name for name in names if name not in departments))
    heading = _HEADING.match(planned)
    named = _spoken_of(heading[1], departments) if heading and len(departments) > 1 else ()
    if len(named) == 1:
        return Owners(named, guessed=True)
    return Owners(tuple(departments))


def _section(head: str, departments: Sequence[str], parents: dict[str, str | None]) -> str:
    if own := next((name for name in departments if same_name(name, head)), None):
        return own
    sections = [name for name in departments if same_name(parents.get(name) or "", head)]
    if not sections and not parents:  # no table: a section's name begins with its department's
        sections = [name for name in departments if name.startswith(head) and name != head]
    return sections[0] if len(sections) == 1 else head


def _spoken_of(heading: str, departments: Sequence[str]) -> tuple[str, ...]:
    """The departments that share the most characters with a heading: 農業分野 → 農政課."""
    shared = {name: len(set(_OFFICE_ENDING.sub("", name)) & set(heading)) for name in departments}
    most = max(shared.values())
    return tuple(name for name, count in shared.items() if count == most) if most else tuple(departments)
