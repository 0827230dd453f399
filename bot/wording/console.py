"""What the commands and the terminal themselves say, in Japanese and English. Answers stand in answers.py."""

from __future__ import annotations

from katou_index import language

both, in_language = language.both, language.in_language

LEAVING = frozenset({"/quit", "/exit", "/q", "quit", "exit", "終了", "終わり"})
HELPING = frozenset({"/help", "/h", "/?"})
COMMANDS = ("/help", "/more", "/quit")
HELP = {  # of the command line: Japanese / English
    "katou": "評価表について質問に答えます。 / Answers questions about the evaluated plan.",
    "ask": "1つの質問に答える / answer one question",
    "text": "質問 / the question",
    "json": "答えを JSON で / the answer as JSON",
    "jsonl": "標準入力の1行1質問に答える / answer JSON lines from standard input",
    "lang": "答えの言葉 / language of the answer",
    "explain": "どう読み取ったかも示す / also show how the question was read",
    "either": "TEXT か --jsonl のどちらか1つが要ります / give either TEXT or --jsonl",
    "chat": "この端末で会話する / a conversation on this terminal",
    "unanswered": "見つからなかった質問を見る / what people could not find",
    "since": "何日前からか / from how many days ago",
    "word": "ことばを登録する / add a word",
    "new_word": "新しいことば / the new word",
    "same_as": "同じ意味の、評価表にあることば / the word of the sheet that it means",
    "words": "ことばの表を点検する / check the tables of words",
    "approve": "質問と今の答えを例として保存する / keep a question and its answer as an example",
    "plan": "計画の名前（KATOU_PLANS に複数あるとき。「,」で続けると比べる相手） / name of the plan, where KATOU_PLANS has several; further ones after a comma may be compared with it",
    "settings": "設定の一覧 / every setting",
    "slack": "Slackで答える（ソケットモード） / answer in Slack (Socket Mode)",
    "serve": "HTTPで答える（ブラウザーのページ、Slack、Teams） / serve the browser page, Slack and Teams",
    "mcp": "ほかのAIの道具として答える（MCP） / answer as tools of other assistants (MCP)",
    "mcp_port": "HTTPで待ち受けるポート（なければ標準入力） / port to listen on (standard input if left out)",
    "export_site": "全体を1つのHTMLファイルに書き出す / write everything into one HTML file",
    "site_file": "書き出すファイル / the file to write",
    "site_year": "年度（既定: 最新） / the fiscal year (default: the newest)",
    "host": "待ち受けるアドレス / address to listen on",
    "workers": "待ち受けるプロセスの数（既定は KATOU_WORKERS、なければ1） / processes that answer (KATOU_WORKERS, else 1)",
    "port": "待ち受けるポート / port to listen on",
    "weekly": "週報を見る・送り先を決める / the weekly post: see it, and who gets it",
    "preview": "送らずに表示する（何も付けないときも同じ） / print it, send nothing (also without any option)",
    "date": "送る日 / the day on which it goes out",
    "department": "1つの課の週報 / the post of one department",
    "channel": "チャンネルや人のID、メールは mail:name@example.jp / id of a channel or of a person; mail:name@example.jp",
    "weekly_list": "送り先と、送った・見送った週報 / who gets it; what was sent and skipped, and why",
    "weekly_subscribe": "送り先を登録・変更する / add a conversation, or set it anew",
    "weekly_pause": "一時停止する / pause one",
    "weekly_resume": "再開する / go on with it",
    "weekly_stop": "止める / stop it",
    "weekly_settle": "届いたか不明の週報に、見た結果を付ける / say what became of a post that may have arrived",
    "settled_week": "その週報の週 / the week of that post",
    "saw": "arrived: 届いていた。again: 届いていない、もう一度送る / "
    "arrived: it arrived. again: it did not, send it again",
    "weekly_lead": "次の週報の一言（空で消す） / a line above the next post (empty: none)",
    "number": "送り先の番号（なければすべて） / number of one (all if left out)",
    "weekday": "曜日 / weekday (mon to fri)",
    "time": "時刻 / time",
    "zone": "時間帯 / time zone",
    "platform": "サービス / the platform",
    "team": "ワークスペースのID（1つなら不要） / id of the workspace (not needed for one)",
    "tick": "今送るべき週報を送る（何度動かしても二重に送らない） / send what is due; run it as often as you like",
    "clock_is_right": "急に変わった時計は、今が正しい / the clock is right now, though it has jumped",
    "clock": "毎分 katou tick をする / katou tick every minute",
    "report": "1週間の利用状況 / a week of use in numbers",
    "week": "週（既定: 先週） / the week (default: last week)",
    "backup": "記録をファイルに写す / copy the state file",
    "doctor": "どこか具合の悪いところがないか調べる / look whether anything is wrong, and what to do",
    "copy": "索引と記録を、ファイルから PostgreSQL へ、または戻す向きに写す / copy index and state from files into PostgreSQL, or back",
    "copy_index": "KATOU_INDEX の索引を写す先 / where the index of KATOU_INDEX is copied to",
    "copy_state": "KATOU_STATE の記録を写す先 / where the state of KATOU_STATE is copied to",
    "restore": "控えを記録のファイルに戻す / put a backup in the place of the state file",
    "restore_file": "katou backup で写したファイル / a file made by katou backup",
    "forget": "記録から、ある文の入った質問や送り先を消す / delete from the state file what holds a text, or a subscriber",
    "forget_text": "質問の一部、メールアドレス、チャンネルや人のID / part of a question, a mail address, id of a channel or person",
    "teams-package": "Teamsのアプリパッケージを作る / make the app package for Teams",
    "out": "書き出すファイル / file to write",
    "base_url": "外から開けるアドレス（https://…） / address that people can open (https://…)",
}


def help_of(key: str) -> str:
    """A line of `--help`, in the language that the locale names, else in both."""
    ja, _, en = HELP[key].partition(" / ")
    return both(ja, en)


def forgotten(
    lang: str, questions: int, subscriptions: int, people: int, conversations: int, *, history: bool
) -> str:
    """What was deleted on somebody's wish, and where else it may stand."""
    told = in_language(
        lang,
        f"記録から消しました: 質問{questions}件、週報の送り先{subscriptions}件、人の印{people}件、続いている会話{conversations}件。"
        "控え（katou backup）と、SlackやTeamsの中のやりとりは、別に消してください。",
        f"Deleted: {questions} questions, {subscriptions} subscriptions of the weekly post, {people} marks of a person, "
        f"{conversations} entries of conversations that go on. "
        "Backups (katou backup) and what stands in Slack and Teams are deleted apart.",
    )
    typed = in_language(
        lang,
        "katou chat の入力の記録（KATOU_HISTORY）にもあります。",
        " The history of katou chat (KATOU_HISTORY) holds it, too.",
    )
    return told + typed if history else told


def too_short_to_forget(lang: str, fewest: int) -> str:
    """Too many things hold a text so short."""
    return in_language(
        lang,
        f"消す文は{fewest}文字以上にしてください。",
        f"What is to be deleted must have {fewest} characters or more.",
    )


def keys(lang: str) -> str:
    """The line under the greeting: what can be typed besides questions."""
    return in_language(
        lang,
        "/help 使い方 ・ /more 続き ・ /1 番号の質問をする ・ Tab 課や事業の候補 ・ /quit 終わる",
        "/help how to ask · /more the rest · /1 ask the numbered question · Tab departments, titles · /quit leave",
    )


def line_cleared(lang: str) -> str:
    """After Ctrl-C, which clears a line and does not leave."""
    return in_language(
        lang,
        "入力を消しました。終わるときは /quit か、もう一度 Ctrl-C を押してください。",
        "The line is cleared. To leave: /quit, or Ctrl-C once more.",
    )


def no_such_choice(lang: str, typed: str) -> str:
    """A number was typed that the last answer did not offer."""
    return in_language(lang, f"{typed} という選択肢はありません。", f"There is no choice {typed}.")


def nothing_more(lang: str) -> str:
    """The rest was asked for, and there is none."""
    return in_language(lang, "続きはありません。", "There is no more.")


def no_such_command(lang: str, typed: str) -> str:
    """Something after a slash that is no command."""
    return in_language(
        lang,
        f"{typed} というコマンドはありません。/help で使い方が出ます。",
        f"There is no command {typed}. /help shows how to ask.",
    )


def old_index_answers(lang: str, why: str) -> str:
    """The index could not be rebuilt."""
    return in_language(
        lang,
        f"索引を作り直せないため、前の索引で答えます: {why}",
        f"The index could not be rebuilt, so the previous one answers: {why}",
    )


def bad_line(lang: str, number: int, why: str) -> str:
    """A line of `katou ask --jsonl` cannot be read."""
    return in_language(lang, f"標準入力 {number}行目: {why}", f"standard input, line {number}: {why}")


def not_json(lang: str) -> str:
    """The line is no JSON object."""
    return in_language(
        lang,
        'JSON のオブジェクトではありません。{"conversation": "c1", "text": "質問"} の形にしてください。',
        'not a JSON object; write {"conversation": "c1", "text": "a question"}.',
    )


def no_text(lang: str) -> str:
    """The line has no question."""
    return in_language(lang, '"text" に文字列が要ります。', '"text" must be a string.')


def no_conversation(lang: str) -> str:
    """The line's conversation is no name."""
    return in_language(lang, '"conversation" は文字列にしてください。', '"conversation" must be a string.')


def setting(lang: str, text: str, default: str) -> str:
    """The line of `katou settings` under a setting's name and value."""
    return in_language(lang, f"{text}（既定: {default or 'なし'}）", f"{text} (default: {default or 'none'})")


def cannot(lang: str, what: str) -> str:
    """The system refused something: a file, a folder."""
    return in_language(lang, f"できませんでした: {what}", f"not possible: {what}")


def unexpected(lang: str, what: str) -> str:
    """A fault of the program itself."""
    return in_language(
        lang,
        f"プログラムの誤りです: {what}（詳しくは python -X dev -m bot … で表示されます）",
        f"a fault of the program: {what} (python -X dev -m bot … shows the details)",
    )


def not_installed(lang: str, package: str) -> str:
    """A package that a command needs is not there, or is broken."""
    return in_language(
        lang,
        f"{package} が入っていないか、読み込めません。make setup か pip install {package} で入れてください",
        f"{package} is not installed or cannot be loaded: run make setup, or pip install {package}",
    )


DOUBTS = {  # of entries in the tables of words
    "of_nothing": ("評価表にない名前の別名です", "names nothing in the sheet"),
    "two_meanings": ("2つの意味があります", "has two meanings"),
    "nowhere": ("評価表に出てくることばがありません", "none of its words occurs in the sheet"),
}


def doubt(lang: str, entry: str, key: str) -> str:
    """One doubtful entry of the tables of words."""
    return f"{entry}: {in_language(lang, *DOUBTS[key])}"


def words_are_fine(lang: str, same: int, names: int, glossary: int) -> str:
    """That the tables of words have nothing doubtful."""
    return in_language(
        lang,
        f"問題はありません（同義語 {same}組、別名 {names}件、英語 {glossary}語）。",
        f"Nothing doubtful ({same} groups of synonyms, {names} other names, {glossary} English words).",
    )


def missed(lang: str, times: int, last: str, text: str, near: str, kind: str) -> str:
    """One group of questions that were not answered."""
    told = (
        in_language(lang, "訂正の申し出", "said to be wrong")
        if kind == "correction"
        else in_language(lang, f"{times}件", f"{times} times")
    )
    nearest = in_language(lang, f"（近いもの: {near}）", f" (nearest: {near})") if near else ""
    return in_language(
        lang, f"「{text}」{told}、最後は{last}{nearest}", f"「{text}」 {told}, last on {last}{nearest}"
    )


def nothing_missed(lang: str) -> str:
    """Nothing was left unanswered."""
    return in_language(lang, "見つからなかった質問はありません。", "Nothing was left unanswered.")


def how_to_add(lang: str) -> str:
    """Below the unanswered questions."""
    return in_language(
        lang,
        "ことばの登録: katou word 新しいことば 評価表のことば",
        "Add a word: katou word NEW WORD_OF_THE_SHEET",
    )


def word_added(lang: str, word: str, same_as: str, file: str) -> str:
    """A word was added."""
    return in_language(
        lang,
        f"{file} に「{word}」＝「{same_as}」を登録しました。",
        f"Added 「{word}」 = 「{same_as}」 to {file}.",
    )


def example_kept(lang: str, file: str) -> str:
    """A question was kept as an example."""
    return in_language(
        lang,
        f"{file} に例として保存しました。make test で毎回確かめます。",
        f"Kept as an example in {file}; make test asks it again.",
    )


WORD_TROUBLES = {  # why a word cannot be added; the language of who reads it may not be known there
    "empty": ("ことばが空です。", "The word is empty."),
    "same": ("「{word}」は同じことばです。", "「{word}」 is the same word."),
    "there": ("「{word}」は登録済みです。", "「{word}」 is there already."),
    "unknown": ("「{word}」という記載は評価表にありません。", "「{word}」 does not occur in the sheet."),
}
NO_COPY = {
    "nothing": ("記録がまだありません", "there is nothing to copy yet"),
    "itself": ("記録そのものです。ほかのファイルを指定してください", "that is the state file itself"),
}


def word_trouble(key: str, word: str) -> str:
    """Why a word cannot be added."""
    ja, en = WORD_TROUBLES[key]
    return both(ja.format(word=word), en.format(word=word))


def unreadable(error: str) -> str:
    """A table with an entry that cannot be read."""
    return both(f"読めない項目があります（{error}）。", f"An entry cannot be read ({error}).")


def no_copy(why: str) -> str:
    """Why the state file is not copied."""
    return both(*NO_COPY[why])


def state_unusable(path: str, why: str) -> str:
    """The state file cannot be used for what was asked."""
    return both(f"{path}: 記録を使えません（{why}）", f"{path}: the state file cannot be used ({why})")


def no_state_driver() -> str:
    """The state is to lie in a database, and the driver is missing."""
    return both(
        "postgresql:// を使うには追加の部品が必要です。make postgresql を実行してください",
        "postgresql:// needs a driver: run make postgresql",
    )


def no_state_address() -> str:
    """What KATOU_STATE names is no address."""
    return both(
        "PostgreSQL のアドレスとして読めません。例: postgresql://katou@db1,db2/katou",
        "is no address of PostgreSQL, such as postgresql://katou@db1,db2/katou",
    )


def no_state_utf8() -> str:
    """The database has another encoding."""
    return both(
        "データベースの文字コードが UTF8 ではありません。createdb --encoding=UTF8 --template=template0 で作り直してください",
        "the database is not in UTF8: make it anew with createdb --encoding=UTF8 --template=template0",
    )


def old_state_server(version: str) -> str:
    """The server is older than what we need."""
    return both(
        f"PostgreSQL {version} は古すぎます。15以上が必要です",
        f"PostgreSQL {version} is too old: 15 or newer is needed",
    )


def nothing_to_copy(lang: str) -> str:
    """`katou copy` without a place."""
    return in_language(
        lang,
        "写す先を指定してください。例: katou copy --index postgresql://db/katou --state postgresql://db/katou",
        "say where to: katou copy --index postgresql://db/katou --state postgresql://db/katou",
    )


def copies_itself(lang: str, place: str) -> str:
    """`katou copy` to where it comes from."""
    return in_language(lang, f"{place}: 写す元と先が同じです", f"{place}: that is where it is copied from")


def index_copied(lang: str, source: str, target: str, items: int) -> str:
    """`katou copy` has copied the index."""
    return in_language(
        lang, f"索引: {source} → {target}（{items}項目）", f"index: {source} → {target} ({items} items)"
    )


def state_copied(lang: str, source: str, target: str, rows: int) -> str:
    """`katou copy` has copied the state."""
    return in_language(
        lang, f"記録: {source} → {target}（{rows}行）", f"state: {source} → {target} ({rows} rows)"
    )


def not_written(path: str, why: str) -> str:
    """A copy of the state file cannot be written."""
    return both(f"{path}: 書けません（{why}）", f"{path} cannot be written ({why})")


def state_away(path: str, why: str) -> str:
    """The state file cannot be used. The next three are read by whoever runs the program, in any language."""
    return f"{path}: " + both(
        f"記録を使えません（{why}）。質問には答え続け、記録はこのプロセスの中に置いて、使えるようになったら書きます。"
        "その間、週報は送らず、ほかのプロセスとの二重応答は防げません。",
        f"the state file cannot be used ({why}): questions are answered, what is to be kept waits in this process; "
        "meanwhile no weekly post goes out, and another process may answer the same message.",
    )


def state_back(path: str, lost: int) -> str:
    """The state file can be used again."""
    missing, left_out = (
        (f"{lost}件は残せませんでした。", f"{lost} entries were lost.") if lost else ("", "nothing was lost.")
    )
    return f"{path}: " + both(
        f"記録を再び使えます。{missing}", f"the state file can be used again: {left_out}"
    )


def state_lost(path: str, left: int, why: str) -> str:
    """The program ends before the state file came back."""
    because = why or "busy"
    return f"{path}: " + both(
        f"記録を{left}件残せませんでした（{because}）。", f"{left} entries were not kept ({because})."
    )


def was_open(path: str, more: int) -> str:
    """A file or folder with what people said could be read by others."""
    others = (f"ほか{more}個", f" and {more} more") if more else ("", "")
    return path + both(
        f"{others[0]}: ほかの利用者も読めたため、所有者だけが読めるようにしました。",
        f"{others[1]}: others could read it: it is now for its owner alone.",
    )


def no_shelf(path: str, why: str) -> str:
    """A file that arrived cannot be kept; the language of who reads it is not known there."""
    return both(
        f"受け取ったファイルを置けません（{path}: {why}）。管理者に伝えてください。",
        f"The file cannot be kept ({path}: {why}). Please tell whoever runs this.",
    )


def state_away_now(why: str) -> str:
    """The second line of /readyz."""
    return both(
        f"記録を使えません（{why}）。質問には答えています。",
        f"state file unusable ({why}); questions are answered",
    )
