"""What a browser is told and asked: security headers and origins."""

from collections.abc import Sequence
from urllib.parse import urlsplit

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


def allowed_origin(origin: str, host: str, allowed: Sequence[str]) -> bool:
    """Whether a request from a page at `origin` may act: the page came from this host, or the origin is configured."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return origin in allowed or (parts.scheme in ("http", "https") and parts.netloc == host != "")
