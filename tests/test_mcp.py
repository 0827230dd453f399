"""`katou mcp` as other programs meet it: the protocol's own client, over standard input and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from bot.wording import tools as say
from tests.bot_fixtures import ROOT, index_path
from tests.test_slack_commands import KATOU, PATIENCE, running

KEY = "a-key-of-24-characters-00"
TOOLS = {"ask", "search", "measure", "department", "counts", "compare_years", "plan"}


def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(tmp_path / "state.db"), "KATOU_MEANING": "off",
    }  # fmt: skip


def spoken(tmp_path: Path, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What the tools give over standard input, each call in turn; first the list of them."""
    started = StdioServerParameters(command=KATOU, args=["mcp"], env=environ(tmp_path), cwd=tmp_path)

    async def speak() -> list[Any]:
        async with Client(stdio_client(started)) as client:
            return [(await client.list_tools()).tools, *[await client.call_tool(*each) for each in calls]]

    return asyncio.run(speak())


def test_an_assistant_asks_and_looks_up(tmp_path: Path) -> None:
    tools, listed, narrowed, measure, missing, wrong = spoken(
        tmp_path,
        ("ask", {"question": "×の事業は？", "conversation": "c"}),
        ("ask", {"question": "そのうち防災課は？", "conversation": "c"}),
        ("measure", {"number": 30}),
        ("measure", {"number": "99", "lang": "en"}),
        ("search", {"words": "RPA", "limit": 1000}),
    )
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert all(part.get("description") for part in tool.input_schema["properties"].values())
    assert listed.structured_content["counts"]["items"] == 7
    assert narrowed.structured_content["items"] == ["4-1"]
    assert [each["id"] for each in measure.structured_content["items"]][:2] == ["30-1", "30-2"]
    assert all(each["source"]["lines"] for each in measure.structured_content["items"])
    assert missing.is_error
    assert say.no_such_measure("en", "99", "1", "41") in missing.content[0].text
    assert wrong.is_error


def holds(found: Any, told: Any) -> bool:
    """Whether an answer has all that is told of it."""
    if isinstance(told, dict):
        return all(name in found and holds(found[name], value) for name, value in told.items())
    return bool(found == told)


def test_the_conversation_of_the_document_is_a_real_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    asked = [(tool, json.loads(given)) for tool, given in re.findall(r"^> (\w+) (.+)$", text, re.M)]
    told = re.findall(r"^([<!]) (.+)$", text, re.M)
    assert len(asked) == len(told) > 3
    for answer, (sign, expected) in zip(spoken(tmp_path, *asked)[1:], told, strict=True):
        assert answer.is_error == (sign == "!")
        if answer.is_error:
            assert expected in answer.content[0].text
        else:
            assert holds(answer.structured_content, json.loads(expected)), expected


def address_of(process: Any) -> str:
    assert process.stderr is not None
    said = process.stderr.readline()
    return str(said.split()[1].partition("（")[0])


def test_over_http_it_takes_the_key(tmp_path: Path) -> None:
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared._httpx_utils import create_mcp_http_client

    async def counted(url: str) -> Any:
        headers = {"Authorization": f"Bearer {KEY}"}
        async with (
            create_mcp_http_client(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return await client.call_tool("counts", {"by": "department"})

    with running(tmp_path, "mcp", "--port", "0", KATOU_API_KEY=KEY) as process:
        url = address_of(process)
        assert asyncio.run(counted(url)).structured_content["counts"]["items"] == 57
        for brought in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {KEY}"}):
            assert status(url, brought) == 401


def test_without_a_key_it_is_for_programs_of_this_machine(tmp_path: Path) -> None:
    with running(tmp_path, "mcp", "--port", "0") as process:
        url = address_of(process)
        assert status(url, {}) not in (401, 403)
        assert status(url, {"Host": "evil.example"}) == 403  # a name that leads here
        assert status(url, {"Origin": "https://evil.example"}) == 403
        assert status(url, {"X-Forwarded-For": "192.0.2.1"}) == 403


def test_it_does_not_open_to_all_without_a_key(tmp_path: Path) -> None:
    with running(tmp_path, "mcp", "--port", "0", "--host", "0.0.0.0") as process:
        assert process.wait(PATIENCE) == 1
        assert process.stderr is not None
        assert say.needs_key("ja", "0.0.0.0") in process.stderr.read()


def status(url: str, headers: dict[str, str]) -> int:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepts = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), {**accepts, **headers})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_every_tool_is_described(name: str) -> None:
    assert say.DESCRIPTIONS[name]
