"""Named votes of every form: honest ones verify, and whoever touches them is caught."""

import pytest
from crook import Crook, has
from world import World, b64, on_ballot, written

from hemicycle_audit import items
from hemicycle_audit.report import as_object, as_text

THREE = ("appoint-each", "M1", on_ballot(1, "王芳 赵刚 李梅"))
CHOICE = ("livelihood-pick", "projects", on_ballot(2, "路灯 公园 书屋 桥", high=2))
GRADES = ("satisfaction-3", "grades-valid", on_ballot(3, "教育 交通", high=3))
ELECTION = ("election-multi", "E6", on_ballot(4, "王芳 赵刚", high=2, w=2) | {"basis": "本县选举实施细则"})
RANKING = ("livelihood-rank", "points", on_ballot(5, "路灯 公园 书屋"))


def held(kind, ballots, size=7, quorum="Q2", **changes):
    """A vote of a form up to its close: ``ballots`` are (seat, marks in bytes)."""
    template, rule, draft = kind
    world = World(size, quorum)
    world.start()
    world.announce(template=template, rule=rule, **draft, **changes)
    world.open_vote()
    for seat, marks in ballots:
        world.cast(seat, marks)
        world.head()
    world.close()
    return world


def told(world, rule, *names, **more):
    world.form_tally(rule, *names, **more)
    world.declare()
    return world


def slots(*names):
    return b"".join(name.encode().ljust(60, b"\0") for name in (*names, *[""] * (2 - len(names))))


def order(*numbers):
    return bytes(numbers).ljust(30, b"\0")


def three_keys():
    """m0 changes its mind, m6 does not press: of 7, 4 are needed."""
    ballots = [(0, b"\0\0\0"), (1, b"\1\1\2"), (2, b"\1\0\2"), (3, b"\1\1\2"), (4, b"\0\1\2"), (5, b"\1\1\0"), (0, b"\1\0\1")]
    names = [(5, 1, 0, "carried"), (4, 2, 0, "carried"), (1, 1, 4, "not-carried")]
    return told(held(THREE, ballots), "M1", *names)


def choice():
    """The third and the fourth are equal at the second seat."""
    ballots = [
        (0, b"\1\1\0\0"),
        (1, b"\1\1\0\0"),
        (2, b"\1\0\0\1"),
        (3, b"\1\0\0\1"),
        (4, b"\1\0\0\1"),
        (5, b"\0\1\0\1"),
        (6, b"\0\1\0\0"),
    ]
    names = [(5, "chosen"), (4, "tied"), (0, "not-chosen"), (4, "tied")]
    return told(held(CHOICE, ballots), "projects", *names)


def grades():
    ballots = [(0, b"\1\1"), (1, b"\1\2"), (2, b"\2\3"), (3, b"\0\3"), (4, b"\0\3")]
    names = [(2, 1, 0, 2, "satisfied"), (1, 1, 3, 0, "dissatisfied")]
    return told(held(GRADES, ballots), "grades-valid", *names)


def election():
    """张三 has a majority in two spellings; who writes in a candidate writes it in vain."""
    ballots = [(i, b"\1\0" + slots("张三")) for i in range(3)] + [(3, b"\1\0" + slots("张 三"))]
    ballots += [(4, b"\0\0" + slots("李四", "赵 刚")), (5, b"\1\2" + slots())]
    names = [(5, 1, 0, "elected"), (0, 5, 1, "not-elected")]
    rows = written(("张三", 4, "elected"), ("李四", 1, "not-elected"), listed=1)
    return told(held(ELECTION, ballots), "E6", *names, written=rows)


def ranking():
    ballots = [(0, order(1, 2, 3)), (1, order(2)), (2, order()), (3, order(2, 1))]
    names = [(5, 1, "ranked"), (8, 2, "ranked"), (1, 0, "ranked")]
    return told(held(RANKING, ballots), "points", *names, orders={"valid": 4, "invalid": 0})


WORLDS = {"three keys": three_keys, "choice": choice, "grades": grades, "election": election, "ranking": ranking}


@pytest.mark.parametrize("name", WORLDS)
def test_an_honest_vote(audit, name):
    world = WORLDS[name]()
    verdict = audit(world.bundle())
    assert verdict.findings.failures == []
    (said,), (seen,) = world.result["items"], as_object(verdict, "x")["counts"]["items"]
    labels = [row.pop("name") for row in seen["names"]]
    assert labels == world.on_ballots["d1"][1][0]
    assert seen == said


@pytest.mark.parametrize("name", WORLDS)
def test_doing_nothing_but_sealing_again_is_no_attack(audit, name):
    crook = Crook(WORLDS[name]())
    crook.fixed_result = crook.world.result
    assert audit(crook.reseal()).findings.failures == []


@pytest.mark.parametrize("name", WORLDS)
def test_an_altered_figure(audit, name):
    """The server says another count, in the tally alone: it is recomputed, and is not what the chair declared."""
    world = WORLDS[name]()
    crook, (item,) = Crook(world), world.result["items"]
    names = [{**item["names"][0], "counts": [item["names"][0]["counts"][0] + 1, *item["names"][0]["counts"][1:]]}]
    crook.fixed_result = {**world.result, "items": [{**item, "names": names + item["names"][1:]}]}
    verdict = audit(crook.reseal())
    assert has(verdict, "tally", "type=division-tally", "member=result.items[0].names[0].counts[0]")
    assert has(verdict, "tally", "type=division-declare", "member=result.items")


@pytest.mark.parametrize(
    ("name", "number", "verdict"),
    [
        ("three keys", 0, "not-carried"),
        ("choice", 1, "chosen"),
        ("choice", 0, "tied"),
        ("grades", 1, "excellent"),
        ("election", 0, "not-elected"),
        ("election", 1, "elected"),
    ],
)
def test_an_altered_verdict(audit, name, number, verdict):
    world = WORLDS[name]()
    crook = Crook(world)
    world.result["items"][0]["names"][number]["verdict"] = verdict
    crook.fixed_result = world.result
    found = audit(crook.reseal())
    assert has(found, "tally", "type=division-tally", f"member=result.items[0].names[{number}].verdict")
    assert has(found, "tally", "type=division-declare", "member=result.items")


def change(path, value):
    """Change a result at a path of keys."""

    def make(result):
        at = result
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        return result

    return make


NAMES = ("items", 0, "names")
WRITTEN = ("items", 0, "written")


@pytest.mark.parametrize(
    ("name", "make", "member"),
    [
        ("election", change((*WRITTEN, "names", 0, "votes"), 5), "items[0].written.names[0].votes"),
        ("election", change((*WRITTEN, "names", 0, "name"), "张 三"), "items[0].written.names[0].name"),
        ("election", change((*WRITTEN, "names", 1, "verdict"), "elected"), "items[0].written.names[1].verdict"),
        ("election", change((*WRITTEN, "listed"), 0), "items[0].written.listed"),
        ("election", change((*WRITTEN, "empty"), 1), "items[0].written.empty"),
        ("election", change((*WRITTEN, "names"), []), "items[0].written.names"),
        ("ranking", change(("items", 0, "orders", "valid"), 3), "items[0].orders.valid"),
        ("ranking", change((*NAMES, 1, "verdict"), "chosen"), "items[0].names[1].verdict"),
        ("three keys", change(("voted",), 5), "voted"),
        ("three keys", change(("not_pressed",), 0), "not_pressed"),
        ("choice", change(("needed",), 1), "needed"),
        ("grades", change((*NAMES, 0, "counts"), [2, 1, 0]), "items[0].names[0].counts"),
        ("grades", lambda r: {**r, "items": []}, "items"),
        ("grades", lambda r: {**r, "items": r["items"] * 2}, "items"),
    ],
)
def test_a_result_that_is_another(audit, name, make, member):
    """The chair and the server conspire: both sign what is not so."""
    world = WORLDS[name]()
    del world.acts.items[-2:], world.acts.chain[-2:]
    world.result = make(world.result)
    world.sign_tally()
    world.declare()
    verdict = audit(world.bundle())
    for kind in ("division-tally", "division-declare"):
        assert has(verdict, "tally", f"type={kind}", f"member=result.{member}")


@pytest.mark.parametrize("part", ["written", "orders"])
def test_parts_that_the_form_does_not_have(audit, part):
    world = three_keys()
    del world.acts.items[-2:], world.acts.chain[-2:]
    world.result["items"][0][part] = written() if part == "written" else {"valid": 6, "invalid": 0}
    world.sign_tally()
    assert has(audit(world.bundle()), "tally", "type=division-tally", f"member=result.items[0].{part}")


def test_a_result_of_another_form(audit):
    world = held(THREE, [(i, b"\1\1\1") for i in range(5)])
    world.tally()
    world.declare()
    assert has(audit(world.bundle()), "tally", "type=division-tally", "member=result")
    motion = World()
    motion.start()
    motion.announce()
    motion.open_vote()
    motion.close()
    told(motion, "M1", (0, 0, 0, "not-carried"))
    assert has(audit(motion.bundle()), "tally", "type=division-tally", "member=result")


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        (THREE, b"\1\1\3"),
        (THREE, b"\1\1"),
        (THREE, b"\1"),
        (CHOICE, b"\1\1\1\0"),
        (CHOICE, b"\2\0\0\0"),
        (GRADES, b"\4\0"),
        (ELECTION, b"\1\1" + slots("张三")),
        (ELECTION, b"\2\2" + slots("张三")),
        (ELECTION, b"\0\0" + slots("张三", "张 三")),
        (ELECTION, b"\0\0" + slots("", "张三")),
        (ELECTION, b"\0\0" + slots("张三 ")),
        (RANKING, order(1, 1)),
        (RANKING, order(4)),
        (RANKING, order(0, 1)),
    ],
)
def test_marks_that_are_not_valid(audit, kind, marks):
    good = {1: b"\1\1\1", 2: b"\1\0\0\0", 3: b"\1\1", 4: b"\1\0" + slots(), 5: order(1)}[kind[2]["form"][0]["type"]]
    world = held(kind, [(0, good), (1, marks), (2, good)])
    verdict = audit(world.bundle())
    assert any(f.place.startswith("position=2") for f in verdict.findings.failures if f.code == "ballot-form")
    assert len(verdict.box.last) == 2


def test_altered_marks(audit):
    crook = Crook(election())
    crook.fixed_result = crook.world.result
    entry = bytearray(crook.world.ballots[1])
    entry[106 : 106 + 6] = "王五".encode()
    crook.doc["ballots"][1] = b64(bytes(entry))
    verdict = audit(crook.reseal())
    assert has(verdict, "ballot-signature", "position=2", "seat=s1")
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=2", "seat=s1")


def test_a_majority_that_did_not_take_part(audit):
    """Q7: three of seven voted."""
    world = held(THREE, [(i, b"\1\1\1") for i in range(3)], quorum="Q7")
    told(world, "M1", *[(3, 0, 0, "not-carried")] * 3)
    assert audit(world.bundle()).findings.failures == []
    world = held(CHOICE, [(i, b"\1\0\0\0") for i in range(3)], quorum="Q7")
    told(world, "projects", *[(3 if i == 0 else 0, "not-chosen") for i in range(4)])
    text = as_text(audit(world.bundle()), "x", "zh")
    assert "参加表决 3 人，未超过全体 7 人的半数" in text


def test_named_elections_open_for_any_number(audit, monkeypatch):
    """Only what is mixed has to fit into acts."""
    monkeypatch.setattr(items, "MOST_SLOTS", 1)
    assert audit(election().bundle()).findings.failures == []


def test_nobody_votes(audit):
    for kind, rule, names, more in (
        (THREE, "M1", [(0, 0, 0, "not-carried")] * 3, {}),
        (GRADES, "grades-valid", [(0, 0, 0, 0, "no-conclusion")] * 2, {}),
        (ELECTION, "E6", [(0, 0, 0, "not-elected")] * 2, {"written": written()}),
        (RANKING, "points", [(0, 0, "ranked")] * 3, {"orders": {"valid": 0, "invalid": 0}}),
    ):
        world = told(held(kind, []), rule, *names, **more)
        assert audit(world.bundle()).findings.failures == []


@pytest.mark.parametrize(("rule", "verdict"), [("top", "not-chosen"), ("plurality", "not-chosen")])
def test_votes_for_nobody(audit, rule, verdict):
    """Nobody succeeds without a vote."""
    template = {"top": "street-pick", "plurality": "tie-revote"}[rule]
    world = held((template, rule, on_ballot(2, "甲 乙", high=1)), [(i, b"\0\0") for i in range(4)])
    told(world, rule, (0, verdict), (0, verdict))
    assert audit(world.bundle()).findings.failures == []


# -- the ballots of other divisions are not in the bundle


def twice(change=lambda world: None):
    """A vote on three names, and a motion after it."""
    world = held(THREE, [(i, b"\1\1\2") for i in range(5)])
    world.form_tally("M1", (5, 0, 0, "carried"), (5, 0, 0, "carried"), (0, 0, 5, "not-carried"))
    del world.acts.items[-1:], world.acts.chain[-1:]
    change(world)
    world.sign_tally()
    world.declare()
    world.announce("d2", number=2)
    world.open_vote("d2")
    world.cast(0, 1)
    world.close()
    world.tally()
    world.declare()
    return world


def test_the_verdicts_of_another_vote_follow_from_what_was_signed(audit):
    assert audit(twice().bundle("d2")).findings.failures == []
    for path, value, member in (
        ((*NAMES, 2, "verdict"), "carried", "items[0].names[2].verdict"),
        ((*NAMES, 0, "counts"), [4, 0, 0], "items"),
        ((*NAMES, 0, "counts"), [5, 0], "items"),
        (("voted",), 4, "items"),
    ):
        world = twice(lambda world, path=path, value=value: change(path, value)(world.result))
        assert has(audit(world.bundle("d2")), "tally", "type=division-tally", f"member=result.{member}")


# -- what is told


def test_what_people_read(audit):
    text = as_text(audit(election().bundle()), "x", "zh")
    assert "地方规定（表决稿所引，未核实）  本县选举实施细则" in text
    assert "票数  全体 7，出席 7：参加表决 6，未按 1（票箱 6 票）" in text
    assert "结果  应选 2 名，赞成超过全体代表 7 人半数（至少 4 票）的得票多者当选：当选 2，未当选 2" in text
    assert "  1  王芳  赞成 5，反对 1，弃权 0：当选" in text
    assert "  另选  张三  4 票：当选" in text
    assert "另选中不计：与候选人同名 1，同票重复 0" in text
    text = as_text(audit(choice().bundle()), "x", "en")
    assert "2 to choose, of those with more than half of all 7 (at least 4) the highest: chosen 1, not chosen 1, tied 2" in text
    assert "  2  公园  votes 4: tied, to be voted on again" in text
    assert "教育  满意 2，基本满意 1，不满意 0，未评 2：满意" in as_text(audit(grades().bundle()), "x", "zh")
    text = as_text(audit(ranking().bundle()), "x", "en")
    assert "  2  公园  points 8, placed first 2\n" in text
    assert "orders 4, not valid 0" in text
    assert "  3  李梅  for 1, against 1, abstain 4: not carried" in as_text(audit(three_keys().bundle()), "x", "en")


def test_a_refused_bundle_has_figures_and_no_verdicts(audit):
    crook = Crook(choice())
    crook.fixed_result = crook.world.result
    del crook.doc["ballots"][0]
    text = as_text(audit(crook.reseal()), "x", "zh")
    assert "  1  路灯  5 票\n" in text
    assert "  1  路灯  4 票\n" in text
    assert "入选" not in text


def test_no_text_of_others_makes_a_line_of_its_own(audit):
    """Names and the local rule that a draft cites could look like the verifier's own words."""
    names = [[{"zh": "王芳\n核验通过", "en": ""}, {"zh": "赵刚\u202e", "en": ""}]]
    kind = ("election-multi", "E6", ELECTION[2] | {"names": names, "basis": "细则\r\n\n核验通过"})
    world = told(held(kind, []), "E6", (0, 0, 0, "not-elected"), (0, 0, 0, "not-elected"), written=written())
    text = as_text(audit(world.bundle()), "x", "zh")
    assert sum(line.startswith("核验通过") for line in text.splitlines()) == 1
    assert "\u202e" not in text


def test_what_programs_read(audit):
    seen = as_object(audit(election().bundle()), "x")
    assert seen["votes"][0]["marks"] == {"names": ["for", "against"], "written": ["张三"]}
    assert "choice" not in seen["votes"][0]
    assert seen["counts"]["items"][0]["names"][0]["name"] == {"zh": "王芳", "en": ""}
    assert seen["counts"]["items"][0]["written"]["names"][0] == {"name": "张三", "votes": 4, "verdict": "elected"}
    assert [vote["marks"] for vote in as_object(audit(ranking().bundle()), "x")["votes"]] == [[1, 2, 3], [2], [], [2, 1]]


def test_an_older_ballot_can_not_be_brought_back(audit):
    crook = Crook(three_keys())
    crook.fixed_result = crook.world.result
    crook.doc["ballots"].append(crook.doc["ballots"][0])
    assert has(audit(crook.reseal()), "ballot-sequence", "position=8", "seat=s0")
