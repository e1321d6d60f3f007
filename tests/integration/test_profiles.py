"""Profiles, members by video, recusals and several bodies through a running server (docs/profiles.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from terminal_client.headless.chamber import ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion
from tests.support.chamber import STAFF, WORDS, LiveChamber, live_chamber, roster
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

pytestmark = pytest.mark.timeout(900)
FIRST = 'extends = "local"\nid = "own"\nname = { zh = "本区", en = "Own" }\n[press]\ncounts = "first"\nsource = "default"\n'


async def follow_profile(hall: LiveChamber, name: str, quorum: str = "Q2") -> LiveChamber:
    """The same chamber in a second sitting, held under a profile."""
    chamber = hall.chamber
    profile = (await chamber.secretariat.profiles())[name]
    more = {"profile": profile, "term": 18, "session": 3}
    await chamber.secretariat.create_sitting("s2", WORDS, quorum=quorum, more=more)
    await chamber.chair.open_sitting("s2")
    chamber.sitting = "s2"
    return hall


async def test_the_first_press_counts_where_the_profile_says_so(tmp_path: Path) -> None:
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "own.toml").write_text(FIRST, encoding="utf-8")
    async with live_chamber(tmp_path / "data", 4, present=0, environment={"HEMICYCLE_PROFILES_DIR": str(profiles)}) as hall:
        await follow_profile(hall, "own")
        await hall.chamber.check_in(f"m{n}" for n in range(4))
        opening = await hall.open("d1")
        async with hall.terminal("m1") as terminal:
            await terminal.until(lambda session: session.in_electorate and session.voting.opening is not None)
            await terminal.press(Choice.AGAINST)
            with pytest.raises(ProtocolError, match="sequence-limit"):
                await terminal.press(Choice.FOR)
        tallied = await hall.close(opening)
        assert [tallied["result"][key] for key in ("for", "against", "not_pressed")] == [0, 1, 3]
        bundle = await hall.declare(opening, tallied)
        assert bundle.acts[0]["profile"]["press"] == {"counts": "first", "source": "default"}
        state = await hall.chamber.chair.api.get("/v1/sittings/s2/state")
        assert (state["sitting"]["profile"]["press"], state["sitting"]["term"]) == ("first", 18)
        assert await hall.chamber.chair.api.get("/v1/sittings/s2/profile") == bundle.acts[0]["profile"]


async def test_a_wrong_profile_and_a_rule_that_is_not_the_profiles_are_refused(tmp_path: Path) -> None:
    async with live_chamber(tmp_path, 4, present=0) as hall:
        secretariat = hall.chamber.secretariat
        profile = (await secretariat.profiles())["guangdong"]
        for change, code in (({"name": WORDS}, "profile-differs"), ({"levels": []}, "bad-act")):
            with pytest.raises(ProtocolError, match=code):
                await secretariat.create_sitting("s2", WORDS, quorum="Q7", more={"profile": profile | change})
        with pytest.raises(ProtocolError, match="quorum-differs"):
            await follow_profile(hall, "guangdong")
        await follow_profile(hall, "guangdong", "Q7")
        with pytest.raises(ProtocolError, match="rule-differs"):
            await secretariat.draft("s2", Motion("d1", 1, WORDS, WORDS, WORDS, rule="M4"))
        state = await secretariat.api.get("/v1/sittings/s2/state")
        assert state["sitting"]["quorum"]["formula"] == "3P ≥ 2N, 2(F+A+B) > N"
        assert state["sitting"]["quorum"]["source"]["zh"] == "地方组织法第十四条；广东议事规则第六十条"


async def test_members_by_video_and_recused_ones_have_no_terminal_in_the_vote(tmp_path: Path) -> None:
    async with live_chamber(tmp_path, 6, present=4) as hall:
        secretariat = hall.chamber.secretariat
        await secretariat.check_in(hall.sitting, "m4", hall.identity("m4").seat, video=True)
        await hall.chamber.prepare_division(Motion("d1", 1, WORDS, WORDS, WORDS))
        await secretariat.recuse(hall.sitting, "d1", "m3", "与议题有利害关系")
        await hall.chamber.chair.announce(hall.sitting, "d1")
        opening = await hall.chamber.chair.open_division(hall.sitting, "d1")
        for member, expected in (("m0", ""), ("m3", "not-in-electorate"), ("m4", "not-in-electorate")):
            async with hall.terminal(member) as terminal:
                await terminal.until(lambda session: session.ready and session.voting.opening is not None)
                if expected:
                    with pytest.raises(ProtocolError, match=expected):
                        await terminal.press(Choice.FOR)
                else:
                    await terminal.press(Choice.FOR)
        tallied = await hall.close(opening)
        result = tallied["result"]
        assert (result["members"], result["present"], result["recused"], result["absent"]) == (6, 4, 1, 1)
        bundle = await hall.declare(opening, tallied)
        assert {"recuse"} <= {act["type"] for act in bundle.acts}


def admin_code(hall: LiveChamber) -> str:
    """`hemicycle admin-code` beside the running server."""
    command = [sys.executable, "-m", "hemicycle", "admin-code", "--data", str(hall.server.data_dir)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


async def test_one_person_has_a_seat_and_a_vote_in_each_body(tmp_path: Path) -> None:
    async with live_chamber(tmp_path, 4) as hall:
        congress = [member | {"person": f"p-{member['id']}"} for member in hall.chamber.members]
        await hall.chamber.secretariat.set_roster(congress)
        people = [member | {"id": f"c-{member['id']}", "person": f"p-{member['id']}"} for member in roster(4)[1:]]
        plan = ChamberPlan(
            people,
            body="committee",
            sitting="c1",
            kind="standing-committee",
            sitting_kind="standing-committee",
            quorum="Q3",
            staff=STAFF,
        )
        async with await prepare_chamber(hall.server.url, admin_code(hall), plan) as chamber:
            committee = LiveChamber(hall.server, chamber)
            await chamber.check_in(f"c-m{n}" for n in (1, 2, 3))
            openings = [await hall.open("d1"), await committee.open("d1", rule="M4")]
            for live, member in ((hall, "m1"), (committee, "c-m1")):
                async with live.terminal(member) as terminal:
                    await terminal.until(lambda session: session.in_electorate and session.voting.opening is not None)
                    await terminal.press(Choice.FOR)
            for live, opening, members in zip((hall, committee), openings, (4, 3), strict=True):
                result = (await live.close(opening))["result"]
                assert (result["for"], result["members"]) == (1, members)
            found = await hall.chamber.secretariat.api.get("/v1/persons/p-m1")
            assert [(each["body"], each["kind"], each["member"]) for each in found["memberships"]] == [
                ("committee", "standing-committee", "c-m1"),
                ("congress", "congress", "m1"),
            ]
            assert {each["seat"] for each in found["memberships"]} == {hall.identity("m1").seat, chamber.deputies["c-m1"].seat}


def test_the_server_does_not_start_with_a_wrong_profile(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('extends = "local"\nid = "own"\npress = 1\n', encoding="utf-8")
    command = [sys.executable, "-m", "hemicycle", "serve", "--data", str(tmp_path / "data"), "--port", "0"]
    environment = os.environ | {"HEMICYCLE_PROFILES_DIR": str(tmp_path)}
    told = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, env=environment)
    assert told.returncode == 1
    assert str(tmp_path / "own.toml") in told.stdout
    assert "$.press" in told.stdout
