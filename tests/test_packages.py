"""What the program is built from is listed by one command; each package has a keeper and a successor."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.test_requirements import FILES, ROOT, named, pinned

RUNNING = [ROOT / f"requirements{more}.txt" for more in ("", "-teams", "-mcp", "-traces")]
STRONG_COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.I)  # not LGPL, MPL: used as they are


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def rows() -> dict[str, list[str]]:
    text = (ROOT / "docs" / "packages.md").read_text(encoding="utf-8")
    return {
        row[0].strip(" `"): [cell.strip() for cell in row[1:]]
        for row in (line.strip("|").split("|") for line in re.findall(r"^\|.*\|$", text, re.M))
        if row[0].startswith(" `") and len(row) == 4
    }


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory, every: bool) -> tuple[list[dict[str, Any]], str]:
    """What `make sbom` writes, and what it prints. Whether it is sound its tool looks for 20 s."""
    out = tmp_path_factory.mktemp("sbom") / "katou-sbom.json"
    options = () if every else ("--no-validate",)
    command = [ROOT / "scripts" / "sbom.sh", out, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(Path(out).read_text(encoding="utf-8"))
    assert found["bomFormat"] == "CycloneDX"
    assert found["metadata"]["component"]["name"] == "katou"
    return found["components"], done.stdout


def test_everything_that_runs_is_listed_with_its_version_and_its_licence(
    listed: tuple[list[dict[str, Any]], str],
) -> None:
    """In one test, for listing takes as long as both; the licences are such as a city may use."""
    versions = {canonical(each["name"]): each["version"] for each in listed[0]}
    texts = [path.read_text(encoding="utf-8") for path in RUNNING]
    pins = [pin for text in texts for pin in re.findall(r"^([\w.-]+)==([^ ;]+)", text, re.M)]
    here = {canonical(name) for name, _ in pins} & versions.keys()
    assert len(here) > 60
    right = {canonical(name) for name, version in pins if versions.get(canonical(name)) == version}
    assert here == right  # of several versions, one
    assert "cyclonedx-bom" not in versions
    told = {canonical(line[:42].strip()): line[64:].strip() for line in listed[1].splitlines()}
    run = {canonical(name) for path in RUNNING for name in pinned(path)}
    assert {name: told[name] for name in run & told.keys() if STRONG_COPYLEFT.search(told[name])} == {}
    unstated = {name for name in run & told.keys() if "not stated" in told[name]}
    document = (ROOT / "docs" / "packages.md").read_text(encoding="utf-8")
    assert {name for name in unstated if f"{name} (" not in document} == set()


def test_every_package_has_a_keeper_and_a_successor() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    assert rows().keys() == named(project["dependencies"]).union(*map(named, extras))
    assert all(len(cells) == 3 and all(cells) for cells in rows().values())
    document = (ROOT / "docs" / "packages.md").read_text(encoding="utf-8")
    brought = set(re.findall(r"`([a-z0-9-]+)`", rows()["sqlite-utils"][1])) - {"sqlite3"}
    assert brought <= pinned(ROOT / "requirements.txt").keys()
    assert set(re.findall(r"`(requirements[\w-]*\.txt)`", document)) <= {path.name for path in FILES}
