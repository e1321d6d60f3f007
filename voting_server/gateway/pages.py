"""What lies beside the seat page, so that it can be installed, kept and pinned by its hash (docs/protocol.md §14)."""

from collections.abc import Callable
from pathlib import Path

from voting_protocol.encoding import b64u
from voting_protocol.pages import MANIFEST, pages_hash

SEAT_FILES = {
    "index.html": "text/html",
    "bundle.json": "application/json",
    "keeper.js": "text/javascript",
    "app.webmanifest": "application/manifest+json",
    "icon-192.png": "image/png",
    "icon-512.png": "image/png",
    "icon-maskable-512.png": "image/png",
}
"""By name, and its content type."""


def seat_pages(pages: Path) -> Callable[[], str]:
    """The hash of the bundle that is served now, "" without one; read again when it was built anew."""
    file = pages / MANIFEST
    known: tuple[int, str] = (0, "")

    def read() -> str:
        nonlocal known
        try:
            built = file.stat().st_mtime_ns
            if built != known[0]:
                known = (built, b64u(pages_hash(file.read_bytes())))
        except OSError:
            return ""
        return known[1]

    return read
