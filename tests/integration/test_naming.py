"""Secret votes of every form with real devices: what is counted is what was cast, names on no list and orders too (docs/sealed-names.md)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from terminal_client.headless.opening import Opening
from tests.support.secret import SecretChamber, secret_chamber
from voting_protocol.canonical import decode_object
from voting_protocol.encoding import unb64u
from voting_protocol.forms import CHOOSE, ELECTION, GRADES, RANKING, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks

pytestmark = pytest.mark.asyncio(loop_scope="module")
MEMBERS = [f"m{n}" for n in range(8)]
YES, NO, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
NAMES = [{"zh": zh, "en": en} for zh, en in (("王芳", "Wang Fang"), ("赵 刚", ""), ("道路改造", ""), ("养老服务", ""))]
ELECTION_OF_TWO = FormItem(ELECTION, 2, max=2, w=2)
MATTER = {"template": "election-multi", "rule": "E6", "item": ELECTION_OF_TWO, "basis": "本市选举办法第二十条"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chamber(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecretChamber]:
    async with secret_chamber(tmp_path_factory.mktemp("naming"), len(MEMBERS)) as chamber:
        yield chamber


async def opened(chamber: SecretChamber, division: str, **matter: Any) -> Opening:
    return await chamber.open(division, names=NAMES[: matter["item"].c], **matter)


async def counted(chamber: SecretChamber, opening: Opening, ballots: Sequence[Marks]) -> dict[str, Any]:
    """Everybody casts, the chair closes and declares; the result."""
    await chamber.vote(opening, dict(zip(MEMBERS, ballots, strict=False)))
    tallied = await chamber.tally(opening)
    await chamber.live.chamber.chair.declare(chamber.sitting, opening, tallied)
    declared = await chamber.console.until_division(opening.division, "declared")
    result: dict[str, Any] = declared["result"]
    assert result["voted"] == len(ballots)
    return result


def counts(result: Mapping[str, Any]) -> list[list[int]]:
    return [name["counts"] for name in result["items"][0]["names"]]


def keys(ballots: Sequence[Marks], names: int) -> list[list[int]]:
    """For, against, abstain for every name, as they were cast."""
    return [[sum(ballot[name] == key for ballot in ballots) for key in (YES, NO, ABSTAIN)] for name in range(names)]


def written(result: Mapping[str, Any]) -> dict[str, int]:
    return {name["name"]: name["votes"] for name in result["items"][0]["written"]["names"]}


async def said(chamber: SecretChamber, division: str) -> list[tuple[int, str]]:
    """Which scrutineer said what about the names."""
    found: list[dict[str, Any]] = []
    while True:
        answer = await chamber.live.chamber.chair.api.get(f"/v1/logs/sitting.{chamber.sitting}/acts?from={len(found)}")
        if not answer["acts"]:
            break
        found += [decode_object(unb64u(act["b"])) for act in answer["acts"]]
    indices = {unb64u(act["actor"]): act for act in found}
    assert set(chamber.scrutineers) <= set(indices)
    about = [act for act in found if act.get("division") == division and act["type"] in {"mix", "row-release"}]
    return [(chamber.scrutineers.index(unb64u(act["actor"])) + 1, act["type"]) for act in about]


async def test_names_on_no_list_are_counted_as_they_were_written(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "election", **MATTER)
    ballots: list[Marks] = [
        (NO, NO, "张三", ""),
        (YES, NO, "买买提·艾力", ""),
        (NO, NO, "张 三", "买买提·艾力"),
        (YES, YES, "", ""),
        (NO, YES, "张三", ""),
        (ABSTAIN, ABSTAIN, "", ""),
        (YES, NO, "张三", ""),
    ]
    result = await counted(chamber, opening, ballots)
    assert counts(result) == keys(ballots, 2)
    assert written(result) == {"张三": 4, "买买提·艾力": 2}
    slots = result["items"][0]["written"]
    assert (slots["listed"], slots["repeated"], slots["invalid"], slots["empty"]) == (0, 0, 0, 0)
    about = await said(chamber, "election")
    mixed = [index for index, kind in about if kind == "mix"]
    assert len(mixed) == len(set(mixed)) == 2
    assert sum(kind == "row-release" for _, kind in about) >= 2
    naming = chamber.console.division("election")["sealed"]["naming"]
    assert (naming["flags"], naming["rows"], naming["mixed"]) == (6, 7, mixed)


async def test_where_nobody_is_written_in_nothing_is_mixed(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "listed-only", **MATTER)
    ballots: list[Marks] = [(YES, NO, "", "")] * 4 + [(NO, YES, "", "")] * 2
    result = await counted(chamber, opening, ballots)
    assert counts(result) == [[4, 2, 0], [2, 4, 0]]
    assert written(result) == {}
    assert await said(chamber, "listed-only") == []


async def test_orders_of_preference_are_opened_one_by_one(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "ranking", template="livelihood-rank", rule="points", item=FormItem(RANKING, 4))
    ballots: list[Marks] = [(1, 2, 3, 4), (4, 1), (), (2, 1, 4), (3,), (4, 3, 2, 1)]
    result = await counted(chamber, opening, ballots)
    points = Counter[int]()
    for order in ballots:
        points.update({int(thing): 4 - place for place, thing in enumerate(order)})
    first = Counter(order[0] for order in ballots if order)
    assert counts(result) == [[points[thing], first[thing]] for thing in (1, 2, 3, 4)]
    assert result["items"][0]["orders"] == {"valid": 6, "invalid": 0}
    released = chamber.console.division("ranking")["sealed"]["released"]
    assert len(released) >= 2


async def test_grades_are_counted_as_given(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "grades", template="satisfaction-3", rule="grades-all", item=FormItem(GRADES, 3, max=3))
    ballots: list[Marks] = [(1, 2, 3), (1, 1, 0), (2, 2, 0), (1, 3, 3), (3, 2, 1), (1, 2, 0)]
    result = await counted(chamber, opening, ballots)
    expected = [[sum(ballot[thing] == level for ballot in ballots) for level in (1, 2, 3, 0)] for thing in range(3)]
    assert counts(result) == expected
    assert await said(chamber, "grades") == []


async def test_a_choice_of_several_is_counted_as_made(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "choice", template="street-pick", rule="top", item=FormItem(CHOOSE, 4, 0, 2))
    ballots: list[Marks] = [(1, 1, 0, 0), (0, 1, 0, 1), (0, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0)]
    result = await counted(chamber, opening, ballots)
    assert counts(result) == [[sum(int(ballot[thing]) for ballot in ballots)] for thing in range(4)]


async def test_three_keys_for_every_name(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "each", template="appoint-each", rule="M4", item=FormItem(THREE_KEYS, 3))
    ballots: list[Marks] = [(YES, NO, ABSTAIN), (YES, YES, NO), (YES, NO, NO), (NO, NO, YES), (ABSTAIN, YES, YES)]
    result = await counted(chamber, opening, ballots)
    assert counts(result) == keys(ballots, 3)


async def test_names_of_few_follow_the_hands_that_released_the_sums(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "few", **MATTER)
    ballots: list[Marks] = [(NO, NO, "张三", ""), (NO, YES, "李四", ""), (YES, NO, "", ""), (NO, NO, "李 四", "张三")]
    await chamber.vote(opening, dict(zip(MEMBERS, ballots, strict=False)))
    await chamber.live.chamber.chair.close_division(chamber.sitting, opening)
    first, second, third = chamber.devices
    for device in (second, third):
        await asyncio.to_thread(device.until, lambda view: view["vote"] and (view["vote"]["wait"] or {}).get("code") == "by-hand")
        answer = await asyncio.to_thread(device.wish, "release", division="few")
        assert answer.status_code == 200
    tallied = await chamber.console.until_division("few", "tallied")
    assert counts(tallied["result"]) == keys(ballots, 2)
    assert written(tallied["result"]) == {"张三": 2, "李四": 2}
    about = await said(chamber, "few")
    assert {index for index, _ in about} == {2, 3}  # the first person released nothing
    past = await asyncio.to_thread(second.until, lambda view: view["history"][0]["division"] == "few")
    assert past["history"][0]["said"] == ["open", "root", "release", "mix", "rows"]
    past = await asyncio.to_thread(first.until, lambda view: view["history"][0]["division"] == "few")
    assert past["history"][0]["said"] == ["open", "root"]
    await chamber.live.chamber.chair.declare(chamber.sitting, opening, tallied)


async def test_35_others_mix_in_place_of_a_device_that_is_gone(chamber: SecretChamber) -> None:
    opening = await opened(chamber, "gone", **MATTER)
    ballots: list[Marks] = [(NO, YES, "张三", "")] * 5
    await chamber.vote(opening, dict(zip(MEMBERS, ballots, strict=False)))
    gone = chamber.devices[0]
    await asyncio.to_thread(gone.until, lambda view: view["vote"]["verified"] == 5)
    # by hand, so that it certifies what q needs, and is killed before it releases
    assert (await asyncio.to_thread(gone.wish, "by-hand", value=True)).status_code == 200
    await chamber.live.chamber.chair.close_division(chamber.sitting, opening)
    await chamber.until("gone", lambda sealed: 1 in sealed["rooted"])
    await asyncio.to_thread(gone.kill)
    tallied = await chamber.console.until_division("gone", "tallied")
    assert written(tallied["result"]) == {"张三": 5}
    assert [index for index, kind in await said(chamber, "gone") if kind == "mix"] == [2, 3]
    await asyncio.to_thread(gone.start)
    view = await asyncio.to_thread(
        gone.until, lambda view: view.get("history") and view["stopped"] is None
    )  # it read everything again
    assert (view["history"][0]["division"], view["fault"]) == ("gone", None)
