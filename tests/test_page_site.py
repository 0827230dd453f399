"""`katou export-site`: one file with everything, whose policy lets in its own script and no other."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.commands import page as hosting
from bot.settings import Settings
from katou_index.errors import KatouError
from katou_index.language import english
from tests.bot_fixtures import bot
from tests.page_fixtures import addresses, text_of
from tests.test_slack_commands import running


def written(tmp_path: Path, lang: str = "ja") -> str:
    settings = Settings.read({"KATOU_STATE": str(tmp_path / "state.db")})
    path = tmp_path / "katou.html"
    assert str(path) in hosting.export_site(bot(), settings, str(path), "R2", lang)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_holds_everything_and_leads_nowhere_else(lang: str, tmp_path: Path) -> None:
    content = written(tmp_path, lang)
    page = ElementTree.fromstring(re.sub(r"<(style|script)>.*?</\1>", "", content, flags=re.S))
    shown = text_of(page)
    vocabulary = bot().library.vocabulary
    for measure in vocabulary.plan.measures:
        assert "".join(measure.title.split()) in shown
        for item in measure.items:
            for text in (item.planned, item.result, item.evidence, *item.owners):
                assert "".join(text.split()) in shown
    for finding in vocabulary.index.findings(vocabulary.newest):
        said = english(finding.text) if lang == "en" else finding.text
        assert "".join(said.split()) in shown
    ids = {node.get("id") for node in page.iter()}
    assert {each for each in addresses(page) if not each.startswith("#") or each[1:] not in ids} == set()
    assert "://" not in content
    assert page.get("lang") == lang


def test_its_policy_names_its_own_script_and_style(tmp_path: Path) -> None:
    content = written(tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', content)
    assert policy
    allowed = policy[1].replace("&#39;", "'").replace("&#43;", "+")
    assert allowed.startswith("default-src 'none'; ")
    assert "unsafe" not in allowed
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", content, flags=re.S)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in allowed


def test_a_year_that_is_not_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(KatouError, match="R9"):
        hosting.export_site(bot(), Settings.read({}), str(tmp_path / "x.html"), "R9", "ja")
    assert not (tmp_path / "x.html").exists()


def test_the_command_writes_the_file_and_tells_what_it_cannot(tmp_path: Path) -> None:
    with running(tmp_path, "export-site", "--out", "plan.html", "--year", "r2") as process:
        process.wait(30)
    assert process.returncode == 0
    assert (tmp_path / "plan.html").stat().st_size > 100_000
    with running(tmp_path, "export-site", "--out", "no/such/folder.html") as process:
        process.wait(30)
        assert process.stderr
        told = process.stderr.read().splitlines()
    assert process.returncode == 1
    assert len(told) == 1
