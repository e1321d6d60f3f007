"""What secret votes cost a processor: `python -m loadtests.sealed_cpu [--ballots N] [--json | --markdown]`.

The project's own library on libsodium, no server. Figures are processor time of one thread (of mixes: of all threads; throughputs: the clock's),
the best of three rounds. A ballot, share or mix that does not verify, or a wrong count, ends the command with 1.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from rich.console import Console

from loadtests.machine import load_average, processor
from loadtests.report import BELENIOS, ELECTIONGUARD, HELIOS, Figure, Outcome, show, show_markdown
from voting_protocol.ballots import Header, sign_ballot
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import CHOOSE, THREE_KEYS, FormItem
from voting_protocol.marks import Choice, Marks
from voting_protocol.sealed.ballots import Ballot, Question, VerifiedBallot, check_envelope, parse_ballot, verify, verify_entries
from voting_protocol.sealed.counting import CountSearch, Packed
from voting_protocol.sealed.forms import Form, M
from voting_protocol.sealed.group import Point, Scalar, base
from voting_protocol.sealed.rows import open_rows, row_cells
from voting_protocol.sealed.secret.dealing import SecretShare
from voting_protocol.sealed.secret.encrypt import Secret, seal
from voting_protocol.sealed.secret.mix import mix, release_rows
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.shares import Frozen, combine_shares, verify_share
from voting_protocol.sealed.shuffle import Row, verify_chain, verify_mix
from voting_protocol.sealed.tally import RunningSums, Sums

ROUNDS = 3
SEATS = 3000
PIECE = 30
"""As many three-key ballots as a scrutineer's device verifies together when 300 a second come."""
THREE = Form.of([FormItem(THREE_KEYS, 1)])
PROJECTS = Form.of([FormItem(CHOOSE, 12, 0, 10)])
CHOSEN = (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0)
ROWS, COLUMNS = 240, 4
_OPENING = digest("benchmark", b"opening")
_WIDTH = 140
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """A sitting's keys as a dealer makes them: k, the scrutineers' secrets, Y and S_1..S_n."""

    k: int
    secrets: tuple[Scalar, ...]
    public: Point
    shares: tuple[Point, ...]

    @classmethod
    def deal(cls) -> "Keys":
        """A line through the key: any two of three open a sum."""
        key, slope = Scalar.random(), Scalar.random()
        secrets = tuple(key + Scalar.of(index) * slope for index in (1, 2, 3))
        return cls(2, secrets, base(key), tuple(base(secret) for secret in secrets))

    def share(self, index: int) -> SecretShare:
        """What scrutineer `index` keeps."""
        return SecretShare(bytes(32), index, self.secrets[index - 1])


def cpu(work: Callable[[], T], things: int = 1, clock: Callable[[], float] = time.thread_time) -> tuple[float, T]:
    """Processor seconds of the calling thread for one of `things` that `work` does, the best of the rounds; and what it gave."""
    times = []
    for _ in range(ROUNDS):
        began = clock()
        result = work()
        times.append((clock() - began) / things)
    return min(times), result


def question_of(public: Point, form: Form = THREE) -> Question:
    """The question all ballots here answer."""
    return Question(_OPENING, form, public, 1)


def cast(question: Question, seat: SigningKey, marks: Marks) -> Ballot:
    """A seat's first ballot, sealed and signed."""
    body = seal(question, Header(_OPENING, seat.public, 1, _OPENING), [marks]).body
    return parse_ballot(body, sign_ballot(seat, body), question.form)


def verify_all(ballots: Sequence[Ballot], question: Question) -> list[VerifiedBallot]:
    """Every ballot in full: signature, points, scalars, proofs."""
    return [verify(ballot, question) for ballot in ballots]


def verify_pieces(entries: Sequence[bytes], question: Question) -> list[VerifiedBallot]:
    """The same of the board's leaves, as server and scrutineers do it: some together."""
    verdicts = []
    for start in range(0, len(entries), PIECE):
        verdicts += verify_entries(entries[start : start + PIECE], question)
    verified = [verdict for verdict in verdicts if isinstance(verdict, VerifiedBallot)]
    if len(verified) != len(entries):
        raise ProtocolError("bad-proof")
    return verified


def measure_ballots(keys: Keys, count: int) -> tuple[list[Figure], list[VerifiedBallot]]:
    """Sealing and verifying; gives the three-key ballots, a third for each key, too."""
    question = question_of(keys.public)
    seats = [SigningKey.generate() for _ in range(count)]
    scalars = [Scalar.random() for _ in range(100)]
    multiplying, _ = cpu(lambda: [scalar * keys.public for scalar in scalars], len(scalars))
    sealing, ballots = cpu(lambda: [cast(question, seat, [Choice(n % 3)]) for n, seat in enumerate(seats)], count)
    signature, _ = cpu(lambda: [check_envelope(ballot, question) for ballot in ballots], count)
    alone, _ = cpu(lambda: verify_all(ballots, question), count)
    entries = [ballot.encode() for ballot in ballots]
    verifying, verified = cpu(lambda: verify_pieces(entries, question), count)
    figures = [
        Figure("seal a three-key ballot: encrypt, prove, sign", "s", None, sealing, peer=0.05, peer_of=ELECTIONGUARD),
        Figure("the same", "s", None, sealing, peer=0.69, peer_of=HELIOS),
        Figure(f"verify a three-key ballot, {PIECE} together", "s", 0.0009, verifying, peer=0.021, peer_of=BELENIOS),
        Figure("the same", "s", None, verifying, peer=0.086, peer_of=ELECTIONGUARD),
        Figure("verify one alone", "s", None, alone),
        Figure("its signature", "s", None, signature),
        Figure("one of its multiplications of a point", "s", None, multiplying),
    ]
    return [*figures, *measure_projects(keys, seats[: max(1, count // 20)])], verified


def measure_projects(keys: Keys, seats: Sequence[SigningKey]) -> list[Figure]:
    """Sealing and verifying ballots that choose at most 10 of 12."""
    question, what = question_of(keys.public, PROJECTS), "a ballot that chooses at most 10 of 12"
    sealing, ballots = cpu(lambda: [cast(question, seat, CHOSEN) for seat in seats], len(seats))
    entries = [ballot.encode() for ballot in ballots]
    verifying, _ = cpu(lambda: verify_pieces(entries, question), len(seats))
    return [Figure(f"seal {what}", "s", None, sealing), Figure(f"verify {what}", "s", None, verifying)]


def measure_throughput(keys: Keys, ballots: Sequence[Ballot]) -> list[Figure]:
    """Three-key ballots verified a second, in threads as the verifiers do, and in processes."""
    figures = []
    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            figures.append(_rate(f"verified, {threads} thread{'s' * (threads - 1)}", ballots, keys.public, pool, threads))
    with ProcessPoolExecutor(2) as pool:
        _rate("warm", ballots[:2], keys.public, pool, 2)
        figures.append(_rate("verified, 2 processes", ballots, keys.public, pool, 2))
    return figures


def _rate(name: str, ballots: Sequence[Ballot], public: Point, pool: Executor, parts: int) -> Figure:
    entries = [[ballot.encode() for ballot in ballots[part::parts]] for part in range(parts)]
    job = partial(_verify_entries, public.data)
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        list(pool.map(job, entries))
        times.append(time.monotonic() - began)
    return Figure(name, "ballots/s", None, len(ballots) / min(times), at_most=False)


def _verify_entries(public: bytes, entries: Sequence[bytes]) -> None:
    verify_pieces(entries, question_of(Point.decode(public)))


def measure_count(keys: Keys, verified: Sequence[VerifiedBallot]) -> list[Figure]:
    """The sums as they are kept, and all that is left to do after the close."""
    n = len(verified)
    adding, sums = cpu(lambda: _added_up(question_of(keys.public), verified), n)
    frozen = Frozen(digest("freeze", b""), sums.cells, keys)
    releasing, message = cpu(lambda: release(keys.share(1), keys, frozen.digest, sums))
    checking, share = cpu(lambda: verify_share(frozen, 1, message))
    other = verify_share(frozen, 2, release(keys.share(2), keys, frozen.digest, sums))
    combining, (total,) = cpu(lambda: combine_shares(frozen, [share, other]))
    preparing, search = cpu(lambda: _prepared(keys.public))
    worst = Scalar.of(M * SEATS) * keys.public
    searching, _ = cpu(lambda: search.pair(worst, SEATS))
    counts = {choice: sum(number % 3 == choice for number in range(n)) for choice in Choice}
    if search.pair(total, n) != Packed(counts[Choice.FOR], counts[Choice.ABSTAIN]):
        raise ProtocolError("tally-out-of-range")
    return [
        Figure("add a ballot to the running sums", "s", None, adding),
        Figure("release a share with its proof", "s", None, releasing),
        Figure("verify a share", "s", None, checking),
        Figure("combine two shares", "s", None, combining),
        Figure(f"search the counts of {SEATS} ballots, all abstaining (worst case)", "s", None, searching),
        Figure("its table, made while the vote is open", "s", None, preparing),
    ]


def measure_rows(keys: Keys) -> list[Figure]:
    """Mixing and opening the names of a chamber with two slots a ballot: what the first of two mixers makes, and everybody after them."""
    rows, frz = [_row(keys.public) for _ in range(ROWS)], digest("freeze", b"")
    making, first = cpu(lambda: mix(keys.public, frz, 1, rows), clock=time.process_time)
    checking, _ = cpu(lambda: verify_mix(keys.public, frz, 1, rows, first), clock=time.process_time)
    second = mix(keys.public, frz, 2, first.rows)
    mixed = verify_chain(keys.public, frz, rows, [(1, first.encode()), (2, second.encode())], keys.k)
    releasing, message = cpu(lambda: release_rows(keys.share(1), keys, mixed))
    sharing, share = cpu(lambda: verify_share(row_cells(mixed, keys), 1, message))
    other = verify_share(row_cells(mixed, keys), 2, release_rows(keys.share(2), keys, mixed))
    opening, opened = cpu(lambda: open_rows(mixed, keys, [share, other]))
    if opened != [(keys.public,) * COLUMNS] * ROWS:
        raise ProtocolError("names-mismatch")
    what = f"{ROWS} rows × {COLUMNS} columns"
    return [
        Figure(f"mix {what} and prove it", "s", None, making),
        Figure("verify a mix", "s", None, checking),
        Figure("release a share of its rows", "s", None, releasing),
        Figure("verify a share of them", "s", None, sharing),
        Figure("open them with two", "s", None, opening),
    ]


def _row(public: Point) -> Row:
    """Encryptions of Y."""
    return tuple(Secret(Scalar.random(), 1).encrypt(public) for _ in range(COLUMNS))


def _added_up(question: Question, verified: Sequence[VerifiedBallot]) -> Sums:
    sums = RunningSums(question)
    for ballot in verified:
        sums.add(ballot)
    return sums.sums()


def _prepared(public: Point) -> CountSearch:
    """As the server prepares it."""
    search = CountSearch(public, SEATS)
    search.prepare(1)
    return search


def measure(count: int) -> Outcome:
    """All figures, from so many ballots."""
    load, keys = load_average(), Keys.deal()
    figures, verified = measure_ballots(keys, count)
    figures += measure_throughput(keys, [ballot.ballot for ballot in verified])
    return Outcome("sealed-cpu", [*figures, *measure_count(keys, verified), *measure_rows(keys)], proven=count, load=load)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.sealed_cpu", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--ballots", type=int, default=1000)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="figures as JSON on stdout instead of a table")
    form.add_argument("--markdown", action="store_true", help="the table as the README has it")
    options = parser.parse_args(arguments)
    try:
        outcome = measure(options.ballots)
    except ProtocolError as problem:
        outcome = Outcome("sealed-cpu", invalid=problem.code)
    machine = f"{processor()}; load before {outcome.load:.2f}"
    if options.json:
        json.dump({"machine": machine, "outcomes": [outcome.to_json()]}, sys.stdout, ensure_ascii=False)
    elif options.markdown:
        print(show_markdown([outcome], machine))
    else:
        show([outcome], machine, Console(width=_WIDTH))
    return 1 if outcome.invalid else 0


if __name__ == "__main__":
    sys.exit(main())
