/** The members of every type of act and of a bundle (docs/protocol.md §3 to §5 and §9, and the documents that add to them). */
import { FIGURES } from "./figures.ts";
import { CONSENT, LINKS } from "./links.ts";
import { CHANNELS, LEVELS } from "./names.ts";
import { RESULT, RULE } from "./resultforms.ts";
import { QUORUM_IDS } from "./rules.ts";
import {
  all,
  B32,
  BILINGUAL,
  b64,
  type Check,
  either,
  ID,
  ID_OR_EMPTY,
  integer,
  isObject,
  LOWER_ID,
  listOf,
  oneOf,
  POINT,
  record,
  string,
  TEXT,
  TIME,
  where,
} from "./shape.ts";

const U32 = integer(0, 2 ** 32 - 1);
const ATTEMPT = integer(1, 2 ** 32 - 1);
const INDEX = integer(1, 15);
const KINDS = ["congress", "standing-committee", "presidium", "street"];
const SITTINGS = ["plenary", "preparatory", "presidium", "standing-committee", "joint-group", "street"];
const OTHER_ROLES = ["chair", "secretariat", "scrutineer", "teller", "operator", "observer", "usher"];

type Members = Readonly<Record<string, Check>>;
const COMMON: Members = {
  v: oneOf(1),
  type: TEXT,
  log: TEXT,
  actor: B32,
  after: record({ n: integer(-1), d: B32 }),
  nonce: b64(16),
  time: TIME,
};

function act(members: Members = {}, ...optional: readonly string[]): Check {
  return record({ ...COMMON, ...members }, optional);
}

// --- the register ---

interface MemberMarks {
  readonly id: string;
  readonly seat: string;
  readonly person?: string;
}

const MEMBER = record(
  {
    id: ID,
    name: TEXT,
    latin: TEXT,
    delegation: TEXT,
    seat: ID_OR_EMPTY,
    role: oneOf("deputy", "attendee", "observer"),
    status: oneOf("in-office", "suspended", "ended"),
    person: ID,
  },
  ["person"],
);
const memberMarks = ({ id, seat, person }: MemberMarks) => [
  `id ${id}`,
  ...(seat ? [`seat ${seat}`] : []),
  ...(person === undefined ? [] : [`person ${person}`]),
];
const SEAT = record({ id: ID, row: integer(), col: integer(), x: integer(0, 10000), y: integer(0, 10000) });
const CODE_COMMON = { key: B32, expires_ms: integer() };
const CODE = either(
  record({ ...CODE_COMMON, role: oneOf("deputy"), seat: ID, holder: oneOf("") }),
  record({ ...CODE_COMMON, role: oneOf(...OTHER_ROLES), seat: oneOf(""), holder: TEXT }),
);

const PAGES = record({ hash: B32, loaded: oneOf("installed", "served") });
const CARD = record({ key: B32, member: ID });

export const REGISTER_ACTS: Readonly<Record<string, Check>> = {
  "body-create": act(
    {
      id: LOWER_ID,
      kind: oneOf(...KINDS),
      level: oneOf(...LEVELS),
      name: BILINGUAL,
      code: B32,
      holder: TEXT,
    },
    "level",
  ),
  "admin-enrol": act({ code: B32, holder: TEXT }),
  "roster-set": act({ members: listOf(MEMBER, memberMarks) }),
  "seats-set": act({
    plan: record({ kind: oneOf("arc", "grid"), name: TEXT }),
    seats: listOf(SEAT, (seat) => [seat.id]),
  }),
  "codes-issue": act({ codes: listOf(CODE, (code) => [code.key]) }),
  "code-cancel": act({ code: B32 }),
  enrol: act({ code: B32, device: string(200), pages: PAGES }, "pages"),
  "pages-tell": act({ pages: PAGES }),
  "key-revoke": act({ key: B32, reason: TEXT }),
  "key-replace": act({ key: B32, reason: TEXT, code: CODE }),
  "cards-issue": act({ cards: listOf(CARD, ({ key, member }) => [`key ${key}`, `member ${member}`]) }),
  "card-cancel": act({ card: B32, reason: TEXT }),
};
/** The member whose key co-signs an act of a type; its name is the tag. A check-in may lack it. */
export const COSIGNED: Readonly<Record<string, "code" | "card">> = {
  "body-create": "code",
  "admin-enrol": "code",
  enrol: "code",
  "check-in": "card",
};

// --- divisions ---

const QUORUM = oneOf(...QUORUM_IDS);
const PROPOSAL: Members = { title: BILINGUAL, short: BILINGUAL, text: BILINGUAL, template: ID, rule: RULE };
const FORM = listOf(record(all(["type", "c", "min", "max", "w"], integer())));
const NAMES = listOf(listOf(BILINGUAL));
const OPENING: Members = {
  division: ID,
  round: integer(),
  previous: B32,
  kind: TEXT,
  definition: record(
    {
      ...PROPOSAL,
      quorum: QUORUM,
      channel: TEXT,
      secrecy: TEXT,
      form: FORM,
      names: NAMES,
      basis: TEXT,
    },
    ["basis"],
  ),
  n: integer(),
  p: integer(),
  electorate: record({ size: integer(), root: B32 }),
  max_seq: integer(1, 2 ** 32 - 1),
  opened_ms: integer(),
  auto_close_s: integer(),
  register: POINT,
  server: B32,
};
const NAMED_OPENING = act(OPENING);
const SECRET_OPENING = act({ ...OPENING, seal: B32, active: listOf(INDEX, (index) => [String(index)]) });

const OPEN: Check = (value) => {
  const definition = isObject(value) ? value.definition : undefined;
  if (!isObject(definition)) return NAMED_OPENING(value);
  const sealed =
    definition.secrecy === "secret" && definition.channel !== "paper" && definition.channel !== "hands";
  return (sealed ? SECRET_OPENING : NAMED_OPENING)(value);
};

const DIVISION = { division: ID };
const OF_OPEN = { division: ID, open: B32 };
const REFUSAL = { ...OF_OPEN, code: TEXT, detail: string(200) };
const MESSAGE = act({ attempt: ATTEMPT, index: INDEX, message: b64() });
const BALLOTS = integer(0, 10_000);
const NUMBER = integer(1, 999);
const LANGUAGE = where(
  (v) => typeof v === "string" && v.length <= 35 && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(v),
);
const DROP = act({ ...DIVISION, reason: TEXT, consent: CONSENT }, "consent");

export const SITTING_ACTS: Readonly<Record<string, Check>> = {
  "sitting-create": act(
    {
      id: LOWER_ID,
      body: LOWER_ID,
      title: BILINGUAL,
      kind: oneOf(...SITTINGS),
      quorum: QUORUM,
      register: POINT,
      server: B32,
      profile: where(isObject),
      term: NUMBER,
      session: NUMBER,
      session_kind: oneOf("annual", "mid-year", "quarterly"),
      pages: record({ hash: B32, required: oneOf(true, false) }),
    },
    "profile",
    "term",
    "session",
    "session_kind",
    "pages",
  ),
  "division-draft": act(
    {
      ...DIVISION,
      number: integer(1),
      ...PROPOSAL,
      countdown_s: integer(0, 3600),
      again_of: ID_OR_EMPTY,
      secrecy: oneOf("named", "secret"),
      form: FORM,
      names: NAMES,
      basis: TEXT,
      channel: oneOf(...CHANNELS),
      of: LINKS,
      office: oneOf("head", "deputy", "committee"),
    },
    "secrecy",
    "form",
    "names",
    "basis",
    "channel",
    "of",
    "office",
  ),
  "division-approve": act(DIVISION),
  "sitting-open": act({ register: POINT }),
  "check-in": act(
    {
      member: ID,
      seat: ID,
      by: oneOf("hall", "video"),
      way: oneOf("card", "number", "hand"),
      card: B32,
      reason: TEXT,
    },
    "by",
    "way",
    "card",
    "reason",
  ),
  depart: act({ member: ID, reason: TEXT }, "reason"),
  "leave-grant": act({ member: ID, reason: TEXT }),
  "division-announce": act(DIVISION),
  "division-open": OPEN,
  "division-extend": act({ ...OF_OPEN, deadline_ms: integer() }),
  "division-close": act({ ...OF_OPEN, reason: oneOf("chair", "deadline") }),
  "division-tally": act({ ...OF_OPEN, close: B32, freeze: B32, result: RESULT }, "freeze"),
  "division-declare": act({ ...OF_OPEN, tally: B32, result: RESULT }),
  "division-publish": act(DIVISION),
  "division-archive": act({ ...DIVISION, bundle: B32 }),
  "division-void": act({ ...DIVISION, reason: TEXT }),
  "division-void-confirm": act({ ...DIVISION, void: B32 }),
  "division-void-cancel": act({ ...DIVISION, void: B32 }),
  "division-withdraw": DROP,
  "division-defer": DROP,
  "division-object": act({ ...DIVISION, member: ID, reason: TEXT }),
  "division-proceed": act({ ...DIVISION, clauses: listOf(ID, (name) => [name]), reason: TEXT }),
  recuse: act({ ...DIVISION, member: ID, reason: TEXT }),
  "recuse-cancel": act({ ...DIVISION, member: ID }),
  "chief-designate": act({ key: B32 }),
  "document-attach": act(
    {
      ...DIVISION,
      document: ID,
      title: BILINGUAL,
      language: LANGUAGE,
      sha256: B32,
      bytes: integer(1, 20 * 2 ** 20),
      pages: integer(1, 1000),
      candidate: integer(0, 254),
      replaces: ID,
    },
    "candidate",
    "replaces",
  ),
  "document-withdraw": act({ ...DIVISION, document: ID, reason: TEXT }),
  "sitting-close": act(),
  "ceremony-start": act({
    attempt: ATTEMPT,
    k: integer(),
    scrutineers: listOf(B32, (key) => [key]),
    chairs: listOf(B32, (key) => [key]),
  }),
  "ceremony-commit": MESSAGE,
  "ceremony-reveal": MESSAGE,
  "ceremony-deal": MESSAGE,
  "ceremony-seal": act({
    attempt: ATTEMPT,
    index: INDEX,
    keys: B32,
    public: B32,
    shares: listOf(B32),
    seal: B32,
  }),
  "ceremony-abort": act({
    attempt: ATTEMPT,
    index: integer(0, 15),
    culprit: integer(0, 15),
    code: TEXT,
    message: b64(),
  }),
  erased: act({ attempt: ATTEMPT, index: INDEX }),
  "open-ok": act(OF_OPEN),
  "open-refuse": act(REFUSAL),
  "division-freeze": act({
    ...OF_OPEN,
    close: B32,
    epoch: U32,
    size: integer(),
    root: B32,
    counted_root: B32,
    n: integer(),
    cells: b64(),
  }),
  "root-ok": act({ ...OF_OPEN, freeze: B32 }),
  "root-refuse": act({ ...REFUSAL, freeze: B32 }),
  release: act({ ...OF_OPEN, freeze: B32, shares: b64() }),
  "names-call": act({ ...OF_OPEN, freeze: B32, item: oneOf(0), flags: integer(), rows: integer() }),
  mix: act({ ...OF_OPEN, freeze: B32, previous: B32, message: b64() }),
  "row-release": act({ ...OF_OPEN, freeze: B32, chain: B32, shares: b64() }),
  "stand-down": act({ index: INDEX, reason: TEXT }),
  "stand-down-ok": act({ stand_down: B32 }),
  "stand-down-cancel": act({ stand_down: B32 }),
  "void-ok": act(OF_OPEN),
  "paper-issue": act({ ...OF_OPEN, issued: BALLOTS }),
  "paper-return": act({ ...OF_OPEN, returned: BALLOTS }),
  "count-commit": act({ ...OF_OPEN, attempt: ATTEMPT, digest: B32 }),
  "count-reveal": act({ ...OF_OPEN, attempt: ATTEMPT, salt: B32, figures: FIGURES }),
  "count-again": act({ ...OF_OPEN, attempt: ATTEMPT, reason: TEXT }),
  "count-sign": act({ ...OF_OPEN, count: B32 }),
};

// --- the file ---

const LOGGED = record({ n: integer(), received_ms: integer(), b: b64(), s: b64(), c: b64() }, ["c"]);
const HEAD = record({ size: integer(), root: b64(), ms: integer(), s: b64() });
const BOTH: Members = {
  body: LOWER_ID,
  sitting: LOWER_ID,
  division: ID,
  server: B32,
  register: listOf(LOGGED),
  acts: listOf(LOGGED),
  heads: listOf(HEAD),
  seal: b64(),
};
export const RECORD_FORMAT = "hemicycle-record/1";
export const PUBLIC_FORMAT = "hemicycle-public/1";
export const BUNDLE = record({ format: oneOf(RECORD_FORMAT), ballots: listOf(b64()), ...BOTH });
export const PUBLIC = record({
  format: oneOf(PUBLIC_FORMAT),
  leaves: b64(undefined, 32),
  counted: b64(undefined, 68),
  ...BOTH,
});
