/** Shows the page in a state without a daemon: `?state=by-hand&lang=en&theme=dark`. */
import "@hemicycle/kit/styles/tokens.css";
import "@hemicycle/kit/styles/base.css";
import "@hemicycle/kit/styles/hold.css";
import "@hemicycle/kit/styles/steps.css";
import "../src/scrutineer.css";
import { followLang, setLang } from "@hemicycle/kit/i18n";
import { applyTheme } from "@hemicycle/kit/theme";
import { ScrutineerApp } from "../src/app.ts";
import { Device } from "../src/device.ts";
import { SAMPLES } from "./samples.ts";

const query = new URLSearchParams(location.search);
applyTheme("light");
setLang(query.get("lang") === "en" ? "en" : "zh");
followLang();
const app = document.querySelector("scrutineer-app");
if (app instanceof ScrutineerApp) {
  const device = new Device("");
  device.view.value = SAMPLES[query.get("state") ?? "ready"] ?? null;
  app.show(device);
}
