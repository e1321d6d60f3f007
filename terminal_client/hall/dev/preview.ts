/** Shows the hall in a state without a server: `?state=open&lang=en&title=…&lost=1`, `?secret=certifying`. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/draw/styles";
import "../src/hall.css";
import { generateKey, signerOf } from "@hemicycle/kit/crypto";
import { loadFonts } from "@hemicycle/kit/fonts";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { SittingLink } from "@hemicycle/kit/sitting";
import { reduce } from "@hemicycle/kit/store";
import type { Choice, DivisionState, State } from "@hemicycle/kit/types";
import { isAbsent, samplePlan, sampleResult, sampleState } from "../../../admin_console/chair/dev/samples.ts";
import { SCENES } from "../../../admin_console/chair/dev/secret.ts";
import { Stage } from "../src/stage.ts";

const query = new URLSearchParams(location.search);
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
void loadFonts();

const secret = SCENES[query.get("secret") ?? ""]?.().state;
let state: State = secret ?? sampleState((query.get("state") ?? "open") as DivisionState);
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
          result: query.get("failed") && division.result ? sampleResult(118, 97, 25) : division.result,
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
link.model.value = reduce(link.model.value, {
  t: "turnout",
  open: state.open?.open ?? "",
  pressed: 229,
  time_ms: 1,
});
if (query.get("lost")) link.status.patch({ phase: "offline" });
new Stage(link).start();
