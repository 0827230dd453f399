"""Settings come from the environment, are checked at the start and shown without secrets."""

from __future__ import annotations

import os

import pytest

from bot.settings import MASK, Setting, SettingError, Settings, all_settings, describe


def test_defaults() -> None:
    settings = Settings.read({})
    assert settings.data == "data"
    assert settings.index == "katou.db"
    assert settings.lang == "auto"
    assert settings.context_minutes == 30
    assert settings.history == os.path.expanduser("~/.local/state/katou/history")
    assert not settings.no_color


def test_an_empty_value_means_the_default() -> None:
    assert Settings.read(dict.fromkeys((each.name for each in all_settings()), "")) == Settings.read({})


@pytest.mark.parametrize(
    ("environ", "history"),
    [
        ({"XDG_STATE_HOME": "/state"}, "/state/katou/history"),
        ({"XDG_STATE_HOME": "/state", "KATOU_HISTORY": "/h"}, "/h"),
        ({"KATOU_HISTORY": "off"}, None),
        ({"KATOU_HISTORY": "~"}, os.path.expanduser("~")),
    ],
)
def test_where_the_history_goes(environ: dict[str, str], history: str | None) -> None:
    assert Settings.read(environ).history == history


@pytest.mark.parametrize("value", ["1", "1440", "0030"])
def test_minutes(value: str) -> None:
    assert Settings.read({"KATOU_CONTEXT_MINUTES": value}).context_minutes == int(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KATOU_LANG", "fr"),
        ("KATOU_LANG", "JA"),
        ("KATOU_DATA", "a\0b"),
        *(("KATOU_CONTEXT_MINUTES", value) for value in ("0", "-1", "1.5", "1441", "３０", "9" * 5000, "x")),
    ],
)
def test_a_wrong_value_is_told_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({name: value})
    assert str(caught.value).startswith(f"{name}=")
    assert "\n" not in str(caught.value)


def test_a_secret_is_never_shown() -> None:
    def refuse(text: str) -> str:
        raise ValueError("だめ", "no")

    secret = Setting("KATOU_TOKEN", refuse, "", "合言葉", "token", secret=True)
    assert secret.shown({"KATOU_TOKEN": "hush"}) == MASK
    assert secret.shown({}) == ""
    with pytest.raises(SettingError) as caught:
        secret.value({"KATOU_TOKEN": "hush"})
    assert "hush" not in str(caught.value)


def test_every_setting_is_described_once_in_both_languages() -> None:
    shown = [setting for setting, _ in describe({})]
    assert shown == list(all_settings())
    assert len({setting.name for setting in shown}) == len(shown)
    assert all(setting.ja and setting.en for setting in shown)
