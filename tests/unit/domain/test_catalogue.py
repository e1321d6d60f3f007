"""The lists: refusal codes and templates are complete, and the code uses nothing beside them."""

import re
from pathlib import Path

import pytest

import voting_server.domain
from voting_server.domain.codes import CODES, RuleError
from voting_server.domain.majority import MAJORITIES
from voting_server.domain.rules import RULES
from voting_server.domain.templates import TEMPLATES

SOURCES = [path.read_text() for path in Path(voting_server.domain.__file__).parent.glob("*.py") if path.name != "codes.py"]


def test_every_code_is_raised_somewhere_and_every_raised_code_is_listed() -> None:
    source = "\n".join(SOURCES)
    assert 'f"code-{state}"' in source
    built = {"code-used", "code-cancelled", "code-expired"}
    quoted = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert CODES.keys() - quoted - built == set()
    raised = set(re.findall(r'RuleError\(\s*"([a-z-]+)"', source)) | set(
        re.findall(r'refuse_unless\([^"]*?,\s*"([a-z-]+)"', source)
    )
    assert raised - CODES.keys() == set()
    assert len(raised) > 40


def test_codes_speak_both_languages() -> None:
    for code, message in CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        assert re.search(r"[\u4e00-\u9fff]", message["zh"])
        assert re.fullmatch(r"[A-Z][ -~]+", message["en"])
    with pytest.raises(KeyError):
        RuleError("made-up")


def test_templates() -> None:
    for template in TEMPLATES.values():
        assert template.rule in RULES or (template.rule == "" and template.channel == "paper")
        assert template.committee_rule in {"", *MAJORITIES}
    assert TEMPLATES["resolution"].default_rule("plenary") == "M1"
    assert TEMPLATES["resolution"].default_rule("standing-committee") == "M4"
    assert TEMPLATES["presidium-decision"].default_rule("presidium") == "M5"
    assert TEMPLATES["procedural-present"].default_rule("standing-committee") == "M7"
    paper = {template.id for template in TEMPLATES.values() if template.channel == "paper"}
    assert {"constitution", "removal-office", "recall", "by-election"} <= paper
    assert not paper & {"resolution", "law-bill", "roll-call", "amendment", "scrutineer-list"}


def test_the_domain_is_pure() -> None:
    allowed = (
        "base64",
        "collections",
        "dataclasses",
        "datetime",
        "functools",
        "hashlib",
        "math",
        "msgspec",
        "typing",
        "unicodedata",
        "voting_protocol.errors",
        "voting_protocol.forms",
        "voting_protocol.written",
        "voting_server.domain",
    )
    for source in SOURCES:
        for name in re.findall(r"^(?:from|import) ([\w.]+)", source, flags=re.M):
            assert name.startswith(allowed), name
