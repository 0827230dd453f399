"""App Home (one's own department, the city, help) and the search form with suggestions."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.card import unfolded
from bot.memory import Memory
from bot.surfaces.slack.access import Access, Place
from bot.surfaces.slack.asking import Asking, place_of
from bot.surfaces.slack.blocks import Block, messages, plain_message
from bot.surfaces.slack.inputs import MOST_OPTIONS, chosen_of, option, plain, select_of
from bot.surfaces.slack.subscribing import Subscribing
from bot.wording import chat as say

if TYPE_CHECKING:
    from bot.chat import Front

log = logging.getLogger(__name__)
Body = dict[str, Any]

MOST_BLOCKS = 100  # of a view
FORM = "search_plan"
OPEN_FORM = "open_search"
DEPARTMENT = "home_department"
EVERY = "-"  # the option that chooses nothing
PROMPTS = 4


class Home:
    """Shows App Home and the search form. What stands in them is asked as any question is."""

    def __init__(self, front: Front, memory: Memory, access: Access, asking: Asking, quick: Executor) -> None:
        self.weekly = Subscribing(front, access)
        self.front = front
        self.memory = memory
        self.access = access
        self.asking = asking
        self.quick = quick  # threads for what Slack waits three seconds for

    def opened(self, event: Body, body: Body, context: BoltContext, client: WebClient) -> None:
        """App Home was opened: the home tab is drawn anew, the messages tab gets its prompts."""
        place = place_of(body, context, str(event["user"]), "")

        def work() -> None:
            why = self.access.refusal(client, place)
            if event.get("tab") == "messages":
                if not why:
                    self._prompt(client, str(event["channel"]))
            else:
                self._publish(client, place, why)

        self._safely("App Home", work)

    def choose(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """A department was chosen: it is kept, of the person only a hash."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        chosen = str((action.get("selected_option") or {}).get("value") or "")

        def work() -> None:
            why = self.access.refusal(client, place)
            if not why and chosen in self.front.departments():
                self.memory.choose(_person(place), chosen)
            self._publish(client, place, why)

        self._safely("department", work)

    # -- the weekly post ---------------------------------------------------------------------------------

    def weekly_pressed(
        self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient
    ) -> None:
        """A button beside a subscription: it is done, and App Home shows what came of it."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        self._weekly(client, place, lambda: self.weekly.change(client, place, str(action.get("value") or "")))

    def weekly_form(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The button that opens the form for one more subscription, within three seconds."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")

        def work() -> None:
            why = self.access.refusal(client, place)
            view = self.form("ja", why) if why else self.weekly.form(client, place, self._chosen_by(place))
            client.views_open(trigger_id=body["trigger_id"], view=view)

        self._safely("weekly form", work, self.quick)

    def weekly_submitted(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """That form was sent."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        values = body["view"]["state"]["values"]
        self._weekly(client, place, lambda: self.weekly.subscribe(client, place, values))

    def _weekly(self, client: WebClient, place: Place, do: Callable[[], str]) -> None:
        def work() -> None:
            why = self.access.refusal(client, place)
            self._publish(client, place, why, "" if why else do())

        self._safely("weekly post", work)

    def _chosen_by(self, place: Place) -> str:
        return self.memory.chosen(_person(place))

    def _publish(self, client: WebClient, place: Place, why: str, told: str = "") -> None:
        blocks = list(plain_message(say.refused("ja", why)).blocks) if why else None
        if blocks is None:
            blocks = self._blocks(self._chosen_by(place), self.weekly.blocks(client, place, told))
        client.views_publish(user_id=place.user, view={"type": "home", "blocks": blocks[:MOST_BLOCKS]})

    def open_form(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The global shortcut, or the button of App Home: the search form, within three seconds."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")

        def work() -> None:
            why = self.access.refusal(client, place)
            client.views_open(trigger_id=body["trigger_id"], view=self.form("ja", why))

        self._safely("search form", work, self.quick)

    def _safely(self, what: str, work: Callable[[], None], pool: Executor | None = None) -> None:
        def run() -> None:
            try:
                work()
            except Exception as error:  # of any kind; nothing typed is logged
                log.error("%s: %s", what, type(error).__name__)  # noqa: TRY400

        (pool or self.asking.workers).submit(run)

    def form(self, lang: str, why: str = "") -> Body:
        """The search form, or in its place why there is none."""
        view: Body = {
            "type": "modal",
            "callback_id": FORM,
            "title": plain(say.search(lang, "title")),
            "close": plain(say.search(lang, "close")),
        }
        if why:
            return {**view, "blocks": list(plain_message(say.refused(lang, why)).blocks)}
        topic = {
            "type": "external_select",
            "action_id": "topic",
            "min_query_length": 0,
            "placeholder": plain(say.search(lang, "type")),
        }
        ratings = [(mark, f"{mark} {word}") for mark, word in self.front.ratings()]
        inputs = (
            ("topic", topic),
            ("department", select_of("department", [(name, name) for name in self.front.departments()])),
            ("rating", select_of("rating", ratings)),
            ("year", select_of("year", [(code, code) for code in self.front.years()])),
        )
        blocks = [
            {"type": "input", "block_id": name, "optional": True, "element": element,
             "label": plain(say.search(lang, name))}
            for name, element in inputs
        ]  # fmt: skip
        return {**view, "submit": plain(say.search(lang, "submit")), "blocks": blocks}

    def suggest(self, ack: Ack, body: Body, context: BoltContext) -> None:
        """Suggestions while somebody types a topic: what was typed itself, then titles."""
        typed = str(body.get("value") or "").strip()
        place = place_of(body, context, str(body["user"]["id"]), "")
        if not self.access.knows(place):  # asking Slack would take too long; the form has asked before
            ack(options=[])
            return
        found = dict.fromkeys((*([typed] if typed else []), *self.front.suggestions(typed)))
        ack(options=[option(name, name) for name in list(found)[:MOST_OPTIONS]])

    def submitted(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The form was sent: its question is asked and answered by direct message."""
        values = body["view"]["state"]["values"]
        chosen = {
            name: chosen_of(values.get(name, {}).get(name))
            for name in ("year", "department", "rating", "topic")
        }
        question = say.question_of(list(chosen.values()))
        if not question:
            ack(response_action="errors", errors={"topic": say.search("ja", "nothing")})
            return
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        self.asking.ask_directly(client, place, question, str(body["view"]["id"]))

    def _blocks(self, chosen: str, weekly: list[Block]) -> list[Block]:
        lang = "ja"
        names = [(name, name) for name in self.front.departments()]
        select = {
            **select_of(DEPARTMENT, names),
            "placeholder": plain(say.choose_department(lang)),
        }
        if chosen in dict(names):
            select["initial_option"] = option(chosen, chosen)
        form = {"type": "button", "action_id": OPEN_FORM, "text": plain(say.open_search(lang))}
        blocks: list[Block] = [
            {"type": "header", "text": plain(say.home_title(lang))},
            {"type": "actions", "elements": [select, form]},
        ]
        if chosen:
            blocks += self._card(say.home_question(lang, "department", chosen))
        else:
            blocks += plain_message(say.no_department(lang)).blocks
        blocks += weekly
        for part in ("city", "help"):
            blocks += [{"type": "divider"}, *self._card(say.home_question(lang, part, ""))]
        return blocks

    def _card(self, question: str) -> list[Block]:
        """The first message of an answer: a view has no thread for the rest."""
        return list(messages(unfolded(self.front.ask(question, place="home").card))[0].blocks)

    def _prompt(self, client: WebClient, channel: str) -> None:
        prompts = [{"title": text, "message": text} for text in say.prompts("ja")[:PROMPTS]]
        with contextlib.suppress(SlackApiError, OSError):  # a nicety: without it everything works
            client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, title=say.home_title("ja"), prompts=prompts
            )


def _person(place: Place) -> str:
    return f"slack:{place.own_team}:{place.user}"
