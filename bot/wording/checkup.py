"""What `katou doctor` says of an installation, and what to do about it; the same for the office in a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import clock
from bot.wording.console import in_language
from bot.wording.weekly import reason

ASKED = re.compile(  # whole messages of the office
    r"(?:ボットの|botの)?(?:調子|具合|様子|状態)(?:は|を(?:教えて|見せて))?(?:どう|いかが)?(?:です|でしょう)?か?"
    r"|(?:ボットの|botの)?(?:健康|動作)(?:診断|確認)(?:して|をして)?"
    r"|(?:how are you(?: doing)?|(?:bot )?(?:health ?check|status|checkup))(?:,? bot)?"
)
AREAS = {  # in the order in which they are shown
    "settings": ("設定", "settings"),
    "packages": ("パッケージ", "packages"),
    "index": ("データと索引", "data and index"),
    "state": ("記録のファイル", "state file"),
    "disk": ("ディスクの空き", "disk"),
    "clock": ("時計", "clock"),
    "slack": ("Slack", "Slack"),
    "teams": ("Teams", "Teams"),
    "mail": ("メール", "mail"),
    "traces": ("計測", "traces"),
    "posts": ("週報", "weekly post"),
    "doors": ("入口", "doors"),
    "files": ("ファイルの権限", "file modes"),
}
HEALTH = {
    "well": ("正常", "fine"),
    "doubtful": ("注意", "look at this"),
    "wrong": ("異常", "wrong"),
}


def area(lang: str, key: str) -> str:
    """What was looked at."""
    return in_language(lang, *AREAS[key])


def health(lang: str, key: str) -> str:
    """How it is, in a word."""
    return in_language(lang, *HEALTH[key])


def line(lang: str, about: str, how: str, told: str, todo: str) -> str:
    """One finding on a terminal."""
    return f"{health(lang, how)}  {area(lang, about)}: {told}" + (f" → {todo}" if todo else "")


def summary(lang: str, wrong: int, doubtful: int) -> str:
    """The first line of the whole."""
    if wrong:
        return in_language(
            lang,
            f"直すところが{wrong}件あります。",
            f"{wrong} {'thing needs' if wrong == 1 else 'things need'} mending.",
        )
    if doubtful:
        return in_language(
            lang,
            f"動いています。見ておくところが{doubtful}件あります。",
            f"It works; {doubtful} to be looked at.",
        )
    return in_language(lang, "どこも正常です。", "All is fine.")


def _names(names: Sequence[str]) -> str:
    return "、".join(names)


# -- several plans -----------------------------------------------------------------------------------------


def plans_well(lang: str, number: int) -> str:
    """The first line where all of so many plans are well."""
    return in_language(lang, f"{number}個の計画のどれも正常です。", f"all {number} plans are fine.")


def plans_unbound(lang: str, names: Sequence[str]) -> str:
    """Plans that nobody can ask."""
    some = _names(names[:8]) + ("…" if len(names) > 8 else "")
    return in_language(
        lang,
        f"bindings.toml のどこにも出てこない計画が{len(names)}個あります（{some}）。",
        f"{len(names)} plans stand nowhere in bindings.toml ({some}).",
    )


def bind_plans(lang: str) -> str:
    """What to do about them."""
    return in_language(
        lang,
        "使う場所（ワークスペース、テナント、ホスト名）に結び付けてください。",
        "Bind them to where they are asked: a workspace, a tenant, a host.",
    )


def shared_secret(lang: str, other: str) -> str:
    """Two plans have one password or key."""
    return in_language(
        lang,
        f"パスワードか鍵が「{other}」のものと同じです。",
        f"a password or key is the same as that of 「{other}」.",
    )


def other_secret(lang: str) -> str:
    """What to do about it."""
    return in_language(lang, "計画ごとに別のものにしてください。", "Give each plan one of its own.")


# -- settings ----------------------------------------------------------------------------------------------


def change_setting(lang: str, name: str) -> str:
    """A value is wrong."""
    return in_language(
        lang,
        f"{name} を docs/settings.md のとおりに直してください。",
        f"Correct {name} as docs/settings.md says.",
    )


def no_such_setting(lang: str, name: str) -> str:
    """A variable of the environment that looks like a setting."""
    return in_language(lang, f"{name} という設定はありません。", f"There is no setting {name}.")


def meant(lang: str, near: str) -> str:
    """What it may be a slip of."""
    return in_language(
        lang,
        f"{near} のことなら名前を直し、違えば消してください。",
        f"Rename it if {near} is meant, else remove it.",
    )


def half_set(lang: str, name: str, missing: Sequence[str]) -> str:
    """A setting that needs others."""
    return in_language(
        lang,
        f"{name} はありますが、{_names(missing)} がありません。",
        f"{name} is set, but not {', '.join(missing)}.",
    )


def set_too(lang: str, missing: Sequence[str]) -> str:
    """… and what to do."""
    return in_language(lang, f"{_names(missing)} も設定してください。", f"Set {', '.join(missing)} too.")


def settings_well(lang: str, count: int) -> str:
    """All settings can be."""
    return in_language(lang, f"{count}個の設定に誤りはありません。", f"None of {count} settings is wrong.")


# -- packages ----------------------------------------------------------------------------------------------

_LACKING = {
    "excel": ("Excelへの書き出し", "writing Excel files"),
    "pdf": ("PDFの読み取り", "reading PDF files"),
    "charts": ("図", "charts"),
    "traces": ("計測（KATOU_TRACES）", "spans (KATOU_TRACES)"),
}


def no_packages(lang: str, extras: Sequence[str]) -> str:
    """What cannot be done without them."""
    ja, en = "、".join(_LACKING[each][0] for each in extras), ", ".join(_LACKING[each][1] for each in extras)
    return in_language(lang, f"パッケージがなく、使えません: {ja}。", f"Not installed, so not there: {en}.")


def install_extras(lang: str, extras: Sequence[str]) -> str:
    """… and what to do."""
    names = ",".join(extras)
    make = "make traces" if "traces" in extras else "make setup"
    return in_language(
        lang,
        f"{make} か pip install 'katou[{names}]' で入れてください。",
        f"Install them with {make}, or pip install 'katou[{names}]'.",
    )


def packages_well(lang: str) -> str:
    """All are there."""
    return in_language(lang, "必要なものはそろっています。", "All that is needed is installed.")


# -- data and index ----------------------------------------------------------------------------------------


def no_data(lang: str, path: str) -> str:
    """The folder of data is not there."""
    return in_language(
        lang, f"データのフォルダー {path} がありません。", f"The folder of data, {path}, is not there."
    )


def set_data(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang, "KATOU_DATA に正しいフォルダーを設定してください。", "Set KATOU_DATA to the right folder."
    )


def import_cut(lang: str, file: str) -> str:
    """An import that was killed."""
    return in_language(
        lang, f"{file} の取り込みが途中で止まっています。", f"The import of {file} was cut short."
    )


def undo_import(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang, "katou-index undo で取り込み前に戻してください。", "Put it back with katou-index undo."
    )


def mend_data(lang: str) -> str:
    """A file of the data cannot be read."""
    return in_language(
        lang,
        "そのファイルを直してください。それまでは前の索引で答えます。",
        "Mend that file; the old index answers until then.",
    )


def no_index(lang: str, path: str) -> str:
    """There is none."""
    return in_language(lang, f"索引 {path} がありません。", f"There is no index {path}.")


def build(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang, "katou-index build で作り直してください。", "Build it anew with katou-index build."
    )


def stale(lang: str, path: str, files: Sequence[str]) -> str:
    """It was made of other data."""
    shown = _names(files[:3]) + ("…" if len(files) > 3 else "")
    return in_language(
        lang,
        f"索引 {path} がデータより古くなっています（{shown}）。",
        f"The index {path} is older than the data ({shown}).",
    )


def index_well(lang: str, path: str, years: str) -> str:
    """Whole and fresh."""
    return in_language(
        lang,
        f"索引 {path} は壊れておらず、データと一致しています（{years}）。",
        f"The index {path} is whole and matches the data ({years}).",
    )


# -- state file --------------------------------------------------------------------------------------------


def no_state(lang: str, path: str) -> str:
    """There is none yet, or it is gone."""
    return in_language(
        lang, f"記録のファイル {path} はまだありません。", f"There is no state file {path} yet."
    )


def restore(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "初めてなら、このままで作られます。消えたのなら katou restore で控えから戻してください。",
        "If this is the start, it is made by itself; if it was lost, put a backup back with katou restore.",
    )


def no_folder(lang: str, path: str) -> str:
    """Where it would be made."""
    return in_language(
        lang,
        f"記録を置くフォルダー {path} に書けません。",
        f"The folder {path} of the state file cannot be written.",
    )


def make_folder(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "フォルダーを作って書けるようにするか、KATOU_STATE を変えてください。",
        "Make it, writable, or change KATOU_STATE.",
    )


_TROUBLES = {
    "damaged": ("が壊れています", "is damaged"),
    "newer": ("は新しい版のものです", "is of a newer version"),
    "locked": ("をほかのプログラムがつかんだままです", "is held by another program"),
    "read-only": ("に書けません", "cannot be written"),
    "full": ("を書く空きがありません", "has no room left"),
    "away": ("につながりません", "cannot be reached"),
}
_MENDING = {
    "damaged": ("katou restore 控えのファイル で戻してください。", "Put a backup back: katou restore FILE."),
    "newer": ("新しい版の katou を使ってください。", "Use the newer version of katou."),
    "locked": ("そのプログラム（lsof で分かります）を終えてください。", "End that program (lsof names it)."),
    "read-only": (
        "ファイルとフォルダーを、katou を動かす人が書けるようにしてください。",
        "Let the user who runs katou write the file and its folder.",
    ),
    "full": ("ディスクを空けてください。", "Make room on the disk."),
    "away": (
        "PostgreSQL の稼働、アドレス、利用者名、パスワードを確かめてください。",
        "Check that PostgreSQL runs, the address, the user and the password.",
    ),
}


def state_wrong(lang: str, path: str, kind: str, why: str) -> str:
    """It cannot be used."""
    ja, en = _TROUBLES[kind]
    return in_language(lang, f"記録のファイル {path} {ja}（{why}）。", f"The state file {path} {en} ({why}).")


def mend_state(lang: str, kind: str) -> str:
    """… and what to do."""
    return in_language(lang, *_MENDING[kind])


def state_well(lang: str, path: str) -> str:
    """Whole, and can be written."""
    return in_language(
        lang,
        f"記録のファイル {path} は壊れておらず、書けます。",
        f"The state file {path} is whole and can be written.",
    )


def restored(lang: str, path: str, kept: str) -> str:
    """A backup was taken back."""
    beside = (
        in_language(lang, f"前のものは {kept} に残しました。", f" What was there before is kept as {kept}.")
        if kept
        else ""
    )
    return in_language(lang, f"控えを {path} に戻しました。", f"The backup is now {path}.") + beside


# -- disk and clock ----------------------------------------------------------------------------------------


def room(lang: str, folder: str, free: int) -> str:
    """How much is left."""
    megabytes = f"{free // 1_000_000:,}"
    return in_language(
        lang, f"{folder} の空きは {megabytes} MB です。", f"{megabytes} MB are left in {folder}."
    )


def make_room(lang: str) -> str:
    """… and what to do."""
    return in_language(lang, "500 MB以上空けてください。", "Make room for 500 MB or more.")


def clock_before(lang: str, now: float) -> str:
    """It cannot be right: there was no such program then."""
    moment = clock.at(now).strftime("%Y-%m-%d %H:%M")
    return in_language(
        lang,
        f"時計は {moment}（日本時間）で、このプログラムより古い日付です。",
        f"The clock says {moment} (Japan time), before this program was made.",
    )


def clock_wrong(lang: str, now: float, newest: float, path: str) -> str:
    """It cannot be right, or a file has a time of its own."""
    ours, theirs = clock.at(now).strftime("%Y-%m-%d %H:%M"), clock.at(newest).strftime("%Y-%m-%d %H:%M")
    return in_language(
        lang,
        f"時計は {ours}（日本時間）ですが、{path} は {theirs} に書かれたことになっています。",
        f"The clock says {ours} (Japan time), yet {path} was written at {theirs}.",
    )


def set_clock_or_touch(lang: str, path: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        f"時計を合わせてください（timedatectl set-ntp true）。時計が正しければ touch {path} を実行してください。",
        f"Set the clock (timedatectl set-ntp true); if it is right, run touch {path}.",
    )


def clock_off(lang: str, seconds: float, platform: str) -> str:
    """It differs from a platform's."""
    return in_language(
        lang,
        f"時計が{platform}と{abs(seconds):.0f}秒ずれています。",
        f"The clock is {abs(seconds):.0f} s off that of {platform}.",
    )


def set_clock(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "時計を合わせてください（timedatectl set-ntp true）。",
        "Set the clock (timedatectl set-ntp true).",
    )


def clock_well(lang: str, now: float) -> str:
    """What it says."""
    moment = clock.at(now).strftime("%Y-%m-%d %H:%M")
    return in_language(lang, f"{moment}（日本時間）です。", f"It is {moment} in Japan.")


def no_zone(lang: str, zone: str) -> str:
    """The tables of time zones are missing."""
    return in_language(
        lang, f"時間帯 {zone} の表がありません。", f"There is no table of the time zone {zone}."
    )


def install_zone(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "make setup か pip install tzdata で入れてください。",
        "Install tzdata with make setup, or pip install tzdata.",
    )


# -- platforms ---------------------------------------------------------------------------------------------


def not_set_up(lang: str) -> str:
    """That a part of the installation is not used."""
    return in_language(lang, "使っていません。", "Not used.")


def refused(lang: str, why: str) -> str:
    """The platform does not take the tokens."""
    return in_language(lang, f"トークンが受け付けられません（{why}）。", f"The tokens are not taken ({why}).")


_TOKENS = {
    "slack": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "teams": ("KATOU_TEAMS_CLIENT_ID", "KATOU_TEAMS_CLIENT_SECRET", "KATOU_TEAMS_TENANT_ID"),
}


def new_token(lang: str, platform: str) -> str:
    """… and what to do."""
    names = _TOKENS[platform]
    return in_language(
        lang,
        f"{_names(names)} を docs/{platform}.ja.md のとおりに取り直して設定してください。",
        f"Get {', '.join(names)} anew as docs/{platform}.md says.",
    )


def unreachable(lang: str, why: str) -> str:
    """The platform gives no answer."""
    return in_language(lang, f"つながりません（{why}）。", f"It is not reached ({why}).")


def look_at_network(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "ネットワークと、外へ出る中継サーバーの設定を見てください。",
        "Look at the network and its proxy.",
    )


def look_at_collector(lang: str, address: str) -> str:
    """… and what to do where spans are not taken."""
    return in_language(
        lang,
        f"{address} で集めるプログラムが動いているか、KATOU_TRACES が正しいかを見てください。使わないなら KATOU_TRACES を消してください。",
        f"See that the collector at {address} runs and KATOU_TRACES is right; remove KATOU_TRACES if there is none.",
    )


def scopes_missing(lang: str, scopes: Sequence[str]) -> str:
    """Rights that the token lacks."""
    return in_language(
        lang, f"権限（スコープ）が足りません: {_names(scopes)}。", f"Scopes are missing: {', '.join(scopes)}."
    )


def add_scopes(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "manifest.json のとおりに足し、アプリをワークスペースに入れ直してください。",
        "Add them as in manifest.json and install the app anew.",
    )


def signed_in(lang: str, who: str) -> str:
    """The tokens are taken."""
    return in_language(lang, f"トークンは有効です（{who}）。", f"The tokens are taken ({who}).")


def not_installed(lang: str) -> str:
    """The library of Teams is missing."""
    return in_language(lang, "必要なパッケージが入っていません。", "Its packages are not installed.")


def install_teams(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "make teams か pip install 'katou[teams]' で入れてください。",
        "Install them with make teams, or pip install 'katou[teams]'.",
    )


_MAIL = {
    "open line": ("パスワードが暗号化されずに流れる設定です", "The password would go over an open line"),
    "certificate": ("サーバーの証明書を確かめられません", "The server's certificate cannot be checked"),
    "no TLS": ("サーバーが暗号化（STARTTLS）に応じません", "The server offers no encryption (STARTTLS)"),
    "sign-in": ("サインインできません", "It cannot sign in"),
    "sender": ("差出人が受け付けられません", "The sender is refused"),
    "refused": ("サーバーに断られました", "The server refuses"),
    "unreachable": ("サーバーにつながりません", "The server is not reached"),
}
_MAIL_TODO = {
    "open line": (
        "KATOU_SMTP_TLS を starttls か tls にするか、KATOU_SMTP_USER を消してください。",
        "Set KATOU_SMTP_TLS to starttls or tls, or remove KATOU_SMTP_USER.",
    ),
    "certificate": (
        "KATOU_SMTP_HOST を証明書の名前にし、庁内の認証局なら KATOU_SMTP_CA にその証明書を設定してください。",
        "Name the server as its certificate does; of an office's own authority set KATOU_SMTP_CA to its certificate.",
    ),
    "no TLS": (
        "KATOU_SMTP_PORT（587か465）と KATOU_SMTP_TLS を見てください。",
        "Look at KATOU_SMTP_PORT (587 or 465) and KATOU_SMTP_TLS.",
    ),
    "sign-in": (
        "KATOU_SMTP_USER と KATOU_SMTP_PASSWORD を見てください。",
        "Look at KATOU_SMTP_USER and KATOU_SMTP_PASSWORD.",
    ),
    "sender": (
        "KATOU_SMTP_FROM を、そのサーバーから送れるアドレスにしてください。",
        "Set KATOU_SMTP_FROM to an address that this server sends from.",
    ),
    "refused": (
        "サーバーの管理者に、この機械から送れるかを確かめてください。",
        "Ask who runs the server whether this machine may send.",
    ),
    "unreachable": (
        "KATOU_SMTP_HOST、KATOU_SMTP_PORT、KATOU_SMTP_TLS とネットワークを見てください。",
        "Look at KATOU_SMTP_HOST, KATOU_SMTP_PORT, KATOU_SMTP_TLS and the network.",
    ),
}


def mail_wrong(lang: str, kind: str, why: str) -> str:
    """No mail can be sent."""
    ja, en = _MAIL[kind]
    return in_language(lang, f"{ja}（{why}）。", f"{en} ({why}).")


def mail_todo(lang: str, kind: str) -> str:
    """… and what to do."""
    return in_language(lang, *_MAIL_TODO[kind])


def mail_well(lang: str, server: str, sender: str) -> str:
    """The server takes mails."""
    return in_language(
        lang, f"{server} から送れます（差出人 {sender}）。", f"{server} takes mails (from {sender})."
    )


def no_file(lang: str, path: str) -> str:
    """A file that a setting names is not there."""
    return in_language(lang, f"{path} がありません。", f"There is no {path}.")


def reached(lang: str, address: str) -> str:
    """Something answers there."""
    return in_language(lang, f"{address} につながります。", f"{address} is reached.")


# -- weekly post -------------------------------------------------------------------------------------------


def no_posts(lang: str) -> str:
    """Nobody gets one."""
    return in_language(lang, "送り先はありません。", "Nobody gets it.")


def next_post(lang: str, where: str, when: str) -> str:
    """When somebody gets the next one; "" where it is paused."""
    if not when:
        return in_language(lang, f"{where}: 一時停止中です。", f"{where}: paused.")
    return in_language(lang, f"{where}: 次は {when} です。", f"{where}: next {when}.")


def post_gone(lang: str, where: str, why: str) -> str:
    """It was stopped because the platform refuses it for good."""
    told = reason(lang, why)
    return in_language(lang, f"{where} へは止めました（{told}）。", f"{where} is stopped ({told}).")


def subscribe_again(lang: str, number: int) -> str:
    """… and what to do."""
    return in_language(
        lang,
        f"直してから katou weekly resume {number} で再開するか、katou weekly stop {number} で外してください。",
        f"Mend that and katou weekly resume {number}, or katou weekly stop {number}.",
    )


def no_platform(lang: str, where: str) -> str:
    """Its platform is not set up here."""
    return in_language(
        lang, f"{where} へは送れません。設定がありません。", f"{where} cannot be reached: not set up."
    )


def post_unclear(lang: str, where: str, week: str) -> str:
    """Nobody knows whether it has arrived."""
    return in_language(
        lang,
        f"{where}: {week} の週報が届いたか分かりません。",
        f"{where}: whether {week} arrived is not known.",
    )


def settle(lang: str, number: int, week: str) -> str:
    """… and what to do."""
    command = f"katou weekly settle {number} {week} arrived|again"
    return in_language(lang, f"送り先を見て {command} で知らせてください。", f"Look there, then {command}.")


def post_waits(lang: str, where: str, due: float, trouble: str) -> str:
    """One that is due has not gone out."""
    moment, why = clock.at(due).strftime("%Y-%m-%d %H:%M"), f"（{trouble}）" if trouble else ""
    return in_language(
        lang,
        f"{where}: {moment} の週報がまだ出ていません{why}。",
        f"{where}: the post of {moment} has not gone out{why}.",
    )


def run_clock(lang: str) -> str:
    """… and what to do."""
    return in_language(
        lang,
        "katou clock が動いているか（または katou tick が毎分動くか）見てください。",
        "See that katou clock runs, or katou tick every minute.",
    )


# -- doors and files ---------------------------------------------------------------------------------------


def unsigned(lang: str) -> str:
    """Teams takes what nobody signed."""
    return in_language(lang, "Teamsの署名を確かめない設定です。", "Signatures of Teams are not checked.")


def unset(lang: str, name: str) -> str:
    """… and what to do."""
    return in_language(
        lang, f"そうしたいのでなければ {name} を消してください。", f"Remove {name} unless that is meant."
    )


def readable(lang: str, address: str) -> str:
    """The page is reached without TLS."""
    return in_language(
        lang,
        f"ページ {address} のパスワードは、途中で読めてしまいます。",
        f"The password of {address} can be read on the way.",
    )


def use_tls(lang: str) -> str:
    """… and what to do."""
    return in_language(lang, "前にTLS（https）を置いてください。", "Put TLS (https) in front.")


def same_secret(lang: str, one: str, other: str) -> str:
    """Two doors with one key."""
    return in_language(lang, f"{one} と {other} が同じです。", f"{one} and {other} are the same.")


def change(lang: str, name: str) -> str:
    """… and what to do."""
    return in_language(lang, f"{name} を別のものにしてください。", f"Give {name} one of its own.")


def guests(lang: str, name: str) -> str:
    """Guests may ask."""
    return in_language(lang, f"ゲストも質問できます（{name}）。", f"Guests may ask ({name}).")


def shared(lang: str, names: str) -> str:
    """Channels with others."""
    return in_language(
        lang,
        f"外部と共有しているチャンネルで答えます（{names}）。",
        f"It answers in channels shared with others ({names}).",
    )


def doors_well(lang: str) -> str:
    """Nothing is open that need not be."""
    return in_language(lang, "余分に開いているところはありません。", "Nothing is open that need not be.")


def open_file(lang: str, path: str, mode: int) -> str:
    """Others may read or change a file."""
    return in_language(
        lang, f"{path} をほかの利用者が開けます（{mode:04o}）。", f"Other users can open {path} ({mode:04o})."
    )


def chmod(lang: str, change: str, path: str) -> str:
    """… and what to do."""
    return in_language(lang, f"chmod {change} {path} を実行してください。", f"Run chmod {change} {path}.")


def files_well(lang: str) -> str:
    """Nobody else can read or change them."""
    return in_language(lang, "ほかの利用者が開けるファイルはありません。", "No file is open to other users.")
