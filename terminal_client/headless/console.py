"""Consoles of the secretariat and the chair: every step is one signed act through the documented interface (docs/protocol.md §4, §5)."""

import json
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Any, Self

from terminal_client.headless.client import ApiClient, Appended
from terminal_client.headless.identity import DeviceIdentity, now_ms
from terminal_client.headless.opening import Opening, read_any_opening
from terminal_client.headless.session import Session
from terminal_client.headless.terminal import Terminal
from voting_protocol.acts import Head, body_log, make_act, sitting_log
from voting_protocol.crypto import SigningKey, code_key, new_code
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.forms import MOTION, FormItem

_STALE = frozenset({"stale-opening", "bad-after"})
_PROPOSAL_ADDS = {"v", "type", "log", "actor", "nonce", "time"}
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """An enrolment code as it is handed to a person; `text` never reaches the server."""

    text: str
    role: str
    seat: str
    holder: str


@dataclass(frozen=True, slots=True)
class Motion:
    """What a division decides on; `rule` and `template` are ids of docs/protocol.md §8 and the templates, `secrecy` is `named` or `secret`.

    `item` and `names` (`{"zh", "en"}`) are those of a ballot with names, `basis` is the rule that allows an election on terminals
    (docs/forms.md §1), `channel` where it is held (docs/channels.md §1), `of` its links to other divisions
    (docs/sequences.md §1): None leaves it out of all orders, `()` says that it stands alone.
    """

    division: str
    number: int
    title: Mapping[str, str]
    short: Mapping[str, str]
    text: Mapping[str, str]
    rule: str = "M1"
    template: str = "roll-call"
    countdown_s: int = 0
    again_of: str = ""
    secrecy: str = "named"
    item: FormItem = MOTION
    names: Sequence[Mapping[str, str]] = ()
    basis: str = ""
    channel: str = "terminal"
    of: Sequence[Mapping[str, Any]] | None = None

    def fields(self) -> dict[str, Any]:
        """The members of `division-draft`."""
        form = dict(zip(("type", "c", "min", "max", "w"), self.item.encode(), strict=True))
        asked = {"form": [form], "names": [[dict(name) for name in self.names]]} if self.names else {}
        return {
            "division": self.division,
            "number": self.number,
            "title": dict(self.title),
            "short": dict(self.short),
            "text": dict(self.text),
            "template": self.template,
            "rule": self.rule,
            "countdown_s": self.countdown_s,
            "again_of": self.again_of,
            "secrecy": self.secrecy,
            **asked,
            **({"basis": self.basis} if self.basis else {}),
            **({"channel": self.channel} if self.channel != "terminal" else {}),
            **({} if self.of is None else {"of": [dict(link) for link in self.of]}),
        }


class Console:
    """A staff device. It remembers the head of each log it writes to, and looks again when the server says that it is stale."""

    def __init__(self, url: str, identity: DeviceIdentity, *, patience_s: float = 0, tls: ssl.SSLContext | None = None) -> None:
        self.url = url
        self.identity = identity
        self.api = ApiClient(url, identity, patience_s=patience_s, tls=tls)
        self.tls = tls
        self._heads: dict[str, Head] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Give back the connections."""
        await self.api.aclose()

    @property
    def body(self) -> str:
        """The body this device is enrolled in."""
        return self.identity.body

    async def head(self, log: str) -> Head:
        """The newest head of a log, asked of the server."""
        kind, _, name = log.partition(".")
        if kind == "body":
            register = await self.api.register(name)
            return Head.from_json(register["head"])
        if kind == "ledger":
            return Head.from_json((await self.api.get(f"/v1/bodies/{name}/ledger"))["head"])
        return Head.from_json((await self.api.state(name))["head"])

    async def act(self, log: str, kind: str, fields: Mapping[str, Any]) -> Appended:
        """Sign an act after the latest one known and append it; once more after the newest if that was stale."""
        for fresh in (False, True):
            if fresh or log not in self._heads:
                self._heads[log] = await self.head(log)
            try:
                return await self._append(log, kind, self._heads[log], fields)
            except ProtocolError as problem:
                if fresh or problem.code not in _STALE:
                    raise
        raise AssertionError

    async def draft(self, sitting: str, motion: Motion) -> Appended:
        """`division-draft`."""
        return await self.act(sitting_log(sitting), "division-draft", motion.fields())

    async def approve(self, sitting: str, division: str) -> Appended:
        """`division-approve`."""
        return await self._division(sitting, division, "division-approve")

    async def publish(self, sitting: str, division: str) -> Appended:
        """`division-publish`."""
        return await self._division(sitting, division, "division-publish")

    async def start_ceremony(self, sitting: str, k: int, scrutineers: Sequence[bytes], chairs: Sequence[bytes]) -> Appended:
        """`ceremony-start` of k of these scrutineers' keys; `chairs` are the keys of all active chairs."""
        ceremony = (await self.api.state(sitting)).get("seal")
        fields = {
            "attempt": ceremony["attempt"] + 1 if ceremony else 1,
            "k": k,
            "scrutineers": [b64u(key) for key in scrutineers],
            "chairs": sorted(b64u(key) for key in chairs),
        }
        return await self.act(sitting_log(sitting), "ceremony-start", fields)

    async def confirm_void(self, sitting: str, division: str, void: bytes) -> Appended:
        """`division-void-confirm` of the void with this act id; by another person than the one who proposed it."""
        return await self._division(sitting, division, "division-void-confirm", void=b64u(void))

    async def revoke(self, key: bytes, reason: str) -> Appended:
        """`key-revoke`."""
        return await self.act(body_log(self.body), "key-revoke", {"key": b64u(key), "reason": reason})

    async def replace(self, old: DeviceIdentity, reason: str, *, valid_ms: int = DAY_MS) -> IssuedCode:
        """`key-replace`: revoke a lost device and issue the code for its spare, in one act."""
        code = _new_code(old.role, old.seat, old.holder)
        fields = {"key": old.key.name, "reason": reason, "code": _code_fields(code, now_ms() + valid_ms)}
        await self.act(body_log(self.body), "key-replace", fields)
        return code

    def live(self, sitting: str) -> "Live":
        """A live view of a sitting for this console; use with `async with`."""
        return Live(self.url, self.identity, sitting, tls=self.tls)

    async def _append(self, log: str, kind: str, after: Head, fields: Mapping[str, Any]) -> Appended:
        answer = await self.api.submit(log, make_act(self.identity.key, log, kind, after, now_ms(), fields))
        self._heads[log] = answer.head
        return answer

    async def _division(self, sitting: str, division: str, kind: str, **fields: Any) -> Appended:
        return await self.act(sitting_log(sitting), kind, {"division": division, **fields})


class Secretariat(Console):
    """Prepares people, seats, keys and sittings."""

    async def set_roster(self, members: Sequence[Mapping[str, str]]) -> Appended:
        """`roster-set`: each member `{id, name, latin, delegation, seat, role, status}`."""
        return await self.act(body_log(self.body), "roster-set", {"members": [dict(member) for member in members]})

    async def plan_seats(self, shape: Mapping[str, Any]) -> dict[str, Any]:
        """A seat plan made by the server, `{"plan", "seats"}`; nothing is written."""
        return await self.api.plan_preview(self.body, dict(shape))

    async def set_seats(self, plan: Mapping[str, Any], seats: Sequence[Mapping[str, Any]]) -> Appended:
        """`seats-set`."""
        return await self.act(body_log(self.body), "seats-set", {"plan": dict(plan), "seats": [dict(seat) for seat in seats]})

    async def issue_codes(self, wanted: Iterable[tuple[str, str, str]], *, valid_ms: int = DAY_MS) -> list[IssuedCode]:
        """`codes-issue` for `(role, seat, holder)`s; the codes are made here and only their public keys are sent."""
        codes = [_new_code(*place) for place in wanted]
        expires = now_ms() + valid_ms
        await self.act(body_log(self.body), "codes-issue", {"codes": [_code_fields(code, expires) for code in codes]})
        return codes

    async def profiles(self) -> dict[str, dict[str, Any]]:
        """The profiles that the server offers, by id (docs/profiles.md §8)."""
        return {profile["id"]: profile for profile in (await self.api.get("/v1/profiles"))["profiles"]}

    async def create_sitting(
        self,
        sitting: str,
        title: Mapping[str, str],
        *,
        kind: str = "plenary",
        quorum: str = "Q2",
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> Appended:
        """`sitting-create`, after the register's newest act; `more` are the optional members of docs/profiles.md §2."""
        fields = {
            "id": sitting,
            "body": self.body,
            "title": dict(title),
            "kind": kind,
            "quorum": quorum,
            "register": (await self.head(body_log(self.body))).to_json(),
            "server": b64u(self.identity.server),
            **more,
        }
        return await self._append(sitting_log(sitting), "sitting-create", Head(), fields)

    async def check_in(self, sitting: str, member: str, seat: str, *, video: bool = False) -> Appended:
        """`check-in` by hand, in the hall or by video."""
        by = {"by": "video"} if video else {}
        return await self.act(sitting_log(sitting), "check-in", {"member": member, "seat": seat, **by})

    async def recuse(self, sitting: str, division: str, member: str, reason: str) -> Appended:
        """`recuse` by hand."""
        return await self._division(sitting, division, "recuse", member=member, reason=reason)

    async def depart(self, sitting: str, member: str) -> Appended:
        """`depart` by hand."""
        return await self.act(sitting_log(sitting), "depart", {"member": member})

    async def grant_leave(self, sitting: str, member: str, reason: str) -> Appended:
        """`leave-grant`."""
        return await self.act(sitting_log(sitting), "leave-grant", {"member": member, "reason": reason})


class Chair(Console):
    """Leads a sitting."""

    async def stand_down(self, sitting: str, index: int, reason: str) -> Appended:
        """`stand-down` of an absent scrutineer; the others confirm it on their devices."""
        return await self.act(sitting_log(sitting), "stand-down", {"index": index, "reason": reason})

    async def open_sitting(self, sitting: str) -> Appended:
        """`sitting-open`, at the register's newest act as the state tells it."""
        register = (await self.api.state(sitting))["register"]
        return await self.act(sitting_log(sitting), "sitting-open", {"register": register})

    async def close_sitting(self, sitting: str) -> Appended:
        """`sitting-close`."""
        return await self.act(sitting_log(sitting), "sitting-close", {})

    async def announce(self, sitting: str, division: str) -> Appended:
        """`division-announce`."""
        return await self._division(sitting, division, "division-announce")

    async def open_division(self, sitting: str, division: str) -> Opening:
        """`division-open`: fetch the server's proposal, check what it must agree with, sign it.

        If somebody arrived in between (`stale-opening`) the proposal is fetched once more. Raises `bad-act` for a proposal that is not what was
        announced.
        """
        log = sitting_log(sitting)
        for last in (False, True):
            proposal = await self.api.opening(sitting, division)
            self._check_proposal(division, proposal)
            fields = dict(proposal)
            act = make_act(self.identity.key, log, "division-open", Head.from_json(fields.pop("after")), now_ms(), fields)
            try:
                answer = await self.api.submit(log, act)
            except ProtocolError as problem:
                if last or problem.code not in _STALE:
                    raise
            else:
                self._heads[log] = answer.head
                return read_any_opening(b64u(act.body), b64u(act.signature), sitting, self.identity.server)
        raise AssertionError

    async def extend(self, sitting: str, opening: Opening, deadline_ms: int) -> Appended:
        """`division-extend` to a later deadline."""
        return await self._division(
            sitting, opening.division, "division-extend", open=b64u(opening.digest), deadline_ms=deadline_ms
        )

    async def close_division(self, sitting: str, opening: Opening) -> Appended:
        """`division-close` by the chair."""
        return await self._division(sitting, opening.division, "division-close", open=b64u(opening.digest), reason="chair")

    async def declare(self, sitting: str, opening: Opening, tallied: Mapping[str, Any]) -> Appended:
        """`division-declare` of the result in `tallied`, the division as the chair's state shows it."""
        self._heads.pop(sitting_log(sitting), None)  # its `after` must reach the server's tally
        fields = {"open": b64u(opening.digest), "tally": tallied["result"]["tally"], "result": tallied["result_full"]}
        return await self._division(sitting, opening.division, "division-declare", **fields)

    async def void(self, sitting: str, division: str, reason: str) -> Appended:
        """`division-void`: proposes it; its act id is what the second person confirms."""
        return await self._division(sitting, division, "division-void", reason=reason)

    async def cancel_void(self, sitting: str, division: str, void: bytes) -> Appended:
        """`division-void-cancel`."""
        return await self._division(sitting, division, "division-void-cancel", void=b64u(void))

    async def withdraw(self, sitting: str, division: str, reason: str) -> Appended:
        """`division-withdraw`."""
        return await self._division(sitting, division, "division-withdraw", reason=reason)

    async def defer(self, sitting: str, division: str, reason: str) -> Appended:
        """`division-defer`."""
        return await self._division(sitting, division, "division-defer", reason=reason)

    def _check_proposal(self, division: str, proposal: Mapping[str, Any]) -> None:
        if _PROPOSAL_ADDS & set(proposal):
            raise ProtocolError("bad-act", field="opening")
        expected = {"division": division, "server": b64u(self.identity.server)}
        for field, value in expected.items():
            if proposal.get(field) != value:
                raise ProtocolError("bad-act", field=field)


class Live:
    """A console's live view of a sitting: the newest state as the server streams it."""

    def __init__(self, url: str, identity: DeviceIdentity, sitting: str, *, tls: ssl.SSLContext | None = None) -> None:
        self.terminal = Terminal(url, identity, sitting, keep_state=True, tls=tls)

    async def __aenter__(self) -> Self:
        self.terminal.start()
        await self.terminal.ready()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.terminal.stop()

    @property
    def state(self) -> dict[str, Any]:
        """The state as this role sees it."""
        state: dict[str, Any] = json.loads(self.terminal.session.raw_state)
        return state

    def division(self, division: str) -> dict[str, Any]:
        """A division of the state; `unknown-division` if there is none."""
        for item in self.state["divisions"]:
            if item["id"] == division:
                found: dict[str, Any] = item
                return found
        raise ProtocolError("unknown-division")

    @property
    def opening(self) -> Opening:
        """The opening of the open division; `vote-unknown` if none is open."""
        opening = self.terminal.session.voting.opening
        if opening is None:
            raise ProtocolError("vote-unknown")
        return opening

    async def until_division(self, division: str, *states: str) -> dict[str, Any]:
        """Wait until a division is in one of these states; gives it."""

        def reached(session: Session) -> bool:
            return session.state is not None and session.state.division(division) in states

        await self.terminal.until(reached)
        return self.division(division)

    async def until_sealed(self) -> dict[str, Any]:
        """Wait until the scrutineers have sealed the sitting; gives `seal`. Raises `ceremony-aborted` with its fault if the attempt ends."""
        while True:
            seal: dict[str, Any] | None = self.state.get("seal")
            if seal and seal["phase"] == "ready":
                return seal
            if seal and seal["phase"] == "aborted":
                raise ProtocolError("ceremony-aborted", fault=seal["fault"])
            version = self.terminal.session.version
            await self.terminal.until(lambda session, seen=version: session.version > seen)  # type: ignore[misc]

    async def until_present(self, count: int) -> None:
        """Wait until this many deputies are present."""
        await self.terminal.until(lambda session: session.present >= count)


async def bootstrap(
    url: str,
    code: str,
    body: str,
    name: Mapping[str, str],
    *,
    kind: str = "congress",
    holder: str = "秘书处",
    patience_s: float = 0,
    tls: ssl.SSLContext | None = None,
) -> DeviceIdentity:
    """Create a body with an installation code; gives the identity of its first secretariat device, the server's key pinned."""
    cosigner, key = code_key(code), SigningKey.generate()
    log = body_log(body)
    fields = {"id": body, "kind": kind, "name": dict(name), "code": cosigner.name, "holder": holder}
    async with ApiClient(url, patience_s=patience_s, tls=tls) as api:
        server = await api.server_key()
        await api.submit(log, make_act(key, log, "body-create", Head(), now_ms(), fields, cosigner))
    return DeviceIdentity(key, body, server, "secretariat", "", holder)


def _new_code(role: str, seat: str, holder: str) -> IssuedCode:
    return IssuedCode(new_code(), role, seat, holder)


def _code_fields(code: IssuedCode, expires_ms: int) -> dict[str, Any]:
    key = code_key(code.text).name
    return {"key": key, "role": code.role, "seat": code.seat, "holder": code.holder, "expires_ms": expires_ms}
