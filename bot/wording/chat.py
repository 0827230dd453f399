"""What the bot says in chat around its answers, in Japanese and English. Answers stand in answers.py."""

from __future__ import annotations

from collections.abc import Iterable

from bot.wording import city
from bot.wording.console import in_language as _in

# -- buttons -----------------------------------------------------------------------------------------------


def share(lang: str) -> str:
    """The button that shows a private answer to the channel."""
    return _in(lang, "このチャンネルに表示", "Show to this channel")


def helped(lang: str) -> str:
    """The feedback button of an answer that was right."""
    return _in(lang, "役に立った", "This helped")


def missed(lang: str) -> str:
    """The feedback button of an answer that was not."""
    return _in(lang, "違った", "Not what I asked")


def thanks_for_feedback(lang: str, *, helped: bool) -> str:
    """After one of the two was pressed."""
    if helped:
        return _in(lang, "ありがとうございます。", "Thank you.")
    return _in(
        lang,
        f"ありがとうございます。{city.office(lang)}が確認できるように記録しました。",
        f"Thank you. It is noted for the {city.office(lang)}.",
    )


def more_in_public(lang: str) -> str:
    """A private answer is too long to be shown whole."""
    return _in(
        lang,
        "続きがあります。条件を絞るか、チャンネルまたはダイレクトメッセージでお尋ねください。",
        "There is more. Please narrow it down, or ask in a channel or by direct message.",
    )


def more_choices(lang: str) -> str:
    """The menu of the choices that have no button."""
    return _in(lang, "ほかの候補", "More")


def items_of_bars(lang: str) -> str:
    """The menu of what the rows of a table, or the sides of a comparison, count."""
    return _in(lang, "項目を見る", "Show the items")


def permalink(lang: str) -> str:
    """The link that opens the browser page with the same question."""
    return _in(lang, "この質問をページで開く", "Open this question on the page")


# -- refusals and troubles ---------------------------------------------------------------------------------


def refused(lang: str, why: str) -> str:
    """Why somebody gets no answer here."""
    sentences = {
        "team": (
            f"このワークスペースでは使えません。{city.office(lang)}にお問い合わせください。",
            f"This bot is not available to your workspace. Please ask the {city.office(lang)}.",
        ),
        "nobody": (
            "どなたのご質問か分からないため、お答えできません。ワークフローのステップで「尋ねる人」を選んでください。",
            "It is not known who asks. Please choose the person who asks in the workflow's step.",
        ),
        "channel": (
            "このチャンネルでは使えません。ダイレクトメッセージでお尋ねください。",
            "This bot is not available in this channel. Please ask in a direct message.",
        ),
        "external": (
            "外部と共有しているチャンネルでは使えません。ダイレクトメッセージでお尋ねください。",
            "This bot is not available in channels shared with others. Please ask in a direct message.",
        ),
        "unseen": (
            "外部と共有しているチャンネルかどうか確認できないため、表示できません。ボットをチャンネルに追加してください。",
            "It cannot be checked whether this channel is shared with others. Please add the bot to it.",
        ),
        "guest": (
            f"ゲストの方は使えません。{city.office(lang)}にお問い合わせください。",
            f"This bot is not available to guests. Please ask the {city.office(lang)}.",
        ),
        "unknown": (
            "利用できる方かどうかを確認できませんでした。しばらくしてから、もう一度お尋ねください。",
            "It could not be checked whether you may ask. Please try again in a moment.",
        ),
    }
    return _in(lang, *sentences[why])


def nowhere_to_send(lang: str) -> str:
    """Somebody wants a post for himself and has no chat of his own with the bot."""
    return _in(
        lang,
        "あなたとボットの個人チャットがまだないため、送れません。アプリの一覧からボットを追加して、もう一度お試しください。",
        "You have no personal chat with the bot yet. Please add it from the list of apps and try again.",
    )


def refused_in_teams(lang: str, why: str) -> str:
    """Why somebody gets no answer in Teams."""
    sentences = {
        "tenant": (
            f"この組織では使えません。{city.office(lang)}にお問い合わせください。",
            f"This bot is not available to your organisation. Please ask the {city.office(lang)}.",
        ),
        "guest": (
            f"ゲストの方は使えません。{city.office(lang)}にお問い合わせください。",
            f"This bot is not available to guests. Please ask the {city.office(lang)}.",
        ),
        "unknown": (
            "利用できる方かどうかを確認できませんでした。ボットとの個人チャットを開いてから、もう一度お尋ねください。",
            "It could not be checked whether you may ask. Open a personal chat with the bot, then try again.",
        ),
    }
    return _in(lang, *sentences[why])


def office_only(lang: str) -> str:
    """What only the ICT office may see was asked for by somebody else."""
    return _in(
        lang,
        f"見つからなかった質問の一覧は、{city.office(lang)}だけが見られます。",
        f"The list of unanswered questions is for the {city.office(lang)} only.",
    )


def missed_head(lang: str) -> str:
    """Over the list of what was not found."""
    return _in(lang, "見つからなかった質問（多い順）", "What people could not find, most often first")


def missed_sent(lang: str) -> str:
    """The list of what was not found went to the one who asked for it."""
    return _in(
        lang,
        "見つからなかった質問の一覧を、あなたにダイレクトメッセージ（個人チャット）で送りました。",
        "The list of unanswered questions was sent to you by direct message.",
    )


def missed_elsewhere(lang: str) -> str:
    """The list of what was not found was asked for on the page, where nobody is known by name."""
    return _in(
        lang,
        f"見つからなかった質問の一覧は、{city.office(lang)}が、SlackかTeamsのボットに言うか、katou unanswered で見られます。",
        f"The {city.office(lang)} sees the list of unanswered questions by telling the bot in Slack or Teams, or "
        "by katou unanswered.",
    )


def failed(lang: str) -> str:
    """An answer could not be made or posted."""
    return _in(
        lang,
        f"答えを表示できませんでした。もう一度お尋ねください。続くときは{city.office(lang)}にお知らせください。",
        f"The answer could not be shown. Please ask again; if it goes on, tell the {city.office(lang)}.",
    )


# -- cards that change in place -----------------------------------------------------------------------------


def back(lang: str) -> str:
    """The button that shows the card before again."""
    return _in(lang, "前の答え", "Back")


def choose_one(lang: str) -> str:
    """What stands in a menu while nothing is chosen."""
    return _in(lang, "選んでください", "Choose one")


def ask_chosen(lang: str) -> str:
    """The button beside the menu of further choices."""
    return _in(lang, "選んだものを聞く", "Ask this one")


def goes_on(lang: str) -> str:
    """A card that is changed in place has no room for the rest."""
    return _in(
        lang,
        "続きがあります。条件を絞るか、同じ質問を送信してください。",
        "There is more. Please narrow it down, or send the question as a message.",
    )


def answered_below(lang: str) -> str:
    """A button whose answer is a message of its own was pressed."""
    return _in(lang, "答えは、次のメッセージでお送りします。", "The answer follows in a message of its own.")


def nothing_chosen(lang: str) -> str:
    """The button was pressed without a choice in the menu."""
    return _in(lang, "候補を1つ選んでから押してください。", "Please choose one from the menu first.")


# -- the Teams app package ----------------------------------------------------------------------------------


def app(lang: str, part: str) -> str:
    """The texts of the app package, within the lengths of its schema."""
    here = city.words()
    kind = here.kind_english if lang == "en" else here.kind
    marks = f"（{''.join(here.marks)}）" if here.marks and max(map(len, here.marks)) == 1 else ""
    texts = {
        "developer": ("Katou", "Katou"),
        "short name": (f"{city.words().plan.short}Bot", "Plan bot"),
        "full name": (f"{city.plan(lang)}の評価を調べるボット", f"A bot for the evaluated {city.plan(lang)}"),
        "short": (
            f"{city.plan(lang)}の評価{marks}を、出典つきで答えます。",
            f"Answers questions about the evaluated {city.plan(lang)}, with sources.",
        ),
        "full": (
            f"{kind}が公表した{city.sheet()}を読み、質問に答えます。何を予定し、結果はどうで、どう評価され、"
            "どの課が担当し、評価表の何行目に書いてあるかが分かります。評価表にないことは答えません。",
            f"Reads the evaluated {city.plan(lang)} that the {kind} published and answers questions about it: "
            "what was planned, what came of it, how it was rated, which department answers for it, and where "
            "that stands. What the sheet does not say, it does not say.",
        ),
        "ask": ("この質問を送ります。", "Sends this question."),
        "find": ("事業を探す", "Find a measure"),
        "find description": (
            "事業名や話題で探し、評価のカードをメッセージに入れます。",
            "Finds a measure by its title or topic and inserts its card.",
        ),
        "topic": ("話題・事業名", "Topic or measure"),
        "topic description": (city.subjects(lang), city.subjects(lang)),
    }
    return _in(lang, *texts[part])


def package_written(lang: str, path: str) -> str:
    """Where the app package lies and what is done with it."""
    return _in(
        lang,
        f"{path} を作りました。Teams 管理センターの「アプリを管理」でアップロードしてください。",
        f"Wrote {path}. Upload it in the Teams admin centre under Manage apps.",
    )


def neutral_words(lang: str, why: str) -> str:
    """The package was made without the plan's own words."""
    return _in(
        lang,
        f"評価表を読めないため、プランの名前と質問の例はパッケージに入りません（{why}）。読めるようにしてから作り直してください",
        f"The sheet cannot be read, so the package has no name of the plan and no examples ({why}). Make it again then",
    )


def base_url_needed(lang: str) -> str:
    """The package names an address, and none is known."""
    return _in(
        lang,
        "アドレスが分かりません。--base-url https://… を付けるか、KATOU_PAGE_URL を設定してください。",
        "No address is known. Add --base-url https://…, or set KATOU_PAGE_URL.",
    )


def https_needed(lang: str, url: str) -> str:
    """Teams takes no other address."""
    return _in(
        lang,
        f"{url} は使えません。https:// で始まるアドレスにしてください。",
        f"{url} cannot be used. Give an address that begins with https://.",
    )


# -- a list as a table -------------------------------------------------------------------------------------


def item_columns(lang: str) -> tuple[str, str, str, str]:
    """The heads of a table of items."""
    if lang == "en":
        return "No.", "Rating", "Department", "Measure"
    return "事業No.", "評価", "担当課", "事業・項目"


def all_rated(lang: str, head: str, rating: str) -> str:
    """The head of a column, with the rating that all rows have."""
    return _in(lang, f"{head}（すべて{rating}）", f"{head}, all {rating}")


def written_column(lang: str) -> str:
    """The head of a column of what the sheet says of each."""
    return _in(lang, "記載", "In the sheet")


# -- App Home and the search form --------------------------------------------------------------------------


def home_title(lang: str) -> str:
    """The top of App Home."""
    return city.evaluated(lang)


def choose_department(lang: str) -> str:
    """The label of the menu of departments."""
    return _in(lang, "自分の課を選ぶ", "Choose your department")


def no_department(lang: str) -> str:
    """Before one was chosen."""
    return _in(
        lang,
        "課を選ぶと、その課の評価がここに表示されます。",
        "Choose a department to see its ratings here.",
    )


def home_question(lang: str, part: str, department: str) -> str:
    """The questions whose answers App Home shows."""
    questions = {
        "department": (f"{department}の事業の一覧", f"all measures of {department}"),
        "city": ("評価の集計", "overall summary"),
        "help": ("使い方", "help"),
    }
    return _in(lang, *questions[part])


def weekly(lang: str, part: str) -> str:
    """The labels of the weekly post in App Home and of its form."""
    labels = {
        "title": ("週報", "The weekly post"),
        "nobody": ("週報の送り先はまだありません。", "Nobody gets the weekly post yet."),
        "not you": (
            "自分あてに、課の週報を受け取れます。",
            "You can have the weekly post of a department sent to yourself.",
        ),
        "own": ("あなたへのダイレクトメッセージ", "direct message to you"),
        "direct": ("ダイレクトメッセージ", "a direct message"),
        "add": ("送り先を追加", "Add a conversation"),
        "add own": ("自分に送る", "Send it to me"),
        "more": (
            "ほかの送り先は、「週報の一覧」とボットに言うと見られます。",
            "The rest: say “list of the weekly post”.",
        ),
        "form": ("週報を送る", "The weekly post"),
        "submit": ("送る", "Send it"),
        "close": ("やめる", "Cancel"),
        "channel": ("送り先（空なら自分あて）", "Where (empty: to me)"),
        "department": ("課", "Department"),
        "city": ("市全体", "the whole city"),
        "weekday": ("曜日", "Weekday"),
        "time": ("時刻（日本時間）", "Time (Japan time)"),
        "confirm": ("確認", "Please confirm"),
        "yes": ("はい", "Yes"),
        "no": ("いいえ", "No"),
        "invite": (
            "ボットがそのチャンネルにいません。先に /invite でボットを招待してください。",
            "The bot is not in that channel. Please invite it first, with /invite.",
        ),
        "gone": ("この送り先はもうありません。", "This subscription is not there any more."),
    }
    return _in(lang, *labels[part])


def weekdays(lang: str) -> tuple[str, ...]:
    """Monday to Friday."""
    if lang == "en":
        return "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"
    return "月曜日", "火曜日", "水曜日", "木曜日", "金曜日"


def prompts(lang: str) -> tuple[str, ...]:
    """What may be asked first."""
    return (*city.examples(lang), home_question(lang, "city", ""))


def open_search(lang: str) -> str:
    """The button that opens the search form."""
    return _in(lang, "条件を選んで探す", "Search by conditions")


def search(lang: str, part: str) -> str:
    """The labels of the search form."""
    labels = {
        "title": ("プランを探す", "Search the plan"),
        "submit": ("探す", "Search"),
        "close": ("閉じる", "Close"),
        "topic": ("話題・事業名", "Topic or measure"),
        "department": ("担当課", "Department"),
        "rating": ("評価", "Rating"),
        "year": ("年度", "Fiscal year"),
        "nothing": ("条件を1つ以上選んでください。", "Please choose at least one condition."),
        "type": ("入力すると候補が出ます", "Type for suggestions"),
    }
    return _in(lang, *labels[part])


def question_of(conditions: Iterable[str]) -> str:
    """The question that the conditions of the search form make: 防災課の×の訓練."""
    return "の".join(condition for condition in conditions if condition)


# -- the start of `katou slack` ----------------------------------------------------------------------------


def slack_started(lang: str, workspace: str, bot: str) -> str:
    """Which workspace and which bot."""
    ja = f"Slack: {workspace} に {bot} として接続しました。"
    return _in(lang, ja, f"Slack: connected to {workspace} as {bot}.")


def slack_by_oauth(lang: str, path: str) -> str:
    """Workspaces install the app themselves."""
    return _in(
        lang,
        f"Slack: ワークスペースごとに {path} からインストールします。",
        f"Slack: each workspace installs the app at {path}.",
    )


def scopes_missing(lang: str, scopes: str) -> str:
    """What the token may not do."""
    return _in(
        lang,
        f"Slack: 権限が足りません: {scopes}。OAuth & Permissions で加えて、再インストールしてください。",
        f"Slack: missing scopes: {scopes}. Add them under OAuth & Permissions and reinstall the app.",
    )


def teams_needed(lang: str) -> str:
    """Anybody could install the app."""
    return _in(
        lang,
        "KATOU_SLACK_TEAMS が設定されていません（OAuthでは、使えるワークスペースのIDが必要です）。",
        "KATOU_SLACK_TEAMS is not set (with OAuth, the ids of the workspaces that may ask are needed).",
    )


def setting_missing(lang: str, name: str, use: str) -> str:
    """A surface cannot start without this setting."""
    return _in(lang, f"{name} が設定されていません（{use}）。", f"{name} is not set ({use}).")


def slack_refused(lang: str, why: str) -> str:
    """Slack did not take a token."""
    return _in(
        lang,
        f"Slackに接続できません（{why}）。トークンが受け付けられません。コピーし直して、起動し直してください。",
        f"Cannot connect to Slack ({why}). The token is not accepted. Please copy it again and restart.",
    )


def slack_unreachable(lang: str, why: str) -> str:
    """Slack is not there; it is tried again."""
    return _in(
        lang,
        f"Slackに接続できません（{why}）。つながるまで、間を空けて試し続けます。",
        f"Cannot connect to Slack ({why}). It is tried again until it answers.",
    )


def teams_refused(lang: str, why: str) -> str:
    """Microsoft did not take the id or the secret."""
    return _in(
        lang,
        f"Teamsにサインインできません（{why}）。KATOU_TEAMS_CLIENT_ID、KATOU_TEAMS_CLIENT_SECRET、KATOU_TEAMS_TENANT_ID を"
        "確かめて、起動し直してください。",
        f"Cannot sign in to Teams ({why}). Please check KATOU_TEAMS_CLIENT_ID, KATOU_TEAMS_CLIENT_SECRET and"
        " KATOU_TEAMS_TENANT_ID, and restart.",
    )


def teams_unreachable(lang: str, why: str) -> str:
    """Microsoft's sign-in is not there; it is tried again."""
    return _in(
        lang,
        f"Teamsにサインインできません（{why}）。つながるまで、間を空けて試し続けます。",
        f"Cannot sign in to Teams ({why}). It is tried again until it answers.",
    )


def serving(lang: str, address: str) -> str:
    """`katou serve` listens."""
    return _in(lang, f"待ち受け: {address}", f"Listening on {address}")


def serving_by(lang: str, address: str, workers: int) -> str:
    """`katou serve` listens, with so many processes."""
    told = _in(lang, f"（{workers} プロセス）", f" ({workers} processes)")
    return serving(lang, address) + told


def worker_ended(lang: str, how: str) -> str:
    """One of several processes has ended unasked: its exit code, or the signal that ended it."""
    return _in(
        lang,
        f"待ち受けるプロセスの1つが終わりました（{how}）。新しく始めます。",
        f"One of the processes that answer has ended ({how}); another one is begun.",
    )


def workers_lacking(living: int, wanted: int) -> str:
    """A line of /readyz."""
    return f"待ち受けているプロセス {living} / {wanted} ・ processes that answer: {living} of {wanted}"


def cannot_listen(lang: str, address: str, why: str) -> str:
    """The address is taken, or is none of this machine."""
    return _in(
        lang,
        f"{address} で待ち受けできません（{why}）。--host と --port を確かめてください。",
        f"Cannot listen on {address} ({why}). Please check --host and --port.",
    )


def surface_off(lang: str, surface: str, names: str) -> str:
    """A surface that is off, and what would turn it on."""
    return _in(lang, f"{surface}: 使いません（{names} が未設定）。", f"{surface}: off ({names} not set).")


def teams_on(lang: str, path: str) -> str:
    """Teams is served."""
    return _in(lang, f"Teams: {path} で受け付けます。", f"Teams: answering at {path}.")


def teams_open_locally(lang: str) -> str:
    """Anybody on this machine may ask."""
    return _in(
        lang,
        "Teams: 署名を確かめません（KATOU_TEAMS_UNAUTHENTICATED=on）。試験のときだけ使ってください。",
        "Teams: signatures are not checked (KATOU_TEAMS_UNAUTHENTICATED=on). For trying it out only.",
    )


def only_on_loopback(lang: str, host: str) -> str:
    """Without signatures anybody who reaches the address could ask."""
    setting = "KATOU_TEAMS_UNAUTHENTICATED=on"
    return _in(
        lang,
        f"{setting} のときは {host} で待ち受けできません。off にするか、--host 127.0.0.1 にしてください。",
        f"With {setting} it does not listen on {host}. Set it to off, or use --host 127.0.0.1.",
    )


def teams_not_installed(lang: str) -> str:
    """The optional packages are missing."""
    return _in(
        lang,
        "Teams: 使いません（必要なパッケージが入っていません。make teams で入ります）。",
        "Teams: off (its packages are missing; make teams installs them).",
    )
