"""The version of a page that the server gives now, to be compared with what a device tells."""

import re
from pathlib import Path

SCRIPT = re.compile(r'src="/assets/([\w.+-]+)\.js"')


def page_version(index: Path) -> str:
    """The version that a page tells of itself: the name of its script, which is named after its content; "" without the page."""
    found = SCRIPT.search(index.read_text(encoding="utf-8")) if index.is_file() else None
    return found[1][:64] if found else ""
