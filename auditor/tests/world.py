"""A small maker of record bundles, from docs/protocol.md alone; it shares no code with the verifier.

``World`` is an honest congress; its ``bundle()`` is the file as an object. ``Crook`` owns the server's
keys: it changes the object at will and seals it again as well as the server's keys allow.
"""

import base64
import copy
import hashlib
import json
import random

from nacl.signing import SigningKey

ZERO = bytes(32)
T0 = 1_790_000_000_000


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canon(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def lp(data):
    return len(data).to_bytes(4, "big") + data


def msg(tag, *fields):
    return lp(b"hemicycle/1/" + tag.encode()) + b"".join(map(lp, fields))


def dig(tag, *fields):
    return hashlib.sha512(msg(tag, *fields)).digest()[:32]


def sign(key, tag, *fields):
    return key.sign(msg(tag, *fields)).signature


def u(bits, value):
    return value.to_bytes(bits // 8, "big")


def pub(key):
    return bytes(key.verify_key)


def two(text):
    return {"zh": text, "en": text}


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def mth(leaves):
    """The definition of RFC 9162 §2.1.1, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def link(item, before):
    fields = (dig("act", unb64(item["b"])), unb64(item["s"]), unb64(item.get("c", "")))
    return dig("chain", u(64, item["n"]), before, *fields, u(64, item["received_ms"]))


class Log:
    """An act log as the server keeps it."""

    def __init__(self, name, world):
        self.name, self.world, self.items, self.chain = name, world, [], []

    def point(self, n=None):
        n = len(self.chain) - 1 if n is None else n
        return {"n": n, "d": b64(self.chain[n] if n >= 0 else ZERO)}

    def add(self, actor, kind, /, cosigner=None, after=None, tick=7, **members):
        """Append an act that the head's observer signs; return its id."""
        self.world.now += tick
        doc = {
            "v": 1,
            "type": kind,
            "log": self.name,
            "actor": b64(pub(actor)),
            "after": after or self.point(),
            "nonce": b64(self.world.random.randbytes(16)),
            "time": "2026-09-21T08:00:00.000Z",
            **members,
        }
        body = canon(doc)
        item = {"n": len(self.items), "received_ms": self.world.now, "b": b64(body)}
        item["s"] = b64(sign(actor, "act", body))
        if cosigner is not None:
            item["c"] = b64(sign(cosigner, "card" if kind == "check-in" else "code", body))
        self.items.append(item)
        self.chain.append(link(item, self.chain[-1] if self.chain else ZERO))
        return dig("act", body)


class World:
    """An honest congress of ``size`` deputies with seats s0, s1, … and members m0, m1, …"""

    secrecy, form_type, in_clear, channel = "named", 129, 128, "terminal"

    def __init__(self, size=7, quorum="Q2", seed=1):
        self.random, self.now, self.size, self.quorum = random.Random(seed), T0, size, quorum
        self.server = self.key()
        self.people, self.terminals, self.present, self.enrolments = {}, {}, {}, {}
        self.register, self.acts = Log("body.town", self), Log("sitting.s1", self)
        self.ballots, self.heads, self.last, self.drafts, self.on_ballots = [], [], {}, {}, {}
        self.opening = self.open = self.close_id = self.tally_id = self.result = None
        self.found_body()
        self.act(
            "secretariat",
            "sitting-create",
            id="s1",
            body="town",
            title=two("第一次全体会议"),
            kind="plenary",
            quorum=quorum,
            register=self.register.point(),
            server=b64(pub(self.server)),
        )

    # -- the register

    def key(self):
        return SigningKey(self.random.randbytes(32))

    def reg(self, who, kind, /, **members):
        """Append an act of the register; return its id."""
        return self.register.add(self.people[who], kind, **members)

    def found_body(self):
        self.people["secretariat"], code = self.key(), self.key()
        founding = {"id": "town", "kind": "congress", "name": two("某镇人大"), "holder": "许建国"}
        self.reg("secretariat", "body-create", cosigner=code, code=b64(pub(code)), **founding)
        seats = [{"id": f"s{i}", "row": 1, "col": i, "x": i, "y": 100} for i in range(self.size)]
        self.reg("secretariat", "seats-set", plan={"kind": "arc", "name": "礼堂"}, seats=seats)
        self.reg("secretariat", "roster-set", members=self.roster())
        for role in ("chair", "scrutineer", "operator"):
            code = self.key()
            self.issue(code, role, "", role)
            self.people[role] = self.use(code)
        codes = [self.key() for _ in range(self.size)]
        issued = [self.code(code, "deputy", f"s{i}") for i, code in enumerate(codes)]
        self.reg("operator", "codes-issue", codes=issued)
        for i, code in enumerate(codes):
            self.terminals[i] = self.use(code, f"s{i}")

    def roster(self):
        rows = [(f"m{i}", f"s{i}", "deputy", "in-office") for i in range(self.size)]
        rows += [("guest", "", "attendee", "in-office"), ("old", "", "deputy", "ended")]
        names = ("id", "seat", "role", "status")
        fixed = {"name": "某某", "latin": "", "delegation": "一团"}
        return [{**fixed, **dict(zip(names, row, strict=True))} for row in rows]

    def code(self, code, role, seat, holder=""):
        return {"key": b64(pub(code)), "role": role, "seat": seat, "holder": holder, "expires_ms": T0 + 10**9}

    def issue(self, code, role, seat, holder=""):
        self.reg("secretariat", "codes-issue", codes=[self.code(code, role, seat, holder)])

    def use(self, code, seat=""):
        """Enrol a new device with a code; return its key."""
        key = self.key()
        fields = {"code": b64(pub(code)), "device": "浏览器"}
        self.enrolments[pub(key)] = (self.register.add(key, "enrol", cosigner=code, **fields), seat)
        return key

    def replace(self, i):
        """Replace the terminal of seat i."""
        code = self.key()
        fields = {
            "key": b64(pub(self.terminals[i])),
            "reason": "损坏",
            "code": self.code(code, "deputy", f"s{i}"),
        }
        self.reg("operator", "key-replace", **fields)
        self.terminals[i] = self.use(code, f"s{i}")

    def revoke(self, i):
        self.reg("secretariat", "key-revoke", key=b64(pub(self.terminals[i])), reason="遗失")
        del self.terminals[i]

    # -- the sitting

    def act(self, who, kind, /, **members):
        key = self.server if who == "server" else self.people[who]
        return self.acts.add(key, kind, **members)

    def start(self, present=None):
        self.act("chair", "sitting-open", register=self.register.point())
        for i in range(self.size) if present is None else present:
            self.check_in(i)

    def check_in(self, i, by_secretariat=False):
        actor = self.people["secretariat"] if by_secretariat else self.terminals[i]
        self.present[i] = self.acts.add(actor, "check-in", member=f"m{i}", seat=f"s{i}")

    def depart(self, i):
        self.acts.add(self.terminals[i], "depart", member=f"m{i}")
        del self.present[i]

    def announce(self, name="d1", rule="M1", number=1, again="", **more):
        """Draft, approve and announce; ``more`` has form and names of what is no motion."""
        self.drafts[name] = {
            "title": two("关于政府工作报告的决议"),
            "short": two("政府工作报告"),
            "text": two("决议草案\n“全文”"),
            "template": more.pop("template", "resolution"),
            "rule": rule,
            **({"basis": more["basis"]} if "basis" in more else {}),
        }
        self.on_ballots[name] = more.get("form"), more.get("names", [[]])
        draft = {**self.drafts[name], "number": number, "countdown_s": 0, "again_of": again, **more}
        self.act("secretariat", "division-draft", division=name, **draft)
        self.act("secretariat", "division-approve", division=name)
        self.act("chair", "division-announce", division=name)

    def on_ballot(self, name):
        """Form and names of an opening."""
        form, names = self.on_ballots[name]
        motion = [{"type": self.form_type, "c": 1, "min": 0, "max": 0, "w": 0}]
        in_clear = self.in_clear if self.secrecy == "named" else 0
        return {"form": [{**item, "type": item["type"] + in_clear} for item in form] if form else motion, "names": names}

    def electors(self):
        """Keys, seats, members and acts of the electorate, sorted by key."""
        active = {pub(key): i for i, key in self.terminals.items() if i in self.present}
        return [(key, f"s{i}", f"m{i}", self.enrolments[key][0], self.present[i]) for key, i in sorted(active.items())]

    def open_vote(self, name="d1", auto_close_s=0, members=None, **changes):
        """Open a division; ``changes`` replace members of the opening."""
        self.ballots, self.heads, self.last, self.name = [], [], {}, name
        definition = {
            **self.drafts[name],
            "quorum": self.quorum,
            "channel": self.channel,
            "secrecy": self.secrecy,
            **self.on_ballot(name),
        }
        self.voters = self.electors()
        self.n, self.p = self.size if members is None else members, len(self.present)
        leaves = [leaf(k + lp(s.encode()) + lp(m.encode()) + e + c) for k, s, m, e, c in self.voters]
        fields = {
            "round": 1,
            "previous": b64(ZERO),
            "kind": "real",
            "definition": definition,
            "n": self.n,
            "p": self.p,
            "electorate": {"size": len(leaves), "root": b64(mth(leaves))},
            "max_seq": 200,
            "opened_ms": self.now + 20,
            "auto_close_s": auto_close_s,
            "register": self.register.point(),
            "server": b64(pub(self.server)),
            **self.more(),
            **changes,
        }
        self.act("chair", "division-open", division=name, **fields)
        self.opening = unb64(self.acts.items[-1]["b"])
        self.open, self.deadline = dig("open", self.opening), fields["opened_ms"] + 1000 * auto_close_s
        self.head()

    def more(self):
        """What an opening has beside the members of all."""
        return {}

    def cast(self, i, choice, key=None, change=None):
        """Press a key at seat i, or cast marks in bytes; ``change`` may alter (seq, prev)."""
        key = key or self.terminals[i]
        seq, prev = self.last.get(pub(key), (0, self.open))
        seq, prev = change(seq + 1, prev) if change else (seq + 1, prev)
        marks = choice if isinstance(choice, bytes) else bytes([choice])
        body = b"HB1" + self.open + pub(key) + u(32, seq) + prev + marks
        self.ballots.append(b"\1" + body + sign(key, "ballot", body))
        self.last[pub(key)] = (seq, dig("ballot", body))
        self.now += 3

    def head(self, epoch=0):
        root = mth([leaf(self.opening), *map(leaf, self.ballots)])
        self.heads.append(make_head(self.server, self.open, len(self.ballots), root, self.now, epoch))

    def close(self, reason="chair", who=None):
        who = who or {"chair": "chair", "deadline": "server"}[reason]
        fields = {"division": self.name, "open": b64(self.open), "reason": reason}
        self.close_id = self.act(who, "division-close", **fields)

    def tally(self, rule="M1", quorum="Q2", **changes):
        self.result = self.figures(rule, quorum) | changes
        self.sign_tally()

    def form_tally(self, rule, *names, voted=None, **more):
        """Tally a form: ``names`` are (counts…, verdict), ``voted`` all who cast if it is not given."""
        self.result = of_form(self.figures(rule), len(self.last) if voted is None else voted, *names, **more)
        self.sign_tally()

    def figures(self, rule="M1", quorum="Q2"):
        closing, keys = unb64(self.acts.items[-1]["b"]), [voter[0] for voter in self.voters]
        return result(self.opening, closing, self.ballots, keys, self.n, self.p, rule, quorum)

    def sign_tally(self):
        fields = {"division": self.name, "open": b64(self.open), "close": b64(self.close_id)}
        self.tally_id = self.act("server", "division-tally", **fields, result=self.result)

    def declare(self, after=None, **changes):
        fields = {"division": self.name, "open": b64(self.open), "tally": b64(self.tally_id)}
        self.act("chair", "division-declare", after=after, **fields, result=self.result | changes)

    def bundle(self, name="d1"):
        """Return the sealed bundle as an object."""
        document = {
            "format": "hemicycle-record/1",
            "body": "town",
            "sitting": "s1",
            "division": name,
            "server": b64(pub(self.server)),
            "register": copy.deepcopy(self.register.items),
            "acts": copy.deepcopy(self.acts.items),
            "ballots": [b64(entry) for entry in self.ballots],
            "heads": copy.deepcopy(self.heads),
        }
        return seal(document, self.server)


def make_head(server, open_digest, size, root, ms, epoch=0):
    signature = sign(server, "head", open_digest, u(32, epoch), u(64, size), root, u(64, ms))
    return {"size": size, "root": b64(root), "ms": ms, "s": b64(signature)}


def seal(document, server):
    document = {name: value for name, value in document.items() if name != "seal"}
    return {**document, "seal": b64(sign(server, "bundle", dig("bundle-bytes", canon(document))))}


def result(opening, closing, ballots, keys, n, p, rule="M1", quorum="Q2"):
    """What the server works out at the close."""
    last = {entry[36:68]: entry for entry in ballots}
    marks = {key: entry[68:72] + dig("ballot", entry[1:-64]) for key, entry in last.items()}
    counts = tuple([last[k][104] for k in keys if k in last].count(c) for c in (0, 1, 2))
    return figures(opening, closing, ballots, keys, marks, n, p, counts, rule, quorum)


def figures(opening, closing, ballots, keys, marks, n, p, counts, rule="M1", quorum="Q2"):
    """A result; ``marks`` are seq‖id of the counted ballots by key, ``counts`` against, for and abstain."""
    counted = [leaf(key + marks.get(key, u(32, 0) + ZERO)) for key in keys]
    against, votes_for, abstain = counts
    half = n // 2 + 1
    needed = {"M1": half, "M4": half, "M5": half, "M2": (2 * n + 2) // 3, "M7": p // 2 + 1, "E6": half, "projects": half}.get(
        rule, 0
    )
    pressed = votes_for + against + abstain
    leaves = [leaf(entry) for entry in ballots]
    return {
        "epoch": 0,
        "size": len(ballots),
        "root": b64(mth([leaf(opening), *leaves, leaf(closing)])),
        "counted_root": b64(mth(counted)),
        "entries": b64(b"".join(item[:4] for item in leaves)),
        "counted": b64(b"".join(item[:4] for item in counted)),
        "members": n,
        "present": p,
        "for": votes_for,
        "against": against,
        "abstain": abstain,
        "not_pressed": p - pressed,
        "carried": votes_for >= needed and (quorum != "Q7" or 2 * pressed > n),
        "rule": rule,
        "needed": needed,
    }


def of_form(result, voted, *names, **more):
    """The result of a form: ``names`` are (counts…, verdict) in the ballot's order, ``more`` is written or orders."""
    rest = {key: value for key, value in result.items() if key not in ("for", "against", "abstain", "carried")}
    item = {"names": [{"counts": list(counts), "verdict": verdict} for *counts, verdict in names], **more}
    return {**rest, "voted": voted, "not_pressed": result["present"] - voted, "items": [item]}


def written(*names, listed=0, repeated=0, invalid=0, empty=0):
    """Names written in, as (name, votes, verdict)."""
    rows = [dict(zip(("name", "votes", "verdict"), row, strict=True)) for row in names]
    return {"names": rows, "listed": listed, "repeated": repeated, "invalid": invalid, "empty": empty}


def on_ballot(kind, names, low=0, high=0, w=0):
    """Form and names of a draft; ``names`` in one word each."""
    item = {"type": kind, "c": len(names.split()), "min": low, "max": high, "w": w}
    return {"form": [item], "names": [[{"zh": name, "en": ""} for name in names.split()]]}


def voted(size=7, seed=1):
    """An honest vote: m0 changes twice, m6 does not press; 4 for, 1 against, 1 abstain of 7."""
    world = World(size, seed=seed)
    world.start()
    world.announce()
    world.open_vote()
    for i, choice in [(0, 0), (1, 1), (0, 2), (2, 1), (3, 0), (0, 1), (4, 1), (5, 2)]:
        world.cast(i, choice)
        world.head()
    world.close()
    return world


def declared(size=7, seed=1):
    """The same vote, tallied and declared."""
    world = voted(size, seed)
    world.tally()
    world.declare()
    return world
