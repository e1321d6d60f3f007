"""Secret votes of every form: honest ones verify, and what is told of them is what happened."""

import pytest
from form_world import FormWorld, fresh, ready
from secret_world import stand_down
from shuffler import block_point, name_points
from test_named_forms import CHOICE, ELECTION, GRADES, RANKING, THREE
from world import b64, canon, on_ballot, pub, written

from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.report import as_object, as_text

SLOTLESS = ("election-multi", "E6", on_ballot(4, "王芳 赵刚 李梅", high=2) | {"basis": "细则"})


def check(audit, world, name="d1"):
    verdict = audit(world.bundle(name))
    assert verdict.findings.failures == []
    return verdict


@fresh
def three_keys():
    world = ready(THREE)
    words = {"f": "for", "a": "against", "-": "abstain"}
    for i, marks in enumerate(("aaa", "ff-", "fa-", "ff-", "af-", "ffa")):
        world.press_marks(i, [words[mark] for mark in marks])
        world.head()
    world.press_marks(0, ["for", "against", "for"])
    world.spoil(2)
    world.finish_sums()
    world.tell((5, 1, 0, "carried"), (4, 2, 0, "carried"), (1, 1, 4, "not-carried"))
    return world


@fresh
def choice():
    world = ready(CHOICE)
    for i, marks in enumerate(("1100", "1100", "1001", "1001", "1001", "0101", "0100")):
        world.press_marks(i, list(map(int, marks)))
    world.finish_sums()
    world.tell((5, "chosen"), (4, "tied"), (0, "not-chosen"), (4, "tied"))
    return world


@fresh
def grades():
    world = ready(GRADES)
    for i, marks in enumerate(([1, 1], [1, 2], [2, 3], [0, 3], [0, 3])):
        world.press_marks(i, marks)
    world.finish_sums()
    world.tell((2, 1, 0, 2, "satisfied"), (1, 1, 3, 0, "dissatisfied"))
    return world


@fresh
def slotless():
    world = ready(SLOTLESS)
    for i, keys in enumerate(
        ("for for against", "for abstain abstain", "for for against", "against for against", "for for abstain")
    ):
        world.press_marks(i, (keys.split(), []))
    world.finish_sums()
    world.tell((4, 1, 0, "elected"), (4, 0, 1, "elected"), (0, 3, 2, "not-elected"))
    return world


BALLOTS = [
    (["for", "against"], ["张三"]),
    (["for", "against"], ["张三"]),
    (["for", "against"], ["张 三"]),
    (["for", "against"], ["张三"]),
    (["against", "against"], ["李四", "赵 刚"]),
    (["for", "abstain"], []),
]


def pressed(ballots=BALLOTS, size=7, **how):
    """The election up to its sums; six flags are set by these ballots."""
    world = ready(ELECTION, size, **how)
    for i, marks in enumerate(ballots):
        world.press_marks(i, marks)
        world.head()
    world.finish_sums()
    return world


@fresh
def pressed_election():
    return pressed()


def election_told(world):
    rows = written(("张三", 4, "elected"), ("李四", 1, "not-elected"), listed=1)
    world.tell((5, 1, 0, "elected"), (0, 5, 1, "not-elected"), written=rows)
    return world


@fresh
def election():
    world = pressed_election()
    world.finish_names(6)
    return election_told(world)


ORDERS = [[1, 2, 3], [2], [], [2, 1]]


@fresh
def pressed_ranking():
    world = ready(RANKING)
    for i, order in enumerate(ORDERS):
        world.press_marks(i, order)
    world.finish_sums()
    return world


def ranking_told(world):
    world.tell((5, 1, "ranked"), (8, 2, "ranked"), (1, 0, "ranked"), orders={"valid": 4, "invalid": 0})
    return world


@fresh
def ranking():
    world = pressed_ranking()
    world.finish_names(4)
    return ranking_told(world)


WORLDS = {
    "three keys": three_keys,
    "choice": choice,
    "grades": grades,
    "slotless": slotless,
    "election": election,
    "ranking": ranking,
}


@pytest.mark.parametrize("name", WORLDS)
def test_an_honest_vote(audit, name):
    world = WORLDS[name]()
    verdict = check(audit, world)
    (said,), (seen,) = world.result["items"], as_object(verdict, "x")["counts"]["items"]
    assert [row.pop("name") for row in seen["names"]] == world.on_ballots["d1"][1][0]
    assert seen == said
    assert "votes" not in as_object(verdict, "x")


def test_what_is_told_of_mixes(audit):
    verdict = check(audit, election())
    rows = as_object(verdict, "x")["scrutineers"]
    assert [row["mixed"] for row in rows] == [True, False, True]
    assert [row["rows_released"] and row["rows_valid"] for row in rows] == [True, True, False]
    text = as_text(verdict, "x", "zh")
    assert "✓ 另选姓名（排序）的混洗与开启" in text
    assert "w1：确认开启、确认冻结、放出份额、混洗、放出姓名份额" in text
    assert "  另选  张三  4 票：当选" in text
    assert "混洗" not in as_text(check(audit, choice()), "x", "zh")


def test_no_flag_is_set(audit):
    """Then names are never called."""
    world = pressed([(["for", "against"], [])] * 4)
    world.tell((4, 0, 0, "elected"), (0, 4, 0, "not-elected"), written=written())
    verdict = check(audit, world)
    assert "names" not in verdict.findings.steps


def test_nobody_votes(audit):
    for kind, names, more in (
        (ELECTION, [(0, 0, 0, "not-elected")] * 2, {"written": written()}),
        (RANKING, [(0, 0, "ranked")] * 3, {"orders": {"valid": 0, "invalid": 0}}),
        (GRADES, [(0, 0, 0, 0, "no-conclusion")] * 2, {}),
    ):
        world = ready(kind)
        world.finish_sums()
        world.tell(*names, **more)
        check(audit, world)


@pytest.mark.parametrize(
    ("n", "k", "mixing", "opening"), [(2, 2, (1, 2), (2, 1)), (5, 3, (4, 5, 2), (1, 3, 5)), (4, 4, (4, 3, 2, 1), (1, 2, 3, 4))]
)
def test_other_numbers_of_scrutineers(audit, n, k, mixing, opening):
    world = ready(ELECTION, n=n, k=k)
    for i, marks in enumerate(BALLOTS):
        world.press_marks(i, marks)
    world.finish_sums(range(1, k + 1))
    world.finish_names(6, mixing, opening)
    check(audit, election_told(world))


def test_names_of_every_length(audit):
    """A name of two blocks, one of sixty bytes, and one that is spelt with spaces in many places."""
    long, longer, spaced = "古丽·买买提·阿不都热合曼", "字" * 20, "欧 阳 修"
    world = pressed([(["against"] * 2, [long, longer]), (["against"] * 2, [spaced, "欧阳 修"]), (["against"] * 2, [longer])], 3)
    world.finish_names(5)
    rows = sorted([(long, 1, "not-elected"), (longer, 2, "elected"), (spaced, 1, "not-elected")])
    world.tell((0, 3, 0, "not-elected"), (0, 3, 0, "not-elected"), written=written(*rows, repeated=1))
    check(audit, world)


def test_what_modified_devices_write(audit):
    """Flags without names, points that are no name, and what is no written form: it is told, and counts for nobody."""
    world = ready(ELECTION)
    against = (["against", "against"], ["张三", "李四"])
    honest = (["for", "against"], ["张三"])
    blank = [bytes(32), bytes(32)]
    world.press_marks(0, against, points=[blank, name_points("李四")])
    world.press_marks(1, against, points=[name_points("张三 "), name_points("张\u200b三")])
    world.press_marks(2, against, points=[name_points(b"\xff\xfe"), [name_points("张三")[0], name_points("李四")[0]]])
    for i in (3, 4, 5):
        world.press_marks(i, honest)
    world.finish_sums()
    world.finish_names(9)
    rows = written(("张三", 3, "not-elected"), ("李四", 1, "not-elected"), invalid=4, empty=1)
    world.tell((3, 3, 0, "not-elected"), (0, 6, 0, "not-elected"), written=rows)
    check(audit, world)


def test_orders_that_are_none(audit):
    world = ready(RANKING)
    for i, order in enumerate(([1, 2, 3], [2], block_point(bytes([1, 1]).ljust(30, b"\0")), block_point(b"\4".ljust(30, b"\0")))):
        world.press_marks(i, order)
    world.finish_sums()
    world.finish_names(4)
    world.tell((3, 1, "ranked"), (5, 1, "ranked"), (1, 0, "ranked"), orders={"valid": 2, "invalid": 2})
    check(audit, world)


def test_equal_rows_are_left_out_and_the_seat_named(audit):
    """Two who collude use the same randomness: the later key's row is left out, the other names are opened."""
    world = ready(ELECTION)
    for i in range(6):
        rhos = [11, 12, 13, 14] if i in (1, 4) else None
        world.press_marks(i, (["for", "against"], ["张三"]), rhos=rhos)
    world.finish_sums()
    world.finish_names(6)
    assert len(world.outputs[0]) == 5
    world.tell((6, 0, 0, "elected"), (0, 6, 0, "not-elected"), written=written(("张三", 5, "elected"), empty=1))
    verdict = check(audit, world)
    first, second = sorted((1, 4), key=lambda i: pub(world.terminals[i]))
    told = [w for w in verdict.findings.warnings if w.code == "names-call"]
    assert [w.place.split()[-2:] for w in told] == [[f"seat=s{second}", f"member=m{second}"]]
    assert f"s{first}" in told[0].en
    assert {w.code for w in verdict.findings.warnings} == {"names-call", "alpha-repeated"}


def test_a_scrutineer_who_mixed_is_stood_down(audit):
    """What it mixed stays; another one opens."""
    world = pressed(n=4, k=2)
    world.call(6)
    world.shuffle(4)
    stand_down(world, 4)
    world.shuffle(3)
    world.open_rows((1, 2, 3))
    check(audit, election_told(world))


def test_a_bad_row_share_where_enough_others_hold(audit):
    world = pressed_election()
    world.finish_names(6, opening=(1, 3))
    world.open_rows((2,), lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    verdict = check(audit, election_told(world))
    assert [w.place.split()[-2:] for w in verdict.findings.warnings] == [["index=2", "cell=23"]]
    assert verdict.division.sealed.valid_rows == {1, 3}
    assert "放出姓名份额（无效）" in as_text(verdict, "x", "zh")


def test_void_in_the_midst_of_mixing(audit):
    world = pressed_election()
    world.call(6)
    world.shuffle(2)
    world.now += 60_000
    void = world.act("chair", "division-void", division="d1", reason="混洗者失联")
    world.act("secretariat", "division-void-confirm", division="d1", void=b64(void))
    verdict = check(audit, world)
    assert verdict.division.count == "may-be-known"
    assert verdict.counted is None


def test_the_names_of_other_votes_are_recounted(audit):
    """The ballots of the first vote are in its own bundle, and so is the proof of the first mix; all else is in the acts."""
    world = election()
    world.announce("d2", number=2, template="appoint-each", **on_ballot(1, "周五 吴六"))
    world.open_vote("d2")
    for i in range(4):
        world.press_marks(i, ["for", "against"])
    world.finish_sums()
    world.tell((4, 0, 0, "carried"), (0, 4, 0, "not-carried"))
    check(audit, world, "d2")


def test_motions_and_forms_in_one_sitting(audit):
    world = choice()
    world.announce("d2", number=2)
    world.open_vote("d2")
    FormWorld.__mro__[1].press(world, 0, "for")
    for i in range(1, 5):
        world.press(i, "for" if i < 4 else "against")
    world.counts = lambda: (1, 4, 0)
    world.sums = lambda: FormWorld.__mro__[1].sums(world)
    world.finish()
    verdict = check(audit, world, "d2")
    assert as_object(verdict, "x")["counts"]["carried"] is True


def test_many_rows_in_several_processes():
    """More than a chunk a process, in the mixes and in the shares."""
    world = ready(("election-multi", "E6", on_ballot(4, "王芳", high=1, w=1) | {"basis": "细则"}), 130)
    for i in range(130):
        world.press_marks(i, (["against"], ["张三" if i % 3 else "李四"]))
    world.finish_sums()
    world.finish_names(130)
    rows = written(("张三", 86, "elected"), ("李四", 44, "not-elected"))
    world.tell((0, 130, 0, "not-elected"), written=rows)
    document, seen = canon(world.bundle()), []
    for jobs in (1, 2):
        verdict = verify_bundle(document, jobs=jobs)
        assert verdict.findings.failures == []
        seen.append(as_object(verdict, "x"))
    assert seen[0] == seen[1]
