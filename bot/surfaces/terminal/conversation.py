"""The conversation on a terminal.

Choices are numbered and taken with `/1`, because a bare number is a measure's. Prompt and line editing appear
only on a real terminal; piped, `katou chat` reads questions and writes answers.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata

from bot.surfaces.terminal.layout import DIM, MORE, Style, render, rest_of, style_of_stdout
from bot.wording import console as say
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.card import Card

PROMPT = "> "
HISTORY_LENGTH = 1000


class TerminalChat:
    """One conversation. `ask` turns a question and the language it must have, if any, into its card.

    `names` gives whole questions for what is begun, in a language. What `ask` raises ends the conversation.
    """

    def __init__(
        self,
        ask: Callable[[str, str | None], Card],
        lang: str,
        names: Callable[[str, str], Iterable[str]] = lambda _begun, _lang: (),
        *,
        no_color: bool = False,
    ) -> None:
        self.ask, self.lang, self.names, self.no_color = ask, lang, names, no_color
        self.real = sys.stdin.isatty() and sys.stdout.isatty()
        self.card: Card | None = None

    def run(self, history: str | None = None) -> None:
        """Answer until the end of the input or until told to leave."""
        if self.real:
            self.show("")
            self.tell(say.keys(self.lang))
        for typed in self._typed(history):
            if typed.casefold() in say.LEAVING:
                return
            self.answer(typed)

    def answer(self, typed: str) -> None:
        """Answer one line: a question, or a command behind a slash."""
        command = unicodedata.normalize("NFKC", typed).casefold()
        if not command.startswith("/"):
            self.show(typed)
        elif command in say.HELPING:
            self.show("")
            self.tell(say.keys(self.lang))
        elif command == MORE:
            self.unfold()
        elif re.fullmatch(r"/[0-9]{1,3}", command):
            self.choose(command)
        else:
            self.tell(say.no_such_command(self.lang, typed))

    def choose(self, command: str) -> None:
        """Ask what the choice with this number asks."""
        choices = self.card.choices if self.card else ()
        number = int(command[1:])
        if 1 <= number <= len(choices):
            self.tell(f"{PROMPT}{choices[number - 1].asks}")
            self.show(choices[number - 1].asks)
        else:
            self.tell(say.no_such_choice(self.lang, command))

    def show(self, question: str) -> None:
        """Ask and print the answer."""
        self.card = self.ask(question, None if question else self.lang)  # nothing typed has no language
        self.lang = self.card.lang
        print(render(self.card, self.style, numbered=True, whole=False), end="\n\n", flush=True)

    def unfold(self) -> None:
        """Print what stands under "more" of the last answer."""
        rest = "\n".join(line for line in rest_of(self.card, self.style) if line) if self.card else ""
        if rest:
            print(rest, end="\n\n", flush=True)
        else:
            self.tell(say.nothing_more(self.lang))

    def tell(self, text: str) -> None:
        """Print a line of the terminal's own."""
        print("\n".join(self.style.lines(text, code=DIM)), flush=True)

    @property
    def style(self) -> Style:
        """How to show things now; a window changes its width."""
        return style_of_stdout(no_color=self.no_color)

    def _typed(self, history: str | None) -> Iterator[str]:
        if not self.real:
            lines = (line.strip() for line in sys.stdin)
            yield from (line for line in lines if line)
            return
        with_editing = LineEditing(history, self._completions)
        try:
            while (line := self._line()) is not None:
                if line:
                    yield line
        finally:
            with_editing.keep()

    def _line(self) -> str | None:
        """One line as it was typed; Ctrl-C clears it. None at the end, and for Ctrl-C twice."""
        cleared = False
        while True:
            try:
                return input(PROMPT).strip()
            except EOFError:
                print()
                return None
            except KeyboardInterrupt:
                print()
                if cleared:
                    return None
                cleared = True
                self.tell(say.line_cleared(self.lang))

    def _completions(self, begun: str) -> list[str]:
        """What a line may be that begins so: commands, the choices, questions about names of the plan."""
        choices = self.card.choices if self.card else ()
        taken = [*say.COMMANDS, *(f"/{n}" for n in range(1, len(choices) + 1)), *(c.asks for c in choices)]
        names = self.names(begun, self.lang) if begun and not begun.startswith("/") else ()
        return [text for text in dict.fromkeys((*taken, *names)) if text.startswith(begun)]


class LineEditing:
    """Arrow keys, history and completion, where this Python has readline."""

    def __init__(self, history: str | None, completions: Callable[[str], list[str]]) -> None:
        self.history, self.completions = history, completions
        self.fitting: list[str] = []
        try:
            import readline  # here: some Pythons lack it, and only a real terminal needs it
        except ImportError:
            self.readline = None
            return
        self.readline = readline
        readline.set_completer(self._complete)
        readline.set_completer_delims("")
        readline.parse_and_bind("tab: complete")
        readline.set_history_length(HISTORY_LENGTH)
        if history:
            try:
                readline.read_history_file(history)
            except OSError:
                return  # the first time there is none

    def _complete(self, begun: str, number: int) -> str | None:
        if number == 0:  # asked for one after the other
            self.fitting = self.completions(begun)
        return self.fitting[number] if number < len(self.fitting) else None

    def keep(self) -> None:
        """Write the history, for its owner alone. A folder that cannot be written costs only the history."""
        if self.readline is None or self.history is None:
            return
        try:
            os.makedirs(os.path.dirname(self.history) or ".", mode=0o700, exist_ok=True)
            os.close(os.open(self.history, os.O_WRONLY | os.O_CREAT, mode=0o600))
            self.readline.write_history_file(self.history)
        except OSError:
            return
