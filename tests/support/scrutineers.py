"""Honest scrutineers for tests, in the test's own process: each follows the log, verifies every ballot, and answers.

They reach the server through `Api`: over HTTP (`HttpApi`), or however a test has it. A test may tell one to keep silent (`mute`) or to lie (`spoilt`). The device that people use is `terminal_client/scrutineer`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from terminal_client.headless.client import ApiClient, Place, enrol
from terminal_client.headless.console import Secretariat
from terminal_client.headless.identity import now_ms
from voting_protocol.acts import Head, SignedAct, body_log, chain, make_act, sitting_log
from voting_protocol.ballots import opening_digest
from voting_protocol.canonical import decode_object
from voting_protocol.crypto import SigningKey, digest
from voting_protocol.encoding import ZERO32, b64u, unb64u
from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.ballots import Ballot, Question, parse_entry, verify
from voting_protocol.sealed.ceremony import Commits, Deals, Reveals
from voting_protocol.sealed.ceremony_messages import Parameters
from voting_protocol.sealed.forms import Form
from voting_protocol.sealed.group import Point
from voting_protocol.sealed.keyset import certificates_needed
from voting_protocol.sealed.secret.dealing import Dealt, Party
from voting_protocol.sealed.secret.release import release
from voting_protocol.sealed.tally import Rule, RunningSums, Sums, release_rule
from voting_protocol.tree import counted_leaf, leaf_hash, root_of

POLL_S = 0.02
PAGE = 500
_LATE = frozenset({"wrong-division-state", "already-sent"})


class Api(Protocol):
    """What a scrutineer asks of a server, with the documents of docs/sealed.md §9."""

    async def acts(self, log: str, start: int) -> Mapping[str, Any]:
        """`GET /v1/logs/{log}/acts`."""

    async def board(self, sitting: str, division: str, start: int) -> Mapping[str, Any]:
        """`GET …/board`."""

    async def keys(self) -> Sequence[Mapping[str, Any]]:
        """The keys of the register."""

    async def submit(self, log: str, act: SignedAct) -> None:
        """Append an act."""


@dataclass(frozen=True, slots=True)
class HttpApi:
    """Over HTTP, as the device of `client`."""

    client: ApiClient
    body: str

    async def acts(self, log: str, start: int) -> Mapping[str, Any]:
        return await self.client.get(f"/v1/logs/{log}/acts?from={start}")

    async def board(self, sitting: str, division: str, start: int) -> Mapping[str, Any]:
        return await self.client.get(f"/v1/sittings/{sitting}/divisions/{division}/board?from={start}")

    async def keys(self) -> Sequence[Mapping[str, Any]]:
        keys: list[dict[str, Any]] = (await self.client.register(self.body))["keys"]
        return keys

    async def submit(self, log: str, act: SignedAct) -> None:
        await self.client.submit(log, act)


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """An act of the log: number, body, signed bytes, act id (b64u)."""

    n: int
    body: Mapping[str, Any]
    signed: SignedAct

    @property
    def name(self) -> str:
        return b64u(self.signed.id)


@dataclass(slots=True)
class Scrutineer:
    """One scrutineer. `mute` are the types of acts it does not send, `spoilt` makes its shares invalid, `by_hand` allows every release."""

    api: Api
    key: SigningKey
    server: bytes
    sitting: str
    mute: set[str] = field(default_factory=set)
    spoilt: bool = False
    by_hand: bool = True
    acts: list[LoggedAct] = field(default_factory=list)
    digest: bytes = ZERO32
    said: set[tuple[str, str]] = field(default_factory=set)
    parties: dict[int, Party] = field(default_factory=dict)
    dealt: Dealt | None = None
    released: dict[str, bytes] = field(default_factory=dict)
    _at_it: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def log(self) -> str:
        return sitting_log(self.sitting)

    async def run(self) -> None:
        """Follow and answer until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(POLL_S)

    async def step(self) -> None:
        """Read on and answer what is due."""
        async with self._at_it:
            await self._read_on()
            await self._ceremony()
            if self.dealt is not None:
                for division in {act.body["division"] for act in self.acts if act.body["type"] == "division-open"}:
                    await self._division(division)

    def find(self, kind: str, **members: Any) -> list[LoggedAct]:
        """The acts of a type with these members, in order."""
        return [
            act
            for act in self.acts
            if act.body["type"] == kind and all(act.body.get(name) == value for name, value in members.items())
        ]

    async def send(self, kind: str, about: str, **members: Any) -> None:
        """Sign and send an act once; what comes too late is let be."""
        if kind in self.mute or (kind, about) in self.said:
            return
        head = Head(self.acts[-1].n, self.digest)
        try:
            await self.api.submit(self.log, make_act(self.key, self.log, kind, head, now_ms(), members))
        except ProtocolError as problem:
            if problem.code not in _LATE:
                raise
        self.said.add((kind, about))

    async def _read_on(self) -> None:
        while True:
            page = await self.api.acts(self.log, len(self.acts))
            for item in page["acts"]:
                signed = SignedAct.from_json({name: item[name] for name in ("b", "s", "c") if name in item})
                self.acts.append(LoggedAct(item["n"], decode_object(signed.body), signed))
                self.digest = chain(self.digest, item["n"], signed, item["received_ms"])
            if len(page["acts"]) < PAGE:
                return

    # The ceremony.

    async def _ceremony(self) -> None:
        starts = self.find("ceremony-start")
        if not starts or self.key.name not in starts[-1].body["scrutineers"]:
            return
        start = starts[-1].body
        attempt, people = start["attempt"], start["scrutineers"]
        if self.find("ceremony-abort", attempt=attempt) or ("ceremony-seal", str(attempt)) in self.said:
            return
        index = people.index(self.key.name) + 1
        parameters = Parameters(self.sitting, start["k"], tuple(unb64u(key, 32) for key in people), attempt)
        party = self.parties.setdefault(attempt, Party(parameters, index))
        await self._round("commit", attempt, index, party.commit())
        rounds = {kind: self._messages(kind, attempt) for kind in ("commit", "reveal", "deal")}
        if len(rounds["commit"]) == len(people):
            commits = Commits.collect(parameters, rounds["commit"])
            await self._round("reveal", attempt, index, party.reveal(commits))
            if len(rounds["reveal"]) == len(people):
                reveals = Reveals.collect(commits, rounds["reveal"])
                if len(rounds["deal"]) == len(people):
                    await self._seal(start, index, party, Deals.collect(reveals, rounds["deal"]))
                else:
                    await self._round("deal", attempt, index, party.deal(reveals))

    def _messages(self, kind: str, attempt: int) -> dict[int, bytes]:
        return {act.body["index"]: unb64u(act.body["message"]) for act in self.find(f"ceremony-{kind}", attempt=attempt)}

    async def _round(self, kind: str, attempt: int, index: int, message: bytes) -> None:
        await self.send(f"ceremony-{kind}", str(attempt), attempt=attempt, index=index, message=b64u(message))

    async def _seal(self, start: Mapping[str, Any], index: int, party: Party, deals: Deals) -> None:
        attempt = start["attempt"]
        outcome = party.receive(deals)
        assert isinstance(outcome, Dealt)
        self.dealt, keys = outcome, outcome.keys
        chairs = [unb64u(chair, 32) for chair in start["chairs"]]
        await self.send(
            "ceremony-seal",
            str(attempt),
            attempt=attempt,
            index=index,
            keys=b64u(keys.digest),
            public=b64u(keys.public.data),
            shares=[b64u(share.data) for share in keys.shares],
            seal=b64u(keys.seal(self.server, chairs)),
        )

    # A division.

    async def _division(self, division: str) -> None:
        opening = self.find("division-open", division=division)[0]
        if "seal" not in opening.body:
            return
        open_ = b64u(opening_digest(opening.signed.body))
        about = {"division": division, "open": open_}
        if self.find("division-void-confirm", division=division):
            if ("release", open_) not in self.said:
                await self.send("void-ok", open_, **about)
        elif not self.find("division-close", division=division):
            await self.send("open-ok", open_, **about)
        elif freezes := self.find("division-freeze", division=division):
            await self._frozen(opening, freezes[0], about)

    async def _frozen(self, opening: LoggedAct, freeze: LoggedAct, about: Mapping[str, Any]) -> None:
        open_ = about["open"]
        frz = digest("freeze", freeze.signed.body)
        if ("root-ok", open_) not in self.said and ("root-refuse", open_) not in self.said:
            found = await self._recompute(opening, freeze)
            differs = [name for name, value in found.items() if freeze.body[name] != value]
            if differs:
                await self.send("root-refuse", open_, **about, freeze=b64u(frz), code="freeze-differs", detail=", ".join(differs))
            else:
                await self.send("root-ok", open_, **about, freeze=b64u(frz))
        active = opening.body["active"]
        k = self.find("ceremony-start")[-1].body["k"]
        if len(self.find("root-ok", freeze=b64u(frz))) < certificates_needed(len(active), k):
            return
        rule = release_rule(freeze.body["n"], opening.body["electorate"]["size"])
        if rule is Rule.NEVER or (rule is Rule.BY_HAND and not self.by_hand) or "release" in self.mute:
            return
        await self.send("release", open_, **about, freeze=b64u(frz), shares=b64u(await self._shares(opening, frz, open_)))

    async def _shares(self, opening: LoggedAct, frz: bytes, open_: str) -> bytes:
        assert self.dealt is not None
        if open_ not in self.released:
            sums = await self._sums(await self.entries(opening.body["division"]), opening)
            shares = release(self.dealt.share, self.dealt.keys, frz, sums)
            self.released[open_] = shares[:-1] + bytes([shares[-1] ^ 1]) if self.spoilt and shares else shares
        return self.released[open_]

    async def entries(self, division: str) -> list[bytes]:
        """The division's board so far."""
        found: list[bytes] = []
        while True:
            page = (await self.api.board(self.sitting, division, len(found)))["entries"]
            found += map(unb64u, page)
            if not page:
                return found

    async def _sums(self, entries: Sequence[bytes], opening: LoggedAct) -> Sums:
        """The sums of a board of which every ballot is verified here."""
        question = self._question(opening)
        sums = RunningSums(question)
        for entry in entries:
            parsed = parse_entry(entry, question.form)
            if isinstance(parsed, Ballot):
                sums.add(verify(parsed, question))
        return sums.sums()

    def _question(self, opening: LoggedAct) -> Question:
        (seal, *_) = self.find("ceremony-seal", seal=opening.body["seal"])
        form = Form.of_json(opening.body["definition"]["form"])
        public = Point.decode(unb64u(seal.body["public"], 32))
        return Question(opening_digest(opening.signed.body), form, public, opening.body["max_seq"])

    async def _recompute(self, opening: LoggedAct, freeze: LoggedAct) -> dict[str, Any]:
        """What the freeze should hold."""
        entries = await self.entries(opening.body["division"])
        sums = await self._sums(entries, opening)
        (close,) = self.find("division-close", division=opening.body["division"])
        leaves = [opening.signed.body, *entries, close.signed.body]
        last: dict[bytes, tuple[int, bytes]] = {}
        for entry in entries:
            parsed = parse_entry(entry, self._question(opening).form)
            if isinstance(parsed, Ballot):
                last[parsed.header.key] = parsed.header.seq, parsed.id
        counted = [counted_leaf(key, *last.get(key, (0, ZERO32))) for key in await self._electorate(opening)]
        return {
            "size": len(entries),
            "root": b64u(root_of([leaf_hash(leaf) for leaf in leaves])),
            "counted_root": b64u(root_of([leaf_hash(leaf) for leaf in counted])),
            "n": sums.n,
            "cells": b64u(sums.encode()),
        }

    async def _electorate(self, opening: LoggedAct) -> list[bytes]:
        """The keys of all present at the opening; for tests in which no terminal is replaced."""
        seats: dict[str, str] = {}
        for act in self.acts[: opening.n]:
            if act.body["type"] == "check-in":
                seats[act.body["member"]] = act.body["seat"]
            elif act.body["type"] == "depart":
                del seats[act.body["member"]]
        present = set(seats.values())
        return sorted(unb64u(key["key"], 32) for key in await self.api.keys() if key["seat"] in present)


async def hold_ceremony(scrutineers: Sequence[Scrutineer]) -> None:
    """From the start of an attempt until all have sealed."""
    while len({act.body["actor"] for act in scrutineers[0].find("ceremony-seal")}) < len(scrutineers):
        for each in scrutineers:
            await each.step()


@asynccontextmanager
async def at_work(scrutineers: Sequence[Scrutineer]) -> AsyncIterator[None]:
    """While this lasts the scrutineers follow and answer. A failure of one of them fails the test."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each.run()) for each in scrutineers]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


@asynccontextmanager
async def http_scrutineers(
    secretariat: Secretariat, sitting: str, number: int = 3, k: int = 2
) -> AsyncIterator[list[Scrutineer]]:
    """Scrutineers on a running server, enrolled, who have sealed the sitting; not yet at work."""
    codes = await secretariat.issue_codes([("scrutineer", "", f"监票人{index}") for index in range(1, number + 1)])
    after, server = await secretariat.head(body_log(secretariat.body)), secretariat.identity.server
    async with AsyncExitStack() as stack:
        found = []
        for code in codes:
            place = Place(secretariat.body, after, server, code.role, code.seat, code.holder)
            async with ApiClient(secretariat.url, patience_s=15) as api:
                identity = await enrol(api, code.text, code.holder, place)
            client = await stack.enter_async_context(ApiClient(secretariat.url, identity, patience_s=15))
            found.append(Scrutineer(HttpApi(client, secretariat.body), identity.key, server, sitting))
        keys = (await secretariat.api.register(secretariat.body))["keys"]
        chairs = sorted(key["key"] for key in keys if key["role"] == "chair" and key["state"] == "active")
        seal = (await secretariat.api.state(sitting))["seal"]
        start = {"attempt": seal["attempt"] + 1 if seal else 1, "k": k, "chairs": chairs}
        people = {"scrutineers": [each.key.name for each in found]}
        await secretariat.act(sitting_log(sitting), "ceremony-start", start | people)
        await hold_ceremony(found)
        yield found
