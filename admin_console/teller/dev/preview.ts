/**
 * Shows the counting desk in a state without a server: `?screen=entry&form=elect&lang=en&theme=dark&role=scrutineer&lost=1`,
 * `?channel=hands`, `?filled=1`, `?differ=1`.
 */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/styles/steps.css";
import "../src/teller.css";
import "../src/entry.css";
import type { HandChannel, HandCount } from "@hemicycle/kit/channels";
import type { Draft } from "@hemicycle/kit/counts";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { reduce } from "@hemicycle/kit/store";
import type { DivisionState, State } from "@hemicycle/kit/types";
import {
  countedState,
  DIFFERED,
  FORMS,
  MOTION_BALLOTS,
  paperFormState,
  SECTIONS,
  SIGNERS,
  sampleCount,
  TELLERS,
} from "../../chair/dev/counted.ts";
import type { FormName } from "../../chair/dev/forms.ts";
import { TellerDesk } from "../src/app.ts";
import { Desk } from "../src/desk.ts";
import type { SealedOnes } from "../src/shelf.ts";

const query = new URLSearchParams(location.search);
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
void loadFonts();
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const signer = signerOf(await generateKey());
const me = { key: b64u(signer.publicKey), holder: "周建华" };
const other = TELLERS[1];
const role = query.get("role") === "scrutineer" ? "scrutineer" : "teller";
const screen = query.get("screen") ?? "entry";
const channel = (query.get("channel") ?? "paper") as HandChannel;
const form = query.get("form") ?? "";

const COUNTS: Readonly<Record<string, () => readonly [DivisionState, HandCount]>> = {
  issue: () => ["open", sampleCount("voting", { issued: query.get("said") ? 240 : null })],
  return: () => ["closed", sampleCount("returning")],
  overfull: () => ["closed", sampleCount("overfull", { returned: 243 })],
  entry: () => ["closed", sampleCount("counting", query.get("differ") ? DIFFERED : {})],
  unsent: () => ["closed", sampleCount("counting")],
  waiting: () => ["closed", sampleCount("counting", { committed: [me] })],
  lost: () => ["closed", sampleCount("counting", { committed: [me] })],
  others: () => ["closed", sampleCount("counting", { committed: [TELLERS[0], other] })],
  sign: () => [
    "closed",
    sampleCount("signing", { asked: [{ ...me, holder: "韩秀英" }, ...SIGNERS.slice(1)] }),
  ],
  signing: () => ["closed", sampleCount("signing")],
  signed: () => ["tallied", sampleCount("signed")],
};

function shown(): State {
  if (screen === "idle") return countedState(channel, "approved");
  const [state, count] = COUNTS[screen]?.() ?? ["closed", sampleCount("counting")];
  const withFigures = channel === "paper" || count.figures === null ? count : { ...count, figures: SECTIONS };
  return form in FORMS
    ? paperFormState(form as FormName, state, count)
    : countedState(channel, state, withFigures);
}

/** What is typed so far. */
function typed(): Draft | null {
  if (query.get("filled") === null || form !== "") return null;
  const figures = channel === "paper" ? MOTION_BALLOTS : SECTIONS;
  if (query.get("filled") === "1") return figures;
  return "sections" in figures
    ? { sections: figures.sections.map((one) => ({ ...one, counts: [[7, 2, null]] })) }
    : { ...figures, valid: 238, counts: [[231, 4, 2]] };
}

const sealed: SealedOnes =
  screen === "unsent" || screen === "waiting"
    ? [{ salt: b64u(new Uint8Array(32)), figures: MOTION_BALLOTS, digest: b64u(new Uint8Array(32)) }]
    : [];
const state = shown();
const desk = new Desk(
  {
    signer,
    body: "linhu",
    server: "A",
    role,
    seat: "",
    holder: role === "teller" ? me.holder : "韩秀英",
    name: state.sitting.body.name,
  },
  {
    draft: () => Promise.resolve(typed()),
    keepDraft: () => Promise.resolve(),
    sealed: () => Promise.resolve(sealed),
    keepSealed: () => Promise.resolve(),
  },
);
desk.link.start = () => undefined;
desk.link.sitting.value = query.get("sitting") === "none" ? null : "closing-day";
desk.link.status.patch({ phase: query.get("lost") ? "offline" : "online" });
if (query.get("sitting") !== "none")
  desk.link.model.value = reduce(desk.link.model.value, { t: "state", id: "", v: 1, state });
const page = new TellerDesk();
page.desk = desk;
document.body.append(page);
