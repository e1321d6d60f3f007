"""A test vote (试表决): held in secret as any other, neither published nor archived (docs/protocol.md §5)."""

from pathlib import Path

import pytest

from tests.support.secret import secret_chamber
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.timeout(900)


async def test_62_a_trial_vote_leaves_its_acts_in_the_log_and_no_record(tmp_path: Path) -> None:
    async with secret_chamber(tmp_path, 5) as chamber:
        opening = await chamber.open("try", template="trial")
        await chamber.vote(opening, {f"m{n}": (Choice(n % 3),) for n in range(5)})
        tallied = await chamber.tally(opening)
        assert [tallied["result"][name] for name in ("for", "against", "abstain")] == [2, 2, 1]
        chair = chamber.live.chamber.chair
        await chair.declare(chamber.sitting, opening, tallied)
        await chamber.console.until_division("try", "declared")
        with pytest.raises(ProtocolError, match="trial-vote"):
            await chamber.live.chamber.secretariat.publish(chamber.sitting, "try")

        real = await chamber.open("real")
        await chamber.vote(real, {f"m{n}": (Choice.FOR,) for n in range(5)})
        await chair.declare(chamber.sitting, real, await chamber.tally(real))
        bundle = await chamber.live.bundle("real")
        about = [act["type"] for act in bundle.acts if act.get("division") == "try"]
        assert {"division-open", "open-ok", "division-freeze", "root-ok", "release"} <= set(about)
        assert not chamber.live.bundle_file("try").exists()
        answer = await chair.api.get(f"/v1/logs/sitting.{chamber.sitting}/acts?from=0")
        kinds = [body["kind"] for act in answer["acts"] if (body := decode_object(unb64u(act["b"])))["type"] == "division-open"]
        assert kinds == ["trial", "real"]
