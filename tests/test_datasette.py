"""The index in Datasette, as docs/tools.md starts it: its search box finds Japanese, whatever is typed."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode

from tests.bot_fixtures import ROOT, bot, index_path

HERE = ROOT / "extras" / "datasette"


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """What a page of Datasette gives as JSON."""
    path = tmp_path / "katou.db"
    shutil.copy(index_path(), path)
    sys.modules.pop("japanese_search.py", None)
    metadata = json.loads((HERE / "metadata.json").read_text(encoding="utf-8"))
    served = Datasette(immutables=[str(path)], plugins_dir=str(HERE / "plugins"), metadata=metadata)

    def get(page: str, **asked: str) -> list[dict[str, Any]]:
        async def ask() -> Any:
            return await served.client.get(
                f"/katou/{tilde_encode(page)}.json",
                params={"_shape": "objects", **asked},
                follow_redirects=True,
            )

        answer = asyncio.run(ask())
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["rows"]
        return rows

    return get


@pytest.mark.parametrize("typed", ["電子申請", "ＲＰＡ", "ﾃﾚﾜｰｸ", "空家バンクの登録"])
def test_the_search_box_finds_what_the_index_finds(found: Any, typed: str) -> None:
    best = bot().index.search(typed, limit=1)[0].id
    assert best in {row["key"] for row in found("item", _search=typed)}
    assert found("search", words=typed)[0]["ID"] == best


def test_the_answer_of_the_document_is_a_real_one(found: Any) -> None:
    text = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    (words,) = re.findall(r"search\.json\?\S*words=([^`]+)`", text)
    told = re.findall(r"^\| (R2/\S+) \| (.+) \|$", text, re.M)
    assert told == [(row["ID"], row["事業名"]) for row in found("search", words=words)][: len(told)]
    assert len(told) > 2


@pytest.mark.parametrize("typed", ['"(*', "NEAR(", "の", "\x00", "' OR 1=1 --", "x" * 5000])
def test_nothing_that_is_typed_breaks_it(found: Any, typed: str) -> None:
    assert isinstance(found("item", _search=typed), list)
    assert isinstance(found("search", words=typed), list)


def test_the_views_are_there_to_be_faceted(found: Any) -> None:
    assert len(found("項目", 評価="×")) == 7
