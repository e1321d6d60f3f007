"""Forms by themselves: which may be drafted, what marks are, what rules make of counts (docs/forms.md)."""

import pytest
from test_refusals import refused
from world import World, on_ballot, two

from hemicycle_audit.counts import count_orders, count_written
from hemicycle_audit.items import Item, bad_names, item_of, rules_of
from hemicycle_audit.marks import count_marks, read_marks
from hemicycle_audit.names import is_written, without_spaces
from hemicycle_audit.verdicts import grade, highest, verdicts

NAMES = ({"zh": "王芳", "en": ""}, {"zh": "赵 刚", "en": "Zhao Gang"}, {"zh": "李梅", "en": ""})


def item(kind, c=3, low=0, high=0, w=0):
    return Item(kind, c, low, high, w, tuple(NAMES[i % 3] for i in range(c)))


# -- forms


@pytest.mark.parametrize(
    ("form", "fits"),
    [
        ((1, 3, 0, 0, 0), True),
        ((1, 0, 0, 0, 0), False),
        ((1, 256, 0, 0, 0), False),
        ((1, 3, 0, 1, 0), False),
        ((1, 3, 0, 0, 1), False),
        ((2, 3, 0, 1, 0), True),
        ((2, 3, 3, 3, 0), True),
        ((2, 3, 2, 1, 0), False),
        ((2, 3, 0, 4, 0), False),
        ((2, 3, 0, 0, 0), False),
        ((2, 3, 0, 1, 1), False),
        ((3, 3, 0, 3, 0), True),
        ((3, 3, 0, 4, 0), True),
        ((3, 3, 0, 2, 0), False),
        ((3, 3, 1, 3, 0), False),
        ((4, 3, 0, 2, 0), True),
        ((4, 3, 0, 3, 0), False),
        ((4, 3, 0, 3, 1), True),
        ((4, 3, 0, 8, 5), True),
        ((4, 3, 0, 5, 1), False),
        ((4, 3, 0, 2, 6), False),
        ((4, 3, 1, 2, 0), False),
        ((4, 3, 0, 0, 1), False),
        ((5, 2, 0, 0, 0), True),
        ((5, 30, 0, 0, 0), True),
        ((5, 31, 0, 0, 0), False),
        ((5, 1, 0, 0, 0), False),
        ((5, 3, 0, 1, 0), False),
        ((6, 3, 0, 0, 0), False),
        ((0, 3, 0, 0, 0), False),
    ],
)
def test_items(form, fits):
    numbers = dict(zip(("type", "c", "min", "max", "w"), form, strict=True))
    names = [[two(str(i)) for i in range(form[1])]]
    assert (item_of([numbers], names, named=False) is not None) == fits
    assert item_of([numbers], names, named=True) is None
    assert (item_of([{**numbers, "type": numbers["type"] + 128}], names, named=True) is not None) == fits
    for wrong in ([], [numbers, numbers]):
        assert item_of(wrong, names, named=False) is None
    assert item_of([numbers], [names[0][1:]], named=False) is None or form == (1, 1, 0, 0, 0)


def test_a_motion():
    form = [{"type": 1, "c": 1, "min": 0, "max": 0, "w": 0}]
    assert item_of(form, [[]], named=False).motion
    assert not item_of(form, [[two("甲")]], named=False).motion
    assert item_of([{**form[0], "type": 129}], [[]], named=True).motion
    assert item_of([{**form[0], "c": 2}], [[]], named=False) is None


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["甲", "乙"], []),
        (["甲", "甲"], [1]),
        (["张 三", "张三", "李四", "张\u3000三"], [1, 3]),
        (["", "甲"], [0]),
        (["字" * 200, "字" * 201], [1]),
    ],
)
def test_names_on_a_ballot(names, wrong):
    assert bad_names([{"zh": name, "en": ""} for name in names]) == wrong
    assert bad_names([{"zh": "", "en": name} for name in names]) == wrong


def test_names_are_compared_in_chinese_where_there_is_any():
    assert bad_names([{"zh": "李伟", "en": "Li Wei"}, {"zh": "李薇", "en": "Li Wei"}]) == []
    assert bad_names([{"zh": "李伟", "en": "Li Wei"}, {"zh": "李 伟", "en": "Li Wei (2)"}]) == [1]
    assert bad_names([{"zh": "", "en": "Li Wei"}, {"zh": "", "en": "LiWei"}]) == [1]


@pytest.mark.parametrize(
    ("form", "fits", "more"),
    [
        ((1, 45, 0, 0, 0), 20_263, 46),
        ((2, 63, 0, 63, 0), 20_263, 64),
        ((3, 16, 0, 3, 0), 19_559, 17),
        ((3, 13, 0, 4, 0), 20_071, 14),
    ],
)
def test_the_longest_ballots(form, fits, more):
    longest = Item(*form)
    assert longest.layout.body_bytes == fits <= 20_480
    beyond = Item(form[0], more, *form[2:])
    assert beyond.layout.body_bytes > 20_480


def drafted(audit, **more):
    """What an audit says of a draft."""
    world = World()
    world.start()
    world.announce(**more)
    return audit(world.bundle())


THINGS = "甲 乙 丙 丁 戊 己"
BY_TEMPLATE = {
    "appoint-each": [((1, 0, 0, 0), "M1"), ((1, 0, 0, 0), "M4"), ((1, 0, 0, 0), "M5")],
    "livelihood-pick": [((2, 0, 5, 0), "projects")],
    "street-pick": [((2, 0, 3, 0), "top")],
    "tie-revote": [((2, 0, 1, 0), "plurality")],
    "satisfaction-3": [((3, 0, 3, 0), "grades-all")],
    "satisfaction-project": [((3, 0, 3, 0), "grades-present")],
    "suggestion-satisfaction": [((3, 0, 3, 0), "grades-valid")],
    "performance-4": [((3, 0, 4, 0), "grades-valid")],
    "appointee-review": [((3, 0, 3, 0), "grades-all"), ((3, 0, 4, 0), "grades-present")],
    "election-multi": [((4, 0, 2, 2), "E6"), ((1, 0, 0, 0), "M1")],
    "primary": [((2, 0, 3, 0), "top")],
    "livelihood-rank": [((5, 0, 0, 0), "points")],
}


@pytest.mark.parametrize("template", BY_TEMPLATE)
def test_every_template_takes_its_forms_and_rules_only(template):
    numbers = lambda form: Item(form[0], 6, *form[1:], NAMES * 2)  # noqa: E731
    own = BY_TEMPLATE[template]
    every = {form for rows in BY_TEMPLATE.values() for form, _ in rows}
    for form, rule in own:
        assert rule in rules_of(template, numbers(form), cited=True)
    kinds = {(form[0], form[2] if form[0] == 3 else 0) for form, _ in own}
    for form in every:
        taken = (form[0], form[2] if form[0] == 3 else 0) in kinds
        assert bool(rules_of(template, numbers(form), cited=True)) == taken


def test_motions_have_the_templates_that_are_not_for_other_forms_only():
    motion = Item(1, 1, 0, 0, 0)
    for template in ("resolution", "appoint-each"):
        assert rules_of(template, motion, cited=False) == {"M1", "M2", "M4", "M5", "M7"}
    assert not rules_of("livelihood-pick", motion, cited=False)
    assert not rules_of("resolution", item(1), cited=False)


def test_an_election_on_paper_is_on_the_agenda_as_a_motion(audit):
    assert not refused(drafted(audit, template="election-single"), "act-rule", "type=division-draft", "")
    cited = drafted(audit, template="election-single", basis="细则")
    assert refused(cited, "act-rule", "type=division-draft", "does not take this form")


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ({**on_ballot(1, THINGS), "template": "resolution"}, "does not take this form"),
        ({"template": "tie-revote", "rule": "plurality"}, "does not take this form"),
        ({**on_ballot(1, THINGS), "template": "appoint-each", "rule": "M7"}, "does not take rule M7"),
        ({**on_ballot(5, THINGS), "template": "livelihood-rank", "rule": "M1"}, "does not take rule M1"),
        ({"rule": "E6"}, "does not take rule E6"),
        ({**on_ballot(2, "甲 乙 丙 丁 戊", high=5), "template": "livelihood-pick", "rule": "projects"}, "a fifth more"),
        ({**on_ballot(1, "甲 甲"), "template": "appoint-each"}, "name 2 is empty"),
        ({"form": on_ballot(1, "甲")["form"], "template": "appoint-each"}, "form or names"),
        ({"names": on_ballot(1, "甲")["names"], "template": "appoint-each"}, "form or names"),
        ({**on_ballot(1, "甲"), "names": [[]], "template": "appoint-each"}, "form or names"),
        ({**on_ballot(129, "甲"), "template": "appoint-each"}, "form or names"),
        ({**on_ballot(1, " ".join(map(str, range(46)))), "template": "appoint-each"}, "20711 bytes, more than 20480"),
    ],
)
def test_drafts_that_break_a_rule(audit, draft, reason):
    assert refused(drafted(audit, **draft), "act-rule", "type=division-draft", reason)


def test_a_draft_that_is_right(audit):
    verdict = drafted(audit, **on_ballot(2, THINGS, high=5), template="livelihood-pick", rule="projects")
    assert {f.code for f in verdict.findings.failures} == {"not-declared"}


@pytest.mark.parametrize("template", ["election-single", "election-multi", "by-election"])
@pytest.mark.parametrize("basis", [None, "", "本省选举实施细则第三十条"])
def test_elections_are_on_paper_without_a_local_rule(audit, template, basis):
    world = World()
    world.start()
    more = {} if basis is None else {"basis": basis}
    world.announce(**on_ballot(4, "甲 乙", high=1), template=template, rule="E6", **more)
    world.open_vote()
    found = refused(audit(world.bundle()), "act-rule", "type=division-open", "belongs on paper")
    assert found == (not basis)


@pytest.mark.parametrize("change", [{"names": [[two("丙"), two("乙")]]}, {"basis": "另一规定"}, {"form": []}])
def test_an_opening_is_that_of_the_draft(audit, change):
    world = World()
    world.start()
    world.announce(**on_ballot(1, "甲 乙"), template="appoint-each")
    (member,) = change
    definition = {**world.drafts["d1"], **world.on_ballot("d1"), "quorum": "Q2", "channel": "terminal", "secrecy": "named"}
    world.open_vote(definition={**definition, **change})
    assert any(f"member=definition.{member}" in f.place for f in audit(world.bundle()).findings.failures if f.code == "opening")


def test_an_opening_has_the_basis_of_its_draft(audit):
    world = World()
    world.start()
    world.announce(**on_ballot(4, "甲 乙", high=1), template="election-multi", rule="E6", basis="细则")
    definition = {**world.drafts["d1"], **world.on_ballot("d1"), "quorum": "Q2", "channel": "terminal", "secrecy": "named"}
    del definition["basis"]
    world.open_vote(definition=definition)
    assert refused(audit(world.bundle()), "opening", "member=definition.basis", "recomputed 细则")


# -- marks


def slot(text, length=60):
    return text.encode().ljust(length, b"\0")


@pytest.mark.parametrize(
    ("form", "data", "marks"),
    [
        ((1,), b"\1\0\2", ["for", "against", "abstain"]),
        ((1,), b"\1\0\3", None),
        ((2, 3, 1, 2), b"\1\0\0", [1, 0, 0]),
        ((2, 3, 1, 2), b"\0\0\0", None),
        ((2, 3, 1, 2), b"\1\1\1", None),
        ((2, 3, 1, 2), b"\2\0\0", None),
        ((2, 3, 0, 2), b"\0\0\0", [0, 0, 0]),
        ((3, 3, 0, 3), b"\0\3\1", [0, 3, 1]),
        ((3, 3, 0, 3), b"\4\0\0", None),
        ((3, 3, 0, 4), b"\4\0\0", [4, 0, 0]),
        ((4, 3, 0, 1), b"\1\0\2", {"names": ["for", "against", "abstain"], "written": []}),
        ((4, 3, 0, 1), b"\1\1\2", None),
        ((5,), bytes([3, 1]).ljust(30, b"\0"), [3, 1]),
        ((5,), bytes(30), []),
        ((5,), bytes([3, 3]).ljust(30, b"\0"), None),
        ((5,), bytes([4]).ljust(30, b"\0"), None),
        ((5,), bytes([3, 0, 1]).ljust(30, b"\0"), None),
    ],
)
def test_marks(form, data, marks):
    own = item(*form)
    assert len(data) == own.marks_bytes
    assert read_marks(data, own) == marks


@pytest.mark.parametrize(
    ("keys", "slots", "written"),
    [
        (b"\0\0\1", [slot("张三"), bytes(60)], ["张三"]),
        (b"\0\0\0", [slot("张三"), slot("李 四")], ["张三", "李 四"]),
        (b"\0\0\0", [bytes(60), bytes(60)], []),
        (b"\0\0\0", [bytes(60), slot("张三")], None),
        (b"\0\2\2", [slot("张三"), slot("李四")], None),
        (b"\0\0\1", [slot("张三"), slot("李四")], None),
        (b"\0\0\0", [slot("张三"), slot("张 三")], None),
        (b"\0\0\0", [slot("王芳"), bytes(60)], ["王芳"]),
        (b"\0\0\0", [slot("张三 "), bytes(60)], None),
        (b"\0\0\0", [slot("张\0三"), bytes(60)], None),
        (b"\0\0\0", [b"\xff" + bytes(59), bytes(60)], None),
        (b"\0\0\0", [slot("张\u200b三"), bytes(60)], None),
        (b"\0\0\0", [slot("字" * 20), bytes(60)], ["字" * 20]),
    ],
)
def test_marks_of_an_election_with_slots(keys, slots, written):
    own = item(4, high=2, w=2)
    data = keys + b"".join(slots)
    assert len(data) == own.marks_bytes
    marks = read_marks(data, own)
    assert (marks and marks["written"]) == written
    assert (marks is None) == (written is None)


def test_nothing_unseen_is_written():
    ranges = (
        "0000-001F 007F-00A0 00AD-00AD 061C-061C 115F-1160 1680-1680 180B-180F 2000-200F 2028-202F 205F-206F 2800-2800 3000-3000 "
        "3164-3164 D800-DFFF FE00-FE0F FEFF-FEFF FFA0-FFA0 FFF0-FFFF E0000-10FFFF"
    )
    bounds = [[int(end, 16) for end in text.split("-")] for text in ranges.split()]
    unseen = {code for first, last in bounds for code in range(first, last + 1)}
    assert {code for code in range(0x110000) if not is_written(f"a{chr(code)}b")} == unseen
    spaces = [*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
    assert [code for code in range(0x110000) if not without_spaces(chr(code))] == spaces


# -- counts


def test_written_names():
    rows = [["张三", ""], ["张 三", "王芳"], [None, "张三"], ["张三", "张 三"], ["赵刚", "Zhao Gang"], ["Z", "李四"]]
    labels = frozenset(map(without_spaces, ("王芳", "赵 刚", "Zhao Gang")))
    counted = count_written(rows, labels, 12)
    assert counted.votes == (("Z", 1), ("张三", 4), ("李四", 1))
    assert (counted.listed, counted.repeated, counted.invalid, counted.empty) == (3, 1, 1, 1)
    assert count_written(rows, labels, 11).empty == 0
    assert count_written(rows, labels, 10) is None


def test_the_shortest_spelling_is_shown_and_of_these_the_least():
    rows = [["a  b c".replace("  ", " ")], ["ab c"], ["a bc"]]
    assert count_written(rows, frozenset(), 3).votes == (("a bc", 3),)


def test_orders():
    counted = count_orders([[2, 1, 4], [], [5], None], 5, 5)
    assert counted.names == ((4, 0), (5, 1), (0, 0), (3, 0), (5, 1))
    assert counted.orders == (3, 1)


def test_marks_are_counted():
    count = lambda own, *data: count_marks(own, [read_marks(one, own) for one in data])  # noqa: E731
    assert count(item(1), b"\1\0\2", b"\1\1\2").names == ((2, 0, 0), (1, 1, 0), (0, 0, 2))
    assert count(item(2, high=2), b"\1\1\0", b"\0\0\0").names == ((1,), (1,), (0,))
    assert count(item(3, high=3), b"\1\0\3", b"\1\2\0").names == ((2, 0, 0, 0), (0, 1, 0, 1), (0, 0, 1, 1))
    for own in (item(1), item(2, high=2), item(3, high=4), item(4, high=2, w=1), item(5)):
        empty = count(own)
        assert empty.voted == 0
        assert empty.names == ((0,) * own.width,) * 3


# -- rules


@pytest.mark.parametrize(
    ("votes", "least", "seats", "told"),
    [
        ([5, 4, 3], 4, 2, "in in out"),
        ([5, 4, 4], 4, 2, "in tied tied"),
        ([5, 5, 4], 4, 2, "in in out"),
        ([4, 4, 4], 4, 2, "tied tied tied"),
        ([4, 4, 4], 4, 3, "in in in"),
        ([5, 3, 3], 4, 2, "in out out"),
        ([3, 3, 3], 4, 2, "out out out"),
        ([0, 0, 0], 1, 2, "out out out"),
        ([0, 0, 0], 0, 2, "tied tied tied"),
        ([2, 0, 0], 0, 2, "in tied tied"),
        ([1, 2], 0, 3, "in in"),
    ],
)
def test_the_highest(votes, least, seats, told):
    words = told.split()
    assert highest(votes, least, seats) == words
    assert highest(votes[::-1], least, seats) == words[::-1]


@pytest.mark.parametrize(
    ("rule", "counts", "told"),
    [
        ("grades-all", (6, 0, 0, 3), "satisfied"),
        ("grades-all", (5, 0, 0, 4), "basically-satisfied"),
        ("grades-all", (2, 2, 0, 5), "no-conclusion"),
        ("grades-all", (2, 3, 0, 4), "basically-satisfied"),
        ("grades-all", (2, 2, 5, 0), "dissatisfied"),
        ("grades-all", (2, 3, 4, 0), "basically-satisfied"),
        ("grades-present", (4, 0, 2, 2), "no-conclusion"),
        ("grades-present", (4, 1, 1, 2), "basically-satisfied"),
        ("grades-present", (6, 0, 2, 0), "satisfied"),
        ("grades-valid", (2, 0, 1, 5), "satisfied"),
        ("grades-valid", (1, 0, 1, 6), "no-conclusion"),
        ("grades-valid", (0, 0, 0, 8), "no-conclusion"),
        ("grades-valid", (2, 0, 0, 1, 5), "excellent"),
        ("grades-valid", (1, 1, 0, 1, 5), "satisfied"),
        ("grades-valid", (0, 1, 1, 1, 5), "basically-satisfied"),
        ("grades-valid", (1, 0, 0, 2, 5), "dissatisfied"),
        ("grades-valid", (6, 0, 0, 2, 0), "excellent"),
    ],
)
def test_grades(rule, counts, told):
    """Of 9 members 8 are present and vote."""
    assert grade(rule, counts, 9, 8, 8) == told


def test_without_a_majority_that_took_part_nothing_succeeds():
    own = item(2, high=1)
    count = count_marks(own, [[1, 0, 0]] * 4)
    assert verdicts(own, "top", "Q2", 8, 8, count)[0] == ["chosen", "not-chosen", "not-chosen"]
    assert verdicts(own, "top", "Q7", 8, 8, count)[0] == ["not-chosen"] * 3
    own = item(3, high=3)
    count = count_marks(own, [[1, 1, 1]] * 4)
    assert verdicts(own, "grades-valid", "Q2", 8, 8, count)[0] == ["satisfied"] * 3
    assert verdicts(own, "grades-valid", "Q7", 8, 8, count)[0] == ["no-conclusion"] * 3


def test_written_names_take_part_in_the_ranking():
    own = item(4, high=1, w=1)
    marks = [{"names": ["against"] * 3, "written": ["张三"]}] * 5 + [{"names": ["for", "against", "against"], "written": []}] * 4
    told = verdicts(own, "E6", "Q2", 9, 9, count_marks(own, marks))
    assert told == (["not-elected"] * 3, ["elected"])
