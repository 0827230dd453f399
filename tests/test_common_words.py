"""A large index: words in many of its items are scored when it is built, and the same items are found."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator

import pytest

from benchmarks.large import make, questions
from katou_index import Index, build_index, open_index
from katou_index.index import building, common_making, common_words, searching
from katou_index.index.common_making import Holding
from katou_index.index.common_words import LookedAt, numbers, spread
from katou_index.index.store import IndexStore
from katou_index.plan import FiscalYear

ITEMS, COMMON, MOST = 2_400, 60, 100
SCOPES = (
    (),
    (("\ue000yr2",),),
    (("\ue000r○", "\ue000r×"),),
    (("\ue000r△",), ("\ue000yr3",)),
    (("\ue000d防災課",),),
    (("\ue000d防災課", "\ue000d社会福祉課"), ("\ue000r○",)),
    (("\ue000dnobody",),),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patch:
        for module in (building, searching):
            patch.setattr(module, "LARGE", ITEMS - 1)
        for of in (common_making, common_words):
            patch.setattr(of, "COMMON", COMMON)
        build_index(make(folder / "data", ITEMS, years=2), folder / "katou.db")
        with open_index(folder / "katou.db") as opened:
            yield opened


@pytest.fixture
def store(index: Index) -> IndexStore:
    found: IndexStore = index._ask(lambda store: store)
    return found


def asked(store: IndexStore, draw: random.Random) -> dict[str, int]:
    """Some words as a question has them, the rarest first."""
    words = draw.sample(sorted(store.vocabulary), draw.randint(1, 5))
    return dict(sorted(((word, store.vocabulary[word].items) for word in words), key=lambda each: each[1]))


@pytest.mark.parametrize("groups", SCOPES)
def test_the_best_items_are_those_of_all_that_are_scored(
    store: IndexStore, groups: tuple[tuple[str, ...], ...]
) -> None:
    draw = random.Random(5)
    held = wanted = 0
    for _ in range(60):
        counts = asked(store, draw)
        every = [row for row, _ in store.best([*counts], (), groups, ITEMS)]
        best = common_words.best_rows(store, counts, groups, MOST)
        assert set(best) <= set(every)
        assert len(best) == len(set(best)) == min(len(every), MOST)
        held += len(set(best[:10]) & set(every[:14]))
        wanted += len(every[:10])
    assert held >= 0.98 * wanted


def test_a_search_finds_what_it_finds_where_every_item_is_scored(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = questions(ITEMS, 20)
    texts = [text for kind in ("subject", "topic", "two words") for text in kinds[kind]]
    scopes: list[dict[str, list[object]]] = [
        {}, {"years": [FiscalYear.from_code("R3")]}, {"ratings": ["△"]}, {"departments": ["防災課"]},
    ]  # fmt: skip

    def found() -> list[list[str]]:
        return [[hit.id for hit in index.search(text, **scope)] for scope in scopes for text in texts]  # type: ignore[arg-type]

    def every_one(
        store: IndexStore, counts: dict[str, int], groups: tuple[tuple[str, ...], ...], most: int
    ) -> list[int]:
        return [row for row, _ in store.best([*counts], (), groups, most)]

    best = found()
    monkeypatch.setattr(common_words, "best_rows", every_one)
    exact = found()
    same = sum(len(set(some) & set(others)) for some, others in zip(best, exact, strict=True))
    assert same >= 0.99 * sum(map(len, exact))


def test_what_is_packed_comes_out_again() -> None:
    items = array("I", range(3, 3_000, 7))
    gains = array("H", [(item * 37) % 5_000 + 1 for item in items])
    for total in (3_000, 100_000):  # a level for each item, or only for those that hold it
        term, count, held, levels, means = Holding(items, gains).row("語", total)
        assert (term, count, bool(held)) == ("語", len(items), total == 100_000)
        every = spread(held, levels, LookedAt(0, total)) if held else levels
        assert [at + 1 for at, level in enumerate(every) if level] == [*items]
        told = [numbers(means, "H")[every[item - 1] - 1] for item in items]
        assert max(abs(one - other) for one, other in zip(told, gains, strict=True)) <= 250
        assert told[gains.index(max(gains))] == max(gains)
        part = spread(held, levels, LookedAt(10, 20)) if held else levels[10:20]
        assert part == every[10:20]


def test_a_part_of_a_latin_word_is_found_by_the_words_that_hold_it(index: Index, store: IndexStore) -> None:
    longer = next(word for word in store.vocabulary if word.isascii() and word.isalpha() and len(word) > 5)
    part = longer[1:-1]
    assert part not in store.vocabulary
    rows = store.select("select id from item_words where instr(folded, ?) > 0", (part,))
    keys = dict(store.select("select key, id from item"))
    hits = index.search(part, ITEMS)
    assert {keys[hit.id] for hit in hits} == {row for (row,) in rows}
    assert index.search("qqqqxx") == []
