"""Locust scenarios with the real protocol: voters with real keys on WebSockets, and one chair who puts one division after another to the vote.

`python -m loadtests.chamber FOLDER --terminals 50` starts a server with a full chamber and prints the command for locust. Every acknowledgement's
signature is checked by the same headless session that terminals use; a ballot without a valid one is a failure in locust's table.
"""

import json
import random
import secrets
import time
from collections import deque
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event
from locust import HttpUser, User, between, events, task
from locust.env import Environment
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from loadtests.chamber import CHAIR, FILE, TERMINALS
from terminal_client.headless.console import Motion
from terminal_client.headless.identity import DeviceIdentity, load_identities, now_ms
from terminal_client.headless.session import Session
from voting_protocol import canonical
from voting_protocol.acts import Head, make_act, sitting_log
from voting_protocol.encoding import b64u
from voting_protocol.errors import ProtocolError
from voting_protocol.marks import Choice

PATIENCE_S = 30.0
_CHOICES = tuple(Choice)


class Hall:
    """What `loadtests.chamber` wrote: the sitting and the devices not yet taken by a user."""

    sitting = ""
    chair: DeviceIdentity
    terminals: deque[DeviceIdentity]


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def _options(parser: Any) -> None:
    parser.add_argument("--chamber", type=Path, required=True, help="folder of `python -m loadtests.chamber`")


@events.test_start.add_listener  # type: ignore[untyped-decorator]
def _enter(environment: Environment, **_: Any) -> None:
    folder = environment.parsed_options.chamber  # type: ignore[union-attr]
    Hall.sitting = json.loads((folder / FILE).read_bytes())["sitting"]
    (Hall.chair,) = load_identities(folder / CHAIR)
    Hall.terminals = deque(load_identities(folder / TERMINALS))


class Voter(User):
    """A terminal: stays connected, presses a few times while a division is open."""

    wait_time = between(0.5, 2.0)

    def on_start(self) -> None:
        """Take a device and connect; a user for whom no device is left ends."""
        if not Hall.terminals:
            raise gevent.GreenletExit
        self.session = Session(Hall.terminals.popleft(), Hall.sitting)
        self._changed = Event()
        host = str(self.host).partition("://")[2]
        began = time.perf_counter()
        # Voters are trusted to reach the server itself: no proxy of the environment.
        self._socket: ClientConnection = connect(f"ws://{host}/v1/ws", compression=None, proxy=None, max_size=2**24)
        self.session.begin(host)
        self._reader = gevent.spawn(self._read)
        self._record("connect to state", began, self._until(lambda: self.session.ready))

    def on_stop(self) -> None:
        """Hang up."""
        self._socket.close()
        self._reader.join(PATIENCE_S)

    @task
    def press(self) -> None:
        """Vote, or change the vote, if a division is open."""
        if self.session.voting.opening is None:
            return
        began = time.perf_counter()
        press = self.session.voting.press(random.choice(_CHOICES))
        self._flush()
        error = self._until(lambda: press.answered)
        if press.code and press.code != "vote-closed":
            error = ProtocolError(press.code)
        self._record("cast to acknowledgement", began, error)

    def _read(self) -> None:
        try:
            for data in self._socket:
                self.session.receive(data.encode() if isinstance(data, str) else data, now_ms())
                self._flush()
                self._changed.set()
        except ConnectionClosed:
            pass
        except ProtocolError as problem:
            self._record("frame", time.perf_counter(), problem)
        self.session.lost()

    def _flush(self) -> None:
        for frame in self.session.take():
            self._socket.send(frame)

    def _until(self, condition: Any) -> Exception | None:
        with gevent.Timeout(PATIENCE_S, exception=False):
            while not condition():
                self._changed.clear()
                self._changed.wait()
            return None
        return TimeoutError()

    def _record(self, name: str, began: float, error: Exception | None) -> None:
        self.environment.events.request.fire(
            request_type="WS", name=name, response_time=(time.perf_counter() - began) * 1000, response_length=0, exception=error
        )


class Chair(HttpUser):
    """Puts one division after another to the vote over HTTP; one user."""

    fixed_count = 1
    wait_time = between(1.0, 2.0)

    def on_start(self) -> None:
        """Sign in; divisions get names of this run."""
        self._key, self._log = Hall.chair.key, sitting_log(Hall.sitting)
        self._prefix, self._number = secrets.token_hex(4), 0
        body = canonical.encode(
            {
                "v": 1,
                "type": "session",
                "actor": self._key.name,
                "server": b64u(Hall.chair.server),
                "body": Hall.chair.body,
                "nonce": b64u(secrets.token_bytes(16)),
                "time_ms": now_ms(),
            }
        )
        signed = {"b": b64u(body), "s": b64u(self._key.sign("session", body))}
        token = self.client.post("/v1/session", json=signed).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    @task
    def hold_division(self) -> None:
        """Draft, approve, announce, open, let them press, close, see the result, declare."""
        self._number += 1
        division = f"{self._prefix}-{self._number}"
        title = {"zh": "压力测试", "en": "Load test"}
        self._act("division-draft", Motion(division, self._number, title, title, title).fields())
        for kind in ("division-approve", "division-announce"):
            self._act(kind, {"division": division})
        path = f"/v1/sittings/{Hall.sitting}/divisions/{division}"
        fields = self.client.get(f"{path}/opening", name="opening").json()
        self._act("division-open", fields, Head.from_json(fields.pop("after")))
        opening = self._seen()["open"]["open"]
        gevent.sleep(random.uniform(6.0, 9.0))  # how long a chair waits, not a wait for anything
        self._act("division-close", {"division": division, "open": opening, "reason": "chair"})
        tallied = self._tallied(division)
        self._act("division-declare", {"open": opening, "division": division, **tallied})

    def _tallied(self, division: str) -> dict[str, Any]:
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE_S:
            found = next(item for item in self._seen()["divisions"] if item["id"] == division)
            if found["state"] == "tallied":
                return {"tally": found["result"]["tally"], "result": found["result_full"]}
            gevent.sleep(0.1)
        raise TimeoutError

    def _seen(self) -> dict[str, Any]:
        state: dict[str, Any] = self.client.get(f"/v1/sittings/{Hall.sitting}/state", name="state").json()
        return state

    def _act(self, kind: str, fields: dict[str, Any], after: Head | None = None) -> None:
        head = after or Head.from_json(self._seen()["head"])
        act = make_act(self._key, self._log, kind, head, now_ms(), fields)
        self.client.post(f"/v1/logs/{self._log}/acts", json=act.to_json(), name=kind).raise_for_status()
