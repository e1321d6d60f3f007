"""What a draft's links, an announcement, an objection, a withdrawal ask of the divisions they hang together with (docs/sequences.md §3–6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from msgspec import UNSET

from voting_protocol.forms import CHOOSE, ELECTION, FormItem
from voting_server.domain.acts import DivisionDefer, DivisionDraft, DivisionWithdraw
from voting_server.domain.codes import CODES, RuleError, refuse_unless
from voting_server.domain.division import PENDING, Division
from voting_server.domain.links import APPOINTMENTS, PACKAGES, TEMPLATES_OF, TEMPLATES_TO, ConsentByVote, Kind, Link
from voting_server.domain.sequence import Agenda, drafted_lines, is_decided, is_dropped, lines, stands, tied_names
from voting_server.domain.sequence_acts import DivisionProceed
from voting_server.domain.templates import TRIAL
from voting_server.domain.text import Text

BARRING_FAILURES = 2
MAX_LINES = 255
"""How many lines a package may have: a part names its line by a number up to this."""
_FOLLOWING: tuple[Kind, ...] = ("tie", "further", "resubmits")
"""Links that are judged of a vote held again as they were of the vote before."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a division can't be put to the vote now: a code, and the divisions that are in the way."""

    code: str
    divisions: tuple[str, ...]

    def words(self, divisions: Mapping[str, Division]) -> Text:
        """The reason, with the others by number and short title."""
        named = called(divisions[name] for name in self.divisions)
        return Text(zh=CODES[self.code]["zh"].format(zh=named["zh"]), en=CODES[self.code]["en"].format(en=named["en"]))


def called(divisions: Iterable[Division]) -> Text:
    """Divisions as a person calls them: `第 3 项“预算”`, `item 3, “Budget”`."""
    drafts = [each.draft for each in divisions]
    zh = "、".join(f"第 {draft.number} 项“{draft.short.zh or draft.short.en}”" for draft in drafts)
    return Text(zh=zh, en="; ".join(f"item {draft.number}, “{draft.short.en or draft.short.zh}”" for draft in drafts))


def _refuse(agenda: Agenda, holds: bool, code: str, *names: str) -> None:
    """`RuleError(code)` with the other divisions in its detail, unless the condition holds."""
    if not holds:
        raise RuleError(code, {"divisions": list(names), **called(agenda.divisions[name] for name in names)})


def check_draft(draft: DivisionDraft, divisions: Mapping[str, Division]) -> None:
    """Refuse a draft whose links, or those of what it is held again of, are not as docs/sequences.md §1 and §3 say."""
    agenda = Agenda(divisions)
    length = len(drafted_lines(draft))
    refuse_unless(length <= MAX_LINES, "bad-act", field="$.text", why=f"More than {MAX_LINES} lines: {length}")
    own = [] if draft.of is UNSET else draft.of
    if draft.again_of:
        _refuse(agenda, divisions[draft.again_of].course.objection is None, "package-split", draft.again_of)
        other = all(link.division != draft.again_of for link in own)
        refuse_unless(other, "bad-act", field="$.of", why="A link names what again_of names")
    for link in own:
        _check_link(link, draft, agenda)
    if draft.again_of:
        _check_again(draft, agenda)
    ruled = draft.of is not UNSET or agenda.is_ruled(draft.again_of)
    if ruled and draft.template in APPOINTMENTS:
        failed = agenda.failures(draft)
        _refuse(agenda, len(failed) < BARRING_FAILURES, "appointment-barred", *failed)


def _check_again(draft: DivisionDraft, agenda: Agenda) -> None:
    """A vote held again has the links of the vote before, and is the same vote where it fills seats."""
    before = agenda.divisions[draft.again_of]
    for link in agenda.links(before.id, *_FOLLOWING):
        _check_link(link, draft, agenda)
    if agenda.links(before.id, "tie", "further") and not is_decided(before):
        was = before.draft
        same = (draft.item, list(draft.labels), draft.rule) == (was.item, list(was.labels), was.rule)
        _refuse(agenda, same, "again-differs", before.id)


def _check_link(link: Link, draft: DivisionDraft, agenda: Agenda) -> None:
    other = agenda.divisions.get(link.division)
    if other is None:
        raise RuleError("unknown-division", {"division": link.division})
    refuse_unless(TRIAL not in {draft.template, other.draft.template}, "trial-vote")
    fits = draft.template in TEMPLATES_OF.get(link.kind, {draft.template}) and (
        other.draft.template in TEMPLATES_TO.get(link.kind, {other.draft.template})
    )
    _refuse(agenda, fits, "link-template", other.id)
    most = other.draft.item.c if not other.draft.motion else len(lines(other))
    refuse_unless(link.line <= most, "bad-act", field="$.of", why=f"The other has {most} names")
    _LINK_CHECKS[link.kind](link, draft, other, agenda)


def _check_child(_link: Link, _draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, other.draft.motion, "link-template", other.id)
    _refuse(agenda, other.state in PENDING, "link-late", other.id)
    replaced = agenda.replaced_by(other.id)
    _refuse(agenda, not replaced, "already-revised", *replaced)


def _check_revised(_link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, draft.template == other.draft.template and draft.motion, "link-template", other.id)
    _refuse(agenda, other.state in PENDING | {"deferred"}, "link-late", other.id)
    replaced = agenda.replaced_by(other.id)
    _refuse(agenda, not replaced, "already-revised", *replaced)
    changed = agenda.changed_by(other.id) or agenda.failed_clauses(other.id)
    all_settled = not agenda.open_children(other.id, "amends", "clause")
    _refuse(agenda, bool(changed) and all_settled, "nothing-to-revise", other.id)


def _check_part(link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, other.course.objection is not None, "not-split", other.id)
    _refuse(agenda, draft.motion and draft.template not in PACKAGES, "link-template", other.id)
    standing = [each.id for each in agenda.followers(other.id, "part", link.line) if stands(each)]
    _refuse(agenda, not standing, "already-followed", *standing)


def _check_tie(_link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, is_decided(other), "link-early", other.id)
    _check_followed(draft, agenda, [each for each in agenda.followers(other.id, "tie") if stands(each)])
    _refuse(agenda, draft.secrecy == other.draft.secrecy, "link-secrecy", other.id)
    tied = tied_names(other)
    _refuse(agenda, bool(tied) and list(draft.labels) == tied, "tied-differ", other.id)
    seats = agenda.seats_left(other.id)
    _refuse(agenda, draft.item == FormItem(CHOOSE, len(tied), 0, seats, 0), "seats-differ", other.id)


def _check_further(_link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, is_decided(other), "link-early", other.id)
    _refuse(agenda, not agenda.tie_open(other.id), "tie-first", other.id)
    seats = agenda.seats_left(other.id)
    _refuse(agenda, seats > 0, "no-seats-left", other.id)
    _check_followed(draft, agenda, open_elections(agenda, other.id))
    _refuse(agenda, draft.secrecy == other.draft.secrecy, "link-secrecy", other.id)
    _refuse(agenda, not draft.motion and fills(draft.item, seats), "seats-differ", other.id)


def fills(item: FormItem, seats: int) -> bool:
    """Whether a form elects for so many seats: that many of the names, or each by itself where there are no more names than seats."""
    return item.max == seats if item.type == ELECTION else item.c <= seats


def open_elections(agenda: Agenda, name: str) -> list[Division]:
    """The further elections after a division that are still to be decided."""
    return [each for each in agenda.followers(name, "further") if stands(each) and not is_decided(each)]


def _check_followed(draft: DivisionDraft, agenda: Agenda, others: Iterable[Division]) -> None:
    again = set(agenda.matter(draft.again_of))
    names = [each.id for each in others if each.id not in again or is_decided(each)]
    _refuse(agenda, not names, "already-followed", *names)


def _check_resubmitted(link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, draft.motion, "link-template", other.id)
    _refuse(agenda, is_decided(other), "link-early", other.id)
    lost = (not link.line and agenda.failed(other.id)) or not agenda.carried(other.id, link.line)
    _refuse(agenda, lost, "link-late", other.id)


def _check_consent_vote(_link: Link, draft: DivisionDraft, other: Division, agenda: Agenda) -> None:
    _refuse(agenda, draft.rule == "M7", "link-template", other.id)
    _refuse(agenda, other.state in PENDING, "link-late", other.id)


def _check_nothing(_link: Link, _draft: DivisionDraft, _other: Division, _agenda: Agenda) -> None:
    """An appointment may be drafted before the post is vacant; it is announced later."""


_LINK_CHECKS: Mapping[str, Callable[[Link, DivisionDraft, Division, Agenda], None]] = {
    "amends": _check_child,
    "clause": _check_child,
    "revises": _check_revised,
    "part": _check_part,
    "fills": _check_nothing,
    "tie": _check_tie,
    "further": _check_further,
    "resubmits": _check_resubmitted,
    "consent-withdraw": _check_consent_vote,
    "consent-defer": _check_consent_vote,
}


def obstacles(agenda: Agenda, name: str) -> list[Obstacle]:
    """What keeps a division from being announced, in the order of docs/sequences.md §4."""
    failed = agenda.failed_clauses(name)
    choice = agenda.divisions[name].course.choice
    chosen = choice is not None and list(choice.clauses) == failed
    found = {
        "already-revised": agenda.replaced_by(name),
        "amendment-pending": agenda.open_children(name, "amends"),
        "clause-pending": agenda.open_children(name, "clause"),
        "text-changed": agenda.changed_by(name),
        "clause-failed": [] if chosen else failed,
        "earlier-pending": _earlier(agenda, name),
        "dismissal-pending": _dismissals(agenda, name, lambda link: not _over(agenda, link.division)),
        "post-not-vacant": _dismissals(
            agenda, name, lambda link: _over(agenda, link.division) and not agenda.carried(link.division, link.line)
        ),
    }
    return [Obstacle(code, tuple(names)) for code, names in found.items() if names]


def _earlier(agenda: Agenda, name: str) -> list[str]:
    """The amendments of the same motion that come before this amendment; before a clause those, and all amendments."""
    found: list[str] = []
    for link in agenda.links(name, "amends", "clause"):
        clauses = agenda.children(link.division, "clause") if link.kind == "clause" else []
        row = [*agenda.children(link.division, "amends"), *clauses]
        before = row[: row.index(name)] if name in row else []
        found += [each for each in before if not agenda.settled(each) and each not in found]
    return found


def _over(agenda: Agenda, name: str) -> bool:
    """Whether nothing is to come of a dismissal, if only because it was withdrawn."""
    return agenda.settled(name) or is_dropped(agenda.heir(name))


def _dismissals(agenda: Agenda, name: str, wanted: Callable[[Link], bool]) -> list[str]:
    return list(dict.fromkeys(agenda.heir(link.division).id for link in agenda.links(name, "fills") if wanted(link)))


def check_announce(name: str, divisions: Mapping[str, Division]) -> None:
    """Refuse an announcement for which it is too early, or too late; the detail names the others."""
    agenda = Agenda(divisions)
    for obstacle in obstacles(agenda, name)[:1]:
        _refuse(agenda, False, obstacle.code, *obstacle.divisions)


def check_split(division: Division) -> None:
    """Refuse every act on a package to which somebody objected."""
    refuse_unless(division.course.objection is None, "package-split", divisions=[division.id], **called([division]))


def check_object(division: Division) -> None:
    """Refuse an objection to what is no package."""
    package = division.draft.motion and division.draft.template in PACKAGES
    refuse_unless(package, "not-a-package", divisions=[division.id], **called([division]))


def check_proceed(act: DivisionProceed, divisions: Mapping[str, Division]) -> None:
    """Refuse a choice that is not due, or about other clauses than those that failed."""
    agenda = Agenda(divisions)
    failed = agenda.failed_clauses(act.division)
    _refuse(agenda, bool(failed) and not agenda.open_children(act.division, "clause"), "no-choice-due", act.division)
    _refuse(agenda, act.clauses == failed, "clauses-differ", *failed)


def check_consent(act: DivisionWithdraw | DivisionDefer, division: Division, divisions: Mapping[str, Division]) -> None:
    """Refuse a withdrawal or deferral without the consent it needs (V11), or with one that was not given."""
    agenda = Agenda(divisions)
    if act.consent is UNSET:
        _refuse(
            agenda, not consent_needed(agenda, division, defers=isinstance(act, DivisionDefer)), "consent-needed", division.id
        )
    elif isinstance(act.consent, ConsentByVote):
        vote = divisions.get(act.consent.division)
        if vote is None:
            raise RuleError("unknown-division", {"division": act.consent.division})
        kind: Kind = "consent-defer" if isinstance(act, DivisionDefer) else "consent-withdraw"
        asked = any(link.division == division.id for link in agenda.links(vote.id, kind))
        _refuse(agenda, asked and is_decided(vote) and agenda.carried(vote.id), "consent-differs", vote.id)


def consent_needed(agenda: Agenda, division: Division, *, defers: bool) -> bool:
    """Whether a division may be withdrawn or put off only with consent (docs/sequences.md §6)."""
    if division.state == "draft" or not agenda.is_ruled(division.id):
        return False
    if not defers:
        return not agenda.replaced_by(division.id)
    return not (agenda.failed_clauses(division.id) and not agenda.open_children(division.id, "clause"))
