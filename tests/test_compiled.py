"""The file with the compiled code of all modules: what is taken from it, and when Python looks for itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.commands import compiled
from bot.commands.compiled import CompiledModules, use_compiled, write_compiled


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a package of two modules."""
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "__init__.py").write_text("NAME = 'few'\n", encoding="utf-8")
    (tmp_path / "few" / "one.py").write_text("NUMBER = 1\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "HOME", str(tmp_path))
    monkeypatch.setattr(compiled, "PACKAGES", ("few",))
    monkeypatch.setattr(compiled, "PLACE", str(tmp_path / "cache" / "start.bin"))
    write_compiled()
    return Path(compiled.PLACE)


def test_modules_are_taken_from_it(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    use_compiled()
    from few import NAME, one  # type: ignore[import-not-found]

    assert (NAME, one.NUMBER) == ("few", 1)
    assert one.__file__ == str(Path(compiled.HOME) / "few" / "one.py")
    assert one.__spec__.loader.get_source("few.one") == "NUMBER = 1\n"
    assert CompiledModules(str(written)).find_spec("few.two") is None
    assert [path.name for path in written.parent.iterdir()] == ["start.bin"]


@pytest.mark.parametrize("change", ["longer", "later", "gone"])
def test_a_module_that_changed_is_found_as_ever(written: Path, change: str) -> None:
    source = Path(compiled.HOME) / "few" / "one.py"
    if change == "longer":
        was = source.stat()
        source.write_text("NUMBER = 100\n", encoding="utf-8")
        os.utime(source, ns=(was.st_atime_ns, was.st_mtime_ns))
    elif change == "later":
        os.utime(source, (1, 1))
    else:
        source.unlink()
    found = CompiledModules(str(written))
    assert found.find_spec("few.one") is None
    assert found.find_spec("few") is not None


@pytest.mark.parametrize("fault", ["missing", "empty", "cut", "noise", "moved"])
def test_a_file_that_is_not_usable_is_left_alone(
    written: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written.read_bytes()
    if fault == "missing":
        written.unlink()
    elif fault == "moved":
        monkeypatch.setattr(compiled, "HOME", "/elsewhere")
    else:
        written.write_bytes({"empty": b"", "cut": whole[:-1], "noise": b"\xff" * len(whole)}[fault])
    before = [*sys.meta_path]
    use_compiled()
    assert sys.meta_path == before
