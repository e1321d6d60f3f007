/** Shows the hall in a state without a server: `?counted=paper&stage=counting`, `?state=open&lang=en&title=…&lost=1`, `?secret=certifying`, `?form=elect&sealed=1`. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "../src/page.css";
import "../src/hall.css";
import "../src/form.css";
import "../src/chosen.css";
import type { Channel, CountStage } from "@hemicycle/kit/channels";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { b64u } from "@hemicycle/kit/encoding";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, lang, setLang } from "@hemicycle/kit/i18n";
import { SittingLink } from "@hemicycle/kit/sitting";
import { Observable, reduce } from "@hemicycle/kit/store";
import type { Choice, DivisionState, State } from "@hemicycle/kit/types";
import { countedState, paperFormState, sampleCount } from "../../../admin_console/chair/dev/counted.ts";
import { FORMS, type FormName, formState } from "../../../admin_console/chair/dev/forms.ts";
import { isAbsent, samplePlan, sampleResult, sampleState } from "../../../admin_console/chair/dev/samples.ts";
import { SCENES, STAGES } from "../../../admin_console/chair/dev/secret.ts";
import type { ScreenAnswer, Show } from "../src/show.ts";
import { Stage } from "../src/stage.ts";

const query = new URLSearchParams(location.search);
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
void loadFonts();

const secret = SCENES[query.get("secret") ?? ""]?.().state;
const asked = (query.get("state") ?? "open") as DivisionState;
const form = query.get("form") ?? "";
const names =
  form in FORMS
    ? formState(
        form as FormName,
        asked,
        query.get("sealed") ? STAGES[asked === "open" ? "voting" : "counting"] : null,
      )
    : null;
const channel = query.get("counted") as Channel | null;
const stage = (query.get("stage") ?? (asked === "open" ? "voting" : "signed")) as CountStage;
const count =
  asked === "announced"
    ? null
    : sampleCount(stage, query.get("unsaid") ? { issued: null, returned: null } : {});
const counted =
  channel &&
  (form in FORMS ? paperFormState(form as FormName, asked, count) : countedState(channel, asked, count));
let state: State = counted ?? secret ?? names ?? sampleState(asked);
const theme = query.get("theme");
if (theme) document.documentElement.dataset.theme = theme;
const sitting = query.get("sitting");
if (sitting === "created" || sitting === "closed")
  state = { ...state, sitting: { ...state.sitting, state: sitting } };
const title = query.get("title");
state = {
  ...state,
  current: query.get("state") === "approved" ? "" : "item-4",
  divisions: state.divisions.map((division) =>
    division.id === "item-4"
      ? {
          ...division,
          title: title ? { zh: title, en: title } : division.title,
          reason: "会场网络中断，另行表决",
          result:
            query.get("failed") && division.result && !names ? sampleResult(118, 97, 25) : division.result,
        }
      : division,
  ),
};

const signer = signerOf(await generateKey());
const link = new SittingLink({
  signer,
  body: "linhu",
  server: "A",
  role: "observer",
  seat: "",
  holder: "大屏幕",
  name: state.sitting.body.name,
});
const plan = samplePlan();
const choices = Object.fromEntries(
  plan.seats.flatMap((seat, i) => {
    const choice: Choice = i % 23 === 0 ? "against" : i % 31 === 0 ? "abstain" : "for";
    return isAbsent(i) ? [] : [[seat.id, choice]];
  }),
);
link.api.get = ((path: string) =>
  Promise.resolve(path.endsWith("/plan") ? plan : { choices })) as typeof link.api.get;
link.sitting.value = sitting === "none" ? null : "closing-day";
link.model.value = reduce(link.model.value, { t: "state", id: "", v: 1, state });
const many = Number(query.get("groups") ?? 9);
const places = ["城关", "临湖", "东岭", "西河", "南桥", "北山", "开发区", "驻区部队", "机关"];
const groups = Array.from({ length: many }, (_, i) => {
  const name = `${places[i % places.length]}代表团${i >= places.length ? i : ""}`;
  return [name, 24 - (i % 4), 26 + (i % 3)] as const;
});
const bits = new Uint8Array(40);
for (const [i] of plan.seats.entries())
  if (!isAbsent(i)) bits[i >> 3] = (bits[i >> 3] ?? 0) | (128 >> (i & 7));
link.model.value = reduce(link.model.value, {
  t: "attendance",
  v: 99,
  ...state.attendance,
  bits: b64u(bits),
  delegations: groups,
});
link.model.value = reduce(link.model.value, {
  t: "turnout",
  open: state.open?.open ?? "",
  pressed: 229,
  time_ms: 1,
  ...(query.get("public")
    ? { delegations: groups.map(([name, part, due]) => [name, part, due] as const) }
    : {}),
});
if (query.get("lost")) link.status.patch({ phase: "offline" });
const show = query.get("show") as Show | null;
const worn = theme === "light" ? "light" : "dark";
const choice = show && ({ show, lang: lang.value, theme: worn } as const);
new Stage(link, new Observable<ScreenAnswer>({ number: 2, name: "左侧屏", choice })).start();
