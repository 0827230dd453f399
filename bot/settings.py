"""Every setting once: its name, type, default and help. They come from the environment.

    Settings.read(environ) → Settings   a wrong value raises SettingError, so nothing starts with one
    describe(environ)      → what `katou settings` prints, secrets masked

An empty value means the default, so that an empty line in a file of settings changes nothing.
"""

from __future__ import annotations

import os

from katou_index.address import MASK, masked
from katou_index.errors import KatouError
from katou_index.language import both
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from ipaddress import IPv4Network, IPv6Network
    from typing import Any

SWITCHES = {"on": True, "off": False}
LONGEST_CONTEXT = 24 * 60  # minutes
MOST_WORKERS = 64
MOST_OPEN = 10_000  # plans
LONGEST_MEMORY = 3650  # days
SHORTEST_PASSWORD = 8  # characters
SHORTEST_KEY = 16  # characters


class SettingError(KatouError):
    """A setting has a value it cannot have. `name` is the setting's."""

    def __init__(self, name: str, value: str, ja: str, en: str) -> None:
        self.name = name
        super().__init__(f"{name}={value[:40]!r}: {both(ja, en)}")


class Setting(Record):
    """One setting. `read` turns its text into its value and raises ValueError(ja, en)."""

    name: str
    read: Callable[[str], Any]
    default: str
    ja: str
    en: str
    secret: bool = False

    def value(self, environ: Mapping[str, str]) -> Any:
        """What holds in this environment. Raises SettingError."""
        text = environ.get(self.name) or self.default
        try:
            return self.read(text)
        except ValueError as error:
            ja, en = error.args
            raise SettingError(self.name, MASK if self.secret else masked(text), ja, en) from None

    def shown(self, environ: Mapping[str, str]) -> str:
        """The value as a person may see it."""
        text = environ.get(self.name) or self.default
        return MASK if self.secret and text else masked(text)


def _path(text: str) -> str:
    if "\0" in text:
        raise ValueError("ファイル名として使えません", "not a file name")
    return os.path.expanduser(text)


def _history(text: str) -> str | None:
    path = _path(text)
    return None if text == "off" or path.startswith("~/") else path  # there is no home


def _lang(text: str) -> str:
    if text not in {"auto", "ja", "en"}:
        raise ValueError("auto、ja、en のどれかにしてください", "must be auto, ja or en")
    return text


def _log(text: str) -> str:
    if text not in {"text", "json"}:
        raise ValueError("text か json にしてください", "must be text or json")
    return text


def _switch(text: str) -> bool:
    if text not in SWITCHES:
        raise ValueError("on か off にしてください", "must be on or off")
    return SWITCHES[text]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError(
            "https:// で始まるアドレスにしてください", "must be an address beginning with https://"
        )
    return text.rstrip("/") + "/"


def _url(text: str) -> str:
    return _address(text).rstrip("/")


def _lower_names(text: str) -> frozenset[str]:
    return _names(text.lower())


def _password(text: str) -> str:
    if text and len(text) < SHORTEST_PASSWORD:
        raise ValueError(
            f"{SHORTEST_PASSWORD}文字以上にしてください", f"must have at least {SHORTEST_PASSWORD} characters"
        )
    return text


def _key(text: str) -> str:
    if text and (len(text) < SHORTEST_KEY or not text.isascii() or not text.isprintable() or " " in text):
        raise ValueError(
            f"{SHORTEST_KEY}文字以上の、空白のない半角英数記号にしてください",
            f"must have at least {SHORTEST_KEY} ASCII characters and no blank",
        )
    return text


def _header(text: str) -> str:
    if not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in text):
        raise ValueError(
            "X-Remote-User のようなヘッダー名にしてください", "must be a header's name like X-Remote-User"
        )
    return text


def _networks(text: str) -> frozenset[str]:
    names = _names(text)
    if not names:
        return names
    from ipaddress import ip_network  # here: few set it, and its import costs every answer

    try:
        networks = [ip_network(name) for name in names]
    except ValueError:
        raise ValueError(
            "10.0.0.5 や 10.0.0.0/24 のようなIPアドレスにしてください",
            "must be IP addresses like 10.0.0.5 or 10.0.0.0/24",
        ) from None
    if any(_is_too_wide(each) for version in (4, 6) for each in _together(networks, version)):
        raise ValueError(
            "広すぎます。中継サーバーのアドレスだけにしてください（10.0.0.5 など）",
            "too wide: must be the proxy's addresses alone, like 10.0.0.5",
        )
    return names


def _together(networks: list[IPv4Network | IPv6Network], version: int) -> Iterator[Any]:
    """Networks of one version as the fewest of the same addresses: two halves of the world are the world."""
    from ipaddress import collapse_addresses

    return collapse_addresses(each for each in networks if each.version == version)


def _is_too_wide(network: IPv4Network | IPv6Network) -> bool:
    """Whether it is wider than the widest private network, 10.0.0.0/8 and fc00::/7: it holds strangers then.

    An IPv4 address may come as an IPv6 one, ::ffff:192.0.2.1.
    """
    if network.version == 4:
        return network.prefixlen < 8
    from ipaddress import ip_network

    holds_mapped = network.overlaps(ip_network("::ffff:0:0/96"))
    return network.prefixlen < (96 + 8 if holds_mapped else 7)


def _minutes(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:6]) <= LONGEST_CONTEXT):
        raise ValueError(
            f"1 から {LONGEST_CONTEXT} までの数にしてください",
            f"must be a whole number from 1 to {LONGEST_CONTEXT}",
        )
    return int(text)


def workers_in(text: str) -> int:
    """How many processes answer at one address. Raises ValueError."""
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:6]) <= MOST_WORKERS):
        raise ValueError(
            f"1 から {MOST_WORKERS} までの数にしてください",
            f"must be a whole number from 1 to {MOST_WORKERS}",
        )
    return int(text)


def _days(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:6]) <= LONGEST_MEMORY):
        raise ValueError(
            f"1 から {LONGEST_MEMORY} までの数にしてください",
            f"must be a whole number from 1 to {LONGEST_MEMORY}",
        )
    return int(text)


def _open_plans(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:6]) <= MOST_OPEN):
        raise ValueError(
            f"1 から {MOST_OPEN} までの数にしてください", f"must be a whole number from 1 to {MOST_OPEN}"
        )
    return int(text)


def _host(text: str) -> str:
    if not all(sign.isascii() and (sign.isalnum() or sign in ".-:_") for sign in text):
        raise ValueError("mail.example.jp のような名前にしてください", "must be a name like mail.example.jp")
    return text


def _port(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and 1 <= int(text[:6]) <= 65535):
        raise ValueError("1 から 65535 までの数にしてください", "must be a whole number from 1 to 65535")
    return int(text)


def _tls(text: str) -> str:
    if text not in {"starttls", "tls", "off"}:
        raise ValueError("starttls、tls、off のどれかにしてください", "must be starttls, tls or off")
    return text


def _mail(text: str) -> str:
    if not text:
        return text
    from bot.subscription import is_mail_address  # here: few set one

    if not is_mail_address(text):
        raise ValueError(
            "name@example.jp の形のアドレスにしてください", "must be an address like name@example.jp"
        )
    return text


SETTINGS = {
    "data": Setting(
        "KATOU_DATA",
        _path,
        "data",
        "評価表と表を置くフォルダー",
        "folder of the sheets and tables",
    ),
    "index": Setting(
        "KATOU_INDEX",
        _path,
        "katou.db",
        "索引のファイル。data から作られ、消しても作り直せます。postgresql:// で始めるとデータベース",
        "file of the index; made from the data, may be deleted; postgresql://… puts it into a database",
    ),
    "state": Setting(
        "KATOU_STATE",
        _path,
        "katou-state.db",
        "見つからなかった質問、週報の送り先、利用の数、続く会話。消すと戻りません。postgresql:// も使えます",
        "what people could not find, who gets the weekly post, counters, talks; or postgresql://…",
    ),
    "plans": Setting(
        "KATOU_PLANS",
        _path,
        "",
        "複数の計画を置くフォルダー。空なら1つの計画だけ（KATOU_DATA など）",
        "folder of several plans; empty: one plan alone (KATOU_DATA and its like)",
    ),
    "plan": Setting(
        "KATOU_PLAN",
        str,
        "",
        "コマンドが答える計画の名前。並べると2つめからは比べる相手",
        "name of the plan that commands are about; further ones may be compared with it",
    ),
    "plans_open": Setting(
        "KATOU_PLANS_OPEN",
        _open_plans,
        "50",
        "1つのプロセスが同時に開いておく計画の数。使わないものから閉じます",
        "plans that a process keeps open; the one that was used longest ago is closed first",
    ),
    "keep_days": Setting(
        "KATOU_KEEP_DAYS",
        _days,
        "180",
        "記録を残す日数。過ぎたものは消します",
        "days for which that is kept; older entries are deleted",
    ),
    "page": Setting(
        "KATOU_PAGE_URL",
        lambda text: _address(text) if text else "",
        "",
        "ブラウザーのページを開くアドレス。指定すると、答えに同じ質問を開くリンクが付きます",
        "address at which people open the browser page; answers then carry a link that asks again",
    ),
    "page_password": Setting(
        "KATOU_PAGE_PASSWORD",
        _password,
        "",
        "ページのパスワード。ほかの機械から開けるときと、Slack（HTTP）かTeamsを使うときに必要（8文字以上、利用者名は任意）",
        "password of the browser page (8 characters or more, any user name); needed where others reach it, "
        "so with Slack over HTTP or Teams",
        secret=True,
    ),
    "page_user_header": Setting(
        "KATOU_PAGE_USER_HEADER",
        _header,
        "",
        "利用者を確かめる中継サーバーが付けるヘッダー（X-Remote-User など）。パスワードの代わりになります",
        "header in which a proxy that signs people in names them (X-Remote-User); instead of the password",
    ),
    "page_trusted_proxy": Setting(
        "KATOU_PAGE_TRUSTED_PROXY",
        _networks,
        "",
        "その中継サーバーのIPアドレス。ここから来たヘッダーだけを信じます。10.0.0.0/8 より広くはできません",
        "IP addresses of that proxy; the header is believed from these alone, none wider than 10.0.0.0/8",
    ),
    "page_office": Setting(
        "KATOU_PAGE_OFFICE",
        _lower_names,
        "",
        "ページで評価表を取り込める人の名前。KATOU_PAGE_USER_HEADER のヘッダーにあるとおりに書きます",
        "people who may load sheets on the page, named as in the header of KATOU_PAGE_USER_HEADER",
    ),
    "page_office_password": Setting(
        "KATOU_PAGE_OFFICE_PASSWORD",
        _password,
        "",
        "担当の部署のパスワード。ページで評価表を取り込めます（8文字以上、利用者名は任意）。ページのパスワードとは別のものに",
        "password of the office, which may load sheets on the page (8 characters or more, any user name); "
        "not that of the page",
        secret=True,
    ),
    "api_key": Setting(
        "KATOU_API_KEY",
        _key,
        "",
        "ほかのプログラムに使わせる鍵（16文字以上）。指定すると katou serve が /api/ask で答えます。"
        "katou mcp をほかの機械から開けるときにも必要",
        "key for other programs (16 characters or more); with it katou serve answers at /api/ask; needed too "
        "where others reach katou mcp",
        secret=True,
    ),
    "meaning": Setting(
        "KATOU_MEANING",
        _switch,
        "on",
        "見つからないとき、意味の近いものを示すか。on か off（off ならメモリーが130 MBほど少なく済みます）",
        "whether what was not found is offered by what it means: on or off (off saves some 130 MB of memory)",
    ),
    "lang": Setting(
        "KATOU_LANG",
        _lang,
        "auto",
        "答えの言葉。auto（質問に合わせる）、ja、en",
        "language of the answers: auto (that of the question), ja or en",
    ),
    "history": Setting(
        "KATOU_HISTORY",
        _history,
        "~/.local/state/katou/history",
        "katou chat で入力した質問の記録。XDG_STATE_HOME があればその中。off で記録しません",
        "questions typed in katou chat; under XDG_STATE_HOME where that is set; off keeps none",
    ),
    "context_minutes": Setting(
        "KATOU_CONTEXT_MINUTES",
        _minutes,
        "30",
        "「そのうち」「それの」が前の答えを指す時間（分）",
        "minutes for which “of those” and “it” refer to the answer before",
    ),
    "workers": Setting(
        "KATOU_WORKERS",
        workers_in,
        "1",
        "katou serve が待ち受けるプロセスの数。--workers で上書きできます",
        "processes in which katou serve answers at one address; --workers says otherwise",
    ),
    "log": Setting(
        "KATOU_LOG",
        _log,
        "text",
        "記録の形。text（異常だけを1行ずつ）、json（要求と答えも、1行1オブジェクト）。入力された文は記録しません",
        "form of the log: text (troubles alone, a line each) or json (requests and answers too, an object a "
        "line); nothing that was typed",
    ),
    "metrics_token": Setting(
        "KATOU_METRICS_TOKEN",
        _password,
        "",
        "/metrics をほかの機械から読むための合言葉（8文字以上）。空なら、この機械からだけ読めます",
        "token with which other machines read /metrics (8 characters or more); empty: this machine alone",
        secret=True,
    ),
    "traces": Setting(
        "KATOU_TRACES",
        lambda text: _url(text) if text else "",
        "",
        "どこに時間がかかったか（OpenTelemetryのスパン）を送る先（OTLP/HTTP。http://127.0.0.1:4318 など）。"
        "空なら送りません",
        "address of a collector for OpenTelemetry's spans (OTLP over HTTP, as http://127.0.0.1:4318): where "
        "the time of an answer goes; empty sends none",
    ),
    "slack_bot_token": Setting(
        "SLACK_BOT_TOKEN",
        str,
        "",
        "Slackアプリのボットのトークン（xoxb-…）",
        "bot token of the Slack app (xoxb-…)",
        secret=True,
    ),
    "slack_app_token": Setting(
        "SLACK_APP_TOKEN",
        str,
        "",
        "ソケットモードのトークン（xapp-…）。katou slack に必要",
        "token of Socket Mode (xapp-…), for katou slack",
        secret=True,
    ),
    "slack_signing_secret": Setting(
        "SLACK_SIGNING_SECRET",
        str,
        "",
        "Slackの署名の秘密。katou serve でSlackを使うときに必要",
        "Slack's signing secret, for Slack in katou serve",
        secret=True,
    ),
    "slack_api_url": Setting(
        "SLACK_API_URL",
        _address,
        "https://slack.com/api/",
        "Slackのアドレス。試験のときだけ変えます",
        "address of Slack's API; changed for tests only",
    ),
    "slack_client_id": Setting(
        "SLACK_CLIENT_ID",
        str,
        "",
        "複数のワークスペースで使うとき: OAuthのクライアントID",
        "for several workspaces: client id of the OAuth installation",
    ),
    "slack_client_secret": Setting(
        "SLACK_CLIENT_SECRET",
        str,
        "",
        "複数のワークスペースで使うとき: OAuthの秘密",
        "for several workspaces: client secret of the OAuth installation",
        secret=True,
    ),
    "slack_installations": Setting(
        "KATOU_SLACK_INSTALLATIONS",
        _path,
        "katou-slack.db",
        "複数のワークスペースで使うとき: トークンを置くファイル。バックアップし、他人に見せないこと",
        "for several workspaces: file of their tokens; back it up and keep it to yourself",
    ),
    "slack_teams": Setting(
        "KATOU_SLACK_TEAMS",
        _names,
        "",
        "トークンのもののほかに使えるワークスペースのID。OAuthでは使えるものすべて",
        "ids of further workspaces that may ask, beside the token's own; with OAuth: of all",
    ),
    "slack_channels": Setting(
        "KATOU_SLACK_CHANNELS",
        _names,
        "",
        "使えるチャンネルのID。空なら、ボットがいる庁内のチャンネルすべて",
        "ids of the channels where it answers; empty: every internal channel it is in",
    ),
    "slack_shared_channels": Setting(
        "KATOU_SLACK_SHARED_CHANNELS",
        _names,
        "",
        "使える、外部と共有しているチャンネルのID。空なら使えません",
        "ids of channels shared with others where it answers; empty: none",
    ),
    "slack_guests": Setting(
        "KATOU_SLACK_GUESTS",
        _switch,
        "off",
        "ゲストも使えるか。on か off",
        "whether guests may ask: on or off",
    ),
    "slack_office": Setting(
        "KATOU_SLACK_OFFICE",
        _names,
        "",
        "担当の部署の人のID（U…）かユーザーグループのID（S…）",
        "ids of the office's people (U…) or user group (S…)",
    ),
    "teams_client_id": Setting(
        "KATOU_TEAMS_CLIENT_ID",
        str,
        "",
        "Teamsのボットのアプリケーション（クライアント）ID",
        "application (client) id of the Teams bot",
    ),
    "teams_client_secret": Setting(
        "KATOU_TEAMS_CLIENT_SECRET",
        str,
        "",
        "Teamsのボットのクライアントシークレットの値",
        "client secret of the Teams bot: its value, not its id",
        secret=True,
    ),
    "teams_tenant_id": Setting(
        "KATOU_TEAMS_TENANT_ID",
        str.lower,
        "",
        "自組織のディレクトリ（テナント）ID",
        "directory (tenant) id of your organisation",
    ),
    "teams_tenants": Setting(
        "KATOU_TEAMS_TENANTS",
        _lower_names,
        "",
        "自組織のほかに使える組織のテナントID",
        "tenant ids of further organisations that may ask, beside your own",
    ),
    "teams_guests": Setting(
        "KATOU_TEAMS_GUESTS",
        _switch,
        "off",
        "Teamsのゲストも使えるか。on か off",
        "whether guests in Teams may ask: on or off",
    ),
    "teams_office": Setting(
        "KATOU_TEAMS_OFFICE",
        _lower_names,
        "",
        "担当の部署の人のオブジェクトID（Microsoft Entra）",
        "object ids (Microsoft Entra) of the office's people",
    ),
    "teams_service_hosts": Setting(
        "KATOU_TEAMS_SERVICE_HOSTS",
        _lower_names,
        "smba.trafficmanager.net *.botframework.com",
        "答えを送ってよいTeamsのホスト名。*. はその下すべて",
        "hosts of Teams that answers may be sent to; *. stands for all below",
    ),
    "teams_file_hosts": Setting(
        "KATOU_TEAMS_FILE_HOSTS",
        _lower_names,
        "*.sharepoint.com",
        "担当の部署が送った評価表を取りに行ってよいホスト名。*. はその下すべて",
        "hosts from which a sheet that the office sent is fetched; *. stands for all below",
    ),
    "teams_keys_url": Setting(
        "KATOU_TEAMS_KEYS_URL",
        _url,
        "https://login.botframework.com/v1/.well-known/keys",
        "Microsoftの署名の鍵のアドレス。試験のときだけ変えます",
        "address of Microsoft's signing keys; changed for tests only",
    ),
    "teams_login_url": Setting(
        "KATOU_TEAMS_LOGIN_URL",
        _address,
        "https://login.microsoftonline.com/",
        "Microsoftのサインインのアドレス。試験のときだけ変えます",
        "address of Microsoft's sign-in; changed for tests only",
    ),
    "teams_unauthenticated": Setting(
        "KATOU_TEAMS_UNAUTHENTICATED",
        _switch,
        "off",
        "on なら署名を確かめません。この機械だけで試すときに使います",
        "on: signatures are not checked; for trying it out on this machine alone",
    ),
    "smtp_host": Setting(
        "KATOU_SMTP_HOST",
        _host,
        "",
        "週報をメールで送るサーバーの名前。空ならメールでは送りません",
        "mail server that takes the weekly post; empty: nothing is sent by mail",
    ),
    "smtp_port": Setting(
        "KATOU_SMTP_PORT",
        _port,
        "587",
        "そのポート",
        "its port",
    ),
    "smtp_tls": Setting(
        "KATOU_SMTP_TLS",
        _tls,
        "starttls",
        "starttls、tls（はじめから暗号化、ポート465）、off（庁内の中継だけ、パスワードは送りません）",
        "starttls, tls (from the start, port 465) or off (a relay of one's own; no password is sent)",
    ),
    "smtp_user": Setting(
        "KATOU_SMTP_USER",
        str,
        "",
        "サインインの利用者名。空ならサインインしません",
        "user it signs in as; empty: it does not",
    ),
    "smtp_password": Setting(
        "KATOU_SMTP_PASSWORD",
        str,
        "",
        "そのパスワード",
        "that user's password",
        secret=True,
    ),
    "smtp_from": Setting(
        "KATOU_SMTP_FROM",
        _mail,
        "",
        "差出人のアドレス。停止の返信もここに届きます",
        "address the mails are from; replies that stop them go there",
    ),
    "smtp_ca": Setting(
        "KATOU_SMTP_CA",
        _path,
        "",
        "サーバーの証明書を庁内の認証局が出しているとき: その証明書のファイル（PEM）",
        "where an office's own authority signed the server's certificate: its certificate (a PEM file)",
    ),
    "no_color": Setting(
        "NO_COLOR",
        bool,
        "",
        "何か入っていれば色を使いません",
        "anything but empty: no colours",
    ),
}


class Settings(Record):
    """All settings, read and checked. Each field is described in SETTINGS."""

    data: str
    index: str
    state: str
    plans: str
    plan: str
    plans_open: int
    keep_days: int
    page: str
    page_password: str
    page_user_header: str
    page_trusted_proxy: frozenset[str]
    page_office: frozenset[str]
    page_office_password: str
    api_key: str
    meaning: bool
    lang: str
    history: str | None
    context_minutes: int
    workers: int
    log: str
    metrics_token: str
    traces: str
    slack_bot_token: str
    slack_app_token: str
    slack_signing_secret: str
    slack_api_url: str
    slack_client_id: str
    slack_client_secret: str
    slack_installations: str
    slack_teams: frozenset[str]
    slack_channels: frozenset[str]
    slack_shared_channels: frozenset[str]
    slack_guests: bool
    slack_office: frozenset[str]
    teams_client_id: str
    teams_client_secret: str
    teams_tenant_id: str
    teams_tenants: frozenset[str]
    teams_guests: bool
    teams_office: frozenset[str]
    teams_service_hosts: frozenset[str]
    teams_file_hosts: frozenset[str]
    teams_keys_url: str
    teams_login_url: str
    teams_unauthenticated: bool
    smtp_host: str
    smtp_port: int
    smtp_tls: str
    smtp_user: str
    smtp_password: str
    smtp_from: str
    smtp_ca: str
    no_color: bool

    @property
    def several(self) -> bool:
        """Whether it is about all plans of a folder, and not about one of them."""
        return bool(self.plans) and not self.plan

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of this environment. Raises SettingError for the first wrong one."""
        environ = _with_state_folder(environ)
        return cls(**{field: setting.value(environ) for field, setting in SETTINGS.items()})


def _with_state_folder(environ: Mapping[str, str]) -> Mapping[str, str]:
    folder = environ.get("XDG_STATE_HOME")
    if not folder or environ.get("KATOU_HISTORY"):
        return environ
    return {**environ, "KATOU_HISTORY": f"{folder}/katou/history"}


def all_settings() -> tuple[Setting, ...]:
    """Every setting, in the order in which they are shown."""
    return tuple(SETTINGS.values())


def describe(environ: Mapping[str, str]) -> Iterator[tuple[Setting, str]]:
    """Each setting with its value as a person may see it. Raises SettingError for a wrong one."""
    environ = _with_state_folder(environ)
    for setting in all_settings():
        setting.value(environ)
        yield setting, setting.shown(environ)
