"""What this device has to say about each vote: certify, root, release, void, or refuse with the exact difference (docs/sealed.md §3, §6, §7).

No I/O but the keeper's: `due` gives signed acts that are on disk already; the owner sends them until the log shows them, and runs `job`.
"""

from collections.abc import Callable, Iterator

from terminal_client.scrutineer.alphas import Alphas
from terminal_client.scrutineer.attempts import Attempt
from terminal_client.scrutineer.board import Board, Snapshot
from terminal_client.scrutineer.keeper import Keeper
from terminal_client.scrutineer.mixing import Case, Job, Mixer
from terminal_client.scrutineer.openings import Difference, electorate, judge_opening
from terminal_client.scrutineer.pen import Pen
from terminal_client.scrutineer.rite import Rite
from terminal_client.scrutineer.roll import Roll
from terminal_client.scrutineer.votes import Division, Vote, Wait
from voting_protocol.acts import SignedAct
from voting_protocol.crypto import SigningKey
from voting_protocol.encoding import b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Question
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.tally import Rule, release_rule

DEADLINE_MARGIN_MS = 2000
SHORT_MS = 10_000
_FOLLOWED = frozenset({"open", "closed"})


class Engine:
    """`automatic`: take part in ceremonies and believe their fingerprints without asking (demonstrations and tests only).

    `waits` tells by division why nothing more is said; `stopped` why nothing is said at all. `boards` are those of votes under way,
    `repeats` how many repeated α the boards of earlier ones had.
    """

    def __init__(
        self, roll: Roll, keeper: Keeper, key: SigningKey, now_ms: Callable[[], int], *, automatic: bool = False
    ) -> None:
        self.roll = roll
        self.keeper = keeper
        self.pen = Pen(roll, keeper, key, now_ms)
        self.rite = Rite(roll, self.pen, automatic=automatic)
        self.mixer = Mixer(roll, self.pen)
        self.waits: dict[str, Wait] = {}
        self.boards: dict[str, Board] = {}
        self.repeats: dict[str, int] = {}
        self.automatic = automatic
        self._now_ms = now_ms
        self._short: dict[str, tuple[int, int]] = {}
        self._alphas = Alphas()

    # -- what is to be sent

    @property
    def stopped(self) -> str:
        """`reading` until both logs are read as far as this device knows them, `restored` (docs/sealed.md §7), else ""."""
        if not self.roll.complete:
            return "reading"
        attempt = self.roll.attempt
        since = attempt.start if attempt else -1
        strange = (act for act, n in self.roll.own.items() if n > since and not self.keeper.knows(act))
        return "restored" if any(strange) else ""

    def due(self) -> list[SignedAct]:
        """The acts to send now. Both logs must have been read to their present ends."""
        self.waits = {}
        self.mixer.job = None
        self._forget_finished()
        if self.stopped:
            self.mixer.forget()
            return []
        acts = [*self.rite.due(), *self._absences(), *self._erasure()]
        for division in self.roll.sitting.divisions.values():
            vote = division.vote
            self.mixer.shed(division)
            if vote is not None and vote.attempt is not None and self.index(vote.attempt) in vote.active:
                acts += self._of_division(division, vote)
        return acts

    def _of_division(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        match division.state:
            case "open":
                yield from self._open(division, vote)
            case "closed" if vote.freeze is not None:
                yield from self._root(division, vote)
                yield from self._release(division, vote)
                yield from self._names(division, vote)
            case "void":
                yield from self._void(division, vote)

    @property
    def job(self) -> Job | None:
        """What is to be run in a thread now; when it has run, `due` tells what comes next."""
        return self.mixer.job

    def index(self, attempt: Attempt) -> int:
        """The device's index in an attempt, 0 if it has none."""
        return attempt.index_of(self.roll.me)

    # -- what the person does

    def take_part(self) -> None:
        """Take part in the present ceremony; `no-ceremony`."""
        self.rite.join(self._attempt())

    def compare(self, *, same: bool) -> None:
        """The fingerprint read aloud was the same everywhere, or not; `not-sealed` without a seal, `fingerprint-differs` once it was not.

        Another one ends the attempt, or once it is in use, what this device signs under it.
        """
        attempt = self._attempt()
        if not attempt.seal:
            raise ProtocolError("not-sealed")
        if same:
            self.keeper.compare(attempt.seal)
            return
        self.keeper.dispute(attempt.seal)
        if not attempt.used:
            self.rite.disown(attempt)

    def allow_release(self, division: str) -> None:
        """Release in this division, which waits for the person; `not-yet` if it does not."""
        found = self.roll.sitting.divisions.get(division)
        if found is None or found.vote is None or self.waits.get(division, Wait("")).code != "by-hand":
            raise ProtocolError("not-yet")
        self.keeper.grant(self._permission(found.id, found.vote))

    def confirm_absence(self, act: str) -> None:
        """Confirm that the scrutineer whom act `act` (b64u) would stand down is absent; `not-yet` if that is not proposed."""
        attempt = self._attempt()
        absence = attempt.absence
        index = self.index(attempt)
        if (
            self.stopped
            or self.roll.fault is not None
            or absence is None
            or absence.act != act
            or index not in attempt.active
            or index == absence.index
        ):
            raise ProtocolError("not-yet")
        self.pen.sign(self.pen.slot("stand-down", act), "stand-down-ok", {"stand_down": act})

    def _attempt(self) -> Attempt:
        attempt = self.roll.attempt
        if attempt is None or self.index(attempt) == 0:
            raise ProtocolError("no-ceremony")
        return attempt

    def _absences(self) -> Iterator[SignedAct]:
        attempt = self.roll.attempt
        if attempt is not None and attempt.absence is not None:
            yield from self.pen.unlogged(self.keeper.act(self.pen.slot("stand-down", attempt.absence.act)))

    def _erasure(self) -> Iterator[SignedAct]:
        """After the sitting, when the person has had the shares destroyed: that they are."""
        attempt, sitting = self.roll.attempt, self.roll.sitting
        index = self.index(attempt) if attempt else 0
        if attempt is not None and index and sitting.state == "closed" and self.keeper.all_erased(sitting.id):
            slot = self.pen.slot("erased", attempt.number)
            yield from self.pen.unlogged(self.pen.sign(slot, "erased", {"attempt": attempt.number, "index": index}))

    # -- the board

    def followed(self) -> tuple[Division, Vote, Board] | None:
        """The secret vote whose board is to be streamed now."""
        for division in self.roll.sitting.divisions.values():
            vote = division.vote
            if division.state in _FOLLOWED and vote is not None and vote.attempt is not None:
                board = self._board(division, vote)
                return (division, vote, board) if board else None
        return None

    def _forget_finished(self) -> None:
        """Of a vote that is over nothing is kept but what alarmed."""
        live = {name for name, division in self.roll.sitting.divisions.items() if division.state in _FOLLOWED}
        for name in self.boards.keys() - live:
            if repeats := len(self.boards.pop(name).repeats):
                self.repeats[name] = repeats
            self._short.pop(name, None)
        if not live:
            self.mixer.forget()

    def told_size(self, division: Division, vote: Vote, size: int) -> None:
        """The server's answer: its board has so many entries. A board that stays shorter than its freeze is refused."""
        frozen = vote.freeze.body["size"] if vote.freeze else 0
        if size < frozen:
            now = self._now_ms()
            self._short[division.id] = self._short.get(division.id, (now, now))[0], now
        else:
            self._short.pop(division.id, None)

    def _board(self, division: Division, vote: Vote) -> Board | None:
        if division.id not in self.boards:
            body = vote.act.body
            try:
                assert vote.attempt is not None
                keys = self.roll.sealed(vote.attempt).keys
                question = Question(vote.digest, Form.of_json(body["definition"]["form"]), keys.public, body["max_seq"])
            except (ProtocolError, KeyError, TypeError):
                return None
            electors = [elector.key for elector in electorate(self.roll.people, self.roll.sitting, vote)]
            self.boards[division.id] = Board(vote.act.signed.body, question, electors, division.id, self._alphas)
        return self.boards[division.id]

    # -- opening

    def certified(self, division: Division, vote: Vote) -> bool:
        """Whether this device signed `open-ok` for this very opening."""
        body = self.pen.read(self.pen.slot("open", division.id, vote.name))
        return body is not None and body["type"] == "open-ok"

    def _open(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        slot = self.pen.slot("open", division.id, vote.name)
        if self.keeper.act(slot) is None and vote.attempt is not None:
            if not self._trusted(vote.attempt):
                self.waits[division.id] = Wait("compare")
                return
            difference = (
                self._second_opening(division, slot)
                or self._disputed(vote.attempt)
                or self._lacks_share(vote.attempt)
                or judge_opening(self.roll, division, vote)
            )
            about = {"division": division.id, "open": vote.name}
            if difference is None:
                self.pen.sign(slot, "open-ok", about)
            else:
                self.pen.sign(slot, "open-refuse", {**about, "code": difference.code, "detail": difference.detail})
        yield from self.pen.unlogged(self.keeper.act(slot))

    def _trusted(self, attempt: Attempt) -> bool:
        """Whether there is nothing to ask the person about the fingerprint."""
        said = self.keeper.compared(attempt.seal) or self.keeper.disputed(attempt.seal)
        return self.automatic or said or self.keeper.share(attempt.seal) is None

    def _disputed(self, attempt: Attempt) -> Difference | None:
        return Difference("fingerprint-differs") if self.keeper.disputed(attempt.seal) else None

    def _lacks_share(self, attempt: Attempt) -> Difference | None:
        return Difference("share-missing") if self.keeper.share(attempt.seal) is None else None

    def _second_opening(self, division: Division, slot: str) -> Difference | None:
        """Another opening of this division was certified before, which this log hides."""
        earlier = self.keeper.acts_under(self.pen.slot("open", division.id, ""))
        return Difference("opened-before") if any(name != slot for name, _ in earlier) else None

    # -- freeze

    def _root(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        slot = self.pen.slot("root", division.id, vote.frozen)
        if self.keeper.act(slot) is None:
            if not self.certified(division, vote):
                self.waits[division.id] = Wait("not-certified")
                return
            if self._too_early(vote):
                self.waits[division.id] = Wait("before-deadline")
                return
            judged = self._second_freeze(division, slot) or self._compare(division, vote)
            if isinstance(judged, Wait):
                self.waits[division.id] = judged
                return
            self._sign_root(slot, division, vote, judged)
        yield from self.pen.unlogged(self.keeper.act(slot))

    def _sign_root(self, slot: str, division: Division, vote: Vote, judged: Difference | Snapshot) -> None:
        about = {"division": division.id, "open": vote.name, "freeze": vote.frozen}
        if isinstance(judged, Difference):
            self.pen.sign(slot, "root-refuse", {**about, "code": judged.code, "detail": judged.detail})
        else:
            self.pen.sign(slot, "root-ok", about)

    def _second_freeze(self, division: Division, slot: str) -> Difference | None:
        earlier = self.keeper.acts_under(self.pen.slot("root", division.id, ""))
        if any(name != slot for name, _ in earlier) or self.keeper.act(self.pen.slot("void", division.id)):
            return Difference("frozen-before")
        return None

    def _too_early(self, vote: Vote) -> bool:
        """The server's close at a deadline counts only when this device's clock is there too, but for two seconds."""
        by_deadline = vote.close is not None and vote.close.body["reason"] == "deadline"
        return by_deadline and vote.deadline_ms is not None and self._now_ms() < vote.deadline_ms - DEADLINE_MARGIN_MS

    def _compare(self, division: Division, vote: Vote) -> Difference | Wait | Snapshot:
        """The device's own board against the freeze."""
        board, freeze = self._board(division, vote), vote.freeze
        assert freeze is not None
        assert vote.close is not None
        assert vote.attempt is not None
        if self.roll.fault is not None:
            return Difference("log-invalid", str(self.roll.fault))
        if disputed := self._disputed(vote.attempt):
            return disputed
        if board is None:
            return Difference("not-sealed")
        body = freeze.body
        if board.fault is not None:
            return Difference("ballot-invalid", f"{board.fault.position} {board.fault.code}")
        if board.size > body["size"]:
            return Difference("size-differs", f"{board.size} {body['size']}")
        if board.size < body["size"]:
            first, latest = self._short.get(division.id, (0, 0))  # the server's answers; its silence says nothing
            if latest - first >= SHORT_MS:
                return Difference("board-short", f"{board.size} {body['size']}")
            return Wait("verifying", f"{board.size} {body['size']}")
        mine = board.snapshot(vote.close.signed.body)
        pairs = {
            "root-differs": (b64u(mine.root), body["root"]),
            "counted-root-differs": (b64u(mine.counted_root), body["counted_root"]),
            "ballots-differ": (mine.sums.n, body["n"]),
            "sums-differ": (b64u(mine.sums.encode()), body["cells"]),
        }
        differing = ((code, own) for code, (own, theirs) in pairs.items() if own != theirs)
        return next((Difference(code, str(own)[:200]) for code, own in differing), mine)

    # -- release and void

    def rule(self, vote: Vote) -> Rule:
        """Whether the frozen sum is opened, and by whose decision; `vote` is frozen."""
        body = vote.act.body
        found = release_rule(vote.freeze.body["n"] if vote.freeze else 0, body["electorate"]["size"])
        return Rule.BY_HAND if found is Rule.AUTOMATIC and self.keeper.by_hand else found

    def _release(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        slot = self.pen.slot("release", division.id)
        if self.keeper.act(slot) is None:
            if not self._may_release(division, vote):
                return
            judged = self._compare(division, vote)
            if not isinstance(judged, Snapshot):
                self.waits[division.id] = judged if isinstance(judged, Wait) else Wait(judged.code, judged.detail)
                return
            assert vote.attempt is not None
            share = self.keeper.share(vote.attempt.seal)
            if share is None:
                self.waits[division.id] = Wait("share-missing")
                return
            data = release(share, self.roll.sealed(vote.attempt).keys, unb64u(vote.frozen, 32), judged.sums)
            about = {"division": division.id, "open": vote.name, "freeze": vote.frozen}
            self.pen.sign(slot, "release", {**about, "shares": b64u(data)})
        yield from self.pen.unlogged(self.keeper.act(slot))

    def _names(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        """After its own release: mix and share the rows, where names were called for."""
        assert vote.attempt is not None
        released = self.index(vote.attempt) in vote.released and self.keeper.signed(self.pen.slot("release", division.id))
        if vote.naming is None or not released or self.keeper.signed(self.pen.slot("void", division.id)):
            return
        yield from self.mixer.kept(division, vote)
        judged, board = self._compare(division, vote), self._board(division, vote)
        if isinstance(judged, Snapshot) and board is not None:
            yield from self.mixer.due(Case.of(self.roll, division, vote, board, judged), self.keeper.share(vote.attempt.seal))
            judged = self.mixer.wait or judged
        if not isinstance(judged, Snapshot):
            self.mixer.job = None
            self.waits[division.id] = judged if isinstance(judged, Wait) else Wait(judged.code, judged.detail)

    def _may_release(self, division: Division, vote: Vote) -> bool:
        """Its own root-ok and q of them, the number of ballots, the person; and never after a void."""
        own = self.pen.read(self.pen.slot("root", division.id, vote.frozen))
        if own is None or own["type"] != "root-ok" or self.keeper.act(self.pen.slot("void", division.id)):
            return False
        if len(vote.rooted & vote.active) < vote.needed:
            self.waits[division.id] = Wait("certificates")
            return False
        rule = self.rule(vote)
        if rule is Rule.NEVER:
            self.waits[division.id] = Wait("too-few-ballots")
            return False
        if rule is Rule.BY_HAND and not self.keeper.granted(self._permission(division.id, vote)):
            self.waits[division.id] = Wait("by-hand")
            return False
        return True

    def _permission(self, division: str, vote: Vote) -> str:
        return self.pen.slot("release", division, vote.frozen)

    def _void(self, division: Division, vote: Vote) -> Iterator[SignedAct]:
        """Nothing was released and nothing will be; a device that released says nothing."""
        if self.roll.fault is not None or self.keeper.act(self.pen.slot("release", division.id)) is not None:
            return
        slot = self.pen.slot("void", division.id)
        yield from self.pen.unlogged(self.pen.sign(slot, "void-ok", {"division": division.id, "open": vote.name}))
