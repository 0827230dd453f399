"""What is said where one installation holds several plans: of its tables, and where no plan is bound."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from katou_index.language import both, here, in_language
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# -- tables that people keep -------------------------------------------------------------------------------


def entry(number: int) -> str:
    return here(f"{number}番目の [[binding]]", f"[[binding]] number {number}")


def unknown_table() -> str:
    return both("書けるのは [[binding]] だけです", "only [[binding]] may stand here")


def unknown_key(key: str) -> str:
    return both(
        f"「{key}」という欄はありません（slack、teams、hosts、plans）",
        f"there is no field 「{key}」 (slack, teams, hosts, plans)",
    )


def no_list(key: str) -> str:
    return both(f'{key} は ["…"] のように並べてください', f'{key} must be a list like ["…"]')


def no_plans() -> str:
    return both('plans = ["計画の名前"] がありません', 'plans = ["name of a plan"] is missing')


def no_such_plan(name: str) -> str:
    return both(
        f"「{name}」という計画のフォルダー（{name}/data）がありません",
        f"there is no folder of a plan 「{name}」 ({name}/data)",
    )


def bound_twice(address: str) -> str:
    return both(
        f"「{address}」が2か所にあります。1つの [[binding]] だけに書いてください",
        f"「{address}」 stands in two places: leave it in one [[binding]]",
    )


def no_setting_of_plans() -> str:
    return both("計画ごとに決められる設定ではありません", "is no setting that a plan may have of its own")


def secret_written(name: str, plan: str) -> str:
    return both(
        f"秘密はファイルに書かず、環境変数 {name}__{plan} に入れてください",
        f"a secret stands in no file: put it into the environment as {name}__{plan}",
    )


def no_text() -> str:
    return both('"…" のように書いてください', 'must be a text: "…"')


def page_not_closed(host: str) -> str:
    """In the log: why a page is not shown."""
    return both(
        f"{host}: ページを出しません。この計画の KATOU_PAGE_URL と KATOU_PAGE_PASSWORD を設定してください。",
        f"{host}: its page is not shown: set KATOU_PAGE_URL and KATOU_PAGE_PASSWORD for this plan.",
    )


# -- where no plan is bound --------------------------------------------------------------------------------


def nothing_bound() -> str:
    """In a chat, to whoever asks; the language is not known yet."""
    return (
        "ここにはまだ計画が結び付けられていないため、お答えできません。ボットの管理者にお知らせください。\n"
        "No plan is bound to this place yet, so I cannot answer. Please tell whoever runs the bot."
    )


def no_page() -> str:
    """To whoever opens an address to which none is bound; its language is not known."""
    return (
        "このアドレスには計画がありません。アドレスを確かめるか、ボットの管理者にお知らせください。\n"
        "There is no plan at this address. Look at the address, or tell whoever runs the bot.\n"
    )


def page_away() -> str:
    """To whoever opens the page of a plan that cannot be opened now."""
    return (
        "いまは開けません。しばらくしてからお試しいただくか、ボットの管理者にお知らせください。\n"
        "It cannot be opened now. Please try again later, or tell whoever runs the bot.\n"
    )


def bound_to_nothing(platform: str, place: str) -> str:
    """In the log, once a place."""
    return both(
        f"{platform} の {place} から質問がありましたが、bindings.toml で結び付けられていません。",
        f"{place} of {platform} asked, and is bound to no plan in bindings.toml.",
    )


def no_longer_bound() -> str:
    """Why a weekly post is not sent."""
    return both(
        "bindings.toml でこの計画に結び付けられていません", "is not bound to this plan in bindings.toml"
    )


def unbound_table() -> str:
    """On /readyz, to everybody: nothing of what stands in it."""
    return both("bindings.toml を読めません。", "bindings.toml cannot be read.")


def plans_served(lang: str, number: int) -> str:
    return in_language(lang, f"計画の数: {number}", f"plans: {number}")


# -- a topic over cities -----------------------------------------------------------------------------------


def over_cities(lang: str, subject: str, number: int, found: int) -> str:
    """The headline of a comparison."""
    return in_language(
        lang,
        f"「{subject}」の記載は、{number}市町村のうち{found}つの計画にあります。",
        f"{found} of {number} plans mention 「{subject}」.",
    )


def of_cities(lang: str, subject: str, told: Iterable[tuple[str, str]]) -> str:
    """What each of a few cities has of a subject, with its own marks."""
    if lang == "en":
        return f"「{subject}」: " + "; ".join(f"{name}: {what.rstrip('.')}" for name, what in told)
    return f"「{subject}」 " + "／".join(f"{name}: {what.rstrip('。')}" for name, what in told)


def of_marks(lang: str, numbers: Iterable[tuple[str, int]]) -> str:
    """How many items of each mark: ○ 丸 2項目、× バツ 1項目."""
    if lang == "en":
        return ", ".join(f"{mark} {number}" for mark, number in numbers)
    return "、".join(f"{mark} {number}項目" for mark, number in numbers)


def scales_differ(lang: str) -> str:
    return in_language(
        lang,
        "評価はそれぞれの市町村の区分です。同じ印でも意味が違うことがあります。",
        "Each rating is of its own municipality's scale: the same mark may mean something else.",
    )


def own_plan(lang: str, name: str) -> str:
    return in_language(lang, f"{name}（この計画）", f"{name} (this plan)")


def nothing_there(lang: str) -> str:
    return in_language(lang, "記載は見つかりません。", "Nothing was found.")


def cannot_be_asked(lang: str) -> str:
    return in_language(lang, "いまは調べられません。", "It cannot be asked now.")


def first_of(lang: str, shown: int, number: int) -> str:
    """Behind the name of a city of which not all items are shown."""
    return in_language(lang, f"（{number}項目のうち{shown}項目）", f"({shown} of {number} items)")


def more_cities(lang: str, number: int) -> str:
    return in_language(lang, f"ほか{number}市町村は示していません。", f"{number} more plans are not shown.")


def source_of(lang: str, city: str, source: str) -> str:
    return in_language(lang, f"{city} {source}", f"{city}: {source}")
