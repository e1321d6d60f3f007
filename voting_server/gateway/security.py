"""What a browser is told and asked: security headers and origins."""

from collections.abc import Mapping, Sequence
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

VERIFY_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page that verifies records may do: connect to nothing. Its workers are scripts whose names begin with verify."""


def security_headers(path: str) -> Mapping[str, str]:
    """The headers of an answer at `path`."""
    if path.startswith(("/verify/", "/assets/verify")):
        return {**SECURITY_HEADERS, "Content-Security-Policy": VERIFY_POLICY}
    return SECURITY_HEADERS


def allowed_origin(origin: str, host: str, allowed: Sequence[str]) -> bool:
    """Whether a request from a page at `origin` may act: the page came from this host, or the origin is configured."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return origin in allowed or (parts.scheme in ("http", "https") and parts.netloc == host != "")
