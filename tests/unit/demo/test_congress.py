"""The demo's congress is what the protocol and the import accept, and the same every time."""

import re
from collections import Counter

import msgspec
import pytest

from hemicycle.demo.congress import AGENDA, CHAIR, DELEGATIONS, FREE_DEPUTY, QUORUM, Item, demo_members
from terminal_client.headless.console import Motion
from voting_server.domain.acts import DivisionDraft, shaped
from voting_server.domain.channels import check_channel
from voting_server.domain.forms import check_form
from voting_server.domain.quorum import QUORUMS
from voting_server.domain.shapes import Bodies, Id, Names, RuleId, Seconds
from voting_server.domain.templates import TEMPLATES
from voting_server.imports.roster import preview_roster, roster_csv


def test_the_roster_is_accepted_by_the_import() -> None:
    members = demo_members()
    preview = preview_roster(roster_csv(members).encode("gb18030"), "demo.csv")
    assert preview.errors == 0
    assert {finding.code for row in preview.rows for finding in row.warnings} == {"no-seat"}
    assert preview.members == members


def test_deputies_delegations_and_guests() -> None:
    members = demo_members()
    deputies = [member for member in members if member.role == "deputy"]
    assert len(deputies) == 256
    assert Counter(member.delegation for member in deputies) == DELEGATIONS
    assert [member.id for member in deputies] == [f"{n:04d}" for n in range(1, 257)]
    assert [member.role for member in members[256:]] == ["attendee", "attendee", "observer"]
    assert not any(member.seat for member in members)


def test_names() -> None:
    members = demo_members()
    names = [member.name for member in members]
    assert len(set(names)) == len(names)
    assert CHAIR not in names
    assert sum("·" in name for name in names) == 5
    free = next(member for member in members if member.id == FREE_DEPUTY)
    assert (free.name, free.latin, free.delegation) == ("周文澜", "Zhou Wenlan", "东城街道")
    assert all(re.fullmatch(r"[A-Z][a-zü]+ [A-Z][a-z]*('[a-z]+)?", member.latin) or "·" in member.name for member in members)


def test_pinyin_follows_the_characters() -> None:
    by_character: dict[str, str] = {}
    for member in demo_members():
        if len(member.name) == 2:
            surname, given = member.latin.split(" ")
            assert by_character.setdefault("surname " + member.name[0], surname) == surname
            assert by_character.setdefault(member.name[1], given.lower()) == given.lower()


def test_the_seed_decides() -> None:
    assert demo_members() == demo_members()
    assert demo_members(1) != demo_members(2)


def drafted(motion: Motion) -> DivisionDraft:
    common = {"v": 1, "type": "division-draft", "log": "sitting.s", "actor": "A" * 43, "after": {"n": -1, "d": "A" * 43}}
    return shaped(common | {"nonce": "A" * 22, "time": "2025-10-09T08:53:20.000Z"} | motion.fields(), DivisionDraft)


@pytest.mark.parametrize("item", AGENDA, ids=lambda item: item.division)
def test_an_item_is_a_draft_of_the_protocol(item: Item) -> None:
    draft = item.draft()
    motion = Motion(**draft)
    check_form(drafted(motion))
    check_channel(drafted(motion))
    for value, shape in [
        (draft["division"], Id),
        (draft["title"], Names),
        (draft["short"], Names),
        (draft["text"], Bodies),
        (draft["rule"], RuleId),
        (draft["countdown_s"], Seconds),
    ]:
        msgspec.convert(value, shape)
    assert all(draft[member][language] for member in ("title", "short", "text") for language in ("zh", "en"))
    template = TEMPLATES[item.template]
    assert template.rule == item.rule
    assert item.channel != "terminal" or template.on_terminals(item.basis)
    assert "虚构" in item.text["zh"]
    assert "fictional" in item.text["en"]


def test_the_agenda_is_in_order_and_amendments_come_before_their_motion() -> None:
    assert [item.number for item in AGENDA] == list(range(1, len(AGENDA) + 1))
    assert len({item.division for item in AGENDA}) == len(AGENDA)
    order = [item.division for item in AGENDA]
    assert order.index("work-report-amendment") < order.index("work-report")
    assert QUORUM in QUORUMS
