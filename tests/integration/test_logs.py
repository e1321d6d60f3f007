"""Two processes' log books on one record, at the instants that matter: races are provoked with hooks."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from voting_protocol.acts import Head, SignedAct, make_act
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_protocol.errors import ProtocolError
from voting_server.records.migrate import upgrade
from voting_server.records.port import Decide, RecordsUnavailable
from voting_server.records.sql import SqlRecords
from voting_server.services import logs
from voting_server.services.logs import LogBook

SERVER, ADMIN, CHAIR, TERMINAL = (SigningKey.from_seed(bytes([n]) * 32) for n in range(4))
BODY, SITTING = "body.b", "sitting.s"
NAME = {"zh": "会", "en": "Body"}


class Clock:
    def __init__(self) -> None:
        self.ms = 1_800_000_000_000

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


class HookedRecords(SqlRecords):
    """A record with something happening just before its next transaction, or that fails just before its commit."""

    before: Callable[[], Awaitable[object]] | None = None
    fail = False

    async def transact(self, log: str, start: int, decide: Decide, held: Sequence[str] = ()) -> None:
        if self.before is not None:
            hook, self.before = self.before, None
            await hook()

        def failing(news):
            decide(news)
            raise RecordsUnavailable("the disk is gone")

        await super().transact(log, start, failing if self.fail else decide, held)


@pytest.fixture
async def books(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    upgrade(url)
    clock = Clock()
    stores = [HookedRecords.open(url), HookedRecords.open(url)]
    yield [(LogBook(store, SERVER, clock), store) for store in stores], clock
    for store in stores:
        await store.aclose()


async def submit(
    book: LogBook, clock: Clock, actor: SigningKey, log: str, act: str, cosigner: SigningKey | None = None, **fields
):
    view = book.peek(log)
    signed = make_act(actor, log, act, view.head if view else Head(), clock(), fields, cosigner)
    return await book.submit(log, signed)


async def prepare(book: LogBook, store: SqlRecords, clock: Clock) -> None:
    """A body with a chair and one seated terminal, and an open sitting."""
    founding, chair, terminal = (code_key(new_code()) for _ in range(3))
    await store.add_installation_code(founding.public, clock())
    await submit(
        book, clock, ADMIN, BODY, "body-create", founding, id="b", kind="congress", name=NAME, code=founding.name, holder="秘书处"
    )
    seat = {"id": "1-1", "row": 1, "col": 1, "x": 0, "y": 0}
    await submit(book, clock, ADMIN, BODY, "seats-set", plan={"kind": "grid", "name": ""}, seats=[seat])
    member = {"id": "1", "name": "甲", "latin": "", "delegation": "", "seat": "1-1", "role": "deputy", "status": "in-office"}
    await submit(book, clock, ADMIN, BODY, "roster-set", members=[member])
    expires = clock.ms + 3_600_000
    codes = [
        {"key": chair.name, "role": "chair", "seat": "", "holder": "主持人", "expires_ms": expires},
        {"key": terminal.name, "role": "deputy", "seat": "1-1", "holder": "", "expires_ms": expires},
    ]
    await submit(book, clock, ADMIN, BODY, "codes-issue", codes=codes)
    await submit(book, clock, CHAIR, BODY, "enrol", chair, code=chair.name, device="d")
    await submit(book, clock, TERMINAL, BODY, "enrol", terminal, code=terminal.name, device="d")
    register = (await book.register("b")).head.to_json()
    created = {"id": "s", "body": "b", "title": NAME, "kind": "plenary", "quorum": "Q2"}
    await submit(book, clock, ADMIN, SITTING, "sitting-create", **created, register=register, server=SERVER.name)
    await submit(book, clock, CHAIR, SITTING, "sitting-open", register=register)


async def test_a_register_that_grows_just_before_the_transaction_judges_it(books):
    [(here, store), (there, other)], clock = books
    await prepare(here, store, clock)
    await there.read(SITTING)
    await there.register("b")

    async def revoke():
        await submit(here, clock, ADMIN, BODY, "key-revoke", key=TERMINAL.name, reason="遗失")

    other.before = revoke
    with pytest.raises(ProtocolError, match="key-revoked"):
        await submit(there, clock, TERMINAL, SITTING, "check-in", member="1", seat="1-1")
    assert not (await here.read(SITTING)).sitting.present


async def test_an_act_is_received_after_all_that_it_was_judged_by(books):
    [(here, store), (there, _)], clock = books
    await prepare(here, store, clock)
    clock.ms -= 60_000  # this process's clock is a minute behind
    await there.read(SITTING)
    await submit(there, clock, TERMINAL, SITTING, "check-in", member="1", seat="1-1")
    people, acts = await store.acts(BODY), await store.acts(SITTING)
    assert acts[-1].received_ms >= people[-1].received_ms


async def test_nobody_sees_an_act_whose_commit_fails(books):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    before = here.peek(SITTING)
    length = before.length
    store.fail = True
    with pytest.raises(RecordsUnavailable):
        await submit(here, clock, TERMINAL, SITTING, "check-in", member="1", seat="1-1")
    assert before.length == length
    assert not before.sitting.present
    store.fail = False
    assert (await here.read(SITTING)).length == length
    await submit(here, clock, TERMINAL, SITTING, "check-in", member="1", seat="1-1")
    assert list((await here.read(SITTING)).sitting.present) == ["1"]


async def test_acts_that_wait_together_are_judged_in_order(books):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    head = (await here.read(SITTING)).head

    def check_in() -> SignedAct:
        return make_act(TERMINAL, SITTING, "check-in", head, clock(), {"member": "1", "seat": "1-1"})

    twice = await asyncio.gather(*(here.submit(SITTING, check_in()) for _ in range(3)), return_exceptions=True)
    codes = [outcome.code for outcome in twice if isinstance(outcome, ProtocolError)]
    assert codes == ["already-present", "already-present"]


async def test_a_stranger_cannot_have_large_documents_read(books):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    stranger = SigningKey.generate()
    lists: list[list[object]] = [[] for _ in range(20_000)]
    for kind, code in (("roster-set", "not-authenticated"), ("check-in", "too-large")):
        with pytest.raises(ProtocolError, match=code):
            await submit(here, clock, stranger, BODY, kind, members=lists)


def motion(key: SigningKey, clock: Clock, head: Head, n: int, kind: str = "division-draft") -> SignedAct:
    words = {"title": NAME, "short": NAME, "text": NAME, "template": "roll-call", "rule": "M1", "countdown_s": 0, "again_of": ""}
    return make_act(key, SITTING, kind, head, clock(), {"division": f"d{n}", "number": n, **words})


@pytest.mark.parametrize(
    ("key", "kind", "code"),
    [
        (SigningKey.from_seed(b"x" * 32), "division-draft", "not-authenticated"),
        (TERMINAL, "division-draft", "not-allowed"),
        (ADMIN, "sitting-close", "bad-act"),
    ],
)
async def test_of_a_batch_nothing_is_verified_before_types_and_actors_are_right(books, monkeypatch, key, kind, code):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    head = (await here.read(SITTING)).head
    verified = []
    monkeypatch.setattr(logs, "verified_body", verified.append)
    with pytest.raises(ProtocolError, match=code) as caught:
        await here.submit_all(SITTING, [motion(ADMIN, clock, head, 1), motion(key, clock, head, 2, kind)])
    assert caught.value.detail["at"] == 1
    assert not verified


async def test_a_revoked_key_sends_no_batch(books):
    [(here, store), (there, _)], clock = books
    await prepare(here, store, clock)
    head = (await there.read(SITTING)).head
    await submit(here, clock, ADMIN, BODY, "key-revoke", key=CHAIR.name, reason="遗失")
    with pytest.raises(ProtocolError, match="not-authenticated"):
        await there.submit_all(SITTING, [motion(CHAIR, clock, head, 1)])


async def test_whatever_is_wrong_with_an_act_of_a_batch_has_its_place(books):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    head = (await here.read(SITTING)).head
    first, second = motion(ADMIN, clock, head, 1), motion(ADMIN, clock, head, 2)
    elsewhere = make_act(ADMIN, "sitting.t", "division-draft", head, clock(), {})
    large = SignedAct(second.body + b" " * logs.LIMITS["division-draft"], second.signature)
    wrong = {
        "bad-signature": SignedAct(second.body, first.signature),
        "bad-act": elsewhere,
        "too-large": large,
        "bad-after": motion(ADMIN, clock, Head(head.n + 9), 2),
    }
    for code, act in wrong.items():
        for batch in ([act], [first, act]):
            with pytest.raises(ProtocolError, match=code) as caught:
                await here.submit_all(SITTING, batch)
            assert caught.value.detail["at"] == len(batch) - 1
    assert (await here.read(SITTING)).head == head
    assert [each.fresh for each in await here.submit_all(SITTING, [first, second])] == [True, True]


async def test_others_have_their_turn_while_a_batch_is_verified(books):
    [(here, store), _], clock = books
    await prepare(here, store, clock)
    head = (await here.read(SITTING)).head
    batch = [motion(ADMIN, clock, head, n) for n in range(1, 51)]
    batch[-1] = SignedAct(batch[-1].body, batch[0].signature)
    work = asyncio.ensure_future(here.submit_all(SITTING, batch))
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    with pytest.raises(ProtocolError, match="bad-signature"):
        await work
    assert turns >= len(batch)
