"""How often a terminal may tell of its pages (docs/protocol.md §14)."""

import asyncio
from typing import Any, cast

import pytest

from voting_protocol.acts import Head, SignedAct, make_act
from voting_protocol.crypto import SigningKey
from voting_protocol.errors import ProtocolError
from voting_server.gateway import allowance
from voting_server.gateway.allowance import Allowance
from voting_server.gateway.hubs import TELLINGS_A_MINUTE, Hubs
from voting_server.services.logs import Receipt

SEAT, OTHER = SigningKey.from_seed(b"k" * 32), SigningKey.from_seed(b"o" * 32)


class Chamber:
    """Takes every act, after a while; or refuses it; or has it already."""

    refusal: Exception | None = None
    fresh = True

    def __init__(self) -> None:
        self.taken = 0

    async def submit(self, name: str, act: SignedAct) -> Receipt:
        await asyncio.sleep(0)
        if self.refusal is not None:
            raise self.refusal
        self.taken += self.fresh
        return Receipt(Head(), act.id, self.fresh)


def telling(key: SigningKey = SEAT, kind: str = "pages-tell") -> SignedAct:
    return make_act(key, "body.b", kind, Head(), 0, {})


async def submit(hubs: Hubs, act: SignedAct) -> str:
    try:
        await hubs.submit("body.b", act)
    except ProtocolError as problem:
        return problem.code
    return ""


def made() -> tuple[Chamber, Hubs]:
    chamber = Chamber()
    return chamber, Hubs(cast(Any, chamber), cast(Any, None))


async def test_one_key_tells_of_its_pages_a_few_times_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    chamber, hubs = made()
    codes = await asyncio.gather(*(submit(hubs, telling()) for _ in range(10)))
    assert list(codes) == [""] * TELLINGS_A_MINUTE + ["rate-limited"] * (10 - TELLINGS_A_MINUTE)
    assert chamber.taken == TELLINGS_A_MINUTE
    assert await submit(hubs, telling(OTHER)) == ""
    assert await submit(hubs, telling(kind="check-in")) == ""
    monkeypatch.setattr(allowance, "MINUTE_S", -1.0)
    assert await submit(hubs, telling()) == ""


@pytest.mark.parametrize("refusal", [ProtocolError("bad-signature"), None])
async def test_what_is_not_appended_uses_up_nothing(refusal: ProtocolError | None) -> None:
    chamber, hubs = made()
    chamber.refusal, chamber.fresh = refusal, False
    for _ in range(2 * TELLINGS_A_MINUTE):
        assert await submit(hubs, telling()) == (refusal.code if refusal else "")
    assert not hubs._tellings._used
    chamber.refusal, chamber.fresh = None, True
    assert [await submit(hubs, telling()) for _ in range(TELLINGS_A_MINUTE)] == [""] * TELLINGS_A_MINUTE


def test_giving_back_what_has_run_out_is_no_fault() -> None:
    allowed = Allowance(1)
    allowed.use("k")
    allowed.give_back("k")
    allowed.give_back("k")
    allowed.check("k")
