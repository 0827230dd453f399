"""Where the time of an answer goes, in spans of OpenTelemetry: off unless an address is set, no text ever.

    request │ message → question → form, reading → evaluation, card → post

A span has kinds and numbers and the id of its request (docs/operation.md lists them); of an error its class,
never its words, which may be what somebody typed.

The only importer of opentelemetry, which `begin` loads: while it is off, a span costs one look at a name.
"""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Any, Self

    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

    Fact = str | int | float | bool

SERVICE, TRACES = "katou", "/v1/traces"
STANDARD = {  # what OpenTelemetry has a name for; anything else is ours: katou.kind
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "error": "error.type",
}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
OTHER = "_OTHER"  # of a method that is none: somebody typed it


class Span:
    """A part of the work. This one is seen by nobody."""

    def __enter__(self) -> Self:
        """It begins."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends."""

    def tell(self, **facts: Fact) -> None:
        """What is known of it by now: kinds and numbers, never a text."""


class _SeenSpan(Span):
    """One that is sent. What stands in front of its name makes it the server's part of a request."""

    def __init__(self, tracing: _Tracing, name: str, facts: dict[str, Fact]) -> None:
        self._tracing, self._name, self._facts = tracing, name, facts
        self._span: Any = None
        self._current: AbstractContextManager[Any] | None = None

    def __enter__(self) -> Self:
        """Whatever begins in this thread, or in one that works for it, belongs to it."""
        self._current = self._tracing.provider.get_tracer(SERVICE).start_as_current_span(
            self._name, attributes=_attributes(self._facts), kind=self._tracing.kind(self._name),
            record_exception=False, set_status_on_exception=False,  # both write down an error's words
        )  # fmt: skip
        self._span = self._current.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends, perhaps with an error, of which the class is told."""
        if kind is not None:
            self.tell(error=kind.__name__)
            self._span.set_status(self._tracing.failed)
        if self._current is not None:
            self._current.__exit__(kind, error, trace)

    def tell(self, **facts: Fact) -> None:
        """As above."""
        self._span.set_attributes(_attributes(facts))


class _Tracing:
    """The SDK, loaded. Its provider is no global one: other libraries' spans may hold texts."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry.trace import SpanKind, StatusCode

        self.provider, self.failed = provider, StatusCode.ERROR
        self._server, self._inside = SpanKind.SERVER, SpanKind.INTERNAL

    def kind(self, name: str) -> Any:
        return self._server if name == "request" else self._inside


NOBODY = Span()
_tracing: _Tracing | None = None


def span(name: str, **facts: Fact) -> Span:
    """A part of the work, for a `with`."""
    return NOBODY if _tracing is None else _SeenSpan(_tracing, name, facts)


def begin(address: str) -> None:
    """Send spans to a collector (OTLP over HTTP) from now on; "" for nowhere. The SDK's own settings hold.

    Raises ModuleNotFoundError where it is not installed.
    """
    if not address:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    send_to(BatchSpanProcessor(OTLPSpanExporter(endpoint=address + TRACES)))


def send_to(processor: SpanProcessor) -> None:
    """Hand each span that ends to a processor of the SDK from now on."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    global _tracing
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False)
    provider.add_span_processor(processor)
    _tracing = _Tracing(provider)


def end(patience: float) -> None:
    """Send what is left, for so many seconds, and no more from then on."""
    global _tracing
    if _tracing is None:
        return
    from threading import Thread  # here: most processes send none

    last = Thread(target=_tracing.provider.shutdown, daemon=True)  # a collector may not answer
    _tracing = None
    last.start()
    last.join(patience)


def method(typed: str) -> str:
    """A request's method as a span may have it."""
    return typed if typed in METHODS else OTHER


def _attributes(facts: dict[str, Fact]) -> dict[str, Fact]:
    return {STANDARD.get(name, f"{SERVICE}.{name}"): fact for name, fact in facts.items()}
