"""Whoever touches written names, orders, their mixes or their shares is caught, and the place named."""

from functools import cache
from random import Random

import pytest
from crook import has
from form_world import fresh, ready
from prover import L, add, base, scalar
from secret_crook import SecretCrook
from secret_world import stand_down
from shuffler import name_points
from test_named_forms import CHOICE, ELECTION, RANKING, change
from test_refusals import refused
from test_secret_forms import (
    BALLOTS,
    choice,
    election,
    election_told,
    pressed,
    pressed_election,
    pressed_ranking,
    ranking,
    ranking_told,
)
from world import b64, canon, on_ballot, seal, sign, unb64, written

from hemicycle_audit import items
from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.report import as_object, as_text

N, W = 6, 4
"""Rows and columns of the election's mixes."""

POINTS = 2 * W * N + 3 * N + 2 * W + 3


def places(verdict, code):
    return [f.place for f in verdict.findings.failures if f.code == code]


def crooked(world, make):
    """The server alone changes the result of the tally."""
    crook = SecretCrook(world)
    crook.keeps_freeze, crook.fixed_result = True, make(world.result)
    return crook.reseal()


# -- figures and verdicts


@pytest.mark.parametrize(
    ("made", "path", "value"),
    [
        (election, ("items", 0, "names", 0, "counts"), [4, 2, 0]),
        (election, ("items", 0, "names", 1, "verdict"), "elected"),
        (election, ("items", 0, "written", "names", 0, "votes"), 3),
        (election, ("items", 0, "written", "names", 0, "verdict"), "not-elected"),
        (election, ("items", 0, "written", "names", 0, "name"), "张四"),
        (election, ("items", 0, "written", "listed"), 0),
        (election, ("items", 0, "written", "empty"), 1),
        (election, ("voted",), 7),
        (ranking, ("items", 0, "names", 1, "counts"), [7, 2]),
        (ranking, ("items", 0, "orders", "valid"), 3),
        (choice, ("items", 0, "names", 3, "counts"), [5]),
        (choice, ("items", 0, "names", 3, "verdict"), "chosen"),
    ],
)
def test_an_altered_result(audit, made, path, value):
    verdict = audit(crooked(made(), change(path, value)))
    text = "result" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    found = places(verdict, "tally")
    assert any(f"type=division-tally member={text}" in place for place in found)
    assert any("type=division-declare" in place for place in found)


def test_what_was_opened_is_told_of_a_refused_bundle(audit):
    text = as_text(audit(crooked(election(), change(("items", 0, "written", "names", 0, "votes"), 6))), "x", "zh")
    assert text.count("  另选  张三  4 票\n") == 2
    assert "当选" not in text


# -- slots


@pytest.mark.parametrize(
    ("flags", "names", "branch"),
    [
        ([0, 0], ["张三", ""], 0),
        ([0, 0], ["张三", ""], 1),
        ([1, 0], ["", ""], 0),
        ([2, 0], ["张三", ""], 1),
        ([0, 1], ["张三", ""], None),
        ([0, 0], ["张三", ""], "forged"),
        ([1, 0], ["张三", ""], "forged"),
    ],
)
def test_a_slot_that_does_not_agree_with_its_flag(audit, flags, names, branch):
    world = ready(ELECTION)
    for i in range(3):
        how = {"flags": flags, "points": [name_points(name) for name in names], "branch": branch} if i == 1 else {}
        world.press_marks(i, (["against", "against"], ["李四", ""]), **how)
    verdict = audit(world.bundle())
    assert "position=2 proof=3 seat=s1 member=m1" in places(verdict, "ballot-proof")


@pytest.mark.parametrize("slot", [0, 1])
@pytest.mark.parametrize("part", range(18))
def test_an_altered_slot_proof(audit, slot, part):
    """Every point and scalar of it; the terminal conspires and signs."""
    world = ready(ELECTION)
    world.press_marks(0, (["against", "against"], ["张三"]))
    entry = bytearray(world.ballots[0])
    at = 104 + 9 * 64 + 3 * 384 + 576 * slot + 32 * part
    entry[at : at + 32] = scalar(5) if part in (6, 7, 8, 9, 14, 15, 16, 17) else base(5)
    body = bytes(entry[1:-64])
    world.ballots[0] = b"\1" + body + sign(world.terminals[0], "ballot", body)
    verdict = audit(world.bundle())
    assert places(verdict, "ballot-proof") == [f"position=1 proof={3 + slot} seat=s0 member=m0"]


@pytest.mark.parametrize(("kind", "marks", "proof"), [(ELECTION, (["against"] * 2, ["张三"]), 3), (RANKING, [1, 2], 0)])
def test_commitments_that_are_zero(audit, kind, marks, proof):
    """Their equations hold, and they are refused."""
    world = ready(kind)
    world.press_marks(0, marks, least=0)
    verdict = audit(world.bundle())
    assert f"position=1 proof={proof} seat=s0 member=m0" in places(verdict, "ballot-form")
    assert not places(verdict, "ballot-proof")


def test_an_order_that_was_copied(audit):
    """Ciphertext and proof of s0 under the name of s1."""
    world = ready(RANKING)
    world.press_marks(0, [1, 2])
    world.press_marks(1, [2])
    first, second = world.ballots
    body = second[1:104] + first[104:-64]
    world.ballots[1] = b"\1" + body + sign(world.terminals[1], "ballot", body)
    assert "position=2 proof=0 seat=s1 member=m1" in places(audit(world.bundle()), "ballot-proof")


def test_more_approved_and_written_in_than_may_be(audit):
    world = ready(ELECTION)
    world.press_marks(0, (["for", "for"], ["张三"]))
    world.press_marks(1, (["for", "abstain"], ["张三"]))
    found = places(audit(world.bundle()), "ballot-proof")
    assert found == [f"position={i + 1} proof={proof} seat=s{i} member=m{i}" for i, proof in ((0, 5), (0, 6), (1, 6))]


def test_names_that_no_flag_announced(audit):
    """A ballot whose proof fails lets a name in: there are more names than flags, and no result."""
    world = ready(ELECTION)
    for i in range(4):
        hidden = {"flags": [0, 0], "points": [name_points("张三"), name_points("李四")], "branch": 0}
        world.press_marks(i, (["against", "against"], ["王五"]), **(hidden if i == 1 else {}))
    world.finish_sums()
    world.finish_names(3)
    world.tell((0, 4, 0, "not-elected"), (0, 4, 0, "not-elected"), written=written(("王五", 3, "not-elected")))
    verdict = audit(world.bundle())
    assert has(verdict, "ballot-proof", "position=2", "proof=3")
    assert refused(verdict, "tally", "type=division-tally", "more names were written in than")
    assert verdict.counted is None


# -- the call


def called(flags=6, **changes):
    world = pressed_election()
    world.call(flags, **changes)
    return world


@fresh
def half_mixed():
    """Called, and mixed by one of two."""
    world = called()
    world.shuffle(3)
    return world


@fresh
def shared():
    """Called and mixed."""
    world = half_mixed()
    world.shuffle(1)
    return world


def test_names_that_were_not_called(audit):
    for world, tell in ((pressed_election(), election_told), (pressed_ranking(), ranking_told)):
        verdict = audit(tell(world).bundle())
        assert has(verdict, "names-call", "type=division-tally")
        assert verdict.counted is None


@pytest.mark.parametrize(("changes", "member"), [({"flags": 5}, "flags"), ({"rows": 5}, "rows"), ({"rows": 7}, "rows")])
def test_a_call_that_says_something_else(audit, changes, member):
    world = pressed_election()
    world.call(**{"flags": 6, **changes})
    for i in (1, 2):
        world.shuffle(i)
    world.open_rows()
    verdict = audit(election_told(world).bundle())
    assert places(verdict, "names-call") == [f"sitting.s1 act={verdict.division.sealed.call.n} type=names-call member={member}"]


def test_a_call_where_no_flag_was_set(audit):
    world = pressed([(["for", "against"], [])] * 4)
    world.finish_names(0)
    world.tell((4, 0, 0, "elected"), (0, 4, 0, "not-elected"), written=written())
    assert refused(audit(world.bundle()), "names-call", "type=names-call", "no names or orders")


def test_a_call_where_there_are_no_names(audit):
    world = choice()
    del world.acts.items[-2:], world.acts.chain[-2:]
    world.act("server", "names-call", **world.of_freeze(item=0, flags=3, rows=7))
    verdict = audit(world.bundle())
    assert refused(verdict, "names-call", "type=names-call", "no names or orders")
    assert refused(verdict, "names-call", "member=flags", "says 3, recomputed 0")


def test_a_call_of_too_few_rows(audit):
    """Three ballots of two who collude and one other: one row is left out, and two must not be opened."""
    world = ready(ELECTION)
    for i in range(3):
        world.press_marks(i, (["for", "against"], ["张三"]), rhos=[11, 12, 13, 14] if i else None)
    world.finish_sums()
    world.finish_names(3)
    world.tell((3, 0, 0, "not-elected"), (0, 3, 0, "not-elected"), written=written(("张三", 2, "not-elected"), empty=1))
    assert refused(audit(world.bundle()), "names-call", "type=names-call", "2 rows only")


def test_who_calls_and_when(audit):
    assert refused(audit(called(who="chair").bundle()), "act-rule", "type=names-call", "not the server")
    world = called()
    world.call(6)
    assert refused(audit(world.bundle()), "act-rule", "type=names-call", "called before")
    world = called(freeze=b64(bytes(32)))
    assert refused(audit(world.bundle()), "act-rule", "type=names-call", "the freeze referred to")
    assert refused(audit(called(item=1).bundle()), "act-form", "member=item", "malformed")
    world = ready(ELECTION)
    for i, marks in enumerate(BALLOTS):
        world.press_marks(i, marks)
    world.close()
    world.freeze()
    world.root()
    world.release((1,))
    world.call(6)
    world.release((2,))
    assert refused(audit(world.bundle()), "names-call", "type=names-call", "1 valid releases; 2 are needed")
    world = election()
    world.call(6)
    assert refused(audit(world.bundle()), "act-rule", "type=names-call", "is declared, must be closed")


# -- mixes


def mixed(data=lambda message: message, **how):
    """An election whose second mix is altered; all else follows from what it says."""
    world = half_mixed()
    world.shuffle(1, data, **how)
    return world


def opened(world):
    world.open_rows()
    return election_told(world).bundle()


def replaced(number, part):
    return lambda message: message[: 32 * number] + part + message[32 * number + 32 :]


@pytest.mark.parametrize("number", [*range(0, POINTS, 7), *range(POINTS, POINTS + 3 + W + 2 * N, 3)])
def test_an_altered_mix(audit, number):
    part = base(77) if number < POINTS else scalar(77)
    world = mixed(replaced(number, part))
    verdict = audit(opened(world))
    found = places(verdict, "mix")
    assert found == [f"sitting.s1 act={verdict.division.sealed.mixes[1].n} type=mix step=2 index=1"]


def exchange(out):
    """Put the first row's first name in the place of the second's."""
    return [out[0], (*out[0][:2], *out[1][2:]), *out[2:]]


def doubled(out):
    return [out[0], out[0], *out[2:]]


def own_name(out):
    """A row that the mixer makes itself."""
    row = [(base(5), add(base(5), point)) for name in ("王五", "") for point in name_points(name)]
    return [row, *out[1:]]


@pytest.mark.parametrize("change", [exchange, doubled, own_name])
@pytest.mark.parametrize("step", [1, 2])
def test_a_mixer_that_alters_rows(audit, change, step):
    """The proof is made as well as it can be; rows are opened, and they are not those of the ballots."""
    world = called()
    for number, i in enumerate((3, 1), 1):
        world.shuffle(i, change=change if number == step else None)
    verdict = audit(opened(world))
    assert [place.split()[-2] for place in places(verdict, "mix")] == [f"step={step}"]
    assert all("4" in f.en for f in verdict.findings.failures if f.code == "mix")


def test_a_mix_of_other_rows(audit):
    """The first mixer's input is not that of the ballots."""
    world = called()
    world.outputs[0] = world.outputs[0][::-1]
    for i in (3, 1):
        world.shuffle(i)
    verdict = audit(opened(world))
    assert [place.split()[-2] for place in places(verdict, "mix")] == ["step=1"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda m: m[:-1], "length"),
        (lambda m: m + bytes(32), "length"),
        (lambda m: b"", "length"),
        (replaced(0, bytes(32)), "acceptable points"),
        (replaced(POINTS - 1, bytes(32)), "acceptable points"),
        (replaced(3, b"\xff" * 32), "acceptable points"),
        (replaced(POINTS, L.to_bytes(32, "little")), "scalar"),
        (replaced(POINTS + 12, b"\xff" * 32), "scalar"),
    ],
)
def test_a_message_that_is_no_mix(audit, data, reason):
    verdict = audit(opened(mixed(data)))
    assert any("step=2 index=1" in f.place and reason in f.en for f in verdict.findings.failures if f.code == "mix")
    assert has(verdict, "row-release", "type=division-tally")
    assert verdict.counted is None


def test_a_dropped_mix(audit):
    """The server takes the second mix out of the log: signatures over it, its follower and the shares tell."""
    crook = SecretCrook(shared())
    crook.keeps_freeze = True
    del crook.doc["acts"][crook.find("mix", 0)]
    verdict = audit(crook.reseal())
    assert any(f.code == "act-after" for f in verdict.findings.failures)
    assert refused(verdict, "act-rule", "type=mix", "does not follow")


def test_a_chain_of_one(audit):
    world = half_mixed()
    verdict = audit(opened(world))
    assert refused(verdict, "act-rule", "type=row-release", "1 mixes; 2 are needed")
    assert has(verdict, "row-release", "type=division-tally")


def test_who_mixes_and_when(audit):
    world = pressed_election()
    world.chain, world.outputs, world.previous = [], [world.rows()], bytes(32)
    world.shuffle(1)
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "have not been called")
    world = called()
    world.shuffle(1)
    world.shuffle(1)
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "scrutineer 1 has done this")
    world = mixed()
    world.shuffle(2)
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "there are 2 mixes already")
    world = called()
    world.shuffle(1, previous=b64(base(3)))
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "does not follow")
    world = called()
    world.names[0] = "scrutineer"
    world.shuffle(1)
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "not an active scrutineer")
    world = pressed(n=4)
    stand_down(world, 4)
    world.call(6)
    world.shuffle(4)
    assert refused(audit(world.bundle()), "act-rule", "type=mix", "not an active scrutineer")


def test_a_mix_that_is_bound_to_another_freeze(audit):
    world = called()
    for i in (3, 1):
        world.shuffle(i, frz=base(9))
    verdict = audit(opened(world))
    assert [place.split()[-2] for place in places(verdict, "mix")] == ["step=1", "step=2"]


# -- shares of rows


@pytest.mark.parametrize("at", [0, 32, 64, 96, 128 * 23 + 96])
def test_an_altered_row_share(audit, at):
    world = shared()
    world.open_rows((1,))
    world.open_rows((2,), lambda data: data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :])
    verdict = audit(election_told(world).bundle())
    assert places(verdict, "row-release") == [f"sitting.s1 act={verdict.division.tally.n} type=division-tally"]
    assert [w.place.split()[-2:] for w in verdict.findings.warnings] == [["index=2", f"cell={at // 128}"]]
    assert verdict.counted is None


@pytest.mark.parametrize("how", ["another secret", "another M", "of the sums", "another chain", "of another"])
def test_a_wrong_row_share(audit, how):
    world = shared()
    world.open_rows((1,))
    data = {
        "another secret": lambda: _with_another_secret(world),
        "another M": lambda: world.row_shares(2, wrong=1),
        "of the sums": lambda: world.shares(2),
        "another chain": lambda: world.row_shares(2, chain=base(4)),
        "of another": lambda: world.row_shares(1),
    }[how]()
    world.open_rows((2,), lambda _: data)
    verdict = audit(election_told(world).bundle())
    assert refused(verdict, "row-release", "type=division-tally", "1 valid releases; 2 are needed")
    assert all(w.code == "row-release" for w in verdict.findings.warnings)


def _with_another_secret(world):
    world.held.parties[1].share += 1
    return world.row_shares(2)


def test_who_releases_rows_and_when(audit):
    world = shared()
    world.open_rows((1,), chain=b64(base(3)))
    assert refused(audit(world.bundle()), "act-rule", "type=row-release", "the chain of mixes")
    world = shared()
    world.open_rows((1, 1))
    assert refused(audit(world.bundle()), "act-rule", "type=row-release", "scrutineer 1 has done this")
    world = shared()
    world.names[2] = "scrutineer"
    world.open_rows((3,))
    assert refused(audit(world.bundle()), "act-rule", "type=row-release", "not an active scrutineer")
    world = election()
    world.open_rows((3,))
    assert refused(audit(world.bundle()), "act-rule", "type=row-release", "is declared, must be closed")


def test_a_chain_that_was_mixed_by_others(audit):
    """The shares are bound to who mixed, in which order."""
    world = shared()
    world.chain.reverse()
    verdict = audit(opened(world))
    assert refused(verdict, "act-rule", "type=row-release", "the chain of mixes")
    assert has(verdict, "row-release", "type=division-tally")


# -- what else is opened


@pytest.mark.parametrize("kind", ["names-call", "mix", "row-release"])
def test_of_a_named_vote_nothing_is_mixed(audit, kind):
    more = {
        "names-call": {"item": 0, "flags": 1, "rows": 3},
        "mix": {"previous": b64(bytes(32)), "message": ""},
        "row-release": {"chain": b64(bytes(32)), "shares": ""},
    }[kind]
    world = ready(CHOICE)
    world.secrecy = "named"
    world.announce("d2", number=2, secrecy="named")
    world.open_vote("d2")
    world.act("server", kind, division="d2", open=b64(world.open), freeze=b64(bytes(32)), **more)
    assert refused(audit(world.bundle("d2")), "act-rule", f"type={kind}", "not a secret vote")


def test_too_many_electors(audit, monkeypatch):
    """The limit lowered, for twelve thousand terminals take too long to make."""
    monkeypatch.setattr(items, "MOST_SLOTS", 13)
    world = ready(ELECTION)
    assert refused(audit(world.bundle()), "act-rule", "type=division-open", "7 electors; this form opens for at most 6")
    monkeypatch.setattr(items, "MOST_SLOTS", 14)
    assert not places(audit(ready(ELECTION).bundle()), "act-rule")
    monkeypatch.setattr(items, "MOST_SLOTS", 1)
    assert not places(audit(ready(CHOICE).bundle()), "act-rule")


def test_mixes_of_another_vote(audit):
    """Without its ballots the first mix can't be judged; all that follow can."""
    for data, told in ((lambda m: m, []), (replaced(POINTS - 1, base(3)), ["step=2"])):
        world = mixed(data)
        opened(world)
        world.announce("d2", number=2, template="appoint-each", **on_ballot(1, "周五 吴六"))
        world.open_vote("d2")
        verdict = audit(world.bundle("d2"))
        assert [place.split()[-2] for place in places(verdict, "mix")] == told


# -- bytes


@cache
def small():
    world = ready(("election-multi", "E6", on_ballot(4, "王芳", high=1, w=1) | {"basis": "细则"}), 3, n=2)
    for i in range(3):
        world.press_marks(i, (["against"], ["张三"]))
    world.finish_sums()
    world.finish_names(3, (2, 1))
    world.tell((0, 3, 0, "not-elected"), written=written(("张三", 3, "elected")))
    return world, world.bundle()


@pytest.mark.parametrize("kind", ["names-call", "mix", "row-release", "division-open", "division-draft", "division-tally"])
@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_byte_under_a_new_seal(kind, seed):
    """Whatever is read of it, there is a failure at its place, with words, and a report."""
    world, document = small()
    rng, acts = Random(seed), document["acts"]
    numbers = [n for n, item in enumerate(acts) if b'"type":"' + kind.encode() + b'"' in unb64(item["b"])]
    for _ in range(8):
        n = rng.choice(numbers)
        data = bytearray(unb64(acts[n]["b"]))
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        changed = {**document, "acts": [{**item, "b": b64(bytes(data))} if i == n else item for i, item in enumerate(acts)]}
        verdict = verify_bundle(canon(seal(changed, world.server)), jobs=1)
        assert any(f"sitting.s1 act={n}" in f.place and f.zh and f.en for f in verdict.findings.failures)
        assert as_text(verdict, "x", "zh")
        assert as_object(verdict, "x")


def test_the_small_bundle_is_good():
    assert verify_bundle(canon(small()[1]), jobs=1).findings.failures == []
