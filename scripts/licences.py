"""Name, version and licence of everything that an SBOM lists (CycloneDX, JSON), a line each.

.venv/bin/python scripts/licences.py katou-sbom.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

NOT_STATED = "記載なし / not stated"
CLASSIFIER = "License :: "


def licence_of(component: dict[str, Any]) -> str:
    """As SPDX has it where the package says so, else as its classifier does."""
    found = []
    for each in component.get("licenses", ()):
        licence = each.get("license", {})
        found.append(each.get("expression") or licence.get("id") or licence.get("name", ""))
    exact = [name for name in found if name and not name.startswith(CLASSIFIER)]
    told = exact or [name.rpartition(" :: ")[2] for name in found]
    return ", ".join(dict.fromkeys(told)) or NOT_STATED


def lines(document: dict[str, Any]) -> list[str]:
    """One for each package."""
    rows = [(each["name"], each["version"], licence_of(each)) for each in document["components"]]
    return [f"{name:42} {version:20} {licence}" for name, version, licence in sorted(rows)]


if __name__ == "__main__":
    print("\n".join(lines(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
