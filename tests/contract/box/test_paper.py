"""A box keeps what is asked, for whoever checks ballots before they come to it."""

import secrets

import pytest

from tests.contract.box.making import terminals
from voting_protocol.forms import CHOOSE, NAMED_MOTION, FormItem, Paper
from voting_server.ballot_box.port import BallotBox, BoxLost, BoxSpec

(ANN,) = terminals(1)
PICK = Paper(FormItem(CHOOSE, 12, 0, 10), named=False).encode()


async def test_a_box_tells_what_is_asked(box: BallotBox) -> None:
    motion, pick = secrets.token_bytes(32), secrets.token_bytes(32)
    await box.prepare(BoxSpec(motion, [ANN.key], 5, None))
    await box.prepare(BoxSpec(pick, [ANN.key], 5, None, 0, b"a key", PICK))
    assert (await box.paper(motion), await box.paper(pick)) == (NAMED_MOTION.encode(), PICK)
    assert await box.sealed(pick) == b"a key"
    with pytest.raises(BoxLost):
        await box.paper(secrets.token_bytes(32))
