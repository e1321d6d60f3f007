"""What stands beside the code agrees with it: the proxy's configuration, the limits and calls that docs name, links between docs."""

import re
from pathlib import Path

import pytest

from voting_server.domain.document_acts import MAX_BYTES
from voting_server.gateway.http import ACT_BYTES, FILE_BYTES
from voting_server.services.logs import LIMITS, SMALL_BYTES

ROOT = Path(__file__).parents[3]
PAGES = [
    ROOT / "README.md",
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("docs/guide/*.md")),
    *sorted(ROOT.glob("docs/adr/*.md")),
]
PAGES += [ROOT / name / "README.md" for name in ("deploy", "tests", "loadtests", "auditor")]
UNITS = {"KiB": 2**10, "MiB": 2**20}


def test_the_proxy_lets_the_greatest_file_and_act_through() -> None:
    found = re.search(r"^\s*client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    assert int(found[1]) * 2**20 > max(MAX_BYTES, ACT_BYTES, FILE_BYTES)


def test_the_protocol_tells_the_limit_of_every_act() -> None:
    line = re.search(
        r"^Limits: an act body (.*) A file for import", (ROOT / "docs" / "protocol.md").read_text("utf-8"), re.MULTILINE
    )
    assert line is not None
    told: dict[str, int] = {}
    for part in line[1].split("; "):
        size = re.match(r"(\d+) (KiB|MiB)", part)
        assert size is not None, part
        bytes_ = int(size[1]) * UNITS[size[2]]
        told |= dict.fromkeys(re.findall(r"`([a-z-]+)`", part), bytes_)
        if part.endswith("otherwise."):
            assert bytes_ == SMALL_BYTES
    assert told == LIMITS


def anchors(text: str) -> set[str]:
    """The names under which a page's headings are linked to."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text("utf-8")), target
