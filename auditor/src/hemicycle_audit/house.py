"""What a profile and the house ask of a sitting: levels, recusals, candidates, scrutineers (docs/profiles.md)."""

from collections.abc import Callable

from hemicycle_audit.acts import Act, raw
from hemicycle_audit.channel import OF_PERSONS, PAPER, TERMINAL, channel_of
from hemicycle_audit.items import ELECTION, PAPER_TEMPLATES, Item, drafted_item
from hemicycle_audit.judge import Judge
from hemicycle_audit.profile import SITTINGS_OF, Profile, wrong_member
from hemicycle_audit.register import in_office
from hemicycle_audit.state import Division, Recusal

UNTIL_OPENED = ("draft", "approved", "announced")
ELECTIONS = PAPER_TEMPLATES - {"primary"}
_WITH_SESSIONS = ("congress", "street")


def list_range(office: str, seats: int) -> tuple[int, int]:
    """Return how many names a competitive list has at least and at most (E10; docs/profiles.md §7)."""
    if office == "head":
        return 1, 2
    if office == "deputy":
        return seats + 1, seats + 3
    least = -(-11 * seats // 10)
    return least, max(least, 12 * seats // 10)


class House:
    """Judges by the profile of the sitting, if it has one, and applies recusals. One that is refused is not applied."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.handlers: dict[str, Callable[[Act], None]] = {"chief-designate": self._chief}
        self.division_handlers: dict[str, Callable[[Act, Division], None]] = {
            "recuse": self._recuse,
            "recuse-cancel": self._recuse,
        }

    def _allow(self, act: Act, member: str, holds: bool, reason: str, /, **detail: object) -> bool:
        return self.judge.findings.require(holds, "act-rule", f"{act.place} member={member}", reason, **detail)

    # -- the sitting (§2)

    def create(self, act: Act) -> None:
        """Judge term and profile of a new sitting; it is held by the profile if its document is right."""
        doc, register = act.doc, self.judge.sitting.register
        kind, level = register.kind, register.level
        with_sessions = "session_kind" not in doc or kind in _WITH_SESSIONS
        self._allow(act, "session_kind", with_sessions, "session-kind", body=kind)
        if "profile" not in doc:
            return
        wrong = wrong_member(doc["profile"])
        if wrong is not None:
            self._allow(act, f"profile.{wrong}".rstrip("."), False, "bad-profile")
            return
        profile = Profile(doc["profile"], doc["kind"], kind)
        levels = profile.doc["levels"]
        self._allow(act, "profile.levels", not level or level in levels, "profile-level", level=level, levels=", ".join(levels))
        self._allow(act, "kind", doc["kind"] in SITTINGS_OF.get(kind, ()), "sitting-kind", body=kind, kind=doc["kind"])
        self._allow(act, "quorum", doc["quorum"] == profile.quorum, "quorum-differs", found=doc["quorum"], wanted=profile.quorum)
        self.judge.sitting.profile = profile

    def _chief(self, act: Act) -> None:
        self.judge.actor(act, "secretariat", "chair")
        key = self.judge.sitting.register.role_holder(raw(act.doc["key"]), self.judge.span)
        self.judge.allow(act, key is not None and key.role == "scrutineer", "not-a-scrutineer", key=act.doc["key"])

    # -- recusals (§6)

    def _recuse(self, act: Act, division: Division) -> None:
        judge, sitting, member = self.judge, self.judge.sitting, act.doc["member"]
        end = act.type == "recuse-cancel"
        recused = member in sitting.recused_after(act.n, division.id)
        rosters = [roster for roster in judge.rosters() if member in roster]
        known = any(in_office(roster[member]) for roster in rosters)
        conditions = [
            self._for_member(act, {roster[member]["seat"] for roster in rosters}),
            judge.in_state(act, division, UNTIL_OPENED),
            judge.allow(act, recused == end, "not-recused" if end else "already-recused", member=member),
            end or judge.allow(act, known, "not-in-office", member=member),
        ]
        if all(conditions):
            sitting.recusals.append(Recusal(act.n, division.id, member, end))

    def _for_member(self, act: Act, seats: set[str]) -> bool:
        """Allow the secretariat, and the terminal of the member's seat."""
        key = self.judge.sitting.register.role_holder(act.actor, self.judge.span)
        own = key is not None and key.role == "deputy" and key.seat in seats
        may = own or (key is not None and key.role == "secretariat")
        return self.judge.allow(act, may, "not-the-seat", seat=" / ".join(sorted(seats)))

    # -- drafts and openings (§4, §7)

    def draft(self, act: Act) -> None:
        """Judge a draft by what a profile and the law of candidates ask of it."""
        item = drafted_item(act.doc, paper=channel_of(act.doc) == PAPER)
        if item is None:
            return
        self._by_profile(act, item)
        self._candidates(act, item)
        self.conflict(act, act.doc)

    def _by_profile(self, act: Act, item: Item) -> None:
        profile, template, channel = self.judge.sitting.profile, act.doc["template"], channel_of(act.doc)
        if profile is None:
            return
        if not self._allow(act, "template", profile.has(template), "template-differs", template=template):
            return
        wanted = profile.rule(template, item)
        self._allow(
            act, "rule", act.doc["rule"] == wanted, "profile-rule", template=template, rule=act.doc["rule"], wanted=wanted
        )
        if channel != TERMINAL:
            self._channel(act, "channel", profile, template, channel)

    def _channel(self, act: Act, member: str, profile: Profile, template: str, channel: str) -> None:
        allowed = profile.channels(template)
        fits = channel in allowed
        self._allow(act, member, fits, "profile-channel", template=template, channel=channel, allowed=" / ".join(allowed))

    def _candidates(self, act: Act, item: Item) -> None:
        doc, seats = act.doc, item.high if item.kind == ELECTION else item.c
        elects = doc["template"] in ELECTIONS and not item.motion
        if "office" in doc and self._allow(act, "office", elects, "office-not-asked", template=doc["template"]):
            least, most = list_range(doc["office"], seats)
            self._allow(act, "names", least <= item.c <= most, "list-size", c=item.c, least=least, most=most)
        by_election = self.judge.sitting.profile is not None and doc["template"] == "by-election" and item.kind == ELECTION
        enough = not by_election or item.c >= seats
        self._allow(act, "names", enough, "fewer-than-seats", c=item.c, seats=seats)

    def conflict(self, act: Act, draft: dict[str, object]) -> None:
        """Nobody is scrutineer or teller and candidate (E13); asked at the draft and at the announcement."""
        if self.judge.sitting.profile is None or draft["template"] not in OF_PERSONS or "form" not in draft:
            return
        item = drafted_item(draft, paper=True)
        span, keys = self.judge.span, self.judge.sitting.register.keys.values()
        counting = [
            key for key in keys if key.role in ("scrutineer", "teller") and key.active(span.first) and key.active(span.last)
        ]
        found = {key.holder for key in counting if item is not None and key.person in item.persons}
        self._allow(act, "names", not found, "counting-candidate", names="、".join(sorted(found)))

    def opening(self, act: Act, division: Division) -> None:
        """Judge the channel of an opening, that only one press counts, and that nobody came or went unseen."""
        profile, sitting = self.judge.sitting.profile, self.judge.sitting
        if profile is not None:
            self._opened_by(act, division, profile)
        if profile is None and not sitting.recusals:
            return
        changes = [presence.n for presence in sitting.presences] + [recusal.n for recusal in sitting.recusals]
        known = act.doc["after"]["n"]
        self._allow(
            act, "after", max(changes, default=-1) <= known, "stale-opening", known=known, latest=max(changes, default=-1)
        )

    def _opened_by(self, act: Act, division: Division, profile: Profile) -> None:
        findings, template, channel = self.judge.findings, division.draft.doc["template"], division.channel
        allowed = profile.channels(template)
        place = f"{act.place} member=definition.channel"
        fits = channel in allowed
        findings.require(
            fits, "opening", place, "profile-channel", template=template, channel=channel, allowed=" / ".join(allowed) or "-"
        )
        one = not profile.first_press or act.doc["max_seq"] == 1
        findings.require(one, "opening", f"{act.place} member=max_seq", "first-press", found=act.doc["max_seq"])
