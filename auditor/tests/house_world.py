"""Sittings with a profile, and votes that follow one another, from docs/profiles.md and docs/sequences.md alone."""

import copy

from channel_world import ChannelWorld
from crook import Crook
from world import b64, pub, two, unb64

KINDS = ("plenary", "preparatory", "standing-committee", "joint-group", "presidium", "street")
MOTIONS = ("resolution", "law-bill", "amendment", "clause-separate", "clause-by-clause", "package-merged", "appoint-merged")
ALL = ["terminal", "paper", "hands", "mixed"]


def _template(rule, channels, channel_source="law", source="law"):
    own = {"rule": rule, "channels": channels, "channel_source": channel_source}
    return own if rule == "majority" else {**own, "source": source}


def document(**changes):
    """A profile; ``changes`` replace members, two underscores stand for a step down and None leaves a member out."""
    quorum = {
        "plenary": "Q2",
        "preparatory": "Q5",
        "standing-committee": "Q3",
        "joint-group": "Q6",
        "presidium": "Q4",
        "street": "Q8",
    }
    shares = {"standing-committee": "majority", "joint-group": "majority", "street": "over-two-thirds"}
    made = {
        "id": "town-rules",
        "name": two("某镇"),
        "levels": ["county", "town"],
        "sources": {
            "default": {"zh": "未核实的默认值", "en": "unverified default", "verified": False},
            "law": {"zh": "某法第一条", "en": "Some Law, art. 1", "verified": True},
        },
        "quorum": {
            kind: {"rule": rule, "share": shares.get(kind, "two-thirds"), "source": "law"} for kind, rule in quorum.items()
        },
        "majority": dict.fromkeys(KINDS, "law"),
        "templates": {
            **{template: _template("majority", ["terminal", "hands", "mixed"], "default") for template in MOTIONS},
            "appoint-each": _template("majority", ALL),
            "decide-appointment": _template("majority", ["paper"]),
            "procedural-present": _template("M7", ["terminal"], source="default"),
            "satisfaction-3": _template("grades", ["terminal"], source="default"),
            "tie-revote": _template("plurality", ALL),
            **{template: _template("E6", ["paper", "terminal"]) for template in ("election-multi", "by-election")},
        },
        "press": {"counts": "last", "source": "default"},
        "not_pressed": {"shown": True, "source": "default"},
        "who_pressed": {"public": False, "source": "default"},
        "expected": {"sittings": ["joint-group"], "source": "default"},
        "grades": {"base": "present", "source": "default"},
    }
    for path, value in changes.items():
        *steps, last = path.replace("_of_", "-").split("__")
        place = made
        for step in steps:
            place = place[step]
        place[last] = value
        if value is None:
            del place[last]
    return made


class HouseWorld(ChannelWorld):
    """A congress; ``profile`` is the document its sitting is held by, ``more`` further members of ``sitting-create``."""

    def __init__(self, profile=None, level=None, kind="congress", size=7, **more):
        self.level, self.created = level, {**({"profile": profile} if profile is not None else {}), **more}
        self.recused, self.numbers, self.opened = {}, {}, None
        super().__init__(size, kind=kind)
        self.quorum = self.created.get("quorum", self.quorum)
        self.by("terminal")

    def reg(self, who, kind, /, **members):
        level = {"level": self.level} if kind == "body-create" and self.level else {}
        return super().reg(who, kind, **members, **level)

    def act(self, who, kind, /, **members):
        return super().act(who, kind, **(members | (self.created if kind == "sitting-create" else {})))

    # -- step by step

    def draft(self, name, template="resolution", rule="M1", number=None, again="", text=None, title=None, **more):
        """Draft; ``of`` is a list of (kind, division) or (kind, division, name)."""
        if "of" in more:
            rows = [dict(zip(("kind", "division", "name"), link, strict=False)) for link in more["of"]]
            more["of"] = rows
        self.drafts[name] = {
            "title": two(title or f"议案{name}"),
            "short": two("短题"),
            "text": two("全文" if text is None else text),
            "template": template,
            "rule": rule,
            **({"basis": more["basis"]} if "basis" in more else {}),
        }
        self.on_ballots[name] = more.get("form"), more.get("names", [[]])
        number = number or len(self.drafts)
        secret = {"secrecy": "secret"} if self.secrecy == "secret" else {}
        fields = {"number": number, "countdown_s": 0, "again_of": again, **secret, "channel": self.channel, **more}
        self.act("secretariat", "division-draft", **{"division": name, **self.drafts[name], **fields})
        return self

    def approve(self, *names):
        for name in names:
            self.act("secretariat", "division-approve", division=name)
        return self

    def put(self, name):
        self.act("chair", "division-announce", division=name)
        return self

    def open_vote(self, name="d1", **changes):
        present, away = self.present, self.recused.get(name, set())
        self.present = {i: act for i, act in present.items() if i not in away}
        super().open_vote(name, **changes)
        self.present, self.opened = present, name

    def vote(self, name, votes_for=7, against=0, marks=None, result=None):
        """Announce, open, press, close, declare. ``marks`` are those of every ballot of a form, ``result`` its names."""
        self.put(name)
        self.open_vote(name)
        seats = [int(voter[1][1:]) for voter in self.voters]
        if marks is None:
            for place, i in enumerate(seats[: votes_for + against]):
                self.cast(i, int(place < votes_for))
        for i, own in zip(seats, marks or [], strict=False):
            self.cast(i, bytes(own))
        self.close()
        rule = self.drafts[name]["rule"]
        if marks is None:
            self.motion_result(votes_for, against, 0, rule=rule)
        else:
            self.form_result(len(marks), *result, rule=rule)
        self.end()
        return self

    def whole(self, name, votes_for=7, against=0, **drafted):
        """Draft, approve and vote."""
        shown = {key: drafted.pop(key) for key in ("marks", "result") if key in drafted}
        return self.draft(name, **drafted).approve(name).vote(name, votes_for, against, **shown)

    def recuse(self, i, name, who="secretariat", **changes):
        self.act(who, "recuse", **{"division": name, "member": f"m{i}", "reason": "亲属", **changes})
        self.recused.setdefault(name, set()).add(i)
        return self

    def come_back(self, i, name, who="secretariat"):
        self.act(who, "recuse-cancel", division=name, member=f"m{i}")
        self.recused[name].discard(i)
        return self

    def record(self):
        """The bundle of the vote that was opened last."""
        return self.bundle(self.opened or next(iter(self.drafts), "d1"))


def sitting(profile=None, present=range(7), **how):
    """A sitting that is open, all of its members present."""
    made = HouseWorld(document() if profile is None else profile, **how)
    made.start(present)
    return made


def without_profile(**how):
    made = HouseWorld(**how)
    made.start()
    return made


def wrong(verdict):
    """What is wrong, but for the vote not being over yet: code, place after the number of the act, and why."""
    rows = [(failure.code, failure.place.partition(" type=")[2], failure.en) for failure in verdict.findings.failures]
    return [row for row in rows if row[0] != "not-declared"]


def only(verdict, place, reason, code="act-rule"):
    """Tell whether exactly this is wrong."""
    found = wrong(verdict)
    assert len(found) == 1, found
    assert found[0][:2] == (code, place), found
    assert reason in found[0][2], found
    return True


class Owner(Crook):
    """Whoever owns the server's key."""

    def __init__(self, made):
        super().__init__(made, made.opened)
        self.fixed_result = copy.deepcopy(made.result)

    def body_of(self, kind):
        """The act of the vote that was opened last."""
        return unb64(self.doc["acts"][self.find(kind, -1)]["b"])

    def renew(self, body, close):
        if body["type"] == "division-tally" and body["division"] == self.world.opened:
            super().renew(body, close)


__all__ = ["HouseWorld", "Owner", "b64", "document", "only", "pub", "sitting", "unb64", "without_profile", "wrong"]
