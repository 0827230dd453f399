"""Where a question may begin and end in a line: politeness before and behind it is no part of it.

すみません、×の事業をExcelで → begins at 0 and behind すみません、; behind ×の事業 the form xlsx is wanted

What politeness is stands in grammar/frame.txt: the only words that are filler.
"""

from __future__ import annotations

from bot.understanding.templates import Match, automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.understanding.templates import Lattice

    Follower = Callable[[str, Lattice, int], Iterable[Match]]

# A lead that goes on from something (ほな); layers that go on from nothing.
ONWARD, ALONE = "onward", ("ask", "talk")


class Frame:
    """Where a question may begin and end in a line: politeness before and behind it is no part of it."""

    def __init__(self, line: str, lattice: Lattice) -> None:
        self.line = line
        self.lattice = lattice
        self.grammar = automaton()
        self._ends: dict[int, str | None] = {len(line): ""}
        self._begins: dict[bool, list[int]] = {}

    def matches(self, layer: str) -> Iterator[tuple[Match, str]]:
        """Every template of the layer that fits, with the form that the text asks for behind it."""
        for place in self.begins(layer):
            yield from self._framed(place, self.grammar.matches(layer, self.line, self.lattice, place))

    def assembled(self, layer: str) -> Iterator[tuple[Match, str]]:
        """The same of what is made of pieces."""
        from bot.understanding.pieces import assembled  # here: a template has most lines whole

        for place in self.begins(layer):
            yield from self._framed(place, assembled(layer, self.line, self.lattice, place))

    def following(self, layer: str, follower: Follower) -> Iterator[tuple[Match, str]]:
        """The same of what `follower` makes of pieces of a follow-up."""
        for place in self.begins(layer):
            yield from self._framed(place, follower(self.line, self.lattice, place))

    def _framed(self, place: int, matches: Iterable[Match]) -> Iterator[tuple[Match, str]]:
        for match in matches:
            form = self.form_after(match.end) if match.end > place else None
            if form is not None:
                yield match, form

    def begins(self, layer: str) -> list[int]:
        """The beginning of the line, and every place up to which only politeness stands.

        Before a follow-up, also what goes on from what was shown (ほな, そしたら).
        """
        alone = layer in ALONE
        if alone not in self._begins:
            places, todo, seen = list[int](), [0], {0}
            while todo:
                places.append(place := todo.pop())
                for lead in self.grammar.matches("lead", self.line, self.lattice, place):
                    if lead.end not in seen and not (alone and ONWARD in lead.meaning):
                        seen.add(lead.end)
                        todo.append(lead.end)
            self._begins[alone] = places  # not before it is whole: other threads may ask
        return self._begins[alone]

    def ends(self, place: int) -> bool:
        """Whether only politeness follows, or the form that is asked for."""
        return self.form_after(place) is not None

    def form_after(self, place: int) -> str | None:
        """Whether only politeness follows: "", or the form asked for; None where something else does."""
        if place not in self._ends:
            found: str | None = None
            for tail in self.grammar.matches("tail", self.line, self.lattice, place):
                rest = self.form_after(tail.end) if tail.end > place else None
                forms = [str(value) for name, value in tail.bound if name == "X"]
                if rest is not None and not (rest and forms):
                    form = rest or "".join(forms)
                    if found is None or form:
                        found = form
            self._ends[place] = found
        return self._ends[place]
