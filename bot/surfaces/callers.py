"""Where a request comes from, as far as it can be told: this machine itself, or a proxy that hands it on.

A proxy on this machine looks like a person at it: its address is the loopback one and, left as it comes, its
Host header too. What gives it away are the headers that proxies add.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# Headers, as WSGI names them, that what stands in between adds and no browser and no tool of this machine
# sends: RFC 7239 and RFC 9110, the X- ones of nginx, Apache, HAProxy, Envoy, of load balancers and tunnels.
FORWARDING = frozenset({
    "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_ORIGINAL_HOST", "HTTP_X_ORIGINAL_URL", "HTTP_X_ORIGINAL_FOR", "HTTP_X_REWRITE_URL",
    "HTTP_X_PROXYUSER_IP", "HTTP_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CDN_LOOP", "HTTP_FASTLY_CLIENT_IP",
    "HTTP_X_APPENGINE_REMOTE_ADDR",
})  # fmt: skip
FORWARDING_BEGINS = ("HTTP_X_FORWARDED", "HTTP_X_ENVOY_", "HTTP_X_AZURE_", "HTTP_CF_", "HTTP_X_ARR_")


def is_local(host: str) -> bool:
    """Whether only this machine reaches a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_name(host: str) -> str:
    """The name of a Host header: `[::1]:8000` → `::1`; "" for what is no host."""
    return name_of(f"//{host}")


def name_of(url: str) -> str:
    """The host of an address: `https://plan.example:1/x` → `plan.example`; "" for none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_forwarded(environ: Mapping[str, Any]) -> bool:
    """Whether something in between handed this request on.

    HTTP/1.0 counts: no browser speaks it, and nginx does to what is behind it unless told otherwise.
    """
    if environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return True
    return any(name in FORWARDING or name.startswith(FORWARDING_BEGINS) for name in environ)


def is_of_this_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a program of this machine sent this by itself, under a name of this machine.

    Not so for what a page of another host has a browser send, under whatever name that leads here.
    """
    origin = environ.get("HTTP_ORIGIN")
    return (
        is_local(str(environ.get("REMOTE_ADDR") or ""))
        and host_name(str(environ.get("HTTP_HOST") or "")) in LOCAL_NAMES
        and (origin is None or name_of(str(origin)) in LOCAL_NAMES)
        and not is_forwarded(environ)
    )
