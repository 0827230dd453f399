"""The JSON interface for programs: the key, answers as described, anything that is sent."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client
from werkzeug.wrappers import Response

from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.api.service import ASK, DESCRIPTION, LARGEST, Api, description
from tests.bot_fixtures import bot
from tests.expectations import cases, is_drawn
from tests.test_slack_commands import PATIENCE, line, running

KEY = "a-key-of-24-characters-00"
BROUGHT = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Client:
    memory = Memory(tmp_path_factory.mktemp("api") / "state.db")
    return Client(Api(Front(bot(), memory), KEY), Response)


def post(api: Client, body: Any, **headers: str) -> Any:
    given = {**BROUGHT, **headers}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return api.post(ASK, data=data, headers=given)


def schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": description()["components"]}


def questions() -> list[str]:
    """Of the conversations of the tests one in a hundred, whatever it is about."""
    drawn = (case.values[0]["turns"] for case in cases())
    return [str(turns[0]) for turns in drawn if is_drawn(turns, 100)]


def test_every_answer_is_as_described(api: Client) -> None:
    answer = schema("Answer")
    asked = questions()
    assert len(asked) > 20
    for question in [*asked, "1. ×は？\n2. 防災課は？", "R9の×は？", "評価を○に直して"]:
        given = post(api, {"text": question})
        assert given.status_code == 200
        jsonschema.validate(given.json, answer)
        assert set(given.json) <= set(description()["components"]["schemas"]["Answer"]["properties"])


def test_one_conversation_goes_on_and_no_other(api: Client) -> None:
    assert post(api, {"text": "×の事業は？", "conversation": "a"}).json["counts"]["items"] == 7
    assert post(api, {"text": "そのうち防災課は？", "conversation": "a"}).json["items"] == ["4-1"]
    assert post(api, {"text": "そのうち防災課は？", "conversation": "b"}).json["items"] != ["4-1"]


def test_it_is_asked_by_address_too(api: Client) -> None:
    query = urllib.parse.urlencode({"text": "×は何件？", "lang": "en"})
    answer = api.get(f"{ASK}?{query}", headers=BROUGHT)
    assert answer.json["counts"]["items"] == 7
    assert answer.json["lang"] == "en"


@pytest.mark.parametrize(
    "brought", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {KEY}"}]
)
@pytest.mark.parametrize("path", [ASK, DESCRIPTION])
def test_without_the_key_there_is_nothing(api: Client, brought: dict[str, str], path: str) -> None:
    refused = api.get(f"{path}?text=RPA", headers=brought)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    jsonschema.validate(refused.json, schema("Error"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"x", 400), (b"[]", 400), (b"{}", 400), (b"\xff", 400), (b"[" * 90_000, 400),
        (b'{"text": 1}', 400), (b'{"text": " "}', 400), (b'{"text": "a", "lang": "fr"}', 400),
        (b'{"text": "a", "conversation": 7}', 400), (b'{"text": "a", "lang": ["ja"]}', 400),
        (b'{"text": "' + b"a" * LARGEST + b'"}', 413), (b'{"text": "\\ud800"}', 200),
        (b'{"text": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}', 200),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_is_no_question_is_refused_with_a_reason(api: Client, body: bytes, status: int) -> None:
    given = post(api, body)
    assert given.status_code == status
    if status != 200:
        jsonschema.validate(given.json, schema("Error"))


def test_other_methods_are_refused(api: Client) -> None:
    assert api.delete(ASK, headers=BROUGHT).status_code == 405


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: json.dumps({"text": t}).encode()))
)
def test_nothing_that_is_sent_breaks_it(api: Client, body: bytes) -> None:
    given_back = post(api, body)
    assert given_back.status_code in (200, 400)
    assert given_back.json


def test_served_only_where_there_is_a_key(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0", KATOU_API_KEY=KEY) as process:
        address = ""
        while not address:
            said = line(process)
            address = said.removeprefix("待ち受け: ") if said.startswith("待ち受け: ") else ""
        assert fetched(f"{address}{DESCRIPTION}", BROUGHT)[0] == 200
        status, body = fetched(f"{address}{ASK}?text=RPA", BROUGHT)
        assert (status, json.loads(body)["kind"]) == (200, "measure")
        assert fetched(f"{address}{ASK}?text=RPA", {})[0] == 401
    with running(tmp_path, "serve", "--port", "0") as process:
        address = ""
        while not address:
            said = line(process)
            address = said.removeprefix("待ち受け: ") if said.startswith("待ち受け: ") else ""
        assert fetched(f"{address}{ASK}?text=RPA", BROUGHT)[0] == 404


def fetched(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=PATIENCE) as answer:
            return int(answer.status), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
