"""Votes on paper, by show of hands and mixed in the small congress, from docs/channels.md alone."""

from secret_world import SecretWorld
from world import ZERO, b64, canon, dig, figures, of_form, on_ballot, pub, u, written

INVALID = ("too-many", "written", "unreadable", "foreign", "other")
TELLERS = {"t1": "甲", "t2": "乙", "t3": "丙"}


def paper(valid, counts, written=None, **invalid):
    """Figures of paper; ``written`` are (name, votes)."""
    rows = {} if written is None else {"written": [{"name": name, "votes": votes} for name, votes in written]}
    reasons = {name: invalid.get(name.replace("-", "_"), 0) for name in INVALID}
    return {"valid": valid, "invalid": reasons, "counts": [list(row) for row in counts], **rows}


def hands(*sections):
    """Figures of hands: each section is (name, for, against, abstain)."""
    return {"sections": [{"name": name, "voted": sum(keys), "counts": [list(keys)]} for name, *keys in sections]}


class ChannelWorld(SecretWorld):
    """A congress with tellers t1, t2 and t3, and scrutineers w1, w2, …; ``by`` says how the next vote is held."""

    def __init__(self, size=7, tellers=tuple(TELLERS), n=3, kind="congress"):
        self.kind = kind
        super().__init__(size, n=n)
        self.video, self.attempt_at_count = set(), 1
        for name in tellers:
            self.hire(name, TELLERS[name])

    def reg(self, who, kind, /, **members):
        if kind == "body-create":
            members["kind"] = self.kind
        return super().reg(who, kind, **members)

    def hire(self, name, holder, role="teller"):
        code = self.key()
        self.issue(code, role, "", holder)
        self.people[name] = self.use(code)

    def by(self, channel, secrecy=None):
        self.channel, self.secrecy = channel, secrecy or ("secret" if channel == "paper" else "named")
        self.form_type = 1 if self.secrecy == "secret" else 129
        return self

    @property
    def boxed(self):
        return self.channel not in ("paper", "hands")

    def check_in_by_video(self, i, who="secretariat", **changes):
        fields = {"member": f"m{i}", "seat": f"s{i}", "by": "video", **changes}
        self.present[i] = self.act(who, "check-in", **fields)
        self.video.add(i)

    # -- an opening

    def announce(self, *args, **more):
        super().announce(*args, **({"channel": self.channel} | more))

    def electors(self):
        if self.boxed:
            return [voter for voter in super().electors() if int(voter[1][1:]) not in self.video]
        rows = [(f"m{i}", i) for i in self.present if self.channel == "hands" or i not in self.video]
        return [(ZERO, f"s{i}", member, ZERO, self.present[i]) for member, i in sorted(rows)]

    def more(self):
        return super().more() if self.boxed else {"max_seq": 1}

    def open_vote(self, *args, **changes):
        super().open_vote(*args, **({"certify": self.boxed} | changes))
        self.attempt_at_count, self.told = 1, {}
        if not self.boxed:
            self.heads = []

    # -- the count

    def issue_ballots(self, number, who="t1", **changes):
        return self.act(who, "paper-issue", **self.of(issued=number, **changes))

    def take_back(self, number, who="t1", **changes):
        self.act(who, "paper-return", **self.of(returned=number, **changes))

    def commit(self, who, figures, **changes):
        salt, attempt = self.random.randbytes(32), changes.pop("attempt", self.attempt_at_count)
        key = pub(self.people[who])
        digest = dig("count-commit", self.open, u(32, attempt), key, salt, canon(figures))
        self.told[who] = {"attempt": attempt, "salt": b64(salt), "figures": figures}
        self.act(who, "count-commit", **self.of(attempt=attempt, digest=b64(digest), **changes))

    def reveal(self, who, **changes):
        self.count_id = self.act(who, "count-reveal", **self.of(**{**self.told[who], **changes}))

    def count(self, one, other=None, who=("t1", "t2")):
        """Two tellers count; they differ if ``other`` is given."""
        both = (one, one if other is None else other)
        for name, own in zip(who, both, strict=True):
            self.commit(name, own)
        for name in who:
            self.reveal(name)

    def again(self, who="t1", reason="设备故障", **changes):
        self.act(who, "count-again", **self.of(**{"attempt": self.attempt_at_count, "reason": reason, **changes}))
        self.attempt_at_count += 1

    def failed(self, one, other=None, who=("t1", "t2")):
        self.count(one, other, who)
        self.attempt_at_count += 1

    def sign(self, *who, **changes):
        for name in who or ("w1",):
            self.act(name, "count-sign", **self.of(**{"count": b64(self.count_id), **changes}))

    # -- the result

    def figures(self, rule="M1", quorum="Q2"):
        if self.boxed:
            return self.of_board(rule)
        return figures(self.opening, self.body_of(self.close_id), [], [], {}, self.n, self.p, (0, 0, 0), rule)

    def of_board(self, rule):
        keys, closing = [voter[0] for voter in self.voters], self.body_of(self.close_id)
        last = {entry[36:68]: entry for entry in self.ballots if entry[:1] == b"\1"}
        marks = {key: entry[68:72] + dig("ballot", entry[1:-64]) for key, entry in last.items()}
        return figures(self.opening, closing, self.ballots, keys, marks, self.n, self.p, (0, 0, 0), rule)

    def motion_result(self, votes_for, against, abstain, rule="M1", **extra):
        """Make the result of a motion."""
        made, n = self.figures(rule), votes_for + against + abstain
        keys = {"for": votes_for, "against": against, "abstain": abstain}
        carried = votes_for >= made["needed"]
        self.result = {**made, **keys, "not_pressed": self.p - n, "carried": carried, **extra}
        return self.result

    def form_result(self, voted, *names, rule, extra=None, **more):
        self.result = {**of_form(self.figures(rule), voted, *names, **more), **(extra or {})}
        return self.result

    def sign_tally(self):
        frozen = {"freeze": b64(self.frozen)} if self.secrecy == "secret" and self.boxed else {}
        fields = self.of(close=b64(self.close_id), result=self.result, **frozen)
        self.tally_id = self.act("server", "division-tally", **fields)

    def end(self):
        self.sign_tally()
        self.declare()
        return self


# -- honest votes


ELECTION = ("election-multi", "E6", on_ballot(4, "王芳 赵刚", high=2, w=2))


def meeting(
    channel, secrecy=None, present=range(6), video=(), template="resolution", rule="M1", form=None, open_vote=True, **world
):
    """A sitting with a vote open on a channel."""
    made = ChannelWorld(**world).by(channel, secrecy)
    if made.secrecy == "secret" and made.boxed:
        made.ceremony()
    made.start(present)
    for i in video:
        made.check_in_by_video(i)
    made.announce(template=template, rule=rule, **(form or {}))
    if open_vote:
        made.open_vote()
    return made


def at_the_count(issued=6, returned=5, **changes):
    """A vote on paper whose ballots are back."""
    made = meeting("paper", **changes)
    made.issue_ballots(issued)
    made.close()
    made.take_back(returned)
    return made


ON_PAPER = paper(4, [(4, 0, 0)], unreadable=1)


def of_paper(figures=ON_PAPER, issued=6, returned=5):
    return {"issued": issued, "returned": returned, "invalid": figures["invalid"]}


def motion_on_paper():
    """5 of 6 ballots come back, one of them blank: 4 for, where 4 of 7 are needed."""
    made = at_the_count()
    made.count(ON_PAPER)
    made.sign("w1", "w3")
    made.motion_result(4, 0, 0, **of_paper())
    return made.end()


def election_on_paper():
    """张三 is elected in writing; m6 is not there."""
    template, rule, form = ELECTION
    made = at_the_count(6, 6, template=template, rule=rule, form=form)
    figures = paper(5, [(5, 0, 0), (1, 4, 0)], [("张三", 4)], too_many=1)
    made.count(figures)
    made.sign()
    names = [(5, 0, 0, "elected"), (1, 4, 0, "not-elected")]
    made.form_result(5, *names, rule=rule, written=written(("张三", 4, "elected")), extra=of_paper(figures, 6, 6))
    return made.end()


def choice_on_paper():
    form = on_ballot(2, "路灯 公园 书屋 桥", high=2)
    made = at_the_count(6, 6, template="livelihood-pick", rule="projects", form=form)
    figures = paper(6, [(6,), (4,), (0,), (1,)])
    made.count(figures)
    made.sign()
    names = [(6, "chosen"), (4, "chosen"), (0, "not-chosen"), (1, "not-chosen")]
    made.form_result(6, *names, rule="projects", extra=of_paper(figures, 6, 6))
    return made.end()


def grades_on_paper():
    form = on_ballot(3, "教育 交通", high=3)
    made = at_the_count(6, 6, template="satisfaction-3", rule="grades-valid", form=form)
    figures = paper(6, [(4, 1, 1, 0), (0, 1, 4, 1)])
    made.count(figures)
    made.sign()
    names = [(4, 1, 1, 0, "satisfied"), (0, 1, 4, 1, "dissatisfied")]
    made.form_result(6, *names, rule="grades-valid", extra=of_paper(figures, 6, 6))
    return made.end()


def appointments_on_paper():
    """A decision on appointments: three keys for every name."""
    form = on_ballot(1, "王芳 赵刚")
    made = at_the_count(6, 6, template="decide-appointment", form=form)
    figures = paper(6, [(5, 1, 0), (3, 2, 1)])
    made.count(figures)
    made.sign()
    names = [(5, 1, 0, "carried"), (3, 2, 1, "not-carried")]
    made.form_result(6, *names, rule="M1", extra=of_paper(figures, 6, 6))
    return made.end()


RAISED = hands(("一区", 3, 1, 0), ("二区", 1, 0, 0))


def show_of_hands():
    """6 are present, one of them by video; 5 raise a hand."""
    made = meeting("hands", present=range(5), video=[5], template="show-of-hands")
    made.close()
    made.count(RAISED)
    made.sign()
    made.motion_result(4, 1, 0, sections=RAISED["sections"])
    return made.end()


BY_VIDEO = hands(("视频会场", 1, 1, 0))


def parts(terminal, by_hand):
    """Both parts of a motion: (for, against, abstain) of each."""
    own = {"terminal": terminal, "hands": by_hand}
    return {"parts": {name: {"voted": sum(keys), "counts": [list(keys)]} for name, keys in own.items()}}


def cast_in_the_hall(made):
    """3 for, one against, m4 does not press."""
    for i, choice in [(0, 1), (1, 0), (2, 1), (3, 1)]:
        if made.secrecy == "secret":
            made.press(i, {0: "against", 1: "for"}[choice])
        else:
            made.cast(i, choice)
        made.head()


def mixed(secrecy="named"):
    """5 in the hall, 2 by video: 4 for, 2 against together."""
    made = meeting("mixed", secrecy, range(5), [5, 6])
    cast_in_the_hall(made)
    made.close()
    made.count(BY_VIDEO)
    made.sign()
    if secrecy == "secret":
        made.freeze()
        made.root()
        made.release()
    made.motion_result(4, 2, 0, sections=BY_VIDEO["sections"], **parts((3, 1, 0), (1, 1, 0)))
    return made.end()


def mixed_choice():
    """A form, on terminals and by hands."""
    form = on_ballot(2, "路灯 公园 书屋 桥", high=2)
    made = meeting("mixed", None, range(5), [5, 6], "livelihood-pick", "projects", form)
    for i in range(4):
        made.cast(i, b"\1\1\0\0" if i else b"\1\0\0\1")
    made.close()
    figures = {"sections": [{"name": "视频", "voted": 2, "counts": [[1], [1], [1], [0]]}]}
    made.count(figures)
    made.sign()
    both = {
        "terminal": {"voted": 4, "counts": [[4], [3], [0], [1]]},
        "hands": {"voted": 2, "counts": [[1], [1], [1], [0]]},
    }
    names = [(5, "chosen"), (4, "chosen"), (1, "not-chosen"), (1, "not-chosen")]
    made.form_result(6, *names, rule="projects", extra={"sections": figures["sections"], "parts": both})
    return made.end()


HONEST = {
    "motion on paper": motion_on_paper,
    "election on paper": election_on_paper,
    "choice on paper": choice_on_paper,
    "grades on paper": grades_on_paper,
    "appointments on paper": appointments_on_paper,
    "hands": show_of_hands,
    "mixed": mixed,
    "mixed secret": lambda: mixed("secret"),
    "mixed choice": mixed_choice,
}


# -- what is found


def found(verdict):
    return [(failure.code, failure.place.partition(" type=")[2], failure.en) for failure in verdict.findings.failures]


def only(verdict, code, place, reason):
    """Tell whether exactly this is wrong; that the vote is not over yet does not matter."""
    wrong = [failure for failure in found(verdict) if failure[0] != "not-declared"]
    assert len(wrong) == 1, wrong
    return wrong[0][:2] == (code, place) and reason in wrong[0][2]
