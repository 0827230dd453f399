"""The terminal: a card as lines that fit its window, and the conversation.

Choices are numbered and taken with `/1`, because a bare number is a measure's. Colours, prompt and line
editing appear only on a real terminal; piped, `katou chat` reads questions and writes answers.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata

from bot.wording import console as say
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.card import Card, Section

PROMPT = "> "
MORE = "/more"
BOLD, DIM = "1", "2"
NARROWEST = 20  # columns; below that nothing reads well, so the terminal itself may wrap
HISTORY_LENGTH = 1000

# What stays together: a Latin or katakana word, or one sign; opening brackets before it, and behind it
# what begins no line: closing brackets, stops, small kana.
_PIECE = re.compile(
    r"[（「『【〔“‘(\[]*"
    r"(?:[!-~\u00a1-\u024f]+|[\u30a1-\u30fc]+|.)"
    r"[）」』】〕”’、。，．・｜！？：；…％\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087]*\s*"
)


class Style:
    """How this output shows things: colours or none, its width in columns or None for endless lines."""

    def __init__(self, *, colour: bool = False, width: int | None = None) -> None:
        self.colour = colour
        self.width = None if width is None else max(width, NARROWEST)

    def paint(self, text: str, code: str) -> str:
        """`text` in bold or dim, where this output has that."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def lines(self, text: str, indent: str = "", code: str = "") -> Iterator[str]:
        """`text` as lines that fit; continuation lines are indented two columns more."""
        text = printable(text)
        wrapped = [text] if self.width is None else wrap(text, self.width - len(indent))
        for number, line in enumerate(wrapped):
            yield indent + ("  " if number else "") + (self.paint(line, code) if code else line)


def columns(text: str) -> int:
    """The columns that `text` takes; signs of ambiguous width (○, ×) count as two, as the widest fonts do."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WFA" else 1
        for sign in text
    )


def printable(text: str) -> str:
    """Without what could steer a terminal: control and format signs. White space becomes a blank."""
    return "".join(sign for sign in re.sub(r"\s", " ", text) if unicodedata.category(sign)[0] != "C")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, continuation lines two shorter. Words stay whole if they fit."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text, width - 2):
        if line and used + columns(piece.rstrip()) > width - (2 if lines else 0):
            lines.append(line.rstrip())
            line, used, piece = "", 0, piece.lstrip()
        line, used = line + piece, used + columns(piece)
    return [*lines, line.rstrip()]


def _pieces(text: str, longest: int) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        if columns(piece.rstrip()) <= longest:
            yield piece
        else:
            yield from piece


def render(card: Card, style: Style, *, numbered: bool = False, whole: bool = True) -> str:
    """The card for this output; with `numbered` its choices carry the number that takes them.

    Not `whole`: up to what stands under "more", which is named with the command that shows it.
    """
    lines = list(style.lines(card.headline, code=BOLD))
    for line in card.scope:
        lines += style.lines(line, code=DIM)
    for section in card.shown:
        lines += _section(section, style)
    if card.folded and not whole:
        lines += style.lines(f"{MORE} {card.more}")
    else:
        lines += style.lines(card.left)
        lines += _rest(card, style)
    for line in card.sources:
        lines += style.lines(line, code=DIM)
    if card.choices:
        names = [f"/{n} {c.label}" if numbered else f"[{c.label}]" for n, c in enumerate(card.choices, 1)]
        lines += _row(names, style)
    return "\n".join(line for line in lines if line)


def _rest(card: Card, style: Style) -> Iterator[str]:
    """What stands under "more", and the notes."""
    for section in card.folded:
        yield from _section(section, style)
    for note in card.notes:
        yield from style.lines(note, code=DIM)


def _section(section: Section, style: Style) -> Iterator[str]:
    yield from style.lines(section.title, code=BOLD)
    for fact in section.facts:
        label = printable(fact.label)
        first, *rest = style.lines(f"{label} {fact.text}", "  ")
        yield first.replace(label, style.paint(label, DIM), 1)
        yield from rest
    for line in section.lines:
        yield from style.lines(line, "  ")
    if section.rows:
        header, *rows = section.rows
        for row in rows:
            cells = [f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True)]
            yield from style.lines(f"{row[0]}: {' / '.join(cells)}", "  ")


def _row(names: list[str], style: Style) -> Iterator[str]:
    """Choices side by side, each whole on one line where it fits."""
    line = ""
    for name in map(printable, names):
        if line and style.width is not None and columns(f"{line}  {name}") > style.width:
            yield from style.lines(line)
            line = ""
        line = f"{line}  {name}" if line else name
    yield from style.lines(line)


class Chat:
    """One conversation. `ask` turns a question and the language it must have, if any, into its card.

    Whatever `ask` raises ends the conversation.
    """

    def __init__(self, ask: Callable[[str, str | None], Card], lang: str, *, no_color: bool = False) -> None:
        self.ask, self.lang, self.no_color = ask, lang, no_color
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
        rest = "\n".join(line for line in _rest(self.card, self.style) if line) if self.card else ""
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
            while True:
                if line := input(PROMPT).strip():
                    yield line
        except (EOFError, KeyboardInterrupt):
            print()
        finally:
            with_editing.keep()

    def _completions(self) -> list[str]:
        choices = self.card.choices if self.card else ()
        return [*say.COMMANDS, *(f"/{n}" for n in range(1, len(choices) + 1)), *(c.asks for c in choices)]


class LineEditing:
    """Arrow keys, history and completion, where this Python has readline."""

    def __init__(self, history: str | None, completions: Callable[[], list[str]]) -> None:
        self.history, self.completions = history, completions
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
        fitting = [text for text in self.completions() if text.startswith(begun)]
        return fitting[number] if number < len(fitting) else None

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


def style_of_stdout(*, no_color: bool) -> Style:
    """The style of standard output: plain and endless unless it is a terminal."""
    if not sys.stdout.isatty():
        return Style()
    try:
        width = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        width = 0
    return Style(colour=not no_color and os.environ.get("TERM") != "dumb", width=width or 80)
