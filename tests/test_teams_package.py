"""The app package: made by a command, checked against the published schema, its pictures drawn."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.surfaces.teams import package
from bot.wording import chat as say
from tests.bot_fixtures import ROOT, bot
from tests.commands import run_command
from tests.teams_connector import APP

KATOU = Path(sys.executable).with_name("katou")
BASE = "https://plan.city.example/katou"
SCHEMAS = ROOT / "tests" / "node" / "node_modules" / "@microsoft" / "app-manifest"


def schema(name: str) -> dict[str, Any]:
    """A published schema, as the npm package holds it."""
    if not SCHEMAS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("make setup-node installs the schemas of Teams")
        pytest.skip("make setup-node installs the schemas of Teams")
    (found,) = [path for path in SCHEMAS.rglob(name) if f"v{package.SCHEMA_VERSION}" in str(path)][:1]
    return dict(json.loads(found.read_text(encoding="utf-8-sig")))


def faults(document: dict[str, Any], name: str) -> list[str]:
    return [
        f"{list(each.path)}: {each.message}" for each in Draft4Validator(schema(name)).iter_errors(document)
    ]


def run(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}
    return run_command("katou", "teams-package", *arguments, env=environ, cwd=tmp_path)


def test_the_command_writes_a_package_that_the_schema_takes(tmp_path: Path) -> None:
    done = run(tmp_path, "--out", "app.zip", "--base-url", BASE, KATOU_TEAMS_CLIENT_ID=APP)
    assert (done.returncode, done.stderr) == (0, "")
    assert "app.zip" in done.stdout
    with zipfile.ZipFile(tmp_path / "app.zip") as made:
        assert made.testzip() is None
        assert sorted(made.namelist()) == ["color.png", "en.json", "manifest.json", "outline.png"]
        manifest, english = (json.loads(made.read(name)) for name in ("manifest.json", "en.json"))
    assert faults(manifest, "MicrosoftTeams.schema.json") == []
    assert faults(english, "MicrosoftTeams.Localization.schema.json") == []
    assert manifest["id"] == manifest["bots"][0]["botId"] == manifest["composeExtensions"][0]["botId"] == APP
    assert manifest["validDomains"] == ["plan.city.example"]


def test_the_same_settings_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        package.write(str(tmp_path / name), APP, BASE)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (("--base-url", BASE), {}, "KATOU_TEAMS_CLIENT_ID"),
        ((), {"KATOU_TEAMS_CLIENT_ID": APP}, "--base-url"),
        (("--base-url", "http://x.example"), {"KATOU_TEAMS_CLIENT_ID": APP}, "https://"),
        (("--base-url", BASE, "--out", "none/app.zip"), {"KATOU_TEAMS_CLIENT_ID": APP}, "none/app.zip"),
    ],
)
def test_what_is_missing_is_told_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], says: str
) -> None:
    done = run(tmp_path, *arguments, **settings)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_english_stands_at_every_place_that_has_japanese() -> None:
    """Each text of the manifest that people read has its English one, and no English one is without place."""
    japanese = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")

    def places(part: Any, at: str = "") -> list[str]:
        if isinstance(part, dict):
            return [
                found for key, value in part.items() for found in places(value, f"{at}.{key}".lstrip("."))
            ]
        if isinstance(part, list):
            return [found for number, each in enumerate(part) for found in places(each, f"{at}[{number}]")]
        return [at] if isinstance(part, str) and japanese.search(part) else []

    named = set(package.english()) - {"$schema"}
    assert set(places(package.manifest(APP, BASE))) <= named


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_suggested_prompt_has_an_answer(lang: str) -> None:
    for text in say.prompts(lang):
        assert bot().ask(text).answer.kind in ("measure", "list", "counts"), text


@pytest.mark.parametrize(("picture", "side"), [(package.icon("color"), 192), (package.icon("outline"), 32)])
def test_the_pictures_are_png_of_the_size_that_teams_wants(picture: bytes, side: int) -> None:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (side, side)
    start = picture.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", picture[start - 8 : start - 4])
    rows = zlib.decompress(picture[start : start + length])
    assert len(rows) == side * (4 * side + 1)
    pixels = [
        rows[at : at + 4]
        for y in range(side)
        for at in range(y * (4 * side + 1) + 1, (y + 1) * (4 * side + 1), 4)
    ]
    if side == 32:
        assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}
        assert {0, 255} <= {pixel[3] for pixel in pixels}
    else:
        assert {pixel[3] for pixel in pixels} == {255}
        assert len({pixel[:3] for pixel in pixels}) > 2
