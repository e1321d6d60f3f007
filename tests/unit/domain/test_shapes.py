"""Acts have exactly their members, each of its type and size."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.chamber import Chamber, name32
from voting_server.domain import acts
from voting_server.domain.acts import shaped
from voting_server.domain.codes import RuleError
from voting_server.domain.register import REGISTER_ACTS
from voting_server.domain.shapes import b64u, octets
from voting_server.domain.sitting_acts import SITTING_ACTS

CHAMBER = Chamber(2)
DRAFT = CHAMBER.body(
    CHAMBER.sitting.chain,
    "chair",
    "division-draft",
    {
        "division": "d1",
        "number": 1,
        "title": {"zh": "议案", "en": "Motion"},
        "short": {"zh": "议案", "en": ""},
        "text": {"zh": "第一行\n第二行", "en": ""},
        "template": "resolution",
        "rule": "M1",
        "countdown_s": 0,
        "again_of": "",
    },
)


def refused(body: dict[str, Any], shape: type[acts.Act] = acts.DivisionDraft) -> dict[str, Any]:
    with pytest.raises(RuleError) as caught:
        shaped(body, shape)
    assert caught.value.code == "bad-act"
    return caught.value.detail


def test_a_good_act_is_read() -> None:
    assert shaped(DRAFT, acts.DivisionDraft).text.zh == "第一行\n第二行"


@pytest.mark.parametrize("name", sorted(DRAFT))
def test_no_member_may_be_missing(name: str) -> None:
    without = {key: value for key, value in DRAFT.items() if key != name}
    if name == "type":
        with pytest.raises(RuleError):
            CHAMBER.submit(without)
    else:
        refused(without)


@pytest.mark.parametrize("path", ["$", "title", "after"])
def test_no_member_may_be_added(path: str) -> None:
    more = DRAFT | {"extra": 1} if path == "$" else DRAFT | {path: DRAFT[path] | {"extra": 1}}
    assert "unknown field `extra`" in refused(more)["why"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("v", 2),
        ("v", True),
        ("v", "1"),
        ("log", "hall.s1"),
        ("log", "sitting.S1"),
        ("log", "sitting.s1\n"),
        ("actor", "x"),
        ("actor", name32("x") + "A"),
        ("actor", name32("x")[:-1] + "B"),
        ("actor", name32("x")[:-1] + "="),
        ("nonce", "A" * 21 + "B"),
        ("nonce", ""),
        ("time", "2025-13-01T00:00:00.000Z"),
        ("time", "2025-02-30T00:00:00.000Z"),
        ("time", "2025-01-01T00:00:00Z"),
        ("time", "2025-01-01T00:00:00.000+00:00"),
        ("time", "２025-01-01T00:00:00.000Z"),
        ("after", {"n": -2, "d": "A" * 43}),
        ("after", None),
        ("division", ""),
        ("division", "-d"),
        ("division", "d" * 65),
        ("division", "d1\n"),
        ("division", "表决"),
        ("number", 0),
        ("number", 1.0),
        ("number", True),
        ("title", {"zh": "", "en": ""}),
        ("title", {"zh": "甲" * 201, "en": ""}),
        ("title", {"zh": "甲\n乙", "en": ""}),
        ("title", {"zh": "甲\u202e乙", "en": ""}),
        ("title", {"zh": "甲\x7f", "en": ""}),
        ("text", {"zh": "甲" * 4001, "en": ""}),
        ("rule", "M3"),
        ("countdown_s", 3601),
        ("countdown_s", -1),
        ("again_of", "?"),
    ],
)
def test_values_out_of_bounds_are_named(name: str, value: object) -> None:
    assert refused(DRAFT | {name: value})["field"].startswith((f"$.{name}", "$"))


def test_the_field_of_a_nested_fault_is_named() -> None:
    body = DRAFT | {"title": {"zh": 1, "en": ""}}
    assert refused(body)["field"] == "$.title.zh"


def test_unknown_types_are_refused() -> None:
    for kind in ("division-cancel", "enrol", "", 1, None, ["division-draft"]):
        with pytest.raises(RuleError) as caught:
            CHAMBER.submit(DRAFT | {"type": kind})
        assert caught.value.code == "bad-act"
        assert caught.value.detail["field"] == "$.type"


@given(st.sampled_from(sorted({**REGISTER_ACTS, **SITTING_ACTS})), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(DRAFT)), inner, max_size=9),
    max_leaves=12,
))  # fmt: skip
def test_whatever_comes_is_refused_cleanly(kind: str, junk: Any) -> None:
    body = (junk if isinstance(junk, dict) else {"v": junk}) | {"type": kind}
    refused(body, {**REGISTER_ACTS, **SITTING_ACTS}[kind].shape)


CODE = {"key": name32("c"), "role": "deputy", "seat": "1-1", "holder": "", "expires_ms": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"seat": ""},
        {"holder": "张三"},
        {"role": "chair"},
        {"role": "chair", "seat": "", "holder": ""},
        {"role": "admin", "seat": "", "holder": "x"},
    ],
)
def test_a_code_has_a_seat_or_a_holder(changes: dict[str, Any]) -> None:
    common = CHAMBER.body(CHAMBER.register.chain, "secretariat", "codes-issue", {})
    shaped(common | {"codes": [CODE]}, acts.CodesIssue)
    assert refused(common | {"codes": [CODE | changes]}, acts.CodesIssue)["field"].startswith("$.codes[")


def test_lists_are_bounded() -> None:
    common = CHAMBER.body(CHAMBER.register.chain, "secretariat", "codes-issue", {})
    refused(common | {"codes": []}, acts.CodesIssue)
    refused(common | {"codes": [CODE] * 10_001}, acts.CodesIssue)


@given(st.binary(max_size=40))
def test_strict_base64url(data: bytes) -> None:
    assert octets(b64u(data)) == len(data)


@pytest.mark.parametrize("text", ["A", "AB", "AA==", "AAB", "A+==", "AAAA=", "AA\n"])
def test_loose_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        octets(text)


def test_a_result_holds_four_bytes_a_ballot() -> None:
    chamber = Chamber(3)
    chamber.open_sitting(3)
    chamber.announce()
    chamber.open()
    chamber.close()
    for entries in ("AAAA", "AAAAAB", "", "AAAAAAAAAAA"):
        with pytest.raises(RuleError) as caught:
            chamber.tally("d1", 1, entries=entries)
        assert caught.value.code == "bad-act"
        assert caught.value.detail["field"] == "$.result"
    chamber.tally("d1", 1)


OPTIONAL = {
    "body-create": {"level"},
    "sitting-create": {"profile", "term", "session", "session_kind", "pages"},
    "enrol": {"pages"},
    "check-in": {"by", "way", "card", "reason"},
    "depart": {"reason"},
    "division-draft": {"secrecy", "form", "names", "basis", "channel", "office", "of"},
    "division-open": {"seal", "active"},
    "division-tally": {"freeze"},
    "division-withdraw": {"consent"},
    "division-defer": {"consent"},
    "document-attach": {"candidate", "replaces"},
}


def test_every_shape_has_its_members_required() -> None:
    for spec in (*REGISTER_ACTS.values(), *SITTING_ACTS.values()):
        fields = msgspec.structs.fields(spec.shape)
        optional = {field.name for field in fields if not field.required}
        assert optional == OPTIONAL.get(spec.type, set()), spec.type
        assert spec.shape.__struct_config__.forbid_unknown_fields
