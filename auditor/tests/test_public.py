"""The public edition of a secret vote's bundle (docs/sealed.md §11): what it still proves, and what it can't."""

import pytest
from crook import has
from test_secret_forms import election, ranking
from world import b64, dig, leaf, seal, u, unb64

from hemicycle_audit.bundle import verify_bundle
from hemicycle_audit.report import as_text, counts


def public(document, server):
    """The public edition of a bundle, made from the specification."""
    entries, last = [unb64(entry) for entry in document["ballots"]], {}
    for entry in entries:
        if entry[0] == 1:
            body = entry[1:-64]
            last[body[35:67]] = body[67:71] + dig("ballot", body)
    kept = {name: part for name, part in document.items() if name != "ballots"}
    rows = b"".join(key + last[key] for key in sorted(last))
    edition = {"format": "hemicycle-public/1", "leaves": b64(b"".join(map(leaf, entries))), "counted": b64(rows)}
    return seal(kept | edition, server)


def altered(world, change, name="d1"):
    """The edition in the hands of whoever owns the server's key: ``change`` gets leaves and rows, and alters them."""
    edition = public(world.bundle(name), world.server)
    leaves, rows = split(edition["leaves"], 32), split(edition["counted"], 68)
    change(leaves, rows)
    return seal(edition | {"leaves": b64(b"".join(leaves)), "counted": b64(b"".join(rows))}, world.server)


def split(text, size):
    data = unb64(text)
    return [data[at : at + size] for at in range(0, len(data), size)]


def flipped(data, at=0):
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def test_an_honest_edition_verifies_and_says_what_it_rests_on(audit, secret):
    verdict = audit(public(secret.bundle(), secret.server))
    assert verdict.findings.failures == []
    assert [warning.place for warning in verdict.findings.warnings] == ["member=format"]
    assert "ballots" not in verdict.findings.steps
    assert {"heads", "board", "freeze", "release", "tally"} <= set(verdict.findings.steps)
    full = audit(secret.bundle())
    assert counts(verdict) == counts(full)
    assert "监票人签署为据" in as_text(verdict, "x", "zh")
    assert "rests on the scrutineers' signatures" in as_text(verdict, "x", "en")


@pytest.mark.parametrize("make", [election, ranking])
def test_an_edition_with_mixed_names_verifies(audit, make):
    world = make()
    verdict = audit(public(world.bundle(), world.server))
    assert verdict.findings.failures == []
    assert counts(verdict) == counts(audit(world.bundle()))


def test_an_edition_of_a_void_vote_verifies(audit, secret):
    from test_secret import voided  # the sitting goes on

    secret.announce("d2", number=2)
    secret.open_vote("d2")
    secret.press(0, "for")
    voided(secret)
    verdict = audit(public(secret.bundle("d2"), secret.server))
    assert verdict.findings.failures == []
    assert verdict.state == "void"


def test_an_altered_leaf(audit, secret):
    verdict = audit(altered(secret, lambda leaves, _: leaves.__setitem__(3, flipped(leaves[3]))))
    assert has(verdict, "board", "type=division-declare", "member=result.entries", "position=4")
    assert has(verdict, "freeze", "member=root")
    assert has(verdict, "head-root")


def test_a_leaf_altered_where_the_declaration_does_not_reach(audit, secret):
    verdict = audit(altered(secret, lambda leaves, _: leaves.__setitem__(3, flipped(leaves[3], 20))))
    assert has(verdict, "board", "type=division-declare", "member=result.root")
    assert has(verdict, "freeze", "member=root")


@pytest.mark.parametrize(
    "change",
    [
        lambda leaves, _: leaves.pop(2),
        lambda leaves, _: leaves.append(leaves[0]),
        lambda leaves, _: leaves.reverse(),
    ],
    ids=["dropped", "added", "moved"],
)
def test_leaves_that_are_not_those_of_the_board(audit, secret, change):
    verdict = audit(altered(secret, change))
    assert has(verdict, "board", "type=division-declare")
    assert has(verdict, "freeze", "member=root")


@pytest.mark.parametrize("at", [32, 35, 36, 67], ids=["seq", "seq's end", "id", "id's end"])
def test_a_counted_ballot_that_is_altered(audit, secret, at):
    verdict = audit(altered(secret, lambda _, rows: rows.__setitem__(1, flipped(rows[1], at))))
    assert has(verdict, "board", "type=division-declare", "member=result.counted_root")
    assert has(verdict, "freeze", "member=counted_root")


def test_a_counted_ballot_that_is_left_out(audit, secret):
    verdict = audit(altered(secret, lambda _, rows: rows.pop(1)))
    assert has(verdict, "freeze", "member=counted_root")
    assert has(verdict, "freeze", "member=n")


def test_a_ballot_of_nobody_counts(audit, secret):
    verdict = audit(altered(secret, lambda _, rows: rows.append(b"\xff" * 32 + u(32, 1) + bytes(32))))
    assert has(verdict, "ballot-electorate", "member=counted")


def test_counted_ballots_out_of_order_or_twice(audit, secret):
    assert has(audit(altered(secret, lambda _, rows: rows.reverse())), "ballot-form", "member=counted")
    assert has(audit(altered(secret, lambda _, rows: rows.insert(1, rows[0]))), "ballot-form", "member=counted", "row=1")


def test_more_count_than_there_are_entries(audit, secret):
    assert has(audit(altered(secret, lambda leaves, _: leaves.clear())), "ballot-form", "member=counted")


def test_a_number_above_the_limit(audit, secret):
    change = lambda _, rows: rows.__setitem__(0, rows[0][:32] + u(32, 2**32 - 1) + rows[0][36:])  # noqa: E731
    assert has(audit(altered(secret, change)), "ballot-sequence", "member=counted", "row=0")


def test_a_named_vote_has_no_public_edition(audit, honest):
    verdict = audit(public(honest.bundle(), honest.server))
    assert has(verdict, "bundle-form", "member=format")


def test_an_edition_has_exactly_its_members(audit, secret):
    edition = public(secret.bundle(), secret.server)
    for change in ({"ballots": []}, {"leaves": b64(bytes(31))}, {"counted": b64(bytes(67))}):
        verdict = audit(seal(edition | change, secret.server))
        assert has(verdict, "bundle-form", f"member={next(iter(change))}")


def test_the_seal_covers_the_leaves(secret):
    edition = public(secret.bundle(), secret.server)
    from world import canon

    leaves = split(edition["leaves"], 32)
    verdict = verify_bundle(canon(edition | {"leaves": b64(b"".join(leaves[::-1]))}))
    assert has(verdict, "seal")
