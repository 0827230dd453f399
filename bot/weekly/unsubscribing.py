"""The link in a mail that stops a subscription: its number, signed, so that nobody stops another one's."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from bot.memory.subscriptions import Ledger
from bot.subscription import Standing, Subscription

PATH = "weekly/stop"


def stop_address(ledger: Ledger, page: str, number: int) -> str:
    """The address on the page that stops a subscription by one click; "" without a page."""
    found = ledger.subscription(number) if page else None
    return f"{page}{PATH}?{urlencode({'n': number, 'k': _signature(ledger, found)})}" if found else ""


def meant(ledger: Ledger, number: int, signature: str) -> Subscription | None:
    """The subscription of a link, stopped or not; None for a link that is not ours."""
    found = ledger.subscription(number)
    if found is None or not hmac.compare_digest(_signature(ledger, found).encode(), signature.encode()):
        return None
    return found


def stop(ledger: Ledger, number: int, signature: str, now: float) -> bool:
    """Stop it, once and for all clicks. False for a link that is not ours."""
    found = meant(ledger, number, signature)
    if found is None:
        return False
    if found.state != Standing.STOPPED.value:
        ledger.stand(number, Standing.STOPPED, now)
    return True


def _signature(ledger: Ledger, subscription: Subscription) -> str:
    text = "\0".join(("stop", str(subscription.id), subscription.platform, subscription.channel))
    return hmac.new(ledger.signing_key(), text.encode(), hashlib.sha256).hexdigest()
