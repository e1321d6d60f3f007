/**
 * Shows the console in a state without a server: `?state=open&sitting=created&void=1&lang=en&theme=dark`, `?secret=certifying`,
 * `?form=elect&state=tallied&sealed=1&naming=mixing`, `?counted=paper&state=closed&stage=counting&differ=1`.
 */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/draw/styles";
import "../src/chair.css";
import "../src/form.css";
import "../src/secret.css";
import "../src/count.css";
import type { Channel, CountStage } from "@hemicycle/kit/channels";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { reduce } from "@hemicycle/kit/store";
import type { DivisionState, State } from "@hemicycle/kit/types";
import { ChairConsole } from "../src/console.ts";
import { Desk } from "../src/desk.ts";
import { countedState, DIFFERED, paperFormState, sampleCount, TELLERS } from "./counted.ts";
import { FORMS, type FormName, formState, NAMINGS, sampleMarks } from "./forms.ts";
import { LAWFUL } from "./lawful.ts";
import { hasPressed, isAbsent, sampleBits, samplePlan, sampleState } from "./samples.ts";
import { PEOPLE, SCENES, STAGES } from "./secret.ts";

const query = new URLSearchParams(location.search);
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
void loadFonts();

const plan = samplePlan();
const scene = SCENES[query.get("secret") ?? ""]?.();
const asked = (query.get("state") ?? "open") as DivisionState;

/** `?form=`: a vote on many names. */
function formOf(name: string): State | null {
  if (!(name in FORMS)) return null;
  const naming = NAMINGS[query.get("naming") ?? ""];
  const sealed =
    naming ?? (query.get("sealed") ? (asked === "open" ? STAGES.voting : STAGES.counting) : null);
  return formState(name as FormName, naming ? "closed" : asked, sealed);
}

/** `?counted=`: a vote counted by hand. */
function countedOf(channel: string | null): State | null {
  if (!channel) return null;
  const stage = (query.get("stage") ?? (asked === "open" ? "voting" : "signed")) as CountStage;
  const one = query.get("committed") ? { committed: [TELLERS[0]] } : {};
  const more = { ...(query.get("differ") ? DIFFERED : {}), ...one };
  const overfull = stage === "overfull" ? { returned: 243 } : {};
  const count = asked === "announced" ? null : sampleCount(stage, { ...more, ...overfull });
  const form = query.get("form") ?? "";
  if (form in FORMS) return paperFormState(form as FormName, asked, count);
  const visible = query.get("visible") ? ({ secrecy: "secret", reveals: ["hands-visible"] } as const) : {};
  return countedState(channel as Channel, asked, count, visible);
}

let state: State =
  scene?.state ?? countedOf(query.get("counted")) ?? formOf(query.get("form") ?? "") ?? sampleState(asked);
const theme = query.get("theme");
if (theme) document.documentElement.dataset.theme = theme;
if (query.get("sitting") === "created")
  state = {
    ...state,
    sitting: { ...state.sitting, state: "created" },
    divisions: state.divisions.map((d) => ({ ...d, state: "approved", result: null })),
  };
if (query.get("quorum") === "0")
  state = { ...state, sitting: { ...state.sitting, quorum: { ...state.sitting.quorum, met: false } } };
if (query.get("void") === "1")
  state = {
    ...state,
    divisions: state.divisions.map((d) =>
      d.id === "item-4" ? { ...d, void: { act: "x", reason: "网络中断" } } : d,
    ),
  };
if (query.get("lawful") === "1")
  state = { ...state, divisions: state.divisions.map((d) => (d.id === "item-4" ? { ...d, ...LAWFUL } : d)) };
if (query.get("problem") === "1")
  state = {
    ...state,
    problems: [{ code: "box-mismatch", division: "item-4" }],
  };

const signer = signerOf(await generateKey());
const desk = new Desk(
  {
    signer,
    body: "linhu",
    server: "A",
    role: "chair",
    seat: "",
    holder: "许建国",
    name: state.sitting.body.name,
  },
  "closing-day",
);
desk.link.start = () => undefined;
desk.keyring.follow = () => undefined;
desk.keyring.keys.value = scene?.keys ?? { state: "good", people: PEOPLE };
desk.keyring.read = () => Promise.resolve(PEOPLE ?? { scrutineers: [], chairs: [] });
const lost = Number(query.get("lost") ?? 1);
const bits = {
  bits: sampleBits(256, (i) => !isAbsent(i)),
  online: sampleBits(256, (i) => !isAbsent(i) && !(i % 19 === 3 && i < 19 * lost)),
};
const turnout = {
  t: "turnout",
  open: state.open?.open ?? "",
  pressed: 229,
  bits: sampleBits(256, hasPressed),
  delegations: [...new Set(plan.seats.map((seat) => seat.delegation))].map(
    (name, i) => [name, 27 + (i % 4), 30 + (i % 2)] as const,
  ),
} as const;
const frames = [
  { t: "state", id: "", v: 1, state },
  { t: "attendance", v: 1, ...state.attendance, ...bits },
  ...(scene?.verify ?? [undefined]).map((verify, i) => ({
    ...turnout,
    ...(verify ? { verify } : {}),
    time_ms: 1 + 3000 * i,
  })),
] as const;
desk.link.api.get = ((path: string) =>
  path.endsWith("/plan")
    ? Promise.resolve(plan)
    : Promise.resolve({ marks: sampleMarks(state, plan) })) as typeof desk.link.api.get;
desk.plan.value = plan;
desk.link.status.patch({ phase: "online" });
for (const frame of frames) {
  desk.link.model.value = reduce(desk.link.model.value, frame);
  desk.pace.follow(desk.link.model.value);
}
const shown = new ChairConsole();
shown.desk = desk;
document.body.append(shown);
