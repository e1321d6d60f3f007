"""The pages that terminals say they run (protocol §14): counted and named, and asked for where the sitting requires them."""

import hashlib

from house_world import HouseWorld, only, wrong
from world import b64

from hemicycle_audit.report import as_object, as_text

BUNDLE = b64(hashlib.sha256(b"bundle").digest())
OTHER = b64(hashlib.sha256(b"other").digest())


def pages(hash=BUNDLE, loaded="installed"):
    return {"hash": hash, "loaded": loaded}


def tell(made, i, told):
    made.register.add(made.terminals[i], "pages-tell", pages=told)


def world(required):
    """A sitting not opened yet."""
    return HouseWorld(pages={"hash": BUNDLE, "required": required})


def vote(made):
    made.start()
    return made.whole("d")


def test_terminals_that_ran_other_pages_are_named(audit):
    made = world(False)
    for i in range(4):
        tell(made, i, pages())
    tell(made, 3, pages(loaded="served"))
    tell(made, 4, pages(OTHER))
    tell(made, 5, pages(OTHER, "served"))
    verdict = audit(vote(made).record())
    assert wrong(verdict) == []
    found = as_object(verdict, "x")["pages"]
    assert (found["terminals"], found["right"], found["required"]) == (7, 3, False)
    assert [(other["seat"], other["told"]) for other in found["others"]] == [
        ("s3", "served"),
        ("s4", "other"),
        ("s5", "other-served"),
        ("s6", "silent"),
    ]
    assert "3 of 7 terminals say that they ran them, installed" in as_text(verdict, "x", "en")
    assert "▲ s6  未说明" in as_text(verdict, "x", "zh")


def test_what_was_told_after_the_opening_does_not_count(audit):
    made = world(False)
    vote(made)
    tell(made, 0, pages())
    assert as_object(audit(made.record()), "x")["pages"]["right"] == 0


def test_a_sitting_that_expects_none_tells_of_none(audit):
    verdict = audit(vote(HouseWorld()).record())
    assert "pages" not in as_object(verdict, "x")


def test_telling_the_same_twice(audit):
    made = world(False)
    tell(made, 0, pages())
    tell(made, 0, pages())
    vote(made)
    only(audit(made.record()), "pages-tell", "had told of these pages already")


def test_49_a_check_in_without_the_pages_required(audit):
    made = world(True)
    for i in range(7):
        tell(made, i, pages(loaded="served" if i == 2 else "installed"))
    vote(made)
    only(audit(made.record()), "check-in", "the terminal at seat s2 did not run the pages")


def test_all_have_the_pages_required(audit):
    made = world(True)
    for i in range(7):
        tell(made, i, pages())
    assert wrong(audit(vote(made).record())) == []
