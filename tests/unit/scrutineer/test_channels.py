"""A scrutineer's device certifies the terminals of a mixed vote and lets paper and hands pass (docs/channels.md)."""

from typing import Any

from tests.unit.scrutineer.test_house import by_video, opened
from tests.unit.scrutineer.world import World
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u

HANDS = {"sections": [{"name": "视频", "voted": 1, "counts": [[1, 0, 0]]}]}


def test_a_mixed_vote_is_certified_and_its_hands_are_read(sealed: World) -> None:
    by_video(sealed, 5)
    teller = SigningKey.generate()
    sealed.enrol(teller, "teller", holder="计票人")
    sealed.asked = {"channel": "mixed"}
    sealed.draft("d1")
    assert opened(sealed, p=6) == ["open-ok"] * 3
    sealed.cast_all("d1", 4)
    about: dict[str, Any] = {"division": "d1", "open": sealed.name("d1")}
    sealed.act(sealed.chair, "division-close", **about, reason="chair")
    sealed.act(teller, "count-commit", **about, attempt=1, digest=b64u(bytes(32)))
    sealed.act(teller, "count-reveal", **about, attempt=1, salt=b64u(bytes(32)), figures=HANDS)
    sealed.act(sealed.scrutineers[0], "count-sign", **about, count=b64u(bytes(32)))
    sealed.settle()
    assert all(device.roll.fault is None for device in sealed.devices)


def test_another_channel_than_drafted_is_refused(sealed: World) -> None:
    sealed.draft("d1")
    definition = {**sealed.proposal("d1")["definition"], "channel": "mixed"}
    assert opened(sealed, definition=definition) == ["open-refuse"] * 3
    assert sealed.last("open-refuse")["code"] == "definition-differs"


def test_paper_is_no_matter_for_the_keys(sealed: World) -> None:
    sealed.asked = {
        "channel": "paper",
        "template": "election-multi",
        "rule": "E6",
        "form": [{"type": 4, "c": 60, "min": 0, "max": 40, "w": 40}],
        "names": [[{"zh": f"候选人{n}", "en": ""} for n in range(60)]],
    }
    sealed.draft("d1")
    proposal = {name: value for name, value in sealed.proposal("d1").items() if name not in {"seal", "active"}}
    sealed.act(sealed.chair, "division-announce", division="d1")
    sealed.act(sealed.chair, "division-open", **proposal)
    since = len(sealed.log.entries)
    sealed.settle()
    assert sealed.types(since) == []
    assert all(device.roll.fault is None for device in sealed.devices)
