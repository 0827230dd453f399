"""What the weekly post, its settings and the report say, in Japanese and English side by side.

Days are written out: screen readers misread 11/24 and （火）.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.wording import city
from bot.wording.console import in_language as _in
from katou_index.language import both, here
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.subscription import Subscription

WEEKDAYS = ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
JAPAN = "Asia/Tokyo"


# -- days and times ----------------------------------------------------------------------------------------


def weekday(lang: str, number: int) -> str:
    """`月曜日`, `Monday`."""
    return _in(lang, WEEKDAYS[number], WEEKDAYS_EN[number])


def day(lang: str, value: date) -> str:
    """`11月24日（火曜日）`, `Tuesday 24 November`."""
    return _in(
        lang,
        f"{value.month}月{value.day}日（{WEEKDAYS[value.weekday()]}）",
        f"{WEEKDAYS_EN[value.weekday()]} {value.day} {value:%B}",
    )


def full_day(lang: str, value: date) -> str:
    """`2026年11月24日（火曜日）`, `Tuesday 24 November 2026`."""
    return _in(lang, f"{value.year}年{day(lang, value)}", f"{day(lang, value)} {value.year}")


def clock(time: str) -> str:
    """`9:00` for `09:00`."""
    return time.removeprefix("0") if time[1:2] != ":" else time


def zone(lang: str, name: str) -> str:
    """`日本時間`, `Japan time`; another zone by its name."""
    return _in(lang, "日本時間", "Japan time") if name == JAPAN else name


def moment(lang: str, value: datetime, zone_name: str) -> str:
    """`11月30日（月曜日）9:00（日本時間）`."""
    time = clock(f"{value:%H:%M}")
    return _in(
        lang,
        f"{day(lang, value)}{time}（{zone(lang, zone_name)}）",
        f"{day(lang, value)}, {time} ({zone(lang, zone_name)})",
    )


# -- the post ----------------------------------------------------------------------------------------------


def head(lang: str, department: str, when: datetime, zone_name: str) -> str:
    """The first line, which is also what a notification shows."""
    plan = city.plan(lang)
    name = _in(lang, f"{plan}週報", f"{plan[:1].upper()}{plan[1:]}, weekly")
    time = f"{clock(f'{when:%H:%M}')}"
    of = _in(lang, f"（{department}）", f" ({department})") if department else ""
    return _in(
        lang,
        f"{name}{of}｜{full_day(lang, when)}{time}（{zone(lang, zone_name)}）",
        f"{name}{of} | {full_day(lang, when)}, {time} ({zone(lang, zone_name)})",
    )


def data(lang: str, year: str, imported: date, newest: str) -> str:
    """Which data it rests on; `newest` is the sentence that they are old, or ""."""
    when = _in(
        lang,
        f"{imported.year}年{imported.month}月{imported.day}日",
        f"{imported.day} {imported:%B} {imported.year}",
    )
    told = _in(lang, f"データ: {year}・{when}取込", f"Data: {year}, imported {when}")
    return f"{told}{_in(lang, '。', '. ')}{newest}" if newest else told


def lead(lang: str, text: str) -> str:
    """The office's own line."""
    return _in(lang, f"{city.office(lang)}から: {text}", f"From the {city.office(lang)}: {text}")


LABELS = {
    "changes": ("変わったこと", "What changed"),
    "department": ("今週の課", "Department of the week"),
    "example": ("よい例", "A good example"),
    "missed": ("見つからなかったことば", "Looked for, not found"),
    "viewed": ("よく見られた事業", "Most viewed"),
    "deadlines": ("期限", "Dates"),
    "more": ("続き", "More"),
}


def label(lang: str, name: str) -> str:
    """The title of a block."""
    return _in(lang, *LABELS[name])


def below(lang: str, marks: Sequence[str]) -> str:
    """`△・×の残りの項目`: the title above those of a department's own items that the post had no room for."""
    return _in(lang, f"{'・'.join(marks)}の残りの項目", f"The other items rated {' or '.join(marks)}")


def department(lang: str, name: str, shown: int, count: int) -> str:
    """The title above a department's items; says where the rest is."""
    title = _in(lang, f"今週の課: {name}", f"Department of the week: {name}")
    if shown < count:
        title += _in(
            lang,
            f"（{count}項目のうち{shown}項目。残りは続きにあります）",
            f" ({shown} of {count} items, the rest follows below)",
        )
    return title


def own(lang: str, name: str, marks: Sequence[str], shown: int, count: int) -> str:
    """The title above the items in a department's own post; says where the rest is."""
    title = _in(
        lang,
        f"{name}の{'・'.join(marks)}の項目: {count}項目",
        f"{name}: {count} item{'s' * (count != 1)} rated {' or '.join(marks)}",
    )
    if shown < count:
        title += _in(
            lang,
            f"（うち{shown}項目。残りは続きにあります）",
            f" ({shown} of them, the rest follows below)",
        )
    return title


def none_below(lang: str, name: str, marks: Sequence[str], tally: str) -> str:
    """A department without such items."""
    has = _in(lang, f"（{tally}）", f" ({tally})") if tally else ""
    return _in(
        lang,
        f"{name}に{'・'.join(marks)}の項目はありません{has}。",
        f"{name} has no items rated {' or '.join(marks)}{has}.",
    )


def item(lang: str, name: str, rating: str, title: str, gist: str) -> str:
    """An item in one line."""
    return _in(lang, "｜", " | ").join(part for part in (f"{name} {rating}", title, gist) if part)


def in_brackets(lang: str, word: str) -> str:
    """A remark behind what it is about."""
    return _in(lang, f"（{word}）", f" ({word})")


def example(lang: str, name: str, rating: str, title: str, owners: str, figures: str, doubt: str) -> str:
    """A good example in one line; `doubt` is its certainty where that is not verbatim."""
    told = in_brackets(lang, doubt) if doubt else ""
    return _in(lang, "｜", " | ").join((f"{name} {rating}", title, owners, figures + told))


def missed(lang: str, words: Sequence[tuple[str, int]]) -> str:
    """Words that several people looked for."""
    if lang == "en":
        return ", ".join(f"「{word}」 {times} times" for word, times in words)
    return "、".join(f"「{word}」{times}件" for word, times in words)


def viewed(lang: str, shown: Sequence[tuple[str, str, int]]) -> str:
    """Measures that were shown, as (number, title, times)."""
    if lang == "en":
        return ", ".join(f"{number} {title} ({times})" for number, title, times in shown)
    return "、".join(f"{number} {title}（{times}回）" for number, title, times in shown)


def event(lang: str, when: date, text: str) -> str:
    """One announced date."""
    return f"{day(lang, when)} {text}"


def change(lang: str, kind: str, year: str, names: Sequence[str], was: str, now: str, number: int) -> str:
    """One thing that is new."""
    places = "、".join(names)
    sentences = {
        "year": (f"{year}の評価表を取込（{now}事業・{number}項目）", f"{year} was imported ({now} measures, {number} items)"),
        "sheet": (f"{year}の評価表を差し替え（{now}事業・{number}項目）", f"the sheet of {year} was replaced ({now} measures, {number} items)"),
        "corrected": (f"訂正 No.{places}「{was or '（空欄）'}」→「{now or '（空欄）'}」", f"corrected No.{places} 「{was or '(empty)'}」 → 「{now or '(empty)'}」"),
        "confirmed": (f"読み取りを確かめた箇所 {number}件（値は変わりません）", f"{number} reading{'s' * (number != 1)} confirmed (no value changed)"),
        "came": (f"担当課の表に追加: {places}", f"new in the table of departments: {places}"),
        "went": (f"担当課の表から削除: {places}", f"gone from the table of departments: {places}"),
    }  # fmt: skip
    return _in(lang, *sentences[kind])


def and_more(lang: str, number: int) -> str:
    """What the line has no room for."""
    return _in(lang, f"ほか{number}件（続きにあります）", f"{number} more (below)")


def following(lang: str, planned: str, why: str, when: str) -> str:
    """The last line: what moved this post, if anything did, and the next one."""
    moved = ""
    if why:
        moved = _in(
            lang,
            f"{planned}は{reason(lang, why)}のため、本日お送りします。",
            f"Due {planned}, moved: {reason(lang, why)}. ",
        )
    return moved + _in(lang, f"次回 {when}", f"Next: {when}")


def to_try(lang: str, name: str) -> tuple[str, str]:
    """A question to try: what its button says, and what it asks."""
    if lang == "en":
        return f"Try: {name}, all items", f"measures of {name}"
    return f"試す: {name}の事業は？", f"{name}の事業は？"


def more_head(lang: str, when: date) -> str:
    """The first line of what goes on in the thread."""
    return _in(lang, f"{day(lang, when)}の週報の続き", f"More of the post of {day(lang, when)}")


# -- why something did not happen as planned ---------------------------------------------------------------

REASONS = {
    "is_archived": ("チャンネルがアーカイブされました", "the channel is archived"),
    "not_in_channel": ("ボットがチャンネルから外されました", "the bot was removed from the channel"),
    "channel_not_found": (
        "チャンネルがないか、ボットが外されました",
        "the channel is gone, or the bot was removed",
    ),
    "uninstalled": ("アプリがワークスペースから削除されました", "the app was uninstalled"),
    "revoked": ("ボットのトークンが取り消されました", "the bot's token was revoked"),
    "restricted_action": ("書き込めないチャンネルです", "the channel does not let the bot write"),
    "restricted_action_read_only_channel": ("読み取り専用のチャンネルです", "the channel is read-only"),
    "weekend": ("土日", "a weekend"),
    "late": ("24時間以内に送れなかったため", "it could not be sent within 24 hours"),
    "whole_week": ("次の予定日まで開庁日がないため", "no working day before the next one"),
    "paused": ("一時停止中のため", "paused"),
    "stopped": ("停止のため", "stopped"),
    "gone": ("送り先がなくなったため", "the conversation is gone"),
    "no_history": (
        "送信の途中で切れ、届いたかどうか確かめられません。送り先を見て確かめてください",
        "the connection broke while sending and the platform cannot say whether it arrived: please look there",
    ),
    "seen": ("届いたことを人が確かめました", "somebody has seen that it arrived"),
    "again": ("届いていなかったため、もう一度送ります", "it had not arrived and is sent again"),
    "no_platform": ("送り先のサービスが設定されていません", "the platform is not set up"),
}


def reason(lang: str, why: str) -> str:
    """A kept reason (`holiday:勤労感謝の日`, `late`) as words."""
    kind, _, name = why.partition(":")
    if kind in ("holiday", "closed"):
        return name
    told = _in(lang, *REASONS[kind]) if kind in REASONS else kind
    if not name:
        return told
    inner = reason(lang, name) if name.partition(":")[0] in (*REASONS, "holiday", "closed") else name
    return _in(lang, f"{told}（{inner}）", f"{told} ({inner})")


# -- tables that people keep -------------------------------------------------------------------------------


def entry(name: str, number: int) -> str:
    """Where in a table."""
    return here(f"[[{name}]] {number}件目", f"[[{name}]] no. {number}")


def table_trouble(kind: str, what: str = "") -> str:
    """What is wrong with a table of days; read by whoever edits it."""
    troubles = {
        "days": (
            'from と to は、毎年なら "12-29"、その年だけなら日付（2027-03-05）で書いてください',
            'write from and to as "12-29" for every year, or as dates (2027-03-05) for one',
        ),
        "order": ("to が from より前です", "to is before from"),
        "date": (
            "date は日付（2026-11-30、引用符なし）で書いてください",
            "write date as a date (2026-11-30, without quotation marks)",
        ),
        "text": ("ja に内容を書いてください", "write into ja what it says"),
        "shape": (f"[[{what}]] だけを書いてください", f"write [[{what}]] and nothing else"),
        "unknown": (f"知らない項目です: {what}", f"is not known: {what}"),
    }
    return both(*troubles[kind])


# -- subscriptions, told to the office ---------------------------------------------------------------------


STATES = {
    "pending": ("送信待ち", "waiting"),
    "sending": ("送信中", "being sent"),
    "sent": ("送信済み", "sent"),
    "failed": ("送れません", "failed"),
    "unclear": ("届いたか不明", "unclear"),
    "skipped": ("見送り", "skipped"),
    "active": ("", ""),
    "paused": ("一時停止中", "paused"),
    "stopped": ("停止", "stopped"),
    "gone": ("停止", "switched off"),
}


def scope(lang: str, department: str) -> str:
    """A department, or the whole city."""
    return department or _in(lang, "市全体", "the whole city")


def rhythm(lang: str, weekday_number: int, time: str, zone_name: str) -> str:
    """`毎週月曜日9:00（日本時間）`."""
    return _in(
        lang,
        f"毎週{WEEKDAYS[weekday_number]}{clock(time)}（{zone(lang, zone_name)}）",
        f"every {WEEKDAYS_EN[weekday_number]}, {clock(time)} ({zone(lang, zone_name)})",
    )


def subscription(lang: str, each: Subscription, next_post: str) -> str:
    """One line of `katou weekly list`."""
    return f"{each.id}: {each.platform} {each.channel}｜{terms(lang, each, next_post)}"


def terms(lang: str, each: Subscription, next_post: str) -> str:
    """A subscription without where it goes: what is sent, when, how it stands."""
    state = _in(lang, *STATES[each.state])
    why = reason(lang, each.why) if each.why else ""
    told = [
        scope(lang, each.department),
        rhythm(lang, each.weekday, each.time, each.zone),
        state + (_in(lang, f"（{why}）", f" ({why})") if why else ""),
        _in(lang, f"次回 {next_post}", f"next: {next_post}") if next_post else "",
        _in(lang, f"一言「{each.lead}」", f'lead "{each.lead}"') if each.lead else "",
    ]
    return "｜".join(part for part in told if part)


def past(lang: str, week: str, state: str, planned: date, when: datetime, why: str, trouble: str) -> str:
    """What became of one post; a shift is told with the day that was planned."""
    moment = full_day(lang, when) if state == "skipped" else day(lang, when)  # the clock may have been wrong
    told = f"{week} {_in(lang, *STATES[state])} {moment}{clock(f'{when:%H:%M}')}"
    if lang == "en":
        told = f"{week} {STATES[state][1]}, {moment} {clock(f'{when:%H:%M}')}"
    shifted = why and state != "skipped" and why.partition(":")[0] in ("holiday", "closed", "weekend")
    if shifted:
        told_why = _in(
            lang,
            f"{day(lang, planned)}は{reason(lang, why)}のため翌開庁日",
            f"due {day(lang, planned)}: {reason(lang, why)}",
        )
    else:
        told_why = reason(lang, why) if why else ""
    reasons = [text for text in (told_why, trouble) if text]
    return told + (f"｜{'、'.join(reasons)}" if reasons else "")


def clock_jumped(lang: str, seconds: float) -> str:
    """The clock has jumped by more than a day: nothing is done until somebody has looked."""
    days = f"{abs(seconds) / 86400:.0f}"
    ja, en = ("進みました", "ahead") if seconds > 0 else ("戻りました", "back")
    return _in(
        lang,
        f"時計が急に{days}日{ja}。週報は送らず、見送りにもしていません。時計を合わせてください。"
        "今の時計が正しければ katou tick --clock-is-right を実行してください。",
        f"The clock has jumped {days} days {en}. No post was sent or skipped. Please set the clock; "
        "if it is right now, run katou tick --clock-is-right.",
    )


def unclear(lang: str, number: int, week: str) -> str:
    """Below the list of `katou weekly list`: how a post that may have arrived is settled."""
    command = f"katou weekly settle {number} {week}"
    return _in(
        lang,
        f"{number}番の{week}は、届いたか不明です。送り先を見て、届いていれば {command} arrived、"
        f"届いていなければ {command} again で知らせてください。",
        f"Nobody knows whether {week} of {number} arrived. Please look there, then say {command} arrived, "
        f"or {command} again to send it once more.",
    )


def unclear_count(lang: str, number: int) -> str:
    """In the report: posts that somebody should look after."""
    return _in(
        lang,
        f"届いたか不明の週報が{number}件あります。送り先を見て、結果を「週報の一覧」か"
        " katou weekly settle で知らせてください。",
        f"{number} weekly post{'s' * (number != 1)} may or may not have arrived. Please look there and say what "
        "you saw: in the list of the weekly post, or by katou weekly settle.",
    )


def settle_button(lang: str, number: int, week: str, *, arrived: bool) -> str:
    """The button that says what became of an unclear post."""
    if arrived:
        return _in(lang, f"{number}番 {week}: 届いていた", f"{number}, {week}: it arrived")
    return _in(lang, f"{number}番 {week}: もう一度送る", f"{number}, {week}: send it again")


def settle_order(lang: str, number: int, week: str, *, arrived: bool, confirmed: str) -> str:
    """What that button says, as it could be typed; `confirmed` is "" where it is asked back first."""
    del lang
    told = "届いていました" if arrived else "届いていないので、もう一度送って"
    return f"週報{number}番の{week}は{told}" + (f"（{confirmed}）" if confirmed else "")


def to_settle(lang: str, week: str, where: str, *, arrived: bool) -> str:
    """What would be noted of an unclear post."""
    if arrived:
        return _in(
            lang,
            f"{where}の{week}の週報は届いていた、と記録します。よろしいですか。",
            f"The post of {week} for {where} will be noted as arrived. Is that right?",
        )
    return _in(
        lang,
        f"{where}に{week}の週報をもう一度送ります。届いていないことを送り先で確かめましたか。",
        f"The post of {week} will be sent to {where} again. Have you seen that it is not there?",
    )


def settled(lang: str, week: str, *, arrived: bool) -> str:
    """What was noted of an unclear post."""
    if arrived:
        return _in(
            lang, f"{week}の週報は届いていたと記録しました。", f"The post of {week} is noted as arrived."
        )
    return _in(
        lang, f"{week}の週報をまもなくもう一度送ります。", f"The post of {week} will be sent again shortly."
    )


def nothing_unclear(lang: str, number: int, week: str) -> str:
    """There is nothing to settle, or somebody else has."""
    return _in(
        lang,
        f"{number}番の{week}に、届いたか不明の週報はありません。「週報の一覧」か katou weekly list で確かめてください。",
        f"No post of {week} for {number} is unclear. The list of the weekly post shows them.",
    )


def no_subscriptions(lang: str) -> str:
    """Nobody gets a post."""
    return _in(
        lang,
        "週報の送り先はまだありません。登録: katou weekly subscribe チャンネルのID",
        "Nobody gets the weekly post yet. Add one: katou weekly subscribe CHANNEL_ID",
    )


def no_department(lang: str, name: str, near: Sequence[str]) -> str:
    """A department that the table does not have."""
    meant = "、".join(near)
    return _in(
        lang,
        f"「{name}」という課はありません。"
        + (f"近い名前: {meant}" if near else "課の正式な名前で指定してください。"),
        f"There is no department 「{name}」. "
        + (f"Near names: {meant}" if near else "Please give its full name."),
    )


def no_number(lang: str, number: int) -> str:
    """There is no such subscription."""
    return _in(
        lang,
        f"{number}番の送り先はありません。katou weekly list で番号を確かめてください。",
        f"There is no subscription {number}. katou weekly list shows the numbers.",
    )


def bad_option(lang: str, name: str, value: str) -> str:
    """A day, a time, a zone that is none."""
    ja, en = {
        "mail": ("mail:name@example.jp の形の、半角のアドレスを指定してください", "give an ASCII address like mail:name@example.jp"),
        "channel": ("チャンネルか人のIDを指定してください", "give the id of a channel or a person"),
        "weekday": ("曜日は月・火・水・木・金（mon～fri）で指定してください", "give a weekday, mon to fri"),
        "time": ("時刻は 9:00 の形で指定してください", "give a time like 9:00"),
        "zone": ("Asia/Tokyo のような時間帯の名前で指定してください", "give the name of a time zone, like Asia/Tokyo"),
        "date": ("日付は 2026-11-24 の形で指定してください", "give a date like 2026-11-24"),
    }[name]  # fmt: skip
    return _in(lang, f"「{value}」: {ja}", f"「{value}」: {en}")


def done(lang: str, what: str, each: Subscription, next_post: str) -> str:
    """What was set, as it is now."""
    ja, en = {
        "subscribe": ("週報を送ります", "The weekly post is set"),
        "pause": ("週報を一時停止しました", "The weekly post is paused"),
        "resume": ("週報を再開しました", "The weekly post goes on"),
        "stop": ("週報を止めました", "The weekly post is stopped"),
    }[what]
    line = "｜".join(
        part
        for part in (
            scope(lang, each.department),
            rhythm(lang, each.weekday, each.time, each.zone),
            _in(lang, f"次回 {next_post}", f"next: {next_post}") if next_post else "",
        )
        if part
    )
    return _in(lang, f"{ja}: {line}", f"{en}: {line}")


def lead_set(lang: str, number: int, text: str) -> str:
    """The line for the next post."""
    if not text:
        return _in(lang, "次の週報の一言を消しました。", "The line above the next post is gone.")
    return _in(
        lang,
        f"次の週報の一言を登録しました（送り先{number}件）: {text}",
        f"The line above the next post is set ({number} conversations): {text}",
    )


def to_lead(lang: str, number: int, text: str) -> str:
    """What would be set as the line above the next post."""
    if not text:
        return _in(
            lang,
            "次の週報の一言を消します。よろしいですか。",
            "The line above the next post will be taken away. Is that right?",
        )
    return _in(
        lang,
        f"次の週報（送り先{number}件）に、一度だけ次の一言を入れます。よろしいですか。\n{text}",
        f"This line will stand in the next post, once ({number} conversations). Is that right?\n{text}",
    )


def lead_order(lang: str, text: str, confirmed: str) -> str:
    """What the button says, as it could be typed."""
    del lang
    return f"週報の一言「{text}」（{confirmed}）" if text else f"週報の一言を消す（{confirmed}）"


def lead_too_long(lang: str, most: int) -> str:
    """The line has no room."""
    return _in(
        lang, f"一言は{most}字までで書いてください。", f"Please write at most {most} characters for the line."
    )


def ticked(lang: str, counts: dict[str, int]) -> str:
    """What one tick did."""
    ja = {
        "planned": "予定",
        "sent": "送信",
        "skipped": "見送り",
        "failed": "失敗",
        "unclear": "不明",
        "waiting": "待ち",
    }
    if lang == "en":
        return "katou tick: " + ", ".join(f"{name} {number}" for name, number in counts.items())
    return "katou tick: " + "、".join(f"{ja[name]} {number}" for name, number in counts.items())


def not_set_up(lang: str, platforms: Sequence[str]) -> str:
    """Behind that: platforms whose posts wait because nothing is set for them here."""
    names = "、".join(platforms)
    return _in(lang, f"（{names} は未設定のため送れません）", f" ({names}: not set up here, posts wait)")


_DOCUMENTS = {"mail": "weekly"}  # of a platform that has none of its own


def set_platform(lang: str, platform: str) -> str:
    """What to do where a platform is not set up."""
    name = _DOCUMENTS.get(platform, platform)
    return _in(lang, f"docs/{name}.ja.md のとおりに設定してください。", f"Set it up as docs/{name}.md says.")


def waits_for_set_up(lang: str, platform: str) -> str:
    """Below a new subscription: nothing is sent there before the platform is set up."""
    return _in(
        lang,
        f"まだ送れません: {platform} が未設定です。{set_platform(lang, platform)}",
        f"Nothing is sent yet: {platform} is not set up. {set_platform(lang, platform)}",
    )


def clock_started(lang: str) -> str:
    """The clock runs."""
    return _in(lang, "毎分、週報の予定を確かめます。", "Looking every minute for posts that are due.")


def backed_up(lang: str, source: str, target: str) -> str:
    """The memory was copied."""
    return _in(lang, f"{source} を {target} に写しました。", f"Copied {source} to {target}.")


# -- the report --------------------------------------------------------------------------------------------


def no_week(lang: str, text: str) -> str:
    """What was given is no week."""
    return _in(
        lang, f"「{text}」: 週は 2026-W48 の形で指定してください", f"「{text}」: give a week like 2026-W48"
    )


def report_head(lang: str, week: str, first: date, last: date) -> str:
    """The first line of the report."""
    return _in(
        lang,
        f"利用状況 {week}｜{first.year}年{day(lang, first)}～{day(lang, last)}（日本時間）",
        f"Usage {week} | {day(lang, first)} to {day(lang, last)} {last.year} (Japan time)",
    )


def report_foot(lang: str) -> str:
    """What the report does not hold."""
    return _in(
        lang,
        "数だけの集計です。だれが何を尋ねたかは記録していません。",
        "Numbers only: who asked what is not kept.",
    )


def report_label(lang: str, name: str) -> str:
    """The label of one number."""
    ja, en = {
        "questions": ("質問", "Questions"), "answered": ("答えた", "Answered"), "asked_back": ("聞き返した", "Asked back"),
        "missed": ("見つからなかった", "Not found"), "declined": ("答えられない種類", "Declined"),
        "feedback": ("答えへの反応", "Feedback"), "words": ("見つからなかったことば", "Words not found"),
        "viewed": ("よく見られた事業", "Most viewed"), "posts": ("週報", "Weekly posts"),
    }[name]  # fmt: skip
    return f"{_in(lang, ja, en)}:"


def share(lang: str, part: int, whole: int) -> str:
    """`18件（90.0%）`."""
    per_cent = f"{100 * part / whole:.1f}%" if whole else ""
    if lang == "en":
        return f"{part} ({per_cent})" if per_cent else f"{part}"
    return f"{part}件（{per_cent}）" if per_cent else f"{part}件"


def feedback(lang: str, right: int, wrong: int) -> str:
    """What people pressed below answers."""
    return _in(lang, f"役に立った {right}、違った {wrong}", f"helped {right}, not what was asked {wrong}")


def post_counts(lang: str, counts: dict[str, int]) -> str:
    """How the posts of a week ended."""
    told = [f"{_in(lang, *STATES[state])} {number}" for state, number in counts.items() if number]
    return ("、" if lang != "en" else ", ").join(told) or _in(lang, "なし", "none")


# -- orders in a chat --------------------------------------------------------------------------------------


def only_office(lang: str) -> str:
    """Somebody else wants what only the office may."""
    return _in(
        lang,
        f"チャンネルの週報の設定と利用状況は、{city.office(lang)}だけが扱えます。自分あてなら、ボットとのダイレクトメッセージ（個人チャット）で"
        f"「{city.department()}の週報を毎週月曜9時に」のように課を指定してください。",
        f"Only the {city.office(lang)} may set what a channel gets or see the usage. For yourself, name a department in the "
        "direct message with the bot.",
    )


def elsewhere(lang: str, *, owner: bool = False) -> str:
    """Said where nobody can be posted to: on the page, or to the `owner` of a terminal."""
    if owner:
        return _in(
            lang,
            "週報の設定は、SlackかTeamsのボットに言うか、katou weekly で扱います。"
            "ここでは「週報を見せて」で今の週報を、「週報の一覧」で設定を見られます。",
            "The weekly post is set by the bot in Slack or Teams or by katou weekly. Here “show the weekly post” "
            "shows the post as it is now, and “list of weekly posts” what is set.",
        )
    return _in(
        lang,
        "週報の設定、一覧、利用状況は、SlackかTeamsのボットに言うか、katou weekly で扱います。"
        "このページでは「週報を見せて」で今の週報を見られます。",
        "The weekly post is set, and its list and the usage are shown, by the bot in Slack or Teams or by katou "
        "weekly. On this page “show the weekly post” shows the post as it is now.",
    )


def not_here(lang: str, conversation: str) -> str:
    """A chat in Teams in which the bot is not."""
    return _in(
        lang,
        f"「{conversation}」にボットは追加されていません。そのチャットかチームにボットを追加し、そこで一度話しかけてください。",
        f"The bot is not in 「{conversation}」. Please add it to that chat or team and write to it there once.",
    )


def sent_to_you(lang: str) -> str:
    """A post was sent to the one who asked."""
    return _in(
        lang,
        "今の週報を、あなたにダイレクトメッセージ（個人チャット）で送りました。",
        "The post as it is now was sent to you by direct message.",
    )


def listed(lang: str) -> str:
    """Above the list of subscriptions."""
    return _in(lang, "週報の送り先", "Who gets the weekly post")


def to_confirm(lang: str, each: Subscription, next_post: str) -> str:
    """What would be set."""
    what = f"{scope(lang, each.department)}｜{rhythm(lang, each.weekday, each.time, each.zone)}"
    return _in(
        lang,
        f"この会話に週報を送ります。よろしいですか。\n{what}" + (f"｜初回 {next_post}" if next_post else ""),
        f"The weekly post will come to this conversation. Is that right?\n{what}"
        + (f" | first: {next_post}" if next_post else ""),
    )


def to_change(lang: str, does: str, each: Sequence[Subscription]) -> str:
    """What would be paused, resumed or stopped."""
    ja, en = {
        "pause": ("一時停止します", "will be paused"),
        "resume": ("再開します", "will go on"),
        "stop": ("止めます", "will be stopped"),
    }[does]
    names = "、".join(scope(lang, one.department) for one in each)
    return _in(
        lang,
        f"この会話の週報（{names}）を{ja}。よろしいですか。",
        f"The weekly post of this conversation ({names}) {en}. Is that right?",
    )


def to_stop(lang: str, where: str, department_name: str) -> str:
    """What the button for a stop asks back, where the conversation is another one."""
    name = scope(lang, department_name)
    return _in(
        lang,
        f"{where} への週報（{name}）を止めます。よろしいですか。",
        f"The weekly post to {where} ({name}) will be stopped. Is that right?",
    )


def action(lang: str, does: str) -> str:
    """The button beside one subscription."""
    return _in(
        lang, *{"pause": ("一時停止", "Pause"), "resume": ("再開", "Resume"), "stop": ("停止", "Stop")}[does]
    )


def confirm(lang: str) -> str:
    """The button that does it."""
    return _in(lang, "はい、そうします", "Yes, do it")


def order(lang: str, department_name: str, weekday_number: int, time: str, confirmed: str) -> str:
    """The order that the button gives, as it could be typed."""
    del lang  # read in either language; what is set shows its own
    return (
        f"{department_name or '市全体'}の週報を毎週{WEEKDAYS[weekday_number]}{clock(time)}に（{confirmed}）"
    )


def change_order(lang: str, does: str, scope_name: str, confirmed: str) -> str:
    """The order, as it could be typed, that pauses, resumes or stops a post; `scope_name` is "" for all of
    this conversation."""
    del lang
    ja = action("ja", does)
    return f"{scope_name}{'の' * bool(scope_name)}週報を{ja}（{confirmed}）"


def none_here(lang: str, department_name: str) -> str:
    """This conversation gets nothing that could be changed."""
    return _in(
        lang,
        f"この会話に{department_name}{'の' * bool(department_name)}週報は送っていません。",
        "This conversation gets no such weekly post.",
    )
