"""A large index: words in many of its items are scored when it is built, and the same items are found."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from benchmarks.large import make, questions
from katou_index import Index, build_index, open_index
from katou_index.index import building, common_making, common_words, searching
from katou_index.index.common_making import Holding
from katou_index.index.common_words import LookedAt, numbers, spread
from katou_index.index.schema import FIELDS
from katou_index.index.store import IndexStore
from katou_index.plan import FiscalYear
from katou_index.words import analyse_question

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
        standing = (items[:9], items, array("I"), items)
        term, count, held, levels, means, *fields = Holding(items, gains, standing).row("語", total)
        assert (term, count, bool(held)) == ("語", len(items), total == 100_000)
        for packed, there in zip(fields, (items[:9], items, ()), strict=True):
            if held:
                assert [*numbers(packed)] == [*there]
            else:
                assert int.from_bytes(packed, "little") == sum(1 << item - 1 for item in there)
        every = spread(held, levels, LookedAt(0, total)) if held else levels
        assert [at + 1 for at, level in enumerate(every) if level] == [*items]
        told = [numbers(means, "H")[every[item - 1] - 1] for item in items]
        assert max(abs(one - other) for one, other in zip(told, gains, strict=True)) <= 250
        assert told[gains.index(max(gains))] == max(gains)
        part = spread(held, levels, LookedAt(10, 20)) if held else levels[10:20]
        assert part == every[10:20]


@pytest.mark.parametrize("field", FIELDS)
def test_where_a_word_stands_is_known_as_the_store_finds_it(
    index: Index, store: IndexStore, field: str
) -> None:
    """Words in many items and in few, parts of words, and several in a row; of one year of two."""
    draw = random.Random(3)
    words = draw.sample(sorted(store.vocabulary), 60)
    texts = [text for (text,) in store.select("select folded from item_words order by id limit 200")]
    cuts = [(draw.choice(texts), draw.randrange(40)) for _ in range(60)]
    forms = [
        *words,
        *(word[:-1] for word in words if len(word) > 2),
        *(text[at : at + 4] for text, at in cuts),
    ]
    common = 0
    for form in filter(None, ("".join(form.split()) for form in forms)):
        for year in index.years:
            places = index.places_with(year, form, (field,))
            assert index.bits_with(year, form, field) == sum(1 << place for place in places), form
            common += len(places) > COMMON
    assert common > 10 or field == "title"


def test_what_stands_in_no_text_is_known_without_looking_through_them(
    index: Index, store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [text for (text,) in store.select("select folded from item_words")]
    pairs = {pair for text in texts for pair in map("".join, pairwise(f"{text}\n"))}
    rows = store.select("select sign, followed_by from sign_pair")
    assert {sign + behind for sign, others in rows for behind in others} == pairs
    looked: list[str] = []
    select = type(store).select

    def watched(self: IndexStore, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        looked.append(query)
        return select(self, query, values)

    monkeypatch.setattr(type(store), "select", watched)
    signs = sorted({sign for text in texts for sign in text if "一" <= sign <= "鿿"})
    draw, nowhere = random.Random(9), 0
    for _ in range(60):
        run = "".join(draw.choices(signs, k=3))
        looked.clear()
        index.search(run, 3)
        if analyse_question(run).runs == (run,) and not pairs.issuperset(map("".join, pairwise(run))):
            assert not any("instr(folded" in query for query in looked), run
            nowhere += 1
    assert nowhere > 10
    assert index.search("鱲鱲鱲") == index.search("鱲") == []


def test_a_part_of_a_latin_word_is_found_by_the_words_that_hold_it(index: Index, store: IndexStore) -> None:
    longer = next(word for word in store.vocabulary if word.isascii() and word.isalpha() and len(word) > 5)
    part = longer[1:-1]
    assert part not in store.vocabulary
    rows = store.select("select id from item_words where instr(folded, ?) > 0", (part,))
    keys = dict(store.select("select key, id from item"))
    hits = index.search(part, ITEMS)
    assert {keys[hit.id] for hit in hits} == {row for (row,) in rows}
    assert index.search("qqqqxx") == []
