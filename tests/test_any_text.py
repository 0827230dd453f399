"""Whatever is typed gets an answer: no exception, no leak, the same one again, by one thread or by eight."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from katou_index import open_index
from tests.bot_fixtures import TODAY, bot, index_path
from tests.fuzzing import HOSTILE, questions

KINDS = {"measure", "list", "counts", "compare", "choose", "nothing", "help"}
LEAKS = ("Traceback", "OperationalError", "fts5:", "syntax error", "<!channel>", "<@U")


def told(text: str, conversation: str | None = None) -> dict[str, object]:
    """The answer without its time, checked for what must hold of every answer."""
    answer = bot().ask(text, conversation=conversation).as_json()
    assert answer["kind"] in KINDS
    assert (answer["reason"] is not None) == (answer["kind"] in ("nothing", "choose"))
    assert answer["text"]
    assert not any(leak in answer["text"] for leak in LEAKS)
    answer.pop("ms")
    return answer


@given(st.text())
def test_free_text(text: str) -> None:
    told(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "の",
                "は",
                "×",
                "防災課",
                "RPA",
                "でない",
                "以外",
                "いくつ",
                "①",
                "30",
                "R2",
                "そのうち",
                "2番目",
                "not",
                "compare",
                " ",
                "？",
            ]
        ),
        max_size=9,
    )
)
def test_words_of_questions_in_any_order(parts: list[str]) -> None:
    told("".join(parts), conversation="any order")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text(text: str) -> None:
    told(text)
    told(f"RPA{text}の進捗は？")


def test_a_megabyte_of_one_sign() -> None:
    told("A" * 1_000_000)
    told("漢" * 1_000_000)


def test_two_thousand_fuzzed_questions() -> None:
    """A million of them by `make fuzz`."""
    for number, text in enumerate(questions(2_000)):
        json.dumps(told(text, conversation=f"fuzz-{number % 50}"))


def test_the_same_question_gives_the_same_answer() -> None:
    for text in questions(100, seed=7):
        assert told(text) == told(text)


def test_eight_threads_give_the_answers_of_one() -> None:
    texts = list(questions(120, seed=11))
    alone = [told(text) for text in texts]
    shared = Bot(open_index(index_path()), today=TODAY)

    def ask(_: int) -> list[dict[str, object]]:
        answers = [shared.ask(text).as_json() for text in texts]
        for answer in answers:
            answer.pop("ms")
        return answers

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask, range(8)):
            assert answers == alone
