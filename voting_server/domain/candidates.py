"""Who may stand on a ballot for office, and how many (docs/profiles.md §7)."""

from collections.abc import Iterable

from msgspec import UNSET

from voting_protocol.forms import ELECTION
from voting_protocol.written import same_person
from voting_server.domain.acts import DivisionDraft
from voting_server.domain.codes import refuse_unless
from voting_server.domain.register import Register
from voting_server.domain.shapes import Office
from voting_server.domain.templates import TEMPLATES

_ELECTIONS = frozenset({"election-single", "election-multi", "by-election"})
_WATCH = frozenset({"scrutineer", "teller"})


def list_range(office: Office, seats: int) -> tuple[int, int]:
    """E10 (地方组织法 27): the least and the greatest number of candidates for so many seats.

    Heads 1 to 2; deputies one to three more than seats; members of a committee ten to twenty per cent more, rounded up where there is
    no whole number between.
    """
    if office == "head":
        return 1, 2
    if office == "deputy":
        return seats + 1, seats + 3
    least = -(-11 * seats // 10)
    return least, max(least, 12 * seats // 10)


def check_list(draft: DivisionDraft) -> None:
    """Refuse a list of candidates for an `office` of the wrong length (E10): `list-size`; `bad-act` where there is nobody to elect."""
    item = draft.item
    if draft.office is UNSET:
        return
    elects = draft.template in _ELECTIONS and not draft.motion
    refuse_unless(elects, "bad-act", field="$.office", why="Only an election with names has an office")
    seats = item.max if item.type == ELECTION else item.c
    least, most = list_range(draft.office, seats)
    refuse_unless(least <= item.c <= most, "list-size", least=least, most=most)


def check_by_election(draft: DivisionDraft) -> None:
    """E12 (地方组织法 30): a by-election has C ≥ S; refuses with `too-few-candidates`."""
    item = draft.item
    if draft.template == "by-election" and item.type == ELECTION:
        refuse_unless(item.c >= item.max, "too-few-candidates", needed=item.max)


def check_conflict(draft: DivisionDraft, register: Register) -> None:
    """E13 (选举法 43): nobody watches over the count of a vote on himself; refuses with `scrutineer-is-candidate`.

    Relatives, and two people of one name, are for people to see to.
    """
    if TEMPLATES[draft.template].persons:
        both = conflicts((label.zh or label.en for label in draft.labels), register)
        refuse_unless(not both, "scrutineer-is-candidate", names=both[:20])


def conflicts(names: Iterable[str], register: Register) -> list[str]:
    """Of names on a ballot, those that are also an active scrutineer's or teller's."""
    watch = {same_person(key.holder) for key in register.keys.values() if key.active and key.role in _WATCH}
    return [name for name in names if same_person(name) in watch]
