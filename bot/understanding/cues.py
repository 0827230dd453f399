"""The grammar of questions at a glance: which expressions mean what.

A question is first made into a line in which what it names is one sign:

    M  a rating (◎ ○ △ ×)     D  a department      P  a policy or an initiative
    N  a measure or item      Y  a fiscal year     F  a number with its unit (498件)

In that line these expressions are looked for, longest first. Japanese ones are parted by blanks, English
ones by "|". `^` stands for the beginning, `$` for the end of the question, `…` for up to 40 signs between.
What no expression, name or number takes is a word of the topic.

To teach the bot one more way to say something, add it to its row. One more kind of question is a member of
Ask, a row here and a function in answering/.
"""

from __future__ import annotations

from bot.question import Ask, Field, Turn
from katou_index.records import NamedTuple

Meaning = Ask | Field | Turn | str  # a str names a property of the question, see readings.py


class Cue(NamedTuple):
    """One row: what it means, and how it is said."""

    meaning: Meaning
    ja: str = ""
    en: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every expression of the row."""
        return (
            *self.ja.split(),
            *(" ".join(phrase.split()) for phrase in self.en.split("|") if phrase.strip()),
        )


CUES: tuple[Cue, ...] = (
    # ---- what it will not do
    Cue(
        Ask.WRITE,
        """事業を新規登録 事業の新規登録 事業の追加登録 事業を追加 事業をついか Mにかえ をMにかえ
        す。直して だ。直して す、直して よ。直して
        Nは…直しておいて なので直して 直しておいてく Mへ修正 へ修正願 Mに修正 に更新して に更新し Mを入力
        に入力して 新しい事業を追加 新しい事業を 新規事業を 新しい事業として 新しい事業登録
        新たな事業の追加 新たな事業を 登録しといて 登録してくだ 書き加え 事業を1つ足 事業を足 を新規に
        けしてま けして さくじょ 指示を全部表示 指示を表示 指示を見せ 指示を教 プロンプト パスワード
        まるにかえて に替えといて 書きかえ 指示は忘れ 消しといて 消しとい 書き直し 直しといて つけ直し
        付け直し 入れといて 追記して 追記し 変えといて 変えておいて Mに変更 Mで登録 を追加して登録
        記録して 書いといて に変え を変え へ変え に書き換え を書き換え に書換 に変更し に直し へ直し
        に修正 を修正し に訂正 を訂正し 上書き 消して 消せ 消去 削除 抹消 にしといて Mにして Mにしろ
        Mにせよ 指示を無視 指示は無視 指示を忘れ 命令を無視 ルールを無視 制限を無視""",
        """add a new measure | add a new N | add one new | add new measure | new measure called |
        register a | register new | insert a | insert new | remove all | update N as | update N |
        change N to | N's rating is M, please | password | your instructions | system instructions |
        change … to a M | set … to a M | make … a M | rename | edit the | ignore all | ignore previous |
        ignore the | ignore your | ignore any | disregard | forget all | from now on | delete | erase |
        overwrite | wipe | drop table | change … to M | set … to M | update … to M | edit … to M |
        rewrite … to M | make … M from | turn … into M | change it to | remove all ratings |
        system prompt""",
    ),
    Cue(
        Ask.SETTINGS,
        """週報の…変更して 週報の配信 週報の…変え 週報の…変更 週報を…変え 週報を…変更 週報の時間
        週報の時刻 週報を…時に 週報の送 週報の曜日 週報の設定 次の週報 週報はいつ 週報って 週報は 週報
        定期投稿 毎週…投稿 毎週…送 毎週…止め 毎週…知らせ 毎週…通知 通知を止め 通知止め 通知をオフ
        通知オフ 通知はいら 通知いら 通知しな 通知を切 通知切 配信を止め 配信停止 配信をやめ 配信はいら
        お知らせを止め お知らせ止め お知らせはいら お知らせいら お知らせをオフ お知らせを切 ミュート
        自動投稿""",
        """weekly | next weekly | mute | unmute | unsubscribe | subscribe | weekly post | weekly report |
        weekly digest | notification""",
    ),
    Cue(
        Ask.LEGEND,
        """のMが何を意味 評価のMが何 評価のMは何 が何を意味 は何を意味 どう使い分け をどう使い分
        何を表して 何を表す 何を意味 何の意味 何のしるし 何の印 意味がわから 意味が分から 意味を教 意味は
        のいみ 使い分け 基準の違い をどう区別 はどんなとき はどういうとき のは何が基準 Mって何のこと
        Mとは何 MとMの基準 何がちがうん 何がちがう になる条件 MとMの違い MとMって何が違 MとMの差って
        どういう意味 どんな意味 の意味 って意味 はなんの意味 はどういうこと どういう基準 どんな基準
        何を基準 基準は MとMってなに MとMは何が MとMは何の MとMはどうちが MとMはどう違 MとMはどこが
        MとMの境 MとMの差 MとMってどうちが MとMってどう違 MとMってどこが MとMの区別 MとMの使い分け
        なにがちがう なにが違う 線引き 境目 基準で 基準って 基準を 評価基準 評価の基準 凡例 の定義
        記号の意味 判定基準 Mとは$ Mって何$ Mって何? Mって何ですか Mは何を表 Mってどんな Mってどういう
        どうやって決ま 何が違うの""",
        """difference of M and M | differ from | M vs M meaning | meaning | what M stands for |
        what stands M for | stands for | mean$ | means$ | what's the difference of M |
        difference between M and M | difference between circle | legend | what does … mean |
        what do … mean | meaning of | criteria | definition of | how is … decided | what is M |
        what's M | stand for""",
    ),
    Cue(
        Ask.SOURCE,
        """データの年度 データの時点 データっていつ データはいつ いつのじょうほう いつの情報
        何年度のデータ 何年のデータ どの年度のデータ いつ更新 更新日 何年度の評価表 いつの評価表 原文
        原本 出典 情報源 ソースは ソースを いつのデータ いつ時点 いつの時点 元データ 元の資料 元資料
        原文は 原資料 どこから取 どこからの どこに書いて 何行目 いつ取り込 いつ取込 データの日付
        データは新しい 最終更新""",
        """which year is the data | what year is the data | which year's data | data from which year |
        date of the data | source | how fresh | how recent is | how old is | where does … come from |
        where do … come from | where the data | where is … from | as of when | up to date | last updated""",
    ),
    Cue(
        Ask.BEFORE,
        """訂正前 訂正の前 訂正の内容 訂正内容 訂正箇所 訂正した所 訂正したところ 訂正の一覧 元の値
        元の評価は もとの値 訂正あり どこを訂正 何を訂正 なにを訂正 訂正されたの""",
        """before the correction | before it was corrected | before being corrected | original value |
        what was corrected | what is corrected | which were corrected | list of corrections |
        the corrections""",
    ),
    Cue(
        Ask.HELP,
        """操作の仕方を 操作の仕方 操作方法 操作を教 どないして使 なんて聞けば どう聞けば
        どんなことが聞け 何が聞ける 何を聞いたら 何聞いたら 聞き方 なにが聞け 何聞けば 何を聞けば 使い方
        つかいかた 使いかた ヘルプ 何ができ なにができ 何が出来 何を聞け 何が聞け 何聞け 何きけ なにきけ
        何をきけ 何質問でき どう使 どうやって使 どうやって聞 何を質問 説明書 マニュアルは 例を見せて
        質問例 あなたは誰 きみは誰 自己紹介""",
        """how to use this bot | what questions | what kind of questions | instructions | usage | help |
        what can you | what can i ask | what can i do | what can this | how do i use | how to use |
        how can i use | who are you | what are you | examples""",
    ),
    Cue(
        Ask.THANKS,
        """あんがと あざす あざっす わかった、 わかった。 ^わかった$ 了解です おおきにな 助かるわ
        ^なるほど ^へえ ^ふーん ありがと 有難う 有り難う 助かりました 助かった 助かります サンキュー
        おおきに 感謝し ^どうも$ ^どうも。 ^了解 ^わかりました ^分かりました ^承知 ^おけ ^オッケー""",
        """thank you very much | thanks a lot | many thanks | great, thanks | thanks | thank you |
        thank u | thx | cheers | ^ok$ | ^okay$ | ^got it | ^great$ | ^perfect$""",
    ),
    Cue(
        Ask.RESET,
        """条件リセット クリアで いったんクリア 絞り込みはなし 絞り込みを解除 絞り込みなし 条件は外し
        条件を外し 最初から はじめから 初めから 一からやり直 リセット 条件を消 条件をクリア 条件クリア
        条件を解除 条件解除 条件なし 絞り込み解除 フィルタ解除 やり直し やりなおし やり直す""",
        """clear the filter | clear filter | forget the filter | start over | reset | start again |
        clear filters | clear all filters | clear the filters | from scratch | new search""",
    ),
    Cue(
        Ask.EXPORT,
        """エクセルファイル excelファイル 表計算 excel形式 エクセル形式 xlsxで csvで ファイルで
        ファイルにして ファイルに出 ファイルがほし ファイルください エクセル excel csv xlsx ダウンロード""",
        """as a file | excel file | excel format | csv file | spreadsheet file | excel | csv | xlsx |
        spreadsheet | download | export""",
    ),
    Cue(
        Ask.PICTURE,
        """図で表示 図で示 図がほし 図示 絵で 図にして 図で見せ 図表に グラフにして グラフで グラフ化
        グラフに グラフを チャートで チャートに 図を 絵にして 図で$ を図で は図で 、図で ^図で ^図$ の図$
        の図で グラフ$ グラフくだ グラフほし グラフがほし 図くだ 図ちょうだい 図もほし 図も出 図もくだ""",
        """chart | graph | plot | diagram | as a picture | picture""",
    ),
    Cue(
        Ask.LINK,
        """リンク貼 リンクに リンクして リンク送 urlを urlは url$ urlで urlくだ アドレスを貼 リンクも
        リンクほしい リンク欲しい ^リンク$ リンクを ^リンクは リンクください リンクちょうだい
        パーマリンク のリンク$ のリンクは のリンクで のurl リンク$ リンクで$""",
        """URL for this | the URL | the url for | url | the url | URL for | permalink | ^link$ |
        the link | a link | link please | link to this | share link""",
    ),
    Cue(
        Ask.CORRECT,
        """ほんとはM ほんとはNが 訂正です 訂正をお願い 訂正してくだ ちゃうで ちゃうやん 違ってると
        違ってるん 違っていると 間違いじゃない 間違いではない 間違いでは 誤っています 誤っとる の誤り
        正しくは 記載が誤 評価が誤 担当課は間違 担当が間違 訂正: 訂正、 MじゃなくてMです MじゃなくてMだ
        MじゃなくてMが正 MじゃなくMです MではなくMです MではなくてMです MでなくMです MやなくてMや
        それ…間違 それ…まちが これ…間違 これ…まちが ここ…間違 そこ…間違 それ…ちゃうで それ…おかしい
        それ間違って まちがってます 正しくはM じゃなくてMやと じゃなくてMだと ほんまはM 本当はM 実はM
        まちがってる 間違ってる まちがっとる 間違っとる NはMです NはMだ NはMや NはMのはず Nの評価はMです
        Nの評価はMだ Nの評価はMのはず が正しい が正解 ^違う ^違い ^ちがう ^ちがい ^それは違 ^それ違 ^間違
        ^まちが が違う が違って が違います が間違 が間違い がおかしい 誤りです 誤っている ^違った""",
        """is actually M | is really M | please fix N | correction for | correction: | is mistaken |
        is wrong | department wrong | rating wrong | please correct | the correct | this is wrong |
        that is wrong | it is wrong | that's wrong | it's wrong | are wrong | incorrect | not correct |
        mistake | should be M | should have been M | ^wrong$ | N is M$""",
    ),
    # ---- what the sheet does not hold
    Cue(
        "absent:person",
        """の担当者名 の担当者の名前 の担当者は誰 の担当者って誰 の担当の人 の担当職員 担当者名 担当の人
        担当者の名 なんて名前 誰が担当者 担当者って 担当者を教 担当者、 担当職員 担当者誰 担当誰
        名前教えて 名前おしえて 担当者の名前 担当の方の名前 担当の方のお名前 担当者の氏名 お名前 氏名
        担当者は誰 担当者って誰 担当者はだれ 責任者は誰 責任者の名前 責任者は 課長は誰 課長の名前
        課長は何さん 課長さんは誰 課長って誰 室長は誰 担当者を教えて 誰さん 何さん 職員の名前 の名前
        職員名 担当してる人 担当している人 人の名前""",
        """name of the … staff | name of … staff | staff member | who exactly | contact person's name |
        staff name | staff names | name of the person | name of the officer | name of the staff |
        name of the manager | person's name | who is the manager | who is the director |
        who is the head | who is the chief | who's the manager | names of | names of the staff |
        which person | his name | her name | their names | contact person | person in charge name""",
    ),
    Cue(
        "absent:contact",
        """直通電話 直通 電話したい 番号教えて…電話 メールを送 メールの宛先 メールのあて先 宛先
        アドレスを アドレスは メールアドレスを 電話番号 電話 内線番号 内線 連絡先 メールアドレス メアド
        問い合わせ先 問合せ先 問合わせ先 お問い合わせ""",
        """e-mail | mail address | email | call the | phone number | phone numbers | phone | telephone |
        tel | email address | e-mail address | contact | contact info | extension number | email of""",
    ),
    Cue(
        "absent:budget",
        """よさんは 予算は 予算額 予算 費用 いくらかか いくらし いくらだっ いくらで いくらです いくらや
        いくらの なんぼかか なんぼし なんぼやっ 何円 何万円 値段 お値段 価格 金額は 金額を 金額って
        コストは コストいくら コストって お金は お金かか 費用対効果 決算額 経費は 経費いくら 事業費は
        事業費いくら 契約金額""",
        """budget amount | budget | budgets | cost of | the cost | costs | how much did … cost |
        how much does … cost | how much money | how much was | how much is | how much did | price |
        prices | expense | expenses | spent on | spend on | did we pay | cost""",
    ),
    Cue(
        "absent:target",
        """目標値 目標数値 数値目標 目標は 目標って 目標を 目標の kpi 成果指標 達成目標 の目標""",
        """target | targets | target value | kpi | kpis | goal | goals""",
    ),
    Cue(
        "absent:deadline",
        """締切 締め切り 〆切 提出期限 期限は 提出日 いつまでに提出""",
        """deadline | deadlines | due date""",
    ),
    Cue(
        Ask.OPINION,
        """あまくない あまい やめるべき やめたほう やめた方 廃止すべき 廃止した方 廃止したほう 続けるべき
        続けた方 続けたほう 見直すべき 良くなると思 どう思います 妥当でしょ 厳しくない 甘くない 甘ない
        次こそ がんばって 頑張って 甘い 甘く 甘すぎ 厳しい 厳しすぎ 妥当 適切 どう思う どう思い 来年はM
        来年はどう 来年度はM 次はM 次回はM 今後はM Mになりそう Mになるか Mになりますか Mになると思
        よくなりそう 良くなりそう 良くなるか 見込みは 見込みある 見通し 予想 予測 べきですか べきか
        べきだと 評価に値 いい事業 良い事業 意見は 感想""",
        """too soft | should be stopped | should it be | should we stop | be abolished | good job |
        bad job | doing well | do you think | will it be | will it get | will they be | will they get |
        will this be | will be M | will N be | will N get | will N become | get a M next | next time |
        going to be M | forecast | predict | prediction | your opinion | too strict | too lenient |
        too generous | too harsh | too easy | should we | is it fair | worth it | expected to improve |
        next year be""",
    ),
    Cue(
        Ask.OUTSIDE,
        """雨降 雨が降 雨は 雪が降 晴れますか 晴れる てんき 天気予報 市長ってだれ 市長ってだれなん
        市長の氏名 現市長 市長名 今日の気温 ラーメン 天気 気温 市長は誰 市長って誰 市長はだれ 市長の名前
        市長さん 市長は ランチ お昼ごはん 昼飯 昼ごはん 選挙 株価 ニュース 占い 今何時 冗談 おすすめの店
        電車 時刻表 人口は 人口って 何の日 誕生日 サッカー 野球 円相場 給食""",
        """will it rain | will it snow | weather forecast | forecast for today | sunny | rain today |
        ramen | recommend | rain | tomorrow | weather | mayor | lunch | election | the news |
        news today | today's news | stock price | tell me a joke | what time is it | population of |
        restaurant | train time | birthday""",
    ),
    # ---- kinds of answers
    Cue(
        Ask.BOTH,
        """MとMどっちも入 MとMどっちも MとMどちらもあ MとMの項目が混在 MだったりMだったり MもMも入
        MもMも抱え MもMもついて MもMも付いて MもMも含 Mの項目とMの項目が混在 Mの項目もMの項目も
        Mの項目とMの項目がどちらも MとMが同居 MとM、両方 MとM両方 MもMも持 MもMももら MとMがまざ
        MとMが混在 MとMがばらばら MとMがわかれ MとMが分かれ MもMもまざ MとMがまじ MもMもある MもMもつ
        MもMも MとMの両方 MとMどちらも MとMが混ざ MとMが両方""",
        """M & M both | M と M 両方 | MとM 両方 | M and M are mixed | mixed M and M | M and M mixed |
        both M & M | M and M both | M as well as M | having both M | have both M | has both M |
        both M and M | M and also M""",
    ),
    Cue(
        Ask.LARGEST,
        """最高額 最大額 一番高い額 一番大きな額 いちばん高い額 最も高い額 一番高額 最も高額
        一番大きい金額 一番大きな金額 一番高い金額 最も大きい金額 最も大きな金額 最大の金額 最大金額
        最高金額 金額が一番 金額が最も 金額の一番 一番大きい数字 一番大きな数字 最も大きい数字 最大の数字
        一番大きい額 一番多い金額 金額が大きい 金額の大きい""",
        """largest … amount | biggest … amount | highest … amount | largest … sum | biggest … sum |
        largest amount | biggest amount | highest amount | greatest amount | largest number |
        biggest number | largest sum | largest figure | most money | most expensive""",
    ),
    Cue(
        Ask.AMOUNTS,
        """%の数字 %の数値 %が書 %の書 %の記 %が記 %が載 %が出 %表記 パーセントの数字 パーセント表記
        パーセントが書 パーセントの記 割合の数字 円の数字 何円って 何円と 円表示 円の記 金額が記 金額を記
        金額が載 金額が書 金額の書 金額を書 金額の記載 金額の載 金額が出 金額がある 金額がわかる
        金額のある 金額が入 円の金額 金額がのっ 金額ののっ 金額がかい 金額がかか 金額の入 金額の記入
        金額の出 金額を含 金額の含 お金の記載 お金が書 円と書 円が書 金額の記述 金額が記載""",
        """percentages in | % figure | percent number | percent figure | percentage figure |
        percentages | yen amounts | yen amount | amount in yen | amount of yen | amounts of yen |
        figures in yen | yen figures | amounts of money | amount of money | amounts in yen |
        which mention yen | money amounts | contain amounts | with amounts""",
    ),
    Cue(
        "most_items",
        """項目が最も多く分 項目数が最大 項目の数が一番 項目の数が最も 項目が一番たくさん 項目が最も多い
        項目が一番多い 項目がいちばん多い 項目の多い 項目が多い 項目数が多い 項目数が最も 項目数が一番
        一番項目が多い 一番項目の多い 最も項目が多い 最も項目の多い 項目最多""",
        """items per measure | per measure""",
    ),
    Cue(
        Ask.WORST,
        """最も低い評価 最低の成績 最低な 最低の 最低だ 最低や 一番あか いちばんあか びり ビリ 一番…あか
        いちばん…あか 一番…悪 いちばん…悪 最も…悪 もっとも…悪 一番…遅れ いちばん…遅れ 一番…ダメ
        いちばん…ダメ いちばん…だめ 一番…駄目 一番…失敗 一番…うまくいってない 一番…うまくいかな
        一番…うまくいって 一番…できてない 一番…進んでない 出来が悪い 出来の悪い 成績が悪い 成績の悪い
        一番悪い 一番悪かった いちばん悪い 最も悪い 最悪 ワースト 一番ダメ 一番だめ 一番ひどい
        一番評価が低い 最も評価が低い 評価が一番低い 評価が最も低い 一番低い評価 最低の評価 最低評価""",
        """worst | lowest rated | lowest rating | poorest""",
    ),
    Cue(
        Ask.BEST,
        """最も高い評価 一番高い評価 一番…良 いちばん…良 最も…良 一番…成功 一番…すご 一番…がんばった
        出来が良い 出来のいい 成績が良い 成績のいい 成績がいい 出来がいい 一番評価高 一番評価が良
        一番高評価 最も高評価 一番ようでき 一番よくでき 一番うまくいった ベスト 一番良い 一番良かった
        一番いい 一番よい 一番よかった いちばん良い いちばんいい 最も良い 最高の 最高評価 一番評価が高い
        最も評価が高い 評価が一番高い 評価が最も高い 優秀""",
        """best | highest rated | highest rating""",
    ),
    Cue(
        Ask.RANK,
        """いちばん多く持 いちばん持って 一番持って 最も持って いちばん多く ランキング 順位 上位 トップ
        一番多い 一番多かった いちばん多い 最も多い もっとも多い 最多 が多い の多い 多い順 多い課
        多かった 一番高い いちばん高い 最も高い が高い の高い 高い順 多いのは 多いとこ 多いん 高いのは
        1位 一位 が多く 一番もらっ 一番取っ""",
        """ranking | ranked | most | highest | top | rank""",
    ),
    Cue(
        "least",
        """一番少ない 一番少なかった いちばん少ない 最も少ない 最少 が少ない の少ない 少ない順 少ない課
        一番低い いちばん低い 最も低い が低い の低い 低い順 少ないのは 低いのは""",
        """fewest | least | lowest""",
    ),
    Cue(
        Ask.ALL,
        """すべての項目がM 全ての項目がM 全部の項目がM どの項目もM 全項目M Mだけで揃 Mで揃 丸ごとM
        Mだけで占 Mのみで 全部がM Mのみになって Mばかり 全部M ぜんぶM 全てM すべてM みんなM 全項目がM
        全項目ともM 全てがM すべてがM Mだけの課 Mのみの課 Mしかない課 Mばかりの課 Mだけの部署
        Mしかない部署 Mだけの事業 Mのみの事業 Mしかない事業 Mしかない Mしかつ Mしか取 Mしかもら
        Mだけの方針 オールM Mだけを取っ Mだけ取っ Mだけもら Mオンリー Mばっかり""",
        """every item is M | all items rated M | all M departments | all-M | have all M |
        have all items M | have only M | items are all M | only M departments | departments with only M |
        only have M | only has M | only got M | got only M | with only M | nothing but M | M in full |
        M in every item | M in all items | M on every item | M for every item | in full | entirely M |
        fully M | all rated M | every item M | all items are M | all items M | completely M |
        all of them M | all their items M""",
    ),
    Cue(
        Ask.NONE,
        """MもMもない MもMもなく MもMもなし MもMも無い MがFもない MがFもありません Mが1個もない Mが一個もない
        Mが1つもない Mが一つもない Mがひとつもない Mが全くない Mがまったくない Mがゼロ Mが0 Mのない課
        Mがない課 Mのない部署 Mがない部署 Mがない方針 Mのない方針 Mのない事業 Mがない事業 Mがない Mの無い
        Mが無い Mを取ってない課 Mが取れてない Mがついてない課 Mなしの課 Mがついていない課 Mが1件もない
        Mが一件もない""",
        """without any M | no M | without a M | without M | not a single M | never got M | zero M |
        didn't get any M | have no M | has no M | with no M""",
    ),
    Cue(
        Ask.TABLE,
        """所属別 所属ごと 所属毎 各課 各方針 各取組 各部署 方針それぞれ 課それぞれ それぞれの方針
        取組それぞれ 取組単位 取組ごと 部署単位 方針の別 課の別 基本方針ごと 基本方針毎 担当課ごと
        担当課毎 課単位 方針単位 クロス表 内訳 クロス集計 集計表 別の内訳 別内訳 課別 部署別 担当課別
        方針別 基本方針別 取組別 課ごと 部署ごと 方針ごと 課毎 方針毎 評価別 評価ごと 別に 別の数 別集計
        それぞれの課""",
        """for every policy | for every department | every policy | every department | every initiative |
        for each policy | by section | by division | by dept | per dept | rating table | table by |
        table of ratings | break … down | broken down | breakdown | cross-tab | crosstab | cross tab |
        cross table | by department | by departments | by policy | by policies | by rating |
        by initiative | per department | per section | per policy | per initiative | each department |
        each section | each policy | for each""",
    ),
    Cue(
        Ask.COMPARE,
        """D対D P対P D対市 D対全体 横並び とも比べて とも比べ とも比較 ともくらべ 対比 見比べ 対照して
        突き合わせ 並べて比 ならべて比 と比べ に比べ を比べ 比べて 比べると 比べたら くらべて くらべる
        と比較 を比較 比較して 比較 の差 の違い どう違""",
        """D 対 D | P 対 P | D 対 市全体 | D 対 全体 | D against D | P against P | side by side |
        P with P | D with D | against the city | do against | compare | compared | compared to |
        compared with | comparison | versus | vs | vs. | difference between | better than D | has more |
        have more | got more | which is better | did better | did worse | doing better | who is better |
        who was better""",
    ),
    Cue(
        "side_by_side",  # compares only where there are two
        """に対して からみたら から見たら からみて から見て 違いは 違いが 違いを の差を の差は の差が
        差がある 差は 差を 差が どんな違い どう違 対して ならべて 並べて どっち どちら""",
        """against | different between | difference between | difference of""",
    ),
    Cue(
        Ask.OVERVIEW,
        """全体まとめ 評価の分布 評価分布 評価ごとの件数 全体評価 評価の全体 全体で…どんな 全体で…どう
        全体でどれ ざっと知り ざっと教え ざっと全体 ざっと見 全体を 全体像 全体の状況 全体のまとめ
        全体の概要 全体の集計 全体の結果 全体の評価 全体はどう 全体どう 全体として 全体的 ^全体$ ^全体は
        概要を ^概要 概況 サマリ 総括 まとめて見 まとめを ^まとめ ざっくり ^集計 評価の集計 評価を集計
        評価の内訳 全体感 総まとめ 全体の進捗 計画全体 プラン全体""",
        """how many of each rating | each rating | distribution of ratings | overview | overall |
        summary | whole plan | at a glance | summarize | summarise | big picture | in general |
        entire plan | whole picture""",
    ),
    Cue(
        Ask.UNRATED,
        """評価が— 評価欄が— 評価は— 評価— —の評価 —が付 —がつ —の事業 —の項目 —評価 横棒 「—」 （—） (—)
        評価が欠落 評価の欠落 評価欄が欠落 評価が失われ 評価の失われ 評価が消え 評価の消え 評価が欠けて
        評価の欠けて 評価の記号が失われ 評価が読み取れ 評価の読み取れ 評価が抜けて 評価が落ち
        評価が分からない 評価ついてない 評価ついていない 評価付いてない 評価ない 評価無い 評価ついてへん
        評価がついてへん 未評価 無評価 評価がない 評価のない 評価が無い 評価の無い 評価なし
        評価がついてない 評価がついていない 評価が付いてない 評価が付いていない 評価の付いていない
        評価のついていない 評価されてない 評価されていない 評価が空 評価が抜け 評価欄が空
        評価が入ってない 評価が入っていない 評価がわからない 評価が不明 評価の不明 評価してない
        評価していない""",
        """rated — | rating is "—" | rating is — | "—" as rating | — as rating | marked with a dash |
        dash | lost its rating | lost rating | rating was lost | rating is lost | rating missing |
        rating is missing | ratings missing | lost ratings | unrated | not rated | without a rating |
        without rating | no rating | no ratings | missing rating | missing ratings | have no rating |
        not evaluated""",
    ),
    Cue(
        Ask.RATED,
        """評価済みの 評価がついとる 評価のある 評価あり 記号が付いて 記号のついた 評価が付いとる
        評価がついている 評価を受けた 評価対象 評価ついてる 評価ついた 評価付いてる 評価が付いて
        評価がついて 評価の付いた 評価のついた 評価が付いた 評価がついた 評価が入って 評価済 評価された
        評価されて 評価がある""",
        """got any rating | got a rating | with a rating | rated items | rated ones | items rated$ |
        have a rating | has a rating | have ratings | were rated$ | are rated$ | evaluated items""",
    ),
    Cue(
        Ask.MENTION,
        """という語が という単語 て単語で検索 で検索 と書いとる に書いとる って書いと と書かれた
        と書かれて と出てくる って出てき の言葉が への言及 に言及 が入っている が入っとる と記され
        が記され の表記 表記のある 表記がある の記載 と記載 が記載 記載が 記載の 記載された 言及 と書い
        って書い が書い を書い に書い て書い 書かれ かかれてる 載って のって 出てく 出てき 出てる が出て
        でてくる が登場 登場す に触れ に関する記載 を含む が含まれ という言葉 という語 って言葉 の文字
        を使ってる項目""",
        """whose text says | text says | text search | in the text | in their text | in the description |
        in the descriptions | is written | talk about | talks about | write about | mention | mentions |
        mentioned | mentioning | contain | contains | containing | written | refer to | refers to |
        appear | appears | include the word | the word""",
    ),
    Cue(
        "unmentioned",
        """の記載がない の記載のない の記載なし の記載が無い って書いてない って書いてへん
        って書いていない と書いてない が書いてない が載ってない に触れてない と関係ない 記載がない
        記載のない 記載なし 書いてない 書いていない 書いてへん 書かれていない 載ってない 載っていない
        触れてない 触れていない 出てこない 関係ない 関係のない 含まれない""",
        """without mention | not mention | not mentioning | do not mention | does not mention""",
    ),
    Cue(
        "jointly",
        """一緒に 共同で 共管 両方が 合同で 共同の""",
        """jointly | together | shared by | both departments""",
    ),
    Cue(
        "doubt",
        """ってほんま って本当 ってほんと ですか でしょうか ですよね だよね やんね なん? なの? だっけ
        でしたっけ やっけ ってマジ で合って であって 間違いない ほんまに""",
        """is it true | really | right? | isn't it | correct?""",
    ),
    Cue(
        "trend",
        """R1から…変 前年から変わ 推移 前の年度と比べ 前の年度より 前年度より 昨年度と比べ 昨年と比べ
        去年と比べ 昨年度より 昨年より 去年より 前の年と比べ 前年と比べ 前年度と比べ 前年との比較
        前年度との比較 前の年と比較 前年度と比較 前年と比較 上がった 下がった 上がってる 下がってる
        改善した 悪化した 良くなった 悪くなった よくなった わるくなった""",
        """compared with the previous year | compared to the previous year | improved | worsened |
        got better | got worse | went up | went down""",
    ),
    Cue(
        Ask.SUM,
        """の合計 件数の合計 合計 を合わせて何 合わせて何 合わせて…何 を足すと 総計 総和 足したらなんぼ
        たしたらなんぼ たすと 足し算 合計を 合計は 合計が ごうけい 合計すると 合計したら 合わせると
        足すと 足したら トータルで 足したら何 合計人数 合計の人数 人数の合計 延べ人数の合計 合計参加者
        総人数 総参加者 のべ人数の合計 合計で何人 全部で何人 合わせて何人 合計何人 参加者の合計
        参加者合計 受講者の合計 受講者合計 投稿数の合計 合計件数 合計投稿数 全部足す 全部足した
        足し合わせ""",
        """people … in total | total of both | sum of | sum | in sum | add … counts | total number |
        total people | total trained | total participants | in total | total attendance | add up |
        altogether | total headcount | people were trained | total""",
    ),
    Cue(
        Ask.DELTA,
        """前年は 前年の 前年から 前年より 前年と 前年に 前年度は 前年度の 前年度から 前年度より 前年度と
        前の年 その前の年 1年前 一年前 どれだけ増え どれくらい増え どのくらい増え どんだけ増え いくら増え
        何件増え どれだけ減 増減""",
        """previous year | vs previous year | compared with the previous year |
        compared to the previous year | the year before | prior year | year before |
        how much did … increase | how much … grow | increase from | the increase |
        compared with the year before""",
    ),
    Cue(
        Ask.SHARE,
        """パーセンテージ 達成割合 の比率 比率を 比率は 何パーセント なんパーセント 何% 割合 比率
        パーセント 何割 何パー M率 達成率 の率 率は$ 率なんぼ 率いくら""",
        """how high | share | percent | percentage | proportion | ratio | rate of M | M rate | what % |
        % of | how many percent | what fraction""",
    ),
    Cue(
        Ask.COUNT,
        """項目数 事業数 なんぼある なんぼあん 総事業数 総項目数 事業の総数 項目の総数 の総数 総数
        トータルなんぼ トータルで何 トータル何 全部でなんぼ 全部でいくつ 何事業ある 何本の事業 何本 Mゼロ
        なん件 事業なんぼ 項目なんぼ 何課ある 何件 何個 何こ 何項目 何事業 何つ なんけん なんこ いくつ
        件数 個数 の数 Mの数 の合計 あわせて何 合わせて何 合計何 全部で何 何課 いくつの課 何部署
        どれくらいある どのくらいある""",
        """altogether | how many | number of | count | counts | the number | how much of | total of""",
    ),
    # ---- fields of an item
    Cue(
        Field.WHY,
        """の理由 理由は 理由を 理由って 理由が 理由 なぜ なんで 何でM 何でですか どうして 原因 わけは
        訳は 要因 背景は なんでやろ""",
        """the cause | what is the cause | why | reason | reasons | cause of | causes | how come |
        because of what | what caused""",
    ),
    Cue(
        Field.OWNER,
        """何課と何課 どの課とどの課 どことどこの共管 の共管は の共管 担当課 担当部署 担当は 担当って
        担当が 担当を 担当どこ 担当してる 担当している 担当する 担当して 担当者 担当の課 の担当 ^担当
        所管課 所管 主管課 主管 どこの課 どの課が どの課 何課が 何課で 何課の 何課? 何課$ 何課です 何課や
        何課に どこがやって どこがやる どこがやった どこが担当 どこがし だれがやって 誰がやって 誰がし
        どこの部署 どの部署 担当部局 受け持ち 窓口は 何課なん""",
        """take care of | takes care of | what section takes care | who takes care of | owned by |
        who is responsible | who's responsible | who is in charge | who's in charge | who owns |
        who handles | who runs | who does | who did | who manages | who is the owner | who has |
        who takes care | responsible for | responsible | in charge of | in charge | owner | owners |
        departments share | sections share | offices share | shares it | share it | which department |
        what department | which section | which office | department in charge | who works on |
        who reports | who""",
    ),
    Cue(
        Field.PLANNED,
        """計画の中身 計画の内容 予定の中身 予定の内容 何をする予定 何する予定 何をやる予定 何やる予定
        なにする予定 どうする予定 する予定だった やる予定だった 予定だった 予定してた 予定していた
        予定して 予定は 予定って 予定やった 予定内容 予定を 計画は 計画って 計画だった 計画していた
        計画内容 取組内容 取り組み内容 もともと 当初は 当初の計画 何をする 何する 何をやる 何やる
        何をするつもり するつもりだった どんな計画 何をしようと 何をすること やることは 計画では""",
        """planned | plan of | plan for | the plan | plans | plan$ | supposed to | intended | meant to |
        originally | going to do | planned work | what should | initial plan""",
    ),
    Cue(
        Field.EVIDENCE,
        """根拠は 根拠に 根拠って 根拠を 根拠の資料 根拠資料 根拠になってる資料 根拠になっている資料
        根拠と 根拠 エビデンス 裏付け 実績は 実績って 実績を 実績どう 実績の数字 実績 の数字 数字は
        資料は""",
        """evidence | proof | figures | figure for | data on | facts and figures | numbers for |
        supporting document | documents | hard numbers | the numbers""",
    ),
    Cue(
        Field.WHEN,
        """にあった いつから いつごろ いつ頃 いつまで いつに いつの いつです いつや いつだ いつやった
        いつ始 いつ開 いつ 何月 何日 何年 日付は 時期は""",
        """when | what date | what day | which month | since when | until when | date of""",
    ),
    Cue(
        Field.FIGURE,
        """実績の数 実績数 実績の件数 何作品 何施設 何業務 何種類 何カ国 何か国 何語 なんパー
        なんパーセント 数は 数って 数$ 数を 何人 何名 何基 何台 何回 年何回 何式 何枚 何箇所 何か所
        何ヶ所 何ヵ所 何カ所 何団体 何時間 延べ何人 なんにん なんにち なんかい どれくらい どれぐらい
        どのくらい どのぐらい どれだけ どれほど どんだけ どんくらい なんぼ いくら 何点 何本 何冊 何社
        何校 何世帯 何倍""",
        """how often | how long | how far | how much | what number | how large | how big | what rate |
        rate | what count""",
    ),
    Cue(
        Field.RESULT,
        """何ができた 何ができまし なにができた なにができまし 取組結果 実施結果 結果は 結果って 結果を
        結果が 結果の欄に 結果欄に 結果の欄 結果欄 の結果 結果 成果は 成果って 成果を 成果 何をした
        何した 何をやった 何やった 何をしました 何しました 何を行っ 何を実施 なにした 何してた 何をして
        どこまでいった どこまで行った どこまで進 どこまででき どこまで出来 どこまでやっ どうなった
        どうなって どうなり どうなっ どないなった どないなって どない どうだった どうでした どうですか
        どうやった どうなん どう? どう$ どうよ 結局 進捗 進み具合 進行状況 進んで 進んだ 状況 実施状況
        できた できてる できました 動いてる 終わった 完了した どんな感じ その後""",
        """finish | did … finish | been completed | what was done | what has been done |
        what did they do | what did you do | what did it achieve | what happened | what happened to |
        result of | results of | results | result | outcome | outcomes | achieved | achievement |
        achievements | how is … going | how's … going | how is … doing | how did … go | how are … going |
        progress of | progress on | progress | status of | status | what is the status | is it working |
        working already | was it made | was it done | completed | finished | how about the progress |
        any update | updates on | what became of""",
    ),
    Cue(
        Field.RATING,
        """評価は 評価って 評価が 評価を 評価だけ 評価の 評価どう 評価いくつ 評価教えて 評価結果 評価
        ひょうか 評定 レーティング 判定は 点数は 成績 何点 もらった 取った とった ついた つけられ
        ついてる 付いた 付いてる がつ""",
        """rating of | rating for | the rating | rating | ratings | rated | grade | grades | score |
        scored | scores | evaluation | evaluated | what did … get | did … get | get | got | getting |
        received | receive | assessed | marked | marks | mark""",
    ),
    # ---- hanging on the conversation
    Cue(
        "that_department",
        """その課 その部署 同じ課 その担当課 その室""",
        """that department | the same department | that section | that office""",
    ),
    Cue(
        "those_two",
        """その2つ その二つ この2つ この二つ その2課 この2課 その両方 両者 2つを 二つを""",
        """those two | these two | the two | both of them | them both""",
    ),
    Cue(
        Turn.NARROW,
        """へ絞り込み に絞り込み このうち…だけ このうち この中に 今の中から 前の中から に属するものへ
        ものへ絞 ものに絞 のものだけ出 ほかはいい のみ教えて ^うち そっから そこから そのうち この中
        その中 それらの中 そん中 今の中 上の中 さっきの中 その内 のうち うち、 うちで に絞って に絞り
        に絞る に限って に限定 だけに絞 だけにして のみにして だけ見せて のみ表示 だけ表示 で絞って
        で絞り""",
        """of these, which | of those | of these | of them | among those | among these | among them |
        from those | from these | narrow to | narrow down to | filter by | filter to | within those |
        out of those""",
    ),
    Cue(
        Turn.SWITCH,
        """^今度は ^こんどは に替えて に替えたら に変えて見せ に変えたら に切り替えて についても同
        についても教 でもう一回 でもう一度 同じことを 同じのを 同じく 同様に じゃなくて ならどれ ならどう
        なら? の場合 だとどう だと? 間違えた 間違った まちがえた まちがった ^じゃあ ^じゃ、 ^じゃ ^では
        ^それじゃ ^ほな ^ほんなら ^なら ^それなら ^んじゃ ^そしたら ^次は ^次、 だとどれ の場合は
        のほうは の方は に変えると に切り替え""",
        """same question for | same for | the same for | switch it to | do the same for | now for | no, |
        i meant | ^and | ^then | ^now | what about | how about | instead | ^ok and | switch to | and for""",
    ),
    Cue(
        "not",
        """を外すと は外すと を外したら を抜くと を抜いたら は抜き 抜いたら はいらん はいらない は不要
        は別にして を別にして を除けば を除外すると がついてない がついていない が付いてない
        が付いていない の付いていない のついていない が付かなかった がつかなかった が付いてへん
        もついてない でもなく でもない Mやない やない やなくて ちゃうやつ ちゃうの じゃなく でも…でもない
        をぬいて はぬいて ぬいて ぬきで ぬき いれんと 入れんと 入れずに 含めずに 含まない 含まず をのけて
        のけて でない でなかった ではない ではなかった じゃない じゃなかった でないもの 以外の 以外で
        以外は 以外に 以外 を除いた を除いて を除く を除き は除いて は除く 除いた 除いて 除く 除外して
        を除外 抜きで を抜いて は抜いて を外して は外して はずして をはずして 省いて いがい をのぞいた
        のぞいて ついてない ついていない 取れてない 以外を 無しで 抜きの""",
        """drop | skip | neither … nor | neither | not including | not | except | except for |
        excluding | exclude | without | other than | outside | outside of | but not | apart from |
        aside from | minus | remove | leave out | isn't | aren't | besides | didn't get | did not get |
        non""",
    ),
    Cue(
        Turn.ADD,
        """を追加 も追加 追加して を足す も足して も足す も加えて も含めて も入れて も一緒に も合わせて
        も見せて も出して を追加して を足して を加えて も表示""",
        """also | add | include | as well | plus | too | together with""",
    ),
    Cue(
        Turn.SAME,
        """^それの ^それは ^それって ^それを ^それが ^それ ^これの ^これは ^これって ^これ ^あれの
        ^あれは ^あれ ^そいつ それの それは それって その事業 その項目 その件 この事業 この項目 この件
        さっきの 上の事業 今のやつ 今の事業 その担当 そこの もっと詳しく もっとくわしく 続きは 詳細は
        ^詳しく ^くわしく ^詳細 ^なんで ^なぜ ^どうして ^理由""",
        """it | its | that one | this one | the same | tell me more | more details | more detail |
        ^details | ^why | this measure | that measure | ^and why | about it | of it | that | this |
        they | them""",
    ),
    # ---- shape of a rating's range
    Cue(
        "at_least",
        """M以上""",
        """M or better | M or above | M or higher | at least M | M and above | M and better""",
    ),
    Cue(
        "at_most",
        """M以下""",
        """M or worse | M or below | M or lower | at most M | M and below | M and worse""",
    ),
    Cue(
        "below",
        """Mに満たな Mに満たん Mに満たず Mに及ばな Mに届いてな Mに届いていな Mまで届か Mに至らな
        Mに達してな Mに達していな M未満 Mより悪い Mより下 Mより低い Mに届かな Mに達しな Mにならな M取れな""",
        """short of M | not reaching M | didn't reach M | did not reach M | never reached M |
        worse than M | lower than M | below M | less than M | under M""",
    ),
    Cue(
        "above",
        """Mより良い Mより上 Mよりいい Mより高い Mより上の""",
        """better than M | higher than M | above M""",
    ),
    # ---- what is to be counted, grouped, compared with
    Cue(
        "by_department",
        """課の中 課のうち 部署の中 部署のうち 所属は 所属の 所属を どの課 課は? 課は$ 課はどこ 課はどれ
        課? 課$ の課を 課ランキング 課の一覧 課を の課は の部署は 部署は 部署ランキング どこの課 課で
        課の順 課って 課が""",
        """by dept | dept | department | departments | section | sections | which offices | offices""",
    ),
    Cue(
        "by_policy",
        """方針の中 方針のうち 方針のなか 方針は? 方針は$ 方針はどれ 方針? 方針$ どの方針 基本方針は
        基本方針 方針の一覧 方針ランキング 方針を 方針って""",
        """policy | policies | which policy""",
    ),
    Cue(
        "by_initiative",
        """取組って 取組が 取り組みは どの取組 取組は? 取組は$ 取組ランキング 取組の一覧""",
        """initiative | initiatives | which initiative""",
    ),
    Cue(
        "city",
        """全体の割合 全体からみ 全体から見 全体の平均 全体の率 全体の数字 全部の課 全課の 全ての課
        すべての課 市の全体 市全体と 市全体に 市全体の 市全体 全体と 全体に 全庁 全市 市平均と 市平均
        平均と 平均 全体平均""",
        """the overall city | overall | all departments | every department | the entire city |
        entire city | overall city | all sections | the whole city | whole city | the city |
        city average | city-wide | citywide | city as a whole | average | overall average""",
    ),
    Cue(
        "measures",
        """事業は 事業って 事業を 事業が 事業の 事業だけ 事業 施策""",
        """measures | measure | projects | project | initiatives rated""",
    ),
    Cue(
        "items",
        """項目は 項目って 項目を 項目が 項目の 項目 取組は 取組 取り組み""",
        """items | item | entries | things | activities""",
    ),
    Cue(
        Ask.LIST,
        """一覧 いちらん リスト 列挙 全部出し 全部見せ 全部教え 全部ほしい 全部ください 全部 ぜんぶ
        すべて 全て 全件 何がある なにがある 何があり 何がありますか のやつ見せ の分見せ 挙げて""",
        """list of | list | all the | all of | all | every | show all | show me all""",
    ),
    Cue(
        "filling",  # said, and asks for nothing
        """ぶら下がって ぶらさがって ぶら下がっとる ぶら下がり""",
    ),
    Cue(
        "either",  # asks for the one or the other, compares nothing
        """のどちらか どちらか一方 どちらかが どちらかに どちらかを どちらかの""",
    ),
    # ---- what superlatives are made of (bot/understanding/superlatives.py)
    Cue(
        "superlative",
        """一番 最も もっとも 最多 最大 最少 最小 最高 最低 最上位 最下位 上位 トップ 首位 1位 ワースト
        ベスト 最大値 最低ランク 最低評価 最高評価 良い 良かっ よかっ 良く 悪い 悪かっ 悪く 低い 低かっ
        低く ひどい""",
        """the largest number of | largest number of | biggest number of | the biggest number of |
        highest number of | greatest number of | most | largest | biggest | greatest | highest | lowest |
        fewest | least | maximum | max | top | best | worst | number one""",
    ),
    Cue(
        "much",
        """たくさん ぎょうさん ようけ 多い 多く 多かっ 多数 に集中 が集中 大きい 大きな でかい 高い
        高かっ 高く 多額 長い""",
        """most of""",
    ),
    Cue(
        "which",
        """どれとどれ どれどれ どれや どれです どれが どれ? どれ$ どれ どこ? どこ$ どこがある どのやつ""",
        """which | which ones | which one | what are""",
    ),
    Cue(
        "only",
        """だけ のみ しか 限定 のほう の方 ほうの""",
        """only | just | solely""",
    ),
    Cue(
        Ask.HELLO,
        """まいど ^どうも、 ごめんください こんにちは こんにちわ こんばんは おはよう はじめまして
        お疲れ様 お疲れさま おつかれ お世話になって お世話になり よろしくお願い よろしく すみません
        すいません 失礼します 失礼いたします お忙しい 恐れ入り 恐縮""",
        """^hi | ^hello | ^hey | good morning | good afternoon | good evening | greetings |
        nice to meet you | ^dear""",
    ),
)
