"""The sentences of answers over several years, Japanese and English side by side."""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording import city
from katou_index.plan import FiscalYear, Measure, MeasureNumber

KINDS = {
    "better": ("改善", "Improved"),
    "worse": ("悪化", "Worsened"),
    "same": ("変わらず", "Unchanged"),
    "unrated": ("どちらかの年度に評価がなく、比べられないもの", "Not comparable: one year has no rating"),
    "rescaled": ("評価の区分が変わり、比べられないもの", "Not comparable: the scale of ratings changed"),
    "new": ("新しい事業", "New measures"),
    "ended": ("なくなった事業", "Measures no longer there"),
    "open": ("前後の対応を決められないもの（比べていません）", "Counterpart not certain (not compared)"),
    "called": ("事業名・番号・課名が変わったもの", "Other titles, numbers or departments"),
    "always": ("ずっと同じ評価のもの", "Same rating in every year"),
    "moved": ("評価の動き", "Ratings"),
    "owners": ("担当課が変わった項目", "Items with other departments"),
    "offices": ("担当課の名前が変わった項目", "Items whose departments are called otherwise"),
    "renumbered": ("番号が変わった事業", "Measures with another number"),
    "changed": ("評価が変わったもの", "Rating changed"),
    "renamed": ("事業名か番号が変わったもの", "Title or number changed"),
}


def _say(lang: str, ja: str, en: str) -> str:
    return ja if lang == "ja" else en


def short(lang: str, year: FiscalYear) -> str:
    """`令和2年度`, `FY2020`."""
    return _say(lang, year.japanese, f"FY{year.began}")


def between(lang: str, years: Sequence[FiscalYear]) -> str:
    """The years that are held side by side, as the head writes them."""
    return _say(lang, "・", ", ").join(short(lang, year) for year in years)


def kind(lang: str, key: str) -> str:
    """The name of a kind of change."""
    return _say(lang, *KINDS[key])


def always(lang: str, marks: str, *, never: bool) -> str:
    """What was rated so, or was not, in every year."""
    if never:
        return _say(lang, f"一度も{marks}になっていないもの", f"Never rated {marks}")
    return _say(lang, f"ずっと{marks}のもの", f"Always rated {marks}")


def title(lang: str, key: str, counted: str) -> str:
    """`改善 4項目（4事業）`."""
    return f"{kind(lang, key)} {counted}" if lang == "ja" else f"{kind(lang, key)}: {counted}"


def asked(lang: str, key: str, before: FiscalYear, after: FiscalYear, moves: str = "") -> str:
    """The first line of an answer to what changed so; `moves` are the ratings that were asked for."""
    name = f"{kind(lang, key)} {moves}".strip() if moves else kind(lang, key)
    return _say(
        lang,
        f"{before.japanese}から{after.japanese}: {name}",
        f"From FY{before.began} to FY{after.began}: {name[:1].lower()}{name[1:]}",
    )


def through(lang: str, first: FiscalYear, last: FiscalYear) -> str:
    """Years that follow on each other, of which the same is told: 「令和元年度〜令和3年度」."""
    return _say(
        lang, f"{short(lang, first)}〜{short(lang, last)}", f"{short(lang, first)}–{short(lang, last)}"
    )


def span(lang: str, over: Sequence[FiscalYear]) -> str:
    """From the first to the last of several years, within a sentence."""
    return _say(
        lang, f"{over[0].japanese}から{over[-1].japanese}", f"From FY{over[0].began} to FY{over[-1].began}"
    )


def course(lang: str, over: Sequence[FiscalYear]) -> str:
    """From the first to the last of several years."""
    return _say(lang, f"{over[0].japanese}→{over[-1].japanese}", f"FY{over[0].began}→FY{over[-1].began}")


def relative(lang: str, typed: str, base: FiscalYear, meant: FiscalYear) -> str:
    """That a relative year was counted from the year shown."""
    said = f"「{typed}」" if typed else _say(lang, "「前年」", '"the year before"')
    return _say(
        lang,
        f"{said}は、{base.japanese}から数えて{meant.japanese}と読み取りました。",
        f"Read {said} as FY{meant.began}, counted from FY{base.began}.",
    )


def was_called(lang: str, year: FiscalYear, number: MeasureNumber, name: str) -> str:
    """That a measure had another number or title in a year."""
    return _say(
        lang,
        f"{year.japanese}は No.{number}「{name}」",
        f"in FY{year.began} No.{number} 「{name}」",
    )


def formerly(lang: str, year: FiscalYear, number: MeasureNumber, name: str) -> str:
    """A line of a measure's card: what it was in the year before."""
    return was_called(lang, year, number, name) + _say(lang, "です。", ".")


def called(lang: str, name: str, now: str, year: FiscalYear) -> str:
    """That a department is called otherwise in the year of the answer."""
    return _say(
        lang,
        f"「{name}」は、{year.japanese}の評価表では「{now}」です。{now}で答えます。",
        f"「{name}」 is 「{now}」 in the sheet of FY{year.began}; answered for 「{now}」.",
    )


def titled(lang: str, title: str, measure: Measure) -> str:
    """That a title is another year's name of a measure."""
    return _say(
        lang,
        f"「{title}」は別の年度の事業名です。{measure.year.japanese}では No.{measure.number}「{measure.title}」です。",
        f"「{title}」 is its title in another year; in FY{measure.year.began} it is No.{measure.number} 「{measure.title}」.",
    )


def no_measure(lang: str, year: FiscalYear, *, sure: bool) -> str:
    """What stands for a year in which a measure is not found."""
    if sure:
        return _say(
            lang, f"{year.japanese}にこの事業はありません。", f"FY{year.began} does not have this measure."
        )
    return _say(
        lang,
        f"{year.japanese}のどの事業に当たるか決められません。{city.office(lang)}が対応表（links.csv）に登録すると答えます。",
        f"Which measure of FY{year.began} this is cannot be told; the office can enter it in links.csv.",
    )


def loaded(lang: str, years: Sequence[FiscalYear]) -> str:
    """Which years can be asked about."""
    names = _say(lang, "、", ", ").join(f"{short(lang, year)}（{year.code}）" for year in years)
    return _say(lang, f"登録済みの年度: {names}", f"Loaded fiscal years: {names}")


def other_number(lang: str, year: FiscalYear, number: MeasureNumber, name: str) -> str:
    """That a number is another measure's in a year."""
    return _say(
        lang,
        f"{year.japanese}の No.{number} は別の事業「{name}」です。",
        f"No.{number} of FY{year.began} is another measure: 「{name}」.",
    )


def nothing(lang: str, *, sure: bool) -> str:
    """What stands for a rating in a course of years where a year has no such item."""
    return (
        _say(lang, "（事業なし）", "(no such measure)")
        if sure
        else _say(lang, "（対応不明）", "(not certain)")
    )


def no_item(lang: str, year: FiscalYear) -> str:
    """What stands for a year in which an item is not found, though its measure is."""
    return _say(
        lang,
        f"{year.japanese}のどの項目に当たるか決められません。",
        f"Which item of FY{year.began} this is cannot be told.",
    )


def how_paired(lang: str) -> str:
    """How measures and items of two years were put together."""
    return _say(
        lang,
        "事業は対応表と事業名で、項目は担当課・取組内容・番号で前後を対応させています。",
        "Measures are matched by the table of links and titles, items by department, planned work and number.",
    )


def more(lang: str, left: int) -> str:
    """How many a list leaves out."""
    return _say(lang, f"ほか{left}項目", f"and {left} more")


def open_left(lang: str, counted: str) -> str:
    """That some could not be compared."""
    return _say(
        lang,
        f"ほかに、前後の対応を決められない{counted}は比べていません。",
        f"Besides, {counted} without a certain counterpart were not compared.",
    )


def asks_change(lang: str, key: str, before: FiscalYear, after: FiscalYear) -> tuple[str, str]:
    """Label and question: what changed so."""
    ja, en = {
        "better": ("改善した項目", "Improved items"),
        "worse": ("悪化した項目", "Worsened items"),
        "rescaled": ("評価の区分が変わり、比べられないもの", "Not comparable: the scale of ratings changed"),
        "new": ("新しい事業", "New measures"),
        "ended": ("なくなった事業", "Dropped measures"),
        "renamed": ("名称変更", "Renamed"),
    }[key]
    if lang == "ja":
        return ja, f"{before.code}から{after.code}で{ja}は？"
    return en, f"{en.lower()} from {before.code} to {after.code}"
