/** The members of a result, by form and channel (docs/protocol.md §7, docs/forms.md §5, docs/channels.md §6). */
import { PREFIX_BYTES } from "./bytes.ts";
import { INVALID, SECTIONS } from "./figures.ts";
import { RULE_IDS } from "./rules.ts";
import { all, B32, b64, type Check, integer, isObject, listOf, oneOf, record, TEXT } from "./shape.ts";

type Members = Readonly<Record<string, Check>>;
const U32 = integer(0, 2 ** 32 - 1);
const VERDICTS = [
  "carried",
  "not-carried",
  "elected",
  "not-elected",
  "chosen",
  "not-chosen",
  "tied",
  "excellent",
  "satisfied",
  "basically-satisfied",
  "dissatisfied",
  "no-conclusion",
  "ranked",
];
export const RULE = oneOf(...RULE_IDS);
const VERDICT = oneOf(...VERDICTS);
const RESULT_COMMON: Members = {
  epoch: U32,
  size: integer(),
  root: B32,
  counted_root: B32,
  entries: b64(undefined, PREFIX_BYTES),
  counted: b64(undefined, PREFIX_BYTES),
  ...all(["members", "present", "not_pressed", "needed"], integer()),
  rule: RULE,
};
const ITEM = record(
  {
    names: listOf(record({ counts: listOf(integer()), verdict: VERDICT })),
    written: record({
      names: listOf(record({ name: TEXT, votes: integer(1), verdict: VERDICT }), ({ name }) => [name]),
      ...all(["listed", "repeated", "invalid", "empty"], integer()),
    }),
    orders: record({ valid: integer(), invalid: integer() }),
  },
  ["written", "orders"],
);
const PART = record({ voted: integer(), counts: listOf(listOf(integer())) });
const OF_CHANNEL: Members = {
  ...all(["issued", "returned"], integer()),
  invalid: INVALID,
  sections: SECTIONS,
  parts: record({ terminal: PART, hands: PART }),
};
const OPTIONAL = Object.keys(OF_CHANNEL);
const KEYS = all(["for", "against", "abstain"], integer());
const OF_MOTION = record({ ...RESULT_COMMON, ...OF_CHANNEL, ...KEYS, carried: oneOf(true, false) }, OPTIONAL);
const OF_FORM = record({ ...RESULT_COMMON, ...OF_CHANNEL, voted: integer(), items: listOf(ITEM) }, OPTIONAL);
export const RESULT: Check = (value) => (isObject(value) && "items" in value ? OF_FORM : OF_MOTION)(value);
